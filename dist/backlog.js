import { a as storedUrl } from "./private-address.js";
import "./config.js";
import { x as titleFilter } from "./config-problems.js";
import { _ as forecast, b as eligible, d as decideChunkLength, i as mayCall, l as ASSUMED_DURATION_SEC, t as learnSchedule } from "./schedule.js";
// src/commands/backlog.ts
function backlogOf({ settings, state, chunks, now }) {
	const found = eligible({
		shows: [...state.feeds.values()].map((feed) => {
			const { order, sinceMs, maxEpisodes, maxEpisodeMs, skip } = preferencesOf(settings, feed);
			const prefix = `${feed.show}/`;
			return {
				state: feed,
				selection: {
					order,
					skips: titleFilter(skip),
					...sinceMs === void 0 ? {} : { since: sinceMs },
					...maxEpisodes === void 0 ? {} : { maxEpisodes },
					...maxEpisodeMs === void 0 ? {} : { maxDurationSec: maxEpisodeMs / 1e3 }
				},
				chunksDone: Object.fromEntries([...chunks].flatMap(([key, count]) => key.startsWith(prefix) ? [[key.slice(prefix.length), count]] : []))
			};
		}),
		now,
		mode: "run",
		batch: state.batch,
		only: [],
		maxAttempts: settings.run.maxAttempts
	});
	return {
		episodes: [...found.byShow.flat(), ...found.waiting].flatMap(({ show, id }) => {
			const episode = state.feeds.get(show)?.episodes[id];
			return episode === void 0 ? [] : [{
				show,
				id,
				state: episode,
				chunksDone: chunks.get(`${show}/${id}`) ?? 0
			}];
		}),
		stuck: found.stuck.length
	};
}
function preferencesOf(settings, feed) {
	return settings.shows.find(({ id, url }) => id === feed.show || storedUrl(url, url) === storedUrl(feed.feedUrl, feed.feedUrl)) ?? settings.feedPreferences;
}
async function keptChunks(checkpoints, signal) {
	const counts = new Map();
	for (const key of await checkpoints.list(signal)) {
		const episode = /^(.+)\/chunk-\d+\.json$/u.exec(key)?.[1];
		if (episode !== void 0) counts.set(episode, (counts.get(episode) ?? 0) + 1);
	}
	return counts;
}
function modelChoices(settings, state, now) {
	return settings.models.map((model) => {
		const may = mayCall(state.circuit, `model:${model}`, now);
		return {
			model,
			limits: {
				...settings.limits["default"],
				...settings.limits[model]
			},
			...may.kind === "open" ? { openUntil: may.until } : {}
		};
	});
}
function forecastOf(query) {
	const { settings, state, now, keys } = query;
	const { ledger } = state;
	const models = modelChoices(settings, state, now);
	const { concurrency } = settings.transcription;
	const { runsPerDay, requestMs } = learnSchedule(state.runs.runs, {
		now,
		concurrency
	});
	const episodes = query.backlog.episodes.map((one) => ({
		chunksDone: one.chunksDone,
		...one.state.durationSec === void 0 ? {} : { durationSec: one.state.durationSec }
	}));
	return forecast({
		ledger,
		keys,
		models,
		now,
		episodes,
		chunkSec: decideChunkLength({
			settings,
			ledger,
			keys,
			models,
			now,
			episodes
		}).sec,
		assumedDurationSec: ASSUMED_DURATION_SEC,
		schedule: {
			runsPerDay,
			budgetMs: settings.run.timeBudgetMs,
			requestMs,
			concurrency
		},
		prices: settings.prices
	});
}
export { modelChoices as i, forecastOf as n, keptChunks as r, backlogOf as t };
