import { counted } from '../base/count.ts';
import type { Chunk, ChunkAudio } from '../audio/types.ts';
import { isFault } from '../base/failure.ts';
import { problem, toldWithCode } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { ScratchFile } from '../ports.ts';
import type { EpisodeDocument } from '../render/types.ts';
import type { ChunkTranscript, Rendition } from '../transcript/types.ts';
import { assembleEpisode } from './assemble-episode.ts';
import { manifestOf } from './checkpoint-files.ts';
import type { Manifest } from './checkpoint-files.ts';
import { chunkSecOf } from './chunk-length.ts';
import type { ChunkDraft, ChunkOutcome } from './chunk-types.ts';
import type { RunContext } from './context.ts';
import { indexAudio } from './cut.ts';
import { graver } from './chunk-ends.ts';
import type { EpisodeFigures, EpisodeResult, EpisodeTools, EpisodeWork } from './episode-types.ts';
import { chaptersInAudio, findChapters } from './find-chapters.ts';
import { findVideo } from './find-video.ts';
import { keptFor, sameSpan, TOO_LITTLE } from './kept-work.ts';
import type { KeptWork } from './kept-work.ts';
import type { EpisodeName } from './progress.ts';
import { obtainRendition } from './rendition.ts';
import { identifyChunk } from './reuse-chunks.ts';
import { unlessAborted } from './stopping.ts';
import { transcribeChunk } from './transcribe-chunk.ts';
import { wholeLimits } from './whole-limits.ts';

/** Gets, cuts and transcribes one episode; what it finished stays kept whatever happens. */
export async function conductEpisode(
  run: RunContext,
  tools: EpisodeTools,
  work: EpisodeWork,
): Promise<EpisodeResult> {
  const { ports, signals } = run;
  const startedAt = ports.clock.now();
  const none: EpisodeFigures = {
    requests: 0,
    promptTokens: 0,
    outputTokens: 0,
    chunksNew: 0,
    chunksKept: 0,
    chunks: 0,
    startedAt,
  };
  const kept = await tools.checkpointer.load(work.show.slug, work.episode.id, signals.hard);
  const got = await obtainRendition(run, work, kept?.manifest.rendition.sha256);
  if (got.kind !== 'ready') return { ...got, figures: none };
  let done = false;
  try {
    // The same bytes cut for the same length give the same chunks, so those kept still fit.
    const same = kept !== undefined && kept.manifest.rendition.sha256 === got.sha256;
    const targetSec = same ? kept.manifest.targetSec : chunkSecOf(run.settings);
    const cut = await indexAudio(ports, got.file, {
      targetSec,
      pinned: same ? kept.manifest.pinned : [],
      whole: wholeLimits(run.settings.models, work.episode.durationSec),
      signal: signals.hard,
    });
    if (!cut.ok)
      return { kind: 'failed', error: named(work, cut.problem), retryable: true, figures: none };
    const { durationSec, container, file } = cut.value;
    const longest = work.show.maxDurationSec;
    if (longest !== undefined && durationSec > longest) {
      return { kind: 'skipped', reason: tooLong(durationSec, longest), figures: none };
    }
    const now = { file, sha256: got.sha256, plan: cut.value };
    const before = await keptFor(run, work, now, kept);
    got.keep(before.plan.chunks.length);
    const result = await transcribeAll({
      run,
      tools,
      work,
      ...before,
      rendition: { sha256: got.sha256, bytes: got.bytes, durationSec, container },
      targetSec,
      source: file,
      startedAt,
    });
    done = result.kind === 'done';
    return result;
  } finally {
    await got.release(done);
    // No commit of the episode comes then that would make its last parts durable, and free their workers.
    if (!done) tellUnkept(run, await tools.checkpointer.release(work.show.slug, work.episode.id));
  }
}

/** The walker speaks of the audio; the user wants to know whose. */
function named(work: EpisodeWork, error: Problem): Problem {
  return { ...error, message: `${work.show.title}: ${work.episode.title}: ${error.message}` };
}

function tooLong(durationSec: number, longestSec: number): string {
  const minutes = Math.round(durationSec / 60);
  return `it is ${counted(minutes, 'minute')} long, and the longest that the configuration allows is ${counted(longestSec / 60, 'minute')}`;
}

interface Job extends KeptWork {
  readonly run: RunContext;
  readonly tools: EpisodeTools;
  readonly work: EpisodeWork;
  readonly rendition: Rendition;
  /** Chunk length of the plan, seconds. */
  readonly targetSec: number;
  readonly source: ScratchFile;
  readonly startedAt: number;
}

