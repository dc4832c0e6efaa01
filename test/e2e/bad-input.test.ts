import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostFault } from '../sandbox/feed-host.ts';
import type { ActionResult } from '../sandbox/runner.ts';
import { audioPath, QUICK, startWorld } from '../sandbox/world.ts';
import type { World, WorldEpisode, WorldShow } from '../sandbox/world.ts';
import { ending, historyFaults, stateOf, transcriptOf } from './transcripts.ts';

let world: World;
let broken: WorldShow;
let healthy: WorldShow;

beforeEach(async () => {
  world = await startWorld({ config: QUICK });
  const [first, second] = world.shows;
  if (first === undefined || second === undefined) throw new Error('the sandbox has two shows');
  broken = first;
  healthy = second;
});

afterEach(() => world.close());

/** Writes the config file; a line `@` stands for the healthy show. */
async function configure(lines: readonly string[]): Promise<void> {
  const text = lines.map((line) => (line === '@' ? `  - url: ${world.feedUrl(healthy)}` : line));
  await world.github.pushForeign({ 'config/production.yaml': `${text.join('\n')}\n` });
}

/** Nothing was asked of any service, and nothing was written. */
async function expectNothingDone(commits: number): Promise<void> {
  expect(world.gemini.requests).toEqual([]);
  expect(world.feeds.requests).toEqual([]);
  expect(await world.github.log()).toHaveLength(commits);
}

const NOT_FOUND: HostFault = { kind: 'status', status: 404 };

function redirectTo(to: string): HostFault {
  return { kind: 'redirect', to };
}

/** The outputs of a run that did nothing. */
const NOTHING = {
  completed: '0',
  failed: '0',
  deferred: '0',
  pending: '0',
  transcripts: '[]',
  'commit-sha': '',
  'quota-exhausted': 'false',
  'next-attempt-at': '',
  report: '',
  matrix: '',
};

/** Faults of the configuration: exit code 1 before anything is done. */
describe('a faulty configuration', () => {
  it.each([
    ['missing', ''],
    ['blank', ' \n '],
  ])('stops with the name of the secret when the key is %s', async (_what, key) => {
    const result = await world.run({ 'gemini-api-keys': key });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: 'error', title: 'config-no-keys' }]);
    expect(result.annotations[0]?.message).toMatch(/no Gemini API key.*GEMINI_API_KEYS/u);
    expect(result.summary).toContain('the configuration has 1 fault');
    // Later steps with `if: always()` find every output.
    expect(result.outputs).toEqual(NOTHING);
    await expectNothingDone(1);
  });

  it('names every fault with its line, in one run', async () => {
    await configure(['shows:', '@', 'modells: [a]', 'transcription:', '  chunkMinutes: soon']);
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    const file = 'config/production.yaml';
    expect(result.annotations).toMatchObject([
      { level: 'error', title: 'config-unknown-field', file, line: 3 },
      { level: 'error', title: 'config-value', file, line: 5 },
    ]);
    const [unknown, wrong] = result.annotations.map(({ message }) => message);
    expect(unknown).toMatch(/"modells" is not known\. Did you mean models\?/u);
    expect(wrong).toMatch(/chunkMinutes is "soon"; expected a number from 5 to 30, or auto\. \w/u);
    await expectNothingDone(2);
  });

  it('stops when no feed is named', async () => {
    await world.github.pushForeign({ 'config/production.yaml': null });
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: 'error', title: 'config-no-feeds' }]);
    await expectNothingDone(2);
  });

  // An output file that could not be written was once called a bug, after all the work was done.
  it('takes feeds from the input alone, also where the runner takes neither outputs nor summary', async () => {
    await world.github.pushForeign({ 'config/production.yaml': null });
    const env = { GITHUB_OUTPUT: '/not/there/output', GITHUB_STEP_SUMMARY: '/not/there/summary' };
    const result = await world.run({ feeds: world.feedUrl(healthy) }, { env });
    expect(ending(result)).toBe('exit 0');
    expect(result.log.match(/^Done: /gmu)).toHaveLength(2);
    expect(result.annotations).toMatchObject([
      { level: 'warning', title: 'runner-file-unwritable' },
      { level: 'warning', title: 'runner-file-unwritable' },
    ]);
    const [summary, outputs] = result.annotations.map(({ message }) => message);
    expect(summary).toMatch(
      /GITHUB_STEP_SUMMARY \(\/not\/there\/summary\): .*is saved all the same/u,
    );
    expect(outputs).toMatch(/GITHUB_OUTPUT \(\/not\/there\/output\): .*is saved all the same/u);
    expect(await historyFaults(world)).toEqual([]);
  });
});

