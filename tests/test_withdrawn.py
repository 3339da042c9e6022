"""Withdrawn articles: nothing of the text is left anywhere, a reason stands at the address, and all adds up."""

from __future__ import annotations

import gzip
import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator import engine, pipeline
from generator.archive.withdrawn import provisional, resolve
from generator.cli import cli
from generator.kept.store import Store
from generator.model import Report
from generator.settings import Settings
from generator.settings.curator import load_withdrawn
from tests.archives import CONFIG, Kept, an_archive
from tests.conftest import keep_what_sqlite_drops
from tests.sites import Site


def prose(count: int, seed: str) -> str:
    """Return paragraphs of words that stand in no other text: any five of them in a row are a trace."""
    chance = random.Random(seed)
    words = [
        "".join(chance.choice(("ba", "do", "ki", "lu", "me", "so", "ta", "ru")) for _ in range(4)) for _ in range(400)
    ]
    return "\n\n".join(
        f"{' '.join(chance.choice(words) for _ in range(30)).capitalize()} {seed.split(maxsplit=1)[0]}."
        for _ in range(count)
    )


WHOLE = prose(8, "withdrawn")
OLDER = f"{prose(3, 'older words')}\n\n{WHOLE}"
COPIED = "\n\n".join(WHOLE.split("\n\n")[:5])
FOOTER = "Zundra prints letters to the editor of fewer than ninety words"
STORY = "https://zundra.example/2021/04/lock-closed"
OTHER = prose(6, "another text")
SITE = f"{CONFIG}site_url: https://archive.example/\n"


def record(**fields: Any) -> str:
    return json.dumps(fields)


FILES = {
    "1-older.json": record(
        text=f"{OLDER}\n\nSubscribe now to read the full story\n\n{FOOTER}", url=f"{STORY}?utm_source=feed",
        outlet="Zundra Gazette", headline="Lock closed by Obdriva flood", published="2021-04-02", captured="2021-04-02",
        abstract=prose(1, "abstract"), tags=["Obdriva", "locks"], authors="Merrin Vosk",
    ),
    "2-newer.json": record(
        text=f"By Merrin Vosk\n\n{WHOLE}\n\nSubscribe now to read the full story\n\n{FOOTER}", url=STORY,
        outlet="Zundra Gazette", headline="Lock closed by Obdriva flood", published="2021-04-02", captured="2021-04-09",
        abstract=prose(1, "abstract"), tags=["Obdriva", "locks"], modified="the day that the lake spilled over",
    ),
    "3-cut.json": record(
        text=COPIED[: COPIED.rindex("\n\n")], url="https://plain.example/1", outlet="The Plain", published="2021-04-03",
    ),
    "4-copy.json": record(
        text=COPIED, url="https://sea.example/1", outlet="Sea Mail", published="2021-04-04",
        headline="Waters rise at the lock",
    ),
    "5-other.json": record(
        text=OTHER, url="https://plain.example/2", outlet="The Plain", headline="Another", published="2021-04-05"
    ),
}  # fmt: skip
OWN = [WHOLE.split("\n\n")[5], WHOLE.split("\n\n")[7], prose(3, "older words"), FOOTER, prose(1, "abstract")]
"""What no other article has of the withdrawn one, older capture, dropped line and unknown key included."""


def words_of(content: bytes) -> str:
    """Return the words of a file of any format in lower case, each with one space around it."""
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return " ".join(["", *re.findall(r"[a-z0-9]+", text.decode("utf-8", "replace").lower()), ""])


def runs(texts: Sequence[str], length: int = 5) -> Iterator[str]:
    """Yield every run of so many words in texts."""
    for text in texts:
        found = re.findall(r"[a-z0-9]+", text.lower())
        for start in range(len(found) - length + 1):
            yield f" {' '.join(found[start : start + length])} "


