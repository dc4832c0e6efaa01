import path from "node:path";
import { existsSync } from "node:fs";
import { n as isFault, t as Fault } from "./failure.js";
import { a as told, i as problem, o as toldWithCode } from "./outcome.js";
import { r as saveNew, t as mayWriteReport } from "./cli-files.js";
import { t as counted } from "./count.js";
import { n as withKnownShows, t as againCommand } from "./cli-again.js";
import { a as clean, c as moment, d as span, l as paint, n as terminalWords, t as terminalProblem } from "./cli-words.js";
import { t as shortReason } from "./short-reason.js";
import { a as withSession, i as tellFaults, n as printJson, t as print } from "./cli-session.js";
// src/commands/exit-code.ts
function exitCodeOf(execution, interrupted) {
	if (execution.exitCode === 1) return 1;
	if (interrupted) return 130;
	const { report } = execution;
	if (report === void 0 || report.mode === "dry-run") return 0;
	if (report.counts.failed > 0) return 3;
	return report.quotaExhausted ? 2 : 0;
}
// src/cli-print-run.ts
const SHOWN = 20;
function runText(report, settings, retry) {
	return [
		verdict(report, settings),
		named(report),
		completed(report, settings),
		failures(report, retry),
		feedFailures(report),
		waiting(report),
		outlook(report)
	].filter((block) => block !== "").join("\n\n");
}
function verdict({ counts, mode, finishedAt, startedAt, ...report }, settings) {
	if (mode === "dry-run") return paint("bold", `Dry run: ${counted(counts.pending, "episode")} ${counts.pending === 1 ? "waits" : "wait"}. Nothing was spent or written.`);
	if (Object.values(counts).reduce((sum, count) => sum + count, 0) === 0) return report.fault === void 0 ? nothing(mode, settings.episodes.length) : paint(["bold", "red"], "Nothing was done: a fault stopped the run.");
	const parts = [
		`${counts.completed} transcribed`,
		...counts.failed > 0 ? [`${counts.failed} failed`] : [],
		...counts.deferred > 0 ? [`${counts.deferred} put off`] : [],
		...counts.skipped > 0 ? [`${counts.skipped} skipped`] : [],
		...counts.pending > 0 ? [`${counts.pending} waiting`] : [],
		...counts.pending + counts.failed + counts.deferred === 0 ? ["nothing waits"] : []
	];
	const look = report.fault !== void 0 || counts.failed > 0 ? "red" : "green";
	const spent = report.totals;
	return [
		paint(["bold", look], `${sentence(parts.join(", "))}.`),
		`${span((finishedAt - startedAt) / 1e3)}, ${counted(spent.requests, "request")}, ${span(spent.audioSec)} of audio.`,
		...report.stopped === void 0 ? [] : [STOPPED[report.stopped]],
		...report.stopped === "service-down" && isUnreached(report.waiting) ? [UNREACHED] : []
	].join("\n");
}
function nothing(mode, named) {
	if (named > 0) return named === 1 ? "Nothing to do: the episode that was named is not taken." : "Nothing to do: none of the episodes that were named is taken.";
	switch (mode) {
		case "retry-failed": return "Nothing to do: no episode has failed.";
		case "resume": return "Nothing to do: no earlier run left anything unfinished.";
		default: return "Nothing to do: no episode waits.";
	}
}
const STOPPED = {
	signal: "It was interrupted; the next run goes on from here.",
	"time-budget": "The time budget ended it; the next run goes on from here.",
	quota: "Today's quota is used up; the next run goes on from here.",
	"service-down": "The service keeps failing; the next run goes on from here.",
	fault: "A fault stopped it, see below."
};
function named({ named: all = [] }) {
	if (all.length === 0) return "";
	const shown = all.slice(0, SHOWN).map((one) => `  ${clean(one.name, 200)}\n    ${clean(terminalWords(one.because), 600)}`);
	return [
		paint("bold", "Named, and not taken"),
		...shown,
		...more(all.length)
	].join("\n");
}
function isUnreached(waiting) {
	return waiting.some(({ reason }) => reason.includes(": the connection failed: "));
}
const UNREACHED = "It was not reached at all: if that stays so, check `gemini.baseUrl`, any proxy on the way and the name service.";
function completed(report, settings) {
	if (report.completed.length === 0) return "";
	const shown = report.completed.slice(0, SHOWN).map((one) => {
		const best = one.transcripts[0] ?? settings.output.transcriptsDir;
		const doubts = one.warnings.length === 0 ? "" : paint("yellow", ` (${counted(one.warnings.length, "doubt")})`);
		return `  ${clean(one.show, 60)}: ${clean(one.title, 120)} (${span(one.durationSec)})${doubts}\n    ${clean(best, 400)}`;
	});
	return [
		paint("bold", "Transcribed"),
		...shown,
		...more(report.completed.length)
	].join("\n");
}
function failures(report, retry) {
	if (report.failures.length === 0) return "";
	const shown = report.failures.slice(0, SHOWN).map((one) => {
		const next = one.retryable ? `tried again ${one.notBefore === void 0 ? "by the next run" : `from ${moment(one.notBefore)}`}` : "not tried again by itself";
		return `  ${clean(one.show, 60)}: ${clean(one.title, 120)} (${next})\n    ${fault(one.problem)}`;
	});
	return [
		paint(["bold", "red"], "Failed"),
		...shown,
		...more(report.failures.length),
		`  Try them again at once: ${retry}`
	].join("\n");
}
function fault(problem) {
	return `${clean(terminalWords(told(problem)), 600)} ${paint("dim", `(${clean(problem.code, 60)})`)}`;
}
function feedFailures(report) {
	if (report.feedFailures.length === 0) return "";
	const shown = report.feedFailures.slice(0, SHOWN).map(({ show, problem }) => {
		const words = fault(problem);
		return problem.message.includes(show) ? `  ${words}` : `  ${clean(show, 80)}: ${words}`;
	});
	return [
		paint("bold", "Feeds that could not be read"),
		...shown,
		...more(report.feedFailures.length)
	].join("\n");
}
function waiting(report) {
	if (report.waiting.length === 0 || report.mode === "dry-run") return "";
	const reasons = new Map();
	for (const { reason } of report.waiting) {
		const short = shortReason(reason);
		reasons.set(short, (reasons.get(short) ?? 0) + 1);
	}
	const rows = [...reasons].map(([reason, count]) => `  ${counted(count, "episode")}: ${clean(reason, 200)}`);
	return [
		paint("bold", "Waiting"),
		...rows.slice(0, SHOWN),
		...more(rows.length)
	].join("\n");
}
function outlook(report) {
	const lines = [];
	if (report.nextAttemptAt !== void 0 && report.mode !== "dry-run") {
		const soon = report.nextAttemptAt <= report.finishedAt + MINUTE_MS;
		lines.push(soon ? "Run it again to go on." : `It can go on from ${moment(report.nextAttemptAt)}.`);
	}
	const { forecast } = report;
	if (forecast !== void 0) {
		const done = doneText(forecast.doneAt, report.finishedAt);
		lines.push(`Backlog: ${counted(forecast.episodes, "episode")}, ${span(forecast.audioSec)} of audio, ${counted(forecast.requests, "request")}${done}.`);
		if (forecast.basis !== void 0) lines.push(`${forecast.basis}.`);
	}
	return lines.join("\n");
}
function doneText(doneAt, now) {
	if (doneAt === void 0) return "";
	return doneAt - now <= DAY_MS ? ", done within a day" : `, done on ${moment(doneAt).slice(0, 10)}`;
}
const MINUTE_MS = 6e4;
const DAY_MS = 864e5;
function more(count) {
	return count > SHOWN ? [`  … and ${count - SHOWN} more`] : [];
}
function sentence(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
// src/cli-run.ts
function runCommand(flags) {
	const needs = flags["resume"] === true || flags["retryFailed"] === true ? {
		keys: true,
		fetches: true,
		feeds: false
	} : void 0;
	return withSession(flags, needs, async (session) => {
		const { env, folder, json, interrupted } = session;
		refuseCommands(session.settings.mode);
		const settings = await withKnownShows(session);
		if (settings === void 0) return 1;
		const log = settings.mode === "fan-out" ? {
			...session.log,
			info: () => {}
		} : session.log;
		const file = typeof flags["report"] === "string" ? flags["report"] : void 0;
		if (file !== void 0) await mayWriteReport(path.resolve(folder, file), file);
		if (flags["resetState"] === true) {
			const { resetFirst } = await import("./cli-state.js");
			if (!await resetFirst(session)) return 1;
		}
		const { execute, terminalProgress } = await import("./wire.js");
		const execution = await execute({
			settings,
			env,
			folder,
			...await terminalProgress(log, {
				env,
				wanted: flags["progress"] !== false
			})
		});
		const { report, faults } = execution;
		if (json) printJson(asData(execution));
		else if (report !== void 0) print(runText(report, settings, againCommand("--retry-failed", flags)));
		else if (faults.length === 0) {
			print(plainWords(execution.summary));
			const { matrix = "" } = execution.outputs;
			if (matrix !== "") print(matrix);
		}
		tellFaults(faults, {
			log,
			json: false
		});
		const kept = execution.outputs["report"] ?? "";
		if (existsSync(kept)) log.info(`Report: ${kept}`);
		if (file !== void 0) await leaveReport(session, path.resolve(folder, file), execution);
		return exitCodeOf(execution, interrupted() !== void 0);
	});
}
function asData({ report, faults, outputs }) {
	if (report === void 0) return {
		faults: faults.map(terminalProblem),
		outputs
	};
	const { fault, failures, feedFailures } = report;
	const inWords = (one) => ({
		...one,
		problem: terminalProblem(one.problem)
	});
	return {
		...report,
		...fault === void 0 ? {} : { fault: terminalProblem(fault) },
		failures: failures.map(inWords),
		feedFailures: feedFailures.map(inWords)
	};
}
async function leaveReport({ log }, file, execution) {
	try {
		const text = `${JSON.stringify(asData(execution), null, 2)}\n`;
		await saveNew(file, text, true);
		log.info(`Report: ${file}`);
	} catch (error) {
		if (!isFault(error)) throw error;
		log.warning(toldWithCode(error.problem));
	}
}
const COMMANDS = {
	health: "health",
	"reset-state": "state reset",
	"reset-circuit": "circuit reset"
};
function refuseCommands(mode) {
	const command = COMMANDS[mode];
	if (command === void 0) return;
	throw new Fault(problem("config-combination", `PODCAST_MODE is ${mode}, and that is no run`, `Clear it, and call \`podcast-transcriber ${command}\`.`));
}
function plainWords(summary) {
	return summary.replace(/^## \S+ (.*)$/mu, "$1.").trimEnd();
}
export { runCommand };
