import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

let shell: Shell;
/** A host of this machine that takes no connections. */
let host: string;

beforeEach(async () => {
  shell = await openShell();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
});

afterEach(() => shell.close());

function run(...args: readonly string[]) {
  const env = { PODCAST_GEMINI_BASE_URL: `http://${host}` };
  return shell.run(args, { env });
}

// "It may pass by itself: try again later" was said of a typing error in the address.
describe('a Gemini address at which nobody listens', () => {
  it('is named by test-api, with the cause and what to look at', async () => {
    const result = await run('test-api');
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(
      `the connection failed: ${host} does not take connections (ECONNREFUSED)`,
    );
    expect(result.stdout).toContain(
      'Check `gemini.baseUrl`, any proxy on the way and the name service.',
    );
  });

  it('is named by test-api where the name is wrong', async () => {
    const result = await run('test-api', '--gemini-base-url', 'https://nowhere.invalid');
    expect(result.stdout).toMatch(
      /the name nowhere\.invalid cannot be resolved \((?:ENOTFOUND|EAI_AGAIN)\)/u,
    );
  });

  it('is named by a run that puts work off for it, though the models rest', async () => {
    const cause = `the connection failed: ${host} does not take connections (ECONNREFUSED)`;
    const first = await run('run', '--feed-url', shell.feed);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(
      /The service keeps failing.*\nIt was not reached at all: .*gemini\.baseUrl/u,
    );
    // Both episodes wait for one cause, so it is said once.
    expect(first.stdout).toMatch(/^ {2}2 episodes: gemini-[^(]*the connection failed/mu);
    expect(first.stdout).toContain(cause);
    expect(first.stderr).not.toMatch(/not before \d{4}-\d\d-\d\dT/u);
  }, 60_000);
});
