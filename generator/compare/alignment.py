"""Align two texts: for each word of the one, the piece of the other in which it belongs.

In order, words are aligned by the shingles that both texts have exactly once (the anchors of patience diff, Cohen
2003), of which the heaviest increasing chain is kept; what lies between anchors is aligned by its longest common
subsequence. That is linear in the length of the text but for stretches without an anchor. What is left over in both
texts is then aligned out of order: it has moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from generator.model import UInt64Array

SHINGLE_WORDS = 4
"""Words in an anchor: short, since the texts are known to be copies, and an anchor stands once in each."""
SHORT_RUN, LONG_RUN = 4, 8
"""Words in a row that two paragraphs share: from the long run on they are the same one, with the short one if they
also share ``SHORT_SHARE`` of the shorter."""
SHORT_SHARE = 0.4
EQUAL_SHARE = 0.5
"""Share of the words of two paragraphs from which they are the same one, edited."""
OWN_WORDS = 6
"""Words in a row that an outlet wrote beside a paragraph, from which they are a row of their own."""
ALIGNED_AT_ONCE = 1_000_000
"""Longest stretch that is not searched for anchors first: words of the one text times words of the other."""
MOST_ALIGNED = 100_000_000
"""Stretches without anchors that are longer than this are not aligned: 10,000 words by 10,000 take 0.03 s and 12 MB."""

IntArray = NDArray[np.int64]
Block = tuple[int, int, int]
"""Where a shared run of words starts in one text, where in the other, and its length."""


class WordIds(Struct, frozen=True):
    """What is to be aligned of a copy, in pieces of one paragraph each."""

    ids: IntArray
    pieces: IntArray
    """Number of the piece of each word, from 0."""
    places: IntArray
    """Place in the copy of each word."""
    characters: bool
    """Whether most words are single characters, which tell less than words do."""


def breaks(places: IntArray, groups: IntArray) -> NDArray[np.bool_]:
    """Return where a new stretch starts: places that do not follow one another, or belong to different groups."""
    new = np.ones(len(places), dtype=bool)
    new[1:] = (np.diff(places) != 1) | (np.diff(groups) != 0)
    return new


def stretches(new: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield where each stretch starts and ends, of where new ones start."""
    yield from pairwise([*np.flatnonzero(new).tolist(), len(new)])


def aligned(reference: WordIds, text: WordIds) -> IntArray:
    """Return for each word of a text the piece of the reference text in which it belongs, -1 for none."""
    if np.array_equal(reference.ids, text.ids):
        return reference.pieces
    matched = matched_in_order(reference, text)
    matched[~_telling(reference, text, matched)] = -1
    _match_moved(reference, text, matched)
    return _spread(reference, text, matched)


def matched_in_order(reference: WordIds, text: WordIds) -> IntArray:
    """Return for each word of a text its place in the reference text, -1 for none; places ascend."""
    matched = np.full(len(text.ids), -1, dtype=np.int64)
    whole = (0, len(reference.ids), 0, len(text.ids))
    waiting = [whole]
    while waiting:
        area = waiting.pop()
        start, stop, first, last = area
        size = (stop - start) * (last - first)
        if not size:
            continue
        blocks = _anchors(reference, text, area) if area == whole or size > ALIGNED_AT_ONCE else []
        edges = [(start, first, 0), *blocks, (stop, last, 0)]
        if not blocks and size <= MOST_ALIGNED:
            in_order = common_runs(reference.ids[start:stop].tolist(), text.ids[first:last].tolist())
            blocks = [(start + one, first + other, length) for one, other, length in in_order]
        elif blocks:
            waiting += [
                (one + length, following, other + length, other_following)
                for (one, other, length), (following, other_following, _) in pairwise(edges)
            ]
        for one, other, length in blocks:
            matched[other : other + length] = np.arange(one, one + length)
    return matched


