import { availability, isUnproven } from './availability.ts';
import type { ChooseQuery } from './choose.ts';

/**
 * Requests that can be under way at once. Where the limit of the day is not known, each pair takes
 * one at a time (see `choose`), so there are no more than pairs of the first model that serves.
 * Infinity: there is no such bound, or nothing serves at all.
 */
export function requestsAbreast(
  query: Pick<ChooseQuery, 'ledger' | 'keys' | 'models' | 'tokens' | 'now' | 'shares'>,
): number {
  const { ledger, keys, tokens, now, shares = [] } = query;
  for (const { model, limits, openUntil = 0 } of query.models) {
    if (openUntil > now) continue;
    const pairs = keys
      .map((key) => {
        const share = shares.find((one) => one.key === key && one.model === model);
        return { key, model, limits: share?.limits ?? limits, tokens, now };
      })
      .filter((pair) => {
        const { kind } = availability(ledger, pair);
        return kind === 'now' || kind === 'wait';
      });
    if (pairs.some((pair) => !isUnproven(ledger, pair))) return Infinity;
    if (pairs.length > 0) return pairs.length;
  }
  return Infinity;
}
