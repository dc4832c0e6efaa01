import { counted } from '../base/count.ts';
import { isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { speakUrl } from '../feed/address.ts';
import type { Log } from '../ports.ts';
import { withoutSecrets } from '../quota/classify.ts';
import { isStop } from './signals.ts';

/** Code of what is no fault of the world's or the user's. */
const BUG = 'program-fault';

/** So many in one run are no matter of single episodes: the rest would fail the same way. */
export const MOST_BUGS = 3;

/** Lines of a stack that are told. */
const FRAMES = 12;
const MAX_WORDS = 200;

/** True for what was thrown by a bug: neither a fault that a user can mend, nor a stop of the run. */
export function isBug(error: unknown): boolean {
  return !isFault(error) && !isStop(error);
}

/**
 * A bug met in one feed or episode, as a fault of that one alone: its text may be what the program
 * trips over, and one hostile item must not keep a run from the others. The stack goes to the log.
 *
 * @param about the show and the episode, or the feed
 */
export function programFault(log: Log, about: string, error: unknown): Problem {
  const words = wordsOf(error);
  log.error(
    `This is a bug of podcast-transcriber: ${about}: ${words}\n${framesOf(error)}`.trimEnd(),
  );
  return problem(
    BUG,
    `${about}: a bug of podcast-transcriber was met (${words}).`,
    'Report it with the stack from the log; the others went on, and it is tried again later.',
  );
}

/** The bugs among the faults of feeds and episodes, as one; undefined when there is none. */
export function bugsAsOne(faults: readonly Problem[]): Problem | undefined {
  const bugs = faults.filter(({ code }) => code === BUG);
  const [first] = bugs;
  if (first === undefined || bugs.length === 1) return first;
  const message = `${first.message} And ${counted(bugs.length - 1, 'other')} like it.`;
  return problem(BUG, message, first.remedy);
}

/** Class and message in one line. State is committed and logs are public: no address whole, no key. */
function wordsOf(error: unknown): string {
  const [name, message] =
    error instanceof Error ? [error.name, error.message] : ['thrown', String(error)];
  const plain = message
    .slice(0, 1_000)
    .replaceAll(/[a-z][\w+.-]*:\/\/[^\s'"<>]+/giu, (address) => speakUrl(address));
  return `${name}: ${withoutSecrets(plain)}`.slice(0, MAX_WORDS).toWellFormed();
}

/** Where it happened. The message, which a stack begins with, is told by itself. */
function framesOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines
    .filter((line) => /^\s+at /u.test(line))
    .slice(0, FRAMES)
    .join('\n');
}
