import { stampAt } from './raw.ts';
import { folded, trimmed } from './read-fold.ts';
import { isLabel } from './read-label.ts';

/** Lines of a reply with tables, and line breaks that are written as `\n`, as ordinary lines. */
export function unrolled(lines: readonly string[]): string[] {
  const unrolls = lines.some((line) => line.includes('\\n') && ESCAPED.test(line));
  return lines.flatMap((line) => {
    if (unrolls && line.includes('\\n')) return line.split(/(?:\\r)?\\n/);
    const row = /^\s*\||\t/.test(line.slice(0, 200)) ? rowOf(line) : undefined;
    return row ?? [quotedOf(line)];
  });
}

/** A break that stands before the next segment's time. */
const ESCAPED = /\\n\s*[*_>-]{0,4}\s*(?:[[({【［（]|\d{1,3}:\d{2})/;

/** A row of a table as a line: `| 00:01 | Host | words |`, also with tabs. */
function rowOf(line: string): string[] | undefined {
  const bars = /^\s*\|/.test(line);
  const cells = (bars ? line.trim().replace(/^\||\|$/g, '') : line)
    .split(bars ? '|' : '\t')
    .map(trimmed);
  if (cells.length < 2) return undefined;
  if (bars && cells.every((cell) => /^:?-{2,}:?$/.test(cell))) return [];
  const time = cells.slice(0, 3).findIndex(isTime);
  if (time < 0) return bars && /^(?:time|start|zeit)/i.test(cells[0] ?? '') ? [] : undefined;
  const range = isTime(cells[time + 1] ?? '') ? 2 : 1;
  const times = cells.slice(time, time + range).map((cell) => cell.replace(/^[[(]|[\])]$/g, ''));
  const others = [...cells.slice(0, time), ...cells.slice(time + range)];
  const [first = '', ...words] = others;
  const text = words.join(bars ? ' | ' : ' ');
  const stamp = `[${times.join(' - ')}`;
  if (words.length === 0) return [`${stamp}] ${first}`];
  const name = first.replace(/^[*_]+|[*_:]+$/g, '');
  return isLabel(name) ? [`${stamp} ${name}] ${text}`] : [`${stamp}] ${first} ${text}`];
}

function isTime(cell: string): boolean {
  const plain = trimmed(folded(cell.slice(0, 80)).replace(/^\s*[*_]*[[(]?|[\])]?[*_]*\s*$/g, ''));
  const found = stampAt(plain, 0);
  if (found === undefined) return false;
  const rest = plain.slice(found.end);
  return rest === '' || /^\s*(?:-->|[-–—→])\s*[\d:.,]+$/.test(rest);
}

/** A line of a list of quoted lines: `"[00:01] Host: words",`. */
function quotedOf(line: string): string {
  const found = /^\s*"(\s*[[(].*)",?\s*$/.exec(line);
  return found?.[1] === undefined ? line : found[1].replaceAll('\\"', '"');
}

const MEMBER = /^( {0,8}- {1,4})? {0,8}"?([A-Za-z][\w ]{1,20})"? ?: {1,4}(\S.*)$/;

/** Records of YAML (`- start: 00:01`, `speaker: Host`, `text: words`) as objects; else undefined. */
export function recordsOf(text: string): string | undefined {
  if (
    !/^ {0,8}- {1,4}\w{1,20}: /m.test(text) ||
    !/^ {0,8}(?:- {1,4})?(?:text|content) ?:/m.test(text)
  )
    return undefined;
  if (!/^ {0,8}(?:- {1,4})?(?:start|time|timestamp|begin)\w{0,12} ?:/m.test(text)) return undefined;
  const records: Record<string, string>[] = [];
  for (const line of text.split('\n')) {
    const found = MEMBER.exec(line.slice(0, 20_000));
    if (found === null) continue;
    const [, dash, key = '', value = ''] = found;
    const last = records.at(-1);
    if (dash !== undefined || last === undefined) records.push({});
    const record = records.at(-1);
    if (record !== undefined) record[key] = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  }
  return records.map((record) => JSON.stringify(record)).join('\n');
}
