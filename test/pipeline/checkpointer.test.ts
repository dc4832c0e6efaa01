import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import { manifestOf } from '../../src/pipeline/checkpoint-files.ts';
import { makeCheckpointer } from '../../src/pipeline/checkpointer.ts';
import type { Checkpointer } from '../../src/pipeline/checkpointer.ts';
import { makeStopper } from '../../src/pipeline/signals.ts';
import type { Stopper } from '../../src/pipeline/signals.ts';
import type { CommitOutcome } from '../../src/ports.ts';
import type { ChunkTranscript } from '../../src/transcript/types.ts';
import { makeLog, makeTime, NOON } from './kit.ts';
import type { TestLog, TestTime } from './kit.ts';
import { makeWriteAccount } from '../../src/pipeline/write-account.ts';

const INTERVAL_MS = 30_000;
const MANIFEST = manifestOf(
  { sha256: 'ab'.repeat(32), bytes: 1_000, durationSec: 900, container: 'mp3' },
  300,
);

function chunk(index: number, text = `words ${index}`): ChunkTranscript {
  return {
    index,
    startSec: index * 300,
    endSec: (index + 1) * 300,
    segments: [{ startSec: index * 300, endSec: index * 300 + 5, speaker: 'A', text }],
    model: 'gemini-flash-latest',
    promptVersion: '1',
    finishReason: 'STOP',
    usage: { prompt: 10, output: 5, thoughts: 0 },
    requests: 1,
    warnings: [],
  };
}

interface Save {
  readonly at: number;
  readonly put: readonly string[];
  readonly remove: readonly string[];
}

interface Bench {
  readonly time: TestTime;
  readonly log: TestLog;
  readonly stopper: Stopper;
  readonly checkpointer: Checkpointer;
  readonly stored: Map<string, string>;
  readonly saves: Save[];
  fail: (() => CommitOutcome) | undefined;
}

async function setUp(
  before: Readonly<Record<string, string>> = {},
  burst?: number,
): Promise<Bench> {
  const time = makeTime();
  const log = makeLog();
  const stopper = makeStopper(time);
  const stored = new Map(Object.entries(before));
  const saves: Save[] = [];
  const bench: Omit<Bench, 'checkpointer'> = { time, log, stopper, stored, saves, fail: undefined };
  const checkpointer = await makeCheckpointer({
    checkpoints: {
      list: async () => [...stored.keys()],
      read: async (keys) =>
        keys.flatMap((key) => {
          const content = stored.get(key);
          return content === undefined ? [] : [{ key, content }];
        }),
      save: async ({ put, remove }, signal) => {
        saves.push({ at: time.now() - NOON, put: put.map(({ key }) => key), remove });
        await time.sleep(1_000, signal);
        if (bench.fail !== undefined) return bench.fail();
        for (const { key, content } of put) stored.set(key, content);
        for (const key of remove) stored.delete(key);
        return { kind: 'committed', revision: `r${saves.length}` };
      },
    },
    clock: time,
    log,
    account: makeWriteAccount(time, {
      minIntervalMs: INTERVAL_MS,
      ...(burst === undefined ? {} : { burst }),
    }),
    soft: stopper.signals.soft,
    last: stopper.signals.last,
    onFault: () => undefined,
    onDrop: () => undefined,
  });
  return Object.assign(bench, { checkpointer });
}

const NEVER = new AbortController().signal;

