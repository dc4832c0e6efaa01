import { counted, grouped } from '../base/count.ts';
import { escapeMarkdown, linkPath, markdownCode } from './escape.ts';
import { prose } from './summary-text.ts';
import type { StatusFigures, StatusHealth, StatusShow } from './status-types.ts';
import { badge } from './svg-badge.ts';
import {
  backlogInWords,
  byBacklog,
  charts,
  minutesInWords,
  quotaInWords,
  quotaWords,
  sumOf,
} from './svg-charts.ts';

/** The folder of the status page, below the transcripts. */
export const STATUS_FOLDER = 'status';

/** How the front page leads to the status page. */
export const STATUS_LINK = `](${STATUS_FOLDER}/status.md)`;

/** A file of the status folder. */
export interface StatusFile {
  /** Without folder. */
  readonly name: string;
  readonly content: string;
}

/** Rows of the table of shows that are not folded away, and rows in all. */
const OPEN_ROWS = 20;
const MOST_ROWS = 1_000;
const MOST_FAILURES = 50;
const MOST_QUOTA = 100;
const MOST_TITLE = 100;
const MOST_MESSAGE = 300;

/** The badges for another page, each leading to the status page; `folder` leads there from it. */
export function badgeLinks(folder: string): string {
  return (['health', 'transcripts', 'backlog', 'last success'] as const)
    .map((label) => `[![${label}](${folder}/${badgeName(label)})](${folder}/status.md)`)
    .join(' ');
}

function badgeName(label: string): string {
  return `badge-${label.replaceAll(' ', '-')}.svg`;
}

/** Words and look of each badge, in the order of the page. */
interface Badge {
  readonly label: string;
  readonly value: string;
  readonly colour: 'good' | 'neutral' | 'warn' | 'bad';
}

const HEALTH: Readonly<Record<StatusHealth['state'], Pick<Badge, 'value' | 'colour'>>> = {
  working: { value: 'working', colour: 'good' },
  waiting: { value: 'waiting for quota', colour: 'neutral' },
  attention: { value: 'needs a look', colour: 'warn' },
  failing: { value: 'failing', colour: 'bad' },
};

/**
 * All files of `transcripts/status/`: badges, pictures, and the page that shows them. The same
 * figures give the same bytes, so a run that changes no figure changes no file.
 */
export function renderStatus(figures: StatusFigures): readonly StatusFile[] {
  return [
    ...badgesOf(figures).map(({ label, value, colour }) => ({
      name: badgeName(label),
      content: badge(label, value, colour),
    })),
    ...charts(figures),
    { name: 'status.md', content: page(figures) },
  ];
}

function badgesOf(figures: StatusFigures): readonly Badge[] {
  const { done, waiting, failed } = sumOf(figures.shows);
  const backlog =
    waiting + failed === 0
      ? 'none'
      : `${grouped(waiting)} waiting${failed > 0 ? `, ${grouped(failed)} failed` : ''}`;
  return [
    { label: 'health', ...HEALTH[figures.health.state] },
    {
      label: 'transcripts',
      value: grouped(done),
      colour: 'neutral',
    },
    {
      label: 'backlog',
      value: backlog,
      colour: failed > 0 ? 'warn' : waiting > 0 ? 'neutral' : 'good',
    },
    {
      label: 'last success',
      value: figures.lastSuccess ?? 'none yet',
      colour: figures.lastSuccess === undefined ? 'warn' : 'neutral',
    },
  ];
}

