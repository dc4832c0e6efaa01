import path from "node:path";
import { existsSync } from "node:fs";
import { f as table, l as paint, o as facts } from "./cli-words.js";
import { a as withSession, n as printJson, t as print } from "./cli-session.js";
// src/cli-config.ts
function configShow(flags) {
	return withSession(flags, {}, (session) => {
		const all = session.origins.filter(({ value }) => value !== void 0);
		const shown = flags["changed"] === true ? all.filter(({ source }) => source !== "default") : all;
		if (session.json) {
			printJson({
				config: session.config.path,
				folder: session.folder,
				settings: shown
			});
			return Promise.resolve(0);
		}
		const rows = table(shown.flatMap(lines), [
			{
				title: "Setting",
				of: (one) => one.path
			},
			{
				title: "Value",
				of: valueText,
				most: 100
			},
			{
				title: "From",
				of: fromText,
				most: 60
			}
		]);
		const { path: file } = session.config;
		const there = existsSync(path.resolve(session.folder, file));
		print(facts([["Config file", there ? file : `${file} (not there)`]]));
		print(shown.length === 0 ? paint("dim", "Every setting is the default.") : `\n${rows}`);
		return Promise.resolve(0);
	});
}
function lines(one) {
	const { path: name, value } = one;
	if (name !== "shows" && name !== "limits" && name !== "prices") return [one];
	const members = Object.entries(value);
	if (members.length === 0) return [one];
	return members.map(([key, member]) => ({
		...one,
		path: Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`,
		value: member
	}));
}
function valueText({ value }) {
	return typeof value === "string" ? value : JSON.stringify(value);
}
function fromText({ source, where }) {
	switch (source) {
		case "input": return where.includes(".") ? `--set ${where}` : `flag --${where}`;
		case "environment": return `environment ${where}`;
		case "file": return where;
		case "default": return "default";
	}
}
export { configShow };
