import { describe, expect, it } from 'vitest';
import { learnSchedule, scheduleInWords } from '../../src/quota/schedule.ts';
import type { PastRun } from '../../src/quota/schedule.ts';
import { at } from './support.ts';

const NOW = at('2026-11-24T20:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Runs that began so many hours ago, each of so many minutes and requests. */
function runsAt(hours: readonly number[], minutes = 30, requests = 60): readonly PastRun[] {
  return hours.map((ago) => {
    const startedAt = NOW - ago * HOUR;
    return { startedAt, finishedAt: startedAt + minutes * MINUTE, requests };
  });
}

function learn(runs: readonly PastRun[], concurrency = 4) {
  return learnSchedule(runs, { now: NOW, concurrency });
}

describe('what the last runs tell of time', () => {
  it('is assumed while there are none, and told so', () => {
    const assumed = learn([]);
    expect(assumed).toMatchObject({ runsPerDay: 4, requestMs: MINUTE });
    expect(scheduleInWords(assumed)).toBe('4 runs a day and 60 s a request assumed');
  });

  it('is how often they come and how long a request takes', () => {
    const hourly = learn(runsAt([5, 4, 3, 2, 1]));
    // 60 requests in half an hour, four at once: two minutes each.
    expect(hourly).toMatchObject({ runsPerDay: 24, requestMs: 2 * MINUTE });
    expect(scheduleInWords(hourly)).toBe('24 runs a day and 120 s a request as in the last runs');
    const daily = learn(runsAt([96, 72, 48, 24], 30, 1));
    expect(scheduleInWords(daily)).toBe('1 run a day as in the last runs, 60 s a request assumed');
  });

  it('is not deceived by runs by hand, jobs of one fan-out, pauses and other times', () => {
    const runs = runsAt([400, 399, 200, 96, 72, 48, 47.95, 47.9, 24]);
    expect(learn(runs).runsPerDay).toBe(1);
    // Whatever the order in which they are remembered.
    expect(learn(runs.toReversed())).toEqual(learn(runs));
    expect(learn(runsAt([-1, -2, -3, -4, -5])).learnt).toEqual({
      runsPerDay: false,
      requestMs: false,
    });
  });

  it('needs more than a gap or two', () => {
    expect(learn(runsAt([24, 12, 1])).learnt.runsPerDay).toBe(false);
  });
});
