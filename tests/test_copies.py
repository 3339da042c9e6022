"""Copies in an archive: what joins, what the curator rules, what a copy lends, what is only related."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from generator import group, pipeline
from generator.archive.copies import Copies, find_copies
from generator.archive.gather import gather
from generator.kept.store import open_store
from generator.model import Report
from generator.model.errors import GeneratorError
from generator.parallel import SERIAL
from generator.render import words
from generator.settings import Settings
from tests.conftest import pages_of
from tests.sites import ROOT
from tests.texts import report, sentences

WHOLE = report(8, "story")
CUT = "\n\n".join(WHOLE.split("\n\n")[:4])
Built = Callable[..., tuple[dict[str, bytes], Report]]


def rows(pages: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Return the articles' data by the input file."""
    return {row["input"]: row for row in rows_in(pages)}


def rows_in(pages: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return the articles' data, also where one input file holds several."""
    return list(map(json.loads, pages["data/articles.jsonl"].splitlines()))


def clusters(pages: dict[str, bytes]) -> list[set[str]]:
    """Return the clusters as sets of input files."""
    names = {row["id"]: row["input"] for row in rows(pages).values()}
    found = map(json.loads, pages["data/clusters.jsonl"].splitlines())
    return [{names[member] for member in cluster["members"]} for cluster in found]


def record(**fields: Any) -> str:
    return json.dumps(fields)


FILES = {
    "a.json": record(text=WHOLE, outlet="The Agency Page", headline="Sluice reopened", url="https://a.example/1"),
    "b.json": record(text=CUT, outlet="The Cutter", url="https://b.example/1"),
    "c.json": record(text=report(8, "another"), outlet="The Cutter", url="https://b.example/2", headline="Another"),
}


def test_the_data_the_table_and_the_explanation_say_the_same_of_every_pair(archive: Callable[..., Settings]):
    ferry, tender = report(8, "ferry").split("\n\n"), report(5, "tender").split("\n\n")
    texts = {
        "whole": ferry,
        "cut": ferry[:4],
        "abridged": [*ferry[:2], *ferry[4:]],
        "turned": [ferry[0], *ferry[4:], *ferry[1:4]],
        "both": [*ferry, *tender],
        "tender": tender,
        "quoting": [*report(6, "own").split("\n\n"), ferry[2]],
    }
    days = {name: f"2024-05-1{day}" for day, name in enumerate(texts)}
    settings = archive(
        {f"{name}.json": record(text="\n\n".join(texts[name]), outlet=name, published=days[name]) for name in texts}
    )
    pipeline.build(settings)
    pages = pages_of(settings)
    ids = {row["id"]: name.removesuffix(".json") for name, row in rows(pages).items()}
    [cluster] = map(json.loads, pages["data/clusters.jsonl"].splitlines())
    related = list(map(json.loads, pages["data/related.jsonl"].splitlines()))
    table = {
        (row["left_key"][-8:], row["right_key"][-8:]): row
        for row in csv.DictReader(pages["data/copies.csv"].decode().splitlines())
    }

    said = {name: pipeline.explain(settings, f"{name}.json") for name in ("whole", "both", "quoting")}

    kinds = {ids[one["copy"]]: one["kind"] for one in cluster["matches"] if cluster["canonical"] in one.values()}
    assert kinds == {"cut": "cut off", "abridged": "abridged", "turned": "reordered", "both": "merged"}
    assert {one["kind"] for one in related} == {"part of the other", "shares a passage"}
    for pair in (*cluster["matches"], *related):
        left, right = pair["left"], pair["right"]
        subject = pair.get("copy") or pair["shorter"]
        what = f"{subject} of {right if subject == left else left}: {pair['kind']}"
        row, passage = table[left[:8], right[:8]], pair["passage"]
        assert (row["kind"], row["subject_key"][-8:]) == (pair["kind"], subject[:8])
        assert row["aligned"] == ("" if pair["aligned"] is None else str(pair["aligned"]))
        for name in {ids[left], ids[right]} & said.keys():
            first, second = ("left", "right") if name == ids[left] else ("right", "left")
            at = "characters {}-{} and {}-{}".format(*passage[first], *passage[second])
            assert what in said[name]
            assert at in said[name] or pair in related


def test_a_cut_copy_joins_and_borrows_the_headline(built: Built):
    pages, _ = built(FILES)

    assert clusters(pages) == [{"a.json", "b.json"}]
    cut = rows(pages)["b.json"]
    assert cut["headline"] == "Sluice reopened"
    assert cut["origins"]["headline"]["origin"] == "borrowed"
    assert cut["canonical"] == rows(pages)["a.json"]["id"]


def test_a_borrowed_headline_does_not_move_the_page(built: Built):
    alone, _ = built({"b.json": FILES["b.json"]})
    together, _ = built(FILES)

    assert rows(alone)["b.json"]["page"] == rows(together)["b.json"]["page"]


class TestTheCurator:
    """`curation.csv` stands above every match."""

    def ids(self, archive: Callable[..., Settings]) -> dict[str, str]:
        made = archive(FILES)
        pipeline.build(made)
        return {name: row["id"] for name, row in rows(pages_of(made)).items()}

    def rule(self, archive: Callable[..., Settings], *lines: str) -> tuple[dict[str, bytes], Report]:
        made = archive(FILES)
        made.curation.write_text("\n".join(lines))
        found = pipeline.build(made)
        return pages_of(made), found

    def test_different_keeps_copies_apart(self, archive: Callable[..., Settings]):
        ids = self.ids(archive)

        pages, found = self.rule(archive, f"different,{ids['a.json']},{ids['b.json'][:8]},two events,jd")

        assert clusters(pages) == []
        assert found.problems == ()

    def test_an_explanation_names_the_curator_and_no_other_reason(self, archive: Callable[..., Settings]):
        ids = self.ids(archive)
        lines = (f"different,{ids['a.json']},{ids['b.json']},two events,jd", f"same,{ids['a.json']},{ids['c.json']}")
        self.rule(archive, *lines)

        alone = pipeline.explain(archive(FILES), "a.json")
        apart = pipeline.explain(archive(FILES), "a.json", "b.json")
        joined = pipeline.explain(archive(FILES), "a.json", "c.json")

        for told in (alone, apart):
            assert "not joined: the curator decided so" in told
            assert f"The curator decided: different {ids['a.json']} {ids['b.json']} two events jd" in told
        assert f"The curator decided: same {ids['a.json']} {ids['c.json']}" in joined
        assert "in one cluster" in joined
        assert "cut off" not in joined  # nothing is shared, so nothing was cut off

    def test_same_joins_what_shares_nothing(self, archive: Callable[..., Settings]):
        ids = self.ids(archive)

        pages, _ = self.rule(archive, "verdict,one,other,note,by", f"same,{ids['a.json']},{ids['c.json']},rewritten,jd")

        assert {"a.json", "c.json"} <= clusters(pages)[0]

    def test_canonical_is_who_the_curator_says(self, archive: Callable[..., Settings]):
        ids = self.ids(archive)

        pages, _ = self.rule(archive, "# who wrote it", "", f"canonical,{ids['b.json']},first to run it,jd")

        assert rows(pages)["a.json"]["canonical"] == ids["b.json"]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("same,0000000000000000,1111111111111111", "no article, or more than one, has the id '0000000000000000'"),
            ("equal,a,b", "'equal,a,b' is no decision; expected same,ID,ID or different,ID,ID or canonical,ID"),
            ("same,onlyone", "is no decision"),
        ],
    )
    def test_a_line_that_makes_no_sense_is_a_problem_and_no_crash(
        self, archive: Callable[..., Settings], line: str, message: str
    ):
        pages, found = self.rule(archive, "# decisions", line)

        [problem] = found.problems
        assert (problem.path, problem.record) == ("curation.csv", 2)
        assert message in problem.message
        assert clusters(pages) == [{"a.json", "b.json"}]

    def test_a_ruling_that_goes_is_forgotten(self, archive: Callable[..., Settings]):
        ids = self.ids(archive)
        self.rule(archive, f"different,{ids['a.json']},{ids['b.json']}")

        pages, _ = self.rule(archive, "")

        assert clusters(pages) == [{"a.json", "b.json"}]


