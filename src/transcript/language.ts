import { tokensOf } from './words.ts';

/** Everyday words of languages that the others in the same script hardly share. */
const COMMON: Readonly<Record<string, string>> = {
  en: 'the and of to is that it was for you with this have are not they what but from which would there',
  de: 'der die das und ist nicht ich sie es mit auf für auch sich ein eine dass wir zu den aber wenn',
  fr: 'le les des est et que qui dans pour pas vous sur avec une ce sont nous mais être cette il je',
  es: 'el los las que es una por con para pero como más está muy cuando también porque del hay yo y',
  it: 'il che è di non per una sono con anche come più della ma questo perché gli nel molto quando e',
  pt: 'que não uma para com por mas como mais está muito também são isso você ele os dos ao quando e',
  nl: 'het een van dat niet is en ik je maar zijn voor met ook wat wel dit hebben naar als wij nog',
  sv: 'och att det som är inte jag för med den har på men ett till kan vi de så också om var när',
  da: 'og at det er ikke jeg en til som den har på men med vi kan de så også af for der hvor',
  nb: 'og at det er ikke jeg en til som den har på men med vi kan de så også av for der hvor',
  pl: 'nie się że jest to na jak co ale czy tak bardzo przez może tylko był dla ja już są które',
  ru: 'и что это как но он она было вы уже если когда только есть был ещё мне его чтобы очень',
  uk: 'і що це як але він вона було ви вже якщо коли тільки є був ще мені його та щоб дуже',
  tr: 've bir bu için çok ne gibi daha ama var kadar sonra olarak değil ben mi o da de en',
};

/** Scripts, and languages that are written in them. */
const SCRIPTS: readonly (readonly [name: string, pattern: RegExp, languages: string])[] = [
  ['Latin', /\p{Script=Latin}/u, ''],
  ['Cyrillic', /\p{Script=Cyrillic}/u, 'ru uk be bg sr mk kk ky mn tg'],
  ['Greek', /\p{Script=Greek}/u, 'el'],
  ['Hebrew', /\p{Script=Hebrew}/u, 'he iw yi'],
  ['Arabic', /\p{Script=Arabic}/u, 'ar fa ur ps ckb sd ug'],
  ['Devanagari', /\p{Script=Devanagari}/u, 'hi mr ne sa'],
  ['Bengali', /\p{Script=Bengali}/u, 'bn as'],
  ['Tamil', /\p{Script=Tamil}/u, 'ta'],
  ['Telugu', /\p{Script=Telugu}/u, 'te'],
  ['Thai', /\p{Script=Thai}/u, 'th'],
  ['Hangul', /\p{Script=Hangul}/u, 'ko'],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  ['Han', /\p{Script=Han}/u, 'zh yue ja'],
];

/** Fewer words prove nothing about a language. */
const LEAST_WORDS = 24;

/** ... unless they are in another script. */
const LEAST_SIGNS = 12;

/** As many as tell. */
const MOST_TOKENS = 12_000;

/** Everyday words make up a third of ordinary speech; this share of another language's shows it. */
const FOREIGN_SHARE = 0.15;

/** The expected language's own share below which the text is hardly in it. */
const OWN_SHARE = 0.06;

/**
 * The language or script that a text is in, when it is plainly another one than expected;
 * undefined when it may be right, is too short, or the language is not one that can be told.
 *
 * @param text or its tokens
 * @param language BCP 47 tag
 */
export function foreignLanguage(
  text: string | readonly string[],
  language: string,
): string | undefined {
  const expected = language.toLowerCase().split(/[-_]/)[0] ?? '';
  const tokens =
    typeof text === 'string' ? tokensOf(text.slice(0, 60_000)) : text.slice(0, MOST_TOKENS);
  if (tokens.length < LEAST_SIGNS || expected === '') return undefined;
  const script = foreignScript(tokens, expected, language);
  if (script !== undefined) return script;
  const east = chineseOrJapanese(tokens);
  if (east !== undefined && CHINESE_OR_JAPANESE.test(expected))
    return east === (expected === 'ja' ? 'ja' : 'zh') ? undefined : east;
  if (tokens.length < LEAST_WORDS) return undefined;
  const own = COMMON[expected];
  if (own === undefined) return undefined;
  if (shareOf(tokens, own) >= OWN_SHARE) return undefined;
  for (const [name, words] of Object.entries(COMMON)) {
    if (name !== expected && shareOf(tokens, words) >= FOREIGN_SHARE) return name;
  }
  return undefined;
}

const CHINESE_OR_JAPANESE = /^(?:ja|zh|yue|cmn)$/;

/** Japanese writes a third of its signs in kana at the least, Chinese none. */
const JAPANESE_SHARE = 0.2;
const CHINESE_SHARE = 0.03;

/** Which of the two a text in their signs is; undefined for few signs, or other ones. */
function chineseOrJapanese(tokens: readonly string[]): 'ja' | 'zh' | undefined {
  let han = 0;
  let kana = 0;
  for (const token of tokens) {
    if (/\p{Script=Han}/u.test(token)) han += 1;
    else if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(token)) kana += 1;
  }
  const all = han + kana;
  if (all < LEAST_WORDS || all < tokens.length * 0.6) return undefined;
  if (kana > all * JAPANESE_SHARE) return 'ja';
  return kana < all * CHINESE_SHARE ? 'zh' : undefined;
}

/** The script of most words, when the expected language is written in another one. */
function foreignScript(
  tokens: readonly string[],
  expected: string,
  tag: string,
): string | undefined {
  // A tag may name its script (`sr-Latn`): then only the tag's user knows.
  if (/[-_][a-z]{4}\b/i.test(tag)) return undefined;
  const home = SCRIPTS.filter(([, , languages]) => languages.split(' ').includes(expected)).map(
    ([name]) => name,
  );
  const own = home.length > 0 ? home : expected in COMMON ? ['Latin'] : [];
  if (own.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const token of tokens) {
    const script = SCRIPTS.find(([, pattern]) => pattern.test(token))?.[0];
    if (script !== undefined) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [script, count] of counts)
    if (!own.includes(script) && count > total * 0.6) return script;
  return undefined;
}

function shareOf(tokens: readonly string[], words: string): number {
  const common = new Set(words.split(' '));
  let hits = 0;
  for (const token of tokens) if (common.has(token)) hits += 1;
  return hits / tokens.length;
}
