import type { RecentUse } from './types.ts';

/**
 * How long a second's use weighs on the minute: the minute itself, the second in which it was sent,
 * and one more for requests that overtake each other on the way. A sliding window this long keeps
 * under a limit whether the service counts by sliding or by fixed minutes.
 */
const WEIGHS_MS = 62_000;
const SECOND_MS = 1_000;

/** What has been used in the minute before `now`. */
function usedInMinute(
  recent: readonly RecentUse[],
  now: number,
): { readonly requests: number; readonly tokens: number } {
  let requests = 0;
  let tokens = 0;
  for (const use of weighing(recent, now)) {
    requests += use.requests;
    tokens += use.tokens;
  }
  return { requests, tokens };
}

/**
 * The earliest instant, `now` or later, at which one request of this size keeps under the limits of
 * a minute. A request larger than `tokensPerMinute` fits only an empty window: that is for shares of
 * a limit; whether the whole limit admits it is not decided here.
 */
export function earliestInMinute(
  recent: readonly RecentUse[],
  request: {
    readonly tokens: number;
    readonly now: number;
    readonly requestsPerMinute: number;
    readonly tokensPerMinute: number;
  },
): number {
  const weighs = weighing(recent, request.now);
  let { requests, tokens } = usedInMinute(recent, request.now);
  let at = request.now;
  for (const use of weighs) {
    const admitted =
      requests < request.requestsPerMinute &&
      (tokens === 0 || tokens + request.tokens <= request.tokensPerMinute);
    if (admitted) return at;
    requests -= use.requests;
    tokens -= use.tokens;
    at = use.at + WEIGHS_MS;
  }
  return at;
}

/** Adds use (which may be negative, for corrections) at an instant; drops what no longer weighs. */
export function addRecent(
  recent: readonly RecentUse[],
  use: { readonly at: number; readonly requests: number; readonly tokens: number },
): RecentUse[] {
  const second = Math.floor(use.at / SECOND_MS) * SECOND_MS;
  const before = recent.find((item) => item.at === second);
  const sum = {
    at: second,
    requests: Math.max(0, (before?.requests ?? 0) + use.requests),
    tokens: Math.max(0, (before?.tokens ?? 0) + use.tokens),
  };
  const others = recent.filter((item) => item.at !== second);
  return tidy([...others, sum]);
}

/** Seconds with use, oldest first, without those that no longer weigh when the newest was sent. */
export function tidy(recent: readonly RecentUse[]): RecentUse[] {
  const used = recent.filter((use) => use.requests > 0 || use.tokens > 0);
  const newest = used.reduce((latest, use) => Math.max(latest, use.at), 0);
  return used.filter((use) => use.at + WEIGHS_MS > newest).toSorted((a, b) => a.at - b.at);
}

function weighing(recent: readonly RecentUse[], now: number): readonly RecentUse[] {
  return recent.filter((use) => use.at + WEIGHS_MS > now);
}
