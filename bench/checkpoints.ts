/**
 * Writes of an hour against GitHub's limits: what 1, 6 and 20 jobs at once really save and commit, in
 * virtual time, each with more to do than it can.
 */
import { liveOneRun } from '../test/simulation/life.ts';
import { START } from '../test/simulation/world.ts';

const HOUR_MS = 3_600_000;
/** Of a checkpoint and of a commit: what `npm run bench -- state` counts on the loopback GitHub. */
const SAVE = { requests: 3, writes: 3 };
const COMMIT = { requests: 4, writes: 3 };
/** Allowed in an hour and repository. */
const ALLOWED = { requests: 1_000, writes: 500 };

/**
 * Prints what the first hour of a full schedule writes: with episodes of many parts, and of one.
 *
 * @param args Numbers of jobs; 1, 6 and 20 unless told.
 */
export async function run(args: readonly string[]): Promise<void> {
  const counts = args.length === 0 ? [1, 6, 20] : args.map(Number);
  for (const areShort of [false, true]) {
    console.log(areShort ? '\n  episodes of one part' : '  episodes of many parts');
    await runWith(counts, areShort);
  }
}

async function runWith(counts: readonly number[], areShort: boolean): Promise<void> {
  console.log('    jobs  chunks/h  checkpoints/h  commits/h  writes/h  requests/h');
  for (const busyJobs of counts) {
    const world = await liveOneRun({ seed: 1, days: 1, busyJobs, areShort });
    const saves = inFirstHour(world.saves);
    const commits = inFirstHour(world.repository.commits.map(({ at }) => at));
    const chunks = inFirstHour(world.service.payments.map(({ at }) => at));
    const writes = saves * SAVE.writes + commits * COMMIT.writes;
    const requests = saves * SAVE.requests + commits * COMMIT.requests;
    const fits = writes <= ALLOWED.writes && requests <= ALLOWED.requests;
    const widths = [8, 10, 15, 11, 10, 12];
    const cells = [busyJobs, chunks, saves, commits, writes, requests];
    const line = cells.map((cell, at) => String(cell).padStart(widths[at] ?? 0)).join('');
    console.log(`${line}  ${fits ? 'fits' : 'too many'}`);
  }
}

function inFirstHour(moments: readonly number[]): number {
  return moments.filter((at) => at < START + HOUR_MS).length;
}
