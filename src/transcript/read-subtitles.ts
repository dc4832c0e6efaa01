import { headOf, lineOf } from './read-head.ts';

/** A name in WebVTT's markup. */
const VOICE =
  /^\s*<v(?:\.[^\s>]{0,100})?\s+(?=[^<>]{0,100}\p{L}|\d{1,3}\s*>)(?![^<>]*--)([^<>]{1,200})>/iu;
/** Marks of subtitles; any other `<` is a sign of the words. */
const TAG =
  /<\/?(?:v|c|b|i|u|s|ruby|rt|lang|font|strong|em|br|p|span)(?:[.\s][^<>]{0,200})?\/?>|<\d{1,3}:[\d:.,]{2,12}>|\{\\[^{}]{0,40}\}/gi;

/** What of a reply's lines makes them subtitles. */
export interface Subtitles {
  /** True for a line that is no words: the file's head, a note, a style, a cue's number or name. */
  isFrame(at: number): boolean;
}

/** What belongs to the frame of subtitles, line by line; lines are to be asked about in order. */
export function subtitlesOf(lines: readonly string[]): Subtitles {
  const vtt = lines.slice(0, 20).some((line) => /^\s*WEBVTT/.test(line));
  let block = false;
  let cues = 0;
  let number = 0;
  return {
    isFrame(at) {
      const line = lines[at]?.trim() ?? '';
      if (line === '') block = false;
      const first = at === 0 || (lines[at - 1]?.trim() ?? '') === '';
      if (isTiming(lines[at + 1]) && !line.includes('-->')) {
        const digits = /^\d{1,9}$/.test(line) ? Number(line) : -1;
        // Without an empty line before it, only the next number in the row is no words.
        const id = line !== '' && (first || digits === number + 1 || digits === cues + 1);
        if (id && digits >= 0) number = digits;
        if (id) block = false;
        return id;
      }
      if (isTiming(line)) {
        cues += 1;
        block = false;
        return false;
      }
      if (vtt && first && (/^NOTE(?:\s|$)/.test(line) || /^(?:STYLE|REGION)$/.test(line)))
        block = true;
      return block || (cues === 0 && /^\ufeff?WEBVTT/.test(line));
    },
  };
}

/** True for `a --> b`. */
export function isTiming(line: string | undefined): boolean {
  return line !== undefined && line.includes('-->') && headOf(lineOf(line), true)?.cue === true;
}

/** True for a line that begins with a name in WebVTT's markup. */
export function isVoiced(text: string): boolean {
  return VOICE.test(text.slice(0, 400));
}

/** The words of a cue's line without marks, and the name that they give. */
export function voice(text: string): { readonly speaker?: string; readonly text: string } {
  const name = VOICE.exec(text.slice(0, 400))?.[1];
  const plain = decode(text.includes('<') || text.includes('{') ? text.replace(TAG, '') : text);
  return name === undefined
    ? { text: plain.trim() }
    : { speaker: decode(name).trim(), text: plain.trim() };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lrm: '\u200e',
  rlm: '\u200f',
  quot: '"',
  '#39': "'",
};

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(amp|lt|gt|nbsp|lrm|rlm|quot|#39);/g,
    (_, name: string) => ENTITIES[name] ?? '',
  );
}
