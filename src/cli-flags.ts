import type { InputSpec } from './config-inputs.ts';

/** Flags as the parser gives them: by camel-case name. */
export type Flags = Readonly<Record<string, unknown>>;

/** Inputs that are secrets: they come by the environment, never by an argument. */
const SECRETS: Readonly<Record<string, string>> = {
  'gemini-api-keys': 'GEMINI_API_KEYS (or GEMINI_API_KEY_1, GEMINI_API_KEY_2, …)',
  'github-token': 'GITHUB_TOKEN',
  'youtube-api-key': 'YOUTUBE_API_KEY',
};

/** Inputs that mean nothing over a local folder. */
const JOB_ONLY: ReadonlySet<string> = new Set(['branch', 'commit']);

/** Inputs that can be flags, of the one list that the Action reads. */
export function flagInputs(inputs: readonly InputSpec[]): readonly InputSpec[] {
  return inputs.filter(
    ({ name }) => !Object.hasOwn(SECRETS, name) && !JOB_ONLY.has(name) && name !== 'mode',
  );
}

/** An argument that tries to hand over a secret, and how it is handed over instead. */
export interface SecretArgument {
  readonly flag: string;
  readonly variable: string;
}

/**
 * Finds a flag that would carry a secret, mistyped or not. The value is never looked at: a whole
 * command line can be read by other users of the machine and stays in the history of the shell.
 */
export function secretArgument(argv: readonly string[]): SecretArgument | undefined {
  for (const argument of argv) {
    if (argument === '--') return undefined;
    const flag = /^--?[a-z][a-z-]*/iu.exec(argument)?.[0];
    if (flag === undefined) continue;
    const name = flag.toLowerCase();
    if (name.endsWith('token')) return { flag, variable: SECRETS['github-token'] ?? '' };
    if (!/key|secret|password/u.test(name)) continue;
    const wanted = name.includes('youtube') ? 'youtube-api-key' : 'gemini-api-keys';
    return { flag, variable: SECRETS[wanted] ?? '' };
  }
  return undefined;
}

/** `max-episodes` → `maxEpisodes`, the parser's name for it. */
export function camel(name: string): string {
  return name.replaceAll(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

/**
 * Flags → inputs, by the Action's names or by the path of a setting (`--set`). Lists that a flag
 * gives several times are joined by line ends.
 */
export function inputsOf(
  flags: Flags,
  specs: readonly InputSpec[],
): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const { name } of flagInputs(specs)) {
    const text = textOf(flags[camel(name)]);
    if (text !== '') inputs[name] = folderName(name, text);
  }
  const feeds = [textOf(flags['feedUrl']), inputs['feeds'] ?? ''].filter((one) => one !== '');
  if (feeds.length > 0) inputs['feeds'] = feeds.join('\n');
  const outputDir = textOf(flags['outputDir']);
  if (outputDir !== '') inputs['transcripts-dir'] = folderName('transcripts-dir', outputDir);
  const mode = modeOf(flags);
  if (mode !== undefined) inputs['mode'] = mode;
  for (const one of listOf(flags['set'])) {
    const [path = '', ...value] = one.split('=');
    inputs[path.trim()] = value.join('=');
  }
  return inputs;
}

function modeOf(flags: Flags): string | undefined {
  if (flags['dryRun'] === true) return 'dry-run';
  if (flags['resume'] === true) return 'resume';
  if (flags['retryFailed'] === true) return 'retry-failed';
  return undefined;
}

/** `./out/` means the same folder as `out`. */
function folderName(input: string, text: string): string {
  return input.endsWith('-dir') ? text.replace(/^(?:\.\/)+(?=.)/u, '').replace(/\/+$/u, '') : text;
}

/** All values of a flag that may be repeated. */
export function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function textOf(value: unknown): string {
  return listOf(value)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .join('\n');
}
