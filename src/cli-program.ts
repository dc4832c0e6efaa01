/** The tree of commands: names, flags and help. What a command does is loaded when it is called. */
import { existsSync, readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { hideSecretsInWords } from './base/hide-secrets.ts';
import { addStateCommands } from './cli-program-state.ts';
import { addReadCommands } from './cli-program-read.ts';
import { addRunFlags, common } from './cli-options.ts';
import type { Ended } from './cli-options.ts';
import type { InputSpec } from './config-inputs.ts';

const EXAMPLES = `
Examples:
  $ export GEMINI_API_KEYS=…            a key of https://aistudio.google.com/apikey
  $ podcast-transcriber run --feed-url https://example.org/feed.xml --max-episodes 1
  $ podcast-transcriber run --dry-run   what a run would take, and when the backlog is done
  $ podcast-transcriber run             with the shows of config/production.yaml
  $ podcast-transcriber search "cooling tea" --show walks
  $ podcast-transcriber help run        all flags of a command

Environment:
  GEMINI_API_KEYS                       keys, separated by commas; one of each Google project
                                        (or GEMINI_API_KEY_1, GEMINI_API_KEY_2, …)
  YOUTUBE_API_KEY                       finds an episode's video
  STATE_DIR, TRANSCRIPTS_DIR            folders, as --state-dir and --transcripts-dir
  PODCAST_…                             any setting of the config file but shows:
                                        PODCAST_RUN_MAX_EPISODES, PODCAST_LIMITS_DEFAULT_REQUESTS_PER_DAY;
                                        PODCAST_LIMITS and PODCAST_PRICES as JSON, by model
  NO_COLOR, FORCE_COLOR                 colours off or on
  A flag goes before the environment, that before the config file, that before the default:
  \`podcast-transcriber config show\` says which one holds.

Exit codes:
  0 fine · 1 a fault · 2 quota put work off · 3 some episodes failed · 130 interrupted
`;

/**
 * Makes the command line.
 *
 * @param argv without the program's own name
 */
export function makeProgram(
  argv: readonly string[],
  inputs: readonly InputSpec[],
  ended: Ended,
): Command {
  const program = new Command('podcast-transcriber')
    .description(
      'Transcribes podcast feeds with Google Gemini, within the quota of the day.\nWorks on the current folder: transcripts/, state/ and config/production.yaml.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showHelpAfterError('(add --help for the flags and examples)')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      // An argument that nobody knows may be a secret that was given in the wrong place.
      outputError: (text, write) => {
        const told = `${otherwiseMeant(withoutValues(text))}${misplacedCommand(program, argv)}`;
        write(told);
        if (wantsJson(argv)) process.stdout.write(usageFault(told));
      },
    });
  addRun(program, argv, inputs, ended);
  addStateCommands(program, inputs, ended);
  addReadCommands(program, inputs, ended);
  return program;
}

/**
 * Arguments as the parser reads them: `help state show` means `state show --help`, and an unknown
 * command after `help` is told as such.
 */
export function readable(argv: readonly string[], program: Command): readonly string[] {
  const [first, ...words] = argv;
  if (first !== 'help' || words.length === 0) return argv;
  const known = program.commands.some((one) => namesOf(one).includes(words[0] ?? ''));
  return known ? [...words, '--help'] : words;
}

/** True where the answer is to be JSON; what stands behind `--` is no flag. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).includes('--json');
}

/** An error of usage in the shape of all faults. */
export function usageFault(told: string): string {
  const [first = '', ...hints] = told
    .trim()
    .replace(/^error: /u, '')
    .split('\n');
  const remedy = hints.map((hint) => hint.replace(/^\((.*)\)$/u, '$1')).join(' ');
  const fault = {
    code: 'usage-error',
    message: first,
    remedy: remedy || 'Add --help for the flags and examples.',
  };
  return `${JSON.stringify({ faults: [fault] }, null, 2)}\n`;
}

