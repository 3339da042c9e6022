"""Boilerplate rules: named patterns of lines that outlets print, and what they take out of a text."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from generator.languages import sentence_end
from generator.model import Cleaned, Dropped, Rule
from generator.model.errors import SettingError

from .paragraphs import lines_of

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
_OF_READING = re.compile(
    r"read|article|\bles[eint]|lez[ei]|läs|læs|\blire|lectur|leer|legg|\bler\b|č[ií]st|čít|čita|brati|branj|czyt|olvas|διαβ|ανάγν|oku"
    r"|قرا|خوان|чит|чет|luke|luk[ue]|skait|lasī|luge|citi|baca|đọc|読|读|讀|읽|पढ़|artik|artíc|artig|článk|článok|cikk|стат"
    r"|текст|sak[en]|juttu|registr|logg|log in|prihl|přihl|prijav|zalog|вой[дт]",
    re.IGNORECASE,
)
"""Words of reading, and of what somebody must do to read on, in many languages."""
_CLAUSE = re.compile(r"[,،，]\s+")
_SAID_WORDS = 2
"""Spaces in the words behind a comma that say who said what stands before it."""
END_OF_SENTENCE = sentence_end()
_ADDRESSED = frozenset({"paywall", "follow us", "read more"})
LIST = "read more"
"""The rule of headings below which links to other pages stand, one a line."""
_ABOVE_LIST, _MOST_TITLES, _TITLE, _SENTENCE = 2, 20, 140, 20
"""Paragraphs of a report above such a list; lines of it, and characters of one and of a sentence."""
_HEADING, _HEADING_SPACES = 40, 4
"""Characters and spaces of a heading: more is a link of its own, `Read more: Where the ferry goes`."""
_NAMES_ONE = re.compile(r"[:：]\s*\w")
_ENDS_SENTENCE = re.compile(r"[.!。！…;:：][\"'”’»」』)\]]*\s*\Z|[\"”»」』]\s*\Z")


class RuleSet(Struct, frozen=True):
    """Rules made ready for `clean`; it survives pickling."""

    names: tuple[str, ...]
    walls: frozenset[int]
    """Indices of the rules that hold until the end."""
    lists: frozenset[int]
    """Indices of the rules for the headings of lists of links."""
    addressed: frozenset[int]
    """Indices of the rules for what a page asks of its readers, which people in a report may say too."""
    openings: Mapping[str, tuple[str, ...]]
    """First letters of an opening -> openings, one of which every line has that `worded` matches."""
    worded: Mapping[str, tuple[tuple[int, str], ...]]
    """First letters of an opening -> patterns that begin with their telling words, each with the index of its rule."""
    free: re.Pattern[str]
    """Patterns that begin with a number, a sign or any word, against a whole line; group ``rN`` is rule N."""
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
        letters = words[:_FEWEST]
        opens = words.startswith(self.openings.get(letters, ()))
        worded = _whole_line(self.worded[letters]).fullmatch(key) if opens else None
        free = self.free.fullmatch(key)
        if worded or free:
            return _first([worded, free])
        loose = [self.loose[cue].fullmatch(key) for cue in cues if cue in key]
        return _first(loose) if loose else None


def _first(matches: Sequence[re.Match[str] | None]) -> int | None:
    """Return the index of the first rule that matched, None if none did."""
    return min((int(match.lastgroup[1:]) for match in matches if match and match.lastgroup), default=None)


def _key(lines: Sequence[str]) -> str:
    """Return what patterns are compared with, line by line: openings, in lower case, with straight quotation marks."""
    key = "\n".join([line[:_LONG] for line in lines]).lower()
    if not key.isascii():
        for typographic, straight in _STRAIGHT:
            key = key.replace(typographic, straight)
    return key


def compile_rules(rules: tuple[Rule, ...], *, checked: Container[str] = ()) -> RuleSet:
    """Make rules ready for `clean`; the first rule that matches a line names it, loose patterns last.

    Args:
        rules: The rules.
        checked: Patterns that are known to be fit, such as all of our own: that takes a third of the time.

    Raises:
        SettingError: If a pattern is no regular expression, has a group of its own, or matches an empty line.
    """
    patterns = [(index, pattern) for index, rule in enumerate(rules) for pattern in rule.patterns]
    for index, pattern in patterns:
        if pattern not in checked:
            _check_pattern(rules[index].name, pattern)
    cues = {pattern: cue for _, pattern in patterns if (cue := _cue(pattern))}
    openings = {pattern: _openings(f"(?:{pattern})") for _, pattern in patterns if pattern not in cues}
    worded = {pattern for pattern, starts in openings.items() if all(map(_can_be_looked_up, starts))}
    free = openings.keys() - worded
    return RuleSet(
        names=tuple(rule.name for rule in rules),
        walls=frozenset(index for index, rule in enumerate(rules) if rule.until == "end"),
        lists=frozenset(index for index, rule in enumerate(rules) if rule.name == LIST),
        addressed=frozenset(index for index, rule in enumerate(rules) if rule.name in _ADDRESSED),
        openings=_by_first_letters({opening for pattern in worded for opening in openings[pattern]}),
        worded=_worded([(index, pattern) for index, pattern in patterns if pattern in worded], openings),
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
    by_letters: defaultdict[str, list[str]] = defaultdict(list)
    for opening in sorted(openings):
        by_letters[opening[:_FEWEST]].append(opening)
    return {letters: tuple(own) for letters, own in by_letters.items()}


def _worded(
    patterns: Iterable[tuple[int, str]], openings: Mapping[str, set[str]]
) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return the patterns by the first letters of their openings, in their order."""
    by_letters: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for index, pattern in patterns:
        for letters in {opening[:_FEWEST] for opening in openings[pattern]}:
            by_letters[letters].append((index, pattern))
    return {letters: tuple(own) for letters, own in by_letters.items()}


