import { Worker } from 'node:worker_threads';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { FeedParser, ParseOutcome } from '../ports.ts';
import type { ParseAnswer, ParseTask } from './feed-parser-worker.ts';

/**
 * Heap of the worker, in MiB. A feed of 20 MB takes 371 MB in rss-parser (measured with 3.13.0);
 * one that needs more than this ends the worker, not the run.
 */
const MAX_HEAP_MB = 1_024;

/** A thread and what it died of. */
interface Thread {
  readonly worker: Worker;
  ended: boolean;
  cause?: Error;
}

/** One feed that waits for the thread. */
interface Waiting {
  readonly task: ParseTask;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: ParseOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** The file of the worker: TypeScript beside this one, or JavaScript in the bundle. */
function workerUrl(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./feed-parser-worker.ts', import.meta.url)
    : new URL('./feed-parser-worker.js', import.meta.url);
}

function startThread(maxHeapMb: number): Thread {
  const worker = new Worker(workerUrl(), { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
  const thread: Thread = { worker, ended: false };
  worker.on('exit', () => {
    thread.ended = true;
  });
  worker.on('error', (cause: unknown) => {
    thread.cause = cause instanceof Error ? cause : new Error(String(cause));
  });
  return thread;
}

function failed(error: Problem): ParseOutcome {
  return { kind: 'failed', error };
}

function tooSlow(deadlineMs: number): ParseOutcome {
  return failed(
    problem(
      'feed-parse-timeout',
      `the feed was not read within ${deadlineMs / 1000} s`,
      'The feed is very large or made to stall its readers; ask the publisher for a shorter one.',
    ),
  );
}

function died({ cause }: Thread): ParseOutcome {
  const code = cause !== undefined && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return failed(
      problem(
        'feed-too-large',
        'the feed needs more memory to read than is allowed',
        'Ask the publisher for a feed with fewer items.',
      ),
    );
  }
  return failed(
    problem(
      'feed-parser-failed',
      `the feed reader stopped: ${cause?.message ?? 'no reason was given'}`,
      'Try again; if it stays, report it with the address of the feed.',
    ),
  );
}

function outcomeOf(answer: ParseAnswer): ParseOutcome {
  if ('tree' in answer) return { kind: 'parsed', tree: answer.tree };
  return failed(
    problem(
      'feed-unreadable',
      `the feed cannot be read: ${answer.error}`,
      'Check the feed with a feed validator and tell its publisher.',
    ),
  );
}

/**
 * A {@link FeedParser} over rss-parser 3 in a worker thread, so that no feed can hold up the run.
 * The thread starts with the first feed, serves one feed after another, and is replaced when a
 * deadline, an abort or its memory bound ended it. While idle it does not keep the process alive.
 *
 * The deadline counts from when the thread turns to the feed.
 *
 * @param options.maxHeapMb memory of the thread in MiB; 1,024 unless told
 */
export function makeFeedParser(options: { readonly maxHeapMb?: number } = {}): FeedParser {
  const queue: Waiting[] = [];
  let thread: Thread | undefined;
  let busy = false;
  let lastId = 0;

  function next(): void {
    const waiting = busy ? undefined : queue.shift();
    if (waiting === undefined) return;
    busy = true;
    if (thread === undefined || thread.ended)
      thread = startThread(options.maxHeapMb ?? MAX_HEAP_MB);
    serve(thread, waiting, (usable) => {
      if (usable) {
        thread?.worker.unref();
      } else {
        void thread?.worker.terminate();
        thread = undefined;
      }
      busy = false;
      next();
    });
  }

  return {
    parse(xml, { deadlineMs, signal }) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        lastId += 1;
        const leave = (): void => {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
          reject(signal.reason);
        };
        const waiting: Waiting = {
          task: { id: lastId, xml },
          deadlineMs,
          signal,
          resolve: (outcome) => {
            signal.removeEventListener('abort', leave);
            resolve(outcome);
          },
          reject,
        };
        signal.addEventListener('abort', leave, { once: true });
        queue.push(waiting);
        next();
      });
    },
  };
}

/** Has the thread parse one feed. `release` is called once, and told whether the thread is of further use. */
function serve(thread: Thread, waiting: Waiting, release: (usable: boolean) => void): void {
  const { worker } = thread;
  const { task, deadlineMs, signal } = waiting;
  const settle = (usable: boolean, finish: () => void): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    worker.off('message', onMessage);
    worker.off('exit', onExit);
    finish();
    release(usable);
  };
  const onMessage = (answer: ParseAnswer): void =>
    settle(true, () => waiting.resolve(outcomeOf(answer)));
  const onAbort = (): void => settle(false, () => waiting.reject(signal.reason));
  const onExit = (): void => settle(false, () => waiting.resolve(died(thread)));
  const onDeadline = (): void => settle(false, () => waiting.resolve(tooSlow(deadlineMs)));
  const timer = setTimeout(onDeadline, deadlineMs);
  signal.addEventListener('abort', onAbort, { once: true });
  worker.on('message', onMessage);
  worker.on('exit', onExit);
  worker.ref();
  worker.postMessage(task);
}
