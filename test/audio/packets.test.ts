import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addPacket,
  makePacketStore,
  mapPackets,
  truncatePackets,
} from '../../src/audio/packets.ts';

const packet = fc.record({
  gap: fc.constantFrom(0, 0, 0, 0, 1, 50),
  size: fc.integer({ min: 1, max: 70_000 }),
});

describe('a packet store', () => {
  it('finds the bytes of any packets again', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { minLength: 1, maxLength: 60 }),
        fc.nat(),
        fc.nat(),
        (list, one, two) => {
          // Repeated, so that arrays grow and checkpoints are passed.
          const packets = Array.from({ length: 40 }, () => list).flat();
          const store = makePacketStore(1);
          const offsets: number[] = [];
          let offset = 7;
          for (const [index, { gap, size }] of packets.entries()) {
            offset += gap;
            offsets.push(offset);
            addPacket(store, offset, size, index % 256);
            offset += size;
          }
          const map = mapPackets(store);
          const first = Math.min(one % packets.length, two % packets.length);
          const end = Math.max(one % packets.length, two % packets.length) + 1;
          const part = packets.slice(first, end);
          expect(map.offsetOf(first)).toBe(offsets[first]);
          expect(map.bytesOf(first, end)).toBe(part.reduce((sum, { size }) => sum + size, 0));
          const ranges = map.rangesOf(first, end);
          expect(ranges).toHaveLength(1 + part.slice(1).filter(({ gap }) => gap > 0).length);
          expect(ranges[0]!.start).toBe(offsets[first]);
          expect(ranges.at(-1)!.end).toBe(offsets[end - 1]! + packets[end - 1]!.size);
          expect(ranges.reduce((sum, range) => sum + range.end - range.start, 0)).toBe(
            map.bytesOf(first, end),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('goes on after packets were taken back', () => {
    const store = makePacketStore(4);
    addPacket(store, 0, 10, 1);
    addPacket(store, 10, 10, 1);
    addPacket(store, 50, 10, 1);
    truncatePackets(store, 1);
    addPacket(store, 100, 5, 1);
    expect(mapPackets(store).rangesOf(0, 2)).toEqual([
      { start: 0, end: 10 },
      { start: 100, end: 105 },
    ]);
  });
});
