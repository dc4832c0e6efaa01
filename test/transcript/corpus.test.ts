import { describe, expect, it } from 'vitest';
import { checkChunk } from '../../src/transcript/check.ts';
import type { ChunkCheck, FaultKind } from '../../src/transcript/check.ts';
import { buildPrompt } from '../../src/transcript/prompt.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import { diceOf, makeEpisode, replyText, rightLines } from './corpus-audio.ts';
import type { Dice, Episode } from './corpus-audio.ts';
import { PLANTS } from './corpus-faults.ts';
import type { Damaged, Plant } from './corpus-faults.ts';

const SEED = 20_261_124;
const CLEAN = 1_200;
const FAULTY = 1_800;

const PROMPT = buildPrompt({
  show: { title: 'Kettle and Compass' },
  episode: { title: 'Tea' },
  language: 'en',
  people: [{ name: 'Mara', role: 'host' }],
  chunk: { index: 0, count: 1, startSec: 0, durationSec: 600 },
});

function checked(episode: Episode, reply: Damaged): ChunkCheck {
  const text = (reply.write ?? replyText)(reply.lines);
  return checkChunk({
    reading: readReply(text, { durationSec: episode.durationSec }),
    text,
    durationSec: episode.durationSec,
    loudness: episode.loudness,
    finishReason: reply.finishReason,
    language: 'en',
    promptText: `${PROMPT.systemInstruction}\n${PROMPT.prompt}`,
  });
}

function cleanReply(episode: Episode, dice: Dice): Damaged {
  return {
    lines: rightLines(episode, { startSec: 0, endSec: episode.durationSec }, dice),
    finishReason: 'STOP',
  };
}

interface Planted {
  readonly plant: Plant;
  readonly startSec: number;
  readonly endSec: number;
}

/** True when a fault of a fitting kind lies where the plant is. */
function isFound(check: ChunkCheck, { plant, startSec, endSec }: Planted): boolean {
  return check.faults.some(
    (fault) =>
      plant.kinds.includes(fault.kind) &&
      fault.startSec <= endSec + 5 &&
      fault.endSec >= startSec - 5,
  );
}

/** One fault, in the planted chunk; `undefined` when the chunk has no place for it. */
function damage(
  episode: Episode,
  dice: Dice,
  plants: readonly Plant[],
): { reply: Damaged; planted: Planted[] } | undefined {
  let reply = cleanReply(episode, dice);
  const planted: Planted[] = [];
  for (const plant of plants) {
    if (reply.lines.length < 6) return undefined;
    const done = plant.plant(reply, episode, dice);
    if (done === undefined) return undefined;
    ({ reply } = done);
    planted.push({ plant, startSec: done.startSec, endSec: done.endSec });
  }
  return { reply, planted };
}

/** Rows: what was planted; columns: what was reported. */
class Table {
  readonly rows = new Map<string, Map<string, number>>();
  add(row: string, kinds: readonly string[]): void {
    const cells = this.rows.get(row) ?? new Map<string, number>();
    this.rows.set(row, cells);
    cells.set('chunks', (cells.get('chunks') ?? 0) + 1);
    for (const kind of new Set(kinds)) cells.set(kind, (cells.get(kind) ?? 0) + 1);
  }
  print(): string {
    const columns = ['chunks', 'missed', ...KINDS];
    const head = ['planted'.padEnd(30), ...columns.map((column) => column.padStart(8))].join(' ');
    const lines = [...this.rows].map(([row, cells]) =>
      [
        row.padEnd(30),
        ...columns.map((column) => String(cells.get(column) ?? '·').padStart(8)),
      ].join(' '),
    );
    return [head, ...lines].join('\n');
  }
}

const KINDS: readonly FaultKind[] = [
  'empty',
  'refusal',
  'blocked',
  'echo',
  'cut',
  'hole',
  'thin',
  'loop',
  'invented',
  'too-fast',
  'order',
  'past-end',
  'clock',
  'language',
];

describe('the fault corpus', () => {
  it('finds at least 99 % of planted faults and raises at most 0.5 % false alarms', () => {
    const dice = diceOf(SEED);
    const table = new Table();
    let alarms = 0;
    for (let chunk = 0; chunk < CLEAN; chunk += 1) {
      const episode = makeEpisode(dice, dice.between(60, 900));
      const check = checked(episode, cleanReply(episode, dice));
      if (check.verdict !== 'good') alarms += 1;
      table.add(
        'nothing',
        check.faults.filter(({ mended }) => !mended).map(({ kind }) => kind),
      );
    }
    let faults = 0;
    let found = 0;
    let chunk = 0;
    while (chunk < FAULTY) {
      const episode = makeEpisode(dice, dice.between(90, 900));
      const count = dice.next() < 0.7 ? 1 : dice.whole(2, 3);
      const first = PLANTS[chunk % PLANTS.length]!;
      const plants = [first, ...Array.from({ length: count - 1 }, () => dice.pick(PLANTS))];
      const damaged = damage(episode, dice, plants);
      // No room for this fault in this chunk (no long silence, say): the next one may have it.
      if (damaged === undefined) continue;
      const check = checked(episode, damaged.reply);
      chunk += 1;
      for (const planted of count === 1 ? damaged.planted : damaged.planted.slice(-1)) {
        faults += 1;
        const seen = isFound(check, planted);
        if (seen) found += 1;
        const row = count === 1 ? planted.plant.name : `several: ${planted.plant.name}`;
        table.add(row, [...check.faults.map(({ kind }) => kind), ...(seen ? [] : ['missed'])]);
      }
    }
    console.log(
      `${table.print()}\n${CLEAN} clean chunks: ${alarms} false alarms (${((100 * alarms) / CLEAN).toFixed(2)} %)\n${faults} faults: ${found} found (${((100 * found) / faults).toFixed(2)} %)`,
    );
    expect(alarms / CLEAN).toBeLessThanOrEqual(0.005);
    expect(found / faults).toBeGreaterThanOrEqual(0.99);
  }, 120_000);
});
