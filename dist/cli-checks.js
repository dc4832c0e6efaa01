import path from "node:path";
import { a as clean, c as moment, d as span, f as table, h as listOf, l as paint, n as terminalWords, o as facts, u as size } from "./cli-words.js";
import { t as shortReason } from "./short-reason.js";
import { a as withSession, i as tellFaults, n as printJson, r as requireFolder, s as withTools, t as print } from "./cli-session.js";
import { n as readShowIndex, o as readJsonTranscript } from "./show-index.js";
import { t as readTopIndex } from "./top-index.js";
import { _ as object, b as string, f as array, g as number } from "./vendor-zod.js";
import { a as told, n as bad, r as ok, t as assertNever } from "./outcome.js";
import { r as readWhole, t as mayHoldTranscripts } from "./transcript-file.js";
import { t as checkVtt } from "./check-vtt.js";
import { M as POLICIES, _ as settleFault, g as reserve, t as loadState, v as settleReply } from "./load-state.js";
import { a as classify, s as holdServiceState, t as fetchFeed } from "./fetch-feed.js";
import { E as availability, T as transcriptionAsk, w as profileOf } from "./schedule.js";
import { i as modelChoices } from "./backlog.js";
import { x as titleFilter } from "./config-problems.js";
import { t as counted } from "./count.js";
import "./config.js";
import { r as makeLocalTree } from "./wire-light.js";
// src/cli-print-checks.ts
const SHOWN = 20;
function feedText(view, limit) {
	const { totals, episodes, dropped } = view;
	const head = facts([
		["Show", view.title],
		["Language", view.language],
		["People", view.people.length === 0 ? void 0 : view.people.join(", ")],
		["Moved to", view.permanentUrl],
		["Takes", [`${totals.wanted} of ${counted(episodes.length, "episode")}`, ...totals.wanted === 0 ? [] : [sumText(span(totals.durationSec), totals.wanted, totals.withoutDuration, "length"), sumText(size(totals.bytes), totals.wanted, totals.withoutBytes, "size")]].join(", ")],
		["Transcripts", `${counted(totals.withTranscript, "episode")} with a published one`],
		["Videos", `${counted(totals.withVideo, "episode")} with a YouTube link`]
	]);
	const rows = table(episodes.slice(0, limit), [
		{
			title: "Id",
			of: ({ id }) => id
		},
		{
			title: "Date",
			of: ({ publishedAt }) => moment(publishedAt).slice(0, 10)
		},
		{
			title: "Length",
			of: ({ durationSec }) => span(durationSec),
			right: true
		},
		{
			title: "Size",
			of: ({ bytes }) => size(bytes),
			right: true
		},
		{
			title: "Title",
			of: ({ title }) => title,
			most: 60
		},
		{
			title: "Notes",
			of: notesOf$1,
			most: 120
		}
	]);
	return [
		head,
		episodes.length === 0 ? "" : rows,
		episodes.length > limit ? paint("dim", `… and ${episodes.length - limit} more: --limit shows them.`) : "",
		droppedText(dropped),
		view.notes.map((note) => paint("yellow", clean(note, 400))).join("\n")
	].filter((block) => block !== "").join("\n\n");
}
function sumText(sum, all, unknown, what) {
	if (unknown === 0) return sum;
	return unknown === all ? `${what} unknown` : `${sum} and ${unknown} of unknown ${what}`;
}
function notesOf$1({ leftOut, tooLarge, transcripts, youtubeUrl }) {
	const types = [...new Set(transcripts.map(({ type }) => type))];
	return [
		...leftOut === void 0 ? [] : [`left out: ${leftOut}`],
		...tooLarge === true ? ["too large"] : [],
		...types.length === 0 ? [] : [`transcript: ${types.join(", ")}`],
		...youtubeUrl === void 0 ? [] : [youtubeUrl]
	].join("; ");
}
function droppedText(dropped) {
	if (dropped.length === 0) return "";
	const lines = dropped.slice(0, SHOWN).map(({ item, reason }) => `  ${clean(item, 120)}: ${clean(reason, 200)}`);
	const more = dropped.length > SHOWN ? [`  … and ${dropped.length - SHOWN} more`] : [];
	return [
		paint("bold", `Left out (${counted(dropped.length, "item")})`),
		...lines,
		...more
	].join("\n");
}
function transcriptsText({ files, faulty }, folder) {
	if (files.length === 0) return `There is no WebVTT or JSON file in ${folder}.`;
	const broken = files.filter(({ faults }) => faults.length > 0).map(({ path, faults }) => faults.slice(0, SHOWN).map(({ line, message }) => {
		const where = line === void 0 ? clean(path, 400) : `${clean(path, 400)}:${line}`;
		return `${paint("red", where)}: ${clean(message, 300)}`;
	}).concat(faults.length > SHOWN ? [`  … and ${faults.length - SHOWN} more`] : []).join("\n"));
	const verdict = faulty === 0 ? paint("green", `${counted(files.length, "file")} checked; all are right.`) : `${counted(files.length, "file")} checked; ${faulty} ${faulty === 1 ? "breaks" : "break"} a rule.`;
	return [...broken, verdict].join("\n");
}
function remediesOf(trials) {
	const keys = new Map();
	for (const one of trials) {
		if (one.kind !== "refused") continue;
		const remedy = ofTrial(one.error.remedy);
		keys.set(remedy, (keys.get(remedy) ?? new Set()).add(one.key));
	}
	return [...keys].map(([remedy, of]) => `${[...of].join(", ")}: ${clean(remedy, 400)}`).join("\n");
}
function ofTrial(remedy) {
	return terminalWords(remedy.replace("Nothing to do: the next run goes on from here.", "It may pass by itself: try again later.").replace(/^If it stays so, check (.*); the next run goes on from here\.$/u, "Check $1."));
}
function apiText({ trials }) {
	const rows = table(trials, [
		{
			title: "Key",
			of: ({ key }) => key
		},
		{
			title: "Model",
			of: ({ model }) => model,
			most: 40
		},
		{
			title: "Works",
			of: ({ kind }) => kind === "works" ? "yes" : "no"
		},
		{
			title: "Latency",
			of: (one) => one.kind === "exhausted" ? "–" : `${(one.latencyMs / 1e3).toFixed(2)} s`,
			right: true
		},
		{
			title: "Answer",
			of: answerOf$1,
			most: 300
		}
	]);
	const working = trials.filter(({ kind }) => kind === "works").length;
	const verdict = `${working} of ${counted(trials.length, "pair")} of key and model ${working === 1 ? "works" : "work"}.`;
	const told = paint(working === trials.length ? "green" : "yellow", verdict);
	return [
		rows,
		remediesOf(trials),
		told
	].filter((block) => block !== "").join("\n\n");
}
function answerOf$1(one) {
	switch (one.kind) {
		case "works": {
			const version = one.version === void 0 ? "" : ` (${one.version})`;
			return `${JSON.stringify(one.said)}${version}, ${one.promptTokens} tokens in, ${one.outputTokens} out`;
		}
		case "refused": return `${clean(one.error.message.replace(`${one.model}: `, ""), 240)} (${one.error.code})`;
		case "exhausted": return `not asked: ${shortReason(one.reason, one.model)}, until ${moment(one.until)} (--force asks)`;
	}
}
// src/commands/check-transcripts.ts
async function checkTranscripts(tree, signal) {
	const { paths, skipped } = await tree.list(signal);
	const there = new Set(paths);
	const files = skipped.flatMap(({ path, reason }) => mayHoldTranscripts(path) ? [{
		path,
		kind: kindOf(path) ?? "other",
		faults: [{ message: `not checked: ${reason}` }]
	}] : []);
	for (const path of paths) {
		const kind = kindOf(path);
		if (kind === void 0) continue;
		const text = await readWhole(tree, path, signal);
		if (text === void 0) continue;
		const faults = text.ok ? faultsOf(kind, text.value, path, there) : [{ message: told(text.problem).replace(`${path} `, "it ") }];
		files.push({
			path,
			kind,
			faults
		});
	}
	files.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
	return {
		files,
		faulty: files.filter(({ faults }) => faults.length > 0).length
	};
}
function kindOf(path) {
	if (/(?:^|\/)index\.json$/u.test(path)) return "index";
	if (path.endsWith(".vtt")) return "vtt";
	return path.endsWith(".json") ? "json" : void 0;
}
function faultsOf(kind, text, path, there) {
	switch (kind) {
		case "vtt": return checkVtt(text).faults;
		case "json": return checkJson(text);
		case "index": return checkIndex(text, path, there);
	}
}
const Strict = object({
	version: string().min(1, "it has no version"),
	segments: array(object({
		speaker: string().min(1, "the speaker is empty").optional(),
		startTime: number().nonnegative(),
		endTime: number().nonnegative(),
		body: string().refine((body) => body.trim() !== "", "the body is empty")
	})).min(1, "it has no segments")
});
function checkJson(text) {
	const read = readJsonTranscript(text, "the file");
	if (!read.ok) return [{ message: read.problem.message }];
	const faults = [];
	const strict = Strict.safeParse(read.value);
	for (const issue of strict.error?.issues ?? []) {
		const [where, at] = issue.path;
		const place = where === "segments" && typeof at === "number" ? `segment ${at + 1}: ` : "";
		faults.push({ message: `${place}${issue.message}` });
	}
	let before = 0;
	for (const [at, { startTime, endTime }] of read.value.segments.entries()) {
		if (endTime < startTime) faults.push({ message: `segment ${at + 1}: it ends before it begins` });
		if (startTime < before) faults.push({ message: `segment ${at + 1}: it begins before the one above it` });
		before = Math.max(before, startTime);
	}
	return faults.slice(0, 100);
}
function checkIndex(text, path, there) {
	const read = readShowIndex(text, path);
	if (!read.ok) {
		const top = readTopIndex(text, path);
		if (top.ok) return [];
		return [{ message: (path.includes("/") ? read : top).problem.message }];
	}
	const folder = path.slice(0, -10);
	return read.value.episodes.flatMap((entry) => entry.formats.map((format) => `${folder}${entry.path.split("/").slice(1).join("/")}.${format}`).filter((file) => !there.has(file)).map((file) => ({ message: `${file} is listed and not there` })));
}
// src/commands/test-api.ts
const PROMPT = "Answer with the single word: ready";
const PROMPT_TOKENS = 20;
const TIMEOUT_MS = 6e4;
const SAID = 120;
async function testApi(ports, query) {
	const { settings, keys, signal } = query;
	const { stateDir } = settings.output;
	const snapshot = await ports.store.open(signal);
	const state = await loadState(snapshot, stateDir, signal);
	const service = holdServiceState(stateDir, state);
	const models = query.models ?? settings.models;
	const trials = await Promise.all(keys.map(async (key) => {
		const mine = [];
		for (const model of models) if (!signal.aborted) mine.push(await tryPair(ports, query, service, {
			key,
			model
		}));
		return mine;
	}));
	const unsaved = await saveLedger(ports, service, query.last);
	return {
		trials: trials.flat(),
		...unsaved === void 0 ? {} : { unsaved }
	};
}
async function tryPair(ports, query, service, { key, model }) {
	const pair = {
		key: key.fingerprint,
		model
	};
	const sentAt = ports.clock.now();
	const limits = limitsOf(query.settings, service, model, sentAt);
	const when = availability(service.now.ledger, {
		...pair,
		limits,
		tokens: PROMPT_TOKENS,
		now: sentAt
	});
	if (when.kind === "exhausted" && !query.force) return {
		...pair,
		kind: "exhausted",
		until: when.untilMs,
		reason: when.reason
	};
	const { ledger, reservation } = reserve(service.now.ledger, {
		...pair,
		tokens: PROMPT_TOKENS,
		now: sentAt
	});
	service.now.ledger = ledger;
	const outcome = await ports.model.generate(requestOf(query, key, model));
	const now = ports.clock.now();
	const latencyMs = now - sentAt;
	switch (outcome.kind) {
		case "reply": {
			const { usage } = outcome.reply;
			const used = usage.prompt > 0 ? usage.prompt : PROMPT_TOKENS;
			service.now.ledger = settleReply(service.now.ledger, reservation, used);
			return {
				...pair,
				kind: "works",
				latencyMs,
				...answerOf(outcome.reply)
			};
		}
		case "failed": {
			const fault = classify(outcome.failure, {
				model,
				now
			});
			service.now.ledger = settleFault(service.now.ledger, reservation, {
				fault,
				now
			});
			const { remedy } = POLICIES[fault.kind];
			const error = {
				code: `model-${fault.kind}`,
				message: fault.message,
				remedy
			};
			return {
				...pair,
				kind: "refused",
				latencyMs,
				quota: QUOTA_KINDS.has(fault.kind),
				error
			};
		}
		default: return assertNever(outcome);
	}
}
function requestOf(query, key, model) {
	const profile = profileOf(model);
	const { thinkingLevel, thinkingReserve } = profile;
	const transcription = transcriptionAsk(profile, void 0);
	return {
		key,
		model,
		systemInstruction: "You answer in one word.",
		prompt: PROMPT,
		maxOutputTokens: thinkingReserve + 64,
		...thinkingLevel === void 0 ? {} : { thinkingLevel },
		...transcription === void 0 ? {} : {
			transcription,
			audio: silence()
		},
		timeoutMs: TIMEOUT_MS,
		idleTimeoutMs: TIMEOUT_MS,
		signal: query.signal
	};
}
function silence() {
	const samples = 8e3;
	const bytes = new Uint8Array(8044).fill(128, 44);
	const view = new DataView(bytes.buffer);
	bytes.set(new TextEncoder().encode("RIFF....WAVEfmt "));
	bytes.set(new TextEncoder().encode("data"), 36);
	view.setUint32(4, bytes.length - 8, true);
	view.setUint32(16, 16, true);
	view.setUint16(20, 1, true);
	view.setUint16(22, 1, true);
	view.setUint32(24, samples, true);
	view.setUint32(28, samples, true);
	view.setUint16(32, 1, true);
	view.setUint16(34, 8, true);
	view.setUint32(40, samples, true);
	return {
		kind: "bytes",
		bytes,
		mimeType: "audio/wav"
	};
}
function answerOf(reply) {
	const { prompt, output, thoughts } = reply.usage;
	return {
		said: reply.text.trim().slice(0, SAID),
		...reply.modelVersion === void 0 ? {} : { version: reply.modelVersion },
		finishReason: reply.finishReason,
		promptTokens: prompt,
		outputTokens: output + thoughts
	};
}
const QUOTA_KINDS = new Set([
	"minute-requests",
	"minute-tokens",
	"day-requests",
	"day-tokens",
	"rate-unknown"
]);
function limitsOf(settings, service, model, now) {
	return modelChoices(settings, service.now, now).find((one) => one.model === model)?.limits ?? { ...settings.limits["default"] };
}
async function saveLedger(ports, service, signal) {
	const { files } = service.changes();
	if (files.length === 0) return void 0;
	const outcome = await ports.store.commit({
		message: "Count the requests of a test",
		files
	}, signal);
	return outcome.kind === "failed" ? outcome.error : void 0;
}
function apiExitCode({ trials, unsaved }) {
	const refused = trials.filter(({ kind }) => kind !== "works");
	if (refused.some((one) => one.kind === "refused" && !one.quota) || unsaved !== void 0) return 1;
	return refused.length > 0 ? 2 : 0;
}
// src/commands/validate-feed.ts
async function validateFeed(ports, request) {
	const { url, settings, signal } = request;
	const { maxBytes, timeoutMs } = settings.feedsFetch;
	const outcome = await fetchFeed(ports, {
		url,
		maxBytes,
		deadlineMs: timeoutMs,
		signal
	});
	switch (outcome.kind) {
		case "failed": return bad(outcome.error);
		case "unchanged": throw new Error("bug: a feed that was fetched unconditionally came back unchanged");
		case "feed": {
			const show = settings.shows.find((one) => one.url === url);
			const view = viewOf(outcome.feed, show ?? settings.feedPreferences, {
				maxBytes: settings.audio.maxBytes,
				rests: request.rests === true,
				...show?.title === void 0 ? {} : { title: show.title }
			});
			const { permanentUrl } = outcome;
			return ok(permanentUrl === void 0 ? view : {
				...view,
				permanentUrl
			});
		}
	}
}
function viewOf(feed, preferences, query = {}) {
	const sorted = feed.episodes.toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0));
	const reasons = query.rests === true ? [] : reasonsOf(sorted, preferences);
	const rests = query.rests === true ? "the show rests (`enabled: false`)" : void 0;
	const episodes = sorted.map((episode, at) => episodeOf(episode, rests ?? reasons[at], query));
	const wanted = episodes.filter(({ leftOut }) => leftOut === void 0);
	const count = (test) => wanted.filter(test).length;
	const totals = {
		wanted: wanted.length,
		durationSec: wanted.reduce((sum, { durationSec }) => sum + (durationSec ?? 0), 0),
		bytes: wanted.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
		withoutDuration: count(({ durationSec }) => durationSec === void 0),
		withoutBytes: count(({ bytes }) => bytes === void 0),
		tooLarge: count(({ tooLarge }) => tooLarge === true),
		withoutDate: count(({ publishedAt }) => publishedAt === void 0),
		withTranscript: count(({ transcripts }) => transcripts.length > 0),
		withVideo: count(({ youtubeUrl }) => youtubeUrl !== void 0)
	};
	return {
		title: query.title ?? feed.title,
		...feed.language === void 0 ? {} : { language: feed.language },
		people: feed.people.map(({ name, role }) => `${name} (${role})`),
		truncated: feed.truncated,
		episodes,
		dropped: feed.dropped,
		totals,
		notes: notesOf(feed, totals, query)
	};
}
function episodeOf(episode, leftOut, { maxBytes = 1e400 }) {
	const { id, title, publishedAt, enclosure, transcripts, youtubeUrl } = episode;
	const durationSec = episode.durationSec === 0 ? void 0 : episode.durationSec;
	const bytes = enclosure.bytes === 0 ? void 0 : enclosure.bytes;
	return {
		id,
		title,
		...publishedAt === void 0 ? {} : { publishedAt },
		...durationSec === void 0 ? {} : { durationSec },
		...bytes === void 0 ? {} : { bytes },
		...bytes !== void 0 && bytes > maxBytes ? { tooLarge: true } : {},
		...enclosure.type === void 0 ? {} : { type: enclosure.type },
		audioUrl: enclosure.url,
		transcripts,
		...youtubeUrl === void 0 ? {} : { youtubeUrl },
		...leftOut === void 0 ? {} : { leftOut }
	};
}
function reasonsOf(episodes, preferences) {
	const { sinceMs, maxEpisodes, maxEpisodeMs, skip } = preferences;
	const skips = titleFilter(skip);
	let taken = 0;
	return episodes.map((episode) => {
		const { publishedAt, durationSec = 0, title } = episode;
		if (sinceMs !== void 0 && publishedAt !== void 0 && publishedAt < sinceMs) return `it is from before ${new Date(sinceMs).toISOString().slice(0, 10)}`;
		if (maxEpisodeMs !== void 0 && durationSec * 1e3 > maxEpisodeMs) return `it is longer than ${counted(maxEpisodeMs / 6e4, "minute")}`;
		if (skips(title)) return "its title matches a pattern that is skipped";
		taken += 1;
		if (maxEpisodes === void 0 || taken <= maxEpisodes) return void 0;
		return maxEpisodes === 1 ? "only the newest is wanted" : `only the newest ${maxEpisodes} are wanted`;
	});
}
function notesOf(feed, totals, { maxBytes = 1e400, rests }) {
	const notes = [];
	if (feed.truncated) notes.push("The end of the feed is missing; what was there is listed.");
	if (feed.episodes.length === 0) notes.push("There is no episode with audio.");
	if (rests === true) notes.push("The show rests (`enabled: false`): a run takes nothing of it.");
	if (totals.tooLarge > 0) notes.push(`${totals.tooLarge} ${totals.tooLarge === 1 ? "episode is" : "episodes are"} larger than the ${maxBytes / 1e6} MB of audio.maxMegabytes, by what the feed says: the download would fail.`);
	if (feed.language === void 0) notes.push("It names no language; set `language` for the show if the detection fails.");
	const guids = feed.episodes.filter(({ guid }) => guid === void 0).length;
	if (guids > 0) notes.push(`${guids} ${guids === 1 ? "episode has" : "episodes have"} no guid: such an episode is known by the address of its audio, and is taken for a new one when that changes.`);
	if (totals.withoutDuration > 0) notes.push(`${totals.withoutDuration} ${totals.withoutDuration === 1 ? "episode says" : "episodes say"} no length; one hour is assumed in plans.`);
	if (totals.withoutDate > 0) notes.push(`${totals.withoutDate} ${totals.withoutDate === 1 ? "episode has" : "episodes have"} no readable date.`);
	return notes;
}
// src/cli-checks.ts
function validateFeedCommand(url, flags) {
	return withSession(flags, { fetches: true }, (session) => withTools(session, async ({ ports, signal }) => {
		const { settings } = session;
		const rests = isResting(url, session.origins);
		const result = await validateFeed(ports, {
			url,
			settings,
			rests,
			signal
		});
		if (!result.ok) {
			tellFaults([result.problem], session);
			return 1;
		}
		if (session.json) printJson(result.value);
		else print(feedText(result.value, typeof flags["limit"] === "number" ? flags["limit"] : 20));
		return result.value.episodes.length === 0 ? 1 : 0;
	}));
}
function isResting(url, origins) {
	return origins.some(({ path: name, value }) => {
		if (!/^shows\[\d+\]$/u.test(name) || typeof value !== "object" || value === null) return false;
		const show = value;
		return show.url === url && show.enabled === false;
	});
}
function validateCommand(folder, flags) {
	return withSession(flags, { folders: folder === void 0 ? ["transcripts"] : [] }, async (session) => {
		const name = folder ?? session.settings.output.transcriptsDir;
		const at = path.resolve(session.folder, name);
		if (folder !== void 0) requireFolder(at, folder);
		const tree = makeLocalTree(at);
		const result = await checkTranscripts(tree, session.signal);
		if (session.json) printJson(result);
		else print(transcriptsText(result, name));
		return result.faulty > 0 ? 1 : 0;
	});
}
function testApiCommand(flags) {
	return withSession(flags, { keys: true }, (session) => withTools(session, async ({ ports, keys, signal, last }) => {
		const models = listOf(flags["model"]);
		const result = await testApi(ports, {
			settings: session.settings,
			keys,
			...models.length === 0 ? {} : { models },
			force: flags["force"] === true,
			signal,
			last
		});
		if (session.json) printJson(result);
		else print(apiText(result));
		if (result.unsaved !== void 0) tellFaults([result.unsaved], {
			...session,
			json: false
		});
		return session.interrupted() === void 0 ? apiExitCode(result) : 130;
	}));
}
export { testApiCommand, validateCommand, validateFeedCommand };
