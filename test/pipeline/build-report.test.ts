import { afterEach, describe, expect, it } from 'vitest';
import { buildReport, sharedCause } from '../../src/pipeline/build-report.ts';
import type { Show } from '../../src/pipeline/discover.ts';
import type { EpisodeFigures, EpisodeResult } from '../../src/pipeline/episode-types.ts';
import type { RunStory } from '../../src/pipeline/run.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import type { WorkedEpisode } from '../../src/pipeline/work-slice.ts';
import { problem } from '../../src/base/outcome.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import type { EpisodeState } from '../../src/state/types.ts';
import { HOUR, makeRun, MIDNIGHT, NOON } from './kit.ts';
import type { TestRun } from './kit.ts';

const SLUG = 'walks';
const MODELS = [{ model: 'gemini-flash-latest', limits: {} }];

let run: TestRun;

afterEach(() => run.end());

function stateOf(more: Partial<EpisodeState> = {}): EpisodeState {
  return {
    status: 'discovered',
    title: 'A walk',
    audioUrl: 'https://example.org/a.mp3',
    attempts: 0,
    durationSec: 1_800,
    ...more,
  };
}

function showOf(episodes: Readonly<Record<string, EpisodeState>>): Show {
  const state = {
    version: 1 as const,
    show: SLUG,
    feedUrl: 'https://example.org/feed.xml',
    title: 'Walks',
    episodes,
  };
  return {
    source: { url: state.feedUrl, preferences: run.settings.feedPreferences },
    facts: {
      slug: SLUG,
      title: 'Walks',
      feedUrl: state.feedUrl,
      people: [],
      vocabulary: [],
    },
    preferences: run.settings.feedPreferences,
    state,
    committed: state,
    details: new Map(),
    dropped: [],
  };
}

const FIGURES: EpisodeFigures = {
  requests: 2,
  promptTokens: 100,
  outputTokens: 10,
  chunksNew: 2,
  chunksKept: 1,
  chunks: 6,
  startedAt: NOON,
};

type Ended = Exclude<EpisodeResult, { kind: 'done' }>;
type End = Ended extends infer T ? (T extends Ended ? Omit<T, 'figures'> : never) : never;

/** A show of episodes `a`, `b`, ...: what became of those that were worked on. */
function storyOf(
  worked: Readonly<Record<string, End & { readonly state?: Partial<EpisodeState> }>>,
  more: Partial<RunStory> & {
    readonly states?: Readonly<Record<string, Partial<EpisodeState>>>;
  } = {},
): RunStory {
  run = makeRun();
  const { states = {}, ...parts } = more;
  const all = Object.fromEntries(
    ['a', 'b', 'c', 'd'].map((id) => [id, stateOf({ title: `Walk ${id}`, ...states[id] })]),
  );
  const show = showOf(all);
  const episodes = Object.entries(worked).map(([id, { state, ...end }]): WorkedEpisode => ({
    show,
    id,
    title: `Walk ${id}`,
    state: stateOf(state),
    result: { ...end, figures: FIGURES } as EpisodeResult,
  }));
  const service = holdServiceState('state', {
    ledger: emptyLedger(),
    circuit: { version: 1, breakers: {} },
  });
  return {
    run,
    named: [],
    gathered: {
      snapshot: { revision: '', list: async () => [], read: async () => undefined },
      state: {
        feeds: new Map(),
        ledger: emptyLedger(),
        circuit: { version: 1, breakers: {} },
        batch: { version: 1, batches: [] },
        runs: { version: 1, runs: [] },
      },
      service,
      http: run.ports.http,
      skipped: [],
      discovery: { shows: [show], failed: [] },
      others: [],
      problems: [],
    },
    eligible: { byShow: [], waiting: [], stuck: [] },
    slice: { taken: [], left: [] },
    parts: { sec: 600, why: { kind: 'set' } },
    models: MODELS,
    service,
    committer: { revisions: [], submit: () => Promise.reject(new Error('not expected')) },
    worked: { episodes, fault: undefined, unsaved: undefined },
    outlook: { kind: 'use', key: 'k', model: 'm' },
    ...parts,
  };
}

