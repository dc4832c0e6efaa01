import { styleText } from 'node:util';
import { printable } from '../base/printable.ts';
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
      print(`${paint('yellow', 'warning:')} ${where(place, message)}${printable(message)}`),
    error: (message, place) =>
      print(`${paint('red', 'error:')} ${where(place, message)}${printable(message)}`),
    group: (title) => {
      print(printable(title));
      depth += 1;
    },
    endGroup: () => {
      depth = Math.max(0, depth - 1);
    },
  };
}

/** Where it belongs; a title that the beginning of the message names is not said twice. */
function where(place: LogPlace | undefined, message: string): string {
  if (place === undefined) return '';
  const line = place.line === undefined ? '' : `:${place.line}`;
  const { title = '' } = place;
  // `feed example.org/a.xml: …` names it too.
  const said = message
    .slice(0, title.length + 8)
    .toLowerCase()
    .includes(title.toLowerCase());
  const parts = [
    place.file === undefined ? undefined : `${place.file}${line}`,
    said ? undefined : title,
  ];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? '' : `${printable(known.join(', '))}: `;
}