function page(figures: StatusFigures): string {
  const parts = [
    '# Status',
    badgesOf(figures)
      .map(({ label, value }) => `![${label}: ${value}](${badgeName(label)})`)
      .join(' '),
    summary(figures),
    reasons(figures.health),
    // The two low ones beside each other where there is room, the high one below.
    [
      `![${minutesInWords(figures.days, figures.day)}](minutes.svg)`,
      `![${quotaInWords(figures.quota, figures.quotaDay)}](quota.svg)`,
    ].join('\n'),
    `![${backlogInWords(figures.shows)}](backlog.svg)`,
    failures(figures),
    shows(figures.shows),
    days(figures),
    quota(figures),
    '[All transcripts](../README.md)',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function summary({ shows: all, day }: StatusFigures): string {
  const { done, waiting, failed } = sumOf(all);
  return [
    `**${counted(done, 'transcript')}** of ${counted(all.length, 'show')}.`,
    waiting > 0 ? `${counted(waiting, 'episode')} ${waiting === 1 ? 'waits' : 'wait'}.` : '',
    failed > 0 ? `${counted(failed, 'episode')} failed.` : '',
    `As of ${day}, the day of the last run that had something to do.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function reasons(health: StatusHealth): string {
  return health.reasons
    .slice(0, 20)
    .map((reason) => `- ${prose(cut(reason, MOST_MESSAGE))}`)
    .join('\n');
}

function shows(all: readonly StatusShow[]): string {
  if (all.length === 0) return '';
  const rows = all
    .toSorted(byBacklog)
    .slice(0, MOST_ROWS)
    .map((one) => {
      const name = escapeMarkdown(cut(one.title, MOST_TITLE)) || escapeMarkdown(one.show);
      // A show without transcripts has no folder yet.
      const cell = one.done > 0 ? `[${name}](../${linkPath(one.show)})` : name;
      return `| ${cell} | ${grouped(one.done)} | ${grouped(one.waiting)} | ${grouped(one.failed)} |`;
    });
  const head = ['| Show | Done | Waiting | Failed |', '| --- | ---: | ---: | ---: |'];
  const more = all.length - rows.length;
  const open = [...head, ...rows.slice(0, OPEN_ROWS)].join('\n');
  const rest = rows.slice(OPEN_ROWS);
  return [
    '## Shows',
    open,
    ...(rest.length === 0
      ? []
      : [folded(counted(rest.length, 'more show'), [...head, ...rest].join('\n'))]),
    ...(more > 0 ? [`and ${counted(more, 'more show')}`] : []),
  ].join('\n\n');
}

function failures({ failures: all }: StatusFigures): string {
  if (all.length === 0) return '';
  const lines = all.slice(0, MOST_FAILURES).map((one) => {
    const again = one.retryable ? 'tried again by itself' : 'not tried again by itself';
    const name = `${cut(one.show, MOST_TITLE)}: ${cut(one.title, MOST_TITLE)}`;
    const cause = `${cut(one.message, MOST_MESSAGE)} ${cut(one.remedy, MOST_MESSAGE)}`;
    return `- **${escapeMarkdown(name)}** (${counted(one.attempts, 'try', 'tries')}, ${again}): ${prose(cause)}`;
  });
  const more = all.length - lines.length;
  return [
    '## Failed',
    'The workflow’s form has the mode **retry-failed** for all of these.',
    [...lines, ...(more > 0 ? [`- and ${grouped(more)} more`] : [])].join('\n'),
  ].join('\n\n');
}

function days(figures: StatusFigures): string {
  const rows = figures.days
    .filter(({ minutes }) => minutes > 0)
    .toReversed()
    .map(({ day, minutes }) => `| ${day} | ${grouped(minutes)} |`);
  if (rows.length === 0) return '';
  const table = ['| Day (UTC) | Minutes |', '| --- | ---: |', ...rows].join('\n');
  return folded('Minutes transcribed a day', table);
}

function quota(figures: StatusFigures): string {
  if (figures.quota.length === 0) return '';
  const rows = figures.quota.slice(0, MOST_QUOTA).map((one) => {
    const state = one.exhausted ? 'used up' : 'free';
    return `| ${markdownCode(cut(one.key, 40))} ${escapeMarkdown(cut(one.model, MOST_TITLE))} | ${quotaWords(one)} | ${state} |`;
  });
  const more = figures.quota.length - rows.length;
  const table = ['| Key and model | Requests | State |', '| --- | ---: | --- |', ...rows].join(
    '\n',
  );
  return folded(
    `Requests on ${figures.quotaDay}, by key and model`,
    more > 0 ? `${table}\n\nand ${grouped(more)} more` : table,
  );
}

function folded(title: string, content: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** At most so many characters, whole ones. */
function cut(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2));
  return characters.length <= most
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}
