import { describe, expect, it } from 'vitest';
import { makeCheckpointer } from '../../src/pipeline/checkpointer.ts';
import type { Checkpointer } from '../../src/pipeline/checkpointer.ts';
import type { EpisodeResult } from '../../src/pipeline/episode-types.ts';
import type { Checkpoints } from '../../src/ports.ts';
import { clockTime } from '../../src/transcript/clock.ts';
import { markOf } from '../../src/transcript/marks.ts';
import type { ChunkTranscript } from '../../src/transcript/types.ts';
import { encode, FRAME_SEC, makeTake, secondsOf } from '../simulation/audio.ts';
import type { Heard } from '../simulation/audio.ts';
import { chanceOf } from '../simulation/chance.ts';
import { AUDIO, DEFERRED, setUp, TAKE } from './conduct-kit.ts';
import type { Bench } from './conduct-kit.ts';
import { makeTime } from './kit.ts';
import { makeWriteAccount } from '../../src/pipeline/write-account.ts';

const FRAME_BYTES = AUDIO.length / TAKE.frames;
/** Another text between the same frames. */
const AD = makeTake(1, 60, chanceOf(11));
const AD_BYTES = encode(1, [AD]);
const EPISODE = 'walks/0123456789abcdef';

/** Files of checkpoints that outlive the runs. */
interface Shelf {
  readonly files: Map<string, string>;
  readonly checkpointer: () => Promise<Checkpointer>;
}

function makeShelf(): Shelf {
  const files = new Map<string, string>();
  const checkpoints: Checkpoints = {
    list: async () => [...files.keys()],
    read: async (keys) =>
      keys.flatMap((key) => {
        const content = files.get(key);
        return content === undefined ? [] : [{ key, content }];
      }),
    save: async ({ put, remove }) => {
      for (const { key, content } of put) files.set(key, content);
      for (const key of remove) files.delete(key);
      return { kind: 'committed', revision: '' };
    },
  };
  return {
    files,
    checkpointer: async () => {
      const never = new AbortController().signal;
      return await makeCheckpointer({
        checkpoints,
        clock: makeTime(),
        log: { group: () => undefined, debug: () => undefined } as never,
        account: makeWriteAccount(makeTime(), { minIntervalMs: 0 }),
        soft: never,
        last: never,
        onFault: () => undefined,
        onDrop: () => undefined,
      });
    },
  };
}

/** The audio with an advertisement at a moment, in seconds, and without what lies in a span. */
function spliced(options: {
  readonly adAt?: number;
  readonly without?: readonly [number, number];
}) {
  const at = (sec: number): number => Math.round(sec / FRAME_SEC) * FRAME_BYTES;
  const { adAt, without = [0, 0] } = options;
  const [from, to] = without.map(at) as [number, number];
  const parts =
    adAt === undefined
      ? [AUDIO.subarray(0, from), AUDIO.subarray(to)]
      : [AUDIO.subarray(0, at(adAt)), AD_BYTES, AUDIO.subarray(at(adAt))];
  return Uint8Array.from(Buffer.concat(parts));
}

/** One run over an audio; `parts`: so many are answered, then the day's quota ends. */
async function runOnce(
  shelf: Shelf,
  audio: Uint8Array,
  parts = Infinity,
): Promise<{ readonly bench: Bench; readonly result: EpisodeResult }> {
  const checkpointer = await shelf.checkpointer();
  const bench = setUp({
    audio,
    advertisement: AD,
    concurrency: 1,
    checkpointer,
    answer: (index) => (index < parts ? 'heard' : DEFERRED),
  });
  const result = await bench.conduct();
  await checkpointer.flush();
  return { bench, result };
}

function heardSec(heard: readonly Heard[]): number {
  return heard.reduce((sum, one) => sum + secondsOf(one), 0);
}

/** Words of a finished episode. */
function wordsOf(result: EpisodeResult): string {
  if (result.kind !== 'done') throw new Error(`not done: ${JSON.stringify(result)}`);
  return result.document.segments.map(({ text }) => text).join(' ');
}

