import { p as moment } from "./summary-text.js";
import { n as isFault } from "./failure.js";
import { a as told } from "./outcome.js";
import { h as keysOff, t as loadState } from "./load-state.js";
import { s as openBreakers } from "./schedule.js";
import { t as readTopIndex } from "./top-index.js";
import { t as pairOf } from "./show-quota.js";
// src/commands/health.ts
const DAY_MS = 864e5;
const STUCK_MS = 3 * DAY_MS;
const QUIET_MS = 50 * DAY_MS;
async function checkHealth(ports, query) {
	try {
		const snapshot = await ports.store.open(query.signal);
		const state = await loadState(snapshot, query.stateDir, query.signal);
		const shows = state.feeds.size > 0 ? 0 : await transcribedShows(snapshot, query);
		const { committedAt } = snapshot;
		return judge(state, {
			...query,
			shows,
			...committedAt === void 0 ? {} : { committedAt }
		}, ports.clock.now());
	} catch (error) {
		if (!isFault(error)) throw error;
		return {
			healthy: false,
			checks: [{
				name: "state",
				ok: false,
				detail: `${told(error.problem)} (${error.problem.code})`
			}],
			backlog: 0,
			failed: 0,
			breakers: [],
			quota: []
		};
	}
}
async function transcribedShows(snapshot, { transcriptsDir, signal }) {
	if (transcriptsDir === void 0) return 0;
	const path = `${transcriptsDir}/index.json`;
	const text = await snapshot.read(path, signal);
	const read = text === void 0 ? void 0 : readTopIndex(text, path);
	return read?.ok === true ? read.value.shows.length : 0;
}
function judge(state, facts, now) {
	const { keys, models = [] } = facts;
	const episodes = [...state.feeds.values()].flatMap((feed) => Object.values(feed.episodes));
	const open = episodes.filter(({ status }) => status !== "done" && status !== "skipped");
	const lastSuccessAt = latest([...episodes.flatMap((one) => one.status === "done" ? one.finishedAt ?? [] : []), ...state.runs.runs.flatMap((run) => run.completed > 0 ? [run.finishedAt] : [])]);
	const lastRunAt = latest(state.runs.runs.map(({ finishedAt }) => finishedAt));
	const signAt = latest([...state.batch.batches.map(({ startedAt }) => startedAt), ...[lastRunAt ?? [], lastSuccessAt ?? []].flat()]);
	const oldest = latest(open.flatMap(({ publishedAt }) => publishedAt ?? []).map((at) => -at));
	const checks = [
		stateOf(state, facts),
		runsOf({
			...facts,
			lastRunAt: signAt,
			now
		}),
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
function stateOf({ feeds }, { stateDir = "state", shows = 0 }) {
	if (feeds.size > 0) return {
		name: "state",
		ok: true,
		detail: `The state of ${count(feeds.size, "show")} was read.`
	};
	return {
		name: "state",
		ok: false,
		detail: shows > 0 ? `There is no state of any show in ${stateDir}, though ${count(shows, "show")} ${shows === 1 ? "has" : "have"} transcripts: it was lost, or lies elsewhere. The next run, or \`podcast-transcriber state rebuild\`, finds finished episodes again; what waited or failed is in the history of the repository.` : `There is no state of any show in ${stateDir}: no run has found an episode yet, or this is not the folder or the branch that runs work on.`
	};
}
function runsOf(facts) {
	const { lastRunAt, committedAt, maxQuietMs, now } = facts;
	const signAt = latest((maxQuietMs === void 0 ? [lastRunAt ?? [], committedAt ?? []] : [lastRunAt ?? []]).flat());
	if (signAt === void 0) return {
		name: "runs",
		ok: true,
		detail: "No run was recorded yet."
	};
	const quiet = now - signAt > (maxQuietMs ?? QUIET_MS);
	const since = `the last ${maxQuietMs === void 0 && signAt !== lastRunAt ? "commit" : "run"} that left a trace is of ${moment(signAt)}`;
	if (!quiet) return {
		name: "runs",
		ok: true,
		detail: `${sentence(since)}.`
	};
	const proof = maxQuietMs === void 0 ? ", and even one that finds nothing leaves one after 45 days" : "";
	return {
		name: "runs",
		ok: false,
		detail: `No run for ${Math.floor((now - signAt) / DAY_MS)} days: ${since}${proof}. See whether the schedule is on (GitHub turns it off where nothing happens for 60 days) and how its runs end; in a clone, pull first.`
	};
}
function sentence(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
function progressOf(given) {
	const { state, open, lastSuccessAt, now } = given;
	const begun = [...state.runs.runs, ...state.batch.batches].map(({ startedAt }) => startedAt);
	const since = lastSuccessAt ?? begun.toSorted((a, b) => a - b)[0];
	const stuck = open > 0 && since !== void 0 && now - since > STUCK_MS;
	const last = lastSuccessAt === void 0 ? "no episode was finished yet" : `the last episode was finished on ${moment(lastSuccessAt)}`;
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
		detail: `Resting after repeated faults: ${open.map(({ subject, until, reason }) => `${subject} until ${moment(until)} (${reason})`).join("; ")}. The mode reset-circuit ends the rest; on the command line: podcast-transcriber circuit reset.`
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
function count(number, thing) {
	return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
export { checkHealth as t };
