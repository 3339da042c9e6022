"""Gallica as text: what the library says of an issue stands above the words that a machine read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .days import day_in
from .item import PressItem, item_of

_TELLING = re.compile(r"\s*Identifiant\s*:\s*(ark:/\S+)")
_LABEL = re.compile(r"\s*(Titre|Date d'édition|Langue)\s*:\s*(\S.*)$")
_LAST = re.compile(
    r"\s*(?:En savoir plus sur l['’]OCR|Le texte affiché (?:peut|comporte)\b.*|Date de mise en ligne\s*:.*)$"
)
_ESTIMATED = re.compile(r"\s*En effet, le mode texte de ce document\b")
_HEAD = 60
"""Lines that the library's own words take, at most."""


def gallica(lines: Sequence[str]) -> list[PressItem]:
    """Read an issue: the library's words end where it says how well the machine read."""
    top = lines[:_HEAD]
    ark = next((match for line in top if (match := _TELLING.match(line))), None)
    ends = [at for at, line in enumerate(top) if _LAST.match(line) or _ESTIMATED.match(line)]
    if not ark or not ends:
        return []
    facts: dict[str, Any] = {"url": f"https://gallica.bnf.fr/{ark[1]}", "id": ark[1]}
    for line in top[: ends[-1]]:
        if not (label := _LABEL.match(line)):
            continue
        if label[1] == "Titre":
            facts.setdefault("outlet", label[2].split(" : ")[0].split(" / ")[0].strip(" ."))
        elif label[1] == "Langue":
            facts.setdefault("language", label[2])
        else:
            facts.setdefault("published", day_in(label[2]) or label[2])
    return [item_of("Gallica", facts, "\n".join(lines[ends[-1] + 1 :]).strip())]
