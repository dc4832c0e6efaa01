import type { Segment } from './types.ts';
import { joinTexts, sliceTokens, tokensOf } from './words.ts';

/** A part of an answer. */
export interface Fresh extends Segment {
  /** The cut fell inside this segment: its other part is kept on that side. */
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

/** Segments without so many last tokens. */
export function withoutLast(segments: readonly Segment[], count: number): readonly Segment[] {
  const rest = [...segments];
  for (let left = count; left > 0;) {
    const last = rest.pop();
    if (last === undefined) break;
    const tokens = tokensOf(last.text).length;
    if (tokens > left) {
      const endSec = last.endSec - ((last.endSec - last.startSec) * left) / tokens;
      rest.push({ ...last, endSec, text: sliceTokens(last.text, 0, tokens - left) });
    }
    left -= tokens;
  }
  return rest;
}

/** Segments without so many first tokens. */
export function withoutFirst(segments: readonly Segment[], count: number): readonly Segment[] {
  let left = count;
  for (const [at, segment] of segments.entries()) {
    const tokens = tokensOf(segment.text).length;
    if (tokens > left) {
      if (left === 0) return segments.slice(at);
      const startSec = segment.startSec + ((segment.endSec - segment.startSec) * left) / tokens;
      const text = sliceTokens(segment.text, left, tokens);
      return [{ ...segment, startSec, text }, ...segments.slice(at + 1)];
    }
    left -= tokens;
  }
  return [];
}

/** The answer's tokens `[from, to)`, as segments. */
export function sliced(answer: readonly Segment[], from: number, to: number): Fresh[] {
  const fresh: Fresh[] = [];
  let at = 0;
  for (const segment of answer) {
    const count = tokensOf(segment.text).length;
    const low = Math.max(0, from - at);
    const high = Math.min(count, to - at);
    at += count;
    if (high <= low) continue;
    const length = segment.endSec - segment.startSec;
    fresh.push({
      ...segment,
      startSec: segment.startSec + (length * low) / count,
      endSec: segment.startSec + (length * high) / count,
      text: low === 0 && high === count ? segment.text : sliceTokens(segment.text, low, high),
      cutLeft: low > 0,
      cutRight: high < count,
    });
  }
  return fresh;
}

/** Left, fresh and right in order; the parts of one utterance become one segment again. */
export function joined(
  left: readonly Segment[],
  fresh: readonly Fresh[],
  right: readonly Segment[],
): Segment[] {
  const segments: Segment[] = [...left];
  for (const { cutLeft, cutRight: _cut, ...segment } of fresh) {
    const before = segments.at(-1);
    if (cutLeft && before !== undefined && sameVoice(before, segment)) {
      const text = joinTexts(before.text, segment.text);
      segments[segments.length - 1] = {
        ...before,
        endSec: Math.max(before.endSec, segment.endSec),
        text,
      };
    } else {
      segments.push({ ...segment, startSec: Math.max(segment.startSec, before?.startSec ?? 0) });
    }
  }
  const last = segments.at(-1);
  const [next, ...rest] = right;
  if (
    next !== undefined &&
    fresh.at(-1)?.cutRight === true &&
    last !== undefined &&
    sameVoice(last, next)
  ) {
    segments[segments.length - 1] = {
      ...last,
      startSec: Math.min(last.startSec, next.startSec),
      endSec: next.endSec,
      text: joinTexts(last.text, next.text),
    };
    return inOrder([...segments, ...rest]);
  }
  return inOrder([...segments, ...right]);
}

/** No segment begins after the next one: what was joined at either end decides. */
function inOrder(segments: readonly Segment[]): Segment[] {
  const ordered: Segment[] = [];
  let following = Infinity;
  for (const segment of segments.toReversed()) {
    const startSec = Math.min(segment.startSec, following);
    ordered.push(startSec === segment.startSec ? segment : { ...segment, startSec });
    following = startSec;
  }
  return ordered.toReversed();
}

function sameVoice(a: Segment, b: Segment): boolean {
  return (a.speaker ?? '').toLowerCase() === (b.speaker ?? '').toLowerCase();
}
