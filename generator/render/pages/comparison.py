"""Lay out what outlets did with one text: Comparison and Cards -> the page of a cluster.

The page is a table with a row for each paragraph and a column for each copy. Where there is room, cells hold the
changed words themselves; else they hold a sign that leads to the words below the table, where each wording stands once
however many outlets ran it. Everything is readable without a script; the script adds two copies side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import MOST_COPIES
from generator.render import places, words
from generator.render.blocks import (
    Attributes,
    Block,
    Break,
    Cell,
    Group,
    Heading,
    Isolated,
    Items,
    Link,
    Marked,
    Paragraph,
    Passage,
    Row,
    Spans,
    Styled,
    Table,
)
from generator.render.direction import quoted, spoken
from generator.render.inert import one_line
from generator.render.words import joined, listed, say, told
from generator.render.writer import Front, written

from .card import title
from .changes import changed_words
from .timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator import model
    from generator.model import Attribution, Card, Change, Comparison, Page, Tally

ROOMY = 2
"""Up to so many columns hold words instead of signs."""
FEW, MANY = 8, 24
"""Up to so many columns are wide ones, and up to so many fit beside the text on a large screen."""
NAMED = 3
"""Outlets that are named before the rest is counted."""
OUTLET_LENGTH = 30
"""Characters of an outlet's name above a column."""

_ROW_OF_HEADLINES = "h"
_WITHOUT_SPACES = frozenset("ja km lo my th yue zh".split())


def comparison_page(comparison: Comparison, cards: Mapping[str, Card], attribution: Attribution, csv: str = "") -> Page:
    """Return the page that compares the copies of one text.

    Args:
        comparison: What the copies did with the text.
        cards: The card of every member of the cluster by id, compared or not.
        attribution: Where the text comes from, as far as that is known.
        csv: Where the table stands as CSV, below the archive; empty where it does not.
    """
    view = _view(comparison, cards)
    blocks = (
        _head(view),
        _origin(view, attribution),
        timeline([(name, card.outlet or told("unknown outlet"), card.published) for name, card in cards.items()]),
        _matrix(view),
        *_variants(view),
        _numbers(view, csv),
    )
    return written(view.path, _front_matter(view), blocks)


def comparison_csv_path(canonical_id: str) -> str:
    """Return where the table stands as CSV."""
    return f"{places.COPIES}/{canonical_id}.csv"


def comparison_path(canonical_id: str) -> str:
    """Return the path of a cluster's page below the archive."""
    return f"{places.COPIES}/{canonical_id}.md"


# What the page shows


class _View(Struct, frozen=True):
    """A comparison with all that its page says of it more than once."""

    comparison: Comparison
    cards: Mapping[str, Card]
    names: Mapping[str, str]
    """What each member is called: its outlet, numbered where several have one name."""
    path: str
    rows: tuple[_RowView, ...]

    @property
    def canonical(self) -> Card:
        return self.cards[self.comparison.canonical_id]

    @property
    def unit(self) -> str:
        """What the comparison counted: in scripts without spaces every character is a word."""
        primary = (self.canonical.language or "").partition("-")[0]
        return "characters" if primary in _WITHOUT_SPACES else "words"

    @property
    def roomy(self) -> bool:
        return len(self.comparison.copy_ids) <= ROOMY


class _RowView(Struct, frozen=True):
    """A row with its name, and each wording of it that differs from the row's own, once."""

    row: model.ComparedRow
    name: str
    """Fragment of the row's address: `p3` for the third paragraph, `a1` for the first added one."""
    label: str
    language: str | None
    wordings: tuple[tuple[tuple[Change, ...], tuple[int, ...]], ...]
    """The changes, and the columns that have them."""

    def wording(self, column: int) -> str:
        """Return the fragment of a column's wording."""
        place = next(place for place, (_, columns) in enumerate(self.wordings, start=1) if column in columns)
        return f"{self.name}-{place}"


def named_rows(comparison: Comparison) -> Iterator[tuple[str, model.ComparedRow]]:
    """Yield the rows of a comparison with the fragments of their addresses, the headlines first."""
    added = 0
    if comparison.headline:
        yield _ROW_OF_HEADLINES, comparison.headline
    for row in comparison.rows:
        if row.paragraph is None:
            added += 1
            yield f"a{added}", row
        else:
            yield f"p{row.paragraph + 1}", row


