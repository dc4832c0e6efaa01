/** One cue of a WebVTT file. Times are seconds. */
export interface VttCue {
  /** Line of its timing, counted from 1. */
  readonly line: number;
  readonly startSec: number;
  readonly endSec: number;
  /** Name of its first voice, when it has one. */
  readonly speaker?: string;
  /** Text without tags and references, lines joined by a space. */
  readonly text: string;
}

/** A rule that a file breaks. */
export interface TranscriptFault {
  /** Counted from 1; absent: of the whole file. */
  readonly line?: number;
  readonly message: string;
}

/** What a WebVTT file holds, and the rules that it breaks. */
export interface VttCheck {
  readonly cues: readonly VttCue[];
  readonly faults: readonly TranscriptFault[];
}

/** Hours have two digits or more, or are left out; minutes and seconds two, thousandths three. */
const TIME = /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/u;
/** Two times with an arrow, and settings behind it. */
const TIMING = /^(\S+)[ \t]+-->[ \t]+(\S+)(?:[ \t]+(.*))?$/u;
const SETTING = /^(?:vertical|line|position|size|align|region):\S+$/u;
/** Tags that a cue may hold; a timestamp among them. */
const TAG =
  /^<(?:\/?(?:c|i|b|u|ruby|rt|lang|v)(?:\.[^\s.<>&]+)*(?:[ \t][^<>]*)?|(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})>$/u;
