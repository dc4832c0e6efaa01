import type { Chunk } from '../audio/types.ts';
import { problem } from '../base/outcome.ts';
import type { ScratchFile } from '../ports.ts';
import { sliceLoudness } from '../transcript/activity.ts';
import { handOn } from '../transcript/hand-on.ts';
import type { HandedOn } from '../transcript/hand-on.ts';
import { promptVersionOf } from '../transcript/prompt.ts';
import {
  abandoned,
  beginRepair,
  nextAction,
  takeAnswer,
  takeFailure,
} from '../transcript/repair.ts';
import type {
  RepairAsk,
  RepairResult,
  RepairState,
  RepairTask,
} from '../transcript/repair-types.ts';
import type { Told, TokenUsage } from '../transcript/types.ts';
import {
  canBeHeard,
  evidenceOf,
  extensionOf,
  jobOf,
  labelOf,
  languagesOfChunk,
  wordsOf,
} from './chunk-job.ts';
import type {
  ChunkDraft,
  ChunkOutcome,
  ChunkSpent,
  ChunkWork,
  RepairAllowance,
} from './chunk-types.ts';
import type { RunContext } from './context.ts';
import type { CallOutcome, Dispatcher } from './dispatch-types.ts';

/** Requests for one chunk, repairs and halves included; then it stays as it is, and is marked. */
const MAX_REQUESTS = 12;
/** Characters of replies that are kept as evidence of a failure. */
const MAX_EVIDENCE = 200_000;

/** What a chunk's transcription is given beside the chunk. */
export interface ChunkTools {
  readonly dispatcher: Dispatcher;
  readonly repairs: RepairAllowance;
}

/** One chunk while it is worked on. */
interface Session {
  readonly run: RunContext;
  readonly tools: ChunkTools;
  readonly work: ChunkWork;
  repair: RepairState;
  spent: ChunkSpent | undefined;
  told: Told | undefined;
  /** Requests of this run. */
  requests: number;
  evidence: string;
}

/**
 * Has one chunk transcribed, checks every answer against the chunk's own audio, and asks again for
 * the parts that are bad, and only for them. What nobody could write down is marked in the words.
 */
export async function transcribeChunk(
  run: RunContext,
  tools: ChunkTools,
  work: ChunkWork,
): Promise<ChunkOutcome> {
  const task = taskOf(run, work);
  const session: Session = {
    run,
    tools,
    work,
    repair: work.draft === undefined ? beginRepair(task) : { ...work.draft.repair, task },
    spent: work.draft?.spent,
    told: work.draft?.told,
    requests: 0,
    evidence: '',
  };
  for (;;) {
    const action = nextAction(session.repair);
    if (action.kind === 'finished') return finished(session, action.result);
    if (!action.first && !tools.repairs.take()) return outOfRepairs(session);
    const ended = await askOnce(session, action);
    if (ended !== undefined) return ended;
  }
}

function taskOf(run: RunContext, work: ChunkWork): RepairTask {
  const { chunk, plan, show, episode } = work;
  const languages = languagesOfChunk(work);
  return {
    startSec: chunk.startSec,
    durationSec: chunk.endSec - chunk.startSec,
    loudness: sliceLoudness(plan.loudness, chunk.startSec, chunk.endSec),
    models: run.settings.models,
    maxRequests: MAX_REQUESTS,
    ...(languages.length === 0 ? {} : { language: languages }),
    names: [...show.people, ...episode.people].map(({ name }) => name),
  };
}

