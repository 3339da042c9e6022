"""How full the place of publishing is: sizes, paces and the words for them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from generator.archive.pace import pace_of
from generator.cli.capacity import MEGABYTE, capacity_of
from generator.model import Pace, Report, Weight

YEAR = Pace(articles=1440, days=365, until="2024-05-31")
"""120 articles in a month of 365/12 days, within a third."""


def every(days: float, number: int, last: str = "2024-05-31") -> list[str]:
    """Return the dates of articles that appeared every so many days, the latest last."""
    return [str(date.fromisoformat(last) - timedelta(days=int(days * place))) for place in reversed(range(number))]


def forecast(report: Report, built: Weight | None = None, limit_mb: int = 1000) -> str:
    return capacity_of(report, built, limit_mb).sentence()


# The pace


def test_the_pace_is_that_of_the_most_recent_twelve_months():
    busy_once = every(0.25, 2000, "2020-01-01")

    pace = pace_of([*busy_once, *every(1, 600)])

    assert pace
    assert (pace.articles, pace.days) == (365, 365)


def test_an_archive_younger_than_a_year_has_the_pace_of_its_days():
    pace = pace_of(every(1, 60))

    assert pace == Pace(articles=60, days=60, until="2024-05-31")
    assert pace.monthly == pytest.approx(30.4, abs=0.1)


def test_a_few_misdated_articles_do_not_stop_the_pace():
    sound = every(1, 800)

    found, wanted = pace_of([*sound, "2099-01-01", "1066-10-14"]), pace_of(sound)

    assert found
    assert wanted
    assert found.monthly == pytest.approx(wanted.monthly, rel=0.02)


def test_moments_count_by_their_day_and_articles_without_a_date_do_not():
    assert pace_of(["2024-05-01T23:59:59Z", None, "2024-05-31"]) == Pace(articles=2, days=31, until="2024-05-31")


def test_the_order_of_the_articles_changes_nothing():
    moments = every(0.7, 900)
    shuffled = random.Random("a").sample(moments, len(moments))

    assert pace_of(shuffled) == pace_of(moments)


@pytest.mark.parametrize("moments", [[], [None], ["2024-05-31"], every(1, 6)], ids=["none", "undated", "one", "6 days"])
def test_too_few_days_tell_no_pace(moments: list[str | None]):
    assert pace_of(moments) is None


# The size


def test_a_built_site_is_told_exactly_with_a_forecast():
    built = Weight(size=412 * MEGABYTE, fixed=3 * MEGABYTE, articles=20_000)

    assert forecast(Report(articles=20_000, pace=YEAR), built) == (
        "412 MB of 1,000 MB (41 %) at 20.4 kB an article; "
        "at 120 articles a month, the pace of the 12 months to 2024-05-31, full in about 20 years"
    )


def test_articles_that_came_since_the_last_build_are_reckoned_in():
    built = Weight(size=203 * MEGABYTE, fixed=3 * MEGABYTE, articles=10_000)

    assert forecast(Report(articles=20_000, pace=YEAR), built).startswith(
        "about 403 MB of 1,000 MB (40 %) at 20.0 kB an article as last built; "
    )


def test_the_estimate_before_the_first_build_grows_with_the_texts():
    short, long = (capacity_of(Report(articles=100, characters=size), None, 1000) for size in (100_000, 900_000))

    assert long.per_article - short.per_article == 3 * 8000
    assert "an estimate before the first build" in short.sentence()


def test_the_months_that_are_left_are_the_free_bytes_over_those_of_a_month():
    pace = Pace(articles=365, days=365, until="2024-05-31")
    built = Weight(size=500 * MEGABYTE, fixed=0, articles=50_000)

    months = capacity_of(Report(articles=50_000, pace=pace), built, 1000).months

    assert months == pytest.approx(500 * MEGABYTE / (10_000 * 365 / 12))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1001, "more than the limit"),
        (1000, "full in less than a month"),
        (990, "full in about 1 month"),
        (850, "full in about 1 year and 3 months"),
        (760, "full in about 2 years"),
    ],
)
def test_how_long_it_lasts_is_said_in_years_and_months(size: int, said: str):
    pace = Pace(articles=12_000, days=365, until="2024-05-31")
    built = Weight(size=size * MEGABYTE, fixed=0, articles=size * 100)  # 10 kB an article, 10 MB a month

    assert forecast(Report(articles=size * 100, pace=pace), built).endswith(said)


def test_without_a_pace_there_is_no_forecast():
    built = Weight(size=20 * MEGABYTE, fixed=0, articles=1000)

    assert forecast(Report(articles=1000), built) == (
        "20 MB of 1,000 MB (2 %) at 20.0 kB an article; the articles' dates span less than 7 days and tell no pace"
    )


def test_where_nothing_limits_the_site_nothing_is_foretold():
    built = Weight(size=20 * MEGABYTE, fixed=0, articles=1000)

    assert forecast(Report(articles=1000, pace=YEAR), built, 0) == "20 MB at 20.0 kB an article; no limit is set"


def test_an_archive_without_articles_has_the_size_of_its_site():
    built = Weight(size=3 * MEGABYTE, fixed=2 * MEGABYTE, articles=0)

    assert forecast(Report(), built) == "3.0 MB of 1,000 MB (less than 1 %)"


def test_pages_of_withdrawn_articles_do_not_make_a_site_that_of_other_articles():
    built = Weight(size=3 * MEGABYTE, fixed=MEGABYTE, articles=10)

    assert capacity_of(Report(articles=9, withdrawn=2), built, 1000).basis == "built"
    assert capacity_of(Report(articles=7, withdrawn=2), built, 1000).basis == "last built"
    assert capacity_of(Report(articles=11, withdrawn=2), built, 1000).basis == "last built"
