import { n as isFault } from "./failure.js";
import { a as told } from "./outcome.js";
// src/action.ts
process.stdout.write(`podcast-transcriber on Node.js ${process.version}\n`);
const { INPUTS } = await import("./config2.js");
const { execute, loadSettings, makeActionsLog, maskSecrets, readInput, renderFaults, secretsOf, setOutputs, writeSummary } = await import("./wire2.js");
const log = makeActionsLog();
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
		await writeSummary(renderFaults(outcome.problems));
		return 1;
	}
	log.info(`Mode: ${outcome.settings.mode}`);
	const execution = await execute({
		settings: outcome.settings,
		env: process.env,
		log,
		folder
	});
	for (const one of execution.faults) tell(one);
	await writeSummary(execution.summary);
	await setOutputs(execution.outputs);
	return execution.exitCode;
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
			await writeSummary(renderFaults([error.problem]));
		} else log.error(`This is a bug of podcast-transcriber: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
		return 1;
	}
}
process.exit(await exitCode());
export {};
