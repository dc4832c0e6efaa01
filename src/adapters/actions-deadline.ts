/** What a call of an SDK came to. */
export type Ended<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly message: string }
  /** It was given up, and goes on by itself. */
  | { readonly kind: 'timeout' };

/**
 * What a promise comes to within a time: for SDKs that take neither a signal nor a time limit.
 * Rejects only with the signal's reason; leaves no timer and no listener behind.
 */
export function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Ended<T>> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onAbort = (): void => finish(() => reject(signal.reason));
    const timer = setTimeout(() => finish(() => resolve({ kind: 'timeout' })), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(
      (value) => finish(() => resolve({ kind: 'value', value })),
      (error: unknown) => finish(() => resolve({ kind: 'error', message: describe(error) })),
    );
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
