"""Dates as records give them."""

from __future__ import annotations

import pytest

from generator.describe.dates import NoMomentError, read_moment


@pytest.mark.parametrize("text", ["2024-05-17 24:00", "17 May 2024, 24:00", "2024-05-17T24:00:00"])
def test_midnight_at_the_end_of_a_day_is_that_day_and_no_time_of_the_next(text: str):
    """Twenty-four o'clock is read as the day alone: it is said, and never becomes the hour 0 of that day."""
    moment, doubt = read_moment(text)

    assert moment == "2024-05-17"
    assert "24 o'clock" in doubt


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17 أيار/مايو 2024", "2024-05-17"),
        ("الجمعة 17 أيار (مايو) 2024", "2024-05-17"),
        ("17 كانون الثاني/يناير 2024", "2024-01-17"),
    ],
)
def test_a_month_under_both_of_its_names_is_that_month(text: str, day: str):
    """Arabic papers print the name of the east and that of the west; two months are no date."""
    assert read_moment(text)[0] == day
    with pytest.raises(NoMomentError):
        read_moment("17 أيار/يونيو 2024")


def test_a_day_in_persian_digits_is_one_of_the_persian_calendar():
    """In other digits a year 1403 is none that a paper has."""
    assert read_moment("۱۴۰۳/۰۲/۲۸", "en")[0] == "2024-05-17"
    with pytest.raises(NoMomentError):
        read_moment("1403/02/28", "en")
