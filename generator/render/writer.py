"""Write a page: its blocks -> Markdown with front matter, for any site builder, and the HTML it comes to, for ours.

Both are written side by side, block by block: most of a page is the same in both, so a text is escaped once, and what
differs stands next to each other. The HTML is, byte for byte, what Python-Markdown makes of the Markdown with the
extensions that MkDocs and the plugin turn on; `tests/laws/test_blocks.py` says so for any article. No other module
escapes, and none writes markup.
"""

from __future__ import annotations

import html
import json
import posixpath
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from markdown.extensions.toc import slugify, strip_tags, unique

from generator.model import Body, Page

from . import places
from .blocks import (
    Address,
    Attributes,
    Block,
    Break,
    Cell,
    Data,
    Disclosure,
    Element,
    Facts,
    Group,
    Heading,
    Isolated,
    Items,
    Link,
    Marked,
    Paragraph,
    Passage,
    Row,
    Spans,
    Styled,
    Table,
    Time,
)
from .inert import (
    RIGHT_TO_LEFT_LETTER,
    attribute,
    between,
    data,
    inline,
    inside,
    one_line,
    plain,
    scalar,
    sequence,
    serialised,
    whole,
)
from .words import spoken_direction

Front = Mapping[str, str | tuple[str, ...] | date | Mapping[str, bool] | None]
"""Front matter: key -> value. What is None or empty is left out."""

_SHOWN = frozenset(("title", "description", "tags"))
"""Keys that MkDocs and themes print into HTML as they stand."""
_WORDS = frozenset(("template", "kind", "feed", "robots", "own_address"))
"""Keys whose values are words of ours, which need no quotation marks."""
_VOID = frozenset(("meta", "link"))

Both = tuple[str, str]
"""Markdown and HTML of the same."""


def written(path: str, front: Front, blocks: Iterable[Block], head: Iterable[Element | Data] = ()) -> Page:
    """Return a page of Markdown, with the HTML that it comes to.

    Args:
        path: Below the archive folder.
        front: Its front matter.
        blocks: All that it shows, in order.
        head: What it tells programs: `head` in the front matter, which the theme puts into the head as it stands.
    """
    writer = _Writer(path)
    writer.blocks(blocks)
    shown = {key: _front_value(key, value) for key, value in front.items() if value}
    if told := "".join([_data(one) if isinstance(one, Data) else writer.island(one) for one in head]):
        shown["head"] = told
    markdown = "\n\n".join((_front_matter(shown), *writer.markdown))
    return Page(
        path=path,
        content=f"{markdown}\n".encode("utf-8", "replace"),
        body=Body(front=shown, html=writer.html(), headings=writer.headings),
    )


def document(path: str, root: Element) -> Page:
    """Return a finished page of HTML, which site builders copy as it is."""
    markup = island(root, path).replace("&#39;", "'")  # a sign to Markdown alone
    return Page(path=path, content=f"<!doctype html>\n{markup}\n".encode())


def text_element(name: str, text: str) -> Element:
    """Return an element that holds a text and nothing else."""
    return Element(name, (), (text,))


