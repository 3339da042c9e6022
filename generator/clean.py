"""Clean a text (stage 2): from ``str`` to ``Cleaned``, the paragraphs kept and the lines dropped.

Boilerplate goes in two ways. Named rules know phrases that outlets of many languages print. What no phrase book holds
repeats across an outlet's own articles: `edge_lines` keeps a trace of each article's first and last paragraphs,
`boilerplate` finds the lines that repeat, `drop_repeated` takes them out. Every line of the text ends up as a
paragraph, as part of one, or in `dropped`; a doubtful line stays.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter

import xxhash
from msgspec import Struct

from .errors import SettingError
from .memory import NO_MEMORY, Memory
from .model import Cleaned, Dropped, Rule

REPEATED = "repeats in this outlet"
"""Name of the rule of `drop_repeated`."""

# ---------------------------------------------------------------------------------------------------- Unicode

_BREAK_MARKS = "\r\x0b\x0c\u2028\u2029"
_BREAKS = re.compile(rf"\r\n|[{_BREAK_MARKS}]")
_SPACES = re.compile(r"[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PLAIN_SPACES = re.compile(r" {2,}")
_MARGINS = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_UNTIDY = re.compile(r"\n(?: |\n\n|(?<= \n))")
"""Where one of the two has something to do; a search for a line feed takes a third of the time of three for pairs."""
# One class each, because a search for a class runs several times as fast as one for alternatives.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ODD = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff"
    r"\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe-\U0010ffff]"
)
_C1 = re.compile(r"[\x80-\x9f]")
# What Windows-1252 prints where Latin-1 has controls: the HTML standard reads them so, and scrapers meet them daily.
_C1_MEANINGS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    r"\ufffe\uffff\u202a-\u202e\u2066-\u2069"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + r"]+"
)
_TAG = re.compile(r"[\U000e0000-\U000e007f]")
_TAGS_ALONE = re.compile(r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
_MARKS = re.compile(r"[\u061c\u200e\u200f]+")
_MARKS_ALONE = re.compile(r"(?m)^[\u061c\u200e\u200f ]+$")
_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_JOINERS = re.compile(r"[\u200c\u200d]+")
_JOINING = "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_JOINING_SCRIPT = re.compile(f"[{_JOINING}]")
_VIRAMA = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u103a\u17d2")
_EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")


def normalise(text: str) -> str:
    """Normalise the Unicode and the white space of a text; normalising twice changes nothing more.

    NFC; every space a plain one, runs of them one; lines stripped; at most one blank line in a row. What is invisible
    goes, but for joiners that shape a letter or an emoji, and direction marks in texts with letters written right to
    left. Direction overrides and isolates go everywhere: they can make a line read as what it does not say.
    """
    odd = _has_odd(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _visible(text) if odd else text)
    elif odd:
        text = _INVISIBLE.sub("", _plain_breaks(text))
    if odd:
        text = _SPACES.sub(" ", text)
    elif "  " in text:
        text = _PLAIN_SPACES.sub(" ", text)
    if _UNTIDY.search(text):
        text = _BLANK_LINES.sub("\n\n", _MARGINS.sub("\n", text))
    return text.strip(" \n")


def _has_odd(text: str) -> bool:
    """Tell whether a text holds what cannot be seen, or a space that is no plain one."""
    # Nothing odd counts as printable, and asking for that takes a third of the time of a search.
    if text.replace("\n", " ").isprintable():
        return False
    return bool((_CONTROL if text.isascii() else _ODD).search(text))


def _plain_breaks(text: str) -> str:
    return _BREAKS.sub("\n", text) if any(mark in text for mark in _BREAK_MARKS) else text


def _visible(text: str) -> str:
    """Repair or remove what cannot be seen, in a text that is more than ASCII."""
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _C1.search(text):
        text = _read_c1(text)
    text = _plain_breaks(text)
    if _TAG.search(text):
        text = _TAGS_ALONE.sub("", text)
    text = _INVISIBLE.sub("", text)
    if _MARKS.search(text):
        text = _MARKS_ALONE.sub("", text) if _RIGHT_TO_LEFT.search(text) else _MARKS.sub("", text)
    if _JOINERS.search(text):
        text = _JOINERS.sub(_keep_joiner, text)
    return text


def _read_c1(text: str) -> str:
    """Read C1 controls as the punctuation they were before an encoding slip; a lone NEL is a line break."""
    if set(_C1.findall(text)) == {"\x85"}:
        return text.replace("\x85", "\n")
    return text.translate(_C1_MEANINGS)


def _keep_joiner(match: re.Match[str]) -> str:
    """Return the first of a run of joiners where it shapes what stands around it, else nothing."""
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    joiner = match[0][0]
    if _JOINING_SCRIPT.match(before) and (_JOINING_SCRIPT.match(after) or before in _VIRAMA):
        return joiner
    if joiner == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after):
        return joiner
    return ""


# ---------------------------------------------------------------------------------------------------- paragraphs

# Scripts written without spaces between words: their wrapped lines join without one.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3001-\u30ff\u3100-\u312f\u3190-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
)
_INDENTED = re.compile(r"\n(?=(?: {2,12}|\t|\u3000{1,2})\S)")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔।॥:：][\"'”’»›」』)\]]{0,3}$")
_NARROWEST, _WIDEST = 20, 160
"""Columns, in characters, at which texts are hard-wrapped: a narrow newspaper column, a wide terminal."""
_MANY = 12
"""Lines that speak for a ragged column."""


def _lines(text: str) -> list[str]:
    """Split a text into its lines, wrapped lines of one paragraph joined; all normalised, none empty."""
    blocks = [block.split("\n") for block in normalise(_mark_indents(text)).split("\n\n") if block]
    full = _full_length([pair for block in blocks for pair in pairwise(block)])
    if not full:
        return [line for block in blocks for line in block]
    return [paragraph for block in blocks for paragraph in _unwrap(block, full)]


def _mark_indents(text: str) -> str:
    """Put a blank line before each indented line, where indenting marks a paragraph and not the whole text."""
    if "\n" not in text:
        return text
    text = _plain_breaks(text)
    indented = len(_INDENTED.findall(text))
    return _INDENTED.sub("\n\n", text) if 0 < indented * 2 <= text.count("\n") + 1 else text


def _full_length(breaks: Sequence[tuple[str, str]]) -> float:
    """Return the length from which a line of a hard-wrapped text is full, 0 if each line is a paragraph.

    A line is full if the first word of the next would not have fitted beside it. Columns of print, read by machine, are
    ragged, so that where many lines speak for a column, 85 % of it is full.

    Args:
        breaks: Each line with the line that follows it directly, without a blank line between.
    """
    if not breaks:
        return 0
    lengths = sorted(len(line) for line, _ in breaks)
    column = lengths[len(lengths) * 9 // 10]
    if not _NARROWEST <= column <= _WIDEST:
        return 0
    full = column if len(breaks) < _MANY else column * 0.85
    breaks = [(line, after) for line, after in breaks if len(line) * 2 >= column]
    filled = sum(_is_full(line, after, full) for line, after in breaks)
    within = sum(not _SENTENCE_END.search(line) for line, _ in breaks)
    cased = [after[0] for _, after in breaks if after[0].lower() != after[0].upper()]
    # The rows of a table have one length and no stops either; in prose, lines also begin in lower case.
    prose = sum(letter.islower() for letter in cased) * 4 >= len(cased) if cased else len(breaks) > 1
    return full if prose and filled * 5 >= len(breaks) * 3 and within * 2 > len(breaks) else 0


def _is_full(line: str, after: str, full: float) -> bool:
    """Tell whether a line is full, judged by the first word of the line after it."""
    word = after.split(" ", 1)[0]
    return len(line) + 1 + min(len(word), full // 3) > full


def _unwrap(block: Sequence[str], full: float) -> list[str]:
    """Join the wrapped lines of a block; short lines, such as buttons and prices, stay lines of their own."""
    paragraphs = [[block[0]]]
    for line, after in pairwise(block):
        goes_on = not _SENTENCE_END.search(line) and after[0].islower() and len(line) * 2 >= full
        if goes_on or _is_full(line, after, full):
            paragraphs[-1].append(after)
        else:
            paragraphs.append([after])
    return [_join(lines) for lines in paragraphs]


def _join(lines: Sequence[str]) -> str:
    """Join lines with a space, and without one where the script has none."""
    parts = [lines[0]]
    for line, after in pairwise(lines):
        spaced = not (_UNSPACED.match(line[-1]) or _UNSPACED.match(after[0]))
        parts += (" ", after) if spaced else (after,)
    return "".join(parts)


# ---------------------------------------------------------------------------------------------------- rules

_LONG = 600
"""Characters; longer lines are only compared with open patterns, which keeps a line of a megabyte cheap."""
_BUTTON = 24
"""Characters of the longest line that may be one button of a bar that stands one button a line."""
_BAR = 12
"""Lines of the longest such bar that is looked for."""
_DECORATION = " *_~|•·▪■●►▶→⇒»›>=–—#+[(【-"
"""What may stand before a line's first letter."""
_OPENING = f"[{re.escape(_DECORATION)}]*"
_CLOSING = r"[ *_~|•·:…→⇒»›>=<–—\])】↓▼▸-]*(?:\.{2,})?"
_STRAIGHT = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("\u0307", ""))
"""Typographic quotation marks, and the dot that lower-casing a Turkish İ leaves behind."""
_FEWEST, _ENOUGH = 2, 8
"""Letters of an opening that are needed to look it up, and that are more than enough to tell it from a report's."""
_LOOSE = re.compile(r"(?:\"\?|\(\?:)*(?:\[\^[^\]]+\]|\[[^\]]*\\w[^\]]*\]|\\w|\.)[{*+]")
"""How a loose pattern begins: with anything, or with any word."""
_LETTER = re.compile(r"(\\\W|[^\\\[\](){}|.^$?*+])(?:(\?)(?![?+])|(?![?*+{]))")
"""A letter of a pattern that stands for itself, and whether it may be missing."""
_LETTERS = re.compile(r"\[([^\\\]^-][^\\\]-]*-?)\]")
"""A class without ranges: its letters."""
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[(|)]")
_QUANTIFIER = re.compile(r"(?:\?|\*|\+|\{\d*,?\d*\})[?+]?")
_MAY_BE_MISSING = re.compile(r"[?*]|\{0*[,}]")
_ESCAPE = re.compile(r"\\.")
_NOT_PLAIN = re.compile(
    r"\[[^\]]*\](?:\{[\d,]*\}|[?*+])?|\([^()]*\)(?:\{[\d,]*\}|[?*+])?|[^()](?:\{[\d,]*\}|[?*+])|[.^$]"
)
"""What of a pattern is not plain words that must stand in a match."""
_OFFER = re.compile(
    r"subscri|premium|newsletter|inbox|unlimited|cancel|advertis|\bads?\b|digital|\bplans?\b|access|sign (?:in|up)"
    r"|log in|register|cookie|privacy|\bapp\b|podcast|membership|free trial|donat|copyright|©|rights reserved"
    r"|journalism|terms (?:and|of)|e-?paper|our (?:editors|readers|reporting)|follow us|abonn"
    r"|\babo\b|suscri|assinan|подпис|abone"
    r"|اشترا|مشترك|会員|購読|订阅|訂閱|会员|會員",
    re.IGNORECASE,
)
_END_OF_SENTENCE = re.compile(r"[.!?…。！？؟۔।][\"'”’»›」』)\]]{0,3}$")


