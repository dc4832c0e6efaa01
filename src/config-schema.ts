import { z } from 'zod';
import { isGitPath } from './base/safe-path.ts';
import { readPattern } from './config-patterns.ts';
import {
  amount,
  flag,
  isPathInside,
  isWebAddress,
  listOf,
  shaped,
  text,
  webAddress,
  whole,
  word,
} from './config-values.ts';

/** What a run is asked to do. */
export const Mode = word([
  'run',
  'resume',
  'retry-failed',
  'dry-run',
  'health',
  'reset-state',
  'reset-circuit',
  'fan-out',
]);
export type Mode = z.infer<typeof Mode>;

/** File formats of a transcript. */
export const Format = word(['vtt', 'json', 'md', 'srt']);
export type Format = z.infer<typeof Format>;

const Language = shaped(
  'a language tag such as en or pt-BR',
  /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/,
);
const Model = shaped(
  "a model's name, such as gemini-flash-latest",
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  100,
);
const Order = word(['newest', 'oldest']);
const Day = shaped('a date such as 2026-01-31', /^\d{4}-\d{2}-\d{2}$/).refine(
  // What is no date at all has been told as such.
  (value) => isDay(value) || !/^\d{4}-\d{2}-\d{2}$/.test(value),
  'a date of the calendar, such as 2026-01-31',
);
const SkipPattern = z
  .string('words that a title contains, or /an expression/')
  .refine((pattern) => readPattern(pattern).ok, {
    error: (issue) => {
      const read = readPattern(String(issue.input));
      return `a readable pattern: ${read.ok ? '' : read.problem.message}`;
    },
  });

/** One show of the list, with what differs from the settings for all shows. */
export const ShowEntry = z.strictObject(
  {
    url: webAddress().meta({ description: 'Address of the feed.' }),
    id: shaped(
      'lower-case letters, digits and hyphens, at most 64, and not status, index or readme',
      /^(?!(?:status|index|readme)$)[a-z0-9][a-z0-9-]{0,63}$/,
    )
      .optional()
      .meta({ description: "Name of the show's folder; default: made from its title." }),
    title: text('a title').optional().meta({ description: "Used in place of the feed's title." }),
    language: Language.optional().meta({ description: 'Language spoken, as a BCP 47 tag.' }),
    speakers: listOf("a list of speakers' names", text('a name', 100), 50)
      .optional()
      .meta({ description: 'Names of the people who usually speak.' }),
    vocabulary: listOf('a list of words', text('a word or name', 100), 500)
      .optional()
      .meta({ description: 'Names and terms whose spelling the model should know.' }),
    order: Order.optional().meta({ description: 'Which episodes come first.' }),
    since: Day.optional().meta({ description: 'Episodes published before this day are left out.' }),
    maxEpisodes: whole(1, 100_000)
      .optional()
      .meta({ description: 'Only the newest so many episodes are wanted.' }),
    maxEpisodeMinutes: amount(1, 2_880)
      .optional()
      .meta({ description: 'Longer episodes are left out.' }),
    skip: listOf('a list of patterns', SkipPattern, 100)
      .optional()
      .meta({ description: 'Titles to leave out: words they contain, or /an expression/.' }),
    enabled: flag().default(true).meta({ description: 'false: the show rests.' }),
  },
  'a show: at least `url: https://…`',
);
export type ShowEntry = z.infer<typeof ShowEntry>;

const FeedEntry = z
  .string('a feed address or the path of an OPML file')
  .max(2_000, 'a feed address or the path of an OPML file, of at most 2000 characters')
  .refine(
    (value) => isWebAddress(value) || (!value.includes('://') && isPathInside(value)),
    'a feed address (https://…) or the path of an OPML file in the repository',
  );

/** Limits of a project and model, as the user knows them. */
const ModelLimits = z.strictObject(
  {
    requestsPerMinute: whole(1, 100_000).optional(),
    requestsPerDay: whole(1, 10_000_000).optional(),
    tokensPerMinute: whole(1_000, 1_000_000_000).optional(),
    tokensPerDay: whole(1_000, 1_000_000_000_000).optional(),
  },
  'limits, such as `requestsPerDay: 20`',
);

/** US dollars for a million tokens. */
const Price = z.strictObject(
  { inputPerMillion: amount(0, 10_000), outputPerMillion: amount(0, 10_000) },
  'a price: `inputPerMillion` and `outputPerMillion`',
);

