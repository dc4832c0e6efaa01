import { clockTime } from '../transcript/clock.ts';
import { isMark } from '../transcript/marks.ts';
import type { Segment } from '../transcript/types.ts';
import { isGlued } from '../transcript/words.ts';
import { escapeMarkdown, markdownLink, safeUrl, yamlString } from './escape.ts';
import type { EpisodeDocument } from './types.ts';
import { namesOf, speakable } from './vtt.ts';
import { isoDay, isoInstant, spokenLength } from './when.ts';

/** What one speaker says without another one in between, in paragraphs. */
interface Turn {
  readonly speaker?: string;
  readonly paragraphs: Paragraph[];
}

interface Paragraph {
  readonly startSec: number;
  /** None empty. Joined once, at the end: a turn may have tens of thousands. */
  readonly texts: string[];
}

/** A paragraph ends after this much speech, where a sentence ends. */
const PARAGRAPH_SEC = 45;

/** Chapters are placed by hand, and times of words are whole seconds. */
const EARLY_SEC = 2;

/** Characters of a description that are shown. */
const MAX_DESCRIPTION = 4_000;

/**
 * Markdown for reading on GitHub: front matter, the episode, its chapters, then speaker turns under
 * the headings of the chapters, with times that open the audio at that moment (`#t=`, the media fragment that browsers obey).
 */
export function renderMarkdown(doc: EpisodeDocument): string {
  const parts = [frontMatter(doc), `# ${escapeMarkdown(doc.episode.title)}`, facts(doc)];
  parts.push(quoted(doc.episode.description ?? ''));
  if (doc.chapters.length > 0) parts.push('## Chapters', chapters(doc));
  parts.push('## Transcript', ...transcript(doc), closing(doc));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function frontMatter(doc: EpisodeDocument): string {
  const { episode, receipt } = doc;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['title', episode.title],
    ['show', doc.show.title],
    ['date', isoDay(episode.publishedAt)],
    ['episode', episode.id],
    ['language', doc.language],
    ['audio', episode.audioUrl],
    ['link', episode.link],
    ['youtube', episode.youtubeUrl],
    ['transcribed', isoInstant(receipt.transcribedAt)],
  ];
  const lines = fields.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}: ${yamlString(value)}`],
  );
  const speakers = doc.speakers.map((speaker) => `  - ${yamlString(speaker)}`);
  const list = speakers.length === 0 ? ['speakers: []'] : ['speakers:', ...speakers];
  return [
    '---',
    ...lines,
    `duration: ${Math.round(receipt.rendition.durationSec)}`,
    ...list,
    '---',
  ].join('\n');
}

function facts(doc: EpisodeDocument): string {
  const { episode, receipt } = doc;
  const first = [
    `**${escapeMarkdown(doc.show.title)}**`,
    isoDay(episode.publishedAt),
    spokenLength(receipt.rendition.durationSec),
    linked('Audio', episode.audioUrl),
    linked('Episode page', episode.link),
    linked('YouTube', episode.youtubeUrl),
  ];
  const people = [
    ['Hosts', namesOf(episode.people, 'host')],
    ['Guests', namesOf(episode.people, 'guest')],
  ].flatMap(([role, names]) => (names === '' ? [] : [`${role}: ${escapeMarkdown(names ?? '')}`]));
  return [first.filter(Boolean).join(' · '), ...people].join('  \n');
}

/** A description as a quotation, its lines and paragraphs kept. */
function quoted(description: string): string {
  const lines = description
    .trim()
    .slice(0, MAX_DESCRIPTION)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => escapeMarkdown(line));
  const kept = lines.filter((line, at) => line !== '' || (lines[at - 1] ?? '') !== '');
  return kept
    .map((line, at) => {
      // Two spaces break the line; an empty one ends the paragraph.
      if (line === '') return '>';
      return (kept[at + 1] ?? '') === '' ? `> ${line}` : `> ${line}  `;
    })
    .join('\n')
    .replace(/(?:\n?>)+$/, '');
}

function linked(text: string, url: string | undefined): string | undefined {
  const safe = url === undefined ? undefined : safeUrl(url);
  return safe === undefined ? undefined : `[${text}](${safe})`;
}

function chapters(doc: EpisodeDocument): string {
  return doc.chapters
    .map(({ startSec, title }) => `- ${moment(doc, startSec)} ${escapeMarkdown(title)}`)
    .join('\n');
}

function moment(doc: EpisodeDocument, sec: number): string {
  return markdownLink(clockTime(sec), safeUrl(doc.episode.audioUrl, `t=${Math.floor(sec)}`));
}

function transcript(doc: EpisodeDocument): readonly string[] {
  const segments = speakable(doc.segments);
  if (segments.length === 0) return ['*No speech was heard.*'];
  return sectionsOf(segments, doc.chapters).flatMap((section) => [
    ...(section.title === undefined ? [] : [`### ${escapeMarkdown(section.title)}`]),
    ...turnsOf(section.segments).flatMap((turn) => paragraphsOf(doc, turn)),
  ]);
}

