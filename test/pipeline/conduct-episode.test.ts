import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import { filesOf, manifestOf, readKept } from '../../src/pipeline/checkpoint-files.ts';
import type { KeptEpisode } from '../../src/pipeline/checkpoint-files.ts';
import type { ModelJob } from '../../src/pipeline/dispatch-types.ts';
import { encode, makeTake } from '../simulation/audio.ts';
import { chanceOf } from '../simulation/chance.ts';
import { DEFERRED, setUp, TAKE, WORK } from './conduct-kit.ts';
import { MIDNIGHT } from './kit.ts';

describe('an episode from its audio to its words', () => {
  it('is cut, transcribed chunk by chunk, and put together', async () => {
    const bench = setUp();
    const result = await bench.conduct();
    if (result.kind !== 'done') throw new Error(`not done: ${JSON.stringify(result)}`);
    expect(result.figures).toMatchObject({ requests: 3, chunksNew: 3, chunksKept: 0, chunks: 3 });
    expect(result.figures).toMatchObject({ promptTokens: 3_000, outputTokens: 630 });
    const words = result.document.segments.map(({ text }) => text).join(' ');
    const spoken = TAKE.script.map(({ text }) => text).join(' ');
    expect(words.split(/\s+/u)).toHaveLength(spoken.split(/\s+/u).length);
    // The first two are kept; the last one is made durable by the commit of the episode.
    expect(bench.kept).toHaveLength(2);
    expect(bench.log.held).toHaveLength(1);
    // The audio is kept for later runs, and none of it stays on the disk.
    expect(bench.cached).toHaveLength(1);
    expect([...bench.scratch.files.keys()]).toEqual([]);
  });

  it('has the chapters that the feed lists, and none when the run is stopped before they are there', async () => {
    const chaptersUrl = 'https://cdn.example/a.json';
    const work = { ...WORK, episode: { ...WORK.episode, chaptersUrl } };
    expect(await setUp({ work }).conduct()).toMatchObject({
      kind: 'done',
      document: { chapters: [{ startSec: 0, title: 'Into the woods' }], chaptersFrom: 'feed' },
    });
    const stopped = setUp({ work, tookMs: 4_000 });
    stopped.time.scheduler.after(3_000, () => stopped.run.stopper.stop('SIGINT'));
    expect(await stopped.conduct()).toMatchObject({ kind: 'done', document: { chapters: [] } });
  });

  it('does not keep audio that one request takes', async () => {
    const take = makeTake(0, 120, chanceOf(3));
    const bench = setUp({ audio: encode(1, [take]), take });
    expect(await bench.conduct()).toMatchObject({ kind: 'done', figures: { chunks: 1 } });
    expect(bench.cached).toEqual([]);
    expect(bench.kept).toEqual([]);
  });

  it('is skipped when it is longer than its user wants, by its audio and not by what the feed says', async () => {
    const bench = setUp({ work: { ...WORK, show: { ...WORK.show, maxDurationSec: 600 } } });
    expect(await bench.conduct()).toMatchObject({
      kind: 'skipped',
      reason: 'it is 15 minutes long, and the longest that the configuration allows is 10 minutes',
      figures: { requests: 0 },
    });
  });
});

/** Labels of the chunks whose prompt holds the end of the chunk before, in the order of asking. */
function listenForTails(): {
  readonly with: string[];
  readonly without: string[];
  readonly answer: (index: number, job: ModelJob) => 'heard';
} {
  const told = { with: [] as string[], without: [] as string[] };
  return {
    ...told,
    answer: (_index, { label, prompt }) => {
      const part = label.replace(/^.*part /u, '');
      told[prompt.includes('The audio before this part ended') ? 'with' : 'without'].push(part);
      return 'heard';
    },
  };
}

