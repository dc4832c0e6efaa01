import { entryOf, LIMIT_NAMES, order, sortEntries } from './entries.ts';
import type { Block, DayRefusal, KeyNote, LearntLimit, Ledger, LedgerEntry } from './types.ts';
import { tidy } from './window.ts';

/**
 * The ledger that follows from two that were both grown from `base`. Use is added up, the later of
 * two exhaustions wins, of two learnt limits the newer, and what only one side changed or removed is
 * taken from that side. It does not matter which side is called ours.
 */
export function mergeLedger(base: Ledger, ours: Ledger, theirs: Ledger): Ledger {
  const all = [...ours.entries, ...theirs.entries];
  const pairs = new Map(all.map(({ key, model }) => [`${key}\n${model}`, { key, model }]));
  const entries = [...pairs.values()].flatMap((pair) => {
    const merged = mergeEntry(entryOf(base, pair), entryOf(ours, pair), entryOf(theirs, pair));
    return merged === undefined ? [] : [merged];
  });
  const noted = new Set([...ours.keys, ...theirs.keys].map(({ key }) => key));
  const keys = [...noted].flatMap((key) => {
    const noteIn = (ledger: Ledger): KeyNote | undefined =>
      ledger.keys.find((note) => note.key === key);
    const merged = pick([noteIn(base), noteIn(ours), noteIn(theirs)], laterNote);
    return merged === undefined ? [] : [merged];
  });
  return {
    version: 1,
    entries: sortEntries(entries),
    keys: keys.toSorted((a, b) => order(a.key, b.key)),
  };
}

/** Base, ours, theirs. */
type Versions<T> = readonly [base: T | undefined, ours: T | undefined, theirs: T | undefined];

function mergeEntry(...versions: Versions<LedgerEntry>): LedgerEntry | undefined {
  const [base, ours, theirs] = versions;
  if (ours === undefined || theirs === undefined) {
    // Removed on one side (tidied away): gone, unless the other has used it since.
    const left = ours ?? theirs;
    return base !== undefined && same(base, left) ? undefined : left;
  }
  const merged: LedgerEntry = {
    key: ours.key,
    model: ours.model,
    ...dayUse(base, ours, theirs),
    recent: mergeRecent(base, ours, theirs),
    learnt: mergeLearnt(base, ours, theirs),
  };
  const blocked = pick([base?.blocked, ours.blocked, theirs.blocked], laterBlock);
  const gone = pick([base?.gone, ours.gone, theirs.gone], laterGone);
  const proven = pick([base?.proven, ours.proven, theirs.proven], Math.max);
  const unexplained = pick([base?.unexplained, ours.unexplained, theirs.unexplained], Math.max);
  const dayRefusal = pick([base?.dayRefusal, ours.dayRefusal, theirs.dayRefusal], laterRefusal);
  return {
    ...merged,
    ...(blocked === undefined ? {} : { blocked }),
    ...(gone === undefined ? {} : { gone }),
    ...(proven === undefined ? {} : { proven }),
    ...(unexplained === undefined ? {} : { unexplained }),
    ...(dayRefusal === undefined ? {} : { dayRefusal }),
  };
}

/** The later day's use: what the base had of that day, and what each side added to it. */
function dayUse(
  base: LedgerEntry | undefined,
  ours: LedgerEntry,
  theirs: LedgerEntry,
): Pick<LedgerEntry, 'day' | 'requests' | 'tokens'> {
  const day = ours.day > theirs.day ? ours.day : theirs.day;
  const of = (entry: LedgerEntry | undefined, name: 'requests' | 'tokens'): number =>
    entry?.day === day ? entry[name] : 0;
  const sum = (name: 'requests' | 'tokens'): number => {
    // A side that has not reached the day yet has added nothing, rather than taken the base's away.
    const sides = [ours, theirs].filter((entry) => entry.day === day);
    const before = of(base, name);
    return Math.max(
      0,
      sides.reduce((total, side) => total + of(side, name) - before, before),
    );
  };
  return { day, requests: sum('requests'), tokens: sum('tokens') };
}

function mergeRecent(
  base: LedgerEntry | undefined,
  ours: LedgerEntry,
  theirs: LedgerEntry,
): LedgerEntry['recent'] {
  const seconds = new Set([...ours.recent, ...theirs.recent].map((use) => use.at));
  const sum = (at: number, name: 'requests' | 'tokens'): number => {
    const of = (entry: LedgerEntry | undefined): number =>
      entry?.recent.find((use) => use.at === at)?.[name] ?? 0;
    return Math.max(0, of(ours) + of(theirs) - of(base));
  };
  return tidy(
    [...seconds].map((at) => ({ at, requests: sum(at, 'requests'), tokens: sum(at, 'tokens') })),
  );
}

function mergeLearnt(
  base: LedgerEntry | undefined,
  ours: LedgerEntry,
  theirs: LedgerEntry,
): LedgerEntry['learnt'] {
  const merged: LedgerEntry['learnt'] = {};
  for (const name of LIMIT_NAMES) {
    const versions = [base?.learnt[name], ours.learnt[name], theirs.learnt[name]] as const;
    const limit = pick(versions, newerLimit);
    if (limit !== undefined) merged[name] = limit;
  }
  return merged;
}

/** What the only side that changed says; when both did, what is there, or the later of the two. */
function pick<T>(versions: Versions<T>, later: (a: T, b: T) => T): T | undefined {
  const [base, ours, theirs] = versions;
  if (same(ours, base)) return theirs;
  if (same(theirs, base)) return ours;
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  return later(ours, theirs);
}

function newerLimit(a: LearntLimit, b: LearntLimit): LearntLimit {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.value <= b.value ? a : b;
}

function laterBlock(a: Block, b: Block): Block {
  return a.until === b.until ? byText(a, b) : a.until > b.until ? a : b;
}

function laterGone(a: Gone, b: Gone): Gone {
  return a.since === b.since ? byText(a, b) : a.since > b.since ? a : b;
}
type Gone = NonNullable<LedgerEntry['gone']>;

function laterNote(a: KeyNote, b: KeyNote): KeyNote {
  return a.since === b.since ? byText(a, b) : a.since > b.since ? a : b;
}

function laterRefusal(a: DayRefusal, b: DayRefusal): DayRefusal {
  return a.at === b.at ? byText(a, b) : a.at > b.at ? a : b;
}

/** A choice that does not depend on which one came first. */
function byText<T>(a: T, b: T): T {
  return canonical(a) <= canonical(b) ? a : b;
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted fields, for comparing pieces of a ledger. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_name, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => order(a, b)))
        : inner,
    ) ?? ''
  );
}
