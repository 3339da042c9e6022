"""Cut an archive into shards: periods of a bounded size, each with an index of its own.

A shard depends on its own articles alone, so that a day's new articles cost one shard and leave the others' bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

from msgspec import Struct

from generator.model import Moment

BOUND = 10_000_000
"""Characters in a shard: of as many, a worker makes an index within 0.25 GB."""
YOUNG = BOUND // 4
"""Characters of the newest period from which what is newest in it is a shard of its own: that is where articles are
added. It joins the rest of its period once there is a newer one; with more such cuts, a search would ask too often."""
MOST = 1 << 15
"""Articles in a shard: a head of as many columns' rows is 200 kB, and the browser counts in steps of 65,536. Parts of a
day are cut by digits of ids, so that one may have a few more than its share."""
SMALL = BOUND // 2
"""Characters of a decade that is one shard: below that, years would be many requests for little."""
OWN_INDEX = 0.1
"""Share of the archive from which a language has indexes of its own, with its own stemmer."""

STEMMED = frozenset(
    "ca da nl en et fi fr de el hu id ga it lt nb nn no pt ro ru sr pl es sv tr eu eo hy hi ne ta yi".split()
)
"""Languages that Pagefind has stemmers for. Without Arabic: `fold` stems it, in whatever index its words are."""
_NO_SPACES = frozenset({"ja", "zh", "th", "lo", "km", "my"})


class Indexed(Struct, frozen=True, kw_only=True):
    """What cutting needs to know of an article."""

    id: str
    digest: str
    """Of everything that the index shows or finds of it."""
    published: Moment | None
    language: str | None
    size: int
    """Characters of its text."""


class Shard(Struct, frozen=True, kw_only=True):
    """The articles of a period, in the language of one index."""

    name: str
    """`2019`, `2019-q1`, `2019-03`, `2019-03-17`, `1890s` or `undated`; with `.2of3` where a day is cut, and with `.de`
    where the index is not in the archive's main language."""
    language: str
    """Whose stemmer the index has; `unknown` for none."""
    ids: tuple[str, ...]
    """Newest first, then by id; what other parts of the index call an article is its number here."""
    key: str
    """Digest of all that the shard is made from."""
    texts: bool = True
    """Whether its files hold the articles' texts; a site that is short of room leaves them to the pages."""


def cut(articles: Iterable[Indexed], *, release: str, bound: int = BOUND, texts: bool = True) -> list[Shard]:
    """Return the shards of an archive, newest first.

    Args:
        articles: In any order.
        release: Digest of what makes a shard's files besides its articles.
        bound: Characters that a shard may have; one article may have more.
        texts: Whether their files hold the articles' texts.
    """
    articles = list(articles)
    indexes = _indexes(articles)
    aged = []
    for language in sorted(set(indexes.values())):
        own = [one for one in articles if indexes[one.language] == language]
        for name, some in _periods(own, bound):
            full = name if language == indexes[None] else f"{name}.{language}"
            aged.append((_age(name, some), _shard(full, language, some, release, texts)))
    return [shard for _, shard in sorted(aged, key=lambda one: one[0])]


def _indexes(articles: Sequence[Indexed]) -> dict[str | None, str]:
    """Return the language of the index for each language of the archive; None for that of all the others."""
    counts = Counter(one.language for one in articles)
    stemmed = sorted((name for name in counts if name in STEMMED), key=lambda name: (-counts[name], name or ""))
    main = stemmed[0] if stemmed else "unknown"
    assert main is not None
    own = {name for name in stemmed if counts[name] >= OWN_INDEX * len(articles)}
    return {None: main, **{name: name if name in own else main for name in counts if name is not None}}


