"""From where on a match joins, and which groups it joins: every threshold from both sides."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import group
from generator.fingerprint import fingerprint
from generator.group import Standing, Thresholds, apart
from generator.group.matches import figures_of
from generator.model import Match, Ruling

LIMITS = Thresholds(min_containment=0.7, min_shared=15)
NEITHER = {"left_kind": "edited", "right_kind": "edited", "passage": 0, "left_at": (0, 0), "right_at": (0, 0)}


def match(**figures: Any) -> Match:
    """Return the match of two texts that share nothing but what is given."""
    known = {"resemblance": 0.0, "containment": 0.0, "shared": 100, "aligned": 0.0, "whole": 0.0, "start": 0.0}
    return Match(**{"left_id": "a", "right_id": "b", "shorter_id": "b", **NEITHER, **known, **figures})


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"containment": 0.7, "resemblance": 0.5}, None, id="enough of the shorter"),
        pytest.param({"containment": 0.69, "resemblance": 0.5}, "of the shorter text stands in", id="too little"),
        pytest.param({"containment": 1.0, "resemblance": 0.5, "shared": 15}, None, id="enough shingles"),
        pytest.param({"containment": 0.89, "resemblance": 0.5, "shared": 14}, "runs of eight words", id="too few"),
        pytest.param({"containment": 0.9, "resemblance": 0.05, "shared": 8}, None, id="an opening alone"),
        pytest.param(
            {"containment": 0.9, "start": 0.11, "shared": 14}, "runs of eight words", id="few, and no opening"
        ),
        pytest.param({"containment": 0.7, "aligned": 0.95, "shared": 8}, None, id="few, of a short text's opening"),
        pytest.param({"containment": 0.7, "aligned": 0.95, "shared": 7}, "runs of eight words", id="too few of that"),
        pytest.param({"containment": 0.7, "aligned": 0.94, "shared": 14}, "runs of eight words", id="few, and changed"),
        pytest.param({"containment": 0.9, "resemblance": 0.1, "start": 0.1}, None, id="the opening"),
        pytest.param({"containment": 0.9, "resemblance": 0.1, "start": 0.11}, "an excerpt", id="behind the opening"),
        pytest.param({"containment": 0.9, "resemblance": 0.25, "start": 0.5}, None, id="no small part"),
        pytest.param({"containment": 0.9, "resemblance": 0.24, "start": 0.5}, "an excerpt", id="a small part"),
        pytest.param({"containment": 0.9, "resemblance": 0.29, "start": 0.41}, "an excerpt", id="in the middle"),
        pytest.param({"containment": 0.9, "resemblance": 0.29, "start": 0.42}, None, id="less behind it"),
        pytest.param({"containment": 0.9, "resemblance": 0.29, "start": 0.29}, None, id="less before it"),
        pytest.param({"containment": 0.9, "resemblance": 0.3, "start": 0.35}, None, id="more of it"),
        pytest.param({"containment": 0.9, "resemblance": 0.1, "start": 0.5, "pieces": 2}, None, id="two pieces"),
        pytest.param(
            {"containment": 0.8, "aligned": 0.9, "resemblance": 0.1, "start": 0.5, "pieces": 2},
            "an excerpt",
            id="two pieces, and changed",
        ),
        pytest.param({"whole": 0.7, "shared": 0}, None, id="the same boilerplate and all"),
        pytest.param({"whole": 0.69, "shared": 0}, "runs of eight words", id="much the same boilerplate"),
        pytest.param({"containment": 0.62, "aligned": 0.85, "resemblance": 0.45}, None, id="lightly reworded"),
        pytest.param({"containment": 0.62, "aligned": 0.84, "resemblance": 0.45}, "stands in", id="reworded"),
        pytest.param(
            {"containment": 0.62, "aligned": 0.94, "resemblance": 0.41, "start": 0.16}, "stands in", id="another length"
        ),
        pytest.param(
            {"containment": 0.62, "aligned": 0.93, "resemblance": 0.3, "start": 0.15}, None, id="an opening reworded"
        ),
        pytest.param({"containment": 0.62, "aligned": 0.92, "resemblance": 0.3}, "stands in", id="more reworded"),
        pytest.param({"containment": 0.61, "aligned": 0.94, "resemblance": 0.3}, "stands in", id="less of it left"),
        pytest.param({"containment": 0.56, "aligned": 0.9, "resemblance": 0.38}, None, id="of one length"),
        pytest.param({"containment": 0.56, "aligned": 0.89, "resemblance": 0.38}, "stands in", id="more of it"),
        pytest.param({"containment": 0.56, "aligned": 0.91, "resemblance": 0.36}, "stands in", id="of two lengths"),
        pytest.param({"containment": 0.26, "aligned": 0.87, "resemblance": 0.15}, None, id="a word in eight"),
        pytest.param({"containment": 0.25, "aligned": 0.9, "resemblance": 0.14}, "stands in", id="in every line"),
        pytest.param(
            {"containment": 0.28, "aligned": 0.9, "resemblance": 0.16, "start": 0.2}, None, id="from its lede on"
        ),
        pytest.param(
            {"containment": 0.5, "aligned": 0.95, "resemblance": 0.33, "shared": 20}, None, id="forty shingles"
        ),
        pytest.param(
            {"containment": 0.5, "aligned": 0.95, "resemblance": 0.33, "shared": 19}, "stands in", id="a table"
        ),
        pytest.param(
            {"containment": 0.5, "aligned": 0.94, "resemblance": 0.33, "numbers": 0.1}, "stands in", id="other figures"
        ),
        pytest.param({"containment": 0.6, "aligned": 0.95, "resemblance": 0.4}, None, id="few words changed"),
        pytest.param({"containment": 0.6, "aligned": 0.96, "resemblance": 0.39}, "stands in", id="from end to end"),
        pytest.param({"containment": 0.6, "aligned": 0.97, "resemblance": 0.3}, None, id="hardly a word changed"),
        pytest.param({"containment": 0.6, "aligned": 0.95, "resemblance": 0.3, "pieces": 2}, None, id="cut in two"),
        pytest.param(
            {"containment": 0.6, "aligned": 0.9, "resemblance": 0.45, "numbers": 0.09}, "stands in", id="other numbers"
        ),
        pytest.param({"containment": 0.8, "aligned": 0.9, "resemblance": 0.5, "names": 0.5}, None, id="some names"),
        pytest.param({"containment": 0.8, "aligned": 0.9, "resemblance": 0.5, "names": 0.51}, "one form", id="a form"),
        pytest.param({"containment": 0.8, "aligned": 0.97, "resemblance": 0.5, "names": 0.6}, None, id="few words"),
        pytest.param({"containment": 0.2, "aligned": 0.79, "letters": 0.95, "start": 0.5}, None, id="damaged letters"),
        pytest.param({"aligned": 0.79, "letters": 0.95, "shared": 4, "containment": 0.1}, None, id="few, and damaged"),
        pytest.param({"letters": 0.95, "shared": 3, "containment": 0.1}, "runs of eight words", id="next to none"),
        pytest.param({"containment": 0.2, "aligned": 0.7, "letters": 0.94, "start": 0.5}, "stands in", id="too many"),
    ],
)
def test_a_match_joins_from_each_threshold_on(figures: dict[str, Any], expected: str | None):
    said = group.reason(match(**figures), min_containment=0.7, min_shared=15)

    assert said is None if expected is None else expected in str(said)


def test_one_headline_makes_an_excerpt_a_copy_and_allows_more_changes():
    excerpt = match(containment=0.9, resemblance=0.1, start=0.5)
    changed = match(containment=0.4, resemblance=0.2, aligned=0.9)

    for one in (excerpt, changed):
        assert group.reason(one, min_containment=0.7, min_shared=15) is not None
        assert group.reason(one, min_containment=0.7, min_shared=15, same_headline=True) is None


Figures = dict[tuple[int, int], dict[str, Any]]
NOTHING = {"shared": 0}


def ids_of(articles: int) -> list[str]:
    return [f"{number:02}" for number in range(articles)]


def comparing(figures: Figures) -> Callable[[group.Pairs], group.Rows]:
    """Return what compares articles of which these pairs share text, and the others nothing."""

    def compare(pairs: group.Pairs) -> group.Rows:
        known = (figures.get((left, right), NOTHING) for left, right in pairs.tolist())
        return group.with_pairs(pairs, figures_of(match(**one) for one in known))

    return compare


def standings_of(articles: int) -> list[Standing]:
    return [Standing(is_agency=False, size=100, published=None)] * articles


def clusters_of(figures: Figures, articles: int) -> set[frozenset[str]]:
    """Cluster articles of which these pairs share text, and the others nothing."""
    clusters, _ = group.find_clusters(
        ids_of(articles), np.array(sorted(figures)), standings_of(articles), comparing(figures), LIMITS
    )
    return {frozenset(cluster.member_ids) for cluster in clusters}


SAME = {"containment": 1.0, "resemblance": 1.0}
CLOSE = {"containment": 0.8, "resemblance": 0.5}
FAINT = {"containment": 0.63, "aligned": 0.86, "resemblance": 0.46}
REWORDED = {"containment": 0.5, "aligned": 0.9, "resemblance": 0.33}


def test_half_of_the_pairs_are_not_most_of_them():
    figures = {(0, 1): SAME, (0, 2): CLOSE}

    assert clusters_of(figures, 3) == {frozenset({"00", "01"})}


def test_more_than_half_of_the_pairs_join():
    figures = {(0, 1): SAME, (0, 2): SAME, (1, 2): SAME, (0, 3): CLOSE, (1, 3): CLOSE}

    assert clusters_of(figures, 4) == {frozenset({"00", "01", "02", "03"})}


def test_a_quarter_of_the_text_speaks_for_joining_and_less_does_not():
    for containment, joined in ((0.25, 3), (0.24, 2)):
        figures = {(0, 1): SAME, (0, 2): CLOSE, (1, 2): {"containment": containment}}

        assert {len(members) for members in clusters_of(figures, 3)} == {joined}


def test_a_match_of_reworded_texts_asks_for_more():
    for containment, joined in ((0.55, 3), (0.54, 2)):
        figures = {(0, 1): SAME, (0, 2): FAINT, (1, 2): {"containment": containment}}

        assert {len(members) for members in clusters_of(figures, 3)} == {joined}


@pytest.mark.parametrize(("others", "joined"), [(1, True), (2, False)])
def test_a_text_reworded_as_a_whole_joins_copies_of_the_other_that_were_cut(others: int, *, joined: bool):
    """One of two speaks for it, and one of three does not."""
    figures = {(left, right): SAME for right in range(others + 1) for left in range(right)}
    figures |= {(0, others + 1): REWORDED} | {(one, others + 1): {"containment": 0.39} for one in range(1, others + 1)}

    assert (len(max(clusters_of(figures, others + 2), key=len)) == others + 2) == joined


@pytest.mark.parametrize(
    ("figures", "joined"),
    [
        pytest.param({"containment": 0.4, "aligned": 0.92}, True, id="reworded and cut"),
        pytest.param({"containment": 0.39, "aligned": 0.92}, False, id="little in common"),
        pytest.param({"containment": 0.4, "aligned": 0.91}, False, id="in other words"),
        pytest.param({"containment": 0.4, "aligned": 0.92, "numbers": 0.1}, False, id="in other numbers"),
    ],
)
def test_a_copy_that_was_reworded_and_cut_speaks_for_joining(figures: dict[str, Any], *, joined: bool):
    known = {(0, 1): SAME, (0, 2): FAINT, (1, 2): figures}

    assert {len(members) for members in clusters_of(known, 3)} == {3 if joined else 2}


def test_twelve_members_of_a_group_speak_for_it():
    """The first three have nothing in common with the newcomer, and the nine behind them do."""
    figures = {(left, right): SAME for right in range(12) for left in range(right)}
    figures |= {(member, 12): CLOSE for member in range(3, 12)}

    assert clusters_of(figures, 13) == {frozenset(f"{number:02}" for number in range(13))}


ARTICLES = 14
KINDS = [SAME, CLOSE, FAINT, REWORDED, {"containment": 0.3}, {"containment": 0.2}, NOTHING]
PAIRS = st.tuples(st.integers(0, ARTICLES - 1), st.integers(0, ARTICLES - 1)).filter(lambda pair: pair[0] < pair[1])
RULINGS = st.builds(
    lambda verdict, pair: Ruling(verdict=verdict, ids=tuple(f"{one:02}" for one in pair), note="", by=""),
    st.sampled_from(["same", "different"]),
    PAIRS,
)


def linked(figures: Figures) -> set[frozenset[str]]:
    """Join by average linkage, one bond after another, as anybody would write it down."""
    groups = [{number} for number in range(ARTICLES)]
    bonds = {pair: one for pair, one in figures.items() if one in (SAME, CLOSE, FAINT, REWORDED)}
    for (left, right), bond in sorted(bonds.items(), key=lambda known: (-known[1]["resemblance"], known[0])):
        one, other = (next(group for group in groups if number in group) for number in (left, right))
        across = [figures.get((min(pair), max(pair)), NOTHING) for pair in product(one, other)]
        least = 0.55 if bond in (FAINT, REWORDED) else 0.25
        agreeing = sum(pair is REWORDED or pair.get("containment", 0) >= least for pair in across)
        if one is not other and agreeing > len(across) * (0.4 if bond is REWORDED else 0.5):
            groups = [group for group in groups if group is not one and group is not other] + [one | other]
    return {frozenset(f"{number:02}" for number in group) for group in groups if len(group) > 1}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(PAIRS, st.sampled_from(KINDS), min_size=1, max_size=40))
def test_clusters_are_those_of_average_linkage(figures: Figures):
    assert clusters_of(figures, ARTICLES) == linked(figures)


def basis(
    surveyed: group.Survey, compare: Callable[[group.Pairs], group.Rows], rulings: Sequence[Ruling]
) -> group.Basis:
    standings = standings_of(len(surveyed.ids))
    return group.Basis(surveyed=surveyed, standings=standings, compare=compare, limits=LIMITS, rulings=rulings)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(PAIRS, st.sampled_from(KINDS), max_size=30),
    st.lists(RULINGS, max_size=2),
    st.sets(st.integers(0, 29)),
)
def test_components_grouped_alone_come_to_what_the_whole_archive_comes_to(
    figures: Figures, rulings: list[Ruling], proposed: set[int]
):
    """Some pairs were proposed, the others are asked for."""
    pairs = [pair for place, pair in enumerate(sorted(figures)) if place in proposed]
    candidates = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    surveyed = group.Survey(ids=ids_of(ARTICLES), candidates=candidates, boilerplate={})
    whole = group.BUILT_IN.cluster(basis(surveyed, comparing(figures), rulings))

    def of_component(part: group.Component) -> group.Grouped:
        def compare(pairs: group.Pairs) -> group.Rows:
            return group.with_pairs(pairs, comparing(figures)(part.articles[pairs])[list(group.FIGURES.names or ())])

        return group.BUILT_IN.cluster(basis(part.surveyed, compare, part.rulings))

    parts = [of_component(part) for part in group.components(surveyed, rulings)]

    assert sorted(str(one) for part in parts for one in part.clusters) == sorted(map(str, whole.clusters))
    assert sorted(str(one) for part in parts for one in part.relations) == sorted(map(str, whole.relations))
    assert sum(len(part.matches) for part in parts) == len(whole.matches)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(PAIRS, st.sampled_from(KINDS), max_size=30),
    st.lists(RULINGS, max_size=2),
    st.sets(st.integers(0, 29)),
    st.integers(1, ARTICLES),
    st.integers(1, ARTICLES),
)
def test_components_that_are_dealt_out_come_to_what_the_built_in_engine_comes_to(
    figures: Figures, rulings: list[Ruling], proposed: set[int], small: int, most: int
):
    """Tasks of any size, some of them too large to be dealt out."""
    pairs = [pair for place, pair in enumerate(sorted(figures)) if place in proposed]
    surveyed = group.Survey(
        ids=ids_of(ARTICLES), candidates=np.array(pairs, dtype=np.int64).reshape(-1, 2), boilerplate={}
    )
    asked = basis(surveyed, comparing(figures), rulings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "TASK_ARTICLES", small)
        patch.setattr(apart, "MOST", most)
        found = apart.cluster_apart(lambda task, items: pickled(map(task, pickled(items))), asked)

    whole = group.BUILT_IN.cluster(asked)
    assert found.clusters == whole.clusters
    assert found.relations == whole.relations
    assert found.matches.rows.tobytes() == whole.matches.rows.tobytes()


def pickled(values: Iterable[Any]) -> Iterator[Any]:
    """Take values through what carries them to another process."""
    return (pickle.loads(pickle.dumps(value)) for value in values)


def hashes(*values: int) -> bytes:
    return np.array(sorted(values), dtype="<u8").tobytes()


@pytest.mark.parametrize(("articles", "boilerplate"), [(5, False), (6, True)])
def test_what_more_than_five_articles_of_an_outlet_have_is_its_boilerplate(articles: int, *, boilerplate: bool):
    own = [range(1000 * number, 1000 * number + 20) for number in range(1, articles + 1)]
    ids = [f"{number}" for number in range(articles)]

    surveyed = group.survey(ids, ["Outlet"] * articles, [hashes(7, *some) for some in own])

    assert surveyed.boilerplate.keys() == (set(ids) if boilerplate else set())


def test_of_many_articles_with_one_hash_each_is_paired_with_the_largest_and_the_next():
    """All pairs would grow with the square; a chain by size keeps copies of one length together."""
    count = 16
    own = [range(1000 * number, 1000 * number + 3 * (count - number)) for number in range(1, count + 1)]
    ids = [f"{number:02}" for number in range(count)]

    surveyed = group.survey(ids, [None] * count, [hashes(*range(1, 9), *some) for some in own])

    star = {(0, number) for number in range(1, count)}
    chain = {(number, number + 1) for number in range(count - 1)}
    assert {tuple(pair) for pair in surveyed.candidates.tolist()} == star | chain


def test_up_to_twelve_articles_with_one_hash_are_paired_each_with_each():
    names, own = [str(one) for one in range(12)], fingerprint(["a text"]).hashes.tobytes()

    surveyed = group.survey(names, [None] * 12, [own] * 12)

    assert len(surveyed.candidates) == 66
