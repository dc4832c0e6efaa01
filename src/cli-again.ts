/** Runs that go on from what the state knows: how they are typed, and what they work on. */
import { hideSecretsInWords } from './base/hide-secrets.ts';
import { problem } from './base/outcome.ts';
import type { Problem } from './base/outcome.ts';
import { listOf } from './cli-flags.ts';
import type { Flags } from './cli-flags.ts';
import { tellFaults, withTools } from './cli-session.ts';
import type { Session } from './cli-session.ts';
import { clean } from './cli-text.ts';
import { knownShows, mustBeNamed } from './commands/known-shows.ts';
import type { NamedShow } from './commands/known-shows.ts';
import type { Settings } from './config.ts';

/** Flags without which a second run would work on something else, by their names in {@link Flags}. */
const REPEATED: readonly (readonly [name: string, flag: string])[] = [
  ['folder', '-C'],
  ['config', '--config'],
  ['stateDir', '--state-dir'],
  ['transcriptsDir', '--transcripts-dir'],
  ['outputDir', '--output-dir'],
  ['allowPrivateNetwork', '--allow-private-network'],
  ['geminiBaseUrl', '--gemini-base-url'],
  ['set', '--set'],
];

/** Flags whose values may hold a secret. */
const MAY_HIDE: ReadonlySet<string> = new Set(['geminiBaseUrl', 'set']);

/** Settings that are about what one run takes, and not repeated; `feeds` is as `--feed-url`. */
const OF_ONE_RUN: ReadonlySet<string> = new Set(['feeds', 'mode', 'episodes']);

/**
 * The command that goes on from here, as it is typed: with the flags that still matter. A value that
 * holds a secret is not repeated: `…` stands in its place.
 */
export function againCommand(mode: '--retry-failed' | '--resume', flags: Flags): string {
  const words = ['podcast-transcriber', 'run', mode];
  for (const [name, flag] of REPEATED) {
    for (const value of listOf(flags[name])) {
      if (name === 'set' && OF_ONE_RUN.has(settingOf(value))) continue;
      // A folder may be called anything, and is no secret.
      words.push(flag, MAY_HIDE.has(name) ? shown(value) : quoted(value));
    }
  }
  // An address that holds a secret is in no state, and is not repeated here. Where it is given again,
  // the others must be as well.
  const set = listOf(flags['set']).filter((one) => settingOf(one) === 'feeds');
  const feeds = [
    ...[...listOf(flags['feedUrl']), ...listOf(flags['feeds'])].map((one) => one.trim()),
    ...set.flatMap((one) => one.slice(one.indexOf('=') + 1).split(/\s+/u)),
  ].filter((one) => one !== '');
  if (feeds.some(mustBeNamed)) {
    for (const feed of feeds.filter((one) => !mustBeNamed(one))) words.push('--feeds', shown(feed));
    words.push('--feed-url …');
  }
  return words.join(' ');
}

/** The setting that a `--set` is about. */
function settingOf(value: string): string {
  return value.slice(0, Math.max(0, value.indexOf('='))).trim();
}

/** A value as a shell takes it; of a setting whose value holds a secret its name alone. */
function shown(value: string): string {
  if (hideSecretsInWords(value) === value) return quoted(value);
  const setting = settingOf(value);
  return /^[\w.-]+$/u.test(setting) ? `${setting}=…` : '…';
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The settings of a run that goes on: where no feed is named by a flag, with the shows of the state
 * that it is about beside those of the config file. Undefined when there is nothing to go on with; that was told.
 */
export async function withKnownShows(session: Session): Promise<Settings | undefined> {
  const { settings, log } = session;
  const { mode, shows, feeds, episodes } = settings;
  if (session.origins.some(({ path, source }) => path === 'feeds' && source === 'input')) {
    return settings;
  }
  if (mode !== 'resume' && mode !== 'retry-failed') return settings;
  const { stateDir } = settings.output;
  let found: Settings | undefined;
  const looked = [...shows, ...feeds.map((url) => ({ url }))];
  const own = [...looked, ...fileShows(session)];
  await withTools(session, async ({ ports, signal }) => {
    const known = await knownShows(ports, { stateDir, mode, episodes, own, looked, signal });
    const fault = looked.length > 0 ? undefined : faultOf(session, known);
    if (fault !== undefined) {
      tellFaults([fault], session);
      return 0;
    }
    if (known.hidden.length > 0) log.warning(hiddenText(known.hidden));
    found = known.unsure ? settings : { ...settings, feeds: [...feeds, ...known.feeds] };
    if (looked.length > 0 && known.feeds.length > 0) {
      if (known.unsure) log.warning(unsureText(known.feeds));
      else log.info(`Beside the configured shows: ${few(known.feeds)}, known by the state.`);
    }
    return 0;
  });
  return found;
}

/** All shows of the file, with those that rest; secrets in their addresses are hidden. */
function fileShows({ origins }: Session): readonly NamedShow[] {
  return origins.flatMap(({ path, value }): readonly NamedShow[] => {
    if (!path.startsWith('shows[') || typeof value !== 'object' || value === null) return [];
    const { url, id } = value as { readonly url?: unknown; readonly id?: unknown };
    if (typeof url !== 'string') return [];
    return [typeof id === 'string' ? { url, id } : { url }];
  });
}

function unsureText(feeds: readonly string[]): string {
  return `Left out: ${few(feeds)}. The state knows work of it, but not every feed that is configured, so that one of these may be the same show at a new address. If it is not, give it by --feed-url.`;
}

/** The first of them, as they may be shown. */
function few(feeds: readonly string[]): string {
  const names = feeds.slice(0, 5).map((feed) => clean(feed, 200));
  return `${names.join(', ')}${feeds.length > 5 ? ` and ${feeds.length - 5} more` : ''}`;
}

function faultOf(
  { config, settings }: Session,
  known: {
    readonly any: boolean;
    readonly feeds: readonly string[];
    readonly hidden: readonly string[];
  },
): Problem | undefined {
  if (!known.any) {
    return problem(
      'config-no-feeds',
      `nothing to go on with: ${config.path} names no show, no feed was given, and ${settings.output.stateDir} knows none`,
      'Correct the folder (-C, --state-dir) or the config file (--config), or give a feed by --feed-url.',
    );
  }
  if (known.feeds.length > 0 || known.hidden.length === 0) return undefined;
  return problem('feed-address-hidden', hiddenText(known.hidden), 'Give it by --feed-url.');
}

function hiddenText(titles: readonly string[]): string {
  const names = titles.slice(0, 5).map((title) => clean(title, 80));
  const more = titles.length > 5 ? ` and ${titles.length - 5} more` : '';
  return `The address of the feed of ${names.join(', ')}${more} holds a secret, which the state does not keep: without the address it cannot go on.`;
}
