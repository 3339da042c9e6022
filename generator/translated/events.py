"""Find other reports of the same event: the words of texts -> pairs that share rare names, numbers and words.

What tells an event from others are the words that few texts of the archive have: weighted by how few (inverse document
frequency: Sparck Jones, 1972), names and numbers more, and compared by the cosine. Only texts of a few days are held
against one another, and nothing is joined: what is near to what is near to a text says nothing of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.languages import ARABIC_FORMS, month_names, weekdays

from .figures import figures

DAYS = 3
"""Most days between two reports of one event."""
WORDS = 600
"""Words of a text that are looked at, from its start, the headline first."""
TELLING = 32
"""Words of a text that count: the rarest of those that another text has too."""
COMMON = 60
"""Reports of some days that share a word, from which it tells nothing."""
LEAST = 0.35
"""Cosine from which two texts report one event."""
RARE = 8
"""Texts that may have a name that counts among those, or one in a hundred: German writes every noun as one."""
LEAST_NAMES = 3
"""Names and numbers that they share at least."""
MOST = 10
"""Other reports that one text is given."""

_NAME = np.uint64(1)
"""The lowest bit of a hash says whether the word is a name or a number, which count more."""
_WEIGHT_OF_NAME = 3
"""Times two: words that are neither count two."""

_TOKEN = re.compile(r"[^\W\d_]+|\d[\d.,:'’\u00a0\u202f]*")
_ALONE = re.compile(r"[\u3400-\u9fff]+|[\u30a0-\u30ff]{3,}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_END = re.compile(r"[.!?؟。！？:\"“„«»‘]\s*\Z")

Hashes = NDArray[np.uint64]


class Near(Struct, frozen=True):
    """Two texts that report one event, by their places, the smaller first."""

    left: int
    right: int
    cosine: float
    shared: tuple[int, ...]
    """Hashes of the words that say so, the rarest first."""


def terms(paragraphs: Iterable[str]) -> bytes:
    """Return the hashes of a text's words, each once, sorted."""
    words = {term for term, _, _ in _terms(paragraphs)}
    kept = sorted(term for term in words if term & 1 or term | 1 not in words)  # once a name, always one
    return np.array(kept, dtype="<u8").tobytes()


def shown(paragraphs: Iterable[str], shared: Iterable[int], most: int = 6) -> tuple[str, ...]:
    """Return how a text spells the words that it shares, as names of several words where they stand together.

    Args:
        paragraphs: The text.
        shared: Hashes of words.
        most: How many are returned at most, names and numbers first.
    """
    wanted = {term | 1 for term in shared}
    runs: dict[str, tuple[bool, int]] = {}
    before = None
    run = ""
    for term, word, joins in _terms(paragraphs):
        if term | 1 in wanted:
            run = f"{run} {word}" if before is not None and joins and run else word
            before = term
            runs.setdefault(run, (not term & 1, len(runs)))
        else:
            run, before = "", None
    longest = [one for one in runs if not any(one != other and _within(one, other) for other in runs)]
    return tuple(sorted(longest, key=lambda one: runs[one])[:most])


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "


def _terms(paragraphs: Iterable[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield the hash of each word that may tell something, the word, and whether it stands right behind the last."""
    count = 0
    dates = weekdays() | month_names()
    for paragraph in paragraphs:
        stop, telling = 0, not paragraph.isupper()
        for match in _TOKEN.finditer(paragraph):
            word, between = match[0], paragraph[stop : match.start()]
            stop = match.end()
            count += 1
            if word[0].isdigit():
                number = figures(word)
                if number and len(number[0].rstrip("0")) > 1:
                    yield _hash(number[0], name=True), word.rstrip(".,:'’\u00a0\u202f"), False
            elif _ALONE.match(word):
                yield from ((_hash(part, name=False), part, False) for part in _parts(word))
            elif len(word) > 2:
                name = (
                    telling
                    and word.casefold() not in dates
                    and word[0].isupper()
                    and match.start() > 0
                    and not _END.search(between)
                )
                yield _hash(_folded(word), name=name), word, between == " " and word[0].isupper()
        if count > WORDS:
            return


def _parts(word: str) -> Iterator[str]:
    """Yield what stands for words in a script without spaces: runs of katakana, else three signs in a row."""
    for run in _ALONE.findall(word):
        if run[0] >= "\u30a0" and run[0] <= "\u30ff":
            yield run
        else:
            yield from (run[at : at + 3] for at in range(len(run) - 2))


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.translate(ARABIC_FORMS)).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=1 << 16)
def _hash(word: str, *, name: bool) -> int:
    whole = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
    return (whole & ~1) | name


def names_of_both(left: bytes, right: bytes) -> tuple[int, ...]:
    """Return the hashes of the names and numbers that two texts share, by the hashes of their words."""
    one, other = (np.frombuffer(text, dtype="<u8") for text in (left, right))
    both = np.intersect1d(one, other, assume_unique=True)
    return tuple(both[(both & _NAME).astype(bool)].tolist())


def near(days: Sequence[int], texts: Sequence[bytes]) -> list[Near]:
    """Return the pairs of texts that report one event, by left place, then right.

    Args:
        days: Of each text, as numbers.
        texts: The hashes of each text's words.
    """
    words = [np.frombuffer(text, dtype="<u8") for text in texts]
    if len(words) < 2:
        return []
    owner = np.repeat(np.arange(len(words)), [len(one) for one in words])
    every, number = np.unique(np.concatenate(words) | _NAME, return_inverse=True)
    names = np.zeros(len(every), dtype=bool)
    names[number[(np.concatenate(words) & _NAME).astype(bool)]] = True
    counts = np.bincount(number, minlength=len(every))
    rarity = np.rint(8 * np.log2(len(words) / counts)).astype(np.int64)  # whole numbers, alike on every machine
    weights = np.where(names, _WEIGHT_OF_NAME, 2) * np.maximum(rarity, 0)
    rare = names & (counts <= max(RARE, len(words) // 100))
    kept = _telling(owner, number, weights, counts, np.array(days, dtype=np.int64))
    owner, number = owner[kept], number[kept]
    squares = weights[number].astype(np.float64) ** 2
    lengths = np.sqrt(np.bincount(owner, squares, minlength=len(words)))
    return list(_pairs(owner, number, np.array(days, dtype=np.int64), weights, rare, lengths, every))


def _telling(
    owner: NDArray[np.int64],
    number: NDArray[np.int64],
    weights: NDArray[np.int64],
    counts: NDArray[np.int64],
    days: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the places of the words that count: of each text the heaviest that others of those days have, and few."""
    order = np.lexsort((owner, days[owner], number))
    same = number[order]
    when = days[owner[order]]
    crowded = np.zeros(len(order), dtype=bool)
    crowded[:-COMMON] = (same[:-COMMON] == same[COMMON:]) & (when[COMMON:] - when[:-COMMON] <= DAYS)
    common = np.zeros(len(weights), dtype=bool)
    common[same[crowded]] = True
    usable = np.flatnonzero(~common[number] & (counts[number] > 1) & (weights[number] > 0))
    ranked = usable[np.lexsort((number[usable], -weights[number[usable]], owner[usable]))]
    starts = np.flatnonzero(np.diff(owner[ranked], prepend=-1))
    rank = np.arange(len(ranked)) - np.repeat(starts, np.diff(np.append(starts, len(ranked))))
    return np.sort(ranked[rank < TELLING])


def _pairs(
    owner: NDArray[np.int64],
    number: NDArray[np.int64],
    days: NDArray[np.int64],
    weights: NDArray[np.int64],
    names: NDArray[np.bool_],
    lengths: NDArray[np.float64],
    every: Hashes,
) -> Iterator[Near]:
    order = np.lexsort((owner, days[owner], number))
    owner, number = owner[order], number[order]
    when = days[owner]
    near: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for step in range(1, COMMON):
        at = np.flatnonzero((number[:-step] == number[step:]) & (when[step:] - when[:-step] <= DAYS))
        if not len(at):
            break
        pair = np.sort(np.stack((owner[at], owner[at + step]), axis=1), axis=1)
        near.append((pair[:, 0] * len(lengths) + pair[:, 1], number[at]))
    if not near:
        return
    keys, words = np.concatenate([one for one, _ in near]), np.concatenate([one for _, one in near])
    pairs, place = np.unique(keys, return_inverse=True)
    left, right = pairs // len(lengths), pairs % len(lengths)
    close = np.bincount(place, weights[words].astype(np.float64) ** 2) / (lengths[left] * lengths[right])
    shared_names = np.bincount(place, names[words])
    good = (close >= LEAST) & (shared_names >= LEAST_NAMES)
    chosen = np.flatnonzero(good[place])
    ordered = chosen[np.lexsort((words[chosen], -weights[words[chosen]], place[chosen]))]
    starts = np.flatnonzero(np.diff(place[ordered], prepend=-1))
    for some in np.split(ordered, starts[1:]) if len(starts) else []:
        pair_at = int(place[some[0]])
        yield Near(
            left=int(left[pair_at]),
            right=int(right[pair_at]),
            cosine=round(float(close[pair_at]), 3),
            shared=tuple(every[words[some]].tolist()),
        )
