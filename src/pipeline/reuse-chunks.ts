import {
  placeInOrder,
  placesOf,
  printRun,
  printUnits,
  withoutSlivers,
} from '../audio/recurrence.ts';
import type { AudioUnits, Chunk, ChunkAudio, ChunkPlan, UnitSpan } from '../audio/types.ts';
import type { ScratchFile } from '../ports.ts';
import { clockTime } from '../transcript/clock.ts';
import { isMark, markOf } from '../transcript/marks.ts';
import type { ChunkTranscript, MissingSpan, Segment } from '../transcript/types.ts';
import type { KeptEpisode } from './checkpoint-files.ts';
import type { ChunkDraft } from './chunk-types.ts';
import type { RunContext } from './context.ts';
import { follow } from './cut.ts';

/** A plan and what earlier runs have done of it. */
export interface Reused {
  readonly plan: ChunkPlan;
  /** Units of the chunks that were heard in another rendition, in order. */
  readonly pinned: readonly UnitSpan[];
  /** By index, in the order in which their checkpoints may be written over those of before. */
  readonly chunks: ReadonlyMap<number, ChunkTranscript>;
  readonly drafts: ReadonlyMap<number, ChunkDraft>;
}

/** A rendition on disk, and how it would be cut if nothing were kept. */
export interface RenditionNow {
  readonly file: ScratchFile;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly plan: ChunkPlan;
}

/** What a chunk's audio is, so that it can be found again in another rendition. */
export async function identifyChunk(
  run: RunContext,
  { file, plan }: Pick<RenditionNow, 'file' | 'plan'>,
  chunk: Chunk,
): Promise<ChunkAudio | undefined> {
  return plan.units === undefined || chunk.units === undefined
    ? undefined
    : await identify(run, { file, units: plan.units }, chunk.units);
}

interface Source {
  readonly file: ScratchFile;
  readonly units: AudioUnits;
}

async function identify(run: RunContext, source: Source, span: UnitSpan): Promise<ChunkAudio> {
  const { file, units } = source;
  const walker = printUnits(units, span);
  const prints = await follow(run.ports, file, { walker, signal: run.signals.hard });
  return {
    units: span.end - span.first,
    print: printRun(prints),
    sha256: await hashOf(run, source, span),
  };
}

async function hashOf(run: RunContext, { file, units }: Source, span: UnitSpan): Promise<string> {
  return await run.ports.scratch.sha256(file, run.signals.hard, units.rangesOf(span));
}

/** A stretch of another rendition that was answered, finished or not. */
interface Run {
  readonly audio: ChunkAudio;
  readonly startSec: number;
  /** Its place among the chunks of before. */
  readonly index: number;
  readonly words:
    | { readonly kind: 'chunk'; readonly chunk: ChunkTranscript; readonly from: string }
    | { readonly kind: 'draft'; readonly draft: ChunkDraft };
}

/**
 * Looks for what earlier runs heard in another rendition of the episode: whole chunks all of whose
 * frames recur, in the same order. They stand where their frames stand now, and only the rest is
 * cut anew. A chunk of which one frame differs is not used.
 */
export async function reuseChunks(
  run: RunContext,
  now: RenditionNow,
  kept: KeptEpisode,
): Promise<Reused> {
  const { units } = now.plan;
  const runs = runsOf(kept);
  const nothing: Reused = { plan: now.plan, pinned: [], chunks: new Map(), drafts: new Map() };
  if (units === undefined || runs.length === 0) return nothing;
  const source: Source = { file: now.file, units };
  const placed = await placeRuns(run, source, runs);
  const pinned = withoutSlivers(
    units,
    placed.map(({ span }) => span),
  );
  const plan = units.planAround(pinned);
  if (placed.length === 0 || !plan.ok) return nothing;
  const moved: Moved[] = [];
  for (const [at, { run: one, span }] of placed.entries()) {
    const whole = pinned[at] ?? span;
    const chunk = plan.value.chunks.find(
      ({ units: held }) => held?.first === whole.first && held.end === whole.end,
    );
    if (chunk === undefined) continue;
    const isWider = whole.first < span.first || whole.end > span.end;
    const audio = isWider ? await identify(run, source, whole) : one.audio;
    const leadSec = units.secOf(span.first) - units.secOf(whole.first);
    moved.push({ run: one, chunk, leadSec, isWider, audio });
  }
  const { notes } = now.plan;
  return { plan: { ...plan.value, notes }, pinned, ...inSafeOrder(moved, now.sha256) };
}

