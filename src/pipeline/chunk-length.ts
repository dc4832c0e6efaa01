import type { Settings } from '../config.ts';
import { chunkLength, SEARCH_SEC, USUAL_CHUNK_SEC } from '../plan/chunk-length.ts';
import type { BacklogEpisode, ChunkLength } from '../plan/chunk-length.ts';
import type { Eligible } from '../plan/eligible.ts';
import type { ModelChoice } from '../quota/choose.ts';
import { requestsPerDay } from '../quota/forecast.ts';
import type { Ledger } from '../quota/types.ts';
import { longestChunkSec, profileOf } from '../transcript/profiles.ts';
import type { RunContext } from './context.ts';
import { PROMPT_TOKENS, TOKENS_PER_SECOND } from './dispatch-types.ts';
import type { Gathered } from './gather.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

/** Length assumed of an episode whose feed gives none, seconds. */
export const ASSUMED_DURATION_SEC = 3_600;

/** No limit is so low that parts get shorter than this, seconds: then no request is served at all. */
const LEAST_CHUNK_SEC = 60;

/** What the length of a run's parts is decided from. */
export interface ChunkLengthContext {
  readonly settings: Settings;
  readonly ledger: Ledger;
  /** Fingerprints. */
  readonly keys: readonly string[];
  /** With the limits that the user gives them, in the order of preference. */
  readonly models: readonly ModelChoice[];
  /** Epoch ms. */
  readonly now: number;
  /** Jobs that spend the same limits, this one included. */
  readonly sharedBy?: number;
  readonly episodes: readonly BacklogEpisode[];
}

/** The length of the parts of episodes that begin now, by settings, models, backlog and quota. */
export function decideChunkLength(context: ChunkLengthContext): ChunkLength {
  const { settings, ledger, keys, models, now, sharedBy = 1, episodes } = context;
  const { chunkMs } = settings.transcription;
  return chunkLength({
    wanted: chunkMs === 'auto' ? 'auto' : chunkMs / 1_000,
    longest: longestOf(models),
    episodes,
    assumedDurationSec: ASSUMED_DURATION_SEC,
    requestsPerDay: (chunkSec) =>
      // Without keys nobody knows what those of a later run are allowed.
      keys.length === 0
        ? Infinity
        : Math.floor(requestsPerDay({ ledger, keys, models, now, chunkSec }) / sharedBy),
  });
}

/** The settings with that decision in place of what the user set: all of a run goes by it. */
export function withChunkLength(settings: Settings, { sec }: ChunkLength): Settings {
  return { ...settings, transcription: { ...settings.transcription, chunkMs: sec * 1_000 } };
}

/** Length that chunks aim at, seconds; where it is not yet decided, the usual one. */
export function chunkSecOf(settings: Settings): number {
  const { chunkMs } = settings.transcription;
  return chunkMs === 'auto' ? USUAL_CHUNK_SEC : chunkMs / 1_000;
}

/** The same for a run, whose backlog is what its mode may take, now or later. */
export function planParts(given: {
  readonly run: RunContext;
  readonly gathered: Gathered;
  readonly eligible: Eligible;
  readonly service: ServiceHolder;
  readonly models: readonly RunModel[];
}): ChunkLength {
  const { run, gathered, eligible, service, models } = given;
  const now = run.ports.clock.now();
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show.state]));
  const later = eligible.waiting.map(({ show, id, chunksDone = 0 }): BacklogEpisode => {
    const durationSec = shows.get(show)?.episodes[id]?.durationSec;
    return { chunksDone, ...(durationSec === undefined ? {} : { durationSec }) };
  });
  return decideChunkLength({
    settings: run.settings,
    ledger: service.now.ledger,
    keys: run.keys.map((key) => key.fingerprint),
    models,
    now,
    sharedBy: run.sharesKeys === true ? run.shard.count : 1,
    episodes: [...eligible.byShow.flat(), ...later],
  });
}

/**
 * The longest part that every model takes in one request, with room for the cut's way to a pause,
 * in whole seconds; and the model that takes the least.
 */
function longestOf(models: readonly ModelChoice[]): {
  readonly sec: number;
  readonly model: string;
} {
  let longest = { sec: Infinity, model: '' };
  for (const { model, limits } of models) {
    // A model that the user allows nothing is never asked.
    if (Object.values(limits).includes(0)) continue;
    const { tokensPerMinute = Infinity, tokensPerDay = Infinity } = limits;
    const tokens = Math.min(tokensPerMinute, tokensPerDay) - PROMPT_TOKENS;
    const takes = Math.min(longestChunkSec(profileOf(model)), tokens / TOKENS_PER_SECOND);
    const sec = Math.max(LEAST_CHUNK_SEC, Math.floor(takes) - 2 * SEARCH_SEC);
    if (sec < longest.sec) longest = { sec, model };
  }
  return longest;
}
