import type { Problem } from './outcome.ts';

/**
 * Thrown for a broken configuration or state that stops the whole run (exit code 1): the user's
 * to mend, and told in the user's words. Anything else that is thrown is a bug of ours.
 */
export class Fault extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.name = 'Fault';
    this.problem = problem;
  }
}

/** True for a {@link Fault}, the user's to mend; false for any other thrown value, a bug. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Fault;
}
