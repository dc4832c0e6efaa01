import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActionResult, Running } from '../sandbox/runner.ts';
import { DEMO_SHOW, readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World, WorldOptions } from '../sandbox/world.ts';
import { allDifferences, historyFaults, transcriptOf } from './transcripts.ts';

const LONG = 'kettle-and-compass-002';
/** One request at a time, so that a test knows which one is under way. */
const ONE_BY_ONE =
  'transcription:\n  chunkMinutes: 5\n  concurrency: 1\n  episodesAtOnce: 1\nrun:\n  order: oldest';

let world: World;

afterEach(() => world.close());

/** The demo's show, whose long episode has three parts. */
async function begin(more: Partial<WorldOptions> = {}): Promise<void> {
  world = await startWorld({ shows: readShows(DEMO_SHOW), config: ONE_BY_ONE, ...more });
}

/** Requests for the long episode so far. */
function askedForLong(): number {
  return world.gemini.requests.filter(({ episode }) => episode === LONG).length;
}

/** Holds the n-th request for the long episode (from 1) until the returned function is called. */
function holdPart(part: number): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  world.gemini.setFault({
    match: ({ episode }) => episode === LONG && askedForLong() === part,
    fault: { kind: 'hold', until: promise },
  });
  return () => resolve(undefined);
}

