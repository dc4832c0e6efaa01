/** The built Action against a GitHub emulator that is not ours (npm: emulate). */
import { createEmulator } from 'emulate';
import type { Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { differences } from './transcripts.ts';
import type { JsonSegment } from './transcripts.ts';

const TOKEN = 'ghp_emulatedtokenofthetests';
const REPOSITORY = 'octocat/shows';

const Commit = z.object({
  sha: z.string(),
  parents: z.array(z.object({ sha: z.string() })),
  commit: z.object({ message: z.string(), tree: z.object({ sha: z.string() }) }),
});
const Tree = z.object({
  tree: z.array(z.object({ path: z.string(), sha: z.string(), type: z.string() })),
});
const Blob = z.object({ content: z.string(), encoding: z.literal('base64') });

let emulator: Emulator;
let world: World;

beforeEach(async () => {
  emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [TOKEN]: { login: 'octocat', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octocat' }],
        repos: [{ owner: 'octocat', name: 'shows', auto_init: true }],
      },
    },
  });
  world = await startWorld();
});

afterEach(async () => {
  await Promise.all([world.close(), emulator.close()]);
});

/** Asks the emulator. */
async function get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const answer = await fetch(`${emulator.url}/repos/${REPOSITORY}/${path}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(answer.status).toBe(200);
  return schema.parse(await answer.json());
}

/** Files of a commit: path → id of the content. */
async function filesOf(tree: string): Promise<ReadonlyMap<string, string>> {
  const entries = (await get(`git/trees/${tree}?recursive=1`, Tree)).tree;
  return new Map(entries.filter(({ type }) => type === 'blob').map(({ path, sha }) => [path, sha]));
}

async function textOf(blob: string): Promise<string> {
  return Buffer.from((await get(`git/blobs/${blob}`, Blob)).content, 'base64').toString('utf8');
}

function runOnEmulator(): ReturnType<World['run']> {
  return world.run(
    {},
    {
      githubToken: TOKEN,
      env: { GITHUB_API_URL: emulator.url, GITHUB_REPOSITORY: REPOSITORY },
    },
  );
}

describe('the main job on an emulator that is not ours', () => {
  it('commits every transcript with its state and index, in a line; a second run does nothing', async () => {
    const result = await runOnEmulator();
    const { exitCode, annotations, stderr } = result;
    expect({ exitCode, annotations, stderr }).toEqual({ exitCode: 0, annotations: [], stderr: '' });
    expect(result.outputs).toMatchObject({ completed: '4', failed: '0', pending: '0' });
    const commits = await get('commits?sha=main&per_page=100', z.array(Commit));
    expect(commits[0]?.sha).toBe(result.outputs['commit-sha']);
    for (const { parents } of commits.slice(0, -1)) expect(parents).toHaveLength(1);
    const trees = await Promise.all(commits.map(({ commit }) => filesOf(commit.tree.sha)));

    // Newest first: what a commit changed is what differs from the one after it in the list.
    let transcripts = 0;
    for (const [index, files] of trees.entries()) {
      const before = trees[index + 1] ?? new Map<string, string>();
      const changed = [...files].filter(([path, sha]) => before.get(path) !== sha);
      const paths = changed.map(([path]) => path);
      for (const path of paths.filter((one) => one.endsWith('.vtt'))) {
        transcripts += 1;
        const show = path.split('/')[1] ?? '';
        const wanted = [`transcripts/${show}/index.json`, `state/feeds/${show}.json`];
        expect(paths).toEqual(expect.arrayContaining(wanted));
      }
    }
    expect(transcripts).toBe(4);

    const [head = new Map<string, string>()] = trees;
    const written = [...head].filter(([path]) => /^transcripts\/[^/]+\/\d.*\.json$/u.test(path));
    const episodes = world.shows.flatMap((show) => show.episodes);
    for (const [, blob] of written) {
      const { episode, segments } = JSON.parse(await textOf(blob)) as {
        episode: { title: string };
        segments: JsonSegment[];
      };
      const spoken = episodes.find(({ title }) => title === episode.title);
      expect(spoken === undefined ? ['not an episode'] : differences(spoken, segments)).toEqual([]);
    }
    expect(written).toHaveLength(episodes.length);

    const sent = world.gemini.requests.length;
    const second = await runOnEmulator();
    expect(second.exitCode).toBe(0);
    expect(second.outputs).toMatchObject({ completed: '0', 'commit-sha': '' });
    expect(world.gemini.requests).toHaveLength(sent);
    const after = await get('commits?sha=main&per_page=100', z.array(Commit));
    expect(after[0]?.sha).toBe(commits[0]?.sha);
  });
});
