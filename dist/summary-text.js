import { n as grouped } from "./count.js";
import { a as told } from "./outcome.js";
import { a as markdownCode, f as cleanLine, i as linkPath, n as escapeMarkdown, s as safeUrl } from "./escape.js";
// src/base/moment.ts
function moment(epochMs) {
	if (!(Math.abs(epochMs) <= 864e13)) return "unknown";
	return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
// src/render/summary-text.ts
const MAX_TITLE = 80;
function cell(text, most = 80) {
	return escapeMarkdown(bounded(text, most)) || "–";
}
function prose(text, most = 1e400) {
	const line = cleanLine(most === 1e400 ? text : bounded(text, most));
	let written = "";
	let at = 0;
	for (const span of line.matchAll(/`([^`]*[^`\s][^`]*)`/gu)) {
		written += spaced(line.slice(at, span.index)) + markdownCode(span[1] ?? "");
		at = span.index + span[0].length;
	}
	return written + spaced(line.slice(at));
}
function spaced(text) {
	const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
	return `${before}${escapeMarkdown(words)}${after}`;
}
function bounded(text, most) {
	const characters = Array.from(text.slice(0, most * 2));
	return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}
function short(count) {
	if (count < 1e3) return String(Math.round(count));
	if (count < 999950) return `${(count / 1e3).toFixed(1)}k`;
	return `${(count / 1e6).toFixed(1)}M`;
}
function notBefore(instant) {
	return instant === void 0 ? "next run" : moment(instant);
}
function folded(title, content) {
	return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}
function table(columns, rows, all) {
	return [(rows.length === 0 ? [] : [
		`| ${columns.join(" | ")} |`,
		`|${" --- |".repeat(columns.length)}`,
		...rows
	]).join("\n"), leftOut(all - rows.length)].filter((part) => part !== "").join("\n\n");
}
function faultProse(fault, most = 1e400) {
	return `${markdownCode(bounded(fault.code, 60))} ${prose(told(fault), most)}`;
}
function ofAll(shown, all) {
	return shown === all ? grouped(all) : `${grouped(shown)} of ${grouped(all)}`;
}
function leftOut(count) {
	return count > 0 ? `and ${grouped(count)} more; all of them are in the report` : "";
}
function joined(parts) {
	return parts.filter((part) => part !== "").join("\n\n");
}
function fileUrl(report, path) {
	const { repository } = report;
	const base = repository === void 0 ? void 0 : safeUrl(repository.url);
	if (repository === void 0 || base === void 0) return void 0;
	return `${base.replace(/\/$/, "")}/blob/${linkPath(repository.branch)}/${linkPath(path)}`;
}
export { folded as a, notBefore as c, short as d, table as f, fileUrl as i, ofAll as l, cell as n, joined as o, moment as p, faultProse as r, leftOut as s, bounded as t, prose as u };
