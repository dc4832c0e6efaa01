import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

it('while no episode ends a line comes every 30 seconds, with time and quota', async () => {
  world = await startWorld({ shows: tenEpisodes(), config: QUICK });
  let release = (): void => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  // Four episodes are done, and then the model thinks for a long time.
  world.gemini.setFault({ match: ({ index }) => index >= 4, fault: { kind: 'hold', until } });
  const file = join(world.home.root, 'time-offset');
  let movedMs = 0;
  const move = (ms: number): void => {
    movedMs += ms;
    world.setTime(Date.now() + movedMs);
    writeFileSync(file, String(movedMs));
  };
  move(0);
  const lines: string[] = [];
  const running = await world.start(
    {},
    {
      preload: [join(import.meta.dirname, '..', 'sandbox', 'time-preload.ts')],
      env: { TIME_OFFSET_FILE: file, TIME_MOVES_TIMERS: '1' },
      onLine: (line) => void (line.startsWith('Progress: ') && lines.push(line)),
    },
  );
  const said = async (count: number): Promise<void> => {
    while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await said(4);
  while (world.gemini.requests.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
  // Not before its time: half of it brings none.
  move(15_000);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(lines).toHaveLength(4);
  for (const count of [5, 6]) {
    move(count === 5 ? 15_500 : 30_500);
    await said(count);
    expect(lines[count - 1]).toMatch(
      /^Progress: 4 of 10 episodes; 4 of 10 parts; .* so far, about .* left; 1,9\d\d requests left today$/u,
    );
  }
  release();
  const result = await running.done;
  expect(result.exitCode).toBe(0);
  expect(result.outputs).toMatchObject({ completed: '10', failed: '0' });
  // One at each end of an episode, and the two between.
  expect(lines).toHaveLength(12);
});
