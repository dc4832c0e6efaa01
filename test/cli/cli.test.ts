import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/render/report-types.ts';
import { audioPath } from '../sandbox/world.ts';
import type { WorldEpisode, WorldShow } from '../sandbox/world.ts';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

let shell: Shell;

afterEach(() => shell.close());

function show(): readonly [WorldShow, WorldEpisode, WorldEpisode] {
  const [only] = shell.world.shows;
  const [older, newest] = only?.episodes ?? [];
  if (only === undefined || older === undefined || newest === undefined) {
    throw new Error('the show has two episodes');
  }
  return [only, older, newest];
}

function json(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

describe('a run in an empty folder', () => {
  it('transcribes a feed that is named, and writes below transcripts and state alone', async () => {
    shell = await openShell();
    const first = await shell.run(['--feed-url', shell.feed]);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('2 transcribed, nothing waits.');
    expect(readdirSync(shell.folder).toSorted()).toEqual(['state', 'transcripts']);
    expect(first.leaks(shell.world.keys, [shell.folder])).toEqual([]);
    const again = await shell.run(['run', '--feed-url', shell.feed, '--json']);
    expect(json(again.stdout)).toMatchObject({ counts: { completed: 0, pending: 0 } });
    expect(shell.world.gemini.requests).toHaveLength(2);
  });

  it('writes where it is told, under either name, from another folder', async () => {
    shell = await openShell();
    const place = join(shell.folder, 'shows');
    mkdirSync(place);
    const args = ['transcribe', '-C', place, '--output-dir', './texts/', '--state-dir', 'memory'];
    const result = await shell.run([...args, '--feeds', shell.feed, '--max-episodes', '1']);
    expect(result.exitCode).toBe(0);
    expect(readdirSync(place).toSorted()).toEqual(['memory', 'texts']);
    const found = await shell.run(['search', 'robin', '--json', ...args.slice(1)]);
    expect(json(found.stdout)['searched']).toBe(1);
  });

  it('tells in full what is missing: a feed, a key', async () => {
    shell = await openShell();
    const noFeed = await shell.run(['run']);
    expect(noFeed.exitCode).toBe(1);
    expect(noFeed.stderr).toMatch(/nothing to transcribe.*--feed-url/su);
    const noKey = await shell.run(['run', '--feed-url', shell.feed, '--json'], {
      env: { GEMINI_API_KEYS: undefined },
    });
    expect(noKey.exitCode).toBe(1);
    expect(noKey.stderr).toMatch(/no Gemini API key.*GEMINI_API_KEYS/su);
    expect(noKey.stderr).not.toContain('repository secret');
    expect(json(noKey.stdout)).toMatchObject({ faults: [{ code: 'config-no-keys' }] });
    expect(readdirSync(shell.folder)).toEqual([]);
  });

  it('ends with 2 when quota put work off, and says when it goes on', async () => {
    shell = await openShell({ gemini: { quotas: [{ requestsPerDay: 1 }] } });
    const args = ['--feed-url', shell.feed, '--set', 'models=gemini-flash-latest'];
    const result = await shell.run(['run', ...args]);
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toMatch(/1 transcribed.*quota is used up.*can go on from/su);
    const quota = await shell.run(['show-quota', '--json', '--set', 'x=1']);
    expect(quota.exitCode).toBe(1);
    expect(quota.stderr).toContain("unknown option '--set'");
    const pairs = json((await shell.run(['show-quota', '--json'])).stdout)['pairs'];
    expect(pairs).toMatchObject([
      { model: 'gemini-flash-latest', requestsToday: 1, standing: 'exhausted' },
      { model: 'gemini-flash-lite-latest', requestsToday: 0, standing: 'free' },
    ]);
  });

  it('ends with 3 when an episode failed; --retry-failed takes that one alone', async () => {
    shell = await openShell();
    const [only, older, newest] = show();
    shell.world.feeds.setFault(audioPath(only, newest), { kind: 'status', status: 404 });
    const args = ['--feed-url', shell.feed];
    const first = await shell.run([...args, '--max-episodes', '1']);
    expect(first.exitCode).toBe(3);
    expect(first.stdout).toMatch(/1 failed.*--retry-failed/su);
    shell.world.feeds.setFault(audioPath(only, newest), undefined);
    const second = await shell.run(['run', '--retry-failed', '--json']);
    expect(second.exitCode).toBe(0);
    expect(json(second.stdout)['completed']).toMatchObject([{ title: newest.title }]);
    const third = await shell.run([...args, '--json']);
    expect(json(third.stdout)['completed']).toMatchObject([{ title: older.title }]);
  });

  it('ends with 130 when it is interrupted, and --resume goes on', async () => {
    shell = await openShell();
    shell.world.gemini.setFault({ fault: { kind: 'hold', until: new Promise(() => {}) } });
    const args = ['--feed-url', shell.feed];
    const running = shell.start([...args, '--max-episodes', '1']);
    while (shell.world.gemini.requests.length === 0) await new Promise((go) => setTimeout(go, 5));
    running.signal('SIGINT');
    expect((await running.done).exitCode).toBe(130);
    shell.world.gemini.clearFaults();
    const shown = await shell.run(['state', 'show']);
    expect(shown.stdout).toContain(
      '1 episode left. `podcast-transcriber run --resume` goes on with it.',
    );
    // As it is said: the state knows the feed.
    const resumed = await shell.run(['run', '--resume', '--json']);
    expect(resumed.exitCode).toBe(0);
    expect(json(resumed.stdout)).toMatchObject({ mode: 'resume', counts: { completed: 1 } });
  });

  it('begins anew with --reset-state, after a backup; transcripts are found again', async () => {
    shell = await openShell();
    const args = ['run', '--feed-url', shell.feed];
    await shell.run([...args, '--max-episodes', '1']);
    const result = await shell.run([...args, '--reset-state', '--json']);
    expect(result.exitCode).toBe(0);
    expect(json(result.stdout)).toMatchObject({ counts: { completed: 1, pending: 0 } });
    expect(readdirSync(join(shell.folder, 'state', 'backups'))).toHaveLength(1);
    expect(shell.world.gemini.requests).toHaveLength(2);
  });

  it('in a job works on the folder all the same', async () => {
    shell = await openShell();
    const result = await shell.run(['run', '--feed-url', shell.feed, '--max-episodes', '1'], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'someone/shows', CI: 'true' },
    });
    expect(result.exitCode).toBe(0);
    expect(existsSync(join(shell.folder, 'transcripts', 'index.json'))).toBe(true);
  });
});

