import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from './kit.ts';
import { refused } from './fake-model.ts';
import { makeRunWorld } from './run-world.ts';

const FEED = 'https://feeds.example/one.xml';
const AUDIO = ['https://audio.example/1.mp3', 'https://audio.example/2.mp3'];

const isAudio = (url: string): boolean => url.startsWith('https://audio.example/');

describe('a host of audio that does not take connections', () => {
  it('fails the episode that found out, defers the others until its breaker closes, and is green', async () => {
    const world = makeRunWorld({ [FEED]: AUDIO });
    world.answers.host = (url) => (isAudio(url) ? 'refused' : 'ok');
    const first = await world.run({ yaml: 'transcription:\n  episodesAtOnce: 1' });
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({ completed: '0', failed: '1', deferred: '1' });
    const breaker = world.circuit()?.breakers['host:audio.example'];
    expect(breaker).toMatchObject({ state: 'open', trips: 1, failures: 5 });
    const sent = world.fetched.filter(({ url }) => isAudio(url));
    expect(sent).toHaveLength(5);
    expect(breaker?.openUntil).toBeGreaterThan((sent.at(-1)?.at ?? 0) + 30 * MINUTE);
    expect(first.report?.waiting).toMatchObject([
      { notBefore: breaker?.openUntil, reason: expect.stringContaining('audio.example') },
    ]);
    expect(first.summary).not.toContain('The service does not answer');

    // The next run meets the open breaker: no request, over in seconds.
    await world.pass(5 * MINUTE);
    const second = await world.run();
    expect(second.exitCode).toBe(0);
    expect(second.tookMs).toBeLessThan(5_000);
    expect(world.fetched.filter(({ url }) => isAudio(url))).toHaveLength(5);
    expect(world.asked).toEqual([]);

    // When its time has come, and it works again: all is done, and nothing is remembered of it.
    world.answers.host = () => 'ok';
    await world.pass(3 * HOUR);
    const third = await world.run();
    expect(third.outputs).toMatchObject({ completed: '2', failed: '0', deferred: '0' });
    expect(world.circuit()?.breakers).toEqual({});
  });

  it('does not keep a run from the episodes of other hosts', async () => {
    const world = makeRunWorld({ [FEED]: [...AUDIO, 'https://other.example/3.mp3'] });
    world.answers.host = (url) => (isAudio(url) ? 'refused' : 'ok');
    const yaml = 'transcription:\n  episodesAtOnce: 1';
    const one = { 'max-episodes': '1' };
    expect((await world.run({ yaml, inputs: one })).outputs).toMatchObject({ failed: '1' });
    const second = await world.run({ yaml, inputs: one });
    expect(second.outputs).toMatchObject({ completed: '1', deferred: '0' });
    const until = world.circuit()?.breakers['host:audio.example']?.openUntil;
    expect(second.report?.waiting).toContainEqual(
      expect.objectContaining({
        notBefore: until,
        reason: 'audio.example is left alone after faults in a row',
      }),
    );
  });

  it('rests for 30, 60, 120 and 120 minutes from run to run, and no run asks before', async () => {
    const world = makeRunWorld({
      [FEED]: Array.from({ length: 9 }, (_none, n) => `https://audio.example/${n}.mp3`),
    });
    world.answers.host = (url) => (isAudio(url) ? 'refused' : 'ok');
    await world.run();
    const rests: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      const until = world.circuit()?.breakers['host:audio.example']?.openUntil ?? 0;
      const last = world.fetched.findLast(({ url }) => isAudio(url))?.at ?? 0;
      rests.push(Math.floor((until - last) / MINUTE));
      const before = world.fetched.filter(({ url }) => isAudio(url)).length;
      await world.pass(until - world.time.now() - 60_000);
      await world.run();
      expect(world.fetched.filter(({ url }) => isAudio(url))).toHaveLength(before);
      await world.pass(Math.max(0, until - world.time.now()));
      await world.run();
      expect(world.fetched.filter(({ url }) => isAudio(url))).toHaveLength(before + 1);
    }
    expect(rests).toEqual([30, 60, 120, 120]);

    await world.resetCircuit();
    world.answers.host = () => 'ok';
    const before = world.fetched.filter(({ url }) => isAudio(url)).length;
    const after = await world.run();
    expect(Number(after.outputs['completed'])).toBeGreaterThan(0);
    expect(world.fetched.filter(({ url }) => isAudio(url)).length).toBeGreaterThan(before);
  });
});

