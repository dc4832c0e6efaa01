import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { hideSecrets } from './base/hide-secrets.ts';
import { place, type ConfigProblem, type FileLayer } from './config-file.ts';
import { isSecret } from './config-inputs.ts';
import { getAt, LEAVES, type Given } from './config-layers.ts';
import { ConfigFile } from './config-schema.ts';

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
  const name = shownPath(issue.path);
  const value = getAt(blame.raw, issue.path);
  const giver = giverOf(issue.path, blame);
  const shown = isSecret(name) ? 'not of that form' : describe(value);
  if (giver !== undefined) {
    // Of several values in one variable, that which is wrong is named.
    const which = /^(?:limits|prices)\./u.test(name) && giver.name !== name ? ` for ${name}` : '';
    return {
      code: 'config-value',
      message: `${whoGave(giver)} is ${shown}${which}; expected ${issue.message}`,
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

function whoGave({ source, name }: Given): string {
  return `${source === 'input' ? 'the input' : 'the environment variable'} ${name}`;
}

/** Who gave the value at a path beside the file; of a list that was added to the file's, its part. */
function giverOf(path: readonly PropertyKey[], { given, file }: Blame): Given | undefined {
  const name = pathText(path);
  const giver = given.find((one) => name === one.path || name.startsWith(`${one.path}[`));
  if (giver?.path !== 'feeds' || file === undefined) return giver;
  const own = getAt(file.raw, 'feeds');
  const length = Array.isArray(own) ? own.length : own === undefined ? 0 : Infinity;
  return Number(path[1] ?? 0) < length ? undefined : giver;
}

function unknownField(path: readonly PropertyKey[], key: string, blame: Blame): ConfigProblem {
  const giver = blame.given.find((one) => one.path === pathText([...path, key]));
  if (giver !== undefined) {
    return {
      code: 'config-value',
      message: `${whoGave(giver)} has the field ${describe(key)} below ${shownPath(path)}, which is not known`,
      remedy: remedyFor(key, knownKeys(path)),
    };
  }
  const line = blame.file?.lineOf(path, key);
  const file = blame.file?.path;
  const where = file === undefined ? '' : `${place(file, line)}: `;
  const below = path.length === 0 ? '' : ` below ${shownPath(path)}`;
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
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) =>
      typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`,
    )
    .join('');
}

/** A path as it is shown in a message: names of models are text of others. */
function shownPath(path: readonly PropertyKey[]): string {
  return pathText(
    path.map((step) =>
      typeof step === 'string'
        ? hideSecrets(step)
            .replaceAll(/\p{Cc}/gu, ' ')
            .slice(0, 100)
        : step,
    ),
  );
}

/** A value as it is shown in a message: short, on one line, quoted, without secrets of addresses. */
export function describe(value: unknown): string {
  if (value !== null && typeof value === 'object')
    return Array.isArray(value) ? 'a list' : 'a section';
  const text = JSON.stringify(typeof value === 'string' ? hideSecrets(value) : value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}..."` : text;
}
