"""Say what withdrawing an article changes: the pages, the copies that stay, and what no program can reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.group import RELATED_SHARED
from generator.model import Match
from generator.render import places
from generator.settings import ARCHIVE
from generator.settings.curator import Order

from .gather import Gathered

_MODES = {
    "withhold": "The text is taken out; headline, outlet and date stay, with the reason in place of the text.",
    "remove": "Everything is taken out; a notice with the reason stays at the address.",
    "noindex": "The article stays readable; searches and the sitemap leave it out.",
}
_UNREACHED = """\
Out of reach, and yours to see to:
  the records in articles/: {places}
  earlier states of this folder: git's history, backups, the caches of a workflow that publishes it
  the site as published, until the next build of it is
  copies of it that search engines, web archives, caches and readers hold; data/withdrawn.jsonl tells them"""


class State(Struct, frozen=True, kw_only=True):
    """An archive before or after."""

    gathered: Gathered
    keys: Mapping[str, str]
    """Path of each page below the archive -> digest of all that it is made from."""


def effects(order: Order, name: str, before: State, after: State) -> str:
    """Return what an order changes, as lines of text.

    Args:
        order: To withdraw one article.
        name: Its id.
        before: The archive without the order.
        after: The archive with it.
    """
    changed = sorted(changes(before.keys, after.keys))
    captures = _places(name, before.gathered)
    return "\n".join(
        (
            f"{order.name}: {order.mode}, {order.reason!r}",
            f"  {_MODES[order.mode]}",
            f"  {len(captures)} {'record' if len(captures) == 1 else 'records'}: {', '.join(captures)}",
            f"Files below {ARCHIVE}/ to be made or removed: {len(changed)}",
            *(f"  {what}: {path}{_reason(path, what, name)}" for path, what in changed),
            "  and the parts of the search index that have the article",
            *_copies(name, before.gathered),
            _UNREACHED.format(places=", ".join(captures)),
        )
    )


def _reason(path: str, what: str, name: str) -> str:
    """Say of a page that a withdrawal makes why it does: nobody expects one more."""
    if what != "new" or not path.startswith(f"{places.COPIES}/"):
        return ""
    if name in path.split("/"):
        return "\n    (where a comparison of the article stood or may have stood, readers are led to its page)"
    return "\n    (the copies that stay are compared under another main copy)"


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield path and what becomes of it, for every page that another state of the archive changes."""
    for path in before.keys() | after.keys():
        if path not in after:
            yield path, "removed"
        elif path not in before:
            yield path, "new"
        elif before[path] != after[path]:
            yield path, "made anew"


def _places(name: str, gathered: Gathered) -> list[str]:
    """Return where an article's records stand below the articles folder."""
    captures = (page for one in gathered.captures(name) for page in one.leaves or (one,))
    return sorted({one.path if one.record is None else f"{one.path}:{one.record}" for one in captures})


def _copies(name: str, gathered: Gathered) -> Iterator[str]:
    """Yield the articles that share its text and stay: by containment, the largest first, then by address."""
    matches = {_other(match, name): match for match in gathered.copies.matches.of(name)}
    members = {one for cluster in gathered.copies.clusters if name in cluster.member_ids for one in cluster.member_ids}
    shared = {other for other, match in matches.items() if match.shared >= RELATED_SHARED}
    copies = [(gathered.cards[other], matches.get(other)) for other in (members | shared) - {name}]
    yield f"Articles that share its text, and stay unless you withdraw them too: {len(copies)}"
    for card, match in sorted(copies, key=lambda one: (-(one[1].containment if one[1] else 0.0), one[0].address)):
        share = f"containment {match.containment:.3f}" if match else "not compared directly"
        kind = "copy" if card.id in members else "shares a passage"
        yield f"  {ARCHIVE}/{card.address}/  {card.outlet or 'unknown outlet'}, {kind}, {share}"


def _other(match: Match, name: str) -> str:
    return match.right_id if match.left_id == name else match.left_id
