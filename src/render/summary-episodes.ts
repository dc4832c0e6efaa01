import { counted, grouped } from '../base/count.ts';
import { shortReason } from '../base/short-reason.ts';
import { cleanLine } from '../transcript/words.ts';
import { markdownCode, markdownLink } from './escape.ts';
import type { ReportEpisode, ReportFailure, ReportWaiting, RunReport } from './report-types.ts';
import { retry } from './summary-retry.ts';
import {
  MAX_SHOW,
  MAX_TITLE,
  bounded,
  cell,
  faultProse,
  fileUrl,
  folded,
  joined,
  leftOut,
  notBefore,
  ofAll,
  short,
  table,
} from './summary-text.ts';
import { spokenLength } from './when.ts';

/** Episodes that are not folded away. */
const OPEN_DONE = 10;
const OPEN_FAILED = 3;
const OPEN_REASONS = 5;
/** Longest cause and remedy of a failure, in characters. */
const MAX_CAUSE = 400;

/** The finished episodes: the newest few as links, all with their figures folded. */
export function completed(report: RunReport, rows: number): string {
  const { completed: all } = report;
  if (all.length === 0) return '';
  const few = all.slice(0, Math.min(rows, OPEN_DONE));
  const lines = few.map(
    (episode) =>
      `- ${transcriptLink(report, episode)} · ${cell(episode.show, MAX_SHOW)} · ${spokenLength(episode.durationSec)}${mark(episode)}`,
  );
  const columns = ['Transcript', 'Length', 'Speakers', 'Coverage', 'Requests', 'Tokens in + out'];
  const figures = all
    .slice(0, rows)
    .map((episode) => `| ${figuresOf(report, episode).join(' | ')} |`);
  const title =
    all.length > few.length
      ? `${figures.length === all.length ? 'All ' : ''}${ofAll(figures.length, all.length)}, with speakers, coverage, requests and tokens`
      : 'Speakers, coverage, requests and tokens';
  return joined(['### Done', lines.join('\n'), folded(title, table(columns, figures, all.length))]);
}

function figuresOf(report: RunReport, episode: ReportEpisode): readonly string[] {
  const kept = episode.chunksKept ?? 0;
  return [
    `${transcriptLink(report, episode)}<br>${cell(episode.show, MAX_SHOW)}${mark(episode)}`,
    spokenLength(episode.durationSec),
    cell(episode.speakers.slice(0, 6).join(', '), 120),
    episode.coverage === undefined ? '–' : percentage(episode.coverage),
    kept === 0
      ? grouped(episode.requests)
      : `${grouped(episode.requests)} (+${grouped(kept)} kept)`,
    `${short(episode.promptTokens)} + ${short(episode.outputTokens)}`,
  ];
}

/** Cut, not rounded: 99.96 % is not 100 %. */
function percentage(share: number): string {
  return `${(Math.floor(Math.min(1, Math.max(0, share)) * 1_000) / 10).toFixed(1)} %`;
}

function transcriptLink(report: RunReport, episode: ReportEpisode): string {
  const [best] = episode.transcripts;
  const url = best === undefined ? undefined : fileUrl(report, best);
  return markdownLink(bounded(cleanLine(episode.title), MAX_TITLE) || '–', url);
}

/** Most episodes have music: that it has no words is in the transcript, and nothing to look at here. */
const MUSIC = /^no (?:speech was found|words, and what sounds like music or noise,) from /;

function mark({ warnings }: ReportEpisode): string {
  const doubts = warnings.filter((warning) => !MUSIC.test(warning));
  return doubts.length === 0 ? '' : ` ⚠️ ${cell(doubts.slice(0, 3).join('; '), 200)}`;
}

/** What failed, with cause and remedy, and how to try it again. */
export function failures(report: RunReport, rows: number): string {
  const { failures: all } = report;
  if (all.length === 0) return '';
  const lines = all.slice(0, rows).map(failureLine);
  const rest = lines.slice(OPEN_FAILED);
  return joined([
    '### Failed',
    all.length > OPEN_FAILED ? causes(all) : '',
    lines.slice(0, OPEN_FAILED).join('\n'),
    rest.length === 0
      ? ''
      : folded(`${ofAll(rest.length, all.length - OPEN_FAILED)} more`, rest.join('\n')),
    leftOut(all.length - lines.length),
    retry(report),
  ]);
}