class TestVersions:
    """Several captures of one address."""

    def capture(self, text: str, **fields: Any) -> str:
        return record(text=text, url="https://a.example/1?utm_source=feed", outlet="The Outlet", **fields)

    def test_the_newest_is_the_page_and_the_older_ones_are_kept(self, built: Built):
        pages, found = built(
            {
                "1.json": self.capture(WHOLE, headline="First words", published="2020-01-31", captured="2020-02-01"),
                "2.json": self.capture(f"{WHOLE} {sentences(1, 'more')[0]}", headline="Later", published="2020-02-01"),
            }
        )

        [row] = rows(pages).values()
        assert (found.articles, found.versions) == (1, 1)
        assert row["input"] == "1.json"
        assert [version["input"] for version in row["versions"]] == ["2.json"]

    def test_a_correction_does_not_move_the_page(self, built: Built):
        first = {"1.json": self.capture(WHOLE, headline="First words", published="2020-01-31", modified="2020-01-31")}
        second = {"2.json": self.capture(WHOLE, headline="Corrected", published="2020-02-01", modified="2020-02-02")}

        before, _ = built(first)
        after, _ = built(first | second)

        [old], [new] = rows(before).values(), rows(after).values()
        assert new["headline"] == "Corrected"
        assert new["page"] == old["page"]


