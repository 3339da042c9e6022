"""Dates as records give them."""

from __future__ import annotations

import pytest

from generator.describe.dates import read_moment


@pytest.mark.parametrize("text", ["2024-05-17 24:00", "17 May 2024, 24:00", "2024-05-17T24:00:00"])
def test_midnight_at_the_end_of_a_day_is_that_day_and_no_time_of_the_next(text: str):
    """Twenty-four o'clock is read as the day alone: it is said, and never becomes the hour 0 of that day."""
    moment, doubt = read_moment(text)

    assert moment == "2024-05-17"
    assert "24 o'clock" in doubt
