import { markdownLink, safeUrl } from './escape.ts';
import type { RunReport } from './report-types.ts';
import { folded, joined } from './summary-text.ts';

/** Ids that fit the field of a form, and a command that can still be read. */
const MAX_IDS = 100;

/**
 * How to try the failed episodes again: the fields of the workflow's form, and the same as a
 * command. Only what may stand in a command does; anything else is left out.
 */
export function retry(report: RunReport): string {
  const ids = report.failures.map(({ id }) => id).filter((id) => /^[0-9a-f]{8,64}$/.test(id));
  if (ids.length === 0) return '';
  const few = ids.slice(0, MAX_IDS).join(' ');
  const only = ids.length > MAX_IDS ? `the first ${MAX_IDS} of these` : 'these';
  return folded(
    '<b>Try them again now</b>',
    joined([
      `${formLink(report)}: choose the mode \`retry-failed\`. Leave **episodes** empty to try every failed episode, or paste there ${only}:`,
      `\`\`\`text\n${few}\n\`\`\``,
      "The same with GitHub's command line:",
      `\`\`\`sh\n${command(report)}\n\`\`\``,
      `\`\`\`sh\n${command(report)} \\\n  -f episodes='${few}'\n\`\`\``,
    ]),
  );
}

/** The page of the workflow, with the button that opens its form. */
function formLink(report: RunReport): string {
  const base = report.repository === undefined ? undefined : safeUrl(report.repository.url);
  const url =
    base === undefined
      ? undefined
      : `${base.replace(/\/$/, '')}/actions/workflows/${workflowOf(report)}`;
  return markdownLink('Run workflow', url);
}

function command(report: RunReport): string {
  const { repository } = report;
  const name = /^https?:\/\/([\w.:-]+)\/([\w.-]+\/[\w.-]+?)\/?$/.exec(repository?.url ?? '');
  const repo =
    name?.[1] === 'github.com' ? name[2] : name === null ? undefined : `${name[1]}/${name[2]}`;
  const branch = repository?.branch ?? '';
  return [
    `gh workflow run ${workflowOf(report)}`,
    ...(repo === undefined ? [] : [`--repo ${repo}`]),
    ...(/^[\w][\w./-]*$/.test(branch) ? [`--ref ${branch}`] : []),
    '-f mode=retry-failed',
  ].join(' ');
}

function workflowOf({ repository }: RunReport): string {
  const file = repository?.workflow ?? 'transcribe.yml';
  return /^[\w][\w.-]{0,99}$/.test(file) ? file : 'transcribe.yml';
}