/** Words of the script with the advertisement's at a moment; times of its utterances. */
function scriptWith(adAt: number) {
  const before = TAKE.script.filter(({ endSec }) => endSec <= adAt);
  const cut = TAKE.script.find(({ startSec, endSec }) => startSec < adAt && endSec > adAt);
  const after = TAKE.script.filter(({ startSec }) => startSec >= adAt);
  if (cut !== undefined) throw new Error('the advertisement shall stand in a pause');
  const adSec = AD.frames * FRAME_SEC;
  return [
    ...before,
    ...AD.script.map((line) => ({ ...line, startSec: line.startSec + adAt })),
    ...after.map((line) => ({ ...line, startSec: line.startSec + adSec })),
  ];
}

/** A pause near a moment, on a frame's edge. */
function pauseNear(sec: number): number {
  const line = TAKE.script.find(({ startSec }) => startSec > sec);
  return Math.floor(((line?.startSec ?? 0) - 0.1) / FRAME_SEC) * FRAME_SEC;
}

describe('an episode whose audio has changed between two runs', () => {
  it('asks for the advertisement and what lies around it alone, and for nothing that recurs', async () => {
    const shelf = makeShelf();
    const first = await runOnce(shelf, AUDIO, 2);
    expect(first.result.figures).toMatchObject({ chunksNew: 2, chunks: 3 });
    const adAt = pauseNear(100);
    const { bench, result } = await runOnce(shelf, spliced({ adAt }));
    // The first part holds the advertisement now: 300 + 60 s are two parts; the last was never asked for.
    expect(result.figures).toMatchObject({ chunksKept: 1, chunksNew: 3, chunks: 4, requests: 3 });
    const keptSec = heardSec(first.bench.heard.slice(1));
    expect(heardSec(bench.heard)).toBeCloseTo(960 - keptSec, 0);
    const script = scriptWith(adAt);
    expect(wordsOf(result)).toBe(script.map(({ text }) => text).join(' '));
    if (result.kind !== 'done') throw new Error('it is done');
    const times = result.document.segments;
    for (const [index, line] of script.entries()) {
      expect(Math.abs((times[index]?.startSec ?? 0) - line.startSec)).toBeLessThan(2);
    }
    expect(result.document.receipt).toMatchObject({
      chunks: 4,
      reused: {
        chunks: 1,
        seconds: Math.round(keptSec * 10) / 10,
        from: [first.result.figures.rendition?.sha256],
      },
    });
    expect(bench.run.log.of('warning')).toEqual([
      expect.stringMatching(
        /hosts insert advertisements\): 1 of 2 finished parts was found again in it and is kept; 1 part is transcribed again\.$/u,
      ),
    ]);
  });

  it('goes on from a stop in the middle of that, part by part, however often', async () => {
    const shelf = makeShelf();
    const first = await runOnce(shelf, AUDIO, 2);
    const adAt = pauseNear(100);
    const audio = spliced({ adAt });
    const asked: Heard[] = [];
    for (const chunksKept of [1, 2, 3]) {
      const { bench, result } = await runOnce(shelf, audio, 1);
      expect(result.figures).toMatchObject({ chunksKept, chunksNew: 1, chunks: 4 });
      asked.push(...bench.heard);
      if (chunksKept > 1) expect(bench.run.log.of('warning')).toEqual([]);
      if (chunksKept < 3) continue;
      expect(wordsOf(result)).toBe(
        scriptWith(adAt)
          .map(({ text }) => text)
          .join(' '),
      );
      if (result.kind !== 'done') throw new Error('it is done');
      expect(result.document.receipt.reused?.chunks).toBe(1);
    }
    expect(heardSec(asked)).toBeCloseTo(960 - heardSec(first.bench.heard.slice(1)), 0);
  });

  it('keeps what stood behind an advertisement that is gone, and knows its own words when they come back', async () => {
    const shelf = makeShelf();
    const before = await runOnce(shelf, spliced({ adAt: pauseNear(100) }), 3);
    const gone = await runOnce(shelf, AUDIO, 1);
    expect(gone.result.figures).toMatchObject({ chunksKept: 2, chunksNew: 1, chunks: 4 });
    // The first part of the first rendition is not kept any more; the two behind it still are.
    const back = await runOnce(shelf, spliced({ adAt: pauseNear(100) }));
    expect(back.result.figures).toMatchObject({ chunksKept: 2, chunksNew: 2, chunks: 4 });
    if (back.result.kind !== 'done') throw new Error('it is done');
    expect(back.result.document.receipt).not.toHaveProperty('reused');
    expect(heardSec(back.bench.heard)).toBeCloseTo(960 - heardSec(before.bench.heard.slice(1)), 0);
  });

  it('leaves no file of the old places behind', async () => {
    const shelf = makeShelf();
    await runOnce(shelf, AUDIO, 2);
    const cut = spliced({ without: [0, pauseNear(60)] });
    const { result } = await runOnce(shelf, cut, 1);
    expect(result.figures).toMatchObject({ chunksKept: 1, chunksNew: 1, chunks: 3 });
    expect([...shelf.files.keys()].toSorted()).toEqual([
      `${EPISODE}/chunk-0000.json`,
      `${EPISODE}/chunk-0001.json`,
      `${EPISODE}/manifest.json`,
    ]);
    const renditions = [...shelf.files].flatMap(([key, text]) =>
      key.includes('chunk') ? [(JSON.parse(text) as { rendition: string }).rendition] : [],
    );
    expect(new Set(renditions)).toEqual(new Set([result.figures.rendition?.sha256]));
  });

  it('does not use a part of which one byte differs', async () => {
    const shelf = makeShelf();
    await runOnce(shelf, AUDIO, 2);
    const audio = AUDIO.slice();
    // Behind the side information, in the middle of the second part: heard as before.
    const at = Math.round(450 / FRAME_SEC) * FRAME_BYTES + 50;
    audio[at] = (audio[at] ?? 0) ^ 1;
    const { result } = await runOnce(shelf, audio);
    expect(result.figures).toMatchObject({ chunksKept: 1, chunksNew: 2, chunks: 3 });
  });

  it('reads the checkpoints of the version before, and begins anew where they do not say what was heard', async () => {
    const shelf = makeShelf();
    await runOnce(shelf, AUDIO, 2);
    for (const [key, text] of shelf.files) {
      const file = JSON.parse(text) as Record<string, unknown> & { chunk?: { audio?: unknown } };
      if (key.endsWith('manifest.json')) {
        delete file['pinned'];
        file['version'] = 1;
      } else {
        delete file.chunk?.audio;
      }
      shelf.files.set(key, JSON.stringify(file));
    }
    const before = new Map(shelf.files);
    const same = await runOnce(shelf, AUDIO, 0);
    expect(same.result.figures).toMatchObject({ chunksKept: 2 });
    shelf.files.clear();
    for (const [key, text] of before) shelf.files.set(key, text);
    const other = await runOnce(shelf, spliced({ adAt: pauseNear(100) }));
    expect(other.result.figures).toMatchObject({ chunksKept: 0, chunksNew: 4, chunks: 4 });
  });

  it('moves the times of what is missing with the part, and leaves its words', async () => {
    const shelf = makeShelf();
    await runOnce(shelf, AUDIO, 2);
    const key = `${EPISODE}/chunk-0001.json`;
    const file = JSON.parse(shelf.files.get(key) ?? '') as { chunk: ChunkTranscript };
    const { startSec } = file.chunk;
    const missing = { startSec: startSec + 10, endSec: startSec + 25 };
    const mark = markOf(missing.startSec, missing.endSec);
    const between = `${clockTime(missing.startSec)} to ${clockTime(missing.endSec)}`;
    const chunk: ChunkTranscript = {
      ...file.chunk,
      coverage: 0.99,
      segments: [{ startSec: 10, endSec: 25, text: mark }, ...file.chunk.segments.slice(5)],
      missing: [missing],
      warnings: [`no usable words from ${between}`, 'from 1:00 to 2:00 it is loud'],
    };
    shelf.files.set(key, JSON.stringify({ ...file, chunk }));
    const { result } = await runOnce(shelf, spliced({ adAt: pauseNear(100) }));
    if (result.kind !== 'done') throw new Error('it is done');
    const { segments, receipt } = result.document;
    const [moved] = receipt.missing ?? [];
    if (moved === undefined) throw new Error('the gap is told');
    expect(moved.startSec).toBeCloseTo(missing.startSec + AD.frames * FRAME_SEC, 3);
    expect(moved.endSec - moved.startSec).toBeCloseTo(15, 3);
    expect(segments.find(({ text }) => text.startsWith('[inaudible'))).toMatchObject({
      text: markOf(moved.startSec, moved.endSec),
    });
    expect(receipt.warnings).toEqual(
      expect.arrayContaining([
        expect.stringContaining(
          `no usable words from ${clockTime(moved.startSec)} to ${clockTime(moved.endSec)}`,
        ),
        expect.stringContaining('from 1:00 to 2:00 it is loud'),
      ]),
    );
  });

  it('moves a part that was answered and waits for its repair, too', async () => {
    const shelf = makeShelf();
    await runOnce(shelf, AUDIO, 2);
    const key = `${EPISODE}/chunk-0001.json`;
    const { chunk, ...file } = JSON.parse(shelf.files.get(key) ?? '') as { chunk: ChunkTranscript };
    const { index, startSec, endSec, audio, segments, model, finishReason, usage } = chunk;
    const none = { open: [], missing: [], speechless: [], doubts: [] };
    const draft = {
      index,
      startSec,
      endSec,
      audio,
      repair: { ...none, segments, requests: 1, looks: 0 },
      spent: { requests: 1, usage, model, finishReason },
    };
    shelf.files.delete(key);
    shelf.files.set(`${EPISODE}/draft-0001.json`, JSON.stringify({ ...file, draft }));
    const adAt = pauseNear(100);
    const audioNow = spliced({ adAt });
    const { result } = await runOnce(shelf, audioNow, 1);
    expect(result.figures).toMatchObject({ requests: 2, chunksNew: 1, chunks: 4 });
    expect([...shelf.files.keys()].filter((name) => name.includes('draft'))).toEqual([
      `${EPISODE}/draft-0002.json`,
    ]);
    const end = await runOnce(shelf, audioNow);
    expect(end.result.figures).toMatchObject({ requests: 2, chunksNew: 3, chunksKept: 1 });
    expect(wordsOf(end.result)).toBe(
      scriptWith(adAt)
        .map(({ text }) => text)
        .join(' '),
    );
  });
});

describe('a run that is killed while it moves what it found again', () => {
  it('loses nothing, whichever of the files were written', async () => {
    const shelf = makeShelf();
    await runOnce(shelf, AUDIO, 2);
    const old = new Map(shelf.files);
    const audio = spliced({ adAt: pauseNear(10) });
    await runOnce(shelf, audio, 1);
    const now = new Map(shelf.files);
    const moved = [...now.keys()].filter((key) => key.includes('chunk'));
    expect(moved.length).toBeGreaterThan(1);
    // The second part has become the third; the manifest or the chunk may be the last that was written.
    const third = now.get(`${EPISODE}/chunk-0002.json`);
    const manifest = now.get(`${EPISODE}/manifest.json`);
    if (third === undefined || manifest === undefined) throw new Error('both are kept');
    for (const written of [[['chunk-0002', third]], [['manifest', manifest]]] as const) {
      shelf.files.clear();
      for (const [key, text] of old) shelf.files.set(key, text);
      for (const [name, text] of written) shelf.files.set(`${EPISODE}/${name}.json`, text);
      const { result } = await runOnce(shelf, audio, 0);
      expect(result.figures.chunksKept).toBe(1);
    }
  });
});
