import { describe, expect, it } from 'vitest';
import { pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
import type { ModelOutcome } from '../../src/ports.ts';
import { refused } from './fake-model.ts';
import { HOUR, MIDNIGHT, MINUTE } from './kit.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

const FEED = 'https://feeds.example/one.xml';
const FLASH = 'gemini-flash-latest';
const LITE = 'gemini-flash-lite-latest';
/** The refusal of a free project's day. */
const DAY_OVER = refused('429-rpd-free-gemini-3.6-flash');
const READY: ModelOutcome = {
  kind: 'reply',
  reply: { text: 'ready', finishReason: 'STOP', usage: { prompt: 12, output: 1, thoughts: 0 } },
};
const GONE = refused('404-model-not-found');

const audio = (count: number): string[] =>
  Array.from({ length: count }, (_none, number) => `https://audio.example/${number + 1}.mp3`);

/** Answers until a pair has had so many of the Pacific day. */
function perDay(
  limit: number,
  projectOf: (key: string) => string = (key) => key,
): RunWorld['answers']['model'] {
  const served = new Map<string, number>();
  return ({ key, model }, now) => {
    const name = `${projectOf(key.fingerprint)} ${model} ${pacificDay(now)}`;
    const before = served.get(name) ?? 0;
    if (before >= limit) return ofLimit(limit);
    served.set(name, before + 1);
    return 'heard';
  };
}

function ofLimit(limit: number): ModelOutcome {
  if (DAY_OVER.kind !== 'failed') throw new Error('bug: a refusal was expected');
  const { failure } = DAY_OVER;
  const body = failure.body
    .replace(/"quotaValue": "\d+"/u, `"quotaValue": "${limit}"`)
    .replaceAll(/limit: \d+/gu, `limit: ${limit}`);
  return { kind: 'failed', failure: { ...failure, body } };
}

describe('keys that are all dead', () => {
  it('are a fault of the configuration, also for the runs after the one that found out', async () => {
    const world = makeRunWorld({ [FEED]: audio(2) });
    world.answers.model = () => refused('403-leaked-key');
    const first = await world.run({ keys: ['k1', 'k2'] });
    expect(first).toMatchObject({ exitCode: 1, faults: [{ code: 'no-usable-key' }] });
    expect(first.outputs).toMatchObject({ completed: '0', failed: '0', pending: '2' });
    const asked = world.asked.length;
    await world.pass(HOUR);
    const second = await world.run({ keys: ['k1', 'k2'] });
    expect(second).toMatchObject({ exitCode: 1, faults: [{ code: 'no-usable-key' }] });
    expect(world.asked).toHaveLength(asked);
    expect(second.tookMs).toBeLessThan(5_000);
    expect(second.outputs).toMatchObject({ failed: '0', pending: '2' });
    expect(second.summary).toContain('Stopped by a fault');
    for (const key of ['k1', 'k2']) {
      expect(second.log.of('warning')).toContainEqual(
        expect.stringMatching(
          new RegExp(`^Gemini key ${key} is out of use: .*leaked.*new key`, 'su'),
        ),
      );
    }
  });

  it('are replaced at once: new keys do the work', async () => {
    const world = makeRunWorld({ [FEED]: audio(2) });
    world.answers.model = ({ key }) =>
      key.fingerprint === 'k1' ? refused('400-api-key-invalid') : 'heard';
    expect((await world.run({ keys: ['k1'] })).exitCode).toBe(1);
    const second = await world.run({ keys: ['k2'] });
    expect(second.exitCode).toBe(0);
    expect(second.outputs).toMatchObject({ completed: '2', pending: '0' });
    expect(second.log.of('warning')).toEqual([]);
  });

  it('are asked again after a day: their owner may have mended them', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) });
    world.answers.model = () => refused('403-project-denied');
    expect((await world.run()).exitCode).toBe(1);
    world.answers.model = () => 'heard';
    await world.pass(25 * HOUR);
    expect((await world.run()).outputs).toMatchObject({ completed: '1' });
  });

  it('are asked with one word by the next scheduled run, before anything is fetched', async () => {
    const world = makeRunWorld({ [FEED]: audio(2) });
    const keys = ['k1', 'k2'];
    world.answers.model = () => refused('403-project-denied');
    expect((await world.run({ keys })).exitCode).toBe(1);
    const after = (): { asked: number; fetched: number; commits: number } => ({
      asked: world.asked.length,
      fetched: world.fetched.filter(({ url }) => url.endsWith('.mp3')).length,
      commits: world.repository.commits.length,
    });
    const before = after();
    // A run by hand soon after asks nothing; the next scheduled one asks each key once.
    await world.pass(HOUR);
    expect((await world.run({ keys })).exitCode).toBe(1);
    expect(after()).toEqual(before);
    await world.pass(5 * HOUR);
    const still = await world.run({ keys });
    expect(still).toMatchObject({ exitCode: 1, faults: [{ code: 'no-usable-key' }] });
    expect(after()).toEqual({ ...before, asked: before.asked + 2 });
    // A plan spends nothing.
    expect((await world.run({ keys, mode: 'dry-run' })).outputs).toMatchObject({ pending: '2' });
    expect(world.asked).toHaveLength(before.asked + 2);
    // One of them was mended.
    world.answers.model = ({ key, audio: heard }) =>
      key.fingerprint === 'k1'
        ? refused('403-project-denied')
        : heard === undefined
          ? READY
          : 'heard';
    await world.pass(6 * HOUR);
    const mended = await world.run({ keys });
    expect(mended).toMatchObject({ exitCode: 0, outputs: { completed: '2', pending: '0' } });
    expect(mended.log.of('info')).toContain('Gemini key k2 works again.');
  });

  it('without credit are served by the next scheduled run after it is topped up', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) });
    world.answers.model = () => refused('402-prepay-depleted');
    const first = await world.run();
    expect(first).toMatchObject({ exitCode: 0, outputs: { completed: '0', deferred: '1' } });
    world.answers.model = ({ audio: heard }) => (heard === undefined ? READY : 'heard');
    // The schedule is early for the six hours for which the refusal is believed.
    await world.pass(6 * HOUR - 10 * MINUTE);
    expect((await world.run()).outputs).toMatchObject({ completed: '1', deferred: '0' });
  });

  it('cost no finished part: new keys pay for the rest alone', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) }, { episodeSec: 1_100 });
    const yaml = `models: [${FLASH}]\ntranscription:\n  chunkMinutes: 5\n  concurrency: 1`;
    let answered = 0;
    world.answers.model = () => {
      answered += 1;
      return answered <= 2 ? 'heard' : refused('403-leaked-key');
    };
    const first = await world.run({ keys: ['k1'], yaml });
    expect(first.exitCode).toBe(1);
    expect(first.outputs).toMatchObject({ failed: '0', pending: '1' });
    const parts = first.report?.waiting[0]?.chunks ?? 0;
    expect(parts).toBeGreaterThan(2);
    const asked = world.asked.length;
    world.answers.model = () => 'heard';
    const second = await world.run({ keys: ['k2'], yaml });
    expect(second.outputs).toMatchObject({ completed: '1' });
    expect(world.asked).toHaveLength(asked + parts - 2);
  });

  it('are no fault of a run that has nothing to do', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) });
    await world.run({ keys: ['k2'] });
    world.answers.model = () => refused('403-leaked-key');
    const idle = await world.run({ keys: ['k1'] });
    expect(idle).toMatchObject({ exitCode: 0, faults: [] });
  });
});

