import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  placeInOrder,
  placesOf,
  printRun,
  printUnits,
  withoutSlivers,
} from '../../src/audio/recurrence.ts';
import type { AudioUnits, ChunkAudio, ChunkPlan, UnitSpan, Walker } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { frame, join, noise, walkBytes, xingFrame } from './mp3-builder.ts';
import { opusPacket, opusStream } from './ogg-builder.ts';
import { sliceBytes } from './slices.ts';

const OPTIONS = { targetSec: 1, maxSec: 2, searchSec: 0.3 };

/** A file of units, each known by a number: the same number, the same bytes. */
interface Container {
  readonly name: string;
  readonly make: (units: readonly number[]) => Uint8Array;
}

const SPEC = { version: 2, bitrateIndex: 4, mode: 'mono' } as const;

/** Frames are made once. */
const made = new Map<string, Uint8Array>();

function once(name: string, make: () => Uint8Array): Uint8Array {
  const before = made.get(name);
  const bytes = before ?? make();
  if (before === undefined) made.set(name, bytes);
  return bytes;
}

/** Runs a walker over bytes in memory. */
function read<T>(walker: Walker<T>, bytes: Uint8Array): T {
  let step = walker.next();
  while (step.done !== true) step = walker.next(bytes.subarray(step.value.start, step.value.end));
  return step.value;
}

const CONTAINERS: readonly Container[] = [
  {
    name: 'MP3 of one bitrate',
    // Padding comes and goes with the place in the first encoding; here it goes with the frame.
    make: (units) =>
      join(
        ...units.map((unit) =>
          once(`a${unit}`, () => frame({ ...SPEC, padding: unit % 3 === 0 }, unit)),
        ),
      ),
  },
  {
    name: 'MP3 of many bitrates',
    make: (units) =>
      join(
        xingFrame('Xing', units.length, SPEC),
        ...units.map((unit) =>
          once(`b${unit}`, () => frame({ ...SPEC, bitrateIndex: 2 + (unit % 5) }, unit)),
        ),
      ),
  },
  {
    name: 'Ogg Opus',
    make: (units) => opusStream(units.map((unit) => opusPacket(30 + (unit % 23), unit))),
  },
];

function planOf(file: Uint8Array): ChunkPlan & { readonly units: AudioUnits } {
  const result = read(walkAudio(file.length, OPTIONS), file);
  if (!result.ok || result.value.units === undefined) throw new Error('the file can be walked');
  return { ...result.value, units: result.value.units };
}

function hashOf(file: Uint8Array, units: AudioUnits, span: UnitSpan): string {
  const hash = createHash('sha256');
  for (const { start, end } of units.rangesOf(span)) hash.update(file.subarray(start, end));
  return hash.digest('hex');
}

function identify(file: Uint8Array, units: AudioUnits, span: UnitSpan): ChunkAudio {
  return {
    units: span.end - span.first,
    print: printRun(read(printUnits(units, span), file)),
    sha256: hashOf(file, units, span),
  };
}

/** Where each chunk of one file stands in another. */
function findAgain(before: Uint8Array, now: Uint8Array) {
  const old = planOf(before);
  const { units } = planOf(now);
  const all = { first: 0, end: units.sections.at(-1)?.end ?? 0 };
  const prints = read(printUnits(units, all), now);
  const spans = old.chunks.map(({ units: span }) => {
    if (span === undefined) throw new Error('a chunk holds units');
    return span;
  });
  const places = spans.map((span) => {
    const run = identify(before, old.units, span);
    return placesOf(prints, units.sections, run).filter(
      (place) => hashOf(now, units, place) === run.sha256,
    );
  });
  return { old, units, spans, placed: placeInOrder(places) };
}

/** Whether a list stands in another one without a gap, and where. */
function placeIn(list: readonly number[], part: readonly number[]): number {
  for (let at = 0; at + part.length <= list.length; at += 1) {
    if (part.every((one, index) => list[at + index] === one)) return at;
  }
  return -1;
}

/** What a host does to an episode: at a place, so many units go and so many others come. */
const edits = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 300 }),
    gone: fc.integer({ min: 0, max: 60 }),
    come: fc.integer({ min: 0, max: 60 }),
  }),
  { maxLength: 4 },
);

