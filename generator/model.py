"""The core types that the stages hand to one another; imports nothing of ours.

All are frozen and hold plain values. Ids are ``str``, sequences are tuples. A moment is an ISO 8601 string: a day
(``2019-12-17``) where only the day is known, else UTC to the second (``2019-12-17T09:30:00Z``), so that moments sort
as text and a day is never mistaken for its midnight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_type_hints

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

T = TypeVar("T")

Moment = str
"""A day or a UTC time, as the module's first lines say."""

Origin = Literal["given", "extracted", "inferred", "borrowed"]
"""How a value was found.

given: the record, front matter, sidecar or folder says so. extracted: it stands in the capture as such (a headline
line, a byline). inferred: concluded from the text. borrowed: taken over from a copy.
"""

CopyKind = Literal["exact", "edited", "reordered", "truncated", "abridged", "expanded", "merged"]
"""What a copy is of its main copy: the same words but for dateline, credit or opening formula; the same text with words
changed; its passages in another order; without its end, and nothing else left out; with passages left out; that text
and the outlet's own; that text and another article's."""

RelationKind = Literal["part", "excerpt", "passage"]
"""How two articles are related: one of those that make up the other, a text that stands inside it, or a passage."""

WithdrawalMode = Literal["withhold", "remove", "noindex"]
"""What becomes of a withdrawn article.

withhold: its text goes, and all that was read from it; headline and facts stay. remove: everything goes, and a notice
stands at its address. noindex: it stays readable, out of searches and the sitemap.
"""

UInt64Array = NDArray[np.uint64]


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


class Dropped(Struct, frozen=True, kw_only=True):
    """A line that reading or cleaning took out, and the rule that did it."""

    text: str
    rule: str


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


class Fingerprint(Struct, frozen=True, kw_only=True):
    """What candidates are found by."""

    hashes: UInt64Array
    """Hashes of the shingles chosen by winnowing, sorted, each once."""
    shingles: int
    """Different shingles of the whole text."""


class Shingled(Struct, frozen=True, kw_only=True):
    """A text as the shingles that stand in it."""

    hashes: UInt64Array
    """Sorted, each once; without the outlet's boilerplate."""
    boilerplate: UInt64Array
    """Those left out, sorted, each once."""
    places: NDArray[np.int64]
    """For each hash, the number of the shingle in the text where it first stands, from 0."""
    words: UInt64Array
    """Hashes of the words, in the order of the text."""
    own: NDArray[np.bool_]
    """For each word, whether it is none of the outlet's boilerplate."""
    width: int
    """Words in a shingle of it: fewer only in a text that has fewer."""
    text: str
    """The paragraphs, joined by a blank line."""
    bounds: NDArray[np.int64]
    """For each word, where in the text it starts and ends: n x 2."""


class Match(Struct, frozen=True, kw_only=True, gc=False):
    """Verified overlap of two articles; the evidence behind a cluster."""

    left_id: str
    right_id: str
    """The larger of the two ids, so that a pair has one spelling."""
    resemblance: float
    """Shared shingles over all shingles of both texts, 0 to 1."""
    containment: float
    """Shared shingles over the shingles of the shorter text, 0 to 1."""
    shared: int
    """Shingles that stand in both texts."""
    aligned: float
    """Share of the shorter text's words that stand in the longer in the same order, 0 to 1; 0 if not measured."""
    letters: float = 0.0
    """Share of the letters of both that align; 0 if not measured, or if the words that differ are other words."""
    names: float = 0.0
    """Share of the shorter's sentences with names or numbers of which the longer lacks one; 0 if not measured."""
    numbers: float = 0.0
    """Share of the shorter's numbers that the longer lacks, 0 to 1; 0 if not measured."""
    filled: float = 0.0
    """Share of the places where the texts differ that each fills in with names or numbers of its own, 0 to 1; 0 where
    they are too few, or not measured."""
    pieces: int = 1
    """How many pieces the shorter is cut into by passages of the longer that it lacks."""
    whole: float
    """Resemblance of the texts with their outlets' boilerplate, 0 to 1; 0 where there is none."""
    start: float
    """Where in the longer text the shared ones begin but for a tenth of them, 0 to 1: 0 for a truncated copy."""
    shorter_id: str
    """The one of the two with fewer words."""
    left_kind: CopyKind
    """What the left article is of the right one."""
    right_kind: CopyKind
    passage: int
    """Words of the longest passage that stands in both texts; 0 where there is none of eight."""
    left_at: tuple[int, int]
    """Where in the left text that passage starts and ends, in characters."""
    right_at: tuple[int, int]

    def kind_of(self, name: str) -> CopyKind:
        """Return what one of the two articles is of the other."""
        return self.left_kind if name == self.left_id else self.right_kind

    def copy_id(self, canonical_id: str | None) -> str:
        """Return the one whose kind is said: that which is not the main copy, else the shorter."""
        if canonical_id == self.left_id:
            return self.right_id
        return self.left_id if canonical_id == self.right_id else self.shorter_id

    @property
    def longer_id(self) -> str:
        """The one of the two with more words."""
        return self.left_id if self.shorter_id == self.right_id else self.right_id

    def place_in(self, name: str) -> tuple[int, int]:
        """Return where in the text of one of the two articles the longest passage starts and ends."""
        return self.left_at if name == self.left_id else self.right_at


