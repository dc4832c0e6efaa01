import type { Ledger, LedgerEntry, Limits, Pair } from './types.ts';

/** The names of all limits. */
export const LIMIT_NAMES = [
  'requestsPerDay',
  'requestsPerMinute',
  'tokensPerMinute',
  'tokensPerDay',
] as const satisfies readonly (keyof Limits)[];

/** The entry of a pair; undefined when nothing is known of it. */
export function entryOf(ledger: Ledger, pair: Pair): LedgerEntry | undefined {
  return ledger.entries.find((entry) => entry.key === pair.key && entry.model === pair.model);
}

/** The entry as of this Pacific day: counts of an earlier day are gone. */
export function ofDay(entry: LedgerEntry, day: string): LedgerEntry {
  return entry.day >= day ? entry : { ...entry, day, requests: 0, tokens: 0 };
}

/** The ledger with one pair's entry changed, or made first. */
export function updateEntry(
  ledger: Ledger,
  pair: Pair,
  change: (entry: LedgerEntry) => LedgerEntry,
): Ledger {
  const before = entryOf(ledger, pair) ?? newEntry(pair);
  const others = ledger.entries.filter(
    (entry) => entry.key !== pair.key || entry.model !== pair.model,
  );
  return { ...ledger, entries: sortEntries([...others, change(before)]) };
}

function newEntry({ key, model }: Pair): LedgerEntry {
  return { key, model, day: '', requests: 0, tokens: 0, recent: [], learnt: {} };
}

/** Entries by key, then model: the order of the file. */
export function sortEntries(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.toSorted((a, b) => order(a.key, b.key) || order(a.model, b.model));
}

/** Order of code units, the same on every machine. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
