"""Lay out what programs that call at a site are told first: robots.txt, a sitemap of news, reservations.

All of it stands at the top of a host, where such programs look. Nothing is shut to those that search: a page that
searches shall leave out says so itself, which they can only read where they may come. And nothing depends on a clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.render import places
from generator.render.blocks import Element
from generator.render.pages.card import title
from generator.render.writer import text_element, xml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.model import Card, Site

FOLDER: Final = "root/"
"""Below the archive, of what the plugin moves to the top of the site."""
ROBOTS, NEWS, TRAINING, RESERVED = "robots.txt", "news.xml", "ai.txt", "well-known/tdmrep.json"
MOST_NEWS: Final = 1000
"""Articles in a sitemap of news: more are refused."""

TRAINERS: Final = (
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ICC-Crawler",
    "ImagesiftBot",
    "img2dataset",
    "Kangaroo Bot",
    "meta-externalagent",
    "Omgilibot",
    "PanguBot",
    "Timpibot",
    "webzio-extended",
)
"""Names under which programs that collect what models are trained on obey robots.txt, as their makers give them; what
answers somebody's question, or only searches, has other names."""


def robots(site: Site, *, sitemaps: Sequence[str], reserved: bool) -> bytes:
    """Return `robots.txt`: where the sitemaps are and, if asked for, that those who train models shall stay away.

    Args:
        site: Says where it is; else no sitemap is named.
        sitemaps: Their paths below the site.
        reserved: Whether training is reserved.
    """
    lines = ["User-agent: *", *(("Content-Usage: train-ai=n",) if reserved else ()), "Disallow:"]
    if reserved:
        lines += ["", *(f"User-agent: {name}" for name in TRAINERS), "Disallow: /"]
    if site.url:
        lines += ["", *(f"Sitemap: {site.url}{path}" for path in sitemaps)]
    return _lines(lines)


RESERVATIONS: Final[Mapping[str, bytes]] = {
    RESERVED: b'[{"location": "/", "tdm-reservation": 1}]\n',
    TRAINING: b"User-Agent: *\nDisallow: /\nDisallow: *\n",
}
"""The files that reserve text and data mining: TDMRep's, and `ai.txt`."""


def news(cards: Sequence[Card], site: Site) -> bytes:
    """Return a sitemap of news.

    Args:
        cards: Of fresh articles, each of a known outlet, language and day.
        site: Says where it is.
    """
    spaces = (
        ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),
        ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9"),
    )
    return xml(Element("urlset", spaces, tuple(_news_of(card, site) for card in cards)))


def _news_of(card: Card, site: Site) -> Element:
    whose = (text_element("news:name", card.outlet or ""), text_element("news:language", card.language or ""))
    said = (
        Element(
            "news:publication",
            (),
            whose,
        ),
        text_element("news:publication_date", card.published or ""),
        text_element("news:title", title(card)),
    )
    address = f"{site.url}{places.url(f'{card.address}.md')}"
    return Element("url", (), (text_element("loc", address), Element("news:news", (), said)))


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
