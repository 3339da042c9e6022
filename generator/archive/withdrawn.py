"""Withdrawn articles: which records an order means, and what is left of an article whose text is taken out.

The text is taken out where stages 1-4 end, before the store and every later stage: what never gets there cannot turn
up in a page, a comparison, a listing, the search, the data or the store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from msgspec import Struct, field

from generator.describe import id_of_url, parse_url
from generator.model import FACTS, Article, Fact, Field, Problem, Provenance, Withdrawal, WithdrawalMode
from generator.read.meaning.leaves import leaf_of
from generator.settings import ARCHIVE, Settings
from generator.settings.curator import Order, withdrawn_problem

DIGITS = 8
"""Digits of an id that end a page's address; fewer name no article."""

_ID = re.compile(r"[0-9a-f]{8,16}")
_ADDRESS = re.compile(
    rf"(?:(?:.*/)?{ARCHIVE}/)?((?:undated|\d{{4}}/\d{{2}})/[a-z0-9-]+-[0-9a-f]{{8}})(?:\.md|/(?:index\.(?:html|md))?)?"
    r"(?:[?#].*)?",
    re.IGNORECASE,
)
"""The address of an article's page, on any host and as a browser shows it with a search; or its file."""
_WEB = re.compile(r"https?://", re.IGNORECASE)

Modes = Mapping[str, WithdrawalMode]
"""Id, or the 8 digits that begin it -> what becomes of the text."""


def mode_of(modes: Modes, name: str) -> WithdrawalMode | None:
    """Return what becomes of the text of an article; None if it stays."""
    return modes.get(name) or modes.get(name[:DIGITS])


def provisional(orders: Iterable[Order]) -> Modes:
    """Return whose texts are taken out while it is not known yet which articles there are.

    Ids that begin alike cannot be told apart then. Both texts are taken out, and `resolve` tells which comes back.
    """
    modes: dict[str, WithdrawalMode] = {}
    for order in orders:
        if order.mode != "noindex":
            modes |= {name if len(name) == 16 else name[:DIGITS]: order.mode for name in spelled(order.name)}
    return modes


def taken_out(orders: Sequence[Order], modes: Modes) -> str:
    """Return the digest of whose texts are taken out, whether they are among the articles or not; empty if none are.

    Where it changes, the store must forget more than it drops.
    """
    if not provisional(orders):
        return ""
    named = [(order.name, order.mode) for order in orders]
    return blake2b(repr((named, sorted(modes.items()))).encode("utf-8", "replace"), digest_size=16).hexdigest()


def spelled(name: str) -> tuple[str, ...]:
    """Return the ids, or beginnings of ids, that a name can mean, the likeliest first.

    The address of a further page can mean the article that is joined of all.
    """
    if _ID.fullmatch(name.lower()):
        return (name.lower(),)
    own = parse_url(name) if _WEB.match(name) else None
    page = page_in(name)
    leaf = leaf_of(name) if own else None
    whole = parse_url(leaf.series) if leaf else None
    return (*(id_of_url(one) for one in (own, whole) if one), *([page[-DIGITS:]] if page else ()))


def page_in(name: str) -> str | None:
    """Return the address of the page, as `Article.address` has it, that a name leads to; None if it leads to none."""
    page = _ADDRESS.fullmatch(name.strip("/"))
    return page[1].lower() if page else None


class Resolved(Struct, frozen=True, kw_only=True):
    """What the orders mean."""

    by_id: Mapping[str, Withdrawal]
    orphans: Mapping[str, Withdrawal]
    """Addresses of pages whose record is gone from the articles: what stood there is still withdrawn."""
    problems: tuple[Problem, ...] = field(default=())

    @property
    def modes(self) -> Modes:
        """Whose texts are taken out, by whole id."""
        return {name: one.mode for name, one in self.by_id.items() if one.mode != "noindex"}


