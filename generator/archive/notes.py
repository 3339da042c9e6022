"""Add up what cleaning and describing noted of the articles, for the pages that count the archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from generator.render import Noted

from .cards import Finished
from .entries import Entry


def noted_of(finished: Mapping[str, Finished], entries: Mapping[str, Entry]) -> dict[str | None, Noted]:
    """Return what was noted of the articles of each outlet.

    Args:
        finished: What is known of each article, by id.
        entries: The articles.
    """
    names: dict[str | None, list[str]] = defaultdict(list)
    for name, one in finished.items():
        names[one.card.outlet].append(name)
    return {
        outlet: _noted([finished[name] for name in some], [entries[name] for name in some])
        for outlet, some in names.items()
    }


def _noted(finished: Iterable[Finished], entries: Iterable[Entry]) -> Noted:
    articles = untitled = incomplete = empty = before = 0
    rules: Counter[str] = Counter()
    for one, entry in zip(finished, entries, strict=True):
        articles += 1
        untitled += not entry.newest.has_headline
        incomplete += one.incomplete
        empty += not one.size
        before += sum(older.dropped for older in entry.older)
        for rule, lines in one.rules:
            rules[rule] += lines
    return Noted(
        articles=articles,
        dropped=dict(sorted(rules.items())),
        dropped_before=before,
        untitled=untitled,
        incomplete=incomplete,
        empty=empty,
    )


def together(noted: Iterable[Noted]) -> Noted:
    """Return what was noted of several outlets' articles as one."""
    every = list(noted)
    rules: Counter[str] = Counter()
    for one in every:
        rules.update(one.dropped)
    return Noted(
        articles=sum(one.articles for one in every),
        dropped=dict(sorted(rules.items())),
        dropped_before=sum(one.dropped_before for one in every),
        untitled=sum(one.untitled for one in every),
        incomplete=sum(one.incomplete for one in every),
        empty=sum(one.empty for one in every),
    )
