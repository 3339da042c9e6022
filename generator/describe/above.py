"""Read what pages print above a headline: menus, the path to a page, sections, the name of the paper.

A bare scrape has them line by line, in any number; none of them is a headline, and a date or a byline stands below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

from generator.languages import SPACELESS, menus, sections, small_words

from .people import PREFIX

MOST = 60
"""Lines above a headline that are looked at."""
_MENU = re.compile(r"\s*[|•·›»/]\s*|\s+[>]\s+")
_PATH = re.compile(r"\s*[›»→]\s*|\s+[>/|\\]\s+|(?<=[^\s\d])[＞>](?=\S)")
_SIGN = re.compile(r"[|•·›»/>→\\＞]")
"""One of them stands in every menu and every path."""
_OTHER = re.compile(r"[|•·›»]|\s>")
_TIGHT = re.compile(r"\w/\w")
"""A slash that parts words of a text, `and/or`; slashes alone part lines of poems, too."""
_STOPPED = re.compile(r"(?:[^.][.!?]|[。！？])[\"”’»」]?\s*\Z")
_MOST_WORDS, _LONGEST = 4, 30
_SECTION_WORDS = 3
_HEADLINE_WORDS, _HEADLINE_LETTERS = 4, 8
"""Words of a headline, or letters in a script without spaces, that stands below a paper's name and a section."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DATED = re.compile(r"\d{4}|\d[/.:]\d|[٠-٩۰-۹]{4}")
"""What a day or a clock has: such a line is none that leads elsewhere, whatever signs are in it."""
_DIGIT = re.compile(r"\d")
_ENDS = re.compile(r"[.!?。！？…:：]\s*\Z")


def is_menu(line: str) -> bool:
    """Tell whether a line is a row of options: `Home | News | Sport`, each of a few words and none a sentence."""
    pieces = [piece for piece in _MENU.split(line.strip()) if piece.strip()]
    if pieces and PREFIX.match(pieces[0]) and not all(map(PREFIX.match, pieces)) and _DIGIT.search(line):
        return False  # a credit with how old the text is and how long it takes to read
    quoted = "«" in line
    bare = (
        line.rstrip().endswith(("|", "•", "›", "»")) and not quoted and len(pieces) == 1 and not PREFIX.match(pieces[0])
    )
    few = len(pieces) >= 3 and all(len(piece.split()) <= _MOST_WORDS for piece in pieces) and " " in line
    if not few or _STOPPED.search(line):
        return bare
    return any(map(is_section, pieces)) if _OTHER.search(line) is None else not _TIGHT.search(line)


def is_path(line: str) -> bool:
    """Tell whether a line is the path to a page: `Home > News`, `Startseite › Region › Hafen`."""
    pieces = [piece.strip() for piece in _PATH.split(line.strip())]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or _ENDS.search(line) or "«" in line:
        return False
    first, *rest = pieces
    short = all(len(piece) <= _LONGEST and len(piece.split()) <= _MOST_WORDS for piece in rest[:-1])
    return short and (first.casefold() in menus() or (is_section(first) and is_section(rest[-1])))


_NUMBER = re.compile(
    r"[\s,]+(?:(?:no|nr|n°|nº)\.?\s?[a-z]{0,4}\d{1,6}(?:[/-]\d{2,4})?|[a-z]{1,4}-?\d{3,8}|\d{1,4}/\d\d(?:\d\d)?)$"
)
"""That of a press release, behind its name."""


def is_section(line: str) -> bool:
    """Tell whether a line is the name of a section, or of what else menus offer, and nothing else."""
    whole = line.strip().casefold()
    if whole in menus() or whole in sections() or _NUMBER.sub("", whole) in sections():
        return True
    words = [word[0].casefold() for word in islice(_WORD.finditer(line), _SECTION_WORDS + 1)]
    named = [word for word in words if word not in _small()]
    few = 0 < len(named) <= len(words) <= _SECTION_WORDS
    return few and sections().issuperset(named) and not any(map(str.isdigit, line))


@cache
def _small() -> frozenset[str]:
    return frozenset({"und", "and", "et", "y", "e", "en", "og", "och", "i", "и", "و"}).union(*small_words().values())


def navigation(paragraphs: Sequence[str], *, headed: bool = False) -> dict[int, str]:
    """Return the lines at the start that lead to other pages, each with what it is; the last lines stay.

    Args:
        paragraphs: The text.
        headed: Whether its headline is known, so that none is among them.
    """
    rules: dict[int, str] = {}
    for index, line in enumerate(paragraphs[: min(MOST, len(paragraphs) - 2)]):
        kind = _kind(line)
        if not kind:
            break
        rules[index] = kind
    start = len(rules)
    if start and not headed and may_be_headline(paragraphs[start - 1]) and _ENDS.search(paragraphs[start]):
        del rules[start - 1]  # above what is a sentence already
        return rules
    if masthead := _masthead(paragraphs, start):
        rules |= masthead
    return rules if len(paragraphs) - len(rules) >= 2 else {}


def may_be_headline(line: str) -> bool:
    """Tell whether a row of options may be a headline, where no other follows: none of them is one of a menu."""
    pieces = [piece for piece in _MENU.split(line.strip()) if piece.strip()]
    return len(pieces) > 1 and not any(map(is_section, pieces))


def _kind(line: str) -> str:
    if _DATED.search(line) and not (_NUMBER.search(line.casefold()) and is_section(line)):
        return ""
    if _SIGN.search(line) and (is_menu(line) or is_path(line)):
        return "menu"
    return "section" if is_section(line) else ""


def _masthead(paragraphs: Sequence[str], start: int) -> dict[int, str]:
    """Return the paper's name and the sections below it, above a longer line: that is the headline."""
    stop = start + 1
    while stop < min(MOST, len(paragraphs)) and _kind(paragraphs[stop]):
        stop += 1
    if stop == start + 1 or len(paragraphs) < stop + 2:
        return {}
    name, headline = paragraphs[start], paragraphs[stop]
    short = len(name.split()) <= _MOST_WORDS and len(name) <= _LONGEST and _is_titled(name)
    letters = SPACELESS.search(headline) and len(headline) >= _HEADLINE_LETTERS
    longer = letters or len(headline.split()) >= _HEADLINE_WORDS
    if not (short and longer) or _ENDS.search(name) or _ENDS.search(headline):
        return {}
    return {start: "masthead", **{index: _kind(paragraphs[index]) for index in range(start + 1, stop)}}


def _is_titled(name: str) -> bool:
    """Tell whether a line is set as names of papers are: `The Long Bay`, `港湾日報`, and not `Ferry halted`."""
    first, *rest = name.split() or [""]
    return first[:1] == first[:1].upper() and (
        not rest or any(word[:1] != word[:1].lower() for word in rest) or first == first.lower()
    )
