"""Pack what the browser reads of a search index (its other half: theme/assets/javascripts/search-query.js).

For each shard, in a folder that its key names:

- `head.bin`: what filters, counts and orders need of every article, and Pagefind's directory of the shard
- `*.pf_index`: Pagefind's chunks of words, a few of which a query fetches
- `NNN.bin`: what results show, `BLOCK` articles each; in a shard without texts `MANY`, and scripts read the text of a
  result from its page
- `words.bin`: the shard's words, for those that are misspelt

For all shards but the newest, in a folder that the digest of their keys names, `NNN.bin`: which of them hold a stem, so
that a search asks no others (`holding.py`).

Besides: `reader-LANGUAGE-*.bin`, the program that searches, once for all shards; and `index.bin`, which lists the
shards and says which articles are copies of one another, since that changes while a shard's own articles do not. It
brings along what every search begins with: the program and the head of the newest shard and, if all its words are in
one chunk, that. These are two or three requests less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import groupby
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from generator.kept.gzipped import gzipped
from generator.model import FACTS, Article, Field, Moment, Page, parted

from .holding import FEWEST, StemLists, holding_folder, holding_pages
from .pagefind import LEVEL, Index
from .shards import Shard

FOLDER = "search/index"
INDEX = f"{FOLDER}/index.bin"
VERSION = 4
"""Of all these files together: a site's scripts refuse another archive's index of another version."""
_LISTED = ("folder", "reader", "articles", "first", "last", "words", "days")
_FACETS = tuple(name for name, fact in FACTS.items() if fact.facet)
_SHOWN = tuple(dict.fromkeys(("id", "address", "url", "headline", "date", "day", *_FACETS, "text", "sketch")))
_SHOWN_BESIDES = tuple(name for name in _SHOWN if name != "text")
BLOCK = 4
"""Articles in a file of what results show: 9 kB, and ten results are ten requests wherever they stand. Of 8 they were
17 kB, and 70 kB more for ten results; 100 bytes less an article, and half of the files."""
MANY = 64
"""The same without their texts: 12 kB. Ten results are ten more requests, of pages, and no text stands in the site
twice."""


NOTHING_HELD: Mapping[int, bytes] = MappingProxyType({})


class Summary(Struct, frozen=True, kw_only=True):
    """What `index.bin` says of a shard, besides its name."""

    files: tuple[str, ...]
    """Paths below the archive folder."""
    reader: str
    """The last part of the path of the program that searches the shard."""
    languages: tuple[tuple[str, int], ...]
    """Languages of the articles, and how many each."""
    first: str | None
    """Day of the oldest article; None for undated ones."""
    last: str | None
    words: int
    """Words of all articles: how long a text is, is measured by their average."""
    days: tuple[int | None, ...]
    """Days since 1970 in the order of the articles, each followed by the number of articles; None for no day."""
    head: bytes
    """Content of `head.bin`."""
    chunk: bytes = b""
    """That of the shard's chunk of words, if it has one alone."""


def folder_of(shard: Shard) -> str:
    """Return the path of a shard's folder."""
    return f"{FOLDER}/{shard.name}-{shard.key}"


def shard_pages(shard: Shard, held: Sequence[Mapping[str, Any]], index: Index) -> tuple[Summary, list[Page]]:
    """Return a shard's files.

    Args:
        shard: The shard.
        held: What it holds of its articles, in its order.
        index: Their words, and where each stands.
    """
    folder = folder_of(shard)
    reader = f"reader-{shard.language}-{blake2b(index.reader, digest_size=5).hexdigest()}.bin"
    head = _in_parts(packed(_head(held)), index.meta)
    pages = [
        Page(path=f"{folder}/head.bin", content=head),
        Page(path=f"{folder}/words.bin", content=packed(index.words.listed())),
        Page(path=f"{FOLDER}/{reader}", content=index.reader),
        *(Page(path=f"{folder}/{name}.pf_index", content=chunk) for name, chunk in index.chunks.items()),
    ]
    block = _block(shard)
    rows = [_result(one, length, shard) for one, length in zip(held, index.lengths, strict=True)]
    for number, start in enumerate(range(0, len(held), block)):
        shown = rows[start : start + block]
        pages.append(Page(path=f"{folder}/{number:03}.bin", content=packed(shown)))
    days = [one["date"][:10] for one in held if one["date"]]
    summary = Summary(
        files=tuple(page.path for page in pages),
        reader=reader,
        languages=_counts(one["language"] or "" for one in held),
        first=min(days, default=None),
        last=max(days, default=None),
        words=index.words.total,
        days=_runs(_day(one["date"]) for one in held),
        head=head,
        chunk=_alone(list(index.chunks.values())),
    )
    return summary, pages


