import { i as problem, n as bad, r as ok } from "./outcome.js";
import { r as sized } from "./count.js";
import { c as resolveUrl } from "./private-address.js";
import { a as decodeEntities, i as scan, r as titleText } from "./words.js";
import { t as HttpBodyError } from "./ports.js";
// src/feed/opml.ts
const MAX_FEEDS = 5e3;
function readOpml(text) {
	const feeds = new Map();
	let isOpml = false;
	for (const token of scan(text)) {
		if (token.kind !== "open") continue;
		const name = token.name.toLowerCase();
		if (name === "opml") isOpml = true;
		if (!isOpml || name !== "outline" || feeds.size >= MAX_FEEDS) continue;
		const attributes = new Map(token.attributes.map((one) => [one.name, decodeEntities(one.value)]));
		const written = attributes.get("xmlurl") ?? attributes.get("url");
		const url = resolveUrl(written, "relative:");
		if (url === void 0 || feeds.has(url)) continue;
		const title = titleText((attributes.get("title") ?? attributes.get("text") ?? "").slice(0, 4e3), 500);
		feeds.set(url, title === "" ? { url } : {
			url,
			title
		});
	}
	if (!isOpml) return bad(problem("opml-unreadable", "the text is not an OPML list", "Give an OPML file, as podcast apps export it, or the addresses of feeds."));
	if (feeds.size === 0) return bad(problem("opml-empty", "the OPML list names no feed with an http or https address", "Export the list again; each of its outlines needs an xmlUrl."));
	return ok([...feeds.values()]);
}
// src/pipeline/sources.ts
async function resolveSources(query) {
	const { settings } = query;
	const problems = [];
	const byUrl = new Map();
	const add = (source) => {
		if (!byUrl.has(source.url)) byUrl.set(source.url, source);
	};
	for (const show of settings.shows) {
		const { url, id, title, ...preferences } = show;
		add({
			url,
			preferences,
			...id === void 0 ? {} : { id },
			...title === void 0 ? {} : { title }
		});
	}
	for (const entry of settings.feeds) {
		if (!isOpml(entry)) {
			add({
				url: entry,
				preferences: settings.feedPreferences
			});
			continue;
		}
		const list = await readList(query, entry);
		if ("error" in list) {
			problems.push(list.error);
			continue;
		}
		const feeds = readOpml(list.text);
		if (!feeds.ok) {
			problems.push({
				...feeds.problem,
				message: `${entry}: ${feeds.problem.message}`
			});
			continue;
		}
		for (const feed of feeds.value) add({
			url: feed.url,
			preferences: settings.feedPreferences
		});
	}
	return {
		sources: [...byUrl.values()],
		problems
	};
}
function isOpml(entry) {
	if (!/^https?:\/\//iu.test(entry)) return true;
	return new URL(entry).pathname.toLowerCase().endsWith(".opml");
}
async function readList(query, entry) {
	if (/^https?:\/\//iu.test(entry)) return await query.fetchText(entry);
	const text = await query.snapshot.read(entry, query.signal);
	if (text !== void 0) return { text };
	return { error: problem("opml-not-found", `The list of feeds ${entry} is not in the repository.`, "Commit the file at that path, or correct the path in the configuration.") };
}
function shardOf(sources, shard) {
	if (shard.count === 1) return sources;
	const mine = new Set(sources.map((source) => source.url).toSorted().filter((_, position) => position % shard.count === shard.index - 1));
	return sources.filter((source) => mine.has(source.url));
}
// src/pipeline/fetch-text.ts
async function fetchText(ports, request) {
	request.signal.throwIfAborted();
	const late = new Error("the deadline of the text has passed");
	const deadline = new AbortController();
	const over = new AbortController();
	const watch = ports.clock.sleep(request.deadlineMs, over.signal).then(() => deadline.abort(late), () => void 0);
	const signal = AbortSignal.any([request.signal, deadline.signal]);
	try {
		return await fetchWithin(ports, {
			...request,
			signal
		});
	} catch (error) {
		if (error !== late) throw error;
		return { error: tooSlow(request) };
	} finally {
		over.abort();
		await watch;
	}
}
async function fetchWithin(ports, request) {
	const outcome = await ports.http.get({
		url: request.url,
		...request.headers === void 0 ? {} : { headers: request.headers },
		idleTimeoutMs: request.deadlineMs,
		signal: request.signal
	});
	if (outcome.kind === "failed") return { error: outcome.error };
	if (outcome.status !== 200) {
		outcome.discard();
		return { error: refused(hostOf(request), outcome.status) };
	}
	const decoder = new TextDecoder();
	let text = "";
	let bytes = 0;
	try {
		for await (const part of outcome.body) {
			bytes += part.byteLength;
			if (bytes > request.maxBytes) {
				outcome.discard();
				return { error: tooLarge(hostOf(request), request.maxBytes) };
			}
			text += decoder.decode(part, { stream: true });
		}
	} catch (error) {
		if (error instanceof HttpBodyError) return { error: error.problem };
		throw error;
	}
	return { text: text + decoder.decode() };
}
function hostOf({ url }) {
	return URL.canParse(url) ? new URL(url).host : "the host";
}
function refused(host, status) {
	return problem("text-not-fetched", `${host} answered ${status} for a text that was asked for.`, "Open the address in a browser; correct it in the configuration.");
}
function tooLarge(host, maxBytes) {
	return problem("text-too-large", `The text at ${host} has more than ${sized(maxBytes)}.`, "Make it smaller, or raise feedsFetch.maxMegabytes.");
}
function tooSlow(request) {
	return problem("text-not-fetched", `The text at ${hostOf(request)} was not there within ${request.deadlineMs / 1e3} s.`, "The server is slow; it is asked again at the next run.");
}
// src/quota/writes.ts
const WRITES_EACH = 3;
const SHARED_WRITES = 420;
const SHARED_BURST = 20;
const HOUR_MS = 36e5;
function shareOfWrites(jobs) {
	return {
		minIntervalMs: Math.ceil(jobs * HOUR_MS * WRITES_EACH / SHARED_WRITES),
		burst: Math.max(2, Math.floor(SHARED_BURST / jobs))
	};
}
export { shardOf as i, fetchText as n, resolveSources as r, shareOfWrites as t };
