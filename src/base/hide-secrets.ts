/** Names of parameters whose values are for one reader: `auth`, `token`, `api_key`, `token-hash`. */
const SECRET_NAME =
  /(?:^|[-_.])(?:auth|authorization|token|key|apikey|secret|pass|password|pwd|sig|signature|jwt|access|session|credential)s?(?:$|[-_.])/i;

/** True for the name of a parameter whose value is for one reader; `accessToken` is two words. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, '$1-$2'));
}

const HIDDEN = '***';

/** Keys of Google and tokens of GitHub, by how they begin: one may have been put in a wrong place. */
const KEY = /\b(?:AIza[\w-]|AQ\.[\w-]|gh[opsur]_\w|github_pat_\w)[\w-]{15,}/g;

/** Longer texts are cut: they are shown in short anyway, and must not take long to look through. */
const LONGEST = 5_000;

/** Scheme and slashes of an address. */
const SCHEME = /[a-z][a-z0-9+.-]*:[\\/]+/i;

/**
 * A text that may be an address, or hold one, as it may be shown: `***` in the place of user and
 * password, of the values of its query that are secrets by their name, and of keys. What is no proper
 * address is hidden more widely: a slip of the pen must not show a password.
 *
 * @returns at most 5,000 characters
 */
export function hideSecrets(text: string): string {
  return hideLogin(text.slice(0, LONGEST).replaceAll(KEY, HIDDEN)).replaceAll(
    /([?&;#])([^=&;#?\s]*)=([^&#\s"'`]+)/gu,
    (all, sign: string, name: string) =>
      isSecretName(decoded(name)) ? `${sign}${name}=${HIDDEN}` : all,
  );
}

/** {@link hideSecrets} for each word of a sentence, which may quote addresses. */
export function hideSecretsInWords(text: string): string {
  return text.slice(0, LONGEST).replaceAll(/\S+/gu, hideSecrets);
}

function hideLogin(text: string): string {
  if (!text.includes('@')) return text;
  const scheme = SCHEME.exec(text);
  if (scheme === null) return text.replace(/^[^:]*:.*@/su, `${HIDDEN}@`);
  const start = scheme.index + scheme[0].length;
  const [before, rest] = [text.slice(0, start), text.slice(start)];
  // Of a proper address the login ends before the path: an @ may stand in that.
  const proper = before.endsWith('://') && URL.canParse(text.slice(scheme.index));
  const login = proper ? /^[^/?#\\]*@/u : /^.*@/su;
  return before + rest.replace(login, `${HIDDEN}@`);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // No name of ours: it is looked at as it stands.
    return name;
  }
}
