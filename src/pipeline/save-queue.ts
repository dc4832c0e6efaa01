import type { Problem } from '../base/outcome.ts';
import type { Checkpoint, Clock } from '../ports.ts';
import { restUntil } from './rest.ts';
import type { WriteAccount } from './write-account.ts';

/** How often something may be saved. */
export interface SavePace {
  /** Keeps the job within its part of what the service allows. */
  readonly account: WriteAccount;
  /**
   * Where jobs share what the service allows, a save waits for company.
   *
   * `isAll`: true when so many finished chunks that wait are all that is under way, so that waiting
   * longer would bring no more. `patienceMs`: the oldest of them waits no longer than that for it.
   */
  readonly together?: {
    readonly isAll: (waiting: number) => boolean;
    readonly patienceMs: number;
  };
}

/** Saves that wait for their turn: what arrives while one is under way shares the next. */
export interface SaveQueue {
  /** @param soon it may wait for company once more as long: its episode's commit may spare it */
  readonly add: (
    episode: string,
    files: readonly Checkpoint[],
    soon?: boolean,
  ) => Promise<Problem | undefined>;
  /** Takes an episode's saves out; they count as done. */
  readonly takeOut: (episode: string) => readonly Checkpoint[];
  /** Looks anew whether what waits is all there is. */
  readonly look: () => void;
  readonly flush: () => Promise<void>;
}

interface Pending {
  readonly episode: string;
  readonly files: readonly Checkpoint[];
  /** Until when it waits for company, epoch ms. */
  readonly until: number;
  readonly resolve: (fault: Problem | undefined) => void;
}

/** Makes a {@link SaveQueue}. `soft` ends every wait; `save` returns why it could not save. */
export function makeSaveQueue(
  options: SavePace & { readonly clock: Clock; readonly soft: AbortSignal },
  save: (put: readonly Checkpoint[]) => Promise<Problem | undefined>,
): SaveQueue {
  const { clock, soft, account, together } = options;
  const pending: Pending[] = [];
  let busy: Promise<void> | undefined;
  let news = new AbortController();

  const look = (): void => {
    news.abort();
    news = new AbortController();
  };

  async function drain(): Promise<void> {
    while (pending.length > 0) {
      const waitMs = Math.max(account.owedMs(), companyMs(together, pending, clock.now()));
      if (waitMs > 0 && !soft.aborted) {
        await restUntil(clock, waitMs, AbortSignal.any([soft, news.signal]));
        continue;
      }
      const batch = pending.splice(0);
      // Counted as it begins: a commit that begins meanwhile finds it spent.
      if (batch.length > 0) account.spend();
      const fault = await save(batch.flatMap((one) => one.files));
      for (const one of batch) one.resolve(fault);
    }
  }

  async function kick(): Promise<void> {
    busy ??= drain().finally(() => {
      busy = undefined;
    });
    await busy;
    // What arrived between the last look at the queue and its end is not left behind.
    if (pending.length > 0) await kick();
  }

  return {
    look,
    add: (episode, files, soon = false) =>
      new Promise<Problem | undefined>((resolve, reject) => {
        const patienceMs = (together?.patienceMs ?? 0) * (soon ? 2 : 1);
        pending.push({ episode, files, until: clock.now() + patienceMs, resolve });
        look();
        kick().catch(reject);
      }),
    takeOut: (episode) => {
      const taken = pending.filter((one) => one.episode === episode);
      for (const one of taken) {
        pending.splice(pending.indexOf(one), 1);
        one.resolve(undefined);
      }
      look();
      return taken.flatMap((one) => one.files);
    },
    flush: kick,
  };
}

/** How long those that wait still wait for company, ms. */
function companyMs(
  together: SavePace['together'],
  pending: readonly Pending[],
  now: number,
): number {
  if (together === undefined || together.isAll(pending.length)) return 0;
  return Math.min(...pending.map(({ until }) => until)) - now;
}
