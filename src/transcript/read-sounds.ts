import { folded } from './read-fold.ts';

/** Beginnings of words for sounds that are no speech, in the languages of shows. */
const SOUNDS =
  'music|musik|musique|música|musica|muziek|muzyk|muzik|müzik|музык|музик|音乐|音樂|音楽|음악|موسيق|موسیق|מוזיקה|מוסיקה|संगीत|ดนตรี|nhạc|μουσικ|hudba|zene|muzic|musiikk|' +
  'laugh|chuckl|giggl|lach|gelächter|kicher|rires?$|rit$|risas?$|ríe|ríen|risos?$|ride$|ridono|risat|gargalhad|gelach|lachen|skratt|latter|griner|śmiech|śmiej|смех|смеё|смее|сміх|смієт|gülü|gülme|kahkaha|笑|웃|ضحك|יצחוק|צחוק|צוחק|हँस|हंस|หัวเราะ|γέλι|smích|nevet|râs|naura|' +
  'applau|aplau|applåd|aplod|bifall|beifall|clap|klatsch|oklask|аплод|оплеск|alkış|掌声|掌聲|拍手|박수|تصفيق|מחיאות|ताली|ปรบมือ|cheer|jubel|ovat|vítor|' +
  'silen|stille$|stilte|tystnad|tavshed|stillhet|cisza|тишина|тиша|sessizlik|沉默|静音|靜音|無音|침묵|صمت|שקט|שתיקה|मौन|เงียบ|paus|пауза|' +
  'jingle|intro$|intro |outro|theme|sting|beep|piep|ring|bell|noise|geräusch|bruit|ruido|rumor|ruído|szum|шум|gürültü|噪音|雑音|소음|ضجيج|ضوضاء|רעש|static|crosstalk|overlap|inaudible|unintelligible|indistinct|unverständlich|onverstaanbaar|ohörbart|неразборчив|нерозбірлив|聞き取|听不清|聽不清|foreign|speaking|speaks|' +
  'cough|sneez|sigh|breath|inhal|exhal|gasp|cries|crying|sob|whisper|shout|scream|sings|singing|hums|humming|whistl|knock|door|phone|crowd|audience|footstep|typing|click|birds|wind|rain|thunder|engine|barks|barking|background|ambien|sound|snicker|groan|grunt|clears throat|throat clear|snort|yawn|mumbl|stutter|' +
  'hust|räusper|seufz|atme|touss|toux|soupir|toses?$|tosse|suspir|sospir|zucht|hoest|кашл|вздох|вздыха|зітх|öksür|咳|叹气|嘆氣|ため息|기침|한숨|سعال|تنهد|שיעול|אנחה|' +
  'no speech|no audio|no dialogue|nothing|blank_audio|blank audio|end$|fin$|ende$|end of|ende d|fin d|fine d|einde|slut p|kraj|koniec|конец|кінець|结束|結束|終わり|끝';
