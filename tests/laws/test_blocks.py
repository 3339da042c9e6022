"""The law of the writer: a page's HTML is what site builders make of its Markdown, to the byte; and nobody else writes.

Site builders are MkDocs and its like: Python-Markdown with the extensions that MkDocs and the plugin turn on, and links
to pages turned into links to their folders.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.utils import get_relative_url, meta

import generator.render
from generator.compare import compare
from generator.model import Article, Attribution, Cluster, Copy, Links, Page, Ruling, Tombstone, Withdrawal
from generator.render import (
    article_page,
    comparison_page,
    headline,
    places,
    shelf_page,
    tombstone_pages,
)
from generator.render.blocks import (
    Attributes,
    Block,
    Disclosure,
    Group,
    Heading,
    Isolated,
    Items,
    Link,
    Marked,
    Paragraph,
    Span,
    Styled,
    Time,
)
from generator.render.inert import one_line
from generator.render.messages import ENGLISH
from generator.render.writer import written
from tests.test_render import STRANGE_TEXT, a_card, clusters_of, every_listing, some_cards, strange_articles

BUILDER = markdown.Markdown(extensions=["toc", "tables", "fenced_code", "md_in_html"])
LINK = re.compile(r'(?<=<a href=")([^"#:]+\.md)(?=["#])')


def built(page: Page) -> tuple[str, list[str]]:
    """Return what a site builder makes of a page: its HTML, and the ids in its table of contents."""
    source, _ = meta.get_data(page.content.decode())

    def address(target: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), target[1]))
        return get_relative_url(places.url(path), places.url(page.path))

    html = LINK.sub(address, BUILDER.reset().convert(source))
    return html, list(_ids(BUILDER.toc_tokens))  # type: ignore[attr-defined]


def _ids(tokens: list[dict[str, object]]) -> Iterator[str]:
    for token in tokens:
        yield str(token["id"])
        yield from _ids(token["children"])  # type: ignore[arg-type]


def assert_both_are_one(page: Page) -> None:
    assert page.body is not None
    html, ids = built(page)
    assert page.body.html == html
    assert list(page.body.headings) == ids
    _, front = meta.get_data(page.content.decode())
    assert {key: str(value) if key == "date" else value for key, value in front.items()} == {
        key: list(value) if isinstance(value, tuple) else str(value) if key == "date" else value
        for key, value in page.body.front.items()
    }


COPIES = st.lists(
    st.builds(
        Copy,
        card=st.builds(a_card, st.integers(1, 50), outlet=st.none() | STRANGE_TEXT, headline=STRANGE_TEXT),
        share=st.sampled_from([0.0, 0.5, 1.0]),
        verified=st.booleans(),
        kind=st.sampled_from([None, "exact", "edited", "truncated", "abridged", "expanded"]),
    ),
    max_size=3,
).map(tuple)


@st.composite
def any_links(draw: st.DrawFn) -> Links:
    """Draw what an article's page may link to."""
    neighbour = st.none() | st.builds(a_card, st.integers(1, 50), headline=STRANGE_TEXT)
    ruling = st.builds(
        Ruling,
        ids=st.just(("a", "b")),
        verdict=st.sampled_from(["same", "different", "canonical"]),
        note=STRANGE_TEXT,
        by=STRANGE_TEXT,
    )
    return Links(
        copies=draw(COPIES),
        related=draw(COPIES),
        canonical=draw(neighbour),
        kind=draw(st.sampled_from([None, "exact", "expanded"])),
        unlisted=draw(st.sampled_from([0, 0, 7])),
        rulings=tuple(draw(st.lists(ruling, max_size=2))),
        withdrawal=draw(st.none() | WITHDRAWALS),
        older=draw(neighbour),
        newer=draw(neighbour),
        own_tags=tuple(draw(st.lists(STRANGE_TEXT, max_size=2))),
    )


WITHDRAWALS = st.builds(
    Withdrawal, mode=st.just("noindex"), date=st.sampled_from(["", "2020-01-01"]), reason=STRANGE_TEXT
)


@given(article=strange_articles(), links=any_links(), compares=st.booleans())
@settings(deadline=None, max_examples=150)
def test_the_html_of_any_article_is_what_builders_make_of_its_markdown(article: Article, links: Links, compares: bool):
    changes = tuple(
        compare([("older", one.paragraphs), ("newer", article.paragraphs)], [one.headline, headline(article)])
        if one.paragraphs and compares
        else None
        for one in article.versions
    )

    assert_both_are_one(article_page(article, links, changes))


@given(article=strange_articles(), withdrawal=WITHDRAWALS, known=st.booleans())
@settings(deadline=None, max_examples=30)
def test_so_is_that_of_any_tombstone(article: Article, withdrawal: Withdrawal, known: bool):
    stone = Tombstone(id=article.id, address=article.address, withdrawal=withdrawal, article=article if known else None)

    page, leading = tombstone_pages(stone)

    assert_both_are_one(page)
    assert leading.body is None


@given(st.lists(st.lists(STRANGE_TEXT, min_size=1, max_size=3), min_size=2, max_size=5), STRANGE_TEXT)
@settings(deadline=None, max_examples=60)
def test_so_is_that_of_any_comparison(texts: list[list[str]], name: str):
    cards = [a_card(number, outlet=name or None, headline=one_line(name) or "x") for number in range(len(texts))]
    compared = compare([(one.id, tuple(text)) for one, text in zip(cards, texts, strict=True)], [name])
    attribution = Attribution(
        reason="a", declared=name or None, declared_ids=(cards[0].id,), inferred=name, evidence=name
    )

    assert_both_are_one(comparison_page(compared, {one.id: one for one in cards}, attribution))


