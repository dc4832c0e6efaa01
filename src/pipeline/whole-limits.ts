import type { WholeOptions } from '../audio/whole-file.ts';
import { longestChunkSec, profileOf } from '../transcript/profiles.ts';

/** The Files API takes no larger file (API pages, 2026-11). */
const MAX_FILE_BYTES = 2_000_000_000;

/**
 * When audio that cannot be cut may go as one request: some model must hear it to its end and have
 * room for its words.
 *
 * @param models that the configuration names; at least one.
 * @param declaredSec length that the feed states.
 */
export function wholeLimits(
  models: readonly string[],
  declaredSec: number | undefined,
): WholeOptions {
  return {
    ...(declaredSec === undefined ? {} : { declaredSec }),
    longestSec: Math.max(...models.map((model) => longestChunkSec(profileOf(model)))),
    maxBytes: MAX_FILE_BYTES,
  };
}
