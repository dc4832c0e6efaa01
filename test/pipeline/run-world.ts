/**
 * Whole runs over fakes of all ports, one after another, in virtual time: feeds and audio of some
 * hosts, a repository that only moves forward, a model that hears what it is sent. What the hosts
 * and the model answer is the test's to say.
 */
import { createHash } from 'node:crypto';
import { problem } from '../../src/base/outcome.ts';
import { closeBreakers } from '../../src/commands/reset-circuit.ts';
import { executeRun } from '../../src/pipeline/execute.ts';
import type { Execution } from '../../src/pipeline/execute.ts';
import type { RunContext } from '../../src/pipeline/context.ts';
import { makeStopper } from '../../src/pipeline/signals.ts';
import type {
  Checkpoints,
  HttpOutcome,
  Model,
  ModelOutcome,
  ModelRequest,
  Ports,
} from '../../src/ports.ts';
import { statePaths } from '../../src/state/paths.ts';
import { readCircuitState, readLedger } from '../../src/state/read.ts';
import { plainLines } from '../sandbox/gemini-answer.ts';
import { makeTake, recognise, secondsOf, transcribe } from '../simulation/audio.ts';
import { addRendition, feedOf } from '../simulation/catalogue.ts';
import type { WorldEpisode, WorldShow } from '../simulation/catalogue.ts';
import { chanceOf } from '../simulation/chance.ts';
import { makeArtifacts, makeCache, makeDisk } from '../simulation/machine.ts';
import type { Disk } from '../simulation/machine.ts';
import { makeProcess } from '../simulation/process.ts';
import type { Process } from '../simulation/process.ts';
import { makeRepository, makeStore } from '../simulation/repository.ts';
import type { Repository } from '../simulation/repository.ts';
import { makeFeedParser } from '../simulation/web.ts';
import { makeLog, makeTime, NOON, settingsOf } from './kit.ts';
import type { TestLog, TestTime } from './kit.ts';

/** What a host answers: the file as it is, a status, or no connection. */
export type HostAnswer = 'ok' | 'refused' | number;

/** What the model answers: what it hears, or an outcome. */
export type ModelAnswer = 'heard' | ModelOutcome;

/** The world's answers; a test may change them between two runs. */
export interface Answers {
  host: (url: string, now: number) => HostAnswer;
  model: (request: ModelRequest, now: number) => ModelAnswer;
}

/** One run and what it said. */
export interface WorldRun extends Execution {
  readonly log: TestLog;
  /** By the clock, ms. */
  readonly tookMs: number;
}

/** How a run is started. */
export interface RunOptions {
  readonly keys?: readonly string[];
  readonly yaml?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly mode?: RunContext['mode'];
  readonly inJob?: boolean;
  /** Stops the run this many ms after its start, as a signal does. */
  readonly stopAfterMs?: number;
  /** Stands between the run and the world: to listen, or to answer in its place. */
  readonly between?: (ports: Ports) => Ports;
}

/** Everything that lasts from run to run. */
export interface RunWorld {
  readonly time: TestTime;
  readonly shows: readonly WorldShow[];
  readonly repository: Repository;
  readonly answers: Answers;
  readonly fetched: { readonly url: string; readonly at: number }[];
  readonly asked: { readonly key: string; readonly model: string; readonly at: number }[];
  readonly run: (options?: RunOptions) => Promise<WorldRun>;
  /** Lets time pass. */
  readonly pass: (ms: number) => Promise<void>;
  readonly resetCircuit: () => Promise<void>;
  readonly ledger: () => Extract<ReturnType<typeof readLedger>, { ok: true }>['value'] | undefined;
  readonly circuit: () =>
    | Extract<ReturnType<typeof readCircuitState>, { ok: true }>['value']
    | undefined;
}

/**
 * Makes a world.
 *
 * @param shows feed address → addresses of its episodes' audio, newest first; each is two minutes long
 */
