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
});

describe('GitHub', () => {
  it('that stumbles, beside a Gemini that does and others who push meanwhile, is borne with', async () => {
    const answer = { kind: 'answer', status: 502, body: {} } as const;
    let pushes = 0;
    const result = await runWith((made) => {
      made.gemini.setFault({ fault: { kind: 'hang-up' }, times: 1 });
      made.gemini.setFault({ fault: { kind: 'cut', afterBytes: 400 }, times: 1 });
      made.github.setFault({ kind: 'update-ref', times: 2, effect: answer });
      made.github.setFault({ kind: 'create-commit', times: 1, effect: { kind: 'drop-after' } });
      made.github.onRequest(async ({ kind }) => {
        if (kind !== 'update-ref' || pushes >= 3) return;
        pushes += 1;
        await made.github.pushForeign({ [`notes/${pushes}.md`]: `note ${pushes}\n` });
      });
    });
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2', failed: '0' });
    // Neither their work nor ours is lost.
    expect(pushes).toBe(3);
    const files = await world.github.files();
    expect(files).toEqual(expect.arrayContaining(['notes/1.md', 'notes/2.md', 'notes/3.md']));
    expect(await historyFaults(world)).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
  });

  it('that refuses the commit stops the run before anything is paid for', async () => {
    const refusals = [
      {
        kind: 'create-tree',
        status: 403,
        message: 'Resource not accessible by integration',
        code: 'github-forbidden',
        remedy: /permissions: contents: write/u,
      },
      {
        kind: 'update-ref',
        status: 422,
        message: 'Repository rule violations found\n\nChanges must be made through a pull request.',
        code: 'github-rules',
        remedy: /ruleset/u,
      },
    ] as const;
    world = await startWorld({ shows: readShows(SMALL_SHOW) });
    for (const { kind, status, message, code, remedy } of refusals) {
      const effect = { kind: 'answer', status, body: { message } } as const;
      world.github.setFault({ kind, times: 99, effect });
      const result = await world.run();
      expect(result.exitCode).toBe(1);
      expect(errors(result)).toEqual([code]);
      expect(result.annotations.at(-1)?.message).toMatch(remedy);
      expect(world.gemini.requests).toEqual([]);
      expect(await world.github.log()).toHaveLength(1);
      world.github.clearFaults();
    }
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

  it('with a broken state file, or one of a newer release, stops the run, and it stays as it is', async () => {
    const broken = '{"version":1,';
    const newer = '{"version":2,"batches":[]}\n';
    const result = await runWith(async (made) => {
      await made.github.pushForeign({ 'state/quota.json': broken });
    });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toEqual(['state-broken']);
    expect(result.annotations[0]?.message).toMatch(/state\/quota\.json, line 1.*state rebuild/su);
    expect(await world.github.show('state/quota.json')).toBe(broken);
    await world.github.pushForeign({ 'state/quota.json': null, 'state/batch.json': newer });
    const next = await world.run();
    expect(next.exitCode).toBe(1);
    expect(errors(next)).toEqual(['state-newer-version']);
    expect(await world.github.show('state/batch.json')).toBe(newer);
    expect(await world.github.log()).toHaveLength(3);
  });
});

describe('the cache and artifact services', () => {
  const made = { shows: readShows(DEMO_SHOW), config: 'transcription:\n  chunkMinutes: 5' };

  it('may fail, or hang: the work is done all the same', async () => {
    // At once, since the second is mostly waiting.
    const [failing, hanging] = await Promise.all([startWorld(made), startWorld(made)]);
    try {
      const refusal = { kind: 'answer', status: 400 } as const;
      failing.services.fault({ path: 'CacheService', effect: refusal });
      failing.services.fault({ path: 'CreateArtifact', effect: refusal });
      hanging.services.fault({ path: 'CreateCacheEntry', effect: { kind: 'hang' } });
      const [failed, hung] = await Promise.all([failing.run(), hanging.run()]);
      for (const result of [failed, hung]) {
        expect(ending(result)).toBe('exit 0');
        expect(result.outputs).toMatchObject({ completed: '2', failed: '0' });
      }
      expect(failed.annotations.map(({ title }) => title)).toEqual(['Artifact not uploaded']);
      expect(failed.outputs['report']).not.toBe('');
      // The commit of a finished episode does not wait: the SDK alone would for two minutes.
      expect(hung.durationMs).toBeLessThan(30_000);
      for (const one of [failing, hanging]) expect(await allDifferences(one)).toEqual([]);
    } finally {
      await failing.close();
      world = hanging;
    }
  });
});
