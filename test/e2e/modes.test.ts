import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeRunnerHome, runAction } from '../sandbox/runner.ts';
import {
  DEMO_SHOW,
  QUICK,
  SMALL_SHOW,
  audioPath,
  checkOut,
  readShows,
  startWorld,
} from '../sandbox/world.ts';
import type { World, WorldEpisode, WorldShow } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults, stateOf, transcriptOf } from './transcripts.ts';

let world: World;

afterEach(() => world.close());

function small(): readonly [WorldShow, WorldEpisode, WorldEpisode] {
  const show = world.shows.at(-1);
  const [first, second] = show?.episodes ?? [];
  if (show === undefined || first === undefined || second === undefined) {
    throw new Error('the last show has two episodes');
  }
  return [show, first, second];
}

describe('a dry run', () => {
  it('says what a run would take and cost, spends nothing and writes nothing', async () => {
    world = await startWorld();
    const result = await world.run({ mode: 'dry-run' });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '0', pending: '4', 'commit-sha': '' });
    expect(result.summary).toMatch(/4 episodes, about 14 min of audio and 6 requests/u);
    // Not one of them waits because a run ended.
    expect(result.summary).toContain('4 episodes: a run would take it now');
    expect(world.gemini.requests).toEqual([]);
    expect(await world.github.log()).toHaveLength(1);
    expect(await world.github.refs()).toHaveLength(1);
    expect(world.feeds.requests.filter(({ path }) => path.endsWith('.mp3'))).toEqual([]);
  });

  it('needs no key', async () => {
    world = await startWorld();
    const result = await world.run({ mode: 'dry-run', 'gemini-api-keys': '' });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs['pending']).toBe('4');
  });
});

describe('a run of at most one episode', () => {
  it('takes the newest, says what is left, and later runs take the rest', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    const [show, , newest] = small();
    const first = await world.run({ 'max-episodes': '1' });
    expect(first.outputs).toMatchObject({ completed: '1', pending: '1' });
    expect(await transcriptOf(world, show, newest)).toBeDefined();
    // The feed has not changed since: the backlog is worked on all the same.
    const second = await world.run({ 'max-episodes': '1' });
    expect(second.outputs).toMatchObject({ completed: '1', pending: '0' });
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
  });

  it('takes the one that is named, by id or by address', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    const [show, older, newest] = small();
    const address = `${world.feeds.url}${audioPath(show, older)}`;
    const result = await world.run({ episodes: address });
    expect(result.outputs).toMatchObject({ completed: '1' });
    expect(await transcriptOf(world, show, older)).toBeDefined();
    expect(await transcriptOf(world, show, newest)).toBeUndefined();
  });
});

describe('retry-failed', () => {
  it('takes the failed episodes at once, and only them', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    const [show, older, newest] = small();
    world.feeds.setFault(audioPath(show, newest), { kind: 'status', status: 404 });
    const first = await world.run({ 'max-episodes': '1' });
    expect(first.outputs).toMatchObject({ completed: '0', failed: '1', pending: '1' });
    world.feeds.setFault(audioPath(show, newest), undefined);
    const second = await world.run({ mode: 'retry-failed' });
    expect(second.outputs).toMatchObject({ completed: '1', failed: '0' });
    expect(await stateOf(world, show, newest)).toMatchObject({ status: 'done', attempts: 0 });
    expect(await transcriptOf(world, show, older)).toBeUndefined();
  });
});

describe('an episode that is named and not taken', () => {
  it('is told in the summary: unknown ones with what is nearest, others with the reason', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    const refused = await world.run({ mode: 'retry-failed', episodes: '70dc2fca8191709f' });
    expect(refused.exitCode).toBe(1);
    expect(refused.annotations).toMatchObject([{ level: 'error', title: 'episodes-unknown' }]);
    expect(refused.summary).toContain('nearest is 70dc2fca8191709d');
    expect(await world.github.log()).toHaveLength(1);
    expect(world.gemini.requests).toEqual([]);

    await world.run({ 'max-episodes': '1' });
    const told = await world.run({
      mode: 'retry-failed',
      episodes: '70dc2fca8191709d\n70dc2fca8191709f',
    });
    expect(ending(told)).toBe('exit 0');
    expect(told.summary).toMatch(/^## ✅ Nothing to do/u);
    expect(told.summary).toContain('it is done: there is nothing to retry');
    expect(told.summary).toContain('nearest is 70dc2fca8191709d');
    expect(told.annotations).toMatchObject([{ level: 'warning', title: 'episodes-unknown' }]);
  });
});

