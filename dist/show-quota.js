import { E as pacificDay, T as nextPacificMidnight, h as keysOff, t as loadState } from "./load-state.js";
import { D as effectiveLimits, E as availability, j as usedOn } from "./schedule.js";
import { t as suspectedSharedProjects } from "./shared-projects.js";
import { i as modelChoices, n as forecastOf, r as keptChunks, t as backlogOf } from "./backlog.js";
// src/commands/show-quota.ts
async function showQuota(ports, query) {
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
	const worthIt = backlog.episodes.length > 0 && keys.length > 0;
	return {
		day: pacificDay(now),
		resetsAt: nextPacificMidnight(now),
		pairs: keys.flatMap((key) => modelChoices(settings, state, now).map((choice) => pairOf(state, key, choice, now))),
		keysOff: keysOff(state.ledger, keys, now),
		sharedProjects: suspectedSharedProjects(state.ledger),
		...worthIt ? { forecast: forecastOf({
			...asked,
			backlog,
			keys
		}) } : {}
	};
}
function pairOf({ ledger }, key, { model, limits, openUntil }, now) {
	const entry = ledger.entries.find((one) => one.key === key && one.model === model);
	const used = usedOn(entry, pacificDay(now));
	const common = {
		key,
		model,
		requestsToday: used.requests,
		tokensToday: used.tokens,
		limits: effectiveLimits(entry, limits, now)
	};
	const when = availability(ledger, {
		key,
		model,
		limits,
		tokens: 1,
		now
	});
	switch (when.kind) {
		case "never": return {
			...common,
			standing: "out-of-use",
			reason: when.reason
		};
		case "exhausted": return {
			...common,
			standing: "exhausted",
			until: when.untilMs,
			reason: when.reason
		};
		case "wait": return {
			...common,
			standing: "busy",
			until: when.untilMs,
			reason: when.reason
		};
		case "now": return openUntil === void 0 ? {
			...common,
			standing: "free"
		} : {
			...common,
			standing: "busy",
			until: openUntil,
			reason: `${model} rests after repeated faults`
		};
	}
}
export { showQuota as n, pairOf as t };
