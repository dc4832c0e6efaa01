import { distance } from 'fastest-levenshtein';
import type { Person } from '../feed/types.ts';

/** What tells whether two spellings are one name. */
export interface NameEvidence {
  /** Names that the feed or the configuration lists (see {@link knownNames}). */
  readonly known: readonly string[];
  /** Each label, with the length of what is said under it. */
  readonly uses: ReadonlyMap<string, number>;
  /** The labels of each chunk. */
  readonly beside: readonly ReadonlySet<string>[];
  /** True for a name whose words the feed or the spoken words carry. */
  readonly isCarried: (name: string) => boolean;
}

/** Which label stands for which name. */
export interface UnitedNames {
  readonly nameOf: ReadonlyMap<string, string>;
  /** Decisions that somebody may want to look at, in words. */
  readonly warnings: readonly string[];
}

/** More labels than an episode has people. */
const MOST_LABELS = 200;

/** Warnings of this kind; an episode with more has another problem. */
const MOST_WARNINGS = 10;

/** Shorter names differ by a letter and are two all the same: Jan, Jon. */
const LEAST_LETTERS = 5;

/** From here on two letters may differ, in two words. */
const LONG_LETTERS = 9;

/** A name without what stands in brackets (`Mara (host)`) and without a trailing role. */
export function bareName(name: string): string {
  const plain = name
    .slice(0, 200)
    .replace(/\s*[([][^()[\]]*[)\]]/g, '')
    .replace(/,\s*(?:co-?)?(?:host|guest)$/i, '');
  return plain.replace(/\s+/g, ' ').trim();
}

/** A feed names fewer people; each is compared with every label. */
const MOST_NAMES = 200;

/** Names of people, one each: feeds write `Mara Lind and Edwin Okafor` as one author. */
export function knownNames(people: readonly Person[]): string[] {
  const names = people
    .slice(0, 100)
    .flatMap(({ name }) =>
      name.slice(0, 400).split(/\s*[,;&/+]\s*|\s+(?:and|with|und|et|e|y|och|og|en)\s+/i),
    );
  const some = new Set(names.map(bareName).filter((name) => /\p{L}{2}/u.test(name)));
  return [...some].slice(0, MOST_NAMES);
}

/**
 * Each label → the name it stands for. Known people win, else the label with most words. The same
 * name in other letters, and a part of one longer name, are united without ado. Names that differ by
 * a letter are mostly two people (Daniel and Daniela, Karin and Karen): they are united only
 * when they never stand beside each other in a chunk, and when something shows which of them is
 * the slip (see {@link isSlipOf}); that, and names that are so alike and stay two, are said.
 */
export function uniteNames(labels: readonly string[], evidence: NameEvidence): UnitedNames {
  const { known, uses } = evidence;
  const ranked = labels
    .toSorted((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0))
    .slice(0, MOST_LABELS);
  const united = new Map<string, string>();
  const heads = [...known];
  for (const label of ranked) {
    const head = heads.find((one) => fold(one) === fold(label));
    united.set(label, head ?? bareName(label));
    if (head === undefined) heads.push(bareName(label));
  }
  const warnings = uniteSlips(united, heads, evidence);
  lengthen(united, known);
  return { nameOf: united, warnings };
}

/** A first name joins the one full name that it fits; those of known people come first. */
function lengthen(united: Map<string, string>, known: readonly string[]): void {
  const heads = [...new Set(united.values())];
  for (const [label, name] of united) {
    if (known.includes(name)) continue;
    const longer = (of: readonly string[]): readonly string[] =>
      of.filter((head) => isPartOf(fold(name), fold(head)));
    const listed = longer(known);
    const [only, second] = listed.length > 0 ? listed : longer(heads);
    if (only !== undefined && second === undefined) united.set(label, only);
  }
}