const SOUND_WORD = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${SOUNDS})|[笑]|掌声|音[乐樂楽]|웃음|박수`,
  'iu',
);

/** What somebody says of himself or to others: no description of a sound. */
const SAID =
  /(?<![\p{L}\p{N}])(?:i|i'm|i'll|i've|you|we|me|my|your|our|us|ich|wir|du|mein|je|nous|vous|yo|io|eu|jag|jeg|ja|я|мы|ми|ben|biz|我|我们|你|私|僕|나|저|أنا|אני|मैं|yes|no|oui|sí|да|hai|はい|네)(?![\p{L}\p{N}])/iu;
const SENTENCE = /[.!?…。！？؟।]["'”’»]?$/u;

/** A longer text in brackets is a summary of what was said or a note of the model's own. */
const LONGEST_NOTE = 80;
const MOST_WORDS = 8;

/** A bracketed whole: its brackets and what they hold. */
const WRAPPED = /^(?:\[[^[\]]*\]|\([^()]*\)|[*_]{1,3}[^*_]+[*_]{1,3}|<[^<>]*>)[.!]?$/u;

/**
 * True for a text that is a note instead of words: `[music]`, `(laughs)`, `*applause*`, `♪ … ♪`, or
 * a summary in square brackets. Spoken words in brackets (`(Yes, of course I do.)`) are words.
 */
export function isSound(text: string): boolean {
  if (text.startsWith('♪')) return text.length <= LONGEST_NOTE;
  const parts = text.length > 400 ? [] : (folded(text).match(/\[[^[\]]*\]|\([^()]*\)/g) ?? []);
  // Several notes one after the other.
  if (parts.length > 1 && parts.join('') === folded(text).replace(/\s+(?=[[(])/g, ''))
    return parts.every(isSound);
  const plain = folded(text.slice(0, 2_000));
  if (text.length > 2_000 || !WRAPPED.test(plain)) return false;
  const inside = plain.replace(/^[[(<*_]+\s*|\s*[\])>*_]+[.!]?$/g, '');
  const soft = /^[(*_]/.test(plain);
  if (inside.length > LONGEST_NOTE) return !soft && !SAID.test(inside);
  const words = inside.split(/\s+/).length;
  if (inside.includes(':') && !SOUND_WORD.test(inside)) return false;
  const sentence = SENTENCE.test(inside) && words > 2;
  if (SOUND_WORD.test(inside)) return words <= MOST_WORDS && !(soft && sentence) && !isSaid(inside);
  // Square brackets are the sign of notes; a sentence in them is a sentence all the same.
  return !soft && !sentence && words <= MOST_WORDS && !SAID.test(inside);
}

function isSaid(inside: string): boolean {
  return SAID.test(inside) && !/^no[ _]/i.test(inside);
}

/**
 * A text without signs of emphasis around words, and with notes in brackets where emphasis was
 * their sign: `Well *laughs* yes, *never*` is `Well [laughs] yes, never`. Long summaries in square
 * brackets among words are taken out and handed to `left`.
 */
export function withoutMarkup(text: string, left: (part: string) => void): string {
  let plain = text;
  if (/[*_]/.test(plain)) {
    plain = plain.replace(
      /(?<![\p{L}\p{N}*_])([*_]{1,3})(?=[^\s*_])([^*_]{0,300}[^\s*_])\1(?![\p{L}\p{N}*_])/gu,
      (whole, sign: string, inside: string) =>
        sign.startsWith('*') && isSound(`*${inside}*`) ? `[${inside}]` : inside,
    );
  }
  if (plain.length <= LONGEST_NOTE) return plain;
  return plain.replace(/\[[^[\]]{81,1000}\]/g, (part) => {
    if (!isSound(part)) return part;
    left(part);
    return ' ';
  });
}

/** A line that says that the transcript ends. */
const END =
  /^[\s[(*_#-]*(?:the )?(?:end|ende|fin|fine|fim|einde|slut|koniec|конец|кінець|son)(?: of (?:the |this )?(?:transcript(?:ion)?|audio|recording|episode|part|segment|chunk|file|clip)| (?:der|des|du|de la|de l'|della|do|da|van de|van het) ?\S{3,20})?[\s\])*_.!#-]*$/i;
const ENDED =
  /^[\s[(*_#-]*(?:(?:the )?(?:transcript(?:ion)?|audio|recording) (?:ends|ended|stops|cuts off)(?: here)?|转录结束|轉錄結束|文字起こし終わり)[\s\])*_.!#-]*$/i;

/** True for `[End of transcript]` and its like. */
export function isEnd(line: string): boolean {
  if (line.length > 80) return false;
  const bracketed = /^[\s]*[[(*_#-]/.test(line);
  return ENDED.test(line) || (END.test(line) && (bracketed || / (?:of|der|des|du) /i.test(line)));
}

const ABOUT =
  /transcri|transkri|audio|recording|omitted|timestamp|time stamp|speaker|segment|inaudible|aufnahme|enregistrement|grabaci|registrazione|anything else|any questions|need (?:more|any)|let me know/i;
const NOTED =
  /^[\s[(*_>#-]*(?:note|notes|please note|disclaimer|let me know|i hope|i have|i've|if you|would you|this (?:is|transcript)|the (?:rest|audio|transcript|above)|transcri|hinweis|anmerkung|remarque|nota|opmerking|obs|примечание|примітка|not:|注|참고)/i;

/** True for a model's own words behind a transcript: `Note: I left out the music.` */
export function isComment(line: string): boolean {
  return line.length <= 600 && NOTED.test(line) && ABOUT.test(line);
}

const OPENING =
  /^[\s*_#>]*(?:(?:sure|certainly|of course|okay|ok|absolutely|gladly|natürlich|gerne|klar|bien sûr|voici|claro|por supuesto|certo|certamente|ecco|claro que sim|aqui está|aquí (?:está|tienes|tiene)|hier (?:ist|is|folgt)|här är|her er|oto|вот|ось|以下是|好的|以下は|다음은|here(?:'s|’s| is| are)|below is|the following|this is the|transcript(?:ion)?(?: of[^:]{0,60})?)(?![\p{L}\p{N}])[^:]{0,120}[:：]|(?:transcript(?:ion)?|transkript|transcripción|transcrição|trascrizione|转录|文字起こし)[\s*_:：]*$)[\s*_]*/iu;

/** How many characters of a line are a model's own words before a transcript; 0 when none are. */
export function openingLength(line: string): number {
  const found = OPENING.exec(line.slice(0, 400))?.[0] ?? '';
  return /transcri|transkri|trascri|转录|轉錄|文字起こし|書き起こし|전사|audio|:\s*[*_]*\s*$|：\s*$/i.test(
    found,
  )
    ? found.length
    : 0;
}
