"""What is done to a copy and what it is called then, in seven languages: cut, moved, signed, misread."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from generator import group
from generator.fingerprint import shingles, word_hashes
from generator.model import CopyKind
from tests.stories import CREDITS, DATELINES, OTHERS, STORIES

LETTERS = {
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "Russian": "абвгдежзийклмнопрстуфхцчшщ",
    "Hindi": "कखगघचछजझटठडढतथदधनपफबभमयरल",
    "Japanese": "日月木本末未田由甲申",
    "Chinese": "日月木本末未田由甲申",
}
DENSE = ("Japanese", "Chinese")
REWORDED = {
    "English": ("voted", "decided", "packed", "crowded", "shouted", "jeered", "carefully", "closely"),
    "German": ("Debatte", "Sitzung", "marode", "baufällige", "entsetzt", "empört", "Gutachten", "Papier"),
    "Arabic": ("أثارت", "سببت", "أظهرت", "بينت", "وأضاف", "وتابع", "سيكلف", "سيتطلب"),
    "Russian": ("планируется", "решено", "заверениями", "обещаниями", "обходится", "стоит", "намерены", "хотят"),
    "Hindi": ("प्रस्ताव", "मसौदा", "फैसले", "निर्णय", "चेतावनी", "धमकी", "खर्च", "व्यय"),
    "Japanese": ("苦渋の", "つらい", "三分の一", "三割強", "開く予定", "開催の方針", "示した", "述べた"),
    "Chinese": ("宣布", "表示", "见证", "目睹", "介绍", "说明", "公开", "广泛"),
}

Change = Callable[[str, list[str]], list[str]]


def judged(copy: Sequence[str], main: Sequence[str]) -> tuple[CopyKind, str | None]:
    """Return what a text is of another, and why it is no copy of it; None if it is."""
    match = group.verify(("a", "b"), shingles(main), shingles(copy))
    return match.right_kind, group.reason(match, min_containment=0.7, min_shared=15)


def misread(language: str, text: list[str]) -> list[str]:
    """Return a text as read from paper: one letter in fifty is wrong, and words are broken at line ends."""
    chance, letters = random.Random(language), LETTERS.get(language, "abcdefghilmnorstu")
    wrong = (
        "".join(chance.choice(letters) if sign.isalpha() and chance.random() < 0.02 else sign for sign in paragraph)
        for paragraph in text
    )
    if language in DENSE:
        return list(wrong)
    return [
        " ".join(
            f"{word[: len(word) // 2]}-\n{word[len(word) // 2 :]}" if len(word) > 6 and chance.random() < 0.05 else word
            for word in paragraph.split()
        )
        for paragraph in wrong
    ]


def reworded(language: str, text: list[str]) -> list[str]:
    words = REWORDED[language]
    for old, new in zip(words[::2], words[1::2], strict=True):
        text = [paragraph.replace(old, new) for paragraph in text]
    return text


def half(paragraph: str) -> str:
    return paragraph[: len(paragraph) // 2]


KINDS: dict[str, tuple[CopyKind, Change]] = {
    "no end": ("truncated", lambda _, text: text[:3]),
    "cut within a sentence": ("truncated", lambda _, text: [*text[:2], half(text[2])]),
    "a teaser with dots": ("truncated", lambda _, text: [text[0], half(text[1]) + " ..."]),
    "without the third of six": ("abridged", lambda _, text: text[:2] + text[3:]),
    "without the fifth": ("abridged", lambda _, text: text[:4] + text[5:]),
    "without second and fourth": ("abridged", lambda _, text: [text[0], text[2], *text[4:]]),
    "without third and last": ("abridged", lambda _, text: [*text[:2], *text[3:5]]),
    "first and last alone": ("abridged", lambda _, text: [text[0], text[5]]),
    "without the lede": ("abridged", lambda _, text: text[1:]),
    "second and third swapped": ("reordered", lambda _, text: [text[0], text[2], text[1], *text[3:]]),
    "the last first": ("reordered", lambda _, text: [text[5], *text[:5]]),
    "back to front": ("reordered", lambda _, text: text[::-1]),
    "the quotation first": ("reordered", lambda _, text: [text[2], *text[:2], *text[3:]]),
    "another story behind": ("expanded", lambda language, text: text + OTHERS[language]),
    "another story before": ("expanded", lambda language, text: OTHERS[language] + text),
    "a paragraph put in": ("expanded", lambda language, text: [*text[:3], OTHERS[language][0], *text[3:]]),
    "a dateline": ("exact", lambda language, text: [DATELINES[language][0] + text[0], *text[1:]]),
    "another dateline": ("exact", lambda language, text: [DATELINES[language][1] + text[0], *text[1:]]),
    "a credit": ("exact", lambda language, text: [*text, CREDITS[language]]),
    "a credit in the last line": ("exact", lambda language, text: [*text[:-1], f"{text[-1]} {CREDITS[language]}"]),
    "reworded": ("edited", reworded),
    "read from paper": ("edited", misread),
}


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("change", KINDS)
def test_a_copy_is_called_what_was_done_to_it(language: str, change: str):
    kind, made = KINDS[change]

    assert judged(made(language, STORIES[language]), STORIES[language]) == (kind, None)


@pytest.mark.parametrize("language", STORIES)
def test_two_datelines_and_the_credits_of_one_agency_are_no_change_of_the_text(language: str):
    one, other = ([line + STORIES[language][0], *STORIES[language][1:]] for line in DATELINES[language])

    assert judged([*one, CREDITS[language]], other) == ("exact", None)


@pytest.mark.parametrize("language", STORIES)
def test_two_stories_in_one_language_are_no_copies(language: str):
    assert judged(OTHERS[language], STORIES[language])[1] is not None


@pytest.mark.parametrize(
    ("credit", "other"),
    [
        pytest.param("(Reporting by Ada Bell; Editing by Jo Roe)", "(Reporting by Al Doe; Editing by Jo Roe)", id="1"),
        pytest.param("(Writing by Ada Bell)", "(Writing by Jo Roe)", id="2"),
    ],
)
def test_credits_that_open_alike_are_no_change(credit: str, other: str):
    story = STORIES["English"]

    assert judged([*story, credit], [*story, other]) == ("exact", None)


FORMULAS = {
    "Chinese": ("社海宁1月4日电（记者李明、王芳）", "网海宁1月4日电 (记者 李明) ", "社海宁1月4日电　"),
    "Russian": ("ЗАРЕЧНЫЙ, 14 января. /КВ/. ", "Заречный, 14 янв - КВ Новости, Иван Петров. ", "(КВ) - "),
    "Japanese": ("［白浜　12日　通信］ - ", "【白浜＝山田太郎】", "（白浜通信）"),
    "English": ("VELMAR, Norland (CW) — ", "By Petra Lund\nVELMAR (Coast Wire) – ", "VELMAR, Jan. 14, Coast Wire: "),
    "Arabic": ("النخيل 14 يناير (ك و) - ", "«كوست واير» - النخيل: ", "النخيل / كوست واير / "),
}


@pytest.mark.parametrize("language", FORMULAS)
def test_formulas_that_share_place_day_and_reporter_are_no_change_of_the_text(language: str):
    """A passage that two openings share is none of the text; what ends in a full stop may be names alone."""
    lede, *others = STORIES[language]
    texts = [[formula + lede, *others] for formula in ("", *FORMULAS[language])]

    assert {judged(one, other) for one in texts for other in texts} == {("exact", None)}


ATTRIBUTIONS = {
    "English": ("According to the Coast Wire agency, ", "According to CW, ", "The CW reported on Sunday that "),
    "German": ("Wie die Agentur Küstendraht meldet, ", "Laut cw-Agentur, "),
    "Arabic": ("ذكرت وكالة كوست واير أن ", "وفقا لوكالة كوست واير، "),
    "Japanese": ("浜通信によると、", "コーストワイヤーによれば、"),
    "Russian": ("Как сообщает КВ, ", "По данным агентства «Берег», "),
    "Hindi": ("तटीय समाचार एजेंसी के अनुसार, ",),
    "Chinese": ("据海岸社1月14日报道,", "海岸通讯社消息,"),
}
ADDED = {
    "English": ("According to Mayor Petra Lund of Velmar, ", "On Sunday afternoon, ", "In a surprise move, "),
    "German": ("Nach langem Streit, ", "Anders als geplant, "),
    "Russian": ("По словам мэра города, ", "Вопреки ожиданиям, "),
    "Japanese": ("住民の男性によると、",),
    "Chinese": ("据当地村民介绍,",),
}
CLOSINGS = {
    "English": "CW writers Petra Lund in Velmar, Jo Roe in Harn and Ada Bell in Norland contributed to this report.",
    "German": "Mit Material von cw.",
    "Arabic": "المصدر: وكالات",
    "Japanese": "浜通信配信",
    "Russian": "Об этом сообщает КВ.",
    "Hindi": "स्रोत: एजेंसी",
    "Chinese": "来源:海岸社",
}
SENTENCES = {
    "English": "A second vote is due before the summer recess begins.",
    "German": "Im Sommer soll noch einmal abgestimmt werden, dann geheim.",
    "Russian": "Мэрия сообщает, что второе голосование пройдёт перед началом летних каникул.",
    "Arabic": "وحسب المصدر فإن أعضاء المجلس سيعودون إلى التصويت قبل نهاية الصيف بعد أن شارك في الجلسة ممثلون عنهم.",
    "Chinese": "市政府将为周边居民提供新的停车位和一条通往码头的步行道路,预计明年春天完工。",
}


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_words_before_a_text_that_say_whose_report_it_is_are_no_change_of_it(language: str):
    lede, *others = STORIES[language]

    for words in ATTRIBUTIONS[language]:
        assert judged([words + lede, *others], STORIES[language]) == ("exact", None), words


@pytest.mark.parametrize("language", ADDED)
def test_other_words_before_a_text_are_a_change_of_it(language: str):
    lede, *others = STORIES[language]

    for words in ADDED[language]:
        assert judged([words + lede, *others], STORIES[language]) == ("edited", None), words


@pytest.mark.parametrize("language", CLOSINGS)
def test_a_sentence_in_the_last_paragraph_that_credits_others_is_no_change_of_the_text(language: str):
    *others, last = STORIES[language]

    assert judged([*others, f"{last} {CLOSINGS[language]}"], STORIES[language]) == ("exact", None)


CLOSINGS_OF_OTHERS = (
    "Con información de Costa.",
    "Avec les informations de nos confrères de Côte.",
    "Ana Ruiz en Velmar contribuyó a este informe.",
    "Ha collaborato Anna Neri.",
    "Com informações da agência Costa.",
    "Met medewerking van persbureau Kust.",
    "Źródło: CW",
    "Kaynak: CW",
    "Про це повідомляє «Берег».",
    "منبع: خبرگزاری ساحل",
    "출처: 해안통신",
)


@pytest.mark.parametrize("credit", CLOSINGS_OF_OTHERS)
def test_such_a_credit_is_known_in_every_language(credit: str):
    *others, last = STORIES["English"]

    assert judged([*others, f"{last} {credit}"], STORIES["English"]) == ("exact", None)


@pytest.mark.parametrize("language", SENTENCES)
def test_another_sentence_there_is_one(language: str):
    *others, last = STORIES[language]

    assert judged([*others, f"{last} {SENTENCES[language]}"], STORIES[language])[0] != "exact"


OF_OTHER_LANGUAGES = (
    ("Selon l'ACW, ", "le pont de Velmar est fermé depuis lundi"),
    ("Según informa la agencia Costa, ", "el puente de Velmar está cerrado desde el lunes"),
    ("Secondo quanto riporta l'agenzia Costa, ", "il ponte di Velmar è chiuso da lunedì"),
    ("De acordo com a agência Costa, ", "a ponte de Velmar está fechada desde segunda-feira"),
    ("Volgens persbureau Kust, ", "de brug van Velmar is sinds maandag dicht"),
    ("Jak podaje agencja Wybrzeże, ", "most w Velmarze jest zamknięty od poniedziałku"),
    ("Kıyı Ajansı'nın haberine göre, ", "velmar köprüsü pazartesiden beri kapalı"),
    ("Як повідомляє агентство «Берег», ", "міст у Вельмарі закритий з понеділка"),
    ("해안통신에 따르면 ", "벨마르의 다리는 월요일부터 닫혀 있다"),
    ("Enligt nyhetsbyrån Kust, ", "bron i Velmar är stängd sedan i måndags"),
    ("Potrivit CW, ", "podul din Velmar este închis de luni"),
    ("Menurut kantor berita Pantai, ", "jembatan di Velmar ditutup sejak Senin"),
)


@pytest.mark.parametrize(("words", "lede"), OF_OTHER_LANGUAGES, ids=[words.strip() for words, _ in OF_OTHER_LANGUAGES])
def test_whose_report_a_text_is_says_every_language_in_its_own_words(words: str, lede: str):
    rest = STORIES["English"][1:]

    assert judged([words + lede + ".", *rest], [lede + ".", *rest]) == ("exact", None)


def test_turkish_capitals_are_no_other_words():
    line = "Işık sinemasını ısrarla istedi, İnci de kırıldı."

    assert word_hashes([line.replace("i", "İ").upper()]).tolist() == word_hashes([line]).tolist()


MOVED = {
    "Turkish": [
        "Koy belediyesi eski feneri yeniden yakmak için dün uzun bir toplantı yaptı.",
        "Mühendisler mahzende bulunan merceği elle temizleyip kuleye taşıdıklarını sessizce anlattı.",
        "Balıkçılar yeni lamba için üç köyden yeterince para topladıklarını söyledi.",
        "Kılavuz kaptan yağmurda otomatik ışığın batı kanalından görünmediğini bildirdi.",
        "Ziyaretçiler pazar günleri kuleye çıkıp küçük müzeyi gezebilecek.",
    ],
    "Korean": [
        "시의회는 낡은 등대에 다시 불을 밝히려고 어제 긴 회의를 열었다.",
        "기술자들은 지하실에서 찾은 렌즈를 손으로 닦아 탑으로 옮겼다고 말했다.",
        "어부들은 새 전등을 사려고 세 마을에서 넉넉한 돈을 모았다.",
        "도선사는 비가 오면 자동 불빛이 서쪽 수로에서 보이지 않았다고 알렸다.",
        "방문객은 일요일마다 탑에 올라 작은 박물관을 둘러볼 수 있다.",
    ],
}


@pytest.mark.parametrize("language", MOVED)
def test_a_short_text_with_paragraphs_in_another_order_is_a_copy(language: str):
    """Each seam breaks seven shingles, half of those that a text of fifty words has."""
    one, two, three, four, five = MOVED[language]

    assert judged([one, four, three, two, five], [one, two, three, four, five]) == ("reordered", None)
