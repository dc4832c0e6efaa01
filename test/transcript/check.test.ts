import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LoudnessMap } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { sliceLoudness } from '../../src/transcript/activity.ts';
import { checkChunk } from '../../src/transcript/check.ts';
import type { ChunkCheck } from '../../src/transcript/check.ts';
import { foreignLanguage } from '../../src/transcript/language.ts';
import { isRefusal } from '../../src/transcript/phrases.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import { findRepeats } from '../../src/transcript/repeats.ts';
import { stitch } from '../../src/transcript/stitch.ts';

interface Line {
  readonly startSec: number;
  readonly endSec: number;
  readonly speaker: string;
  readonly text: string;
}

/** Spoken audio of the demo show, walked by the product, with its script. */
function spoken(name: string): { durationSec: number; loudness: LoudnessMap; script: Line[] } {
  const bytes = new Uint8Array(readFileSync(new URL(`../../demo/${name}.mp3`, import.meta.url)));
  const walker = walkAudio(bytes.length, { targetSec: 600, searchSec: 15 } as never);
  let step = walker.next(new Uint8Array());
  while (step.done !== true) step = walker.next(bytes.subarray(step.value.start, step.value.end));
  if (!step.value.ok) throw new Error(step.value.problem.message);
  const script = JSON.parse(
    readFileSync(new URL(`../../demo/${name}.json`, import.meta.url), 'utf8'),
  ) as Line[];
  return { durationSec: step.value.value.durationSec, loudness: step.value.value.loudness, script };
}

function replyOf(lines: readonly Line[], offsetSec = 0): string {
  return lines
    .map(({ startSec, speaker, text }) => {
      const sec = Math.max(0, Math.floor(startSec - offsetSec));
      return `[${String(Math.floor(sec / 60)).padStart(2, '0')}:${String(sec % 60).padStart(2, '0')}] ${speaker}: ${text}`;
    })
    .join('\n');
}

function checked(audio: { durationSec: number; loudness: LoudnessMap }, text: string): ChunkCheck {
  return checkChunk({
    reading: readReply(text, audio),
    text,
    durationSec: audio.durationSec,
    loudness: audio.loudness,
    finishReason: 'STOP',
    language: 'en',
  });
}

describe('spoken audio', () => {
  const long = spoken('002-boats-uphill');

  it('is covered by its script, whole and in parts', () => {
    for (const name of ['001-cooling-tea', '002-boats-uphill']) {
      const audio = spoken(name);
      expect(checked(audio, replyOf(audio.script))).toMatchObject({
        verdict: 'good',
        coverage: 1,
        faults: [],
      });
    }
    for (let from = 0; from + 120 < long.durationSec; from += 97) {
      const part = { durationSec: 120, loudness: sliceLoudness(long.loudness, from, from + 120) };
      const lines = long.script.filter(
        ({ startSec, endSec }) => startSec >= from && endSec <= from + 120,
      );
      expect({ from, verdict: checked(part, replyOf(lines, from)).verdict }).toEqual({
        from,
        verdict: 'good',
      });
    }
  });

  it('shows every hole of twenty seconds and more, and where it is', () => {
    let holes = 0;
    for (let from = 1; from < long.script.length - 6; from += 3) {
      for (const count of [4, 6]) {
        const [first, last] = [long.script[from]!, long.script[from + count - 1]!];
        if (last.endSec - first.startSec < 20) continue;
        holes += 1;
        const check = checked(long, replyOf(long.script.toSpliced(from, count)));
        const hole = check.faults.find(({ kind }) => kind === 'hole');
        expect({ from, verdict: check.verdict, found: hole !== undefined }).toEqual({
          from,
          verdict: 'suspect',
          found: true,
        });
        expect(hole!.startSec).toBeLessThan(first.startSec + 3);
        expect(hole!.endSec).toBeGreaterThan(last.endSec - 3);
        expect(check.coverage).toBeLessThan(0.985);
      }
    }
    expect(holes).toBeGreaterThan(40);
  });
});

