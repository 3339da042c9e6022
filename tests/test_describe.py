"""Describe: where each fact of an article comes from, and that none is made up."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields as fields_of
from msgspec.structs import replace

from generator.describe import compile_names, describe
from generator.describe.agency import spoke, triggers
from generator.describe.datelines import dateline
from generator.describe.dates import NoMomentError, read_moment
from generator.describe.language import detect, given_language
from generator.describe.names import agencies_in, fold, whole_agency
from generator.describe.outlet import FORMS, SIGNS
from generator.describe.people import read_credit, read_credits
from generator.describe.spelling import as_written
from generator.model import Article, Capture, Cleaned, Dropped, Field, Problem, Provenance
from generator.settings import load_authorities

CASES = sorted((Path(__file__).parent / "cases" / "describe").glob("*.yml"))
NAMES = compile_names(load_authorities(None))
REPORT = "The council of Velmar put off its vote on the new bridge until autumn, two members said on Tuesday."
MORE = "Nobody had asked the ferry company what it made of the plan, its director said."


def a_capture(text: str = REPORT, *, path: str = "a.txt", record: int | None = None, **fields: Any) -> Capture:
    return Capture(
        provenance=Provenance(path=path, record=record, digest="0"),
        fields=fields,
        rules=dict.fromkeys(fields, "record"),
        text=text,
    )


def told(*paragraphs: str, dropped: tuple[str, ...] = (), **fields: Any) -> tuple[Article, tuple[Problem, ...]]:
    """Describe a text of these paragraphs."""
    paragraphs = paragraphs or (REPORT, MORE)
    lines = tuple(Dropped(text=line, rule="disclaimer") for line in dropped)
    text = "\n\n".join((*paragraphs, *dropped))
    return describe(a_capture(text, **fields), Cleaned(paragraphs=paragraphs, dropped=lines), NAMES)


def value(field: Field[Any] | None) -> Any:
    return field.value if field else None


def facts(article: Article) -> dict[str, Field[Any]]:
    """Return the facts of an article that are known."""
    found = {field.name: getattr(article, field.name) for field in fields_of(article)}
    return {name: fact for name, fact in found.items() if isinstance(fact, Field)}


# Golden cases


def shown(article: Article, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """Return what a reviewer of a golden case looks at."""
    rows: dict[str, Any] = {
        name: {
            key: list(part) if isinstance(part, tuple) else part
            for key, part in (("value", fact.value), ("how", f"{fact.origin}: {fact.rule}"), ("from", fact.evidence))
            if part
        }
        for name, fact in facts(article).items()
    }
    rows["slug"] = article.slug
    optional: Mapping[str, Any] = {
        "given_id": article.given_id,
        "lifted": [f"{line.rule}: {line.text}" for line in article.lifted],
        "extra": dict(article.extra),
        "problems": [f"{problem.field}: {problem.message}" for problem in problems],
    }
    return rows | {key: part for key, part in optional.items() if part}


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden_case(path: Path):
    source = path.read_text(encoding="utf-8")
    case = yaml.safe_load(source)
    paragraphs = tuple(part.strip() for part in case["text"].split("\n\n"))

    found = shown(*told(*paragraphs, dropped=tuple(case.get("dropped", ())), **case.get("fields", {})))

    if os.environ.get("BACKFILE_REWRITE"):
        golden = yaml.safe_dump({"expected": found}, allow_unicode=True, sort_keys=False, width=120)
        path.write_text(source.split("\nexpected:")[0].rstrip("\n") + "\n" + golden, encoding="utf-8")
    else:
        assert found == case["expected"]


# Ids and addresses


def test_spellings_of_one_address_are_one_article():
    spellings = (
        "https://www.osk.example/a/b?x=1&y=2",
        "http://osk.example:80/a/b/?y=2&x=1&utm_source=feed&fbclid=zz#top",
        "HTTPS://OSK.example/a/b?y=2&x=1&gclid=7",
    )

    ids = {told(url=url)[0].id for url in spellings}

    assert len(ids) == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://osk.example/a", "osk.example/a", "http://[::1", "https://a b.example/", "x" * 9],
)
def test_what_is_no_web_address_is_refused_and_kept(url: str):
    article, [problem] = told(url=url)

    assert article.url is None
    assert article.outlet is None
    assert article.extra == {"url": url}
    assert problem.field == "url"
    assert not problem.lost


def test_the_id_does_not_depend_on_text_line_ends_or_what_else_is_given():
    first = describe(a_capture("a\r\nb", path="x.jsonl", record=3), Cleaned(paragraphs=("a", "b"), dropped=()), NAMES)
    again = describe(
        a_capture("c", path="x.jsonl", record=3, headline="New"), Cleaned(paragraphs=("c",), dropped=()), NAMES
    )

    assert first[0].id == again[0].id


def test_an_id_of_the_record_is_the_article_s_wherever_its_outlet_keeps_it():
    def id_of(path: str, **fields: Any) -> str:
        return describe(a_capture(path=path, **fields), Cleaned(paragraphs=(REPORT,), dropped=()), NAMES)[0].id

    assert id_of("a.jsonl", id=7, outlet="Osk") == id_of("b.jsonl", id="7", outlet="Osk")
    assert id_of("a.jsonl", id=7, outlet="Osk") != id_of("a.jsonl", id=7, outlet="Harn")
    assert id_of("a.jsonl", id=7) != id_of("b.jsonl", id=7)


@given(
    url=st.text(max_size=60), key=st.one_of(st.none(), st.text(max_size=20), st.integers()), text=st.text(max_size=40)
)
def test_an_id_is_sixteen_hexadecimal_digits_and_ignores_the_text(url: str, key: Any, text: str):
    fields = {"url": url, "id": key}

    first, again = (
        describe(a_capture(text, **fields), Cleaned(paragraphs=(part,), dropped=()), NAMES)[0]
        for part in (REPORT, text)
    )

    assert re.fullmatch(r"[0-9a-f]{16}", first.id)
    assert first.id == again.id


@given(headline=st.text(max_size=300), lede=st.text(min_size=1, max_size=300))
def test_a_slug_is_short_lower_case_and_safe_in_any_file_system(headline: str, lede: str):
    article, _ = told(lede, headline=headline)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article.slug)
    assert len(article.slug) <= 60


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Locks stay shut", "locks-stay-shut"),
        ("Nachtfähre läuft auf Grund", "nachtfahre-lauft-auf-grund"),
        ("夜行フェリー、霧で座礁", "ye-xing-hueri-wu-tezuo-jiao"),
        ("🔴🔴🔴", "the-council-of-velmar-put-off-its-vote-on-the"),
        ("</script><script>", "script-script"),
        ("word " * 200_000, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
    ids=["English", "German", "Japanese", "emoji", "markup", "a megabyte"],
)
def test_a_headline_makes_the_slug_or_else_the_lede(headline: str, slug: str):
    assert told(headline=headline)[0].slug == slug


# Headlines and bylines


@pytest.mark.parametrize(
    "headline",
    ["x" * 400, "أول عنوان عربي", "夜行フェリー", "🔴", "</script><script>", "---", ": [ { & * !", "- A -", "{{ x }}"],
)
def test_any_given_headline_is_the_headline(headline: str):
    article, problems = told(headline=headline)

    assert article.headline == Field(value=headline, origin="given", rule="record")
    assert not problems


@pytest.mark.parametrize(
    "line",
    [
        REPORT,
        "- Falling water -",
        "PARIS (AP) — Something happened there at noon",
        "By Jane Doe",
        "Jane Doe",
        "The Guardian",
        "Reuters",
        "Photo: the locks at Harn",
        "12:30 GMT, Monday",
        "The keeper said:",
        "Story highlights The locks stay shut",
    ],
)
def test_a_line_of_another_kind_is_no_headline(line: str):
    assert told(line, REPORT, MORE)[0].headline is None


@pytest.mark.parametrize(
    "line",
    [
        "Locks stay shut at Harn",
        "Why are the locks shut?",
        "Keeper quits over U.S.",
        "Warum die Schleusen in Harn geschlossen bleiben",
        "Après la crue, le silence",
        "المجلس يؤجل التصويت على الجسر",
        "夜行フェリー、霧で座礁",
    ],
)
def test_a_short_first_line_above_a_text_is_its_headline(line: str):
    article, _ = told(line, REPORT, MORE)

    assert value(article.headline) == line
    assert article.paragraphs == (REPORT, MORE)
    assert article.lifted == (Dropped(text=line, rule="headline"),)


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param(
            (
                "पुराने बंदरगाह का प्रकाश स्तंभ अक्टूबर में फिर जलेगा, कंपनी ने मंगलवार को बताया।",
                "इंजीनियरों को प्रकाश स्तंभ का पुराना लेंस बंदरगाह के तहखाने में मिला और उन्होंने उसे हाथ से साफ़ किया।",
                "मछुआरों ने तीन गाँवों में नए दीपक के लिए काफ़ी पैसा जमा किया है।",
            ),
            id="danda",
        ),
        pytest.param(
            (
                "پرانی بندرگاہ کا مینار اکتوبر میں دوبارہ روشن ہوگا، کمپنی نے منگل کو بتایا۔",
                "انجینئروں کو مینار کا پرانا عدسہ بندرگاہ کے تہہ خانے میں ملا اور انہوں نے اسے ہاتھ سے صاف کیا۔",
                "ماہی گیروں نے تین گاؤں میں نئے چراغ کے لیے کافی رقم جمع کی ہے۔",
            ),
            id="Urdu",
        ),
    ],
)
def test_a_lead_that_ends_as_sentences_of_its_script_do_is_no_headline(paragraphs: tuple[str, ...]):
    assert told(*paragraphs)[0].headline is None


def test_a_headline_repeated_in_the_text_is_shown_once():
    article, _ = told("Locks stay shut – Osk Courier", REPORT, headline="LOCKS STAY SHUT")

    assert article.paragraphs == (REPORT,)


def test_the_only_paragraph_stays_even_if_it_is_the_headline():
    article, _ = told("Locks stay shut", headline="Locks stay shut")

    assert article.paragraphs == ("Locks stay shut",)


@pytest.mark.parametrize(
    "name",
    [
        *("admin", "Site Admin", "Super User", "Test User", "Anonymous Author", "Unbekannter Autor", "Sin Autor"),
        *("Nieznany Autor", "Da Redação", "Tim Redaksi", "Tanpa Nama", "Firstname Lastname", "管理員", "佚名"),
        *("Неизвестный автор", "staff", "NULL", "-", "n/a"),
    ],
)
def test_what_stands_in_the_place_of_an_author_is_none(name: str):
    article, _ = told(authors=[name])

    assert article.authors is None


@pytest.mark.parametrize(
    "name", ["admin", "Site Admin", "by Administrator", "Unbekannter Autor", "superadmin", "wp-admin"]
)
def test_a_login_that_a_system_is_set_up_with_is_shown_nowhere(name: str):
    article, _ = told(authors=[name])

    assert article.byline is None


@pytest.mark.parametrize(
    ("credit", "authors", "agencies"),
    [
        ("Joanna Kestrel,Related Articles", ("Joanna Kestrel",), ()),
        ("MARIELA COSSÍO M.", ("Mariela Cossío M.",), ()),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe"), ()),
        ("By JANE DOE, Associated Press", ("Jane Doe",), ("AP",)),
        ("By ANNA VAN DER OSK and JD MUSTER", ("Anna van der Osk", "JD Muster"), ()),
        ("Jane Doe; John Roe", ("Jane Doe", "John Roe"), ()),
        ("von Anna Muster und Ben Muster", ("Anna Muster", "Ben Muster"), ()),
        ("Par Zoé Exemple", ("Zoé Exemple",), ()),
        ("Por Ana Ejemplo", ("Ana Ejemplo",), ()),
        ("Doe, Jane", ("Jane Doe",), ()),
        ("Jane Doe, Jr.", ("Jane Doe Jr.",), ()),
        ("Jane Doe, National Security Reporter", ("Jane Doe",), ()),
        ("Jane Doe (jane@osk.example) @janedoe", ("Jane Doe",), ()),
        ("Jane Doe is a reporter at the Courier", ("Jane Doe",), ()),
        ("Ludwig van der Osk, Jean d'Harn", ("Ludwig van der Osk", "Jean d'Harn"), ()),
        ("Jane Doe, Jane DOE", ("Jane Doe",), ()),
        ("Reuters Staff", (), ("Reuters",)),
        ("The Associated Press", (), ("AP",)),
        ("A. F. P.", (), ("AFP",)),
        ("ats-afp", (), ("Keystone-SDA", "AFP")),
        ("TT, Lovisa Ekdahl", ("Lovisa Ekdahl",), ("TT",)),
        ("AFP, Solange Tervaud", ("Solange Tervaud",), ("AFP",)),
        ("Par Zoé Exemple (avec AFP)", ("Zoé Exemple",), ("AFP",)),
        ("Anna Muster (mit dpa)", ("Anna Muster",), ("dpa",)),
        ("Staff Writer", (), ()),
        ("Editorial Board", (), ()),
        ("https://osk.example/jane", (), ()),
        ("https://osk.example/jane-doe-and-john-roe", (), ()),
        ("سالم المثال - رويترز", ("سالم المثال",), ("Reuters",)),
        ("الرياض: سالم بن المثال", ("سالم بن المثال",), ()),
        ("見本太郎記者", ("見本太郎",), ()),
        ("Popular Tags", (), ()),
        ("", (), ()),
    ],
)
def test_a_credit_names_its_authors_and_agencies(credit: str, authors: tuple[str, ...], agencies: tuple[str, ...]):
    found = read_credit(credit, NAMES)

    assert (found.authors, found.agencies) == (authors, agencies)


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("J.K. OSKLING", "J.K. Oskling"),
        ("JOHN F. O'OSK", "John F. O'Osk"),
        ("JEAN-PAUL D’HARN", "Jean-Paul D’Harn"),
        ("MARÍA DE LA VEGA", "María de la Vega"),
        ("PAOLA DI OSCO", "Paola Di Osco"),
        ("ANGUS MCOSKALD", "Angus McOskald"),
        ("АННА ПРИМЕРОВА", "Анна Примерова"),
        ("İBRAHİM IŞIKLI", "İbrahim Işıklı"),
        ("ÅSA ÖSKBERG", "Åsa Öskberg"),
        ("BILL OSKER JR.", "Bill Osker Jr."),
        ("HENRY OSKER III", "Henry Osker III"),
        ("KELVIN NG", "Kelvin Ng"),
        ("Anna OSKBERG", "Anna Oskberg"),
        ("OSKBERG Anna", "Anna Oskberg"),
        ("Ayşe DOĞANLI", "Ayşe Doğanlı"),
        ("SÓLYOMŐSI Anna", "Sólyomősi Anna"),
        ("Jean-Paul DE LA TOUR", "Jean-Paul de la Tour"),
        *((kept, kept) for kept in ("AL OSKER", "ABC USA", "OSK", "ANN LOW", "ΜΑΡΙΑ ΟΣΚΑ", "A. B.", "jdoe84")),
        *((kept, kept) for kept in ("見本太郎", "سالم المثال", "Anna van der Osk", "3 OSKETEERS", "NGUYEN VAN AN")),
    ],
)
def test_a_name_in_capitals_is_spelt_as_people_write_it_where_that_is_sure(printed: str, written: str):
    assert as_written(printed) == written


def test_a_scraped_list_of_many_people_says_nothing_about_the_agency():
    names = ["Jane Doe", "John Roe", "Ada Roe", "Max Muster", "Associated Press"]

    assert read_credits(names, NAMES).agencies == ()


def test_a_printed_credit_is_kept_beside_the_names_in_it():
    article, _ = told(authors="By Jane Doe, Staff Writer")

    assert value(article.byline) == "By Jane Doe, Staff Writer"
    assert value(article.authors) == ("Jane Doe",)


@pytest.mark.parametrize("name", ["Ferrywoman", "jdoe84", "Žofie"])
def test_a_pen_name_is_an_author_where_the_page_s_markup_says_so(name: str):
    capture = replace(a_capture(authors=[name]), rules={"authors": "JSON-LD author"})

    article, _ = describe(capture, Cleaned(paragraphs=(REPORT, MORE), dropped=()), NAMES)

    assert value(article.authors) == (name,)
    assert told(authors=[name])[0].authors is None


@pytest.mark.parametrize(
    "name",
    [
        *("dpa", "Reuters", "IWB", "mku", "osk.example", "Redaktion", "wordpressadmin", "Unknown"),
        *("Redaksi", "Redactie", "Redakcja", "Redakce", "Редакция", "Администратор", "Анонім", "编辑部", "匿名"),
    ],
)
def test_an_abbreviation_an_agency_or_a_role_is_no_pen_name(name: str):
    capture = replace(a_capture(authors=[name]), rules={"authors": "JSON-LD author"})

    article, _ = describe(capture, Cleaned(paragraphs=(REPORT, MORE), dropped=()), NAMES)

    assert article.authors is None


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("de Ioana Exemplu", ("Ioana Exemplu",)),
        ("de Ștefan Țurcanu și Ana Exemplu", ("Ștefan Țurcanu", "Ana Exemplu")),
        ("de Ana Ejemplo y Pedro Muestra", ("Ana Ejemplo", "Pedro Muestra")),
        ("di Anna Esempio", ("Anna Esempio",)),
    ],
)
def test_a_small_of_and_names_alone_are_a_byline(line: str, authors: tuple[str, ...]):
    article, _ = told(line, REPORT, MORE)

    assert value(article.authors) == authors
    assert line not in article.paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had gone",
        "Von der Schleuse kam nichts",
        "By Popular Demand",
        "de Oslo",
        "de la redacție",
        "de Ioana Exemplu a aflat orașul",
        "de luni până vineri",
        "de Osk Tribune",
        "di Osk",
        "de 17 Mai",
    ],
)
def test_a_line_that_only_begins_like_a_byline_stays_in_the_text(line: str):
    article, _ = told(REPORT, line, MORE)

    assert article.byline is None
    assert line in article.paragraphs


def test_a_byline_at_the_end_is_lifted():
    article, _ = told(REPORT, MORE, "By Jane Doe")

    assert article.paragraphs == (REPORT, MORE)
    assert article.authors == Field(value=("Jane Doe",), origin="extracted", rule="byline", evidence="By Jane Doe")


# Datelines and agencies


@pytest.mark.parametrize(
    ("opening", "place", "agency"),
    [
        ("PARIS (AP) — ", "PARIS", "AP"),
        ("BAGHDAD, Dec 17 (Reuters) - ", "BAGHDAD", "Reuters"),
        ("Paris, 17. Mai (dpa) - ", "Paris", "dpa"),
        ("LAKE OSK, Wis. (AP) — ", "LAKE OSK, Wis.", "AP"),
        ("NEW HARN — ", "NEW HARN", None),
        ("HARN, April 7 - ", "HARN", None),
        ("LONDRES, 12. — Reuter. — ", "LONDRES", "Reuters"),
        ("PARIS, 14. (Havas.) — ", "PARIS", "Havas"),
        ("(AFP) — ", None, "AFP"),
        ("بغداد (رويترز) - ", "بغداد", "Reuters"),
        ("【東京共同】", "東京", "Kyodo"),
        ("The Associated Press (AP) said ", None, None),
        ("UPDATE — ", None, None),
        ("Smith — ", None, None),
        ("Section, Part 12 - ", None, None),
        ("HARN (D-Pa.) — ", None, None),
    ],
)
def test_a_dateline_gives_place_and_agency_but_no_date(opening: str, place: str | None, agency: str | None):
    article, _ = told(opening + REPORT, MORE)

    assert value(article.dateline) == place
    assert value(article.agency) == agency
    assert article.published is None
    assert article.lede == opening + REPORT


@pytest.mark.parametrize(
    ("tail", "agency"),
    [
        ("(AFP)", "AFP"),
        ("-- AFP", "AFP"),
        ("Reuter", "Reuters"),
        ("Quelle: dpa", "dpa"),
        (f"{MORE} (Reuters)", "Reuters"),
        (f"{MORE} / ats", "Keystone-SDA"),
        ("Boats in the fog at Harn © Max Muster (AFP)", None),
        ("Photo: AFP", None),
        ("AFP and Reuters", "AFP / Reuters"),
        (f"{MORE} (AFP exam)", None),
    ],
)
def test_a_closing_credit_names_the_agency(tail: str, agency: str | None):
    assert value(told(REPORT, tail)[0].agency) == agency


@pytest.mark.parametrize(
    ("words", "agency", "evidence"),
    [
        ("a lock keeper told AFP on Monday.", "AFP", "told AFP"),
        ("an engineer told The Associated Press.", "AP", "told The Associated Press"),
        ("an engineer told the AP he had seen it.", "AP", "told the AP"),
        ("the gauge fell, a Reuters witness said.", "Reuters", "a Reuters witness"),
        ("according to Reuters nobody saw it.", None, ""),
        ("it was lost, Reuters reported on Monday.", None, ""),
        ("a keeper told Reuters news agency so.", None, ""),
        ("a keeper told the Associated Press so.", None, ""),
        ("police killed a Reuters photographer.", None, ""),
        ("the Reuters/Osk poll found so.", None, ""),
        ("nobody passed the AP exam.", None, ""),
        ("AP told its staff to go home.", None, ""),
        ("they retold AFP the tale.", None, ""),
        ("the song of Havana Reuters journalist Doe hummed.", None, ""),
    ],
)
def test_the_words_of_a_text_give_its_agency_away_unless_it_is_quoted(words: str, agency: str | None, evidence: str):
    article, _ = told(f"At Harn {words}", MORE)

    assert value(article.agency) == agency
    assert (article.agency.evidence if article.agency else "") == evidence


@pytest.mark.parametrize(
    ("opening", "closing", "authors"),
    [
        ("(벨마르=연합뉴스) 김하늘 기자 = ", "", ("김하늘",)),
        ("新华社韦尔马3月12日电（记者李雪梅、王伟）", "", ("李雪梅", "王伟")),
        ("VELMAR (Reuters) - ", "(Reporting by Jane Doe in Osk and John Roe; Editing by X)", ("Jane Doe", "John Roe")),
        ("VELMAR (Reuters) - ", "(Bericht von Anna Muster, redigiert von Ben Muster)", ("Anna Muster",)),
        ("VELMAR (Reuters) - ", "(Reportage d'Anne Exemple, édité par Luc Modèle)", ("Anne Exemple",)),
        ("VELMAR (Reuters) - ", "(Reporte de Ana Ejemplo; editado por Luis Modelo)", ("Ana Ejemplo",)),
        ("VELMAR (Reuters) - ", "Reporting by the newspaper led to the arrest of two men.", None),
        ("VELMAR (Reuters) - ", "(Additional reporting by Jane Doe)", None),
    ],
)  # fmt: skip
def test_who_filed_an_agency_s_report_is_its_author(opening: str, closing: str, authors: tuple[str, ...] | None):
    text = {"벨": "항만위원회는 새 부두에 관한 표결을 연기했다.", "韦": "港务委员会将新码头的表决推迟到九月。"}
    body = next((one for sign, one in text.items() if sign in opening), REPORT)

    assert value(told(opening + body, REPORT, closing)[0].authors) == authors


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("ČTK, Jana Vzorová", ("Jana Vzorová",), "ČTK"),
        ("Joost Voorbeeld/ANP", ("Joost Voorbeeld",), "ANP"),
        ("Agência Lusa", None, "Lusa"),
        ("ایسنا", None, "ISNA"),
    ],
)
def test_a_credit_right_above_a_date_may_be_an_agency_s(line: str, authors: tuple[str, ...] | None, agency: str):
    article, _ = told("Velmar puts off vote on bridge", line, "17.05.2024, 14:05", REPORT, MORE)

    assert (value(article.authors), value(article.agency)) == (authors, agency)


def test_a_text_with_authors_of_its_own_quotes_an_agency():
    assert told(f"{REPORT} A keeper told Reuters so.", authors=["Jane Doe"])[0].agency is None


def test_a_dateline_outranks_the_words_of_the_text():
    assert value(told("HARN (dpa) - The locks stay shut, a keeper told AFP.")[0].agency) == "dpa"


def test_a_given_agency_is_shown_by_its_preferred_name():
    article, _ = told("HARN (AP) — The locks stay shut.", agency="أ ف ب")

    assert article.agency == Field(value="AFP", origin="given", rule="record", evidence="أ ف ب")


def test_an_agency_unknown_to_the_authority_file_keeps_its_name():
    assert value(told(agency="Curlew Wire")[0].agency) == "Curlew Wire"


def test_an_agency_s_own_site_is_its_own_text():
    article, _ = told(url="https://apnews.com/article/locks")

    assert (value(article.outlet), value(article.agency)) == ("AP", "AP")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Agence France-Presse", "AFP"),
        ("AGENCE FRANCE PRESSE", "AFP"),
        ("the Associated Press", "AP"),
        ("United Preß", "UPI"),
        ("Havàs", "Havas"),
        ("D. N. B.", "DNB"),
        ("وكالة الأنباء السعودية", "SPA"),
        ("新華社", "Xinhua"),
        ("آب", None),
        ("D-Pa.", None),
        ("Osk Courier", None),
    ],
)
def test_an_agency_is_known_under_many_spellings(text: str, name: str | None):
    assert whole_agency(text, NAMES) == name


def test_a_possessive_does_not_make_another_agency():
    assert [mention.name for mention in agencies_in("© the AP's reporting", NAMES)] == ["AP"]


# Outlets


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Disclaimer: No Osk Courier Journalist was involved in creation of this content", "Osk Courier"),
        ("© 2024 The Daily Lantern. All rights reserved.", "The Daily Lantern"),
        ("Copyright © 2019 The Harn Times, LLC. Click here for reprint permission.", "The Harn Times"),
        ("Thank you for reading The Daily Lantern.", "The Daily Lantern"),
        ("جميع الحقوق محفوظة لصحيفة المرفأ © 2021", "المرفأ"),
        ("© 東都新聞 無断転載を禁じます。", "東都新聞"),
        ("© 2019 AFP", None),
        ("Copyright 2018 The Associated Press. All rights reserved.", None),
        ("Subscribe to our newsletter", None),
        ("Complimentary Access to The Evening Lantern", None),
        ("All rights reserved", None),
    ],
)
def test_an_outlet_names_itself_in_its_own_notices(line: str, outlet: str | None):
    article, _ = told(dropped=(line,))

    assert value(article.outlet) == outlet
    assert (article.outlet.origin if article.outlet else "inferred") == "inferred"


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://edition.cnn.com/2017/10/02/x", "CNN"),
        ("https://www.osk.example/x", "osk.example"),
        ("https://notcnn.com/x", "notcnn.com"),
    ],
)
def test_an_address_gives_the_outlet(url: str, outlet: str):
    assert value(told(url=url)[0].outlet) == outlet


def test_a_given_outlet_wins_over_address_and_notice():
    article, _ = told(outlet="Harn Radio", url="https://cnn.com/x", dropped=("© 2024 The Daily Lantern.",))

    assert article.outlet == Field(value="Harn Radio", origin="given", rule="record")


# Dates


@pytest.mark.parametrize(
    ("given_value", "moment"),
    [
        ("2019-12-17", "2019-12-17"),
        ("20191217", "2019-12-17"),
        ("2019-12-17T09:30:00Z", "2019-12-17T09:30:00Z"),
        ("2019-12-17T09:30:00+02:00", "2019-12-17T07:30:00Z"),
        ("2019-12-17T09:30:00.123456", "2019-12-17T09:30:00Z"),
        ("2019-12-17 00:00:00", "2019-12-17"),
        ("Tue, 17 Dec 2019 09:30:00 GMT", "2019-12-17T09:30:00Z"),
        ("Tue, 17 Dec 2019 09:30:00 -0500", "2019-12-17T14:30:00Z"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z"),
        ("December 17, 2019", "2019-12-17"),
        ("Dec. 17, 2019 at 9:30 p.m. EST", "2019-12-18T02:30:00Z"),
        ("Dec. 17, 2019 9:30 a.m. IST", "2019-12-17"),
        ("17. Dezember 2019, 9:30 Uhr", "2019-12-17T09:30:00Z"),
        ("17 décembre 2019 à 9h30", "2019-12-17T09:30:00Z"),
        ("17 de diciembre de 2019", "2019-12-17"),
        ("17.12.2019", "2019-12-17"),
        ("3.4.2019", "2019-04-03"),
        ("17/12/2019", "2019-12-17"),
        ("12/17/2019 14:05", "2019-12-17T14:05:00Z"),
        ("4/4/2019", "2019-04-04"),
        ("2019年12月17日", "2019-12-17"),
        ("17 ديسمبر 2019", "2019-12-17"),
        ("١٧/١٢/٢٠١٩", "2019-12-17"),
        ("17 декабря 2019", "2019-12-17"),
        (1576575000, "2019-12-17T09:30:00Z"),
        ("1576575000000", "2019-12-17T09:30:00Z"),
        (1576575000.9, "2019-12-17T09:30:00Z"),
        (date(2019, 12, 17), "2019-12-17"),
        (datetime(2019, 12, 17, 9, 30, tzinfo=UTC), "2019-12-17T09:30:00Z"),
        (datetime(2019, 12, 17, 9, 30, tzinfo=timezone(timedelta(hours=9))), "2019-12-17T00:30:00Z"),
    ],
)
def test_a_date_is_read_as_records_give_it(given_value: Any, moment: str):
    assert read_moment(given_value)[0] == moment


@pytest.mark.parametrize(
    "given_value",
    [
        "17 Mai 24",
        "03/04/2019",
        "2019-12",
        "2019",
        2019,
        "December 2019",
        "yesterday",
        "3 hours ago",
        "2019-02-30",
        "31.11.2019",
        "1066-10-14",
        "2999-01-01",
        "0000-00-00",
        "soon",
        "12:30",
        True,
        5,
        -1e300,
        float("nan"),
        float("inf"),
        ["2019-12-17"],
        {"day": 17},
        "2019-12-17" * 40,
    ],
)
def test_what_is_not_certainly_a_date_is_refused(given_value: Any):
    with pytest.raises(NoMomentError, match="expected"):
        read_moment(given_value)


def test_a_refused_date_is_a_problem_that_loses_nothing_and_says_what_would_be_right():
    article, [problem] = told(published="17 Mai 24")

    assert article.published is None
    assert article.extra == {"published": "17 Mai 24"}
    assert str(problem) == (
        "a.txt: published: '17 Mai 24' is not a date and time Backfile can be sure of; "
        "expected e.g. 2024-05-17T09:30:00Z"
    )
    assert not problem.lost


def test_a_time_that_falls_on_another_day_in_utc_says_which_day_its_readers_saw():
    early, _ = told(published="2024-03-04T00:10:00+01:00")
    noon, _ = told(published="2024-03-04T12:10:00+01:00")

    assert early.published == Field(
        value="2024-03-03T23:10:00Z", origin="given", rule="record, 2024-03-04 in its time zone", day="2024-03-04"
    )
    assert noon.published == Field(value="2024-03-04T11:10:00Z", origin="given", rule="record")


def test_a_time_without_a_zone_is_read_as_utc_and_says_so():
    article, _ = told(published="2019-12-17 09:30:00")

    assert article.published == Field(
        value="2019-12-17T09:30:00Z", origin="given", rule="record, no time zone given, read as UTC"
    )


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://osk.example/2019/12/17/locks.html", "2019-12-17"),
        ("https://osk.example/news/2019-12-17-locks", "2019-12-17"),
        ("https://osk.example/2019/dec/07/locks", "2019-12-07"),
        ("https://osk.example/20191217/locks", "2019-12-17"),
        ("https://osk.example/2019/12/locks", None),
        ("https://osk.example/2019/13/17/locks", None),
        ("https://osk.example/2019/02/30/locks", None),
        ("https://osk.example/2019/12/17/2019/12/18", None),
        ("https://osk.example/?d=2019/12/17", None),
    ],
)
def test_a_day_in_the_path_of_an_address_is_the_day_of_publication(url: str, day: str | None):
    assert value(told(url=url)[0].published) == day


def test_no_date_comes_from_the_text():
    assert told(f"Published 17 December 2019. {REPORT}")[0].published is None


# Languages, tags and the rest


def test_tags_that_a_tool_put_into_one_are_taken_apart():
    many = [f"tag {number}" for number in range(20)]

    assert value(told(tags=[", ".join(many)])[0].tags) == tuple(many)
    assert value(told(tags=["Velmar, Osk", "bridge"])[0].tags) == ("Velmar, Osk", "bridge")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("English", "en"),
        ("deu", "de"),
        ("العربية", "ar"),
        ("und", None),
    ],
)
def test_a_language_is_its_primary_subtag(tag: str, language: str | None):
    assert given_language(tag) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (REPORT, "en"),
        ("Die Nachtfähre ist am Dienstag im Nebel auf Grund gelaufen, verletzt wurde niemand.", "de"),
        ("Le ferry de nuit s'est échoué mardi dans la brume, personne n'a été blessé.", "fr"),
        ("أعلن مجلس المدينة يوم الثلاثاء تأجيل التصويت على بناء الجسر الجديد.", "ar"),
        ("夜行フェリーが火曜日の夜、霧の中で座礁した。", "ja"),
        ("화요일 밤 안개 속에서 야간 여객선이 좌초했다.", "ko"),
        ("המעבורת עלתה על שרטון ביום שלישי בערפל.", "he"),
        ("Το νυχτερινό πλοίο προσάραξε την Τρίτη στην ομίχλη.", "el"),
        ("Hello", None),
        ("", None),
        ("12 34 56 78 https://osk.example/a/very/long/address/of/some/page", None),
        ("aaaa bbbb cccc dddd eeee ffff gggg hhhh", None),  # the classifier calls it zxx: no language at all
    ],
)
def test_a_language_is_detected_only_where_there_is_enough_text(text: str, language: str | None):
    assert value(detect((text,))) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("af", "Die stadsraad het Dinsdag besluit om die ou brug te sluit, want die rivier is te hoog vir die pilare."),
        ("nl", "De gemeenteraad heeft dinsdag besloten om de brug te sluiten, want het water staat te hoog."),
        ("lb", "De Gemengerot huet en Dënschdeg decidéiert, d'Bréck zouzemaachen, well d'Waasser ze héich ass."),
        ("gl", "O concello decidiu o martes pechar a ponte, porque o río vai moi alto e os enxeñeiros temen por ela."),
        ("ca", "L'ajuntament va decidir dimarts tancar el pont, perquè el riu baixa molt alt i els pilars són vells."),
        (
            "oc",
            "Lo conselh de la vila decidiguèt dimars de barrar lo pont, que lo riu es naut e las pilas vièlhas.",
        ),
        ("wa", "Li consey comunå a decidé mårdi d' clôre li pont, pask' el aiwe est trop hôte po les pîs do vî pont."),
        ("pcm", "Di town council say dem go close di bridge, becos di river dey too high and im fit spoil am."),
        ("da", "Byrådet besluttede tirsdag at lukke broen, for åen står for højt, og pillerne er gamle."),
    ],
    ids=lambda value: value[:3],
)
def test_small_words_do_not_settle_a_neighbour_s_language(language: str, text: str):
    assert value(detect((text,))) not in {"en", "de", "fr", "es"}


def test_small_words_of_two_languages_are_left_to_the_classifier():
    german = "Die Fähre ist mit dem Kai nicht fertig und wird von einer anderen auf der Reede vertreten."

    assert value(detect((f"The ferry that ran aground on the bank of the Osk was, they said, {german}",))) != "en"
    assert value(detect((german,))) == "de"


def test_a_first_glance_that_leaves_a_doubt_goes_on_to_the_rest_of_the_text():
    names = "Velmar Osk Harn Toru Belka " * 7

    assert value(detect((names,))) is None
    assert value(detect((names, REPORT, MORE))) == "en"


def test_what_is_unknown_or_unusable_is_kept_as_found():
    article, problems = told(wordcount=12, section={"a": 1}, language="!!", tags="a, b;a|c")

    assert article.extra == {"wordcount": 12, "section": {"a": 1}, "language": "!!"}
    assert value(article.tags) == ("a", "b", "c")
    assert {problem.field for problem in problems} == {"section", "language"}


SAID = [word for wording in spoke().values() for word in wording.words]
SAID += [
    "ed with",
    "n",
    " by ",
    " to the ",
    " der ",
    " gegenüber ",
    " à l’",
    " auprès de ",
    " a la agencia ",
    " alla ",
]
SAID += ["وكالة ", "أنباء ", "رويترز", "لل", " ", "\n", "a", ". "]


@given(st.lists(st.sampled_from(SAID), max_size=12).map("".join))
def test_looking_for_its_words_first_hides_no_wording(text: str):
    for language, wording in ((code, one.before) for code, one in spoke().items()):
        found = [trigger.span() for trigger in triggers(text, language)]

        assert found == [trigger.span() for trigger in wording.finditer(text)]


@pytest.mark.parametrize("form", [form for _, forms in FORMS for form in forms], ids=lambda form: form.pattern[:20])
def test_a_line_of_an_outlet_has_a_sign_of_it(form: re.Pattern[str]):
    @given(st.from_regex(form))
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    def has_sign(line: str):
        assert any(sign in line for sign in SIGNS)

    has_sign()


@given(st.text(st.characters(max_codepoint=127)))
def test_a_folded_name_has_letters_and_digits_alone(name: str):
    assert fold(name) == "".join(letter for letter in name.lower() if letter.isalnum())
    assert fold(f"{name}É") == f"{fold(name)}e"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PIECES = st.sampled_from(
    [
        "By Jane Doe",
        "PARIS (AP) — ",
        "(AFP)",
        "told AFP",
        "© 2024 The Lantern",
        "واس - جدة:",
        "【東京共同】",
        REPORT,
        "17",
        "- ",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=40)), min_size=1, max_size=4).map(" ".join)
KEYS = st.sampled_from(
    "id url outlet headline published modified authors byline dateline agency section tags language x".split()
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, JSON | TEXTS, max_size=6), st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=3))
def test_no_record_breaks_it_and_nothing_is_made_up(fields: dict[str, Any], paragraphs: list[str], dropped: list[str]):
    """Every value that was not given stands, or what it was read from stands, in the capture."""
    cleaned = Cleaned(
        paragraphs=tuple(paragraphs), dropped=tuple(Dropped(text=line, rule="disclaimer") for line in dropped)
    )

    article, problems = describe(a_capture("", **fields), cleaned, NAMES)

    known = fold(" ".join([*paragraphs, *dropped, str(fields.get("url")), str(fields.get("outlet"))]))
    read = [words for fact in facts(article).values() if fact.origin != "given" for words in fact.evidence.split(" … ")]
    assert all(fold(words) in known for words in read)
    assert len(article.paragraphs) + len(article.lifted) == len(paragraphs)
    assert not any(problem.lost for problem in problems)


@pytest.mark.parametrize(
    "unit", ["a ", "x", "(", "(a", "told ", "— ", "Word. ", "By A B ", "© ", "A.", "sagte a b ", "قال ", "By Ab, "]
)
def test_a_megabyte_of_anything_takes_a_moment(unit: str):
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()

    told("Locks stay shut", text, dropped=(text,), headline=text, authors=text, agency=text, published=text, url=text)

    assert time.process_time() - started < 5


# Datelines as each language writes them


DATELINES = Path(__file__).parent / "cases" / "languages" / "datelines.yml"


@pytest.mark.parametrize(
    "case", yaml.safe_load(DATELINES.read_text(encoding="utf-8")), ids=lambda case: case["opening"][:40]
)
def test_a_dateline_is_read_as_its_language_writes_it(case: Mapping[str, Any]):
    found = dateline((case["opening"],), NAMES)

    assert (found and found.place) == case.get("place")
    assert (list(found.agencies) if found else []) == case.get("agencies", [])
    assert (list(found.authors) if found else []) == case.get("authors", [])


@pytest.mark.parametrize("opening", ["MARROWMAIL.com - ", "JAKARTA, MARROWMAIL.com - ", "MarrowMail.com, Jakarta - "])
def test_an_outlet_s_address_that_opens_a_text_names_it(opening: str):
    article, _ = told(f"{opening}Warga kota sudah menunggu jembatan baru itu selama sepuluh tahun.", "Dan lagi.")

    assert (value(article.outlet) or "").casefold().startswith("marrow")


def test_what_stands_behind_a_headline_that_the_text_repeats_without_it_is_no_part_of_it():
    article, _ = told("Old bridge to close", REPORT, MORE, headline="Old bridge to close - Osk Ferry Post Online")

    assert value(article.headline) == "Old bridge to close"


@pytest.mark.parametrize(
    ("given_day", "published", "modified"),
    [
        (
            "Publié le 17 mai 2024 à 09h30, mis à jour le 18 mai 2024 à 10h00",
            "2024-05-17T09:30:00Z",
            "2024-05-18T10:00:00Z",
        ),
        ("Updated 18 May 2024; first published 17 May 2024", "2024-05-17", "2024-05-18"),
        ("Giriş: 17.05.2024 - 09:30 Güncelleme: 17.05.2024 - 11:45", "2024-05-17T09:30:00Z", "2024-05-17T11:45:00Z"),
        ("입력 2024.05.17 09:30 수정 2024.05.17 11:45", "2024-05-17T09:30:00Z", "2024-05-17T11:45:00Z"),
        ("17.05.2024 - 19.05.2024", None, None),
        ("Open from 17 May 2024, updated 18 May 2024", None, None),
    ],
)
def test_the_day_of_a_change_may_stand_in_the_field_of_the_first_day(
    given_day: str, published: str | None, modified: str | None
):
    """Where the field holds more than days that are named for what they are, it is refused as it was."""
    article, problems = told(published=given_day)

    assert (value(article.published), value(article.modified)) == (published, modified)
    assert bool(problems) == (published is None)


@pytest.mark.parametrize(
    "credit",
    [
        "Ana Kestrel 17 May 2024",
        "Ana Kestrel Updated: May 17, 2024",
        "Ana Kestrel | 17.05.2024 09:30",
        "Opinion by Ana Kestrel",
        "Reporting by Ana Kestrel; Editing by Peter Grebe",
    ],
)
def test_a_credit_with_a_day_or_a_kind_of_text_names_its_author(credit: str):
    assert value(told(authors=credit)[0].authors) == ("Ana Kestrel",)


def test_the_address_of_an_outlet_s_page_is_no_author():
    article, _ = told(authors="https://social.example/marrowmail", outlet="Marrow Mail")

    assert article.authors is None
