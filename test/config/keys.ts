import type { z } from 'zod';
import { LEAVES } from '../../src/config-layers.ts';
import { ConfigFile, ShowEntry } from '../../src/config-schema.ts';

/** Names of the fields of an object of the schema, or of what a record or list of it holds. */
function fieldsOf(schema: z.core.$ZodType): readonly string[] {
  type Def = {
    innerType?: z.core.$ZodType;
    shape?: Record<string, z.core.$ZodType>;
    valueType?: z.core.$ZodType;
  };
  const def = schema._zod.def as Def;
  const below = def.innerType ?? def.valueType;
  if (def.shape !== undefined) return Object.keys(def.shape);
  if (below === undefined) throw new Error('no fields');
  return fieldsOf(below);
}

/**
 * Every key that a user can set, sorted: by dotted path, those of a show below `show.`, those of
 * tables by model below the default or a model.
 */
export function allKeys(): readonly string[] {
  const { prices } = ConfigFile.shape;
  return [
    ...LEAVES.map(({ path }) => path),
    ...fieldsOf(ShowEntry).map((name) => `show.${name}`),
    ...fieldsOf(prices).map((name) => `prices.gemini-flash-latest.${name}`),
  ].toSorted();
}
