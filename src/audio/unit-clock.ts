/** When the units of a section begin. A unit is the least that can be cut apart: a packet, mostly. */

/** Times of units, in seconds from the section's start; units are counted from the section's first. */
export interface UnitClock {
  /** When a unit begins; of the number of units: when the last one ends. */
  readonly secOf: (unit: number) => number;
  /** The last unit that begins at or before a moment; at least 0. */
  readonly unitAt: (sec: number) => number;
  /** The longest unit. */
  readonly longestSec: number;
}

/** Units that last `ticks` of `ticksPerSec` each. */
export function evenClock(ticks: number, ticksPerSec: number): UnitClock {
  return {
    secOf: (unit) => (unit * ticks) / ticksPerSec,
    unitAt: (sec) => Math.max(0, Math.floor((sec * ticksPerSec) / ticks + 1e-9)),
    longestSec: ticks / ticksPerSec,
  };
}

/** Units of unequal length. `starts[i]`: ticks before unit i; its last entry is the section's length. */
export function unevenClock(starts: Float64Array, ticksPerSec: number): UnitClock {
  let longest = 0;
  for (let unit = 1; unit < starts.length; unit += 1) {
    longest = Math.max(longest, starts[unit]! - starts[unit - 1]!);
  }
  return {
    secOf: (unit) => starts[unit]! / ticksPerSec,
    unitAt: (sec) => {
      const ticks = sec * ticksPerSec + 1e-6;
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= ticks) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    },
    longestSec: longest / ticksPerSec,
  };
}
