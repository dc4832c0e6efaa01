import { toCues } from '../transcript/cues.ts';
import { srtText } from './escape.ts';
import type { EpisodeDocument } from './types.ts';
import { speakable, vttTime } from './vtt.ts';

/**
 * SubRip: numbered cues of at most two lines. SubRip has no voices, so `Speaker: ` stands before
 * the first words of each segment whose speaker is another one than before.
 */
export function renderSrt(doc: EpisodeDocument): string {
  const segments = speakable(doc.segments);
  const announced = segments.map(({ speaker, ...segment }, at) => {
    const change = speaker !== undefined && speaker !== segments[at - 1]?.speaker;
    return { ...segment, text: srtText(change ? `${speaker}: ${segment.text}` : segment.text) };
  });
  const blocks = toCues(announced).map(
    (cue, at) =>
      `${at + 1}\n${time(cue.startMs)} --> ${time(cue.endMs)}\n${cue.lines.join('\n')}\n`,
  );
  return blocks.join('\n');
}

function time(ms: number): string {
  return vttTime(ms).replace('.', ',');
}
