"""Turn the Markdown of generated pages into HTML: the same bytes as Python-Markdown's, in a tenth of its time.

Generated pages use little of Markdown: wrappers of `md_in_html`, raw blocks, paragraphs, headings, flat lists, and in a
line references, links, strong text and raw tags. A page that holds anything else is left to Python-Markdown: `convert`
gives None as soon as it sees a line whose shape it does not know. `settings_known` says whether the extensions of a
mkdocs.yml leave those shapes alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown.extensions.toc import slugify, strip_tags, unique
from msgspec import Struct

Resolve = Callable[[str], str | None]
"""From the target of a link as written to the address that MkDocs writes; None where MkDocs would say something."""


class Body(Struct, frozen=True):
    """A page's text as HTML."""

    html: str
    headings: tuple[str, ...]
    """The ids of the headings in the table of contents, in order."""


class _Unknown(Exception):  # noqa: N818 - no error: the page goes the long way
    """The page holds a shape that this module does not know."""


KNOWN_EXTENSIONS = frozenset(("toc", "tables", "fenced_code", "md_in_html"))
"""Markdown extensions that leave the known shapes alone; the first three MkDocs always turns on."""

_ATTRIBUTES = r'(?: [a-z][a-z-]*="[^"<>&\n]*")*'
_ATTRIBUTE = re.compile(r'([a-z][a-z-]*)="([^"]*)"')
_WRAPPER = re.compile(rf"<(header|div|nav|section|details)({_ATTRIBUTES}) markdown>")
_MARKDOWN_LINE = re.compile(rf"<p({_ATTRIBUTES}) markdown>([^\n]*)</p>")
_INNER_LINE = re.compile(rf"<(h2|p|summary)({_ATTRIBUTES})>([^\n]*)</\1>")
_RAW = re.compile(rf"<(h1|details|section|figure|p)({_ATTRIBUTES})>")
_NOT_RAW = re.compile(r"</?(?:script|style|pre|textarea|math)\b|[\x02\x03\r\t]|&(?!#[0-9]{1,7};)")
_ANY_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [A-Za-z][A-Za-z0-9-]*(?:="[^"<>\n]*")?)*(/?)>')
_VOID = frozenset(("br", "img", "hr", "wbr"))
_HEADING = re.compile(r"(#{1,6}) ([^#\n]*(?:&#[^#\n]*)*)")

_SYNTAX = re.compile(r"[<>\[\]*_`\\|~\x02\x03\t\r]")
_BARE = re.compile(r"&(?!#[0-9]{1,7};)")
_OPENING = re.compile(r"[+=-]|[0-9]+[.)](?:\s|\Z)")
"""What would make a line a list, a rule or the line under a heading."""
_VALUE = r'"(?:[^"<>\[\]`\\\n*&]|&#[0-9]{1,7};)*"'
_TAG = rf"</?(?:bdi|span|time|a|br|b|i|em|strong|ins|del|svg|rect)(?: [a-z][a-z-]*={_VALUE})*/?>"
_TAGS = re.compile(_TAG)
_TOKEN = re.compile(
    rf"(?P<tag>{_TAG})"
    r"|(?<!!)\[(?P<label>[^\[\]]*)\]\((?P<target>[A-Za-z0-9._/#-]+)\)"
    r"|\*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|[<>\[\]*_`\\|~\x02\x03\t\r\n]|&(?!#[0-9]{1,7};)|(?<!&)#"
)
_TEXT = '<div class="bf-text"'


def settings_known(extensions: Sequence[str], options: Mapping[str, Any]) -> bool:
    """Return whether `convert` gives what Python-Markdown gives with these extensions and their options."""
    toc = options.get("toc") or {}
    others = any(options.get(name) for name in KNOWN_EXTENSIONS - {"toc"})
    return (
        "md_in_html" in extensions
        and KNOWN_EXTENSIONS.issuperset(extensions)
        and not others
        and (not toc or (toc.keys() == {"permalink"} and toc["permalink"] is False))
    )


