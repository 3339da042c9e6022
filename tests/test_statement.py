"""The relational statement of the candidates says what the built-in engine works out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator import group
from tests import relational

Articles = tuple[list[str], list[str | None], list[bytes]]


def fingerprints(*hashes: int) -> bytes:
    return np.unique(np.array(hashes, dtype="<u8")).tobytes()


@st.composite
def archives(draw: st.DrawFn) -> Articles:
    """Draw articles that share hashes: a few of a small stock each, whole runs of it, and some of their own."""
    count = draw(st.integers(0, 30))
    stock = draw(st.lists(st.integers(0, 2**64 - 1), min_size=40, max_size=40, unique=True))
    outlets = draw(st.lists(st.sampled_from([None, "a", "b", "c"]), min_size=count, max_size=count))
    hashes = []
    for number in range(count):
        start, stop = sorted(draw(st.tuples(st.integers(0, 40), st.integers(0, 40))))
        some = draw(st.lists(st.sampled_from(stock), max_size=8))
        own = range(number << 20, (number << 20) + draw(st.integers(0, 20)))
        hashes.append(fingerprints(*stock[start:stop], *some, *own))
    ids = [f"{7 * number % 31:016x}" for number in range(count)]
    return ids, outlets, hashes


def many_captures() -> Articles:
    """Return 40 articles of four outlets that share all they have, and 40 that share an outlet's footer."""
    footer, text = range(2**63, 2**63 + 9), range(500, 560)
    same = [fingerprints(*text, number) for number in range(40)]
    footed = [fingerprints(*footer, *range(1000 * number, 1000 * number + 30)) for number in range(1, 41)]
    ids = [f"{number:016x}" for number in range(80)]
    return ids, [f"outlet {number % 4}" for number in range(80)], [*same, *footed]


def galleries() -> Articles:
    """Return articles of two outlets with a block in common, articles whose versions share this or that, and a copy."""
    block, parts = range(2**63, 2**63 + 60), [range(10_000 * part, 10_000 * part + 20) for part in range(1, 5)]
    with_block = [fingerprints(*block, *range(1000 * number, 1000 * number + 40)) for number in range(1, 9)]
    mixed = [
        fingerprints(*(own for part, some in enumerate(parts) if part != number for own in some), *range(90, 120))
        for number in range(4)
    ]
    ids = [f"{number:016x}" for number in range(13)]
    return ids, [*["one"] * 4, *["other"] * 4, *["third"] * 4, "fourth"], [*with_block, *mixed, with_block[0]]


def require_same(one: group.Survey, other: group.Survey) -> None:
    assert list(one.ids) == list(other.ids)
    assert one.candidates.tolist() == other.candidates.tolist()
    assert one.boilerplate.keys() == other.boilerplate.keys()
    assert all(np.array_equal(one.boilerplate[name], other.boilerplate[name]) for name in one.boilerplate)


@given(archives())
def test_duckdb_proposes_the_pairs_and_the_boilerplate_of_the_built_in_engine(archive: Articles):
    require_same(group.survey(*archive), relational.survey(*archive))


def test_large_groups_are_paired_alike_and_some_hashes_are_boilerplate():
    expected = group.survey(*many_captures())

    require_same(expected, relational.survey(*many_captures()))
    assert len(expected.candidates) > 40
    assert expected.boilerplate


def test_blocks_are_told_alike():
    expected = group.survey(*galleries())

    require_same(expected, relational.survey(*galleries()))
    assert list(expected.boilerplate) == [f"{number:016x}" for number in range(8)]
    assert [0, 12] in expected.candidates.tolist()
