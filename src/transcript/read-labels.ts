import type { Piece, RawSegment } from './raw.ts';
import { isGeneric, labelKey, spelling } from './read-generic.ts';
import { shapeOf } from './read-names.ts';
import type { Shape } from './read-names.ts';
import { isSound } from './read-sounds.ts';
import { cleanLine } from './words.ts';

/** How often and how a label stands in a reply. */
interface Use {
  /** At the head of segments, and all in all. */
  heads: number;
  all: number;
  sure: boolean;
  readonly spellings: Map<string, number>;
  readonly generic: boolean;
  readonly shape: Shape;
}

function useOf(name: string): Use {
  const [generic, shape] = [isGeneric(name), shapeOf(name)];
  return { heads: 0, all: 0, sure: false, spellings: new Map(), generic, shape };
}

/** Where this share of the segments has a label, a label that is seen but once is one too. */
const LABELLED_SHARE = 0.8;
/** ... and where this share has, names of one word are (`Mara`), or of several (`Mara Lind`). */
const SHORT_SHARE = 0.5;
const FULL_SHARE = 0.2;

/**
 * Decides which labels are speakers, by all of the reply: those that its markup names, roles and
 * numbers (`Host`, `Speaker 1`), known names, and labels that look like names and come again or
 * stand in a reply that has labels. All others are words, and given back to them. Lines that go on
 * join the segment before them; spellings of one label become one.
 *
 * @param names of people who may speak, as far as they are known
 */
export function resolveLabels(pieces: readonly Piece[], names: readonly string[]): RawSegment[] {
  const keys = keysOf(pieces);
  const believed = believedLabels(pieces, keys, names);
  const segments: RawSegment[] = [];
  for (const piece of pieces) {
    const speaker =
      piece.label === undefined ? undefined : believed.get(keys.get(piece.label) ?? '');
    const last = segments.at(-1);
    if (piece.kind === 'more' && speaker === undefined && last !== undefined) {
      if (piece.whole !== '')
        last.text = last.text === '' ? piece.whole : `${last.text} ${piece.whole}`;
      continue;
    }
    // A speaker's next line in the same cue, or after a line break.
    if (piece.kind === 'more' && piece.sure && last !== undefined && last.speaker === speaker) {
      last.text = `${last.text} ${piece.text}`.trim();
      continue;
    }
    const name = speaker ?? (piece.kind === 'inline' ? last?.speaker : undefined);
    segments.push({
      ...(piece.stamp === undefined ? {} : { stamp: piece.stamp }),
      ...(piece.end === undefined ? {} : { end: piece.end }),
      ...(name === undefined ? {} : { speaker: name }),
      text: speaker === undefined ? piece.whole : piece.text,
    });
  }
  return segments;
}

/** True when the reply's lines have speakers, so that they are a transcript even without times. */
export function isLabelled(segments: readonly RawSegment[]): boolean {
  return segments.filter(({ speaker }) => speaker !== undefined).length * 2 >= segments.length;
}

/** Key of each label as it stands; a reply has few labels and many lines. */
function keysOf(pieces: readonly Piece[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { label } of pieces) {
    if (label !== undefined && !keys.has(label)) keys.set(label, labelKey(clean(label)));
  }
  return keys;
}

function clean(label: string): string {
  return cleanLine(label.replace(/[*_]{2,}/g, ' '));
}

/** Key of each label that is a speaker → its spelling. */
function believedLabels(
  pieces: readonly Piece[],
  keys: ReadonlyMap<string, string>,
  names: readonly string[],
): ReadonlyMap<string, string> {
  const { uses, share } = usesOf(pieces, keys);
  const words = wordsAmong(pieces, uses);
  const known = new Set(
    names.flatMap((name) => [labelKey(name), ...name.split(/\s+/).map(labelKey)]),
  );
  const believed = new Map<string, string>();
  for (const [key, use] of uses) {
    const label = clean(bestSpelling(use));
    const { shape } = use;
    const lone = words.has(key);
    const is =
      use.sure ||
      use.generic ||
      known.has(key) ||
      isNamed(use, share) ||
      (shape === 'full' && share >= FULL_SHARE) ||
      (shape === 'short' && !lone && share >= SHORT_SHARE);
    if (is) believed.set(key, spelling(label));
  }
  return believed;
}

/** A label that comes again, by how much it looks like a name. */
function isNamed(use: Use, share: number): boolean {
  if (use.heads === 0 || use.all < 2) return false;
  switch (use.shape) {
    case 'full':
    case 'short':
      return true;
    case 'odd':
      return share >= LABELLED_SHARE;
    case 'sentence':
      return false;
  }
}

function usesOf(
  pieces: readonly Piece[],
  keys: ReadonlyMap<string, string>,
): {
  readonly uses: ReadonlyMap<string, Use>;
  /** Share of the segments with words that have what may be a speaker. */
  readonly share: number;
} {
  const uses = new Map<string, Use>();
  let heads = 0;
  let labelled = 0;
  for (const piece of pieces) {
    const { label, sure } = piece;
    if (label === undefined) {
      if (piece.kind === 'head' && piece.text !== '' && !isSound(piece.text)) heads += 1;
      continue;
    }
    const key = keys.get(label) ?? '';
    const use = uses.get(key) ?? useOf(clean(label));
    uses.set(key, use);
    use.all += 1;
    use.sure ||= sure;
    use.spellings.set(label, (use.spellings.get(label) ?? 0) + 1);
    if (piece.kind === 'more') continue;
    use.heads += 1;
    heads += 1;
    if (sure || use.generic || use.shape !== 'sentence') labelled += 1;
  }
  return { uses, share: heads === 0 ? 0 : labelled / heads };
}

/** Labels of one word that are seen but once, and stand among the words in lower case. */
function wordsAmong(pieces: readonly Piece[], uses: ReadonlyMap<string, Use>): ReadonlySet<string> {
  const doubtful = new Set<string>();
  for (const [key, use] of uses) {
    if (use.shape === 'short' && use.all === 1 && !use.generic && !use.sure) doubtful.add(key);
  }
  const found = new Set<string>();
  if (doubtful.size === 0) return found;
  for (const { text } of pieces) {
    for (const word of text.slice(0, 2_000).match(/\p{Ll}+/gu) ?? []) {
      if (doubtful.has(word)) found.add(word);
    }
  }
  return found;
}

/** The spelling that is used most; capitals all over only where there is no other. */
function bestSpelling({ spellings }: Use): string {
  let best = '';
  let most = -1;
  for (const [name, count] of spellings) {
    const shouted = name === name.toUpperCase() && name !== name.toLowerCase();
    const rank = shouted ? count / 1_000_000 : count;
    if (rank > most) [best, most] = [name, rank];
  }
  return best;
}
