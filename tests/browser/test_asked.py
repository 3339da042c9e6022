"""The language of queries, what it makes of mistakes, and what readers take away: pure scripts, in a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.reader import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).parents[2] / "generator" / "theme" / "assets" / "javascripts"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """An empty page of a site that has the scripts and nothing else."""
    root = tmp_path_factory.mktemp("scripts")
    shutil.copytree(SCRIPTS, root / "js")
    (root / "index.html").write_text("<!doctype html><title>scripts</title>", encoding="utf-8")
    (root / "404.html").write_text("none", encoding="utf-8")
    (root / "favicon.ico").write_bytes(b"")
    with serving(root) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        yield page
        context.close()


def run(page: Page, script: str, module: str, argument: Any) -> Any:
    """Call a function of the scripts' own with something."""
    return page.evaluate(f"async argument => ({script})(await import('./js/{module}.js'), argument)", argument)


READ = "({ read, write }, [text, options]) => { const { tree, faults, right } = read(text, options ?? {}); return "
READ += (
    "{ written: write(tree), again: write(read(write(tree)).tree), faults, right, wrong: read(write(tree)).faults } }"
)


def asked(page: Page, text: str, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = run(page, READ, "search-language", [text, options])
    return found


RIGHT = {
    "words": ("harbour strike", "harbour strike"),
    "words with marks of their own": (
        "Harbour, U.S. vice-president 1,000 l’eau",
        "Harbour U.S vice-president 1,000 l’eau",
    ),
    "AND is what is meant anyway": ("harbour AND strike", "harbour strike"),
    "either": ("harbour OR strike", "harbour OR strike"),
    "a bar is OR": ("harbour|strike", "harbour OR strike"),
    "OR binds less than being side by side": ("a b OR c d", "(a b) OR (c d)"),
    "without": ("harbour -strike", "harbour -strike"),
    "NOT is a minus": ("harbour NOT strike", "harbour -strike"),
    "a minus of typesetters": ("harbour −strike", "harbour -strike"),
    "a minus in a word is none": ("harbour-strike", "harbour-strike"),
    "twice not is so": ("NOT -harbour", "harbour"),
    "without a phrase": ('-"harbour strike"', '-"harbour strike"'),
    "groups": ("(harbour OR port) -(strike OR lockout)", "(harbour OR port) -(strike OR lockout)"),
    "groups in groups": ("((a OR b) c) OR d", "((a OR b) c) OR d"),
    "needless parentheses": ("((harbour) (strike))", "harbour strike"),
    "phrases": ('"the old  mill"', '"the old mill"'),
    "phrases in quotes of other languages": (
        "«le vieux moulin» „die Mühle“ 「港」",
        '"le vieux moulin" "die Mühle" "港"',
    ),
    "operators in quotes are words": ('"OR"', '"OR"'),
    "a star": ("harb*", "harb*"),
    "a star of one sign of a script without spaces": ("港*", "港*"),
    "near": ("harbour near/5 strike", "harbour near/5 strike"),
    "NEAR in capitals": ("harbour NEAR/5 strike", "harbour near/5 strike"),
    "NEAR without a number": ("harbour NEAR strike", "harbour near/10 strike"),
    "near binds most": ("a b near/2 c d", "a b near/2 c d"),
    "near one of some": ('(a OR "b c") near/4 d', '(a OR "b c") near/4 d'),
    "near in a row": ("a near/2 b near/3 c", "a near/2 b near/3 c"),
    "near as a word": ("near the harbour", "near the harbour"),
    "small operators are words": ("harbour or strike", "harbour or strike"),
    "headline": ("headline:harbour", "headline:harbour"),
    "headline with a phrase": ('headline:"old mill"', 'headline:"old mill"'),
    "headline with a group": ("headline:(mill OR har*)", "headline:mill OR headline:har*"),
    "outlet": ("outlet:post", "outlet:post"),
    "outlet of several words": ('outlet:"alder post"', 'outlet:"alder post"'),
    "outlets": ('outlet:(post OR "harn bote")', 'outlet:post OR outlet:"harn bote"'),
    "not an outlet": ("-outlet:post", "-outlet:post"),
    "all the names": (
        "author:vane agency:osk section:city tag:tram language:de",
        "author:vane agency:osk section:city tag:tram language:de",
    ),
    "field in capitals": ("Outlet:Post", "outlet:Post"),
    "a value that begins so": ("author:van*", "author:van*"),
    "year": ("year:2019", "year:2019"),
    "years": ("year:2019..2021", "year:2019..2021"),
    "years with a dash": ("year:2021-2019", "year:2019..2021"),
    "before a year": ("before:2019", "before:2019"),
    "before a month": ("before:2019-5", "before:2019-05"),
    "before a day": ("before:2019-05-17", "before:2019-05-17"),
    "after a year": ("after:2019", "after:2019"),
    "after a month": ("after:2019-11", "after:2019-11"),
    "after the last month of a year": ("after:2019-12", "after:2019"),
    "after a leap day": ("after:2020-02-29", "after:2020-02"),
    "after the last day of a year is after the year": ("after:2019-12-31", "after:2019"),
    "more copies than": ("copies:>3", "copies:>3"),
    "at least so many copies": ("copies:>=3", "copies:>2"),
    "at most so many copies": ("copies:<=3", "copies:<4"),
    "so many copies": ("copies:3", "copies:3"),
    "none": ("copies:0", "copies:0"),
    "a colon in a text is none of ours": (
        "12:30 re:invent http://harbour.example/",
        "12:30 re:invent http://harbour.example",
    ),
    "a heading with a colon": ("Flood: the mayor", "Flood the mayor"),
    "a sentence as it was printed": ("The mill (built 1790) is old.", "The mill built 1790 is old"),
    "Arabic": ("الحكومة OR الجسر", "الحكومة OR الجسر"),
    "Japanese": ("路面電車 -東京", "路面電車 -東京"),
    "a heading that other searches have for a field": ("Title: the mill", "Title the mill"),
    "operators with marks are words": ("OR, AND-", '"OR" "AND"'),
    "nothing": ("", ""),
    "a dash between words": ("harbour - strike", "harbour strike"),
}


@pytest.mark.parametrize(("text", "written"), RIGHT.values(), ids=RIGHT)
def test_what_is_read_is_written_again(page: Page, text: str, written: str):
    found = asked(page, text)

    assert found["faults"] == []
    assert found["written"] == written
    assert found["again"] == written
    assert found["right"] is None


WRONG = {
    "a group that is not closed": ("(harbour OR strike", "not closed", "harbour OR strike"),
    "a group that is closed twice": ("harbour) strike", "closed too often", "harbour strike"),
    "an empty group": ("harbour ()", "empty", "harbour"),
    "a quote that is not closed": ('harbour "old mill', "quote not closed", 'harbour "old mill"'),
    "OR at the end": ("harbour OR", "lonely", "harbour"),
    "OR at the beginning": ("OR harbour", "lonely", "harbour"),
    "OR twice": ("harbour OR OR strike", "lonely", "harbour OR strike"),
    "AND at the end": ("harbour AND", "lonely", "harbour"),
    "AND at the beginning": ("AND harbour", "lonely", "harbour"),
    "AND before OR": ("harbour AND OR strike", "lonely", "harbour OR strike"),
    "NOT alone": ("harbour NOT", "lonely", "harbour"),
    "NOT before OR": ("a NOT OR b", "lonely", "a OR b"),
    "near at the end": ("harbour near/5", "lonely", "harbour"),
    "near at the beginning": ("near/5 harbour", "lonely", "harbour"),
    "near without a distance": ("harbour near/ strike", "distance", "harbour near/10 strike"),
    "near without a number": ("harbour near/few strike", "distance", "harbour near/10 strike"),
    "near nothing": ("harbour near/0 strike", "distance", "harbour near/10 strike"),
    "near too far": ("harbour near/99999 strike", "distance", "harbour near/1000 strike"),
    "near a field": ("harbour near/5 outlet:post", "near words", "harbour outlet:post"),
    "a star alone": ("harbour *", "star alone", "harbour"),
    "a star first": ("*bour", "star first", "bour"),
    "stars around": ("**harbour**", "star first", "harbour"),
    "a star inside": ("ha*our", "star inside", "ha*"),
    "a star behind one letter": ("h*", "star short", "h"),
    "a field with a slip": ("oulet:post", "field", "outlet:post"),
    "a field in the plural": ("authors:vane", "field", "author:vane"),
    "letters of a field turned round": ("sectoin:city", "field", "section:city"),
    "a field with a space before its value": ("outlet: post -river", "no value", "outlet:post -river"),
    "a field without a value": ("harbour outlet: -strike", "no value", "harbour -strike"),
    "a field at the end": ("harbour outlet:", "no value", "harbour"),
    "no year": ("year:soon", "year", ""),
    "a month for a year": ("year:2019-05", "year", "year:2019"),
    "a day of other countries": ("before:17.5.2019", "day", "before:2019-05-17"),
    "a day with strokes": ("after:2019/5/17", "day", "after:2019-05-17"),
    "a day that no month has": ("before:2019-02-30", "day", "before:2019-02"),
    "a month that no year has": ("before:2019-13", "day", "before:2019"),
    "no day": ("before:yesterday", "day", ""),
    "signs alone": ("— … ,", "no words", ""),
    "a picture": ("🌊", "no words", ""),
    "empty quotes": ('""', "no words", ""),
    "a field with empty quotes": ('harbour outlet:""', "no value", "harbour"),
    "OR alone": ("OR", "lonely", ""),
    "two groups that are not closed": ("((harbour", "not closed", "harbour"),
    "a headline as elsewhere": ("title:flood", "field", "headline:flood"),
    "an outlet as elsewhere": ('source:"alder post"', "field", 'outlet:"alder post"'),
    "days as elsewhere": ("since:2019", "field", "after:2019"),
    "no number of copies": ("copies:many", "copies", "copies:>1"),
    "a number of copies with words": ("copies:3+", "copies", "copies:>3"),
}


@pytest.mark.parametrize(("text", "fault", "right"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named_and_the_nearest_query_that_is_right_has_none(page: Page, text: str, fault: str, right: str):
    found = asked(page, text)

    assert [one["name"] for one in found["faults"]] == [f"asked: {fault}"]
    assert found["right"] == right
    assert found["again"] == right
    assert found["wrong"] == []


@pytest.mark.parametrize("text", ["(harbour", '"old mi', "harbour OR", "harbour near/5", "outlet:", "harbour NOT", "("])
def test_what_is_still_typed_is_no_mistake(page: Page, text: str):
    assert asked(page, text, unfinished=True)["faults"] == []


def test_fields_have_names_of_the_sites_language_too(page: Page):
    assert asked(page, "Médium:post", aliases={"médium": "outlet"})["written"] == "outlet:post"


PIECES = '( ) " - OR AND NOT near/3 NEAR * a b outlet: year:2019 headline: copies:>2 |'.split()


def test_whatever_is_typed_is_read_as_something_that_is_right(page: Page):
    """A law over texts of all pieces of the language in any order; in one go, since a browser is far away."""
    script = """({ read, write }, pieces) => {
      let seed = 7
      const next = most => (seed = (seed * 1103515245 + 12345) % 2147483648) % most
      const wrong = []
      for (let round = 0; round < 4000; round += 1) {
        const piece = () => pieces[next(pieces.length)] + (next(4) ? " " : "")
        const text = Array.from({ length: 1 + next(9) }, piece).join("")
        const written = write(read(text).tree)
        const again = read(written)
        if (again.faults.length || write(again.tree) !== written) wrong.push([text, written, again.faults])
      }
      return wrong
    }"""

    assert run(page, script, "search-language", PIECES) == []


@pytest.mark.parametrize("text", ["harbour strike", "U.S. café", "東京 tram", "", "what, then?"])
def test_plain_words_are_read_alike_without_the_language(page: Page, text: str):
    """The box reads them by itself, so that nothing more is fetched."""
    script = """async ({ asked }, text) => {
      const { read } = await import("./js/search-language.js")
      const bare = tree => JSON.stringify(tree, (name, value) => ["typed", "quoted"].includes(name) ? undefined : value)
      return [bare((await asked(text, {})).tree), bare(read(text).tree)]
    }"""

    one, other = run(page, script, "search-query", text)

    assert one == other


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("flod", "flood"),
        ("harbuor", "harbour"),
        ("strkie", "strike"),
        ("gouvernment", "government"),
        ("xyzzyq", None),
        ("fog", None),
    ],
)
def test_a_word_that_no_article_has_may_have_been_another(page: Page, word: str, meant: str | None):
    words = {"flood": 9, "floor": 2, "harbour": 5, "strike": 4, "stroke": 1, "government": 8, "food": 3, "dog": 7}

    found = run(
        page, "({ nearest }, [word, counts]) => nearest(word, Object.entries(counts))", "search-spelling", [word, words]
    )

    assert (found or [None])[0] == meant


def test_the_digest_is_that_of_b2sum(page: Page):
    sizes = [0, 1, 127, 128, 129, 1000, 70_001]
    contents = [bytes(place * 7 % 251 for place in range(size)) for size in sizes]
    script = """({ blake2b }, sizes) =>
      sizes.map(size => blake2b(Uint8Array.from({ length: size }, (_, place) => place * 7 % 251)))"""

    found = run(page, script, "search-take", sizes)

    assert found == [blake2b(content, digest_size=32).hexdigest() for content in contents]


HOSTILE = {
    "id": "1",
    "url": "https://a.example/archive/2021/03/one-12345678/",
    "original": "",
    "headline": '=cmd|"/c calc"!A1, {braces} 50% & more\nin two lines',
    "outlet": "Alder Post",
    "authors": ["Vane, Ida", "Jörg Oßmann"],
    "agency": "",
    "section": "",
    "tags": ["#tag"],
    "published": "2021-03-01T09:30:00Z",
    "language": "en",
    "copies": 2,
    "archive": "Archive",
}


def test_results_as_tables_records_and_lines(page: Page):
    script = """({ FORMATS }, rows) =>
      Object.fromEntries(Object.entries(FORMATS).map(([name, { write }]) => [name, write(rows)]))"""

    found = run(page, script, "search-take", [HOSTILE])

    assert found["csv"].splitlines()[0].removeprefix("\ufeff").startswith("id,published,outlet,headline,authors")
    assert "\"'=cmd" in found["csv"], "no spreadsheet takes it for a formula"
    assert json.loads(found["jsonl"]) == HOSTILE
    assert 'title = {{=cmd|"/c calc"!A1, \\{braces\\} 50\\% \\& more in two lines}}' in found["bibtex"]
    assert "author = {Vane, Ida and Jörg Oßmann}" in found["bibtex"]
    assert found["bibtex"].startswith("@article{one-12345678,")
    assert "DA  - 2021/03/01\r\n" in found["ris"]
    assert "KW  - #tag\r\n" in found["ris"]
    assert "AU  - Vane, Ida\r\nAU  - Jörg Oßmann\r\n" in found["ris"]
    assert 'TI  - =cmd|"/c calc"!A1, {braces} 50% & more in two lines\r\n' in found["ris"]


def test_clippings_come_back_from_their_table_as_they_were(page: Page):
    clipping = {
        "url": "https://a.example/x/", "headline": '=a, "b"', "outlet": "", "authors": "Ida Vane; B", "published": "",
        "language": "en", "passage": "Line one\n\nLine, two", "paragraph": "3", "note": "-5 +1 @home",
        "kept": "2021-01-01",
    }  # fmt: skip
    script = "({ clippingsCsv, rowsOf }, clippings) => rowsOf(clippingsCsv(clippings))"

    assert run(page, script, "search-take", [clipping, {**clipping, "url": ""}]) == [clipping, {**clipping, "url": ""}]


def test_clippings_as_markdown_hold_no_markup_of_the_article(page: Page):
    clipping = {
        **HOSTILE,
        "headline": "# [x](javascript:1) <b>",
        "passage": "*one*\ntwo",
        "paragraph": 3,
        "note": "> mine",
    }

    found = run(page, "({ clippingsMarkdown }, all) => clippingsMarkdown(all)", "search-take", [clipping])

    assert found == (
        "## [\\# \\[x\\](javascript:1) \\<b\\>](<https://a.example/archive/2021/03/one-12345678/#p-3>)\n\n"
        "Alder Post · Vane, Ida, Jörg Oßmann · 2021-03-01\n\n> \\*one\\*\n>\n> two\n\n\\> mine\n"
    )


def test_a_program_that_lacks_what_is_called_is_refused(page: Page):
    """Eight bytes are a module that exports nothing."""
    script = """async ({ Program, EXPORTS }) => {
      const error = await Program.start(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).catch(error => error)
      return EXPORTS.every(name => error.message.includes(name)) && error.message
    }"""

    assert "another program than Pagefind" in run(page, script, "search-pagefind", None)
