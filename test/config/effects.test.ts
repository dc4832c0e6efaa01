import { describe, expect, it } from 'vitest';
import type { HttpOutcome, HttpRequest, Ports } from '../../src/ports.ts';
import { refused } from '../pipeline/fake-model.ts';
import type { RunWorld } from '../pipeline/run-world.ts';
import { listen } from './effects-world.ts';
import type { Listened, Scene } from './effects-world.ts';
import { EFFECTS_ELSEWHERE } from './effects-elsewhere.ts';
import { allKeys } from './keys.ts';

/** A key, a value that is not its default, and what of a run it changes: from what, to what. */
interface Effect {
  readonly value: unknown;
  readonly sees: (run: Listened) => unknown;
  readonly from: unknown;
  readonly to: unknown;
  readonly scene?: Scene;
}

const isAudio = (url: string): boolean => url.startsWith('https://audio.example/');
const isFeed = (url: string): boolean => url.startsWith('https://feeds.example/');

const first = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error('there is none');
  return one;
};
const counts = ({ outputs }: Listened): string =>
  `${outputs['completed']} done, ${outputs['failed']} failed, ${outputs['deferred']} put off`;
const done = ({ report }: Listened): readonly string[] =>
  (report?.completed ?? []).map(({ title }) => title);
const prompt = ({ asked }: Listened): string => {
  const { systemInstruction, prompt: words } = first(asked);
  return `${systemInstruction}\n${words}`;
};
const says = (words: string) => (run: Listened) => prompt(run).includes(words);
const failure = ({ report }: Listened): string | undefined => report?.failures[0]?.problem.code;
const transcripts = ({ paths }: Listened): readonly string[] =>
  paths.filter((path) => /\d\/|\.(?:vtt|srt|md)$|[^x]\.json$/u.test(path));
const extensions = ({ paths }: Listened): readonly string[] => [
  ...new Set(
    paths.filter((path) => path.includes('episode-')).map((path) => path.split('.').at(-1) ?? ''),
  ),
];
const folders = ({ paths }: Listened): readonly string[] =>
  [...new Set(paths.map((path) => path.split('/')[0] ?? ''))].toSorted();
const minutes = (ms: number): number => Math.round(ms / 60_000);

/** Another answer than the host's, for some addresses. */
function instead(
  of: (url: string) => boolean,
  answer: (given: HttpOutcome, request: HttpRequest, world: RunWorld) => HttpOutcome,
): NonNullable<Scene['between']> {
  return (ports, world): Ports => ({
    ...ports,
    http: {
      get: async (request) => {
        const given = await ports.http.get(request);
        return of(request.url) ? answer(given, request, world) : given;
      },
    },
  });
}

/** The body comes a byte a half minute, and never whole. */
const dripping = instead(isAudio, (given, { signal }, world) => {
  if (given.kind === 'failed') return given;
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < 1_000; part++) {
      await world.time.sleep(30_000, signal);
      yield new Uint8Array(1);
    }
  }
  return { ...given, headers: {}, body: body() };
});

/** The feed takes 45 seconds to come. */
const slowFeed: NonNullable<Scene['between']> = (ports, world) => ({
  ...ports,
  http: {
    get: async (request) => {
      if (isFeed(request.url)) await world.time.sleep(45_000, request.signal);
      return await ports.http.get(request);
    },
  },
});

/** The feed is padded to 300 kB. */
const bigFeed = instead(isFeed, (given) => {
  if (given.kind === 'failed') return given;
  const old = given.body;
  async function* body(): AsyncGenerator<Uint8Array> {
    yield* old;
    yield new TextEncoder().encode(`<!--${' '.repeat(300_000)}-->`);
  }
  return { ...given, headers: {}, body: body() };
});

/** The audio is said to have 2 MB. */
const bigAudio = instead(isAudio, (given) =>
  given.kind === 'failed'
    ? given
    : { ...given, headers: { ...given.headers, 'content-length': '2000000' } },
);

