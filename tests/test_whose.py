"""Whose texts an outlet ran: counted from cards and clusters, drawn with the words beside it, and bounded."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from generator.model import Card, Cluster
from generator.render.listings.shelf import Shelf, shelf_page
from generator.render.listings.shelves import shelves
from generator.render.listings.whose import MOST_AGENCIES, Whose
from tests.test_render import SITE, a_card, body_of, links_in, seen, some_cards


def a_cluster(*cards: Card) -> Cluster:
    return Cluster(canonical_id=cards[0].id, member_ids=tuple(card.id for card in cards), matches=())


def shelved(cards: Sequence[Card], *clusters: Cluster, limit: int = 99) -> dict[str, Shelf]:
    return {shelf.path: shelf for shelf in shelves(cards, clusters, limit=limit, newest=0)}


def whose_of(cards: Sequence[Card], *clusters: Cluster, outlet: str = "post") -> Whose | None:
    return shelved(cards, *clusters)[f"outlets/{outlet}/index.md"].whose


def counts(whose: Whose | None) -> tuple[int, list[tuple[str, int]], int, int]:
    assert whose is not None
    return whose.own, [(one.label, one.count) for one in whose.signed], whose.unsigned, whose.elsewhere


def test_what_an_outlet_ran_is_its_own_an_agencys_or_unsigned():
    own, signed, again, unsigned = (
        a_card(number, outlet="Post", agency=agency) for number, agency in enumerate([None, "Wire", "WIRE", None])
    )
    elsewhere = [a_card(8, outlet="Coast Times", agency="Wire"), a_card(9, outlet="Coast Times")]

    whose = whose_of(
        [own, signed, again, unsigned, *elsewhere],
        a_cluster(signed, elsewhere[0]),
        a_cluster(unsigned, elsewhere[1]),
    )

    assert counts(whose) == (1, [("Wire", 2)], 1, 2)


def test_a_text_that_one_outlet_ran_twice_is_its_own():
    cards = [a_card(number, outlet="Post") for number in range(2)]
    other = a_card(5, outlet="Post", agency="Wire")

    assert counts(whose_of([*cards, other], a_cluster(*cards))) == (2, [("Wire", 1)], 0, 0)


def test_what_an_agency_publishes_is_its_own_whether_it_signs_it_or_not():
    signed, bare = a_card(1, outlet="Wire", agency="Wire"), a_card(2, outlet="Wire")
    reprints = [a_card(3, outlet="Post", agency="Wire"), a_card(4, outlet="Post")]
    clusters = [a_cluster(signed, reprints[0]), a_cluster(bare, reprints[1])]

    assert counts(whose_of([signed, bare, *reprints], *clusters, outlet="wire")) == (2, [], 0, 2)


def test_of_an_outlet_with_nothing_but_its_own_nothing_is_said():
    made = shelved([a_card(1, outlet="Post"), a_card(2, outlet="Coast Times", agency="Wire")])

    assert made["outlets/post/index.md"].whose is None
    assert "bf-whose" not in body_of(shelf_page(made["outlets/post/index.md"]))
    ways = {way.label: way.note for block in made["outlets/index.md"].blocks for way in block.ways}
    assert ways == {"Post": "", "Coast Times": "none its own"}


@pytest.mark.parametrize("count", [1, MOST_AGENCIES, MOST_AGENCIES + 2, 400])
def test_the_parts_add_up_and_many_agencies_are_counted_together(count: int):
    cards = [a_card(number, outlet="Post", agency=f"Wire {number % count}") for number in range(count * 2)]

    own, signed, unsigned, _ = counts(whose_of([*cards, a_card(4000, outlet="Post")]))

    assert own + sum(number for _, number in signed) + unsigned == len(cards) + 1
    assert len(signed) == min(count, MOST_AGENCIES + 1)
    if count > MOST_AGENCIES:
        assert signed[-1] == (f"{count - MOST_AGENCIES} other agencies", 2 * (count - MOST_AGENCIES))


def test_the_page_says_it_in_words_and_draws_the_same():
    cards = [a_card(number, outlet="Post", agency="Wire" if number else None) for number in range(4)]
    other = a_card(9, outlet="Coast Times", agency="Wire")
    shelf = shelved([*cards, other], a_cluster(cards[3], other))["outlets/post/index.md"]

    source = body_of(shelf_page(shelf))
    shown = seen(source, SITE)

    assert "1 its own" in shown.text
    assert "3 Wire" in shown.text.replace("\u2068", "").replace("\u2069", "")
    assert "1 ran in other outlets too." in shown.text
    assert re.findall(r'<rect class="([^"]+)" x="([\d.]+)%" width="([\d.]+)%"', source) == [
        ("bf-own", "0.00", "25.00"),
        ("bf-agency-1", "25.00", "75.00"),
    ]
    assert "style=" not in source
    assert "agencies/wire/index.md" in set(links_in(shelf.path, shelf_page(shelf).content))


def test_a_listing_that_is_split_says_it_on_its_first_page_alone():
    cards = [a_card(number, outlet="Post", agency="Wire", published=f"20{10 + number}-05-05") for number in range(6)]

    made = shelved(cards, limit=2)

    assert [path for path, shelf in made.items() if shelf.whose] == ["outlets/post/index.md"]


def test_a_change_in_one_outlet_renews_no_other_outlets_page():
    cards = some_cards(30)
    more = a_card(999, outlet="Gazette", agency="AFX", published="2019-01-10")

    before, after = ({path: made.whose for path, made in shelved(some).items()} for some in (cards, [*cards, more]))

    assert {path: after[path] for path in before} == before


def test_the_members_of_a_very_large_cluster_have_a_listing_of_their_own():
    cards = [a_card(number, outlet=f"Outlet {number}", published=f"2019-0{1 + number % 9}-10") for number in range(205)]
    large, small = a_cluster(*cards[:202]), a_cluster(*cards[202:])

    made = shelved(cards, large, small, limit=50)

    folder = f"copies/{large.canonical_id}/all"
    pages = {path: shelf for path, shelf in made.items() if "/all/" in path}
    assert all(path.startswith(folder) for path in pages)
    assert f"{folder}/index.md" in pages
    periods = [shelf for path, shelf in pages.items() if path != f"{folder}/index.md"]
    listed = [entry.address for shelf in periods for block in shelf.blocks for entry in block.entries]
    assert sorted(listed) == sorted(card.address for card in cards[:202])
    assert max(len(block.entries) for shelf in pages.values() for block in shelf.blocks) <= 50
