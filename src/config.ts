/**
 * The configuration: inputs, flags, environment and file in, one frozen {@link Settings} out, or
 * every fault at once. Nothing is read here: the entry hands over what it found.
 */
import { hideSecrets } from './base/hide-secrets.ts';
import { combinationProblems, type Needs } from './config-rules.ts';
import { INPUTS, isSecret } from './config-inputs.ts';
import {
  fileOnly,
  fromEnvironment,
  fromInputs,
  getAt,
  isSet,
  LEAVES,
  setAt,
  type Given,
  type Source,
} from './config-layers.ts';
import { readFileLayer, type ConfigProblem, type FileLayer } from './config-file.ts';
import { closest, describe, problemsOf } from './config-problems.ts';
import { AllSettings, ConfigFile, DEFAULT_PRICES, RunRequest } from './config-schema.ts';
import { variableProblems } from './config-variables.ts';
import { toSettings, type Settings } from './config-settings.ts';

export { keysElsewhere, privateByFile } from './config-notices.ts';
export { unreadVariables } from './config-variables.ts';
export { INPUTS, OUTPUTS, type InputSpec } from './config-inputs.ts';
export { titleFilter } from './config-patterns.ts';
export type { ConfigProblem } from './config-file.ts';
export { Mode } from './config-schema.ts';
export type { Settings, ShardSetting, ShowPreferences } from './config-settings.ts';

/** Where the config file is looked for when nothing says otherwise. */
export const DEFAULT_CONFIG_PATH = 'config/production.yaml';

/** What the entry found. */
export interface SettingsRequest {
  /** By input name (`max-episodes`) or setting path (`transcription.chunkMinutes`); empty: unset. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The config file's text; undefined when there is no such file. */
  readonly fileText: string | undefined;
  /** The path it was looked for at; see {@link configPathOf}. */
  readonly filePath: string;
  /** What must be there. Absent: what the mode needs. A command that calls no model needs no keys. */
  readonly needs?: Partial<Needs>;
}

/** One setting, as the user writes it, and where its value comes from. Secrets show as `***`. */
export interface SettingOrigin {
  readonly path: string;
  readonly value: unknown;
  readonly source: Source;
  /** The input, the variable, or the file with the line; empty for a default. */
  readonly where: string;
  /** The file with the line, where the value was added to the file's. */
  readonly addedTo?: string;
}