describe('one dead key among three', () => {
  it('is named with its remedy, in the run that finds out and at the start of the next', async () => {
    const world = makeRunWorld({ [FEED]: audio(5) });
    world.answers.model = ({ key }) =>
      key.fingerprint === 'k2' ? refused('400-api-key-expired') : 'heard';
    const keys = ['k1', 'k2', 'k3'];
    const first = await world.run({ keys, inputs: { 'max-episodes': '4' } });
    expect(first).toMatchObject({ exitCode: 0, outputs: { completed: '4', failed: '0' } });
    const words = expect.stringMatching(/k2.*expired.*AI Studio/su);
    expect(first.log.of('warning')).toEqual([words]);
    expect(world.asked.filter(({ key }) => key === 'k2')).toHaveLength(1);
    const second = await world.run({ keys });
    expect(second).toMatchObject({ exitCode: 0, outputs: { completed: '1' } });
    expect(second.log.of('warning')).toEqual([words]);
    expect(world.asked.filter(({ key }) => key === 'k2')).toHaveLength(1);
  });
});

describe('models that no key is offered', () => {
  it('are a fault of the configuration with its remedy, not a failure of each episode', async () => {
    const world = makeRunWorld({ [FEED]: audio(3) });
    world.answers.model = () => GONE;
    const yaml = `models: [${FLASH}, ${LITE}]`;
    const first = await world.run({ keys: ['k1', 'k2'], yaml });
    expect(first).toMatchObject({
      exitCode: 1,
      faults: [{ code: 'no-usable-model', remedy: expect.stringContaining('configuration') }],
      outputs: { failed: '0', pending: '3' },
    });
    // Each key and model was asked once, and not by the next run.
    expect(world.asked).toHaveLength(4);
    const second = await world.run({ keys: ['k1', 'k2'], yaml });
    expect(second).toMatchObject({ exitCode: 1, faults: [{ code: 'no-usable-model' }] });
    expect(second.tookMs).toBeLessThan(5_000);
    expect(world.asked).toHaveLength(4);
    // Another model in the configuration serves at once.
    world.answers.model = ({ model }) => (model === 'gemini-next' ? 'heard' : GONE);
    const third = await world.run({ keys: ['k1'], yaml: `models: [${FLASH}, gemini-next]` });
    expect(third).toMatchObject({ exitCode: 0, outputs: { completed: '3' } });
    expect(third.log.of('warning')).toEqual([
      expect.stringMatching(
        new RegExp(`^No key can use the model ${FLASH}: .*configuration`, 'su'),
      ),
    ]);
  });

  it('with no allowance at all are the same, and asked again the next day', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) });
    world.answers.model = () => refused('429-limit-zero-free-gemini-2.0-flash');
    expect(await world.run()).toMatchObject({ exitCode: 1, faults: [{ code: 'no-usable-model' }] });
    world.answers.model = () => 'heard';
    await world.pass(HOUR);
    expect((await world.run()).exitCode).toBe(1);
    await world.pass(24 * HOUR);
    expect((await world.run()).outputs).toMatchObject({ completed: '1' });
  });
});

