import { toldWithCode } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Slice } from '../plan/types.ts';
import type { Choice } from '../quota/choose.ts';
import { runAllowance } from '../quota/backoff.ts';
import type { ReportNamed } from '../render/report-types.ts';
import { shareOfWrites } from '../quota/writes.ts';
import { makeCheckpointer } from './checkpointer.ts';
import type { Checkpointer } from './checkpointer.ts';
import { claimNames } from './claim-names.ts';
import { makeCommitter } from './committer.ts';
import type { Committer } from './committer.ts';
import { chunkSecOf, planParts, withChunkLength } from './chunk-length.ts';
import type { ChunkLength } from '../plan/chunk-length.ts';
import type { RunContext } from './context.ts';
import { makeDispatcher } from './dispatch.ts';
import type { Dispatcher, DispatcherOptions } from './dispatch-types.ts';
import { eligibleNow, gather } from './gather.ts';
import type { Gathered } from './gather.ts';
import type { Eligible } from '../plan/eligible.ts';
import { finishRun } from './finish-run.ts';
import { modelsOf } from './models.ts';
import { checkNames, sayNotTaken } from './named-episodes.ts';
import { makeRepairAllowance } from './repair-allowance.ts';
import type { RunModel } from './models.ts';
import { withProgress } from './progress.ts';
import { planNow } from './plan-now.ts';
import { probeKeys } from './probe-keys.ts';
import { savePlan } from './save-plan.ts';
import { sharesByDay } from './shares.ts';
import type { Shares } from './shares.ts';
import { sayPlan } from './say-plan.ts';
import { sayKeys, unableToServe } from './say-keys.ts';
import type { ServiceHolder } from './service-state.ts';
import type { Stopper } from './signals.ts';
import { isCutOff } from './stopping.ts';
import { makeTurns } from './turns.ts';
import type { Turns, TurnsOptions } from './turns.ts';
import { makeQuotaWait } from './wait-for-quota.ts';
import { workOnSlice } from './work-slice.ts';
import type { Worked } from './work-slice.ts';
import { makeWriteAccount } from './write-account.ts';
import type { WriteAccount } from './write-account.ts';

/** Where jobs share the writes, a finished chunk waits no longer than this for others to be kept with it. */
const PATIENCE_MS = 60_000;

/** Everything that a run has found, planned and done: what its report is made from. */
export interface RunStory {
  readonly run: RunContext;
  readonly gathered: Gathered;
  readonly eligible: Eligible;
  readonly slice: Slice;
  /** How long the parts of episodes that begin now are, and why. */
  readonly parts: ChunkLength;
  readonly models: readonly RunModel[];
  readonly service: ServiceHolder;
  readonly committer: Committer;
  readonly worked: Worked;
  /** Episodes that the user named and that are not taken. */
  readonly named: readonly ReportNamed[];
  /** What a request of one chunk would have met when the run was planned. */
  readonly outlook: Choice;
  /** What stopped the whole run, and what could not be saved. */
  readonly fault?: Problem;
  /** Why the run ended early; undefined when it did not. */
  readonly stopped?: string;
}

/**
 * Conducts one run: reads state and feeds, plans the slice, works on it, commits what is finished
 * as it finishes, and ends with the shared files. Quota, the time budget and stop signals are not
 * failures: what they leave is picked up by the next run.
 *
 * @throws Fault when state cannot be read, or no episode that was named is known; nothing has been
 *   written then.
 */
