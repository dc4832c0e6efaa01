import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openShell } from '../cli/kit.ts';
import type { ProcessResult, Running } from '../sandbox/runner.ts';
import { makeWalks } from '../sandbox/walks.ts';
import { startWorld } from '../sandbox/world.ts';
import type { World, WorldShow } from '../sandbox/world.ts';
import { differences, ending, historyFaults, stateOf, transcriptOf } from './transcripts.ts';
import type { JsonSegment } from './transcripts.ts';

/** Requests at once, and so workers, of these runs. */
const WORKERS = 2;
/** Four parts an episode, of four minutes each. */
const EPISODE_SEC = 16 * 60;
const PARTS = 4;
/** Longest part, seconds: the parts aim at five minutes at most and end in a pause. */
const PART_SEC = 350;
/** Episodes of the batch; one more is left to a later one. */
const BATCH = 3;
/** Two episodes are worked on at once: neither is whole by then, or one is and the other is begun. */
const HALF = (BATCH * PARTS) / 2;

const CONFIG = [
  'transcription:',
  '  chunkMinutes: 5',
  `  concurrency: ${WORKERS}`,
  'limits:',
  '  default:',
  '    requestsPerDay: 1000',
].join('\n');

const walks = (): readonly WorldShow[] =>
  makeWalks({ shows: 1, episodes: BATCH + 1, seconds: EPISODE_SEC });

let close: () => Promise<void>;

afterEach(() => close());

/** The show, the oldest episode of which no run is asked to take. */
function showOf(world: World): WorldShow {
  const [show] = world.shows;
  if (show === undefined) throw new Error('one show');
  return show;
}

const answered = (world: World): number =>
  world.gemini.requests.filter(({ outcome }) => outcome === 'ok').length;

/** Answers half of all parts and none after them; kills the process when every worker waits. */
async function killAtHalf(
  world: World,
  start: () => Promise<Running<ProcessResult>>,
): Promise<void> {
  world.gemini.setFault({
    match: ({ index }) => index >= HALF,
    fault: { kind: 'hold', until: new Promise(() => {}) },
  });
  const running = await start();
  while (world.gemini.requests.length < HALF + WORKERS) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  running.signal('SIGKILL');
  expect((await running.done).signal).toBe('SIGKILL');
  expect(answered(world)).toBe(HALF);
  world.gemini.clearFaults();
}

/** What was paid for twice, and what a resumed run says of the parts that it did not pay for. */
function expectHalf(world: World, lines: readonly string[]): void {
  const twice = world.gemini.paidTwice();
  expect(twice.length).toBeLessThanOrEqual(WORKERS);
  const seconds = twice.reduce((sum, span) => sum + span.endSec - span.startSec, 0);
  expect(seconds).toBeLessThanOrEqual(WORKERS * PART_SEC);
  // Episodes that were done and committed before the kill are no part of what is resumed.
  const progress = lines.filter((line) => line.startsWith('Progress: '));
  const [, done, all, kept] =
    /; (\d+) of (\d+) parts, (\d+) kept from before;/u.exec(progress[0] ?? '') ?? [];
  expect(Number(kept)).toBeGreaterThan(0);
  expect(Number(done)).toBeGreaterThanOrEqual(Number(kept));
  const fresh = answered(world) - HALF;
  expect(Number(all)).toBe(Number(kept) + fresh);
  expect(fresh).toBeLessThanOrEqual(BATCH * PARTS - HALF + WORKERS);
  for (const line of progress) expect(line).toContain(`, ${kept} kept from before;`);
}

/** What is wrong with the transcripts of the batch, and whether the episode beyond it has one. */
async function expectBatchOnly(
  world: World,
  read: (path: string) => string | undefined | Promise<string | undefined>,
): Promise<void> {
  const show = showOf(world);
  const index = JSON.parse((await read(`transcripts/${show.slug}/index.json`)) ?? '') as {
    readonly episodes: readonly { readonly title: string; readonly path: string }[];
  };
  const [beyond, ...batch] = show.episodes;
  expect(index.episodes.map(({ title }) => title)).not.toContain(beyond?.title);
  expect(world.gemini.requests.map(({ episode }) => episode)).not.toContain(beyond?.guid);
  for (const episode of batch) {
    const path = index.episodes.find(({ title }) => title === episode.title)?.path ?? 'none';
    const text = (await read(`transcripts/${path}.json`)) ?? '{"segments":[]}';
    const { segments } = JSON.parse(text) as { readonly segments: readonly JsonSegment[] };
    expect([episode.name, differences(episode, segments)]).toEqual([episode.name, []]);
  }
}

describe('a run of several parts that is killed at half, and then resume', () => {
  it('in a job: goes on from half, pays for a part a worker twice at most, and takes nothing new', async () => {
    const world = await startWorld({ shows: walks(), config: CONFIG });
    close = () => world.close();
    await killAtHalf(world, () => world.start({ 'max-episodes': String(BATCH) }));
    const second = await world.run({ mode: 'resume' });
    expect(ending(second)).toBe('exit 0');
    expect(second.outputs).toMatchObject({ failed: '0', deferred: '0' });
    expect(second.log).toMatch(/\(\d resumed\)/u);
    expectHalf(world, second.log.split('\n'));
    await expectBatchOnly(world, (path) => world.github.show(path));
    const [beyond] = showOf(world).episodes;
    if (beyond === undefined) throw new Error('four episodes');
    expect(await stateOf(world, showOf(world), beyond)).toMatchObject({ status: 'discovered' });
    expect(await transcriptOf(world, showOf(world), beyond)).toBeUndefined();
    expect(await historyFaults(world)).toEqual([]);
    expect(await world.github.refs()).toHaveLength(1);
  });

  it('on the command line: the same', async () => {
    const shell = await openShell({ shows: walks() });
    close = () => shell.close();
    const { world, folder } = shell;
    mkdirSync(join(folder, 'config'));
    const config = `shows:\n  - url: ${shell.feed}\n${CONFIG}\n`;
    writeFileSync(join(folder, 'config', 'production.yaml'), config);
    await killAtHalf(world, () =>
      Promise.resolve(shell.start(['run', '--max-episodes', String(BATCH)])),
    );
    const second = await shell.run(['run', '--resume']);
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(/^\d transcribed, nothing waits\./u);
    expectHalf(world, second.stderr.split('\n'));
    const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
    await expectBatchOnly(world, read);
    const state = JSON.parse(read(`state/feeds/${showOf(world).slug}.json`)) as {
      readonly episodes: Readonly<Record<string, { readonly status: string }>>;
    };
    const standing = Object.values(state.episodes).map(({ status }) => status);
    expect(standing.filter((status) => status === 'done')).toHaveLength(BATCH);
    expect(standing.filter((status) => status === 'discovered')).toHaveLength(1);
    // What has been done is known: there is nothing to resume any more.
    const third = await shell.run(['run', '--resume']);
    expect(third.stdout).toContain('no earlier run left anything unfinished');
  });
});
