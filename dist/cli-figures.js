import { a as clean, c as moment, d as span, f as table, l as paint, o as facts } from "./cli-words.js";
import { n as grouped, t as counted } from "./count.js";
import { t as shortReason } from "./short-reason.js";
import { a as withSession, n as printJson, s as withTools, t as print } from "./cli-session.js";
import { n as showQuota } from "./show-quota.js";
import { E as pacificDay, t as loadState } from "./load-state.js";
import { n as forecastOf, r as keptChunks, t as backlogOf } from "./backlog.js";
// src/cli-print-figures.ts
function quotaText(view) {
	if (view.pairs.length === 0) return "No key is known: set GEMINI_API_KEYS, or run once. The quota of a day starts anew at midnight in Los Angeles.";
	const off = new Set(view.keysOff.map(({ key }) => key));
	const rows = table(view.pairs, [
		{
			title: "Key",
			of: ({ key }) => key
		},
		{
			title: "Model",
			of: ({ model }) => model,
			most: 40
		},
		{
			title: "Requests today",
			of: requestsOf,
			right: true
		},
		{
			title: "Tokens today",
			of: tokensOf,
			right: true
		},
		{
			title: "A minute",
			of: minuteOf,
			right: true
		},
		{
			title: "Now",
			of: (one) => off.has(one.key) ? "key out of use" : standingOf(one),
			most: 100
		}
	]);
	const notes = [...view.keysOff.map(({ key, reason, until }) => `Key ${key} is out of use: ${clean(reason).replace(/\.+$/u, "")}. It is tried again on ${moment(until)}.`), ...view.sharedProjects.map(({ keys, model, limit }) => `Keys ${keys.join(" and ")} seem to share one project (${model}, ${counted(limit, "request")} a day between them): a key of another project would bring more.`)];
	return [
		rows,
		[`The day that is counted is ${view.day}; the next one begins at ${moment(view.resetsAt)}.`, ...view.pairs.some(({ limits }) => limits.requestsPerDay === void 0) ? ["A ? is a limit that is not known: it is learnt when it is met."] : []].join("\n"),
		notes.join("\n"),
		view.forecast === void 0 ? "Nothing waits." : forecastText(view.forecast, view.day)
	].filter((block) => block !== "").join("\n\n");
}
function requestsOf({ requestsToday, limits }) {
	return `${requestsToday} of ${limits.requestsPerDay ?? "?"}`;
}
function tokensOf({ tokensToday, limits }) {
	return limits.tokensPerDay === void 0 ? String(tokensToday) : `${tokensToday} of ${limits.tokensPerDay}`;
}
function minuteOf({ limits }) {
	const requests = limits.requestsPerMinute === void 0 ? [] : [counted(limits.requestsPerMinute, "request")];
	const tokens = limits.tokensPerMinute === void 0 ? [] : [counted(limits.tokensPerMinute, "token")];
	return [...requests, ...tokens].join(", ") || "?";
}
function standingOf({ standing, until, reason = "", model }) {
	const bare = shortReason(reason, model);
	switch (standing) {
		case "free": return "free";
		case "busy": return `busy until ${moment(until)}: ${bare}`;
		case "exhausted": return `used up until ${moment(until)}: ${bare}`;
		case "out-of-use": return `out of use: ${bare}`;
	}
}
function forecastText(forecast, today) {
	const { price, quotaToday, quotaPerDay, doneOn, bound } = forecast;
	const pace = quotaPerDay === void 0 ? "no daily limit is known yet, so the time of the runs sets it" : `${counted(quotaPerDay, "request")} a day${quotaToday === void 0 ? "" : `, ${grouped(quotaToday)} left today`}${bound === "time" ? "; the time of the runs allows fewer" : ""}`;
	return facts([
		["Waiting", `${counted(forecast.episodes, "episode")}, ${span(forecast.hours * 3600)} of audio`],
		["Needs", `${counted(forecast.requests, "request")}, about ${thousands(forecast.inputTokens)} tokens in and ${thousands(forecast.outputTokens)} out`],
		["Pace", pace],
		["Done", doneText(doneOn, today)],
		["Price", price === void 0 ? void 0 : `${price.dollars < .01 ? "under $0.01" : `about $${price.dollars.toFixed(2)}`} on the paid tier (${price.model})`]
	]);
}
function doneText(doneOn, today) {
	if (doneOn === void 0) return "never, as things are: no quota is left to serve it";
	return doneOn === today ? "within a day" : doneOn;
}
function thousands(count) {
	if (count < 1e4) return String(count);
	return count < 1e6 ? `${Math.round(count / 1e3)} k` : `${(count / 1e6).toFixed(1)} M`;
}
function lately({ runs, requests }) {
	if (runs === 0) return "no run is remembered";
	return `${counted(requests, "request")} in the last ${runs === 1 ? "run" : counted(runs, "run")}`;
}
function statsText(stats) {
	if (stats.shows.length === 0 && stats.runs.runs === 0) return "Nothing was done yet. `podcast-transcriber run` begins.";
	const { totals, runs } = stats;
	const shows = table(stats.shows, [
		{
			title: "Show",
			of: ({ show }) => show,
			most: 40
		},
		{
			title: "Episodes",
			of: ({ episodes }) => String(episodes),
			right: true
		},
		{
			title: "Done",
			of: ({ done }) => String(done),
			right: true
		},
		{
			title: "Waiting",
			of: ({ waiting }) => String(waiting),
			right: true
		},
		{
			title: "Failed",
			of: ({ failed }) => String(failed),
			right: true
		},
		{
			title: "Audio done",
			of: ({ doneSec }) => span(doneSec),
			right: true
		},
		{
			title: "Requests",
			of: ({ requests }) => String(requests),
			right: true
		}
	]);
	const days = table(stats.days.slice(-14), [
		{
			title: "Day",
			of: ({ day }) => day
		},
		{
			title: "Runs",
			of: (one) => String(one.runs),
			right: true
		},
		{
			title: "Transcribed",
			of: ({ completed }) => String(completed),
			right: true
		},
		{
			title: "Failed",
			of: ({ failed }) => String(failed),
			right: true
		},
		{
			title: "Audio",
			of: ({ audioSec }) => span(audioSec),
			right: true
		},
		{
			title: "Requests",
			of: ({ requests }) => String(requests),
			right: true
		},
		{
			title: "Tokens in",
			of: ({ promptTokens }) => thousands(promptTokens),
			right: true
		},
		{
			title: "Tokens out",
			of: ({ outputTokens }) => thousands(outputTokens),
			right: true
		}
	]);
	return [
		`${totals.done} of ${counted(totals.episodes, "episode")} transcribed, ${span(totals.doneSec)} of audio; ${lately(runs)}.`,
		shows,
		stats.days.length === 0 ? "" : days,
		stats.stuck === 0 ? "" : paint("yellow", `${counted(stats.stuck, "episode")} failed for good: \`podcast-transcriber state show --status failed\` says why, \`run --retry-failed\` tries again.`),
		stats.forecast === void 0 ? "" : forecastText(stats.forecast, stats.day)
	].filter((block) => block !== "").join("\n\n");
}
// src/commands/stats.ts
async function readStats(ports, query) {
	const { settings, signal } = query;
	const now = ports.clock.now();
	const snapshot = await ports.store.open(signal);
	const state = await loadState(snapshot, settings.output.stateDir, signal);
	const known = [...new Set(state.ledger.entries.map(({ key }) => key))];
	const keys = query.keys.length > 0 ? query.keys : known;
	const asked = {
		settings,
		state,
		chunks: await keptChunks(ports.checkpoints, signal),
		now
	};
	const backlog = backlogOf(asked);
	const feeds = [...state.feeds.values()].toSorted((a, b) => a.show < b.show ? -1 : 1);
	const waiting = new Map();
	for (const { show } of backlog.episodes) waiting.set(show, (waiting.get(show) ?? 0) + 1);
	const shows = feeds.map(({ show, title, episodes }) => ({
		show,
		title,
		...figuresOf(Object.values(episodes), waiting.get(show) ?? 0)
	}));
	const worthIt = backlog.episodes.length > 0 && keys.length > 0;
	return {
		day: pacificDay(now),
		shows,
		totals: figuresOf(feeds.flatMap(({ episodes }) => Object.values(episodes)), backlog.episodes.length),
		days: daysOf(state.runs.runs),
		runs: totalsOf(state.runs.runs),
		stuck: backlog.stuck,
		...worthIt ? { forecast: forecastOf({
			...asked,
			backlog,
			keys
		}) } : {}
	};
}
function figuresOf(episodes, waiting) {
	const done = episodes.filter(({ status }) => status === "done");
	return {
		episodes: episodes.length,
		done: done.length,
		failed: episodes.filter(({ status }) => status === "failed").length,
		waiting,
		doneSec: sum(done, ({ durationSec }) => durationSec ?? 0),
		requests: sum(episodes, ({ requests }) => requests ?? 0)
	};
}
function daysOf(runs) {
	const days = new Map();
	for (const run of runs) {
		const day = new Date(run.finishedAt).toISOString().slice(0, 10);
		days.set(day, [...days.get(day) ?? [], run]);
	}
	return [...days].toSorted(([a], [b]) => a < b ? -1 : 1).map(([day, some]) => ({
		day,
		...totalsOf(some)
	}));
}
function totalsOf(runs) {
	return {
		runs: runs.length,
		completed: sum(runs, (run) => run.completed),
		failed: sum(runs, (run) => run.failed),
		requests: sum(runs, (run) => run.requests),
		audioSec: sum(runs, (run) => run.audioSec),
		promptTokens: sum(runs, (run) => run.promptTokens),
		outputTokens: sum(runs, (run) => run.outputTokens)
	};
}
function sum(items, of) {
	return items.reduce((total, item) => total + of(item), 0);
}
// src/cli-figures.ts
function quotaCommand(flags) {
	return withSession(flags, {}, (session) => withTools(session, async ({ ports, keys, signal }) => {
		const view = await showQuota(ports, {
			settings: session.settings,
			keys: keys.map(({ fingerprint }) => fingerprint),
			signal
		});
		if (session.json) printJson(view);
		else print(quotaText(view));
		return 0;
	}));
}
function statsCommand(flags) {
	return withSession(flags, {}, (session) => withTools(session, async ({ ports, keys, signal }) => {
		const stats = await readStats(ports, {
			settings: session.settings,
			keys: keys.map(({ fingerprint }) => fingerprint),
			signal
		});
		if (session.json) printJson(stats);
		else print(statsText(stats));
		return 0;
	}));
}
export { quotaCommand, statsCommand };
