"""Reader Markdown: the text of a page as Markdown behind lines that say where it came from, as r.jina.ai gives it.

`Title:` and `URL Source:` stand first, then `Published Time:` where it is known, then `Markdown Content:`. The Markdown
holds all of the page, menus too, so it is made a page again and read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import BinaryIO

from generator.read.detect import Certainty, Head
from generator.read.encoding import decode, is_noise
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

from .html import HTML, read_page
from .text import NOISE

_LINE = re.compile(r"(?P<name>[A-Z][A-Za-z ]{2,30}):[ \t]*(?P<value>[^\n]{0,4000})(?:\n+|\Z)")
_NAMES = {
    "title": "headline",
    "url source": "url",
    "source url": "url",
    "url": "url",
    "published time": "published",
    "published": "published",
    "author": "authors",
    "site name": "outlet",
    "language": "language",
}
"""Names of the lines before the text -> our keys."""
_TEXT = frozenset({"markdown content", "content", "markdown"})
_IMAGE = re.compile(r"\[?!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)(?:\]\([^)\n]{0,2000}\))?")
_LINK = re.compile(
    r"\[([^\[\]]{0,1000})\]\(([^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?)(?:\s[^)\n]{0,500})?\)"
)
_MARK = re.compile(r"(\*\*\*|\*\*|\*|__|(?<!\w)_|`)(\S(?:[^\n]{0,2000}?\S)?)\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"(#{1,6})[ \t]+([^\n]*)")
_UNDERLINED = re.compile(r"^(\S[^\n]{0,500})\n(?:=|-){3,}[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]{0,8}(?:[*+-]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_RULE = re.compile(r"(?:[*_-][ \t]*){3,}")


def _split(text: str) -> tuple[dict[str, str], str] | None:
    """Return the values of the lines before a text, and the text; None where they do not name an address."""
    facts: dict[str, str] = {}
    at = len(text) - len(text.lstrip())
    while line := _LINE.match(text, at):
        name = line["name"].strip().lower()
        if name in _TEXT:
            rest = text[line.start("value") :]
            return (facts, rest) if "url" in facts else None
        if name not in _NAMES and name not in {"warning", "description", "image", "number of pages"}:
            break
        if name in _NAMES and line["value"].strip():
            facts.setdefault(_NAMES[name], line["value"].strip())
        at = line.end()
    address = re.match(r"https?://\S+\Z", facts.get("url", ""))
    return (facts, text[at:]) if address and "headline" in facts else None


def _recognise(head: Head) -> Certainty:
    if head.text is None:
        return Certainty.NO
    return Certainty.CERTAIN if _split(head.text[:16384].replace("\r\n", "\n")) else Certainty.NO


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    decoded = decode(data, part.encoding)
    split = _split(decoded.text.replace("\r\n", "\n"))
    if is_noise(decoded.text) or split is None:
        yield problem(part.path, NOISE, field="text")
        return
    facts, text = split
    url = facts.pop("url")
    yield from read_page(
        part,
        as_page(text, facts.pop("headline", "")),
        record=None,
        digest=digest_of(data),
        url=url,
        facts=facts,
        rules={"url": "URL Source", "published": "Published Time"},
        source="Reader",
    )


def as_page(text: str, title: str) -> bytes:
    """Return Markdown as the page that it was made from: its headings, lists, links and paragraphs."""
    blocks = (_block(block.strip()) for block in re.split(r"\n[ \t]*\n", _UNDERLINED.sub(r"# \1", text)))
    body = "".join(block for block in blocks if block)
    head = f"<title>{escape(title)}</title>"
    return f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>".encode()


def _block(block: str) -> str:
    heading = _HEADING.match(block)
    if heading:
        level, rest = len(heading[1]), block[heading.end() :].strip()
        return f"<h{level}>{_inline(heading[2])}</h{level}>" + (_block(rest) if rest else "")
    items = _ITEM.split(block)
    if len(items) > 1 and not items[0].strip():
        return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items[1:])}</ul>"
    if _RULE.fullmatch(block):
        return "<hr>"
    quote = block.startswith(">")
    said = _inline(re.sub(r"^>[ \t]?", "", block, flags=re.MULTILINE) if quote else block)
    return (f"<blockquote><p>{said}</p></blockquote>" if quote else f"<p>{said}</p>") if said else ""


def _inline(text: str) -> str:
    text = escape(_IMAGE.sub("", text).strip(), quote=False)
    text = _LINK.sub(lambda link: f'<a href="{escape(link[2])}">{link[1]}</a>', text)
    return _ESCAPE.sub(r"\1", _MARK.sub(r"\2", text))


READER = Format(
    kind="reader",
    rank=26,
    title="page as Markdown",
    endings=(),
    recognise=_recognise,
    cut=whole,
    captures=_captures,
    needs=HTML.needs,
    extra=HTML.extra,
    sidecar=True,
)

FORMATS = (READER,)
