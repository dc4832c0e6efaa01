import { effectiveLimits, usedOn } from './availability.ts';
import { entryOf } from './entries.ts';
import { pacificDay } from './pacific.ts';
import type { Ledger, Limits, Pair } from './types.ts';

/** A job's part of a fan-out. `index` counts from 1 to `count`, as `shard: i/n` does. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The keys of a shard: the i-th, the (i+n)-th, ... With fewer keys than shards nobody owns one: each
 * shard uses all of them, within its share of the limits (see {@link limitsForShard}).
 */
export function keysForShard(keys: readonly string[], shard: Shard): readonly string[] {
  if (keys.length < shard.count) return keys;
  return keys.filter((_key, position) => position % shard.count === shard.index - 1);
}

/**
 * A shard's share of limits that `count` shards spend together. Of the day's requests and tokens what
 * is left is shared, on top of what was used when the shards began; the shares add up to the limit
 * as long as there is 1 for each. Tokens a minute are shared too, yet a request larger than
 * the share is let through when the shard has sent nothing in the minute before (see `availability`).
 */
export function limitsForShard(
  limits: Limits,
  shard: Shard,
  used: { readonly requests: number; readonly tokens: number },
): Limits {
  const { requestsPerDay, tokensPerDay, requestsPerMinute, tokensPerMinute } = limits;
  return {
    ...(requestsPerDay === undefined
      ? {}
      : { requestsPerDay: dayShare(requestsPerDay, used.requests, shard) }),
    ...(tokensPerDay === undefined
      ? {}
      : { tokensPerDay: dayShare(tokensPerDay, used.tokens, shard) }),
    ...(requestsPerMinute === undefined
      ? {}
      : { requestsPerMinute: atLeastOne(requestsPerMinute, shard) }),
    ...(tokensPerMinute === undefined
      ? {}
      : {
          tokensPerMinute: atLeastOne(tokensPerMinute, shard),
          tokensPerRequest: tokensPerMinute,
        }),
  };
}

/** The limits of every pair of a shard, for `choose`; empty when each shard has keys of its own. */
export function sharesForShard(
  ledger: Ledger,
  fanOut: {
    readonly keys: readonly string[];
    readonly models: readonly { readonly model: string; readonly limits: Limits }[];
    readonly shard: Shard;
    readonly now: number;
  },
): readonly (Pair & { readonly limits: Limits })[] {
  const { keys, models, shard, now } = fanOut;
  if (keys.length >= shard.count) return [];
  return keys.flatMap((key) =>
    models.map(({ model, limits }) => {
      const entry = entryOf(ledger, { key, model });
      const whole = effectiveLimits(entry, limits, now);
      const used = usedOn(entry, pacificDay(now));
      return { key, model, limits: limitsForShard(whole, shard, used) };
    }),
  );
}

function dayShare(limit: number, used: number, shard: Shard): number {
  if (limit === 0) return 0;
  // With more shards than requests a share of 0 would read as no allowance at all.
  return Math.max(1, used + part(Math.max(0, limit - used), shard));
}

/** The shard's whole part of an amount: the first shards get what does not divide. */
function part(amount: number, { index, count }: Shard): number {
  return Math.floor((amount + count - index) / count);
}

function atLeastOne(limit: number, shard: Shard): number {
  return limit === 0 ? 0 : Math.max(1, part(limit, shard));
}
