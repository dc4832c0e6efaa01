/**
 * Everyday words of languages, as `tokensOf` gives them (lower case, without apostrophes). Such words make
 * up a third of ordinary speech, whatever it is about. What two languages share counts for neither
 * when they are compared, so that neighbours (Danish and Norwegian) are not told apart by chance.
 */
export const EVERYDAY: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    en: 'the and of to is that it was for you with this have are not they what but from which would there be on as at by an or if we he she his her their our my your about when who how will can could should been were has had do does did just so than then them these those because into out up more very really think know like people going dont thats its im youre theyre',
    de: 'der die das und ist nicht ich sie es mit auf für auch sich ein eine dass wir zu den aber wenn im von dem des einen einer einem war haben hat habe sind wird wie was wo noch nur schon so oder als bei nach über man kann muss mehr sehr dann denn weil diese dieser dieses hier ja mal doch ganz immer wieder werden wurde ihr uns mir mich können',
    fr: 'le les des est et que qui dans pour pas vous sur avec une ce sont nous mais être cette il je la de du un en au aux par ne se son sa ses plus ou où si on elle ils leur tout tous fait faire peut comme bien très aussi était cest jai quand même donc alors parce ça moi votre notre ont été dun dune quil lon na nest',
    es: 'el los las que es una por con para pero como más está muy cuando también porque del hay yo la de en un se no lo le su sus al si ya me mi te tu nos este esta esto ese esa eso son ser fue ha han había tiene tienen hacer puede donde todo todos entre sin sobre hasta desde qué así nosotros ellos cómo',
    it: 'il che è di non per una sono con anche come più della ma questo perché gli nel molto quando e la le lo un del dei delle alla al dal da si ci mi se ha ho hanno era essere fare cosa quello questa quella questi io noi loro suo sua tutto tutti poi però dove chi già così stato nella sul quindi cè fatto due ancora',
    pt: 'que não uma para com por mas como mais está muito também são isso você ele os dos ao quando e o de do da em um no na nos nas se as das eu ela eles foi ser tem ter há já me meu minha seu sua este esta esse essa gente pra até sobre sem quem onde porque então fazer pode à pelo pela era tudo',
    gl: 'que non unha para con por mais como máis está moi tamén son iso el os dos ao cando o de do da en un no na nos nas se as das eu ela eles foi ser ten ter hai xa me meu miña seu súa este esta ese esa ata sobre sen quen onde porque entón facer pode á polo pola era todo esta pero nin',
    ca: 'el els les que és una per amb però com més està molt quan també perquè del hi ha jo la de en un es no ho li seu seva al si ja em meu et això aquest aquesta aquell som són ser va han havia té tenen fer pot on tot tots entre sense sobre fins des què així nosaltres dels als pel ens aquests què doncs',
    ro: 'și de la în nu este o un cu pe pentru ce mai din că sunt se care să au fost a fi ca dar foarte am ai el ea noi voi ei ele lui lor acest această aceasta asta când cum unde după până prin fără dacă sau tot toate doar bine eu îmi își le îl așa atunci acum poate trebuie avea aveam era fac face',
    nl: 'het een van dat niet is en ik je maar zijn voor met ook wat wel dit hebben naar als wij nog de in op te er aan die ze we hij heeft was door over bij om uit dan of heel veel kan kunnen moet gaan gaat deze worden wordt hoe waar zo meer dus daar even geen mijn jullie ons toch want omdat',
    af: 'die en het van is nie in dat ek jy maar vir met ook wat dit hulle ons om te op as aan sy hy haar daar hier was kan sal moet word gaan baie so een n nog of by uit oor hoe waar wanneer omdat want my jou julle net dan gee sê wees geen elke deur na tot meer wil kon sou',
    sv: 'och att det som är inte jag för med den har på men ett till kan vi de så också om var när en av i du han hon ni sig sin mig dig oss dem vad hur där här man måste skulle ska vill blir blev från eller mycket bara nu då alla allt andra än vara hade är ju väl efter över under detta denna dessa',
    da: 'og at det er ikke jeg en til som den har på men med vi kan de så også af for der hvor et i du han hun sig sin mig dig os dem hvad hvordan her man skal skulle vil bliver blev fra eller meget bare nu da alle alt andre end være havde jo efter over under dette denne disse om når var noget nogle',
    nb: 'og at det er ikke jeg en til som den har på men med vi kan de så også av for der hvor et i du han hun seg sin meg deg oss dem hva hvordan her man skal skulle vil blir ble fra eller veldig bare nå da alle alt andre enn være hadde jo etter over under dette denne disse om når var noe noen mye',
    nn: 'og at det er ikkje eg ein til som den har på men med vi kan dei så også av for der kvar eit i du han ho seg sin meg deg oss kva korleis her ein skal skulle vil blir vart frå eller veldig berre no då alle alt andre enn vere hadde jo etter over under dette denne desse om når var noko nokon mykje',
    is: 'og að það er ekki ég í til sem á en við um var með þetta hann hún þú þeir þær þau því svo eins af frá fyrir eru vera hefur hafa verið mjög bara líka hvað hvernig þegar þar hér eða ef upp inn út minn þinn sinn okkur mig þig sig sér mér þér allt allir nú já nei eftir yfir undir þá þess',
    pl: 'nie się że jest to na jak co ale czy tak bardzo przez może tylko był dla ja już są które do ze od po przy za jego jej ich go mu mi mnie ty my wy oni być była było były będzie mam ma można który która którzy gdzie kiedy dlaczego bo więc też jeszcze tego tym tej ten ta te nas nam sobie albo lub jeśli aby w z i',
    cs: 'se je na že to není jsem jsme jsou ale jak nebo když by byl byla bylo byli bude jako tak pro ve si už jen také může můžete mít má mám které který která co kde proč protože tady tam ještě velmi hodně moc do od po při za jeho její jejich ho mu mi mě ty my vy oni být ten ta toho tom této tento aby pokud nebo podle ze v z',
    sk: 'sa je na že to nie som sme sú ale ako alebo keď by bol bola bolo boli bude tak pre vo si už len tiež môže môžete mať má mám ktoré ktorý ktorá čo kde prečo pretože tu tam ešte veľmi veľa do od po pri za jeho jej ich ho mu mi ma ty my vy oni byť ten tá toho tom tejto tento aby ak podľa zo v z',
    sl: 'je na da se ni ne sem smo so ali pa kot ko bi bil bila bilo bili bo tako za v si že samo tudi lahko imeti ima imam ki kateri kar kje zakaj ker tukaj tam še zelo veliko do od po pri njegov njen jih ga mu mi me ti vi oni biti ta to tega tem te če in iz ampak torej kako nekaj vse vseh',
    hr: 'je na da se nije ne sam smo su ili pa kao kad bi bio bila bilo bili biti će tako za u si već samo također može možete imati ima imam koje koji koja što gdje zašto jer ovdje tamo još vrlo mnogo do od po pri njegov njen ih ga mu mi me ti vi oni ovo ovaj ova toga tom te ako iz ali kako nešto sve svi šta gde takođe neki to taj',
    lt: 'ir kad tai yra ne su iš į ar bet kaip buvo bus mes jis ji jie jūs aš tu man mano savo jo jos jų šis ši šią šio tas ta to tuo kas kuris kuri kurie kur kodėl nes kai jei jeigu dar jau labai tik taip pat nuo iki po per prie už apie arba gali galite turi reikia būti buvo nėra visi visas čia ten o',
    lv: 'un ka tas ir nav ar no uz vai bet kā bija būs mēs viņš viņa viņi jūs es tu man mans savu šis šī šo to tā tie kas kurš kura kuri kur kāpēc jo kad ja vēl jau ļoti tikai arī līdz pēc pie par gan lai var varat jābūt būt bijis visi viss šeit tur tad es mums jums viņu daudz',
    fi: 'ja on ei se että hän ne niin kun oli mutta myös tai jos kuin mitä tämä joka ovat ole minä sinä me te he minun sinun sen siitä tässä tuo siellä täällä nyt vain sitten vielä jo hyvin paljon kaikki olla ollut olen olemme voi voit pitää mikä missä miksi koska jotka jossa kanssa ilman ennen jälkeen niitä sitä tätä mun sun joo',
    et: 'ja on ei see et ta nad nii kui oli aga ka või mis kes mina sina me te nende minu sinu selle sellest siin seal nüüd ainult siis veel juba väga palju kõik olla olnud olen oleme võib saab peab kus miks sest kuidas mida seda meie teie oma üks pärast enne koos ilma ning ole see neid need mul tal',
    hu: 'a az és hogy nem is egy van ez de mint már csak vagy meg ha akkor még volt azt ezt mert ami aki amely itt ott most nagyon lehet kell én te ő mi ti ők nekem neki vele minden úgy így után előtt között miért hogyan mit ki mi lesz lenne voltak vannak fog tud tudom szerintem tehát ahogy illetve valami olyan ilyen',
    tr: 've bir bu için çok ne gibi daha ama var kadar sonra olarak değil ben mi o da de en şey ile mı mu mü ki ya yok sen biz siz onlar bunu şu her hiç diye nasıl neden çünkü eğer ise önce şimdi zaman olan oldu olduğu etmek yani böyle öyle bana sana ona bize onu bile veya tarafından',
    az: 'və bir bu üçün çox nə kimi daha amma var qədər sonra olaraq deyil mən mi o da də ən şey ilə ki ya yox sən biz siz onlar bunu hər heç necə niyə çünki əgər isə əvvəl indi zaman olan oldu olduğu etmək yəni belə elə mənə sənə ona bizə onu və ya tərəfindən',
    id: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih kita kami anda dia atau sudah jika oleh sebagai saat seperti hanya tapi tetapi bahwa apa bagaimana kalau lagi sangat banyak semua orang adalah telah boleh harus belum sebuah para nya kamu aku gak nggak jadi begitu mengapa',
    tl: 'ang ng sa na at mga ay ko ka mo ni si hindi ito para ako siya kung may lang pa ba niya nila kami tayo sila ikaw po opo din rin kasi pero dahil ano sino saan kailan paano bakit wala mayroon meron naman yung iyong kanyang aking natin namin isang lahat dito doon noon ngayon gusto pwede maging nang',
    vi: 'và của là có không được cho một những các này đó với người trong để đã khi từ ra vào cũng như nhưng thì mà nếu ở đến tôi bạn anh chị em chúng ta họ rất nhiều hơn sẽ phải làm gì nào sao vì vậy rồi thôi còn lại nên cái con trên dưới theo về bị đang thể',
    sw: 'na ya wa kwa ni katika la za kuwa si hii hiyo huo huu hilo hizi lakini au kama sana yake yao wake wao mimi wewe yeye sisi ninyi hapa pale huko sasa baada kabla bila pia tu bado kila mtu watu jambo nini nani wapi lini vipi kwamba ambaye ambao ambayo alikuwa ilikuwa walikuwa kutoka hadi cha vya ndiyo hapana tena',
    ga: 'agus an na ar go is a bhí tá níl sé sí siad le do ag as i ní nach sin seo mé tú muid sibh mo do ár ach má nuair cad conas cén cá fáth mar gur gan leis leo aige aici acu orm ort air againn dom duit dó dúinn féin eile gach an-mhaith anois ansin beidh bheith raibh chun faoi ó roimh',
    cy: 'y yr yn ac ar i o am bod mae ydy yw oedd nid ddim fi ti fe hi ni chi nhw fy dy ei ein eich eu hwn hon hyn hynny sydd sy wedi gan gyda at hefyd ond pan beth pam sut ble os fel iawn dim pob bydd byddai rhaid mewn rhwng drwy dros dan heb nawr yma yna',
    eu: 'eta da ez bat du dira zen hori hau baina ere izan dute egin behar oso dut nik zuk guk zuek haiek nire zure gure bere haien zer nor non noiz nola zergatik edo ala baino gehiago guztiak dena hemen hor han orain gero beti inoiz bai dago daude ditu zuen zuten dela dituzte batzuk honek horrek beraz',
    eo: 'la kaj estas ne en de al ke mi vi li ŝi ni ili ĝi tio tiu ĉi por kun sed aŭ kiel kio kiu kie kiam kial se pli tre nur ankaŭ jam ankoraŭ estis estos povas devas havas unu ĉiuj ĉio sen pri el sur post antaŭ',
    sq: 'dhe të në e një për që me nuk është si nga më do ka u ishte janë kjo ky ai ajo ne ju ata unë ti por ose edhe kur ku çfarë pse sepse nëse shumë vetëm tani këtu atje mund duhet kam kemi kanë jam jemi tij saj tyre gjithë pa deri pas para mbi nën',
    ru: 'и что это как но он она было вы уже если когда только есть был ещё мне его чтобы очень не на я с со а то все она так его же от за бы по мы они у меня нас вас тебя их для вот или там тут где кто какой потом может можно надо еще просто да нет тоже быть были этого этот эта того при из к о до',
    uk: 'і що це як але він вона було ви вже якщо коли тільки є був ще мені його та щоб дуже не на я з зі а то всі так же від за б би по ми вони у в мене нас вас тебе їх для ось або там тут де хто який потім може можна треба просто ні теж бути були цього цей ця того при із до про й під',
    be: 'і што гэта як але ён яна было вы ужо калі толькі ёсць быў яшчэ мне яго каб вельмі не на я з са а то усе так жа ад за б бы па мы яны у ў мяне нас вас цябе іх для вось або там тут дзе хто які потым можа можна трэба проста ды таксама быць былі гэтага гэты гэтай таго пры да пра',
    bg: 'и че това как но той тя беше вие вече ако когато само е бил още ми него за да много не на аз с със а то всички така от би по ние те в във нас вас ги или там тук къде кой какво после може трябва просто също са съм си се ще тези този тази при до към като има няма го му',
    mk: 'и дека ова како но тој таа беше вие веќе ако кога само е бил уште ми него за да многу не на јас со а тоа сите така од би по ние тие во нас вас ги или таму тука каде кој што потоа може треба исто се сум си ќе овие овој оваа при до кон има нема го му',
    sr: 'је на да се није не сам смо су или па као кад би био била било били бити ће тако за у си већ само такође може имати има имам које који која што где зашто јер овде тамо још врло много до од по при његов њен их га му ми ме ти ви они ово овај ова тога том те ако из али како нешто све сви шта то тај и',
    ar: 'في من على هذا كان مع التي الذي أن إلى عن ما لا هو هي هم نحن أنا كل بعد قبل لكن أو إذا لم لن قد هذه ذلك تلك كانت يكون حتى عند بين هناك هنا يعني و لأن كيف لماذا متى أين غير أيضا',
    fa: 'و در به از که این را با است برای آن یک خود تا بر هم می کرد شد بود ما شما او آنها من تو اما یا اگر چون هر نیز های ها شود کند باید دارد خیلی چه کجا وقتی همه دیگر پس نه بعد قبل هست نیست',
    ur: 'کے کی میں ہے اور سے کا کو اس یہ کہ پر نے ہیں بھی تھا تھی تھے جو تو ہم آپ وہ نہیں ایک کر لیے ہو گا گی گے رہا رہی رہے کیا کچھ بہت اگر لیکن جب تک ساتھ بعد پہلے اپنے',
    hi: 'है के की में और से का को इस यह कि पर ने हैं भी था थी थे जो तो हम आप वह नहीं एक कर लिए हो गा रहा रही रहे क्या कुछ बहुत अगर लेकिन जब तक साथ बाद पहले अपने मैं ये वो',
    mr: 'आहे आणि या हे ते की च्या मध्ये तर पण नाही हा ही तो ती आम्ही तुम्ही मी आपण काय कसे का जर तेव्हा किंवा साठी करून केले होते होता होती आहेत असे त्या एक करण्यासाठी वर असेल',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
);

