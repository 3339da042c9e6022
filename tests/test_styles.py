"""The style sheets: none restyles what another one means by the same word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path

import pytest

import generator

THEME = Path(generator.__file__).parent / "theme"
SHEETS = {
    path.stem: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for path in (THEME / "assets" / "stylesheets").glob("*.css")
}
EITHER = re.compile(r":(?:is|where)\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def listed(text: str) -> list[str]:
    """Return the parts of a list of selectors; commas within parentheses part nothing."""
    depths = accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text)
    signs = ("\0" if sign == "," and not depth else sign for sign, depth in zip(text, depths, strict=True))
    return [part.strip() for part in "".join(signs).split("\0")]


def alternatives(selector: str) -> Iterator[str]:
    """Yield a selector in each of the ways that its `:is` can be read."""
    parts = EITHER.split(selector)
    ways = [[part] if place % 2 == 0 else listed(part) for place, part in enumerate(parts)]
    for way in product(*ways):
        yield from alternatives("".join(way)) if len(parts) > 1 else way


def selectors(sheet: str) -> Iterator[str]:
    for head in re.findall(r"([^{};]+)\{", SHEETS[sheet]):
        if not head.strip().startswith(("@", "from", "to")) and not re.match(r"\s*[\d.]+%", head):
            for one in listed(head):
                yield from alternatives(one)


def words_of(selector: str) -> set[str]:
    """Return the classes and ids that a selector asks for."""
    return set(re.findall(r"[.#]bf-[\w-]+", re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", selector)))


def all_words(sheet: str) -> set[str]:
    return {word for selector in selectors(sheet) for word in words_of(selector)}


@pytest.mark.parametrize(
    ("selector", "ways"),
    [
        (".bf-a", [".bf-a"]),
        (":is(.bf-a, .bf-b):hover", [".bf-a:hover", ".bf-b:hover"]),
        (".bf-a :is(.bf-b, :is(i, b))", [".bf-a .bf-b", ".bf-a i", ".bf-a b"]),
    ],
)
def test_a_selector_is_read_in_all_its_ways(selector: str, ways: list[str]):
    assert list(alternatives(selector)) == ways


def test_what_the_search_box_brings_to_any_page_styles_nothing_that_stands_there():
    """A script links search.css wherever somebody searches: on a page of copies, too, which may be printed then."""
    others = {word for sheet in SHEETS.keys() - {"search"} for word in all_words(sheet)}

    assert [selector for selector in selectors("search") if not words_of(selector) - others] == []


def test_the_sheet_of_article_pages_restyles_only_what_article_pages_have():
    """It joins backfile.css there: a word of both is one thing, made by the modules of those pages."""
    source = "".join(path.read_text(encoding="utf-8") for path in (THEME.parent / "render" / "pages").glob("*.py"))
    made = {f".{word}" for word in re.findall(r"bf-[\w-]+", source)}
    own = all_words("comparison") - all_words("backfile")

    assert [
        selector
        for selector in selectors("comparison")
        if not words_of(selector) & own and not words_of(selector) <= made | {".bf-scripted"}
    ] == []
