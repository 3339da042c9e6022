"""Catalogues: every language has every message, and its dates, numbers and plurals are right."""

from __future__ import annotations

import re
from gettext import c2py
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from generator.cli.new_archive import new_archive
from generator.model.errors import GeneratorError
from generator.render import catalogues, language_for, languages, speaking, words, words_page
from generator.render.blocks import Isolated, Paragraph, text_of
from generator.render.direction import foreign
from generator.render.files.package import DataFile
from generator.render.messages import ENGLISH
from generator.render.writer import island

OTHERS = [language for language in languages() if language != "en"]
_PLACE = re.compile(r"\{[a-z]+\}")
_IN_DATES = {"{day}", "{month}", "{number}", "{year}"}


def _places(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def test_the_promised_languages_have_catalogues():
    assert {"ar", "de", "en", "es", "fr", "ja", "pt", "zh"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_message_in_all_forms_with_the_same_places(language: str):
    with (catalogues.FOLDER / f"{language}.po").open("rb") as file:
        found = read_po(file, locale=language, abort_invalid=True)
    entries = {str(one.context): one for one in found if one.context}

    assert entries.keys() == ENGLISH.keys()
    for name, english in ENGLISH.items():
        several = isinstance(english, tuple)
        forms = catalogues.forms_of(entries[name].string)
        assert len(forms) == (found.num_plurals if several else 1), name
        assert all(forms), name
        wanted = _places(english[1] if isinstance(english, tuple) else english)
        optional = {"{count}"} if several else _IN_DATES if wanted & _IN_DATES else set()
        for form in forms:
            assert wanted - optional <= _places(form) <= wanted | optional, (name, form)


@pytest.mark.parametrize("language", languages())
def test_every_number_has_a_form(language: str):
    spoken = catalogues.catalogue(language)
    most = max(map(len, spoken.forms.values()))

    assert {c2py(spoken.expression)(count) for count in range(1200)} == set(range(most))


DATES = {
    "en": (
        "1 May 2019",
        "16 December 2019, 09:30 UTC",
        "16 to 19 December 2019",
        "May 2019",
        "1,000",
        "20,000",
        "97 %",
    ),
    "de": (
        "1. Mai 2019",
        "16. Dezember 2019, 09:30 Uhr UTC",
        "16. bis 19. Dezember 2019",
        "Mai 2019",
        "1.000",
        "20.000",
        "97 %",
    ),
    "fr": ("1er mai 2019", "16 décembre 2019, 09:30 UTC", "16–19 décembre 2019", "mai 2019", "1 000", "20 000", "97 %"),
    "es": (
        "1 de mayo de 2019",
        "16 de diciembre de 2019, 09:30 UTC",
        "16–19 de diciembre de 2019",
        "mayo de 2019",
        "1000",
        "20.000",
        "97 %",
    ),
    "pt": (
        "1 de maio de 2019",
        "16 de dezembro de 2019, 09:30 UTC",
        "16 a 19 de dezembro de 2019",
        "maio de 2019",
        "1.000",
        "20.000",
        "97%",
    ),
    "ar": (
        "1 مايو 2019",
        "16 ديسمبر 2019، 09:30 بتوقيت غرينتش",
        "16–19 ديسمبر 2019",
        "مايو 2019",
        "1,000",
        "20,000",
        "97%",
    ),
    "ja": (
        "2019年5月1日",
        "2019年12月16日 09:30（UTC）",
        "2019年12月16日～19日",
        "2019年5月",
        "1,000",
        "20,000",
        "97%",
    ),
    "zh": (
        "2019年5月1日",
        "2019年12月16日 09:30（UTC）",
        "2019年12月16日至19日",
        "2019年5月",
        "1,000",
        "20,000",
        "97%",
    ),
}


@pytest.mark.parametrize("language", DATES)
def test_dates_and_numbers_are_written_as_the_language_writes_them(language: str):
    with speaking(language):
        said = (
            words.day("2019-05-01"),
            words.time("2019-12-16T09:30:00Z"),
            words.period("2019-12-16", "2019-12-19"),
            words.month("2019-05"),
            words.number(1000),
            words.number(20_000),
            words.share(0.97),
        )

    assert tuple(re.sub("[\u00a0\u202f]", " ", one) for one in said) == DATES[language]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لا مقالات"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "3 مقالات"),
        (10, "10 مقالات"),
        (11, "11 مقالًا"),
        (99, "99 مقالًا"),
        (100, "100 مقال"),
        (103, "103 مقالات"),
    ],
)
def test_arabic_counts_in_six_forms(count: int, said: str):
    with speaking("ar"):
        assert words.told("articles", count) == said


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("pt-BR", "pt"),
        ("pt_BR", "pt"),
        ("de-AT", "de"),
        ("zh-Hans", "zh"),
        ("zh-CN", "zh"),
        ("zh-TW", None),
        ("zh-Hant", None),
        ("ar-EG", "ar"),
        ("tlh", None),
        ("", None),
    ],
)
def test_a_catalogue_serves_all_countries_that_write_its_script(wanted: str, found: str | None):
    assert language_for(wanted) == found


