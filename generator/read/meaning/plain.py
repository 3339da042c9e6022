"""Plain: what a value says, without what the tools that wrote it left behind.

Words that stand for nothing, dates that stand for no date, entities and tags where a line is expected, characters that
were written out. A value is only touched where it has such a thing.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

from msgspec import Struct

_EMPTY = frozenset(
    "nan nat none null n/a <na> nil undefined #n/a #n/a! #name? #value! #null! (null) (none) [none] [null] [] {} [''] "
    "- -- — – \\n n.a. nul <null> void".split()
)
"""What programs write for no value, in lower case."""

_WORDS = frozenset(
    'unknown|not known|not available|not given|not specified|[object object]|""|keine angabe|k.a.|k. a.|unbekannt'
    "|inconnu|inconnue|non renseigné|sans objet|desconocido|desconocida|s/d|sin datos|sconosciuto|non disponibile"
    "|desconhecido"
    "|onbekend|okänd|ukjent|ukendt|tuntematon|brak|brak danych|nieznany|neznámý|neuvedeno|ismeretlen|necunoscut"
    "|не указано|не указан|неизвестно|нет данных|не вказано|невідомо|άγνωστο|לא ידוע|غير معروف|غير محدد|لا يوجد|نامشخص"
    "|bilinmiyor|अज्ञात|ไม่ระบุ|không rõ|不明|未知|无|無|未详|没有|なし|없음|미상|알 수 없음"
    "|uncategorized|uncategorised|unkategorisiert|nicht kategorisiert|non classé|sin categoría|sin categorizar"
    "|sem categoria|senza categoria|niet gecategoriseerd|zonder categorie|okategoriserad|okategoriserade|ukategorisert"
    "|ikke kategoriseret|luokittelematon|bez kategorii|nezařazené|kategorizálatlan|necategorizat|без категории"
    "|без рубрики|без категорії|χωρίς κατηγορία|kategorisiz|غير مصنف|دسته‌بندی نشده|未分類|未分类|미분류".split("|")
)
"""What people write for it, in lower case."""

_NOTHING = _EMPTY | _WORDS

LONGEST_EMPTY = 20
"""Characters of the longest of them, with room for spaces."""

MOST_ROUNDS = 3
"""How often entities may have been escaped one in another."""

CELL = 32_767
"""Characters that a cell of Excel takes: what is longer is cut off there."""

CUT_BY_EXCEL = f"cut off at the {CELL:,} characters that a cell of Excel takes"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INLINE = (
    r"a|abbr|acronym|address|article|aside|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|"
    r"font|footer|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|link|main|mark|meta|nav|ol|p|picture|pre|q|s|script|section|"
    r"small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|time|tr|tt|u|ul|video|wbr"
)
TAGS = re.compile(
    rf"</(?:{_INLINE})\s*>|<(?:p|br|hr|img|script|style|iframe|div|span|a|h[1-6]|ul|ol|table|figure|blockquote)(?:\s[^<>]{{0,2000}}|/)?>",
    re.IGNORECASE,
)
"""What a text has that is HTML."""
_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]{{0,2000}}|/)?>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b[^>]{0,2000}>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_WRITTEN = re.compile(r"_x00([01][0-9A-Fa-f])_\n?|_x005[Ff]_(?=x[0-9A-Fa-f]{4}_)")
_BREAKS = re.compile(r"\\r\\n|\\n|\\r")
_MORE = re.compile(
    r"\s*(?:…|\.\.\.)?\s*[\[(]\s*(?:\+\s*\d[\d,. ]*(?:chars?|characters?|words?|more|Zeichen|caract[èe]res)?"
    r"|\d[\d,. ]*\s*(?:more\s+)?(?:chars?|characters?))\s*[\])]\s*\Z",
    re.IGNORECASE,
)
"""How APIs end a text that they cut: `… [+2219 chars]`."""
_ELLIPSIS = re.compile(r"\s*(?:\[(?:…|\.\.\.|&hellip;|&#8230;)\])\s*\Z")
_NO_TEXT = re.compile(r"\[[^\[\]\n]{1,60}\]|\(?removed\)?|only available in [\w ]{1,60}", re.IGNORECASE)


def is_empty(value: str) -> bool:
    """Tell whether a string stands for no value."""
    return not value or (
        len(value) <= LONGEST_EMPTY and (not (word := value.strip()) or word.casefold() in _NOTHING or word == "NA")
    )


def line_of(value: str) -> str:
    """Return a line without tags and entities, however often they were escaped."""
    if "_x00" in value:
        value = written_out(value)
    for _ in range(MOST_ROUNDS):
        if "<" in value and _TAG.search(value):
            value = _TAG.sub("", _UNSEEN.sub("", value))
        if "&" not in value or not _ENTITY.search(value):
            break
        value = entities(value)
    return value


def entities(text: str) -> str:
    """Return a text with its entities as the characters they are; an ampersand alone, as in an address, stays."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]).replace("\xa0", " "), text)


def written_out(text: str) -> str:
    r"""Return a text with the control characters that Excel's format writes out: `_x000D_` is a line end."""

    def character(match: re.Match[str]) -> str:
        if match[1] is None:
            return ""
        return {"0D": "\n", "0A": "\n", "09": "\t", "0B": "\n", "0C": "\n"}.get(match[1].upper(), "")

    return _WRITTEN.sub(character, text)


class Whole(Struct, frozen=True):
    """A text, and what says that it is not all of the article."""

    text: str
    incomplete: str = ""


def whole_text(text: str) -> Whole:
    """Return a text without what says that an API cut it, and that it did."""
    end = text[-80:]
    if not end.rstrip().endswith(("]", ")")):
        return Whole(text, CUT_BY_EXCEL if len(text) == CELL else "")
    if match := _MORE.search(end):
        return Whole(text[: len(text) - len(end) + match.start()] or text, "cut off by the service that it came from")
    if match := _ELLIPSIS.search(end):
        return Whole(text[: len(text) - len(end) + match.start()] or text, "cut off where it came from")
    return Whole(text, CUT_BY_EXCEL if len(text) == CELL else "")


def is_no_text(text: str) -> bool:
    """Tell whether a string stands in the place of a text and is none: `nan`, `[Removed]`."""
    return len(text) <= 80 and (is_empty(text) or bool(_NO_TEXT.fullmatch(text.strip())))


def with_breaks(text: str) -> str:
    r"""Return a text with line ends where they were written out as `\n`, as long as it has none of its own."""
    if "\\n" not in text or "\n" in text.strip():
        return text
    return _BREAKS.sub("\n", text).replace("\\t", "\t").replace("\\\\", "\\")


def is_no_date(value: str) -> bool:
    """Tell whether a date stands for none: the first moment that a program can think of, or the last."""
    if value[:4] not in {"0000", "0001", "1969", "1970", "9999", "1899", "1900", "1601", "2099"}:
        return False
    if value[:4] in {"0000", "0001", "9999"}:
        return True
    try:
        moment = datetime.fromisoformat(value.strip().replace(" ", "T", 1))
    except ValueError:
        return False
    if len(value.strip()) <= 10:
        return value.strip() in {"1899-12-30", "1601-01-01"}
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%m-%d %H:%M") in {"01-01 00:00", "12-31 00:00", "12-31 23:59", "12-30 00:00"}
