/**
 * Lives many simulated months and says which laws were broken.
 *
 *   npm run simulate -- --seeds 2000 [--days 30] [--seed 1] [--only kill,stop] [--log]
 *
 * `--seed` alone lives that one life; with `--seeds` it is the first of so many. `--only` sends
 * these faults alone, `--log` prints every line of every run (of one life).
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { live } from '../test/simulation/life.ts';
import type { Life } from '../test/simulation/life.ts';
import { tellLife } from '../test/simulation/tell.ts';
import { onlyThese } from '../test/simulation/weather.ts';
import type { LifeOptions } from '../test/simulation/world.ts';

/** What a thread is to live. */
interface Task {
  readonly first: number;
  readonly count: number;
  readonly step: number;
  readonly days: number;
  readonly only: string | undefined;
  readonly log: boolean;
}

function optionsOf(task: Task, seed: number): LifeOptions {
  return {
    seed,
    days: task.days,
    ...(task.only === undefined ? {} : { weather: onlyThese(task.only.split(','), seed) }),
    ...(task.log ? { say: (line: string) => console.log(line) } : {}),
  };
}

async function liveAll(task: Task, onLife: (life: Life) => void): Promise<void> {
  for (let at = 0; at < task.count; at += task.step) {
    onLife(await live(optionsOf(task, task.first + at)));
  }
}

/** The lives, on as many threads as the machine has processors. */
async function everywhere(task: Task, onLife: (life: Life) => void): Promise<void> {
  const threads = Math.min(availableParallelism(), task.count);
  if (threads === 1) return await liveAll(task, onLife);
  const each = Array.from({ length: threads }, (_, thread) => {
    const part: Task = {
      ...task,
      first: task.first + thread,
      count: task.count - thread,
      step: threads,
    };
    const worker = new Worker(new URL(import.meta.url), { workerData: part });
    worker.on('message', onLife);
    return new Promise<void>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  });
  await Promise.all(each);
}

function numberOf(text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a whole number: ${text}`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      days: { type: 'string' },
      only: { type: 'string' },
      log: { type: 'boolean', default: false },
    },
  });
  const days = numberOf(values.days, 30);
  const count = numberOf(values.seeds, values.seed === undefined ? 200 : 1);
  const task: Task = {
    first: numberOf(values.seed, 1),
    count,
    step: 1,
    days,
    only: values.only,
    log: values.log && count === 1,
  };
  const startedAt = performance.now();
  const sums: Record<string, number> = {};
  let broken = 0;
  await everywhere(task, (life) => {
    for (const [name, value] of Object.entries(life)) {
      if (typeof value === 'number' && name !== 'seed') sums[name] = (sums[name] ?? 0) + value;
    }
    if (life.breaches.length === 0) return;
    broken += 1;
    process.stdout.write(`\n${tellLife(life, days, values.only)}`);
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const figures = Object.entries(sums).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(
    `${count} lives of ${days} days in ${seconds.toFixed(1)} s: ${figures.join(', ')}; laws broken in ${broken}\n`,
  );
  if (broken > 0) process.exitCode = 1;
}

if (isMainThread) {
  await main();
} else {
  await liveAll(workerData as Task, (life) => parentPort?.postMessage(life));
}
