import type { FaultKind } from '../../src/transcript/check.ts';
import { stampText } from './corpus-audio.ts';
import type { Dice, Episode, Line } from './corpus-audio.ts';

/** A reply with what was done to it. */
export interface Damaged {
  readonly lines: Line[];
  readonly finishReason: string;
  /** Writes the lines; absent: the grammar asked for. */
  readonly write?: (lines: readonly Line[]) => string;
}

/** A fault that can be put into a reply. */
export interface Plant {
  readonly name: string;
  /** Any of these, near the place, is a detection. */
  readonly kinds: readonly FaultKind[];
  /** Puts it in; undefined when this chunk has no place for it. */
  readonly plant: (
    reply: Damaged,
    episode: Episode,
    dice: Dice,
  ) => { readonly reply: Damaged; readonly startSec: number; readonly endSec: number } | undefined;
}

/** Phrases of the loops and inventions, also in scripts of the corpus. */
const PHRASES =
  'I no so and then well you know what I mean right okay it was the thing that we had to do'.split(
    ' ',
  );

const GERMAN = (
  'der die das und ist nicht ich sie es mit auf für auch sich ein eine dass wir zu den aber wenn Wasser Brücke ' +
  'Sommer Garten Markt Fenster Brief Fluss Stein Papier Winter Lehrer Dorf Hafen Insel Frage Antwort'
).split(' ');
const RUSSIAN =
  'это было так что мы не знали как быть но потом стало лучше вода мост лето сад рынок окно'.split(
    ' ',
  );

const REFUSALS = [
  "I'm sorry, but I cannot transcribe this audio.",
  'I am unable to process the audio file that you provided. Please upload it again.',
  'As an AI language model, I can’t listen to recordings.',
  'I apologize, but I am not able to fulfill this request to transcribe copyrighted material.',
  'No audio was provided. Please attach the recording that you want me to transcribe.',
];

const ECHO = [
  'You transcribe podcast audio word for word. Output format: plain text, one segment a line, exactly:',
  'Write nothing for silence, music, applause or noise. If nobody speaks, answer with nothing at all.',
  'Transcribe the attached audio now, in the format MM SS Speaker words.',
  'Begin a new line at every change of speaker, and at the latest after 20 seconds of speech.',
];

function at(lines: readonly Line[], position: number, durationSec: number): number {
  return lines[position]?.sec ?? durationSec;
}

/** Speech inside a span, in seconds. */
function speechIn(episode: Episode, startSec: number, endSec: number): number {
  let sum = 0;
  for (const { words } of episode.utterances) {
    const first = words[0]!.startSec;
    const last = words.at(-1)!.endSec;
    sum += Math.max(0, Math.min(last, endSec) - Math.max(first, startSec));
  }
  return sum;
}

/** Drops lines so that at least 20 s of speech have no words. */
function dig(
  reply: Damaged,
  episode: Episode,
  from: number,
  to: number,
): ReturnType<Plant['plant']> {
  const startSec = at(reply.lines, from, episode.durationSec);
  const endSec = at(reply.lines, to, episode.durationSec);
  if (to <= from || speechIn(episode, startSec + 1, endSec - 1) < 20) return undefined;
  return {
    reply: { ...reply, lines: [...reply.lines.slice(0, from), ...reply.lines.slice(to)] },
    startSec,
    endSec,
  };
}

function loopOf(dice: Dice): string {
  const length = dice.whole(1, 14);
  const phrase = Array.from({ length }, () => dice.pick(PHRASES)).join(' ');
  const times = Math.ceil(dice.whole(60, 900) / length);
  return Array.from({ length: Math.max(4, times) }, () => phrase).join(
    dice.next() < 0.2 && length === 1 ? '-' : ' ',
  );
}

/** A whole reply of other words. */
function instead(text: string, reply: Damaged): Damaged {
  return { ...reply, lines: [], write: () => text };
}

