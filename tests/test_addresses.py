"""Addresses are for ever: what libraries make of letters may not change without somebody seeing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.describe import slug_of
from generator.render.places import key

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("cases").joinpath("addresses.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize("script", sorted({row[0] for row in CASES}))
def test_an_upgrade_of_the_tables_of_letters_moves_no_page(script: str):
    """Headlines of made-up words in 43 scripts; python-slugify's and text-unidecode's tables make the addresses."""
    rows = [row[1:] for row in CASES if row[0] == script]

    assert len(rows) == 8
    assert [[headline, slug_of(headline, ()), key(headline)] for headline, _, _ in rows] == rows