/** Settings and their origins, or every fault that was found. */
export type SettingsOutcome =
  | { readonly ok: true; readonly settings: Settings; readonly origins: readonly SettingOrigin[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The path at which the entry is to look for the config file. */
export function configPathOf(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const chosen = [inputs['config'], env['PODCAST_CONFIG']].find(isSet);
  return chosen?.trim() ?? DEFAULT_CONFIG_PATH;
}

/**
 * Makes the settings of a run. Precedence: input or flag > environment > file > default; feeds of
 * an input or the environment are added to the file's. An empty value is unset.
 */
export function resolveSettings(request: SettingsRequest): SettingsOutcome {
  const problems: ConfigProblem[] = [...absentFile(request)];
  const file =
    request.fileText === undefined ? undefined : readFileLayer(request.filePath, request.fileText);
  const layer = file?.layer;
  problems.push(...(file?.problems ?? []), ...misplaced(layer));

  const inputs = fromInputs(request.inputs);
  problems.push(...inputs.unknown.map(unknownInput), ...variableProblems(request.env));

  const given = strongest([...inputs.given, ...fromEnvironment(request.env)]);
  const raw = merge(layer, given);
  const checked = AllSettings.safeParse(raw);
  if (!checked.success) {
    problems.push(...problemsOf(checked.error.issues, { given, file: layer, raw }));
    return { ok: false, problems };
  }
  const settings = toSettings(checked.data);
  // A file that could not be read whole may name the feeds: their absence would be a false alarm.
  const unread = (file?.problems ?? []).length > 0;
  const needs = { ...request.needs, ...(unread ? { feeds: false } : {}) };
  const { env } = request;
  problems.push(...combinationProblems(checked.data, { file: layer, given, env, needs }));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, settings, origins: originsOf(checked.data, given, layer) };
}

/** A file that was asked for by name must be there. */
function absentFile(request: SettingsRequest): ConfigProblem[] {
  const asked = isSet(request.inputs['config']) || isSet(request.env['PODCAST_CONFIG']);
  if (request.fileText !== undefined || !asked) return [];
  return [
    {
      code: 'config-not-found',
      message: `the config file ${request.filePath} does not exist`,
      remedy: 'Correct the input config, or commit the file at that path.',
      file: request.filePath,
    },
  ];
}

/** What only a run can be told must not stand in the file; it is taken out of the layer. */
function misplaced(layer: FileLayer | undefined): ConfigProblem[] {
  if (layer === undefined) return [];
  return Object.keys(RunRequest.shape)
    .filter((key) => Object.hasOwn(layer.raw, key))
    .map((key) => {
      const line = layer.lineOf([], key);
      return {
        code: 'config-unknown-field',
        message: `${layer.path}${line === undefined ? '' : `:${line}`}: ${key} cannot be set in the file`,
        remedy:
          key === 'keys'
            ? 'Give keys as inputs or environment variables, and replace any that was committed.'
            : `Remove it; ${key} is an input of the run.`,
        file: layer.path,
        ...(line === undefined ? {} : { line }),
      };
    });
}

function unknownInput(name: string): ConfigProblem {
  const inFile = fileOnly(name);
  if (inFile !== undefined) {
    return {
      code: 'config-unknown-input',
      message: `${inFile} can be set in the file only, not by the input ${describe(name)}`,
      remedy: `Write it into the config file, below \`${inFile}:\`.`,
    };
  }
  const known = [...INPUTS.map((spec) => spec.name), ...LEAVES.map((leaf) => leaf.path)];
  const near = closest(name, known);
  return {
    code: 'config-unknown-input',
    message: `the input ${describe(name)} is not known`,
    remedy: near === undefined ? 'Remove it.' : `Did you mean ${near}?`,
  };
}

/** The first that sets a path wins. */
function strongest(given: readonly Given[]): Given[] {
  const byPath = new Map<string, Given>();
  for (const one of given) if (!byPath.has(one.path)) byPath.set(one.path, one);
  return [...byPath.values()];
}

function merge(layer: FileLayer | undefined, given: readonly Given[]): Record<string, unknown> {
  const own = new Set(Object.keys(RunRequest.shape));
  const raw = structuredClone(
    Object.fromEntries(Object.entries(layer?.raw ?? {}).filter(([key]) => !own.has(key))),
  );
  // One price that is given leaves the others what they are.
  const addsPrice = given.some(({ path }) => path.startsWith('prices.'));
  if (addsPrice) raw['prices'] ??= structuredClone(DEFAULT_PRICES);
  for (const one of given) {
    const before = getAt(raw, one.path);
    // What is no list in the file stays, to be refused: it would be passed over without a word.
    if (one.path === 'feeds' && before !== undefined && !Array.isArray(before)) continue;
    const adds = one.path === 'feeds' && Array.isArray(before) && Array.isArray(one.value);
    setAt(raw, one.path, adds ? [...before, ...one.value] : one.value);
  }
  return raw;
}

function originsOf(
  all: AllSettings,
  given: readonly Given[],
  layer: FileLayer | undefined,
): SettingOrigin[] {
  const inFile = (steps: readonly (string | number)[]): string | undefined => {
    if (layer === undefined || getAt(layer.raw, steps) === undefined) return undefined;
    const line = layer.lineOf(steps);
    return line === undefined ? layer.path : `${layer.path}:${line}`;
  };
  return shownPaths(all).map(({ path, steps }) => {
    const value = redact(path, getAt(all, steps));
    const file = inFile(steps);
    const giver = given.find((one) => one.path === path);
    if (giver !== undefined) {
      const adds = path === 'feeds' && file !== undefined ? { addedTo: file } : {};
      return { path, value, source: giver.source, where: giver.name, ...adds };
    }
    if (file !== undefined) return { path, value, source: 'file', where: file };
    return { path, value, source: 'default', where: '' };
  });
}

/** What is shown of the settings, in the schema's order: each value, each show, each row's values. */
function shownPaths(
  all: AllSettings,
): readonly { readonly path: string; readonly steps: readonly (string | number)[] }[] {
  const shows = all.shows.map((_, at) => ({ path: `shows[${at}]`, steps: ['shows', at] }));
  const leaves = LEAVES.filter(({ path }) => !/^(?:limits|prices)\./u.test(path)).map(
    ({ path }) => ({
      path,
      steps: path.split('.'),
    }),
  );
  const rows = (['limits', 'prices'] as const).flatMap((table) =>
    Object.entries(all[table]).flatMap(([model, row]) =>
      Object.keys(row).map((field) => ({
        path: `${table}.${model}.${field}`,
        steps: [table, model, field],
      })),
    ),
  );
  return [
    ...(shows.length === 0 ? [{ path: 'shows', steps: ['shows'] }] : shows),
    ...leaves,
    ...rows,
  ];
}

/** A value as it may be shown: no key, and no secret that an address in it holds. */
function redact(path: string, value: unknown): unknown {
  if (!isSecret(path) || value === undefined) return withoutSecrets(value);
  return Array.isArray(value) ? value.map(() => '***') : '***';
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return hideSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutSecrets(member)]),
  );
}

/** The file's schema, for editors and for the generated JSON Schema. */
export { ConfigFile };
