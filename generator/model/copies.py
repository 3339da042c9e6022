"""Articles that share one text: how they were found to, what each made of it, and what a curator said."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

CopyKind = Literal["exact", "edited", "reordered", "truncated", "abridged", "expanded", "merged"]
"""What a copy is of its main copy: the same words but for dateline, credit or opening formula; the same text with words
changed; its passages in another order; without its end, and nothing else left out; with passages left out; that text
and the outlet's own; that text and another article's."""

RelationKind = Literal["part", "excerpt", "passage"]
"""How two articles are related: one of those that make up the other, a text that stands inside it, or a passage."""

UInt64Array = NDArray[np.uint64]


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
    damage: int = 0
    """Places that tell that a machine misread the right text; less than 0 where it was the left one, 0 if unknown."""
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


class Span(Struct, frozen=True, kw_only=True):
    """A piece of a paragraph."""

    paragraph: int
    """Number in its text, from 0."""
    start: int
    """Characters of the paragraph, as in a slice."""
    stop: int


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
