/** What a bare stream of frames (MP3, ADTS) looks like, for a walker that knows neither. */

/** What stays the same through a section: frames that differ in it cannot share a slice. */
export interface FrameFormat {
  /** Hz. */
  readonly sampleRate: number;
  readonly samplesPerFrame: number;
}

/** How to read the frames of a codec. All take a position with at least {@link FrameSyntax.headBytes} behind it. */
export interface FrameSyntax {
  /** For messages: `MP3`. */
  readonly name: string;
  /** Bytes that {@link FrameSyntax.sizeAt} and {@link FrameSyntax.keyAt} need. */
  readonly headBytes: number;
  readonly longestFrameBytes: number;
  /** For the first size of arrays. */
  readonly typicalFrameBytes: number;
  /** Length of the frame whose header stands there; 0 when there is no header. */
  readonly sizeAt: (bytes: Uint8Array, at: number) => number;
  /** The bits of a valid header that may not change inside a section, as one number, at least 0. */
  readonly keyAt: (bytes: Uint8Array, at: number) => number;
  /** What such a number stands for. */
  readonly formatOf: (key: number) => FrameFormat;
  /** How loud a whole frame is, in steps of 1.505 dB; 0 is silence. */
  readonly levelAt: (bytes: Uint8Array, at: number, size: number) => number;
  /** A number for the bitrate of a frame; the same for all where the codec says none. */
  readonly bitrateAt: (bytes: Uint8Array, at: number) => number;
  /** For a frame that holds silence at most, and says how many frames follow; `undefined` for others. */
  readonly infoAt: (bytes: Uint8Array, at: number) => { readonly frames: number } | undefined;
}
