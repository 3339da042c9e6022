"""Which language a text is in by its letters: the classifier of py3langid, loaded once a process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

_MOST = 8
"""Languages that are looked at for one text."""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # The same numbers as they are computed with, or each text would widen its share of them: 28 MB for half the time.
    identifier.nb_ptc = identifier.nb_ptc.astype(np.float32)
    return identifier


def make_ready() -> None:
    """Load it, where processes are forked later that will need it."""
    _identifier()


@cache
def classifier() -> Callable[[str], tuple[str, float]]:
    """Return what tells the language of a text, and how likely it is."""

    def classify(text: str) -> tuple[str, float]:
        language, probability = _identifier().classify(text)
        return str(language), float(probability)

    return classify


def shares(text: str) -> Sequence[tuple[str, float]]:
    """Return the languages that a text may be in with how likely each is, the most likely first."""
    return [(str(language), float(share)) for language, share in _identifier().rank(text)[:_MOST]]


def likely(text: str, most: int) -> Sequence[str]:
    """Return the languages that a text is in by likelihood, the most likely first."""
    return [str(language) for language, _ in _identifier().rank(text)[:most]]
