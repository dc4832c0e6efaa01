import pLimit from 'p-limit';

/** Lets the chunks of all episodes begin in order, so many at once. */
export interface Turns {
  readonly take: <T>(work: () => Promise<T>) => Promise<T>;
  /** Says that fewer finished chunks wait for their episode's commit. */
  readonly look: () => void;
  /** Chunks that are under way, those among them that wait to be kept. */
  readonly active: () => number;
}

/**
 * Makes the turns of a run. A finished chunk takes up its worker until it is durable: the last ones
 * of an episode become so by the episode's commit, and until then count as if they were still worked
 * on. So a kill costs at most one chunk a worker.
 *
 * @param options.waiting finished chunks that wait for the commit of their episode
 * @param options.soft a stop lets everybody through, to find out that nothing more may begin
 * @param options.onEnd told when a chunk is no longer under way
 */
export function makeTurns(options: {
  readonly concurrency: number;
  readonly waiting: () => number;
  readonly soft: AbortSignal;
  readonly onEnd?: () => void;
}): Turns {
  const { concurrency, waiting, soft, onEnd } = options;
  const limit = pLimit(concurrency);
  let active = 0;
  let sleepers: (() => void)[] = [];

  const look = (): void => {
    const woken = sleepers;
    sleepers = [];
    for (const wake of woken) wake();
  };
  soft.addEventListener('abort', look, { once: true });

  return {
    look,
    active: () => active,
    take: (work) =>
      limit(async () => {
        while (waiting() > 0 && active + waiting() >= concurrency && !soft.aborted) {
          await new Promise<void>((resolve) => sleepers.push(resolve));
        }
        active += 1;
        try {
          return await work();
        } finally {
          active -= 1;
          onEnd?.();
          look();
        }
      }),
  };
}
