import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxEpisode } from '../sandbox/gemini.ts';
import type { ActionResult } from '../sandbox/runner.ts';
import { startWorld } from '../sandbox/world.ts';
import type { World, WorldEpisode, WorldShow } from '../sandbox/world.ts';
import { makeTake } from '../simulation/audio.ts';
import { chanceOf } from '../simulation/chance.ts';
import { CONTAINERS, soundOf } from './containers-kit.ts';
import { allDifferences, ending, historyFaults, transcriptOf } from './transcripts.ts';

/** Just over one part of five minutes, so that every episode is cut once. */
const SECONDS = 330;

let world: World;
let result: ActionResult;

/** An episode for each container, each with a script of its own. */
function makeShow(): { readonly show: WorldShow; readonly heard: readonly SandboxEpisode[] } {
  const heard: SandboxEpisode[] = [];
  const episodes = CONTAINERS.map((container, at): WorldEpisode => {
    const { script } = makeTake(0, SECONDS, chanceOf(at + 1));
    const soundAt = soundOf(script);
    const guid = `container-${container.name}`;
    if (container.heard !== undefined) {
      heard.push({ id: guid, audio: container.heard(soundAt, SECONDS), script });
    }
    return {
      name: container.name,
      guid,
      title: `An episode as ${container.name}`,
      published: `2026-11-${String(10 + at)}T06:00:00Z`,
      description: 'Words of no meaning.',
      durationSec: SECONDS,
      audio: container.encode(soundAt, SECONDS),
      script,
    };
  });
  const show: WorldShow = {
    slug: 'containers',
    title: 'Containers',
    description: 'One show, many formats.',
    author: 'Ada',
    language: 'en',
    hosts: [{ name: 'Ada' }, { name: 'Ben' }],
    episodes,
  };
  return { show, heard };
}

beforeAll(async () => {
  const { show, heard } = makeShow();
  const config = `transcription:
  chunkMinutes: 5
limits:
  default:
    requestsPerDay: 1000`;
  world = await startWorld({ shows: [show], heard, config });
  result = await world.run();
}, 60_000);

afterAll(() => world.close());

describe('a show with an episode in each container, all served as MP3', () => {
  it('is transcribed to the words that were spoken', async () => {
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({
      completed: String(CONTAINERS.length),
      failed: '0',
      pending: '0',
    });
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
  });

  it.each(CONTAINERS)('sends $name in two parts that are its whole', ({ name, mimeType }) => {
    const requests = world.gemini.requests.filter(({ episode }) => episode === `container-${name}`);
    expect(requests.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(requests.map((request) => request.mimeType)).toEqual([mimeType, mimeType]);
    const [one, two] = requests.toSorted(
      (left, right) => (left.startSec ?? 0) - (right.startSec ?? 0),
    );
    expect(one?.startSec).toBeLessThan(0.1);
    expect(Math.abs((two?.startSec ?? 0) - (one?.endSec ?? 0))).toBeLessThan(0.1);
    expect(two?.endSec).toBeGreaterThan(SECONDS - 0.2);
  });

  it('says in each transcript what the audio was', async () => {
    const show = world.shows[0]!;
    const receipts = await Promise.all(
      show.episodes.map(async (episode) => {
        const path = await transcriptOf(world, show, episode);
        const text = (await world.github.show(`${path}.json`)) ?? '{}';
        return (JSON.parse(text) as { receipt?: unknown }).receipt;
      }),
    );
    const containers = ['adts', 'mp4', 'ogg', 'ogg', 'flac', 'wav', 'aiff'];
    expect(receipts).toMatchObject(
      containers.map((container) => ({ rendition: { container }, chunks: 2, coverage: 1 })),
    );
  });
});
