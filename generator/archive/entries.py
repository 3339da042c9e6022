"""The articles of an archive as entries: where the bytes of each are, and what the others make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.clean import drop_repeated
from generator.kept.store import Store
from generator.model import Article, Field, Version
from generator.parallel import batches

from .joined import join
from .outlets import Called
from .prepare import Prepared, decode_article

BATCH = 500
"""Articles in memory at once."""


class Borrowed(Struct, frozen=True, kw_only=True):
    """Fields that an article takes over from a copy; None where it has its own or no copy has one."""

    headline: Field[str] | None = None
    agency: Field[str] | None = None


NOTHING_BORROWED = Borrowed()


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """An article of the archive: where its bytes are, and what the other articles make of it."""

    newest: Prepared
    older: tuple[Prepared, ...]
    """Older captures, newest first."""
    boilerplate: frozenset[int]
    """Hashes of the lines that repeat in its outlet."""
    borrowed: Borrowed = NOTHING_BORROWED
    called: Called | None = None
    """The name of its outlet, where the article spells it otherwise."""
    address: str = ""
    """The address that the ledger keeps for it; empty where it is the one that its captures give it."""
    size: int = 0
    """Characters of the text."""
    letters: int = 0
    """The same without spaces and hyphens: how long the text is, with whole words or broken."""
    spellings: int = 0
    """Different words of the text, of which one that was misread has more."""
    declares: bool = False
    """Whether the outlet itself names the agency that wrote the text."""
    cut: bool = False
    """Whether the text is known to be cut off."""
    digest: str = ""
    """Digest of the article as it stands but for borrowed fields."""
    telling: str | None = None
    """Its own headline folded for comparison; None if it has none, or one too short to tell one text from another."""
    indexed: str = ""
    """Digest of what the search index holds of it, but for borrowed fields: not of where its record stands."""


def articles(entries: Mapping[str, Entry], store: Store) -> Iterator[Article]:
    """Yield the articles of some entries as the archive shows them, in the order of the entries.

    Raises:
        StoreError: If the body of one is damaged.
    """
    for some in batches(entries.values(), BATCH):
        bodies = bodies_of(some, store)
        for entry in some:
            yield finish(entry, bodies)


def bodies_of(entries: Iterable[Entry], store: Store) -> dict[str, bytes]:
    """Return the bodies of all captures of some entries, by digest.

    Raises:
        StoreError: If one is damaged.
    """
    keys = [body for entry in entries for one in (entry.newest, *entry.older) for body in one.bodies]
    return store.require("body", keys)


def finish(entry: Entry, bodies: Mapping[str, bytes]) -> Article:
    """Return an article without its outlet's boilerplate, with its older versions and what it borrows."""
    article = _as_captured(entry.newest, bodies, entry.boilerplate)
    if entry.called and article.outlet:
        article = replace(article, outlet=_as_called(article.outlet, entry.called))
    if not entry.older and entry.borrowed == NOTHING_BORROWED:
        return replace(article, first_address=entry.address) if entry.address else article
    older = [_as_captured(one, bodies, entry.boilerplate) for one in entry.older]
    return replace(
        article,
        versions=tuple(_version(one, article) for one in older),
        first_address=entry.address or _first_address(entry, older) or article.first_address,
        headline=entry.borrowed.headline or article.headline,
        agency=entry.borrowed.agency or article.agency,
    )


def _as_called(outlet: Field[str], called: Called) -> Field[str]:
    """Return an outlet under its one name, its own spelling as the evidence."""
    return replace(outlet, value=called.name, rule=f"{outlet.rule}; {called.rule}", evidence=outlet.value)


def _first_address(entry: Entry, older: Sequence[Article]) -> str | None:
    """Return the address that the oldest capture gave; the same record again gives none."""
    return next(
        (one.address for one, capture in zip(older[::-1], entry.older[::-1], strict=True) if not capture.again), None
    )


def of_capture(capture: Prepared, body: bytes) -> Article:
    """Return the article of a capture, under the id that it has by now, which may be another than its record gives."""
    article = decode_article(body)
    return replace(article, id=capture.id) if article.id != capture.id else article


def _as_captured(capture: Prepared, bodies: Mapping[str, bytes], lines: frozenset[int]) -> Article:
    """Return the article of a capture, joined of its pages if it has several, without its outlet's boilerplate."""
    if not capture.leaves:
        return _without_boilerplate(of_capture(capture, bodies[capture.body]), lines)
    pages = [_without_boilerplate(of_capture(page, bodies[page.body]), lines) for page in capture.leaves]
    return join(pages, capture)


def _without_boilerplate(article: Article, lines: frozenset[int]) -> Article:
    if not lines:
        return article
    cleaned = drop_repeated(article.paragraphs, lines)
    if not cleaned.dropped:
        return article
    return replace(article, paragraphs=cleaned.paragraphs, dropped=article.dropped + cleaned.dropped)


def _version(older: Article, newer: Article) -> Version:
    return Version(
        given_id=older.given_id,
        provenance=older.provenance,
        headline=older.headline.value if older.headline else None,
        published=older.published.value if older.published else None,
        modified=older.modified.value if older.modified else None,
        paragraphs=() if older.paragraphs == newer.paragraphs else older.paragraphs,
    )