def convert(markdown: str, resolve: Resolve) -> Body | None:
    """Return the HTML of a generated page's Markdown, or None if it is for Python-Markdown.

    Args:
        markdown: The page without its front matter.
        resolve: Turns the target of a link into an address.
    """
    if "\n\n\n" in markdown:
        return None
    page = _Page(markdown, resolve)
    try:
        return page.convert()
    except _Unknown:
        return None


class _Page:
    """One page on its way."""

    def __init__(self, source: str, resolve: Resolve) -> None:
        self.source = source
        self.resolve = resolve
        self.open: list[str] = []
        """The wrappers around the next block."""
        self.parts: list[str] = []
        self.headings: list[tuple[int, int, str]] = []
        """Place of the part, level, and HTML of each heading without an id."""
        self.ids: list[tuple[int, str]] = []
        """Place of the part and id of each heading with an id."""
        self.used: set[str] = set()
        self.listed = False
        """Whether the block before is a list; two in a row are one for Markdown."""

    def convert(self) -> Body:
        head, text, tail = self._cut()
        for block in head:
            self._block(block)
        if text is not None:
            self.parts.append(text)
        for block in tail:
            self._block(block)
        if self.open:
            raise _Unknown
        headings = self._name_headings()
        return Body("\n".join(self.parts).strip(), headings)

    def _cut(self) -> tuple[list[str], str | None, list[str]]:
        """Set apart the text of an article, if all of it is plain paragraphs: most of a page in one go."""
        start = self.source.find(_TEXT)
        begin = self.source.find("\n\n", start) + 2
        end = self.source.find("\n\n</div>", begin)
        if start < 0 or begin < 2 or end < 0 or self.source[start - 2 : start] != "\n\n":
            return self.source.strip("\n").split("\n\n"), None, []
        text = self.source[begin:end]
        paragraphs = text.split("\n\n")
        if (
            not _is_plain(text)
            or text.count("\n") != 2 * len(paragraphs) - 2
            or not all(map(_opens_as_text, paragraphs))
        ):
            return self.source.strip("\n").split("\n\n"), None, []
        head = self.source[: begin - 2].strip("\n").split("\n\n")
        joined = "</p>\n<p>".join(paragraphs)
        return head, f"<p>{joined}</p>", self.source[end + 2 :].rstrip("\n").split("\n\n")

    def _block(self, block: str) -> None:
        first = block[:1]
        if first == "-":
            self._list(block)
            return
        self.listed = False
        if first == "<":
            self._html(block)
        elif first == "#":
            self._heading(block)
        else:
            self.parts.append(f"<p>{self._inline(block)}</p>")

    def _html(self, block: str) -> None:
        if block.startswith("</"):
            if not self.open or block != f"</{self.open.pop()}>" or self.parts[-1].startswith(f"<{block[2:-1]}"):
                raise _Unknown
            self.parts.append(block)
        elif found := _MARKDOWN_LINE.fullmatch(block):
            self.parts.append(f"<p{self._attributes(found[1])}>{self._inline(found[2])}</p>")
        elif found := _WRAPPER.fullmatch(block):
            self.open.append(found[1])
            self.parts.append(f"<{found[1]}{self._attributes(found[2])}>")
        elif self.open:
            self._inner(block)
        else:
            self._raw(block)

    def _inner(self, block: str) -> None:
        """Take an element without Markdown inside a wrapper."""
        found = _INNER_LINE.fullmatch(block)
        if not found:
            raise _Unknown
        tag, attributes, text = found.groups()
        if not _is_plain(_TAGS.sub("", text) if tag == "p" else text):
            raise _Unknown
        if tag == "h2":
            names = dict(_ATTRIBUTE.findall(attributes))
            if "id" in names:
                self.ids.append((len(self.parts), names["id"]))
            else:
                self.headings.append((len(self.parts), 2, text))
                self.parts.append(attributes)
                return
        self.parts.append(f"<{tag}{self._attributes(attributes)}>{text}</{tag}>")

    def _raw(self, block: str) -> None:
        """Take a raw block, which stays as it is and has an empty line behind it."""
        found = _RAW.match(block)
        if not found or not block.endswith(f"</{found[1]}>") or _NOT_RAW.search(block) or not _is_one_element(block):
            raise _Unknown
        self.parts.append(f"{block}\n")

    def _list(self, block: str) -> None:
        items = block.split("\n")
        if self.listed or not all(item.startswith("- ") for item in items):
            raise _Unknown
        self.listed = True
        lines = "\n".join(f"<li>{self._inline(item[2:])}</li>" for item in items)
        self.parts.append(f"<ul>\n{lines}\n</ul>")

    def _heading(self, block: str) -> None:
        found = _HEADING.fullmatch(block)
        if not found:
            raise _Unknown
        self.headings.append((len(self.parts), len(found[1]), self._inline(found[2])))
        self.parts.append("")

    def _name_headings(self) -> tuple[str, ...]:
        """Give each heading its id as the extension `toc` does, and return all ids in order."""
        self.used.update(name for _, name in self.ids)
        places = list(self.ids)
        for place, level, inner in self.headings:
            name = unique(slugify(html.unescape(strip_tags(inner)), "-"), self.used)
            attributes = self._attributes(f'{self.parts[place]} id="{name}"')
            self.parts[place] = f"<h{level}{attributes}>{inner}</h{level}>"
            places.append((place, name))
        return tuple(name for _, name in sorted(places))

    def _attributes(self, source: str) -> str:
        """Return attributes in the order that Python-Markdown writes them."""
        written, name = _sorted_attributes(source)
        if name:
            self.used.add(name)
        return written

    def _inline(self, line: str) -> str:
        if not _opens_as_text(line):
            raise _Unknown
        return line if "\n" not in line and _is_plain(line) else _TOKEN.sub(self._token, line)

    def _token(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "tag":
            return found[0]
        if kind == "target":
            return f'<a href="{self._target(found["target"])}">{_TOKEN.sub(self._token, found["label"])}</a>'
        if kind == "strong":
            return f"<strong>{_TOKEN.sub(self._token, found['strong'])}</strong>"
        raise _Unknown

    def _target(self, target: str) -> str:
        if target.startswith("#"):
            if f' id="{target[1:]}"' not in self.source:
                raise _Unknown  # MkDocs may have something to say
            return target
        address = self.resolve(target)
        if address is None:
            raise _Unknown
        return address


def _is_plain(text: str) -> bool:
    """Return whether Markdown leaves the characters of lines as they are."""
    if _SYNTAX.search(text):
        return False
    if "&" not in text:
        return "#" not in text
    return not _BARE.search(text) and text.count("#") == text.count("&#")


def _opens_as_text(line: str) -> bool:
    """Return whether a line is a paragraph for Markdown, and holds no space at its ends."""
    return bool(line) and not line[0].isspace() and not line[-1].isspace() and not _OPENING.match(line)


def _is_one_element(block: str) -> bool:
    """Return whether raw HTML is one element, with every tag closed in its turn, and no sign of another meaning."""
    open_tags: list[str] = []
    place = 0
    for tag in _ANY_TAG.finditer(block):
        if (place and not open_tags) or "<" in block[place : tag.start()] or ">" in block[place : tag.start()]:
            return False
        place = tag.end()
        closing, name, empty = tag.groups()
        if closing:
            if not open_tags or open_tags.pop() != name:
                return False
        elif not empty and name not in _VOID:
            open_tags.append(name)
    return not open_tags and place == len(block) and " markdown" not in block


@lru_cache(maxsize=4096)
def _sorted_attributes(source: str) -> tuple[str, str]:
    """Return attributes in the order of their names, and the value of `id`."""
    found = sorted(_ATTRIBUTE.findall(source))
    names = dict(found)
    if len(names) != len(found):
        raise _Unknown
    return "".join(f' {name}="{value}"' for name, value in found), names.get("id", "")
