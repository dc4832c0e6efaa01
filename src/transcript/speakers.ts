import { isGeneric } from './read-generic.ts';
import type { Person } from '../feed/types.ts';
import { bareName, knownNames, uniteNames } from './speaker-names.ts';
import type { ChunkTranscript, Segment } from './types.ts';
import { tokensOf } from './words.ts';

/** What may support a name. */
export interface SpeakerEvidence {
  /** People that the feed names, or the configuration. */
  readonly people: readonly Person[];
  /** Titles and descriptions of show and episode. */
  readonly text?: string;
}

/** Final names: `nameOf(chunk, label)`. */
export interface SpeakerNames {
  readonly nameOf: (chunkIndex: number, label: string) => string;
  readonly warnings: readonly string[];
}

/** Segments at the end of a chunk whose words, and who said them, go along with the next one. */
export const TAIL_SEGMENTS = 4;

/** A role or number instead of a name; it says nothing about who it is. */
const ROLE =
  /^(?:co-?)?(?:host|guest|interviewer|interviewee|narrator|announcer|caller|moderator|presenter|reporter)(?:[ #]*\d{1,2}| [a-z])?$/i;
const NUMBERED =
  /^(?:unknown|unidentified|(?:unknown |unidentified )?(?:speaker|person|voice|participant|man|woman|male|female)(?: (?:speaker|voice))?)(?:[ #]*\d{1,2}| [a-z])?$/i;

/** True for labels such as `Host`, `Guest 2`, `Speaker 1`, `Unknown`. */
export function isGenericLabel(label: string): boolean {
  // In other languages too: a `Moderatorin` or a 主持人 is no name that something must support.
  return ROLE.test(label) || NUMBERED.test(label) || (!label.includes('(') && isGeneric(label));
}

/**
 * One name for each voice over all chunks. Spellings of a name are united (see `uniteNames`); a first
 * name joins the one full name that it fits. With evidence, a name that neither the feed nor the spoken words
 * carry is replaced by `Speaker 2`; a lone `Host` or `Guest` gets the name of the one host or
 * guest that the feed lists. Without evidence (`undefined`) names stay as the model gave them.
 */
export function resolveSpeakers(
  given: readonly ChunkTranscript[],
  evidence: SpeakerEvidence | undefined,
): SpeakerNames {
  const chunks = given.map(withTrueLabels);
  const trueLabel = trueLabels(given);
  const { names, warnings } = namesIn(chunks, evidence);
  const taken = new Set(countUses(chunks).keys().filter(isGenericLabel));
  const strangers = new Set(
    names
      .values()
      .filter(({ supported }) => supported === '')
      .map(({ name }) => name),
  );
  const numbers = numbered(strangers, taken);
  const final = new Map<string, string>();
  for (const [label, { name, supported }] of names) {
    final.set(label, supported === '' ? (numbers.get(name) ?? 'Speaker') : supported);
  }
  const roles = namedRoles(chunks, final, evidence);
  const carriedOver = carryOver(chunks, (label) => roles.get(label) ?? final.get(label) ?? label);
  return {
    nameOf: (index, told) => {
      const label = trueLabel(index, told);
      return carriedOver.get(`${index}\n${label}`) ?? roles.get(label) ?? final.get(label) ?? label;
    },
    warnings: [...warnings, ...warningsOf(chunks, carriedOver, strangers.size)],
  };
}

/** What a label that is a name stands for. */
interface SupportedName {
  /** The one spelling of all that mean it. */
  readonly name: string;
  /** As much of it as the evidence carries; empty: nothing does. */
  readonly supported: string;
}

/** Segments of chunks, or of a part of one. */
type Heard = readonly Pick<ChunkTranscript, 'segments'>[];

/** Labels that are names and no roles or numbers → what they stand for. Without evidence all is supported. */
export function supportedNames(
  chunks: Heard,
  evidence: SpeakerEvidence | undefined,
): ReadonlyMap<string, SupportedName> {
  return namesIn(chunks, evidence).names;
}

function namesIn(
  chunks: Heard,
  evidence: SpeakerEvidence | undefined,
): {
  readonly names: ReadonlyMap<string, SupportedName>;
  readonly warnings: readonly string[];
} {
  const uses = countUses(chunks);
  const labels = [...uses.keys()].filter((label) => !isGenericLabel(label));
  const known = knownNames(evidence?.people ?? []);
  const words = spokenWords(chunks, evidence ?? { people: [] });
  const { nameOf, warnings } = uniteNames(labels, {
    known,
    uses,
    beside: labelsBeside(chunks),
    isCarried: (name) => supportedPart(name, words) === name,
  });
  const names = labels.map((label): [string, SupportedName] => {
    const name = nameOf.get(label) ?? label;
    const isKnown = evidence === undefined || known.includes(name);
    return [label, { name, supported: isKnown ? name : supportedPart(name, words) }];
  });
  return { names: new Map(names), warnings };
}

/** A chunk with the names that its labels stand for, where it was told a number in place of one. */
export function withTrueLabels<T extends Pick<ChunkTranscript, 'segments' | 'told'>>(chunk: T): T {
  const labels = new Map(Object.entries(chunk.told?.labels ?? {}));
  if (labels.size === 0) return chunk;
  const segments = chunk.segments.map((segment) => {
    const name = segment.speaker === undefined ? undefined : labels.get(segment.speaker);
    return name === undefined ? segment : { ...segment, speaker: name };
  });
  return { ...chunk, segments };
}

function trueLabels(chunks: readonly ChunkTranscript[]): (index: number, told: string) => string {
  const byChunk = new Map(
    chunks.map((chunk) => [chunk.index, new Map(Object.entries(chunk.told?.labels ?? {}))]),
  );
  return (index, label) => byChunk.get(index)?.get(label) ?? label;
}

/** Labels in order of appearance, with the length of what they say. */
function countUses(chunks: Heard): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { segments } of chunks) {
    for (const { speaker, text } of segments) {
      if (speaker !== undefined) uses.set(speaker, (uses.get(speaker) ?? 0) + text.length);
    }
  }
  return uses;
}

/** The labels that stand together in one chunk: there the model heard different voices. */
function labelsBeside(chunks: Heard): readonly ReadonlySet<string>[] {
  return chunks.map(
    ({ segments }) =>
      new Set(segments.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker]))),
  );
}

