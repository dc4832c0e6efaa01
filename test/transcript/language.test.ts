import { describe, expect, it } from 'vitest';
import { languagesOfEpisode, OTHER_LANGUAGE } from '../../src/transcript/episode-language.ts';
import {
  foreignLanguage,
  foreignStretches,
  spokenLanguage,
} from '../../src/transcript/language.ts';
import { EVERYDAY, languageOf } from '../../src/transcript/language-words.ts';
import { scriptsOf } from '../../src/transcript/scripts.ts';
import { tokensOf } from '../../src/transcript/words.ts';
import { diceOf } from './corpus-audio.ts';
import type { Dice } from './corpus-audio.ts';

const ENGLISH =
  'So what happened then is that we all went to the market and they would not let us in, because it was the day of the festival and there was nobody there who could tell us what to do with this. ';
const GERMAN =
  'Also ich glaube, das ist nicht so einfach, wie die Leute denken, und wir haben auch lange darüber gesprochen, dass man das anders machen muss, aber es war für uns sehr schwer. ';
const FRENCH =
  'Alors je pense que ce n’est pas si simple, et nous avons parlé longtemps de cette question avec les gens du village, mais il y avait toujours quelque chose qui ne marchait pas. ';

const segmentsOf = (text: string): string[][] =>
  text
    .split(/(?<=[.。]) /)
    .filter(Boolean)
    .map(tokensOf);

const SYLLABLES = {
  Latin: 'ka ro mi ten lu sor ba ni del vo per su tan gri mo lek fa hu zi bor',
  Cyrillic: 'ка ро ми тен лу сор ба ни дел во пер су тан гри мо лек фа ху зи бор',
  Arabic: 'كا رو مي تن لو سر با ني دل وو بر سو تان مو',
  Devanagari: 'का रो मि तेन लू सोर बा नी देल वो पेर सू तान',
} as const;

function syllablesOf(language: string): readonly string[] {
  const script = scriptsOf(language, true)[0] as keyof typeof SYLLABLES;
  return SYLLABLES[script].split(' ');
}

/** A text with everyday words as often as people say them; the other words are invented. */
function textOf(dice: Dice, language: string, count: number): string[] {
  const syllables = syllablesOf(language);
  const everyday = [...(EVERYDAY.get(language) ?? [])];
  return Array.from({ length: count }, () => {
    // Measured: 45 % of English, a third of most, a fifth of Finnish.
    if (dice.next() < (language === 'en' ? 0.42 : 0.33))
      return everyday[Math.floor(dice.next() ** 2 * everyday.length)]!;
    return Array.from({ length: dice.whole(2, 4) }, () => dice.pick(syllables)).join('');
  });
}

/** In segments of 5 to 30 words. */
function cut(dice: Dice, words: readonly string[]): string[][] {
  const segments: string[][] = [];
  for (let at = 0; at < words.length; at += segments.at(-1)!.length)
    segments.push(words.slice(at, at + dice.whole(5, 30)));
  return segments;
}

describe('a whole text in English', () => {
  // In all of these it was accepted.
  const missed =
    'cs fi hu ro vi id ca hr sk no nn lt et sw tl ga gl eu is af sl lv el ko th hi fa bg sr';
  const tags = 'nb-NO in-ID fil pt-BR de_AT iw-IL he sh ms fr-CA German deu yue';

  it.each([...missed.split(' '), ...tags.split(' ')])('is found for a show in %s', (tag) => {
    expect(foreignLanguage(ENGLISH.repeat(12), tag)).toBe('en');
    expect(foreignStretches(segmentsOf(ENGLISH.repeat(12)), tag)).toMatchObject([
      { language: 'en', first: 0, end: 12, share: 1 },
    ]);
  });

  it.each(['en', 'en-GB', 'EN_us', 'eng', 'English', 'und', '', 'mul', 'sco', 'x-klingon', '??'])(
    'is right for %s',
    (tag) => {
      expect(foreignLanguage(ENGLISH.repeat(12), tag)).toBeUndefined();
      expect(foreignStretches(segmentsOf(ENGLISH.repeat(12)), tag)).toEqual([]);
    },
  );

  it('is found for every language that is known, and for one that is not', () => {
    for (const language of [...EVERYDAY.keys(), 'ha', 'yo', 'so', 'ka', 'bo'].filter(
      (one) => one !== 'en',
    ))
      expect(foreignLanguage(ENGLISH.repeat(12), language) ?? language).toMatch(/^en$|^bo$/);
    expect(foreignLanguage(GERMAN.repeat(12), 'lb')).toBeUndefined();
  });
});

