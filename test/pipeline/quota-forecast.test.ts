import { describe, expect, it } from 'vitest';
import { pacificDay } from '../../src/quota/pacific.ts';
import { refused } from './fake-model.ts';
import { HOUR, MIDNIGHT, MINUTE } from './kit.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

const DAY = 24 * HOUR;
const FLASH = 'gemini-flash-latest';
const LIMITS = `models: [${FLASH}]
limits:
  default:
    requestsPerDay: 3
prices:
  ${FLASH}:
    inputPerMillion: 1
    outputPerMillion: 4
`;

/** Episodes of 20 minutes, two parts each. */
function makeWorld(episodes: number): RunWorld {
  const urls = Array.from({ length: episodes }, (_none, n) => `https://audio.example/${n}.mp3`);
  return makeRunWorld({ 'https://feeds.example/one.xml': urls }, { episodeSec: 1_200 });
}

describe('the forecast of a dry run', () => {
  it('says hours, requests, tokens, price and day, and spends nothing', async () => {
    const world = makeWorld(6);
    const result = await world.run({ mode: 'dry-run', keys: ['k1', 'k2'], yaml: LIMITS });
    expect(result.exitCode).toBe(0);
    expect(world.asked).toEqual([]);
    expect(world.repository.commits).toEqual([]);
    const { forecast } = result.report ?? {};
    // 6 × 20 minutes in 12 parts; 6 requests a day: today's and tomorrow's.
    expect(forecast).toMatchObject({ episodes: 6, audioSec: 7_200, requests: 12 });
    expect(pacificDay(forecast?.doneAt ?? 0)).toBe('2026-11-25');
    // 32 tokens a second and 700 a request; 5 a second of answer.
    expect(7_200 * 32 + 12 * 700).toBe(238_800);
    expect(forecast?.basis).toBe(
      'Pace: the quota, 6 requests a day, 6 left today; about 239k tokens in and 36k out, on the paid tier $0.38 (gemini-flash-latest)',
    );
    expect(result.summary).toContain('6 episodes, about 2 h 00 min of audio and 12 requests');
    expect(result.summary).toContain('6 requests a day');
    expect(result.summary).toContain('$0.38');
  });

  it('goes by the time of the runs where no limit is known', async () => {
    const world = makeWorld(6);
    const yaml = `models: [${FLASH}]`;
    const result = await world.run({ mode: 'dry-run', yaml });
    expect(result.report?.forecast?.basis).toMatch(
      /^Pace: the time of the runs \(4 runs a day and 60 s a request assumed\), since no daily/u,
    );
    expect(pacificDay(result.report?.forecast?.doneAt ?? 0)).toBe('2026-11-24');
    // Runs of 5 minutes, one request of a minute at a time, four a day: 20 a day, half of them today.
    const slow = await world.run({
      mode: 'dry-run',
      yaml: `${yaml}\ntranscription:\n  concurrency: 1`,
      inputs: { 'time-budget-minutes': '5' },
    });
    expect(pacificDay(slow.report?.forecast?.doneAt ?? 0)).toBe('2026-11-25');
  });

  it('goes by the time of the runs where quota would allow more', async () => {
    const world = makeWorld(30);
    const result = await world.run({
      mode: 'dry-run',
      yaml: `models: [${FLASH}]\nlimits:\n  default:\n    requestsPerDay: 1000\ntranscription:\n  concurrency: 1`,
      inputs: { 'time-budget-minutes': '5' },
    });
    expect(result.report?.forecast?.basis).toMatch(
      /^Pace: the time of the runs \(4 .* assumed\); the quota allows 1,000 requests a day/u,
    );
    // 60 requests, 20 a day, and half a day is left of today.
    expect(pacificDay(result.report?.forecast?.doneAt ?? 0)).toBe('2026-11-27');
  });

  it('tells no day when no key can serve', async () => {
    const world = makeWorld(2);
    world.answers.model = () => refused('403-leaked-key');
    await world.run({ yaml: LIMITS });
    const result = await world.run({ mode: 'dry-run', yaml: LIMITS });
    expect(result.report?.forecast?.doneAt).toBeUndefined();
    expect(result.summary).toContain('no date can be told yet');
  });
});

