import { told } from '../base/outcome.ts';
import { escapeMarkdown, linkPath, markdownCode, markdownLink, safeUrl } from './escape.ts';
import type {
  ReportEpisode,
  ReportFailure,
  ReportQuota,
  ReportWaiting,
  RunReport,
} from './report-types.ts';
import { grouped, isoInstant, spokenLength } from './when.ts';

/** GitHub refuses a step summary over 1 MiB; some room is left for what others write. */
const MAX_BYTES = 900_000;

/** Rows of each table, tried in turn until the summary is small enough. */
const ROWS = [200, 80, 25, 5, 0];

const MAX_CELL = 120;

/** Titles of finished episodes: they share a phone's width with six columns. */
const MAX_TITLE = 80;

/**
 * The job summary: the verdict in the first line, then tables, for a phone. Markdown that GitHub
 * renders; every text escaped; at most {@link MAX_BYTES} whatever the size of the run.
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
    stopped(report),
    fault(report),
    shows(report, rows),
    completed(report, rows),
    waiting(report, rows),
    failures(report, rows),
    feeds(report, rows),
    skipped(report, rows),
    quota(report, rows),
    forecast(report),
    warnings(report, rows),
    footer(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
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
  const text = facts.length === 0 ? 'Nothing to do' : facts.join(', ');
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

function stopped(report: RunReport): string {
  return report.stopped === undefined ? '' : STOPPED[report.stopped];
}

function fault(report: RunReport): string {
  const { fault: problem } = report;
  if (problem === undefined) return '';
  return `> ${markdownCode(bounded(problem.code, 60))} ${cell(problem.message, 1_000)}\n>\n> ${cell(problem.remedy, 1_000)}`;
}

function shows(report: RunReport, rows: number): string {
  const open = report.shows.filter(({ wanted }) => wanted > 0);
  const table = open.slice(0, Math.min(rows, 60)).map(({ title, show, done, wanted }) => {
    return `| ${cell(title || show)} | ${bar(done / wanted)} | ${grouped(done)} of ${grouped(wanted)} |`;
  });
  return section('Shows', ['Show', 'Progress', 'Done'], table, open.length);
}

/** Ten blocks and a percentage: text shows everywhere, in light and dark, on any width. */
function bar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share));
  // Full and empty are kept for what is really full and empty.
  const filled =
    bounded === 1 ? 10 : Math.min(9, Math.max(bounded > 0 ? 1 : 0, Math.round(bounded * 10)));
  const percent = bounded === 1 ? 100 : Math.min(99, Math.round(bounded * 100));
  return `${'█'.repeat(filled)}${'░'.repeat(10 - filled)} ${percent} %`;
}

