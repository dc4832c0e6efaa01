import { n as isFault } from "./failure.js";
import { a as told, o as toldWithCode, t as assertNever } from "./outcome.js";
import { t as whileClaimed } from "./claim-store2.js";
import { t as NO_OUTPUTS } from "./outputs.js";
import { n as fetchText, r as resolveSources } from "./writes.js";
import { r as faultProse, u as prose } from "./summary-text.js";
import { t as counted } from "./count.js";
import { t as checkHealth } from "./health.js";
import { n as resetState, r as closeBreakers } from "./reset-state.js";
// src/commands/fan-out.ts
function planFanOut(settings, sources, keys) {
	const bounds = [{
		jobs: 12,
		reason: `the writes that a repository is allowed in an hour carry ${12} jobs`
	}, {
		jobs: Math.max(1, sources),
		reason: `${sources === 1 ? "there is 1 show" : `there are ${sources} shows`}, and a job takes whole shows`
	}];
	const perMinute = requestsPerMinute(settings);
	if (keys > 0 && perMinute !== void 0) bounds.push({
		jobs: Math.max(1, keys, perMinute),
		reason: `${counted(keys, "key")} with ${counted(perMinute, "request")} a minute ${keys === 1 ? "gives" : "give"} no more jobs a key each, or one request a minute of every key`
	});
	bounds.sort((a, b) => a.jobs - b.jobs);
	const count = bounds[0]?.jobs ?? 1;
	return {
		matrix: { include: Array.from({ length: count }, (_, at) => ({ shard: `${at + 1}/${count}` })) },
		reasons: bounds.filter(({ jobs }) => jobs === count).map(({ reason }) => reason)
	};
}
function requestsPerMinute(settings) {
	const limits = settings.models.flatMap((model) => {
		return {
			...settings.limits["default"],
			...settings.limits[model]
		}.requestsPerMinute ?? [];
	});
	return limits.length === 0 ? void 0 : Math.min(...limits);
}
// src/commands/execute.ts
async function executeCommand(request, mode) {
	try {
		switch (mode) {
			case "health": return await health(request);
			case "reset-state": return await reset(request);
			case "reset-circuit": return await circuit(request);
			case "fan-out": return await fanOut(request);
			default: return assertNever(mode);
		}
	} catch (error) {
		if (!isFault(error)) throw error;
		return {
			exitCode: 1,
			summary: `## 🛑 Nothing was done\n\n${faultProse(error.problem)}\n`,
			outputs: NO_OUTPUTS,
			faults: [error.problem]
		};
	}
}
async function health(request) {
	const { ports, settings, keys, stopper } = request;
	const result = await checkHealth(ports, {
		stateDir: settings.output.stateDir,
		transcriptsDir: settings.output.transcriptsDir,
		keys: keys.map(({ fingerprint }) => fingerprint),
		signal: stopper.signals.soft
	});
	for (const check of result.checks) if (check.ok) ports.log.info(check.detail);
	else ports.log.error(check.detail, { title: `Unhealthy: ${check.name}` });
	const rows = result.checks.map(({ name, ok, detail }) => `| ${ok ? "✅" : "❌"} ${name} | ${prose(detail)} |`);
	return {
		exitCode: result.healthy ? 0 : 1,
		summary: [
			`## ${result.healthy ? "✅ Healthy" : "❌ Not healthy"}`,
			"",
			"| | |",
			"|---|---|",
			...rows,
			""
		].join("\n"),
		outputs: {
			...NO_OUTPUTS,
			pending: String(result.backlog)
		},
		faults: []
	};
}
async function reset(request) {
	const { ports, settings, stopper } = request;
	const outcome = await whileClaimed(ports, stopper, () => resetState(ports, {
		stateDir: settings.output.stateDir,
		backup: true,
		signal: stopper.signals.last
	}));
	return ended(request, outcome, outcome.removed.length === 0 ? "There was no state to reset." : `${outcome.removed.length} state ${outcome.removed.length === 1 ? "file was" : "files were"} reset after a backup into ${settings.output.stateDir}/backups. The quota that was used stays counted, and committed transcripts are found again by the next run.`);
}
async function circuit(request) {
	const { ports, settings, stopper } = request;
	const outcome = await whileClaimed(ports, stopper, () => closeBreakers(ports, {
		stateDir: settings.output.stateDir,
		signal: stopper.signals.last
	}));
	return ended(request, outcome, outcome.closed.length === 0 ? "No breaker was open or counting." : `Reset: ${outcome.closed.join(", ")}.`);
}
function ended(request, outcome, said) {
	const { fault, revision } = outcome;
	const words = fault === void 0 ? said : told(fault);
	request.ports.log.info(words);
	return {
		exitCode: fault === void 0 ? 0 : 1,
		summary: `${fault === void 0 ? prose(said) : faultProse(fault)}\n`,
		outputs: {
			...NO_OUTPUTS,
			"commit-sha": revision ?? ""
		},
		faults: fault === void 0 ? [] : [fault]
	};
}
async function fanOut(request) {
	const { ports, settings, keys, stopper } = request;
	const { soft } = stopper.signals;
	const { maxBytes, timeoutMs } = settings.feedsFetch;
	const lists = await resolveSources({
		settings,
		snapshot: await ports.store.open(soft),
		fetchText: (url) => fetchText(ports, {
			url,
			maxBytes,
			deadlineMs: timeoutMs,
			signal: soft
		}),
		signal: soft
	});
	for (const one of lists.problems) ports.log.warning(toldWithCode(one));
	const plan = planFanOut(settings, lists.sources.length, keys.length);
	const jobs = plan.matrix.include.length;
	const said = `${jobs} ${jobs === 1 ? "job" : "jobs"}: ${plan.reasons.join("; ")}.`;
	ports.log.info(said);
	return {
		exitCode: 0,
		summary: `${prose(said)}\n`,
		outputs: {
			...NO_OUTPUTS,
			matrix: JSON.stringify(plan.matrix)
		},
		faults: []
	};
}
export { executeCommand };
