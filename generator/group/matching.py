"""Verify candidates (stage 5): from two texts' shingles to a Match, and what a match means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from generator.model import Match, Shingled, UInt64Array

from .matches import Pair, Pairs, Rows, figures_of
from .passages import shared_passages

Mask = NDArray[np.bool_]

ALIGNED_FROM, ALIGNED_UNTIL = 0.3, 0.9
"""Containments between which the words are aligned too: a changed word here and there breaks eight shingles each."""
MIN_ALIGNED = 0.95
"""Share of aligned words from which a match joins in spite of its containment."""
MIN_ALIGNED_HEADLINE = 0.9
"""The same under one headline."""
ALIGNED_WORDS = 20_000
"""Longer texts are not aligned."""
MIN_WHOLE = 0.7
"""Resemblance of whole texts, boilerplate included, from which a match joins whatever is boilerplate in it."""
EXCERPT_RESEMBLANCE = 0.2
"""Below this resemblance a match joins only where it opens the longer text."""
OPENING = 0.1
"""Share of the longer text that counts as its opening."""
RELATED_CONTAINMENT = 0.2
"""Below this containment two texts have a passage or a phrase in common, and the one is not made of the other."""
STRAYS = 0.1
"""Share of the shared shingles that may lie outside of where the match begins and ends: set phrases stand anywhere."""


def verify(pair: Pair, left: Shingled, right: Shingled) -> Match:
    """Compare two texts shingle by shingle; all figures are 0 where a text has no shingles."""
    shorter, longer = (left, right) if len(left.words) <= len(right.words) else (right, left)
    in_left, in_right = _common(left.hashes, right.hashes)
    places = (right if longer is right else left).places[in_right if longer is right else in_left]
    shared, least = len(places), min(len(left.hashes), len(right.hashes))
    union = len(left.hashes) + len(right.hashes) - shared
    containment = shared / least if least else 0.0
    found = shared_passages(
        left, right, left.places[in_left], right.places[in_right], related=containment >= RELATED_CONTAINMENT
    )
    start = _start(places, len(longer.words))
    return Match(
        left_id=pair[0],
        right_id=pair[1],
        resemblance=shared / union if union else 0.0,
        containment=containment,
        shared=shared,
        aligned=_aligned(left.words, right.words) if ALIGNED_FROM <= containment < ALIGNED_UNTIL else 0.0,
        whole=_whole(left, right),
        start=start,
        shorter_id=pair[0] if shorter is left else pair[1],
        left_kind=found.left_kind,
        right_kind=found.right_kind,
        passage=found.passage,
        left_at=found.left_at,
        right_at=found.right_at,
    )


def verify_all(texts: Sequence[Shingled], pairs: Pairs) -> Rows:
    """Compare pairs of texts, named by their places; return the figures of each, in the order of the pairs."""
    return figures_of(verify(("0", "1"), texts[left], texts[right]) for left, right in pairs.tolist())


def _common(values: UInt64Array, others: UInt64Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the values stand that two arrays have in common; both sorted, each value once in each."""
    if not len(values) or not len(others):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    places: NDArray[np.int64] = np.minimum(np.searchsorted(others, values), len(others) - 1)
    same: Mask = others[places] == values
    return np.flatnonzero(same), places[same]


def _start(places: NDArray[np.int64], words: int) -> float:
    """Return where in a text some shingles begin, as a share of its length, without strays before them."""
    if not len(places):
        return 0.0
    strays = int(STRAYS * len(places))
    return float(np.partition(places, strays)[strays]) / words


def _aligned(left: UInt64Array, right: UInt64Array) -> float:
    """Return the longest common subsequence of two texts' words over the words of the shorter."""
    shorter = min(len(left), len(right))
    return LCSseq.similarity(left.tolist(), right.tolist()) / shorter if shorter <= ALIGNED_WORDS else 0.0


def _whole(left: Shingled, right: Shingled) -> float:
    """Return the resemblance of two texts with their boilerplate."""
    if not len(left.boilerplate) and not len(right.boilerplate):
        return 0.0  # then resemblance says it
    one, other = (np.union1d(text.hashes, text.boilerplate) for text in (left, right))
    shared = len(_common(one, other)[0])
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def joining(rows: Rows, same_headline: Mask, *, min_containment: float, min_shared: int) -> Mask:
    """Return which compared pairs make two articles copies of one text; `reason` says it of one pair, in words.

    Args:
        rows: Compared pairs.
        same_headline: Whether the two articles of each ran under one headline.
        min_containment: Containment from which a match joins, 0 to 1.
        min_shared: Shared shingles from which a match joins.
    """
    few, little, excerpt = _hindrances(rows.view(np.recarray), same_headline, min_containment, min_shared)
    return ~(few | little | excerpt)


def reason(match: Match, *, min_containment: float, min_shared: int, same_headline: bool = False) -> str | None:
    """Return why a match does not make two articles copies of one text, in words; None if it does.

    A short text that stands whole somewhere inside a much longer one is an excerpt: an item of a roundup, a quotation.
    A truncated copy is as short, but begins where the longer text begins. Under one headline an excerpt is a copy too,
    and more of its words may be changed.
    """
    few, little, excerpt = _hindrances(match, np.bool_(same_headline), min_containment, min_shared)
    if few:
        return f"they share {match.shared} runs of eight words, fewer than {min_shared}"
    if little:
        return f"{match.containment:.3f} of the shorter text stands in the longer, less than {min_containment}"
    if excerpt:
        return f"the shorter is an excerpt: it stands inside the longer, from {match.start:.0%} of it on"
    return None


def _hindrances(
    compared: Any, same_headline: Mask | np.bool_, min_containment: float, min_shared: int
) -> tuple[Mask, Mask, Mask]:
    """Return whether two texts share too few shingles, too little of the shorter, or an excerpt.

    Written for one match and for columns of them alike, so that what is said is what was decided.
    """
    different = np.less(compared.whole, MIN_WHOLE)
    aligned = compared.aligned >= np.where(same_headline, MIN_ALIGNED_HEADLINE, MIN_ALIGNED)
    few = compared.shared < min_shared
    little = (compared.containment < min_containment) & ~aligned
    excerpt = np.less(compared.resemblance, EXCERPT_RESEMBLANCE) & (compared.start > OPENING) & ~same_headline
    return different & few, different & little, different & excerpt
