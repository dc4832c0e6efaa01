import { counted, grouped } from '../base/count.ts';
import type { StatusDay, StatusFigures, StatusQuota, StatusShow } from './status-types.ts';
import { bar, card, fitted, round, textAt, widthOf } from './svg.ts';

/** Pixels; a telephone shows it nearly as it is, so that its text stays readable there. */
const WIDTH = 400;
const MARGIN = 16;
const INNER = WIDTH - 2 * MARGIN;
const RIGHT = WIDTH - MARGIN;
const FONT_SIZE = 13;

/** Rows of a chart of bars; what is more is counted in words. */
const MAX_ROWS = 12;
const ROW = 38;

/** Minutes transcribed a day, as columns. */
export function minutesChart(days: readonly StatusDay[], day: string): string {
  const total = days.reduce((sum, { minutes }) => sum + minutes, 0);
  const most = Math.max(0, ...days.map(({ minutes }) => minutes));
  const top = niceTop(most);
  const plot = { left: 56, top: 66, width: RIGHT - 56, height: 100 };
  const bottom = plot.top + plot.height;
  const slot = plot.width / Math.max(1, days.length);
  const grid = [0, top / 2, top].flatMap((value) => {
    const y = bottom - (value / top) * plot.height;
    return [
      `<line class="line" x1="${plot.left}" y1="${round(y)}" x2="${RIGHT}" y2="${round(y)}"/>`,
      textAt(plot.left - 8, y + 4, grouped(value), 'muted end'),
    ];
  });
  const columns = days.flatMap(({ minutes }, index) => {
    if (minutes <= 0) return [];
    const height = Math.max(1.5, (minutes / top) * plot.height);
    const x = plot.left + index * slot + slot * 0.12;
    return [bar({ x, y: bottom - height, width: slot * 0.76, height }, 'done')];
  });
  return card({
    width: WIDTH,
    height: 200,
    title: 'Minutes of audio transcribed a day',
    description: minutesInWords(days, day),
    body: [
      textAt(MARGIN, 28, 'Minutes transcribed a day', 'head'),
      textAt(MARGIN, 48, `${grouped(total)} in ${counted(days.length, 'day')} to ${day}`, 'muted'),
      ...grid,
      ...columns,
      textAt(plot.left, bottom + 20, days[0]?.day ?? '', 'muted'),
      textAt(RIGHT, bottom + 20, day, 'muted end'),
    ],
  });
}

/** The same in words. */
export function minutesInWords(days: readonly StatusDay[], day: string): string {
  const total = days.reduce((sum, { minutes }) => sum + minutes, 0);
  const best = days.reduce<StatusDay | undefined>(
    (most, one) => (one.minutes > (most?.minutes ?? 0) ? one : most),
    undefined,
  );
  const words = `${counted(total, 'minute')} transcribed in ${counted(days.length, 'day')} to ${day}`;
  return best === undefined
    ? words
    : `${words}; the most on ${best.day}, ${counted(best.minutes, 'minute')}`;
}

/** The end of the scale: 2, 4, 6, 8 or 10 times a power of ten, so that its half is whole. */
function niceTop(most: number): number {
  let power = 1;
  while (power * 10 < most) power *= 10;
  return [2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= most) ?? power * 10;
}

/** Episodes done, waiting and failed, of all shows and of those with the most to do. */
export function backlogChart(shows: readonly StatusShow[]): string {
  const all = sumOf(shows);
  const ranked = shows.toSorted(byBacklog);
  const room = shows.length > 1 ? MAX_ROWS - 1 : MAX_ROWS;
  const rows = shows.length > 1 ? [all, ...ranked.slice(0, room)] : ranked;
  const more = shows.length - Math.min(shows.length, room);
  const top = 70;
  const height = top + Math.max(1, rows.length) * ROW + (more > 0 ? 24 : 0) + 4;
  return card({
    width: WIDTH,
    height,
    title: 'Episodes done, waiting and failed',
    description: backlogInWords(shows),
    body: [
      textAt(MARGIN, 28, 'Episodes', 'head'),
      ...legend(),
      ...(rows.length === 0 ? [textAt(MARGIN, top + 16, 'No shows yet', 'muted')] : []),
      ...rows.flatMap((row, index) => showRow(row, top + index * ROW)),
      ...(more > 0
        ? [textAt(MARGIN, height - 14, `and ${counted(more, 'more show')}`, 'muted')]
        : []),
    ],
  });
}

/** The same in words. */
export function backlogInWords(shows: readonly StatusShow[]): string {
  const { done, waiting, failed } = sumOf(shows);
  return `${counted(shows.length, 'show')}: ${counted(done, 'episode')} done, ${grouped(waiting)} waiting, ${grouped(failed)} failed`;
}

/** All shows as one. */
export function sumOf(shows: readonly StatusShow[]): StatusShow {
  const sum = (pick: (show: StatusShow) => number): number =>
    shows.reduce((total, show) => total + pick(show), 0);
  return {
    show: '',
    title: 'All shows',
    done: sum(({ done }) => done),
    waiting: sum(({ waiting }) => waiting),
    failed: sum(({ failed }) => failed),
  };
}

