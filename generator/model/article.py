"""An article: where its bytes came from, what is known of it and how, and what a withdrawal leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_type_hints

from msgspec import Struct, field

T = TypeVar("T")

Moment = str
"""A day or a UTC time, as the module's first lines say."""

Origin = Literal["given", "extracted", "inferred", "borrowed"]
"""How a value was found.

given: the record, front matter, sidecar or folder says so. extracted: it stands in the capture as such (a headline
line, a byline). inferred: concluded from the text. borrowed: taken over from a copy.
"""

WithdrawalMode = Literal["withhold", "remove", "noindex"]
"""What becomes of a withdrawn article.

withhold: its text goes, and all that was read from it; headline and facts stay. remove: everything goes, and a notice
stands at its address. noindex: it stays readable, out of searches and the sitemap.
"""


class Provenance(Struct, frozen=True, kw_only=True):
    """Where the bytes of a capture came from."""

    path: str
    """POSIX path below the articles folder."""
    record: int | None = None
    """Line number from 1 in a file of records; None where the file is one article."""
    digest: str
    """BLAKE2b (16 bytes, hex) of the bytes of the file or of the record."""
    url: str | None = None
    captured: Moment | None = None
    format: str = ""
    """What it was read from, in words: `JSON lines, gzip: news-please`."""
    container: Mapping[str, str] = field(default_factory=dict)
    """What the file that held it says of the record, such as `WARC-Record-ID`."""


PEOPLE_RULES = frozenset({"JSON-LD author", "JSON-LD author of the page", "microdata author", "link rel=author"})
"""Rules of authors whom a page's markup calls just that, so that one word too can be the name of a person."""


SIGNED_RULES = frozenset({"WordPress export", "Blogger export", "Ghost export", "front matter", "author of the item"})
"""Rules of authors as a site's own system keeps them, where one word with a capital is a name, and without, a login."""


class Dropped(Struct, frozen=True, kw_only=True):
    """A line that reading or cleaning took out, and the rule that did it."""

    text: str
    rule: str


class Leaf(Struct, frozen=True, kw_only=True):
    """Which page a capture is of an article that its outlet cut into several."""

    number: int
    """From 1; 0 for one that shows all of the article."""
    series: str
    """Address that all of them have but for the number; empty where they are a forum's or a list's."""
    following: str = ""
    """Address of the next; empty where the page leads to none."""
    told: bool = False
    """Whether the page itself says so, by its links; else its address alone does."""


class Capture(Struct, frozen=True, kw_only=True):
    """The bytes of an article as once obtained, decoded but not yet cleaned."""

    provenance: Provenance
    fields: Mapping[str, Any]
    """The record as found, without `text`; folder defaults and sidecar values are filled in."""
    rules: Mapping[str, str]
    """Key of `fields` -> where it was given: `record`, `front matter`, `sidecar NAME` or `folder NAME`."""
    text: str
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Key of `fields` -> how its value was found, where it was not given."""
    dropped: tuple[Dropped, ...] = ()
    """Lines that reading took out: running heads, page numbers, a newsletter's footer."""
    leaf: Leaf | None = None
    """None for one that stands alone."""


class Cleaned(Struct, frozen=True, kw_only=True):
    """A text in paragraphs, and the lines taken out of it, both in the order of the text."""

    paragraphs: tuple[str, ...]
    dropped: tuple[Dropped, ...]


class Field(Struct, Generic[T], frozen=True, kw_only=True):
    """One fact about an article, with how it was found."""

    value: T
    origin: Origin
    rule: str
    """What found it, in words a reader understands: `record`, `first line of the text`, `words of the text`."""
    evidence: str = ""
    """The words that it was read from, as they stand in the capture; empty for given values."""
    day: str = ""
    """Of a moment the day in its own time zone, where that is another than in UTC: the outlet's own day."""


class Fact(Struct, frozen=True):
    """What is to be known of a fact about articles; all who handle facts go by it.

    Keys of records, sidecars and mappings, the values they may hold, what is shown and where, the rows of the data,
    what the search filters by, what a withdrawal leaves and the table of keys in the README come from here. A fact that
    is given and shown as it is needs a line in `Article` and nothing else.
    """

    gives: str
    """What it tells, for the table of keys."""
    kind: Literal["line", "credit", "names", "moment", "language"] = "line"
    """What a value may be. credit: a line, or several of which the first is printed; names: a list of lines, or one."""
    front: bool = True
    """Whether it stands in the front matter of the article's page, under its own name."""
    listed: bool = False
    """Whether it stands with its name in the line of facts below the headline; the others have places of their own, or
    are shown with all that is known below the text."""
    facet: str = ""
    """Name under which the search filters and counts by it; empty if it does not."""
    expected: bool = True
    """Whether an article without it lacks something."""
    withheld: Literal["goes", "given", "stays"] = "goes"
    """What becomes of it where the text alone is withdrawn. given: it stays if it was supplied with the text and not
    read from it; stays: without the words that it was read from. Where all is withdrawn, every fact goes."""


Line = Field[str] | None

Names = Field[tuple[str, ...]] | None


class Version(Struct, frozen=True, kw_only=True):
    """An older capture of an article that has a newer one."""

    given_id: str | None
    provenance: Provenance
    headline: str | None
    published: Moment | None
    modified: Moment | None
    paragraphs: tuple[str, ...]
    """Empty where the text is the newer capture's, to the letter."""


