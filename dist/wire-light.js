import path, { join } from "node:path";
import { readFile, readdir, stat } from "node:fs/promises";
import { styleText } from "node:util";
import { t as printable } from "./printable.js";
import { t as Fault } from "./failure.js";
import { i as problem } from "./outcome.js";
import { n as configPathOf, r as resolveSettings } from "./config.js";
// src/adapters/console-log.ts
function makeConsoleLog(options = {}) {
	const stream = options.stream ?? process.stderr;
	let depth = 0;
	const paint = (format, text) => {
		if (options.color === void 0) return styleText(format, text, { stream });
		return options.color ? styleText(format, text, { validateStream: false }) : text;
	};
	const print = (text) => {
		const indent = "  ".repeat(depth);
		stream.write(`${text.replaceAll(/^/gm, indent)}\n`);
	};
	return {
		debug: (message) => {
			if (options.verbose === true) print(paint("dim", printable(message)));
		},
		info: (message) => print(printable(message)),
		warning: (message, place) => print(`${paint("yellow", "warning:")} ${where(place, message)}${printable(message)}`),
		error: (message, place) => print(`${paint("red", "error:")} ${where(place, message)}${printable(message)}`),
		group: (title) => {
			print(printable(title));
			depth += 1;
		},
		endGroup: () => {
			depth = Math.max(0, depth - 1);
		}
	};
}
function where(place, message) {
	if (place === void 0) return "";
	const line = place.line === void 0 ? "" : `:${place.line}`;
	const { title = "" } = place;
	const said = message.slice(0, title.length + 8).toLowerCase().includes(title.toLowerCase());
	const known = [place.file === void 0 ? void 0 : `${place.file}${line}`, said ? void 0 : title].filter((part) => part !== void 0);
	return known.length === 0 ? "" : `${printable(known.join(", "))}: `;
}
// src/adapters/local-tree.ts
const MAX_BYTES = 67108864;
function makeLocalTree(folder) {
	return {
		list: async (signal) => {
			const found = {
				paths: [],
				skipped: []
			};
			await walk(folder, "", found, signal);
			return {
				paths: found.paths.toSorted(),
				skipped: found.skipped.toSorted((a, b) => a.path < b.path ? -1 : 1)
			};
		},
		read: async (path, signal) => {
			signal.throwIfAborted();
			const file = join(folder, path);
			try {
				const { size } = await stat(file);
				if (size > MAX_BYTES) throw tooLarge(path);
				return await readFile(file, {
					encoding: "utf8",
					signal
				});
			} catch (error) {
				signal.throwIfAborted();
				if (isMissing(error)) return void 0;
				throw unreadable(path, error);
			}
		}
	};
}
async function walk(folder, below, found, signal) {
	signal.throwIfAborted();
	let entries;
	try {
		entries = await readdir(join(folder, below), {
			withFileTypes: true,
			encoding: "buffer"
		});
	} catch (error) {
		if (isMissing(error)) return;
		if (below === "") throw unreadable(folder, error);
		found.skipped.push({
			path: below,
			reason: `the folder cannot be read: ${reasonOf(error)}`
		});
		return;
	}
	for (const entry of entries) {
		const name = entry.name.toString("utf8");
		if (name.startsWith(".")) continue;
		const path = below === "" ? name : `${below}/${name}`;
		if (!Buffer.from(name).equals(entry.name)) found.skipped.push({
			path,
			reason: "its name is not UTF-8"
		});
		else if (entry.isDirectory()) await walk(folder, path, found, signal);
		else if (entry.isFile()) found.paths.push(path);
		else if (entry.isSymbolicLink()) found.skipped.push({
			path,
			reason: "it is a link, which is not followed"
		});
	}
}
function isMissing(error) {
	return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
function unreadable(path, error) {
	if (error instanceof Fault) return error;
	return new Fault(problem("file-unreadable", `${path} cannot be read: ${reasonOf(error)}`, "Check the rights on it."), { cause: error });
}
function reasonOf(error) {
	const text = error instanceof Error ? error.message : String(error);
	return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/su.exec(text)?.[1] ?? text;
}
function tooLarge(path) {
	return new Fault(problem("file-too-large", `${path} has more than ${MAX_BYTES / 1048576} MiB`, "It is no transcript: move it out of the folder."));
}
// src/wire-light.ts
async function serveHealth(options) {
	return await (await import("./health-server.js")).serveHealth(options);
}
async function loadSettings(folder, request) {
	const filePath = configPathOf(request.inputs, request.env);
	return resolveSettings({
		...request,
		filePath,
		fileText: await readText(path.resolve(folder, filePath))
	});
}
async function readText(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return void 0;
		throw new Fault(problem("config-unreadable", `The config file ${file} cannot be read.`, "Check that it is a file and that this user may read it."), { cause: error });
	}
}
export { makeConsoleLog as i, serveHealth as n, makeLocalTree as r, loadSettings as t };
