import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

/**
 * Builders for the values of settings. Each one's error message is the answer to "what was
 * expected?", in words: `a whole number from 1 to 32`.
 */

/** A whole number in a closed range. */
export function whole(min: number, max: number): z.ZodInt {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

/** A number, fractions allowed, in a closed range. */
export function amount(min: number, max: number): z.ZodNumber {
  const expected = `a number from ${min} to ${max}`;
  return z.number(expected).min(min, expected).max(max, expected);
}

/** One of some words. */
export function word<const T extends readonly [string, ...string[]]>(words: T) {
  const expected = `one of ${words.join(', ')}`;
  return z.enum(words, {
    error: ({ input }) => {
      const near =
        typeof input === 'string' ? nearest(input.trim().toLowerCase(), words) : undefined;
      return near === undefined ? expected : `${expected}; did you mean ${near}?`;
    },
  });
}

function nearest(wrong: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((name) => ({ name, far: distance(wrong.slice(0, 100), name) }))
    .sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= best.name.length / 3 ? best.name : undefined;
}

/** Yes or no. */
export function flag(): z.ZodBoolean {
  return z.boolean('true or false');
}

/** A text of one line that is not empty. `what` says what it is: `a title`. */
export function text(what: string, max = 200): z.ZodString {
  return z
    .string(`${what}, as text (in quotes, if it looks like a number)`)
    .min(1, `${what}, not an empty text`)
    .max(max, `${what}, of at most ${max} characters`)
    .refine((value) => !/\p{Cc}/u.test(value), `${what}, on one line`);
}

/**
 * A text of a certain form. The form goes into the JSON Schema as it stands, and editors read it
 * with and without the `u` flag: no `\p{…}` in it.
 */
export function shaped(expected: string, form: RegExp, max = 200): z.ZodString {
  return z
    .string(expected)
    .max(max, expected)
    .regex(form, expected)
    .refine((value) => !/\p{Cc}/u.test(value), expected);
}

/** A list. `what` names its members: `a list of models`. */
export function listOf<T extends z.ZodType>(what: string, member: T, max = 1_000): z.ZodArray<T> {
  return z.array(member, what).max(max, `${what}, of at most ${max}`);
}

/** An address that is fetched: http or https, without a user name or password in it. */
export function webAddress(): z.ZodString {
  const expected = 'an address that begins with https:// or http://';
  return z
    .string(expected)
    .max(2_000, `${expected}, of at most 2000 characters`)
    .refine(isWebAddress, expected);
}

/** True for an absolute http(s) address. */
export function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s\p{Cc}]+$/iu.test(value)) return false;
  return URL.canParse(value);
}

/** A path below the repository's root: with `/`, not absolute, without `..`. */
export function isPathInside(value: string): boolean {
  if (value === '' || value.length > 300 || /[\p{Cc}\\:*?"<>|]/u.test(value)) return false;
  return value.split('/').every((part) => part !== '' && part !== '..' && part !== '.git');
}