def _alone(chunks: Sequence[bytes]) -> bytes:
    return chunks[0] if len(chunks) == 1 else b""


class Listed(Struct, frozen=True, kw_only=True):
    """What `index.bin` says of a shard."""

    folder: str
    """Below the index."""
    reader: str
    articles: int
    languages: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None
    words: int
    days: tuple[int | None, ...]


class Contents(Struct, frozen=True, kw_only=True):
    """What `index.bin` is made from, or of it what a build of a portion of the site knows."""

    shards: Mapping[int, Listed]
    """By their places, newest first."""
    newest: bytes
    """What comes along of the newest one; empty where that is another portion's."""
    clusters: tuple[tuple[tuple[int, int], ...], ...]
    """For each cluster the shard and number of its members, the canonical one first."""
    block: int = BLOCK
    """Articles in a file of what results show."""
    holding: StemLists | None = None
    """What says which shards hold a word; None for few shards, and until all portions are there."""
    held: Mapping[int, bytes] = msgspec.field(default_factory=dict)
    """For each of a portion's shards but the newest what it holds."""


def listed(shard: Shard, summary: Summary) -> Listed:
    """Return what `index.bin` says of a shard."""
    return Listed(
        folder=folder_of(shard).removeprefix(f"{FOLDER}/"),
        reader=summary.reader,
        articles=len(shard.ids),
        languages=summary.languages,
        first=summary.first,
        last=summary.last,
        words=summary.words,
        days=summary.days,
    )


def index_page(contents: Iterable[Contents]) -> Page:
    """Return the file that a search begins with: the list of shards, and what comes along of the newest one.

    Args:
        contents: Of the whole index, or of all its portions in any order.
    """
    contents = list(contents)
    shards = [one for _, one in sorted(pair for some in contents for pair in some.shards.items())]
    languages: Counter[str] = Counter()
    for one in shards:
        languages.update(dict(one.languages))
    content = {
        "version": VERSION,
        "block": contents[0].block,
        "shards": [{name: getattr(one, name) for name in _LISTED} for one in shards],
        "languages": sorted(languages.items(), key=lambda one: (-one[1], one[0])),
        "clusters": [[part for place in members for part in place] for members in contents[0].clusters],
    }
    if holding := contents[0].holding:
        content["holding"] = holding
    newest = next((one.newest for one in contents if one.newest), _in_parts(b"", b"", b""))
    return Page(path=INDEX, content=_in_parts(packed(content), newest))


def merged_pages(contents: Iterable[Contents]) -> Iterator[Page]:
    """Yield the files of an index that are made once all of its portions are there."""
    contents = list(contents)
    shards = {place: one for some in contents for place, one in some.shards.items()}
    held = {place: one for some in contents for place, one in some.held.items()}
    if len(shards) >= FEWEST:
        folder = holding_folder(shards[place].folder for place in sorted(shards)[1:])
        holding, pages = holding_pages(folder, [held[place] for place in sorted(held, reverse=True)])
        contents = [msgspec.structs.replace(one, holding=holding) for one in contents]
        yield from pages
    yield index_page(contents)


