"""Compare the copies of one text (stage 6): from their paragraphs to a matrix of what each outlet did with each.

A row is a paragraph of the canonical text, or one that copies added. Texts are aligned word by word and cut up
afterwards, so it does not matter where an outlet breaks its paragraphs: what two texts share in one paragraph or in
three stands in the same row. Words are compared folded: case, quotes, dashes, spaces and Arabic letter forms are
typography and change nothing.

In order, words are aligned by the shingles that both texts have exactly once (the anchors of patience diff, Cohen
2003), of which the heaviest increasing chain is kept; what lies between anchors is aligned by its longest common
subsequence. That is linear in the length of the text but for stretches without an anchor. What is left over in both
texts is then aligned out of order: it has moved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from .model import Cell, Change, Comparison, Row, Span, Tally, UInt64Array

SHINGLE_WORDS = 4
"""Words in an anchor: short, since the texts are known to be copies, and an anchor stands once in each."""
SHORT_RUN, LONG_RUN = 4, 8
"""Words in a row that two paragraphs share: from the long run on they are the same one, with the short one if they
also share ``SHORT_SHARE`` of the shorter."""
SHORT_SHARE = 0.4
EQUAL_SHARE = 0.5
"""Share of the words of two paragraphs from which they are the same one, edited."""
OWN_WORDS = 6
"""Words in a row that an outlet wrote beside a paragraph, from which they are a row of their own."""
ALIGNED_AT_ONCE = 1_000_000
"""Longest stretch that is not searched for anchors first: words of the one text times words of the other."""
MOST_ALIGNED = 100_000_000
"""Stretches without anchors that are longer than this are not aligned: 10,000 words by 10,000 take 0.03 s and 12 MB."""

IntArray = NDArray[np.int64]
Block = tuple[int, int, int]
"""Where a shared run of words starts in one text, where in the other, and its length."""

_ALONE = (
    "\u0e01-\u0e5a\u0e81-\u0edf\u1000-\u103f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9e"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # ideographs
)
"""Scripts written without spaces between words: each character counts as a word."""
_ENDS_ALONE = re.compile(rf"[{_ALONE}]\W?\Z")
_SYMBOLS = "$¢£¤¥€₹₽₺₪₩%‰°+=&@#"
"""Not letters, but not typography either."""
_OPENING = "([{<«“‘„‚「『（《〈【¿¡"
_APOSTROPHES = "'’ʼ"

_FORMS = str.maketrans("أإآٱىةؤئیک", "ااااىهوىىك") | {
    ord("ي"): "ى",
    0x0640: "",
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
}
"""Arabic letters that outlets write in two ways, as grouping folds them, without tatweel."""
_ARABIC_SIGNS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")


def compare(copies: Sequence[tuple[str, tuple[str, ...]]], headlines: Sequence[str | None] = ()) -> Comparison:
    """Compare the copies of one text.

    Args:
        copies: Id and paragraphs of each; the first is the canonical one. The order of the others is that of the
            columns, and has no other effect.
        headlines: The headline of each, None where there is none; nothing for no comparison of headlines.
    """
    reader = _Reader()
    canonical, *others = (_copy(name, paragraphs, reader) for name, paragraphs in copies)
    lines = [
        _Line(words=words, paragraph=number, source=canonical.name, after=None)
        for number, words in enumerate(canonical.paragraphs)
    ]
    text = _rest(canonical)
    for copy in others:
        _settle(copy, _rest(copy), text, 0)
    lines += _additions(others, len(lines), reader)
    order = _order(lines)
    columns = [_column(copy, lines, order) for copy in others]
    return Comparison(
        canonical_id=canonical.name,
        copy_ids=tuple(copy.name for copy in others),
        words=len(canonical.ids),
        headline=_headline(canonical.name, headlines, reader) if headlines and headlines[0] else None,
        rows=tuple(
            Row(
                text=lines[line].words.text,
                paragraph=lines[line].paragraph,
                source_id=lines[line].source,
                cells=tuple(column[line] for column in columns),
            )
            for line in order
        ),
        tallies=tuple(_tally(copy, lines, column) for copy, column in zip(others, columns, strict=True)),
    )


def compare_words(left: str, right: str) -> tuple[Change, ...]:
    """Return what makes the right text of the left: the left is what is same or removed, the right what is not."""
    reader = _Reader()
    return _changes(reader.read(left), [reader.read(right)])


# Words


@dataclass(frozen=True, slots=True)
class _Words:
    """A paragraph as words; what stands between words belongs to one of them, so that they cover the text."""

    text: str
    ids: list[int]
    bounds: list[int]
    """Where each word starts, and the end of the text."""

    def piece(self, start: int, stop: int) -> str:
        return self.text[self.bounds[start] : self.bounds[stop]]

    def part(self, start: int, stop: int) -> _Words:
        if stop - start == len(self.ids):
            return self
        first = self.bounds[start]
        return _Words(
            text=self.piece(start, stop),
            ids=self.ids[start:stop],
            bounds=[bound - first for bound in self.bounds[start : stop + 1]],
        )


class _Reader:
    """Cuts paragraphs into words and numbers the words, equal ones alike."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._known: dict[str, _Words] = {}

    def read(self, text: str) -> _Words:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> _Words:
        ids, bounds = [], [0]
        for match in _word_pattern().finditer(text):
            word = match[1]
            number = self._ids.get(word)
            if number is None:
                number = self._ids[word] = self._numbers.setdefault(_folded(word), len(self._numbers))
            ids.append(number)
            bounds.append(match.end())
        if not ids:  # a line of asterisks is a paragraph too
            return _Words(text, [self._numbers.setdefault(text.strip(), len(self._numbers))], [0, len(text)])
        bounds[-1] = len(text)
        return _Words(text, ids, bounds)


