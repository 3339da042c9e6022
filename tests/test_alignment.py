"""Alignment by itself: what is matched is the same word, in order, and what anchors find needs no help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.compare import alignment
from generator.compare.alignment import WordIds, aligned, heaviest_chain, matched_in_order

Pieces = Sequence[Sequence[int]]


def words(pieces: Pieces, *, characters: bool = False) -> WordIds:
    """Return a text of some paragraphs of words, each word a number."""
    ids = [word for piece in pieces for word in piece]
    numbers = [number for number, piece in enumerate(pieces) for _ in piece]
    return WordIds(
        ids=np.array(ids, dtype=np.int64),
        pieces=np.array(numbers, dtype=np.int64),
        places=np.arange(len(ids), dtype=np.int64),
        characters=characters,
    )


def matched(reference: Pieces, text: Pieces) -> list[int]:
    places: list[int] = matched_in_order(words(reference), words(text)).tolist()
    return places


@contextmanager
def bounds(at_once: int, most: int) -> Iterator[None]:
    """Set which stretches are searched for anchors first, and which are not aligned at all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "ALIGNED_AT_ONCE", at_once)
        patch.setattr(alignment, "MOST_ALIGNED", most)
        yield


PIECES = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=12), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(PIECES, PIECES, st.sampled_from([0, 20, 1_000_000]), st.sampled_from([0, 30, 100_000_000]))
def test_what_is_matched_is_the_same_word_and_in_order(reference: Pieces, text: Pieces, at_once: int, most: int):
    """Few words that stand again and again, whatever is searched for anchors and whatever is too long to align."""
    left, right = words(reference), words(text)
    with bounds(at_once, most):
        places = matched_in_order(left, right)

    at = np.flatnonzero(places >= 0)
    assert (left.ids[places[at]] == right.ids[at]).all()
    assert (np.diff(places[at]) > 0).all()
    assert places.min(initial=-1) >= -1


@st.composite
def cut_down(draw: st.DrawFn) -> tuple[Pieces, Pieces]:
    """Return a text whose words all differ, and what is left of it when some words go and others come in between."""
    sizes = draw(st.lists(st.integers(1, 14), min_size=1, max_size=5))
    numbers = iter(range(1, 1000))
    reference = [[next(numbers) for _ in range(size)] for size in sizes]
    new = iter(range(1000, 2000))
    text: list[list[int]] = []
    for piece in reference:
        fates = draw(st.lists(st.sampled_from("kkkkkkdi"), min_size=len(piece), max_size=len(piece)))
        kept = [
            word for one, fate in zip(piece, fates, strict=True) if fate != "d"
            for word in ([next(new), one] if fate == "i" else [one])
        ]  # fmt: skip
        text.append(kept or [next(new)])
    return reference, text


@settings(max_examples=200, deadline=None)
@given(cut_down())
def test_anchors_find_every_run_of_four_words_by_themselves(texts: tuple[Pieces, Pieces]):
    """Nothing is aligned but by anchors: a run of four words and more is matched from end to end, a shorter one not."""
    reference, text = texts
    runs: list[list[int]] = []
    for piece in text:
        runs.append([])
        for word, following in pairwise([*piece, -1]):
            runs[-1].append(word)
            if following != word + 1:
                runs.append([])
    expected = [word - 1 if len(run) >= 4 and word < 1000 else -1 for run in runs for word in run]

    with bounds(1_000_000, 0):
        assert matched(reference, text) == expected


@settings(max_examples=100, deadline=None)
@given(cut_down())
def test_between_anchors_short_stretches_are_found_too(texts: tuple[Pieces, Pieces]):
    """A word beside an anchor is matched, unless it is lost among changes on both of its sides."""
    reference, text = texts
    with bounds(1_000_000, 0):
        by_anchors = np.array(matched(reference, text))
    everything = np.array(matched(reference, text))

    assert (everything[by_anchors >= 0] == by_anchors[by_anchors >= 0]).all()
    assert {place + 1 for place in everything[everything >= 0].tolist()} <= {one for piece in text for one in piece}


A, B, C = list(range(1, 6)), list(range(11, 16)), list(range(21, 41))


@pytest.mark.parametrize(
    ("reference", "text", "kept"),
    [
        ([A, B, C], [C, A, B], C),
        ([A, C, B], [B, C, A], C),
        ([C, A, B], [A, B, C], C),
        ([A, B, C], [A, C, B], A + C),
        ([A, B], [B, A], A),
    ],
    ids=["heavy to the front", "turned round", "heavy to the end", "light one moved", "of equal ones the first"],
)
def test_of_paragraphs_out_of_order_the_heaviest_that_are_in_order_stay(
    reference: Pieces, text: Pieces, kept: list[int]
):
    with bounds(1_000_000, 0):
        places = matched(reference, text)

    found = [word for word, place in zip([word for piece in text for word in piece], places, strict=True) if place >= 0]
    assert found == kept


def test_an_anchor_does_not_reach_from_one_paragraph_into_another_that_opens_alike():
    """The second paragraph was cut out; the third opens with the same three words."""
    opening = [91, 92, 93]
    reference = [A, [*opening, *B], [*opening, *C]]

    places = matched(reference, [A, [*opening, *C]])

    assert places == [*range(len(A)), *range(len(A) + 3 + len(B), len(A) + 3 + len(B) + 3 + len(C))]


def test_a_text_that_stands_twice_in_a_row_is_matched_once():
    assert sorted(place for place in matched([C], [C, C]) if place >= 0) == list(range(len(C)))


@pytest.mark.parametrize("size", [3, 4, 5, 8])
def test_a_paragraph_of_any_length_that_changed_its_place_is_found(size: int):
    moved = list(range(101, 101 + size))
    reference, text = words([moved, B, C]), words([B, C, moved])

    assert aligned(reference, text).tolist() == [*[1] * len(B), *[2] * len(C), *[0] * size]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 5)), max_size=8))
def test_no_increasing_chain_is_heavier_than_the_one_that_is_returned(runs: list[tuple[int, int]]):
    chain = heaviest_chain([place for place, _ in runs], [weight for _, weight in runs])
    best = [0] * len(runs)
    for index, (place, weight) in enumerate(runs):
        best[index] = weight + max((best[one] for one in range(index) if runs[one][0] < place), default=0)

    assert chain == sorted(chain)
    assert all(runs[one][0] < runs[other][0] for one, other in pairwise(chain))
    assert sum(runs[index][1] for index in chain) == max(best, default=0)
