"""What repeats in an outlet: lines near both ends of its articles, told from hashes of them."""

from __future__ import annotations

import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from hashlib import blake2b

from msgspec import Struct

from generator.kept.memory import NO_MEMORY, Memory
from generator.model import Cleaned, Dropped

from .rules import END_OF_SENTENCE

REPEATED = "repeats in this outlet"
"""Name of the rule of `drop_repeated`."""


_HEAD, _TAIL = 4, 8
_SENTENCE = 1
"""Lowest bit of a line's hash: it reads like a sentence or holds a number, so it may be the report's own."""
_CREDIT = 2
"""Second bit: it may be a byline, a dateline or a date, which is passed over and never dropped."""
_CORE = 3
_CREDITS = 100
"""Characters of the longest line that may be a byline, a date or a counter."""
_DIGITS = re.compile(r"\d")
_FIGURES = re.compile(r"\d[.,]\d|\d\D+\d\D+\d|%")
_CREDIT_LINE = re.compile(
    r"(?i:(?:by|von|par|por|di|da|door|reporter|متابعات|بقلم|كتب|كتبت|文|記者|记者|автор)[ :：/／].{1,80}"
    r"|.{2,40} ?[–—ـ/|-] ?[^\d.!?]{2,30}|[（(【\[].{1,40}[)）】\]])"
)
_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*[a-zß-ÿ.]\s?(?:(?:and|y|et|und|e|de|del|van|von|bin|al|da|di)\s)?){2,6},?")
# Scripts without capitals do not tell a name from a label, so any few words may be a name.
_UNCASED_NAME = re.compile(
    r"[\u05d0-\u05ea\u0620-\u064a]+(?: [\u05d0-\u05ea\u0620-\u064a]+){1,4}|[\u3040-\u30ff\u4e00-\u9fff]{2,6}"
)
_BARS = re.compile(r"\s*[|•·]\s*")
_DAY = re.compile(r"(?=.*\b(?:1[89]|20)\d\d\b)\D*\d+\D+\d.*")


class EdgeLines(Struct, frozen=True, gc=False):
    """Trace of an article's first and last paragraphs, from which an outlet's boilerplate is told.

    A hash has 64 bits; digits count as 0 and case does not count, so that a counter is one line. Its two lowest bits
    say whether the line reads like the report's own, and whether it may be a byline, dateline or date.
    """

    hashes: bytes
    """How many are of the head and of the tail, a byte each, and the hashes of `_Edges`, 8 bytes each: a million
    articles are held in memory, and as numbers these would be a third of that."""
    headline: bool
    """Whether the first paragraph may be a headline, which hides the lines below it from the edge."""


class _Edges(Struct, frozen=True, gc=False):
    """Edge lines as numbers."""

    head: tuple[int, ...]
    """Up to 4 first paragraphs, outside in."""
    tail: tuple[int, ...]
    """Up to 8 last paragraphs, outside in."""
    core: tuple[int, ...]
    """The 3 longest paragraphs, by hash: versions of one text have the same core."""
    headline: bool


def edge_lines(paragraphs: Sequence[str]) -> EdgeLines:
    """Keep of an article what `boilerplate` needs to know."""
    longest = sorted(paragraphs, key=lambda line: (-len(line), line))[:_CORE]
    head, tail = paragraphs[:_HEAD], paragraphs[: -_TAIL - 1 : -1]
    hash_of = {line: _hash(line) for line in {*head, *tail, *longest}}  # in most texts some are two of the three
    hashes = [hash_of[line] for line in (*head, *tail)] + sorted(hash_of[line] for line in longest)
    return EdgeLines(
        hashes=struct.pack(f"<BB{len(hashes)}Q", len(head), len(tail), *hashes),
        headline=bool(paragraphs) and _may_be_headline(paragraphs[0]),
    )


def _edges_of(edges: EdgeLines) -> _Edges:
    head, tail, *hashes = struct.unpack(f"<BB{len(edges.hashes) // 8}Q", edges.hashes)
    return _Edges(
        head=tuple(hashes[:head]),
        tail=tuple(hashes[head : head + tail]),
        core=tuple(hashes[head + tail :]),
        headline=edges.headline,
    )


