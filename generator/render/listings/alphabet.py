"""Order names as indexes do: by letter and script, without the article that they open with, people by their family's.

An article counts as one in the language of what stands under the name: *Los Angeles Times* writes English, and stands
under L; *La Nación* writes Spanish, and stands under N.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from generator.languages import languages
from generator.render.pages.cited import name_of

_ATTACHED = {"ar": ("ال",)}
"""Articles that are written as one word with what follows."""
_LATIN = "Z"


class IndexPlace(NamedTuple):
    """Where a name stands in an index; sorts by script, letter, and then the whole name."""

    script: int
    """0 for Latin letters, 1 for others, 2 for digits and signs."""
    letter: str
    name: str


@lru_cache(maxsize=1 << 16)
def place_of(name: str, language: str | None = None, *, person: bool = False) -> IndexPlace:
    """Return where a name stands in an index.

    Args:
        name: As it is shown.
        language: Of what stands under it, which tells its articles.
        person: Whether it is a person's.
    """
    told = name_of(name).turned if person else _without_article(name, language)
    folded = unicodedata.normalize("NFKD", told).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign)).strip()
    first = next((sign for sign in plain if sign.isalnum()), "")
    if not first.isalpha():
        return IndexPlace(2, "0–9" if first else "#", plain)
    letter = first.upper()[:1]
    if letter <= _LATIN:
        return IndexPlace(0, letter, plain)
    if unicodedata.name(first, "").startswith("CJK"):
        letter = "漢"  # each is a heading of its own else
    return IndexPlace(1, letter, plain)


def _without_article(name: str, language: str | None) -> str:
    """Return a name without the article it opens with, if more than that is left."""
    code = (language or "").partition("-")[0]
    known = languages().get(code)
    opening, _, rest = name.strip().partition(" ")
    for article in known.articles if known else ():
        if article.endswith("'"):
            start = name.casefold().replace("’", "'")
            if start.startswith(article) and len(name) > len(article):
                return name[len(article) :]
        elif rest and opening.casefold() == article:
            return rest
    for attached in _ATTACHED.get(code, ()):
        if name.startswith(attached) and len(name) > len(attached) + 1:
            return name[len(attached) :]
    return name
