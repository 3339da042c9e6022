"""Reports that say one thing in two languages, sentence beside sentence."""

from __future__ import annotations

from msgspec import Struct


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
    """The one that lies closest to the others, by the sum of their scores; of several, the earliest."""
    member_ids: tuple[str, ...]
    """By published, unknown last, then id."""
    translations: tuple[Translation, ...]
    """Every pair that was weighed, by left id, then right id; a work may hold pairs that alone would be none."""


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
