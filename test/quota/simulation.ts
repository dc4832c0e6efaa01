import { backoffMs } from '../../src/quota/backoff.ts';
import { choose } from '../../src/quota/choose.ts';
import type { ModelChoice } from '../../src/quota/choose.ts';
import { classify } from '../../src/quota/classify.ts';
import { emptyLedger, reserve, settleFault, settleReply } from '../../src/quota/ledger.ts';
import type { Reservation } from '../../src/quota/ledger.ts';
import { nextPacificMidnight } from '../../src/quota/pacific.ts';
import { Ledger } from '../../src/quota/types.ts';
import type { Served, Service } from './service-model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A chunk of ten minutes of audio: 19,200 tokens and its prompt. */
export const CHUNK_TOKENS = 20_000;

/** What is simulated: a backlog, worked through by scheduled runs on a virtual clock. */
export interface Simulation {
  readonly service: Service;
  readonly keys: readonly string[];
  readonly models: readonly ModelChoice[];
  readonly chunks: number;
  /** Epoch ms; days are counted from its Pacific day. */
  readonly start: number;
  readonly concurrency: number;
  readonly budgetMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Kills the run this many ms after its start; what was not stored is lost. */
  readonly killAfterMs?: (run: number) => number | undefined;
}

/** What came of it. */
export interface Simulated {
  /** When the last chunk was finished, epoch ms. */
  readonly doneAt: number;
  readonly ledger: Ledger;
  readonly runs: number;
  /** Answers paid for, by chunk. */
  readonly paid: readonly number[];
  /** Runs that ended because no pair could ever serve. */
  readonly red: number;
  /** Deferrals whose moment was in the past, or further away than the next reset. */
  readonly badDeferrals: number;
  /** The longest wait inside a run, ms. */
  readonly longestWaitMs: number;
  /** Requests sent after the run's budget could not hold them. */
  readonly late: number;
}

interface World {
  ledger: Ledger;
  /** As last stored: chunks that are not done. */
  pending: number[];
  paid: number[];
  doneAt: number;
  red: number;
  badDeferrals: number;
  longestWaitMs: number;
  late: number;
}

/** Runs four times a day until the backlog is done. Stops after 400 days, done or not. */
export function simulate(simulation: Simulation): Simulated {
  const { start, chunks } = simulation;
  const world: World = {
    ledger: emptyLedger(),
    pending: Array.from({ length: chunks }, (_, chunk) => chunk),
    paid: Array.from({ length: chunks }, () => 0),
    doneAt: 0,
    red: 0,
    badDeferrals: 0,
    longestWaitMs: 0,
    late: 0,
  };
  let runs = 0;
  let free = start;
  for (const at of schedule(start, simulation.random)) {
    if (world.pending.length === 0) break;
    // One run at a time: a tick waits for the run before it.
    free = runOnce(simulation, world, { number: runs, startedAt: Math.max(at, free) });
    runs += 1;
  }
  return { ...world, runs };
}

/** Four ticks a day, the first just after Pacific midnight, each up to 20 minutes late. */
function* schedule(start: number, random: () => number): Generator<number> {
  let midnight = start;
  for (let day = 0; day < 400; day += 1) {
    for (const hours of [0, 6, 12, 18]) {
      const at = midnight + hours * HOUR_MS + 7 * MINUTE_MS + random() * 20 * MINUTE_MS;
      if (at >= start) yield Math.floor(at);
    }
    midnight = nextPacificMidnight(midnight);
  }
}

type Task =
  | { readonly kind: 'wake' }
  | {
      readonly kind: 'ended';
      readonly chunk: number;
      readonly served: Served;
      readonly reservation: Reservation;
    };

/** One run over an event queue; returns when it ended. */
function runOnce(
  simulation: Simulation,
  world: World,
  run: { readonly number: number; readonly startedAt: number },
): number {
  const { service, random, concurrency } = simulation;
  const killedAt = run.startedAt + (simulation.killAfterMs?.(run.number) ?? Infinity);
  const ends = run.startedAt + simulation.budgetMs;
  const requestMs = 2 * MINUTE_MS;
  // What a run knows is what was stored before it.
  let ledger = Ledger.parse(JSON.parse(JSON.stringify(world.ledger)));
  const queue = [...world.pending];
  const tasks: { at: number; task: Task }[] = [];
  let now = run.startedAt;
  let underWay = 0;
  let stopped = false;
  let faultsInRow = 0;
  const plan = (at: number, task: Task): void => {
    tasks.push({ at, task });
    tasks.sort((a, b) => a.at - b.at);
  };
  const fill = (): void => {
    while (!stopped && underWay < concurrency && queue.length > 0) {
      const { keys, models } = simulation;
      const deadline = ends - requestMs;
      const inFlight = tasks.flatMap(({ task }) =>
        task.kind === 'ended' ? [task.reservation] : [],
      );
      const tokens = CHUNK_TOKENS;
      const choice = choose({ ledger, keys, models, tokens, now, deadline, inFlight });
      if (choice.kind === 'wait') {
        world.longestWaitMs = Math.max(world.longestWaitMs, choice.untilMs - now);
        const { untilMs } = choice;
        const planned = tasks.some(({ at, task }) => task.kind === 'wake' && at <= untilMs);
        if (!planned) plan(untilMs, { kind: 'wake' });
        return;
      }
      if (choice.kind !== 'use') {
        stopped = true;
        if (choice.kind === 'none') world.red += 1;
        else if (choice.notBefore < now || choice.notBefore > nextPacificMidnight(now)) {
          world.badDeferrals += 1;
        }
        return;
      }
      const chunk = queue.shift() ?? 0;
      if (now > deadline) world.late += 1;
      const reserved = reserve(ledger, { ...choice, tokens: CHUNK_TOKENS, now });
      ledger = reserved.ledger;
      world.ledger = ledger;
      const served = service.send({ ...choice, tokens: CHUNK_TOKENS, now });
      const tookMs = served.kind === 'ok' ? 30_000 + random() * 80_000 : 500;
      underWay += 1;
      plan(Math.floor(now + tookMs), {
        kind: 'ended',
        chunk,
        served,
        reservation: reserved.reservation,
      });
    }
  };
  fill();
  for (let next = tasks.shift(); next !== undefined; next = tasks.shift()) {
    if (next.at >= killedAt) return killedAt;
    now = next.at;
    const { task } = next;
    if (task.kind === 'ended') {
      underWay -= 1;
      if (task.served.kind === 'ok') {
        ledger = settleReply(ledger, task.reservation, CHUNK_TOKENS);
        faultsInRow = 0;
        world.paid[task.chunk] = (world.paid[task.chunk] ?? 0) + 1;
        world.pending = world.pending.filter((chunk) => chunk !== task.chunk);
        world.doneAt = now;
      } else {
        const fault = classify(task.served.failure, { model: task.reservation.model, now });
        ledger = settleFault(ledger, task.reservation, { fault, now });
        queue.unshift(task.chunk);
        if (fault.kind === 'overloaded' || fault.kind === 'internal') {
          plan(now + backoffMs(faultsInRow, random()), { kind: 'wake' });
          faultsInRow += 1;
          world.ledger = ledger;
          continue;
        }
      }
      world.ledger = ledger;
    }
    fill();
  }
  return now;
}

/** A repeatable stream of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
