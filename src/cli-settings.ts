/** Settings for commands that need little of the config file: a fault in the rest need not stop them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { Problem } from './base/outcome.ts';
import { resolveSettings } from './config.ts';
import type { SettingsOutcome, SettingsRequest } from './config.ts';

/** The folders that a command works on. */
export type FolderName = 'state' | 'transcripts';

/** How a folder is given beside the file, and where it stands in it. */
const FOLDERS = {
  state: {
    input: 'state-dir',
    env: ['STATE_DIR', 'PODCAST_OUTPUT_STATE_DIR'],
    field: 'stateDir',
  },
  transcripts: {
    input: 'transcripts-dir',
    env: ['TRANSCRIPTS_DIR', 'PODCAST_OUTPUT_TRANSCRIPTS_DIR'],
    field: 'transcriptsDir',
  },
} as const;

/** What is made of a config file with faults. */
export type WithoutFile =
  | {
      readonly kind: 'settings';
      readonly outcome: Extract<SettingsOutcome, { ok: true }>;
      readonly warning: string;
    }
  /** It cannot do without the file; `hint` says how it could, where it could. */
  | { readonly kind: 'stop'; readonly hint?: string };

/**
 * Settings without a config file that has faults, for a command that needs nothing of it but these
 * folders: by a flag or the environment, else as the file says where that can still be read. A folder
 * that the file may name is never guessed.
 *
 * @param faults of the settings with the file
 */
export async function settingsWithoutFile(
  request: Omit<SettingsRequest, 'fileText'> & { readonly folder: string },
  folders: readonly FolderName[],
  faults: readonly Problem[],
): Promise<WithoutFile> {
  const { config: _config, ...inputs } = request.inputs;
  const asked = { ...request, inputs, env: { ...request.env, PODCAST_CONFIG: undefined } };
  const output = await outputOf(path.resolve(request.folder, request.filePath));
  const unknown = folders.filter((name) => !isGiven(name, request));
  if (output === undefined && unknown.length > 0) {
    const flags = unknown.map((name) => `--${FOLDERS[name].input}`).join(' and ');
    return { kind: 'stop', hint: `This command can do without the config file: say ${flags}.` };
  }
  // JSON is YAML.
  const outcome = resolveSettings({ ...asked, fileText: JSON.stringify({ output: output ?? {} }) });
  if (!outcome.ok) return { kind: 'stop' };
  const { stateDir, transcriptsDir } = outcome.settings.output;
  const where = folders.map((name) => (name === 'state' ? stateDir : transcriptsDir)).join(' and ');
  const first = faults[0]?.message ?? '';
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  const warning = `${first}${more}. This command goes on without the config file${where === '' ? '' : `, on ${where}`}; a run would not.`;
  return { kind: 'settings', outcome, warning };
}

function isGiven(
  name: FolderName,
  { inputs, env }: Pick<SettingsRequest, 'inputs' | 'env'>,
): boolean {
  const { input, env: variables } = FOLDERS[name];
  return [inputs[input], ...variables.map((one) => env[one])].some(
    (text = '') => text.trim() !== '',
  );
}

/** The folders that a file names, as far as it can be read; undefined when it cannot, or is not there. */
async function outputOf(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  let raw: unknown;
  try {
    raw = parse(await readFile(file, 'utf8'), { maxAliasCount: 100 });
  } catch {
    // Whatever is wrong with it was told already.
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const output: unknown = 'output' in raw ? raw.output : undefined;
  if (output === undefined || output === null) return {};
  if (typeof output !== 'object' || Array.isArray(output)) return undefined;
  const known = Object.values(FOLDERS).map(({ field }) => field as string);
  return Object.fromEntries(Object.entries(output).filter(([key]) => known.includes(key)));
}