def _shard(name: str, language: str, articles: Sequence[Indexed], release: str, texts: bool) -> Shard:
    ordered = sorted(sorted(articles, key=lambda one: one.id), key=lambda one: one.published or "", reverse=True)
    digest = blake2b(f"{release}\0{name}\0{language}\0{texts}\0".encode(), digest_size=8)
    for one in ordered:
        digest.update(f"{one.id}\0{one.digest}\0".encode())
    ids = tuple(one.id for one in ordered)
    return Shard(name=name, language=language, ids=ids, key=digest.hexdigest(), texts=texts)


def _age(name: str, articles: Iterable[Indexed]) -> tuple[bool, str, str]:
    """Sort by the newest article, newest first and undated last; those of one day by name."""
    newest = max(one.published or "" for one in articles)
    return (not newest, "".join(chr(0x10FFFF - ord(sign)) for sign in newest), name)


def _periods(articles: Sequence[Indexed], bound: int) -> Iterator[tuple[str, list[Indexed]]]:
    """Yield periods that keep to the bound: decades of little, else years, quarters, months, days and parts of days."""
    small = SMALL * bound // BOUND
    newest = max((one.published or "" for one in articles), default="")
    for decade, some in _by(articles, _DECADE).items():
        if decade == "undated":
            yield from _parts(decade, some, bound)
        elif _size(some) <= small and len(some) <= MOST:
            yield from _young(decade, some, bound, _DECADE, newest)
        else:
            yield from _within(some, bound, 1, newest)


def _within(articles: Sequence[Indexed], bound: int, level: int, newest: str) -> Iterator[tuple[str, list[Indexed]]]:
    for name, some in _by(articles, level).items():
        if _size(some) <= bound and len(some) <= MOST:
            yield from _young(name, some, bound, level, newest)
        elif level < _DAY:
            yield from _within(some, bound, level + 1, newest)
        else:
            yield from _parts(name, some, bound)


def _young(
    name: str, articles: list[Indexed], bound: int, level: int, newest: str
) -> Iterator[tuple[str, list[Indexed]]]:
    """Yield a period, and the newest part of the newest one apart, if that has enough."""
    parts = _by(articles, level + 1) if level < _DAY and _size(articles) > YOUNG * bound // BOUND else {}
    young = _period(newest, level + 1) if parts else ""
    if len(parts) < 2 or young not in parts:
        yield name, articles
        return
    yield young, parts[young]
    yield name, [one for part, some in parts.items() if part != young for one in some]


def _parts(name: str, articles: Sequence[Indexed], bound: int) -> Iterator[tuple[str, list[Indexed]]]:
    """Cut by id: by date there is nothing left to cut, and a number in the order would shift with each new article."""
    count = max(-(-_size(articles) // bound), -(-len(articles) // MOST)) or 1
    parts: dict[int, list[Indexed]] = {}
    for one in articles:
        parts.setdefault(int(one.id[:8], 16) * count >> 32, []).append(one)
    for number, some in sorted(parts.items()):
        yield (f"{name}.{number + 1}of{count}" if count > 1 else name), some


_DECADE, _DAY = 0, 4


def _by(articles: Iterable[Indexed], level: int) -> dict[str, list[Indexed]]:
    groups: dict[str, list[Indexed]] = {}
    for one in articles:
        groups.setdefault(_period(one.published, level), []).append(one)
    return groups


def _period(published: Moment | None, level: int) -> str:
    if not published:
        return "undated"
    year, month, day = published[:4], published[5:7], published[8:10]
    quarter = (int(month) + 2) // 3
    return (f"{year[:3]}0s", year, f"{year}-q{quarter}", f"{year}-{month}", f"{year}-{month}-{day}")[level]


def _size(articles: Iterable[Indexed]) -> int:
    """Return the characters; where each is a word, they weigh four times as much."""
    return sum(one.size * (4 if one.language in _NO_SPACES else 1) for one in articles)


def shards_by_article(shards: Iterable[Shard]) -> Mapping[str, tuple[int, int]]:
    """Return for each id the number of its shard and its number there."""
    return {name: (place, number) for place, shard in enumerate(shards) for number, name in enumerate(shard.ids)}
