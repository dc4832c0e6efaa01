import { folded } from './read-fold.ts';

/** Roles and kinds of voices that stand for a speaker without a name, in the languages of shows. */
const ROLES =
  'host|co-host|cohost|guest|speaker|interviewer|interviewee|narrator|announcer|caller|moderator|presenter|reporter|person|voice|participant|man|woman|male|female|unknown|unidentified|audience|audience member|panelist|panellist|commentator|anchor|listener|voiceover|voice-over|male voice|female voice|male speaker|female speaker|unknown speaker|unidentified speaker|spk|' +
  'moderatorin|sprecher|sprecherin|gast|gastgeber|gastgeberin|interviewerin|erzähler|erzählerin|mann|frau|stimme|unbekannt|reporterin|anrufer|anruferin|hörer|hörerin|teilnehmer|teilnehmerin|' +
  'animateur|animatrice|hôte|hôtesse|invité|invitée|présentateur|présentatrice|intervenant|intervenante|locuteur|locutrice|journaliste|narrateur|narratrice|homme|femme|voix|inconnu|inconnue|intervieweur|intervieweuse|modérateur|modératrice|auditeur|auditrice|' +
  'anfitrión|anfitriona|presentador|presentadora|invitado|invitada|entrevistador|entrevistadora|entrevistado|entrevistada|locutor|locutora|narrador|narradora|hablante|orador|oradora|hombre|mujer|voz|moderador|moderadora|conductor|conductora|desconocido|desconocida|oyente|persona|participante|reportero|reportera|' +
  'conduttore|conduttrice|presentatore|presentatrice|ospite|intervistatore|intervistatrice|intervistato|intervistata|narratore|narratrice|relatore|relatrice|parlante|uomo|donna|voce|moderatore|moderatrice|sconosciuto|ascoltatore|ascoltatrice|' +
  'apresentador|apresentadora|anfitrião|anfitriã|convidado|convidada|falante|homem|mulher|ouvinte|repórter|desconhecido|desconhecida|' +
  'presentator|presentatrice|gastheer|gastvrouw|spreker|verteller|vrouw|stem|onbekend|luisteraar|beller|deelnemer|' +
  'värd|programledare|gäst|talare|intervjuare|berättare|kvinna|röst|okänd|deltagare|lyssnare|' +
  'vært|studievært|gæst|taler|fortæller|mand|kvinde|stemme|ukendt|deltager|lytter|' +
  'vert|programleder|gjest|intervjuer|forteller|kvinne|ukjent|deltaker|' +
  'juontaja|vieras|puhuja|haastattelija|moderátor|mluvčí|řečník|műsorvezető|vendég|beszélő|gazdă|invitat|vorbitor|pembawa acara|tamu|pembicara|narasumber|người dẫn chương trình|khách mời|người nói|παρουσιαστής|παρουσιάστρια|καλεσμένος|καλεσμένη|ομιλητής|ομιλήτρια|' +
  'prowadzący|prowadząca|gość|gospodarz|mówca|rozmówca|lektor|mężczyzna|kobieta|głos|nieznany|osoba|dziennikarz|dziennikarka|słuchacz|' +
  'ведущий|ведущая|гость|гостья|спикер|говорящий|собеседник|интервьюер|рассказчик|диктор|мужчина|женщина|голос|неизвестный|участник|корреспондент|слушатель|модератор|журналист|журналистка|' +
  "ведучий|ведуча|гість|гостя|спікер|мовець|співрозмовник|інтерв'юер|оповідач|чоловік|жінка|невідомий|учасник|слухач|журналіст|" +
  'sunucu|konuk|konuşmacı|misafir|spiker|anlatıcı|erkek|kadın|ses|bilinmeyen|moderatör|muhabir|katılımcı|dinleyici|' +
  '主持人|主持|嘉宾|来宾|说话人|说话者|发言人|讲者|讲话人|主讲人|记者|旁白|男|女|男声|女声|男士|女士|受访者|采访者|听众|主播|未知|嘉賓|來賓|說話人|說話者|發言人|講者|主講人|記者|男聲|女聲|受訪者|採訪者|聽眾|' +
  'ホスト|ゲスト|司会|司会者|話者|スピーカー|ナレーター|ナレーション|聞き手|話し手|男性|女性|インタビュアー|パーソナリティ|パーソナリティー|リスナー|進行|不明|出演者|アナウンサー|' +
  '진행자|게스트|호스트|화자|스피커|사회자|초대손님|손님|남자|여자|남성|여성|기자|내레이터|나레이터|해설자|청취자|인터뷰어|출연자|발표자|앵커|' +
  'مضيف|مضيفة|ضيف|ضيفة|مذيع|مذيعة|مقدم|مقدمة|متحدث|متحدثة|محاور|محاورة|راوي|رجل|امرأة|صوت|مجهول|متصل|مستمع|مراسل|مراسلة|مجری|مهمان|گوینده|' +
  'מנחה|אורח|אורחת|דובר|דוברת|מראיין|מראיינת|מרואיין|מרואיינת|קריין|קריינית|גבר|אישה|קול|לא ידוע|מאזין|מאזינה|כתב|כתבת|מגיש|מגישה|' +
  'मेज़बान|मेजबान|होस्ट|अतिथि|मेहमान|वक्ता|स्पीकर|एंकर|सूत्रधार|पुरुष|महिला|आवाज़|साक्षात्कारकर्ता|प्रस्तोता|संचालक|अज्ञात|' +
  'พิธีกร|แขกรับเชิญ|แขก|ผู้พูด|ผู้ดำเนินรายการ|ผู้สัมภาษณ์|ผู้บรรยาย|ชาย|หญิง';