class RuleSet(Struct, frozen=True):
    """Rules made ready for `clean`; it survives pickling."""

    names: tuple[str, ...]
    walls: frozenset[int]
    """Indices of the rules that hold until the end."""
    openings: Mapping[str, tuple[str, ...]]
    """First letters of an opening -> openings, one of which every line has that `worded` matches."""
    worded: re.Pattern[str]
    """Patterns that begin with their telling words, against a whole line; group ``rN`` is rule N."""
    free: re.Pattern[str]
    """Patterns that begin with a number, a sign or any word."""
    loose: Mapping[str, re.Pattern[str]]
    """Cue, without which a line cannot match -> patterns that begin with anything, which are slow."""
    opening: re.Pattern[str]
    """The open patterns, against the opening of a long line."""

    def cues_in(self, text: str) -> tuple[str, ...]:
        """Return the cues that stand in a text of keys, so that each of its lines is searched for these alone."""
        return tuple([cue for cue in self.loose if cue in text])

    def match(self, line: str, key: str, cues: Sequence[str]) -> int | None:
        """Return the index of the rule that matches a line, None if none does.

        Args:
            line: The line.
            key: Its key.
            cues: The cues that it may hold.
        """
        if len(line) > _LONG:
            return _first([self.opening.match(key)])
        words = key.lstrip(_DECORATION)
        opens = words.startswith(self.openings.get(words[:_FEWEST], ()))
        worded = self.worded.fullmatch(key) if opens else None
        free = self.free.fullmatch(key)
        if worded or free:
            return _first([worded, free])
        loose = [self.loose[cue].fullmatch(key) for cue in cues if cue in key]
        return _first(loose) if loose else None


