import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReply } from '../../src/transcript/read-reply.ts';

/** `start speaker: text` for each segment, for compact tables. */
function read(text: string, durationSec = 600, startSec?: number): string[] {
  const reading = readReply(text, { durationSec, ...(startSec === undefined ? {} : { startSec }) });
  return reading.segments.map(
    ({ startSec: start, speaker, text: words }) => `${start} ${speaker ?? '?'}: ${words}`,
  );
}

const EXPECTED = ['0 Mara: Hello there.', '12 Edwin: And hello to you.', '75 Mara: Goodbye.'];

describe('the grammar of replies', () => {
  const shapes: Record<string, string> = {
    'as asked':
      '[00:00] Mara: Hello there.\n[00:12] Edwin: And hello to you.\n[01:15] Mara: Goodbye.',
    'hours, fractions and carriage returns':
      '[00:00:00.000] Mara: Hello there.\r\n[00:00:12.0] Edwin: And hello to you.\r\n[00:01:15,0] Mara: Goodbye.\r\n',
    'a fence and chatter around it':
      'Here is the transcript:\n```text\n[00:00] Mara: Hello there.\n[00:12] Edwin: And hello to you.\n[01:15] Mara: Goodbye.\n```\nLet me know if you need more.',
    'ranges in brackets':
      '[00:00 - 00:10] Mara: Hello there.\n[00:12–01:00] Edwin: And hello to you.\n[01:15 --> 01:20] Mara: Goodbye.',
    'emphasis and list marks':
      '- **[00:00]** **Mara:** Hello there.\n* [00:12] *Edwin*: And hello to you.\n**[01:15] Mara:** Goodbye.',
    'times on lines of their own':
      '[00:00]\nMara: Hello there.\n\n[00:12]\nEdwin: And hello to you.\n\n[01:15]\nMara: Goodbye.',
    'times without brackets':
      '00:00 - Mara: Hello there.\n00:12 - Edwin: And hello to you.\n01:15 - Mara: Goodbye.',
    'times without brackets or dashes':
      '00:00 Mara: Hello there.\n00:12 Edwin: And hello to you.\n01:15 Mara: Goodbye.',
    'times behind the speaker':
      'Mara [00:00]: Hello there.\n**Edwin** (00:12): And hello to you.\nMara: [01:15] Goodbye.',
    'speakers inside the brackets':
      '[00:00 Mara] Hello there.\n[00:12, Edwin] And hello to you.\n[01:15 - Mara] Goodbye.',
    'round brackets':
      '(00:00) Mara: Hello there.\n(00:12) Edwin: And hello to you.\n(01:15) Mara: Goodbye.',
    'texts over several lines':
      '[00:00] Mara: Hello\nthere.\n[00:12] Edwin: And hello\n\nto you.\n[01:15] Mara: Goodbye.',
    'WebVTT with voices, notes and settings':
      'WEBVTT\n\nNOTE made by\na machine\n\n1\n00:00:00.000 --> 00:00:05.000 align:start\n<v Mara>Hello there.</v>\n\nintro\n00:12.000 --> 00:20.000\n<v.loud Edwin>And hello\nto you.\n\n01:15.000 --> 01:17.000\nMara: Goodbye.',
    SubRip:
      '1\n00:00:00,000 --> 00:00:05,000\nMara: Hello there.\n\n2\n00:00:12,000 --> 00:00:20,000\nEdwin: And hello to you.\n\n3\n00:01:15,000 --> 00:01:17,000\nMara: Goodbye.\n',
    'a JSON array':
      '[{"speaker":"Mara","timestamp":"00:00","content":"Hello there."},{"speaker":"Edwin","timestamp":"[00:12]","content":"And hello to you."},{"speaker":"Mara","timestamp":"00:01:15","content":"Goodbye."}]',
    'a fenced, wrapped JSON object with numbers':
      'Sure!\n```json\n{"segments": [\n {"speaker":"Mara","start":0,"end":4.5,"text":"Hello there."},\n {"speaker":"Edwin","start":12,"text":"And hello to you."},\n {"speaker":"Mara","start":"75","text":"Goodbye."}\n]}\n```',
    'a JSON array with one broken object':
      '[{"speaker":"Mara","timestamp":"00:00","content":"Hello there."},{"speaker":"Mara","timestamp":00:05,"content":"lost"},{"speaker":"Edwin","timestamp":"00:12","content":"And hello to you."},{"speaker":"Mara","timestamp":"01:15","content":"Goodbye."}]',
    'a JSON array cut inside a string':
      '[{"speaker":"Mara","timestamp":"00:00","content":"Hello there."},{"speaker":"Edwin","timestamp":"00:12","content":"And hello to you."},{"speaker":"Mara","timestamp":"01:15","content":"Goodbye.',
  };
  for (const [name, text] of Object.entries(shapes)) {
    it(`reads ${name}`, () => {
      expect(read(text)).toEqual(EXPECTED);
    });
  }

  it('gives a line without a time to the speaker that it names, between its neighbours', () => {
    expect(
      read(
        '[00:00] Mara: One two three four.\nEdwin: No.\n[00:20] Edwin: Well.\nMara: Yes.\n[00:40] Mara: So.',
      ),
    ).toEqual([
      '0 Mara: One two three four.',
      expect.stringMatching(/^\d+(\.\d+)? Edwin: No\.$/),
      '20 Edwin: Well.',
      expect.stringMatching(/^\d+(\.\d+)? Mara: Yes\.$/),
      '40 Mara: So.',
    ]);
  });

  it('does not take sentences for speakers, or clock times for stamps', () => {
    expect(
      read(
        '[00:00] Mara: We met at\n10:30 in the morning: remember?\n[00:09] Edwin: See https://a.example: it is 12:30.',
      ),
    ).toEqual([
      '0 Mara: We met at 10:30 in the morning: remember?',
      '9 Edwin: See https://a.example: it is 12:30.',
    ]);
    expect(read('[00:00] Remember: it is late.\n[00:05] We go.\n[00:09] We went.')).toEqual([
      '0 ?: Remember: it is late.',
      '5 ?: We go.',
      '9 ?: We went.',
    ]);
  });

  it('keeps all that stands before a cut and drops a cut time', () => {
    expect(read('[00:00] Mara: Hello there.\n[00:12] Edwin: And hel')).toEqual([
      '0 Mara: Hello there.',
      '12 Edwin: And hel',
    ]);
    expect(read('[00:00] Mara: Hello there.\n[00:1')).toEqual(['0 Mara: Hello there.']);
  });

  it('counts sounds, chatter and empty lines as dropped', () => {
    const reading = readReply(
      'Sure.\n[00:00] [music]\n[00:20] Mara: Hello.\n[00:25] Edwin:\n[00:30] (applause)',
      {
        durationSec: 60,
      },
    );
    expect(reading.segments).toEqual([
      { startSec: 20, endSec: 21.5, speaker: 'Mara', text: 'Hello.' },
    ]);
    expect(reading.dropped.map(({ reason }) => reason).toSorted()).toEqual([
      'before the first time',
      'no words',
      'not speech',
      'not speech',
    ]);
    expect(reading.sounds.map(({ startSec }) => startSec)).toEqual([0, 30]);
  });

  it('reads nothing from a refusal', () => {
    const reading = readReply('I am sorry, I cannot transcribe this audio.', { durationSec: 60 });
    expect(reading.segments).toEqual([]);
    expect(reading.dropped).toHaveLength(1);
  });

  it('removes NUL, half surrogates and directional overrides, and keeps right-to-left text and emoji', () => {
    expect(read('[00:00] Mara: a\u0000b \ud800 \u202eשלום\u202c 🫖')).toEqual([
      '0 Mara: ab \ufffd שלום 🫖',
    ]);
  });
});

