"""Encode texts: paragraphs -> `Encoded`, and -> a gist, one vector for the whole.

An encoder's numbers differ in their seventh digit from one processor to the next. Each is rounded to one of 256 whole
numbers, which they nearly always share: of 825,000 numbers under the code for four kinds of processor, 14 at most fell
one step otherwise, and no score, share or link of 516 pairs did, which are rounded to a hundredth once more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .encoder import Encoder
from .figures import Numbers, numbers_of
from .pieces import clauses, letters, sentences

SCALE = 512
"""Steps between 0 and 1 of a rounded vector: the numbers of a vector of length one are far below a quarter."""
GIST = 220
"""Letters of a text that its gist is made of, from the start."""
MOST_CLAUSES = 240

Rounded = NDArray[np.int8]
"""Rounded vectors, a row each."""


class Encoded(Struct, frozen=True, kw_only=True):
    """A text as vectors; nothing of its words is left but numbers."""

    sentences: bytes
    """Rounded vectors of its sentences, in their order."""
    clauses: bytes
    """The same of its clauses."""
    letters: tuple[int, ...]
    """How long each sentence is."""
    clause_letters: tuple[int, ...]
    numbers: Numbers


def gist(paragraphs: Sequence[str], encoder: Encoder) -> bytes:
    """Return the vector of a text's opening as a whole."""
    text = " ".join(paragraphs)[:GIST]
    return _rounded(encoder, [text[: GIST * len(text) // max(letters(text), 1)]]).tobytes()


def encoded(paragraphs: Sequence[str], encoder: Encoder) -> Encoded:
    """Return a text as the vectors of its pieces; they are encoded in one call, so that nothing but the text counts."""
    whole = [sentence.text for sentence in sentences(paragraphs)]
    parts = [part for text in whole for part in clauses(text)][:MOST_CLAUSES]
    row_of = {text: number for number, text in enumerate(dict.fromkeys([*whole, *parts]))}
    rows = _rounded(encoder, list(row_of))
    sentence_rows, clause_rows = (rows[[row_of[text] for text in some]] for some in (whole, parts))
    return Encoded(
        sentences=sentence_rows.tobytes(),
        clauses=clause_rows.tobytes(),
        letters=tuple(map(letters, whole)),
        clause_letters=tuple(map(letters, parts)),
        numbers=numbers_of(whole),
    )


WIDTH = 512
"""Numbers of a vector."""


def _rounded(encoder: Encoder, texts: Sequence[str]) -> Rounded:
    if not texts:
        return np.empty((0, WIDTH), dtype=np.int8)
    return np.clip(np.rint(encoder.encode(texts) * SCALE), -127, 127).astype(np.int8)


def rows_of(vectors: bytes) -> NDArray[np.float32]:
    """Return rounded vectors as numbers whose products a matrix multiplication adds up exactly.

    512 products of two numbers below 128 stay below 2**24, up to which every whole number is one of 32 bits.
    """
    return np.frombuffer(vectors, dtype=np.int8).reshape(-1, WIDTH).astype(np.float32)


def lengths_of(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the length of each row; one where it is nothing but zeros."""
    squares = np.einsum("ij,ij->i", rows, rows).astype(np.float64)
    return np.sqrt(np.where(squares > 0, squares, 1.0))


def cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosine of each row of one with each of the other."""
    products = (left @ right.T).astype(np.float64)
    return products / lengths_of(left)[:, None] / lengths_of(right)[None, :]