@dataclass
class Archive:
    """An archive on disk, and its site."""

    folder: Path
    report: Report = field(default_factory=Report)

    @property
    def settings(self) -> Settings:
        return engine.settings_of(engine.load(self.folder / "mkdocs.yml"))

    def build(self) -> Site:
        built = engine.build_site(self.folder / "mkdocs.yml", jobs=1)
        self.report = built.report
        assert built.warnings == ()
        return Site(built.folder, [], [str(problem) for problem in built.report.problems])

    def withdraw(self, *lines: str) -> Site:
        (self.folder / "withdrawn.csv").write_text("\n".join(lines), encoding="utf-8")
        return self.build()

    def places_of(self, texts: Sequence[str], *, length: int = 5) -> set[str]:
        """Return every file of the site, the generated pages and the store that holds any run of words of the texts."""
        wanted = set(runs(texts, length))
        assert wanted
        files = [
            path
            for folder in ("site", "docs", ".backfile")
            for path in sorted((self.folder / folder).rglob("*"))
            if path.is_file() and path.suffix not in {".js", ".css", ".map"}
        ]
        return {
            path.relative_to(self.folder).as_posix()
            for path in files
            for content in [words_of(path.read_bytes())]
            if any(run in content for run in wanted)
        }

    def holds(self, words: str) -> set[str]:
        """Return the files that hold these words, in this order and case."""
        found = (path for folder in ("site", "docs", ".backfile") for path in (self.folder / folder).rglob("*"))
        return {
            path.relative_to(self.folder).as_posix()
            for path in found
            if path.is_file() and words.encode() in path.read_bytes()
        }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, Report]:
    """An archive that was built with everything in it, and what that build reported."""
    folder = tmp_path_factory.mktemp("withdrawn") / "archive"
    an_archive(folder, config=SITE, articles=FILES)
    with pytest.MonkeyPatch.context() as patch:
        keep_what_sqlite_drops(patch)
        archive = Archive(folder)
        archive.build()
    return Kept(folder), archive.report


@pytest.fixture
def built(kept: tuple[Kept, Report], plain_sqlite: None) -> Archive:
    """Return that archive, as the build left it."""
    folder, report = kept
    return Archive(folder.put_back(), report)


def rows(site: Site, name: str = "articles") -> dict[str, dict[str, Any]]:
    return {row.get("input") or row["page"]: row for row in site.rows(name)}


STORY_PAGE = "archive/2021/04/lock-closed-by-obdriva-flood-"


def address_of(archive: Archive) -> str:
    [found] = (archive.folder / "docs" / "archive" / "2021" / "04").glob("lock-closed-*.md")
    return f"archive/2021/04/{found.stem}/"