def _first(matches: Sequence[re.Match[str] | None]) -> int | None:
    """Return the index of the first rule that matched, None if none did."""
    return min((int(found.lastgroup[1:]) for found in matches if found and found.lastgroup), default=None)


def _key(lines: Sequence[str]) -> str:
    """Return what patterns are compared with, line by line: openings, in lower case, with straight quotation marks."""
    key = "\n".join([line[:_LONG] for line in lines]).lower()
    if not key.isascii():
        for typographic, straight in _STRAIGHT:
            key = key.replace(typographic, straight)
    return key


def compile_rules(rules: tuple[Rule, ...]) -> RuleSet:
    """Make rules ready for `clean`; the first rule that matches a line names it, loose patterns last.

    Raises:
        SettingError: If a pattern is no regular expression, has a group of its own, or matches an empty line.
    """
    patterns = [(index, pattern) for index, rule in enumerate(rules) for pattern in rule.patterns]
    for index, pattern in patterns:
        _check_pattern(rules[index].name, pattern)
    cues = {pattern: cue for _, pattern in patterns if (cue := _cue(pattern))}
    openings = {pattern: _openings(f"(?:{pattern})") for _, pattern in patterns if pattern not in cues}
    worded = {pattern for pattern, found in openings.items() if all(map(_can_be_looked_up, found))}
    free = openings.keys() - worded
    return RuleSet(
        names=tuple(rule.name for rule in rules),
        walls=frozenset(index for index, rule in enumerate(rules) if rule.until == "end"),
        openings=_by_first_letters({opening for pattern in worded for opening in openings[pattern]}),
        worded=_alternatives([(index, pattern) for index, pattern in patterns if pattern in worded], _CLOSING),
        free=_alternatives([(index, pattern) for index, pattern in patterns if pattern in free], _CLOSING),
        loose={
            cue: _alternatives([(index, pattern) for index, pattern in patterns if cues.get(pattern) == cue], _CLOSING)
            for cue in sorted(set(cues.values()))
        },
        opening=_alternatives([(index, pattern) for index, pattern in patterns if pattern.endswith(".*")], ""),
    )


