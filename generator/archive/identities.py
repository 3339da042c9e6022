"""Ids of articles that no address names: whose text is known goes on under the id it had.

A row above moves every row of a table, an export counts or names its records anew, and a renamed folder moves every
file in it. What such an article is called, its address, the curator's rulings and a withdrawal must not move with it.
Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b

from generator.settings.curator import GONE, AddressLine

from .ledger import STANDING, known_again, whole_id
from .prepare import Prepared
from .withdrawn import DIGITS, beginning_alike


def identities(
    lines: Sequence[AddressLine], articles: Mapping[str, Prepared], address_of: Callable[[str], str]
) -> dict[str, str]:
    """Return the id of each article that has another than its record gives, by that one.

    An article that is known again, by its text or else by its place, has the id of the ledger's line. One that is not,
    and whose record gives the id of another, has one of its own, which the next ledger says.

    Args:
        lines: The ledger.
        articles: Newest capture of every article by the id that its record gives, withdrawn ones too.
        address_of: Returns the address that an article would have, by its id; asked where nothing else tells.
    """
    loose = {name: one for name, one in articles.items() if one.loose} if lines else {}
    if not loose:
        return {}
    firm = {name[:DIGITS] for name in articles if name not in loose}
    waiting = [line for line in lines if line.now in STANDING and line.digits not in firm]
    settled = _settled(waiting, loose)
    adrift = {name: one for name, one in loose.items() if name not in settled}
    if not adrift:
        return {}
    addresses = {line.address for line in settled.values()}
    waiting = [line for line in waiting if line.address not in addresses]
    by_address = {line.address: line for line in waiting}
    taken = articles.keys() - adrift.keys()
    whole = {name[:DIGITS]: name for name in adrift}  # what lines of an older ledger began to say
    ids: dict[str, str] = {}
    for address, name in sorted(known_again(waiting, adrift, address_of).items()):
        line = by_address[address]
        meant = line.id or whole.get(line.digits) or whole_id(line.digits)
        if meant not in taken:
            ids[name] = meant
            taken.add(meant)
    asked = {line.digits for line in lines}
    for name, one in adrift.items():
        if name not in ids and name[:DIGITS] in asked:
            ids[name] = _id_of_its_own(one, asked)
    return {name: meant for name, meant in ids.items() if name != meant}


def _settled(lines: Sequence[AddressLine], loose: Mapping[str, Prepared]) -> dict[str, AddressLine]:
    """Return the lines of the articles that stand where they stood, with the text that they had, by id."""
    by_digits = beginning_alike({line.digits for line in lines}, loose)
    return {
        name: line
        for line in lines
        for name in by_digits.get(line.digits, ())
        if line.now != GONE and line.id in ("", name) and _is_unchanged(loose[name], line)
    }


def _is_unchanged(article: Prepared, line: AddressLine) -> bool:
    """Tell whether an article has the text that a line knows; of texts too short to be told apart, the place."""
    return article.sketch == line.text if article.sketch and line.text else article.place == line.place


def _id_of_its_own(article: Prepared, taken: set[str]) -> str:
    """Return an id for an article whose record gives one that is another's; its digits are taken from then on."""
    number = 0
    while (own := _digest(article, number))[:DIGITS] in taken:
        number += 1
    taken.add(own[:DIGITS])
    return own


def _digest(article: Prepared, number: int) -> str:
    return blake2b(f"{article.id}\0{article.sketch}\0{number}".encode()).hexdigest()[:16]
