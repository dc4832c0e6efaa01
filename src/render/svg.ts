import { escapeHtml } from './escape.ts';

/** Colours of the pictures, by role; every text has a contrast of at least 4.5, every bar of 3. */
export interface Palette {
  readonly background: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  /** What is not filled of a bar: decoration. */
  readonly track: string;
  readonly done: string;
  readonly waiting: string;
  readonly failed: string;
}

/** On white, as GitHub's light theme. */
export const LIGHT: Palette = {
  background: '#ffffff',
  border: '#d1d9e0',
  text: '#1f2328',
  muted: '#59636e',
  track: '#e6eaef',
  done: '#0969da',
  waiting: '#9a6700',
  failed: '#cf222e',
};

/** On near black, as GitHub's dark theme. */
export const DARK: Palette = {
  background: '#0d1117',
  border: '#3d444d',
  text: '#f0f6fc',
  muted: '#9198a1',
  track: '#2a313c',
  done: '#4493f8',
  waiting: '#d29922',
  failed: '#f85149',
};

/** A picture: its size in pixels at 100 %, its words for those who do not see it, its elements. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** What it is, for a screen reader. */
  readonly title: string;
  /** What it shows, for a screen reader. */
  readonly description: string;
  /** Elements, escaped. */
  readonly body: readonly string[];
}

const FONT = `-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif`;

/**
 * A picture on a card of its own, light or dark as the reader's system is. The card matters: the
 * page around it may have been set to the other theme, of which a picture knows nothing.
 */
export function card(picture: Picture): string {
  const { width, height } = picture;
  const frame = `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>`;
  return svg({ ...picture, body: [frame, ...picture.body] }, cardStyle());
}

function cardStyle(): string {
  return [
    `text{font-family:${FONT};font-size:13px;fill:${LIGHT.text}}`,
    'text.head{font-size:14px;font-weight:600}',
    'text.end{text-anchor:end}',
    'text.middle{text-anchor:middle}',
    colours(LIGHT),
    `@media (prefers-color-scheme:dark){${colours(DARK)}}`,
  ].join('');
}

function colours(palette: Palette): string {
  return [
    `text{fill:${palette.text}}`,
    `text.muted{fill:${palette.muted}}`,
    `.card{fill:${palette.background};stroke:${palette.border}}`,
    `.line{stroke:${palette.border}}`,
    ...(['track', 'done', 'waiting', 'failed'] as const).map(
      (name) => `.${name}{fill:${palette[name]}}`,
    ),
  ].join('');
}

/**
 * A whole SVG file. It refers to nothing outside itself and holds no script, so it shows wherever
 * an image shows, in private repositories too.
 */
export function svg(picture: Picture, style: string): string {
  const { width, height } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${xmlText(picture.title)}</title>`,
    `<desc id="desc">${xmlText(picture.description)}</desc>`,
    `<style>${style}</style>`,
    ...picture.body,
    '</svg>',
    '',
  ].join('\n');
}

/** A line of text at a point; the text is escaped here. Classes: `head`, `muted`, `end`, `middle`. */
export function textAt(x: number, y: number, text: string, classes = ''): string {
  const kind = classes === '' ? '' : ` class="${classes}"`;
  return `<text x="${round(x)}" y="${round(y)}"${kind}>${xmlText(text)}</text>`;
}

/** A filled rectangle of a role's colour. */
export function bar(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  role: 'track' | 'done' | 'waiting' | 'failed',
): string {
  return `<rect class="${role}" x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" rx="2"/>`;
}

/**
 * Text that may stand in XML 1.0, in an element or a quoted attribute: one line, no markup, no
 * character that XML forbids. The escapes are HTML's, which are XML's too.
 */
export function xmlText(text: string): string {
  return escapeHtml(text);
}

/** A number with at most two decimals. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/**
 * Width of a text in the pictures' fonts, in pixels at a font size; a little more than it takes,
 * since the reader's font is not known.
 */
export function widthOf(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += emOf(character);
  return width * fontSize;
}

function emOf(character: string): number {
  if (/\p{M}|\p{Cf}/u.test(character)) return 0;
  if (/[ilj|.,:;'!()[\]]/.test(character)) return 0.34;
  if (/[ftr\s/-]/.test(character)) return 0.42;
  if (/[mwMW%@]/.test(character)) return 0.96;
  if (/[A-Z]/.test(character)) return 0.74;
  if (character <= '\u024f') return 0.6;
  return /\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Arabic}|\p{Script=Hebrew}/u.test(character)
    ? 0.72
    : 1.1;
}

/** As much of a text as fits into a width, with an ellipsis when something is left out. */
export function fitted(text: string, fontSize: number, width: number): string {
  const line = text.slice(0, 1_000);
  if (widthOf(line, fontSize) <= width) return line;
  let kept = '';
  let used = emOf('…') * fontSize;
  for (const { segment } of SEGMENTS.segment(line)) {
    used += widthOf(segment, fontSize);
    if (used > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** A letter with its marks, or an emoji of several parts, is not cut in two. */
const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' });
