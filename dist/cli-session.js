import path from "node:path";
import { styleText } from "node:util";
import { n as isFault } from "./failure.js";
import { a as told } from "./outcome.js";
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
function size(bytes) {
	if (bytes === void 0) return "–";
	return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
function counted(count, one, many = `${one}s`) {
	return `${count} ${count === 1 ? one : many}`;
}
// src/cli-session.ts
async function withSession(flags, needs, work) {
	const { INPUTS, configPathOf } = await import("./config2.js");
	const { loadSettings, makeConsoleLog } = await import("./wire2.js");
	const log = makeConsoleLog({ verbose: flags["verbose"] === true });
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
		const outcome = await loadSettings(folder, {
			inputs,
			env,
			...needs === void 0 ? {} : { needs: {
				keys: false,
				feeds: false,
				...needs
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
	const { withPorts } = await import("./wire2.js");
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
function tellFaults(faults, { log, json }) {
	for (const one of faults) log.error(told(forTerminal(one)));
	if (json) printJson({ faults: faults.map(forTerminal) });
}
function forTerminal({ code, message, remedy }) {
	return {
		code,
		message,
		remedy: remedy.replace("or give feed addresses as the input feeds", "or give feed addresses by --feed-url").replace(/, save it as the repository secret GEMINI_API_KEYS and pass it as the input gemini-api-keys \(or set the environment variable GEMINI_API_KEYS\)/u, " and set the environment variable GEMINI_API_KEYS (several keys: separated by commas)").replace("Correct the input config", "Correct --config").replace("commit the file at that path", "put the file there")
	};
}
function print(text) {
	process.stdout.write(`${text}\n`);
}
function printJson(value) {
	print(JSON.stringify(value, null, 2));
}
export { withTools as a, facts as c, size as d, span as f, withSession as i, moment as l, printJson as n, clean as o, table as p, tellFaults as r, counted as s, print as t, paint as u };