class Article(Struct, frozen=True, kw_only=True):
    """One text published by one outlet at one address; what is not known is None or empty."""

    id: str
    """First 16 hex digits of the digest of the normalised URL or, without one, of the place of the record."""
    given_id: str | None
    slug: str
    """Readable part of the page's address; made from the article's own words alone, so that copies never move it."""
    url: str | None
    paragraphs: tuple[str, ...]
    lifted: tuple[Dropped, ...]
    """Lines of the text that became a field (headline, byline): shown as that field, not as a paragraph."""
    dropped: tuple[Dropped, ...]
    extra: Mapping[str, Any]
    """Keys of the record that Backfile does not know, as found."""
    provenance: Provenance
    outlet: Annotated[Line, Fact("who published it", facet="outlet", withheld="stays")] = None
    headline: Annotated[Line, Fact("its headline", withheld="stays")] = None
    byline: Annotated[Line, Fact("the credit as printed", "credit", withheld="given")] = None
    authors: Annotated[
        Names, Fact("who wrote it: the names, as a list or a line", "names", facet="author", withheld="given")
    ] = None  # fmt: skip
    dateline: Annotated[Line, Fact("the place that opens an agency's report", withheld="given")] = None
    agency: Annotated[
        Line, Fact("the news agency that wrote it", listed=True, facet="agency", withheld="stays")
    ] = None  # fmt: skip
    section: Annotated[
        Line, Fact("the part of the paper it stood in", listed=True, facet="section", withheld="stays")
    ] = None  # fmt: skip
    tags: Annotated[
        Names,
        Fact(
            "subjects, as a list or a line; one that two articles have is listed on a page of its own",
            "names", front=False, facet="tag", withheld="stays",
        ),
    ] = None  # fmt: skip
    published: Annotated[
        Line,
        Fact(
            "when it appeared: `2024-05-17`, `2024-05-17T09:30:00+02:00`, or a date in words; the site has times and "
            "days in UTC, and says where that is another day than the outlet's",
            "moment", withheld="stays",
        ),
    ] = None  # fmt: skip
    modified: Annotated[Line, Fact("when it was last changed, in the same way", "moment", withheld="stays")] = None
    language: Annotated[Line, Fact("`en`, `ar`, `ja`, …", "language", facet="language", withheld="stays")] = None
    """BCP 47 primary subtag, in lower case: `en`, `ar`."""
    issue: Annotated[
        Line, Fact("the issue of the paper: its number, volume or title", expected=False, withheld="stays")
    ] = None  # fmt: skip
    page_number: Annotated[
        Line, Fact("the page or pages of the paper that it stood on", listed=True, expected=False, withheld="stays")
    ] = None  # fmt: skip
    incomplete: Annotated[
        Line, Fact("why the text is not all of the article", front=False, expected=False)
    ] = None  # fmt: skip
    """As where a feed gives a teaser; what nothing tells is taken for whole."""
    versions: tuple[Version, ...] = ()
    """Older captures, newest first."""
    leaf: Leaf | None = None
    """Which page of an article it is, where its outlet cut that into several; None for one that stands alone."""
    leaves: tuple[Provenance, ...] = ()
    """Where its further pages came from, if it is joined of several; the first is its own provenance."""
    sketch: str = ""
    """What other archives tell the text again by: `fingerprint.sketch`."""
    first_address: str | None = None
    """Address that the oldest capture gives the article, if it has older ones: a correction does not move the page."""

    @property
    def lede(self) -> str:
        """First paragraph of the text; empty if cleaning left none."""
        return self.paragraphs[0] if self.paragraphs else ""

    @property
    def text(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)

    @property
    def address(self) -> str:
        """Path of the article's page below the archive, without an ending: `2019/12/<slug>-<short id>`.

        The one place where an id becomes a path.
        """
        if self.first_address:
            return self.first_address
        published = self.published.value if self.published else None
        period = f"{published[:4]}/{published[5:7]}" if published else "undated"
        return f"{period}/{self.slug}-{self.id[:8]}"


def _facts() -> Iterator[tuple[str, Fact]]:
    for name, hint in get_type_hints(Article, include_extras=True).items():
        for one in get_args(hint):
            if isinstance(one, Fact):
                yield name, one


FACTS: Mapping[str, Fact] = dict(_facts())
"""The fields of an article that say what is known of it and where that was read, in the order readers see them."""


class Withdrawal(Struct, frozen=True, kw_only=True):
    """What the curator decided to withdraw about an article, and what readers are told of it."""

    mode: WithdrawalMode
    date: str | None
    """Day of the decision."""
    reason: str
    """Shown to readers; empty if none is given."""


class Tombstone(Struct, frozen=True, kw_only=True):
    """What stands at the address of an article whose text is withdrawn."""

    id: str
    """Its first 8 digits, where no record is left that has the rest."""
    address: str
    withdrawal: Withdrawal
    article: Article | None = None
    """What is left of it; None if that is nothing."""


_BETWEEN = " / "


def joined(names: Iterable[str]) -> str:
    """Return several agencies that share a text as one value, as newspapers print them: `AFP / Reuters`."""
    return _BETWEEN.join(names)


def parted(agency: str) -> tuple[str, ...]:
    """Return the agencies of a value that may name several."""
    return tuple(agency.split(_BETWEEN))
