"""Facts of bare texts: what stands above them, headlines that are none, dates as they are printed, garbled letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.archive.prepare import _described
from generator.clean import compile_rules, repaired
from generator.describe import compile_names, with_facts_above
from generator.describe.dates import NoMomentError, read_moment
from generator.describe.head import is_menu, printed_dates
from generator.describe.language import is_written_in
from generator.describe.openings import without_outlet
from generator.describe.people import read_credit, without_contacts
from generator.errors import SettingError
from generator.languages import languages, read_language
from generator.model import Article, Capture, Field, Provenance
from generator.settings import load_authorities

AUTHORITIES = load_authorities(None)
RULES = compile_rules(AUTHORITIES.rules)
NAMES = compile_names(AUTHORITIES)
BODY = (
    "The council of Velmar put off its vote on the new bridge until autumn, two members of it said on Tuesday evening.",
    "Nobody had asked the ferry company what it made of the plan, its director told the meeting in the old town hall.",
    "The bridge would cost nine million crowns, of which the county has promised to pay a half once the vote is taken.",
    "A decision on the ferry is due next month, and the council wants to hear the traders of the fish market first.",
)


def described(*lines: str, **fields: Any) -> Article:
    """Return the article that a text of these lines is."""
    capture = Capture(
        provenance=Provenance(path="a.txt", record=None, digest="0"),
        fields=fields,
        rules=dict.fromkeys(fields, "record"),
        text="\n\n".join(lines),
    )
    return _described(capture, RULES, NAMES)[0]


def value(field: Field[Any] | None) -> Any:
    return field.value if field else None


def headline(article: Article) -> Any:
    return value(article.headline)


@pytest.mark.parametrize(
    "line",
    [
        "5-Day Forecast Tuesday",
        "Jul 16, 2024 at 6:14 AM",
        "Enter City and State or Zip Code",
        "Scroll to top of page",
        "Home | News | Sport | Weather",
        "FacebookEmail Twitter Google+ LinkedIn Pinterest",
        "Precious Metals and Coins",
        "Max Muster | Stone | Picture House",
        "HBX 17.20 +0.4% | KQM 3.10 -1.2% | VLR 88.00",
        "Anmelden",
        "The council of Velmar put off its vote on the",
    ],
)
def test_a_widget_a_date_a_button_and_a_ticker_are_no_headlines(line: str):
    assert headline(described(line, *BODY)) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Velmar puts off vote on bridge", "Velmar puts off vote on bridge"),
        ("Velmar puts off vote on bridge | Osk Courier", "Velmar puts off vote on bridge"),
        ("VELMAR BRIDGE VOTE.", "VELMAR BRIDGE VOTE."),
        ("Velmar council: 'no vote on bridge'", "Velmar council: 'no vote on bridge'"),
    ],
)
def test_a_headline_is_found_without_the_outlet_behind_it(line: str, expected: str):
    assert headline(described(line, *BODY)) == expected


def test_a_lead_that_a_paywall_cut_off_is_the_text():
    article = described(
        "The council of Velmar put off its vote on the new bridge until autumn, two members of it said while",
        "Subscribe to read the rest of it with unlimited digital access.",
    )

    assert headline(article) is None
    assert article.paragraphs[0].startswith("The council of Velmar")


def test_a_page_pasted_as_text_gives_its_facts_and_keeps_no_menu():
    article = described(
        "Osk Courier",
        "Home | News | Sport | Weather",
        "Velmar puts off vote on bridge",
        "By Jane Doe",
        "Published May 17, 2024 at 9:30 AM",
        "Updated May 18, 2024",
        *BODY,
    )

    assert headline(article) == "Velmar puts off vote on bridge"
    assert value(article.authors) == ("Jane Doe",)
    assert value(article.published) == "2024-05-17T09:30:00Z"
    assert value(article.modified) == "2024-05-18"
    assert article.paragraphs == BODY


@pytest.mark.parametrize(
    ("line", "day", "rest"),
    [
        ("Von Max Muster, 17. Mai 2024", "2024-05-17", "Von Max Muster"),
        ("Stand: 17.05.2024, 09:30 Uhr", None, None),
        ("Publié le 17 mai 2024 à 9h30", "2024-05-17", ""),
        ("Опубликовано: 17 мая 2024", "2024-05-17", ""),
        ("発行 2024年5月17日", "2024-05-17", "発行"),
        ("입력 2024년 5월 17일", "2024-05-17", ""),
        ("تاريخ النشر: 17 مايو 2024", "2024-05-17", ""),
        ("By Jane Doe | July 14, 2024 10:16 am", "2024-07-14", "By Jane Doe"),
        ("Politics 07/16/2024, 06:45am", "2024-07-16", "Politics"),
        ("Updated May 18, 2024", None, ""),
        ("The vote of May 17, 2024 was put off, members of the council said.", None, None),
    ],
)
def test_a_printed_date_is_read_with_what_stands_beside_it(line: str, day: str | None, rest: str | None):
    printed = printed_dates(line, None)

    if rest is None:
        assert printed is None or printed.published is not None
    else:
        assert printed is not None
        assert (printed.published or "")[:10] == (day or "")
        assert printed.rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "Title: Bridge vote put off\nDate: 17 May 2024\nSource: Osk Courier\nAuthor: Jane Doe\n\n",
        "Titel: Bridge vote put off\nDatum: 17. Mai 2024\nQuelle: Osk Courier\nAutorin: Jane Doe\n\n",
        "TITRE : Bridge vote put off\nDATE : 17 mai 2024\nJOURNAL : Osk Courier\nAUTEUR : Jane Doe\nTEXTE : ",
        "标题：Bridge vote put off\n发布时间：2024年5月17日\n来源：Osk Courier\n作者：Jane Doe\n\n",
        "Заголовок: Bridge vote put off\nДата: 17 мая 2024\nИсточник: Osk Courier\nАвтор: Jane Doe\nPage: 4\n\n",
    ],
)
def test_labelled_lines_above_a_text_are_its_facts(text: str):
    article = described(text + "\n\n".join(BODY))

    assert headline(article) == "Bridge vote put off"
    assert value(article.published) == "2024-05-17"
    assert value(article.outlet) == "Osk Courier"
    assert value(article.authors) == ("Jane Doe",)
    assert article.paragraphs == BODY


def test_one_line_with_a_colon_is_no_block_of_facts():
    capture = Capture(
        provenance=Provenance(path="a.txt", record=None, digest="0"),
        fields={},
        rules={},
        text="Date: soon\n\nBridge: no\n",
    )

    assert with_facts_above(capture).fields.keys() <= {"published"}


@pytest.mark.parametrize("value", ["1970-01-01T00:00:00Z", "1900-01-01", "0001-01-01T00:00:00", "9999-12-31", 0])
def test_a_date_that_stands_for_none_is_refused(value: object):
    with pytest.raises(NoMomentError):
        read_moment(value)


@pytest.mark.parametrize(
    ("value", "language", "moment"),
    [
        (1715938200, None, "2024-05-17T09:30:00Z"),
        (1715938200000, None, "2024-05-17T09:30:00Z"),
        (1715938200000000, None, "2024-05-17T09:30:00Z"),
        (45429, None, "2024-05-17"),
        ("45429.395833", None, "2024-05-17T09:30:00Z"),
        ("17 listopada 2024", "pl", "2024-11-17"),
        ("17 listopada 2024", "hr", "2024-10-17"),
        ("04/05/2024", "de", "2024-05-04"),
        ("17 พ.ค. 2567", None, "2024-05-17"),
        ("令和6年5月17日", None, "2024-05-17"),
        ("2024. május 17., péntek", None, "2024-05-17"),
        ("ngày 17 tháng 5 năm 2024", None, "2024-05-17"),
        ("17 كانون الثاني 2024", None, "2024-01-17"),
    ],
)
def test_a_date_is_read_in_every_unit_and_language(value: object, language: str | None, moment: str):
    assert read_moment(value, language)[0] == moment


@pytest.mark.parametrize(
    ("value", "language"), [("17 listopada 2024", None), ("04/05/2024", "en"), ("04/05/2024", None)]
)
def test_a_date_that_could_be_two_is_refused(value: str, language: str | None):
    with pytest.raises(NoMomentError, match="one way only"):
        read_moment(value, language)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Ana Kestrel | Marrow Mail", ("Ana Kestrel",)),
        ("Ana Kestrel | Bo Finch", ("Ana Kestrel", "Bo Finch")),
        ("noreply@marrow.example (Ana Kestrel)", ("Ana Kestrel",)),
        ("Osk Courier (www.osk.example)", ("Osk Courier",)),
        ("https://www.osk.example/jane", ()),
        ("Per Holm", ("Per Holm",)),
    ],
)
def test_a_credit_names_people(text: str, authors: tuple[str, ...]):
    assert read_credit(text, NAMES).authors in {authors, ()}


def test_a_byline_has_no_addresses():
    assert without_contacts("Ana Kestrel, ana@marrow.example") == "Ana Kestrel"
    assert without_contacts("https://www.osk.example/jane") == ""


@pytest.mark.parametrize(
    ("given", "outlet"),
    [
        ("www.theguardian.com", "The Guardian"),
        ("THE GUARDIAN", "The Guardian"),
        ("m.dw.com", "Deutsche Welle"),
        ("DW", "Deutsche Welle"),
        ("ndr.de", "NDR"),
        ("The Mirror", "Daily Mirror"),
        ("Osk Courier", "Osk Courier"),
    ],
)
def test_an_outlet_has_one_name_however_it_is_given(given: str, outlet: str):
    found = described(*BODY, outlet=given).outlet

    assert value(found) == outlet


@pytest.mark.parametrize("host", ["osk.example", "m.osk.example", "amp.osk.example", "www.m.osk.example"])
def test_a_form_of_a_site_is_no_other_site(host: str):
    found = described(*BODY, url=f"https://{host}/bridge").outlet

    assert value(found) == "osk.example"


def test_an_outlet_s_name_is_cut_from_a_given_headline_only_where_it_is_one():
    assert without_outlet("Bridge to close - Osk Courier", NAMES, ("Osk Courier",), any_bar=False) == "Bridge to close"
    assert without_outlet("Bridge to close - The Guardian", NAMES, (), any_bar=False) == "Bridge to close"
    assert without_outlet("Bridge to close - for ever", NAMES, (), any_bar=False) == "Bridge to close - for ever"


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("Mayorâ€™s bridge â€“ shut", "Mayor’s bridge – shut"),
        ("CafÃ© by the bridge", "Café by the bridge"),
        ("Ð¼Ð¸Ñ€ Ð¼Ð¸Ñ€ Ð¼Ð¸Ñ€", "мир мир мир"),
        ("Château Â« fermé »", "Château Â« fermé »"),
        ("São João à beira", "São João à beira"),
        ("Ærø Ås", "Ærø Ås"),
    ],
)
def test_garbled_letters_are_repaired_and_others_left_alone(garbled: str, meant: str):
    assert repaired(garbled) in {meant, meant.replace("Â«", "«")}


def test_what_was_garbled_is_said():
    capture = Capture(
        provenance=Provenance(path="a.txt", record=None, digest="0"),
        fields={"headline": "Mayorâ€™s bridge"},
        rules={"headline": "record"},
        text="\n\n".join(BODY),
    )

    article, _, problems = _described(capture, RULES, NAMES)

    assert headline(article) == "Mayor’s bridge"
    assert [problem.field for problem in problems if "garbled" in problem.message] == ["headline"]


@pytest.mark.parametrize(
    ("lines", "day", "author"),
    [
        pytest.param(("Por Ana Morales | 17/05/2024 14:30",), "2024-05-17", "Ana Morales", id="a day in numbers"),
        pytest.param(("17 Mayıs 2024 Cuma 14:30",), "2024-05-17", None, id="the weekday behind the year"),
        pytest.param(("17 พฤษภาคม 2567 14:30 น.",), "2024-05-17", None, id="a Thai clock"),
        pytest.param(("17 maja 2024 godz. 14:30",), "2024-05-17", None, id="a Polish clock"),
        pytest.param(("입력 2024.05.17 14:30", "홍길동 기자"), "2024-05-17", "홍길동", id="a Korean reporter"),
        pytest.param(("2024年05月17日 14:30 来源:港湾日报",), "2024-05-17", None, id="a source beside it"),
        pytest.param(("By JANE DOE, Velmar Mail", "17 May 2024"), "2024-05-17", "JANE DOE", id="a paper in a byline"),
    ],
)  # fmt: skip
def test_dates_and_bylines_are_read_as_each_language_prints_them(lines: tuple[str, ...], day: str, author: str | None):
    found = described("The bridge of Velmar has to wait for autumn", *lines, *BODY, language="tr")

    assert value(found.published)[:10] == day
    assert value(found.authors) == ((author,) if author else None)
    assert found.paragraphs == BODY


def test_lines_above_an_arabic_text_are_no_wrapped_paragraph():
    text = (
        "الجسر يغلق نهاية الشهر\nالجمعة 17 مايو 2024\nكتب: أحمد سالم\n\n"
        "أعلن مكتب الميناء يوم الثلاثاء أن العبارة ستتوقف."
    )

    found = described(text)

    assert (value(found.headline), value(found.published), value(found.authors)) == (
        "الجسر يغلق نهاية الشهر", "2024-05-17", ("أحمد سالم",)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Brücke geschlossen | Lübbener Bote", "Brücke geschlossen"),
        ("The bridge of Velmar waits – The Marrow Mail", "The bridge of Velmar waits"),
        ("The council puts off the bridge, two members say.", "The council puts off the bridge, two members say."),
    ],
)
def test_a_headline_above_a_byline_may_have_a_full_stop_and_a_paper_s_name(line: str, expected: str):
    assert headline(described(line, "By Jane Doe", *BODY)) == expected


def test_a_widget_above_the_headline_is_passed_over():
    assert headline(described("5-Day Forecast", "Council puts off the bridge", "By Jane Doe", *BODY)) == (
        "Council puts off the bridge"
    )


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(Notar Dr. Wolff)", None),
        ("Den Vertrag beglaubigte der Notar Dr. Wolff.", None),
        ("Die Notare Wolff, Meier und Partner haben ihn beglaubigt.", None),
        ("Notariat Wolff", None),
        ("Es unterschrieb Notar A. Wolff", None),
        ("© 2024 dpa-infocom, dpa:240517-99-12345/2", "dpa"),
        ("RIPRODUZIONE RISERVATA © Copyright ANSA", "ANSA"),
        ("Источник: ТАСС", "TASS"),
        ("Zdroj: ČTK", "ČTK"),
        ("Kaynak: AA", "Anadolu"),
        ("Źródło: PAP", "PAP"),
        ("来源：新华社", "Xinhua"),
        ("© Jane Doe Images", None),
    ],
)
def test_the_last_line_names_an_agency_only_as_a_credit(line: str, agency: str | None):
    assert value(described(*BODY, line).agency) == agency


def test_the_name_of_dispatches_above_a_text_is_its_agency():
    found = described("Dépêches de l'Agence Havas", *BODY)

    assert (headline(found), value(found.agency)) == (None, "Havas")


def test_a_text_that_an_interface_cut_off_is_incomplete():
    article = described(BODY[0], "Nobody had asked the ferry company what it made of the pl… [+2219 chars]")

    assert article.incomplete is not None
    assert "[+2219" not in article.text


def test_the_script_of_a_text_outweighs_a_language_it_cannot_be():
    arabic = ("أعلن مجلس المدينة يوم الثلاثاء تأجيل التصويت على بناء الجسر الجديد حتى الخريف المقبل.",)

    assert not is_written_in(arabic, "en")
    assert is_written_in(arabic, "ar")
    assert is_written_in(BODY, "ja")


def test_a_row_of_options_is_a_menu_and_a_headline_with_a_dash_is_none():
    assert is_menu("Month by month | Year by year | For teams")
    assert not is_menu("Bridge and ferry: what the council wants")


def test_an_agency_needs_no_variants(tmp_path: Path):
    (tmp_path / "agencies.toml").write_text('[[agency]]\nname = "Osk Wire"\n', encoding="utf-8")
    names = compile_names(load_authorities(tmp_path))

    assert names.initials["oskwire"] == "Osk Wire"


@pytest.mark.parametrize("code", sorted(languages()))
def test_every_language_has_its_months_or_none_and_lower_case_words(code: str):
    language = languages()[code]

    assert len(language.months) in {0, 12}
    assert all(name == name.lower() for names in language.months for name in names)
    assert language.credits.by


def test_a_language_that_is_not_as_it_should_be_is_refused(tmp_path: Path):
    path = tmp_path / "xx.toml"
    path.write_text('names = ["ex"]\nsentence_end = "."\n', encoding="utf-8")

    with pytest.raises(SettingError, match=r"xx\.toml"):
        read_language(path)
