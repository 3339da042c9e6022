"""Tell what a match means (stage 5): whether it makes two articles copies of one text, and why it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.model import Match

from .matches import Mask, Rows

ALIGNED_FROM, ALIGNED_UNTIL = 0.3, 0.9
"""Containment from which the words are aligned too, and until which that counts as evidence: a changed word here and
there breaks eight shingles each.

Of texts of like length they are from `verifying.LETTERS_FROM` on.
"""
MIN_ALIGNED = 0.95
"""Share of aligned words from which a match joins in spite of its containment."""
MIN_ALIGNED_HEADLINE = 0.9
"""The same under one headline."""
LIGHT_ALIGNED, LIGHT_RESEMBLANCE = 0.85, 0.42
"""Share of aligned words and resemblance from which a match joins too, if the numbers agree: a text that was retyped,
respelled or lightly reworded. Texts of one length have that resemblance from a containment of 0.6 on.

Chosen on one half of the labelled clusters of 12,650 Arabic articles: of the pairs between that and 0.45 none is
labelled as unlike, and all 23 that were read are one text that two desks retouched.
"""
CLOSE_ALIGNED, CLOSE_RESEMBLANCE, CLOSE_SHINGLES = 0.87, 0.15, 40
"""Share of the words of either text that are aligned, resemblance, and shingles of the shorter text, from which it does
too: one word in eight is another, here and there, and each of them broke eight shingles.

In a table of fewer words those that differ are its figures. Of such pairs that were apart in the Arabic articles none
is labelled as unlike, and the nine with less than a quarter of resemblance are one text that two desks retouched; in
seven other sets one was apart, a telegram that was retouched.
"""
REWORDED_ALIGNED, REWORDED_CONTAINMENT = 0.92, 0.4
"""Share of the shorter text's words that are aligned and containment from which a text was reworded, and cut besides:
too little to join, enough to speak for it."""
CUT_ALIGNED, CUT_CONTAINMENT, CUT_START = 0.93, 0.62, 0.15
"""Share of aligned words and containment from which it does whatever it resembles, where it begins in that share of the
longer text: a text that was lightly reworded, and cut. Of such pairs that were apart in six labelled sets a third are
labelled as copies, none as unlike.
"""
UNCUT_RESEMBLANCE, UNCUT_ALIGNED = 0.4, 0.97
"""Of a shorter text in one piece, reworded from end to end, this resemblance or share of aligned words is wanted too:
where passages are cut out, every cut breaks shingles, and where none is, another hand wrote the words between."""
LIGHT_NUMBERS = 1 / 12
"""Share of the numbers that such a copy may have to itself: market reports have half."""
MIN_LETTERS = 0.95
"""Share of the letters of both texts that are aligned, from which a match joins: what a machine misread is there, and
what another hand left out or added is not."""
MIN_DIFFERING = 0.5
"""Share of its sentences in which the shorter text has names or numbers to itself, above which the two are one form."""
FILLED_IN = 0.75
"""Share of the places where two texts differ filled in with names or numbers, from which they are one form."""
SAME_TEXT = 0.97
"""Share of aligned words from which two texts are no form, whatever differs."""
MIN_WHOLE = 0.7
"""Resemblance of whole texts, boilerplate included, from which a match joins whatever is boilerplate in it."""
EXCERPT_RESEMBLANCE, WITHIN_RESEMBLANCE, WITHIN = 0.25, 0.3, 0.3
"""Below the first resemblance a match joins only where it opens the longer text; below the second not either where so
much of that stands before the shorter text and as much behind it: an item of a live blog.

