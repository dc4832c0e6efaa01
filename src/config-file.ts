import {
  LineCounter,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Pair,
} from 'yaml';
import { hideSecretsInWords } from './base/hide-secrets.ts';
import type { Problem } from './base/outcome.ts';

/** A fault of the configuration; `file` and `line` (from 1) where it stands in a file. */
export interface ConfigProblem extends Problem {
  readonly file?: string;
  readonly line?: number;
}

/** A config file after reading. */
export interface FileLayer {
  readonly path: string;
  /** The settings as written, empty sections left out; not yet checked. */
  readonly raw: Record<string, unknown>;
  /** The line (from 1) on which the value at a path stands, or with `key` the key below it. */
  readonly lineOf: (path: readonly PropertyKey[], key?: string) => number | undefined;
}

/** Largest config file, in characters. */
const LARGEST_FILE = 2_000_000;

const NO_SETTINGS = 'expected settings such as `feeds:`, one a line';

/** Reads the text of a config file (YAML 1.2, so JSON too). */
export function readFileLayer(
  path: string,
  text: string,
): { readonly layer: FileLayer; readonly problems: readonly ConfigProblem[] } {
  const lines = new LineCounter();
  const empty: FileLayer = { path, raw: {}, lineOf: () => undefined };
  const broken = (what: string, line?: number): ConfigProblem => ({
    code: 'config-yaml',
    // The reader of YAML quotes what it stumbles over.
    message: `${place(path, line)} is not valid YAML: ${hideSecretsInWords(what)}`,
    remedy: 'Correct that line; mind the indentation and put texts with a colon or # in quotes.',
    file: path,
    ...(line === undefined ? {} : { line }),
  });
  if (text.length > LARGEST_FILE) {
    return { layer: empty, problems: [broken('the file is over 2 million characters')] };
  }
  const strange = text.indexOf('\u{fffd}');
  if (strange >= 0) {
    const line = text.slice(0, strange).split('\n').length;
    const problem = broken('it holds signs that are not UTF-8', line);
    return {
      layer: empty,
      problems: [
        { ...problem, remedy: 'Save the file as UTF-8, and correct that line if need be.' },
      ],
    };
  }
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  if (doc.errors.length > 0) {
    const problems = doc.errors.map((error) =>
      broken(firstLine(error.message), lines.linePos(error.pos[0]).line),
    );
    return { layer: empty, problems };
  }
  const lost = unresolved(doc);
  if (lost !== undefined) {
    const what = `the alias *${lost.source} stands for nothing: there is no &${lost.source} before it`;
    return { layer: empty, problems: [broken(what, lines.linePos(lost.range?.[0] ?? 0).line)] };
  }
  let raw: unknown;
  try {
    raw = withoutEmpty(doc.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    return {
      layer: empty,
      problems: [broken(error instanceof Error ? error.message : 'unreadable')],
    };
  }
  if (raw === undefined) return { layer: empty, problems: [] };
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { layer: empty, problems: [broken(NO_SETTINGS, 1)] };
  }
  const lineOf: FileLayer['lineOf'] = (at, key) => lineIn(doc, lines, at, key);
  return { layer: { path, raw: raw as Record<string, unknown>, lineOf }, problems: [] };
}

/** The first alias without an anchor before it. */
function unresolved(doc: Document.Parsed): Alias.Parsed | undefined {
  const anchors = new Set<string>();
  let found: Alias.Parsed | undefined;
  visit(doc, {
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias: (_, node) => {
      if (anchors.has(node.source)) return undefined;
      found = node as Alias.Parsed;
      return visit.BREAK;
    },
  });
  return found;
}

/** A section whose lines are all commented out is `null` in YAML: here it is not there. */
function withoutEmpty(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    return Array.isArray(value) ? value.map((one) => withoutEmpty(one)) : value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, withoutEmpty(one)] as const)
      .filter(([, one]) => one !== undefined),
  );
}

function lineIn(
  doc: Document.Parsed,
  lines: LineCounter,
  path: readonly PropertyKey[],
  key?: string,
): number | undefined {
  let node: unknown = doc.contents;
  let offset: number | undefined;
  const steps = key === undefined ? path : [...path, key];
  for (const step of steps) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => String(isScalar(item.key) ? item.key.value : item.key) === String(step),
      );
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

/** `config/production.yaml:3`, or the file alone. */
export function place(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
