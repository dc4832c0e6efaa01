import { moment } from '../base/moment.ts';
import { grouped } from '../base/count.ts';
import { told } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { cleanLine } from '../transcript/words.ts';
import { escapeMarkdown, linkPath, markdownCode, safeUrl } from './escape.ts';
import type { RunReport } from './report-types.ts';

/** Longest title, in characters: a phone shows it in three lines. */
export const MAX_TITLE = 80;
/** Longest name of a show. */
export const MAX_SHOW = 60;

/** Text of others in a cell or a line: escaped, one line, at most so many characters; a dash for none. */
export function cell(text: string, most = MAX_TITLE): string {
  return escapeMarkdown(bounded(text, most)) || '–';
}

/**
 * Sentences of ours for people, in which `code` stands between backticks: code stays code, and
 * everything else is escaped, since they may quote texts of others. At most so many characters.
 */
export function prose(text: string, most = Infinity): string {
  const line = cleanLine(most === Infinity ? text : bounded(text, most));
  let written = '';
  let at = 0;
  // A backtick without its partner (one in a quoted text, or a cut) is one more sign.
  for (const span of line.matchAll(/`([^`]*[^`\s][^`]*)`/gu)) {
    written += spaced(line.slice(at, span.index)) + markdownCode(span[1] ?? '');
    at = span.index + span[0].length;
  }
  return written + spaced(line.slice(at));
}

/** Escaped, with the white space at its ends. */
function spaced(text: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return `${before}${escapeMarkdown(words)}${after}`;
}

/** At most so many characters, whole ones, with an ellipsis when something is left out. */
export function bounded(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2));
  return characters.length <= most
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}

/** `12,300` → `12.3k`: tokens are not counted by hand. */
export function short(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  if (count < 999_950) return `${(count / 1_000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** When something comes next: a moment, or with the next run. */
export function notBefore(instant: number | undefined): string {
  return instant === undefined ? 'next run' : moment(instant);
}

/** A part of the summary that is folded until it is asked for; `title` is ours. */
export function folded(title: string, content: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** A table; below it the count of rows that were left out. Empty when there is nothing at all. */
export function table(columns: readonly string[], rows: readonly string[], all: number): string {
  const lines =
    rows.length === 0
      ? []
      : [`| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ...rows];
  return [lines.join('\n'), leftOut(all - rows.length)].filter((part) => part !== '').join('\n\n');
}

/** A fault with its code, by which the guide's table of troubleshooting goes. */
export function faultProse(fault: Problem, most = Infinity): string {
  return `${markdownCode(bounded(fault.code, 60))} ${prose(told(fault), most)}`;
}

/** How many a folded list holds of all: `197 of 4,997`, or `4,997` when that is all. */
export function ofAll(shown: number, all: number): string {
  return shown === all ? grouped(all) : `${grouped(shown)} of ${grouped(all)}`;
}

/** Says how many are not shown; empty for none. */
export function leftOut(count: number): string {
  return count > 0 ? `and ${grouped(count)} more; all of them are in the report` : '';
}

/** Parts one below the other, without the empty ones. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Address of a file of the repository on the run's branch; undefined where there is none. */
export function fileUrl(report: RunReport, path: string): string | undefined {
  const { repository } = report;
  const base = repository === undefined ? undefined : safeUrl(repository.url);
  if (repository === undefined || base === undefined) return undefined;
  return `${base.replace(/\/$/, '')}/blob/${linkPath(repository.branch)}/${linkPath(path)}`;
}
