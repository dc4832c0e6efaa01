import { decodeEntities, dropControls, escapeAttribute, escapeXml } from './entities.ts';
import { ASIDE, ASIDE_PLAIN, ASIDE_TEXT, ITEM_FIELDS, SHORT_TEXT, STRUCTURE } from './fields.ts';
import type { Scope } from './names.ts';
import { canonicalName, declare } from './names.ts';
import { scan } from './scan.ts';
import type { ScannedAttribute, Token } from './scan.ts';

/** Text of one element beyond this (UTF-16 units) is cut off; a description is read to 4,000. */
const MAX_TEXT = 32_768;
/** Longer attribute values are left out: half an address is none. */
const MAX_ATTRIBUTE = 8_192;
/** Elements nested deeper are left out; feeds need 6. */
const MAX_DEPTH = 32;
/** A feed of 2,800 items has some 100,000 elements; the rest of a larger one is left out. */
const MAX_ELEMENTS = 1_000_000;

/** Open markup inside a description that is remembered; closing tags are searched among it. */
const MAX_VERBATIM = 64;

const VALID_NAME = /^[A-Za-z_][\w.-]{0,63}(?::[A-Za-z_][\w.-]{0,63})?$/;

/** A feed's text made well-formed. */
export interface RepairedXml {
  /** Well-formed XML 1.0 with one root, without document type, comments and namespaces. */
  readonly xml: string;
  /** True when the root was never closed (the end is missing), or the feed outgrew a bound. */
  readonly truncated: boolean;
}

interface OpenElement {
  /** As written, lower case; what a closing tag is matched with. */
  readonly written: string;
  /** As put out. Empty: left out with all it holds. */
  readonly name: string;
  readonly scope: Scope;
  /** Where the output stood before this element. */
  readonly mark: number;
  /** Units of text put out so far. */
  text: number;
  /** A text that the next field of an item ends. */
  readonly isShort: boolean;
  /** Names of the markup kept as text inside a text element, when this is one. */
  readonly verbatim?: string[];
}

interface Repair {
  readonly text: string;
  readonly out: string[];
  readonly stack: OpenElement[];
  inAtom: boolean;
  elements: number;
  /** Elements open beyond the depth bound. */
  tooDeep: number;
  /** The root was opened and closed. */
  ended: boolean;
}

/**
 * Makes a feed well-formed so that a strict parser takes it: undefined entities and bare `&` are
 * escaped, forbidden characters dropped, tags balanced, attributes quoted, prefixes resolved by
 * namespace, text bounded, markup in descriptions kept as text, harmful elements set aside (see
 * `fields.ts`). When the end is missing, the unfinished item is dropped and the rest closed.
 * Linear in the text's length.
 *
 * @param text begins at, or holds somewhere, the root element `root`
 * @param rootStart offset of the root's `<`
 */
export function repairXml(text: string, rootStart: number): RepairedXml {
  const repair: Repair = {
    text: rootStart === 0 ? text : text.slice(rootStart),
    out: [],
    stack: [],
    inAtom: false,
    elements: 0,
    tooDeep: 0,
    ended: false,
  };
  for (const token of scan(repair.text)) {
    if (repair.elements > MAX_ELEMENTS) break;
    take(repair, token);
    if (repair.ended) break;
  }
  const truncated = !repair.ended;
  if (truncated) dropUnfinished(repair);
  return { xml: repair.out.join(''), truncated };
}

function openItem(repair: Repair): number {
  return repair.stack.findIndex(({ name }) => name === 'item' || name === 'entry');
}

/** Items do not nest: where one begins, the one before it was never closed. */
function closeItem(repair: Repair): void {
  const item = openItem(repair);
  if (item < 0) return;
  repair.tooDeep = 0;
  while (repair.stack.length > item) closeTop(repair);
}

/** Drops the item that was open when the text ended, and closes what is above it. */
function dropUnfinished(repair: Repair): void {
  const item = openItem(repair);
  if (item >= 0) {
    repair.out.length = repair.stack[item]?.mark ?? 0;
    repair.stack.length = item;
  }
  while (repair.stack.length > 0) closeTop(repair);
}

function take(repair: Repair, token: Token): void {
  const top = repair.stack.at(-1);
  switch (token.kind) {
    case 'open':
      if (top?.verbatim === undefined || endsText(repair, top, token.name)) open(repair, token);
      else keepMarkup(repair, top, token);
      return;
    case 'close':
      close(repair, token);
      return;
    case 'text': {
      if (top === undefined || repair.tooDeep > 0 || top.text >= MAX_TEXT) return;
      const raw = repair.text.slice(token.start, Math.min(token.end, token.start + MAX_TEXT * 2));
      addText(repair, top, decodeEntities(raw));
      return;
    }
    case 'cdata': {
      if (top !== undefined && repair.tooDeep === 0) addSection(repair, top, token);
      return;
    }
    case 'doctype':
      return;
  }
}

