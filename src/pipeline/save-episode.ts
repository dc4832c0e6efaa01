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
import type { CommitPart } from './committer.ts';
import { stateChange } from './discover.ts';
import type { Show } from './discover.ts';
import type { EpisodeResult } from './episode-types.ts';
import { value } from './load-state.ts';
import { readOr } from './service-state.ts';

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

/** The files of a finished episode: its transcripts and its line in the show's index. */
export function transcriptFiles(
  settings: Settings,
  document: EpisodeDocument,
  path: string,
): readonly FileChange[] {
  const { formats, transcriptsDir, speakerColours } = settings.output;
  const files = formats.map((format): FileChange => {
    const target = `${transcriptsDir}/${path}.${format}`;
    switch (format) {
      case 'vtt':
        return {
          kind: 'write',
          path: target,
          content: renderVtt(document, { colours: speakerColours }),
        };
      case 'json':
        return { kind: 'write', path: target, content: renderJson(document) };
      case 'md':
        return { kind: 'write', path: target, content: renderMarkdown(document) };
      case 'srt':
        return { kind: 'write', path: target, content: renderSrt(document) };
      default:
        return assertNever(format);
    }
  });
  return [...files, indexChange(settings, document, path)];
}

function indexChange(settings: Settings, document: EpisodeDocument, path: string): FileChange {
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

/** The commit of one episode: its transcripts, its show's index and its state, together. */
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
  const state = stateChange(
    `${statePaths(settings.output.stateDir).feeds}/${show.facts.slug}.json`,
    show,
    [id],
  );
  const name = `${show.facts.title}: ${title}`;
  const line = `${VERBS[result.kind]} ${name}`;
  if (result.kind !== 'done' || path === undefined) return { subject: line, line, files: [state] };
  return {
    subject: line,
    line,
    files: [...transcriptFiles(settings, result.document, path), state],
  };
}

const VERBS: Record<EpisodeResult['kind'], string> = {
  done: 'Transcribe',
  deferred: 'Defer',
  failed: 'Note the failure of',
  skipped: 'Skip',
  stopped: 'Begin',
};
