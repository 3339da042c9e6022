"""Explain an article: where its fields came from, what was taken out of it, and what its copies rest on."""

from __future__ import annotations

from collections.abc import Iterator

from .errors import GeneratorError
from .gather import Gathered
from .model import Article, Field, Match
from .prepare import Prepared
from .settings import ARCHIVE

FIELDS = (
    "outlet",
    "headline",
    "byline",
    "authors",
    "dateline",
    "agency",
    "section",
    "tags",
    "published",
    "modified",
    "language",
)


def find(gathered: Gathered, name: str) -> str:
    """Return the id of the article that a name means.

    Args:
        gathered: The archive.
        name: Id or its beginning (4 digits at least), address of the page, or input path with or without `:record`.

    Raises:
        GeneratorError: If no article answers to the name, or several do; names those.
    """
    if name in gathered.entries:
        return name
    address = name.strip("/").removeprefix(f"{ARCHIVE}/")
    by_address = [card.id for card in gathered.cards.values() if card.address == address]
    by_place = [article for article, entry in gathered.entries.items() if name in _places(entry.newest)]
    by_version = [
        article for article, entry in gathered.entries.items() if any(name in _places(older) for older in entry.older)
    ]
    by_start = [article for article in gathered.entries if len(name) >= 4 and article.startswith(name)]
    found = by_address or by_place or by_version or by_start
    if len(found) == 1:
        return found[0]
    if not found:
        raise GeneratorError(
            f"{name!r}: no article has this id, address or input path; expected e.g. an id from data/articles.jsonl"
        )
    some = ", ".join(found[:5])
    raise GeneratorError(f"{name!r}: {len(found)} articles answer to it ({some} ...); expected one, e.g. {name}:1")


def _places(capture: Prepared) -> tuple[str, ...]:
    """Return the names of the place that a capture was read from, with and without its record number."""
    return (capture.path,) if capture.record is None else (capture.path, f"{capture.path}:{capture.record}")


def explanation(article: Article, gathered: Gathered) -> str:
    """Return everything known about how an article came about, as lines of text."""
    return "\n".join(
        (
            *_head(article),
            "",
            "Fields",
            *_fields(article),
            "",
            f"Text: {len(article.paragraphs)} paragraphs",
            *(f"  made into {line.rule}: {line.text}" for line in article.lifted),
            f"Taken out: {len(article.dropped)} lines",
            *(f"  {line.rule}: {line.text}" for line in article.dropped),
            "",
            *_copies(article, gathered),
        )
    )


def _head(article: Article) -> Iterator[str]:
    yield f"Article {article.id}, page {ARCHIVE}/{article.address}/"
    place = article.provenance
    record = "" if place.record is None else f", record {place.record}"
    yield f"  read from {place.path}{record}, BLAKE2b {place.digest}"
    for version in article.versions:
        older = version.provenance
        same = "the same text" if not version.paragraphs else f"another text, {len(version.paragraphs)} paragraphs"
        yield f"  older capture: {older.path}{'' if older.record is None else f':{older.record}'}, {same}"


def _fields(article: Article) -> Iterator[str]:
    for name in FIELDS:
        found: Field[object] | None = getattr(article, name)
        if found is None:
            yield f"  {name:10} unknown"
            continue
        value = ", ".join(found.value) if isinstance(found.value, tuple) else found.value
        evidence = f', from "{found.evidence}"' if found.evidence else ""
        yield f"  {name:10} {value}  [{found.origin}: {found.rule}{evidence}]"


def _copies(article: Article, gathered: Gathered) -> Iterator[str]:
    cluster = next((one for one in gathered.clusters if article.id in one.member_ids), None)
    members = frozenset(cluster.member_ids if cluster else ())
    if cluster:
        standing = "canonical" if cluster.canonical_id == article.id else f"canonical is {cluster.canonical_id}"
        yield f"Copies: {len(members) - 1}; {standing}"
    else:
        yield "Copies: none"
    own = [match for match in gathered.verified if article.id in (match.left_id, match.right_id)]
    evidence = {_other(match, article.id): match for match in own}
    for name in sorted(members - {article.id}):
        match = evidence.get(name)
        yield f"  {_named(gathered, name)}: {_numbers(match) if match else 'not compared directly'}"
    misses = sorted(
        (match for name, match in evidence.items() if name not in members), key=lambda one: -one.containment
    )
    if misses:
        yield "Compared and not joined"
        yield from (f"  {_named(gathered, _other(match, article.id))}: {_numbers(match)}" for match in misses)


def _other(match: Match, name: str) -> str:
    return match.right_id if match.left_id == name else match.left_id


def _named(gathered: Gathered, name: str) -> str:
    card = gathered.cards[name]
    return f"{name} {card.outlet or 'unknown outlet'}, {card.headline[:60]!r}"


def _numbers(match: Match) -> str:
    return (
        f"containment {match.containment:.3f}, resemblance {match.resemblance:.3f}, "
        f"{match.shared} runs of eight words shared"
    )
