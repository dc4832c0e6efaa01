/**
 * What a step of the work ended as. Outcomes are values: nothing here is thrown, and every
 * consumer switches over `kind` exhaustively (see {@link assertNever}).
 */

/**
 * A fault in words a user can act on.
 *
 * - `code`: stable, kebab-case (`audio-not-found`); the troubleshooting table of the
 *   operations guide is keyed by it.
 * - `message`: names the thing (show, episode, file, key fingerprint, line) and the cause.
 *   It never contains a secret or a full signed URL.
 * - `remedy`: what the user can do about it; one sentence.
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The result of a pure reading or check: a value, or the reason why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** Shorthand for a {@link Problem}. */
export function problem(code: string, message: string, remedy: string): Problem {
  return { code, message, remedy };
}

/** A fault as one line for a reader: what it is, then what to do. Ends and begins each as a sentence. */
export function told(fault: Pick<Problem, 'message' | 'remedy'>): string {
  // From the first sign of a run only: messages may quote long runs of anything.
  const message = fault.message.trimEnd().replace(/(?<![.:;,])[.:;,]+$/u, '');
  return `${message}${/[!?…]$/u.test(message) ? '' : '.'} ${fault.remedy}`;
}

/** {@link told}, with the code at the end: the guide's table of troubleshooting goes by it. */
export function toldWithCode(fault: Problem): string {
  return `${told(fault)} (${fault.code})`;
}

/** A successful {@link Result}. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failed {@link Result}. */
export function bad<T = never>(error: Problem): Result<T> {
  return { ok: false, problem: error };
}

/**
 * Marks the end of an exhaustive `switch`: does not compile while a case is missing.
 *
 * @throws Error when reached at run time, which is a bug.
 */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