/** What the chunks of an episode share while they are worked on. */
interface Progress {
  readonly chunks: Map<number, ChunkTranscript>;
  readonly fresh: ChunkTranscript[];
  /** Chunks that were begun by this run. */
  begun: number;
  /** The checkpoints are those of this plan. */
  isWritten: boolean;
  /** Replies that leave something missing. */
  readonly evidence: string[];
  requests: number;
  /** Why the episode cannot be finished now; chunks that have not begun are left. */
  ended: Exclude<ChunkOutcome, { kind: 'done' }> | undefined;
}

async function transcribeAll(job: Job): Promise<EpisodeResult> {
  const { tools, plan } = job;
  const progress: Progress = {
    chunks: new Map(job.kept),
    fresh: [],
    begun: 0,
    isWritten: !job.isMoved,
    evidence: [],
    requests: 0,
    ended: undefined,
  };
  tools.progress?.cut(nameOf(job.work), { all: plan.chunks.length, kept: job.kept.size });
  const missing = new Map(
    plan.chunks.filter(({ index }) => !job.kept.has(index)).map((chunk) => [chunk.index, chunk]),
  );
  // Every chunk has ended when this does: the audio may go, and a bug is thrown on.
  await tools.line.work({
    chunks: [...missing.keys()],
    isReady: (index) => hasContext(job, progress, index),
    isOver: () => progress.ended !== undefined,
    begin: async (index) => {
      const chunk = missing.get(index);
      if (chunk !== undefined) await transcribeOne(job, progress, chunk);
    },
  });
  const figures = figuresOf(job, progress);
  if (progress.ended !== undefined) return { ...progress.ended, figures };
  const document = await finishedDocument(job, progress);
  const { coverage } = document.receipt;
  const least = job.run.settings.transcription.coverage;
  if (coverage !== undefined && coverage < least) {
    const error = tooLittle(job, document);
    const evidence = progress.evidence.join('\n');
    return { kind: 'failed', error, retryable: true, evidence, figures };
  }
  return { kind: 'done', document, figures };
}

/**
 * True when all is there that a chunk's first request may be told of the part before. Repairs are
 * waited for, since it is the end of an answer that is bad most often; whether it is durable is not.
 */
function hasContext(job: Job, progress: Progress, index: number): boolean {
  return index === 0 || progress.chunks.has(index - 1) || job.drafts.has(index);
}

/** Such a transcript is never passed for whole. */
function tooLittle(job: Job, document: EpisodeDocument): Problem {
  const { work, run } = job;
  const { coverage = 0, warnings } = document.receipt;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return problem(
    TOO_LITTLE,
    `${work.show.title}: ${work.episode.title}: the words cover ${percent(coverage)} of the speech, and ${percent(run.settings.transcription.coverage)} is asked for: ${warnings.slice(0, 5).join('; ')}.`,
    'Good parts are kept, and the bad ones are tried again. Another model in the configuration often helps; a lower transcription.coverage takes the transcript with its gaps marked.',
  );
}

function figuresOf(job: Job, progress: Progress): EpisodeFigures {
  return {
    requests: progress.requests,
    promptTokens: sum(progress.fresh.map((chunk) => chunk.usage.prompt)),
    outputTokens: sum(progress.fresh.map((chunk) => chunk.usage.output + chunk.usage.thoughts)),
    chunksNew: progress.fresh.length,
    chunksKept: job.kept.size,
    chunks: job.plan.chunks.length,
    startedAt: job.startedAt,
    rendition: job.rendition,
  };
}

async function finishedDocument(job: Job, progress: Progress): Promise<EpisodeDocument> {
  const { run, work, plan, rendition } = job;
  const chunks = plan.chunks.flatMap((chunk) => progress.chunks.get(chunk.index) ?? []);
  const { soft } = run.signals;
  const { episode } = work;
  // The words are there and paid for: they do not wait for a link, nor for a list of chapters.
  const [video, marks] = await Promise.all([
    unlessAborted(soft, () =>
      findVideo(run.ports, run.settings, { show: work.show.title, episode, signal: soft }),
    ),
    unlessAborted(soft, () => findChapters(run.ports, { episode, plan, signal: soft })),
  ]);
  const youtubeUrl = video === 'stopped' ? episode.youtubeUrl : video;
  return assembleEpisode(run.ports.clock.now(), {
    ...work,
    episode: youtubeUrl === undefined ? episode : { ...episode, youtubeUrl },
    plan,
    rendition,
    chunks,
    found: marks === 'stopped' ? chaptersInAudio(plan) : marks,
  });
}