export function makeRunWorld(
  shows: Readonly<Record<string, readonly string[]>>,
  options: { readonly start?: number; readonly episodeSec?: number } = {},
): RunWorld {
  const time = makeTime(options.start ?? NOON);
  const chance = chanceOf(1);
  let number = 0;
  const made = Object.entries(shows).map(([feedUrl, urls], index): WorldShow => {
    const slug = `show-${index + 1}`;
    const episodes = urls.map((url, position): WorldEpisode => {
      number += 1;
      const episode: WorldEpisode = {
        number,
        show: slug,
        guid: `${slug}-${number}`,
        id: createHash('sha256').update(`${slug}-${number}`).digest('hex').slice(0, 16),
        title: `Episode ${number}`,
        url,
        publishedAt: time.now() - (position + 1) * 3_600_000,
        audioFrom: 0,
        gone: false,
        claimsSec: options.episodeSec ?? 120,
        takes: new Map([[0, makeTake(0, options.episodeSec ?? 120, chance)]]),
        renditions: [],
      };
      addRendition(episode, undefined);
      return episode;
    });
    return { slug, title: `Show ${index + 1}`, feedUrl, episodes };
  });
  const repository = makeRepository(time.scheduler, () => undefined);
  const answers: Answers = { host: () => 'ok', model: () => 'heard' };
  const fetched: RunWorld['fetched'] = [];
  const asked: RunWorld['asked'] = [];
  const kept = new Map<string, string>();
  const cache = new Map<string, Uint8Array>();
  let runs = 0;
  const read = <T>(
    path: string,
    reader: (path: string, text: string) => { ok: boolean; value?: T },
  ) => {
    const text = repository.read(path);
    return text === undefined ? undefined : reader(path, text).value;
  };
  const start = (): Process => {
    runs += 1;
    return makeProcess({
      number: runs,
      scheduler: time.scheduler,
      chance: chance.fork(),
      weather: {},
    });
  };
  return {
    time,
    shows: made,
    repository,
    answers,
    fetched,
    asked,
    pass: (ms) => time.drive(time.scheduler.sleep(ms)),
    resetCircuit: async () => {
      const store = makeStore(repository, start(), undefined);
      const { signal } = new AbortController();
      await time.drive(closeBreakers({ store }, { stateDir: 'state', signal }));
    },
    ledger: () => read(statePaths('state').quota, readLedger),
    circuit: () => read(statePaths('state').circuit, readCircuitState),
    run: async (given = {}) => {
      const process = start();
      const disk = makeDisk(process);
      const log = makeLog();
      // As a real clock: whole milliseconds.
      const clock = { now: () => Math.floor(time.now()), sleep: time.sleep };
      const stopper = makeStopper(clock);
      const startedAt = time.now();
      const ports: Ports = {
        clock,
        random: { next: () => chance.next() },
        http: {
          get: async (request) => {
            fetched.push({ url: request.url, at: time.now() });
            const answer = answers.host(request.url, time.now());
            await process.call('http', request.signal, () => undefined);
            return answerOf(made, answer, request, time.now());
          },
        },
        parser: makeFeedParser(process),
        scratch: disk,
        model: modelOf({ answers, asked, time, process, disk, shows: made }),
        store: makeStore(repository, process, undefined),
        checkpoints: checkpointsOf(kept),
        cache: makeCache(cache, process, disk, () => undefined),
        artifacts: makeArtifacts(process),
        log,
      };
      const keys = given.keys ?? ['k1'];
      const settings = settingsOf(given.yaml ?? 'models: [gemini-flash-latest]', {
        feeds: made.map(({ feedUrl }) => feedUrl).join('\n'),
        'gemini-api-keys': keys.map((key) => `AIzaTestKey-${key}`).join('\n'),
        ...given.inputs,
      });
      if (given.stopAfterMs !== undefined) {
        time.scheduler.after(given.stopAfterMs, () => stopper.stop('SIGINT'));
      }
      const result = await time.drive(
        executeRun(
          {
            ports: given.between?.(ports) ?? ports,
            settings,
            keys: keys.map((key) => ({ secret: `AIzaTestKey-${key}`, fingerprint: key })),
            place: {},
            runId: `${process.number}.1`,
            stopper,
            inJob: given.inJob ?? false,
          },
          given.mode ?? 'run',
        ),
      );
      stopper.dispose();
      return { ...result, log, tookMs: time.now() - startedAt };
    },
  };
}

