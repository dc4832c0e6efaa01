import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openShell } from '../cli/kit.ts';
import type { Shell } from '../cli/kit.ts';
import { makeWalks } from '../sandbox/walks.ts';
import { audioPath, QUICK, startWorld } from '../sandbox/world.ts';
import type { World, WorldEpisode, WorldShow } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults, stateOf } from './transcripts.ts';

/** Five shows with two episodes each, no two of which sound the same. */
const walks = (): readonly WorldShow[] => makeWalks({ shows: 5, episodes: 2 });

interface Planted {
  readonly show: WorldShow;
  readonly episode: WorldEpisode;
}

let close: () => Promise<void>;

afterEach(() => close());

/** Three of ten: an audio file that is missing, one that is refused, one whose words the model keeps back. */
function plant(world: World): readonly Planted[] {
  const of = (show: number, at: number): Planted => {
    const found = world.shows[show];
    const episode = found?.episodes[at];
    if (found === undefined || episode === undefined) throw new Error('ten episodes');
    return { show: found, episode };
  };
  const planted = [of(0, 1), of(2, 0), of(4, 1)];
  const [missing, refused, kept] = planted as [Planted, Planted, Planted];
  world.feeds.setFault(audioPath(missing.show, missing.episode), { kind: 'status', status: 404 });
  world.feeds.setFault(audioPath(refused.show, refused.episode), { kind: 'status', status: 403 });
  world.gemini.setFault({
    match: ({ episode }) => episode === kept.episode.guid,
    fault: { kind: 'block' },
  });
  return planted;
}

/** The cause of each is gone. */
function mend(world: World, planted: readonly Planted[]): void {
  for (const { show, episode } of planted) {
    world.feeds.setFault(audioPath(show, episode), undefined);
  }
  world.gemini.clearFaults();
}

/** What the hosts were asked for since a moment: episodes by the model, audio by its path. */
function askedSince(world: World): () => { readonly heard: string[]; readonly audio: string[] } {
  const from = { gemini: world.gemini.requests.length, feeds: world.feeds.requests.length };
  return () => ({
    heard: names(
      world.gemini.requests.slice(from.gemini).map(({ episode }) => episode ?? 'another sound'),
    ),
    audio: names(
      world.feeds.requests.flatMap(({ path }, at) =>
        at >= from.feeds && path.endsWith('.mp3') ? [path] : [],
      ),
    ),
  });
}

/** Each once, in the order of their names. */
function names(all: readonly string[]): string[] {
  return [...new Set(all)].toSorted((a, b) => (a < b ? -1 : 1));
}

const guids = (planted: readonly Planted[]): string[] =>
  names(planted.map(({ episode }) => episode.guid));
const paths = (planted: readonly Planted[]): string[] =>
  names(planted.map(({ show, episode }) => audioPath(show, episode)));

