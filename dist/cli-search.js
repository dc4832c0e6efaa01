import path from "node:path";
import { i as problem } from "./outcome.js";
import { r as saveNew } from "./cli-files.js";
import { t as counted } from "./count.js";
import { a as withSession, i as tellFaults, n as printJson, t as print } from "./cli-session.js";
import { t as showsInstead } from "./cli-shows.js";
import { a as clean, l as paint } from "./cli-words.js";
import { n as readShowIndex, o as readJsonTranscript } from "./show-index.js";
import { t as checkVtt } from "./check-vtt.js";
import { i as transcriptsAmong, r as readWhole, t as mayHoldTranscripts } from "./transcript-file.js";
// src/commands/search-csv.ts
const COLUMNS = [
	"show",
	"title",
	"date",
	"start",
	"speaker",
	"text",
	"path"
];
function searchCsv(result) {
	const rows = result.episodes.flatMap((one) => {
		const common = [
			one.show,
			one.title,
			one.date ?? ""
		];
		if (one.matches.length === 0) return [[
			...common,
			"",
			one.speakers.join(", "),
			"",
			one.path
		]];
		return one.matches.map(({ startSec, speaker = "", text }) => [
			...common,
			clock(startSec),
			speaker,
			text,
			one.path
		]);
	});
	return [COLUMNS, ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}
const FORMULA = /(^|;)(?=[\s\p{Cc}\p{Cf}"]*[=+\-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}])/gu;
function csvField(text) {
	const safe = text.replaceAll(/\s+/gu, " ").trim().replaceAll(FORMULA, "$1'");
	return /[",;]/u.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe;
}
function clock(sec) {
	const pad = (value) => String(Math.floor(value)).padStart(2, "0");
	return `${pad(sec / 3600)}:${pad(sec / 60 % 60)}:${pad(sec % 60)}`;
}
// src/commands/find-words.ts
const WITHOUT_SPACES = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}/u;
function fold(text) {
	return foldWithPlaces(text).text;
}
function foldWithPlaces(text) {
	const from = [];
	let folded = "";
	let at = 0;
	for (const sign of text) {
		const plain = /\s/u.test(sign) ? " " : sign.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
		if (!(plain === " " && folded.endsWith(" "))) {
			folded += plain;
			for (let one = 0; one < plain.length; one += 1) from.push(at);
		}
		at += sign.length;
	}
	from.push(at);
	return {
		text: folded,
		from
	};
}
function findTerms(text, terms) {
	const folded = foldWithPlaces(text);
	const marks = [];
	for (const term of terms) {
		const places = placesOf(folded.text, term);
		if (places.length === 0) return void 0;
		for (const start of places) {
			const last = folded.from[start + term.length - 1] ?? 0;
			const end = folded.from.find((place) => place > last) ?? text.length;
			marks.push([folded.from[start] ?? 0, end]);
		}
	}
	return withoutOverlaps(marks.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]));
}
function placesOf(text, term) {
	const places = [];
	if (term === "") return places;
	for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) if (beginsWord(text, at)) places.push(at);
	return places;
}
function beginsWord(text, at) {
	const before = /.$/su.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? "";
	return !/[\p{L}\p{N}]/u.test(before) || WITHOUT_SPACES.test(before);
}
function withoutOverlaps(sorted) {
	const kept = [];
	for (const mark of sorted) {
		const last = kept.at(-1);
		if (last === void 0 || mark[0] >= last[1]) kept.push(mark);
		else if (mark[1] > last[1]) kept[kept.length - 1] = [last[0], mark[1]];
	}
	return kept;
}
// src/commands/search.ts
async function searchTranscripts(tree, query, signal) {
	const terms = query.words.map((word) => fold(word).trim()).filter((term) => term !== "");
	const { paths, skipped } = await tree.list(signal);
	const candidates = await candidatesOf(tree, paths, signal);
	const shows = showsOf(candidates);
	let showFits = query.show === void 0 || [...shows.values()].some((one) => isShow(one, query));
	const episodes = [];
	const unreadable = skipped.map(({ path }) => path).filter(mayHoldTranscripts);
	let matches = 0;
	let searched = 0;
	let more = false;
	for (const candidate of candidates) {
		if (!mayFit(candidate, query)) continue;
		if (terms.length > 0 ? matches >= query.limit : episodes.length >= query.limit) {
			more = true;
			break;
		}
		searched += 1;
		const read = await readTranscript(tree, candidate, signal);
		if (read === void 0) {
			unreadable.push(candidate.stem);
			continue;
		}
		showFits ||= isShow({
			show: read.show,
			title: read.showTitle
		}, query);
		const found = fits(read, query, terms);
		if (found === void 0) continue;
		const room = query.limit - matches;
		more ||= found.matches.length > room;
		const shown = found.matches.slice(0, room);
		matches += shown.length;
		episodes.push({
			...found,
			matches: shown
		});
	}
	const others = showFits ? {} : { shows: [...shows.values()] };
	return {
		episodes,
		matches,
		searched,
		more,
		unreadable,
		...others
	};
}
function showsOf(candidates) {
	return new Map(candidates.filter(({ show }) => show !== "").map(({ show, showTitle }) => [show, {
		show,
		title: showTitle ?? show
	}]));
}
function isShow({ show, title }, query) {
	return query.show === void 0 || holds(title, query.show) || holds(show, query.show);
}
async function candidatesOf(tree, paths, signal) {
	const indexes = new Map();
	const candidates = [];
	for (const files of transcriptsAmong(paths)) {
		const show = files.stem.includes("/") ? files.stem.split("/")[0] ?? "" : "";
		if (!indexes.has(show)) indexes.set(show, await indexOf(tree, show, signal));
		const index = indexes.get(show);
		const entry = index?.episodes.find(({ path }) => path === files.stem);
		const date = entry?.date ?? /(?:^|\/)(\d{4}-\d\d-\d\d)[^/]*$/u.exec(files.stem)?.[1];
		candidates.push({
			...files,
			show,
			...index === void 0 ? {} : { showTitle: index.title },
			...entry === void 0 ? {} : {
				title: entry.title,
				speakers: entry.speakers
			},
			...date === void 0 ? {} : { date }
		});
	}
	return candidates.toSorted((a, b) => order(b.date ?? "", a.date ?? "") || order(a.stem, b.stem));
}
function order(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
async function indexOf(tree, show, signal) {
	if (show === "") return void 0;
	const path = `${show}/index.json`;
	const text = await readWhole(tree, path, signal);
	const read = text?.ok === true ? readShowIndex(text.value, path) : void 0;
	return read?.ok === true ? read.value : void 0;
}
function mayFit(candidate, query) {
	const { title, speakers, date } = candidate;
	return (date === void 0 || dateFits(date, query)) && (title === void 0 || query.title === void 0 || holds(title, query.title)) && (speakers === void 0 || query.speaker === void 0 || speakers.length === 0 || speakers.some((one) => holds(one, query.speaker ?? "")));
}
function dateFits(date, { date: on, since, until }) {
	return (on === void 0 || date.startsWith(on)) && (since === void 0 || date >= since) && (until === void 0 || date <= until || date.startsWith(until));
}
function holds(text, part) {
	return fold(text).includes(fold(part).trim());
}
async function readTranscript(tree, candidate, signal) {
	const { stem, show, formats } = candidate;
	const known = {
		show,
		showTitle: candidate.showTitle ?? show,
		title: candidate.title ?? stem.split("/").at(-1) ?? stem,
		path: stem,
		speakers: candidate.speakers ?? [],
		...candidate.date === void 0 ? {} : { date: candidate.date }
	};
	const json = formats.includes("json") ? await readWhole(tree, `${stem}.json`, signal) : void 0;
	const read = json?.ok === true ? readJsonTranscript(json.value, `${stem}.json`) : void 0;
	if (read?.ok === true) {
		const { episode, show: about, speakers, segments } = read.value;
		const date = episode?.published?.slice(0, 10) ?? known.date;
		return {
			...known,
			showTitle: about?.title ?? known.showTitle,
			title: episode?.title ?? known.title,
			speakers: speakers ?? known.speakers,
			...date === void 0 ? {} : { date },
			segments: segments.map(({ startTime, endTime, speaker, body }) => ({
				startSec: startTime,
				endSec: endTime,
				text: body,
				...speaker === void 0 ? {} : { speaker }
			}))
		};
	}
	const vtt = formats.includes("vtt") ? await readWhole(tree, `${stem}.vtt`, signal) : void 0;
	return vtt?.ok === true ? {
		...known,
		segments: checkVtt(vtt.value).cues
	} : void 0;
}
function fits(read, query, terms) {
	const { show, showTitle, title, date, path, speakers } = read;
	if ((query.date ?? query.since ?? query.until) !== void 0 && (date === void 0 || !dateFits(date, query))) return void 0;
	if (query.title !== void 0 && !holds(title, query.title)) return void 0;
	if (!isShow({
		show,
		title: showTitle
	}, query)) return void 0;
	const spoken = query.speaker === void 0 ? read.segments : read.segments.filter(({ speaker = "" }) => holds(speaker, query.speaker ?? ""));
	if (spoken.length === 0 && (query.speaker !== void 0 || terms.length > 0)) return void 0;
	const matches = terms.length === 0 ? [] : spoken.flatMap(({ startSec, endSec, speaker, text }) => {
		const marks = findTerms(text, terms);
		return marks === void 0 ? [] : [{
			startSec,
			endSec,
			...speaker === void 0 ? {} : { speaker },
			text,
			marks
		}];
	});
	if (terms.length > 0 && matches.length === 0) return void 0;
	return {
		show: showTitle,
		title,
		...date === void 0 ? {} : { date },
		path,
		speakers,
		matches
	};
}
// src/cli-search.ts
function searchCommand(words, flags) {
	return withSession(flags, { folders: ["transcripts"] }, async (session) => {
		const { makeLocalTree } = await import("./wire-light2.js");
		const { transcriptsDir } = session.settings.output;
		const { csv } = flags;
		const query = queryOf(words, flags, typeof csv === "string" ? 1e400 : 50);
		const impossible = impossibleIn(query, csv === "-" && session.json);
		if (impossible !== void 0) {
			tellFaults([impossible], session);
			return 1;
		}
		const tree = makeLocalTree(path.resolve(session.folder, transcriptsDir));
		const result = await searchTranscripts(tree, query, session.signal);
		for (const stem of result.unreadable) session.log.warning(`${transcriptsDir}/${stem} cannot be read and was left out. \`podcast-transcriber validate\` says why.`);
		if (csv === "-") {
			process.stdout.write(searchCsv(result));
			return 0;
		}
		if (typeof csv === "string") {
			const content = "﻿" + searchCsv(result);
			await saveNew(path.resolve(session.folder, csv), content, flags["force"] === true);
		}
		if (session.json) printJson(result);
		else if (typeof csv === "string") print(`${csv}: ${counted(result.matches || result.episodes.length, "line")}.`);
		else print(searchText(result, query, transcriptsDir));
		return 0;
	});
}
function queryOf(words, flags, limit) {
	const text = (name) => {
		const value = flags[name];
		return typeof value === "string" && value.trim() !== "" ? { [name]: value } : {};
	};
	return {
		words,
		limit: typeof flags["limit"] === "number" ? flags["limit"] : limit,
		...text("speaker"),
		...text("show"),
		...text("title"),
		...text("date"),
		...text("since"),
		...text("until")
	};
}
function impossibleIn(query, both) {
	if (both) return problem("config-combination", "--csv - and --json both want standard output", "Take one of them, or give --csv a file.");
	if (!isBackwards(query)) return void 0;
	return problem("config-combination", `--since ${query.since} is after --until ${query.until}, and no day is both`, "Change them over, or leave one of them out.");
}
function isBackwards({ since, until }) {
	if (since === void 0 || until === void 0) return false;
	return since > until && !since.startsWith(until);
}
function searchText(result, query, folder) {
	const { episodes, searched, shows = [] } = result;
	if (episodes.length === 0) {
		if (query.show !== void 0 && shows.length > 0) return `No show is called ${clean(query.show, 80)}. ${showsInstead(query.show, shows)}`;
		const narrowed = Object.keys(query).length > 2;
		if (searched > 0) return `Nothing was found in ${counted(searched, "transcript")}.`;
		return narrowed ? `No transcript in ${folder} is of that show, speaker, title or time.` : `There is no transcript in ${folder} yet. \`podcast-transcriber run\` makes them.`;
	}
	const blocks = episodes.map((one) => episodeText(one, folder));
	const sum = result.matches === 0 ? counted(episodes.length, "episode") : `${counted(result.matches, "match", "matches")} in ${counted(episodes.length, "episode")}`;
	const more = result.more ? "; there are more: --limit shows them" : "";
	return [...blocks, paint("dim", `${sum}${more}.`)].join("\n\n");
}
function episodeText(one, folder) {
	return [
		`${paint("bold", clean(one.title))} ${paint("dim", `· ${clean(one.show, 80)} · ${one.date ?? "no date"}`)}`,
		`  ${paint("dim", clean(`${folder}/${one.path}`, 400))}`,
		...one.matches.map(matchLine)
	].join("\n");
}
function matchLine({ startSec, speaker, text, marks }) {
	let marked = "";
	let last = 0;
	for (const [start, end] of marks) {
		marked += cleanPart(text.slice(last, start)) + paint(["bold", "yellow"], cleanPart(text.slice(start, end)));
		last = end;
	}
	marked += cleanPart(text.slice(last));
	const who = speaker === void 0 ? "" : `${paint("cyan", clean(speaker, 60))}: `;
	return `  ${clock(startSec)} ${who}${marked.trim()}`;
}
function cleanPart(text) {
	const [, before = "", inner = "", after = ""] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
	return `${before === "" ? "" : " "}${clean(inner, 4e3)}${after === "" ? "" : " "}`;
}
export { searchCommand };