@given(st.integers(0, 40), st.integers(1, 9), STRANGE_TEXT.filter(one_line))
@settings(deadline=None, max_examples=25)
def test_so_is_that_of_any_listing(count: int, limit: int, text: str):
    cards = some_cards(count)
    strange = [
        a_card(900 + number, headline=text, outlet=text, agency=text, section=text, tags=(text,), opening=text)
        for number in range(3)
    ]
    cluster = Cluster(canonical_id=strange[0].id, member_ids=tuple(one.id for one in strange[:2]), matches=())

    for shelf in every_listing([*cards, *strange], [*clusters_of(cards), cluster], limit=limit, newest=3):
        assert_both_are_one(shelf_page(shelf))


# Any blocks at all

LINES: st.SearchStrategy[str | tuple[Span, ...]] = st.deferred(
    lambda: (
        STRANGE_TEXT.filter(one_line)
        | st.lists(st.tuples(SPANS, st.sampled_from([" ", "", "!", "("])), min_size=1, max_size=3).map(_filled)
    )
)
TEXTS = STRANGE_TEXT.filter(one_line)
SPANS: st.SearchStrategy[Span] = st.deferred(
    lambda: st.one_of(
        TEXTS.map(Isolated),
        st.builds(Link, TEXTS, st.sampled_from(["index.md", "2020/01/a-12345678.md", "tags/x/index.md", "#here"])),
        st.builds(Time, st.just("2020-01-01"), TEXTS),
        st.builds(Marked, st.sampled_from(["strong", "ins", "del"]), TEXTS),
        st.builds(Styled, st.just("bf-x"), TEXTS),
    )
)
ATTRIBUTES: st.SearchStrategy[Attributes] = st.lists(
    st.tuples(st.sampled_from(["dir", "lang", "aria-label"]), STRANGE_TEXT), max_size=2, unique_by=lambda pair: pair[0]
).map(tuple)
LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, LINES),
    st.builds(Paragraph, LINES, st.just("bf-x"), ATTRIBUTES),
    st.builds(Heading, st.integers(1, 4), LINES),
    st.builds(Heading, st.integers(2, 3), LINES, st.sampled_from(["here", "there", "a"]), attributes=ATTRIBUTES),
)
ITEMS = st.builds(Items, st.lists(LINES, min_size=1, max_size=2).map(tuple))
GROUPS: st.SearchStrategy[Block] = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        Group,
        st.sampled_from(["div", "header", "section", "nav"]),
        st.just("bf-y"),
        st.tuples(inner, st.builds(Items, st.lists(LINES, min_size=1, max_size=2).map(tuple)))
        | st.tuples(inner, inner),
        ATTRIBUTES,
    ),
    max_leaves=6,
)
ISLANDS: st.SearchStrategy[Block] = st.builds(
    Disclosure, LINES, st.lists(LEAVES, min_size=1, max_size=2).map(tuple), attributes=ATTRIBUTES
)


def _filled(spans: list[tuple[Span, str]]) -> tuple[Span, ...]:
    """Return spans with some text between them, or none."""
    return tuple(one for span, gap in spans for one in (gap, span))[1:]


def test_what_stands_before_a_link_makes_no_picture_of_it():
    page = written("a.md", {"title": "A"}, [Paragraph(("Sails at noon!", Link("here", "index.md"), "!"))])

    assert_both_are_one(page)
    assert page.body is not None
    assert "<img" not in page.body.html
    assert "noon&#33;[here]" in page.content.decode()


@given(st.lists(GROUPS | ISLANDS, max_size=5))
@settings(deadline=None, max_examples=200)
def test_so_is_that_of_any_blocks(blocks: list[Block]):
    unique = [block for block in blocks if not isinstance(block, Heading) or not block.id]

    assert_both_are_one(written("2020/01/b-00000000.md", {"title": "A"}, unique))


# Nobody else writes

RENDER = Path(generator.render.__file__).parent
WRITERS = {"writer.py", "inert.py"}
MARKUP = re.compile(r"[<>]|&[#a-zA-Z]|\]\(|\*\*|^#+ |^- ")
ESCAPING = {"inline", "inside", "between", "attribute", "plain", "scalar", "sequence", "escape"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(RENDER.glob("*.py")):
        if path.name not in WRITERS:
            yield path, ast.parse(path.read_bytes())


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every string that is no docstring."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_no_module_but_the_writer_writes_markup():
    offences = [
        f"{path.name}:{line}: {text!r}"
        for path, tree in trees()
        for line, text in literals(tree)
        if MARKUP.search(text)
    ]

    assert offences == []


def test_no_module_but_the_writer_escapes_or_makes_a_page_of_text():
    offences = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and any(one.name in ESCAPING for one in node.names))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Page")
    ]

    assert offences == []


def test_every_message_is_said_and_no_other():
    """Names of messages that are put together from a word are checked by their fixed part."""
    said: set[str] = set()
    begun: set[tuple[str, str]] = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                fixed = [part.value if isinstance(part, ast.Constant) else "\0" for part in node.values]
                first, _, last = "".join(map(str, fixed)).partition("\0")
                begun.add((first, last.rpartition("\0")[2]))

    unsaid = [
        name
        for name in ENGLISH
        if name not in said
        and not any(name.startswith(first) and name.endswith(last) for first, last in begun if first + last)
    ]

    assert unsaid == []


@pytest.mark.parametrize("name", ENGLISH)
def test_both_forms_of_a_message_have_the_same_places(name: str):
    message = ENGLISH[name]
    one, more = (message, message) if isinstance(message, str) else message

    places_of = [set(re.findall(r"\{([a-z]+)\}", form)) - {"count", "times"} for form in (one, more)]

    assert places_of[0] == places_of[1]
