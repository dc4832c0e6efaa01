import type { Person } from '../feed/types.ts';
import { clockTime } from '../transcript/clock.ts';
import { toCues } from '../transcript/cues.ts';
import type { Cue } from '../transcript/cues.ts';
import type { Segment } from '../transcript/types.ts';
import { cleanLine } from '../transcript/words.ts';
import { escapeVtt, vttComment, vttVoice } from './escape.ts';
import type { EpisodeDocument } from './types.ts';
import { isoDay, isoInstant } from './when.ts';

/** Choices of the WebVTT rendering. */
export interface VttOptions {
  /** Gives each speaker a colour by a STYLE block; off unless asked for. */
  readonly colours?: boolean;
}

/** Colours that can be read on the dark box of subtitles. */
const COLOURS = [
  '#ffffff',
  '#ffd166',
  '#7bdff2',
  '#b2f7a0',
  '#ffadad',
  '#d0bfff',
  '#fdc5f5',
  '#c7f9cc',
];

/** Longest comment line made of feed text. */
const MAX_NOTE = 600;

/**
 * WebVTT: a NOTE that says what this is and where it comes from, then cues of at most two lines
 * with voice tags. A cue's identifier is `<segment>.<part>`, both counted from 1, so that the
 * cues of one segment can be told apart from the next one's.
 */
export function renderVtt(doc: EpisodeDocument, options: VttOptions = {}): string {
  const segments = speakable(doc.segments);
  const blocks = [
    'WEBVTT',
    note(doc),
    ...(options.colours === true ? [style(segments)] : []),
    ...toCues(segments).map(cueBlock),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Segments with text on one line; those without any are left out. */
export function speakable(segments: readonly Segment[]): Segment[] {
  return segments
    .map((segment) => {
      const { speaker, ...rest } = segment;
      const name = speaker === undefined ? '' : cleanLine(speaker);
      return { ...rest, ...(name === '' ? {} : { speaker: name }), text: cleanLine(segment.text) };
    })
    .filter(({ text }) => text !== '');
}

/** `00:00:00.000`; hours have two digits or more. */
export function vttTime(ms: number): string {
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  const sec = Math.floor(ms / 1_000);
  return `${pad(Math.floor(sec / 3_600), 2)}:${pad(Math.floor(sec / 60) % 60, 2)}:${pad(sec % 60, 2)}.${pad(ms % 1_000, 3)}`;
}

function cueBlock(cue: Cue): string {
  const name = vttVoice(cue.speaker ?? '');
  const lines = cue.lines.map((line) => escapeVtt(line)).join('\n');
  const body = name === '' ? lines : `<v ${name}>${lines}</v>`;
  return `${cue.segment + 1}.${cue.part + 1}\n${vttTime(cue.startMs)} --> ${vttTime(cue.endMs)}\n${body}`;
}

function note(doc: EpisodeDocument): string {
  const { episode, receipt } = doc;
  const models = receipt.models.map(({ model, version }) =>
    version === undefined || version === model ? model : `${model} (${version})`,
  );
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Show', doc.show.title],
    ['Title', episode.title],
    ['Date', isoDay(episode.publishedAt)],
    ['Hosts', namesOf(episode.people, 'host')],
    ['Guests', namesOf(episode.people, 'guest')],
    ['Speakers', doc.speakers.join(', ')],
    ['Language', doc.language],
    ['Description', episode.description],
    ['Audio', episode.audioUrl],
    ['Link', episode.link],
    ['YouTube', episode.youtubeUrl],
    [
      'Transcribed',
      [isoInstant(receipt.transcribedAt), models.join(', ')].filter(Boolean).join(' by '),
    ],
    ['Audio SHA-256', receipt.rendition.sha256],
    ['Duration', clockTime(receipt.rendition.durationSec)],
    ...receipt.warnings.slice(0, 50).map((warning) => ['Doubtful', warning] as const),
  ];
  const lines = fields.flatMap(([name, value]) => {
    const text = value === undefined ? '' : vttComment(value.slice(0, MAX_NOTE));
    return text === '' ? [] : [`${name}: ${text}`];
  });
  return ['NOTE', ...lines].join('\n');
}

/** Names of one role, as the feed gives them; empty when it names none. */
export function namesOf(people: readonly Person[], role: string): string {
  return people
    .filter((person) => person.role.toLowerCase() === role)
    .map(({ name }) => name)
    .join(', ');
}

function style(segments: readonly Segment[]): string {
  const speakers = [
    ...new Set(segments.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker]))),
  ];
  if (speakers.length === 0) return '';
  const rules = speakers.slice(0, 100).map((speaker, at) => {
    return `::cue(v[voice="${cssString(speaker)}"]) { color: ${COLOURS[at % COLOURS.length] ?? '#ffffff'}; }`;
  });
  return ['STYLE', ...rules].join('\n');
}

/** All but letters, digits and spaces as CSS escapes: quotes, `-->` and braces cannot arise. */
function cssString(text: string): string {
  return text.replace(
    /[^\p{L}\p{N} ]/gu,
    (sign) => `\\${(sign.codePointAt(0) ?? 0).toString(16)} `,
  );
}
