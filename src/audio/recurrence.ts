/**
 * Finding stretches of one rendition in another: hosts put other advertisements between the same
 * frames, so what was transcribed stands unchanged at another place.
 *
 * A stretch is known by the number of its units, a quick fingerprint and a SHA-256. The fingerprint
 * is a polynomial over the units' own fingerprints, so that it is known for every place of a file
 * after one reading; the hash over all bytes decides. Both leave out what depends on the place:
 * headers of Ogg pages, tables of MP4, frames without audio. A frame of FLAC holds its own number,
 * so that FLAC recurs only where nothing before it has changed.
 */
import { SHORTEST_SECTION_SEC } from './frame-index.ts';
import type { AudioUnits, ByteRange, UnitSpan, Walker } from './types.ts';

/** Bytes read at once, about. */
const BLOCK_BYTES = 1 << 20;
/** So much of a unit's start and end makes its fingerprint: side information, and some of the rest. */
const HEAD_BYTES = 40;
const TAIL_BYTES = 8;
/** Base of the polynomial: odd, its bits well mixed. */
const BASE = 0x9e37_79b1;
/** Places of one stretch that are looked at: silence recurs without end. */
const MAX_PLACES = 32;

/**
 * Fingerprints of units, 32 bits each, from parts of their bytes.
 *
 * @returns one for each unit of the span; of no use where the file has become shorter.
 */
export function* printUnits(units: AudioUnits, span: UnitSpan): Walker<Uint32Array> {
  const prints = new Uint32Array(span.end - span.first);
  let gathered = new Uint8Array(BLOCK_BYTES);
  for (let first = span.first; first < span.end;) {
    const { end, bytes } = blockFrom(units, first, span.end);
    if (gathered.length < bytes) gathered = new Uint8Array(bytes);
    let filled = 0;
    for (const { window, ranges } of readsOf(units.rangesOf({ first, end }))) {
      const read = yield window;
      for (const range of ranges) {
        gathered.set(read.subarray(range.start - window.start, range.end - window.start), filled);
        filled += range.end - range.start;
      }
    }
    let at = 0;
    for (let unit = first; unit < end; unit += 1) {
      const size = units.sizeOf(unit);
      prints[unit - span.first] = printOf(gathered, at, size);
      at += size;
    }
    first = end;
  }
  return prints;
}

/** The units from one on that are read together: at least one, at most a block. */
function blockFrom(
  units: AudioUnits,
  first: number,
  limit: number,
): { readonly end: number; readonly bytes: number } {
  let end = first + 1;
  let bytes = units.sizeOf(first);
  for (; end < limit; end += 1) {
    const size = units.sizeOf(end);
    if (bytes + size > BLOCK_BYTES) break;
    bytes += size;
  }
  return { end, bytes };
}

interface Read {
  readonly window: ByteRange;
  readonly ranges: readonly ByteRange[];
}

/** One read for ranges that lie close together, in order. */
function readsOf(ranges: readonly ByteRange[]): readonly Read[] {
  const reads: { window: ByteRange; ranges: ByteRange[] }[] = [];
  for (const range of ranges) {
    const last = reads.at(-1);
    const isNear =
      last !== undefined &&
      range.start >= last.window.end &&
      range.end - last.window.start <= 2 * BLOCK_BYTES;
    if (isNear) {
      last.window = { start: last.window.start, end: range.end };
      last.ranges.push(range);
    } else {
      reads.push({ window: range, ranges: [range] });
    }
  }
  return reads;
}