@cache
def _word_pattern() -> re.Pattern[str]:
    """Return what finds a word, and with it what stands before the next one.

    A word ends with the last space before the next one, so that an opening quote goes with what it opens.
    """
    marks = _marks()
    letter = rf"[^\W{_ALONE}]"
    inside = rf"(?:{letter}+|[{marks}]|[{_APOSTROPHES}](?={letter})|(?<=\d)[.,:](?=\d))"
    word = rf"{letter}{inside}*|[{_ALONE}][{marks}]*|[{_SYMBOLS}]"
    return re.compile(rf"({word})(?:[^\w{_SYMBOLS}]*\s|[^\w{_SYMBOLS}{re.escape(_OPENING)}]*)")


def _marks() -> str:
    """Return the characters that belong to the letter before them, as the inside of a set of a regular expression."""
    ranges: list[list[int]] = []
    for point in range(0xAD, 0x1F000):
        if unicodedata.category(chr(point)) in {"Mn", "Mc", "Me", "Cf"}:
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _folded(word: str) -> str:
    """Return the word without what is typography in it."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_FORMS)
    plain = "".join(
        str(unicodedata.decimal(character, character))
        for character in _ARABIC_SIGNS.sub("", plain)
        if unicodedata.category(character) != "Cf"
    )
    return unicodedata.normalize("NFC", plain) or word


# Copies


@dataclass(slots=True)
class _Line:
    """A row of the matrix to be."""

    words: _Words
    paragraph: int | None
    source: str
    after: int | None
    """Number of the line that it follows; None for the canonical text's own, and for what stands before all."""


@dataclass(slots=True)
class _Copy:
    """A text as one array of words."""

    name: str
    paragraphs: list[_Words]
    ids: IntArray
    starts: IntArray
    """Where each paragraph starts."""
    lines: IntArray
    """Number of the line in which each word stands; -1 while it has none."""

    def paragraph(self, word: int) -> int:
        return int(np.searchsorted(self.starts, word, side="right")) - 1

    def piece(self, start: int, stop: int) -> tuple[_Words, int, int]:
        """Return some words of one paragraph: the paragraph, and which words of it."""
        number = self.paragraph(start)
        first = int(self.starts[number])
        return self.paragraphs[number], start - first, stop - first