async function transcribeOne(job: Job, progress: Progress, chunk: Chunk): Promise<void> {
  progress.begun += 1;
  const { run, tools, work } = job;
  const outcome = await withoutFaults(run, async () => {
    const audio = await identifyChunk(run, { file: job.source, plan: job.plan }, chunk);
    const answered = await transcribeChunk(run, tools, {
      show: work.show,
      episode: work.episode,
      plan: job.plan,
      chunk,
      source: job.source,
      finished: progress.chunks,
      ...draftFor(job, chunk),
    });
    return withAudio(answered, audio);
  });
  progress.requests += outcome.requests;
  if (outcome.kind !== 'done') {
    progress.ended = graver(progress.ended, outcome);
    if ('draft' in outcome && outcome.draft !== undefined) {
      await keepDraft(job, progress, outcome.draft);
    }
    return;
  }
  progress.chunks.set(chunk.index, outcome.transcript);
  progress.fresh.push(outcome.transcript);
  if (outcome.evidence !== undefined) progress.evidence.push(outcome.evidence);
  await keep(job, progress, outcome.transcript);
}

/** What was answered, with what its audio is. */
function withAudio(outcome: ChunkOutcome, audio: ChunkAudio | undefined): ChunkOutcome {
  if (audio === undefined) return outcome;
  if (outcome.kind === 'done') {
    return { ...outcome, transcript: { ...outcome.transcript, audio } };
  }
  return 'draft' in outcome && outcome.draft !== undefined
    ? { ...outcome, draft: { ...outcome.draft, audio } }
    : outcome;
}

/** Where an earlier run left the repair of a chunk, if it is the same stretch of audio. */
function draftFor(job: Job, chunk: Chunk): { readonly draft?: ChunkDraft } {
  const draft = job.drafts.get(chunk.index);
  return draft !== undefined && sameSpan(draft, chunk) ? { draft } : {};
}

/** The answers so far were paid for: the next run goes on from them. */
async function keepDraft(job: Job, progress: Progress, draft: ChunkDraft): Promise<void> {
  const { tools, work, run } = job;
  const manifest = manifestNow(job, progress);
  const fault = await tools.checkpointer.saveDraft(
    work.show.slug,
    work.episode.id,
    manifest,
    draft,
  );
  if (fault !== undefined) {
    run.ports.log.warning(`An answered part could not be kept: ${toldWithCode(fault)}`);
  }
}

/**
 * The manifest for what is about to be saved. Chunks of another rendition go to their new places
 * together with the first that is: until then they are found where they were.
 */
function manifestNow(job: Job, progress: Progress): Manifest {
  const { tools, work } = job;
  const manifest = manifestOf(job.rendition, job.targetSec, job.pinned);
  if (!progress.isWritten) {
    progress.isWritten = true;
    const moved = { chunks: job.kept.values(), drafts: job.drafts.values() };
    tools.checkpointer.move(work.show.slug, work.episode.id, manifest, moved);
  }
  return manifest;
}

/** A full disk, or a stop, ends the episode as any other outcome of a chunk does. */
async function withoutFaults(
  run: RunContext,
  work: () => Promise<ChunkOutcome>,
): Promise<ChunkOutcome> {
  try {
    const outcome = await unlessAborted(run.signals.soft, work);
    return outcome === 'stopped'
      ? { kind: 'stopped', reason: 'the run is stopping', requests: 0 }
      : outcome;
  } catch (error) {
    if (!isFault(error)) throw error;
    return { kind: 'failed', error: error.problem, retryable: true, requests: 0 };
  }
}

function nameOf({ show, episode }: EpisodeWork): EpisodeName {
  return { show: show.slug, id: episode.id };
}

/** Makes a finished chunk durable before the worker begins another. */
async function keep(job: Job, progress: Progress, transcript: ChunkTranscript): Promise<void> {
  const { run, tools, work } = job;
  const parts = job.plan.chunks.length;
  tools.progress?.part(nameOf(work));
  if (parts > 1) {
    run.ports.log.info(
      `${work.show.title}: ${work.episode.title}: ${progress.chunks.size} of ${counted(parts, 'part')}${job.kept.size > 0 ? `, ${job.kept.size} kept from before` : ''}`,
    );
  }
  const { slug } = work.show;
  const { id } = work.episode;
  const manifest = manifestNow(job, progress);
  if (progress.chunks.size === parts) {
    // The episode is whole: its own commit comes next and makes the last chunks durable.
    tools.checkpointer.hold(slug, id, manifest, transcript);
    return;
  }
  // The rest of the episode is under way: its commit may spare the save.
  const isSoonWhole = progress.begun + job.kept.size >= parts;
  tellUnkept(run, await tools.checkpointer.save(slug, id, manifest, transcript, isSoonWhole));
}

function tellUnkept(run: RunContext, fault: Problem | undefined): void {
  if (fault === undefined) return;
  run.ports.log.warning(`A finished part could not be kept: ${toldWithCode(fault)}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
