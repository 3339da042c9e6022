"""Press databases: from the lines of a text that holds documents of a database to its items.

Told by what the databases print around each document: Nexis and Nexis Uni, Factiva, Europresse, and those that put a
name before each value (ProQuest, Gale, EBSCO and what people paste together). Nothing here knows of a file's format:
a text, a page, a mail or a document's paragraphs are all lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from generator.model import Dropped
from generator.read.meaning.fields import capture
from generator.read.part import Outcome, Part, digest_of

from .days import day_in
from .europresse import europresse
from .factiva import factiva, factiva_codes
from .item import PressItem, people, spoken
from .labelled import labelled_items
from .labels import is_label
from .mastheads import cited, clipped, separated, under_masts
from .newsbank import newsbank
from .nexis import nexis, nexis_uni
from .pasted import Pasted, pasted
from .references import ABSTRACT, references
from .shown import gallica, shown
from .wisers import wisers

__all__ = [
    "ABSTRACT",
    "Pasted",
    "PressItem",
    "cited",
    "clipped",
    "cut",
    "day_in",
    "is_label",
    "outcomes",
    "pasted",
    "people",
    "spoken",
]

_FURNITURE = re.compile(
    r"\s*(?:(?:page|seite|página|pagina)\s+\d+\s+(?:of|von|de|di|sur)\s+\d+\s*)?©\s*\d{4}\s+factiva,? inc\b.*"
    r"|\s*proquest\s+(?:document link|dokumentlink|-?dokument-?link)\s*$|\s*enlace de documentos de proquest\s*$"
    r"|\s*lien vers le document proquest\s*$",
    re.IGNORECASE,
)
"""What databases print on every page of what they give out."""
_FURNISHED = ("activa", "ACTIVA", "roQuest", "roquest", "ROQUEST")
"""Letters of names that what they print holds, in each spelling: looked for first, since each line would be tried."""
_LONGEST_FURNITURE = 120


def cut(lines: Sequence[str], *, marked: bool = False) -> tuple[PressItem, ...] | None:
    """Return the documents of a press database that lines hold, or the texts that each open with a head.

    Args:
        lines: Lines or paragraphs of a text in their order, blank ones among them.
        marked: Whether its headings are marked, so that these part texts and nothing that only looks like a head.

    Returns:
        None where they hold none, or one text.
    """
    whole = "\n".join(lines)
    if "\f" in whole or "\u00a0" in whole:
        lines = [line.replace("\f", " ").replace("\u00a0", " ") for line in lines]
    lines = list(map(str.rstrip, lines))
    if any(name in whole for name in _FURNISHED):
        lines = ["" if len(line) < _LONGEST_FURNITURE and _FURNITURE.match(line) else line for line in lines]
    for read in (
        references,
        gallica,
        wisers,
        nexis,
        nexis_uni,
        newsbank,
        factiva,
        factiva_codes,
        europresse,
        shown,
        labelled_items,
        separated,
        under_masts,
    ):
        items = read(lines)
        if items:
            return tuple(items)
    return None if marked else pasted(lines).items or None


def outcomes(part: Part, items: Sequence[PressItem]) -> Iterator[Outcome]:
    """Make captures of the documents of a press database."""
    for number, item in enumerate(items, 1):
        spelt = json.dumps([item.text, item.fields], sort_keys=True, ensure_ascii=False)
        yield from capture(
            part,
            record=number,
            digest=digest_of(spelt.encode("utf-8", "surrogatepass")),
            text=item.text,
            facts=item.fields,
            rule=item.source,
            source=item.source,
            dropped=[Dropped(text=line, rule="line above the articles") for line in item.above],
        )