const deferred = (cause: 'quota' | 'service') =>
  ({ kind: 'deferred', notBefore: MIDNIGHT, reason: 'the day is used up', cause }) as const;
const failed = (code: string, retryable = true) =>
  ({ kind: 'failed', error: problem(code, 'it broke', 'mend it'), retryable }) as const;
const candidate = (id: string) => ({ show: SLUG, id, reason: 'new', chunksDone: 0 }) as const;

describe('the counts of a report', () => {
  it('have each episode once: what was deferred is not pending too', () => {
    const story = storyOf(
      { a: deferred('quota'), b: { kind: 'stopped', reason: 'the run is stopping' } },
      {
        slice: {
          taken: [
            { ...candidate('a'), requests: 6, costMs: 1 },
            { ...candidate('b'), requests: 6, costMs: 1 },
            { ...candidate('c'), requests: 6, costMs: 1 },
          ],
          left: [{ ...candidate('d'), because: 'max-episodes' }],
        },
      },
    );
    const { counts, waiting } = buildReport(story, {});
    expect(counts).toEqual({ completed: 0, failed: 0, deferred: 1, pending: 3, skipped: 0 });
    expect(waiting).toEqual([
      {
        show: 'Walks',
        id: 'a',
        title: 'Walk a',
        reason: 'the day is used up',
        notBefore: MIDNIGHT,
        chunksDone: 3,
        chunks: 6,
      },
      {
        show: 'Walks',
        id: 'b',
        title: 'Walk b',
        reason: 'the run is stopping',
        chunksDone: 3,
        chunks: 6,
      },
      { show: 'Walks', id: 'c', title: 'Walk c', reason: 'the run ended before its turn' },
      { show: 'Walks', id: 'd', title: 'Walk d', reason: 'the run takes no more episodes' },
    ]);
  });

  it('hold the cost of all that was tried', () => {
    const story = storyOf({ a: deferred('quota'), b: failed('audio-not-found') });
    expect(buildReport(story, {}).totals).toEqual({
      requests: 4,
      audioSec: 0,
      promptTokens: 200,
      outputTokens: 20,
    });
  });

  it('say why each of those waits that earlier runs left', () => {
    const waiting = [
      { show: SLUG, id: 'a', notBefore: MIDNIGHT },
      { show: SLUG, id: 'b', notBefore: NOON + HOUR },
    ];
    const story = storyOf(
      {},
      {
        eligible: { byShow: [], waiting, stuck: [] },
        states: {
          a: { status: 'deferred', reason: 'the day is used up' },
          b: { status: 'failed', error: problem('x', 'it broke', 'mend it') },
        },
      },
    );
    const report = buildReport(story, {});
    expect(report.counts.pending).toBe(2);
    expect(report.waiting.map(({ reason }) => reason)).toEqual([
      'the day is used up',
      'tried again after: it broke',
    ]);
    expect(report.nextAttemptAt).toBe(NOON + HOUR);
  });
});

