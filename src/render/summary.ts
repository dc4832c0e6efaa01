import { moment } from '../base/moment.ts';
import { counted, grouped } from '../base/count.ts';
import { shortReason } from '../base/short-reason.ts';
import { escapeMarkdown, markdownCode, markdownLink, safeUrl } from './escape.ts';
import type { ReportQuota, ReportShow, RunReport } from './report-types.ts';
import { completed, failures, skipped, waiting } from './summary-episodes.ts';
import {
  MAX_SHOW,
  bounded,
  cell,
  faultProse,
  folded,
  joined,
  leftOut,
  ofAll,
  short,
  table,
  prose,
} from './summary-text.ts';
import { spokenLength, spokenSpan } from './when.ts';

/** GitHub refuses a step summary over 1 MiB; some room is left for what others write. */
const MAX_BYTES = 900_000;

/** Rows of each table, tried in turn until the summary is small enough. */
const ROWS = [200, 80, 25, 5, 0];

/** Shows and feeds that are not folded away. */
const OPEN_SHOWS = 8;
const OPEN_FEEDS = 5;

/**
 * The job summary, for a phone: the verdict in the first line, then what wants its reader, then
 * what was done; figures and long lists are folded, and no open table is wider than two columns.
 * Markdown that GitHub renders; every text escaped; at most {@link MAX_BYTES} whatever the size of
 * the run.
 */
export function renderSummary(report: RunReport): string {
  const encoder = new TextEncoder();
  for (const rows of ROWS) {
    const text = summaryOf(report, rows);
    if (encoder.encode(text).length <= MAX_BYTES) return text;
  }
  return `${verdict(report)}\n`;
}

function summaryOf(report: RunReport, rows: number): string {
  const parts = [
    verdict(report),
    next(report),
    fault(report),
    named(report, rows),
    failures(report, rows),
    feeds(report, rows),
    completed(report, rows),
    shows(report, rows),
    waiting(report, rows),
    quota(report, rows),
    forecast(report),
    warnings(report, rows),
    skipped(report, rows),
    footer(report),
  ];
  return `${joined(parts)}\n`;
}

