"""Names: which columns of a table, or keys of a record, are which of ours, in many languages (`names.toml`).

A name is told without its case, spaces, marks and accents. One that is several keys in different languages (`Rubrik`
is a headline in Swedish, a section in German) counts for the first that has no other.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from generator.read import article_words

PARTS = ("year", "month", "day", "time")
"""Names of what a date is in several columns."""

OPENING = "opening"
"""What stands for a text that is not given."""

SUMMARY = "summary"
"""What tells of an article in a sentence or two."""

_LAST = re.compile(r".*(?:[.:/]|__)(?=[^.:/]*[^\W_])")
_TYPED = re.compile(r"_(?:(?:txt|text|t|s)_[a-z]{2}|t?dts?|txts?|[sibltfd]s?)\Z")
"""The type, and for a text its language, behind a name in the records of Solr: `title_txt_en`, `date_dt`."""
_TONGUE = re.compile(
    r"(?:(?<=[^\W_])[_.-]|(?<=[a-z])(?=[A-Z]))"
    r"(?:en|EN|fr|FR|de|DE|es|ES|pt|PT|nl|NL|ru|RU|uk|UK|ar|AR|zh|ZH|ja|JA|ko|KO|tr|TR|pl|PL|sv|SV|fi|FI|cs|CS|hu|HU|ro|RO"
    r"|fa|FA|vi|VI|hi|HI|bn|BN|ur|UR|ta|TA|az|AZ|kk|KK|uz|UZ|bg|BG|hr|HR|sr|SR|sk|SK|sl|SL|lt|LT|lv|LV|ca|CA|ka|KA|hy|HY"
    r"|En|Fr|De|Es|Pt|Nl|Ru|Uk|Ar|Zh|Ja|Ko|Tr|Pl|Sv|Fi|Cs|Hu|Ro|Fa|Vi)\Z"
)
"""The language behind a name: `title_en`, `contentFr`."""
_STATED = re.compile(
    r"\A(?:original|raw|clean(?:ed)?|full|plain)[ _-]+(?=\w)"
    r"|(?<=\w)[ _-]+(?:original|orig|raw|clean(?:ed)?|full|plain)\Z",
    re.IGNORECASE,
)
"""In which state a value is, beside a name: `content_original`, `clean_title`."""
_BEHIND = 1_000
"""Ranks by which such a name stands behind all others."""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W\d_]+")
_OTHER_DAYS = frozenset(
    """start starts begin begins end ends event birth born death died due deadline expire expires expiry expiration
    valid until deleted archived last first reading import imported export exported register registered joined login
    comment print modification process processed""".split()
)
"""Words of names for days on which nothing was published."""


class Named(Struct, frozen=True, kw_only=True):
    """What the columns of a table, or the keys of a record, are."""

    keys: Mapping[str, tuple[str, ...]]
    """Key of ours -> the columns that can hold it, as they are spelled, the most telling first."""
    parts: Mapping[str, str]
    """`year`, `month`, `day`, `time` -> the column with that part of the date; empty without a year and a month."""


_OF_ANYTHING = frozenset({"name", "from", "by", "day", "month", "year", "time", "page", "html"})
"""Names that say nothing behind another word: `item_name`, `content_by`."""


_STROKES = str.maketrans("ıłđøħ", "ildoh")
"""Letters that people without a keyboard for them write as plain ones: `baslik`, `tytul`."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return a name without what counts for nothing: case, spaces, underscores, hyphens, accents."""
    letters = unicodedata.normalize("NFKD", name[:200].casefold()).translate(_STROKES)
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
    untyped = _TONGUE.sub("", _TYPED.sub("", name))
    for one in (name, _LAST.sub("", name), untyped, *_without_article(untyped)):
        if known := _by_fold().get(fold(one)):
            return known
    unstated = _STATED.sub("", untyped)
    known = _by_fold().get(fold(unstated), {}) if unstated != untyped else {}
    return {key: rank + _BEHIND for key, rank in known.items()}


def _without_article(name: str) -> Iterator[str]:
    """Yield a name without the word for an article before or behind it, if the rest says something."""
    yield from (bare for bare in article_words.without(name) if fold(bare) not in _OF_ANYTHING)


@lru_cache(maxsize=4096)
def refers_to_article(name: str) -> bool:
    """Tell whether a column holds the number of an article: `post_id`, `id_berita`."""
    words = words_of(name)
    return len(words) == 2 and "id" in words and any(map(_article_words().__contains__, words))


@cache
def _article_words() -> frozenset[str]:
    return frozenset(map(fold, article_words.words())) | {"node", "blog", "page"}


def words_of(name: str) -> tuple[str, ...]:
    """Return the words that a name is made of: `timeCreatePost` has three."""
    return tuple(filter(None, map(fold, _BETWEEN.split(_HUMP.sub(" ", name[:200])))))


@lru_cache(maxsize=4096)
def may_date(name: str) -> bool:
    """Tell whether a name that is not known may be that of the day of publication, by the words in it."""
    told, other = _words_of_dates()
    words = set(words_of(name))
    return not words.isdisjoint(told) and words.isdisjoint(other)


@lru_cache(maxsize=4096)
def may_lead(name: str) -> bool:
    """Tell whether a name that is not known may be that of the address of an article: `fronturl`, `linkToStory`."""
    folded = fold(name)
    return bool(_LEADS.search(folded)) and not _LEADS_ELSEWHERE.search(folded)


_LEADS = re.compile(r"\A(?:url|link)|(?:url|link|href)\Z")
_LEADS_ELSEWHERE = re.compile(
    "image|img|thumb|pic|photo|foto|gambar|gorsel|resim|media|video|audio|logo|icon|avatar|api|source|base|feed|rss|site"
    "|home|root|author|profile|user|comment|share|next|prev|json|file|download|pdf|facebook|twitter|publisher|category"
    "|section|tag|domain|host|amp|external|related"
)
"""Words of names for addresses of what is beside an article."""


@cache
def _words_of_dates() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that name a date of publication or a time, and those that name other days."""
    known = known_names()
    told = {fold(name) for key in ("published", "time") for name in known[key] if len(words_of(name)) == 1}
    published = {word for name in known["published"] for word in words_of(name)}
    others = {word for key in ("modified", "captured") for name in known[key] for word in words_of(name)}
    return frozenset(told), (frozenset(others) | _OTHER_DAYS) - published | _OTHER_DAYS


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
