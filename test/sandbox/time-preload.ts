/**
 * Moves a child process's time: `node --import file:///…/time-preload.ts program.js`. Tests only;
 * the product has no setting for its clock.
 *
 * - `TIME_OFFSET_MS`: milliseconds added to the time of `Date`.
 * - `TIME_OFFSET_FILE`: a file that holds this number instead; it is read again every 25 ms, so
 *   that a test can let days pass while the program runs.
 * - `TIME_MOVES_TIMERS=1`: `setTimeout` (also of `node:timers` and `node:timers/promises`) fires as
 *   soon as the moved time says it is due. Otherwise timers keep real time.
 *
 * Not moved: `performance`, `process.hrtime`, `setInterval`, `AbortSignal.timeout` and the inner
 * timers of Node.
 */
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';

const RealDate = Date;
const realNow = Date.now.bind(Date);
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
const file = process.env['TIME_OFFSET_FILE'];

let offsetMs = readOffset(0);

/** The number in the file or the variable; the one before while the file cannot be read. */
function readOffset(before: number): number {
  if (file === undefined) return toNumber(process.env['TIME_OFFSET_MS'] ?? '0');
  try {
    return toNumber(readFileSync(file, 'utf8'));
  } catch {
    return before;
  }
}

function toNumber(text: string): number {
  const value = Number(text.trim());
  if (!Number.isFinite(value)) throw new Error(`time-preload: '${text}' is not a number`);
  return value;
}

const now = (): number => realNow() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

interface Pending {
  readonly delay: number;
  dueAt: number;
  readonly fire: () => void;
}

const pending = new Map<NodeJS.Timeout, Pending>();

/** Fires what became due by moving the time; what real time brings about fires by itself. */
function fireDue(): void {
  const due = [...pending].filter(([, entry]) => entry.dueAt <= now());
  for (const [timer, entry] of due.toSorted(([, a], [, b]) => a.dueAt - b.dueAt)) {
    if (!pending.has(timer)) continue;
    realClearTimeout(timer);
    entry.fire();
  }
}

function movedSetTimeout(
  callback: (...args: unknown[]) => void,
  ms = 0,
  ...args: unknown[]
): NodeJS.Timeout {
  const delay = Math.max(1, ms);
  const fire = (): void => {
    pending.delete(timer);
    callback(...args);
  };
  const timer = realSetTimeout(fire, delay);
  const entry: Pending = { delay, dueAt: now() + delay, fire };
  pending.set(timer, entry);
  const refresh = timer.refresh.bind(timer);
  timer.refresh = () => {
    entry.dueAt = now() + entry.delay;
    pending.set(timer, entry);
    return refresh();
  };
  return timer;
}

function movedClearTimeout(timer: NodeJS.Timeout | string | number | undefined): void {
  if (typeof timer === 'object') pending.delete(timer);
  else {
    const found = [...pending.keys()].find(
      (candidate) => String(candidate[Symbol.toPrimitive]()) === String(timer),
    );
    if (found !== undefined) pending.delete(found);
  }
  realClearTimeout(timer);
}

/** `setTimeout` of `node:timers/promises`, on top of the moved one. */
function movedDelay<T>(
  ms?: number,
  value?: T,
  options: { signal?: AbortSignal; ref?: boolean } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    const abort = (): void => {
      movedClearTimeout(timer);
      reject(new DOMException('The operation was aborted', 'AbortError'));
    };
    const timer = movedSetTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value as T);
    }, ms);
    if (options.ref === false) timer.unref();
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

if (process.env['TIME_MOVES_TIMERS'] === '1') {
  Object.assign(globalThis, { setTimeout: movedSetTimeout, clearTimeout: movedClearTimeout });
  Object.assign(timers, { setTimeout: movedSetTimeout, clearTimeout: movedClearTimeout });
  Object.assign(timersPromises, { setTimeout: movedDelay });
  syncBuiltinESMExports();
}

if (file !== undefined) {
  setInterval(() => {
    const before = offsetMs;
    offsetMs = readOffset(before);
    if (offsetMs !== before) fireDue();
  }, 25).unref();
}
