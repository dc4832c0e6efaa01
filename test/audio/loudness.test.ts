import { describe, expect, it } from 'vitest';
import { addPower, finishLoudness, makeLoudnessBuilder } from '../../src/audio/loudness.ts';

describe('a loudness map', () => {
  it('has a level for each step, relative to the loud parts', () => {
    const builder = makeLoudnessBuilder(20, 0.5);
    for (let step = 0; step < 40; step += 1) {
      const power = step < 30 ? 5 : step < 35 ? 0.005 : 0;
      addPower(builder, { startSec: step / 2, lengthSec: 0.5, power });
    }
    const { stepSec, levels } = finishLoudness(builder, 1);
    expect(stepSec).toBe(0.5);
    expect(levels).toHaveLength(40);
    expect([...levels.subarray(0, 30)].every((level) => Math.abs(level) < 1e-4)).toBe(true);
    expect(levels[32]).toBeCloseTo(-30, 3);
    expect(levels[39]).toBe(-96);
  });

  it('takes the mean power of what a step holds', () => {
    const builder = makeLoudnessBuilder(1, 0.5);
    addPower(builder, { startSec: 0, lengthSec: 0.25, power: 2 });
    addPower(builder, { startSec: 0.25, lengthSec: 0.25, power: 0 });
    addPower(builder, { startSec: 0.5, lengthSec: 0.5, power: 2 });
    const { levels } = finishLoudness(builder, 1);
    expect(levels[1]! - levels[0]!).toBeCloseTo(3.01, 1);
  });

  it('covers a last step that is shorter, and a frame that reaches over the end', () => {
    const builder = makeLoudnessBuilder(1.1, 0.5);
    addPower(builder, { startSec: 1.09, lengthSec: 1, power: 2 });
    expect([...finishLoudness(builder, 1).levels]).toEqual([-96, -96, 0]);
  });

  it('of silence alone is silence', () => {
    expect([...finishLoudness(makeLoudnessBuilder(1, 0.5), 1).levels]).toEqual([-96, -96]);
  });

  it('tells how much the level goes up and down within a second, whatever its loudness', () => {
    const builder = makeLoudnessBuilder(30, 0.25);
    for (let part = 0; part < 360; part += 1) {
      // 10 s steady, 10 s up and down by 6 dB with each part, 10 s silent.
      const power = part < 120 ? 3 : part >= 240 ? 0 : part % 2 === 0 ? 4 : 1;
      addPower(builder, { startSec: part / 12, lengthSec: 1 / 12, power });
    }
    const flutter = finishLoudness(builder, 1).flutter!;
    expect(flutter[10]).toBeCloseTo(0, 5);
    expect(flutter[60]).toBeCloseTo(3, 1);
    expect(flutter[110]).toBe(0);
    expect(finishLoudness(builder, 2).flutter![60]).toBeCloseTo(flutter[60]! / 2, 5);
  });

  it('tells the flutter of packets that are longer than its parts, as those of FLAC are', () => {
    const builder = makeLoudnessBuilder(20, 0.25);
    for (let packet = 0; packet < 200; packet += 1) {
      const power = packet % 4 < 2 ? 4 : 1;
      addPower(builder, { startSec: packet / 10, lengthSec: 0.1, power });
    }
    expect(finishLoudness(builder, 1).flutter![40]).toBeCloseTo(3, 1);
  });
});
