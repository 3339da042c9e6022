"""Write an index in Pagefind's format: from the words of some articles to its directory and its chunks of words.

Pagefind's own program took two thirds of a build: it makes a page of HTML of each article, cuts it into the words that
we had joined, stems each of them anew, and packs every text once more. All that it alone knows is how a word is
stemmed, and that it is asked once a word (`pagefind.py`); the rest is sorting numbers. What the files hold is what
Pagefind's would, byte for byte but for the names of articles and chunks (`tests/test_postings.py`).

A file is CBOR: the directory has the pages, and first and last word of each chunk; a chunk has its words, each with the
pages that it is on, and of each page the word's places in the text and in the headline. Numbers that grow are written
as steps, and a negative one says how much the places behind it weigh, or in which field they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .cbor import LIST, NEGATIVE, TEXT, UINT, Columns, Ints, encoded, head
from .holding import FEW, Held
from .vocabulary import Vocabulary

Flags = NDArray[np.bool_]

CHUNK = 20_000
"""Places and pages from which a chunk is full; as Pagefind has it."""
FIELD = "title"
"""The field that the headline's words are in."""
_WEIGHT, _FIRST_FIELD = 24, 0
"""What stands, as negative numbers, before the places in a text and those in the headline."""
_LOW = 0xFFFFFFFF


class FoldedText(Struct, frozen=True, kw_only=True):
    """An article as an index takes it: folded words."""

    headline: Sequence[str]
    text: Sequence[str]


class Packed(Struct, frozen=True, kw_only=True):
    """What the files of an index hold."""

    meta: bytes
    """The directory: names of pages, and which words each chunk holds."""
    chunks: Mapping[str, bytes]
    """Name -> words and where they stand."""
    stems: Mapping[str, str]
    """What stands there for each of the words."""
    words: Vocabulary
    """The words, counted."""
    held: Sequence[Held]
    """The stems, in the order of their signs."""
    lengths: Sequence[int]
    """Words of each article, as the directory has them."""


class _Places(Struct, frozen=True, kw_only=True):
    """Where words stand in one of the fields, by word and page."""

    keys: Ints
    """Each word on each page, ascending: `word << 32 | page`."""
    counts: Ints
    """How often it stands there."""
    steps: Ints
    """For each place, how far it is from the one before it of the same word and page."""


def pack(articles: Iterable[FoldedText], stems_of: Callable[[Sequence[str]], Sequence[str]], version: str) -> Packed:
    """Index articles.

    Args:
        articles: In the order of their numbers, which are their names in the index.
        stems_of: Returns for each of some distinct words what stands for it in the index; empty for nothing.
        version: Of Pagefind.
    """
    numbers = _Numbers()
    texts: list[Ints] = []
    headlines: list[Ints] = []
    for one in articles:
        texts.append(np.fromiter(map(numbers.__getitem__, one.text), np.int64, len(one.text)))
        headlines.append(np.fromiter(map(numbers.__getitem__, one.headline), np.int64, len(one.headline)))
    stems = stems_of(list(numbers))
    names = sorted(set(stems) - {""})
    ranks = {"": -1, **{name: rank for rank, name in enumerate(names)}}
    rank_of = np.fromiter(map(ranks.__getitem__, stems), np.int64, len(stems))
    places = _places(texts, rank_of), _places(headlines, rank_of)
    chunks, borders = _chunks(names, *places)
    pages = [(str(number), max(len(one), 1)) for number, one in enumerate(texts)]
    return Packed(
        meta=encoded([version, pages, borders, [], [], [FIELD]]),
        chunks=chunks,
        stems=dict(zip(numbers, stems, strict=True)),
        words=_vocabulary(numbers, texts, headlines),
        held=list(_held(names, *places)),
        lengths=[length for _, length in pages],
    )


