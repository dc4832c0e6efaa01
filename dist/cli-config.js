import path from "node:path";
import { existsSync } from "node:fs";
import { f as table, l as paint, o as facts } from "./cli-words.js";
import { a as withSession, n as printJson, t as print } from "./cli-session.js";
// src/cli-config.ts
function configShow(flags) {
	return withSession(flags, {}, (session) => {
		const all = session.origins;
		const shown = flags["changed"] === true ? all.filter(({ source }) => source !== "default") : all;
		if (session.json) {
			const settings = shown.map((one) => ({
				...one,
				value: one.value ?? null
			}));
			printJson({
				config: session.config.path,
				folder: session.folder,
				settings
			});
			return Promise.resolve(0);
		}
		const wide = process.stdout.isTTY ? {} : { most: 1e400 };
		const rows = table(shown, [
			{
				title: "Setting",
				of: (one) => one.path,
				...wide
			},
			{
				title: "Value",
				of: valueText,
				most: 100,
				...wide
			},
			{
				title: "From",
				of: fromText,
				...wide
			}
		]);
		const { path: file } = session.config;
		const there = existsSync(path.resolve(session.folder, file));
		print(facts([["Config file", there ? file : `${file} (not there)`]]));
		print(shown.length === 0 ? paint("dim", "Every setting is the default.") : `\n${rows}`);
		return Promise.resolve(0);
	});
}
function valueText({ value }) {
	if (value === void 0) return "unset";
	return typeof value === "string" ? value : JSON.stringify(value);
}
function fromText({ addedTo, ...origin }) {
	return addedTo === void 0 ? giverText(origin) : `${addedTo} and ${giverText(origin)}`;
}
function giverText({ source, where }) {
	switch (source) {
		case "input": return /[.]|^(?:limits|prices|mode|branch|commit)$/u.test(where) ? `--set ${where}` : `flag --${where}`;
		case "environment": return `environment ${where}`;
		case "file": return where;
		case "default": return "default";
	}
}
export { configShow };