describe('the end of the chunk before', () => {
  // Chunks went out as soon as the episode was cut: three of four were asked without it.
  it('goes along with every chunk but the first ones of the stretches that the places share', async () => {
    const take = makeTake(0, 12 * 300, chanceOf(5));
    const tails = listenForTails();
    const bench = setUp({ audio: encode(1, [take]), take, answer: tails.answer });
    expect(await bench.conduct()).toMatchObject({ kind: 'done', figures: { chunks: 12 } });
    expect(bench.log.most).toBe(3);
    expect(tails.without).toEqual(['1 of 12', '9 of 12', '5 of 12']);
    expect(tails.with).toHaveLength(9);
  });

  it('is that of a chunk that an earlier run has kept, too', async () => {
    const first = setUp({ concurrency: 1, answer: (index) => (index === 1 ? DEFERRED : 'heard') });
    const { figures } = await first.conduct();
    if (figures.rendition === undefined) throw new Error('a rendition was expected');
    const before: KeptEpisode = {
      manifest: manifestOf(figures.rendition, 300),
      chunks: new Map(first.kept.map((chunk) => [chunk.index, chunk])),
      drafts: new Map(),
    };
    const tails = listenForTails();
    const second = setUp({ before, concurrency: 1, answer: tails.answer });
    expect(await second.conduct()).toMatchObject({ kind: 'done' });
    expect(tails.with).toEqual(['2 of 3', '3 of 3']);
  });
});

describe('the voices of the chunks before', () => {
  it('are handed on by number where nothing carries their names, and it is kept whose number it is', async () => {
    const prompts: string[] = [];
    const bench = setUp({
      concurrency: 1,
      answer: (_index, { prompt }) => {
        prompts.push(prompt);
        return 'heard';
      },
    });
    const result = await bench.conduct();
    expect(prompts[0]).not.toContain('heard earlier');
    // The model says Ada and Ben, which neither the feed nor the words do.
    expect(prompts[1]).toMatch(
      /People: <<<Speaker 1 \(heard earlier\); Speaker 2 \(heard earlier\)>>>/u,
    );
    expect(prompts[1]).toMatch(/ended with these words .*<<<.*Speaker [12]: /u);
    expect(prompts.join('\n')).not.toMatch(/Ada|Ben/u);
    const told = { isTail: true, labels: { 'Speaker 1': 'Ada', 'Speaker 2': 'Ben' } };
    expect(bench.kept.map((chunk) => chunk.told)).toEqual([undefined, told]);
    if (result.kind !== 'done') throw new Error('not done');
    expect(result.document.speakers).toEqual(['Speaker 1', 'Speaker 2']);
  });

  it('come back with a kept chunk', async () => {
    const told = { isTail: true, labels: { 'Speaker 1': 'Ada' } };
    const first = setUp({ concurrency: 1 });
    await first.conduct();
    const [, second] = first.kept;
    if (second === undefined) throw new Error('a chunk was expected');
    const manifest = manifestOf({ sha256: 'x', bytes: 1, durationSec: 900, container: 'mp3' }, 300);
    const read = readKept(
      [...filesOf('walks/x', manifest, { ...second, told })],
      first.run.ports.log,
    );
    expect(read?.chunks.get(1)?.told).toEqual(told);
  });
});

