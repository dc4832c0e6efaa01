/** What a terminal makes of the bytes that a program writes to it. */

/** A terminal code, its number and its letter; or a character. */
// oxlint-disable-next-line no-control-regex -- terminal codes are what is read
const TOKEN = /\u001b\[([?\d;]*)([A-Za-z])|[^]/gu;

/** What a terminal shows after these bytes: the lines that erasing and overwriting leave. */
export function shown(bytes: string): string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  for (const [token, count = '', code = ''] of bytes.matchAll(TOKEN)) {
    const steps = Number(count === '' ? '1' : count);
    if (code === 'A') row = Math.max(0, row - steps);
    else if (code === 'B') row += steps;
    else if (code === 'G') column = steps - 1;
    else if (code === 'K') {
      const line = lines[row] ?? '';
      lines[row] = count === '2' ? '' : line.slice(0, column);
    } else if (code === 'J') {
      lines[row] = (lines[row] ?? '').slice(0, column);
      lines.length = row + 1;
    } else if (code !== '') continue;
    else if (token === '\n') {
      row += 1;
      column = 0;
    } else if (token === '\r') column = 0;
    else {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + token + line.slice(column + 1);
      column += 1;
    }
    while (lines.length <= row) lines.push('');
  }
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}
