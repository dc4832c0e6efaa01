/** `run`: settings → the same core as the Action → words, exit code. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isFault } from './base/failure.ts';
import { told } from './base/outcome.ts';
import { mayWriteReport, saveNew } from './cli-files.ts';
import type { Execution } from './pipeline/execute.ts';
import { exitCodeOf } from './commands/exit-code.ts';
import { runText } from './cli-print-run.ts';
import { print, printJson, tellFaults, withSession } from './cli-session.ts';
import type { Session } from './cli-session.ts';
import type { Flags } from './cli-flags.ts';

/** Carries out `run`. */
export function runCommand(flags: Flags): Promise<number> {
  return withSession(flags, undefined, async (session) => {
    const { settings, env, log, folder, json, interrupted } = session;
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
    if (json) printJson(report ?? { faults, outputs: execution.outputs });
    else if (report !== undefined) print(runText(report, settings));
    // Faults are told below; without one the run was stopped before it had begun.
    else if (faults.length === 0) print(plainWords(execution.summary));
    tellFaults(faults, { log, json: false });
    const kept = execution.outputs['report'] ?? '';
    if (existsSync(kept)) log.info(`Report: ${kept}`);
    if (file !== undefined) await leaveReport(session, path.resolve(folder, file), execution);
    return exitCodeOf(execution, interrupted() !== undefined);
  });
}

/** Writes the same as `--json` prints. The work is done by now: what cannot be written is a warning. */
async function leaveReport(
  { log }: Session,
  file: string,
  { report, faults, outputs }: Execution,
): Promise<void> {
  try {
    const text = `${JSON.stringify(report ?? { faults, outputs }, null, 2)}\n`;
    await saveNew(file, text, true);
    log.info(`Report: ${file}`);
  } catch (error) {
    if (!isFault(error)) throw error;
    log.warning(told(error.problem), { title: error.problem.code });
  }
}

/** The few words of a run without a report: their heading is for Markdown. */
function plainWords(summary: string): string {
  return summary.replace(/^## \S+ (.*)$/mu, '$1.').trimEnd();
}
