import path from "node:path";
import { statSync } from "node:fs";
import { styleText } from "node:util";
import { n as isFault, t as Fault } from "./failure.js";
import { a as told, i as problem } from "./outcome.js";
import { n as inputsOf } from "./cli-flags.js";
import { t as printable } from "./printable.js";
// src/cli-text.ts
function paint(look, text) {
	return styleText(look, text, { stream: process.stdout });
}
function clean(text, longest = 200) {
	return printable(text.replaceAll(/\s+/gu, " "), longest).replaceAll("\n", " ").trim();
}
function table(rows, columns) {
	const cells = rows.map((row) => columns.map(({ of, most = 60 }) => cut(clean(of(row), 1e3), most)));
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
function counted(count, one, many = `${one}s`) {
	return `${count} ${count === 1 ? one : many}`;
}
// src/cli-words.ts
const PHRASES = [
	[/\bthe input "([\w.-]+)" is not known/gu, "there is no setting $1"],
	[/\bthe input feeds is\b/gu, "--feeds is"],
	[/\bthe input ([a-zA-Z]\w*\.[\w.]+) is\b/gu, "--set $1 is"],
	[/\bthe input ([a-z]+(?:-[a-z]+)*) is\b/gu, "--$1 is"],
	[/\bCorrect [a-z][a-z-]*, or leave it empty for the default\./gu, "Correct it, or leave it out."],
	[/\bCorrect [a-zA-Z]+(?:\.[a-zA-Z]+)+, or leave it empty for the default\./gu, "Correct it, or leave it out."],
	[/or give feed addresses as the input feeds/gu, "or give a feed by --feed-url"],
	[/ In a workflow actions\/checkout must come before, or the file is not there\./gu, ""],
	[/, save it as the repository secret GEMINI_API_KEYS and pass it as the input gemini-api-keys \(or set the environment variable GEMINI_API_KEYS\)/gu, " and set the environment variable GEMINI_API_KEYS (several keys: separated by commas)"],
	[/put it into the secret and remove/gu, "put it into GEMINI_API_KEYS and remove"],
	[/Correct the input config, or commit the file at that path/gu, "Correct --config"],
	[/Commit the file at that path, or correct the path in the configuration/gu, "Correct the path: a feed begins with https://, a list of feeds is an OPML file in the folder"],
	[/\bis not in the repository\b/gu, "is not in the folder"],
	[/\b(a folder|an OPML file) in the repository\b/gu, "$1 in the folder"],
	[/the path of an OPML file in the repository/gu, "the path of an OPML file in the folder"],
	[/list it in allow-private-network/gu, "list it in --allow-private-network"],
	[/the mode reset-circuit asks/gu, "`podcast-transcriber circuit reset` asks"],
	[/\b(?:Retry with the mode|run with mode) retry-failed/gu, "run `podcast-transcriber run --retry-failed`"]
];
function terminalWords(text) {
	let said = text;
	for (const [phrase, instead] of PHRASES) said = said.replaceAll(phrase, instead);
	return said;
}
// src/cli-session.ts
async function withSession(flags, needs, work) {
	const { INPUTS, configPathOf, keysElsewhere, privateByFile } = await import("./config2.js");
	const { loadSettings, makeConsoleLog } = await import("./wire-light2.js");
	const log = inTerminalWords(makeConsoleLog({ verbose: flags["verbose"] === true }));
	const json = flags["json"] === true;
	const env = {
		...process.env,
		GITHUB_ACTIONS: void 0
	};
	const folder = path.resolve(typeof flags["folder"] === "string" ? flags["folder"] : ".");
	const inputs = inputsOf(flags, INPUTS);
	let reason;
	const stop = new AbortController();
	const note = (signal) => {
		reason ??= signal;
		stop.abort(new Error(signal));
	};
	process.on("SIGINT", note).on("SIGTERM", note);
	try {
		requireFolder(folder, typeof flags["folder"] === "string" ? flags["folder"] : ".");
		const outcome = await loadSettings(folder, {
			inputs,
			env,
			...needs === void 0 ? {} : { needs: {
				keys: needs.keys ?? false,
				feeds: needs.feeds ?? false
			} }
		});
		if (!outcome.ok) {
			tellFaults(outcome.problems, {
				log,
				json
			});
			return 1;
		}
		const { settings, origins } = outcome;
		const elsewhere = needs === void 0 || needs.keys === true ? keysElsewhere(settings, origins) : void 0;
		if (elsewhere !== void 0) log.warning(elsewhere);
		const opened = needs === void 0 || needs.fetches === true ? privateByFile(settings, origins) : void 0;
		if (opened !== void 0) log.info(opened);
		const config = { path: configPathOf(inputs, env) };
		const interrupted = () => reason;
		const { signal } = stop;
		return await work({
			flags,
			settings,
			origins,
			config,
			folder,
			env,
			log,
			json,
			interrupted,
			signal
		});
	} catch (error) {
		if (reason !== void 0 && !isFault(error)) return 130;
		if (!isFault(error)) throw error;
		tellFaults([error.problem], {
			log,
			json
		});
		return 1;
	} finally {
		process.off("SIGINT", note).off("SIGTERM", note);
	}
}
async function withTools(session, work) {
	const { withPorts } = await import("./wire.js");
	return await withPorts(session, async ({ ports, keys, stopper }) => {
		const { soft, last } = stopper.signals;
		return await work({
			ports,
			keys,
			signal: soft,
			last
		});
	});
}
function requireFolder(folder, name) {
	const found = statSync(folder, { throwIfNoEntry: false });
	if (found?.isDirectory() === true) return;
	throw new Fault(problem("folder-not-found", `${name}: ${found === void 0 ? "there is no such folder" : "it is no folder"}`, "Correct the path, or make the folder first."));
}
function inTerminalWords(log) {
	return {
		...log,
		info: (message) => log.info(terminalWords(message)),
		warning: (message, place) => log.warning(terminalWords(message), place),
		error: (message, place) => log.error(terminalWords(message), place)
	};
}
function tellFaults(faults, { log, json }) {
	const said = faults.map(({ code, message, remedy }) => ({
		code,
		message: terminalWords(message),
		remedy: terminalWords(remedy)
	}));
	for (const one of said) log.error(told(one));
	if (json) printJson({ faults: said });
}
function print(text) {
	process.stdout.write(`${text}\n`);
}
function printJson(value) {
	print(JSON.stringify(value, null, 2));
}
export { withSession as a, age as c, facts as d, moment as f, table as g, span as h, tellFaults as i, clean as l, size as m, printJson as n, withTools as o, paint as p, requireFolder as r, terminalWords as s, print as t, counted as u };
