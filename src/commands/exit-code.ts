import type { Execution } from '../pipeline/execute.ts';

/**
 * Exit codes of the command line. 0: fine; 1: a fault; 2: quota put work off; 3: some episodes
 * failed; 130: interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/**
 * The exit code of a run. A fault outweighs all; a run that was interrupted says so whatever it had
 * done; failures need a person, and so outweigh work that quota put off. A dry run puts nothing off.
 */
export function exitCodeOf(
  execution: Pick<Execution, 'exitCode' | 'report'>,
  interrupted: boolean,
): ExitCode {
  if (execution.exitCode === 1) return 1;
  if (interrupted) return 130;
  const { report } = execution;
  if (report === undefined || report.mode === 'dry-run') return 0;
  if (report.counts.failed > 0) return 3;
  return report.quotaExhausted ? 2 : 0;
}
