"""Spell texts for alignment (stage 5): one sign for each word, the same sign for the same word.

Alignments of strings take a fraction of what those of lists of numbers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import LCSseq, MatchingBlock

from generator.model import Shingled, UInt64Array

from .matches import IntArray

SURROGATES, SURROGATE = 0x800, 0xD800
"""Code points that stand for no sign of their own, and the first of them."""
MOST_SIGNS = 0x110000 - SURROGATES
"""Signs that there are."""


Signs = str | list[int]
"""The words of a text in its order, each as one sign; as numbers where there are more words than signs."""


def signed(texts: Sequence[Shingled]) -> list[Signs]:
    """Return the signs of some texts; words of all of them are equal where their signs are."""
    codes = ranks(np.concatenate([np.empty(0, dtype=np.uint64), *(text.words for text in texts)]))
    if codes.max(initial=0) >= MOST_SIGNS:
        return [text.words.tolist() for text in texts]
    points = np.where(codes < SURROGATE, codes, codes + SURROGATES).astype("<u4").tobytes()
    ends = np.cumsum([0, *(len(text.words) for text in texts)]) * 4
    return [points[start:stop].decode("utf-32-le") for start, stop in pairwise(ends)]


def aligned_runs(left: Signs, right: Signs) -> list[MatchingBlock]:
    """Return the runs of words that two texts have in common in one order, and an empty one at the end of both."""
    return LCSseq.editops(left, right).as_matching_blocks()


def ranks(values: UInt64Array) -> IntArray:
    """Return for each value its rank, from 0, among the different ones.

    What is sorted are the leading bits of each with its place behind, as in `candidates`.
    """
    bits = np.uint64(max(1, len(values)).bit_length())
    packed = (values >> bits << bits) | np.arange(len(values), dtype=np.uint64)
    packed.sort()
    places = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    ordered = values[places]
    new = np.ones(len(values), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    if (new[1:] & (ordered[1:] >> bits == ordered[:-1] >> bits)).any():  # two values with the same leading bits
        return np.unique(values, return_inverse=True)[1]
    codes = np.empty(len(values), dtype=np.int64)
    codes[places] = np.cumsum(new) - 1
    return codes
