import type { RunContext } from './context.ts';

/** A GitHub token ends with its job's day: past this a job defers all the same; ms from its start. */
const LONGEST_JOB_MS = 23 * 3_600_000;
const PROGRESS_MS = 5 * 60_000;

/**
 * With `on-quota: wait`, waits until the quota is back: the time budget stands still meanwhile, and
 * a line every 5 minutes says so. Finished chunks are kept before, so a kill costs nothing.
 *
 * @returns a function that answers true when the wait is over and false when the work is to be
 *   deferred: not asked for, too long, or stopped.
 */
export function makeQuotaWait(
  run: RunContext,
): (notBefore: number, reason: string) => Promise<boolean> {
  let waiting: Promise<boolean> | undefined;
  return async (notBefore, reason) => {
    const { ports, settings, startedAt } = run;
    if (settings.run.onQuota !== 'wait') return false;
    const now = ports.clock.now();
    const tooLong = notBefore - now > settings.run.maxQuotaWaitMs;
    if (tooLong || notBefore > startedAt + LONGEST_JOB_MS) return false;
    // Chunks that wait for the same quota share one wait, which extends the budget once.
    waiting ??= waitUntil(run, notBefore, reason).finally(() => {
      waiting = undefined;
    });
    return await waiting;
  };
}

async function waitUntil(run: RunContext, notBefore: number, reason: string): Promise<boolean> {
  const { clock, log } = run.ports;
  const from = clock.now();
  for (let now = from; now < notBefore; now = clock.now()) {
    const minutes = Math.ceil((notBefore - now) / 60_000);
    log.info(
      `Waiting for quota: ${reason}. ${minutes} minutes left, until ${new Date(notBefore).toISOString()}.`,
    );
    try {
      await clock.sleep(Math.min(PROGRESS_MS, notBefore - now), run.signals.soft);
    } catch (error) {
      if (run.signals.soft.aborted) return false;
      throw error;
    }
  }
  run.budget.extend(clock.now() - from);
  return true;
}
