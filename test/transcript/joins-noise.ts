import type { Dice, Episode, Line } from './corpus-audio.ts';

/** How much another answer about the same audio differs. */
export interface Noise {
  /** Share of the words that are others, are left out, or have a filler beside them. */
  readonly share: number;
  /** Stamps are off by up to so many seconds. */
  readonly stampSec: number;
}

/** What became of a word in an answer. */
export type Fate = 'same' | 'other' | 'left out' | 'split' | 'merged' | 'filler after';

/** An answer, and the words of the script that it has otherwise, by their positions. */
export interface Noisy {
  readonly lines: readonly Line[];
  readonly fates: ReadonlyMap<number, Fate>;
}

/** A text without the fillers that {@link noisyLines} puts in. */
export function withoutFillers(text: string): string {
  return text.replace(/えっと|อืม|\b(?:uhm|eh|hmm)\b|ähm(?!\p{L})/gu, '');
}

/**
 * An answer about a part of the audio by a model that hears it differently every time: other words,
 * other spellings, words left out, fillers, words put together or apart, lines broken elsewhere,
 * stamps that are off. Of two words side by side one is always right.
 */
export function noisyLines(
  episode: Episode,
  part: { startSec: number; endSec: number },
  dice: Dice,
  { share, stampSec }: Noise,
): Noisy {
  const fates = new Map<number, Fate>();
  const lines: Line[] = [];
  const breaks = share === 0 ? 0 : 0.03;
  let position = -1;
  let calm = false;
  for (const { speaker, words } of episode.utterances) {
    let texts: string[] = [];
    let startSec = 0;
    const close = (): void => {
      if (texts.length === 0) return;
      const sec = Math.floor(startSec - part.startSec + dice.between(-stampSec, stampSec));
      const latest = Math.floor(part.endSec - part.startSec);
      const text = texts.join(episode.tongue.glue);
      lines.push({ sec: Math.min(latest, Math.max(lines.at(-1)?.sec ?? 0, sec)), speaker, text });
      texts = [];
    };
    let merge = false;
    for (const [at, { word, startSec: from, endSec }] of words.entries()) {
      position += 1;
      const middle = (from + endSec) / 2;
      if (middle < part.startSec || middle >= part.endSec) continue;
      if (texts.length === 0) startSec = from;
      const spaced = episode.tongue.glue === ' ';
      const fate: Fate =
        !calm && dice.next() < share * 2
          ? dice.pick(['other', 'other', 'left out', 'split', 'merged', 'filler after'] as const)
          : 'same';
      calm = fate !== 'same';
      const isLast = at === words.length - 1;
      const done: Fate =
        (fate === 'split' || fate === 'merged') && (!spaced || isLast) ? 'other' : fate;
      if (done !== 'same') fates.set(position, done);
      const shown = heard(word, done, dice, episode);
      if (merge && shown.length > 0) texts.push(texts.pop() + shown[0]!);
      else texts.push(...shown);
      if (merge && shown.length > 1) texts.push(...shown.slice(1));
      merge = done === 'merged';
      if (done === 'same' && !isLast && dice.next() < breaks) close();
    }
    close();
  }
  return { lines, fates };
}

function heard(word: string, fate: Fate, dice: Dice, { tongue }: Episode): string[] {
  switch (fate) {
    case 'same':
    case 'merged':
      return [word];
    case 'left out':
      return [];
    case 'other':
      return [otherThan(word, dice, tongue.words)];
    case 'split':
      return word.length < 4
        ? [otherThan(word, dice, tongue.words)]
        : [word.slice(0, 2), word.slice(2)];
    case 'filler after': {
      const filler = { ja: 'えっと', zh: 'えっと', th: 'อืม', de: 'ähm' }[tongue.tag];
      return [word, filler ?? dice.pick(['uhm', 'eh', 'hmm'])];
    }
  }
}

/** Another form of the word, another word, or a number for it. */
function otherThan(word: string, dice: Dice, words: readonly string[]): string {
  const roll = dice.next();
  const bare = word.replace(/[.。]$/u, '');
  const stop = word.slice(bare.length);
  if (roll < 0.4 && bare.length > 3) return `${bare.slice(0, -1)}${stop}`;
  if (roll < 0.5) return `${dice.whole(2, 99)}${stop}`;
  return dice.pick(words.filter((one) => one !== bare)) + stop;
}
