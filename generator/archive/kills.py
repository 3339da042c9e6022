"""Kills: articles that their own maker withdrew, in a later record of the same id or address.

An agency that takes a report back sends an item of the same id that says so. It becomes an order to withhold the
earlier one, as if the curator had written it: where that stood, its page says that it was withdrawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from urllib.parse import SplitResult

from generator.describe import id_of_url, parse_url
from generator.model import Kill
from generator.read.published import WITHDRAWN
from generator.settings.curator import Order

from .prepare import Prepared, PreparedPart

_LONG = 12
"""Characters of an id that no two makers give; shorter ones count within their file, and, unless they are mere numbers,
in a folder of files of one item each, as agencies send them."""


def killed(parts: Collection[PreparedPart], joined: Mapping[str, str]) -> list[Order]:
    """Return an order for each article that a record of its maker's withdrew.

    Args:
        parts: What was read.
        joined: Id of a page of an article -> id of the article that it is in.
    """
    kills = [(part, path, kill) for part in parts for path, kill in _kills(part)]
    if not kills:
        return []
    by_given: defaultdict[str, list[Prepared]] = defaultdict(list)
    by_id: defaultdict[str, list[Prepared]] = defaultdict(list)
    for part in parts:
        for one in part.articles:
            by_given[one.given].append(one)
            by_id[one.id].append(one)
    newest: dict[str, str] = {}
    orders: dict[str, Order] = {}
    for part, path, kill in kills:
        address = parse_url(kill.url) if kill.url else None
        meant = [*(by_given[kill.id] if kill.id else ()), *(by_id[_at(address, joined)] if address else ())]
        for one in meant:
            named = len(kill.id) >= _LONG or (not kill.id.isdecimal() and _is_beside(one, part, path))
            if not named and not address and one.path != path:
                continue
            newest[one.id] = max(newest.get(one.id, ""), one.modified or one.published or "")
            if not kill.at or kill.at[:10] >= newest[one.id][:10]:
                orders[one.id] = Order(line=0, name=one.id, date=_day(kill), reason=WITHDRAWN, mode="withhold")
    return [orders[name] for name in sorted(orders)]


def _is_beside(one: Prepared, part: PreparedPart, path: str) -> bool:
    """Tell whether an article is all of a file that lies in the folder of another of one item."""
    return one.record is None and part.records == 1 and one.path.rpartition("/")[0] == path.rpartition("/")[0]


def _at(address: SplitResult, joined: Mapping[str, str]) -> str:
    name = id_of_url(address)
    return joined.get(name, name)


def _kills(part: PreparedPart) -> list[tuple[str, Kill]]:
    path = part.passed[0].path if part.passed else ""
    return [(path, kill) for kill in part.kills]


def _day(kill: Kill) -> str | None:
    day = kill.at[:10]
    return day if len(day) == 10 and day[4] == day[7] == "-" else None
