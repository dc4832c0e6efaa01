/** What must hold whatever happens. Each breach is a sentence. */
import type { FeedState } from '../../src/state/types.ts';
import {
  readBatchState,
  readCircuitState,
  readFeedState,
  readLedger,
  readRunsState,
} from '../../src/state/read.ts';
import { readJsonTranscript } from '../../src/render/json.ts';
import { readShowIndex } from '../../src/render/show-index.ts';
import { isMark } from '../../src/transcript/marks.ts';
import { FRAME_SEC } from './audio.ts';
import type { WorldEpisode } from './catalogue.ts';
import { wordsOf } from './catalogue.ts';
import type { Kept } from './checkpoints.ts';
import type { Commit, Repository } from './repository.ts';
import type { Stretch } from './service.ts';

/** Words of the whole that a part of it lacks; Infinity when it has others, or another order. */
function lackingOf(part: readonly string[], whole: readonly string[]): number {
  let at = 0;
  for (const word of whole) if (word === part[at]) at += 1;
  return at === part.length ? whole.length - part.length : Infinity;
}

type Result = { readonly ok: boolean; readonly problem?: { readonly message: string } };

const READERS: Readonly<Record<string, (path: string, text: string) => Result>> = {
  'state/quota.json': readLedger,
  'state/circuit.json': readCircuitState,
  'state/batch.json': readBatchState,
  'state/runs.json': readRunsState,
};

/** Checks every commit as it is made. */
export function makeCommitLaws(
  episodes: readonly WorldEpisode[],
  breaches: string[],
): (commit: Commit, repository: Repository) => void {
  const byId = new Map(episodes.map((episode) => [episode.id, episode]));
  const parsed = new Map<string, { text: string; state: FeedState }>();

  function stateOf(path: string, text: string | undefined): FeedState | undefined {
    if (text === undefined) return undefined;
    const known = parsed.get(path);
    if (known?.text === text) return known.state;
    const read = readFeedState(path, text);
    if (!read.ok) {
      breaches.push(`state cannot be read: ${read.problem.message}`);
      return undefined;
    }
    parsed.set(path, { text, state: read.value });
    return read.value;
  }

  function checkFeed(commit: Commit, path: string, repository: Repository): void {
    const before = stateOf(path, commit.changes.get(path)?.[0]);
    const change = commit.changes.get(path);
    const after = stateOf(path, change?.[1]);
    if (after === undefined) return;
    for (const [id, one] of Object.entries(before?.episodes ?? {})) {
      const now = after.episodes[id];
      if (now === undefined) breaches.push(`commit ${commit.revision} lost episode ${id}`);
      else if (one.status === 'done' && now.status !== 'done') {
        breaches.push(`commit ${commit.revision} set ${id} back from done to ${now.status}`);
      }
    }
    for (const [id, one] of Object.entries(after.episodes)) {
      if (one.status !== 'done' || before?.episodes[id]?.status === 'done') continue;
      // A transcript that came before its state would have been seen as one that is not done.
      if (repository.read(`transcripts/${one.transcript}.json`)?.includes(id) !== true) {
        breaches.push(`commit ${commit.revision} calls ${id} done without its transcript`);
      }
      if (repository.read(`transcripts/${after.show}/index.json`)?.includes(id) !== true) {
        breaches.push(`commit ${commit.revision} calls ${id} done without its index entry`);
      }
    }
  }

  function checkTranscript(commit: Commit, path: string, repository: Repository): void {
    const [before, text] = commit.changes.get(path) ?? [];
    if (text === undefined) {
      breaches.push(`commit ${commit.revision} deleted ${path}`);
      return;
    }
    const read = readJsonTranscript(text, path);
    if (!read.ok) {
      breaches.push(read.problem.message);
      return;
    }
    const id = read.value.episode?.id ?? '';
    const earlier = before === undefined ? undefined : readJsonTranscript(before, path);
    if (earlier?.ok === true && earlier.value.episode?.id !== id) {
      breaches.push(`commit ${commit.revision} wrote ${id} over another episode in ${path}`);
    }
    const show = path.split('/')[1] ?? '';
    const state = stateOf(`state/feeds/${show}.json`, repository.read(`state/feeds/${show}.json`));
    if (state?.episodes[id]?.status !== 'done') {
      breaches.push(`commit ${commit.revision} holds a transcript of ${id}, which is not done`);
    }
    const said = read.value.segments.filter(({ body }) => !isMark(body));
    const words = said.flatMap(({ body }) => body.split(/\s+/u));
    // The words of that very file: one with another advertisement has others.
    const { receipt } = JSON.parse(text) as { receipt: { rendition: { sha256: string } } };
    const { sha256 } = receipt.rendition;
    if ((state?.episodes[id]?.rendition?.sha256 ?? sha256) !== sha256) {
      breaches.push(`commit ${commit.revision} holds a transcript of ${id} of another file`);
    }
    const served = byId.get(id)?.renditions.find((one) => one.sha256 === sha256);
    const lack = served === undefined ? Infinity : lackingOf(words, wordsOf(served));
    if (lack === Infinity) {
      breaches.push(
        `the transcript of ${id} is not what was said: ${words.join(' ').slice(0, 80)}`,
      );
    } else if (lack > 0 && !/no speech was found|inaudible|may be left out/u.test(text)) {
      breaches.push(`the transcript of ${id} lacks ${lack} words and does not say so`);
    }
  }

  function checkIndex(commit: Commit, path: string): void {
    const [before, after] = commit.changes.get(path) ?? [];
    const ids = (text: string | undefined): readonly string[] => {
      const read = text === undefined ? undefined : readShowIndex(text, path);
      if (read?.ok === false) breaches.push(read.problem.message);
      return read?.ok === true ? read.value.episodes.map(({ id }) => id) : [];
    };
    const now = new Set(ids(after));
    for (const id of ids(before)) {
      if (!now.has(id)) breaches.push(`commit ${commit.revision} lost ${id} from ${path}`);
    }
  }

  return (commit, repository) => {
    for (const [path, [, after]] of commit.changes) {
      const reader = READERS[path];
      if (reader !== undefined) {
        const read = after === undefined ? undefined : reader(path, after);
        if (read?.ok === false) breaches.push(`state cannot be read: ${read.problem?.message}`);
      } else if (path.startsWith('state/feeds/')) {
        checkFeed(commit, path, repository);
      } else if (/^transcripts\/[^/]+\/index\.json$/u.test(path)) {
        checkIndex(commit, path);
      } else if (/^transcripts\/[^/]+\/.+\.json$/u.test(path)) {
        checkTranscript(commit, path, repository);
      }
    }
  };
}

