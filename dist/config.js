import { t as hideSecrets } from "./hide-secrets.js";
import { t as counted } from "./count.js";
import { t as assertNever } from "./outcome.js";
import { C as readFileLayer, S as place, a as TABLES, c as fromInputs, d as setAt, f as AllSettings, g as RunRequest, i as LEAVES, l as getAt, m as DEFAULT_PRICES, n as describe, o as fileOnly, r as problemsOf, s as fromEnvironment, t as closest, u as isSet } from "./config-problems.js";
import { n as envNameOf, r as isSecret, t as INPUTS } from "./config-inputs2.js";
// src/config-rules.ts
function needsOf(mode) {
	switch (mode) {
		case "run":
		case "resume":
		case "retry-failed": return {
			keys: true,
			feeds: true
		};
		case "dry-run":
		case "fan-out": return {
			keys: false,
			feeds: true
		};
		case "health":
		case "reset-state":
		case "reset-circuit": return {
			keys: false,
			feeds: false
		};
		default: return assertNever(mode);
	}
}
function combinationProblems(all, around) {
	const { file } = around;
	const needed = {
		...needsOf(all.mode),
		...around.needs
	};
	return [
		...modeProblems(all, around),
		...hostedProblems(all, around),
		...folderProblems(all),
		...showProblems(all, file),
		...needed.feeds ? feedProblems(all, file) : [],
		...needed.keys && all.keys.gemini.length === 0 ? [NO_KEYS] : []
	];
}
const NO_KEYS = {
	code: "config-no-keys",
	message: "there is no Gemini API key",
	remedy: "Make a key at https://aistudio.google.com/apikey, save it as the repository secret GEMINI_API_KEYS and pass it as the input gemini-api-keys (or set the environment variable GEMINI_API_KEYS)."
};
const WHOLE = new Set([
	"fan-out",
	"health",
	"reset-state",
	"reset-circuit"
]);
function modeProblems(all, { given }) {
	if (!WHOLE.has(all.mode)) return [];
	const problems = [];
	if (all.episodes.length > 0) problems.push(impossible(`the mode ${all.mode} cannot be restricted to episodes`, "episodes"));
	if (all.shard !== void 0) problems.push(impossible(`the mode ${all.mode} cannot be split into shards`, "shard"));
	if (given.find(({ path, source }) => path === "run.maxEpisodes" && source === "input") !== void 0) {
		const whole = `the mode ${all.mode} takes no episodes, so max-episodes cannot restrict it`;
		problems.push(impossible(whole, "max-episodes"));
	}
	return problems;
}
const HOSTED_JOB_MINUTES = 360;
const HOSTED_RUN_MINUTES = 330;
function hostedProblems(all, { env, given, file }) {
	if (!(env["GITHUB_ACTIONS"] === "true" && env["RUNNER_ENVIRONMENT"] === "github-hosted") || WHOLE.has(all.mode)) return [];
	const { timeBudgetMinutes: budget, onQuota, maxQuotaWaitHours } = all.run;
	if (budget + (onQuota === "wait" ? maxQuotaWaitHours * 60 : 0) <= HOSTED_RUN_MINUTES) return [];
	const job = `a job of a GitHub-hosted runner, which ends after ${HOSTED_JOB_MINUTES} minutes at the latest`;
	const isLong = budget > HOSTED_RUN_MINUTES;
	const path = isLong ? "run.timeBudgetMinutes" : "run.onQuota";
	const [message, remedy] = isLong ? [`a time budget of ${counted(budget, "minute")} does not fit into ${job}`, `Set time-budget-minutes to at most ${HOSTED_RUN_MINUTES}; the next scheduled run goes on with the rest. A self-hosted runner may work longer.`] : [`on-quota: wait with up to ${counted(maxQuotaWaitHours, "hour")} of waiting and ${counted(budget, "minute")} of work does not fit into ${job}`, `Set on-quota to defer: the next scheduled run goes on by itself. Waiting is for self-hosted runners and the command line; here time-budget-minutes and max-quota-wait-hours together may be ${HOSTED_RUN_MINUTES} minutes.`];
	const byFile = given.every((one) => one.path !== path) && file !== void 0;
	const steps = path.split(".");
	if (!byFile || getAt(file.raw, steps) === void 0) return [{
		code: "config-combination",
		message,
		remedy
	}];
	const line = file.lineOf(steps);
	return [{
		code: "config-combination",
		message: `${place(file.path, line)}: ${message}`,
		remedy,
		file: file.path,
		...line === void 0 ? {} : { line }
	}];
}
function impossible(message, input) {
	return {
		code: "config-combination",
		message,
		remedy: `Leave ${input} empty, or choose another mode.`
	};
}
function folderProblems(all) {
	const { stateDir, transcriptsDir } = all.output;
	if (!within(stateDir, transcriptsDir) && !within(transcriptsDir, stateDir)) return [];
	return [{
		code: "config-combination",
		message: `state-dir (${stateDir}) and transcripts-dir (${transcriptsDir}) overlap`,
		remedy: "Give each a folder of its own."
	}];
}
function within(folder, other) {
	const plain = (path) => path.split("/").filter((part) => part !== ".").join("/");
	return `${plain(folder)}/`.startsWith(`${plain(other)}/`);
}
function showProblems(all, file) {
	return ["url", "id"].flatMap((field) => {
		const seen = new Set();
		return all.shows.flatMap((show, index) => {
			const value = show[field];
			if (value === void 0) return [];
			if (!seen.has(value)) {
				seen.add(value);
				return [];
			}
			const line = file?.lineOf([
				"shows",
				index,
				field
			]);
			return [{
				code: "config-duplicate-show",
				message: `${file === void 0 ? "" : `${place(file.path, line)}: `}two shows have the same ${field} ${JSON.stringify(hideSecrets(value).slice(0, 200))}`,
				remedy: field === "url" ? "Remove one of them." : "Give each show an id of its own.",
				...file === void 0 ? {} : { file: file.path },
				...line === void 0 ? {} : { line }
			}];
		});
	});
}
function feedProblems(all, file) {
	if (all.shows.length > 0 || all.feeds.length > 0) return [];
	return [{
		code: "config-no-feeds",
		message: `nothing to transcribe: ${file === void 0 ? "there is no config file and no feed" : `${file.path} names no show or feed`}`,
		remedy: file === void 0 ? "Add a config file with a show below `shows:`, or give feed addresses as the input feeds. In a workflow actions/checkout must come before, or the file is not there." : "Add a show below `shows:` in the config file, or give feed addresses as the input feeds.",
		...file === void 0 ? {} : { file: file.path }
	}];
}
// src/config-variables.ts
const PREFIX = "PODCAST_";
const KNOWN = [
	"PODCAST_CONFIG",
	...LEAVES.filter((leaf) => !isSecret(leaf.path)).map((leaf) => envNameOf(leaf.path)),
	...Object.keys(TABLES).map(envNameOf)
];
function strangers(env) {
	return Object.keys(env).filter((name) => name.startsWith(PREFIX) && isSet(env[name]) && !KNOWN.includes(name));
}
function variableProblems(env) {
	return strangers(env).flatMap((name) => {
		const found = problemOf(name);
		if (found === void 0) return [];
		return [{
			code: "config-unknown-variable",
			...found
		}];
	});
}
function problemOf(name) {
	const unknown = `the environment variable ${name} is not known`;
	if (/^PODCAST_SHOWS(?:_|$)/u.test(name)) return {
		message: `shows can be set in the file only, not by the environment variable ${name}`,
		remedy: "Write them below `shows:` in the config file, or give feed addresses by PODCAST_FEEDS."
	};
	if (/^PODCAST_KEYS(?:_|$)/u.test(name)) return {
		message: unknown,
		remedy: "Keys are GEMINI_API_KEYS, GITHUB_TOKEN, YOUTUBE_API_KEY."
	};
	const near = closest(name.slice(8), KNOWN.map((one) => one.slice(8)));
	if (near !== void 0) return {
		message: unknown,
		remedy: `Did you mean ${PREFIX}${near}?`
	};
	const table = /^PODCAST_(LIMITS|PRICES)_/u.exec(name)?.[1];
	if (table === void 0) return void 0;
	return {
		message: unknown,
		remedy: `Names of models do not fit into one. Set ${PREFIX}${table} to JSON such as {"gemini-flash-latest":{${table === "LIMITS" ? "\"requestsPerDay\":20" : "\"inputPerMillion\":1,\"outputPerMillion\":2"}}}.`
	};
}
function unreadVariables(env) {
	const names = strangers(env).filter((name) => problemOf(name) === void 0);
	if (names.length === 0) return void 0;
	return `${names.slice(0, 5).join(", ")}${names.length > 5 ? " and others" : ""}: no setting has such a name, so nothing was read from there.`;
}
// src/config-secret.ts
const HIDDEN = "***";
function secret(text) {
	const hide = () => HIDDEN;
	return Object.freeze({
		reveal: () => text,
		toJSON: hide,
		toString: hide,
		[Symbol.for("nodejs.util.inspect.custom")]: hide
	});
}
// src/config-settings.ts
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MEGABYTE = 1e6;
function toSettings(all) {
	const { transcription, audio, feedsFetch, run, output } = all;
	const shows = all.shows.filter((show) => show.enabled);
	const resting = new Set(all.shows.map((show) => show.url));
	return freeze({
		mode: all.mode,
		episodes: [...new Set(all.episodes)],
		...all.shard === void 0 ? {} : { shard: shardOf(all.shard) },
		shows: shows.map((show) => showSettings(show, all)),
		feeds: [...new Set(all.feeds)].filter((feed) => !resting.has(feed)),
		feedPreferences: preferences({}, all),
		models: [...new Set(all.models)],
		limits: defined(all.limits),
		prices: all.prices,
		transcription: {
			chunkMs: transcription.chunkMinutes === "auto" ? "auto" : transcription.chunkMinutes * MINUTE,
			concurrency: transcription.concurrency,
			episodesAtOnce: transcription.episodesAtOnce,
			inlineMaxBytes: Math.round(transcription.inlineMaxMegabytes * MEGABYTE),
			requestTimeoutMs: transcription.requestTimeoutMinutes * MINUTE,
			idleTimeoutMs: transcription.idleTimeoutSeconds * SECOND,
			coverage: transcription.coverage,
			maxRequestsPerEpisode: transcription.maxRequestsPerEpisode
		},
		audio: {
			maxBytes: Math.round(audio.maxMegabytes * MEGABYTE),
			downloadTimeoutMs: audio.downloadTimeoutMinutes * MINUTE,
			idleTimeoutMs: audio.idleTimeoutSeconds * SECOND
		},
		feedsFetch: {
			concurrency: feedsFetch.concurrency,
			timeoutMs: feedsFetch.timeoutSeconds * SECOND,
			maxBytes: Math.round(feedsFetch.maxMegabytes * MEGABYTE)
		},
		run: {
			...run.maxEpisodes === void 0 ? {} : { maxEpisodes: run.maxEpisodes },
			timeBudgetMs: run.timeBudgetMinutes * MINUTE,
			onQuota: run.onQuota,
			maxQuotaWaitMs: run.maxQuotaWaitHours * HOUR,
			maxAttempts: run.maxAttempts
		},
		breaker: all.breaker,
		output: outputSettings(output),
		gemini: {
			keys: [...new Set(all.keys.gemini)].map(secret),
			baseUrl: all.gemini.baseUrl.replace(/\/+$/, "")
		},
		...all.keys.github === void 0 ? {} : { githubToken: secret(all.keys.github) },
		...all.keys.youtube === void 0 ? {} : { youtubeApiKey: secret(all.keys.youtube) },
		allowPrivateNetwork: privateNetwork(all.network.allowPrivate)
	});
}
function outputSettings(output) {
	const { branch, formats, ...rest } = output;
	return {
		...rest,
		formats: [...new Set(formats)],
		...branch === void 0 ? {} : { branch }
	};
}
function privateNetwork(value) {
	if (typeof value === "boolean") return value;
	return value.length === 0 ? false : [...new Set(value)];
}
function showSettings(show, all) {
	return {
		url: show.url,
		...show.id === void 0 ? {} : { id: show.id },
		...show.title === void 0 ? {} : { title: show.title },
		...preferences(show, all)
	};
}
function preferences(show, all) {
	const language = show.language ?? all.transcription.language;
	const minutes = show.maxEpisodeMinutes ?? all.audio.maxEpisodeMinutes;
	return {
		...language === void 0 ? {} : { language },
		speakers: show.speakers ?? [],
		vocabulary: show.vocabulary ?? [],
		order: show.order ?? all.run.order,
		...show.since === void 0 ? {} : { sinceMs: Date.parse(`${show.since}T00:00:00Z`) },
		...show.maxEpisodes === void 0 ? {} : { maxEpisodes: show.maxEpisodes },
		...minutes === void 0 ? {} : { maxEpisodeMs: minutes * MINUTE },
		skip: show.skip ?? []
	};
}
function shardOf(text) {
	const [index = 1, count = 1] = text.split("/").map(Number);
	return {
		index,
		count
	};
}
function defined(limits) {
	return Object.fromEntries(Object.entries(limits).map(([model, one]) => [model, Object.fromEntries(Object.entries(one).filter(([, value]) => value !== void 0))]));
}
function freeze(value) {
	if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const member of Object.values(value)) freeze(member);
	}
	return value;
}
// src/config-notices.ts
const GOOGLE = "generativelanguage.googleapis.com";
function keysElsewhere(settings, origins) {
	const { baseUrl, keys } = settings.gemini;
	const where = inFile(origins, "gemini.baseUrl");
	if (where === void 0 || keys.length === 0) return void 0;
	const { host, protocol } = new URL(baseUrl);
	if (host === GOOGLE && protocol === "https:") return void 0;
	return `The Gemini keys and the audio go to ${protocol === "https:" ? host : `${host} (not encrypted)`} instead of Google, since ${where} says so (gemini.baseUrl). If you did not mean that, end this now, take the line out and replace the keys.`;
}
function privateByFile(settings, origins) {
	const allowed = settings.allowPrivateNetwork;
	const where = inFile(origins, "network.allowPrivate");
	if (where === void 0 || allowed === false) return void 0;
	return `Feeds and audio may come from ${allowed === true ? "any private address" : allowed.join(", ")} in private networks, since ${where} says so (network.allowPrivate).`;
}
function inFile(origins, path) {
	return origins.find((one) => one.path === path && one.source === "file")?.where;
}
// src/config.ts
const DEFAULT_CONFIG_PATH = "config/production.yaml";
function configPathOf(inputs, env) {
	return [inputs["config"], env["PODCAST_CONFIG"]].find(isSet)?.trim() ?? "config/production.yaml";
}
function resolveSettings(request) {
	const problems = [...absentFile(request)];
	const file = request.fileText === void 0 ? void 0 : readFileLayer(request.filePath, request.fileText);
	const layer = file?.layer;
	problems.push(...file?.problems ?? [], ...misplaced(layer));
	const inputs = fromInputs(request.inputs);
	problems.push(...inputs.unknown.map(unknownInput), ...variableProblems(request.env));
	const given = strongest([...inputs.given, ...fromEnvironment(request.env)]);
	const raw = merge(layer, given);
	const checked = AllSettings.safeParse(raw);
	if (!checked.success) {
		problems.push(...problemsOf(checked.error.issues, {
			given,
			file: layer,
			raw
		}));
		return {
			ok: false,
			problems
		};
	}
	const settings = toSettings(checked.data);
	const unread = (file?.problems ?? []).length > 0;
	const needs = {
		...request.needs,
		...unread ? { feeds: false } : {}
	};
	const { env } = request;
	problems.push(...combinationProblems(checked.data, {
		file: layer,
		given,
		env,
		needs
	}));
	if (problems.length > 0) return {
		ok: false,
		problems
	};
	return {
		ok: true,
		settings,
		origins: originsOf(checked.data, given, layer)
	};
}
function absentFile(request) {
	const asked = isSet(request.inputs["config"]) || isSet(request.env["PODCAST_CONFIG"]);
	if (request.fileText !== void 0 || !asked) return [];
	return [{
		code: "config-not-found",
		message: `the config file ${request.filePath} does not exist`,
		remedy: "Correct the input config, or commit the file at that path.",
		file: request.filePath
	}];
}
function misplaced(layer) {
	if (layer === void 0) return [];
	return Object.keys(RunRequest.shape).filter((key) => Object.hasOwn(layer.raw, key)).map((key) => {
		const line = layer.lineOf([], key);
		return {
			code: "config-unknown-field",
			message: `${layer.path}${line === void 0 ? "" : `:${line}`}: ${key} cannot be set in the file`,
			remedy: key === "keys" ? "Give keys as inputs or environment variables, and replace any that was committed." : `Remove it; ${key} is an input of the run.`,
			file: layer.path,
			...line === void 0 ? {} : { line }
		};
	});
}
function unknownInput(name) {
	const inFile = fileOnly(name);
	if (inFile !== void 0) return {
		code: "config-unknown-input",
		message: `${inFile} can be set in the file only, not by the input ${describe(name)}`,
		remedy: `Write it into the config file, below \`${inFile}:\`.`
	};
	const known = [...INPUTS.map((spec) => spec.name), ...LEAVES.map((leaf) => leaf.path)];
	const near = closest(name, known);
	return {
		code: "config-unknown-input",
		message: `the input ${describe(name)} is not known`,
		remedy: near === void 0 ? "Remove it." : `Did you mean ${near}?`
	};
}
function strongest(given) {
	const byPath = new Map();
	for (const one of given) if (!byPath.has(one.path)) byPath.set(one.path, one);
	return [...byPath.values()];
}
function merge(layer, given) {
	const own = new Set(Object.keys(RunRequest.shape));
	const raw = structuredClone(Object.fromEntries(Object.entries(layer?.raw ?? {}).filter(([key]) => !own.has(key))));
	if (given.some(({ path }) => path.startsWith("prices."))) raw["prices"] ??= structuredClone(DEFAULT_PRICES);
	for (const one of given) {
		const before = getAt(raw, one.path);
		if (one.path === "feeds" && before !== void 0 && !Array.isArray(before)) continue;
		const adds = one.path === "feeds" && Array.isArray(before) && Array.isArray(one.value);
		setAt(raw, one.path, adds ? [...before, ...one.value] : one.value);
	}
	return raw;
}
function originsOf(all, given, layer) {
	const inFile = (steps) => {
		if (layer === void 0 || getAt(layer.raw, steps) === void 0) return void 0;
		const line = layer.lineOf(steps);
		return line === void 0 ? layer.path : `${layer.path}:${line}`;
	};
	return shownPaths(all).map(({ path, steps }) => {
		const value = redact(path, getAt(all, steps));
		const file = inFile(steps);
		const giver = given.find((one) => one.path === path);
		if (giver !== void 0) {
			const adds = path === "feeds" && file !== void 0 ? { addedTo: file } : {};
			return {
				path,
				value,
				source: giver.source,
				where: giver.name,
				...adds
			};
		}
		if (file !== void 0) return {
			path,
			value,
			source: "file",
			where: file
		};
		return {
			path,
			value,
			source: "default",
			where: ""
		};
	});
}
function shownPaths(all) {
	const shows = all.shows.map((_, at) => ({
		path: `shows[${at}]`,
		steps: ["shows", at]
	}));
	const leaves = LEAVES.filter(({ path }) => !/^(?:limits|prices)\./u.test(path)).map(({ path }) => ({
		path,
		steps: path.split(".")
	}));
	const rows = ["limits", "prices"].flatMap((table) => Object.entries(all[table]).flatMap(([model, row]) => Object.keys(row).map((field) => ({
		path: `${table}.${model}.${field}`,
		steps: [
			table,
			model,
			field
		]
	}))));
	return [
		...shows.length === 0 ? [{
			path: "shows",
			steps: ["shows"]
		}] : shows,
		...leaves,
		...rows
	];
}
function redact(path, value) {
	if (!isSecret(path) || value === void 0) return withoutSecrets(value);
	return Array.isArray(value) ? value.map(() => "***") : "***";
}
function withoutSecrets(value) {
	if (typeof value === "string") return hideSecrets(value);
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return value.map(withoutSecrets);
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutSecrets(member)]));
}
export { privateByFile as a, keysElsewhere as i, configPathOf as n, unreadVariables as o, resolveSettings as r, DEFAULT_CONFIG_PATH as t };