def _view(comparison: Comparison, cards: Mapping[str, Card]) -> _View:
    return _View(
        comparison=comparison,
        cards=cards,
        names=_names([comparison.canonical_id, *comparison.copy_ids], cards),
        path=comparison_path(comparison.canonical_id),
        rows=tuple(_row_view(row, name, _label(name), cards) for name, row in named_rows(comparison)),
    )


def _label(name: str) -> str:
    """Return what a row is called."""
    if name == _ROW_OF_HEADLINES:
        return told("headline")
    return told("addition" if name[0] == "a" else "paragraph", number=words.number(int(name[1:])))


def _row_view(row: model.ComparedRow, name: str, label: str, cards: Mapping[str, Card]) -> _RowView:
    wordings: dict[tuple[Change, ...], list[int]] = {}
    for column, cell in enumerate(row.cells):
        if cell.changes:
            wordings.setdefault(cell.changes, []).append(column)
    return _RowView(
        row=row,
        name=name,
        label=label,
        language=cards[row.source_id].language,
        wordings=tuple((changes, tuple(columns)) for changes, columns in wordings.items()),
    )


def _names(ids: Sequence[str], cards: Mapping[str, Card]) -> dict[str, str]:
    """Name members by their outlets; of several articles of one outlet, the later in the list are numbered."""
    seen: dict[str, int] = {}
    names = {}
    for name in ids:
        outlet = one_line(cards[name].outlet or "") or told("unknown outlet")
        seen[outlet] = seen.get(outlet, 0) + 1
        names[name] = outlet if seen[outlet] == 1 else f"{outlet} ({seen[outlet]})"
    return names


# Head


def _front_matter(view: _View) -> Front:
    return {
        "title": told("title: comparison", headline=title(view.canonical)),
        "description": _summary(view),
        "template": "comparison.html",
        "robots": "noindex" if any(card.withdrawn for card in view.cards.values()) else None,
        "search": {"exclude": True},
        "canonical": view.comparison.canonical_id,
    }


def _summary(view: _View) -> str:
    outlets = {card.outlet for card in view.cards.values() if card.outlet}
    dates = sorted(card.published for card in view.cards.values() if card.published)
    parts = [
        told("copies", len(view.cards)),
        told("outlets", len(outlets)) if len(outlets) > 1 else "",
        words.period(dates[0], dates[-1]) if dates else told("of unknown date"),
        told(view.unit, view.comparison.words),
    ]
    return " · ".join(filter(None, parts))


def _head(view: _View) -> Block:
    card = view.canonical
    headline = title(card)
    shown = Group("div", "bf-headline", (Heading(1, headline),), spoken(card.language, headline))
    kicker = Paragraph((Link(told("heading: copies"), places.index(places.COPIES)),), "bf-kicker")
    return Group("header", "bf-head", (kicker, shown, Paragraph(_summary(view), "bf-facts")))


def _origin(view: _View, attribution: Attribution) -> Block:
    """Say what is known of where the text comes from; what is declared, dated and inferred are different things."""
    main = (_link(view, view.comparison.canonical_id),)
    lines = [say("main copy", copy=main, reason=words.reasons(attribution.reason))]
    if attribution.earliest_id:
        earliest = view.cards[attribution.earliest_id]
        copy = (_link(view, attribution.earliest_id),)
        lines.append(say("earliest known", copy=copy, time=_when(earliest)))
    else:
        lines.append(say("earliest not known"))
    if attribution.declared:
        asked = told("copies" if len(view.names) == len(view.cards) else "copies compared", len(view.names))
        named = told("named by", len(attribution.declared_ids), copies=asked)
        lines.append(say("declared agency", agency=(Isolated(attribution.declared),), named=named))
    else:
        lines.append(say("no declared agency"))
    if attribution.inferred:
        line = say("inferred origin", origin=(Isolated(attribution.inferred),))
        if attribution.evidence:
            said = say("told by words", words=(Isolated(attribution.evidence),))
            line = (*line, " ", *say("in brackets", words=said))
        lines.append(line)
    return Group("section", "bf-origin", (Items(tuple(lines)),))


