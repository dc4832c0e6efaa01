import { describe, expect, it } from 'vitest';
import { backlogOf } from '../../src/commands/backlog.ts';
import { checkHealth, judge } from '../../src/commands/health.ts';
import { showQuota } from '../../src/commands/show-quota.ts';
import { readStats } from '../../src/commands/stats.ts';
import type { LoadedState } from '../../src/pipeline/load-state.ts';
import type { Checkpoints } from '../../src/ports.ts';
import { emptyLedger, recordRequest } from '../../src/quota/ledger.ts';
import type { Ledger } from '../../src/quota/types.ts';
import type { EpisodeState, RunRecord } from '../../src/state/types.ts';
import { renderTopIndex, upsertTopIndex } from '../../src/render/top-index.ts';
import { upsertIndex } from '../../src/render/show-index.ts';
import { writeFeedState, writeLedger, writeRunsState } from '../../src/state/write.ts';
import { FOUND, feedState } from '../state/make.ts';
import { makeFolder, NEVER, NOON, settingsOf } from './kit.ts';

const HOUR = 3_600_000;
const MIDNIGHT = Date.parse('2026-11-25T08:00:00Z');
const KEY = 'ab12cd34';
const MODEL = 'gemini-flash-latest';

const DONE: EpisodeState = {
  ...FOUND,
  status: 'done',
  durationSec: 1_800,
  requests: 3,
  finishedAt: NOON - HOUR,
};
const NEW: EpisodeState = { ...FOUND, durationSec: 3_600, publishedAt: NOON - 48 * HOUR };
const STUCK: EpisodeState = { ...FOUND, status: 'failed', attempts: 5, retryable: true };
const EPISODES = { aa11: DONE, bb22: NEW, cc33: { ...NEW, title: 'Trailer' }, dd44: STUCK };

const RUN: RunRecord = {
  id: '7/1-of-1',
  mode: 'run',
  startedAt: NOON - 2 * HOUR,
  finishedAt: NOON - HOUR,
  completed: 1,
  failed: 0,
  deferred: 0,
  pending: 0,
  requests: 3,
  audioSec: 1_800,
  promptTokens: 60_000,
  outputTokens: 9_000,
};

function spent(count: number): Ledger {
  let ledger = emptyLedger();
  for (let at = 0; at < count; at += 1) {
    ledger = recordRequest(ledger, { key: KEY, model: MODEL, tokens: 10, now: NOON - HOUR });
  }
  return ledger;
}

function folderWith(ledger: Ledger) {
  const checkpoints: Pick<Checkpoints, 'list'> = {
    list: () => Promise.resolve(['walks/bb22/manifest.json', 'walks/bb22/chunk-0.json']),
  };
  const folder = makeFolder({
    'state/feeds/walks.json': writeFeedState(feedState(EPISODES)),
    'state/quota.json': writeLedger(ledger),
    'state/runs.json': writeRunsState({ version: 1, runs: [RUN] }),
  });
  return { ...folder, checkpoints: checkpoints as Checkpoints };
}

function loaded(parts: Partial<LoadedState> = {}): LoadedState {
  return {
    feeds: new Map([['walks', feedState(EPISODES)]]),
    ledger: emptyLedger(),
    circuit: { version: 1, breakers: {} },
    batch: { version: 1, batches: [] },
    runs: { version: 1, runs: [RUN] },
    ...parts,
  };
}

const YAML = `shows:\n  - url: https://example.com/feed.xml\n    skip: [trailer]\nlimits:\n  default:\n    requestsPerDay: 3\nmodels: [${MODEL}]\n`;

describe('the backlog', () => {
  it('holds what a run would take, by the settings of the show, and what is stuck', () => {
    const backlog = backlogOf({
      settings: settingsOf(YAML),
      state: loaded(),
      chunks: new Map([['walks/bb22', 1]]),
      now: NOON,
    });
    expect(backlog).toEqual({
      episodes: [{ show: 'walks', id: 'bb22', state: NEW, chunksDone: 1 }],
      stuck: 1,
    });
  });

  it('of a show that the settings do not name is wanted whole', () => {
    const query = { state: loaded(), chunks: new Map<string, number>(), now: NOON };
    const backlog = backlogOf({ settings: settingsOf(), ...query });
    expect(backlog.episodes.map(({ id }) => id)).toEqual(['bb22', 'cc33']);
  });
});

