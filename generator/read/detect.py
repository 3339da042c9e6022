"""Detect: what a file holds, by its own first bytes; its name is a hint and no more."""

from __future__ import annotations

import codecs
import re
from enum import IntEnum
from functools import cached_property

from msgspec import Struct

from . import encoding as encodings

HEAD_BYTES = 64 * 1024
"""What is looked at of a file before a format is chosen."""

COMPRESSIONS = {
    b"\x1f\x8b\x08": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # an empty one
}
"""How compressed files begin."""

OTHERS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
"""What people have lying about and Backfile does not read, by how it begins."""

OFFICE = {"word/": "a Word document", "xl/": "an Excel workbook", "ppt/": "a PowerPoint file", "OEBPS/": "an e-book"}
"""Folders inside zip archives that are documents."""


class Certainty(IntEnum):
    """How sure a format is that a file is one of its own."""

    NO = 0
    HINT = 1
    """Nothing speaks against it, if the name says so."""
    LIKELY = 2
    CERTAIN = 3


class Head(Struct, frozen=True, kw_only=True, dict=True):
    """What is known of a file before a format is chosen."""

    data: bytes
    """The first `HEAD_BYTES` of its content, expanded if it is compressed."""
    complete: bool
    """Whether that is all of it."""
    ending: str
    """Of its name, in lower case, without that of a compression; empty without one."""
    members: tuple[str, ...] = ()
    """Names in a zip archive."""

    @cached_property
    def text(self) -> str | None:
        """The start of the content as text without a byte order mark; None where it is none."""
        wide = encodings.wide(self.data[: encodings.HEAD_BYTES])
        if wide:
            return self.data.decode(wide, "replace").removeprefix("\ufeff")
        data = self.data.removeprefix(codecs.BOM_UTF8)
        if b"\0" in data[:1024] or self.other:
            return None
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(data)
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")

    @property
    def other(self) -> str | None:
        """What the content is in words, where it is nothing that Backfile reads."""
        for folder, name in OFFICE.items():
            if any(member.startswith(folder) for member in self.members):
                return name
        return next((name for magic, name in OTHERS if self.data.startswith(magic)), None)


def compression(data: bytes) -> str | None:
    """Return how a file is compressed, by its first bytes; None if it is not."""
    packing = next((name for magic, name in COMPRESSIONS.items() if data.startswith(magic)), None)
    if packing is None and data[257:262] == b"ustar":
        return "tar"
    if packing == "bz2" and not (data[3:4].isdigit() and data[4:10] in (b"1AY&SY", b"\x17rE8P\x90")):
        return None
    return packing


DUMP = re.compile(
    r"(?:[^\S\n]*+(?:(?:--|/\*|#)[^\n]*+|(?:SET|USE|BEGIN|PRAGMA|DROP|LOCK|SELECT|START|GO|ALTER)\b[^\n]*+)?\n){0,80}+\s*+"
    r"(?:CREATE (?:OR REPLACE )?(?:TABLE|DATABASE|SCHEMA|TYPE|EXTENSION|FUNCTION)"
    r"|(?:INSERT|REPLACE) (?:IGNORE )?INTO|COPY \S+ ?\()",
    re.IGNORECASE,
)
"""How a dump of a database in SQL begins. A line is read in one way alone: texts of many blank lines end the search."""

_EXPORTS = (
    (
        re.compile(r"///DOTCLEAR\|[\d.]{1,12}\|(?:single|full)"),
        "a backup of Dotclear; expected the feed of its posts, or their table as TSV",
    ),
    (
        re.compile(r"\s*(?:%[^\n]*\n\s*){0,20}@[a-z]{3,20}\s*\{\s*[^\s,{}]{1,80},", re.IGNORECASE),
        "a list of references (BibTeX), which holds no texts; expected the texts themselves",
    ),
)
"""How texts begin that are no articles, and what is said of them."""


def no_text(opening: str) -> str:
    """Return what a text is that is no article, and what was expected, by how it opens; empty for most."""
    return next((told for export, told in _EXPORTS if export.match(opening)), "")
