import { i as problem, n as bad, r as ok } from "./outcome.js";
import { t as counted } from "./count.js";
import { S as unknown, b as string, h as literal, m as int, v as record, y as strictObject } from "./vendor-zod.js";
import { n as readShowIndex } from "./show-index.js";
import { t as readTopIndex } from "./top-index.js";
import { a as readBatchState, c as readLedger, d as readVersioned, f as countNames, i as nestsDeeper, l as readOwnFeedState, n as value, o as readCircuitState, p as findTwin, r as statePaths, s as readFeedState, u as readRunsState } from "./load-state.js";
import { a as writeLedger, i as writeFeedState, n as writeBatchState, o as writeRunsState, r as writeCircuitState, t as stableJson } from "./write.js";
import { c as resetCircuit } from "./schedule.js";
// src/state/backup.ts
const Bundle = strictObject({
	version: literal(1),
	savedAt: int().nonnegative(),
	files: record(string(), unknown()),
	unreadable: record(string(), string()).optional()
});
function isStateFile(path) {
	return [
		"quota.json",
		"circuit.json",
		"batch.json",
		"runs.json"
	].includes(path) || /^feeds\/[^./\\][^/\\]*\.json$/.test(path);
}
function writeBundle(files, now) {
	const readable = [];
	const unreadable = {};
	for (const path of Object.keys(files).filter(isStateFile).toSorted()) {
		const text = files[path] ?? "";
		const content = parseJson(text);
		if (content === void 0) unreadable[path] = text;
		else readable.push(`    ${JSON.stringify(path)}: ${stableJson(content)}`);
	}
	return `{\n${[
		"  \"version\": 1",
		`  "savedAt": ${now}`,
		readable.length === 0 ? "  \"files\": {}" : `  "files": {\n${readable.join(",\n")}\n  }`,
		...Object.keys(unreadable).length === 0 ? [] : [`  "unreadable": ${stableJson(unreadable)}`]
	].join(",\n")}\n}\n`;
}
function readBundle(path, text) {
	const bundle = readVersioned({
		version: 1,
		schema: Bundle,
		migrations: {}
	}, path, text);
	if (!bundle.ok) return bundle;
	const files = {};
	for (const [name, content] of Object.entries(bundle.value.files)) {
		const normal = normalise(name, `${path}: ${name}`, JSON.stringify(content));
		if (!normal.ok) return normal;
		files[name] = normal.value;
	}
	const unreadable = Object.keys(bundle.value.unreadable ?? {});
	return ok({
		savedAt: bundle.value.savedAt,
		files,
		unreadable
	});
}
function normalise(name, spokenOf, text) {
	switch (isStateFile(name) ? name : void 0) {
		case void 0: return bad(problem("state-broken", `${spokenOf} is not the name of a state file. Nothing was changed.`, "Take a file that `podcast-transcriber state export` has written."));
		case "quota.json": return rewrite(readLedger(spokenOf, text), writeLedger);
		case "circuit.json": return rewrite(readCircuitState(spokenOf, text), writeCircuitState);
		case "batch.json": return rewrite(readBatchState(spokenOf, text), writeBatchState);
		case "runs.json": return rewrite(readRunsState(spokenOf, text), writeRunsState);
		default: return rewrite(readOwnFeedState(spokenOf, text), writeFeedState);
	}
}
function rewrite(read, write) {
	return read.ok ? ok(write(read.value)) : read;
}
function backupName(now) {
	return `${new Date(now).toISOString().slice(0, 19).replaceAll(":", "-")}Z.json`;
}
function freeBackupName(now, names) {
	let at = now;
	while (names.includes(backupName(at))) at += 1e3;
	return backupName(at);
}
function backupsToDrop(names, made) {
	return names.filter((name) => name !== made && /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/.test(name)).toSorted().slice(0, -4);
}
function parseJson(text) {
	try {
		const value = JSON.parse(text);
		if (nestsDeeper(value)) return void 0;
		return findTwin(text, countNames(value)) === void 0 ? value : void 0;
	} catch (error) {
		if (error instanceof SyntaxError) return void 0;
		throw error;
	}
}
// src/commands/state-files.ts
async function readStateFiles(snapshot, stateDir, signal) {
	const paths = statePaths(stateDir);
	const wanted = [
		"quota.json",
		"circuit.json",
		"batch.json",
		"runs.json",
		...(await snapshot.list(paths.feeds, signal)).filter((name) => name.endsWith(".json")).map((name) => `feeds/${name}`)
	];
	const files = {};
	for (const name of wanted) {
		const text = await snapshot.read(`${stateDir}/${name}`, signal);
		if (text !== void 0) files[name] = text;
	}
	return files;
}
async function backupChanges(snapshot, given) {
	const { backups } = statePaths(given.stateDir);
	const names = await snapshot.list(backups, given.signal);
	const name = freeBackupName(given.now, names);
	return [{
		kind: "write",
		path: `${backups}/${name}`,
		content: writeBundle(given.files, given.now)
	}, ...backupsToDrop(names, name).map((old) => ({
		kind: "delete",
		path: `${backups}/${old}`
	}))];
}
// src/commands/reset-circuit.ts
async function closeBreakers(ports, options) {
	const paths = statePaths(options.stateDir);
	const feeds = (await (await ports.store.open(options.signal)).list(paths.feeds, options.signal)).filter((name) => name.endsWith(".json"));
	let closed = [];
	const circuit = {
		kind: "merge",
		path: paths.circuit,
		merge: (current) => {
			if (current === void 0) return null;
			const state = value(readCircuitState(paths.circuit, current));
			closed = Object.keys(state.breakers);
			return closed.length === 0 ? null : writeCircuitState(resetCircuit(state));
		}
	};
	const outcome = await ports.store.commit({
		message: "Reset the breakers",
		files: [circuit, ...feeds.map((name) => dueAgain(`${paths.feeds}/${name}`))]
	}, options.signal);
	switch (outcome.kind) {
		case "committed": return {
			closed,
			revision: outcome.revision
		};
		case "unchanged": return { closed: [] };
		case "failed": return {
			closed: [],
			fault: outcome.error
		};
	}
}
function dueAgain(path) {
	return {
		kind: "merge",
		path,
		merge: (current) => {
			if (current === void 0) return null;
			const state = value(readFeedState(path, current));
			const waiting = Object.entries(state.episodes).filter(([, { status, cause }]) => status === "deferred" && (cause === "service" || cause === "host"));
			if (waiting.length === 0) return null;
			const due = waiting.map(([id, { notBefore: _n, ...episode }]) => [id, episode]);
			return writeFeedState({
				...state,
				episodes: {
					...state.episodes,
					...Object.fromEntries(due)
				}
			});
		}
	};
}
// src/commands/reset-state.ts
async function resetState(ports, request) {
	const { stateDir, signal } = request;
	const snapshot = await ports.store.open(signal);
	const files = await readStateFiles(snapshot, stateDir, signal);
	const emptied = await emptyShows(snapshot, request);
	const written = new Set(emptied.map(({ path }) => path));
	const removed = Object.keys(files).filter((name) => name !== "quota.json");
	const forgotten = emptied.map(({ show }) => show);
	if (removed.length === 0 && emptied.length === 0) return {
		removed,
		forgotten
	};
	const backup = request.backup && Object.keys(files).length > 0 ? await backupChanges(snapshot, {
		stateDir,
		files,
		now: ports.clock.now(),
		signal
	}) : [];
	const outcome = await ports.store.commit({
		message: `Reset state: ${counted(removed.length, "file")}${request.backup ? ", backed up" : ""}`,
		files: [
			...backup,
			...removed.map((name) => `${stateDir}/${name}`).filter((path) => !written.has(path)).map((path) => ({
				kind: "delete",
				path
			})),
			...emptied.map(({ path, content }) => ({
				kind: "write",
				path,
				content
			}))
		]
	}, signal);
	switch (outcome.kind) {
		case "committed": return {
			removed,
			forgotten,
			backedUp: backup.length > 0,
			revision: outcome.revision
		};
		case "unchanged": return {
			removed,
			forgotten
		};
		case "failed": return {
			removed: [],
			forgotten: [],
			fault: outcome.error
		};
	}
}
async function emptyShows(snapshot, request) {
	const { stateDir, forgetTranscripts: folder, signal } = request;
	if (folder === void 0) return [];
	const topPath = `${folder}/index.json`;
	const text = await snapshot.read(topPath, signal);
	const shows = text === void 0 ? [] : value(readTopIndex(text, topPath)).shows;
	const empty = [];
	for (const { show } of shows) {
		const path = `${folder}/${show}/index.json`;
		const index = await snapshot.read(path, signal);
		if (index === void 0) continue;
		const { title, feedUrl } = value(readShowIndex(index, path));
		const content = writeFeedState({
			version: 1,
			show,
			title,
			feedUrl,
			episodes: {}
		});
		empty.push({
			show,
			path: `${stateDir}/feeds/${show}.json`,
			content
		});
	}
	return empty;
}
function notConfirmed(what) {
	return problem("not-confirmed", `${what} was not confirmed, and nothing was changed`, "Say --yes to do it without being asked.");
}
export { readStateFiles as a, writeBundle as c, backupChanges as i, resetState as n, normalise as o, closeBreakers as r, readBundle as s, notConfirmed as t };
