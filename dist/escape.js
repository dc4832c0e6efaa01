// src/transcript/words.ts
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SPELT_OUT = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORDS_PER_SIGN = .5;
const WORDS_PER_LETTER = .25;
const LETTERS_PER_WORD = 12;
const BEYOND_ASCII = /[^ -~\s]/;
const TOKEN = /[\p{L}\p{M}\p{N}]+/gu;
const SECONDS_PER_WORD = .4;
function isAccent(character) {
	return /^\p{M}$/u.test(character);
}
function isWide(character) {
	return WIDE.test(character);
}
function tokensOf(text) {
	if (!BEYOND_ASCII.test(text)) return text.toLowerCase().replaceAll("'", "").match(/[a-z0-9]+/g) ?? [];
	const tokens = [];
	const plain = text.normalize("NFKC").toLowerCase().replace(/['’]/g, "");
	const wide = WIDE.test(plain);
	for (const [word] of plain.matchAll(TOKEN)) if (wide && WIDE.test(word)) tokens.push(...splitWide(word));
	else tokens.push(word);
	return tokens;
}
function splitWide(word) {
	const parts = [];
	let plain = "";
	for (const character of word) {
		if (!WIDE.test(character)) {
			plain += character;
			continue;
		}
		if (plain !== "") parts.push(plain);
		plain = "";
		const last = parts.at(-1);
		if (last !== void 0 && isAccent(character)) parts[parts.length - 1] = last + character;
		else parts.push(character);
	}
	if (plain !== "") parts.push(plain);
	return parts;
}
function wordCount(text) {
	return weightOf(tokensOf(text));
}
function weightOf(tokens) {
	let count = 0;
	for (const token of tokens) if (token.length <= 4 && token.charCodeAt(0) > 3583 && WIDE.test(token)) count += SPELT_OUT.test(token) ? WORDS_PER_LETTER : WORDS_PER_SIGN;
	else count += Math.max(1, token.length / LETTERS_PER_WORD);
	return count;
}
function tokensPerWord(token) {
	if (!isWide(token)) return 1;
	return Math.round(1 / (SPELT_OUT.test(token) ? WORDS_PER_LETTER : WORDS_PER_SIGN));
}
function likelySeconds(text) {
	return Math.max(.5, wordCount(text) * SECONDS_PER_WORD);
}
function cleanLine(text) {
	return text.replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/g, "").replace(/[\u202a-\u202e\u2066-\u2069]/g, "").toWellFormed().replace(/\s+/g, " ").trim();
}
function withoutFirstTokens(text, count) {
	return sliceTokens(text, count, 1e400);
}
function sliceTokens(text, from, to) {
	const kept = [];
	let at = 0;
	for (const word of text.trim().split(/\s+/)) {
		const count = tokensOf(word).length;
		if (count === 0 ? at > from && at <= to : at >= from && at + count <= to) kept.push(word);
		else if (count > 0 && at < to && at + count > from) kept.push(sliceWord(word.normalize("NFKC"), from - at, to - at));
		at += count;
	}
	return kept.join(" ");
}
function sliceWord(word, from, to) {
	let kept = "";
	let token = -1;
	let inside = false;
	for (const character of word) {
		const wide = WIDE.test(character);
		const letter = wide || /[\p{L}\p{M}\p{N}'’]/u.test(character);
		if (wide ? !isAccent(character) : letter && !inside) token += 1;
		inside = letter && !wide;
		if (Math.max(0, token) >= from && token < to) kept += character;
	}
	return kept;
}
function isGlued(before, after) {
	return isWide(before.slice(-1)) && isWide(after.charAt(0));
}
function joinTexts(before, after) {
	if (before === "" || after === "") return before + after;
	return isGlued(before, after) ? before + after : `${before} ${after}`;
}
// src/render/escape.ts
function escapeHtml(text) {
	return cleanLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;").replaceAll("'", "&#39;");
}
function escapeVtt(text) {
	return cleanLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
function vttVoice(name) {
	return escapeVtt(cleanLine(name).replace(/(?<![-\s])[-\s]+$/, ""));
}
const ARROW = /(?<!-)-{2,}>/g;
function vttComment(text) {
	return cleanLine(text).replace(ARROW, "→");
}
function srtText(text) {
	return cleanLine(text).replace(ARROW, "→");
}
function yamlString(text) {
	return JSON.stringify(cleanLine(text)).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
const SPLIT = "<!-- -->";
function escapeMarkdown(text) {
	return cleanLine(text).replace(/[\\`*_{}[\]()|~$^!]/g, "\\$&").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/@/g, `@${SPLIT}`).replace(/#(?=[\p{L}\p{N}_])/gu, `#${SPLIT}`).replace(/(GH-)(?=\d)/gi, `$1${SPLIT}`).replace(/:(?=\/\/)/g, `:${SPLIT}`).replace(/:(?=[\w+-]+:)/g, `:${SPLIT}`).replace(/(www|mailto|xmpp)(?=[.:])/gi, `$1${SPLIT}`).replace(/^([#+=-])/, "\\$1").replace(/^(\d{1,9})([.)])/, "$1\\$2");
}
function markdownCode(text) {
	const clean = cleanLine(text);
	if (clean === "") return "";
	const longest = clean.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0;
	const fence = "`".repeat(longest + 1);
	return `${fence}${/^`|`$/.test(clean) ? ` ${clean} ` : clean}${fence}`.replaceAll("|", "\\|");
}
function safeUrl(url, fragment) {
	if (!URL.canParse(url)) return void 0;
	const parsed = new URL(url);
	if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return void 0;
	parsed.username = "";
	parsed.password = "";
	if (fragment !== void 0) parsed.hash = fragment;
	return encodeLink(parsed.href);
}
function linkPath(path) {
	return path.split("/").map((part) => encodeLink(encodeURIComponent(part.toWellFormed()))).join("/");
}
function encodeLink(address) {
	return address.replace(/[()<>[\]{}|\\^`"'*_~\s@]/g, (sign) => {
		return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
	});
}
function markdownLink(text, url) {
	const label = escapeMarkdown(text);
	return url === void 0 ? label : `[${label}](${url})`;
}
export { wordCount as C, withoutFirstTokens as S, likelySeconds as _, markdownCode as a, tokensPerWord as b, srtText as c, yamlString as d, cleanLine as f, joinTexts as g, isWide as h, linkPath as i, vttComment as l, isGlued as m, escapeMarkdown as n, markdownLink as o, isAccent as p, escapeVtt as r, safeUrl as s, escapeHtml as t, vttVoice as u, sliceTokens as v, weightOf as x, tokensOf as y };
