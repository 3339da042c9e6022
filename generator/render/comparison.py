"""Lay out what outlets did with one text: Comparison and Cards -> the page of a cluster.

The page is a table with a row for each paragraph and a column for each copy. Where there is room, cells hold the
changed words themselves; else they hold a sign that leads to the words below the table, where each wording stands once
however many outlets ran it. Everything is readable without a script; the script adds two copies side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import MOST_COPIES, Page

from . import places, words
from .changes import changed_words
from .inert import attributes, inline, isolated, one_line, plain, scalar
from .timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import Attribution, Card, Cell, Change, Comparison, Row, Tally

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


def comparison_page(comparison: Comparison, cards: Mapping[str, Card], attribution: Attribution) -> Page:
    """Return the page that compares the copies of one text.

    Args:
        comparison: What the copies did with the text.
        cards: The card of every member of the cluster by id, compared or not.
        attribution: Where the text comes from, as far as that is known.
    """
    view = _view(comparison, cards)
    blocks = [
        "\n".join(_front_matter(view)),
        *_head(view),
        *_origin(view, attribution),
        timeline([(name, card.outlet or words.UNKNOWN_OUTLET, card.published) for name, card in cards.items()]),
        "\n".join(_matrix(view)),
        *_variants(view),
        *_numbers(view),
    ]
    return Page(path=view.path, content="\n\n".join([*blocks, ""]).encode("utf-8", "replace"))


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
    def word(self) -> str:
        """What the comparison counted: in scripts without spaces every character is a word."""
        primary = (self.canonical.language or "").partition("-")[0]
        return "character" if primary in _WITHOUT_SPACES else "word"

    @property
    def roomy(self) -> bool:
        return len(self.comparison.copy_ids) <= ROOMY


class _RowView(Struct, frozen=True):
    """A row with its name, and each wording of it that differs from the row's own, once."""

    row: Row
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


def _view(comparison: Comparison, cards: Mapping[str, Card]) -> _View:
    rows = []
    added = 0
    if comparison.headline:
        rows.append(_row_view(comparison.headline, _ROW_OF_HEADLINES, "Headline", cards))
    for row in comparison.rows:
        if row.paragraph is None:
            added += 1
            rows.append(_row_view(row, f"a{added}", f"Addition {added}", cards))
        else:
            rows.append(_row_view(row, f"p{row.paragraph + 1}", f"Paragraph {row.paragraph + 1}", cards))
    return _View(
        comparison=comparison,
        cards=cards,
        names=_names([comparison.canonical_id, *comparison.copy_ids], cards),
        path=comparison_path(comparison.canonical_id),
        rows=tuple(rows),
    )


def _row_view(row: Row, name: str, label: str, cards: Mapping[str, Card]) -> _RowView:
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
        outlet = one_line(cards[name].outlet or "") or words.UNKNOWN_OUTLET
        seen[outlet] = seen.get(outlet, 0) + 1
        names[name] = outlet if seen[outlet] == 1 else f"{outlet} ({seen[outlet]})"
    return names


# Head


def _front_matter(view: _View) -> Iterator[str]:
    title = f"{view.canonical.headline}: the copies compared"
    yield "---"
    yield f"title: {scalar(plain(title))}"
    yield f"description: {scalar(plain(_summary(view)))}"
    yield "template: comparison.html"
    if any(card.withdrawn for card in view.cards.values()):
        yield "robots: noindex"
    yield "search: {exclude: true}"
    yield f"canonical: {scalar(view.comparison.canonical_id)}"
    yield "---"


def _summary(view: _View) -> str:
    outlets = {card.outlet for card in view.cards.values() if card.outlet}
    dates = sorted(card.published for card in view.cards.values() if card.published)
    parts = [
        words.counted(len(view.cards), "copy", "copies"),
        words.counted(len(outlets), "outlet") if len(outlets) > 1 else "",
        words.period(dates[0], dates[-1]) if dates else words.DATE_UNKNOWN.lower(),
        words.counted(view.comparison.words, view.word),
    ]
    return " · ".join(filter(None, parts))


def _head(view: _View) -> Iterator[str]:
    card = view.canonical
    yield '<header class="bf-head" markdown>'
    yield '<p class="bf-kicker" markdown>[Copies](index.md)</p>'
    yield f'<div class="bf-headline"{attributes(card.language, card.headline)} markdown>'
    yield f"# {inline(card.headline)}"
    yield "</div>"
    yield f'<p class="bf-facts">{_summary(view)}</p>'
    yield "</header>"


