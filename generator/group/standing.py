"""Choose a cluster's main copy (stage 5): what is known of each member, and the evidence that decides, in its order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from generator.model import Moment

COMPLETE = 0.95
"""Share of what the most complete copy has in common with the others, from which a copy is as complete."""
MOSTLY = 0.5
"""Share of that from which a copy that names its agency is the agency's text, and no scrap of it."""
DAMAGED = 0.012
"""Spellings that a copy has more than another in whose place the same letters stand, as a share of that one's words,
from which a machine misread it: it spells a word that occurs twice in two ways. Another spelling, of a dialect or of
before a reform, has as many words as the first.

Of 89 texts in which one letter in fifty was made another 95 % have more; in an invented dialect none has.
"""
WHOLE_WORDS = 0.97
"""Letters a word, as a share of the most that a copy has: broken words have fewer."""
DAY = len("2019-12-17")


class Standing(Struct, frozen=True, kw_only=True, gc=False):
    """What decides which member of a cluster is canonical, and in which order members are listed."""

    is_agency: bool
    """Whether the article stands on an agency's own page."""
    size: int
    """Characters of the text without spaces and hyphens, so that broken words make no text longer."""
    published: Moment | None
    headline: str | None = None
    """The article's own headline, folded; None where it has none, or one of few words, which prove nothing."""
    words: int = 0
    spellings: int = 0
    """How many of its words are different ones."""
    declares: bool = False
    """Whether the outlet itself names the agency that wrote the text."""
    cut: bool = False
    """Whether the text is known to be cut off."""


def same_headline(left: Standing, right: Standing) -> bool:
    """Return whether two articles ran under one headline."""
    return left.headline is not None and left.headline == right.headline


def main_copy(
    members: Sequence[int],
    standings: Sequence[Standing],
    common: Mapping[int, float],
    chosen: frozenset[int],
    misread: Mapping[int, Collection[int]] = MappingProxyType({}),
    damaged: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> tuple[int, str]:
    """Return the main copy of a cluster, and why it is that, in words for readers.

    Each kind of evidence decides among those that the kinds before it left: who reads the reason can follow it.

    Args:
        members: The numbers of the cluster's articles.
        standings: What is known of each article of the archive.
        common: How much each member has in common with the others on average, in shingles; what one copy alone has
            counts for none, be it an addition or the rest of a text that the others cut.
        chosen: Those that the curator chose.
        misread: For members, others of which one was misread, whichever it is: their letters are the same, and their
            words are not.
        damaged: For members, others beside which their letters tell that they were misread.
    """
    known = {member: standings[member] for member in members}
    most = max((common.get(member, 0.0) for member in members), default=0.0)
    kinds: tuple[tuple[str, Callable[[list[int]], list[int]]], ...] = (
        ("chosen by the curator", lambda left: [one for one in left if one in chosen]),
        ("the agency’s own page", lambda left: [one for one in left if known[one].is_agency]),
        ("not cut off", lambda left: _uncut(left, known)),
        (
            "it names its agency",
            lambda left: [one for one in left if known[one].declares and common.get(one, 0.0) >= MOSTLY * most],
        ),
        (
            "the most complete in what the copies share",
            lambda left: [one for one in left if common.get(one, 0.0) >= COMPLETE * most],
        ),
        ("its words are not misread", lambda left: _undamaged(left, known, misread, damaged)),
        ("the earliest", lambda left: _earliest(left, known)),
        ("its words are whole", lambda left: _whole(left, known)),
        ("the longest", lambda left: _longest(left, known)),
    )
    left = sorted(members)
    reasons: list[str] = []
    for reason, narrowed in kinds:
        fewer = narrowed(left)
        if fewer and len(fewer) < len(left):
            left, reasons = fewer, [*reasons, reason]
        if len(left) == 1:
            break
    return left[0], "; of those, ".join(reasons) or "one of several alike"


def _uncut(members: list[int], known: Mapping[int, Standing]) -> list[int]:
    """Return the members that are not cut off, and those that have more than these all the same."""
    most = max((known[member].size for member in members if not known[member].cut), default=0)
    return [member for member in members if not known[member].cut or known[member].size > most]


def _undamaged(
    members: list[int],
    known: Mapping[int, Standing],
    misread: Mapping[int, Collection[int]],
    damaged: Mapping[int, Collection[int]],
) -> list[int]:
    """Return the members that are no misreading of another; what is longer may have other words for it.

    Letters tell it first: of few words hardly one occurs twice.
    """

    def more(one: int, other: int) -> bool:
        if one in damaged.get(other, ()):
            return False
        added = max(0, known[one].words - known[other].words)
        return known[one].spellings - known[other].spellings - added > DAMAGED * known[other].words

    return [
        one for one in members if not damaged.get(one) and not any(more(one, other) for other in misread.get(one, ()))
    ]


def _earliest(members: list[int], known: Mapping[int, Standing]) -> list[int]:
    """Return the members before which none is known to have appeared: a day may be any moment of it."""
    moments = {member: moment for member in members if (moment := known[member].published)}
    if not moments:
        return []
    first = min(moments.values())
    day = first[:DAY]
    if day in moments.values():
        return [member for member, moment in moments.items() if moment.startswith(day)]
    return [member for member, moment in moments.items() if moment == first]


def _whole(members: list[int], known: Mapping[int, Standing]) -> list[int]:
    letters = {member: known[member].size / max(1, known[member].words) for member in members}
    return [member for member in members if letters[member] >= WHOLE_WORDS * max(letters.values())]


def _longest(members: list[int], known: Mapping[int, Standing]) -> list[int]:
    most = max(known[member].size for member in members)
    return [member for member in members if known[member].size == most]