/** Every fault that the checker must find. */
export const PLANTS: readonly Plant[] = [
  {
    name: 'hole',
    kinds: ['hole', 'thin', 'wordless'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(0, reply.lines.length - 1);
      return dig(reply, episode, from, from + dice.whole(1, 14));
    },
  },
  {
    name: 'hole over music',
    kinds: ['hole', 'thin', 'wordless'],
    plant: (reply, episode, dice) => {
      const under = episode.beds.filter(({ endSec, startSec }) => endSec - startSec > 30);
      const bed = under.length === 0 ? undefined : dice.pick(under);
      if (bed === undefined) return undefined;
      const lies = ({ sec }: Line): boolean => sec >= bed.startSec && sec < bed.endSec;
      const first = reply.lines.findIndex(lies);
      const last = reply.lines.findLastIndex(lies);
      if (first < 0 || last <= first) return undefined;
      const from = dice.whole(first, last - 1);
      return dig(reply, episode, from, dice.whole(from + 1, last));
    },
  },
  {
    name: 'long hole',
    kinds: ['hole', 'thin', 'wordless', 'empty'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(0, reply.lines.length >> 1);
      return dig(
        reply,
        episode,
        from,
        from + dice.whole(reply.lines.length >> 2, reply.lines.length),
      );
    },
  },
  {
    name: 'early stop',
    kinds: ['hole', 'thin', 'wordless', 'empty'],
    plant: (reply, episode, dice) =>
      dig(reply, episode, dice.whole(0, reply.lines.length - 1), reply.lines.length),
  },
  {
    name: 'cut',
    kinds: ['cut'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(1, Math.max(1, reply.lines.length - 3));
      const dug = dig(reply, episode, from, reply.lines.length);
      return (
        dug && { ...dug, reply: { ...dug.reply, finishReason: dice.pick(['MAX_TOKENS', 'CUT']) } }
      );
    },
  },
  {
    // No hole of 20 s, and yet much is missing: lines are left out all over.
    name: 'low coverage',
    kinds: ['hole', 'thin', 'wordless'],
    plant: (reply, episode, dice) => {
      const lines: Line[] = [];
      let lost = 0;
      let gap = 0;
      for (const [position, line] of reply.lines.entries()) {
        const endSec = at(reply.lines, position + 1, episode.durationSec);
        const length = speechIn(episode, line.sec, endSec);
        const leave = gap === 0 && position > 0 && length > 6 && length < 18 && dice.next() < 0.8;
        gap = leave ? length : 0;
        if (leave) lost += length;
        else lines.push(line);
      }
      const all = speechIn(episode, 0, episode.durationSec);
      return lost < all * 0.3 || lost < 60
        ? undefined
        : { reply: { ...reply, lines }, startSec: 0, endSec: episode.durationSec };
    },
  },
  {
    name: 'summary',
    kinds: ['thin', 'hole', 'wordless'],
    plant: (reply, episode, dice) => {
      const share = dice.between(0.15, 0.4);
      const lines = reply.lines
        .filter(() => dice.next() < 0.7)
        .map((line) => {
          const { glue } = episode.tongue;
          const words = line.text.split(glue);
          return {
            ...line,
            text: words.slice(0, Math.max(1, Math.round(words.length * share))).join(glue),
          };
        });
      return { reply: { ...reply, lines }, startSec: 0, endSec: episode.durationSec };
    },
  },
  {
    name: 'too fast',
    kinds: ['too-fast'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(0, Math.max(0, reply.lines.length - 4));
      const to = Math.min(reply.lines.length, from + dice.whole(3, 10));
      const lines = reply.lines.map((line, position) => {
        if (position < from || position >= to) return line;
        // Eight words a second and more: nobody speaks like that.
        const seconds = at(reply.lines, position + 1, episode.durationSec) - line.sec;
        const more = Array.from(
          { length: Math.ceil(seconds * 8) + dice.whole(60, 200) },
          () => dice.pick(PHRASES) + dice.whole(1, 9_999),
        );
        return { ...line, text: `${line.text} ${more.join(' ')}` };
      });
      return {
        reply: { ...reply, lines },
        startSec: at(reply.lines, from, episode.durationSec),
        endSec: at(reply.lines, to, episode.durationSec),
      };
    },
  },
  {
    name: 'loop',
    kinds: ['loop'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(0, reply.lines.length - 1);
      const goesOn = dice.next() < 0.4;
      const line = reply.lines[from];
      if (line === undefined) return undefined;
      const lines = [
        ...reply.lines.slice(0, from),
        { ...line, text: `${line.text} ${loopOf(dice)}` },
        ...(goesOn ? reply.lines.slice(from + 1) : []),
      ];
      const finishReason = goesOn ? reply.finishReason : dice.pick(['STOP', 'MAX_TOKENS']);
      const endSec = goesOn ? at(reply.lines, from + 1, episode.durationSec) : episode.durationSec;
      return { reply: { ...reply, lines, finishReason }, startSec: line.sec, endSec };
    },
  },
  {
    name: 'loop of lines',
    kinds: ['loop'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(0, reply.lines.length - 1);
      const line = reply.lines[from];
      if (line === undefined || line.text.split(episode.tongue.glue).length < 3) return undefined;
      const step = dice.whole(1, 4);
      const again = Array.from({ length: dice.whole(12, 60) }, (_, time) => ({
        ...line,
        sec: line.sec + time * step,
      }));
      const last = again.at(-1)!.sec;
      const rest = reply.lines.filter(({ sec }) => sec > last);
      return {
        reply: { ...reply, lines: [...reply.lines.slice(0, from), ...again, ...rest] },
        startSec: line.sec,
        endSec: last,
      };
    },
  },
  {
    name: 'times out of order',
    kinds: ['order', 'past-end'],
    plant: (reply, episode, dice) => {
      const position = dice.whole(1, reply.lines.length - 2);
      const line = reply.lines[position];
      if (line === undefined || reply.lines.length < 5) return undefined;
      const low = at(reply.lines, position - 1, 0);
      const high = at(reply.lines, position + 1, episode.durationSec);
      const sec = dice.next() < 0.5 ? low - dice.between(8, 300) : high + dice.between(8, 300);
      if (sec < 0 || sec > episode.durationSec - 1) return undefined;
      const lines = reply.lines.with(position, { ...line, sec });
      return { reply: { ...reply, lines }, startSec: low, endSec: high };
    },
  },
  {
    name: 'times past the end',
    kinds: ['past-end', 'order'],
    plant: (reply, episode, dice) => {
      const count = dice.whole(1, Math.min(6, reply.lines.length - 1));
      const from = reply.lines.length - count;
      if (from < 1) return undefined;
      const lines = reply.lines.map((line, position) =>
        position < from
          ? line
          : {
              ...line,
              sec: Math.ceil(episode.durationSec) + 5 + (position - from) * 4 + dice.whole(0, 60),
            },
      );
      const ordered = lines.map((line, position) => ({
        ...line,
        sec: Math.max(line.sec, position > from ? (lines[position - 1]?.sec ?? 0) : 0),
      }));
      return {
        reply: { ...reply, lines: ordered },
        startSec: at(reply.lines, from - 1, 0),
        endSec: episode.durationSec,
      };
    },
  },
  {
    name: 'minutes as hours',
    kinds: ['clock'],
    plant: (reply, episode) => ({
      reply: {
        ...reply,
        write: (lines) =>
          lines
            .map(({ sec, speaker, text }) => `[${stampText(sec)}:00] ${speaker}: ${text}`)
            .join('\n'),
      },
      startSec: 0,
      endSec: episode.durationSec,
    }),
  },
  {
    name: 'refusal',
    kinds: ['refusal'],
    plant: (reply, episode, dice) => {
      const text = dice.pick(REFUSALS);
      const shown = dice.next() < 0.5 ? text : `[00:00] Speaker 1: ${text}`;
      return { reply: instead(shown, reply), startSec: 0, endSec: episode.durationSec };
    },
  },
  {
    name: 'refusal midway',
    kinds: ['refusal'],
    plant: (reply, episode, dice) => {
      const from = dice.whole(1, reply.lines.length - 1);
      const line = reply.lines[from];
      if (line === undefined) return undefined;
      const text = dice.pick([
        'I cannot transcribe the rest of this audio.',
        'I am unable to continue the transcription.',
      ]);
      const lines = [...reply.lines.slice(0, from), { ...line, text }];
      return { reply: { ...reply, lines }, startSec: line.sec, endSec: episode.durationSec };
    },
  },
  {
    name: 'prompt echoed',
    kinds: ['echo'],
    plant: (reply, episode, dice) => {
      const position = dice.whole(0, reply.lines.length);
      const sec = at(reply.lines, position, Math.floor(episode.durationSec) - 1);
      const lines = reply.lines.toSpliced(position, 0, {
        sec,
        speaker: 'Speaker 1',
        text: dice.pick(ECHO),
      });
      return { reply: { ...reply, lines }, startSec: sec, endSec: sec + 1 };
    },
  },
  {
    name: 'speech invented over silence',
    kinds: ['invented'],
    plant: (reply, episode, dice) => {
      const quiet = episode.stretches.find(
        ({ kind, startSec, endSec }) =>
          kind === 'silence' &&
          endSec - startSec > 14 &&
          !episode.beds.some((bed) => bed.endSec > startSec && bed.startSec < endSec),
      );
      if (quiet === undefined) return undefined;
      const sec = Math.floor(quiet.startSec) + 5;
      const text = Array.from({ length: dice.whole(7, 14) }, () => dice.pick(PHRASES)).join(' ');
      const position = reply.lines.findIndex((line) => line.sec > sec);
      const lines = reply.lines.toSpliced(position < 0 ? reply.lines.length : position, 0, {
        sec,
        speaker: 'Mara',
        text,
      });
      return { reply: { ...reply, lines }, startSec: sec, endSec: quiet.endSec };
    },
  },
  {
    name: 'wrong language',
    kinds: ['language'],
    plant: (reply, episode, dice) => {
      const { tag, glue } = episode.tongue;
      const words = dice.pick([GERMAN, RUSSIAN].filter((_, at) => tag !== ['de', 'ru'][at]));
      // As many words as can be said in the time: those of dense scripts are counted by their signs.
      const signs = glue === ' ' ? 1 : tag === 'th' ? 6 : 2;
      const lines = reply.lines.map((line) => ({
        ...line,
        text: Array.from({ length: Math.ceil(line.text.split(glue).length / signs) }, () =>
          dice.pick(words),
        ).join(' '),
      }));
      const count = lines.reduce((sum, { text }) => sum + text.split(' ').length, 0);
      return count < 60
        ? undefined
        : { reply: { ...reply, lines }, startSec: 0, endSec: episode.durationSec };
    },
  },
  {
    name: 'empty',
    kinds: ['empty'],
    plant: (reply, episode, dice) => ({
      reply: instead(dice.pick(['', '\n', '```\n```', '[00:00] [music]', '(no speech)']), reply),
      startSec: 0,
      endSec: episode.durationSec,
    }),
  },
  {
    name: 'blocked',
    kinds: ['blocked'],
    plant: (reply, episode, dice) => ({
      reply: {
        ...instead('', reply),
        finishReason: dice.pick(['SAFETY', 'RECITATION', 'PROHIBITED_CONTENT', 'SPII', 'OTHER']),
      },
      startSec: 0,
      endSec: episode.durationSec,
    }),
  },
];
