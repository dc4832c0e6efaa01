import { round, svg, widthOf, xmlText } from './svg.ts';

/** Colours of a badge's right half; white text on each has a contrast of at least 4.5. */
export const BADGE_COLOURS = {
  good: '#1a7f37',
  neutral: '#0969da',
  warn: '#9a6700',
  bad: '#cf222e',
} as const;

/** The left half of every badge, under white text. */
export const BADGE_LABEL = '#424a53';

const HEIGHT = 22;
const FONT_SIZE = 12;
const PADDING = 7;

/**
 * A badge: a label and a value, each on a colour of its own, so that it reads alike on light and on
 * dark pages. Values are cut at 40 characters.
 */
export function badge(label: string, value: string, colour: keyof typeof BADGE_COLOURS): string {
  const words = value.slice(0, 40);
  const left = Math.ceil(widthOf(label, FONT_SIZE)) + 2 * PADDING;
  const right = Math.ceil(widthOf(words, FONT_SIZE)) + 2 * PADDING;
  const width = left + right;
  return svg(
    {
      width,
      height: HEIGHT,
      title: label,
      description: `${label}: ${words}`,
      body: [
        `<clipPath id="round"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
        '<g clip-path="url(#round)">',
        `<rect width="${left}" height="${HEIGHT}" fill="${BADGE_LABEL}"/>`,
        `<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${BADGE_COLOURS[colour]}"/>`,
        '</g>',
        word(label, left / 2, left - 2 * PADDING),
        word(words, left + right / 2, right - 2 * PADDING),
      ],
    },
    `text{font-family:Verdana,Geneva,'DejaVu Sans',sans-serif;font-size:${FONT_SIZE}px;fill:#ffffff;text-anchor:middle}`,
  );
}

/** The text is stretched to the width reckoned for it: whatever the reader's font, it fits. */
function word(text: string, x: number, width: number): string {
  return `<text x="${round(x)}" y="15.5" textLength="${round(width)}" lengthAdjust="spacingAndGlyphs">${xmlText(text)}</text>`;
}
