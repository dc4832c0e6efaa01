/** Names of shows that a user typed and that there are not. */
import { closest } from './config-problems.ts';
import { clean, counted } from './cli-text.ts';

/** A show as it may be named. */
interface NamedShow {
  /** Its folder. */
  readonly show: string;
  readonly title: string;
}

/** Most shows that are listed. */
const SHOWN = 10;

/** What may have been meant by a name that no show has: the nearest, else those that there are. */
export function showsInstead(wrong: string, shows: readonly NamedShow[]): string {
  const near = closest(
    wrong,
    shows.flatMap(({ show, title }) => [show, title]),
  );
  if (near !== undefined) {
    const meant = shows.find(({ show, title }) => show === near || title === near);
    return `Did you mean ${clean(meant?.show ?? near)}?`;
  }
  if (shows.length === 0) return 'There is no show yet.';
  const names = shows.slice(0, SHOWN).map(({ show }) => clean(show, 60));
  const more = shows.length > SHOWN ? `, … and ${shows.length - SHOWN} more` : '';
  return `There ${shows.length === 1 ? 'is' : 'are'} ${counted(shows.length, 'show')}: ${names.join(', ')}${more}.`;
}
