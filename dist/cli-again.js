import { i as problem } from "./outcome.js";
import { i as clean, m as listOf } from "./cli-words.js";
import { i as tellFaults, s as withTools } from "./cli-session.js";
import { f as loadState, n as isHiddenUrl, r as isPrivateUrl } from "./private-address.js";
// src/commands/known-shows.ts
async function knownShows(ports, request) {
	const { stateDir, mode, signal } = request;
	const state = await loadState(await ports.store.open(signal), stateDir, signal);
	const taken = new Set(state.batch.batches.flatMap(({ episodes }) => episodes.map(({ show }) => show)));
	const shows = [...state.feeds.values()].filter(({ show, episodes }) => {
		const wanted = mode === "resume" ? "in-progress" : "failed";
		return mode === "resume" && taken.has(show) || Object.values(episodes).some(({ status }) => status === wanted);
	});
	const hidden = shows.filter(({ feedUrl }) => isHiddenUrl(feedUrl));
	return {
		any: state.feeds.size > 0,
		feeds: shows.filter((one) => !hidden.includes(one)).map(({ feedUrl }) => feedUrl),
		hidden: hidden.map(({ title }) => title)
	};
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
function againCommand(mode, flags) {
	const words = [
		"podcast-transcriber",
		"run",
		mode
	];
	for (const [name, flag] of REPEATED) for (const value of listOf(flags[name])) words.push(flag, quoted(value));
	if ([...listOf(flags["feedUrl"]), ...listOf(flags["feeds"])].some(mustBeNamed)) words.push("--feed-url …");
	return words.join(" ");
}
function quoted(word) {
	return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
async function withKnownShows(session) {
	const { settings, log } = session;
	const { mode, shows, feeds } = settings;
	if (shows.length > 0 || feeds.length > 0) return settings;
	if (mode !== "resume" && mode !== "retry-failed") return settings;
	const { stateDir } = settings.output;
	let found;
	await withTools(session, async ({ ports, signal }) => {
		const known = await knownShows(ports, {
			stateDir,
			mode,
			signal
		});
		const fault = faultOf(session, known);
		if (fault === void 0) found = {
			...settings,
			feeds: known.feeds
		};
		else tellFaults([fault], session);
		if (fault === void 0 && known.hidden.length > 0) log.warning(hiddenText(known.hidden));
		return 0;
	});
	return found;
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
