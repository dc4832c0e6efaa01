import { describe, expect, it } from 'vitest';
import { makeStopper } from '../../src/pipeline/signals.ts';
import { makeTimeBudget } from '../../src/pipeline/time-budget.ts';
import { makeQuotaWait } from '../../src/pipeline/wait-for-quota.ts';
import { HOUR, makeRun, makeTime, MIDNIGHT, MINUTE, NOON, settingsOf } from './kit.ts';
import type { TestRun } from './kit.ts';

const WAIT = 'run:\n  onQuota: wait';

function setUp(
  given: { readonly yaml?: string; readonly tokenEndsAt?: number; readonly budgetMs?: number } = {},
): {
  readonly run: TestRun;
  readonly wait: ReturnType<typeof makeQuotaWait>;
  readonly saved: number[];
} {
  const time = makeTime();
  const { yaml = WAIT, ...more } = given;
  const run = makeRun({ time, settings: settingsOf(yaml), ...more });
  const saved: number[] = [];
  const wait = makeQuotaWait(run, async () => {
    await time.sleep(1_000, new AbortController().signal);
    saved.push(time.now());
  });
  return { run, wait, saved };
}

describe('on-quota: wait', () => {
  it('commits first, waits until the moment, and says every 5 minutes how long it takes', async () => {
    const { run, wait, saved } = setUp();
    expect(await run.time.drive(wait(NOON + HOUR, 'the day is used up'))).toBe(true);
    run.end();
    expect(run.time.now()).toBe(NOON + HOUR);
    expect(saved).toEqual([NOON + 1_000]);
    const lines = run.log.of('info');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe(
      `Waiting for quota: 60 minutes left, until 2026-11-24 21:00 UTC: the day is used up`,
    );
    expect(lines.at(-1)).toContain(' 5 minutes left');
  });

  it('lets the time budget stand still meanwhile', async () => {
    const { run, wait } = setUp({ budgetMs: 2 * HOUR });
    expect(await run.time.drive(wait(NOON + 10 * HOUR, 'used up'))).toBe(true);
    expect(run.signals.soft.aborted).toBe(false);
    expect(run.budget.endsAt()).toBe(NOON + 12 * HOUR);
    run.end();
  });

  it('is shared by all that wait for the same quota, and commits once', async () => {
    const { run, wait, saved } = setUp({ budgetMs: 2 * HOUR });
    const waits = [1, 2, 3].map(() => wait(NOON + HOUR, 'used up'));
    expect(await run.time.drive(Promise.all(waits))).toEqual([true, true, true]);
    expect(saved).toHaveLength(1);
    expect(run.budget.endsAt()).toBe(NOON + 3 * HOUR);
    run.end();
  });

  it('ends at once when the run is stopped', async () => {
    const { run, wait } = setUp();
    run.time.scheduler.after(7 * MINUTE, () => run.stopper.stop('SIGINT'));
    expect(await run.time.drive(wait(MIDNIGHT, 'used up'))).toBe(false);
    expect(run.time.now()).toBe(NOON + 7 * MINUTE);
    run.end();
  });

  it('does not wait longer than the settings allow, all waits together', async () => {
    const { run, wait, saved } = setUp({ yaml: 'run:\n  onQuota: wait\n  maxQuotaWaitHours: 3' });
    expect(await run.time.drive(wait(NOON + 4 * HOUR, 'used up'))).toBe(false);
    expect(await run.time.drive(wait(NOON + 2 * HOUR, 'used up'))).toBe(true);
    expect(await run.time.drive(wait(NOON + 4 * HOUR, 'used up'))).toBe(false);
    expect(saved).toHaveLength(1);
    run.end();
  });

  it("does not wait beyond the life of a job's token", async () => {
    const tokenEndsAt = NOON + 11 * HOUR;
    const { run, wait } = setUp({ tokenEndsAt });
    expect(await run.time.drive(wait(tokenEndsAt + 1, 'used up'))).toBe(false);
    expect(await run.time.drive(wait(tokenEndsAt, 'used up'))).toBe(true);
    run.end();
  });
});

describe('on-quota: defer', () => {
  it('never waits', async () => {
    const { run, wait, saved } = setUp({ yaml: '' });
    expect(await wait(NOON + MINUTE, 'used up')).toBe(false);
    expect(saved).toEqual([]);
    run.end();
  });
});

describe('the time budget', () => {
  it('says once when it is used up, suspensions left out', async () => {
    const time = makeTime();
    const ended = Promise.withResolvers<number>();
    const budget = makeTimeBudget(time, HOUR, () => ended.resolve(time.now()));
    const resume: (() => void)[] = [];
    time.scheduler.after(10 * MINUTE, () => resume.push(budget.suspend()));
    time.scheduler.after(20 * MINUTE, () => resume.push(budget.suspend()));
    time.scheduler.after(40 * MINUTE, () => {
      expect(budget.endsAt()).toBe(NOON + 90 * MINUTE);
      resume[0]?.();
      resume[0]?.();
    });
    time.scheduler.after(3 * HOUR, () => resume[1]?.());
    // It stood still from the 10th minute to the end of the third hour.
    expect(await time.drive(ended.promise)).toBe(NOON + 3 * HOUR + 50 * MINUTE);
    budget.end();
  });

  it('says nothing when the run ended before it', async () => {
    const time = makeTime();
    let ends = 0;
    const budget = makeTimeBudget(time, HOUR, () => (ends += 1));
    time.scheduler.after(MINUTE, budget.end);
    await time.drive(time.sleep(2 * HOUR, new AbortController().signal));
    expect(ends).toBe(0);
  });
});

describe('the stop signals', () => {
  it('fire one after the other within 6.5 seconds, and the first reason counts', async () => {
    const time = makeTime();
    const stopper = makeStopper(time);
    const seen: string[] = [];
    for (const name of ['soft', 'hard', 'last'] as const) {
      stopper.signals[name].addEventListener('abort', () =>
        seen.push(`${name} ${time.now() - NOON}`),
      );
    }
    stopper.stop('SIGINT');
    stopper.stop('SIGTERM');
    await time.drive(time.sleep(HOUR, new AbortController().signal));
    expect(seen).toEqual(['soft 0', 'hard 1500', 'last 6500']);
    expect(stopper.reason()).toBe('SIGINT');
    stopper.dispose();
  });

  it('let requests under way end when the run only winds down, and never give up its last commits', async () => {
    const time = makeTime();
    const stopper = makeStopper(time);
    stopper.stopSoon('the time budget is over');
    await time.drive(time.sleep(200_000, new AbortController().signal));
    expect(stopper.signals.soft.aborted).toBe(true);
    expect(stopper.signals.hard.aborted).toBe(false);
    await time.drive(time.sleep(HOUR, new AbortController().signal));
    expect(stopper.signals.hard.aborted).toBe(true);
    expect(stopper.signals.last.aborted).toBe(false);
    stopper.dispose();
  });

  it('of a real stop follow also on a run that winds down', async () => {
    const time = makeTime();
    const stopper = makeStopper(time);
    stopper.stopSoon('the time budget is over');
    stopper.stop('SIGINT');
    await time.drive(time.sleep(7_000, new AbortController().signal));
    expect(stopper.signals.last.aborted).toBe(true);
    expect(stopper.reason()).toBe('SIGINT');
    stopper.dispose();
  });

  it('are silent after the run', async () => {
    const time = makeTime();
    const stopper = makeStopper(time);
    stopper.stop('SIGINT');
    stopper.dispose();
    await time.drive(time.sleep(HOUR, new AbortController().signal));
    expect(stopper.signals.last.aborted).toBe(false);
  });
});
