import { moment } from '../base/moment.ts';
import { counted } from '../base/count.ts';
import { oneLine } from './committer.ts';
import type { RunContext } from './context.ts';

/** A line says how long it still takes, so often; ms. */
const PROGRESS_MS = 5 * 60_000;

/**
 * With `on-quota: wait`, waits until the quota is back: the time budget stands still meanwhile, and
 * a line every 5 minutes says so. What the run has found out is committed before, so that a kill
 * costs nothing.
 *
 * @param save commits what is not committed yet
 * @returns a function that answers true when the wait is over and false when the work is to be
 *   deferred: not asked for, too long, beyond the end of the job's token, or stopped.
 */
export function makeQuotaWait(
  run: RunContext,
  save: () => Promise<void>,
): (notBefore: number, reason: string) => Promise<boolean> {
  let waiting: Promise<boolean> | undefined;
  let waitedMs = 0;
  return async (notBefore, reason) => {
    const { ports, settings, tokenEndsAt } = run;
    if (settings.run.onQuota !== 'wait') return false;
    const from = ports.clock.now();
    if (waitedMs + notBefore - from > settings.run.maxQuotaWaitMs) return false;
    if (tokenEndsAt !== undefined && notBefore > tokenEndsAt) return false;
    // Chunks that wait for the same quota share one wait.
    waiting ??= saveAndWait(run, save, { notBefore, reason }).finally(() => {
      waitedMs += ports.clock.now() - from;
      waiting = undefined;
    });
    return await waiting;
  };
}

async function saveAndWait(
  run: RunContext,
  save: () => Promise<void>,
  wait: { readonly notBefore: number; readonly reason: string },
): Promise<boolean> {
  const resume = run.budget.suspend();
  try {
    await save();
    return await waitUntil(run, wait);
  } finally {
    resume();
  }
}

async function waitUntil(
  run: RunContext,
  { notBefore, reason }: { readonly notBefore: number; readonly reason: string },
): Promise<boolean> {
  const { clock, log } = run.ports;
  for (let now = clock.now(); now < notBefore; now = clock.now()) {
    const minutes = Math.ceil((notBefore - now) / 60_000);
    log.info(
      `Waiting for quota: ${counted(minutes, 'minute')} left, until ${moment(notBefore)}: ${oneLine(reason, 120)}`,
    );
    try {
      await clock.sleep(Math.min(PROGRESS_MS, notBefore - now), run.signals.soft);
    } catch (error) {
      if (run.signals.soft.aborted) return false;
      throw error;
    }
  }
  return true;
}
