"""Lay out what makes an article's page checkable: where every fact was read, and the lines that cleaning took out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.model import FACTS

from . import words
from .card import headline
from .inert import inline, isolated, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Article, Card, Field, Links

EVIDENCE_LENGTH = 120

UNSEARCHED = ' data-search-exclude="1"'
"""Keeps an element out of Material's search, which takes the attribute off the page again if it has a value. The
element must not hold another with its own name."""

_HOW = {
    "given": "given",
    "extracted": "found in the capture",
    "inferred": "inferred",
    "borrowed": "borrowed from a copy",
}


def evidence_of(article: Article, links: Links) -> Iterator[str]:
    """List the facts by how they were found: most were found alike, and what the page shows above is not said again."""
    facts: dict[str, list[str]] = {}
    for name, field, value in _facts_known(article):
        shown = "as above" if name == "Headline" and one_line(value) == headline(article) else isolated(value)
        facts.setdefault(_found(field), []).append(f"{name}: {shown}{_read_from(field, links)}")
    found = "".join(f"<dt>{inline(how)}</dt><dd>{' · '.join(alike)}</dd>\n" for how, alike in facts.items())
    source = [place_of(article.provenance.path, article.provenance.record)]
    if article.provenance.captured:
        source.append(f"captured {words.time(article.provenance.captured)}")
    source += [f"{isolated(key)} {isolated(value)}" for key, value in article.provenance.container.items()]
    known = f"<dl>\n{found}</dl>\n" if found else ""
    yield (
        f'<details class="bf-evidence"{UNSEARCHED}><summary>Where these facts come from</summary>\n'
        f'{known}<p class="bf-source">Capture: {", ".join(source)}</p></details>'
    )


def _facts_known(article: Article) -> Iterator[tuple[str, Field[Any], str]]:
    for name, fact in FACTS.items():
        field: Field[Any] | None = getattr(article, name)
        if field is None:
            continue
        if fact.kind == "moment":
            value = words.time(field.value)
        elif fact.kind == "language":
            value = words.language_name(field.value)
        else:
            value = field.value if isinstance(field.value, str) else ", ".join(field.value)
        yield name.capitalize(), field, value


def _read_from(field: Field[Any], links: Links) -> str:
    """Say what a fact was read from, as Markdown; empty where there is no more to it than how it was found."""
    if field.origin == "borrowed" and (lender := lender_of(field, links)):
        return f", from {isolated(lender.outlet or words.UNKNOWN_OUTLET)}"
    evidence = words.cut(one_line(field.evidence), EVIDENCE_LENGTH)
    if not evidence:
        return ""
    return ", from the same words" if evidence == field.value else f", from “{isolated(evidence)}”"


def _found(field: Field[Any]) -> str:
    return f"{_HOW[field.origin]} ({field.rule})" if field.rule else _HOW[field.origin]


def dropped_lines(article: Article) -> Iterator[str]:
    """List the lines that cleaning took out, each with the rule that it did so by."""
    if not article.dropped:
        return
    lines = "\n".join(
        f'<li><span class="bf-rule">{inline(line.rule)}</span> '
        f'<span class="bf-line" dir="auto">{inline(line.text)}</span></li>'
        for line in article.dropped
    )
    summary = f"{words.counted(len(article.dropped), 'line')} taken out of the text"
    opening = f'<details class="bf-dropped"{UNSEARCHED}><summary>{summary}</summary>'
    yield f"{opening}\n<ul>\n{lines}\n</ul></details>"


def place_of(path: str, record: int | None) -> str:
    """Name a record of an input file."""
    return isolated(path) if record is None else f"{isolated(path)}, record {words.number(record)}"


def lender_of(borrowed: Field[str], links: Links) -> Card | None:
    """Find the copy that lent the headline: the one that the evidence names, else the first that shows it."""
    cards = [copy.card for copy in links.copies]
    if links.canonical:
        cards.insert(0, links.canonical)
    named = [card for card in cards if f"archive/{card.address}/" == borrowed.evidence]
    return next(iter(named or [card for card in cards if card.headline == one_line(borrowed.value)]), None)
