"""A few rounds of what `make crash` does at length: builds killed at random moments."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.interrupted import campaign


@pytest.mark.slow
def test_a_killed_build_leaves_a_whole_site_and_the_next_one_makes_what_a_clean_one_makes(tmp_path: Path):
    tally = campaign(tmp_path, articles=60, kills=4, seed="suite")

    assert tally.faults == []
    assert tally.rounds > tally.ended