def test_one_id_for_two_texts_is_a_problem(built: Built):
    pages, found = built({"x.jsonl": "\n".join([record(id="7", text=WHOLE), record(id="7", text=report(6, "unlike"))])})

    [problem] = found.problems
    assert (problem.path, problem.record, problem.field, problem.lost) == ("x.jsonl", 2, "id", True)
    assert "x.jsonl:1 has this id too, and another text" in problem.message
    assert len(rows(pages)) == 1
    assert found.records == 2


class TestExplain:
    """Every claim with its evidence."""

    def test_it_says_what_two_copies_share(self, archive: Callable[..., Settings]):
        told = pipeline.explain(archive(FILES), "a.json", "b.json")

        whole, short = (line.split()[0] for line in told.splitlines()[:2])
        end = len(CUT) - 1  # without the full stop
        assert "containment 1.000" in told
        assert f"{short} of {whole}: cut off\n" in told
        assert "in one cluster" in told
        assert f"the longest passage shared, {len(CUT.split())} words, characters 0-{end} and 0-{end}: " in told

    def test_an_article_is_explained_with_the_longest_passage_of_each_copy(self, archive: Callable[..., Settings]):
        told = pipeline.explain(archive(FILES), "b.json")

        assert "Copies: 1; canonical is" in told
        words = WHOLE.split()
        assert f": {words[0]} {words[1]} {words[2]}" in told
        assert f" {words[19]} … " in told
        assert words[len(CUT.split()) // 2] not in told

    def test_it_says_where_and_when_each_capture_was_made(self, archive: Callable[..., Settings]):
        files = {
            f"{day}.json": record(text=WHOLE, url="https://a.example/1", captured=f"2020-02-0{day}T08:00:00Z")
            for day in (1, 2)
        }

        told = pipeline.explain(archive(files), "https://a.example/1")

        assert "  read from 2.json, " in told
        assert "  address https://a.example/1\n  captured 2020-02-02T08:00:00Z\n" in told
        assert "  older capture: 1.json, captured 2020-02-01T08:00:00Z, the same text\n" in told

    def test_it_says_why_two_articles_are_no_copies(self, archive: Callable[..., Settings]):
        told = pipeline.explain(archive(FILES), "a.json", "c.json")

        assert "not joined: they share" in told

    def test_a_near_miss_is_listed_with_the_reason(self, archive: Callable[..., Settings]):
        passage = " ".join(sentences(6, "passage"))
        files = {name: f"{report(8, name)}\n\n{passage}" for name in ("x.txt", "y.txt")}

        told = pipeline.explain(archive(files), "x.txt")

        assert "Compared and not joined" in told
        assert "of the shorter text stands in the longer, less than 0.7" in told

    @pytest.mark.parametrize("name", ["nothing.txt", "ffff", ""])
    def test_an_unknown_name_is_said_to_be_so(self, archive: Callable[..., Settings], name: str):
        with pytest.raises(GeneratorError, match="no article has this id, address or input path"):
            pipeline.explain(archive(FILES), name)

    @pytest.mark.parametrize(
        "name",
        [
            "{page}",
            "/{page}index.html",
            "https://archive.example/papers/{page}",
            "http://127.0.0.1:8000/{page}?h=sluice",
            "https://archive.example/{page}#bf-content",
            "https://a.example/1",
        ],
    )
    def test_an_article_answers_to_its_addresses(self, archive: Callable[..., Settings], name: str):
        made = archive(FILES)
        pipeline.build(made)
        row = rows(pages_of(made))["a.json"]

        assert f"Article {row['id']}" in pipeline.explain(made, name.format(page=row["page"]))


def test_what_becomes_an_outlets_boilerplate_changes_the_figures_of_its_copies(archive: Callable[..., Settings]):
    """An added article can change how alike two others are without changing either; the data must say so."""
    house = " ".join(" ".join(sentences(2, "house phrase")).split()[:24])

    def of_the_wall(number: int, text: str) -> dict[str, str]:
        end = f"{house} {sentences(1, f'end {number}')[0]}"
        return {f"w{number}.json": record(text=f"{text}\n\n{end}", outlet="Wall", url=f"https://w.example/{number}")}

    first = {"s.json": record(text=WHOLE, outlet="Other", url="https://o.example/1")} | of_the_wall(0, WHOLE)
    for number in range(1, 4):
        first |= of_the_wall(number, report(3, f"body {number}"))
    more: dict[str, str] = {}
    for number in range(4, 9):
        more |= of_the_wall(number, report(3, f"body {number}"))
    grown = archive(first)
    pipeline.build(grown)
    before = pages_of(grown)["data/clusters.jsonl"]
    archive(more)
    pipeline.build(grown)
    after = pages_of(grown)["data/clusters.jsonl"]

    for path in grown.store.iterdir():
        path.unlink()
    for path in sorted(grown.archive.rglob("*.jsonl")):
        path.unlink()
    pipeline.build(grown)

    assert json.loads(before)["matches"][0]["resemblance"] < json.loads(after)["matches"][0]["resemblance"]
    assert after == pages_of(grown)["data/clusters.jsonl"]


def test_another_engine_can_stand_behind_the_interface(archive: Callable[..., Settings]):
    """One that proposes every pair finds what the built-in one does."""

    def every_pair(ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> group.Survey:
        surveyed = group.BUILT_IN.survey(ids, outlets, hashes)
        pairs = np.array(list(combinations(range(len(ids)), 2)), dtype=np.int64)
        return group.Survey(ids=surveyed.ids, candidates=pairs, boilerplate=surveyed.boilerplate)

    made = archive(FILES)
    patient = replace(group.BUILT_IN, survey=every_pair)
    found: list[Copies] = []
    for engine in (group.BUILT_IN, patient):
        with open_store(made.root / f"store {len(found)}", "test") as store:
            gathered = gather(made, store, SERIAL, pipeline.silent)
            entries, standings = gathered.entries, gathered.copies.standings
            found.append(find_copies(made, entries, standings, store, SERIAL, pipeline.silent, engine=engine))

    assert found[0].clusters == found[1].clusters
    assert len(found[1].matches) == 3 > len(found[0].matches)


def test_of_every_cluster_of_the_sample_the_data_the_explanation_and_the_pages_say_the_same(
    archive: Callable[..., Settings],
):
    """What each copy is of the main one, and why that one is the main one."""
    articles = ROOT / "articles"
    inputs = [one for one in articles.rglob("*") if one.is_file()]
    settings = archive({one.relative_to(articles).as_posix(): one.read_bytes() for one in inputs})
    pipeline.build(settings)
    pages = pages_of(settings)
    addresses = {row["id"]: row["page"].removeprefix("archive/").rstrip("/") for row in rows_in(pages)}
    found = list(map(json.loads, pages["data/clusters.jsonl"].splitlines()))
    on_pages = {words.COPY_KINDS[kind]: words.told(f"this copy {kind}") for kind in words.COPY_KINDS}

    assert len(found) > 10
    for cluster in found:
        main, because = cluster["canonical"], f"({cluster['reason']})"
        assert f"{because}\n" in pages[f"copies/{main}.md"].decode()
        assert f"canonical {because}" in pipeline.explain(settings, main)
        assert f"This is the main copy {because}." in pages[f"{addresses[main]}.md"].decode()
        for pair in cluster["matches"]:
            if main not in (pair["left"], pair["right"]):
                continue
            page = pages[f"{addresses[pair['copy']]}.md"].decode()
            assert f"This copy is {on_pages[pair['kind']]}" in page
            assert f"{because}." in page
            said = f"{pair['copy']} of {main}: {pair['kind']}"
            assert said in pipeline.explain(settings, pair["left"], pair["right"])


@pytest.mark.parametrize("credit", ["(Bericht: Ilse Grau, Redaktion: Paul Roth)", "[Reportage d’Ilse Grant]"])
def test_a_credit_in_brackets_at_the_end_does_not_say_that_a_text_is_cut(archive: Callable[..., Settings], credit: str):
    """The earliest stays the main copy, though a later one has no such line."""
    made = archive(
        {
            "a.json": record(
                text=f"{WHOLE}\n\n{credit}", outlet="A", published="2020-01-01", url="https://a.example/1"
            ),
            "b.json": record(text=WHOLE, outlet="B", published="2020-01-02", url="https://b.example/1"),
        }
    )

    pipeline.build(made)

    [cluster] = map(json.loads, pages_of(made)["data/clusters.jsonl"].splitlines())
    assert cluster["reason"] == "the earliest"
