"""Add up what cleaning and describing noted of the articles, for the pages that count the archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from generator.render import Noted

from .cards import Finished
from .entries import Entry


class Noting:
    """Adds up what was noted of articles, by outlet."""

    def __init__(self) -> None:
        self._figures: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        self._rules: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        self._datelines: defaultdict[str | None, Counter[str]] = defaultdict(Counter)

    def add(self, one: Finished, entry: Entry) -> None:
        """Count an article."""
        figures = self._figures[one.card.outlet]
        figures["articles"] += 1
        figures["untitled"] += not entry.newest.has_headline
        figures["incomplete"] += one.incomplete
        figures["empty"] += not one.size
        figures["dropped_before"] += sum(older.dropped for older in entry.older)
        self._rules[one.card.outlet].update(dict(one.rules))
        if one.dateline:
            self._datelines[one.card.outlet][one.dateline] += 1

    def noted(self) -> dict[str | None, Noted]:
        """Return what was noted of the articles of each outlet."""
        return {
            outlet: Noted(
                dropped=dict(sorted(self._rules[outlet].items())),
                datelines=dict(sorted(self._datelines[outlet].items())),
                **figures,
            )
            for outlet, figures in self._figures.items()
        }


def together(noted: Iterable[Noted]) -> Noted:
    """Return what was noted of several outlets' articles as one."""
    every = list(noted)
    rules: Counter[str] = Counter()
    datelines: Counter[str] = Counter()
    for one in every:
        rules.update(one.dropped)
        datelines.update(one.datelines)
    return Noted(
        articles=sum(one.articles for one in every),
        dropped=dict(sorted(rules.items())),
        dropped_before=sum(one.dropped_before for one in every),
        untitled=sum(one.untitled for one in every),
        incomplete=sum(one.incomplete for one in every),
        empty=sum(one.empty for one in every),
        datelines=dict(sorted(datelines.items())),
    )