/** One line: a sign, what was done, what failed, what waits and until when. */
export function verdict(report: RunReport): string {
  const { completed: done, failed, deferred, pending, skipped: left } = report.counts;
  const facts = [
    ...(done > 0 ? [`${counted(done, 'transcript')} done`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(deferred > 0 ? [`${grouped(deferred)} deferred`] : []),
    ...(pending > 0 ? [`${grouped(pending)} pending`] : []),
    ...(left > 0 ? [`${grouped(left)} skipped`] : []),
  ];
  const sign =
    report.fault !== undefined ? '🛑' : failed > 0 ? '⚠️' : deferred + pending > 0 ? '⏳' : '✅';
  const dry = report.mode === 'dry-run';
  const none = dry ? 'nothing to do' : 'Nothing to do';
  const text = `${dry ? 'Dry run: ' : ''}${facts.length === 0 ? none : facts.join(', ')}`;
  const again =
    report.nextAttemptAt === undefined ? '' : ` · next attempt ${moment(report.nextAttemptAt)}`;
  if (report.fault === undefined) return `## ${sign} ${text}${again}`;
  return `## ${sign} Stopped by a fault: ${facts.length === 0 ? 'nothing done' : text}${again}`;
}

const STOPPED: Readonly<Record<NonNullable<RunReport['stopped']>, string>> = {
  signal: 'The job was told to stop; finished parts are kept.',
  'time-budget': 'The time budget of this job is used up.',
  quota: 'The quota is used up for now.',
  'service-down': 'The service does not answer; the next run tries again.',
  fault: '',
};

/** Why it stopped, and when it goes on: a summary is read at any time, so never "in two hours". */
function next(report: RunReport): string {
  const { stopped, nextAttemptAt, finishedAt, mode } = report;
  const at = nextAttemptAt ?? finishedAt;
  return [
    mode === 'dry-run' ? 'Nothing was spent or written.' : '',
    stopped === undefined ? '' : STOPPED[stopped],
    at - finishedAt < 60_000 ? '' : `It goes on with the first scheduled run after ${moment(at)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function fault(report: RunReport): string {
  const { fault: problem } = report;
  if (problem === undefined) return '';
  return `> ${markdownCode(bounded(problem.code, 60))} ${prose(problem.message, 1_000)}\n>\n> ${prose(problem.remedy, 1_000)}`;
}

/** What was named and not taken: whoever named it looks for it first. */
function named({ named: all = [] }: RunReport, rows: number): string {
  if (all.length === 0) return '';
  const lines = all
    .slice(0, rows)
    .map(({ name, because }) => `- **${cell(name, 200)}**<br>${prose(because, 600)}`);
  return joined(['### Named, and not taken', lines.join('\n'), leftOut(all.length - lines.length)]);
}

function feeds(report: RunReport, rows: number): string {
  const { feedFailures: all } = report;
  if (all.length === 0) return '';
  const lines = all.slice(0, rows).map(({ show, problem }) => {
    return `- **${cell(show, MAX_SHOW)}**<br>${faultProse(problem, 400)}`;
  });
  const rest = lines.slice(OPEN_FEEDS);
  return joined([
    '### Feeds that could not be read',
    lines.slice(0, OPEN_FEEDS).join('\n'),
    rest.length === 0
      ? ''
      : folded(`${ofAll(rest.length, all.length - OPEN_FEEDS)} more`, rest.join('\n')),
    leftOut(all.length - lines.length),
  ]);
}

/** Progress of each show, those with the most left to do first. */
function shows(report: RunReport, rows: number): string {
  const wanted = report.shows.filter((show) => show.wanted > 0);
  if (wanted.length === 0) return '';
  const lines = wanted
    .toSorted((a, b) => b.wanted - b.done - (a.wanted - a.done))
    .slice(0, rows)
    .map(showRow);
  const rest = lines.slice(OPEN_SHOWS);
  const columns = ['Show', 'Done'];
  return joined([
    '### Shows',
    lines.length === 0 ? '' : table(columns, lines.slice(0, OPEN_SHOWS), 0),
    rest.length === 0
      ? ''
      : folded(
          `${ofAll(rest.length, wanted.length - OPEN_SHOWS)} more ${rest.length === 1 ? 'show' : 'shows'}`,
          table(columns, rest, 0),
        ),
    leftOut(wanted.length - lines.length),
  ]);
}

function showRow({ title, show, done, wanted }: ReportShow): string {
  return `| ${cell(title || show, MAX_SHOW)}<br>${bar(done / wanted)} | ${grouped(done)} of ${grouped(wanted)} |`;
}

/** Ten blocks and a percentage: text shows everywhere, in light and dark, on any width. */
function bar(share: number): string {
  const part = Math.min(1, Math.max(0, share));
  // Full and empty are kept for what is really full and empty.
  const filled = part === 1 ? 10 : Math.min(9, Math.max(part > 0 ? 1 : 0, Math.round(part * 10)));
  const percent = part === 1 ? 100 : Math.min(99, Math.round(part * 100));
  return `${'█'.repeat(filled)}${'░'.repeat(10 - filled)} ${percent} %`;
}

function quota(report: RunReport, rows: number): string {
  const { quota: all } = report;
  if (all.length === 0) return '';
  const lines = all.slice(0, rows).map((entry) => {
    const name = `${markdownCode(bounded(entry.key, 40))} ${cell(entry.model, 60)}`;
    return `| ${name}${blocked(entry)} | ${used(entry)} |`;
  });
  const few = table(['Key and model', 'Requests today'], lines, all.length);
  return joined([
    '### Quota',
    lines.length > OPEN_SHOWS ? folded(counted(all.length, 'pair'), few) : few,
  ]);
}

function used({ requestsToday, requestsPerDay }: ReportQuota): string {
  return requestsPerDay === undefined
    ? `${grouped(requestsToday)} (limit unknown)`
    : `${grouped(requestsToday)} of ${grouped(requestsPerDay)}`;
}

function blocked({ exhaustedUntil, reason, model }: ReportQuota): string {
  if (exhaustedUntil === undefined && reason === undefined) return '';
  const until = exhaustedUntil === undefined ? 'not usable' : `until ${moment(exhaustedUntil)}`;
  return `<br>${until}${reason === undefined ? '' : `: ${cell(shortReason(reason, model), 200)}`}`;
}

function forecast(report: RunReport): string {
  const { forecast: backlog } = report;
  if (backlog === undefined) return '';
  const length = spokenLength(backlog.audioSec);
  const about = /^\d/u.test(length) ? `about ${length}` : length;
  const size = `${counted(backlog.episodes, 'episode')}, ${about} of audio and ${counted(backlog.requests, 'request')}`;
  const when =
    backlog.doneAt === undefined
      ? 'no date can be told yet'
      : `done about **${moment(backlog.doneAt)}**`;
  const basis =
    backlog.basis === undefined ? '' : ` ${cell(backlog.basis.replace(/\.$/, ''), 300)}.`;
  return `### Backlog\n\n${size}: ${when}.${basis}`;
}

function warnings(report: RunReport, rows: number): string {
  if (report.warnings.length === 0) return '';
  const lines = report.warnings
    .slice(0, Math.min(rows, 50))
    .map((warning) => `- ${prose(warning, 500)}`);
  const more = report.warnings.length - lines.length;
  return joined([
    '### Warnings',
    [...lines, ...(more > 0 ? [`- and ${grouped(more)} more`] : [])].join('\n'),
  ]);
}

function footer(report: RunReport): string {
  const { totals } = report;
  const run = `Run ${escapeMarkdown(report.runId)}`;
  const facts = [
    report.runUrl === undefined ? run : markdownLink(`Run ${report.runId}`, safeUrl(report.runUrl)),
    `mode ${cell(report.mode)}`,
    ...(report.shard === undefined ? [] : [`shard ${cell(report.shard)}`]),
    ...(totals.audioSec === 0 ? [] : [`${spokenLength(totals.audioSec)} of audio`]),
    ...(totals.requests === 0
      ? []
      : [
          counted(totals.requests, 'request'),
          `${short(totals.promptTokens)} + ${short(totals.outputTokens)} tokens`,
        ]),
    `took ${spokenSpan(report.finishedAt - report.startedAt)}`,
    ...(report.commitSha === undefined
      ? []
      : [`commit ${markdownCode(report.commitSha.slice(0, 10))}`]),
  ];
  return `<sub>${facts.join(' · ')}</sub>`;
}
