import { styleText } from 'node:util';
export { counted, grouped } from './base/count.ts';
import { printable } from './base/printable.ts';

/** Looks that text can have on a terminal. */
type Look = Parameters<typeof styleText>[0];

/** Text in a colour where standard output is a terminal that shows it (NO_COLOR, FORCE_COLOR). */
export function paint(look: Look, text: string): string {
  return styleText(look, text, { stream: process.stdout });
}

/** One line of text of others, safe for a terminal. */
export function clean(text: string, longest = 200): string {
  return printable(text.replaceAll(/\s+/gu, ' '), longest).replaceAll('\n', ' ').trim();
}

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  /** True: figures, set to the right. */
  readonly right?: boolean;
  /** Wider cells are cut. */
  readonly most?: number;
}

/** A table as lines of text, without rules: columns two spaces apart, titles dim. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) =>
    columns.map(({ of, most = 60 }) =>
      cut(clean(of(row), Math.max(1_000, Math.min(most, 1e6))), most),
    ),
  );
  const widths = columns.map(({ title }, at) =>
    Math.max(width(title), ...cells.map((line) => width(line[at] ?? ''))),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => {
        const gap = ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(text)));
        return columns[at]?.right === true ? gap + text : text + gap;
      })
      .join('  ')
      .trimEnd();
  const head = paint('dim', line(columns.map(({ title }) => title)));
  return [head, ...cells.map(line)].join('\n');
}

/** Names and values below each other; values that are undefined are left out. */
export function facts(
  rows: readonly (readonly [name: string, value: string | undefined])[],
): string {
  const there = rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
  const widest = Math.max(0, ...there.map(([name]) => width(name)));
  return there
    .map(([name, value]) => `${paint('dim', name.padEnd(widest))}  ${clean(value, 2_000)}`)
    .join('\n');
}

function cut(text: string, most: number): string {
  const signs = [...text];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}

/** Columns that a text takes: wide signs of East Asia and pictures take two, marks none. */
export function width(text: string): number {
  let columns = 0;
  for (const sign of text) {
    // Combining marks, joiners and selectors of variants.
    if (/^(?:\p{M}|\p{Cf})$/u.test(sign)) continue;
    columns += WIDE.test(sign) ? 2 : 1;
  }
  return columns;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

/** `2026-11-24 06:00 UTC`; a dash when there is no such moment. */
export function moment(epochMs: number | undefined): string {
  if (epochMs === undefined || !(Math.abs(epochMs) <= 8.64e15)) return '–';
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `3 h 05 min`, `42 min`, `8 s`. */
export function span(sec: number | undefined): string {
  if (sec === undefined) return '–';
  if (sec < 60) return `${Math.round(sec)} s`;
  const minutes = Math.round(sec / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** How old something is: `14 days`, from two days on; else as {@link span}. */
export function age(sec: number): string {
  const days = Math.floor(sec / 86_400);
  return days < 2 ? span(sec) : `${days} days`;
}

/** `1.2 MB`. */
export function size(bytes: number | undefined): string {
  if (bytes === undefined) return '–';
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1_000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** True for a day, month or year of the calendar: `2026-01-31`, `2026-01`, `2026`. */
export function isPartOfDate(text: string): boolean {
  if (!/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u.test(text)) return false;
  const at = Date.parse(`${text}${'-01-01'.slice(text.length - 4)}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
