import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import { combine, makeCommitter, oneLine } from '../../src/pipeline/committer.ts';
import type { CommitPart, Committer } from '../../src/pipeline/committer.ts';
import type { ChangeSet, CommitOutcome, FileChange, Store } from '../../src/ports.ts';
import { makeWriteAccount } from '../../src/pipeline/write-account.ts';
import type { WriteAccount } from '../../src/pipeline/write-account.ts';
import { makeLog, makeTime, MINUTE } from './kit.ts';
import type { TestTime } from './kit.ts';

const NEVER = new AbortController().signal;

/** Lets everything run that needs no time. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

interface Bench {
  readonly committer: Committer;
  readonly commits: ChangeSet[];
  /** How often the shared files were said to be on the branch. */
  readonly noted: () => number;
  readonly time: TestTime;
  readonly account: WriteAccount;
  readonly soft: AbortController;
  /** Lets the commit that waits end. */
  readonly let: (outcome?: CommitOutcome | Error) => Promise<void>;
}

function setUp(
  given: { readonly shared?: readonly FileChange[]; readonly signal?: AbortSignal } = {},
): Bench {
  const commits: ChangeSet[] = [];
  const waiting: PromiseWithResolvers<CommitOutcome>[] = [];
  let noted = 0;
  const time = makeTime();
  const account = makeWriteAccount(time, { minIntervalMs: MINUTE });
  const soft = new AbortController();
  const store: Store = {
    open: () => Promise.reject(new Error('not here')),
    commit: (changes) => {
      commits.push(changes);
      const one = Promise.withResolvers<CommitOutcome>();
      waiting.push(one);
      return one.promise;
    },
  };
  const committer = makeCommitter({
    store,
    log: makeLog(),
    shared: () => ({
      files: given.shared ?? [],
      committed: () => {
        noted += 1;
      },
    }),
    signal: given.signal ?? new AbortController().signal,
    pace: { account, clock: time, soft: soft.signal },
  });
  return {
    committer,
    commits,
    noted: () => noted,
    time,
    account,
    soft,
    let: async (outcome) => {
      const one = waiting.shift();
      if (one === undefined) throw new Error('no commit waits');
      if (outcome instanceof Error) one.reject(outcome);
      else one.resolve(outcome ?? { kind: 'committed', revision: `c${commits.length}` });
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function part(name: string, files: readonly FileChange[] = []): CommitPart {
  return {
    subject: `Transcribe ${name}`,
    line: `Transcribe ${name}`,
    files: [{ kind: 'write', path: `${name}.txt`, content: name }, ...files],
  };
}

function appending(path: string, word: string): FileChange {
  return { kind: 'merge', path, merge: (current) => `${current ?? ''}${word}` };
}

describe('makeCommitter', () => {
  it('draws on the account of writes: what is patient waits its turn, with all that finishes meanwhile', async () => {
    const bench = setUp();
    const first = bench.committer.submit(part('one'), 'allowed');
    await settled();
    expect(bench.commits).toHaveLength(1);
    await bench.let();
    await first;
    const later = [
      bench.committer.submit(part('two'), 'allowed'),
      bench.committer.submit(part('three'), 'allowed'),
    ];
    await bench.time.drive(bench.time.sleep(MINUTE - 1, NEVER));
    expect(bench.commits).toHaveLength(1);
    await bench.time.drive(bench.time.sleep(2, NEVER));
    expect(bench.commits[1]?.message).toContain('Save 2 results');
    await bench.let();
    await Promise.all(later);
    expect(bench.account.owedMs()).toBeGreaterThan(MINUTE - 10);
  });

  it('does not let wait what ends a run, nor anything once the run stops', async () => {
    const bench = setUp();
    bench.account.spend();
    const patient = bench.committer.submit(part('one'), 'allowed');
    await settled();
    expect(bench.commits).toHaveLength(0);
    const last = bench.committer.submit(part('end'));
    await settled();
    expect(bench.commits[0]?.message).toContain('Save 2 results');
    await bench.let();
    await Promise.all([patient, last]);
    const late = bench.committer.submit(part('late'), 'allowed');
    await settled();
    expect(bench.commits).toHaveLength(1);
    bench.soft.abort();
    await settled();
    expect(bench.commits).toHaveLength(2);
    await bench.let();
    await late;
  });

  it('commits one part under its own subject, with the shared files', async () => {
    const bench = setUp({ shared: [appending('state/quota.json', 'q')] });
    const outcome = bench.committer.submit(part('one'));
    await bench.let();
    expect(await outcome).toEqual({ kind: 'committed', revision: 'c1' });
    expect(bench.commits[0]?.message).toBe('Transcribe one');
    expect(bench.commits[0]?.files.map(({ path }) => path)).toEqual([
      'one.txt',
      'state/quota.json',
    ]);
    expect(bench.noted()).toBe(1);
    expect(bench.committer.revisions).toEqual(['c1']);
  });

  it('puts what finishes during a commit into the next one, which lists it', async () => {
    const bench = setUp();
    const first = bench.committer.submit(part('one'));
    const others = [bench.committer.submit(part('two')), bench.committer.submit(part('three'))];
    expect(bench.commits).toHaveLength(1);
    await bench.let();
    await first;
    expect(bench.commits).toHaveLength(2);
    await bench.let();
    expect((await Promise.all(others)).map(({ kind }) => kind)).toEqual(['committed', 'committed']);
    expect(bench.commits[1]?.message).toBe(
      'Save 2 results\n\n- Transcribe two\n- Transcribe three',
    );
    expect(bench.commits[1]?.files.map(({ path }) => path)).toEqual(['two.txt', 'three.txt']);
  });

  it('tells every part of a commit that failed, keeps the shared files, and tries the next', async () => {
    const bench = setUp();
    const failed: CommitOutcome = {
      kind: 'failed',
      error: problem('rejected', 'The branch is protected', 'Allow it.'),
      retryable: false,
    };
    const first = bench.committer.submit(part('one'));
    const rest = [bench.committer.submit(part('two')), bench.committer.submit(part('three'))];
    await bench.let();
    await first;
    await bench.let(failed);
    expect(await Promise.all(rest)).toEqual([failed, failed]);
    expect(bench.noted()).toBe(1);
    const last = bench.committer.submit(part('four'));
    await bench.let();
    expect(await last).toMatchObject({ kind: 'committed' });
    expect(bench.noted()).toBe(2);
  });

  it('turns a fault of a merge into a failure that names it', async () => {
    const bench = setUp();
    const outcome = bench.committer.submit(part('one'));
    await bench.let(new Fault(problem('state-newer', 'quota.json is newer', 'Update.')));
    expect(await outcome).toMatchObject({
      kind: 'failed',
      retryable: false,
      error: { code: 'state-newer' },
    });
  });

  it('says that a stop came before the commit was through', async () => {
    const stop = new AbortController();
    const bench = setUp({ signal: stop.signal });
    const outcome = bench.committer.submit(part('one'));
    stop.abort(new Error('SIGTERM'));
    await bench.let(new Error('SIGTERM'));
    expect(await outcome).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'commit-interrupted' },
    });
  });

  it('tells all that waited of a bug, and goes on', async () => {
    const bench = setUp();
    const first = bench.committer.submit(part('one'));
    const rest = Promise.allSettled([
      bench.committer.submit(part('two')),
      bench.committer.submit(part('three')),
    ]);
    await bench.let();
    await first;
    await bench.let(new Error('a bug'));
    const ends = await rest;
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const last = bench.committer.submit(part('four'));
    await bench.let();
    expect(await last).toMatchObject({ kind: 'committed' });
  });

  it('counts no revision when nothing changed', async () => {
    const bench = setUp();
    const outcome = bench.committer.submit(part('one'));
    await bench.let({ kind: 'unchanged' });
    expect(await outcome).toEqual({ kind: 'unchanged' });
    expect(bench.committer.revisions).toEqual([]);
    expect(bench.noted()).toBe(1);
  });
});

