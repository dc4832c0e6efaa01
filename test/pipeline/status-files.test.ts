import { describe, expect, it } from 'vitest';
import type { Commit } from '../simulation/repository.ts';
import { refused } from './fake-model.ts';
import { HOUR } from './kit.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

const FEED = 'https://feeds.example/one.xml';
const OTHER = 'https://feeds.example/two.xml';

function audio(count: number, show = 'a'): string[] {
  return Array.from({ length: count }, (_, index) => `https://audio.example/${show}${index}.mp3`);
}

function status(world: RunWorld, name: string): string {
  return world.repository.read(`transcripts/status/${name}`) ?? '';
}

function touchesStatus({ changes }: Commit): boolean {
  return [...changes.keys()].some((path) => path.startsWith('transcripts/status/'));
}

describe('the status page of a run', () => {
  it('is written once, with the last commit, and led to from the front page', async () => {
    const world = makeRunWorld({ [FEED]: audio(3) });
    await world.run();
    const { commits } = world.repository;
    expect(commits.filter(touchesStatus)).toEqual([commits.at(-1)]);
    expect([...(commits.at(-1)?.changes.keys() ?? [])]).toEqual(
      expect.arrayContaining([
        'transcripts/README.md',
        'transcripts/status/backlog.svg',
        'transcripts/status/badge-backlog.svg',
        'transcripts/status/badge-health.svg',
        'transcripts/status/badge-last-success.svg',
        'transcripts/status/badge-transcripts.svg',
        'transcripts/status/minutes.svg',
        'transcripts/status/quota.svg',
        'transcripts/status/status.md',
      ]),
    );
    expect(world.repository.read('transcripts/README.md')).toContain('](status/status.md)');
    expect(status(world, 'status.md')).toContain('**3 transcripts** of 1 show.');
    // Three episodes of two minutes each.
    expect(status(world, 'status.md')).toContain('| 2026-11-24 | 6 |');
    expect(status(world, 'badge-health.svg')).toContain('health: working');
    expect(status(world, 'quota.svg')).toContain('3, limit unknown');
  });

  it('is left alone by a run that has nothing to do, however much later', async () => {
    const world = makeRunWorld({ [FEED]: audio(2) });
    await world.run();
    const before = world.repository.commits.length;
    await world.pass(72 * HOUR);
    await world.run();
    expect(world.repository.commits).toHaveLength(before);
  });

  it('keeps the files that say the same as before', async () => {
    const world = makeRunWorld({ [FEED]: audio(4) });
    const one = { yaml: 'models: [gemini-flash-latest]\nrun:\n  maxEpisodes: 1' };
    await world.run(one);
    await world.run(one);
    const last = [...(world.repository.commits.at(-1)?.changes.keys() ?? [])];
    expect(last).toContain('transcripts/status/badge-transcripts.svg');
    expect(last).not.toContain('transcripts/status/badge-health.svg');
    expect(last).not.toContain('transcripts/status/badge-last-success.svg');
    expect(status(world, 'badge-backlog.svg')).toContain('backlog: 2 waiting');
  });

  it('does not count episodes that the settings leave out', async () => {
    const world = makeRunWorld({ [FEED]: audio(5) });
    const run = await world.run({
      yaml: `models: [gemini-flash-latest]\nshows:\n  - url: ${FEED}\n    maxEpisodes: 2`,
      inputs: { feeds: '' },
    });
    expect(run.outputs['completed']).toBe('2');
    expect(status(world, 'badge-backlog.svg')).toContain('backlog: none');
    expect(run.report?.shows).toMatchObject([{ done: 2, wanted: 2 }]);
  });

  it('says that it waits for quota', async () => {
    const world = makeRunWorld({ [FEED]: audio(4) });
    let answered = 0;
    world.answers.model = () =>
      (answered += 1) > 2 ? refused('429-rpd-free-gemini-3.6-flash') : 'heard';
    await world.run({
      yaml: 'models: [gemini-flash-latest]\ntranscription:\n  episodesAtOnce: 1\n  concurrency: 1',
    });
    expect(status(world, 'badge-health.svg')).toContain('health: waiting for quota');
    expect(status(world, 'badge-backlog.svg')).toContain('backlog: 2 waiting');
    expect(status(world, 'quota.svg')).toContain('class="waiting"');
  });

  it('says what fails and why', async () => {
    const world = makeRunWorld({ [FEED]: audio(2) });
    world.answers.host = (url) => (url.startsWith('https://audio.example/') ? 404 : 'ok');
    await world.run();
    expect(status(world, 'badge-health.svg')).toContain('health: failing');
    expect(status(world, 'badge-backlog.svg')).toContain('2 failed');
    const page = status(world, 'status.md');
    expect(page).toContain('- The last run transcribed nothing: 2 episodes failed.');
    expect(page).toMatch(/- \*\*Show 1: Episode \d\*\* \(1 try, .*404/);
  });

  it('names a feed that could not be read', async () => {
    const world = makeRunWorld({ [FEED]: audio(1), [OTHER]: audio(1, 'b') });
    world.answers.host = (url) => (url === OTHER ? 404 : 'ok');
    await world.run();
    expect(status(world, 'badge-health.svg')).toContain('health: needs a look');
    expect(status(world, 'status.md')).toContain('404');
  });

  it('tells of all shows in a fan-out, whichever job writes it last', async () => {
    const world = makeRunWorld({ [FEED]: audio(2), [OTHER]: audio(3, 'b') });
    await world.run({ keys: ['k1', 'k2'], inputs: { shard: '1/2' } });
    expect(status(world, 'badge-transcripts.svg')).toContain('transcripts: 2');
    await world.run({ keys: ['k1', 'k2'], inputs: { shard: '2/2' } });
    expect(status(world, 'badge-transcripts.svg')).toContain('transcripts: 5');
    expect(status(world, 'badge-backlog.svg')).toContain('backlog: none');
    expect(status(world, 'status.md')).toContain('of 2 shows');
    // Both keys have been used, each by its own job.
    expect(status(world, 'quota.svg')).toContain('k1 · ');
    expect(status(world, 'quota.svg')).toContain('k2 · ');
  });

  it('keeps counting the transcripts of a show that is no longer configured', async () => {
    const world = makeRunWorld({ [FEED]: audio(2), [OTHER]: audio(3, 'b') });
    await world.run({ inputs: { feeds: OTHER }, yaml: 'run:\n  maxEpisodes: 1' });
    await world.run({ inputs: { feeds: FEED } });
    expect(status(world, 'badge-transcripts.svg')).toContain('transcripts: 3');
    expect(status(world, 'badge-backlog.svg')).toContain('backlog: none');
  });
});

describe('the log of a run', () => {
  it('has a line of progress at each ended episode, and none after the work', async () => {
    const world = makeRunWorld({ [FEED]: audio(10) });
    const { log } = await world.run();
    const lines = log.of('info').filter((line) => line.startsWith('Progress: '));
    const ended = log.of('info').filter((line) => line.startsWith('Done: '));
    expect(ended).toHaveLength(10);
    for (let count = 1; count <= 10; count += 1) {
      expect(lines.some((line) => line.startsWith(`Progress: ${count} of 10 episodes; `))).toBe(
        true,
      );
    }
    expect(lines.at(-1)).toMatch(/^Progress: 10 of 10 episodes; 10 of 10 parts; /);
    expect(log.of('group')).toEqual(['Reading the state and the feeds', 'Episodes of this run']);
    expect(log.of('info')).toContain('Show 1: Episode 1 (new, about 1 request)');
  });

  it('counts the parts that an earlier run has paid for as kept', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) }, { episodeSec: 3_600 });
    const yaml = 'models: [gemini-flash-latest]\ntranscription:\n  concurrency: 1';
    let answered = 0;
    world.answers.model = () =>
      (answered += 1) > 2 ? refused('429-rpd-free-gemini-3.6-flash') : 'heard';
    await world.run({ yaml });
    world.answers.model = () => 'heard';
    await world.pass(24 * HOUR);
    const { log, report } = await world.run({ yaml });
    const kept = report?.completed[0]?.chunksKept ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(log.of('info').find((line) => line.startsWith('Progress: '))).toContain(
      `of 6 parts, ${kept} kept from before`,
    );
  });
});
