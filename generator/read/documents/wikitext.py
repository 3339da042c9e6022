"""Wikitext: from what MediaWiki keeps of a page to what it says, with its categories and the day that it names.

Templates, notes and pictures are gone, the words of links and below pictures stay; of a table each row is a line. One
that is a link with other words (`{{w|Ferry|the boat}}`, as Wikinews writes most of them) gives its words, and one
that holds a sentence, as a quotation does, gives that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from msgspec import Struct

MOST_DEEP = 40
"""Templates within one another, and tables."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOTE = re.compile(
    r"<(ref|gallery|math|timeline|score|imagemap|syntaxhighlight)\b(?:[^<>/]|/(?!>)){0,500}"
    r"(?:/>|>(?:(?!<\1\b).){0,20000}?</\1\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_TABLE = re.compile(r"^[ \t:]*\{\|(?:(?!^[ \t:]*\{\||^[ \t]*\|\}).)*^[ \t]*\|\}", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[\[([^\[\]]{0,4000})\]\]")
_OUTSIDE = re.compile(r"\[(?:https?:)?//[^\s\[\]]{1,2000}(?:[ \t]+([^\[\]\n]{0,1000}))?\]")
_HEADING = re.compile(r"^(={1,6})[ \t]*([^\n]*?)[ \t]*\1[ \t]*$", re.MULTILINE)
_MARKS = re.compile(r"'{2,5}|__[A-Z]{3,30}__|^-{4,}", re.MULTILINE)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?blockquote|/?li|/?ul|/?ol)\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
_LISTED = re.compile(r"^[*#:;]+[ \t]*", re.MULTILINE)
_REDIRECT = re.compile(r"\s*#\s?[^\W\d_]{4,20}\s*:?\s*\[\[")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,8})?")
_SENTENCE = 6
"""Words of a template's value from which they are a text and no name."""
_SAID = re.compile(
    r"(?:quote|text|1|zitat|texte?|citation|cita|citazione|citaat)\s*=\s*(\S.*)", re.IGNORECASE | re.DOTALL
)
"""A named value that is what a template says."""
_NAMED = re.compile(r"[\w-]{1,20}\s*=")
_LINKING = frozenset({"w", "wp", "wikipedia", "l", "link", "lang"})
_DAYS = frozenset("date datum data fecha дата dato päiväys tarih 日期 تاريخ ημερομηνία dátum".split())
_CATEGORIES, _PICTURES = frozenset({"category"}), frozenset({"file", "image", "media"})


class WikiPage(Struct, frozen=True, kw_only=True):
    """What a page says."""

    text: str
    categories: tuple[str, ...]
    day: str
    """What stands in the template that dates the page, as it is printed; empty without one."""


def is_redirect(source: str) -> bool:
    """Tell whether a page only leads to another, in whatever language its word for it is."""
    return bool(_REDIRECT.match(source))


def plain(source: str, categories: Iterable[str] = (), pictures: Iterable[str] = ()) -> WikiPage:
    """Return what a page says, its paragraphs parted by blank lines.

    Args:
        source: Its wikitext.
        categories: What the wiki calls categories, beside `Category`.
        pictures: What it calls files, beside `File`.
    """
    text = _NOTE.sub("", _COMMENT.sub("", source.replace("\r\n", "\n")))
    text, day = _without_templates(text)
    for _ in range(MOST_DEEP):
        text, count = _TABLE.subn(_rows, text)
        if not count:
            break
    named: list[str] = []
    groups = _CATEGORIES.union(map(str.casefold, categories)), _PICTURES.union(map(str.casefold, pictures))
    for _ in range(3):  # a picture's words have links of their own
        text = _LINK.sub(lambda count: _words_of_link(count[1], *groups, named), text)
    text = _OUTSIDE.sub(lambda count: count[1] or "", text)
    text = _HEADING.sub("\n\n\\2\x00\n\n", _BREAK.sub("\n\n", _MARKS.sub("", text)))
    text = unescape(_TAG.sub("", _LISTED.sub("\n\n", text)))
    pieces = [re.sub(r"[^\S\t]+", " ", piece).strip() for piece in re.split(r"\n[ \t]*\n", text)]
    return WikiPage(
        text=_text_of([piece for piece in pieces if piece]), categories=tuple(dict.fromkeys(named)), day=day
    )


_ROW, _CAPTION = re.compile(r"^[ \t]*\|-.*$", re.MULTILINE), re.compile(r"^[ \t]*\|\+(.*)$", re.MULTILINE)
_FORM_OF_CELL = re.compile(r"\A\s*(?:[\w-]+\s*=\s*(?:\"[^\"]*\"|\S+)\s*)+\|(?!\|)")


def _rows(match: re.Match[str]) -> str:
    """Return what a table says: its caption, and its rows with a tab between their cells."""
    _, _, inside = match[0].partition("\n")
    inside = inside.rstrip().removesuffix("|}")
    captions = [one.strip() for one in _CAPTION.findall(inside) if one.strip()]
    rows = []
    for row in _ROW.split(_CAPTION.sub("", inside)):
        parted = re.split(r"^[ \t]*[|!]|\|\||!!", row, flags=re.MULTILINE)[1:]
        cells = [" ".join(_FORM_OF_CELL.sub("", cell).split()) for cell in parted]
        rows += ["\t".join(cells).strip()] if any(cells) else []
    return "\n\n" + "\n\n".join([*captions, *rows]) + "\n\n"


def _text_of(pieces: list[str]) -> str:
    """Return paragraphs without the headings that nothing follows: of sources and notes that were templates."""
    kept: list[str] = []
    for piece in reversed(pieces):
        heading = piece.endswith("\x00")
        if not heading or (kept and not kept[-1].endswith("\x00")):
            kept.append(piece)
    return "\n\n".join(piece.replace("\x00", "").strip() for piece in reversed(kept))


def _without_templates(text: str) -> tuple[str, str]:
    """Return a text without its templates, the innermost first, and the day that one of them gives."""
    days: list[str] = []

    def gone(count: re.Match[str]) -> str:
        name, *given = (piece.strip() for piece in count[1].split("|"))
        bare = [one for one in given if "=" not in one]
        if name.casefold() in _DAYS and bare:
            days.append(bare[0])
        if name.casefold() in _LINKING and bare:
            return bare[-1]
        said = [match[1] for one in given if (match := _SAID.match(one))]
        sentences = [one for one in (*bare, *said) if len(one.split()) >= _SENTENCE]
        return f"\n\n{sentences[0]}\n\n" if sentences else ""

    for _ in range(MOST_DEEP):
        text, count = _TEMPLATE.subn(gone, text)
        if not count:
            break
    return text, next(iter(days), "")


def _words_of_link(inside: str, categories: frozenset[str], pictures: frozenset[str], named: list[str]) -> str:
    """Return the words of a link; categories are put down, and pictures and pages in other languages have none."""
    target, bar, shown = inside.partition("|")
    group, colon, rest = target.partition(":")
    if colon and group.strip().casefold() in categories:
        named.append(rest.strip())
        return ""
    if colon and group.strip().casefold() in pictures:
        caption = shown.rpartition("|")[2].strip()  # what else stands there says in a word how large, and where
        return f"\n\n{caption}\n\n" if " " in caption and not _NAMED.match(caption) else ""
    if colon and not bar and _LANGUAGE.fullmatch(group.strip()):
        return ""
    return shown if bar and shown.strip() else target.lstrip(":")
