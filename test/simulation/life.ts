/** One life: a month of runs over a repository, in virtual time. */
import { createHash } from 'node:crypto';
import type { Settings } from '../../src/config.ts';
import { executeRun } from '../../src/pipeline/execute.ts';
import type { Execution } from '../../src/pipeline/execute.ts';
import { makeStopper } from '../../src/pipeline/signals.ts';
import type { Ports } from '../../src/ports.ts';
import type { Rendition, WorldEpisode } from './catalogue.ts';
import { makeCheckpointsPort } from './checkpoints.ts';
import { stateOfEpisode } from './laws.ts';
import { makeArtifacts, makeCache, makeClock, makeDisk, makeLog } from './machine.ts';
import { checkEnd, checkEnded, checkKilled, checkLedger } from './process-laws.ts';
import { makeProcess } from './process.ts';
import type { Process } from './process.ts';
import { makeStore } from './repository.ts';
import { nameOf } from './service.ts';
import { makeFeedParser, makeHttp } from './web.ts';
import type { Weather } from './weather.ts';
import { CHUNKS_MS, makeWorld, START } from './world.ts';
import type { LifeOptions, World } from './world.ts';

const MINUTE_MS = 60_000;
/** A stopped run that takes this long has given up its last commit. */
const CUT_OFF_MS = 6_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/**
 * Days without faults at the end, at most: everything that can be finished is finished by then,
 * though the smallest quotas serve one request a day.
 */
const CLEAN_DAYS = 150;

/** What came of it. */
export interface Life {
  readonly seed: number;
  /** Broken laws, in words; empty when all held. */
  readonly breaches: readonly string[];
  readonly runs: number;
  readonly red: number;
  readonly killed: number;
  readonly episodes: number;
  readonly done: number;
  readonly failed: number;
  readonly commits: number;
  readonly requests: number;
  readonly paid: number;
  /** Good answers for the same stretch beyond the first: lost with a process. */
  readonly paidAgain: number;
  /** Refusals for the day's quota. */
  readonly refused: number;
  readonly weather: Weather;
}

