/** Where words stand in a text: `[start, end)` in its own characters. */
export type Mark = readonly [start: number, end: number];

/** A text as it is compared: without case, accents and forms, and where each character comes from. */
interface Folded {
  readonly text: string;
  /** Position in the original of each folded character, and of the end. */
  readonly from: readonly number[];
}

/** Letters of scripts that are written without spaces: a word may begin anywhere. */
const WITHOUT_SPACES =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}/u;

/**
 * Text without case, accents and variants of form: `Café` and `CAFE` are the same. White space is one
 * space.
 */
export function fold(text: string): string {
  return foldWithPlaces(text).text;
}

function foldWithPlaces(text: string): Folded {
  const from: number[] = [];
  let folded = '';
  let at = 0;
  for (const sign of text) {
    const plain = /\s/u.test(sign)
      ? ' '
      : sign.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
    if (!(plain === ' ' && folded.endsWith(' '))) {
      folded += plain;
      for (let one = 0; one < plain.length; one += 1) from.push(at);
    }
    at += sign.length;
  }
  from.push(at);
  return { text: folded, from };
}

/**
 * All places of all terms in a text, in order, or undefined when one of them is missing. A term is
 * found where a word begins with it (`tea` in `teas`, not in `steam`); a term with spaces is a phrase.
 *
 * @param terms folded; none: found everywhere, with no marks
 */
export function findTerms(text: string, terms: readonly string[]): readonly Mark[] | undefined {
  const folded = foldWithPlaces(text);
  const marks: Mark[] = [];
  for (const term of terms) {
    const places = placesOf(folded.text, term);
    if (places.length === 0) return undefined;
    for (const start of places) {
      const last = folded.from[start + term.length - 1] ?? 0;
      const end = folded.from.find((place) => place > last) ?? text.length;
      marks.push([folded.from[start] ?? 0, end]);
    }
  }
  return withoutOverlaps(marks.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]));
}

function placesOf(text: string, term: string): readonly number[] {
  const places: number[] = [];
  if (term === '') return places;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
    if (beginsWord(text, at)) places.push(at);
  }
  return places;
}

function beginsWord(text: string, at: number): boolean {
  const before = /.$/su.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? '';
  return !/[\p{L}\p{N}]/u.test(before) || WITHOUT_SPACES.test(before);
}

function withoutOverlaps(sorted: readonly Mark[]): readonly Mark[] {
  const kept: Mark[] = [];
  for (const mark of sorted) {
    const last = kept.at(-1);
    if (last === undefined || mark[0] >= last[1]) kept.push(mark);
    else if (mark[1] > last[1]) kept[kept.length - 1] = [last[0], mark[1]];
  }
  return kept;
}
