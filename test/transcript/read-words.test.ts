import { describe, expect, it } from 'vitest';
import { readReply } from '../../src/transcript/read-reply.ts';

/** A reply to audio of ten minutes, what must be read of it, and what is left out and counted. */
type Odd = readonly [
  name: string,
  reply: string,
  expected: readonly string[],
  dropped?: readonly string[],
];

const lines = (...texts: readonly string[]): string =>
  texts.map((text, at) => `[00:${String(10 + at * 5)}] ${text}`).join('\n');

const LABELS: readonly Odd[] = [
  [
    'advice among labelled lines lost its first words, and a speaker was made of them',
    lines('Host: Welcome.', 'Guest: Hello.', 'My advice: never buy a boat.', 'Host: ok'),
    ['10 Host: Welcome.', '15 Guest: Hello.', '20 ?: My advice: never buy a boat.', '25 Host: ok'],
  ],
  [
    'sentences with a colon',
    lines(
      'Host: Welcome.',
      'So I told them: stop it.',
      'The bottom line: it costs.',
      'Guest: fine',
    ),
    [
      '10 Host: Welcome.',
      '15 ?: So I told them: stop it.',
      '20 ?: The bottom line: it costs.',
      '25 Guest: fine',
    ],
  ],
  [
    'chapters and verses',
    lines('Host: Look.', 'Chapter 1: The beginning.', 'Psalm 23: The Lord.', 'John 3:16 says'),
    [
      '10 Host: Look.',
      '15 ?: Chapter 1: The beginning.',
      '20 ?: Psalm 23: The Lord.',
      '25 ?: John 3:16 says',
    ],
  ],
  [
    'a label at the change of speaker alone was left in the words',
    lines('Host: Welcome to it.', 'Today is bees.', 'They live in hives.', 'That is that.'),
    [
      '10 Host: Welcome to it.',
      '15 ?: Today is bees.',
      '20 ?: They live in hives.',
      '25 ?: That is that.',
    ],
  ],
  [
    'names at the change of speaker alone',
    lines(
      'Mara Lind: Welcome.',
      'Today is bees.',
      'Edwin Okafor: In hives.',
      'That is that.',
      'Indeed.',
    ),
    [
      '10 Mara Lind: Welcome.',
      '15 ?: Today is bees.',
      '20 Edwin Okafor: In hives.',
      '25 ?: That is that.',
      '30 ?: Indeed.',
    ],
  ],
  [
    'a first name that comes again',
    lines('Mara: Welcome.', 'Bees.', 'Hives.', 'Honey.', 'Wax.', 'Mara: Bye.'),
    [
      '10 Mara: Welcome.',
      '15 ?: Bees.',
      '20 ?: Hives.',
      '25 ?: Honey.',
      '30 ?: Wax.',
      '35 Mara: Bye.',
    ],
  ],
  [
    'music does not make a reply nameless',
    lines('[music]', '[jingle]', 'Host: Welcome.'),
    ['20 Host: Welcome.'],
    ['[music]', '[jingle]'],
  ],
  [
    'the one voice of subtitles is a voice',
    'WEBVTT\n\n00:01.000 --> 00:04.000\n<v Mara Lind>Hello there\n\n00:05.000 --> 00:06.000\nnobody\n\n00:07.000 --> 00:09.000\nnobody too\n',
    ['1 Mara Lind: Hello there', '5 ?: nobody', '7 ?: nobody too'],
  ],
  [
    'a voice with a name that is none',
    'WEBVTT\n\n00:01.000 --> 00:04.000\n<v my advice>Hello\n\n00:05.000 --> 00:06.000\nnobody',
    ['1 my advice: Hello', '5 ?: nobody'],
  ],
  [
    'words that come again before a colon are words',
    lines('Look: here.', 'Look: there.', 'Look: no.'),
    ['10 ?: Look: here.', '15 ?: Look: there.', '20 ?: Look: no.'],
  ],
  [
    'greetings',
    lines('Host: Hello there.', 'Hi: it is me.', 'Host: Hello: who?'),
    ['10 Host: Hello there.', '15 ?: Hi: it is me.', '20 Host: Hello: who?'],
  ],
  [
    'German sentences and speakers',
    lines(
      'Moderatorin: Guten Tag.',
      'Mein Rat: kaufen Sie kein Boot.',
      'Die Frage: warum?',
      'Gast: Ja.',
    ),
    [
      '10 Moderatorin: Guten Tag.',
      '15 ?: Mein Rat: kaufen Sie kein Boot.',
      '20 ?: Die Frage: warum?',
      '25 Gast: Ja.',
    ],
  ],
  [
    'French sentences and speakers',
    lines('Animatrice : Bonjour.', 'Mon conseil : jamais.', 'Invité : Oui.'),
    ['10 Animatrice: Bonjour.', '15 ?: Mon conseil : jamais.', '20 Invité: Oui.'],
  ],
  [
    'Spanish sentences and speakers',
    lines('Presentadora: Hola.', 'Mi consejo: nunca.', 'Invitado: Sí.'),
    ['10 Presentadora: Hola.', '15 ?: Mi consejo: nunca.', '20 Invitado: Sí.'],
  ],
  [
    'Russian sentences and speakers',
    lines('Ведущий: Привет.', 'Мой совет: никогда.', 'Гость: Да.'),
    ['10 Ведущий: Привет.', '15 ?: Мой совет: никогда.', '20 Гость: Да.'],
  ],
  [
    'Chinese sentences and speakers',
    lines('主持人：你好。', '我的建议：不要买船。', '嘉宾：好。'),
    ['10 主持人: 你好。', '15 ?: 我的建议：不要买船。', '20 嘉宾: 好。'],
  ],
  [
    'Japanese sentences and speakers',
    lines('司会：こんにちは。', '私の助言：船を買わない。', 'ゲスト：はい、そうです。'),
    ['10 司会: こんにちは。', '15 ?: 私の助言：船を買わない。', '20 ゲスト: はい、そうです。'],
  ],
  [
    'Korean sentences and speakers',
    lines('진행자: 안녕하세요.', '질문: 왜요?', '게스트: 네, 그래요.'),
    ['10 진행자: 안녕하세요.', '15 ?: 질문: 왜요?', '20 게스트: 네, 그래요.'],
  ],
  [
    'Arabic speakers with marks of direction, and a sentence',
    lines('\u200fالمضيف\u200f: مرحبا', 'نصيحتي: لا تشتر قاربا', 'الضيف: شكرا'),
    ['10 المضيف: مرحبا', '15 ?: نصيحتي: لا تشتر قاربا', '20 الضيف: شكرا'],
  ],
  [
    'Hebrew speakers',
    lines('המנחה: שלום', 'אורחת 2: תודה'),
    ['10 המנחה: שלום', '15 אורחת 2: תודה'],
  ],
  [
    'spellings of one label',
    lines(
      'Host: a one',
      'HOST: b two',
      'host: c three',
      'Speaker 1: d',
      'SPEAKER 1: e',
      'Speaker1: f',
      'speaker_01: g',
    ),
    [
      '10 Host: a one',
      '15 Host: b two',
      '20 Host: c three',
      '25 Speaker 1: d',
      '30 Speaker 1: e',
      '35 Speaker 1: f',
      '40 Speaker 1: g',
    ],
  ],
  [
    'spellings of one name',
    lines('Mara Lind: a', 'MARA LIND: b', 'mara lind: c', 'Mara Lind: d'),
    ['10 Mara Lind: a', '15 Mara Lind: b', '20 Mara Lind: c', '25 Mara Lind: d'],
  ],
  [
    'titles, degrees, initials and notes at names',
    lines(
      'Dr. Smith: a',
      "Mary-Jane O'Neil, PhD: b",
      'Host (John): c',
      'J. R. Roe: d',
      'Ludwig van Beek: e',
    ),
    [
      '10 Dr. Smith: a',
      "15 Mary-Jane O'Neil, PhD: b",
      '20 Host (John): c',
      '25 J. R. Roe: d',
      '30 Ludwig van Beek: e',
    ],
  ],
  [
    'a speaker without a time goes on after another',
    '[00:10] Host: Well.\nGuest: Yes.\nand more\n[00:20] Guest: So.',
    ['10 Host: Well.', '12.941 Guest: Yes. and more', '20 Guest: So.'],
  ],
  [
    'lines that go on with a colon',
    '[00:10] Host: Three things.\nFirst: money.\nSecond: time.\n[00:20] Host: Done.',
    ['10 Host: Three things. First: money. Second: time.', '20 Host: Done.'],
  ],
  [
    'addresses and times of day',
    lines(
      'Host: At https://a.example: 12:30.',
      'https://x.org is it.',
      'Host: at 10:30 we go',
      'Host: 10:30.',
    ),
    [
      '10 Host: At https://a.example: 12:30.',
      '15 ?: https://x.org is it.',
      '20 Host: at 10:30 we go',
      '25 Host: 10:30.',
    ],
  ],
  [
    'a time of day in the brackets of another kind, or out of its place',
    '[00:10] Host: We meet (00:12) or [12:30] or [00:05].\n[00:20] Host: Well.',
    ['10 Host: We meet (00:12) or [12:30] or [00:05].', '20 Host: Well.'],
  ],
  [
    'one line with a speaker who goes on',
    '[00:10] Host: One. [00:15] Two. [00:20] Guest: Three. [00:25]',
    ['10 Host: One.', '15 Host: Two.', '20 Guest: Three.'],
  ],
];

