/** Finished chunks outside the branch, and the port to them. */
import { problem } from '../../src/base/outcome.ts';
import type { Checkpoints, CommitOutcome } from '../../src/ports.ts';
import type { Process } from './process.ts';
import { unreachable } from './repository.ts';
import type { Sabotage } from './sabotage.ts';

/** What is stored: contents by key. */
export type Kept = Map<string, string>;

/** The port to what is kept, for one process. */
export function makeCheckpointsPort(
  kept: Kept,
  process: Process,
  more: { readonly sabotage: Sabotage | undefined; readonly onSave: () => void },
): Checkpoints {
  return {
    list: (signal) =>
      process.call('checkpoints.list', signal, () => {
        if (process.hit('checkpoints-list-fails')) throw unreachable('list the checkpoints');
        return [...kept.keys()].toSorted();
      }),
    read: (keys, signal) =>
      process.call('checkpoints.read', signal, () => {
        if (process.hit('checkpoints-read-fails')) throw unreachable('read checkpoints');
        return keys.flatMap((key) => {
          const content = kept.get(key);
          return content === undefined ? [] : [{ key, content }];
        });
      }),
    save: async ({ put, remove }, signal) => {
      if (put.length === 0 && remove.length === 0) return { kind: 'unchanged' };
      return await process.call(
        'checkpoints.save',
        signal,
        (): CommitOutcome => {
          more.onSave();
          if (process.hit('checkpoints-fail')) return failed();
          for (const key of remove) kept.delete(key);
          for (const { key, content } of put) {
            if (more.sabotage !== 'lose-checkpoints') kept.set(key, content);
          }
          if (process.hit('checkpoints-half')) return failed();
          return { kind: 'committed', revision: String(kept.size) };
        },
        process.chance.between(400, 1_500),
      );
    },
  };
}

function failed(): CommitOutcome {
  return {
    kind: 'failed',
    error: problem('sim-checkpoints', 'The checkpoint was not confirmed.', 'Run it again.'),
    retryable: true,
  };
}