describe('why a run stopped', () => {
  const left = (because: 'quota' | 'time-budget') => ({
    taken: [],
    left: [{ ...candidate('a'), because }],
  });

  it.each<[RunStoryChange, Partial<ReturnType<typeof buildReport>>]>([
    [{}, { quotaExhausted: false }],
    [{ worked: { a: deferred('quota') } }, { stopped: 'quota', quotaExhausted: true }],
    [{ worked: { a: deferred('service') } }, { stopped: 'service-down', quotaExhausted: false }],
    [{ more: { slice: left('quota') } }, { stopped: 'quota', quotaExhausted: true }],
    [{ more: { slice: left('time-budget') } }, { stopped: 'time-budget', quotaExhausted: false }],
    [{ more: { stopped: 'SIGTERM' } }, { stopped: 'signal' }],
    [{ more: { stopped: 'the time budget is over' } }, { stopped: 'time-budget' }],
    [{ more: { fault: problem('x', 'y', 'z'), stopped: 'y' } }, { stopped: 'fault' }],
  ])('%j: %j', ({ worked = {}, more = {} }, wanted) => {
    const { stopped, quotaExhausted } = buildReport(storyOf(worked, more), {});
    expect({ stopped, quotaExhausted }).toMatchObject(wanted);
  });

  it('is the service when all models are paused, though nothing could be planned', () => {
    const outlook = { kind: 'defer', notBefore: NOON + HOUR, cause: 'breaker', reason: 'paused' };
    const story = storyOf({}, { slice: left('quota'), outlook } as Partial<RunStory>);
    expect(buildReport(story, {})).toMatchObject({
      stopped: 'service-down',
      quotaExhausted: false,
    });
  });
});

interface RunStoryChange {
  readonly worked?: Parameters<typeof storyOf>[0];
  readonly more?: Parameters<typeof storyOf>[1];
}

describe('when the next run can do something', () => {
  it('is not told when nothing waits', () => {
    expect(buildReport(storyOf({}), {}).nextAttemptAt).toBeUndefined();
    run.end();
    const gone = storyOf({ a: failed('audio-not-found', false) });
    expect(buildReport(gone, {}).nextAttemptAt).toBeUndefined();
  });

  it('is the earliest moment of what was put off', () => {
    const story = storyOf({
      a: { ...deferred('quota'), state: { notBefore: MIDNIGHT } },
      b: { ...failed('audio-not-found'), state: { notBefore: NOON + HOUR } },
    });
    expect(buildReport(story, {}).nextAttemptAt).toBe(NOON + HOUR);
  });

  it('is at once when the time or the size of the run was the bound', () => {
    const story = storyOf(
      { a: { ...deferred('quota'), state: { notBefore: MIDNIGHT } } },
      { slice: { taken: [], left: [{ ...candidate('b'), because: 'time-budget' }] } },
    );
    expect(buildReport(story, {}).nextAttemptAt).toBe(NOON);
  });

  it('is when a key and model can serve again, for what the quota held back', () => {
    const story = storyOf(
      {},
      { slice: { taken: [], left: [{ ...candidate('a'), because: 'quota' }] } },
    );
    const [key] = story.run.keys;
    const fault = {
      kind: 'day-requests',
      message: 'the day is used up',
      learnt: { requestsPerDay: 20 },
      model: 'gemini-flash-latest',
      unsent: false,
    } as const;
    story.service.now.ledger = recordFault(story.service.now.ledger, {
      key: key?.fingerprint ?? '',
      model: 'gemini-flash-latest',
      fault,
      now: NOON,
    });
    expect(buildReport(story, {}).nextAttemptAt).toBe(MIDNIGHT);
  });
});

describe('the cause that all failures share', () => {
  it('is one of the service, of two or more episodes, none of which got through', () => {
    const both = storyOf({ a: failed('model-unknown-field'), b: failed('model-unknown-field') });
    expect(sharedCause(both)?.code).toBe('model-unknown-field');
    run.end();
    expect(sharedCause(storyOf({ a: failed('model-unknown-field') }))).toBeUndefined();
    run.end();
    const audio = storyOf({ a: failed('audio-not-found'), b: failed('audio-not-found') });
    expect(sharedCause(audio)).toBeUndefined();
    run.end();
    const other = storyOf({ a: failed('model-unknown-field'), b: failed('model-internal') });
    expect(sharedCause(other)).toBeUndefined();
    run.end();
    const some = storyOf({
      a: failed('model-unknown-field'),
      b: failed('model-unknown-field'),
      c: deferred('quota'),
    });
    expect(sharedCause(some)).toBeUndefined();
  });
});
