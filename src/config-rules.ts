import { counted } from './base/count.ts';
import { hideSecrets } from './base/hide-secrets.ts';
import { assertNever } from './base/outcome.ts';
import { place, type ConfigProblem, type FileLayer } from './config-file.ts';
import { getAt, type Given } from './config-layers.ts';
import type { AllSettings, Mode } from './config-schema.ts';

/** What must be there for the work to be possible. */
export interface Needs {
  /** Gemini keys. */
  readonly keys: boolean;
  /** At least one show or feed. */
  readonly feeds: boolean;
}

/** What a mode needs. */
export function needsOf(mode: Mode): Needs {
  switch (mode) {
    case 'run':
    case 'resume':
    case 'retry-failed':
      return { keys: true, feeds: true };
    case 'dry-run':
    case 'fan-out':
      return { keys: false, feeds: true };
    case 'health':
    case 'reset-state':
    case 'reset-circuit':
      return { keys: false, feeds: false };
    default:
      return assertNever(mode);
  }
}

/** What the combinations are judged by, beside the values themselves. */
export interface Circumstances {
  readonly file: FileLayer | undefined;
  /** What inputs, flags and the environment gave. */
  readonly given: readonly Given[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly needs: Partial<Needs>;
}

/** Values that are right one by one but impossible together, and what is needed but not there. */
export function combinationProblems(all: AllSettings, around: Circumstances): ConfigProblem[] {
  const { file } = around;
  const needed = { ...needsOf(all.mode), ...around.needs };
  return [
    ...modeProblems(all, around),
    ...hostedProblems(all, around),
    ...folderProblems(all),
    ...showProblems(all, file),
    ...(needed.feeds ? feedProblems(all, file) : []),
    ...(needed.keys && all.keys.gemini.length === 0 ? [NO_KEYS] : []),
  ];
}

const NO_KEYS: ConfigProblem = {
  code: 'config-no-keys',
  message: 'there is no Gemini API key',
  remedy:
    'Make a key at https://aistudio.google.com/apikey, save it as the repository secret GEMINI_API_KEYS and pass it as the input gemini-api-keys (or set the environment variable GEMINI_API_KEYS).',
};

/** Modes that work on the whole, and so take neither a part nor a choice of episodes. */
const WHOLE: ReadonlySet<Mode> = new Set(['fan-out', 'health', 'reset-state', 'reset-circuit']);

function modeProblems(all: AllSettings, { given }: Circumstances): ConfigProblem[] {
  if (!WHOLE.has(all.mode)) return [];
  const problems: ConfigProblem[] = [];
  if (all.episodes.length > 0) {
    problems.push(impossible(`the mode ${all.mode} cannot be restricted to episodes`, 'episodes'));
  }
  if (all.shard !== undefined) {
    problems.push(impossible(`the mode ${all.mode} cannot be split into shards`, 'shard'));
  }
  // The file and the environment say it for runs; an input says it of this one, which would do more.
  const most = given.find(({ path, source }) => path === 'run.maxEpisodes' && source === 'input');
  if (most !== undefined) {
    const whole = `the mode ${all.mode} takes no episodes, so max-episodes cannot restrict it`;
    problems.push(impossible(whole, 'max-episodes'));
  }
  return problems;
}

/** A job of a GitHub-hosted runner ends after so long, whatever its `timeout-minutes`. */
const HOSTED_JOB_MINUTES = 360;
/** Work and wait of a run that fit: the workflow's limit of 345, less beginning and last commit. */
const HOSTED_RUN_MINUTES = 330;

/** A run that its job cannot hold would be cut off by the runner in the middle of its work. */
function hostedProblems(all: AllSettings, { env, given, file }: Circumstances): ConfigProblem[] {
  const isHosted =
    env['GITHUB_ACTIONS'] === 'true' && env['RUNNER_ENVIRONMENT'] === 'github-hosted';
  if (!isHosted || WHOLE.has(all.mode)) return [];
  const { timeBudgetMinutes: budget, onQuota, maxQuotaWaitHours } = all.run;
  const wait = onQuota === 'wait' ? maxQuotaWaitHours * 60 : 0;
  if (budget + wait <= HOSTED_RUN_MINUTES) return [];
  const job = `a job of a GitHub-hosted runner, which ends after ${HOSTED_JOB_MINUTES} minutes at the latest`;
  const isLong = budget > HOSTED_RUN_MINUTES;
  const path = isLong ? 'run.timeBudgetMinutes' : 'run.onQuota';
  const [message, remedy] = isLong
    ? [
        `a time budget of ${counted(budget, 'minute')} does not fit into ${job}`,
        `Set time-budget-minutes to at most ${HOSTED_RUN_MINUTES}; the next scheduled run goes on with the rest. A self-hosted runner may work longer.`,
      ]
    : [
        `on-quota: wait with up to ${counted(maxQuotaWaitHours, 'hour')} of waiting and ${counted(budget, 'minute')} of work does not fit into ${job}`,
        `Set on-quota to defer: the next scheduled run goes on by itself. Waiting is for self-hosted runners and the command line; here time-budget-minutes and max-quota-wait-hours together may be ${HOSTED_RUN_MINUTES} minutes.`,
      ];
  const byFile = given.every((one) => one.path !== path) && file !== undefined;
  const steps = path.split('.');
  if (!byFile || getAt(file.raw, steps) === undefined) {
    return [{ code: 'config-combination', message, remedy }];
  }
  const line = file.lineOf(steps);
  return [
    {
      code: 'config-combination',
      message: `${place(file.path, line)}: ${message}`,
      remedy,
      file: file.path,
      ...(line === undefined ? {} : { line }),
    },
  ];
}

function impossible(message: string, input: string): ConfigProblem {
  return {
    code: 'config-combination',
    message,
    remedy: `Leave ${input} empty, or choose another mode.`,
  };
}

function folderProblems(all: AllSettings): ConfigProblem[] {
  const { stateDir, transcriptsDir } = all.output;
  if (!within(stateDir, transcriptsDir) && !within(transcriptsDir, stateDir)) return [];
  return [
    {
      code: 'config-combination',
      message: `state-dir (${stateDir}) and transcripts-dir (${transcriptsDir}) overlap`,
      remedy: 'Give each a folder of its own.',
    },
  ];
}

function within(folder: string, other: string): boolean {
  const plain = (path: string): string =>
    path
      .split('/')
      .filter((part) => part !== '.')
      .join('/');
  return `${plain(folder)}/`.startsWith(`${plain(other)}/`);
}

function showProblems(all: AllSettings, file: FileLayer | undefined): ConfigProblem[] {
  return (['url', 'id'] as const).flatMap((field) => {
    const seen = new Set<string>();
    return all.shows.flatMap((show, index) => {
      const value = show[field];
      if (value === undefined) return [];
      if (!seen.has(value)) {
        seen.add(value);
        return [];
      }
      const line = file?.lineOf(['shows', index, field]);
      const where = file === undefined ? '' : `${place(file.path, line)}: `;
      return [
        {
          code: 'config-duplicate-show',
          message: `${where}two shows have the same ${field} ${JSON.stringify(hideSecrets(value).slice(0, 200))}`,
          remedy: field === 'url' ? 'Remove one of them.' : 'Give each show an id of its own.',
          ...(file === undefined ? {} : { file: file.path }),
          ...(line === undefined ? {} : { line }),
        },
      ];
    });
  });
}

function feedProblems(all: AllSettings, file: FileLayer | undefined): ConfigProblem[] {
  if (all.shows.length > 0 || all.feeds.length > 0) return [];
  const where =
    file === undefined
      ? 'there is no config file and no feed'
      : `${file.path} names no show or feed`;
  return [
    {
      code: 'config-no-feeds',
      message: `nothing to transcribe: ${where}`,
      remedy:
        file === undefined
          ? 'Add a config file with a show below `shows:`, or give feed addresses as the input feeds. In a workflow actions/checkout must come before, or the file is not there.'
          : 'Add a show below `shows:` in the config file, or give feed addresses as the input feeds.',
      ...(file === undefined ? {} : { file: file.path }),
    },
  ];
}
