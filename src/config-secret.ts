/** A text that must not be printed. Turning it to JSON, to a string or to an inspection shows `***`. */
export interface Secret {
  /** The text itself. */
  readonly reveal: () => string;
  readonly toJSON: () => string;
  readonly toString: () => string;
}

const HIDDEN = '***';

/** Wraps a text so that it cannot be printed by accident. */
export function secret(text: string): Secret {
  const hide = (): string => HIDDEN;
  return Object.freeze({
    reveal: () => text,
    toJSON: hide,
    toString: hide,
    // What `console.log` and error messages of Node call.
    [Symbol.for('nodejs.util.inspect.custom')]: hide,
  });
}