describe('show-quota', () => {
  it('tells use, limits, when it is used up until, and the day when all is done', async () => {
    const query = { settings: settingsOf(YAML), keys: [KEY], signal: NEVER };
    const view = await showQuota(folderWith(spent(3)), query);
    expect(view).toMatchObject({
      day: '2026-11-24',
      resetsAt: MIDNIGHT,
      pairs: [
        {
          key: KEY,
          model: MODEL,
          requestsToday: 3,
          tokensToday: 30,
          limits: { requestsPerDay: 3 },
          standing: 'exhausted',
          until: MIDNIGHT,
        },
      ],
      keysOff: [],
      sharedProjects: [],
      // An hour in chunks of 10 minutes, one of them paid for: 5 requests, 3 a day from tomorrow.
      forecast: { episodes: 1, requests: 5, quotaToday: 0, quotaPerDay: 3, doneOn: '2026-11-26' },
    });
  });

  it('with no keys at hand speaks of those that the ledger knows', async () => {
    const query = { settings: settingsOf(YAML), keys: [], signal: NEVER };
    const view = await showQuota(folderWith(spent(1)), query);
    expect(view.pairs).toMatchObject([{ key: KEY, requestsToday: 1, standing: 'free' }]);
    expect(await showQuota(folderWith(emptyLedger()), query)).not.toHaveProperty('forecast');
  });

  it('says of a dead key that it is out of use, and until when', async () => {
    const note = { key: KEY, state: 'dead' as const, kind: 'key-leaked', reason: 'leaked' };
    const ledger = { ...spent(1), keys: [{ ...note, since: NOON, until: NOON + HOUR }] };
    const query = { settings: settingsOf(YAML), keys: [KEY], signal: NEVER };
    const view = await showQuota(folderWith(ledger), query);
    expect(view.pairs).toMatchObject([{ standing: 'out-of-use', reason: 'leaked' }]);
    expect(view.keysOff).toMatchObject([{ key: KEY, until: NOON + HOUR }]);
  });

  it('knows a model that rests after faults', async () => {
    const folder = folderWith(spent(0));
    folder.files.set(
      'state/circuit.json',
      `{"version":1,"breakers":{"model:${MODEL}":{"state":"open","failures":5,"trips":1,"openUntil":${NOON + HOUR}}}}`,
    );
    const query = { settings: settingsOf(YAML), keys: [KEY], signal: NEVER };
    const view = await showQuota(folder, query);
    expect(view.pairs).toMatchObject([{ standing: 'busy', until: NOON + HOUR }]);
  });
});

describe('stats', () => {
  it('sum shows, days and runs, and forecast what waits', async () => {
    const query = { settings: settingsOf(YAML), keys: [KEY], signal: NEVER };
    const stats = await readStats(folderWith(emptyLedger()), query);
    const figures = { episodes: 4, done: 1, failed: 1, waiting: 1, doneSec: 1_800, requests: 3 };
    const runs = {
      runs: 1,
      completed: 1,
      failed: 0,
      requests: 3,
      audioSec: 1_800,
      promptTokens: 60_000,
      outputTokens: 9_000,
    };
    expect(stats).toMatchObject({
      day: '2026-11-24',
      shows: [{ show: 'walks', title: 'Walks', ...figures }],
      totals: figures,
      days: [{ day: '2026-11-24', ...runs }],
      runs,
      stuck: 1,
      forecast: { episodes: 1, requests: 5, hours: 5 / 6, doneOn: '2026-11-25' },
    });
  });

  it('of an empty folder are naught', async () => {
    const { checkpoints } = folderWith(emptyLedger());
    const query = { settings: settingsOf(), keys: [], signal: NEVER };
    const stats = await readStats({ ...makeFolder(), checkpoints }, query);
    expect(stats).toMatchObject({ shows: [], totals: { episodes: 0 }, days: [], stuck: 0 });
    expect(stats).not.toHaveProperty('forecast');
  });
});

