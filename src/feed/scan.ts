/**
 * A forgiving reader of markup, in linear time and without recursion: it never refuses, never
 * looks back, and never expands anything. It serves the repair of feeds and the reading of OPML.
 */

/** An attribute as written; the value is raw (entities not resolved). Names are in lower case. */
export interface ScannedAttribute {
  readonly name: string;
  readonly value: string;
}

/** A piece of markup. Offsets are UTF-16 units into the text; `end` is exclusive. */
export type Token =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: readonly ScannedAttribute[];
      readonly selfClosing: boolean;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly start: number; readonly end: number }
  /** Raw text: entities are not resolved. */
  | { readonly kind: 'text'; readonly start: number; readonly end: number }
  /** The inside of a CDATA section: literal text. */
  | { readonly kind: 'cdata'; readonly start: number; readonly end: number }
  /** A document type, with its internal subset. Comments and processing instructions are left out. */
  | { readonly kind: 'doctype'; readonly start: number; readonly end: number };

/** More attributes than this on one element are ignored. */
const MAX_ATTRIBUTES = 64;

const GT = 0x3e;
const LT = 0x3c;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const DOUBLE = 0x22;
const SINGLE = 0x27;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c;
}

/** Letters, `_`, `:` and everything beyond ASCII can begin a name. */
function beginsName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    code === 0x3a ||
    code > 0x7f
  );
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The end of a name that begins at `from`. */
function nameEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const ends =
      isSpace(code) ||
      code === GT ||
      code === LT ||
      code === SLASH ||
      code === EQUALS ||
      code === DOUBLE ||
      code === SINGLE;
    if (ends) break;
    at += 1;
  }
  return at;
}

/** A value after `=`: quoted, or bare up to white space or `>`. `undefined`: the text ends inside it. */
function attributeValue(text: string, from: number): { value: string; end: number } | undefined {
  const quote = text.charCodeAt(from);
  if (quote === DOUBLE || quote === SINGLE) {
    const close = text.indexOf(quote === DOUBLE ? '"' : "'", from + 1);
    if (close < 0) return undefined;
    return { value: text.slice(from + 1, close), end: close + 1 };
  }
  let at = from;
  while (at < text.length && !isSpace(text.charCodeAt(at)) && text.charCodeAt(at) !== GT) at += 1;
  return { value: text.slice(from, at), end: at };
}

/** An opening tag at `start` (which is a `<` before a name). `undefined`: the text ends inside it. */
function openTag(text: string, start: number): Extract<Token, { kind: 'open' }> | undefined {
  let at = nameEnd(text, start + 1);
  const name = text.slice(start + 1, at);
  const attributes: ScannedAttribute[] = [];
  while (at < text.length) {
    at = skipSpace(text, at);
    const code = text.charCodeAt(at);
    if (code === GT)
      return { kind: 'open', name, attributes, selfClosing: false, start, end: at + 1 };
    // A tag that lost its `>`: the next one begins here.
    if (code === LT) return { kind: 'open', name, attributes, selfClosing: false, start, end: at };
    if (code === SLASH && text.charCodeAt(at + 1) === GT) {
      return { kind: 'open', name, attributes, selfClosing: true, start, end: at + 2 };
    }
    const end = nameEnd(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    const attribute = text.slice(at, end).toLowerCase();
    at = skipSpace(text, end);
    let value = '';
    if (text.charCodeAt(at) === EQUALS) {
      const read = attributeValue(text, skipSpace(text, at + 1));
      if (read === undefined) return undefined;
      value = read.value;
      at = read.end;
    }
    if (attributes.length < MAX_ATTRIBUTES) attributes.push({ name: attribute, value });
  }
  return undefined;
}

/** Where a document type ends: after its `>`, past an internal subset in brackets. */
function doctypeEnd(text: string, start: number): number {
  const close = text.indexOf('>', start);
  const bracket = text.indexOf('[', start);
  if (close < 0) return text.length;
  if (bracket < 0 || bracket > close) return close + 1;
  const subset = text.indexOf(']', bracket);
  const after = subset < 0 ? -1 : text.indexOf('>', subset);
  return after < 0 ? text.length : after + 1;
}

/** The end of a comment, instruction or section; the text's end when it is never closed. */
function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

/**
 * The tokens of a text, in order. A `<` that begins no markup is text. Markup that the text's end
 * cuts off yields nothing, except a CDATA section, which yields what there is of it.
 */
export function* scan(text: string): Generator<Token, void, undefined> {
  let at = 0;
  let textStart = 0;
  while (at < text.length) {
    const start = text.indexOf('<', at);
    if (start < 0) break;
    const next = text.charCodeAt(start + 1);
    const isMarkup = next === SLASH || next === 0x21 || next === 0x3f || beginsName(next);
    if (!isMarkup) {
      at = start + 1;
      continue;
    }
    if (start > textStart) yield { kind: 'text', start: textStart, end: start };
    if (next === SLASH) {
      const end = nameEnd(text, start + 2);
      const close = skipSpace(text, end);
      if (close >= text.length) return;
      at = text.charCodeAt(close) === GT ? close + 1 : close;
      yield { kind: 'close', name: text.slice(start + 2, end), start, end: at };
      // Junk inside a closing tag (`</p class="x">`) would read as text: skip to its `>`.
      if (text.charCodeAt(close) !== GT && text.charCodeAt(close) !== LT) {
        at = after(text, '>', close);
      }
    } else if (next === 0x3f) {
      at = after(text, '>', start);
    } else if (next === 0x21) {
      at = yield* declaration(text, start);
    } else {
      const tag = openTag(text, start);
      if (tag === undefined) return;
      yield tag;
      at = tag.end;
    }
    textStart = at;
  }
  if (textStart < text.length) yield { kind: 'text', start: textStart, end: text.length };
}

/** What begins with `<!`: comment, CDATA section or document type. Returns where it ends. */
function* declaration(text: string, start: number): Generator<Token, number, undefined> {
  if (text.startsWith('<!--', start)) return after(text, '-->', start + 4);
  if (text.startsWith('<![CDATA[', start)) {
    const close = text.indexOf(']]>', start + 9);
    const end = close < 0 ? text.length : close;
    yield { kind: 'cdata', start: start + 9, end };
    return close < 0 ? text.length : close + 3;
  }
  const end = doctypeEnd(text, start);
  yield { kind: 'doctype', start, end };
  return end;
}
