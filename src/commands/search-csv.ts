import type { SearchResult } from './search.ts';

/** The columns of {@link searchCsv}. */
const COLUMNS = ['show', 'title', 'date', 'start', 'speaker', 'text', 'path'] as const;

/**
 * What was found as CSV (RFC 4180): a line a match, or an episode where no words were asked for.
 * Texts that a spreadsheet would take for a formula begin with an apostrophe, and so does what it
 * would take for one if it cut the line at semicolons.
 */
export function searchCsv(result: SearchResult): string {
  const rows = result.episodes.flatMap((one) => {
    const common = [one.show, one.title, one.date ?? ''];
    if (one.matches.length === 0) {
      return [[...common, '', one.speakers.join(', '), '', one.path]];
    }
    return one.matches.map(({ startSec, speaker = '', text }) => [
      ...common,
      clock(startSec),
      speaker,
      text,
      one.path,
    ]);
  });
  return [COLUMNS, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/**
 * Where a formula may begin: at the start of a cell, or behind a semicolon, which is the separator of
 * spreadsheets in many countries whatever the quotes say. The wide forms count for East Asian ones.
 */
const FORMULA = /(^|;)(?=[\s\p{Cc}\p{Cf}"]*[=+\-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}])/gu;

/** The mark by which spreadsheets know that a file is UTF-8: Excel takes it for another code otherwise. */
export const BYTE_ORDER_MARK = '\u{feff}';

function csvField(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  const safe = line.replaceAll(FORMULA, "$1'");
  return /[",;]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `01:02:03`. */
export function clock(sec: number): string {
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${pad(sec / 3_600)}:${pad((sec / 60) % 60)}:${pad(sec % 60)}`;
}