@pytest.mark.parametrize(
    ("kind", "english", "german"),
    [
        ("lacks", "the page breaks off", "die Seite bricht ab"),
        ("lacks", "a summary of 1 word, no content", "eine Zusammenfassung von 1 Wort, kein Inhalt"),
        ("lacks", "a summary of 1,200 words, no content", "eine Zusammenfassung von 1.200 Wörtern, kein Inhalt"),
        ("lacks", "page 2 of an article of several pages", "Seite 2 eines Artikels von mehreren Seiten"),
        ("lacks", "what its maker says", ""),
        ("reason", "the earliest", "die früheste"),
    ],
)
def test_what_earlier_stages_say_in_english_is_said_again(kind: str, english: str, german: str):
    with speaking("de"):
        assert text_of(words.again(kind, english)) == german


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        *((name, "jsonl") for name in ("articles", "clusters", "related", "works", "withdrawn")),
        *((name, one) for name in ("articles", "copies") for one in ("csv", "parquet")),
        ("report", "json"),
    ],
)
def test_what_a_file_of_the_data_holds_is_said_in_readers_language(name: str, ending: str):
    about = DataFile(name=name, ending=ending, paths=()).about

    with speaking("de"):
        assert text_of(words.again("data", about)) not in ("", about)


def test_speaking_ends_where_it_ends():
    with speaking("de"), speaking("ja"):
        pass

    assert words.spoken_language() == "en"


@pytest.mark.parametrize("language", languages())
def test_the_scripts_have_all_messages_that_they_ask_for(language: str):
    folder = catalogues.FOLDER.parent / "theme" / "assets" / "javascripts"
    scripts = "".join((folder / name).read_text() for name in ("search.js", "search-page.js", "search-query.js"))
    asked = set(re.findall(r'(?:told|said|failure)\("([^"]+)"', scripts))

    with speaking(language):
        module = words_page().content.decode()

    assert asked
    assert [name for name in sorted(asked) if f'"{name}": [' not in module] == []


@pytest.mark.parametrize("language", languages())
def test_a_new_archive_speaks_the_language_that_it_was_asked_for(language: str, tmp_path: Path):
    new_archive(tmp_path / "a", language=language)

    config = yaml.safe_load((tmp_path / "a" / "mkdocs.yml").read_text(encoding="utf-8"))
    with speaking(language):
        titles = [words.told(name) for name in ("home", "archive", "heading: copies")]
        below = words.told("heading: calendar"), words.told("heading: statistics")
    assert config["theme"]["language"] == language
    assert [title for one in config["nav"] for title in one] == titles
    archive = [title for one in config["nav"][1][titles[1]] for title in one]
    assert set(below) <= set(archive)


def test_a_new_archive_in_a_language_without_a_catalogue_is_refused(tmp_path: Path):
    with pytest.raises(GeneratorError, match="--language: found 'tlh'; expected one of en, ar, de"):
        new_archive(tmp_path / "a", language="tlh")


@pytest.mark.parametrize(("language", "html"), [("en", "Post (2)"), ("ar", "<bdi>Post (2)</bdi>")])
def test_names_are_isolated_among_words_from_right_to_left(language: str, html: str):
    with speaking(language):
        assert island(Paragraph((Isolated("Post (2)"),))) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("language", "text", "of_article", "attributes"),
    [
        ("en", "Storm", "en", ()),
        ("en", "Sturm", "de", (("lang", "de"), ("dir", "ltr"))),
        ("de", "Sturm", "de", ()),
        ("de", "Storm", "en", (("lang", "en"), ("dir", "ltr"))),
        ("ar", "Storm", None, (("dir", "ltr"),)),
        ("ar", "عاصفة", None, ()),
        ("en", "عاصفة", "ar", (("lang", "ar"), ("dir", "rtl"))),
    ],
)
def test_an_articles_words_among_ours_are_marked_unless_they_are_in_our_language(
    language: str, text: str, of_article: str | None, attributes: tuple[tuple[str, str], ...]
):
    with speaking(language):
        assert foreign(text, of_article) == Isolated(text, attributes)