class Relation(Struct, frozen=True, kw_only=True):
    """What two articles have to do with one another that are no copies."""

    match: Match
    kind: RelationKind
    """What the shorter is of the longer."""


class Ruling(Struct, frozen=True, kw_only=True):
    """What the curator decided about articles; it stands above every match."""

    verdict: Literal["same", "different", "canonical"]
    ids: tuple[str, ...]
    """Two ids, or the one that is canonical."""
    note: str
    by: str
    """Initials of the curator."""

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids, the smaller first."""
        return (min(self.ids), max(self.ids))


class Cluster(Struct, frozen=True, kw_only=True):
    """Articles that share one text, joined by verified matches."""

    canonical_id: str
    member_ids: tuple[str, ...]
    """By published, unknown last, then id."""
    matches: tuple[Match, ...]
    """By left id, then right id."""
    reason: str = ""
    """Why the canonical member is that, in words for readers."""


class Bead(Struct, frozen=True):
    """Sentences of two texts that stand for one another: one of one text, and one or several of the other."""

    left: tuple[int, ...]
    """Their numbers in the left text, from 0."""
    right: tuple[int, ...]
    cosine: float
    """How close they lie in the space of the encoder, 0 to 1."""


class Translation(Struct, frozen=True, kw_only=True):
    """Two articles in two languages that are one report; no match, and part of no cluster."""

    left_id: str
    right_id: str
    """The larger of the two ids."""
    shorter_id: str
    score: float
    """How likely they are one report, 0 to 1, in steps of a hundredth; so the next."""
    held: float
    """Share of the shorter text that stands in the longer."""
    certain: bool
    """Whether they are said to be one report; else they may be."""
    moved: int
    """Beads that stand in another order in the right text."""
    beads: tuple[Bead, ...]
    """The evidence, by their place in the left text."""


class Work(Struct, frozen=True, kw_only=True):
    """Articles that are one report, in two languages or more."""

    main_id: str
    """The one with the most verified translations; of several, the earliest."""
    member_ids: tuple[str, ...]
    """By published, unknown last, then id."""
    translations: tuple[Translation, ...]
    """By left id, then right id."""


class BesideRow(Struct, frozen=True, kw_only=True):
    """A paragraph of one text, and what stands for it in another; each sentence with whether it is linked."""

    left: tuple[tuple[str, bool], ...]
    """Empty where the other text alone has what stands beside it."""
    right: tuple[tuple[str, bool], ...]
    cosine: float | None
    """Of its beads, weighted by length; None where there is none."""
    moved: bool


class Beside(Struct, frozen=True, kw_only=True):
    """Two texts of a work beside one another."""

    left_id: str
    right_id: str
    translation: Translation
    rows: tuple[BesideRow, ...]


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


class Span(Struct, frozen=True, kw_only=True):
    """A piece of a paragraph."""

    paragraph: int
    """Number in its text, from 0."""
    start: int
    """Characters of the paragraph, as in a slice."""
    stop: int


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
FeedKind = Literal["archive", "outlet", "agency", "author", "section", "tag", "language", "corrections"]
TableFormat = Literal["csv", "parquet"]
"""What of one article can be taken away beside its page: its record for reference managers, its citation in every
style, its row of the data, and its text."""


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


class Problem(Struct, frozen=True, kw_only=True, gc=False):
    """Something in the input that kept an article, or a value of it, out of the archive."""

    path: str
    record: int | None
    stage: str
    field: str | None
    message: str
    """What was found and what would be right; lower case, no full stop."""
    lost: bool = True
    """Whether the whole record is left out; False where only a value is."""
    remedy: str = ""
    """Lines of a `_defaults.yml` that would likely set it right; empty where nothing is known."""

    def __str__(self) -> str:
        """Return the problem as one line: where, which field, what."""
        place = self.path if self.record is None else f"{self.path}:{self.record}"
        return ": ".join(part for part in (place, self.field, self.message) if part)


class Kill(Struct, frozen=True, kw_only=True):
    """What a record says that its maker withdrew: the earlier ones of the same id or address."""

    id: str = ""
    url: str = ""
    at: str = ""
    """When, as the record has it."""


class Passed(Struct, frozen=True, kw_only=True):
    """Records that are no articles, and why they were passed over."""

    path: str
    reason: str
    """Few and in plain words, since they are counted by it: `an image`, `a list of articles`."""
    count: int = 1
    kill: Kill | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """What an input file was taken for, and how many captures of articles it gave."""

    path: str
    format: str
    """In words: `JSON lines, gzip: news-please`."""
    captures: int


_BETWEEN = " / "


def joined(names: Iterable[str]) -> str:
    """Return several agencies that share a text as one value, as newspapers print them: `AFP / Reuters`."""
    return _BETWEEN.join(names)


def parted(agency: str) -> tuple[str, ...]:
    """Return the agencies of a value that may name several."""
    return tuple(agency.split(_BETWEEN))


class FolderSeen(Struct, frozen=True, kw_only=True):
    """What a folder of the articles gave."""

    path: str
    """Below the articles folder; `.` for that itself."""
    formats: Mapping[str, int]
    """What its files were taken for, in words -> captures of articles."""
    articles: int
    missing: Mapping[str, int]
    """Fact -> how many of the articles lack it."""
    examples: tuple[str, ...]
    """A few of its articles, a line each."""

    def lines(self) -> list[str]:
        """Return what there is to say of the folder."""
        formats = ", ".join(f"{name} ({count:,})" for name, count in self.formats.items())
        missing = ", ".join(f"{fact} in {count:,}" for fact, count in self.missing.items())
        return [
            f"{self.path}: {_counted(self.articles, 'article')} from {formats}",
            *([f"  missing: {missing}"] if missing and self.articles else []),
            *(f"  e.g. {example}" for example in self.examples),
        ]


class AgencyName(Struct, frozen=True, kw_only=True):
    """An agency of the authority file: its preferred name and what else it is called."""

    name: str
    variants: tuple[str, ...] = ()
    """Full spellings, in any script; matched as whole words."""
    initials: tuple[str, ...] = ()
    """Short forms that count only where an agency is expected: datelines, credits, copyright tails."""
    domains: tuple[str, ...] = ()


class OutletName(Struct, frozen=True, kw_only=True):
    """An outlet of the authority file."""

    name: str
    variants: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """A named rule that drops boilerplate lines."""

    name: str
    patterns: tuple[str, ...]
    """Regular expressions, each matched against a whole line, case ignored."""
    until: Literal["line", "end"] = "line"
    """`end`: the line and all below it are boilerplate, as after a paywall."""


class Authorities(Struct, frozen=True, kw_only=True):
    """Preferred names, and the boilerplate rules: data that the stages work with."""

    agencies: tuple[AgencyName, ...]
    outlets: tuple[OutletName, ...]
    rules: tuple[Rule, ...]


class Portion(Struct, frozen=True, kw_only=True):
    """What one machine of several builds of a site."""

    number: int
    """From 1."""
    of: int
    named: frozenset[str] = frozenset()
    """Paths of pages that every portion reads, as the navigation shows their titles on all pages."""

    @property
    def leads(self) -> bool:
        """Whether what stands in a site once is this portion's: assets, pages written by hand, templates."""
        return self.number == 1


