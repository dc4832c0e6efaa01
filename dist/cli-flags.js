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
export { secretArgument as i, inputsOf as n, listOf as r, flagInputs as t };