function completed(report: RunReport, rows: number): string {
  const table = report.completed.slice(0, rows).map((episode) => {
    const cells = [
      `${transcriptLink(report, episode)}<br>${cell(episode.show)}`,
      spokenLength(episode.durationSec),
      cell(episode.speakers.slice(0, 6).join(', ')),
      episode.coverage === undefined ? '–' : percentage(episode.coverage),
      episode.chunksKept === undefined || episode.chunksKept === 0
        ? grouped(episode.requests)
        : `${grouped(episode.requests)} (+${grouped(episode.chunksKept)} kept)`,
      `${short(episode.promptTokens)} + ${short(episode.outputTokens)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const columns = ['Transcript', 'Length', 'Speakers', 'Coverage', 'Requests', 'Tokens in + out'];
  return section('Done', columns, table, report.completed.length);
}

/** Cut, not rounded: 99.96 % is not 100 %. */
function percentage(share: number): string {
  return `${(Math.floor(Math.min(1, Math.max(0, share)) * 1_000) / 10).toFixed(1)} %`;
}

function transcriptLink(report: RunReport, episode: ReportEpisode): string {
  const [best] = episode.transcripts;
  const mark =
    episode.warnings.length > 0 ? ` ⚠️ ${cell(episode.warnings.slice(0, 3).join('; '), 300)}` : '';
  if (best === undefined || report.repository === undefined) return `${cell(episode.title)}${mark}`;
  const { url, branch } = report.repository;
  const base = safeUrl(url);
  const address =
    base === undefined
      ? undefined
      : `${base.replace(/\/$/, '')}/blob/${linkPath(branch)}/${linkPath(best)}`;
  return `${markdownLink(bounded(episode.title, MAX_TITLE), address)}${mark}`;
}

function waiting(report: RunReport, rows: number): string {
  const table = report.waiting.slice(0, Math.min(rows, 50)).map((episode) => {
    const cells = [
      cell(episode.title),
      cell(episode.show),
      `${cell(episode.reason, 200)}${begun(episode)}`,
      notBefore(episode.notBefore),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return section('Waiting', ['Episode', 'Show', 'Why', 'Not before'], table, report.waiting.length);
}

function begun({ chunksDone, chunks }: ReportWaiting): string {
  if (chunksDone === undefined || chunksDone === 0) return '';
  return ` (${grouped(chunksDone)}${chunks === undefined ? '' : ` of ${grouped(chunks)}`} parts kept)`;
}

function notBefore(instant: number | undefined): string {
  return instant === undefined ? 'next run' : moment(instant);
}

function failures(report: RunReport, rows: number): string {
  const table = report.failures.slice(0, rows).map((failure) => {
    const again = failure.retryable
      ? `by itself, ${notBefore(failure.notBefore)}`
      : 'only when asked';
    const cause = `${markdownCode(bounded(failure.problem.code, 60))} ${cell(told(failure.problem), 600)}`;
    return `| ${cell(failure.title)} | ${cell(failure.show)} | ${cause} | ${grouped(failure.attempts)} | ${again} |`;
  });
  const text = section(
    'Failed',
    ['Episode', 'Show', 'Cause and remedy', 'Tries', 'Again'],
    table,
    report.failures.length,
  );
  return text === '' ? '' : `${text}\n\n${retry(report, rows)}`;
}

/** The dispatch that tries the failed episodes again: form fields, and the same as a command. */
function retry(report: RunReport, rows: number): string {
  const ids = retryIds(report.failures).slice(0, Math.max(1, rows));
  if (ids.length === 0) return '';
  const file = report.repository?.workflow ?? 'transcribe.yml';
  const workflow = /^[\w.-]{1,100}$/.test(file) ? file : 'transcribe.yml';
  return [
    'To try these again now, run the workflow with these inputs:',
    `\`\`\`yaml\nmode: retry-failed\nepisodes: |\n${ids.map((id) => `  ${id}`).join('\n')}\n\`\`\``,
    `or, with GitHub's command line:`,
    `\`\`\`sh\ngh workflow run ${workflow} -f mode=retry-failed -f episodes='${ids.join('\n')}'\n\`\`\``,
  ].join('\n\n');
}

/** Ids that may stand in a command: ours are hexadecimal, anything else is left out. */
function retryIds(list: readonly ReportFailure[]): readonly string[] {
  return list.map(({ id }) => id).filter((id) => /^[0-9a-f]{8,64}$/.test(id));
}

function feeds(report: RunReport, rows: number): string {
  const table = report.feedFailures.slice(0, rows).map(({ show, problem }) => {
    return `| ${cell(show)} | ${markdownCode(bounded(problem.code, 60))} ${cell(told(problem), 600)} |`;
  });
  return section(
    'Feeds that could not be read',
    ['Show', 'Cause and remedy'],
    table,
    report.feedFailures.length,
  );
}

function skipped(report: RunReport, rows: number): string {
  const table = report.skipped.slice(0, Math.min(rows, 50)).map(({ show, title, reason }) => {
    return `| ${cell(title)} | ${cell(show)} | ${cell(reason, 300)} |`;
  });
  return section('Skipped', ['Episode', 'Show', 'Why'], table, report.skipped.length);
}

function quota(report: RunReport, rows: number): string {
  const table = report.quota.slice(0, rows).map((entry) => {
    return `| ${markdownCode(bounded(entry.key, 40))} | ${cell(entry.model)} | ${used(entry)} | ${blocked(entry)} |`;
  });
  return section('Quota', ['Key', 'Model', 'Requests today', 'State'], table, report.quota.length);
}

function used({ requestsToday, requestsPerDay }: ReportQuota): string {
  return requestsPerDay === undefined
    ? `${grouped(requestsToday)} (limit unknown)`
    : `${grouped(requestsToday)} of ${grouped(requestsPerDay)}`;
}

function blocked({ exhaustedUntil, reason }: ReportQuota): string {
  if (exhaustedUntil === undefined) return 'free';
  return `until ${moment(exhaustedUntil)}${reason === undefined ? '' : `: ${cell(reason, 200)}`}`;
}

function forecast(report: RunReport): string {
  const { forecast: backlog } = report;
  if (backlog === undefined) return '';
  const size = `${counted(backlog.episodes, 'episode')}, about ${spokenLength(backlog.audioSec)} of audio and ${counted(backlog.requests, 'request')}`;
  const when =
    backlog.doneAt === undefined
      ? 'no date can be told yet'
      : `done about **${moment(backlog.doneAt)}**`;
  const basis = backlog.basis === undefined ? '' : ` ${cell(backlog.basis, 300)}`;
  return `### Backlog\n\n${size}: ${when}.${basis}`;
}

function warnings(report: RunReport, rows: number): string {
  if (report.warnings.length === 0) return '';
  const most = Math.min(rows, 50);
  const lines = report.warnings.slice(0, most).map((warning) => `- ${cell(warning, 500)}`);
  const more = report.warnings.length - lines.length;
  return ['### Warnings', '', ...lines, ...(more > 0 ? [`- and ${grouped(more)} more`] : [])].join(
    '\n',
  );
}

function footer(report: RunReport): string {
  const { totals } = report;
  const run = `Run ${escapeMarkdown(report.runId)}`;
  const facts = [
    report.runUrl === undefined ? run : markdownLink(`Run ${report.runId}`, safeUrl(report.runUrl)),
    `mode ${cell(report.mode)}`,
    ...(report.shard === undefined ? [] : [`shard ${cell(report.shard)}`]),
    `${spokenLength(totals.audioSec)} of audio`,
    counted(totals.requests, 'request'),
    `${short(totals.promptTokens)} + ${short(totals.outputTokens)} tokens`,
    `took ${spokenLength((report.finishedAt - report.startedAt) / 1_000)}`,
    ...(report.commitSha === undefined
      ? []
      : [`commit ${markdownCode(report.commitSha.slice(0, 10))}`]),
  ];
  return `<sub>${facts.join(' · ')}</sub>`;
}

/** A heading and a table; nothing when there are no rows at all, a count when rows are left out. */
function section(
  title: string,
  columns: readonly string[],
  table: readonly string[],
  all: number,
): string {
  if (all === 0) return '';
  const lines =
    table.length === 0
      ? []
      : [`| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ...table];
  const more = all - table.length;
  const rest =
    more > 0
      ? [
          `${table.length === 0 ? '' : '\n'}and ${grouped(more)} more; all of them are in the report`,
        ]
      : [];
  return [`### ${title}`, '', ...lines, ...rest].join('\n');
}

function cell(text: string, most = MAX_CELL): string {
  return escapeMarkdown(bounded(text, most));
}

function bounded(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2));
  return characters.length <= most
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}

function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `12,300` → `12.3k`: tokens are not counted by hand. */
function short(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  if (count < 999_950) return `${(count / 1_000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `2026-11-25 08:07 UTC`. */
function moment(instant: number): string {
  return `${isoInstant(instant)?.slice(0, 16).replace('T', ' ') ?? 'unknown'} UTC`;
}