describe('times', () => {
  it('understands minutes written as hours', () => {
    const text =
      '[00:05:00] A: One two.\n[00:40:00] B: Three four.\n[01:02:00] A: Five six.\n[09:59:00] B: Seven.';
    const reading = readReply(text, { durationSec: 600 });
    expect(reading.segments.map(({ startSec }) => startSec)).toEqual([5, 40, 62, 599]);
    expect(reading.stamps.mended).toEqual(['hours']);
  });

  it('keeps real hours in a long chunk', () => {
    expect(read('[00:05:00] A: One.\n[01:02:00] B: Two.', 5_400)).toEqual([
      '300 A: One.',
      '3720 B: Two.',
    ]);
  });

  it('understands times that count from the start of the episode', () => {
    const reading = readReply('[20:00] A: One.\n[25:30] B: Two.\n[29:58] A: Three.', {
      durationSec: 600,
      startSec: 1_200,
    });
    expect(reading.segments.map(({ startSec }) => startSec)).toEqual([0, 330, 598]);
    expect(reading.stamps.mended).toEqual(['absolute']);
  });

  it('places a time that contradicts its neighbours between them, and says so', () => {
    const reading = readReply(
      '[00:00] A: One two three.\n[00:10] B: Four five six.\n[08:20] A: Seven eight nine.\n[00:30] B: Ten.\n[00:40] A: Eleven.',
      { durationSec: 600 },
    );
    const starts = reading.segments.map(({ startSec }) => startSec);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts[2]).toBeGreaterThan(10);
    expect(starts[2]).toBeLessThan(30);
    expect(reading.stamps.outOfOrder).toBe(1);
  });

  it('counts times past the end and keeps their words inside the audio', () => {
    const reading = readReply('[00:00] A: One.\n[05:00] B: Two.\n[13:03] A: Three.', {
      durationSec: 628,
    });
    expect(reading.stamps.pastEnd).toBe(1);
    expect(reading.segments.at(-1)?.text).toBe('Three.');
    expect(reading.segments.at(-1)?.endSec).toBeLessThanOrEqual(628);
  });

  it('takes jitter of a second or two for no fault', () => {
    const reading = readReply('[00:10] A: One.\n[00:09] B: Two.\n[01:01] A: Three.', {
      durationSec: 60,
    });
    expect(reading.stamps).toMatchObject({ outOfOrder: 0, pastEnd: 0 });
    expect(reading.segments.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.']);
  });

  it('sets segments that share a second apart inside it', () => {
    expect(
      read('[00:10] A: Yes.\n[00:10] B: No.\n[00:10] A: Yes!\n[00:10] B: No!\n[00:20] A: Well.'),
    ).toEqual(['10 A: Yes.', '10.25 B: No.', '10.5 A: Yes!', '10.75 B: No!', '20 A: Well.']);
  });

  it('ends a segment when its words are likely said, not at a far next one', () => {
    const reading = readReply('[00:00] A: One two three four five.\n[05:00] B: Six.', {
      durationSec: 600,
    });
    expect(reading.segments[0]?.endSec).toBe(3);
  });
});

