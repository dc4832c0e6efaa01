import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRunnerHome, runAction, runCli, startAction, startCli, TEST_TOKEN } from './runner.ts';
import type { RunnerHome } from './runner.ts';

let home: RunnerHome;
let project: string;

beforeEach(() => {
  home = makeRunnerHome();
  project = mkdtempSync(join(tmpdir(), 'runner-test-'));
  mkdirSync(join(project, 'dist'));
});

afterEach(() => {
  home.remove();
  rmSync(project, { recursive: true, force: true });
});

/** A small program in the place of the bundle. */
function program(source: string, manifest?: string): string {
  const path = join(project, 'dist', 'index.mjs');
  writeFileSync(path, source);
  if (manifest !== undefined) writeFileSync(join(project, 'action.yml'), manifest);
  return path;
}

const MANIFEST = `name: x
inputs:
  gemini-api-keys:
    description: keys
  two words: {}
  github-token:
    default: \${{ github.token }}
runs: { using: node24, main: dist/index.js }
`;

describe('runAction', () => {
  it('hands inputs over as the runner does: capitals, hyphens kept, unset ones empty, the token filled in', async () => {
    const dist = program(
      `console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([n]) => n.startsWith('INPUT_')))))`,
      MANIFEST,
    );
    const result = await runAction({ dist, home, inputs: { 'gemini-api-keys': 'a\nb' } });
    expect(JSON.parse(result.stdout)).toEqual({
      'INPUT_GEMINI-API-KEYS': 'a\nb',
      INPUT_TWO_WORDS: '',
      'INPUT_GITHUB-TOKEN': TEST_TOKEN,
    });
  });

  it('refuses an input that action.yml does not have', () => {
    const dist = program('', MANIFEST);
    expect(() => startAction({ dist, home, inputs: { 'gemini-api-key': 'x' } })).toThrow(
      /no input 'gemini-api-key'/,
    );
  });

  it('keeps the environment of the tests away and sets that of a job', async () => {
    const dist = program(
      `const { VITEST, NODE_OPTIONS, GITHUB_TOKEN, CI, GITHUB_ACTIONS } = process.env;
       console.log(JSON.stringify([VITEST, NODE_OPTIONS, GITHUB_TOKEN, CI, GITHUB_ACTIONS, process.cwd(), process.version]))`,
    );
    const result = await runAction({ dist, home, inputs: {}, env: { CI: undefined } });
    const [vitest, options, token, ci, actions, cwd, version] = JSON.parse(
      result.stdout,
    ) as unknown[];
    expect([vitest, options, token, ci]).toEqual([null, null, null, null]);
    expect(actions).toBe('true');
    expect(cwd).toBe(home.workspace);
    expect(version).toBe(process.version);
  });

  it('reads commands, file commands and the summary, and masks the log', async () => {
    const dist = program(`
      import { appendFileSync } from 'node:fs';
      console.log('key secret-one');
      console.log('::add-mask::secret-one%0Asecret-two');
      console.log('key secret-one and secret-two');
      console.log('::warning title=A%2C b,file=x%3Ay.ts,line=3::a%0Ab 100%25');
      console.error('  ::error::bad');
      console.log('::unknown::text');
      console.log('::group::Feeds');
      console.log('::endgroup::');
      appendFileSync(process.env.GITHUB_OUTPUT, 'one=1\\nmany<<E\\na\\nb=c\\nE\\n');
      appendFileSync(process.env.GITHUB_STATE, 's=1\\n');
      appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Summary\\n');
      process.exitCode = 3;
    `);
    const result = await runAction({ dist, home, inputs: {} });
    expect(result.exitCode).toBe(3);
    expect(result.masks).toEqual(['secret-one', 'secret-two']);
    expect(result.log).toContain('key secret-one\nkey *** and ***');
    expect(result.annotations).toContainEqual({
      level: 'warning',
      title: 'A, b',
      file: 'x:y.ts',
      line: 3,
      message: 'a\nb 100%',
    });
    expect(result.annotations).toContainEqual({ level: 'error', message: 'bad' });
    expect(result.log).toContain('::unknown::text');
    expect(result.groups).toEqual(['Feeds']);
    expect(result.outputs).toEqual({ one: '1', many: 'a\nb=c' });
    expect(result.savedState).toEqual({ s: '1' });
    expect(result.summary).toBe('# Summary\n');
  });

  it('empties the temporary folder before each run and keeps the workspace', async () => {
    const dist = program(`
      import { existsSync, writeFileSync } from 'node:fs';
      for (const folder of [process.env.RUNNER_TEMP, process.cwd()]) {
        console.log(existsSync(folder + '/left'));
        writeFileSync(folder + '/left', '');
      }
    `);
    await runAction({ dist, home, inputs: {} });
    const second = await runAction({ dist, home, inputs: {} });
    expect(second.stdout).toBe('false\ntrue\n');
  });

  it('finds secrets in output, summary, outputs and files, also encoded, but not in their registration', async () => {
    const secret = 'AIza+Secret/Key=';
    const dist = program(`
      import { appendFileSync, writeFileSync } from 'node:fs';
      console.log('::add-mask::${secret}');
      if (process.env.LEAK === 'output') console.log('x ${secret}');
      if (process.env.LEAK === 'summary') appendFileSync(process.env.GITHUB_STEP_SUMMARY, encodeURIComponent('${secret}'));
      if (process.env.LEAK === 'file') writeFileSync('notes.txt', Buffer.from('${secret}').toString('base64'));
    `);
    const leaksOf = async (LEAK: string) => {
      const result = await runAction({ dist, home, inputs: {}, env: { LEAK } });
      return result
        .leaks([secret], [home.workspace])
        .map(({ form, where }) => `${form} in ${where}`);
    };
    expect(await leaksOf('none')).toEqual([]);
    expect(await leaksOf('output')).toEqual(['plain in output']);
    expect(await leaksOf('summary')).toEqual(['url in summary']);
    expect(await leaksOf('file')).toEqual([`base64 in ${join(home.workspace, 'notes.txt')}`]);
  });

  it('cancels with SIGINT and waits for an orderly end', async () => {
    const dist = program(`
      const timer = setInterval(() => {}, 1000);
      process.on('SIGINT', () => { console.log('stopping'); clearInterval(timer); process.exitCode = 0; });
      console.log('ready');
    `);
    const running = startAction({ dist, home, inputs: {} });
    await running.printed('ready');
    const result = await running.cancel();
    expect([result.exitCode, result.signal]).toEqual([0, null]);
    expect(result.stdout).toContain('stopping');
  });

  it('sends the second and the third signal to what does not end', async () => {
    const dist = program(`
      for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log(name));
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    const running = startAction({ dist, home, inputs: {} });
    await running.printed('ready');
    const result = await running.cancel({ termMs: 100, killMs: 200 });
    expect(result.signal).toBe('SIGKILL');
    expect(result.stdout).toBe('ready\nSIGINT\nSIGTERM\n');
  });

  it('kills what exceeds its time, and says so', async () => {
    const dist = program(`console.log('busy'); setInterval(() => {}, 1000);`);
    await expect(runAction({ dist, home, inputs: {}, timeoutMs: 400 })).rejects.toThrow(
      /killed after 400 ms/,
    );
  });

  it('reports a wait for words that never come', async () => {
    const dist = program(`console.log('only this');`);
    await expect(startAction({ dist, home, inputs: {} }).printed('something else')).rejects.toThrow(
      /only this/,
    );
  });
});

describe('runCli', () => {
  it('passes arguments and environment, and keeps both streams apart', async () => {
    const dist = program(
      `console.log(process.argv.slice(2).join('|')); console.error(process.env.A, process.env.CI);`,
    );
    const result = await runCli({ dist, args: ['run', '--json'], env: { A: 'b' }, cwd: project });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'run|--json\n', stderr: 'b undefined\n' });
    expect(result.leaks(['b unde'])).toHaveLength(1);
  });
});

describe('time-preload', () => {
  const preload = [join(import.meta.dirname, 'time-preload.ts')];
  const DAY = 86_400_000;

  it('shifts Date in every form and leaves explicit times alone', async () => {
    const dist = program(`
      console.log(JSON.stringify([Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime(),
        new Date() instanceof Date, Date.UTC(1970, 0, 1), new (class extends Date {})().getTime()]))`);
    const result = await runCli({
      dist,
      args: [],
      preload,
      env: { TIME_OFFSET_MS: String(3 * DAY) },
    });
    const [now, made, called, explicit, isDate, epoch, derived] = JSON.parse(
      result.stdout,
    ) as number[];
    for (const time of [now, made, called, derived]) {
      expect(Math.abs((time ?? 0) - Date.now() - 3 * DAY)).toBeLessThan(60_000);
    }
    expect([explicit, isDate, epoch]).toEqual([5, true, 0]);
  });

  it('lets a day pass while the program runs, and fires the timers that became due', async () => {
    const clock = join(project, 'offset');
    writeFileSync(clock, '0');
    const dist = program(`
      import { setTimeout as delay } from 'node:timers/promises';
      const started = Date.now();
      const hours = () => Math.round((Date.now() - started) / 3_600_000);
      setTimeout((word) => console.log(word, hours()), 23 * 3_600_000, 'timer');
      const cleared = setTimeout(() => console.log('cleared'), 1000);
      clearTimeout(cleared);
      const far = setTimeout(() => console.log('far'), 48 * 3_600_000);
      console.log('ready');
      await delay(5 * 3_600_000);
      console.log('delay', hours());
      clearTimeout(far);
    `);
    const env = { TIME_OFFSET_FILE: clock, TIME_MOVES_TIMERS: '1' };
    const running = startCli({ dist, args: [], preload, env });
    await running.printed('ready');
    writeFileSync(clock, String(DAY));
    const result = await running.done;
    expect(result.stdout.split('\n').toSorted()).toEqual(['', 'delay 24', 'ready', 'timer 24']);
  });

  it('reaches worker threads', async () => {
    const worker = `import { parentPort } from 'node:worker_threads'; parentPort.postMessage(Date.now());`;
    writeFileSync(join(project, 'dist', 'worker.mjs'), worker);
    const dist = program(`
      import { Worker } from 'node:worker_threads';
      new Worker(new URL('./worker.mjs', import.meta.url)).on('message', (time) => console.log(time));
    `);
    const env = { TIME_OFFSET_MS: String(DAY) };
    const result = await runCli({ dist, args: [], preload, env });
    expect(Math.abs(Number(result.stdout) - Date.now() - DAY)).toBeLessThan(60_000);
  });
});
