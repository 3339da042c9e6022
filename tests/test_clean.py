"""Clean: what is a paragraph, what is boilerplate, and that a doubtful line stays."""

from __future__ import annotations

import os
import pickle
import random
import re
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from generator.clean import (
    REPEATED,
    EdgeLines,
    RuleSet,
    boilerplate,
    clean,
    compile_rules,
    drop_repeated,
    edge_lines,
    normalise,
)
from generator.clean.repeated import _may_be_credit
from generator.clean.rules import END_OF_SENTENCE
from generator.model import Cleaned, Rule
from generator.model.errors import SettingError
from generator.settings import load_authorities

from .texts import sentences

CASES = sorted((Path(__file__).parent / "cases" / "clean").glob("*.yml"))
RULES = compile_rules(load_authorities(None).rules)
REPORT = "The council of Velmar put off its vote on the new bridge until autumn, two members said on Tuesday."


def rule(name: str, *patterns: str) -> RuleSet:
    return compile_rules((Rule(name=name, patterns=patterns),))


def dropped(text: str) -> dict[str, str]:
    """Return the dropped lines of a text with their rules."""
    return {line.text: line.rule for line in clean(text, RULES).dropped}


def article(number: int, *, head: Sequence[str] = (), tail: Sequence[str] = ()) -> list[str]:
    """Return the paragraphs of an article like no other, with lines above and below."""
    return [*head, *sentences(6, str(number)), *tail]


def outlet_lines(articles: Sequence[Sequence[str]], outlet: str = "Osk Courier") -> list[tuple[str, EdgeLines]]:
    return [(outlet, edge_lines(paragraphs)) for paragraphs in articles]


# Golden cases


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden_case(path: Path):
    source = path.read_text(encoding="utf-8")
    case = yaml.safe_load(source)

    cleaned = clean(case["text"], RULES)
    found = {
        "paragraphs": list(cleaned.paragraphs),
        "dropped": [{"rule": line.rule, "text": line.text} for line in cleaned.dropped],
    }

    if os.environ.get("BACKFILE_REWRITE"):
        shown = yaml.safe_dump({"expected": found}, allow_unicode=True, sort_keys=False, width=120)
        path.write_text(source.split("\nexpected:")[0].rstrip("\n") + "\n" + shown, encoding="utf-8")
    else:
        assert found == case["expected"]


# Unicode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0hard\u202fspace\u2009here\u3000too", "a hard space here too"),
        ("co\u00adop\u00adera\u00adtion\u200b and\u2060 more\ufeff", "cooperation and more"),
        ("cafe\u0301", "café"),
        ("a\r\nb\rc\u2028d\u2029e\x0bf\x0cg", "a\nb\nc\nd\ne\nf\ng"),
        ("tab\there  and\x07 bell\x00", "tab here and bell"),
        ("smart\x92s \x93quotes\x94\x85", "smart’s “quotes”…"),
        ("next\x85line", "next\nline"),
        ("lone \ud83d half, whole \ud83d\ude00 pair", "lone \ufffd half, whole 😀 pair"),
        ("left\u202emarks\u202c and \u2066isolates\u2069", "leftmarks and isolates"),
        ("\u200fLatin\u200e only", "Latin only"),
        ("\u200fمرحبا\u200e (1)", "\u200fمرحبا\u200e (1)"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("or\u200cphan jo\u200diners\u200d", "orphan joiners"),
        ("👩\u200d🚀 and 👨\u200d👩\u200d👧", "👩\u200d🚀 and 👨\u200d👩\u200d👧"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e007f flag", "🏴\U000e0067\U000e0062\U000e0073\U000e007f flag"),
        ("hid\U000e0068\U000e0069den", "hidden"),
        ("a\r\U000e0068\nb \u00a0\r\n\r\n\r\nc", "a\n\nb\n\nc"),
        ("\ufffe\uffff\U0001fffe", ""),
        ("  a  \n\n\n\n\t b ", "a\n\nb"),
        ("", ""),
    ],
)
def test_normalise_makes_one_spelling_of_a_text(text: str, expected: str):
    assert normalise(text) == expected


