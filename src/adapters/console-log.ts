import { stripVTControlCharacters, styleText } from 'node:util';
import type { Log, LogPlace } from '../ports.ts';

/** How the terminal's log looks and where it goes. */
export interface ConsoleLogOptions {
  /** True shows debug lines too. */
  readonly verbose?: boolean;
  /** Standard error if left out: standard output belongs to results, such as `--json`. */
  readonly stream?: NodeJS.WritableStream;
  /** Left out: colours on a terminal, as NO_COLOR, FORCE_COLOR and the stream say. */
  readonly color?: boolean;
}

/** Longest message that is printed, in characters. */
const LONGEST_MESSAGE = 8_000;

/** The log of the command line: a line a message, indented inside groups. */
export function makeConsoleLog(options: ConsoleLogOptions = {}): Log {
  const stream = options.stream ?? process.stderr;
  let depth = 0;
  const paint = (format: Parameters<typeof styleText>[0], text: string): string => {
    if (options.color === undefined) return styleText(format, text, { stream });
    return options.color ? styleText(format, text, { validateStream: false }) : text;
  };
  const print = (text: string): void => {
    const indent = '  '.repeat(depth);
    stream.write(`${text.replaceAll(/^/gm, indent)}\n`);
  };
  return {
    debug: (message) => {
      if (options.verbose === true) print(paint('dim', printable(message)));
    },
    info: (message) => print(printable(message)),
    warning: (message, place) =>
      print(`${paint('yellow', 'warning:')} ${where(place)}${printable(message)}`),
    error: (message, place) =>
      print(`${paint('red', 'error:')} ${where(place)}${printable(message)}`),
    group: (title) => {
      print(printable(title));
      depth += 1;
    },
    endGroup: () => {
      depth = Math.max(0, depth - 1);
    },
  };
}

/** Text without terminal codes of others, control and bidirectional characters, cut to a bearable length. */
function printable(message: string): string {
  const text = stripVTControlCharacters(message)
    .replaceAll(/\r\n?/g, '\n')
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}

function where(place: LogPlace | undefined): string {
  if (place === undefined) return '';
  const line = place.line === undefined ? '' : `:${place.line}`;
  const parts = [place.file === undefined ? undefined : `${place.file}${line}`, place.title];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? '' : `${printable(known.join(', '))}: `;
}
