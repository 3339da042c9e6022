"""What a page is made of: blocks, and the spans within their lines. Values, which know neither Markdown nor HTML.

A page kind is a function from values to blocks; `writer.py` writes them. Text stands in them as it is: escaping is the
writer's, and nothing else reaches a page. A target is a path below the archive folder, with `#place` behind it if
it is a place there, or `#place` on the same page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

Attributes = tuple[tuple[str, str], ...]
"""Name and value, in order; names are ours, values anybody's."""

UNSEARCHED: Attributes = (("data-search-exclude", "1"),)
"""Keeps an element out of Material's search, which takes the attribute off the page again if it has a value. The
element must not hold another with its own name."""


class _Part(Struct, frozen=True, tag=True):
    """A part of a page; its tag tells it apart in the digest of a page."""


# Spans


class Isolated(_Part, frozen=True):
    """A name or a title: what is written from right to left does not reorder what stands beside it."""

    text: str
    attributes: Attributes = ()
    """With any, it is isolated in any case."""


class Link(_Part, frozen=True):
    """A way to another page of the archive, or to a place on the same; a label that is a text is isolated."""

    label: str | Spans
    target: str
    kind: str = ""
    attributes: Attributes = ()


class Address(_Part, frozen=True):
    """A link out of the archive, which vouches for no address of its articles."""

    label: str | Spans
    url: str
    kind: str = ""


class Time(_Part, frozen=True):
    """A moment as programs read it, and as people do."""

    moment: str
    label: str


class Marked(_Part, frozen=True):
    """A text that stands out: a crosshead, words that were put in or struck out, the name of a work.

    A heading in a line is a headline in a list: no table of contents has it.
    """

    mark: Literal["strong", "ins", "del", "cite", "h2", "h3"]
    content: str | Spans


class Styled(_Part, frozen=True):
    """A text of a kind that the style sheet knows."""

    kind: str
    content: str | Spans
    attributes: Attributes = ()


class Break(_Part, frozen=True):
    """The end of a line within a block."""


class Element(_Part, frozen=True):
    """An element of a drawing, or of a page without Markdown."""

    name: str
    attributes: Attributes = ()
    content: tuple[Element | str, ...] = ()


class Data(_Part, frozen=True):
    """Facts for programs, as JSON-LD: what a search engine or a reference manager reads in the head of a page."""

    facts: Mapping[str, Any]


Span = str | Isolated | Link | Address | Time | Marked | Styled | Break | Element
Spans = tuple[Span, ...]
"""A line. A text that is all of a line, label or mark stands there stripped; one between others keeps its spaces."""

# Blocks


class Paragraph(_Part, frozen=True):
    """A paragraph; one with a kind or attributes is an element of its own."""

    content: str | Spans
    kind: str = ""
    attributes: Attributes = ()


class Heading(_Part, frozen=True):
    """A heading; without an id, its place is named after its text."""

    level: int
    content: str | Spans
    id: str = ""
    kind: str = ""
    attributes: Attributes = ()


class Items(_Part, frozen=True):
    """A list; two in a row would be one."""

    items: tuple[str | Spans, ...]
    kind: str = ""
    """Only in an island."""


class Group(_Part, frozen=True):
    """Blocks that belong together."""

    element: Literal["div", "header", "section", "nav", "figure"]
    kind: str
    blocks: tuple[Block, ...]
    attributes: Attributes = ()
    island: bool = False
    """Whether its Markdown is HTML already: what is long, and of which no table of contents, link check or search needs
    to know, costs builders a fraction so. An island stands at the top of a page, or in another."""


class Disclosure(_Part, frozen=True):
    """Blocks that are folded under a line."""

    summary: str | Spans
    blocks: tuple[Block, ...]
    kind: str = ""
    attributes: Attributes = ()
    island: bool = True


# Blocks that stand in islands


class Passage(_Part, frozen=True):
    """Words in a language that need not be the page's."""

    content: str | Spans
    kind: str
    attributes: Attributes = ()


class Facts(_Part, frozen=True):
    """Terms, each with what is said of it."""

    facts: tuple[tuple[str | Spans, str | Spans], ...]
    kind: str = ""
    attributes: Attributes = ()


class Cell(_Part, frozen=True):
    """A cell: a line, and blocks below it."""

    content: str | Spans
    blocks: tuple[Block, ...] = ()
    kind: str = ""
    attributes: Attributes = ()
    scope: Literal["", "col", "row"] = ""
    """Of a cell that heads a column or a row."""


class Row(_Part, frozen=True):
    """A row of a table."""

    cells: tuple[Cell, ...]
    kind: str = ""
    attributes: Attributes = ()


class Table(_Part, frozen=True):
    """A table with a row of heads."""

    head: Row
    rows: tuple[Row, ...]
    kind: str = ""
    caption: str | Spans = ""
    even: bool = False
    """Whether its columns are of one width: said before the rows, so that none moves while a slow line brings them."""


Block = Paragraph | Heading | Items | Group | Disclosure | Passage | Facts | Table | Element


def text_of(content: str | Spans) -> str:
    """Return what a line says, without what it looks like."""
    return content if isinstance(content, str) else "".join(map(_text_of, content))


def _text_of(span: Span) -> str:
    match span:
        case str():
            return span
        case Isolated():
            return span.text
        case Link() | Address() | Time():
            return text_of(span.label)
        case Marked() | Styled():
            return text_of(span.content)
        case _:
            return ""
