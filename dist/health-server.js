import { createServer } from "node:http";
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
export { serveHealth };
