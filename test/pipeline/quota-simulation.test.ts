import { describe, expect, it } from 'vitest';
import { modelsOf } from '../../src/pipeline/models.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import { forecast } from '../../src/quota/forecast.ts';
import type { Forecast } from '../../src/quota/forecast.ts';
import { addDays, pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
import type { Settings } from '../../src/config.ts';
import { makeService } from '../quota/service-model.ts';
import type { Service } from '../quota/service-model.ts';
import { seeded } from '../quota/simulation.ts';
import { HOUR, makeTime, MINUTE, settingsOf } from './kit.ts';
import type { TestTime } from './kit.ts';
import {
  makeQuotaWorld,
  PART_SEC,
  PART_TOKENS,
  runDaily,
  storedState,
  wholeAnswer,
} from './quota-world.ts';
import type { QuotaWorld } from './quota-world.ts';

const FLASH = 'gemini-flash-latest';
const KEYS = ['one', 'two', 'three'];
const EPISODES = 400;
const PARTS = 6;
const PER_DAY = 20;
const LIMITS = { requestsPerDay: PER_DAY, requestsPerMinute: 5, tokensPerMinute: 250_000 };

interface Simulated {
  readonly world: QuotaWorld;
  readonly service: Service;
  readonly time: TestTime;
  /** As the first run of the second day would tell it, when a day has taught the limits. */
  readonly told: Forecast;
  /** Pacific day on which the last part was answered. */
  readonly doneOn: string;
}

/** 400 episodes of an hour, in parts of 10 minutes, from this Pacific day on. */
async function simulate(firstDay: string, config = ''): Promise<Simulated> {
  const settings = settingsOf(`models: [${FLASH}]\n${config}`);
  const time = makeTime(pacificDayStart(firstDay));
  const random = seeded(7);
  const service = makeService(LIMITS, (key) => key);
  const world = makeQuotaWorld(EPISODES * PARTS);
  let told: Forecast | undefined;
  await time.drive(
    runDaily(
      world,
      {
        time,
        settings,
        keys: KEYS,
        random,
        days: 80,
        tookMs: () => Math.round(30_000 + random() * 80_000),
        serve: ({ key, model, now }) => {
          const served = service.send({ key, model, tokens: PART_TOKENS, now });
          return served.kind === 'ok' ? wholeAnswer() : served;
        },
      },
      () => {
        told ??= foretold(world, settings, time.now());
      },
    ),
  );
  if (told === undefined) throw new Error('no run was made');
  const last = Math.max(...world.sent.filter((one) => one.answered).map(({ at }) => at));
  return { world, service, time, told, doneOn: pacificDay(last) };
}

function foretold(world: QuotaWorld, settings: Settings, now: number): Forecast {
  const state = storedState(world);
  const done = EPISODES * PARTS - world.pending.length;
  return forecast({
    ledger: state.ledger,
    keys: KEYS,
    models: modelsOf(settings, holdServiceState('state', state), now),
    now,
    episodes: Array.from({ length: EPISODES }, (_none, index) => ({
      durationSec: PARTS * PART_SEC,
      chunksDone: Math.max(0, Math.min(PARTS, done - index * PARTS)),
    })),
    chunkSec: PART_SEC,
    assumedDurationSec: 3_600,
    schedule: { runsPerDay: 4, budgetMs: 5 * HOUR, requestMs: MINUTE, concurrency: 4 },
    prices: {},
  });
}

/** Requests of a pair on a Pacific day after that pair was refused for the day. */
function afterRefusal({ world }: Simulated): number {
  const refusedOn = new Set<string>();
  let count = 0;
  for (const { key, model, at, answered } of world.sent) {
    const day = `${key} ${model} ${pacificDay(at)}`;
    if (refusedOn.has(day)) count += 1;
    if (!answered) refusedOn.add(day);
  }
  return count;
}

/** Share of the requests that quota allowed and that were made, over all days but the last. */
function share({ service, doneOn }: Simulated): number {
  const days = [...service.books.served].filter(([day]) => day < doneOn);
  const served = days.reduce((sum, [, count]) => sum + count, 0);
  return served / (days.length * KEYS.length * PER_DAY);
}

function daysBetween(first: string, second: string): number {
  return (Date.parse(second) - Date.parse(first)) / (24 * HOUR);
}

describe.each([
  ['the change to summer time', '2027-02-20', '2027-03-14'],
  ['the change from summer time', '2027-10-10', '2027-11-07'],
])('400 hours with three free projects, across %s', (_name, firstDay, change) => {
  it('uses what quota allows, asks nobody who is exhausted, pays nothing twice and ends as foretold', async () => {
    const simulated = await simulate(firstDay);
    const { world, service, told, doneOn } = simulated;
    expect(firstDay < change && change < doneOn).toBe(true);
    expect(world.pending).toEqual([]);
    expect(afterRefusal(simulated)).toBe(0);
    expect(service.books.minute).toBe(0);
    expect(share(simulated)).toBeGreaterThanOrEqual(0.98);
    const answers = world.sent.filter((one) => one.answered).map(({ job }) => job);
    expect(answers).toHaveLength(EPISODES * PARTS);
    expect(new Set(answers).size).toBe(answers.length);
    // Every run is green: work is done, or deferred to a moment that comes, never failed.
    const ends = world.runs.flatMap((run) => run.ends.map((end) => ({ ...end, run })));
    expect(ends.filter(({ kind }) => kind === 'failed' || kind === 'too-long')).toEqual([]);
    for (const end of ends) {
      if (end.kind !== 'deferred') continue;
      expect(end.cause).toBe('quota');
      expect(end.notBefore).toBe(pacificDayStart(addDays(pacificDay(end.run.endedAt), 1)));
    }
    expect(Math.abs(daysBetween(told.doneOn ?? '', doneOn))).toBeLessThanOrEqual(1);
    // A limit is believed for a week, then tried anew: one refusal a key and week.
    const weeks = Math.ceil(daysBetween(firstDay, doneOn) / 7);
    const refusals = [...service.books.daily.values()].reduce((sum, count) => sum + count, 0);
    expect(refusals).toBeLessThanOrEqual(KEYS.length * weeks);
  });

  it('is never refused when the limits are configured, and says the day from the first run on', async () => {
    const simulated = await simulate(
      firstDay,
      'limits:\n  default:\n    requestsPerDay: 20\n    requestsPerMinute: 5\n    tokensPerMinute: 250000',
    );
    const { world, told, doneOn } = simulated;
    expect(world.sent.filter((one) => !one.answered)).toEqual([]);
    expect(share(simulated)).toBe(1);
    expect(told).toMatchObject({ quotaPerDay: 60, bound: 'quota' });
    expect(Math.abs(daysBetween(told.doneOn ?? '', doneOn))).toBeLessThanOrEqual(1);
  });
});
