import { t as counted } from "./count.js";
import { A as addDays, F as entryOf, M as pacificDay, P as LIMIT_NAMES, T as earliestInMinute, j as nextPacificMidnight } from "./breaker.js";
// src/quota/availability.ts
const LEARNT_FOR_MS = 6048e5;
const DENIED_FOR_MS = 864e5;
function availability(ledger, query) {
	const { key, now } = query;
	const note = ledger.keys.find((item) => item.key === key && item.until > now);
	if (note?.state === "dead") return {
		kind: "never",
		cause: "key",
		reason: note.reason
	};
	const entry = entryOf(ledger, query);
	if (entry?.gone !== void 0 && entry.gone.since + 864e5 > now) return {
		kind: "never",
		cause: "model",
		reason: entry.gone.reason
	};
	const limits = effectiveLimits(entry, query.limits, now);
	const refused = refusedForGood(limits, query);
	if (refused !== void 0) return refused;
	if (note !== void 0) return {
		kind: "exhausted",
		untilMs: note.until,
		reason: note.reason
	};
	if (entry === void 0) return { kind: "now" };
	return byUse(entry, limits, query);
}
function effectiveLimits(entry, configured, now) {
	const limits = { ...configured };
	for (const name of LIMIT_NAMES) {
		const learnt = entry?.learnt[name];
		const believedMs = learnt?.value === 0 ? DENIED_FOR_MS : LEARNT_FOR_MS;
		if (learnt === void 0 || learnt.at + believedMs <= now) continue;
		limits[name] = Math.min(limits[name] ?? 1e400, learnt.value);
		if (name === "tokensPerMinute" && limits.tokensPerRequest !== void 0) limits.tokensPerRequest = Math.min(limits.tokensPerRequest, learnt.value);
	}
	return limits;
}
function leftToday(ledger, pair) {
	const entry = entryOf(ledger, pair);
	const limits = effectiveLimits(entry, pair.limits, pair.now);
	const used = usedOn(entry, pacificDay(pair.now));
	return {
		requests: Math.max(0, (limits.requestsPerDay ?? 1e400) - used.requests),
		tokens: Math.max(0, (limits.tokensPerDay ?? 1e400) - used.tokens)
	};
}
function isUnproven(ledger, query) {
	const entry = entryOf(ledger, query);
	if (effectiveLimits(entry, query.limits, query.now).requestsPerDay !== void 0) return false;
	return usedOn(entry, pacificDay(query.now)).requests >= (entry?.proven ?? 0);
}
function isDead(ledger, key, now) {
	return ledger.keys.some((note) => note.key === key && note.state === "dead" && note.until > now);
}
function usedOn(entry, day) {
	if (entry === void 0 || entry.day < day) return {
		requests: 0,
		tokens: 0
	};
	return {
		requests: entry.requests,
		tokens: entry.tokens
	};
}
function refusedForGood(limits, query) {
	const { model, tokens } = query;
	if (LIMIT_NAMES.some((name) => limits[name] === 0)) return {
		kind: "never",
		cause: "model",
		reason: `${model}: no allowance`
	};
	const perMinute = Math.max(limits.tokensPerMinute ?? 1e400, limits.tokensPerRequest ?? 0);
	if (tokens > Math.min(perMinute, limits.tokensPerDay ?? 1e400)) {
		const period = tokens > perMinute ? "minute" : "day";
		const limit = Math.min(perMinute, limits.tokensPerDay ?? 1e400);
		return {
			kind: "never",
			cause: "size",
			reason: `${model}: the request needs ${counted(tokens, "token")}, a ${period} allows ${limit}`
		};
	}
}
function byUse(entry, limits, query) {
	const { model, tokens, now } = query;
	const blocked = entry.blocked !== void 0 && entry.blocked.until > now ? entry.blocked : void 0;
	if (blocked?.kind === "day") return {
		kind: "exhausted",
		untilMs: blocked.until,
		reason: blocked.reason
	};
	const spent = daySpent(usedOn(entry, pacificDay(now)), limits, tokens);
	if (spent !== void 0) return {
		kind: "exhausted",
		untilMs: nextPacificMidnight(now),
		reason: `${model}: ${spent}`
	};
	const untilMs = earliestInMinute(entry.recent, {
		tokens,
		now: Math.max(now, blocked?.until ?? 0),
		requestsPerMinute: limits.requestsPerMinute ?? 1e400,
		tokensPerMinute: limits.tokensPerMinute ?? 1e400
	});
	if (untilMs <= now) return { kind: "now" };
	return {
		kind: "wait",
		untilMs,
		reason: blocked?.reason ?? `${model}: keeping under the limits a minute`
	};
}
function daySpent(used, limits, tokens) {
	if (used.requests >= (limits.requestsPerDay ?? 1e400)) return usedUp(limits.requestsPerDay, "request");
	if (used.tokens + tokens > (limits.tokensPerDay ?? 1e400)) return usedUp(limits.tokensPerDay, "token");
}
function usedUp(limit, thing) {
	return `the day's ${counted(limit ?? 0, thing)} ${limit === 1 ? "is" : "are"} used up`;
}
// src/transcript/profiles.ts
const FLASH = {
	outputLimit: 65536,
	thinkingLevel: "low",
	thinkingReserve: 8192,
	maxAudioSec: 34200,
	style: "prompt"
};
const BEFORE_LEVELS = {
	outputLimit: 65536,
	thinkingReserve: 16384,
	maxAudioSec: 34200,
	style: "prompt"
};
const TRANSCRIBE = {
	outputLimit: 65536,
	thinkingReserve: 0,
	maxAudioSec: 1800,
	style: "transcription"
};
const PROFILES = [
	["gemini-2.0", {
		...BEFORE_LEVELS,
		outputLimit: 8192,
		thinkingReserve: 0
	}],
	["gemini-1.5", {
		...BEFORE_LEVELS,
		outputLimit: 8192,
		thinkingReserve: 0
	}],
	["gemini-2.5", BEFORE_LEVELS],
	["gemini-pro", {
		...FLASH,
		thinkingReserve: 16384
	}],
	["gemini-3.5-transcribe", TRANSCRIBE],
	["gemini-", FLASH]
];
function profileOf(model) {
	const name = model.toLowerCase().replace(/^models\//, "");
	return PROFILES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? FLASH;
}
function transcriptionAsk(profile, language) {
	if (profile.style !== "transcription") return void 0;
	const tag = languageTag(language);
	return {
		languageCodes: tag === void 0 ? [] : [tag],
		diarization: true,
		wordTimestamps: true
	};
}
function languageTag(language) {
	const tag = (language ?? "").trim().replaceAll("_", "-");
	if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag)) return void 0;
	try {
		return Intl.getCanonicalLocales(tag)[0];
	} catch {
		return;
	}
}
const TOKENS_PER_SECOND = 16;
const LEAST_TOKENS = 1024;
function maxOutputTokens(durationSec, profile) {
	const speech = Math.max(LEAST_TOKENS, Math.ceil(Math.max(0, durationSec) * TOKENS_PER_SECOND));
	return Math.min(profile.outputLimit, speech + profile.thinkingReserve);
}
function longestChunkSec(profile) {
	const fits = (profile.outputLimit - profile.thinkingReserve) / TOKENS_PER_SECOND;
	return Math.min(profile.maxAudioSec, Math.floor(fits));
}
// src/feed/address.ts
const MAX_URL = 4096;
function resolveUrl(written, base) {
	const text = written?.trim() ?? "";
	if (text === "" || text.length > MAX_URL || !URL.canParse(text, base)) return void 0;
	const url = new URL(text, base);
	if (url.protocol !== "http:" && url.protocol !== "https:" || url.hostname === "") return;
	url.hash = "";
	return url.href;
}
function withoutQuery(url) {
	if (!URL.canParse(url)) return url;
	const { origin, pathname } = new URL(url);
	return origin + pathname;
}
function withoutCredentials(url) {
	if (!URL.canParse(url)) return url;
	const plain = new URL(url);
	if (plain.username === "" && plain.password === "") return url;
	plain.username = "";
	plain.password = "";
	return plain.href;
}
function looksSecret(part) {
	return part.length > 40 || part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part);
}
function speakUrl(url) {
	if (!URL.canParse(url)) return "an address that is none";
	const { host, pathname } = new URL(url);
	const path = pathname.split("/").map((part) => looksSecret(part) ? "…" : part).join("/");
	return host + (path === "/" ? "" : path.length > 80 ? "/…" : path);
}
// node_modules/@noble/hashes/_u64.js
const fromNumH = (n) => n / 2 ** 32 | 0;
const fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
	const h = fromNumH(n);
	const l = fromNumL(n);
	view.setUint32(byteOffset, isLE ? l : h, isLE);
	view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}