def _hash(line: str) -> int:
    """Return the hash of a line, its two lowest bits replaced by what it may be."""
    key = line.casefold()
    # Digits are folded where they count or date something. Figures are the report's own: a price, a score, a table.
    if len(line) <= _CREDITS and not _FIGURES.search(key):
        key = _DIGITS.sub("0", key)
    flags = _SENTENCE * _reads_like_sentence(line) | _CREDIT * _may_be_credit(line)
    digest = blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~3 | flags


def _reads_like_sentence(line: str) -> bool:
    """Tell whether a line may be the report's own, if only "He did not elaborate." or "Payable April 30"."""
    words = line.count(" ") + 1
    if words > 12 or (words <= 2 and len(line) > 24):
        return True
    return (words >= 3 and bool(END_OF_SENTENCE.search(line))) or bool(_DIGITS.search(line))


def _may_be_credit(line: str) -> bool:
    """Tell whether a line may be a byline, a dateline, a date, or a name below a text."""
    if len(line) > _CREDITS or _is_row_of_options(line):
        return False
    return any(pattern.fullmatch(line) for pattern in (_CREDIT_LINE, _NAME, _UNCASED_NAME, _DAY))


def _is_row_of_options(line: str) -> bool:
    """Tell whether a line is `Month by month | For teams`, and no name and outlet: `Ana Kestrel | Velmar Mail`."""
    pieces = [piece.split() for piece in _BARS.split(line)]
    if len(pieces) < 2:
        return False
    written = [word for piece in pieces for word in piece if word[0].isalpha()]
    named = any(len(piece) > 1 or not _is_cased(piece) for piece in pieces)
    return len(pieces) > 2 or not named or any(word[0].islower() and len(word) > 3 for word in written)


def _is_cased(words: Sequence[str]) -> bool:
    """Tell whether some words are written in a script that has capitals."""
    return any(word.lower() != word.upper() for word in words)


def _may_be_headline(line: str) -> bool:
    """Tell whether a first line may be a headline: not long, and no full stop after it."""
    return len(line) <= 250 and not line.endswith((".", "。", "۔", "।"))


def boilerplate(
    lines: Iterable[tuple[str, EdgeLines]], *, at_least: int, memory: Memory = NO_MEMORY
) -> dict[str, frozenset[int]]:
    """Find the lines that repeat at the edges of an outlet's articles.

    A line counts where only boilerplate lies between it and the head or the tail, once for each different text. It is
    boilerplate if it counts `at_least` times and in 1 of 200 articles of the outlet. Agencies' background paragraphs
    and stock sentences ("He did not elaborate.") repeat too, so a line that reads like a sentence must count in 10
    articles and 1 of 20, stand at the edge nearly wherever it stands, and be no other outlet's.

    Args:
        lines: Outlet and edge lines of each article, in any order.
        at_least: Different texts that a line must stand in.
        memory: What the last build found in each outlet.

    Returns:
        Outlet -> hashes of its boilerplate; outlets without any are left out.
    """
    outlets: defaultdict[str, list[EdgeLines]] = defaultdict(list)
    for outlet, edges in lines:
        outlets[outlet].append(edges)
    numbers = {}
    for outlet, articles in outlets.items():
        if len(articles) >= at_least:
            source = (articles, at_least)
            numbers[outlet] = memory.recall(
                ("boilerplate", outlet), source, partial(_lines_repeated, articles, at_least)
            )
    shared = _used_elsewhere(outlets, numbers)
    return {outlet: kept for outlet, hashes in sorted(numbers.items()) if (kept := frozenset(hashes - shared[outlet]))}


