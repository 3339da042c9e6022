"""What a page asks of its readers goes, in every language that has a file; what people in a report say so stays."""

from __future__ import annotations

import pytest

from generator.clean import clean, compile_rules
from generator.settings import load_authorities

RULES = compile_rules(load_authorities(None).rules)
REPORT = (
    "The harbour council of Velmar has put off its vote on the new quay until the autumn, "
    "after engineers warned that the seabed is softer than the plans had assumed."
)

PAYWALLS = {
    "pl": (
        "Dalszy ciąg artykułu dostępny dla prenumeratorów",
        "Pozostało 65% artykułu. Zaloguj się, aby czytać dalej",
        "Ten artykuł jest dostępny tylko dla subskrybentów",
    ),
    "cs": (
        "Celý článek si mohou přečíst jen předplatitelé",
        "Chcete číst dál? Předplaťte si nás",
        "Tento obsah je určen pouze pro předplatitele",
    ),
    "sk": (
        "Zvyšok článku je dostupný len pre predplatiteľov",
        "Ak chcete čítať ďalej, prihláste sa",
        "Tento článok je zamknutý. Predplaťte si ho",
    ),
    "hu": (
        "Ez a cikk csak előfizetőknek elérhető",
        "A teljes cikk elolvasásához jelentkezzen be",
        "Olvassa tovább előfizetéssel",
    ),
    "he": (
        "הכתבה המלאה זמינה למנויים בלבד",
        "להמשך קריאה יש להתחבר",
        "תוכן זה מיועד למנויים",
    ),
    "ro": (
        "Acest articol este disponibil doar pentru abonați",
        "Pentru a citi mai departe, abonează-te",
        "Conținut exclusiv pentru abonați",
    ),
    "bg": (
        "Пълният текст е достъпен само за абонати",
        "За да продължите да четете, влезте в профила си",
        "Съдържание само за абонати",
    ),
    "hr": (
        "Ostatak članka dostupan je samo pretplatnicima",
        "Želite čitati dalje? Pretplatite se",
        "Ovaj sadržaj namijenjen je pretplatnicima",
    ),
    "sl": (
        "Celoten članek je na voljo samo naročnikom",
        "Za nadaljevanje branja se prijavite",
        "Članek je zaklenjen",
    ),
    "el": (
        "Το πλήρες άρθρο είναι διαθέσιμο μόνο για συνδρομητές",
        "Για να συνεχίσετε την ανάγνωση, συνδεθείτε",
        "Περιεχόμενο αποκλειστικά για συνδρομητές",
    ),
    "fi": (
        "Vain tilaajille",
        "Lue koko juttu tilaamalla",
        "Haluatko jatkaa lukemista? Kirjaudu sisään",
    ),
    "lt": (
        "Visas straipsnis prieinamas tik prenumeratoriams",
        "Norėdami skaityti toliau, prisijunkite",
        "Straipsnis skirtas prenumeratoriams",
    ),
    "et": (
        "Artikkel on loetav ainult tellijatele",
        "Edasi lugemiseks logi sisse",
        "Loe edasi tellijana",
    ),
    "da": (
        "Artiklen er kun for abonnenter",
        "Log ind for at læse videre",
        "Du har læst 30 % af artiklen. Bliv abonnent",
    ),
    "no": (
        "Resten av saken er for abonnenter",
        "Du må være abonnent for å lese videre",
        "Kjøp tilgang for å lese hele saken",
    ),
    "sv": (
        "Artikeln är låst. Bli prenumerant för att läsa vidare",
        "Logga in för att fortsätta läsa",
        "Innehåll för prenumeranter",
    ),
    "nl": (
        "Dit artikel is alleen voor abonnees",
        "Log in om verder te lezen",
    ),
    "tr": (
        "Haberin devamı abonelere özeldir",
        "Devamını okumak için üye girişi yapın",
        "Bu içerik sadece abonelerimize açıktır",
    ),
    "ar": (
        "هذا المحتوى للمشتركين فقط",
        "لقراءة المقال كاملا اشترك الآن",
        "سجل الدخول لمتابعة القراءة",
    ),
    "ja": (
        "この記事は有料会員限定です",
        "続きを読むにはログインしてください",
        "会員登録すると全文をお読みいただけます",
    ),
    "zh": (
        "登录后阅读全文",
        "此内容仅限订阅会员阅读",
        "剩余内容需付费阅读",
    ),
    "ko": (
        "이 기사는 구독자 전용입니다",
        "전체 기사를 읽으려면 로그인하세요",
        "유료 기사입니다. 구독 후 이용 가능합니다",
    ),
    "id": (
        "Artikel ini hanya untuk pelanggan",
        "Berlangganan untuk membaca selengkapnya",
        "Masuk untuk melanjutkan membaca",
    ),
    "vi": (
        "Nội dung chỉ dành cho thuê bao",
        "Vui lòng đăng nhập để đọc tiếp",
        "Đăng ký gói đọc báo để xem toàn bộ bài viết",
    ),
    "uk": (
        "Повний текст доступний лише передплатникам",
        "Щоб читати далі, оформіть передплату",
        "Матеріал доступний тільки для підписників",
    ),
    "ru": (
        "Материал доступен только подписчикам",
        "Чтобы прочитать статью полностью, оформите подписку",
        "Авторизуйтесь, чтобы продолжить чтение",
    ),
    "pt": (
        "Matéria exclusiva para assinantes",
        "Assine para continuar lendo",
        "Faça login para ler o texto completo",
    ),
    "es": (
        "Artículo solo para suscriptores",
        "Inicia sesión para seguir leyendo",
        "Hazte suscriptor para leer el artículo completo",
    ),
    "it": (
        "Articolo riservato agli abbonati",
        "Accedi per continuare a leggere",
        "Vuoi leggere tutto l'articolo? Abbonati",
    ),
    "fr": (
        "Article réservé aux abonnés",
        "Connectez-vous pour lire la suite",
        "Pour lire la suite, abonnez-vous",
    ),
    "de": (
        "Dieser Artikel ist nur für Abonnenten",
        "Melden Sie sich an, um weiterzulesen",
        "Mit Plus-Abo weiterlesen",
    ),
    "en": (
        "Subscribe to read the rest of this story",
        "You have reached your limit of free articles",
        "This content is available to members only",
    ),
    "fa": (
        "برای خواندن متن کامل وارد شوید",
        "این مطلب ویژه مشترکان است",
    ),
    "hi": (
        "पूरी खबर पढ़ने के लिए सब्सक्राइब करें",
        "यह लेख केवल सदस्यों के लिए है",
    ),
    "ca": (
        "Contingut exclusiu per a subscriptors",
        "Inicia sessió per continuar llegint",
    ),
}  # fmt: skip
"""Where a text stops, by language."""

