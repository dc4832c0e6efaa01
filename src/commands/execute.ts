import { isFault } from '../base/failure.ts';
import { assertNever, told, toldWithCode } from '../base/outcome.ts';
import type { Mode } from '../config.ts';
import { whileClaimed } from '../pipeline/claim-store.ts';
import { NO_OUTPUTS } from '../pipeline/outputs.ts';
import type { Execution, ExecutionRequest } from '../pipeline/execute.ts';
import { resolveSources } from '../pipeline/sources.ts';
import { fetchText } from '../pipeline/fetch-text.ts';
import { faultProse, prose } from '../render/summary-text.ts';
import { planFanOut } from './fan-out.ts';
import { checkHealth } from './health.ts';
import { closeBreakers } from './reset-circuit.ts';
import { resetState } from './reset-state.ts';

/** Modes of the Action that do no work on episodes. */
export type CommandMode = Extract<Mode, 'health' | 'reset-state' | 'reset-circuit' | 'fan-out'>;

/** Carries out one of the modes that do no work on episodes; it throws only for bugs. */
export async function executeCommand(
  request: ExecutionRequest,
  mode: CommandMode,
): Promise<Execution> {
  try {
    switch (mode) {
      case 'health':
        return await health(request);
      case 'reset-state':
        return await reset(request);
      case 'reset-circuit':
        return await circuit(request);
      case 'fan-out':
        return await fanOut(request);
      default:
        return assertNever(mode);
    }
  } catch (error) {
    if (!isFault(error)) throw error;
    return {
      exitCode: 1,
      summary: `## 🛑 Nothing was done\n\n${faultProse(error.problem)}\n`,
      outputs: NO_OUTPUTS,
      faults: [error.problem],
    };
  }
}

async function health(request: ExecutionRequest): Promise<Execution> {
  const { ports, settings, keys, stopper } = request;
  const result = await checkHealth(ports, {
    stateDir: settings.output.stateDir,
    transcriptsDir: settings.output.transcriptsDir,
    keys: keys.map(({ fingerprint }) => fingerprint),
    signal: stopper.signals.soft,
  });
  for (const check of result.checks) {
    if (check.ok) ports.log.info(check.detail);
    else ports.log.error(check.detail, { title: `Unhealthy: ${check.name}` });
  }
  const rows = result.checks.map(
    ({ name, ok, detail }) => `| ${ok ? '✅' : '❌'} ${name} | ${prose(detail)} |`,
  );
  return {
    exitCode: result.healthy ? 0 : 1,
    summary: [
      `## ${result.healthy ? '✅ Healthy' : '❌ Not healthy'}`,
      '',
      '| | |',
      '|---|---|',
      ...rows,
      '',
    ].join('\n'),
    outputs: { ...NO_OUTPUTS, pending: String(result.backlog) },
    faults: [],
  };
}

async function reset(request: ExecutionRequest): Promise<Execution> {
  const { ports, settings, stopper } = request;
  const outcome = await whileClaimed(ports, stopper, () =>
    resetState(ports, {
      stateDir: settings.output.stateDir,
      backup: true,
      signal: stopper.signals.last,
    }),
  );
  const said =
    outcome.removed.length === 0
      ? 'There was no state to reset.'
      : `${outcome.removed.length} state ${outcome.removed.length === 1 ? 'file was' : 'files were'} reset after a backup into ${settings.output.stateDir}/backups. The quota that was used stays counted, and committed transcripts are found again by the next run.`;
  return ended(request, outcome, said);
}

async function circuit(request: ExecutionRequest): Promise<Execution> {
  const { ports, settings, stopper } = request;
  const outcome = await whileClaimed(ports, stopper, () =>
    closeBreakers(ports, {
      stateDir: settings.output.stateDir,
      signal: stopper.signals.last,
    }),
  );
  const said =
    outcome.closed.length === 0
      ? 'No breaker was open or counting.'
      : `Reset: ${outcome.closed.join(', ')}.`;
  return ended(request, outcome, said);
}

function ended(
  request: ExecutionRequest,
  outcome: { readonly fault?: Execution['faults'][number]; readonly revision?: string },
  said: string,
): Execution {
  const { fault, revision } = outcome;
  const words = fault === undefined ? said : told(fault);
  request.ports.log.info(words);
  return {
    exitCode: fault === undefined ? 0 : 1,
    summary: `${fault === undefined ? prose(said) : faultProse(fault)}\n`,
    outputs: { ...NO_OUTPUTS, 'commit-sha': revision ?? '' },
    faults: fault === undefined ? [] : [fault],
  };
}

async function fanOut(request: ExecutionRequest): Promise<Execution> {
  const { ports, settings, keys, stopper } = request;
  const { soft } = stopper.signals;
  const { maxBytes, timeoutMs } = settings.feedsFetch;
  const lists = await resolveSources({
    settings,
    snapshot: await ports.store.open(soft),
    fetchText: (url) => fetchText(ports, { url, maxBytes, deadlineMs: timeoutMs, signal: soft }),
    signal: soft,
  });
  for (const one of lists.problems) ports.log.warning(toldWithCode(one));
  const plan = planFanOut(settings, lists.sources.length, keys.length);
  const jobs = plan.matrix.include.length;
  const said = `${jobs} ${jobs === 1 ? 'job' : 'jobs'}: ${plan.reasons.join('; ')}.`;
  ports.log.info(said);
  return {
    exitCode: 0,
    summary: `${prose(said)}\n`,
    outputs: { ...NO_OUTPUTS, matrix: JSON.stringify(plan.matrix) },
    faults: [],
  };
}
