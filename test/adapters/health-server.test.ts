import { afterEach, describe, expect, it } from 'vitest';
import { serveHealth } from '../../src/adapters/health-server.ts';
import type { HealthAnswer, HealthServer } from '../../src/adapters/health-server.ts';

let server: HealthServer;

afterEach(() => server.close());

async function serve(look: () => Promise<HealthAnswer>): Promise<string> {
  server = await serveHealth({ port: 0, host: '127.0.0.1', look });
  return server.url;
}

describe('the health server', () => {
  it('answers 200 or 503 with the details, looking anew each time', async () => {
    let healthy = true;
    const url = await serve(() => Promise.resolve({ healthy, body: { healthy } }));
    const first = await fetch(url);
    expect([first.status, await first.json()]).toEqual([200, { healthy: true }]);
    expect(first.headers.get('cache-control')).toBe('no-store');
    healthy = false;
    const second = await fetch(`${url}?probe=1`);
    expect([second.status, await second.json()]).toEqual([503, { healthy: false }]);
  });

  it('answers HEAD without a body, and nothing else at all', async () => {
    const url = await serve(() => Promise.resolve({ healthy: true, body: {} }));
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(new URL('/', url))).status).toBe(404);
    expect((await fetch(new URL('/healthz/x', url))).status).toBe(404);
  });

  it('lets all who ask meanwhile share one look', async () => {
    let looks = 0;
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const url = await serve(async () => {
      looks += 1;
      begun.resolve();
      await gate.promise;
      return { healthy: true, body: {} };
    });
    const first = fetch(url);
    await begun.promise;
    const others = Promise.all(Array.from({ length: 4 }, () => fetch(url)));
    // Answered after the others have come in, since they came before it.
    await fetch(new URL('/', url));
    gate.resolve();
    const all = [await first, ...(await others)];
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(looks).toBeLessThan(4);
  });

  it('drops the connection when a look goes wrong, and goes on serving', async () => {
    let broken = true;
    const url = await serve(() =>
      broken ? Promise.reject(new Error('bug')) : Promise.resolve({ healthy: true, body: {} }),
    );
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    broken = false;
    expect((await fetch(url)).status).toBe(200);
  });

  it('says when the port is taken', async () => {
    const url = await serve(() => Promise.resolve({ healthy: true, body: {} }));
    const port = Number(new URL(url).port);
    const look = (): Promise<HealthAnswer> => Promise.resolve({ healthy: true, body: {} });
    await expect(serveHealth({ port, host: '127.0.0.1', look })).rejects.toMatchObject({
      problem: { code: 'port-not-free' },
    });
  });
});