/** FNV-1a over the size, the head and the tail, then the last steps of MurmurHash3 to mix it. */
function printOf(bytes: Uint8Array, from: number, size: number): number {
  let hash = (0x811c_9dc5 ^ size) | 0;
  const headEnd = from + Math.min(size, HEAD_BYTES);
  for (let at = from; at < headEnd; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  for (let at = Math.max(headEnd, from + size - TAIL_BYTES); at < from + size; at += 1) {
    hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Fingerprint of a run of units from their own ones: a polynomial modulo 2^32, unsigned. */
export function printRun(prints: Uint32Array): number {
  let sum = 0;
  for (const print of prints) sum = (Math.imul(sum, BASE) + print) | 0;
  return sum >>> 0;
}

/**
 * Where a run of so many units with this fingerprint may lie: each place inside one section, in
 * order, none overlapping the one before; at most 32. The run's hash must confirm a place.
 *
 * @param prints of all units of the rendition.
 */
export function placesOf(
  prints: Uint32Array,
  sections: readonly UnitSpan[],
  run: { readonly units: number; readonly print: number },
): readonly UnitSpan[] {
  const places: UnitSpan[] = [];
  if (run.units < 1) return places;
  const wanted = run.print | 0;
  const leaving = power(run.units);
  for (const section of sections) {
    let sum = 0;
    let free = section.first;
    for (let unit = section.first; unit < section.end && places.length < MAX_PLACES; unit += 1) {
      sum = (Math.imul(sum, BASE) + prints[unit]!) | 0;
      const gone = unit - run.units;
      if (gone >= section.first) sum = (sum - Math.imul(prints[gone]!, leaving)) | 0;
      if (sum === wanted && gone + 1 >= free) {
        places.push({ first: gone + 1, end: unit + 1 });
        free = unit + 1;
      }
    }
  }
  return places;
}

function power(exponent: number): number {
  let result = 1;
  for (let factor = BASE | 0, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = Math.imul(result, factor);
    factor = Math.imul(factor, factor);
  }
  return result;
}

/** The best way to place the runs up to one of them, at one of its places. */
interface Chain {
  readonly place: UnitSpan;
  readonly run: number;
  readonly units: number;
  readonly before: Chain | undefined;
}

/**
 * Gives each run one of its places, or none: in the runs' order, without overlap, and so that as
 * many units as possible have a place.
 *
 * @param places of each run, in the order in which the runs stood in the other rendition.
 */
export function placeInOrder(
  places: readonly (readonly UnitSpan[])[],
): readonly (UnitSpan | undefined)[] {
  const chains: Chain[] = [];
  let best: Chain | undefined;
  for (const [run, own] of places.entries()) {
    const added = own.map((place): Chain => {
      const before = heaviest(chains, place.first);
      return { place, run, units: (before?.units ?? 0) + place.end - place.first, before };
    });
    for (const chain of added) if (chain.units > (best?.units ?? 0)) best = chain;
    chains.push(...added);
  }
  const chosen: (UnitSpan | undefined)[] = places.map(() => undefined);
  for (let chain = best; chain !== undefined; chain = chain.before) {
    chosen[chain.run] = chain.place;
  }
  return chosen;
}

/** The chain with the most units of those that end at a unit or before it. */
function heaviest(chains: readonly Chain[], limit: number): Chain | undefined {
  let best: Chain | undefined;
  for (const chain of chains) {
    if (chain.place.end <= limit && chain.units > (best?.units ?? 0)) best = chain;
  }
  return best;
}

/**
 * Widens placed spans over gaps beside them that are too short for a word (0.3 s), so that no
 * request is spent on them: over one behind it, or at a section's start over one before it.
 *
 * @param spans in order, each inside one section.
 */
export function withoutSlivers(units: AudioUnits, spans: readonly UnitSpan[]): readonly UnitSpan[] {
  const isSliver = (first: number, end: number): boolean =>
    end > first && units.secOf(end) - units.secOf(first) < SHORTEST_SECTION_SEC;
  return spans.map((span, index) => {
    const section = units.sections.find(({ first, end }) => first <= span.first && span.end <= end);
    if (section === undefined) return span;
    const before = Math.max(section.first, spans[index - 1]?.end ?? 0);
    const after = Math.min(section.end, spans[index + 1]?.first ?? Infinity);
    return {
      first: before === section.first && isSliver(before, span.first) ? before : span.first,
      end: isSliver(span.end, after) ? after : span.end,
    };
  });
}
