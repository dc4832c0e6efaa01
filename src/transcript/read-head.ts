import { decimalAt, stampAt } from './raw.ts';
import type { FoundStamp, RawStamp } from './raw.ts';
import { folded, trimmed } from './read-fold.ts';
import { isGeneric } from './read-generic.ts';
import { isLabel, MAX_LABEL, splitSpeaker } from './read-label.ts';
import { openingLength } from './read-sounds.ts';

/** What begins a segment: a time, and what stands around it. */
export interface Head {
  readonly stamp: RawStamp;
  readonly end?: RawStamp;
  readonly label?: string;
  /** Where the words (and mostly the speaker) begin. */
  readonly at: number;
  /** The bracket before the time; empty for a bare time. */
  readonly style: string;
  /** Emphasis that began before the time and has not ended yet. */
  readonly open: string;
  /** True for a subtitle's timing line (`a --> b`). */
  readonly cue: boolean;
}

/** A line, and the same in ASCII signs (see `folded`); positions in both are the same. */
export interface Line {
  readonly raw: string;
  readonly plain: string;
}

/** Heads are looked for in so many characters of a line. */
const NEAR = 400;
const OPENERS = '[({<';
const CLOSERS = '])}>';
/** Decoration before a time: list marks and numbers, emphasis, quotes, headings. */
const DECORATION =
  /^(?:[\s*_>#•●▪◦‣·`"“«~|+=\p{So}–—-]|\ufe0f){0,200}(?:\(?\d{1,4}[.)](?:\s+|(?=[[({<])))?[\s*_"“«]{0,20}/u;
const RANGE = /\s*(?:-->|->|=>|→|[-–—~]|(?:to|bis|à|a)\b)\s*/y;
/** One separator: a dash behind another, or behind a speaker, is one of the words. */
const AFTER_TIME = /^\s*(?:[:,|]\s*|[–—-]+\s+)?/;
const AFTER_SPEAKER = /^\s*(?:[:,|]\s*)?/;
const INSIDE_TIME = /[\s*_]*(?:(?:time(?:stamp|code)?|at|t)\b\s*[:=]?\s*)?/iy;

/** A line with what of it is looked at for a head. */
export function lineOf(raw: string): Line {
  return { raw, plain: folded(raw.slice(0, NEAR)) };
}

/**
 * The time (and what stands around it) at the head of a line; undefined when it has none. With
 * `strict` (other lines have brackets) a bare time needs a dash and a speaker.
 */
export function headOf(line: Line, strict: boolean): Head | undefined {
  if (!/\d/.test(line.plain)) return undefined;
  const decoration = DECORATION.exec(line.plain)?.[0] ?? '';
  // A number and a full stop may be the beginning of a time (`1.5s`) as well as of a list.
  const start = decoration.length;
  const open = /(?:[*_]+|`)?$/.exec(decoration)?.[0] ?? '';
  if (OPENERS.includes(line.plain.charAt(start)) && start < line.plain.length)
    return bracketedAt(line, start, open) ?? lateHead(line);
  return bareHead(line, start, { strict, open }) ?? lateHead(line) ?? openedHead(line);
}

/** `[MM:SS]`, `[MM:SS - MM:SS]`, `[MM:SS Speaker]` at a position. */
export function bracketedAt(line: Line, at: number, open = ''): Head | undefined {
  const { raw, plain } = line;
  const style = plain.charAt(at);
  const closer = CLOSERS.charAt(OPENERS.indexOf(style));
  INSIDE_TIME.lastIndex = at + 1;
  const from = at + 1 + (INSIDE_TIME.exec(plain)?.[0].length ?? 0);
  const first = stampAt(plain, from) ?? (style === '[' ? decimalAt(plain, from) : undefined);
  if (first === undefined) return namedAt(line, at, open);
  const range = rangeAt(plain, first.end);
  const after = range?.end ?? first.end;
  const close = plain.slice(after, after + MAX_LABEL + 4).indexOf(closer) + after;
  if (close < after) return undefined;
  const signs = /^[\s*_:,|–—-]+/.exec(plain.slice(after, close))?.[0].length ?? 0;
  const inside = trimmed(raw.slice(after + signs, close)).replace(/[\s*_]+$/, '');
  if (inside !== '' && !isLabel(inside)) return undefined;
  return {
    ...stamps(first, range),
    ...labelled(inside),
    ...rest(line, close + 1, open, inside !== ''),
    style,
  };
}

/** `[Speaker MM:SS]`, `[Speaker, MM:SS]`. */
function namedAt(line: Line, at: number, open: string): Head | undefined {
  const { raw, plain } = line;
  const style = plain.charAt(at);
  const before = /^[^[\](){}<>]{1,60}?[\s,|:–—-]+(?=\d)/.exec(plain.slice(at + 1, at + 70))?.[0];
  if (before === undefined) return undefined;
  const end = at + 1 + before.length;
  const found = stampAt(plain, end);
  const label = trimmed(raw.slice(at + 1, end).replace(/[\s,|:：–—-]+$/, ''));
  const close = found?.end ?? 0;
  if (found === undefined || !isLabel(label)) return undefined;
  if (plain.charAt(close) !== CLOSERS.charAt(OPENERS.indexOf(style))) return undefined;
  return { stamp: found.stamp, label, ...rest(line, close + 1, open, true), style };
}

/** Without brackets: a time, a range or a cue's timing. */
function bareHead(
  line: Line,
  at: number,
  { strict, open }: { readonly strict: boolean; readonly open: string },
): Head | undefined {
  const { raw, plain } = line;
  const first = stampAt(plain, at);
  if (first === undefined) return undefined;
  const range = rangeAt(plain, first.end);
  if (range?.arrow === true) {
    // Behind the end of a WebVTT cue stand its settings.
    const settings =
      /^(?:\s+(?:align|line|position|size|vertical|region):\S{1,80})+/.exec(
        plain.slice(range.end),
      )?.[0].length ?? 0;
    return {
      ...stamps(first, range),
      ...rest(line, range.end + settings, open),
      style: '',
      cue: true,
    };
  }
  const end = range?.end ?? first.end;
  const behind = plain.slice(end);
  const separated = /^\s*[-–—|\t]\s/.test(behind) || /^\s*[:|]?\s*\*{0,2}$/.test(behind);
  const found = rest(line, end, open);
  const body = raw.slice(found.at);
  const spoken = splitSpeaker(body, found.open).speaker !== undefined;
  const own = trimmed(body) === '' && !strict;
  // Emphasis around a time is as good as brackets.
  if (open !== '' && plain.startsWith(open, end))
    return { ...stamps(first, range), ...found, style: '' };
  if (!(separated && (spoken || !strict)) && !(spoken && /^[\s:]/.test(behind) && !strict) && !own)
    return undefined;
  return { ...stamps(first, range), ...found, style: '' };
}

/** `Speaker [MM:SS]: words`, `Speaker: [MM:SS] words`. */
function lateHead(line: Line): Head | undefined {
  const { raw, plain } = line;
  const start = /^[\s*_>#•`|-]*/.exec(plain)?.[0].length ?? 0;
  const near = plain.slice(start, start + MAX_LABEL + 8);
  const open = near.search(/[[({]/);
  if (open < 1) return undefined;
  const first = stampAt(plain, start + open + 1);
  if (first === undefined) return undefined;
  const range = rangeAt(plain, first.end);
  const close = range?.end ?? first.end;
  if (plain.charAt(close) === '' || !'])}'.includes(plain.charAt(close))) return undefined;
  const before = near.slice(0, open).replace(/[*_\s]+$/, '');
  const colon = before.endsWith(':');
  const speaker = trimmed(
    raw.slice(start, start + before.length).replace(/[:：*_\s]+$/, ''),
  ).replace(/^\[(.*)\]$/, '$1');
  const behind = plain.slice(close + 1).replace(/^[*_\s]+/, '');
  if (!isLabel(speaker) || openingLength(raw) > 0) return undefined;
  // Between a name and its words stands a colon, or else it must be plain that it is one.
  if (!(colon || behind === '' || behind.startsWith(':') || isGeneric(speaker))) return undefined;
  const bold = /[*_]\s*$/.test(near.slice(0, open));
  const found = rest(
    line,
    close + 1,
    bold ? '' : (/[*_]*$/.exec(plain.slice(0, start))?.[0] ?? ''),
    true,
  );
  return { ...stamps(first, range), label: speaker, ...found, style: near.charAt(open) };
}

/** `Here is the transcript: [MM:SS] …` on one line. */
function openedHead(line: Line): Head | undefined {
  const length = openingLength(line.raw);
  return length > 0 && OPENERS.includes(line.plain.charAt(length)) && length < line.plain.length
    ? bracketedAt(line, length)
    : undefined;
}

function stamps(
  first: FoundStamp,
  range: FoundStamp | undefined,
): { readonly stamp: RawStamp; readonly end?: RawStamp } {
  return { stamp: first.stamp, ...(range === undefined ? {} : { end: range.stamp }) };
}

function labelled(label: string): { readonly label?: string } {
  return label === '' ? {} : { label };
}

/** Where the words begin behind a time, and what emphasis ends only among them. */
function rest(
  { plain }: Line,
  end: number,
  open: string,
  named = false,
): { readonly at: number; readonly open: string; readonly cue: boolean } {
  let at = end;
  let left = open;
  if (left !== '' && plain.startsWith(left, at)) {
    at += left.length;
    left = '';
  }
  at += (named ? AFTER_SPEAKER : AFTER_TIME).exec(plain.slice(at))?.[0].length ?? 0;
  return { at, open: left, cue: false };
}

function rangeAt(text: string, at: number): (FoundStamp & { readonly arrow: boolean }) | undefined {
  RANGE.lastIndex = at;
  const sign = RANGE.exec(text)?.[0];
  if (sign === undefined) return undefined;
  const second = stampAt(text, at + sign.length) ?? decimalAt(text, at + sign.length);
  return second === undefined
    ? undefined
    : { ...second, arrow: sign.includes('>') || sign.includes('→') };
}
