import path, { basename, dirname, join, normalize, posix, relative } from "node:path";
import { Readable, pipeline } from "node:stream";
import { Worker } from "node:worker_threads";
import { constants as constants$1, copyFile, link, lstat, mkdir, open as open$1, readFile, readdir, readlink, rename, rm, rmdir, stat, statfs, unlink, utimes } from "node:fs/promises";
import { constants, createReadStream, readFileSync } from "node:fs";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { createHash, randomUUID } from "node:crypto";
import { hostname, tmpdir } from "node:os";
import { isAscii } from "node:buffer";
import { isIP } from "node:net";
import { lookup } from "node:dns/promises";
import { spawn } from "node:child_process";
import { i as __toESM } from "./rolldown-runtime.js";
import { a as told, i as problem, n as bad, r as ok, t as assertNever } from "./outcome.js";
import { t as printable } from "./printable.js";
import { n as isFault, t as Fault } from "./failure.js";
import { t as counted } from "./count.js";
import { n as cell, o as joined, p as moment, t as bounded, u as prose } from "./summary-text.js";
import { S as unknown, _ as object, b as string, f as array, g as number, h as literal, m as int, p as boolean, y as strictObject } from "./vendor-zod.js";
import { C as pLimit, E as makeStopper, a as sealPage, h as adtsFrames, t as MAX_PAGE_BYTES } from "./ogg-page.js";
import { _ as isGitPath, b as require_ipaddr, v as staysInside } from "./config-problems.js";
import { t as HttpBodyError } from "./ports.js";
import { t as DEFAULT_CONFIG_PATH } from "./config.js";
import { t as hideSecrets } from "./hide-secrets.js";
import { r as isPrivateUrl } from "./private-address.js";
import { t as NO_OUTPUTS } from "./outputs.js";
import { a as markdownCode } from "./escape.js";
import { t as loadSettings } from "./wire-light.js";
// src/adapters/actions-deadline.ts
function within(promise, timeoutMs, signal) {
	return new Promise((resolve, reject) => {
		const finish = (act) => {
			clearTimeout(timer);
			signal.removeEventListener("abort", onAbort);
			act();
		};
		const onAbort = () => finish(() => reject(signal.reason));
		const timer = setTimeout(() => finish(() => resolve({ kind: "timeout" })), timeoutMs);
		signal.addEventListener("abort", onAbort, { once: true });
		if (signal.aborted) onAbort();
		promise.then((value) => finish(() => resolve({
			kind: "value",
			value
		})), (error) => finish(() => resolve({
			kind: "error",
			message: describe$1(error)
		})));
	});
}
function describe$1(error) {
	return error instanceof Error ? error.message : String(error);
}
// src/adapters/actions-artifacts.ts
const NAMES = 5;
function makeActionsArtifacts(options) {
	return { upload: async (name, files, signal) => {
		signal.throwIfAborted();
		if (process.env["ACTIONS_RESULTS_URL"] === void 0) {
			options.log.debug("Artifacts: this run offers no artifact service.");
			return;
		}
		const paths = [];
		for (const file of files) if ((await stat(file.path).catch(() => void 0))?.isFile() === true) paths.push(file.path);
		if (paths.length === 0) return void 0;
		const sent = send$1(safeName$1(name), paths, options.retentionDays);
		const timeoutMs = options.timeoutMs ?? 12e4;
		const ended = await within(sent, timeoutMs, signal);
		if (ended.kind === "value") return void 0;
		const reason = ended.kind === "error" ? ended.message : `no end after ${Math.round(timeoutMs / 1e3)} s`;
		options.log.warning(`The artifact ${safeName$1(name)} could not be uploaded: ${reason}`, { title: "Artifact not uploaded" });
	} };
}
async function send$1(name, paths, retentionDays) {
	const { DefaultArtifactClient } = await import("./vendor-actions-artifact.js");
	const client = new DefaultArtifactClient();
	const settings = retentionDays === void 0 ? {} : { retentionDays };
	for (let number = 1;; number += 1) try {
		const numbered = number === 1 ? name : `${name}-${number}`;
		await client.uploadArtifact(numbered, [...paths], commonFolder(paths), settings);
		return;
	} catch (error) {
		if (!(error instanceof Error && /\(409\)|already exists/i.test(error.message)) || number === NAMES) throw error;
	}
}
function safeName$1(name) {
	const safe = name.replaceAll(/[^\w. -]/g, "-").slice(0, 120);
	return safe === "" ? "podcast-transcriber" : safe;
}
function commonFolder(paths) {
	let folder = dirname(paths[0] ?? ".");
	while (paths.some((path) => relative(folder, path).startsWith("..")) && folder !== dirname(folder)) folder = dirname(folder);
	return folder;
}
// src/adapters/actions-io.ts
const LARGEST_SUMMARY_BYTES = 1024e3;
const SHORTEST_SECRET = 8;
const CUT_NOTE = "\n\n> The rest of this summary was left out: it would be over the size GitHub shows.\n";
function isActions() {
	return process.env["GITHUB_ACTIONS"] === "true";
}
function readInput(name) {
	const value = process.env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`]?.trim();
	return value === void 0 || value === "" ? void 0 : value;
}
function readForm(path) {
	if (path === void 0 || path === "") return {};
	try {
		const { inputs } = JSON.parse(readFileSync(path, "utf8")) ?? {};
		return Object.fromEntries(Object.entries(inputs ?? {}).flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []));
	} catch {
		return {};
	}
}
async function maskSecrets(secrets) {
	if (!isActions()) return;
	const parts = new Set(secrets.flatMap((secret) => [secret.trim(), ...lines(secret)]));
	const { setSecret } = await import("./vendor-actions-core2.js");
	for (const part of parts) if (part.length >= SHORTEST_SECRET) setSecret(part);
}
async function setOutputs(outputs) {
	const file = process.env["GITHUB_OUTPUT"];
	if (file === void 0) return void 0;
	const { setOutput } = await import("./vendor-actions-core2.js");
	try {
		for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
		return;
	} catch (error) {
		return unwritable("outputs of this step", `GITHUB_OUTPUT (${file})`, error);
	}
}
function unwritable(what, file, error) {
	const cause = error instanceof Error ? error.message.split("\n", 1)[0] ?? "" : String(error);
	return problem("runner-file-unwritable", `The ${what} could not be written to the file ${file}: ${cause.slice(0, 300)}`, "The work of the run is saved all the same. Let the user of the runner write that file, and look for room on its disk.");
}
async function writeSummary(markdown) {
	const file = process.env["GITHUB_STEP_SUMMARY"];
	if (file === void 0) return void 0;
	const { summary } = await import("./vendor-actions-core2.js");
	try {
		await summary.addRaw(fitSummary(markdown), true).write();
		return;
	} catch (error) {
		summary.emptyBuffer();
		return unwritable("summary of this job", `GITHUB_STEP_SUMMARY (${file})`, error);
	}
}
function fitSummary(markdown, largestBytes = LARGEST_SUMMARY_BYTES) {
	if (Buffer.byteLength(markdown) <= largestBytes) return markdown;
	const room = Math.max(0, largestBytes - Buffer.byteLength(CUT_NOTE) - 200);
	const head = Buffer.from(markdown).subarray(0, room).toString("utf8").replace(/\ufffd+$/, "");
	const paragraph = head.lastIndexOf("\n\n");
	const cut = paragraph > head.length / 2 ? paragraph : head.lastIndexOf("\n");
	const kept = cut > 0 ? head.slice(0, cut) : "";
	return `${kept}${closeOpen(kept)}${CUT_NOTE}`;
}
function closeOpen(markdown) {
	const fences = markdown.match(/^ {0,3}`{3,}/gm) ?? [];
	const fence = fences.length % 2 === 1 ? `\n${fences.at(-1)?.trim() ?? ""}` : "";
	const opened = markdown.match(/<details[\s>]/g)?.length ?? 0;
	const closed = markdown.match(/<\/details>/g)?.length ?? 0;
	return `${fence}${"\n\n</details>".repeat(Math.min(10, Math.max(0, opened - closed)))}`;
}
function lines(text) {
	return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
}
// src/adapters/actions-cache.ts
const LONGEST_KEY = 512;
const PATIENCE = 2;
function makeActionsCache(options) {
	const folder = join(options.folder ?? process.env["RUNNER_TEMP"] ?? tmpdir(), "podcast-transcriber-cache");
	const attempt = makeAttempt(options);
	return {
		restore: async (key, file, signal) => {
			const entry = entryOf(folder, key);
			return await attempt("restore a file", signal, async () => {
				const sdk = await loadSdk();
				if (sdk === void 0) return false;
				await rm(entry.path, { force: true });
				await mkdir(dirname(entry.path), { recursive: true });
				if (await sdk.restoreCache([entry.path], entry.key) !== entry.key || !await isFile(entry.path)) return false;
				signal.throwIfAborted();
				await move(entry.path, file.path);
				return true;
			}) ?? false;
		},
		save: async (key, file, signal) => {
			const entry = entryOf(folder, key);
			await attempt("save a file", signal, async () => {
				const sdk = await loadSdk();
				if (sdk === void 0 || !await isFile(file.path)) return;
				await rm(entry.path, { force: true });
				await mkdir(dirname(entry.path), { recursive: true });
				await share(file.path, entry.path);
				try {
					await sdk.saveCache([entry.path], entry.key);
				} finally {
					await rm(entry.path, { force: true });
				}
			});
		}
	};
}
function makeAttempt(options) {
	const timeoutMs = options.timeoutMs ?? 12e4;
	let timeouts = 0;
	return async (what, signal, call) => {
		signal.throwIfAborted();
		if (timeouts >= PATIENCE) return void 0;
		const ended = await within(call(), timeoutMs, signal);
		switch (ended.kind) {
			case "value": return ended.value;
			case "error":
				options.log.debug(`Cache: cannot ${what}: ${ended.message}`);
				return;
			case "timeout":
				timeouts += 1;
				options.log.info(`Cache: gave up to ${what} after ${Math.round(timeoutMs / 1e3)} s` + (timeouts >= PATIENCE ? "; the cache is not used for the rest of this run." : "."));
				return;
		}
	};
}
async function loadSdk() {
	if (process.env["ACTIONS_RESULTS_URL"] === void 0 && process.env["ACTIONS_CACHE_URL"] === void 0) return;
	const sdk = await import("./vendor-actions-cache.js");
	return sdk.isFeatureAvailable() ? sdk : void 0;
}
function entryOf(folder, key) {
	const hash = createHash("sha256").update(key).digest("hex");
	const plain = key.replaceAll(/[^\w./=@+-]/g, "_");
	return {
		key: plain === key && key.length <= LONGEST_KEY ? key : `${plain.slice(0, 400)}-${hash}`,
		path: join(folder, hash.slice(0, 32), "file")
	};
}
async function isFile(path) {
	return (await stat(path).catch(() => void 0))?.isFile() === true;
}
async function share(source, target) {
	await link(source, target).catch(() => copyFile(source, target));
}
async function move(source, target) {
	await mkdir(dirname(target), { recursive: true });
	try {
		await rename(source, target);
	} catch {
		const part = join(dirname(target), `.${basename(target)}.part`);
		await copyFile(source, part);
		await rename(part, target);
		await rm(source, { force: true });
	}
}
// src/adapters/actions-log.ts
function makeActionsLog(write = writeStdout) {
	const command = (name, properties, message) => {
		const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
		write(`::${name}${list.length > 0 ? ` ${list.join(",")}` : ""}::${escapeData(message)}\n`);
	};
	return {
		debug: (message) => command("debug", {}, printable(message)),
		info: (message) => write(`${inert(printable(message))}\n`),
		warning: (message, place) => command("warning", properties(place), printable(message)),
		error: (message, place) => command("error", properties(place), printable(message)),
		group: (title) => command("group", {}, printable(title).replaceAll("\n", " ")),
		endGroup: () => command("endgroup", {}, "")
	};
}
function writeStdout(line) {
	process.stdout.write(line);
}
function inert(text) {
	return text.replaceAll(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}
function properties(place) {
	const given = {};
	if (place?.title !== void 0) given["title"] = printable(place.title).replaceAll("\n", " ");
	if (place?.file !== void 0) given["file"] = printable(place.file);
	if (place?.line !== void 0) given["line"] = String(place.line);
	return given;
}
function escapeData(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
function escapeProperty(text) {
	return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
// src/adapters/clock.ts
const LONGEST_TIMER_MS = 2147483647;
function makeClock() {
	return {
		now: () => Date.now(),
		sleep: async (ms, signal) => {
			let left = ms;
			do {
				const part = Math.min(Math.max(left, 0), LONGEST_TIMER_MS);
				await sleepOnce(part, signal);
				left -= part;
			} while (left > 0);
		}
	};
}
function sleepOnce(ms, signal) {
	return new Promise((resolve, reject) => {
		if (signal.aborted) {
			reject(signal.reason);
			return;
		}
		const onAbort = () => {
			clearTimeout(timer);
			reject(signal.reason);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener("abort", onAbort);
			resolve();
		}, ms);
		signal.addEventListener("abort", onAbort, { once: true });
	});
}
// src/adapters/feed-parser.ts
const MAX_HEAP_MB = 1024;
function workerUrl() {
	return import.meta.url.endsWith(".ts") ? new URL("./feed-parser-worker.ts", import.meta.url) : new URL("./feed-parser-worker.js", import.meta.url);
}
function startThread(maxHeapMb) {
	const worker = new Worker(workerUrl(), { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
	const thread = {
		worker,
		ended: false
	};
	worker.on("exit", () => {
		thread.ended = true;
	});
	worker.on("error", (cause) => {
		thread.cause = cause instanceof Error ? cause : new Error(String(cause));
	});
	return thread;
}
function failed$3(error) {
	return {
		kind: "failed",
		error
	};
}
function tooSlow(deadlineMs) {
	return failed$3(problem("feed-parse-timeout", `the feed was not read within ${deadlineMs / 1e3} s`, "The feed is very large or made to stall its readers; ask the publisher for a shorter one."));
}
function died({ cause }) {
	if ((cause !== void 0 && "code" in cause ? cause.code : void 0) === "ERR_WORKER_OUT_OF_MEMORY") return failed$3(problem("feed-too-large", "the feed needs more memory to read than is allowed", "Ask the publisher for a feed with fewer items."));
	return failed$3(problem("feed-parser-failed", `the feed reader stopped: ${cause?.message ?? "no reason was given"}`, "Try again; if it stays, report it with the address of the feed."));
}
function outcomeOf(answer) {
	if ("tree" in answer) return {
		kind: "parsed",
		tree: answer.tree
	};
	return failed$3(problem("feed-unreadable", `the feed cannot be read: ${answer.error}`, "Check the feed with a feed validator and tell its publisher."));
}
function makeFeedParser(options = {}) {
	const queue = [];
	let thread;
	let busy = false;
	let lastId = 0;
	function next() {
		const waiting = busy ? void 0 : queue.shift();
		if (waiting === void 0) return;
		busy = true;
		if (thread === void 0 || thread.ended) thread = startThread(options.maxHeapMb ?? MAX_HEAP_MB);
		serve(thread, waiting, (usable) => {
			if (usable) thread?.worker.unref();
			else {
				thread?.worker.terminate();
				thread = void 0;
			}
			busy = false;
			next();
		});
	}
	return { parse(xml, { deadlineMs, signal }) {
		return new Promise((resolve, reject) => {
			if (signal.aborted) {
				reject(signal.reason);
				return;
			}
			lastId += 1;
			const leave = () => {
				const at = queue.indexOf(waiting);
				if (at >= 0) queue.splice(at, 1);
				reject(signal.reason);
			};
			const waiting = {
				task: {
					id: lastId,
					xml
				},
				deadlineMs,
				signal,
				resolve: (outcome) => {
					signal.removeEventListener("abort", leave);
					resolve(outcome);
				},
				reject
			};
			signal.addEventListener("abort", leave, { once: true });
			queue.push(waiting);
			next();
		});
	} };
}
function serve(thread, waiting, release) {
	const { worker } = thread;
	const { task, deadlineMs, signal } = waiting;
	const settle = (usable, finish) => {
		clearTimeout(timer);
		signal.removeEventListener("abort", onAbort);
		worker.off("message", onMessage);
		worker.off("exit", onExit);
		finish();
		release(usable);
	};
	const onMessage = (answer) => settle(true, () => waiting.resolve(outcomeOf(answer)));
	const onAbort = () => settle(false, () => waiting.reject(signal.reason));
	const onExit = () => settle(false, () => waiting.resolve(died(thread)));
	const onDeadline = () => settle(false, () => waiting.resolve(tooSlow(deadlineMs)));
	const timer = setTimeout(onDeadline, deadlineMs);
	signal.addEventListener("abort", onAbort, { once: true });
	worker.on("message", onMessage);
	worker.on("exit", onExit);
	worker.ref();
	worker.postMessage(task);
}
// src/adapters/ffmpeg-decoder.ts
const SAMPLE_RATE = 24e3;
const DEFAULT_TIMEOUT_MS = 12e5;
const MAX_COMPLAINT = 2e3;
function makeDecoder(options) {
	return { decode: async (file, target, signal) => {
		signal.throwIfAborted();
		const part = `${target.path}.part`;
		try {
			const outcome = await run(options, [file.path, part], signal);
			if (outcome.kind === "decoded") await rename(part, target.path);
			return outcome;
		} finally {
			await rm(part, { force: true });
		}
	} };
}
function run(options, [source, target], signal) {
	const [program, ...first] = options.command ?? ["ffmpeg"];
	const args = [
		...first,
		"-nostdin",
		"-v",
		"error",
		"-protocol_whitelist",
		"file",
		"-i",
		`file:${source}`,
		"-map",
		"0:a:0",
		"-ac",
		"1",
		"-ar",
		String(SAMPLE_RATE),
		"-c:a",
		"flac",
		"-f",
		"flac",
		"-y",
		`file:${target}`
	];
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			env: { PATH: options.path },
			stdio: [
				"ignore",
				"ignore",
				"pipe"
			],
			signal,
			killSignal: "SIGKILL",
			timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS
		});
		let complaint = "";
		child.stderr.on("data", (part) => {
			complaint = (complaint + part.toString()).slice(0, MAX_COMPLAINT);
		});
		child.once("error", (error) => {
			if (signal.aborted) {
				reject(signal.reason);
				return;
			}
			resolve("code" in error && error.code === "ENOENT" ? { kind: "absent" } : failed$2(error.message));
		});
		child.once("close", (code, killed) => {
			if (signal.aborted) reject(signal.reason);
			else if (code === 0) resolve({ kind: "decoded" });
			else resolve(failed$2(killed === null ? firstLine(complaint, source) : "it took too long"));
		});
	});
}
function firstLine(complaint, source) {
	const [line = ""] = complaint.replaceAll(`file:${source}`, "the file").split("\n");
	return line === "" ? "it gave no reason" : line.slice(0, 200);
}
function failed$2(reason) {
	return {
		kind: "failed",
		error: problem("audio-not-decodable", `ffmpeg could not read the audio: ${reason}.`, "Open the enclosure address of the episode and see whether it plays; the publisher may have to upload it again.")
	};
}
// src/adapters/gemini-deadline.ts
function startDeadline(options) {
	const { clock, signal: outer } = options;
	const controller = new AbortController();
	let state = "running";
	let stopIdle;
	const fire = (verdict, reason) => {
		if (state !== "running" || controller.signal.aborted) return;
		state = verdict;
		controller.abort(reason);
	};
	const onAbort = () => fire("aborted", outer.reason);
	outer.addEventListener("abort", onAbort, { once: true });
	if (outer.aborted) onAbort();
	const stopTotal = after(clock, options.timeoutMs, () => fire("timeout", new Error("time is up")));
	return {
		signal: controller.signal,
		touch: () => {
			stopIdle?.();
			stopIdle = void 0;
			if (controller.signal.aborted) return;
			stopIdle = after(clock, options.idleTimeoutMs, () => fire("silent", new Error("silence")));
		},
		verdict: () => state,
		end: () => {
			outer.removeEventListener("abort", onAbort);
			stopTotal();
			stopIdle?.();
			if (!controller.signal.aborted) controller.abort(new Error("the exchange is over"));
		}
	};
}
function after(clock, ms, fire) {
	const cancel = new AbortController();
	clock.sleep(ms, cancel.signal).then(fire, () => {});
	return () => cancel.abort(new Error("cancelled"));
}
// src/adapters/gemini-failure.ts
const MAX_BODY_BYTES = 65536;
const UNSENT_CODES = new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN"
]);
function scrub$1(text, secret) {
	if (secret === "") return text;
	const forms = new Set([
		secret,
		encodeURIComponent(secret),
		JSON.stringify(secret).slice(1, -1)
	]);
	let clean = text;
	for (const form of forms) clean = clean.replaceAll(form, "***");
	return clean;
}
async function readBody(body, touch) {
	if (body === null) return "";
	const parts = [];
	let bytes = 0;
	try {
		for await (const part of body) {
			touch();
			parts.push(part);
			bytes += part.byteLength;
			if (bytes >= 69632) break;
		}
	} catch {
		return decode(parts);
	}
	return decode(parts);
}
function decode(parts) {
	return Buffer.concat(parts).subarray(0, 69632).toString("utf8");
}
function refused(refusal, secret, now) {
	const clean = scrub$1(refusal.body, secret);
	const body = Buffer.from(clean).subarray(0, MAX_BODY_BYTES).toString("utf8");
	const retryAfterMs = readRetryAfter(refusal.headers["retry-after"], now);
	return {
		httpStatus: refusal.httpStatus,
		body,
		message: describe(refusal.httpStatus, body),
		unsent: false,
		...retryAfterMs === void 0 ? {} : { retryAfterMs }
	};
}
function notSent(httpStatus, message) {
	return {
		httpStatus,
		body: "",
		message,
		unsent: true
	};
}
function unanswered(verdict, cause, baseUrl) {
	const { host } = new URL(baseUrl);
	if (verdict === "timeout") return silent("timeout", `${host} took too long to answer`);
	if (verdict === "silent") return silent("timeout", `${host} fell silent`);
	if (cause === void 0) return silent("network", `${host} closed the connection without an answer`);
	const code = codeOf$2(cause);
	const unsent = code !== void 0 && UNSENT_CODES.has(code);
	const words = brokenWords(code, host);
	return {
		...silent("network", code === void 0 ? words : `${words} (${code})`),
		unsent
	};
}
function brokenWords(code, host) {
	switch (code) {
		case "ENOTFOUND":
		case "EAI_AGAIN": return `the name ${host} cannot be resolved`;
		case "ECONNREFUSED": return `${host} does not take connections`;
		case "EHOSTUNREACH":
		case "ENETUNREACH": return `there is no way to ${host}`;
		case "ETIMEDOUT":
		case "UND_ERR_CONNECT_TIMEOUT": return `no connection to ${host} in time`;
		default: return /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|EPROTO$)/u.test(code ?? "") ? `no secure connection to ${host} could be made` : `the connection to ${host} broke`;
	}
}
function silent(transport, message) {
	return {
		body: "",
		transport,
		message,
		unsent: false
	};
}
function codeOf$2(error) {
	let found;
	let current = error;
	for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
		if ("code" in current && typeof current.code === "string") found = current.code;
		current = current.cause;
	}
	return found !== void 0 && /^[A-Z][A-Z0-9_]{2,60}$/u.test(found) ? found : void 0;
}
function readRetryAfter(value, now) {
	const text = value?.trim() ?? "";
	if (text === "") return void 0;
	if (/^\d{1,9}(?:\.\d+)?$/u.test(text)) return Math.round(Number(text) * 1e3);
	const date = Date.parse(text);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
function describe(status, body) {
	if (status >= 300 && status < 400) return `the Gemini service answered ${status}: the redirect was not followed, since it would carry the key to another address`;
	const told = messageIn(body);
	return `the Gemini service answered ${status}${told === "" ? "" : `: ${told}`}`;
}
function messageIn(body) {
	const line = (/"message"\s*:\s*"((?:[^"\\]|\\.){1,2000})"/u.exec(body)?.[1] ?? "").replaceAll(/\\[nrt]/gu, " ").replaceAll(/\\(.)/gu, "$1").replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
	return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
