import { storedUrl } from '../feed/private-address.ts';
import type { ChunkPlan } from '../audio/types.ts';
import type { EpisodeDocument } from '../render/types.ts';
import { stitch } from '../transcript/stitch.ts';
import type { ChunkTranscript, Receipt, Rendition } from '../transcript/types.ts';
import { evidenceOf } from './chunk-job.ts';
import type { EpisodeWork } from './episode-types.ts';
import { chaptersInAudio } from './find-chapters.ts';
import type { FoundChapters } from './find-chapters.ts';

/** All parts of a finished episode. */
export interface FinishedEpisode extends EpisodeWork {
  readonly plan: ChunkPlan;
  readonly rendition: Rendition;
  /** One for each chunk of the plan, in order. */
  readonly chunks: readonly ChunkTranscript[];
  /** Absent: those inside the audio. */
  readonly found?: FoundChapters;
}

/** Stitches the chunks of a finished episode and writes down how they came about. */
export function assembleEpisode(now: number, finished: FinishedEpisode): EpisodeDocument {
  const { show, episode, plan } = finished;
  const { people, text } = evidenceOf(finished);
  const stitched = stitch(finished.chunks, {
    durationSec: plan.durationSec,
    people,
    feedText: text,
  });
  return {
    show: { slug: show.slug, title: show.title, feedUrl: storedUrl(show.feedUrl, show.feedUrl) },
    episode: {
      id: episode.id,
      title: episode.title,
      audioUrl: storedUrl(episode.enclosure.url, show.feedUrl),
      people,
      ...defined({
        publishedAt: episode.publishedAt,
        description: episode.description,
        link: episode.link === undefined ? undefined : storedUrl(episode.link, show.feedUrl),
        youtubeUrl: episode.youtubeUrl,
        season: episode.season,
        number: episode.number,
      }),
    },
    ...defined({ language: show.language }),
    segments: stitched.segments,
    speakers: stitched.speakers,
    ...(finished.found ?? chaptersInAudio(plan)),
    receipt: receiptOf(now, finished, stitched.warnings),
  };
}

function receiptOf(now: number, finished: FinishedEpisode, warnings: readonly string[]): Receipt {
  const { chunks, rendition, plan } = finished;
  const total = (pick: (chunk: ChunkTranscript) => number): number =>
    chunks.reduce((sum, chunk) => sum + pick(chunk), 0);
  return {
    rendition,
    models: modelsOf(chunks),
    promptVersion: [...new Set(chunks.map((chunk) => chunk.promptVersion))].join(', '),
    requests: total((chunk) => chunk.requests),
    usage: {
      prompt: total((chunk) => chunk.usage.prompt),
      output: total((chunk) => chunk.usage.output),
      thoughts: total((chunk) => chunk.usage.thoughts),
    },
    chunks: chunks.length,
    ...defined({ coverage: coverageOf(chunks), ...repairsOf(chunks), reused: reusedOf(chunks) }),
    warnings: [...plan.notes, ...warnings],
    transcribedAt: now,
  };
}

/** The chunks' coverage, each by the speech in it. */
function coverageOf(chunks: readonly ChunkTranscript[]): number | undefined {
  let seconds = 0;
  let covered = 0;
  for (const { startSec, endSec, coverage, speechSec } of chunks) {
    if (coverage === undefined) return undefined;
    const weight = speechSec ?? endSec - startSec;
    seconds += weight;
    covered += weight * coverage;
  }
  return seconds === 0 ? undefined : Math.round((covered / seconds) * 1_000) / 1_000;
}

/** What was asked again, and what is missing all the same. */
function repairsOf(chunks: readonly ChunkTranscript[]): {
  readonly repairs: number | undefined;
  readonly missing: Receipt['missing'] | undefined;
} {
  const repairs = chunks.reduce((sum, chunk) => sum + (chunk.repairs ?? 0), 0);
  const missing = chunks.flatMap((chunk) => chunk.missing ?? []);
  return {
    repairs: repairs === 0 ? undefined : repairs,
    missing: missing.length === 0 ? undefined : missing,
  };
}

/** What was heard in other renditions. */
function reusedOf(chunks: readonly ChunkTranscript[]): Receipt['reused'] {
  const reused = chunks.filter(({ from }) => from !== undefined);
  if (reused.length === 0) return undefined;
  const seconds = reused.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0);
  return {
    chunks: reused.length,
    seconds: Math.round(seconds * 10) / 10,
    from: [...new Set(reused.flatMap(({ from }) => from ?? []))],
  };
}

function modelsOf(chunks: readonly ChunkTranscript[]): Receipt['models'] {
  const counts = new Map<string, Receipt['models'][number]>();
  for (const { model, modelVersion } of chunks) {
    const id = `${model} ${modelVersion ?? ''}`;
    const before = counts.get(id)?.chunks ?? 0;
    counts.set(id, { model, ...defined({ version: modelVersion }), chunks: before + 1 });
  }
  return [...counts.values()];
}

/** The members that are there. */
function defined<T extends object>(
  members: T,
): { [name in keyof T]?: Exclude<T[name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [name in keyof T]?: Exclude<T[name], undefined>;
  };
}
