import { distance } from 'fastest-levenshtein';
import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Document, type Pair } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './base/outcome.ts';
import { isSecret } from './config-inputs.ts';
import { getAt, LEAVES, type Given } from './config-layers.ts';
import { ConfigFile } from './config-schema.ts';

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
    message: `${place(path, line)} is not valid YAML: ${what}`,
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

/** What {@link problemsOf} needs to say where a value came from. */
export interface Blame {
  readonly given: readonly Given[];
  readonly file: FileLayer | undefined;
  /** The merged settings that were checked. */
  readonly raw: unknown;
}

/** A schema's complaints in the user's words: where, what is there, what was expected, what to do. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], blame: Blame): ConfigProblem[] {
  const problems = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownField(issue.path, key, blame))
      : [wrongValue(issue, blame)],
  );
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function wrongValue(issue: z.core.$ZodIssue, blame: Blame): ConfigProblem {
  const name = pathText(issue.path);
  const value = getAt(blame.raw, issue.path.map(String).join('.'));
  const giver = blame.given.find((one) => name === one.path || name.startsWith(`${one.path}[`));
  const shown = isSecret(name) ? 'not of that form' : describe(value);
  if (giver !== undefined) {
    const who = giver.source === 'input' ? 'the input' : 'the environment variable';
    return {
      code: 'config-value',
      message: `${who} ${giver.name} is ${shown}; expected ${issue.message}`,
      remedy: `Correct ${giver.name}, or leave it empty for the default.`,
    };
  }
  const line = blame.file?.lineOf(issue.path);
  const file = blame.file?.path;
  const where = file === undefined ? '' : `${place(file, line)}: `;
  const missing = value === undefined;
  return {
    code: missing ? 'config-missing-field' : 'config-value',
    message: missing
      ? `${where}${name} is missing; expected ${issue.message}`
      : `${where}${name} is ${shown}; expected ${issue.message}`,
    remedy: missing ? `Add ${name}.` : `Correct ${name}, or remove it for the default.`,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}

function unknownField(path: readonly PropertyKey[], key: string, blame: Blame): ConfigProblem {
  const line = blame.file?.lineOf(path, key);
  const file = blame.file?.path;
  const where = file === undefined ? '' : `${place(file, line)}: `;
  const below = path.length === 0 ? '' : ` below ${pathText(path)}`;
  return {
    code: 'config-unknown-field',
    message: `${where}the field ${describe(key)}${below} is not known`,
    remedy: remedyFor(key, knownKeys(path)),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}

function remedyFor(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  const elsewhere = LEAVES.filter((leaf) => leaf.path.includes('.') && !isSecret(leaf.path));
  const name = closest(
    key,
    elsewhere.map((leaf) => lastOf(leaf.path)),
  );
  const found = elsewhere.find((leaf) => lastOf(leaf.path) === name);
  if (found !== undefined) return `Did you mean ${found.path}?`;
  if (/key|token|secret/i.test(key)) {
    return 'Remove it: keys and tokens are inputs or environment variables, never in a file.';
  }
  return `Remove it, or use one of: ${known.join(', ')}.`;
}

/** The fields that the schema knows at a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  type Def = {
    innerType?: z.core.$ZodType;
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    valueType?: z.core.$ZodType;
  };
  const bare = (schema: z.core.$ZodType): Def => {
    const def = schema._zod.def as Def;
    return def.innerType === undefined ? def : bare(def.innerType);
  };
  let def = bare(ConfigFile);
  for (const step of path) {
    const next = def.shape?.[String(step)] ?? def.element ?? def.valueType;
    if (next === undefined) return [];
    def = bare(next);
  }
  return Object.keys(def.shape ?? {}).filter((key) => key !== '$schema');
}

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Letters that changed places are one mistake, not two: `titel`. */
function farFrom(wrong: string, name: string): number {
  const far = distance(wrong, name);
  if (far !== 2 || wrong.length !== name.length) return far;
  const at = [...wrong].findIndex((letter, index) => letter !== name[index]);
  return wrong[at] === name[at + 1] && wrong[at + 1] === name[at] ? 1 : 2;
}

/** The known name that a wrong one was most likely meant to be; undefined when none is near. */
export function closest(wrong: string, known: readonly string[]): string | undefined {
  const scored = known
    .map((name) => ({ name, far: farFrom(plain(wrong.slice(0, 100)), plain(name)) }))
    .sort((a, b) => a.far - b.far);
  const best = scored[0];
  if (best === undefined) return undefined;
  return best.far <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** `['shows', 0, 'url']` → `shows[0].url`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) =>
      typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`,
    )
    .join('');
}

/** A value as it is shown in a message: short, on one line, quoted. */
export function describe(value: unknown): string {
  if (value !== null && typeof value === 'object')
    return Array.isArray(value) ? 'a list' : 'a section';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}..."` : text;
}

function place(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
