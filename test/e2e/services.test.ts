import { afterEach, describe, expect, it } from 'vitest';
import type { ActionResult } from '../sandbox/runner.ts';
import { SMALL_SHOW, DEMO_SHOW, readShows, startWorld } from '../sandbox/world.ts';
import type { World, WorldOptions } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults } from './transcripts.ts';

let world: World;

afterEach(() => world.close());

/** A world of two short episodes, and what came of one run in it. */
async function runWith(
  prepare: (made: World) => void | Promise<void>,
  options: WorldOptions = {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  world = await startWorld({ shows: readShows(SMALL_SHOW), ...options });
  await prepare(world);
  return await world.run(inputs);
}

function errors(result: ActionResult): (string | undefined)[] {
  return result.annotations.filter(({ level }) => level === 'error').map(({ title }) => title);
}

describe('a model service', () => {
  it('that is down puts the work off, and is not taken for a quota', async () => {
    const result = await runWith((made) => {
      made.gemini.setFault({ fault: { kind: 'fixture', name: '503-overloaded' } });
    });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({
      completed: '0',
      failed: '0',
      deferred: '2',
      pending: '0',
      'quota-exhausted': 'false',
    });
    const again = Date.parse(result.outputs['next-attempt-at'] ?? '');
    expect(again - world.now()).toBeGreaterThan(0);
    expect(again - world.now()).toBeLessThan(35 * 60_000);
    expect(result.summary).not.toContain('quota is used up');
    world.gemini.clearFaults();
    world.setTime(again + 1_000);
    expect((await world.run()).outputs).toMatchObject({ completed: '2', deferred: '0' });
    expect(await allDifferences(world)).toEqual([]);
  });

  it('that offers none of the models is a fault of the configuration', async () => {
    const result = await runWith(() => {}, { config: 'models: [gemini-none]' });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toEqual(['no-usable-model']);
    expect(result.outputs).toMatchObject({ completed: '0', failed: '0', pending: '2' });
    // Named rightly, the same episodes are done.
    const config = `shows:\n  - url: ${world.shows.map((show) => world.feedUrl(show)).join('')}\n`;
    await world.github.pushForeign({ 'config/production.yaml': config });
    expect((await world.run()).outputs).toMatchObject({ completed: '2' });
  });

  it('that never answers well fails the episode, and its replies are kept for the user', async () => {
    const [first] = readShows(SMALL_SHOW)[0]?.episodes ?? [];
    const result = await runWith((made) => {
      made.gemini.setFault({ match: { episode: first?.guid ?? '' }, fault: { kind: 'refusal' } });
    });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '1', failed: '1' });
    const files = [...(world.services.artifacts()[0]?.files ?? [])];
    const [, reply] = files.find(([name]) => name.startsWith('reply-')) ?? [];
    expect(String(reply)).toContain('I cannot transcribe the audio');
    expect(await historyFaults(world)).toEqual([]);
  });

  it('that drops connections and answers late is borne with', async () => {
    const result = await runWith((made) => {
      made.gemini.setFault({ fault: { kind: 'hang-up' }, times: 1 });
      made.gemini.setFault({ fault: { kind: 'cut', afterBytes: 400 }, times: 1 });
    });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2', failed: '0' });
    expect(await allDifferences(world)).toEqual([]);
  });
});

