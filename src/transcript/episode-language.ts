import { foreignStretches, spokenLanguage } from './language.ts';
import { EVERYDAY, languageOf } from './language-words.ts';
import type { ChunkTranscript } from './types.ts';
import { tokensOf } from './words.ts';

/** How the doubt of a chunk begins whose language two answers confirmed against what was expected. */
export const OTHER_LANGUAGE = 'another language than the one that was expected';

/** A stretch of this share is the whole chunk; the rest is names, or too little to tell. */
const WHOLE_SHARE = 0.85;

/** Fewer words of a chunk show nothing about the episode. */
const LEAST_WORDS = 60;

/**
 * The languages that an episode's next chunk may be in, by what its finished chunks have shown. The
 * feed's tag is wrong for some shows, and others are in two languages: what two answers confirmed for
 * one chunk (see {@link OTHER_LANGUAGE}) need not be asked about again for each of the others.
 *
 * @param tag what the feed says
 * @param finished chunks of this episode, in whatever order
 * @returns the tag alone while nothing contradicts it; the confirmed languages; both when both were
 *   heard. Empty when nothing can be expected.
 */
export function languagesOfEpisode(
  tag: string | undefined,
  finished: Iterable<Pick<ChunkTranscript, 'segments' | 'warnings'>>,
): readonly string[] {
  if (tag === undefined) return [];
  if (languageOf(tag) === '') return [tag];
  const confirmed = new Set<string>();
  let heardTag = false;
  let untold = false;
  for (const { segments, warnings } of finished) {
    const tokens = segments.map(({ text }) => tokensOf(text));
    if (tokens.flat().length < LEAST_WORDS) continue;
    const isConfirmed = warnings.some((warning) => warning.startsWith(OTHER_LANGUAGE));
    const stretches = foreignStretches(tokens, tag);
    const share = stretches.reduce((sum, stretch) => sum + stretch.share, 0);
    heardTag ||= share < WHOLE_SHARE;
    // What was accepted without a doubt is in a language that another chunk has confirmed.
    for (const { language, first, end } of isConfirmed ? stretches : []) {
      // A script alone is no language: what its words are may be known all the same.
      const name = EVERYDAY.has(language)
        ? language
        : (spokenLanguage(tokens.slice(first, end).flat()) ?? (isTag(language) ? language : ''));
      if (name === '') untold = true;
      else confirmed.add(name);
    }
  }
  if (untold) return [];
  if (confirmed.size === 0) return [tag];
  return heardTag ? [tag, ...confirmed] : [...confirmed];
}

function isTag(language: string): boolean {
  return /^[a-z]{2,3}$/.test(language);
}
