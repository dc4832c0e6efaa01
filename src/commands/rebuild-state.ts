import { counted } from '../base/count.ts';
import { told } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { Fault } from '../base/failure.ts';
import type { FileChange, FileTree, Ports, Snapshot } from '../ports.ts';
import { readShowIndex, renderShowIndex, upsertIndex } from '../render/show-index.ts';
import { STATUS_LINK } from '../render/status.ts';
import { renderReadme, renderTopIndex, upsertTopIndex } from '../render/top-index.ts';
import type { ShowIndex } from '../render/types.ts';
import { adoptTranscripts } from '../state/adopt.ts';
import type { ShowFacts, TranscriptFacts } from '../state/adopt.ts';
import { normalise } from '../state/backup.ts';
import { readFeedState } from '../state/read.ts';
import type { FeedState } from '../state/types.ts';
import { writeFeedState } from '../state/write.ts';
import { backupChanges, readStateFiles } from './state-files.ts';
import {
  mayHoldTranscripts,
  readOwnTranscript,
  readWhole,
  transcriptsAmong,
} from './transcript-file.ts';
import type { OwnTranscript, TranscriptFiles } from './transcript-file.ts';

/** What a rebuild would change; {@link applyRebuild} carries it out. */
export interface RebuildPlan {
  readonly shows: readonly RebuiltShow[];
  /** State files that cannot be read: they are made anew, or removed. */
  readonly unreadable: readonly string[];
  /** Transcripts that say too little of themselves, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
  readonly files: readonly FileChange[];
}

/** One show of a rebuild. */
export interface RebuiltShow {
  readonly show: string;
  /** Episodes that have a transcript. */
  readonly transcripts: number;
  /** Of these, how many the state did not know as done. */
  readonly adopted: number;
  /** Episodes that the state called done and that have no transcript: they wait again. */
  readonly missing: number;
}

/** Where a rebuild reads and writes. */
export interface RebuildRequest {
  readonly stateDir: string;
  readonly transcriptsDir: string;
  /** The folder of the transcripts. */
  readonly transcripts: FileTree;
  readonly signal: AbortSignal;
}

/**
 * Looks at every transcript and plans the state that fits them, and the indexes. Episodes with a
 * transcript are done; what else the state knows of a show stays, unless its file cannot be read.
 *
 * @throws Fault when a state file is of a newer release: it must not be overwritten.
 */
export async function planRebuild(
  ports: Pick<Ports, 'store'>,
  request: RebuildRequest,
): Promise<RebuildPlan> {
  const { stateDir, transcriptsDir, signal } = request;
  const snapshot = await ports.store.open(signal);
  const state = await readStateFiles(snapshot, stateDir, signal);
  const unreadable = Object.entries(state).flatMap(([name, text]) => {
    const read = normalise(name, `${stateDir}/${name}`, text);
    if (!read.ok && read.problem.code === 'state-newer-version') throw new Fault(read.problem);
    return read.ok ? [] : [name];
  });
  const found = await gatherTranscripts(request);
  const shows: RebuiltShow[] = [];
  const files: FileChange[] = unreadable
    .filter((name) => !found.shows.has(showOfFile(name)))
    .map((name) => ({ kind: 'delete', path: `${stateDir}/${name}` }));
  const indexes: ShowIndex[] = [];
  for (const slug of knownShows(state, found.shows)) {
    const name = `feeds/${slug}.json`;
    const text = unreadable.includes(name) ? undefined : state[name];
    const current = text === undefined ? undefined : valueOf(readFeedState(name, text));
    const rebuilt = rebuildShow(slug, current, found);
    if (rebuilt === undefined) continue;
    shows.push(rebuilt.summary);
    files.push({
      kind: 'write',
      path: `${stateDir}/${name}`,
      content: writeFeedState(rebuilt.state),
    });
    if (rebuilt.index.episodes.length === 0) continue;
    indexes.push(rebuilt.index);
    files.push({
      kind: 'write',
      path: `${transcriptsDir}/${slug}/index.json`,
      content: renderShowIndex(rebuilt.index),
    });
  }
  if (indexes.length > 0) files.push(...frontPages(transcriptsDir, indexes));
  return { shows, unreadable, leftOut: found.leftOut, files };
}

function showOfFile(name: string): string {
  return name.replace(/^feeds\//u, '').replace(/\.json$/u, '');
}

function knownShows(
  state: Readonly<Record<string, string>>,
  found: ReadonlyMap<string, unknown>,
): readonly string[] {
  const named = Object.keys(state).filter((name) => name.startsWith('feeds/'));
  return [...new Set([...named.map(showOfFile), ...found.keys()])].toSorted();
}

function frontPages(folder: string, indexes: readonly ShowIndex[]): readonly FileChange[] {
  const top = upsertTopIndex(undefined, indexes);
  return [
    { kind: 'write', path: `${folder}/index.json`, content: renderTopIndex(top) },
    {
      kind: 'merge',
      path: `${folder}/README.md`,
      // The next run writes the status page; until then only one that is there is led to.
      merge: (current) => renderReadme(top, { status: current?.includes(STATUS_LINK) === true }),
    },
  ];
}

/** A show's transcripts, with what they say of the show. */
interface FoundTranscript {
  readonly show: ShowFacts;
  readonly facts: TranscriptFacts;
  readonly entry: OwnTranscript['entry'];
}

interface Found {
  readonly shows: ReadonlyMap<string, readonly FoundTranscript[]>;
  readonly leftOut: RebuildPlan['leftOut'];
  /** Paths, with or without extension, of what is there and could not be read, files and folders. */
  readonly unread: readonly string[];
}

/** Reads all transcripts; those without JSON are known by their show's index. */
async function gatherTranscripts(request: RebuildRequest): Promise<Found> {
  const { transcripts: tree, signal } = request;
  const shows = new Map<string, FoundTranscript[]>();
  const { paths, skipped } = await tree.list(signal);
  const leftOut = skipped.filter(({ path }) => mayHoldTranscripts(path));
  const unread = leftOut.flatMap(({ path }) => [path, path.replace(/\.\w+$/u, '')]);
  const indexes = new Map<string, ShowIndex | undefined>();
  for (const files of transcriptsAmong(paths)) {
    const [slug = '', ...rest] = files.stem.split('/');
    if (rest.length === 0) continue;
    if (!indexes.has(slug)) indexes.set(slug, await readIndex(tree, slug, signal));
    const read = await readOne(tree, files, indexes.get(slug), signal);
    if ('reason' in read) {
      leftOut.push({ path: files.stem, reason: read.reason });
      if (read.unread === true) unread.push(files.stem);
    } else shows.set(slug, [...(shows.get(slug) ?? []), read]);
  }
  return { shows, leftOut, unread };
}

async function readOne(
  tree: FileTree,
  { stem, formats }: TranscriptFiles,
  index: ShowIndex | undefined,
  signal: AbortSignal,
): Promise<FoundTranscript | { readonly reason: string; readonly unread?: true }> {
  const slug = stem.split('/')[0] ?? '';
  const known = index?.episodes.find((entry) => entry.path === stem);
  const about = { show: slug, title: index?.title ?? slug, feedUrl: index?.feedUrl ?? '' };
  const text = formats.includes('json') ? await readWhole(tree, `${stem}.json`, signal) : undefined;
  if (text?.ok === false) return { reason: told(text.problem), unread: true };
  if (text === undefined) {
    if (known === undefined) return { reason: 'it has no JSON and is in no index' };
    return { show: about, entry: { ...known, formats }, facts: factsOfEntry(known) };
  }
  const read = readOwnTranscript(text.value, stem, formats);
  if (!read.ok) return { reason: told(read.problem) };
  const { content, facts, entry } = read.value;
  const title = content.show?.title ?? about.title;
  const feedUrl = content.show?.feedUrl ?? about.feedUrl;
  return { show: { show: slug, title, feedUrl }, facts, entry };
}

function factsOfEntry(entry: ShowIndex['episodes'][number]): TranscriptFacts {
  const transcribedAt = Date.parse(entry.transcribedAt);
  return {
    id: entry.id,
    title: entry.title,
    audioUrl: '',
    durationSec: entry.durationSec,
    transcript: entry.path,
    ...(Number.isNaN(transcribedAt) ? {} : { transcribedAt }),
  };
}

/** A damaged index is made anew, so what it says does not matter. */
async function readIndex(
  tree: FileTree,
  slug: string,
  signal: AbortSignal,
): Promise<ShowIndex | undefined> {
  const path = `${slug}/index.json`;
  const text = await readWhole(tree, path, signal);
  const read = text?.ok === true ? readShowIndex(text.value, path) : undefined;
  return read?.ok === true ? read.value : undefined;
}

function rebuildShow(
  slug: string,
  current: FeedState | undefined,
  { shows, unread }: Found,
):
  | { readonly summary: RebuiltShow; readonly state: FeedState; readonly index: ShowIndex }
  | undefined {
  // Of two transcripts of one episode the newer one counts.
  const found = shows.get(slug) ?? [];
  const newest = found.toSorted((a, b) => (a.entry.transcribedAt < b.entry.transcribedAt ? 1 : -1));
  const byId = new Map(newest.toReversed().map((one) => [one.facts.id, one]));
  const show: ShowFacts | undefined =
    current === undefined
      ? newest[0]?.show
      : { show: slug, title: current.title, feedUrl: current.feedUrl };
  if (show === undefined) return undefined;
  const waiting = withoutMissing(current, byId, unread);
  const state = adoptTranscripts(
    waiting.state,
    show,
    [...byId.values()].map(({ facts }) => facts),
  );
  let index: ShowIndex = {
    version: 1,
    show: slug,
    title: show.title,
    feedUrl: show.feedUrl,
    episodes: [],
  };
  for (const { entry } of byId.values()) {
    index = upsertIndex(index, { slug, title: show.title, feedUrl: show.feedUrl }, entry);
  }
  const adopted = [...byId.keys()].filter((id) => current?.episodes[id]?.status !== 'done').length;
  const summary = { show: slug, transcripts: byId.size, adopted, missing: waiting.missing };
  return { summary, state, index };
}

/**
 * Episodes that are called done without a transcript wait again. One whose transcript is there and
 * cannot be read stays done: it was paid for.
 */
function withoutMissing(
  current: FeedState | undefined,
  found: ReadonlyMap<string, unknown>,
  unread: readonly string[],
): { readonly state: FeedState | undefined; readonly missing: number } {
  if (current === undefined) return { state: undefined, missing: 0 };
  let missing = 0;
  const isUnread = (stem = ''): boolean =>
    unread.some((path) => stem === path || stem.startsWith(`${path}/`));
  const episodes = Object.entries(current.episodes).map(([id, episode]) => {
    if (episode.status !== 'done' || found.has(id) || isUnread(episode.transcript)) {
      return [id, episode] as const;
    }
    missing += 1;
    const { transcript: _t, finishedAt: _f, ...rest } = episode;
    return [id, { ...rest, status: 'discovered' as const, attempts: 0 }] as const;
  });
  return { state: { ...current, episodes: Object.fromEntries(episodes) }, missing };
}

function valueOf<T>(
  read:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly problem: Problem },
): T {
  if (read.ok) return read.value;
  throw new Fault(read.problem);
}

/**
 * Carries a plan out in one step, after a backup unless told otherwise, or there is no state to back
 * up; `backedUp` says which.
 */
export async function applyRebuild(
  ports: Pick<Ports, 'store' | 'clock'>,
  plan: RebuildPlan,
  options: {
    readonly stateDir: string;
    readonly backup: boolean;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly fault?: Problem; readonly backedUp: boolean }> {
  const { stateDir, signal } = options;
  const snapshot: Snapshot = await ports.store.open(signal);
  const files = await readStateFiles(snapshot, stateDir, signal);
  const backup =
    options.backup && Object.keys(files).length > 0
      ? await backupChanges(snapshot, { stateDir, files, now: ports.clock.now(), signal })
      : [];
  const outcome = await ports.store.commit(
    {
      message: `Rebuild state from the transcripts of ${counted(plan.shows.length, 'show')}`,
      files: [...backup, ...plan.files],
    },
    signal,
  );
  const backedUp = backup.length > 0;
  return outcome.kind === 'failed' ? { fault: outcome.error, backedUp: false } : { backedUp };
}