def _cue(pattern: str) -> str:
    """Return words that any match of a loose pattern holds; nothing for a pattern that begins with its words."""
    if not _LOOSE.match(pattern):
        return ""
    plain = _ESCAPE.sub("\0", pattern)
    while plain != (plain := _NOT_PLAIN.sub("\0", plain)):
        pass
    return "" if "|" in plain else max(reversed(plain.split("\0")), key=len).strip()


def _can_be_looked_up(opening: str) -> bool:
    """Tell whether an opening is long enough, and stays once a line's decoration is taken off."""
    return len(opening) >= _FEWEST and opening[0] not in _DECORATION


def _by_first_letters(openings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for opening in sorted(openings):
        found[opening[:_FEWEST]].append(opening)
    return {letters: tuple(own) for letters, own in found.items()}


def _openings(pattern: str, before: str = "") -> set[str]:
    """Return how the matches of a pattern begin, in so many letters as the pattern says plainly and are enough.

    Args:
        pattern: A pattern, or what is left of it.
        before: The letters that stand before.
    """
    while len(before) < _ENOUGH and (letter := _LETTER.match(pattern)):
        pattern = pattern[letter.end() :]
        if letter[2]:
            return _openings(pattern, before) | _openings(pattern, before + letter[1][-1])
        before += letter[1][-1]
    # Only where the opening would be too short, since each class multiplies the openings.
    if len(before) < _FEWEST and (letters := _LETTERS.match(pattern)):
        pattern = f"(?:{'|'.join(map(re.escape, letters[1]))}){pattern[letters.end() :]}"
    if len(before) == _ENOUGH or not pattern.startswith("(?:"):
        return {before}
    alternatives, after = _first_group(pattern)
    times = _QUANTIFIER.match(after)
    rest = after[times.end() :] if times else after
    follows = rest if times is None or times[0] == "?" else "."  # what may be repeated may be followed by itself
    found = {opening for one in alternatives for opening in _openings(one + follows, before)}
    return found | _openings(rest, before) if times and _MAY_BE_MISSING.match(times[0]) else found


def _first_group(pattern: str) -> tuple[list[str], str]:
    """Split a pattern that begins with a group into the group's alternatives and what follows it."""
    alternatives, start, depth = [], len("(?:"), 0
    for piece in _PIECE.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if depth == 0 or (depth == 1 and piece[0] == "|"):
            alternatives.append(pattern[start : piece.start()])
            start = piece.end()
        if depth == 0:
            break
    return alternatives, pattern[start:]


def _check_pattern(name: str, pattern: str) -> None:
    """Raise a `SettingError` for a pattern that cannot stand beside the others."""
    try:
        compiled = re.compile(f"(?:{pattern})")
    except (re.error, RecursionError) as error:
        raise SettingError(
            f"boilerplate rule {name!r}: pattern {pattern!r} is not a regular expression: {error}"
        ) from None
    if compiled.groups:
        raise SettingError(
            f"boilerplate rule {name!r}: pattern {pattern!r} has a group; expected (?:...) instead of (...)"
        )
    if compiled.fullmatch(""):
        raise SettingError(f"boilerplate rule {name!r}: pattern {pattern!r} matches an empty line; expected words")


def _alternatives(patterns: Sequence[tuple[int, str]], closing: str) -> re.Pattern[str]:
    """Combine patterns into one expression, those of each rule in a group named after its index."""
    groups = [
        f"(?P<r{index}>{'|'.join(pattern for _, pattern in own)})"
        for index, own in groupby(patterns, key=itemgetter(0))
    ]
    return re.compile(f"{_OPENING}(?:{'|'.join(groups)}){closing}" if groups else "(?!)")


def clean(text: str, rules: RuleSet) -> Cleaned:
    """Split a text into paragraphs and drop its boilerplate lines.

    Returns:
        Paragraphs and dropped lines, normalised, each in the order of the text. Cleaning the paragraphs again
        changes nothing.
    """
    lines = _lines(text)
    key = _key(lines)
    cues = rules.cues_in(key)
    found = [rules.match(line, own, cues) for line, own in zip(lines, key.split("\n"), strict=bool(lines))]
    _close_wall(lines, found, rules.walls)
    _find_bars(lines, found, rules)
    return Cleaned(
        paragraphs=tuple(line for line, rule in zip(lines, found, strict=True) if rule is None),
        dropped=tuple(
            Dropped(text=line, rule=rules.names[rule])
            for line, rule in zip(lines, found, strict=True)
            if rule is not None
        ),
    )


def _close_wall(lines: Sequence[str], found: list[int | None], walls: frozenset[int]) -> None:
    """Give all lines below a wall to its rule, unless the report goes on below."""
    starts = [index for index, rule in enumerate(found) if rule in walls]
    if not starts:
        return
    first = found.index(None) if None in found else len(found)
    reports = [
        index for index in range(starts[0], len(lines)) if found[index] is None and _reads_like_report(lines[index])
    ]
    for start in starts:
        # With nothing above the wall the text itself must be below it, be it one paragraph.
        if len(reports) - bisect(reports, start) < (2 if first < start else 1):
            found[start:] = [found[start] if rule is None else rule for rule in found[start:]]
            return


def _reads_like_report(line: str) -> bool:
    """Tell whether a line is a long sentence without the words of an offer."""
    long = line.count(" ") >= 11 or (len(line) >= 40 and line.count(" ") * 12 < len(line))
    return long and bool(_END_OF_SENTENCE.search(line)) and not _OFFER.search(line)


def _find_bars(lines: Sequence[str], found: list[int | None], rules: RuleSet) -> None:
    """Give to a rule the short lines beside a dropped one that it matches together: a bar, one button a line."""
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and stop - start < _BAR and len(lines[stop]) <= _BUTTON:
            stop += 1
        while stop - start >= 2 and not _is_bar(slice(start, stop), lines, found, rules):
            stop -= 1
        start = max(stop, start + 1)


def _is_bar(span: slice, lines: Sequence[str], found: list[int | None], rules: RuleSet) -> bool:
    """Give the lines of a bar to its rule; tell whether there is one."""
    kept = found[span].count(None)
    if kept in {0, span.stop - span.start}:
        return False
    rule = _rule_of_bar(lines[span], rules)
    # Buttons stand in any order. What matches in one order only may be "Read more" above a crosshead.
    if rule is None or rule in rules.walls or _rule_of_bar(lines[span][::-1], rules) != rule:
        return False
    found[span] = [rule if own is None else own for own in found[span]]
    return True


def _rule_of_bar(buttons: Sequence[str], rules: RuleSet) -> int | None:
    bar = " ".join(buttons)
    return rules.match(bar, _key((bar,)), tuple(rules.loose))


# ---------------------------------------------------------------------------------------------------- repeated lines

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
_DAY = re.compile(r"(?=.*\b(?:1[89]|20)\d\d\b)\D*\d+\D+\d.*")


class EdgeLines(Struct, frozen=True):
    """Trace of an article's first and last paragraphs, from which an outlet's boilerplate is told.

    A hash has 64 bits; digits count as 0 and case does not count, so that a counter is one line. Its two lowest bits
    say whether the line reads like the report's own, and whether it may be a byline, dateline or date.
    """

    head: tuple[int, ...]
    """Up to 4 first paragraphs, outside in."""
    tail: tuple[int, ...]
    """Up to 8 last paragraphs, outside in."""
    headline: bool
    """Whether the first paragraph may be a headline, which hides the lines below it from the edge."""
    core: tuple[int, ...]
    """The 3 longest paragraphs, by hash: versions of one text have the same core."""


def edge_lines(paragraphs: Sequence[str]) -> EdgeLines:
    """Keep of an article what `boilerplate` needs to know."""
    longest = sorted(paragraphs, key=lambda line: (-len(line), line))[:_CORE]
    return EdgeLines(
        head=tuple(map(_hash, paragraphs[:_HEAD])),
        tail=tuple(map(_hash, paragraphs[: -_TAIL - 1 : -1])),
        headline=bool(paragraphs) and _may_be_headline(paragraphs[0]),
        core=tuple(sorted(map(_hash, longest))),
    )


def _hash(line: str) -> int:
    """Return the hash of a line, its two lowest bits replaced by what it may be."""
    key = line.casefold()
    # Digits are folded where they count or date something. Figures are the report's own: a price, a score, a table.
    if len(line) <= _CREDITS and not _FIGURES.search(key):
        key = _DIGITS.sub("0", key)
    flags = _SENTENCE * _reads_like_sentence(line) | _CREDIT * _may_be_credit(line)
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "replace")) & ~3 | flags


