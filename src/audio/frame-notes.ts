import { counted } from '../base/count.ts';
import { framesSec, indexDurationSec } from './frame-index.ts';
import type { IndexBuilder, FrameSection } from './frame-index.ts';

/** What a walk met besides frames. */
export interface WalkCounts {
  garbageBytes: number;
  garbagePlaces: number;
  tags: number;
  infoFrames: number;
  /** Frames whose end is missing, at the file's end or at a splice. */
  cutFrames: number;
  /** Frames that the first Xing or VBRI frame promises; 0 when it says nothing. */
  promisedFrames: number;
}

/** A file that holds less than this share of what its own header promises is cut short. */
const WHOLE_SHARE = 0.98;

/** What was skipped or odd in the file, one sentence each; empty for a file without oddities. */
export function describeWalk(
  counts: WalkCounts,
  builder: IndexBuilder,
  sections: readonly FrameSection[],
): readonly string[] {
  const notes: string[] = [];
  if (counts.garbageBytes > 0) {
    notes.push(
      `${counted(counts.garbageBytes, 'byte that is no audio was', 'bytes that are no audio were')} skipped in ${places(counts.garbagePlaces)}.`,
    );
  }
  if (counts.tags > 1) {
    notes.push(`${counts.tags} tags stand between the audio and were skipped.`);
  }
  if (counts.infoFrames > 1) {
    notes.push(`${counts.infoFrames} header frames show that the file was joined from several.`);
  }
  if (counts.cutFrames > 0) {
    notes.push(
      `${counts.cutFrames === 1 ? 'One frame is' : `${counts.cutFrames} frames are`} cut short and left out.`,
    );
  }
  if (builder.droppedSections > 0) {
    notes.push(
      `${seconds(builder.droppedSec)} in another format were too short to be heard and are left out (${places(builder.droppedSections)}).`,
    );
  }
  if (sections.length > 1) {
    notes.push(
      `The sample rate or the channels change ${sections.length === 2 ? 'once' : `${sections.length - 1} times`}.`,
    );
  }
  return [...notes, ...promiseNote(counts, sections)];
}

function promiseNote(counts: WalkCounts, sections: readonly FrameSection[]): readonly string[] {
  const first = sections[0];
  if (first === undefined || counts.promisedFrames === 0) {
    return [];
  }
  const promisedSec = framesSec(first.format, counts.promisedFrames);
  const walkedSec = indexDurationSec(sections);
  if (walkedSec >= promisedSec * WHOLE_SHARE) {
    return [];
  }
  return [
    `The file's header promises ${seconds(promisedSec)}, but the file holds ${seconds(walkedSec)}: its end is missing.`,
  ];
}

function places(count: number): string {
  return count === 1 ? 'one place' : `${count} places`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
