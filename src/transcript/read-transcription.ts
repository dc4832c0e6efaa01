import type { TranscribedTurn, TranscribedWord } from './raw.ts';
import type { Segment } from './types.ts';
import { joinTexts } from './words.ts';

/** An utterance ends with a sentence once it has lasted this long, in seconds. */
const SENTENCE_SEC = 3;
/** It ends at a pause of this length, in seconds. */
const PAUSE_SEC = 1;
/** It ends whatever is said after this long, in seconds. */
const LONGEST_SEC = 20;
/** A word of a turn is looked for in the turn's text within so many characters. */
const REACH = 60;

/** Utterances and voices that are looked at: an hour has some hundreds, the model knows 8 voices. */
const MOST_UTTERANCES = 20_000;
const MOST_VOICES = 64;

const SENTENCE_END = /[.!?…。！？؟।]["'”’»)\]」』]*$/u;
/** `spk_1`, `spk:0`, `Speaker 2`, `3`. */
const NUMBERED = /^(?:spk|speaker)?[\s_:#-]*(\d{1,3})$/i;

/**
 * The answer of a model made for transcription in a form that `readReply` reads: one JSON object a
 * line with start, end, speaker and words, so that every check and repair is the same for all
 * models. Turns are divided into utterances, at sentences, pauses and changes of voice; labels such
 * as `spk_1` become `Speaker 1`, which naming by evidence takes up later.
 *
 * @param kept what is known of the same audio, with times of its start: each request numbers its
 *   voices anew, so a voice gets the name that it has there, where the two overlap
 */
export function transcriptionText(
  turns: readonly TranscribedTurn[],
  kept: readonly Segment[] = [],
): string {
  const said = turns.slice(0, MOST_UTTERANCES).flatMap(utterances).slice(0, MOST_UTTERANCES);
  const names = speakerNames(said, kept);
  return said
    .map(({ speaker, ...rest }) => {
      const name = speaker === undefined ? undefined : names.get(speaker);
      return `${JSON.stringify({ ...rest, ...(name === undefined ? {} : { speaker: name }) })}\n`;
    })
    .join('');
}

interface Utterance {
  readonly start?: number;
  readonly end?: number;
  /** The model's label. */
  readonly speaker?: string;
  readonly text: string;
}

/** A name for each label: that of the voice which is known to speak then, else a number. */
function speakerNames(
  said: readonly Utterance[],
  kept: readonly Segment[],
): ReadonlyMap<string, string> {
  const labels = [...new Set(said.flatMap(({ speaker }) => speaker ?? []))].slice(0, MOST_VOICES);
  const names = knownVoices(
    said.filter(({ speaker }) => speaker !== undefined && labels.includes(speaker)),
    kept,
  );
  const known = [...new Set(kept.flatMap(({ speaker }) => speaker ?? []))];
  const left = known.filter((name) => ![...names.values()].includes(name));
  const strangers = labels.filter((label) => !names.has(label));
  const [stranger] = strangers;
  const [other] = left;
  // Two voices, one of them recognised: the other is the other.
  const lone = names.size > 0 && strangers.length === 1 && left.length === 1;
  if (lone && stranger !== undefined && other !== undefined) names.set(stranger, other);
  const numbers = numbersOf(labels);
  for (const label of strangers.filter((one) => !names.has(one))) {
    let number = numbers.get(label) ?? 1;
    const taken = new Set([...names.values(), ...(names.size > 0 ? known : [])]);
    while (taken.has(`Speaker ${number}`)) number += 1;
    names.set(label, `Speaker ${number}`);
  }
  return names;
}

/** Labels of voices that speak while a known one does, the longest overlap first. */
function knownVoices(said: readonly Utterance[], kept: readonly Segment[]): Map<string, string> {
  const shared = new Map<string, { label: string; name: string; sec: number }>();
  for (const { start, end, speaker: label } of said) {
    if (start === undefined || end === undefined || label === undefined) continue;
    for (const { startSec, endSec, speaker: name } of kept) {
      const sec = Math.min(end, endSec) - Math.max(start, startSec);
      if (sec <= 0 || name === undefined) continue;
      const key = JSON.stringify([label, name]);
      shared.set(key, { label, name, sec: sec + (shared.get(key)?.sec ?? 0) });
    }
  }
  const names = new Map<string, string>();
  for (const { label, name } of [...shared.values()].toSorted((a, b) => b.sec - a.sec)) {
    if (!names.has(label) && ![...names.values()].includes(name)) names.set(label, name);
  }
  return names;
}

/** Numbers from 1, whether the labels count from 0 or 1; other labels in the order of appearance. */
function numbersOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const found = labels.map((label) => NUMBERED.exec(label.trim())?.[1]);
  const counted = found.every((number) => number !== undefined);
  const first = found.some((number) => Number(number) === 0) ? 1 : 0;
  return new Map(labels.map((label, at) => [label, counted ? Number(found[at]) + first : at + 1]));
}

function utterances(turn: TranscribedTurn): readonly Utterance[] {
  const { words } = turn;
  const cutText = textCutter(turn);
  const found: Utterance[] = [];
  let from = 0;
  for (let at = 1; at <= words.length; at += 1) {
    if (at < words.length && !endsBefore(turn, from, at)) continue;
    const some = words.slice(from, at);
    const start = some.find(({ startSec }) => startSec !== undefined)?.startSec;
    const end = some.findLast(({ endSec }) => endSec !== undefined)?.endSec;
    const speaker = voiceOf(turn, words[from]);
    found.push({
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(speaker === undefined ? {} : { speaker }),
      text: cutText(from, at),
    });
    from = at;
  }
  if (words.length > 0) return found;
  const { speaker, text } = turn;
  return [{ ...(speaker === undefined ? {} : { speaker }), text }];
}

function voiceOf(turn: TranscribedTurn, word: TranscribedWord | undefined): string | undefined {
  return word?.speaker ?? turn.speaker;
}

/** Whether the utterance that began with word `from` ends before word `at`. */
function endsBefore(turn: TranscribedTurn, from: number, at: number): boolean {
  const [first, last, next] = [turn.words[from], turn.words[at - 1], turn.words[at]];
  if (voiceOf(turn, last) !== voiceOf(turn, next)) return true;
  const now = next?.startSec;
  if (now === undefined || first?.startSec === undefined) return false;
  const lasted = now - first.startSec;
  if (lasted >= LONGEST_SEC || now - (last?.endSec ?? now) >= PAUSE_SEC) return true;
  return lasted >= SENTENCE_SEC && SENTENCE_END.test(last?.word ?? '');
}

/**
 * Cuts the text between two words. The turn's own text is cut where it holds all the words in their
 * order, since it alone knows the spaces of every script; else the words are joined.
 */
function textCutter({ text, words }: TranscribedTurn): (from: number, to: number) => string {
  const starts: number[] = [];
  let at = 0;
  for (const { word } of words) {
    const found = text.indexOf(word, at);
    if (word === '' || found < 0 || found - at > REACH) {
      return (from, to) =>
        words
          .slice(from, to)
          .map((one) => one.word)
          .reduce(joinTexts, '');
    }
    starts.push(found);
    at = found + word.length;
  }
  starts[0] = 0;
  return (from, to) => text.slice(starts[from], starts[to]).trim();
}
