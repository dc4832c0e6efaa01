/** What a child process says of its cut. */
export interface CutReport {
  readonly durationSec: number;
  /** CPU seconds of the walk, the search for pauses and the slices. */
  readonly workSec: number;
  /** CPU seconds of the whole process, the start of Node with it. */
  readonly processSec: number;
  /** Highest resident memory of the process, MiB. */
  readonly peakMib: number;
  readonly cuts: readonly { readonly startSec: number; readonly endSec: number }[];
  /** Paths of the slices, removed or not. */
  readonly slices: readonly string[];
  readonly notes: readonly string[];
  /** dB of each step against the file's loud parts; empty unless slices were kept. */
  readonly loudness: { readonly stepSec: number; readonly levels: readonly number[] };
}
