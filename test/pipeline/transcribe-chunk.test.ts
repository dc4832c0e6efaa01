import { describe, expect, it } from 'vitest';
import { encode, makeTake } from '../simulation/audio.ts';
import { chanceOf } from '../simulation/chance.ts';
import { setUp } from './conduct-kit.ts';

describe('a part that is longer than every model takes in one request', () => {
  const take = makeTake(0, 1_830, chanceOf(5));
  const audio = encode(1, [take]);
  const yaml = (models: string): string =>
    `models: [${models}]\ntranscription:\n  chunkMinutes: 30`;

  it('is halved before anything is asked, and its words are whole', async () => {
    const asked: number[] = [];
    const bench = setUp({
      audio,
      take,
      yaml: yaml('gemini-3.5-transcribe'),
      answer: (_index, { durationSec, without }) => {
        asked.push(durationSec);
        expect(without).toEqual([]);
        return 'heard';
      },
    });
    const result = await bench.conduct();
    if (result.kind !== 'done') throw new Error(`not done: ${JSON.stringify(result)}`);
    // Two halves with some audio around the cut, in place of one request that would be refused.
    expect(asked).toHaveLength(2);
    for (const sec of asked) expect(sec).toBeLessThan(1_000);
    const count = (texts: readonly { readonly text: string }[]): number =>
      texts.flatMap(({ text }) => text.split(/\s+/u)).length;
    expect(count(result.document.segments)).toBe(count(take.script));
  });

  it('goes whole to a model that takes it', async () => {
    const asked: string[] = [];
    const bench = setUp({
      audio,
      take,
      yaml: yaml('gemini-3.5-transcribe, gemini-flash-latest'),
      answer: (_index, { durationSec, without }) => {
        asked.push(`${Math.round(durationSec)} ${without.join()}`);
        return 'heard';
      },
    });
    expect(await bench.conduct()).toMatchObject({ kind: 'done', figures: { chunks: 1 } });
    expect(asked).toEqual(['1830 gemini-3.5-transcribe']);
  });
});