describe('the report of a run', () => {
  it('lies where the run says, one for each folder, and the temporary files are gone', async () => {
    shell = await openShell();
    const temp = join(shell.folder, 'temp');
    const env = { RUNNER_TEMP: temp };
    const args = ['run', '--feed-url', shell.feed, '--max-episodes', '1'];
    const places: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const { stderr, exitCode } = await shell.run(args, { env });
      expect(exitCode).toBe(0);
      places.push(/^Report: (.+)$/mu.exec(stderr)?.[1] ?? '');
    }
    expect(places[1]).toBe(places[0]);
    const report = JSON.parse(readFileSync(places[0] ?? '', 'utf8')) as RunReport;
    expect(report.counts).toMatchObject({ completed: 1, pending: 0 });
    expect(readdirSync(join(temp, 'podcast-transcriber'))).toEqual(['reports']);
    // There is nothing to tell of a run without work, and the last report stays.
    const idle = await shell.run(args, { env });
    expect(idle.stderr).not.toContain('Report:');
    expect(JSON.parse(readFileSync(places[0] ?? '', 'utf8'))).toEqual(report);
  });

  it('is written where the user says, over an earlier one and nothing else', async () => {
    shell = await openShell();
    const args = ['run', '--feed-url', shell.feed, '--max-episodes', '1', '--report'];
    const path = join(shell.folder, 'last.json');
    const read = (): RunReport => JSON.parse(readFileSync(path, 'utf8')) as RunReport;
    const first = await shell.run([...args, 'last.json']);
    expect(first.stderr).toContain(`Report: ${path}`);
    expect(read().counts).toMatchObject({ completed: 1, pending: 1 });
    await shell.run([...args, 'last.json']);
    expect(read().counts).toMatchObject({ completed: 1, pending: 0 });
    const asked = shell.world.gemini.requests.length;

    writeFileSync(path, 'dear diary');
    const kept = await shell.run([...args, 'last.json']);
    expect(kept.exitCode).toBe(1);
    expect(kept.stderr).toContain('error: last.json is there and is no report of a run. Take');
    expect(readFileSync(path, 'utf8')).toBe('dear diary');
    const nowhere = await shell.run([...args, 'no/such/folder.json']);
    expect(nowhere.exitCode).toBe(1);
    expect(nowhere.stderr).toContain('error: no/such/folder.json could not be written');
    expect(shell.world.gemini.requests).toHaveLength(asked);
  });
});

