import { i as problem, n as bad, r as ok } from "./outcome.js";
import { f as cleanLine, l as vttComment, m as isGlued, p as isAccent, r as escapeVtt, u as vttVoice } from "./escape.js";
import { _ as object, b as string, f as array, g as number, h as literal } from "./vendor-zod.js";
import { n as isoInstant, t as isoDay } from "./when.js";
// src/transcript/clock.ts
function clockTime(sec) {
	const whole = Math.max(0, Math.floor(sec));
	const seconds = String(whole % 60).padStart(2, "0");
	const minutes = Math.floor(whole / 60) % 60;
	const hours = Math.floor(whole / 3600);
	return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`;
}
// src/transcript/marks.ts
function markOf(startSec, endSec) {
	return `[inaudible ${clockTime(startSec)}–${clockTime(endSec)}]`;
}
function isMark(text) {
	return /^\[inaudible [\d:]+–[\d:]+\]$/.test(text);
}
// src/transcript/cues.ts
const MAX_LINES = 2;
const MAX_LINE_CELLS = 42;
const MAX_CUE_MS = 7e3;
const FULL_CUE_CELLS = 78;
const FULL_WIDTH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303e\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;
const NO_WIDTH = /[\p{M}\p{Cf}]/u;
const CLAUSE_END = /[,;:、，；：—–]["”’»)]?$/u;
const SENTENCE_END = /[.!?…。！？]["”’»)]?$/u;
function cellsOf(text) {
	if (!/[^ -~]/.test(text)) return text.length;
	let cells = 0;
	for (const character of text) if (FULL_WIDTH.test(character)) cells += 2;
	else if (!NO_WIDTH.test(character)) cells += 1;
	return cells;
}
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
	return lines.reduce((sum, line) => sum + cellsOf(line) + 1, 0);
}
function partsOf(text, lengthMs) {
	const cells = cellsOf(text);
	const count = Math.max(Math.ceil(cells / FULL_CUE_CELLS), Math.ceil(lengthMs / (MAX_CUE_MS * .9)));
	if (isMark(text)) return [[text]];
	const target = cells / count;
	const groups = [];
	let group = [];
	let used = 0;
	for (const atom of atomsOf(text)) {
		const last = group.at(-1) ?? "";
		const ended = used >= target * .6 && SENTENCE_END.test(last) || used >= target * .75 && CLAUSE_END.test(last);
		const width = cellsOf(atom);
		const over = used + width / 2 > target;
		if (group.length > 0 && (ended || over || !fits([...group, atom]))) {
			groups.push(group);
			group = [];
			used = 0;
		}
		group.push(atom);
		used += width + (isGlued(last, atom) ? 0 : 1);
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
		if (lines.length > 0 && cellsOf(grown) <= width) lines[lines.length - 1] = grown;
		else lines.push(atom);
	}
	return lines;
}
function balanced(atoms) {
	const whole = joinLines(atoms);
	const cells = cellsOf(whole);
	if (cells <= 42 || atoms.length === 1) return [whole];
	for (let width = Math.ceil(cells / 2); width < 42; width += 1) {
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
		if (last !== void 0 && (!isGlued(last, character) || isAccent(character))) pieces[pieces.length - 1] = last + character;
		else pieces.push(character);
	}
	return pieces;
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
		chaptersFrom: doc.chaptersFrom,
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
export { clockTime as _, upsertIndex as a, wellFormed as c, renderVtt as d, speakable as f, markOf as g, isMark as h, renderShowIndex as i, withLines as l, toCues as m, readShowIndex as n, readJsonTranscript as o, vttTime as p, readVersioned as r, renderJson as s, newestFirst as t, namesOf as u };
