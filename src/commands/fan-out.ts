import { counted } from '../base/count.ts';
import type { Settings } from '../config.ts';
import type { Limits } from '../quota/types.ts';
import { MOST_JOBS } from '../quota/writes.ts';

/** The jobs of a fan-out, and why there are no more. */
export interface FanOut {
  /** For `strategy.matrix` of a workflow. */
  readonly matrix: { readonly include: readonly { readonly shard: string }[] };
  /** What bounds the number of jobs, one sentence each, the tightest first. */
  readonly reasons: readonly string[];
}

/**
 * How many jobs share the work: no more than there are shows, than the repository's writes carry, and
 * than have a key each or one request a minute of every key.
 *
 * @param sources feeds of the configuration
 * @param keys number of Gemini keys; 0 when they are not known to this job
 */
export function planFanOut(settings: Settings, sources: number, keys: number): FanOut {
  const bounds: { jobs: number; reason: string }[] = [
    {
      jobs: MOST_JOBS,
      reason: `the writes that a repository is allowed in an hour carry ${MOST_JOBS} jobs`,
    },
    {
      jobs: Math.max(1, sources),
      reason: `${sources === 1 ? 'there is 1 show' : `there are ${sources} shows`}, and a job takes whole shows`,
    },
  ];
  const perMinute = requestsPerMinute(settings);
  if (keys > 0 && perMinute !== undefined) {
    bounds.push({
      // Jobs that have no key of their own share every key: a part of less than one request a minute
      // counts as one, so more jobs than that would ask more of a key than it allows.
      jobs: Math.max(1, keys, perMinute),
      reason: `${counted(keys, 'key')} with ${counted(perMinute, 'request')} a minute ${keys === 1 ? 'gives' : 'give'} no more jobs a key each, or one request a minute of every key`,
    });
  }
  bounds.sort((a, b) => a.jobs - b.jobs);
  const count = bounds[0]?.jobs ?? 1;
  return {
    matrix: {
      include: Array.from({ length: count }, (_, at) => ({ shard: `${at + 1}/${count}` })),
    },
    reasons: bounds.filter(({ jobs }) => jobs === count).map(({ reason }) => reason),
  };
}

/** The lowest configured limit a minute of the models in use; undefined when none is configured. */
function requestsPerMinute(settings: Settings): number | undefined {
  const limits = settings.models.flatMap((model) => {
    const own: Limits = { ...settings.limits['default'], ...settings.limits[model] };
    return own.requestsPerMinute ?? [];
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}
