"""Names: which columns of a table, or keys of a record, are which of ours, in many languages (`names.toml`).

A name is told without its case, spaces, marks and accents. One that is several keys in different languages (`Rubrik`
is a headline in Swedish, a section in German) counts for the first that has no other.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

PARTS = ("year", "month", "day", "time")
"""Names of what a date is in several columns."""

OPENING = "opening"
"""What stands for a text that is not given."""

SUMMARY = "summary"
"""What tells of an article in a sentence or two."""

_LAST = re.compile(r".*(?:[.:/]|__)(?=[^.:/]*[^\W_])")
_TYPED = re.compile(r"_(?:(?:txt|text|t|s)_[a-z]{2}|t?dts?|txts?|[sibltfd]s?)\Z")
"""The type, and for a text its language, behind a name in the records of Solr: `title_txt_en`, `date_dt`."""
_OF_ARTICLE = re.compile(
    r"(?:content|article|news|story|document|doc|meta|item|entry|record)[ _-]+(?=\w)", re.IGNORECASE
)
"""What a table's columns are of, before their names: `CONTENT_TITLE`."""


class Named(Struct, frozen=True, kw_only=True):
    """What the columns of a table, or the keys of a record, are."""

    keys: Mapping[str, tuple[str, ...]]
    """Key of ours -> the columns that can hold it, as they are spelled, the most telling first."""
    parts: Mapping[str, str]
    """`year`, `month`, `day`, `time` -> the column with that part of the date; empty without a year and a month."""


_OF_ANYTHING = frozenset({"name", "from", "by", "day", "month", "year", "time", "page", "html"})
"""Names that say nothing behind another word: `item_name`, `content_by`."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return a name without what counts for nothing: case, spaces, underscores, hyphens, accents."""
    letters = unicodedata.normalize("NFKD", name[:200].casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter in "@$")


@cache
def known_names() -> Mapping[str, tuple[str, ...]]:
    """Return, for each key, what it is called, the most telling first."""
    content = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    return {
        key: tuple(name for names in languages.values() for name in names)
        for key, languages in content.items()
        if key != SUMMARY
    }


@cache
def _summaries() -> Mapping[str, int]:
    """Return the folded names of what tells of an article in a sentence or two, each with its rank."""
    content = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))[SUMMARY]
    names = [fold(name) for names in content.values() for name in names]
    return {name: rank for rank, name in reversed(list(enumerate(names)))}


@lru_cache(maxsize=4096)
def summaries(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that tell of an article in a sentence or two, the most telling first."""
    ranks = _summaries()
    return tuple(sorted((one for one in columns if fold(one) in ranks), key=lambda one: ranks[fold(one)]))


@cache
def _by_fold() -> Mapping[str, Mapping[str, int]]:
    """Return, for each folded name, the keys that it can be, each with its rank."""
    by_fold: dict[str, dict[str, int]] = {}
    for key, names in known_names().items():
        for rank, name in enumerate(names):
            by_fold.setdefault(fold(name), {}).setdefault(key, rank)
    return by_fold


def is_known(name: str) -> bool:
    """Tell whether a column of that name would be one of ours."""
    return bool(_meanings(name))


@lru_cache(maxsize=65536)
def _meanings(name: str) -> Mapping[str, int]:
    """Return the keys that a name can be, each with its rank: as it stands, else by the bare word in it."""
    if "://" in name:
        return {}
    untyped = _TYPED.sub("", name)
    bare = _OF_ARTICLE.sub("", untyped, count=1) if _OF_ARTICLE.match(untyped) else untyped
    for one in (name, _LAST.sub("", name), untyped, "" if fold(bare) in _OF_ANYTHING else bare):
        if known := _by_fold().get(fold(one)):
            return known
    return {}


@lru_cache(maxsize=4096)
def named(columns: tuple[str, ...]) -> Named:
    """Return what columns are, by their names alone.

    Args:
        columns: The names as they are spelled, in their order.
    """
    meanings = {column: _meanings(column) for column in columns}
    parts = {part: column for part in PARTS for column in columns if part in meanings[column]}
    parts = parts if "year" in parts and "month" in parts else {}
    keys: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set(parts.values())
    for key in known_names():
        if key in PARTS:
            continue
        ranked = sorted(
            (column for column, known in meanings.items() if key in known and column not in taken),
            key=lambda column: (
                f"{column}_gmt" in meanings,
                column != key,
                fold(column) not in _by_fold(),
                meanings[column][key],
            ),
        )
        sure = [column for column in ranked if len(meanings[column]) == 1]
        if sure or ranked:
            keys[key] = tuple(sure or ranked)
            taken.update(keys[key])
    return Named(keys=keys, parts=parts)


def is_time(column: str) -> bool:
    """Tell whether a column is named for a time of day."""
    return "time" in _meanings(column)


def columns_of(columns: Sequence[str]) -> Mapping[str, str]:
    """Return, for each key of ours, the column that most likely holds it; for tables of any format."""
    return {key: columns_named[0] for key, columns_named in named(tuple(columns)).keys.items() if key != OPENING}


@cache
def places_inside() -> Mapping[str, tuple[str, ...]]:
    """Return, for each key, the places in objects where it can be: `source.name`."""
    return {key: tuple(name for name in names if "." in name) for key, names in known_names().items()}


@cache
def holders() -> frozenset[str]:
    """Return the folded names of the objects that such places lead into."""
    return frozenset(fold(word.partition(".")[0]) for words in places_inside().values() for word in words)