describe('the forecast after a run', () => {
  it('goes by how often the last runs came and how fast they were', async () => {
    const world = makeWorld(40);
    const yaml = `models: [${FLASH}]\nlimits:\n  default:\n    requestsPerDay: 1000\ntranscription:\n  concurrency: 1`;
    const inputs = { 'time-budget-minutes': '15' };
    for (let run = 0; run < 4; run += 1) {
      await world.run({ yaml, inputs });
      await world.pass(2 * HOUR);
    }
    const last = await world.run({ mode: 'dry-run', yaml, inputs });
    expect(last.report?.forecast?.basis).toMatch(
      /^Pace: the time of the runs \(12 runs a day and [234]\d s a request as in the last runs\)/u,
    );
  });

  it('leaves out the parts that are finished, also while their episode waits', async () => {
    const world = makeWorld(6);
    const first = await world.run({ yaml: LIMITS });
    expect(first.outputs).toMatchObject({ completed: '1', deferred: '1' });
    // Three of twelve parts are done, one of them of an episode that waits.
    expect(first.report?.forecast).toMatchObject({ episodes: 5, requests: 9 });
    expect(pacificDay(first.report?.forecast?.doneAt ?? 0)).toBe('2026-11-27');
    const second = await world.run({ yaml: LIMITS });
    expect(world.asked).toHaveLength(3);
    expect(second.report?.forecast).toMatchObject({ episodes: 5, requests: 9 });
    expect(second.report?.forecast?.doneAt).toBe(first.report?.forecast?.doneAt);
  });

  it('is the day on which it is done', async () => {
    const world = makeWorld(8);
    const first = await world.run({ yaml: LIMITS });
    const told = pacificDay(first.report?.forecast?.doneAt ?? 0);
    for (let day = 1; day < 20; day += 1) {
      await world.pass(MIDNIGHT + (day - 1) * DAY + 10 * MINUTE - world.time.now());
      const result = await world.run({ yaml: LIMITS });
      expect(result.exitCode).toBe(0);
      if (result.report?.forecast === undefined) break;
      expect(
        Math.abs(Date.parse(pacificDay(result.report.forecast.doneAt ?? 0)) - Date.parse(told)),
      ).toBeLessThanOrEqual(DAY);
    }
    expect(pacificDay(world.time.now())).toBe(told);
    expect(world.asked).toHaveLength(16);
  });
});

describe('the length of parts', () => {
  const auto = (perDay: number): string =>
    `models: [${FLASH}]\nlimits:\n  default:\n    requestsPerDay: ${perDay}\ntranscription:\n  chunkMinutes: auto`;

  it('grows with auto while a day is too short for the backlog, and plan and forecast know', async () => {
    const world = makeWorld(6);
    const plain = await world.run({ mode: 'dry-run', yaml: auto(16) });
    expect(plain.report?.forecast).toMatchObject({ requests: 12 });
    expect(plain.report?.forecast?.basis).toMatch(
      /\. Parts of 10 minutes \(auto\): the backlog needs 12 requests, and a day has 12 beside those for repairs$/u,
    );
    const long = await world.run({ mode: 'dry-run', yaml: auto(9) });
    const said =
      'Parts of 20 minutes (auto): the backlog needs 6 requests, and a day has 7 beside those for repairs; at 10 minutes it would need 12.';
    expect(long.log.of('info')).toContainEqual(expect.stringContaining(said));
    expect(long.report?.forecast).toMatchObject({ requests: 6 });
    expect(long.summary).toContain('Parts of 20 minutes');
    expect(long.log.of('info')).toContainEqual(
      expect.stringContaining('6 episodes in this run, about 6 requests'),
    );
  });

  it('is what the run cuts by, and what an episode keeps that was begun with it', async () => {
    const world = makeWorld(6);
    const half = `${auto(3)}\n  concurrency: 1\n  episodesAtOnce: 1`;
    const first = await world.run({ yaml: half });
    // A day has three requests, one of them kept for repairs: parts of 20 minutes, the whole episode.
    expect(first.outputs).toMatchObject({ completed: '3', deferred: '0' });
    expect(world.asked).toHaveLength(3);
    const begun = makeWorld(2);
    const one = `models: [${FLASH}]\nlimits:\n  default:\n    requestsPerDay: 1`;
    const before = await begun.run({ yaml: one });
    expect(before.outputs).toMatchObject({ completed: '0', deferred: '1' });
    await begun.pass(MIDNIGHT + MINUTE - begun.time.now());
    // The episode of two parts is finished with its second; parts of 20 minutes would be new ones.
    const after = await begun.run({ yaml: auto(1) });
    expect(after.outputs).toMatchObject({ completed: '1' });
    expect(begun.asked).toHaveLength(2);
  });

  it('is never more than a model takes, and the log says so', async () => {
    const world = makeWorld(1);
    const yaml = `models: [${FLASH}]\nlimits:\n  ${FLASH}:\n    tokensPerMinute: 21500\ntranscription:\n  chunkMinutes: 30`;
    const result = await world.run({ mode: 'dry-run', yaml });
    // 20,000 tokens are 625 seconds, and a cut may go 25 seconds to either side.
    expect(result.log.of('info')).toContainEqual(
      expect.stringContaining(
        `Parts of 9.5 minutes, not 30 minutes: ${FLASH} takes no more in one request.`,
      ),
    );
    expect(result.report?.forecast).toMatchObject({ requests: 3 });
  });
});
