import type { FileTree } from '../ports.ts';
import { readJsonTranscript } from '../render/json.ts';
import { readShowIndex } from '../render/show-index.ts';
import type { ShowIndex } from '../render/types.ts';
import { checkVtt } from './check-vtt.ts';
import { findTerms, fold } from './find-words.ts';
import type { Mark } from './find-words.ts';
import { mayHoldTranscripts, readWhole, transcriptsAmong } from './transcript-file.ts';
import type { TranscriptFiles } from './transcript-file.ts';

/** What is looked for. Everything that is given must fit. */
export interface SearchQuery {
  /** Terms that one segment must hold, all of them; one with spaces is a phrase. None: any segment. */
  readonly words: readonly string[];
  /** Part of a speaker's name. */
  readonly speaker?: string;
  /** Part of a show's title, or its folder. */
  readonly show?: string;
  /** Part of an episode's title. */
  readonly title?: string;
  /** `2026`, `2026-01` or `2026-01-31`: the episode's date begins with it. */
  readonly date?: string;
  /** The episode's date is not before, and not after, this; as precise as `date`. */
  readonly since?: string;
  readonly until?: string;
  /** Most matches (without words: most episodes) that are returned. */
  readonly limit: number;
}

/** A segment that fits. Times are seconds from the episode's start. */
export interface SearchMatch {
  readonly startSec: number;
  readonly endSec: number;
  readonly speaker?: string;
  readonly text: string;
  /** Where the words stand in the text. */
  readonly marks: readonly Mark[];
}

/** An episode that fits, with what was said there. */
export interface SearchEpisode {
  readonly show: string;
  readonly title: string;
  /** `2026-01-31`. */
  readonly date?: string;
  /** Path without extension, relative to the transcripts folder. */
  readonly path: string;
  readonly speakers: readonly string[];
  /** Empty when no words were asked for. */
  readonly matches: readonly SearchMatch[];
}

/** What was found. */
export interface SearchResult {
  /** Newest first. */
  readonly episodes: readonly SearchEpisode[];
  /** Sum of the matches. */
  readonly matches: number;
  /** Transcripts that were looked at. */
  readonly searched: number;
  /** True: the limit ended the search, and there may be more. */
  readonly more: boolean;
  /** Transcripts, links and folders that could not be read. */
  readonly unreadable: readonly string[];
  /** The shows that there are, where none of them is the one that was asked for. */
  readonly shows?: readonly SearchShow[];
}

/** A show with transcripts. */
export interface SearchShow {
  /** Its folder. */
  readonly show: string;
  readonly title: string;
}

/** A transcript with what is known of it before it is read. */
interface Candidate extends TranscriptFiles {
  readonly show: string;
  readonly showTitle?: string;
  readonly title?: string;
  readonly date?: string;
  readonly speakers?: readonly string[];
}

/** Looks through the transcripts of a folder, newest first, until the limit is reached. */
export async function searchTranscripts(
  tree: FileTree,
  query: SearchQuery,
  signal: AbortSignal,
): Promise<SearchResult> {
  const terms = query.words.map((word) => fold(word).trim()).filter((term) => term !== '');
  const { paths, skipped } = await tree.list(signal);
  const candidates = await candidatesOf(tree, paths, signal);
  const shows = showsOf(candidates);
  let showFits = query.show === undefined || [...shows.values()].some((one) => isShow(one, query));
  const episodes: SearchEpisode[] = [];
  const unreadable = skipped.map(({ path }) => path).filter(mayHoldTranscripts);
  let matches = 0;
  let searched = 0;
  let more = false;
  for (const candidate of candidates) {
    if (!mayFit(candidate, query)) continue;
    const full = terms.length > 0 ? matches >= query.limit : episodes.length >= query.limit;
    if (full) {
      more = true;
      break;
    }
    searched += 1;
    const read = await readTranscript(tree, candidate, signal);
    if (read === undefined) {
      unreadable.push(candidate.stem);
      continue;
    }
    showFits ||= isShow({ show: read.show, title: read.showTitle }, query);
    const found = fits(read, query, terms);
    if (found === undefined) continue;
    const room = query.limit - matches;
    more ||= found.matches.length > room;
    const shown = found.matches.slice(0, room);
    matches += shown.length;
    episodes.push({ ...found, matches: shown });
  }
  const others = showFits ? {} : { shows: [...shows.values()] };
  return { episodes, matches, searched, more, unreadable, ...others };
}

function showsOf(candidates: readonly Candidate[]): ReadonlyMap<string, SearchShow> {
  return new Map(
    candidates
      .filter(({ show }) => show !== '')
      .map(({ show, showTitle }) => [show, { show, title: showTitle ?? show }]),
  );
}

function isShow({ show, title }: SearchShow, query: SearchQuery): boolean {
  return query.show === undefined || holds(title, query.show) || holds(show, query.show);
}

