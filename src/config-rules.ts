import { hideSecrets } from './base/hide-secrets.ts';
import { assertNever } from './base/outcome.ts';
import type { ConfigProblem, FileLayer } from './config-file.ts';
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

/** Values that are right one by one but impossible together, and what is needed but not there. */
export function combinationProblems(
  all: AllSettings,
  file: FileLayer | undefined,
  needs: Partial<Needs>,
): ConfigProblem[] {
  const needed = { ...needsOf(all.mode), ...needs };
  return [
    ...modeProblems(all),
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

function modeProblems(all: AllSettings): ConfigProblem[] {
  if (!WHOLE.has(all.mode)) return [];
  const problems: ConfigProblem[] = [];
  if (all.episodes.length > 0) {
    problems.push(impossible(`the mode ${all.mode} cannot be restricted to episodes`, 'episodes'));
  }
  if (all.shard !== undefined) {
    problems.push(impossible(`the mode ${all.mode} cannot be split into shards`, 'shard'));
  }
  return problems;
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
      const where =
        file === undefined ? '' : `${file.path}${line === undefined ? '' : `:${line}`}: `;
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
