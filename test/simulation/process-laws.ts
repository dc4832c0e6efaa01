/** Laws about how a run ends, and about how a life does. */
import type { Execution } from '../../src/pipeline/execute.ts';
import { pacificDay } from '../../src/quota/pacific.ts';
import { readLedger } from '../../src/state/read.ts';
import { isWithin, stateOfEpisode } from './laws.ts';
import { nameOf } from './service.ts';
import { stateOfStretch } from './world.ts';
import type { World } from './world.ts';
import type { Process } from './process.ts';
import type { FaultName } from './weather.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What is under way at the end of the budget may finish within this; then the last commits are made. */
const GRACE_MS = 240_000 + 10 * MINUTE_MS;
/** The runner kills this long after its first signal. */
const STOP_MS = 7_000;

/** Faults that may make a run red: state cannot be read or saved, or nothing works at all. */
const MAY_BE_RED: readonly FaultName[] = [
  'store-open-fails',
  'store-read-fails',
  'store-fails',
  'store-throws',
  'store-half',
  'checkpoints-list-fails',
  'checkpoints-fail',
  'checkpoints-half',
  'disk-full',
];
const MODEL_FAULTS: readonly FaultName[] = [
  'model-overloaded',
  'model-internal',
  'model-timeout',
  'model-network',
  'upload-fails',
];
/** Chunks with good answers of a process of which nothing is kept or committed. */
function lostOf(world: World, process: Process, which: 'all' | 'delivered'): readonly string[] {
  const payments = world.service.payments.filter((payment) => payment.process === process.number);
  const asked = payments.flatMap(({ stretch }) => stretch ?? []);
  const lost = payments
    .filter((payment) => payment.good && (which === 'all' || payment.delivered))
    .flatMap(({ stretch }) => stretch ?? [])
    .filter((stretch) => stateOfStretch(world, stretch) === undefined)
    // Parts of a chunk that are asked for again belong to the chunk that was asked for first.
    .map((stretch) => asked.find((first) => isWithin(stretch, first)) ?? stretch);
  return [...new Set(lost.map(nameOf))];
}

/** A kill costs at most one chunk a worker. */
export function checkKilled(world: World, process: Process): void {
  if (process.overlapped) return;
  const lost = lostOf(world, process, 'all');
  const { concurrency } = world.settings.transcription;
  if (lost.length > concurrency) {
    world.breaches.push(
      `the kill of run ${process.number} cost ${lost.length} chunks of ${concurrency} workers: ${lost.join(', ')}`,
    );
  }
}

/** Laws about a run that came to its end. */
export function checkEnded(
  world: World,
  process: Process,
  ended: {
    readonly result: Execution;
    readonly stoppedAt: number | undefined;
    readonly endedAt: number;
  },
): void {
  const { breaches, settings } = world;
  const say = (words: string): void => {
    breaches.push(`run ${process.number} ${words}`);
  };
  const metOne = (names: readonly FaultName[]): boolean =>
    names.some((name) => process.met.has(name));
  breaches.push(...process.breaches.map((words) => `run ${process.number}: ${words}`));
  if (process.calls.length > 0) say(`left calls behind: ${process.calls.join(', ')}`);
  if (process.timers > 0) say(`left ${process.timers} timers behind`);
  const tookMs = ended.endedAt - process.startedAt;
  const slack = process.met.has('slow') ? 30 * MINUTE_MS : 0;
  // A clock that jumps back makes a wait longer.
  const waitsMs = settings.run.onQuota === 'wait' ? settings.run.maxQuotaWaitMs + HOUR_MS : 0;
  if (tookMs > settings.run.timeBudgetMs + GRACE_MS + slack + waitsMs) {
    say(`took ${Math.round(tookMs / MINUTE_MS)} minutes`);
  }
  if (ended.stoppedAt !== undefined && ended.endedAt - ended.stoppedAt > STOP_MS) {
    say(`ended ${ended.endedAt - ended.stoppedAt} ms after the signal`);
  }
  for (const { code, message } of ended.result.faults) {
    const mayBe =
      // The weather is no bug, and brings out none.
      (metOne(MAY_BE_RED) && code !== 'program-fault') ||
      (code === 'all-feeds-failed' && metOne(['feed-down', 'feed-cut', 'slow'])) ||
      (code.startsWith('model-') && metOne(MODEL_FAULTS));
    if (!mayBe) say(`is red: ${code}: ${message}`);
  }
  if (process.overlapped) return;
  const lost = lostOf(world, process, 'delivered');
  // Where nothing can be saved any more, each worker loses what it had just finished, and says so;
  // so it does when the time of a stop is not enough.
  const unsaved =
    (metOne(['checkpoints-fail', 'slow']) && ended.result.exitCode !== 0) ||
    (metOne(['checkpoints-fail', 'slow']) && ended.stoppedAt !== undefined);
  if (lost.length > (unsaved ? settings.transcription.concurrency : 0)) {
    say(`lost ${lost.length} finished chunks: ${lost.join(', ')} (${[...process.met].join(', ')})`);
  }
}

/** Where nothing went wrong, the ledger counts what the service counted, over all jobs. */
export function checkLedger(world: World): void {
  if (!world.calm) return;
  const path = 'state/quota.json';
  const read = readLedger(path, world.repository.read(path) ?? '');
  if (!read.ok) return;
  const today = pacificDay(world.scheduler.now());
  const served = world.service.servedOn(today);
  for (const { key, model, day, requests } of read.value.entries) {
    const count = served.get(`${key} ${model}`) ?? 0;
    if (day === today && requests !== count) {
      world.breaches.push(
        `the ledger has ${requests} requests of ${count} of ${key} ${model}, ${day}`,
      );
    }
  }
}

/** Laws about the end: everything is done, or failed for good with its reason; nothing is left over. */
export function checkEnd(world: World): void {
  const { repository, breaches, kept, settings } = world;
  for (const episode of world.episodes) {
    const state = stateOfEpisode(repository, episode);
    const name = `episode ${episode.number} (${episode.id})`;
    switch (state?.status) {
      case undefined:
        breaches.push(`${name} was never noticed`);
        break;
      case 'done': {
        const left = [...kept.keys()].filter((key) => key.includes(`/${episode.id}/`));
        if (left.length > 0) breaches.push(`${name} is done and left ${left.join(', ')} behind`);
        break;
      }
      case 'failed':
        if (state.error === undefined) breaches.push(`${name} failed without a reason`);
        if (state.retryable !== false && state.attempts < settings.run.maxAttempts) {
          breaches.push(
            `${name} is not finished: failed ${state.attempts} times, ${state.error?.code}`,
          );
        }
        if (state.retryable === false && !episode.gone) {
          breaches.push(`${name} failed for good: ${state.error?.code}`);
        }
        break;
      case 'discovered':
      case 'in-progress':
      case 'deferred':
      case 'skipped':
        breaches.push(
          `${name} is ${state.status}: ${state.reason ?? ''} ${state.notBefore === undefined ? '' : new Date(state.notBefore).toISOString()}`,
        );
        break;
    }
  }
}
