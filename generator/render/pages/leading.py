"""Lay out pages that only lead on: Cluster -> a Page for each member but the canonical one.

A cluster's page stands at its canonical member's id. A copy that turns up later may take that place, so every other
member's id answers too, with a few bytes that lead on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.render import places
from generator.render.blocks import Element, Spans
from generator.render.words import own, say, told
from generator.render.writer import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Page

_ICON = "assets/images/favicon.svg"
"""The theme's own, below the site's root; without it browsers ask for one that is not there."""
_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""Of a leading page, which needs its icon and nothing else."""


def leading_pages(canonical_id: str, member_ids: Sequence[str], folder: str = places.COPIES) -> Iterator[Page]:
    """Yield, for every other member of a cluster or a work, a page that leads from its id to the page of all.

    These are finished HTML, which site builders copy as it is: an archive has about as many of them as copies, and
    MkDocs only copies them, and pages of Markdown would each be rendered.
    """
    for name in member_ids:
        if name != canonical_id:
            yield _leading(f"{folder}/{name}/index.html", f"../{canonical_id}/", f"leads to {folder}")


def leading_page(name: str, target: str, why: str) -> Page:
    """Return a page that leads on from where an article's comparison with its copies stood, or could stand.

    Args:
        name: The article's id.
        target: Where it leads.
        why: Name of the message that says so, with a place for the link; its title is the message `title: …`.
    """
    return _leading(f"{places.COPIES}/{name}/index.html", target, why)


def moved_page(old: str, new: str) -> Page:
    """Return a page that leads from an address where an article stood to the one where it stands.

    Args:
        old: The address, below the archive.
        new: The other.
    """
    path = f"{old}/index.html"
    return _leading(path, f"{places.relative(path, new)}/", "leads to moved")


def _leading(path: str, target: str, why: str) -> Page:
    icon = "../" * (path.count("/") + 1) + _ICON
    metas = (
        (("http-equiv", "Content-Security-Policy"), ("content", _POLICY)),
        (("charset", "utf-8"),),
        (("name", "viewport"), ("content", "width=device-width,initial-scale=1")),
        (("name", "robots"), ("content", "noindex")),
        (("http-equiv", "refresh"), ("content", f"0; url={target}")),
    )
    links = ((("rel", "canonical"), ("href", target)), (("rel", "icon"), ("href", icon)))
    head = Element(
        "head",
        (),
        (
            *(Element("meta", attributes) for attributes in metas),
            *(Element("link", attributes) for attributes in links),
            Element("title", (), (told(f"title: {why}"),)),
        ),
    )
    link = Element("a", (("href", target),), (told("another page"),))
    body = Element("body", (), (Element("p", (), _elements(say(why, link=(link,)))),))
    root = Element("html", own(), (head, body))
    return document(path, root)


def _elements(line: Spans) -> tuple[Element | str, ...]:
    """Return a line that holds nothing else as what an element holds."""
    return tuple(span for span in line if isinstance(span, Element | str))
