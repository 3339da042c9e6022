"""Languages: what the stages must know of each, read from one file a language and checked against `Language`.

A language is added with `xx.toml` beside this module and cases for it; what the stages work with are the unions and
look-ups below, made once a process. A spelling that two languages read differently (`listopad` is October in Croatian
and November in Polish) is settled by the language of the text, and by nothing else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model import Rule
from generator.model.errors import SettingError

ARABIC_FORMS = str.maketrans("أإآٱىةؤئ", "ااااىهوى") | {ord("ي"): "ى", ord("ی"): "ى", ord("ک"): "ك"}
"""Letters of Arabic that are printed for one another -> the one that stands for them."""

_HERE = Path(__file__).parent


class Credits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a language names who wrote a text."""

    by: tuple[str, ...]
    """What opens a credit line: `by`, `aufgezeichnet von`."""
    between: tuple[str, ...] = ()
    """What stands between two names."""
    titles: tuple[str, ...] = ()
    """What follows a name where the language puts it there: `기자`."""
    opens: tuple[str, ...] = ()
    """What says in the words that open a text whose report it is: `according to`."""
    that: tuple[str, ...] = ()
    """What follows those: `that`."""
    wires: tuple[str, ...] = ()
    """What tells that a name is an agency's: `agency`."""
    closes: tuple[str, ...] = ()
    """What says in the last sentence who had a part in it: `contributed to this`."""


class Spoke(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a text says that somebody spoke to an agency."""

    words: tuple[str, ...]
    """What the wording begins with; to find that first takes half the time of a search for the wording."""
    wording: str
    """A regular expression of the words before the agency's name."""
    cites: tuple[str, ...] = ()
    """What stands before the name of an agency that is cited: `according to`."""
    reported: tuple[str, ...] = ()
    """What stands behind it: `reported`."""


class Labels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is printed before a fact, as in `Published: May 17, 2024`, for each fact, in lower case."""

    headline: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    captured: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    dateline: tuple[str, ...] = ()


class Language(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language, as its file describes it."""

    names: tuple[str, ...]
    """Other codes and names of it, in lower case; pages give the code of a country (`jp`) for its language, too."""
    credits: Credits
    labels: Labels
    sentence_ends: str
    """Signs that end a sentence; empty where none does, as in Thai."""
    months: tuple[tuple[str, ...], ...]
    """The spellings of each of the twelve months, in lower case; none where months are numbered."""
    weekdays: tuple[str, ...]
    letters: str = ""
    """Letters and signs beyond ASCII that its words have, small; where they tell the encoding of a text."""
    alike: str = ""
    """Letters that its papers print for one another, as a word each: the one that stands for all, then the others."""
    mute: tuple[str, ...] = ()
    """Two letters, without marks, that they print for the first one, with a mark or in another script: `ae`."""
    agencies: tuple[str, ...] = ()
    """What stands in a dateline for agencies that it does not name: `agencies`."""
    articles: tuple[str, ...] = ()
    """Words before a name that are no part of it: `the`."""
    open_ends: tuple[str, ...] = ()
    """Words that no headline ends with, so that a line that does is cut off."""
    papers: tuple[str, ...] = ()
    """What the names of newspapers end with: `times`, `zeitung`."""
    sections: tuple[str, ...] = ()
    """What newspapers call their sections: `politics`."""
    menus: tuple[str, ...] = ()
    """What menus offer beside the sections; the path to a page begins with one of them: `home`, `menu`, `search`."""
    roles: tuple[str, ...] = ()
    """What people are at a newspaper: `correspondent`."""
    spaced: bool = True
    """Whether spaces stand between its words."""
    small_words: tuple[str, ...] = ()
    """Words that next to every sentence of it has some of; only where its neighbours have few of them."""
    apart: str = ""
    """A regular expression of words that its nearest neighbours write in another way; small, whole words."""
    datelines: tuple[str, ...] = ()
    """Words that belong to a date in a dateline: `ngày`."""
    orders: tuple[str, ...] = ()
    """How an order begins not to publish before a moment: `not for release before`."""
    holds: tuple[str, ...] = ()
    """Words of such an order that mean other things too: `embargo`, `for release`."""
    events: tuple[str, ...] = ()
    """What stands before a day on which something else happens than that a text appears: `deadline`, `born`."""
    not_places: tuple[str, ...] = ()
    """Words with which a report goes on or a label is made, so that a dateline with one of them is none."""
    spoke: Spoke | None = None
    boilerplate: tuple[Rule, ...] = ()
    """Patterns for the boilerplate rules of these names."""


def read_language(path: Path) -> Language:
    """Read and check the file of a language.

    Raises:
        SettingError: If the file is no TOML, or a key is missing, unknown or of the wrong kind; names file and key.
    """
    try:
        language = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Language)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: {error}; expected keys as in {_HERE / 'en.toml'}") from error
    if len(language.months) not in {0, 12}:
        raise SettingError(f"{path}: months: found {len(language.months)}; expected 12, or none where they are numbers")
    return language