/** Of each part the model writes down its first three quarters, and refuses to hear the rest. */
const lazyModel: NonNullable<Scene['between']> = (ports) => {
  let asked = 0;
  return {
    ...ports,
    model: {
      ...ports.model,
      generate: async (request) => {
        asked += 1;
        const answer = await ports.model.generate(request);
        if (answer.kind === 'failed') return answer;
        const lines = answer.reply.text.split('\n');
        const some = lines.slice(0, Math.ceil(lines.length * 0.75)).join('\n');
        const text = asked === 1 ? some : 'I am sorry, but I cannot transcribe this audio.';
        return { kind: 'reply', reply: { ...answer.reply, text } };
      },
    },
  };
};

/** The day's requests are used up after the first. */
const oneADay = (world: RunWorld): void => {
  let served: number | undefined;
  world.answers.model = (_request, now) => {
    served ??= now;
    return now === served || now - served > 12 * 3_600_000
      ? 'heard'
      : refused('429-rpd-free-gemini-3.5-flash');
  };
};

const audioRefused = (world: RunWorld): void => {
  world.answers.host = (url) => (isAudio(url) ? 'refused' : 'ok');
};
const audioMissing = (world: RunWorld): void => {
  world.answers.host = (url) => (isAudio(url) ? 404 : 'ok');
};

const ONE: Scene = { episodes: 1 };
const LONG: Scene = { episodes: 1, episodeSec: 1_500 };
const WAITING: Scene = { prepare: oneADay, also: { 'run.onQuota': 'wait', 'limits.default': {} } };
const asks = ({ asked }: Listened): number => asked.length;
const askedMinutes = ({ asked }: Listened): readonly number[] =>
  asked.map(({ at }) => minutes(at - first(asked).at));
