/** The job summary for a terminal: the same Markdown with its tables drawn up and its marks left out. */

/** Markdown as GitHub shows it → plain text: links by their words, columns of equal width. */
export function readable(markdown: string): string {
  const lines = markdown.split('\n');
  const text: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const table: string[][] = [];
    while (lines[at]?.startsWith('|')) {
      table.push(cellsOf(lines[at] ?? ''));
      at += 1;
    }
    text.push(...drawn(table));
    const line = lines[at];
    if (line !== undefined) text.push(plain(line));
  }
  return text
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trimEnd();
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split(/(?<!\\)\|/u)
    .map((cell) => plain(cell.trim()));
}

/** Rows with columns of equal width; the rule below the head stays a rule. */
function drawn(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (isRule(row) ? 1 : (row[column] ?? '').length))),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => (isRule(row) ? '─'.repeat(width) : (row[column] ?? '').padEnd(width)))
      .join('  ')
      .trimEnd(),
  );
}

function isRule(row: readonly string[]): boolean {
  return row.every((cell) => /^:?-{3,}:?$/u.test(cell));
}

/** Words of a line of Markdown, without its marks. */
function plain(line: string): string {
  return line
    .replaceAll(/<summary>(.*?)<\/summary>/gu, '▸ $1')
    .replaceAll(/<\/?(?:sub|b|details)>|<!--.*?-->/gu, '')
    .replaceAll(/<br>/gu, ' · ')
    .replaceAll(/\[((?:\\.|[^\]\\])*)\]\([^)]*\)/gu, '$1')
    .replaceAll(/\*\*([^*]*)\*\*/gu, '$1')
    .replaceAll(/^#+ /gu, '')
    .replaceAll(/(?<!\\)`/gu, '')
    .replaceAll(/\\([!-/:-@[-`{-~])/gu, '$1');
}
