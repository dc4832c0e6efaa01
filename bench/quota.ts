/** 400 hours of audio on three free projects, simulated: what quota allowed and what was made of it. */
import {
  CHANGES,
  daysBetween,
  EPISODES,
  KEYS,
  PARTS,
  share,
  simulate,
} from '../test/pipeline/quota-months.ts';

/** Prints one line for each simulated month. */
export async function run(): Promise<void> {
  console.log(
    `${EPISODES} episodes of an hour in ${PARTS} parts, ${KEYS.length} keys of ${KEYS.length} projects, 20 requests a day each, 4 runs a day`,
  );
  for (const [name, firstDay] of CHANGES) {
    for (const overloaded of [0, 0.05]) {
      const startedAt = performance.now();
      const simulated = await simulate(firstDay, { overloaded });
      const { world, service, told, doneOn } = simulated;
      const answers = world.sent.filter(({ answered }) => answered).map(({ job }) => job);
      const refused = [...service.books.daily.values()].reduce((sum, count) => sum + count, 0);
      const figures = [
        `${world.runs.length} runs, ${world.sent.length} requests, ${answers.length} answers`,
        `${answers.length - new Set(answers).size} paid twice`,
        `${(100 * share(simulated)).toFixed(2)} % of the allowed requests used`,
        `${refused} daily refusals, ${service.books.afterDaily} requests after one, ${service.books.minute} minute refusals`,
        `done after ${daysBetween(firstDay, doneOn)} days, foretold ${daysBetween(firstDay, told.doneOn ?? firstDay)}`,
        `${Math.round(performance.now() - startedAt)} ms`,
      ];
      const health = overloaded === 0 ? 'a healthy service' : 'every 20th request overloaded';
      console.log(`${name}, ${health}: ${figures.join('; ')}`);
    }
  }
}
