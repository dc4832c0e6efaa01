import { RE2JS } from 're2js';
import { bad, ok, problem, type Result } from './base/outcome.ts';

/** Tells of a title whether it matches. */
export type TitleTest = (title: string) => boolean;

/** Longest pattern, in characters. */
const LONGEST = 200;

/**
 * Reads one skip pattern: words that a title contains, in any case, or `/expression/`. Expressions
 * run in time linear to the title (RE2's syntax, so no look-around and no back references): titles
 * come from feeds, and one made to stall an expression must not stall a run.
 */
export function readPattern(pattern: string): Result<TitleTest> {
  if (pattern.length > LONGEST) return refused(pattern, `longer than ${LONGEST} characters`);
  const expression = /^\/(.+)\/i?$/u.exec(pattern)?.[1];
  if (expression === undefined) {
    const words = fold(pattern);
    if (words === '') return refused(pattern, 'empty');
    return ok((title) => fold(title).includes(words));
  }
  try {
    const compiled = RE2JS.compile(expression, RE2JS.CASE_INSENSITIVE);
    return ok((title) => compiled.test(title));
  } catch (error) {
    return refused(pattern, error instanceof Error ? error.message : 'not an expression');
  }
}

/**
 * One test for several patterns: true when any of them matches.
 *
 * @param patterns Patterns that {@link readPattern} accepts; others match nothing.
 */
export function titleFilter(patterns: readonly string[]): TitleTest {
  const tests = patterns.flatMap((pattern) => {
    const read = readPattern(pattern);
    return read.ok ? [read.value] : [];
  });
  return (title) => tests.some((test) => test(title));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

function refused(pattern: string, why: string): Result<TitleTest> {
  return bad(
    problem(
      'config-pattern',
      `the skip pattern ${JSON.stringify(pattern.slice(0, 60))} cannot be read: ${why}`,
      'Write words that titles contain, or an expression between slashes: /trailer|bonus/.',
    ),
  );
}
