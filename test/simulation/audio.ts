/**
 * Audio that says what it is: MP3 frames of 72 ms, each with its own number in it, so that the
 * model can tell from the bytes alone what it hears.
 */
import { frame } from '../audio/mp3-builder.ts';
import { hear } from '../sandbox/gemini-answer.ts';
import type { AnswerLine, ScriptLine } from '../sandbox/gemini-answer.ts';
import type { Chance } from './chance.ts';

/** MPEG 2.5 layer III, 8 kHz, 8 kbit/s: the smallest frames there are. */
const SPEC = { version: 2.5, bitrateIndex: 1, rateIndex: 2, mode: 'mono' } as const;
const FRAME_BYTES = 72;
/** Seconds that a frame lasts. */
export const FRAME_SEC = 0.072;
/** Header and side information. */
const NUMBER_AT = 13;
const MARK = [0x5e, 0x5d] as const;

const LOUD = frame({ ...SPEC, gain: 180 });
const SOFT = frame({ ...SPEC, gain: 164 });
const SILENT = frame({ ...SPEC, isSilent: true, gain: 0, fill: 0 });

/** A stretch that is spoken: what every rendition has in common, or an advertisement. */
export interface Take {
  /** 0 for the episode itself, else the number of the advertisement. */
  readonly number: number;
  readonly frames: number;
  /** Seconds from the take's start. */
  readonly script: readonly ScriptLine[];
}

/** What a piece of audio is: frames `[first, end)` of the takes of an episode, in order. */
export interface Heard {
  readonly episode: number;
  readonly parts: readonly {
    readonly take: number;
    readonly first: number;
    readonly end: number;
  }[];
}

const WORDS =
  'the a we they it and but so then now here there people day week year night morning house river road city garden winter summer music story letter window table water stone paper light sound voice song friend mother brother doctor teacher farmer old new small large quiet warm cold green blue first last early late long short good hard simple strange clear open run walk speak hear see find make keep hold turn begin end stay leave come go think know learn teach write read sing build grow bring carry'.split(
    ' ',
  );

/** A talk of two voices of about this many seconds, with a pause after each utterance. */
export function makeTake(number: number, seconds: number, chance: Chance): Take {
  const script: ScriptLine[] = [];
  let at = 0.5;
  while (at < seconds - 2) {
    const length = Math.min(chance.between(2.5, 7), seconds - at - 0.6);
    const count = Math.max(2, Math.round(length * 2.6));
    const text = Array.from({ length: count }, () => chance.pick(WORDS)).join(' ');
    const speaker = script.length % 2 === 0 ? 'Ada' : 'Ben';
    script.push({ startSec: at, endSec: at + length, speaker, text: `${text}.` });
    at += length + chance.between(0.5, 0.9);
  }
  return { number, frames: Math.round(seconds / FRAME_SEC), script };
}

/** The bytes of takes one after another. */
export function encode(episode: number, takes: readonly Take[]): Uint8Array {
  const count = takes.reduce((sum, take) => sum + take.frames, 0);
  const bytes = new Uint8Array(count * FRAME_BYTES);
  let at = 0;
  for (const take of takes) {
    let line = 0;
    for (let index = 0; index < take.frames; index += 1, at += FRAME_BYTES) {
      const sec = (index + 0.5) * FRAME_SEC;
      while (line < take.script.length && take.script[line]!.endSec < sec) line += 1;
      const speaks = line < take.script.length && take.script[line]!.startSec <= sec;
      // Speech rises and falls from one quarter second to the next.
      const sound = (index >> 2) % 2 === 0 ? LOUD : SOFT;
      bytes.set(speaks ? sound : SILENT, at);
      writeNumber(bytes, at + NUMBER_AT, [episode, take.number, index]);
    }
  }
  return bytes;
}

/** Seven bits a byte: nothing that could be taken for the start of a frame. */
function writeNumber(bytes: Uint8Array, at: number, numbers: readonly number[]): void {
  bytes[at] = MARK[0];
  bytes[at + 1] = MARK[1];
  let to = at + 2;
  for (const number of numbers) {
    for (const shift of [14, 7, 0]) bytes[to++] = (number >> shift) & 127;
  }
}

/** Reads what a piece of audio is, from all of its frames; undefined when it is none of ours, or torn. */
export function recognise(bytes: Uint8Array): Heard | undefined {
  const parts: { take: number; first: number; end: number }[] = [];
  let episode: number | undefined;
  // The product puts an information frame of its own in front.
  for (let at = bytes.length % FRAME_BYTES; at < bytes.length; at += FRAME_BYTES) {
    const place = at + NUMBER_AT;
    if (bytes[place] !== MARK[0] || bytes[place + 1] !== MARK[1]) {
      if (parts.length > 0) return undefined;
      continue;
    }
    const [of, take, index] = [0, 1, 2].map((which) => {
      const from = place + 2 + which * 3;
      return (bytes[from]! << 14) | (bytes[from + 1]! << 7) | bytes[from + 2]!;
    }) as [number, number, number];
    episode ??= of;
    if (of !== episode) return undefined;
    const last = parts.at(-1);
    if (last?.take === take) {
      if (index !== last.end) return undefined;
      last.end = index + 1;
    } else {
      parts.push({ take, first: index, end: index + 1 });
    }
  }
  return episode === undefined ? undefined : { episode, parts };
}

/** Seconds of it. */
export function secondsOf(heard: Heard): number {
  return heard.parts.reduce((sum, { first, end }) => sum + (end - first) * FRAME_SEC, 0);
}

/** What a model would write down for it. */
export function transcribe(
  heard: Heard,
  takes: ReadonlyMap<number, Take>,
  seed: number,
): readonly AnswerLine[] {
  let before = 0;
  return heard.parts.flatMap(({ take, first, end }) => {
    const script = takes.get(take)?.script ?? [];
    const span = {
      episode: `${heard.episode}/${take}`,
      startSec: first * FRAME_SEC,
      endSec: end * FRAME_SEC,
      frames: end - first,
    };
    const offset = before;
    before += span.endSec - span.startSec;
    return hear(script, span, { seed, jitterSec: 0.6 }).map((line) => ({
      ...line,
      atSec: line.atSec + offset,
    }));
  });
}
