"""Blocked: tell what a server gave a crawler in the place of an article: challenges, errors, consent and login pages.

All of them say little, and what they are called says what they are, whatever the language. A report can bear such a
name too, or speak of such pages, but then it has a text. So a name alone counts for nothing, and a text of more than
some lines is never one of these.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct

MOST_TEXT = 1500
"""Characters of the longest page of the kind, footers and all."""
_NAME = 60
"""Characters of a text that can be nothing but the name of such a page."""
_LITTLE = 800
"""Characters of a text that its own words show to be one, whatever it is called."""
_LEAST = 300
"""Characters of a text that its page's markup shows to be one."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_TEXT = 500

_SEPARATOR = re.compile(r"\s+[|–—·•»«:~/-]+\s+|\s*[|｜│]\s*|:\s+|：")
_MOST_WORDS = 4
"""Words of what stands beside the name of such a page: the name of the site."""
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


class _Kind(Struct, frozen=True):
    why: str
    names: re.Pattern[str]
    says: re.Pattern[str]
    markup: re.Pattern[str] | None


@cache
def _kinds() -> tuple[_Kind, ...]:
    table = tomllib.loads((Path(__file__).parent / "blocked.toml").read_text(encoding="utf-8"))
    return tuple(
        _Kind(
            why=kind["why"],
            names=_any_of(kind["names"]),
            says=_any_of(kind["says"]),
            markup=_any_of(kind["markup"], re.IGNORECASE) if "markup" in kind else None,
        )
        for kind in table["kind"]
    )


def _any_of(words: list[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in words), flags)


def _small(text: str) -> str:
    """Return a text in small letters, as the table has its words: a search without case takes fifteen times as long."""
    return text.lower().replace("i\u0307", "i")


def blocked(title: str, text: str, markup: str = "") -> str:
    """Return why what stands in the place of an article is none, in few words; empty if it may be one.

    Args:
        title: What it is called.
        text: What it says.
        markup: The page that it stands in, where there is one; pages of challenges say little but in scripts.
    """
    if len(text) > MOST_TEXT or (len(text) > _CJK_TEXT and _CJK.search(text)):
        return ""
    named = _kind_in_title(_small(title))
    if named or len(text) > _LITTLE:
        return named
    small = _small(text)
    if len(small) < _NAME and (whole := _kind_in_title(_EDGE.sub("", small))):
        return whole
    said = {kind.why: len({match[0] for match in kind.says.finditer(small)}) for kind in _kinds()}
    why = max(said, key=lambda each: said[each])
    if said[why] > 1 or (said[why] and not title):
        return why
    if said[why] and (first := _kind_in_title(small.lstrip().partition("\n")[0])):
        return first
    if len(text) > _LEAST:
        return ""
    return next((kind.why for kind in _kinds() if markup and kind.markup and kind.markup.search(markup)), "")


def _kind_in_title(title: str) -> str:
    """Return what a title in small letters says that a page is, by any of its parts that names the page."""
    parts = [_EDGE.sub("", title)]
    for separator in _SEPARATOR.finditer(title):
        head, tail = title[: separator.start()], title[separator.end() :]
        if len(tail.split()) <= _MOST_WORDS and ":" not in separator[0]:
            parts.append(_EDGE.sub("", head))
        if len(head.split()) <= _MOST_WORDS:
            parts.append(_EDGE.sub("", tail))
    return next((kind.why for kind in _kinds() if any(map(kind.names.fullmatch, parts))), "")
