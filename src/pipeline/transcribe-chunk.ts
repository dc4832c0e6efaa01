import type { Chunk, ChunkPlan } from '../audio/types.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Episode } from '../feed/types.ts';
import type { ModelReply, ScratchFile } from '../ports.ts';
import { episodeAllowance } from '../quota/backoff.ts';
import { classifyReply } from '../quota/classify.ts';
import { checkChunk } from '../transcript/check.ts';
import type { ChunkCheck } from '../transcript/check.ts';
import { maxOutputTokens, profileOf } from '../transcript/profiles.ts';
import { PROMPT_VERSION, buildPrompt } from '../transcript/prompt.ts';
import { readReply } from '../transcript/read-reply.ts';
import type { ChunkTranscript, Segment, TokenUsage } from '../transcript/types.ts';
import type { RunContext } from './context.ts';
import type { CallOutcome, Deferred, Dispatcher, ModelJob } from './dispatch-types.ts';
import type { ShowFacts } from './episode-types.ts';

/** One chunk to transcribe. */
export interface ChunkWork {
  readonly show: ShowFacts;
  readonly episode: Episode;
  readonly plan: ChunkPlan;
  readonly chunk: Chunk;
  /** The whole rendition; the chunk is cut from it. */
  readonly source: ScratchFile;
  /** Chunks that are there already, by index: the one before gives its last words as context. */
  readonly finished: ReadonlyMap<number, ChunkTranscript>;
}

/** What became of a chunk; `requests` counts what was sent for it in this run. */
export type ChunkOutcome = { readonly requests: number } & (
  | { readonly kind: 'done'; readonly transcript: ChunkTranscript }
  | Deferred
  | {
      readonly kind: 'failed';
      readonly error: Problem;
      readonly retryable: boolean;
      readonly evidence?: string;
    }
  | { readonly kind: 'stopped'; readonly reason: string }
);

/** Answers to one chunk that are looked at before the best of them is judged. */
const MAX_ANSWERS = 3;

interface Answer {
  readonly reply: ModelReply;
  readonly model: string;
  readonly segments: readonly Segment[];
  readonly check: ChunkCheck;
}

/** Cuts one chunk from the rendition, has it transcribed and checks the answer against the audio. */
export async function transcribeChunk(
  run: RunContext,
  dispatcher: Dispatcher,
  work: ChunkWork,
): Promise<ChunkOutcome> {
  const { scratch } = run.ports;
  const { chunk, episode } = work;
  const file = scratch.file(
    `${work.show.slug}-${episode.id}-${chunk.index}.${extensionOf(chunk.mimeType)}`,
  );
  await scratch.assemble(file, work.source, chunk.pieces);
  try {
    return await askUntilGood(run, dispatcher, work, file);
  } finally {
    await scratch.remove(file);
  }
}

async function askUntilGood(
  run: RunContext,
  dispatcher: Dispatcher,
  work: ChunkWork,
  file: ScratchFile,
): Promise<ChunkOutcome> {
  const answers: Answer[] = [];
  const without: string[] = [];
  let requests = 0;
  while (answers.length < MAX_ANSWERS) {
    const outcome = await dispatcher.call(jobOf(run, work, file, without));
    requests += outcome.requests;
    if (outcome.kind !== 'reply') {
      const best = bestOf(answers);
      // A later try that could not be served does not take away an answer that is good enough.
      if (best !== undefined && isGoodEnough(run, best)) return done(work, best, answers, requests);
      return endOf(outcome, requests);
    }
    const answer = judge(work, outcome);
    answers.push(answer);
    if (answer.check.verdict === 'good' || isGoodEnough(run, answer)) {
      return done(work, answer, answers, requests);
    }
    run.ports.log.debug(
      `${labelOf(work)}: answer ${answers.length} of ${outcome.model} is not good: ${answer.check.faults.map((fault) => fault.kind).join(', ')}`,
    );
    // What one model refuses or mangles twice, another one often answers.
    const kind = classifyReply(outcome.reply);
    const again = answers.filter((one) => one.model === outcome.model).length < 2;
    if (!again || (kind !== 'ok' && kind !== 'cut' && kind !== 'empty'))
      without.push(outcome.model);
    if (run.settings.models.every((model) => without.includes(model))) break;
  }
  const best = bestOf(answers);
  if (best !== undefined && isGoodEnough(run, best)) return done(work, best, answers, requests);
  return failure(work, answers, requests);
}