def _when(card: Card) -> str:
    return words.time(card.published) if card.published else told("of unknown date")


def _link(view: _View, name: str) -> Link:
    card = view.cards[name]
    return Link(view.names.get(name) or card.outlet or told("unknown outlet"), f"{card.address}.md")


# The table


def _matrix(view: _View) -> Block:
    name = view.comparison.canonical_id
    table = Table(
        head=Row(tuple(_column(view, one) for one in (name, *view.comparison.copy_ids))),
        rows=tuple(_row(view, row) for row in view.rows),
        kind="bf-copied",
        caption=say("what the table shows", copy=(Isolated(view.names[name]),)),
    )
    region: Attributes = (("role", "region"), ("aria-labelledby", "paragraphs"), ("tabindex", "0"))
    layout = f"bf-matrix {_layout(len(view.comparison.copy_ids))}"
    blocks = (
        Heading(2, told("heading: paragraphs"), "paragraphs"),
        Items(tuple((Styled(f"bf-sign bf-{sign}", ""), told(f"sign {sign}")) for sign in _SIGNS), "bf-legend"),
        Group("div", layout, (table,), region, island=True),
    )
    return Group("section", "bf-compared", blocks, _words_of_script(view), island=True)


def _words_of_script(view: _View) -> Attributes:
    """Return what the script says that puts two copies side by side; with two copies the table does."""
    if len(view.comparison.copy_ids) < ROOMY:
        return ()
    words_by_name = {
        "two": told("two copies"),
        "left": told("left copy"),
        "right": told("right copy"),
        "choose": told("choose a copy"),
        "absent": told("sign of a cell: absent"),
    }
    return tuple((f"data-{name}", said) for name, said in words_by_name.items())


_SIGNS = ("same", "edited", "moved", "absent", "added")


def _layout(columns: int) -> str:
    """Return the classes of the table: those with words, with few signs, with signs, and with more than fit."""
    if columns <= ROOMY:
        return "bf-roomy"
    if columns <= FEW:
        return "bf-signs bf-few"
    return "bf-signs" if columns <= MANY else "bf-signs bf-wide"


def _column(view: _View, name: str) -> Cell:
    link = Link(words.cut(view.names[name], OUTLET_LENGTH), f"{view.cards[name].address}.md")
    return Cell((link,), attributes=(("data-copy", name),), scope="col")


def _row(view: _View, row: _RowView) -> Row:
    kind = {"h": "bf-of-headlines", "a": "bf-addition", "p": "bf-paragraph"}[row.name[0]]
    number = row.name[1:] if row.name[0] == "p" else row.name[0].replace("a", "+").upper()
    by = (Paragraph(_added_by(view, row), "bf-by"),) if row.name[0] == "a" else ()
    text = Passage(row.row.text, "bf-words", spoken(row.language, row.row.text))
    own = Link(number, f"#{row.name}", "bf-number", (("aria-label", row.label),))
    cells = (_cell(view, row, column, cell) for column, cell in enumerate(row.row.cells))
    return Row((Cell((own,), (*by, text), scope="row"), *cells), kind, (("id", row.name),))


def _added_by(view: _View, row: _RowView) -> Spans:
    names = [
        view.names[name]
        for name, cell in zip(view.comparison.copy_ids, row.row.cells, strict=True)
        if cell.kind != "absent"
    ]
    return say("added by", outlets=listed(names, NAMED))


def _cell(view: _View, row: _RowView, column: int, cell: model.ComparedCell) -> Cell:
    kinds, label = _kind(row, cell)
    sign = Styled("", told(f"sign of a cell: {label}"))
    if not cell.changes:
        return Cell((sign,), kind=kinds)
    if not view.roomy:
        return Cell((Link((sign,), f"#{row.wording(column)}"),), kind=kinds)
    language = spoken(view.cards[view.comparison.copy_ids[column]].language, row.row.text)
    return Cell((sign,), (Passage(changed_words(cell.changes), "bf-words", language),), kinds)


