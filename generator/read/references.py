"""References: numbers of characters in markup that no parser should be handed, and halves of characters.

Programs that count in UTF-16 write an emoji as two references, and broken ones any number at all. Parsers of feeds
raise on either, or hand out half a character that no file can hold.
"""

from __future__ import annotations

import re
from html import unescape

_NUMBER = r"#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?"
_REFERENCE = re.compile(rf"(&(?:amp;){{0,3}}){_NUMBER}")
_HIGH = r"(&(?:amp;){0,3})#(?:[xX]0*([dD][89aAbB][0-9a-fA-F]{2})|0*(5[56][0-9]{3}));?"
_PAIR = re.compile(rf"{_HIGH}&(?:amp;){{0,3}}{_NUMBER}")
"""Two halves in a row; either may be escaped once more than it should be."""
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
"""Entities that XML has itself."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def whole_characters(text: str) -> str:
    """Return a text with halves of characters joined where two make one, and else replaced by U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def mended_references(markup: str) -> str:
    """Return markup whose references by number all name a character.

    Two that name the halves of one become one; any other that names none becomes U+FFFD.
    """
    return _REFERENCE.sub(_mended, _PAIR.sub(_surrogates, markup)) if "#" in markup else markup


def mended_bytes(markup: bytes) -> bytes:
    """Do the same to markup in an encoding that has ASCII in it."""
    return mended_references(markup.decode("latin-1")).encode("latin-1")


def escaped_ampersands(markup: str) -> str:
    """Return markup whose bare ampersands are escaped, as in addresses that nobody escaped; sections of CDATA stay."""
    pieces = _CDATA.split(markup)
    return "".join(piece if piece.startswith("<![CDATA[") else _BARE.sub("&amp;", piece) for piece in pieces)


_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_BARE = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});)")


def numbered_entities(markup: bytes) -> bytes:
    """Return XML with the entities of HTML as numbers: people use them, and leave their document types at home."""
    return _NAMED.sub(_character, markup) if b"&" in markup else markup


def parsable(markup: bytes) -> bytes:
    """Return XML as parsers take it: nothing above its declaration, no entity left that others declare."""
    if markup[:_ABOVE].lstrip().startswith(b"<?xml"):
        markup = markup.lstrip()
    return without_declarations(numbered_entities(markup))


_ABOVE = 512
"""Bytes in which blanks above a declaration are looked for: people copy files, and programs print them, with some."""


def without_declarations(markup: bytes) -> bytes:
    """Return XML without the declarations of its document type that stand in other files.

    Agencies name the DTD of another format so, as an entity of parameters; nothing is fetched, and nothing of the text
    is in there. A document type that declares a value of its own stays, and is refused.
    """
    return _OUTER.sub(rb"\1>", markup, count=1) if b"<!ENTITY" in markup[:_HEAD] else markup


_HEAD = 8192
_OUTER = re.compile(
    rb"(<!DOCTYPE\s[^<>\[]{0,400})\[(?:\s|<!ENTITY\s+%\s+[\w.-]{1,80}\s+(?:SYSTEM|PUBLIC)\s[^<>]{0,400}>|%[\w.-]{1,80};"
    rb"|<!--(?:(?!-->).){0,400}-->)*+\]\s*>",
    re.DOTALL,
)


def _character(entity: re.Match[bytes]) -> bytes:
    if entity[1] in _OWN:
        return entity[0]
    said = unescape(entity[0].decode("ascii"))
    return "".join(f"&#{ord(sign)};" for sign in said).encode() if not said.startswith("&") else entity[0]


def _surrogates(pair: re.Match[str]) -> str:
    high, low = _number(pair[2], pair[3]), _number(pair[4], pair[5])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return pair[0]
    return f"{pair[1]}#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"


def _mended(reference: re.Match[str]) -> str:
    number = _number(reference[2], reference[3])
    is_one = 0 < number < 0xD800 or 0xE000 <= number < 0x110000
    return reference[0] if is_one else f"{reference[1]}#65533;"


def _number(in_hex: str | None, in_tens: str | None) -> int:
    digits = (in_hex or in_tens or "").lstrip("0") or "0"
    return 0x110000 if len(digits) > 8 else int(digits, 16 if in_hex else 10)
