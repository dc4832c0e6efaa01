import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebVTTParser } from 'webvtt-parser';
import type { ActionResult } from '../sandbox/runner.ts';
import { startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { differences } from './transcripts.ts';
import type { JsonSegment } from './transcripts.ts';

/** The main job: 2 shows, 4 episodes, one of them of three chunks. */
describe('the main job', () => {
  let world: World;
  let first: ActionResult;

  beforeAll(async () => {
    world = await startWorld();
    first = await world.run();
  }, 60_000);

  afterAll(async () => {
    await world.close();
  });

  it('transcribes every episode and says so', () => {
    expect(first.exitCode).toBe(0);
    expect(first.annotations.filter(({ kind }) => kind !== 'notice')).toEqual([]);
    expect(first.outputs).toMatchObject({
      completed: '4',
      failed: '0',
      deferred: '0',
      pending: '0',
      'quota-exhausted': 'false',
      'next-attempt-at': '',
    });
    expect(JSON.parse(first.outputs['transcripts'] ?? '')).toHaveLength(12);
    expect(first.summary).toContain('4 transcripts done');
  });

  it('writes what was spoken: every utterance once, in order, within 2 seconds', async () => {
    for (const show of world.shows) {
      const index = JSON.parse(
        (await world.github.show(`transcripts/${show.slug}/index.json`)) ?? '',
      ) as { episodes: { title: string; path: string }[] };
      for (const episode of show.episodes) {
        const path = index.episodes.find(({ title }) => title === episode.title)?.path ?? '';
        const json = JSON.parse((await world.github.show(`transcripts/${path}.json`)) ?? '') as {
          segments: JsonSegment[];
        };
        expect(differences(episode, json.segments), episode.name).toEqual([]);
      }
    }
  });

  it('writes WebVTT that the parser of the standard accepts', async () => {
    const files = (await world.github.files()).filter((path) => path.endsWith('.vtt'));
    expect(files).toHaveLength(4);
    for (const file of files) {
      const text = (await world.github.show(file)) ?? '';
      const { errors, cues } = new WebVTTParser().parse(text, 'metadata');
      expect(errors, file).toEqual([]);
      expect(cues.length, file).toBeGreaterThan(3);
    }
  });

  it('commits each transcript with its state and its index, in a line, without force', async () => {
    const commits = await world.github.log();
    for (const { parents } of commits.slice(0, -1)) expect(parents).toHaveLength(1);
    expect(world.github.requests.filter(({ force }) => force === true)).toEqual([]);
    let transcripts = 0;
    for (const { sha } of commits) {
      const changed = (await world.github.git(['show', '--name-only', '--format=', sha])).split(
        '\n',
      );
      for (const path of changed.filter((one) => one.endsWith('.vtt'))) {
        transcripts += 1;
        const show = path.split('/')[1] ?? '';
        const base = path.slice(0, -'.vtt'.length);
        expect(changed).toEqual(
          expect.arrayContaining([
            `${base}.json`,
            `${base}.md`,
            `state/feeds/${show}.json`,
            `transcripts/${show}/index.json`,
          ]),
        );
      }
    }
    expect(transcripts).toBe(4);
  });

  it('sends every second of audio once, in as many requests as there are chunks', () => {
    expect(world.gemini.requests).toHaveLength(6);
    expect(world.gemini.paidTwice()).toEqual([]);
    const spoken = world.shows.flatMap((show) => show.episodes.map((one) => one.durationSec));
    const served = world.gemini.audioSecondsServed();
    expect(Math.abs(served - spoken.reduce((sum, one) => sum + one, 0))).toBeLessThan(0.5);
  });

  it('leaves a report for its user and the audio of long episodes for a later run', async () => {
    const [artifact] = world.services.artifacts();
    expect(artifact?.name).toBe('podcast-transcriber-report');
    // One episode has several chunks.
    expect(world.services.caches()).toHaveLength(1);
    expect(await world.github.refs()).toEqual([`refs/heads/${world.github.branch}`]);
  });

  it('shows no secret anywhere', () => {
    const secrets = [...world.keys, world.github.token];
    expect(first.masks).toEqual(expect.arrayContaining(secrets));
    expect(first.leaks(secrets, [world.home.workspace, world.home.temp])).toEqual([]);
  });

  it('spends no request and makes no commit when it runs again', async () => {
    const requests = world.gemini.requests.length;
    const head = (await world.github.log())[0]?.sha;
    const second = await world.run();
    expect(second.exitCode).toBe(0);
    expect(second.outputs['completed']).toBe('0');
    expect(world.gemini.requests).toHaveLength(requests);
    expect((await world.github.log())[0]?.sha).toBe(head);
  });
});

describe('a run with nothing to do', () => {
  it('makes at most 6 requests to GitHub for 1 feed, and no commit', async () => {
    const world = await startWorld();
    const one = { ...world, shows: world.shows.slice(1) };
    const [show] = one.shows;
    if (show === undefined) throw new Error('the sandbox has no second show');
    const inputs = { config: 'config/one.yaml' };
    await world.github.pushForeign({
      'config/one.yaml': `shows:\n  - url: ${world.feedUrl(show)}\n`,
    });
    await world.run(inputs);
    const head = (await world.github.log())[0]?.sha;
    world.github.forgetRequests();
    const second = await world.run(inputs);
    expect(second.exitCode).toBe(0);
    expect(world.github.requests.length).toBeLessThanOrEqual(6);
    expect((await world.github.log())[0]?.sha).toBe(head);
    await world.close();
  }, 60_000);
});
