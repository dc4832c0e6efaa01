/** Commands that read: nothing is written but the count of requests that `test-api` makes. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { collect, common, helpOf, wholeNumber } from './cli-options.ts';
import type { Ended } from './cli-options.ts';
import { isPartOfDate } from './cli-text.ts';
import type { InputSpec } from './config-inputs.ts';

type Flags = Record<string, unknown>;

/** Examples as they stand below a help. */
function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map((one) => `  $ ${one}\n`).join('')}`;
}

/** Adds the commands that read. */
export function addReadCommands(
  program: Command,
  inputs: readonly InputSpec[],
  ended: Ended,
): void {
  addSearch(program, inputs, ended);
  addFigures(program, inputs, ended);
  addHealth(program, inputs, ended);
  addChecks(program, inputs, ended);
  addApiTest(program, inputs, ended);
}

function addSearch(program: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const day = (value: string): string => {
    if (isPartOfDate(value)) return value;
    throw new InvalidArgumentError('It must look like 2026-01-31, 2026-01 or 2026.');
  };
  const search = program
    .command('search [words...]')
    .summary('find words in the transcripts')
    .alias('query')
    .description(
      'Finds words in the transcripts, newest first. A segment must hold all words; quoted words must stand side by side. Case and accents do not matter. Without words, episodes are listed.',
    )
    .addOption(new Option('--speaker <name>', 'said by a speaker whose name holds this'))
    .addOption(new Option('--show <name>', 'in shows whose title or folder holds this'))
    .addOption(new Option('--title <words>', 'in episodes whose title holds this'))
    .addOption(new Option('--date <day>', 'of this day, month or year').argParser(day))
    .addOption(new Option('--since <day>', 'not before').argParser(day))
    .addOption(new Option('--until <day>', 'not after').argParser(day))
    .addOption(
      new Option('--limit <number>', 'most matches (default: 50; with --csv: all)').argParser(
        wholeNumber(100_000_000),
      ),
    )
    .addOption(
      new Option(
        '--csv <file>',
        'write the matches there, one a line, in UTF-8 with a byte order mark, which Excel needs; - for standard output, without the mark',
      ),
    )
    .addOption(new Option('--force', 'overwrite that file'));
  common(search, inputs)
    .addHelpText(
      'after',
      `
Examples:
  $ podcast-transcriber search tea
  $ podcast-transcriber search "cooling tea" --speaker ada --since 2026-01
  $ podcast-transcriber search boats --csv boats.csv
  $ podcast-transcriber search --show walks --limit 5
  $ podcast-transcriber search tea --json | jq '.episodes[].title'
`,
    )
    .action(async (words: readonly string[], flags: Flags) => {
      const { searchCommand } = await import('./cli-search.ts');
      ended(await searchCommand(words, flags));
    });
}

function addFigures(program: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const quota = program
    .command('show-quota')
    .summary('what was used today, and what is left')
    .description(
      'What each key and model has used today and may still use, and when the backlog will be done. With no keys in the environment: of all keys that the state knows, by fingerprint.',
    );
  common(quota, inputs)
    .addHelpText(
      'after',
      examples(
        'podcast-transcriber show-quota',
        "podcast-transcriber show-quota --json | jq '.pairs[]'",
      ),
    )
    .action(async (flags: Flags) => {
      const { quotaCommand } = await import('./cli-figures.ts');
      ended(await quotaCommand(flags));
    });
  const stats = program
    .command('stats')
    .summary('figures, and when the backlog is done')
    .description('Figures of shows and runs, and the forecast of the backlog.');
  common(stats, inputs)
    .addHelpText(
      'after',
      examples('podcast-transcriber stats', 'podcast-transcriber stats --config shows.yaml --json'),
    )
    .action(async (flags: Flags) => {
      const { statsCommand } = await import('./cli-figures.ts');
      ended(await statsCommand(flags));
    });
}

function addHealth(program: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const health = program
    .command('health')
    .summary('whether all is in order; as a server too')
    .description(
      'Whether all is in order: the state, whether runs come, progress, breakers, keys. Exit code 1 when not.',
    )
    .addOption(
      new Option(
        '--max-quiet-days <days>',
        'longest time without a run that did something (default: what is sure, 50 days without any sign of life)',
      ).argParser(wholeNumber(10_000)),
    )
    .addOption(
      new Option('--listen <port>', 'serve it at /healthz until stopped: 200, or 503').argParser(
        (value) => (value === '0' ? 0 : wholeNumber(65_535)(value)),
      ),
    )
    .addOption(new Option('--host <address>', 'listen there').default('127.0.0.1'));
  common(health, inputs)
    .addHelpText(
      'after',
      `
