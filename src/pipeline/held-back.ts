import type { Taken } from '../plan/types.ts';
import { chunkSecOf } from './chunk-length.ts';
import type { RunContext } from './context.ts';
import type { Dispatcher } from './dispatch-types.ts';
import type { EpisodeResult } from './episode-types.ts';
import { unableToServe } from './say-keys.ts';

/** Figures of an episode for which nothing was spent. */
export function none(taken: Taken, startedAt: number): EpisodeResult['figures'] {
  return {
    requests: 0,
    promptTokens: 0,
    outputTokens: 0,
    chunksNew: 0,
    chunksKept: taken.chunksDone,
    chunks: 0,
    startedAt,
  };
}

/** An episode that has not begun is not begun, and its audio not fetched, when no request can be served. */
export function heldBack(
  run: RunContext,
  dispatcher: Pick<Dispatcher, 'outlook'>,
  taken: Taken,
): EpisodeResult | undefined {
  const chunkSec = Math.min(chunkSecOf(run.settings), taken.durationSec ?? Infinity);
  const outlook = dispatcher.outlook(chunkSec);
  const figures = none(taken, run.ports.clock.now());
  const unable = unableToServe(outlook);
  if (unable !== undefined) return { kind: 'failed', error: unable, retryable: true, figures };
  if (outlook.kind !== 'defer') return undefined;
  const { notBefore, reason } = outlook;
  switch (outlook.cause) {
    case 'time-budget':
      return { kind: 'stopped', reason, figures };
    case 'breaker':
      return { kind: 'deferred', notBefore, reason, cause: 'service', figures };
    case 'quota':
      return run.settings.run.onQuota === 'wait'
        ? undefined
        : { kind: 'deferred', notBefore, reason, cause: 'quota', figures };
  }
}
