import { assertNever } from '../base/outcome.ts';
import type { Settings } from '../config.ts';
import type { FileChange, Snapshot } from '../ports.ts';
import { renderJson } from '../render/json.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { transcriptPath, withSuffix } from '../render/path.ts';
import { readShowIndex, renderShowIndex, upsertIndex } from '../render/show-index.ts';
import { renderSrt } from '../render/srt.ts';
import type { EpisodeDocument, IndexEntry, ShowIndex } from '../render/types.ts';
import { renderVtt } from '../render/vtt.ts';
import { isoDay, isoInstant } from '../render/when.ts';
import { statePaths } from '../state/paths.ts';
import type { EpisodeState } from '../state/types.ts';
import { stableJson } from '../state/write.ts';
import type { CommitPart } from './committer.ts';
import type { Show } from './discover.ts';
import type { EpisodeResult } from './episode-types.ts';
import { value } from './load-state.ts';
import { readOr } from './service-state.ts';
import { stateChange } from './state-change.ts';

/** First retry of a failed episode comes after this, each further one twice as late. */
const FIRST_RETRY_MS = 3_600_000;
const LAST_RETRY_MS = 24 * 3_600_000;

/** Paths of transcripts, kept apart: two episodes of one day may share a title. */
export interface PathBook {
  /** The path of an episode's transcript without extension, relative to the transcripts folder. */
  readonly pathOf: (document: EpisodeDocument) => Promise<string>;
}

/** Makes a {@link PathBook} from the shows' indexes at the head. */
export function makePathBook(
  settings: Settings,
  snapshot: Snapshot,
  signal: AbortSignal,
): PathBook {
  const taken = new Map<string, Promise<Map<string, string>>>();

  async function load(slug: string): Promise<Map<string, string>> {
    const path = indexPath(settings, slug);
    const text = await snapshot.read(path, signal);
    const index = text === undefined ? undefined : value(readShowIndex(text, path));
    return new Map((index?.episodes ?? []).map((entry) => [entry.path, entry.id]));
  }

  return {
    pathOf: async (document) => {
      const { slug } = document.show;
      const { id, title, publishedAt } = document.episode;
      const known = taken.get(slug) ?? load(slug);
      taken.set(slug, known);
      const paths = await known;
      const date = isoDay(publishedAt);
      const wanted = transcriptPath(patternOf(settings), {
        show: slug,
        title,
        id,
        ...(date === undefined ? {} : { date }),
      });
      const owner = paths.get(wanted);
      const path = owner === undefined || owner === id ? wanted : withSuffix(wanted, id);
      paths.set(path, id);
      return path;
    },
  };
}

function patternOf(settings: Settings): string {
  return `{show}/${settings.output.fileNamePattern.replaceAll(/<(date|title|id)>/gu, '{$1}')}`;
}

/** Path of a show's index in the repository. */
export function indexPath(settings: Settings, slug: string): string {
  return `${settings.output.transcriptsDir}/${slug}/index.json`;
}

/**
 * The files of a finished episode: its transcripts and its line in the show's index. They are left
 * as they are where `unless` says so (asked for each head).
 */
function transcriptFiles(
  settings: Settings,
  document: EpisodeDocument,
  path: string,
  unless: () => boolean,
): readonly FileChange[] {
  const { formats, transcriptsDir } = settings.output;
  const files = formats.map((format): FileChange => {
    const content = renderAs(format, document, settings);
    return { kind: 'write', path: `${transcriptsDir}/${path}.${format}`, content, unless };
  });
  const index = indexChange(settings, document, path);
  return [...files, { ...index, merge: (current) => (unless() ? null : index.merge(current)) }];
}

function renderAs(
  format: Settings['output']['formats'][number],
  document: EpisodeDocument,
  settings: Settings,
): string {
  switch (format) {
    case 'vtt':
      return renderVtt(document, { colours: settings.output.speakerColours });
    case 'json':
      return renderJson(document);
    case 'md':
      return renderMarkdown(document);
    case 'srt':
      return renderSrt(document);
    default:
      return assertNever(format);
  }
}

