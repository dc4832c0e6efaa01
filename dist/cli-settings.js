import path from "node:path";
import { readFile } from "node:fs/promises";
import { w as require_dist } from "./config-problems.js";
import { r as resolveSettings } from "./config.js";
// src/cli-settings.ts
var import_dist = require_dist();
const FOLDERS = {
	state: {
		input: "state-dir",
		env: ["STATE_DIR", "PODCAST_OUTPUT_STATE_DIR"],
		field: "stateDir"
	},
	transcripts: {
		input: "transcripts-dir",
		env: ["TRANSCRIPTS_DIR", "PODCAST_OUTPUT_TRANSCRIPTS_DIR"],
		field: "transcriptsDir"
	}
};
async function settingsWithoutFile(request, folders, faults) {
	const { config: _config, ...inputs } = request.inputs;
	const asked = {
		...request,
		inputs,
		env: {
			...request.env,
			PODCAST_CONFIG: void 0
		}
	};
	const output = await outputOf(path.resolve(request.folder, request.filePath));
	const unknown = folders.filter((name) => !isGiven(name, request));
	if (output === void 0 && unknown.length > 0) return {
		kind: "stop",
		hint: `This command can do without the config file: say ${unknown.map((name) => `--${FOLDERS[name].input}`).join(" and ")}.`
	};
	const outcome = resolveSettings({
		...asked,
		fileText: JSON.stringify({ output: output ?? {} })
	});
	if (!outcome.ok) return { kind: "stop" };
	const { stateDir, transcriptsDir } = outcome.settings.output;
	const where = folders.map((name) => name === "state" ? stateDir : transcriptsDir).join(" and ");
	return {
		kind: "settings",
		outcome,
		warning: `${faults[0]?.message ?? ""}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ""}. This command goes on without the config file${where === "" ? "" : `, on ${where}`}; a run would not.`
	};
}
function isGiven(name, { inputs, env }) {
	const { input, env: variables } = FOLDERS[name];
	return [inputs[input], ...variables.map((one) => env[one])].some((text = "") => text.trim() !== "");
}
async function outputOf(file) {
	let raw;
	try {
		raw = (0, import_dist.parse)(await readFile(file, "utf8"), { maxAliasCount: 100 });
	} catch {
		return;
	}
	if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return void 0;
	const output = "output" in raw ? raw.output : void 0;
	if (output === void 0 || output === null) return {};
	if (typeof output !== "object" || Array.isArray(output)) return void 0;
	const known = Object.values(FOLDERS).map(({ field }) => field);
	return Object.fromEntries(Object.entries(output).filter(([key]) => known.includes(key)));
}
export { settingsWithoutFile };