def resolve(
    orders: Sequence[Order], ids: Iterable[str], address_of: Callable[[str], str], settings: Settings
) -> Resolved:
    """Find the articles that the orders mean; of several orders for one article the last counts.

    Args:
        orders: The lines of the file.
        ids: Of every article that was read, in any order, at times twice.
        address_of: Returns the address of an article's page by id; asked where several ids begin alike.
        settings: The archive's settings.
    """
    by_id: dict[str, Withdrawal] = {}
    orphans: dict[str, Withdrawal] = {}
    problems: list[Problem] = []
    for order, meant in meant_by(orders, ids, address_of):
        withdrawal = Withdrawal(mode=order.mode, date=order.date, reason=order.reason)
        if len(meant) > 1:
            # Better none of them is read than the wrong one; and no reason is given, since it fits one of them alone.
            message = (
                f"{len(meant)} articles have an id that begins so; expected more of it; until then all are withheld"
            )
            withdrawal = Withdrawal(mode="withhold", date=None, reason="")
            problems.append(withdrawn_problem(settings.withdrawn, order.line, "article", message))
        elif not meant:
            if page := page_in(order.name):
                orphans[page] = withdrawal
            problems.append(withdrawn_problem(settings.withdrawn, order.line, "article", _unknown(order.name)))
        by_id |= dict.fromkeys(meant, withdrawal)
    return Resolved(by_id=by_id, orphans=orphans, problems=tuple(problems))


def meant_by(
    orders: Sequence[Order], ids: Iterable[str], address_of: Callable[[str], str]
) -> list[tuple[Order, Sequence[str]]]:
    """Return each order with the ids of the articles that it means."""
    known = beginning_alike({name[:DIGITS] for order in orders for name in spelled(order.name)}, ids)
    return [(order, _ids_of(order.name, known, address_of)) for order in orders]


def _unknown(name: str) -> str:
    told = f"no article has the id or the address {name[:200]!r}; expected an id as `backfile explain` prints it"
    return (
        f"{told}, or for a file what `backfile withdraw` writes" if "://" not in name and _FILE.search(name) else told
    )


_FILE = re.compile(r"\.[a-z0-9]{2,5}(?::\d+)?\Z", re.IGNORECASE)
"""The end of a file's path, which an order cannot go by: files are moved."""


def beginning_alike(starts: Collection[str], ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return, for first digits that are asked for, the ids that begin with them, sorted; ids may come twice."""
    beginnings: defaultdict[str, set[str]] = defaultdict(set)
    for name in ids if starts else ():
        if name[:DIGITS] in starts:
            beginnings[name[:DIGITS]].add(name)
    return {start: sorted(names) for start, names in beginnings.items()}


def _ids_of(name: str, known: Mapping[str, Sequence[str]], address_of: Callable[[str], str]) -> list[str]:
    for start in spelled(name):
        alike = known.get(start[:DIGITS], ())
        meant = [one for one in alike if one.startswith(start)] or list(alike)  # the digits that addresses have tell
        page = page_in(name)
        if len(meant) > 1 and page:
            meant = [one for one in meant if address_of(one) == page] or meant
        if meant:
            return meant
    return []


def left_of(article: Article, mode: WithdrawalMode) -> Article:
    """Return what is left of an article whose text is taken out: no text and nothing that was read from it.

    What is left is named, one by one, and all else goes: what somebody adds to articles later cannot be left by
    oversight. The headline stays where the text alone is withheld, wherever it was read: pages need a name, and the
    address is made of it. The address stays in either case; it holds what it always has.
    """
    place = article.provenance
    withheld = mode == "withhold"
    facts: dict[str, Any] = {name: _remainder(getattr(article, name), fact) for name, fact in FACTS.items() if withheld}
    return Article(
        id=article.id,
        given_id=article.given_id if withheld else None,
        slug=article.slug,
        url=article.url if withheld else None,
        paragraphs=(),
        lifted=(),
        dropped=(),
        extra={},
        provenance=Provenance(
            path=place.path,
            record=place.record,
            digest=place.digest,
            url=place.url if withheld else None,
            captured=place.captured if withheld else None,
            format=place.format,
            container=place.container,
        ),
        first_address=article.address,
        **facts,
    )


def _remainder(field: Field[Any] | None, fact: Fact) -> Field[Any] | None:
    """Return what is left of a fact, without the words that it was read from."""
    if field is None or fact.withheld == "goes" or (fact.withheld == "given" and field.origin != "given"):
        return None
    return Field(value=field.value, origin=field.origin, rule=field.rule)