def _reads_like_sentence(line: str) -> bool:
    """Tell whether a line may be the report's own, if only "He did not elaborate." or "Payable April 30"."""
    words = line.count(" ") + 1
    if words > 12 or (words <= 2 and len(line) > 24):
        return True
    return (words >= 3 and bool(_END_OF_SENTENCE.search(line))) or bool(_DIGITS.search(line))


def _may_be_credit(line: str) -> bool:
    """Tell whether a line may be a byline, a dateline, a date, or a name below a text."""
    if len(line) > _CREDITS:
        return False
    return any(pattern.fullmatch(line) for pattern in (_CREDIT_LINE, _NAME, _UNCASED_NAME, _DAY))


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
    found = {}
    for outlet, articles in outlets.items():
        if len(articles) >= at_least:
            source = (articles, at_least)
            found[outlet] = memory.recall(("boilerplate", outlet), source, partial(_repeated, articles, at_least))
    shared = _used_elsewhere(outlets, found)
    return {outlet: kept for outlet, hashes in sorted(found.items()) if (kept := frozenset(hashes - shared[outlet]))}


def _repeated(articles: Sequence[EdgeLines], at_least: int) -> set[int]:
    """Return the lines that repeat at the edges of one outlet's articles, the least set that explains itself."""
    enough = max(at_least, -(-len(articles) // 200))
    enough_sentences = max(2 * at_least, 10, -(-len(articles) // 20))
    exposed: defaultdict[int, list[tuple[int, Sequence[int], int]]] = defaultdict(list)
    for number, article in enumerate(articles):
        for side in (article.head, article.tail):
            _expose(exposed, number, side, 0)
        if article.headline:
            _expose(exposed, number, article.head, 1)
    found: set[int] = set()
    fresh = set(exposed)
    while fresh:
        accepted = [line for line in fresh if len(exposed[line]) >= (enough_sentences if line & _SENTENCE else enough)]
        accepted = [line for line in accepted if _counts(articles, line, exposed[line], enough, enough_sentences)]
        found.update(accepted)
        inner = [(number, side, index + 1) for line in accepted for number, side, index in exposed[line]]
        fresh = {line for place in inner if (line := _expose(exposed, *place)) is not None} - found
    return found


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
    articles: Sequence[EdgeLines],
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


def _used_elsewhere(outlets: dict[str, list[EdgeLines]], found: dict[str, set[int]]) -> dict[str, set[int]]:
    """Return, for each outlet, its repeated sentences that other outlets print too: an agency's, not its own."""
    sentences = {line for lines in found.values() for line in lines if line & _SENTENCE}
    counts = {
        outlet: Counter(
            line
            for article in articles
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
        for outlet, lines in found.items()
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
