import { i as problem, n as bad, r as ok } from "./outcome.js";
import { n as isoDay, r as isoInstant } from "./when.js";
import { _ as object, b as string, f as array, g as number, h as literal } from "./vendor-zod.js";
// src/transcript/clock.ts
function clockTime(sec) {
	const whole = Math.max(0, Math.floor(sec));
	const seconds = String(whole % 60).padStart(2, "0");
	const minutes = Math.floor(whole / 60) % 60;
	const hours = Math.floor(whole / 3600);
	return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`;
}
// src/transcript/words.ts
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const TOKEN = /[\p{L}\p{M}\p{N}]+/gu;
const SECONDS_PER_WORD = .4;
function isWide(character) {
	return WIDE.test(character);
}
function tokensOf(text) {
	const tokens = [];
	const plain = text.normalize("NFKC").toLowerCase().replace(/['’]/g, "");
	for (const [word] of plain.matchAll(TOKEN)) if (WIDE.test(word)) tokens.push(...splitWide(word));
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
		parts.push(character);
	}
	if (plain !== "") parts.push(plain);
	return parts;
}
function wordCount(text) {
	let count = 0;
	for (const token of tokensOf(text)) count += isWide(token) ? .5 : 1;
	return count;
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
		else if (count > 0 && at < to && at + count > from) kept.push(sliceWord(word, from - at, to - at));
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
		if (wide || letter && !inside) token += 1;
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
// src/transcript/cues.ts
const MAX_LINES = 2;
const MAX_LINE_CHARACTERS = 42;
const MAX_CUE_MS = 7e3;
const FULL_CUE_CHARACTERS = 78;
const SENTENCE_END = /[.!?…。！？]["”’»)]?$/u;
function toCues(segments) {
	const cues = [];
	let earliest = 0;
	for (const [at, segment] of segments.entries()) {
		const startMs = Math.max(earliest, Math.round(segment.startSec * 1e3));
		const lengthMs = Math.max(1, Math.round(segment.endSec * 1e3) - startMs);
		const parts = partsOf(segment.text, lengthMs);
		const total = parts.reduce((sum, lines) => sum + weight(lines), 0);
		let passed = 0;
		for (const [part, lines] of parts.entries()) {
			const from = startMs + Math.floor(lengthMs * passed / total);
			passed += weight(lines);
			const to = startMs + Math.floor(lengthMs * passed / total);
			const endMs = Math.max(from + 1, Math.min(to, from + MAX_CUE_MS));
			const speaker = segment.speaker === void 0 ? {} : { speaker: segment.speaker };
			cues.push({
				segment: at,
				part,
				startMs: from,
				endMs,
				...speaker,
				lines
			});
		}
		earliest = cues.at(-1)?.startMs ?? startMs;
	}
	return cues;
}
function joinLines(lines) {
	let text = "";
	for (const line of lines) text += text === "" || isGlued(text, line) ? line : ` ${line}`;
	return text;
}
function weight(lines) {
	return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
function partsOf(text, lengthMs) {
	const count = Math.max(Math.ceil(text.length / FULL_CUE_CHARACTERS), Math.ceil(lengthMs / (MAX_CUE_MS * .9)));
	const target = text.length / count;
	const groups = [];
	let group = [];
	let used = 0;
	for (const atom of atomsOf(text)) {
		const ended = used >= target * .6 && SENTENCE_END.test(group.at(-1) ?? "");
		const over = used + atom.length / 2 > target;
		if (group.length > 0 && (ended || over || !fits([...group, atom]))) {
			groups.push(group);
			group = [];
			used = 0;
		}
		group.push(atom);
		used += atom.length + 1;
	}
	if (group.length > 0) groups.push(group);
	return groups.map(balanced);
}
function fits(atoms) {
	return atoms.length === 1 || wrapped(atoms).length <= 2;
}
function wrapped(atoms, width = 42) {
	const lines = [];
	for (const atom of atoms) {
		const grown = joinLines([...lines.slice(-1), atom]);
		if (lines.length > 0 && grown.length <= width) lines[lines.length - 1] = grown;
		else lines.push(atom);
	}
	return lines;
}
function balanced(atoms) {
	const whole = joinLines(atoms);
	if (whole.length <= 42 || atoms.length === 1) return [whole];
	for (let width = Math.ceil(whole.length / 2); width < 42; width += 1) {
		const lines = wrapped(atoms, width);
		if (lines.length <= 2) return lines;
	}
	return wrapped(atoms);
}
function atomsOf(text) {
	const atoms = [];
	for (const word of text.split(" ").filter(Boolean)) {
		const pieces = glyphsOf(word);
		const last = atoms.at(-1);
		const [first, ...rest] = pieces;
		if (first === void 0) continue;
		if (last !== void 0 && isGlued(last, first)) atoms[atoms.length - 1] = `${last} ${first}`;
		else atoms.push(first);
		atoms.push(...rest);
	}
	return atoms;
}
function glyphsOf(word) {
	const pieces = [];
	for (const character of word) {
		const last = pieces.at(-1);
		if (last !== void 0 && !isGlued(last, character)) pieces[pieces.length - 1] = last + character;
		else pieces.push(character);
	}
	return pieces;
}
// src/render/escape.ts
function escapeHtml(text) {
	return cleanLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;").replaceAll("'", "&#39;");
}
function escapeVtt(text) {
	return cleanLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
function vttVoice(name) {
	return escapeVtt(cleanLine(name).replace(/[-\s]+$/, ""));
}
function vttComment(text) {
	return cleanLine(text).replace(/-{2,}>/g, "→");
}
function srtText(text) {
	return cleanLine(text).replace(/-{2,}>/g, "→");
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
	const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
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
// src/render/vtt.ts
const COLOURS = [
	"#ffffff",
	"#ffd166",
	"#7bdff2",
	"#b2f7a0",
	"#ffadad",
	"#d0bfff",
	"#fdc5f5",
	"#c7f9cc"
];
const MAX_NOTE = 600;
function renderVtt(doc, options = {}) {
	const segments = speakable(doc.segments);
	return `${[
		"WEBVTT",
		note(doc),
		...options.colours === true ? [style(segments)] : [],
		...toCues(segments).map(cueBlock)
	].filter((block) => block !== "").join("\n\n")}\n`;
}
function speakable(segments) {
	return segments.map((segment) => {
		const { speaker, ...rest } = segment;
		const name = speaker === void 0 ? "" : cleanLine(speaker);
		return {
			...rest,
			...name === "" ? {} : { speaker: name },
			text: cleanLine(segment.text)
		};
	}).filter(({ text }) => text !== "");
}
function vttTime(ms) {
	const pad = (value, width) => String(value).padStart(width, "0");
	const sec = Math.floor(ms / 1e3);
	return `${pad(Math.floor(sec / 3600), 2)}:${pad(Math.floor(sec / 60) % 60, 2)}:${pad(sec % 60, 2)}.${pad(ms % 1e3, 3)}`;
}
function cueBlock(cue) {
	const name = vttVoice(cue.speaker ?? "");
	const lines = cue.lines.map((line) => escapeVtt(line)).join("\n");
	const body = name === "" ? lines : `<v ${name}>${lines}</v>`;
	return `${cue.segment + 1}.${cue.part + 1}\n${vttTime(cue.startMs)} --> ${vttTime(cue.endMs)}\n${body}`;
}
function note(doc) {
	const { episode, receipt } = doc;
	const models = receipt.models.map(({ model, version }) => version === void 0 || version === model ? model : `${model} (${version})`);
	return ["NOTE", ...[
		["Show", doc.show.title],
		["Title", episode.title],
		["Date", isoDay(episode.publishedAt)],
		["Hosts", namesOf(episode.people, "host")],
		["Guests", namesOf(episode.people, "guest")],
		["Speakers", doc.speakers.join(", ")],
		["Language", doc.language],
		["Description", episode.description],
		["Audio", episode.audioUrl],
		["Link", episode.link],
		["YouTube", episode.youtubeUrl],
		["Transcribed", [isoInstant(receipt.transcribedAt), models.join(", ")].filter(Boolean).join(" by ")],
		["Audio SHA-256", receipt.rendition.sha256],
		["Duration", clockTime(receipt.rendition.durationSec)],
		...receipt.warnings.slice(0, 50).map((warning) => ["Doubtful", warning])
	].flatMap(([name, value]) => {
		const text = value === void 0 ? "" : vttComment(value.slice(0, MAX_NOTE));
		return text === "" ? [] : [`${name}: ${text}`];
	})].join("\n");
}
function namesOf(people, role) {
	return people.filter((person) => person.role.toLowerCase() === role).map(({ name }) => name).join(", ");
}
function style(segments) {
	const speakers = [...new Set(segments.flatMap(({ speaker }) => speaker === void 0 ? [] : [speaker]))];
	if (speakers.length === 0) return "";
	return ["STYLE", ...speakers.slice(0, 100).map((speaker, at) => {
		return `::cue(v[voice="${cssString(speaker)}"]) { color: ${COLOURS[at % COLOURS.length] ?? "#ffffff"}; }`;
	})].join("\n");
}
function cssString(text) {
	return text.replace(/[^\p{L}\p{N} ]/gu, (sign) => `\\${(sign.codePointAt(0) ?? 0).toString(16)} `);
}
// src/render/json.ts
const FORMAT_VERSION = "1.0.0";
const JsonSegment = object({
	speaker: string().optional(),
	startTime: number().nonnegative(),
	endTime: number().nonnegative(),
	body: string()
});
const JsonTranscript = object({
	version: string(),
	show: object({
		slug: string(),
		title: string(),
		feedUrl: string()
	}).partial().optional(),
	episode: object({
		id: string(),
		title: string(),
		published: string(),
		description: string(),
		link: string(),
		audio: string(),
		youtube: string()
	}).partial().optional(),
	language: string().optional(),
	speakers: array(string()).optional(),
	segments: array(JsonSegment)
});
function renderJson(doc) {
	const { show, episode, receipt } = doc;
	return `${withLines({
		version: FORMAT_VERSION,
		show: {
			slug: show.slug,
			title: show.title,
			feedUrl: show.feedUrl
		},
		episode: {
			id: episode.id,
			title: episode.title,
			published: isoInstant(episode.publishedAt),
			description: episode.description,
			link: episode.link,
			audio: episode.audioUrl,
			youtube: episode.youtubeUrl,
			season: episode.season,
			number: episode.number,
			people: episode.people
		},
		language: doc.language,
		speakers: doc.speakers,
		chapters: doc.chapters.map(({ startSec, title }) => ({
			startTime: startSec,
			title
		})),
		receipt: {
			...receipt,
			transcribedAt: isoInstant(receipt.transcribedAt)
		}
	}, ["segments", speakable(doc.segments).map(({ speaker, startSec, endSec, text }) => wellFormed({
		speaker,
		startTime: startSec,
		endTime: endSec,
		body: text
	}))])}\n`;
}
function withLines(head, ...lists) {
	return `${[wellFormed(head, 2).replace(/\n?\}$/, ""), ...lists.map(([name, items]) => {
		const body = items.map((item) => `    ${item}`).join(",\n");
		return `  ${JSON.stringify(name)}: ${items.length === 0 ? "[]" : `[\n${body}\n  ]`}`;
	})].join(",\n")}\n}`;
}
function wellFormed(value, indent) {
	return JSON.stringify(value, (_, field) => typeof field === "string" ? field.toWellFormed().replaceAll("\0", "") : field, indent);
}
function readJsonTranscript(text, name) {
	const remedy = "Restore the file from the history, or delete it and transcribe the episode again.";
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const why = error instanceof Error ? error.message.slice(0, 200) : "unreadable";
		return bad(problem("transcript-not-json", `${name} is no JSON: ${why}.`, remedy));
	}
	const read = JsonTranscript.safeParse(value);
	if (read.success) return ok(read.data);
	const issue = read.error.issues[0];
	const where = issue === void 0 ? "" : ` (${issue.path.join(".") || "top level"}: ${issue.message})`;
	return bad(problem("transcript-malformed", `${name} is no Podcasting 2.0 transcript${where}.`, remedy));
}
// src/render/show-index.ts
const Entry = object({
	id: string().min(1),
	title: string(),
	date: string().optional(),
	durationSec: number().nonnegative(),
	speakers: array(string()),
	path: string().min(1),
	formats: array(string()),
	transcribedAt: string()
});
const Index = object({
	version: literal(1),
	show: string().min(1),
	title: string(),
	feedUrl: string(),
	episodes: array(Entry)
});
function upsertIndex(index, show, entry) {
	const others = (index?.episodes ?? []).filter(({ id }) => id !== entry.id);
	return {
		version: 1,
		show: show.slug,
		title: show.title,
		feedUrl: show.feedUrl,
		episodes: [...others, entry].toSorted(newestFirst)
	};
}
function newestFirst(a, b) {
	return compare(b.date ?? "", a.date ?? "") || compare(b.transcribedAt, a.transcribedAt) || compare(a.id, b.id);
}
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
function renderShowIndex(index) {
	const { version, show, title, feedUrl } = index;
	const episodes = index.episodes.map((entry) => wellFormed(entry));
	return `${withLines({
		version,
		show,
		title,
		feedUrl
	}, ["episodes", episodes])}\n`;
}
function readShowIndex(text, name) {
	const read = readVersioned(text, name, Index);
	if (!read.ok) return read;
	const { episodes, ...head } = read.value;
	return ok({
		...head,
		episodes: episodes.map(withoutUndefined)
	});
}
function withoutUndefined({ id, title, date, ...rest }) {
	return {
		id,
		title,
		...date === void 0 ? {} : { date },
		...rest
	};
}
function readVersioned(text, name, schema) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const why = error instanceof Error ? error.message.slice(0, 200) : "unreadable";
		return bad(problem("index-not-json", `${name} is no JSON: ${why}.`, REMEDY));
	}
	const version = object({ version: number() }).safeParse(value);
	if (version.success && version.data.version > 1) return bad(problem("index-too-new", `${name} has version ${version.data.version}; this release knows version 1.`, "Use the newer release that wrote it."));
	const read = schema.safeParse(value);
	if (read.success) return ok(read.data);
	const issue = read.error.issues[0];
	const where = issue === void 0 ? "unreadable" : `${issue.path.join(".") || "top level"}: ${issue.message}`;
	return bad(problem("index-malformed", `${name} is damaged (${where}).`, REMEDY));
}
const REMEDY = "Restore the file from the history, or delete it and run `state rebuild`.";
export { clockTime as A, cleanLine as C, tokensOf as D, sliceTokens as E, withoutFirstTokens as O, toCues as S, likelySeconds as T, markdownCode as _, upsertIndex as a, srtText as b, wellFormed as c, renderVtt as d, speakable as f, linkPath as g, escapeMarkdown as h, renderShowIndex as i, wordCount as k, withLines as l, escapeHtml as m, readShowIndex as n, readJsonTranscript as o, vttTime as p, readVersioned as r, renderJson as s, newestFirst as t, namesOf as u, markdownLink as v, joinTexts as w, yamlString as x, safeUrl as y };