AROUND = {
    "pl": (
        "Obserwuj nas na Facebooku",
        "Zobacz także: Węgorze znikają z Velmaru",
        "Udostępnij artykuł",
    ),
    "cs": (
        "Sledujte nás na Facebooku",
        "Čtěte také: Úhoři mizí z Velmaru",
        "Sdílet článek",
    ),
    "sk": (
        "Sledujte nás na Instagrame",
        "Prečítajte si tiež: Úhory miznú",
    ),
    "hu": (
        "Kövessen minket a Facebookon",
        "Olvasta már? Eltűnnek az angolnák",
        "Ha szeretne még több érdekes hírt olvasni, kövesse Facebook-oldalunkat!",
    ),
    "he": (
        "עקבו אחרינו בפייסבוק",
        "קראו גם: הצלופחים נעלמים",
    ),
    "ro": (
        "Urmărește-ne pe Google News",
        "Te-ar putea interesa și: Anghilele dispar",
    ),
    "bg": (
        "Последвайте ни в Инстаграм",
        "Вижте още: Змиорките изчезват",
    ),
    "hr": (
        "Pratite nas na Facebooku",
        "Pročitajte i: Jegulje nestaju",
    ),
    "sr": (
        "Пратите нас на Фејсбуку",
        "Прочитајте још: Јегуље нестају",
    ),
    "sl": (
        "Sledite nam na Facebooku",
        "Preberite tudi: Jegulje izginjajo",
    ),
    "el": (
        "Ακολουθήστε μας στο Facebook",
        "Διαβάστε επίσης: Τα χέλια χάνονται",
    ),
    "fi": (
        "Seuraa meitä Facebookissa",
        "Luetuimmat",
    ),
    "lt": (
        "Sekite mus Facebook",
        "Skaitykite taip pat: Unguriai dingsta",
    ),
    "et": (
        "Jälgi meid Facebookis",
        "Loe ka: Angerjad kaovad",
    ),
    "da": (
        "Følg os på Facebook",
        "Læs også: Ålene forsvinder",
    ),
    "no": (
        "Følg oss på Facebook",
        "Les også: Ålen forsvinner",
    ),
    "sv": (
        "Följ oss på Facebook",
        "Mer om ämnet",
    ),
    "nl": (
        "Volg ons op Facebook",
        "Lees ook: De paling verdwijnt",
    ),
    "tr": (
        "Bizi Facebook'tan takip edin",
        "İlginizi çekebilir: Yılan balıkları kayboluyor",
    ),
    "ar": (
        "تابعونا على تويتر",
        "شارك المقال",
        "مواضيع ذات صلة",
    ),
    "fa": (
        "ما را در تلگرام دنبال کنید",
        "انتهای خبر/",
        "کد خبر 123456",
    ),
    "ja": (
        "フォローする",
        "関連記事",
        "この記事をシェア",
    ),
    "zh": (
        "关注我们的微信公众号",
        "相关新闻",
        "编辑：王敏",
    ),
    "ko": (
        "관련기사",
        "페이스북에 공유",
        "저작권자 ⓒ 항만일보, 무단 전재 및 재배포 금지",
    ),
    "id": (
        "Ikuti kami di Google News",
        "Bagikan artikel ini",
        "Simak juga: Belut menghilang",
    ),
    "vi": (
        "Theo dõi chúng tôi trên Facebook",
        "Xem thêm: Lươn biến mất",
    ),
    "uk": (
        "Стежте за нами у Facebook",
        "Підписуйтесь на наш канал у Telegram",
    ),
    "ru": (
        "Следите за нами в соцсетях",
        "Читайте нас в Telegram",
    ),
    "pt": (
        "Siga-nos no Facebook",
        "Receba notícias no WhatsApp",
        "Compartilhe esta notícia",
    ),
    "es": (
        "Síguenos en Google News",
        "Te puede interesar: Las anguilas desaparecen",
        "Comparte esta noticia",
    ),
    "it": (
        "Seguici su Facebook",
        "Ti potrebbe interessare: Le anguille spariscono",
        "Condividi l'articolo",
    ),
    "fr": (
        "Suivez-nous sur Facebook",
        "À lire également : Les anguilles disparaissent",
        "Partager l'article",
    ),
    "de": (
        "Folgen Sie uns auf Facebook",
        "Das könnte Sie auch interessieren",
        "Artikel teilen",
    ),
    "en": (
        "Follow us on Facebook",
        "You may also like",
        "Sign up for our morning briefing",
    ),
    "hi": (
        "हमें फेसबुक पर फॉलो करें",
        "इसे भी पढ़ें: ईल गायब",
    ),
    "bn": (
        "আমাদের ফেসবুক পেজে লাইক দিন",
        "আরও খবর",
    ),
    "th": (
        "ติดตามเราได้ที่ Facebook",
        "ข่าวที่เกี่ยวข้อง",
    ),
    "ca": (
        "Segueix-nos a Twitter",
        "Llegeix també: Les anguiles desapareixen",
    ),
}  # fmt: skip
"""What stands below one."""

