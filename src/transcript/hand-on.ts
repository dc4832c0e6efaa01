import {
  isGenericLabel,
  nextNumber,
  supportedNames,
  TAIL_SEGMENTS,
  withTrueLabels,
} from './speakers.ts';
import type { SpeakerEvidence } from './speakers.ts';
import type { ChunkTranscript, Segment } from './types.ts';

/** What has been heard of an episode when one of its chunks is asked about. */
export interface HeardSoFar {
  /** Finished chunks, in any order. */
  readonly chunks: Iterable<ChunkTranscript>;
  /** Position of the chunk that is asked about. */
  readonly index: number;
  /** What is known of it already, when a part of it is asked about again. */
  readonly own: readonly Segment[];
  /** Labels that it was told before; see {@link HandedOn.labels}. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What a chunk's request is told of what was heard before. */
export interface HandedOn {
  /** Names that something supports, and labels of voices of the chunks right before. */
  readonly roster: readonly string[];
  /** The last words of the chunk before and who said them; absent when there are none. */
  readonly tail?: string;
  /** Labels that stand for names that nothing supports: what was told → what the voice was called. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What is handed on to a chunk. A name that neither the feed nor the words so far carry is not: a
 * model that is told it would write it down again, and one mistake would pass for a fact. Its voice
 * gets a number, and `labels` remembers whose it is, so that the name returns as soon as something
 * supports it. Numbers and roles mean a voice to those only who hear on from where it spoke: they go
 * to the chunks behind, as far as each was told how the one before it ended.
 */
export function handOn(heard: HeardSoFar, evidence: SpeakerEvidence): HandedOn {
  const chunks = [...heard.chunks].toSorted((a, b) => a.index - b.index).map(withTrueLabels);
  const own = withTrueLabels({
    segments: heard.own,
    told: { isTail: false, labels: heard.labels },
  });
  const names = supportedNames([...chunks, own], evidence);
  const near = [...chainBefore(chunks, heard.index), own].flatMap(labelsOf);
  const taken = new Set([...chunks, own].flatMap(labelsOf).filter(isGenericLabel));
  const labels: Record<string, string> = { ...heard.labels };
  const numbers = new Map(Object.entries(labels).map(([told, name]) => [name, told]));
  const told = (label: string): string => {
    const found = names.get(label);
    if (found === undefined || isGenericLabel(label)) return label;
    if (found.supported !== '') return found.supported;
    const known = numbers.get(found.name);
    if (known !== undefined) return known;
    const number = nextNumber(new Set([...taken, ...numbers.values()]));
    numbers.set(found.name, number);
    labels[number] = found.name;
    return number;
  };
  const known = [...names.values()].map(({ supported }) => supported).filter(Boolean);
  const before = chunks.find(({ index }) => index === heard.index - 1);
  const tail = tailOf(before?.segments ?? [], told);
  const roster = [...new Set([...known, ...near.map(told)])];
  return { roster, ...(tail === undefined ? {} : { tail }), labels };
}

/** The last words of a part and who said them, without marks; undefined when there are none. */
export function tailOf(
  segments: readonly Segment[],
  told: (label: string) => string = (label) => label,
): string | undefined {
  const parts: string[] = [];
  let last: string | undefined;
  for (const { speaker, text } of segments.slice(-TAIL_SEGMENTS)) {
    // Marks such as `[inaudible …]` were not said.
    if (/^\[[^\]]*\]$/u.test(text)) continue;
    const label = speaker === undefined ? undefined : told(speaker);
    parts.push(label === undefined || label === last ? text : `${label}: ${text}`);
    last = label;
  }
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** The chunks right before one, back to the first that was not told how the one before it ended. */
function chainBefore(
  chunks: readonly ChunkTranscript[],
  index: number,
): readonly ChunkTranscript[] {
  const chain: ChunkTranscript[] = [];
  for (let at = index - 1; at >= 0; at -= 1) {
    const chunk = chunks.find((one) => one.index === at);
    if (chunk === undefined) break;
    chain.unshift(chunk);
    if (chunk.told?.isTail !== true) break;
  }
  return chain;
}

function labelsOf({ segments }: { readonly segments: readonly Segment[] }): readonly string[] {
  return segments.flatMap(({ speaker }) => speaker ?? []);
}
