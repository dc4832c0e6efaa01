import { lineAt } from './json-error.ts';

/** A name that one object of a JSON text has twice. `line` counts from 1: that of the second. */
export interface Twin {
  readonly name: string;
  readonly line: number;
}

/** What matters of JSON that is known to be right: strings, and where objects and lists begin and end. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gsu;

/**
 * The first name that stands twice in one object. A parser takes the last of the two and says
 * nothing, so half of what somebody has put together by hand would be lost.
 *
 * @param text right JSON
 * @param names how many names of members the parsed text has: where the text has as many, as almost
 *   always, it is not looked through
 */
export function findTwin(text: string, names: number): Twin | undefined {
  // Where each name has its colon right behind it, names are counted by `":`; within a string the
  // quote has a backslash before it. A name that ends in a backslash would look like that too.
  const marks = countOf(text, '":');
  const isPlain = !/"[ \t\r\n]+:/u.test(text);
  if (isPlain && marks === names) return undefined;
  if (isPlain && !text.includes('\\\\":') && marks - countOf(text, '\\":') === names)
    return undefined;
  return lookThrough(text);
}

/** Names of members in a parsed JSON text, at any depth. */
export function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  const own = Array.isArray(value) ? 0 : members.length;
  return members.reduce<number>((sum, member) => sum + countNames(member), own);
}

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
    count += 1;
  }
  return count;
}

function lookThrough(text: string): Twin | undefined {
  /** Names of the objects that are open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let before = '';
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const names = open.at(-1);
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (names !== undefined && token.startsWith('"') && before !== ':') {
      const name = JSON.parse(token) as string;
      if (names.has(name)) return { name, line: lineAt(text, index) };
      names.add(name);
    }
    before = token;
  }
  return undefined;
}