function indexChange(
  settings: Settings,
  document: EpisodeDocument,
  path: string,
): Extract<FileChange, { kind: 'merge' }> {
  const { show, episode, receipt } = document;
  const target = indexPath(settings, show.slug);
  const date = isoDay(episode.publishedAt);
  const entry: IndexEntry = {
    id: episode.id,
    title: episode.title,
    ...(date === undefined ? {} : { date }),
    durationSec: Math.round(receipt.rendition.durationSec),
    speakers: document.speakers,
    path,
    formats: settings.output.formats,
    transcribedAt: isoInstant(receipt.transcribedAt) ?? '',
  };
  return {
    kind: 'merge',
    path: target,
    merge: (current) => {
      const index = readOr<ShowIndex | undefined>(current, undefined, (text) =>
        readShowIndex(text, target),
      );
      return renderShowIndex(upsertIndex(index, show, entry));
    },
  };
}

/**
 * Where an episode stands after the work on it; `path` is its transcript's, when it is done. One
 * that was stopped before it began stands where it stood.
 */
export function stateAfter(
  before: EpisodeState,
  result: EpisodeResult,
  given: { readonly now: number; readonly path?: string },
): EpisodeState {
  const { figures } = result;
  if (result.kind === 'stopped' && figures.chunks === 0) return before;
  const { notBefore: _n, reason: _r, cause: _c, error: _e, retryable: _t, ...rest } = before;
  const requests = (before.requests ?? 0) + figures.requests;
  const common: EpisodeState = {
    ...rest,
    ...(requests === 0 ? {} : { requests }),
    ...(figures.rendition === undefined
      ? {}
      : { rendition: figures.rendition, durationSec: figures.rendition.durationSec }),
    startedAt: before.startedAt ?? figures.startedAt,
  };
  switch (result.kind) {
    case 'done':
      return {
        ...common,
        status: 'done',
        attempts: 0,
        finishedAt: given.now,
        ...(given.path === undefined ? {} : { transcript: given.path }),
      };
    case 'deferred':
      return {
        ...common,
        status: 'deferred',
        notBefore: result.notBefore,
        reason: result.reason,
        cause: result.cause,
      };
    case 'failed': {
      const attempts = before.attempts + 1;
      const pauseMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
      return {
        ...common,
        status: 'failed',
        attempts,
        error: result.error,
        retryable: result.retryable,
        ...(result.retryable ? { notBefore: given.now + pauseMs } : {}),
      };
    }
    case 'skipped':
      return { ...common, status: 'skipped', reason: result.reason };
    case 'stopped':
      return { ...common, status: 'in-progress' };
    default:
      return assertNever(result);
  }
}

/**
 * The commit of one episode: its transcripts, its show's index and its state, together. Where another
 * run has finished the same episode meanwhile, the state says which of the two counts, and the
 * transcripts go with it: those of one and the state of the other would not fit each other.
 */
export function commitPartOf(
  settings: Settings,
  show: Show,
  work: {
    readonly id: string;
    readonly title: string;
    readonly result: EpisodeResult;
    readonly path?: string;
  },
): CommitPart {
  const { id, title, result, path } = work;
  const ours = stableJson(show.state.episodes[id]);
  let othersCounts = false;
  const state = stateChange(
    statePaths(settings.output.stateDir).feed(show.facts.slug),
    show,
    [id],
    ({ episodes }) => {
      othersCounts = stableJson(episodes[id]) !== ours;
    },
  );
  const name = `${show.facts.title}: ${title}`;
  const line = `${VERBS[result.kind]} ${name}`;
  if (result.kind !== 'done' || path === undefined) return { subject: line, line, files: [state] };
  return {
    subject: line,
    line,
    // The state first: what comes after it asks what it has made of the head.
    files: [state, ...transcriptFiles(settings, result.document, path, () => othersCounts)],
  };
}

const VERBS: Record<EpisodeResult['kind'], string> = {
  done: 'Transcribe',
  deferred: 'Defer',
  failed: 'Note the failure of',
  skipped: 'Skip',
  stopped: 'Begin',
};