const REFERENCE = /^&(?:amp|lt|gt|nbsp|lrm|rlm|#\d{1,7}|#x[\da-f]{1,6});/iu;
/** More faults of one file say no more. */
const MOST_FAULTS = 100;

/** One stretch of lines between empty ones. */
interface Block {
  /** Line of its first one, counted from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

/**
 * Checks a WebVTT file by the rules of the specification (W3C WebVTT, 4: syntax), stricter than
 * players are: times in order, whole tags, no bare `&`, identifiers once, no empty cue.
 */
export function checkVtt(text: string): VttCheck {
  const faults: TranscriptFault[] = [];
  const fault = (message: string, line?: number): void => {
    if (faults.length < MOST_FAULTS)
      faults.push(line === undefined ? { message } : { line, message });
  };
  if (text.includes('\0')) fault('it holds a NUL character');
  const [head, ...blocks] = blocksOf(text);
  if (!/^WEBVTT(?:[ \t].*)?$/u.test(head?.lines[0] ?? '')) {
    fault('the first line is not WEBVTT', 1);
  } else if (head !== undefined && head.lines.length > 1) {
    fault('an empty line must follow WEBVTT', 2);
  }
  const ids = new Set<string>();
  const cues: VttCue[] = [];
  let before = 0;
  for (const block of blocks) {
    const at = block.lines.findIndex((line) => line.includes('-->'));
    if (at < 0) {
      checkPlain(block, cues.length > 0, fault);
      continue;
    }
    if (at > 1) fault('more than one line stands before the timing of a cue', block.line);
    const id = at === 1 ? block.lines[0] : undefined;
    if (id !== undefined && ids.has(id)) fault(`the identifier ${id} is there twice`, block.line);
    if (id !== undefined) ids.add(id);
    const cue = readCue(block, at, fault);
    if (cue === undefined) continue;
    if (cue.startSec < before) fault('it begins before the cue above it', cue.line);
    before = Math.max(before, cue.startSec);
    cues.push(cue);
  }
  if (cues.length === 0) fault('it has no cues');
  return { cues, faults };
}

/** Stretches of lines between empty ones, with where they begin. */
function blocksOf(text: string): readonly Block[] {
  const lines = text.replace(/^\ufeff/u, '').split(/\r\n|\n|\r/u);
  const blocks: Block[] = [];
  let from = 0;
  for (let at = 0; at <= lines.length; at += 1) {
    if (at < lines.length && lines[at] !== '') continue;
    if (at > from) blocks.push({ line: from + 1, lines: lines.slice(from, at) });
    from = at + 1;
  }
  return blocks;
}

type Report = (message: string, line?: number) => void;

/** A block without a timing: a comment, a style sheet, a region. */
function checkPlain(block: Block, afterCues: boolean, fault: Report): void {
  const [first = ''] = block.lines;
  if (/^NOTE(?:[ \t]|$)/u.test(first)) return;
  if (/^(?:STYLE|REGION)[ \t]*$/u.test(first)) {
    if (afterCues) fault(`${first.trim()} must stand before all cues`, block.line);
    return;
  }
  fault('a block is neither a cue nor a NOTE, STYLE or REGION', block.line);
}

function readCue(block: Block, at: number, fault: Report): VttCue | undefined {
  const line = block.line + at;
  const match = TIMING.exec(block.lines[at] ?? '');
  const startSec = secondsOf(match?.[1]);
  const endSec = secondsOf(match?.[2]);
  if (startSec === undefined || endSec === undefined) {
    fault(`the timing is not like 00:00:00.000 --> 00:00:01.000: ${block.lines[at]}`, line);
    return undefined;
  }
  if (endSec <= startSec) fault('it does not end after its beginning', line);
  const settings = (match?.[3] ?? '').split(/[ \t]+/u).filter((one) => one !== '');
  for (const one of settings) if (!SETTING.test(one)) fault(`${one} is no setting of a cue`, line);
  const payload = block.lines.slice(at + 1);
  if (payload.some((one) => one.includes('-->'))) fault('an arrow stands in the text', line);
  const { text, speaker } = readPayload(payload.join('\n'), line + 1, fault);
  if (text === '') fault('the cue is empty', line);
  return { line, startSec, endSec, text, ...(speaker === undefined ? {} : { speaker }) };
}

function secondsOf(written: string | undefined): number | undefined {
  const [, hours = '0', minutes, seconds, thousandths] = TIME.exec(written ?? '') ?? [];
  if (minutes === undefined) return undefined;
  return (
    Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1_000
  );
}

/** Text of a cue without its tags; tags must be whole, known, and closed in order. */
function readPayload(
  payload: string,
  line: number,
  fault: Report,
): { readonly text: string; readonly speaker?: string } {
  const open: string[] = [];
  let speaker: string | undefined;
  let text = '';
  let last = 0;
  for (const match of payload.matchAll(/<[^<>]*>?|>|&/gu)) {
    text += payload.slice(last, match.index);
    last = match.index + match[0].length;
    const [sign] = match;
    if (sign === '&') {
      const reference = REFERENCE.exec(payload.slice(match.index));
      if (reference === null) fault('a bare & stands in the text', line);
      text += '&';
      continue;
    }
    if (!TAG.test(sign)) {
      fault(
        sign === '>' ? 'a bare > stands in the text' : `${sign.slice(0, 40)} is no whole tag`,
        line,
      );
      continue;
    }
    const voice = checkTag(sign, { open, line, fault });
    speaker ??= voice;
  }
  text += payload.slice(last);
  // The specification lets a voice over the whole cue stay open; published readers stumble over it.
  if (open.length > 0) fault(`<${open.at(-1)}> is not closed`, line);
  const plain = decoded(text).replaceAll(/\s+/gu, ' ').trim();
  return { text: plain, ...(speaker === undefined || speaker === '' ? {} : { speaker }) };
}

/** Keeps the stack of open tags; returns the name of a voice. */
function checkTag(
  sign: string,
  given: { readonly open: string[]; readonly line: number; readonly fault: Report },
): string | undefined {
  const { open, line, fault } = given;
  const name = /^<\/?([a-z]+)/u.exec(sign)?.[1];
  if (name === undefined) return undefined;
  if (sign.startsWith('</')) {
    if (open.pop() !== name) fault(`</${name}> closes nothing that is open`, line);
    return undefined;
  }
  open.push(name);
  if (name !== 'v') return undefined;
  const voice = /[ \t]([^>]*)>$/u.exec(sign)?.[1]?.trim() ?? '';
  if (voice === '') fault('a voice has no name', line);
  for (const { index } of voice.matchAll(/&/gu)) {
    if (!REFERENCE.test(voice.slice(index))) fault('a bare & stands in the name of a voice', line);
  }
  return decoded(voice);
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/&(?:lrm|rlm);/gu, '')
    .replaceAll('&amp;', '&');
}