describe('three failures in ten episodes, and then retry-failed', () => {
  it('in a job: seven are done in green, then those three only, with their counts reset', async () => {
    const world = await startWorld({ shows: walks(), config: QUICK });
    close = () => world.close();
    const planted = plant(world);
    const first = await world.run();
    expect(ending(first)).toBe('exit 0');
    expect(first.outputs).toMatchObject({ completed: '7', failed: '3' });
    for (const { show, episode } of planted) {
      expect(await stateOf(world, show, episode)).toMatchObject({ status: 'failed', attempts: 1 });
      expect(first.summary).toContain(episode.title);
    }

    mend(world, planted);
    const asked = askedSince(world);
    const second = await world.run({ mode: 'retry-failed' });
    expect(ending(second)).toBe('exit 0');
    expect(second.outputs).toMatchObject({ completed: '3', failed: '0', pending: '0' });
    expect(asked()).toEqual({ heard: guids(planted), audio: paths(planted) });
    for (const { show, episode } of planted) {
      expect(await stateOf(world, show, episode)).toMatchObject({ status: 'done', attempts: 0 });
    }
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
    // Nothing has failed any more: nothing is asked for.
    const after = askedSince(world);
    expect((await world.run({ mode: 'retry-failed' })).outputs).toMatchObject({ completed: '0' });
    expect(after()).toEqual({ heard: [], audio: [] });
  });

  it('in a job: the summary repeats the form, and a run by its command finds the episode', async () => {
    const [listed, given] = makeWalks({ shows: 2, episodes: 1 });
    const episode = given?.episodes[0];
    if (listed === undefined || given === undefined || episode === undefined) throw new Error();
    const world = await startWorld({
      shows: [listed, given],
      github: { files: { 'config/one.yaml': 'transcription:\n  chunkMinutes: 5\n' } },
    });
    close = () => world.close();
    world.feeds.setFault(audioPath(given, episode), { kind: 'status', status: 404 });
    const form = { config: 'config/one.yaml', feeds: world.feedUrl(given) };
    const first = await world.run(form);
    expect(first.outputs).toMatchObject({ completed: '0', failed: '1' });
    const command = `-f mode=retry-failed -f config='${form.config}' -f feeds='${form.feeds}'`;
    expect(first.summary).toContain(`${command}\n`);
    world.feeds.setFault(audioPath(given, episode), undefined);
    const second = await world.run({ ...form, mode: 'retry-failed' });
    expect(second.outputs).toMatchObject({ completed: '1', failed: '0' });
  });

  it('in a job: a second failure counts from one again', async () => {
    const world = await startWorld({ shows: walks(), config: QUICK });
    close = () => world.close();
    const planted = plant(world);
    await world.run();
    const asked = askedSince(world);
    const second = await world.run({ mode: 'retry-failed' });
    expect(ending(second)).toBe('exit 0');
    expect(second.outputs).toMatchObject({ completed: '0', failed: '3' });
    const others = asked().audio.filter((path) => !paths(planted).includes(path));
    expect(others).toEqual([]);
    for (const { show, episode } of planted) {
      expect(await stateOf(world, show, episode)).toMatchObject({ status: 'failed', attempts: 1 });
    }
  });

  it('on the command line: exit code 3, then 0', async () => {
    const shell = await openShell({ shows: walks() });
    close = () => shell.close();
    const { world } = shell;
    configure(shell);
    const planted = plant(world);
    const first = await shell.run(['run']);
    expect(first.exitCode).toBe(3);
    expect(first.stdout).toMatch(/^7 transcribed, 3 failed\./u);
    const failed = statuses(shell, 'failed');
    expect(failed.map(({ title }) => title)).toEqual(
      expect.arrayContaining(planted.map(({ episode }) => episode.title)),
    );
    expect(failed.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);

    mend(world, planted);
    const asked = askedSince(world);
    const second = await shell.run(['run', '--retry-failed']);
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(/^3 transcribed, nothing waits\./u);
    expect(asked()).toEqual({ heard: guids(planted), audio: paths(planted) });
    expect(statuses(shell, 'failed')).toEqual([]);
    const done = statuses(shell, 'done');
    expect(done).toHaveLength(10);
    expect(done.filter(({ attempts }) => attempts !== 0)).toEqual([]);
    expect(world.gemini.paidTwice()).toEqual([]);
  });
});

/** The shows of the shell's world, in its config file. */
function configure({ world, folder }: Shell): void {
  mkdirSync(join(folder, 'config'));
  const shows = world.shows.map((show) => `  - url: ${world.feedUrl(show)}`);
  writeFileSync(join(folder, 'config', 'production.yaml'), ['shows:', ...shows, QUICK].join('\n'));
}

interface Entry {
  readonly title: string;
  readonly status: string;
  readonly attempts: number;
}

/** Episodes of the folder's state that stand so. */
function statuses({ world, folder }: Shell, status: string): readonly Entry[] {
  return world.shows.flatMap(({ slug }) => {
    const text = readFileSync(join(folder, 'state', 'feeds', `${slug}.json`), 'utf8');
    const { episodes } = JSON.parse(text) as { episodes: Record<string, Entry> };
    return Object.values(episodes).filter((one) => one.status === status);
  });
}
