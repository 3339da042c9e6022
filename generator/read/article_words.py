"""The word for an article beside the name of a value: `CONTENT_TITLE`, `judul_berita`, `newsStatus`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def words() -> frozenset[str]:
    """Return what systems call an article, in any language, as they spell it in the names of values."""
    content = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return frozenset(word for names in content.values() for word in names)


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds the word for an article before a name, and behind it."""
    any_word = "|".join(sorted(words(), key=len, reverse=True))
    return (
        re.compile(rf"\A(?:{any_word})[ _-]+(?=\w)", re.IGNORECASE),
        re.compile(rf"(?<=\w)[ _-]+(?:(?:of|the|de|da|do|del|della|du|der|des)[ _-]+)*(?:{any_word})\Z", re.IGNORECASE),
    )


def without(name: str) -> Iterator[str]:
    """Yield a name without the word for an article before it, and without the one behind it, where it has one."""
    apart = _HUMP.sub("_", name)
    for pattern in _beside():
        bare = pattern.sub("", apart, count=1)
        if bare != apart:
            yield bare
