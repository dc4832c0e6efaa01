import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webvtt from 'webvtt-parser';
import type { ActionResult } from '../sandbox/runner.ts';
import { startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, historyFaults, stateOf } from './transcripts.ts';

const AUDIO = 'podcast-transcriber-audio-v1-';

describe('the main job: 2 shows, 4 episodes, one of them in three parts', () => {
  let world: World;
  let first: ActionResult;

  beforeAll(async () => {
    world = await startWorld();
    first = await world.run();
  });

  afterAll(() => world.close());

  it('transcribes every episode and says so', () => {
    const { exitCode, annotations, stderr } = first;
    expect({ exitCode, annotations, stderr }).toEqual({ exitCode: 0, annotations: [], stderr: '' });
    expect(first.outputs).toMatchObject({
      completed: '4',
      failed: '0',
      deferred: '0',
      pending: '0',
      'quota-exhausted': 'false',
      'next-attempt-at': '',
    });
    for (const show of world.shows) {
      for (const { title } of show.episodes) {
        expect(first.summary).toContain(title);
        expect(first.log).toContain(`Done: ${show.title}: ${title}`);
      }
    }
    expect(first.summary).toContain('4 transcripts done');
  });

  it('names in its outputs the transcripts and the last commit', async () => {
    const paths = JSON.parse(first.outputs['transcripts'] ?? '') as string[];
    const files = await world.github.files();
    const written = files.filter((file) =>
      /^transcripts\/[^/]+\/\d.*\.(?:vtt|json|md)$/u.test(file),
    );
    expect(paths.toSorted()).toEqual(written);
    expect(written).toHaveLength(12);
    expect(first.outputs['commit-sha']).toBe((await world.github.log())[0]?.sha);
  });

  it('writes what was spoken: every utterance once, in order, within 2 seconds', async () => {
    expect(await allDifferences(world)).toEqual([]);
  });

  it('writes WebVTT that the parser of the standard accepts', async () => {
    const files = (await world.github.files()).filter((path) => path.endsWith('.vtt'));
    expect(files).toHaveLength(4);
    for (const file of files) {
      const text = (await world.github.show(file)) ?? '';
      const { errors, cues } = new webvtt.WebVTTParser().parse(text, 'metadata');
      expect({ file, errors }).toEqual({ file, errors: [] });
      expect(cues.length).toBeGreaterThan(3);
    }
  });

  it('commits each transcript with its state and its index, in a line, without force', async () => {
    expect(await historyFaults(world)).toEqual([]);
    const adding = await world.github.git(['log', '--format=%h', '--diff-filter=A', '--', '*.vtt']);
    expect(adding.trim().split('\n').length).toBeGreaterThan(1);
    for (const show of world.shows) {
      for (const episode of show.episodes) {
        expect(await stateOf(world, show, episode)).toMatchObject({ status: 'done', attempts: 0 });
      }
    }
  });

  it('writes nothing outside its two folders', async () => {
    const [begin] = (await world.github.log()).slice(-1);
    const changed = await world.github.git(['diff', '--name-only', begin?.sha ?? '', 'HEAD']);
    const elsewhere = changed
      .split('\n')
      .filter((path) => !/^(?:state|transcripts)\/|^$/u.test(path));
    expect(elsewhere).toEqual([]);
  });

  it('sends every second of audio once, in as many requests as there are parts', () => {
    expect(world.gemini.requests).toHaveLength(6);
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(world.gemini.requests.filter(({ keyInAddress }) => keyInAddress)).toEqual([]);
    const spoken = world.shows.flatMap((show) => show.episodes.map((one) => one.durationSec));
    const served = world.gemini.audioSecondsServed();
    expect(Math.abs(served - spoken.reduce((sum, one) => sum + one, 0))).toBeLessThan(0.5);
  });

  it('leaves its report as an artifact, as a file, and by name', () => {
    const artifacts = world.services.artifacts();
    expect(artifacts.map(({ name, finalized }) => [name, finalized])).toEqual([
      ['podcast-transcriber-report', true],
    ]);
    const report = JSON.parse(String(artifacts[0]?.files.get('report.json'))) as object;
    expect(report).toMatchObject({ version: 1, counts: { completed: 4, failed: 0 } });
    expect(first.outputs['report']).toMatch(/report\.json$/u);
    expect(first.outputs['report']?.startsWith(world.home.temp)).toBe(true);
  });

  it('keeps the audio of the long episode in the cache, saved before it is transcribed', async () => {
    const long = world.shows[0]?.episodes[1];
    if (long === undefined) throw new Error('the demo show has two episodes');
    const sha256 = createHash('sha256').update(long.audio).digest('hex');
    const [cached, ...others] = world.services.caches();
    expect(cached?.key).toBe(AUDIO + sha256);
    expect(cached?.finalized).toBe(true);
    expect(others).toEqual([]);
    const archive = zstdDecompressSync(cached?.archive ?? Buffer.alloc(0));
    expect(archive.includes(Buffer.from(long.audio))).toBe(true);
  });

  it('leaves no checkpoints behind when all is done', async () => {
    expect(await world.github.refs()).toEqual([`refs/heads/${world.github.branch}`]);
  });

  it('shows no secret anywhere', async () => {
    const secrets = [...world.keys, world.github.token];
    expect(first.masks).toEqual(expect.arrayContaining(secrets));
    expect(first.leaks(secrets, [world.home.workspace, world.home.temp])).toEqual([]);
    for (const path of await world.github.files()) {
      const text = (await world.github.show(path)) ?? '';
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
    const messages = (await world.github.log()).map(({ message }) => message).join('\n');
    const artifacts = world.services.artifacts().flatMap(({ files }) => [...files.values()]);
    for (const secret of secrets) {
      expect(messages).not.toContain(secret);
      for (const content of artifacts) expect(content.includes(secret)).toBe(false);
    }
  });

  it('spends no request and makes no commit when it runs again', async () => {
    const requests = world.gemini.requests.length;
    const head = (await world.github.log())[0]?.sha;
    const second = await world.run();
    expect(second.exitCode).toBe(0);
    expect(second.outputs).toMatchObject({ completed: '0', pending: '0', 'commit-sha': '' });
    expect(second.summary).toContain('Nothing to do');
    expect(world.gemini.requests).toHaveLength(requests);
    expect((await world.github.log())[0]?.sha).toBe(head);
    expect(world.services.artifacts()).toHaveLength(1);
  });
});

describe('a run with nothing to do', () => {
  it('makes at most 6 requests to GitHub for 1 feed, and no commit', async () => {
    const world = await startWorld();
    const [, show] = world.shows;
    if (show === undefined) throw new Error('the sandbox has no second show');
    const config = `shows:\n  - url: ${world.feedUrl(show)}\n`;
    await world.github.pushForeign({ 'config/production.yaml': config });
    await world.run();
    const head = (await world.github.log())[0]?.sha;
    world.github.forgetRequests();
    const second = await world.run();
    expect(second.exitCode).toBe(0);
    expect(second.outputs['completed']).toBe('0');
    expect(world.github.requests.length).toBeGreaterThan(0);
    expect(world.github.requests.length).toBeLessThanOrEqual(6);
    expect(world.github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await world.github.log())[0]?.sha).toBe(head);
    // The feed was asked for by its validators and had not changed.
    expect(world.feeds.requests.at(-1)).toMatchObject({ status: 304 });
    await world.close();
  });
});
