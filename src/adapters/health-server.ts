import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';

/** What is answered to a look at the health. */
export interface HealthAnswer {
  readonly healthy: boolean;
  /** Sent as JSON. */
  readonly body: unknown;
}

/** A server that answers until it is closed. */
export interface HealthServer {
  /** `http://127.0.0.1:8080/healthz`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A request that takes longer is given up, ms. */
const REQUEST_MS = 10_000;

/**
 * Serves `/healthz`: 200 when healthy, else 503, with the details as JSON. Every request looks
 * anew; requests that come meanwhile share the look.
 *
 * @throws Fault when the port cannot be listened on.
 */
export async function serveHealth(options: {
  readonly port: number;
  readonly host: string;
  readonly look: () => Promise<HealthAnswer>;
}): Promise<HealthServer> {
  let looking: Promise<HealthAnswer> | undefined;
  const look = (): Promise<HealthAnswer> => {
    looking ??= options.look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    answer(request, response, look).catch(() => response.destroy());
  });
  await listen(server, options.port, options.host);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}/healthz`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  look: () => Promise<HealthAnswer>,
): Promise<void> {
  const send = (status: number, body: unknown): void => {
    const text = `${JSON.stringify(body)}\n`;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    send(405, { error: 'GET /healthz' });
    return;
  }
  if ((request.url ?? '').split('?', 1)[0] !== '/healthz') {
    send(404, { error: 'GET /healthz' });
    return;
  }
  const { healthy, body } = await look();
  send(healthy ? 200 : 503, body);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Fault(
          problem(
            'port-not-free',
            `${host}:${port} cannot be listened on: ${error.message}`,
            'Take another port, or end the program that uses this one.',
          ),
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
