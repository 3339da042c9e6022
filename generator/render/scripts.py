"""Give the theme its words: its templates as values, its scripts as a module that they import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import places
from .catalogues import catalogue
from .words import speaking, spoken_direction, spoken_language, told
from .writer import module

if TYPE_CHECKING:
    from generator.model import Page

PATH = f"{places.SEARCH.rpartition('/')[0]}/words.js"
"""Beside the search page, whose address every page knows."""

_PREFIXES = (
    *("find ", "order ", "filter", "all ", "fact ", "heading: "),
    *("how ", "example ", "asked: ", "unit ", "split ", "lines ", "save ", "stands: ", "clip", "keep"),
)
_MESSAGES = frozenset(
    "first of a month|day|month|year|one thousand|ten thousand|of unknown date|untitled|period of years|unknown outlet|"
    "copies|search|searching|results|at least|nothing found|some of the results|other ways|words or a phrase|"
    "chosen filters|remove filter|fewer|order|remove all filters|has copies|has no copies|from a day|to a day|"
    "first day|last day|copies together|found|more results|search older|search all|searched so far|no dates|"
    "nothing fits|fewer words|other spelling|more copies|on its page|not loaded|not read|no server|"
    "between sentences|comma|percent|articles|searched instead|did you mean|in capitals|over time|relative counts|"
    "bar of time|without a day|as a table|articles of period|share of period|chart keys|search view|as a list|"
    "in context|order of lines|lines|in paragraph|take results away|results taken|cite search|cited search|no manifest|"
    "citation copied|remove clipping|take clippings in|no clippings|no clippings in it|back to results|archives also|"
    "archive failed".split("|")
)


def words_page() -> Page:
    """Return the module: language, direction, months, which form a number takes, and each message's forms."""
    spoken = catalogue(spoken_language())
    forms = {
        name: ["".join(f"{{{part}}}" if place % 2 else part for place, part in enumerate(form)) for form in given]
        for name, given in spoken.forms.items()
        if name in _MESSAGES or name.startswith(_PREFIXES)
    }
    values = {
        "language": spoken.language,
        "months": spoken.months,
        "monthsAlone": spoken.months_alone,
        "forms": forms,
    }
    # What gettext's headers say is C, and in these few operators JavaScript says the same.
    return module(PATH, values, plural=spoken.expression)


def theme_words(language: str) -> dict[str, str]:
    """Return the words of the theme's templates, of which `{…}` are places, and what language they are in."""
    with speaking(language):
        said = {
            name: told(name, 1, **{place: f"{{{place}}}" for place in places}) for name, places in _TEMPLATES.items()
        }
        return {**said, "language": language, "direction": spoken_direction()}


_TEMPLATES = {
    "made with": ("theme",),
    "no page": (),
    "why no page": ("front",),
    "front page": (),
    "take the list": (),
    "accessed": ("date",),
    "data": (),
}
