/** The built Action, killed by SIGKILL at random moments over the loopback GitHub. */
import { liveThroughKills, PART_SEC } from '../test/e2e/kills.ts';

const USAGE = 'usage: npm run bench -- kills [kills] [seed]';

/**
 * Prints what kills cost: 40 unless told, at moments that the seed (1) gives. Each world is killed
 * up to five times and then runs to its end; what was lost or broken makes it fail.
 *
 * @param args Number of kills, seed.
 */
export async function run(args: readonly string[]): Promise<void> {
  const [kills = 40, seed = 1] = args.map(Number);
  if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed)) {
    throw new Error(USAGE);
  }
  const startedAt = performance.now();
  const told = await liveThroughKills({ seed, kills, onKill: (line) => console.log(line) });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(
    `\n${told.kills} kills in ${told.runs} runs of ${told.worlds} worlds, seed ${seed}, ${seconds} s`,
  );
  console.log(
    `audio paid for twice: ${told.secondsTwice.toFixed(0)} s, at most ${told.worst.seconds.toFixed(0)} s (${told.worst.parts} parts) by one kill; allowed: one part of ${PART_SEC} s a worker, 2 workers`,
  );
  for (const fault of told.faults) console.log(`FAULT ${fault}`);
  if (told.faults.length > 0) process.exitCode = 1;
  else
    console.log('nothing lost, transcripts equal to the scripts, state readable after each kill');
}
