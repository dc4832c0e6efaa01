import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Cache, Decoder } from '../../src/ports.ts';
import { wholeLimits } from '../../src/pipeline/whole-limits.ts';
import { AUDIO, setUp } from './conduct-kit.ts';

describe('an episode whose audio had to be decoded', () => {
  it('is heard from what came out, caches what was downloaded, and leaves neither behind', async () => {
    const amr = new TextEncoder().encode('#!AMR\n and so on');
    const bench = setUp({ audio: amr });
    const { scratch } = bench;
    const decoder: Decoder = {
      decode: async (_, target) => {
        scratch.files.set(target.path, AUDIO);
        return { kind: 'decoded' };
      },
    };
    const saved: (readonly [string, Uint8Array | undefined])[] = [];
    const cache: Cache = {
      restore: async () => false,
      save: async (key, file) => void saved.push([key, scratch.files.get(file.path)]),
    };
    Object.assign(bench.run.ports, { decoder, cache });
    const result = await bench.conduct();
    expect(result).toMatchObject({ kind: 'done', figures: { chunks: 3 } });
    const sha256 = createHash('sha256').update(amr).digest('hex');
    expect(saved).toHaveLength(1);
    expect(saved[0]![0].endsWith(sha256)).toBe(true);
    expect(Buffer.compare(saved[0]![1] ?? Buffer.alloc(0), amr)).toBe(0);
    expect([...scratch.files.keys()]).toEqual([]);
  });
});

describe('the limits of audio that goes whole', () => {
  it('are those of the model that hears the most', () => {
    const short = wholeLimits(['gemini-3.5-transcribe'], undefined);
    expect(short).toEqual({ longestSec: 1_800, maxBytes: 2_000_000_000 });
    const long = wholeLimits(['gemini-3.5-transcribe', 'gemini-flash-latest'], 77);
    expect(long.longestSec).toBeGreaterThan(3_000);
    expect(long.declaredSec).toBe(77);
  });
});
