"""Explain an article: where its fields came from, what was taken out of it, and what its copies rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.group import Thresholds, reason, same_headline
from generator.model import FACTS, Article, Field, Match, Tombstone
from generator.model.errors import GeneratorError
from generator.render import words
from generator.settings import ARCHIVE

from .gather import Gathered
from .prepare import Prepared
from .withdrawn import page_in, spelled

READ_WORDS = 5000
QUOTED_OF_EACH = 40
"""Words of a passage that are quoted where there may be many copies."""
MISSES = 20
"""Articles that were compared and not joined, at most, that an explanation lists."""


def find(gathered: Gathered, name: str) -> str:
    """Return the id of the article that a name means.

    Args:
        gathered: The archive.
        name: Id or its beginning (4 digits at least), address of the page on any host, the article's own address, or
            input path with or without `:record`.

    Raises:
        GeneratorError: If no article answers to the name, or several do; names those.
    """
    if name in gathered.entries:
        return name
    address = page_in(name)
    by_address = [card.id for card in gathered.cards.values() if card.address == address]
    by_place = [article for article, entry in gathered.entries.items() if name in _places(entry.newest)]
    by_version = [
        article for article, entry in gathered.entries.items() if any(name in _places(older) for older in entry.older)
    ]
    leading = {gathered.joined.get(start, start): None for start in spelled(name)}  # once each, in their order
    by_url = [one for one in leading if one in gathered.entries]
    by_start = [article for article in gathered.entries if len(name) >= 4 and article.startswith(name)]
    meant = by_address or by_place or by_version or by_start or by_url
    if len(meant) == 1:
        return meant[0]
    if stone := find_tombstone(gathered, name):
        raise GeneratorError(f"{name!r}: withdrawn, and its text is not kept; archive/{stone.address}/ says why")
    if not meant:
        raise GeneratorError(
            f"{name!r}: no article has this id, address or input path; expected e.g. the 8 digits that end its page's "
            "address"
        )
    some = ", ".join(meant[:5])
    raise GeneratorError(f"{name!r}: {len(meant)} articles answer to it ({some} ...); expected one, e.g. {name}:1")


def find_tombstone(gathered: Gathered, name: str) -> Tombstone | None:
    """Return what stands for the withdrawn article that a name means; None if it means none, or several."""
    address = page_in(name)
    meant = [
        stone
        for stone in gathered.tombstones
        if stone.address == address or any(stone.id.startswith(one) for one in spelled(name))
    ]
    return meant[0] if len(meant) == 1 else None


def _places(capture: Prepared) -> tuple[str, ...]:
    """Return the names of the place that a capture was read from, with and without its record number."""
    places = ((page.path, page.record) for page in capture.leaves or (capture,))
    return tuple(
        place for path, record in places for place in (path, *([f"{path}:{record}"] if record is not None else []))
    )


def explanation(article: Article, copies: Mapping[str, Article], gathered: Gathered, thresholds: Thresholds) -> str:
    """Return everything known about how an article came about, as lines of text.

    Args:
        article: The article to explain.
        copies: The other members of its cluster, by id.
        gathered: The archive.
        thresholds: From where on a match joins.
    """
    return "\n".join(
        (
            *_head(article),
            "",
            "Fields",
            *_fields(article),
            "",
            f"Text: {words.counted(len(article.paragraphs), 'paragraph')}",
            *(f"  made into {line.rule}: {line.text}" for line in article.lifted),
            f"Taken out: {words.counted(len(article.dropped), 'line')}",
            *(f"  {line.rule}: {line.text}" for line in article.dropped),
            "",
            *_copies(article, copies, gathered, thresholds),
        )
    )


def _head(article: Article) -> Iterator[str]:
    yield f"Article {article.id}, page {ARCHIVE}/{article.address}/"
    place = article.provenance
    record = "" if place.record is None else f", record {place.record}"
    yield f"  read from {place.path}{record}, BLAKE2b {place.digest}"
    if place.format:
        yield f"  taken for {place.format}"
    for name, value in (("address", place.url), ("captured", place.captured)):
        if value:
            yield f"  {name} {value}"
    for key, value in place.container.items():
        yield f"  {key} {value}"
    for version in article.versions:
        older = version.provenance
        text = f"another text, {words.counted(len(version.paragraphs), 'paragraph')}"
        when = f", captured {older.captured}" if older.captured else ""
        record = "" if older.record is None else f":{older.record}"
        again = not version.paragraphs and older.captured == place.captured
        what = "the same record again" if again else "older capture"
        yield f"  {what}: {older.path}{record}{when}, {text if version.paragraphs else 'the same text'}"


def _fields(article: Article) -> Iterator[str]:
    for name, fact in FACTS.items():
        field: Field[object] | None = getattr(article, name)
        if field is None:
            if fact.expected:
                yield f"  {name:10} unknown"
            continue
        value = ", ".join(field.value) if isinstance(field.value, tuple) else field.value
        evidence = f', from "{field.evidence}"' if field.evidence else ""
        yield f"  {name:10} {value}  [{field.origin}: {field.rule}{evidence}]"


def _copies(
    article: Article, copies: Mapping[str, Article], gathered: Gathered, thresholds: Thresholds
) -> Iterator[str]:
    cluster = next((one for one in gathered.copies.clusters if article.id in one.member_ids), None)
    members = frozenset(cluster.member_ids if cluster else ())
    if cluster:
        standing = "canonical" if cluster.canonical_id == article.id else f"canonical is {cluster.canonical_id}"
        yield f"Copies: {len(members) - 1}; {standing} ({cluster.reason})"
    else:
        yield "Copies: none"
    known = (*gathered.copies.matches.of(article.id), *(cluster.matches if cluster else ()))  # a cluster's say merged
    evidence = {_other(match, article.id): match for match in known if article.id in (match.left_id, match.right_id)}
    for name in sorted(members - {article.id}):
        match = evidence.get(name)
        yield f"  {_name_of(gathered, name)}: {_numbers(match) if match else 'not compared directly'}"
        if cluster and match:
            yield f"    {_kind(match, cluster.canonical_id)}"
        if match and name in copies:
            yield f"    {_passage(article, copies[name], match, QUOTED_OF_EACH)}"
    apart = (match for name, match in evidence.items() if name not in members)
    misses = sorted(apart, key=lambda match: (-match.containment, match.left_id, match.right_id))[:MISSES]
    if misses:
        yield "Compared and not joined"
    for match in misses:
        yield f"  {_name_of(gathered, _other(match, article.id))}: {_numbers(match)}"
        yield f"    {_why_not(match, gathered, thresholds)}"
    yield from _rulings_of(gathered, {article.id})


def _rulings_of(gathered: Gathered, ids: set[str]) -> Iterator[str]:
    """Yield what the curator decided about all of some articles, as lines of text."""
    for ruling in gathered.copies.rulings:
        if ids <= set(ruling.ids):
            yield f"The curator decided: {ruling.verdict} {' '.join(ruling.ids)} {ruling.note} {ruling.by}".rstrip()


def _why_not(match: Match, gathered: Gathered, thresholds: Thresholds) -> str:
    pair = (match.left_id, match.right_id)
    if any(ruling.verdict == "different" and ruling.pair == pair for ruling in gathered.copies.rulings):
        return "not joined: the curator decided so"
    standings = gathered.copies.standings
    own = reason(
        match,
        min_containment=thresholds.min_containment,
        min_shared=thresholds.min_shared,
        same_headline=same_headline(standings[match.left_id], standings[match.right_id]),
    )
    related = next((one.kind for one in gathered.copies.relations if one.match == match), None)
    if not own and related == "part":
        own = "it is one of the articles that the longer is made of"
    of_it = f"; {match.shorter_id} of {match.longer_id}: {words.RELATIONS[related, True]}" if related else ""
    return f"not joined: {own or 'most members of the one cluster share too little with those of the other'}{of_it}"


def comparison(left: Article, right: Article, match: Match, gathered: Gathered, thresholds: Thresholds) -> str:
    """Return what two articles share, and whether that makes them copies, as lines of text."""
    clusters = gathered.copies.clusters
    cluster = next((one for one in clusters if {left.id, right.id} <= set(one.member_ids)), None)
    if cluster:
        pair = (match.left_id, match.right_id)
        match = next((one for one in cluster.matches if (one.left_id, one.right_id) == pair), match)
    kind = [f"  {_kind(match, cluster.canonical_id)}"] if cluster and match.shared else []
    lines = (
        _name_of(gathered, left.id),
        _name_of(gathered, right.id),
        f"  {_numbers(match)}",
        *kind,
        f"  {_passage(left, right, match)}",
        "  in one cluster" if cluster else f"  {_why_not(match, gathered, thresholds)}",
        *(f"  {line}" for line in _rulings_of(gathered, {left.id, right.id})),
    )
    return "\n".join(lines)


def _kind(match: Match, canonical_id: str) -> str:
    copy = match.copy_id(canonical_id)
    return f"{copy} of {_other(match, copy)}: {words.COPY_KINDS[match.kind_of(copy)]}"


def _passage(left: Article, right: Article, match: Match, most_quoted: int = READ_WORDS) -> str:
    """Quote the longest passage that two texts share as it stands in the first, and say where it stands in both.

    Of a passage of more words than are to be quoted, the first half and the last stand for all.
    """
    if not match.passage:
        return "no passage of eight words shared"
    start, stop = match.place_in(left.id)
    other_start, other_stop = match.place_in(right.id)
    quoted = left.text[start:stop].split()
    if len(quoted) > most_quoted:
        quoted = [*quoted[: most_quoted // 2], "…", *quoted[-most_quoted // 2 :]]
    return (
        f"the longest passage shared, {words.counted(match.passage, 'word')}, characters {start}-{stop} and "
        f"{other_start}-{other_stop}: {' '.join(quoted)}"
    )


def _other(match: Match, name: str) -> str:
    return match.right_id if match.left_id == name else match.left_id


def _name_of(gathered: Gathered, name: str) -> str:
    card = gathered.cards[name]
    return f"{name} {card.outlet or 'unknown outlet'}, {card.headline[:60]!r}"


def _numbers(match: Match) -> str:
    aligned = f", {match.aligned:.3f} of its words in the same order" if match.aligned else ""
    return (
        f"containment {match.containment:.3f}, resemblance {match.resemblance:.3f}, "
        f"{match.shared} runs of eight words shared{aligned}"
    )