/** An object of settings that may be left out: its members' defaults apply. */
function section<T extends z.ZodRawShape>(name: string, shape: T) {
  return z.strictObject(shape, `settings below \`${name}:\``).prefault({} as never);
}

const CHUNK = 'a number from 5 to 30, or auto';

const Transcription = section('transcription', {
  chunkMinutes: z
    .union([z.number(CHUNK).min(5, CHUNK).max(30, CHUNK), z.literal('auto', CHUNK)], CHUNK)
    .default(10)
    .meta({
      description:
        "Length of the parts that are sent, in minutes; auto: 10, and up to 30 while the backlog exceeds what the day's requests allow at 10. Never more than each model takes.",
    }),
  concurrency: whole(1, 32).default(4).meta({ description: 'Requests to the model at once.' }),
  episodesAtOnce: whole(1, 16).default(8).meta({
    description:
      'Episodes worked on at once, at most; no more are begun than keep the requests busy.',
  }),
  language: Language.optional().meta({
    description: "Language spoken, for shows that name none; default: the feed's, else detected.",
  }),
  inlineMaxMegabytes: amount(0, 70)
    .default(20)
    .meta({ description: 'Larger parts are uploaded first, smaller ones travel in the request.' }),
  requestTimeoutMinutes: amount(1, 60).default(10).meta({ description: 'Longest request.' }),
  idleTimeoutSeconds: amount(5, 900)
    .default(180)
    .meta({ description: 'Longest silence while a reply arrives.' }),
  coverage: amount(0.5, 1)
    .default(0.95)
    .meta({ description: 'Part of the speech that a transcript must cover to be done.' }),
  maxRequestsPerEpisode: whole(1, 5_000)
    .default(200)
    .meta({ description: 'Requests, repairs included, after which an episode fails.' }),
});

const Audio = section('audio', {
  maxMegabytes: amount(1, 10_000).default(1_024).meta({ description: 'Largest download.' }),
  maxEpisodeMinutes: amount(1, 2_880)
    .optional()
    .meta({ description: 'Longer episodes are left out, for shows that set no own limit.' }),
  downloadTimeoutMinutes: amount(1, 300).default(30).meta({ description: 'Longest download.' }),
  idleTimeoutSeconds: amount(5, 900)
    .default(60)
    .meta({ description: 'Longest silence while audio arrives; then it is resumed.' }),
});

const FeedsFetch = section('feedsFetch', {
  concurrency: whole(1, 64).default(8).meta({ description: 'Feeds fetched at once.' }),
  timeoutSeconds: amount(1, 600).default(60).meta({ description: 'Longest fetch of a feed.' }),
  maxMegabytes: amount(0.1, 100).default(20).meta({ description: 'Largest feed.' }),
});

const Run = section('run', {
  maxEpisodes: whole(1, 100_000)
    .optional()
    .meta({ description: 'Most episodes one run takes; default: as many as fit.' }),
  timeBudgetMinutes: amount(1, 7_200)
    .default(300)
    .meta({ description: 'No request starts that cannot end inside it.' }),
  onQuota: word(['defer', 'wait'])
    .default('defer')
    .meta({ description: 'At a used-up quota: leave the rest to the next run, or wait.' }),
  maxQuotaWaitHours: amount(0, 168).default(25).meta({ description: 'Longest wait for a quota.' }),
  order: Order.default('newest').meta({ description: 'Which episodes come first.' }),
  maxAttempts: whole(1, 100)
    .default(5)
    .meta({ description: 'Failures after which an episode is left alone until it is retried.' }),
});

const Folder = text('a folder in the repository, such as transcripts', 300).refine(
  (path) => isPathInside(path) && !isGitPath(path),
  'a folder in the repository: no absolute path, no .. in it, and not in .git or .github',
);

const FileNamePattern = text('a pattern such as <date>-<title>')
  .regex(/<(title|id)>/, 'a pattern that contains <title> or <id>')
  .regex(
    /^(?:<(?:date|title|id)>|[^<>/\\])*$/,
    'a pattern of <date>, <title>, <id> and plain characters, without slashes',
  );