describe("a day's quota that ends", () => {
  it.each([
    ['on an ordinary day', '2026-11-24T20:00:00Z', '2026-11-25T08:00:00Z'],
    ['on the day that summer time begins', '2027-03-14T15:00:00Z', '2027-03-15T07:00:00Z'],
    ['in the hour before it begins', '2027-03-14T09:30:00Z', '2027-03-15T07:00:00Z'],
    ['on the day that summer time ends', '2027-11-07T15:00:00Z', '2027-11-08T08:00:00Z'],
    ['in the hour that comes twice', '2027-11-07T09:30:00Z', '2027-11-08T08:00:00Z'],
    ['when the next day begins inside the budget', '2026-11-25T07:30:00Z', '2026-11-25T08:00:00Z'],
  ])('defers to midnight in California %s', async (_name, start, midnight) => {
    const world = makeRunWorld({ [FEED]: audio(4) }, { start: Date.parse(start) });
    world.answers.model = perDay(1);
    const keys = ['k1', 'k2'];
    const first = await world.run({ keys });
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({
      completed: '2',
      failed: '0',
      'quota-exhausted': 'true',
      'next-attempt-at': new Date(midnight).toISOString(),
    });
    // It does not sleep until then.
    expect(first.tookMs).toBeLessThan(5 * MINUTE);
    const asked = world.asked.length;
    await world.pass(Date.parse(midnight) - MINUTE - world.time.now());
    const early = await world.run({ keys });
    expect(early).toMatchObject({ exitCode: 0, outputs: { completed: '0' } });
    expect(early.outputs['next-attempt-at']).toBe(new Date(midnight).toISOString());
    expect(world.asked).toHaveLength(asked);
    await world.pass(Date.parse(midnight) + 10 * MINUTE - world.time.now());
    const late = await world.run({ keys });
    expect(late.outputs).toMatchObject({ completed: '2', deferred: '0', pending: '0' });
    expect(world.asked).toHaveLength(asked + 2);
  });

  it('for keys that spend one quota between them names them as of one project', async () => {
    const world = makeRunWorld({ [FEED]: audio(9) });
    world.answers.model = perDay(6, () => 'one project');
    const keys = ['k1', 'k2'];
    const first = await world.run({ keys });
    expect(first.outputs).toMatchObject({ completed: '6' });
    // In the summary of the run that found out, and as an annotation of the next.
    expect(first.report?.warnings).toEqual([expect.stringContaining('k1, k2')]);
    const second = await world.run({ keys });
    expect(second.log.of('warning')).toEqual([
      expect.stringMatching(/^Gemini keys k1, k2 were refused together.*project of its own/su),
    ]);
    // One of them alone has nothing to be told.
    expect((await world.run({ keys: ['k2'] })).log.of('warning')).toEqual([]);
  });
});

describe("a job's share of a quota", () => {
  it('is reckoned anew when the day begins anew within the run', async () => {
    const start = pacificDayStart('2026-11-25') - 2 * HOUR;
    const world = makeRunWorld(
      { [FEED]: audio(9), 'https://feeds.example/two.xml': [] },
      { start },
    );
    const yaml = `models: [${FLASH}]\nlimits:\n  default:\n    requestsPerDay: 4\n    requestsPerMinute: 10`;
    // Half of the day's requests are gone before the fan-out begins.
    await world.run({ yaml, inputs: { 'max-episodes': '2' } });
    const before = world.asked.length;
    expect(before).toBe(2);
    const job = await world.run({
      yaml,
      inputs: { shard: '1/2', 'on-quota': 'wait', 'max-quota-wait-hours': '3' },
    });
    expect(job.exitCode).toBe(0);
    const asked = world.asked.slice(before);
    // Of the 2 that were left one, and of the next day's 4 two.
    expect(asked.filter(({ at }) => at < MIDNIGHT)).toHaveLength(1);
    expect(asked.filter(({ at }) => at >= MIDNIGHT)).toHaveLength(2);
  });
});