def _anchors(reference: WordIds, text: WordIds, area: tuple[int, int, int, int]) -> list[Block]:
    """Return the heaviest chain of runs of shingles that both texts have exactly once in an area of theirs."""
    start, stop, first, last = area
    ones, others = _shared_once(_shingles(reference.ids[start:stop]), _shingles(text.ids[first:last]))
    # One that reaches into the next paragraph may stand before another paragraph with the same opening.
    inside = reference.pieces[start + ones] == reference.pieces[start + ones + SHINGLE_WORDS - 1]
    ones, others = ones[inside], others[inside]
    new = breaks(ones, ones - others)
    runs = [(int(ones[one]), int(others[one]), end - one + SHINGLE_WORDS - 1) for one, end in stretches(new)]
    chain = [runs[place] for place in heaviest_chain([run[1] for run in runs], [run[2] for run in runs])]
    blocks: list[Block] = []
    end, other_end = start, first
    for one, other, length in chain:
        overlap = max(0, end - one - start, other_end - other - first)
        if overlap < length:
            block = (start + one + overlap, first + other + overlap, length - overlap)
            blocks.append(_grown(reference, text, block, (end, stop, other_end, last)))
            end, other_end = blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]
    return blocks


def _grown(reference: WordIds, text: WordIds, block: Block, area: tuple[int, int, int, int]) -> Block:
    """Return a run with the same words before and behind it that belong to the same pieces.

    Else they could be taken for those of another paragraph that opens or ends with the same words.
    """
    start, stop, first, last = area
    one, other, length = block

    def same(place: int, other_place: int, edge: int, other_edge: int) -> bool:
        return bool(
            reference.ids[place] == text.ids[other_place]
            and reference.pieces[place] == reference.pieces[edge]
            and text.pieces[other_place] == text.pieces[other_edge]
        )

    while one > start and other > first and same(one - 1, other - 1, one, other):
        one, other, length = one - 1, other - 1, length + 1
    while (
        one + length < stop
        and other + length < last
        and same(one + length, other + length, one + length - 1, other + length - 1)
    ):
        length += 1
    return one, other, length


def _shingles(ids: IntArray) -> UInt64Array:
    """Return the hash of each shingle: the same for the same words in one comparison."""
    if len(ids) < SHINGLE_WORDS:
        return np.empty(0, dtype=np.uint64)
    count = len(ids) - SHINGLE_WORDS + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_WORDS):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + ids[place : place + count].astype(np.uint64)
    return hashes


def _shared_once(left: UInt64Array, right: UInt64Array) -> tuple[IntArray, IntArray]:
    """Return the places, in the order of the left, of values that stand exactly once in each array."""
    (one, in_left), (other, in_right) = _once(left), _once(right)
    _, left_places, found_too = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    ones, others = in_left[left_places], in_right[found_too]
    order = np.argsort(ones)
    return ones[order], others[order]


def _once(values: UInt64Array) -> tuple[UInt64Array, IntArray]:
    unique, first, counts = np.unique(values, return_index=True, return_counts=True)
    return unique[counts == 1], first[counts == 1]


