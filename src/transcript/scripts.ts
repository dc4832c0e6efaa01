/** Which script a word is in, and which scripts a language is written in. */

const SCRIPTS: readonly (readonly [name: string, pattern: RegExp, languages: string])[] = [
  ['Latin', /\p{Script=Latin}/u, ''],
  ['Cyrillic', /\p{Script=Cyrillic}/u, 'ru uk be bg mk ky tg'],
  ['Greek', /\p{Script=Greek}/u, 'el'],
  ['Armenian', /\p{Script=Armenian}/u, 'hy'],
  ['Georgian', /\p{Script=Georgian}/u, 'ka'],
  ['Hebrew', /\p{Script=Hebrew}/u, 'he yi'],
  ['Arabic', /\p{Script=Arabic}/u, 'ar fa ur ps ckb sd ug'],
  ['Ethiopic', /\p{Script=Ethiopic}/u, 'am ti'],
  ['Devanagari', /\p{Script=Devanagari}/u, 'hi mr ne sa'],
  ['Bengali', /\p{Script=Bengali}/u, 'bn as'],
  ['Gurmukhi', /\p{Script=Gurmukhi}/u, 'pa'],
  ['Gujarati', /\p{Script=Gujarati}/u, 'gu'],
  ['Tamil', /\p{Script=Tamil}/u, 'ta'],
  ['Telugu', /\p{Script=Telugu}/u, 'te'],
  ['Kannada', /\p{Script=Kannada}/u, 'kn'],
  ['Malayalam', /\p{Script=Malayalam}/u, 'ml'],
  ['Sinhala', /\p{Script=Sinhala}/u, 'si'],
  ['Thai', /\p{Script=Thai}/u, 'th'],
  ['Lao', /\p{Script=Lao}/u, 'lo'],
  ['Khmer', /\p{Script=Khmer}/u, 'km'],
  ['Myanmar', /\p{Script=Myanmar}/u, 'my'],
  ['Hangul', /\p{Script=Hangul}/u, 'ko'],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  ['Han', /\p{Script=Han}/u, 'zh yue ja'],
];

/** Languages that are written in several scripts: each is right. */
const IN_SEVERAL: Readonly<Record<string, readonly string[]>> = {
  sr: ['Cyrillic', 'Latin'],
  kk: ['Cyrillic', 'Latin', 'Arabic'],
  uz: ['Latin', 'Cyrillic'],
  az: ['Latin', 'Cyrillic', 'Arabic'],
  tk: ['Latin', 'Cyrillic'],
  tt: ['Cyrillic', 'Latin'],
  ku: ['Latin', 'Arabic'],
  pa: ['Gurmukhi', 'Arabic'],
};

/** The script of a word; undefined for digits and for scripts that are not told. */
export function scriptOf(token: string): string | undefined {
  if (/^[a-z]/.test(token)) return 'Latin';
  return SCRIPTS.find(([, pattern]) => pattern.test(token))?.[0];
}

/** Scripts of a language; empty when they are not known. */
export function scriptsOf(language: string, isLatin: boolean): readonly string[] {
  const several = IN_SEVERAL[language];
  if (several !== undefined) return several;
  const home = SCRIPTS.filter(([, , languages]) => languages.split(' ').includes(language));
  if (home.length > 0) return home.map(([name]) => name);
  return isLatin ? ['Latin'] : [];
}

/** The one language of a script; undefined when there are several, or none. */
export function onlyLanguageOf(script: string): string | undefined {
  const languages = SCRIPTS.find(([name]) => name === script)?.[2] ?? '';
  return languages === '' || languages.includes(' ') ? undefined : languages;
}

/** The script of most words; undefined when there are none. */
export function mainScriptOf(counts: ReadonlyMap<string, number>): string | undefined {
  let main: readonly [string | undefined, number] = [undefined, 0];
  for (const [script, count] of counts) if (count > main[1]) main = [script, count];
  return main[0];
}