const NOTES: readonly Odd[] = [
  [
    'words in brackets were dropped',
    lines('(Yes, of course I do.)', 'Host: no'),
    ['10 ?: (Yes, of course I do.)', '15 Host: no'],
  ],
  ['words in square brackets', lines('[Yes, of course I do.]'), ['10 ?: [Yes, of course I do.]']],
  [
    'backchannels in brackets',
    lines('Host: (Ja.)', 'Host: (mhm)'),
    ['10 Host: (Ja.)', '15 Host: (mhm)'],
  ],
  ...[
    '[music]',
    '(laughs)',
    '[applause]',
    '*laughs*',
    '♪ la la ♪',
    '[Musik]',
    '(lacht)',
    '[musique]',
    '(rires)',
    '[música]',
    '(risas)',
    '(ride)',
    '[muziek]',
    '(skratt)',
    '[muzyka]',
    '(смеётся)',
    '[музыка]',
    '(аплодисменты)',
    '[müzik]',
    '（笑）',
    '[笑声]',
    '【音乐】',
    '(拍手)',
    '[웃음]',
    '[موسيقى]',
    '(ضحك)',
    '[צחוק]',
    '[BLANK_AUDIO]',
    '[no speech]',
    '[inaudible]',
    '[speaking Spanish]',
    '[music] [applause]',
    '(audience laughing)',
  ].map((sound): Odd => [`the sound ${sound}`, lines(sound, 'Host: x'), ['15 Host: x'], [sound]]),
  [
    'emphasis kept half of its signs',
    lines('Host: *never* do', 'Host: _really_ so', 'Host: **No**, 2 * 3 * 4'),
    ['10 Host: never do', '15 Host: really so', '20 Host: No, 2 * 3 * 4'],
  ],
  [
    'a sound by emphasis among words',
    lines('Host: Well *laughs* yes', 'Host: f*** it, s**t'),
    ['10 Host: Well [laughs] yes', '15 Host: f*** it, s**t'],
  ],
  [
    'a long summary in brackets',
    lines(
      '[The hosts go on to discuss the weather, their families and the state of the harbour.]',
      'Host: x',
    ),
    ['15 Host: x'],
    ['[The hosts go on to discuss the weather, their families and the state of the harbour.]'],
  ],
  [
    'a long summary in brackets among words',
    lines(
      'Host: Well. [The hosts go on to discuss the weather, their families and the state of the harbour.] Bye.',
    ),
    ['10 Host: Well. Bye.'],
    ['[The hosts go on to discuss the weather, their families and the state of the harbour.]'],
  ],
  ...[
    '[End of transcript]',
    '(End of audio)',
    '--- End ---',
    '[END]',
    'End of transcript.',
    '**End of the recording**',
    '[Ende der Aufnahme]',
    '[Fin]',
  ].map((end): Odd => [`the end ${end}`, `[00:10] Host: x\n${end}`, ['10 Host: x'], [end]]),
  [
    'a comment behind',
    '[00:10] Host: x\n\nNote: I omitted the music from the transcript.',
    ['10 Host: x'],
    ['Note: I omitted the music from the transcript.'],
  ],
  [
    'an offer behind',
    '[00:10] Host: x\n\nLet me know if you need anything else!',
    ['10 Host: x'],
    ['Let me know if you need anything else!'],
  ],
  [
    'a note that is spoken',
    '[00:10] Host: x\nNote: it is yellow.',
    ['10 Host: x Note: it is yellow.'],
  ],
  [
    'an end on a line with a time',
    '[00:10] Host: x\n[00:15] [End of audio]',
    ['10 Host: x'],
    ['[End of audio]'],
  ],
  [
    'a year as a cue was lost',
    '1\n00:00:01,000 --> 00:00:04,000\nThe year was\n\n2\n00:00:05,000 --> 00:00:06,000\n1984\n\n3\n00:00:07,000 --> 00:00:08,000\n42\n',
    ['1 ?: The year was', '5 ?: 1984', '7 ?: 42'],
  ],
  [
    'cues without empty lines',
    '1\n00:00:01,000 --> 00:00:04,000\nThe year was\n2\n00:00:05,000 --> 00:00:06,000\n1984\n3\n00:00:07,000 --> 00:00:08,000\nyes',
    ['1 ?: The year was', '5 ?: 1984', '7 ?: yes'],
  ],
  [
    'a time of day as a cue',
    'WEBVTT\n\n00:01.000 --> 00:04.000\n10:30\n\n00:05.000 --> 00:06.000\nyes',
    ['1 ?: 10:30', '5 ?: yes'],
  ],
  [
    'cues that begin as notes and styles',
    'WEBVTT\n\n00:01.000 --> 00:04.000\nNOTE that this is speech\n\n00:05.000 --> 00:06.000\nSTYLE\n',
    ['1 ?: NOTE that this is speech', '5 ?: STYLE'],
  ],
  [
    'notes and styles between cues',
    'WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE a\nb\n\n00:01.000 --> 00:04.000\none\n\nNOTE c\n\n00:05.000 --> 00:06.000\ntwo',
    ['1 ?: one', '5 ?: two'],
  ],
  [
    'signs that are no tags',
    'WEBVTT\n\n00:01.000 --> 00:04.000\nif a < b and c > d then <i>go</i>\n',
    ['1 ?: if a < b and c > d then go'],
  ],
  [
    'words that begin with a minus',
    lines('Host: -5 degrees', '-5 degrees'),
    ['10 Host: -5 degrees', '15 ?: -5 degrees'],
  ],
  [
    'a number on a line that goes on',
    '[00:10] Host: The year was\n1984\nand no other.',
    ['10 Host: The year was 1984 and no other.'],
  ],
];