const KNOWN: ReadonlySet<string> = new Set(ROLES.split('|').map((role) => role.normalize('NFC')));
const NUMBER = /[\s_#.-]*(?:\d{1,3}|(?:(?<=[\s_#.-])[a-z]))$/;

/** `Host`, `Speaker 1`, `GUEST B`, `主持人`, `Host (Mara)`: a speaker in any reply. */
export function isGeneric(label: string): boolean {
  return genericOf(label) !== undefined;
}

function genericOf(label: string): { readonly role: string; readonly number: string } | undefined {
  const plain = folded(label)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s*\([^()]{0,60}\)\s*$/, '')
    .trim();
  const tail = NUMBER.exec(plain)?.[0] ?? '';
  for (const [role, number] of [
    [plain, ''],
    [plain.slice(0, plain.length - tail.length), tail.replace(/^[\s_#.-]+/, '')],
  ] as const) {
    const bare = role.trim();
    // Arabic and Hebrew write the article as a part of the word.
    if (KNOWN.has(bare) || KNOWN.has(bare.replace(/^(?:ال|ה)/, ''))) return { role: bare, number };
  }
  return undefined;
}

/** What spellings of one label have in common: `SPEAKER_1`, `Speaker1` and `speaker 1` are one. */
export function labelKey(label: string): string {
  const generic = genericOf(label);
  if (generic !== undefined && !label.includes('('))
    return `${generic.role} ${generic.number.replace(/^0+(?=\d)/, '')}`.trim();
  return folded(label).normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * One spelling of a label without a name in Latin letters: `SPEAKER_01` and `speaker1` are
 * `Speaker 1`. Other labels come back as they are.
 */
export function spelling(label: string): string {
  const generic = genericOf(label);
  if (generic === undefined || label.includes('(') || !/^[a-z][\x20-\x7e]*$/.test(generic.role))
    return label;
  const role = generic.role.charAt(0).toUpperCase() + generic.role.slice(1);
  return `${role} ${generic.number.replace(/^0+(?=\d)/, '').toUpperCase()}`.trim();
}
