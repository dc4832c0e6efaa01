import { afterEach, describe, expect, it } from 'vitest';
import type { ScriptLine } from '../sandbox/gemini.ts';
import { listFrames } from '../sandbox/gemini-mp3.ts';
import type { FrameList } from '../sandbox/gemini-mp3.ts';
import type { ActionResult } from '../sandbox/runner.ts';
import { audioPath, DEMO_SHOW, readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World, WorldEpisode } from '../sandbox/world.ts';
import { differences, ending, historyFaults, transcriptOf } from './transcripts.ts';
import type { JsonSegment } from './transcripts.ts';

/** The long episode with an advertisement. */
const OTHER = 'with-advertisement';
const CONFIG = 'transcription:\n  chunkMinutes: 5\n  concurrency: 1';

let world: World;

afterEach(() => world.close());

/** The long episode of the demo, an advertisement of other frames, and both as one. */
function audioOf() {
  const [demo] = readShows(DEMO_SHOW);
  const [small] = readShows(SMALL_SHOW);
  const episode = demo?.episodes.find(({ durationSec }) => durationSec > 600);
  const advert = small?.episodes[0];
  if (demo === undefined || episode === undefined || advert === undefined) {
    throw new Error('the sandbox has a long episode and a short one');
  }
  const frames = listFrames(episode.audio);
  const others = listFrames(advert.audio);
  // In a pause of the first part, on a frame's edge.
  const pause = episode.script.findIndex(({ startSec }) => startSec > 90);
  const quiet =
    ((episode.script[pause - 1]?.endSec ?? 0) + (episode.script[pause]?.startSec ?? 0)) / 2;
  const cut = frames.times.findIndex((sec) => sec > quiet);
  const adSec = others.times.at(-1) ?? 0;
  const later = (line: ScriptLine, sec: number): ScriptLine => ({
    ...line,
    startSec: line.startSec + sec,
    endSec: line.endSec + sec,
  });
  const atSec = frames.times[cut] ?? 0;
  const other: WorldEpisode = {
    ...episode,
    guid: OTHER,
    durationSec: episode.durationSec + adSec,
    audio: Uint8Array.from(
      Buffer.concat([bytesOf(frames, 0, cut), bytesOf(others, 0), bytesOf(frames, cut)]),
    ),
    script: [
      ...episode.script.slice(0, pause),
      ...advert.script.map((line) => later(line, atSec)),
      ...episode.script.slice(pause).map((line) => later(line, adSec)),
    ],
  };
  return { show: { ...demo, episodes: [episode] }, episode, other, adSec };
}

function bytesOf({ bytes, starts, sizes }: FrameList, first: number, end = starts.length): Buffer {
  return Buffer.concat(
    starts
      .slice(first, end)
      .map((at, index) => bytes.subarray(at, at + (sizes[first + index] ?? 0))),
  );
}

/** Runs until the n-th request of this run is under way, and kills it there. */
async function killAt(request: number): Promise<ActionResult> {
  const from = world.gemini.requests.length;
  world.gemini.setFault({
    match: () => world.gemini.requests.length === from + request,
    fault: { kind: 'stall' },
  });
  const running = await world.start();
  let ended: ActionResult | undefined;
  void running.done.then((result) => (ended = result));
  while (world.gemini.requests.length < from + request) {
    if (ended !== undefined) throw new Error(`the run ended before that:\n${ended.log}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  running.signal('SIGKILL');
  const result = await running.done;
  world.gemini.clearFaults();
  return result;
}

/** Seconds of audio that were asked for and answered since so many requests. */
function paidSec(from: number): number {
  return world.gemini.requests
    .slice(from)
    .filter(({ outcome }) => outcome === 'ok')
    .reduce((sum, { startSec = 0, endSec = 0 }) => sum + endSec - startSec, 0);
}

describe('an episode whose host inserts an advertisement between two runs', () => {
  it('costs the advertisement and the parts that were not finished, over two kills', async () => {
    const { show, episode, other, adSec } = audioOf();
    world = await startWorld({ shows: [show], config: CONFIG, heard: [{ ...other, id: OTHER }] });
    // Three parts: two are finished and kept, the third is under way.
    await killAt(3);
    const [first, second] = world.gemini.requests;
    if (first?.endSec === undefined || second?.endSec === undefined) throw new Error('two parts');
    const keptSec = second.endSec - first.endSec;
    const firstRuns = world.gemini.requests.length;

    world.services.evictCaches();
    world.feeds.setFile(audioPath(show, episode), { body: other.audio, contentType: 'audio/mpeg' });
    // The part with the advertisement in it is asked for again, and kept; then the last one.
    const killed = await killAt(2);
    expect(killed.log).toContain(
      '1 of 2 finished parts was found again in it and is kept; 1 part is transcribed again.',
    );
    const secondRuns = world.gemini.requests.length;
    expect(paidSec(firstRuns)).toBeCloseTo(first.endSec + adSec, 1);

    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '1', failed: '0', pending: '0' });
    expect(world.gemini.requests.length - secondRuns).toBe(1);
    expect(paidSec(firstRuns)).toBeCloseTo(other.durationSec - keptSec, 0);
    // What the third run has is of the rendition that it found: nothing has changed again.
    expect(result.log).not.toContain('the audio differs');
    expect(result.log).toContain('2 parts kept from before');

    const path = await transcriptOf(world, show, episode);
    const written = JSON.parse((await world.github.show(`${path}.json`)) ?? '') as {
      readonly segments: readonly JsonSegment[];
      readonly receipt: {
        readonly chunks: number;
        readonly rendition: { readonly sha256: string };
        readonly reused: { readonly chunks: number; readonly from: readonly string[] };
      };
    };
    // Nobody says who speaks in the advertisement.
    const unknown = new Map([
      ['Ines', 'Speaker 1'],
      ['Tobias', 'Speaker 2'],
    ]);
    const script = other.script.map((line) => ({
      ...line,
      speaker: unknown.get(line.speaker) ?? line.speaker,
    }));
    expect(differences({ ...other, script }, written.segments)).toEqual([]);
    const { receipt } = written;
    expect(receipt).toMatchObject({
      chunks: 3,
      reused: { chunks: 1, seconds: Math.round(keptSec * 10) / 10, from: [expect.any(String)] },
    });
    expect(receipt.reused.from).not.toContain(receipt.rendition.sha256);
    expect(await historyFaults(world)).toEqual([]);
    expect(await world.github.refs()).toHaveLength(1);
  });
});