function checkpointsOf(kept: Map<string, string>): Checkpoints {
  return {
    list: async () => [...kept.keys()],
    read: async (keys) =>
      keys.flatMap((key) => {
        const content = kept.get(key);
        return content === undefined ? [] : [{ key, content }];
      }),
    save: async ({ put, remove }) => {
      for (const key of remove) kept.delete(key);
      for (const { key, content } of put) kept.set(key, content);
      return { kind: 'committed', revision: '' };
    },
  };
}

function answerOf(
  shows: readonly WorldShow[],
  answer: HostAnswer,
  request: { readonly url: string; readonly headers?: Readonly<Record<string, string>> },
  now: number,
): HttpOutcome {
  const host = new URL(request.url).host;
  if (answer === 'refused') {
    const error = problem('http-refused', `${host} does not take connections`, 'Wait.');
    return { kind: 'failed', error, retryable: true };
  }
  const show = shows.find(({ feedUrl }) => feedUrl === request.url);
  const episode = shows.flatMap(({ episodes }) => episodes).find(({ url }) => url === request.url);
  const feed = show === undefined ? undefined : feedOf(show, now);
  const bytes =
    feed === undefined
      ? (episode?.renditions[0]?.bytes ?? new Uint8Array(0))
      : new TextEncoder().encode(feed.xml);
  const unchanged = feed !== undefined && request.headers?.['if-none-match'] === feed.etag;
  const status = typeof answer === 'number' ? answer : unchanged ? 304 : 200;
  async function* body(): AsyncGenerator<Uint8Array> {
    if (status === 200) yield await Promise.resolve(bytes);
  }
  const etag = feed?.etag ?? episode?.renditions[0]?.etag ?? '"none"';
  const headers = { etag, 'content-length': String(bytes.length) };
  return {
    kind: 'response',
    status,
    headers: status === 200 ? headers : {},
    finalUrl: request.url,
    body: body(),
    discard: () => undefined,
  };
}

function modelOf(given: {
  readonly answers: Answers;
  readonly asked: RunWorld['asked'];
  readonly time: TestTime;
  readonly process: Process;
  readonly disk: Disk;
  readonly shows: readonly WorldShow[];
}): Model {
  const { answers, asked, time, process, disk, shows } = given;
  return {
    generate: async (request) => {
      asked.push({ key: request.key.fingerprint, model: request.model, at: time.now() });
      const answer = answers.model(request, time.now());
      const ms = answer === 'heard' ? 20_000 : 300;
      await process.call('model', request.signal, () => undefined, ms);
      return answer === 'heard' ? hear(shows, disk, request) : answer;
    },
    upload: () => {
      throw new Error('small parts are not uploaded');
    },
    forget: async () => undefined,
  };
}

function hear(shows: readonly WorldShow[], disk: Disk, { audio }: ModelRequest): ModelOutcome {
  const bytes = audio?.kind === 'inline' ? disk.files.get(audio.file.path) : undefined;
  const heard = bytes === undefined ? undefined : recognise(bytes);
  const episode = shows
    .flatMap(({ episodes }) => episodes)
    .find(({ number }) => number === heard?.episode);
  if (heard === undefined || episode === undefined) throw new Error('that is none of our audio');
  const text = plainLines(transcribe(heard, episode.takes, episode.number));
  const prompt = Math.round(secondsOf(heard) * 32) + 800;
  return {
    kind: 'reply',
    reply: { text, finishReason: 'STOP', usage: { prompt, output: 100, thoughts: 0 } },
  };
}
