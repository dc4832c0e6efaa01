/** Terminal codes: titles and links (OSC), colours and cursor moves (CSI), and two-character escapes. */
const TERMINAL_CODES =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;
/** Control characters but tab and line feed, and the marks that turn the direction of text. */
const CONTROLS =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of others (feeds, models, services) as it may be shown in a log or on a terminal: without
 * terminal codes, control characters and direction marks, every line break a line feed, and cut
 * with an ellipsis after `longest` characters (never inside a surrogate pair).
 */
export function printable(text: string, longest: number = 8_000): string {
  const clean = text
    .slice(0, 4 * longest)
    .replaceAll(TERMINAL_CODES, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(CONTROLS, '');
  if (clean.length <= longest && text.length <= 4 * longest) return clean;
  return `${clean.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}
