import path from "node:path";
import { statSync } from "node:fs";
import { n as isFault, t as Fault } from "./failure.js";
import { i as problem, o as toldWithCode } from "./outcome.js";
import { m as inputsOf, n as terminalWords, t as terminalProblem } from "./cli-words.js";
// src/cli-session.ts
async function withSession(flags, needs, work) {
	const { INPUTS, configPathOf, keysElsewhere, privateByFile, unreadVariables } = await import("./config2.js");
	const { makeConsoleLog } = await import("./wire-light2.js");
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
		const outcome = await settle({
			folder,
			inputs,
			env
		}, needs, {
			flags,
			log,
			json
		});
		if (outcome === void 0) return 1;
		const { settings, origins } = outcome;
		const unread = unreadVariables(env);
		if (unread !== void 0) log.warning(unread);
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
async function settle({ folder, inputs, env }, needs, { flags, log, json }) {
	const { configPathOf } = await import("./config2.js");
	const { loadSettings } = await import("./wire-light2.js");
	const must = {
		keys: needs?.keys ?? false,
		feeds: needs?.feeds ?? false
	};
	const request = {
		inputs,
		env,
		...needs === void 0 ? {} : { needs: must }
	};
	const outcome = await loadSettings(folder, request);
	if (outcome.ok) return outcome;
	if (needs?.folders !== void 0) {
		const { settingsWithoutFile } = await import("./cli-settings.js");
		const without = await settingsWithoutFile({
			...request,
			folder,
			filePath: configPathOf(inputs, env)
		}, needs.folders, outcome.problems);
		if (without.kind === "settings") {
			log.warning(without.warning);
			return without.outcome;
		}
		if (without.hint !== void 0) log.info(without.hint);
	}
	tellFaults(outcome.problems.map(asTyped(flags)), {
		log,
		json
	});
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
function asTyped(flags) {
	const isOther = flags["outputDir"] !== void 0 && flags["transcriptsDir"] === void 0;
	const inWords = (text) => isOther ? text.replaceAll("transcripts-dir", "output-dir") : text;
	return (fault) => ({
		...fault,
		message: inWords(fault.message),
		remedy: inWords(fault.remedy)
	});
}
async function withStateToChange(session, work) {
	const { withPorts } = await import("./wire.js");
	const { whileClaimed } = await import("./claim-store.js");
	return await withPorts(session, async ({ ports, keys, stopper }) => {
		const { soft, last } = stopper.signals;
		return await whileClaimed(ports, stopper, () => work({
			ports,
			keys,
			signal: soft,
			last
		}));
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
	const said = faults.map(terminalProblem);
	for (const one of said) log.error(toldWithCode(one));
	if (json) printJson({ faults: said });
}
function print(text) {
	process.stdout.write(`${text}\n`);
}
function printJson(value) {
	print(JSON.stringify(value, null, 2));
}
export { withSession as a, tellFaults as i, printJson as n, withStateToChange as o, requireFolder as r, withTools as s, print as t };