/** The other show is done; of the broken one nothing is written. */
async function expectOnlyTheHealthyShow(result: ActionResult): Promise<void> {
  expect(ending(result)).toBe('exit 0');
  expect(result.outputs['completed']).toBe('2');
  for (const episode of healthy.episodes) {
    expect(await transcriptOf(world, healthy, episode)).toBeDefined();
  }
  const files = await world.github.files();
  expect(files.filter((path) => path.includes(broken.slug))).toEqual([]);
  expect(await historyFaults(world)).toEqual([]);
}

describe('a feed that cannot be read', () => {
  const path = (): string => `/${broken.slug}/feed.xml`;

  it('is told, whatever is wrong with it, and the other one is worked on', async () => {
    const faults: readonly (readonly [string, HostFault, RegExp])[] = [
      ['page', { kind: 'html' }, /a web page \(HTML\), not a feed\. .*RSS feed itself/u],
      ['gone', { kind: 'status', status: 404 }, /there is none \(HTTP 404\)\. .*correct it/u],
      ['shut', { kind: 'status', status: 403 }, /refuses it \(HTTP 403\)\. .*private feed/iu],
      ['empty', { kind: 'empty' }, /empty/u],
      ['astray/1', redirectTo('http://10.1.2.3/feed.xml'), /10\.1\.2\.3 .*private network/u],
      ['astray/2', redirectTo('http://169.254.169.254/latest/meta-data/'), /not connected to/u],
      ['astray/3', redirectTo('file:///etc/passwd'), /not http or https/u],
      ['circle', redirectTo('/circle/feed.xml'), /redirects more than 10 times/u],
    ];
    for (const [name, fault] of faults) world.feeds.setFault(`/${name}/feed.xml`, fault);
    const named = faults.map(([name, , words]) => ({
      address: `${world.feeds.authority}/${name}/feed.xml`,
      words,
    }));
    const nobody = {
      address: '127.0.0.1:9/feed.xml',
      words: /127\.0\.0\.1:9\/feed\.xml: .*does not take connections/u,
    };
    const all = [...named, nobody];
    await configure(['shows:', ...all.map(({ address }) => `  - url: http://${address}`), '@']);
    const allowed = `${world.feeds.authority}\n127.0.0.1:9`;
    const result = await world.run({ 'allow-private-network': allowed });
    await expectOnlyTheHealthyShow(result);
    expect(result.annotations).toHaveLength(all.length);
    for (const { address, words } of all) {
      const warning = result.annotations.find(({ message }) => message.includes(address));
      expect(warning).toMatchObject({ level: 'warning' });
      expect(warning?.message).toMatch(words);
      expect(warning?.message.length).toBeGreaterThan(60);
    }
    expect(result.summary).toContain('Feeds that could not be read');
    expect(result.leaks(['root:x:0'])).toEqual([]);
    expect(result.durationMs).toBeLessThan(20_000);
  });

  it('stops the run with exit code 1 when it is the only one, and nothing is written', async () => {
    await configure(['shows:', `  - url: ${world.feedUrl(broken)}`]);
    world.feeds.setFault(path(), { kind: 'html' });
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    expect(result.annotations.map(({ level, title }) => [level, title])).toEqual([
      ['warning', `${world.feeds.authority}${path()}`],
      ['error', 'all-feeds-failed'],
    ]);
    expect(result.summary).toContain('Stopped by a fault');
    expect(await world.github.log()).toHaveLength(2);
  });

  it('keeps the private part of its address out of log, summary, report and repository', async () => {
    const token = '0123456789abcdefABCDEF';
    await world.github.pushForeign({ 'config/production.yaml': null });
    world.feeds.setFault(path(), { kind: 'status', status: 403 });
    const feeds = [broken, healthy].map((show) => `${world.feedUrl(show)}?auth=${token}`);
    const result = await world.run({ feeds: feeds.join('\n') });
    await expectOnlyTheHealthyShow(result);
    expect(result.annotations).toHaveLength(1);
    const report = String(world.services.artifacts()[0]?.files.get('report.json'));
    for (const text of [result.stdout, result.summary, report]) expect(text).not.toContain(token);
    // Nor is it committed, and the show is known again without it.
    expect(await world.github.git(['log', '-p', '--format=%B'])).not.toContain(token);
    expect(world.feeds.requests.filter(({ query }) => query === `?auth=${token}`)).toHaveLength(2);
  });
});