/** All transcripts, newest first; what the shows' indexes say of them is known beforehand. */
async function candidatesOf(
  tree: FileTree,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const indexes = new Map<string, ShowIndex | undefined>();
  const candidates: Candidate[] = [];
  for (const files of transcriptsAmong(paths)) {
    const show = files.stem.includes('/') ? (files.stem.split('/')[0] ?? '') : '';
    if (!indexes.has(show)) indexes.set(show, await indexOf(tree, show, signal));
    const index = indexes.get(show);
    const entry = index?.episodes.find(({ path }) => path === files.stem);
    const date = entry?.date ?? /(?:^|\/)(\d{4}-\d\d-\d\d)[^/]*$/u.exec(files.stem)?.[1];
    candidates.push({
      ...files,
      show,
      ...(index === undefined ? {} : { showTitle: index.title }),
      ...(entry === undefined ? {} : { title: entry.title, speakers: entry.speakers }),
      ...(date === undefined ? {} : { date }),
    });
  }
  return candidates.toSorted((a, b) => order(b.date ?? '', a.date ?? '') || order(a.stem, b.stem));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function indexOf(
  tree: FileTree,
  show: string,
  signal: AbortSignal,
): Promise<ShowIndex | undefined> {
  if (show === '') return undefined;
  const path = `${show}/index.json`;
  const text = await readWhole(tree, path, signal);
  const read = text?.ok === true ? readShowIndex(text.value, path) : undefined;
  return read?.ok === true ? read.value : undefined;
}

/** False when what is known already rules the transcript out, so that it need not be read. */
function mayFit(candidate: Candidate, query: SearchQuery): boolean {
  const { title, speakers, date } = candidate;
  return (
    (date === undefined || dateFits(date, query)) &&
    (title === undefined || query.title === undefined || holds(title, query.title)) &&
    (speakers === undefined ||
      query.speaker === undefined ||
      speakers.length === 0 ||
      speakers.some((one) => holds(one, query.speaker ?? '')))
  );
}

function dateFits(date: string, { date: on, since, until }: SearchQuery): boolean {
  return (
    (on === undefined || date.startsWith(on)) &&
    (since === undefined || date >= since) &&
    (until === undefined || date <= until || date.startsWith(until))
  );
}

function holds(text: string, part: string): boolean {
  return fold(text).includes(fold(part).trim());
}

/** A transcript as it is searched, whatever its format. */
interface Readable {
  readonly show: string;
  readonly showTitle: string;
  readonly title: string;
  readonly date?: string;
  readonly path: string;
  readonly speakers: readonly string[];
  readonly segments: readonly Omit<SearchMatch, 'marks'>[];
}

/** Reads the JSON, else the WebVTT; undefined when neither can be read. */
async function readTranscript(
  tree: FileTree,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<Readable | undefined> {
  const { stem, show, formats } = candidate;
  const known = {
    show,
    showTitle: candidate.showTitle ?? show,
    title: candidate.title ?? stem.split('/').at(-1) ?? stem,
    path: stem,
    speakers: candidate.speakers ?? [],
    ...(candidate.date === undefined ? {} : { date: candidate.date }),
  };
  const json = formats.includes('json') ? await readWhole(tree, `${stem}.json`, signal) : undefined;
  const read = json?.ok === true ? readJsonTranscript(json.value, `${stem}.json`) : undefined;
  if (read?.ok === true) {
    const { episode, show: about, speakers, segments } = read.value;
    const date = episode?.published?.slice(0, 10) ?? known.date;
    return {
      ...known,
      showTitle: about?.title ?? known.showTitle,
      title: episode?.title ?? known.title,
      speakers: speakers ?? known.speakers,
      ...(date === undefined ? {} : { date }),
      segments: segments.map(({ startTime, endTime, speaker, body }) => ({
        startSec: startTime,
        endSec: endTime,
        text: body,
        ...(speaker === undefined ? {} : { speaker }),
      })),
    };
  }
  const vtt = formats.includes('vtt') ? await readWhole(tree, `${stem}.vtt`, signal) : undefined;
  return vtt?.ok === true ? { ...known, segments: checkVtt(vtt.value).cues } : undefined;
}

function fits(
  read: Readable,
  query: SearchQuery,
  terms: readonly string[],
): SearchEpisode | undefined {
  const { show, showTitle, title, date, path, speakers } = read;
  const dated = query.date ?? query.since ?? query.until;
  if (dated !== undefined && (date === undefined || !dateFits(date, query))) return undefined;
  if (query.title !== undefined && !holds(title, query.title)) return undefined;
  if (!isShow({ show, title: showTitle }, query)) return undefined;
  const spoken =
    query.speaker === undefined
      ? read.segments
      : read.segments.filter(({ speaker = '' }) => holds(speaker, query.speaker ?? ''));
  if (spoken.length === 0 && (query.speaker !== undefined || terms.length > 0)) return undefined;
  const matches =
    terms.length === 0
      ? []
      : spoken.flatMap(({ startSec, endSec, speaker, text }): SearchMatch[] => {
          const marks = findTerms(text, terms);
          return marks === undefined
            ? []
            : [{ startSec, endSec, ...(speaker === undefined ? {} : { speaker }), text, marks }];
        });
  if (terms.length > 0 && matches.length === 0) return undefined;
  return {
    show: showTitle,
    title,
    ...(date === undefined ? {} : { date }),
    path,
    speakers,
    matches,
  };
}