describe('a part in another language', () => {
  // A chunk that was translated for 80 % was accepted, and one whose second half was German.
  it.each([0.2, 0.33, 0.5, 0.6, 0.7, 0.8, 0.9])('of %f is found in its place', (share) => {
    const count = 40;
    const from = Math.round(count * (1 - share));
    for (const [own, other, tag, name] of [
      [GERMAN, ENGLISH, 'de', 'en'],
      [ENGLISH, GERMAN, 'en', 'de'],
      [FRENCH, ENGLISH, 'fr', 'en'],
    ] as const) {
      const behind = segmentsOf(own.repeat(from) + other.repeat(count - from));
      const [stretch, ...more] = foreignStretches(behind, tag);
      expect(more).toEqual([]);
      expect(stretch).toMatchObject({ language: name, end: behind.length });
      expect(Math.abs((stretch?.first ?? 0) - from)).toBeLessThanOrEqual(1);
      expect(Math.abs((stretch?.share ?? 0) - share)).toBeLessThan(0.1);
      const ahead = segmentsOf(other.repeat(count - from) + own.repeat(from));
      expect(foreignStretches(ahead, tag)[0]).toMatchObject({ language: name, first: 0 });
    }
  });

  it('is found between two others, in another script, and in a language of its own', () => {
    const russian = 'Это было так давно, что мы уже не помним, как это было и кто там был тогда. ';
    const inside = segmentsOf(GERMAN.repeat(9) + ENGLISH.repeat(6) + GERMAN.repeat(9));
    expect(foreignStretches(inside, 'de')).toMatchObject([{ language: 'en', first: 9, end: 15 }]);
    const latin = segmentsOf(russian.repeat(20) + ENGLISH.repeat(9));
    expect(foreignStretches(latin, 'ru')).toMatchObject([{ language: 'en' }]);
    const cyrillic = segmentsOf(ENGLISH.repeat(9) + russian.repeat(20));
    expect(foreignStretches(cyrillic, 'en')).toMatchObject([{ language: 'Cyrillic', end: 29 }]);
    const three = segmentsOf(GERMAN.repeat(9) + ENGLISH.repeat(6) + FRENCH.repeat(6));
    expect(foreignStretches(three, 'de').map(({ language }) => language)).toEqual(['en', 'fr']);
  });

  it('that may be a quotation is left alone', () => {
    const quoted = segmentsOf(GERMAN.repeat(9) + ENGLISH + GERMAN.repeat(9));
    expect(foreignStretches(quoted, 'de')).toEqual([]);
    const often = segmentsOf((GERMAN.repeat(4) + ENGLISH).repeat(8));
    expect(foreignStretches(often, 'de')).toEqual([]);
  });

  it('is right where both languages are expected', () => {
    const both = segmentsOf(GERMAN.repeat(12) + ENGLISH.repeat(12));
    expect(foreignStretches(both, ['de', 'en'])).toEqual([]);
    expect(foreignStretches(both, ['de', 'fr'])).toMatchObject([{ language: 'en' }]);
    expect(foreignLanguage(ENGLISH.repeat(9), ['ru', 'en'])).toBeUndefined();
  });

  it('is not seen in terms, romanised words, lists and loops', () => {
    const terms =
      'Ну да, machine learning pipeline, мы это всё делаем на Kubernetes, и там observability stack Grafana Prometheus, потому что это удобно. ';
    const hinglish =
      'toh main kya bolun yaar yeh jo log hain na woh kehte hain ki tum kuch nahi kar sakte lekin main ne bola ki dekho main karunga aur phir maine kiya bhi hai. ';
    const serbian = 'Ovo je jedan tekst koji je napisan na srpskom jeziku i treba da bude u redu. ';
    const letters = `${GERMAN.repeat(9)}${'n a n b n c n d '.repeat(20)}${GERMAN.repeat(9)}`;
    const tongue = `${GERMAN.repeat(9)}${'tre tigri contro tre tigri '.repeat(30)}`;
    for (const [text, tag] of [
      [terms.repeat(12), 'ru'],
      [hinglish.repeat(12), 'hi'],
      [serbian.repeat(12), 'sr'],
      [serbian.repeat(12), 'bs'],
      [letters, 'de'],
      [tongue, 'de'],
    ] as const) {
      expect({ tag, found: foreignStretches(segmentsOf(text), tag) }).toEqual({ tag, found: [] });
      expect({ tag, found: foreignLanguage(text, tag) }).toEqual({ tag });
    }
  });

  it('is found in every language, and nothing in a text that is right', () => {
    const dice = diceOf(11);
    const alarms: string[] = [];
    const missed: string[] = [];
    const texts = 12;
    for (const language of EVERYDAY.keys()) {
      for (let text = 0; text < texts; text += 1) {
        const own = textOf(dice, language, 1_200);
        const quote = textOf(dice, language === 'en' ? 'de' : 'en', 40);
        const at = dice.whole(0, own.length);
        for (const right of [own, [...own.slice(0, at), ...quote, ...own.slice(at)]]) {
          if (foreignStretches(cut(dice, right), language).length > 0) alarms.push(language);
        }
        const other = textOf(dice, language === 'en' ? 'de' : 'en', 600);
        const [found] = foreignStretches(cut(dice, [...own.slice(0, 600), ...other]), language);
        if (found === undefined || Math.abs(found.share - 0.5) > 0.1) missed.push(language);
      }
    }
    // Two texts of each: one with a quotation of 40 words.
    expect(alarms.length).toBeLessThanOrEqual(EVERYDAY.size * texts * 2 * 0.003);
    expect(missed.length).toBeLessThanOrEqual(EVERYDAY.size * texts * 0.01);
  });
});