describe('a run that finds nothing to do', () => {
  it('says why: what it was restricted to', async () => {
    shell = await openShell();
    const args = ['run', '--feed-url', shell.feed];
    await shell.run(args);
    const said = async (...more: string[]): Promise<string> =>
      (await shell.run([...args, ...more])).stdout;
    expect(await said()).toBe('Nothing to do: no episode waits.\n');
    expect(await said('--retry-failed')).toBe('Nothing to do: no episode has failed.\n');
    expect(await said('--resume')).toContain('no earlier run left anything unfinished');
    expect(await said('--retry-failed', '--episodes', '70dc2fca8191709d')).toBe(
      'Nothing to do: the episode that was named is not taken.\n\nNamed, and not taken\n  Garden Gate Minute: A Robin in the Shed (70dc2fca8191709d)\n    it is done: there is nothing to retry\n',
    );
  });

  it('is refused when nobody knows what was named, with what is nearest', async () => {
    shell = await openShell();
    const mistyped = '70dc2fca8191709f';
    const args = ['run', '--feed-url', shell.feed, '--retry-failed', '--episodes', mistyped];
    const result = await shell.run(args);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(
      `error: None of the episodes that were named is known. ${mistyped}: no episode has this id or address; nearest is 70dc2fca8191709d (A Robin in the Shed). \`podcast-transcriber state show --episodes\` lists the ids; or give the address of the audio as the feed writes it.`,
    );
    expect(existsSync(join(shell.folder, 'state'))).toBe(false);
    const told = await shell.run([...args, '--json', '--report', 'run.json']);
    const remedy = expect.stringMatching(
      /^`podcast-transcriber state show --episodes` lists the ids;/u,
    );
    const faults = [{ code: 'episodes-unknown', remedy }];
    expect(JSON.parse(told.stdout)).toMatchObject({ faults });
    expect(JSON.parse(readFileSync(join(shell.folder, 'run.json'), 'utf8'))).toMatchObject({
      faults,
    });
  });
});

describe('colours', () => {
  it('are for terminals, and for who asks for them', async () => {
    shell = await openShell();
    await shell.run(['--feed-url', shell.feed]);
    const search = (env: Record<string, string>) => shell.run(['search', 'robin'], { env });
    const plain = await search({});
    expect(plain.stdout).toContain('robin');
    expect(plain.stdout).not.toContain('\u001b');
    const forced = await search({ FORCE_COLOR: '1' });
    expect(forced.stdout).toContain('\u001b[1m\u001b[33mrobin');
    expect((await search({ NO_COLOR: '1' })).stdout).toBe(plain.stdout);
  });
});

describe('config show', () => {
  it('names the origin of each value, and shows no secret', async () => {
    shell = await openShell();
    writeFileSync(
      join(shell.folder, 'mine.yaml'),
      `feeds:\n  - ${shell.feed}\nrun:\n  maxAttempts: 2\n  maxEpisodes: 9\n`,
    );
    const args = ['config', 'show', '--config', 'mine.yaml', '--state-dir', 'memory', '--json'];
    const result = await shell.run(args, { env: { PODCAST_RUN_MAX_EPISODES: '3' } });
    const settings = json(result.stdout)['settings'] as { path: string }[];
    const of = (path: string): unknown => settings.find((one) => one.path === path);
    expect(of('run.maxAttempts')).toMatchObject({ value: 2, source: 'file', where: 'mine.yaml:4' });
    expect(of('run.maxEpisodes')).toMatchObject({
      value: 3,
      source: 'environment',
      where: 'PODCAST_RUN_MAX_EPISODES',
    });
    expect(of('output.stateDir')).toMatchObject({ value: 'memory', source: 'input' });
    expect(of('run.order')).toMatchObject({ value: 'newest', source: 'default' });
    expect(of('keys.gemini')).toMatchObject({ value: ['***'] });
    expect(result.leaks(shell.world.keys)).toEqual([]);
  });
});

