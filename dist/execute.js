import { n as isFault } from "./failure.js";
import { a as told, t as assertNever } from "./outcome.js";
import { $ as pacificDay, A as usedOn, O as availability, _ as keysForShard, a as sharedQuotas, c as selectionOf, et as pacificDayStart, f as noFeeds, k as effectiveLimits, m as mayCall, n as conductRun, p as PROMPT_TOKENS, r as PROGRAM_FAULT, s as countShow, t as ASSUMED_DURATION_SEC, v as forecast$1, y as chunkSecOf } from "./run.js";
import { C as cleanLine, _ as markdownCode, g as linkPath, h as escapeMarkdown, v as markdownLink, y as safeUrl } from "./show-index.js";
import { a as spokenSpan, i as spokenLength, r as isoInstant, t as grouped } from "./when.js";
// src/render/summary-text.ts
const MAX_TITLE = 80;
function cell(text, most = 80) {
	return escapeMarkdown(bounded(text, most)) || "–";
}
function bounded(text, most) {
	const characters = Array.from(text.slice(0, most * 2));
	return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}
function counted(count, thing) {
	return `${grouped(count)} ${thing}${count === 1 ? "" : "s"}`;
}
function short(count) {
	if (count < 1e3) return String(Math.round(count));
	if (count < 999950) return `${(count / 1e3).toFixed(1)}k`;
	return `${(count / 1e6).toFixed(1)}M`;
}
function moment(instant) {
	return `${isoInstant(instant)?.slice(0, 16).replace("T", " ") ?? "unknown"} UTC`;
}
function notBefore(instant) {
	return instant === void 0 ? "next run" : moment(instant);
}
function folded(title, content) {
	return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}
