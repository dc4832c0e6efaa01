import { n as isFault } from "./failure.js";
import { a as told } from "./outcome.js";
// src/action.ts
process.stdout.write(`podcast-transcriber on Node.js ${process.version}\n`);
const { INPUTS, keysElsewhere, unreadVariables } = await import("./config2.js");
const { execute, loadSettings, makeActionsLog, maskSecrets, NO_OUTPUTS, readInput, renderFaults, secretsOf, setOutputs, writeSummary } = await import("./wire.js");
const log = makeActionsLog();
const BUG = "## 🛑 The run ended with a bug of podcast-transcriber\n\nThe log of the step has the details. What was finished before it is saved; please report it.\n";
async function main() {
	const inputs = Object.fromEntries(INPUTS.map(({ name }) => [name, readInput(name) ?? ""]));
	await maskSecrets(secretsOf(process.env, inputs));
	const folder = process.env["GITHUB_WORKSPACE"] ?? process.cwd();
	const outcome = await loadSettings(folder, {
		inputs,
		env: process.env
	});
	if (!outcome.ok) {
		for (const one of outcome.problems) tell(one, one);
		await leave(renderFaults(outcome.problems), NO_OUTPUTS);
		return 1;
	}
	log.info(`Mode: ${outcome.settings.mode}`);
	const unread = unreadVariables(process.env);
	if (unread !== void 0) log.warning(unread, { title: "PODCAST_ variables" });
	const elsewhere = keysElsewhere(outcome.settings, outcome.origins);
	if (elsewhere !== void 0) log.warning(elsewhere, { title: "gemini.baseUrl" });
	const execution = await execute({
		settings: outcome.settings,
		env: process.env,
		log,
		folder
	});
	for (const one of execution.faults) tell(one);
	await leave(execution.summary, execution.outputs);
	return execution.exitCode;
}
async function leave(summary, outputs) {
	for (const one of [await writeSummary(summary), await setOutputs(outputs)]) if (one !== void 0) log.warning(told(one), { title: one.code });
}
function tell(fault, place = {}) {
	log.error(told(fault), {
		title: fault.code,
		...place.file === void 0 ? {} : { file: place.file },
		...place.line === void 0 ? {} : { line: place.line }
	});
}
async function exitCode() {
	try {
		return await main();
	} catch (error) {
		if (isFault(error)) {
			tell(error.problem);
			await leave(renderFaults([error.problem]), NO_OUTPUTS);
		} else {
			log.error(`This is a bug of podcast-transcriber: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
			await leave(BUG, NO_OUTPUTS);
		}
		return 1;
	}
}
process.exit(await exitCode());
export {};