function spokenWords(chunks: Heard, evidence: SpeakerEvidence): ReadonlySet<string> {
  const words = new Set(tokensOf((evidence.text ?? '').slice(0, 50_000)));
  for (const { name } of evidence.people) for (const token of tokensOf(name)) words.add(token);
  for (const { segments } of chunks) {
    for (const { text } of segments) for (const token of tokensOf(text)) words.add(token);
  }
  return words;
}

/** The words of a name that were said or written somewhere; empty when none was. */
function supportedPart(name: string, words: ReadonlySet<string>): string {
  const kept = name.split(' ').filter((part) => {
    const tokens = tokensOf(part);
    return tokens.length > 0 && tokens.every((token) => words.has(token));
  });
  // A title alone (`Dr.`) or an initial is no name.
  return kept.some((part) => !part.endsWith('.') && tokensOf(part).join('').length > 1)
    ? kept.join(' ')
    : '';
}

/** `Speaker 1`, `Speaker 2`, ... for names that nothing supports; labels that are taken are left out. */
function numbered(names: Iterable<string>, taken: ReadonlySet<string>): Map<string, string> {
  const numbers = new Map<string, string>();
  let number = 0;
  for (const name of names) {
    number = nextFree(taken, number);
    numbers.set(name, `Speaker ${number}`);
  }
  return numbers;
}

/** The first of `Speaker 1`, `Speaker 2`, … that is not taken. */
export function nextNumber(taken: ReadonlySet<string>): string {
  return `Speaker ${nextFree(taken, 0)}`;
}

