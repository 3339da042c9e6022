"""Laws of what is known of copies: whatever changes, what is found with it is what is found from nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator import group
from generator.archive.copies import Copies, find_copies
from generator.group import touched
from generator.kept.store import Store, open_store
from generator.parallel import SERIAL
from generator.pipeline import silent
from tests.benchmarks.grouping import Shelf
from tests.texts import sentences

Fingerprinted = dict[str, tuple[str | None, bytes]]
"""By id, outlet and hashes."""

EVENTS = [[" ".join(sentences(3, f"piece {number} of {event}")) for number in range(4)] for event in range(9)]
HOUSE = " ".join(sentences(1, "house line"))


def some_hashes(chance: random.Random, stock: Sequence[int]) -> bytes:
    """Return hashes: some of an article's own, a stretch of a stock that all share, a few of it, and a block."""
    start, stop = sorted(chance.choices(range(31), k=2))
    chosen = [chance.getrandbits(64) for _ in range(chance.randint(0, 25))]
    chosen += [*stock[start:stop]] if chance.random() < 0.5 else []
    chosen += chance.sample(stock, chance.randint(0, 4))
    chosen += [*stock[30:]] if chance.random() < 0.4 else []
    return np.unique(np.array(chosen, dtype="<u8")).tobytes()


def changed_archives(chance: random.Random) -> Iterator[Fingerprinted]:
    """Yield an archive again and again, each time with articles that are new, other, of another outlet, or gone."""
    stock = [chance.getrandbits(64) for _ in range(40)]
    outlets = (None, "a", "a", "b", "\ud800")
    archive: Fingerprinted = {}
    for _ in range(chance.randint(2, 6)):
        for _ in range(chance.choice([0, 1, 2, 5, 12])):
            archive[f"{chance.getrandbits(40):010x}"] = chance.choice(outlets), some_hashes(chance, stock)
        for name in chance.sample(sorted(archive), min(len(archive), chance.choice([0, 0, 1, 3]))):
            del archive[name]
        for name in chance.sample(sorted(archive), min(len(archive), chance.choice([0, 0, 1, 3]))):
            own = some_hashes(chance, stock) if chance.random() < 0.5 else archive[name][1]
            archive[name] = chance.choice(outlets), own
        yield dict(chance.sample(list(archive.items()), len(archive)))


@pytest.fixture(autouse=True)
def _whatever_changes(monkeypatch: pytest.MonkeyPatch):
    """Small archives are worked out anew otherwise; and let hashes meet in the sieve."""
    monkeypatch.setattr(touched, "MOST_CHANGED", 9)
    monkeypatch.setattr(touched, "SIEVE_BITS", 5)


def test_a_survey_that_goes_on_from_the_last_one_is_the_survey():
    """150 archives, each changed some times; a third of them have boilerplate, and all candidates."""
    seen = [0, 0]
    for seed in range(150):
        inventory: group.Inventory | None = None
        for archive in changed_archives(random.Random(seed)):
            own = list(archive), [outlet for outlet, _ in archive.values()], [hashes for _, hashes in archive.values()]

            surveyed = group.survey_on(*own, inventory)

            require_same_survey(surveyed, group.survey(*own))
            inventory = surveyed.inventory
            seen = [seen[0] + len(surveyed.boilerplate), seen[1] + len(surveyed.candidates)]
    assert min(seen) > 100


def require_same_survey(one: group.Survey, other: group.Survey) -> None:
    assert list(one.ids) == list(other.ids)
    assert one.candidates.tolist() == other.candidates.tolist()
    assert one.boilerplate.keys() == other.boilerplate.keys()
    assert all(np.array_equal(one.boilerplate[name], other.boilerplate[name]) for name in one.boilerplate)