describe('hostile replies', () => {
  const shapes = [
    '[',
    '(',
    '{',
    '"',
    ' ',
    '\n',
    '\n\n[',
    '[00:',
    '00:00',
    '[00:00] ',
    '[{"',
    '{"a":',
    '<',
    '<v ',
    '-->',
    '*',
    '\\',
    ':',
    'a:',
    '0:0:0:0:',
    '```\n',
    '[00:00] A: x\n',
    '\u2028',
    '[{"content":"',
    '- ',
    '1:1 - ',
    '\t',
    '\u200f',
    '\\n[',
    '[00:00] [a] ',
    '. 10:30 Host: ',
    '- a: b\ntext: ',
  ];

  it('are read in near linear time', () => {
    // 400,000 characters of each; a quadratic reader would take minutes for one of them.
    for (const shape of shapes) {
      const text = shape.repeat(Math.ceil(400_000 / shape.length));
      const begun = performance.now();
      readReply(text, { durationSec: 600 });
      readReply(`[00:00] A: b\n${text}`, { durationSec: 600 });
      expect({ shape, quick: performance.now() - begun < 5_000 }).toEqual({ shape, quick: true });
    }
  });

  it('never make it throw, and never leave the audio or the order', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...shapes,
        'Mara: ',
        'words ',
        '[12:99]',
        '[99:99:99]',
        '[00:01 - 00:02]',
        ']',
        '}',
        '",',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc
        .tuple(fc.nat(99), fc.nat(99))
        .map(([a, b]) => `\n[${a}:${String(b).padStart(2, '0')}] S: word word`),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5_000 }),
        (parts, durationSec) => {
          const { segments } = readReply(parts.join(''), { durationSec, startSec: 700 });
          let before = 0;
          for (const { startSec, endSec, text } of segments) {
            expect(startSec).toBeGreaterThanOrEqual(before);
            expect(endSec).toBeGreaterThanOrEqual(startSec);
            expect(endSec).toBeLessThanOrEqual(durationSec);
            expect(text).not.toMatch(/[\n\r\0]/);
            expect(text).not.toBe('');
            before = startSec;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('give back every utterance of a well-formed reply', () => {
    const word = fc.stringMatching(/^[a-zA-Zäöü]{1,9}$/);
    const line = fc.record({
      gap: fc.integer({ min: 1, max: 20 }),
      speaker: fc.constantFrom('Mara', 'Edwin', 'Speaker 1', 'Dr. Okafor', 'José', '田中'),
      text: fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => `${words.join(' ')}.`),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        let at = 0;
        const expected = lines.map(({ gap, speaker, text }) => {
          at += gap;
          return { at, speaker, text };
        });
        const reply = expected
          .map(
            ({ at: sec, speaker, text }) =>
              `[${String(Math.floor(sec / 60)).padStart(2, '0')}:${String(sec % 60).padStart(2, '0')}] ${speaker}: ${text}`,
          )
          .join('\n');
        const { segments } = readReply(reply, { durationSec: at + 30 });
        expect(
          segments.map(({ startSec, speaker, text }) => ({ at: startSec, speaker, text })),
        ).toEqual(expected);
      }),
    );
  });
});