function edited(
  units: readonly number[],
  how: readonly { at: number; gone: number; come: number }[],
) {
  const list = [...units];
  let fresh = 10_000;
  for (const { at, gone, come } of how) {
    const others = Array.from({ length: come }, () => (fresh += 1));
    list.splice(Math.min(at, list.length), gone, ...others);
  }
  return list;
}

describe.each(CONTAINERS)('stretches of $name in another rendition', ({ make }) => {
  const UNITS = Array.from({ length: 300 }, (_, index) => index + 1);

  it('are found where they stand now, whole or not at all, whatever came and went', () => {
    fc.assert(
      fc.property(edits, (how) => {
        const list = edited(UNITS, how);
        if (list.length < 20) return;
        const { spans, placed } = findAgain(make(UNITS), make(list));
        const wanted = spans.map(({ first, end }) => placeIn(list, UNITS.slice(first, end)));
        expect(placed.map((span) => span?.first ?? -1)).toEqual(wanted);
      }),
      { numRuns: 12 },
    );
  });

  it('keep their bytes in the new plan, and what lies between is cut into parts of its own', () => {
    fc.assert(
      fc.property(edits, (how) => {
        const list = edited(UNITS, how);
        if (list.length < 20) return;
        const now = make(list);
        const { units, placed } = findAgain(make(UNITS), now);
        const pinned = withoutSlivers(
          units,
          placed.flatMap((span) => span ?? []),
        );
        const plan = units.planAround(pinned);
        if (!plan.ok) throw new Error(plan.problem.message);
        const { chunks } = plan.value;
        expect(chunks.map(({ index }) => index)).toEqual([...chunks.keys()]);
        let unit = 0;
        for (const chunk of chunks) {
          expect(chunk.units?.first).toBe(unit);
          unit = chunk.units?.end ?? -1;
          expect(chunk.startSec).toBeCloseTo(units.secOf(chunk.units?.first ?? -1), 9);
          expect(chunk.endSec).toBeCloseTo(units.secOf(unit), 9);
          expect(sliceBytes(now, chunk.pieces)).toHaveLength(chunk.bytes);
          const isPinned = pinned.some(({ first }) => first === chunk.units?.first);
          if (!isPinned) expect(chunk.endSec - chunk.startSec).toBeLessThanOrEqual(OPTIONS.maxSec);
        }
        expect(unit).toBe(list.length);
        for (const { first, end } of pinned) {
          expect(chunks.filter(({ units: held }) => held?.first === first)).toMatchObject([
            { units: { first, end } },
          ]);
        }
        // The same plan comes of the same spans: a run that goes on finds its chunks.
        expect(units.planAround(pinned)).toMatchObject({
          ok: true,
          value: { chunks: chunks.map(({ startSec, endSec }) => ({ startSec, endSec })) },
        });
      }),
      { numRuns: 8 },
    );
  });

  it('are not taken for what differs in one byte', () => {
    const before = make(UNITS);
    const { chunks, units } = planOf(before);
    fc.assert(
      fc.property(fc.nat({ max: 299 }), fc.nat(), (unit, at) => {
        const size = units.sizeOf(unit);
        const [range] = units.rangesOf({ first: unit, end: unit + 1 });
        const now = before.slice();
        // Behind the headers and the side information: the walk sees no difference.
        const place = (range?.start ?? 0) + 22 + (at % (size - 22));
        now[place] = (now[place] ?? 0) ^ 1;
        const { placed } = findAgain(before, now);
        const inside = chunks.findIndex(({ units: held }) => (held?.end ?? 0) > unit);
        expect(placed.flatMap((span, index) => (span === undefined ? [index] : []))).toEqual([
          inside,
        ]);
      }),
      { numRuns: 6 },
    );
  });
});