describe('a host of feeds', () => {
  const feeds = Array.from({ length: 8 }, (_none, n) => `https://feeds.example/${n}.xml`);

  it('that fails five times is asked for no further feed, also by the next run', async () => {
    const world = makeRunWorld({
      ...Object.fromEntries(feeds.map((feed) => [feed, []])),
      'https://other.example/feed.xml': [],
    });
    world.answers.host = (url) => (url.startsWith('https://feeds.example/') ? 503 : 'ok');
    const yaml = 'feedsFetch:\n  concurrency: 1';
    const first = await world.run({ yaml });
    expect(world.fetched).toHaveLength(6);
    expect(first.exitCode).toBe(0);
    expect(first.log.of('info').filter((line) => line.startsWith('Skipped: '))).toHaveLength(3);
    expect(first.summary).toMatch(/feeds\.example\/7\.xml.*is left alone until/u);
    const second = await world.run({ yaml });
    expect(world.fetched).toHaveLength(7);
    expect(second.exitCode).toBe(0);
    expect(second.tookMs).toBeLessThan(5_000);
    expect(second.log.of('warning')).toEqual([]);
  });

  it('that stays away for days is noted in three commits, and in one when it is back', async () => {
    const world = makeRunWorld(Object.fromEntries(feeds.map((feed) => [feed, []])));
    await world.run();
    world.answers.host = () => 'refused';
    const before = world.repository.commits.length;
    for (let run = 0; run < 12; run += 1) {
      await world.pass(6 * HOUR);
      await world.run();
    }
    expect(world.repository.commits).toHaveLength(before + 3);
    world.answers.host = () => 'ok';
    await world.pass(6 * HOUR);
    await world.run();
    await world.pass(6 * HOUR);
    await world.run();
    expect(world.repository.commits).toHaveLength(before + 4);
  });
});

describe('a model that is overloaded', () => {
  it('rests for 30, 60, 120 and 120 minutes from run to run; a run that meets it ends in seconds', async () => {
    const world = makeRunWorld({ [FEED]: AUDIO });
    world.answers.model = () => refused('503-overloaded');
    const first = await world.run();
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({ completed: '0', failed: '0', deferred: '2' });
    const rests: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      const until = world.circuit()?.breakers['model:gemini-flash-latest']?.openUntil ?? 0;
      const last = world.asked.at(-1)?.at ?? 0;
      rests.push(Math.floor((until - last) / MINUTE));
      const before = world.asked.length;
      await world.pass(until - world.time.now() - 60_000);
      const early = await world.run();
      expect(early.exitCode).toBe(0);
      expect(early.tookMs).toBeLessThan(5_000);
      expect(early.outputs['next-attempt-at']).toBe(new Date(until).toISOString());
      expect(world.asked).toHaveLength(before);
      await world.pass(Math.max(0, until - world.time.now()));
      await world.run();
      expect(world.asked).toHaveLength(before + 1);
    }
    expect(rests).toEqual([30, 60, 120, 120]);

    await world.resetCircuit();
    world.answers.model = () => 'heard';
    const last = await world.run();
    expect(last.outputs).toMatchObject({ completed: '2', deferred: '0' });
    expect(world.circuit()?.breakers).toEqual({});
  });

  it('is asked again after its rest, and done with when it answers', async () => {
    const world = makeRunWorld({ [FEED]: AUDIO });
    world.answers.model = () => refused('500-internal');
    await world.run();
    world.answers.model = () => 'heard';
    await world.pass(31 * MINUTE);
    const second = await world.run();
    expect(second.outputs).toMatchObject({ completed: '2', deferred: '0' });
    expect(world.circuit()?.breakers).toEqual({});
  });
});
