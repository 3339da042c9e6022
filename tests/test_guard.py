"""The guard around the readers: whatever a parser raises on a file is a problem of that file, and the rest is read."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from generator import pipeline
from generator.model import Capture, Problem
from generator.model.errors import ArticleError, SettingError
from generator.read import Part, captures, parts
from generator.read.encoding import known_encoding
from generator.read.files.guard import guarded
from generator.read.references import mended_bytes
from generator.settings import Settings

GOOD = '{"headline": "The ferry sails again", "text": "The ferry to the islands sails again after the storm."}'
BODY = "The harbour caf\u00e9 was opened on Monday after the storm, the council said in the town hall."
ENCODINGS = tuple("undefined punycode hex rot13 mbcs idna TTF-8 unicode_escape utf-7 -".split())
REFERENCES = tuple("&#55357;&#56832; &#xD83D; &#xD83D;&#xDE00; &#1114112; &#99999999999999; &#0; &#x110000".split())


def outcomes(folder: Path) -> list[object]:
    return [found for part in parts(folder) for found in (captures(folder, part) if isinstance(part, Part) else [part])]


def texts(folder: Path) -> list[str]:
    return [one.text for one in outcomes(folder) if isinstance(one, Capture)]


def rss(body: str, encoding: str = "UTF-8") -> str:
    items = f"<item><title>Harbour</title><link>https://o.example/1</link><description>{body}</description></item>"
    return f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>{items}</channel></rss>'


def tei(body: str, encoding: str = "UTF-8") -> str:
    head = "<teiHeader><fileDesc><titleStmt><title>Harbour</title></titleStmt></fileDesc></teiHeader>"
    document = f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{head}<text><body><p>{body}</p></body></text></TEI>'
    return f'<?xml version="1.0" encoding="{encoding}"?>{document}'


def page(body: str, encoding: str = "UTF-8") -> str:
    head = f'<meta charset="{encoding}"><title>Harbour</title><meta property="og:type" content="article">'
    return (
        f"<!doctype html><html><head>{head}</head><body><article><h1>Harbour</h1><p>{body}</p></article></body></html>"
    )


KINDS: dict[str, Callable[..., str]] = {"a.rss": rss, "a.tei": tei, "a.html": page}


@pytest.mark.parametrize("encoding", ENCODINGS, ids=repr)
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
def test_an_encoding_that_no_page_is_in_costs_no_article(tmp_path: Path, name: str, encoding: str, written: str):
    (tmp_path / name).write_bytes(KINDS[name](BODY, encoding).encode(written))

    assert any(BODY in text for text in texts(tmp_path))


@pytest.mark.parametrize("name", KINDS)
def test_a_zero_in_the_name_of_an_encoding_is_a_problem_of_its_file_at_most(tmp_path: Path, name: str):
    (tmp_path / name).write_text(KINDS[name](BODY, "a\0b"), encoding="utf-8")

    assert outcomes(tmp_path)


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("escaped", [False, True], ids=["plain", "escaped"])
@pytest.mark.parametrize("name", KINDS)
def test_a_reference_to_no_character_is_a_problem_of_its_file_at_most(
    tmp_path: Path, name: str, reference: str, escaped: bool
):
    written = reference.replace("&", "&amp;") if escaped else reference
    (tmp_path / name).write_text(KINDS[name](f"{written} {BODY}"), encoding="utf-8")

    found = outcomes(tmp_path)

    assert len([one for one in found if isinstance(one, Capture) or (isinstance(one, Problem) and one.lost)]) == 1
    if name == "a.rss":
        assert any(BODY in text for text in texts(tmp_path))


def test_the_halves_of_a_character_become_one_and_what_is_none_is_marked():
    assert mended_bytes(b"&#65;&#xD83D;&#xDE00; &#55357;&#56832; &amp;#55357;&amp;#56832;") == (
        b"&#65;&#128512; &#128512; &amp;#128512;"
    )
    assert mended_bytes(b"&#xDE00;&#xD83D; &#0; &#65; &#x41 &#10;") == b"&#65533;&#65533; &#65533; &#65; &#x41 &#10;"


@pytest.mark.parametrize(
    "name", ["UTF-8", "iso-8859-1", "windows-1251", "Shift_JIS", "EUC-KR", "gb2312", "UTF-16", "ascii"]
)
def test_a_document_in_an_encoding_that_there_is_stays_as_it_is(name: str):
    data = f'<?xml version="1.0" encoding="{name}"?><a/>'.encode()

    assert known_encoding(data) == data


def failing(error: Exception) -> Iterator[str]:
    yield "first"
    raise error


@pytest.mark.parametrize(
    "error",
    [
        ValueError("odd"), TypeError("odd"), KeyError("odd"), IndexError("odd"), AttributeError("odd"),
        RecursionError("odd"), MemoryError("odd"), LookupError("odd"), OverflowError("odd"), ZeroDivisionError("odd"),
        UnicodeDecodeError("utf-8", b"x", 0, 1, "odd"), sqlite3.DatabaseError("odd"), NotImplementedError("odd"),
        AssertionError("odd"), NameError("odd"), RuntimeError("odd"), StopAsyncIteration("odd"), SyntaxError("odd"),
        EOFError("odd"), BufferError("odd"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_a_parser_raises_becomes_a_problem_behind_what_was_read(error: Exception):
    first, last = guarded(failing(error), "a.xyz")

    assert first == "first"
    assert isinstance(last, Problem)
    assert last.lost
    assert type(error).__name__ in last.message
    assert "odd" in last.message


@pytest.mark.parametrize(
    "error",
    [
        ImportError("x"), OSError(5, "x"), SettingError("x"), ArticleError("a", None, "x", "y"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_what_only_a_mistake_of_ours_raises_and_what_has_words_of_its_own_passes(error: Exception):
    with pytest.raises(type(error)):
        list(guarded(failing(error), "a.xyz"))


@pytest.mark.parametrize("mistake", ["assert not 'sound'", "nobody_defined_this"])
def test_a_mistake_of_our_own_code_stops_the_build(mistake: str):
    # As if it stood in a module of ours.
    ours: dict[str, Any] = {"__name__": "generator.read.formats.odd"}
    exec(f"def reader():\n    yield 'first'\n    {mistake}\n", ours)

    with pytest.raises((AssertionError, NameError)):
        list(guarded(ours["reader"](), "a.xyz"))


def test_a_problem_quotes_less_than_a_sentence_on_one_line():
    [_, last] = guarded(failing(ValueError("a stranger's text " * 100 + "\nover <lines> at 0x7f00aa")), "a.xyz")

    assert isinstance(last, Problem)
    assert len(last.message) < 300
    assert "\n" not in last.message
    assert "0x7f" not in last.message


def test_a_file_that_breaks_its_reader_is_told_of_and_the_others_are_built(
    archive: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
):
    import feedparser

    def odd(*_: object, **__: object) -> NoReturn:
        raise TypeError("a kind of fault that nobody thought of")

    monkeypatch.setattr(feedparser, "parse", odd)
    settings = archive({"bad.rss": rss(BODY), "good.json": GOOD})

    report = pipeline.check(settings)

    assert report.articles == 1
    assert report.adds_up
    [line] = [line for line in report.files() if line.startswith("bad.rss")]
    assert "TypeError: a kind of fault that nobody thought of" in line


@pytest.mark.parametrize("name", KINDS)
def test_mutated_files_never_stop_the_others(tmp_path: Path, name: str):
    chance = random.Random(name)
    sources = [KINDS[name](f"{reference} {BODY}", encoding) for reference in REFERENCES for encoding in ENCODINGS]
    for number in range(60):
        data = bytearray(chance.choice(sources).encode())
        for _ in range(chance.randrange(6)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        (tmp_path / f"{number}{name}").write_bytes(data)

    found = outcomes(tmp_path)

    assert all(hasattr(one, "path") or isinstance(one, Capture) for one in found)
    assert len(found) >= 60