const basis = ({ report }: Listened): string | undefined =>
  /paid tier (.*?) \(/u.exec(report?.forecast?.basis ?? '')?.[1];
const DRY: Scene = {
  run: { mode: 'dry-run' },
  also: { 'prices.gemini-flash-latest': { inputPerMillion: 0, outputPerMillion: 0 } },
};

/** Every key of the config file that shows in a run. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  feeds: {
    value: ['https://feeds.example/more.xml'],
    sees: ({ gets }) => gets.filter(({ url }) => isFeed(url)).length,
    from: 1,
    to: 2,
  },
  models: {
    value: ['gemini-other'],
    sees: ({ asked }) => first(asked).model,
    from: 'gemini-flash-latest',
    to: 'gemini-other',
  },
  'transcription.chunkMinutes': { scene: LONG, value: 5, sees: asks, from: 3, to: 5 },
  'transcription.concurrency': {
    scene: { ...LONG, also: { 'transcription.chunkMinutes': 5 } },
    value: 2,
    sees: ({ atOnce }) => atOnce,
    from: 4,
    to: 2,
  },
  'transcription.episodesAtOnce': {
    scene: { episodes: 3 },
    value: 1,
    sees: ({ episodesAtOnce }) => episodesAtOnce,
    from: 3,
    to: 1,
  },
  'transcription.language': { value: 'pt-BR', sees: says('pt-BR'), from: false, to: true },
  'transcription.inlineMaxMegabytes': {
    scene: ONE,
    value: 0,
    sees: ({ uploads }) => uploads > 0,
    from: false,
    to: true,
  },
  'transcription.requestTimeoutMinutes': {
    value: 9,
    sees: ({ asked }) => first(asked).timeoutMs,
    from: 600_000,
    to: 540_000,
  },
  'transcription.idleTimeoutSeconds': {
    value: 90,
    sees: ({ asked }) => first(asked).idleTimeoutMs,
    from: 180_000,
    to: 90_000,
  },
  'transcription.coverage': {
    scene: { ...ONE, between: lazyModel },
    value: 0.5,
    sees: (run) => failure(run) ?? counts(run),
    from: 'coverage-too-low',
    to: '1 done, 0 failed, 0 put off',
  },
  'transcription.maxRequestsPerEpisode': {
    scene: LONG,
    value: 2,
    sees: (run) => failure(run),
    from: undefined,
    to: 'too-many-requests',
  },
  'audio.maxMegabytes': {
    scene: { ...ONE, between: bigAudio },
    value: 1,
    sees: (run) => failure(run),
    from: 'audio-length-mismatch',
    to: 'audio-too-large',
  },
  'audio.maxEpisodeMinutes': { value: 1, sees: (run) => done(run).length, from: 2, to: 0 },
  'audio.downloadTimeoutMinutes': {
    scene: { ...ONE, between: dripping },
    value: 10,
    sees: ({ tookMs }) => minutes(tookMs),
    from: 30,
    to: 10,
  },
  'audio.idleTimeoutSeconds': {
    value: 45,
    sees: ({ gets }) => gets.find(({ url }) => isAudio(url))?.idleTimeoutMs,
    from: 60_000,
    to: 45_000,
  },
  'feedsFetch.concurrency': {
    scene: { episodes: 1, feeds: 4 },
    value: 1,
    sees: ({ feedsAtOnce }) => feedsAtOnce,
    from: 4,
    to: 1,
  },
  'feedsFetch.timeoutSeconds': {
    scene: { ...ONE, between: slowFeed },
    value: 30,
    sees: ({ report }) => report?.feedFailures.length,
    from: 0,
    to: 1,
  },
  'feedsFetch.maxMegabytes': {
    scene: { ...ONE, between: bigFeed },
    value: 0.1,
    sees: ({ report }) => report?.feedFailures[0]?.problem.code,
    from: undefined,
    to: 'feed-too-large',
  },
  'run.maxEpisodes': { value: 1, sees: (run) => done(run).length, from: 2, to: 1 },
  'run.timeBudgetMinutes': {
    scene: { episodes: 4, also: { 'transcription.episodesAtOnce': 1 } },
    value: 1,
    sees: (run) => done(run).length < 4,
    from: false,
    to: true,
  },
  'run.onQuota': {
    scene: { prepare: oneADay, also: { 'limits.default': {} } },
    value: 'wait',
    sees: counts,
    from: '1 done, 0 failed, 1 put off',
    to: '2 done, 0 failed, 0 put off',
  },
  'run.maxQuotaWaitHours': {
    scene: WAITING,
    value: 2,
    sees: counts,
    from: '2 done, 0 failed, 0 put off',
    to: '1 done, 0 failed, 1 put off',
  },
  'run.order': {
    scene: { also: { 'run.maxEpisodes': 1 } },
    value: 'oldest',
    sees: done,
    from: ['Episode 1'],
    to: ['Episode 2'],
  },
  'run.maxAttempts': {
    scene: { ...ONE, prepare: audioMissing },
    value: 1,
    sees: ({ report }) => report?.failures[0]?.retryable,
    from: true,
    to: false,
  },
  'breaker.failures': {
    scene: { prepare: audioRefused, also: { 'transcription.episodesAtOnce': 1 } },
    value: 2,
    sees: ({ gets }) => gets.filter(({ url }) => isAudio(url)).length,
    from: 5,
    to: 2,
  },
  'output.formats': {
    scene: ONE,
    value: ['srt', 'json'],
    sees: (run) => extensions(run).toSorted(),
    from: ['json', 'md', 'vtt'],
    to: ['json', 'srt'],
  },
  'output.fileNamePattern': {
    scene: ONE,
    value: 'x-<id>',
    sees: (run) => transcripts(run).some((path) => /\/x-[\da-f]{16}\.vtt$/u.test(path)),
    from: false,
    to: true,
  },
  'output.stateDir': {
    value: 'memory',
    sees: folders,
    from: ['state', 'transcripts'],
    to: ['memory', 'transcripts'],
  },
  'output.transcriptsDir': {
    value: 'texts',
    sees: folders,
    from: ['state', 'transcripts'],
    to: ['state', 'texts'],
  },
  'output.speakerColours': {
    scene: ONE,
    value: true,
    sees: ({ world, paths }) =>
      world.repository.read(paths.find((path) => path.endsWith('.vtt')) ?? '')?.includes('STYLE'),
    from: false,
    to: true,
  },
  'limits.default.requestsPerDay': {
    value: 1,
    sees: (run) => done(run).length,
    from: 2,
    to: 1,
  },
  'limits.default.requestsPerMinute': { value: 1, sees: askedMinutes, from: [0, 0], to: [0, 1] },
  'limits.default.tokensPerMinute': { value: 9_000, sees: askedMinutes, from: [0, 0], to: [0, 1] },
  'limits.default.tokensPerDay': {
    value: 10_000,
    sees: (run) => done(run).length,
    from: 2,
    to: 1,
  },
  'prices.gemini-flash-latest.inputPerMillion': {
    scene: DRY,
    value: 1_000,
    sees: (run) => Number(basis(run)?.slice(1)) > 5,
    from: false,
    to: true,
  },
  'prices.gemini-flash-latest.outputPerMillion': {
    scene: DRY,
    value: 5_000,
    sees: (run) => Number(basis(run)?.slice(1)) > 5,
    from: false,
    to: true,
  },
  'show.url': {
    value: 'https://feeds.example/else.xml',
    sees: ({ gets }) => gets.some(({ url }) => url.endsWith('/else.xml')),
    from: false,
    to: true,
  },
  'show.id': {
    scene: ONE,
    value: 'mine',
    sees: ({ paths }) => paths.includes('state/feeds/mine.json'),
    from: false,
    to: true,
  },
  'show.title': {
    value: 'The Other Name',
    sees: says('The Other Name'),
    from: false,
    to: true,
  },
  'show.language': { value: 'pt-BR', sees: says('pt-BR'), from: false, to: true },
  'show.speakers': { value: ['Ines Kettle'], sees: says('Ines Kettle'), from: false, to: true },
  'show.vocabulary': { value: ['Zwetschge'], sees: says('Zwetschge'), from: false, to: true },
  'show.order': {
    scene: { also: { 'run.maxEpisodes': 1 } },
    value: 'oldest',
    sees: done,
    from: ['Episode 1'],
    to: ['Episode 2'],
  },
  'show.since': {
    scene: { episodes: 30, run: { mode: 'dry-run' } },
    value: '2026-11-24',
    sees: ({ report }) => (report?.forecast?.episodes ?? 0) < 30,
    from: false,
    to: true,
  },
  'show.maxEpisodes': { value: 1, sees: done, from: ['Episode 1', 'Episode 2'], to: ['Episode 1'] },
  'show.maxEpisodeMinutes': { value: 1, sees: (run) => done(run).length, from: 2, to: 0 },
  'show.skip': {
    value: ['Episode 1'],
    sees: done,
    from: ['Episode 1', 'Episode 2'],
    to: ['Episode 2'],
  },
  'show.enabled': { value: false, sees: ({ gets }) => gets.length > 0, from: true, to: false },
};

/** Inputs of a run that no config file holds. */
const INPUT_EFFECTS: Readonly<Record<string, Effect & { readonly input: string }>> = {
  shard: {
    scene: { feeds: 2, episodes: 1 },
    input: 'shard',
    value: '1/2',
    sees: (run) => done(run).length,
    from: 2,
    to: 1,
  },
  'keys.youtube': {
    scene: ONE,
    input: 'youtube-api-key',
    value: 'a-key-of-youtube',
    sees: ({ gets }) => gets.some(({ url }) => url.includes('/youtube/v3/search')),
    from: false,
    to: true,
  },
};

describe('a setting changes what a run does', () => {
  it.each(Object.entries(EFFECTS))('%s', async (key, { value, sees, from, to, scene = {} }) => {
    // A show that is named and says nothing more is as one of the list.
    const before = await listen(scene, key.startsWith('show.') ? { 'show.enabled': true } : {});
    const after = await listen(scene, { [key]: value });
    expect({ from: sees(before), to: sees(after) }).toEqual({ from, to });
  });

  it.each(Object.entries(INPUT_EFFECTS))(
    '%s, an input',
    async (_key, { input, value, sees, from, to, scene = {} }) => {
      const before = await listen(scene, {});
      const after = await listen({ ...scene, inputs: { [input]: String(value) } }, {});
      expect({ from: sees(before), to: sees(after) }).toEqual({ from, to });
    },
  );

  it('episodes, an input', async () => {
    const all = await listen({}, {});
    const [, second] = all.world.shows[0]?.episodes ?? [];
    const one = await listen({ inputs: { episodes: second?.id ?? '' } }, {});
    expect([done(all), done(one)]).toEqual([['Episode 1', 'Episode 2'], ['Episode 2']]);
  });

  it('no key is left out: each shows in a run here, or in the test that is named', () => {
    const shown = [...Object.keys(EFFECTS), ...Object.keys(INPUT_EFFECTS), 'episodes'];
    expect([...shown, ...Object.keys(EFFECTS_ELSEWHERE)].toSorted()).toEqual(allKeys());
  });
});