describe('GitHub', () => {
  it('that stumbles is asked again', async () => {
    const answer = { kind: 'answer', status: 502, body: {} } as const;
    const result = await runWith((made) => {
      made.github.setFault({ kind: 'update-ref', times: 2, effect: answer });
      made.github.setFault({ kind: 'create-commit', times: 1, effect: { kind: 'drop-after' } });
    });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2' });
    expect(await historyFaults(world)).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
  });

  it('with others who push meanwhile loses neither their work nor ours', async () => {
    let pushes = 0;
    const result = await runWith((made) => {
      made.github.onRequest(async ({ kind }) => {
        if (kind !== 'update-ref' || pushes >= 3) return;
        pushes += 1;
        await made.github.pushForeign({ [`notes/${pushes}.md`]: `note ${pushes}\n` });
      });
    });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2' });
    expect(pushes).toBe(3);
    const files = await world.github.files();
    expect(files).toEqual(expect.arrayContaining(['notes/1.md', 'notes/2.md', 'notes/3.md']));
    expect(await historyFaults(world)).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
  });

  it.each([
    [
      'a token without the right to write',
      403,
      'Resource not accessible by integration',
      'github-forbidden',
      /permissions: contents: write/u,
    ],
    [
      'a rule of the repository',
      422,
      'Repository rule violations found\n\nChanges must be made through a pull request.',
      'github-rules',
      /ruleset/u,
    ],
  ])(
    'that refuses the commit (%s) stops the run before anything is paid for',
    async (_what, status, message, code, remedy) => {
      const result = await runWith((made) => {
        const effect = { kind: 'answer', status, body: { message } } as const;
        made.github.setFault({ kind: 'create-tree', times: 99, effect });
      });
      expect(result.exitCode).toBe(1);
      expect(errors(result)).toEqual([code]);
      expect(result.annotations.at(-1)?.message).toMatch(remedy);
      expect(world.gemini.requests).toEqual([]);
      expect(await world.github.log()).toHaveLength(1);
    },
  );

  it('that takes no more commits in the middle of a run: what was spent is told', async () => {
    const body = { message: 'Repository rule violations found' };
    const result = await runWith((made) => {
      const effect = { kind: 'answer', status: 422, body } as const;
      made.github.setFault({ kind: 'update-ref', skip: 1, times: 99, effect });
    });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toEqual(['github-rules']);
    expect(result.outputs).toMatchObject({ completed: '0', pending: '2' });
    const report = JSON.parse(String(world.services.artifacts()[0]?.files.get('report.json'))) as {
      totals: { requests: number };
    };
    expect(report.totals.requests).toBe(world.gemini.requests.length);
    expect(report.totals.requests).toBeGreaterThan(0);
  });

  // The run once said "Nothing was done", with empty outputs, beside its committed transcripts.
  it('that refuses the reads of the end: what was done before is told', async () => {
    let moved = 0;
    const result = await runWith((made) => {
      made.github.onRequest(({ kind }) => void (moved += kind === 'update-ref' ? 1 : 0));
      const effect = { kind: 'answer', status: 401, body: { message: 'Bad credentials' } } as const;
      // The plan is saved first, then each of the two transcripts.
      made.github.setFault({ kind: 'get-branch', when: () => moved >= 3, times: 99, effect });
    });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toEqual(['github-token-refused']);
    const transcript = world.github.git(['rev-parse', world.github.branch]);
    expect(result.outputs).toMatchObject({
      completed: '2',
      'commit-sha': (await transcript).trim(),
    });
    expect(result.summary).toContain('The First Frost');
    expect(world.services.artifacts()).toHaveLength(1);
  });

  it('with a broken state file stops the run, and the file stays as it is', async () => {
    const broken = '{"version":1,';
    const result = await runWith(async (made) => {
      await made.github.pushForeign({ 'state/quota.json': broken });
    });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toEqual(['state-broken']);
    expect(result.annotations[0]?.message).toMatch(/state\/quota\.json, line 1.*state rebuild/su);
    expect(await world.github.show('state/quota.json')).toBe(broken);
    expect(await world.github.log()).toHaveLength(2);
  });

  it('with state of a newer release stops the run, and nothing is written', async () => {
    const newer = '{"version":2,"batches":[]}\n';
    const result = await runWith(async (made) => {
      await made.github.pushForeign({ 'state/batch.json': newer });
    });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toEqual(['state-newer-version']);
    expect(await world.github.show('state/batch.json')).toBe(newer);
  });
});

describe('the cache and artifact services', () => {
  it('may fail: the work is done all the same', async () => {
    const result = await runWith(
      (made) => {
        made.services.fault({ path: 'CacheService', effect: { kind: 'answer', status: 400 } });
        made.services.fault({ path: 'CreateArtifact', effect: { kind: 'answer', status: 400 } });
      },
      { shows: readShows(DEMO_SHOW), config: 'transcription:\n  chunkMinutes: 5' },
    );
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2', failed: '0' });
    expect(result.annotations.map(({ title }) => title)).toEqual(['Artifact not uploaded']);
    expect(result.outputs['report']).not.toBe('');
    expect(await allDifferences(world)).toEqual([]);
  });

  it('that hang do not hold up the commit of a finished episode', async () => {
    const result = await runWith(
      (made) => made.services.fault({ path: 'CreateCacheEntry', effect: { kind: 'hang' } }),
      { shows: readShows(DEMO_SHOW), config: 'transcription:\n  chunkMinutes: 5' },
    );
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2', failed: '0' });
    // The SDK alone would wait for two minutes.
    expect(result.durationMs).toBeLessThan(30_000);
    expect(await allDifferences(world)).toEqual([]);
  });
});
