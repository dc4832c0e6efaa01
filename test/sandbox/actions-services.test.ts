import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefaultArtifactClient } from '@actions/artifact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startActionsServices } from './actions-services.ts';
import type { ActionsServices } from './actions-services.ts';
import { makeRunnerHome, runAction } from './runner.ts';

let services: ActionsServices;
let folder: string;

beforeEach(async () => {
  services = await startActionsServices();
  folder = mkdtempSync(join(tmpdir(), 'actions-services-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await services.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where the source of an adapter is, for an import statement. */
function adapter(name: string): string {
  return pathToFileURL(join(import.meta.dirname, '../../src/adapters', `${name}.ts`)).href;
}

describe('the loopback cache and artifact services', () => {
  it('serve jobs: the second run finds what the first one cached, both leave a report', async () => {
    const dist = join(folder, 'index.mjs');
    writeFileSync(
      dist,
      `import { makeActionsArtifacts } from '${adapter('actions-artifacts')}';
       import { makeActionsCache } from '${adapter('actions-cache')}';
       import { makeActionsLog } from '${adapter('actions-log')}';
       import { maskSecrets, setOutputs, writeSummary } from '${adapter('actions-io')}';
       import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
       const log = makeActionsLog();
       const { signal } = new AbortController();
       await maskSecrets(['AIzaSecretSecret']);
       const file = { path: mkdtempSync(process.env.RUNNER_TEMP + '/scratch-') + '/audio.mp3' };
       const cache = makeActionsCache({ log });
       const hit = await cache.restore('show/e1', file, signal);
       if (!hit) { writeFileSync(file.path, 'sound'); await cache.save('show/e1', file, signal); }
       log.info('AIzaSecretSecret ' + hit + ' ' + readFileSync(file.path, 'utf8'));
       await makeActionsArtifacts({ log }).upload('report', [file], signal);
       await setOutputs({ hit: String(hit) });
       await writeSummary('# Done');`,
    );
    const home = makeRunnerHome();
    try {
      const run = (id: string) =>
        runAction({ dist, home, inputs: {}, env: services.environmentOf(id) });
      const first = await run('a');
      const second = await run('b');
      expect([first.outputs['hit'], second.outputs['hit']]).toEqual(['false', 'true']);
      expect(second.log).toContain('*** true sound');
      expect(second.leaks(['AIzaSecretSecret'])).toEqual([
        { secret: 0, form: 'plain', where: 'output' },
      ]);
      expect(second.summary).toBe('# Done\n');
      expect(second.annotations).toEqual([]);
      expect(services.caches()).toHaveLength(1);
      expect(
        services.artifacts().map(({ run: id, name, files }) => [id, name, [...files.keys()]]),
      ).toEqual([
        ['a', 'report', ['audio.mp3']],
        ['b', 'report', ['audio.mp3']],
      ]);
    } finally {
      home.remove();
    }
  });

  it('give artifacts back to the SDK, list and delete them', async () => {
    for (const [name, value] of Object.entries(services.environment)) vi.stubEnv(name, value);
    vi.stubEnv('GITHUB_WORKSPACE', folder);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const client = new DefaultArtifactClient();
    writeFileSync(join(folder, 'a.txt'), 'content');
    const { id } = await client.uploadArtifact('report', [join(folder, 'a.txt')], folder);
    const { artifacts } = await client.listArtifacts();
    expect(artifacts.map(({ name }) => name)).toEqual(['report']);
    const { downloadPath } = await client.downloadArtifact(id ?? 0, { path: join(folder, 'down') });
    expect(readFileSync(join(downloadPath ?? '', 'a.txt'), 'utf8')).toBe('content');
    await client.deleteArtifact('report');
    expect(services.artifacts()).toEqual([]);
  });

  it('refuse what brings no token, and what guesses a signature', async () => {
    const call = `${services.url}/twirp/github.actions.results.api.v1.CacheService/CreateCacheEntry`;
    const body = JSON.stringify({ key: 'k', version: 'v' });
    expect((await fetch(call, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(`${services.url}/account/blob/cache-1?sig=x`)).status).toBe(403);
    expect(services.caches()).toEqual([]);
  });

  it('fail as often as told, and answer again after that', async () => {
    services.fault({ path: '/account/', times: 2, effect: { kind: 'answer', status: 503 } });
    const address = `${services.url}/account/blob/cache-1`;
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await fetch(address)).status);
    expect(statuses).toEqual([503, 503, 403]);
    services.fault({ path: '/account/', effect: { kind: 'delay', ms: 30 } });
    const started = performance.now();
    expect((await fetch(address)).status).toBe(403);
    expect(performance.now() - started).toBeGreaterThan(25);
  });
});
