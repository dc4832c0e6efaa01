import { counted, grouped } from '../base/count.ts';
import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import { printable } from '../base/printable.ts';
import type { Log, ProgressSink, ProgressState } from '../ports.ts';
import { spokenSpan } from '../render/when.ts';

/** A bar on a terminal, and the log that goes above it. */
export interface TerminalProgress {
  readonly sink: ProgressSink;
  /** Says the same as the log given, with the bar out of the way meanwhile. */
  readonly log: Log;
}

/** What {@link makeTerminalProgress} needs. */
export interface TerminalProgressOptions {
  /** The terminal: where the log goes too. */
  readonly stream: NodeJS.WriteStream;
  readonly log: Log;
}

/** Cells of the bar. */
const CELLS = 20;
/** Characters of the title under way. */
const MOST_TITLE = 60;

/** True for a stream on which a bar can be drawn: a terminal that can move its cursor. */
export function canShowProgress(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb' && env['CI'] === undefined;
}

/**
 * A live bar at the bottom of a terminal: parts, episodes, what is under way, elapsed and expected
 * time. It is drawn anew at each update and gone when it ends.
 */
export function makeTerminalProgress({ stream, log }: TerminalProgressOptions): TerminalProgress {
  const screen = createLogUpdate(stream, { showCursor: true });
  let drawn: string | undefined;
  const above =
    <T extends readonly unknown[]>(say: (...words: T) => void) =>
    (...words: T): void => {
      if (drawn === undefined) return say(...words);
      screen.clear();
      say(...words);
      screen(drawn);
    };
  return {
    sink: {
      update: (state) => {
        drawn = progressBar(state, (role, text) =>
          styleText(role === 'bar' ? 'cyan' : 'dim', text, { stream }),
        );
        screen(drawn);
      },
      end: () => {
        drawn = undefined;
        screen.clear();
      },
    },
    log: {
      debug: above(log.debug),
      info: above(log.info),
      warning: above(log.warning),
      error: above(log.error),
      group: above(log.group),
      endGroup: log.endGroup,
    },
  };
}

/**
 * The bar as text: a line of counts, a line of time and quota, and one for each episode under way,
 * three at most. Each fits a terminal of 80 columns in all but the largest figures.
 */
export function progressBar(
  state: ProgressState,
  paint: (role: 'bar' | 'quiet', text: string) => string = (_, text) => text,
): string {
  const { episodes, parts, leftMs, quotaLeft } = state;
  const share = parts.total === 0 ? 0 : parts.done / parts.total;
  const filled = Math.min(CELLS, Math.floor(share * CELLS));
  const counts = [
    `${grouped(parts.done)}/${counted(parts.total, 'part')}${parts.kept > 0 ? ` (${grouped(parts.kept)} kept)` : ''}`,
    `${grouped(episodes.done)}/${counted(episodes.total, 'episode')}`,
    ...(episodes.failed > 0 ? [`${grouped(episodes.failed)} failed`] : []),
  ];
  const times = [
    state.waiting
      ? `${spokenSpan(state.elapsedMs)}, waiting for quota`
      : `${spokenSpan(state.elapsedMs)}${leftMs === undefined ? '' : `, about ${spokenSpan(leftMs)} left`}`,
    ...(quotaLeft === undefined ? [] : [`${counted(quotaLeft, 'request')} left today`]),
  ];
  const bar = `${paint('bar', '█'.repeat(filled))}${paint('quiet', '░'.repeat(CELLS - filled))}`;
  const current = state.current.slice(0, 3).map((title) => `  ${short(title)}`);
  const more = state.current.length - current.length;
  const below = [times.join(' · '), ...current, ...(more > 0 ? [`  and ${more} more`] : [])];
  return [`${bar} ${counts.join(' · ')}`, ...below.map((line) => paint('quiet', line))].join('\n');
}

function short(title: string): string {
  const characters = Array.from(printable(title).replaceAll(/\s+/g, ' '));
  return characters.length <= MOST_TITLE
    ? characters.join('')
    : `${characters.slice(0, MOST_TITLE - 1).join('')}…`;
}