WINDOW = 365
"""Days that an archive's pace is taken from: news has its seasons."""
SHORTEST = 7
"""Days that dated articles must span for a pace."""


class Pace(Struct, frozen=True, kw_only=True):
    """How fast an archive grows, by the dates of its own articles."""

    articles: int
    """Published in those days."""
    days: int
    until: str
    """The last of them, `2024-05-17`."""

    @property
    def monthly(self) -> float:
        """Articles in a month of 365/12 days."""
        return self.articles / self.days * 365 / 12


class Weight(Struct, frozen=True, kw_only=True):
    """A built site in numbers."""

    size: int
    """Bytes of all files."""
    fixed: int
    """Bytes of those that do not grow with the archive: the theme's."""
    articles: int
    """Pages of articles."""


class Merged(Struct, frozen=True, kw_only=True):
    """Names that the archive shows as one outlet."""

    name: str
    others: tuple[str, ...]
    """Other spellings of it, and hosts that stand for it; sorted."""
    articles: int
    """How many had one of those."""


class Report(Struct, frozen=True, kw_only=True):
    """What a build did. Every record and every line that was read is in one of the counts: see `adds_up`."""

    records: int = 0
    """Records that were found, counted where they are read."""
    articles: int = 0
    versions: int = 0
    withdrawn: int = 0
    """Records of articles whose text is withdrawn."""
    clusters: int = 0
    parts_read: int = 0
    """Parts of input files read anew."""
    parts_reused: int = 0
    """Parts whose articles the store still had."""
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    paragraphs: int = 0
    """Lines and paragraphs of those records, counted before anything is made of them."""
    shown: int = 0
    lifted: int = 0
    """Lines that became a field."""
    dropped: int = 0
    withheld: int = 0
    """Lines of articles whose text is withdrawn."""
    characters: int = 0
    """Of the articles' texts, older versions left out."""
    pace: Pace | None = None
    """How fast the archive grows; None if its dates do not tell."""
    held_back: tuple[str, ...] = ()
    """A line for each file with records that are not for the public, and why."""
    unlisted: tuple[str, ...] = field(default=())
    """Pages that searches and the sitemap leave out since articles are withdrawn; paths below the archive, sorted."""
    problems: tuple[Problem, ...] = field(default=())
    passed: tuple[Passed, ...] = ()
    """Records that are no articles, by path and reason."""
    taken: tuple[Taken, ...] = ()
    """What each input file was taken for, by path, then format."""
    folders: tuple[FolderSeen, ...] = ()
    """What each folder gave, by path; known where it is asked for."""
    outlets: tuple[Merged, ...] = ()
    """Outlets that were spelled in several ways, by name."""
    alike: tuple[str, ...] = ()
    """Tags that may be one, a line for each pair; known where it is asked for."""
    replaced: tuple[str, ...] = ()
    """What has the address of another text that is gone, a line for each; the next build knows it by its own."""

    def remedies(self) -> list[str]:
        """Return what to put into the folders' `_defaults.yml` for records whose keys are not known, as lines."""
        wanted = {
            (problem.path.rpartition("/")[0] or ".", problem.remedy) for problem in self.problems if problem.remedy
        }
        return [
            line
            for folder, remedy in sorted(wanted)
            for line in (f"{folder}/_defaults.yml: what would likely read more of that folder:", *remedy.splitlines())
        ]

    @property
    def passed_over(self) -> int:
        """Records that were passed over."""
        return sum(one.count for one in self.passed)

    def formats(self) -> list[str]:
        """Return a line for each format, each reason to pass a record over, and each outlet of several names."""
        files: Counter[str] = Counter(one.format for one in self.taken)
        captures: Counter[str] = Counter()
        for taken in self.taken:
            captures[taken.format] += taken.captures
        reasons: Counter[str] = Counter()
        for passed in self.passed:
            reasons[passed.reason] += passed.count
        return [
            *(
                f"{_counted(captures[name], 'article'):>16} in {_counted(files[name], 'file'):<13} {name}"
                for name in sorted(files)
            ),
            *(f"{_counted(reasons[why], 'record'):>16} passed over     {why}" for why in sorted(reasons)),
            *(
                f"{_counted(one.articles, 'article'):>16} of one outlet   {', '.join(one.others)}: {one.name}"
                for one in self.outlets
            ),
        ]

    def files(self) -> list[str]:
        """Return a line for each input file and format: what it was taken for, what it gave, what broke."""
        broken = {one.path: one.message for one in reversed(self.problems) if one.lost and one.record is None}
        told = [
            f"{one.path}: {one.format}, {_counted(one.captures, 'article')}"
            f"{'; ' if one.path in broken else ''}{broken.get(one.path, '')}"
            for one in self.taken
        ]
        never_read = sorted(broken.keys() - {one.path for one in self.taken})
        return [*told, *(f"{path}: not read; {broken[path]}" for path in never_read)]

    @property
    def lost(self) -> int:
        """Records that are left out since something is wrong with them."""
        return sum(problem.lost for problem in self.problems)

    @property
    def adds_up(self) -> bool:
        """Whether nothing that was read is unaccounted for, and nothing is shown that was not read."""
        return (
            self.records == self.articles + self.versions + self.withdrawn + self.lost + self.passed_over
            and self.paragraphs == self.shown + self.lifted + self.dropped + self.withheld
        )

    def summary(self) -> str:
        """Return the report in one line of plain words."""
        parts = [
            _counted(self.records, "record") if self.records else "nothing to read in the folder of articles",
            _counted(self.articles, "article"),
            _counted(self.versions, "older version"),
            *([f"{self.withdrawn:,} withdrawn"] if self.withdrawn else []),
            *([f"{self.lost:,} left out"] if self.lost else []),
            _counted(self.clusters, "cluster") + " of copies",
            _counted(len(self.problems), "problem"),
            *([f"{self.passed_over:,} passed over"] if self.passed else []),
            *([f"{_counted(len(self.outlets), 'outlet')} of several names"] if self.outlets else []),
        ]
        if self.written or self.unchanged or self.removed:
            pages = _counted(self.written + self.unchanged, "page")
            parts.append(f"{pages}: {self.written:,} written, {self.removed:,} removed")
        return " · ".join(parts)

    def account(self) -> str:
        """Return the summary with what became of the lines."""
        lines = (
            f"{_counted(self.paragraphs, 'line')}: {self.shown:,} shown, {self.lifted:,} made into facts, "
            f"{self.dropped:,} taken out, {self.withheld:,} withdrawn"
        )
        return f"{self.summary()} · {lines}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Change(Struct, frozen=True, kw_only=True):
    """Words in a row that two texts share, or that one of them alone has."""

    kind: Literal["same", "added", "removed"]
    text: str
    """As printed: by the compared text where it is added, else by the text that it is compared with."""