/** Lives one life and says which laws were broken. */
export async function live(options: LifeOptions): Promise<Life> {
  const world = makeWorld(options);
  options.onWorld?.(world);
  try {
    await world.scheduler.drive(conduct(world));
  } catch (error) {
    world.breaches.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const { episodes, repository, service } = world;
  const states = episodes.map((episode) => stateOfEpisode(repository, episode)?.status);
  const good = service.payments.filter((payment) => payment.good);
  const spans = good.flatMap(({ stretch }) => (stretch === undefined ? [] : nameOf(stretch)));
  return {
    seed: options.seed,
    breaches: [...new Set([...world.breaches, ...service.breaches])],
    ...world.figures,
    episodes: episodes.length,
    done: states.filter((status) => status === 'done').length,
    failed: states.filter((status) => status === 'failed').length,
    commits: repository.commits.length,
    requests: service.requests,
    paid: good.length,
    paidAgain: good.length - new Set(spans).size,
    refused: service.refused(),
    weather: world.weather,
  };
}

/** One run of every job of a busy world; what it saved, and when. */
export async function liveOneRun(options: LifeOptions): Promise<World> {
  const world = makeWorld({ ...options, weather: {} });
  await world.scheduler.drive(runOnce(world));
  if (world.breaches.length > 0) throw new Error(world.breaches[0]);
  return world;
}

/** Four runs a day, one after the other; at the end some days without faults. */
async function conduct(world: World): Promise<void> {
  const { scheduler, options, chance } = world;
  const days = options.days + (options.cleanDays ?? CLEAN_DAYS);
  for (let day = 0; day < days; day += 1) {
    if (day === options.days) world.weather = {};
    if (day > options.days && isFinished(world)) break;
    for (const hour of [0.2, 6, 12, 18]) {
      const at = START + day * DAY_MS + hour * HOUR_MS + chance.next() * 40 * MINUTE_MS;
      await scheduler.sleep(Math.max(0, at - scheduler.now()));
      await runOnce(world);
      if (world.hung) return;
    }
  }
  checkEnd(world);
}

function isFinished(world: World): boolean {
  return world.episodes.every((episode) => {
    const state = stateOfEpisode(world.repository, episode);
    return (
      state?.status === 'done' ||
      (state?.status === 'failed' &&
        (state.retryable === false || state.attempts >= world.settings.run.maxAttempts))
    );
  });
}

/** One run of every shard at once; sometimes one of them twice. */
async function runOnce(world: World): Promise<void> {
  const { chance, scheduler } = world;
  meddle(world);
  const shards = Array.from({ length: world.shards }, (_, shard) => start(world, shard + 1));
  const twice = chance.hit(world.weather.duplicate ?? 0);
  if (twice) {
    await scheduler.sleep(chance.between(0, 5 * MINUTE_MS));
    const [first] = shards;
    const second = start(world, 1);
    for (const one of [first, second]) {
      if (one === undefined) continue;
      one.process.overlapped = true;
      one.process.met.add('duplicate');
    }
    shards.push(second);
  }
  await Promise.all(shards.map(({ over }) => over));
  checkLedger(world);
}

/** What people do to a repository between two runs. */
function meddle(world: World): void {
  const { chance, repository, weather, options } = world;
  if (chance.hit(weather['settings-change'] ?? 0)) world.chunkMs = chance.pick(CHUNKS_MS);
  if (chance.hit(weather['state-lost'] ?? 0)) {
    const state = repository.paths().filter((path) => path.startsWith('state/'));
    const files = new Map(state.map((path) => [path, undefined]));
    repository.push(files, { by: undefined, message: 'Delete the state' });
    world.service.forgetRefusals();
  }
  const feed = repository.paths().find((path) => path.startsWith('state/feeds/'));
  if (feed === undefined || options.sabotage === undefined) return;
  const text = repository.read(feed) ?? '';
  const push = (content: string): void => {
    const info = { by: undefined, message: 'Break something' };
    repository.push(new Map([[feed, content]]), info);
  };
  if (options.sabotage === 'tear-state') push(text.slice(0, text.length >> 1));
  if (options.sabotage === 'undo-done') push(text.replaceAll('"done"', '"discovered"'));
}

function settingsOf(world: World, shard: number): Settings {
  const { settings, shards, chunkMs } = world;
  return {
    ...settings,
    transcription: { ...settings.transcription, chunkMs },
    ...(shards === 1 ? {} : { shard: { index: shard, count: shards } }),
  };
}

interface Started {
  readonly process: Process;
  readonly over: Promise<void>;
}

function start(world: World, shard: number): Started {
  const { scheduler, chance, figures, weather } = world;
  const settings = settingsOf(world, shard);
  figures.runs += 1;
  const process = makeProcess({ number: figures.runs, scheduler, chance: chance.fork(), weather });
  const ports = portsOf(world, process);
  const stopper = makeStopper(ports.clock);
  let stoppedAt: number | undefined;
  plague(world, process, () => {
    stoppedAt ??= scheduler.now();
    stopper.stop('SIGINT');
  });
  const mode = chance.hit(0.05) ? chance.pick(['resume', 'retry-failed'] as const) : 'run';
  const ended = executeRun(
    {
      ports,
      settings,
      keys: settings.gemini.keys.map((key) => apiKeyOf(key.reveal())),
      place: {},
      runId: `${process.number}.1`,
      inJob: world.inJob,
      stopper,
    },
    mode,
  );
  const over = Promise.race([ended, process.killed]).then(
    async (result) => {
      if (result === 'killed') {
        figures.killed += 1;
        checkKilled(world, process);
        return;
      }
      await settle(world, process, { result, stoppedAt, dispose: stopper.dispose });
    },
    (error: unknown) => {
      process.kill();
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      world.breaches.push(`run ${process.number} threw: ${words}`);
    },
  );
  return { process, over };
}

async function settle(
  world: World,
  process: Process,
  ended: {
    readonly result: Execution;
    readonly stoppedAt: number | undefined;
    readonly dispose: () => void;
  },
): Promise<void> {
  const { scheduler, figures } = world;
  const endedAt = scheduler.now();
  process.act();
  process.state = 'ended';
  ended.dispose();
  if (ended.result.exitCode !== 0) figures.red += 1;
  // What could not be committed is not known to later runs.
  const { stoppedAt } = ended;
  const cutOff = stoppedAt !== undefined && endedAt - stoppedAt > CUT_OFF_MS;
  const unsaved = process.met.has('store-fails') || process.met.has('store-throws');
  if (!unsaved && !cutOff) world.service.remember(process);
  // What was not waited for shows itself now.
  await scheduler.sleep(1);
  checkEnded(world, process, { ...ended, endedAt });
}

/** What befalls a process at a moment of its life. */
function plague(world: World, process: Process, stop: () => void): void {
  const { scheduler } = world;
  const { chance } = process;
  const sometime = (happen: () => void): void => {
    // Most of a run that does something happens in its first minutes.
    const ms = chance.pick([5_000, 60_000, 600_000, HOUR_MS]) * chance.next();
    scheduler.after(ms, () => {
      if (process.state === 'running') happen();
    });
  };
  if (process.hit('kill')) sometime(process.kill);
  if (process.hit('stop')) sometime(stop);
  if (process.hit('clock-jump')) {
    sometime(() => {
      process.skewMs += chance.pick([HOUR_MS, -MINUTE_MS]);
    });
  }
  // A run that takes this long hangs.
  scheduler.after(3 * DAY_MS, () => {
    if (process.state !== 'running') return;
    world.breaches.push(`run ${process.number} never ended`);
    world.hung = true;
    process.kill();
  });
}

function portsOf(world: World, process: Process): Ports {
  const { scheduler, options, shows, episodes, renditions, service } = world;
  const disk = makeDisk(process);
  const note = (episode: WorldEpisode, rendition: Rendition): void => {
    renditions.set(`${process.number}/${episode.number}`, rendition);
  };
  return {
    clock: makeClock(scheduler, process),
    random: { next: () => process.chance.next() },
    http: makeHttp({ scheduler, shows, sabotage: options.sabotage, onServed: note }, process),
    parser: makeFeedParser(process),
    scratch: disk,
    model: service.model(process, disk),
    store: makeStore(world.repository, process, options.sabotage),
    checkpoints: makeCheckpointsPort(world.kept, process, {
      sabotage: options.sabotage,
      onSave: () => world.saves.push(scheduler.now()),
    }),
    cache: makeCache(world.cache, process, disk, (bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      for (const episode of episodes) {
        const served = episode.renditions.find((one) => one.sha256 === sha256);
        if (served !== undefined) note(episode, served);
      }
    }),
    artifacts: makeArtifacts(process),
    log: makeLog(scheduler, process, options.say),
  };
}

function apiKeyOf(secret: string): { readonly secret: string; readonly fingerprint: string } {
  return { secret, fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 8) };
}