describe('resume', () => {
  it('takes what the last slice left, begun or not, and nothing new', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    const [show, older, newest] = small();
    // The first answer never comes: the job is cancelled with its slice of one episode unfinished.
    world.gemini.setFault({ fault: { kind: 'hold', until: new Promise(() => {}) } });
    const running = await world.start({ 'max-episodes': '1' });
    while (world.gemini.requests.length === 0) await new Promise((go) => setTimeout(go, 2));
    expect((await running.cancel()).exitCode).toBe(0);
    world.gemini.clearFaults();
    const result = await world.run({ mode: 'resume' });
    expect(result.outputs).toMatchObject({ completed: '1' });
    expect(await transcriptOf(world, show, newest)).toBeDefined();
    expect(await transcriptOf(world, show, older)).toBeUndefined();
    const again = await world.run({ mode: 'resume' });
    expect(again.outputs).toMatchObject({ completed: '0' });
  });
});

describe('a job that leaves committing to another step', () => {
  it('writes into the workspace, and nothing to the repository', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    const [show, older] = small();
    const result = await world.run({ commit: 'false' });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2' });
    expect(await world.github.log()).toHaveLength(1);
    const folder = join(world.home.workspace, 'transcripts', show.slug);
    const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as {
      episodes: { title: string }[];
    };
    expect(index.episodes.map(({ title }) => title)).toContain(older.title);
  });
});

describe('two such jobs in one workspace', () => {
  it('at once: the second is refused before it has asked anybody anything', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), config: QUICK });
    world.gemini.setFault({ fault: { kind: 'hold', until: new Promise(() => {}) } });
    const first = await world.start({ commit: 'false' });
    while (world.gemini.requests.length === 0) await new Promise((go) => setTimeout(go, 2));
    const seen = world.feeds.requests.length;
    const second = await world.run({ commit: 'false' });
    expect(second.exitCode).toBe(1);
    expect(second.annotations).toMatchObject([{ level: 'error', title: 'run-in-progress' }]);
    expect(world.feeds.requests).toHaveLength(seen);
    first.signal('SIGKILL');
    await first.done;
    world.gemini.clearFaults();
    const third = await world.run({ commit: 'false' });
    expect(third.outputs).toMatchObject({ completed: '2', failed: '0' });
    expect(existsSync(join(world.home.workspace, 'state', '.run'))).toBe(false);
  });
});

describe('audio that is too large for a request', () => {
  it('is uploaded once a part, and taken down again', async () => {
    world = await startWorld({
      shows: readShows(DEMO_SHOW),
      config: QUICK.replace('chunkMinutes: 5', 'chunkMinutes: 5\n  inlineMaxMegabytes: 0.1'),
    });
    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.annotations).toEqual([]);
    expect(world.gemini.requests.map(({ audio }) => audio)).toEqual(Array(4).fill('file'));
    expect(world.gemini.uploads).toHaveLength(4);
    expect(world.gemini.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(4);
    expect(await allDifferences(world)).toEqual([]);
  });
});

describe('jobs of a fan-out', () => {
  it('work at the same time on one branch: every episode once, in a line, without force', async () => {
    world = await startWorld({
      keys: [
        'AIzaSandboxKeyNumberOne-0123456789abcdef',
        'AIzaSandboxKeyNumberTwo-0123456789abcdef',
      ],
    });
    const homes = [makeRunnerHome(), makeRunnerHome()];
    for (const home of homes) await checkOut(world.github, home);
    const results = await Promise.all(
      homes.map((home, index) => runAction(world.options({ shard: `${index + 1}/2` }, { home }))),
    );
    for (const home of homes) home.remove();
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(results.map(({ outputs }) => outputs['completed'])).toEqual(['2', '2']);
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
    const front = JSON.parse((await world.github.show('transcripts/index.json')) ?? '') as {
      shows: { episodes: number }[];
    };
    expect(front.shows.map(({ episodes }) => episodes)).toEqual([2, 2]);
  });
});
