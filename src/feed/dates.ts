/** Dates and durations as feeds write them; rss-parser reads neither BST nor CEST, nor durations. */

/** Offsets from UTC in minutes. An abbreviation with several meanings has the commonest in feeds. */
const ZONES: Readonly<Record<string, number>> = {
  acdt: 630,
  acst: 570,
  adt: -180,
  aedt: 660,
  aest: 600,
  akdt: -480,
  akst: -540,
  art: -180,
  ast: -240,
  awst: 480,
  brt: -180,
  bst: 60,
  cat: 120,
  cdt: -300,
  cest: 120,
  cet: 60,
  cst: -360,
  eat: 180,
  edt: -240,
  eest: 180,
  eet: 120,
  est: -300,
  hkt: 480,
  hst: -600,
  ist: 330,
  jst: 540,
  kst: 540,
  mdt: -360,
  mest: 120,
  met: 60,
  mez: 60,
  mesz: 120,
  msk: 180,
  mst: -420,
  ndt: -150,
  nst: -210,
  nzdt: 780,
  nzst: 720,
  pdt: -420,
  pkt: 300,
  pst: -480,
  sast: 120,
  sgt: 480,
  wat: 60,
  west: 60,
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 2100-01-01: later dates are mistakes. */
const LATEST = 4_102_444_800_000;

interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

/** Two digits mean 1970 to 2069. */
function yearOf(digits: string | undefined): number {
  const year = Number(digits);
  if (digits?.length !== 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

const MONTH = `(${MONTHS.join('|')})[a-z]{0,6}`;
const ISO_DAY = /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;
const BASIC_DAY = /^(\d{4})(\d{2})(\d{2})(?:T|$)/;
const DAY_FIRST = new RegExp(
  `(?<!\\d)(\\d{1,2})[\\s-]+${MONTH}[.,]?[\\s-]+(\\d{4}|\\d{2})(?![\\d:])`,
  'i',
);
/** With asctime's and date(1)'s time and zone between day and year. */
const MONTH_FIRST = new RegExp(
  `${MONTH}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+` +
    '(?:\\d{1,2}:\\d{2}(?::\\d{2})?\\s+)?(?:[A-Z]{1,5}\\s+)?(\\d{4})(?![\\d:])',
  'i',
);

/** The day in a text: `2026-11-24`, `24 Nov 2026`, `24-Nov-26`, `Nov 24, 2026`, `Nov 24 10:00:00 CET 2026`. */
function readDay(text: string): Day | undefined {
  const numbers = ISO_DAY.exec(text) ?? BASIC_DAY.exec(text);
  if (numbers !== null) {
    return { year: Number(numbers[1]), month: Number(numbers[2]), day: Number(numbers[3]) };
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    return { year: yearOf(dayFirst[3]), month: monthOf(dayFirst[2]), day: Number(dayFirst[1]) };
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst === null) return undefined;
  return { year: yearOf(monthFirst[3]), month: monthOf(monthFirst[1]), day: Number(monthFirst[2]) };
}

/** Milliseconds into the day and what follows the time; `undefined` for a time that cannot be. */
function readTime(text: string): { ms: number; rest: string } | undefined {
  const found =
    /(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\b)?/i.exec(text) ??
    /T(\d{2})(\d{2})(\d{2})?/.exec(text);
  if (found === null) return { ms: 0, rest: '' };
  let hour = Number(found[1]);
  const minute = Number(found[2]);
  const second = Math.min(Number(found[3] ?? 0), 59);
  const half = found[5]?.[0]?.toLowerCase();
  if (half !== undefined) hour = (hour % 12) + (half === 'p' ? 12 : 0);
  if (hour > 24 || minute > 59 || Number(found[3] ?? 0) > 60) return undefined;
  const fraction = Math.floor(Number(`0.${found[4] ?? '0'}`) * 1000);
  return {
    ms: ((hour * 60 + minute) * 60 + second) * 1000 + fraction,
    rest: text.slice(found.index + found[0].length),
  };
}

/** Minutes ahead of UTC. An unknown name, and none, are UTC. */
function readZone(rest: string): number {
  const offset = /^\s*(?:GMT|UTC|UT|Z)?\s*([+-])(\d{1,2}):?(\d{2})?(?!\d)/i.exec(rest);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    if (minutes > 14 * 60) return 0;
    return offset[1] === '-' ? -minutes : minutes;
  }
  const name = /^\s*\(?([A-Za-z]{1,5})\b/.exec(rest)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ZONES, name) ? (ZONES[name] ?? 0) : 0;
}

/**
 * A date of a feed → epoch milliseconds. Reads RFC 822 and 850, asctime, ISO 8601 (a day alone is
 * its midnight, no zone is UTC), month names in English in either order, and epoch seconds or
 * milliseconds. `undefined` for what is unreadable, impossible, before 1970 or after 2099.
 */
export function readDate(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').trim().slice(0, 100);
  if (/^\d{9,10}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (/^\d{12,13}$/.test(trimmed)) return within(Number(trimmed));
  const day = readDay(trimmed);
  const time = readTime(trimmed);
  if (day === undefined || time === undefined) return undefined;
  const midnight = Date.UTC(day.year, day.month - 1, day.day);
  const back = new Date(midnight);
  // Date.UTC rolls 31 April over into May; such a date says nothing.
  if (back.getUTCMonth() !== day.month - 1 || back.getUTCDate() !== day.day) return undefined;
  return within(midnight + time.ms - readZone(time.rest) * 60_000);
}

function within(ms: number): number | undefined {
  return ms >= 0 && ms < LATEST ? ms : undefined;
}

/** Longer claims are garbage (milliseconds, bytes). */
const MAX_DURATION_SEC = 48 * 3600;

/**
 * A duration of a feed → seconds: `3725`, `62:05`, `1:02:05`, `1h 2m 5s`, `PT1H2M5S`, `62 min`.
 * `undefined` for 0, garbage, and more than 48 h.
 */
export function readDuration(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').trim().slice(0, 40);
  const seconds = clockSeconds(trimmed) ?? unitSeconds(trimmed);
  if (seconds === undefined || seconds <= 0 || seconds > MAX_DURATION_SEC) return undefined;
  return seconds;
}

function clockSeconds(text: string): number | undefined {
  if (!/^\d{1,8}(?::\d{1,3}){0,2}(?:[.,]\d{1,6})?$/.test(text)) return undefined;
  return text
    .replace(',', '.')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}

function unitSeconds(text: string): number | undefined {
  const found =
    /^(?:P?T)?\s*(?:(\d{1,3})\s*h(?:ours?|rs?)?\.?)?[\s,:]*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?\.?)?[\s,:]*(?:(\d{1,5})(?:\.\d+)?\s*s(?:ec(?:ond)?s?)?\.?)?$/i.exec(
      text,
    );
  if (found === null) return undefined;
  return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
}
