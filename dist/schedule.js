import { t as counted } from "./count.js";
import { E as pacificDay, O as LIMIT_NAMES, T as nextPacificMidnight, k as entryOf, w as addDays, y as earliestInMinute } from "./load-state.js";
// src/quota/availability.ts
const LEARNT_FOR_MS = 6048e5;
const DENIED_FOR_MS = 864e5;
function availability(ledger, query) {
	const { key, now } = query;
	const note = ledger.keys.find((item) => item.key === key && item.until > now);
	if (note?.state === "dead") return {
		kind: "never",
		cause: "key",
		reason: note.reason
	};
	const entry = entryOf(ledger, query);
	if (entry?.gone !== void 0 && entry.gone.since + 864e5 > now) return {
		kind: "never",
		cause: "model",
		reason: entry.gone.reason
	};
	const limits = effectiveLimits(entry, query.limits, now);
	const refused = refusedForGood(limits, query);
	if (refused !== void 0) return refused;
	if (note !== void 0) return {
		kind: "exhausted",
		untilMs: note.until,
		reason: note.reason
	};
	if (entry === void 0) return { kind: "now" };
	return byUse(entry, limits, query);
}
function effectiveLimits(entry, configured, now) {
	const limits = { ...configured };
	for (const name of LIMIT_NAMES) {
		const learnt = entry?.learnt[name];
		const believedMs = learnt?.value === 0 ? DENIED_FOR_MS : LEARNT_FOR_MS;
		if (learnt === void 0 || learnt.at + believedMs <= now) continue;
		limits[name] = Math.min(limits[name] ?? 1e400, learnt.value);
		if (name === "tokensPerMinute" && limits.tokensPerRequest !== void 0) limits.tokensPerRequest = Math.min(limits.tokensPerRequest, learnt.value);
	}
	return limits;
}
function leftToday(ledger, pair) {
	const entry = entryOf(ledger, pair);
	const limits = effectiveLimits(entry, pair.limits, pair.now);
	const used = usedOn(entry, pacificDay(pair.now));
	return {
		requests: Math.max(0, (limits.requestsPerDay ?? 1e400) - used.requests),
		tokens: Math.max(0, (limits.tokensPerDay ?? 1e400) - used.tokens)
	};
}
function isUnproven(ledger, query) {
	const entry = entryOf(ledger, query);
	if (effectiveLimits(entry, query.limits, query.now).requestsPerDay !== void 0) return false;
	return usedOn(entry, pacificDay(query.now)).requests >= (entry?.proven ?? 0);
}
function isDead(ledger, key, now) {
	return ledger.keys.some((note) => note.key === key && note.state === "dead" && note.until > now);
}
function usedOn(entry, day) {
	if (entry === void 0 || entry.day < day) return {
		requests: 0,
		tokens: 0
	};
	return {
		requests: entry.requests,
		tokens: entry.tokens
	};
}
function refusedForGood(limits, query) {
	const { model, tokens } = query;
	if (LIMIT_NAMES.some((name) => limits[name] === 0)) return {
		kind: "never",
		cause: "model",
		reason: `${model}: no allowance`
	};
	const perMinute = Math.max(limits.tokensPerMinute ?? 1e400, limits.tokensPerRequest ?? 0);
	if (tokens > Math.min(perMinute, limits.tokensPerDay ?? 1e400)) {
		const period = tokens > perMinute ? "minute" : "day";
		const limit = Math.min(perMinute, limits.tokensPerDay ?? 1e400);
		return {
			kind: "never",
			cause: "size",
			reason: `${model}: the request needs ${counted(tokens, "token")}, a ${period} allows ${limit}`
		};
	}
}
function byUse(entry, limits, query) {
	const { model, tokens, now } = query;
	const blocked = entry.blocked !== void 0 && entry.blocked.until > now ? entry.blocked : void 0;
	if (blocked?.kind === "day") return {
		kind: "exhausted",
		untilMs: blocked.until,
		reason: blocked.reason
	};
	const spent = daySpent(usedOn(entry, pacificDay(now)), limits, tokens);
	if (spent !== void 0) return {
		kind: "exhausted",
		untilMs: nextPacificMidnight(now),
		reason: `${model}: ${spent}`
	};
	const untilMs = earliestInMinute(entry.recent, {
		tokens,
		now: Math.max(now, blocked?.until ?? 0),
		requestsPerMinute: limits.requestsPerMinute ?? 1e400,
		tokensPerMinute: limits.tokensPerMinute ?? 1e400
	});
	if (untilMs <= now) return { kind: "now" };
	return {
		kind: "wait",
		untilMs,
		reason: blocked?.reason ?? `${model}: keeping under the limits a minute`
	};
}
function daySpent(used, limits, tokens) {
	if (used.requests >= (limits.requestsPerDay ?? 1e400)) return usedUp(limits.requestsPerDay, "request");
	if (used.tokens + tokens > (limits.tokensPerDay ?? 1e400)) return usedUp(limits.tokensPerDay, "token");
}
function usedUp(limit, thing) {
	return `the day's ${counted(limit ?? 0, thing)} ${limit === 1 ? "is" : "are"} used up`;
}
// src/transcript/profiles.ts
const FLASH = {
	outputLimit: 65536,
	thinkingLevel: "low",
	thinkingReserve: 8192,
	maxAudioSec: 34200,
	style: "prompt"
};
const BEFORE_LEVELS = {
	outputLimit: 65536,
	thinkingReserve: 16384,
	maxAudioSec: 34200,
	style: "prompt"
};
const TRANSCRIBE = {
	outputLimit: 65536,
	thinkingReserve: 0,
	maxAudioSec: 1800,
	style: "transcription"
};
const PROFILES = [
	["gemini-2.0", {
		...BEFORE_LEVELS,
		outputLimit: 8192,
		thinkingReserve: 0
	}],
	["gemini-1.5", {
		...BEFORE_LEVELS,
		outputLimit: 8192,
		thinkingReserve: 0
	}],
	["gemini-2.5", BEFORE_LEVELS],
	["gemini-pro", {
		...FLASH,
		thinkingReserve: 16384
	}],
	["gemini-3.5-transcribe", TRANSCRIBE],
	["gemini-", FLASH]
];
function profileOf(model) {
	const name = model.toLowerCase().replace(/^models\//, "");
	return PROFILES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? FLASH;
}
function transcriptionAsk(profile, language) {
	if (profile.style !== "transcription") return void 0;
	const tag = languageTag(language);
	return {
		languageCodes: tag === void 0 ? [] : [tag],
		diarization: true,
		wordTimestamps: true
	};
}
function languageTag(language) {
	const tag = (language ?? "").trim().replaceAll("_", "-");
	if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag)) return void 0;
	try {
		return Intl.getCanonicalLocales(tag)[0];
	} catch {
		return;
	}
}
const TOKENS_PER_SECOND = 16;
const LEAST_TOKENS = 1024;
function maxOutputTokens(durationSec, profile) {
	const speech = Math.max(LEAST_TOKENS, Math.ceil(Math.max(0, durationSec) * TOKENS_PER_SECOND));
	return Math.min(profile.outputLimit, speech + profile.thinkingReserve);
}
function longestChunkSec(profile) {
	const fits = (profile.outputLimit - profile.thinkingReserve) / TOKENS_PER_SECOND;
	return Math.min(profile.maxAudioSec, Math.floor(fits));
}
// src/plan/eligible.ts
const RANK = {
	begun: 0,
	deferred: 1,
	retry: 2,
	new: 3
};
function eligible(query) {
	const inBatch = new Set(query.batch.batches.flatMap((batch) => batch.episodes.map((e) => `${e.show}/${e.id}`)));
	const only = new Set(query.only);
	const waiting = [];
	const stuck = [];
	return {
		byShow: query.shows.map((show) => {
			const isWanted = wanted(show, only);
			const candidates = [];
			for (const [id, episode] of Object.entries(show.state.episodes)) {
				if (episode.status === "done" || !isWanted(id, episode)) continue;
				const named = only.size > 0;
				const verdict = verdictOf(episode, {
					query,
					begun: (show.chunksDone[id] ?? 0) > 0,
					named,
					inBatch: inBatch.has(`${show.state.show}/${id}`)
				});
				if (verdict.kind === "take") candidates.push(candidateOf(show, id, episode, verdict.reason));
				if (verdict.kind === "wait") {
					const chunksDone = show.chunksDone[id] ?? 0;
					const { notBefore } = verdict;
					const begun = chunksDone > 0 ? { chunksDone } : {};
					waiting.push({
						show: show.state.show,
						id,
						notBefore,
						...begun
					});
				}
				if (verdict.kind === "stuck") stuck.push({
					show: show.state.show,
					id
				});
			}
			return candidates.toSorted((a, b) => compare(a, b, show.selection.order));
		}),
		waiting,
		stuck
	};
}
function verdictOf(episode, given) {
	const { query, begun, named, inBatch } = given;
	if (query.mode === "retry-failed") return episode.status === "failed" ? {
		kind: "take",
		reason: "retry"
	} : { kind: "no" };
	if (query.mode === "resume" && !inBatch) return { kind: "no" };
	const fresh = begun ? "begun" : "new";
	switch (episode.status) {
		case "done": return { kind: "no" };
		case "skipped": return named ? {
			kind: "take",
			reason: fresh
		} : { kind: "no" };
		case "in-progress": return {
			kind: "take",
			reason: "begun"
		};
		case "discovered": return {
			kind: "take",
			reason: fresh
		};
		case "deferred": {
			const reason = begun ? "begun" : "deferred";
			return query.servable === true && episode.cause === "quota" ? {
				kind: "take",
				reason
			} : due(episode, query.now, reason);
		}
		case "failed":
			if (episode.retryable === false || episode.attempts >= query.maxAttempts) return { kind: "stuck" };
			return due(episode, query.now, "retry");
	}
}
function due(episode, now, reason) {
	const notBefore = episode.notBefore ?? 0;
	return notBefore <= now ? {
		kind: "take",
		reason
	} : {
		kind: "wait",
		notBefore
	};
}
function candidateOf(show, id, episode, reason) {
	const durationSec = episode.rendition?.durationSec ?? episode.durationSec;
	return {
		show: show.state.show,
		id,
		reason,
		...episode.publishedAt === void 0 ? {} : { publishedAt: episode.publishedAt },
		...durationSec === void 0 ? {} : { durationSec },
		chunksDone: show.chunksDone[id] ?? 0
	};
}
function wanted(show, only) {
	if (only.size > 0) return (id, episode) => only.has(id) || only.has(episode.audioUrl);
	const { since, maxDurationSec, skips } = show.selection;
	const fits = (episode) => (since === void 0 || episode.publishedAt === void 0 || episode.publishedAt >= since) && (maxDurationSec === void 0 || (episode.durationSec ?? 0) <= maxDurationSec) && !skips(episode.title);
	const newest = newestIds(show, fits);
	return (id, episode) => (show.chunksDone[id] ?? 0) > 0 || (newest === void 0 ? fits(episode) : newest.has(id));
}
function newestIds(show, fits) {
	const { maxEpisodes } = show.selection;
	if (maxEpisodes === void 0) return void 0;
	const newestFirst = Object.entries(show.state.episodes).filter(([, episode]) => fits(episode)).toSorted(([aId, a], [bId, b]) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0) || (aId < bId ? -1 : 1));
	return new Set(newestFirst.slice(0, maxEpisodes).map(([id]) => id));
}
function compare(a, b, order) {
	const byRank = RANK[a.reason] - RANK[b.reason];
	if (byRank !== 0) return byRank;
	return (order === "newest" ? -1 : 1) * ((a.publishedAt ?? 0) - (b.publishedAt ?? 0)) || (a.id < b.id ? -1 : 1);
}
// src/plan/chunk-length.ts
const USUAL_CHUNK_SEC = 600;
const MOST_CHUNK_SEC = 1800;
const STEP_SEC = 60;
const REPAIR_SHARE = .25;
const OVERHANG = .02;
function chunkLength(query) {
	const { wanted, longest } = query;
	const first = wanted === "auto" ? 600 : wanted;
	if (first > longest.sec) return {
		sec: longest.sec,
		why: {
			kind: "capped",
			wantedSec: first,
			model: longest.model
		}
	};
	if (wanted !== "auto") return {
		sec: wanted,
		why: { kind: "set" }
	};
	const usual = loadAt(query, 600);
	if (!Number.isFinite(usual.allowed) || usual.allowed < 1) return {
		sec: 600,
		why: { kind: "unknown" }
	};
	let best = usual;
	const most = Math.min(MOST_CHUNK_SEC, longest.sec);
	for (let sec = 660; !fits(best) && sec <= most; sec += STEP_SEC) {
		const load = loadAt(query, sec);
		if (fits(load) || load.days < best.days) best = load;
	}
	const { sec, needed, allowed } = best;
	return fits(usual) ? {
		sec,
		why: {
			kind: "enough",
			needed,
			allowed
		}
	} : {
		sec,
		why: {
			kind: "backlog",
			usual: usual.needed,
			needed,
			allowed
		}
	};
}
function tellChunkLength({ sec, why }) {
	const parts = `Parts of ${minutes(sec)}`;
	switch (why.kind) {
		case "set": return;
		case "capped": return `${parts}, not ${minutes(why.wantedSec)}: ${why.model} takes no more in one request.`;
		case "unknown": return `${parts} (auto): no daily limit is known.`;
		case "enough": return `${parts} (auto): the backlog needs ${requests(why.needed)}, and a day has ${why.allowed} beside those for repairs.`;
		case "backlog": return sec > 600 ? `${parts} (auto): the backlog needs ${requests(why.needed)}, and a day has ${why.allowed} beside those for repairs; at ${minutes(600)} it would need ${why.usual}.` : `${parts} (auto): the backlog needs ${requests(why.needed)}, no fewer with longer ones, and a day has ${why.allowed} beside those for repairs.`;
	}
}
function loadAt(query, sec) {
	const perDay = query.requestsPerDay(sec);
	const allowed = Number.isFinite(perDay) ? perDay - Math.floor(perDay * REPAIR_SHARE) : perDay;
	let needed = 0;
	for (const { durationSec, chunksDone } of query.episodes) {
		const length = durationSec ?? query.assumedDurationSec;
		needed += Math.max(1, Math.ceil(length / (chunksDone > 0 ? 600 : sec) - OVERHANG) - chunksDone);
	}
	return {
		sec,
		needed,
		allowed,
		days: needed / (perDay * .75)
	};
}
function fits({ needed, allowed }) {
	return needed <= allowed;
}
function minutes(sec) {
	const rounded = Math.floor(sec / 6) / 10;
	return `${rounded} minute${rounded === 1 ? "" : "s"}`;
}
function requests(count) {
	return `${count} request${count === 1 ? "" : "s"}`;
}
// src/quota/forecast.ts
const DAY_MS$1 = 864e5;
const MINUTE_MS$2 = 6e4;
const AUDIO_TOKENS_PER_SEC = 32;
const PROMPT_TOKENS$1 = 700;
const OUTPUT_TOKENS_PER_SEC = 5;
function forecast(query) {
	const work = workOf(query);
	const quota = quotaOf(query);
	const pace = paceOf(query, quota);
	const price = priceOf(query, work);
	const doneOn = dayDone(query, work.requests, pace);
	return {
		...work,
		...price === void 0 ? {} : { price },
		...Number.isFinite(quota.today) ? { quotaToday: quota.today } : {},
		...Number.isFinite(quota.perDay) ? { quotaPerDay: quota.perDay } : {},
		bound: pace.bound,
		...doneOn === void 0 ? {} : { doneOn }
	};
}
function workOf(query) {
	const { chunkSec, assumedDurationSec } = query;
	let seconds = 0;
	let requests = 0;
	for (const { durationSec, chunksDone } of query.episodes) {
		const whole = durationSec ?? assumedDurationSec;
		const chunks = Math.max(1, Math.ceil(whole / chunkSec - .02));
		const left = Math.max(0, chunks - chunksDone);
		requests += left;
		seconds += whole * left / chunks;
	}
	return {
		episodes: query.episodes.length,
		hours: seconds / 3600,
		requests,
		inputTokens: Math.round(seconds * AUDIO_TOKENS_PER_SEC + requests * PROMPT_TOKENS$1),
		outputTokens: Math.round(seconds * OUTPUT_TOKENS_PER_SEC)
	};
}
function requestsPerDay(query) {
	return quotaOf(query).perDay;
}
function quotaOf(query) {
	const { ledger, keys, models, now, chunkSec } = query;
	const tokens = chunkSec * AUDIO_TOKENS_PER_SEC + PROMPT_TOKENS$1;
	let today = 0;
	let perDay = 0;
	for (const { model, limits } of models) for (const key of keys) {
		const when = availability(ledger, {
			key,
			model,
			limits,
			tokens,
			now
		});
		if (when.kind === "never") continue;
		const pair = {
			key,
			model
		};
		const known = lastKnownLimits(ledger, pair, limits);
		perDay += byDay(known.requestsPerDay, known.tokensPerDay, tokens);
		if (when.kind === "exhausted" && when.untilMs >= nextPacificMidnight(now)) continue;
		const left = leftToday(ledger, {
			...pair,
			limits: known,
			now
		});
		today += byDay(left.requests, left.tokens, tokens);
	}
	return {
		today,
		perDay
	};
}
function lastKnownLimits(ledger, pair, configured) {
	const entry = entryOf(ledger, pair);
	return effectiveLimits(entry, configured, 0);
}
function byDay(requests, tokens, tokensEach) {
	return Math.min(requests ?? 1e400, Math.floor((tokens ?? 1e400) / tokensEach));
}
function paceOf(query, quota) {
	const { runsPerDay, budgetMs, requestMs, concurrency } = query.schedule;
	const byTime = runsPerDay * Math.floor(budgetMs / Math.max(1, requestMs) * concurrency);
	const leftOfDay = (nextPacificMidnight(query.now) - query.now) / DAY_MS$1;
	return {
		perDay: Math.min(quota.perDay, byTime),
		today: Math.min(quota.today, Math.ceil(byTime * Math.min(1, leftOfDay))),
		bound: quota.perDay <= byTime ? "quota" : "time"
	};
}
function dayDone(query, requests, pace) {
	const today = pacificDay(query.now);
	const later = requests - pace.today;
	if (later <= 0) return today;
	const days = Math.ceil(later / pace.perDay);
	return Number.isFinite(days) && days <= 36525 ? addDays(today, days) : void 0;
}
function priceOf(query, work) {
	const known = new Map(Object.entries(query.prices));
	for (const { model } of query.models) {
		const price = known.get(model);
		if (price === void 0) continue;
		const { inputPerMillion, outputPerMillion } = price;
		return {
			model,
			dollars: (work.inputTokens * inputPerMillion + work.outputTokens * outputPerMillion) / 1e6
		};
	}
}
function capacity(ledger, query) {
	const { keys, tokens, now, until, shares = [], isSure = false } = query;
	let sum = 0;
	for (const { model, limits, openUntil = 0 } of query.models) for (const key of keys) {
		const own = shares.find((one) => one.key === key && one.model === model)?.limits ?? limits;
		const when = availability(ledger, {
			key,
			model,
			limits: own,
			tokens,
			now
		});
		if (when.kind === "never") continue;
		const from = Math.max(now, openUntil, when.kind === "now" ? now : when.untilMs);
		if (from > until) continue;
		const pair = {
			key,
			model,
			limits: own
		};
		const most = between(ledger, pair, {
			from,
			until,
			tokens
		});
		sum += isSure ? Math.min(most, provenLeft(ledger, {
			...pair,
			now: from
		})) : most;
	}
	return sum;
}
function provenLeft(ledger, pair) {
	const entry = entryOf(ledger, pair);
	const { requestsPerDay } = effectiveLimits(entry, pair.limits, pair.now);
	if (requestsPerDay !== void 0) return 1e400;
	return Math.max(0, (entry?.proven ?? 0) - usedOn(entry, pacificDay(pair.now)).requests);
}
function between(ledger, pair, span) {
	const { from, until, tokens } = span;
	const limits = effectiveLimits(entryOf(ledger, pair), pair.limits, from);
	const left = leftToday(ledger, {
		...pair,
		now: from
	});
	let byDays = byDay(left.requests, left.tokens, tokens);
	for (let day = nextPacificMidnight(from); day <= until; day = nextPacificMidnight(day)) byDays += byDay(limits.requestsPerDay, limits.tokensPerDay, tokens);
	const minutes = Math.floor((until - from) / MINUTE_MS$2) + 1;
	const aMinute = byDay(limits.requestsPerMinute, limits.tokensPerMinute, tokens);
	return Math.min(byDays, minutes * Math.max(1, aMinute));
}
// src/pipeline/dispatch-types.ts
const PROMPT_TOKENS = 1500;
const FIRST_GUESS = {
	fixedMs: 15e3,
	msPerAudioSec: 120
};
// src/pipeline/chunk-length.ts
const ASSUMED_DURATION_SEC = 3600;
const LEAST_CHUNK_SEC = 60;
function decideChunkLength(context) {
	const { settings, ledger, keys, models, now, sharedBy = 1, episodes } = context;
	const { chunkMs } = settings.transcription;
	return chunkLength({
		wanted: chunkMs === "auto" ? "auto" : chunkMs / 1e3,
		longest: longestOf(models),
		episodes,
		assumedDurationSec: ASSUMED_DURATION_SEC,
		requestsPerDay: (chunkSec) => keys.length === 0 ? 1e400 : Math.floor(requestsPerDay({
			ledger,
			keys,
			models,
			now,
			chunkSec
		}) / sharedBy)
	});
}
function withChunkLength(settings, { sec }) {
	return {
		...settings,
		transcription: {
			...settings.transcription,
			chunkMs: sec * 1e3
		}
	};
}
function chunkSecOf(settings) {
	const { chunkMs } = settings.transcription;
	return chunkMs === "auto" ? 600 : chunkMs / 1e3;
}
function planParts(given) {
	const { run, gathered, eligible, service, models } = given;
	const now = run.ports.clock.now();
	const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show.state]));
	const later = eligible.waiting.map(({ show, id, chunksDone = 0 }) => {
		const durationSec = shows.get(show)?.episodes[id]?.durationSec;
		return {
			chunksDone,
			...durationSec === void 0 ? {} : { durationSec }
		};
	});
	return decideChunkLength({
		settings: run.settings,
		ledger: service.now.ledger,
		keys: run.keys.map((key) => key.fingerprint),
		models,
		now,
		sharedBy: run.sharesKeys === true ? run.shard.count : 1,
		episodes: [...eligible.byShow.flat(), ...later]
	});
}
function longestOf(models) {
	let longest = {
		sec: 1e400,
		model: ""
	};
	for (const { model, limits } of models) {
		if (Object.values(limits).includes(0)) continue;
		const { tokensPerMinute = 1e400, tokensPerDay = 1e400 } = limits;
		const tokens = Math.min(tokensPerMinute, tokensPerDay) - PROMPT_TOKENS;
		const takes = Math.min(longestChunkSec(profileOf(model)), tokens / 32);
		const sec = Math.max(LEAST_CHUNK_SEC, Math.floor(takes) - 2 * 25);
		if (sec < longest.sec) longest = {
			sec,
			model
		};
	}
	return longest;
}
// src/quota/breaker.ts
const MINUTE_MS$1 = 6e4;
const OPEN_MS = [
	30 * MINUTE_MS$1,
	60 * MINUTE_MS$1,
	120 * MINUTE_MS$1
];
const DEFAULT_THRESHOLD = 5;
const PROBE_MS = 15 * MINUTE_MS$1;
const MAX_REASON = 300;
function emptyCircuit() {
	return {
		version: 1,
		breakers: {}
	};
}
function mayCall(circuit, subject, now) {
	const breaker = breakerOf(circuit, subject);
	if (breaker === void 0 || breaker.state === "closed") return { kind: "allowed" };
	const until = breaker.openUntil ?? 0;
	return now < until ? {
		kind: "open",
		until
	} : { kind: "probe" };
}
function beginProbe(circuit, subject, now) {
	const breaker = breakerOf(circuit, subject);
	if (breaker === void 0 || mayCall(circuit, subject, now).kind !== "probe") return circuit;
	return put(circuit, subject, {
		...breaker,
		state: "half-open",
		openUntil: now + PROBE_MS
	});
}
function onSuccess(circuit, subject) {
	return breakerOf(circuit, subject) === void 0 ? circuit : resetCircuit(circuit, subject);
}
function onServiceFault(circuit, subject, fault) {
	const before = breakerOf(circuit, subject) ?? {
		state: "closed",
		failures: 0,
		trips: 0
	};
	const failures = before.failures + 1;
	const reason = fault.reason.slice(0, MAX_REASON);
	switch (before.state) {
		case "closed": {
			const opens = failures >= (fault.threshold ?? DEFAULT_THRESHOLD);
			const counted = {
				...before,
				failures,
				reason
			};
			return put(circuit, subject, opens ? tripped(counted, fault.now) : counted);
		}
		case "open":
			if (fault.now < (before.openUntil ?? 0)) return circuit;
			return put(circuit, subject, tripped({
				...before,
				failures,
				reason
			}, fault.now));
		case "half-open": return put(circuit, subject, tripped({
			...before,
			failures,
			reason
		}, fault.now));
	}
}
function resetCircuit(circuit, subject) {
	if (subject === void 0) return emptyCircuit();
	const kept = Object.entries(circuit.breakers).filter(([name]) => name !== subject);
	return {
		...circuit,
		breakers: Object.fromEntries(kept)
	};
}
function openBreakers(circuit, now) {
	return Object.entries(circuit.breakers).flatMap(([subject, breaker]) => {
		const may = mayCall(circuit, subject, now);
		return may.kind === "open" ? [{
			subject,
			until: may.until,
			reason: breaker.reason ?? ""
		}] : [];
	});
}
function tripped(breaker, now) {
	const trips = breaker.trips + 1;
	const openMs = OPEN_MS[Math.min(trips, OPEN_MS.length) - 1] ?? OPEN_MS[0];
	return {
		...breaker,
		state: "open",
		trips,
		openUntil: now + openMs
	};
}
function breakerOf(circuit, subject) {
	return Object.hasOwn(circuit.breakers, subject) ? circuit.breakers[subject] : void 0;
}
function put(circuit, subject, breaker) {
	return {
		...circuit,
		breakers: {
			...circuit.breakers,
			[subject]: breaker
		}
	};
}
// src/quota/schedule.ts
const MINUTE_MS = 6e4;
const DAY_MS = 1440 * MINUTE_MS;
const RUNS_PER_DAY = 4;
const REQUEST_MS = 6e4;
const LOOK_BACK_MS = 14 * DAY_MS;
const LEAST_GAP_MS = 10 * MINUTE_MS;
const MOST_GAP_MS = 2 * DAY_MS;
const LEAST_GAPS = 3;
const LEAST_REQUESTS = 5;
function learnSchedule(runs, given) {
	const recent = runs.filter(({ startedAt }) => startedAt > given.now - LOOK_BACK_MS && startedAt <= given.now).toSorted((one, other) => one.startedAt - other.startedAt);
	const gap = usualGap(recent.map(({ startedAt }) => startedAt));
	const requestMs = usualRequest(recent, given.concurrency);
	return {
		runsPerDay: gap === void 0 ? RUNS_PER_DAY : DAY_MS / gap,
		requestMs: requestMs ?? REQUEST_MS,
		learnt: {
			runsPerDay: gap !== void 0,
			requestMs: requestMs !== void 0
		}
	};
}
function usualGap(starts) {
	const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? start)).filter((gap) => gap >= LEAST_GAP_MS && gap <= MOST_GAP_MS).toSorted((one, other) => one - other);
	return gaps.length < LEAST_GAPS ? void 0 : gaps[Math.floor(gaps.length / 2)];
}
function usualRequest(runs, concurrency) {
	const busy = runs.filter(({ requests }) => requests >= LEAST_REQUESTS).slice(-10);
	const requests = busy.reduce((sum, run) => sum + run.requests, 0);
	const spentMs = busy.reduce((sum, run) => sum + Math.max(0, run.finishedAt - run.startedAt), 0);
	if (requests === 0 || spentMs === 0) return void 0;
	return Math.max(1e3, spentMs * Math.max(1, concurrency) / requests);
}
function scheduleInWords({ runsPerDay, requestMs, learnt }) {
	const rounded = runsPerDay < 10 ? Math.round(runsPerDay * 10) / 10 : Math.round(runsPerDay);
	const often = `${rounded} ${rounded === 1 ? "run" : "runs"} a day`;
	const fast = `${Math.max(1, Math.round(requestMs / 1e3))} s a request`;
	const origin = (known) => known ? "as in the last runs" : "assumed";
	return learnt.runsPerDay === learnt.requestMs ? `${often} and ${fast} ${origin(learnt.requestMs)}` : `${often} ${origin(learnt.runsPerDay)}, ${fast} ${origin(learnt.requestMs)}`;
}
export { leftToday as A, maxOutputTokens as C, effectiveLimits as D, availability as E, isDead as O, longestChunkSec as S, transcriptionAsk as T, forecast as _, onServiceFault as a, eligible as b, resetCircuit as c, decideChunkLength as d, planParts as f, capacity as g, PROMPT_TOKENS as h, mayCall as i, usedOn as j, isUnproven as k, ASSUMED_DURATION_SEC as l, FIRST_GUESS as m, scheduleInWords as n, onSuccess as o, withChunkLength as p, beginProbe as r, openBreakers as s, learnSchedule as t, chunkSecOf as u, REPAIR_SHARE as v, profileOf as w, languageTag as x, tellChunkLength as y };
