import { shortReason } from './base/short-reason.ts';
import { clean, counted, facts, moment, paint, size, span, table } from './cli-text.ts';
import { terminalWords } from './cli-words.ts';
import type { TranscriptCheck } from './commands/check-transcripts.ts';
import type { ApiTest, ApiTrial } from './commands/test-api.ts';
import type { FeedEpisode, FeedView } from './commands/validate-feed.ts';

/** Lists of things that were left out are cut after this. */
const SHOWN = 20;

/** `validate-feed` for a terminal; `limit` bounds the list of episodes. */
export function feedText(view: FeedView, limit: number): string {
  const { totals, episodes, dropped } = view;
  const head = facts([
    ['Show', view.title],
    ['Language', view.language],
    ['People', view.people.length === 0 ? undefined : view.people.join(', ')],
    ['Moved to', view.permanentUrl],
    [
      'Takes',
      [
        `${totals.wanted} of ${counted(episodes.length, 'episode')}`,
        ...(totals.wanted === 0
          ? []
          : [
              sumText(span(totals.durationSec), totals.wanted, totals.withoutDuration, 'length'),
              sumText(size(totals.bytes), totals.wanted, totals.withoutBytes, 'size'),
            ]),
      ].join(', '),
    ],
    ['Transcripts', `${counted(totals.withTranscript, 'episode')} with a published one`],
    ['Videos', `${counted(totals.withVideo, 'episode')} with a YouTube link`],
  ]);
  const rows = table(episodes.slice(0, limit), [
    { title: 'Id', of: ({ id }) => id },
    { title: 'Date', of: ({ publishedAt }) => moment(publishedAt).slice(0, 10) },
    { title: 'Length', of: ({ durationSec }) => span(durationSec), right: true },
    { title: 'Size', of: ({ bytes }) => size(bytes), right: true },
    { title: 'Title', of: ({ title }) => title, most: 60 },
    { title: 'Notes', of: notesOf, most: 120 },
  ]);
  const blocks = [
    head,
    episodes.length === 0 ? '' : rows,
    episodes.length > limit
      ? paint('dim', `… and ${episodes.length - limit} more: --limit shows them.`)
      : '',
    droppedText(dropped),
    view.notes.map((note) => paint('yellow', clean(note, 400))).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** A sum with how many are not in it: what nobody has said is not nothing. */
function sumText(sum: string, all: number, unknown: number, what: string): string {
  if (unknown === 0) return sum;
  return unknown === all ? `${what} unknown` : `${sum} and ${unknown} of unknown ${what}`;
}

function notesOf({ leftOut, tooLarge, transcripts, youtubeUrl }: FeedEpisode): string {
  const types = [...new Set(transcripts.map(({ type }) => type))];
  const notes = [
    ...(leftOut === undefined ? [] : [`left out: ${leftOut}`]),
    ...(tooLarge === true ? ['too large'] : []),
    ...(types.length === 0 ? [] : [`transcript: ${types.join(', ')}`]),
    ...(youtubeUrl === undefined ? [] : [youtubeUrl]),
  ];
  return notes.join('; ');
}

function droppedText(dropped: FeedView['dropped']): string {
  if (dropped.length === 0) return '';
  const lines = dropped
    .slice(0, SHOWN)
    .map(({ item, reason }) => `  ${clean(item, 120)}: ${clean(reason, 200)}`);
  const more = dropped.length > SHOWN ? [`  … and ${dropped.length - SHOWN} more`] : [];
  return [paint('bold', `Left out (${counted(dropped.length, 'item')})`), ...lines, ...more].join(
    '\n',
  );
}

/** `validate` for a terminal. */
export function transcriptsText({ files, faulty }: TranscriptCheck, folder: string): string {
  if (files.length === 0) return `There is no WebVTT or JSON file in ${folder}.`;
  const broken = files
    .filter(({ faults }) => faults.length > 0)
    .map(({ path, faults }) =>
      faults
        .slice(0, SHOWN)
        .map(({ line, message }) => {
          const where = line === undefined ? clean(path, 400) : `${clean(path, 400)}:${line}`;
          return `${paint('red', where)}: ${clean(message, 300)}`;
        })
        .concat(faults.length > SHOWN ? [`  … and ${faults.length - SHOWN} more`] : [])
        .join('\n'),
    );
  const verdict =
    faulty === 0
      ? paint('green', `${counted(files.length, 'file')} checked; all are right.`)
      : `${counted(files.length, 'file')} checked; ${faulty} ${faulty === 1 ? 'breaks' : 'break'} a rule.`;
  return [...broken, verdict].join('\n');
}

/** What is to be done about the refusals, each remedy once with the keys that it is for. */
function remediesOf(trials: readonly ApiTrial[]): string {
  const keys = new Map<string, Set<string>>();
  for (const one of trials) {
    if (one.kind !== 'refused') continue;
    const remedy = ofTrial(one.error.remedy);
    keys.set(remedy, (keys.get(remedy) ?? new Set()).add(one.key));
  }
  return [...keys].map(([remedy, of]) => `${[...of].join(', ')}: ${clean(remedy, 400)}`).join('\n');
}

/** A remedy after a trial: there is no next run that would go on by itself. */
function ofTrial(remedy: string): string {
  return terminalWords(
    remedy
      .replace(
        'Nothing to do: the next run goes on from here.',
        'It may pass by itself: try again later.',
      )
      .replace(/^If it stays so, check (.*); the next run goes on from here\.$/u, 'Check $1.'),
  );
}

/** `test-api` for a terminal. */
export function apiText({ trials }: ApiTest): string {
  const rows = table(trials, [
    { title: 'Key', of: ({ key }) => key },
    { title: 'Model', of: ({ model }) => model, most: 40 },
    { title: 'Works', of: ({ kind }) => (kind === 'works' ? 'yes' : 'no') },
    {
      title: 'Latency',
      of: (one) => (one.kind === 'exhausted' ? '–' : `${(one.latencyMs / 1_000).toFixed(2)} s`),
      right: true,
    },
    { title: 'Answer', of: answerOf, most: 300 },
  ]);
  const working = trials.filter(({ kind }) => kind === 'works').length;
  const verdict = `${working} of ${counted(trials.length, 'pair')} of key and model ${working === 1 ? 'works' : 'work'}.`;
  const told = paint(working === trials.length ? 'green' : 'yellow', verdict);
  return [rows, remediesOf(trials), told].filter((block) => block !== '').join('\n\n');
}

function answerOf(one: ApiTrial): string {
  switch (one.kind) {
    case 'works': {
      const version = one.version === undefined ? '' : ` (${one.version})`;
      return `${JSON.stringify(one.said)}${version}, ${one.promptTokens} tokens in, ${one.outputTokens} out`;
    }
    case 'refused':
      return `${clean(one.error.message.replace(`${one.model}: `, ''), 240)} (${one.error.code})`;
    case 'exhausted':
      return `not asked: ${shortReason(one.reason, one.model)}, until ${moment(one.until)} (--force asks)`;
  }
}