function nextFree(taken: ReadonlySet<string>, after: number): number {
  let number = after + 1;
  while (taken.has(`Speaker ${number}`)) number += 1;
  return number;
}

/** `Host` → the one host of the feed, unless that name is a label of its own in the same chunk. */
function namedRoles(
  chunks: readonly ChunkTranscript[],
  final: ReadonlyMap<string, string>,
  evidence: SpeakerEvidence | undefined,
): Map<string, string> {
  const roles = new Map<string, string>();
  for (const role of ['host', 'guest']) {
    const people = (evidence?.people ?? []).filter((person) => person.role.toLowerCase() === role);
    const [only] = people;
    if (people.length !== 1 || only === undefined) continue;
    const name = bareName(only.name);
    for (const label of labelsFolded(chunks, role)) {
      const clash = chunks.some(({ segments }) => {
        const labels = new Set(segments.map(({ speaker }) => speaker));
        return (
          labels.has(label) &&
          [...labels].some((other) => other !== undefined && final.get(other) === name)
        );
      });
      if (!clash && name !== '') roles.set(label, name);
    }
  }
  return roles;
}

function labelsFolded(chunks: readonly ChunkTranscript[], role: string): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const { segments } of chunks) {
    for (const { speaker } of segments) if (speaker?.toLowerCase() === role) labels.add(speaker);
  }
  return labels;
}

/** True when a text breaks off: no sentence ends with it. */
export function breaksOff(text: string): boolean {
  return !/[.!?…。！？؟।][\s"'”’»)\]]*$/u.test(text.slice(-20));
}

/**
 * A sentence that a cut splits is one voice: a number at the head of a chunk gets the name of the
 * chunk before, throughout its chunk, unless that chunk uses the name for somebody else.
 */
function carryOver(
  chunks: readonly ChunkTranscript[],
  nameOf: (label: string) => string,
): ReadonlyMap<string, string> {
  const carried = new Map<string, string>();
  for (const [at, chunk] of chunks.entries()) {
    const last: Segment | undefined = chunks[at - 1]?.segments.at(-1);
    const first = chunk.segments[0];
    const before = chunks[at - 1];
    if (before === undefined || last?.speaker === undefined || first?.speaker === undefined)
      continue;
    if (
      !NUMBERED.test(first.speaker) ||
      !breaksOff(last.text) ||
      !/^[\s"'“‘]*\p{Ll}/u.test(first.text)
    )
      continue;
    const name = carried.get(`${before.index}\n${last.speaker}`) ?? nameOf(last.speaker);
    const inUse = chunk.segments.some(
      ({ speaker }) => speaker !== undefined && nameOf(speaker) === name,
    );
    if (!inUse) carried.set(`${chunk.index}\n${first.speaker}`, name);
  }
  return carried;
}

function warningsOf(
  chunks: readonly ChunkTranscript[],
  carried: ReadonlyMap<string, string>,
  strangers: number,
): readonly string[] {
  const warnings: string[] = [];
  const seenIn = new Map<string, number>();
  for (const [at, { index, segments, told }] of chunks.entries()) {
    const labels = new Set(segments.map(({ speaker }) => speaker));
    const before = told?.isTail === true ? chunks[at - 1] : undefined;
    const shown = new Set(before?.segments.slice(-TAIL_SEGMENTS).map(({ speaker }) => speaker));
    for (const label of labels) {
      if (label === undefined || !NUMBERED.test(label) || carried.has(`${index}\n${label}`))
        continue;
      // The model was shown what that voice had just said.
      if (shown.has(label)) continue;
      seenIn.set(label, (seenIn.get(label) ?? 0) + 1);
    }
  }
  if ([...seenIn.values()].some((count) => count > 1)) {
    warnings.push(
      'numbered speakers were numbered part by part: the same number may be another voice later on',
    );
  }
  if (strangers > 0) {
    warnings.push(
      `${strangers === 1 ? 'a speaker name was' : `${strangers} speaker names were`} replaced by a number: neither the feed nor the spoken words carry it`,
    );
  }
  return warnings;
}