export async function conductRun(begun: RunContext, stopper: Stopper): Promise<RunStory> {
  const gathered = await gather(begun);
  const unknown = checkNames(begun, gathered);
  const { service, http } = gathered;
  const opened: RunContext = { ...begun, ports: { ...begun.ports, http } };
  const { settings } = opened;
  const models = modelsOf(settings, service, opened.startedAt);
  const account = accountOf(opened);
  const checkpointer = await openCheckpoints(opened, {
    account,
    gathered,
    stopper,
    turns: () => turns,
  });
  const turns = openTurns(opened, checkpointer, {
    sure: () => sure,
    abreast: () => dispatcher.abreast(chunkSecOf(run.settings)),
  });
  const committer = openCommitter(opened, service, account);
  if (opened.mode !== 'dry-run') await claimNames(opened, gathered.discovery.shows, committer);
  const shares = sharesByDay(opened, service, models);
  const dispatcher = openDispatcher(opened, committer, {
    service,
    models,
    shares,
    maxRequests: () => runAllowance(requestsOf(slice)),
  });
  const given = { run: opened, gathered, service, models, dispatcher, checkpointer };
  const { outlook, eligible } = await lookAhead(given);
  const parts = planParts({ run: opened, gathered, eligible, service, models });
  // From here on everything goes by the length that was decided.
  const run: RunContext = { ...opened, settings: withChunkLength(settings, parts) };
  const { slice, sure } = planNow({ run, eligible, dispatcher, service, models, shares });
  sayPlan(run, gathered, { slice, parts });
  const named = [...unknown, ...sayNotTaken(run, gathered, eligible)];
  const story = {
    run,
    gathered,
    eligible,
    slice,
    parts,
    models,
    service,
    committer,
    outlook,
    named,
  };
  if (run.mode === 'dry-run') return { ...story, worked: NOTHING };
  // Known before anything is fetched or written: a run that cannot send one request does not begin.
  const hasWork = slice.taken.length + slice.left.length > 0;
  const unable = hasWork ? unableToServe(outlook) : undefined;
  if (unable !== undefined) return { ...story, worked: NOTHING, fault: unable };
  return await carryOut(story, { stopper, dispatcher, checkpointer, turns, shares });
}

/** Does what was planned, from the commit of the plan to that of the end. */
async function carryOut(
  story: Omit<RunStory, 'worked'>,
  by: {
    readonly stopper: Stopper;
    readonly dispatcher: Dispatcher;
    readonly checkpointer: Checkpointer;
    readonly turns: Turns;
    readonly shares: Shares;
  },
): Promise<RunStory> {
  const { run, gathered, slice, models, service, committer } = story;
  const { stopper, dispatcher, checkpointer, turns, shares } = by;
  const planned = await savePlan(run, gathered, slice, committer);
  if (planned !== undefined) return concluded({ ...story, worked: NOTHING }, stopper, [planned]);
  const repairs = makeRepairAllowance(run, { service, models, runs: gathered.state.runs });
  const tools = { dispatcher, checkpointer, repairs };
  const worked = await withProgress({ run, gathered, slice, service, models, shares }, (told) =>
    keptWhatever({ run, checkpointer, committer }, () =>
      workOnSlice({
        run,
        stopper,
        gathered,
        slice,
        committer,
        turns,
        tools: { ...tools, ...told },
      }),
    ),
  );
  const unkept = await checkpointer.flush();
  // Where saving is what failed, another try would fail the same.
  const ending = { run, gathered, worked, service, models, committer, repairs: repairs.taken() };
  const unsaved = worked.unsaved ?? (await finishRun(ending));
  return concluded({ ...story, worked }, stopper, [worked.fault, unsaved, unkept]);
}

/** What can be asked now, and of which episodes; keys that are all off are tried first, if there is work. */
async function lookAhead(given: {
  readonly run: RunContext;
  readonly gathered: Gathered;
  readonly service: ServiceHolder;
  readonly models: readonly RunModel[];
  readonly dispatcher: Dispatcher;
  readonly checkpointer: Checkpointer;
}): Promise<Pick<RunStory, 'outlook' | 'eligible'>> {
  const { run, gathered, service, models, dispatcher, checkpointer } = given;
  const look = (): Pick<RunStory, 'outlook' | 'eligible'> => {
    const outlook = dispatcher.outlook(chunkSecOf(run.settings));
    const counts = checkpointer.counts();
    return { outlook, eligible: eligibleNow(run, gathered, counts, outlook.kind === 'use') };
  };
  const seen = look();
  const { byShow, waiting } = seen.eligible;
  const hasWork = waiting.length > 0 || byShow.some((some) => some.length > 0);
  const mended = hasWork && run.mode !== 'dry-run' && (await probeKeys(run, service, models));
  sayKeys(run, service, models);
  return mended ? look() : seen;
}

