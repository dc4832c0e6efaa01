/**
 * The day by which Gemini counts: requests a day start anew at midnight in Los Angeles, summer time
 * included (ai.google.dev/gemini-api/docs/rate-limits).
 */

const HOUR_MS = 3_600_000;

/** `en-CA` writes `2026-11-24`. Made once: a formatter costs far more than its use. */
const DAY_FORMAT = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The Pacific day of an instant (epoch ms), as `2026-11-24`. Days compare as strings. */
export function pacificDay(now: number): string {
  return DAY_FORMAT.format(now);
}

/** The first instant (epoch ms) of the Pacific day after the one that `now` is in. */
export function nextPacificMidnight(now: number): number {
  return pacificDayStart(addDays(pacificDay(now), 1));
}

/**
 * The first instant (epoch ms) of a Pacific day given as `2026-11-24`. The clock there is 7 h behind
 * UTC in summer and 8 h in winter, and changes at 2 in the morning, so midnight always exists once.
 */
export function pacificDayStart(day: string): number {
  const summer = utcMidnight(day) + 7 * HOUR_MS;
  return pacificDay(summer) === day ? summer : summer + HOUR_MS;
}

/** The day `count` days after (before, when negative) a day given as `2026-11-24`. */
export function addDays(day: string, count: number): string {
  return new Date(utcMidnight(day) + count * 24 * HOUR_MS).toISOString().slice(0, 10);
}

function utcMidnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
