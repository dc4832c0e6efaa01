import type { SettingOrigin } from './config.ts';
import type { Settings } from './config-settings.ts';

const GOOGLE = 'generativelanguage.googleapis.com';

/**
 * Where the Gemini keys go, when the config file sends them elsewhere than to Google: a repository
 * that was cloned, or a change that was merged, may have brought that line along, and the keys are
 * those of whoever runs it. Undefined where nobody needs to be told: it is Google, or was said by an
 * input or the environment, or there is no key.
 */
export function keysElsewhere(
  settings: Settings,
  origins: readonly SettingOrigin[],
): string | undefined {
  const { baseUrl, keys } = settings.gemini;
  const where = inFile(origins, 'gemini.baseUrl');
  if (where === undefined || keys.length === 0) return undefined;
  const { host, protocol } = new URL(baseUrl);
  if (host === GOOGLE && protocol === 'https:') return undefined;
  const to = protocol === 'https:' ? host : `${host} (not encrypted)`;
  return `The Gemini keys and the audio go to ${to} instead of Google, since ${where} says so (gemini.baseUrl). If you did not mean that, end this now, take the line out and replace the keys.`;
}

/** That the config file opens private networks to feeds and audio; undefined where it does not. */
export function privateByFile(
  settings: Settings,
  origins: readonly SettingOrigin[],
): string | undefined {
  const allowed = settings.allowPrivateNetwork;
  const where = inFile(origins, 'network.allowPrivate');
  if (where === undefined || allowed === false) return undefined;
  const what = allowed === true ? 'any private address' : allowed.join(', ');
  return `Feeds and audio may come from ${what} in private networks, since ${where} says so (network.allowPrivate).`;
}

/** The file and line that set something; undefined when something else did. */
function inFile(origins: readonly SettingOrigin[], path: string): string | undefined {
  return origins.find((one) => one.path === path && one.source === 'file')?.where;
}