Examples:
  $ podcast-transcriber health || mail -s "transcriber" me@example.org
  $ podcast-transcriber health --max-quiet-days 14
  $ podcast-transcriber health --listen 8080 &
  $ curl --fail http://127.0.0.1:8080/healthz
`,
    )
    .action(async (flags: Flags) => {
      const { healthCommand } = await import('./cli-health.ts');
      ended(await healthCommand(flags));
    });
}

function addChecks(program: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const network = inputs.find(({ name }) => name === 'allow-private-network');
  const feed = program
    .command('validate-feed <url>')
    .summary('what a run would take from a feed, and why not')
    .description(
      'Reads a feed as a run would: what would be taken, what is left out and why, lengths, sizes, published transcripts, YouTube links. Exit code 1 when no episode has audio.',
    )
    .addOption(
      new Option('--limit <number>', 'most episodes that are listed')
        .default(20)
        .argParser(wholeNumber(1_000_000)),
    )
    .addOption(
      new Option('--allow-private-network <true|host>', helpOf(network)).argParser(collect),
    );
  common(feed, inputs)
    .addHelpText(
      'after',
      '\nExample:\n  $ podcast-transcriber validate-feed https://example.org/feed.xml\n',
    )
    .action(async (url: string, flags: Flags) => {
      const { validateFeedCommand } = await import('./cli-checks.ts');
      ended(await validateFeedCommand(url, flags));
    });
  const folder = program
    .command('validate [folder]')
    .summary('check WebVTT and JSON transcripts')
    .description(
      'Checks the WebVTT and JSON transcripts and the indexes of a folder (default: the transcripts). Exit code 1 when one of them breaks a rule.',
    );
  common(folder, inputs)
    .addHelpText(
      'after',
      examples(
        'podcast-transcriber validate',
        'podcast-transcriber validate transcripts/walks --json',
      ),
    )
    .action(async (dir: string | undefined, flags: Flags) => {
      const { validateCommand } = await import('./cli-checks.ts');
      ended(await validateCommand(dir, flags));
    });
}

function addApiTest(program: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const base = inputs.find(({ name }) => name === 'gemini-base-url');
  const api = program
    .command('test-api')
    .summary('try each key and model')
    .description(
      'Asks each model once with each key, a tiny request: whether it works, how fast, what it says. The requests are counted. Exit code 1 when one is refused, 2 when by quota only.',
    )
    .addOption(new Option('--model <name>', 'this model only; may be repeated').argParser(collect))
    .addOption(new Option('--force', 'ask pairs that are known to be exhausted, too'))
    .addOption(new Option('--gemini-base-url <url>', helpOf(base)));
  common(api, inputs)
    .addHelpText(
      'after',
      `${examples(
        'GEMINI_API_KEYS=… podcast-transcriber test-api',
        'podcast-transcriber test-api --model gemini-flash-latest --json',
      )}
Environment: GEMINI_API_KEYS (or GEMINI_API_KEY_1, GEMINI_API_KEY_2, …) holds the keys that are tried.
`,
    )
    .action(async (flags: Flags) => {
      const { testApiCommand } = await import('./cli-checks.ts');
      ended(await testApiCommand(flags));
    });
}
