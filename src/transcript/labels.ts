import type { Segment } from './types.ts';

/** A word that two transcripts of the same audio agree about, and whom each of them has say it. */
export interface Voice {
  readonly kept: string | undefined;
  readonly answer: string | undefined;
}

/** So many words, nearly all of one voice, show what the other transcript calls it. */
const LEAST_WORDS = 4;
const LEAST_SHARE = 0.8;

/**
 * An answer with the labels of what is kept: models number voices anew in every answer. A label is
 * replaced when the words that both have show whose it is, and no other voice of the answer would
 * come to bear the same one.
 */
export function relabelled(answer: readonly Segment[], voices: readonly Voice[]): Segment[] {
  const names = namesOf(voices);
  const labels = new Set(answer.map(({ speaker }) => speaker));
  const isFree = (name: string, label: string): boolean =>
    [...labels].every(
      (other) => other === undefined || other === label || (names.get(other) ?? other) !== name,
    );
  return answer.map((segment) => {
    const { speaker } = segment;
    const name = speaker === undefined ? undefined : names.get(speaker);
    if (speaker === undefined || name === undefined || name === speaker) return segment;
    return isFree(name, speaker) ? { ...segment, speaker: name } : segment;
  });
}

function namesOf(voices: readonly Voice[]): ReadonlyMap<string, string> {
  const votes = new Map<string, Map<string, number>>();
  for (const { kept, answer } of voices) {
    if (kept === undefined || answer === undefined) continue;
    const counts = votes.get(answer) ?? new Map<string, number>();
    votes.set(answer, counts.set(kept, (counts.get(kept) ?? 0) + 1));
  }
  const names = new Map<string, string>();
  for (const [label, counts] of votes) {
    const sum = [...counts.values()].reduce((all, count) => all + count, 0);
    for (const [name, count] of counts)
      if (count >= LEAST_WORDS && count >= sum * LEAST_SHARE) names.set(label, name);
  }
  return names;
}
