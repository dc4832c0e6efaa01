/** A moment for people, in UTC: `2026-11-24 06:00 UTC`; `unknown` for none that a calendar has. */
export function moment(epochMs: number): string {
  if (!(Math.abs(epochMs) <= 8.64e15)) return 'unknown';
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
