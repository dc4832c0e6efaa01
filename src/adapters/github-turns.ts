/** Runs tasks one after the other, in the order in which they were asked for. */
export interface Turns {
  /** Rejects with the signal's reason when it fires before the task's turn has come. */
  take<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T>;
}

/** Makes a queue of {@link Turns}. */
export function makeTurns(): Turns {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    take: async (signal, task) => {
      const before = tail;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      tail = before.then(() => promise);
      try {
        await orAbort(before, signal);
        return await task();
      } finally {
        resolve(undefined);
      }
    },
  };
}

async function orAbort(waited: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([waited, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