def _origin(view: _View, attribution: Attribution) -> Iterator[str]:
    """Say what is known of where the text comes from; what is declared, dated and inferred are different things."""
    yield '<section class="bf-origin" markdown>'
    lines = [f"- Main copy: {_link(view, view.comparison.canonical_id)} ({inline(attribution.reason)})"]
    if attribution.earliest_id:
        earliest = view.cards[attribution.earliest_id]
        when = words.time(earliest.published) if earliest.published else words.DATE_UNKNOWN.lower()
        lines.append(f"- Earliest known: {_link(view, attribution.earliest_id)} ({when})")
    else:
        lines.append("- Earliest known: not to be told from the dates")
    if attribution.declared:
        all_named = len(view.names) == len(view.cards)
        asked = f"{words.counted(len(view.names), 'copy', 'copies')}{'' if all_named else ' compared'}"
        named_by = f"named by {len(attribution.declared_ids)} of {asked}"
        lines.append(f"- Declared agency: {isolated(attribution.declared)} ({named_by})")
    else:
        lines.append("- Declared agency: none")
    if attribution.inferred:
        evidence = f" ({inline(attribution.evidence)})" if attribution.evidence else ""
        lines.append(f"- Inferred origin: {isolated(attribution.inferred)}{evidence}")
    yield "\n".join(lines)
    yield "</section>"


def _link(view: _View, name: str) -> str:
    card = view.cards[name]
    label = view.names.get(name) or card.outlet or words.UNKNOWN_OUTLET
    return f"[{isolated(label)}]({places.relative(view.path, f'{card.address}.md')})"


# The table


def _matrix(view: _View) -> Iterator[str]:
    layout = _layout(len(view.comparison.copy_ids))
    yield '<section class="bf-compared">'
    yield '<h2 id="paragraphs">Paragraph by paragraph</h2>'
    yield from _legend()
    yield f'<div class="bf-matrix {layout}" role="region" aria-labelledby="paragraphs" tabindex="0">'
    yield '<table class="bf-copied">'
    yield f"<caption>{_caption(view)}</caption>"
    yield "<thead><tr>"
    name = view.comparison.canonical_id
    yield f'<th scope="col" data-copy="{name}">{_column_link(view, name)}</th>'
    for name in view.comparison.copy_ids:
        yield f'<th scope="col" data-copy="{name}">{_column_link(view, name)}</th>'
    yield "</tr></thead>"
    yield "<tbody>"
    for row in view.rows:
        yield from _row(view, row)
    yield "</tbody></table></div>"
    yield "</section>"


def _layout(columns: int) -> str:
    """Return the classes of the table: those with words, with few signs, with signs, and with more than fit."""
    if columns <= ROOMY:
        return "bf-roomy"
    if columns <= FEW:
        return "bf-signs bf-few"
    return "bf-signs" if columns <= MANY else "bf-signs bf-wide"


def _legend() -> Iterator[str]:
    signs = (
        ("same", "same words"),
        ("edited", "other words"),
        ("moved", "in another place"),
        ("absent", "absent"),
        ("added", "added"),
    )
    items = "".join(f'<li><span class="bf-sign bf-{kind}"></span>{label}</li>' for kind, label in signs)
    yield f'<ul class="bf-legend">{items}</ul>'


def _caption(view: _View) -> str:
    name = isolated(view.names[view.comparison.canonical_id])
    return f"The paragraphs of the main copy, {name}, and what each other copy made of them."


def _column_link(view: _View, name: str) -> str:
    card = view.cards[name]
    label = words.cut(view.names[name], OUTLET_LENGTH)
    # Raw HTML is not rewritten by the site builder: from the folder of this page to that of the article.
    return f'<a href="../../{card.address}/">{isolated(label)}</a>'


def _row(view: _View, row: _RowView) -> Iterator[str]:
    language = attributes(row.language, row.row.text)
    kind = {"h": "bf-of-headlines", "a": "bf-addition", "p": "bf-paragraph"}[row.name[0]]
    by = f'<p class="bf-by">{_added_by(view, row)}</p>' if row.name[0] == "a" else ""
    number = row.name[1:] if row.name[0] == "p" else row.name[0].replace("a", "+").upper()
    yield f'<tr class="{kind}" id="{row.name}"><th scope="row">'
    yield f'<a class="bf-number" href="#{row.name}" aria-label="{row.label}">{number}</a>{by}'
    yield f'<div class="bf-words"{language}>{inline(row.row.text)}</div></th>'
    for column, cell in enumerate(row.row.cells):
        yield _cell(view, row, column, cell)
    yield "</tr>"


def _added_by(view: _View, row: _RowView) -> str:
    names = [
        isolated(view.names[name])
        for name, cell in zip(view.comparison.copy_ids, row.row.cells, strict=True)
        if cell.kind != "absent"
    ]
    return f"Added by {words.listed(names, NAMED)}"


