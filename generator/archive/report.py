"""The report of what was gathered: every record and every line in one of its counts."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model import Passed, Report
from generator.read.published import HELD_BACK
from generator.render import comparison_path, work_path

from .gather import Gathered
from .pace import pace_of


def report_of(gathered: Gathered) -> Report:
    """Return the report of what was gathered, which adds up."""
    lines = gathered.lines
    report = Report(
        records=gathered.records,
        articles=len(gathered.cards),
        versions=sum(len(entry.older) for entry in gathered.entries.values()),
        pages=gathered.pages,
        withdrawn=gathered.withdrawn,
        clusters=len(gathered.copies.clusters),
        parts_read=gathered.parts_read,
        parts_reused=gathered.parts_reused,
        paragraphs=lines.read,
        shown=lines.shown,
        lifted=lines.lifted,
        dropped=lines.dropped,
        withheld=lines.withheld,
        characters=sum(entry.size for entry in gathered.entries.values()),
        pace=pace_of(card.published for card in gathered.cards.values()),
        held_back=_held_back(gathered.passed),
        unlisted=_pages_unlisted(gathered),
        problems=gathered.problems,
        passed=gathered.passed,
        taken=gathered.taken,
        outlets=gathered.merged,
        replaced=gathered.replaced,
    )
    assert report.adds_up, f"not accounted for: {report.account()}"
    return report


def _held_back(passed: Iterable[Passed]) -> tuple[str, ...]:
    """Return a line for each file with records that are not for the public, and why."""
    held = (one for one in passed if one.reason.startswith(HELD_BACK))
    return tuple(f"{one.path}: {one.reason}; {one.count:,} passed over, not published" for one in held)


def _pages_unlisted(gathered: Gathered) -> tuple[str, ...]:
    """Return the pages that searches leave out since an article is withdrawn."""
    hidden = {name for name, card in gathered.cards.items() if card.withdrawn}
    addresses = [*(gathered.cards[name].address for name in hidden), *(one.address for one in gathered.tombstones)]
    compared = [
        comparison_path(cluster.canonical_id)
        for cluster in gathered.copies.clusters
        if not hidden.isdisjoint(cluster.member_ids)
    ]
    compared += [work_path(work.main_id) for work in gathered.works if not hidden.isdisjoint(work.member_ids)]
    return tuple(sorted([*(f"{address}.md" for address in addresses), *compared]))
