"""Verify candidates (stage 5): from two texts' shingles to a Match, and what a match means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from generator.model import Match, Shingled, UInt64Array

from .itself import MARKED, filled_in, lacking
from .matches import Pair, Pairs, Rows, figures_of
from .passages import shared_passages

Mask = NDArray[np.bool_]

_NO_LETTERS = re.compile(f"(?:(?![{MARKED}])[\\W_])+")

ALIGNED_FROM, ALIGNED_UNTIL = 0.3, 0.9
"""Containment from which the words are aligned too, and until which that counts as evidence: a changed word here and
there breaks eight shingles each.

Of texts of like length they are from `LETTERS_FROM` on.
"""
MIN_ALIGNED = 0.95
"""Share of aligned words from which a match joins in spite of its containment."""
MIN_ALIGNED_HEADLINE = 0.9
"""The same under one headline."""
ALIGNED_WORDS = 20_000
"""Longer texts are not aligned."""
LIGHT_ALIGNED, LIGHT_RESEMBLANCE = 0.85, 0.45
"""Share of aligned words and resemblance from which a match joins too, if the numbers agree: a text that was retyped,
respelled or lightly reworded. Texts of one length have that resemblance from a containment of 0.62 on.

Chosen on one half of the labelled clusters of 12,650 Arabic articles: of the pairs that joined below that resemblance
two thirds were labelled as parts of one another, above it every tenth.
"""
CLOSE_ALIGNED, CLOSE_RESEMBLANCE, CLOSE_LENGTH = 0.93, 0.38, 0.9
"""The same of texts of next to one length, from a containment of 0.55 on: one word in sixteen is another, here and
there. Of such pairs that were apart in the Arabic articles none is labelled as unlike.
"""
UNCUT_RESEMBLANCE, UNCUT_ALIGNED = 0.4, 0.97
"""Of a shorter text in one piece, reworded from end to end, this resemblance or share of aligned words is wanted too:
where passages are cut out, every cut breaks shingles, and where none is, another hand wrote the words between."""
LIGHT_NUMBERS = 1 / 12
"""Share of the numbers that such a copy may have to itself: market reports have half."""
LETTERS_FROM, LETTERS_ALIGNED = 0.08, 0.6
"""Containment and share of aligned words from which the letters are aligned too, of texts of like length: of those that
were read from paper one wrong letter in fifty breaks a word in eight, and most shingles."""
LETTERS_LENGTH = 0.6
"""Length of the shorter text as a share of the longer, from which they are of like length."""
MIN_LETTERS = 0.95
"""Share of the letters of both texts that are aligned, from which a match joins: what a machine misread is there, and
what another hand left out or added is not."""
DAMAGED_LETTERS, DAMAGED_LETTER = 0.27, 1.27
"""Share of its letters, or how many of them, that a changed word has lost at most on average, if it is damaged and no
other word: Korean words have three letters."""
MIN_DIFFERING = 0.5
"""Share of its sentences in which the shorter text has names or numbers to itself, above which the two are one form."""
FILLED_IN = 0.75
"""Share of the places where two texts differ filled in with names or numbers, from which they are one form."""
TELLING_FROM = 0.5
"""Containment from which names and numbers are looked at."""
SAME_TEXT = 0.97
"""Share of aligned words from which two texts are no form, whatever differs."""
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
    alike = len(shorter.words) >= LETTERS_LENGTH * len(longer.words)
    aligned = _aligned(left.words, right.words) if containment >= (LETTERS_FROM if alike else ALIGNED_FROM) else 0.0
    measured = containment < ALIGNED_UNTIL
    damaged = alike and measured and LETTERS_ALIGNED <= aligned < MIN_ALIGNED
    letters = _letters(shorter, longer, aligned) if damaged else 0.0
    close = containment >= TELLING_FROM or letters >= MIN_LETTERS
    telling = close and measured and 0 < aligned < SAME_TEXT
    names, numbers = lacking(shorter.text, longer.text) if telling else (0.0, 0.0)
    whole = _whole(left, right)
    changed = "exact" not in (found.left_kind, found.right_kind)
    filled = filled_in(left, right) if changed and (close or whole >= MIN_WHOLE) else 0.0
    return Match(
        left_id=pair[0],
        right_id=pair[1],
        resemblance=shared / union if union else 0.0,
        containment=containment,
        shared=shared,
        aligned=aligned,
        letters=letters,
        names=names,
        numbers=numbers,
        pieces=found.left_pieces if shorter is left else found.right_pieces,
        filled=filled,
        whole=whole,
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
    if np.array_equal(left, right):
        return 1.0
    return LCSseq.similarity(left.tolist(), right.tolist()) / shorter if shorter <= ALIGNED_WORDS else 0.0


def _letters(shorter: Shingled, longer: Shingled, aligned: float) -> float:
    """Return the longest common subsequence of two texts' letters over half of those of both.

    0 where their words differ in so many letters that they are other words.
    """
    one, other = (_NO_LETTERS.sub("", text.text.casefold()) for text in (shorter, longer))
    if not 0 < min(len(one), len(other)) <= ALIGNED_WORDS:
        return 0.0
    found = 2 * LCSseq.similarity(one, other) / (len(one) + len(other))
    most = max(DAMAGED_LETTERS, DAMAGED_LETTER * len(shorter.words) / len(one))
    return found if 1 - found <= most * (1 - aligned) else 0.0


def _whole(left: Shingled, right: Shingled) -> float:
    """Return the resemblance of two texts with their boilerplate."""
    if not len(left.boilerplate) and not len(right.boilerplate):
        return 0.0  # then resemblance says it
    one, other = (_united(text.hashes, text.boilerplate) for text in (left, right))
    shared = len(_common(one, other)[0])
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def _united(values: UInt64Array, others: UInt64Array) -> UInt64Array:
    """Return what two arrays hold, sorted, each once; several times as fast as `np.union1d` on the length of a text."""
    every = np.sort(np.concatenate((values, others)))
    return every[np.concatenate(([True], every[1:] != every[:-1]))[: len(every)]]


def joining(rows: Rows, same_headline: Mask, *, min_containment: float, min_shared: int) -> Mask:
    """Return which compared pairs make two articles copies of one text; `reason` says it of one pair, in words.

    Args:
        rows: Compared pairs.
        same_headline: Whether the two articles of each ran under one headline.
        min_containment: Containment from which a match joins, 0 to 1.
        min_shared: Shared shingles from which a match joins.
    """
    few, little, form, excerpt = _hindrances(rows.view(np.recarray), same_headline, min_containment, min_shared)
    return ~(few | little | form | excerpt)


def covered(rows: Rows) -> NDArray[np.float64]:
    """Return for each pair the share of the longer text's shingles that stand in the shorter."""
    resemblance, containment = rows["resemblance"], rows["containment"]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = np.where(resemblance > 0, 1 / (1 / resemblance + 1 - 1 / containment), 0.0)
    return found


