import { describe, expect, it } from 'vitest';
import type { ModelOutcome, Ports } from '../../src/ports.ts';
import { readFeedState } from '../../src/state/read.ts';
import type { EpisodeState } from '../../src/state/types.ts';
import { NOON } from './kit.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

const SHOWS = {
  'https://feeds.example/one.xml': ['https://audio.example/1.mp3', 'https://audio.example/2.mp3'],
  'https://feeds.example/two.xml': ['https://audio.example/3.mp3'],
};
const ONE_BY_ONE = `models: [gemini-flash-latest]
transcription: { episodesAtOnce: 1, concurrency: 1 }`;

/** A reply on which the program trips when it comes to read it. */
const TRAP: ModelOutcome = {
  kind: 'reply',
  get reply(): never {
    throw new TypeError(
      'a bug of the test at https://me:word@a.example/x?token=0123456789abcdefABC',
    );
  },
};

/** The episodes of a show as the branch holds them, in the order of the feed. */
function stateOf(world: RunWorld, slug: string): readonly (EpisodeState | undefined)[] {
  const read = readFeedState(slug, world.repository.read(`state/feeds/${slug}.json`) ?? '{}');
  const show = world.shows.find((one) => one.slug === slug);
  return (show?.episodes ?? []).map(({ id }) => (read.ok ? read.value.episodes[id] : undefined));
}

// A bug was thrown on and ended the whole run; the next one began with the same episode, and a feed
// that could bring one out kept a repository from ever transcribing anything again.
describe('a bug that one episode brings out', () => {
  it('is the failure of that episode, counted like any; the others are done, and the run is red', async () => {
    const world = makeRunWorld(SHOWS);
    let trapped = 0;
    world.answers.model = () => {
      trapped += 1;
      return trapped === 1 ? TRAP : 'heard';
    };
    const first = await world.run({ yaml: ONE_BY_ONE });
    expect(first).toMatchObject({
      exitCode: 1,
      faults: [{ code: 'program-fault', message: expect.stringContaining('TypeError') }],
      outputs: { completed: '2', failed: '1' },
    });
    expect(first.summary).toContain('a bug of podcast-transcriber');
    const all = [...stateOf(world, 'show-1'), ...stateOf(world, 'show-2')];
    const count = (status: string): number => all.filter((one) => one?.status === status).length;
    expect([count('done'), count('failed')]).toEqual([2, 1]);
    expect(all.find((one) => one?.status === 'failed')).toMatchObject({
      attempts: 1,
      error: { code: 'program-fault' },
      retryable: true,
    });
    // The stack is in the log, and no secret of an address anywhere.
    expect(first.log.of('error').join('\n')).toMatch(/a bug of podcast-transcriber: .*\n\s+at /u);
    const left = JSON.stringify([first.log.lines, first.summary, first.faults, all]);
    expect(left).toContain('a bug of the test at a.example/x');
    expect(left).not.toMatch(/word@|0123456789abcdef/u);
    // It waits as failures do, then is tried again.
    expect(await world.run()).toMatchObject({ exitCode: 0, outputs: { completed: '0' } });
    await world.pass(2 * 3_600_000);
    expect(await world.run()).toMatchObject({ exitCode: 0, outputs: { completed: '1' } });
  });

  it('stops a run in which three meet one: the rest would fail the same way', async () => {
    const urls = [1, 2, 3, 4, 5].map((number) => `https://audio.example/${number}.mp3`);
    const world = makeRunWorld({ 'https://feeds.example/one.xml': urls });
    world.answers.model = () => TRAP;
    const run = await world.run({ yaml: ONE_BY_ONE });
    expect(run).toMatchObject({ exitCode: 1, outputs: { failed: '3', completed: '0' } });
    expect(run.faults[0]?.message).toContain('And 2 others like it.');
    expect(world.asked).toHaveLength(3);
  });

  // Whatever was thrown while a run was stopping was once taken for the stop itself, and the run
  // ended green with nothing done.
  it('is told though it shows itself while the run stops, and what was spent is saved', async () => {
    const world = makeRunWorld(SHOWS);
    let asked = 0;
    world.answers.model = (_request, now) => {
      asked = now;
      return TRAP;
    };
    expect(await world.run()).toMatchObject({ exitCode: 1 });
    const begun = asked - NOON;
    const again = makeRunWorld(SHOWS);
    again.answers.model = () => TRAP;
    const stopped = await again.run({ stopAfterMs: begun + 100 });
    expect(stopped).toMatchObject({ exitCode: 1, faults: [{ code: 'program-fault' }] });
    expect(again.ledger()?.entries).toMatchObject([{ model: 'gemini-flash-latest' }]);
    // The same stop without the bug ends green.
    const sound = makeRunWorld(SHOWS);
    expect(await sound.run({ stopAfterMs: begun + 100 })).toMatchObject({ exitCode: 0 });
  });

  it('in the writing of its transcript leaves its parts kept and fails it alone', async () => {
    const world = makeRunWorld(SHOWS);
    const trip = (ports: Ports): Ports => ({
      ...ports,
      store: {
        ...ports.store,
        open: async (signal) => {
          const snapshot = await ports.store.open(signal);
          return {
            ...snapshot,
            read: async (path, when) => {
              if (path === 'transcripts/show-1/index.json') throw new RangeError('too deep');
              return await snapshot.read(path, when);
            },
          };
        },
      },
    });
    // A show's index is read for its name when the show is new, and for that of a transcript.
    await world.run({ yaml: ONE_BY_ONE, inputs: { 'max-episodes': '1' } });
    const before = world.asked.length;
    const run = await world.run({ yaml: ONE_BY_ONE, between: trip });
    expect(run).toMatchObject({ exitCode: 1, faults: [{ code: 'program-fault' }] });
    const failed = Number(run.outputs['failed']);
    expect(failed).toBeGreaterThan(0);
    expect(world.asked.length).toBe(before + 2);
    await world.pass(2 * 3_600_000);
    expect(await world.run()).toMatchObject({ exitCode: 0, outputs: { completed: `${failed}` } });
    expect(world.asked.length).toBe(before + 2);
  });
});

describe('a bug that one feed brings out', () => {
  it('is the failure of that feed; the others are worked on, and the run is red', async () => {
    const world = makeRunWorld(SHOWS);
    const trip = (ports: Ports): Ports => ({
      ...ports,
      parser: {
        parse: async (xml, options) => {
          if (xml.includes('Show 1')) throw new RangeError('Maximum call stack size exceeded');
          return await ports.parser.parse(xml, options);
        },
      },
    });
    const run = await world.run({ between: trip });
    expect(run).toMatchObject({
      exitCode: 1,
      faults: [{ code: 'program-fault', message: expect.stringContaining('feeds.example') }],
      outputs: { completed: '1', failed: '0' },
    });
    expect(stateOf(world, 'show-2')).toMatchObject([{ status: 'done' }]);
  });
});
