import { afterEach, describe, expect, it } from 'vitest';
import { startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { differences } from './transcripts.ts';
import type { JsonSegment } from './transcripts.ts';

/** Parts of a transcript's JSON that are looked at. */
interface JsonTranscript {
  readonly episode: { readonly title: string };
  readonly segments: readonly JsonSegment[];
  readonly receipt: {
    readonly repairs?: number;
    readonly coverage?: number;
    readonly missing?: readonly unknown[];
  };
}

/** Answers that lack, repeat or invent words: the part that is bad is asked for again, and only it. */
describe('answers that are not whole', () => {
  let world: World | undefined;

  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  async function transcript(of: World, title: string): Promise<JsonTranscript | undefined> {
    for (const path of await of.github.files()) {
      if (!/^transcripts\/[^/]+\/\d.*\.json$/u.test(path)) continue;
      const text = (await of.github.show(path)) ?? '';
      const json = JSON.parse(text) as JsonTranscript;
      if (json.episode.title === title) return json;
    }
    return undefined;
  }

  it('are mended by asking again for the bad part, until the text is the script', async () => {
    world = await startWorld();
    const episode = world.shows[0]!.episodes[1]!;
    const match = { episode: episode.guid };
    world.gemini.setFault({
      match: { ...match, holdsSec: 100 },
      times: 1,
      fault: { kind: 'hole', seconds: 60, atSec: 60 },
    });
    world.gemini.setFault({
      match: { ...match, holdsSec: 300 },
      times: 1,
      fault: { kind: 'refusal' },
    });
    world.gemini.setFault({
      match: { ...match, holdsSec: 600 },
      times: 1,
      fault: { kind: 'early-stop', afterSec: 80 },
    });
    const result = await world.run();
    expect(result.exitCode).toBe(0);
    expect(result.outputs['completed']).toBe('4');
    const json = await transcript(world, episode.title);
    expect(differences(episode, json?.segments ?? [])).toEqual([]);
    const asked = world.gemini.requests.filter((one) => one.episode === episode.guid);
    // Three parts, and one request more for each of the three bad spans.
    expect(asked).toHaveLength(6);
    const repairs = asked.map(({ startSec = 0, endSec = 0 }) => endSec - startSec).slice(3);
    for (const seconds of repairs) expect(seconds).toBeLessThan(245);
    expect(json?.receipt.repairs).toBe(3);
    expect(json?.receipt.missing).toBeUndefined();
  });

  it('fail their episode when no model ever gives the words, and the others go on', async () => {
    world = await startWorld();
    const episode = world.shows[0]!.episodes[1]!;
    world.gemini.setFault({
      match: { episode: episode.guid, holdsSec: 100 },
      fault: { kind: 'refusal' },
    });
    const result = await world.run();
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ completed: '3', failed: '1' });
    const [warning] = result.annotations.filter(
      ({ title }) => title?.startsWith('Failed') === true,
    );
    expect(warning?.message).toMatch(/the words cover \d+\.\d % of the speech/u);
    expect(await transcript(world, episode.title)).toBeUndefined();
    world.gemini.clearFaults();
    const before = world.gemini.requests.length;
    const again = await world.run({ mode: 'retry-failed' });
    expect(again.outputs['completed']).toBe('1');
    // The two good parts are kept; only the bad one is paid for again.
    expect(world.gemini.requests.length - before).toBe(1);
    const json = await transcript(world, episode.title);
    expect(differences(episode, json?.segments ?? [])).toEqual([]);
  });

  it('are marked where words are missing, when the settings take such a transcript', async () => {
    world = await startWorld({ config: 'transcription:\n  chunkMinutes: 5\n  coverage: 0.5' });
    const episode = world.shows[0]!.episodes[1]!;
    world.gemini.setFault({
      match: { episode: episode.guid, holdsSec: 100 },
      fault: { kind: 'refusal' },
    });
    const result = await world.run();
    expect(result.outputs['completed']).toBe('4');
    const json = await transcript(world, episode.title);
    expect(json?.segments.some(({ body }) => /\[inaudible [\d:]+–[\d:]+\]/u.test(body))).toBe(true);
    expect(json?.receipt.missing?.length).toBeGreaterThan(0);
    expect(json?.receipt.coverage).toBeLessThan(0.95);
  });
}, 60_000);