def faint(rows: Rows, *, min_containment: float) -> Mask:
    """Return which of the pairs that join do so on their words or letters alone."""
    found: Mask = (rows["containment"] < min_containment) & (rows["aligned"] < MIN_ALIGNED)
    return found


def misread(compared: Any) -> Mask:
    """Return whether a machine misread one of two texts: nearly all letters are there, in whatever words."""
    found: Mask = np.greater_equal(compared.letters, MIN_LETTERS)
    return found


def reason(match: Match, *, min_containment: float, min_shared: int, same_headline: bool = False) -> str | None:
    """Return why a match does not make two articles copies of one text, in words; None if it does.

    A short text that stands whole somewhere inside a much longer one is an excerpt: an item of a roundup, a quotation.
    A truncated copy is as short, but begins where the longer text begins. Under one headline an excerpt is a copy too,
    and more of its words may be changed.
    """
    few, little, form, excerpt = _hindrances(match, np.bool_(same_headline), min_containment, min_shared)
    if few:
        return f"they share {match.shared} runs of eight words, fewer than {min_shared}"
    if little:
        return f"{match.containment:.3f} of the shorter text stands in the longer, less than {min_containment}"
    if form:
        if match.filled >= FILLED_IN:
            return f"one form filled in twice: names or numbers are {match.filled:.0%} of the places where they differ"
        return f"one form filled in twice: names or numbers differ in {match.names:.0%} of the shorter's sentences"
    if excerpt:
        return f"the shorter is an excerpt: it stands inside the longer, from {match.start:.0%} of it on"
    return None


def _hindrances(
    compared: Any, same_headline: Mask | np.bool_, min_containment: float, min_shared: int
) -> tuple[Mask, Mask, Mask, Mask]:
    """Return whether two texts share too few shingles, too little of the shorter, a form, or an excerpt.

    Written for one match and for columns of them alike, so that what is said is what was decided.
    """
    different = np.less(compared.whole, MIN_WHOLE)
    opens = np.less_equal(compared.start, OPENING) | (compared.resemblance >= EXCERPT_RESEMBLANCE)
    aligned = (compared.aligned >= np.where(same_headline, MIN_ALIGNED_HEADLINE, MIN_ALIGNED)) & np.less(
        compared.containment, ALIGNED_UNTIL
    )
    damaged = misread(compared)
    opening = np.greater_equal(compared.containment, ALIGNED_UNTIL) & np.less_equal(compared.start, OPENING)
    few = np.less(compared.shared, np.where((aligned & opens) | damaged | opening, min_shared / 2, min_shared))
    named = np.less(compared.aligned, SAME_TEXT) & (compared.names > MIN_DIFFERING) & ~damaged
    filled = np.greater_equal(compared.filled, FILLED_IN)
    light = np.less_equal(compared.numbers, LIGHT_NUMBERS) & (
        (np.greater_equal(compared.aligned, LIGHT_ALIGNED) & (compared.resemblance >= LIGHT_RESEMBLANCE))
        | (
            np.greater_equal(compared.aligned, CLOSE_ALIGNED)
            & (compared.resemblance >= CLOSE_RESEMBLANCE)
            & (compared.resemblance * (1 + 1 / CLOSE_LENGTH - compared.containment) >= compared.containment)
        )
    )
    like = (
        np.greater_equal(compared.resemblance, UNCUT_RESEMBLANCE)
        | (compared.aligned >= UNCUT_ALIGNED)
        | (compared.pieces > 1)
    )
    little = np.less(compared.containment, min_containment) & ~(aligned & (like | same_headline)) & ~light & ~damaged
    scattered = np.greater(compared.pieces, 1) & (aligned | (compared.containment >= ALIGNED_UNTIL))
    excerpt = ~opens & ~same_headline & ~scattered & ~damaged
    return different & few, different & little, (different & named) | filled, different & excerpt
