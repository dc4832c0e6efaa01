import type { DayRefusal, Ledger } from './types.ts';

/** Keys of one project exhaust one after the other, as fast as they are tried. */
const TOGETHER_MS = 30 * 60_000;

/** Keys (fingerprints) that seem to belong to one project, and the evidence. */
export interface SharedProject {
  /** Sorted, two or more. */
  readonly keys: readonly string[];
  readonly model: string;
  /** Pacific day on which they were refused together. */
  readonly day: string;
  /** Requests that they had spent between them, and the limit of one project. */
  readonly requests: number;
  readonly limit: number;
}

interface Refused extends DayRefusal {
  readonly key: string;
  readonly limit: number;
}

/**
 * Keys that were refused for the day soon after one another, each before it had spent the limit
 * itself, while what they spent together is about that limit: they share one project's quota, so
 * more keys of that kind bring nothing.
 */
export function suspectedSharedProjects(ledger: Ledger): readonly SharedProject[] {
  const models = [...new Set(ledger.entries.map(({ model }) => model))].toSorted();
  const found = models.flatMap((model) =>
    groups(refusedEarly(ledger, model)).flatMap((group) => {
      const [first] = group;
      if (first === undefined || group.length < 2) return [];
      const requests = group.reduce((sum, refused) => sum + refused.requests, 0);
      // Counts may be off by what other runs and tools spent; far off, it is something else.
      if (requests < 0.8 * first.limit || requests > 1.5 * first.limit) return [];
      const keys = group.map(({ key }) => key).toSorted();
      return [{ keys, model, day: first.day, requests, limit: first.limit }];
    }),
  );
  return withoutRepeats(found);
}

function refusedEarly(ledger: Ledger, model: string): readonly Refused[] {
  return ledger.entries
    .filter((entry) => entry.model === model)
    .flatMap(({ key, dayRefusal }) => {
      const limit = dayRefusal?.limit;
      if (dayRefusal === undefined || limit === undefined || dayRefusal.requests >= limit)
        return [];
      return [{ ...dayRefusal, key, limit }];
    })
    .toSorted((a, b) => a.at - b.at);
}

/** Runs of refusals of one day and limit, each soon after the one before. */
function groups(refusals: readonly Refused[]): readonly (readonly Refused[])[] {
  const result: Refused[][] = [];
  for (const refused of refusals) {
    const group = result.at(-1);
    const last = group?.at(-1);
    const together =
      last !== undefined &&
      last.day === refused.day &&
      last.limit === refused.limit &&
      refused.at - last.at <= TOGETHER_MS;
    if (together) group?.push(refused);
    else result.push([refused]);
  }
  return result;
}

/** One finding for each set of keys. */
function withoutRepeats(found: readonly SharedProject[]): readonly SharedProject[] {
  return [...new Map(found.map((shared) => [shared.keys.join(' '), shared])).values()];
}
