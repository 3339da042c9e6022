"""Articles that their outlet cut into several pages: joined where they are one, in any order, and nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.joined import pages_of, states
from generator.archive.prepare import Prepared, PreparedLeaf
from generator.clean import edge_lines
from generator.cli import cli
from generator.model import Report
from tests.archives import an_archive
from tests.laws.test_addresses_last import build, leads, standing, write
from tests.laws.test_laws import QUICK
from tests.texts import report

HOST = "https://osk.example"
FERRY = "Ferry will run every ten minutes from May"
HEADLINE = "Old swing bridge to close for eighteen months"
BRIDGE = "/2024/05/bridge"
Built = Callable[..., tuple[dict[str, bytes], Report]]


def text_of(*seeds: str) -> str:
    return "\n\n".join(report(6, seed) for seed in seeds)


def page(
    *seeds: str,
    url: str,
    prev: str = "",
    following: str = "",
    canonical: str = "",
    headline: str = HEADLINE,
    more: str = "",
) -> str:
    """Return a page as a browser saved it, with links to the pages beside it."""
    links = {"canonical": canonical or url, "prev": prev, "next": following}
    head = "".join(f'<link rel="{name}" href="{HOST}{path}">' for name, path in links.items() if path)
    body = "".join(f"<p>{line}</p>" for line in text_of(*seeds).split("\n\n"))
    return (
        f"<!doctype html><html lang=en><head><title>{headline} | Osk Mail</title>{head}"
        f'<meta property="og:site_name" content="Osk Mail"><meta property="og:title" content="{headline}">{more}</head>'
        f"<body><main><article><h1>{headline}</h1>{body}</article></main></body></html>"
    )


def record(*seeds: str, url: str, **more: Any) -> str:
    """Return a record as a crawler wrote it."""
    values = {"url": HOST + url, "title": HEADLINE, "source_domain": "osk.example", "text": text_of(*seeds), **more}
    return json.dumps(values)


def second(number: int, path: str = BRIDGE) -> str:
    return path if number == 1 else f"{path}?page={number}"


def cut(of: int, number: int, *seeds: str, **more: str) -> str:
    """Return one of so many pages of an article that all name the first as canonical."""
    return page(
        *(seeds or (f"page {number}",)),
        url=second(number),
        canonical=BRIDGE,
        prev=second(number - 1) if number > 1 else "",
        following=second(number + 1) if number < of else "",
        **more,
    )


ONE, TWO = cut(2, 1), cut(2, 2)
FIRST, SECOND, THIRD = (cut(3, number) for number in (1, 2, 3))


def rows_of(pages: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pages["data/articles.jsonl"].decode().splitlines()]


def told(pages: Mapping[str, bytes]) -> list[tuple[str, list[str], str | None]]:
    """Return what the articles are: the seeds of each text, in order, its further inputs, what it lacks."""
    seeds = ("page 1", "page 2", "page 3", "page 1 again", "another")
    texts = {seed: text_of(seed).split("\n\n")[0] for seed in seeds}
    return sorted(
        (
            " + ".join(
                sorted(
                    (one for one in seeds if texts[one] in row["text"]), key=lambda one: row["text"].index(texts[one])
                )
            ),
            [row["input"], *(one["input"] for one in row["pages"])],
            row["incomplete"],
        )
        for row in rows_of(pages)
    )


NEXT = f"the article goes on at {HOST}{BRIDGE}?page="
SHOWS_ALL = page("page 1", "page 2", "page 3", url=f"{BRIDGE}?view=all", canonical=f"{BRIDGE}?view=all")

JOINED = {
    "two pages": ({"1.html": ONE, "2.html": TWO}, "page 1 + page 2", ["1.html", "2.html"], None),
    "names in another order": ({"b.html": ONE, "a.html": TWO}, "page 1 + page 2", ["b.html", "a.html"], None),
    "three": (
        {"1.html": FIRST, "2.html": SECOND, "3.html": THIRD},
        "page 1 + page 2 + page 3",
        ["1.html", "2.html", "3.html"],
        None,
    ),
    "the last is missing": (
        {"1.html": FIRST, "2.html": SECOND},
        "page 1 + page 2",
        ["1.html", "2.html"],
        f"{NEXT}3; pages not in the archive: 3",
    ),
    "one between is missing": (
        {"1.html": FIRST, "3.html": THIRD},
        "page 1 + page 3",
        ["1.html", "3.html"],
        "pages not in the archive: 2",
    ),
    "the first has no links": (
        {"1.html": page("page 1", url=BRIDGE), "2.html": TWO},
        "page 1 + page 2",
        ["1.html", "2.html"],
        None,
    ),
    "a crawler's records": (
        {"a.jsonl": record("page 1", url=BRIDGE) + "\n" + record("page 2", url=f"{BRIDGE}?page=2") + "\n"},
        "page 1 + page 2",
        ["a.jsonl", "a.jsonl"],
        None,
    ),
    "records with numbers in the path": (
        {"2.json": record("page 2", url=f"{BRIDGE}/2/"), "1.json": record("page 1", url=f"{BRIDGE}/")},
        "page 1 + page 2",
        ["1.json", "2.json"],
        None,
    ),
    "records whose headlines count": (
        {
            "1.json": record("page 1", url=f"{BRIDGE}.html", title=f"{HEADLINE} (1/2)"),
            "2.json": record("page 2", url=f"{BRIDGE}-2.html", title=f"{HEADLINE} (2/2)"),
        },
        "page 1 + page 2",
        ["1.json", "2.json"],
        None,
    ),
    "a page and a record": (
        {"1.html": ONE, "2.json": record("page 2", url=f"{BRIDGE}?page=2")},
        "page 1 + page 2",
        ["1.html", "2.json"],
        None,
    ),
    "one that shows all": (
        {"1.html": FIRST, "2.html": SECOND, "all.html": SHOWS_ALL},
        "page 1 + page 2 + page 3",
        ["all.html", "2.html"],
        None,
    ),
    "one that shows all, under the first's address": (
        {"all.html": page("page 1", "page 2", url=BRIDGE), "2.html": TWO},
        "page 1 + page 2",
        ["all.html", "2.html"],
        None,
    ),
    "the second is the first again": (
        {"1.html": ONE, "2.html": cut(2, 2, "page 1")},
        "page 1",
        ["1.html", "2.html"],
        "pages not in the archive: 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "text", "inputs", "lacks"), JOINED.values(), ids=JOINED)
def test_the_pages_of_an_article_are_one(
    built: Built, files: dict[str, str], text: str, inputs: list[str], lacks: str | None
):
    pages, said = built(files)

    assert told(pages) == [(text, inputs, lacks)]
    assert said.adds_up
    assert (said.clusters, said.problems) == (0, ())


APART = {
    "a second page alone": {"2.html": TWO},
    "later pages alone": {"2.html": SECOND, "3.html": THIRD},
    "a record's second page alone": {"2.json": record("page 2", url=f"{BRIDGE}?page=2")},
    "records of two headlines": {
        "1.json": record("page 1", url=BRIDGE),
        "2.json": record("page 2", url=f"{BRIDGE}?page=2", title=FERRY),
    },
    "records of two days": {
        "1.json": record("page 1", url=BRIDGE, date_publish="2024-05-17"),
        "2.json": record("page 2", url=f"{BRIDGE}?page=2", date_publish="2024-05-24"),
    },
    "a section's list": {
        "1.json": record("page 1", url="/town", title="Town"),
        "2.json": record("page 2", url="/town?page=2", title="Town"),
    },
    "a forum's thread": {
        "1.json": record("page 1", url="/forum/threads/old-swing-bridge.77/"),
        "2.json": record("page 2", url="/forum/threads/old-swing-bridge.77/?page=2"),
    },
    "a forum's pages": {
        str(number): cut(2, number, more='<meta name="generator" content="phpBB">') for number in (1, 2)
    },
    "the next article": {
        "1.html": page("page 1", url="/2024/05/17/bridge", following="/2024/05/18/ferry"),
        "2.html": page("page 2", url="/2024/05/18/ferry", prev="/2024/05/17/bridge", headline=FERRY),
    },
    "articles under numbers": {
        "1.html": page("page 1", url="/news/77.html", following="/news/78.html"),
        "2.html": page("page 2", url="/news/78.html", prev="/news/77.html", headline=FERRY),
    },
}  # fmt: skip


@pytest.mark.parametrize("files", APART.values(), ids=APART)
def test_what_only_looks_like_a_series_stays_apart(built: Built, files: dict[str, str]):
    pages, said = built(
        {f"{name.removesuffix('.html')}.html" if "<html" in one else name: one for name, one in files.items()}
    )

    assert said.adds_up
    assert [len(inputs) for _, inputs, _ in told(pages)] == [1] * len(files)


def test_what_a_further_page_alone_says_is_said_of_the_whole(built: Built):
    standfirst = "<p>The council closes the bridge for a year and a half, and nobody is happy with that at all.</p>"
    below = "<p>(Reuters)</p><p>This article is for subscribers only.</p></article>"
    files = {
        "1.html": ONE.replace("</h1>", f"</h1>{standfirst}"),
        "2.html": TWO.replace("</h1>", f"</h1>{standfirst}").replace("</article>", below),
    }

    pages, said = built(files)

    [row] = rows_of(pages)
    assert (row["agency"], row["incomplete"]) == ("Reuters", "the text stops at a paywall")
    assert row["text"].count("nobody is happy") == 1
    assert "stands on another page of the article" in [line["rule"] for line in row["dropped"]]
    assert said.adds_up


@pytest.mark.parametrize("name", ["2.html", f"{HOST}{BRIDGE}?page=2", f"{HOST}{BRIDGE}"])
def test_an_article_is_found_by_any_of_its_pages(tmp_path: Path, name: str):
    an_archive(tmp_path / "a", articles={"1.html": ONE, "2.html": TWO})

    found = CliRunner().invoke(cli, ["explain", "-f", str(tmp_path / "a/mkdocs.yml"), name])

    assert HEADLINE in found.output
    assert found.exit_code == 0


def test_what_a_page_was_before_is_a_version_of_the_whole(built: Built):
    lines = [
        record("page 1", url=BRIDGE, date_download="2024-05-17T08:00:00Z"),
        record("page 2", url=f"{BRIDGE}?page=2", date_download="2024-05-17T08:00:00Z"),
        record("page 1 again", url=BRIDGE, date_download="2024-05-18T08:00:00Z"),
    ]

    pages, said = built({"a.jsonl": "\n".join(lines) + "\n"})

    assert told(pages) == [("page 1 again + page 2", ["a.jsonl", "a.jsonl"], None)]
    assert (said.articles, said.versions, said.pages, said.adds_up) == (1, 1, 1, True)
    [row] = rows_of(pages)
    assert [one["record"] for one in row["versions"]] == [1]


STEPS = {"1.html": FIRST, "2.html": SECOND, "3.html": THIRD, "all.html": SHOWS_ALL}
ORDERS = ("1 2 3 all", "3 2 1 all", "2 all 3 1", "all 1 3 2", "2 1 all 3", "3 all 2 1")


@pytest.mark.parametrize("order", ORDERS)
def test_pages_that_come_one_after_another_are_what_they_are_all_at_once(tmp_path: Path, order: str):
    names = [f"{name}.html" for name in order.split()]
    grown, clean = tmp_path / "grown", tmp_path / "clean"
    an_archive(grown, articles={})
    seen: set[str] = set()
    for count, _ in enumerate(names, 1):
        write(grown, {name: STEPS[name] for name in names[:count]})
        assert build(grown).exit_code == 0
        seen |= standing(grown).keys()
    an_archive(clean, articles=STEPS)
    build(clean)

    [own], [other] = rows_in(grown), rows_in(clean)
    same = ("text", "pages", "input", "versions", "incomplete", "dropped", "headline")
    assert {key: own[key] for key in same} == {key: other[key] for key in same}
    assert {leads(grown, address) for address in seen} == set(standing(grown))


@pytest.mark.parametrize("gone", ["1.html", "2.html", "3.html"])
def test_a_page_that_goes_again_leaves_the_others_and_every_address(tmp_path: Path, gone: str):
    an_archive(tmp_path / "a", articles={name: STEPS[name] for name in ("1.html", "2.html", "3.html")})
    build(tmp_path / "a")
    [address] = standing(tmp_path / "a")

    write(tmp_path / "a", {name: STEPS[name] for name in ("1.html", "2.html", "3.html") if name != gone})
    build(tmp_path / "a")

    rows = rows_in(tmp_path / "a")
    assert len(rows) == (2 if gone == "1.html" else 1)
    assert all(row["incomplete"] for row in rows)
    assert leads(tmp_path / "a", address)


ORDERED = {
    "by its id": lambda row: row["id"],
    "by its page": lambda row: row["page"],
    "by the address of its second page": lambda row: f"{HOST}{BRIDGE}?page=2",
    "by its own address": lambda row: f"{HOST}{BRIDGE}",
}
LATER = {
    "as it was": {"1.html": FIRST, "2.html": SECOND, "3.html": THIRD},
    "the first page gone": {"2.html": SECOND, "3.html": THIRD},
    "the second page alone": {"2.html": SECOND},
    "the second page in another form": {"b.json": json.dumps({"text": text_of("page 2"), "headline": "A closure"})},
    "one that shows all": {"all.html": SHOWS_ALL},
    "a record of a page": {"b.json": record("page 3", url=f"{BRIDGE}?page=3")},
}


@pytest.mark.parametrize("order", ORDERED.values(), ids=ORDERED)
def test_an_article_is_withdrawn_with_all_its_pages_which_never_come_back(
    tmp_path: Path, order: Callable[[dict[str, Any]], str]
):
    folder = tmp_path / "a"
    ferry = page("another", url="/2024/05/ferry", headline=FERRY)
    an_archive(folder, articles={"ferry.html": ferry, **LATER["as it was"]})
    build(folder)
    [name] = (order(row) for row in rows_in(folder) if row["pages"])
    (folder / "withdrawn.csv").write_text(f"{name},2024-06-01,a wish,withhold\n")
    kept = tmp_path / "kept"
    build(folder)
    shutil.copytree(folder, kept)

    for case, after in LATER.items():
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        write(folder, {"ferry.html": ferry, **after})
        assert build(folder).exit_code == 0
        left = b"".join(path.read_bytes() for path in (folder / "docs/archive").rglob("*") if path.is_file())
        assert (case, [row["headline"] for row in rows_in(folder)]) == (case, [FERRY])
        assert not any(
            line[:40].encode() in left
            for seed in ("page 1", "page 2", "page 3")
            for line in text_of(seed).split("\n\n")
        )


def rows_in(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "docs/archive/data/articles.jsonl").read_text().splitlines()]


@QUICK
@given(data=st.data())
def test_no_order_of_captures_makes_another_article(data: st.DataObject):
    captures = data.draw(st.lists(captured(), min_size=1, max_size=8, unique_by=lambda one: one.path))
    shuffled = data.draw(st.permutations(captures))

    joined = pages_of(captures)

    assert pages_of(shuffled) == joined
    for name in {joined.ids.get(one.id, one.id) for one in captures}:
        own = [one for one in captures if joined.ids.get(one.id, one.id) == name]
        made = states(sorted(own, key=lambda one: one.order))
        assert made == states(sorted((one for one in shuffled if one in own), key=lambda one: one.order))
        assert len(made) - 1 + max(len(made[0].leaves), 1) == len(
            own
        )  # each a page of the newest state, or an older one
        assert {one.path for one in (*made, *made[0].leaves)} == {one.path for one in own}


@st.composite
def captured(draw: st.DrawFn) -> Prepared:
    """Return a capture of one of the pages of one series, or of what has its first address."""
    number = draw(st.integers(0, 3))
    own = draw(st.sampled_from(["a", "b"]))
    texts = draw(st.sets(st.integers(1, 3), min_size=1))
    leaf = PreparedLeaf(number=number, series="5", told=draw(st.booleans()), goes_on=draw(st.booleans()))
    return Prepared(
        body=own, id=f"{number}{own}" if number != 1 or own == "b" else "5", loose=False, by_address=True, outlet=None,
        host="", has_headline=True, captured=draw(st.sampled_from([None, "2024-05-17", "2024-05-18"])), published=None,
        modified=None, path=f"{draw(st.integers(0, 99)):02}.html", record=None, edges=edge_lines(()),
        hashes=np.array(sorted(10 * text + one for text in texts for one in range(5)), dtype="<u8").tobytes(),
        sketch="", withdrawn=None, titled=draw(st.integers(0, 1)), lines=1, shown=1, lifted=0, dropped=0,
        leaf=leaf if number != 1 or own == "b" or leaf.told else None,
    )  # fmt: skip
