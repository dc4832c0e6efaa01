import { keysOff } from './ledger.ts';
import type { Ledger } from './types.ts';

/**
 * A key that was switched off is asked again so long after its last refusal, where no other serves: a
 * user who mends it is served by the next scheduled run (every 6 hours), and a forgotten key costs a
 * few refused requests a day, which nobody charges.
 */
export const PROBE_AFTER_MS = 3 * 3_600_000;

/**
 * The keys to ask whether they work again, in the order of `keys`: none while one of them is on, or
 * soon after it was refused.
 */
export function keysToProbe(
  ledger: Ledger,
  keys: readonly string[],
  now: number,
): readonly string[] {
  const off = new Map(keysOff(ledger, keys, now).map((note) => [note.key, note]));
  if (!keys.every((key) => off.has(key))) return [];
  return keys.filter((key) => (off.get(key)?.since ?? now) + PROBE_AFTER_MS <= now);
}

/** Switches a key on again: the service has taken it, whatever it answered. */
export function keyAccepted(ledger: Ledger, key: string): Ledger {
  return { ...ledger, keys: ledger.keys.filter((note) => note.key !== key) };
}