/** Puts out a CDATA section as it is, within the element's bound. */
function addSection(repair: Repair, top: OpenElement, token: Token): void {
  const room = MAX_TEXT - top.text;
  if (top.name === '' || room <= 0) return;
  const kept = repair.text.slice(token.start, Math.min(token.end, token.start + room));
  top.text += kept.length;
  // Dropping a character may have made the mark that ends a section.
  const clean = dropControls(kept).replaceAll(']]>', ']]]]><![CDATA[>');
  repair.out.push('<![CDATA[', clean, ']]>');
}

/** Puts out literal text, within the element's bound. */
function addText(repair: Repair, top: OpenElement, literal: string): void {
  const room = MAX_TEXT - top.text;
  if (top.name === '' || room <= 0) return;
  const kept = literal.length > room ? literal.slice(0, room) : literal;
  top.text += kept.length;
  repair.out.push(escapeXml(dropControls(kept)));
}

const ITEM_FIELD_SET: ReadonlySet<string> = new Set([
  ...ITEM_FIELDS,
  ...ASIDE_TEXT,
  ...ASIDE_PLAIN,
]);

/** True when an element inside a text can only be the next field: the text is closed then. */
function endsText(repair: Repair, top: OpenElement, written: string): boolean {
  const name = canonicalName(written, top.scope, repair.inAtom);
  const ends = STRUCTURE.has(name) || (top.isShort && ITEM_FIELD_SET.has(name));
  if (ends) closeTop(repair);
  return ends;
}

/** Markup inside a text element is part of its text: `<p>` there says the same as `&lt;p&gt;`. */
function keepMarkup(
  repair: Repair,
  top: OpenElement,
  token: Extract<Token, { kind: 'open' }>,
): void {
  if (top.text >= MAX_TEXT) return;
  if (!token.selfClosing && (top.verbatim?.length ?? 0) < MAX_VERBATIM) {
    top.verbatim?.push(token.name.toLowerCase());
  }
  const end = Math.min(token.end, token.start + MAX_TEXT);
  addText(repair, top, decodeEntities(repair.text.slice(token.start, end)));
}

function open(repair: Repair, token: Extract<Token, { kind: 'open' }>): void {
  repair.elements += 1;
  if (/(?:^|:)(?:item|entry)$/i.test(token.name)) closeItem(repair);
  if (repair.stack.length >= MAX_DEPTH) {
    if (!token.selfClosing) repair.tooDeep += 1;
    return;
  }
  const parent = repair.stack.at(-1);
  if (parent === undefined) repair.inAtom = localName(token.name) === 'feed';
  const scope = declare(parent?.scope ?? new Map<string, string>(), token.attributes);
  const canonical = canonicalName(token.name, scope, repair.inAtom);
  const muted = parent?.name === '' || !VALID_NAME.test(canonical);
  const aside = ASIDE_TEXT.has(canonical) || ASIDE_PLAIN.has(canonical);
  const name = muted ? '' : aside ? ASIDE + canonical : canonical;
  const mark = repair.out.length;
  if (name !== '') repair.out.push(openingTag(name, token.attributes));
  const written = token.name.toLowerCase();
  const isShort = SHORT_TEXT.has(canonical);
  const element = { written, name, scope, mark, text: 0, isShort };
  const isText = isShort || ASIDE_TEXT.has(canonical);
  repair.stack.push(isText ? { ...element, verbatim: [] } : element);
  if (token.selfClosing) closeTop(repair);
}

function openingTag(name: string, attributes: readonly ScannedAttribute[]): string {
  let tag = `<${name}`;
  const seen = new Set<string>();
  for (const attribute of attributes) {
    const isDeclaration = attribute.name === 'xmlns' || attribute.name.startsWith('xmlns:');
    const tooLong = attribute.value.length > MAX_ATTRIBUTE;
    if (isDeclaration || tooLong || seen.has(attribute.name)) continue;
    if (!VALID_NAME.test(attribute.name)) continue;
    seen.add(attribute.name);
    tag += ` ${attribute.name}="${escapeAttribute(dropControls(decodeEntities(attribute.value)))}"`;
  }
  return `${tag}>`;
}

function closeTop(repair: Repair): void {
  const element = repair.stack.pop();
  if (element === undefined) return;
  if (element.name !== '') repair.out.push(`</${element.name}>`);
  if (repair.stack.length === 0) repair.ended = true;
}

/**
 * A closing tag ends the nearest open element of its name and all inside it; one that matches
 * none is ignored. Inside a text element it is text as long as it closes markup of that text.
 */
function close(repair: Repair, token: Extract<Token, { kind: 'close' }>): void {
  if (repair.tooDeep > 0) {
    repair.tooDeep -= 1;
    return;
  }
  const written = token.name.toLowerCase();
  const top = repair.stack.at(-1);
  if (top?.verbatim !== undefined) {
    const inner = top.verbatim.lastIndexOf(written);
    if (inner >= 0) top.verbatim.length = inner;
    const isMarkup = inner >= 0 || !repair.stack.some((element) => element.written === written);
    if (isMarkup) {
      addText(repair, top, decodeEntities(repair.text.slice(token.start, token.end)));
      return;
    }
  }
  const at = repair.stack.findLastIndex((element) => element.written === written);
  if (at < 0) return;
  while (repair.stack.length > at) closeTop(repair);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase();
}