function runsOf(kept: KeptEpisode): readonly Run[] {
  const { sha256 } = kept.manifest.rendition;
  const heard = [
    ...[...kept.chunks.values()].map((chunk) => ({ chunk, rendition: sha256 })),
    ...(kept.others ?? []),
  ];
  const runs = heard.flatMap(({ chunk, rendition }): readonly Run[] => {
    const { audio, startSec, index, from = rendition } = chunk;
    return audio === undefined
      ? []
      : [{ audio, startSec, index, words: { kind: 'chunk', chunk, from } }];
  });
  const begun = [...kept.drafts.values()].flatMap((draft): readonly Run[] => {
    const { audio, startSec, index } = draft;
    return audio === undefined || kept.chunks.has(index)
      ? []
      : [{ audio, startSec, index, words: { kind: 'draft', draft } }];
  });
  return [...runs, ...begun].toSorted((a, b) => a.startSec - b.startSec);
}

interface PlacedRun {
  readonly run: Run;
  readonly span: UnitSpan;
}

/** Where the runs stand now, by their fingerprints first and then by all their bytes. */
async function placeRuns(
  run: RunContext,
  source: Source,
  runs: readonly Run[],
): Promise<readonly PlacedRun[]> {
  const { file, units } = source;
  const all = { first: 0, end: units.sections.at(-1)?.end ?? 0 };
  const walker = printUnits(units, all);
  const prints = await follow(run.ports, file, { walker, signal: run.signals.hard });
  let places = runs.map(({ audio }) => placesOf(prints, units.sections, audio));
  const proven = new Set<UnitSpan>();
  for (;;) {
    const chosen = placeInOrder(places);
    const wrong = new Set<UnitSpan>();
    for (const [at, span] of chosen.entries()) {
      if (span === undefined || proven.has(span)) continue;
      const isIt = (await hashOf(run, source, span)) === runs[at]?.audio.sha256;
      (isIt ? proven : wrong).add(span);
    }
    if (wrong.size === 0) {
      return runs
        .flatMap((one, at) => {
          const span = chosen[at];
          return span === undefined ? [] : [{ run: one, span }];
        })
        .toSorted((a, b) => a.span.first - b.span.first);
    }
    places = places.map((own) => own.filter((span) => !wrong.has(span)));
  }
}

/** A run at its new place. */
interface Moved {
  readonly run: Run;
  /** The chunk that it is now. */
  readonly chunk: Chunk;
  /** So much of the chunk lies before the run, seconds. */
  readonly leadSec: number;
  /** The chunk holds a little more than the run. */
  readonly isWider: boolean;
  readonly audio: ChunkAudio;
}

/**
 * Chunks that moved back first, from the last, then those that moved forward, from the first: none
 * is written over one that has not been written itself.
 */