/** Languages that are not told from another: its words are theirs. */
const ALIASES: Readonly<Record<string, string>> = {
  no: 'nb',
  in: 'id',
  ms: 'id',
  zsm: 'id',
  iw: 'he',
  ji: 'yi',
  fil: 'tl',
  tgl: 'tl',
  mo: 'ro',
  bs: 'hr',
  sh: 'hr',
  cnr: 'hr',
  cmn: 'zh',
  gsw: 'de',
  val: 'ca',
  arb: 'ar',
  pes: 'fa',
  prs: 'fa',
  nno: 'nn',
  nob: 'nb',
  nor: 'nb',
  eng: 'en',
  ger: 'de',
  deu: 'de',
  fre: 'fr',
  fra: 'fr',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  dut: 'nl',
  nld: 'nl',
  swe: 'sv',
  dan: 'da',
  fin: 'fi',
  pol: 'pl',
  cze: 'cs',
  ces: 'cs',
  hun: 'hu',
  rus: 'ru',
  ukr: 'uk',
  tur: 'tr',
  ara: 'ar',
  heb: 'he',
  jpn: 'ja',
  chi: 'zh',
  zho: 'zh',
  kor: 'ko',
  hin: 'hi',
  english: 'en',
  german: 'de',
  deutsch: 'de',
  french: 'fr',
  français: 'fr',
  spanish: 'es',
  español: 'es',
  italian: 'it',
  italiano: 'it',
  portuguese: 'pt',
  português: 'pt',
  dutch: 'nl',
  nederlands: 'nl',
  swedish: 'sv',
  danish: 'da',
  norwegian: 'nb',
  finnish: 'fi',
  polish: 'pl',
  russian: 'ru',
  turkish: 'tr',
  japanese: 'ja',
  chinese: 'zh',
  korean: 'ko',
  hindi: 'hi',
};

/** No language: undetermined, several, none; and creoles of English, whose words are the same. */
const UNTOLD = new Set([
  'und',
  'mul',
  'zxx',
  'mis',
  'qaa',
  'sco',
  'pcm',
  'jam',
  'bi',
  'tpi',
  'bis',
]);

/**
 * The language of a tag by the name that is used here: `no` and `nb-NO` are `nb`, `pt-BR` is `pt`, `iw` is
 * `he`. Feeds write names and codes of three letters too. Empty for what names no language.
 *
 * @param tag BCP 47 tag, or what a feed says instead
 */
export function languageOf(tag: string): string {
  const first =
    tag
      .trim()
      .toLowerCase()
      .split(/[-_\s(]/)[0] ?? '';
  const language = ALIASES[first] ?? first;
  return UNTOLD.has(language) || !/^\p{L}{2,3}$/u.test(language) ? '' : language;
}
