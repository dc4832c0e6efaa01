/** Episodes that a user names: which of them nobody knows, and why others are not taken. */
import { distance } from 'fastest-levenshtein';
import { moment } from '../base/moment.ts';
import type { EpisodeState, FeedState } from '../state/types.ts';
import type { Eligible, Mode } from './eligible.ts';

/** An episode that may have been meant. */
export interface Meant {
  readonly id: string;
  readonly title: string;
}

/** A name that no episode of the shows has. */
export interface UnknownName {
  readonly name: string;
  /** Nearest first, at most three; empty when none is near. */
  readonly meant: readonly Meant[];
  /** A show that is not looked at has it. */
  readonly elsewhere?: string;
}

/** A known episode that a run does not take, and why not. */
export interface NotTaken extends Meant {
  readonly show: string;
  readonly because: string;
}

/** Suggestions for one name, and names that get some: the others are only said to be unknown. */
const MOST_MEANT = 3;
const MOST_LOOKED_FOR = 20;
/** Episodes that a name is compared with: some hundred thousand take a second. */
const MOST_COMPARED = 200_000;
/** An id that is meant differs in so few signs; those of two episodes differ in ten or more. */
const ID_MISTAKES = 4;
/** A beginning of an id that is long enough to mean it. */
const BEGINNING = 4;

/**
 * The names (ids, or addresses of audio) that no episode of these shows has, in the order given.
 *
 * @param others shows that are known and not looked at
 */
export function unknownNames(
  names: readonly string[],
  shows: readonly FeedState[],
  others: readonly FeedState[],
): readonly UnknownName[] {
  if (names.length === 0) return [];
  const missing = new Set(names);
  for (const { episodes } of shows) {
    for (const [id, { audioUrl }] of Object.entries(episodes)) {
      missing.delete(id);
      missing.delete(audioUrl);
    }
  }
  return [...missing].map((name, at) => {
    const owner = others.find(({ episodes }) =>
      Object.entries(episodes).some(([id, { audioUrl }]) => id === name || audioUrl === name),
    );
    return {
      name,
      meant: at < MOST_LOOKED_FOR && owner === undefined ? closest(name, shows) : [],
      ...(owner === undefined ? {} : { elsewhere: owner.title || owner.show }),
    };
  });
}

function closest(name: string, shows: readonly FeedState[]): readonly Meant[] {
  const near: (Meant & { readonly far: number })[] = [];
  let compared = 0;
  for (const { episodes } of shows) {
    for (const [id, { title, audioUrl }] of Object.entries(episodes)) {
      compared += 1;
      if (compared > MOST_COMPARED) break;
      const far = mistakes(name, id, audioUrl);
      if (far !== undefined) near.push({ id, title, far });
    }
  }
  return near
    .toSorted((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_MEANT)
    .map(({ id, title }) => ({ id, title }));
}

/** How far a name is from an episode's; undefined for one that it cannot mean. */
function mistakes(name: string, id: string, audioUrl: string): number | undefined {
  if (name.includes('/')) {
    const most = Math.max(ID_MISTAKES, Math.floor(audioUrl.length / 5));
    return within(name.slice(0, 2_000), audioUrl, most);
  }
  const plain = name.toLowerCase().slice(0, 64);
  if (plain.length >= BEGINNING && id.startsWith(plain)) return 0;
  return within(plain, id, ID_MISTAKES);
}

function within(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  const far = distance(a, b);
  return far <= most ? far : undefined;
}

/** The question to {@link notTaken}. */
export interface NotTakenQuery {
  /** What the user named; empty: nothing, and so nothing is told. */
  readonly names: readonly string[];
  readonly shows: readonly FeedState[];
  readonly eligible: Eligible;
  readonly mode: Mode;
}

/** The named episodes that the run does not take, each with the reason. */
export function notTaken({ names, shows, eligible, mode }: NotTakenQuery): readonly NotTaken[] {
  if (names.length === 0) return [];
  const named = new Set(names);
  const taken = new Set(eligible.byShow.flat().map(({ show, id }) => `${show}/${id}`));
  const waiting = new Map(eligible.waiting.map((one) => [`${one.show}/${one.id}`, one]));
  return shows.flatMap((show) =>
    Object.entries(show.episodes).flatMap(([id, episode]): readonly NotTaken[] => {
      if (!named.has(id) && !named.has(episode.audioUrl)) return [];
      const key = `${show.show}/${id}`;
      if (taken.has(key)) return [];
      const because = whyNot(episode, mode, waiting.get(key));
      return [{ show: show.title || show.show, id, title: episode.title, because }];
    }),
  );
}

function whyNot(
  episode: EpisodeState,
  mode: Mode,
  waits: Eligible['waiting'][number] | undefined,
): string {
  if (waits !== undefined) {
    const reason = waits.reason ?? episode.reason ?? episode.error?.message;
    const why = reason === undefined ? '' : `: ${reason}`;
    return `it waits until ${moment(waits.notBefore)}${why}`;
  }
  if (episode.status === 'done') {
    return mode === 'retry-failed' ? 'it is done: there is nothing to retry' : 'it is done';
  }
  switch (mode) {
    case 'retry-failed':
      return episode.status === 'skipped'
        ? 'it was skipped and has not failed; the mode run takes it'
        : 'it has not failed; the mode run takes it';
    case 'resume':
      return 'no unfinished run has taken it; the mode run takes it';
    case 'run':
      return 'it has failed and is not tried again by itself; the mode retry-failed takes it';
  }
}