/** What is said in one chapter; before the first one without a title. */
interface Section {
  readonly title?: string;
  readonly segments: Segment[];
}

/** The segments by chapters, in order. A chapter in which nobody begins to speak has no heading. */
function sectionsOf(
  segments: readonly Segment[],
  chapterList: EpisodeDocument['chapters'],
): Section[] {
  const marks = chapterList
    .filter(({ title }) => escapeMarkdown(title) !== '')
    .toSorted((a, b) => a.startSec - b.startSec);
  const sections: Section[] = [];
  let next = 0;
  for (const segment of segments) {
    // Speech that begins a moment before its chapter belongs to it.
    let title: string | undefined;
    while (next < marks.length && (marks[next]?.startSec ?? 0) <= segment.startSec + EARLY_SEC)
      title = marks[next++]?.title;
    if (title !== undefined) sections.push({ title, segments: [] });
    else if (sections.length === 0) sections.push({ segments: [] });
    sections.at(-1)?.segments.push(segment);
  }
  return sections;
}

function paragraphsOf(doc: EpisodeDocument, turn: Turn): readonly string[] {
  return turn.paragraphs.map((paragraph, at) => {
    const name =
      at === 0 && turn.speaker !== undefined ? `**${escapeMarkdown(turn.speaker)}** ` : '';
    const text = textOf(paragraph);
    const shown = isMark(text) ? `*${escapeMarkdown(text)}*` : escapeMarkdown(text);
    return `${name}${moment(doc, paragraph.startSec)}  \n${shown}`;
  });
}

function turnsOf(segments: readonly Segment[]): Turn[] {
  const turns: Turn[] = [];
  for (const { speaker, startSec, text } of segments) {
    const turn = turns.at(-1);
    const paragraph = turn?.paragraphs.at(-1);
    const mark = isMark(text) || isMark(paragraph?.texts[0] ?? '');
    if (turn === undefined || paragraph === undefined || turn.speaker !== speaker || mark) {
      turns.push({
        ...(speaker === undefined ? {} : { speaker }),
        paragraphs: [{ startSec, texts: [text] }],
      });
    } else if (startSec - paragraph.startSec >= PARAGRAPH_SEC && endsSentence(paragraph.texts)) {
      turn.paragraphs.push({ startSec, texts: [text] });
    } else {
      paragraph.texts.push(text);
    }
  }
  return turns;
}

function endsSentence(texts: readonly string[]): boolean {
  return /[.!?…。！？]["”’»)]?$/u.test(texts.at(-1)?.slice(-2) ?? '');
}

function textOf({ texts }: Paragraph): string {
  return texts
    .map((text, at) => (at === 0 || isGlued(texts[at - 1] ?? '', text) ? text : ` ${text}`))
    .join('');
}

function closing(doc: EpisodeDocument): string {
  const models = doc.receipt.models
    .map(({ model, version }) => escapeMarkdown(version ?? model))
    .join(', ');
  const made = `*Transcribed by machine${models === '' ? '' : ` (${models})`}; it may contain errors.*`;
  const doubts = doc.receipt.warnings.slice(0, 50).map((warning) => `- ${escapeMarkdown(warning)}`);
  return doubts.length === 0
    ? `---\n\n${made}`
    : `---\n\n${made}\n\nDoubtful:\n\n${doubts.join('\n')}`;
}
