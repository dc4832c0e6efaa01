import { Fault } from '../base/failure.ts';
import type { Problem } from '../base/outcome.ts';
import type { Ports } from '../ports.ts';
import type { Stopper } from './signals.ts';

/**
 * Does work that nobody else may do beside it, while the store is claimed for it. The run is stopped
 * when somebody else takes over.
 *
 * @param work given what tells why the claim was lost; undefined while it stands
 * @throws Fault when somebody else is at work; nothing has been done then.
 */
export async function whileClaimed<T>(
  { store, log }: Pick<Ports, 'store' | 'log'>,
  stopper: Stopper,
  work: (lost: () => Problem | undefined) => Promise<T>,
): Promise<T> {
  let lost: Problem | undefined;
  const claimed = await store.claim?.(stopper.signals.soft, (why) => {
    lost = why;
    stopper.stopSoon(why.message);
  });
  if (claimed?.kind === 'failed') throw new Fault(claimed.error);
  try {
    return await work(() => lost);
  } finally {
    try {
      await claimed?.release();
    } catch (error) {
      // The work is done; what is left of the claim lapses with this process.
      const reason = error instanceof Error ? error.message : String(error);
      log.debug(`The claim could not be given back: ${reason}`);
    }
  }
}
