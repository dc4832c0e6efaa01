import { printable } from '../base/printable.ts';
import type { Log, LogPlace } from '../ports.ts';

/**
 * The log of a job on GitHub Actions: plain lines, and workflow commands for annotations, groups
 * and debug lines (https://docs.github.com/actions/reference/workflow-commands).
 *
 * The commands are written here rather than by `@actions/core`: loading it costs 70 ms (measured,
 * it brings an HTTP client), and the log's first line must not wait for that. Its `info` would
 * also print a line such as `::add-mask::x` from a feed as it is, and the runner would obey.
 *
 * @param write - Takes a whole line with its line break; standard output if left out.
 */
export function makeActionsLog(write: (line: string) => void = writeStdout): Log {
  const command = (
    name: string,
    properties: Readonly<Record<string, string>>,
    message: string,
  ): void => {
    const list = Object.entries(properties).map(
      ([key, value]) => `${key}=${escapeProperty(value)}`,
    );
    write(`::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(message)}\n`);
  };
  return {
    debug: (message) => command('debug', {}, printable(message)),
    info: (message) => write(`${inert(printable(message))}\n`),
    warning: (message, place) => command('warning', properties(place), printable(message)),
    error: (message, place) => command('error', properties(place), printable(message)),
    group: (title) => command('group', {}, printable(title).replaceAll('\n', ' ')),
    endGroup: () => command('endgroup', {}, ''),
  };
}

function writeStdout(line: string): void {
  process.stdout.write(line);
}

/**
 * Text that the runner cannot take for a command. It reads `::name::` at the start of a line,
 * after white space of any kind, and the older `##[name]` anywhere in it (actions/runner,
 * ActionCommand.cs).
 */
function inert(text: string): string {
  return text.replaceAll(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}

function properties(place: LogPlace | undefined): Readonly<Record<string, string>> {
  const given: Record<string, string> = {};
  if (place?.title !== undefined) given['title'] = printable(place.title).replaceAll('\n', ' ');
  if (place?.file !== undefined) given['file'] = printable(place.file);
  if (place?.line !== undefined) given['line'] = String(place.line);
  return given;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
