"""Join the pages of an article that its outlet cut into several: from captures of single pages to those of the whole.

The pages' own links tell which are one article's, or their addresses with one headline. Nothing is joined whose first
page is not in the archive, nor one that shows all. No result depends on the order of the captures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from generator.fingerprint import sketch
from generator.model import FACTS, Article, Dropped, Field, Fingerprint, UInt64Array
from generator.settings.curator import Order

from .prepare import PAYWALL, Prepared, cut_by_a_paywall, short
from .withdrawn import DIGITS, beginning_alike, spelled

HELD = 0.8
"""Share of a page's hashes from which another has its text: one that shows all, or the same page once more."""
STANDS_THERE = "stands on another page of the article"
"""Name of the rule that takes out what two pages have."""
LINKED = "links to the other pages"
"""Rule of a single page's `incomplete`, which says no more than that it is one of several."""
_OF_THE_OPENING = frozenset({"headline", "dateline", "incomplete", "page_number"})
"""Facts that a further page does not lend to the first."""
_REPEATED = 3
"""Paragraphs at the start of a page that may be those at the start of the first: a standfirst."""

Captures = tuple[Prepared, ...]
"""Of one article, newest first."""


class Joined(Struct, frozen=True, kw_only=True):
    """Which articles are pages of another."""

    ids: Mapping[str, str] = field(default_factory=dict)
    """Id that an article's record gives -> that of the article that it is a page of."""
    fellows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of any page -> ids of the articles that have pages of its series by now, in their order."""

    def leading(self) -> dict[str, str]:
        """Return where ids lead that no article has, as far as it is known: of pages, of whose first page is gone."""
        return {name: names[0] for name, names in self.fellows.items() if name not in names}

    def meant(self, orders: Sequence[Order]) -> list[Order]:
        """Return orders that name a page as orders that name all there is of its article."""
        beginnings = beginning_alike(
            {start[:DIGITS] for order in orders for start in spelled(order.name)}, self.fellows
        )
        return [
            replace(order, name=name) if name else order
            for order in orders
            for name in self._named(order.name, beginnings)
        ]

    def _named(self, name: str, beginnings: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return the articles of which a name means a page; one that is empty where it means none."""
        pages = (
            page for start in spelled(name) for page in beginnings.get(start[:DIGITS], ()) if page.startswith(start)
        )
        return next((self.fellows[page] for page in pages), ("",))


def pages_of(captures: Iterable[Prepared]) -> Joined:
    """Tell which articles are pages of another.

    Args:
        captures: Of all articles, under the ids that their records give.
    """
    every = list(captures)
    series = {one.leaf.series for one in every if one.leaf}
    if not series:
        return Joined()
    by_series: defaultdict[str, defaultdict[str, list[Prepared]]] = defaultdict(lambda: defaultdict(list))
    for one in every:
        if name := one.leaf.series if one.leaf else one.id if one.id in series else "":
            by_series[name][one.id].append(one)
    ids: dict[str, str] = {}
    fellows: dict[str, tuple[str, ...]] = {}
    for name in sorted(by_series):
        moved, alike = _in_series(name, by_series[name])
        ids |= moved
        fellows |= alike
    return Joined(ids=ids, fellows=fellows)