function inSafeOrder(
  moved: readonly Moved[],
  sha256: string,
): { readonly chunks: Map<number, ChunkTranscript>; readonly drafts: Map<number, ChunkDraft> } {
  const later = moved.filter(({ run, chunk }) => chunk.index > run.index).toReversed();
  const sooner = moved.filter(({ run, chunk }) => chunk.index <= run.index);
  const chunks = new Map<number, ChunkTranscript>();
  const drafts = new Map<number, ChunkDraft>();
  for (const one of [...later, ...sooner]) {
    const { words } = one.run;
    const { index, startSec, endSec } = one.chunk;
    const { audio } = one;
    if (words.kind === 'chunk') {
      const chunk = movedChunk(words.chunk, one);
      const { from: _before, ...rest } = chunk;
      chunks.set(index, words.from === sha256 ? rest : { ...rest, from: words.from });
    } else if (!one.isWider) {
      // The times of a repair count from the chunk's start, which stays where it was in the audio.
      drafts.set(index, { ...words.draft, index, startSec, endSec, audio });
    }
  }
  return { chunks, drafts };
}

/** The words of a chunk at its new place. */
function movedChunk(before: ChunkTranscript, moved: Pick<Moved, 'chunk' | 'leadSec' | 'audio'>) {
  const { chunk, leadSec, audio } = moved;
  const { index, startSec, endSec } = chunk;
  const bySec = startSec + leadSec - before.startSec;
  return {
    ...before,
    index,
    startSec,
    endSec,
    audio,
    segments: before.segments.map((segment) => movedSegment(segment, startSec, leadSec)),
    ...(before.missing === undefined
      ? {}
      : {
          missing: before.missing.map((span) => ({
            startSec: span.startSec + bySec,
            endSec: span.endSec + bySec,
          })),
        }),
    warnings: before.warnings.map((text) => movedWarning(text, before.missing ?? [], bySec)),
  } satisfies ChunkTranscript;
}

/** A segment counts from its chunk's start; the mark of a gap names times of the episode. */
function movedSegment(segment: Segment, chunkSec: number, leadSec: number): Segment {
  const startSec = segment.startSec + leadSec;
  const endSec = segment.endSec + leadSec;
  const text = isMark(segment.text) ? markOf(chunkSec + startSec, chunkSec + endSec) : segment.text;
  return { ...segment, startSec, endSec, text };
}

/** Warnings end with times of the episode: `no usable words from 12:10 to 13:40`. */
function movedWarning(text: string, missing: readonly MissingSpan[], bySec: number): string {
  const exact = missing.flatMap(({ startSec, endSec }) => [startSec, endSec]);
  const moved = (clock: string): string => {
    const cutSec = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    // The words say whole seconds, cut off.
    const sec = exact.find((one) => Math.floor(one) === cutSec) ?? cutSec + 0.5;
    return clockTime(sec + bySec);
  };
  return text.replace(
    / from ([\d:]+) to ([\d:]+)$/u,
    (_all, start: string, end: string) => ` from ${moved(start)} to ${moved(end)}`,
  );
}

/**
 * Chunks of other renditions that belong into this plan and were not written there: a run ended
 * while it moved them.
 *
 * @param kept whose manifest names the rendition that is there now.
 * @returns the kept chunks with them.
 */
export async function withStranded(
  run: RunContext,
  now: RenditionNow,
  kept: KeptEpisode,
): Promise<ReadonlyMap<number, ChunkTranscript>> {
  const chunks = new Map(kept.chunks);
  const { units } = now.plan;
  const others = (kept.others ?? []).filter(({ chunk }) => chunk.audio !== undefined);
  if (units === undefined || others.length === 0) return chunks;
  const source: Source = { file: now.file, units };
  for (const chunk of now.plan.chunks) {
    const span = chunk.units;
    if (span === undefined || chunks.has(chunk.index)) continue;
    const like = others.filter(({ chunk: { audio } }) => audio?.units === span.end - span.first);
    if (like.length === 0) continue;
    const sha256 = await hashOf(run, source, span);
    const found = like.find(({ chunk: { audio } }) => audio?.sha256 === sha256);
    if (found?.chunk.audio === undefined) continue;
    const { audio, from = found.rendition } = found.chunk;
    chunks.set(chunk.index, { ...movedChunk(found.chunk, { chunk, leadSec: 0, audio }), from });
  }
  return chunks;
}
