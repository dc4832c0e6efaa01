import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { flagInputs } from './cli-flags.ts';
import { variablesOf } from './config-inputs.ts';
import type { InputSpec } from './config-inputs.ts';

/** Takes the exit code of a command that has ended. */
export type Ended = (exitCode: number) => void;

/** Inputs that all commands share as flags; the others are for runs. */
const SHARED: ReadonlySet<string> = new Set(['config', 'state-dir', 'transcripts-dir']);

/** Inputs that may be given several times. */
const REPEATED: ReadonlySet<string> = new Set(['feeds', 'episodes', 'allow-private-network']);

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  config: 'file',
  feeds: 'url|file',
  episodes: 'id|url',
  'max-episodes': 'number',
  'time-budget-minutes': 'minutes',
  'max-quota-wait-hours': 'hours',
  'state-dir': 'folder',
  'transcripts-dir': 'folder',
  'gemini-base-url': 'url',
  'allow-private-network': 'true|host',
  'on-quota': 'defer|wait',
  shard: 'i/n',
};

/** What an input says of itself, as a flag's help; empty for none. */
export function helpOf(spec: InputSpec | undefined): string {
  if (spec === undefined) return '';
  const words = spec.description
    .replaceAll('`', '')
    .replaceAll(', one a line', '')
    .replace(' in the repository', '')
    .replace(/\.$/u, '')
    .replace(/^[A-Z](?=[a-z])/u, (letter) => letter.toLowerCase());
  const fallback = spec.defaultText === undefined ? [] : [`default: ${spec.defaultText}`];
  const often = REPEATED.has(spec.name) ? ['may be repeated'] : [];
  const env = [`env: ${variablesOf(spec).at(0)}`];
  return `${words} (${[...often, ...fallback, ...env].join('; ')})`;
}

function optionOf(spec: InputSpec): Option {
  const { name } = spec;
  const option = new Option(`--${name} <${PLACEHOLDERS[name] ?? 'value'}>`, helpOf(spec));
  return REPEATED.has(name) ? option.argParser(collect) : option;
}

function address(value: string, before: unknown): readonly string[] {
  if (/^https?:\/\/\S+$/iu.test(value.trim())) return collect(value, before);
  throw new InvalidArgumentError(
    'It must be an address such as https://example.org/feed.xml. For a list of feeds in a file: --feeds shows.opml.',
  );
}

function fileName(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It must be the path of a file.');
}

/** Values of a flag that may be given several times. */
export function collect(value: string, before: unknown): readonly string[] {
  return [...(Array.isArray(before) ? (before as readonly string[]) : []), value];
}

/** Flags of `run`: the named ones, then those of the Action's inputs. */
export function addRunFlags(run: Command, inputs: readonly InputSpec[]): void {
  run
    .addOption(
      new Option('--feed-url <url>', 'address of a feed; may be repeated').argParser(address),
    )
    .addOption(
      new Option(
        '--resume',
        'only what the last run took and did not finish; nothing new',
      ).conflicts(['retryFailed', 'dryRun']),
    )
    .addOption(
      new Option('--retry-failed', 'only failed episodes, at once, their counts reset').conflicts([
        'dryRun',
      ]),
    )
    .addOption(new Option('--dry-run', 'plan and forecast; spends and writes nothing'))
    .addOption(
      new Option('--reset-state', 'back the state up and forget it, then run').conflicts([
        'dryRun',
        'resume',
        'retryFailed',
      ]),
    )
    .addOption(new Option('-y, --yes', 'with --reset-state: do it without being asked'));
  run.addOption(
    new Option(
      '--report <file>',
      'write what the run did, as JSON, into this file as well',
    ).argParser(fileName),
  );
  for (const spec of flagInputs(inputs)) {
    if (!SHARED.has(spec.name)) run.addOption(optionOf(spec));
  }
  run.addOption(setOption());
}

/** `--set`, for what has no flag of its own. */
export function setOption(): Option {
  return new Option(
    '--set <path=value>',
    'any setting of the config file but shows; may be repeated',
  ).argParser(setting);
}

/** True for `path=value` whose path says that the value is a key or a token; limits of tokens are none. */
function namesSecret(value: string): boolean {
  const path = value.split('=', 1)[0] ?? '';
  return (
    value.includes('=') &&
    !/^\s*(?:limits|prices)\b/u.test(path) &&
    /key|token|secret|password/iu.test(path)
  );
}

function setting(value: string, before: unknown): readonly string[] {
  if (namesSecret(value)) {
    throw new InvalidArgumentError(
      'Keys and tokens come by the environment only: GEMINI_API_KEYS, GITHUB_TOKEN, YOUTUBE_API_KEY.',
    );
  }
  // Names of models have hyphens; names of inputs, some of which are secrets, are flags of their own.
  if (!/^\s*(?:[$A-Za-z][\w.[\]]*|(?:limits|prices)\.[\w.-]+)\s*=/u.test(value)) {
    throw new InvalidArgumentError('It must look like run.maxAttempts=3.');
  }
  return collect(value, before);
}

/** Flags that every command has. */
export function common(command: Command, inputs: readonly InputSpec[]): Command {
  for (const spec of flagInputs(inputs)) {
    if (SHARED.has(spec.name)) command.addOption(optionOf(spec));
  }
  return command
    .addOption(new Option('--output-dir <folder>', 'the same as --transcripts-dir'))
    .addOption(new Option('-C, --folder <folder>', 'work there instead of the current folder'))
    .addOption(new Option('--json', 'answer in JSON on standard output'))
    .addOption(new Option('--verbose', 'tell more on standard error'));
}

/** Reads a whole number from 1 to `most`. */
export function wholeNumber(most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/u.test(value) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}
