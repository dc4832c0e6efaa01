import { cleanLine, likelySeconds } from './words.ts';
import type { RawSegment, RawStamp } from './raw.ts';
import { isSound } from './read-sounds.ts';
import type { Segment } from './types.ts';

/** What was wrong with a reply's times, before they were mended. */
export interface StampReport {
  /** Segments that came with a time. */
  readonly stamped: number;
  /** Times that stood before an earlier one by more than {@link JITTER_SEC}. */
  readonly outOfOrder: number;
  /** Times behind the end of the audio by more than {@link JITTER_SEC}. */
  readonly pastEnd: number;
  /** `hours`: minutes had been written as hours; `absolute`: counted from the episode's start. */
  readonly mended: readonly ('hours' | 'absolute')[];
  /**
   * Stretches in which such times were replaced by times between their neighbours; all of the audio
   * when the reply had no times at all (`stamped` is 0).
   */
  readonly guessed: readonly { readonly startSec: number; readonly endSec: number }[];
}

/** A stretch that the reply gave in brackets as a sound, not as words (`[music]`). */
export interface Sound {
  readonly startSec: number;
  readonly endSec: number;
  readonly text: string;
}

/** Segments with times relative to the chunk, in order, inside the audio. */
export interface Placed {
  readonly segments: readonly Segment[];
  readonly sounds: readonly Sound[];
  readonly stamps: StampReport;
}

/** Models place times to the second and are off by one now and then: that is no fault. */
export const JITTER_SEC = 3;

/** Shortest segment, so that a subtitle of it can be drawn. */
const SHORTEST_SEC = 0.3;

/** Pause that is left to a text beyond its likely length before its end. */
const REST_SEC = 1;

type Reading = 'hours-first' | 'minutes-first' | 'milliseconds';

/** A way to understand all times of a reply. */
interface Understanding {
  readonly reading: Reading;
  /** Subtracted from every time. */
  readonly offsetSec: number;
  readonly secs: readonly (number | undefined)[];
  /** Positions of the times that agree with each other (in order, inside the audio). */
  readonly trusted: ReadonlySet<number>;
}

/**
 * Turns times as written into seconds from the chunk's start. The text's own order is taken as
 * true; the understanding of the times is the one under which most of them are in order and
 * inside the audio; the rest are placed between their neighbours by length of text.
 */
export function placeTimes(
  raws: readonly RawSegment[],
  options: { readonly durationSec: number; readonly startSec?: number },
): Placed {
  const durationSec = Math.max(0, options.durationSec);
  const best = nudged(understand(raws, durationSec, options.startSec ?? 0));
  const starts = startsOf(raws, best, durationSec);
  const segments: Segment[] = [];
  const sounds: Sound[] = [];
  for (const [at, raw] of raws.entries()) {
    const startSec = round(starts[at] ?? 0);
    const next = starts.slice(at + 1, at + 60).find((start) => start > startSec) ?? durationSec;
    const endSec = floor(endOf(raw, { startSec, next, durationSec, best }));
    const text = cleanLine(raw.text);
    if (isSound(text)) sounds.push({ startSec, endSec, text });
    else
      segments.push({
        startSec,
        endSec,
        ...(raw.speaker === undefined ? {} : { speaker: raw.speaker }),
        text,
      });
  }
  return { segments, sounds, stamps: reportOf(best, starts, durationSec) };
}

function understand(
  raws: readonly RawSegment[],
  durationSec: number,
  startSec: number,
): Understanding {
  const readings: readonly Reading[] = readingsOf(raws, durationSec + startSec);
  const offsets = startSec > JITTER_SEC ? [0, startSec] : [0];
  let best: Understanding | undefined;
  for (const reading of readings) {
    for (const offsetSec of offsets) {
      const secs = raws.map((raw) =>
        raw.stamp === undefined ? undefined : seconds(raw.stamp, reading) - offsetSec,
      );
      const trusted = longestRise(secs, durationSec + JITTER_SEC);
      // Only a strictly better understanding replaces the one that was asked for.
      if (best === undefined || trusted.size > best.trusted.size)
        best = { reading, offsetSec, secs, trusted };
    }
  }
  return best ?? { reading: 'hours-first', offsetSec: 0, secs: [], trusted: new Set() };
}