@cache
def languages() -> Mapping[str, Language]:
    """Return every language by its code."""
    return {path.stem: read_language(path) for path in sorted(_HERE.glob("*.toml"))}


@cache
def months_of(language: str | None) -> Mapping[str, int]:
    """Return the months by their spellings: those of all languages where they agree, a known language's own first."""
    months: dict[str, int] = {}
    several: set[str] = set()
    for one in languages().values():
        for number, spellings in enumerate(one.months, 1):
            for spelling in _folded(spellings):
                if months.setdefault(spelling, number) != number:
                    several.add(spelling)
    agreed = {spelling: number for spelling, number in months.items() if spelling not in several}
    known = languages().get(language or "")
    own = enumerate(known.months, 1) if known else ()
    return agreed | {spelling: number for number, spellings in own for spelling in _folded(spellings)}


def _folded(words: Iterable[str]) -> frozenset[str]:
    """Return small words as they are written and as `casefold` makes them: of Greek it changes `ς` and `ΐ`."""
    return frozenset(form for word in words for form in (word, word.casefold()))


@cache
def month_names() -> frozenset[str]:
    """Return every spelling of a month in any language."""
    return _folded(name for one in languages().values() for spellings in one.months for name in spellings)


@cache
def weekdays() -> frozenset[str]:
    """Return the days of the week in all languages."""
    return _folded(day for one in languages().values() for day in one.weekdays)


@cache
def labels() -> Mapping[str, str]:
    """Return which fact each printed label stands for; one that stands for two in two languages is left out."""
    names: dict[str, str] = {}
    several: set[str] = set()
    for one in languages().values():
        for fact in Labels.__struct_fields__:
            for label in getattr(one.labels, fact):
                if names.setdefault(label, fact) != fact:
                    several.add(label)
    return {label: fact for label, fact in names.items() if label not in several}


@cache
def source_labels() -> frozenset[str]:
    """Return what is printed before the name of an outlet or an agency, in any language: `quelle`."""
    return frozenset(label for one in languages().values() for label in (*one.labels.outlet, *one.labels.agency))


@cache
def small_words() -> Mapping[str, frozenset[str]]:
    """Return the small words of the languages that are told by them."""
    return {code: frozenset(one.small_words) for code, one in languages().items() if one.small_words}


@cache
def apart() -> Mapping[str, re.Pattern[str]]:
    """Return, for each language that has near neighbours, a pattern of the words that tell it from them."""
    return {code: re.compile(rf"(?<!\w)(?:{one.apart})(?!\w)") for code, one in languages().items() if one.apart}


@cache
def unnamed_agencies() -> frozenset[str]:
    """Return what stands for agencies that are not named, in any language."""
    return frozenset(word for one in languages().values() for word in one.agencies)


@cache
def letters() -> Mapping[str, frozenset[str]]:
    """Return the letters beyond ASCII, small and capital, of the languages that encodings are told by."""
    return {
        code: frozenset(one.letters + one.letters.upper()) - {"S"} for code, one in languages().items() if one.letters
    }


@cache
def letters_alike() -> Mapping[int, str | int]:
    """Return what stands for each letter that is printed for another in some language, for `str.translate`."""
    words = [word for one in languages().values() for word in one.alike.split()]
    alike = {other: word[0] for word in words for other in word[1:]}
    capital = {other.upper(): stands for other, stands in alike.items()}
    return {ord(other): stands for other, stands in (capital | alike).items()} | ARABIC_FORMS


@cache
def mute_letters() -> frozenset[tuple[str, str]]:
    """Return the letters that count for nothing behind another, and that one first."""
    return frozenset((pair[0], pair[1]) for one in languages().values() for pair in one.mute)


