import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { countEpisode } from '../../src/state/check-episode.ts';
import { compileCheck, compileCount } from '../../src/state/check.ts';
import { countNames, findTwin } from '../../src/state/twins.ts';
import {
  readBatchState,
  readCircuitState,
  readFeedState,
  readLedger,
  readRunsState,
  readVersioned,
} from '../../src/state/read.ts';
import { EpisodeState, FeedState } from '../../src/state/types.ts';
import {
  writeBatchState,
  writeCircuitState,
  writeFeedState,
  writeLedger,
  writeRunsState,
} from '../../src/state/write.ts';
import { anyEpisode, anyFeedState, feedState, FOUND } from './make.ts';

const PATH = 'state/feeds/walks.json';
const RENDITION = { sha256: 'a', bytes: 1, durationSec: 2.5, container: 'mp3' };
const PROBLEM = { code: 'c', message: 'm', remedy: 'r' };

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/state/v1/${name}`, import.meta.url), 'utf8');
}

describe('state files', () => {
  it('read back what was written, and write the same text again', () => {
    fc.assert(
      fc.property(anyFeedState, (state) => {
        const text = writeFeedState(state);
        expect(readFeedState(PATH, text)).toEqual({ ok: true, value: state });
        const reversed = Object.fromEntries(Object.entries(state.episodes).toReversed());
        expect(writeFeedState({ ...state, episodes: reversed })).toBe(text);
      }),
    );
  });

  it('have one line an episode, so that one episode is one line of a difference', () => {
    const before = writeFeedState(feedState({ a1: FOUND, b2: FOUND, c3: FOUND }));
    const after = writeFeedState(
      feedState({ a1: FOUND, b2: { ...FOUND, attempts: 1 }, c3: FOUND }),
    );
    const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
    expect(changed).toEqual([
      '    "b2": {"attempts":1,"audioUrl":"https://cdn.example.com/a.mp3","status":"discovered","title":"A walk"},',
    ]);
    expect(before.endsWith('}\n')).toBe(true);
  });

  it.each([
    ['feed.json', readFeedState, writeFeedState],
    ['quota.json', readLedger, writeLedger],
    ['batch.json', readBatchState, writeBatchState],
    ['circuit.json', readCircuitState, writeCircuitState],
    ['runs.json', readRunsState, writeRunsState],
  ] as const)('of version 1 are still read: %s', (name, read, write) => {
    const text = fixture(name);
    const result = read(`state/${name}`, text);
    if (!result.ok) throw new Error(result.problem.message);
    expect(write(result.value as never)).toBe(text);
  });
});

describe('a state file that cannot be taken', () => {
  it('of a newer version is refused, saying so', () => {
    const text = writeFeedState(feedState()).replace('"version": 1', '"version": 2');
    expect(readFeedState(PATH, text)).toMatchObject({
      ok: false,
      problem: {
        code: 'state-newer-version',
        message: expect.stringContaining(`${PATH} has version 2`),
      },
    });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, text.indexOf('"b2"')), 5],
    ['a lost comma', (text: string) => text.replace('},\n    "c3"', '}\n    "c3"'), 6],
    ['a merge conflict', (text: string) => text.replace('    "b2"', '<<<<<<< HEAD\n    "b2"'), 5],
    ['a wrong type', (text: string) => text.replace(/("b2": \{"attempts":)0/, '$1"0"'), 5],
    ['an unknown field', (text: string) => text.replace(/("c3": \{)/, '$1"mood":1,'), 6],
    ['an unknown status', (text: string) => text.replace(/("a1".*)"discovered"/, '$1"lost"'), 4],
    ['no version', (text: string) => text.replace('  "version": 1,\n', ''), 1],
    ['an empty file', () => '', 1],
    ['a list', () => '[]', 1],
    ['a version of words', (text: string) => text.replace('"version": 1', '"version": "1"'), 1],
    [
      'a version before the first',
      (text: string) => text.replace('"version": 1', '"version": 0'),
      1,
    ],
  ])('with %s is named with its line and the remedy', (_, damage, line) => {
    const text = writeFeedState(feedState({ a1: FOUND, b2: FOUND, c3: FOUND }));
    const lines = text.split('\n');
    expect(lines[4 - 1]).toContain('"a1"');
    const result = readFeedState(PATH, damage(text));
    expect(result).toMatchObject({
      ok: false,
      problem: {
        code: 'state-broken',
        message: expect.stringContaining(`${PATH}, line ${line}: `),
        remedy: expect.stringContaining('state rebuild'),
      },
    });
  });

  it('names the episode and the field', () => {
    const text = writeFeedState(feedState({ a1: FOUND })).replace('"attempts":0', '"attempts":-1');
    const result = readFeedState(PATH, text);
    expect(result.ok ? '' : result.problem.message).toContain(
      'line 4: episodes.a1.attempts is -1; expected no less than 0',
    );
  });
});

describe('an older version', () => {
  const Third = z.strictObject({
    version: z.literal(3),
    names: z.array(z.string()),
    count: z.int(),
  });
  const form = {
    version: 3,
    schema: Third,
    migrations: {
      1: (older: Readonly<Record<string, unknown>>) => ({ names: [older['name']] }),
      2: (older: Readonly<Record<string, unknown>>) => ({
        ...older,
        count: (older['names'] as unknown[]).length,
      }),
    },
  };

  it('is brought up step by step', () => {
    expect(readVersioned(form, 'state/x.json', '{"version":1,"name":"a"}')).toEqual({
      ok: true,
      value: { version: 3, names: ['a'], count: 1 },
    });
    expect(readVersioned(form, 'state/x.json', '{"version":2,"names":["a","b"]}')).toEqual({
      ok: true,
      value: { version: 3, names: ['a', 'b'], count: 2 },
    });
  });

  it('that makes something else than the present schema is broken, not guessed', () => {
    expect(readVersioned(form, 'state/x.json', '{"version":1,"name":5}')).toMatchObject({
      ok: false,
      problem: { code: 'state-broken' },
    });
  });
});

describe('a name that stands twice in one object', () => {
  const text = writeFeedState(
    feedState({ a1: FOUND, b2: { ...FOUND, title: 'He said "no": why' } }),
  );

  it.each([
    ['an episode', text.replace(/(\n {4}"a1":.*)/u, '$1$1'), 'a1', 5],
    [
      'a member of an episode',
      text.replace('"attempts":0', '"attempts":0,"attempts":1'),
      'attempts',
      4,
    ],
    [
      'a member in other letters',
      text.replace('"attempts":0', '"attempts":0,"\\u0061ttempts" : 1'),
      'attempts',
      4,
    ],
    [
      'the list of episodes',
      text.replace('  "show"', '  "episodes": {},\n  "show"'),
      'episodes',
      8,
    ],
    ['the version', text.replace('{\n', '{\n  "version": 1,\n'), 'version', 3],
  ])('is refused with its line: %s', (_, twice, name, line) => {
    expect(twice).not.toBe(text);
    expect(readFeedState(PATH, twice)).toMatchObject({
      ok: false,
      problem: {
        code: 'state-broken',
        message: `${PATH}, line ${line}: the name "${name}" stands here twice. Nothing was changed.`,
      },
    });
  });

  it('is found in any JSON, and nothing else is taken for one', () => {
    const names = fc.constantFrom('a', 'b', 'a":', '"', ' :');
    const values = fc.oneof(
      fc.constantFrom('x', '":', '{"a":1}', '\\":', 1, null, [{ a: 1 }, { a: 2 }]),
    );
    const entries = fc.array(fc.tuple(names, values), { maxLength: 4 });
    fc.assert(
      fc.property(entries, entries, fc.boolean(), (outer, nested, spaced) => {
        const colon = spaced ? '  :\n' : ':';
        const write = (list: typeof outer, more: readonly string[] = []): string =>
          `{${[...list.map(([name, value]) => `${JSON.stringify(name)}${colon}${JSON.stringify(value)}`), ...more].join(',')}}`;
        const whole = write(outer, [`"inner"${colon}${write(nested)}`]);
        const isTwice = [outer, nested].some(
          (list) => new Set(list.map(([name]) => name)).size < list.length,
        );
        expect(findTwin(whole, countNames(JSON.parse(whole))) !== undefined).toBe(isTwice);
      }),
      { numRuns: 500 },
    );
    for (const name of ['\\', 'a\\', '\\"']) {
      const member = `${JSON.stringify(name)}:"\\":"`;
      expect(findTwin(`{${member}}`, 1)).toBeUndefined();
      expect(findTwin(`{${member},\n${member}}`, 1)).toEqual({ name, line: 2 });
    }
  });
});

