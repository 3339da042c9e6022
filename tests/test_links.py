"""What each article's page links to: bounded, and in the order of publication."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from generator.archive.links import links
from generator.model import MOST_COPIES, Cluster, Report
from generator.render import places
from tests.test_render import a_card


def test_a_page_lists_the_first_copies_of_a_very_large_cluster_and_counts_the_others():
    cards = {card.id: card for card in (a_card(number) for number in range(MOST_COPIES + 100))}
    names = tuple(cards)
    cluster = Cluster(canonical_id=names[-1], member_ids=names, matches=())

    linked = links(cards, [cluster])

    for name in (names[0], names[MOST_COPIES], names[-1]):
        listed = [copy.card.id for copy in linked[name].copies]
        assert listed == [other for other in names if other != name][:MOST_COPIES]
        assert linked[name].unlisted == 99
    assert {one.canonical and one.canonical.id for one in linked.values()} == {names[-1]}


def test_a_page_lists_all_copies_of_a_cluster_that_fits():
    cards = {card.id: card for card in (a_card(number) for number in range(MOST_COPIES + 1))}
    cluster = Cluster(canonical_id=min(cards), member_ids=tuple(cards), matches=())

    linked = links(cards, [cluster])

    assert {(len(one.copies), one.unlisted) for one in linked.values()} == {(MOST_COPIES, 0)}


def test_a_page_leads_to_its_neighbours_across_the_ends_of_months():
    days = ("2020-01-30", "2020-01-31T09:00:00Z", "2020-02-01", "2020-02-02", None)
    cards = [replace(a_card(number), published=day) for number, day in enumerate(days)]

    linked = links({card.id: card for card in cards}, [])

    around = [(one.older and one.older.published, one.newer and one.newer.published) for one in linked.values()]
    assert around == [(None, days[1]), (days[0], days[2]), (days[1], days[3]), (days[2], None), (None, None)]


@pytest.mark.parametrize(
    ("url", "link", "readable"),
    [
        ("https://user:secret@post.example/a", "https://post.example/a", "post.example"),
        ("https://user@post.example:8080/@b", "https://post.example:8080/@b", "post.example"),
        ("https://gr\u00f6\u00dfe.example/a?b#c", "https://xn--gre-6ka8i.example/a?b#c", "gr\u00f6\u00dfe.example"),
        ("https://xn--gre-6ka8i.example/", "https://xn--gre-6ka8i.example/", "gr\u00f6\u00dfe.example"),
        ("https://\u4f8b\u3048.jp:81/\u3042", "https://xn--r8jz45g.jp:81/%E3%81%82", "\u4f8b\u3048.jp"),
        (
            "https://u:p@\u0645\u062b.example/",
            "https://xn--qgb5c.example/",
            "\u0645\u062b.example",
        ),
        ("https://[::1]:80/x", "https://[::1]:80/x", "::1"),
        ("https://www.post.example/a", "https://www.post.example/a", "post.example"),
    ],
)
def test_a_link_names_its_host_as_the_network_does_and_nobody_who_asks(url: str, link: str, readable: str):
    assert places.target(url) == link
    assert places.host(link) == readable


def test_a_password_in_an_address_is_nowhere_in_the_archive(built: Callable[..., tuple[dict[str, bytes], Report]]):
    record = {"url": "https://user:hunter2@post.example/a", "text": "The ferry sails again.", "headline": "Ferry"}

    pages, found = built({"a.json": json.dumps(record)})

    assert not any(b"hunter2" in content for content in pages.values())
    assert [problem.field for problem in found.problems] == ["url"]
    assert "names a user" in found.problems[0].message
