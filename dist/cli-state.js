import path from "node:path";
import { createInterface } from "node:readline/promises";
import { t as againCommand } from "./cli-again.js";
import { n as readGiven, r as saveNew } from "./cli-files.js";
import { a as clean, c as moment, d as span, f as table, l as paint } from "./cli-words.js";
import { a as withSession, i as tellFaults, n as printJson, o as withStateToChange, s as withTools, t as print } from "./cli-session.js";
import { a as told, i as problem } from "./outcome.js";
import { t as showsInstead } from "./cli-shows.js";
import { t as counted } from "./count.js";
import { t as Fault } from "./failure.js";
import { a as upsertIndex, i as renderShowIndex, n as readShowIndex } from "./show-index.js";
import { i as upsertTopIndex, n as renderReadme, o as STATUS_LINK, r as renderTopIndex } from "./top-index.js";
import { a as readStateFiles, c as writeBundle, i as backupChanges, n as resetState, o as normalise, r as closeBreakers, s as readBundle, t as notConfirmed } from "./reset-state.js";
import { m as EpisodeStatus, r as statePaths, s as readFeedState, t as loadState } from "./load-state.js";
import { i as writeFeedState } from "./write.js";
import { i as transcriptsAmong, n as readOwnTranscript, r as readWhole, t as mayHoldTranscripts } from "./transcript-file.js";
import { r as keptChunks } from "./backlog.js";
import { s as openBreakers } from "./schedule.js";
import { r as makeLocalTree } from "./wire-light.js";
// src/cli-print-state.ts
function stateText(view, stateDir, resume) {
	if (view.shows.length === 0 && view.lastRun === void 0) return `There is no state in ${stateDir} yet. \`podcast-transcriber run\` makes it.`;
	const begun = view.batches.filter(({ episodes }) => episodes > 0);
	return [
		showTable(view.shows),
		view.episodes === void 0 ? "" : episodeTable(view.episodes, view.found ?? 0),
		...begun.length === 0 ? [] : [begun.map((one) => `In progress: slice ${clean(one.id)} of ${moment(one.startedAt)}, ${counted(one.episodes, "episode")} left. \`${resume}\` goes on with it.`).join("\n")],
		keptLine(view, stateDir),
		...view.breakers.length === 0 ? [] : [view.breakers.map(({ subject, until, reason }) => `Resting: ${clean(subject)} until ${moment(until)} (${clean(reason)}). \`circuit reset\` ends it.`).join("\n")],
		lastRunLine(view),
		view.backups.length === 0 ? "No backups." : `Backups in ${stateDir}/backups: ${view.backups.map((name) => clean(name)).join(", ")}`
	].filter((block) => block !== "").join("\n\n");
}
function showTable(shows) {
	if (shows.length === 0) return "";
	const count = (status) => (one) => String(one.counts[status]);
	return table(shows, [
		{
			title: "Show",
			of: (one) => one.show,
			most: 40
		},
		{
			title: "Done",
			of: count("done"),
			right: true
		},
		{
			title: "New",
			of: count("discovered"),
			right: true
		},
		{
			title: "Begun",
			of: count("in-progress"),
			right: true
		},
		{
			title: "Put off",
			of: count("deferred"),
			right: true
		},
		{
			title: "Failed",
			of: count("failed"),
			right: true
		},
		{
			title: "Skipped",
			of: count("skipped"),
			right: true
		},
		{
			title: "Audio done",
			of: (one) => span(one.doneSec),
			right: true
		}
	]);
}
function episodeTable(episodes, found) {
	if (episodes.length === 0) return "There is no such episode.";
	const rows = table(episodes, [
		{
			title: "Id",
			of: ({ id }) => id
		},
		{
			title: "Show",
			of: ({ show }) => show,
			most: 24
		},
		{
			title: "Date",
			of: ({ publishedAt }) => moment(publishedAt).slice(0, 10)
		},
		{
			title: "Length",
			of: ({ durationSec }) => span(durationSec),
			right: true
		},
		{
			title: "Status",
			of: ({ status }) => status
		},
		{
			title: "Title",
			of: ({ title }) => title,
			most: 60
		},
		{
			title: "Because",
			of: because,
			most: 100
		}
	]);
	return found > episodes.length ? `${rows}\n${paint("dim", `… and ${found - episodes.length} more: --limit shows them.`)}` : rows;
}
function because(episode) {
	const { status, error, reason, notBefore } = episode;
	const until = notBefore === void 0 ? "" : ` (not before ${moment(notBefore)})`;
	if (status === "failed") return error === void 0 ? until : `${error.code}: ${error.message}${until}`;
	return status === "deferred" || status === "skipped" ? `${reason ?? ""}${until}` : "";
}
function keptLine({ kept }, stateDir) {
	if (kept === void 0) return "";
	return `Kept: ${counted(kept.parts, "finished part")} of ${counted(kept.episodes, "episode")} in ${stateDir}/.checkpoints; the next run goes on with ${kept.parts === 1 ? "it" : "them"}.`;
}
function lastRunLine({ lastRun }) {
	if (lastRun === void 0) return "";
	const { finishedAt, mode, completed, failed, deferred, requests, audioSec } = lastRun;
	return `Last run: ${moment(finishedAt)}, ${clean(mode)}: ${completed} transcribed, ${failed} failed, ${deferred} put off; ${counted(requests, "request")}, ${span(audioSec)} of audio.`;
}
function rebuildText(plan) {
	const rows = table(plan.shows, [
		{
			title: "Show",
			of: ({ show }) => show,
			most: 40
		},
		{
			title: "Transcripts",
			of: ({ transcripts }) => String(transcripts),
			right: true
		},
		{
			title: "Not known as done",
			of: ({ adopted }) => String(adopted),
			right: true
		},
		{
			title: "Done without one",
			of: ({ missing }) => String(missing),
			right: true
		}
	]);
	const notes = [...plan.unreadable.map((name) => `${clean(name)} cannot be read and is made anew.`), ...plan.leftOut.map(({ path, reason }) => `${clean(path)} is left out: ${clean(reason, 300)}`)];
	return [...plan.shows.length > 0 ? [rows] : [], ...notes].join("\n");
}
// src/state/adopt.ts
function adoptTranscripts(current, show, transcripts) {
	const episodes = { ...current?.episodes };
	for (const facts of transcripts) {
		const there = episodes[facts.id];
		if (there?.status !== "done") episodes[facts.id] = doneState(facts, there);
	}
	return {
		version: 1,
		...show,
		...current?.validators === void 0 ? {} : { validators: current.validators },
		episodes
	};
}
function doneState(facts, there) {
	const { id: _id, transcribedAt, ...told } = facts;
	return {
		...there?.guid === void 0 ? {} : { guid: there.guid },
		...told,
		status: "done",
		attempts: 0,
		...transcribedAt === void 0 ? {} : { finishedAt: transcribedAt }
	};
}
// src/commands/rebuild-state.ts
async function planRebuild(ports, request) {
	const { stateDir, transcriptsDir, signal } = request;
	const snapshot = await ports.store.open(signal);
	const state = await readStateFiles(snapshot, stateDir, signal);
	const unreadable = Object.entries(state).flatMap(([name, text]) => {
		const read = normalise(name, `${stateDir}/${name}`, text);
		if (!read.ok && read.problem.code === "state-newer-version") throw new Fault(read.problem);
		return read.ok ? [] : [name];
	});
	const found = await gatherTranscripts(request);
	const shows = [];
	const files = unreadable.filter((name) => !found.shows.has(showOfFile(name))).map((name) => ({
		kind: "delete",
		path: `${stateDir}/${name}`
	}));
	const indexes = [];
	for (const slug of knownShows(state, found.shows)) {
		const name = `feeds/${slug}.json`;
		const text = unreadable.includes(name) ? void 0 : state[name];
		const rebuilt = rebuildShow(slug, text === void 0 ? void 0 : valueOf(readFeedState(name, text)), found);
		if (rebuilt === void 0) continue;
		shows.push(rebuilt.summary);
		files.push({
			kind: "write",
			path: `${stateDir}/${name}`,
			content: writeFeedState(rebuilt.state)
		});
		if (rebuilt.index.episodes.length === 0) continue;
		indexes.push(rebuilt.index);
		files.push({
			kind: "write",
			path: `${transcriptsDir}/${slug}/index.json`,
			content: renderShowIndex(rebuilt.index)
		});
	}
	if (indexes.length > 0) files.push(...frontPages(transcriptsDir, indexes));
	return {
		shows,
		unreadable,
		leftOut: found.leftOut,
		files
	};
}
function showOfFile(name) {
	return name.replace(/^feeds\//u, "").replace(/\.json$/u, "");
}
function knownShows(state, found) {
	const named = Object.keys(state).filter((name) => name.startsWith("feeds/"));
	return [...new Set([...named.map(showOfFile), ...found.keys()])].toSorted();
}
function frontPages(folder, indexes) {
	const top = upsertTopIndex(void 0, indexes);
	return [{
		kind: "write",
		path: `${folder}/index.json`,
		content: renderTopIndex(top)
	}, {
		kind: "merge",
		path: `${folder}/README.md`,
		merge: (current) => renderReadme(top, { status: current?.includes(STATUS_LINK) === true })
	}];
}
async function gatherTranscripts(request) {
	const { transcripts: tree, signal } = request;
	const shows = new Map();
	const { paths, skipped } = await tree.list(signal);
	const leftOut = skipped.filter(({ path }) => mayHoldTranscripts(path));
	const unread = leftOut.flatMap(({ path }) => [path, path.replace(/\.\w+$/u, "")]);
	const indexes = new Map();
	for (const files of transcriptsAmong(paths)) {
		const [slug = "", ...rest] = files.stem.split("/");
		if (rest.length === 0) continue;
		if (!indexes.has(slug)) indexes.set(slug, await readIndex(tree, slug, signal));
		const read = await readOne(tree, files, indexes.get(slug), signal);
		if ("reason" in read) {
			leftOut.push({
				path: files.stem,
				reason: read.reason
			});
			if (read.unread === true) unread.push(files.stem);
		} else shows.set(slug, [...shows.get(slug) ?? [], read]);
	}
	return {
		shows,
		leftOut,
		unread
	};
}
async function readOne(tree, { stem, formats }, index, signal) {
	const slug = stem.split("/")[0] ?? "";
	const known = index?.episodes.find((entry) => entry.path === stem);
	const about = {
		show: slug,
		title: index?.title ?? slug,
		feedUrl: index?.feedUrl ?? ""
	};
	const text = formats.includes("json") ? await readWhole(tree, `${stem}.json`, signal) : void 0;
	if (text?.ok === false) return {
		reason: told(text.problem),
		unread: true
	};
	if (text === void 0) {
		if (known === void 0) return { reason: "it has no JSON and is in no index" };
		return {
			show: about,
			entry: {
				...known,
				formats
			},
			facts: factsOfEntry(known)
		};
	}
	const read = readOwnTranscript(text.value, stem, formats);
	if (!read.ok) return { reason: told(read.problem) };
	const { content, facts, entry } = read.value;
	return {
		show: {
			show: slug,
			title: content.show?.title ?? about.title,
			feedUrl: content.show?.feedUrl ?? about.feedUrl
		},
		facts,
		entry
	};
}
function factsOfEntry(entry) {
	const transcribedAt = Date.parse(entry.transcribedAt);
	return {
		id: entry.id,
		title: entry.title,
		audioUrl: "",
		durationSec: entry.durationSec,
		transcript: entry.path,
		...Number.isNaN(transcribedAt) ? {} : { transcribedAt }
	};
}
async function readIndex(tree, slug, signal) {
	const path = `${slug}/index.json`;
	const text = await readWhole(tree, path, signal);
	const read = text?.ok === true ? readShowIndex(text.value, path) : void 0;
	return read?.ok === true ? read.value : void 0;
}
function rebuildShow(slug, current, { shows, unread }) {
	const newest = (shows.get(slug) ?? []).toSorted((a, b) => a.entry.transcribedAt < b.entry.transcribedAt ? 1 : -1);
	const byId = new Map(newest.toReversed().map((one) => [one.facts.id, one]));
	const show = current === void 0 ? newest[0]?.show : {
		show: slug,
		title: current.title,
		feedUrl: current.feedUrl
	};
	if (show === void 0) return void 0;
	const waiting = withoutMissing(current, byId, unread);
	const state = adoptTranscripts(waiting.state, show, [...byId.values()].map(({ facts }) => facts));
	let index = {
		version: 1,
		show: slug,
		title: show.title,
		feedUrl: show.feedUrl,
		episodes: []
	};
	for (const { entry } of byId.values()) index = upsertIndex(index, {
		slug,
		title: show.title,
		feedUrl: show.feedUrl
	}, entry);
	const adopted = [...byId.keys()].filter((id) => current?.episodes[id]?.status !== "done").length;
	return {
		summary: {
			show: slug,
			transcripts: byId.size,
			adopted,
			missing: waiting.missing
		},
		state,
		index
	};
}
function withoutMissing(current, found, unread) {
	if (current === void 0) return {
		state: void 0,
		missing: 0
	};
	let missing = 0;
	const isUnread = (stem = "") => unread.some((path) => stem === path || stem.startsWith(`${path}/`));
	const episodes = Object.entries(current.episodes).map(([id, episode]) => {
		if (episode.status !== "done" || found.has(id) || isUnread(episode.transcript)) return [id, episode];
		missing += 1;
		const { transcript: _t, finishedAt: _f, ...rest } = episode;
		return [id, {
			...rest,
			status: "discovered",
			attempts: 0
		}];
	});
	return {
		state: {
			...current,
			episodes: Object.fromEntries(episodes)
		},
		missing
	};
}
function valueOf(read) {
	if (read.ok) return read.value;
	throw new Fault(read.problem);
}
async function applyRebuild(ports, plan, options) {
	const { stateDir, signal } = options;
	const snapshot = await ports.store.open(signal);
	const files = await readStateFiles(snapshot, stateDir, signal);
	const backup = options.backup && Object.keys(files).length > 0 ? await backupChanges(snapshot, {
		stateDir,
		files,
		now: ports.clock.now(),
		signal
	}) : [];
	const outcome = await ports.store.commit({
		message: `Rebuild state from the transcripts of ${counted(plan.shows.length, "show")}`,
		files: [...backup, ...plan.files]
	}, signal);
	const backedUp = backup.length > 0;
	return outcome.kind === "failed" ? {
		fault: outcome.error,
		backedUp: false
	} : { backedUp };
}
// src/commands/state-show.ts
async function showState(ports, query) {
	const snapshot = await ports.store.open(query.signal);
	const state = await loadState(snapshot, query.stateDir, query.signal);
	const backups = await snapshot.list(statePaths(query.stateDir).backups, query.signal);
	const feeds = [...state.feeds.values()].toSorted((a, b) => a.show < b.show ? -1 : 1);
	const shows = feeds.map(viewOf);
	const lastRun = state.runs.runs.at(-1);
	return {
		shows: query.show === void 0 ? shows : shows.filter(({ show }) => show === query.show),
		counts: sumOf(shows.map(({ counts }) => counts)),
		...episodesOf(feeds, query),
		...await keptOf(ports, query.signal),
		...query.show === void 0 || shows.length === 0 || shows.some(({ show }) => show === query.show) ? {} : { otherShows: shows.map(({ show, title }) => ({
			show,
			title
		})) },
		batches: state.batch.batches.map(({ id, startedAt, episodes }) => ({
			id,
			startedAt,
			episodes: episodes.filter((one) => isLeft(state.feeds.get(one.show)?.episodes[one.id])).length
		})),
		breakers: openBreakers(state.circuit, ports.clock.now()),
		...lastRun === void 0 ? {} : { lastRun },
		backups: backups.filter((name) => name.endsWith(".json")).toReversed()
	};
}
function isLeft(episode) {
	return episode?.status !== "done" && episode?.status !== "skipped";
}
async function keptOf({ checkpoints }, signal) {
	const chunks = checkpoints === void 0 ? new Map() : await keptChunks(checkpoints, signal);
	const parts = [...chunks.values()].reduce((sum, count) => sum + count, 0);
	return parts === 0 ? {} : { kept: {
		episodes: chunks.size,
		parts
	} };
}
function viewOf(feed) {
	const episodes = Object.values(feed.episodes);
	return {
		show: feed.show,
		title: feed.title,
		feedUrl: feed.feedUrl,
		counts: countsOf(episodes),
		doneSec: episodes.reduce((sum, one) => one.status === "done" ? sum + (one.durationSec ?? 0) : sum, 0)
	};
}
function countsOf(episodes) {
	const count = (status) => episodes.filter((one) => one.status === status).length;
	return {
		discovered: count("discovered"),
		"in-progress": count("in-progress"),
		done: count("done"),
		deferred: count("deferred"),
		failed: count("failed"),
		skipped: count("skipped")
	};
}
function sumOf(all) {
	const sum = { ...countsOf([]) };
	for (const counts of all) for (const status of EpisodeStatus.options) sum[status] += counts[status];
	return sum;
}
function episodesOf(feeds, { show, status, episodes, limit }) {
	if (show === void 0 && status === void 0 && episodes !== true) return {};
	const found = feeds.filter((feed) => show === void 0 || feed.show === show).flatMap((feed) => Object.entries(feed.episodes).map(([id, state]) => ({
		show: feed.show,
		id,
		...state
	}))).filter((one) => status === void 0 || one.status === status).toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0) || (a.id < b.id ? -1 : 1));
	return {
		episodes: found.slice(0, limit),
		found: found.length
	};
}
// src/commands/state-transfer.ts
const KEPT_AS_IT_IS = "The export holds the file as it is, and an import would not take it: restore a backup, or `podcast-transcriber state rebuild`, then export again.";
async function exportState(ports, options) {
	const snapshot = await ports.store.open(options.signal);
	const files = await readStateFiles(snapshot, options.stateDir, options.signal);
	const damaged = Object.entries(files).flatMap(([name, text]) => {
		const read = normalise(name, `${options.stateDir}/${name}`, text);
		return read.ok ? [] : [{
			...read.problem,
			remedy: KEPT_AS_IT_IS
		}];
	});
	return {
		content: writeBundle(files, ports.clock.now()),
		files: Object.keys(files),
		damaged
	};
}
async function importState(ports, request) {
	const { stateDir, signal } = request;
	const read = readBundle(request.name, request.text);
	if (!read.ok) return {
		written: [],
		removed: [],
		unreadable: [],
		fault: read.problem
	};
	const { files, savedAt, unreadable } = read.value;
	const snapshot = await ports.store.open(signal);
	const present = await readStateFiles(snapshot, stateDir, signal);
	const others = Object.keys(present).filter((name) => !Object.hasOwn(files, name));
	const kept = others.filter((name) => unreadable.includes(name));
	const removed = others.filter((name) => name !== "quota.json" && !kept.includes(name));
	const backup = request.backup && Object.keys(present).length > 0 ? await backupChanges(snapshot, {
		stateDir,
		files: present,
		now: ports.clock.now(),
		signal
	}) : [];
	const written = Object.keys(files);
	const outcome = await ports.store.commit({
		message: `Import state: ${counted(written.length, "file")}`,
		files: [
			...backup,
			...removed.map((name) => ({
				kind: "delete",
				path: `${stateDir}/${name}`
			})),
			...Object.entries(files).map(([name, content]) => ({
				kind: "write",
				path: `${stateDir}/${name}`,
				content
			}))
		]
	}, signal);
	if (outcome.kind === "failed") return {
		savedAt,
		written: [],
		removed: [],
		unreadable,
		fault: outcome.error
	};
	return {
		savedAt,
		written,
		removed,
		unreadable,
		...kept.length === 0 ? {} : { kept }
	};
}
// src/cli-state.ts
const NEEDS = {};
function stateShow(flags) {
	return withSession(flags, { folders: ["state"] }, (session) => withTools(session, async ({ ports, signal }) => {
		const { stateDir } = session.settings.output;
		const { show, status, limit } = flags;
		const view = await showState(ports, {
			stateDir,
			limit: typeof limit === "number" ? limit : 50,
			episodes: flags["episodes"] === true,
			...typeof show === "string" ? { show } : {},
			...typeof status === "string" ? { status } : {},
			signal
		});
		if (view.otherShows !== void 0 && typeof show === "string") {
			const message = `no show in ${stateDir} is called ${clean(show, 80)}`;
			tellFaults([problem("show-not-found", message, showsInstead(show, view.otherShows))], session);
			return 1;
		}
		if (session.json) printJson(view);
		else print(stateText(view, stateDir, againCommand("--resume", flags)));
		return 0;
	}));
}
function stateReset(flags) {
	return withSession(flags, NEEDS, async (session) => {
		const forget = flags["forgetTranscripts"] === true;
		return await isConfirmed(session, forget ? "Forgetting the state, and that transcripts were made," : "Resetting the state", forget ? "Forget the state, and transcribe everything again?" : "Forget episodes, slices, breakers and runs?") ? await reset(session, {
			backup: flags["backup"] !== false,
			forget
		}) : 1;
	});
}
async function resetFirst(session) {
	if (!!(process.stdin.isTTY && process.stderr.isTTY) && !await isConfirmed(session, "Resetting the state", "Forget episodes, slices, breakers and runs, then run?")) return false;
	return await reset({
		...session,
		json: false,
		say: session.log.info
	}, {
		backup: true,
		forget: false
	}) === 0;
}
function reset(session, how) {
	return withStateToChange(session, async ({ ports, last }) => {
		const { stateDir, transcriptsDir } = session.settings.output;
		const outcome = await resetState(ports, {
			stateDir,
			backup: how.backup,
			...how.forget ? { forgetTranscripts: transcriptsDir } : {},
			signal: last
		});
		if (outcome.fault !== void 0) {
			tellFaults([outcome.fault], session);
			return 1;
		}
		if (session.json) printJson(outcome);
		const nothing = outcome.removed.length === 0 && outcome.forgotten.length === 0;
		const kept = outcome.backedUp === true ? ` A backup is in ${stateDir}/backups.` : "";
		const next = how.forget ? `All episodes of ${counted(outcome.forgotten.length, "show")} will be transcribed again.` : "Transcripts are found again by the next run.";
		const text = nothing ? "There was no state to reset." : `Reset: ${counted(outcome.removed.length, "state file")}.${kept} ${next}`;
		if (session.say === void 0) say(session, text);
		else session.say(text);
		return 0;
	});
}
function stateExport(file, flags) {
	return withSession(flags, { folders: ["state"] }, (session) => withTools(session, async ({ ports, signal }) => {
		const bundle = await exportState(ports, {
			stateDir: session.settings.output.stateDir,
			signal
		});
		const { damaged } = bundle;
		if (file === void 0 || file === "-") process.stdout.write(bundle.content);
		else {
			await saveNew(path.resolve(session.folder, file), bundle.content, flags["force"] === true);
			if (session.json) printJson({
				file,
				files: bundle.files,
				faults: damaged
			});
			say(session, `${file}: ${counted(bundle.files.length, "state file")}.`);
		}
		tellFaults(damaged, {
			...session,
			json: false
		});
		return damaged.length > 0 ? 1 : 0;
	}));
}
function stateImport(file, flags) {
	return withSession(flags, NEEDS, async (session) => {
		const text = await readGiven(file === "-" ? file : path.resolve(session.folder, file));
		const { stateDir } = session.settings.output;
		if (!await isConfirmed(session, "The import", `Replace the state in ${stateDir} by that of ${file}?`)) return 1;
		return await withStateToChange(session, async ({ ports, last }) => {
			const outcome = await importState(ports, {
				stateDir,
				name: file,
				text,
				backup: flags["backup"] !== false,
				signal: last
			});
			if (outcome.fault !== void 0) {
				tellFaults([outcome.fault], session);
				return 1;
			}
			if (session.json) printJson(outcome);
			for (const name of outcome.unreadable) session.log.warning(`${file}: ${name} could not be read when it was saved, and is left out${outcome.kept?.includes(name) === true ? ": the one that is there stays as it is" : ""}.`);
			say(session, `Imported: ${counted(outcome.written.length, "state file")} as of ${moment(outcome.savedAt)}${outcome.removed.length > 0 ? `; ${outcome.removed.length} removed` : ""}.`);
			return 0;
		});
	});
}
function stateRebuild(flags) {
	return withSession(flags, { folders: ["state", "transcripts"] }, (session) => withStateToChange(session, async ({ ports, signal, last }) => {
		const { stateDir, transcriptsDir } = session.settings.output;
		const transcripts = makeLocalTree(path.resolve(session.folder, transcriptsDir));
		const plan = await planRebuild(ports, {
			stateDir,
			transcriptsDir,
			transcripts,
			signal
		});
		const { files: _files, ...shown } = plan;
		if (plan.files.length === 0) {
			if (session.json) printJson(shown);
			say(session, `There are no transcripts in ${transcriptsDir} and no state in ${stateDir}.`);
			return 0;
		}
		if (!session.json) print(rebuildText(plan));
		if (!await isConfirmed(session, "The rebuild", `Write the state of ${counted(plan.shows.length, "show")}?`)) return 1;
		const backup = flags["backup"] !== false;
		const { fault, backedUp } = await applyRebuild(ports, plan, {
			stateDir,
			backup,
			signal: last
		});
		if (fault !== void 0) {
			tellFaults([fault], session);
			return 1;
		}
		if (session.json) printJson(shown);
		say(session, `The state was rebuilt.${backedUp ? ` A backup is in ${stateDir}/backups.` : ""}`);
		return 0;
	}));
}
function circuitReset(flags) {
	return withSession(flags, NEEDS, (session) => withStateToChange(session, async ({ ports, last }) => {
		const { stateDir } = session.settings.output;
		const { fault, closed } = await closeBreakers(ports, {
			stateDir,
			signal: last
		});
		if (fault !== void 0) {
			tellFaults([fault], session);
			return 1;
		}
		if (session.json) printJson({ closed });
		say(session, closed.length === 0 ? "No breaker was open or counting." : `Reset: ${closed.join(", ")}.`);
		return 0;
	}));
}
function say(session, text) {
	if (!session.json) print(text);
}
async function isConfirmed(session, what, question) {
	if (session.flags["yes"] === true) return true;
	if (process.stdin.isTTY && process.stderr.isTTY) {
		if (/^y(?:es)?$/iu.test((await ask(question, session.signal)).trim())) return true;
	}
	tellFaults([notConfirmed(what)], session);
	return false;
}
async function ask(question, signal) {
	const terminal = createInterface({
		input: process.stdin,
		output: process.stderr
	});
	terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
	const ended = new Promise((resolve) => {
		terminal.once("close", () => {
			process.stderr.write("\n");
			resolve("");
		});
	});
	try {
		return await Promise.race([terminal.question(`${question} [y/N] `, { signal }), ended]);
	} finally {
		terminal.removeAllListeners("close").close();
	}
}
export { circuitReset, resetFirst, stateExport, stateImport, stateRebuild, stateReset, stateShow };