describe('messages', () => {
  it('are one line of bounded length, whatever a feed says', () => {
    expect(oneLine('  A\n\tB\u0000\u2028C  ', 20)).toBe('A B C');
    expect(oneLine('x'.repeat(300), 200)).toHaveLength(200);
    expect(oneLine('x'.repeat(300), 200).endsWith('…')).toBe(true);
  });
});

// A feed could close issues, call people and keep workflows from starting, by its titles.
describe('a title in a message', () => {
  it.each([
    'fixes #1, closes owner/repo#23',
    'resolves GH-4',
    'closes https://github.com/owner/repo/issues/5',
    'thanks @everyone and @org/team',
    'on rest [skip ci] [ci skip] [no ci] [skip actions] [actions skip]',
  ])('does nothing on GitHub: %s', async (title) => {
    const bench = setUp();
    const outcomes = ['first', title, title].map((name) => bench.committer.submit(part(name)));
    await bench.let();
    await bench.let();
    await Promise.all(outcomes);
    const alone = setUp();
    const outcome = alone.committer.submit(part(title));
    await alone.let();
    await outcome;
    const messages = [bench.commits[1]?.message ?? '', alone.commits[0]?.message ?? ''];
    expect(messages.join()).not.toMatch(/@\w|#\d|GH-\d|:\/\/|\[(?:skip|ci|no|actions)\b/i);
    // To a reader it is the same.
    for (const message of messages) expect(message.replaceAll('\u2060', '')).toContain(title);
  });
});

describe('combine', () => {
  const textOf = (change: FileChange | undefined, current: string | undefined): unknown => {
    switch (change?.kind) {
      case 'merge':
        return change.merge(current);
      case 'write':
        return change.content;
      default:
        return change?.kind;
    }
  };
  const write = (content: string): FileChange => ({ kind: 'write', path: 'a', content });
  const remove: FileChange = { kind: 'delete', path: 'a' };
  const nothing: FileChange = { kind: 'merge', path: 'a', merge: () => null };

  it.each<[string, FileChange, FileChange, unknown]>([
    ['merges one after the other', appending('a', '1'), appending('a', '2'), 'head12'],
    ['merges onto a write', write('w'), appending('a', '2'), 'w2'],
    ['merges after a deletion as onto no file', remove, appending('a', '2'), '2'],
    ['lets a later write replace', appending('a', '1'), write('w'), 'w'],
    ['lets a later deletion replace', write('w'), remove, 'delete'],
    ['keeps the first merge where the second leaves it', appending('a', '1'), nothing, 'head1'],
    ['keeps the head where the first leaves it', nothing, appending('a', '2'), 'head2'],
    ['leaves the head where both do', nothing, nothing, null],
    ['keeps a write that a merge leaves', write('w'), nothing, 'w'],
  ])('%s', (_what, first, second, expected) => {
    const [change, ...others] = combine([first, second]);
    expect(others).toEqual([]);
    expect(textOf(change, 'head')).toBe(expected);
  });

  it('keeps files apart and in order', () => {
    const files = [appending('b', '1'), appending('a', '1'), appending('b', '2')];
    expect(combine(files).map(({ path }) => path)).toEqual(['b', 'a']);
  });
});
