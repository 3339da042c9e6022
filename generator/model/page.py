"""What pages are made from besides an article itself, and what they come to."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from .article import Moment, Withdrawal, WithdrawalMode
from .copies import CopyKind, RelationKind, Ruling, Span


class Card(Struct, frozen=True, kw_only=True, gc=False):
    """What listings and links need to know of an article; a catalogue card."""

    id: str
    address: str
    outlet: str | None
    headline: str
    """As shown: the headline, or the opening words of a text without one."""
    published: Moment | None
    agency: str | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    opening: str
    """Start of the lede, at most 200 characters, cut at a word."""
    words: int
    authors: tuple[str, ...] = ()
    copies: int = 0
    """Other members of its cluster."""
    withdrawn: WithdrawalMode | None = None


class Copy(Struct, frozen=True, kw_only=True):
    """A copy as the page of another article shows it."""

    card: Card
    share: float
    """Containment with the cluster's canonical member, or with a related article: how much of the shorter text stands
    in the longer, 0 to 1."""
    verified: bool
    """False where the two were not compared directly; `share` is then 0."""
    kind: CopyKind | None = None
    """What it is of the cluster's canonical member; None for that member, and where the two were not compared."""
    relation: RelationKind | None = None
    """How it is related, where it is no copy."""
    shorter: bool = False
    """Whether it is the shorter of the two, of which the relation is said."""


class TranslatedCopy(Struct, frozen=True, kw_only=True):
    """The same report in another language, as an article's page shows it."""

    card: Card
    share: float | None
    """How much of the shorter text stands in the longer; None where the two were not verified with one another, but
    each with a third."""
    certain: bool


class SameEvent(Struct, frozen=True, kw_only=True):
    """Another report of the same event, as an article's page shows it."""

    card: Card
    shared: tuple[int, ...]
    """Hashes of the words that both have."""
    words: tuple[str, ...] = ()
    """Those words as the article spells them, names and numbers first."""


class Earlier(Struct, frozen=True, kw_only=True):
    """An earlier, or a later, article in which words of another stand."""

    card: Card
    digest: str
    """Of all that it says."""


class PassageFrom(Struct, frozen=True, kw_only=True):
    """Words in a row that stand earlier elsewhere."""

    card: Card
    """The first article that has them."""
    words: int
    text: str
    """As they are printed."""
    places: tuple[Span, ...] = ()
    """Where in the article: a span of each paragraph that has some."""


MOST_COPIES = 200
"""Copies that one page lists; without an end to them, the pages of a cluster would grow with its square."""


class Links(Struct, frozen=True, kw_only=True):
    """What an article's page links to."""

    copies: tuple[Copy, ...] = ()
    """By published, unknown last, then id; of a larger cluster the first `MOST_COPIES`."""
    unlisted: int = 0
    """Copies beyond those."""
    canonical: Card | None = None
    """Canonical member of the cluster; None outside clusters."""
    reason: str = ""
    """Why it is that, in words for readers."""
    kind: CopyKind | None = None
    """What the article itself is of the canonical member; None for that member and outside clusters."""
    share: float | None = None
    """Its containment with that member; None where the two were not compared."""
    related: tuple[Copy, ...] = ()
    """Articles that share a passage and are no copies, the most shared first."""
    translations: tuple[TranslatedCopy, ...] = ()
    """The same report in other languages, by language, then as copies."""
    work_id: str | None = None
    """Main member of its work, at whose id the work's page stands; None outside works."""
    earlier: tuple[Earlier, ...] = ()
    """Earlier articles in which words of it stand, the earliest first."""
    passages: tuple[PassageFrom, ...] = ()
    """Those words; known once its page is made."""
    later: tuple[Earlier, ...] = ()
    """Later articles, no copies of it, in which words of it stand, the earliest first."""
    quoted: tuple[PassageFrom, ...] = ()
    """Those words, each with the first of them; known once its page is made."""
    events: tuple[SameEvent, ...] = ()
    """Other reports of the same event, the closest first."""
    rulings: tuple[Ruling, ...] = ()
    """What the curator decided about the article."""
    withdrawal: Withdrawal | None = None
    """Set where the article is kept out of searches."""
    older: Card | None = None
    """The article before it; None for the first and where the date is not known."""
    newer: Card | None = None
    older_here: str = ""
    """Address of the article before it in its outlet; empty where that is the one before it in the archive, too."""
    newer_here: str = ""
    own_tags: tuple[str, ...] = ()
    """Tags that no other article has: they have no listing."""
    listed_authors: tuple[str, ...] = ()
    """Its authors who have a listing: those of several articles."""
    mentioned: tuple[tuple[str, str], ...] = ()
    """Addresses in its text that articles of the archive have, and where those stand."""
    goes_on: int | None = None
    """Where it is cut off, the paragraph of the longer copy that goes on, from 1; None where nothing tells."""


Download = Literal["ris", "citations", "json", "text", "markdown"]
"""What of one article can be taken away beside its page: its record for reference managers, its citation in every
style, its row of the data, and its text."""

FeedKind = Literal["archive", "outlet", "agency", "author", "section", "tag", "language", "corrections"]

TableFormat = Literal["csv", "parquet"]


class Site(Struct, frozen=True, kw_only=True):
    """What pages say of the site that they stand on."""

    name: str = ""
    url: str = ""
    """Its address on the web, with a slash at the end; empty where nobody has said."""
    rights: str = ""
    """What may be done with the articles, in a sentence."""
    licence: str = ""
    """Address of the licence that they are under."""
    outlet_rights: tuple[tuple[str, str], ...] = ()
    """Outlet and sentence, where it is another one."""
    outlet_licences: tuple[tuple[str, str], ...] = ()
    canonical: Literal["page", "original"] = "page"
    """Which address searches shall take for an article's own."""
    downloads: tuple[Download, ...] = ()
    manifest: str = "data/manifest.json"
    """Path of the list of all files, below its address."""


class Body(Struct, frozen=True):
    """What a page of Markdown comes to: what the theme shows of it."""

    front: dict[str, Any]
    """Its front matter, as builders read it, but for days, which are texts here."""
    html: str
    headings: tuple[str, ...]
    """The ids of the headings in its table of contents, in order."""


class Page(Struct, frozen=True, kw_only=True):
    """A file below `docs/archive/`."""

    path: str
    """POSIX path below the archive folder."""
    content: bytes
    body: Body | None = None
    """Of a page of Markdown."""