describe('config show for a person', () => {
  it('takes --set, tells what is unset and who named feeds, and cuts nothing that is piped', async () => {
    shell = await openShell();
    const feeds = Array.from({ length: 20 }, (_, at) => `https://feeds.example/${at}/feed.xml`);
    writeFileSync(
      join(shell.folder, 'mine.yaml'),
      `feeds: [${feeds.join(', ')}]\nshows: [{url: "https://me:pw@paid.example/?token=SECRET"}]\n`,
    );
    const args = [
      'config',
      'show',
      '--config',
      'mine.yaml',
      '--set',
      'limits.m-2.5.requestsPerDay=5',
    ];
    const env = { PODCAST_FEEDS: 'https://last.example/feed.xml' };
    const { stdout } = await shell.run(args, { env });
    const line = (name: string): string =>
      stdout.split('\n').find((one) => one.startsWith(`${name} `)) ?? '';
    expect(line('feeds')).toMatch(/19\/feed\.xml","https:\/\/last\.example\/feed\.xml"\]/u);
    expect(line('feeds')).toMatch(/mine\.yaml:1 and environment PODCAST_FEEDS$/u);
    expect(line('shows[0]')).toMatch(
      /"https:\/\/\*\*\*@paid\.example\/\?token=\*\*\*".* mine\.yaml:2$/u,
    );
    expect(line('limits.m-2.5.requestsPerDay')).toMatch(
      / 5 +--set limits\.m-2\.5\.requestsPerDay$/u,
    );
    expect(line('run.maxEpisodes')).toMatch(/ unset +default$/u);
  });
});

describe('health --listen', () => {
  it('serves /healthz: 200 while all is well, 503 when not, until it is stopped', async () => {
    shell = await openShell();
    await shell.run(['--feed-url', shell.feed, '--max-episodes', '1']);
    let address = '';
    const running = shell.start(['health', '--listen', '0'], {
      onLine: (line) => {
        address ||= /http:\/\/127\.0\.0\.1:\d+\/healthz/u.exec(line)?.[0] ?? '';
      },
    });
    await running.printed('/healthz');
    const well = await fetch(address);
    expect(well.status).toBe(200);
    expect(await well.json()).toMatchObject({
      healthy: true,
      backlog: 1,
      lastSuccessAt: expect.any(Number),
      backlogAgeMs: expect.any(Number),
      breakers: [],
      quota: [{ model: 'gemini-flash-latest', requestsToday: 1 }, { requestsToday: 0 }],
    });
    expect((await fetch(address.replace('healthz', 'else'))).status).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    writeFileSync(join(shell.folder, 'state', 'runs.json'), '{ half');
    const ill = await fetch(address);
    expect(ill.status).toBe(503);
    expect(await ill.json()).toMatchObject({ healthy: false, checks: [{ name: 'state' }] });
    const once = await shell.run(['health']);
    expect(once.exitCode).toBe(1);
    expect(once.stdout).toMatch(/Not healthy.*runs\.json/su);
    // State that is lost while it serves is not the same as nothing to do.
    rmSync(join(shell.folder, 'state'), { recursive: true });
    const lost = await fetch(address);
    expect(lost.status).toBe(503);
    expect(await lost.text()).toContain('it was lost, or lies elsewhere');
    running.signal('SIGTERM');
    expect((await running.done).exitCode).toBe(0);
  });

  it('on a port that is taken says so', async () => {
    shell = await openShell();
    const { port } = new URL(shell.world.feeds.url);
    const result = await shell.run(['health', '--listen', port]);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/cannot be listened on.*Take another port/su);
  });
});

describe('state export', () => {
  it('overwrites a file only when told to, and speaks to standard output too', async () => {
    shell = await openShell();
    await shell.run(['--feed-url', shell.feed, '--max-episodes', '1']);
    expect((await shell.run(['state', 'export', 'a.json'])).exitCode).toBe(0);
    const second = await shell.run(['state', 'export', 'a.json']);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(/is there already.*--force/su);
    expect((await shell.run(['state', 'export', 'a.json', '--force'])).exitCode).toBe(0);
    const { stdout } = await shell.run(['state', 'export']);
    expect(json(stdout)['files']).toHaveProperty('quota.json');
  });
});

describe('a state that is lost, or damaged', () => {
  it('is rebuilt without a word of a backup that there is not, and exported with a warning', async () => {
    shell = await openShell();
    await shell.run(['--feed-url', shell.feed, '--max-episodes', '1']);
    rmSync(join(shell.folder, 'state'), { recursive: true });
    const rebuilt = await shell.run(['state', 'rebuild', '--yes']);
    expect(rebuilt.exitCode).toBe(0);
    expect(rebuilt.stdout).toMatch(/The state was rebuilt\.\n$/u);
    expect(existsSync(join(shell.folder, 'state', 'backups'))).toBe(false);
    const again = await shell.run(['state', 'rebuild', '--yes']);
    expect(again.stdout).toContain('A backup is in state/backups.');
    writeFileSync(join(shell.folder, 'state', 'runs.json'), '{"version":1}');
    const exported = await shell.run(['state', 'export', 'a.json', '--json']);
    expect(exported.exitCode).toBe(1);
    expect(exported.stderr).toMatch(/state\/runs\.json.*The export holds the file as it is/su);
    expect(json(exported.stdout)).toMatchObject({
      file: 'a.json',
      faults: [{ code: 'state-broken' }],
    });
    expect(existsSync(join(shell.folder, 'a.json'))).toBe(true);
  });
});

describe('state reset --forget-transcripts', () => {
  it('lets everything be transcribed again', async () => {
    shell = await openShell();
    await shell.run(['--feed-url', shell.feed, '--max-episodes', '1']);
    await shell.run(['state', 'reset', '--yes', '--forget-transcripts']);
    const result = await shell.run(['run', '--feed-url', shell.feed, '--json']);
    expect(json(result.stdout)).toMatchObject({ counts: { completed: 2 } });
    expect(shell.world.gemini.requests).toHaveLength(3);
  });
});