/** One request for the chunk or a part of it; its end when the chunk cannot go on. */
async function askOnce(session: Session, wanted: RepairAsk): Promise<ChunkOutcome | undefined> {
  const { run, tools, work } = session;
  const { chunk, plan } = work;
  const cut = wanted.first
    ? chunk
    : plan.cutOut?.(chunk.startSec + wanted.startSec, chunk.startSec + wanted.endSec, chunk);
  if (cut === undefined) {
    session.repair = takeFailure(session.repair, wanted, '');
    return undefined;
  }
  // A part's edges move to pauses: what is asked about is what was cut.
  const ask: RepairAsk = {
    ...wanted,
    startSec: cut.startSec - chunk.startSec,
    endSec: cut.endSec - chunk.startSec,
  };
  // A part that was begun for another model may be more than those that are left take.
  const others = run.settings.models.some((model) => !ask.avoid.includes(model));
  if (others && !canBeHeard(run, ask.endSec - ask.startSec, ask.avoid)) {
    session.repair = tooLong(session, ask);
    return undefined;
  }
  const handed = handOnTo(session, wanted.first);
  const before = wanted.first ? handed.tail : wanted.previousTail;
  return await withSlice(session, cut, async (file) => {
    const job = jobOf(run, work, {
      cut,
      file,
      without: wanted.avoid,
      roster: handed.roster,
      ...(before === undefined ? {} : { previousTail: before }),
    });
    const outcome = await tools.dispatcher.call(job);
    session.requests += outcome.requests;
    if (outcome.kind !== 'reply') return withoutReply(session, ask, outcome);
    const text = wordsOf(outcome.reply, session.repair.segments, ask);
    take(session, outcome, text);
    session.repair = takeAnswer(session.repair, ask, {
      model: outcome.model,
      text,
      finishReason: outcome.reply.finishReason,
      ...(outcome.reply.blockReason === undefined
        ? {}
        : { blockReason: outcome.reply.blockReason }),
      ...(outcome.reply.transcription === undefined
        ? { promptText: `${job.systemInstruction}\n${job.prompt}` }
        : {}),
    });
    return undefined;
  });
}

/** What is known of the voices before, for one request; it is remembered what was told. */
function handOnTo(session: Session, isFirst: boolean): HandedOn {
  const { work, repair, told } = session;
  const heard = { chunks: work.finished.values(), index: work.chunk.index, own: repair.segments };
  const handed = handOn({ ...heard, labels: told?.labels ?? {} }, evidenceOf(work));
  const isTail = isFirst ? handed.tail !== undefined : told?.isTail === true;
  if (isTail || Object.keys(handed.labels).length > 0) {
    session.told = { isTail, labels: handed.labels };
  }
  return handed;
}

/** A model that is asked by fields alone was told nothing, whatever the words of the request. */
function toldOf({ told, spent }: Session): { readonly told?: Told } {
  const isTold = spent !== undefined && promptVersionOf(spent.model) !== 'none';
  return told === undefined || !isTold ? {} : { told };
}

async function withSlice<T>(
  session: Session,
  cut: Chunk,
  use: (file: ScratchFile) => Promise<T>,
): Promise<T> {
  const { run, work } = session;
  const { scratch } = run.ports;
  const name = `${work.show.slug}-${work.episode.id}-${work.chunk.index}`;
  const file = scratch.file(`${name}.${extensionOf(cut.mimeType)}`);
  await scratch.assemble(file, work.source, cut.pieces);
  try {
    return await use(file);
  } finally {
    await scratch.remove(file);
  }
}

/** Counts what an answer took. */
function take(
  session: Session,
  outcome: Extract<CallOutcome, { kind: 'reply' }>,
  text: string,
): void {
  const { reply, model } = outcome;
  const before = session.spent;
  const { modelVersion } = before ?? reply;
  session.spent = {
    requests: (before?.requests ?? 0) + outcome.requests,
    usage: before === undefined ? reply.usage : sumUsage(before.usage, reply.usage),
    model: before?.model ?? model,
    ...(modelVersion === undefined ? {} : { modelVersion }),
    finishReason: before?.finishReason ?? reply.finishReason,
  };
  const said = `# ${model}, ${reply.finishReason}\n${text}\n\n`;
  session.evidence = (session.evidence + said).slice(0, MAX_EVIDENCE);
}

function sumUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    prompt: a.prompt + b.prompt,
    output: a.output + b.output,
    thoughts: a.thoughts + b.thoughts,
  };
}

/** A request that got no answer: the chunk waits with what it has, or goes on without that part. */
function withoutReply(
  session: Session,
  ask: RepairAsk,
  outcome: Exclude<CallOutcome, { kind: 'reply' }>,
): ChunkOutcome | undefined {
  const { requests } = session;
  switch (outcome.kind) {
    case 'too-long':
      session.repair = tooLong(session, ask);
      return undefined;
    case 'deferred': {
      const { notBefore, reason, cause } = outcome;
      return { kind: 'deferred', notBefore, reason, cause, requests, ...draftOf(session) };
    }
    case 'stopped':
      return { kind: 'stopped', reason: outcome.reason, requests, ...draftOf(session) };
    case 'failed':
      if (session.spent === undefined) {
        return { kind: 'failed', error: outcome.error, retryable: outcome.retryable, requests };
      }
      // What is there was paid for: the rest is given up, and marked.
      session.repair = abandoned(session.repair);
      return undefined;
  }
}

/** As if the answer had met its limit: the audio is halved. */
function tooLong(session: Session, ask: RepairAsk): RepairState {
  const [model = ''] = session.run.settings.models;
  return takeAnswer(session.repair, ask, { model, text: '', finishReason: 'MAX_TOKENS' });
}

/** What was paid for and is not finished. */
function draftOf(session: Session): { readonly draft?: ChunkDraft } {
  const { work, spent, repair } = session;
  if (spent === undefined) return {};
  const { index, startSec, endSec } = work.chunk;
  const { task: _task, ...rest } = repair;
  return { draft: { index, startSec, endSec, repair: rest, spent, ...toldOf(session) } };
}

/** The day's repairs are used up: a chunk that is good enough stays as it is, another one waits. */
function outOfRepairs(session: Session): ChunkOutcome {
  const end = nextAction(abandoned(session.repair));
  if (
    end.kind === 'finished' &&
    end.result.coverage >= session.run.settings.transcription.coverage
  ) {
    return finished(session, end.result);
  }
  return {
    kind: 'deferred',
    notBefore: session.tools.repairs.renewedAt(),
    reason: "repairs have taken their quarter of the day's requests",
    cause: 'quota',
    requests: session.requests,
    ...draftOf(session),
  };
}

function finished(session: Session, result: RepairResult): ChunkOutcome {
  const { work, spent, requests } = session;
  const { chunk } = work;
  if (
    spent === undefined ||
    (result.segments.length === 0 && result.speechSec > 0 && result.coverage === 0)
  ) {
    return {
      kind: 'failed',
      requests,
      error: problem(
        'chunk-not-whole',
        `${labelOf(work)}: no answer could be used: ${result.warnings.slice(0, 3).join('; ')}.`,
        'The replies are in the run report. Retry with the mode retry-failed, or add another model to the configuration.',
      ),
      retryable: true,
      evidence: session.evidence,
    };
  }
  return {
    kind: 'done',
    requests,
    ...(result.missing.length === 0 ? {} : { evidence: session.evidence }),
    transcript: {
      index: chunk.index,
      startSec: chunk.startSec,
      endSec: chunk.endSec,
      segments: result.segments,
      model: spent.model,
      ...(spent.modelVersion === undefined ? {} : { modelVersion: spent.modelVersion }),
      promptVersion: promptVersionOf(spent.model),
      finishReason: spent.finishReason,
      usage: spent.usage,
      requests: spent.requests,
      coverage: Math.round(result.coverage * 1_000) / 1_000,
      speechSec: Math.round(result.speechSec * 10) / 10,
      repairs: result.repairs,
      missing: result.missing.map(({ startSec, endSec }) => ({
        startSec: chunk.startSec + startSec,
        endSec: chunk.startSec + endSec,
      })),
      warnings: result.warnings,
      ...toldOf(session),
    },
  };
}