describe('stretches that recur more than once', () => {
  const speech = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => from + index);
  const { make } = CONTAINERS[0]!;

  it('take the places that keep the order of the most', () => {
    // Pauses of digital silence between what is said: all their frames are one and the same.
    const silence = Array.from({ length: 90 }, () => 0);
    const before = [
      ...speech(1, 90),
      ...silence,
      ...speech(200, 90),
      ...silence,
      ...speech(400, 90),
    ];
    const now = [...silence, ...speech(9_000, 50), ...before];
    const { placed, spans } = findAgain(make(before), make(now));
    const kept = placed.flatMap((span) => span ?? []);
    for (const [index, span] of kept.entries()) {
      expect(span.first).toBeGreaterThanOrEqual(kept[index - 1]?.end ?? 0);
    }
    const said = spans.map(({ first }, index) => ({ first, place: placed[index] }));
    for (const { first, place } of said) {
      if (before[first] !== 0) expect(place?.first).toBe(first + 140);
    }
  });

  it('cost no time without end when all is silence', () => {
    const { placed } = findAgain(
      make(speech(0, 300).map(() => 0)),
      make(speech(0, 400).map(() => 0)),
    );
    const kept = placed.flatMap((span) => span ?? []);
    expect(kept.length).toBeGreaterThan(0);
    for (const [index, span] of kept.entries()) {
      expect(span.first).toBeGreaterThanOrEqual(kept[index - 1]?.end ?? 0);
    }
  });

  it('are given no place twice, and the longest are served first', () => {
    const span = (first: number, end: number): UnitSpan => ({ first, end });
    expect(placeInOrder([[span(0, 5), span(20, 25)], [span(3, 20)], [span(0, 4)]])).toEqual([
      undefined,
      span(3, 20),
      undefined,
    ]);
    expect(placeInOrder([[span(0, 5), span(9, 14)], [span(5, 9)], []])).toEqual([
      span(0, 5),
      span(5, 9),
      undefined,
    ]);
    expect(placeInOrder([])).toEqual([]);
  });
});

describe('gaps beside a stretch that is kept', () => {
  const { units } = planOf(
    CONTAINERS[0]!.make(Array.from({ length: 300 }, (_, index) => index + 1)),
  );
  const span = (first: number, end: number): UnitSpan => ({ first, end });

  it('belong to it when they are too short for a word, and stay when they are not', () => {
    // A frame lasts 26 ms.
    expect(withoutSlivers(units, [span(11, 100), span(105, 200), span(212, 295)])).toEqual([
      span(0, 105),
      span(105, 200),
      span(212, 300),
    ]);
    expect(withoutSlivers(units, [span(12, 100), span(112, 280)])).toEqual([
      span(12, 100),
      span(112, 280),
    ]);
    expect(withoutSlivers(units, [span(0, 300)])).toEqual([span(0, 300)]);
  });

  it('are planned around nonsense as if it were not there', () => {
    const wrong = [span(50, 40), span(-5, 10), span(100, 150), span(120, 130), span(290, 301)];
    const plan = units.planAround(wrong);
    const told = plan.ok ? plan.value.chunks.map(({ units: held }) => held) : [];
    expect(told).toContainEqual(span(100, 150));
    expect(told.at(-1)?.end).toBe(300);
  });
});

describe('fingerprints of units', () => {
  it('are the same wherever the bytes lie, and read in any blocks', () => {
    const { make } = CONTAINERS[2]!;
    const list = Array.from({ length: 200 }, (_, index) => index + 1);
    const file = make(list);
    const { units } = planOf(file);
    const whole = walkBytes(printUnits(units, { first: 0, end: 200 }), file);
    const one = (unit: number): number | undefined =>
      read(printUnits(units, { first: unit, end: unit + 1 }), file)[0];
    expect([...whole]).toEqual(list.map((_, unit) => one(unit)));
    expect(new Set(whole).size).toBe(200);
    const later = make([...list.slice(100), ...list.slice(0, 100)]);
    const moved = read(printUnits(planOf(later).units, { first: 0, end: 200 }), later);
    expect([...moved]).toEqual([...whole.slice(100), ...whole.slice(0, 100)]);
  });

  it('do not fail on a file that has become shorter', () => {
    const file = join(...Array.from({ length: 100 }, (_, unit) => frame(SPEC, unit)));
    const { units } = planOf(file);
    const short = join(file.subarray(0, 5_000), noise(10, 3));
    expect(read(printUnits(units, { first: 0, end: 100 }), short)).toHaveLength(100);
  });
});