/** Resolves when a condition of the sandbox holds; rejects when the run ends without it. */
async function until(running: Running<ActionResult>, holds: () => boolean): Promise<void> {
  let ended: ActionResult | undefined;
  void running.done.then((result) => (ended = result));
  while (!holds()) {
    if (ended !== undefined) throw new Error(`the run ended before that:\n${ended.log}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Everything is there once, and nothing is left behind. */
async function expectWhole(): Promise<void> {
  expect(world.gemini.paidTwice()).toEqual([]);
  expect(await allDifferences(world)).toEqual([]);
  expect(await historyFaults(world)).toEqual([]);
  expect(await world.github.refs()).toHaveLength(1);
}

describe('a reply that comes after a stop was asked for', () => {
  it.each([
    ['in the middle of an episode, is kept', 2, '1'],
    ['and makes its episode whole, is committed', 3, '2'],
  ])('%s', async (_what, part, completed) => {
    await begin();
    const release = holdPart(part);
    const running = await world.start();
    await until(running, () => askedForLong() === part);
    const ended = running.cancel();
    await running.printed('SIGINT: stopping');
    release();
    const result = await ended;
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ completed, failed: '0' });
    expect(askedForLong()).toBe(part);
    const next = await world.run();
    expect(next.outputs).toMatchObject({ failed: '0', pending: '0' });
    expect(askedForLong()).toBe(3);
    await expectWhole();
  });
});

describe('a time budget that ends', () => {
  it('lets the request under way end and begins no further one; the next run goes on', async () => {
    // The newest first: the long one, which is taken though it needs more than the budget.
    await begin({ config: ONE_BY_ONE.replace('oldest', 'newest') });
    const folder = mkdtempSync(join(tmpdir(), 'time-'));
    const file = join(folder, 'offset');
    writeFileSync(file, '0');
    const release = holdPart(1);
    world.setTime(Date.now() + 1);
    const running = await world.start(
      { 'time-budget-minutes': '2' },
      { env: { TIME_OFFSET_FILE: file } },
    );
    await until(running, () => askedForLong() === 1);
    writeFileSync(file, '100000');
    // The child reads its time anew within a moment; the reply comes after it has.
    await new Promise((resolve) => setTimeout(resolve, 500));
    release();
    const result = await running.done;
    rmSync(folder, { recursive: true, force: true });
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      completed: '0',
      failed: '0',
      deferred: '0',
      pending: '2',
      'quota-exhausted': 'false',
    });
    expect(world.gemini.requests).toHaveLength(1);
    const next = await world.run();
    expect(next.outputs).toMatchObject({ completed: '2', pending: '0' });
    expect(askedForLong()).toBe(3);
    await expectWhole();
  });
});

describe('keys that all end in the middle of an episode', () => {
  it('are a fault of the configuration; finished parts are kept for the next keys', async () => {
    await begin();
    world.gemini.setFault({
      match: ({ episode }) => episode === LONG && askedForLong() > 1,
      fault: { kind: 'fixture', name: '400-api-key-expired' },
    });
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    expect(result.annotations.filter(({ level }) => level === 'error')).toMatchObject([
      { title: 'no-usable-key', message: expect.stringMatching(/expired.*Replace the keys/isu) },
    ]);
    expect(result.outputs).toMatchObject({ completed: '1', failed: '0', pending: '1' });
    const sent = world.gemini.requests.length;

    // Until it is mended: the key is known to be dead, so nothing is sent, fetched or written.
    const [head] = await world.github.log();
    const audio = (): number =>
      world.feeds.requests.filter(({ path }) => path.endsWith('.mp3')).length;
    const downloads = audio();
    const still = await world.run();
    expect(still.exitCode).toBe(1);
    expect(world.gemini.requests).toHaveLength(sent);
    expect(audio()).toBe(downloads);
    expect((await world.github.log())[0]?.sha).toBe(head?.sha);

    world.gemini.clearFaults();
    const next = await world.run({ 'gemini-api-keys': 'AIzaAnotherSandboxKey-0123456789' });
    expect(next.outputs).toMatchObject({ completed: '1', pending: '0' });
    await expectWhole();
  });
});

describe('a repository that refuses commits', () => {
  const PROTECTED = {
    status: 422,
    body: {
      message: 'Repository rule violations found\n\nChanges must be made through a pull request.',
      documentation_url: 'https://docs.github.com/rest/git/refs#update-a-reference',
    },
  };

  it('in the middle of a run: what was paid for is kept, and not paid for again', async () => {
    await begin();
    world.github.setFault({
      kind: 'update-ref',
      when: ({ path }) => path.includes('heads'),
      skip: 1,
      times: 1_000,
      effect: { kind: 'answer', ...PROTECTED },
    });
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    expect(result.annotations.filter(({ level }) => level === 'error')).toMatchObject([
      { title: 'github-rules' },
    ]);
    expect(result.outputs).toMatchObject({ completed: '0', pending: '2' });
    // What was spent is told all the same.
    const report = JSON.parse(String(world.services.artifacts()[0]?.files.get('report.json'))) as {
      totals: { requests: number };
    };
    expect(report.totals.requests).toBe(world.gemini.requests.length);
    expect(report.totals.requests).toBeGreaterThan(0);
    world.github.clearFaults();
    const next = await world.run();
    expect(next.exitCode).toBe(0);
    expect(next.outputs).toMatchObject({ failed: '0', pending: '0' });
    await expectWhole();
  });
});

describe('a configuration that changes between two runs', () => {
  it('does not make finished parts useless when the parts are to be longer', async () => {
    await begin();
    world.gemini.setFault({
      match: ({ episode }) => episode === LONG && askedForLong() > 1,
      fault: { kind: 'stall' },
    });
    const running = await world.start();
    await until(running, () => askedForLong() > 1);
    await running.cancel();
    world.gemini.clearFaults();
    const config = (await world.github.show('config/production.yaml')) ?? '';
    await world.github.pushForeign({
      'config/production.yaml': config.replace('chunkMinutes: 5', 'chunkMinutes: 10'),
    });
    const next = await world.run();
    expect(next.outputs).toMatchObject({ failed: '0', pending: '0' });
    await expectWhole();
  });

  it('keeps a show whose feed has moved, and its chapters', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW) });
    const [show] = world.shows;
    if (show === undefined) throw new Error('the sandbox has a show');
    const contentType = 'application/rss+xml';
    const plain = await (await fetch(world.feedUrl(show))).text();
    // The feed lists chapters beside the audio, of one episode rightly.
    const marks = ['/chapters.json', '/none.json'].map(
      (url) => `<podcast:chapters url="${url}" type="application/json+chapters"/>`,
    );
    const body = plain.replaceAll('<enclosure', () => `${marks.shift() ?? ''}<enclosure`);
    world.feeds.setFile(`/${show.slug}/feed.xml`, { body, contentType });
    world.feeds.setFile('/chapters.json', {
      body: '{"version":"1.2.0","chapters":[{"startTime":0,"title":"A *first* word"}]}',
      contentType: 'application/json+chapters',
    });
    const first = await world.run();
    expect(first.outputs).toMatchObject({ completed: '2', failed: '0' });
    const [marked, unmarked] = show.episodes;
    if (marked === undefined || unmarked === undefined) throw new Error('there are two episodes');
    const written = async (episode: typeof marked, ending: string): Promise<string> =>
      (await world.github.show(`${await transcriptOf(world, show, episode)}.${ending}`)) ?? '';
    expect(JSON.parse(await written(marked, 'json'))).toMatchObject({
      chapters: [{ startTime: 0, title: 'A *first* word' }],
      chaptersFrom: 'feed',
    });
    expect(await written(marked, 'md')).toContain('A \\*first\\* word');
    // A list that is not there stops no episode.
    expect(JSON.parse(await written(unmarked, 'json'))).toMatchObject({ chapters: [] });

    const sent = world.gemini.requests.length;
    world.feeds.setFile('/elsewhere/feed.xml', { body, contentType });
    await world.github.pushForeign({
      'config/production.yaml': `shows:\n  - url: ${world.feeds.url}/elsewhere/feed.xml\n`,
    });
    const next = await world.run();
    expect(next.outputs).toMatchObject({ completed: '0', pending: '0' });
    expect(world.gemini.requests).toHaveLength(sent);
    expect((await world.github.files()).filter((path) => path.startsWith('state/feeds/'))).toEqual([
      `state/feeds/${show.slug}.json`,
    ]);
  });
});

describe('a run that is not on a branch', () => {
  it('says so with the remedy, and the input branch mends it', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW) });
    const env = { GITHUB_REF: 'refs/tags/v1', GITHUB_REF_NAME: 'v1' };
    const result = await world.run({}, { env });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: 'error', title: 'no-branch' }]);
    expect(result.annotations[0]?.message).toMatch(/refs\/tags\/v1.*input branch/su);
    expect(result.summary).toContain('this run is not on a branch');
    expect(world.gemini.requests).toEqual([]);
    const named = await world.run({ branch: 'main' }, { env });
    expect(named.outputs['completed']).toBe('2');
  });
});

describe('a config file that is no YAML', () => {
  it('is told with its line, and nothing is done', async () => {
    await begin();
    await world.github.pushForeign({ 'config/production.yaml': 'shows:\n  - url: "http://x\n' });
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      { level: 'error', file: 'config/production.yaml', line: expect.any(Number) as number },
    ]);
    expect(world.gemini.requests).toEqual([]);
    expect(world.feeds.requests).toEqual([]);
  });
});