def _lines_repeated(packed: Sequence[EdgeLines], at_least: int) -> set[int]:
    """Return the lines that repeat at the edges of one outlet's articles, the least set that explains itself."""
    articles = list(map(_edges_of, packed))
    enough = max(at_least, -(-len(articles) // 200))
    enough_sentences = max(2 * at_least, 10, -(-len(articles) // 20))
    exposed: defaultdict[int, list[tuple[int, Sequence[int], int]]] = defaultdict(list)
    for number, article in enumerate(articles):
        for side in (article.head, article.tail):
            _expose(exposed, number, side, 0)
        if article.headline:
            _expose(exposed, number, article.head, 1)
    repeated: set[int] = set()
    fresh = set(exposed)
    while fresh:
        accepted = [line for line in fresh if len(exposed[line]) >= (enough_sentences if line & _SENTENCE else enough)]
        accepted = [line for line in accepted if _counts(articles, line, exposed[line], enough, enough_sentences)]
        repeated.update(accepted)
        inner = [(number, side, index + 1) for line in accepted for number, side, index in exposed[line]]
        fresh = {line for place in inner if (line := _expose(exposed, *place)) is not None} - repeated
    return repeated


def _expose(
    exposed: defaultdict[int, list[tuple[int, Sequence[int], int]]], number: int, side: Sequence[int], index: int
) -> int | None:
    """Note that a line of an article has only boilerplate between it and the edge; return it, None past the end."""
    while index < len(side) and side[index] & _CREDIT:
        index += 1
    if index >= len(side):
        return None
    place = (number, side, index)
    # A head reached by two ways, through its headline and without, is one place.
    if place not in exposed[side[index]][-2:]:
        exposed[side[index]].append(place)
    return side[index]


def _counts(
    articles: Sequence[_Edges],
    line: int,
    places: Sequence[tuple[int, Sequence[int], int]],
    enough: int,
    enough_sentences: int,
) -> bool:
    """Tell whether a line stands at the edge of enough different texts."""
    numbers = {number for number, _, _ in places}
    texts = {tuple(other for other in articles[number].core if other != line) for number in numbers}
    if not line & _SENTENCE:
        return len(texts) >= enough
    anywhere = sum(line in article.head or line in article.tail for article in articles)
    return len(texts) >= enough_sentences and len(numbers) * 10 >= anywhere * 9


def _used_elsewhere(outlets: dict[str, list[EdgeLines]], repeated: dict[str, set[int]]) -> dict[str, set[int]]:
    """Return, for each outlet, its repeated sentences that other outlets print too: an agency's, not its own."""
    sentences = {line for lines in repeated.values() for line in lines if line & _SENTENCE}
    counts = {
        outlet: Counter(
            line
            for article in map(_edges_of, articles)
            for line in {*article.head, *article.tail}
            if line & _SENTENCE and line in sentences
        )
        for outlet, articles in outlets.items()
    }
    total: Counter[int] = Counter()
    for count in counts.values():
        total.update(count)
    return {
        outlet: {
            line
            for line in lines
            if line in sentences and (total[line] - counts[outlet][line]) * 10 > counts[outlet][line]
        }
        for outlet, lines in repeated.items()
    }


def drop_repeated(paragraphs: Sequence[str], boilerplate: frozenset[int]) -> Cleaned:
    """Drop the lines at both ends of a text that repeat in its outlet, inwards up to the first that does not.

    A headline, a byline and a dateline are passed over. An article that is nothing but boilerplate stays as it is.
    """
    gone = _walk(paragraphs, boilerplate, headline=bool(paragraphs) and _may_be_headline(paragraphs[0]))
    gone |= {len(paragraphs) - 1 - index for index in _walk(paragraphs[::-1], boilerplate, headline=False)}
    if len(gone) == len(paragraphs):
        gone = set()
    return Cleaned(
        paragraphs=tuple(line for index, line in enumerate(paragraphs) if index not in gone),
        dropped=tuple(Dropped(text=paragraphs[index], rule=REPEATED) for index in sorted(gone)),
    )


def _walk(paragraphs: Sequence[str], boilerplate: frozenset[int], *, headline: bool) -> set[int]:
    """Return the indices of the boilerplate lines that lead inwards from the first."""
    gone = set()
    for index, line in enumerate(paragraphs):
        known = _hash(line)
        if known in boilerplate:
            gone.add(index)
        elif not (known & _CREDIT or (headline and index == 0)):
            break
    return gone