@cache
def language_names() -> Mapping[str, str]:
    """Return the language of each code and name that is not its code."""
    return {name: code for code, one in languages().items() for name in one.names}


@cache
def sentence_ends() -> str:
    """Return the signs that end a sentence in any language."""
    return "".join(sorted({sign for one in languages().values() for sign in one.sentence_ends}))


@cache
def articles() -> frozenset[str]:
    """Return the words before a name that are no part of it, in any language."""
    return frozenset(word for one in languages().values() for word in one.articles)


@cache
def open_ends() -> frozenset[str]:
    """Return the words that no headline ends with, in any language."""
    return frozenset(word for one in languages().values() for word in one.open_ends)


@cache
def papers() -> frozenset[str]:
    """Return what the names of newspapers end with, in any language, in lower case."""
    return frozenset(word for one in languages().values() for word in one.papers)


@cache
def sections() -> frozenset[str]:
    """Return what newspapers call their sections, in any language, in lower case."""
    return frozenset(word for one in languages().values() for word in one.sections)


@cache
def menus() -> frozenset[str]:
    """Return what menus offer beside the sections, in any language, in lower case."""
    return frozenset(word for one in languages().values() for word in one.menus)


@cache
def roles() -> frozenset[str]:
    """Return what people are at a newspaper, in any language, in lower case."""
    return frozenset(word for one in languages().values() for word in one.roles)


SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""A sign of a script that puts no spaces between words."""
QUOTES = r"[\"'”’»›」』)\]]"
"""What may stand behind the sign that ends a sentence."""


@cache
def sentence_end(more: str = "") -> re.Pattern[str]:
    """Return a pattern of how a line ends that is a sentence, in any language.

    A language without such signs, as Thai, has its own letters there, told from the names of its months.

    Args:
        more: Other signs that count as the end of one.
    """
    ends = re.escape(sentence_ends() + more)
    months = (name for one in languages().values() if not one.sentence_ends for names in one.months for name in names)
    letters = "".join(sorted({letter for name in months for letter in name if letter.isalpha()}))
    # One class at the start, because a search skips to the letters of a class.
    return re.compile(rf"[{ends}{letters}](?:(?<=[{ends}]){QUOTES}{{0,3}}|(?<=[{letters or ends}]).{{0,12}})\s*\Z")


@cache
def credit_words() -> tuple[str, ...]:
    """Return what opens a credit line in any language, the longest first."""
    return _longest_first(word for one in languages().values() for word in one.credits.by)


def formula_words(of: Callable[[Credits], Iterable[str]], *, inflected: bool = False) -> str:
    """Return the words with which credits of any language are told, as a regular expression.

    Args:
        of: Chooses the words of a language.
        inflected: Whether a word may go on behind them.
    """
    known = languages().values()
    spaced = alternatives(word for one in known if one.spaced for word in of(one.credits))
    inside = alternatives(word for one in known if not one.spaced for word in of(one.credits))
    behind = "" if inflected else r"(?!\w)"
    # Behind a Korean name stands what says that it is cited, without a space.
    return rf"(?<![^\W\uac00-\ud7a3])(?:{spaced}){behind}" + (f"|{inside}" if inside else "")


@cache
def date_words() -> frozenset[str]:
    """Return the words that belong to a date in a dateline."""
    return frozenset(word for one in languages().values() for word in one.datelines)


@cache
def events() -> re.Pattern[str]:
    """Return a pattern of what stands before a day on which something else happens, in any language."""
    known = languages().values()
    spaced = alternatives(word for one in known if one.spaced for word in one.events)
    inside = alternatives(word for one in known if not one.spaced for word in one.events)
    return re.compile(rf"(?<![^\W_])(?:{spaced})(?![^\W_])|{inside}", re.IGNORECASE)


@cache
def not_places() -> frozenset[str]:
    """Return the words that no place has, in any language, in lower case."""
    return frozenset(word for one in languages().values() for word in one.not_places)


@cache
def boilerplate() -> tuple[Rule, ...]:
    """Return the boilerplate rules of all languages; rules of one name belong together."""
    return tuple(rule for one in languages().values() for rule in one.boilerplate)


def alternatives(words: Iterable[str]) -> str:
    """Return words as the alternatives of a regular expression, the longest first."""
    return "|".join(map(re.escape, _longest_first(words)))


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
