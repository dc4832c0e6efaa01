/**
 * 400 hours of audio on three free projects, worked off by scheduled runs of the pipeline's own
 * dispatcher in virtual time, and the laws that every such month obeys.
 */
import { modelsOf } from '../../src/pipeline/models.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import { forecast } from '../../src/quota/forecast.ts';
import type { Forecast } from '../../src/quota/forecast.ts';
import { pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
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

/** Pacific days on which the months begin, and the change of the clocks that each runs across. */
export const CHANGES = [
  ['the change to summer time', '2027-02-20', '2027-03-14'],
  ['the change from summer time', '2027-10-10', '2027-11-07'],
] as const;

const FLASH = 'gemini-flash-latest';
/** Keys, each of a project of its own. */
export const KEYS = ['one', 'two', 'three'];
/** Episodes of an hour, and parts of each. */
export const EPISODES = 400;
export const PARTS = 6;
const PER_DAY = 20;
const LIMITS = { requestsPerDay: PER_DAY, requestsPerMinute: 5, tokensPerMinute: 250_000 };

/** What came of it. */
export interface Simulated {
  readonly world: QuotaWorld;
  readonly service: Service;
  readonly time: TestTime;
  /** As the first run told it: the day's end has taught it the limits. */
  readonly told: Forecast;
  /** Pacific day on which the last part was answered. */
  readonly doneOn: string;
}

/** 400 episodes of an hour, in parts of 10 minutes, from this Pacific day on. */
export async function simulate(
  firstDay: string,
  more: {
    /** Lines of the config file. */
    readonly config?: string;
    /** How often the service is overloaded, in [0, 1]. */
    readonly overloaded?: number;
  } = {},
): Promise<Simulated> {
  const { config = '', overloaded = 0 } = more;
  const settings = settingsOf(`models: [${FLASH}]\n${config}`);
  const time = makeTime(pacificDayStart(firstDay));
  const random = seeded(7);
  const sick = (): 'overloaded' | 'well' => (random() < overloaded ? 'overloaded' : 'well');
  const service = makeService(LIMITS, (key) => key, sick);
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

/** Share of the requests that quota allowed and that were made, over all days but the last. */
export function share({ service, doneOn }: Simulated): number {
  const days = [...service.books.served].filter(([day]) => day < doneOn);
  const served = days.reduce((sum, [, count]) => sum + count, 0);
  return served / (days.length * KEYS.length * PER_DAY);
}

/** Whole days from one Pacific day to another. */
export function daysBetween(first: string, second: string): number {
  return (Date.parse(second) - Date.parse(first)) / (24 * HOUR);
}
