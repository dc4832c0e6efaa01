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

/** What an input says of itself, as a flag's help. */
function helpOf(spec: InputSpec): string {
  const words = spec.description
    .replaceAll('`', '')
    .replaceAll(', one a line', '')
    .replace(' in the repository', '')
    .replace(/\.$/u, '')
    .replace(/^[A-Z](?=[a-z])/u, (letter) => letter.toLowerCase());
  const fallback = spec.defaultText === undefined ? [] : [`default: ${spec.defaultText}`];
  const env = [`env: ${variablesOf(spec).at(0)}`];
  return `${words} (${[...fallback, ...env].join('; ')})`;
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
    );
  run.addOption(
    new Option('--report <file>', 'write what the run did, as JSON, into this file as well'),
  );
  for (const spec of flagInputs(inputs)) {
    if (!SHARED.has(spec.name)) run.addOption(optionOf(spec));
  }
  run.addOption(
    new Option('--set <path=value>', 'any setting of the config file; may be repeated').argParser(
      setting,
    ),
  );
}

function setting(value: string, before: unknown): readonly string[] {
  if (!/^\s*[A-Za-z][\w.]*\s*=/u.test(value)) {
    throw new InvalidArgumentError('It must look like run.maxAttempts=3.');
  }
  if (/^\s*keys\./u.test(value)) {
    throw new InvalidArgumentError(
      'Keys come by the environment: GEMINI_API_KEYS, YOUTUBE_API_KEY.',
    );
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