def xml(root: Element) -> bytes:
    """Return a document of XML, for programs that are no browsers."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_in_xml(root)}\n'.encode("utf-8", "replace")


def _in_xml(element: Element) -> str:
    given = "".join([f' {key}="{html.escape(one_line(value))}"' for key, value in element.attributes])
    inner = "".join([html.escape(one_line(one)) if isinstance(one, str) else _in_xml(one) for one in element.content])
    return f"<{element.name}{given}>{inner}</{element.name}>" if inner else f"<{element.name}{given}/>"


def module(path: str, values: Mapping[str, object], *, plural: str) -> Page:
    """Return a script that other scripts import values from.

    Args:
        path: Of the file.
        values: Name -> value, as JSON has it.
        plural: Which form the number `n` takes, as an expression.
    """
    lines = [f"export const {name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return Page(path=path, content="\n".join([*lines, f"export const plural = n => Number({plural})", ""]).encode())


def island(block: Block, path: str = places.FRONT) -> str:
    """Return a block as HTML that stands in Markdown as it is.

    Args:
        block: Any.
        path: Of the page that it stands on.
    """
    return _Writer(path).island(block)


def markdown_of(blocks: Iterable[Block], uri: str) -> str:
    """Return blocks as a part of a page that the generator does not write, as Markdown.

    Args:
        blocks: Any.
        uri: That page's path below the docs folder.
    """
    writer = _Part(uri)
    writer.blocks(blocks)
    return "\n\n".join(writer.markdown)


def _data(block: Data) -> str:
    """Return facts as a script that no browser runs, and that no text can end."""
    facts = data(json.dumps(block.facts, ensure_ascii=False, separators=(",", ":")))
    return f'<script type="application/ld+json">{facts}</script>'


# Front matter


def _front_value(key: str, value: Any) -> Any:
    """Return a value as builders read it from the front matter."""
    if key not in _SHOWN:
        return whole(value) if isinstance(value, str) else value
    return plain(value) if isinstance(value, str) else tuple(map(plain, value))


def _front_matter(front: Mapping[str, Any]) -> str:
    lines = (f"{key}: {value if key in _WORDS else _yaml(value)}" for key, value in front.items())
    return "\n".join(("---", *lines, "---"))


def _yaml(value: Any) -> str:
    match value:
        case str():
            return scalar(value)
        case tuple():
            return sequence(value)
        case date():
            return value.isoformat()
        case _:
            return "{" + ", ".join(f"{key}: {str(one).lower()}" for key, one in value.items()) + "}"


# Blocks


class _Writer:
    """Writes the blocks of one page."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.url = places.url(path)
        self.markdown: list[str] = []
        self.headings: tuple[str, ...] = ()
        self._parts: list[str] = []
        self._named: list[tuple[int, str]] = []
        """Place of the part and id of each heading that has one."""
        self._unnamed: list[tuple[int, Heading, str]] = []
        """Place of the part of each heading that has none, and its HTML."""
        self._used: set[str] = set()
        """The ids of all elements that Markdown builders know."""
        self._inside = False

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Write blocks."""
        for block in blocks:
            _BLOCKS[type(block)](self, block)

    def source(self, target: str) -> str:
        """Return the way from the page to another in Markdown."""
        return places.relative(self.path, target)

    def html(self) -> str:
        """Return all that was written as HTML, and name the headings as the extension `toc` does."""
        for place, heading, inner in self._unnamed:
            name = unique(slugify(html.unescape(strip_tags(inner)), "-"), self._used)
            attributes = _attributes(heading.kind, (*heading.attributes, ("id", name)))[1]
            self._parts[place] = f"<h{heading.level}{attributes}>{inner}</h{heading.level}>"
            self._named.append((place, name))
        self.headings = tuple(name for _, name in sorted(self._named))
        return "\n".join(self._parts).strip()

    def _both(self, markdown: str, html: str) -> None:
        self.markdown.append(markdown)
        self._parts.append(html)

    def _both_attributes(self, kind: str, attributes: Attributes) -> Both:
        """Return attributes as they are given, and as Python-Markdown writes them."""
        for name, value in attributes:
            if name == "id":
                self._used.add(value)
        return _attributes(kind, attributes)

    def _paragraph(self, block: Paragraph) -> None:
        if not block.kind and not block.attributes:
            markdown, inner = self.line(block.content, opens=True)
            self._both(markdown, f"<p>{inner}</p>")
            return
        markdown, inner = self.line(block.content)
        given, sorted_ones = self._both_attributes(block.kind, block.attributes)
        self._both(f"<p{given} markdown>{markdown}</p>", f"<p{sorted_ones}>{inner}</p>")

    def _heading(self, block: Heading) -> None:
        if block.id and not self._inside:
            self._island(block)
            return
        markdown, inner = self.line(block.content)
        if block.id:
            given, sorted_ones = self._both_attributes(block.kind, (("id", block.id), *block.attributes))
            self._named.append((len(self._parts), block.id))
            tag = f"h{block.level}"
            self._both(f"<{tag}{given}>{inner}</{tag}>", f"<{tag}{sorted_ones}>{inner}</{tag}>")
            return
        self._unnamed.append((len(self._parts), block, inner))
        given, _ = _attributes(block.kind, block.attributes)
        source = f"<h{block.level}{given}>{inner}</h{block.level}>" if given else f"{'#' * block.level} {markdown}"
        self._both(source, "")

    def _items(self, block: Items) -> None:
        lines = [self.line(item, opens=True) for item in block.items]
        items = "\n".join(f"<li>{inner}</li>" for _, inner in lines)
        self._both("\n".join(f"- {markdown}" for markdown, _ in lines), f"<ul>\n{items}\n</ul>")

    def _group(self, block: Group) -> None:
        if block.island:
            self._island(block)
        else:
            self._wrap(block.element, block.kind, block.attributes, lambda: self.blocks(block.blocks))

    def _disclosure(self, block: Disclosure) -> None:
        if block.island:
            self._island(block)
            return

        def within() -> None:
            summary = f"<summary>{self.line(block.summary)[1]}</summary>"
            self._both(summary, summary)
            self.blocks(block.blocks)

        self._wrap("details", block.kind, block.attributes, within)

    def _wrap(self, element: str, kind: str, attributes: Attributes, write: Callable[[], None]) -> None:
        given, sorted_ones = self._both_attributes(kind, attributes)
        self._both(f"<{element}{given} markdown>", f"<{element}{sorted_ones}>")
        before, outside = len(self._parts), self._inside
        self._inside = True
        write()
        self._inside = outside
        self.markdown.append(f"</{element}>")
        if len(self._parts) == before:
            self._parts[-1] += f"</{element}>"
        else:
            self._parts.append(f"</{element}>")

    def _island(self, block: Block) -> None:
        source = self.island(block)
        self._both(source, f"{source}\n")

    # Islands

    def island(self, block: Block) -> str:
        """Return a block as HTML."""
        return _ISLANDS[type(block)](self, block)

    def _islands(self, blocks: Iterable[Block]) -> str:
        return "\n".join([_ISLANDS[type(block)](self, block) for block in blocks])

    def _filled(self, element: str, kind: str, attributes: Attributes, content: str | Spans) -> str:
        return f"<{element}{_attributes(kind, attributes)[0]}>{self.line(content)[1]}</{element}>"

    def _island_paragraph(self, block: Paragraph) -> str:
        return self._filled("p", block.kind, block.attributes, block.content)

    def _island_heading(self, block: Heading) -> str:
        attributes = (("id", block.id), *block.attributes) if block.id else block.attributes
        return self._filled(f"h{block.level}", block.kind, attributes, block.content)

    def _island_items(self, block: Items) -> str:
        items = "\n".join([f"<li>{self.line(item)[1]}</li>" for item in block.items])
        return f"<ul{_attributes(block.kind)[0]}>\n{items}\n</ul>"

    def _island_group(self, block: Group) -> str:
        opened = f"<{block.element}{_attributes(block.kind, block.attributes)[0]}>"
        return f"{opened}\n{self._islands(block.blocks)}\n</{block.element}>"

    def _island_disclosure(self, block: Disclosure) -> str:
        opened = f"<details{_attributes(block.kind, block.attributes)[0]}>"
        return f"{opened}<summary>{self.line(block.summary)[1]}</summary>\n{self._islands(block.blocks)}</details>"

    def _island_passage(self, block: Passage) -> str:
        return self._filled("div", block.kind, block.attributes, block.content)

    def _island_facts(self, block: Facts) -> str:
        facts = [f"<dt>{self.line(term)[1]}</dt><dd>{self.line(said)[1]}</dd>\n" for term, said in block.facts]
        return f"<dl{_attributes(block.kind, block.attributes)[0]}>\n{''.join(facts)}</dl>"

    def _island_table(self, block: Table) -> str:
        caption = f"<caption>{self.line(block.caption)[1]}</caption>\n" if block.caption else ""
        columns = f'<colgroup span="{len(block.head.cells)}"></colgroup>\n' if block.even else ""
        rows = "\n".join([self._row(row) for row in block.rows])
        opened = f"<table{_attributes(block.kind)[0]}>\n{caption}{columns}<thead>{self._row(block.head)}</thead>"
        return f"{opened}\n<tbody>\n{rows}\n</tbody></table>"

    def _row(self, row: Row) -> str:
        return f"<tr{_attributes(row.kind, row.attributes)[0]}>{''.join(map(self._cell, row.cells))}</tr>"

    def _cell(self, cell: Cell) -> str:
        attributes = (("scope", cell.scope), *cell.attributes) if cell.scope else cell.attributes
        element = "th" if cell.scope else "td"
        opened = f"<{element}{_attributes(cell.kind, attributes)[0]}>"
        below = f"\n{self._islands(cell.blocks)}" if cell.blocks else ""
        return f"{opened}{self.line(cell.content)[1]}{below}</{element}>"

    def _element(self, element: Element) -> str:
        name = element.name
        given = "".join([f' {key}="{attribute(value)}"' for key, value in element.attributes])
        if not element.content:
            return f"<{name}{given}>" if name in _VOID else f"<{name}{given}/>"
        inner = "".join([between(one) if type(one) is str else self._element(one) for one in element.content])  # type: ignore[arg-type]
        return f"<{name}{given}>{inner}</{name}>"

    # Spans

    def line(self, content: str | Spans, *, opens: bool = False) -> Both:
        """Return a line.

        Args:
            content: What it says.
            opens: Whether it opens a block of Markdown, where a number or a dash would make it something else.
        """
        if isinstance(content, str):
            source = inline(content) if opens else inside(content)
            return source, source
        markdown: list[str] = []
        inner: list[str] = []
        for span in content:
            if not span:
                continue
            if type(span) is str:
                source = between(span) if markdown or not opens else inline(span) + " " * span.endswith(" ")
                markdown.append(source)
                inner.append(source)
            elif type(span) is Isolated:
                source = _isolated(span.text, span.attributes, inside if markdown or not opens else inline)
                markdown.append(source)
                inner.append(source)
            else:
                one, other = _SPANS[type(span)](self, span)
                if one[:1] == "[" and markdown and markdown[-1][-1:] == "!":  # before a link it would make a picture
                    markdown[-1] = inner[-1] = f"{markdown[-1][:-1]}&#33;"
                markdown.append(one)
                inner.append(other)
        return "".join(markdown), "".join(inner)

    def _link(self, span: Link) -> Both:
        if isinstance(span.label, str):
            markdown = inner = _isolated(span.label)
        else:
            markdown, inner = self.line(span.label)
        target = span.target
        if target[:1] == "#":
            source = address = target
        else:
            path, sign, place = target.partition("#")
            source = self.source(path) + sign + place
            address = places.relative_url(self.url, places.url(path)) + sign + place
        if span.kind or span.attributes:
            given = _attributes(span.kind, (("href", address), *span.attributes))[0]
            tag = f"<a{given}>{inner}</a>"
            return tag, tag
        return f"[{markdown}]({source})", f'<a href="{address}">{inner}</a>'

    def _address(self, span: Address) -> Both:
        # HTML, since Markdown cannot say `rel`.
        given = f'{_attributes(span.kind)[0]} href="{attribute(span.url)}" rel="nofollow ugc"'
        tag = f"<a{given}>{self.line(span.label)[1]}</a>"
        return tag, tag

    def _time(self, span: Time) -> Both:
        tag = f'<time datetime="{attribute(span.moment)}">{inside(span.label)}</time>'
        return tag, tag

    def _mark(self, span: Marked) -> Both:
        markdown, inner = self.line(span.content)
        tag = f"<{span.mark}>{inner}</{span.mark}>"
        return (f"**{markdown}**" if span.mark == "strong" else f"<{span.mark}>{markdown}</{span.mark}>"), tag

    def _styled(self, span: Styled) -> Both:
        markdown, inner = self.line(span.content)
        given = _attributes(span.kind, span.attributes)[0]
        return f"<span{given}>{markdown}</span>", f"<span{given}>{inner}</span>"

    def _break(self, _: Break) -> Both:
        return "<br>", "<br>"

    def _drawing(self, span: Element) -> Both:
        tag = self._element(span)
        return tag, tag


class _Part(_Writer):
    """Writes blocks for a page elsewhere in the docs folder, of which the Markdown alone is asked."""

    def source(self, target: str) -> str:
        """Return the way from that page to one of the archive."""
        return posixpath.relpath(f"{places.ARCHIVE}/{target}", posixpath.dirname(self.path) or ".")


def _isolated(text: str, attributes: Attributes = (), escape: Callable[[str], str] = inside) -> str:
    if attributes or RIGHT_TO_LEFT_LETTER.search(text) or spoken_direction() == "rtl":
        return f"<bdi{_attributes('', attributes)[0]}>{inside(text)}</bdi>"
    return escape(text)


@lru_cache(maxsize=4096)
def _attributes(kind: str, attributes: Attributes = ()) -> Both:
    """Return attributes, each with a space before it: as they are given, and sorted as Python-Markdown writes them."""
    pairs = (("class", kind), *attributes) if kind else attributes
    given = "".join([f' {name}="{attribute(value)}"' for name, value in pairs])
    return given, "".join([f' {name}="{serialised(value)}"' for name, value in sorted(pairs)])


_BLOCKS: dict[type, Callable[[_Writer, Any], None]] = {
    Paragraph: _Writer._paragraph,
    Heading: _Writer._heading,
    Items: _Writer._items,
    Group: _Writer._group,
    Disclosure: _Writer._disclosure,
    **dict.fromkeys((Passage, Facts, Table, Element), _Writer._island),
}
_ISLANDS: dict[type, Callable[[_Writer, Any], str]] = {
    Paragraph: _Writer._island_paragraph,
    Heading: _Writer._island_heading,
    Items: _Writer._island_items,
    Group: _Writer._island_group,
    Disclosure: _Writer._island_disclosure,
    Passage: _Writer._island_passage,
    Facts: _Writer._island_facts,
    Table: _Writer._island_table,
    Element: _Writer._element,
}
_SPANS: dict[type, Callable[[_Writer, Any], Both]] = {
    Link: _Writer._link,
    Address: _Writer._address,
    Time: _Writer._time,
    Marked: _Writer._mark,
    Styled: _Writer._styled,
    Break: _Writer._break,
    Element: _Writer._drawing,
}
