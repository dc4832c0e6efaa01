/** A discrete-event loop: time jumps to the next thing that happens, and everything else is promises. */

/** One thing that is going to happen. */
interface Event {
  readonly at: number;
  /** Of two things at one moment the one that was asked for first happens first. */
  readonly order: number;
  readonly happen: () => void;
  cancelled: boolean;
}

/** Virtual time. */
export interface Scheduler {
  /** Epoch ms. */
  now(): number;
  /** Lets something happen `ms` from now; the answer takes it back. */
  after(ms: number, happen: () => void): () => void;
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>;
  /** Lets time pass until the work is settled; rejects when nothing is left to happen before that. */
  drive<T>(work: Promise<T>): Promise<T>;
}

/** Steps that are queued with the event loop at once: each still ends with all promises settled. */
const STEPS = 64;

/** A loop that begins at `start` (epoch ms). */
export function makeScheduler(start: number): Scheduler {
  const heap: Event[] = [];
  let now = start;
  let order = 0;

  function step(): boolean {
    for (let event = pop(heap); event !== undefined; event = pop(heap)) {
      if (event.cancelled) continue;
      now = Math.max(now, event.at);
      event.happen();
      return true;
    }
    return false;
  }

  const after = (ms: number, happen: () => void): (() => void) => {
    const event: Event = { at: now + Math.max(0, ms), order: order++, happen, cancelled: false };
    push(heap, event);
    return () => {
      event.cancelled = true;
    };
  };

  return {
    now: () => now,
    after,
    sleep: (ms) =>
      new Promise((resolve) => {
        after(ms, resolve);
      }),
    drive: (work) =>
      new Promise((resolve, reject) => {
        let over = false;
        work.then(
          (value) => {
            over = true;
            resolve(value);
          },
          (error: unknown) => {
            over = true;
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
        const next = (): void => {
          if (over || step()) return;
          over = true;
          reject(new Error('nothing is left to happen, and the work is not settled'));
        };
        const round = (): void => {
          if (over) return;
          // An immediate begins when all promises of the one before have settled.
          for (let count = 0; count < STEPS; count += 1) setImmediate(next);
          setImmediate(round);
        };
        setImmediate(round);
      }),
  };
}

function earlier(a: Event, b: Event): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

function push(heap: Event[], event: Event): void {
  heap.push(event);
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!earlier(heap[at]!, heap[parent]!)) return;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || first === last) return first;
  heap[0] = last;
  for (let at = 0; ;) {
    const left = 2 * at + 1;
    let least = at;
    if (left < heap.length && earlier(heap[left]!, heap[least]!)) least = left;
    if (left + 1 < heap.length && earlier(heap[left + 1]!, heap[least]!)) least = left + 1;
    if (least === at) return first;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}
