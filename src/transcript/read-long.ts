import { cleanLine } from './words.ts';

/** Longest text of a segment: nobody says more in half an hour. */
const MAX_TEXT = 20_000;
/** About twenty seconds of speech: pieces of a text without times. */
const SPOKEN_TEXT = 300;

const SENTENCE_END = /[.!?…。！？؟।]["'”’»)\]]*(?:\s+|(?<=[。！？]["'”’»)\]]*))/gu;

/**
 * A text in pieces that can stand by themselves: whole when it is not too long, else cut behind
 * sentences, or words where there are none. Nothing of it is lost.
 *
 * @param untimed true for words without times: sentences are then placed by themselves
 */
export function inPieces(text: string, untimed: boolean): string[] {
  const most = untimed ? SPOKEN_TEXT : MAX_TEXT;
  if (text.length <= most) return [text];
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > most) {
    const part = text.slice(from, from + most);
    const sentence = [...part.matchAll(SENTENCE_END)].at(-1);
    const space = part.lastIndexOf(' ');
    let length = most;
    if (sentence !== undefined) length = sentence.index + sentence[0].length;
    else if (space > 0) length = space + 1;
    // A pair of surrogates is one sign.
    else if (/[\ud800-\udbff]$/.test(part)) length -= 1;
    pieces.push(cleanLine(text.slice(from, from + length)));
    from += length;
  }
  pieces.push(cleanLine(text.slice(from)));
  return pieces.filter((piece) => piece !== '');
}