describe('saving finished chunks', () => {
  it('keeps a chunk with its manifest, and gives both back as they were', async () => {
    const bench = await setUp();
    const saved = await bench.time.drive(bench.checkpointer.save('show', 'e1', MANIFEST, chunk(1)));
    expect(saved).toBeUndefined();
    expect([...bench.stored.keys()]).toEqual(['show/e1/manifest.json', 'show/e1/chunk-0001.json']);
    const kept = await bench.checkpointer.load('show', 'e1', NEVER);
    expect(kept).toMatchObject({ manifest: MANIFEST });
    expect(kept?.chunks).toEqual(new Map([[1, chunk(1)]]));
    expect(bench.checkpointer.counts()).toEqual(new Map([['show/e1', 1]]));
  });

  it('saves what finishes close together in one step, so far apart as the service allows', async () => {
    const bench = await setUp();
    const { checkpointer, time } = bench;
    const first = checkpointer.save('show', 'e1', MANIFEST, chunk(0));
    const others = [1, 2].map((index) => checkpointer.save('show', 'e1', MANIFEST, chunk(index)));
    await time.drive(Promise.all([first, ...others]));
    expect(bench.saves.map(({ at }) => at)).toEqual([0, INTERVAL_MS]);
    expect(bench.saves[1]?.put).toContain('show/e1/chunk-0001.json');
    expect(bench.saves[1]?.put).toContain('show/e1/chunk-0002.json');
  });

  it('lets a burst through at once, and no more than that, whenever it comes', async () => {
    const bench = await setUp({}, 3);
    const { checkpointer, time } = bench;
    const saveOne = (index: number): Promise<unknown> =>
      time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(index)));
    for (let index = 0; index < 5; index += 1) await saveOne(index);
    const starts = bench.saves.map(({ at }) => at);
    expect(starts.slice(0, 3)).toEqual([0, 1_000, 2_000]);
    // In the long run so many as the interval allows, and the burst.
    for (const [index, at] of starts.entries()) {
      expect(index).toBeLessThanOrEqual(3 + at / INTERVAL_MS);
    }
    expect(starts.at(-1)).toBeGreaterThan(INTERVAL_MS);
    await time.drive(time.sleep(10 * INTERVAL_MS, NEVER));
    const from = time.now();
    for (let index = 5; index < 8; index += 1) await saveOne(index);
    expect(time.now() - from).toBe(3_000);
  });

  it('puts moved chunks in the place of all others with the next save, each before it is written over', async () => {
    const bench = await setUp();
    const { checkpointer, time, stored, saves } = bench;
    for (const index of [0, 1, 2, 3]) {
      await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(index)));
    }
    const keyOf = (index: number): string => `show/e1/chunk-000${index}.json`;
    const rendition = { ...MANIFEST.rendition, sha256: 'cd'.repeat(32) };
    const manifest = manifestOf(rendition, 300, [{ first: 10, end: 20 }]);
    const chunks = [chunk(3, 'words of 2'), chunk(2, 'words of 1')];
    const before = new Map(stored);
    checkpointer.move('show', 'e1', manifest, { chunks, drafts: [] });
    expect(stored).toEqual(before);
    await time.drive(checkpointer.save('show', 'e1', manifest, chunk(1, 'new')));
    expect(saves.at(-1)).toMatchObject({
      put: [keyOf(3), keyOf(2), 'show/e1/manifest.json', keyOf(1)],
      remove: [keyOf(0)],
    });
    // A key that was to go and was written anew stays, however many saves follow.
    await time.drive(checkpointer.save('show', 'e1', manifest, chunk(4)));
    expect(saves.at(-1)?.remove).toEqual([]);
    const kept = await checkpointer.load('show', 'e1', NEVER);
    expect(kept?.manifest).toEqual(manifest);
    expect([...(kept?.chunks.values() ?? [])].map(({ segments }) => segments[0]?.text)).toEqual(
      expect.arrayContaining(['words of 1', 'words of 2', 'new', 'words 4']),
    );
    expect(kept?.chunks.size).toBe(4);
  });

  it('does not rest when the run stops: what is finished is kept at once', async () => {
    const bench = await setUp();
    const { checkpointer, time, stopper } = bench;
    await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(0)));
    const second = checkpointer.save('show', 'e1', MANIFEST, chunk(1));
    time.scheduler.after(2_000, () => stopper.stop('SIGINT'));
    await time.drive(second);
    expect(bench.saves.map(({ at }) => at)).toEqual([0, 3_000]);
    await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(2)));
    expect(bench.stored.has('show/e1/chunk-0002.json')).toBe(true);
    stopper.dispose();
  });

  it('gives up the saves of an episode that is whole, and only those', async () => {
    const bench = await setUp();
    const { checkpointer, time } = bench;
    await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(0)));
    const released = checkpointer.save('show', 'e1', MANIFEST, chunk(1));
    const other = checkpointer.save('show', 'e2', MANIFEST, chunk(0));
    checkpointer.hold('show', 'e1', MANIFEST, chunk(2));
    expect(await released).toBeUndefined();
    await time.drive(other);
    expect([...bench.stored.keys()].filter((key) => key.includes('chunk'))).toEqual([
      'show/e1/chunk-0000.json',
      'show/e2/chunk-0000.json',
    ]);
  });

  it('does not wait for nothing when the only saves that waited are given up', async () => {
    const bench = await setUp();
    const { checkpointer, time } = bench;
    await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(0)));
    const from = time.now();
    const released = checkpointer.save('show', 'e1', MANIFEST, chunk(1));
    checkpointer.hold('show', 'e1', MANIFEST, chunk(2));
    checkpointer.drop('show', 'e1');
    await time.drive(Promise.all([released, checkpointer.flush()]));
    expect(time.now() - from).toBeLessThan(2_000);
    expect(bench.stored.size).toBe(0);
  });

  it('returns what the service refused, and a fault of reading, to all that waited', async () => {
    const bench = await setUp();
    const refused = problem('github-forbidden', 'The token may not write', 'Allow it.');
    bench.fail = () => ({ kind: 'failed', error: refused, retryable: false });
    const { checkpointer, time } = bench;
    expect(await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(0)))).toEqual(refused);
    bench.fail = () => {
      throw new Fault(refused);
    };
    const both = [1, 2].map((index) => checkpointer.save('show', 'e1', MANIFEST, chunk(index)));
    expect(await time.drive(Promise.all(both))).toEqual([refused, refused]);
    bench.fail = undefined;
    expect(await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(3)))).toBeUndefined();
  });

  // A finished chunk was forgotten when its save failed, and paid for again by the next run.
  it('tries a chunk whose save failed again with the next one, and at the end', async () => {
    const bench = await setUp();
    const { checkpointer, time } = bench;
    const refused = problem('github-unreachable', 'No answer came', 'Run it again.');
    bench.fail = () => ({ kind: 'failed', error: refused, retryable: true });
    await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(0)));
    expect(await time.drive(checkpointer.flush())).toEqual(refused);
    bench.fail = undefined;
    expect(await time.drive(checkpointer.flush())).toBeUndefined();
    expect(bench.stored.has('show/e1/chunk-0000.json')).toBe(true);
  });

  it('keeps the last chunks of an episode whose commit did not come, and forgets them when it did', async () => {
    const bench = await setUp();
    const { checkpointer, time } = bench;
    checkpointer.hold('show', 'e1', MANIFEST, chunk(0));
    checkpointer.hold('show', 'e2', MANIFEST, chunk(0));
    expect(checkpointer.held()).toBe(2);
    checkpointer.drop('show', 'e1');
    expect(checkpointer.held()).toBe(1);
    await time.drive(checkpointer.flush());
    expect([...bench.stored.keys()]).toEqual(['show/e2/manifest.json', 'show/e2/chunk-0000.json']);
  });

  it('keeps at once what is held back of an episode that is not to be committed', async () => {
    const bench = await setUp();
    const { checkpointer, time } = bench;
    checkpointer.hold('show', 'e1', MANIFEST, chunk(0));
    checkpointer.hold('show', 'e2', MANIFEST, chunk(0));
    expect(await time.drive(checkpointer.release('show', 'e1'))).toBeUndefined();
    expect(checkpointer.held()).toBe(1);
    expect([...bench.stored.keys()]).toEqual(['show/e1/manifest.json', 'show/e1/chunk-0000.json']);
    expect(await time.drive(checkpointer.release('show', 'e1'))).toBeUndefined();
    expect(bench.saves.length).toBe(1);
    const refused = problem('github-unreachable', 'No answer came', 'Run it again.');
    bench.fail = () => ({ kind: 'failed', error: refused, retryable: true });
    expect(await time.drive(checkpointer.release('show', 'e2'))).toEqual(refused);
    expect(checkpointer.held()).toBe(0);
    bench.fail = undefined;
    expect(await time.drive(checkpointer.flush())).toBeUndefined();
    expect(bench.stored.has('show/e2/chunk-0000.json')).toBe(true);
  });

  // The answer to a save was lost, and the episode's last chunk stayed behind for ever.
  it('removes what a save without an answer may have left', async () => {
    const bench = await setUp();
    const { checkpointer, time, stored } = bench;
    const refused = problem('github-unreachable', 'No answer came', 'Run it again.');
    bench.fail = () => {
      stored.set('show/e1/chunk-0000.json', 'saved all the same');
      return { kind: 'failed', error: refused, retryable: true };
    };
    await time.drive(checkpointer.save('show', 'e1', MANIFEST, chunk(0)));
    bench.fail = undefined;
    checkpointer.drop('show', 'e1');
    await time.drive(checkpointer.flush());
    expect(stored.size).toBe(0);
  });

  it('says that a stop came before a chunk was kept', async () => {
    const bench = await setUp();
    const { checkpointer, time, stopper } = bench;
    stopper.stop('SIGINT');
    time.scheduler.after(6_000, () => {
      void checkpointer.save('show', 'e1', MANIFEST, chunk(0)).then((fault) => {
        expect(fault).toMatchObject({ code: 'checkpoint-interrupted' });
        bench.saves.push({ at: -1, put: [], remove: [] });
      });
    });
    await time.drive(time.sleep(10_000, NEVER));
    expect(bench.saves.at(-1)?.at).toBe(-1);
    stopper.dispose();
  });
});