function table(columns, rows, all) {
	return [(rows.length === 0 ? [] : [
		`| ${columns.join(" | ")} |`,
		`|${" --- |".repeat(columns.length)}`,
		...rows
	]).join("\n"), leftOut(all - rows.length)].filter((part) => part !== "").join("\n\n");
}
function leftOut(count) {
	return count > 0 ? `and ${grouped(count)} more; all of them are in the report` : "";
}
function joined(parts) {
	return parts.filter((part) => part !== "").join("\n\n");
}
function fileUrl(report, path) {
	const { repository } = report;
	const base = repository === void 0 ? void 0 : safeUrl(repository.url);
	if (repository === void 0 || base === void 0) return void 0;
	return `${base.replace(/\/$/, "")}/blob/${linkPath(repository.branch)}/${linkPath(path)}`;
}
// src/render/summary-retry.ts
const MAX_IDS = 100;
function retry(report) {
	const ids = report.failures.map(({ id }) => id).filter((id) => /^[0-9a-f]{8,64}$/.test(id));
	if (ids.length === 0) return "";
	const few = ids.slice(0, MAX_IDS).join(" ");
	const only = ids.length > MAX_IDS ? `the first ${MAX_IDS} of these` : "these";
	return folded("<b>Try them again now</b>", joined([
		`${formLink(report)}: choose the mode \`retry-failed\`. Leave **episodes** empty to try every failed episode, or paste there ${only}:`,
		`\`\`\`text\n${few}\n\`\`\``,
		"The same with GitHub's command line:",
		`\`\`\`sh\n${command(report)}\n\`\`\``,
		`\`\`\`sh\n${command(report)} \\\n  -f episodes='${few}'\n\`\`\``
	]));
}
function formLink(report) {
	const base = report.repository === void 0 ? void 0 : safeUrl(report.repository.url);
	const url = base === void 0 ? void 0 : `${base.replace(/\/$/, "")}/actions/workflows/${workflowOf(report)}`;
	return markdownLink("Run workflow", url);
}
function command(report) {
	const { repository } = report;
	const name = /^https?:\/\/([\w.:-]+)\/([\w.-]+\/[\w.-]+?)\/?$/.exec(repository?.url ?? "");
	const repo = name?.[1] === "github.com" ? name[2] : name === null ? void 0 : `${name[1]}/${name[2]}`;
	const branch = repository?.branch ?? "";
	return [
		`gh workflow run ${workflowOf(report)}`,
		...repo === void 0 ? [] : [`--repo ${repo}`],
		.../^[\w][\w./-]*$/.test(branch) ? [`--ref ${branch}`] : [],
		"-f mode=retry-failed"
	].join(" ");
}
function workflowOf({ repository }) {
	const file = repository?.workflow ?? "transcribe.yml";
	return /^[\w][\w.-]{0,99}$/.test(file) ? file : "transcribe.yml";
}
// src/render/summary-episodes.ts
const OPEN_DONE = 10;
const OPEN_FAILED = 3;
const OPEN_REASONS = 5;
const MAX_CAUSE = 400;
function completed(report, rows) {
	const { completed: all } = report;
	if (all.length === 0) return "";
	const few = all.slice(0, Math.min(rows, OPEN_DONE));
	const lines = few.map((episode) => `- ${transcriptLink(report, episode)} · ${cell(episode.show, 60)} · ${spokenLength(episode.durationSec)}${mark(episode)}`);
	const columns = [
		"Transcript",
		"Length",
		"Speakers",
		"Coverage",
		"Requests",
		"Tokens in + out"
	];
	const figures = all.slice(0, rows).map((episode) => `| ${figuresOf(report, episode).join(" | ")} |`);
	const title = all.length > few.length ? `All ${grouped(all.length)}, with speakers, coverage, requests and tokens` : "Speakers, coverage, requests and tokens";
	return joined([
		"### Done",
		lines.join("\n"),
		folded(title, table(columns, figures, all.length))
	]);
}
function figuresOf(report, episode) {
	const kept = episode.chunksKept ?? 0;
	return [
		`${transcriptLink(report, episode)}<br>${cell(episode.show, 60)}${mark(episode)}`,
		spokenLength(episode.durationSec),
		cell(episode.speakers.slice(0, 6).join(", "), 120),
		episode.coverage === void 0 ? "–" : percentage(episode.coverage),
		kept === 0 ? grouped(episode.requests) : `${grouped(episode.requests)} (+${grouped(kept)} kept)`,
		`${short(episode.promptTokens)} + ${short(episode.outputTokens)}`
	];
}
function percentage(share) {
	return `${(Math.floor(Math.min(1, Math.max(0, share)) * 1e3) / 10).toFixed(1)} %`;
}
function transcriptLink(report, episode) {
	const [best] = episode.transcripts;
	const url = best === void 0 ? void 0 : fileUrl(report, best);
	return markdownLink(bounded(cleanLine(episode.title), 80) || "–", url);
}
function mark({ warnings }) {
	return warnings.length === 0 ? "" : ` ⚠️ ${cell(warnings.slice(0, 3).join("; "), 200)}`;
}
function failures(report, rows) {
	const { failures: all } = report;
	if (all.length === 0) return "";
	const lines = all.slice(0, rows).map(failureLine);
	const rest = lines.slice(OPEN_FAILED);
	return joined([
		"### Failed",
		all.length > OPEN_FAILED ? causes(all) : "",
		lines.slice(0, OPEN_FAILED).join("\n"),
		rest.length === 0 ? "" : folded(`${grouped(rest.length)} more`, rest.join("\n")),
		leftOut(all.length - lines.length),
		retry(report)
	]);
}
function failureLine(failure) {
	const again = failure.retryable ? `tried again by itself, ${notBefore(failure.notBefore)}` : "tried again only when asked";
	const tries = failure.attempts === 1 ? "1 try" : `${grouped(failure.attempts)} tries`;
	return `- ${`**${cell(failure.title)}** · ${cell(failure.show, 60)}`}<br>${`${markdownCode(bounded(failure.problem.code, 60))} ${cell(told(failure.problem), MAX_CAUSE)}`}<br>${tries}; ${again}`;
}
function causes(all) {
	const counts = tally(all.map(({ problem }) => problem.code));
	const most = counts.slice(0, OPEN_REASONS).map(([code, count]) => `${grouped(count)} × ${markdownCode(bounded(code, 60))}`);
	const more = counts.length - most.length;
	return `${most.join(", ")}${more > 0 ? ` and ${counted(more, "other cause")}` : ""}`;
}
function waiting(report, rows) {
	const { waiting: all } = report;
	if (all.length === 0) return "";
	const ranked = [...Map.groupBy(all, ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length);
	const lines = ranked.slice(0, OPEN_REASONS).map(([reason, some]) => {
		return `- ${counted(some.length, "episode")}: ${cell(reason, 200)}${since(some)}`;
	});
	const others = ranked.slice(OPEN_REASONS).reduce((sum, [, some]) => sum + some.length, 0);
	const begun = all.filter(({ chunksDone }) => (chunksDone ?? 0) > 0).length;
	const few = all.slice(0, Math.min(rows, 50)).map(waitingRow);
	return joined([
		"### Waiting",
		[
			...lines,
			...others > 0 ? [`- ${counted(others, "episode")} for other reasons`] : [],
			...begun > 0 ? [`- ${grouped(begun)} of them begun: their finished parts are kept`] : []
		].join("\n"),
		folded("Which, in the order in which they are taken", table(WAITING, few, all.length))
	]);
}
const WAITING = [
	"Episode",
	"Why",
	"Not before"
];
function since(some) {
	const times = some.flatMap(({ notBefore: at }) => at ?? []);
	if (times.length < some.length) return "";
	return `; not before ${notBefore(times.reduce((a, b) => Math.min(a, b), 1e400))}`;
}
function waitingRow(episode) {
	const { title, show, reason, chunksDone, chunks } = episode;
	const kept = chunksDone === void 0 || chunksDone === 0 ? "" : ` (${grouped(chunksDone)}${chunks === void 0 ? "" : ` of ${grouped(chunks)}`} parts kept)`;
	return `| ${cell(title)}<br>${cell(show, 60)} | ${cell(reason, 200)}${kept} | ${notBefore(episode.notBefore)} |`;
}
function skipped(report, rows) {
	const { skipped: all } = report;
	if (all.length === 0) return "";
	const few = all.slice(0, Math.min(rows, 50)).map(({ show, title, reason }) => {
		return `| ${cell(title)}<br>${cell(show, 60)} | ${cell(reason, 300)} |`;
	});
	return folded(`Skipped: ${counted(all.length, "episode")}`, table(["Episode", "Why"], few, all.length));
}
function tally(values) {
	const counts = new Map();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
// src/render/summary.ts
const MAX_BYTES = 9e5;
const ROWS = [
	200,
	80,
	25,
	5,
	0
];
const OPEN_SHOWS = 8;
const OPEN_FEEDS = 5;
function renderSummary(report) {
	const encoder = new TextEncoder();
	for (const rows of ROWS) {
		const text = summaryOf(report, rows);
		if (encoder.encode(text).length <= MAX_BYTES) return text;
	}
	return `${verdict(report)}\n`;
}
function summaryOf(report, rows) {
	const parts = [
		verdict(report),
		next(report),
		fault(report),
		failures(report, rows),
		feeds(report, rows),
		completed(report, rows),
		shows(report, rows),
		waiting(report, rows),
		quota(report, rows),
		forecast(report),
		warnings(report, rows),
		skipped(report, rows),
		footer(report)
	];
	return `${joined(parts)}\n`;
}
function verdict(report) {
	const { completed: done, failed, deferred, pending, skipped: left } = report.counts;
	const facts = [
		...done > 0 ? [`${counted(done, "transcript")} done`] : [],
		...failed > 0 ? [`${grouped(failed)} failed`] : [],
		...deferred > 0 ? [`${grouped(deferred)} deferred`] : [],
		...pending > 0 ? [`${grouped(pending)} pending`] : [],
		...left > 0 ? [`${grouped(left)} skipped`] : []
	];
	const sign = report.fault !== void 0 ? "🛑" : failed > 0 ? "⚠️" : deferred + pending > 0 ? "⏳" : "✅";
	const text = facts.length === 0 ? "Nothing to do" : facts.join(", ");
	const again = report.nextAttemptAt === void 0 ? "" : ` · next attempt ${moment(report.nextAttemptAt)}`;
	if (report.fault === void 0) return `## ${sign} ${text}${again}`;
	return `## ${sign} Stopped by a fault: ${facts.length === 0 ? "nothing done" : text}${again}`;
}
const STOPPED = {
	signal: "The job was told to stop; finished parts are kept.",
	"time-budget": "The time budget of this job is used up.",
	quota: "The quota is used up for now.",
	"service-down": "The service does not answer; the next run tries again.",
	fault: ""
};
function next(report) {
	const { stopped, nextAttemptAt, finishedAt } = report;
	const wait = (nextAttemptAt ?? finishedAt) - finishedAt;
	return [stopped === void 0 ? "" : STOPPED[stopped], wait < 6e4 ? "" : `It goes on in about ${spokenSpan(wait)}, with the next scheduled run.`].filter((sentence) => sentence !== "").join(" ");
}
function fault(report) {
	const { fault: problem } = report;
	if (problem === void 0) return "";
	return `> ${markdownCode(bounded(problem.code, 60))} ${cell(problem.message, 1e3)}\n>\n> ${cell(problem.remedy, 1e3)}`;
}
function feeds(report, rows) {
	const { feedFailures: all } = report;
	if (all.length === 0) return "";
	const lines = all.slice(0, rows).map(({ show, problem }) => {
		return `- **${cell(show, 60)}**<br>${markdownCode(bounded(problem.code, 60))} ${cell(told(problem), 400)}`;
	});
	const rest = lines.slice(OPEN_FEEDS);
	return joined([
		"### Feeds that could not be read",
		lines.slice(0, OPEN_FEEDS).join("\n"),
		rest.length === 0 ? "" : folded(`${grouped(rest.length)} more`, rest.join("\n")),
		leftOut(all.length - lines.length)
	]);
}
function shows(report, rows) {
	const wanted = report.shows.filter((show) => show.wanted > 0);
	if (wanted.length === 0) return "";
	const lines = wanted.toSorted((a, b) => b.wanted - b.done - (a.wanted - a.done)).slice(0, rows).map(showRow);
	const rest = lines.slice(OPEN_SHOWS);
	const columns = ["Show", "Done"];
	return joined([
		"### Shows",
		lines.length === 0 ? "" : table(columns, lines.slice(0, OPEN_SHOWS), 0),
		rest.length === 0 ? "" : folded(counted(rest.length, "more show"), table(columns, rest, 0)),
		leftOut(wanted.length - lines.length)
	]);
}
function showRow({ title, show, done, wanted }) {
	return `| ${cell(title || show, 60)}<br>${bar(done / wanted)} | ${grouped(done)} of ${grouped(wanted)} |`;
}
function bar(share) {
	const part = Math.min(1, Math.max(0, share));
	const filled = part === 1 ? 10 : Math.min(9, Math.max(part > 0 ? 1 : 0, Math.round(part * 10)));
	const percent = part === 1 ? 100 : Math.min(99, Math.round(part * 100));
	return `${"█".repeat(filled)}${"░".repeat(10 - filled)} ${percent} %`;
}
function quota(report, rows) {
	const { quota: all } = report;
	if (all.length === 0) return "";
	const lines = all.slice(0, rows).map((entry) => {
		return `| ${`${markdownCode(bounded(entry.key, 40))} ${cell(entry.model, 60)}`}${blocked(entry)} | ${used(entry)} |`;
	});
	const few = table(["Key and model", "Requests today"], lines, all.length);
	return joined(["### Quota", lines.length > OPEN_SHOWS ? folded(counted(all.length, "pair"), few) : few]);
}
function used({ requestsToday, requestsPerDay }) {
	return requestsPerDay === void 0 ? `${grouped(requestsToday)} (limit unknown)` : `${grouped(requestsToday)} of ${grouped(requestsPerDay)}`;
}
function blocked({ exhaustedUntil, reason }) {
	if (exhaustedUntil === void 0 && reason === void 0) return "";
	return `<br>${exhaustedUntil === void 0 ? "not usable" : `until ${moment(exhaustedUntil)}`}${reason === void 0 ? "" : `: ${cell(reason, 200)}`}`;
}
function forecast(report) {
	const { forecast: backlog } = report;
	if (backlog === void 0) return "";
	return `### Backlog\n\n${`${counted(backlog.episodes, "episode")}, about ${spokenLength(backlog.audioSec)} of audio and ${counted(backlog.requests, "request")}`}: ${backlog.doneAt === void 0 ? "no date can be told yet" : `done about **${moment(backlog.doneAt)}**`}.${backlog.basis === void 0 ? "" : ` ${cell(backlog.basis.replace(/\.$/, ""), 300)}.`}`;
}
function warnings(report, rows) {
	if (report.warnings.length === 0) return "";
	const lines = report.warnings.slice(0, Math.min(rows, 50)).map((warning) => `- ${cell(warning, 500)}`);
	const more = report.warnings.length - lines.length;
	return joined(["### Warnings", [...lines, ...more > 0 ? [`- and ${grouped(more)} more`] : []].join("\n")]);
}
function footer(report) {
	const { totals } = report;
	const run = `Run ${escapeMarkdown(report.runId)}`;
	return `<sub>${[
		report.runUrl === void 0 ? run : markdownLink(`Run ${report.runId}`, safeUrl(report.runUrl)),
		`mode ${cell(report.mode)}`,
		...report.shard === void 0 ? [] : [`shard ${cell(report.shard)}`],
		...totals.audioSec === 0 ? [] : [`${spokenLength(totals.audioSec)} of audio`],
		...totals.requests === 0 ? [] : [counted(totals.requests, "request"), `${short(totals.promptTokens)} + ${short(totals.outputTokens)} tokens`],
		`took ${spokenSpan(report.finishedAt - report.startedAt)}`,
		...report.commitSha === void 0 ? [] : [`commit ${markdownCode(report.commitSha.slice(0, 10))}`]
	].join(" · ")}</sub>`;
}
// src/pipeline/report-quota.ts
const RUNS_PER_DAY = 4;
const REQUEST_MS = 6e4;
const DAY_MS = 864e5;
function quotaOf(story, now) {
	const { run, models, service } = story;
	const day = pacificDay(now);
	const { ledger } = service.now;
	return run.keys.flatMap(({ fingerprint: key }) => models.map(({ model, limits }) => {
		const entry = ledger.entries.find((one) => one.key === key && one.model === model);
		const perDay = effectiveLimits(entry, limits, now).requestsPerDay;
		const when = availability(ledger, {
			key,
			model,
			limits,
			tokens: 1,
			now
		});
		return {
			key,
			model,
			requestsToday: usedOn(entry, day).requests,
			...perDay === void 0 ? {} : { requestsPerDay: perDay },
			...when.kind === "exhausted" ? {
				exhaustedUntil: when.untilMs,
				reason: when.reason
			} : {},
			...when.kind === "never" ? { reason: when.reason } : {}
		};
	}));
}
function forecastOf(story, now) {
	const { run, models, service, gathered, slice, eligible, worked } = story;
	const key = ({ show, id }) => `${show}/${id}`;
	const ended = new Map(worked.episodes.map(({ show, id, result }) => [key({
		show: show.facts.slug,
		id
	}), result]));
	const open = [
		...slice.taken,
		...slice.left,
		...eligible.waiting
	].filter((one) => {
		const kind = ended.get(key(one))?.kind;
		return kind !== "done" && kind !== "skipped";
	});
	if (open.length === 0 || run.keys.length === 0) return void 0;
	const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
	const { settings } = run;
	const result = forecast$1({
		ledger: service.now.ledger,
		keys: run.keys.map(({ fingerprint }) => fingerprint),
		models,
		now,
		episodes: open.map((one) => {
			const durationSec = shows.get(one.show)?.state.episodes[one.id]?.durationSec;
			const figures = ended.get(key(one))?.figures;
			const inRun = figures === void 0 ? 0 : figures.chunksKept + figures.chunksNew;
			return {
				chunksDone: Math.max(inRun, one.chunksDone ?? 0),
				...durationSec === void 0 ? {} : { durationSec }
			};
		}),
		chunkSec: chunkSecOf(settings),
		assumedDurationSec: ASSUMED_DURATION_SEC,
		schedule: {
			runsPerDay: RUNS_PER_DAY,
			budgetMs: settings.run.timeBudgetMs,
			requestMs: REQUEST_MS,
			concurrency: settings.transcription.concurrency
		},
		prices: settings.prices
	});
	return {
		episodes: result.episodes,
		audioSec: result.hours * 3600,
		requests: result.requests,
		...result.doneOn === void 0 ? {} : { doneAt: Math.max(pacificDayStart(result.doneOn), now + DAY_MS / RUNS_PER_DAY) },
		basis: basisOf(result)
	};
}
function basisOf(result) {
	const { bound, quotaPerDay, quotaToday, price } = result;
	const left = quotaToday === void 0 ? "" : `, ${quotaToday} left today`;
	return `${quotaPerDay === void 0 ? "Pace: the time of the runs, since no daily limit is known yet" : bound === "quota" ? `Pace: the quota, ${quotaPerDay} requests a day${left}` : `Pace: the time of the runs; the quota allows ${quotaPerDay} requests a day${left}`}; ${`about ${inThousands(result.inputTokens)} tokens in and ${inThousands(result.outputTokens)} out`}${price === void 0 ? "" : `, on the paid tier $${price.dollars.toFixed(2)} (${price.model})`}`;
}
function inThousands(tokens) {
	return `${Math.ceil(tokens / 1e3)}k`;
}
// src/pipeline/report-waiting.ts
const LEFT_WORDS = {
	"max-episodes": "the run takes no more episodes",
	"time-budget": "the time of the run holds no more",
	quota: "the quota holds no more"
};
function waitingOf(story) {
	const { worked, slice, eligible, gathered } = story;
	const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
	const ended = new Set(worked.episodes.map(({ show, id }) => `${show.facts.slug}/${id}`));
	const waiting = [];
	const add = (where, more) => {
		const show = shows.get(where.show);
		const title = show?.state.episodes[where.id]?.title ?? where.id;
		waiting.push({
			show: show?.facts.title ?? where.show,
			id: where.id,
			title,
			...more
		});
	};
	for (const { show, id, result } of worked.episodes) {
		const { chunksKept, chunksNew, chunks } = result.figures;
		const begun = chunks > 0 ? {
			chunksDone: chunksKept + chunksNew,
			chunks
		} : {};
		if (result.kind === "deferred") add({
			show: show.facts.slug,
			id
		}, {
			reason: result.reason,
			notBefore: result.notBefore,
			...begun
		});
		if (result.kind === "stopped") add({
			show: show.facts.slug,
			id
		}, {
			reason: result.reason,
			...begun
		});
	}
	const unworked = story.run.mode === "dry-run" ? "a run would take it now" : "the run ended before its turn";
	for (const one of slice.taken) if (!ended.has(`${one.show}/${one.id}`)) add(one, { reason: unworked });
	for (const one of slice.left) add(one, { reason: LEFT_WORDS[one.because] });
	for (const one of eligible.waiting) {
		const state = shows.get(one.show)?.state.episodes[one.id];
		add(one, {
			reason: one.reason ?? reasonOf$1(state),
			notBefore: one.notBefore
		});
	}
	return waiting;
}
function reasonOf$1(state) {
	if (state?.status === "failed") return `tried again after: ${state.error?.message ?? "a failure"}`;
	return state?.reason ?? "its time has not come";
}
function nextAttempt(story) {
	const { run, worked, slice, eligible } = story;
	const times = [...worked.episodes.flatMap(({ state, result }) => result.kind === "deferred" || result.kind === "failed" && result.retryable ? [state.notBefore ?? run.startedAt] : []), ...eligible.waiting.map(({ notBefore }) => notBefore)];
	const left = slice.left.some(({ because }) => because === "quota");
	const begun = new Set(worked.episodes.map(({ show, id }) => `${show.facts.slug}/${id}`));
	if (worked.episodes.some(({ result }) => result.kind === "stopped") || slice.taken.some(({ show, id }) => !begun.has(`${show}/${id}`)) || slice.left.some(({ because }) => because !== "quota")) times.push(run.ports.clock.now());
	const quotaAt = left ? quotaReturns(story) : void 0;
	const all = quotaAt === void 0 ? times : [...times, quotaAt];
	return all.length === 0 ? void 0 : Math.min(...all);
}
function quotaReturns(story) {
	const { run, models, service } = story;
	const now = run.ports.clock.now();
	const times = run.keys.flatMap(({ fingerprint }) => models.flatMap(({ model, limits }) => {
		const when = availability(service.now.ledger, {
			key: fingerprint,
			model,
			limits,
			tokens: Math.ceil(chunkSecOf(run.settings) * 32) + PROMPT_TOKENS,
			now
		});
		if (when.kind === "never") return [];
		const may = mayCall(service.now.circuit, `model:${model}`, now);
		const paused = may.kind === "open" ? may.until : now;
		return [Math.max(paused, when.kind === "now" ? now : when.untilMs)];
	}));
	return times.length === 0 ? void 0 : Math.min(...times);
}
// src/pipeline/build-report.ts
const MAX_WAITING = 5e3;
function buildReport(story, place) {
	const { run, worked, committer } = story;
	const finishedAt = run.ports.clock.now();
	const waiting = waitingOf(story);
	const failures = failuresOf(story);
	const completed = worked.episodes.flatMap((one) => episodeOf(story, one) ?? []);
	const count = (kind) => worked.episodes.filter(({ result }) => result.kind === kind).length;
	const commitSha = committer.revisions.at(-1);
	const stopped = stoppedOf(story);
	const nextAttemptAt = nextAttempt(story);
	const outlook = forecastOf(story, finishedAt);
	return {
		version: 1,
		runId: run.runId,
		mode: run.mode,
		startedAt: run.startedAt,
		finishedAt,
		...place,
		...run.shard.count > 1 ? { shard: `${run.shard.index}/${run.shard.count}` } : {},
		counts: {
			completed: completed.length,
			failed: count("failed"),
			deferred: count("deferred"),
			pending: waiting.length - count("deferred"),
			skipped: count("skipped")
		},
		...stopped === void 0 ? {} : { stopped },
		...story.fault === void 0 ? {} : { fault: story.fault },
		completed,
		waiting: waiting.slice(0, MAX_WAITING),
		failures,
		skipped: worked.episodes.flatMap(({ show, title, result }) => result.kind === "skipped" ? [{
			show: show.facts.title,
			title,
			reason: result.reason
		}] : []),
		feedFailures: story.gathered.problems.map(({ about, problem }) => ({
			show: about,
			problem
		})),
		shows: story.gathered.discovery.shows.map((show) => showOf(run, show)),
		quota: quotaOf(story, finishedAt),
		totals: {
			requests: sum(worked.episodes, ({ result }) => result.figures.requests),
			audioSec: sum(completed, (one) => one.durationSec),
			promptTokens: sum(worked.episodes, ({ result }) => result.figures.promptTokens),
			outputTokens: sum(worked.episodes, ({ result }) => result.figures.outputTokens)
		},
		...outlook === void 0 ? {} : { forecast: outlook },
		warnings: [...story.gathered.skipped, ...sharedQuotas(run, story.service.now.ledger)],
		...nextAttemptAt === void 0 ? {} : { nextAttemptAt },
		quotaExhausted: isQuotaExhausted(story),
		...commitSha === void 0 || commitSha === "" ? {} : { commitSha }
	};
}
function sum(items, pick) {
	return items.reduce((total, item) => total + pick(item), 0);
}
function stoppedOf(story) {
	if (story.fault !== void 0) return "fault";
	if (isQuotaExhausted(story)) return "quota";
	if (isServiceDown(story)) return "service-down";
	if (story.stopped === void 0) return story.slice.left.some(({ because }) => because === "time-budget") ? "time-budget" : void 0;
	return story.stopped.startsWith("SIG") ? "signal" : "time-budget";
}
function isQuotaExhausted(story) {
	return isDeferredBy(story, "quota") || isLeftByQuota(story) && !isPaused(story);
}
function isServiceDown(story) {
	return isDeferredBy(story, "service") || isLeftByQuota(story) && isPaused(story);
}
function isDeferredBy({ worked }, cause) {
	return worked.episodes.some(({ result }) => result.kind === "deferred" && result.cause === cause);
}
function isLeftByQuota({ slice }) {
	return slice.left.some(({ because }) => because === "quota");
}
function isPaused({ outlook }) {
	return outlook.kind === "defer" && outlook.cause === "breaker";
}
function episodeOf(story, one) {
	const { result, path, show } = one;
	if (result.kind !== "done") return void 0;
	const { figures, document } = result;
	const { formats, transcriptsDir } = story.run.settings.output;
	const best = [
		"md",
		"vtt",
		"srt",
		"json"
	].filter((format) => formats.some((f) => f === format));
	return {
		show: show.facts.title,
		id: one.id,
		title: one.title,
		durationSec: document.receipt.rendition.durationSec,
		speakers: document.speakers,
		...document.receipt.coverage === void 0 ? {} : { coverage: document.receipt.coverage },
		requests: figures.requests,
		chunksKept: figures.chunksKept,
		promptTokens: figures.promptTokens,
		outputTokens: figures.outputTokens,
		transcripts: path === void 0 ? [] : best.map((format) => `${transcriptsDir}/${path}.${format}`),
		warnings: document.receipt.warnings
	};
}
function failuresOf(story) {
	return story.worked.episodes.flatMap(({ show, id, title, state, result }) => result.kind === "failed" ? [{
		show: show.facts.title,
		id,
		title,
		problem: result.error,
		retryable: result.retryable,
		attempts: state.attempts,
		...state.notBefore === void 0 ? {} : { notBefore: state.notBefore }
	}] : []);
}
function showOf({ settings }, { facts, preferences, state }) {
	const counts = countShow(state, {
		selection: selectionOf(preferences),
		maxAttempts: settings.run.maxAttempts
	});
	const wanted = counts.done + counts.waiting + counts.failed.length;
	return {
		show: facts.slug,
		title: facts.title,
		done: counts.done,
		wanted
	};
}
function sharedCause(story) {
	const tried = story.worked.episodes.filter(({ result }) => result.figures.requests > 0 || result.kind === "failed");
	const errors = tried.flatMap(({ result }) => result.kind === "failed" ? [result.error] : []);
	const [first] = errors;
	if (first === void 0 || errors.length < 2 || errors.length < tried.length) return void 0;
	return first.code.startsWith("model-") && errors.every((one) => one.code === first.code) ? first : void 0;
}
// src/pipeline/time-budget.ts
function makeTimeBudget(clock, budgetMs, onEnd) {
	const over = new AbortController();
	let end = clock.now() + budgetMs;
	let suspensions = 0;
	let suspendedAt = 0;
	const endsAt = () => suspensions === 0 ? end : end + clock.now() - suspendedAt;
	async function watch() {
		for (let left = budgetMs; left > 0; left = endsAt() - clock.now()) await clock.sleep(left, over.signal);
		onEnd();
	}
	watch().catch((error) => {
		if (!over.signal.aborted) throw error;
	});
	return {
		endsAt,
		suspend: () => {
			if (suspensions === 0) suspendedAt = clock.now();
			suspensions += 1;
			let resumed = false;
			return () => {
				if (resumed) return;
				resumed = true;
				end = endsAt();
				suspendedAt = clock.now();
				suspensions -= 1;
			};
		},
		end: () => over.abort()
	};
}
// src/pipeline/execute.ts
const TOKEN_MS = 828e5;
async function executeRun(request, mode) {
	const { ports, settings, stopper } = request;
	const startedAt = ports.clock.now();
	const shard = settings.shard ?? {
		index: 1,
		count: 1
	};
	const budget = makeTimeBudget(ports.clock, settings.run.timeBudgetMs, () => stopper.stopSoon("the time budget is over"));
	const fingerprints = new Set(keysForShard(request.keys.map((key) => key.fingerprint), shard));
	const run = {
		ports,
		settings,
		mode,
		keys: request.keys.filter((key) => fingerprints.has(key.fingerprint)),
		shard,
		runId: `${request.runId}/${shard.index}-of-${shard.count}`,
		startedAt,
		signals: stopper.signals,
		budget,
		...request.inJob === true ? { tokenEndsAt: startedAt + TOKEN_MS } : {}
	};
	try {
		const conducted = await conductRun(run, stopper);
		const faults = faultsOf(conducted);
		const [fault] = faults;
		const story = fault === void 0 ? conducted : {
			...conducted,
			fault
		};
		const report = buildReport(story, request.place);
		return {
			exitCode: faults.length > 0 ? 1 : 0,
			summary: renderSummary(report),
			outputs: {
				...outputsOf(report),
				report: await leaveReport(request, story, report)
			},
			faults,
			report
		};
	} catch (error) {
		if (stopper.signals.soft.aborted && stopper.reason() !== "a fault of the program" && !isFault(error)) return ended(0, `The run was stopped (${stopper.reason() ?? "asked to"}) before it had begun.`, []);
		if (!isFault(error)) throw error;
		return ended(1, told(error.problem), [error.problem]);
	} finally {
		budget.end();
	}
}
function ended(exitCode, summary, faults) {
	return {
		exitCode,
		summary: `## ${exitCode === 0 ? "⏹️" : "🛑"} Nothing was done\n\n${summary}\n`,
		outputs: NO_OUTPUTS,
		faults
	};
}
const NO_OUTPUTS = {
	completed: "0",
	failed: "0",
	deferred: "0",
	pending: "0",
	transcripts: "[]",
	"commit-sha": "",
	"quota-exhausted": "false",
	"next-attempt-at": "",
	report: "",
	matrix: ""
};
function faultsOf(story) {
	if (story.fault !== void 0) return [story.fault];
	const { discovery, problems } = story.gathered;
	if (discovery.shows.length === 0 && problems.length > 0) return [noFeeds(problems.length)];
	const shared = sharedCause(story);
	return shared === void 0 ? [] : [shared];
}
function outputsOf(report) {
	const { counts } = report;
	return {
		...NO_OUTPUTS,
		completed: String(counts.completed),
		failed: String(counts.failed),
		deferred: String(counts.deferred),
		pending: String(counts.pending),
		transcripts: JSON.stringify(report.completed.flatMap((one) => one.transcripts)),
		"commit-sha": report.commitSha ?? "",
		"quota-exhausted": String(report.quotaExhausted),
		"next-attempt-at": report.nextAttemptAt === void 0 ? "" : new Date(report.nextAttemptAt).toISOString()
	};
}
async function leaveReport(request, story, report) {
	const { scratch, artifacts, log } = request.ports;
	const { last } = request.stopper.signals;
	const file = scratch.file("report.json");
	const files = [file];
	try {
		await scratch.remove(file);
		await scratch.append(file, textOf(`${JSON.stringify(report, null, 2)}\n`));
		for (const { show, id, result } of story.worked.episodes) {
			if (result.kind !== "failed" || result.evidence === void 0) continue;
			const reply = scratch.file(`reply-${show.facts.slug}-${id}.txt`);
			await scratch.remove(reply);
			await scratch.append(reply, textOf(result.evidence));
			files.push(reply);
		}
		if (story.worked.episodes.length > 0 || story.fault !== void 0) await artifacts.upload("podcast-transcriber-report", files, last);
	} catch (error) {
		log.warning(`The report of this run could not be left: ${reasonOf(error)}`);
	}
	return file.path;
}
function reasonOf(error) {
	return error instanceof Error ? error.message : String(error);
}
async function* textOf(text) {
	yield await Promise.resolve(new TextEncoder().encode(text));
}
function isRunMode(mode) {
	switch (mode) {
		case "run":
		case "resume":
		case "retry-failed":
		case "dry-run": return true;
		case "health":
		case "reset-state":
		case "reset-circuit":
		case "fan-out": return false;
		default: return assertNever(mode);
	}
}
export { cell as a, bounded as i, executeRun as n, counted as o, isRunMode as r, joined as s, NO_OUTPUTS as t };