class Changing:
    """An archive of a few texts that is changed at random, the same for the same seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.shelf = Shelf(folder, jobs=1)
        self._chance = random.Random(seed)
        self._numbers = count()

    def change(self, store: Store) -> None:
        """Add, edit, take out, date, rule: some of it."""
        chance, shelf = self._chance, self.shelf
        some = [f"{chance.getrandbits(32):08x}" for _ in range(chance.randint(0, 4))]
        edited = chance.sample(sorted(shelf.entries), min(len(shelf.entries), chance.randint(0, 2)))
        shelf.add([(name, chance.choice([None, "a", "b"]), self._text(), None) for name in (*some, *edited)], store)
        for name in chance.sample(sorted(shelf.entries), min(len(shelf.entries) // 2, chance.randint(0, 2))):
            del shelf.entries[name], shelf.standings[name]
        for name in chance.sample(sorted(shelf.entries), min(len(shelf.entries), 1)):
            dated = f"2020-01-0{chance.randint(1, 9)}"
            shelf.standings[name] = replace(
                shelf.standings[name], published=dated, headline=chance.choice([None, "one"])
            )
        if len(shelf.entries) > 1 and chance.random() < 0.4:
            left, right = chance.sample(sorted(shelf.entries), 2)
            line = chance.choice([f"same,{left},{right}", f"different,{left},{right}", f"canonical,{left}", ""])
            shelf.settings.curation.write_text(line)

    def _text(self) -> tuple[str, ...]:
        own = f"own {next(self._numbers)}" if self._chance.random() < 0.3 else "none"
        event = self._chance.choice(EVENTS) if self._chance.random() < 0.95 else [one for one, *_ in EVENTS]
        chosen = self._chance.sample(event, self._chance.randint(1, 4))
        return tuple(chosen + [" ".join(sentences(2, own))] * (own != "none") + [HOUSE] * (self._chance.random() < 0.3))

    def copies(self, store: Store) -> Copies:
        """Find the copies with what a store knows."""
        return find_copies(self.shelf.settings, self.shelf.entries, self.shelf.standings, store, SERIAL, silent)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), changes=st.integers(3, 7))
def test_copies_are_what_they_are_from_nothing_after_any_changes(seed: int, changes: int):
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store", "law") as store:
        archive = Changing(Path(folder), seed)
        for _ in range(changes):
            archive.change(store)

            found = archive.copies(store)

            require_same_copies(found, from_nothing(archive, store))


def from_nothing(archive: Changing, store: Store) -> Copies:
    """Find the copies without what the store knows, and leave it that."""
    known = {kind: store.get_all(kind) for kind in ("survey", "match")}
    for kind in known:
        store.keep_only(kind, ())
    found = archive.copies(store)
    for kind, values in known.items():
        store.put(kind, values)
        store.keep_only(kind, values)
    return found


def require_same_copies(one: Copies, other: Copies) -> None:
    assert one.clusters == other.clusters
    assert one.relations == other.relations
    assert one.matches.rows.tobytes() == other.matches.rows.tobytes()


@pytest.mark.parametrize("kind", ["survey", "match"])
def test_a_part_of_what_is_known_that_is_lost_costs_nothing_but_time(tmp_path: Path, kind: str):
    with open_store(tmp_path / "store", "law") as store:
        archive = Changing(tmp_path, 7)
        for _ in range(4):
            archive.change(store)
        expected = archive.copies(store)
        names = sorted(store.get_all(kind))
        for lost in names:
            store.keep_only(kind, set(names) - {lost})

            require_same_copies(archive.copies(store), expected)

    assert len(names) > 3
    assert expected.clusters


def test_an_archive_that_lost_all_of_its_articles_has_no_copies(tmp_path: Path):
    with open_store(tmp_path / "store", "law") as store:
        archive = Changing(tmp_path, 0)
        archive.shelf.add([(name, None, tuple(EVENTS[0]), None) for name in ("a", "b")], store)
        [_] = archive.copies(store).clusters
        archive.shelf.entries.clear()
        archive.shelf.standings.clear()

        assert archive.copies(store).clusters == ()
