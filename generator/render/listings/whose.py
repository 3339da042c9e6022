"""Say whose texts an outlet ran: Cards and Clusters -> how many are its own, each agency's, and unsigned.

An article is signed with the agency that is known of it, whether printed or concluded. Without one it is the outlet's
own where no other outlet ran it; where others did, nobody can tell from here whose it was, and it is called unsigned.
What an agency publishes itself is its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import parted
from generator.render import places
from generator.render.blocks import Block, Element, Group, Isolated, Items, Link, Paragraph, Spans, Styled
from generator.render.words import say, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.model import Card, Cluster

MOST_AGENCIES = 5
"""Agencies that are named; the others are counted together."""


class Signed(Struct, frozen=True, kw_only=True):
    """How many of an outlet's articles one agency wrote."""

    label: str
    path: str
    """The agency's listing; empty for several agencies together."""
    count: int


class Whose(Struct, frozen=True, kw_only=True):
    """Whose texts an outlet ran; the parts add up to its articles."""

    own: int
    signed: tuple[Signed, ...]
    """By number of articles, then label; of many agencies the last stands for the rest."""
    unsigned: int
    """Without an agency's name, and run by other outlets too."""
    elsewhere: int
    """Of all of them, those that other outlets ran, too."""


def whose_by_outlet(
    cards: Iterable[Card], clusters: Iterable[Cluster], agencies: Mapping[str, str]
) -> dict[str, Whose]:
    """Return whose texts each outlet ran, by the key of its listing; only outlets of which there is more to say.

    Args:
        cards: All articles.
        clusters: All clusters.
        agencies: Label of each agency by the key of its listing.
    """
    by_id = {card.id: card for card in cards}
    elsewhere = {name for cluster in clusters for name in _in_several(cluster, by_id)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shared: Counter[str] = Counter()
    for card in by_id.values():
        if card.outlet:
            outlet = places.key(card.outlet)
            counts[outlet][_writer(card, outlet, agencies, elsewhere)] += 1
            shared[outlet] += card.id in elsewhere
    return {
        outlet: _whose(count, shared[outlet], agencies)
        for outlet, count in counts.items()
        if shared[outlet] or count.keys() - {_OWN}
    }


_OWN, _UNSIGNED = "", "?"
"""What no key of an agency is."""


def _in_several(cluster: Cluster, cards: Mapping[str, Card]) -> Sequence[str]:
    """Return the members of a cluster that more than one outlet ran."""
    outlets = {cards[name].outlet for name in cluster.member_ids} - {None}
    return cluster.member_ids if len(outlets) > 1 else ()


def _writer(card: Card, outlet: str, agencies: Mapping[str, str], elsewhere: set[str]) -> str:
    agency = places.key(parted(card.agency)[0]) if card.agency else _OWN
    if agency == outlet or (not agency and outlet in agencies):
        return _OWN
    return _UNSIGNED if not agency and card.id in elsewhere else agency


def _whose(counts: Counter[str], elsewhere: int, agencies: Mapping[str, str]) -> Whose:
    signed = sorted(
        (
            Signed(label=agencies[key], path=places.index(f"agencies/{key}"), count=count)
            for key, count in counts.items()
            if key not in {_OWN, _UNSIGNED}
        ),
        key=lambda one: (-one.count, one.label, one.path),
    )
    if rest := signed[MOST_AGENCIES:]:
        others = Signed(label=told("other agencies", len(rest)), path="", count=sum(one.count for one in rest))
        signed = [*signed[:MOST_AGENCIES], others]
    return Whose(own=counts[_OWN], signed=tuple(signed), unsigned=counts[_UNSIGNED], elsewhere=elsewhere)


def in_short(whose: Whose) -> str:
    """Return `9 its own`, for a list of outlets."""
    return told("its own", whose.own) if whose.own else told("none its own")


def whose_block(whose: Whose) -> Block:
    """Return the bar and its words."""
    parts = [
        ("bf-own", whose.own, say("its own", whose.own)),
        *(
            (f"bf-agency-{place}", one.count, say("of an agency", one.count, agency=_agency(one)))
            for place, one in enumerate(whose.signed, start=1)
        ),
        ("bf-unsigned", whose.unsigned, say("unsigned", whose.unsigned)),
    ]
    shown = [part for part in parts if part[1]]
    total = sum(count for _, count, _ in shown)
    blocks: list[Block] = [
        Paragraph((_bar([(kind, count) for kind, count, _ in shown], total),), "bf-bar"),
        Items(tuple((Styled(f"bf-swatch {kind}", ""), *label) for kind, _, label in shown)),
    ]
    if whose.elsewhere:
        all_of_them = whose.elsewhere == total
        note = told("all ran elsewhere") if all_of_them else told("some ran elsewhere", whose.elsewhere)
        blocks.append(Paragraph(note, "bf-note"))
    return Group("div", "bf-whose", tuple(blocks))


def _agency(one: Signed) -> Spans:
    return (Link(one.label, one.path),) if one.path else (Isolated(one.label),)


def _bar(parts: Sequence[tuple[str, int]], total: int) -> Element:
    """Return the bar, for the eye alone: its words say the same."""
    drawn, start = [], 0.0
    for kind, count in parts:
        width = 100 * count / total
        place = (("x", f"{start:.2f}%"), ("width", f"{width:.2f}%"), ("height", "10"))
        drawn.append(Element("rect", (("class", kind), *place)))
        start += width
    size = {"xmlns": "http://www.w3.org/2000/svg", "width": "100%", "height": "10", "aria-hidden": "true"}
    return Element("svg", tuple(size.items()), tuple(drawn))
