"""Grouping: which pairs are proposed, what verification says of them, and which articles end up in one cluster."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator import group
from generator.fingerprint import fingerprint, shingles
from generator.group import candidates, signs, verifying
from generator.group.matches import figures_of
from generator.group.matching import joining
from generator.model import Cluster, Match
from tests.texts import report, sentences


def clusters_of(texts: dict[str, str], **known: Any) -> list[Cluster]:
    """Group texts as the pipeline does."""
    return grouped(texts, **known)[0]


def grouped(
    texts: dict[str, str],
    outlets: dict[str, str] | None = None,
    agency: str | None = None,
    published: dict[str, str] | None = None,
    headlines: dict[str, str] | None = None,
) -> tuple[list[Cluster], group.Matches]:
    """Group texts as the pipeline does; return every pair that was compared, too."""
    names = list(texts)
    surveyed = group.survey(
        names,
        [(outlets or {}).get(name) for name in names],
        [fingerprint([texts[name]]).hashes.tobytes() for name in names],
    )
    standings = {
        name: group.Standing(
            is_agency=name == agency,
            size=len(texts[name]),
            published=(published or {}).get(name),
            headline=(headlines or {}).get(name),
        )
        for name in names
    }

    def compare(pairs: group.Pairs) -> group.Rows:
        shingled = [shingles([texts[name]], surveyed.boilerplate.get(name)) for name in surveyed.ids]
        return group.with_pairs(pairs, group.verify_all(shingled, pairs))

    return group.find_clusters(
        surveyed.ids,
        surveyed.candidates,
        [standings[name] for name in surveyed.ids],
        compare,
        group.Thresholds(min_containment=0.7, min_shared=15),
    )


def pairs_of(surveyed: group.Survey) -> set[group.Pair]:
    return {(surveyed.ids[left], surveyed.ids[right]) for left, right in surveyed.candidates.tolist()}


def members(clusters: list[Cluster]) -> set[frozenset[str]]:
    return {frozenset(cluster.member_ids) for cluster in clusters}


def test_a_truncated_copy_joins_the_whole_text():
    """Resemblance would miss it: the cut copy has a third of the text."""
    whole = report(12, "story")
    cut = whole[: len(whole) // 3]

    [cluster] = clusters_of({"whole": whole, "cut": cut, "other": report(12, "other")})

    assert set(cluster.member_ids) == {"whole", "cut"}
    assert cluster.canonical_id == "whole"
    assert cluster.matches[0].containment > 0.97
    assert cluster.matches[0].resemblance < 0.4


def test_a_shared_quotation_does_not_join_two_reports():
    quotation = " ".join(sentences(2, "quotation"))

    assert clusters_of({"a": report(8, "a") + quotation, "b": quotation + report(8, "b")}) == []


def test_a_roundup_does_not_chain_two_stories_together():
    first, second = report(8, "first"), report(6, "second")

    clusters = clusters_of(
        {"first": first, "first again": first, "second": second, "second again": second, "roundup": f"{first} {second}"}
    )

    assert len(clusters) == 2
    assert not any({"first", "second"} <= set(cluster.member_ids) for cluster in clusters)


def test_a_report_with_a_word_changed_here_and_there_is_a_copy():
    """Every changed word breaks eight shingles, so containment alone would miss it."""
    words = report(8, "story").split()
    changed = [word if place % 24 else f"x{place}" for place, word in enumerate(words)]

    [cluster] = clusters_of({"one": " ".join(words), "other": " ".join(changed)})

    assert cluster.matches[0].containment < 0.7
    assert cluster.matches[0].aligned > 0.9


def test_an_item_of_a_roundup_is_no_copy_of_the_roundup():
    item = report(3, "item")
    roundup = f"{report(12, 'before')} {item} {report(12, 'after')}"

    assert clusters_of({"item": item, "roundup": roundup}) == []


def test_under_one_headline_a_part_from_the_middle_is_a_copy():
    whole = report(12, "story").split()
    texts = {"whole": " ".join(whole), "middle": " ".join(whole[300:370])}
    headlines = {"whole": "river board opens the old sluice", "middle": "river board opens the old sluice"}

    assert clusters_of(texts) == []
    assert members(clusters_of(texts, headlines=headlines)) == {frozenset(texts)}


def test_an_outlets_boilerplate_does_not_count_for_or_against_a_copy():
    """A cut copy whose paywall text is longer than what is left of the report."""
    tail = " ".join(sentences(9, "paywall"))
    whole = report(10, "story")
    texts = {"whole": whole, "cut": f"{whole[:500]} {tail}"}
    texts |= {f"w{number}": f"{report(2, f'body {number}')} {tail}" for number in range(8)}

    [cluster] = clusters_of(texts, outlets={name: "Wall" for name in texts if name != "whole"})

    assert set(cluster.member_ids) == {"whole", "cut"}
    assert cluster.matches[0].containment > 0.9


GALLERY = " ".join(f"Picture {number}: {line}" for number, line in enumerate(sentences(24, "gallery")))


def with_gallery(name: str, paragraphs: int = 8) -> str:
    """Return a report with the gallery set into a line of it."""
    opening, *others = report(paragraphs, name).split("\n\n")
    return "\n\n".join((f"{opening} {GALLERY} {others[0]}", *others[1:]))


def test_a_block_set_into_lines_of_a_few_articles_of_an_outlet_is_no_text_of_theirs():
    """The gallery is most of each, and too few articles have it to be known as a footer is."""
    names = ("a", "b", "c")
    texts = {name: with_gallery(name, 5) for name in names} | {"page": GALLERY}

    assert members(clusters_of({name: texts[name] for name in "ab"})) == {frozenset("ab")}
    assert clusters_of(texts, outlets=dict.fromkeys(texts, "The Outlet")) == []


def test_such_an_article_is_still_found_in_other_outlets():
    names = ("a", "b", "c")
    texts = {name: with_gallery(name) for name in names} | {"copy": report(8, "a"), "whole": with_gallery("b")}
    outlets = dict.fromkeys(names, "The Outlet") | {"copy": "Another", "whole": "A third"}

    assert members(clusters_of(texts, outlets=outlets)) == {frozenset({"a", "copy"}), frozenset({"b", "whole"})}


def test_a_text_that_grows_in_its_outlet_is_no_block():
    paragraphs = report(12, "live").split("\n\n")
    texts = {str(count): "\n\n".join(paragraphs[:count]) for count in range(4, 13, 2)}

    [cluster] = clusters_of(texts, outlets=dict.fromkeys(texts, "The Outlet"))

    assert set(cluster.member_ids) == set(texts)


def test_a_text_that_25_outlets_ran_is_one_cluster():
    """A cap on shingles that are common over all outlets would break it."""
    text = report(6, "wire")
    texts = {f"copy{number:02}": f"{text} {sentences(1, str(number))[0]}" for number in range(25)}

    [cluster] = clusters_of(texts, outlets={name: f"Outlet {name}" for name in texts})

    assert len(cluster.member_ids) == 25


def test_an_outlets_own_footer_proposes_no_pairs():
    footer = " ".join(sentences(2, "footer"))
    bodies = {f"a{number}": report(5, f"body {number}") for number in range(12)}

    without, surveyed = (
        group.survey(
            list(bodies), ["The Outlet"] * len(bodies), [fingerprint([text]).hashes.tobytes() for text in texts]
        )
        for texts in (bodies.values(), [f"{body} {footer}" for body in bodies.values()])
    )

    assert pairs_of(surveyed) == pairs_of(without)
    assert surveyed.boilerplate.keys() == bodies.keys()


@pytest.mark.parametrize(
    ("agency", "published", "expected"),
    [
        pytest.param("short", {}, "short", id="the agency's own page, though shorter"),
        pytest.param(None, {"short": "2020-01-01"}, "long b", id="else the most complete: ties by id"),
        pytest.param(None, {"long c": "2020-01-01"}, "long c", id="then the earliest; unknown dates come last"),
    ],
)
def test_canonical_is_the_agencys_else_the_most_complete_else_the_earliest(
    agency: str | None, published: dict[str, str], expected: str
):
    text = report(6, "story")

    [cluster] = clusters_of(
        {"short": text[: len(text) // 2], "long b": text, "long c": text}, agency=agency, published=published
    )

    assert cluster.canonical_id == expected


def test_an_earlier_copy_that_lacks_most_of_the_text_is_not_the_main_one():
    """But where two have the same few paragraphs, the third added the others."""
    text = report(6, "story")
    cut = "\n\n".join(text.split("\n\n")[:3])
    published = {"cut": "2020-01-01", "cut too": "2020-01-02", "whole": "2020-01-03"}

    [one] = clusters_of({"cut": cut, "whole": text}, published=published)
    [other] = clusters_of({"cut": cut, "cut too": cut, "whole": text}, published=published)

    assert (one.canonical_id, other.canonical_id) == ("whole", "cut")


def test_an_earlier_copy_to_which_another_added_a_little_is_the_main_one():
    text = report(6, "story")
    published = {"first": "2020-01-01", "longer": "2020-01-03"}

    [cluster] = clusters_of({"longer": f"{text}\n\n{report(2, 'own')}", "first": text}, published=published)

    assert (cluster.canonical_id, cluster.reason) == ("first", "the earliest")


def test_members_are_listed_by_date_and_unknown_dates_last():
    text = report(6, "story")

    [cluster] = clusters_of({"a": text, "b": text, "c": text}, published={"c": "2020-01-01", "b": "2021-05-01"})

    assert cluster.member_ids == ("c", "b", "a")


@settings(max_examples=30)
@given(order=st.permutations(range(9)))
def test_the_order_of_the_articles_does_not_matter(order: list[int]):
    whole = report(6, "one")
    other = report(6, "two")
    texts = [whole, whole[:400], whole[200:], other, other[:500], *(report(4, f"x{number}") for number in range(4))]
    names = {f"id{number}": texts[number] for number in range(9)}
    shuffled = {f"id{number}": texts[number] for number in order}

    assert clusters_of(shuffled) == clusters_of(names)


@settings(max_examples=25)
@given(share=st.floats(0.15, 1.0))
def test_a_text_cut_anywhere_is_found(share: float):
    words = report(20, "story").split()
    cut = " ".join(words[: max(60, int(len(words) * share))])

    assert members(clusters_of({"whole": " ".join(words), "cut": cut})) == {frozenset({"whole", "cut"})}


def test_adding_an_unrelated_article_changes_no_cluster():
    whole = report(6, "one")
    texts = {"a": whole, "b": whole[:600]}

    assert clusters_of(texts | {"c": report(9, "unrelated")}) == clusters_of(texts)


def test_verification_is_symmetric():
    one, other = shingles([report(5, "s")]), shingles([report(5, "s")[:500]])

    there, back = group.verify(("a", "b"), one, other), group.verify(("a", "b"), other, one)

    assert (there.shorter_id, back.shorter_id) == ("b", "a")
    assert there == replace(
        back,
        shorter_id="b",
        left_kind=back.right_kind,
        right_kind=back.left_kind,
        left_at=back.right_at,
        right_at=back.left_at,
    )


def test_candidates_are_those_that_a_plain_count_of_shared_fingerprints_finds():
    """The arrays against the definition, on texts that share pieces at random."""
    chance = random.Random("pieces")
    pieces = [" ".join(sentences(3, f"piece {number}")) for number in range(14)]
    texts = {f"t{number:02}": " ".join(chance.sample(pieces, 4)) for number in range(24)}
    hashes = {name: set(fingerprint([text]).hashes.tolist()) for name, text in texts.items()}
    common = {
        h for h in set().union(*hashes.values()) if sum(h in own for own in hashes.values()) > candidates.ALL_PAIRS
    }
    expected = {
        (a, b)
        for a, b in combinations(sorted(texts), 2)
        if len((hashes[a] & hashes[b]) - common) >= candidates.PASSAGE_FINGERPRINTS
    }

    surveyed = group.survey(list(texts), [None] * 24, [fingerprint([text]).hashes.tobytes() for text in texts.values()])

    assert expected <= pairs_of(surveyed)
    assert len(expected) > 20


def test_no_articles_have_no_candidates():
    assert pairs_of(group.survey([], [], [])) == set()
    assert pairs_of(group.survey(["a"], [None], [fingerprint([""]).hashes.tobytes()])) == set()


def test_sorting_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    chance = random.Random("parts")
    pieces = [" ".join(sentences(3, f"piece {number}")) for number in range(10)]
    hashes = [fingerprint([" ".join(chance.sample(pieces, 3))]).hashes.tobytes() for _ in range(40)]
    ids, outlets = [f"{number:02}" for number in range(40)], ["One", "Two", None, "One"] * 10
    at_once = group.survey(ids, outlets, hashes)

    monkeypatch.setattr(candidates, "ENTRIES_AT_ONCE", 97)
    in_parts = group.survey(ids, outlets, hashes)

    assert pairs_of(in_parts) == pairs_of(at_once)
    assert {name: part.tolist() for name, part in in_parts.boilerplate.items()} == {
        name: part.tolist() for name, part in at_once.boilerplate.items()
    }
    assert pairs_of(at_once)
    assert at_once.boilerplate


def test_hashes_that_agree_in_their_leading_bits_are_not_taken_for_one():
    """They are sorted by those bits alone, with their places behind them."""
    near = [2**63 + low for low in (1, 2, 3)]
    owned = [[near[0], near[1], 5, 6], [near[1], near[0], near[2], 6], [near[2], near[0], 5, 7]]
    hashes = [np.array(sorted(own), dtype="<u8").tobytes() for own in owned]

    surveyed = group.survey(["a", "b", "c"], [None] * 3, hashes)

    shared = {
        pair: len(set(owned[pair[0]]) & set(owned[pair[1]])) for pair in combinations(range(3), 2)
    }  # each has four hashes: two shared are enough
    assert surveyed.candidates.tolist() == [list(pair) for pair, count in shared.items() if count >= 2]


@given(st.data())
def test_what_is_said_of_a_pair_is_what_was_decided(data: st.DataObject):
    """`reason` and `joining` are one rule, the one for a match and the other for columns."""
    share = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.3, 0.69, 0.7, 0.9, 0.95, 1.0])
    match = Match(
        left_id="a",
        right_id="b",
        shorter_id="b",
        left_kind="expanded",
        right_kind="truncated",
        passage=20,
        left_at=(3, 90),
        right_at=(0, 87),
        shared=data.draw(st.integers(0, 40)),
        resemblance=data.draw(share),
        containment=data.draw(share),
        aligned=data.draw(share),
        whole=data.draw(share),
        start=data.draw(share),
    )
    same_headline = data.draw(st.booleans())
    rows = group.with_pairs(np.array([[0, 1]]), figures_of([match]))

    [joined] = joining(rows, np.array([same_headline]), min_containment=0.7, min_shared=15)

    said = group.reason(match, min_containment=0.7, min_shared=15, same_headline=same_headline)
    assert joined == (said is None)
    assert group.Matches(["a", "b"], rows).at(np.array([0])) == [match]


def test_what_pairs_share_does_not_depend_on_how_many_are_compared_at_once(monkeypatch: pytest.MonkeyPatch):
    story, footer = report(8, "story"), " ".join(sentences(3, "footer"))
    texts = [story, f"{story} {footer}", story[400:], f"{footer} {report(4, 'other')}", "", f"{footer} {story[:900]}"]
    shingled = [shingles([text], fingerprint([footer]).hashes) for text in texts]
    pairs = np.array([(left, right) for right in range(6) for left in range(right)])
    at_once = group.verify_all(shingled, pairs)

    monkeypatch.setattr(verifying, "WORDS_AT_ONCE", 300)
    monkeypatch.setattr(signs, "MOST_SIGNS", 50)

    assert group.verify_all(shingled, pairs).tobytes() == at_once.tobytes()
    for pair, row in zip(pairs.tolist(), at_once, strict=True):
        assert group.verify_all([shingled[one] for one in pair], np.array([[0, 1]])).tobytes() == row.tobytes()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda pair: pair[0] < pair[1]), unique=True))
def test_batches_hold_every_pair_once(found: list[tuple[int, int]]):
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)

    batches = list(group.in_batches(pairs, 4))

    assert sorted(place for places, _, _ in batches for place in places) == list(range(len(pairs)))
    for places, articles, inside in batches:
        assert articles[inside].tolist() == pairs[places].tolist()


def test_a_form_is_one_where_all_of_its_set_words_are_boilerplate_of_its_outlet():
    """Nothing that counts is shared then; what differs are names, each in the place of another."""
    terms = " ".join(sentences(14, "terms of the harbour"))
    boilerplate = shingles([terms]).hashes
    filled = [
        f"{terms} The ferry {ferry} sails to {town} under Captain {captain} from quay {quay}."
        for ferry, town, captain, quay in (
            ("Marit", "Oskholm", "Dahl", "North"),
            ("Brynja", "Felsund", "Weir", "Marsh"),
        )
    ]

    match = group.verify(("a", "b"), *(shingles([text], boilerplate) for text in filled))

    assert (match.containment, match.filled) == (0, 1)


@pytest.mark.parametrize(
    ("sizes", "proposed"), [((20, 22), True), ((20, 40), False), ((60, 62), False)], ids=["like", "unlike", "long"]
)
def test_of_short_texts_of_like_length_one_hash_is_enough(sizes: tuple[int, int], proposed: bool):
    hashes = [
        np.array([1, *range(start, start + size - 1)], dtype="<u8")
        for start, size in zip((100, 200), sizes, strict=True)
    ]

    surveyed = group.survey(["a", "b"], [None, None], [one.tobytes() for one in hashes])

    assert bool(pairs_of(surveyed)) is proposed
