import { z } from 'zod';

/** True for what a schema takes. */
export type Check = (value: unknown) => boolean;

/**
 * How many names of members a value has, those of its own members among them; -1 for a value that
 * the schema does not take.
 */
export type Count = (value: unknown) => number;

/** What {@link compileCheck} says as yes or no: the number of names shows twins (see `findTwin`). */
const NO = -1;

/**
 * A quick yes or no for a schema made of strict objects, records, arrays, enums and plain strings,
 * numbers and booleans; undefined for any other schema. 100,000 episodes are checked in a tenth of
 * the time that a parse takes (`npm run bench -- state`); a text that fails is parsed after all,
 * for the words of its fault.
 */
export function compileCheck(schema: z.ZodType): Check | undefined {
  const count = compileCount(schema);
  return count && ((value) => count(value) !== NO);
}

/**
 * {@link compileCheck} that also counts names. `known`: counts that somebody has written by hand for
 * a schema, in place of those made here.
 */
export function compileCount(
  schema: z.ZodType,
  known: ReadonlyMap<z.ZodType, Count> = new Map(),
): Count | undefined {
  const written = known.get(schema);
  if (written !== undefined) return written;
  if (schema instanceof z.ZodOptional) {
    const inner = compileCount(schema.unwrap() as z.ZodType, known);
    return inner && ((value) => (value === undefined ? 0 : inner(value)));
  }
  if (schema instanceof z.ZodString) {
    const plain = (schema.def.checks ?? []).length === 0;
    return plain ? (value) => (typeof value === 'string' ? 0 : NO) : undefined;
  }
  if (schema instanceof z.ZodNumber) return compileNumber(schema);
  if (schema instanceof z.ZodBoolean) return (value) => (typeof value === 'boolean' ? 0 : NO);
  if (schema instanceof z.ZodEnum) {
    const options = new Set<unknown>(schema.options);
    return (value) => (options.has(value) ? 0 : NO);
  }
  if (schema instanceof z.ZodLiteral) {
    const values = schema.values as ReadonlySet<unknown>;
    return (value) => (values.has(value) ? 0 : NO);
  }
  if (schema instanceof z.ZodArray) return compileArray(schema, known);
  if (schema instanceof z.ZodRecord) return compileRecord(schema, known);
  if (schema instanceof z.ZodObject) return compileObject(schema, known);
  return undefined;
}

function compileNumber(schema: z.ZodNumber): Count | undefined {
  const known = new Set(['number_format', 'greater_than', 'less_than']);
  const checks = (schema.def.checks ?? []).map((check) => check._zod.def.check);
  const strict = (schema.def.checks ?? []).some(
    (check) => 'inclusive' in check._zod.def && check._zod.def.inclusive !== true,
  );
  if (strict || !checks.every((check) => known.has(check))) return undefined;
  const least = schema.minValue ?? -Infinity;
  const most = schema.maxValue ?? Infinity;
  const whole = schema.isInt;
  return (value) =>
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= least &&
    value <= most &&
    (!whole || Number.isSafeInteger(value))
      ? 0
      : NO;
}

function compileArray(schema: z.ZodArray, known: ReadonlyMap<z.ZodType, Count>): Count | undefined {
  const inner = compileCount(schema.element as z.ZodType, known);
  if (inner === undefined || (schema.def.checks ?? []).length > 0) return undefined;
  return (value) => {
    if (!Array.isArray(value)) return NO;
    let names = 0;
    for (const one of value) {
      const count = inner(one);
      if (count === NO) return NO;
      names += count;
    }
    return names;
  };
}

function compileRecord(
  schema: z.ZodRecord,
  known: ReadonlyMap<z.ZodType, Count>,
): Count | undefined {
  const key = schema.keyType;
  if (!(key instanceof z.ZodString) || (key.def.checks ?? []).length > 0) return undefined;
  const inner = compileCount(schema.valueType as z.ZodType, known);
  if (inner === undefined) return undefined;
  return (value) => {
    if (!isPlain(value)) return NO;
    let names = 0;
    for (const name in value) {
      const count = inner(value[name]);
      if (count === NO) return NO;
      names += 1 + count;
    }
    return names;
  };
}

function compileObject(
  schema: z.ZodObject,
  known: ReadonlyMap<z.ZodType, Count>,
): Count | undefined {
  if (!(schema.def.catchall instanceof z.ZodNever)) return undefined;
  const members: { readonly name: string; readonly check: Count }[] = [];
  for (const [name, part] of Object.entries(schema.shape)) {
    const check = compileCount(part as z.ZodType, known);
    if (check === undefined) return undefined;
    members.push({ name, check });
  }
  return (value) => {
    if (!isPlain(value)) return NO;
    let own = 0;
    let names = 0;
    for (const { name, check } of members) {
      const member = value[name];
      const count = check(member);
      if (count === NO) return NO;
      names += count;
      if (member !== undefined || Object.hasOwn(value, name)) own += 1;
    }
    // Every member that is there must have been one of those.
    let there = 0;
    for (const _name in value) there += 1;
    return there === own ? names + own : NO;
  };
}

/** True for an object that is no list. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
