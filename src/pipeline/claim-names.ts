import { Fault } from '../base/failure.ts';
import { withoutCredentials } from '../feed/address.ts';
import type { FileChange } from '../ports.ts';
import { statePaths } from '../state/paths.ts';
import { readFeedState } from '../state/read.ts';
import type { FeedState } from '../state/types.ts';
import type { Committer } from './committer.ts';
import type { RunContext } from './context.ts';
import { markCommitted, undiscovered } from './discover.ts';
import type { Show } from './discover.ts';
import { readOr } from './service-state.ts';
import { nameBeside } from './show-names.ts';
import { stateChange } from './state-change.ts';
import { isCutOff } from './stopping.ts';

/** A name that is told apart by the feed's address is free, unless somebody chose it by hand. */
const TRIES = 3;

/**
 * Commits what the feeds of new shows brought, before anything goes by their names. Jobs of a fan-out
 * look at shows of their own at the same moment: two shows of one title would get one name, and one
 * file. The first commit has the name; the other show takes the name that its address tells apart.
 * Nothing is written when there is no new show, or no other job.
 *
 * @throws Fault when it cannot be saved: nothing has begun then.
 */
export async function claimNames(
  run: RunContext,
  shows: readonly Show[],
  committer: Committer,
): Promise<void> {
  if (run.shard.count === 1) return;
  let unnamed = shows.filter((show) => show.committed === undefined);
  for (let attempt = 0; unnamed.length > 0 && attempt < TRIES; attempt += 1) {
    const lost = new Set<Show>();
    const files = unnamed.map((show) => claimOf(run, show, lost));
    const subject = `Note ${unnamed.length} new show${unnamed.length === 1 ? '' : 's'}`;
    const outcome = await committer.submit({ subject, line: subject, files });
    if (outcome.kind === 'failed') {
      // A stop ends the run in any case, and is no fault.
      if (isCutOff(outcome.error)) return;
      throw new Fault(outcome.error);
    }
    for (const show of unnamed) {
      if (lost.has(show)) renameBeside(show);
      else markCommitted(show, Object.keys(show.state.episodes));
    }
    unnamed = [...lost];
  }
}

/** The new show's file; left as it is where the head holds another show under that name. */
function claimOf(run: RunContext, show: Show, lost: Set<Show>): FileChange {
  const path = statePaths(run.settings.output.stateDir).feed(show.facts.slug);
  const change = stateChange(path, show, undiscovered(show));
  return {
    kind: 'merge',
    path,
    merge: (current) => {
      const head = readOr<FeedState | undefined>(current, undefined, (text) =>
        readFeedState(path, text),
      );
      const isFree = head === undefined || isSame(head.feedUrl, show.state.feedUrl);
      if (isFree) lost.delete(show);
      else lost.add(show);
      return isFree ? change.merge(current) : null;
    },
  };
}

/** Gives a new show, of which nothing is committed yet, the name that its address tells apart. */
function renameBeside(show: Show): void {
  const slug = nameBeside(show.state.show, show.source.url);
  show.facts = { ...show.facts, slug };
  show.state = { ...show.state, show: slug };
}

function isSame(one: string, other: string): boolean {
  return withoutCredentials(one) === withoutCredentials(other);
}
