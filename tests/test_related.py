"""What is related and no copy: parts of a composite, excerpts, passages; and copies merged with another text."""

from __future__ import annotations

from typing import Any

import pytest

from generator import group
from generator.model import Cluster
from tests.test_group import grouped
from tests.texts import report, sentences


def related_in(texts: dict[str, str], **known: Any) -> tuple[list[Cluster], dict[tuple[str, str], str]]:
    """Return the clusters, and the kind of each relation by the shorter id and the longer."""
    clusters, matches = grouped(texts, **known)
    limits = group.Thresholds(min_containment=0.7, min_shared=15)
    joined, relations = group.relate(matches, clusters, limits)
    return joined, {(one.match.shorter_id, one.match.longer_id): one.kind for one in relations}


def members(clusters: list[Cluster]) -> set[frozenset[str]]:
    return {frozenset(cluster.member_ids) for cluster in clusters}


def test_takes_are_parts_of_the_report_that_a_paper_printed_whole():
    """None of the three is most of it, so that which of them it joined would be chance."""
    takes = {f"take {number}": report(4, f"take {number}") for number in range(3)}

    clusters, related = related_in({**takes, "whole": "\n\n".join(takes.values())})

    assert clusters == []
    assert related == {(name, "whole"): "part" for name in takes}


@pytest.mark.parametrize("papers", [1, 2])
def test_two_takes_of_like_length_are_parts_of_what_papers_printed_whole(papers: int):
    """The whole is as much of one take as of the other, and a second paper's whole is a copy of the first paper's."""
    takes = {f"take {number}": report(size, f"take {number}") for number, size in enumerate((6, 5))}
    wholes = {f"whole {number}": "\n\n".join(takes.values()) for number in range(papers)}

    clusters, related = related_in({**takes, **wholes})

    assert members(clusters) == ({frozenset(wholes)} if papers > 1 else set())
    assert related == {(take, whole): "part" for take in takes for whole in wholes}


def test_a_first_take_that_is_most_of_the_report_is_a_copy_that_was_cut_off():
    first, rest = report(9, "first take"), report(4, "second take")
    texts = {"first": first, "rest": rest, "whole": f"{first}\n\n{rest}"}

    [cluster], related = related_in(texts, agency="whole")

    [match] = cluster.matches
    assert (set(cluster.member_ids), match.kind_of("first")) == ({"first", "whole"}, "truncated")
    assert related == {("rest", "whole"): "part"}


def test_a_roundup_does_not_join_the_longest_of_its_reports():
    reports = {
        f"report {number}": report(paragraphs, f"report {number}") for number, paragraphs in enumerate((2, 5, 4))
    }

    clusters, related = related_in({**reports, "roundup": "\n\n".join(reports.values())})

    assert clusters == []
    assert related == {(name, "roundup"): "part" for name in reports}


def test_a_digest_of_two_reports_joins_neither_and_lends_no_headline():
    """Two of the archive's reports in separate stretches, neither of them most of it, make three texts of three."""
    morning, besides, evening = sentences(3, "lines")
    for sizes in ((6, 6), (8, 6), (6, 7)):
        first, second = (report(size, f"report {number}") for number, size in enumerate(sizes))
        digests = {
            "one behind another": (first, second),
            "a line before, between and behind": (morning, first, besides, second, evening),
            "each but its last paragraph": (first.rpartition("\n\n")[0], second.rpartition("\n\n")[0]),
        }
        for how, pieces in digests.items():
            texts = {"first": first, "second": second, "digest": "\n\n".join(pieces)}

            clusters, related = related_in(texts)

            assert clusters == [], (sizes, how)
            assert set(related) == {("first", "digest"), ("second", "digest")}, (sizes, how)
            assert set(related.values()) == {"part"}, (sizes, how)


def test_two_papers_that_print_one_digest_are_copies_of_each_other_alone():
    reports = {name: report(6, name) for name in ("first", "second")}
    digests = dict.fromkeys(("digest", "digest again"), "\n\n".join(reports.values()))

    clusters, related = related_in({**reports, **digests})

    assert members(clusters) == {frozenset(digests)}
    assert related == {(name, digest): "part" for name in reports for digest in digests}


def test_a_copy_with_a_paragraph_of_another_report_stays_a_copy():
    ferry, tender = report(8, "ferry"), report(8, "tender")
    texts = {"ferry": ferry, "tender": tender, "longer": f"{ferry}\n\n{tender.partition(chr(10))[0]}"}

    [cluster], _ = related_in(texts)

    assert set(cluster.member_ids) == {"ferry", "longer"}


def test_a_report_that_is_most_of_a_composite_is_a_copy_of_it():
    ferry = report(9, "ferry")
    briefs = {f"brief {number}": report(2, f"brief {number}") for number in range(2)}

    [cluster], related = related_in({"ferry": ferry, **briefs, "page": "\n\n".join((ferry, *briefs.values()))})

    assert set(cluster.member_ids) == {"ferry", "page"}
    assert related == {(name, "page"): "part" for name in briefs}


def test_an_item_of_a_roundup_is_an_excerpt_of_it():
    item = report(4, "item")
    texts = {"item": item, "roundup": f"{report(12, 'before')}\n\n{item}\n\n{report(9, 'behind')}"}

    assert related_in(texts) == ([], {("item", "roundup"): "excerpt"})


def test_a_quotation_is_a_passage():
    quotation = " ".join(sentences(3, "quotation"))
    texts = {"a": f"{report(6, 'a')}\n\n{quotation}", "b": f"{quotation}\n\n{report(5, 'b')}"}

    assert related_in(texts) == ([], {("b", "a"): "passage"})


def test_a_copy_that_holds_another_article_too_is_merged():
    ferry, tender = report(8, "ferry"), report(5, "tender")
    texts = {"both": f"{ferry}\n\n{tender}", "ferry": ferry, "ferry again": ferry, "tender": tender}

    [cluster], related = related_in(texts, agency="ferry")

    kinds = {match.copy_id(cluster.canonical_id): match.kind_of("both") for match in cluster.matches}
    assert members([cluster]) == {frozenset({"both", "ferry", "ferry again"})}
    assert kinds["both"] == "merged"
    assert related == {("tender", "both"): "part"}


def test_a_text_with_another_article_in_it_is_not_the_main_copy_for_being_longer():
    ferry, tender = report(8, "ferry"), report(5, "tender")
    days = {"both": "2024-05-18", "ferry": "2024-05-17", "tender": "2024-05-17"}
    texts = {"both": f"{ferry}\n\n{tender}", "ferry": ferry, "tender": tender}

    [cluster], related = related_in(texts, published=days)

    assert (cluster.canonical_id, cluster.reason) == ("ferry", "the earliest")
    assert related == {("tender", "both"): "part"}


def test_a_copy_with_text_of_its_own_is_longer_and_not_merged():
    ferry = report(8, "ferry")

    [cluster], related = related_in({"longer": f"{ferry}\n\n{report(3, 'own')}", "ferry": ferry}, agency="ferry")

    assert {match.kind_of("longer") for match in cluster.matches if "longer" in (match.left_id, match.right_id)} == {
        "expanded"
    }
    assert related == {}