/** The state of an episode at the head. */
export function stateOfEpisode(repository: Repository, episode: WorldEpisode) {
  const path = `state/feeds/${episode.show}.json`;
  const text = repository.read(path);
  const read = text === undefined ? undefined : readFeedState(path, text);
  return read?.ok === true ? read.value.episodes[episode.id] : undefined;
}

interface KeptFile {
  /** SHA-256 of the file that it is a part of. */
  readonly rendition: string;
  readonly chunk?: Seconds & { readonly missing?: readonly unknown[]; readonly coverage?: number };
  /** A chunk that was answered, and parts of which are to be asked for again. */
  readonly draft?: Seconds;
}

interface Seconds {
  readonly startSec: number;
  readonly endSec: number;
}

/** A stretch of an episode that is kept. */
interface KeptStretch extends Stretch {
  readonly finished: boolean;
}

/**
 * A chunk that covers less of its speech than this, the default, is asked for again where its episode
 * failed for what it lacks.
 */
const LEAST_COVERAGE = 0.95;
/** The edges of parts that are asked for again move to pauses, frames. */
const SLACK_FRAMES = 30;

/** True when one stretch lies within another, as far as edges are the same. */
export function isWithin(part: Stretch, whole: Stretch): boolean {
  return (
    part.episode === whole.episode &&
    part.rendition === whole.rendition &&
    whole.first - SLACK_FRAMES <= part.first &&
    whole.end + SLACK_FRAMES >= part.end
  );
}

/**
 * What is kept of a stretch of a rendition: `finished` when its words are, `draft` when it was
 * answered in part.
 */
export function keptOf(
  kept: Kept,
  episode: WorldEpisode,
  stretch: Stretch,
): 'finished' | 'draft' | undefined {
  const within = keptStretches(kept, episode).filter(
    (one) => isWithin(stretch, one) || recurs(episode, stretch, one),
  );
  if (within.length === 0) return undefined;
  return within.some(({ finished }) => finished) ? 'finished' : 'draft';
}

/**
 * True when a part has frames in common with a stretch of another rendition that lies wholly in the
 * episode itself: its frames stand behind any advertisement as they are.
 */
function recurs(episode: WorldEpisode, part: Stretch, kept: KeptStretch): boolean {
  if (part.rendition === kept.rendition || !kept.finished) return false;
  const advertFrames = ({ rendition }: Stretch): number =>
    (episode.renditions[rendition]?.takes ?? [])
      .filter(({ number }) => number > 0)
      .reduce((sum, { frames }) => sum + frames, 0);
  const [partFrom, keptFrom] = [advertFrames(part), advertFrames(kept)];
  const first = Math.max(part.first - partFrom, kept.first - keptFrom);
  const end = Math.min(part.end - partFrom, kept.end - keptFrom);
  return kept.first >= keptFrom && end - first > SLACK_FRAMES;
}

function keptStretches(kept: Kept, episode: WorldEpisode): readonly KeptStretch[] {
  const prefix = `${episode.show}/${episode.id}/`;
  const manifest = kept.get(`${prefix}manifest.json`);
  if (manifest === undefined) return [];
  const { rendition } = JSON.parse(manifest) as { rendition: { sha256: string } };
  const served = episode.renditions.find(({ sha256 }) => sha256 === rendition.sha256);
  if (served === undefined) return [];
  return [...kept].flatMap(([key, content]) => {
    if (!key.startsWith(prefix) || key.endsWith('manifest.json')) return [];
    const file = JSON.parse(content) as KeptFile;
    const span = file.chunk ?? file.draft;
    if (file.rendition !== rendition.sha256 || span === undefined) return [];
    return [
      {
        episode: episode.number,
        rendition: served.number,
        first: Math.round(span.startSec / FRAME_SEC),
        end: Math.round(span.endSec / FRAME_SEC),
        // What nobody could write down yet is asked for again.
        finished:
          file.chunk !== undefined &&
          (file.chunk.missing ?? []).length === 0 &&
          (file.chunk.coverage ?? 1) >= LEAST_COVERAGE,
      },
    ];
  });
}