describe('an episode whose audio cannot be had', () => {
  it('fails by itself, is tried again after an hour, and then done', async () => {
    const [quiet, gone] = broken.episodes;
    const [page, sound] = healthy.episodes;
    if (quiet === undefined || gone === undefined) throw new Error('the show has two episodes');
    if (page === undefined || sound === undefined) throw new Error('the show has two episodes');
    const faults: readonly (readonly [WorldShow, WorldEpisode, HostFault, string, RegExp])[] = [
      [broken, quiet, { kind: 'empty' }, 'audio-empty', /audio file is empty\. .*upload/u],
      [broken, gone, NOT_FOUND, 'audio-not-found', /404 .*no such file\. .*moved/u],
      [healthy, page, { kind: 'html' }, 'audio-is-not-audio', /web page, not audio\. .*login/u],
    ];
    for (const [show, episode, fault] of faults) {
      world.feeds.setFault(audioPath(show, episode), fault);
    }
    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '1', failed: '3' });
    expect(result.annotations).toHaveLength(3);
    for (const [show, episode, , code, words] of faults) {
      const title = `Failed: ${show.title}: ${episode.title}`;
      const warning = result.annotations.find((one) => one.title === title);
      expect(warning).toMatchObject({ level: 'warning' });
      expect(warning?.message).toMatch(words);
      expect(warning?.message.endsWith(` (${code})`)).toBe(true);
      expect(result.summary).toContain(code);
      // No transcript, no entry in the index, no request for it.
      expect(await transcriptOf(world, show, episode)).toBeUndefined();
      expect(await stateOf(world, show, episode)).toMatchObject({
        status: 'failed',
        attempts: 1,
        error: { code },
      });
      expect(world.gemini.requests.some((request) => request.episode === episode.guid)).toBe(false);
    }
    expect(await historyFaults(world)).toEqual([]);

    const again = Date.parse(result.outputs['next-attempt-at'] ?? '');
    expect(again - world.now()).toBeGreaterThan(55 * 60_000);
    expect(again - world.now()).toBeLessThan(61 * 60_000);
    for (const [show, episode] of faults) {
      world.feeds.setFault(audioPath(show, episode), undefined);
    }
    const early = await world.run();
    expect(early.outputs['completed']).toBe('0');
    // Each waits for an hour since its own failure.
    world.setTime(again + 60_000);
    const late = await world.run();
    expect(late.outputs).toMatchObject({ completed: '3', failed: '0', 'next-attempt-at': '' });
    expect(await stateOf(world, broken, gone)).toMatchObject({ status: 'done', attempts: 0 });
  });
});
