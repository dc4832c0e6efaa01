/** Entry of the Action: inputs → settings → run → summary, outputs, exit code. */
import { isFault } from './base/failure.ts';
import { told } from './base/outcome.ts';
import type { Problem } from './base/outcome.ts';

// Said before anything is loaded, so that a job's log shows at once that the step has begun.
process.stdout.write(`podcast-transcriber on Node.js ${process.version}\n`);
const { INPUTS, keysElsewhere, unreadVariables } = await import('./config.ts');
const {
  execute,
  loadSettings,
  makeActionsLog,
  maskSecrets,
  NO_OUTPUTS,
  readInput,
  renderFaults,
  secretsOf,
  setOutputs,
  writeSummary,
} = await import('./wire.ts');

const log = makeActionsLog();

const BUG =
  '## 🛑 The run ended with a bug of podcast-transcriber\n\nThe log of the step has the details. What was finished before it is saved; please report it.\n';

async function main(): Promise<number> {
  const inputs = Object.fromEntries(INPUTS.map(({ name }) => [name, readInput(name) ?? '']));
  await maskSecrets(secretsOf(process.env, inputs));
  const folder = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
  const outcome = await loadSettings(folder, { inputs, env: process.env });
  if (!outcome.ok) {
    for (const one of outcome.problems) tell(one, one);
    await leave(renderFaults(outcome.problems), NO_OUTPUTS);
    return 1;
  }
  log.info(`Mode: ${outcome.settings.mode}`);
  const unread = unreadVariables(process.env);
  if (unread !== undefined) log.warning(unread, { title: 'PODCAST_ variables' });
  const elsewhere = keysElsewhere(outcome.settings, outcome.origins);
  if (elsewhere !== undefined) log.warning(elsewhere, { title: 'gemini.baseUrl' });
  const execution = await execute({ settings: outcome.settings, env: process.env, log, folder });
  for (const one of execution.faults) tell(one);
  await leave(execution.summary, execution.outputs);
  return execution.exitCode;
}

/** What later steps and readers find. The work is saved by now: what cannot be left is a warning. */
async function leave(summary: string, outputs: Readonly<Record<string, string>>): Promise<void> {
  for (const one of [await writeSummary(summary), await setOutputs(outputs)]) {
    if (one !== undefined) log.warning(told(one), { title: one.code });
  }
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
      await leave(renderFaults([error.problem]), NO_OUTPUTS);
    } else {
      log.error(
        `This is a bug of podcast-transcriber: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      await leave(BUG, NO_OUTPUTS);
    }
    return 1;
  }
}

// The SDKs of the cache and of artifacts leave requests behind that would keep the process alive.
process.exit(await exitCode());
