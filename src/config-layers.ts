import type { z } from 'zod';
import { AllSettings, ModelLimits, Price } from './config-schema.ts';
import { envNameOf, INPUTS, isSecret } from './config-inputs.ts';

/** Where a value was set. */
export type Source = 'input' | 'environment' | 'file' | 'default';

/** What a string becomes on its way to a setting. */
type LeafKind = 'number' | 'boolean' | 'list' | 'text';

/** A setting that inputs, flags and the environment can set. */
export interface Leaf {
  /** Dotted: `run.maxEpisodes`. */
  readonly path: string;
  readonly env: readonly string[];
  /** All the kinds that the schema allows. */
  readonly kinds: ReadonlySet<LeafKind>;
  readonly description?: string;
}

/** A value set by someone, not yet checked. */
export interface Given {
  readonly path: string;
  readonly value: unknown;
  readonly source: Source;
  /** Its name there: `max-episodes`, `PODCAST_RUN_MAX_EPISODES`. */
  readonly name: string;
}

type Schema = z.core.$ZodType;

/** Looks through what wraps a schema: optional, default, prefault. */
function inner(schema: Schema): Schema {
  const def = schema._zod.def as { innerType?: Schema };
  return def.innerType === undefined ? schema : inner(def.innerType);
}

function kindsOf(schema: Schema): LeafKind[] {
  const bare = inner(schema);
  const def = bare._zod.def as { type: string; options?: Schema[] };
  switch (def.type) {
    case 'number':
      return ['number'];
    case 'boolean':
      return ['boolean'];
    case 'array':
      return ['list'];
    case 'union':
      return (def.options ?? []).flatMap(kindsOf);
    default:
      return ['text'];
  }
}

function leavesBelow(schema: Schema, path: string): Leaf[] {
  const def = inner(schema)._zod.def as { type: string; shape?: Record<string, Schema> };
  if (def.type === 'object' && def.shape !== undefined) {
    return Object.entries(def.shape).flatMap(([key, member]) =>
      leavesBelow(member, path === '' ? key : `${path}.${key}`),
    );
  }
  const input = INPUTS.find((spec) => spec.path === path);
  const description = (schema as z.ZodType).description;
  return [
    {
      path,
      env: [...(input?.env ?? []), ...(isSecret(path) ? [] : [envNameOf(path)])],
      kinds: new Set(kindsOf(schema)),
      ...(description === undefined ? {} : { description }),
    },
  ];
}

/** Tables by model, and the fields of their rows. */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  limits: Object.keys(ModelLimits.shape),
  prices: Object.keys(Price.shape),
};

/** The setting of a name that only a file can hold, since it is no single value; else undefined. */
export function fileOnly(name: string): string | undefined {
  return /^(?:shows\b|\$schema$)/u.exec(name)?.[0];
}

/** Every setting that has one value, in the schema's order; of the tables, what holds for all models. */
export const LEAVES: readonly Leaf[] = leavesBelow(AllSettings, '').flatMap((leaf) => {
  if (leaf.path === 'limits') return leavesBelow(ModelLimits, 'limits.default');
  return leaf.path === 'prices' || fileOnly(leaf.path) !== undefined ? [] : [leaf];
});

/**
 * Text → the value that the schema wants, as far as the text says it plainly: `5` is a number,
 * `5x` stays text and is refused by the schema. Lists are split at line ends and commas; a
 * list of addresses at line ends and blanks only, since addresses may hold commas.
 */
