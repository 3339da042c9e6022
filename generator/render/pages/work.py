"""Lay out a report in several languages: Work, Beside and Cards -> the page of a work.

The main text's paragraphs stand beside the sentences that say the same in each other language, with how close the two
lie; what one of them lacks is marked in the other. It is a machine's finding, and the page says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.render import places, words
from generator.render.blocks import (
    Block,
    Cell,
    Group,
    Heading,
    Link,
    Marked,
    Paragraph,
    Passage,
    Row,
    Spans,
    Styled,
    Table,
)
from generator.render.direction import spoken
from generator.render.inert import one_line
from generator.render.words import joined, say, told
from generator.render.writer import Front, written

from .card import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import Beside, BesideRow, Card, Page, Work

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that write no space between sentences."""

Sentences = tuple[tuple[str, bool], ...]


def work_path(main_id: str) -> str:
    """Return the path of a work's page below the archive."""
    return f"{places.TRANSLATIONS}/{main_id}.md"


def work_page(work: Work, texts: Sequence[Beside], cards: Mapping[str, Card]) -> Page:
    """Return the page of a work.

    Args:
        work: Its members, and what was verified.
        texts: The main text beside each that was verified with it.
        cards: The card of every member by id.
    """
    shown = {one.right_id for one in texts}
    others = [name for name in work.member_ids if name != work.main_id and name not in shown]
    blocks: list[Block] = [*_head(work, cards)]
    for place, one in enumerate(texts, start=1):
        blocks.append(_beside(one, cards, f"t{place}"))
    if others:
        links = joined([(_link(cards[name]),) for name in others], told("comma"))
        blocks.append(Paragraph(say("other members", others=links), "bf-note"))
    return written(work_path(work.main_id), _front_matter(work, cards), blocks)


def _front_matter(work: Work, cards: Mapping[str, Card]) -> Front:
    return {
        "title": told("title: translations", headline=title(cards[work.main_id])),
        "description": _languages(work, cards),
        "template": "comparison.html",
        "robots": "noindex" if any(card.withdrawn for card in cards.values()) else None,
        "search": {"exclude": True},
        "canonical": work.main_id,
    }


def _languages(work: Work, cards: Mapping[str, Card]) -> str:
    names = dict.fromkeys(_language(cards[name]) for name in work.member_ids)
    return told("comma").join(names)


def _language(card: Card) -> str:
    return words.language_name(card.language or "")


def _link(card: Card) -> Link:
    label = told("work of", headline=title(card), outlet=_outlet(card))
    return Link(label, f"{card.address}.md")


def _outlet(card: Card) -> str:
    return one_line(card.outlet or "") or told("unknown outlet")


def _head(work: Work, cards: Mapping[str, Card]) -> Iterator[Block]:
    card = cards[work.main_id]
    headline = Group("div", "bf-headline", (Heading(1, title(card)),), spoken(card.language, title(card)))
    facts = joined([(Link(_outlet(card), f"{card.address}.md"),), _when(card)])
    yield Group("header", "bf-head", (headline, Paragraph(facts, "bf-facts")))
    names = dict.fromkeys(_language(cards[name]) for name in work.member_ids)
    yield Paragraph(say("what a work is", languages=words.listed(list(names), len(names))))
    marks = say("marks of a work", out=(Marked("del", told("struck out")),), put=(Marked("ins", told("underlined")),))
    yield Paragraph(joined([marks, told("what held means")], " "), "bf-note")


def _when(card: Card) -> str:
    return words.time(card.published) if card.published else told("of unknown date")


def _beside(one: Beside, cards: Mapping[str, Card], name: str) -> Block:
    """Return a text beside the main one."""
    main, other = cards[one.left_id], cards[one.right_id]
    translation = one.translation
    facts: list[str | Spans] = [
        (_link(other),),
        _when(other),
        told("held", share=words.share(translation.held)),
        told("score of a pair", score=f"{translation.score:.2f}"),
        told("sentences moved", translation.moved) if translation.moved else "",
    ]
    which = "same report in" if translation.certain else "perhaps the same report in"
    table = Table(
        head=Row((_column(main), _column(other))),
        rows=tuple(_row(row, main, other) for row in one.rows),
        kind="bf-copied bf-work",
        caption=told("marks of a work", out=told("struck out"), put=told("underlined")),
    )
    blocks: tuple[Block, ...] = (
        Heading(2, told(which, language=_language(other)), name),
        Paragraph(joined(facts), "bf-facts"),
        Group(
            "div",
            "bf-matrix bf-roomy",
            (table,),
            (("role", "region"), ("aria-labelledby", name), ("tabindex", "0")),
            island=True,
        ),
    )
    return Group("section", "bf-compared", blocks)


def _column(card: Card) -> Cell:
    return Cell((Link(_language(card), f"{card.address}.md"),), scope="col")


def _row(row: BesideRow, main: Card, other: Card) -> Row:
    own = _passage(row.left, main, "del")
    theirs = _passage(row.right, other, "ins")
    if row.cosine is not None:
        sign = told("score of a row", share=words.share(row.cosine))
        sign = told("comma").join(filter(None, (sign, told("sign moved") if row.moved else "")))
    else:
        sign = told("without an equivalent")
    kind = "bf-moved" if row.moved else "bf-same" if row.cosine is not None else "bf-absent" if row.left else "bf-added"
    left = Cell((), (own,)) if row.left else Cell(())
    return Row((left, Cell((Styled("bf-share", sign),), (theirs,) if row.right else (), kind)))


def _passage(sentences: Sentences, card: Card, mark: str) -> Passage:
    """Return sentences, marked where they have no equivalent."""
    line: list[str | Marked] = []
    for text, linked in sentences:
        plain = one_line(text)
        if not plain:
            continue
        if line and not _DENSE.search(text):
            line.append(" ")
        line.append(plain if linked else Marked("del" if mark == "del" else "ins", plain))
    sample = " ".join(text for text, _ in sentences)
    return Passage(tuple(line), "bf-words", spoken(card.language, sample))
