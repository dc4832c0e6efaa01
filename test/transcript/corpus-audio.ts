import type { LoudnessMap } from '../../src/audio/types.ts';

/** Seeded numbers: mulberry32. The same seed gives the same corpus on every machine. */
export interface Dice {
  /** In [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** Whole number in [low, high]. */
  whole(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** About normal, by four uniform numbers. */
  normal(mean: number, deviation: number): number;
}

/** Dice from a seed. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    next,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    normal: (mean, deviation) =>
      mean + deviation * (next() + next() + next() + next() - 2) * Math.sqrt(3),
  };
}

/** A word with its time, in seconds from the start of the audio. */
export interface Spoken {
  readonly word: string;
  readonly startSec: number;
  readonly endSec: number;
}

/** What one person says in one go. */
export interface Utterance {
  readonly speaker: string;
  readonly words: readonly Spoken[];
}

/** Something that sounds, or does not, without words. */
export interface Stretch {
  readonly kind: 'music' | 'applause' | 'silence';
  readonly startSec: number;
  readonly endSec: number;
}

/** Music under the words. */
export interface Bed {
  readonly startSec: number;
  readonly endSec: number;
  /** How much louder the speech is, dB. */
  readonly belowDb: 15 | 10 | 6;
}

/** A language of the corpus. */
export interface Tongue {
  /** BCP 47 tag. */
  readonly tag: string;
  readonly words: readonly string[];
  /** Stands between words. */
  readonly glue: string;
  /** Ends a sentence. */
  readonly stop: string;
  /** Seconds that a word of so many characters takes at one word a second. */
  readonly secOf: (characters: number) => number;
}

/** An episode's audio and what is said in it. */
export interface Episode {
  readonly tongue: Tongue;
  readonly durationSec: number;
  readonly utterances: readonly Utterance[];
  readonly stretches: readonly Stretch[];
  readonly beds: readonly Bed[];
  readonly loudness: LoudnessMap;
}

const STEP_SEC = 0.25;

/** Everyday words first, so that texts look like their language; then names of things. */
const WORDS = (
  'the and of to is that it was for you with this have are not they what but from which would there ' +
  'so we can about more when because people time really think know just very into over after before ' +
  'kettle water bridge summer engine garden market window story letter river stone paper winter ' +
  'teacher music number orange village harbour island copper silver pepper sailor ladder button ' +
  'morning evening question answer journey mountain weather forest kitchen table bottle candle ' +
  'listen follow measure carry borrow gather wonder travel remember consider discover explain ' +
  'gentle narrow hollow bitter sudden quiet clever honest ancient modern simple heavy little certain'
).split(' ');

const spaced = (tag: string, words: string): Tongue => ({
  tag,
  words: words.split(' '),
  glue: ' ',
  stop: '.',
  secOf: (characters) => 0.5 + characters / 10,
});

/** Without spaces: a character a syllable in Chinese, a part of one in Thai. */
const dense = (tag: string, words: string, secPerSign: number): Tongue => ({
  tag,
  words: words.split(' '),
  glue: '',
  stop: tag === 'th' ? '' : '。',
  secOf: (characters) => characters * secPerSign,
});

/** English; most of the tests speak it. */
export const ENGLISH: Tongue = { ...spaced('en', ''), words: WORDS };

/** Languages of all kinds of script. */
export const TONGUES: readonly Tongue[] = [
  ENGLISH,
  spaced(
    'de',
    'der die das und ist nicht ich sie es mit auf für auch sich ein eine dass wir zu aber wenn ' +
      'Wasser Brücke Sommer Garten Markt Fenster Brief Fluss Stein Papier Winter Lehrer Dorf Hafen ' +
      'Insel Frage Antwort Geschichte Morgen Abend gehen sagen finden Donaudampfschifffahrt',
  ),
  spaced(
    'es',
    'el los que es una por con para pero como más está muy cuando también porque hay yo agua puente ' +
      'verano jardín mercado ventana carta río piedra papel invierno maestro pueblo puerto isla mañana',
  ),
  spaced(
    'ru',
    'и в не на что это как мы она было когда потом вода мост лето сад рынок окно письмо река камень ' +
      'бумага зима учитель деревня гавань остров вопрос ответ история утро вечер хорошо тихий честный',
  ),
  spaced(
    'ar',
    'في من على هذا كان مع التي ماء جسر صيف حديقة سوق نافذة رسالة نهر حجر ورق شتاء معلم قرية ميناء ' +
      'جزيرة سؤال جواب قصة صباح مساء هادئ صادق قديم حديث بسيط ثقيل صغير',
  ),
  spaced(
    'he',
    'של את זה לא על הוא היא עם אבל מים גשר קיץ גן שוק חלון מכתב נהר אבן נייר חורף מורה כפר נמל אי ' +
      'שאלה תשובה סיפור בוקר ערב שקט ישר עתיק חדש פשוט כבד קטן',
  ),
  dense(
    'ja',
    'これは それから わたし 水 橋の 夏に 庭で 市場 窓を 手紙 川の 石が 紙を 冬は 先生 村の 港で 島へ ' +
      '質問 答え 物語 朝から 夕方 静かな 正直 古い 新しい とても でした います ました けれど',
    0.5,
  ),
  dense(
    'zh',
    '我们 他们 水 桥上 夏天 花园 市场 窗户 来信 河边 石头 纸张 冬天 老师 村子 港口 小岛 问题 回答 故事 早上 ' +
      '晚上 安静 诚实 古老 现代 简单 沉重 很小 但是 因为 所以 时候',
    0.5,
  ),
  dense(
    'th',
    'แม่น้ำ สะพาน ฤดูร้อน สวน ตลาด หน้าต่าง จดหมาย หิน กระดาษ ฤดูหนาว ครู หมู่บ้าน ท่าเรือ เกาะ คำถาม ' +
      'คำตอบ เรื่อง เช้า เย็น เงียบ เก่า ใหม่ ง่าย หนัก เล็ก และ แต่ เพราะ',
    0.2,
  ),
];

/**
 * Makes an episode: speech of two or three people at one tempo, pauses short and long, with
 * music, applause and silence among it. It is a part of a longer one: a cut may split the
 * utterances at its ends.
 */
export function makeEpisode(dice: Dice, durationSec: number, tongue: Tongue = ENGLISH): Episode {
  const utterances: Utterance[] = [];
  const stretches: Stretch[] = [];
  const speakers = ['Mara', 'Edwin', 'Okafor'].slice(0, dice.whole(1, 3));
  const rate = dice.between(1.9, 3.4);
  let at = dice.next() < 0.4 ? -dice.between(1, 9) : dice.between(0, 3);
  let speaker = dice.pick(speakers);
  while (at < durationSec) {
    const roll = dice.next();
    if (roll < 0.03) {
      const kind = dice.pick(['music', 'applause', 'silence'] as const);
      const length = kind === 'applause' ? dice.between(3, 25) : dice.between(5, 50);
      const endSec = Math.min(durationSec, at + length);
      stretches.push({ kind, startSec: at, endSec });
      at = endSec + dice.between(0.1, 1);
      continue;
    }
    const utterance = speak(dice, {
      tongue,
      speaker,
      at,
      rate: rate * dice.between(0.85, 1.18),
      endSec: durationSec,
    });
    const heard = utterance.words.filter(({ startSec }) => startSec >= 0);
    if (heard.length > 0) utterances.push({ speaker, words: heard });
    at =
      (utterance.words.at(-1)?.endSec ?? at) +
      (dice.next() < 0.08 ? dice.between(2, 7) : dice.between(0.2, 1.3));
    if (dice.next() < 0.6) speaker = dice.pick(speakers);
    if (utterance.words.length === 0) break;
  }
  const beds = bedsOf(dice, durationSec);
  return {
    tongue,
    durationSec,
    utterances,
    stretches,
    beds,
    loudness: soundOf(dice, { durationSec, utterances, stretches, beds }),
  };
}

/** A third of the chunks have music under their first or last minute, some under all they say. */
function bedsOf(dice: Dice, durationSec: number): Bed[] {
  const roll = dice.next();
  if (roll > 0.33) return [];
  const belowDb = dice.pick([15, 15, 10, 10, 6] as const);
  const length = roll < 0.05 ? durationSec : dice.between(15, 120);
  const startSec = dice.next() < 0.7 ? 0 : Math.max(0, durationSec - length);
  return [{ startSec, endSec: Math.min(durationSec, startSec + length), belowDb }];
}

function speak(
  dice: Dice,
  task: {
    readonly tongue: Tongue;
    readonly speaker: string;
    readonly at: number;
    readonly rate: number;
    readonly endSec: number;
  },
): Utterance {
  const count = dice.next() < 0.15 ? dice.whole(1, 4) : dice.whole(5, 50);
  const words: Spoken[] = [];
  let at = task.at;
  for (let position = 0; position < count; position += 1) {
    const word = dice.pick(task.tongue.words);
    const length = (task.tongue.secOf(word.length) / task.rate) * dice.between(0.8, 1.2);
    if (at + length > task.endSec) break;
    const shown = position === 0 ? word[0]!.toUpperCase() + word.slice(1) : word;
    words.push({
      word: position === count - 1 ? shown + task.tongue.stop : shown,
      startSec: at,
      endSec: at + length,
    });
    at += length + (dice.next() < 0.07 ? dice.between(0.2, 0.6) : 0);
  }
  return { speaker: task.speaker, words };
}

/**
 * Mean flutter over 20 s, dB: its 1st, 5th, 25th, 50th, 75th, 95th and 99th percentiles, as
 * `npm run bench -- beds` printed them for 130 pieces of music from games and for real voices, alone and
 * over that music, in MP3 of variable bitrate, where they are hardest to tell apart.
 */
const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const FLUTTER = {
  speech: [5.24, 5.93, 8.13, 9.09, 10.6, 12.7, 13.4],
  15: [3.71, 4.23, 4.92, 5.51, 6.2, 6.82, 7.43],
  10: [2.91, 3.52, 4.03, 4.54, 5.15, 5.87, 6.49],
  6: [2.32, 2.76, 3.34, 3.83, 4.42, 4.95, 5.51],
  music: [0.66, 1.31, 1.88, 2.49, 3.26, 5.23, 6.64],
  // Noise, which hardly flutters at all.
  applause: [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2],
};

/** Standard deviation of the levels of music within 20 s, dB; percentiles of decoded music of that kind. */
const SWELL = [0.98, 1.39, 2.13, 2.98, 4.28, 7.75, 10.1];

/** A value from its percentiles. */
function drawn(dice: Dice, percentiles: readonly number[]): number {
  const share = dice.between(SHARES[0]!, SHARES.at(-1)!);
  const above = SHARES.findIndex((one) => one >= share);
  const [low, high] = [SHARES[above - 1]!, SHARES[above]!];
  const part = (share - low) / (high - low);
  return percentiles[above - 1]! * (1 - part) + percentiles[above]! * part;
}

/**
 * Levels as measured on spoken audio a quarter second: speech −12.5 ± 8.5 dB, pauses −60; music as it
 * swells and fades, by itself or under the words.
 */
function soundOf(dice: Dice, audio: Omit<Episode, 'loudness' | 'tongue'>): LoudnessMap {
  const count = Math.ceil(audio.durationSec / STEP_SEC);
  const levels = new Float32Array(count).map(() => dice.normal(-61, 1.5));
  const flutter = new Float32Array(count);
  const spoken = new Set<number>();
  for (const { words } of audio.utterances) {
    for (const { startSec, endSec } of words) {
      for (let step = Math.floor(startSec / STEP_SEC); step <= endSec / STEP_SEC; step += 1)
        spoken.add(step);
    }
  }
  let voice = 0;
  for (const step of spoken) {
    levels[step] = Math.max(-38, Math.min(6, dice.normal(-12.5, 8.5)));
    voice += 10 ** (levels[step] / 10) / spoken.size;
  }
  const fluttering = (from: number, to: number, mean: number): void => {
    for (let step = from; step < to; step += 1)
      flutter[step] = Math.max(0.3, mean * (1 + dice.normal(0, 0.3)));
  };
  // Each minute or so somebody speaks in another way.
  for (let from = 0; from < count; from += 240)
    fluttering(from, Math.min(count, from + 240), drawn(dice, FLUTTER.speech));
  for (const { startSec, endSec, belowDb } of audio.beds) {
    const [from, to] = [Math.ceil(startSec / STEP_SEC), Math.floor(endSec / STEP_SEC)];
    const bed = swelling(dice, to - from, 10 * Math.log10(voice) - belowDb, drawn(dice, SWELL));
    for (let step = from; step < to; step += 1)
      levels[step] = 10 * Math.log10(10 ** (levels[step]! / 10) + 10 ** (bed[step - from]! / 10));
    fluttering(from, to, drawn(dice, FLUTTER[belowDb]));
  }
  for (const { kind, startSec, endSec } of audio.stretches) {
    if (kind === 'silence') continue;
    const [from, to] = [Math.ceil(startSec / STEP_SEC), Math.floor(endSec / STEP_SEC)];
    const swell = kind === 'music' ? drawn(dice, SWELL) : 1.5;
    const sound = swelling(dice, to - from, kind === 'music' ? -9 : -6, swell);
    for (let step = from; step < to; step += 1) levels[step] = sound[step - from]!;
    fluttering(from, to, drawn(dice, FLUTTER[kind]));
  }
  return { stepSec: STEP_SEC, levels, flutter };
}

/** Levels around a mean, each near the one before. */
function swelling(dice: Dice, count: number, mean: number, swell: number): Float32Array {
  let level = dice.normal(mean, swell);
  return new Float32Array(Math.max(0, count)).map(
    () => (level = level * 0.8 + mean * 0.2 + dice.normal(0, swell * 0.6)),
  );
}

/** A line of a reply: a time relative to the part that was sent, a speaker, words. */
export interface Line {
  readonly sec: number;
  readonly speaker: string;
  readonly text: string;
}

/**
 * What a right answer to a part of the audio says: the words whose middle lies inside, one line an
 * utterance, each time off by up to a second and cut to whole seconds.
 */
export function rightLines(
  episode: Episode,
  part: { startSec: number; endSec: number },
  dice: Dice,
): Line[] {
  const lines: Line[] = [];
  for (const { speaker, words } of episode.utterances) {
    const heard = words.filter(({ startSec, endSec }) => {
      const middle = (startSec + endSec) / 2;
      return middle >= part.startSec && middle < part.endSec;
    });
    const [first] = heard;
    if (first === undefined) continue;
    const jittered = Math.floor(first.startSec - part.startSec + dice.between(-1, 1));
    const latest = Math.floor(part.endSec - part.startSec);
    const sec = Math.min(latest, Math.max(0, jittered));
    lines.push({ sec, speaker, text: heard.map(({ word }) => word).join(episode.tongue.glue) });
  }
  return lines;
}

/** `MM:SS`, minutes beyond 59 too. */
export function stampText(sec: number): string {
  return `${String(Math.floor(sec / 60)).padStart(2, '0')}:${String(Math.floor(sec % 60)).padStart(2, '0')}`;
}

/** Lines in the grammar that was asked for. */
export function replyText(lines: readonly Line[]): string {
  return lines
    .map(({ sec, speaker, text }) => `[${stampText(sec)}] ${speaker}: ${text}`)
    .join('\n');
}

/** All that is said, as one text. */
export function scriptOf({ utterances, tongue }: Episode): string {
  return utterances.map(({ words }) => words.map(({ word }) => word).join(tongue.glue)).join(' ');
}

/** The part of an episode that a request is about, as an episode of its own. */
export function partOf(episode: Episode, { startSec, endSec }: Omit<Stretch, 'kind'>): Episode {
  const move = <T extends { startSec: number; endSec: number }>(span: T): T => ({
    ...span,
    startSec: span.startSec - startSec,
    endSec: span.endSec - startSec,
  });
  const isHeard = (word: Spoken): boolean => {
    const middle = (word.startSec + word.endSec) / 2;
    return middle >= startSec && middle < endSec;
  };
  const isMet = (one: { startSec: number; endSec: number }): boolean =>
    one.endSec > startSec && one.startSec < endSec;
  return {
    ...episode,
    durationSec: endSec - startSec,
    utterances: episode.utterances
      .map(({ speaker, words }) => ({ speaker, words: words.filter(isHeard).map(move) }))
      .filter(({ words }) => words.length > 0),
    stretches: episode.stretches.filter(isMet).map(move),
    beds: episode.beds.filter(isMet).map(move),
  };
}