function jobOf(
  run: RunContext,
  work: ChunkWork,
  file: ScratchFile,
  without: readonly string[],
): ModelJob {
  const { chunk, show, episode, plan } = work;
  const durationSec = chunk.endSec - chunk.startSec;
  const before = work.finished.get(chunk.index - 1)?.segments.at(-1)?.text;
  const roster = [
    ...new Set(
      [...work.finished.values()].flatMap((one) => one.segments.flatMap((s) => s.speaker ?? [])),
    ),
  ];
  const prompt = buildPrompt({
    show: {
      title: show.title,
      ...(show.description === undefined ? {} : { description: show.description }),
    },
    episode: {
      title: episode.title,
      ...(episode.description === undefined ? {} : { description: episode.description }),
    },
    ...(show.language === undefined ? {} : { language: show.language }),
    people: [...show.people, ...episode.people],
    vocabulary: show.vocabulary,
    chunk: {
      index: chunk.index,
      count: plan.chunks.length,
      startSec: chunk.startSec,
      durationSec,
    },
    ...(before === undefined ? {} : { previousTail: before }),
    ...(roster.length === 0 ? {} : { roster }),
  });
  return {
    label: labelOf(work),
    file,
    bytes: chunk.bytes,
    mimeType: chunk.mimeType,
    durationSec,
    ...prompt,
    maxOutputTokens: (model) => maxOutputTokens(durationSec, profileOf(model)),
    thinkingLevel: (model) => profileOf(model).thinkingLevel,
    without,
    episode: `${show.slug}/${episode.id}`,
    maxRequests: Math.min(
      run.settings.transcription.maxRequestsPerEpisode,
      episodeAllowance(plan.chunks.length),
    ),
  };
}

function judge(work: ChunkWork, outcome: Extract<CallOutcome, { kind: 'reply' }>): Answer {
  const { chunk, plan } = work;
  const durationSec = chunk.endSec - chunk.startSec;
  const reading = readReply(outcome.reply.text, { durationSec, startSec: chunk.startSec });
  const from = Math.floor(chunk.startSec / plan.loudness.stepSec);
  const to = Math.ceil(chunk.endSec / plan.loudness.stepSec);
  const check = checkChunk({
    reading,
    text: outcome.reply.text,
    durationSec,
    loudness: {
      stepSec: plan.loudness.stepSec,
      levels: plan.loudness.levels.subarray(from, to),
    },
    finishReason: outcome.reply.finishReason,
    ...(outcome.reply.blockReason === undefined ? {} : { blockReason: outcome.reply.blockReason }),
    ...(work.show.language === undefined ? {} : { language: work.show.language }),
  });
  return { reply: outcome.reply, model: outcome.model, segments: reading.segments, check };
}

function bestOf(answers: readonly Answer[]): Answer | undefined {
  return answers.toSorted((a, b) => b.check.coverage - a.check.coverage)[0];
}

/** Never below the configured coverage: such a chunk fails its episode rather than pass for whole. */
function isGoodEnough(run: RunContext, answer: Answer): boolean {
  return (
    answer.segments.length > 0 &&
    answer.check.acceptable &&
    answer.check.coverage >= run.settings.transcription.coverage
  );
}

function done(
  work: ChunkWork,
  answer: Answer,
  answers: readonly Answer[],
  requests: number,
): ChunkOutcome {
  const { chunk } = work;
  const { modelVersion } = answer.reply;
  return {
    kind: 'done',
    requests,
    transcript: {
      index: chunk.index,
      startSec: chunk.startSec,
      endSec: chunk.endSec,
      segments: answer.segments,
      model: answer.model,
      ...(modelVersion === undefined ? {} : { modelVersion }),
      promptVersion: PROMPT_VERSION,
      finishReason: answer.reply.finishReason,
      usage: sumUsage(answers.map((one) => one.reply.usage)),
      requests,
      coverage: Math.round(answer.check.coverage * 1_000) / 1_000,
      warnings: answer.check.faults.map((fault) => `part ${chunk.index + 1}: ${fault.detail}`),
    },
  };
}

function sumUsage(usages: readonly TokenUsage[]): TokenUsage {
  return usages.reduce(
    (sum, one) => ({
      prompt: sum.prompt + one.prompt,
      output: sum.output + one.output,
      thoughts: sum.thoughts + one.thoughts,
    }),
    { prompt: 0, output: 0, thoughts: 0 },
  );
}

function failure(work: ChunkWork, answers: readonly Answer[], requests: number): ChunkOutcome {
  const faults = [...new Set(answers.flatMap((one) => one.check.faults.map((f) => f.detail)))];
  return {
    kind: 'failed',
    requests,
    error: problem(
      'chunk-not-whole',
      `${labelOf(work)}: ${answers.length} answers, none of them whole: ${faults.slice(0, 5).join('; ')}.`,
      'The replies are in the run report. Retry with the mode retry-failed, or add another model to the configuration.',
    ),
    retryable: true,
    evidence: answers
      .map((one) => `# ${one.model}, ${one.reply.finishReason}\n${one.reply.text}`)
      .join('\n\n'),
  };
}

function endOf(outcome: Exclude<CallOutcome, { kind: 'reply' }>, requests: number): ChunkOutcome {
  switch (outcome.kind) {
    case 'too-long':
      return { kind: 'failed', error: outcome.error, retryable: false, requests };
    case 'deferred': {
      const { notBefore, reason, cause } = outcome;
      return { kind: 'deferred', notBefore, reason, cause, requests };
    }
    case 'failed':
      return { kind: 'failed', error: outcome.error, retryable: outcome.retryable, requests };
    case 'stopped':
      return { kind: 'stopped', reason: outcome.reason, requests };
  }
}

function labelOf(work: ChunkWork): string {
  return `${work.show.title}: ${work.episode.title}, part ${work.chunk.index + 1} of ${work.plan.chunks.length}`;
}

function extensionOf(mimeType: string): string {
  return mimeType.replace(/^audio\//u, '');
}
