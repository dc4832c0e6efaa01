import { n as isFault } from "./failure.js";
import { a as told } from "./outcome.js";
import { a as openBreakers, s as loadState, x as keysOff } from "./breaker.js";
import { t as pairOf } from "./show-quota.js";
// src/commands/health.ts
const STUCK_MS = 2592e5;
async function checkHealth(ports, query) {
	try {
		const snapshot = await ports.store.open(query.signal);
		return judge(await loadState(snapshot, query.stateDir, query.signal), query, ports.clock.now());
	} catch (error) {
		if (!isFault(error)) throw error;
		return {
			healthy: false,
			checks: [{
				name: "state",
				ok: false,
				detail: told(error.problem)
			}],
			backlog: 0,
			failed: 0,
			breakers: [],
			quota: []
		};
	}
}
function judge(state, { keys, models = [] }, now) {
	const episodes = [...state.feeds.values()].flatMap((feed) => Object.values(feed.episodes));
	const open = episodes.filter(({ status }) => status !== "done" && status !== "skipped");
	const lastSuccessAt = latest([...episodes.flatMap((one) => one.status === "done" ? one.finishedAt ?? [] : []), ...state.runs.runs.flatMap((run) => run.completed > 0 ? [run.finishedAt] : [])]);
	const lastRunAt = latest(state.runs.runs.map(({ finishedAt }) => finishedAt));
	const oldest = latest(open.flatMap(({ publishedAt }) => publishedAt ?? []).map((at) => -at));
	const checks = [
		{
			name: "state",
			ok: true,
			detail: `The state of ${count(state.feeds.size, "show")} was read.`
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
		...oldest === void 0 ? {} : { backlogAgeMs: Math.max(0, now + oldest) },
		failed: episodes.filter(({ status }) => status === "failed").length,
		breakers: openBreakers(state.circuit, now),
		quota: keys.flatMap((key) => models.map((model) => pairOf(state, key, {
			model,
			limits: {}
		}, now))),
		...lastSuccessAt === void 0 ? {} : { lastSuccessAt },
		...lastRunAt === void 0 ? {} : { lastRunAt }
	};
}
function latest(times) {
	return times.reduce((best, at) => best === void 0 || at > best ? at : best, void 0);
}
function progressOf(given) {
	const { state, open, lastSuccessAt, now } = given;
	const since = lastSuccessAt ?? state.runs.runs[0]?.startedAt;
	const stuck = open > 0 && since !== void 0 && now - since > STUCK_MS;
	const last = lastSuccessAt === void 0 ? "no episode was finished yet" : `the last episode was finished on ${minute(lastSuccessAt)}`;
	return {
		name: "progress",
		ok: !stuck,
		detail: `${count(open, "episode")} ${open === 1 ? "waits" : "wait"}; ${last}.${stuck ? " Look at the newest runs for what holds them back." : ""}`
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
		detail: `Resting after repeated faults: ${open.map(({ subject, until, reason }) => `${subject} until ${minute(until)} (${reason})`).join("; ")}. The mode reset-circuit ends the rest; on the command line: podcast-transcriber circuit reset.`
	};
}
function keysOf(state, keys, now) {
	if (keys.length === 0) return {
		name: "keys",
		ok: true,
		detail: "No keys were given to look at."
	};
	const off = keysOff(state.ledger, keys, now);
	const detail = off.length === 0 ? `${count(keys.length, "key")} in use.` : `${keys.length - off.length} of ${count(keys.length, "key")} in use. Out of use: ${off.map(({ key, reason }) => `${key} (${reason.replace(/\.+$/u, "")})`).join("; ")}.`;
	return {
		name: "keys",
		ok: off.length < keys.length,
		detail
	};
}
function minute(epochMs) {
	return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function count(number, thing) {
	return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
export { checkHealth as t };
