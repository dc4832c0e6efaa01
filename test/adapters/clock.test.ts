import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeClock } from '../../src/adapters/clock.ts';
import { makeRandom } from '../../src/adapters/random.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('makeClock', () => {
  it('tells the time and sleeps as long as asked', async () => {
    const clock = makeClock();
    expect(clock.now()).toBe(1_000);
    const slept = vi.fn();
    void clock.sleep(500, new AbortController().signal).then(slept);
    await vi.advanceTimersByTimeAsync(499);
    expect(slept).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(slept).toHaveBeenCalledOnce();
    expect(clock.now()).toBe(1_500);
  });

  it('sleeps over a month, longer than one timer can', async () => {
    const slept = vi.fn();
    const month = 40 * 86_400_000;
    void makeClock().sleep(month, new AbortController().signal).then(slept);
    await vi.advanceTimersByTimeAsync(month - 1);
    expect(slept).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(slept).toHaveBeenCalledOnce();
  });

  it('wakes with the reason of the signal and leaves no timer behind', async () => {
    const controller = new AbortController();
    const sleeping = makeClock().sleep(60_000, controller.signal);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort('enough');
    await expect(sleeping).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
    await expect(makeClock().sleep(1, controller.signal)).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no listener on the signal after a full sleep', async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const added = vi.spyOn(signal, 'addEventListener');
    const sleeping = makeClock().sleep(10, signal);
    await vi.advanceTimersByTimeAsync(10);
    await sleeping;
    expect(removed.mock.calls.map(([name, listener]) => [name, listener])).toEqual(
      added.mock.calls.map(([name, listener]) => [name, listener]),
    );
  });

  it('does not wait for times that have passed', async () => {
    const slept = vi.fn();
    void makeClock().sleep(-5, new AbortController().signal).then(slept);
    await vi.advanceTimersByTimeAsync(1);
    expect(slept).toHaveBeenCalledOnce();
  });
});

describe('makeRandom', () => {
  it('stays in [0, 1) and varies', () => {
    const random = makeRandom();
    const values = Array.from({ length: 100 }, () => random.next());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(90);
  });
});
