import { clean, counted, facts, moment, paint, span, table } from './cli-text.ts';
import type { PairQuota, QuotaView } from './commands/show-quota.ts';
import type { Stats } from './commands/stats.ts';
import { shortReason } from './base/short-reason.ts';

type Forecast = NonNullable<Stats['forecast']>;

/** `show-quota` for a terminal. */
export function quotaText(view: QuotaView): string {
  if (view.pairs.length === 0) {
    return 'No key is known: set GEMINI_API_KEYS, or run once. The quota of a day starts anew at midnight in Los Angeles.';
  }
  const off = new Set(view.keysOff.map(({ key }) => key));
  const rows = table(view.pairs, [
    { title: 'Key', of: ({ key }) => key },
    { title: 'Model', of: ({ model }) => model, most: 40 },
    { title: 'Requests today', of: requestsOf, right: true },
    { title: 'Tokens today', of: tokensOf, right: true },
    { title: 'A minute', of: minuteOf, right: true },
    {
      title: 'Now',
      of: (one) => (off.has(one.key) ? 'key out of use' : standingOf(one)),
      most: 100,
    },
  ]);
  const notes = [
    ...view.keysOff.map(
      ({ key, reason, until }) =>
        `Key ${key} is out of use: ${clean(reason).replace(/\.+$/u, '')}. It is tried again on ${moment(until)}.`,
    ),
    ...view.sharedProjects.map(
      ({ keys, model, limit }) =>
        `Keys ${keys.join(' and ')} seem to share one project (${model}, ${counted(limit, 'request')} a day between them): a key of another project would bring more.`,
    ),
  ];
  const blocks = [
    rows,
    [
      `The day that is counted is ${view.day}; the next one begins at ${moment(view.resetsAt)}.`,
      ...(view.pairs.some(({ limits }) => limits.requestsPerDay === undefined)
        ? ['A ? is a limit that is not known: it is learnt when it is met.']
        : []),
    ].join('\n'),
    notes.join('\n'),
    view.forecast === undefined ? 'Nothing waits.' : forecastText(view.forecast, view.day),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function requestsOf({ requestsToday, limits }: PairQuota): string {
  return `${requestsToday} of ${limits.requestsPerDay ?? '?'}`;
}

function tokensOf({ tokensToday, limits }: PairQuota): string {
  return limits.tokensPerDay === undefined
    ? String(tokensToday)
    : `${tokensToday} of ${limits.tokensPerDay}`;
}

function minuteOf({ limits }: PairQuota): string {
  const requests =
    limits.requestsPerMinute === undefined ? [] : [counted(limits.requestsPerMinute, 'request')];
  const tokens =
    limits.tokensPerMinute === undefined ? [] : [counted(limits.tokensPerMinute, 'token')];
  return [...requests, ...tokens].join(', ') || '?';
}

function standingOf({ standing, until, reason = '', model }: PairQuota): string {
  const bare = shortReason(reason, model);
  switch (standing) {
    case 'free':
      return 'free';
    case 'busy':
      return `busy until ${moment(until)}: ${bare}`;
    case 'exhausted':
      return `used up until ${moment(until)}: ${bare}`;
    case 'out-of-use':
      return `out of use: ${bare}`;
  }
}

/** What waits, what it costs, and when it is done. */
function forecastText(forecast: Forecast, today: string): string {
  const { price, quotaToday, quotaPerDay, doneOn, bound } = forecast;
  const pace =
    quotaPerDay === undefined
      ? 'no daily limit is known yet, so the time of the runs sets it'
      : `${counted(quotaPerDay, 'request')} a day${quotaToday === undefined ? '' : `, ${quotaToday} left today`}${bound === 'time' ? '; the time of the runs allows fewer' : ''}`;
  return facts([
    [
      'Waiting',
      `${counted(forecast.episodes, 'episode')}, ${span(forecast.hours * 3_600)} of audio`,
    ],
    [
      'Needs',
      `${counted(forecast.requests, 'request')}, about ${thousands(forecast.inputTokens)} tokens in and ${thousands(forecast.outputTokens)} out`,
    ],
    ['Pace', pace],
    ['Done', doneText(doneOn, today)],
    [
      'Price',
      price === undefined
        ? undefined
        : `${price.dollars < 0.01 ? 'under $0.01' : `about $${price.dollars.toFixed(2)}`} on the paid tier (${price.model})`,
    ],
  ]);
}

function doneText(doneOn: string | undefined, today: string): string {
  if (doneOn === undefined) return 'never, as things are: no quota is left to serve it';
  return doneOn === today ? 'within a day' : doneOn;
}

/** `12 k`, `3.4 M`. */
function thousands(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1_000_000
    ? `${Math.round(count / 1_000)} k`
    : `${(count / 1_000_000).toFixed(1)} M`;
}

/** What the runs that are remembered spent; a state that was made anew remembers none. */
function lately({ runs, requests }: Stats['runs']): string {
  if (runs === 0) return 'no run is remembered';
  return `${counted(requests, 'request')} in the last ${runs === 1 ? 'run' : counted(runs, 'run')}`;
}

/** Days that are shown. */
const DAYS = 14;

/** `stats` for a terminal. */
export function statsText(stats: Stats): string {
  if (stats.shows.length === 0 && stats.runs.runs === 0) {
    return 'Nothing was done yet. `podcast-transcriber run` begins.';
  }
  const { totals, runs } = stats;
  const shows = table(stats.shows, [
    { title: 'Show', of: ({ show }) => show, most: 40 },
    { title: 'Episodes', of: ({ episodes }) => String(episodes), right: true },
    { title: 'Done', of: ({ done }) => String(done), right: true },
    { title: 'Waiting', of: ({ waiting }) => String(waiting), right: true },
    { title: 'Failed', of: ({ failed }) => String(failed), right: true },
    { title: 'Audio done', of: ({ doneSec }) => span(doneSec), right: true },
    { title: 'Requests', of: ({ requests }) => String(requests), right: true },
  ]);
  const days = table(stats.days.slice(-DAYS), [
    { title: 'Day', of: ({ day }) => day },
    { title: 'Runs', of: (one) => String(one.runs), right: true },
    { title: 'Transcribed', of: ({ completed }) => String(completed), right: true },
    { title: 'Failed', of: ({ failed }) => String(failed), right: true },
    { title: 'Audio', of: ({ audioSec }) => span(audioSec), right: true },
    { title: 'Requests', of: ({ requests }) => String(requests), right: true },
    { title: 'Tokens in', of: ({ promptTokens }) => thousands(promptTokens), right: true },
    { title: 'Tokens out', of: ({ outputTokens }) => thousands(outputTokens), right: true },
  ]);
  const blocks = [
    `${totals.done} of ${counted(totals.episodes, 'episode')} transcribed, ${span(totals.doneSec)} of audio; ${lately(runs)}.`,
    shows,
    stats.days.length === 0 ? '' : days,
    stats.stuck === 0
      ? ''
      : paint(
          'yellow',
          `${counted(stats.stuck, 'episode')} failed for good: \`podcast-transcriber state show --status failed\` says why, \`run --retry-failed\` tries again.`,
        ),
    stats.forecast === undefined ? '' : forecastText(stats.forecast, stats.day),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}
