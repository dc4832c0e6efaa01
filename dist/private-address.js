import { r as isSecretName } from "./hide-secrets.js";
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
function secretsIn(url) {
	return parametersOf(url).filter(({ name, value }) => isSecretName(name) && value.length >= SHORTEST).map(({ value }) => value).filter((value) => !/^hidden-[0-9a-f]{8}$/.test(value));
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
function isPrivateUrl(url) {
	return storedUrl(url, url) !== url;
}
function isHiddenUrl(stored) {
	return parametersOf(stored).some(({ value }) => /^hidden-[0-9a-f]{8}$/.test(value));
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
export { storedUrl as a, resolveUrl as c, withoutQuery as d, storedEpisode as i, speakUrl as l, isHiddenUrl as n, idsOf as o, isPrivateUrl as r, shortHash as s, fetchableEpisode as t, withoutCredentials as u };
