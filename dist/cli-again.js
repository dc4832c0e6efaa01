import { n as hideSecretsInWords, t as hideSecrets } from "./hide-secrets.js";
import { i as problem } from "./outcome.js";
import { a as clean, h as listOf } from "./cli-words.js";
import { i as tellFaults, s as withTools } from "./cli-session.js";
import { a as storedUrl, n as isHiddenUrl, r as isPrivateUrl } from "./private-address.js";
import { t as loadState } from "./load-state.js";
// src/commands/known-shows.ts
async function knownShows(ports, request) {
	const { stateDir, mode, episodes: names, own, looked, signal } = request;
	const state = await loadState(await ports.store.open(signal), stateDir, signal);
	const taken = new Set(state.batch.batches.flatMap(({ episodes }) => episodes.map(({ show }) => show)));
	const named = new Set(names);
	const shows = [...state.feeds.values()].filter((feed) => {
		const { show, episodes } = feed;
		const wanted = mode === "resume" ? "in-progress" : "failed";
		if (own.some((one) => isOf(one, feed))) return false;
		return mode === "resume" && taken.has(show) || Object.entries(episodes).some(([id, { status, audioUrl }]) => status === wanted || named.has(id) || named.has(audioUrl));
	});
	const hidden = shows.filter(({ feedUrl }) => isHiddenUrl(feedUrl));
	return {
		any: state.feeds.size > 0,
		feeds: shows.filter((one) => !hidden.includes(one)).map(({ feedUrl }) => feedUrl),
		hidden: hidden.map(({ title }) => title),
		unsure: looked.some((one) => ![...state.feeds.values()].some((feed) => isOf(one, feed)))
	};
}
function isOf({ url, id }, { show, feedUrl }) {
	return id === show || hideSecrets(storedUrl(url, url)) === hideSecrets(feedUrl);
}
function mustBeNamed(feedUrl) {
	return isPrivateUrl(feedUrl);
}
// src/cli-again.ts
const REPEATED = [
	["folder", "-C"],
	["config", "--config"],
	["stateDir", "--state-dir"],
	["transcriptsDir", "--transcripts-dir"],
	["outputDir", "--output-dir"],
	["allowPrivateNetwork", "--allow-private-network"],
	["geminiBaseUrl", "--gemini-base-url"],
	["set", "--set"]
];
const MAY_HIDE = new Set(["geminiBaseUrl", "set"]);
const OF_ONE_RUN = new Set([
	"feeds",
	"mode",
	"episodes"
]);
function againCommand(mode, flags) {
	const words = [
		"podcast-transcriber",
		"run",
		mode
	];
	for (const [name, flag] of REPEATED) for (const value of listOf(flags[name])) {
		if (name === "set" && OF_ONE_RUN.has(settingOf(value))) continue;
		words.push(flag, MAY_HIDE.has(name) ? shown(value) : quoted(value));
	}
	const set = listOf(flags["set"]).filter((one) => settingOf(one) === "feeds");
	const feeds = [...[...listOf(flags["feedUrl"]), ...listOf(flags["feeds"])].map((one) => one.trim()), ...set.flatMap((one) => one.slice(one.indexOf("=") + 1).split(/\s+/u))].filter((one) => one !== "");
	if (feeds.some(mustBeNamed)) {
		for (const feed of feeds.filter((one) => !mustBeNamed(one))) words.push("--feeds", shown(feed));
		words.push("--feed-url …");
	}
	return words.join(" ");
}
function settingOf(value) {
	return value.slice(0, Math.max(0, value.indexOf("="))).trim();
}
function shown(value) {
	if (hideSecretsInWords(value) === value) return quoted(value);
	const setting = settingOf(value);
	return /^[\w.-]+$/u.test(setting) ? `${setting}=…` : "…";
}
function quoted(word) {
	return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
async function withKnownShows(session) {
	const { settings, log } = session;
	const { mode, shows, feeds, episodes } = settings;
	if (session.origins.some(({ path, source }) => path === "feeds" && source === "input")) return settings;
	if (mode !== "resume" && mode !== "retry-failed") return settings;
	const { stateDir } = settings.output;
	let found;
	const looked = [...shows, ...feeds.map((url) => ({ url }))];
	const own = [...looked, ...fileShows(session)];
	await withTools(session, async ({ ports, signal }) => {
		const known = await knownShows(ports, {
			stateDir,
			mode,
			episodes,
			own,
			looked,
			signal
		});
		const fault = looked.length > 0 ? void 0 : faultOf(session, known);
		if (fault !== void 0) {
			tellFaults([fault], session);
			return 0;
		}
		if (known.hidden.length > 0) log.warning(hiddenText(known.hidden));
		found = known.unsure ? settings : {
			...settings,
			feeds: [...feeds, ...known.feeds]
		};
		if (looked.length > 0 && known.feeds.length > 0) {
			if (known.unsure) log.warning(unsureText(known.feeds));
			else log.info(`Beside the configured shows: ${few(known.feeds)}, known by the state.`);
		}
		return 0;
	});
	return found;
}
function fileShows({ origins }) {
	return origins.flatMap(({ path, value }) => {
		if (!path.startsWith("shows[") || typeof value !== "object" || value === null) return [];
		const { url, id } = value;
		if (typeof url !== "string") return [];
		return [typeof id === "string" ? {
			url,
			id
		} : { url }];
	});
}
function unsureText(feeds) {
	return `Left out: ${few(feeds)}. The state knows work of it, but not every feed that is configured, so that one of these may be the same show at a new address. If it is not, give it by --feed-url.`;
}
function few(feeds) {
	return `${feeds.slice(0, 5).map((feed) => clean(feed, 200)).join(", ")}${feeds.length > 5 ? ` and ${feeds.length - 5} more` : ""}`;
}
function faultOf({ config, settings }, known) {
	if (!known.any) return problem("config-no-feeds", `nothing to go on with: ${config.path} names no show, no feed was given, and ${settings.output.stateDir} knows none`, "Correct the folder (-C, --state-dir) or the config file (--config), or give a feed by --feed-url.");
	if (known.feeds.length > 0 || known.hidden.length === 0) return void 0;
	return problem("feed-address-hidden", hiddenText(known.hidden), "Give it by --feed-url.");
}
function hiddenText(titles) {
	const names = titles.slice(0, 5).map((title) => clean(title, 80));
	const more = titles.length > 5 ? ` and ${titles.length - 5} more` : "";
	return `The address of the feed of ${names.join(", ")}${more} holds a secret, which the state does not keep: without the address it cannot go on.`;
}
export { withKnownShows as n, againCommand as t };
