import { afterEach, expect, it } from 'vitest';
import { QUICK, readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World, WorldShow } from '../sandbox/world.ts';

let world: World;

afterEach(() => world.close());

/** The small show five times over: ten episodes of one part each. */
function tenEpisodes(): readonly WorldShow[] {
  return readShows(SMALL_SHOW).map((show) => ({
    ...show,
    episodes: Array.from({ length: 5 }, (_, round) =>
      show.episodes.map((episode) => ({
        ...episode,
        name: `${episode.name}-${round}`,
        guid: `${episode.guid}-${round}`,
        title: `${episode.title}, take ${round + 1}`,
      })),
    ).flat(),
  }));
}

it('a job log tells of ten episodes: a folded list, then a line at each with time and quota', async () => {
  world = await startWorld({ shows: tenEpisodes(), config: QUICK });
  const { exitCode, stdout } = await world.run();
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n').filter((line) => !line.startsWith('::debug::'));
  const list = lines.indexOf('::group::Episodes of this run');
  expect(lines.indexOf('::endgroup::', list)).toBe(list + 11);

  const progress = lines.filter((line) => line.startsWith('Progress: '));
  expect(progress).toHaveLength(10);
  progress.forEach((line, at) => {
    const facts = String.raw`; \d+ of 10 parts; \d+ s so far(?:, about \d+ s left)?; 1,9\d\d requests left today$`;
    expect(line).toMatch(new RegExp(`^Progress: ${at + 1} of 10 episodes${facts}`, 'u'));
    // Each follows the word of the episode that it counts.
    expect(lines[lines.indexOf(line) - 1]).toMatch(/^Done: Garden Gate Minute: .*, take \d \(/u);
  });
  expect(progress[0]).toMatch(/about \d+ s left/u);
  expect(progress[9]).toMatch(/10 of 10 parts; \d+ s so far; /u);
});
