// src/base/hide-secrets.ts
const SECRET_NAME = /(?:^|[-_.])(?:auth|authorization|token|key|apikey|secret|pass|password|pwd|sig|signature|jwt|access|session|credential)s?(?:$|[-_.])/i;
function isSecretName(name) {
	return SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, "$1-$2"));
}
const HIDDEN = "***";
const KEY = /\b(?:AIza[\w-]|AQ\.[\w-]|gh[opsur]_\w|github_pat_\w)[\w-]{15,}/g;
const LONGEST = 5e3;
const SCHEME = /[a-z][a-z0-9+.-]*:[\\/]+/i;
function hideSecrets(text) {
	return hideLogin(text.slice(0, LONGEST).replaceAll(KEY, HIDDEN)).replaceAll(/([?&;#])([^=&;#?\s]*)=([^&#\s"'`]+)/gu, (all, sign, name) => isSecretName(decoded(name)) ? `${sign}${name}=${HIDDEN}` : all);
}
function hideSecretsInWords(text) {
	return text.slice(0, LONGEST).replaceAll(/\S+/gu, hideSecrets);
}
function hideLogin(text) {
	if (!text.includes("@")) return text;
	const scheme = SCHEME.exec(text);
	if (scheme === null) return text.replace(/^[^:]*:.*@/su, `${HIDDEN}@`);
	const start = scheme.index + scheme[0].length;
	const [before, rest] = [text.slice(0, start), text.slice(start)];
	const login = before.endsWith("://") && URL.canParse(text.slice(scheme.index)) ? /^[^/?#\\]*@/u : /^.*@/su;
	return before + rest.replace(login, `${HIDDEN}@`);
}
function decoded(name) {
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}
export { hideSecretsInWords as n, isSecretName as r, hideSecrets as t };