SAID = {
    "pl": (
        "Ten artykuł jest dostępny tylko dla prenumeratorów, powiedział wydawca.",
        "Zobacz także węgorza, mówili do siebie rybacy na nabrzeżu przez cały dzień.",
    ),
    "cs": (
        "Článek je dostupný jen předplatitelům, uvedl vydavatel po jednání rady.",
        "Chcete číst dál, nebo jít domů, zeptala se učitelka dětí v přístavu.",
    ),
    "sk": (
        "Článok je určený len pre predplatiteľov, povedal vydavateľ po rokovaní.",
        "Sledujte nás na každom kroku, povedal rybár, a smial sa na novinároch.",
    ),
    "hu": (
        "A cikk csak előfizetőknek elérhető, mondta a kiadó a tanács ülése után.",
    ),
    "he": (
        "הכתבה זמינה למנויים בלבד, אמר המוציא לאור לאחר ישיבת המועצה.",
    ),
    "ro": (
        "Articolul este disponibil doar pentru abonați, a spus editorul după ședință.",
    ),
    "bg": (
        "Статията е достъпна само за абонати, каза издателят след заседанието.",
    ),
    "hr": (
        "Članak je dostupan samo pretplatnicima, rekao je izdavač nakon sjednice.",
    ),
    "sl": (
        "Članek je na voljo samo naročnikom, je po seji povedal založnik.",
    ),
    "el": (
        "Το άρθρο είναι διαθέσιμο μόνο για συνδρομητές, είπε ο εκδότης μετά τη συνεδρίαση.",
    ),
    "fi": (
        "Artikkeli on vain tilaajille, kustantaja sanoi kokouksen jälkeen.",
    ),
    "lt": (
        "Straipsnis prieinamas tik prenumeratoriams, po posėdžio sakė leidėjas.",
    ),
    "et": (
        "Artikkel on ainult tellijatele, ütles kirjastaja pärast koosolekut.",
    ),
    "da": (
        "Artiklen er kun for abonnenter, sagde udgiveren efter mødet.",
        "Følg os på vejen, sagde fiskeren, og lo ad journalisterne hele dagen.",
    ),
    "no": (
        "Saken er kun for abonnenter, sa utgiveren etter møtet.",
    ),
    "sv": (
        "Artikeln är låst för läsare, sade utgivaren efter mötet.",
        "Mer om ämnet än så ville hon inte säga på mötet i hamnen.",
    ),
    "nl": (
        "Dit artikel is alleen voor abonnees, zei de uitgever na de vergadering.",
        "Volg ons op de voet, zei de visser, en hij lachte de hele dag.",
    ),
    "tr": (
        "Haberin devamı abonelere özel, dedi yayıncı toplantıdan sonra.",
    ),
    "ar": (
        "هذا المحتوى للمشتركين فقط، قال الناشر بعد الجلسة.",
    ),
    "fa": (
        "این مطلب ویژه مشترکان است، ناشر پس از جلسه گفت.",
    ),
    "ja": (
        "続きを読むには体力が要る、と編集長は笑って話した。",
    ),
    "zh": (
        "出版人会后说，剩余内容将向付费会员开放。",
        "渔民们关注我们的港口多年，发言人说。",
    ),
    "ko": (
        "발행인은 이 기사는 구독자 전용이라고 회의 뒤에 말했다.",
    ),
    "id": (
        "Artikel ini hanya untuk pelanggan, kata penerbit setelah rapat.",
    ),
    "vi": (
        "Bài viết chỉ dành cho thành viên, nhà xuất bản nói sau cuộc họp.",
    ),
    "uk": (
        "Матеріал доступний лише передплатникам, сказав видавець після засідання.",
    ),
    "ru": (
        "Подпишитесь, чтобы читать дальше, шутил издатель после заседания, и все смеялись.",
        "Следите за нами в оба, говорил рыбак и смеялся над журналистами.",
    ),
    "pt": (
        "Matéria exclusiva para assinantes, disse o editor depois da sessão.",
        "Leia mais quem quiser, disse a professora aos alunos do porto.",
    ),
    "es": (
        "Contenido exclusivo para suscriptores, dijo el editor tras la sesión.",
    ),
    "it": (
        "Articolo riservato agli abbonati, ha detto l'editore dopo la seduta.",
    ),
    "fr": (
        "Article réservé aux abonnés, a dit l'éditeur après la séance.",
        "Pour lire la suite de l'histoire, il faut attendre septembre, a dit le maire.",
    ),
    "de": (
        "Melden Sie sich an, um weiter zu streiten, rief der Bürgermeister den Fischern zu.",
        "Mit dem Plus weiterlesen wollte niemand, sagte der Verleger nach der Sitzung.",
    ),
    "hi": (
        "यह लेख केवल सदस्यों के लिए है, प्रकाशक ने बैठक के बाद कहा।",
    ),
    "ca": (
        "Contingut exclusiu per a subscriptors, va dir l'editor després de la sessió.",
    ),
}  # fmt: skip
"""Sentences of reports in the words of such lines."""


@pytest.mark.parametrize("lines", PAYWALLS.values(), ids=PAYWALLS)
def test_a_text_stops_where_its_page_asks_readers_to_pay(lines: tuple[str, ...]):
    found = [[one.rule for one in clean(f"{REPORT}\n\n{line}", RULES).dropped] for line in lines]

    assert found == [["paywall"]] * len(lines)


@pytest.mark.parametrize("lines", AROUND.values(), ids=AROUND)
def test_what_a_page_asks_of_its_readers_is_no_text(lines: tuple[str, ...]):
    assert [line for line in lines if clean(f"{REPORT}\n\n{line}", RULES).paragraphs != (REPORT,)] == []


@pytest.mark.parametrize("lines", SAID.values(), ids=SAID)
def test_what_people_in_a_report_say_of_it_stays(lines: tuple[str, ...]):
    for line in lines:
        assert clean(f"{REPORT}\n\n{line}\n\n{REPORT}", RULES).paragraphs == (REPORT, line, REPORT)
        assert clean(f"{REPORT}\n\n{line}", RULES).paragraphs == (REPORT, line)