const Output = section('output', {
  formats: listOf('a list of formats', Format, 4)
    .min(1, 'a list of at least one format')
    .default(['vtt', 'json', 'md'])
    .meta({ description: 'Files written of each transcript: vtt, json, md, srt.' }),
  fileNamePattern: FileNamePattern.default('<date>-<title>').meta({
    description: 'File names, made of <date>, <title>, <id> and plain characters.',
  }),
  stateDir: Folder.default('state').meta({ description: 'Folder of the state.' }),
  transcriptsDir: Folder.default('transcripts').meta({ description: 'Folder of the transcripts.' }),
  speakerColours: flag().default(false).meta({ description: 'Colours for speakers in WebVTT.' }),
  branch: shaped(
    'the name of a branch',
    /^(?![-/.])(?!.*(?:\.\.|\/\/|@\{))[^\s~^:?*[\\]+(?<![/.])$/,
  )
    .optional()
    .meta({ description: "Branch for the commits; default: the run's." }),
  commit: flag()
    .default(true)
    .meta({ description: 'false: write to the workspace; another step commits.' }),
});

const AllowPrivate = z
  .union(
    [
      flag(),
      listOf(
        'a list of hosts',
        shaped('a host, host:port, address or network such as 10.0.0.0/8', /^[^\s@?#\\]+$/),
        100,
      ),
    ],
    'true, false, or a list of hosts, addresses or networks',
  )
  .default(false)
  .meta({
    description: 'Whether feeds and audio may come from private networks; or the hosts that may.',
  });

/**
 * The config file. Strict: a field that nobody knows is an error. Every field may be left out;
 * the defaults are the schema's.
 */
export const ConfigFile = z.strictObject(
  {
    $schema: z.string().optional().meta({ description: 'For editors.' }),
    shows: listOf('a list of shows', ShowEntry, 2_000)
      .default([])
      .meta({ description: 'The shows to transcribe.' }),
    feeds: listOf('a list of feed addresses or OPML paths', FeedEntry, 2_000)
      .default([])
      .meta({ description: 'More feeds: addresses, or OPML files by path or address.' }),
    models: listOf('a list of models', Model, 20)
      .min(1, 'a list of at least one model')
      .default(['gemini-flash-latest', 'gemini-flash-lite-latest'])
      .meta({ description: 'Models in the order of preference.' }),
    limits: z
      .record(z.string(), ModelLimits, 'limits by model, or below `default:`')
      .default({})
      .meta({ description: 'Limits by model (or default). What is not given is learnt.' }),
    prices: z
      .record(z.string(), Price, 'prices by model')
      .default({
        'gemini-flash-latest': { inputPerMillion: 0.75, outputPerMillion: 3.75 },
        'gemini-flash-lite-latest': { inputPerMillion: 0.3, outputPerMillion: 2.5 },
      })
      .meta({ description: 'US dollars for a million tokens by model, for the forecast.' }),
    transcription: Transcription,
    audio: Audio,
    feedsFetch: FeedsFetch,
    run: Run,
    breaker: section('breaker', {
      failures: whole(1, 1_000)
        .default(5)
        .meta({ description: 'Failures of the service in a row that open the breaker.' }),
    }),
    output: Output,
    gemini: section('gemini', {
      baseUrl: webAddress()
        .default('https://generativelanguage.googleapis.com')
        .meta({ description: "The API's address, for gateways." }),
    }),
    network: section('network', { allowPrivate: AllowPrivate }),
  },
  'settings, one a line, such as `feeds:`',
);
export type ConfigFile = z.infer<typeof ConfigFile>;

const Key = (what: string) =>
  z
    .string(what)
    .max(500, what)
    .regex(
      /^[\x21\x23-\x26\x28-\x5f\x61-\x7e]{8,}$/,
      `${what}: at least 8 characters, no spaces or quotes`,
    );

/** What a single run is told by inputs, flags or the environment, never by the file. */
export const RunRequest = z.strictObject({
  mode: Mode.default('run'),
  episodes: listOf(
    'a list of episode ids or addresses',
    text('an id or address', 2_000),
    10_000,
  ).default([]),
  shard: shaped('i/n, such as 1/4', /^\d{1,3}\/\d{1,3}$/)
    .refine((value) => {
      const [index = 0, count = 0] = value.split('/').map(Number);
      return index >= 1 && index <= count && count <= 64;
    }, 'i/n with i from 1 to n and n at most 64')
    .optional(),
  keys: z
    .strictObject({
      gemini: listOf('a list of keys', Key('an API key'), 100).default([]),
      github: Key('a token').optional(),
      youtube: Key('an API key').optional(),
    })
    .prefault({}),
});
export type RunRequest = z.infer<typeof RunRequest>;

/** Everything that can be set, from wherever. */
export const AllSettings = ConfigFile.extend(RunRequest.shape);
export type AllSettings = z.infer<typeof AllSettings>;

function isDay(value: string): boolean {
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}