class TestNothingIsLeftOfTheText:
    def test_before_it_is_withdrawn_it_is_found_where_it_should_be(self, built: Archive):
        page = address_of(built)

        found = built.places_of(OWN)

        assert {f"site/{page}index.html", "site/data/articles.jsonl", ".backfile/store.sqlite"} <= found
        assert any(path.startswith("docs/archive/copies/") for path in found)
        assert any(path.startswith("site/search/index/") for path in found)

    @pytest.mark.parametrize("mode", ["withhold", "withhold text", "remove", "remove entirely", "", "misspelt"])
    @pytest.mark.parametrize("named", ["id", "page", "url", "address in the web"])
    def test_no_five_words_of_it_stand_anywhere(self, built: Archive, mode: str, named: str):
        page = address_of(built)
        row = next(one for one in rows(Site(built.folder / "site", [], [])).values() if one["url"] == STORY)
        names = {"id": row["id"], "page": page, "url": STORY, "address in the web": f"https://archive.example/{page}"}

        built.withdraw(f"{names[named]},2024-05-17,at the author's wish,{mode}")

        assert built.places_of(OWN) == set()
        assert not list((built.folder / ".backfile").glob("*-journal"))
        assert (built.folder / "site" / page / "index.html").is_file()

    def test_nor_after_its_file_changed_in_the_same_moment(self, built: Archive):
        changed = json.loads(FILES["2-newer.json"]) | {"text": f"{WHOLE}\n\n{prose(1, 'late words')}"}
        (built.folder / "articles" / "2-newer.json").write_text(json.dumps(changed))

        built.withdraw(f"{STORY},2024-05-17,,withhold")

        assert built.places_of([*OWN, prose(1, "late words")]) == set()

    @pytest.mark.parametrize("rewritten", [True, False])
    def test_nor_in_the_free_pages_of_a_large_store(
        self, tmp_path: Path, plain_sqlite: None, monkeypatch: pytest.MonkeyPatch, rewritten: bool
    ):
        """Told with the rewriting left out, too, which shows that this test would find what is left."""
        others = {f"{number}.json": record(text=prose(3, f"other {number}")) for number in range(40)}
        long = prose(300, "a long text")
        an_archive(
            tmp_path, config=SITE, articles={**others, "long.json": record(text=long, url=STORY, headline="Long")}
        )
        archive = Archive(tmp_path)
        pipeline.build(archive.settings)
        if not rewritten:
            monkeypatch.setattr(Store, "rewrite_unless", lambda self, told: None)
        (tmp_path / "withdrawn.csv").write_text(f"{STORY},2024-05-17,,withhold")

        pipeline.build(archive.settings)

        assert archive.places_of([long], length=5) == (set() if rewritten else {".backfile/store.sqlite"})

    def test_nor_in_a_store_that_was_to_be_written_anew_and_could_not(
        self, built: Archive, monkeypatch: pytest.MonkeyPatch
    ):
        class Full(sqlite3.Connection):
            def __init__(self, *args: Any, **more: Any) -> None:
                super().__init__(*args, **more)
                super().execute("PRAGMA secure_delete = OFF")

            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if sql == "VACUUM":
                    raise sqlite3.OperationalError("database or disk is full")
                return super().execute(sql, *values)

        connect = sqlite3.connect
        monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: connect(*args, **more, factory=Full))

        built.withdraw(f"{STORY},2024-05-17,,withhold")

        assert built.places_of(OWN) == set()

    def test_nor_in_a_store_whose_build_was_killed_before_it_was_written_anew(
        self, built: Archive, monkeypatch: pytest.MonkeyPatch
    ):
        (built.folder / "withdrawn.csv").write_text(f"{STORY},2024-05-17,,remove")
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "write", _killed)
            with pytest.raises(KeyboardInterrupt):
                pipeline.build(built.settings)

        built.build()

        assert built.places_of(OWN) == set()

    def test_nor_when_it_is_withdrawn_released_and_withdrawn_again(self, built: Archive):
        built.withdraw(f"{STORY},2024-05-17,,withhold")
        built.withdraw(f"{STORY},2024-05-17,,withhold", f"{STORY},2024-05-18,,noindex")
        assert built.places_of(OWN)

        built.withdraw(f"{STORY},2024-05-17,,withhold")

        assert built.places_of(OWN) == set()

    def test_nor_in_what_check_and_explain_say(self, built: Archive):
        built.withdraw(f"{STORY},2024-05-17,,withhold")

        said = [run("check", built), run("explain", built, STORY), run("explain", built, "4-copy.json")]

        assert not any(words in words_of(one.output.encode()) for one in said for words in runs(OWN))