/** Most to do first, then by title. */
export function byBacklog(a: StatusShow, b: StatusShow): number {
  const more = b.waiting + b.failed - (a.waiting + a.failed);
  return more || compare(a.title.toLowerCase(), b.title.toLowerCase()) || compare(a.show, b.show);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function legend(): string[] {
  const entries = [
    ['done', 'done'],
    ['waiting', 'waiting'],
    ['failed', 'failed'],
  ] as const;
  return entries.flatMap(([role, word], index) => {
    const x = MARGIN + index * 86;
    return [bar({ x, y: 40, width: 10, height: 10 }, role), textAt(x + 16, 49, word, 'muted')];
  });
}

function showRow({ title, show, done, waiting, failed }: StatusShow, y: number): string[] {
  const wanted = done + waiting + failed;
  const numbers = `${grouped(done)} of ${grouped(wanted)}${failed > 0 ? `, ${grouped(failed)} failed` : ''}`;
  const parts = [
    { role: 'done', count: done },
    { role: 'waiting', count: waiting },
    { role: 'failed', count: failed },
  ] as const;
  return [...labels(title || show, numbers, y), ...stacked(parts, y)];
}

/** The name at the left, as much of it as the numbers at the right leave room for. */
function labels(name: string, numbers: string, y: number): string[] {
  const room = INNER - widthOf(numbers, FONT_SIZE) - 12;
  return [
    textAt(MARGIN, y + 13, fitted(name, FONT_SIZE, room)),
    textAt(RIGHT, y + 13, numbers, 'muted end'),
  ];
}

const GAP = 2;
const LEAST = 3;

/** Parts side by side over the whole width; what there is one of can be seen. */
function stacked(
  parts: readonly { readonly role: 'done' | 'waiting' | 'failed'; readonly count: number }[],
  y: number,
): string[] {
  const shown = parts.filter(({ count }) => count > 0);
  if (shown.length === 0) return [track(y)];
  const whole = shown.reduce((sum, { count }) => sum + count, 0);
  const free = INNER - GAP * (shown.length - 1) - LEAST * shown.length;
  let x = MARGIN;
  return shown.map(({ role, count }) => {
    const width = LEAST + (count / whole) * free;
    const drawn = bar({ x, y: y + 20, width, height: 8 }, role);
    x += width + GAP;
    return drawn;
  });
}

function track(y: number): string {
  return bar({ x: MARGIN, y: y + 20, width: INNER, height: 8 }, 'track');
}

/** Requests of each key and model on a day, against what is known of the limits. */
export function quotaChart(quota: readonly StatusQuota[], day: string): string {
  const rows = quota.slice(0, MAX_ROWS);
  const more = quota.length - rows.length;
  const top = 58;
  const height = top + Math.max(1, rows.length) * ROW + (more > 0 ? 24 : 0) + 4;
  return card({
    width: WIDTH,
    height,
    title: 'Requests by key and model',
    description: quotaInWords(quota, day),
    body: [
      textAt(MARGIN, 28, 'Requests by key and model', 'head'),
      textAt(MARGIN, 48, `on ${day}, as the quota counts days`, 'muted'),
      ...(rows.length === 0 ? [textAt(MARGIN, top + 22, 'None yet', 'muted')] : []),
      ...rows.flatMap((row, index) => quotaRow(row, top + index * ROW)),
      ...(more > 0 ? [textAt(MARGIN, height - 14, `and ${grouped(more)} more`, 'muted')] : []),
    ],
  });
}

/** The same in words. */
export function quotaInWords(quota: readonly StatusQuota[], day: string): string {
  const requests = quota.reduce((sum, one) => sum + one.requests, 0);
  const spent = quota.filter(({ exhausted }) => exhausted).length;
  return `${counted(requests, 'request')} on ${day}; ${grouped(spent)} of ${grouped(quota.length)} pairs of key and model used up`;
}

/** `12 of 20`, or what is known. */
export function quotaWords({ requests, limit, exhausted }: StatusQuota): string {
  if (limit === 0) return 'no allowance';
  if (limit !== undefined) return `${grouped(requests)} of ${grouped(limit)}`;
  return `${grouped(requests)}, ${exhausted ? 'used up' : 'limit unknown'}`;
}

function quotaRow(row: StatusQuota, y: number): string[] {
  const { key, model, requests, limit, exhausted } = row;
  const share = limit === undefined || limit === 0 ? 0 : Math.min(1, requests / limit);
  const width = exhausted && limit !== 0 ? INNER : share * INNER;
  return [
    ...labels(`${key} · ${model}`, quotaWords(row), y),
    track(y),
    ...(width > 0
      ? [
          bar(
            { x: MARGIN, y: y + 20, width: Math.max(LEAST, width), height: 8 },
            exhausted ? 'waiting' : 'done',
          ),
        ]
      : []),
  ];
}

/** The pictures of the status page by file name. */
export function charts(figures: StatusFigures): readonly { name: string; content: string }[] {
  return [
    { name: 'minutes.svg', content: minutesChart(figures.days, figures.day) },
    { name: 'backlog.svg', content: backlogChart(figures.shows) },
    { name: 'quota.svg', content: quotaChart(figures.quota, figures.quotaDay) },
  ];
}