class ComparedCell(Struct, frozen=True, kw_only=True):
    """What one copy made of one paragraph; punctuation, case and spacing count for nothing."""

    kind: Literal["same", "edited", "absent"]
    moved: bool = False
    """Whether it stands elsewhere in the copy than its neighbours do."""
    changes: tuple[Change, ...] = ()
    """From the row's text to the copy's; empty where the words are the same, and where there are none."""
    spans: tuple[Span, ...] = ()
    """Where it stands in the copy, in the copy's order; the spans of a copy's cells cover its text once."""


class ComparedRow(Struct, frozen=True, kw_only=True):
    """A paragraph, and what each copy made of it."""

    text: str
    paragraph: int | None
    """Number in the canonical text, from 0; None where a copy added it."""
    source_id: str
    """Whose words they are: the canonical article, or the copy that added them."""
    cells: tuple[ComparedCell, ...]
    """One for each compared copy, in the order of `Comparison.copy_ids`."""


class Tally(Struct, frozen=True, kw_only=True):
    """A copy in numbers; the first four add up to the paragraphs of the canonical text."""

    same: int
    edited: int
    moved: int
    """Paragraphs that stand elsewhere, with the same words or others."""
    absent: int
    added: int
    """Rows that the canonical text lacks and this copy has."""
    words: int
    """Words of the copy."""
    shared: int
    """Words of the canonical text that stand in the copy, in the rows where they belong."""


class Comparison(Struct, frozen=True, kw_only=True):
    """The copies of one text, paragraph by paragraph."""

    canonical_id: str
    copy_ids: tuple[str, ...]
    """The other members that were compared."""
    words: int
    """Words of the canonical text."""
    headline: ComparedRow | None
    """The headlines; None where the canonical article has none."""
    rows: tuple[ComparedRow, ...]
    """The canonical text in its order, and what copies added, each after what it follows in its copy."""
    tallies: tuple[Tally, ...]
    """One for each compared copy, in the order of `copy_ids`."""


class Attribution(Struct, frozen=True, kw_only=True):
    """Where a text comes from: statements of different kinds, each None where nothing is known."""

    reason: str
    """Why the canonical member is that, in words: `the agency's own page`, `the most complete copy`."""
    earliest_id: str | None = None
    """The member with the earliest published moment, if it is the only one with it."""
    declared: str | None = None
    """Agency that members name as the author."""
    declared_ids: tuple[str, ...] = ()
    """The members that name it."""
    inferred: str | None = None
    """Outlet or agency that the text is thought to come from, without a member that says so."""
    evidence: str = ""
    """What that is concluded from, in words."""
