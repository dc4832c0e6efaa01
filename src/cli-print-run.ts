import { told } from './base/outcome.ts';
import type { Settings } from './config.ts';
import type { Execution } from './pipeline/execute.ts';
import { clean, counted, moment, paint, span } from './cli-text.ts';
import { terminalWords } from './cli-words.ts';
import { shortReason } from './base/short-reason.ts';

type Report = NonNullable<Execution['report']>;

/** Lists longer than this are cut; the report holds them whole. */
const SHOWN = 20;

/** What a run did, for a terminal: the verdict first, then what was written, failed and waits. */
export function runText(report: Report, settings: Settings): string {
  const blocks = [
    verdict(report, settings),
    named(report),
    completed(report, settings),
    failures(report),
    feedFailures(report),
    waiting(report),
    outlook(report),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** What became of the run as a whole, and what it spent. */
function verdict(
  { counts, mode, finishedAt, startedAt, ...report }: Report,
  settings: Settings,
): string {
  if (mode === 'dry-run') {
    return paint(
      'bold',
      `Dry run: ${counted(counts.pending, 'episode')} ${counts.pending === 1 ? 'waits' : 'wait'}. Nothing was spent or written.`,
    );
  }
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (all === 0) {
    return report.fault === undefined
      ? nothing(mode, settings.episodes.length)
      : paint(['bold', 'red'], 'Nothing was done: a fault stopped the run.');
  }
  const parts = [
    `${counts.completed} transcribed`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.deferred > 0 ? [`${counts.deferred} put off`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.pending > 0 ? [`${counts.pending} waiting`] : []),
    // One that failed and is tried again, or was put off, waits too.
    ...(counts.pending + counts.failed + counts.deferred === 0 ? ['nothing waits'] : []),
  ];
  const look = report.fault !== undefined || counts.failed > 0 ? 'red' : 'green';
  const spent = report.totals;
  return [
    paint(['bold', look], `${sentence(parts.join(', '))}.`),
    `${span((finishedAt - startedAt) / 1_000)}, ${counted(spent.requests, 'request')}, ${span(spent.audioSec)} of audio.`,
    ...(report.stopped === undefined ? [] : [STOPPED[report.stopped]]),
  ].join('\n');
}

/** Why a run found nothing to do. */
function nothing(mode: Report['mode'], named: number): string {
  if (named > 0) {
    return named === 1
      ? 'Nothing to do: the episode that was named is not taken.'
      : 'Nothing to do: none of the episodes that were named is taken.';
  }
  switch (mode) {
    case 'retry-failed':
      return 'Nothing to do: no episode has failed.';
    case 'resume':
      return 'Nothing to do: no earlier run left anything unfinished.';
    default:
      return 'Nothing to do: no episode waits.';
  }
}

const STOPPED: Record<NonNullable<Report['stopped']>, string> = {
  signal: 'It was interrupted; the next run goes on from here.',
  'time-budget': 'The time budget ended it; the next run goes on from here.',
  quota: "Today's quota is used up; the next run goes on from here.",
  'service-down': 'The service keeps failing; the next run goes on from here.',
  fault: 'A fault stopped it, see below.',
};

/** What was named and not taken, each with the reason. */
function named({ named: all = [] }: Report): string {
  if (all.length === 0) return '';
  const shown = all
    .slice(0, SHOWN)
    .map((one) => `  ${clean(one.name, 200)}\n    ${clean(terminalWords(one.because), 600)}`);
  return [paint('bold', 'Named, and not taken'), ...shown, ...more(all.length)].join('\n');
}

function completed(report: Report, settings: Settings): string {
  if (report.completed.length === 0) return '';
  const shown = report.completed.slice(0, SHOWN).map((one) => {
    const best = one.transcripts[0] ?? settings.output.transcriptsDir;
    const doubts =
      one.warnings.length === 0
        ? ''
        : paint('yellow', ` (${counted(one.warnings.length, 'doubt')})`);
    return `  ${clean(one.show, 60)}: ${clean(one.title, 120)} (${span(one.durationSec)})${doubts}\n    ${clean(best, 400)}`;
  });
  return [paint('bold', 'Transcribed'), ...shown, ...more(report.completed.length)].join('\n');
}

function failures(report: Report): string {
  if (report.failures.length === 0) return '';
  const shown = report.failures.slice(0, SHOWN).map((one) => {
    const next = one.retryable
      ? `tried again ${one.notBefore === undefined ? 'by the next run' : `from ${moment(one.notBefore)}`}`
      : 'not tried again by itself';
    return `  ${clean(one.show, 60)}: ${clean(one.title, 120)} (${next})\n    ${clean(terminalWords(told(one.problem)), 600)}`;
  });
  return [
    paint(['bold', 'red'], 'Failed'),
    ...shown,
    ...more(report.failures.length),
    '  Try them again at once: podcast-transcriber run --retry-failed',
  ].join('\n');
}

function feedFailures(report: Report): string {
  if (report.feedFailures.length === 0) return '';
  const shown = report.feedFailures.slice(0, SHOWN).map(({ show, problem }) => {
    const words = clean(terminalWords(told(problem)), 600);
    return problem.message.includes(show) ? `  ${words}` : `  ${clean(show, 80)}: ${words}`;
  });
  return [
    paint('bold', 'Feeds that could not be read'),
    ...shown,
    ...more(report.feedFailures.length),
  ].join('\n');
}

function waiting(report: Report): string {
  if (report.waiting.length === 0 || report.mode === 'dry-run') return '';
  const reasons = new Map<string, number>();
  for (const { reason } of report.waiting) {
    const short = shortReason(reason);
    reasons.set(short, (reasons.get(short) ?? 0) + 1);
  }
  const rows = [...reasons].map(
    ([reason, count]) => `  ${counted(count, 'episode')}: ${clean(reason, 200)}`,
  );
  return [paint('bold', 'Waiting'), ...rows.slice(0, SHOWN), ...more(rows.length)].join('\n');
}

function outlook(report: Report): string {
  const lines: string[] = [];
  if (report.nextAttemptAt !== undefined && report.mode !== 'dry-run') {
    const soon = report.nextAttemptAt <= report.finishedAt + MINUTE_MS;
    lines.push(
      soon ? 'Run it again to go on.' : `It can go on from ${moment(report.nextAttemptAt)}.`,
    );
  }
  const { forecast } = report;
  if (forecast !== undefined) {
    const done = doneText(forecast.doneAt, report.finishedAt);
    lines.push(
      `Backlog: ${counted(forecast.episodes, 'episode')}, ${span(forecast.audioSec)} of audio, ${counted(forecast.requests, 'request')}${done}.`,
    );
    if (forecast.basis !== undefined) lines.push(`${forecast.basis}.`);
  }
  return lines.join('\n');
}

/** A day that has begun says nothing of the hour. */
function doneText(doneAt: number | undefined, now: number): string {
  if (doneAt === undefined) return '';
  return doneAt - now <= DAY_MS
    ? ', done within a day'
    : `, done on ${moment(doneAt).slice(0, 10)}`;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

function more(count: number): readonly string[] {
  return count > SHOWN ? [`  … and ${count - SHOWN} more`] : [];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
