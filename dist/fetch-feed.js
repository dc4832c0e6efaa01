import { t as Fault } from "./failure.js";
import { i as problem, n as bad, r as ok } from "./outcome.js";
import { t as counted } from "./count.js";
import { a as ITEM_FIELDS, i as FEED_FIELDS, n as ASIDE_PLAIN, o as SHORT_TEXT, r as ASIDE_TEXT, s as STRUCTURE, t as ASIDE } from "./fields.js";
import { A as order, M as POLICIES, O as LIMIT_NAMES, b as tidy, c as readLedger, j as sortEntries, k as entryOf, o as readCircuitState, r as statePaths } from "./load-state.js";
import { a as writeLedger, r as writeCircuitState, t as stableJson } from "./write.js";
import { c as resolveUrl, l as speakUrl, o as idsOf } from "./private-address.js";
import { a as decodeEntities, c as escapeXml, i as scan, n as plainText, o as dropControls, r as titleText, s as escapeAttribute, t as oneLine } from "./words.js";
import { t as HttpBodyError } from "./ports.js";
// src/quota/merge.ts
function mergeLedger(base, ours, theirs) {
	const all = [...ours.entries, ...theirs.entries];
	const entries = [...new Map(all.map(({ key, model }) => [`${key}\n${model}`, {
		key,
		model
	}])).values()].flatMap((pair) => {
		const merged = mergeEntry(entryOf(base, pair), entryOf(ours, pair), entryOf(theirs, pair));
		return merged === void 0 ? [] : [merged];
	});
	const keys = [...new Set([...ours.keys, ...theirs.keys].map(({ key }) => key))].flatMap((key) => {
		const noteIn = (ledger) => ledger.keys.find((note) => note.key === key);
		const merged = pick([
			noteIn(base),
			noteIn(ours),
			noteIn(theirs)
		], laterNote);
		return merged === void 0 ? [] : [merged];
	});
	return {
		version: 1,
		entries: sortEntries(entries),
		keys: keys.toSorted((a, b) => order(a.key, b.key))
	};
}
function mergeEntry(...versions) {
	const [base, ours, theirs] = versions;
	if (ours === void 0 || theirs === void 0) {
		const left = ours ?? theirs;
		return base !== void 0 && same(base, left) ? void 0 : left;
	}
	const merged = {
		key: ours.key,
		model: ours.model,
		...dayUse(base, ours, theirs),
		recent: mergeRecent(base, ours, theirs),
		learnt: mergeLearnt(base, ours, theirs)
	};
	const blocked = pick([
		base?.blocked,
		ours.blocked,
		theirs.blocked
	], laterBlock);
	const gone = pick([
		base?.gone,
		ours.gone,
		theirs.gone
	], laterGone);
	const proven = pick([
		base?.proven,
		ours.proven,
		theirs.proven
	], Math.max);
	const unexplained = pick([
		base?.unexplained,
		ours.unexplained,
		theirs.unexplained
	], Math.max);
	const dayRefusal = pick([
		base?.dayRefusal,
		ours.dayRefusal,
		theirs.dayRefusal
	], laterRefusal);
	return {
		...merged,
		...blocked === void 0 ? {} : { blocked },
		...gone === void 0 ? {} : { gone },
		...proven === void 0 ? {} : { proven },
		...unexplained === void 0 ? {} : { unexplained },
		...dayRefusal === void 0 ? {} : { dayRefusal }
	};
}
function dayUse(base, ours, theirs) {
	const day = ours.day > theirs.day ? ours.day : theirs.day;
	const of = (entry, name) => entry?.day === day ? entry[name] : 0;
	const sum = (name) => {
		const sides = [ours, theirs].filter((entry) => entry.day === day);
		const before = of(base, name);
		return Math.max(0, sides.reduce((total, side) => total + of(side, name) - before, before));
	};
	return {
		day,
		requests: sum("requests"),
		tokens: sum("tokens")
	};
}
function mergeRecent(base, ours, theirs) {
	const seconds = new Set([...ours.recent, ...theirs.recent].map((use) => use.at));
	const sum = (at, name) => {
		const of = (entry) => entry?.recent.find((use) => use.at === at)?.[name] ?? 0;
		return Math.max(0, of(ours) + of(theirs) - of(base));
	};
	return tidy([...seconds].map((at) => ({
		at,
		requests: sum(at, "requests"),
		tokens: sum(at, "tokens")
	})));
}
function mergeLearnt(base, ours, theirs) {
	const merged = {};
	for (const name of LIMIT_NAMES) {
		const limit = pick([
			base?.learnt[name],
			ours.learnt[name],
			theirs.learnt[name]
		], newerLimit);
		if (limit !== void 0) merged[name] = limit;
	}
	return merged;
}
function pick(versions, later) {
	const [base, ours, theirs] = versions;
	if (same(ours, base)) return theirs;
	if (same(theirs, base)) return ours;
	if (ours === void 0 || theirs === void 0) return ours ?? theirs;
	return later(ours, theirs);
}
function newerLimit(a, b) {
	if (a.at !== b.at) return a.at > b.at ? a : b;
	return a.value <= b.value ? a : b;
}
function laterBlock(a, b) {
	return a.until === b.until ? byText(a, b) : a.until > b.until ? a : b;
}
function laterGone(a, b) {
	return a.since === b.since ? byText(a, b) : a.since > b.since ? a : b;
}
function laterNote(a, b) {
	return a.since === b.since ? byText(a, b) : a.since > b.since ? a : b;
}
function laterRefusal(a, b) {
	return a.at === b.at ? byText(a, b) : a.at > b.at ? a : b;
}
function byText(a, b) {
	return canonical(a) <= canonical(b) ? a : b;
}
function same(a, b) {
	return canonical(a) === canonical(b);
}
function canonical(value) {
	return JSON.stringify(value, (_name, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => order(a, b))) : inner) ?? "";
}
// src/state/merge.ts
const WEIGHT = {
	discovered: 0,
	"in-progress": 1,
	skipped: 2,
	deferred: 3,
	failed: 4,
	done: 5
};
function applyEpisodeChanges(current, changes, base = {}) {
	const episodes = { ...current.episodes };
	for (const [id, change] of Object.entries(changes)) {
		const there = episodes[id];
		episodes[id] = there === void 0 ? change : settle(base[id], change, there);
	}
	return {
		...current,
		episodes
	};
}
function settle(base, change, there) {
	if (there.status === "done" || change.status === "done") return newest(change, there);
	if (base !== void 0 && stableJson(base) === stableJson(there)) return change;
	const older = activity(change) - activity(there);
	if (older !== 0) return older > 0 ? change : there;
	return change.attempts >= there.attempts ? change : there;
}
function newest(one, other) {
	const oneDone = one.status === "done";
	if (oneDone !== (other.status === "done")) return oneDone ? one : other;
	const order = activity(one) - activity(other) || one.attempts - other.attempts || WEIGHT[one.status] - WEIGHT[other.status];
	if (order !== 0) return order > 0 ? one : other;
	return stableJson(one) >= stableJson(other) ? one : other;
}
function activity(episode) {
	return Math.max(episode.startedAt ?? 0, episode.finishedAt ?? 0);
}
function mergeBatch(current, id, batch) {
	const others = current.batches.filter((one) => one.id !== id);
	return {
		version: 1,
		batches: (batch === void 0 ? others : [...others, batch]).toSorted((a, b) => compare(a.id, b.id))
	};
}
function mergeCircuit(base, ours, theirs) {
	const breakers = {};
	const subjects = new Set([...Object.keys(ours.breakers), ...Object.keys(theirs.breakers)]);
	for (const subject of subjects) {
		const before = base?.breakers[subject];
		const mine = ours.breakers[subject];
		const other = theirs.breakers[subject];
		const same = (one) => base !== void 0 && stableJson(one ?? null) === stableJson(before ?? null);
		const kept = same(mine) ? other : same(other) ? mine : cautious(mine, other);
		if (kept !== void 0) breakers[subject] = kept;
	}
	return {
		version: 1,
		breakers
	};
}
function cautious(one, other) {
	if (one === void 0 || other === void 0) return one ?? other;
	return (one.trips - other.trips || (one.openUntil ?? 0) - (other.openUntil ?? 0) || one.failures - other.failures || compare(stableJson(one), stableJson(other))) >= 0 ? one : other;
}
function appendRun(current, run) {
	return {
		version: 1,
		runs: [...current.runs.filter((one) => one.id !== run.id), run].toSorted((a, b) => a.startedAt - b.startedAt || compare(a.id, b.id)).slice(-100)
	};
}
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
// src/pipeline/service-state.ts
function holdServiceState(stateDir, head) {
	const paths = statePaths(stateDir);
	const now = {
		ledger: head.ledger,
		circuit: head.circuit
	};
	let base = { ...now };
	return {
		now,
		breakersMoved: () => {
			return [base.circuit, now.circuit].flatMap(({ breakers }) => Object.keys(breakers)).some((name) => stepOf(base.circuit, name) !== stepOf(now.circuit, name));
		},
		changes: () => {
			const from = base;
			const to = { ...now };
			const files = [];
			if (to.ledger !== from.ledger) files.push({
				kind: "merge",
				path: paths.quota,
				merge: (current) => {
					const theirs = readOr(current, from.ledger, (text) => readLedger(paths.quota, text));
					return writeLedger(mergeLedger(from.ledger, to.ledger, theirs));
				}
			});
			if (to.circuit !== from.circuit) files.push({
				kind: "merge",
				path: paths.circuit,
				merge: (current) => {
					const theirs = readOr(current, from.circuit, (text) => readCircuitState(paths.circuit, text));
					return writeCircuitState(mergeCircuit(from.circuit, to.circuit, theirs));
				}
			});
			return {
				files,
				committed: () => {
					base = to;
				}
			};
		}
	};
}
function stepOf({ breakers }, subject) {
	return Math.min(breakers[subject]?.trips ?? 0, 3);
}
function readOr(text, fallback, read) {
	if (text === void 0) return fallback;
	const result = read(text);
	if (result.ok) return result.value;
	throw new Fault(result.problem);
}
// src/quota/error-body.ts
const MAX_BODY = 65536;
function readErrorBody(body) {
	const text = body.slice(0, MAX_BODY).trim().replace(/^data:\s*/u, "");
	if (text === "") return nothing("empty", "");
	const parsed = errorObject(parseJson(text));
	if (parsed !== void 0) return fromObject(parsed);
	if (text.startsWith("<")) return nothing("html", "");
	return salvage(text) ?? nothing("text", text.slice(0, 2e3));
}
function nothing(format, message) {
	return {
		format,
		status: "",
		message,
		reasons: [],
		violations: []
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function errorObject(value) {
	if (Array.isArray(value)) {
		for (const item of value.slice(0, 10)) {
			const found = errorObject(item);
			if (found !== void 0) return found;
		}
		return;
	}
	if (!isRecord(value)) return void 0;
	const inner = value["error"];
	if (isRecord(inner)) return inner;
	if (typeof inner === "string") return { message: inner };
	return "message" in value || "details" in value || "code" in value ? value : void 0;
}
function fromObject(error) {
	const message = stringOf(error["message"]);
	const nested = /^[[{]/u.test(message.trim()) ? errorObject(parseJson(message)) : void 0;
	if (nested !== void 0 && typeof nested["message"] === "string" && nested !== error) return fromObject({
		...error,
		...nested
	});
	const details = Array.isArray(error["details"]) ? error["details"].filter(isRecord) : [];
	const code = Number(error["code"]);
	return complete({
		...Number.isInteger(code) && code > 0 ? { code } : {},
		format: "json",
		status: stringOf(error["status"]),
		message,
		reasons: details.map((detail) => stringOf(detail["reason"])).filter((reason) => reason !== ""),
		violations: details.flatMap(violationsOf),
		delays: details.map((detail) => stringOf(detail["retryDelay"]))
	});
}
function violationsOf(detail) {
	if (!Array.isArray(detail["violations"])) return [];
	return detail["violations"].filter(isRecord).map((violation) => {
		const dimensions = isRecord(violation["quotaDimensions"]) ? violation["quotaDimensions"] : {};
		return makeViolation({
			quotaId: stringOf(violation["quotaId"]),
			metric: stringOf(violation["quotaMetric"]),
			value: violation["quotaValue"],
			model: stringOf(dimensions["model"])
		});
	});
}
function makeViolation(raw) {
	const limit = limitOf(raw.value);
	const model = raw.model.replace(/^models\//u, "");
	return {
		quotaId: raw.quotaId,
		metric: raw.metric,
		...limit === void 0 ? {} : { limit },
		...model === "" ? {} : { model }
	};
}
function limitOf(value) {
	if (typeof value === "string" && !/^\d{1,15}$/u.test(value)) return void 0;
	const limit = typeof value === "string" || typeof value === "number" ? Number(value) : NaN;
	return Number.isSafeInteger(limit) && limit >= 0 ? limit : void 0;
}
const FIELD = /"(quotaMetric|quotaId|quotaValue|model|retryDelay|reason|message|status|code)"\s*:\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|(\d+))/gu;
function salvage(text) {
	const found = [...text.matchAll(FIELD)].map((match) => ({
		name: match[1] ?? "",
		value: match[2] === void 0 ? match[3] ?? "" : unescapeText(match[2])
	}));
	if (found.length === 0) return void 0;
	const values = (name) => found.filter((field) => field.name === name).map((field) => field.value);
	const code = Number(values("code")[0]);
	return complete({
		...Number.isInteger(code) && code > 0 ? { code } : {},
		format: "salvaged",
		status: values("status")[0] ?? "",
		message: values("message")[0] ?? text.slice(0, 2e3),
		reasons: values("reason"),
		violations: salvageViolations(found),
		delays: values("retryDelay")
	});
}
function salvageViolations(fields) {
	const names = [
		"quotaMetric",
		"quotaId",
		"quotaValue",
		"model"
	];
	const groups = [];
	for (const field of fields.filter(({ name }) => names.includes(name))) {
		const last = groups.at(-1);
		if (last === void 0 || last.has(field.name)) groups.push(new Map([[field.name, field.value]]));
		else last.set(field.name, field.value);
	}
	return groups.map((group) => makeViolation({
		quotaId: group.get("quotaId") ?? "",
		metric: group.get("quotaMetric") ?? "",
		value: group.get("quotaValue"),
		model: group.get("model") ?? ""
	}));
}
function unescapeText(text) {
	const parsed = parseJson(`"${text}"`);
	return typeof parsed === "string" ? parsed : text;
}
function complete(pieces) {
	const { delays, ...rest } = pieces;
	const lines = quotaLines(pieces.message);
	const violations = rest.violations.length === 0 ? lines : rest.violations.map((violation) => withLimit(violation, lines));
	const retryDelayMs = delays.map(durationMs).find((delay) => delay !== void 0) ?? retryInMessage(pieces.message);
	return {
		...rest,
		violations,
		...retryDelayMs === void 0 ? {} : { retryDelayMs }
	};
}
function quotaLines(message) {
	return [...message.matchAll(/quota exceeded for metric:\s*([\w./-]+)(?:,\s*limit:\s*(\d+)(?![\d.]))?(?:,\s*model:\s*([\w./-]*[\w-]))?/giu)].map((match) => makeViolation({
		quotaId: "",
		metric: match[1] ?? "",
		value: match[2],
		model: match[3] ?? ""
	}));
}
function withLimit(violation, lines) {
	if (violation.limit !== void 0) return violation;
	const same = lines.filter((line) => line.metric === violation.metric);
	const limits = new Set(same.map((line) => line.limit));
	const [limit] = limits;
	return limits.size === 1 && limit !== void 0 ? {
		...violation,
		limit
	} : violation;
}
function retryInMessage(message) {
	const match = /retry (?:in|after) ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+)/iu.exec(message);
	return match?.[1] === void 0 ? void 0 : durationMs(match[1]);
}
function durationMs(text) {
	if (!/^(?:\d{1,9}(?:\.\d+)?(?:ms|h|m|s))+$/u.test(text)) return void 0;
	let total = 0;
	for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/gu)) {
		const scale = unit === "ms" ? 1 : unit === "s" ? 1e3 : unit === "m" ? 6e4 : 36e5;
		total += Number(amount) * scale;
	}
	return Math.ceil(total);
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function stringOf(value) {
	return typeof value === "string" ? value : "";
}
// src/quota/classify.ts
function classify(failure, context) {
	const error = readErrorBody(failure.body);
	const kind = kindOf(failure, error);
	const learnt = isQuotaKind(kind) ? learntFrom(error.violations, kind) : {};
	const quotaModel = isQuotaKind(kind) ? decisive(error.violations, kind)?.model : void 0;
	const retryDelayMs = delayFor(kind, error.retryDelayMs ?? failure.retryAfterMs);
	return {
		kind,
		message: describe(kind, {
			failure,
			error,
			learnt,
			model: context.model
		}),
		model: context.model,
		learnt,
		unsent: failure.unsent,
		...quotaModel === void 0 || quotaModel === context.model ? {} : { quotaModel },
		...retryDelayMs === void 0 ? {} : { retryDelayMs },
		...failure.httpStatus === void 0 ? {} : { httpStatus: failure.httpStatus }
	};
}
const SERVICE_DELAY_CAP_MS = 6e4;
function delayFor(kind, told) {
	if (told === void 0 || kind === "day-requests" || kind === "day-tokens") return void 0;
	if (kind === "limit-zero") return void 0;
	return isQuotaKind(kind) ? told : Math.min(told, SERVICE_DELAY_CAP_MS);
}
function kindOf(failure, error) {
	const answered = failure.httpStatus !== void 0 && failure.httpStatus >= 400;
	if (!answered && failure.transport !== void 0) return failure.transport;
	const code = answered ? failure.httpStatus : error.code ?? codeOfStatus(error.status);
	switch (code) {
		case 400: return kindOf400(error);
		case 401: return isOurs(error) || error.format === "empty" ? keyKind(error) : "unrecognised";
		case 402: return "prepay-depleted";
		case 403: return kindOf403(error);
		case 404: return kindOf404(error);
		case 408:
		case 499:
		case 504: return "deadline";
		case 413: return "too-large";
		case 429: return kindOf429(error);
		default: return code !== void 0 && code >= 500 && code <= 599 ? kindOf5xx(code, error) : "unrecognised";
	}
}
function codeOfStatus(status) {
	return {
		INVALID_ARGUMENT: 400,
		FAILED_PRECONDITION: 400,
		UNAUTHENTICATED: 401,
		PERMISSION_DENIED: 403,
		NOT_FOUND: 404,
		RESOURCE_EXHAUSTED: 429,
		CANCELLED: 499,
		INTERNAL: 500,
		UNKNOWN: 500,
		UNAVAILABLE: 503,
		DEADLINE_EXCEEDED: 504
	}[status];
}
function isOurs(error) {
	return error.format === "json" || error.format === "salvaged";
}
function says(error, pattern) {
	return pattern.test(error.message) || error.reasons.some((reason) => pattern.test(reason));
}
function keyKind(error) {
	return says(error, /expired/iu) ? "key-expired" : "key-invalid";
}
function kindOf400(error) {
	if (says(error, /API_KEY_INVALID|API_KEY_EXPIRED|api key (?:not valid|expired|not found)/iu)) return keyKind(error);
	if (says(error, /token count|maximum number of tokens|too many tokens/iu)) return "too-many-tokens";
	if (says(error, /unknown name|cannot find field/iu)) return "unknown-field";
	if (says(error, /payload size|request (?:size|entity) .*(?:exceeds|too large)/iu)) return "too-large";
	if (says(error, /\bfile\b.*not in an? active state/iu)) return "file-not-ready";
	if (says(error, /location is not supported|not available in your (?:country|region)/iu)) return "region-denied";
	return "bad-request";
}
const FILE = /\bfiles?\b(?!\s*name)|\bfiles\//iu;
function kindOf403(error) {
	if (!isOurs(error)) return "unrecognised";
	if (says(error, /leaked/iu)) return "key-leaked";
	if (says(error, /API_KEY_INVALID|API_KEY_EXPIRED/u)) return keyKind(error);
	if (says(error, FILE)) return "file-forbidden";
	return "key-denied";
}
function kindOf404(error) {
	if (!isOurs(error)) return "unrecognised";
	if (says(error, /\bmodels?\b/iu)) return "model-gone";
	return says(error, FILE) ? "file-not-found" : "model-gone";
}
function kindOf5xx(code, error) {
	if (says(error, /deadline/iu) || error.status === "DEADLINE_EXCEEDED") return "deadline";
	return code === 502 || code === 503 || code === 529 ? "overloaded" : "internal";
}
function isQuotaKind(kind) {
	return kind === "minute-requests" || kind === "minute-tokens" || kind === "day-requests" || kind === "day-tokens" || kind === "limit-zero" || kind === "rate-unknown";
}
function kindOf429(error) {
	if (says(error, /prepay|prepaid|credits? (?:are|is) depleted|spend(?:ing)? (?:cap|limit)/iu)) return "prepay-depleted";
	if (error.violations.some((violation) => violation.limit === 0)) return "limit-zero";
	const kinds = new Set(error.violations.map(violationKind));
	for (const kind of [
		"day-requests",
		"day-tokens",
		"minute-tokens",
		"minute-requests"
	]) if (kinds.has(kind)) return kind;
	const period = periodOf(error.message);
	if (period === void 0) return "rate-unknown";
	return `${period}-${/token/iu.test(error.message) ? "tokens" : "requests"}`;
}
function violationKind(violation) {
	const period = periodOf(violation.quotaId);
	if (period === void 0) return "rate-unknown";
	return `${period}-${isTokens(violation) ? "tokens" : "requests"}`;
}
function periodOf(text) {
	if (/per[ _]?day|\bdaily\b/iu.test(text)) return "day";
	return /per[ _]?minute/iu.test(text) ? "minute" : void 0;
}
function isTokens(violation) {
	return /token/iu.test(violation.quotaId === "" ? violation.metric : violation.quotaId);
}
function decisive(violations, kind) {
	const zero = violations.find((violation) => violation.limit === 0);
	if (kind === "limit-zero") return zero;
	return violations.find((violation) => violationKind(violation) === kind) ?? violations[0];
}
function learntFrom(violations, kind) {
	const learnt = {};
	for (const violation of violations) {
		const name = limitName(violationKind(violation));
		if (name === void 0 || violation.limit === void 0) continue;
		learnt[name] = Math.min(learnt[name] ?? 1e400, violation.limit);
	}
	const zeroToldElsewhere = Object.values(learnt).includes(0);
	return kind === "limit-zero" && !zeroToldElsewhere ? {
		...learnt,
		requestsPerDay: 0
	} : learnt;
}
function limitName(kind) {
	switch (kind) {
		case "minute-requests": return "requestsPerMinute";
		case "minute-tokens": return "tokensPerMinute";
		case "day-requests": return "requestsPerDay";
		case "day-tokens": return "tokensPerDay";
		case "limit-zero":
		case "rate-unknown": return;
	}
}
function describe(kind, facts) {
	const { failure, error, learnt } = facts;
	const limits = LIMIT_WORDS.flatMap(([name, words]) => learnt[name] === void 0 ? [] : [`${words} ${learnt[name]}`]);
	const status = failure.httpStatus === void 0 ? [] : [`HTTP ${failure.httpStatus}`];
	const aside = [...limits, ...status].join(", ");
	const words = withoutSecrets((/[\p{L}\p{N}]/u.test(error.message) ? error.message : failure.message).split("\n")[0] ?? "").slice(0, 200);
	return `${facts.model}: ${POLICIES[kind].meaning}${aside === "" ? "" : ` (${aside})`}${words === "" ? "" : `: ${words}`}`;
}
const LIMIT_WORDS = [
	["requestsPerMinute", "requests a minute"],
	["requestsPerDay", "requests a day"],
	["tokensPerMinute", "tokens a minute"],
	["tokensPerDay", "tokens a day"]
];
function withoutSecrets(text) {
	return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").replaceAll(/\b(api_?key[:=]|key=|bearer )[^\s'"&,;)]+/giu, "$1***").replaceAll(/[\w.~+-]{20,}/gu, (word) => /\d/u.test(word) && (/[A-Z]/u.test(word) || /^\w{32,}$/u.test(word)) ? "***" : word).trim();
}
// src/feed/dates.ts
const ZONES = {
	acdt: 630,
	acst: 570,
	adt: -180,
	aedt: 660,
	aest: 600,
	akdt: -480,
	akst: -540,
	art: -180,
	ast: -240,
	awst: 480,
	brt: -180,
	bst: 60,
	cat: 120,
	cdt: -300,
	cest: 120,
	cet: 60,
	cst: -360,
	eat: 180,
	edt: -240,
	eest: 180,
	eet: 120,
	est: -300,
	hkt: 480,
	hst: -600,
	ist: 330,
	jst: 540,
	kst: 540,
	mdt: -360,
	mest: 120,
	met: 60,
	mez: 60,
	mesz: 120,
	msk: 180,
	mst: -420,
	ndt: -150,
	nst: -210,
	nzdt: 780,
	nzst: 720,
	pdt: -420,
	pkt: 300,
	pst: -480,
	sast: 120,
	sgt: 480,
	wat: 60,
	west: 60
};
const MONTHS = [
	"jan",
	"feb",
	"mar",
	"apr",
	"may",
	"jun",
	"jul",
	"aug",
	"sep",
	"oct",
	"nov",
	"dec"
];
const LATEST = 41024448e5;
function monthOf(name) {
	return MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase()) + 1;
}
function yearOf(digits) {
	const year = Number(digits);
	if (digits?.length !== 2) return year;
	return year < 70 ? 2e3 + year : 1900 + year;
}
const MONTH = `(${MONTHS.join("|")})[a-z]{0,6}`;
const ISO_DAY = /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;
const BASIC_DAY = /^(\d{4})(\d{2})(\d{2})(?:T|$)/;
const DAY_FIRST = new RegExp(`(?<!\\d)(\\d{1,2})[\\s-]+${MONTH}[.,]?[\\s-]+(\\d{4}|\\d{2})(?![\\d:])`, "i");
const MONTH_FIRST = new RegExp(`${MONTH}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?:\\d{1,2}:\\d{2}(?::\\d{2})?\\s+)?(?:[A-Z]{1,5}\\s+)?(\\d{4})(?![\\d:])`, "i");
function readDay(text) {
	const numbers = ISO_DAY.exec(text) ?? BASIC_DAY.exec(text);
	if (numbers !== null) return {
		year: Number(numbers[1]),
		month: Number(numbers[2]),
		day: Number(numbers[3])
	};
	const dayFirst = DAY_FIRST.exec(text);
	if (dayFirst !== null) return {
		year: yearOf(dayFirst[3]),
		month: monthOf(dayFirst[2]),
		day: Number(dayFirst[1])
	};
	const monthFirst = MONTH_FIRST.exec(text);
	if (monthFirst === null) return void 0;
	return {
		year: yearOf(monthFirst[3]),
		month: monthOf(monthFirst[1]),
		day: Number(monthFirst[2])
	};
}
function readTime(text) {
	const found = /(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\b)?/i.exec(text) ?? /T(\d{2})(\d{2})(\d{2})?/.exec(text);
	if (found === null) return {
		ms: 0,
		rest: ""
	};
	let hour = Number(found[1]);
	const minute = Number(found[2]);
	const second = Math.min(Number(found[3] ?? 0), 59);
	const half = found[5]?.[0]?.toLowerCase();
	if (half !== void 0) hour = hour % 12 + (half === "p" ? 12 : 0);
	if (hour > 24 || minute > 59 || Number(found[3] ?? 0) > 60) return void 0;
	const fraction = Math.floor(Number(`0.${found[4] ?? "0"}`) * 1e3);
	return {
		ms: ((hour * 60 + minute) * 60 + second) * 1e3 + fraction,
		rest: text.slice(found.index + found[0].length)
	};
}
function readZone(rest) {
	const offset = /^\s*(?:GMT|UTC|UT|Z)?\s*([+-])(\d{1,2}):?(\d{2})?(?!\d)/i.exec(rest);
	if (offset !== null) {
		const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
		if (minutes > 840) return 0;
		return offset[1] === "-" ? -minutes : minutes;
	}
	const name = /^\s*\(?([A-Za-z]{1,5})\b/.exec(rest)?.[1]?.toLowerCase() ?? "";
	return Object.hasOwn(ZONES, name) ? ZONES[name] ?? 0 : 0;
}
function readDate(text) {
	const trimmed = (text ?? "").trim().slice(0, 100);
	if (/^\d{9,10}$/.test(trimmed)) return Number(trimmed) * 1e3;
	if (/^\d{12,13}$/.test(trimmed)) return within(Number(trimmed));
	const day = readDay(trimmed);
	const time = readTime(trimmed);
	if (day === void 0 || time === void 0) return void 0;
	const midnight = Date.UTC(day.year, day.month - 1, day.day);
	const back = new Date(midnight);
	if (back.getUTCMonth() !== day.month - 1 || back.getUTCDate() !== day.day) return void 0;
	return within(midnight + time.ms - readZone(time.rest) * 6e4);
}
function within(ms) {
	return ms >= 0 && ms < LATEST ? ms : void 0;
}
const MAX_DURATION_SEC = 172800;
function readDuration(text) {
	const trimmed = (text ?? "").trim().slice(0, 40);
	const seconds = clockSeconds(trimmed) ?? unitSeconds(trimmed);
	if (seconds === void 0 || seconds <= 0 || seconds > MAX_DURATION_SEC) return void 0;
	return seconds;
}
function clockSeconds(text) {
	if (!/^\d{1,8}(?::\d{1,3}){0,2}(?:[.,]\d{1,6})?$/.test(text)) return void 0;
	return text.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
function unitSeconds(text) {
	const found = /^(?:P?T)?\s*(?:(\d{1,3})\s*h(?:ours?|rs?)?\.?)?[\s,:]*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?\.?)?[\s,:]*(?:(\d{1,5})(?:\.\d+)?\s*s(?:ec(?:ond)?s?)?\.?)?$/i.exec(text);
	if (found === null) return void 0;
	return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
}
// src/feed/charset.ts
const WINDOWS_1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
const HEAD_BYTES = 1024;
function charsetOfHeader(contentType) {
	return /charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec((contentType ?? "").slice(0, 500))?.[1]?.toLowerCase();
}
function charsetOfMark(bytes) {
	if (bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191) return "utf-8";
	if (bytes[0] === 255 && bytes[1] === 254) return "utf-16le";
	if (bytes[0] === 254 && bytes[1] === 255) return "utf-16be";
}
function charsetOfZeros(bytes) {
	if (bytes[0] === 60 && bytes[1] === 0 && bytes[3] === 0) return "utf-16le";
	if (bytes[0] === 0 && bytes[1] === 60 && bytes[2] === 0) return "utf-16be";
}
function charsetOfDeclaration(bytes) {
	const head = new TextDecoder("latin1").decode(bytes.subarray(0, HEAD_BYTES));
	const start = head.indexOf("<?xml");
	if (start < 0) return void 0;
	const declaration = head.slice(start).split(">", 1)[0] ?? "";
	const name = /encoding\s*=\s*["']\s*([\w.:-]{1,40})/i.exec(declaration)?.[1]?.toLowerCase();
	return name?.startsWith("utf-16") === true || name === "ucs-2" ? void 0 : name;
}
function decoderFor(charset, fatal) {
	if (charset === void 0) return void 0;
	try {
		return new TextDecoder(charset, { fatal });
	} catch (error) {
		if (error instanceof RangeError) return void 0;
		throw error;
	}
}
function tryDecode(bytes, charset) {
	const decoder = decoderFor(charset, true);
	if (decoder === void 0) return void 0;
	try {
		return {
			text: fixWindows1252(decoder.decode(bytes, { stream: true }), decoder.encoding),
			charset: decoder.encoding
		};
	} catch (error) {
		if (error instanceof TypeError) return void 0;
		throw error;
	}
}
function fixWindows1252(text, encoding) {
	if (encoding !== "windows-1252") return text;
	return text.replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 128] ?? char);
}
function decodeBroken(bytes) {
	const text = new TextDecoder("utf-8").decode(bytes);
	let broken = 0;
	let good = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 65533) broken += 1;
		else if (code > 127) good += 1;
	}
	if (good > broken) return {
		text,
		charset: "utf-8"
	};
	return {
		text: fixWindows1252(new TextDecoder("windows-1252").decode(bytes), "windows-1252"),
		charset: "windows-1252"
	};
}
function decodeText(bytes, contentType) {
	const candidates = [
		charsetOfMark(bytes),
		charsetOfZeros(bytes),
		charsetOfHeader(contentType),
		charsetOfDeclaration(bytes),
		"utf-8"
	];
	for (const charset of candidates) {
		const decoded = tryDecode(bytes, charset);
		if (decoded !== void 0) return decoded;
	}
	return decodeBroken(bytes);
}
// src/feed/names.ts
const PREFIX_OF = new Map([
	["www.itunes.com/dtds/podcast-1.0.dtd", "itunes"],
	["podcastindex.org/namespace/1.0", "podcast"],
	["github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "podcast"],
	["purl.org/rss/1.0/modules/content", "content"],
	["purl.org/dc/elements/1.1", "dc"],
	["search.yahoo.com/mrss", "media"],
	["www.google.com/schemas/play-podcasts/1.0", "googleplay"],
	["www.w3.org/2005/atom", "atom"],
	["purl.org/atom/ns#", "atom"],
	["www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"],
	["purl.org/rss/1.0", ""],
	["backend.userland.com/rss2", ""],
	["backend.userland.com/rss", ""],
	["blogs.law.harvard.edu/tech/rss", ""]
]);
const SPELLING = new Map([
	"rss",
	"channel",
	"item",
	"feed",
	"entry",
	"rdf:RDF",
	"name",
	"url",
	"image"
].concat(FEED_FIELDS, ITEM_FIELDS, [...ASIDE_TEXT], [...ASIDE_PLAIN]).map((name) => [name.toLowerCase(), name]));
const MAX_SCOPE = 64;
function declare(scope, attributes) {
	let inner;
	for (const { name, value } of attributes) {
		if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
		inner ??= new Map(scope);
		if (inner.size < MAX_SCOPE) inner.set(name.slice(6), value);
	}
	return inner ?? scope;
}
function knownPrefix(uri) {
	if (uri === void 0 || uri.length > 200) return void 0;
	const bare = uri.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/\/$/, "");
	return PREFIX_OF.get(bare);
}
function canonicalName(written, scope, inAtom) {
	const colon = written.indexOf(":");
	const prefix = colon < 0 ? "" : written.slice(0, colon).toLowerCase();
	const local = written.slice(colon + 1);
	const known = knownPrefix(scope.get(prefix)) ?? prefix;
	const spoken = known === "atom" && inAtom ? "" : known;
	const name = spoken === "" ? local : `${spoken}:${local}`;
	return SPELLING.get(name.toLowerCase()) ?? name;
}
// src/feed/repair.ts
const MAX_TEXT = 32768;
const MAX_ATTRIBUTE = 8192;
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 1e6;
const MAX_VERBATIM = 64;
const VALID_NAME = /^[A-Za-z_][\w.-]{0,63}(?::[A-Za-z_][\w.-]{0,63})?$/;
function repairXml(text, rootStart) {
	const repair = {
		text: rootStart === 0 ? text : text.slice(rootStart),
		out: [],
		stack: [],
		inAtom: false,
		elements: 0,
		tooDeep: 0,
		ended: false
	};
	for (const token of scan(repair.text)) {
		if (repair.elements > MAX_ELEMENTS) break;
		take(repair, token);
		if (repair.ended) break;
	}
	const truncated = !repair.ended;
	if (truncated) dropUnfinished(repair);
	return {
		xml: repair.out.join(""),
		truncated
	};
}
function openItem(repair) {
	return repair.stack.findIndex(({ name }) => name === "item" || name === "entry");
}
function closeItem(repair) {
	const item = openItem(repair);
	if (item < 0) return;
	repair.tooDeep = 0;
	while (repair.stack.length > item) closeTop(repair);
}
function dropUnfinished(repair) {
	const item = openItem(repair);
	if (item >= 0) {
		repair.out.length = repair.stack[item]?.mark ?? 0;
		repair.stack.length = item;
	}
	while (repair.stack.length > 0) closeTop(repair);
}
function take(repair, token) {
	const top = repair.stack.at(-1);
	switch (token.kind) {
		case "open":
			if (top?.verbatim === void 0 || endsText(repair, top, token.name)) open(repair, token);
			else keepMarkup(repair, top, token);
			return;
		case "close":
			close(repair, token);
			return;
		case "text": {
			if (top === void 0 || repair.tooDeep > 0 || top.text >= MAX_TEXT) return;
			const raw = repair.text.slice(token.start, Math.min(token.end, token.start + MAX_TEXT * 2));
			addText(repair, top, decodeEntities(raw));
			return;
		}
		case "cdata":
			if (top !== void 0 && repair.tooDeep === 0) addSection(repair, top, token);
			return;
		case "doctype": return;
	}
}
function addSection(repair, top, token) {
	const room = MAX_TEXT - top.text;
	if (top.name === "" || room <= 0) return;
	const kept = repair.text.slice(token.start, Math.min(token.end, token.start + room));
	top.text += kept.length;
	const clean = dropControls(kept).replaceAll("]]>", "]]]]><![CDATA[>");
	repair.out.push("<![CDATA[", clean, "]]>");
}
function addText(repair, top, literal) {
	const room = MAX_TEXT - top.text;
	if (top.name === "" || room <= 0) return;
	const kept = literal.length > room ? literal.slice(0, room) : literal;
	top.text += kept.length;
	repair.out.push(escapeXml(dropControls(kept)));
}
const ITEM_FIELD_SET = new Set([
	...ITEM_FIELDS,
	...ASIDE_TEXT,
	...ASIDE_PLAIN
]);
function endsText(repair, top, written) {
	const name = canonicalName(written, top.scope, repair.inAtom);
	const ends = STRUCTURE.has(name) || top.isShort && ITEM_FIELD_SET.has(name);
	if (ends) closeTop(repair);
	return ends;
}
function keepMarkup(repair, top, token) {
	if (top.text >= MAX_TEXT) return;
	if (!token.selfClosing && (top.verbatim?.length ?? 0) < MAX_VERBATIM) top.verbatim?.push(token.name.toLowerCase());
	const end = Math.min(token.end, token.start + MAX_TEXT);
	addText(repair, top, decodeEntities(repair.text.slice(token.start, end)));
}
function open(repair, token) {
	repair.elements += 1;
	if (/(?:^|:)(?:item|entry)$/i.test(token.name)) closeItem(repair);
	if (repair.stack.length >= MAX_DEPTH) {
		if (!token.selfClosing) repair.tooDeep += 1;
		return;
	}
	const parent = repair.stack.at(-1);
	if (parent === void 0) repair.inAtom = localName(token.name) === "feed";
	const scope = declare(parent?.scope ?? new Map(), token.attributes);
	const canonical = canonicalName(token.name, scope, repair.inAtom);
	const muted = parent?.name === "" || !VALID_NAME.test(canonical);
	const aside = ASIDE_TEXT.has(canonical) || ASIDE_PLAIN.has(canonical);
	const name = muted ? "" : aside ? ASIDE + canonical : canonical;
	const mark = repair.out.length;
	if (name !== "") repair.out.push(openingTag(name, token.attributes));
	const written = token.name.toLowerCase();
	const isShort = SHORT_TEXT.has(canonical);
	const element = {
		written,
		name,
		scope,
		mark,
		text: 0,
		isShort
	};
	const isText = isShort || ASIDE_TEXT.has(canonical);
	repair.stack.push(isText ? {
		...element,
		verbatim: []
	} : element);
	if (token.selfClosing) closeTop(repair);
}
function openingTag(name, attributes) {
	let tag = `<${name}`;
	const seen = new Set();
	for (const attribute of attributes) {
		const isDeclaration = attribute.name === "xmlns" || attribute.name.startsWith("xmlns:");
		const tooLong = attribute.value.length > MAX_ATTRIBUTE;
		if (isDeclaration || tooLong || seen.has(attribute.name)) continue;
		if (!VALID_NAME.test(attribute.name)) continue;
		seen.add(attribute.name);
		tag += ` ${attribute.name}="${escapeAttribute(dropControls(decodeEntities(attribute.value)))}"`;
	}
	return `${tag}>`;
}
function closeTop(repair) {
	const element = repair.stack.pop();
	if (element === void 0) return;
	if (element.name !== "") repair.out.push(`</${element.name}>`);
	if (repair.stack.length === 0) repair.ended = true;
}
function close(repair, token) {
	if (repair.tooDeep > 0) {
		repair.tooDeep -= 1;
		return;
	}
	const written = token.name.toLowerCase();
	const top = repair.stack.at(-1);
	if (top?.verbatim !== void 0) {
		const inner = top.verbatim.lastIndexOf(written);
		if (inner >= 0) top.verbatim.length = inner;
		if (inner >= 0 || !repair.stack.some((element) => element.written === written)) {
			addText(repair, top, decodeEntities(repair.text.slice(token.start, token.end)));
			return;
		}
	}
	const at = repair.stack.findLastIndex((element) => element.written === written);
	if (at < 0) return;
	while (repair.stack.length > at) closeTop(repair);
}
function localName(name) {
	return name.slice(name.indexOf(":") + 1).toLowerCase();
}
// src/feed/prepare.ts
const MAX_PREAMBLE = 65536;
const FEED_ROOTS = new Set([
	"rss",
	"feed",
	"rdf"
]);
function sniff(text) {
	const head = text.slice(0, MAX_PREAMBLE).trimStart();
	if (head === "") return { kind: "empty" };
	if (head.startsWith("{") || head.startsWith("[")) return { kind: "json" };
	let first;
	for (const token of scan(text)) {
		if (token.start > MAX_PREAMBLE) break;
		if (token.kind === "doctype") {
			if (/^<!doctype\s+html\b/i.test(text.slice(token.start, token.start + 40))) return { kind: "html" };
		} else if (token.kind === "open") {
			const local = token.name.slice(token.name.indexOf(":") + 1).toLowerCase();
			if (FEED_ROOTS.has(local)) return {
				kind: "feed",
				rootStart: token.start
			};
			if (local === "html" || local === "head" || local === "body") return { kind: "html" };
			if (local === "opml") return { kind: "opml" };
			first ??= token.name;
		}
	}
	if (first !== void 0) return {
		kind: "other",
		root: first.slice(0, 40)
	};
	return { kind: /[\u0000-\u0008]/.test(head.slice(0, 512)) ? "binary" : "text" };
}
const HTML_REMEDY = "Open the address in a browser: it may be the show's page, a sign-in page or an error page. Give the address of the RSS feed itself; the show's page or a podcast directory names it.";
function prepareXml(bytes, contentType) {
	const { text } = decodeText(bytes, contentType);
	const sniffed = sniff(text);
	switch (sniffed.kind) {
		case "feed": return ok(repairXml(text, sniffed.rootStart));
		case "empty": return bad(problem("feed-empty", "the answer is empty", "Open the address in a browser; if it stays empty, ask the publisher or correct the address."));
		case "html": return bad(problem("feed-is-html", "the answer is a web page (HTML), not a feed", HTML_REMEDY));
		case "json": return bad(problem("feed-is-json", "the answer is JSON, not an RSS or Atom feed", "Give the address of the RSS or Atom feed; JSON Feed and API addresses are not read."));
		case "opml": return bad(problem("feed-is-opml", "the answer is an OPML list of feeds, not a feed", "Write this address where OPML lists are accepted, or give the addresses of its feeds."));
		case "binary":
		case "text":
		case "other": return bad(problem("feed-not-a-feed", sniffed.kind === "other" ? `the answer is XML with the root <${sniffed.root}>, not an RSS or Atom feed` : `the answer is ${sniffed.kind === "binary" ? "binary data" : "plain text"}, not a feed`, "Correct the address: it must answer with RSS or Atom."));
	}
}
// src/feed/tree.ts
function asNode(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
}
function allOf(node, name) {
	if (!Object.hasOwn(node, name)) return [];
	const value = node[name];
	return Array.isArray(value) ? value : [value];
}
function textOf(value) {
	const node = asNode(value);
	const text = node === void 0 ? value : allOf(node, "_")[0];
	if (typeof text !== "string") return void 0;
	const trimmed = text.trim();
	return trimmed === "" ? void 0 : trimmed;
}
function firstText(node, ...names) {
	for (const name of names) for (const value of allOf(node, name)) {
		const text = textOf(value);
		if (text !== void 0) return text;
	}
}
function attributeOf(value, name) {
	const node = asNode(value);
	const attributes = node === void 0 ? void 0 : asNode(allOf(node, "$")[0]);
	return attributes === void 0 ? void 0 : firstText(attributes, name);
}
// src/feed/enclosures.ts
function offer(element, names) {
	return {
		url: attributeOf(element, names.url) ?? textOf(element),
		type: (attributeOf(element, "type") ?? "").toLowerCase().slice(0, 100),
		length: attributeOf(element, names.length)
	};
}
function offersOf(item) {
	const links = [...allOf(item, "aside:link"), ...allOf(item, "atom:link")];
	const media = [item, ...allOf(item, "media:group").flatMap((group) => {
		const node = asNode(group);
		return node === void 0 ? [] : [node];
	})].flatMap((node) => allOf(node, "media:content"));
	return [
		...allOf(item, "aside:enclosure").map((element) => offer(element, {
			url: "url",
			length: "length"
		})),
		...links.filter((link) => attributeOf(link, "rel")?.toLowerCase() === "enclosure").map((link) => offer(link, {
			url: "href",
			length: "length"
		})),
		...media.map((element) => offer(element, {
			url: "url",
			length: "filesize"
		}))
	];
}
const AUDIO_NAME = /\.(?:mp3|m4a|m4b|aac|oga|ogg|opus|flac|wav|weba|wma|aif|aiff|mka|ac3|amr)$/i;
const VIDEO_NAME = /\.(?:mp4|m4v|mov|webm|mkv|avi|mpg|mpeg)$/i;
const OTHER_NAME = /\.(?:jpe?g|png|gif|webp|svg|pdf|html?|txt|vtt|srt|json|xml|zip|torrent|epub)$/i;
function rank({ type }, url) {
	const name = new URL(url).pathname;
	if (/^audio\/(?:mpeg|mp3|x-mp3|mpeg3|x-mpeg)\b/.test(type)) return 4;
	if (type.startsWith("audio/")) return 3;
	if (type.startsWith("video/")) return AUDIO_NAME.test(name) ? 3 : 1;
	if (/\.mp3$/i.test(name)) return 4;
	if (AUDIO_NAME.test(name) || type === "application/ogg") return 3;
	if (/^(?:image|text|font|model|message)\/|^application\/(?!octet-stream|x-download|force)/.test(type) || OTHER_NAME.test(name)) return 0;
	return VIDEO_NAME.test(name) ? 1 : 2;
}
function pickAudio(item, feedUrl) {
	const offers = offersOf(item);
	if (offers.length === 0) return { reason: "it has no enclosure" };
	let best;
	let refused = "the address of its enclosure is not http or https";
	for (const candidate of offers) {
		const url = resolveUrl(candidate.url, feedUrl);
		if (url === void 0) continue;
		const value = rank(candidate, url);
		if (value === 0) refused = `its enclosure is not audio (${candidate.type || "by its name"})`;
		if (value > (best?.rank ?? 0)) best = {
			enclosure: enclosureOf(candidate, url),
			rank: value
		};
	}
	return best === void 0 ? { reason: refused } : { audio: best.enclosure };
}
function enclosureOf({ type, length }, url) {
	const bytes = /^\d{1,15}$/.test(length ?? "") ? Number(length) : 0;
	return {
		url,
		...type === "" ? {} : { type },
		...bytes > 0 ? { bytes } : {}
	};
}
// src/feed/people.ts
const MAX_PEOPLE = 50;
const MAX_NAME = 200;
const MAX_TRANSCRIPTS = 20;
function authorName(text) {
	const line = oneLine((text ?? "").slice(0, 1e3), MAX_NAME);
	const name = /^\S+@\S+\s*\((.{1,200})\)$/.exec(line)?.[1]?.trim() ?? line;
	return name === "" || /^\S+@\S+$/.test(name) ? void 0 : name;
}
function authorOf(node) {
	const written = [
		firstText(node, "itunes:author"),
		firstText(node, "googleplay:author"),
		...allOf(node, "author").map((author) => {
			const atom = asNode(author);
			return (atom === void 0 ? void 0 : firstText(atom, "name")) ?? textOf(author);
		}),
		firstText(node, "dc:creator"),
		firstText(node, "managingEditor")
	];
	for (const text of written) {
		const name = authorName(text);
		if (name !== void 0) return name;
	}
}
function peopleOf(node, author) {
	const people = new Map();
	const add = (person) => {
		const key = `${person.role}\n${person.name}`;
		if (people.size < MAX_PEOPLE && !people.has(key)) people.set(key, person);
	};
	for (const element of allOf(node, "podcast:person")) {
		const name = oneLine((textOf(element) ?? "").slice(0, 1e3), MAX_NAME);
		const role = oneLine((attributeOf(element, "role") ?? "host").slice(0, 100), 40).toLowerCase();
		if (name !== "") add({
			name,
			role
		});
	}
	if (author !== void 0) add({
		name: author,
		role: "author"
	});
	return [...people.values()];
}
const TYPE_OF_NAME = {
	vtt: "text/vtt",
	srt: "application/x-subrip",
	json: "application/json",
	html: "text/html",
	htm: "text/html",
	txt: "text/plain"
};
function transcriptsOf(item, feedUrl) {
	const found = [];
	for (const element of allOf(item, "podcast:transcript")) {
		const url = resolveUrl(attributeOf(element, "url"), feedUrl);
		if (url === void 0 || found.length >= MAX_TRANSCRIPTS) continue;
		const written = attributeOf(element, "type")?.split(";", 1)[0]?.trim().toLowerCase();
		const ending = /\.(\w{2,4})$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? "";
		const language = attributeOf(element, "language")?.slice(0, 35);
		const type = (written ?? TYPE_OF_NAME[ending] ?? "text/plain").slice(0, 100);
		found.push({
			url,
			type,
			...language === void 0 ? {} : { language }
		});
	}
	return found;
}
// src/feed/youtube.ts
const VIDEO = /(?:youtube(?:-nocookie)?\.com\/(?:watch\?(?:[\w%.~+-]{1,40}=[\w%.~+-]{0,80}&(?:amp;)?){0,5}v=|shorts\/|live\/|embed\/|v\/)|youtu\.be\/)([\w-]{11})(?![\w-])/gi;
function youtubeVideos(text) {
	return [...new Set(Array.from(text.matchAll(VIDEO), (match) => match[1] ?? ""))];
}
function youtubeUrlOf(id) {
	return `https://www.youtube.com/watch?v=${id}`;
}
function youtubeOfEpisodes(texts) {
	const uses = new Map();
	return texts.map(({ link, description }) => {
		const linked = youtubeVideos(link ?? "");
		const described = youtubeVideos(description);
		for (const id of new Set([...linked, ...described])) uses.set(id, (uses.get(id) ?? 0) + 1);
		return {
			linked,
			described
		};
	}).map(({ linked, described }) => {
		const own = (ids) => ids.filter((id) => uses.get(id) === 1);
		const [first, second] = own(described);
		const id = own(linked)[0] ?? (second === void 0 ? first : void 0);
		return id === void 0 ? void 0 : youtubeUrlOf(id);
	});
}
// src/feed/read-feed.ts
const MAX_TITLE = 500;
const MAX_GUID = 4096;
const TEXTS = [
	"aside:description",
	"aside:content:encoded",
	"aside:itunes:summary",
	"aside:summary",
	"aside:content",
	"aside:itunes:subtitle",
	"subtitle"
];
function present(fields) {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
function linkOf(node, base) {
	const links = allOf(node, "aside:link");
	return [...links.filter((link) => (attributeOf(link, "rel") ?? "alternate") === "alternate").map((link) => attributeOf(link, "href")), ...links.map(textOf)].map((written) => resolveUrl(written, base)).find((url) => url !== void 0);
}
function textsOf(node) {
	return TEXTS.flatMap((name) => firstText(node, name) ?? []);
}
function descriptionOf(texts) {
	let longest = "";
	for (const text of texts) {
		const plain = plainText(text);
		if (plain.length > longest.length) longest = plain;
	}
	return longest === "" ? void 0 : longest;
}
function numberOf(node, ...names) {
	const text = firstText(node, ...names);
	return text !== void 0 && /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) : void 0;
}
function publishedAtOf(item) {
	return [
		"pubDate",
		"aside:published",
		"dc:date",
		"aside:updated"
	].map((name) => readDate(firstText(item, name))).find((date) => date !== void 0);
}
function labelOf(item, position) {
	const name = item === void 0 ? void 0 : firstText(item, "title", "itunes:title", "guid", "id");
	const line = titleText((name ?? "").slice(0, 4e3), 120);
	return line === "" ? `item ${position}` : line;
}
function readItem(value, position, feed) {
	const node = asNode(value);
	const label = labelOf(node, position);
	if (node === void 0) return {
		item: label,
		reason: "it is empty"
	};
	const picked = pickAudio(node, feed.url);
	if ("reason" in picked) return {
		item: label,
		reason: picked.reason
	};
	const texts = textsOf(node);
	const guid = firstText(node, "guid", "id")?.slice(0, MAX_GUID);
	const title = titleText((firstText(node, "title", "itunes:title") ?? "").slice(0, 8e3), MAX_TITLE);
	const author = authorOf(node);
	return {
		label,
		episode: {
			title: title === "" ? "Untitled episode" : title,
			enclosure: picked.audio,
			people: peopleOf(node, author === feed.author ? void 0 : author),
			transcripts: transcriptsOf(node, feed.url),
			...present({
				guid,
				publishedAt: publishedAtOf(node),
				durationSec: readDuration(firstText(node, "itunes:duration")),
				description: descriptionOf(texts),
				link: linkOf(node, feed.url),
				season: numberOf(node, "itunes:season", "podcast:season"),
				number: numberOf(node, "itunes:episode", "podcast:episode"),
				chaptersUrl: allOf(node, "podcast:chapters").map((chapters) => resolveUrl(attributeOf(chapters, "url"), feed.url)).find((url) => url !== void 0)
			})
		},
		html: texts.join("\n")
	};
}
function assemble(items, dropped) {
	const ids = idsOf(items.map(({ episode }) => episode));
	const videos = youtubeOfEpisodes(items.map(({ episode, html }) => ({
		link: episode.link,
		description: html
	})));
	return items.flatMap(({ episode, label }, at) => {
		const id = ids[at];
		if (id === void 0) {
			dropped.push({
				item: label,
				reason: "an item before it has the same guid and audio"
			});
			return [];
		}
		return [{
			id,
			...episode,
			...present({ youtubeUrl: videos[at] })
		}];
	});
}
function readFeed(tree, context) {
	const root = asNode(tree);
	if (root === void 0 || !Array.isArray(root["items"])) return bad(problem("feed-unreadable", "the feed has no channel to read", "Check the feed with a feed validator and tell its publisher."));
	const author = authorOf(root);
	const dropped = [];
	const items = [];
	for (const [at, value] of root["items"].entries()) {
		const item = readItem(value, at + 1, {
			url: context.url,
			author
		});
		if ("episode" in item) items.push(item);
		else dropped.push(item);
	}
	const title = titleText((firstText(root, "title") ?? "").slice(0, 8e3), MAX_TITLE);
	const language = firstText(root, "language", "dc:language");
	return ok({
		title: title === "" ? `Untitled show of ${new URL(context.url).hostname}` : title,
		people: peopleOf(root, author),
		episodes: assemble(items, dropped),
		dropped,
		truncated: context.truncated,
		...present({
			description: descriptionOf(textsOf(root)),
			author,
			language: language === void 0 ? void 0 : oneLine(language, 35),
			link: linkOf(root, context.url)
		})
	});
}
// src/pipeline/fetch-feed.ts
const MAX_FEED_BYTES = 67108864;
const IDLE_TIMEOUT_MS = 3e4;
const MAX_VALIDATOR = 1024;
const ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
async function fetchFeed(ports, request) {
	request.signal.throwIfAborted();
	const late = new Error("the deadline of the feed has passed");
	const deadline = new AbortController();
	const finished = new AbortController();
	const endsAt = ports.clock.now() + request.deadlineMs;
	const watch = ports.clock.sleep(request.deadlineMs, finished.signal).then(() => deadline.abort(late), () => void 0);
	const signal = AbortSignal.any([request.signal, deadline.signal]);
	try {
		return await fetchWithin(ports, {
			...request,
			signal
		}, endsAt);
	} catch (error) {
		if (error !== late) throw error;
		return tooSlow(request);
	} finally {
		finished.abort();
		await watch;
	}
}
async function fetchWithin(ports, request, endsAt) {
	const answer = await ports.http.get({
		url: request.url,
		headers: {
			accept: ACCEPT,
			...conditionsOf(request.validators)
		},
		idleTimeoutMs: IDLE_TIMEOUT_MS,
		signal: request.signal
	});
	if (answer.kind === "failed") return about(request, answer);
	if (answer.status !== 200) {
		answer.discard();
		if (answer.status === 304 && request.validators !== void 0) return { kind: "unchanged" };
		return refusal(request, answer, ports.clock.now());
	}
	const received = await readBody(answer, request.maxBytes ?? 67108864);
	if ("error" in received) return about(request, received);
	const prepared = prepareXml(received.bytes, answer.headers["content-type"]);
	if (!prepared.ok) return about(request, {
		kind: "failed",
		error: received.fault ?? prepared.problem,
		retryable: received.fault !== void 0 || prepared.problem.code === "feed-empty"
	});
	const parsed = await ports.parser.parse(prepared.value.xml, {
		deadlineMs: Math.max(1, endsAt - ports.clock.now()),
		signal: request.signal
	});
	if (parsed.kind === "failed") {
		const retryable = parsed.error.code !== "feed-unreadable";
		return about(request, {
			kind: "failed",
			error: parsed.error,
			retryable
		});
	}
	const truncated = prepared.value.truncated || received.fault !== void 0 || received.short;
	const read = readFeed(parsed.tree, {
		url: answer.finalUrl,
		truncated
	});
	if (!read.ok) return about(request, {
		kind: "failed",
		error: read.problem,
		retryable: false
	});
	report(ports.log, request, read.value, received.fault);
	return {
		kind: "feed",
		feed: read.value,
		validators: truncated ? {} : validatorsOf(answer.headers),
		...answer.permanentUrl === void 0 ? {} : { permanentUrl: answer.permanentUrl }
	};
}
function conditionsOf(validators) {
	const { etag, lastModified } = validators ?? {};
	return {
		...etag === void 0 ? {} : { "if-none-match": etag },
		...lastModified === void 0 ? {} : { "if-modified-since": lastModified }
	};
}
function validatorsOf(headers) {
	const { etag, "last-modified": lastModified } = headers;
	const sound = (value) => value !== void 0 && value.length <= MAX_VALIDATOR && /^[\x20-\x7e]+$/.test(value);
	return {
		...sound(etag) ? { etag } : {},
		...sound(lastModified) ? { lastModified } : {}
	};
}
async function readBody(answer, maxBytes) {
	const parts = [];
	let size = 0;
	let fault;
	try {
		for await (const part of answer.body) {
			size += part.length;
			if (size > maxBytes) return tooLarge(answer, maxBytes);
			parts.push(part);
		}
	} catch (error) {
		if (!(error instanceof HttpBodyError)) throw error;
		fault = error.problem;
	}
	const bytes = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return {
		bytes,
		fault,
		short: size < Number(answer.headers["content-length"] ?? 0)
	};
}
function tooLarge(answer, maxBytes) {
	answer.discard();
	return {
		kind: "failed",
		error: problem("feed-too-large", `the feed is larger than ${Math.round(maxBytes / 1048576)} MiB`, "Check that the address is that of a feed; ask the publisher for one with fewer items."),
		retryable: false
	};
}
function tooSlow(request) {
	return about(request, {
		kind: "failed",
		error: problem("feed-timeout", `the feed was not fetched and read within ${request.deadlineMs / 1e3} s`, "The server is slow or the feed very large; it is tried again at the next run."),
		retryable: true
	});
}
function about(request, failed) {
	const { code, message, remedy } = failed.error;
	return {
		...failed,
		error: problem(code, `feed ${speakUrl(request.url)}: ${message}`, remedy)
	};
}
function retryAfter(header, now) {
	if (header === void 0) return void 0;
	return /^\d{1,7}$/.test(header.trim()) ? now + Number(header) * 1e3 : readDate(header);
}
function refusal(request, answer, now) {
	const { status } = answer;
	const failed = (error, retryable) => about(request, {
		kind: "failed",
		error,
		retryable
	});
	if (status === 401 || status === 403) return failed(problem("feed-forbidden", `the server refuses it (HTTP ${status})`, "A private feed needs its complete personal address; ask the publisher if the feed is public."), false);
	if (status === 404 || status === 410) return failed(problem("feed-not-found", status === 410 ? "it is gone for good (HTTP 410)" : "there is none (HTTP 404)", "Look up the show's current feed address and correct it in the configuration."), false);
	if (status === 429 || status === 503) {
		const notBefore = retryAfter(answer.headers["retry-after"], now);
		return {
			...failed(problem("feed-busy", `the server asks to come back later (HTTP ${status})`, "Nothing is to be done; it is tried again at the next run."), true),
			...notBefore === void 0 ? {} : { notBefore }
		};
	}
	if (status >= 500 || status === 408 || status === 425) return failed(problem("feed-server-error", `the server failed (HTTP ${status})`, "Nothing is to be done; it is tried again at the next run."), true);
	return failed(problem("feed-unexpected-status", `the server answered with HTTP ${status}`, "Open the address in a browser to see what it says, and correct it."), false);
}
function report(log, request, feed, fault) {
	const name = speakUrl(request.url);
	if (feed.truncated) {
		const why = fault === void 0 ? "its end is missing" : fault.message;
		log.warning(`feed ${name}: only ${counted(feed.episodes.length, "episode")} could be read, since ${why}; it is fetched again at the next run`);
	}
	for (const { item, reason } of feed.dropped) log.debug(`feed ${name}: left out ${item}: ${reason}`);
}
export { classify as a, readOr as c, mergeBatch as d, readDuration as i, appendRun as l, youtubeUrlOf as n, withoutSecrets as o, readDate as r, holdServiceState as s, fetchFeed as t, applyEpisodeChanges as u };
