/** Comparing transcripts with the scripts that were spoken. */
import type { WorldEpisode } from '../sandbox/world.ts';

/** Segments of a transcript in the Podcasting 2.0 JSON format. */
export interface JsonSegment {
  readonly speaker?: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly body: string;
}

/** Lower-case words of a text, without punctuation. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** How a transcript differs from its script; nothing when it is right. */
export function differences(episode: WorldEpisode, segments: readonly JsonSegment[]): string[] {
  const found: string[] = [];
  const spoken = episode.script.flatMap((line) => wordsOf(line.text));
  const written = segments.flatMap((segment) => wordsOf(segment.body));
  const at = spoken.findIndex((word, index) => word !== written[index]);
  if (at >= 0 || spoken.length !== written.length) {
    const position = at < 0 ? Math.min(spoken.length, written.length) : at;
    found.push(
      `word ${position}: spoken “${spoken.slice(position, position + 6).join(' ')}”, written “${written.slice(position, position + 6).join(' ')}”`,
    );
    return found;
  }
  // The words are equal: each utterance begins where its first word is written.
  let word = 0;
  for (const line of episode.script) {
    const segment = segmentOf(segments, word);
    word += wordsOf(line.text).length;
    if (segment === undefined || !segment.begins) continue;
    const off = Math.abs(segment.startTime - line.startSec);
    if (off > 2) found.push(`“${line.text.slice(0, 30)}” begins ${off.toFixed(1)} s off`);
    if (segment.speaker !== line.speaker) {
      found.push(
        `“${line.text.slice(0, 30)}” is said by ${line.speaker}, not ${segment.speaker ?? 'nobody'}`,
      );
    }
  }
  return found;
}

/** The segment that holds the n-th word, and whether it begins with it. */
function segmentOf(
  segments: readonly JsonSegment[],
  word: number,
): (JsonSegment & { readonly begins: boolean }) | undefined {
  let first = 0;
  for (const segment of segments) {
    const count = wordsOf(segment.body).length;
    if (word < first + count) return { ...segment, begins: word === first };
    first += count;
  }
  return undefined;
}
