/** Hand-written parts of a run for the pipeline's tests: virtual time, settings, a log that remembers. */
import { resolveSettings } from '../../src/config.ts';
import type { Settings } from '../../src/config.ts';
import type { RunContext } from '../../src/pipeline/context.ts';
import { makeStopper } from '../../src/pipeline/signals.ts';
import type { Stopper } from '../../src/pipeline/signals.ts';
import { makeTimeBudget } from '../../src/pipeline/time-budget.ts';
import type { ApiKey, Clock, Log, LogPlace, Ports } from '../../src/ports.ts';
import { makeScheduler } from '../simulation/scheduler.ts';
import type { Scheduler } from '../simulation/scheduler.ts';
import { makeMemoryScratch } from './memory-scratch.ts';

/** 2026-11-24 12:00 in Los Angeles, and the midnight after it: epoch ms. */
export const NOON = Date.parse('2026-11-24T20:00:00Z');
export const MIDNIGHT = Date.parse('2026-11-25T08:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A clock that jumps to the next thing that happens. */
export interface TestTime extends Clock {
  readonly scheduler: Scheduler;
  /** Lets time pass until the work is settled. */
  drive<T>(work: Promise<T>): Promise<T>;
}

/** Virtual time that begins at `start`, epoch ms. */
export function makeTime(start = NOON): TestTime {
  const scheduler = makeScheduler(start);
  return {
    scheduler,
    now: scheduler.now,
    drive: scheduler.drive,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const give = (): void => {
          cancel();
          reject(signal.reason as Error);
        };
        const cancel = scheduler.after(ms, () => {
          signal.removeEventListener('abort', give);
          resolve();
        });
        if (signal.aborted) give();
        else signal.addEventListener('abort', give, { once: true });
      }),
  };
}

/** A log that remembers. */
export interface TestLog extends Log {
  readonly lines: { readonly level: string; readonly message: string; readonly title?: string }[];
  /** Messages of one level. */
  of(level: string): readonly string[];
}

/** Makes an empty {@link TestLog}. */
export function makeLog(): TestLog {
  const lines: TestLog['lines'] = [];
  const say =
    (level: string) =>
    (message: string, place: LogPlace = {}): void => {
      const { title } = place;
      lines.push({ level, message, ...(title === undefined ? {} : { title }) });
    };
  return {
    lines,
    of: (level) => lines.filter((line) => line.level === level).map(({ message }) => message),
    debug: say('debug'),
    info: say('info'),
    warning: say('warning'),
    error: say('error'),
    group: say('group'),
    endGroup: () => undefined,
  };
}

/** Settings as a run gets them, from lines of a config file. */
export function settingsOf(yaml = '', inputs: Readonly<Record<string, string>> = {}): Settings {
  const outcome = resolveSettings({
    inputs: {
      feeds: 'https://example.org/feed.xml',
      'gemini-api-keys': 'AIzaTestKey-1',
      ...inputs,
    },
    env: {},
    fileText: yaml,
    filePath: 'config/production.yaml',
  });
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('; '));
  return outcome.settings;
}

/** A port that a test does not expect to be used. */
function unused(name: string): never {
  return new Proxy(
    {},
    {
      get: (_target, property) => {
        throw new Error(`${name}.${String(property)} was not expected to be used`);
      },
    },
  ) as never;
}

/** A run and the parts of it that a test looks at. */
export interface TestRun extends RunContext {
  readonly time: TestTime;
  readonly log: TestLog;
  readonly stopper: Stopper;
  readonly end: () => void;
}

/** Makes a run; ports that are not given must not be used. */
export function makeRun(
  given: {
    readonly time?: TestTime;
    readonly ports?: Partial<Ports>;
    readonly settings?: Settings;
    readonly keys?: readonly string[];
    readonly budgetMs?: number;
    readonly tokenEndsAt?: number;
  } = {},
): TestRun {
  const time = given.time ?? makeTime();
  const log = makeLog();
  const stopper = makeStopper(time);
  const budget = makeTimeBudget(time, given.budgetMs ?? 5 * HOUR, () => stopper.stopSoon('budget'));
  return {
    time,
    log,
    stopper,
    end: () => {
      budget.end();
      stopper.dispose();
    },
    ports: {
      clock: time,
      random: { next: () => 0.5 },
      http: unused('http'),
      parser: unused('parser'),
      scratch: makeMemoryScratch(),
      model: unused('model'),
      store: unused('store'),
      checkpoints: unused('checkpoints'),
      cache: unused('cache'),
      artifacts: unused('artifacts'),
      log,
      ...given.ports,
    },
    settings: given.settings ?? settingsOf(),
    mode: 'run',
    keys: (given.keys ?? ['k1']).map((name): ApiKey => ({
      secret: `secret-${name}`,
      fingerprint: name,
    })),
    shard: { index: 1, count: 1 },
    runId: '1.1/1-of-1',
    startedAt: time.now(),
    signals: stopper.signals,
    budget,
    ...(given.tokenEndsAt === undefined ? {} : { tokenEndsAt: given.tokenEndsAt }),
  };
}
