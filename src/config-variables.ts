import type { ConfigProblem } from './config-file.ts';
import { envNameOf, isSecret } from './config-inputs.ts';
import { isSet, LEAVES, TABLES } from './config-layers.ts';
import { closest } from './config-problems.ts';

/** Environment variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'PODCAST_';

const KNOWN: readonly string[] = [
  'PODCAST_CONFIG',
  // Keys have no such name, and one that was given by it would be missed without a word.
  ...LEAVES.filter((leaf) => !isSecret(leaf.path)).map((leaf) => envNameOf(leaf.path)),
  ...Object.keys(TABLES).map(envNameOf),
];

/** Names that begin as ours do and set nothing. */
function strangers(env: Environment): string[] {
  return Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && isSet(env[name]) && !KNOWN.includes(name),
  );
}

/** Variables that were meant to set something and do not. */
export function variableProblems(env: Environment): ConfigProblem[] {
  return strangers(env).flatMap((name) => {
    const found = problemOf(name);
    if (found === undefined) return [];
    return [{ code: 'config-unknown-variable', ...found }];
  });
}

function problemOf(name: string): { message: string; remedy: string } | undefined {
  const unknown = `the environment variable ${name} is not known`;
  if (/^PODCAST_SHOWS(?:_|$)/u.test(name)) {
    return {
      message: `shows can be set in the file only, not by the environment variable ${name}`,
      remedy:
        'Write them below `shows:` in the config file, or give feed addresses by PODCAST_FEEDS.',
    };
  }
  if (/^PODCAST_KEYS(?:_|$)/u.test(name)) {
    return { message: unknown, remedy: 'Keys are GEMINI_API_KEYS, GITHUB_TOKEN, YOUTUBE_API_KEY.' };
  }
  const near = closest(
    name.slice(PREFIX.length),
    KNOWN.map((one) => one.slice(PREFIX.length)),
  );
  if (near !== undefined) return { message: unknown, remedy: `Did you mean ${PREFIX}${near}?` };
  const table = /^PODCAST_(LIMITS|PRICES)_/u.exec(name)?.[1];
  if (table === undefined) return undefined;
  const row =
    table === 'LIMITS' ? '"requestsPerDay":20' : '"inputPerMillion":1,"outputPerMillion":2';
  return {
    message: unknown,
    remedy: `Names of models do not fit into one. Set ${PREFIX}${table} to JSON such as {"gemini-flash-latest":{${row}}}.`,
  };
}

/**
 * That variables which begin as ours do were not read: another program's, or nobody's. Undefined
 * where there is none.
 */
export function unreadVariables(env: Environment): string | undefined {
  const names = strangers(env).filter((name) => problemOf(name) === undefined);
  if (names.length === 0) return undefined;
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}: no setting has such a name, so nothing was read from there.`;
}
