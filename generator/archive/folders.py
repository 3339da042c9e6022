"""Folders: what each folder of the articles gave, which facts its articles lack, and a few of them as examples."""

from __future__ import annotations

from collections import Counter, defaultdict
from heapq import nsmallest
from pathlib import PurePosixPath

from generator.model import FACTS, Card, FolderSeen

from .gather import Gathered

EXAMPLES = 3
_OF_CARDS = tuple(
    name
    for name, fact in FACTS.items()
    if fact.expected and (fact.facet or name == "published") and name != "tags" and name in Card.__struct_fields__
)
"""The facts that the listings know of each article; few articles have an agency, so that it is not missed."""


def folders_of(gathered: Gathered) -> tuple[FolderSeen, ...]:
    """Return what each folder gave, by path; a file in an archive counts for the folder of the archive."""
    names = {taken.path for taken in gathered.taken}
    formats: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for taken in gathered.taken:
        formats[_folder(taken.path)][taken.format] += taken.captures
    articles: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in gathered.entries.items():
        articles[_folder(entry.newest.path)].append(name)
    return tuple(
        FolderSeen(
            path=folder,
            formats=dict(formats[folder].most_common()),
            articles=len(articles[folder]),
            missing=_missing(gathered, articles[folder]),
            examples=_examples(gathered, articles[folder]),
        )
        for folder in sorted(formats)
        if names
    )


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _missing(gathered: Gathered, names: list[str]) -> dict[str, int]:
    missing = {
        fact: sum(not getattr(gathered.cards[name], fact) for name in names) for fact in _OF_CARDS if fact != "agency"
    }
    missing["headline"] = sum(not gathered.entries[name].newest.has_headline for name in names)
    return {fact: missing[fact] for fact in FACTS if missing.get(fact)}


def _examples(gathered: Gathered, names: list[str]) -> tuple[str, ...]:
    first = nsmallest(EXAMPLES, names, key=lambda name: gathered.entries[name].newest.order[-2:])
    cards = [gathered.cards[name] for name in first]
    return tuple(
        " · ".join(
            filter(None, (f"“{card.headline}”", card.outlet, card.published and card.published[:10], card.language))
        )
        for card in cards
    )
