"""Facts of bare texts: what stands above them, headlines that are none, dates as they are printed, garbled letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.archive.prepare import _article_of
from generator.clean import compile_rules, repaired
from generator.describe import compile_names, with_facts_above
from generator.describe.above import is_menu
from generator.describe.dates import NoMomentError, read_moment
from generator.describe.head import printed_dates
from generator.describe.language import is_written_in
from generator.describe.openings import without_outlet
from generator.describe.people import read_credit, without_contacts
from generator.languages import languages, read_language
from generator.model import Article, Capture, Field, Provenance
from generator.model.errors import SettingError
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
    return _article_of(capture, RULES, NAMES)[0]


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
        ("Marrow Mail, 17.05.2024, S. 5", "2024-05-17", "Marrow Mail"),
        ("17 May 2024, page A5", "2024-05-17", ""),
        ("Marrow Mail (17 May 2024), p. 5-6", "2024-05-17", "Marrow Mail"),
        ("Marrow Mail, Nr. 113, 17.05.2024, Seite 5", "2024-05-17", "Marrow Mail, Nr. 113"),
        ("Le Courrier, 17 mai 2024, p. 12", "2024-05-17", "Le Courrier"),
        ("17. svibnja 2024. u 14:05", "2024-05-17", ""),
        ("17. maja 2024 ob 14.05", "2024-05-17", ""),
        ("17. května 2024 v 14:05", "2024-05-17", ""),
        ("17. mai 2024 kell 14:05", "2024-05-17", ""),
        ("17 Μαΐου 2024, ώρα 14:05", "2024-05-17", ""),
        ("17 במאי 2024 בשעה 14:05", "2024-05-17", ""),
        ("17 de maig de 2024 a les 14:05", "2024-05-17", ""),
        ("17. 5. 2024. у 14.05", "2024-05-17", ""),
        ("17 मई 2024, शाम 5:05 बजे", "2024-05-17", ""),
        ("جمعه ۲۸ اردیبهشت ۱۴۰۳، ساعت ۱۴:۰۵", "2024-05-17", ""),
        ("2024년 5월 17일 오후 2시 5분", "2024-05-17", ""),
        ("১৭ মে ২০২৪, দুপুর ০২:০৫", "2024-05-17", ""),
        ("17/05/2024 14:05 PM", "2024-05-17", ""),
        ("2024/5/17 14:05 (2024/5/18 18:00更新)", "2024-05-17", ""),
        ("2024年5月17日 14:05（18:00更新）", "2024-05-17", ""),
        ("17. mája 2024 o 14:05 Zuzana Kováčová", "2024-05-17", "Zuzana Kováčová"),
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
        ("2024-W20-5", None, "2024-05-17"),
        ("2024-138", None, "2024-05-17"),
        ("2024-05-17T09:30:00+02:00[Europe/Berlin]", None, "2024-05-17T07:30:00Z"),
        ("17 Mei 2024 09:30 WIB", None, "2024-05-17T02:30:00Z"),
        ("Last updated on 17th May, 2024", None, "2024-05-17"),
        ("Mis à jour le 17 mai 2024 à 9 h 30", None, "2024-05-17T09:30:00Z"),
        ("09:30 17/05/2024", None, "2024-05-17T09:30:00Z"),
        ("113年5月17日", None, "2024-05-17"),
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
        ("Ana Kestrel / Marrow Mail", ("Ana Kestrel",)),
        ("Posted by Ana Kestrel on May 17, 2024", ("Ana Kestrel",)),
        ("Ana Kestrel Ana Kestrel", ("Ana Kestrel",)),
        ("ANA KESTREL AND BO FINCH", ("Ana Kestrel", "Bo Finch")),
        ("（記者王小明／台北報導）", ("王小明",)),
        ("Από την Άννα Κέστρελ", ("Άννα Κέστρελ",)),
    ],
)
def test_a_credit_names_people(text: str, authors: tuple[str, ...]):
    assert read_credit(text, NAMES).authors == authors


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

    article, _, problems = _article_of(capture, RULES, NAMES)

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
        pytest.param(("By JANE DOE, Velmar Mail", "17 May 2024"), "2024-05-17", "Jane Doe", id="a paper in a byline"),
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


# Lines beside a date, in many languages


@pytest.mark.parametrize(
    ("lines", "author", "day"),
    [
        (("Jane Doe | 17 May 2024 | 09:30",), "Jane Doe", "2024-05-17"),
        (("Jane Doe, Staff Writer",), "Jane Doe", None),
        (("Jane Doe | Marrow Mail",), "Jane Doe", None),
        (("Freitag, 17. Mai 2024, 9.30 Uhr", "Max Muster"), "Max Muster", "2024-05-17"),
        (("Aus Velmar berichtet Max Muster", "17.05.2024"), "Max Muster", "2024-05-17"),
        (("Juana Pérez | Madrid | 17 MAY 2024 - 09:30 CEST",), "Juana Pérez", "2024-05-17"),
        (("Jan Kowalski", "17 maja 2024, 9:30"), "Jan Kowalski", "2024-05-17"),
        (("17 мая 2024, 09:30", "Иван Петров"), "Иван Петров", "2024-05-17"),
        (("2024/05/17 09:30", "記者李明／台北報導"), "李明", "2024-05-17"),
        (("लेखक: राजेश कुमार", "प्रकाशित: शुक्रवार, 17 मई 2024"), "राजेश कुमार", "2024-05-17"),
        (("Old Harbour | 17 May 2024",), None, "2024-05-17"),
        (("Local News | 17 May 2024",), None, "2024-05-17"),
        (("Politik Inland | 17. Mai 2024",), None, "2024-05-17"),
        (("Month by month | Year by year | For teams",), None, None),
        (("Text size: A | A | A",), None, None),
        (("2024/05/17 09:30 有料記事",), None, "2024-05-17"),
        (("公開日時：2024年5月17日（金）9:30", "更新日時：2024年5月18日"), None, "2024-05-17"),
        (("입력 2024.05.17 오전 9:30", "홍길동 기자"), "홍길동", "2024-05-17"),
        (("الجمعة 17/5/2024 09:30 ص",), None, "2024-05-17"),
    ],
)
def test_a_name_beside_a_date_is_the_author_and_a_place_a_section_or_an_option_is_none(
    lines: tuple[str, ...], author: str | None, day: str | None
):
    text = (f"{BODY[0]} The old harbour was full.", *BODY[1:])
    article = described("Velmar puts off vote on bridge", *lines, *text, language="ar" if "ص" in lines[0] else "")

    assert value(article.authors) == ((author,) if author else None)
    assert (value(article.published) or "")[:10] == (day or "")
    assert headline(article) == "Velmar puts off vote on bridge"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Velmar puts off vote on bridge | Local News | marrowmail.com", "Velmar puts off vote on bridge"),
        ("Velmar puts off vote on bridge - marrowmail.com", "Velmar puts off vote on bridge"),
        ("Velmar puts off vote on bridge : The Marrow Mail", "Velmar puts off vote on bridge"),
    ],
)
def test_a_section_a_host_and_a_paper_behind_a_headline_go(line: str, expected: str):
    assert headline(described(line, *BODY)) == expected


@pytest.mark.parametrize("widget", ["HBX 17.20 +0.4% KQM 3.10 -1.2%", "72° Partly cloudy", "1 - 0 FT 90'"])
def test_a_headline_is_looked_for_below_a_ticker_and_the_weather(widget: str):
    assert headline(described(widget, "Velmar puts off vote on bridge", *BODY)) == "Velmar puts off vote on bridge"


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("（共同）", "Kyodo"),
        ("© Riproduzione riservata - ANSA", "ANSA"),
        ("Reuters | 17 May 2024", "Reuters"),
        ("Le Courrier avec AFP", "AFP"),
    ],
)
def test_an_agency_is_credited_in_brackets_of_any_script_behind_a_mark_and_beside_a_date(line: str, agency: str):
    lines = (line, *BODY) if line[0].isalpha() else (*BODY, line)

    assert value(described("Velmar puts off vote on bridge", *lines).agency) == agency


def test_who_spoke_to_an_agency_in_a_text_with_a_byline_does_not_make_it_the_agency_s():
    said = '"Nobody asked us," the director told Reuters.'

    assert described("Velmar puts off vote on bridge", "By Jane Doe", *BODY, said).agency is None


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2024. 5. 17. 오후 3:05", "2024-05-17T15:05:00Z"),
        ("2024年5月17日 下午3:05", "2024-05-17T15:05:00Z"),
        ("2024年5月17日 午前9:30", "2024-05-17T09:30:00Z"),
        ("17/5/2024 03:05 م", "2024-05-17T15:05:00Z"),
        ("17 Μαΐου 2024", "2024-05-17"),
        ("Παρασκευή, 17 Ιανουάριος 2024", "2024-01-17"),
        ("۲۷ اردیبهشت ۱۴۰۳", "2024-05-16"),
        ("2024 m. gegužės 17 d.", "2024-05-17"),
        ("2024. gada 17. maijs", "2024-05-17"),
        ("Published 9:30 AM, May 17, 2024", "2024-05-17T09:30:00Z"),
    ],
)
def test_a_date_is_read_as_its_language_prints_it(given: str, moment: str):
    assert read_moment(given, "ar" if "م" in given else None)[0] == moment


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("En mand er blevet anholdt efter et indbrud i Aarhus.", "da"),
        ("En mann er pågrepet etter et innbrudd i Bergen.", "no"),
        ("Prisen på strøm falder igen, oplyser selskabet.", "da"),
        ("Prisen på strøm faller igjen, opplyser selskapet.", "no"),
        ("Kvinden blev kørt på sygehuset med lettere skader.", "da"),
        ("Kvinnen ble kjørt til sykehus med lettere skader.", "no"),
        ("Gradsko vijeće odgodilo je glasovanje o novom mostu za jesen.", "hr"),
        ("Gradsko veće odložilo je glasanje o novom mostu za jesen.", "sr"),
    ],
)
def test_neighbours_are_told_apart_by_the_words_they_write_in_different_ways(text: str, language: str):
    assert value(described(text).language) == language


@pytest.mark.parametrize(
    "name", ["राजेश कुमार", "สมชาย ใจดี", "রহিম উদ্দিন", "முருகன் குமார்", "דנה כהן", "Γιώργος Παπαδόπουλος", "ნინო ბერიძე"]
)
def test_a_name_is_one_in_any_script(name: str):
    assert read_credit(name, NAMES).authors == (name,)


LEFT_OVER = {
    "en": ["The post Bridge vote appeared first on Osk Courier.", "Your email address will not be published.",
           "Follow us on Google News", "Next article", "Tags: bridge, ferry"],
    "de": ["Jetzt Newsletter abonnieren", "Meistgelesen", "Zum Login", "EINLOGGEN", "Schlagworte: Brücke, Fähre"],
    "fr": ["Les plus lus", "Imprimer", "Lire aussi : Le bac"],
    "es": ["Comparte esta noticia", "Lo más leído"],
    "it": ["Condividi questo articolo", "I più letti", "Potrebbe interessarti anche"],
    "pt": ["Partilhar este artigo", "Mais lidas"],
    "pl": ["Udostępnij na Facebooku", "Dodaj komentarz", "Wszelkie prawa zastrzeżone", "Najczęściej czytane"],
    "ru": ["Сообщение Мост появились сначала на Курьер.", "Самое читаемое", "Комментарии"],
    "uk": ["Читайте також: Пором", "Реклама"],
    "tr": ["Köprü yazısı ilk önce Kurye üzerinde ortaya çıktı.", "En çok okunanlar"],
    "sv": ["Dela artikeln", "Mest läst", "Redan prenumerant? Logga in"],
    "ja": ["この記事をシェア", "無料会員登録はこちら", "ランキング"],
    "zh": ["分享到微信", "责任编辑：李明", "（责编：李明、王红）"],
    "ko": ["많이 본 뉴스", "저작권자 © 항구일보 무단전재 및 재배포 금지", "댓글"],
    "ar": ["الأكثر قراءة", "أضف تعليق"],
    "hi": ["शेयर करें", "संबंधित खबरें"],
    "th": ["ข่าวที่เกี่ยวข้อง", "ติดตามเราได้ที่เฟซบุ๊ก"],
}  # fmt: skip


@pytest.mark.parametrize("line", [line for lines in LEFT_OVER.values() for line in lines])
def test_what_a_page_prints_below_a_report_goes(line: str):
    assert line not in described(*BODY, line).paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "- Rising water -",
        "* The ferry runs until then.",
        '— "We were not asked," she said.',
        "Topics: the bridge, the ferry and the budget",
        "Kommentare zum Plan nimmt der Rat bis Mai an.",
        "Reklama na moście będzie zakazana.",
        "コメントは得られなかった。",
        "评论认为，大桥将改变小镇。",
        "공유 자전거가 늘었다.",
        "إعلان المجلس جاء مساء الثلاثاء.",
        "แชร์แม่ร้อยล้านถูกจับที่เวลมาร์เมื่อวันอังคาร",
    ],
)
def test_a_line_of_the_report_stays_with_its_marks(line: str):
    assert line in described(BODY[0], line, *BODY[1:]).paragraphs


PASTED = {
    "a menu above": (
        (
            "Osk Courier",
            "Sign In",
            "Home",
            "News",
            "Politics",
            "Velmar puts off vote on bridge",
            "Jane Doe",
            "Osk Courier",
            "Published 10:15 a.m. ET May 17, 2024 | Updated 11:02 a.m. ET May 17, 2024",
        ),
        "Velmar puts off vote on bridge",
        "Jane Doe",
    ),
    "a place behind the name": (
        ("Velmar puts off vote on bridge", "Jane Doe in Velmar", "Fri 17 May 2024 09.30 BST"),
        "Velmar puts off vote on bridge",
        "Jane Doe",
    ),
    "buttons between": (
        ("Velmar puts off vote on bridge", "17 May 2024", "Share", "Save", "Jane Doe", "BBC News, Velmar"),
        "Velmar puts off vote on bridge",
        "Jane Doe",
    ),
    "a section behind the date": (
        ("ベルマ町、橋の採決を延期", "2024年5月17日 9時30分 政治"),
        "ベルマ町、橋の採決を延期",
        None,
    ),
    "a label without a blank": (
        ("벨마, 다리 표결 연기", "송고시간2024-05-17 09:30", "홍길동 기자"),
        "벨마, 다리 표결 연기",
        "홍길동",
    ),
}


@pytest.mark.parametrize(("lines", "title", "author"), PASTED.values(), ids=PASTED)
def test_what_outlets_print_around_a_headline_is_told_apart(lines: tuple[str, ...], title: str, author: str | None):
    text = BODY if title.isascii() else tuple(f"{title}。{line}" for line in BODY)
    article = described(*lines, *text)

    assert headline(article) == title
    assert value(article.authors) == ((author,) if author else None)
    assert (value(article.published) or "")[:10] == "2024-05-17"


# What bare scrapes print above a headline and below a text

SCRAPED = [
    (
        "a menu line by line, and a role below the name",
        ("Menu", "News", "Sport", "Weather", "Local News", "Ferry to stay in port until Friday", "By Ana Kestrel",
         "Staff writer", "PUBLISHED: May 17, 2024 at 6:12 p.m. | UPDATED: May 18, 2024 at 9:01 a.m."),
        ("Ferry to stay in port until Friday", ("Ana Kestrel",), "2024-05-17T18:12:00Z", None),
    ),
    (
        "a path of two, and a label for subscribers",
        ("Accueil > Région", "Le bac reste à quai", "Publié le 12 mars 2021 à 08h30", "Par Solène Quémener",
         "Réservé aux abonnés"),
        ("Le bac reste à quai", ("Solène Quémener",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a paper, a section, and a newsroom before the name",
        ("El Faro de Almor", "Sociedad", "La sequía obliga a cortar el agua", "REDACCIÓN / Lucía Bermejo",
         "Almor, 23 ago. 2022 - 12:15"),
        ("La sequía obliga a cortar el agua", ("Lucía Bermejo",), "2022-08-23T12:15:00Z", "El Faro de Almor"),
    ),
    (
        "a path in Cyrillic",
        ("Главная / Общество", "В Нижнереченске закрыли мост", "15 марта 2021, 14:05", "Автор: Ирина Саватеева"),
        ("В Нижнереченске закрыли мост", ("Ирина Саватеева",), "2021-03-15T14:05:00Z", None),
    ),
    (
        "sections in Arabic",
        ("الرئيسية", "أخبار محلية", "إغلاق جسر الميناء القديم أمام الشاحنات", "كتبت: سلمى الدروبي", "16 مايو 2023"),
        ("إغلاق جسر الميناء القديم أمام الشاحنات", ("سلمى الدروبي",), "2023-05-16", None),
    ),
    (
        "a path in Japanese, a name in brackets below",
        ("ホーム > 地域", "港の旧倉庫、図書館に改修へ", "2022年9月8日 5時00分", "会員限定記事", "…", "（佐野真由美）"),
        ("港の旧倉庫、図書館に改修へ", ("佐野真由美",), "2022-09-08T05:00:00Z", None),
    ),
    (
        "a source and an author on the line of the date",
        ("首页 > 社会 > 正文", "临江大桥将于十月起封闭维修",
         "2021-09-14 08:22:31　来源：临江晚报　作者：陈若溪　编辑：李然"),
        ("临江大桥将于十月起封闭维修", ("陈若溪",), "2021-09-14T08:22:31Z", "临江晚报"),
    ),
    (
        "a place behind the name that the text begins with",
        ("Câmara aprova passe gratuito para estudantes", "Por Renato Vasques, Velmar", "19/05/2023 18h47"),
        ("Câmara aprova passe gratuito para estudantes", ("Renato Vasques",), "2023-05-19T18:47:00Z", None),
    ),
    (
        "the same credit once more below",
        ("홈 > 사회", "강변 시장 화재로 점포 열두 곳 불타", "입력 2022.11.03. 오전 7:21", "박서연 기자", "…",
         "박서연 기자 seoyeon@osk.example"),
        ("강변 시장 화재로 점포 열두 곳 불타", ("박서연",), "2022-11-03T07:21:00Z", None),
    ),
    (
        "titles below the heading of a list",
        ("Ferry to stay in port until Friday", "By Ana Kestrel", "…", "Related Articles", "Bridge to close",
         "Snow closes two passes", "More in Local News"),
        ("Ferry to stay in port until Friday", ("Ana Kestrel",), None, None),
    ),
    (
        "two dates on a labelled line",
        ("Home > News > Crime", "Bridge to stay closed", "Published: 12 March 2021 8:30, Updated: 13 March 2021",
         "Author: Jane Kestrel"),
        ("Bridge to stay closed", ("Jane Kestrel",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a paper, a day, a page and a section on one line",
        ("Velmarer Bote vom 17.05.2021, Seite 3 / Lokales", "Fähre bleibt im Hafen", "Von Karin Voss"),
        ("Fähre bleibt im Hafen", ("Karin Voss",), "2021-05-17", "Velmarer Bote"),
    ),
    (
        "a clock apart from its day",
        ("HOME | NEWS | WEATHER", "Ferry stays in port",
         "Posted: May 17, 2021 / 06:12 PM EDT / Updated: May 18, 2021 / 09:01 PM EDT", "by: Marian Lowe"),
        ("Ferry stays in port", ("Marian Lowe",), "2021-05-17T22:12:00Z", None),
    ),
    (
        "a label alone above its day, an outlet below a name",
        ("Ferry stays in port until Friday", "Published", "17 May 2021", "By Marian Lowe", "Velmar Mail", "…",
         "More on this story", "Ferry firm fined", "12 March 2021"),
        ("Ferry stays in port until Friday", ("Marian Lowe",), "2021-05-17", "Velmar Mail"),
    ),
    (
        "a day, a paper and a reporter without a mark between",
        ("首頁 / 地方", "臨江大橋十月起封閉維修", "2021-09-14 08:22 臨江日報 記者 陳若溪／臨江報導", "…", "延伸閱讀",
         "新橋今年底完工"),
        ("臨江大橋十月起封閉維修", ("陳若溪",), "2021-09-14T08:22:00Z", "臨江日報"),
    ),
    (
        "a day of the week in two words",
        ("Trang chủ", "Thời sự", "Ferry to stay in port until Friday", "Thứ sáu, 22/3/2021, 08:30 (GMT+7)"),
        ("Ferry to stay in port until Friday", None, "2021-03-22T01:30:00Z", None),
    ),
    (
        "a day with slashes below a word of a menu",
        ("Edition", "07/16/2018 05:35 am", "Ferry stays in port until Friday", "By Ana Kestrel", "Associated Press"),
        ("Ferry stays in port until Friday", ("Ana Kestrel",), "2018-07-16T05:35:00Z", None),
    ),
    (
        "a Persian day",
        ("صفحه اصلی", "اخبار", "پل قدیمی شهر تا پاییز بسته می‌ماند", "۲۲ اسفند ۱۳۹۹ - ۰۸:۳۰"),
        ("پل قدیمی شهر تا پاییز بسته می‌ماند", None, "2021-03-12T08:30:00Z", None),
    ),
    (
        "a role on the line of the name",
        ("Ferry stays in port until Friday", "Ana Kestrel Harbour correspondent", "Fri 12 Mar 2021 08.30 GMT"),
        ("Ferry stays in port until Friday", ("Ana Kestrel",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "roles in brackets, and who took the pictures",
        ("Barca fica no porto", "Ana Falcão (Texto) e Rui Gaio (Fotografia)", "12 de Março de 2021, 8:30"),
        ("Barca fica no porto", ("Ana Falcão",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a role in Cyrillic",
        ("08:30, 12 марта 2021", "Паром остаётся в порту", "Анна Соколова (Редактор отдела «Среда»)"),
        ("Паром остаётся в порту", ("Анна Соколова",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a role between a name and a day",
        ("Ferga blir liggende i havn", "Anna Falk", "Journalist", "Publisert 12. mars 2021 kl. 08:30"),
        ("Ferga blir liggende i havn", ("Anna Falk",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a place, and an address of mail below a name",
        ("Färjan ligger kvar i hamn", "Publicerad 12 mars 2021", "Anna Falk", "anna.falk@osk.example"),
        ("Färjan ligger kvar i hamn", ("Anna Falk",), "2021-03-12", None),
    ),
    (
        "a name twice, buttons and a reading time",
        ("Ferry stays in port", "Ana Kestrel", "Ana Kestrel", "Follow", "5 min read", "·",
         "Mar 12, 2021"),
        ("Ferry stays in port", ("Ana Kestrel",), "2021-03-12", None),
    ),
    (
        "an outlet behind a name, words like a name above",
        ("Kapal Feri Tertahan", "Rina Wulandari - detikPelabuhan", "Jumat, 12 Maret 2021 08:30 WIB"),
        ("Kapal Feri Tertahan", ("Rina Wulandari",), "2021-03-12T01:30:00Z", "detikPelabuhan"),
    ),
    (
        "a paper behind a name, without a day",
        ("Ferry stays in port until Friday", "Ana Kestrel | Velmar Bay Times"),
        ("Ferry stays in port until Friday", ("Ana Kestrel",), None, "Velmar Bay Times"),
    ),
    (
        "headline, author, paper and day on one line",
        ("Ferry stays in port | Ana Kestrel | Velmar Mail | 12 March 2021",),
        ("Ferry stays in port", ("Ana Kestrel",), "2021-03-12", "Velmar Mail"),
    ),
    (
        "two names without a word before them",
        ("FERRY STAYS IN PORT UNTIL FRIDAY", "GRETA LIND AND TOM HALE", "March 12, 2021"),
        ("FERRY STAYS IN PORT UNTIL FRIDAY", ("Greta Lind", "Tom Hale"), "2021-03-12", None),
    ),
    (
        "a paper and a day above the headline",
        ("Velmar News", "12 March 2021", "Ferry stays in port until Friday", "by Greta Lind"),
        ("Ferry stays in port until Friday", ("Greta Lind",), "2021-03-12", "Velmar News"),
    ),
    (
        "a credit with its age and how long the text is",
        ("Ferry stays in port until Friday", "Story by Greta Lind • 2h • 3 min read"),
        ("Ferry stays in port until Friday", ("Greta Lind",), None, None),
    ),
    (
        "a day in brackets",
        ("渡し船、金曜まで欠航", "[2021年3月12日8時30分]"),
        ("渡し船、金曜まで欠航", None, "2021-03-12T08:30:00Z", None),
    ),
    (
        "a role behind a comma, in Cyrillic",
        ("Паром остаётся в порту", "Пятница, 12 марта 2021 8:30", "Ирина Волкова, корреспондент"),
        ("Паром остаётся в порту", ("Ирина Волкова",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a name and a place in Arabic",
        ("العبّارة تبقى في الميناء", "سلمى حداد - الميناء", "12 مارس 2021"),
        ("العبّارة تبقى في الميناء", ("سلمى حداد",), "2021-03-12", None),
    ),
    (
        "a credit, a paper and a day on one line",
        ("Ferry stays in port until Friday", "By Ana Kestrel - The Velmar Times - Friday, March 12, 2021"),
        ("Ferry stays in port until Friday", ("Ana Kestrel",), "2021-03-12", "The Velmar Times"),
    ),
    (
        "a kicker with a colon, a time to read",
        ("Sturm am Kai:", "Fähre bleibt im Hafen", "Von Karin Voss", "12.03.2021, 08:30", "Lesezeit: 3 Min."),
        ("Fähre bleibt im Hafen", ("Karin Voss",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a release with a contact",
        ("FOR IMMEDIATE RELEASE", "March 12, 2021", "Contact: Bo Finch, 555-0100", "Ferry stays in port until Friday"),
        ("Ferry stays in port until Friday", None, "2021-03-12", None),
    ),
    (
        "a reporter in Chinese brackets",
        ("渡輪停航至週五", "2021/03/12 08:30", "〔記者王小明／台北報導〕"),
        ("渡輪停航至週五", ("王小明",), "2021-03-12T08:30:00Z", None),
    ),
    (
        "a credit between bars",
        ("إغلاق الجسر القديم", "الجمعة 22-03-2021 08:30", "| كتب: أحمد سالم |"),
        ("إغلاق الجسر القديم", ("أحمد سالم",), "2021-03-22T08:30:00Z", None),
    ),
    (
        "a clock before its day",
        ("Ferry stays in port until Friday", "By Ana Kestrel", "Published 8:30 AM EST, Fri March 12, 2021"),
        ("Ferry stays in port until Friday", ("Ana Kestrel",), "2021-03-12T13:30:00Z", None),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "facts"), [case[1:] for case in SCRAPED], ids=[case[0] for case in SCRAPED])
def test_what_stands_around_a_bare_text_is_no_part_of_it(lines: tuple[str, ...], facts: tuple[Any, ...]):
    at = lines.index("…") if "…" in lines else len(lines)

    article = described(*lines[:at], *BODY, *lines[at + 1 :])

    found = (article.headline, article.authors, article.published, article.outlet)
    assert tuple(map(value, found)) == facts
    assert article.paragraphs == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Sport verbindet: Der Verein feiert sein Jubiläum",
        "World of ferries",
        "« La Ville » dit non",
        "Home at last for the crew of the ferry",
        "Rome > Paris: the train that never came",
    ],
)
def test_a_headline_that_looks_like_a_menu_is_one(line: str):
    assert headline(described(line, "By Ana Kestrel", *BODY)) == line


@pytest.mark.parametrize(
    "line",
    [
        "Red / White / Blue",
        "Rock • Paper • Scissors",
        "He earned $5/day and/or 6/week, a slow boat.",
        "Yes / no / maybe?",
    ],
)
def test_what_looks_like_a_row_of_options_stays_above_a_sentence(line: str):
    assert described(line, *BODY).paragraphs == (line, *BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Ana Kestrel, 12 May 1924 - 5 June 2024",
        "From 5 May 2024 to 6 June 2024",
        "Museum, 5. Mai 2024 – 6. Juni 2024",
        "Vom 5. Mai 2024 bis zum 6. Juni 2024",
        "2024.05.05 ~ 2024.06.06",
        "Closed until 5 June 2024",
    ],
)
def test_the_two_days_of_a_time_are_no_days_of_a_text(line: str):
    article = described("Ferry stays in port", line, *BODY)

    assert (article.published, article.modified, article.paragraphs[0]) == (None, None, line)


@pytest.mark.parametrize(
    "lines",
    [
        *((line,) for line in (
            "Deadline: 17 May 2024", "Due 17 May 2024", "Applications close 17 May 2024", "Event date: 17 May 2024",
            "Bids due by May 17, 2024", "Born: 17 May 1924", "When: Friday, 17 May 2024, 7 pm",
            "Anmeldeschluss: 17. Mai 2024", "Date limite : 17 mai 2024", "Plazo: 17 de mayo de 2024",
            "Scadenza: 17 maggio 2024", "Срок подачи заявок: 17 мая 2024", "締切：2024年5月17日",
        )),
        ("Deadline", "17 May 2024"),
    ],
)  # fmt: skip
def test_the_day_of_something_else_is_none_of_a_text(lines: tuple[str, ...]):
    article = described("Ferry stays in port", *lines, *BODY)

    assert (article.published, article.paragraphs[: len(lines)]) == (None, lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("From: Ana Kestrel", "Sent: Friday, March 12, 2021 8:30 AM", "Subject: Ferry stays in port"),
        ("TITLE\tFerry stays in port", "AUTHOR\tAna Kestrel", "DATE\t2021-03-12"),
        ("title = Ferry stays in port", "author = Ana Kestrel", "date = 2021-03-12"),
        ("<title>Ferry stays in port</title>", "<author>Ana Kestrel</author>", "<date>2021-03-12</date>"),
    ],
)
def test_labels_are_parted_from_their_values_in_many_ways(lines: tuple[str, ...]):
    article = described("\n".join(lines), *BODY)

    assert (headline(article), value(article.authors)) == ("Ferry stays in port", ("Ana Kestrel",))
    assert (value(article.published)[:10], article.paragraphs) == ("2021-03-12", BODY)


def test_lines_of_a_poem_parted_by_slashes_are_no_menu():
    article = described("Velmar puts off vote on bridge", "Roses are / red and violets / are blue", *BODY)

    assert (headline(article), article.paragraphs[0]) == (
        "Velmar puts off vote on bridge",
        "Roses are / red and violets / are blue",
    )


@pytest.mark.parametrize("line", ["Home / News / Weather", "Menu | Sport | Contact us"])
def test_a_row_of_options_goes_from_above_a_sentence(line: str):
    assert described(line, *BODY).paragraphs == BODY


def test_a_headline_in_small_letters_above_a_section_is_no_paper():
    article = described("Ferry halted", "Local", "The boat stops at dusk from Monday", *BODY)

    assert article.outlet is None


@pytest.mark.parametrize(
    "remark", ["（地図参照）", "（随時掲載）", "（原文ママ）", "（肩書は当時）", "（談話全文は次頁）"]
)
def test_a_remark_in_brackets_below_a_text_names_nobody(remark: str):
    article = described("港の旧倉庫、図書館に改修へ", *(f"港の旧倉庫。{line}" for line in BODY), remark)

    assert (article.authors, article.paragraphs[-1]) == (None, remark)


def test_the_second_of_two_names_is_no_place_for_being_told_in_the_text():
    text = (f"The two, of whom one asked Captain Rolf Tamm, found nothing. {BODY[0]}", *BODY[1:])

    assert value(described("Ferry stays in port", "By Ana Kestrel, Rolf Tamm", *text).authors) == (
        "Ana Kestrel",
        "Rolf Tamm",
    )


def test_a_list_of_results_below_a_report_stays():
    lines = ("Results", "Velmar 3, Osk 1", "Marrow 0, Corran 0")

    assert described(*BODY, *lines).paragraphs == (*BODY, *lines)


def test_the_subject_and_the_sign_above_an_agency_s_text_are_no_part_of_it():
    assert described("Sjöfart TT", *BODY, agency="TT", headline="Bron").paragraphs == BODY
    assert described("Sjöfart TT", *BODY, headline="Bron").paragraphs[0] == "Sjöfart TT"


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Mrs Ada Fink", ("Ada Fink",)),
        ("Ms. Kim Lo and Mr Edvard Ray", ("Kim Lo", "Edvard Ray")),
        ("Herr Jonas Weberling", ("Jonas Weberling",)),
        ("记者：李明远 王小雨", ("李明远", "王小雨")),
        ("新华社记者李明远、王小雨", ("李明远", "王小雨")),
        ("文/李明远 图/王小雨", ("李明远",)),
        ("山川 健一", ("山川 健一",)),
        ("記者・山川健一、林 花子", ("山川健一", "林 花子")),
    ],
)
def test_forms_of_address_and_what_parts_names_in_chinese_are_no_part_of_them(credit: str, names: tuple[str, ...]):
    assert read_credit(credit, NAMES).authors == names


@pytest.mark.parametrize(
    ("given", "tags"),
    [
        (["bees; willow; honey"], ("bees", "willow", "honey")),
        (["a mill, a lock, a weir"], ("a mill", "a lock", "a weir")),
        (["Osk, Lower Harn"], ("Osk, Lower Harn",)),
        ("#storm #quay", ("storm", "quay")),
        (["#Tram", "tram", "C#"], ("Tram", "C#")),
    ],
)
def test_one_string_of_several_tags_is_parted_and_their_sign_is_no_part_of_them(given: Any, tags: tuple[str, ...]):
    assert value(described(*BODY, tags=given).tags) == tags


@pytest.mark.parametrize(
    ("line", "authors", "outlet", "day"),
    [
        ("Ana Kestrel, Marrow Mail, 17 May 2024", ("Ana Kestrel",), "Marrow Mail", "2024-05-17"),
        ("By Ana Kestrel on 17 May 2024", ("Ana Kestrel",), None, "2024-05-17"),
        ("By Ana Kestrel, The Marrow Mail, May 17, 2024", ("Ana Kestrel",), "The Marrow Mail", "2024-05-17"),
    ],
)
def test_a_line_of_who_where_and_when_is_read_whole(line: str, authors: Any, outlet: str | None, day: str):
    found = described("Velmar puts off vote on bridge", line, *BODY)

    assert (value(found.authors), value(found.outlet), value(found.published)) == (authors, outlet, day)


def test_what_somebody_is_at_a_paper_goes_with_the_byline_above_it():
    for role in ("Staff writers", "Arts Correspondent, Marrow Mail"):
        found = described("Velmar puts off vote on bridge", "By Ana Kestrel and Ole Sund", role, *BODY)

        assert found.paragraphs == BODY


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("韦尔马3月3日电 (记者 李明远)", "韦尔马"),
        ("本报韦尔马3月3日电（记者李明远）", "韦尔马"),
        ("本报韦尔马3月3日电 记者李明远报道：", "韦尔马"),
        ("（记者 李明远）", None),
    ],
)
def test_a_chinese_paper_names_its_own_reporter_before_the_text(opening: str, place: str | None):
    found = described(
        opening + "港务委员会将新码头的表决推迟到九月，委员们星期一表示。", "市长希望先听取对岸居民的意见。"
    )

    assert (value(found.authors), value(found.dateline)) == (("李明远",), place)


def test_an_agency_between_dashes_behind_a_place_is_of_the_dateline():
    found = described(f"London - AFP - {BODY[0]}", *BODY[1:])

    assert (value(found.agency), value(found.dateline)) == ("AFP", "London")


@pytest.mark.parametrize(("rule", "language"), [("html lang", "de"), ("record", "en")])
def test_the_language_of_a_theme_gives_way_to_that_of_the_text_and_a_given_one_does_not(rule: str, language: str):
    text = "Der Gemeinderat von Velmar hat am Montag beschlossen, das alte Hallenbad zu sanieren und nicht abzureissen."
    capture = Capture(
        provenance=Provenance(path="a.html", record=None, digest="0"),
        fields={"language": "en"},
        rules={"language": rule},
        text=text,
    )

    assert value(_article_of(capture, RULES, NAMES)[0].language) == language


NAMED = "Old bridge to close"


@pytest.mark.parametrize(
    ("head", "facts"),
    [
        (
            f"https://marrowmail.example/2024/05/17/bridge\n{NAMED}\n17 May 2024",
            (NAMED, "2024-05-17", "marrowmail.example", None),
        ),
        (f"{NAMED} - Marrow Mail\n\nAna Kestrel\n\nMay 17, 2024", (NAMED, "2024-05-17", "Marrow Mail", "Ana Kestrel")),
        (f"{NAMED}\n\nVon Anna Falk, Marrow-Bote, 17.05.2024, S. 3", (NAMED, "2024-05-17", "Marrow-Bote", "Anna Falk")),
        (f"{NAMED}\n\nCorreio de Marrow, 17.05.2024", (NAMED, "2024-05-17", "Correio de Marrow", None)),
        (
            f"Headline - {NAMED}\nDate - 2024-05-17\nNewspaper - Marrow Mail",
            (NAMED, "2024-05-17", "Marrow Mail", None),
        ),
        (f"@title {NAMED}\n@date 2024-05-17\n@source Marrow Mail", (NAMED, "2024-05-17", "Marrow Mail", None)),
        (f"{NAMED}\n\nMarrow Mail (Marrow Bay), May 17, 2024 Friday", (NAMED, "2024-05-17", "Marrow Mail", None)),
        (
            f"{NAMED}\n\nMarrow Mail, May 17, 2024 Friday\n\nBy Ana Kestrel\n\nSECTION: NEWS; Pg. 4",
            (NAMED, "2024-05-17", "Marrow Mail", "Ana Kestrel"),
        ),
        (
            (
                "Copyright 2024 Marrow Mail\nAll Rights Reserved\nMarrow Mail\n\nMay 17, 2024 Friday\n\n"
                f"SECTION: NEWS\n\nLENGTH: 120 words\n\nHEADLINE: {NAMED}\n\nBYLINE: Ana Kestrel\n\nBODY:"
            ),
            (NAMED, "2024-05-17", "Marrow Mail", "Ana Kestrel"),
        ),
        (f"17.05.2024 09:30\n{NAMED}\nАнна Соколова", (NAMED, "2024-05-17T09:30:00Z", None, "Анна Соколова")),
        (
            f"{NAMED}\n=====================\nMarrow Mail / Ana Kestrel / 17 May 2024",
            (NAMED, "2024-05-17", "Marrow Mail", "Ana Kestrel"),
        ),
        (f"{NAMED} (Marrow Mail, 17.5.2024)", (NAMED, "2024-05-17", "Marrow Mail", None)),
        (f"{NAMED} (Marrow Mail, May 17, 2024)", (NAMED, "2024-05-17", "Marrow Mail", None)),
        (
            f"Marrow Mail\nHome\nNews\nSport\nOpinion\nNews\n{NAMED}\nBy Ana Kestrel\nMay 17, 2024",
            (NAMED, "2024-05-17", "Marrow Mail", "Ana Kestrel"),
        ),
    ],
)
def test_the_head_of_a_clipping_is_read_however_it_is_set(head: str, facts: tuple[Any, ...]):
    """And none of its lines is left in the text."""
    article = described(*head.split("\n"), *BODY)

    authors = "; ".join(value(article.authors) or ()) or None
    assert (headline(article), value(article.published), value(article.outlet), authors) == facts
    assert article.paragraphs == BODY


def test_the_address_above_a_bare_text_is_its_own_and_what_a_record_embeds_is_not():
    page = "https://marrowmail.example/2024/05/17/bridge"

    assert described(NAMED, page, "17 May 2024", *BODY).url == page
    assert described(NAMED, "https://marrowmail.example/", "17 May 2024", *BODY).url is None
    assert described(page, "17 May 2024", *BODY, headline=NAMED).url is None
    assert described(NAMED, page, "https://marrowmail.example/a/2", *BODY).url is None


@pytest.mark.parametrize(
    "line",
    [
        "Retrieved 20 May 2024",
        "Abgerufen am 20.05.2024",
        "Consulté le 20 mai 2024",
        "访问日期：2024年5月20日",
        "Accessed: 2024-05-20",
    ],
)
def test_the_day_on_which_a_text_was_fetched_is_none_on_which_it_appeared(line: str):
    article = described(NAMED, line, "Published 17 May 2024", *BODY)

    assert (value(article.published), article.provenance.captured) == ("2024-05-17", "2024-05-20")
    assert value(described(NAMED, line, *BODY).published) is None


def test_brackets_behind_a_headline_that_hold_no_source_are_words_of_it():
    for line in ("Old bridge to close (and a new one)", "Old bridge to close (May 17, 2024 to June 5, 2024)"):
        assert value(described(line, "Marrow Mail", "17 May 2024", *BODY).headline) == line
