import { drop, stampAt } from './raw.ts';
import type { DroppedLine, RawReading, RawSegment, RawStamp } from './raw.ts';

/** A line that begins a segment. */
interface Head {
  readonly stamp: RawStamp;
  readonly end?: RawStamp;
  readonly speaker?: string;
  /** What follows the time (and the speaker, when it stood before the time). */
  readonly rest: string;
  /** True for a subtitle's timing line (`a --> b`). */
  readonly cue: boolean;
}

const MAX_LABEL = 60;
const OPENERS = '[(【（';
const CLOSERS = '])】）';
/** Decoration before a time: list marks, emphasis, quotes, headings. */
const DECORATION = /^[\s*_>#•`|-]+/;
const RANGE = /\s*(?:-->|->|→|[-–—~]|to\b)\s*/y;
const AFTER_TIME = /^[\s*_:,|–—-]+/;
const TAG = /<[^<>]{0,200}>/g;
const VOICE = /<v(?:\.[^\s>]{0,100})?\s+([^>]{1,200})>/;
const BREAK = /\r\n|[\n\r\u2028\u2029\u0085]/;

/**
 * Reads a reply of lines: `[MM:SS] Speaker: words` and its common variations (ranges, other
 * brackets, bare times, times after the speaker, times on a line of their own), WebVTT and
 * SubRip cues. Every line is looked at a bounded number of times.
 */
export function readLines(text: string): RawReading {
  const lines = text.split(BREAK);
  const subtitles = lines.some((line) => line.includes('-->') && headOf(line, true)?.cue === true);
  const bracketed = lines.some(
    (line) => OPENERS.includes(line.trimStart().charAt(0)) && headOf(line, true) !== undefined,
  );
  const state: State = { segments: [], dropped: [], labels: new Set(), fences: 0, block: false };
  for (const [at, line] of lines.entries()) {
    const trimmed = line.trim();
    if (subtitles && isCueId(lines, at)) continue;
    if (subtitles && isSubtitleFrame(state, trimmed)) continue;
    if (trimmed.startsWith('```') || trimmed.startsWith('~~~')) {
      state.fences += 1;
      continue;
    }
    if (trimmed === '') continue;
    const head = headOf(line, bracketed || subtitles);
    if (head === undefined) continued(state, trimmed, subtitles);
    else begun(state, head, subtitles);
  }
  return { segments: state.segments, dropped: state.dropped };
}

interface State {
  readonly segments: RawSegment[];
  readonly dropped: DroppedLine[];
  /** Speakers seen at the head of a segment. */
  readonly labels: Set<string>;
  fences: number;
  /** Inside a NOTE, STYLE or REGION block of WebVTT. */
  block: boolean;
}

function begun(state: State, head: Head, subtitles: boolean): void {
  const voiced = subtitles ? voice(head.rest) : { text: head.rest };
  const named = head.speaker ?? voiced.speaker;
  const split =
    named === undefined ? splitSpeaker(voiced.text) : { speaker: named, text: voiced.text };
  const { speaker, text } = split;
  if (speaker !== undefined) state.labels.add(speaker);
  state.segments.push({
    stamp: head.stamp,
    ...(head.end === undefined ? {} : { end: head.end }),
    ...(speaker === undefined ? {} : { speaker }),
    text,
  });
}

function continued(state: State, line: string, subtitles: boolean): void {
  const last = state.segments.at(-1);
  if (last === undefined) return drop(state.dropped, line, 'before the first time');
  if (state.fences >= 2) return drop(state.dropped, line, 'after the end');
  // A time that was cut off in the middle is no word.
  if (/^[[(]?[\d:.,]*$/.test(line)) return drop(state.dropped, line, 'a time without words');
  const voiced = subtitles ? voice(line) : { text: line };
  const split =
    voiced.speaker === undefined
      ? splitSpeaker(voiced.text)
      : { speaker: voiced.speaker, text: voiced.text };
  const fresh = last.text === '' && last.speaker === undefined;
  if (
    split.speaker !== undefined &&
    (fresh || voiced.speaker !== undefined || state.labels.has(split.speaker))
  ) {
    state.labels.add(split.speaker);
    if (fresh) Object.assign(last, split);
    else if (last.speaker === split.speaker && subtitles) last.text = `${last.text} ${split.text}`;
    else state.segments.push({ speaker: split.speaker, text: split.text });
    return;
  }
  last.text = last.text === '' ? voiced.text : `${last.text} ${voiced.text}`;
}

/** The number or name above a timing line. */
function isCueId(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1];
  const line = lines[at]?.trim() ?? '';
  if (next === undefined || line === '' || line.includes('-->') || !next.includes('-->'))
    return false;
  if (headOf(next, true)?.cue !== true) return false;
  return /^\d{1,9}$/.test(line) || at === 0 || lines[at - 1]?.trim() === '';
}

/** The file's first line and its blocks of notes and styles. */
function isSubtitleFrame(state: State, line: string): boolean {
  if (line === '') state.block = false;
  else if (/^(?:NOTE|STYLE|REGION)\b/.test(line)) state.block = true;
  return state.block || /^\ufeff?WEBVTT/.test(line);
}

function voice(text: string): { readonly speaker?: string; readonly text: string } {
  const name = VOICE.exec(text.slice(0, 400))?.[1];
  const plain = decode(text.replace(TAG, '')).trim();
  return name === undefined ? { text: plain } : { speaker: decode(name).trim(), text: plain };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lrm: '\u200e',
  rlm: '\u200f',
};

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => ENTITIES[name] ?? '');
}