/** An error of the parser without values that are, or may be, secrets. */
function withoutValues(text: string): string {
  const named = text
    .replace(/(unknown option '-[^=']*)=[^']*/u, '$1')
    .replace(/(argument '[^=']*(?:key|token|secret|password)[^=']*=).*(' is invalid)/isu, '$1…$2');
  return hideSecretsInWords(named);
}

/** Words and flags of other programs, and what they are here. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/unknown command 'quota'/u, 'show-quota'],
  [/unknown command '(?:version|ver)'/u, '--version'],
  [/unknown command '(?:ls|list|status)'/u, 'state show'],
  [/unknown command '(?:check|lint)'/u, 'validate'],
  [/unknown option '-v'/u, '-V for the version, --verbose to be told more'],
  [/unknown option '-q'/u, '--no-progress'],
  [/unknown option '-n'/u, '--dry-run'],
  [/unknown option '-f'/u, '--feed-url'],
];

function otherwiseMeant(text: string): string {
  const meant = MEANT.find(([said]) => said.test(text))?.[1];
  if (meant === undefined) return modeIsFlag(text);
  return `${text.replace(/\n\(Did you mean [^)]*\)/u, '').trimEnd()}\n(Did you mean ${meant}?)\n`;
}

/** Who knows the Action may look for its input `mode`: here the modes are flags and commands. */
function modeIsFlag(text: string): string {
  if (!text.includes("unknown option '--mode")) return text;
  const instead =
    '(modes are flags of run: --resume, --retry-failed, --dry-run; or commands: health, state reset, circuit reset)';
  return text.replace(/\n\(Did you mean [^)]*\)/u, '').replace(/\n?$/u, `\n${instead}\n`);
}

/** A hint for flags that stand before their command: without one, `run` is meant. */
function misplacedCommand(program: Command, argv: readonly string[]): string {
  const [first = ''] = argv;
  const names = program.commands.flatMap(namesOf);
  const at = argv.findIndex((one) => names.includes(one));
  if (!first.startsWith('-') || at < 1) return '';
  const command = argv
    .slice(at)
    .filter((one) => !one.startsWith('-'))
    .slice(0, 2);
  return `(flags come after their command: podcast-transcriber ${command.join(' ')} ${first} …)\n`;
}

function namesOf(command: Command): readonly string[] {
  return [command.name(), ...command.aliases()];
}

function addRun(
  program: Command,
  argv: readonly string[],
  inputs: readonly InputSpec[],
  ended: Ended,
): void {
  const [first = ''] = argv;
  // With another word in front the parser says which command may have been meant.
  const isDefault = first === '' || first.startsWith('-');
  const run = program
    .command('run', { isDefault })
    .alias('transcribe')
    .summary('transcribe what fits the time and the quota (the default)')
    .description(
      'Reads the feeds, transcribes the episodes that fit the time budget and the quota, and writes transcripts and state. What does not fit waits for the next run.',
    );
  addRunFlags(run, inputs);
  common(run, inputs)
    .addOption(new Option('--no-progress', 'no live progress bar'))
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (flags: Record<string, unknown>) => {
      const { runCommand } = await import('./cli-run.ts');
      ended(await runCommand(flags));
    });
}

const RUN_EXAMPLES = `
Examples:
  $ podcast-transcriber run --feed-url https://example.org/feed.xml --max-episodes 3
  $ podcast-transcriber run --feeds shows.opml --output-dir texts
  $ podcast-transcriber run --retry-failed --episodes 0123456789abcdef
  $ podcast-transcriber run --on-quota wait --max-quota-wait-hours 12
  $ podcast-transcriber run --set transcription.chunkMinutes=20 --set limits.default.requestsPerDay=50

Environment: GEMINI_API_KEYS holds the keys; there is no flag for them, since a command line is no secret.
Exit codes: 0 fine · 1 a fault · 2 quota put work off · 3 some episodes failed · 130 interrupted
`;

/** The version of the package, whose file stands beside `dist` and `src`; a copied bundle has none. */
function version(): string {
  const file = new URL('../package.json', import.meta.url);
  if (!existsSync(file)) return 'unknown';
  const { version: found } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return found;
}