export function readText(leaf: Leaf, text: string): unknown {
  const trimmed = text.trim();
  if (leaf.kinds.has('number') && /^[+-]?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (leaf.kinds.has('boolean') && /^(true|false)$/i.test(trimmed)) {
    return trimmed.toLowerCase() === 'true';
  }
  if (leaf.path === 'keys.gemini') return splitKeys(trimmed);
  if (leaf.path === 'episodes') return trimmed.split(/\s+/u).flatMap(namesIn);
  if (leaf.kinds.has('list')) {
    const separators = leaf.path === 'feeds' ? /\s*[\r\n]\s*|\s+/u : /[\r\n,]/u;
    return trimmed
      .split(separators)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  return isSecret(leaf.path) ? unquoted(trimmed) : trimmed;
}

/** Ids between commas, each; an address, which may hold commas, as it stands. */
function namesIn(word: string): readonly string[] {
  const parts = word.split(',').filter((part) => part !== '');
  return parts.every((part) => /^[\da-f]{4,64}$/iu.test(part)) ? parts : [word];
}

/**
 * A key without the quotes around it: they come along from a shell script, a `.env` file or a
 * JSON list, and no key holds any.
 */
function unquoted(key: string): string {
  return /^(["'`])(.*)\1$/su.exec(key)?.[2]?.trim() ?? key;
}

/** The steps of a dotted path. Names of models hold dots: `limits.gemini-2.5-flash.requestsPerDay`. */
function stepsOf(path: string): string[] {
  const steps = path.split('.');
  const [table = ''] = steps;
  if (steps.length < 4 || !Object.hasOwn(TABLES, table)) return steps;
  return [table, steps.slice(1, -1).join('.'), steps.at(-1) ?? ''];
}

/** Sets a value at a dotted path, making the objects on the way. */
export function setAt(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = stepsOf(path);
  const last = keys.pop() ?? '';
  let at = target;
  for (const key of keys) {
    const next = Object.hasOwn(at, key) ? at[key] : undefined;
    // A section of the wrong type stays as it is: the schema will say so.
    if (next !== undefined && (next === null || typeof next !== 'object')) return;
    const made = (next ?? {}) as Record<string, unknown>;
    put(at, key, made);
    at = made;
  }
  put(at, last, value);
}

/** Sets a member of that name, whatever the name: `__proto__` would be another object's otherwise. */
function put(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** The value at a path, dotted or by steps; undefined when there is none. */
export function getAt(source: unknown, path: string | readonly PropertyKey[]): unknown {
  let at = source;
  for (const key of typeof path === 'string' ? stepsOf(path) : path) {
    if (at === null || typeof at !== 'object') return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

/**
 * What the environment sets: the names of the settings, tables by model as JSON, and Gemini keys
 * numbered `GEMINI_API_KEY_1`, `_2`, ... which add to the others.
 */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Given[] {
  const given: Given[] = [];
  for (const leaf of LEAVES) {
    if (leaf.path === 'keys.gemini') continue;
    const name = leaf.env.find((candidate) => isSet(env[candidate]));
    if (name === undefined) continue;
    const value = readText(leaf, env[name] ?? '');
    given.push({ path: leaf.path, value, source: 'environment', name });
  }
  for (const table of Object.keys(TABLES)) {
    const name = envNameOf(table);
    const text = env[name];
    if (isSet(text)) given.push(...fromTable(table, text, { source: 'environment', name }));
  }
  const keys = geminiKeys(env);
  if (keys.names.length > 0) {
    given.push({
      path: 'keys.gemini',
      value: keys.values,
      source: 'environment',
      name: keys.names.join(', '),
    });
  }
  return given;
}

/** A table as JSON: each of its values by itself, so that those of the file beside them hold. */
function fromTable(table: string, text: string, by: Pick<Given, 'source' | 'name'>): Given[] {
  const rows = asObject(text);
  if (rows === undefined) return [{ path: table, value: text.trim(), ...by }];
  return Object.entries(rows).flatMap(([model, row]): Given[] => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return [{ path: `${table}.${model}`, value: row, ...by }];
    }
    return Object.entries(row).map(([field, value]) => ({
      path: `${table}.${model}.${field}`,
      value,
      ...by,
    }));
  });
}

function asObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // No JSON: the schema refuses the text as it stands.
    return undefined;
  }
}

/** A value of a table by its path: `limits.some-model.requestsPerDay`. */
function cellOf(path: string): Leaf | undefined {
  const [table = '', model, field = ''] = stepsOf(path);
  if (model === undefined || model === '' || TABLES[table]?.includes(field) !== true) {
    return undefined;
  }
  return { path, env: [], kinds: new Set(['number']) };
}

function geminiKeys(env: Readonly<Record<string, string | undefined>>): {
  names: readonly string[];
  values: readonly string[];
} {
  const numbered = Object.keys(env)
    .filter((name) => /^GEMINI_API_KEY_\d{1,3}$/.test(name))
    .sort((a, b) => Number(a.slice(15)) - Number(b.slice(15)));
  const names = ['GEMINI_API_KEYS', 'GEMINI_API_KEY', ...numbered].filter((name) =>
    isSet(env[name]),
  );
  return { names, values: [...new Set(names.flatMap((name) => splitKeys(env[name] ?? '')))] };
}

/** Keys of a text, one a line or between commas; quotes may stand around each, or around all. */
function splitKeys(text: string): string[] {
  const trimmed = text.trim();
  const whole = /^(["'`])[^"'`]*\1$/u.test(trimmed) ? unquoted(trimmed) : trimmed;
  return whole
    .split(/[\r\n,]/u)
    .map((key) => unquoted(key.trim()))
    .filter((key) => key !== '');
}

/** True for a value that counts: an empty one is unset. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

/**
 * What inputs or flags set. A name is an input's (`max-episodes`) or a setting's own path
 * (`transcription.chunkMinutes`); a table by model is JSON, or set value by value.
 *
 * @returns The values, and the names that nobody knows.
 */
export function fromInputs(inputs: Readonly<Record<string, string>>): {
  given: Given[];
  unknown: string[];
} {
  const given: Given[] = [];
  const unknown: string[] = [];
  for (const [name, text] of Object.entries(inputs)) {
    if (!isSet(text) || name === 'config') continue;
    const path = INPUTS.find((spec) => spec.name === name)?.path ?? name;
    if (Object.hasOwn(TABLES, path)) {
      given.push(...fromTable(path, text, { source: 'input', name }));
      continue;
    }
    const leaf = LEAVES.find((candidate) => candidate.path === path) ?? cellOf(path);
    if (leaf === undefined) unknown.push(name);
    else given.push({ path, value: readText(leaf, text), source: 'input', name });
  }
  return { given, unknown };
}