describe('what is kept of an episode', () => {
  const manifest = JSON.stringify(MANIFEST);
  const one = JSON.stringify({ version: 1, chunk: chunk(0) });

  it('is removed with the next step when the episode is done, and nothing of others is', async () => {
    const bench = await setUp({
      'show/e1/manifest.json': manifest,
      'show/e1/chunk-0000.json': one,
      'show/e10/manifest.json': manifest,
    });
    bench.checkpointer.drop('show', 'e1');
    await bench.time.drive(bench.checkpointer.flush());
    expect([...bench.stored.keys()]).toEqual(['show/e10/manifest.json']);
    await bench.time.drive(bench.checkpointer.flush());
    expect(bench.saves).toHaveLength(1);
  });

  // A run that was killed between an episode's commit and its tidying left its chunks for ever.
  it('is removed by a later run when the episode is over', async () => {
    const bench = await setUp({
      'show/e1/manifest.json': manifest,
      'show/e2/manifest.json': manifest,
      'show/e2/chunk-0000.json': one,
    });
    bench.checkpointer.sweep((show, id) => show === 'show' && id === 'e2');
    await bench.time.drive(bench.checkpointer.flush());
    expect([...bench.stored.keys()]).toEqual(['show/e1/manifest.json']);
  });

  // Advertisements of the same length made chunks of two files fit into one transcript.
  it('is not taken for a part of the file that came after it', async () => {
    const of = (sha256: string): string =>
      JSON.stringify({ version: 1, rendition: sha256, chunk: chunk(0) });
    const bench = await setUp({
      'show/e1/manifest.json': manifest,
      'show/e1/chunk-0000.json': of('cd'.repeat(32)),
      'show/e2/manifest.json': manifest,
      'show/e2/chunk-0000.json': of('ab'.repeat(32)),
    });
    expect((await bench.checkpointer.load('show', 'e1', NEVER))?.chunks.size).toBe(0);
    expect((await bench.checkpointer.load('show', 'e2', NEVER))?.chunks.size).toBe(1);
  });

  it('costs one step at most when nothing is to be done', async () => {
    const bench = await setUp();
    await bench.time.drive(bench.checkpointer.flush());
    expect(bench.saves).toEqual([]);
  });

  it('is paid for again, chunk by chunk, where it cannot be read', async () => {
    const bench = await setUp({
      'show/e1/manifest.json': manifest,
      'show/e1/chunk-0000.json': one,
      'show/e1/chunk-0001.json': '{"version":1,"chunk":{"index":1',
      'show/e1/chunk-0002.json': '{"version":2}',
    });
    const kept = await bench.checkpointer.load('show', 'e1', NEVER);
    expect([...(kept?.chunks.keys() ?? [])]).toEqual([0]);
    expect(bench.log.of('warning')).toEqual([
      expect.stringContaining('show/e1/chunk-0001.json'),
      expect.stringContaining('show/e1/chunk-0002.json'),
    ]);
  });

  it.each([
    ['no manifest', undefined],
    ['a manifest cut short', '{"version":1'],
    ['a manifest of a later version', '{"version":2}'],
  ])('is of no use with %s', async (_what, text) => {
    const bench = await setUp({
      ...(text === undefined ? {} : { 'show/e1/manifest.json': text }),
      'show/e1/chunk-0000.json': one,
    });
    expect(await bench.checkpointer.load('show', 'e1', NEVER)).toBeUndefined();
  });
});
