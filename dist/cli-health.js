import { createServer } from "node:http";
import { a as withTools, f as span, i as withSession, n as printJson, t as print, u as paint } from "./cli-session.js";
import { t as checkHealth } from "./health.js";
import "./wire.js";
import { t as Fault } from "./failure.js";
import { i as problem } from "./outcome.js";
// src/adapters/health-server.ts
const REQUEST_MS = 1e4;
async function serveHealth(options) {
	let looking;
	const look = () => {
		looking ??= options.look().finally(() => {
			looking = void 0;
		});
		return looking;
	};
	const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
		answer(request, response, look).catch(() => response.destroy());
	});
	await listen(server, options.port, options.host);
	const { port } = server.address();
	return {
		url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}/healthz`,
		close: () => new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		})
	};
}
async function answer(request, response, look) {
	const send = (status, body) => {
		const text = `${JSON.stringify(body)}\n`;
		response.writeHead(status, {
			"content-type": "application/json; charset=utf-8",
			"content-length": Buffer.byteLength(text),
			"cache-control": "no-store"
		});
		response.end(request.method === "HEAD" ? void 0 : text);
	};
	if (request.method !== "GET" && request.method !== "HEAD") {
		response.setHeader("allow", "GET, HEAD");
		send(405, { error: "GET /healthz" });
		return;
	}
	if ((request.url ?? "").split("?", 1)[0] !== "/healthz") {
		send(404, { error: "GET /healthz" });
		return;
	}
	const { healthy, body } = await look();
	send(healthy ? 200 : 503, body);
}
function listen(server, port, host) {
	return new Promise((resolve, reject) => {
		server.once("error", (error) => {
			reject(new Fault(problem("port-not-free", `${host}:${port} cannot be listened on: ${error.message}`, "Take another port, or end the program that uses this one."), { cause: error }));
		});
		server.listen(port, host, () => resolve());
	});
}
// src/cli-health.ts
function healthCommand(flags) {
	return withSession(flags, {}, (session) => withTools(session, async (tools) => {
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
function look(session, { ports, keys, signal }) {
	const { output, models } = session.settings;
	return checkHealth(ports, {
		stateDir: output.stateDir,
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
	const age = health.backlogAgeMs === void 0 ? [] : [`The oldest episode that waits is ${span(health.backlogAgeMs / 1e3)} old.`];
	return [
		verdict,
		...checks,
		...age
	].join("\n");
}
export { healthCommand, serveHealth as t };
