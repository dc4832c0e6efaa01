/** Entry of the Action: inputs → settings → run → summary, outputs, exit code. */
import { isFault } from './base/failure.ts';
import { told } from './base/outcome.ts';
import type { Problem } from './base/outcome.ts';

// Said before anything is loaded, so that a job's log shows at once that the step has begun.
process.stdout.write(`podcast-transcriber on Node.js ${process.version}\n`);
const { INPUTS } = await import('./config.ts');
const {
  execute,
  loadSettings,
  makeActionsLog,
  maskSecrets,
  readInput,
  renderFaults,
  secretsOf,
  setOutputs,
  writeSummary,
} = await import('./wire.ts');

const log = makeActionsLog();

async function main(): Promise<number> {
  const inputs = Object.fromEntries(INPUTS.map(({ name }) => [name, readInput(name) ?? '']));
  await maskSecrets(secretsOf(process.env, inputs));
  const folder = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
  const outcome = await loadSettings(folder, { inputs, env: process.env });
  if (!outcome.ok) {
    for (const one of outcome.problems) tell(one, one);
    await writeSummary(renderFaults(outcome.problems));
    return 1;
  }
  log.info(`Mode: ${outcome.settings.mode}`);
  const execution = await execute({ settings: outcome.settings, env: process.env, log, folder });
  for (const one of execution.faults) tell(one);
  await writeSummary(execution.summary);
  await setOutputs(execution.outputs);
  return execution.exitCode;
}

function tell(
  fault: Problem,
  place: { readonly file?: string; readonly line?: number } = {},
): void {
  log.error(told(fault), {
    title: fault.code,
    ...(place.file === undefined ? {} : { file: place.file }),
    ...(place.line === undefined ? {} : { line: place.line }),
  });
}

async function exitCode(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    if (isFault(error)) {
      tell(error.problem);
      await writeSummary(renderFaults([error.problem]));
    } else
      log.error(
        `This is a bug of podcast-transcriber: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    return 1;
  }
}

// The SDKs of the cache and of artifacts leave requests behind that would keep the process alive.
process.exit(await exitCode());
