import type { ChunkOutcome } from './chunk-types.ts';

const GRAVITY = { stopped: 0, deferred: 1, failed: 2 } as const;

/** Of two ends of an episode's chunks the one that says more about when it can go on. */
export function graver<T extends Exclude<ChunkOutcome, { kind: 'done' }>>(
  before: T | undefined,
  now: T,
): T {
  if (before === undefined) return now;
  const more = GRAVITY[now.kind] - GRAVITY[before.kind];
  const sooner =
    before.kind === 'deferred' && now.kind === 'deferred' && now.notBefore < before.notBefore;
  return more > 0 || sooner ? now : before;
}
