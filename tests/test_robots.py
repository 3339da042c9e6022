"""What programs that call at a site are told first: robots.txt, sitemaps, and what is reserved."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from generator import engine, pipeline
from generator.engine import sitemaps
from generator.render.files.robots import TRAINERS
from generator.settings import Settings
from tests.archives import CONFIG, an_archive, files_of
from tests.conftest import pages_of

URL = "https://a.example/"


def record(name: str, **known: Any) -> str:
    text = f"It rained in {name} all day, and nobody went out to look at it."
    facts = {"url": f"https://elm.example/{name}", "outlet": "Elm & Oak", "headline": f"Rain <in> {name}", "text": text}
    return json.dumps({"language": "en", **facts, **known})


FRESH = {"published": "2026-03-02T08:00:00Z", "captured": "2026-03-02T09:00:00Z"}
FILES = {
    "fresh.json": record("Fern", **FRESH),
    "yesterday.json": record("Yew", published="2026-03-01", captured="2026-03-01T23:00:00Z"),
    "last-week.json": record("Larch", published="2026-02-20", captured="2026-02-20T09:00:00Z"),
    "read-late.json": record("Rowan", published="2026-03-01", captured="2026-05-01T09:00:00Z"),
    "nobody's.json": record("Nettle", **{**FRESH, "outlet": None, "url": None}),
    "no-language.json": json.dumps({"outlet": "Elm", "headline": "55", "text": "1 2 3 4 5 6 7 8 9.", **FRESH}),
    "old.json": record("Oak", published="1926-03-02"),
}
LATE = FILES.pop("read-late.json")
"""With it, the last capture is of May, and all other news are old."""


def top_of(archive: Callable[..., Settings], files: dict[str, str], url: str = URL, **options: Any) -> dict[str, str]:
    given = archive(files)
    settings = Settings.from_mapping(options, root=given.root, docs=given.docs, site_name="Archive", site_url=url)
    pipeline.build(settings)
    return {
        path.removeprefix("root/"): content.decode()
        for path, content in pages_of(settings).items()
        if path.startswith("root/")
    }


def asked(robots: str, program: str) -> bool:
    parser = RobotFileParser()
    parser.parse(robots.splitlines())
    return parser.can_fetch(program, f"{URL}archive/2026/03/rain-01234567/")


def test_everybody_may_come_and_is_led_to_the_sitemaps(archive: Callable[..., Settings]):
    robots = top_of(archive, FILES)["robots.txt"]

    assert re.findall(r"Sitemap: (.+)", robots) == [f"{URL}sitemap.xml", f"{URL}news.xml"]
    assert asked(robots, "Googlebot")
    assert all(asked(robots, name) for name in TRAINERS)


def test_where_mining_is_reserved_those_who_train_models_are_asked_to_stay_away_and_searches_are_not(
    archive: Callable[..., Settings],
):
    files = top_of(archive, FILES, reserve_mining=True)

    assert not any(asked(files["robots.txt"], name) for name in TRAINERS)
    assert all(asked(files["robots.txt"], name) for name in ("Googlebot", "Bingbot", "ia_archiver", "Mozilla/5.0"))
    assert json.loads(files["well-known/tdmrep.json"]) == [{"location": "/", "tdm-reservation": 1}]
    assert "Disallow: /" in files["ai.txt"].splitlines()
    assert files.keys() == {"robots.txt", "news.xml", "ai.txt", "well-known/tdmrep.json"}


@pytest.mark.parametrize(
    ("url", "expected"), [(URL, True), ("https://a.example", True), ("", True), ("https://a.example/news/", False)]
)
def test_a_site_below_the_top_of_its_host_has_no_robots_txt_since_nobody_asks_there(
    archive: Callable[..., Settings], url: str, *, expected: bool
):
    files = top_of(archive, FILES, url, reserve_mining=True)

    assert bool(files) is expected
    assert not expected or ("Sitemap:" in files["robots.txt"]) is bool(url)


def test_news_is_what_was_captured_as_it_appeared_up_to_the_last_capture(archive: Callable[..., Settings]):
    space = "{http://www.google.com/schemas/sitemap-news/0.9}"

    found = ET.fromstring(top_of(archive, FILES)["news.xml"])

    assert [one.text for one in found.iter(f"{space}title")] == ["Rain <in> Fern", "Rain <in> Yew"]
    assert {one.text for one in found.iter(f"{space}name")} == {"Elm & Oak"}
    assert [one.text for one in found.iter(f"{space}publication_date")] == ["2026-03-02T08:00:00Z", "2026-03-01"]


@pytest.mark.parametrize("files", [{"old.json": FILES["old.json"]}, {**FILES, "late.json": LATE}], ids=["old", "late"])
def test_an_archive_that_does_not_follow_the_news_has_no_sitemap_of_news(
    archive: Callable[..., Settings], files: dict[str, str]
):
    assert top_of(archive, files).keys() == {"robots.txt"}


@pytest.mark.parametrize(
    ("pages", "names"),
    [(0, 0), (50_000, 0), (50_001, 2), (150_000, 3)],
)
def test_a_sitemap_of_more_than_fifty_thousand_addresses_is_cut(pages: int, names: int):
    config, env = _Config(), _Environment()

    found = sitemaps.add_parts(env, config, pages, packed=False)  # type: ignore[arg-type]
    packed = sitemaps.add_parts(env, config, pages, packed=True)  # type: ignore[arg-type]

    assert len(found) == names
    assert config.theme.static_templates == set(found)
    assert packed == tuple(f"{name}.gz" for name in found)


@pytest.mark.parametrize("how", ["", ", engine: false"], ids=["the engine", "MkDocs alone"])
def test_the_parts_of_a_packed_sitemap_name_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str):
    monkeypatch.setattr(sitemaps, "MOST", 5)
    text = CONFIG.replace("[backfile]", f"[backfile: {{data: true{how}}}]")
    config = an_archive(tmp_path / "archive", config=f"{text}site_url: {URL}\n")
    plain = files_of(engine.build_site(config).folder)
    config.write_text(config.read_text(encoding="utf-8").replace("data: true", "data: compressed"), encoding="utf-8")

    site = engine.build_site(config).folder
    packed = files_of(site)

    parts = [path for path in packed if path.startswith("sitemap-")]
    assert len(parts) > 1
    assert all(path.endswith(".xml.gz") and f"/{path}</loc>" in packed["sitemap.xml"].decode() for path in parts)
    every = sorted(path for path in plain if path.startswith("sitemap-"))
    locations = [re.findall("<loc>.*?</loc>", plain[path].decode()) for path in every]
    assert [re.findall("<loc>.*?</loc>", gzip.decompress(packed[path]).decode()) for path in parts] == locations
    (site / parts[0]).unlink()
    (site / parts[1]).write_bytes(b"")
    assert files_of(engine.build_site(config).folder) == packed


class _Theme:
    def __init__(self) -> None:
        self.static_templates: set[str] = set()


class _Config:
    def __init__(self) -> None:
        self.theme = _Theme()


class _Environment:
    loader: Any = object()
