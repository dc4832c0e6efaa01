import type { Result } from '../base/outcome.ts';
import type { FrameIndex } from './frame-index.ts';
import type { FrameSyntax } from './frame-syntax.ts';
import { walkFrames } from './frame-walk.ts';
import { formatKeyAt, formatOf, frameLevelAt, frameSizeAt, MAX_FRAME_BYTES } from './mp3-header.ts';
import { infoFrameAt } from './mp3-info.ts';
import type { Walker } from './types.ts';

const MP3: FrameSyntax = {
  name: 'MP3',
  headBytes: 4,
  longestFrameBytes: MAX_FRAME_BYTES,
  // 128 kbit/s at 44.1 kHz.
  typicalFrameBytes: 417,
  sizeAt: frameSizeAt,
  keyAt: formatKeyAt,
  formatOf,
  levelAt: frameLevelAt,
  bitrateAt: (bytes, at) => bytes[at + 2]! >> 4,
  infoAt: infoFrameAt,
};

/**
 * Walks an MP3 file: MPEG 1, 2 and 2.5 Layer III of any bitrate. A Xing, Info or VBRI frame is left out
 * where it comes first, and silence elsewhere. See {@link walkFrames}.
 */
export function walkMp3(totalBytes: number): Walker<Result<FrameIndex>> {
  return walkFrames(totalBytes, MP3);
}
