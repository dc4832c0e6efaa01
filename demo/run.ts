/**
 * The demo: the built Action, run as a runner would, against a feed host, a Gemini and a GitHub on
 * this machine alone. No key and no network are needed. Run: `npm run demo`, or
 * `node demo/run.ts [folder]` to leave the result elsewhere than in `demo-output`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DEMO_SHOW, readShows, startWorld } from '../test/sandbox/world.ts';
import type { World } from '../test/sandbox/world.ts';
import { readable } from './readable.ts';

const ROOT = join(import.meta.dirname, '..');
const PART_MINUTES = 5;

const folder = resolve(process.argv[2] ?? join(ROOT, 'demo-output'));

function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

function heading(text: string): void {
  say(`\n━━━ ${text} ${'━'.repeat(Math.max(3, 72 - text.length))}\n`);
}

/** Lines of a job's log that a person would look at: none of the SDKs' own talk. */
function isTelling(line: string): boolean {
  return (
    line.trim() !== '' &&
    !/^::(?:debug|add-mask|endgroup)::|^\[command\]|^Sent \d|^Artifact|^Root directory|^Beginning upload|^Upload|^Finished uploading|^SHA256 digest|^Finalizing/u.test(
      line,
    )
  );
}

async function run(world: World): Promise<number> {
  const startedAt = performance.now();
  const result = await world.run(
    {},
    {
      onLine: (line) => {
        const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5);
        if (isTelling(line)) say(`  ${seconds} s  ${line.replace(/^::group::/u, '▸ ')}`);
      },
    },
  );
  heading('Job summary');
  say(readable(result.summary));
  writeFileSync(join(folder, 'summary.md'), result.summary);
  writeFileSync(join(folder, 'log.txt'), `${result.log}\n`);
  const report = result.outputs['report'];
  if (report !== undefined && report !== '') cpSync(report, join(folder, 'report.json'));
  return result.exitCode ?? 1;
}

/** Clones the repository that the Action wrote to; nothing in it points back. */
function takeRepository(world: World): string {
  const repository = join(folder, 'repository');
  git(folder, ['clone', '--quiet', world.github.gitDir, repository]);
  git(repository, ['remote', 'remove', 'origin']);
  return repository;
}

function git(cwd: string, args: readonly string[]): string {
  return execFileSync('git', [...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}

function showHead(repository: string, path: string, lines: number): void {
  const text = readFileSync(join(repository, path), 'utf8').split('\n');
  say(`${path}:\n`);
  for (const line of text.slice(0, lines)) say(`  ${line}`);
  say(`  … (${text.length} lines)`);
}

async function main(): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shows = readShows(DEMO_SHOW);
  const episodes = shows.flatMap((show) => show.episodes);
  const world = await startWorld({
    shows,
    config: `transcription:\n  chunkMinutes: ${PART_MINUTES}`,
  });
  try {
    heading('podcast-transcriber: the Action, run as a runner would');
    say(`Feed, Gemini and GitHub are servers on this machine; the audio is real speech.`);
    const minutes = Math.round(episodes.reduce((sum, one) => sum + one.durationSec, 0) / 60);
    say(
      `${episodes.length} episodes, ${minutes} minutes, cut at pauses into parts of about ${PART_MINUTES} minutes.\n`,
    );
    const exitCode = await run(world);
    if (exitCode !== 0) {
      say(`The job ended with exit code ${exitCode}; its log is in ${folder}.`);
      return exitCode;
    }
    const repository = takeRepository(world);
    heading('The same job again: nothing is new');
    const before = world.gemini.requests.length;
    const again = await world.run();
    say(`  ${world.gemini.requests.length - before} requests to the model,`);
    say(`  ${again.outputs['commit-sha'] === '' ? 'no commit' : 'a commit'},`);
    if (again.exitCode !== 0) say(`  exit code ${again.exitCode}: ${again.log}`);
    say(`  done after ${(again.durationMs / 1_000).toFixed(1)} s.`);
    heading('git log --stat');
    say(git(repository, ['log', '--stat=100', '--format=%n%h %s%n']).trim());
    heading('A transcript');
    const written = git(repository, ['ls-files', 'transcripts/*/*.vtt']).trim().split('\n');
    showHead(repository, written.at(-1) ?? '', 32);
    heading('Where it is');
    const place = relative(process.cwd(), folder) || '.';
    say(`  ${place}/repository    what the Action committed: transcripts/ and state/`);
    say(`  ${place}/summary.md    the job summary`);
    say(`  ${place}/report.json   the run's report, as its artifact holds it`);
    say(`  ${place}/log.txt       the whole log of the job`);
    return exitCode;
  } finally {
    await world.close();
  }
}

process.exitCode = await main();
