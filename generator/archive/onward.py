"""Find where texts lead on: to articles whose addresses they quote, and to the paragraph where a longer copy goes on.

What an article quotes is worked out once and kept; which of it leads somewhere depends on the articles that there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.describe.address import id_of_url, parse_url
from generator.kept.store import Store
from generator.model import Article, Card, Cluster, Links
from generator.render import longer_copy

from .entries import Entry, articles

Mention = tuple[str, str]
"""An address as a text has it, and the id of the article that would stand there."""

_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"“”«»]+", re.IGNORECASE)
_BEHIND = ".,;:!?…'’)]}*_"
"""Signs that close a sentence or a bracket around an address."""
TAIL = 6
"""Last words of a text by which its end is found in another."""
UNSURE = 3
"""Words at the very end that a cut may have damaged."""


def mentions_of(article: Article) -> tuple[Mention, ...]:
    """Return the addresses that an article's text quotes, each once."""
    names_by_url: dict[str, str] = {}
    for paragraph in article.paragraphs:
        if "://" in paragraph:
            for match in _ADDRESS.finditer(paragraph):
                address = match[0].rstrip(_BEHIND)
                parts = parse_url(address)
                if parts and (name := id_of_url(parts)) != article.id:
                    names_by_url[address] = name
    return tuple(names_by_url.items())


def leading(mentions: Iterable[Mention], cards: Mapping[str, Card]) -> tuple[tuple[str, str], ...]:
    """Return those addresses that articles of the archive have, each with where its article stands."""
    return tuple((address, cards[name].address) for address, name in mentions if name in cards)


def longer_candidates(links: Links) -> tuple[str, ...]:
    """Return the ids of copies that may go on where an article is cut off: its page depends on their texts."""
    main = (links.canonical.id,) if links.kind == "truncated" and links.canonical else ()
    return (*main, *(copy.card.id for copy in links.copies if copy.kind == "expanded" and links.kind is None))


def goes_on(
    article: Article, links: Links, entries: Mapping[str, Entry], clusters: Mapping[str, Cluster], store: Store
) -> int | None:
    """Return the number, from 1, of the paragraph at which a longer copy goes on; None where nothing tells.

    Args:
        article: What is cut off.
        links: Where its page leads to.
        entries: The articles of the archive.
        clusters: By the id of their canonical member.
        store: What has the longer copy's text.
    """
    longer = longer_copy(article, links)
    if longer is None or not article.paragraphs or links.canonical is None or longer.id not in entries:
        return None
    [other] = articles({longer.id: entries[longer.id]}, store)
    end = _end_of(article.text, other.text)
    if end is None:
        cluster = clusters[links.canonical.id]
        pair = {article.id, longer.id}
        match = next((one for one in cluster.matches if {one.left_id, one.right_id} == pair), None)
        end = match.place_in(longer.id)[1] if match and match.passage else None
    return None if end is None else _paragraph_behind(other.paragraphs, end)


def _end_of(text: str, longer: str) -> int | None:
    """Return where in a longer text the last words of another end."""
    words = re.findall(r"\w+", text)
    for unsure in range(UNSURE + 1):
        tail = words[len(words) - TAIL - unsure : len(words) - unsure]
        if len(tail) < TAIL:
            return None
        if match := re.search(r"\W+".join(map(re.escape, tail)), longer, re.IGNORECASE):
            return match.end()
    return None


def _paragraph_behind(paragraphs: Iterable[str], end: int) -> int | None:
    """Return the number of the paragraph in which the text goes on behind a place."""
    start = 0
    for number, paragraph in enumerate(paragraphs, 1):
        rest = paragraph[max(end - start, 0) :]
        if any(sign.isalnum() for sign in rest):
            return number
        start += len(paragraph) + 2
    return None
