// src/pipeline/signals.ts
var RunStopped = class extends Error {
	constructor(reason) {
		super(reason);
		this.name = "RunStopped";
	}
};
function isStop(error) {
	if (!(error instanceof Error)) return false;
	if (error instanceof RunStopped || error.name === "AbortError") return true;
	return error.cause !== void 0 && isStop(error.cause);
}
const PROGRAM_FAULT = "a fault of the program";
const HARD_AFTER_MS = 1500;
const LAST_AFTER_MS = 6500;
const BUDGET_GRACE_MS = 24e4;
function makeStopper(clock) {
	const soft = new AbortController();
	const hard = new AbortController();
	const last = new AbortController();
	const over = new AbortController();
	let why;
	let asked = false;
	function after(ms, controller, reason) {
		clock.sleep(ms, over.signal).then(() => controller.abort(new RunStopped(reason)), () => void 0);
	}
	return {
		signals: {
			soft: soft.signal,
			hard: hard.signal,
			last: last.signal
		},
		reason: () => why,
		stop: (reason) => {
			if (asked) return;
			asked = true;
			why = reason;
			soft.abort(new RunStopped(reason));
			after(HARD_AFTER_MS, hard, reason);
			after(LAST_AFTER_MS, last, reason);
		},
		stopSoon: (reason) => {
			if (why !== void 0) return;
			why = reason;
			soft.abort(new RunStopped(reason));
			after(BUDGET_GRACE_MS, hard, reason);
		},
		dispose: () => over.abort()
	};
}
// node_modules/yocto-queue/index.js
var Node = class {
	value;
	next;
	constructor(value) {
		this.value = value;
	}
};
var Queue = class {
	#head;
	#tail;
	#size;
	constructor() {
		this.clear();
	}
	enqueue(value) {
		const node = new Node(value);
		if (this.#head) {
			this.#tail.next = node;
			this.#tail = node;
		} else {
			this.#head = node;
			this.#tail = node;
		}
		this.#size++;
	}
	dequeue() {
		const current = this.#head;
		if (!current) return;
		this.#head = this.#head.next;
		this.#size--;
		if (!this.#head) this.#tail = void 0;
		return current.value;
	}
	peek() {
		if (!this.#head) return;
		return this.#head.value;
	}
	clear() {
		this.#head = void 0;
		this.#tail = void 0;
		this.#size = 0;
	}
	get size() {
		return this.#size;
	}
	*[Symbol.iterator]() {
		let current = this.#head;
		while (current) {
			yield current.value;
			current = current.next;
		}
	}
	*drain() {
		while (this.#head) yield this.dequeue();
	}
};
// node_modules/p-limit/index.js
function pLimit(concurrency) {
	let rejectOnClear = false;
	if (typeof concurrency === "object") ({concurrency, rejectOnClear = false} = concurrency);
	validateConcurrency(concurrency);
	if (typeof rejectOnClear !== "boolean") throw new TypeError("Expected `rejectOnClear` to be a boolean");
	const queue = new Queue();
	let activeCount = 0;
	const resumeNext = () => {
		if (activeCount < concurrency && queue.size > 0) {
			activeCount++;
			queue.dequeue().run();
		}
	};
	const next = () => {
		activeCount--;
		resumeNext();
	};
	const run = async (function_, resolve, arguments_) => {
		const result = (async () => function_(...arguments_))();
		resolve(result);
		try {
			await result;
		} catch {}
		next();
	};
	const enqueue = (function_, resolve, reject, arguments_) => {
		const queueItem = { reject };
		new Promise((internalResolve) => {
			queueItem.run = internalResolve;
			queue.enqueue(queueItem);
		}).then(run.bind(void 0, function_, resolve, arguments_));
		if (activeCount < concurrency) resumeNext();
	};
	const generator = (function_, ...arguments_) => new Promise((resolve, reject) => {
		enqueue(function_, resolve, reject, arguments_);
	});
	Object.defineProperties(generator, {
		activeCount: { get: () => activeCount },
		pendingCount: { get: () => queue.size },
		clearQueue: { value() {
			if (!rejectOnClear) {
				queue.clear();
				return;
			}
			const abortError = AbortSignal.abort().reason;
			while (queue.size > 0) queue.dequeue().reject(abortError);
		} },
		concurrency: {
			get: () => concurrency,
			set(newConcurrency) {
				validateConcurrency(newConcurrency);
				concurrency = newConcurrency;
				queueMicrotask(() => {
					while (activeCount < concurrency && queue.size > 0) resumeNext();
				});
			}
		},
		map: { async value(iterable, function_) {
			const promises = [];
			try {
				Array.from(iterable, (value, index) => {
					const promise = generator(function_, value, index);
					promises.push(promise);
					return promise;
				});
			} catch (error) {
				for (const promise of promises) promise.catch(() => {});
				throw error;
			}
			return Promise.all(promises);
		} }
	});
	return generator;
}
function validateConcurrency(concurrency) {
	if (!((Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY) && concurrency > 0)) throw new TypeError("Expected `concurrency` to be a number from 1 and up");
}
// src/audio/bits.ts
function bitReader(bytes) {
	return {
		bytes,
		position: 0
	};
}
function peekBits(reader, count) {
	const { bytes, position } = reader;
	const at = position >> 3;
	const word = ((bytes[at] ?? 0) << 24 | (bytes[at + 1] ?? 0) << 16 | (bytes[at + 2] ?? 0) << 8 | (bytes[at + 3] ?? 0)) << (position & 7);
	return count === 0 ? 0 : word >>> 32 - count;
}
function readBits(reader, count) {
	const value = peekBits(reader, count);
	reader.position += count;
	return value;
}
function skipBits(reader, count) {
	reader.position += count;
}
function isAtEnd(reader) {
	return reader.position >= reader.bytes.length * 8;
}
// src/audio/aac.ts
const AAC_FRAME_SAMPLES = 1024;
const ADTS_HEADER_BYTES = 7;
const MAX_ADTS_BYTES = 8191;
const SAMPLE_RATES = [
	96e3,
	88200,
	64e3,
	48e3,
	44100,
	32e3,
	24e3,
	22050,
	16e3,
	12e3,
	11025,
	8e3,
	7350
];
function aacSampleRate(rateIndex) {
	return SAMPLE_RATES[rateIndex] ?? 0;
}
function readAacConfig(config) {
	const reader = bitReader(config);
	const readType = () => {
		const type = readBits(reader, 5);
		return type === 31 ? 32 + readBits(reader, 6) : type;
	};
	const readRate = () => {
		const index = readBits(reader, 4);
		return index === 15 ? SAMPLE_RATES.indexOf(readBits(reader, 24)) : index;
	};
	let objectType = readType();
	const rateIndex = readRate();
	const channelConfig = readBits(reader, 4);
	if (objectType === 5 || objectType === 29) {
		readRate();
		objectType = readType();
	}
	if (objectType < 1 || objectType > 4) return `AAC of object type ${objectType}`;
	if (readBits(reader, 1) === 1) return "AAC with frames of 960 samples";
	if (aacSampleRate(rateIndex) === 0) return "AAC of an unusual sample rate";
	return channelConfig >= 1 && channelConfig <= 7 ? {
		objectType,
		rateIndex,
		channelConfig
	} : "AAC with an unusual order of channels";
}
function adtsTemplate(config) {
	const { objectType, rateIndex, channelConfig } = config;
	return Uint8Array.of(255, 241, objectType - 1 << 6 | rateIndex << 2 | channelConfig >> 2, (channelConfig & 3) << 6, 0, 31, 252);
}
function setAdtsLength(bytes, at, frameBytes) {
	bytes[at + 3] = bytes[at + 3] & 252 | frameBytes >> 11;
	bytes[at + 4] = frameBytes >> 3 & 255;
	bytes[at + 5] = bytes[at + 5] & 31 | (frameBytes & 7) << 5;
}
function adtsFrames(header, packets, sizes) {
	const framed = new Uint8Array(packets.length + sizes.length * 7);
	let from = 0;
	let at = 0;
	for (const size of sizes) {
		framed.set(header, at);
		setAdtsLength(framed, at, size + 7);
		framed.set(packets.subarray(from, from + size), at + 7);
		from += size;
		at += size + 7;
	}
	return framed;
}
// src/audio/tags.ts
const ID3V1_BYTES = 128;
const APE_HEADER_BYTES = 32;
const APE_IS_HEADER = 1 << 29;
function asciiAt(bytes, at, text) {
	for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
	return true;
}
function syncsafeAt(bytes, at) {
	let value = 0;
	for (let index = 0; index < 4; index += 1) {
		const byte = bytes[at + index];
		if (byte === void 0 || byte > 127) return;
		value = value * 128 + byte;
	}
	return value;
}
function id3v2BytesAt(bytes, at) {
	if (!asciiAt(bytes, at, "ID3") || bytes[at + 3] === 255 || bytes[at + 4] === 255) return 0;
	const size = syncsafeAt(bytes, at + 6);
	if (size === void 0) return 0;
	const hasFooter = (bytes[at + 5] & 16) !== 0;
	return 10 + size + (hasFooter ? 10 : 0);
}
function tagBytesAt(bytes, at) {
	switch (bytes[at]) {
		case 73: return id3v2BytesAt(bytes, at);
		case 84: return asciiAt(bytes, at, "TAG") ? ID3V1_BYTES : 0;
		case 65: return apeBytesAt(bytes, at);
		default: return 0;
	}
}
function apeBytesAt(bytes, at) {
	if (!asciiAt(bytes, at, "APETAGEX") || at + APE_HEADER_BYTES > bytes.length) return 0;
	const view = new DataView(bytes.buffer, bytes.byteOffset + at, APE_HEADER_BYTES);
	return (view.getUint32(20, true) & APE_IS_HEADER) !== 0 ? APE_HEADER_BYTES + view.getUint32(12, true) : APE_HEADER_BYTES;
}
function tailTagBytes(tail) {
	return tail.length === ID3V1_BYTES && asciiAt(tail, 0, "TAG") ? ID3V1_BYTES : 0;
}
// src/audio/ogg-page.ts
const PAGE_HEAD_BYTES = 27;
const MAX_PAGE_BYTES = 65307;
const FLAG_CONTINUED = 1;
const FLAG_FIRST = 2;
const FLAG_LAST = 4;
function pageHeadAt(bytes, at) {
	if (at + 27 > bytes.length || !asciiAt(bytes, at, "OggS") || bytes[at + 4] !== 0) return;
	const view = new DataView(bytes.buffer, bytes.byteOffset + at, 27);
	const segments = bytes[at + 26];
	const headBytes = 27 + segments;
	if (at + headBytes > bytes.length) return;
	let bodyBytes = 0;
	for (let index = 0; index < segments; index += 1) bodyBytes += bytes[at + 27 + index];
	const flags = bytes[at + 5];
	const high = view.getUint32(10, true);
	const low = view.getUint32(6, true);
	return {
		isContinued: (flags & FLAG_CONTINUED) !== 0,
		isFirst: (flags & FLAG_FIRST) !== 0,
		isLast: (flags & FLAG_LAST) !== 0,
		granule: high === 4294967295 && low === 4294967295 ? -1 : high * 2 ** 32 + low,
		serial: view.getUint32(14, true),
		headBytes,
		bodyBytes
	};
}
const CRC_TABLES = makeCrcTables();
function makeCrcTables() {
	const first = Int32Array.from({ length: 256 }, (_, byte) => {
		let remainder = byte << 24;
		for (let bit = 0; bit < 8; bit += 1) remainder = remainder < 0 ? remainder << 1 ^ 79764919 : remainder << 1;
		return remainder;
	});
	const shifted = (table) => table.map((remainder) => remainder << 8 ^ first[remainder >>> 24]);
	const second = shifted(first);
	const third = shifted(second);
	return [
		first,
		second,
		third,
		shifted(third)
	];
}
function checksum(bytes) {
	const [one, two, three, four] = CRC_TABLES;
	let crc = 0;
	let at = 0;
	for (const whole = bytes.length - 3; at < whole; at += 4) crc = four[crc >>> 24 ^ bytes[at]] ^ three[crc >>> 16 & 255 ^ bytes[at + 1]] ^ two[crc >>> 8 & 255 ^ bytes[at + 2]] ^ one[crc & 255 ^ bytes[at + 3]];
	for (; at < bytes.length; at += 1) crc = crc << 8 ^ one[crc >>> 24 ^ bytes[at]];
	return crc >>> 0;
}
function isPageSound(page) {
	const claimed = new DataView(page.buffer, page.byteOffset, page.length).getUint32(22, true);
	const plain = page.slice();
	plain.fill(0, 22, 26);
	return checksum(plain) === claimed;
}
function segmentsOf(packetBytes) {
	return Math.floor(packetBytes / 255) + 1;
}
function makePageHead(spec) {
	const segments = spec.packetSizes.reduce((sum, size) => sum + segmentsOf(size), 0);
	const head = new Uint8Array(27 + segments);
	head.set([
		79,
		103,
		103,
		83,
		0
	]);
	head[5] = (spec.isFirst ? FLAG_FIRST : 0) | (spec.isLast ? FLAG_LAST : 0);
	const view = new DataView(head.buffer);
	view.setUint32(6, spec.granule % 2 ** 32, true);
	view.setUint32(10, Math.floor(spec.granule / 2 ** 32), true);
	view.setUint32(14, 1, true);
	view.setUint32(18, spec.sequence, true);
	head[26] = segments;
	let at = 27;
	for (const size of spec.packetSizes) {
		head.fill(255, at, at + segmentsOf(size) - 1);
		at += segmentsOf(size);
		head[at - 1] = size % 255;
	}
	return head;
}
function sealPage(page) {
	new DataView(page.buffer, page.byteOffset, page.length).setUint32(22, checksum(page), true);
}
export { pLimit as C, makeStopper as E, skipBits as S, isStop as T, readAacConfig as _, sealPage as a, peekBits as b, id3v2BytesAt as c, tailTagBytes as d, AAC_FRAME_SAMPLES as f, adtsTemplate as g, adtsFrames as h, pageHeadAt as i, syncsafeAt as l, aacSampleRate as m, isPageSound as n, segmentsOf as o, MAX_ADTS_BYTES as p, makePageHead as r, asciiAt as s, MAX_PAGE_BYTES as t, tagBytesAt as u, bitReader as v, PROGRAM_FAULT as w, readBits as x, isAtEnd as y };