// src/adapters/gemini-reply.ts
function newHeard() {
	return {
		text: "",
		turns: [],
		usage: {
			prompt: 0,
			output: 0,
			thoughts: 0
		}
	};
}
function listen(heard, part) {
	if (!isRecord(part)) return;
	if (isRecord(part["error"])) heard.error = part["error"];
	const version = wordIn(part["modelVersion"]);
	if (version !== void 0) heard.modelVersion = version;
	if (isRecord(part["promptFeedback"])) {
		const reason = reasonIn(part["promptFeedback"]["blockReason"]);
		if (reason !== void 0) heard.blockReason = reason;
	}
	const usage = part["usageMetadata"];
	if (isRecord(usage)) heard.usage = {
		prompt: count(usage["promptTokenCount"], heard.usage.prompt),
		output: count(usage["candidatesTokenCount"], heard.usage.output),
		thoughts: count(usage["thoughtsTokenCount"], heard.usage.thoughts)
	};
	const candidates = part["candidates"];
	const candidate = Array.isArray(candidates) ? candidates[0] : void 0;
	if (!isRecord(candidate)) return;
	const reason = reasonIn(candidate["finishReason"]);
	if (reason !== void 0) heard.finishReason = reason;
	const content = candidate["content"];
	if (!isRecord(content) || !Array.isArray(content["parts"])) return;
	for (const one of content["parts"]) if (isRecord(one) && one["thought"] !== true) hear$1(heard, one);
}
function hear$1(heard, part) {
	const turn = turnOf(part["audioTranscription"]);
	if (turn !== void 0) heard.turns.push(turn);
	else if (typeof part["text"] === "string") heard.text += part["text"];
}
function turnOf(value) {
	if (!isRecord(value)) return void 0;
	const words = Array.isArray(value["words"]) ? value["words"].flatMap(wordOf) : [];
	const text = typeof value["text"] === "string" ? value["text"] : "";
	if (text === "" && words.length === 0) return void 0;
	return {
		text,
		words,
		...speakerIn(value["speakerLabel"])
	};
}
function wordOf(value) {
	if (!isRecord(value) || typeof value["word"] !== "string") return [];
	const startSec = offsetIn(value["startOffset"]);
	const endSec = offsetIn(value["endOffset"]);
	return [{
		word: value["word"],
		...startSec === void 0 ? {} : { startSec },
		...endSec === void 0 ? {} : { endSec },
		...speakerIn(value["speakerLabel"])
	}];
}
function speakerIn(value) {
	const label = typeof value === "string" ? value.trim().slice(0, 80) : "";
	return label === "" ? {} : { speaker: label };
}
function offsetIn(value) {
	const sec = typeof value === "string" && /^\d{1,7}(?:\.\d{1,9})?s?$/u.test(value) ? Number.parseFloat(value) : value;
	return typeof sec === "number" && Number.isFinite(sec) && sec >= 0 ? sec : void 0;
}
function replyOf(heard) {
	const said = heard.text.trim() !== "" || heard.turns.length > 0;
	const finishReason = heard.finishReason ?? (said ? "CUT" : heard.blockReason);
	if (finishReason === void 0) return void 0;
	return {
		text: heard.text,
		...heard.turns.length === 0 ? {} : { transcription: heard.turns },
		finishReason,
		usage: heard.usage,
		...heard.blockReason === void 0 ? {} : { blockReason: heard.blockReason },
		...heard.modelVersion === void 0 ? {} : { modelVersion: heard.modelVersion }
	};
}
function inTurns(reply) {
	const { text, transcription } = reply;
	if (transcription !== void 0 || text.trim() === "") return reply;
	const lines = text.split("\n").filter((line) => line.trim() !== "");
	return {
		...reply,
		text: "",
		transcription: lines.map((line) => ({
			text: line,
			words: []
		}))
	};
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function reasonIn(value) {
	const word = wordIn(value);
	return word === void 0 || word.endsWith("_UNSPECIFIED") ? void 0 : word;
}
function wordIn(value) {
	if (typeof value !== "string") return void 0;
	return /^[\w./:@-]{1,100}$/u.test(value) ? value : void 0;
}
function count(value, before) {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : before;
}
// src/adapters/gemini-remote-file.ts
function fileIn(body) {
	let value;
	try {
		value = JSON.parse(body);
	} catch {
		return;
	}
	const file = isRecord(value) && isRecord(value["file"]) ? value["file"] : value;
	if (!isRecord(file)) return void 0;
	const { name, uri, state, expirationTime, error } = file;
	if (typeof name !== "string" || !isFileName(name) || typeof uri !== "string") return void 0;
	const expiresAt = typeof expirationTime === "string" ? Date.parse(expirationTime) : NaN;
	return {
		name,
		uri,
		state: typeof state === "string" ? state : "ACTIVE",
		error,
		...Number.isNaN(expiresAt) ? {} : { expiresAt }
	};
}
function isFileName(name) {
	return /^files\/[\w-]{1,100}$/u.test(name);
}
// src/adapters/gemini-wire.ts
const CONNECT_TIMEOUT_MS$1 = 2e4;
function makeWire(proxies) {
	let wire;
	return () => {
		wire ??= open(proxies);
		return wire;
	};
}
async function open(proxies) {
	const { Agent, EnvHttpProxyAgent, fetch } = await import("./vendor-undici.js").then((m) => __toESM(m.default, 1));
	const settings = {
		allowH2: false,
		bodyTimeout: 0,
		headersTimeout: 0,
		connect: { timeout: CONNECT_TIMEOUT_MS$1 }
	};
	if (proxies === void 0) return {
		fetch,
		dispatcher: new Agent(settings)
	};
	return {
		fetch,
		dispatcher: new EnvHttpProxyAgent({
			...settings,
			httpProxy: proxies.http,
			httpsProxy: proxies.https,
			noProxy: proxies.except,
			connectTimeout: CONNECT_TIMEOUT_MS$1
		})
	};
}
async function exchange(wire, request) {
	const response = await wire.fetch(request.url, {
		method: request.method,
		headers: request.headers,
		redirect: "manual",
		dispatcher: wire.dispatcher,
		signal: request.signal,
		...request.body === void 0 ? {} : { body: request.body },
		...typeof request.body === "object" ? { duplex: "half" } : {}
	});
	return {
		status: response.status,
		headers: Object.fromEntries(response.headers),
		body: response.body
	};
}
// src/adapters/gemini-files.ts
const MAX_FILE_BYTES = 2147483648;
const SILENCE_MS = 12e4;
const MAX_RESUMES = 6;
const MAX_BACKOFF_MS = 2e4;
const MAX_BLIND_POLLS = 3;
const KEPT_MS = 1692e5;
const MAX_POLL_MS = 5e3;
const FORGET_MS = 3e4;
async function uploadFile(context, request) {
	request.signal.throwIfAborted();
	const { size: bytes } = await stat(request.file.path);
	if (bytes > MAX_FILE_BYTES) return {
		kind: "failed",
		failure: notSent(413, `the file has ${counted(bytes, "byte")}; the service takes at most 2 GB`)
	};
	const wire = await context.wire();
	const deadline = startDeadline({
		clock: context.clock,
		timeoutMs: request.timeoutMs,
		idleTimeoutMs: SILENCE_MS,
		signal: request.signal
	});
	const call = {
		context,
		request,
		wire,
		deadline,
		bytes
	};
	try {
		const outcome = await uploadSteps(call);
		return outcome.ok ? {
			kind: "uploaded",
			uri: outcome.value.uri,
			name: outcome.value.name,
			expiresAt: outcome.value.expiresAt ?? context.clock.now() + KEPT_MS
		} : {
			kind: "failed",
			failure: outcome.failure
		};
	} catch (error) {
		request.signal.throwIfAborted();
		if (deadline.verdict() === "running") throw error;
		return {
			kind: "failed",
			failure: unanswered(deadline.verdict(), error, context.baseUrl)
		};
	} finally {
		deadline.end();
	}
}
async function uploadSteps(call) {
	const session = await begin(call);
	if (!session.ok) return session;
	const sent = await sendAll(call, session.value);
	if (!sent.ok) return sent;
	return settle(call, sent.value);
}
async function begin(call) {
	const { context, request } = call;
	const answer = await ask$1(call, {
		url: `${context.baseUrl}/upload/v1beta/files`,
		method: "POST",
		headers: {
			...keyed(context, request.key.secret),
			"content-type": "application/json",
			"x-goog-upload-protocol": "resumable",
			"x-goog-upload-command": "start",
			"x-goog-upload-header-content-length": String(call.bytes),
			"x-goog-upload-header-content-type": request.mimeType
		},
		body: JSON.stringify({ file: { display_name: request.displayName } })
	});
	if (!answer.ok) return answer;
	const target = uploadTarget(answer.value.headers["x-goog-upload-url"], context.baseUrl);
	if (target !== void 0) return {
		ok: true,
		value: target
	};
	return {
		ok: false,
		failure: odd("the Gemini service opened no upload that can be used")
	};
}
function uploadTarget(value, baseUrl) {
	if (value === void 0 || !URL.canParse(value)) return void 0;
	const url = new URL(value);
	return url.protocol === "https:" || url.origin === new URL(baseUrl).origin ? url.href : void 0;
}
async function sendAll(call, target) {
	let failure = odd("the Gemini service did not finish an upload");
	let offset = 0;
	for (let resumes = 0;; resumes += 1) {
		if (offset !== void 0) {
			const sent = await send(call, target, offset);
			const file = sent.ok ? fileIn(sent.value.body) : void 0;
			if (file !== void 0) return {
				ok: true,
				value: file
			};
			if (!sent.ok) failure = sent.failure;
			if (!sent.ok && !passing(failure)) break;
		}
		if (resumes >= MAX_RESUMES) break;
		const wait = Math.min(1e3 * 2 ** resumes, MAX_BACKOFF_MS);
		await call.context.clock.sleep(wait, call.deadline.signal);
		const stand = await standing(call, target);
		if (stand.ok && stand.value.file !== void 0) return {
			ok: true,
			value: stand.value.file
		};
		if (!stand.ok) failure = stand.failure;
		if (!stand.ok && !passing(failure)) break;
		offset = stand.ok ? stand.value.received : void 0;
	}
	return {
		ok: false,
		failure
	};
}
function send(call, target, offset) {
	return ask$1(call, {
		url: target,
		method: "POST",
		headers: {
			"user-agent": call.context.userAgent,
			"content-length": String(call.bytes - offset),
			"x-goog-upload-command": "upload, finalize",
			"x-goog-upload-offset": String(offset)
		},
		body: fileFrom(call, offset)
	});
}
async function* fileFrom(call, offset) {
	if (offset >= call.bytes) return;
	const stream = createReadStream(call.request.file.path, {
		start: offset,
		end: call.bytes - 1
	});
	for await (const part of stream) {
		call.deadline.touch();
		yield part;
	}
}
async function standing(call, target) {
	const answer = await ask$1(call, {
		url: target,
		method: "POST",
		headers: {
			"user-agent": call.context.userAgent,
			"content-length": "0",
			"x-goog-upload-command": "query"
		}
	});
	if (!answer.ok) return answer;
	const file = fileIn(answer.value.body);
	if (file !== void 0) return {
		ok: true,
		value: {
			received: call.bytes,
			file
		}
	};
	const { headers } = answer.value;
	const received = Number(headers["x-goog-upload-size-received"] ?? NaN);
	const usable = Number.isSafeInteger(received) && received >= 0 && received <= call.bytes;
	if (headers["x-goog-upload-status"] === "active" && usable) return {
		ok: true,
		value: { received }
	};
	return {
		ok: false,
		failure: odd("the Gemini service ended an upload that was not complete")
	};
}
async function settle(call, first) {
	let file = first;
	let blind = 0;
	for (let wait = 500; file.state === "PROCESSING"; wait = Math.min(wait * 2, MAX_POLL_MS)) {
		await call.context.clock.sleep(wait, call.deadline.signal);
		const answer = await ask$1(call, {
			url: `${call.context.baseUrl}/v1beta/${file.name}`,
			method: "GET",
			headers: keyed(call.context, call.request.key.secret)
		});
		if (answer.ok) {
			blind = 0;
			file = fileIn(answer.value.body) ?? file;
		} else {
			blind += 1;
			if (!passing(answer.failure) || blind > MAX_BLIND_POLLS) return answer;
		}
	}
	if (file.state !== "FAILED") return {
		ok: true,
		value: file
	};
	const body = JSON.stringify({ error: file.error ?? {} });
	return {
		ok: false,
		failure: {
			...odd("the Gemini service could not process the uploaded audio"),
			body
		}
	};
}
async function forgetFile(context, request) {
	request.signal.throwIfAborted();
	if (!isFileName(request.name)) return;
	const wire = await context.wire();
	const limits = {
		timeoutMs: FORGET_MS,
		idleTimeoutMs: FORGET_MS,
		signal: request.signal
	};
	const deadline = startDeadline({
		...limits,
		clock: context.clock
	});
	try {
		const answer = await exchange(wire, {
			url: `${context.baseUrl}/v1beta/${request.name}`,
			method: "DELETE",
			headers: keyed(context, request.key.secret),
			signal: deadline.signal
		});
		await readBody(answer.body, deadline.touch);
	} catch {
		request.signal.throwIfAborted();
	} finally {
		deadline.end();
	}
}
async function ask$1(call, request) {
	const { deadline } = call;
	deadline.touch();
	try {
		const answer = await exchange(call.wire, {
			...request,
			signal: deadline.signal
		});
		const body = await readBody(answer.body, deadline.touch);
		if (answer.status === 200) return {
			ok: true,
			value: {
				headers: answer.headers,
				body
			}
		};
		const refusal = {
			httpStatus: answer.status,
			headers: answer.headers,
			body
		};
		const { secret } = call.request.key;
		return {
			ok: false,
			failure: refused(refusal, secret, call.context.clock.now())
		};
	} catch (error) {
		if (deadline.signal.aborted) throw error;
		return {
			ok: false,
			failure: unanswered("running", error, request.url)
		};
	}
}
function passing(failure) {
	const status = failure.httpStatus;
	return status === void 0 ? failure.transport === "network" : status >= 500 || status === 408;
}
function keyed(context, secret) {
	return {
		"user-agent": context.userAgent,
		"x-goog-api-key": secret
	};
}
function odd(message) {
	return {
		body: "",
		message,
		unsent: false
	};
}
// src/adapters/gemini-request.ts
const INLINE_STEP_BYTES = 196608;
async function prepareRequest(request) {
	const { audio } = request;
	const { words, ...asked } = askOf(request);
	if (audio === void 0) return {
		...asked,
		contents: [{
			role: "user",
			parts: words
		}],
		body: plain
	};
	if (audio.kind === "uploaded") {
		const file = { fileData: {
			mimeType: audio.mimeType,
			fileUri: audio.uri
		} };
		return {
			...asked,
			contents: [{
				role: "user",
				parts: [file, ...words]
			}],
			body: plain
		};
	}
	if (audio.kind === "bytes") {
		const data = Buffer.from(audio.bytes).toString("base64");
		const held = { inlineData: {
			mimeType: audio.mimeType,
			data
		} };
		return {
			...asked,
			contents: [{
				role: "user",
				parts: [held, ...words]
			}],
			body: plain
		};
	}
	const mark = randomUUID();
	const { path } = audio.file;
	const { size } = await stat(path);
	const inline = { inlineData: {
		mimeType: audio.mimeType,
		data: mark
	} };
	return {
		...asked,
		contents: [{
			role: "user",
			parts: [inline, ...words]
		}],
		body: (json) => inlined({
			json,
			mark,
			path,
			size
		})
	};
}
function askOf(request) {
	const { transcription, thinkingLevel } = request;
	if (transcription !== void 0) {
		const { languageCodes, diarization, wordTimestamps } = transcription;
		return {
			words: [],
			generationConfig: { audioTranscriptionConfig: {
				...languageCodes.length === 0 ? {} : { languageCodes },
				...diarization ? { diarization } : {},
				...wordTimestamps ? { wordTimestamp: true } : {}
			} }
		};
	}
	return {
		words: [{ text: request.prompt }],
		systemInstruction: request.systemInstruction,
		generationConfig: {
			maxOutputTokens: request.maxOutputTokens,
			...thinkingLevel === void 0 ? {} : { thinkingConfig: { thinkingLevel } }
		}
	};
}
function plain(json) {
	return { content: json };
}
function inlined(work) {
	const at = work.json.indexOf(work.mark);
	if (at < 0) throw new Error("the request body does not hold the place of the audio");
	const head = Buffer.from(work.json.slice(0, at));
	const tail = Buffer.from(work.json.slice(at + work.mark.length));
	return {
		content: encode(work, head, tail),
		contentLength: head.byteLength + 4 * Math.ceil(work.size / 3) + tail.byteLength
	};
}
async function* encode(work, head, tail) {
	yield head;
	let rest = Buffer.alloc(0);
	const stream = createReadStream(work.path, { highWaterMark: INLINE_STEP_BYTES });
	for await (const part of stream) {
		const bytes = rest.byteLength === 0 ? part : Buffer.concat([rest, part]);
		const whole = bytes.byteLength - bytes.byteLength % 3;
		rest = bytes.subarray(whole);
		yield Buffer.from(bytes.toString("base64", 0, whole), "latin1");
	}
	yield Buffer.from(rest.toString("base64") + tail.toString("utf8"));
}
// src/adapters/gemini-sse.ts
const MAX_EVENT_CHARS = 1048576;
const MAX_ANSWER_BYTES = 33554432;
const MAX_STRAY_CHARS = 65536;
async function* tidyEvents(source, stray) {
	const decoder = new TextDecoder();
	const encoder = new TextEncoder();
	const event = {
		data: [],
		chars: 0,
		stray
	};
	let rest = "";
	let bytes = 0;
	for await (const part of source) {
		bytes += part.byteLength;
		if (bytes > MAX_ANSWER_BYTES) throw new Error("the answer is longer than any answer can be");
		rest += decoder.decode(part, { stream: true });
		const held = rest.endsWith("\r") ? 1 : 0;
		const lines = rest.slice(0, rest.length - held).split(/\r\n|\n|\r/u);
		rest = (lines.pop() ?? "") + (held === 1 ? "\r" : "");
		if (rest.length > MAX_EVENT_CHARS) throw new Error("an event of the stream has no end");
		for (const line of lines) {
			const ready = take$1(event, line);
			if (ready !== void 0) yield encoder.encode(ready);
		}
	}
	for (const line of [...(rest + decoder.decode()).split(/\r\n|\n|\r/u), ""]) {
		const ready = take$1(event, line, true);
		if (ready !== void 0) yield encoder.encode(ready);
	}
}
function take$1(event, line, atEnd = false) {
	if (line === "") return complete$1(event, atEnd);
	const field = /^(data|event|id|retry)(?::|$)/u.exec(line)?.[1];
	if (field === "data") {
		const value = line.slice(5).replace(/^ /u, "");
		event.data.push(value);
		event.chars += value.length;
		if (event.chars > MAX_EVENT_CHARS) throw new Error("an event of the stream has no end");
	} else if (field === void 0 && !line.startsWith(":")) event.stray.text = `${event.stray.text}${line}\n`.slice(0, MAX_STRAY_CHARS);
}
function complete$1(event, atEnd) {
	const data = event.data.join(" ").trim();
	event.data = [];
	event.chars = 0;
	if (data === "") return void 0;
	if (!data.startsWith("{")) {
		if (data !== "[DONE]") event.stray.text = `${event.stray.text}${data}\n`.slice(0, MAX_STRAY_CHARS);
		return;
	}
	if (!isJson(data)) {
		if (atEnd) return void 0;
		throw new Error("an event of the stream is not JSON");
	}
	return `data: ${data.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n\n`;
}
function isJson(text) {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
// src/adapters/gemini-generate.ts
async function generate(context, request) {
	request.signal.throwIfAborted();
	const fault = faultIn(request);
	if (fault !== void 0) return {
		kind: "failed",
		failure: fault
	};
	const [{ GoogleGenerativeAI }, wire, prepared] = await Promise.all([
		import("./vendor-google-generative-ai.js"),
		context.wire(),
		prepareRequest(request)
	]);
	request.signal.throwIfAborted();
	const deadline = startDeadline({
		...request,
		clock: context.clock
	});
	const line = {
		stray: { text: "" },
		used: false
	};
	const heard = newHeard();
	let broken;
	try {
		const model = new GoogleGenerativeAI(request.key.secret).getGenerativeModel({
			model: request.model,
			...prepared.systemInstruction === void 0 ? {} : { systemInstruction: prepared.systemInstruction },
			generationConfig: prepared.generationConfig
		}, {
			baseUrl: context.baseUrl,
			customHeaders: { "user-agent": context.userAgent }
		});
		await hear(heard, await withFetch(lineFetch({
			wire,
			deadline,
			prepared,
			line
		}), () => model.generateContentStream({ contents: prepared.contents })));
	} catch (error) {
		broken = error;
	} finally {
		deadline.end();
	}
	if ((broken ?? line.cause) !== void 0) request.signal.throwIfAborted();
	if (!line.used) throw new Error("the SDK did not send its request through the adapter", { cause: broken });
	return conclude({
		context,
		request,
		deadline,
		line,
		heard,
		broken
	});
}
function faultIn(request) {
	if (!/^[\u0021-\u007e]+$/u.test(request.key.secret)) return notSent(401, `the key ${request.key.fingerprint} holds characters that no key has`);
	if (!/^(?:[a-zA-Z]+\/)?[\w-][\w.-]*$/u.test(request.model)) return notSent(404, "the model name holds characters that no model name has");
}
function withFetch(fetchForSdk, call) {
	const real = globalThis.fetch;
	globalThis.fetch = fetchForSdk;
	try {
		return call();
	} finally {
		globalThis.fetch = real;
	}
}
function lineFetch(work) {
	const { wire, deadline, prepared, line } = work;
	return async (url, init) => {
		if (typeof url !== "string" || typeof init?.body !== "string") throw new TypeError("the SDK made a request of an unknown form");
		line.used = true;
		try {
			const { content, contentLength } = prepared.body(init.body);
			const answer = await exchange(wire, {
				url,
				method: "POST",
				headers: {
					...Object.fromEntries(new Headers(init.headers)),
					accept: "text/event-stream",
					...contentLength === void 0 ? {} : { "content-length": String(contentLength) }
				},
				body: content,
				signal: deadline.signal
			});
			deadline.touch();
			if (!isEventStream(answer.status, answer.headers["content-type"])) {
				const body = await readBody(answer.body, deadline.touch);
				line.refusal = {
					httpStatus: answer.status,
					headers: answer.headers,
					body
				};
				return new Response(null, { status: 502 });
			}
			return new Response(ReadableStream.from(watched(answer.body, deadline, line)));
		} catch (error) {
			line.cause = error;
			throw error;
		}
	};
}
function isEventStream(status, contentType) {
	return status === 200 && !/html|json|xml/iu.test(contentType ?? "");
}
async function* watched(body, deadline, line) {
	try {
		yield* tidyEvents(touching(body ?? [], deadline), line.stray);
	} catch (error) {
		line.cause = error;
	}
}
async function* touching(source, deadline) {
	for await (const part of source) {
		deadline.touch();
		yield part;
	}
}
async function hear(heard, answer) {
	answer.response.catch(() => void 0);
	for await (const part of answer.stream) {
		listen(heard, part);
		if (heard.error !== void 0) return;
	}
}
function conclude(end) {
	const { context, deadline, line, heard } = end;
	const { secret } = end.request.key;
	if (line.refusal !== void 0) return {
		kind: "failed",
		failure: refused(line.refusal, secret, context.clock.now())
	};
	const reply = replyOf(heard);
	if (reply !== void 0) return {
		kind: "reply",
		reply: end.request.transcription !== void 0 ? inTurns(reply) : reply
	};
	const inside = heard.error ?? errorIn(line.stray.text);
	if (inside !== void 0) return {
		kind: "failed",
		failure: insideFailure(inside, secret)
	};
	const cause = line.cause ?? end.broken;
	return {
		kind: "failed",
		failure: unanswered(deadline.verdict(), cause, context.baseUrl)
	};
}
function errorIn(stray) {
	let value;
	try {
		value = JSON.parse(stray);
	} catch {
		return;
	}
	const first = Array.isArray(value) ? value[0] : value;
	const error = isRecord(first) ? first["error"] : void 0;
	return isRecord(error) ? error : void 0;
}
function insideFailure(error, secret) {
	const code = error["code"];
	const httpStatus = typeof code === "number" && code >= 400 && code <= 599 ? code : 500;
	const body = scrub$1(JSON.stringify({ error }), secret);
	return refused({
		httpStatus,
		headers: {},
		body
	}, secret, 0);
}
// src/adapters/gemini.ts
const GOOGLE = "https://generativelanguage.googleapis.com";
function makeGemini(options) {
	const context = {
		baseUrl: readBaseUrl(options.baseUrl ?? GOOGLE),
		userAgent: options.userAgent,
		clock: options.clock,
		wire: makeWire(options.proxies)
	};
	return {
		generate: (request) => generate(context, request),
		upload: (request) => uploadFile(context, request),
		forget: (request) => forgetFile(context, request)
	};
}
function readBaseUrl(value) {
	let url;
	try {
		url = new URL(value);
	} catch (cause) {
		throw badBase("it is no address", cause);
	}
	if (url.username !== "" || url.password !== "") throw badBase("it holds a user name or password");
	if (url.search !== "" || url.hash !== "") throw badBase("it holds a query or a fragment");
	const secure = url.protocol === "https:";
	if (!secure && url.protocol !== "http:") throw badBase("it begins with neither https nor http");
	if (!secure && !isLoopback(url.hostname)) throw badBase("over plain http the API key would travel unencrypted");
	return `${url.origin}${url.pathname.replace(/\/+$/u, "")}`;
}
function isLoopback(hostname) {
	return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}
function badBase(why, cause) {
	return new Fault(problem("gemini-base-url", `The Gemini base address cannot be used: ${why}.`, "Set gemini-base-url to an https address such as https://gateway.example.com, or leave it out for Google itself."), { cause });
}
// src/adapters/github-errors.ts
const SECONDARY_WAIT_MS = 6e4;
function classifyAnswer(answer, now) {
	const { status } = answer;
	const message = answer.message.replaceAll(/\s+/g, " ").trim().slice(0, 300);
	const waitMs = limitOf(answer, now);
	if (waitMs !== void 0) return {
		kind: "limited",
		status,
		message,
		waitMs
	};
	return {
		kind: kindOf(status, message),
		status,
		message
	};
}
function limitOf(answer, now) {
	if (answer.status !== 403 && answer.status !== 429) return void 0;
	const after = Number(answer.headers["retry-after"] ?? NaN);
	if (Number.isFinite(after)) return Math.max(0, after) * 1e3;
	if (answer.headers["x-ratelimit-remaining"] === "0") {
		const reset = Number(answer.headers["x-ratelimit-reset"] ?? NaN);
		return Number.isFinite(reset) ? Math.max(1e3, reset * 1e3 - now) : SECONDARY_WAIT_MS;
	}
	return answer.status === 429 || /rate limit|abuse detection/i.test(answer.message) ? SECONDARY_WAIT_MS : void 0;
}
function kindOf(status, message) {
	if (/rule violations?|protected branch|branch protection/i.test(message)) return "rules";
	if (status === 401) return "token";
	if (status >= 500 || status === 408) return "server";
	if (/archived|read-only/i.test(message) && status === 403) return "archived";
	if (status === 403) return "forbidden";
	if (status === 404) return "not-found";
	if (status === 409) return /repository is empty/i.test(message) ? "empty" : "moved";
	if (status !== 422) return "refused";
	if (/not a fast[- ]?forward|reference already exists|reference update failed/i.test(message)) return "moved";
	if (/reference does not exist/i.test(message)) return "no-ref";
	if (/(?:object|tree sha|parent sha) does not exist|not a valid tree/i.test(message)) return "behind";
	return "refused";
}
function mayPass(failure) {
	switch (failure.kind) {
		case "network":
		case "server":
		case "limited":
		case "moved":
		case "behind": return true;
		case "rules":
		case "no-ref":
		case "not-found":
		case "empty":
		case "token":
		case "forbidden":
		case "archived":
		case "refused": return false;
		default: return assertNever(failure.kind);
	}
}
const WORDS = {
	network: {
		code: "github-unreachable",
		cause: "no answer came",
		remedy: "Run it again; if it stays, check the network of the runner and githubstatus.com."
	},
	server: {
		code: "github-server-error",
		cause: "GitHub failed",
		remedy: "Run it again later; githubstatus.com tells about incidents."
	},
	limited: {
		code: "github-limited",
		cause: "too many requests",
		remedy: "Run it again then; run fewer jobs at once if it comes back."
	},
	moved: {
		code: "github-conflict",
		cause: "others kept changing it at the same time",
		remedy: "Run it again; run fewer jobs at once on this branch if it comes back."
	},
	behind: {
		code: "github-conflict",
		cause: "what was just saved did not show up",
		remedy: "Run it again; githubstatus.com tells about incidents."
	},
	rules: {
		code: "github-rules",
		cause: "a rule of the repository forbids it",
		remedy: "Let the workflow push to this branch (a bypass in the ruleset), or set the input `branch` to one without that rule."
	},
	"no-ref": {
		code: "github-branch-missing",
		cause: "there is no such branch",
		remedy: "Create the branch, or correct the input `branch`."
	},
	"not-found": {
		code: "github-repository-missing",
		cause: "it was not found, or the token may not see it",
		remedy: "Check the name of the repository and give the job `permissions: contents: write`."
	},
	empty: {
		code: "github-repository-empty",
		cause: "the repository has no commit yet",
		remedy: "Make a first commit (a README will do), then run it again."
	},
	token: {
		code: "github-token-refused",
		cause: "the token is wrong or has expired",
		remedy: "Leave the input `github-token` at its default; a job's token ends with the job, after 24 hours at the latest."
	},
	forbidden: {
		code: "github-forbidden",
		cause: "the token may not do that",
		remedy: "Give the job `permissions: contents: write`."
	},
	archived: {
		code: "github-archived",
		cause: "the repository is archived",
		remedy: "Unarchive the repository, or disable the workflow."
	},
	refused: {
		code: "github-refused",
		cause: "GitHub refused it",
		remedy: "Look the message up in GitHub's REST documentation, and report it if it is ours."
	}
};
function githubProblem(failure, place) {
	const { code, cause, remedy } = WORDS[failure.kind];
	const lead = `Could not ${place.doing} in ${place.repository}, ${place.ref}: ${cause}`;
	const said = failure.status === void 0 ? "" : `status ${failure.status}, `;
	const wait = failure.kind === "limited" ? `Wait ${waitWords(failure.waitMs)}. ` : "";
	return problem(code, `${lead} (${said}${failure.message}).`, `${wait}${remedy}`);
}
function waitWords(waitMs) {
	return `${Math.max(1, Math.ceil((waitMs ?? SECONDARY_WAIT_MS) / 6e4))} min`;
}
// src/adapters/github-client.ts
const TRIES$2 = 5;
const LONGEST_WAIT_MS = 6e5;
const SAME_LIMIT_MS = 1e4;
function makeGithubClient(options) {
	const [owner = "", repo = ""] = options.repository.split("/");
	let loading;
	let sent = 0;
	let toldUntil = -1e400;
	const tellWait = (waitMs, failure) => {
		const until = options.clock.now() + waitMs;
		if (until <= toldUntil + SAME_LIMIT_MS) return;
		toldUntil = until;
		options.log.info(`GitHub takes no further requests for now: waiting ${Math.ceil(waitMs / 1e3)} s, until ${moment(until)} (${failure.message}).`);
	};
	const client = {
		count: () => sent,
		backOff: (attempt, signal) => {
			const ceiling = Math.min(8e3, 250 * 2 ** Math.min(attempt, 10));
			return options.clock.sleep(ceiling * (.5 + options.random.next() / 2), signal);
		},
		send: async (request) => {
			loading ??= loadOctokit(options);
			const octokit = await loading;
			let leftMs = LONGEST_WAIT_MS;
			for (let attempt = 0;; attempt += 1) {
				request.signal.throwIfAborted();
				sent += 1;
				const answer = await sendOnce(octokit, options, {
					owner,
					repo
				}, request);
				if (answer.ok || attempt + 1 >= TRIES$2) return answer;
				const wait = waitBefore(answer.failure, request.retry, leftMs);
				if (wait === "no") return answer;
				if (wait === "back-off") {
					options.log.debug(`github: ${request.route}: ${answer.failure.message}; trying again`);
					await client.backOff(attempt + 1, request.signal);
				} else {
					leftMs -= wait;
					tellWait(wait, answer.failure);
					await options.clock.sleep(wait, request.signal);
				}
			}
		}
	};
	return client;
}
function waitBefore(failure, retry, leftMs) {
	if (failure.kind === "limited") {
		const { waitMs } = failure;
		return waitMs !== void 0 && waitMs <= leftMs ? waitMs : "no";
	}
	const passing = [
		"network",
		"server",
		"behind",
		"moved"
	].includes(failure.kind);
	return retry === "any" && passing ? "back-off" : "no";
}
async function loadOctokit(options) {
	const { Octokit } = await import("./vendor-octokit-rest.js");
	const quiet = (message) => options.log.debug(`github: ${message}`);
	return new Octokit({
		auth: options.token,
		baseUrl: options.apiUrl.replace(/\/+$/, ""),
		userAgent: options.userAgent,
		log: {
			debug: () => void 0,
			info: () => void 0,
			warn: quiet,
			error: () => void 0
		},
		request: { fetch: makeFetch(options.timeoutMs ?? 6e4, await transportOf(options.proxies)) }
	});
}
async function sendOnce(octokit, options, place, request) {
	try {
		const response = await octokit.request(request.route, {
			...place,
			...request.parameters,
			request: { signal: request.signal }
		});
		const parsed = request.schema.safeParse(response.data);
		if (parsed.success) return {
			ok: true,
			value: parsed.data
		};
		return {
			ok: false,
			failure: {
				kind: "server",
				status: response.status,
				message: "the answer was not what the REST documentation describes"
			}
		};
	} catch (error) {
		request.signal.throwIfAborted();
		return {
			ok: false,
			failure: readFailure(error, options)
		};
	}
}
function readFailure(error, options) {
	const thrown = typeof error === "object" && error !== null ? error : {};
	const { response } = thrown;
	if (response === void 0) return {
		kind: "network",
		message: scrub((thrown.cause instanceof Error ? innermost(thrown.cause).message : void 0) ?? thrown.message ?? "no answer", options.token)
	};
	const data = response.data;
	const said = typeof data === "object" ? data.message : data;
	const message = typeof said === "string" && said !== "" ? said : `status ${response.status}`;
	return classifyAnswer({
		status: response.status,
		message: scrub(message, options.token),
		headers: response.headers
	}, options.clock.now());
}
function innermost(error) {
	return error.cause instanceof Error ? innermost(error.cause) : error;
}
function scrub(message, token) {
	return token === "" ? message : message.replaceAll(token, "***");
}
async function transportOf(proxies) {
	if (proxies === void 0) return fetch;
	const undici = await import("./vendor-undici.js").then((m) => __toESM(m.default, 1));
	const dispatcher = new undici.EnvHttpProxyAgent({
		httpProxy: proxies.http,
		httpsProxy: proxies.https,
		noProxy: proxies.except
	});
	const proxied = (url, init) => undici.fetch(url, {
		...init,
		dispatcher
	});
	return proxied;
}
function makeFetch(timeoutMs, transport) {
	return async (input, init) => {
		const timeout = AbortSignal.timeout(timeoutMs);
		const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
		let url = new URL(input instanceof Request ? input.url : input);
		for (let hop = 0;; hop += 1) {
			const response = await transport(url, {
				...init,
				signal,
				redirect: "manual"
			});
			const location = response.headers.get("location");
			if (![
				301,
				302,
				307,
				308
			].includes(response.status) || location === null) return response;
			const next = new URL(location, url);
			if (next.origin !== url.origin || hop === 3) throw new Error(`redirected to ${next.origin}`);
			await response.body?.cancel();
			url = next;
		}
	};
}
// src/adapters/github-trees.ts
function blobSha(content) {
	const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
	return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
function treeSha(listing) {
	const rows = [...listing].map(([name, entry]) => ({
		sortName: Buffer.from(entry.type === "tree" ? `${name}/` : name, "utf8"),
		head: Buffer.from(`${entry.mode.replace(/^0/, "")} ${name}\0`, "utf8"),
		sha: Buffer.from(entry.sha, "hex")
	}));
	rows.sort((a, b) => Buffer.compare(a.sortName, b.sortName));
	const body = Buffer.concat(rows.flatMap((row) => [row.head, row.sha]));
	return createHash("sha1").update(`tree ${body.length}\0`).update(body).digest("hex");
}
function splitPath(path) {
	const slash = path.lastIndexOf("/");
	return {
		folder: slash === -1 ? "" : path.slice(0, slash),
		name: path.slice(slash + 1)
	};
}
function makeTreeCache() {
	const known = new Map();
	return {
		get: (sha) => known.get(sha),
		learn: (sha, listing) => void known.set(sha, listing),
		learnRecursive: (sha, entries) => {
			for (const [id, listing] of unfold(sha, entries)) known.set(id, listing);
		},
		applyEdits: (sha, edits) => {
			const ids = [];
			compute(known, sha, edits, ids);
			return ids;
		},
		keepOnly: (roots) => {
			const reached = new Map();
			const walk = (sha) => {
				const listing = known.get(sha);
				if (listing === void 0 || reached.has(sha)) return;
				reached.set(sha, listing);
				for (const entry of listing.values()) if (entry.type === "tree") walk(entry.sha);
			};
			roots.forEach(walk);
			known.clear();
			for (const [sha, listing] of reached) known.set(sha, listing);
		}
	};
}
const EMPTY = new Map();
function compute(known, sha, edits, ids) {
	const listing = sha === void 0 ? EMPTY : known.get(sha);
	if (listing === void 0) return void 0;
	const next = new Map(listing);
	const below = new Map();
	for (const edit of edits) {
		const slash = edit.path.indexOf("/");
		const name = edit.path.slice(0, slash);
		if (slash !== -1) {
			const inner = {
				path: edit.path.slice(slash + 1),
				sha: edit.sha
			};
			below.set(name, [...below.get(name) ?? [], inner]);
		} else if (edit.sha === null) next.delete(edit.path);
		else next.set(edit.path, {
			mode: "100644",
			type: "blob",
			sha: edit.sha
		});
	}
	let complete = true;
	for (const [name, inner] of below) {
		const made = compute(known, next.get(name)?.sha, inner, ids);
		if (made === void 0) complete = false;
		else if (known.get(made)?.size === 0) next.delete(name);
		else next.set(name, {
			mode: "040000",
			type: "tree",
			sha: made
		});
	}
	if (!complete) return void 0;
	const made = treeSha(next);
	known.set(made, next);
	ids.push(made);
	return made;
}
function unfold(root, entries) {
	const folders = new Map([["", new Map()]]);
	const ids = new Map([["", root]]);
	for (const { path, ...entry } of entries) {
		if (entry.type !== "tree") continue;
		folders.set(path, new Map());
		ids.set(path, entry.sha);
	}
	for (const { path, mode, type, sha } of entries) {
		const { folder, name } = splitPath(path);
		folders.get(folder)?.set(name, {
			mode,
			type,
			sha
		});
	}
	return new Map([...folders].map(([path, listing]) => [ids.get(path) ?? "", listing]));
}
// src/adapters/github-objects.ts
const ENTRIES_A_PART = 100;
const BYTES_A_PART = 4 << 20;
const INLINE_BYTES = 1 << 20;
const Sha = string().regex(/^[0-9a-f]{40,64}$/);
const CommitBody = object({
	tree: object({ sha: Sha }),
	committer: object({ date: string().nullish() }).nullish()
});
const BranchAnswer = object({ commit: object({
	sha: Sha,
	commit: CommitBody.optional()
}) });
const CommitAnswer = CommitBody.extend({ sha: Sha });
const RefsAnswer = array(object({
	ref: string(),
	object: object({ sha: Sha })
}));
const HistoryAnswer = array(object({ sha: Sha }));
const BlobAnswer = object({
	content: string(),
	encoding: string()
});
const TreeAnswer = object({
	sha: Sha,
	truncated: boolean().optional(),
	tree: array(object({
		path: string(),
		mode: string(),
		type: string(),
		sha: Sha
	}))
});
const CreatedTree = object({
	sha: Sha,
	tree: unknown()
});
const Created = object({ sha: Sha });
const RefAnswer = object({ object: object({ sha: Sha }) }).transform(() => void 0);
const Nothing = unknown().transform(() => void 0);
function makeGithubObjects(client) {
	const trees = makeTreeCache();
	return {
		trees,
		...makeReads(client, trees),
		...makeWrites(client, trees),
		...makeRefs(client)
	};
}
const TREE = "git/trees/{sha}";
const TOO_LARGE = {
	kind: "refused",
	message: "a folder has too many files to be listed (about 100,000)"
};
function makeReads(client, trees) {
	const read = (path, schema, parameters, signal) => {
		const route = `GET /repos/{owner}/{repo}/${path}`;
		return client.send({
			route,
			parameters,
			schema,
			retry: "any",
			signal
		});
	};
	const commitOf = async (sha, signal) => map(await read("git/commits/{sha}", CommitAnswer, { sha }, signal), toHead);
	return {
		branch: async (branch, signal) => {
			const answer = await read("branches/{branch}", BranchAnswer, { branch }, signal);
			if (!answer.ok) return answer;
			const { sha, commit } = answer.value.commit;
			return commit === void 0 ? await commitOf(sha, signal) : {
				ok: true,
				value: toHead({
					sha,
					...commit
				})
			};
		},
		refs: async (prefix, signal) => {
			const ref = encodeRef(prefix.replace(/\/$/, ""));
			return map(await read("git/matching-refs/{+ref}", RefsAnswer, { ref }, signal), (list) => {
				const found = list.filter((entry) => entry.ref.startsWith(`refs/${prefix}`));
				return new Map(found.map((entry) => [entry.ref, entry.object.sha]));
			});
		},
		commit: commitOf,
		history: async (sha, signal) => map(await read("commits", HistoryAnswer, {
			sha,
			per_page: 30
		}, signal), (list) => list.map((entry) => entry.sha)),
		tree: async (sha, recursive, signal) => {
			const known = trees.get(sha);
			if (known !== void 0) return {
				ok: true,
				value: known
			};
			const all = recursive ? await read(TREE, TreeAnswer, {
				sha,
				recursive: "1"
			}, signal) : void 0;
			if (all?.ok === false) return all;
			if (all?.ok === true && all.value.truncated !== true) {
				trees.learnRecursive(sha, all.value.tree);
				return {
					ok: true,
					value: toListing(all.value.tree)
				};
			}
			const answer = await read(TREE, TreeAnswer, { sha }, signal);
			if (!answer.ok) return answer;
			if (answer.value.truncated === true) return {
				ok: false,
				failure: TOO_LARGE
			};
			const listing = toListing(answer.value.tree);
			trees.learn(sha, listing);
			return {
				ok: true,
				value: listing
			};
		},
		blob: async (sha, signal) => map(await read("git/blobs/{sha}", BlobAnswer, { sha }, signal), ({ content, encoding }) => encoding === "base64" ? Buffer.from(content, "base64").toString("utf8") : content)
	};
}
function makeWrites(client, trees) {
	const uploaded = new Set();
	const make = (noun, schema, parameters, signal) => {
		const route = `POST /repos/{owner}/{repo}/git/${noun}`;
		return client.send({
			route,
			parameters,
			schema,
			retry: "any",
			signal
		});
	};
	return {
		createTree: async (base, entries, signal) => {
			const upload = (text) => make("blobs", Created, {
				content: text,
				encoding: "utf-8"
			}, signal);
			let tree = base;
			for (const part of inParts(entries)) {
				const rows = [];
				for (const entry of part) {
					const content = await toContent(entry, uploaded, upload);
					if (!content.ok) return content;
					rows.push({
						path: entry.path,
						mode: "100644",
						type: "blob",
						...content.value
					});
				}
				const parameters = {
					tree: rows,
					...tree === void 0 ? {} : { base_tree: tree }
				};
				const made = await make("trees", CreatedTree, parameters, signal);
				if (!made.ok) return made;
				tree = made.value.sha;
				learnFromAnswer(trees, made.value);
			}
			return tree === void 0 ? {
				ok: false,
				failure: {
					kind: "refused",
					message: "a tree without entries"
				}
			} : {
				ok: true,
				value: tree
			};
		},
		createCommit: async (commit, signal) => map(await make("commits", CommitAnswer, { ...commit }, signal), toHead)
	};
}
function makeRefs(client) {
	const send = (route, schema, parameters, signal) => client.send({
		route,
		parameters,
		schema,
		retry: "limits",
		signal
	});
	return {
		moveRef: (ref, sha, signal) => {
			const parameters = {
				ref: encodeRef(ref),
				sha,
				force: false
			};
			return send("PATCH /repos/{owner}/{repo}/git/{+ref}", RefAnswer, parameters, signal);
		},
		createRef: (ref, sha, signal) => send("POST /repos/{owner}/{repo}/git/refs", RefAnswer, {
			ref,
			sha
		}, signal),
		deleteRef: (ref, signal) => send("DELETE /repos/{owner}/{repo}/git/{+ref}", Nothing, { ref: encodeRef(ref) }, signal)
	};
}
function encodeRef(ref) {
	return ref.split("/").map(encodeURIComponent).join("/");
}
function map(answer, change) {
	return answer.ok ? {
		ok: true,
		value: change(answer.value)
	} : answer;
}
function toHead(commit) {
	const committedAt = Date.parse(commit.committer?.date ?? "");
	const head = {
		sha: commit.sha,
		tree: commit.tree.sha
	};
	return Number.isNaN(committedAt) ? head : {
		...head,
		committedAt
	};
}
function toListing(rows) {
	return new Map(rows.filter((row) => !row.path.includes("/")).map(({ path, mode, type, sha }) => [path, {
		mode,
		type,
		sha
	}]));
}
function learnFromAnswer(trees, answer) {
	const parsed = TreeAnswer.safeParse(answer);
	if (!parsed.success) return;
	const listing = toListing(parsed.data.tree);
	if (treeSha(listing) === answer.sha) trees.learn(answer.sha, listing);
}
async function toContent(entry, uploaded, upload) {
	if (entry.content === null) return {
		ok: true,
		value: { sha: null }
	};
	if (Buffer.byteLength(entry.content) <= INLINE_BYTES) return {
		ok: true,
		value: { content: entry.content }
	};
	const sha = blobSha(entry.content);
	if (!uploaded.has(sha)) {
		const made = await upload(entry.content);
		if (!made.ok) return made;
		uploaded.add(made.value.sha);
		return {
			ok: true,
			value: { sha: made.value.sha }
		};
	}
	return {
		ok: true,
		value: { sha }
	};
}
function inParts(entries) {
	const parts = [];
	let bytes = 0;
	for (const entry of entries) {
		const size = Math.min(Buffer.byteLength(entry.content ?? ""), INLINE_BYTES);
		const last = parts.at(-1);
		if (last === void 0 || last.length === ENTRIES_A_PART || bytes + size > BYTES_A_PART) {
			parts.push([entry]);
			bytes = size;
		} else {
			last.push(entry);
			bytes += size;
		}
	}
	return parts;
}
// src/adapters/github-reader.ts
const PARALLEL_BLOBS = 8;
function makeGithubReader(options) {
	const { objects } = options;
	const texts = new Map();
	const gate = pLimit(PARALLEL_BLOBS);
	const folderAt = makeFolders(options);
	async function entry(root, path, signal) {
		const { folder, name } = splitPath(path);
		return (await folderAt(root, folder, signal))?.get(name);
	}
	async function text(root, path, signal) {
		const found = await entry(root, path, signal);
		if (found?.type !== "blob") return void 0;
		const kept = texts.get(path);
		if (kept?.sha === found.sha) return kept.text;
		const local = fromWorkspace(options.workspace, path, found.sha);
		if (local !== void 0) return local;
		const value = orFault(await gate(() => objects.blob(found.sha, signal)), placeOf$2(options));
		texts.set(path, {
			sha: found.sha,
			text: value
		});
		return value;
	}
	return {
		entry,
		text,
		remember: (path, value) => void texts.set(path, {
			sha: blobSha(value),
			text: value
		}),
		snapshot: (head) => ({
			revision: head.sha,
			...head.committedAt === void 0 ? {} : { committedAt: head.committedAt },
			list: async (folder, signal) => {
				return [...await folderAt(head.tree, folder, signal) ?? []].filter(([, item]) => item.type === "blob").map(([name]) => name).toSorted();
			},
			read: (path, signal) => text(head.tree, path, signal)
		})
	};
}
function makeFolders(options) {
	const { objects } = options;
	const underWay = new Map();
	function listing(sha, folder, signal) {
		const known = objects.trees.get(sha) ?? underWay.get(sha);
		if (known !== void 0) return Promise.resolve(known);
		const recursive = options.recursiveFolders.includes(folder);
		const asked = objects.tree(sha, recursive, signal).then((answer) => orFault(answer, placeOf$2(options)));
		underWay.set(sha, asked);
		const forget = () => void underWay.delete(sha);
		asked.then(forget, forget);
		return asked;
	}
	return async (root, folder, signal) => {
		let current = await listing(root, "", signal);
		let path = "";
		for (const name of folder.split("/").filter((part) => part !== "")) {
			path = path === "" ? name : `${path}/${name}`;
			const entry = current.get(name);
			if (entry?.type !== "tree") return void 0;
			current = await listing(entry.sha, path, signal);
		}
		return current;
	};
}
function placeOf$2(options) {
	return {
		repository: options.repository,
		ref: `branch ${options.branch}`,
		doing: "read files"
	};
}
function orFault(answer, place) {
	if (answer.ok) return answer.value;
	throw new Fault(githubProblem(answer.failure, place));
}
function fromWorkspace(workspace, path, sha) {
	if (workspace === void 0) return void 0;
	try {
		const bytes = readFileSync(join(workspace, path));
		if (blobSha(bytes) !== sha) return void 0;
		return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
	} catch {
		return;
	}
}
// src/adapters/github-turns.ts
function makeTurns() {
	let tail = Promise.resolve();
	return { take: async (signal, task) => {
		const before = tail;
		const { promise, resolve } = Promise.withResolvers();
		tail = before.then(() => promise);
		try {
			await orAbort(before, signal);
			return await task();
		} finally {
			resolve(void 0);
		}
	} };
}
async function orAbort(waited, signal) {
	signal.throwIfAborted();
	const { promise, reject } = Promise.withResolvers();
	const stop = () => reject(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	try {
		await Promise.race([waited, promise]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
// src/adapters/github-checkpoints.ts
const PREFIX = "podcast-transcriber/checkpoints/";
const TRIES$1 = 10;
const PARALLEL = 8;
function makeGithubCheckpoints(options) {
	const client = makeGithubClient(options);
	const { index, count } = options.shard;
	const world = {
		client,
		objects: makeGithubObjects(client),
		own: `refs/${PREFIX}${index}-of-${count}`,
		count,
		place: {
			repository: options.repository,
			ref: `refs/${PREFIX}${index}-of-${count}`,
			doing: ""
		},
		known: new Map(),
		loaded: false
	};
	const turns = makeTurns();
	return {
		list: (signal) => turns.take(signal, async () => {
			await load(world, signal);
			const keys = [...world.known.values()].flatMap(({ files }) => [...files.keys()]);
			return [...new Set(keys)].toSorted();
		}),
		read: (keys, signal) => turns.take(signal, async () => {
			if (!world.loaded) await load(world, signal);
			return await readKeys(world, keys, signal);
		}),
		save: (change, signal) => turns.take(signal, async () => {
			if (!world.loaded) await load(world, signal);
			return await save(world, change, signal);
		})
	};
}
async function load(world, signal) {
	const place = {
		...world.place,
		doing: "list the checkpoints"
	};
	const refs = orFault(await world.objects.refs(PREFIX, signal), place);
	world.known.clear();
	for (const [ref, sha] of refs) world.known.set(ref, orFault(await readRef(world.objects, sha, signal), place));
	world.loaded = true;
}
async function readRef(objects, sha, signal) {
	const head = await objects.commit(sha, signal);
	if (!head.ok) return head;
	const files = await filesBelow(objects, head.value.tree, "", signal);
	return files.ok ? {
		ok: true,
		value: {
			head: head.value,
			files: files.value
		}
	} : files;
}
async function filesBelow(objects, tree, prefix, signal) {
	const listing = await objects.tree(tree, true, signal);
	if (!listing.ok) return listing;
	const files = new Map();
	for (const [name, entry] of listing.value) {
		if (entry.type === "blob") files.set(toKey(`${prefix}${name}`), entry.sha);
		if (entry.type !== "tree") continue;
		const below = await filesBelow(objects, entry.sha, `${prefix}${name}/`, signal);
		if (!below.ok) return below;
		for (const [key, sha] of below.value) files.set(key, sha);
	}
	return {
		ok: true,
		value: files
	};
}
async function readKeys(world, keys, signal) {
	const place = {
		...world.place,
		doing: "read checkpoints"
	};
	const own = world.known.get(world.own);
	const others = [...world.known.values()];
	const wanted = keys.flatMap((key) => {
		const sha = own?.files.get(key) ?? others.find(({ files }) => files.has(key))?.files.get(key);
		return sha === void 0 ? [] : [{
			key,
			sha
		}];
	});
	const found = [];
	for (let at = 0; at < wanted.length; at += PARALLEL) {
		const some = wanted.slice(at, at + PARALLEL).map(async ({ key, sha }) => {
			return {
				key,
				content: orFault(await world.objects.blob(sha, signal), place)
			};
		});
		found.push(...await Promise.all(some));
	}
	return found;
}
async function save(world, change, signal) {
	const outcome = await saveTo(world, world.own, change, signal);
	if (outcome.kind === "failed") return outcome;
	const stale = [...world.known.keys()].filter((ref) => ref !== world.own && isStale(world, ref));
	let revision = outcome.kind === "committed" ? outcome.revision : void 0;
	for (const ref of stale) {
		const cleaned = await saveTo(world, ref, {
			put: [],
			remove: change.remove
		}, signal);
		if (cleaned.kind === "failed") return cleaned;
		if (cleaned.kind === "committed") revision ??= cleaned.revision;
	}
	return revision === void 0 ? { kind: "unchanged" } : {
		kind: "committed",
		revision
	};
}
function isStale(world, ref) {
	return !ref.endsWith(`-of-${world.count}`);
}
async function saveTo(world, ref, change, signal) {
	for (let attempt = 0;; attempt += 1) {
		const tried = await tryOn$1(world, ref, world.known.get(ref), change, signal);
		if (tried.kind !== "again") return tried;
		const { kind } = tried.failure;
		if (!(kind === "no-ref" || kind === "not-found" || mayPass(tried.failure)) || kind === "limited" || attempt + 1 >= TRIES$1) return failed$1(world, ref, tried.failure);
		await world.client.backOff(attempt, signal);
		const fresh = await refresh(world, ref, signal);
		if (fresh !== void 0) return failed$1(world, ref, fresh);
	}
}
async function refresh(world, ref, signal) {
	const refs = await world.objects.refs(ref.slice(5), signal);
	if (!refs.ok) return refs.failure;
	const sha = refs.value.get(ref);
	if (sha === void 0) {
		world.known.delete(ref);
		return;
	}
	const state = await readRef(world.objects, sha, signal);
	if (!state.ok) return state.failure;
	world.known.set(ref, state.value);
}
async function tryOn$1(world, ref, before, change, signal) {
	const { objects } = world;
	const files = new Map(before?.files);
	const entries = new Map();
	for (const key of change.remove) if (files.delete(key)) entries.set(toPath(key), null);
	for (const { key, content } of change.put) {
		const text = content.toWellFormed();
		const sha = blobSha(text);
		entries.delete(toPath(key));
		if (before?.files.get(key) !== sha) entries.set(toPath(key), text);
		files.set(key, sha);
	}
	if (entries.size === 0) return { kind: "unchanged" };
	if (files.size === 0) return await removeRef(world, ref, signal);
	const rows = [...entries].map(([path, content]) => ({
		path,
		content
	}));
	const tree = await objects.createTree(before?.head.tree, rows, signal);
	if (!tree.ok) return {
		kind: "again",
		failure: tree.failure
	};
	const parents = before === void 0 ? [] : [before.head.sha];
	const message = `Keep ${files.size} finished pieces`;
	const made = await objects.createCommit({
		message,
		tree: tree.value,
		parents
	}, signal);
	if (!made.ok) return {
		kind: "again",
		failure: made.failure
	};
	const { sha } = made.value;
	const moved = before === void 0 ? await objects.createRef(ref, sha, signal) : await objects.moveRef(ref, sha, signal);
	if (!moved.ok) return {
		kind: "again",
		failure: moved.failure
	};
	world.known.set(ref, {
		head: {
			sha,
			tree: tree.value
		},
		files
	});
	objects.trees.keepOnly([]);
	return {
		kind: "committed",
		revision: sha
	};
}
async function removeRef(world, ref, signal) {
	const { objects } = world;
	const revision = world.known.get(ref)?.head.sha ?? "";
	const refs = await objects.refs(ref.slice(5), signal);
	if (!refs.ok) return {
		kind: "again",
		failure: refs.failure
	};
	const there = refs.value.get(ref);
	if (there !== void 0 && there !== revision) return {
		kind: "again",
		failure: {
			kind: "moved",
			message: "somebody else has written to it"
		}
	};
	const gone = there === void 0 ? void 0 : await objects.deleteRef(ref, signal);
	if (gone?.ok === false && gone.failure.kind !== "no-ref" && gone.failure.kind !== "not-found") return {
		kind: "again",
		failure: gone.failure
	};
	world.known.delete(ref);
	return {
		kind: "committed",
		revision
	};
}
function failed$1(world, ref, failure) {
	return {
		kind: "failed",
		error: githubProblem(failure, {
			...world.place,
			ref,
			doing: "save checkpoints"
		}),
		retryable: mayPass(failure)
	};
}
function toPath(key) {
	return key.split("/").map((part) => encodeURIComponent(part).replace(/^\./, "%2E")).join("/");
}
function toKey(path) {
	try {
		return path.split("/").map(decodeURIComponent).join("/");
	} catch {
		return path;
	}
}
// src/adapters/github-store.ts
const TRIES = 30;
function makeGithubStore(options) {
	const client = makeGithubClient(options);
	const objects = makeGithubObjects(client);
	const reader = makeGithubReader({
		objects,
		repository: options.repository,
		branch: options.branch,
		recursiveFolders: options.recursiveFolders ?? [],
		...options.workspace === void 0 ? {} : { workspace: options.workspace }
	});
	const parts = {
		options,
		client,
		objects,
		reader
	};
	let opened;
	const turns = makeTurns();
	return {
		open: async (signal) => {
			const answer = await objects.branch(options.branch, signal);
			const failure = answer.ok ? void 0 : await explainMissing(parts, answer.failure, signal);
			const head = orFault(failure === void 0 || answer.ok ? answer : {
				ok: false,
				failure
			}, placeOf$1(options, "read the branch"));
			opened = head.tree;
			return reader.snapshot(head);
		},
		commit: (changes, signal) => turns.take(signal, async () => {
			const sent = client.count();
			const outcome = await commit$1(parts, changes, {
				opened,
				signal
			});
			const requests = client.count() - sent;
			options.log.debug(`github: ${outcome.kind} with ${counted(requests, "request")} (${client.count()} in all)`);
			return outcome;
		})
	};
}
async function commit$1(parts, changes, how) {
	const { client, objects } = parts;
	const unsure = [];
	for (let attempt = 0;; attempt += 1) {
		const read = await objects.branch(parts.options.branch, how.signal);
		if (!read.ok) return failed(parts, await explainMissing(parts, read.failure, how.signal), "read the branch");
		const landed = await findLanded(parts, read.value, unsure, how.signal);
		if (landed !== void 0) return {
			kind: "committed",
			revision: landed
		};
		const tried = await tryOn(parts, read.value, changes, how);
		if (tried.kind !== "again") return tried;
		if (tried.unsure !== void 0) unsure.push(tried.unsure);
		if (attempt + 1 >= TRIES) return failed(parts, tried.failure, "commit");
		parts.options.log.debug(`github: ${tried.failure.message}; building the commit anew`);
		await client.backOff(attempt, how.signal);
	}
}
async function tryOn(parts, head, changes, { opened, signal }) {
	const { objects, options, reader } = parts;
	let entries;
	try {
		entries = await entriesOn(parts, head, changes, signal);
	} catch (error) {
		if (!isFault(error)) throw error;
		return {
			kind: "failed",
			error: error.problem,
			retryable: false
		};
	}
	if (entries.length === 0) return { kind: "unchanged" };
	const tree = await objects.createTree(head.tree, entries, signal);
	if (!tree.ok) return again(parts, tree.failure);
	if (tree.value === head.tree) return { kind: "unchanged" };
	const made = await objects.createCommit({
		message: changes.message.toWellFormed(),
		tree: tree.value,
		parents: [head.sha]
	}, signal);
	if (!made.ok) return again(parts, made.failure);
	const moved = await objects.moveRef(`refs/heads/${options.branch}`, made.value.sha, signal);
	if (!moved.ok) {
		const { kind } = moved.failure;
		const lost = kind === "network" || kind === "server";
		return again(parts, moved.failure, lost ? made.value.sha : void 0);
	}
	const edits = entries.map(({ path, content }) => ({
		path,
		sha: content === null ? null : blobSha(content)
	}));
	const computed = objects.trees.applyEdits(head.tree, edits);
	const roots = opened === void 0 ? [tree.value] : [tree.value, opened];
	objects.trees.keepOnly([...roots, ...computed]);
	for (const change of changes.files) {
		const entry = entries.find(({ path }) => path === change.path);
		if (change.kind === "merge" && typeof entry?.content === "string") reader.remember(change.path, entry.content);
	}
	return {
		kind: "committed",
		revision: made.value.sha
	};
}
function again(parts, failure, unsure) {
	if (!(mayPass(failure) && failure.kind !== "limited")) return failed(parts, failure, "commit");
	return {
		kind: "again",
		failure,
		...unsure === void 0 ? {} : { unsure }
	};
}
async function entriesOn({ objects, reader }, head, changes, signal) {
	const entries = [];
	for (const change of changes.files) {
		const { path } = change;
		assertPath$1(path);
		if (change.kind === "delete") {
			if (await reader.entry(head.tree, path, signal) !== void 0) entries.push({
				path,
				content: null
			});
		} else if (change.kind === "merge") {
			const current = await reader.text(head.tree, path, signal);
			const text = change.merge(current)?.toWellFormed();
			if (text !== void 0 && text !== current) entries.push({
				path,
				content: text
			});
		} else if (change.unless?.() !== true) {
			const content = change.content.toWellFormed();
			if (knownSha(objects, head.tree, path) !== blobSha(content)) entries.push({
				path,
				content
			});
		}
	}
	return entries;
}
function knownSha(objects, root, path) {
	const { folder, name } = splitPath(path);
	let listing = objects.trees.get(root);
	for (const part of folder.split("/").filter((one) => one !== "")) listing = objects.trees.get(listing?.get(part)?.sha ?? "");
	return listing?.get(name)?.sha;
}
async function findLanded({ objects }, head, unsure, signal) {
	if (unsure.length === 0) return void 0;
	if (unsure.includes(head.sha)) return head.sha;
	const history = await objects.history(head.sha, signal);
	return history.ok ? unsure.find((sha) => history.value.includes(sha)) : void 0;
}
async function explainMissing({ objects, options }, failure, signal) {
	if (failure.kind !== "not-found") return failure;
	const refs = await objects.refs("heads/", signal);
	if (!refs.ok) return refs.failure.kind === "empty" ? refs.failure : failure;
	if (refs.value.size === 0) return {
		...failure,
		kind: "empty"
	};
	return {
		...failure,
		kind: "no-ref",
		message: `${failure.message}: ${options.branch}`
	};
}
function failed(parts, failure, doing) {
	return {
		kind: "failed",
		error: githubProblem(failure, placeOf$1(parts.options, doing)),
		retryable: mayPass(failure)
	};
}
function placeOf$1(options, doing) {
	return {
		repository: options.repository,
		ref: `branch ${options.branch}`,
		doing
	};
}
function assertPath$1(path) {
	if (path.split("/").some((part) => part === "" || part === "." || part === ".." || /^\.git$/i.test(part))) throw new Error(`not a path in the repository: ${path}`);
}
// src/adapters/http-addresses.ts
var import_ipaddr = __toESM(require_ipaddr(), 1);
const METADATA = new Set([
	"100.100.100.200",
	"192.0.0.192",
	"168.63.129.16",
	"fd00:ec2::254",
	"fd00:ec2::23",
	"fd20:ce::254",
	"fd00:42::42"
].map((text) => import_ipaddr.default.parse(text).toNormalizedString()));
const GROUPS = new Set([
	"linkLocal",
	"multicast",
	"broadcast"
]);
function embedded(address) {
	const bytes = address.toByteArray();
	const range = address.range();
	if (range === "6to4") return bytes.slice(2, 6);
	if (range === "teredo") return bytes.slice(12).map((byte) => byte ^ 255);
	return bytes.slice(0, 12).every((byte) => byte === 0) && range === "unicast" || range === "ipv4Mapped" || range === "rfc6145" || range === "rfc6052" ? bytes.slice(12) : void 0;
}
function worse(one, other) {
	if (one === "forbidden" || other === "forbidden") return "forbidden";
	return one === "private" || other === "private" ? "private" : "public";
}
function classifyAddress(text) {
	return import_ipaddr.default.isValid(text) ? classify(import_ipaddr.default.parse(text)) : "forbidden";
}
function classify(address) {
	const range = address.range();
	if (GROUPS.has(range) || METADATA.has(address.toNormalizedString())) return "forbidden";
	if (address.kind() === "ipv4") return range === "unicast" ? "public" : "private";
	const v6 = address;
	const inner = embedded(v6);
	if (inner !== void 0) {
		const ofInner = classify(import_ipaddr.default.fromByteArray([...inner]));
		return range === "ipv4Mapped" || v6.match(import_ipaddr.default.parseCIDR("64:ff9b::/96")) ? ofInner : worse(ofInner, "private");
	}
	const isGlobal = ((v6.parts[0] ?? 0) & 57344) === 8192;
	return range === "unicast" && isGlobal ? "public" : "private";
}
function unbracketed(host) {
	return host.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
}
function readAllowance(entry) {
	if (entry.includes("/")) {
		if (!import_ipaddr.default.isValidCIDR(entry)) throw new Fault(problem("private-network-invalid", `allow-private-network: ${JSON.stringify(entry.slice(0, 80))} is not a network`, "Write a host, host:port or a network such as 10.0.0.0/8, one a line."));
		return {
			kind: "range",
			range: import_ipaddr.default.parseCIDR(entry)
		};
	}
	if (import_ipaddr.default.isValid(unbracketed(entry))) return {
		kind: "host",
		host: unbracketed(entry),
		port: void 0
	};
	const parts = /^(.+):(\d{1,5})$/.exec(entry);
	return {
		kind: "host",
		host: unbracketed(parts?.[1] ?? entry),
		port: parts?.[2]
	};
}
function readPolicy(setting) {
	if (setting === true) return "all";
	return setting.map((entry) => entry.trim()).filter((entry) => entry !== "").map(readAllowance);
}
function sameHost(one, other) {
	if (one === other) return true;
	if (!import_ipaddr.default.isValid(one) || !import_ipaddr.default.isValid(other)) return false;
	return import_ipaddr.default.process(one).toNormalizedString() === import_ipaddr.default.process(other).toNormalizedString();
}
const METADATA_NAMES = new Set([
	"metadata",
	"metadata.google.internal",
	"metadata.goog",
	"instance-data",
	"instance-data.ec2.internal"
]);
const LOCAL_NAME = /^[^.]+$|\.(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;
function mayAskProxy(to, policy) {
	const host = unbracketed(to.hostname);
	if (import_ipaddr.default.isValid(host)) return mayConnect(host, to, policy);
	if (METADATA_NAMES.has(host)) return false;
	if (!LOCAL_NAME.test(host) || policy === "all") return true;
	return policy.some((allowance) => allowance.kind === "host" && sameHost(allowance.host, host) && (allowance.port === void 0 || allowance.port === to.port));
}
function mayConnect(address, to, policy) {
	const kind = classifyAddress(address);
	if (kind === "public") return true;
	if (kind === "forbidden") return false;
	if (policy === "all") return true;
	return policy.some((allowance) => {
		if (allowance.kind === "host") {
			if (allowance.port !== void 0 && allowance.port !== to.port) return false;
			const { host } = allowance;
			return sameHost(host, unbracketed(to.hostname)) || sameHost(host, address);
		}
		const ip = import_ipaddr.default.process(address);
		const [network] = allowance.range;
		return network.kind() === ip.kind() && ip.match(allowance.range);
	});
}
// src/adapters/http-body.ts
function words(error) {
	return error instanceof Error ? error.message.slice(0, 200) : "no reason was given";
}
async function* guardedBody(body, { host, idleTimeoutMs, signal }) {
	const parts = body[Symbol.asyncIterator]();
	try {
		for (;;) {
			const timer = setTimeout(() => {
				const stalled = problem("http-body-stalled", `${host} sent nothing for ${idleTimeoutMs / 1e3} s in the middle of an answer`, "The server or the way to it is overloaded; it is tried again later.");
				body.destroy(new HttpBodyError(stalled));
			}, idleTimeoutMs);
			const part = await parts.next().finally(() => clearTimeout(timer));
			if (part.done === true) return;
			yield part.value;
		}
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		if (error instanceof HttpBodyError) throw error;
		const cut = problem("http-body-cut", `${host} ended the connection in the middle of an answer (${words(error)})`, "The server or the way to it is unsteady; it is tried again later.");
		throw new HttpBodyError(cut, { cause: error });
	} finally {
		body.destroy();
	}
}
function decoderOf(coding, first) {
	const [one = 0, two = 0] = first;
	switch (coding) {
		case "gzip":
		case "x-gzip": return first.length > 1 && (one !== 31 || two !== 139) ? void 0 : createGunzip();
		case "deflate": return (one & 15) === 8 && (one << 8 | two) % 31 === 0 ? createInflate() : createInflateRaw();
		case "br": return createBrotliDecompress();
		default: return;
	}
}
function codingsOf(contentEncoding) {
	return (contentEncoding ?? "").split(",").map((coding) => coding.trim().toLowerCase()).filter((coding) => [
		"gzip",
		"x-gzip",
		"deflate",
		"br"
	].includes(coding));
}
async function* decodedOnce({ source, drop, host }, coding) {
	const parts = source[Symbol.asyncIterator]();
	const first = await parts.next();
	if (first.done === true) return;
	const rest = { [Symbol.asyncIterator]: () => parts };
	const whole = Readable.from((async function* () {
		yield first.value;
		yield* rest;
	})(), { objectMode: false });
	const decoder = decoderOf(coding, first.value);
	let fault;
	const decoded = decoder === void 0 ? whole : pipeline(whole, decoder, (error) => fault = error);
	try {
		for await (const part of decoded) yield part;
	} catch (error) {
		const cause = fault ?? error;
		if (!isZlibError(cause)) throw cause;
		const broken = problem("http-body-encoding", `${host} sent an answer whose ${coding} compression is broken (${words(cause)})`, "Tell the owner of the server; it is tried again later.");
		throw new HttpBodyError(broken, { cause });
	} finally {
		drop();
	}
}
function isZlibError(error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	return code.startsWith("Z_") || code.startsWith("ERR__ERROR") || code.startsWith("ERR_BROTLI");
}
const MAX_CODINGS = 3;
function decodedBody(body, codings) {
	if (codings.length > MAX_CODINGS) return tooManyCodings(body, codings.length);
	return codings.reduceRight((source, coding) => decodedOnce({
		...body,
		source
	}, coding), body.source);
}
async function* tooManyCodings({ drop, host }, count) {
	drop();
	throw await Promise.resolve(new HttpBodyError(problem("http-body-encoding", `${host} sent an answer that is said to be compressed ${count} times over`, "Tell the owner of the server; it is tried again later.")));
}
// src/adapters/http-connect.ts
var AddressRefused = class extends Error {
	constructor(hostname) {
		super(`the address of ${hostname} is not allowed`);
		this.name = "AddressRefused";
	}
};
const CONNECT_TIMEOUT_MS = 1e4;
function bare(hostname) {
	return hostname.replace(/^\[|\]$/g, "");
}
function checkingLookup(port, policy, resolve) {
	return (hostname, options, callback) => {
		resolve(hostname).then((all) => {
			const to = {
				hostname,
				port
			};
			const wanted = all.filter(({ address }) => mayConnect(address, to, policy)).filter(({ family }) => options.family !== 4 && options.family !== 6 ? true : family === options.family);
			const [first] = wanted;
			if (first === void 0) callback(new AddressRefused(hostname), "", 0);
			else if (options.all === true) callback(null, [...wanted]);
			else callback(null, first.address, first.family);
		}, (error) => callback(error, "", 0));
	};
}
function makeConnector(options) {
	const byPort = new Map();
	return (target, callback) => {
		const port = target.port || (target.protocol === "https:" ? "443" : "80");
		const to = {
			hostname: bare(target.hostname),
			port
		};
		if (isIP(to.hostname) !== 0 && !mayConnect(to.hostname, to, options.policy)) {
			callback(new AddressRefused(to.hostname), null);
			return;
		}
		let connector = byPort.get(port);
		if (connector === void 0) {
			const lookup = checkingLookup(port, options.policy, options.resolve);
			connector = options.build({
				allowH2: false,
				timeout: CONNECT_TIMEOUT_MS,
				lookup
			});
			byPort.set(port, connector);
		}
		connector(target, callback);
	};
}
// src/adapters/http-failures.ts
function codeOf$1(error) {
	if (!(error instanceof Error)) return "";
	if ("code" in error && typeof error.code === "string") return error.code;
	if (error instanceof AggregateError) return codeOf$1(error.errors[0]);
	return error.cause === void 0 ? "" : codeOf$1(error.cause);
}
const NO_NAME = new Set([
	"ENOTFOUND",
	"EAI_AGAIN",
	"EAI_NODATA",
	"ENODATA"
]);
const NO_WAY = new Set([
	"ECONNREFUSED",
	"EHOSTUNREACH",
	"ENETUNREACH"
]);
const TOO_LATE = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);
function isTls(code) {
	return /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|EPROTO$)/.test(code);
}
function requestFailure(error, host) {
	if (error instanceof AddressRefused) return forbiddenAddress(host);
	const code = codeOf$1(error);
	const failed = (found) => ({
		kind: "failed",
		error: found,
		retryable: true
	});
	if (NO_NAME.has(code)) return failed(problem("http-unknown-host", `the name ${host} cannot be resolved (${code})`, "Check the spelling of the address; it is tried again later in case the name service was down."));
	if (NO_WAY.has(code)) return failed(problem("http-refused", `${host} does not take connections (${code})`, "The server is down or the address is wrong; it is tried again later."));
	if (TOO_LATE.has(code)) return timedOut(host, "no connection within 10 s");
	if (isTls(code)) return failed(problem("http-tls", `no secure connection to ${host} could be made (${code})`, "Its certificate is invalid or expired: tell the owner of the server; it is tried again later."));
	const refusal = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(error instanceof Error ? error.message : "");
	if (refusal !== null) return failed(problem("http-proxy", `the proxy of this machine does not let ${host} be reached (it answered ${refusal[1] ?? refusal[2]})`, "Let the proxy pass that host, or list it in NO_PROXY where it is reached without."));
	const cause = error instanceof Error ? error.message.split("\n", 1)[0]?.slice(0, 150) : "";
	return failed(problem("http-broken", `the connection to ${host} broke before an answer came (${code || cause || "no reason"})`, "The server or the way to it is unsteady; it is tried again later."));
}
function timedOut(host, cause) {
	return {
		kind: "failed",
		error: problem("http-timeout", `${host} did not answer: ${cause}`, "The server is down or overloaded; it is tried again later."),
		retryable: true
	};
}
function forbiddenAddress(host) {
	return {
		kind: "failed",
		error: problem("http-private-address", `${host} is an address of a private network or of this machine, and is not connected to`, "If it is meant, list it in allow-private-network; link-local and cloud metadata addresses are refused always."),
		retryable: false
	};
}
function invalidUrl() {
	return {
		kind: "failed",
		error: problem("http-url-invalid", "an address is not a valid http or https URL", "Correct the address; it begins with https:// or http://."),
		retryable: false
	};
}
function invalidRedirect(host) {
	return {
		kind: "failed",
		error: problem("http-redirect-invalid", `${host} redirects to an address that is not http or https`, "Open the address in a browser to see where it leads, and correct it."),
		retryable: false
	};
}
function tooManyRedirects(host, max) {
	return {
		kind: "failed",
		error: problem("http-redirects", `${host} redirects more than ${max} times`, "Open the address in a browser to see where it leads, and give the last address."),
		retryable: false
	};
}
// src/adapters/http.ts
const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([
	301,
	302,
	303,
	307,
	308
]);
const PERMANENT = new Set([301, 308]);
const OPEN_HEADERS = new Set([
	"accept",
	"accept-encoding",
	"accept-language",
	"if-modified-since",
	"if-none-match",
	"if-range",
	"range",
	"user-agent"
]);
const MAX_HEADER_BYTES = 65536;
const PROXY_TIMEOUT_MS = 1e4;
function systemResolve(hostname) {
	return lookup(hostname, { all: true });
}
async function loadClient(policy, { resolve = systemResolve, proxies }) {
	const undici = await import("./vendor-undici.js").then((m) => __toESM(m.default, 1));
	const settings = {
		connect: makeConnector({
			build: undici.buildConnector,
			policy,
			resolve
		}),
		allowH2: false,
		headersTimeout: 0,
		bodyTimeout: 0,
		maxHeaderSize: MAX_HEADER_BYTES
	};
	if (proxies === void 0) return {
		dispatcher: new undici.Agent(settings),
		request: undici.request,
		mayAsk: () => true
	};
	const dispatcher = new undici.EnvHttpProxyAgent({
		...settings,
		httpProxy: proxies.http,
		httpsProxy: proxies.https,
		noProxy: proxies.except,
		connectTimeout: PROXY_TIMEOUT_MS
	});
	const mayAsk = (url) => mayAskProxy({
		hostname: url.hostname,
		port: portOf(url)
	}, policy);
	return {
		dispatcher,
		request: undici.request,
		mayAsk
	};
}
function portOf({ port, protocol }) {
	return port || (protocol === "https:" ? "443" : "80");
}
function makeHttp(options) {
	const policy = readPolicy(options.allowPrivateNetwork);
	let client;
	return { async get(request) {
		request.signal.throwIfAborted();
		client ??= loadClient(policy, options);
		return follow(await client, request, options.userAgent);
	} };
}
function parseUrl(text, base) {
	if (!URL.canParse(text, base)) return void 0;
	const url = new URL(text, base);
	url.hash = "";
	return url.protocol === "http:" || url.protocol === "https:" ? url : void 0;
}
async function follow(client, request, userAgent) {
	let url = parseUrl(request.url);
	if (url === void 0) return invalidUrl();
	let headers = headersOf(request, userAgent);
	let permanent = true;
	for (let redirects = 0;; redirects += 1) {
		const answer = client.mayAsk(url) ? await ask(client, url, headers, request) : forbiddenAddress(url.hostname);
		if ("kind" in answer) return redirects === 0 ? answer : {
			...answer,
			finalUrl: publicUrl(url)
		};
		ignoreErrors(answer);
		const location = answer.headers["location"];
		if (!REDIRECTS.has(answer.statusCode) || location === void 0) return responseOf(answer, {
			request,
			url,
			moved: redirects > 0 && permanent
		});
		discard(answer);
		if (redirects === MAX_REDIRECTS) return tooManyRedirects(url.hostname, MAX_REDIRECTS);
		const next = parseUrl([location].flat()[0] ?? "", url.href);
		if (next === void 0) return invalidRedirect(url.hostname);
		permanent &&= PERMANENT.has(answer.statusCode);
		if (next.host === url.host && (url.protocol === "http:" || next.protocol === "https:")) keepCredentials(url, next);
		else headers = openHeaders(headers);
		url = next;
	}
}
function publicUrl(url) {
	return url.origin + url.pathname + url.search;
}
function keepCredentials(from, to) {
	if (to.username !== "" || to.password !== "") return;
	to.username = from.username;
	to.password = from.password;
}
function openHeaders(headers) {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => OPEN_HEADERS.has(name)));
}
function headersOf(request, userAgent) {
	const given = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
	const ranged = request.rangeStart === void 0 ? {} : {
		range: `bytes=${request.rangeStart}-`,
		"accept-encoding": "identity"
	};
	if (request.ifRange !== void 0) ranged["if-range"] = request.ifRange;
	return {
		"user-agent": userAgent,
		accept: "*/*",
		"accept-encoding": "gzip, deflate, br",
		...Object.fromEntries(given),
		...ranged
	};
}
function unescaped(text) {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		if (error instanceof URIError) return text;
		throw error;
	}
}
function authorizationOf({ username, password }) {
	if (username === "" && password === "") return {};
	const pair = `${unescaped(username)}:${unescaped(password)}`;
	return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
async function ask(client, url, headers, { signal, idleTimeoutMs }) {
	const silence = new AbortController();
	const timer = setTimeout(() => silence.abort(), idleTimeoutMs);
	try {
		return await client.request(publicUrl(url), {
			dispatcher: client.dispatcher,
			method: "GET",
			headers: {
				...headers,
				...authorizationOf(url)
			},
			signal: AbortSignal.any([signal, silence.signal])
		});
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		if (silence.signal.aborted) return timedOut(url.hostname, `nothing came within ${idleTimeoutMs / 1e3} s`);
		return requestFailure(error, url.hostname);
	} finally {
		clearTimeout(timer);
	}
}
function ignoreErrors({ body }) {
	body.on("error", () => void 0);
}
function discard({ body }) {
	body.destroy();
}
function flatHeaders(headers) {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ""].flat().join(", ")]));
}
function responseOf(answer, context) {
	const { request, url, moved } = context;
	const { "content-encoding": encoding, ...rest } = flatHeaders(answer.headers);
	const codings = request.rangeStart === void 0 ? codingsOf(encoding) : [];
	const drop = () => discard(answer);
	const raw = guardedBody(answer.body, {
		host: url.hostname,
		idleTimeoutMs: request.idleTimeoutMs,
		signal: request.signal
	});
	const finalUrl = publicUrl(url);
	const { "content-length": _length, ...decodedHeaders } = rest;
	const rawHeaders = encoding === void 0 ? rest : {
		...rest,
		"content-encoding": encoding
	};
	return {
		kind: "response",
		status: answer.statusCode,
		headers: codings.length > 0 ? decodedHeaders : rawHeaders,
		finalUrl,
		...moved ? { permanentUrl: finalUrl } : {},
		body: codings.length > 0 ? decodedBody({
			source: raw,
			drop,
			host: url.hostname
		}, codings) : raw,
		discard: drop
	};
}
// src/adapters/local-artifacts.ts
function makeLocalArtifacts(options) {
	return { upload: async (name, files, signal) => {
		const target = join(options.folder, name.replaceAll(/[^\w-]+/g, "-") || "artifact");
		signal.throwIfAborted();
		const keep = async (what, work) => {
			try {
				await work();
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				options.log.warning(`${what} could not be kept in ${target}: ${reason}`);
			}
		};
		await keep("The report", async () => {
			await rm(target, {
				recursive: true,
				force: true
			});
			await mkdir(target, { recursive: true });
		});
		for (const file of files) {
			signal.throwIfAborted();
			const name = basename(file.path);
			await keep(name, () => copyFile(file.path, join(target, name)));
		}
		return target;
	} };
}
// src/adapters/local-cache.ts
const ABANDONED_MS = 864e5;
function makeLocalCache(options) {
	const pathOf = (key) => join(options.folder, `${createHash("sha256").update(key).digest("hex")}.bin`);
	const fault = (what, error) => options.log.debug(`Cache: cannot ${what}: ${error instanceof Error ? error.message : String(error)}`);
	return {
		restore: async (key, file, signal) => {
			signal.throwIfAborted();
			const entry = pathOf(key);
			try {
				if (!await exists(entry)) return false;
				await place(entry, file.path);
				const now = Date.now() / 1e3;
				await utimes(entry, now, now);
				return true;
			} catch (error) {
				fault("restore a file", error);
				return false;
			}
		},
		save: async (key, file, signal) => {
			signal.throwIfAborted();
			try {
				const { size } = await stat(file.path);
				if (size > options.maxBytes) return;
				await evict(options.folder, options.maxBytes - size, pathOf(key));
				await place(file.path, pathOf(key));
			} catch (error) {
				fault("save a file", error);
			}
		}
	};
}
async function exists(path) {
	return await stat(path).catch(() => void 0) !== void 0;
}
async function place(source, target) {
	await mkdir(dirname(target), { recursive: true });
	const part = join(dirname(target), `${randomUUID()}.part`);
	try {
		await copyFile(source, part, constants$1.COPYFILE_FICLONE);
		await rename(part, target);
	} finally {
		await rm(part, { force: true });
	}
}
async function evict(folder, bytes, replaced) {
	const entries = [];
	for (const name of await readdir(folder).catch(() => [])) {
		const path = join(folder, name);
		const found = await stat(path).catch(() => void 0);
		if (found === void 0 || !found.isFile()) continue;
		if (name.endsWith(".part") && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
		if (name.endsWith(".bin") && path !== replaced) entries.push({
			path,
			bytes: found.size,
			usedAt: found.mtimeMs
		});
	}
	let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
	for (const entry of entries.toSorted((a, b) => a.usedAt - b.usedAt)) {
		if (total <= bytes) return;
		await rm(entry.path, { force: true });
		total -= entry.bytes;
	}
}
// src/adapters/local-lock.ts
const Holder$1 = object({
	pid: int(),
	host: string(),
	token: string(),
	since: number()
});
const STALE_MS = 12e4;
const PATIENCE_MS = 3e4;
const PAUSE_MS = 50;
async function withLock(options, task) {
	const { path, clock, signal } = options;
	const who = {
		pid: process.pid,
		host: hostname(),
		token: randomUUID()
	};
	await mkdir(dirname(path), { recursive: true });
	const giveUpAt = clock.now() + PATIENCE_MS;
	while (!await take(path, {
		...who,
		since: clock.now()
	})) {
		const left = await lookForStale(path, clock.now());
		if (left.kind === "stale") await breakLock(path, left.text);
		else if (left.kind === "held") {
			if (clock.now() >= giveUpAt) return {
				kind: "held",
				holder: left.holder
			};
			await clock.sleep(PAUSE_MS, signal);
		}
	}
	try {
		signal.throwIfAborted();
		await sweepAsides(path, clock.now());
		return {
			kind: "ran",
			value: await task()
		};
	} finally {
		await rm(path, { force: true });
	}
}
async function take(path, mine) {
	const aside = `${path}.${mine.token}`;
	const file = await open$1(aside, "wx");
	try {
		await file.writeFile(JSON.stringify(mine));
		await file.close();
		await link(aside, path);
		return true;
	} catch (error) {
		if (isCode(error, "EEXIST")) return false;
		throw error;
	} finally {
		await rm(aside, { force: true });
	}
}
async function sweepAsides(path, now) {
	const folder = dirname(path);
	const start = `${basename(path)}.`;
	for (const name of await readdir(folder)) {
		if (!name.startsWith(start)) continue;
		const aside = join(folder, name);
		const left = await lookForStale(aside, now);
		if (left.kind !== "stale") continue;
		if (!(readHolder$1(left.text) === void 0 && now - await changedAt(aside) < STALE_MS)) await rm(aside, { force: true });
	}
}
async function changedAt(path) {
	try {
		return (await stat(path)).mtimeMs;
	} catch (error) {
		if (isCode(error, "ENOENT")) return 1e400;
		throw error;
	}
}
async function lookForStale(path, now) {
	let text;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		if (isCode(error, "ENOENT")) return { kind: "gone" };
		throw error;
	}
	const holder = readHolder$1(text);
	if (holder === void 0 || now - holder.since > STALE_MS) return {
		kind: "stale",
		text
	};
	return holder.host === hostname() && !isAlive(holder.pid) ? {
		kind: "stale",
		text
	} : {
		kind: "held",
		holder: `process ${holder.pid} on ${holder.host}`
	};
}
async function breakLock(path, stale) {
	const aside = `${path}.${randomUUID()}`;
	try {
		await rename(path, aside);
		if (await readFile(aside, "utf8") !== stale) await link(aside, path);
	} catch (error) {
		if (!isCode(error, "ENOENT") && !isCode(error, "EEXIST")) throw error;
	} finally {
		await rm(aside, { force: true });
	}
}
function readHolder$1(text) {
	try {
		return Holder$1.safeParse(JSON.parse(text)).data;
	} catch {
		return;
	}
}
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return isCode(error, "EPERM");
	}
}
function isCode(error, code) {
	return error instanceof Error && error.code === code;
}
// src/adapters/local-paths.ts
function isOwn(path, { stateDir, transcriptsDir }) {
	if (!staysInside(normalize(path)) || isGitPath(path)) return false;
	return [stateDir, transcriptsDir].some((own) => {
		const base = normalize(own);
		return base === "." || normalize(path).startsWith(join(base, "/"));
	});
}
async function refuseLinks(folder, path) {
	let at = folder;
	for (const part of normalize(path).split(/[/\\]/u)) {
		at = join(at, part);
		let found;
		try {
			found = await lstat(at);
		} catch (error) {
			if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return;
			throw error;
		}
		if (found.isSymbolicLink()) throw linkFault(at);
	}
}
function linkFault(path) {
	return new Fault(problem("symbolic-link", `${path} is a symbolic link, and nothing is read or written through one.`, "Put a real file or folder in its place; to keep the files elsewhere, work in a folder there."));
}
// src/adapters/local-files.ts
const JournalEntry = strictObject({
	path: string(),
	staged: string().regex(/^\d+\.new$/).nullable()
});
const Journal = strictObject({
	version: literal(1),
	entries: array(JournalEntry)
});
function journalOf({ stateDir }) {
	return join(stateDir, ".journal");
}
const LIST = "journal.json";
async function applyEdits(own, edits) {
	const journalDir = join(own.folder, journalOf(own));
	let journal;
	try {
		journal = await stage(own.folder, journalDir, edits);
	} catch (error) {
		await rm(journalDir, {
			recursive: true,
			force: true
		});
		throw error;
	}
	await complete(own.folder, journalDir, journal);
}
async function stage(folder, journalDir, edits) {
	await mkdir(journalDir, { recursive: true });
	const entries = [];
	for (const [index, { path, content }] of edits.entries()) {
		const staged = content === null ? null : `${index}.new`;
		if (content !== null && staged !== null) {
			await mkdir(dirname(join(folder, path)), { recursive: true });
			await writeSynced(join(journalDir, staged), content);
		}
		entries.push({
			path,
			staged
		});
	}
	const journal = {
		version: 1,
		entries
	};
	await writeSynced(join(journalDir, `${LIST}.new`), JSON.stringify(journal));
	await rename(join(journalDir, `${LIST}.new`), join(journalDir, LIST));
	await syncFolder(journalDir);
	return journal;
}
async function recover(own) {
	const journalDir = join(own.folder, journalOf(own));
	const journal = await readJournal(own);
	if (journal === void 0) await rm(journalDir, {
		recursive: true,
		force: true
	});
	else await complete(own.folder, journalDir, journal);
}
async function readDecided(own) {
	const journal = await readJournal(own);
	if (journal === void 0) return void 0;
	const edits = new Map();
	for (const { path, staged } of journal.entries) {
		const text = staged === null ? null : await readIfThere$2(join(own.folder, journalOf(own), staged));
		if (text !== void 0) edits.set(path, text);
	}
	const after = await readJournal(own);
	return JSON.stringify(after) === JSON.stringify(journal) ? edits : await readDecided(own);
}
async function readJournal(own) {
	const list = join(journalOf(own), LIST);
	await refuseLinks(own.folder, list);
	const text = await readIfThere$2(join(own.folder, list));
	if (text === void 0) return void 0;
	const journal = Journal.safeParse(parseJson(text)).data;
	if (journal === void 0) throw brokenJournal(own, "cannot be read");
	for (const { path, staged } of journal.entries) {
		if (!isOwn(path, own)) throw brokenJournal(own, `names ${JSON.stringify(path.slice(0, 200))}, which is no file of ours`);
		await refuseLinks(own.folder, path);
		if (staged !== null) await refuseLinks(own.folder, join(journalOf(own), staged));
	}
	return journal;
}
function brokenJournal(own, what) {
	const path = join(own.folder, journalOf(own));
	return new Fault(problem("state-broken", `${join(path, LIST)} ${what}.`, `It is the list of an interrupted save. If you did not interrupt one, somebody put it there: delete the folder ${path}; otherwise compare the files beside it with their targets first.`));
}
async function readIfThere$2(path) {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return void 0;
		throw error;
	}
}
async function complete(folder, journalDir, journal) {
	const folders = new Set();
	for (const { path, staged } of journal.entries) {
		const target = join(folder, path);
		folders.add(dirname(target));
		if (staged === null) await rm(target, { force: true });
		else await moveInto(join(journalDir, staged), target);
	}
	for (const one of folders) await syncFolder(one);
	await rm(join(journalDir, LIST));
	await rm(journalDir, {
		recursive: true,
		force: true
	});
}
async function moveInto(staged, target) {
	await mkdir(dirname(target), { recursive: true });
	try {
		await withoutExecution(staged);
		await rename(staged, target);
	} catch (error) {
		if (isCode(error, "ENOENT")) return;
		if (!isCode(error, "EXDEV")) throw error;
		const beside = `${target}.new`;
		await writeSynced(beside, await readFile(staged, "utf8"));
		await rename(beside, target);
		await rm(staged);
	}
}
async function withoutExecution(path) {
	const file = await open$1(path, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		const { mode } = await file.stat();
		if ((mode & 3657) !== 0) await file.chmod(mode & 438);
	} finally {
		await file.close();
	}
}
async function writeSynced(path, content) {
	await unlink(path).catch((error) => {
		if (!isCode(error, "ENOENT")) throw error;
	});
	const file = await open$1(path, "wx");
	try {
		await file.writeFile(content, "utf8");
		await file.sync();
	} finally {
		await file.close();
	}
}
async function syncFolder(path) {
	try {
		const folder = await open$1(path, "r");
		try {
			await folder.sync();
		} finally {
			await folder.close();
		}
	} catch (error) {
		if (![
			"ENOENT",
			"EPERM",
			"EISDIR",
			"EINVAL",
			"EACCES"
		].some((code) => isCode(error, code))) throw error;
	}
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/adapters/local-checkpoints.ts
function makeLocalCheckpoints(options) {
	const { folder } = options;
	const below = join(options.stateDir, ".checkpoints");
	const root = join(folder, below);
	const fileOf = async (key) => {
		const path = join(below, ...key.split("/").map(toName));
		await refuseLinks(folder, path);
		return join(folder, path);
	};
	return {
		list: async (signal) => {
			signal.throwIfAborted();
			await refuseLinks(folder, below);
			return (await keysBelow(root, [])).toSorted();
		},
		read: async (keys, signal) => {
			const found = [];
			for (const key of keys) {
				signal.throwIfAborted();
				const content = await readIfThere$1(await fileOf(key));
				if (content !== void 0) found.push({
					key,
					content
				});
			}
			return found;
		},
		save: async (change, signal) => {
			signal.throwIfAborted();
			try {
				const put = new Set(change.put.map(({ key }) => key));
				for (const { key, content } of change.put) await writeOne(root, await fileOf(key), content);
				const gone = change.remove.filter((key) => !put.has(key));
				let removed = 0;
				for (const key of gone) if (await removeOne(root, await fileOf(key))) removed += 1;
				return put.size + removed === 0 ? { kind: "unchanged" } : {
					kind: "committed",
					revision: ""
				};
			} catch (error) {
				if (isFault(error)) return {
					kind: "failed",
					error: error.problem,
					retryable: false
				};
				if (!(error instanceof Error) || !("code" in error)) throw error;
				return {
					kind: "failed",
					error: saveProblem(root, error),
					retryable: true
				};
			}
		}
	};
}
async function writeOne(root, file, content) {
	await mkdir(dirname(file), { recursive: true });
	await writeSynced(join(root, ".gitignore"), "*\n");
	await writeSynced(`${file}.new`, content.toWellFormed());
	await rename(`${file}.new`, file);
}
async function removeOne(root, file) {
	try {
		await rm(file);
	} catch (error) {
		if (isCode(error, "ENOENT")) return false;
		throw error;
	}
	let folder = dirname(file);
	while (folder.length > root.length && await removeEmpty(folder)) folder = dirname(folder);
	if (folder === root && (await readdir(root)).every((name) => name === ".gitignore")) await rm(root, { recursive: true });
	return true;
}
async function removeEmpty(folder) {
	try {
		await rmdir(folder);
		return true;
	} catch (error) {
		if (isCode(error, "ENOTEMPTY") || isCode(error, "EEXIST")) return false;
		throw error;
	}
}
async function keysBelow(folder, parts) {
	const keys = [];
	try {
		for (const entry of await readdir(folder, { withFileTypes: true })) {
			if (entry.name.endsWith(".new") || entry.name === ".gitignore") continue;
			const name = partOf(entry.name);
			if (name === void 0) continue;
			const inner = [...parts, name];
			if (entry.isDirectory()) keys.push(...await keysBelow(join(folder, entry.name), inner));
			else keys.push(inner.join("/"));
		}
	} catch (error) {
		if (isCode(error, "ENOENT")) return keys;
		throw new Fault(readProblem(folder, error), { cause: error });
	}
	return keys;
}
async function readIfThere$1(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return void 0;
		throw new Fault(readProblem(file, error), { cause: error });
	}
}
function toName(part) {
	return encodeURIComponent(part).replaceAll("*", "%2A").replace(/^\./, "%2E").replace(/\.new$/, "%2Enew");
}
function partOf(name) {
	try {
		return decodeURIComponent(name);
	} catch {
		return;
	}
}
function readProblem(path, error) {
	const reason = error instanceof Error ? error.message : String(error);
	return problem("file-unreadable", `${path} cannot be read: ${reason}`, "Check the rights on it.");
}
function saveProblem(root, error) {
	if (isCode(error, "ENOSPC") || isCode(error, "EDQUOT")) return problem("disk-full", `No room to save in ${root}.`, "Free some space, then run it again.");
	return problem("folder-not-writable", `Could not save in ${root}: ${error.message}`, "Check the rights on the folder.");
}
// src/adapters/local-process.ts
const Process = object({
	pid: int(),
	host: string(),
	boot: string().optional(),
	space: string().optional(),
	started: string().optional()
});
async function findOut() {
	const [boot, space, own] = await Promise.all([
		ifTold(async () => (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim()),
		ifTold(() => readlink("/proc/self/ns/pid")),
		statOf(process.pid)
	]);
	return {
		pid: process.pid,
		host: hostname(),
		...boot === void 0 ? {} : { boot },
		...space === void 0 ? {} : { space },
		...own === void 0 ? {} : { started: own.started }
	};
}
async function stateOf(other) {
	const own = await findOut();
	if (other.host !== own.host || other.boot !== own.boot || other.space !== own.space) return "unseen";
	if (!isThere(other.pid)) return "gone";
	const found = await statOf(other.pid);
	if (found === void 0 || other.started === void 0) return "unseen";
	return found.started === other.started && !found.ended ? "alive" : "gone";
}
function isThere(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return isCode(error, "EPERM");
	}
}
async function statOf(pid) {
	const text = await ifTold(() => readFile(`/proc/${pid}/stat`, "utf8"));
	const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
	const [state, started] = [fields?.[0], fields?.[19]];
	if (state === void 0 || started === void 0) return void 0;
	return {
		started,
		ended: state === "Z" || state === "X"
	};
}
async function ifTold(read) {
	try {
		return await read();
	} catch (error) {
		if (error instanceof Error && "code" in error) return void 0;
		throw error;
	}
}
// src/adapters/local-claim.ts
const Holder = object({
	...Process.shape,
	token: string(),
	since: number()
});
const BEAT_MS = 15e3;
const LAPSE_MS = 12e4;
const NEVER = new AbortController().signal;
async function takeClaim(options) {
	const { folder, guard, clock, signal } = options;
	const holder = {
		...await findOut(),
		token: randomUUID(),
		since: clock.now()
	};
	const made = await mkdir(dirname(folder), { recursive: true });
	const locked = await withLock({
		path: guard,
		clock,
		signal
	}, async () => {
		await mkdir(folder, { recursive: true });
		const text = JSON.stringify(holder);
		const aside = join(folder, `${holder.token}.new`);
		const now = await write(aside, text);
		const held = await lookAt(fileOf(folder), now);
		if (held !== void 0) {
			await rm(aside, { force: true });
			return held;
		}
		await write(join(folder, ".gitignore"), "*\n");
		await rename(aside, fileOf(folder));
		const over = new AbortController();
		const beating = giveSigns(options, {
			text,
			over: over.signal
		});
		return {
			kind: "claimed",
			release: async () => {
				over.abort();
				await beating;
				await giveBack(options, {
					text,
					made
				});
			}
		};
	});
	if (locked.kind === "ran") return locked.value;
	return {
		kind: "held",
		holder: locked.holder,
		seen: false
	};
}
function fileOf(folder) {
	return join(folder, "lock");
}
async function write(path, text) {
	const file = await open$1(path, "w");
	try {
		await file.writeFile(text);
		return (await file.stat()).mtimeMs;
	} finally {
		await file.close();
	}
}
async function lookAt(path, now) {
	const text = await readIfThere(path);
	if (text === void 0) return void 0;
	const ageMs = now - (await stat(path)).mtimeMs;
	const holder = readHolder(text);
	const state = holder === void 0 ? "unseen" : await stateOf(holder);
	if (state === "gone" || state === "unseen" && ageMs > 12e4) return void 0;
	return {
		kind: "held",
		holder: holder === void 0 ? "another process" : `process ${holder.pid} on ${holder.host}`,
		...holder === void 0 ? {} : { since: holder.since },
		seen: state === "alive"
	};
}
function readHolder(text) {
	try {
		return Holder.safeParse(JSON.parse(text)).data;
	} catch {
		return;
	}
}
async function giveSigns({ folder, clock, onLost, onFault }, { text, over }) {
	let told = false;
	while (await slept(clock, over)) try {
		if (!await beat(fileOf(folder), text)) return onLost();
	} catch (error) {
		if (!told) onFault(error);
		told = true;
	}
}
async function beat(path, text) {
	let file;
	try {
		file = await open$1(path, "r+");
	} catch (error) {
		if (isCode(error, "ENOENT")) return true;
		throw error;
	}
	try {
		if (await file.readFile("utf8") !== text) return false;
		await file.write(text.slice(0, 1), 0);
		return true;
	} finally {
		await file.close();
	}
}
async function readIfThere(path) {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		if (isCode(error, "ENOENT")) return void 0;
		throw error;
	}
}
async function slept(clock, over) {
	try {
		await clock.sleep(BEAT_MS, over);
	} catch (error) {
		if (!over.aborted) throw error;
	}
	return !over.aborted;
}
async function giveBack({ folder, guard, clock }, { text, made }) {
	const remove = async () => {
		if (await readIfThere(fileOf(folder)) === text) await rm(folder, {
			recursive: true,
			force: true
		});
	};
	await withLock({
		path: guard,
		clock,
		signal: NEVER
	}, remove);
	if (made === void 0) return;
	for (let at = dirname(folder); at.length >= made.length; at = dirname(at)) try {
		await rmdir(at);
	} catch (error) {
		if ([
			"ENOTEMPTY",
			"EEXIST",
			"ENOENT"
		].some((code) => isCode(error, code))) return;
		throw error;
	}
}
// src/adapters/local-store.ts
function makeLocalStore(options) {
	const oneAtATime = pLimit(1);
	return {
		isUncounted: true,
		open: async (signal) => {
			signal.throwIfAborted();
			for (const own of [options.stateDir, options.transcriptsDir]) await refuseLinks(options.folder, own);
			return makeSnapshot(options, await lookForDecided(options) ?? new Map());
		},
		claim: (signal, onLost) => claim(options, {
			signal,
			onLost
		}),
		commit: (changes, signal) => oneAtATime(async () => {
			try {
				return await commitUnderLock(options, changes, signal);
			} catch (error) {
				signal.throwIfAborted();
				if (isFault(error)) return {
					kind: "failed",
					error: error.problem,
					retryable: false
				};
				const found = diskProblem(options.folder, error);
				if (found === void 0) throw error;
				return {
					kind: "failed",
					error: found,
					retryable: true
				};
			}
		})
	};
}
async function commitUnderLock(options, changes, signal) {
	signal.throwIfAborted();
	await refuseLinks(options.folder, lockPath(options));
	const locked = await withLock({
		...lockOf(options),
		signal
	}, async () => {
		await recover(options);
		return await commit(options, changes);
	});
	return locked.kind === "ran" ? locked.value : {
		kind: "failed",
		error: heldProblem(options, locked.holder),
		retryable: true
	};
}
async function claim(options, { signal, onLost }) {
	const folder = join(options.stateDir, ".run");
	try {
		signal.throwIfAborted();
		for (const own of [join(folder, "lock"), lockPath(options)]) await refuseLinks(options.folder, own);
		const claimed = await takeClaim({
			folder: join(options.folder, folder),
			guard: lockOf(options).path,
			clock: options.clock,
			signal,
			onLost: () => onLost(lostProblem(options)),
			onFault: (error) => {
				const reason = error instanceof Error ? error.message : String(error);
				options.log.debug(`local: no sign of life could be given: ${reason}`);
			}
		});
		return claimed.kind === "claimed" ? claimed : {
			kind: "failed",
			error: runProblem(join(folder, "lock"), claimed)
		};
	} catch (error) {
		signal.throwIfAborted();
		if (isFault(error)) return {
			kind: "failed",
			error: error.problem
		};
		const found = diskProblem(options.folder, error);
		if (found === void 0) throw error;
		return {
			kind: "failed",
			error: found
		};
	}
}
function runProblem(file, { holder, since, seen }) {
	const when = since === void 0 ? "" : `, since ${moment(since)}`;
	const lapse = `If it has ended, this passes within ${counted(LAPSE_MS / 6e4, "minute")}; or delete ${file}.`;
	return problem("run-in-progress", `Somebody is at work in this folder already: ${holder}${when}.`, `Wait until that run has ended, or end it (Ctrl+C where it runs).${seen ? "" : ` ${lapse}`}`);
}
function lostProblem({ folder }) {
	return problem("run-superseded", `Another run has begun in ${folder}, since this one gave no sign of life for a while.`, "Nothing is to be done: what was finished is saved, and the other run goes on.");
}
function lockPath(options) {
	return join(options.stateDir, ".lock");
}
function lockOf(options) {
	return {
		path: join(options.folder, lockPath(options)),
		clock: options.clock
	};
}
async function lookForDecided(options) {
	try {
		const decided = await readDecided(options);
		if (decided !== void 0) options.log.info("A save was not finished: its files are read as if it were, and the next save completes it.");
		return decided;
	} catch (error) {
		if (!isFault(error) && !(error instanceof Error && "code" in error)) throw error;
		throw readFault(join(options.stateDir, ".journal"), error);
	}
}
function makeSnapshot(own, decided) {
	return {
		revision: "",
		list: async (path, signal) => {
			signal.throwIfAborted();
			const names = new Set(await namesIn$1(own, path));
			for (const [file, text] of decided) {
				if (posix.dirname(file) !== path) continue;
				if (text === null) names.delete(posix.basename(file));
				else names.add(posix.basename(file));
			}
			return [...names].toSorted();
		},
		read: async (path, signal) => {
			signal.throwIfAborted();
			const text = decided.get(path);
			return text === void 0 ? await readText(own, path) : text ?? void 0;
		}
	};
}
async function namesIn$1(own, path) {
	try {
		if (isOwn(join(path, "any"), own)) await refuseLinks(own.folder, path);
		return (await readdir(join(own.folder, path), { withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
	} catch (error) {
		if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return [];
		throw readFault(path, error);
	}
}
async function readText(own, path) {
	try {
		if (isOwn(path, own)) await refuseLinks(own.folder, path);
		return await readFile(join(own.folder, path), "utf8");
	} catch (error) {
		if ([
			"ENOENT",
			"ENOTDIR",
			"EISDIR"
		].some((code) => isCode(error, code))) return void 0;
		throw readFault(path, error);
	}
}
async function commit(options, changes) {
	const edits = [];
	for (const change of changes.files) {
		assertPath(change.path, options);
		const current = await readText(options, change.path);
		const content = newText(change, current);
		if (content !== current && !(content === null && current === void 0)) {
			if (content !== void 0) edits.push({
				path: change.path,
				content
			});
		}
	}
	if (edits.length === 0) return { kind: "unchanged" };
	await applyEdits(options, edits);
	options.log.debug(`local: ${counted(edits.length, "file")} saved`);
	return {
		kind: "committed",
		revision: ""
	};
}
function newText(change, current) {
	switch (change.kind) {
		case "write": return change.unless?.() === true ? void 0 : change.content.toWellFormed();
		case "delete": return null;
		case "merge": return change.merge(current)?.toWellFormed() ?? current;
	}
}
function assertPath(path, own) {
	if (!isOwn(path, own)) throw new Error(`not a path in the folders of ours: ${path}`);
}
function heldProblem(options, holder) {
	const { path } = lockOf(options);
	return problem("state-locked", `${path} is held by ${holder}.`, "Wait until that run has ended; if there is none, delete the file.");
}
function readFault(path, error) {
	if (isFault(error)) return error;
	const reason = error instanceof Error ? error.message : String(error);
	return new Fault(problem("file-unreadable", `${path} cannot be read: ${reason}`, "Check the rights on it."), { cause: error });
}
function diskProblem(folder, error) {
	if (isCode(error, "ENOSPC") || isCode(error, "EDQUOT")) return problem("disk-full", `No room to save in ${folder}.`, "Free some space, then run it again.");
	if ([
		"EACCES",
		"EPERM",
		"EROFS",
		"EEXIST",
		"ENOTDIR",
		"EISDIR"
	].some((code) => isCode(error, code))) {
		const reason = error.message;
		return problem("folder-not-writable", `Could not save in ${folder}: ${reason}`, "Check the rights on the folder.");
	}
}
// src/adapters/local-temp.ts
const LEFT_MS = 2592e5;
const NAME = /^\d+(?:-[0-9a-f]{8})?$/u;
function makeLocalTemp(root, { clock, log }) {
	const folder = join(root, `${process.pid}-${randomUUID().slice(0, 8)}`);
	return {
		folder,
		clean: async () => {
			try {
				await rm(folder, {
					recursive: true,
					force: true
				});
				for (const name of await namesIn(root)) {
					const path = join(root, name);
					if (NAME.test(name) && !isThere(Number.parseInt(name, 10)) && await isLeft(path, clock.now())) await rm(path, {
						recursive: true,
						force: true
					});
				}
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				log.debug(`Temporary files could not be removed: ${reason}`);
			}
		}
	};
}
async function namesIn(root) {
	try {
		return await readdir(root);
	} catch (error) {
		if (isCode(error, "ENOENT")) return [];
		throw error;
	}
}
async function isLeft(path, now) {
	try {
		return now - (await stat(path)).mtimeMs > LEFT_MS;
	} catch (error) {
		if (isCode(error, "ENOENT")) return false;
		throw error;
	}
}
// src/adapters/random.ts
function makeRandom() {
	return { next: () => Math.random() };
}
// src/adapters/scratch.ts
const BLOCK_BYTES = 1 << 20;
const STREAM_BYTES = 262144;
const GATHER_BYTES = 262144;
const FULL = new Set([
	"ENOSPC",
	"EDQUOT",
	"EFBIG"
]);
function makeScratch(folder) {
	return {
		file: (name) => ({ path: join(folder, safeName(name)) }),
		size: async (file) => {
			try {
				return (await stat(file.path)).size;
			} catch (error) {
				if (codeOf(error) === "ENOENT") return;
				throw error;
			}
		},
		append: (file, source) => writing(folder, file, "a", async (handle) => {
			await appendAll(handle, source);
		}),
		read: async (file, start, end, into) => {
			const handle = await open$1(file.path, "r");
			try {
				return await readRange(handle, start, end, into);
			} finally {
				await handle.close();
			}
		},
		stream: (file) => streamFile(file),
		assemble: (target, source, pieces) => writing(folder, target, "w", async (handle) => {
			const from = await open$1(source.path, "r");
			try {
				await copyPieces(handle, from, pieces);
			} finally {
				await from.close();
			}
		}),
		sha256: hashFile,
		remove: (file) => rm(file.path, { force: true }),
		freeBytes: async () => {
			await mkdir(folder, { recursive: true });
			const disk = await statfs(folder);
			return disk.bavail * disk.bsize;
		}
	};
}
function safeName(name) {
	const short = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(-120).replace(/^[.-]+/, "");
	return short === "" ? "file" : short;
}
async function writing(folder, file, flags, work) {
	try {
		await mkdir(folder, { recursive: true });
		const handle = await open$1(file.path, flags);
		try {
			await work(handle);
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw FULL.has(codeOf(error) ?? "") ? diskFull(folder, error) : error;
	}
}
async function appendAll(handle, source) {
	let gathered = [];
	let gatheredBytes = 0;
	const flush = async () => {
		const parts = gathered;
		gathered = [];
		gatheredBytes = 0;
		await writeAll(handle, Buffer.concat(parts));
	};
	try {
		for await (const part of source) {
			gathered.push(part);
			gatheredBytes += part.length;
			if (gatheredBytes >= GATHER_BYTES) await flush();
		}
	} finally {
		await flush();
	}
}
async function copyPieces(target, source, pieces) {
	const block = new Uint8Array(BLOCK_BYTES);
	let filled = 0;
	const take = async (wanted) => {
		if (filled === BLOCK_BYTES) {
			await writeAll(target, block);
			filled = 0;
		}
		const end = Math.min(BLOCK_BYTES, filled + wanted);
		const room = block.subarray(filled, end);
		filled = end;
		return room;
	};
	const put = async (bytes) => {
		for (let at = 0; at < bytes.length;) {
			const room = await take(bytes.length - at);
			room.set(bytes.subarray(at, at + room.length));
			at += room.length;
		}
	};
	const window = makeWindow(source);
	const page = new Uint8Array(MAX_PAGE_BYTES);
	for (const piece of pieces) switch (piece.kind) {
		case "literal":
			await put(piece.bytes);
			break;
		case "copy":
			for (let at = piece.range.start; at < piece.range.end;) {
				const room = await take(piece.range.end - at);
				await readFully(source, room, at);
				at += room.length;
			}
			break;
		case "adts":
			await copyPackets(source, piece, put);
			break;
		case "ogg":
			await put(await readPage(window, piece, page));
			break;
		default: assertNever(piece);
	}
	await writeAll(target, block.subarray(0, filled));
}
function makeWindow(source) {
	let buffer = new Uint8Array(0);
	let from = 0;
	let held = 0;
	return async (start, end) => {
		if (start < from || end > from + held) {
			const length = Math.max(BLOCK_BYTES, end - start);
			buffer = buffer.length < length ? new Uint8Array(length) : buffer;
			from = start;
			held = await readInto(source, buffer, start);
		}
		if (end > from + held) throw endsEarly(from + held);
		return buffer.subarray(start - from, end - from);
	};
}
async function readPage(window, piece, page) {
	page.set(piece.head);
	let at = piece.head.length;
	for (const { start, end } of piece.body) {
		page.set(await window(start, end), at);
		at += end - start;
	}
	const whole = page.subarray(0, at);
	sealPage(whole);
	return whole;
}
async function copyPackets(source, piece, put) {
	const { sizes } = piece;
	const buffer = new Uint8Array(BLOCK_BYTES);
	let packet = 0;
	for (const range of piece.ranges) for (let at = range.start; at < range.end;) {
		const first = packet;
		let bytes = 0;
		for (; at + bytes < range.end; packet += 1) {
			const size = sizes[packet] ?? 1e400;
			if (bytes + size > BLOCK_BYTES) break;
			bytes += size;
		}
		if (bytes === 0) throw new Error("a piece of packets has ranges that its sizes do not fill");
		const packets = buffer.subarray(0, bytes);
		await readFully(source, packets, at);
		await put(adtsFrames(piece.header, packets, sizes.subarray(first, packet)));
		at += bytes;
	}
}
async function readFully(source, buffer, position) {
	const got = await readInto(source, buffer, position);
	if (got < buffer.length) throw endsEarly(position + got);
}
function endsEarly(position) {
	return new Error(`a scratch file ends at byte ${position}, before the piece to copy does`);
}
async function readRange(handle, start, end, into) {
	const length = Math.max(0, end - start);
	const buffer = into === void 0 ? new Uint8Array(length) : into.subarray(0, length);
	return buffer.subarray(0, await readInto(handle, buffer, start));
}
async function readInto(handle, buffer, position) {
	let got = 0;
	while (got < buffer.length) {
		const { bytesRead } = await handle.read(buffer, got, buffer.length - got, position + got);
		if (bytesRead === 0) break;
		got += bytesRead;
	}
	return got;
}
async function writeAll(handle, bytes) {
	let written = 0;
	while (written < bytes.length) {
		const { bytesWritten } = await handle.write(bytes, written, bytes.length - written);
		written += bytesWritten;
	}
}
const hashFile = async (file, signal, ranges) => {
	const hash = createHash("sha256");
	const handle = await open$1(file.path, "r");
	try {
		const window = makeWindow(handle);
		for (const { start, end } of ranges ?? [{
			start: 0,
			end: (await handle.stat()).size
		}]) for (let at = start; at < end; at += BLOCK_BYTES) {
			signal.throwIfAborted();
			hash.update(await window(at, Math.min(end, at + BLOCK_BYTES)));
		}
	} finally {
		await handle.close();
	}
	return hash.digest("hex");
};
async function* streamFile(file) {
	const handle = await open$1(file.path, "r");
	try {
		let position = 0;
		while (true) {
			const block = await readRange(handle, position, position + STREAM_BYTES);
			if (block.length === 0) return;
			position += block.length;
			yield block;
		}
	} finally {
		await handle.close();
	}
}
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : void 0;
}
function diskFull(folder, cause) {
	return new Fault(problem("disk-full", `The disk that holds the temporary files (${folder}) is full.`, "Free space there, point RUNNER_TEMP to a larger disk, or take fewer or shorter episodes at a time."), { cause });
}
// src/base/proxy.ts
function named(env, name) {
	return [name, name.toUpperCase()].map((one) => ({
		name: one,
		value: env[one]?.trim() ?? ""
	})).find(({ value }) => value !== "");
}
function readProxies(env) {
	const found = {
		http_proxy: "",
		https_proxy: ""
	};
	for (const variable of ["http_proxy", "https_proxy"]) {
		const given = named(env, variable);
		if (given === void 0) continue;
		const address = given.value.includes("://") ? given.value : `http://${given.value}`;
		if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return bad(problem("proxy-invalid", `The variable ${given.name} of the environment is not the address of a proxy.`, "Write it as http://host:port, or clear it."));
		found[variable] = address;
	}
	const { http_proxy: http, https_proxy: https } = found;
	if (http === "" && https === "") return ok(void 0);
	return ok({
		http,
		https,
		except: named(env, "no_proxy")?.value ?? ""
	});
}
// src/pipeline/form-fields.ts
function formFields(form, usualConfig) {
	const config = form["config"]?.trim() ?? "";
	const given = (form["feeds"] ?? "").split(/\s+/u).filter((feed) => feed !== "");
	const feeds = given.filter((feed) => hideSecrets(feed) === feed && !isPrivateUrl(feed));
	const isUsual = config === "" || config === usualConfig;
	if (isUsual && given.length === 0) return void 0;
	return {
		...isUsual ? {} : { config },
		feeds,
		hiddenFeeds: given.length - feeds.length
	};
}
// src/render/summary-faults.ts
const MOST = 50;
function renderFaults(faults) {
	const lines = faults.slice(0, MOST).map((fault) => {
		const place = fault.file === void 0 ? "" : ` ${cell(fault.line === void 0 ? fault.file : `${fault.file}, line ${fault.line}`, 200)}`;
		return `- ${markdownCode(bounded(fault.code, 60))}${place}<br>${prose(told(fault), 800)}`;
	});
	return `${joined([
		`## 🛑 Nothing was done: the configuration has ${counted(faults.length, "fault")}`,
		lines.join("\n"),
		faults.length > MOST ? `and ${faults.length - MOST} more; all of them are annotations` : ""
	])}\n`;
}
// src/wire.ts
const USER_AGENT = "podcast-transcriber (+https://github.com/topics/podcast-transcriber)";
const LOCAL_CACHE_BYTES = 5e9;
function secretsOf(env, inputs) {
	return [...Object.entries(env).filter(([name]) => /^(?:GEMINI_API_KEYS?|GEMINI_API_KEY_\d+|GITHUB_TOKEN|YOUTUBE_API_KEY|PODCAST_KEYS_.*)$/u.test(name)).map(([, value]) => value ?? ""), ...[
		"gemini-api-keys",
		"github-token",
		"youtube-api-key"
	].map((name) => inputs[name] ?? "")].flatMap((value) => [value, ...value.split(/[\s,"'`]+/u)]).filter((one) => one !== "");
}
function apiKeyOf(secret) {
	return {
		secret,
		fingerprint: createHash("sha256").update(secret).digest("hex").slice(0, 8)
	};
}
async function terminalProgress(log, options) {
	const { stderr } = process;
	if (!options.wanted || !stderr.isTTY) return { log };
	const { canShowProgress, makeTerminalProgress } = await import("./terminal-progress.js");
	if (!canShowProgress(stderr, options.env)) return { log };
	const bar = makeTerminalProgress({
		stream: stderr,
		log
	});
	return {
		log: bar.log,
		progress: bar.sink
	};
}
function openPorts(wiring) {
	const { settings, env, log, folder } = wiring;
	const clock = makeClock();
	const random = makeRandom();
	const temp = temporaryFolder(env);
	const own = makeLocalTemp(temp, {
		clock,
		log
	});
	const inJob = env["GITHUB_ACTIONS"] === "true";
	const allow = settings.allowPrivateNetwork;
	const proxies = proxiesOf(env);
	return {
		ports: {
			clock,
			random,
			log,
			http: makeHttp({
				allowPrivateNetwork: allow === false ? [] : allow,
				userAgent: USER_AGENT,
				...proxies
			}),
			parser: makeFeedParser(),
			scratch: makeScratch(inJob ? temp : own.folder),
			decoder: makeDecoder({ path: env["PATH"] ?? "" }),
			model: makeGemini({
				baseUrl: settings.gemini.baseUrl,
				userAgent: USER_AGENT,
				clock,
				...proxies
			}),
			...repositoryPorts(wiring, {
				clock,
				random
			}),
			cache: inJob ? makeActionsCache({ log }) : makeLocalCache({
				folder: path.join(temp, "cache"),
				maxBytes: LOCAL_CACHE_BYTES,
				log
			}),
			artifacts: inJob ? makeActionsArtifacts({ log }) : makeLocalArtifacts({
				folder: path.join(temp, "reports", nameOf(folder)),
				log
			}),
			...wiring.progress === void 0 ? {} : { progress: wiring.progress }
		},
		close: inJob ? () => Promise.resolve() : own.clean
	};
}
function nameOf(folder) {
	const hash = createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 8);
	return `${path.basename(folder).replaceAll(/[^\w-]+/gu, "-").slice(0, 40)}-${hash}`;
}
function temporaryFolder(env) {
	const name = "podcast-transcriber";
	const runners = env["RUNNER_TEMP"];
	if (runners !== void 0) return path.join(runners, name);
	const user = process.getuid?.();
	return path.join(tmpdir(), user === void 0 ? name : `${name}-${user}`);
}
function repositoryPorts(wiring, given) {
	const { settings, env, log, folder } = wiring;
	const { stateDir, transcriptsDir, commit } = settings.output;
	if (!(env["GITHUB_ACTIONS"] === "true") || !commit) {
		const local = {
			folder,
			stateDir,
			transcriptsDir,
			...given,
			log
		};
		return {
			store: makeLocalStore(local),
			checkpoints: makeLocalCheckpoints(local)
		};
	}
	const shared = {
		token: settings.githubToken?.reveal() ?? missing("config-no-token", "there is no GitHub token", "Pass the input github-token, or leave it out to use the job's own."),
		repository: env["GITHUB_REPOSITORY"] ?? missing("not-a-job", "GITHUB_REPOSITORY is not set", "Run this in a job of GitHub Actions, or use the command line."),
		apiUrl: env["GITHUB_API_URL"] ?? "https://api.github.com",
		userAgent: USER_AGENT,
		log,
		...proxiesOf(env),
		...given
	};
	return {
		store: makeGithubStore({
			...shared,
			branch: branchOf(settings, env),
			workspace: folder,
			recursiveFolders: [stateDir]
		}),
		checkpoints: makeGithubCheckpoints({
			...shared,
			shard: settings.shard ?? {
				index: 1,
				count: 1
			}
		})
	};
}
function proxiesOf(env) {
	const read = readProxies(env);
	if (!read.ok) throw new Fault(read.problem);
	return read.value === void 0 ? {} : { proxies: read.value };
}
function missing(code, message, remedy) {
	throw new Fault(problem(code, message, remedy));
}
function branchOf(settings, env) {
	const chosen = settings.output.branch?.replace(/^refs\/heads\//u, "");
	if (chosen !== void 0) return chosen;
	const name = env["GITHUB_REF_NAME"];
	const isBranch = (env["GITHUB_REF"] ?? "refs/heads/").startsWith("refs/heads/");
	if (name !== void 0 && name !== "" && isBranch) return name;
	return missing("no-branch", `this run is not on a branch (${env["GITHUB_REF"] ?? "no GITHUB_REF"})`, "Name the branch for the commits with the input branch.");
}
function placeOf(settings, env) {
	const repository = env["GITHUB_REPOSITORY"];
	if (env["GITHUB_ACTIONS"] !== "true" || repository === void 0) return {};
	const url = `${env["GITHUB_SERVER_URL"] ?? "https://github.com"}/${repository}`;
	const usual = env["PODCAST_CONFIG"] ?? "";
	const form = formFields(readForm(env["GITHUB_EVENT_PATH"]), usual === "" ? DEFAULT_CONFIG_PATH : usual);
	const workflow = /\/([^/@]+\.ya?ml)@/u.exec(env["GITHUB_WORKFLOW_REF"] ?? "")?.[1];
	return {
		...form === void 0 ? {} : { form },
		repository: {
			url,
			branch: settings.output.branch ?? env["GITHUB_REF_NAME"] ?? "main",
			...workflow === void 0 ? {} : { workflow }
		},
		...env["GITHUB_RUN_ID"] === void 0 ? {} : { runUrl: `${url}/actions/runs/${env["GITHUB_RUN_ID"]}` }
	};
}
function listenForStop(stopper, log) {
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
		log.info(`${signal}: stopping. What is finished is committed; the next run goes on.`);
		stopper.stop(signal);
	});
}
async function execute(wiring) {
	const { settings, env, log } = wiring;
	const { ports, close } = openPorts(wiring);
	const stopper = makeStopper(ports.clock);
	listenForStop(stopper, log);
	try {
		const request = {
			ports,
			settings,
			keys: settings.gemini.keys.map((key) => apiKeyOf(key.reveal())),
			place: placeOf(settings, env),
			runId: env["GITHUB_RUN_ID"] === void 0 ? `local-${ports.clock.now()}` : `${env["GITHUB_RUN_ID"]}.${env["GITHUB_RUN_ATTEMPT"] ?? "1"}`,
			stopper,
			inJob: env["GITHUB_ACTIONS"] === "true"
		};
		const { executeRun, isRunMode } = await import("./execute2.js");
		if (isRunMode(settings.mode)) return await executeRun(request, settings.mode);
		const { executeCommand } = await import("./execute.js");
		return await executeCommand(request, settings.mode);
	} finally {
		stopper.dispose();
		await close();
	}
}
async function withPorts(wiring, work) {
	const { ports, close } = openPorts(wiring);
	const stopper = makeStopper(ports.clock);
	const stop = (signal) => stopper.stop(signal);
	process.on("SIGINT", stop).on("SIGTERM", stop);
	try {
		return await work({
			ports,
			keys: wiring.settings.gemini.keys.map((key) => apiKeyOf(key.reveal())),
			stopper
		});
	} finally {
		process.off("SIGINT", stop).off("SIGTERM", stop);
		stopper.dispose();
		await close();
	}
}
export { NO_OUTPUTS, execute, loadSettings, makeActionsLog, maskSecrets, readInput, renderFaults, secretsOf, setOutputs, terminalProgress, withPorts, writeSummary };