describe('what an episode is in', () => {
  const chunk = (text: string, confirmed = false) => ({
    segments: text.split(/(?<=\.) /).map((each, at) => ({
      startSec: at,
      endSec: at + 1,
      text: each,
    })),
    warnings: confirmed ? [`${OTHER_LANGUAGE} from 0:00 to 10:00`] : [],
  });

  // The tag was wrong: each chunk was asked for twice.
  it('is known when a chunk has confirmed it', () => {
    expect(languagesOfEpisode('en', [])).toEqual(['en']);
    expect(languagesOfEpisode('en', [chunk(ENGLISH.repeat(9))])).toEqual(['en']);
    expect(languagesOfEpisode('en', [chunk(GERMAN.repeat(9), true)])).toEqual(['de']);
    expect(languagesOfEpisode('no', [chunk(GERMAN.repeat(9), true)])).toEqual(['de']);
    const dub = 'Это было так давно, что мы уже не помним, как это было и кто там был тогда. ';
    expect(languagesOfEpisode('en', [chunk(dub.repeat(9), true)])).toEqual(['ru']);
    const later = [chunk(GERMAN.repeat(9), true), chunk(GERMAN.repeat(9))];
    expect(languagesOfEpisode('en', later)).toEqual(['de']);
    const next = foreignStretches(segmentsOf(GERMAN.repeat(9)), ['de']);
    expect(next).toEqual([]);
  });

  it('are two languages when both were heard', () => {
    const both = [chunk(ENGLISH.repeat(9)), chunk(GERMAN.repeat(9), true)];
    expect(languagesOfEpisode('en', both)).toEqual(['en', 'de']);
    const inOne = chunk(ENGLISH.repeat(9) + GERMAN.repeat(9), true);
    expect(languagesOfEpisode('en', [inOne])).toEqual(['en', 'de']);
  });

  it('is not learnt from what nobody confirmed, or from few words', () => {
    expect(languagesOfEpisode('en', [chunk(GERMAN.repeat(9))])).toEqual(['en']);
    expect(languagesOfEpisode('en', [chunk(GERMAN, true)])).toEqual(['en']);
    expect(languagesOfEpisode(undefined, [chunk(GERMAN.repeat(9), true)])).toEqual([]);
    expect(languagesOfEpisode('und', [chunk(GERMAN.repeat(9), true)])).toEqual(['und']);
    const tibetan = 'བོད་ཡིག་ནི་བོད་ཀྱི་སྐད་ཡིན། ';
    expect(languagesOfEpisode('en', [chunk(tibetan.repeat(40), true)])).toEqual(['en']);
  });
});

describe('the language of a text', () => {
  it.each([
    [GERMAN, 'de'],
    [ENGLISH, 'en'],
    [FRENCH, 'fr'],
    ['これは物語の始まりです。それから朝の市場に行きました。', 'ja'],
    ['안녕하세요 오늘은 날씨가 좋아서 산책을 갑니다 ', 'ko'],
    ['Zorp blick fnarg. ', undefined],
  ])('%s', (text, language) => {
    expect(spokenLanguage(tokensOf(text.repeat(12)))).toBe(language);
    expect(spokenLanguage(tokensOf(text).slice(0, 20))).toBeUndefined();
  });

  it.each([
    ['no', 'nb'],
    ['nb-NO', 'nb'],
    ['nn-NO', 'nn'],
    ['iw', 'he'],
    ['in', 'id'],
    ['fil-PH', 'tl'],
    ['pt-BR', 'pt'],
    ['pt_br', 'pt'],
    ['zh-Hant', 'zh'],
    ['cmn-Hans-CN', 'zh'],
    [' EN-us ', 'en'],
    ['ger', 'de'],
    ['Deutsch', 'de'],
    ['English (US)', 'en'],
    ['und', ''],
    ['x-default', ''],
    ['', ''],
    ['123', ''],
  ])('is called by one name: %s', (tag, language) => {
    expect(languageOf(tag)).toBe(language);
  });
});
