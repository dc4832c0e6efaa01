import { grouped } from '../base/count.ts';
import { cleanLine } from '../transcript/words.ts';
import { markdownCode, markdownLink, safeUrl } from './escape.ts';
import type { ReportForm, RunReport } from './report-types.ts';
import { folded, joined } from './summary-text.ts';

/** Ids that fit the field of a form, and a command that can still be read. */
const MAX_IDS = 100;

/** Longest list of feeds that is repeated, in characters. */
const MAX_FEEDS = 8_000;

/**
 * How to try the failed episodes again: the fields of the workflow's form, and the same as a
 * command. Only what may stand in a command does; anything else is left out.
 */
export function retry(report: RunReport): string {
  const ids = report.failures.map(({ id }) => id).filter((id) => /^[0-9a-f]{8,64}$/.test(id));
  if (ids.length === 0) return '';
  const few = ids.slice(0, MAX_IDS).join(' ');
  const only = ids.length > MAX_IDS ? `the first ${MAX_IDS} of these` : 'these';
  const { config, feeds, missing } = repeated(report.form);
  return folded(
    '<b>Try them again now</b>',
    joined([
      `${formLink(report)}: choose the mode \`retry-failed\`${config === '' ? '' : `, and write ${markdownCode(config)} into **config**`}.`,
      ...(feeds === '' ? [] : ['Paste into **feeds**:', block('text', feeds)]),
      missing,
      `Leave **episodes** empty to try every failed episode, or paste there ${only}:`,
      block('text', few),
      "The same with GitHub's command line:",
      block('sh', command(report)),
      block('sh', `${command(report)} \\\n  -f episodes='${few}'`),
    ]),
  );
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** What the form was filled in with, each on one line, and what of it is not written here. */
function repeated(form: ReportForm | undefined): {
  readonly config: string;
  readonly feeds: string;
  readonly missing: string;
} {
  if (form === undefined) return { config: '', feeds: '', missing: '' };
  const config = cleanLine(form.config ?? '');
  const feeds = cleanLine(form.feeds.join(' '));
  if (feeds.length > MAX_FEEDS) {
    const missing =
      'Give **feeds**, in the command as well, the list that this run had: it is too long to be written here.';
    return { config, feeds: '', missing };
  }
  return { config, feeds, missing: hiddenText(form.hiddenFeeds) };
}

function hiddenText(count: number): string {
  if (count === 0) return '';
  const which =
    count === 1
      ? 'the address of this run that holds a secret: it is'
      : `the ${grouped(count)} addresses of this run that hold a secret: they are`;
  return `Add to **feeds**, in the command as well, ${which} not written here.`;
}

/** A word as a shell takes it, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
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
  const { config, feeds } = repeated(report.form);
  return [
    `gh workflow run ${workflowOf(report)}`,
    ...(repo === undefined ? [] : [`--repo ${repo}`]),
    ...(/^[\w][\w./-]*$/.test(branch) ? [`--ref ${branch}`] : []),
    '-f mode=retry-failed',
    ...(config === '' ? [] : [`-f config=${quoted(config)}`]),
    ...(feeds === '' ? [] : [`-f feeds=${quoted(feeds)}`]),
  ].join(' ');
}

function workflowOf({ repository }: RunReport): string {
  const file = repository?.workflow ?? 'transcribe.yml';
  return /^[\w][\w.-]{0,99}$/.test(file) ? file : 'transcribe.yml';
}