def _killed(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def run(command: str, archive: Archive, *words: str) -> Result:
    return CliRunner().invoke(cli, [command, *words, "-f", str(archive.folder / "mkdocs.yml")], catch_exceptions=False)


class TestWithholdTheText:
    LINE = f"{STORY},2024-05-17,at the <b>author</b>'s wish,withhold"

    def test_the_reason_and_the_facts_stand_at_the_address(self, built: Archive):
        page = address_of(built)

        site = built.withdraw(self.LINE)

        shown = site.pages[page]
        assert "The text of this article was withdrawn on 17 May 2024: at the <b>author</b>'s wish." in shown.text
        assert shown.one("h1").text == "Lock closed by Obdriva flood"
        assert "Zundra Gazette" in shown.text
        assert [one.attributes["content"] for one in shown.all("meta") if one.attributes.get("name") == "robots"] == [
            "noindex"
        ]

    def test_listings_name_it_and_say_so(self, built: Archive):
        site = built.withdraw(self.LINE)

        for listing in ("archive/2021/04/", "archive/outlets/zundra-gazette/"):
            assert "Lock closed by Obdriva flood" in site.pages[listing].text
            assert "text withdrawn" in site.pages[listing].text
        [tag] = [link for node, link in site.links("archive/tags/") if node.text == "Obdriva"]
        assert site.own(tag) == address_of(built)
        assert "Lock closed" not in site.pages[""].text

    def test_searches_the_sitemap_and_the_data_leave_it_out(self, built: Archive):
        page = address_of(built)
        assert page in (built.folder / "site" / "sitemap.xml").read_text()

        site = built.withdraw(self.LINE)

        assert page not in (built.folder / "site" / "sitemap.xml").read_text()
        assert page not in gzip.decompress((built.folder / "site" / "sitemap.xml.gz").read_bytes()).decode()
        assert not any("lock closed" in json.dumps(entry).lower() for entry in site.search)
        assert {row["url"] for row in rows(site).values()}.isdisjoint({STORY})
        [told] = site.rows("withdrawn")
        assert (told["page"], told["mode"], told["date"]) == (page, "withhold", "2024-05-17")
        assert told["reason"] == "at the <b>author</b>'s wish"

    def test_the_copies_lose_what_it_lent_and_stay_together(self, built: Archive):
        before = rows(Site(built.folder / "site", [], []))
        assert before["3-cut.json"]["canonical"] == before["2-newer.json"]["id"]

        site = built.withdraw(self.LINE)

        after = rows(site)
        assert after["3-cut.json"]["canonical"] == after["3-cut.json"]["id"] == after["4-copy.json"]["canonical"]
        assert after["3-cut.json"]["headline"] == "Waters rise at the lock"
        assert {one["page"] for one in after.values()} == {
            one["page"] for name, one in before.items() if name != "2-newer.json"
        }

    def test_where_the_comparison_stood_a_page_leads_to_the_reason(self, built: Archive):
        page = address_of(built)
        name = rows(Site(built.folder / "site", [], []))["2-newer.json"]["id"]

        site = built.withdraw(self.LINE)

        metas = site.pages[f"archive/copies/{name}/"].all("meta")
        [refresh] = [one for one in metas if one.attributes.get("http-equiv") == "refresh"]
        assert refresh.attributes["content"] == f"0; url=../../{page.removeprefix('archive/')}"
        assert site.broken_links() == []

    def test_records_and_lines_add_up(self, built: Archive):
        lines = built.report.paragraphs

        built.withdraw(self.LINE)

        assert (built.report.records, built.report.articles, built.report.withdrawn) == (5, 3, 2)
        assert built.report.adds_up
        assert built.report.paragraphs == lines
        assert json.loads((built.folder / "site" / "data" / "report.json").read_text())["withdrawn"] == 2
        said = run("check", built).output.splitlines()[-2]
        assert said.startswith("5 records · 3 articles · 0 older versions · 2 withdrawn · 1 cluster of copies")
        numbers = re.search(r"(\d+) lines: (\d+) shown, (\d+) made into facts, (\d+) taken out, (\d+) withdrawn", said)
        assert numbers
        read, *parts = map(int, numbers.groups())
        assert read == sum(parts) == lines

    def test_what_is_not_known_of_the_reason_is_not_said(self, built: Archive):
        page = address_of(built)

        site = built.withdraw(STORY)

        assert "The text of this article was withdrawn." in site.pages[page].text
        assert built.report.problems == ()


class TestRemoveEntirely:
    LINE = f"{STORY},2024-05-17,a court's order,remove"

    def test_nothing_of_the_record_is_left_but_the_address(self, built: Archive):
        for words in ("Zundra", "Obdriva", "Merrin Vosk", "Lock closed", "zundra.example", "the lake spilled over"):
            assert built.holds(words), words
        page = address_of(built)

        site = built.withdraw(self.LINE)

        for words in ("Zundra", "Obdriva", "Merrin Vosk", "Lock closed", "zundra.example", "the lake spilled over"):
            assert built.holds(words) == set(), words
        assert "The article that stood here was withdrawn on 17 May 2024: a court's order." in site.pages[page].text
        assert {path for path in site.pages if "zundra" in path} == set()
        assert site.broken_links() == []

    def test_the_rest_of_the_archive_is_as_if_it_had_never_been_there(self, built: Archive, tmp_path: Path):
        others = {name: content for name, content in FILES.items() if name not in ("1-older.json", "2-newer.json")}
        an_archive(tmp_path / "without", config=SITE, articles=others)
        without = Archive(tmp_path / "without")
        expected = files_below(without.build().folder)
        page = address_of(built)

        site = files_below(built.withdraw(self.LINE).folder)

        changed = {path for path in site.keys() | expected.keys() if site.get(path) != expected.get(path)}
        name = next(path.split("/")[2] for path in changed if path.startswith("archive/copies/"))
        assert changed == {
            f"{page}index.html",
            f"archive/copies/{name}/index.html",
            "archive/holdings/index.html",  # counts records, as the report does
            "archive/open-data/index.html",  # says how large what can be taken away is
            "data/croissant.json",
            "data/datapackage.json",
            "data/ro-crate-metadata.json",
            "data/withdrawn.jsonl",
            "data/report.json",
            "data/manifest.json",
        }

    def test_the_reason_stands_there_after_the_record_itself_is_gone(self, built: Archive):
        page = address_of(built)
        for name in ("1-older.json", "2-newer.json"):
            (built.folder / "articles" / name).unlink()

        site = built.withdraw(f"{page},2024-05-17,a court's order,remove")

        assert "withdrawn on 17 May 2024: a court's order." in site.pages[page].text
        [problem] = built.report.problems
        assert problem.path == "withdrawn.csv"
        assert "no article has the id or the address" in problem.message

    def test_a_new_capture_of_it_is_withdrawn_too(self, built: Archive):
        built.withdraw(self.LINE)
        again = record(
            text=f"{prose(2, 'third capture')}\n\n{WHOLE}", url=STORY, headline="Reopened", captured="2024-06-01"
        )

        (built.folder / "articles" / "9-again.json").write_text(again)
        built.build()

        assert built.places_of([*OWN, prose(2, "third capture")]) == set()
        assert built.report.withdrawn == 3


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


class TestNoindex:
    LINE = f"{STORY},2024-05-17,a wish,noindex"

    def test_it_stays_readable_and_says_that_it_is_kept_out_of_searches(self, built: Archive):
        page = address_of(built)

        site = built.withdraw(self.LINE)

        shown = site.pages[page]
        assert WHOLE.split("\n\n")[7] in shown.text
        assert "Kept out of searches since 17 May 2024: a wish." in shown.text
        assert [one.attributes["content"] for one in shown.all("meta") if one.attributes.get("name") == "robots"] == [
            "noindex"
        ]
        assert rows(site)["2-newer.json"]["text"]
        assert (built.report.articles, built.report.withdrawn) == (4, 0)

    def test_it_is_out_of_search_and_sitemap_and_so_is_its_comparison(self, built: Archive):
        page = address_of(built)

        site = built.withdraw(self.LINE)

        sitemap = (built.folder / "site" / "sitemap.xml").read_text()
        name = rows(site)["2-newer.json"]["id"]
        assert page not in sitemap
        assert f"archive/copies/{name}/" not in sitemap
        assert rows(site)["5-other.json"]["page"] in sitemap
        files = (built.folder / "site" / "search" / "index").rglob("*.bin")
        index = " ".join(words_of(path.read_bytes()) for path in files)
        assert not any(words in index for words in runs([*OWN, "Lock closed by Obdriva flood"]))
        assert any(words in index for words in runs([OTHER]))
        compared = site.pages[f"archive/copies/{name}/"]
        assert any(one.attributes.get("name") == "robots" for one in compared.all("meta"))

    def test_no_other_page_asks_to_be_left_out(self, built: Archive):
        site = built.withdraw(self.LINE)

        hidden = {
            path
            for path, page in site.pages.items()
            if any(one.attributes.get("name") == "robots" for one in page.all("meta")) and path not in site.leading
        }
        assert len(hidden) == 2


class TestAFileIsNamed:
    @pytest.mark.parametrize("name", ["3-cut.json", "articles/3-cut.json", "./3-cut.json", r"articles\3-cut.json"])
    def test_every_article_of_it_is_withheld_and_the_report_says_so(self, built: Archive, name: str):
        built.withdraw(f"{name},2024-05-17,at the author's wish,remove")

        assert built.report.withdrawn == 1
        assert "https://plain.example/1" not in (built.folder / "site/data/articles.jsonl").read_text("utf-8")
        [message] = [one.message for one in built.report.problems if one.path == "withdrawn.csv"]
        assert "is a file, and files are moved" in message
        assert "the order holds for all 1 of it" in message

    def test_no_words_of_it_are_left_even_of_an_older_version_and_of_what_came_later(self, built: Archive):
        built.withdraw("articles/1-older.json,,,")

        assert built.places_of(OWN) == set()

        late = prose(6, "latecomer")
        story = record(text=late, url=STORY, headline="Lock closed", outlet="Zundra Gazette", captured="2021-05-01")
        (built.folder / "articles" / "1-older.json").write_text(story)
        built.build()

        assert built.places_of([late]) == set()

    def test_a_record_of_it_alone_can_be_named(self, built: Archive):
        rows = [
            record(text=prose(4, f"row{at}"), url=f"https://sea.example/row{at}", headline=f"Row {at}")
            for at in (1, 2, 3)
        ]
        (built.folder / "articles" / "rows.jsonl").write_text("\n".join(rows))

        built.withdraw("articles/rows.jsonl:2,,,remove")
        one = built.report.withdrawn, built.places_of([prose(4, "row2")]), bool(built.places_of([prose(4, "row3")]))
        built.withdraw("articles/rows.jsonl,,,remove")

        assert one == (1, set(), True)
        assert built.report.withdrawn == 3


class TestTheFile:
    @pytest.mark.parametrize(
        ("line", "column", "message"),
        [
            pytest.param("0000000000000000,2024-05-17,x,remove", "article", "no article has the id", id="unknown id"),
            pytest.param("https://a.example/none,,,remove", "article", "no article has the id", id="unknown URL"),
            pytest.param("articles/a.txt,,,", "article", "what `backfile withdraw` writes", id="a file"),
            pytest.param("some words,,,withhold", "article", "the address 'some words'", id="words"),
            pytest.param("abc,,,", "article", "no article has the id", id="too few digits"),
            pytest.param("../../../etc/passwd-12345678,,,remove", "article", "no article has", id="a path out of it"),
            pytest.param(f"{STORY},,,hide", "mode", "'hide' is no mode; expected withhold, remove or", id="mode"),
            pytest.param(f"{STORY},17 May,,remove", "date", "'17 May' is not a day; expected e.g. 2024", id="day"),
            pytest.param(f'"{STORY},,"",,,', "article", "no article has", id="a quotation mark too many"),
            pytest.param("x" * 200_000, "article", "no article has", id="a very long cell"),
            pytest.param("\0\x1b[31m,,,", "article", "no article has", id="controls"),
        ],
    )  # fmt: skip
    def test_a_line_that_makes_no_sense_is_a_problem_and_no_crash(
        self, archive: Callable[..., Settings], line: str, column: str, message: str
    ):
        made = archive(FILES)
        made.withdrawn.write_text(f"article,date,reason,mode\n{line}\nhttps://plain.example/2,,,withhold\n")

        found = pipeline.build(made)

        assert [
            (one.path, one.record, one.field, one.lost) for one in found.problems if one.path != "2-newer.json"
        ] == [("withdrawn.csv", 2, column, False)]
        assert message in next(one.message for one in found.problems if one.path == "withdrawn.csv")
        assert found.withdrawn == (3 if STORY in line and column != "article" else 1)
        assert found.adds_up

    def test_digits_that_begin_two_ids_withhold_both_and_give_no_reason(self, tmp_path: Path):
        first, second = "0000000000000001", "0000000000000002"
        path = tmp_path / "withdrawn.csv"
        path.write_text("00000000,2024-05-17,a court's order,remove\n")
        orders, _ = load_withdrawn(path)
        settings = Settings.from_mapping({}, root=tmp_path, docs=tmp_path / "docs")
        found = resolve(orders, [first, second, "1000000000000000"], lambda name: "", settings)

        assert dict(found.modes) == {first: "withhold", second: "withhold"}
        assert {one.reason for one in found.by_id.values()} == {""}
        assert "2 articles have an id that begins so" in found.problems[0].message
        assert dict(provisional(orders)) == {"00000000": "remove"}

    def test_the_whole_address_tells_them_apart(self, tmp_path: Path):
        first, second = "0000000000000001", "0000000000000002"
        addresses = {first: "2020/01/rain-00000000", second: "2020/02/snow-00000000"}
        path = tmp_path / "withdrawn.csv"
        path.write_text("archive/2020/02/snow-00000000/,2024-05-17,a court's order,remove\n")
        orders, _ = load_withdrawn(path)
        settings = Settings.from_mapping({}, root=tmp_path, docs=tmp_path / "docs")
        found = resolve(orders, addresses, addresses.__getitem__, settings)

        assert dict(found.modes) == {second: "remove"}
        assert found.problems == ()

    def test_a_file_that_is_no_text_stops_the_build(self, built: Archive):
        (built.folder / "withdrawn.csv").write_bytes(b"\xff\xfe\x00")

        result = run("pages", built)

        assert result.exit_code == 2
        assert "withdrawn.csv: cannot be read" in result.stderr

    def test_rulings_about_a_withdrawn_article_wait_without_a_problem(self, built: Archive):
        ids = {name: row["id"] for name, row in rows(Site(built.folder / "site", [], [])).items()}
        (built.folder / "curation.csv").write_text(f"different,{ids['2-newer.json']},{ids['4-copy.json']}\n")

        built.withdraw(f"{STORY},2024-05-17,,withhold")

        assert built.report.problems == ()

    def test_only_what_a_withdrawal_touches_is_read_again(self, built: Archive):
        built.withdraw(f"{STORY},2024-05-17,,withhold")
        assert (built.report.parts_read, built.report.parts_reused) == (2, 3)

        built.build()

        assert (built.report.parts_read, built.report.parts_reused) == (0, 5)

    def test_a_line_that_goes_brings_the_article_back(self, built: Archive):
        before = files_below(built.folder / "site")
        built.withdraw(f"{STORY},2024-05-17,,remove")

        built.withdraw("")

        assert files_below(built.folder / "site") == before


class TestTheCommand:
    def test_a_dry_run_says_what_would_change_and_changes_nothing(self, built: Archive):
        before = files_below(built.folder)
        page = address_of(built).removeprefix("archive/").rstrip("/")
        ids = {name: row["id"] for name, row in rows(Site(built.folder / "site", [], [])).items()}

        result = run("withdraw", built, STORY, "--reason", "a wish", "--dry-run")

        assert result.exit_code == 0
        assert files_below(built.folder) == before
        lines = result.stdout.splitlines()
        for expected in (
            f"  made anew: {page}.md",
            "  made anew: 2021/04/index.md",
            "  made anew: outlets/zundra-gazette/index.md",
            f"  removed: copies/{ids['2-newer.json']}.md",
            "  made anew: data/articles.jsonl",
            "  2 records: 1-older.json, 2-newer.json",
            "Articles that share its text, and stay unless you withdraw them too: 2",
        ):
            assert expected in lines
        copies = [line for line in lines if ", copy, containment " in line]
        assert ["The Plain" in line for line in copies] in ([True, False], [False, True])
        assert all(line.startswith("  archive/2021/04/") for line in copies)
        for reach in ("git", "search engines", "caches", "articles/"):
            assert reach in result.stdout

    def test_what_it_says_will_change_is_what_changes(self, built: Archive):
        told = run("withdraw", built, STORY, "--reason", "a wish", "--mode", "remove", "--dry-run").stdout
        before = files_below(built.settings.archive)
        run("withdraw", built, STORY, "--reason", "a wish", "--mode", "remove")

        pipeline.build(built.settings)

        after = files_below(built.settings.archive)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert "the parts of the search index" in told
        changed = {path for path in changed if not path.startswith("search/index/")}
        foretold = set(re.findall(r"^  (?:made anew|new|removed): (\S+)$", told, re.MULTILINE))
        assert changed <= foretold

    def test_it_adds_a_line_that_the_next_build_obeys(self, built: Archive):
        page = address_of(built)

        result = run("withdraw", built, "2-newer.json", "--reason", 'a "wish", =1+1', "--date", "2024-05-17")

        assert result.exit_code == 0
        written = (built.folder / "withdrawn.csv").read_text()
        line = rf'article,date,reason,mode,text\n{page},2024-05-17,"a ""wish"", =1\+1",withhold,[0-9a-f]{{60}}\n'
        assert re.fullmatch(line, written)
        site = built.build()
        assert 'withdrawn on 17 May 2024: a "wish", =1+1.' in site.pages[page].text
        assert built.report.problems == ()

    def test_a_second_line_changes_the_mode(self, built: Archive):
        (built.folder / "withdrawn.csv").write_text(f"{STORY},2024-05-17,a wish,withhold")  # no line end
        built.build()

        result = run("withdraw", built, STORY, "--reason", "an order", "--mode", "remove")

        assert result.exit_code == 0
        built.build()
        assert built.holds("Zundra") == set()

    def test_a_name_that_means_nothing_is_an_error(self, built: Archive):
        result = run("withdraw", built, "nothing-like-it", "--reason", "x")

        assert result.exit_code == 2
        assert not (built.folder / "withdrawn.csv").exists()

    def test_explain_says_that_it_is_withdrawn(self, built: Archive):
        page = address_of(built)
        built.withdraw(f"{STORY},2024-05-17,,withhold")

        result = run("explain", built, page)

        assert result.exit_code == 2
        assert f"withdrawn, and its text is not kept; {page} says why" in result.stderr


# By its own maker


def item(status: str, day: str, headline: str = "Lock closed", name: str = "urn:newsml:zundra.example:lock:1") -> str:
    text = "" if status == "canceled" else WHOLE
    return json.dumps({
        "uri": name, "type": "text", "pubstatus": status, "versioncreated": f"{day}T09:00:00Z",
        "firstcreated": "2024-05-01T09:00:00Z", "headline": headline, "body_text": text,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("files", "withdrawn"),
    [
        ({"1.json": item("usable", "2024-05-17"), "2.json": item("canceled", "2024-05-18")}, 1),
        ({"2.json": item("usable", "2024-05-17"), "1.json": item("canceled", "2024-05-18")}, 1),
        ({"1.json": item("canceled", "2024-05-17"), "2.json": item("usable", "2024-05-18")}, 0),
        ({"1.json": item("usable", "2024-05-17"), "2.json": item("canceled", "2024-05-18", name="urn:other:1")}, 0),
        ({"1.json": item("usable", "2024-05-17", name="7"), "2.json": item("canceled", "2024-05-18", name="7")}, 0),
        (
            {
                "1.json": item("usable", "2024-05-17", name="zw-7"),
                "2.json": item("canceled", "2024-05-18", name="zw-7"),
            },
            1,
        ),
        (
            {
                "a/1.json": item("usable", "2024-05-17", name="z-7"),
                "b/2.json": item("canceled", "2024-05-18", name="z-7"),
            },
            0,
        ),
    ],
    ids=[
        "later",
        "whatever the files are called",
        "sent again",
        "another item",
        "a short id, in another file",
        "a short id, in a file beside it",
        "a short id, in another folder",
    ],
)
def test_an_item_that_its_maker_cancelled_later_is_withdrawn(tmp_path: Path, files: dict[str, str], withdrawn: int):
    settings = Settings.from_mapping({}, root=tmp_path, docs=tmp_path / "docs")
    an_archive(tmp_path, articles=files)

    first, second = pipeline.build(settings), pipeline.build(settings)

    assert (first.withdrawn, second.withdrawn) == (withdrawn, withdrawn)
    written = "".join(path.read_text("utf-8", "replace") for path in (tmp_path / "docs").rglob("*.md"))
    assert (WHOLE.split("\n")[0] in written) == (not withdrawn)
