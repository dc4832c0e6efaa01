import { resolveSettings, type Settings, type SettingsRequest } from '../../src/config.ts';

export const KEY = 'AQ.secret-key-number-one';

/** Settings or faults, of inputs, environment and a file's text. */
export function resolve(request: Partial<SettingsRequest> & { file?: string }) {
  const { file, ...rest } = request;
  return resolveSettings({
    inputs: {},
    env: {},
    fileText: file,
    filePath: 'config/production.yaml',
    ...rest,
  });
}

/** The settings of a request that must be right. */
export function settingsOf(request: Partial<SettingsRequest> & { file?: string }): Settings {
  const outcome = resolve({ env: { GEMINI_API_KEYS: KEY }, ...request });
  if (!outcome.ok) throw new Error(outcome.problems.map((one) => one.message).join('\n'));
  return outcome.settings;
}

/** What a request that must be wrong is told: `message → remedy`. */
export function faultsOf(request: Partial<SettingsRequest> & { file?: string }): string[] {
  const outcome = resolve({ env: { GEMINI_API_KEYS: KEY }, ...request });
  return outcome.ok ? [] : outcome.problems.map((one) => `${one.message} → ${one.remedy}`);
}

export const FEED = 'https://feeds.example/show.xml';