// node_modules/@noble/hashes/utils.js
function isBytes(a) {
	return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
const atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
	if (typeof n !== "number") throw new TypeError(atitle(title) + "expected number, got " + typeof n);
	if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
	return n;
}
function abytes(value, length, title = "") {
	if (isBytes(value) && (length === void 0 || value.length === length)) return value;
	if (length !== void 0) anumber(length, "length");
	const bytes = isBytes(value);
	const ofLen = length !== void 0 ? ` of length ${length}` : "";
	const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
	const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
	if (!bytes) throw new TypeError(message);
	throw new RangeError(message);
}
const aobject = (value, label) => {
	if (value === null || typeof value !== "object" || Array.isArray(value)) throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
const aopts = (value, label) => {
	aobject(value, label);
	const proto = Object.getPrototypeOf(value);
	if (proto !== Object.prototype && proto !== null) throw new TypeError(`"${label}" expected plain object`);
	if (Object.hasOwn(value, "__proto__")) throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
	if (instance.destroyed) throw new Error("hash was destroyed");
	if (checkFinished && instance.finished) throw new Error("digest() was already called");
}
function aoutput(out, instance) {
	abytes(out, void 0, "output");
	const min = instance.outputLen;
	if (!(out.length >= min)) throw new RangeError("\"output\" expected length >= " + min);
}
function clean(...arrays) {
	for (let i = 0; i < arrays.length; i++) arrays[i].fill(0);
}
function createView(arr) {
	return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
	return word << 32 - shift | word >>> shift;
}
const hasHexBuiltin = (() => typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function")();
const hexes = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bytesToHex(bytes) {
	abytes(bytes);
	if (hasHexBuiltin) return bytes.toHex();
	let hex = "";
	for (let i = 0; i < bytes.length; i++) hex += hexes[bytes[i]];
	return hex;
}
function utf8ToBytes(str) {
	if (typeof str !== "string") throw new TypeError("string expected");
	const encoded = new TextEncoder().encode(str);
	try {
		return new Uint8Array(encoded);
	} finally {
		clean(encoded);
	}
}
function checkOpts(defaults, opts, title = "opts") {
	aopts(defaults, "defaults");
	if (opts !== void 0) aopts(opts, title);
	return Object.assign(Object.create(null), defaults, opts);
}
function createHasher(hashCons, info = {}) {
	if (typeof hashCons !== "function") throw new TypeError("\"hashCons\" expected function, got type=" + typeof hashCons);
	info = checkOpts({}, info, "info");
	const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
	const tmp = hashCons(void 0);
	hashC.outputLen = tmp.outputLen;
	hashC.blockLen = tmp.blockLen;
	hashC.canXOF = tmp.canXOF;
	hashC.create = (opts) => hashCons(opts);
	Object.assign(hashC, info);
	return Object.freeze(hashC);
}
const oidNist = (suffix) => ({ oid: Uint8Array.from([
	6,
	9,
	96,
	134,
	72,
	1,
	101,
	3,
	4,
	2,
	suffix
]) });
// node_modules/@noble/hashes/_md.js
function Chi(a, b, c) {
	return a & b ^ ~a & c;
}
function Maj(a, b, c) {
	return a & b ^ a & c ^ b & c;
}
var HashMD = class {
	blockLen;
	outputLen;
	canXOF = false;
	padOffset;
	isLE;
	buffer;
	view;
	finished = false;
	length = 0;
	pos = 0;
	destroyed = false;
	constructor(blockLen, outputLen, padOffset, isLE) {
		this.blockLen = blockLen;
		this.outputLen = outputLen;
		this.padOffset = padOffset;
		this.isLE = isLE;
		this.buffer = new Uint8Array(blockLen);
		this.view = createView(this.buffer);
	}
	update(data) {
		aexists(this);
		abytes(data);
		const { view, buffer, blockLen } = this;
		const len = data.length;
		let processed = false;
		for (let pos = 0; pos < len;) {
			const take = Math.min(blockLen - this.pos, len - pos);
			if (take === blockLen) {
				const dataView = createView(data);
				for (; blockLen <= len - pos; pos += blockLen) this.process(dataView, pos);
				processed = true;
				continue;
			}
			buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
			this.pos += take;
			pos += take;
			if (this.pos === blockLen) {
				this.process(view, 0);
				this.pos = 0;
				processed = true;
			}
		}
		this.length += data.length;
		if (processed) this.roundClean();
		return this;
	}
	digestInto(out) {
		aexists(this);
		aoutput(out, this);
		this.finished = true;
		const { buffer, view, blockLen, isLE } = this;
		let { pos } = this;
		buffer[pos++] = 128;
		buffer.fill(0, pos);
		if (this.padOffset > blockLen - pos) {
			this.process(view, 0);
			buffer.fill(0);
		}
		setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
		this.process(view, 0);
		this.roundClean();
		const oview = out === buffer ? view : createView(out);
		const len = this.outputLen;
		const outLen = len / 4;
		const state = this.get();
		if (len % 4 || outLen > state.length) throw new Error("invalid outputLen");
		for (let i = 0; i < outLen; i++) oview.setUint32(4 * i, state[i], isLE);
	}
	digest() {
		const { buffer, outputLen } = this;
		this.digestInto(buffer);
		const res = buffer.slice(0, outputLen);
		this.destroy();
		return res;
	}
	_cloneIntoMeta(to) {
		const { buffer, length, finished, destroyed, pos } = this;
		to.destroyed = destroyed;
		to.finished = finished;
		to.length = length;
		to.pos = pos;
		if (pos) to.buffer.set(buffer);
		return to;
	}
	clone() {
		return this._cloneInto();
	}
};
const SHA256_IV = Uint32Array.from([
	1779033703,
	3144134277,
	1013904242,
	2773480762,
	1359893119,
	2600822924,
	528734635,
	1541459225
]);
// node_modules/@noble/hashes/sha2.js
const SHA256_K = Uint32Array.from([
	1116352408,
	1899447441,
	3049323471,
	3921009573,
	961987163,
	1508970993,
	2453635748,
	2870763221,
	3624381080,
	310598401,
	607225278,
	1426881987,
	1925078388,
	2162078206,
	2614888103,
	3248222580,
	3835390401,
	4022224774,
	264347078,
	604807628,
	770255983,
	1249150122,
	1555081692,
	1996064986,
	2554220882,
	2821834349,
	2952996808,
	3210313671,
	3336571891,
	3584528711,
	113926993,
	338241895,
	666307205,
	773529912,
	1294757372,
	1396182291,
	1695183700,
	1986661051,
	2177026350,
	2456956037,
	2730485921,
	2820302411,
	3259730800,
	3345764771,
	3516065817,
	3600352804,
	4094571909,
	275423344,
	430227734,
	506948616,
	659060556,
	883997877,
	958139571,
	1322822218,
	1537002063,
	1747873779,
	1955562222,
	2024104815,
	2227730452,
	2361852424,
	2428436474,
	2756734187,
	3204031479,
	3329325298
]);
const SHA256_W = new Uint32Array(64);
var SHA2_32B = class extends HashMD {
	A = 0;
	B = 0;
	C = 0;
	D = 0;
	E = 0;
	F = 0;
	G = 0;
	H = 0;
	constructor(outputLen, IV) {
		super(64, outputLen, 8, false);
		this.A = IV[0] | 0;
		this.B = IV[1] | 0;
		this.C = IV[2] | 0;
		this.D = IV[3] | 0;
		this.E = IV[4] | 0;
		this.F = IV[5] | 0;
		this.G = IV[6] | 0;
		this.H = IV[7] | 0;
	}
	get() {
		const { A, B, C, D, E, F, G, H } = this;
		return [
			A,
			B,
			C,
			D,
			E,
			F,
			G,
			H
		];
	}
	set(A, B, C, D, E, F, G, H) {
		this.A = A | 0;
		this.B = B | 0;
		this.C = C | 0;
		this.D = D | 0;
		this.E = E | 0;
		this.F = F | 0;
		this.G = G | 0;
		this.H = H | 0;
	}
	_cloneInto(to) {
		(to ||= new this.constructor()).set(...this.get());
		return this._cloneIntoMeta(to);
	}
	process(view, offset) {
		for (let i = 0; i < 16; i++, offset += 4) SHA256_W[i] = view.getUint32(offset, false);
		for (let i = 16; i < 64; i++) {
			const W15 = SHA256_W[i - 15];
			const W2 = SHA256_W[i - 2];
			const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
			const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
			SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
		}
		let { A, B, C, D, E, F, G, H } = this;
		for (let i = 0; i < 64; i++) {
			const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
			const T1 = H + sigma1 + Chi(E, F, G) + SHA256_K[i] + SHA256_W[i] | 0;
			const T2 = (rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22)) + Maj(A, B, C) | 0;
			H = G;
			G = F;
			F = E;
			E = D + T1 | 0;
			D = C;
			C = B;
			B = A;
			A = T1 + T2 | 0;
		}
		A = A + this.A | 0;
		B = B + this.B | 0;
		C = C + this.C | 0;
		D = D + this.D | 0;
		E = E + this.E | 0;
		F = F + this.F | 0;
		G = G + this.G | 0;
		H = H + this.H | 0;
		this.set(A, B, C, D, E, F, G, H);
	}
	roundClean() {
		clean(SHA256_W);
	}
	destroy() {
		this.destroyed = true;
		this.set(0, 0, 0, 0, 0, 0, 0, 0);
		clean(this.buffer);
	}
};
var _SHA256 = class extends SHA2_32B {
	constructor() {
		super(32, SHA256_IV);
	}
};
const sha256 = createHasher(() => new _SHA256(), oidNist(1));
// src/feed/ids.ts
function shortHash(text) {
	return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16);
}
function steadyUrl(url) {
	const bare = withoutQuery(url);
	return /\.[A-Za-z0-9]{2,5}$/.test(bare) && !/\.(?:php|aspx?|cgi|jsp)$/i.test(bare) ? bare : url;
}
function keysOf(item) {
	const { guid, title, publishedAt, enclosure } = item;
	const keys = [
		steadyUrl(enclosure.url),
		enclosure.url,
		`${title}\n${publishedAt ?? ""}`
	];
	return guid === void 0 ? keys : [guid, ...keys];
}
function sameness(item) {
	const date = item.guid === void 0 ? `${item.title}\n${item.publishedAt ?? ""}` : "";
	return [
		item.guid ?? "",
		steadyUrl(item.enclosure.url),
		date
	].join("\n");
}
function idsOf(items) {
	const ids = Array.from({ length: items.length });
	const seen = new Set();
	const first = items.map((item) => {
		const key = sameness(item);
		return !seen.has(key) && seen.add(key) !== void 0;
	});
	const age = (at) => items[at]?.publishedAt ?? Number.MAX_SAFE_INTEGER;
	const oldestFirst = items.map((_, at) => at).sort((a, b) => age(a) - age(b) || a - b);
	const taken = new Set();
	for (const at of oldestFirst) {
		const item = items[at];
		if (item === void 0 || first[at] !== true) continue;
		const key = keysOf(item).find((candidate) => !taken.has(candidate));
		if (key === void 0) continue;
		taken.add(key);
		ids[at] = shortHash(key);
	}
	return ids;
}
// src/feed/private-address.ts
const SECRET_NAME = /(?:^|[-_.])(?:auth|authorization|token|key|apikey|secret|pass|password|pwd|sig|signature|jwt|access|session|credential)s?(?:$|[-_.])/i;
const SHORTEST = 8;
const HASH_CHARS = 8;
function parametersOf(url) {
	if (!URL.canParse(url)) return [];
	return new URL(url).search.slice(1).split("&").map((pair) => {
		const at = pair.indexOf("=");
		return at < 0 ? {
			name: pair,
			value: ""
		} : {
			name: pair.slice(0, at),
			value: pair.slice(at + 1)
		};
	});
}
function inWords(name) {
	return name.replace(/([a-z])([A-Z])/g, "$1-$2");
}
function secretsIn(url) {
	return parametersOf(url).filter(({ name, value }) => SECRET_NAME.test(inWords(name)) && value.length >= SHORTEST).map(({ value }) => value).filter((value) => !/^hidden-[0-9a-f]{8}$/.test(value));
}
function markOf(secret) {
	return `hidden-${shortHash(secret).slice(0, HASH_CHARS)}`;
}
function storedUrl(url, feedUrl) {
	const own = secretsIn(feedUrl);
	const plain = withoutCredentials(url);
	if (own.length === 0) return plain;
	return [...own, ...secretsIn(plain)].reduce((written, secret) => written.replaceAll(secret, markOf(secret)), plain);
}
function fetchableUrl(stored, feedUrl) {
	const url = secretsIn(feedUrl).reduce((whole, secret) => whole.replaceAll(markOf(secret), secret), stored);
	if (!URL.canParse(url) || !URL.canParse(feedUrl)) return url;
	const [to, from] = [new URL(url), new URL(feedUrl)];
	if (!(to.host === from.host && (to.protocol === from.protocol || to.protocol === "https:")) || to.username !== "" || to.password !== "") return url;
	if (from.username === "" && from.password === "") return url;
	to.username = from.username;
	to.password = from.password;
	return to.href;
}
function storedEpisode(episode, feedUrl) {
	const { enclosure, guid } = episode;
	return {
		...episode,
		enclosure: {
			...enclosure,
			url: storedUrl(enclosure.url, feedUrl)
		},
		...guid !== void 0 && URL.canParse(guid) ? { guid: storedUrl(guid, feedUrl) } : {}
	};
}
function fetchableEpisode(episode, feedUrl) {
	const { enclosure, chaptersUrl } = episode;
	return {
		...episode,
		enclosure: {
			...enclosure,
			url: fetchableUrl(enclosure.url, feedUrl)
		},
		...chaptersUrl === void 0 ? {} : { chaptersUrl: fetchableUrl(chaptersUrl, feedUrl) }
	};
}
// src/plan/eligible.ts
const RANK = {
	begun: 0,
	deferred: 1,
	retry: 2,
	new: 3
};
function eligible(query) {
	const inBatch = new Set(query.batch.batches.flatMap((batch) => batch.episodes.map((e) => `${e.show}/${e.id}`)));
	const only = new Set(query.only);
	const waiting = [];
	const stuck = [];
	return {
		byShow: query.shows.map((show) => {
			const isWanted = wanted(show, only);
			const candidates = [];
			for (const [id, episode] of Object.entries(show.state.episodes)) {
				if (episode.status === "done" || !isWanted(id, episode)) continue;
				const named = only.size > 0;
				const verdict = verdictOf(episode, {
					query,
					begun: (show.chunksDone[id] ?? 0) > 0,
					named,
					inBatch: inBatch.has(`${show.state.show}/${id}`)
				});
				if (verdict.kind === "take") candidates.push(candidateOf(show, id, episode, verdict.reason));
				if (verdict.kind === "wait") {
					const chunksDone = show.chunksDone[id] ?? 0;
					const { notBefore } = verdict;
					const begun = chunksDone > 0 ? { chunksDone } : {};
					waiting.push({
						show: show.state.show,
						id,
						notBefore,
						...begun
					});
				}
				if (verdict.kind === "stuck") stuck.push({
					show: show.state.show,
					id
				});
			}
			return candidates.toSorted((a, b) => compare(a, b, show.selection.order));
		}),
		waiting,
		stuck
	};
}
function verdictOf(episode, given) {
	const { query, begun, named, inBatch } = given;
	if (query.mode === "retry-failed") return episode.status === "failed" ? {
		kind: "take",
		reason: "retry"
	} : { kind: "no" };
	if (query.mode === "resume" && !inBatch) return { kind: "no" };
	const fresh = begun ? "begun" : "new";
	switch (episode.status) {
		case "done": return { kind: "no" };
		case "skipped": return named ? {
			kind: "take",
			reason: fresh
		} : { kind: "no" };
		case "in-progress": return {
			kind: "take",
			reason: "begun"
		};
		case "discovered": return {
			kind: "take",
			reason: fresh
		};
		case "deferred": {
			const reason = begun ? "begun" : "deferred";
			return query.servable === true && episode.cause === "quota" ? {
				kind: "take",
				reason
			} : due(episode, query.now, reason);
		}
		case "failed":
			if (episode.retryable === false || episode.attempts >= query.maxAttempts) return { kind: "stuck" };
			return due(episode, query.now, "retry");
	}
}
function due(episode, now, reason) {
	const notBefore = episode.notBefore ?? 0;
	return notBefore <= now ? {
		kind: "take",
		reason
	} : {
		kind: "wait",
		notBefore
	};
}
function candidateOf(show, id, episode, reason) {
	const durationSec = episode.rendition?.durationSec ?? episode.durationSec;
	return {
		show: show.state.show,
		id,
		reason,
		...episode.publishedAt === void 0 ? {} : { publishedAt: episode.publishedAt },
		...durationSec === void 0 ? {} : { durationSec },
		chunksDone: show.chunksDone[id] ?? 0
	};
}
function wanted(show, only) {
	if (only.size > 0) return (id, episode) => only.has(id) || only.has(episode.audioUrl);
	const { since, maxDurationSec, skips } = show.selection;
	const newest = newestIds(show);
	return (id, episode) => (show.chunksDone[id] ?? 0) > 0 || (newest === void 0 || newest.has(id)) && (since === void 0 || episode.publishedAt === void 0 || episode.publishedAt >= since) && (maxDurationSec === void 0 || (episode.durationSec ?? 0) <= maxDurationSec) && !skips(episode.title);
}
function newestIds(show) {
	const { maxEpisodes } = show.selection;
	const all = Object.entries(show.state.episodes);
	if (maxEpisodes === void 0 || all.length <= maxEpisodes) return void 0;
	const newestFirst = all.toSorted(([aId, a], [bId, b]) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0) || (aId < bId ? -1 : 1));
	return new Set(newestFirst.slice(0, maxEpisodes).map(([id]) => id));
}
function compare(a, b, order) {
	const byRank = RANK[a.reason] - RANK[b.reason];
	if (byRank !== 0) return byRank;
	return (order === "newest" ? -1 : 1) * ((a.publishedAt ?? 0) - (b.publishedAt ?? 0)) || (a.id < b.id ? -1 : 1);
}
// src/plan/chunk-length.ts
const USUAL_CHUNK_SEC = 600;
const MOST_CHUNK_SEC = 1800;
const STEP_SEC = 60;
const REPAIR_SHARE = .25;
const OVERHANG = .02;
function chunkLength(query) {
	const { wanted, longest } = query;
	const first = wanted === "auto" ? 600 : wanted;
	if (first > longest.sec) return {
		sec: longest.sec,
		why: {
			kind: "capped",
			wantedSec: first,
			model: longest.model
		}
	};
	if (wanted !== "auto") return {
		sec: wanted,
		why: { kind: "set" }
	};
	const usual = loadAt(query, 600);
	if (!Number.isFinite(usual.allowed) || usual.allowed < 1) return {
		sec: 600,
		why: { kind: "unknown" }
	};
	let best = usual;
	const most = Math.min(MOST_CHUNK_SEC, longest.sec);
	for (let sec = 660; !fits(best) && sec <= most; sec += STEP_SEC) {
		const load = loadAt(query, sec);
		if (fits(load) || load.days < best.days) best = load;
	}
	const { sec, needed, allowed } = best;
	return fits(usual) ? {
		sec,
		why: {
			kind: "enough",
			needed,
			allowed
		}
	} : {
		sec,
		why: {
			kind: "backlog",
			usual: usual.needed,
			needed,
			allowed
		}
	};
}
function tellChunkLength({ sec, why }) {
	const parts = `Parts of ${minutes(sec)}`;
	switch (why.kind) {
		case "set": return;
		case "capped": return `${parts}, not ${minutes(why.wantedSec)}: ${why.model} takes no more in one request.`;
		case "unknown": return `${parts} (auto): no daily limit is known.`;
		case "enough": return `${parts} (auto): the backlog needs ${requests(why.needed)}, and a day has ${why.allowed} beside those for repairs.`;
		case "backlog": return sec > 600 ? `${parts} (auto): the backlog needs ${requests(why.needed)}, and a day has ${why.allowed} beside those for repairs; at ${minutes(600)} it would need ${why.usual}.` : `${parts} (auto): the backlog needs ${requests(why.needed)}, no fewer with longer ones, and a day has ${why.allowed} beside those for repairs.`;
	}
}
function loadAt(query, sec) {
	const perDay = query.requestsPerDay(sec);
	const allowed = Number.isFinite(perDay) ? perDay - Math.floor(perDay * REPAIR_SHARE) : perDay;
	let needed = 0;
	for (const { durationSec, chunksDone } of query.episodes) {
		const length = durationSec ?? query.assumedDurationSec;
		needed += Math.max(1, Math.ceil(length / (chunksDone > 0 ? 600 : sec) - OVERHANG) - chunksDone);
	}
	return {
		sec,
		needed,
		allowed,
		days: needed / (perDay * .75)
	};
}
function fits({ needed, allowed }) {
	return needed <= allowed;
}
function minutes(sec) {
	const rounded = Math.floor(sec / 6) / 10;
	return `${rounded} minute${rounded === 1 ? "" : "s"}`;
}
function requests(count) {
	return `${count} request${count === 1 ? "" : "s"}`;
}
// src/quota/forecast.ts
const DAY_MS$1 = 864e5;
const MINUTE_MS$1 = 6e4;
const AUDIO_TOKENS_PER_SEC = 32;
const PROMPT_TOKENS$1 = 700;
const OUTPUT_TOKENS_PER_SEC = 5;
function forecast(query) {
	const work = workOf(query);
	const quota = quotaOf(query);
	const pace = paceOf(query, quota);
	const price = priceOf(query, work);
	const doneOn = dayDone(query, work.requests, pace);
	return {
		...work,
		...price === void 0 ? {} : { price },
		...Number.isFinite(quota.today) ? { quotaToday: quota.today } : {},
		...Number.isFinite(quota.perDay) ? { quotaPerDay: quota.perDay } : {},
		bound: pace.bound,
		...doneOn === void 0 ? {} : { doneOn }
	};
}
function workOf(query) {
	const { chunkSec, assumedDurationSec } = query;
	let seconds = 0;
	let requests = 0;
	for (const { durationSec, chunksDone } of query.episodes) {
		const whole = durationSec ?? assumedDurationSec;
		const chunks = Math.max(1, Math.ceil(whole / chunkSec - .02));
		const left = Math.max(0, chunks - chunksDone);
		requests += left;
		seconds += whole * left / chunks;
	}
	return {
		episodes: query.episodes.length,
		hours: seconds / 3600,
		requests,
		inputTokens: Math.round(seconds * AUDIO_TOKENS_PER_SEC + requests * PROMPT_TOKENS$1),
		outputTokens: Math.round(seconds * OUTPUT_TOKENS_PER_SEC)
	};
}
function requestsPerDay(query) {
	return quotaOf(query).perDay;
}
function quotaOf(query) {
	const { ledger, keys, models, now, chunkSec } = query;
	const tokens = chunkSec * AUDIO_TOKENS_PER_SEC + PROMPT_TOKENS$1;
	let today = 0;
	let perDay = 0;
	for (const { model, limits } of models) for (const key of keys) {
		const when = availability(ledger, {
			key,
			model,
			limits,
			tokens,
			now
		});
		if (when.kind === "never") continue;
		const pair = {
			key,
			model
		};
		const known = lastKnownLimits(ledger, pair, limits);
		perDay += byDay(known.requestsPerDay, known.tokensPerDay, tokens);
		if (when.kind === "exhausted" && when.untilMs >= nextPacificMidnight(now)) continue;
		const left = leftToday(ledger, {
			...pair,
			limits: known,
			now
		});
		today += byDay(left.requests, left.tokens, tokens);
	}
	return {
		today,
		perDay
	};
}
function lastKnownLimits(ledger, pair, configured) {
	const entry = entryOf(ledger, pair);
	return effectiveLimits(entry, configured, 0);
}
function byDay(requests, tokens, tokensEach) {
	return Math.min(requests ?? 1e400, Math.floor((tokens ?? 1e400) / tokensEach));
}
function paceOf(query, quota) {
	const { runsPerDay, budgetMs, requestMs, concurrency } = query.schedule;
	const byTime = runsPerDay * Math.floor(budgetMs / Math.max(1, requestMs) * concurrency);
	const leftOfDay = (nextPacificMidnight(query.now) - query.now) / DAY_MS$1;
	return {
		perDay: Math.min(quota.perDay, byTime),
		today: Math.min(quota.today, Math.ceil(byTime * Math.min(1, leftOfDay))),
		bound: quota.perDay <= byTime ? "quota" : "time"
	};
}
function dayDone(query, requests, pace) {
	const today = pacificDay(query.now);
	const later = requests - pace.today;
	if (later <= 0) return today;
	const days = Math.ceil(later / pace.perDay);
	return Number.isFinite(days) && days <= 36525 ? addDays(today, days) : void 0;
}
function priceOf(query, work) {
	const known = new Map(Object.entries(query.prices));
	for (const { model } of query.models) {
		const price = known.get(model);
		if (price === void 0) continue;
		const { inputPerMillion, outputPerMillion } = price;
		return {
			model,
			dollars: (work.inputTokens * inputPerMillion + work.outputTokens * outputPerMillion) / 1e6
		};
	}
}
function capacity(ledger, query) {
	const { keys, tokens, now, until, shares = [] } = query;
	let sum = 0;
	for (const { model, limits, openUntil = 0 } of query.models) for (const key of keys) {
		const own = shares.find((one) => one.key === key && one.model === model)?.limits ?? limits;
		const when = availability(ledger, {
			key,
			model,
			limits: own,
			tokens,
			now
		});
		if (when.kind === "never") continue;
		const from = Math.max(now, openUntil, when.kind === "now" ? now : when.untilMs);
		if (from <= until) sum += between(ledger, {
			key,
			model,
			limits: own
		}, {
			from,
			until,
			tokens
		});
	}
	return sum;
}
function between(ledger, pair, span) {
	const { from, until, tokens } = span;
	const limits = effectiveLimits(entryOf(ledger, pair), pair.limits, from);
	const left = leftToday(ledger, {
		...pair,
		now: from
	});
	let byDays = byDay(left.requests, left.tokens, tokens);
	for (let day = nextPacificMidnight(from); day <= until; day = nextPacificMidnight(day)) byDays += byDay(limits.requestsPerDay, limits.tokensPerDay, tokens);
	const minutes = Math.floor((until - from) / MINUTE_MS$1) + 1;
	const aMinute = byDay(limits.requestsPerMinute, limits.tokensPerMinute, tokens);
	return Math.min(byDays, minutes * Math.max(1, aMinute));
}
// src/pipeline/dispatch-types.ts
const PROMPT_TOKENS = 1500;
const FIRST_GUESS = {
	fixedMs: 15e3,
	msPerAudioSec: 120
};
// src/pipeline/chunk-length.ts
const ASSUMED_DURATION_SEC = 3600;
const LEAST_CHUNK_SEC = 60;
function decideChunkLength(context) {
	const { settings, ledger, keys, models, now, sharedBy = 1, episodes } = context;
	const { chunkMs } = settings.transcription;
	return chunkLength({
		wanted: chunkMs === "auto" ? "auto" : chunkMs / 1e3,
		longest: longestOf(models),
		episodes,
		assumedDurationSec: ASSUMED_DURATION_SEC,
		requestsPerDay: (chunkSec) => keys.length === 0 ? 1e400 : Math.floor(requestsPerDay({
			ledger,
			keys,
			models,
			now,
			chunkSec
		}) / sharedBy)
	});
}
function withChunkLength(settings, { sec }) {
	return {
		...settings,
		transcription: {
			...settings.transcription,
			chunkMs: sec * 1e3
		}
	};
}
function chunkSecOf(settings) {
	const { chunkMs } = settings.transcription;
	return chunkMs === "auto" ? 600 : chunkMs / 1e3;
}
function planParts(given) {
	const { run, gathered, eligible, service, models } = given;
	const now = run.ports.clock.now();
	const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show.state]));
	const later = eligible.waiting.map(({ show, id, chunksDone = 0 }) => {
		const durationSec = shows.get(show)?.episodes[id]?.durationSec;
		return {
			chunksDone,
			...durationSec === void 0 ? {} : { durationSec }
		};
	});
	return decideChunkLength({
		settings: run.settings,
		ledger: service.now.ledger,
		keys: run.keys.map((key) => key.fingerprint),
		models,
		now,
		sharedBy: run.sharesKeys === true ? run.shard.count : 1,
		episodes: [...eligible.byShow.flat(), ...later]
	});
}
function longestOf(models) {
	let longest = {
		sec: 1e400,
		model: ""
	};
	for (const { model, limits } of models) {
		if (Object.values(limits).includes(0)) continue;
		const { tokensPerMinute = 1e400, tokensPerDay = 1e400 } = limits;
		const tokens = Math.min(tokensPerMinute, tokensPerDay) - PROMPT_TOKENS;
		const takes = Math.min(longestChunkSec(profileOf(model)), tokens / 32);
		const sec = Math.max(LEAST_CHUNK_SEC, Math.floor(takes) - 2 * 25);
		if (sec < longest.sec) longest = {
			sec,
			model
		};
	}
	return longest;
}
// src/quota/schedule.ts
const MINUTE_MS = 6e4;
const DAY_MS = 1440 * MINUTE_MS;
const RUNS_PER_DAY = 4;
const REQUEST_MS = 6e4;
const LOOK_BACK_MS = 14 * DAY_MS;
const LEAST_GAP_MS = 10 * MINUTE_MS;
const MOST_GAP_MS = 2 * DAY_MS;
const LEAST_GAPS = 3;
const LEAST_REQUESTS = 5;
function learnSchedule(runs, given) {
	const recent = runs.filter(({ startedAt }) => startedAt > given.now - LOOK_BACK_MS && startedAt <= given.now).toSorted((one, other) => one.startedAt - other.startedAt);
	const gap = usualGap(recent.map(({ startedAt }) => startedAt));
	const requestMs = usualRequest(recent, given.concurrency);
	return {
		runsPerDay: gap === void 0 ? RUNS_PER_DAY : DAY_MS / gap,
		requestMs: requestMs ?? REQUEST_MS,
		learnt: {
			runsPerDay: gap !== void 0,
			requestMs: requestMs !== void 0
		}
	};
}
function usualGap(starts) {
	const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? start)).filter((gap) => gap >= LEAST_GAP_MS && gap <= MOST_GAP_MS).toSorted((one, other) => one - other);
	return gaps.length < LEAST_GAPS ? void 0 : gaps[Math.floor(gaps.length / 2)];
}
function usualRequest(runs, concurrency) {
	const busy = runs.filter(({ requests }) => requests >= LEAST_REQUESTS).slice(-10);
	const requests = busy.reduce((sum, run) => sum + run.requests, 0);
	const spentMs = busy.reduce((sum, run) => sum + Math.max(0, run.finishedAt - run.startedAt), 0);
	if (requests === 0 || spentMs === 0) return void 0;
	return Math.max(1e3, spentMs * Math.max(1, concurrency) / requests);
}
function scheduleInWords({ runsPerDay, requestMs, learnt }) {
	const rounded = runsPerDay < 10 ? Math.round(runsPerDay * 10) / 10 : Math.round(runsPerDay);
	const often = `${rounded} ${rounded === 1 ? "run" : "runs"} a day`;
	const fast = `${Math.max(1, Math.round(requestMs / 1e3))} s a request`;
	const origin = (known) => known ? "as in the last runs" : "assumed";
	return learnt.runsPerDay === learnt.requestMs ? `${often} and ${fast} ${origin(learnt.requestMs)}` : `${often} ${origin(learnt.runsPerDay)}, ${fast} ${origin(learnt.requestMs)}`;
}
export { effectiveLimits as A, withoutQuery as C, profileOf as D, maxOutputTokens as E, isUnproven as M, leftToday as N, transcriptionAsk as O, usedOn as P, withoutCredentials as S, longestChunkSec as T, storedUrl as _, decideChunkLength as a, resolveUrl as b, FIRST_GUESS as c, forecast as d, REPAIR_SHARE as f, storedEpisode as g, fetchableEpisode as h, chunkSecOf as i, isDead as j, availability as k, PROMPT_TOKENS as l, eligible as m, scheduleInWords as n, planParts as o, tellChunkLength as p, ASSUMED_DURATION_SEC as r, withChunkLength as s, learnSchedule as t, capacity as u, idsOf as v, languageTag as w, speakUrl as x, shortHash as y };
