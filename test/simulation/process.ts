/** A process: what calls ports, and can end at any moment without another word. */
import type { Chance } from './chance.ts';
import type { Scheduler } from './scheduler.ts';
import type { FaultName, Weather } from './weather.ts';

/** One run as the machine sees it. */
export interface Process {
  readonly number: number;
  readonly chance: Chance;
  readonly startedAt: number;
  /** `ended`: its promise has settled. `killed`: nothing that it still does has an effect. */
  state: 'running' | 'ended' | 'killed';
  /** Faults that it has met. */
  readonly met: Set<FaultName>;
  /** Another process ran while this one did. */
  overlapped: boolean;
  /** How far its clock is ahead, ms. */
  skewMs: number;
  /** Names of the calls that have not returned. */
  readonly calls: string[];
  /** When the last call returned, or something else was done that needs no call; epoch ms. */
  actedAt: number;
  /** Something is done: what stood still before is measured. */
  act(): void;
  /** Timers that have not fired. */
  timers: number;
  /** Breaches of the rules for processes. */
  readonly breaches: string[];
  /** True when this fault happens now. */
  hit(fault: FaultName): boolean;
  kill(): void;
  /** Resolves when it was killed. */
  readonly killed: Promise<'killed'>;
  /** A call that takes time, may end the process, and has one effect in one moment. */
  call<T>(name: string, signal: AbortSignal | undefined, effect: () => T, ms?: number): Promise<T>;
  /** Waits; rejects with the signal's reason. Never resolves once the process was killed. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * A run without any call under way that waits longer than this stands still: the pauses after
 * refusals and of a busy minute, and the wait for a save's company, are shorter.
 */
const STANDSTILL_MS = 15 * 60_000;

/** A wait of a process that is no more; each its own, so that what waits can be forgotten. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Starts a process in this weather. */
export function makeProcess(given: {
  readonly number: number;
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly weather: Weather;
}): Process {
  const { scheduler, chance, weather, number } = given;
  let announce: (value: 'killed') => void = () => undefined;

  function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (process.state === 'killed') return never();
    if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
    return new Promise<void>((resolve, reject) => {
      process.timers += 1;
      const cancel = scheduler.after(ms, () => {
        process.timers -= 1;
        signal?.removeEventListener('abort', give);
        if (process.state !== 'killed') resolve();
      });
      function give(): void {
        process.timers -= 1;
        cancel();
        if (process.state !== 'killed' && signal !== undefined) reject(reasonOf(signal));
      }
      signal?.addEventListener('abort', give, { once: true });
    });
  }

  const process: Process = {
    number,
    chance,
    startedAt: scheduler.now(),
    state: 'running',
    met: new Set(),
    overlapped: false,
    skewMs: 0,
    calls: [],
    actedAt: scheduler.now(),
    act: () => {
      const stoodMs = process.calls.length > 0 ? 0 : scheduler.now() - process.actedAt;
      if (stoodMs > STANDSTILL_MS) {
        process.breaches.push(`stood still for ${Math.round(stoodMs / 60_000)} minutes`);
      }
      process.actedAt = scheduler.now();
    },
    timers: 0,
    breaches: [],
    hit: (fault) => {
      const probability = weather[fault];
      if (probability === undefined || !chance.hit(probability)) return false;
      process.met.add(fault);
      return true;
    },
    kill: () => {
      if (process.state !== 'running') return;
      process.state = 'killed';
      announce('killed');
    },
    killed: new Promise((resolve) => {
      announce = resolve;
    }),
    sleep,
    call: async (name, signal, effect, ms = chance.between(20, 400)) => {
      if (process.state === 'killed') return await never();
      if (process.state === 'ended')
        process.breaches.push(`${name} was called after the run had ended`);
      process.act();
      process.calls.push(name);
      try {
        const before = process.hit('slow') ? ms + 60_000 : ms;
        await sleep(before, signal);
        const crash = process.hit('crash') ? chance.pick(['before', 'after']) : undefined;
        if (crash === 'before') {
          process.kill();
          return await never();
        }
        const value = effect();
        if (crash === 'after') {
          process.kill();
          return await never();
        }
        return value;
      } finally {
        process.calls.splice(process.calls.indexOf(name), 1);
        process.actedAt = scheduler.now();
      }
    },
  };
  return process;
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}