def _in_series(name: str, by_id: Mapping[str, list[Prepared]]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the ids of the pages of one series that are another article's, and the articles that pages stand for."""
    numbers = {one: min(_number(capture) for capture in captures) for one, captures in by_id.items()}
    firsts = sorted((one for one in by_id if numbers[one] == 1), key=lambda one: (one != name, one))
    later = sorted((one for one in by_id if numbers[one] > 1), key=lambda one: (numbers[one], one))
    told = any(_tells(by_id[first]) for first in firsts)
    sure = [one for one in later if told or _tells(by_id[one])]
    likely = [
        one
        for one in later
        if any(
            (one in sure or _has_one_headline(*both)) and _is_of_one_day(*both) for both in _pairs(by_id, firsts, one)
        )
    ]
    parts = [*firsts, *likely] if firsts else later
    wholes = [
        one for one in by_id if numbers[one] == 0 and later and _holds(by_id[one], [by_id[part] for part in parts])
    ]
    joined = [*firsts, *sorted(wholes), *(likely if firsts else later)]
    if len(joined) > 1 and (likely or wholes) and (firsts or wholes):
        return dict.fromkeys(joined[1:], joined[0]), dict.fromkeys((*joined, name), (joined[0],))
    return {}, dict.fromkeys((*sure, name), tuple(sure)) if sure and not firsts else {}


def _number(capture: Prepared) -> int:
    return capture.leaf.number if capture.leaf else 1


def _tells(captures: Sequence[Prepared]) -> bool:
    return any(one.leaf and one.leaf.told for one in captures)


def _pairs(
    by_id: Mapping[str, list[Prepared]], firsts: Iterable[str], other: str
) -> Iterator[tuple[Prepared, Prepared]]:
    return ((one, two) for first in firsts for one in by_id[first] for two in by_id[other])


def _has_one_headline(first: Prepared, other: Prepared) -> bool:
    return bool(first.titled) and first.titled == other.titled


def _is_of_one_day(first: Prepared, other: Prepared) -> bool:
    """Tell whether nothing says that a page is of another article: another day, under another headline if at all."""
    days = {one.published[:10] for one in (first, other) if one.published}
    return len(days) < 2 or (first.leaf is not None and first.leaf.told and _has_one_headline(first, other))


def _holds(captures: Sequence[Prepared], others: Sequence[Sequence[Prepared]]) -> bool:
    """Tell whether a capture has the text of all other pages."""
    return any(all(any(_has(one, page) for page in pages) for pages in others) for one in captures)


def _has(whole: Prepared, page: Prepared) -> bool:
    """Tell whether a capture has the text of another."""
    wanted = hashes_of(page)
    return bool(wanted.size) and np.isin(wanted, hashes_of(whole)).mean() >= HELD


def hashes_of(capture: Prepared) -> UInt64Array:
    """Return the hashes of a capture's text, sorted."""
    return np.frombuffer(capture.hashes, "<u8")


def states(captures: Sequence[Prepared]) -> Captures:
    """Return an article's states, newest first: of one of several pages each is all of its pages as they were then.

    Every capture stands in the newest state, or is the one that an older state is of.

    Args:
        captures: Of the article, sorted by their `order`.
    """
    by_number: defaultdict[int, list[Prepared]] = defaultdict(list)
    for one in captures if len(captures) > 1 else ():
        by_number[max(_number(one), 1)].append(one)
    if len(by_number) < 2:
        return tuple(captures)[::-1]
    by_number[min(by_number)] = _whole_last(by_number)
    newest = [some[-1] for _, some in sorted(by_number.items())]
    made = [_state(newest, newest[0])]
    older = [
        (some[place + 1].order, one, number)
        for number, some in by_number.items()
        for place, one in enumerate(some[:-1])
    ]
    for until, one, number in sorted(older, key=lambda each: (each[0], each[1].order), reverse=True):
        then = [one if other == number else _then(some, until) for other, some in sorted(by_number.items())]
        state = _state(then, one)
        made.append(replace(state, lines=one.lines, shown=one.shown, lifted=one.lifted, dropped=one.dropped))
    return tuple(made)


def _whole_last(by_number: Mapping[int, list[Prepared]]) -> list[Prepared]:
    """Return the captures of the first page, one that shows all the last of them where the pages are not all there."""
    first, *others = (some for _, some in sorted(by_number.items()))
    newest = [some[-1] for some in others]
    wholes = [one for one in first if all(_has(one, page) for page in newest)]
    numbers = sorted(by_number)
    there = numbers == [*range(1, len(numbers) + 1)] and not (newest[-1].leaf and newest[-1].leaf.goes_on)
    if there or not wholes:
        return first
    return [*(one for one in first if one is not wholes[-1]), wholes[-1]]


def _then(captures: Sequence[Prepared], until: tuple[Any, ...]) -> Prepared:
    """Return the capture of a page that was its newest before another came; the oldest where there was none yet."""
    return next((one for one in reversed(captures) if one.order < until), captures[0])


def _state(pages: Sequence[Prepared], of: Prepared) -> Prepared:
    """Return pages as the capture of one text, which stands for one of them."""
    told = [page for page, is_spare in zip(pages, spare(pages), strict=True) if not is_spare]
    hashes = np.unique(np.concatenate([hashes_of(page) for page in told]))
    return replace(
        of,
        id=pages[0].id,
        hashes=hashes.astype("<u8").tobytes(),
        sketch=short(hashes.astype("<u8").min().tobytes()) if hashes.size else "",
        has_headline=pages[0].has_headline,
        edges=pages[0].edges,
        leaves=tuple(pages),
        **{name: sum(getattr(page, name) for page in pages) for name in ("lines", "shown", "lifted", "dropped")},
    )


def spare(pages: Sequence[Prepared]) -> tuple[bool, ...]:
    """Tell of each page whether another one has its text too, of two that have one text the later."""
    told = tuple(
        any(_has(one, page) and (at < place or not _has(page, one)) for at, one in enumerate(pages) if at != place)
        for place, page in enumerate(pages)
    )
    return (False, *told[1:]) if all(told) else told


def join(pages: Sequence[Article], state: Prepared) -> Article:
    """Return the article that pages make up, in their order.

    Args:
        pages: Without what repeats in their outlet.
        state: What `states` made of their captures.
    """
    first = pages[0]
    spared = spare(state.leaves)
    own = next(
        number for number, one in enumerate(state.leaves) if (one.path, one.record) == (state.path, state.record)
    )
    texts, dropped = _texts(pages, spared)
    extra = dict(first.extra)
    for page in pages[1:]:
        extra |= {key: value for key, value in page.extra.items() if key not in extra}
    return replace(
        first,
        paragraphs=tuple(line for text in texts for line in text),
        lifted=tuple(line for page in pages for line in page.lifted),
        dropped=(*(line for page in pages for line in page.dropped), *dropped),
        extra=extra,
        provenance=pages[own].provenance,
        leaves=tuple(page.provenance for number, page in enumerate(pages) if number != own),
        sketch=sketch(Fingerprint(hashes=hashes_of(state), shingles=0)),
        incomplete=_incomplete(pages, spared),
        **{name: _lent(name, pages) for name in FACTS if name not in _OF_THE_OPENING},
    )


def _texts(pages: Sequence[Article], spared: Sequence[bool]) -> tuple[list[tuple[str, ...]], list[Dropped]]:
    """Return the paragraphs of each page, and what is taken out: a standfirst again, the text of another page."""
    texts: list[tuple[str, ...]] = []
    dropped: list[Dropped] = []
    kept = [page for page, is_spare in zip(pages, spared, strict=True) if not is_spare]
    for page, is_spare in zip(pages, spared, strict=True):
        again = 0
        if is_spare:
            again = len(page.paragraphs)
        elif page is not kept[0]:
            opening = frozenset(kept[0].paragraphs[:_REPEATED])
            again = sum(1 for _ in takewhile(opening.__contains__, page.paragraphs[:_REPEATED]))
        dropped += [Dropped(text=line, rule=STANDS_THERE) for line in page.paragraphs[:again]]
        texts.append(page.paragraphs[again:])
    return texts, dropped


def _lent(name: str, pages: Sequence[Article]) -> Field[Any] | None:
    """Return a fact of the first page that has it."""
    for number, page in enumerate(pages):
        found: Field[Any] | None = getattr(page, name)
        if found is not None:
            return replace(found, rule=f"{found.rule}, further page") if number else found
    return None


def _incomplete(pages: Sequence[Article], spared: Sequence[bool]) -> Field[str] | None:
    """Return what the article lacks: what one of its pages does, or pages that are not in the archive."""
    kept = [page for page, is_spare in zip(pages, spared, strict=True) if not is_spare]
    for page in kept:
        if page.incomplete and page.incomplete.rule != LINKED:
            return page.incomplete
    wall = next((line for page in kept for line in page.dropped if line.rule == PAYWALL), None)
    if wall:
        return cut_by_a_paywall(wall)
    if len(kept) < len(pages) and any(not _is_part(page) for page in kept):
        return None  # which shows all
    numbers = {page.leaf.number if page.leaf else 1 for page in kept}
    last = max(pages, key=lambda page: page.leaf.number if page.leaf else 1).leaf
    following = last.following if last else ""
    most = max(numbers | ({last.number} if last else set()))
    lacking = [*({*range(1, most + 1)} - numbers), *([most + 1] if following else [])]
    if not lacking:
        return None
    value = f"pages not in the archive: {', '.join(map(str, sorted(lacking)))}"
    if following:
        value = f"the article goes on at {following}; {value}"
    return Field(value=value, origin="inferred", rule="pages of the article")


def _is_part(page: Article) -> bool:
    """Tell whether a page is one of several, by what it says or by its number."""
    return page.leaf is not None and (page.leaf.told or page.leaf.number > 1)
