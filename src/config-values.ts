import ipaddr from 'ipaddr.js';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { isGitPath } from './base/safe-path.ts';

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

/**
 * A text of one line that is not empty. `what` says what it is: `a title`. That it is of one line
 * stands in the JSON Schema too.
 */
export function text(what: string, max = 200): z.ZodString {
  return z
    .string(`${what}, as text (in quotes, if it looks like a number)`)
    .min(1, `${what}, not an empty text`)
    .max(max, `${what}, of at most ${max} characters`)
    .regex(ONE_LINE, `${what}, on one line`);
}

/** Without control characters (Unicode's Cc), in a form that editors read. */
const ONE_LINE = new RegExp(String.raw`^[^\x00-\x1f\x7f-\x9f]*$`);

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

/** An address that is fetched: http or https. */
export function webAddress(): z.ZodString {
  return addressOf('an address that begins with https:// or http://', [WEB_ADDRESS], isWebAddress);
}

/**
 * An address or a path. The forms go into the JSON Schema, for editors; what only a program can see
 * is left to `isRight`. A text that no form fits is told once.
 */
function addressOf(
  expected: string,
  forms: readonly string[],
  isRight: (value: string) => boolean,
): z.ZodString {
  return z
    .string(expected)
    .max(2_000, `${expected}, of at most 2000 characters`)
    .regex(new RegExp(`^(?:${forms.join('|')})$`), { error: expected, abort: true })
    .refine(isRight, expected);
}

const HTTP = '[Hh][Tt][Tt][Pp]';
const WEB_ADDRESS = String.raw`${HTTP}[Ss]?:\/\/[^\s\x00-\x1f\x7f-\x9f]+`;

/** True for an absolute http(s) address. */
export function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s\p{Cc}]+$/iu.test(value)) return false;
  return URL.canParse(value);
}

/** A part of a path that is no way out; `not`: further names that it must not be. */
function part(not: readonly string[]): string {
  return String.raw`(?!(?:${[String.raw`\.\.`, ...not].join('|')})(?:\/|$))[^\x00-\x1f\x7f-\x9f\\\/:*?"<>|]+`;
}

function pathForm(...not: readonly string[]): string {
  return String.raw`${part(not)}(?:\/${part(not)})*`;
}

/** A path below the repository's root: with `/`, not absolute, without `..`. */
function isPathInside(value: string): boolean {
  if (value === '' || value.length > 300 || /[\p{Cc}\\:*?"<>|]/u.test(value)) return false;
  return value.split('/').every((one) => one !== '' && one !== '..' && one !== '.git');
}

/** The address of a feed or a list of feeds, or the path of such a list in the repository. */
export function feedEntry(): z.ZodString {
  return addressOf(
    'a feed address (https://…) or the path of an OPML file in the repository',
    [WEB_ADDRESS, pathForm(String.raw`\.git`)],
    (value) => isWebAddress(value) || isPathInside(value),
  );
}

/** A folder that the program writes to; git's own and GitHub's are none. */
export function folder(): z.ZodString {
  const expected =
    'a folder in the repository: no absolute path, no .. in it, and not in .git or .github';
  const gits = [
    String.raw`\.[Gg][Ii][Tt](?:[Hh][Uu][Bb])?[. ]*`,
    String.raw`[Gg][Ii][Tt](?:[Hh][Uu][Bb])?~\d+[. ]*`,
  ];
  return text('a folder in the repository, such as transcripts', 300)
    .regex(new RegExp(`^${pathForm(...gits)}$`), { error: expected, abort: true })
    .refine((path) => isPathInside(path) && !isGitPath(path), expected);
}

/**
 * The address that keys and audio are sent to: nothing in it but host and path, and encrypted, other
 * than to this machine itself.
 */
export function serviceAddress(): z.ZodString {
  const rest = String.raw`(?::\d+)?(?:\/[^\s?#\x00-\x1f\x7f-\x9f]*)?`;
  return addressOf(
    'an https:// address without a name, password, query or fragment (http:// for this machine only)',
    [
      String.raw`${HTTP}[Ss]:\/\/(?:\[[\dA-Fa-f:.]+\]|[^\s@:\/?#\\[\]\x00-\x1f\x7f-\x9f]+)${rest}`,
      String.raw`${HTTP}:\/\/(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})${rest}`,
    ],
    isWebAddress,
  );
}

/** A host, `host:port`, address or network. */
export function networkEntry(): z.ZodString {
  const expected = 'a host, host:port, address or network such as 10.0.0.0/8';
  return z
    .string(expected)
    .max(200, expected)
    .regex(NETWORK_ENTRY, expected)
    .refine((value) => isNetworkEntry(value) || !NETWORK_ENTRY.test(value), expected);
}

/** Networks of IPv4 and IPv6 have at most 32 and 128 bits; all else has no slash. */
const NETWORK_ENTRY =
  /^(?:[^\s@?#\\/*]+|[\d.]+\/(?:3[0-2]|[12]?\d)|[\dA-Fa-f:.]*:[\dA-Fa-f:.]*\/(?:12[0-8]|1[01]\d|[1-9]?\d))$/;

function isNetworkEntry(value: string): boolean {
  if (value.includes('/')) return ipaddr.isValidCIDR(value);
  if (ipaddr.isValid(value)) return true;
  return URL.canParse(`http://${value}/`);
}