ODD = st.sampled_from(
    "aé\u0301 \t\n\r\x0b\x85\x92\x00\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u061cم◌\u094dक\u2028\u202e"
    "\u2066😀\U0001f3f4\U000e0067\ufeff\ufffe\ud800\udc00\u3000漢か한"
)


@given(st.text(st.one_of(ODD, st.characters(exclude_categories=()))))
@example("\ud83d\u200b\ude00")
@example("م\u200b\u200c\u200bم")
@example("\u1100\u200b\u1161")
@example("🏴\u200b\U000e0067")
@settings(max_examples=300, deadline=None)
def test_normalising_twice_changes_nothing_more(text: str):
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]", once)
    assert not re.search(r"  | \n|\n |\n{3}|^\s|\s$", once)


# Paragraphs

LINES = st.lists(
    st.sampled_from(
        [
            *sentences(6, "seven"),
            "",
            "",
            "Advertisement",
            "Share",
            "Email",
            "Facebook",
            "W460",
            "He had",
            "not slept",
            "and the river rose through the night, while the",
            "people of the lower town carried what they could",
            "Already a subscriber? Sign in",
            "This article is for subscribers only.",
            "Plans from €4",
            "- A crosshead -",
            "مرحبا",
            "漢字の行。",
            "    indented",
        ]
    ),
    max_size=14,
).map("\n".join)