Of the pairs between 0.2 and 0.25 that were joined in five labelled sets all 16 are labelled as contained, none as a
copy.
"""
OPENING = 0.1
"""Share of the longer text that counts as its opening."""


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
        share: NDArray[np.float64] = np.where(resemblance > 0, 1 / (1 / resemblance + 1 - 1 / containment), 0.0)
    return share


def faint(rows: Rows, *, min_containment: float) -> Mask:
    """Return which of the pairs that join do so on their words or letters alone."""
    faint_ones: Mask = (rows["containment"] < min_containment) & (rows["aligned"] < MIN_ALIGNED)
    return faint_ones


def close(compared: Any) -> Mask:
    """Return whether two texts differ in a word here and there, and in few numbers.

    Of the longer text's words as many are aligned as of the shorter's, times the shorter's share of its length.
    """
    resemblance, containment = compared.resemblance, compared.containment
    longer = containment * (1 + resemblance) - resemblance
    closely: Mask = (
        np.less_equal(compared.numbers, LIGHT_NUMBERS)
        & (compared.aligned * resemblance >= CLOSE_ALIGNED * longer)
        & (resemblance >= CLOSE_RESEMBLANCE)
        & (compared.shared >= CLOSE_SHINGLES * containment)
    )
    return closely


def reworded(compared: Any) -> Mask:
    """Return whether the shorter of two texts is the longer, reworded here and there, with its numbers."""
    reworded_ones: Mask = (
        np.less_equal(compared.numbers, LIGHT_NUMBERS)
        & np.greater_equal(compared.aligned, REWORDED_ALIGNED)
        & (compared.containment >= REWORDED_CONTAINMENT)
    )
    return reworded_ones


def misread(compared: Any) -> Mask:
    """Return whether a machine misread one of two texts: nearly all letters are there, in whatever words.

    It takes letters for others anywhere: where most numbers are others, and no letters, a form was filled in.
    """
    misread_ones: Mask = np.greater_equal(compared.letters, MIN_LETTERS) & (compared.numbers <= MIN_DIFFERING)
    return misread_ones


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
    within = (
        np.less(compared.resemblance, WITHIN_RESEMBLANCE)
        & (compared.start >= WITHIN)
        & (compared.start + compared.resemblance <= 1 - WITHIN)
    )
    large = np.greater_equal(compared.resemblance, EXCERPT_RESEMBLANCE) & ~within
    opens = np.less_equal(compared.start, OPENING) | large
    aligned = (compared.aligned >= np.where(same_headline, MIN_ALIGNED_HEADLINE, MIN_ALIGNED)) & np.less(
        compared.containment, ALIGNED_UNTIL
    )
    damaged = misread(compared)
    opening = np.greater_equal(compared.containment, ALIGNED_UNTIL) & np.less_equal(compared.start, OPENING)
    enough = np.where(damaged, min_shared / 4, np.where((aligned & opens) | opening, min_shared / 2, min_shared))
    few = np.less(compared.shared, enough)
    named = np.less(compared.aligned, SAME_TEXT) & (compared.names > MIN_DIFFERING) & ~damaged
    filled = np.greater_equal(compared.filled, FILLED_IN)
    closely = close(compared)
    light = closely | (
        np.less_equal(compared.numbers, LIGHT_NUMBERS)
        & (
            (np.greater_equal(compared.aligned, LIGHT_ALIGNED) & (compared.resemblance >= LIGHT_RESEMBLANCE))
            | (
                np.greater_equal(compared.aligned, CUT_ALIGNED)
                & (compared.containment >= CUT_CONTAINMENT)
                & (compared.start <= CUT_START)
            )
        )
    )
    like = (
        np.greater_equal(compared.resemblance, UNCUT_RESEMBLANCE)
        | (compared.aligned >= UNCUT_ALIGNED)
        | (compared.pieces > 1)
    )
    little = np.less(compared.containment, min_containment) & ~(aligned & (like | same_headline)) & ~light & ~damaged
    scattered = np.greater(compared.pieces, 1) & (aligned | (compared.containment >= ALIGNED_UNTIL))
    excerpt = ~opens & ~same_headline & ~scattered & ~damaged & ~closely
    return different & few, different & little, (different & named) | filled, different & excerpt
