import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the demo', () => {
  let folder: string;
  let output: string;
  let exitCode: number | null;
  let tookMs: number;

  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'demo-')), 'out');
    const before = performance.now();
    const result = spawnSync(process.execPath, [join(ROOT, 'demo', 'run.ts'), folder], {
      cwd: tmpdir(),
      encoding: 'utf8',
    });
    tookMs = performance.now() - before;
    output = result.stdout;
    exitCode = result.status;
  });

  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('ends within a minute', () => {
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(60_000);
  });

  it('prints its progress, the summary, the commits, a transcript and where things are', () => {
    const order = [
      /\d\.\d s  Done: Kettle and Compass: Where the Heat of the Tea Goes/u,
      /━ Job summary ━/u,
      /2 transcripts done/u,
      /0 requests to the model,\s+no commit/u,
      /━ git log --stat ━/u,
      /Transcribe Kettle and Compass: Taking a Boat up a Hill/u,
      /transcripts\/kettle-and-compass\/index\.json/u,
      /━ A transcript ━/u,
      /WEBVTT/u,
      /<v Mara>Welcome back to Kettle and Compass/u,
      /━ Where it is ━/u,
      /out\/repository/u,
    ];
    const places = order.map((one) => output.search(one));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(output).not.toMatch(/::(?:debug|add-mask)::/u);
  });

  it('leaves the repository, the summary and the report in its folder', () => {
    const repository = join(folder, 'repository');
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
    expect(git('status', '--porcelain')).toBe('');
    expect(git('ls-files', 'transcripts/*/*.vtt').trim().split('\n')).toHaveLength(2);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('2 transcripts done');
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as object;
    expect(report).toMatchObject({ counts: { completed: 2 } });
  });

  it('leaves nothing that git would see: its folder is ignored', () => {
    // With the slash it counts as a folder whether it is there or not.
    const ignored = execFileSync('git', ['check-ignore', 'demo-output/'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(ignored.trim()).toBe('demo-output/');
  });
});