def visible(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_merged(lines: Sequence[str], first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether lines are the two sequences, merged with the order of each kept."""
    reached = {(0, 0)}
    for line in lines:
        reached = {
            step
            for i, j in reached
            for step in ((i + 1, j), (i, j + 1))
            if (first[i : i + 1] if step[0] > i else second[j : j + 1]) == [line]
        }
    return (len(first), len(second)) in reached


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_cleaning_sorts_the_lines_and_neither_invents_nor_loses_one(text: str):
    nothing_dropped = clean(text, compile_rules(()))
    cleaned = clean(text, RULES)

    assert nothing_dropped.dropped == ()
    assert visible("".join(nothing_dropped.paragraphs)) == visible(normalise(text))
    assert is_merged(nothing_dropped.paragraphs, list(cleaned.paragraphs), [line.text for line in cleaned.dropped])


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_cleaning_what_was_kept_changes_nothing(text: str):
    kept = clean(text, RULES).paragraphs

    assert clean("\n\n".join(kept), RULES) == Cleaned(paragraphs=kept, dropped=())


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_no_text_makes_cleaning_fail(text: str):
    cleaned = clean(text, RULES)

    assert all(line and line == normalise(line) for line in cleaned.paragraphs)


def test_the_same_text_has_the_same_paragraphs_however_it_is_laid_out():
    said = sentences(8, "eight")

    assert clean("\n".join(said), RULES) == clean("\n\n".join(said), RULES) == clean("\r\n\r\n".join(said), RULES)


def test_lines_wrapped_at_any_column_join_into_their_paragraphs():
    said = [" ".join(sentences(3, str(number))) for number in range(5)]

    for column in (30, 45, 66, 72, 80, 100):
        wrapped = "\n\n".join("\n".join(wrap(paragraph, column)) for paragraph in said)

        assert clean(wrapped, RULES).paragraphs == tuple(said)


def wrap(paragraph: str, column: int) -> list[str]:
    lines = [""]
    for word in paragraph.split(" "):
        if len(lines[-1]) + 1 + len(word) > column:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@pytest.mark.parametrize(
    "text",
    [
        "Osk 3\nVelmar 1\nHasselby 2\nNorth Quay 2\nPort Lund 0\nSouth Quay 0",
        "Wheat      204.50   +1.25\nBarley     188.00   -0.75\nRye        171.25   +0.50\nOats       160.00   -1.00",
        "The river came at night\nand took the mill,\nand took the bread,\nand left us still.",
        "Velmar\nOsk\nHasselby",
        "What we know\nThe crews are on strike.\nWhat we do not know\nWhen the boats will sail again.",
    ],
    ids=["scores", "prices", "poem", "names", "questions"],
)
def test_a_list_keeps_its_lines(text: str):
    lines = tuple(re.sub(" +", " ", line) for line in text.split("\n"))

    assert clean(f"{REPORT}\n\n{text}", RULES) == Cleaned(paragraphs=(REPORT, *lines), dropped=())


# Rules


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, minister tells children",
        "Minister tells children to read more",
        "Share prices fell on Tuesday.",
        "Share.",
        "Sports.",
        "More.",
        "Facebook",
        "Why?",
        "Opinion",
        "By Ida Brandt",
        "By Ida Brandt and Per Holm, Northern Press Agency",
        "VELMAR (NPA) —",
        "VELMAR, March 4",
        "4 March 2021",
        "Published: 4 March 2021, 09:30",
        "- Iron and salt -",
        "W. Holm",
        "“Subscribe today for the whole paper,” the banner read.",
        '"Already a subscriber? Log in," it says on the screen, and nothing happens.',
        "'Sign up for our newsletter' is all that readers see.",
        "The article is reserved for subscribers, the newspaper said when it put up a paywall in May.",
        "The story was available only to subscribers of the paper, which had 4,000 of them.",
        "Subscribers to the paper will pay two crowns more from May.",
        "Subscribe, they said, and the debt would be forgotten.",
        "Subscription prices rose to €12 a month.",
        "You can unsubscribe from fear, the preacher told the crowd.",
        "The views expressed by the protesters do not represent the union, she said.",
        "The comments drew 30 replies.",
        "Comments by the minister drew anger on both sides of the river.",
        "3 comments that changed the campaign",
        "Copyright law will change in 2025, the ministry said.",
        "Copyright in the letters belongs to the family, the court ruled.",
        "All rights reserved for the crown were given up in 1849, the historian said.",
        "Der Verlag habe sich alle Rechte vorbehalten.",
        "وقال إن الحقوق محفوظة للجميع.",
        "美国指责该公司未经授权进入系统。",
        "大学は写真の無断転載を調べている。",
        "Advertisement of the posts was ruled unlawful.",
        "Advertisers left the channel within a week.",
        "Cookies were handed out to the strikers by children from the school.",
        "We use cookies and milk to win them over, said the cook.",
        "Download speeds on the islands have doubled since the cable came.",
        "Follow the money, the auditor told the inquiry.",
        "Photographs by the two sisters hang in the town hall.",
        "Photos: what the storm left behind",
        "Reporting by the newspaper led to the arrest of two men.",
        "He contributed to this town more than anyone, she said.",
        "It contributed to this report being delayed.",
        "Related parties may not vote.",
        "Related diseases are on the rise, doctors say.",
        "Print is not dead, publisher says",
        "Email from minister reveals doubts",
        "Updated rules come into force in June.",
        "Two years ago the river froze.",
        "Disclaimer signed by 40 passengers is void, court says",
        "Scammers may send a link to your inbox, police warn.",
        "function is what matters, the designer said (form follows).",
        "(c) The company shall pay the costs.",
        "Images of the flood shocked the country.",
        "Image problem haunts party",
        "1. FC Velmar - SV Osk 3:1",
        "120 x 80",
        "Velmar | 3 | 1 | 4",
        "Werbung für Tabak soll verboten werden.",
        "Reklame für die Brücke hing überall.",
        "Abonnez-vous, criait-il aux passants.",
        "Leggi anche il futuro in queste carte, dice il sindaco.",
        "Publicité mensongère: la ville condamnée",
        "Join us, he told them, and they did.",
        "Become a member of the choir and see the world, the poster said.",
        "Loading of the ships resumed on Monday.",
        "Start your free trial, the judge joked, and the lawyers laughed.",
        "... he said. Read more: the full interview",
        "{ the set of all towns }",
    ],
)
def test_a_line_of_the_report_stays(line: str):
    assert clean(f"{REPORT}\n\n{line}\n\n{REPORT}", RULES).paragraphs == (REPORT, line, REPORT)


@pytest.mark.parametrize(
    ("line", "rule_name"),
    [
        ("W460", "photo code"),
        ("ferry-strike_02.jpg", "photo code"),
        ("Image 3 of 12", "gallery control"),
        ("FILE PHOTO: Crews wait at the North Quay in Velmar, March 3, 2021", "photo credit"),
        ("(Photo: Ida Brandt / NPA)", "photo credit"),
        ("صورة أرشيفية", "photo credit"),
        ("Share on Facebook", "share bar"),
        ("123 Shares", "share bar"),
        ("Facebook Twitter WhatsApp Email", "share bar"),
        ("Partager sur Facebook", "share bar"),
        ("シェア ツイート 印刷", "share bar"),
        ("Follow us on Twitter and Facebook", "follow us"),
        ("Comments 0", "comment counter"),
        ("3 comments", "comment counter"),
        ("12 Kommentare", "comment counter"),
        ("التعليقات 0", "comment counter"),
        ("This article is for subscribers only.", "paywall"),
        ("Continue reading with a subscription", "paywall"),
        ("Save for later", "share bar"),
        ("Dieser Artikel ist nur für Abonnenten.", "paywall"),
        ("Cet article est réservé à nos abonnés.", "paywall"),
        ("Este artículo es exclusivo para suscriptores.", "paywall"),
        ("Questo articolo è riservato agli abbonati.", "paywall"),
        ("Este conteúdo é exclusivo para assinantes.", "paywall"),
        ("Dit artikel is alleen voor abonnees.", "paywall"),
        ("Этот материал доступен только подписчикам.", "paywall"),
        ("この記事は有料会員限定です。", "paywall"),
        ("Subscribe today for the whole paper.", "subscription offer"),
        ("Already a subscriber? Log in here.", "subscription offer"),
        ("Sign up for our morning newsletter.", "newsletter box"),
        ("Get the best of the week delivered to your inbox.", "newsletter box"),
        ("اشترك في نشرة المرفأ البريدية لتصلك الأخبار", "newsletter box"),
        ("READ MORE: the strike in five maps", "read more"),
        ("[Also on harbour.example: the strike so far]", "read more"),
        ("Leia também: a história da ponte", "read more"),
        ("Читайте также: история моста", "read more"),
        ("İlgili haber: köprünün hikayesi", "read more"),
        ("相关阅读：大桥的故事", "read more"),
        ("Please enable JavaScript to view this page.", "cookie notice"),
        ("This site uses cookies to give you the best experience.", "cookie notice"),
        ("Advertisement - scroll to continue", "advertisement marker"),
        ("— ADVERTISEMENT —", "advertisement marker"),
        ("إعلان", "advertisement marker"),
        ("© 2021 Osk Courier", "copyright line"),
        ("Copyright 2021 NPA. All rights reserved.", "copyright line"),
        ("Tüm hakları saklıdır © 2021", "copyright line"),
        ("本文未经授权，不得转载。", "copyright line"),
        ("Download the Osk Courier app for iPhone and Android", "app promotion"),
        ("Print", "page control"),
        ("Updated at 9:30 p.m. ET", "clock or age"),
        ("This story is more than 3 months old", "clock or age"),
        ("With inputs from agencies", "agency credit"),
        ("bur-akc/pdw/js", "end mark"),
        ("ففف/ح س/كام", "end mark"),
    ],
)
def test_a_line_of_boilerplate_goes_under_its_rule(line: str, rule_name: str):
    assert dropped(f"{REPORT}\n\n{line}\n\n{REPORT}\n\n{REPORT}") == {line: rule_name}


def test_a_bar_of_one_button_a_line_goes_whole_and_a_list_of_companies_stays():
    bar = "Facebook\nTwitter\nWhatsApp\nEmail"
    companies = "Facebook\nTwitter\nWhatsApp"

    assert set(dropped(f"{REPORT}\n\n{bar}\n\n{REPORT}")) == set(bar.split("\n"))
    assert dropped(f"{REPORT}\n\n{companies}\n\n{REPORT}") == {}


def test_a_short_line_below_read_more_is_not_taken_for_its_link():
    assert dropped(f"{REPORT}\n\nRead more:\n\nA cold spring\n\n{REPORT}") == {"Read more:": "read more"}


def test_a_link_that_names_its_own_page_is_no_heading_of_a_list():
    """What stands below it may be the outlet's own line, which its other articles tell."""
    link, own = "Read more: Where the ferry goes", "The Courier is not responsible for other sites"

    assert dropped(f"{REPORT}\n\n{REPORT}\n\n{link}\n\n{own}") == {link: "read more"}


def test_a_paywall_with_nothing_above_it_leaves_a_text_of_one_paragraph():
    cleaned = clean(f"Subscribe to continue reading\n{REPORT}", RULES)

    assert cleaned.paragraphs == (REPORT,)


def test_below_a_paywall_teasers_without_sentences_go_and_the_report_stays():
    offer = ["Reader Plus", "€40 a year", "Cancel any time"]
    wall = "You have used up the free articles of March."

    assert clean("\n".join([REPORT, wall, *offer]), RULES).paragraphs == (REPORT,)
    assert clean("\n".join([REPORT, wall, *offer, REPORT, REPORT]), RULES).paragraphs[-2:] == (REPORT, REPORT)


def test_dropped_lines_are_kept_as_they_stood():
    assert dropped(f"{REPORT}\n\n**  You’ve used up the {{{{n}}}} free articles of March. **") == {
        "** You’ve used up the {{n}} free articles of March. **": "paywall"
    }


def test_capitals_are_compared_line_by_line():
    """A sigma at the end of a line is a final one, whatever the next line begins with; a dotted I has no dot left."""
    rules = rule("sign-off", "τέλος", "istanbul")

    assert clean("ΤΈΛΟΣ\n\nİSTANBUL\n\nΣΑΣ", rules).paragraphs == ("ΣΑΣ",)


def test_a_loose_pattern_finds_its_line_by_its_cue():
    rules = rule("sign-off", r"[^.]{0,80}\bends here(?: for (?:today|now))?\.?")

    assert rules.cues_in("the day ends here, it ends") == ("ends here",)
    assert [line.rule for line in clean(f"{REPORT}\n\nOur broadcast ends here for today.", rules).dropped] == [
        "sign-off"
    ]


def test_a_loose_pattern_without_words_of_its_own_still_matches():
    rules = rule("sign-off", r"[^.]{0,80}\b(?:adieu|farewell|so long)")

    assert [line.text for line in clean(f"{REPORT}\n\nAnd so farewell", rules).dropped] == ["And so farewell"]


SHIPPED = [pattern for one in load_authorities(None).rules for pattern in one.patterns]
BEGINNINGS = [
    r"(?:an?|the) colou?red? pages?",
    r"(?:re)*prints? ordered",
    r"(?:re|un|)read news",
    r"(?:a|b(?:c|d)?)+ ended",
    r"[ab]?c?d end",
    r"[*x-]{1,3} ?starred",
    r"\(?also \(here\)",
    r"x{2}y{0,2}z",
    r"ho{0}t or cold",
    r"bar\|on [|] off",
    r"\bword of [^.]{2,20}",
    r"(?i:shout) (?=it)it",
    r"(?:ab??){2}c\.?",
    r"]end[]a]",
]
SINGLE = {pattern: rule("one", pattern) for pattern in (*SHIPPED, *BEGINNINGS)}
MATCHED = (st.sampled_from(SHIPPED) | st.sampled_from(BEGINNINGS)).flatmap(
    lambda pattern: st.tuples(st.just(pattern), st.from_regex(pattern, fullmatch=True))
)
"""A pattern and a line that it matches."""


@given(MATCHED)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_how_a_line_begins_never_hides_it_from_its_pattern(case: tuple[str, str]):
    """Lines are only compared with patterns that can begin like them; what a pattern matches is found all the same."""
    pattern, line = case
    assume(line == normalise(line) == line.lower() and "\n" not in line and len(line) <= 600)
    assume(re.fullmatch(pattern, line) and not re.search("[’‘“”„\u0307]", line))

    assert not clean(line, SINGLE[pattern]).paragraphs
    assert not clean(f"** {line} –", SINGLE[pattern]).paragraphs


@pytest.mark.parametrize("first", ["headed first", "[a-z]{4,6} first", "[^.]{0,9}first"])
def test_the_first_rule_names_a_line_however_the_patterns_begin(first: str):
    """A loose pattern comes last; between the others it makes no difference what they begin with."""
    rules = compile_rules((Rule(name="a", patterns=(first,)), Rule(name="b", patterns=("headed f.{4}", r"\w+ first"))))

    assert [line.rule for line in clean("headed first", rules).dropped] == ["b" if first.startswith("[^") else "a"]


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("(unclosed", "not a regular expression"),
        ("(a)b", r"\(\?:...\)"),
        ("a*", "empty line"),
        ("a(?i)b", "not a regular"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_by_name(pattern: str, complaint: str):
    with pytest.raises(SettingError, match=f"'my rule'.*{complaint}"):
        rule("my rule", pattern)


def test_rules_survive_pickling():
    text = f"{REPORT}\n\nW460"

    assert clean(text, pickle.loads(pickle.dumps(RULES))) == clean(text, RULES)


@pytest.mark.parametrize(
    "line",
    [
        "a" * 1_000_000,
        "share " * 160_000,
        "window." * 140_000,
        "{ " * 500_000,
        '"' * 1_000_000,
        "sign up for " * 80_000,
        ". " * 500_000,
        "\u200d\u200c" * 500_000,
        "share\n" * 100_000,
        "a\n" * 100_000,
        f"This article is for subscribers only.\n{REPORT}\n{REPORT}\n" * 8_000,
        " \n" * 300_000,
    ],
    ids=lambda line: line[:12],
)
def test_a_megabyte_of_anything_is_cleaned_in_seconds(line: str):
    start = time.process_time()

    clean(f"{REPORT}\n\n{line}\n\n{REPORT}", RULES)

    assert time.process_time() - start < 10


@pytest.mark.parametrize("length", [150, 550])
def test_no_line_takes_a_pattern_long(length: int):
    """Each pattern's own words, repeated, are the lines most likely to make it try again and again."""
    words = re.compile(r"[^\W\d_]{2,}")
    patterns = [pattern for one in load_authorities(None).rules for pattern in one.patterns]
    lines = {(" ".join(words.findall(pattern)[:5]) + " ") * 99 for pattern in patterns}
    start = time.process_time()

    for line in sorted(lines):
        clean(line[:length], RULES)
        clean(line[:length].replace(" ", ""), RULES)

    assert (time.process_time() - start) / len(lines) < 0.02


@pytest.mark.parametrize(
    "line",
    [
        "Jetzt kostenlos den Newsletter abonnieren",
        "Abonnez-vous à notre chaîne Telegram",
        "Подпишитесь на наш Telegram-канал",
        "Síganos en nuestro canal de WhatsApp",
        "Seguici sul nostro canale WhatsApp",
        "Entre no nosso canal do WhatsApp",
        "Volg ons WhatsApp-kanaal",
        "WhatsApp kanalımıza katılın",
        "Ikuti saluran WhatsApp kami",
        "تابعوا قناتنا على تلغرام",
        "به کانال تلگرام ما بپیوندید",
        "हमारे व्हाट्सएप चैनल से जुड़ें",
        "আমাদের টেলিগ্রাম চ্যানেলে যোগ দিন",
        "카카오톡 채널을 추가하세요",
        "LINEで友だち追加する",
        "Đăng ký nhận bản tin của chúng tôi",
        "สมัครรับจดหมายข่าวของเรา",
        "Εγγραφείτε στο newsletter μας",
        "Абонирайте се за нашия бюлетин",
        "הירשמו לניוזלטר שלנו",
        "Iratkozzon fel hírlevelünkre",
    ],
)
def test_an_invitation_to_a_channel_or_newsletter_of_the_outlet_goes(line: str):
    before, after = sentences(2, "a")

    assert dropped(f"{before}\n\n{line}\n\n{after}").keys() == {line}


@pytest.mark.parametrize(
    "line",
    [
        "Les élus suivront notre chaîne de montagnes jusqu'au lac, a dit le maire.",
        "Подпишитесь на нашу петицию, просили жители, но мэр отказался.",
        "Síganos en nuestro canal, gritó el capitán del remolcador a los pescadores.",
        '"Abonnez-vous à notre chaîne", lisait-on sur le mur.',
    ],
)
def test_a_sentence_that_tells_of_channels_and_newsletters_stays(line: str):
    assert dropped(f"{sentences(1, 'a')[0]}\n\n{line}\n\n{sentences(1, 'b')[0]}") == {}


# What repeats in an outlet


def test_a_line_that_closes_articles_of_an_outlet_is_its_boilerplate():
    footer = "Osk Courier, the paper of the river"
    articles = [article(number, tail=[footer]) for number in range(5)]

    lines = boilerplate(outlet_lines(articles), at_least=5)

    cleaned = drop_repeated(articles[0], lines["Osk Courier"])
    assert cleaned.paragraphs == tuple(articles[0][:-1])
    assert [(line.text, line.rule) for line in cleaned.dropped] == [(footer, REPEATED)]


def test_fewer_articles_than_asked_prove_nothing():
    articles = [article(number, tail=["Osk Courier, the paper of the river"]) for number in range(4)]

    assert boilerplate(outlet_lines(articles), at_least=5) == {}


def test_versions_of_one_text_count_once():
    versions = [[*article(1), "Osk Courier, the paper of the river"] for _ in range(20)]

    assert boilerplate(outlet_lines(versions), at_least=5) == {}


def test_lines_are_reached_through_boilerplate_and_not_through_the_report():
    articles = [
        article(number, tail=["Osk Courier online", "The paper of the river", "Home delivery"]) for number in range(9)
    ]
    inside = [[*article(50 + number), "The third quay", *article(90 + number)] for number in range(9)]

    lines = boilerplate(outlet_lines([*articles, *inside]), at_least=5)["Osk Courier"]

    assert len(lines) == 3
    assert drop_repeated(articles[0], lines).paragraphs == tuple(articles[0][:-3])
    assert drop_repeated(inside[0], lines).dropped == ()


def test_a_headline_does_not_hide_the_line_below_it():
    articles = [
        [f"Headline of {word}", "The morning paper", *article(number)] for number, word in enumerate("abcdefgh")
    ]

    lines = boilerplate(outlet_lines(articles), at_least=5)["Osk Courier"]

    assert drop_repeated(articles[0], lines).paragraphs == (articles[0][0], *articles[0][2:])


@pytest.mark.parametrize(
    "line",
    [
        "He did not elaborate.",
        "The strike began in March after the company cut the crews' pay by a tenth and would not talk to them.",
        "By Ida Brandt",
        "Ida Brandt",
        "إيدا برانت",
        "VELMAR – Ida Brandt",
        "March 4, 2021",
    ],
)
def test_bylines_dates_and_sentences_are_no_boilerplate_for_closing_a_few_articles(line: str):
    closed = [article(number, head=[line], tail=[line]) for number in range(9)]
    others = [article(number) for number in range(100, 200)]

    assert boilerplate(outlet_lines([*closed, *others]), at_least=5) == {}


def test_a_sentence_is_boilerplate_where_it_closes_many_articles_and_no_other_outlet_prints_it():
    notice = "The Osk Courier is owned by its readers, who meet every spring to choose the members of its board."
    articles = [article(number, tail=[notice]) for number in range(12)]
    elsewhere = outlet_lines([article(number, tail=[notice]) for number in range(50, 60)], "Velmar Post")

    assert len(boilerplate(outlet_lines(articles), at_least=5)["Osk Courier"]) == 1
    assert boilerplate([*outlet_lines(articles), *elsewhere], at_least=5) == {}


def test_a_sentence_that_stands_inside_articles_too_is_the_reports_own():
    background = "The strike began in March after the company cut the crews' pay by a tenth and would not talk to them."
    closing = [article(number, tail=[background]) for number in range(12)]
    inside = [article(number, tail=[background, *sentences(3, str(900 + number))]) for number in range(50, 60)]

    assert boilerplate(outlet_lines([*closing, *inside]), at_least=5) == {}


def test_counters_are_one_line_and_prices_are_not():
    counted = [article(number, tail=[f"Readers today: {number}"]) for number in range(12)]
    priced = [article(number, tail=[f"Wheat {number}.50 crowns"]) for number in range(12)]

    assert len(boilerplate(outlet_lines(counted), at_least=5)["Osk Courier"]) == 1
    assert boilerplate(outlet_lines(priced), at_least=5) == {}


def test_the_order_of_the_articles_does_not_matter():
    tails = [
        ["Osk Courier online"],
        ["Osk Courier online", "The paper of the river"],
        ["Home delivery", "Osk Courier online"],
    ]
    lines = outlet_lines([article(number, tail=tails[number % 3], head=["Morning paper"]) for number in range(30)])
    shuffled = random.Random(1).sample(lines, len(lines))

    assert boilerplate(lines, at_least=5) == boilerplate(shuffled, at_least=5)


def test_an_article_of_boilerplate_alone_is_left_as_it_is():
    articles = [article(number, tail=["Osk Courier online", "Home delivery"]) for number in range(6)]
    lines = boilerplate(outlet_lines(articles), at_least=5)["Osk Courier"]

    assert drop_repeated(["Osk Courier online", "Home delivery"], lines).paragraphs == (
        "Osk Courier online",
        "Home delivery",
    )
    assert drop_repeated([], lines) == Cleaned(paragraphs=(), dropped=())


@given(
    st.lists(
        st.sampled_from(["Osk Courier online", "Home delivery", "By Ida Brandt", REPORT, "A crosshead"]), max_size=9
    )
)
def test_dropping_repeated_lines_keeps_every_line_and_the_order(paragraphs: list[str]):
    articles = [article(number, tail=["Osk Courier online", "Home delivery"]) for number in range(6)]
    lines = boilerplate(outlet_lines(articles), at_least=5)["Osk Courier"]

    cleaned = drop_repeated(paragraphs, lines)

    assert is_merged(paragraphs, list(cleaned.paragraphs), [line.text for line in cleaned.dropped])
    assert bool(cleaned.paragraphs) == bool(paragraphs)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Month by month | Year by year | For teams", False),
        ("Month by month | For teams", False),
        ("Home • News", False),
        ("Ana Kestrel | Velmar Mail", True),
        ("Ana de la Cruz | El Faro", True),
        ("أحمد سالم | القاهرة", True),
    ],
)
def test_a_row_of_options_is_no_byline(line: str, credit: bool):
    assert _may_be_credit(line) is credit


@pytest.mark.parametrize(
    ("line", "ended"),
    [
        ("The ferry stops.", True),
        ("द्वीप की नौका बंद हो जाएगी।", True),
        ("العبارة ستتوقف؟", True),
        ("渡轮将于月底停运。」", True),
        ("เรือข้ามฟากไปยังเกาะจะหยุดให้บริการสิ้นเดือนนี้", True),
        ("Το πλοίο σταματά;", True),
        ("The ferry stops", False),
        ("العبارة ستتوقف", False),
    ],
)
def test_every_language_has_its_own_end_of_a_sentence(line: str, ended: bool):
    assert bool(END_OF_SENTENCE.search(line)) is ended
