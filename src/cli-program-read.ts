/** Commands that read: nothing is written but the ledger's count of requests that are made. */
import type { Command } from 'commander';
import { common } from './cli-options.ts';
import type { Ended } from './cli-program.ts';
import type { InputSpec } from './config-inputs.ts';

/** Adds the commands that read. */
export function addReadCommands(
  program: Command,
  inputs: readonly InputSpec[],
  ended: Ended,
): void {
  common(program.command('health').description('Whether all is in order.'), inputs).action(
    async (flags: Record<string, unknown>) => {
      const { healthCommand } = await import('./cli-health.ts');
      ended(await healthCommand(flags));
    },
  );
}
