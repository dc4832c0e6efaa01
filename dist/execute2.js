import { n as isFault, t as Fault } from "./failure.js";
import { a as told, t as assertNever } from "./outcome.js";
import { _ as escapeMarkdown, a as loadState, c as stableJson, d as resetCircuit, f as keysOff, i as resolveSources, l as writeCircuitState, m as fetchText, o as statePaths, s as readCircuitState, t as NO_OUTPUTS, u as openBreakers } from "./execute.js";
import { D as string, E as strictObject, O as unknown, S as literal, T as record, x as int } from "./config.js";
// src/commands/fan-out.ts
const MOST_JOBS = 20;
const WRITES_PER_JOB_HOUR = 216;
const WRITES_PER_HOUR = 500;
function planFanOut(settings, sources, keys) {
	const bounds = [
		{
			jobs: MOST_JOBS,
			reason: `at most ${MOST_JOBS} jobs are worth their set-up`
		},
		{
			jobs: Math.max(1, sources),
			reason: `there are ${sources} shows, and a job takes whole shows`
		},
		{
			jobs: Math.floor(WRITES_PER_HOUR / WRITES_PER_JOB_HOUR),
			reason: `a busy job makes up to ${WRITES_PER_JOB_HOUR} writes an hour, and a repository is allowed ${WRITES_PER_HOUR}`
		}
	];
	const perMinute = requestsPerMinute(settings);
	if (keys > 0 && perMinute !== void 0) bounds.push({
		jobs: Math.max(1, keys * perMinute),
		reason: `${keys} keys with ${perMinute} requests a minute give no more jobs one request a minute each`
	});
	bounds.sort((a, b) => a.jobs - b.jobs);
	const count = bounds[0]?.jobs ?? 1;
	return {
		matrix: { include: Array.from({ length: count }, (_, at) => ({ shard: `${at + 1}/${count}` })) },
		reasons: bounds.filter(({ jobs }) => jobs === count).map(({ reason }) => reason)
	};
}
function requestsPerMinute(settings) {
	const limits = settings.models.flatMap((model) => {
		return {
			...settings.limits["default"],
			...settings.limits[model]
		}.requestsPerMinute ?? [];
	});
	return limits.length === 0 ? void 0 : Math.max(...limits);
}
// src/commands/health.ts
const STUCK_MS = 2592e5;
async function checkHealth(ports, options) {
	try {
		const snapshot = await ports.store.open(options.signal);
		return judge(await loadState(snapshot, options.stateDir, options.signal), options.keys, ports.clock.now());
	} catch (error) {
		if (!isFault(error)) throw error;
		const { message, remedy } = error.problem;
		return {
			healthy: false,
			checks: [{
				name: "state",
				ok: false,
				detail: `${message} ${remedy}`
			}],
			backlog: 0
		};
	}
}
function judge(state, keys, now) {
	const episodes = [...state.feeds.values()].flatMap((feed) => Object.values(feed.episodes));
	const open = episodes.filter(({ status }) => status !== "done" && status !== "skipped");
	const lastSuccessAt = [...episodes.flatMap((one) => one.status === "done" ? one.finishedAt ?? [] : []), ...state.runs.runs.flatMap((run) => run.completed > 0 ? [run.finishedAt] : [])].reduce((latest, at) => latest === void 0 || at > latest ? at : latest, void 0);
	const checks = [
		{
			name: "state",
			ok: true,
			detail: `The state of ${state.feeds.size} shows was read.`
		},
		progressOf({
			state,
			open: open.length,
			lastSuccessAt,
			now
		}),
		breakersOf(state, now),
		keysOf(state, keys, now)
	];
	return {
		healthy: checks.every(({ ok }) => ok),
		checks,
		backlog: open.length,
		...lastSuccessAt === void 0 ? {} : { lastSuccessAt }
	};
}
function progressOf(given) {
	const { state, open, lastSuccessAt, now } = given;
	const since = lastSuccessAt ?? state.runs.runs[0]?.startedAt;
	const stuck = open > 0 && since !== void 0 && now - since > STUCK_MS;
	const last = lastSuccessAt === void 0 ? "no episode was finished yet" : `the last episode was finished on ${new Date(lastSuccessAt).toISOString()}`;
	return {
		name: "progress",
		ok: !stuck,
		detail: `${open} episodes wait; ${last}.${stuck ? " Look at the newest runs for what holds them back." : ""}`
	};
}
function breakersOf(state, now) {
	const open = openBreakers(state.circuit, now);
	if (open.length === 0) return {
		name: "breakers",
		ok: true,
		detail: "No breaker is open."
	};
	return {
		name: "breakers",
		ok: false,
		detail: `Resting after repeated faults: ${open.map(({ subject, until, reason }) => `${subject} until ${new Date(until).toISOString()} (${reason})`).join("; ")}. The mode reset-circuit ends the rest.`
	};
}
function keysOf(state, keys, now) {
	const off = keysOff(state.ledger, keys, now);
	return {
		name: "keys",
		ok: keys.length === 0 || off.length < keys.length,
		detail: off.length === 0 ? `${keys.length} keys are in use.` : `Out of use: ${off.map(({ key, reason }) => `${key} (${reason})`).join("; ")}.`
	};
}
// src/commands/reset-circuit.ts
async function closeBreakers(ports, options) {
	const path = statePaths(options.stateDir).circuit;
	let closed = [];
	await ports.store.open(options.signal);
	const outcome = await ports.store.commit({
		message: "Reset the breakers",
		files: [{
			kind: "merge",
			path,
			merge: (current) => {
				if (current === void 0) return null;
				const read = readCircuitState(path, current);
				if (!read.ok) throw new Fault(read.problem);
				closed = Object.keys(read.value.breakers);
				return closed.length === 0 ? null : writeCircuitState(resetCircuit(read.value));
			}
		}]
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
function backupName(now) {
	return `${new Date(now).toISOString().slice(0, 19).replaceAll(":", "-")}Z.json`;
}
function backupsToDrop(names) {
	return names.filter((name) => /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/.test(name)).toSorted().slice(0, -5);
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return void 0;
		throw error;
	}
}
// src/commands/state-files.ts
async function readStateFiles(snapshot, stateDir, signal) {
	const paths = statePaths(stateDir);
	const feeds = (await snapshot.list(paths.feeds, signal)).filter((name) => name.endsWith(".json"));
	const wanted = [...[
		"quota.json",
		"circuit.json",
		"batch.json",
		"runs.json"
	], ...feeds.map((name) => `feeds/${name}`)];
	const files = {};
	for (const name of wanted) {
		const text = await snapshot.read(`${stateDir}/${name}`, signal);
		if (text !== void 0) files[name] = text;
	}
	return files;
}
async function backupChanges(snapshot, given) {
	const { backups } = statePaths(given.stateDir);
	const name = backupName(given.now);
	const names = [...await snapshot.list(backups, given.signal), name];
	return [{
		kind: "write",
		path: `${backups}/${name}`,
		content: writeBundle(given.files, given.now)
	}, ...backupsToDrop(names).map((old) => ({
		kind: "delete",
		path: `${backups}/${old}`
	}))];
}
// src/commands/reset-state.ts
async function resetState(ports, options) {
	const { stateDir, signal } = options;
	const snapshot = await ports.store.open(signal);
	const files = await readStateFiles(snapshot, stateDir, signal);
	const removed = Object.keys(files).filter((name) => name !== "quota.json");
	if (removed.length === 0) return { removed };
	const backup = options.backup ? await backupChanges(snapshot, {
		stateDir,
		files,
		now: ports.clock.now(),
		signal
	}) : [];
	const outcome = await ports.store.commit({
		message: `Reset state: ${removed.length} files${options.backup ? ", backed up" : ""}`,
		files: [...backup, ...removed.map((name) => ({
			kind: "delete",
			path: `${stateDir}/${name}`
		}))]
	}, signal);
	switch (outcome.kind) {
		case "committed": return {
			removed,
			revision: outcome.revision
		};
		case "unchanged": return { removed };
		case "failed": return {
			removed: [],
			fault: outcome.error
		};
	}
}
// src/commands/execute.ts
async function executeCommand(request, mode) {
	try {
		switch (mode) {
			case "health": return await health(request);
			case "reset-state": return await reset(request);
			case "reset-circuit": return await circuit(request);
			case "fan-out": return await fanOut(request);
			default: return assertNever(mode);
		}
	} catch (error) {
		if (!isFault(error)) throw error;
		return {
			exitCode: 1,
			summary: `${escapeMarkdown(told(error.problem))}\n`,
			outputs: NO_OUTPUTS,
			faults: [error.problem]
		};
	}
}
async function health(request) {
	const { ports, settings, keys, stopper } = request;
	const result = await checkHealth(ports, {
		stateDir: settings.output.stateDir,
		keys: keys.map(({ fingerprint }) => fingerprint),
		signal: stopper.signals.soft
	});
	for (const check of result.checks) if (check.ok) ports.log.info(check.detail);
	else ports.log.error(check.detail, { title: `Unhealthy: ${check.name}` });
	const rows = result.checks.map(({ name, ok, detail }) => `| ${ok ? "✅" : "❌"} ${name} | ${escapeMarkdown(detail)} |`);
	return {
		exitCode: result.healthy ? 0 : 1,
		summary: [
			`## ${result.healthy ? "✅ Healthy" : "❌ Not healthy"}`,
			"",
			"| | |",
			"|---|---|",
			...rows,
			""
		].join("\n"),
		outputs: {
			...NO_OUTPUTS,
			pending: String(result.backlog)
		},
		faults: []
	};
}
async function reset(request) {
	const { ports, settings, stopper } = request;
	const outcome = await resetState(ports, {
		stateDir: settings.output.stateDir,
		backup: true,
		signal: stopper.signals.last
	});
	return ended(request, outcome, outcome.removed.length === 0 ? "There was no state to reset." : `${outcome.removed.length} state files were reset after a backup into ${settings.output.stateDir}/backups. The quota that was used stays counted, and committed transcripts are found again by the next run.`);
}
async function circuit(request) {
	const outcome = await closeBreakers(request.ports, {
		stateDir: request.settings.output.stateDir,
		signal: request.stopper.signals.last
	});
	return ended(request, outcome, outcome.closed.length === 0 ? "No breaker was open or counting." : `Reset: ${outcome.closed.join(", ")}.`);
}
function ended(request, outcome, said) {
	const { fault, revision } = outcome;
	const words = fault === void 0 ? said : told(fault);
	request.ports.log.info(words);
	return {
		exitCode: fault === void 0 ? 0 : 1,
		summary: `${escapeMarkdown(words)}\n`,
		outputs: {
			...NO_OUTPUTS,
			"commit-sha": revision ?? ""
		},
		faults: fault === void 0 ? [] : [fault]
	};
}
async function fanOut(request) {
	const { ports, settings, keys, stopper } = request;
	const { soft } = stopper.signals;
	const { maxBytes, timeoutMs } = settings.feedsFetch;
	const lists = await resolveSources({
		settings,
		snapshot: await ports.store.open(soft),
		fetchText: (url) => fetchText(ports, {
			url,
			maxBytes,
			deadlineMs: timeoutMs,
			signal: soft
		}),
		signal: soft
	});
	for (const one of lists.problems) ports.log.warning(told(one));
	const plan = planFanOut(settings, lists.sources.length, keys.length);
	const said = `${plan.matrix.include.length} jobs: ${plan.reasons.join("; ")}.`;
	ports.log.info(said);
	return {
		exitCode: 0,
		summary: `${escapeMarkdown(said)}\n`,
		outputs: {
			...NO_OUTPUTS,
			matrix: JSON.stringify(plan.matrix)
		},
		faults: []
	};
}
export { executeCommand };
