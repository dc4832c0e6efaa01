import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';

/** Everything that can go wrong, each with the place where it does. */
export const FAULTS = [
  /** The process ends at a port call, before or after its effect. */
  'crash',
  /** The process ends at any moment (SIGKILL). */
  'kill',
  /** SIGINT at any moment. */
  'stop',
  /** Two runs of one shard at once. */
  'duplicate',
  /** Somebody deletes the whole state between two runs. */
  'state-lost',
  /** Somebody sets another length of chunks. */
  'settings-change',
  /** The clock of the machine goes on an hour, or back a minute. */
  'clock-jump',
  /** A call takes a minute longer. */
  'slow',
  /** The temporary folder is full. */
  'disk-full',
  'store-open-fails',
  /** The head is read as it was some commits ago. */
  'store-stale',
  'store-read-fails',
  /** Retries are used up; nothing was committed. */
  'store-fails',
  /** The commit cannot be built: the head cannot be read any more. */
  'store-throws',
  /** No clear answer; it was committed. */
  'store-half',
  /** Somebody pushes between reading the head and moving it. */
  'foreign-push',
  'checkpoints-list-fails',
  'checkpoints-read-fails',
  'checkpoints-fail',
  'checkpoints-half',
  'cache-lost',
  'feed-down',
  /** The feed breaks off. */
  'feed-cut',
  'audio-cut',
  'audio-down',
  /** The host inserts another advertisement into this download. */
  'audio-changes',
  'model-overloaded',
  'model-internal',
  /** No answer within the time that the request has; the service has worked all the same. */
  'model-timeout',
  /** The connection is refused: nothing was sent. */
  'model-network',
  'model-garbage',
  'model-empty',
  'model-cut',
  /** The answer lacks most of its lines, and says that it is whole. */
  'model-hole',
  'upload-fails',
] as const;

/** One kind of fault. */
export type FaultName = (typeof FAULTS)[number];

/** Probability of each fault, where it can happen. */
export type Weather = Readonly<Partial<Record<FaultName, number>>>;

/** How likely each fault is at most, each time it can happen. */
const WORST: Record<FaultName, number> = {
  crash: 0.01,
  kill: 0.3,
  stop: 0.3,
  duplicate: 0.2,
  'state-lost': 0.05,
  'settings-change': 0.1,
  'clock-jump': 0.3,
  slow: 0.05,
  'disk-full': 0.03,
  'store-open-fails': 0.1,
  'store-stale': 0.1,
  'store-read-fails': 0.02,
  'store-fails': 0.2,
  'store-throws': 0.1,
  'store-half': 0.2,
  'foreign-push': 0.5,
  'checkpoints-list-fails': 0.1,
  'checkpoints-read-fails': 0.1,
  'checkpoints-fail': 0.2,
  'checkpoints-half': 0.2,
  'cache-lost': 0.5,
  'feed-down': 0.3,
  'feed-cut': 0.2,
  'audio-cut': 0.4,
  'audio-down': 0.3,
  'audio-changes': 0.5,
  'model-overloaded': 0.3,
  'model-internal': 0.2,
  'model-timeout': 0.1,
  'model-network': 0.2,
  'model-garbage': 0.2,
  'model-empty': 0.2,
  'model-cut': 0.2,
  'model-hole': 0.2,
  'upload-fails': 0.2,
};

/** The weather of one life: some kinds of faults, seldom or often; one life in twelve has none. */
export function makeWeather(chance: Chance): Weather {
  const share = chance.hit(1 / 12) ? 0 : chance.pick([0.15, 0.3, 0.6]);
  return Object.fromEntries(
    FAULTS.filter(() => chance.hit(share)).map((name) => [name, WORST[name] * chance.next()]),
  );
}

/** Weather of these faults alone, seldom or often. */
export function onlyThese(names: readonly string[], seed: number): Weather {
  const chance = chanceOf(seed);
  for (const name of names) {
    if (!FAULTS.some((one) => one === name)) throw new Error(`no such fault: ${name}`);
  }
  return Object.fromEntries(
    FAULTS.filter((name) => names.includes(name)).map((name) => [
      name,
      WORST[name] * chance.next(),
    ]),
  );
}
