/**
 * In which order chunks go out, in simulated time: how many prompts can hold the end of the chunk
 * before, and how long it all takes, beside chunks that go out as soon as their episode is cut.
 */
import { makeTurns } from '../src/pipeline/turns.ts';
import type { LineWork } from '../src/pipeline/turns.ts';
import { makeTime } from '../test/pipeline/kit.ts';
import type { TestTime } from '../test/pipeline/kit.ts';
import { chanceOf } from '../test/simulation/chance.ts';

/** So long an episode's audio takes to arrive and be cut, a chunk to be kept, an episode to be committed. */
const FETCH_SEC = [5, 20] as const;
const SAVE_SEC = 2;
const COMMIT_SEC = 4;
/** An answer; one chunk in ten is asked about again for a part. */
const ANSWER_SEC = [30, 90] as const;
const REPAIR_SEC = 20;
const CONCURRENCY = 4;
const SEEDS = 20;

interface Scene {
  readonly name: string;
  /** Chunks of each episode. */
  readonly episodes: readonly number[];
}

const SCENES: readonly Scene[] = [
  { name: '1 episode of 54 chunks', episodes: [54] },
  { name: '10 episodes of 6 chunks', episodes: Array.from({ length: 10 }, () => 6) },
  { name: '60 episodes of 6 chunks', episodes: Array.from({ length: 60 }, () => 6) },
  { name: '3 episodes of 54, 6 and 6 chunks', episodes: [54, 6, 6] },
  { name: '20 episodes of 1 chunk', episodes: Array.from({ length: 20 }, () => 1) },
];

/** How chunks and episodes are let in. */
interface Order {
  readonly enter: () => Promise<{
    readonly work: (work: LineWork) => Promise<void>;
    readonly close: () => void;
  }>;
  readonly look: () => void;
}

interface Figures {
  /** Chunks that have a predecessor, and those of them whose predecessor was there. */
  readonly after: number;
  readonly withTail: number;
  readonly minutes: number;
  /** Share of the places' time, until the last chunk ended, in which no chunk was under way. */
  readonly idle: number;
}

/** Prints a table: each scene in order and side by side. */
export async function run(): Promise<void> {
  console.log(
    `${CONCURRENCY} requests at once; ${ANSWER_SEC.join(' to ')} s an answer, mean of ${SEEDS} seeds; "rounds" are mean answers one after another`,
  );
  for (const scene of SCENES) {
    for (const [name, atOnce, make] of [
      ['side by side, 2 episodes at once (before)', 2, sideBySide],
      ['in order, 2 episodes at once', 2, inOrder],
      ['in order, 8 episodes at once (the default)', 8, inOrder],
    ] as const) {
      const all: Figures[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const time = makeTime();
        all.push(await time.drive(simulate({ time, scene, seed, atOnce, make })));
      }
      const mean = (pick: (one: Figures) => number): number =>
        all.reduce((sum, one) => sum + pick(one), 0) / all.length;
      const round = (ANSWER_SEC[0] + ANSWER_SEC[1]) / 2 / 60;
      const share =
        mean((one) => one.withTail) /
        Math.max(
          1,
          mean((one) => one.after),
        );
      const tails =
        mean((one) => one.after) === 0 ? 'none needed' : `${(100 * share).toFixed(1)} %`;
      console.log(
        `${scene.name}; ${name}: tails ${tails}, ${mean((one) => one.minutes).toFixed(1)} minutes (${(mean((one) => one.minutes) / round).toFixed(1)} rounds), ${(100 * mean((one) => one.idle)).toFixed(0)} % of the places' time without a request`,
      );
    }
  }
}

async function simulate(given: {
  readonly time: TestTime;
  readonly scene: Scene;
  readonly seed: number;
  readonly atOnce: number;
  readonly make: (held: () => number) => Order;
}): Promise<Figures> {
  const { time, scene, seed, atOnce, make } = given;
  const chance = chanceOf(seed);
  // The same chunk takes as long in every order.
  const costs = scene.episodes.map((chunks) => ({
    fetchSec: chance.between(...FETCH_SEC),
    answers: Array.from(
      { length: chunks },
      () => chance.between(...ANSWER_SEC) + (chance.next() < 0.1 ? REPAIR_SEC : 0),
    ),
  }));
  const startedAt = time.now();
  const never = new AbortController().signal;
  const rest = (sec: number): Promise<void> => time.sleep(sec * 1_000, never);
  let held = 0;
  let busySec = 0;
  let after = 0;
  let withTail = 0;
  const order = make(() => held);
  const queue = [...costs];
  const worker = async (): Promise<void> => {
    while (queue.length > 0) {
      const line = await order.enter();
      const episode = queue.shift();
      if (episode !== undefined) {
        const { fetchSec, answers } = episode;
        await rest(fetchSec);
        const finished = new Set<number>();
        await line.work({
          chunks: answers.map((_, index) => index),
          isReady: (index) => index === 0 || finished.has(index - 1),
          isOver: () => false,
          begin: async (index) => {
            if (index > 0) after += 1;
            if (finished.has(index - 1)) withTail += 1;
            const sec = answers[index] ?? 0;
            await rest(sec);
            busySec += sec;
            finished.add(index);
            if (finished.size < answers.length) await rest(SAVE_SEC);
            else held += 1;
          },
        });
      }
      line.close();
      if (episode === undefined) return;
      await rest(COMMIT_SEC);
      held -= 1;
      order.look();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const tookSec = (time.now() - startedAt) / 1_000;
  const idle = 1 - busySec / (tookSec * CONCURRENCY);
  return { after, withTail, minutes: tookSec / 60, idle };
}

function inOrder(held: () => number): Order {
  return makeTurns({
    concurrency: CONCURRENCY,
    waiting: held,
    soft: new AbortController().signal,
  });
}

/** As it was: every chunk stands in one queue from the moment at which its episode is cut. */
function sideBySide(held: () => number): Order {
  const waiting: (() => void)[] = [];
  let active = 0;
  const look = (): void => {
    while (waiting.length > 0 && active + held() < CONCURRENCY) {
      active += 1;
      waiting.shift()?.();
    }
  };
  const one = async (work: LineWork, index: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      look();
    });
    await work.begin(index);
    active -= 1;
    look();
  };
  return {
    look,
    enter: async () =>
      await Promise.resolve({
        work: async (work) => {
          await Promise.all(work.chunks.map((index) => one(work, index)));
        },
        close: () => undefined,
      }),
  };
}