def _copy(name: str, paragraphs: Sequence[str], reader: _Reader) -> _Copy:
    read = [reader.read(paragraph) for paragraph in paragraphs]
    sizes = [len(words.ids) for words in read]
    return _Copy(
        name=name,
        paragraphs=read,
        ids=np.array([number for words in read for number in words.ids], dtype=np.int64),
        starts=np.cumsum([0, *sizes[:-1]], dtype=np.int64) if read else np.empty(0, dtype=np.int64),
        lines=np.full(sum(sizes), -1, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """What is to be aligned of a copy, in pieces of one paragraph each."""

    ids: IntArray
    pieces: IntArray
    """Number of the piece of each word, from 0."""
    places: IntArray
    """Place in the copy of each word."""
    characters: bool
    """Whether most words are single characters, which tell less than words do."""


def _rest(copy: _Copy) -> _Text:
    """Return what of a copy stands in no line yet."""
    places = np.flatnonzero(copy.lines < 0)
    paragraphs = np.searchsorted(copy.starts, places, side="right")
    pieces = np.cumsum(_breaks(places, paragraphs)) - 1
    length = sum(words.bounds[-1] for words in copy.paragraphs)
    return _Text(ids=copy.ids[places], pieces=pieces, places=places, characters=length < 2.5 * len(copy.ids))


def _breaks(places: IntArray, groups: IntArray) -> NDArray[np.bool_]:
    """Return where a new stretch starts: places that do not follow one another, or belong to different groups."""
    new = np.ones(len(places), dtype=bool)
    new[1:] = (np.diff(places) != 1) | (np.diff(groups) != 0)
    return new


def _stretches(new: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    yield from pairwise([*np.flatnonzero(new).tolist(), len(new)])


def _settle(copy: _Copy, text: _Text, reference: _Text, first_line: int) -> None:
    """Put the words of a copy into the lines that a reference text has."""
    lines = _aligned(reference, text)
    found = lines >= 0
    copy.lines[text.places[found]] = lines[found] + first_line


def _additions(copies: Sequence[_Copy], first_line: int, reader: _Reader) -> list[_Line]:
    """Make lines of what copies added: of what the wordiest adds first, against which the others are aligned."""
    lines: list[_Line] = []
    rests = {copy.name: (copy, _rest(copy)) for copy in copies}
    grams = {name: _grams(text) for name, (_, text) in rests.items()}
    while rests := {name: one for name, one in rests.items() if len(one[1].ids)}:
        source = min(rests, key=lambda name: (-len(rests[name][1].ids), name))
        copy, text = rests.pop(source)
        start = first_line + len(lines)
        copy.lines[text.places] = text.pieces + start
        for first, stop in _stretches(np.diff(text.pieces, prepend=-1) != 0):
            lines.append(_added_line(copy, int(text.places[first]), int(text.places[stop - 1]) + 1, reader))
        for name, (other, rest) in rests.items():
            if not grams[source].isdisjoint(grams[name]):
                _settle(other, rest, text, start)
                rests[name] = (other, _rest(other))
                grams[name] = _grams(rests[name][1])
    return lines


def _added_line(copy: _Copy, start: int, stop: int, reader: _Reader) -> _Line:
    words, first, last = copy.piece(start, stop)
    return _Line(
        words=reader.read(words.piece(first, last).strip()),
        paragraph=None,
        source=copy.name,
        after=int(copy.lines[start - 1]) if start else None,
    )


# Alignment


def _aligned(reference: _Text, text: _Text) -> IntArray:
    """Return for each word of a text the piece of the reference text in which it belongs, -1 for none."""
    if np.array_equal(reference.ids, text.ids):
        return reference.pieces
    matched = _in_order(reference, text)
    matched[~_telling(reference, text, matched)] = -1
    _match_moved(reference, text, matched)
    return _spread(reference, text, matched)


def _in_order(reference: _Text, text: _Text) -> IntArray:
    """Return for each word of a text its place in the reference text, -1 for none; places ascend."""
    matched = np.full(len(text.ids), -1, dtype=np.int64)
    whole = (0, len(reference.ids), 0, len(text.ids))
    waiting = [whole]
    while waiting:
        area = waiting.pop()
        start, stop, first, last = area
        size = (stop - start) * (last - first)
        if not size:
            continue
        blocks = _anchors(reference, text, area) if area == whole or size > ALIGNED_AT_ONCE else []
        edges = [(start, first, 0), *blocks, (stop, last, 0)]
        if not blocks and size <= MOST_ALIGNED:
            found = _common(reference.ids[start:stop].tolist(), text.ids[first:last].tolist())
            blocks = [(start + one, first + other, length) for one, other, length in found]
        elif blocks:
            waiting += [
                (one + length, following, other + length, other_following)
                for (one, other, length), (following, other_following, _) in pairwise(edges)
            ]
        for one, other, length in blocks:
            matched[other : other + length] = np.arange(one, one + length)
    return matched


def _anchors(reference: _Text, text: _Text, area: tuple[int, int, int, int]) -> list[Block]:
    """Return the heaviest chain of runs of shingles that both texts have exactly once in an area of theirs."""
    start, stop, first, last = area
    ones, others = _shared_once(_shingles(reference.ids[start:stop]), _shingles(text.ids[first:last]))
    # One that reaches into the next paragraph may stand before another paragraph with the same opening.
    inside = reference.pieces[start + ones] == reference.pieces[start + ones + SHINGLE_WORDS - 1]
    ones, others = ones[inside], others[inside]
    new = _breaks(ones, ones - others)
    runs = [(int(ones[one]), int(others[one]), end - one + SHINGLE_WORDS - 1) for one, end in _stretches(new)]
    chain = [runs[place] for place in _heaviest([run[1] for run in runs], [run[2] for run in runs])]
    blocks: list[Block] = []
    end, other_end = start, first
    for one, other, length in chain:
        overlap = max(0, end - one - start, other_end - other - first)
        if overlap < length:
            block = (start + one + overlap, first + other + overlap, length - overlap)
            blocks.append(_grown(reference, text, block, (end, stop, other_end, last)))
            end, other_end = blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]
    return blocks


def _grown(reference: _Text, text: _Text, block: Block, area: tuple[int, int, int, int]) -> Block:
    """Return a run with the same words before and behind it that belong to the same pieces.

    Else they could be taken for those of another paragraph that opens or ends with the same words.
    """
    start, stop, first, last = area
    one, other, length = block

    def same(place: int, other_place: int, edge: int, other_edge: int) -> bool:
        return bool(
            reference.ids[place] == text.ids[other_place]
            and reference.pieces[place] == reference.pieces[edge]
            and text.pieces[other_place] == text.pieces[other_edge]
        )

    while one > start and other > first and same(one - 1, other - 1, one, other):
        one, other, length = one - 1, other - 1, length + 1
    while (
        one + length < stop
        and other + length < last
        and same(one + length, other + length, one + length - 1, other + length - 1)
    ):
        length += 1
    return one, other, length


def _shingles(ids: IntArray) -> UInt64Array:
    """Return the hash of each shingle: the same for the same words in one comparison."""
    if len(ids) < SHINGLE_WORDS:
        return np.empty(0, dtype=np.uint64)
    count = len(ids) - SHINGLE_WORDS + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_WORDS):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + ids[place : place + count].astype(np.uint64)
    return hashes


def _shared_once(left: UInt64Array, right: UInt64Array) -> tuple[IntArray, IntArray]:
    """Return the places, in the order of the left, of values that stand exactly once in each array."""
    (one, in_left), (other, in_right) = _once(left), _once(right)
    _, found, found_too = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    ones, others = in_left[found], in_right[found_too]
    order = np.argsort(ones)
    return ones[order], others[order]


def _once(values: UInt64Array) -> tuple[UInt64Array, IntArray]:
    unique, first, counts = np.unique(values, return_index=True, return_counts=True)
    return unique[counts == 1], first[counts == 1]


def _heaviest(places: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the indexes of the heaviest increasing subsequence; of equal ones, that which is found first."""
    if all(one < other for one, other in pairwise(places)):
        return list(range(len(places)))
    ranks = {place: rank for rank, place in enumerate(sorted(set(places)), start=1)}
    tree = [(0, 1)] * (len(ranks) + 1)  # Fenwick's: the greatest weight up to each rank, with the negated index
    before: list[int] = []

    def heaviest_up_to(rank: int) -> tuple[int, int]:
        found = (0, 1)
        while rank:
            found = max(found, tree[rank])
            rank &= rank - 1
        return found

    for index, (place, weight) in enumerate(zip(places, weights, strict=True)):
        total, last = heaviest_up_to(ranks[place] - 1)
        before.append(-last)
        rank = ranks[place]
        while rank < len(tree):
            tree[rank] = max(tree[rank], (total + weight, -index))
            rank += rank & -rank
    chain = []
    index = -heaviest_up_to(len(ranks))[1]
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def _common(left: Sequence[int], right: Sequence[int]) -> list[Block]:
    """Return the runs of the longest common subsequence, without those that are lost among changes on both sides."""
    found = LCSseq.opcodes(left, right).as_matching_blocks()
    blocks = [(block.a, block.b, block.size) for block in found]
    kept: list[Block] = [(0, 0, 0)]
    for block in blocks:  # the last is empty, and stands at both ends
        while len(kept) > 1 and kept[-1][2] < min(_changed(kept[-2], kept[-1]), _changed(kept[-1], block)):
            kept.pop()
        kept.append(block)
    return [block for block in kept if block[2]]


def _changed(before: Block, after: Block) -> int:
    """Return the words that differ between two runs: of the one text or the other, whichever has more."""
    return max(after[0] - before[0] - before[2], after[1] - before[1] - before[2])


def _telling(reference: _Text, text: _Text, matched: IntArray) -> NDArray[np.bool_]:
    """Return which words stand in pieces that share enough with theirs to be the same paragraph, edited or not.

    A paragraph that one outlet wrote anew shares words with what it replaced, too.
    """
    telling = np.zeros(len(matched), dtype=bool)
    at = np.flatnonzero(matched >= 0)
    if not len(at):
        return telling
    to = matched[at]
    one, other = reference.pieces[to], text.pieces[at]
    _, group, counts = np.unique(one * (int(other.max()) + 1) + other, return_inverse=True, return_counts=True)
    longest = _longest(at, np.stack((to - at, group)), group)
    shared = counts[group]
    size, other_size = np.bincount(reference.pieces)[one], np.bincount(text.pieces)[other]
    extent, other_extent = (_extents(places, group, len(counts))[group] for places in (to, at))
    unit = 2 if reference.characters else 1
    telling[at] = (
        (longest >= LONG_RUN * unit)
        | ((longest >= SHORT_RUN * unit) & (shared >= SHORT_SHARE * np.minimum(size, other_size)))
        | (2 * shared >= EQUAL_SHARE * (size + other_size))
        # A short paragraph within a longer one, such as a crosshead, is known by its neighbours.
        | ((_longest(at, (to - at)[None], group) >= SHORT_RUN * unit) & (shared == np.minimum(size, other_size)))
        # A paragraph within a longer one is measured by how far it reaches in it.
        | ((shared >= 3 * unit) & (2 * shared >= EQUAL_SHARE * np.minimum(size + other_extent, extent + other_size)))
    )
    return telling


def _longest(places: IntArray, alike: IntArray, group: IntArray) -> IntArray:
    """Return for each place the longest run in its group: places that follow one another and are alike."""
    new = np.ones(len(places), dtype=bool)
    new[1:] = (np.diff(places) != 1) | (np.diff(alike) != 0).any(axis=0)
    run = np.cumsum(new) - 1
    longest = np.zeros(int(group.max()) + 1, dtype=np.int64)
    np.maximum.at(longest, group, np.bincount(run)[run])
    return longest[group]


def _extents(places: IntArray, group: IntArray, groups: int) -> IntArray:
    """Return, for each group of places, how many lie between its first and its last."""
    first = np.full(groups, np.iinfo(np.int64).max, dtype=np.int64)
    last = np.zeros(groups, dtype=np.int64)
    np.minimum.at(first, group, places)
    np.maximum.at(last, group, places)
    reach: IntArray = last - first + 1
    return reach


def _match_moved(reference: _Text, text: _Text, matched: IntArray) -> None:
    """Match what is left over of both texts, pieces that share the most shingles first."""
    while True:
        taken = np.zeros(len(reference.ids), dtype=bool)
        taken[matched[matched >= 0]] = True
        left, right = np.flatnonzero(~taken), np.flatnonzero(matched < 0)
        pairs = _alike(reference, text, left, right)
        found = [_match_pieces(reference, text, matched, left, right, pair) for pair in pairs]
        if not any(found):
            return


def _alike(reference: _Text, text: _Text, left: IntArray, right: IntArray) -> list[tuple[int, int]]:
    """Return the pairs of pieces that share shingles of these words, the most first."""
    grams, places = _grams_of(reference, left)
    other_grams, other_places = _grams_of(text, right)
    ones, others = _shared_once(grams, other_grams)
    if not len(ones):
        return []
    pieces = np.stack((reference.pieces[places[ones]], text.pieces[other_places[others]]))
    pairs, counts = np.unique(pieces, axis=1, return_counts=True)
    order = np.lexsort((pairs[1], pairs[0], -counts))
    return [(int(one), int(other)) for one, other in pairs[:, order].T]


def _match_pieces(
    reference: _Text, text: _Text, matched: IntArray, left: IntArray, right: IntArray, pair: tuple[int, int]
) -> bool:
    """Match the words of two pieces, as far as they are free; return whether they are the same paragraph."""
    ones = left[reference.pieces[left] == pair[0]]
    others = right[text.pieces[right] == pair[1]]
    ones, others = ones[~np.isin(ones, matched[matched >= 0])], others[matched[others] < 0]
    if not len(ones) or len(ones) * len(others) > MOST_ALIGNED:
        return False
    trial = np.full(len(matched), -1, dtype=np.int64)
    for one, other, length in _common(reference.ids[ones].tolist(), text.ids[others].tolist()):
        trial[others[other : other + length]] = ones[one : one + length]
    telling = _telling(reference, text, trial)
    matched[telling] = trial[telling]
    return bool(telling.any())


def _grams(text: _Text) -> frozenset[int]:
    return frozenset(_grams_of(text, np.arange(len(text.ids)))[0].tolist())


def _grams_of(text: _Text, words: IntArray) -> tuple[UInt64Array, IntArray]:
    """Return the shingles of some words and where they start; a piece too short for one counts as one."""
    pieces = text.pieces[words]
    whole = _breaks(words, pieces)
    hashes = _shingles(text.ids[words])
    stretch = np.cumsum(whole) - 1
    inside = stretch[: len(hashes)] == stretch[len(words) - len(hashes) :]
    short = [(start, stop) for start, stop in _stretches(whole) if stop - start < SHINGLE_WORDS]
    extra = [hash(tuple(text.ids[words[start:stop]].tolist())) & (2**64 - 1) for start, stop in short]
    return (
        np.concatenate((hashes[inside], np.array(extra, dtype=np.uint64))),
        np.concatenate((words[: len(hashes)][inside], words[np.array([start for start, _ in short], dtype=np.int64)])),
    )


def _spread(reference: _Text, text: _Text, matched: IntArray) -> IntArray:
    """Return for each word the piece of the reference text in which it belongs, matched or not; -1 for none."""
    found = matched >= 0
    lines = np.full(len(matched), -1, dtype=np.int64)
    lines[found] = reference.pieces[matched[found]]
    taken = np.zeros(len(reference.ids), dtype=bool)
    taken[matched[found]] = True
    free = np.flatnonzero(matched < 0)
    for first, stop in _stretches(_breaks(free, text.pieces[free])):
        start, end = int(free[first]), int(free[stop - 1]) + 1
        piece = text.pieces[start]
        before = start - 1 if start and text.pieces[start - 1] == piece else None
        after = end if end < len(matched) and text.pieces[end] == piece else None
        lines[start:end] = _owner(reference, taken, matched, before, after, end - start)
    return lines


def _owner(
    reference: _Text, taken: NDArray[np.bool_], matched: IntArray, before: int | None, after: int | None, length: int
) -> int:
    """Return the piece to which unmatched words belong: that whose words they replace, or beside which they stand.

    Args:
        reference: What the words were aligned with.
        taken: Which of its words are matched.
        matched: Place in it of each word of the text.
        before: The matched word before these ones in their paragraph, if there is one.
        after: The matched word after them.
        length: How many words these are.
    """
    left = -1 if before is None else int(reference.pieces[matched[before]])
    right = -1 if after is None else int(reference.pieces[matched[after]])
    if left == right:
        return left
    tail = 0 if before is None else _missing(reference, taken, int(matched[before]), 1)
    head = 0 if after is None else _missing(reference, taken, int(matched[after]), -1)
    own = OWN_WORDS * (2 if reference.characters else 1)
    if length >= own and 2 * max(tail, head) < length:
        return -1
    if left < 0 or (right >= 0 and head > tail):
        return right
    return left


def _missing(reference: _Text, taken: NDArray[np.bool_], place: int, step: int) -> int:
    """Return how many words of a piece are missing next to one that is not."""
    piece = reference.pieces[place]
    count = 0
    place += step
    while 0 <= place < len(reference.ids) and not taken[place] and reference.pieces[place] == piece:
        count += 1
        place += step
    return count


# Rows and cells


def _order(lines: Sequence[_Line]) -> list[int]:
    """Return the numbers of the lines as the matrix shows them: each added one below that which it follows."""
    following: dict[int | None, list[int]] = {}
    for number, line in enumerate(lines):
        if line.paragraph is None:
            following.setdefault(line.after, []).append(number)
    roots = [number for number, line in enumerate(lines) if line.paragraph is not None]
    waiting = [*reversed(roots), *reversed(following.get(None, []))]
    order = []
    while waiting:
        number = waiting.pop()
        order.append(number)
        waiting += reversed(following.get(number, []))
    return order


def _column(copy: _Copy, lines: Sequence[_Line], order: Sequence[int]) -> dict[int, Cell]:
    """Return the cells of a copy by the number of their line."""
    rank = np.empty(len(lines), dtype=np.int64)
    rank[order] = np.arange(len(lines))
    words = np.arange(len(copy.lines))
    paragraphs = np.searchsorted(copy.starts, words, side="right")
    pieces = list(_stretches(_breaks(words, paragraphs * len(lines) + copy.lines)))
    ranks = [int(rank[copy.lines[start]]) for start, _ in pieces]
    in_order = set(
        _heaviest([one * len(pieces) + place for place, one in enumerate(ranks)], [b - a for a, b in pieces])
    )
    found: dict[int, list[tuple[int, int]]] = {}
    moved: dict[int, int] = {}
    for place, (start, stop) in enumerate(pieces):
        line = order[ranks[place]]
        found.setdefault(line, []).append((start, stop))
        moved[line] = moved.get(line, 0) + (stop - start) * (-1 if place in in_order else 1)
    absent = Cell(kind="absent")
    return {
        line: _cell(copy, lines[line].words, found[line], moved=moved[line] > 0) if line in found else absent
        for line in order
    }


def _cell(copy: _Copy, words: _Words, pieces: Sequence[tuple[int, int]], *, moved: bool) -> Cell:
    spans, parts = [], []
    for start, stop in pieces:
        whole, first, last = copy.piece(start, stop)
        spans.append(Span(paragraph=copy.paragraph(start), start=whole.bounds[first], stop=whole.bounds[last]))
        parts.append(whole.part(first, last))
    same = [number for part in parts for number in part.ids] == words.ids
    return Cell(
        kind="same" if same else "edited",
        moved=moved,
        changes=() if same else _changes(words, parts),
        spans=tuple(spans),
    )


def _changes(left: _Words, parts: Sequence[_Words]) -> tuple[Change, ...]:
    """Return the changes from a paragraph to the pieces of a copy that stand for it."""
    right = _joined(parts)
    changes: list[Change] = []
    end = other_end = 0
    for one, other, length in [*_blocks(left.ids, right.ids), (len(left.ids), len(right.ids), 0)]:
        if end < one:
            changes.append(Change(kind="removed", text=left.piece(end, one)))
        if other_end < other:
            text = right.piece(other_end, other)
            apart = end == len(left.ids) and changes and changes[-1].kind == "same"
            changes.append(Change(kind="added", text=_space(left.text) + text if apart else text))
        if length:
            changes.append(Change(kind="same", text=left.piece(one, one + length)))
        end, other_end = one + length, other + length
    return tuple(change for change in changes if change.text)


def _blocks(left: list[int], right: list[int]) -> list[Block]:
    if len(left) * len(right) <= ALIGNED_AT_ONCE:
        return _common(left, right)
    matched = _in_order(_one_piece(left), _one_piece(right))
    at = np.flatnonzero(matched >= 0)
    new = _breaks(at, matched[at] - at)
    return [(int(matched[at[start]]), int(at[start]), stop - start) for start, stop in _stretches(new)]


def _one_piece(ids: list[int]) -> _Text:
    numbers = np.array(ids, dtype=np.int64)
    return _Text(ids=numbers, pieces=np.zeros_like(numbers), places=np.arange(len(ids)), characters=False)


def _joined(parts: Sequence[_Words]) -> _Words:
    """Return pieces as one, with a space where a paragraph ended."""
    if len(parts) == 1:
        return parts[0]
    text, ids, bounds = "", [], [0]
    for part in parts:
        text += (space := _space(text))
        bounds[-1] += len(space)
        bounds += [len(text) + bound for bound in part.bounds[1:]]
        text += part.text
        ids += part.ids
    return _Words(text, ids, bounds)


def _space(text: str) -> str:
    """Return what stands between a text and one that was a paragraph of its own."""
    return "" if not text or text[-1].isspace() or _ENDS_ALONE.search(text, len(text) - 2) else " "


def _headline(name: str, headlines: Sequence[str | None], reader: _Reader) -> Row:
    canonical = reader.read(headlines[0] or "")
    return Row(
        text=canonical.text,
        paragraph=None,
        source_id=name,
        cells=tuple(
            _compared(canonical, reader.read(headline)) if headline else Cell(kind="absent")
            for headline in headlines[1:]
        ),
    )


def _compared(left: _Words, right: _Words) -> Cell:
    if left.ids == right.ids:
        return Cell(kind="same")
    return Cell(kind="edited", changes=_changes(left, [right]))


def _tally(copy: _Copy, lines: Sequence[_Line], column: Mapping[int, Cell]) -> Tally:
    own = [column[number] for number, line in enumerate(lines) if line.paragraph is not None]
    there = [cell for cell in own if cell.kind != "absent"]
    return Tally(
        same=sum(cell.kind == "same" and not cell.moved for cell in there),
        edited=sum(cell.kind == "edited" and not cell.moved for cell in there),
        moved=sum(cell.moved for cell in there),
        absent=len(own) - len(there),
        added=sum(cell.kind != "absent" for cell in column.values()) - len(there),
        words=len(copy.ids),
        shared=sum(_shared(lines[number].words, cell) for number, cell in column.items() if number < len(own)),
    )


def _shared(words: _Words, cell: Cell) -> int:
    """Return how many words of a paragraph stand in a cell."""
    if cell.kind == "same":
        return len(words.ids)
    kept = (change.text for change in cell.changes if change.kind == "same")
    return sum(1 for text in kept for _ in _word_pattern().finditer(text))
