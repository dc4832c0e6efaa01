/** Commands that look at and change the state and the settings. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { common, setOption, wholeNumber } from './cli-options.ts';
import type { Ended } from './cli-options.ts';
import type { InputSpec } from './config-inputs.ts';

const STATUSES = ['discovered', 'in-progress', 'done', 'deferred', 'failed', 'skipped'];

/** A status, or what may have been meant. */
function statusOf(value: string): string {
  if (STATUSES.includes(value)) return value;
  // No two of them begin alike.
  const near = STATUSES.find((one) => one.slice(0, 2) === value.toLowerCase().slice(0, 2));
  throw new InvalidArgumentError(
    `Allowed choices are ${STATUSES.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

const yes = (): Option => new Option('-y, --yes', 'do it without being asked');
const noBackup = (): Option => new Option('--no-backup', 'keep no backup of the present state');

/** Adds `state`, `circuit` and `config`. */
export function addStateCommands(
  program: Command,
  inputs: readonly InputSpec[],
  ended: Ended,
): void {
  const state = program
    .command('state')
    .summary('look at the state, and mend it')
    .description('Looks at the state, and mends it.');
  addShow(state, inputs, ended);
  addReset(state, inputs, ended);
  addTransfer(state, inputs, ended);
  addRebuild(state, inputs, ended);
  const circuit = program
    .command('circuit')
    .summary('end the rest of models and hosts that kept failing')
    .description('Breakers rest models and hosts that keep failing, for 30 minutes to 2 hours.');
  common(
    circuit
      .command('reset')
      .description('Closes all breakers: models and hosts that rest are asked again at once.'),
    inputs,
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ podcast-transcriber circuit reset\n  $ podcast-transcriber circuit reset --json\n',
    )
    .action(async (flags: Record<string, unknown>) => {
      const { circuitReset } = await import('./cli-state.ts');
      ended(await circuitReset(flags));
    });
  const config = program
    .command('config')
    .summary('look at the settings')
    .description('Looks at the settings.');
  common(
    config
      .command('show')
      .description('Every setting, its value and where it comes from; secrets are not shown.')
      .addOption(new Option('--changed', 'only settings that are not the default'))
      .addOption(setOption()),
    inputs,
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ podcast-transcriber config show --changed\n  $ PODCAST_RUN_MAX_EPISODES=3 podcast-transcriber config show --json\n',
    )
    .action(async (flags: Record<string, unknown>) => {
      const { configShow } = await import('./cli-config.ts');
      ended(await configShow(flags));
    });
}

function addShow(state: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const show = state
    .command('show')
    .description('Shows, episodes by status, slices in progress, breakers, the last run, backups.')
    .addOption(new Option('--show <name>', "list this show's episodes, by its folder name"))
    .addOption(
      new Option('--status <status>', 'list episodes that stand so')
        .choices(STATUSES)
        .argParser(statusOf),
    )
    .addOption(new Option('--episodes', 'list episodes of all shows'))
    .addOption(
      new Option('--limit <number>', 'most episodes that are listed')
        .default(50)
        .argParser(wholeNumber(1_000_000)),
    );
  common(show, inputs)
    .addHelpText(
      'after',
      '\nExamples:\n  $ podcast-transcriber state show\n  $ podcast-transcriber state show --status failed\n  $ podcast-transcriber state show --show walks --json\n',
    )
    .action(async (flags: Record<string, unknown>) => {
      const { stateShow } = await import('./cli-state.ts');
      ended(await stateShow(flags));
    });
}

function addReset(state: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const reset = state
    .command('reset')
    .description(
      'Forgets episodes, slices, breakers and runs, after a backup. The quota that was used stays counted; transcripts stay and are found again by the next run, so nothing is paid for twice.',
    )
    .addOption(yes())
    .addOption(noBackup())
    .addOption(
      new Option('--forget-transcripts', 'transcribe everything again, transcripts or not'),
    );
  common(reset, inputs)
    .addHelpText(
      'after',
      '\nExamples:\n  $ podcast-transcriber state reset\n  $ podcast-transcriber state reset --yes --forget-transcripts\n',
    )
    .action(async (flags: Record<string, unknown>) => {
      const { stateReset } = await import('./cli-state.ts');
      ended(await stateReset(flags));
    });
}

function addTransfer(state: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const out = state
    .command('export [file]')
    .description('Writes all state into one file, or to standard output.')
    .addOption(new Option('--force', 'overwrite the file'));
  common(out, inputs)
    .addHelpText('after', '\nExample:\n  $ podcast-transcriber state export backup.json\n')
    .action(async (file: string | undefined, flags: Record<string, unknown>) => {
      const { stateExport } = await import('./cli-state.ts');
      ended(await stateExport(file, flags));
    });
  const back = state
    .command('import <file>')
    .description(
      'Puts the state of a file (of `state export`, or one of state/backups; - for standard input) in place of the present one. The file is checked whole first; a backup is made.',
    )
    .addOption(yes())
    .addOption(noBackup());
  common(back, inputs)
    .addHelpText(
      'after',
      '\nExamples:\n  $ podcast-transcriber state import backup.json\n  $ podcast-transcriber state import state/backups/2026-11-24T10-05-00Z.json --yes\n',
    )
    .action(async (file: string, flags: Record<string, unknown>) => {
      const { stateImport } = await import('./cli-state.ts');
      ended(await stateImport(file, flags));
    });
}

function addRebuild(state: Command, inputs: readonly InputSpec[], ended: Ended): void {
  const rebuild = state
    .command('rebuild')
    .description(
      'Makes the state, and the indexes of the transcripts, anew from the transcripts in the folder. Episodes with a transcript are done; what else the state knows stays, unless it cannot be read.',
    )
    .addOption(yes())
    .addOption(noBackup());
  common(rebuild, inputs)
    .addHelpText(
      'after',
      '\nExamples:\n  $ podcast-transcriber state rebuild\n  $ podcast-transcriber state rebuild --yes && git diff --stat\n',
    )
    .action(async (flags: Record<string, unknown>) => {
      const { stateRebuild } = await import('./cli-state.ts');
      ended(await stateRebuild(flags));
    });
}