function read(reply: string): { readonly said: string[]; readonly left: string[] } {
  const { segments, dropped } = readReply(reply, { durationSec: 600 });
  return {
    said: segments.map(({ startSec, speaker, text }) => `${startSec} ${speaker ?? '?'}: ${text}`),
    left: dropped.map(({ line }) => line),
  };
}

describe('speakers and words', () => {
  for (const [name, reply, expected, dropped = []] of LABELS) {
    it(`reads ${name}`, () => {
      expect(read(reply)).toEqual({ said: expected, left: dropped });
    });
  }

  it('know people whom the reader is told of, seen but once', () => {
    const reply = lines('Welcome.', 'Bees.', 'Rosa: In hives.', 'So it is.', 'Yes.');
    const speakers = (names: readonly string[]): readonly (string | undefined)[] =>
      readReply(reply, { durationSec: 60, names }).segments.map(({ speaker }) => speaker);
    expect(speakers(['Rosa Moreno'])[2]).toBe('Rosa');
    expect(speakers([])[2]).toBeUndefined();
  });
});

describe('notes and words', () => {
  for (const [name, reply, expected, dropped = []] of NOTES) {
    it(`reads ${name}`, () => {
      expect(read(reply)).toEqual({ said: expected, left: dropped });
    });
  }
});