describe('an episode that cannot be finished now', () => {
  it('is deferred with what is finished kept, and chunks that have not begun are left', async () => {
    const bench = setUp({
      concurrency: 1,
      answer: (index) => (index === 1 ? DEFERRED : 'heard'),
    });
    expect(await bench.conduct()).toMatchObject({
      kind: 'deferred',
      cause: 'quota',
      notBefore: MIDNIGHT,
      figures: { requests: 2, chunksNew: 1, chunks: 3 },
    });
    expect(bench.kept.map(({ index }) => index)).toEqual([0]);
  });

  it('goes on in the next run with the chunks that are missing', async () => {
    const first = setUp({ concurrency: 1, answer: (index) => (index === 1 ? DEFERRED : 'heard') });
    const { figures } = await first.conduct();
    if (figures.rendition === undefined) throw new Error('a rendition was expected');
    const before: KeptEpisode = {
      manifest: manifestOf(figures.rendition, 300),
      chunks: new Map(first.kept.map((chunk) => [chunk.index, chunk])),
      drafts: new Map(),
    };
    const asked: string[] = [];
    const second = setUp({
      before,
      // Other chunks would not fit: those that are kept say how it is cut.
      yaml: 'transcription:\n  chunkMinutes: 10',
      answer: (_index, { label }) => {
        asked.push(label);
        return 'heard';
      },
    });
    expect(await second.conduct()).toMatchObject({
      kind: 'done',
      figures: { requests: 2, chunksNew: 2, chunksKept: 1, chunks: 3 },
    });
    expect(asked).toEqual(['Walks: A walk, part 2 of 3', 'Walks: A walk, part 3 of 3']);
  });

  it('says so when the audio is another now, and begins anew', async () => {
    const first = setUp({ concurrency: 1, answer: (index) => (index === 1 ? DEFERRED : 'heard') });
    const { figures } = await first.conduct();
    if (figures.rendition === undefined) throw new Error('a rendition was expected');
    const take = makeTake(0, 800, chanceOf(9));
    const second = setUp({
      before: {
        manifest: manifestOf(figures.rendition, 300),
        chunks: new Map(first.kept.map((chunk) => [chunk.index, chunk])),
        drafts: new Map(),
      },
      audio: encode(1, [take]),
      take,
    });
    expect(await second.conduct()).toMatchObject({ kind: 'done', figures: { chunksKept: 0 } });
    expect(second.run.log.of('warning')).toEqual([
      expect.stringMatching(
        /audio differs .*: none of the 1 finished part was found again in it, so 1 part is transcribed again\./u,
      ),
    ]);
  });

  it('takes the soonest moment when several chunks are deferred', async () => {
    const bench = setUp({
      answer: (index) => ({ ...DEFERRED, notBefore: MIDNIGHT - index * 1_000 }),
    });
    expect(await bench.conduct()).toMatchObject({ kind: 'deferred', notBefore: MIDNIGHT - 2_000 });
  });

  it('fails when one chunk fails, whatever became of the others', async () => {
    const error = problem('model-bad-request', 'Refused', 'Report it.');
    const bench = setUp({
      answer: (index) =>
        index === 0
          ? { kind: 'failed', requests: 1, error, retryable: false }
          : index === 1
            ? DEFERRED
            : 'heard',
    });
    expect(await bench.conduct()).toMatchObject({
      kind: 'failed',
      error: { code: 'model-bad-request' },
      retryable: false,
      figures: { requests: 3, chunksNew: 1 },
    });
    expect(bench.kept).toHaveLength(1);
  });

  it('is stopped with true figures, and a reply that still comes is kept', async () => {
    const bench = setUp({ tookMs: 4_000 });
    // The replies are under way for 4 seconds; the stop comes a second before.
    bench.time.scheduler.after(3_000, () => bench.run.stopper.stop('SIGINT'));
    const result = await bench.conduct();
    expect(result.kind).toBe('done');
    const later = setUp({ tookMs: 20_000 });
    later.time.scheduler.after(3_000, () => later.run.stopper.stop('SIGINT'));
    expect(await later.conduct()).toMatchObject({
      kind: 'stopped',
      figures: { chunks: 3, chunksNew: 0 },
    });
    expect(later.time.now() - later.run.startedAt).toBeLessThan(6_500);
  });
});

describe('a fault inside one of several chunks', () => {
  const FULL = new Fault(problem('disk-full', 'No room', 'Free some space.'));

  it('waits for the others, keeps what they finish, and only then lets the audio go', async () => {
    let assembled = 0;
    const bench = setUp({
      spoil: (scratch) => ({
        ...scratch,
        assemble: async (target, source, pieces) => {
          assembled += 1;
          if (assembled === 3) throw FULL;
          return await scratch.assemble(target, source, pieces);
        },
      }),
    });
    expect(await bench.conduct()).toMatchObject({
      kind: 'failed',
      error: { code: 'disk-full' },
      retryable: true,
      figures: { requests: 2, chunksNew: 2, chunks: 3 },
    });
    expect(bench.log.most).toBe(2);
    expect(bench.kept).toHaveLength(2);
    expect([...bench.scratch.files.keys()]).toEqual([]);
  });

  it('of the program itself is thrown on, after the others have ended', async () => {
    const bench = setUp({
      answer: (index) => {
        if (index === 0) throw new Error('a bug');
        return 'heard';
      },
    });
    await expect(bench.conduct()).rejects.toThrow('a bug');
    expect(bench.log.under).toBe(0);
    expect(bench.kept).toHaveLength(2);
  });
});