@cache
def _whole_line(patterns: tuple[tuple[int, str], ...]) -> re.Pattern[str]:
    """Return patterns as one expression, made when a line first begins as one of them: few ever do."""
    return _alternatives(patterns, _CLOSING)


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
    openings = {opening for one in alternatives for opening in _openings(one + follows, before)}
    return openings | _openings(rest, before) if times and _MAY_BE_MISSING.match(times[0]) else openings


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
    lines = lines_of(text)
    key = _key(lines)
    cues = rules.cues_in(key)
    ruled = [rules.match(line, own, cues) for line, own in zip(lines, key.split("\n"), strict=bool(lines))]
    said = (at for at, rule in enumerate(ruled) if rule in rules.addressed and _is_said(lines[at]))
    for at in said:
        ruled[at] = None
    _close_wall(lines, ruled, rules.walls)
    _close_list(lines, ruled, rules)
    _find_bars(lines, ruled, rules)
    return Cleaned(
        paragraphs=tuple(line for line, rule in zip(lines, ruled, strict=True) if rule is None),
        dropped=tuple(
            Dropped(text=line, rule=rules.names[rule])
            for line, rule in zip(lines, ruled, strict=True)
            if rule is not None
        ),
    )


def _is_said(line: str) -> bool:
    """Tell whether a line is what somebody said in a report: `The article is for members only, the editor joked.`."""
    *_, last = _CLAUSE.split(line)
    told = last != line and last.count(" ") >= _SAID_WORDS and END_OF_SENTENCE.search(line)
    return bool(told) and not _OFFER.search(last) and not _OF_READING.search(last)


def _close_wall(lines: Sequence[str], ruled: list[int | None], walls: frozenset[int]) -> None:
    """Give all lines below a wall to its rule, unless the report goes on below."""
    starts = [index for index, rule in enumerate(ruled) if rule in walls]
    if not starts:
        return
    first = ruled.index(None) if None in ruled else len(ruled)
    reports = [
        index for index in range(starts[0], len(lines)) if ruled[index] is None and _reads_like_report(lines[index])
    ]
    for start in starts:
        # With nothing above the wall the text itself must be below it, be it one paragraph.
        if len(reports) - bisect(reports, start) < (2 if first < start else 1):
            ruled[start:] = [ruled[start] if rule is None else rule for rule in ruled[start:]]
            return


def _close_list(lines: Sequence[str], ruled: list[int | None], rules: RuleSet) -> None:
    """Give the titles below the heading of a list of links to its rule, where nothing but such lines follows."""
    if rules.lists.isdisjoint(ruled):
        return
    last = max((index for index, rule in enumerate(ruled) if rule is None and not _is_title(lines[index])), default=-1)
    heads = (index for index in range(last + 1, len(lines)) if ruled[index] in rules.lists)
    start = next((index for index in heads if _is_heading(lines[index])), len(lines))
    below = [index for index in range(start, len(lines)) if ruled[index] is None]
    above = sum(ruled[index] is None and _is_sentence(lines[index]) for index in range(start))
    if start < len(lines) and above >= _ABOVE_LIST and len(below) <= _MOST_TITLES:
        ruled[start:] = [ruled[start] if rule is None else rule for rule in ruled[start:]]


def _is_heading(line: str) -> bool:
    """Tell whether a line that leads to other pages is a heading of several, and not a link that names its own."""
    return len(line) <= _HEADING and line.count(" ") <= _HEADING_SPACES and not _NAMES_ONE.search(line)


def _is_sentence(line: str) -> bool:
    least = _SENTENCE if " " in line else _SENTENCE // 2
    return len(line) >= least and bool(_ENDS_SENTENCE.search(line))


def _is_title(line: str) -> bool:
    """Tell whether a line may be the title of another page: not long, and no sentence."""
    return len(line) <= _TITLE and not _ENDS_SENTENCE.search(line)


def _reads_like_report(line: str) -> bool:
    """Tell whether a line is a long sentence without the words of an offer."""
    long = line.count(" ") >= 11 or (len(line) >= 40 and line.count(" ") * 12 < len(line))
    return long and bool(END_OF_SENTENCE.search(line)) and not _OFFER.search(line)


def _find_bars(lines: Sequence[str], ruled: list[int | None], rules: RuleSet) -> None:
    """Give to a rule the short lines beside a dropped one that it matches together: a bar, one button a line."""
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and stop - start < _BAR and len(lines[stop]) <= _BUTTON:
            stop += 1
        while stop - start >= 2 and not _is_bar(slice(start, stop), lines, ruled, rules):
            stop -= 1
        start = max(stop, start + 1)


def _is_bar(span: slice, lines: Sequence[str], ruled: list[int | None], rules: RuleSet) -> bool:
    """Give the lines of a bar to its rule; tell whether there is one."""
    kept = ruled[span].count(None)
    if kept in {0, span.stop - span.start}:
        return False
    rule = _rule_of_bar(lines[span], rules)
    # Buttons stand in any order. What matches in one order only may be "Read more" above a crosshead.
    if rule is None or rule in rules.walls or _rule_of_bar(lines[span][::-1], rules) != rule:
        return False
    ruled[span] = [rule if own is None else own for own in ruled[span]]
    return True


def _rule_of_bar(buttons: Sequence[str], rules: RuleSet) -> int | None:
    bar = " ".join(buttons)
    return rules.match(bar, _key((bar,)), tuple(rules.loose))