def contents_of(
    shards: Sequence[Shard],
    known: Mapping[str, Summary],
    reader: bytes,
    clusters: tuple[tuple[tuple[int, int], ...], ...],
    holding: StemLists | None = None,
    held: Mapping[int, bytes] = NOTHING_HELD,
) -> Contents:
    """Return what `index.bin` is made from.

    Args:
        shards: All, newest first.
        known: What is known of those that were made, by key.
        reader: The program that searches the newest one, if that was made.
        clusters: The copies, as `references` gives them.
        holding: What says which shards hold a word, if it is made.
        held: What they hold, by their places, if it is not.
    """
    newest = known.get(shards[0].key) if shards else None
    return Contents(
        shards={place: listed(one, known[one.key]) for place, one in enumerate(shards) if one.key in known},
        newest=brought(newest, reader) if newest else b"",
        clusters=clusters,
        block=_block(shards[0]) if shards else BLOCK,
        holding=holding,
        held=held,
    )


def brought(newest: Summary, reader: bytes) -> bytes:
    """Return what `index.bin` brings along of the newest shard."""
    return _in_parts(newest.head, reader, newest.chunk)


def _block(shard: Shard) -> int:
    return BLOCK if shard.texts else MANY


def _in_parts(*parts: bytes) -> bytes:
    """Return parts as one file: before each but the last stands its length, four bytes, the lowest first."""
    *some, last = parts
    return b"".join(len(one).to_bytes(4, "little") + one for one in some) + last


def packed(content: Any) -> bytes:
    """Return JSON, compressed: not every server does that on its way."""
    return gzipped(msgspec.json.encode(content), LEVEL)


def facts(article: Article) -> dict[str, Any]:
    """Return what an index holds of an article."""
    columns = {name: _value(article, name) for name, fact in FACTS.items() if fact.facet or name == "headline"}
    return {
        "id": article.id,
        "address": article.address,
        "url": article.url,
        **columns,
        "date": article.published.value if article.published else None,
        "day": (article.published.day or None) if article.published else None,
        "text": article.text,
        "sketch": article.sketch,
    }


def _value(article: Article, name: str) -> Any:
    field: Field[Any] | None = getattr(article, name)
    if field:
        return parted(field.value) if name == "agency" else field.value
    return () if FACTS[name].kind == "names" else None


def _head(articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a column for each fact; names stand once, and the columns hold their numbers."""
    return {
        "pages": [str(number) for number in range(len(articles))],
        "days": [_day(one["date"]) for one in articles],
        "minutes": [_minute(one["date"]) for one in articles],
        **{
            fact.facet: _column([_several(one[name]) for one in articles]) for name, fact in FACTS.items() if fact.facet
        },
    }


def _several(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value or ())


def _column(values: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the names, and for each article its name's number from 1, 0 for none, a list for several."""
    names = sorted({name for some in values for name in some})
    numbers = {name: number for number, name in enumerate(names, 1)}
    return {
        "names": names,
        "of": [numbers[some[0]] if len(some) == 1 else [numbers[name] for name in some] or 0 for some in values],
    }


def _day(moment: Moment | None) -> int | None:
    """Return the days since 1970."""
    return None if moment is None else (datetime.fromisoformat(moment[:10]) - datetime(1970, 1, 1)).days  # noqa: DTZ001


def _minute(moment: Moment | None) -> int:
    """Return the minute of the day, -1 where only the day is known."""
    return int(moment[11:13]) * 60 + int(moment[14:16]) if moment and len(moment) > 10 else -1


def _result(one: Mapping[str, Any], length: int, shard: Shard) -> dict[str, Any]:
    """Return what a result shows, and what filters and orders need of it where the head is not there.

    The excerpt is cut from the text once the reader's words are known.
    """
    shown = _SHOWN if shard.texts else _SHOWN_BESIDES
    return {**{name: one[name] for name in shown if one[name] not in (None, ())}, "words": length}


def _runs(days: Iterable[int | None]) -> tuple[int | None, ...]:
    return tuple(part for day, some in groupby(days) for part in (day, len(list(some))))


def _counts(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts.items()))


def references(
    clusters: Iterable[tuple[str, Sequence[str]]], places: Mapping[str, tuple[int, int]]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return each cluster as places in the index, the canonical member first; members that are not there have none.

    Args:
        clusters: Canonical id and member ids.
        places: Id -> its shard and its number there.
    """
    numbers = (
        tuple(places[name] for name in dict.fromkeys((canonical, *members)) if name in places)
        for canonical, members in clusters
    )
    return tuple(there for there in numbers if len(there) > 1)
