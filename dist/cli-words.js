import { styleText } from "node:util";
import { t as printable } from "./printable.js";
// src/cli-flags.ts
const SECRETS = {
	"gemini-api-keys": "GEMINI_API_KEYS (or GEMINI_API_KEY_1, GEMINI_API_KEY_2, …)",
	"github-token": "GITHUB_TOKEN",
	"youtube-api-key": "YOUTUBE_API_KEY"
};
const JOB_ONLY = new Set(["branch", "commit"]);
function flagInputs(inputs) {
	return inputs.filter(({ name }) => !Object.hasOwn(SECRETS, name) && !JOB_ONLY.has(name) && name !== "mode");
}
function secretArgument(argv) {
	for (const argument of argv) {
		if (argument === "--") return void 0;
		const flag = /^--?[a-z][a-z-]*/iu.exec(argument)?.[0];
		if (flag === void 0) continue;
		const name = flag.toLowerCase();
		if (name.endsWith("token")) return {
			flag,
			variable: SECRETS["github-token"] ?? ""
		};
		if (!/key|secret|password/u.test(name)) continue;
		const wanted = name.includes("youtube") ? "youtube-api-key" : "gemini-api-keys";
		return {
			flag,
			variable: SECRETS[wanted] ?? ""
		};
	}
}
function camel(name) {
	return name.replaceAll(/-(\w)/gu, (_, letter) => letter.toUpperCase());
}
function inputsOf(flags, specs) {
	const inputs = {};
	for (const { name } of flagInputs(specs)) {
		const text = textOf(flags[camel(name)]);
		if (text !== "") inputs[name] = folderName(name, text);
	}
	const feeds = [textOf(flags["feedUrl"]), inputs["feeds"] ?? ""].filter((one) => one !== "");
	if (feeds.length > 0) inputs["feeds"] = feeds.join("\n");
	const outputDir = textOf(flags["outputDir"]);
	if (outputDir !== "") inputs["transcripts-dir"] = folderName("transcripts-dir", outputDir);
	const mode = modeOf(flags);
	if (mode !== void 0) inputs["mode"] = mode;
	for (const one of listOf(flags["set"])) {
		const [path = "", ...value] = one.split("=");
		inputs[path.trim()] = value.join("=");
	}
	return inputs;
}
function modeOf(flags) {
	if (flags["dryRun"] === true) return "dry-run";
	if (flags["resume"] === true) return "resume";
	if (flags["retryFailed"] === true) return "retry-failed";
}
function folderName(input, text) {
	return input.endsWith("-dir") ? text.replace(/^(?:\.\/)+(?=.)/u, "").replace(/\/+$/u, "") : text;
}
function listOf(value) {
	if (typeof value === "string") return [value];
	return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
function textOf(value) {
	return listOf(value).map((one) => one.trim()).filter((one) => one !== "").join("\n");
}
// src/cli-text.ts
function paint(look, text) {
	return styleText(look, text, { stream: process.stdout });
}
function clean(text, longest = 200) {
	return printable(text.replaceAll(/\s+/gu, " "), longest).replaceAll("\n", " ").trim();
}
function table(rows, columns) {
	const cells = rows.map((row) => columns.map(({ of, most = 60 }) => cut(clean(of(row), Math.max(1e3, Math.min(most, 1e6))), most)));
	const widths = columns.map(({ title }, at) => Math.max(width(title), ...cells.map((line) => width(line[at] ?? ""))));
	const line = (texts) => texts.map((text, at) => {
		const gap = " ".repeat(Math.max(0, (widths[at] ?? 0) - width(text)));
		return columns[at]?.right === true ? gap + text : text + gap;
	}).join("  ").trimEnd();
	return [paint("dim", line(columns.map(({ title }) => title))), ...cells.map(line)].join("\n");
}
function facts(rows) {
	const there = rows.filter((row) => row[1] !== void 0);
	const widest = Math.max(0, ...there.map(([name]) => width(name)));
	return there.map(([name, value]) => `${paint("dim", name.padEnd(widest))}  ${clean(value, 2e3)}`).join("\n");
}
function cut(text, most) {
	const signs = [...text];
	return signs.length <= most ? text : `${signs.slice(0, most - 1).join("")}…`;
}
function width(text) {
	let columns = 0;
	for (const sign of text) {
		if (/^(?:\p{M}|\p{Cf})$/u.test(sign)) continue;
		columns += WIDE.test(sign) ? 2 : 1;
	}
	return columns;
}
const WIDE = /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;
function moment(epochMs) {
	if (epochMs === void 0 || !(Math.abs(epochMs) <= 864e13)) return "–";
	return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function span(sec) {
	if (sec === void 0) return "–";
	if (sec < 60) return `${Math.round(sec)} s`;
	const minutes = Math.round(sec / 60);
	if (minutes < 60) return `${minutes} min`;
	return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
function age(sec) {
	const days = Math.floor(sec / 86400);
	return days < 2 ? span(sec) : `${days} days`;
}
function size(bytes) {
	if (bytes === void 0) return "–";
	return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
function isPartOfDate(text) {
	if (!/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u.test(text)) return false;
	const at = Date.parse(`${text}${"-01-01".slice(text.length - 4)}T00:00:00Z`);
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
// src/cli-words.ts
const PHRASES = [
	[/\bthe input "([\w.-]+)" is not known/gu, "there is no setting $1"],
	[/\bthe input feeds is\b/gu, "--feeds is"],
	[/, not by the input "[^"]*"/gu, ""],
	[/\bWhat is finished is committed;/gu, "What is finished is saved;"],
	[/\bthe input ([a-zA-Z]\w*\.[\w.-]+|limits|prices) (is|has)\b/gu, "--set $1 $2"],
	[/\bthe input ([a-z]+(?:-[a-z]+)*) is\b/gu, "--$1 is"],
	[/\bCorrect [a-z][a-z-]*, or leave it empty for the default\./gu, "Correct it, or leave it out."],
	[/\bCorrect [a-zA-Z]+(?:\.[\w-]+)+, or leave it empty for the default\./gu, "Correct it, or leave it out."],
	[/or give feed addresses as the input feeds/gu, "or give a feed by --feed-url"],
	[/ In a workflow actions\/checkout must come before, or the file is not there\./gu, ""],
	[/, save it as the repository secret GEMINI_API_KEYS and pass it as the input gemini-api-keys \(or set the environment variable GEMINI_API_KEYS\)/gu, " and set the environment variable GEMINI_API_KEYS (several keys: separated by commas)"],
	[/put it into the secret and remove/gu, "put it into GEMINI_API_KEYS and remove"],
	[/Correct the input config, or commit the file at that path/gu, "Correct --config"],
	[/Commit the file at that path, or correct the path in the configuration/gu, "Correct the path: a feed begins with https://, a list of feeds is an OPML file in the folder"],
	[/\bis not in the repository\b/gu, "is not in the folder"],
	[/\ba folder in the repository\b/gu, "a folder below the one that is worked in"],
	[/\ban OPML file in the repository\b/gu, "an OPML file in the folder"],
	[/the path of an OPML file in the repository/gu, "the path of an OPML file in the folder"],
	[/list it in allow-private-network/gu, "list it in --allow-private-network"],
	[/the mode reset-circuit asks/gu, "`podcast-transcriber circuit reset` asks"],
	[/Take the ids from the job summary or from the files in the state folder,/gu, "`podcast-transcriber state show --episodes` lists the ids;"],
	[/\bthe mode retry-failed takes it/gu, "`podcast-transcriber run --retry-failed` takes it"],
	[/\bthe mode run takes it/gu, "`podcast-transcriber run` takes it"],
	[/\b(?:Retry with the mode|run with mode) retry-failed/gu, "run `podcast-transcriber run --retry-failed`"]
];
function terminalWords(text) {
	let said = text;
	for (const [phrase, instead] of PHRASES) said = said.replaceAll(phrase, instead);
	return said;
}
function terminalProblem({ code, message, remedy }) {
	return {
		code,
		message: terminalWords(message),
		remedy: terminalWords(remedy)
	};
}
const OLDEST_NODE = 24;
function tooOld(version) {
	if (Number(version.split(".")[0]) >= OLDEST_NODE) return void 0;
	return `podcast-transcriber needs Node.js ${OLDEST_NODE} or newer, and this is ${version}. Get it at https://nodejs.org/.`;
}
export { clean as a, moment as c, span as d, table as f, secretArgument as g, listOf as h, age as i, paint as l, inputsOf as m, terminalWords as n, facts as o, flagInputs as p, tooOld as r, isPartOfDate as s, terminalProblem as t, size as u };
