import { counted } from '../base/count.ts';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { printable } from '../base/printable.ts';
import { speakUrl } from '../feed/address.ts';
import { notTaken, unknownNames } from '../plan/named.ts';
import type { UnknownName } from '../plan/named.ts';
import type { Eligible } from '../plan/eligible.ts';
import type { ReportNamed } from '../render/report-types.ts';
import type { RunContext } from './context.ts';
import type { Gathered } from './gather.ts';

const UNKNOWN = 'episodes-unknown';
/** Names that a message and a list hold. */
const MOST_IN_MESSAGE = 5;
const MOST_TOLD = 100;

/**
 * The names in `episodes` that nobody knows, with what may have been meant; the log warns of each.
 *
 * @throws Fault when that is all of them: nothing has been done then. A job of a fan-out knows its own
 *   shows only, and leaves such names to the others.
 */
export function checkNames(run: RunContext, gathered: Gathered): readonly ReportNamed[] {
  const { log } = run.ports;
  const names = run.settings.episodes;
  const shows = gathered.discovery.shows.map(({ state }) => state);
  const own = new Set(shows.map(({ show }) => show));
  const others = [...gathered.state.feeds.values()].filter(({ show }) => !own.has(show));
  const unknown = unknownNames(names, shows, others);
  if (run.shard.count > 1) {
    for (const one of unknown) log.info(`${nameOf(one)}: no show of this job has this episode`);
    return [];
  }
  const told = unknown.map((one) => ({ name: nameOf(one), because: wordsOf(one) }));
  if (told.length > 0 && told.length === names.length) throw new Fault(noneKnown(told, gathered));
  const few = told.slice(0, MOST_TOLD);
  for (const { name, because } of few) {
    log.warning(`${name}: ${because}.`, { title: UNKNOWN });
  }
  return few;
}

/** The named episodes that are known and not taken; the log is told of each. */
export function sayNotTaken(
  run: RunContext,
  gathered: Gathered,
  eligible: Eligible,
): readonly ReportNamed[] {
  const found = notTaken({
    names: run.settings.episodes,
    shows: gathered.discovery.shows.map(({ state }) => state),
    eligible,
    mode: run.mode === 'dry-run' ? 'run' : run.mode,
  }).slice(0, MOST_TOLD);
  const told = found.map(({ show, id, title, because }) => ({
    name: `${show}: ${oneOf(title)} (${id})`,
    because,
  }));
  for (const { name, because } of told) run.ports.log.info(`Not taken: ${name}: ${because}`);
  return told;
}

/** As the user wrote it; of an address no more than is fit for a log. */
function nameOf({ name }: UnknownName): string {
  return name.includes('://') ? speakUrl(name) : oneOf(name);
}

function wordsOf({ meant, elsewhere }: UnknownName): string {
  if (elsewhere !== undefined) {
    return `it is of ${oneOf(elsewhere)}, a show that is not in the configuration`;
  }
  const few = meant.map(({ id, title }) => `${id} (${oneOf(title)})`);
  const said = 'no episode has this id or address';
  return few.length === 0 ? said : `${said}; nearest is ${few.join(', then ')}`;
}

function noneKnown(told: readonly ReportNamed[], { problems, skipped }: Gathered): Problem {
  const some = told.slice(0, MOST_IN_MESSAGE).map(({ name, because }) => `${name}: ${because}`);
  const rest = told.length - some.length;
  const unread = problems.length + skipped.length;
  const maybe =
    unread === 0 ? '' : ` ${counted(unread, 'feed')} could not be read, and may have it.`;
  return problem(
    UNKNOWN,
    `None of the episodes that were named is known. ${some.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.${maybe}`,
    'Take the ids from the job summary or from the files in the state folder, or give the address of the audio as the feed writes it.',
  );
}

function oneOf(text: string): string {
  return printable(text.replaceAll(/\s+/gu, ' '), 100).replaceAll('\n', ' ').trim();
}
