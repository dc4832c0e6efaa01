import { a as told } from "./outcome.js";
import { a as counted, c as moment, d as span, i as clean, l as paint, t as terminalWords } from "./cli-words.js";
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
function runText(report, settings) {
	return [
		verdict(report, settings),
		completed(report, settings),
		failures(report),
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
		...report.stopped === void 0 ? [] : [STOPPED[report.stopped]]
	].join("\n");
}
function nothing(mode, named) {
	if (named > 0) return `Nothing to do: ${named === 1 ? "the episode that was named" : "none of the episodes that were named"} ${named === 1 ? "does not wait" : "waits"}. \`podcast-transcriber state show --episodes\` lists ids and how each stands.`;
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
function failures(report) {
	if (report.failures.length === 0) return "";
	const shown = report.failures.slice(0, SHOWN).map((one) => {
		const next = one.retryable ? `tried again ${one.notBefore === void 0 ? "by the next run" : `from ${moment(one.notBefore)}`}` : "not tried again by itself";
		return `  ${clean(one.show, 60)}: ${clean(one.title, 120)} (${next})\n    ${clean(terminalWords(told(one.problem)), 600)}`;
	});
	return [
		paint(["bold", "red"], "Failed"),
		...shown,
		...more(report.failures.length),
		"  Try them again at once: podcast-transcriber run --retry-failed"
	].join("\n");
}
function feedFailures(report) {
	if (report.feedFailures.length === 0) return "";
	const shown = report.feedFailures.slice(0, SHOWN).map(({ show, problem }) => {
		const words = clean(terminalWords(told(problem)), 600);
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
	return withSession(flags, void 0, async (session) => {
		const { settings, env, log, folder, json, interrupted } = session;
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
		if (json) printJson(report ?? {
			faults,
			outputs: execution.outputs
		});
		else if (report !== void 0) print(runText(report, settings));
		else if (faults.length === 0) print(plainWords(execution.summary));
		tellFaults(faults, {
			log,
			json: false
		});
		return exitCodeOf(execution, interrupted() !== void 0);
	});
}
function plainWords(summary) {
	return summary.replace(/^## \S+ (.*)$/mu, "$1.").trimEnd();
}
export { runCommand };