function readingsOf(raws: readonly RawSegment[], latest: number): readonly Reading[] {
  if (raws.some((raw) => raw.stamp?.parts.length === 3)) return ['hours-first', 'minutes-first'];
  const numbers = raws.some(
    ({ stamp }) => stamp?.parts.length === 1 && (stamp.parts[0] ?? 0) > latest,
  );
  return numbers ? ['hours-first', 'milliseconds'] : ['hours-first'];
}

/**
 * Times that are off by no more than models' times are: moved between their neighbours, and kept.
 */
function nudged(best: Understanding): Understanding {
  const secs = [...best.secs];
  const trusted = new Set(best.trusted);
  const { behind } = trustedNeighbours(best);
  let low = 0;
  for (const [at, sec] of best.secs.entries()) {
    if (trusted.has(at)) low = secs[at] ?? low;
    const next = behind[at] ?? -1;
    if (trusted.has(at) || sec === undefined || next < 0) continue;
    const high = best.secs[next] ?? Infinity;
    if (sec < low - JITTER_SEC || sec > high + JITTER_SEC) continue;
    low = Math.min(high, Math.max(low, sec));
    secs[at] = low;
    trusted.add(at);
  }
  return { ...best, secs, trusted };
}

function seconds({ parts, fraction }: RawStamp, reading: Reading): number {
  const [a = 0, b = 0, c = 0] = parts;
  if (parts.length === 1) return reading === 'milliseconds' ? a / 1_000 : a + fraction;
  if (parts.length === 2) return a * 60 + b + fraction;
  return reading === 'hours-first' ? a * 3_600 + b * 60 + c + fraction : a * 60 + b + c / 100;
}

/** Positions of a longest non-decreasing series of times within [-jitter, most]. n log n. */
function longestRise(secs: readonly (number | undefined)[], most: number): ReadonlySet<number> {
  const tails: number[] = [];
  const before = Array.from({ length: secs.length }, () => -1);
  for (const [at, sec] of secs.entries()) {
    if (sec === undefined || sec < -JITTER_SEC || sec > most) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((secs[tails[middle] ?? 0] ?? 0) <= sec) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = at;
  }
  const trusted = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) trusted.add(at);
  return trusted;
}

/** A start for every segment: trusted times as they are, the rest shared out by length of text. */
function startsOf(raws: readonly RawSegment[], best: Understanding, durationSec: number): number[] {
  const latest = Math.max(0, durationSec - SHORTEST_SEC);
  const starts: number[] = [];
  let at = 0;
  while (at < raws.length) {
    if (best.trusted.has(at)) {
      starts.push(Math.min(latest, Math.max(0, best.secs[at] ?? 0)));
      at += 1;
      continue;
    }
    let next = at;
    while (next < raws.length && !best.trusted.has(next)) next += 1;
    const from = starts.at(-1) ?? 0;
    const first = at === 0 ? 0 : at - 1;
    const lengths = raws.slice(first, next).map((raw) => likelySeconds(raw.text));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    // Without any time that can be believed the words are shared out over all of the audio.
    const reach = best.trusted.size === 0 ? durationSec : Math.min(durationSec, from + total);
    const bound = next < raws.length ? (best.secs[next] ?? durationSec) : reach;
    const share = Math.max(0, Math.min(latest, bound) - from) / Math.max(total, 1e-9);
    let passed = at === 0 ? 0 : (lengths.shift() ?? 0);
    for (const length of lengths) {
      starts.push(from + passed * share);
      passed += length;
    }
    at = next;
  }
  return spread(starts, latest);
}