describe('health', () => {
  const query = { keys: [KEY], models: [MODEL] };

  it('is good while episodes are finished', () => {
    expect(judge(loaded(), query, NOON)).toMatchObject({
      healthy: true,
      lastSuccessAt: NOON - HOUR,
      lastRunAt: NOON - HOUR,
      backlog: 3,
      backlogAgeMs: 48 * HOUR,
      failed: 1,
      breakers: [],
      quota: [{ key: KEY, model: MODEL, standing: 'free' }],
    });
  });

  it('is bad when episodes wait and none was finished for three days', () => {
    const late = NOON + 72 * HOUR;
    const health = judge(loaded(), query, late);
    expect(health.healthy).toBe(false);
    expect(health.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['progress']);
    const idle = loaded({ feeds: new Map([['walks', feedState({ aa11: DONE })]]) });
    expect(judge(idle, query, late).healthy).toBe(true);
  });

  it('is bad when nothing has run for longer than signs of life are apart', () => {
    const idle = loaded({ feeds: new Map([['walks', feedState({ aa11: DONE })]]) });
    const days = (count: number): number => NOON - HOUR + count * 24 * HOUR;
    expect(judge(idle, query, days(50)).healthy).toBe(true);
    const dead = judge(idle, query, days(90));
    expect(dead.healthy).toBe(false);
    expect(dead.checks[1]).toMatchObject({
      name: 'runs',
      ok: false,
      detail: expect.stringMatching(
        /^No run for 90 days: the last run .* 2026-11-24 19:00 UTC.*schedule is on/u,
      ),
    });
    // Other commits put the sign of life off, so that nothing is proved.
    expect(judge(idle, { ...query, committedAt: days(60) }, days(90)).healthy).toBe(true);
    expect(judge(idle, { ...query, committedAt: days(39) }, days(90)).healthy).toBe(false);
    // Who knows how often something happens says so.
    const fortnight = { ...query, committedAt: days(15), maxQuietMs: 14 * 24 * HOUR };
    expect(judge(idle, fortnight, days(13)).healthy).toBe(true);
    expect(judge(idle, fortnight, days(15)).healthy).toBe(false);
  });

  // It said for ever that no run was recorded yet.
  it('takes the slice of a first run that was killed for the sign of a run', () => {
    const killed = loaded({
      feeds: new Map([['walks', feedState({ bb22: NEW })]]),
      batch: {
        version: 1,
        batches: [{ id: '1/1-of-1', startedAt: NOON, episodes: [{ show: 'walks', id: 'bb22' }] }],
      },
      runs: { version: 1, runs: [] },
    });
    const bad = (later: number): readonly string[] =>
      judge(killed, query, NOON + later).checks.flatMap(({ ok, name }) => (ok ? [] : [name]));
    expect(bad(HOUR)).toEqual([]);
    expect(bad(73 * HOUR)).toEqual(['progress']);
    expect(bad(60 * 24 * HOUR)).toEqual(['runs', 'progress']);
    expect(judge(killed, query, NOON)).not.toHaveProperty('lastRunAt');
  });

  it('is bad without state, lost or never there, and tells which', async () => {
    const options = { stateDir: 'state', transcriptsDir: 'transcripts', keys: [], signal: NEVER };
    const empty = await checkHealth(makeFolder(), options);
    expect(empty.healthy).toBe(false);
    expect(empty.checks[0]?.detail).toMatch(
      /no state of any show in state: no run has found an episode/u,
    );
    const index = upsertIndex(
      undefined,
      { slug: 'walks', title: 'Walks', feedUrl: '' },
      {
        id: 'aa11',
        title: 'One',
        durationSec: 1,
        speakers: [],
        path: 'walks/one',
        formats: ['json'],
        transcribedAt: '',
      },
    );
    const files = { 'transcripts/index.json': renderTopIndex(upsertTopIndex(undefined, [index])) };
    const lost = await checkHealth(makeFolder(files), options);
    expect(lost.healthy).toBe(false);
    expect(lost.checks[0]?.detail).toMatch(/though 1 show has transcripts: it was lost/u);
  });

  it('is bad while a breaker is open, and good when its time has passed', () => {
    const breaker = { state: 'open' as const, failures: 5, trips: 1, openUntil: NOON + HOUR };
    const state = loaded({ circuit: { version: 1, breakers: { [`model:${MODEL}`]: breaker } } });
    expect(judge(state, query, NOON)).toMatchObject({
      healthy: false,
      breakers: [{ subject: `model:${MODEL}`, until: NOON + HOUR }],
    });
    // The remedy, for a job and for a terminal.
    expect(judge(state, query, NOON).checks[3]?.detail).toMatch(
      /until 2026-11-24 21:00 UTC.*mode reset-circuit.*podcast-transcriber circuit reset/u,
    );
    expect(judge(state, query, NOON + HOUR).healthy).toBe(true);
  });

  it('is bad when all keys are out of use, not when one of them is', () => {
    const note = { key: KEY, state: 'dead' as const, kind: 'key-leaked', reason: 'It leaked.' };
    const keys = [{ ...note, since: NOON, until: NOON + HOUR }];
    const state = loaded({ ledger: { ...emptyLedger(), keys } });
    const all = judge(state, query, NOON);
    expect(all.healthy).toBe(false);
    expect(all.checks.at(-1)?.detail).toBe(`0 of 1 key in use. Out of use: ${KEY} (It leaked).`);
    const one = judge(state, { ...query, keys: [KEY, 'ffff0000'] }, NOON);
    expect(one.healthy).toBe(true);
    expect(one.checks.at(-1)?.detail).toMatch(/^1 of 2 keys in use\. Out of use: /u);
  });
});