def _kind(row: _RowView, cell: model.ComparedCell) -> tuple[str, str]:
    """Return the classes of a cell, and the sign that says the same."""
    if cell.kind == "absent":
        return "bf-absent", "absent"
    if row.row.paragraph is None and row.name != _ROW_OF_HEADLINES:
        return ("bf-added bf-edited", "added in other words") if cell.changes else ("bf-added", "added")
    if cell.moved:
        return ("bf-moved bf-edited", "moved and edited") if cell.changes else ("bf-moved", "moved")
    return f"bf-{cell.kind}", cell.kind


# Other words


def _variants(view: _View) -> Iterator[Block]:
    """Show each wording once, below the table; where cells hold the words, there is nothing to add."""
    if view.roomy or not any(row.wordings for row in view.rows):
        return
    note = say(
        "what the marks mean",
        copy=(Isolated(view.names[view.comparison.canonical_id]),),
        out=(Marked("del", told("struck out")),),
        put=(Marked("ins", told("underlined")),),
    )
    wordings = (
        _wording(view, row, place, *wording) for row in view.rows for place, wording in enumerate(row.wordings, start=1)
    )
    blocks = (Heading(2, told("heading: wordings"), "wordings"), Paragraph(note, "bf-note"), *wordings)
    yield Group("section", "bf-variants", blocks, island=True)


def _wording(view: _View, row: _RowView, place: int, changes: Sequence[Change], columns: Sequence[int]) -> Block:
    outlets = [view.names[view.comparison.copy_ids[column]] for column in columns]
    # The style sheet shows it where the wording lies over the table.
    way = (Link(row.label, f"#{row.name}", attributes=(("data-back", told("back to the table")),)),)
    who = Paragraph(say("wording of", row=way, outlets=listed(outlets, len(outlets))), "bf-who")
    shown = Passage(changed_words(changes), "bf-words", spoken(row.language, row.row.text))
    return Group("div", "bf-wording", (who, shown), (("id", f"{row.name}-{place}"),), island=True)


# Numbers


def _numbers(view: _View, csv: str) -> Block:
    own = joined((told(view.unit, view.comparison.words), told("the main copy")))
    items = [_item(view, view.comparison.canonical_id, own)]
    for name, tally in zip(view.comparison.copy_ids, view.comparison.tallies, strict=True):
        items.append(_item(view, name, joined(_tallied(view, tally))))
    blocks: list[Block] = [Heading(2, told("heading: numbers")), Items(tuple(items))]
    if rest := [name for name in view.cards if name not in view.names]:
        blocks.append(Paragraph(_not_compared(view, rest)))
    if csv:
        blocks.append(Paragraph((Link(told("comparison as csv"), csv),), "bf-legend"))
    return Group("section", "bf-tallies", tuple(blocks))


def _not_compared(view: _View, names: Sequence[str]) -> Spans:
    if len(view.cards) <= MOST_COPIES + 1:
        links = [(_link(view, name),) for name in names]
        return say("not compared are", len(names), copies=joined(links, told("comma")))
    every = places.index(places.every_copy(view.comparison.canonical_id))
    all_of_them = Link(told("all copies", len(view.cards)), every)
    return (*say("not compared", len(names)), told("between sentences"), all_of_them)


def _item(view: _View, name: str, numbers: Spans) -> Spans:
    card = view.cards[name]
    other = card.headline != view.canonical.headline
    headline = (quoted(title(card), card.language),) if other else ()
    return (_link(view, name), Break(), *joined((headline, _when(card), numbers)))


def _tallied(view: _View, tally: Tally) -> Iterator[str]:
    share = tally.shared / view.comparison.words if view.comparison.words else 0.0
    yield told(f"share of {view.unit}", share=words.share(share))
    own = tally.words - tally.shared
    yield told(f"{view.unit} of its own", own) if own else told(f"no {view.unit} of its own")
    counts = {
        "same": tally.same,
        "edited": tally.edited,
        "moved": tally.moved,
        "absent": tally.absent,
        "added": tally.added,
    }
    tallies = [told(f"tally {kind}", count) for kind, count in counts.items() if count]
    yield told("paragraphs of it", counts=told("comma").join(tallies) or told("none"))
