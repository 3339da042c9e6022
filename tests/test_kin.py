"""Near copies and near misses, in sets of six pairs: what is retyped, read from paper or cut joins, and forms do not.

Every text is invented. The six of a kind are made alike with other words, so that no rule can be made for one of them.
"""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from generator import group
from generator.fingerprint import shingles
from generator.group.itself import lacking
from generator.group.matching import MIN_DIFFERING
from tests.stories import STORIES
from tests.test_group import clusters_of
from tests.texts import report

ARABIC = (
    "أعلن مجلس الميناء في هارن أن العبّارة الليلية ستعود إلى العمل يوم الخميس بعد إصلاح المحرك الذي احترق قبل أسبوعين. "
    "وقال رئيس المجلس إن أربعين راكبا نقلوا إلى الشاطئ ولم يصب أحد منهم بأذى، وإن التحقيق مستمر مع الشركة المالكة. "
    "وأضاف أن تكلفة الإصلاح بلغت ثلاثة ملايين وأن التذاكر القديمة صالحة حتى نهاية الشهر المقبل على جميع الخطوط. "
    "من جهتها ذكرت نقابة البحارة أن ساعات العمل الطويلة كانت سببا في الحادث وطالبت بتعيين عشرين بحارا جديدا هذا العام. "
    "وأوضح مدير الشركة أن السفينة البديلة ستصل من فلمار صباح الأربعاء وأنها تتسع لعدد أكبر من السيارات والشاحنات."
)
LETTERS = {False: "abcdefghilmnorstu", True: "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}
SIX = range(6)


def reason(left: str, right: str) -> str | None:
    """Return why two texts are no copies; None if they are."""
    match = group.verify(("a", "b"), shingles([left]), shingles([right]))
    return group.reason(match, min_containment=0.7, min_shared=15)


def story(number: int) -> str:
    return report(7, f"story {number}")


def damaged(text: str, rate: float, seed: int, *, arabic: bool = False) -> str:
    """Return a text as a machine reads it from paper, with a share of its letters wrong."""
    chance = random.Random(seed)
    return "".join(
        chance.choice(LETTERS[arabic]) if sign.isalpha() and chance.random() < rate else sign for sign in text
    )


def broken(text: str, seed: int) -> str:
    """Return a text with words broken at the ends of its printed lines."""
    chance = random.Random(seed)
    return " ".join(
        f"{word[:3]}- {word[3:]}" if len(word) > 6 and chance.random() < 0.12 else word for word in text.split()
    )


@pytest.mark.parametrize("seed", SIX)
@pytest.mark.parametrize("rate", [0.01, 0.02, 0.03])
def test_a_text_read_from_paper_is_a_copy(seed: int, rate: float):
    assert reason(story(seed), damaged(story(seed), rate, seed)) is None


@pytest.mark.parametrize("rate", [0.01, 0.03])
def test_texts_read_from_paper_are_one_cluster_whatever_shingles_are_left(rate: float):
    texts = {name: damaged(story(0), rate, seed) for seed, name in enumerate("abc")} | {"page": story(0)}

    [cluster] = clusters_of(texts)

    assert set(cluster.member_ids) == set(texts)


def test_short_words_in_the_place_of_others_are_no_damage():
    """One word in eight is another: there are 95 letters of a hundred, but not in the words that differ."""
    words = story(0).split()
    changed = [word if place % 8 or len(word) > 4 else "xyz"[: len(word)] for place, word in enumerate(words)]
    match = group.verify(("a", "b"), shingles([" ".join(words)]), shingles([" ".join(changed)]))

    assert match.letters == 0


KOREAN = (
    "남해도청은 화요일 낡은 어시장을 헐고 그 자리에 공공 도서관과 주차장을 짓는 계획을 확정했다고 "
    "밝혔다. 공사는 내년 4월에 시작되어 2년 동안 이어진다. 도청에 따르면 전체 사업비는 640억 원이며, "
    "이 가운데 절반은 정부 지원금으로 충당된다. 어시장은 1962년에 문을 열었고 한때 하루 3만 명이 찾았다. "
    "대형 마트가 들어선 뒤 손님이 크게 줄어 지난해에는 하루 평균 1,900명에 그쳤다."
)


@pytest.mark.parametrize("seed", SIX)
def test_a_korean_text_read_from_paper_is_a_copy(seed: int):
    """A wrong letter is a third of a word there."""
    chance = random.Random(seed)
    letters = sorted({sign for sign in KOREAN if "가" <= sign <= "힣"})
    misread = "".join(chance.choice(letters) if sign in letters and chance.random() < 0.02 else sign for sign in KOREAN)

    assert reason(KOREAN, misread) is None


@pytest.mark.parametrize("seed", SIX)
def test_an_arabic_text_read_from_paper_is_a_copy(seed: int):
    assert reason(ARABIC, damaged(ARABIC, 0.02, seed, arabic=True)) is None


@pytest.mark.parametrize("seed", SIX)
def test_a_text_with_broken_words_is_a_copy(seed: int):
    assert reason(story(seed), broken(story(seed), seed)) is None


@pytest.mark.parametrize("seed", SIX)
def test_a_light_rewrite_is_a_copy(seed: int):
    """One common word in fifteen is another, and no name or number."""
    chance = random.Random(seed)
    words = [
        f"{word}ly" if word.islower() and word.isalpha() and chance.random() < 0.1 else word
        for word in story(seed).split()
    ]

    assert reason(story(seed), " ".join(words)) is None


@pytest.mark.parametrize("seed", SIX)
def test_another_text_behind_one_that_is_cut_makes_no_form_of_it(seed: int):
    """Its names and numbers stand where the last words of the other stood, with words like `said` between."""
    whole = report(20, f"long {seed}")

    assert reason(whole, f"{' '.join(whole.split()[:-4])}\n\n{report(2, f'other {seed}')}") is None


def every(place: int, text: str) -> str:
    """Return a text with one word of so many another one."""
    words = text.split()
    return " ".join("otherwise" if number % place == place - 1 else word for number, word in enumerate(words))


@pytest.mark.parametrize(("place", "joined"), [(14, True), (10, False)])
@pytest.mark.parametrize("language", ["English", "German", "Arabic", "Russian", "Hindi"])
def test_a_text_with_few_other_words_in_every_line_is_a_copy(language: str, place: int, *, joined: bool):
    """Every fourteenth is another, no number or name; where every tenth is, hardly a run of eight is left."""
    words = " ".join(STORIES[language]).split()
    common = [at for at, word in enumerate(words) if word == word.lower() and not any(map(str.isdigit, word))]
    chosen = {max((one for one in common if one <= at), default=0) for at in range(place, len(words), place)}
    rewritten = " ".join("otherwise" if at in chosen else word for at, word in enumerate(words))

    assert (reason(" ".join(words), rewritten) is None) == joined


@pytest.mark.parametrize("seed", SIX)
def test_the_opening_of_a_text_with_a_word_changed_here_and_there_is_a_copy(seed: int):
    paragraphs = report(20, f"long {seed}").split("\n\n")

    assert reason(" ".join(paragraphs), every(22, " ".join(paragraphs[: len(paragraphs) // 2]))) is None


@pytest.mark.parametrize("seed", SIX)
def test_a_piece_of_its_inside_changed_so_is_none(seed: int):
    paragraphs = report(20, f"long {seed}").split("\n\n")

    assert reason(" ".join(paragraphs), every(22, " ".join(paragraphs[len(paragraphs) // 2 :]))) is not None


@pytest.mark.parametrize("seed", SIX)
def test_a_short_copy_cut_inside_is_a_copy(seed: int):
    """Two pieces of a much longer text, not from its opening: an item of a roundup would be one."""
    paragraphs = report(24, f"long {seed}").split("\n\n")

    assert reason("\n\n".join(paragraphs), f"{paragraphs[5]}\n\n{paragraphs[9]}") is None


@pytest.mark.parametrize("seed", SIX)
def test_an_item_of_a_roundup_is_none(seed: int):
    item = report(2, f"item {seed}")
    roundup = "\n\n".join((report(9, f"before {seed}"), item, report(9, f"behind {seed}")))

    assert "the shorter is an excerpt" in str(reason(item, roundup))


NOTICE = (
    "The family of {name} announces with sorrow that {name} died on {day}, aged {age}, at home in {place}. The service "
    "will be held on {later} at {hour} o'clock in the chapel of Saint {saint}. {name} is survived by {kin} and by "
    "{number} grandchildren. The family asks that for flowers a gift be made to the lifeboat station, and thanks "
    "the nurses of the valley hospital for their care in the last weeks, all the neighbours who brought food and sat "
    "with the family through the nights, and the choir of the parish, which sang below the window on the last evening. "
    "Condolences may be written in the book at the chapel, which is open every day from nine in the morning until five "
    "in the afternoon, or sent to the undertakers, who will hand them on to the family when the mourning has ended and "
    "will answer every letter that carries an address in the order in which the letters came to the house by the ferry "
    "or by the morning post, as the custom of the valley has been for as long as anybody there can remember."
)
WEATHER = (
    "{day}: rain in the north, {a} degrees in Harn, {b} in Velmar, wind from the west at {c} kilometres an hour along "
    "the whole coast. {later}: clear at first, {d} degrees in Harn and {e} in Velmar, wind light and backing to the "
    "south by evening. Water in the bay of Osk {f} degrees, swell {g} metres at noon, falling slowly through the night "
    "as the front moves off to the east over the hills."
)
MATCH = (
    "{name} scored twice as {team} beat {other} {a}-{b} in front of {c} people. {kin} opened in minute {d} from the "
    "edge of the box and the visitors were never given a way back into the game. {saint} saved a penalty in minute {e} "
    "and was carried from the field after the final whistle. The coach {place} spoke of a deserved win. The next round "
    "is played on {day}, when {team} travel to {later}."
)


def filled(form: str, seed: int) -> str:
    """Return a form filled in with names and numbers."""
    chance = random.Random(f"form {seed}")

    def name() -> str:
        return "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3)).capitalize()

    names = {key: f"{name()} {name()}" for key in ("name", "place", "saint", "kin", "team", "other", "day", "later")}
    numbers = {key: chance.randrange(2, 9000) for key in ("a", "b", "c", "d", "e", "f", "g", "age", "hour", "number")}
    return form.format(**names, **numbers)


@pytest.mark.parametrize("seed", SIX)
@pytest.mark.parametrize("form", [NOTICE, WEATHER, MATCH], ids=["death notice", "weather", "match report"])
def test_a_form_filled_in_twice_makes_no_copies(form: str, seed: int):
    assert reason(filled(form, seed), filled(form, seed + 100)) is not None


@pytest.mark.parametrize("seed", SIX)
def test_a_notice_with_a_long_set_text_is_said_to_be_a_form(seed: int):
    """Seven tenths of it are the same words; what makes it one person's is in most of its sentences."""
    match = group.verify(("a", "b"), shingles([filled(NOTICE, seed)]), shingles([filled(NOTICE, seed + 100)]))

    assert match.containment >= 0.7
    assert "one form filled in twice" in str(reason(filled(NOTICE, seed), filled(NOTICE, seed + 100)))


def test_the_names_of_a_dateline_and_a_credit_make_no_form_of_a_short_text():
    """They are half of the sentences with names that it has."""
    text = [
        "The school at Milland opens again next month after its roof was torn off by a storm last year.",
        "Three hundred children were taught below the mango trees, and lessons stopped whenever it began to rain.",
        "The carpenters of the village made new desks of palm wood and set in larger windows for the air.",
        "The teacher Neema Chidu said that parents carried the stones up from the river without being paid.",
        "All of it cost forty million shillings, half of which was given by the fishermen of the lake.",
    ]
    signed = ["MILLAND, March 4 (Ocean Wire) - " + text[0], *text[1:4], "Ocean Wire"]

    assert reason("\n\n".join(text), "\n\n".join(signed)) is None


@pytest.mark.parametrize("seed", SIX)
def test_a_notice_printed_twice_with_a_change_is_a_copy(seed: int):
    notice = filled(NOTICE, seed)

    assert reason(notice, notice.replace("in the chapel", "in the old chapel").replace("sorrow", "grief")) is None


PUBLIC_NOTICES: dict[str, tuple[str, tuple[object, ...], tuple[object, ...]]] = {
    "English": (
        (
            "{0}, {1}, of {2}, died peacefully on January {3} surrounded by family. Visitation will be held on "
            "{4} from 2 to 4 p.m. at the Lakeside Funeral Home, 14 Mill Road. A funeral Mass will follow at St. "
            "Brendan's Church with burial in the parish cemetery. In lieu of flowers, the family asks that "
            "donations be made to the county hospice in memory of {0}. Condolences may be left in the online "
            "guest book. The family wishes to thank the doctors and nurses of the third floor for the kindness "
            "and care that they showed in the last weeks."
        ),
        ("Margaret Doyle", 84, "Ashford", 3, "Saturday"),
        ("Walter Pruitt", 71, "Millbrook", 9, "Monday"),
    ),
    "German": (
        (
            "Nach einem langen und erfüllten Leben nehmen wir Abschied von unserer lieben Mutter, "
            "Schwiegermutter und Oma {0}, gestorben am {1}. Januar im Alter von {2} Jahren. Die Trauerfeier "
            "findet am {3}. Januar um {4} Uhr in der Friedhofskapelle statt; anschließend ist die "
            "Urnenbeisetzung im engsten Kreis. Von Beileidsbekundungen am Grab bitten wir Abstand zu nehmen. "
            "Statt freundlich zugedachter Blumen bitten wir um eine Spende an das Hospiz am Park. Herzlichen "
            "Dank sagen wir dem Pflegeteam der Station für die liebevolle Betreuung in den letzten Wochen und "
            "allen Nachbarn, die unserer Mutter in der schweren Zeit so oft zur Seite standen."
        ),
        ("Gerda Hoffmann", 9, 86, 19, 11),
        ("Ilse Brandt", 2, 82, 13, 14),
    ),
    "German, without numbers": (
        (
            "Auch in der kommenden Woche wird im Landkreis wieder geblitzt. Nach Angaben des Landratsamts sind an "
            "diesen Stellen Kontrollen geplant: am {0} in {1}, am {2} in {3} und am {4} in {5}. Darüber hinaus "
            "sind jederzeit unangekündigte Messungen im gesamten Kreisgebiet möglich. Das Amt weist darauf hin, "
            "dass überhöhte Geschwindigkeit nach wie vor die häufigste Ursache schwerer Unfälle ist. Die "
            "Einnahmen fließen in den Haushalt des Kreises und werden unter anderem für die Sicherheit auf den "
            "Straßen verwendet."
        ),
        ("Montag", "Tannau", "Mittwoch", "Argenbühl", "Freitag", "Neufeld"),
        ("Dienstag", "Kressberg", "Donnerstag", "Lindau", "Samstag", "Oberhofen"),
    ),
    "Arabic": (
        (
            "تعلن محكمة البداية في مدينة النخيل أن المدعي {0} تقدم بطلب رقم {1} لحصر إرث مورثه. فعلى كل من له "
            "اعتراض على هذا الطلب أن يتقدم به إلى المحكمة خلال المدة المقررة من تاريخ نشر هذا الإعلان، وإلا فإن "
            "المحكمة ستنظر في الطلب وتبت فيه حسب الأصول والقانون من دون إشعار آخر. وقد حددت المحكمة جلسة يوم {2} "
            "من الشهر المقبل الساعة {3} صباحا موعدا للنظر في الدعوى، وعلى ذوي الشأن الحضور بأنفسهم أو إرسال وكيل "
            "عنهم يحمل وكالة مصدقة من الكاتب بالعدل، وتقبل الاعتراضات المكتوبة في قلم المحكمة خلال ساعات الدوام "
            "الرسمي من الأحد إلى الخميس ما عدا أيام العطل."
        ),
        ("سامي الخطيب", 118, 12, 9),
        ("ليلى البيطار", 342, 23, 10),
    ),
    "Russian": (
        (
            "Арбитражный суд Заречной области по делу № {0} признал {1} банкротом и открыл процедуру реализации "
            "имущества сроком на шесть месяцев. Финансовым управляющим утверждён {2}. Требования кредиторов "
            "принимаются в течение двух месяцев с момента опубликования настоящего сообщения по адресу суда, в "
            "рабочие дни и в часы приёма граждан. Заседание по рассмотрению отчёта управляющего назначено на {3} "
            "июля. Кредиторы вправе знакомиться с материалами дела, делать из них выписки и снимать копии за "
            "свой счёт, а также направлять возражения в письменном виде."
        ),
        (1187, "Олега Кузнецова", "Антон Белов", 9),
        (2944, "Ольгу Фомину", "Роман Титов", 14),
    ),
    "Thai": (
        (
            "เมื่อเวลา {0} นาฬิกา ตำรวจภูธร{1}รับแจ้งเหตุรถชนกันบนถนนสายหลัก มีผู้บาดเจ็บ {2} คน ที่เกิดเหตุพบรถกระบะของ{3}"
            "จอดขวางถนนในสภาพหน้ารถพังเสียหาย ใกล้กันพบรถจักรยานยนต์ล้มอยู่ข้างทาง หน่วยกู้ภัยนำผู้บาดเจ็บส่งโรงพยาบาล{4}"
            "อย่างเร่งด่วน พยานเล่าว่าฝนตกหนักและถนนลื่นมาก ค่าเสียหายเบื้องต้นประมาณ {5} บาท "
            "เจ้าหน้าที่จะเรียกผู้เกี่ยวข้องมาสอบปากคำเพื่อหาสาเหตุที่แท้จริงต่อไป"
        ),
        ("07.30", "บ้านสวน", 3, "นายประเสริฐ ทองดี", "เมืองทอง", 85000),
        ("21.15", "หนองแค", 5, "นายวิชัย ศรีงาม", "พระบาท", 140000),
    ),
}


@pytest.mark.parametrize("dateline", ["", "Velmar (Coast Wire) - "], ids=["bare", "with a dateline"])
@pytest.mark.parametrize("language", PUBLIC_NOTICES)
def test_a_form_with_long_set_words_makes_no_copies(language: str, dateline: str):
    form, one, other = PUBLIC_NOTICES[language]
    match = group.verify(("a", "b"), shingles([form.format(*one)]), shingles([dateline + form.format(*other)]))

    assert match.filled == 1.0
    assert "names or numbers are 100% of the places" in str(
        group.reason(replace(match, containment=0.8, aligned=0.98), min_containment=0.7, min_shared=15)
    )


NUMBERS = ("212", "230", "18 million", "21 million", "180", "200", "95", "110")
NAMES = ("Ilse Marrow", "Elsa Morrow", "Marrow said", "Morrow said", "Nordal", "Nordahl", "Harn", "Haarn")
NOUNS = ("Debatte", "Sitzung", "Hallenbad", "Schwimmbad", "Gutachten", "Papier", "Opposition", "Minderheit")


@pytest.mark.parametrize(
    ("language", "changed", "behind"),
    [
        pytest.param("English", NUMBERS[:4], "", id="two numbers corrected"),
        pytest.param("English", NUMBERS, " An earlier version of this report gave other figures.", id="an update"),
        pytest.param("English", NUMBERS, "", id="every figure of the day"),
        pytest.param("English", NAMES, "", id="names respelled"),
        pytest.param("German", NOUNS, "", id="nouns of a language that gives them capitals"),
        pytest.param("Arabic", ("18 ألف", "20 ألف", "340", "350"), "", id="numbers in Arabic"),
    ],
)
def test_a_report_with_other_names_or_numbers_is_no_form(language: str, changed: tuple[str, ...], behind: str):
    story = "\n\n".join(STORIES[language])
    other = story + behind
    for old, new in zip(changed[::2], changed[1::2], strict=True):
        other = other.replace(old, new)

    assert other != story
    assert reason(story, other) is None


CASELESS_NOTICES = {
    "Arabic": (
        (
            "انتقل إلى رحمة الله {0} عن عمر يناهز {1} عاما بعد مرض طويل لم يمهله. كان {0} محبا لأهله وجيرانه "
            "كريما مع كل من عرفه في الحي. يصلى على {0} في الجامع الكبير بعد صلاة العصر يوم {2} من هذا الشهر. "
            "تتقبل الأسرة العزاء في دار المناسبات ابتداء من الساعة {3} مساء ولمدة ثلاثة أيام. إنا لله وإنا إليه "
            "راجعون."
        ),
        ("زهران", "مروان"),
    ),
    "Hebrew": (
        (
            "בצער רב אנו מודיעים על פטירתו של {0} בגיל {1} לאחר מחלה קשה וממושכת. ההלוויה של {0} תתקיים בבית "
            "העלמין הישן ביום {2} לחודש זה. {0} היה אהוב על כל שכניו ועל כל מי שהכיר אותו בעיר ומחוצה לה. המשפחה "
            "יושבת שבעה בביתה בשעות הערב החל משעה {3} בכל יום עד סוף השבוע הבא."
        ),
        ("זברוני", "טלמורי"),
    ),
    "Hindi": (
        (
            "बड़े दुख के साथ सूचित किया जाता है कि {0} का {1} वर्ष की आयु में लंबी बीमारी के बाद निधन हो गया। {0} "
            "अपने परिवार और पड़ोसियों के बीच बहुत प्रिय थे और सब की मदद करते थे। {0} का अंतिम संस्कार नदी के घाट "
            "पर इस महीने की {2} तारीख को होगा। शोक सभा घर पर शाम {3} बजे से रखी गई है और सब आमंत्रित हैं।"
        ),
        ("ज़ोरावल", "मिहारन"),
    ),
}


@pytest.mark.parametrize("language", CASELESS_NOTICES)
def test_a_form_in_a_script_without_capitals_makes_no_copies(language: str):
    form, (one, other) = CASELESS_NOTICES[language]

    assert reason(form.format(one, 84, 12, 5), form.format(other, 71, 23, 7)) is not None
    assert lacking(form.format(one, 84, 12, 5), form.format(other, 71, 23, 7))[0] > MIN_DIFFERING


@pytest.mark.parametrize("language", CASELESS_NOTICES)
def test_a_notice_in_such_a_script_with_a_word_changed_everywhere_keeps_its_numbers(language: str):
    form, (one, other) = CASELESS_NOTICES[language]

    assert lacking(form.format(one, 84, 12, 5), form.format(other, 84, 12, 5))[0] <= MIN_DIFFERING
