import { clean, counted, moment, paint, span, table } from './cli-text.ts';
import type { RebuildPlan } from './commands/rebuild-state.ts';
import type { EpisodeView, ShowView, StateView } from './commands/state-show.ts';

/** `state show` for a terminal; `resume` is the command that goes on with a slice. */
export function stateText(view: StateView, stateDir: string, resume: string): string {
  if (view.shows.length === 0 && view.lastRun === undefined) {
    return `There is no state in ${stateDir} yet. \`podcast-transcriber run\` makes it.`;
  }
  const begun = view.batches.filter(({ episodes }) => episodes > 0);
  const blocks = [
    showTable(view.shows),
    view.episodes === undefined ? '' : episodeTable(view.episodes, view.found ?? 0),
    ...(begun.length === 0
      ? []
      : [
          begun
            .map(
              (one) =>
                `In progress: slice ${clean(one.id)} of ${moment(one.startedAt)}, ${counted(one.episodes, 'episode')} left. \`${resume}\` goes on with it.`,
            )
            .join('\n'),
        ]),
    keptLine(view, stateDir),
    ...(view.breakers.length === 0
      ? []
      : [
          view.breakers
            .map(
              ({ subject, until, reason }) =>
                `Resting: ${clean(subject)} until ${moment(until)} (${clean(reason)}). \`circuit reset\` ends it.`,
            )
            .join('\n'),
        ]),
    lastRunLine(view),
    view.backups.length === 0
      ? 'No backups.'
      : `Backups in ${stateDir}/backups: ${view.backups.map((name) => clean(name)).join(', ')}`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function showTable(shows: readonly ShowView[]): string {
  if (shows.length === 0) return '';
  const count = (status: keyof ShowView['counts']) => (one: ShowView) => String(one.counts[status]);
  return table(shows, [
    { title: 'Show', of: (one) => one.show, most: 40 },
    { title: 'Done', of: count('done'), right: true },
    { title: 'New', of: count('discovered'), right: true },
    { title: 'Begun', of: count('in-progress'), right: true },
    { title: 'Put off', of: count('deferred'), right: true },
    { title: 'Failed', of: count('failed'), right: true },
    { title: 'Skipped', of: count('skipped'), right: true },
    { title: 'Audio done', of: (one) => span(one.doneSec), right: true },
  ]);
}

function episodeTable(episodes: readonly EpisodeView[], found: number): string {
  if (episodes.length === 0) return 'There is no such episode.';
  const rows = table(episodes, [
    { title: 'Id', of: ({ id }) => id },
    { title: 'Show', of: ({ show }) => show, most: 24 },
    { title: 'Date', of: ({ publishedAt }) => moment(publishedAt).slice(0, 10) },
    { title: 'Length', of: ({ durationSec }) => span(durationSec), right: true },
    { title: 'Status', of: ({ status }) => status },
    { title: 'Title', of: ({ title }) => title, most: 60 },
    { title: 'Because', of: because, most: 100 },
  ]);
  return found > episodes.length
    ? `${rows}\n${paint('dim', `… and ${found - episodes.length} more: --limit shows them.`)}`
    : rows;
}

function because(episode: EpisodeView): string {
  const { status, error, reason, notBefore } = episode;
  const until = notBefore === undefined ? '' : ` (not before ${moment(notBefore)})`;
  if (status === 'failed') {
    return error === undefined ? until : `${error.code}: ${error.message}${until}`;
  }
  return status === 'deferred' || status === 'skipped' ? `${reason ?? ''}${until}` : '';
}

/** What a run that was killed has left: its episodes may still be called new. */
function keptLine({ kept }: StateView, stateDir: string): string {
  if (kept === undefined) return '';
  return `Kept: ${counted(kept.parts, 'finished part')} of ${counted(kept.episodes, 'episode')} in ${stateDir}/.checkpoints; the next run goes on with ${kept.parts === 1 ? 'it' : 'them'}.`;
}

function lastRunLine({ lastRun }: StateView): string {
  if (lastRun === undefined) return '';
  const { finishedAt, mode, completed, failed, deferred, requests, audioSec } = lastRun;
  return `Last run: ${moment(finishedAt)}, ${clean(mode)}: ${completed} transcribed, ${failed} failed, ${deferred} put off; ${counted(requests, 'request')}, ${span(audioSec)} of audio.`;
}

/** What `state rebuild` found, for a terminal. */
export function rebuildText(plan: RebuildPlan): string {
  const rows = table(plan.shows, [
    { title: 'Show', of: ({ show }) => show, most: 40 },
    { title: 'Transcripts', of: ({ transcripts }) => String(transcripts), right: true },
    { title: 'Not known as done', of: ({ adopted }) => String(adopted), right: true },
    { title: 'Done without one', of: ({ missing }) => String(missing), right: true },
  ]);
  const notes = [
    ...plan.unreadable.map((name) => `${clean(name)} cannot be read and is made anew.`),
    ...plan.leftOut.map(({ path, reason }) => `${clean(path)} is left out: ${clean(reason, 300)}`),
  ];
  return [...(plan.shows.length > 0 ? [rows] : []), ...notes].join('\n');
}
