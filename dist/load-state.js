import { t as Fault } from "./failure.js";
import { i as problem, n as bad, r as ok } from "./outcome.js";
import { a as ZodNever, b as string, c as ZodOptional, d as _enum, f as array, g as number, h as literal, i as ZodLiteral, l as ZodRecord, m as int, n as ZodBoolean, o as ZodNumber, p as boolean, r as ZodEnum, s as ZodObject, t as ZodArray, u as ZodString, v as record, y as strictObject } from "./vendor-zod.js";
// src/quota/policies.ts
const NOTHING_TO_DO = "Nothing to do: the next run goes on from here.";
const NEW_KEY = "Make a new key in Google AI Studio, put it into the secret and remove this one.";
const minute = (what) => ({
	meaning: `the minute's ${what} are used up`,
	actions: [
		"other-key",
		"wait-briefly",
		"other-model",
		"defer"
	],
	tries: 10,
	serviceFault: false,
	quotaSpent: "no",
	retryable: true,
	remedy: NOTHING_TO_DO
});
const day = (what) => ({
	meaning: `the day's ${what} are used up`,
	actions: [
		"other-key",
		"other-model",
		"defer"
	],
	tries: 0,
	serviceFault: false,
	quotaSpent: "no",
	retryable: true,
	remedy: `${NOTHING_TO_DO} Keys of further Google projects, or billing, raise the day's quota.`
});
const deadKey = (meaning, remedy) => ({
	meaning,
	actions: [
		"key-off",
		"other-key",
		"fail"
	],
	tries: 0,
	serviceFault: false,
	quotaSpent: "no",
	retryable: true,
	remedy
});
const service = (meaning, quotaSpent) => ({
	meaning,
	actions: [
		"wait-briefly",
		"other-model",
		"defer"
	],
	tries: 3,
	serviceFault: true,
	quotaSpent,
	retryable: true,
	remedy: NOTHING_TO_DO
});
const refusedRequest = (meaning, remedy) => ({
	meaning,
	actions: ["other-model", "fail"],
	tries: 0,
	serviceFault: false,
	quotaSpent: "yes",
	retryable: false,
	remedy
});
const tooBig = (meaning) => ({
	meaning,
	actions: [
		"halve",
		"other-model",
		"fail"
	],
	tries: 0,
	serviceFault: false,
	quotaSpent: "yes",
	retryable: false,
	remedy: "Set a shorter chunk length."
});
const lostFile = (meaning, actions) => ({
	meaning,
	actions,
	tries: 2,
	serviceFault: false,
	quotaSpent: "no",
	retryable: true,
	uploadAgain: actions[0] === "ask-again",
	remedy: NOTHING_TO_DO
});
const FAULT_POLICIES = {
	"minute-requests": minute("requests"),
	"minute-tokens": minute("tokens"),
	"day-requests": day("requests"),
	"day-tokens": day("tokens"),
	"limit-zero": {
		meaning: "the project has no allowance for this model",
		actions: [
			"other-key",
			"other-model",
			"fail"
		],
		tries: 0,
		serviceFault: false,
		quotaSpent: "no",
		retryable: true,
		remedy: "Choose a model that the free tier offers, or turn on billing for the project."
	},
	"rate-unknown": {
		...minute("requests"),
		meaning: "a quota is used up, the service does not say which",
		tries: 2
	},
	"prepay-depleted": {
		meaning: "the prepaid credit of the project is used up",
		actions: [
			"key-off",
			"other-key",
			"defer"
		],
		tries: 0,
		serviceFault: false,
		quotaSpent: "no",
		retryable: true,
		remedy: "Top up the credit or raise the spending cap in Google AI Studio."
	},
	"key-invalid": deadKey("the key is not valid", NEW_KEY),
	"key-expired": deadKey("the key has expired", NEW_KEY),
	"key-leaked": deadKey("the key was reported as leaked", NEW_KEY),
	"key-denied": deadKey("the key or its project is denied access", "Check in Google AI Studio that the project is active, the Gemini API enabled and the key unrestricted."),
	"region-denied": deadKey("the service is not offered where this runs", "Run on a machine in a supported region, or turn on billing for the project."),
	"model-gone": {
		meaning: "the model is not offered",
		actions: [
			"other-key",
			"other-model",
			"fail"
		],
		tries: 0,
		serviceFault: false,
		quotaSpent: "no",
		retryable: true,
		remedy: "Name a current model in the configuration."
	},
	"too-many-tokens": tooBig("the audio has more tokens than the model takes"),
	"too-large": tooBig("the request is larger than the service takes"),
	"unknown-field": refusedRequest("the service does not know a field of the request", "Update the action; report it if it is the newest."),
	"bad-request": refusedRequest("the service refuses the request as malformed", "Look at the message; report it if the audio plays."),
	overloaded: service("the model is overloaded", "unknown"),
	deadline: service("the service did not answer within its own deadline", "yes"),
	internal: service("the service had an internal error", "yes"),
	network: {
		...service("the connection failed", "unknown"),
		remedy: "If it stays so, check `gemini.baseUrl`, any proxy on the way and the name service; the next run goes on from here."
	},
	timeout: service("no answer came in time", "yes"),
	aborted: {
		meaning: "the request was given up by this run",
		actions: ["defer"],
		tries: 0,
		serviceFault: false,
		quotaSpent: "yes",
		retryable: true,
		remedy: NOTHING_TO_DO
	},
	"file-not-found": lostFile("the uploaded audio is gone", ["ask-again", "fail"]),
	"file-forbidden": lostFile("the uploaded audio belongs to the project of another key", ["ask-again", "fail"]),
	"file-not-ready": lostFile("the uploaded audio is still being processed", [
		"wait-briefly",
		"ask-again",
		"fail"
	]),
	unrecognised: {
		meaning: "the answer is not one that the service is known to give",
		actions: [
			"ask-again",
			"other-key",
			"other-model",
			"fail"
		],
		tries: 1,
		serviceFault: false,
		quotaSpent: "unknown",
		retryable: true,
		remedy: "Check `gemini-base-url` and any proxy on the way."
	}
};
const content = (meaning, actions, tries) => ({
	meaning,
	actions,
	tries,
	serviceFault: false,
	quotaSpent: "yes",
	retryable: false,
	remedy: "Add a further model to the configuration: another one often answers."
});
const REPLY_POLICIES = {
	ok: {
		meaning: "an answer",
		actions: ["accept"],
		tries: 0,
		serviceFault: false,
		quotaSpent: "yes",
		retryable: false,
		remedy: NOTHING_TO_DO
	},
	empty: content("the answer is empty", [
		"ask-again",
		"other-model",
		"fail"
	], 1),
	cut: {
		...content("the answer broke off", [
			"ask-again",
			"other-model",
			"fail"
		], 2),
		retryable: true,
		remedy: NOTHING_TO_DO
	},
	"max-tokens": {
		...content("the answer reached its length limit", [
			"halve",
			"other-model",
			"fail"
		], 0),
		remedy: "Set a shorter chunk length."
	},
	blocked: content("the model blocks the content", ["other-model", "fail"], 0),
	recitation: content("the model stops at known text", [
		"other-model",
		"halve",
		"fail"
	], 0),
	prohibited: content("the model holds the content to be prohibited", ["other-model", "fail"], 0),
	spii: content("the model holds back personal data", [
		"other-model",
		"halve",
		"fail"
	], 0)
};
const POLICIES = {
	...FAULT_POLICIES,
	...REPLY_POLICIES
};
// src/quota/entries.ts
const LIMIT_NAMES = [
	"requestsPerDay",
	"requestsPerMinute",
	"tokensPerMinute",
	"tokensPerDay"
];
function entryOf(ledger, pair) {
	return ledger.entries.find((entry) => entry.key === pair.key && entry.model === pair.model);
}
function ofDay(entry, day) {
	return entry.day >= day ? entry : {
		...entry,
		day,
		requests: 0,
		tokens: 0
	};
}
function updateEntry(ledger, pair, change) {
	const before = entryOf(ledger, pair) ?? newEntry(pair);
	const others = ledger.entries.filter((entry) => entry.key !== pair.key || entry.model !== pair.model);
	return {
		...ledger,
		entries: sortEntries([...others, change(before)])
	};
}
function newEntry({ key, model }) {
	return {
		key,
		model,
		day: "",
		requests: 0,
		tokens: 0,
		recent: [],
		learnt: {}
	};
}
function sortEntries(entries) {
	return entries.toSorted((a, b) => order(a.key, b.key) || order(a.model, b.model));
}
function order(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
// src/quota/pacific.ts
const HOUR_MS$1 = 36e5;
const DAY_FORMAT = new Intl.DateTimeFormat("en-CA", {
	timeZone: "America/Los_Angeles",
	year: "numeric",
	month: "2-digit",
	day: "2-digit"
});
function pacificDay(now) {
	return DAY_FORMAT.format(now);
}
function nextPacificMidnight(now) {
	return pacificDayStart(addDays(pacificDay(now), 1));
}
function pacificDayStart(day) {
	const summer = utcMidnight(day) + 7 * HOUR_MS$1;
	return pacificDay(summer) === day ? summer : summer + HOUR_MS$1;
}
function addDays(day, count) {
	return new Date(utcMidnight(day) + count * 24 * HOUR_MS$1).toISOString().slice(0, 10);
}
function utcMidnight(day) {
	return Date.parse(`${day}T00:00:00Z`);
}
// src/quota/refusals.ts
const SECOND_MS$1 = 1e3;
const MINUTE_MS = 60 * SECOND_MS$1;
const HOUR_MS = 60 * MINUTE_MS;
const DEAD_KEY_MS = 24 * HOUR_MS;
const UNPAID_KEY_MS = 6 * HOUR_MS;
const UNEXPLAINED_PAUSES_MS = [
	MINUTE_MS,
	5 * MINUTE_MS,
	30 * MINUTE_MS,
	2 * HOUR_MS
];
const RESET_LAG_MS = 2 * MINUTE_MS;
const AFTER_RESET_LAG_MS = 5 * MINUTE_MS;
function recordFault(ledger, seen) {
	const { key, fault, now } = seen;
	switch (fault.kind) {
		case "key-invalid":
		case "key-expired":
		case "key-leaked":
		case "key-denied":
		case "region-denied": return noteKey(ledger, keyNote(seen, "dead", now + DEAD_KEY_MS));
		case "prepay-depleted": return noteKey(ledger, keyNote(seen, "unpaid", now + UNPAID_KEY_MS));
		case "model-gone": return updateEntry(ledger, seen, (entry) => ({
			...ofDay(entry, pacificDay(now)),
			gone: {
				since: now,
				reason: fault.message
			}
		}));
		case "minute-requests":
		case "minute-tokens":
		case "day-requests":
		case "day-tokens":
		case "limit-zero":
		case "rate-unknown": {
			const refused = updateEntry(ledger, seen, (entry) => refuse(entry, fault, now));
			if (fault.quotaModel === void 0) return refused;
			const named = {
				key,
				model: fault.quotaModel
			};
			return updateEntry(refused, named, (entry) => refuse(entry, fault, now));
		}
		default: return ledger;
	}
}
function isRemembered(kind) {
	switch (kind) {
		case "minute-requests":
		case "minute-tokens":
		case "day-requests":
		case "day-tokens":
		case "limit-zero":
		case "rate-unknown":
		case "prepay-depleted":
		case "key-invalid":
		case "key-expired":
		case "key-leaked":
		case "key-denied":
		case "region-denied":
		case "model-gone": return true;
		default: return false;
	}
}
function isKeyFault(kind) {
	switch (kind) {
		case "key-invalid":
		case "key-expired":
		case "key-leaked":
		case "key-denied":
		case "region-denied":
		case "prepay-depleted": return true;
		default: return false;
	}
}
function refuse(entry, fault, now) {
	const today = ofDay(entry, pacificDay(now));
	const learnt = learn(today.learnt, fault.learnt, now);
	switch (fault.kind) {
		case "minute-requests":
		case "minute-tokens": {
			const until = now + (fault.retryDelayMs ?? MINUTE_MS) + SECOND_MS$1;
			return {
				...today,
				learnt,
				...blockedBy(today, fault, {
					kind: "minute",
					since: now,
					until
				})
			};
		}
		case "day-requests":
		case "day-tokens": {
			const limit = fault.kind === "day-requests" ? fault.learnt.requestsPerDay : void 0;
			const until = freeAfterDay(today, fault, now);
			const dayRefusal = {
				day: pacificDay(now),
				at: now,
				requests: today.requests,
				...limit === void 0 ? {} : { limit }
			};
			const block = blockedBy(today, fault, {
				kind: "day",
				since: now,
				until
			});
			return {
				...today,
				learnt,
				proven: today.requests,
				dayRefusal,
				...block
			};
		}
		case "rate-unknown": {
			const before = today.unexplained ?? 0;
			const pause = UNEXPLAINED_PAUSES_MS[Math.min(before, UNEXPLAINED_PAUSES_MS.length - 1)] ?? HOUR_MS;
			const wanted = now + Math.max(pause, fault.retryDelayMs ?? 0);
			const block = blockedBy(today, fault, {
				kind: "unknown",
				since: now,
				until: Math.max(now + MINUTE_MS, Math.min(wanted, nextPacificMidnight(now)))
			});
			return {
				...today,
				learnt,
				unexplained: before + 1,
				...block
			};
		}
		default: return {
			...today,
			learnt
		};
	}
}
function freeAfterDay(today, fault, now) {
	const sinceReset = now - pacificDayStart(pacificDay(now));
	const limit = fault.learnt.requestsPerDay;
	const spentLess = limit === void 0 || today.requests < limit;
	return sinceReset < RESET_LAG_MS && spentLess ? now + AFTER_RESET_LAG_MS : nextPacificMidnight(now);
}
function blockedBy(entry, fault, block) {
	const standing = entry.blocked;
	if (standing !== void 0 && standing.until >= block.until) return { blocked: standing };
	return { blocked: {
		...block,
		reason: fault.message
	} };
}
function learn(learnt, told, at) {
	const result = { ...learnt };
	for (const name of LIMIT_NAMES) {
		const value = told[name];
		if (value !== void 0) result[name] = {
			value,
			at
		};
	}
	return result;
}
function keyNote(seen, state, until) {
	const { key, fault, now } = seen;
	return {
		key,
		state,
		kind: fault.kind,
		reason: fault.message,
		since: now,
		until
	};
}
function noteKey(ledger, note) {
	const others = ledger.keys.filter((other) => other.key !== note.key);
	return {
		...ledger,
		keys: [...others, note].toSorted((a, b) => order(a.key, b.key))
	};
}
// src/quota/window.ts
const WEIGHS_MS = 62e3;
const SECOND_MS = 1e3;
function usedInMinute(recent, now) {
	let requests = 0;
	let tokens = 0;
	for (const use of weighing(recent, now)) {
		requests += use.requests;
		tokens += use.tokens;
	}
	return {
		requests,
		tokens
	};
}
function earliestInMinute(recent, request) {
	const weighs = weighing(recent, request.now);
	let { requests, tokens } = usedInMinute(recent, request.now);
	let at = request.now;
	for (const use of weighs) {
		if (requests < request.requestsPerMinute && (tokens === 0 || tokens + request.tokens <= request.tokensPerMinute)) return at;
		requests -= use.requests;
		tokens -= use.tokens;
		at = use.at + WEIGHS_MS;
	}
	return at;
}
function addRecent(recent, use) {
	const second = Math.floor(use.at / SECOND_MS) * SECOND_MS;
	const before = recent.find((item) => item.at === second);
	const sum = {
		at: second,
		requests: Math.max(0, (before?.requests ?? 0) + use.requests),
		tokens: Math.max(0, (before?.tokens ?? 0) + use.tokens)
	};
	return tidy([...recent.filter((item) => item.at !== second), sum]);
}
function tidy(recent) {
	const used = recent.filter((use) => use.requests > 0 || use.tokens > 0);
	const newest = used.reduce((latest, use) => Math.max(latest, use.at), 0);
	return used.filter((use) => use.at + WEIGHS_MS > newest).toSorted((a, b) => a.at - b.at);
}
function weighing(recent, now) {
	return recent.filter((use) => use.at + WEIGHS_MS > now);
}
// src/quota/ledger.ts
function emptyLedger() {
	return {
		version: 1,
		entries: [],
		keys: []
	};
}
function reserve(ledger, request) {
	const { key, model, tokens, now } = request;
	return {
		ledger: recordRequest(ledger, request),
		reservation: {
			key,
			model,
			at: now,
			day: pacificDay(now),
			tokens
		}
	};
}
function recordRequest(ledger, request) {
	return updateEntry(ledger, request, (entry) => {
		const today = ofDay(entry, pacificDay(request.now));
		const tokens = wholeTokens(request.tokens);
		return {
			...today,
			requests: today.requests + 1,
			tokens: today.tokens + tokens,
			recent: addRecent(today.recent, {
				at: request.now,
				requests: 1,
				tokens
			})
		};
	});
}
function recordTokens(ledger, reservation, actual) {
	const tokens = wholeTokens(actual) - wholeTokens(reservation.tokens);
	return correct(ledger, reservation, {
		day: {
			requests: 0,
			tokens
		},
		minute: {
			requests: 0,
			tokens
		}
	});
}
function settleReply(ledger, reservation, promptTokens) {
	const counted = recordTokens(ledger, reservation, promptTokens);
	const healthy = updateEntry(counted, reservation, (entry) => {
		const { unexplained: _none, gone, ...rest } = entry;
		const served = entry.day === reservation.day ? entry.requests : 0;
		const proven = Math.max(entry.proven ?? 0, served);
		const stillGone = gone !== void 0 && gone.since > reservation.at;
		return {
			...rest,
			proven,
			...stillGone ? { gone } : {}
		};
	});
	const keys = healthy.keys.filter((note) => note.key !== reservation.key || note.since > reservation.at);
	return {
		...healthy,
		keys
	};
}
function settleFault(ledger, reservation, outcome) {
	const { fault, now } = outcome;
	const settled = settle(ledger, reservation, fault.unsent ? "no" : POLICIES[fault.kind].quotaSpent);
	return recordFault(settled, {
		key: reservation.key,
		model: reservation.model,
		fault,
		now
	});
}
function settle(ledger, reservation, spent) {
	if (spent === "yes") return ledger;
	const back = {
		requests: -1,
		tokens: -wholeTokens(reservation.tokens)
	};
	return correct(ledger, reservation, {
		day: back,
		minute: spent === "no" ? back : {
			requests: 0,
			tokens: 0
		}
	});
}
function keysOff(ledger, keys, now) {
	return ledger.keys.filter((note) => keys.includes(note.key) && note.until > now);
}
function correct(ledger, reservation, change) {
	return updateEntry(ledger, reservation, (entry) => {
		const sameDay = entry.day === reservation.day;
		return {
			...entry,
			requests: Math.max(0, entry.requests + (sameDay ? change.day.requests : 0)),
			tokens: Math.max(0, entry.tokens + (sameDay ? change.day.tokens : 0)),
			recent: addRecent(entry.recent, {
				at: reservation.at,
				...change.minute
			})
		};
	});
}
function wholeTokens(tokens) {
	return Number.isFinite(tokens) ? Math.min(Math.max(0, Math.round(tokens)), 0xe8d4a51000) : 0;
}
// src/quota/types.ts
const Instant$1 = int().nonnegative();
const Count = int().nonnegative();
const LearntLimit = strictObject({
	value: Count,
	at: Instant$1
});
const RecentUse = strictObject({
	at: Instant$1,
	requests: Count,
	tokens: Count
});
const Block = strictObject({
	kind: _enum([
		"minute",
		"day",
		"unknown"
	]),
	since: Instant$1,
	until: Instant$1,
	reason: string()
});
const DayRefusal = strictObject({
	day: string(),
	at: Instant$1,
	requests: Count,
	limit: Count.optional()
});
const LedgerEntry = strictObject({
	key: string(),
	model: string(),
	day: string(),
	requests: Count,
	tokens: Count,
	recent: array(RecentUse),
	proven: Count.optional(),
	learnt: strictObject({
		requestsPerDay: LearntLimit.optional(),
		requestsPerMinute: LearntLimit.optional(),
		tokensPerMinute: LearntLimit.optional(),
		tokensPerDay: LearntLimit.optional()
	}),
	blocked: Block.optional(),
	gone: strictObject({
		since: Instant$1,
		reason: string()
	}).optional(),
	unexplained: Count.optional(),
	dayRefusal: DayRefusal.optional()
});
const KeyNote = strictObject({
	key: string(),
	state: _enum(["dead", "unpaid"]),
	kind: string(),
	reason: string(),
	since: Instant$1,
	until: Instant$1
});
const Ledger = strictObject({
	version: literal(1),
	entries: array(LedgerEntry),
	keys: array(KeyNote)
});
// src/state/check.ts
const NO = -1;
function compileCount(schema, known = new Map()) {
	const written = known.get(schema);
	if (written !== void 0) return written;
	if (schema instanceof ZodOptional) {
		const inner = compileCount(schema.unwrap(), known);
		return inner && ((value) => value === void 0 ? 0 : inner(value));
	}
	if (schema instanceof ZodString) return (schema.def.checks ?? []).length === 0 ? (value) => typeof value === "string" ? 0 : NO : void 0;
	if (schema instanceof ZodNumber) return compileNumber(schema);
	if (schema instanceof ZodBoolean) return (value) => typeof value === "boolean" ? 0 : NO;
	if (schema instanceof ZodEnum) {
		const options = new Set(schema.options);
		return (value) => options.has(value) ? 0 : NO;
	}
	if (schema instanceof ZodLiteral) {
		const values = schema.values;
		return (value) => values.has(value) ? 0 : NO;
	}
	if (schema instanceof ZodArray) return compileArray(schema, known);
	if (schema instanceof ZodRecord) return compileRecord(schema, known);
	if (schema instanceof ZodObject) return compileObject(schema, known);
}
function compileNumber(schema) {
	const known = new Set([
		"number_format",
		"greater_than",
		"less_than"
	]);
	const checks = (schema.def.checks ?? []).map((check) => check._zod.def.check);
	if ((schema.def.checks ?? []).some((check) => "inclusive" in check._zod.def && check._zod.def.inclusive !== true) || !checks.every((check) => known.has(check))) return void 0;
	const least = schema.minValue ?? -1e400;
	const most = schema.maxValue ?? 1e400;
	const whole = schema.isInt;
	return (value) => typeof value === "number" && Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isSafeInteger(value)) ? 0 : NO;
}
function compileArray(schema, known) {
	const inner = compileCount(schema.element, known);
	if (inner === void 0 || (schema.def.checks ?? []).length > 0) return void 0;
	return (value) => {
		if (!Array.isArray(value)) return NO;
		let names = 0;
		for (const one of value) {
			const count = inner(one);
			if (count === NO) return NO;
			names += count;
		}
		return names;
	};
}
function compileRecord(schema, known) {
	const key = schema.keyType;
	if (!(key instanceof ZodString) || (key.def.checks ?? []).length > 0) return void 0;
	const inner = compileCount(schema.valueType, known);
	if (inner === void 0) return void 0;
	return (value) => {
		if (!isPlain(value)) return NO;
		let names = 0;
		for (const name in value) {
			const count = inner(value[name]);
			if (count === NO) return NO;
			names += 1 + count;
		}
		return names;
	};
}
function compileObject(schema, known) {
	if (!(schema.def.catchall instanceof ZodNever)) return void 0;
	const members = [];
	for (const [name, part] of Object.entries(schema.shape)) {
		const check = compileCount(part, known);
		if (check === void 0) return void 0;
		members.push({
			name,
			check
		});
	}
	return (value) => {
		if (!isPlain(value)) return NO;
		let own = 0;
		let names = 0;
		for (const { name, check } of members) {
			const member = value[name];
			const count = check(member);
			if (count === NO) return NO;
			names += count;
			if (member !== void 0 || Object.hasOwn(value, name)) own += 1;
		}
		let there = 0;
		for (const _name in value) there += 1;
		return there === own ? names + own : NO;
	};
}
function isPlain(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// src/state/types.ts
const Instant = int().nonnegative();
const StoredProblem = strictObject({
	code: string(),
	message: string(),
	remedy: string()
});
const EpisodeStatus = _enum([
	"discovered",
	"in-progress",
	"done",
	"deferred",
	"failed",
	"skipped"
]);
const StoredRendition = strictObject({
	sha256: string(),
	bytes: int().nonnegative(),
	durationSec: number().nonnegative(),
	container: string()
});
const EpisodeState = strictObject({
	status: EpisodeStatus,
	title: string(),
	audioUrl: string(),
	publishedAt: Instant.optional(),
	durationSec: number().nonnegative().optional(),
	guid: string().optional(),
	attempts: int().nonnegative(),
	notBefore: Instant.optional(),
	reason: string().optional(),
	cause: _enum([
		"quota",
		"service",
		"host"
	]).optional(),
	error: StoredProblem.optional(),
	retryable: boolean().optional(),
	rendition: StoredRendition.optional(),
	transcript: string().optional(),
	startedAt: Instant.optional(),
	finishedAt: Instant.optional(),
	requests: int().nonnegative().optional()
});
const FeedState = strictObject({
	version: literal(1),
	show: string(),
	feedUrl: string(),
	title: string(),
	validators: strictObject({
		etag: string().optional(),
		lastModified: string().optional()
	}).optional(),
	episodes: record(string(), EpisodeState)
});
const Batch = strictObject({
	id: string(),
	startedAt: Instant,
	episodes: array(strictObject({
		show: string(),
		id: string()
	}))
});
const BatchState = strictObject({
	version: literal(1),
	batches: array(Batch)
});
const RunRecord = strictObject({
	id: string(),
	mode: string(),
	startedAt: Instant,
	finishedAt: Instant,
	completed: int().nonnegative(),
	failed: int().nonnegative(),
	deferred: int().nonnegative(),
	pending: int().nonnegative(),
	requests: int().nonnegative(),
	repairs: int().nonnegative().optional(),
	audioSec: number().nonnegative(),
	promptTokens: int().nonnegative(),
	outputTokens: int().nonnegative()
});
const RunsState = strictObject({
	version: literal(1),
	runs: array(RunRecord)
});
const CircuitState = strictObject({
	version: literal(1),
	breakers: record(string(), strictObject({
		state: _enum([
			"closed",
			"open",
			"half-open"
		]),
		failures: int().nonnegative(),
		trips: int().nonnegative(),
		openUntil: Instant.optional(),
		reason: string().optional()
	}))
});
// src/state/check-episode.ts
const STATUSES = new Set(EpisodeState.shape.status.options);
const CAUSES = new Set(EpisodeState.shape.cause.unwrap().options);
const RENDITION_NAMES = Object.keys(StoredRendition.shape).length;
const PROBLEM_NAMES = Object.keys(StoredProblem.shape).length;
function countEpisode(value) {
	if (!isPlain(value)) return -1;
	const one = value;
	if (!STATUSES.has(one.status)) return -1;
	if (!isText(one.title) || !isText(one.audioUrl) || !isCount(one.attempts)) return -1;
	let own = 4;
	let inner = 0;
	for (const member of [
		one.guid,
		one.reason,
		one.transcript
	]) {
		if (member === void 0) continue;
		if (!isText(member)) return -1;
		own += 1;
	}
	const whole = [
		one.publishedAt,
		one.notBefore,
		one.startedAt,
		one.finishedAt,
		one.requests
	];
	for (const member of whole) {
		if (member === void 0) continue;
		if (!isCount(member)) return -1;
		own += 1;
	}
	if (one.durationSec !== void 0) {
		if (!isLength(one.durationSec)) return -1;
		own += 1;
	}
	if (one.cause !== void 0) {
		if (!CAUSES.has(one.cause)) return -1;
		own += 1;
	}
	if (one.retryable !== void 0) {
		if (typeof one.retryable !== "boolean") return -1;
		own += 1;
	}
	if (one.rendition !== void 0) {
		if (!isRendition(one.rendition)) return -1;
		own += 1;
		inner += RENDITION_NAMES;
	}
	if (one.error !== void 0) {
		if (!isProblem(one.error)) return -1;
		own += 1;
		inner += PROBLEM_NAMES;
	}
	return namesOf(value) === own ? own + inner : -1;
}
function isRendition(value) {
	if (!isPlain(value)) return false;
	const one = value;
	return isText(one.sha256) && isCount(one.bytes) && isLength(one.durationSec) && isText(one.container) && namesOf(value) === RENDITION_NAMES;
}
function isProblem(value) {
	if (!isPlain(value)) return false;
	const one = value;
	return isText(one.code) && isText(one.message) && isText(one.remedy) && namesOf(value) === PROBLEM_NAMES;
}
function namesOf(value) {
	let names = 0;
	for (const _name in value) names += 1;
	return names;
}
function isText(value) {
	return typeof value === "string";
}
function isCount(value) {
	return Number.isSafeInteger(value) && value >= 0;
}
function isLength(value) {
	return Number.isFinite(value) && value >= 0;
}
// src/state/issue-words.ts
const KINDS = {
	string: "a text",
	number: "a number",
	int: "a whole number",
	boolean: "true or false",
	array: "a list",
	object: "an object",
	record: "an object"
};
function issueWords(issue, file) {
	const name = nameOf(issue.path);
	if (issue.code === "unrecognized_keys") {
		const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 100))).join(", ");
		return `${name === "" ? "it holds" : `${name} holds`} ${keys}, which is not known here`;
	}
	const value = issue.path.reduce((at, step) => at?.[step], file);
	return `${name === "" ? "it" : name} ${value === void 0 ? "is missing" : `is ${shown(value)}`}; expected ${expected(issue)}`;
}
function expected(issue) {
	switch (issue.code) {
		case "invalid_type": return KINDS[issue.expected] ?? "another kind of value";
		case "invalid_value": return issue.values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${issue.values.map(String).join(", ")}`;
		case "too_small": return `no less than ${issue.minimum}`;
		case "too_big": return `no more than ${issue.maximum}`;
		default: return "another value";
	}
}
function nameOf(path) {
	return path.map((step, at) => typeof step === "number" ? `[${step}]` : `${at > 0 ? "." : ""}${String(step).slice(0, 100)}`).join("");
}
function shown(value) {
	if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
// src/state/json-error.ts
const SPACE = /[ \t\r\n]*/y;
const TOKEN$1 = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;
const STRING_PART = /(?:(?!\p{Cc})[^"\\]|[\u007f-\u009f])+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |$)/m;
function findJsonError(text) {
	const conflict = CONFLICT.exec(text);
	if (conflict !== null) return {
		line: lineAt(text, conflict.index),
		reason: "a merge conflict was left in the file"
	};
	const open = [];
	let expected = "value";
	for (let at = 0;;) {
		SPACE.lastIndex = at;
		at += SPACE.exec(text)?.[0].length ?? 0;
		if (at >= text.length) {
			const reason = `the file ends where ${words(expected)} should follow`;
			return expected === "the end" ? void 0 : {
				line: lineAt(text, at),
				reason
			};
		}
		const token = tokenAt(text, at);
		const next = token === void 0 ? void 0 : step(expected, token, open);
		if (token === void 0 || next === void 0) return {
			line: lineAt(text, at),
			reason: `${words(expected)} should stand here`
		};
		expected = next;
		at += token.length;
	}
}
function tokenAt(text, start) {
	if (text[start] !== "\"") {
		TOKEN$1.lastIndex = start;
		return TOKEN$1.exec(text)?.[0];
	}
	let at = start + 1;
	for (;;) {
		STRING_PART.lastIndex = at;
		const part = STRING_PART.exec(text)?.[0];
		if (part === void 0) break;
		at += part.length;
	}
	return text[at] === "\"" ? text.slice(start, at + 1) : void 0;
}
function step(expected, token, open) {
	const closing = expected === "value or ]" || expected === ", or ]" ? "]" : "}";
	if (expected !== "value" && expected.endsWith(closing) && token === closing) {
		open.pop();
		return afterValue(open);
	}
	switch (expected) {
		case "value":
		case "value or ]":
			if (token === "{") {
				open.push("{");
				return "key or }";
			}
			if (token === "[") {
				open.push("[");
				return "value or ]";
			}
			return /^[}\],:]$/.test(token) ? void 0 : afterValue(open);
		case "key":
		case "key or }": return token.startsWith("\"") ? ":" : void 0;
		case ":": return token === ":" ? "value" : void 0;
		case ", or ]": return token === "," ? "value" : void 0;
		case ", or }": return token === "," ? "key" : void 0;
		case "the end": return;
	}
}
function afterValue(open) {
	const last = open.at(-1);
	if (last === void 0) return "the end";
	return last === "{" ? ", or }" : ", or ]";
}
function words(expected) {
	if (expected.startsWith("value")) return "a value";
	if (expected.startsWith("key")) return "a name in double quotes";
	return expected;
}
function lineAt(text, position) {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line += 1;
	return line;
}
// src/state/twins.ts
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gsu;
function findTwin(text, names) {
	const marks = countOf(text, "\":");
	const isPlain = !/"[ \t\r\n]+:/u.test(text);
	if (isPlain && marks === names) return void 0;
	if (isPlain && !text.includes("\\\\\":") && marks - countOf(text, "\\\":") === names) return void 0;
	return lookThrough(text);
}
function countNames(value) {
	if (typeof value !== "object" || value === null) return 0;
	const members = Object.values(value);
	const own = Array.isArray(value) ? 0 : members.length;
	return members.reduce((sum, member) => sum + countNames(member), own);
}
function countOf(text, mark) {
	let count = 0;
	for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) count += 1;
	return count;
}
function lookThrough(text) {
	const open = [];
	let before = "";
	for (const { 0: token, index } of text.matchAll(TOKEN)) {
		const names = open.at(-1);
		if (token === "{") open.push(new Set());
		else if (token === "[") open.push(void 0);
		else if (token === "}" || token === "]") open.pop();
		else if (names !== void 0 && token.startsWith("\"") && before !== ":") {
			const name = JSON.parse(token);
			if (names.has(name)) return {
				name,
				line: lineAt(text, index)
			};
			names.add(name);
		}
		before = token;
	}
}
// src/state/read.ts
function format(parts) {
	return {
		...parts,
		count: compileCount(parts.schema, new Map([[EpisodeState, countEpisode]]))
	};
}
const FEED = format({
	version: 1,
	schema: FeedState,
	migrations: {}
});
const LEDGER = format({
	version: 1,
	schema: Ledger,
	migrations: {}
});
const BATCH = format({
	version: 1,
	schema: BatchState,
	migrations: {}
});
const CIRCUIT = format({
	version: 1,
	schema: CircuitState,
	migrations: {}
});
const RUNS = format({
	version: 1,
	schema: RunsState,
	migrations: {}
});
function readFeedState(path, text) {
	return readVersioned(FEED, path, text);
}
function readOwnFeedState(path, text) {
	const read = readFeedState(path, text);
	if (!read.ok) return read;
	const named = /([^/]*)\.json$/u.exec(path)?.[1] ?? "";
	const { show } = read.value;
	if (named.normalize() === show.normalize()) return read;
	return bad(problem("state-broken", `${path} holds the state of the show ${JSON.stringify(show.slice(0, 200))}, which belongs into ${JSON.stringify(`${show.slice(0, 200)}.json`)}. Nothing was changed.`, "Delete the file if it is a copy, or move it out of the folder; give it its own name back if it was renamed and the show has no other file."));
}
function readLedger(path, text) {
	return readVersioned(LEDGER, path, text);
}
function readBatchState(path, text) {
	return readVersioned(BATCH, path, text);
}
function readCircuitState(path, text) {
	return readVersioned(CIRCUIT, path, text);
}
function readRunsState(path, text) {
	return readVersioned(RUNS, path, text);
}
function readVersioned(form, path, text) {
	const raw = parseObject(path, text);
	if (!raw.ok) return raw;
	const counted = form.count?.(raw.value) ?? -1;
	if (counted === -1 && nestsDeeper(raw.value)) return bad(broken(path, 1, `it is nested more than ${DEEPEST} levels deep`));
	const twin = findTwin(text, counted === -1 ? countNames(raw.value) : counted);
	if (twin !== void 0) return bad(broken(path, twin.line, `the name ${JSON.stringify(twin.name)} stands here twice`));
	if (raw.value["version"] === form.version && counted !== -1) return ok(raw.value);
	const current = migrate(form, path, raw.value);
	if (!current.ok) return current;
	const parsed = form.schema.safeParse(current.value);
	if (parsed.success) return ok(parsed.data);
	return bad(broken(path, ...placeOf(text, current.value, parsed.error)));
}
const DEEPEST = 32;
function nestsDeeper(value, levels = DEEPEST) {
	if (typeof value !== "object" || value === null) return false;
	return levels === 0 || Object.values(value).some((member) => nestsDeeper(member, levels - 1));
}
function parseObject(path, text) {
	try {
		const raw = JSON.parse(text);
		if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return ok(raw);
		return bad(broken(path, 1, "it should hold a JSON object"));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const found = findJsonError(text);
		return bad(broken(path, found?.line ?? 1, `not JSON: ${found?.reason ?? error.message}`));
	}
}
function migrate(form, path, raw) {
	const { version } = raw;
	if (typeof version !== "number" || !Number.isSafeInteger(version)) return bad(broken(path, 1, "`version` is missing or no whole number"));
	if (version > form.version) return bad(problem("state-newer-version", `${path} has version ${version}, and this program knows versions up to ${form.version}.`, "Use a newer release of podcast-transcriber; nothing was changed."));
	let current = raw;
	for (let from = version; from < form.version; from += 1) {
		const step = form.migrations[from];
		if (step === void 0) return bad(broken(path, 1, `version ${from} was never released`));
		current = {
			...step(current),
			version: from + 1
		};
	}
	return ok(current);
}
function placeOf(text, value, error) {
	const [issue] = error.issues;
	if (issue === void 0) return [1, "it is not as it should be"];
	return [lineOfPath(text, issue.path.map(String)), issueWords(issue, value)];
}
function lineOfPath(text, path) {
	let at = 0;
	for (const name of path) {
		const next = text.indexOf(`${JSON.stringify(name)}:`, at);
		if (next !== -1) at = next;
	}
	return lineAt(text, at);
}
function broken(path, line, reason) {
	return problem("state-broken", `${path}, line ${line}: ${reason}. Nothing was changed.`, "Restore the file from an earlier commit, or import a backup (`podcast-transcriber state import`), or make it anew from the transcripts (`podcast-transcriber state rebuild`).");
}
// src/state/paths.ts
function statePaths(stateDir) {
	return {
		feeds: `${stateDir}/feeds`,
		quota: `${stateDir}/quota.json`,
		circuit: `${stateDir}/circuit.json`,
		batch: `${stateDir}/batch.json`,
		runs: `${stateDir}/runs.json`,
		backups: `${stateDir}/backups`,
		feed: (show) => `${stateDir}/feeds/${show}.json`
	};
}
// src/pipeline/load-state.ts
const CONCURRENCY = 8;
async function loadState(snapshot, stateDir, signal) {
	const paths = statePaths(stateDir);
	const read = async (path, parse) => {
		const text = await snapshot.read(path, signal);
		return text === void 0 ? void 0 : value(parse(path, text));
	};
	const names = (await snapshot.list(paths.feeds, signal)).filter((name) => name.endsWith(".json"));
	const feeds = new Map();
	for (let at = 0; at < names.length; at += CONCURRENCY) {
		const some = names.slice(at, at + CONCURRENCY);
		const states = await Promise.allSettled(some.map((name) => read(`${paths.feeds}/${name}`, readOwnFeedState)));
		for (const state of states) {
			if (state.status === "rejected") throw state.reason;
			if (state.value !== void 0) feeds.set(state.value.show, state.value);
		}
	}
	return {
		feeds,
		ledger: await read(paths.quota, readLedger) ?? emptyLedger(),
		circuit: await read(paths.circuit, readCircuitState) ?? {
			version: 1,
			breakers: {}
		},
		batch: await read(paths.batch, readBatchState) ?? {
			version: 1,
			batches: []
		},
		runs: await read(paths.runs, readRunsState) ?? {
			version: 1,
			runs: []
		}
	};
}
function value(result) {
	if (result.ok) return result.value;
	throw new Fault(result.problem);
}
export { order as A, recordFault as C, pacificDayStart as D, pacificDay as E, POLICIES as M, LIMIT_NAMES as O, isRemembered as S, nextPacificMidnight as T, settleFault as _, readBatchState as a, tidy as b, readLedger as c, readVersioned as d, countNames as f, reserve as g, keysOff as h, nestsDeeper as i, sortEntries as j, entryOf as k, readOwnFeedState as l, EpisodeStatus as m, value as n, readCircuitState as o, findTwin as p, statePaths as r, readFeedState as s, loadState as t, readRunsState as u, settleReply as v, addDays as w, isKeyFault as x, earliestInMinute as y };
