"""The manifest says what the site holds and nothing of the day, place or machine that built it."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator import engine
from generator.write.manifest import MANIFEST, verify
from tests.archives import CONFIG, Kept
from tests.laws.test_laws import FILES, put

PROGRAM = """
import copyreg, datetime, os, sys, time
from pathlib import Path

# Another day, before anything is imported that asks for it.
shift = datetime.timedelta(days=int(sys.argv[2]))
real, day = time.time, datetime.date
time.time = lambda: real() + shift.total_seconds()


class Shifted(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + shift

    @classmethod
    def utcnow(cls):
        return super().now(datetime.timezone.utc).replace(tzinfo=None) + shift

    @classmethod
    def today(cls):
        return cls.now()


class Days(type):
    def __instancecheck__(cls, one):
        return isinstance(one, day)


class Day(datetime.date, metaclass=Days):
    def __new__(cls, *parts):
        return day(*parts)  # only today is another day: what is made of a day is of the usual kind

    @classmethod
    def today(cls):
        return Shifted.now().date()


datetime.datetime, datetime.date = Shifted, Day
# Between processes, days go by a name that is another's now.
copyreg.pickle(day, lambda one: (eval, (f"__import__('datetime').date({one.year}, {one.month}, {one.day})",)))
from generator import engine

site = engine.build_site(Path(sys.argv[1]) / "mkdocs.yml", jobs=int(sys.argv[3]))
assert not site.warnings, site.warnings
from mkdocs.utils import get_build_date
print(get_build_date())
"""


def build(root: Path, *, days: int, jobs: int, environment: dict[str, str]) -> str:
    """Build an archive's site in a process of its own and return the day that it took it for."""
    put(root / "articles", FILES if days % 2 else dict(reversed(FILES.items())))
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Home\n\n<!-- backfile: front -->\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(f"{CONFIG}site_url: https://archive.example/\n", encoding="utf-8")
    (root / "withdrawn.csv").write_text("0000000000000000,2024-05-17,a wish,withhold\n", encoding="utf-8")
    for path in root.rglob("*"):
        os.utime(path, (1_500_000_000 + days, 1_500_000_000 + days))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(root), str(days), str(jobs)],
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
        text=True,
    )
    return done.stdout.strip()


def test_builds_on_other_days_and_machines_give_the_same_manifest(tmp_path: Path):
    here = build(tmp_path / "a", days=0, jobs=1, environment={"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"})
    there = build(
        tmp_path / "b",
        days=401,
        jobs=3,
        environment={"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
    )

    assert here != there, "the clock was not moved"
    first, second = ((tmp_path / name / "site" / MANIFEST).read_bytes() for name in ("a", "b"))
    assert first == second
    assert verify(tmp_path / "b" / "site", tmp_path / "a" / "site" / MANIFEST).sound


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """An archive that was built on another day."""
    root = tmp_path_factory.mktemp("manifest") / "archive"
    build(root, days=3, jobs=1, environment={})
    return Kept(root)


def test_the_sitemap_names_pages_and_no_day(kept: Kept):
    sitemap = (kept.copy / "site" / "sitemap.xml").read_text(encoding="utf-8")
    packed = (kept.copy / "site" / "sitemap.xml.gz").read_bytes()

    assert sitemap.count("<loc>https://archive.example/") > len(FILES)
    assert not re.search(r"lastmod|20[2-9]\d-\d\d-\d\d", sitemap)
    assert gzip.decompress(packed).decode() == sitemap


@pytest.mark.parametrize("change", ["nothing", "an article", "a setting", "the reason for a withdrawal"])
def test_what_readers_are_shown_does_change_it(kept: Kept, change: str):
    root = kept.put_back()
    before = (root / "site" / MANIFEST).read_bytes()
    if change == "an article":
        (root / "articles" / "a.txt").write_bytes(FILES["a.txt"] + b" One word more.")
    elif change == "a setting":
        config = (root / "mkdocs.yml").read_text(encoding="utf-8").replace("Test archive", "Tested archive")
        (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    elif change == "the reason for a withdrawal":
        name = re.search(rb'"id":"([0-9a-f]{16})"', (root / "site" / "data" / "articles.jsonl").read_bytes())
        assert name
        (root / "withdrawn.csv").write_text(f"{name[1].decode()},2024-05-17,another wish,noindex\n")

    engine.build_site(root / "mkdocs.yml", jobs=1)

    assert ((root / "site" / MANIFEST).read_bytes() == before) is (change == "nothing")
