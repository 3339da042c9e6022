"""Lay out pages that only lead on: Cluster -> a Page for each member but the canonical one.

A cluster's page stands at its canonical member's id. A copy that turns up later may take that place, so every other
member's id answers too, with a few bytes that lead on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Page

from . import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ICON = "../../../assets/images/favicon.svg"
"""The theme's own, from a leading page; without it browsers ask for one that is not there."""
_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""Of a leading page, which needs its icon and nothing else."""


def leading_pages(canonical_id: str, member_ids: Sequence[str]) -> Iterator[Page]:
    """Yield, for every other member of a cluster, a page that leads from its id to the cluster's page.

    These are finished HTML, which site builders copy as it is: an archive has about as many of them as copies, and
    MkDocs only copies them, and pages of Markdown would each be rendered.
    """
    for name in member_ids:
        if name != canonical_id:
            yield leading_page(
                name, f"../{canonical_id}/", "Copies compared", "The copies of this text are compared on {link}."
            )


def leading_page(name: str, target: str, title: str, sentence: str) -> Page:
    """Return a page that leads on from where an article's comparison with its copies stood, or could stand.

    Args:
        name: The article's id.
        target: Where it leads.
        title: Plain words.
        sentence: Plain words, with `{link}` where the link goes.
    """
    return Page(path=f"{places.COPIES}/{name}/index.html", content=_leading(target, title, sentence))


def moved_page(old: str, new: str) -> Page:
    """Return a page that leads from an address where an article stood to the one where it stands.

    Args:
        old: The address, below the archive.
        new: The other.
    """
    target = places.relative(f"{old}/index.html", f"{new}/")
    content = _leading(f"{target.rstrip('/')}/", "Moved", "This article stands on {link}.")
    return Page(path=f"{old}/index.html", content=content)


def _leading(target: str, title: str, sentence: str) -> bytes:
    link = f'<a href="{target}">another page</a>'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{target}">\n<link rel="icon" href="{_ICON}">\n'
        f"<title>{title}</title>\n</head>\n<body>\n"
        f"<p>{sentence.format(link=link)}</p>\n</body>\n</html>\n"
    ).encode()
