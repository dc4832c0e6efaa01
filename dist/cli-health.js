import { a as withSession, n as printJson, s as withTools, t as print } from "./cli-session.js";
import { i as age, l as paint } from "./cli-words.js";
import { t as checkHealth } from "./health.js";
import { n as serveHealth } from "./wire-light.js";
// src/cli-health.ts
function healthCommand(flags) {
	return withSession(flags, { folders: ["state", "transcripts"] }, (session) => withTools(session, async (tools) => {
		const { listen, host } = flags;
		if (typeof listen === "number") return await serve(session, tools, {
			port: listen,
			host: typeof host === "string" ? host : "127.0.0.1"
		});
		const health = await look(session, tools);
		if (session.json) printJson(health);
		else print(healthText(health));
		return health.healthy ? 0 : 1;
	}));
}
const DAY_MS = 864e5;
function look(session, { ports, keys, signal }) {
	const { flags } = session;
	const { output, models } = session.settings;
	return checkHealth(ports, {
		stateDir: output.stateDir,
		transcriptsDir: output.transcriptsDir,
		...typeof flags["maxQuietDays"] === "number" ? { maxQuietMs: flags["maxQuietDays"] * DAY_MS } : {},
		keys: keys.map(({ fingerprint }) => fingerprint),
		models,
		signal
	});
}
async function serve(session, tools, at) {
	const server = await serveHealth({
		...at,
		look: async () => {
			const health = await look(session, tools);
			return {
				healthy: health.healthy,
				body: health
			};
		}
	});
	session.log.info(`Serving ${server.url}; Ctrl+C ends it.`);
	await new Promise((resolve) => {
		tools.signal.addEventListener("abort", () => resolve(), { once: true });
		if (tools.signal.aborted) resolve();
	});
	await server.close();
	return 0;
}
function healthText(health) {
	const verdict = health.healthy ? paint(["bold", "green"], "Healthy") : paint(["bold", "red"], "Not healthy");
	const checks = health.checks.map(({ ok, name, detail }) => `${ok ? paint("green", "ok   ") : paint("red", "wrong")}  ${name}: ${detail}`);
	const oldest = health.backlogAgeMs === void 0 ? [] : [`The oldest episode that waits is ${age(health.backlogAgeMs / 1e3)} old.`];
	return [
		verdict,
		...checks,
		...oldest
	].join("\n");
}
export { healthCommand };