def heaviest_chain(places: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the indexes of the heaviest increasing subsequence; of equal ones, that which is found first."""
    if all(one < other for one, other in pairwise(places)):
        return list(range(len(places)))
    ranks = {place: rank for rank, place in enumerate(sorted(set(places)), start=1)}
    tree = [(0, 1)] * (len(ranks) + 1)  # Fenwick's: the greatest weight up to each rank, with the negated index
    before: list[int] = []

    def heaviest_up_to(rank: int) -> tuple[int, int]:
        best = (0, 1)
        while rank:
            best = max(best, tree[rank])
            rank &= rank - 1
        return best

    for index, (place, weight) in enumerate(zip(places, weights, strict=True)):
        total, last = heaviest_up_to(ranks[place] - 1)
        before.append(-last)
        rank = ranks[place]
        while rank < len(tree):
            tree[rank] = max(tree[rank], (total + weight, -index))
            rank += rank & -rank
    chain = []
    index = -heaviest_up_to(len(ranks))[1]
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def common_runs(left: Sequence[int], right: Sequence[int]) -> list[Block]:
    """Return the runs of the longest common subsequence, without those that are lost among changes on both sides."""
    runs = LCSseq.opcodes(left, right).as_matching_blocks()
    blocks = [(block.a, block.b, block.size) for block in runs]
    kept: list[Block] = [(0, 0, 0)]
    for block in blocks:  # the last is empty, and stands at both ends
        while len(kept) > 1 and kept[-1][2] < min(_words_changed(kept[-2], kept[-1]), _words_changed(kept[-1], block)):
            kept.pop()
        kept.append(block)
    return [block for block in kept if block[2]]


def _words_changed(before: Block, after: Block) -> int:
    """Return the words that differ between two runs: of the one text or the other, whichever has more."""
    return max(after[0] - before[0] - before[2], after[1] - before[1] - before[2])


def _telling(reference: WordIds, text: WordIds, matched: IntArray) -> NDArray[np.bool_]:
    """Return which words stand in pieces that share enough with theirs to be the same paragraph, edited or not.

    A paragraph that one outlet wrote anew shares words with what it replaced, too.
    """
    telling = np.zeros(len(matched), dtype=bool)
    at = np.flatnonzero(matched >= 0)
    if not len(at):
        return telling
    to = matched[at]
    one, other = reference.pieces[to], text.pieces[at]
    _, group, counts = np.unique(one * (int(other.max()) + 1) + other, return_inverse=True, return_counts=True)
    longest = _longest(at, np.stack((to - at, group)), group)
    shared = counts[group]
    size, other_size = np.bincount(reference.pieces)[one], np.bincount(text.pieces)[other]
    extent, other_extent = (_extents(places, group, len(counts))[group] for places in (to, at))
    unit = 2 if reference.characters else 1
    telling[at] = (
        (longest >= LONG_RUN * unit)
        | ((longest >= SHORT_RUN * unit) & (shared >= SHORT_SHARE * np.minimum(size, other_size)))
        | (2 * shared >= EQUAL_SHARE * (size + other_size))
        # A short paragraph within a longer one, such as a crosshead, is known by its neighbours.
        | ((_longest(at, (to - at)[None], group) >= SHORT_RUN * unit) & (shared == np.minimum(size, other_size)))
        # A paragraph within a longer one is measured by how far it reaches in it.
        | ((shared >= 3 * unit) & (2 * shared >= EQUAL_SHARE * np.minimum(size + other_extent, extent + other_size)))
    )
    return telling


def _longest(places: IntArray, alike: IntArray, group: IntArray) -> IntArray:
    """Return for each place the longest run in its group: places that follow one another and are alike."""
    new = np.ones(len(places), dtype=bool)
    new[1:] = (np.diff(places) != 1) | (np.diff(alike) != 0).any(axis=0)
    run = np.cumsum(new) - 1
    longest = np.zeros(int(group.max()) + 1, dtype=np.int64)
    np.maximum.at(longest, group, np.bincount(run)[run])
    return longest[group]


def _extents(places: IntArray, group: IntArray, groups: int) -> IntArray:
    """Return, for each group of places, how many lie between its first and its last."""
    first = np.full(groups, np.iinfo(np.int64).max, dtype=np.int64)
    last = np.zeros(groups, dtype=np.int64)
    np.minimum.at(first, group, places)
    np.maximum.at(last, group, places)
    reach: IntArray = last - first + 1
    return reach


def _match_moved(reference: WordIds, text: WordIds, matched: IntArray) -> None:
    """Match what is left over of both texts, pieces that share the most shingles first."""
    while True:
        taken = np.zeros(len(reference.ids), dtype=bool)
        taken[matched[matched >= 0]] = True
        left, right = np.flatnonzero(~taken), np.flatnonzero(matched < 0)
        pairs = _alike(reference, text, left, right)
        pieces = [_match_pieces(reference, text, matched, left, right, pair) for pair in pairs]
        if not any(pieces):
            return


def _alike(reference: WordIds, text: WordIds, left: IntArray, right: IntArray) -> list[tuple[int, int]]:
    """Return the pairs of pieces that share shingles of these words, the most first."""
    grams, places = _grams_of(reference, left)
    other_grams, other_places = _grams_of(text, right)
    ones, others = _shared_once(grams, other_grams)
    if not len(ones):
        return []
    pieces = np.stack((reference.pieces[places[ones]], text.pieces[other_places[others]]))
    pairs, counts = np.unique(pieces, axis=1, return_counts=True)
    order = np.lexsort((pairs[1], pairs[0], -counts))
    return [(int(one), int(other)) for one, other in pairs[:, order].T]


def _match_pieces(
    reference: WordIds, text: WordIds, matched: IntArray, left: IntArray, right: IntArray, pair: tuple[int, int]
) -> bool:
    """Match the words of two pieces, as far as they are free; return whether they are the same paragraph."""
    ones = left[reference.pieces[left] == pair[0]]
    others = right[text.pieces[right] == pair[1]]
    ones, others = ones[~np.isin(ones, matched[matched >= 0])], others[matched[others] < 0]
    if not len(ones) or len(ones) * len(others) > MOST_ALIGNED:
        return False
    trial = np.full(len(matched), -1, dtype=np.int64)
    for one, other, length in common_runs(reference.ids[ones].tolist(), text.ids[others].tolist()):
        trial[others[other : other + length]] = ones[one : one + length]
    telling = _telling(reference, text, trial)
    matched[telling] = trial[telling]
    return bool(telling.any())


def grams_in(text: WordIds) -> frozenset[int]:
    """Return the shingles of a text."""
    return frozenset(_grams_of(text, np.arange(len(text.ids)))[0].tolist())


def _grams_of(text: WordIds, words: IntArray) -> tuple[UInt64Array, IntArray]:
    """Return the shingles of some words and where they start; a piece too short for one counts as one."""
    pieces = text.pieces[words]
    whole = breaks(words, pieces)
    hashes = _shingles(text.ids[words])
    stretch = np.cumsum(whole) - 1
    inside = stretch[: len(hashes)] == stretch[len(words) - len(hashes) :]
    short = [(start, stop) for start, stop in stretches(whole) if stop - start < SHINGLE_WORDS]
    extra = [hash(tuple(text.ids[words[start:stop]].tolist())) & (2**64 - 1) for start, stop in short]
    return (
        np.concatenate((hashes[inside], np.array(extra, dtype=np.uint64))),
        np.concatenate((words[: len(hashes)][inside], words[np.array([start for start, _ in short], dtype=np.int64)])),
    )


def _spread(reference: WordIds, text: WordIds, matched: IntArray) -> IntArray:
    """Return for each word the piece of the reference text in which it belongs, matched or not; -1 for none."""
    known = matched >= 0
    lines = np.full(len(matched), -1, dtype=np.int64)
    lines[known] = reference.pieces[matched[known]]
    taken = np.zeros(len(reference.ids), dtype=bool)
    taken[matched[known]] = True
    free = np.flatnonzero(matched < 0)
    for first, stop in stretches(breaks(free, text.pieces[free])):
        start, end = int(free[first]), int(free[stop - 1]) + 1
        piece = text.pieces[start]
        before = start - 1 if start and text.pieces[start - 1] == piece else None
        after = end if end < len(matched) and text.pieces[end] == piece else None
        lines[start:end] = _owner(reference, taken, matched, before, after, end - start)
    return lines


def _owner(
    reference: WordIds, taken: NDArray[np.bool_], matched: IntArray, before: int | None, after: int | None, length: int
) -> int:
    """Return the piece to which unmatched words belong: that whose words they replace, or beside which they stand.

    Args:
        reference: What the words were aligned with.
        taken: Which of its words are matched.
        matched: Place in it of each word of the text.
        before: The matched word before these ones in their paragraph, if there is one.
        after: The matched word after them.
        length: How many words these are.
    """
    left = -1 if before is None else int(reference.pieces[matched[before]])
    right = -1 if after is None else int(reference.pieces[matched[after]])
    if left == right:
        return left
    tail = 0 if before is None else _missing(reference, taken, int(matched[before]), 1)
    head = 0 if after is None else _missing(reference, taken, int(matched[after]), -1)
    own = OWN_WORDS * (2 if reference.characters else 1)
    if length >= own and 2 * max(tail, head) < length:
        return -1
    if left < 0 or (right >= 0 and head > tail):
        return right
    return left


def _missing(reference: WordIds, taken: NDArray[np.bool_], place: int, step: int) -> int:
    """Return how many words of a piece are missing next to one that is not."""
    piece = reference.pieces[place]
    count = 0
    place += step
    while 0 <= place < len(reference.ids) and not taken[place] and reference.pieces[place] == piece:
        count += 1
        place += step
    return count
