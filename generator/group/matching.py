"""Verify candidates (stage 5): from two texts' shingles to a Match, and what a match means."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from generator.model import Kind, Match, Shingled, UInt64Array

from .candidates import Pair

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
EDITED_LENGTH, WHOLE_LENGTH = 0.75, 0.92
"""Length of the shorter text, as a share of the longer, from which it counts as edited rather than cut.

The second one where next to all of it stands in the longer text, so that what it lacks was cut, or added there.
"""
WHOLE_SHARE = 0.85
"""Share of the shorter text's shingles that is next to all of it."""
CUT_DENSITY = 0.7
"""Share of the longer text up to where it was cut that a truncated copy still has."""
STRAYS = 0.1
"""Share of the shared shingles that may lie outside of where the match begins and ends: set phrases stand anywhere."""


def verify(pair: Pair, left: Shingled, right: Shingled) -> Match:
    """Compare two texts shingle by shingle; all figures are 0 where a text has no shingles."""
    shorter, longer = (left, right) if len(left.words) <= len(right.words) else (right, left)
    shared, _, places = np.intersect1d(shorter.hashes, longer.hashes, assume_unique=True, return_indices=True)
    least = min(len(left.hashes), len(right.hashes))
    union = len(left.hashes) + len(right.hashes) - len(shared)
    containment = len(shared) / least if least else 0.0
    start, stop = _span(longer.places[places], len(longer.words))
    return Match(
        left_id=pair[0],
        right_id=pair[1],
        resemblance=len(shared) / union if union else 0.0,
        containment=containment,
        shared=len(shared),
        aligned=_aligned(left.words, right.words) if ALIGNED_FROM <= containment < ALIGNED_UNTIL else 0.0,
        whole=_whole(left, right),
        start=start,
        shorter_id=pair[0] if shorter is left else pair[1],
        kind=_kind(shorter, longer, len(shared), start, stop),
    )


def _span(places: NDArray[np.int64], words: int) -> tuple[float, float]:
    """Return where in a text some shingles begin and end, as shares of its length, without strays at either end."""
    if not len(places):
        return 0.0, 0.0
    places = np.sort(places)
    strays = int(STRAYS * len(places))
    return float(places[strays]) / words, float(places[-1 - strays]) / words


def _aligned(left: UInt64Array, right: UInt64Array) -> float:
    """Return the longest common subsequence of two texts' words over the words of the shorter."""
    shorter = min(len(left), len(right))
    return LCSseq.similarity(left.tolist(), right.tolist()) / shorter if shorter <= ALIGNED_WORDS else 0.0


def _whole(left: Shingled, right: Shingled) -> float:
    """Return the resemblance of two texts with their boilerplate."""
    if not len(left.boilerplate) and not len(right.boilerplate):
        return 0.0  # then resemblance says it
    one, other = (np.union1d(text.hashes, text.boilerplate) for text in (left, right))
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def _kind(shorter: Shingled, longer: Shingled, shared: int, start: float, stop: float) -> Kind:
    """Say what the shorter text is of the longer."""
    if np.array_equal(shorter.words, longer.words):
        return "exact"
    length = len(shorter.words) / len(longer.words)
    whole = shared >= WHOLE_SHARE * len(shorter.hashes)
    if length >= (WHOLE_LENGTH if whole else EDITED_LENGTH):
        return "edited"
    if start <= OPENING and shared >= CUT_DENSITY * stop * len(longer.words):
        return "truncated"
    return "abridged"


def joins(match: Match, *, min_containment: float, min_shared: int, same_headline: bool = False) -> bool:
    """Return whether a match makes two articles copies of one text; `reason` says the same in words."""
    return reason(match, min_containment=min_containment, min_shared=min_shared, same_headline=same_headline) is None


def reason(match: Match, *, min_containment: float, min_shared: int, same_headline: bool = False) -> str | None:
    """Return why a match does not make two articles copies of one text, in words; None if it does.

    A short text that stands whole somewhere inside a much longer one is an excerpt: an item of a roundup, a quotation.
    A truncated copy is as short, but begins where the longer text begins. Under one headline an excerpt is a copy too,
    and more of its words may be changed.
    """
    if match.whole >= MIN_WHOLE:
        return None
    if match.shared < min_shared:
        return f"they share {match.shared} runs of eight words, fewer than {min_shared}"
    enough_aligned = MIN_ALIGNED_HEADLINE if same_headline else MIN_ALIGNED
    if match.containment < min_containment and match.aligned < enough_aligned:
        return f"{match.containment:.3f} of the shorter text stands in the longer, less than {min_containment}"
    if match.resemblance < EXCERPT_RESEMBLANCE and match.start > OPENING and not same_headline:
        return f"the shorter is an excerpt: it stands inside the longer, from {match.start:.0%} of it on"
    return None
