"""What two texts are of one another, by the passages they share; every text is invented."""

from __future__ import annotations

import pytest

from generator import group
from generator.fingerprint import shingles
from generator.model import CopyKind
from tests.texts import report, sentences

STORY = report(6, "story").split("\n\n")
ARABIC = [
    "أعلن مجلس الميناء في هارن أن العبّارة الليلية ستعود إلى العمل يوم الخميس بعد إصلاح المحرك الذي احترق قبل أسبوعين.",
    "وقال رئيس المجلس إن أربعين راكبا نقلوا إلى الشاطئ ولم يصب أحد منهم بأذى، وإن التحقيق مستمر مع الشركة المالكة.",
    "وأضاف أن تكلفة الإصلاح بلغت ثلاثة ملايين وأن التذاكر القديمة صالحة حتى نهاية الشهر المقبل على جميع الخطوط.",
    "من جهتها ذكرت نقابة البحارة أن ساعات العمل الطويلة كانت سببا في الحادث وطالبت بتعيين عشرين بحارا جديدا هذا العام.",
]
JAPANESE = [
    "港の評議会は木曜日、二週間前に機関室の火災で止まっていた夜間フェリーの運航を再開すると発表した。",
    "評議会の議長によると、四十二人の乗客は全員無事に岸へ運ばれ、所有会社への調査はまだ続いているという。",
    "修理費は三百万マルクに上り、古い切符は来月末まで全ての路線で使うことができると議長は付け加えた。",
]
OTHER = report(3, "of its own").split("\n\n")


def kind_of(copy: list[str], main: list[str]) -> CopyKind:
    """Return what a text is of another."""
    return group.verify(("a", "b"), shingles(main), shingles(copy)).right_kind


def opened(formula: str, text: list[str] = STORY) -> list[str]:
    return [formula + text[0], *text[1:]]


def ended(credit: str, text: list[str] = STORY) -> list[str]:
    return [*text[:-1], text[-1] + credit]


def changed(text: list[str], every: int) -> list[str]:
    words = " ".join(text).split()
    return [" ".join(word if place % every else f"x{place}" for place, word in enumerate(words, 1))]


@pytest.mark.parametrize(
    ("copy", "main", "kind"),
    [
        pytest.param(STORY, STORY, "exact", id="the same"),
        pytest.param([" ".join(STORY)], STORY, "exact", id="other paragraphs"),
        pytest.param(opened("PORT OSK, May 17 (CW) — "), STORY, "exact", id="a dateline"),
        pytest.param(STORY, opened("PORT OSK, May 17 (CW) — "), "exact", id="its dateline left out"),
        pytest.param(opened("Port Osk, 17 May. "), opened("PORT OSK (CW) - "), "exact", id="datelines of two kinds"),
        pytest.param(["By Ada Bell, Coast Wire", *STORY], STORY, "exact", id="a byline"),
        pytest.param([*STORY, "(Writing by Ada Bell; editing by Jo Roe)"], STORY, "exact", id="a credit"),
        pytest.param(ended(" CW"), STORY, "exact", id="initials behind the last word"),
        pytest.param([*STORY, "cw/jd"], STORY, "exact", id="initials in a line of their own"),
        pytest.param(opened("هارن - كوست واير: ", ARABIC), ARABIC, "exact", id="an Arabic dateline"),
        pytest.param(opened("【ハルン共同】", JAPANESE), JAPANESE, "exact", id="a Japanese dateline"),
        pytest.param(changed(STORY, 24), STORY, "edited", id="words changed"),
        pytest.param(opened("On Thursday in heavy rain "), STORY, "edited", id="an opening of its own"),
        pytest.param(STORY[:4], STORY, "truncated", id="no end"),
        pytest.param([*STORY[:3], STORY[3][:90]], STORY, "truncated", id="cut within a sentence"),
        pytest.param(STORY[:5], STORY, "truncated", id="without the last paragraph"),
        pytest.param(opened("(CW) - ", STORY[:4]), STORY, "truncated", id="no end, and a dateline"),
        pytest.param(changed(STORY[:4], 40), STORY, "truncated", id="no end, and words changed"),
        pytest.param([*STORY[:3], "Read on with a subscription from today."], STORY, "truncated", id="a paywall"),
        pytest.param(ARABIC[:2], ARABIC, "truncated", id="no end, in Arabic"),
        pytest.param(JAPANESE[:2], JAPANESE, "truncated", id="no end, in Japanese"),
        pytest.param([*STORY[:2], *STORY[3:]], STORY, "abridged", id="without the third paragraph"),
        pytest.param(STORY[1:], STORY, "abridged", id="without the first paragraph"),
        pytest.param([STORY[0], *STORY[3:5]], STORY, "abridged", id="without middle and end"),
        pytest.param([ARABIC[0], *ARABIC[2:]], ARABIC, "abridged", id="without the second paragraph, in Arabic"),
        pytest.param([JAPANESE[0], JAPANESE[2]], JAPANESE, "abridged", id="without the second, in Japanese"),
        pytest.param([*STORY[:2], STORY[3], STORY[2], *STORY[4:]], STORY, "reordered", id="two paragraphs swapped"),
        pytest.param([*STORY[3:], *STORY[:3]], STORY, "reordered", id="the second half first"),
        pytest.param([ARABIC[0], ARABIC[2], ARABIC[1], ARABIC[3]], ARABIC, "reordered", id="swapped, in Arabic"),
        pytest.param([STORY[1], STORY[0], STORY[2]], STORY, "abridged", id="more left out than moved"),
        pytest.param([*STORY, *OTHER], STORY, "expanded", id="paragraphs added"),
        pytest.param([*STORY[:2], *OTHER, *STORY[2:]], STORY, "expanded", id="paragraphs put in"),
        pytest.param([*OTHER, *STORY[:5]], STORY, "expanded", id="more added than left out"),
    ],
)
def test_the_kind_of_a_copy_says_what_was_done_to_the_main_copy(copy: list[str], main: list[str], kind: CopyKind):
    assert kind_of(copy, main) == kind


OPPOSITE = {"exact": "exact", "edited": "edited", "reordered": "reordered", "truncated": "expanded"}


@pytest.mark.parametrize("copy", [STORY[:4], STORY[::-1], changed(STORY, 30), opened("(CW) - ")])
def test_the_kinds_of_a_pair_fit_together(copy: list[str]):
    assert kind_of(STORY, copy) == OPPOSITE[kind_of(copy, STORY)]


def test_the_longest_passage_is_found_where_it_stands_in_both_texts():
    passage = " ".join(sentences(3, "passage"))
    left, right = [*OTHER, f"{passage} And so on."], [f"Émile wrote: {passage}", *STORY]

    match = group.verify(("a", "b"), shingles(left), shingles(right))

    start, stop = match.place_in("a")
    other_start, other_stop = match.place_in("b")
    assert "\n\n".join(left)[start:stop] == passage.rstrip(".")
    assert "\n\n".join(right)[other_start:other_stop] == passage.rstrip(".")
    assert match.passage == len(passage.split())


def test_boilerplate_of_an_outlet_is_neither_added_nor_left_out():
    footer = " ".join(f"Footer word {number} of the house." for number in range(9))
    hashes = shingles([footer]).hashes

    match = group.verify(("a", "b"), shingles(STORY), shingles([*STORY, footer], hashes))

    assert match.right_kind == "exact"


def test_texts_that_share_nothing_have_no_passage():
    match = group.verify(("a", "b"), shingles(STORY), shingles(OTHER))

    assert (match.passage, match.left_at, match.right_at) == (0, (0, 0), (0, 0))