/** The time (and what stands around it) at the head of a line; undefined when it has none. */
function headOf(line: string, strict: boolean): Head | undefined {
  const skipped = DECORATION.exec(line)?.[0].length ?? 0;
  const bracket = OPENERS.indexOf(line.charAt(skipped));
  if (bracket >= 0) return bracketedHead(line, skipped, CLOSERS.charAt(bracket)) ?? lateHead(line);
  return bareHead(line, skipped, strict) ?? lateHead(line);
}

/** `[MM:SS]`, `[MM:SS - MM:SS]`, `[MM:SS Speaker]`. */
function bracketedHead(line: string, open: number, closer: string): Head | undefined {
  const first = stampAt(line, skipSpace(line, open + 1));
  if (first === undefined) return undefined;
  const range = rangeAt(line, first.end);
  const after = range?.end ?? first.end;
  const close = line.indexOf(closer, after);
  if (close < 0 || close - after > MAX_LABEL) return undefined;
  const inside = line.slice(after, close).replace(AFTER_TIME, '').trim();
  if (inside !== '' && !isLabel(inside)) return undefined;
  return {
    stamp: first.stamp,
    ...(range === undefined ? {} : { end: range.stamp }),
    ...(inside === '' ? {} : { speaker: inside }),
    rest: line
      .slice(close + 1)
      .replace(AFTER_TIME, '')
      .trim(),
    cue: false,
  };
}

/**
 * A time without brackets. With `strict` (other lines have brackets) it needs a dash and a
 * speaker: a spoken sentence may well begin with a time of day.
 */
function bareHead(line: string, at: number, strict: boolean): Head | undefined {
  const first = stampAt(line, at);
  if (first === undefined) return undefined;
  const range = rangeAt(line, first.end);
  if (range?.arrow === true) {
    // Behind the end of a WebVTT cue stand its settings.
    const rest = line
      .slice(range.end)
      .replace(/(?:^|\s)(?:align|line|position|size|vertical|region):\S{1,80}/g, '');
    return {
      stamp: first.stamp,
      end: range.stamp,
      rest: rest.replace(AFTER_TIME, '').trim(),
      cue: true,
    };
  }
  const end = range?.end ?? first.end;
  const rest = line.slice(end);
  const separated = /^\s*[-–—|]\s/.test(rest) || /^\s*[:|]?\s*\*{0,2}$/.test(rest);
  const body = rest.replace(AFTER_TIME, '').trim();
  const spoken = splitSpeaker(body).speaker !== undefined;
  const own = body === '' && !strict;
  if (!(separated && (spoken || !strict)) && !(spoken && /^[\s:]/.test(rest) && !strict) && !own)
    return undefined;
  return {
    stamp: first.stamp,
    ...(range === undefined ? {} : { end: range.stamp }),
    rest: body,
    cue: false,
  };
}

/** `Speaker [MM:SS]: words`, `Speaker: [MM:SS] words`. */
function lateHead(line: string): Head | undefined {
  const start = DECORATION.exec(line)?.[0].length ?? 0;
  const near = line.slice(start, start + MAX_LABEL + 2);
  const open = near.search(/[[(]/);
  if (open < 1) return undefined;
  const label = near.slice(0, open).replace(/[*_\s]+$/, '');
  const first = stampAt(line, start + open + 1);
  if (first === undefined) return undefined;
  const range = rangeAt(line, first.end);
  const close = range?.end ?? first.end;
  if (!'])'.includes(line.charAt(close)) || line.charAt(close) === '') return undefined;
  const rest = line.slice(close + 1).replace(/^[*_]+/, '');
  const colon = label.endsWith(':');
  const speaker = label.replace(/[:*_\s]+$/, '');
  if (!isLabel(speaker) || !(colon || rest.trim() === '' || rest.trimStart().startsWith(':')))
    return undefined;
  return {
    stamp: first.stamp,
    ...(range === undefined ? {} : { end: range.stamp }),
    speaker,
    rest: rest.replace(AFTER_TIME, '').trim(),
    cue: false,
  };
}

function rangeAt(
  line: string,
  at: number,
): { stamp: RawStamp; end: number; arrow: boolean } | undefined {
  RANGE.lastIndex = at;
  const sign = RANGE.exec(line)?.[0];
  if (sign === undefined) return undefined;
  const second = stampAt(line, at + sign.length);
  return second === undefined
    ? undefined
    : { ...second, arrow: sign.includes('>') || sign.includes('→') };
}

function skipSpace(line: string, at: number): number {
  let here = at;
  while (line.charAt(here) === ' ') here += 1;
  return here;
}

/** `Speaker: words` → both; a text without a label comes back whole. */
export function splitSpeaker(text: string): { readonly speaker?: string; readonly text: string } {
  const near = text.slice(0, MAX_LABEL + 6);
  const colon = near.search(/[:：]/);
  if (colon < 1) return { text };
  const label = near.slice(0, colon).replace(/^[*_[\s]+|[*_\]\s]+$/g, '');
  const after = text.slice(colon + 1);
  if (after.startsWith('//') || (/\d$/.test(label) && /^\d/.test(after))) return { text };
  if (!isLabel(label)) return { text };
  return { speaker: label, text: after.replace(/^[*_\s]+/, '').trim() };
}

/** Looks like a name: short, few words, no sentence signs (a full stop only in `Dr.`, `J.`). */
export function isLabel(label: string): boolean {
  if (label.length < 1 || label.length > MAX_LABEL || !/^[\p{L}\p{N}]/u.test(label)) return false;
  if (!/\p{L}/u.test(label) || /[?!,;"“”…[\]<>{}|\\]/.test(label)) return false;
  const words = label.split(/\s+/);
  if (words.length > 6) return false;
  return words.every((word) => !word.endsWith('.') || word.length <= 4);
}
