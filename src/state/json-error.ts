/** Where and why a text is not JSON. `line` counts from 1. */
export interface JsonError {
  readonly line: number;
  readonly reason: string;
}

const SPACE = /[ \t\r\n]*/y;
const TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;
/** A part of a string: matched one after the other, so that no string is too long for it. */
const STRING_PART = /(?:(?!\p{Cc})[^"\\]|[\u007f-\u009f])+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |$)/m;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'the end';

/**
 * The first place where a text stops being JSON (RFC 8259); undefined when it is JSON. The engine's
 * own message names no place for some faults, and a user needs the line.
 */
export function findJsonError(text: string): JsonError | undefined {
  const conflict = CONFLICT.exec(text);
  if (conflict !== null) {
    return { line: lineAt(text, conflict.index), reason: 'a merge conflict was left in the file' };
  }
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    if (at >= text.length) {
      const reason = `the file ends where ${words(expected)} should follow`;
      return expected === 'the end' ? undefined : { line: lineAt(text, at), reason };
    }
    const token = tokenAt(text, at);
    const next: Expected | undefined =
      token === undefined ? undefined : step(expected, token, open);
    if (token === undefined || next === undefined) {
      return { line: lineAt(text, at), reason: `${words(expected)} should stand here` };
    }
    expected = next;
    at += token.length;
  }
}

/** The token that starts at a position; undefined when none does. */
function tokenAt(text: string, start: number): string | undefined {
  if (text[start] !== '"') {
    TOKEN.lastIndex = start;
    return TOKEN.exec(text)?.[0];
  }
  let at = start + 1;
  for (;;) {
    STRING_PART.lastIndex = at;
    const part = STRING_PART.exec(text)?.[0];
    if (part === undefined) break;
    at += part.length;
  }
  return text[at] === '"' ? text.slice(start, at + 1) : undefined;
}

function step(expected: Expected, token: string, open: ('{' | '[')[]): Expected | undefined {
  const closing = expected === 'value or ]' || expected === ', or ]' ? ']' : '}';
  const mayClose = expected !== 'value' && expected.endsWith(closing);
  if (mayClose && token === closing) {
    open.pop();
    return afterValue(open);
  }
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (token === '{') {
        open.push('{');
        return 'key or }';
      }
      if (token === '[') {
        open.push('[');
        return 'value or ]';
      }
      return /^[}\],:]$/.test(token) ? undefined : afterValue(open);
    case 'key':
    case 'key or }':
      return token.startsWith('"') ? ':' : undefined;
    case ':':
      return token === ':' ? 'value' : undefined;
    case ', or ]':
      return token === ',' ? 'value' : undefined;
    case ', or }':
      return token === ',' ? 'key' : undefined;
    case 'the end':
      return undefined;
  }
}

function afterValue(open: readonly ('{' | '[')[]): Expected {
  const last = open.at(-1);
  if (last === undefined) return 'the end';
  return last === '{' ? ', or }' : ', or ]';
}

function words(expected: Expected): string {
  if (expected.startsWith('value')) return 'a value';
  if (expected.startsWith('key')) return 'a name in double quotes';
  return expected;
}

/** The line, counted from 1, of a position in a text. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}
