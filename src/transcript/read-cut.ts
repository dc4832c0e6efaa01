import { looksLikeObjects } from './read-objects.ts';
import { isLabel, splitSpeaker } from './read-label.ts';

/** What stands before the speaker: a time, brackets, signs of emphasis. */
const HEAD = /^[^\p{L}]+/u;

/**
 * A reply that broke off, without what the cut tore: half a character, a time, a name or a mark of
 * which the end is missing would be read as words. All that stands before is kept; at most the last
 * line is lost. Replies that ended by themselves are not for this: their last line is whole.
 */
export function untilCut(text: string): string {
  const sound = withoutHalf(text);
  if (looksLikeObjects(sound)) return sound;
  const subtitles = sound.includes('-->');
  const from = Math.max(sound.lastIndexOf('\n'), sound.lastIndexOf('\r')) + 1;
  const before = sound.slice(0, from);
  const line = withoutTornTime(sound.slice(from));
  const last = subtitles ? withoutMarks(line) : line;
  const kept = isTorn(last) ? before : before + last;
  // The number above a cue's times is no word, when the times are cut off.
  return subtitles ? kept.replace(/(\n\s{0,8}\n)\d{1,9}\s*$/u, '$1') : kept;
}

/** A character of which only some bytes came is read as U+FFFD. */
function withoutHalf(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '\ufffd') end -= 1;
  return text.slice(0, end);
}

const INNER_TIME = /[[({<【［（]\s?\p{Nd}[\p{Nd}\s:：.,]{1,14}[\])}>】］）]/gu;

/**
 * Of several segments on one line the last one, when it is torn before its words begin: `… [00:1`,
 * `… [00:12] Spea`.
 */
function withoutTornTime(line: string): string {
  const whole = line.replace(/[[({<【［（]\s?[\p{Nd}\s:：.,]{0,14}$/u, '');
  const near = Math.max(0, whole.length - 400);
  const at = [...whole.slice(near).matchAll(INNER_TIME)].at(-1)?.index ?? 0;
  return near + at > 0 && isTorn(whole.slice(near + at)) && at > 0
    ? whole.slice(0, near + at)
    : whole;
}

/** A line of subtitles without a tag or a reference that has no end. */
function withoutMarks(line: string): string {
  return line.replace(/<[^<>]{0,300}$/u, '').replace(/&[a-z]{0,4}$/u, '');
}

/** A line of which no words are sure: it ends in its time, in its speaker's name or in a bracket. */
function isTorn(line: string): boolean {
  if (/<v\b/u.test(line)) return false;
  const { speaker, text } = splitSpeaker(line.replace(HEAD, ''));
  if (speaker === undefined) return text === '' || isLabel(text.trim());
  // `[mus` is no word but the beginning of a sound.
  return /^[[(][^\])]*$/u.test(text);
}
