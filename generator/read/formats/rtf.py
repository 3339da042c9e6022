"""RTF documents: paragraphs with their styles.

striprtf is not used: it drops the styles that headings are told by, writes the addresses of links into the text, leaves
halves of characters beyond the basic plane, and takes a step for each letter.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import Dropped
from generator.model.errors import ArticleError
from generator.read.detect import Certainty, Head
from generator.read.documents.headings import MOST_LEVEL, Document, DocumentParagraph, outcomes
from generator.read.files.packages import guarded
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

from .docx import level_of

WHAT = "an RTF document"

MOST_GROUPS = 1000
"""How deep groups may nest; a document has some dozens."""

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
_SKIPPED = frozenset(
    "annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart bkmkend bkmkstart colortbl "
    "datastore do filetbl fldinst generator latentstyles listoverridetable listtable listtext nonshppict "
    "object objdata pict pntext private revtbl rsidtbl rxe shpinst sn sp sv tc template themedata txe xe xmlnstbl "
    "colorschememapping passwordhash userprops".split()
)
"""Groups whose words are no text."""
_BOX = "shptxt"
"""The words of a box, inside of a group that is skipped."""
_SIDES = {
    **dict.fromkeys("header headerf headerl headerr footer footerf footerl footerr".split(), "running head"),
    **dict.fromkeys(("footnote",), "footnote"),
}
_INFO = {"title": "title", "author": "author", "subject": "subject", "keywords": "keywords"}
_SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "cell": "\t", "nestcell": "\t", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "\u2011", "-": "\u00ad", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
_ENDS = frozenset({"par", "sect", "page", "row", "nestrow", "column"})
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
"""Charset of a font -> codec; others have that of the document."""


class _Group(Struct, frozen=True):
    """What holds inside a pair of braces."""

    kind: str = "text"
    """`text`, `skipped`, `fonts`, `styles`, or what `_SIDES` and `_INFO` make of a destination."""
    codec: str | None = None
    """Of the font; None for that of the document."""
    fallback: int = 1
    """Characters behind a `\\u` that stand in for it."""
    hidden: bool = False


class _Style(Struct):
    number: int = 0
    level: int | None = None


class _Around(Struct, frozen=True):
    """The paragraph that a box of text is anchored in, as far as it was read."""

    depth: int
    """Of the box's group."""
    pieces: list[str]
    style: _Style


