import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moment } from '../../src/base/moment.ts';
import { sources } from '../docs/problem-codes.ts';

const LINES = sources(join(import.meta.dirname, '..', '..', 'src')).flatMap(({ path, text }) =>
  text.split('\n').map((line, at) => ({ place: `${path}:${at + 1}`, line })),
);

/** A whole instant inside a text, as machines write it. */
const INSTANT = /`[^`]*\$\{[^}]*\.toISOString\(\)\}/u;

const THINGS =
  'attempts|bytes|chunks|doubts|episodes|failures|feeds|files|items|jobs|keys|minutes|models|packets|parts|requests|runs|seconds|shows|tries|words';
/** A number before a plural, which would be wrong for one; constants and ternaries know their number. */
const PLURAL = new RegExp(
  String.raw`\$\{(?!counted\(|[A-Z_]+\}|[A-Z_]+ / )[^}]*\} (?:${THINGS})\b`,
  'u',
);

const found = (rule: RegExp): string[] =>
  LINES.filter(({ line }) => rule.test(line) && !/=== [01]\b|\bcounted\(/u.test(line)).map(
    ({ place, line }) => `${place} ${line.trim()}`,
  );

describe('what people read', () => {
  it('has moments as people write them', () => {
    expect(moment(Date.parse('2026-11-24T06:00:59.123Z'))).toBe('2026-11-24 06:00 UTC');
    expect([NaN, Infinity, 9e15].map(moment)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(found(INSTANT)).toEqual([]);
  });

  it('has one thing, and several', () => {
    expect(found(PLURAL)).toEqual([]);
  });

  it('would be seen to be wrong', () => {
    expect('log(`until ${new Date(at).toISOString()}: why`)').toMatch(INSTANT);
    expect('`${count} episodes`').toMatch(PLURAL);
    expect("`${counted(count, 'episode')} episodes`").not.toMatch(PLURAL);
  });
});
