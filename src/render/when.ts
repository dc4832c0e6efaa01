import { grouped } from '../base/count.ts';

/** Day of an instant in UTC, `2026-11-24`; undefined outside the years 1900 to 9999. */
export function isoDay(epochMs: number | undefined): string | undefined {
  return isoInstant(epochMs)?.slice(0, 10);
}

/** An instant in UTC, `2026-11-24T06:00:00Z`; undefined when it is none or out of range. */
export function isoInstant(epochMs: number | undefined): string | undefined {
  if (epochMs === undefined || !(epochMs >= -2_208_988_800_000 && epochMs < 253_402_300_800_000)) {
    return undefined;
  }
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** Minutes for people: `42 min`, `3 h 05 min`, `under a minute`. */
export function spokenLength(sec: number): string {
  const minutes = Math.round(sec / 60);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  return `${grouped(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A span of time for people, ms: `45 s`, `12 min`, `3 h 05 min`. */
export function spokenSpan(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.round(ms / 1_000))} s` : spokenLength(ms / 1_000);
}