class _Reader(Struct):
    """Reads an RTF file token by token."""

    data: bytes
    raw: str | None
    """Codec of plain bytes, if not that of their font."""
    ansi: str = "cp1252"
    group: _Group = field(default_factory=_Group)
    stack: list[_Group] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    styles: dict[int, int] = field(default_factory=dict)
    style: _Style = field(default_factory=_Style)
    """Of the entry of the style sheet, inside it; of the paragraph, else."""
    skip: int = 0
    pending: bytearray = field(default_factory=bytearray)
    codec: str = "cp1252"
    """Of the pending bytes."""
    pieces: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """The words of a group that are no text of the document."""
    paragraphs: list[DocumentParagraph] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    starred: bool = False
    around: list[_Around] = field(default_factory=list)
    """Of the boxes that are open, the outermost first."""

    def read(self) -> bool:
        """Read all of it; tell whether it ends where its braces do."""
        at, size = 0, len(self.data)
        while at < size and (token := _TOKEN.match(self.data, at)):
            at = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if brace:
                self._brace(brace)
                if not self.stack and brace == b"}":
                    break
            elif word:
                name = word.decode().lower()
                value = int(number) if number else None
                if name == "bin":
                    at += max(0, value or 0)
                else:
                    self._word(name, value)
            elif code:
                self._bytes(bytes([int(code, 16)]), None)
            elif symbol:
                self._symbol(symbol.decode("latin-1"))
            elif text:
                self._bytes(text, self.raw)
        complete = not self.stack
        self._end()
        return complete

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.skip = 0
        self.starred = False
        if brace == b"{":
            if len(self.stack) >= MOST_GROUPS:
                raise ArticleError("", None, f"groups nested more than {MOST_GROUPS:,} deep", "an RTF document")
            self.stack.append(self.group)
        elif self.stack:
            if self.around and self.around[-1].depth == len(self.stack):
                self._leave_box()
            ended, self.group = self.group, self.stack.pop()
            if ended.kind == "styles" and len(self.aside):
                self._entry()
            elif ended.kind != self.group.kind and ended.kind not in ("text", "skipped", "fonts", "styles"):
                self._aside(ended.kind)

    def _entry(self) -> None:
        """Take an entry of the style sheet."""
        name = "".join(self.aside).strip("; ")
        named = level_of(name)
        level = self.style.level if named is None else named
        if level is not None and name:
            self.styles[self.style.number] = level
        self.aside.clear()
        self.style = _Style()

    def _aside(self, kind: str) -> None:
        words = _whole("".join(self.aside))
        self.aside.clear()
        if kind in _SIDES.values():
            self.dropped += [Dropped(text=line, rule=kind) for line in words.split("\n") if line.strip()]
        elif words.strip() and kind in _INFO:
            self.properties.setdefault(kind, words.strip())

    def _word(self, name: str, value: int | None) -> None:
        starred, self.starred = self.starred, False
        if name == "u" and value is not None:
            self._flush()
            self._write(chr(value % 0x10000))
            self.skip = self.group.fallback
            return
        self._flush()
        self.skip = 0
        if self._destination(name, starred=starred):
            return
        if name in _ENDS:
            self._write("\n") if self.group.kind != "text" else self._end()
        elif name in _SIGNS:
            self._write(_SIGNS[name])
        else:
            self._formatting(name, value)

    def _enter_box(self) -> None:
        """Read what stands in a box as paragraphs before the one that it is anchored in."""
        kind = next((one.kind for one in reversed(self.stack) if one.kind != "skipped"), "text")
        self.group = replace(self.group, kind=kind)
        if kind == "text":
            self.around.append(_Around(len(self.stack), self.pieces, self.style))
            self.pieces, self.style = [], _Style()

    def _leave_box(self) -> None:
        around = self.around.pop()
        if self.pieces:
            self._end()
        self.pieces, self.style = around.pieces, around.style

    def _destination(self, name: str, *, starred: bool) -> bool:
        kind: str | None = None
        if name == _BOX:
            self._enter_box()
            return True
        if name in _SKIPPED:
            kind = "skipped"
        elif name in ("fonttbl", "stylesheet"):
            kind = {"fonttbl": "fonts", "stylesheet": "styles"}[name]
        elif name in _SIDES:
            kind = _SIDES[name]
        elif name in _INFO and self.group.kind == "info":
            kind = _INFO[name]
        elif name == "info":
            kind = "info"
        elif starred and name != "cs":
            kind = "skipped"
        if kind is None:
            return False
        if self.group.kind != "skipped":
            self.group = replace(self.group, kind=kind)
            if kind not in ("skipped", "fonts", "info"):
                self.aside.clear()
            self.style = _Style() if kind == "styles" else self.style
        return True

    def _formatting(self, name: str, value: int | None) -> None:
        number = 0 if value is None else value
        if name == "ansicpg":
            self.ansi = _codec(f"cp{number}", "cp1252")
        elif name in ("mac", "pc", "pca"):
            self.ansi = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[name]
        elif name == "uc":
            self.group = replace(self.group, fallback=min(max(number, 0), 8))
        elif name == "f":
            self.font = number
            self.group = replace(self.group, codec=self.fonts.get(number))
        elif name == "fcharset" and self.group.kind == "fonts" and number in _CHARSETS:
            self.fonts[self.font] = _CHARSETS[number]
        elif name in ("v", "deleted"):
            self.group = replace(self.group, hidden=value != 0)
        elif name == "plain":
            self.group = replace(self.group, hidden=False, codec=None)
        elif name == "pard" and self.group.kind == "text":
            self.style = _Style()
        elif name == "s" and self.group.kind in ("text", "styles"):
            self.style.number = number
            if self.group.kind == "text":
                self.style.level = self.styles.get(number)
        elif name == "outlinelevel" and 0 <= number < MOST_LEVEL and self.group.kind in ("text", "styles"):
            self.style.level = number + 1 if self.style.level is None else self.style.level

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.starred = True
        elif symbol in "\r\n":
            self._word("par", None)
        elif symbol in _SYMBOLS:
            self._flush()
            self._write(_SYMBOLS[symbol])

    def _bytes(self, text: bytes, raw: str | None) -> None:
        taken = min(self.skip, len(text))
        self.skip -= taken
        text = text[taken:]
        if not text or self.group.kind in ("skipped", "fonts", "info") or self.group.hidden:
            return
        codec = (raw if raw and not text.isascii() else None) or self.group.codec or self.ansi
        if codec != self.codec:
            self._flush()
            self.codec = codec
        self.pending += text

    def _flush(self) -> None:
        if self.pending:
            self._write(self.pending.decode(self.codec, "replace"))
            self.pending.clear()

    def _write(self, text: str) -> None:
        if self.group.hidden or self.group.kind in ("skipped", "fonts", "info"):
            return
        (self.pieces if self.group.kind == "text" else self.aside).append(text)

    def _end(self) -> None:
        """End a paragraph."""
        self._flush()
        self.paragraphs.append(DocumentParagraph(_whole("".join(self.pieces)).strip(), self.style.level))
        self.pieces.clear()


def _whole(text: str) -> str:
    """Join the halves of characters beyond the basic plane."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _codec(name: str, otherwise: str) -> str:
    try:
        return "utf-8" if name == "cp65001" else codecs.lookup(name).name
    except LookupError:
        return otherwise


def read(data: bytes) -> tuple[Document, bool]:
    """Return what an RTF file holds, and whether it is whole."""
    raw: str | None = None
    if not data.isascii():
        try:
            data.decode("utf-8")
            raw = "utf-8"
        except UnicodeDecodeError:
            pass
    reader = _Reader(data=data, raw=raw)
    complete = reader.read()
    document = Document(paragraphs=reader.paragraphs, properties=reader.properties, dropped=reader.dropped)
    return document, complete


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf") else Certainty.NO


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, WHAT, lambda: _outcomes(part, file.read(part.stop - part.start)))


def _outcomes(part: Part, data: bytes) -> Iterator[Outcome]:
    document, complete = read(data)
    if not complete:
        yield problem(part.path, f"{WHAT} that breaks off; expected a whole one, read as far as it goes", lost=False)
    yield from outcomes(part, document, digest_of(data), WHAT)


RTF = Format(
    kind="rtf",
    rank=16,
    title="RTF document",
    endings=(".rtf",),
    recognise=_recognise,
    cut=whole,
    captures=_captures,
    sidecar=True,
)

FORMATS = (RTF,)