/** Segments that share a second are set apart inside it, so that their order shows in their times. */
function spread(starts: readonly number[], latest: number): number[] {
  const apart = [...starts];
  let at = 0;
  while (at < apart.length) {
    let next = at + 1;
    while (next < apart.length && apart[next] === apart[at]) next += 1;
    const from = apart[at] ?? 0;
    const room = Math.min(1, (apart[next] ?? latest) - from);
    for (let here = at + 1; here < next; here += 1)
      apart[here] = from + (Math.max(0, room) * (here - at)) / (next - at);
    at = next;
  }
  return apart;
}

function endOf(
  raw: RawSegment,
  bounds: {
    readonly startSec: number;
    readonly next: number;
    readonly durationSec: number;
    readonly best: Understanding;
  },
): number {
  const { startSec, next, durationSec, best } = bounds;
  const least = Math.min(durationSec, startSec + SHORTEST_SEC);
  const given = raw.end === undefined ? undefined : seconds(raw.end, best.reading) - best.offsetSec;
  // A given end is kept unless it is nonsense; ends are never later than the audio's.
  if (given !== undefined && given > startSec && given <= durationSec + JITTER_SEC) {
    return Math.max(
      least,
      Math.min(given, durationSec, Math.max(next, startSec + likelySeconds(raw.text) * 2)),
    );
  }
  return Math.max(
    least,
    Math.min(next, durationSec, startSec + likelySeconds(raw.text) + REST_SEC),
  );
}

function reportOf(
  best: Understanding,
  starts: readonly number[],
  durationSec: number,
): StampReport {
  let stamped = 0;
  let outOfOrder = 0;
  let pastEnd = 0;
  const guessed: { startSec: number; endSec: number }[] = [];
  const { before, behind } = trustedNeighbours(best);
  for (const [at, sec] of best.secs.entries()) {
    if (sec === undefined) continue;
    stamped += 1;
    const [left, right] = [before[at] ?? -1, behind[at] ?? -1];
    const beyond = sec > durationSec + JITTER_SEC;
    const early = left >= 0 && sec < (best.secs[left] ?? 0) - JITTER_SEC;
    const late = right >= 0 && sec > (best.secs[right] ?? 0) + JITTER_SEC;
    if (!beyond && (best.trusted.has(at) || !(early || late))) continue;
    if (beyond) pastEnd += 1;
    else outOfOrder += 1;
    const span = {
      startSec: round(left < 0 ? 0 : (starts[left] ?? 0)),
      endSec: round(right < 0 ? durationSec : (starts[right] ?? durationSec)),
    };
    const last = guessed.at(-1);
    if (last === undefined || span.startSec >= last.endSec) guessed.push(span);
  }
  if (stamped === 0 && starts.length > 0) guessed.push({ startSec: 0, endSec: durationSec });
  const mended: ('hours' | 'absolute')[] = [];
  if (best.reading === 'minutes-first') mended.push('hours');
  if (best.offsetSec > 0) mended.push('absolute');
  return { stamped, outOfOrder, pastEnd, mended, guessed };
}

/** For each position the nearest trusted ones before and behind it; -1 where there is none. */
function trustedNeighbours({ secs, trusted }: Understanding): {
  readonly before: readonly number[];
  readonly behind: readonly number[];
} {
  const before: number[] = [];
  const behind: number[] = [];
  let near = -1;
  for (let at = 0; at < secs.length; at += 1) {
    before.push(near);
    if (trusted.has(at)) near = at;
  }
  near = -1;
  for (let at = secs.length - 1; at >= 0; at -= 1) {
    behind[at] = near;
    if (trusted.has(at)) near = at;
  }
  return { before, behind };
}

function round(sec: number): number {
  return Math.round(sec * 1_000) / 1_000;
}

/** Ends are cut to the millisecond, not rounded: they stay inside the audio. */
function floor(sec: number): number {
  return Math.floor(sec * 1_000 + 1e-6) / 1_000;
}
