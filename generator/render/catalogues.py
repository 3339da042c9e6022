"""Catalogues of messages, one file a language: the words of the site's own texts, its dates and its numbers.

English stands in `messages.py`; `locales/XX.po` of any other language has every message of it under its name, which is
the context of the entry. A file that is put there is a language more: nothing else knows which there are.
"""

from __future__ import annotations

import re
from functools import cache
from gettext import c2py
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.core import get_global

from .messages import ENGLISH, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FOLDER = Path(__file__).parents[1] / "locales"
_PLACE = re.compile(r"\{([a-z]+)\}")
_ENGLISH_PLURAL: Final = "n != 1"

Parts = tuple[str, ...]
"""A form of a message: what stands around its places, and at every second position the name of one."""


class Catalogue:
    """The messages of one language, and what it needs for dates and numbers."""

    def __init__(self, language: str, messages: Mapping[str, tuple[str, ...]], plural: str) -> None:
        self.language = language
        """Its BCP 47 tag."""
        self.expression = plural
        """Which form a number takes, as gettext's headers say it."""
        self.plural: Callable[[int], int] = c2py(plural)
        self.forms: dict[str, tuple[Parts, ...]] = {
            name: tuple(tuple(_PLACE.split(form)) for form in forms) for name, forms in messages.items()
        }
        self.locale = Locale.parse(language, sep="-")
        self.direction = self.locale.text_direction
        # Babel has these names too, but those of one language get into another's once both are loaded.
        self.months, self.months_alone, self.short_months = (
            tuple(self.forms[names][0][0].split("¤")) for names in ("months", "months alone", "short months")
        )
        thousand, more = (self.forms[f"{example} thousand"][0][0] for example in ("one", "ten"))
        self.mark = more[2:-3]
        """What parts the thousands."""
        self.least_marked = 1000 if len(thousand) > 4 else 10_000
        """Some languages leave numbers of four digits whole."""

    def parts(self, message: str, count: int) -> Parts:
        """Return the form of a message that a number takes."""
        forms = self.forms[message]
        return forms[0] if len(forms) == 1 else forms[self.plural(count)]


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, English first."""
    return (LANGUAGE, *sorted(path.stem for path in FOLDER.glob("*.po")))


def language_for(wanted: str) -> str | None:
    """Return the catalogue's language that a reader of another has use of; None if there is none.

    A catalogue holds for all countries of its language, as far as they write it in one script: `pt-BR` is `pt`, and
    `zh-TW` is not `zh`.
    """
    known = languages()
    if wanted in known:
        return wanted
    primary = re.split("[-_]", wanted)[0].lower()
    return primary if primary in known and _script(wanted) == _script(primary) else None


def _script(language: str) -> str | None:
    """Return the script that a language is written in, as far as Unicode knows it."""
    primary, *rest = re.split("[-_]", language)
    if script := next((part for part in rest if len(part) == 4 and part.isalpha()), None):
        return script.title()
    likely = get_global("likely_subtags")
    names = [*(f"{primary.lower()}_{part.upper()}" for part in rest), primary.lower()]
    return next((str(likely[name]).split("_")[1] for name in names if name in likely), None)


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language that has one; a message that it lacks is said in English."""
    english = {name: (one,) if isinstance(one, str) else one for name, one in ENGLISH.items()}
    if language == LANGUAGE:
        return Catalogue(language, english, _ENGLISH_PLURAL)
    from babel.messages.pofile import read_po  # noqa: PLC0415 - English needs none of it

    with (FOLDER / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    said = {str(message.context): forms_of(message.string) for message in messages if message.context}
    said = {name: forms for name, forms in said.items() if all(forms)}
    lacking = {name: forms if len(forms) == 1 else forms[1:] for name, forms in english.items()}
    return Catalogue(language, {**lacking, **said}, messages.plural_expr)


def forms_of(string: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of an entry, of which one without a translation has an empty one."""
    return (string or "",) if isinstance(string, str | None) else tuple(string)


@cache
def digest_of(language: str) -> str:
    """Return the digest of all that a language says: its catalogue's, and of what CLDR says of it."""
    spoken = catalogue(language)
    digest = blake2b(f"{language}\0{version('babel')}\0{spoken.expression}".encode(), digest_size=16)
    digest.update(repr(sorted(spoken.forms.items())).encode())
    return digest.hexdigest()