describe('hostile replies', () => {
  it('are checked and stitched in near linear time, whatever they hold', () => {
    const audio = {
      durationSec: 600,
      loudness: { stepSec: 0.25, levels: new Float32Array(2_400).fill(-9) },
    };
    const many = (line: (at: number) => string): string =>
      Array.from({ length: 20_000 }, (_, at) => line(at)).join('\n');
    const clock = (sec: number): string =>
      `${String(Math.floor(sec / 60)).padStart(2, '0')}:${String(sec % 60).padStart(2, '0')}`;
    const replies = {
      'times that fall': many((at) => `[${clock(20_000 - at)}] A: b`),
      'times beyond the end': many((at) => `[${clock(700 + (at % 5_000))}] A: b c`),
      'as many speakers as lines': many((at) => `[${clock(at % 600)}] Name${at}x: word`),
      'one word over and over': `[00:00] A: ${'la '.repeat(330_000)}`,
      'one long word': `[00:00] A: ${'漢'.repeat(900_000)}`,
      refusals: many((at) => `[${clock(at % 600)}] A: I cannot transcribe`),
      'names within names': many((at) => `[${clock(at % 600)}] A${' b'.repeat(at % 5)}: Host`),
    };
    for (const [name, text] of Object.entries(replies)) {
      const begun = performance.now();
      const { segments } = readReply(text, audio);
      expect(checked(audio, text).verdict).not.toBe('good');
      const chunk = {
        index: 0,
        startSec: 0,
        endSec: 600,
        segments,
        model: 'm',
        promptVersion: '1',
        finishReason: 'STOP',
        usage: { prompt: 0, output: 0, thoughts: 0 },
        requests: 1,
        warnings: [],
      };
      stitch([chunk, { ...chunk, index: 1, startSec: 600, endSec: 1_200 }], {
        durationSec: 1_200,
        people: [],
      });
      // A quadratic step would take minutes.
      expect({ name, quick: performance.now() - begun < 8_000 }).toEqual({ name, quick: true });
    }
  }, 60_000);
});

describe('words of a reply', () => {
  it('are a refusal when they speak of the task and are few', () => {
    expect(isRefusal("I'm sorry, but I can't process the audio.")).toBe(true);
    expect(isRefusal('Ich kann diese Audiodatei leider nicht transkribieren.')).toBe(true);
    expect(isRefusal('I cannot believe how warm the tea was, and I am sorry.')).toBe(false);
    expect(
      isRefusal(
        `We talk about what happens when it says "as an AI language model". ${'And so on it goes. '.repeat(40)}`,
      ),
    ).toBe(false);
  });

  it('are a loop when they repeat more often than people do', () => {
    const times = (text: string, count: number): number =>
      findRepeats([{ startSec: 0, endSec: 1, text: `So ${text.repeat(count)} then` }]).length;
    expect(times('no ', 8)).toBe(0);
    expect(times('no ', 30)).toBe(1);
    expect(times('I-', 60)).toBe(1);
    expect(times('row row row your boat ', 3)).toBe(0);
    expect(times('row row row your boat ', 9)).toBe(1);
    expect(times('this is what the engineer said to me that day by the river ', 2)).toBe(0);
    expect(times('this is what the engineer said to me that day by the river ', 3)).toBe(1);
    expect(times('哈', 80)).toBe(1);
    expect(times(`${'a'.repeat(300)} `, 1)).toBe(1);
  });

  it('are foreign only when they plainly are', () => {
    const german =
      'Das ist der Anfang von einer Geschichte, die ich nicht für wahr hielt, aber sie war es doch und wir haben sie mit auf die Reise genommen, denn es ist nicht zu spät. Und wenn sie auch lang ist, so ist sie doch eine gute, die man sich nicht zu erzählen scheut.';
    const english =
      'This is the beginning of a story that I did not hold to be true, but it was, and we took it with us on the journey because it is not too late, and even if it is long it is a good one which you would not mind to tell.';
    expect(foreignLanguage(german, 'en')).toBe('de');
    expect(foreignLanguage(english, 'de-CH')).toBe('en');
    expect(foreignLanguage(english, 'en-GB')).toBeUndefined();
    expect(foreignLanguage(german, 'ha')).toBeUndefined();
    expect(foreignLanguage(english, 'ru')).toBe('en');
    expect(foreignLanguage('Это было так давно, что мы уже не помним. '.repeat(9), 'en')).toBe(
      'Cyrillic',
    );
    expect(foreignLanguage('これは物語の始まりです。'.repeat(9), 'ja')).toBeUndefined();
    expect(foreignLanguage('Kurz und gut.', 'en')).toBeUndefined();
    expect(foreignLanguage('古い物語の始まり、朝の市場。'.repeat(9), 'zh')).toBe('ja');
    expect(foreignLanguage('我们昨天晚上去了河边，看见了一座很旧的桥。'.repeat(4), 'ja')).toBe(
      'zh',
    );
    expect(foreignLanguage('我们昨天晚上去了河边。'.repeat(4), 'zh-TW')).toBeUndefined();
    const russian =
      'Это было так давно, что мы уже не помним, когда он это сказал, но есть письмо.';
    expect(foreignLanguage(russian.repeat(3), 'uk')).toBe('ru');
    expect(foreignLanguage(russian.repeat(3), 'ru-RU')).toBeUndefined();
  });
});
