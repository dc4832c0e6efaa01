import { folded } from './read-fold.ts';

/** Words before a colon that begin a sentence or a heading, in the languages of shows. */
const OPENERS =
  'hi|hello|hey|thanks|remember|note|look|listen|question|answer|first|second|third|fourth|finally|lastly|so|well|now|and|but|warning|example|tip|fact|rule|step|point|problem|result|reason|conclusion|summary|spoiler|quote|title|chapter|psalm|part|section|verse|lesson|option|update|disclaimer|caution|important|reminder|translation|meaning|advice|moral|headline|breaking|news|today|tomorrow|yesterday|again|also|however|yes|no|okay|ok|right|see|think|imagine|picture|guess|consider|wait|here|there|this|that|these|those|what|why|how|who|when|where|which|number|ratio|season|episode|act|scene|plan|time|day|week|year|' +
  'frage|antwort|merke|achtung|hinweis|anmerkung|also|erstens|zweitens|drittens|fazit|beispiel|tipp|ergebnis|wichtig|kapitel|teil|schritt|punkt|kurz|übrigens|nur|jetzt|dann|' +
  'réponse|exemple|attention|remarque|résultat|premièrement|deuxièmement|chapitre|partie|bref|donc|alors|voilà|' +
  'pregunta|respuesta|ejemplo|conclusión|atención|nota|resultado|primero|segundo|tercero|capítulo|parte|resumen|ojo|bueno|entonces|' +
  'domanda|risposta|esempio|conclusione|attenzione|primo|secondo|terzo|capitolo|allora|insomma|' +
  'pergunta|resposta|exemplo|conclusão|atenção|primeiro|terceiro|então|' +
  'vraag|antwoord|voorbeeld|opmerking|eerste|tweede|hoofdstuk|deel|kortom|dus|' +
  'fråga|svar|exempel|slutsats|spørgsmål|eksempel|kapitel|del|först|så|altså|alltså|' +
  'pytanie|odpowiedź|przykład|wniosek|uwaga|rozdział|część|więc|' +
  'вопрос|ответ|пример|вывод|внимание|глава|часть|итак|помните|значит|питання|відповідь|приклад|висновок|увага|розділ|частина|отже|' +
  'soru|cevap|örnek|sonuç|dikkat|bölüm|yani|' +
  '问题|答案|回答|例如|比如|结论|总之|注意|第一|第二|首先|其次|最后|所以|問題|結論|總之|最後|質問|答え|例えば|つまり|まず|次に|最後に|질문|답|대답|예|결론|주의|첫째|둘째|즉|' +
  'سؤال|جواب|السؤال|الجواب|مثال|الخلاصة|ملاحظة|أولا|ثانيا|أخيرا|النتيجة|نصيحتي|שאלה|תשובה|דוגמה|מסקנה|הערה|ראשית|שנית|לסיכום|सवाल|जवाब|प्रश्न|उत्तर|उदाहरण|निष्कर्ष';
const OPENER: ReadonlySet<string> = new Set(OPENERS.split('|'));

/** Words that are in sentences and not in names; particles of names (`von`, `de`, `el`) are left out. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'the my your his her its our their in is are was were i you he she it we they them or if not with for at by what be been does did have has had would could should there as up out about me him us only one two ' +
    'ich du er sie es wir ihr mein meine dein deine unser unsere das ist sind war und oder aber nicht mit für ein eine einen im am auf zu wenn dass wie was ' +
    'je il elle nous vous mon ma mes ton ta tes notre votre est sont et ou mais pas avec pour une dans que qui ce cette ' +
    'mis tus sus nuestro nuestra es son pero con por para que como lo ' +
    'mio tuo tua suo sua nostro nostra è sono ma non con per che come ' +
    'meu minha teu tua seu sua nosso nossa são mas não com por para uma ' +
    'mijn jouw zijn haar ons onze het een en of maar niet met voor ' +
    'mitt mina din ditt vår vårt är och eller men inte med för det ikke er og ' +
    'mój moja moje twój twoja jest są i lub ale nie z dla ' +
    'мой моя моё мои твой твоя наш наша это и или но не с для в на мій моя моє твій це та але ' +
    'benim senin onun bizim bu şu ve veya ama değil ile için bir ' +
    'في من على إلى عن هذا هذه أن هو هي לא על את זה של עם הוא היא मेरा मेरी का की के है और में'
  ).split(' '),
);

/** Signs of Chinese and Japanese sentences; names hardly have them. */
const SENTENCE_SIGNS =
  /[的我你他她它是不这這那了说說就也都在要想给給]|\p{Script=Han}[のはをがにと]\p{Script=Han}|から|です|ます|こと|これ|それ|には|では/u;

const PARTICLE =
  /^(?:von|van|der|den|de|del|della|di|da|dos|das|do|la|le|al|el|bin|ibn|af|av|zu|ter|ten|y|e|and|und|et|och|og|en|zum|st|&)$/;
/** Before another word these begin a sentence more often than a name. */
const ARTICLE = /^(?:die|der|das|le|la|les|el|los|las|il|lo|gli|het|den|det|um|uma|o|os)$/;
const CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u;
const UNCASED_LETTERS = /[\p{Lo}]/u;

/** How much a label looks like the name of somebody. */
export type Shape =
  /** Two and more words in capitals, as `Mara Lind`. */
  | 'full'
  /** One word, or a script without capitals: names look like that, and other words too. */
  | 'short'
  /** Lower case, or long; somebody's label only when it comes again and again. */
  | 'odd'
  /** The beginning of a sentence, or a heading. */
  | 'sentence';

/** What a label looks like, by its own words alone. */
export function shapeOf(label: string): Shape {
  const plain = folded(label)
    .replace(/\s*\([^()]*\)/g, '')
    .trim();
  const words = plain.split(/[\s,]+/).filter(Boolean);
  const lower = words.map((word) => word.toLowerCase().replace(/[.’']+$/, ''));
  if (words.length === 0 || OPENER.has(lower[0] ?? '') || lower.some(isFunctionWord))
    return 'sentence';
  if (words.length > 1 && ARTICLE.test(lower[0] ?? '')) return 'odd';
  // `Psalm 23`, `Formula 1`: numbers belong to voices only where these have no names.
  if (/\d$/.test(plain) && words.length > 1) return 'odd';
  if (!CASED.test(plain)) {
    if (!UNCASED_LETTERS.test(plain) || SENTENCE_SIGNS.test(plain)) return 'sentence';
    const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(
      plain,
    );
    return words.length <= 3 && plain.length <= (dense ? 10 : 24) ? 'short' : 'odd';
  }
  const named = words.filter((word) => /^[^\p{L}]{0,2}[\p{Lu}\p{Lt}\p{Lo}]/u.test(word));
  if (named.length + lower.filter((word) => PARTICLE.test(word)).length < words.length)
    return 'odd';
  if (named.length === 0 || words.length > 5) return 'odd';
  return named.length === 1 ? 'short' : 'full';
}

function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word) && !PARTICLE.test(word);
}
