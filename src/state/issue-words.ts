import type { z } from 'zod';

/** What a schema's kinds are called in a file that people may open. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * A schema's complaint in our words: `runs[0].id is missing; expected a text`.
 *
 * @param file the whole value that was checked
 */
export function issueWords(issue: z.core.$ZodIssue, file: unknown): string {
  const name = nameOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 100))).join(', ');
    return `${name === '' ? 'it holds' : `${name} holds`} ${keys}, which is not known here`;
  }
  const value = issue.path.reduce<unknown>(
    (at, step) => (at as Record<PropertyKey, unknown> | null | undefined)?.[step],
    file,
  );
  const what = name === '' ? 'it' : name;
  const found = value === undefined ? 'is missing' : `is ${shown(value)}`;
  return `${what} ${found}; expected ${expected(issue)}`;
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? 'another kind of value';
    case 'invalid_value':
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `no less than ${issue.minimum}`;
    case 'too_big':
      return `no more than ${issue.maximum}`;
    default:
      return 'another value';
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) =>
      typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step).slice(0, 100)}`,
    )
    .join('');
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