/** Unites misspelt names with the right ones, from the rarest label on; returns what is to be said. */
function uniteSlips(
  united: Map<string, string>,
  heads: readonly string[],
  evidence: NameEvidence,
): readonly string[] {
  const warnings = new Set<string>();
  const labelled = new Set(united.values());
  for (const name of heads.toReversed()) {
    if (evidence.known.includes(name) || !labelled.has(name)) continue;
    const left = new Set([...evidence.known, ...united.values()]);
    const near = [...left].filter(
      (head) =>
        head !== name &&
        isNear(fold(name), fold(head)) &&
        !standTogether([name, head], united, evidence.beside),
    );
    const meant = near.filter((head) => isSlipOf(name, head, evidence));
    const [only] = meant;
    if (only !== undefined && meant.length === 1) {
      for (const [label, to] of united) if (to === name) united.set(label, only);
      warnings.add(`the speaker ${quoted(name)} was taken for ${quoted(only)}: a slip of spelling`);
      continue;
    }
    for (const head of near.filter((one) => labelled.has(one))) {
      const [first = '', second = ''] = [name, head].toSorted();
      warnings.add(
        `the speakers ${quoted(first)} and ${quoted(second)} never speak in the same part: they may be one person`,
      );
    }
  }
  return [...warnings].slice(0, MOST_WARNINGS);
}

function quoted(name: string): string {
  return `"${name.length > 60 ? `${name.slice(0, 60)}…` : name}"`;
}

/**
 * True when one of two near names is a misspelling of the other. First names decide: where they are
 * the same, the rest was misspelt. Otherwise the one must be carried by the feed or the spoken
 * words, the other by nothing, and neither may be a name that is made of the other by its ending.
 */
function isSlipOf(name: string, head: string, { known, isCarried }: NameEvidence): boolean {
  const [first = '', ...rest] = fold(name).split(' ');
  const [other = ''] = fold(head).split(' ');
  if (first === other && rest.length > 0) return true;
  if (stemOf(first) === stemOf(other)) return false;
  return (known.includes(head) || isCarried(head)) && !isCarried(name);
}

/** Daniel, Daniela; Marie, Maria; Paulo, Paula: the ending makes another name. */
function stemOf(first: string): string {
  return first.replace(/[aeiou]$/, '');
}

/**
 * True when labels of two names stand in one chunk: the model heard two voices. A label that is a
 * part of the other name is no second voice (`Mara` beside `Mara Lindt`).
 */
function standTogether(
  [name, head]: readonly [string, string],
  united: ReadonlyMap<string, string>,
  beside: readonly ReadonlySet<string>[],
): boolean {
  const labelsOf = (of: string, other: string): string[] =>
    [...united]
      .filter(([label, to]) => to === of || isPartOf(fold(label), fold(of)))
      .map(([label]) => label)
      .filter((label) => !isPartOf(fold(label), fold(other)));
  const ours = labelsOf(name, head);
  const theirs = labelsOf(head, name);
  return beside.some(
    (labels) =>
      ours.some((label) => labels.has(label)) && theirs.some((label) => labels.has(label)),
  );
}

function fold(name: string): string {
  return bareName(name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '');
}

/** All words of one name occur in the other, longer one. */
function isPartOf(name: string, longer: string): boolean {
  const words = longer.split(' ');
  const parts = name.split(' ').filter(Boolean);
  return (
    parts.length > 0 && parts.length < words.length && parts.every((part) => words.includes(part))
  );
}

/**
 * Folded names that a slip may lie between: a letter of a word differs, of long names in two words,
 * and not the first letter (Jason, Mason), unless it sounds the same. Numbers never differ.
 */
function isNear(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  if (shorter < LEAST_LETTERS || a.length > 60 || b.length > 60 || /\d/.test(a + b)) return false;
  if (a.replaceAll(' ', '') === b.replaceAll(' ', '')) return true;
  const words = a.split(' ');
  const others = b.split(' ');
  if (words.length !== others.length) return false;
  const steps = words.map((word, at) => {
    const other = others[at] ?? '';
    return soundOf(word) === soundOf(other) ? distance(word, other) : Infinity;
  });
  const sum = steps.reduce((total, step) => total + step, 0);
  return Math.max(...steps) <= 1 && sum <= (shorter >= LONG_LETTERS ? 2 : 1);
}

/** Carl and Karl begin alike. */
function soundOf(word: string): string {
  return word.charAt(0).replace('c', 'k');
}