def _cell(view: _View, row: _RowView, column: int, cell: Cell) -> str:
    kinds, label = _kind(row, cell)
    if not cell.changes:
        return f'<td class="{kinds}"><span>{label}</span></td>'
    if not view.roomy:
        return f'<td class="{kinds}"><a href="#{row.wording(column)}"><span>{label}</span></a></td>'
    language = attributes(view.cards[view.comparison.copy_ids[column]].language, row.row.text)
    changed = f'<div class="bf-words"{language}>{changed_words(cell.changes)}</div>'
    return f'<td class="{kinds}"><span>{label}</span>{changed}</td>'


def _kind(row: _RowView, cell: Cell) -> tuple[str, str]:
    """Return the classes of a cell, and the same in words."""
    if cell.kind == "absent":
        return "bf-absent", "absent"
    if row.row.paragraph is None and row.name != _ROW_OF_HEADLINES:
        return ("bf-added bf-edited", "added in other words") if cell.changes else ("bf-added", "added")
    if cell.moved:
        return ("bf-moved bf-edited", "moved and edited") if cell.changes else ("bf-moved", "moved")
    return f"bf-{cell.kind}", cell.kind


# Other words


def _variants(view: _View) -> Iterator[str]:
    """Show each wording once, below the table; where cells hold the words, there is nothing to add."""
    if view.roomy or not any(row.wordings for row in view.rows):
        return
    lines = ['<section class="bf-variants">', '<h2 id="wordings">Other words</h2>']
    name = isolated(view.names[view.comparison.canonical_id])
    lines.append(
        f'<p class="bf-note">What the copies changed, against {name}: <del>struck out</del> where they left words out, '
        "<ins>underlined</ins> where they put words in. Each wording stands here once.</p>"
    )
    for row in view.rows:
        for place, (changes, columns) in enumerate(row.wordings, start=1):
            language = attributes(row.language, row.row.text)
            lines.append(
                f'<div class="bf-wording" id="{row.name}-{place}">'
                f'<p class="bf-who"><a href="#{row.name}">{row.label}</a> in {_who(view, columns)}</p>'
                f'<div class="bf-words"{language}>{changed_words(changes)}</div></div>'
            )
    yield "\n".join([*lines, "</section>"])


def _who(view: _View, columns: Sequence[int]) -> str:
    names = [isolated(view.names[view.comparison.copy_ids[column]]) for column in columns]
    return words.listed(names, len(names))


# Numbers


def _numbers(view: _View) -> Iterator[str]:
    yield '<section class="bf-tallies" markdown>'
    yield "## The copies in numbers"
    own = f"{words.counted(view.comparison.words, view.word)} · the main copy"
    items = [_item(view, view.comparison.canonical_id, own)]
    for name, tally in zip(view.comparison.copy_ids, view.comparison.tallies, strict=True):
        items.append(_item(view, name, " · ".join(_tallied(view, tally))))
    yield "\n".join(items)
    if rest := [name for name in view.cards if name not in view.names]:
        yield _not_compared(view, rest)
    yield "</section>"


def _not_compared(view: _View, names: Sequence[str]) -> str:
    about = f"{words.counted(len(names), 'more copy is', 'more copies are')} not compared"
    if len(view.cards) <= MOST_COPIES + 1:
        return f"{about}: {', '.join(_link(view, name) for name in names)}."
    every = places.relative(view.path, places.index(places.every_copy(view.comparison.canonical_id)))
    return f"{about}. [All {words.number(len(view.cards))} copies]({every})"


def _item(view: _View, name: str, numbers: str) -> str:
    card = view.cards[name]
    when = words.time(card.published) if card.published else words.DATE_UNKNOWN.lower()
    headline = f"“{isolated(card.headline)}” · " if card.headline != view.canonical.headline else ""
    return f"- {_link(view, name)}<br>{headline}{when} · {numbers}"


def _tallied(view: _View, tally: Tally) -> Iterator[str]:
    share = tally.shared / view.comparison.words if view.comparison.words else 0.0
    yield f"{words.share(share)} of the main copy’s {view.word}s"
    own = tally.words - tally.shared
    yield f"{words.counted(own, view.word)} of its own" if own else f"no {view.word} of its own"
    counts = (
        (tally.same, "same"),
        (tally.edited, "edited"),
        (tally.moved, "moved"),
        (tally.absent, "absent"),
        (tally.added, "added"),
    )
    yield "paragraphs: " + (", ".join(f"{words.number(count)} {label}" for count, label in counts if count) or "none")