function failureLine(failure: ReportFailure): string {
  const again = failure.retryable
    ? `tried again by itself, ${notBefore(failure.notBefore)}`
    : 'tried again only when asked';
  const tries = counted(failure.attempts, 'try', 'tries');
  const name = `**${cell(failure.title)}** · ${cell(failure.show, MAX_SHOW)}`;
  const cause = faultProse(failure.problem, MAX_CAUSE);
  return `- ${name}<br>${cause}<br>${tries}; ${again}`;
}

/** How often each cause came, the most frequent first. */
function causes(all: readonly ReportFailure[]): string {
  const counts = tally(all.map(({ problem }) => problem.code));
  const most = counts
    .slice(0, OPEN_REASONS)
    .map(([code, count]) => `${grouped(count)} × ${markdownCode(bounded(code, 60))}`);
  const more = counts.length - most.length;
  return `${most.join(', ')}${more > 0 ? ` and ${counted(more, 'other cause')}` : ''}`;
}

/** What waits: how many for which reason; the episodes folded. */
export function waiting(report: RunReport, rows: number): string {
  const { waiting: all } = report;
  if (all.length === 0) return '';
  const groups = Map.groupBy(all, ({ reason }) => shortReason(reason));
  const ranked = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = ranked.slice(0, OPEN_REASONS).map(([reason, some]) => {
    // Some reasons are sentences; here the moment goes on.
    const because = cell(reason.replace(/(?<!\.)\.$/u, ''), 200);
    return `- ${counted(some.length, 'episode')}: ${because}${since(some)}`;
  });
  const others = ranked.slice(OPEN_REASONS).reduce((sum, [, some]) => sum + some.length, 0);
  const begun = all.filter(({ chunksDone }) => (chunksDone ?? 0) > 0).length;
  const few = all.slice(0, Math.min(rows, 50)).map(waitingRow);
  return joined([
    '### Waiting',
    [
      ...lines,
      ...(others > 0 ? [`- ${counted(others, 'episode')} for other reasons`] : []),
      ...(begun > 0 ? [`- ${grouped(begun)} of them begun: their finished parts are kept`] : []),
    ].join('\n'),
    folded('Which, in the order in which they are taken', table(WAITING, few, all.length)),
  ]);
}

const WAITING = ['Episode', 'Why', 'Not before'];

/** The moment before which none of them is taken; nothing when some go on with the next run. */
function since(some: readonly ReportWaiting[]): string {
  const times = some.flatMap(({ notBefore: at }) => at ?? []);
  if (times.length < some.length) return '';
  return `; not before ${notBefore(times.reduce((a, b) => Math.min(a, b), Infinity))}`;
}

function waitingRow(episode: ReportWaiting): string {
  const { title, show, reason, chunksDone, chunks } = episode;
  const kept =
    chunksDone === undefined || chunksDone === 0
      ? ''
      : ` (${grouped(chunksDone)}${chunks === undefined ? '' : ` of ${grouped(chunks)}`} parts kept)`;
  return `| ${cell(title)}<br>${cell(show, MAX_SHOW)} | ${cell(shortReason(reason), 200)}${kept} | ${notBefore(episode.notBefore)} |`;
}

/** Episodes that are left out for good, folded. */
export function skipped(report: RunReport, rows: number): string {
  const { skipped: all } = report;
  if (all.length === 0) return '';
  const few = all.slice(0, Math.min(rows, 50)).map(({ show, title, reason }) => {
    return `| ${cell(title)}<br>${cell(show, MAX_SHOW)} | ${cell(reason, 300)} |`;
  });
  return folded(
    `Skipped: ${counted(all.length, 'episode')}`,
    table(['Episode', 'Why'], few, all.length),
  );
}

/** Values with their counts, the most frequent first, then by name. */
function tally(values: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
