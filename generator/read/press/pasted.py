"""Several texts that somebody put into one file: cut where each opens with a head, and told where that is not sure.

A head is a headline and a line with a day, and may be more: a paper, a person, an address. What the lines of a head
say is not read here: each text keeps its own, and is read as a file with that text alone would be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from .item import PressItem
from .mastheads import cited

SOURCE = "texts in one file"
MOST_HEAD, LONGEST = 7, 160
"""Lines of a head, and characters of one of them."""
_SENTENCE_WORDS, _DAY_WORDS, _BESIDE_WORDS = 9, 7, 6
_FEWEST_WORDS, _FEWEST_TEXT = 15, 60
"""Words of a text that is cut, and of one that is told of."""
_ENDS = re.compile(r"(?:[.!?…]|[。！？])[\"”’»」)]*\s*\Z")
_STOP = re.compile(r"[。！？]\s*\Z")
_BARS = re.compile(r"\s*[|•·;()（）\[\]【】]\s*|\s+[–—/-]\s+|\s{2,}|\t")
_COMMAS = re.compile(r",\s+(?!\d{4}\b)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_ADDRESS = re.compile(r"\s*https?://\S+\s*\Z")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙", "0123456789" * 5)
_RULE = re.compile(r"\s*([=_*#~+•·.<>─━═-])(?:\s?\1){2,}\s*\Z")
_MARKED = re.compile(r"\s*([=_*#~+<>─━═-])\1*\s*[^\W_].{0,60}?\s*([=_*#~+<>─━═-])\2*\s*\Z")
_COUNTED = re.compile(
    r"\s*[\[(#]?(?:[^\W\d_]{2,14}\.?\s)?(?:no\.?\s|nr\.?\s|n°\s)?#?(\d{1,4})[\])]?[.:)]?\s*\Z", re.IGNORECASE
)
_NUMBERED = re.compile(r"\A\s*[\[(]?(\d{1,4})[\])]?[.:)]?\s+(?=\S)")
_ANY_NUMBER = re.compile(r"\d+")
_LONGEST_MARK = 60
_WIDTH = 50
"""Characters of the lines of a paragraph that was broken at a width, at least."""
_GAP = 3
"""Blank lines that part texts, where one or two part paragraphs."""


_DAYS = frozenset({"day alone", "day", "titled day"})
"""Lines with a day: nothing else on them, a paper or the like beside it, a headline beside it."""


class _Head(Struct, frozen=True):
    """Where a head stands among the lines of a file."""

    start: int
    stop: int
    """Number of the first line of the text."""
    day: int
    """Which of its lines gives the day, from 0."""
    size: int
    sourced: bool
    """Whether its day stands beside something else, such as a paper."""
    title: str
    """The lines of it that can be its headline."""


class Pasted(Struct, frozen=True):
    """What lines hold that may be several texts."""

    items: tuple[PressItem, ...] = ()
    """The texts, where each opens with a head; none where the lines are one text, or may be."""
    seeming: int = 0
    """How many there seem to be where they are not parted; 0 where they are, or seem to be one."""


def pasted(lines: Sequence[str]) -> Pasted:
    """Read texts that each open with a head, between marks or one after another, or that each end with a source."""
    lines = _with_page_ends(lines)
    marked = [pieces for marks in _marks(lines) if len(pieces := _pieces(lines, marks)) > 1]
    heads = _heads(lines)
    headed = _headed(lines, heads)
    for pieces in (*filter(_are_headed, marked), headed, _closed(lines)):
        if len(pieces) > 1:
            return Pasted(tuple(_items(pieces, heads[0].start if pieces is headed else 0)))
    return Pasted(seeming=_seeming(lines, marked, heads))


def _items(pieces: Sequence[Sequence[str]], start: int) -> Iterator[PressItem]:
    """Yield the texts; the lines above the first head, a title or a list of contents, go with the first.

    Args:
        pieces: The lines of each.
        start: Number of the line with which the first head begins.
    """
    above = tuple(line for line in pieces[0][:start] if line)
    for number, piece in enumerate([pieces[0][start:], *pieces[1:]]):
        text = "\n".join(piece).strip("\n")
        yield PressItem(text=text, fields={}, source=SOURCE, above=() if number else above)


def _seeming(lines: Sequence[str], marked: Sequence[Sequence[Sequence[str]]], heads: Sequence[_Head]) -> int:
    """Return how many texts there seem to be: pieces that each have a headline, or heads of one shape; 0 for one."""
    gaps = [at for at in range(_GAP, len(lines)) if lines[at] and not any(lines[at - _GAP : at])]
    counts = [len(heads)] if len(heads) > 1 and len({head.day for head in heads}) == 1 else []
    for pieces in (*marked, [lines[start:stop] for start, stop in pairwise([0, *gaps, len(lines)])] if gaps else []):
        titled = [title for piece in pieces if (title := _title_of(piece))]
        if len(titled) == len(pieces) == len(set(titled)) > 1:
            counts.append(len(titled))
    return max(counts, default=0)


def _with_page_ends(lines: Sequence[str]) -> Sequence[str]:
    """Return lines without blanks at their ends, and with a rule where a page ends."""
    if any("\f" in line for line in lines):
        lines = [piece for line in lines for piece in line.replace("\f", f"\n{_PAGE_END}\n").split("\n")]
    return [*map(str.rstrip, lines)]


_PAGE_END = "=" * 12


def _are_headed(pieces: Sequence[Sequence[str]]) -> bool:
    """Tell whether each piece has a head, and no two one headline."""
    titles = {piece[_first(piece)].strip() for piece in pieces}
    return len(titles) == len(pieces) and all(_head(piece, _first(piece)) for piece in pieces)


def _pieces(lines: Sequence[str], marks: Sequence[int]) -> list[Sequence[str]]:
    pieces = [lines[start + 1 : stop] for start, stop in pairwise([-1, *marks, len(lines)])]
    return [piece for piece in pieces if any(map(str.strip, piece))]


def _marks(lines: Sequence[str]) -> Iterator[list[int]]:
    """Yield the numbers of the lines that may part texts, by their kind: rules, words in rules, numbers in order."""
    rules: list[int] = []
    worded: dict[int, str] = {}
    counted: dict[int, int] = {}
    for at, line in enumerate(lines):
        if not 0 < len(line) < _LONGEST_MARK or (line := line.strip())[-1:].islower():  # most lines of any text
            continue
        if line[:1].isalnum() or line[:1] in "[(":
            if count := _COUNTED.match(line):
                counted[at] = int(count[1])
        elif _RULE.match(line):
            rules.append(at)
        elif _MARKED.match(line):
            worded[at] = _ANY_NUMBER.sub("#", line)
    often = Counter(worded.values())
    yield rules
    yield [at for at, words in worded.items() if often[words] > 1]
    if [*counted.values()] == [*range(1, len(counted) + 1)]:
        yield [*counted]


def _headed(lines: Sequence[str], heads: Sequence[_Head]) -> list[Sequence[str]]:
    """Return the texts that each open with a head of one shape; what stands above the first head goes with it.

    A chronicle opens with a headline of its own, and is one text; so are two texts whose heads are but a headline and
    a day, since a text may tell of two days.
    """
    days = [head.day for head in heads]
    alike = bool(heads) and max(days) - min(days) <= 1
    telling = len(heads) > 2 or all(head.size > 2 for head in heads)
    covered = bool(heads) and heads[0].start != _first(lines) and not all(head.sourced for head in heads)
    titles = {head.title for head in heads}
    if not alike or not telling or covered or len(titles) != len(heads):
        return []
    starts = [0, *(head.start for head in heads[1:]), len(lines)]
    pieces = [list(lines[start:stop]) for start, stop in pairwise(starts)]
    if any(len(" ".join(piece).split()) < _FEWEST_WORDS and not _spaceless(piece) for piece in pieces):
        return []
    numbers = [match and int(match[1]) for piece in pieces for match in [_NUMBERED.match(piece[0])]]
    for piece in pieces if numbers == list(range(1, len(pieces) + 1)) else ():
        piece[0] = _NUMBERED.sub("", piece[0])
    return [*pieces]


def _closed(lines: Sequence[str]) -> list[Sequence[str]]:
    """Return the texts that each open with a headline and end with paper and day, the last one too."""
    ends = [
        at
        for at, line in enumerate(lines)
        if cited(line.strip("() "))
        and at
        and not lines[at - 1].strip()
        and (at + 1 == len(lines) or not lines[at + 1].strip())
    ]
    if len(ends) < 2 or any(map(str.strip, lines[ends[-1] + 1 :])):
        return []
    pieces = [lines[start + 1 : stop + 1] for start, stop in pairwise([-1, *ends])]
    if not all(_title_of(piece, _FEWEST_WORDS) for piece in pieces):
        return []
    return [_with_source_above(piece) for piece in pieces]


def _with_source_above(piece: Sequence[str]) -> Sequence[str]:
    """Return a text with the line that closes it right below its headline, where heads are read."""
    first = _first(piece)
    return [piece[first], piece[-1].strip("() "), *piece[first + 1 : -1]]


def _heads(lines: Sequence[str]) -> list[_Head]:
    """Return the heads among lines, each with a text below it; none where a text stands above the first."""
    heads: list[_Head] = []
    at = _first(lines)
    while at < len(lines):
        opens = _opens(lines, at) or (heads and lines[at] and _shape(lines[at - 1]) == "text")
        head = _head(lines, at) if opens else None
        if head:
            heads.append(head)
        elif not heads and lines[at] and _shape(lines[at]) == "text":
            return []
        at = head.stop if head else at + 1
    day = min((head.day for head in heads), default=0)
    return [head if head.day == day else _from_later_on(lines, head, day) for head in heads]


def _from_later_on(lines: Sequence[str], whole: _Head, day: int) -> _Head:
    """Return a head without the lines above it that others lack: contents of the file, who wrote the text before."""
    later = (_head(lines, at) for at in range(whole.start + 1, whole.stop) if _opens(lines, at))
    return next((head for head in later if head and head.day == day), whole)


def _opens(lines: Sequence[str], at: int) -> bool:
    """Tell whether a block of lines begins at one."""
    return bool(lines[at]) and (at == 0 or not lines[at - 1])


def _head(lines: Sequence[str], start: int) -> _Head | None:
    """Return the head that stands from a line on; None where a headline, a day or a text below them is missing."""
    shapes: list[str] = []
    title = ""
    at = start
    while at < len(lines) and len(shapes) <= MOST_HEAD:
        if lines[at]:
            shape = _shape(lines[at])
            if shape == "text" or _is_wrapped(lines, at):
                break
            shapes.append(shape)
            title += lines[at] if shape in ("title", "titled day") else ""
        at += 1
    days = [number for number, shape in enumerate(shapes) if shape in _DAYS]
    if at == len(lines) or len(shapes) > MOST_HEAD or len(days) != 1 or not title:
        return None
    size = len(shapes) + (shapes[days[0]] == "titled day")
    return _Head(start, at, days[0], size, shapes[days[0]] != "day alone", title)


def _is_wrapped(lines: Sequence[str], at: int) -> bool:
    """Tell whether a paragraph begins at a line whose lines were broken at a width."""
    stop = next((end for end in range(at, len(lines)) if not lines[end]), len(lines))
    block = lines[at:stop]
    return len(block) > 1 and bool(_ENDS.search(block[-1])) and all(len(line) >= _WIDTH for line in block[:-1])


def _shape(line: str) -> str:
    """Return what a line above a text can be: one of `_DAYS`, a title, a word; or text itself."""
    line = line.strip().translate(_DIGITS)
    words = len(line.split())
    if len(line) > LONGEST or (_ENDS.search(line) and (words >= _SENTENCE_WORDS or _STOP.search(line))):
        return "text"
    if _YEAR.search(line):
        barred = [piece for piece in _BARS.split(line) if piece]
        pieces = [piece for bar in barred for piece in _parted(bar) if piece]
        beside = [piece for piece in pieces if not _is_day(piece)]
        if len(pieces) > len(beside):
            headed = any(len(piece.split()) > 2 for piece in barred[:2] if not _YEAR.search(piece))
            if len(barred) > 1 and headed and words > _BESIDE_WORDS:
                return "titled day"
            if all(len(piece.split()) <= _BESIDE_WORDS for piece in beside):
                return "day" if any(len(piece.split()) > 1 for piece in beside) else "day alone"
    return "title" if (words > 1 or _spaceless([line])) and not _ADDRESS.match(line) else "word"


def _parted(piece: str) -> list[str]:
    """Part words at commas, but where these stand in a day alone."""
    parts = _COMMAS.split(piece)
    return [piece] if not any(map(_is_day, parts)) and _is_day(piece) else parts


def _is_day(piece: str) -> bool:
    """Tell whether words are a day in any language: a year, another number, and few words."""
    return len(piece.split()) <= _DAY_WORDS and bool(_YEAR.search(piece) and _NUMBER.search(_YEAR.sub(" ", piece)))


def _title_of(piece: Sequence[str], fewest: int = _FEWEST_TEXT) -> str:
    """Return the headline of a text that has one and enough words below it; empty for any other."""
    first = _first(piece)
    title = piece[first].strip() if first < len(piece) else ""
    below = [line for line in piece[first + 1 :] if line.strip()]
    enough = sum(len(line.split()) for line in below) >= fewest or (
        _spaceless(below) and sum(map(len, below)) >= fewest
    )
    told = any(_shape(line) == "text" for line in below[:MOST_HEAD])
    return title if title and _shape(title) in ("title", "titled day") and enough and told else ""


def _spaceless(lines: Sequence[str]) -> bool:
    return any(re.search(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{4}", line) for line in lines)


def _first(lines: Sequence[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.strip()), len(lines))