class _Numbers(dict[str, int]):
    """Numbers words as they are met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _vocabulary(numbers: Mapping[str, int], texts: Sequence[Ints], headlines: Sequence[Ints]) -> Vocabulary:
    """Count the words, from the words of each page and of its headline."""
    pages = [page << 32 | words for some in (texts, headlines) for page, words in enumerate(some)]
    keys = np.sort(np.concatenate(pages)) if pages else np.empty(0, np.int64)
    counts = np.bincount(keys[_changes(keys)] & _LOW, minlength=len(numbers))
    return Vocabulary(
        articles=len(texts), total=sum(map(len, texts)), counts=dict(zip(numbers, counts.tolist(), strict=True))
    )


def _places(pages: Sequence[Ints], rank_of: Ints) -> _Places:
    """Return where words stand, from the words of each page in their order."""
    lengths = np.fromiter(map(len, pages), np.int64, len(pages))
    ends = np.cumsum(lengths)
    words = rank_of[np.concatenate(pages)] if ends.size and ends[-1] else np.empty(0, np.int64)
    known = np.flatnonzero(words >= 0)
    order = np.sort(words[known] << 32 | known)  # several times faster than to sort by words and keep the order
    place = order & _LOW
    page = np.repeat(np.arange(lengths.size), lengths)[place]
    keys = order >> 32 << 32 | page
    place -= (ends - lengths)[page]
    first = _changes(keys)
    steps = np.diff(place, prepend=0)
    steps[first] = place[first]
    starts = np.flatnonzero(first)
    return _Places(keys=keys[first], counts=np.diff(starts, append=keys.size), steps=steps)


def _changes(values: Ints) -> Flags:
    """Return where another value begins."""
    return np.concatenate((np.ones(min(values.size, 1), bool), values[1:] != values[:-1]))


def _chunks(
    names: Sequence[str], content: _Places, title: _Places
) -> tuple[dict[str, bytes], list[tuple[str, str, str]]]:
    """Return the chunks, and of each its first and last word, shortened, and its name."""
    keys = _keys(content, title)
    counts = [_counts(keys, content), _counts(keys, title)]
    starts = np.flatnonzero(_changes(keys >> 32))
    weights = np.add.reduceat(1 + sum(some + (some > 0) for some in counts), starts) if keys.size else keys
    behind = [np.concatenate(([0], np.cumsum(some))) for some in counts]
    starts = np.append(starts, keys.size)
    chunks: dict[str, bytes] = {}
    ends: list[tuple[str, str]] = []
    for start, stop in _ranges(np.cumsum(weights)):
        some = slice(starts[start], starts[stop])
        postings = [
            (count[some], field.steps[before[some.start] : before[some.stop]])
            for field, count, before in zip((content, title), counts, behind, strict=True)
        ]
        words = [name.encode() for name in names[start:stop]]
        begun = head(LIST, 1) + head(LIST, len(words))
        chunks[f"{len(chunks):03}"] = begun + _encoded_words(words, keys[some], *postings)
        ends.append((names[start], names[stop - 1]))
    return chunks, [(*border, name) for border, name in zip(_borders(ends), chunks, strict=True)]


def _held(names: Sequence[str], content: _Places, title: _Places) -> Iterator[Held]:
    """Yield for each stem in how many articles it is; of few, where it stands in each."""
    keys = _keys(content, title)
    in_text = _counts(keys, content)
    stops = np.cumsum(in_text).tolist()
    numbers = ((keys & _LOW) * 2 + (_counts(keys, title) > 0)).tolist()
    starts = np.append(np.flatnonzero(_changes(keys >> 32)), keys.size)
    for name, start, stop in zip(names, starts.tolist(), starts[1:].tolist(), strict=False):
        told = [stop - start]
        for place in range(start, stop if stop - start <= FEW else start):
            count = int(in_text[place])
            told += [numbers[place], count, *content.steps[stops[place] - count : stops[place]].tolist()]
        yield name, told


def _keys(content: _Places, title: _Places) -> Ints:
    """Return each word on each page, ascending."""
    keys = np.sort(np.concatenate((content.keys, title.keys)))
    return keys[_changes(keys)]


def _counts(keys: Ints, places: _Places) -> Ints:
    """Return how many places each of some keys has."""
    counts = np.zeros(keys.size, np.int64)
    counts[np.searchsorted(keys, places.keys)] = places.counts
    return counts


def _ranges(weights: Ints) -> Iterator[tuple[int, int]]:
    """Yield which words each chunk has, from the weights of all words up to each: as few as make it full."""
    start, before = 0, 0
    while start < weights.size:
        stop = min(int(np.searchsorted(weights, before + CHUNK)) + 1, weights.size)
        yield start, stop
        start, before = stop, int(weights[stop - 1])


def _borders(ends: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return first and last word of each chunk, cut behind the first letter that tells it from its neighbour's."""
    ends_of = [list(one) for one in ends]
    for left, right in pairwise(ends_of):
        last, first = left[1], right[0]
        told = 1 + next((n for n, letter in enumerate(first) if last[n : n + 1] != letter), len(first))
        left[1] = last[:told] if last[:told] >= left[0] else last
        right[0] = first[:told]
    return [(first, last) for first, last in ends_of]


def _encoded_words(words: Sequence[bytes], keys: Ints, content: tuple[Ints, Ints], title: tuple[Ints, Ints]) -> bytes:
    """Return words with their postings as CBOR: `[word, [[step, places, places in the headline], ...], []]` each.

    Args:
        words: The words, encoded.
        keys: The words' postings.
        content: How many places each has in the text, and their steps.
        title: The same for the headline.
    """
    first = _changes(keys >> 32)
    last = np.roll(first, -1)
    pages = keys & _LOW
    steps = np.diff(pages, prepend=0)
    steps[first] = pages[first]
    (in_text, text_steps), (in_title, title_steps) = content, title
    text_items, title_items = in_text + (in_text > 0), in_title + (in_title > 0)
    sizes = 3 * first + 4 + text_items + title_items + last
    stops = np.cumsum(sizes)
    items = Columns(int(stops[-1]))
    at = stops - sizes
    heads = at[first]
    items.put(heads, LIST, 3)
    items.put(heads + 1, TEXT, np.fromiter(map(len, words), np.int64, len(words)))
    items.put(heads + 2, LIST, np.diff(np.flatnonzero(first), append=keys.size))
    at = at + 3 * first
    items.put(at, LIST, 3)
    items.put(at + 1, UINT, steps)
    _put_places(items, at + 2, in_text, text_steps, _WEIGHT)
    _put_places(items, at + 3 + text_items, in_title, title_steps, _FIRST_FIELD)
    items.put(stops[last] - 1, LIST, 0)
    return items.encoded(heads + 1, words)


def _put_places(items: Columns, at: Ints, counts: Ints, steps: Ints, told: int) -> None:
    """Put lists of places, each with a negative number before its places if it has any."""
    some = counts > 0
    items.put(at, LIST, counts + some)
    items.put(at[some] + 1, NEGATIVE, told)
    before = np.cumsum(counts) - counts
    items.put(np.repeat(at + 2 - before, counts) + np.arange(steps.size), UINT, steps)
