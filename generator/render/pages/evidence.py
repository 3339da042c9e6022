"""Lay out what makes an article's page checkable: where every fact was read, and the lines that cleaning took out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.model import FACTS
from generator.render import words
from generator.render.blocks import UNSEARCHED, Disclosure, Facts, Isolated, Items, Paragraph, Spans, Styled
from generator.render.direction import foreign
from generator.render.inert import one_line
from generator.render.words import joined, say, told

from .card import headline, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Article, Card, Field, Links, Provenance
    from generator.render.blocks import Block

EVIDENCE_LENGTH = 120
_ABOVE = frozenset(("outlet", "byline", "published", "tags"))
"""Facts that every page shows above, if they are known; those of the table of facts besides."""


def evidence_of(article: Article, links: Links) -> Block:
    """List the facts by how they were found: most were found alike, and what the page shows above is not said again."""
    facts: dict[Spans, list[Spans]] = {}
    above: dict[Spans, list[str]] = {}
    for name, field, value in _facts_known(article):
        how, read_from, called = _origin(field), _read_from(field, links), told(f"fact {name}")
        alike = facts.setdefault(how, [])
        if not read_from and _is_above(name, value, article):
            above.setdefault(how, []).append(called)
            continue
        alike.append((*say("a fact", name=called, value=_shown(name, value, article)), *read_from))
    groups = tuple((how, joined([*_as_above(above.get(how, ())), *alike])) for how, alike in facts.items())
    captures = (
        Paragraph(say("capture", facts=_source(article.provenance)), "bf-source"),
        *(Paragraph(say("capture of a page", facts=_source(page)), "bf-source") for page in article.leaves),
    )
    blocks: tuple[Block, ...] = (Facts(groups), *captures) if groups else captures
    return Disclosure(told("where facts come from"), blocks, "bf-evidence", UNSEARCHED)


def _source(provenance: Provenance) -> Spans:
    source = [place_of(provenance.path, provenance.record)]
    if provenance.captured:
        source.append(say("captured", time=words.time(provenance.captured)))
    source += [(Isolated(key), " ", Isolated(value)) for key, value in provenance.container.items()]
    return joined(source, told("comma"))


def _as_above(names: Sequence[str]) -> Iterator[Spans]:
    if names:
        yield say("a fact", name=told("comma").join(names), value=say("as above"))


def _shown(name: str, value: str, article: Article) -> Spans:
    if name == "headline" and _is_above(name, value, article):
        return say("as above")
    again = words.again("lacks", value) if name == "incomplete" else ()
    return again or (Isolated(value),)


def _is_above(name: str, value: str, article: Article) -> bool:
    """Return whether the page shows a fact above, letter by letter."""
    match name:
        case "headline":
            return one_line(value) == headline(article)
        case "authors":
            return article.byline is None and bool(value)
        case "modified":
            return value_of(article.modified) != value_of(article.published)
        case _:
            return name in _ABOVE or FACTS[name].listed


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
            value = field.value if isinstance(field.value, str) else told("comma").join(field.value)
        yield name, field, value


def _read_from(field: Field[Any], links: Links) -> Spans:
    """Say what a fact was read from; nothing where there is no more to it than how it was found."""
    if field.origin == "borrowed" and (lender := lender_of(field, links)):
        return say("from a lender", outlet=(Isolated(lender.outlet or told("unknown outlet")),))
    evidence = words.cut(one_line(field.evidence), EVIDENCE_LENGTH)
    if not evidence:
        return ()
    return say("from the same words") if evidence == field.value else say("from words", words=(Isolated(evidence),))


def _origin(field: Field[Any]) -> Spans:
    """Say how a fact was found; a rule has one name in every language."""
    how = say(f"origin {field.origin}")
    return say("found by rule", how=how, rule=(foreign(field.rule, "en"),)) if field.rule else how


def dropped_lines(article: Article) -> Iterator[Block]:
    """List the lines that cleaning took out, each with the rule that it did so by."""
    if not article.dropped:
        return
    lines = Items(
        tuple(
            (Styled("bf-rule", (foreign(line.rule, "en"),)), " ", Styled("bf-line", line.text, (("dir", "auto"),)))
            for line in article.dropped
        )
    )
    yield Disclosure(told("lines taken out", len(article.dropped)), (lines,), "bf-dropped", UNSEARCHED)


def place_of(path: str, record: int | None) -> Spans:
    """Name a record of an input file."""
    if record is None:
        return (Isolated(path),)
    return say("record of a file", path=(Isolated(path),), record=words.number(record))


def lender_of(borrowed: Field[Any], links: Links) -> Card | None:
    """Find the copy that lent the headline: the one that the evidence names, else the first that shows it."""
    cards = [copy.card for copy in links.copies]
    if links.canonical:
        cards.insert(0, links.canonical)
    named = [card for card in cards if f"archive/{card.address}/" == borrowed.evidence]
    said = one_line(borrowed.value) if isinstance(borrowed.value, str) else None
    return next(iter(named or [card for card in cards if card.headline == said]), None)
