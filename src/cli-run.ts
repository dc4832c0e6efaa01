/** `run`: settings → the same core as the Action → words, exit code. */
import { exitCodeOf } from './commands/exit-code.ts';
import { againCommand, withKnownShows } from './cli-again.ts';
import { runText } from './cli-print-run.ts';
import { print, printJson, tellFaults, withSession } from './cli-session.ts';
import type { Flags } from './cli-flags.ts';

/** Carries out `run`. */
export function runCommand(flags: Flags): Promise<number> {
  // What goes on from the state need not be told the feeds again.
  const goesOn = flags['resume'] === true || flags['retryFailed'] === true;
  const needs = goesOn ? { keys: true, fetches: true, feeds: false } : undefined;
  return withSession(flags, needs, async (session) => {
    const { env, log, folder, json, interrupted } = session;
    const settings = await withKnownShows(session);
    if (settings === undefined) return 1;
    if (flags['resetState'] === true) {
      const { resetFirst } = await import('./cli-state.ts');
      if (!(await resetFirst(session))) return 1;
    }
    const { execute, terminalProgress } = await import('./wire.ts');
    const shown = await terminalProgress(log, { env, wanted: flags['progress'] !== false });
    const execution = await execute({ settings, env, folder, ...shown });
    const { report, faults } = execution;
    if (json) printJson(report ?? { faults, outputs: execution.outputs });
    else if (report !== undefined)
      print(runText(report, settings, againCommand('--retry-failed', flags)));
    // Faults are told below; without one the run was stopped before it had begun.
    else if (faults.length === 0) print(plainWords(execution.summary));
    tellFaults(faults, { log, json: false });
    return exitCodeOf(execution, interrupted() !== undefined);
  });
}

/** The few words of a run without a report: their heading is for Markdown. */
function plainWords(summary: string): string {
  return summary.replace(/^## \S+ (.*)$/mu, '$1.').trimEnd();
}
