/** `run`: settings → the same core as the Action → words, exit code. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Fault, isFault } from './base/failure.ts';
import { problem, toldWithCode } from './base/outcome.ts';
import { mayWriteReport, saveNew } from './cli-files.ts';
import type { Problem } from './base/outcome.ts';
import type { Execution } from './pipeline/execute.ts';
import { exitCodeOf } from './commands/exit-code.ts';
import { againCommand, withKnownShows } from './cli-again.ts';
import { runText } from './cli-print-run.ts';
import { terminalProblem } from './cli-words.ts';
import { print, printJson, tellFaults, withSession } from './cli-session.ts';
import type { Session } from './cli-session.ts';
import type { Flags } from './cli-flags.ts';
import type { Mode } from './config.ts';

/** Carries out `run`. */
export function runCommand(flags: Flags): Promise<number> {
  // What goes on from the state need not be told the feeds again.
  const goesOn = flags['resume'] === true || flags['retryFailed'] === true;
  const needs = goesOn ? { keys: true, fetches: true, feeds: false } : undefined;
  return withSession(flags, needs, async (session) => {
    const { env, folder, json, interrupted } = session;
    refuseCommands(session.settings.mode);
    const settings = await withKnownShows(session);
    if (settings === undefined) return 1;
    // The plan of a fan-out is one line, and it is the result.
    const log = settings.mode === 'fan-out' ? { ...session.log, info: () => {} } : session.log;
    const file = typeof flags['report'] === 'string' ? flags['report'] : undefined;
    // A wrong path is found before anything is paid for.
    if (file !== undefined) await mayWriteReport(path.resolve(folder, file), file);
    if (flags['resetState'] === true) {
      const { resetFirst } = await import('./cli-state.ts');
      if (!(await resetFirst(session))) return 1;
    }
    const { execute, terminalProgress } = await import('./wire.ts');
    const shown = await terminalProgress(log, { env, wanted: flags['progress'] !== false });
    const execution = await execute({ settings, env, folder, ...shown });
    const { report, faults } = execution;
    if (json) printJson(asData(execution));
    else if (report !== undefined)
      print(runText(report, settings, againCommand('--retry-failed', flags)));
    // Faults are told below; without one the run was stopped before it had begun.
    else if (faults.length === 0) {
      print(plainWords(execution.summary));
      const { matrix = '' } = execution.outputs;
      if (matrix !== '') print(matrix);
    }
    tellFaults(faults, { log, json: false });
    const kept = execution.outputs['report'] ?? '';
    if (existsSync(kept)) log.info(`Report: ${kept}`);
    if (file !== undefined) await leaveReport(session, path.resolve(folder, file), execution);
    return exitCodeOf(execution, interrupted() !== undefined);
  });
}

/** The report, or why there is none; faults in the words that standard error has for them. */
function asData({ report, faults, outputs }: Execution): object {
  if (report === undefined) return { faults: faults.map(terminalProblem), outputs };
  const { fault, failures, feedFailures } = report;
  const inWords = <T extends { readonly problem: Problem }>(one: T): T => ({
    ...one,
    problem: terminalProblem(one.problem),
  });
  return {
    ...report,
    ...(fault === undefined ? {} : { fault: terminalProblem(fault) }),
    failures: failures.map(inWords),
    feedFailures: feedFailures.map(inWords),
  };
}

/** Writes the same as `--json` prints. The work is done by now: what cannot be written is a warning. */
async function leaveReport({ log }: Session, file: string, execution: Execution): Promise<void> {
  try {
    const text = `${JSON.stringify(asData(execution), null, 2)}\n`;
    await saveNew(file, text, true);
    log.info(`Report: ${file}`);
  } catch (error) {
    if (!isFault(error)) throw error;
    log.warning(toldWithCode(error.problem));
  }
}

/** Modes that are commands of their own here, which ask before they change something. */
const COMMANDS: Partial<Record<Mode, string>> = {
  health: 'health',
  'reset-state': 'state reset',
  'reset-circuit': 'circuit reset',
};

/** Only the environment can ask for such a mode: it was set for a job, or by mistake. */
function refuseCommands(mode: Mode): void {
  const command = COMMANDS[mode];
  if (command === undefined) return;
  throw new Fault(
    problem(
      'config-combination',
      `PODCAST_MODE is ${mode}, and that is no run`,
      `Clear it, and call \`podcast-transcriber ${command}\`.`,
    ),
  );
}

/** The few words of a run without a report: their heading is for Markdown. */
function plainWords(summary: string): string {
  return summary.replace(/^## \S+ (.*)$/mu, '$1.').trimEnd();
}