describe('the quick check of a schema', () => {
  it('says of any value what the schema says, made or written by hand', () => {
    const check = compileCheck(EpisodeState);
    const count = compileCount(EpisodeState);
    if (check === undefined || count === undefined) {
      throw new Error('the episode schema has no quick check');
    }
    const damaged = fc
      .tuple(
        anyEpisode,
        fc.constantFrom(...Object.keys(EpisodeState.shape), 'other'),
        fc.jsonValue(),
      )
      .map(([episode, name, value]) => ({ ...episode, [name]: value }));
    const cut = fc
      .tuple(anyEpisode, fc.constantFrom('status', 'title', 'audioUrl', 'attempts', 'reason'))
      .map(([episode, name]) => {
        const rest: Record<string, unknown> = { ...episode };
        delete rest[name];
        return rest;
      });
    const inner = fc
      .tuple(
        anyEpisode,
        fc.constantFrom<readonly [string, object]>(['rendition', RENDITION], ['error', PROBLEM]),
        fc.constantFrom('sha256', 'bytes', 'durationSec', 'container', 'code', 'message', 'remedy'),
        fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(undefined)),
      )
      .map(([episode, [name, whole], part, value]) => ({
        ...episode,
        [name]: value === undefined ? whole : { ...whole, [part]: value },
      }));
    fc.assert(
      fc.property(fc.oneof(anyEpisode, damaged, cut, inner, fc.jsonValue()), (value) => {
        const names = EpisodeState.safeParse(value).success ? countNames(value) : -1;
        expect(check(value)).toBe(names !== -1);
        expect(count(value)).toBe(names);
        expect(countEpisode(value)).toBe(names);
      }),
      { numRuns: 1_000 },
    );
  });

  it('written by hand knows every member of the schema, and each of its values', () => {
    const values: Readonly<Record<string, readonly unknown[]>> = {
      status: EpisodeState.shape.status.options,
      cause: EpisodeState.shape.cause.unwrap().options,
    };
    const samples = ['text', 0, 1.5, true, RENDITION, PROBLEM];
    for (const name of Object.keys(EpisodeState.shape)) {
      for (const value of values[name] ?? samples) {
        const episode = { ...FOUND, [name]: value };
        const taken = EpisodeState.safeParse(episode).success;
        expect([name, value, countEpisode(episode) !== -1]).toEqual([name, value, taken]);
      }
      const taken = (values[name] ?? samples).some(
        (value) => countEpisode({ ...FOUND, [name]: value }) !== -1,
      );
      expect([name, taken]).toEqual([name, true]);
    }
  });

  it.each([
    [{ attempts: 1.5 }],
    [{ attempts: -1 }],
    [{ attempts: 2 ** 60 }],
    [{ durationSec: -0.1 }],
    [{ durationSec: null }],
    [{ rendition: { sha256: 'a', bytes: 1, durationSec: 2 } }],
    [{ rendition: { sha256: 'a', bytes: 1, durationSec: 2, container: 'mp3', odd: 1 } }],
  ])('refuses what the schema refuses: %j', (part) => {
    const value = { ...FOUND, ...part };
    expect(EpisodeState.safeParse(value).success).toBe(false);
    expect(compileCheck(EpisodeState)?.(value)).toBe(false);
    expect(compileCheck(FeedState)?.(feedState({ a1: value as EpisodeState }))).toBe(false);
  });

  it('is not made for a schema that it does not understand', () => {
    for (const schema of [
      z.object({ a: z.string() }),
      z.strictObject({ a: z.string().min(2) }),
      z.strictObject({ a: z.number().gt(1) }),
      z.array(z.email()),
      z.record(z.string().max(3), z.boolean()),
      z.union([z.string(), z.number()]),
    ]) {
      expect(compileCheck(schema)).toBeUndefined();
    }
  });
});