/** The story with its end: what a stop cut off is told, and is no fault. */
function concluded(
  story: Omit<RunStory, 'fault' | 'stopped'>,
  stopper: Stopper,
  problems: readonly (Problem | undefined)[],
): RunStory {
  const stopped = stopper.reason();
  const known = problems.filter((one) => one !== undefined);
  const fault = known.find((one) => !isCutOff(one));
  const [cutOff] = known;
  if (fault === undefined && cutOff !== undefined)
    story.run.ports.log.warning(toldWithCode(cutOff));
  return {
    ...story,
    ...(fault === undefined ? {} : { fault }),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

/** A bug ends the run; what was paid for is kept first, and what was spent is written down. */
async function keptWhatever<T>(
  { run, checkpointer, committer }: SavedBy,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await checkpointer.flush();
    await saveQuota(run, committer, 'Note the quota that was used');
    throw error;
  }
}

/** What a run is saved with. */
interface SavedBy {
  readonly run: RunContext;
  readonly checkpointer: Checkpointer;
  readonly committer: Committer;
}

function openDispatcher(
  run: RunContext,
  committer: Committer,
  given: Pick<DispatcherOptions, 'service' | 'models' | 'shares'> &
    Required<Pick<DispatcherOptions, 'maxRequests'>>,
): Dispatcher {
  return makeDispatcher({
    run,
    ...given,
    waitForQuota: makeQuotaWait(run, () =>
      // A wait may last for hours and end with the machine.
      saveQuota(run, committer, 'Note the quota before waiting for it'),
    ),
  });
}

function openTurns(
  { settings, signals }: RunContext,
  checkpointer: Checkpointer,
  outlook: Required<Pick<TurnsOptions, 'sure' | 'abreast'>>,
): Turns {
  return makeTurns({
    concurrency: settings.transcription.concurrency,
    waiting: () => checkpointer.held(),
    soft: signals.soft,
    onEnd: () => checkpointer.look(),
    sure: outlook.sure,
    // One more than can be served stands by, so that the service need not wait for us.
    abreast: () => outlook.abreast() + 1,
  });
}

/** What this job may write. A folder takes as much as comes. */
function accountOf({ ports, shard }: RunContext): WriteAccount {
  const isFree = ports.store.isUncounted === true;
  return makeWriteAccount(ports.clock, isFree ? { minIntervalMs: 0 } : shareOfWrites(shard.count));
}

function openCommitter(
  { ports, signals }: RunContext,
  service: ServiceHolder,
  account: WriteAccount,
): Committer {
  return makeCommitter({
    store: ports.store,
    log: ports.log,
    shared: service.changes,
    signal: signals.last,
    pace: { account, clock: ports.clock, soft: signals.soft },
  });
}

async function openCheckpoints(
  run: RunContext,
  given: {
    readonly account: WriteAccount;
    readonly gathered: Gathered;
    readonly stopper: Stopper;
    readonly turns: () => Turns;
  },
): Promise<Checkpointer> {
  const { ports, signals, shard } = run;
  const { account, gathered, stopper, turns } = given;
  const checkpointer = await makeCheckpointer({
    checkpoints: ports.checkpoints,
    clock: ports.clock,
    log: ports.log,
    account,
    ...(shard.count === 1 || ports.store.isUncounted === true
      ? {}
      : {
          together: {
            isAll: (waiting: number) => waiting >= turns().active(),
            patienceMs: PATIENCE_MS,
          },
        }),
    soft: signals.soft,
    last: signals.last,
    // What cannot be kept must not be paid for.
    onFault: (fault) => stopper.stopSoon(fault.message),
    onDrop: () => turns().look(),
  });
  // A run that was killed between an episode's commit and its tidying left its chunks behind.
  checkpointer.sweep((show, id) => isOver(gathered, show, id));
  return checkpointer;
}

/** True for an episode whose finished chunks nobody needs any more. */
function isOver(gathered: Gathered, slug: string, id: string): boolean {
  const show = gathered.discovery.shows.find(({ facts }) => facts.slug === slug);
  const status = show?.state.episodes[id]?.status;
  return status === 'done' || status === 'skipped';
}

const NOTHING: Worked = { episodes: [], fault: undefined, unsaved: undefined };

/** Commits what is known of quota and of breakers. */
async function saveQuota(run: RunContext, committer: Committer, subject: string): Promise<void> {
  const outcome = await committer.submit({ subject, line: subject, files: [] });
  if (outcome.kind === 'failed') {
    run.ports.log.warning(
      `What is known of the quota was not saved: ${toldWithCode(outcome.error)}`,
    );
  }
}

/** Requests that the slice is expected to need. */
function requestsOf(slice: Slice): number {
  return slice.taken.reduce((sum, one) => sum + one.requests, 0);
}
