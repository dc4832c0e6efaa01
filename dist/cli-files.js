import { access, constants, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { t as Fault } from "./failure.js";
import { i as problem } from "./outcome.js";
// src/cli-files.ts
async function saveNew(file, content, force) {
	try {
		await writeFile(file, content, { flag: force ? "w" : "wx" });
	} catch (error) {
		const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
		throw new Fault(exists ? problem("file-exists", `${file} is there already`, "Take another name, or say --force.") : problem("file-not-written", `${file} could not be written: ${reasonOf(error)}`, "Check the path and the rights on it."), { cause: error });
	}
}
async function mayWriteReport(file, name) {
	const refused = (code, message, cause) => new Fault(code === "file-exists" ? problem("file-exists", message, "Take another name, or delete it.") : problem("file-not-written", message, "Check the path and the rights on it."), { cause });
	try {
		await access(dirname(file), constants.W_OK);
	} catch (error) {
		throw refused("file-not-written", `${name} could not be written: ${reasonOf(error)}`, error);
	}
	let before;
	try {
		before = await readFile(file, "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
		throw refused("file-not-written", `${name} could not be written: ${reasonOf(error)}`, error);
	}
	if (!isReport(before)) throw refused("file-exists", `${name} is there and is no report of a run`);
}
function isReport(text) {
	if (text.trim() === "") return true;
	try {
		const value = JSON.parse(text);
		if (typeof value !== "object" || value === null) return false;
		return "runId" in value && "counts" in value || "faults" in value && "outputs" in value;
	} catch {
		return false;
	}
}
async function readGiven(file) {
	if (file === "-") return await text(process.stdin);
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new Fault(problem("file-unreadable", `${file} cannot be read: ${reasonOf(error)}`, "Check the path."), { cause: error });
	}
}
function reasonOf(error) {
	const text = error instanceof Error ? error.message : String(error);
	return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/su.exec(text)?.[1] ?? text;
}
export { readGiven as n, saveNew as r, mayWriteReport as t };
