import { isFault } from '../base/failure.ts';
import { assertNever } from '../base/outcome.ts';
import type { ChangeSet, Clock, CommitOutcome, FileChange, Log, Store } from '../ports.ts';
import { COMMIT_INTERRUPTED } from './stopping.ts';
import { untilAllowed } from './write-account.ts';
import type { WriteAccount } from './write-account.ts';

/** What one piece of finished work wants committed. */
export interface CommitPart {
  /** Subject line when the part is committed alone: `Transcribe Show: Title`. */
  readonly subject: string;
  /** One line when it shares a commit with others. */
  readonly line: string;
  readonly files: readonly FileChange[];
}

/** Commits finished work, one commit at a time; what finishes meanwhile shares the next one. */
export interface Committer {
  /**
   * Resolves when the part is on the branch, or with the reason why it is not.
   *
   * @param when `now`, or `allowed`: once the account allows a write. What is finished meanwhile, by
   *   workers that wait for their commit, goes with it
   */
  submit(part: CommitPart, when?: 'now' | 'allowed'): Promise<CommitOutcome>;
  /** Commit ids made so far, oldest first. */
  readonly revisions: readonly string[];
}

/** What a {@link Committer} needs. */
export interface CommitterOptions {
  readonly store: Store;
  readonly log: Log;
  /** Changes of the run's shared files (quota, breakers) that travel with every commit. */
  readonly shared: () => SharedChanges;
  /** Fires when commits must be given up. */
  readonly signal: AbortSignal;
  /** Its part of what the service allows to be written. */
  readonly pace: {
    readonly account: WriteAccount;
    readonly clock: Clock;
    /** Ends every wait: what is finished is committed before the run stops. */
    readonly soft: AbortSignal;
  };
}

/** Shared changes, and what to do once they are on the branch. */
export interface SharedChanges {
  readonly files: readonly FileChange[];
  readonly committed: () => void;
}

interface Waiting {
  readonly part: CommitPart;
  readonly isPatient: boolean;
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes a {@link Committer}. */
export function makeCommitter(options: CommitterOptions): Committer {
  const queue: Waiting[] = [];
  const revisions: string[] = [];
  let busy = false;
  /** Fires when one comes that does not wait. */
  let hurry = new AbortController();

  async function commitNext(batch: readonly Waiting[]): Promise<void> {
    try {
      const parts = batch.map((waiting) => waiting.part);
      const outcome = await commitBatch(options, parts);
      if (outcome.kind === 'committed') {
        revisions.push(outcome.revision);
      }
      for (const waiting of batch) waiting.resolve(outcome);
    } catch (error) {
      // A bug: all that waited for this commit learn of it, not only who began it.
      for (const waiting of batch) waiting.reject(error);
    }
  }

  /** Lets patient parts wait for their turn, and for the company of those that finish meanwhile. */
  async function pause(): Promise<void> {
    const { account, clock, soft } = options.pace;
    await untilAllowed(account, clock, AbortSignal.any([soft, hurry.signal]));
  }

  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    while (queue.length > 0) {
      if (queue.every(({ isPatient }) => isPatient)) await pause();
      options.pace.account.spend();
      await commitNext(queue.splice(0));
    }
    busy = false;
  }

  return {
    revisions,
    submit: (part, when = 'now') =>
      new Promise<CommitOutcome>((resolve, reject) => {
        queue.push({ part, isPatient: when === 'allowed', resolve, reject });
        if (when === 'now') {
          hurry.abort();
          hurry = new AbortController();
        }
        drain().catch(reject);
      }),
  };
}

async function commitBatch(
  options: CommitterOptions,
  parts: readonly CommitPart[],
): Promise<CommitOutcome> {
  const shared = options.shared();
  const changes: ChangeSet = {
    message: messageOf(parts),
    files: combine([...parts.flatMap((part) => part.files), ...shared.files]),
  };
  try {
    const outcome = await options.store.commit(changes, options.signal);
    if (outcome.kind !== 'failed') shared.committed();
    return outcome;
  } catch (error) {
    if (isFault(error)) return { kind: 'failed', error: error.problem, retryable: false };
    if (options.signal.aborted) {
      return { kind: 'failed', error: COMMIT_INTERRUPTED, retryable: true };
    }
    throw error;
  }
}

/** Subject and body of a commit: titles are data, so each is one line of bounded length. */
function messageOf(parts: readonly CommitPart[]): string {
  const [first] = parts;
  if (first === undefined) return 'Update state';
  if (parts.length === 1) return inert(oneLine(first.subject, 200));
  const lines = parts.map((part) => `- ${inert(oneLine(part.line, 200))}`);
  return `Save ${parts.length} results\n\n${lines.join('\n')}`;
}

/**
 * Text that GitHub takes for text alone: it acts on a pushed message that says `fixes #1`, names
 * somebody, or asks to skip workflows (docs.github.com: "Linking a pull request to an issue",
 * "Skipping workflow runs"). A word joiner, which shows nothing, takes such words apart.
 */
function inert(text: string): string {
  return text.replaceAll(
    /@(?=[a-z\d])|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\[(?=(?:skip|ci|no|actions)\b)/giu,
    '$&\u2060',
  );
}

/** White space folded, control characters removed, at most `max` characters. */
export function oneLine(text: string, max: number): string {
  const folded = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return folded.length <= max ? folded : `${folded.slice(0, max - 1).trimEnd()}…`;
}

/** One change for each path: merges of one file run one after the other, a later write replaces. */
export function combine(files: readonly FileChange[]): readonly FileChange[] {
  const byPath = new Map<string, FileChange>();
  for (const file of files) {
    const before = byPath.get(file.path);
    byPath.set(file.path, before === undefined ? file : compose(before, file));
  }
  return [...byPath.values()];
}

function compose(first: FileChange, second: FileChange): FileChange {
  switch (second.kind) {
    case 'write':
    case 'delete':
      return second;
    case 'merge':
      return composeMerge(first, second);
    default:
      return assertNever(second);
  }
}

function composeMerge(
  first: FileChange,
  second: Extract<FileChange, { kind: 'merge' }>,
): FileChange {
  switch (first.kind) {
    case 'merge':
      return {
        kind: 'merge',
        path: second.path,
        merge: (current) => {
          const middle = first.merge(current);
          return second.merge(middle ?? current) ?? middle;
        },
      };
    case 'write':
      return {
        kind: 'write',
        path: second.path,
        content: second.merge(first.content) ?? first.content,
      };
    case 'delete':
      return { kind: 'merge', path: second.path, merge: () => second.merge(undefined) };
    default:
      return assertNever(first);
  }
}
