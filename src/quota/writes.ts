/**
 * What a repository is allowed to write: 500 requests an hour that create content, a repository
 * (GitHub, "Rate limits for the REST API", secondary limits). All jobs of a fan-out share it.
 */

/** Requests of one save or commit: a tree, a commit, a ref. */
const WRITES_EACH = 3;
/** Writes an hour that the jobs share in the long run; the rest is for their bursts, and for people. */
const SHARED_WRITES = 420;
/** Saves and commits that the jobs may make at once; far below the 80 writes that a minute is allowed. */
const SHARED_BURST = 20;
const HOUR_MS = 3_600_000;

/**
 * More jobs are not worth it: `npm run bench -- checkpoints` shows that the same writes carry the same
 * work however many jobs share them, and up to here they stay under the limit in every hour.
 */
export const MOST_JOBS = 12;

/** The part of one of so many jobs: a save or commit each `minIntervalMs`, and a `burst` of them. */
export function shareOfWrites(jobs: number): {
  readonly minIntervalMs: number;
  readonly burst: number;
} {
  return {
    minIntervalMs: Math.ceil((jobs * HOUR_MS * WRITES_EACH) / SHARED_WRITES),
    burst: Math.max(2, Math.floor(SHARED_BURST / jobs)),
  };
}
