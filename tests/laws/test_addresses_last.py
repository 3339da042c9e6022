"""Addresses are for ever: after any edit, with a store or without, an old address has its article or leads to it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator import engine
from generator.cli import cli
from generator.fingerprint import fingerprint
from tests.archives import CONFIG, an_archive
from tests.laws.test_laws import QUICK
from tests.texts import report

COMMITTED = ("articles", "docs/index.md", "mkdocs.yml", "addresses.csv", "withdrawn.csv")
Files = dict[str, str]


def text(headline: str, seed: str, *, more: str = "") -> str:
    return f"{headline}\n\n{report(6, seed)}{more}\n"


def lines(*rows: dict[str, str]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


ROWS = [{"headline": f"Headline of record {n}", "text": report(5, f"record {n}")} for n in range(5)]
LINKED = {"url": "https://post.example/1", "published": "2021-03-01"}
FILES: Files = {
    "2021/ferry.txt": text("Ferry salis again", "ferry"),
    "2021/quay.txt": text("Quay closed for repairs", "quay"),
    "2021/notes.txt": text("Notes from the council", "notes"),
    "rows.jsonl": lines(*ROWS),
    "linked.json": json.dumps({**LINKED, "headline": "A brigde opens", "text": report(5, "bridge")}),
}


def build(folder: Path, *arguments: str) -> Result:
    """Build pages, site left out: the ledger is the pages' and the site copies them."""
    return CliRunner().invoke(cli, ["pages", "--jobs", "1", "-f", str(folder / "mkdocs.yml"), *arguments])


def write(folder: Path, files: Files) -> None:
    shutil.rmtree(folder / "articles")
    for path, content in files.items():
        (folder / "articles" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "articles" / path).write_text(content, encoding="utf-8")


def standing(folder: Path) -> dict[str, str]:
    """Return the text of every article by its address."""
    rows = (folder / "docs/archive/data/articles.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["page"].removeprefix("archive/").strip("/"): row["text"] for row in map(json.loads, rows)}


def leads(folder: Path, address: str) -> str:
    """Return the address that a reader of one ends at; empty where there is nothing."""
    page = folder / "docs/archive" / address / "index.html"
    if (folder / "docs/archive" / f"{address}.md").is_file():
        return address
    if not page.is_file():
        return ""
    found = re.search(r'url=([^"]+)"', page.read_text(encoding="utf-8"))
    assert found is not None
    return (page.parent / found[1]).resolve().relative_to((folder / "docs/archive").resolve()).as_posix()


def renamed(files: Files, old: str, new: str) -> Files:
    return {path.replace(old, new): content for path, content in files.items()}


def with_text(path: str, old: str, new: str) -> Callable[[Files], Files]:
    return lambda files: {**files, path: files[path].replace(old, new)}


EDITS: dict[str, Callable[[Files], Files]] = {
    "headline of a text": with_text("2021/ferry.txt", "salis", "sails"),
    "headline of an article with an address of its own": with_text("linked.json", "brigde", "bridge"),
    "date": with_text("linked.json", "2021-03-01", "2021-04-01"),
    "folder": lambda files: renamed(files, "2021/", "older/2021/"),
    "file": lambda files: renamed(files, "ferry.txt", "ferry-corrected.txt"),
    "text and file": lambda files: renamed(
        with_text("2021/ferry.txt", report(6, "ferry")[:90], report(1, "correction"))(files), "ferry.txt", "ferry-2.txt"
    ),
    "folder and headline": lambda files: renamed(
        with_text("2021/ferry.txt", "salis", "sails")(files), "2021/", "older/"
    ),
    "an address of its own is added": lambda files: {
        **{path: content for path, content in files.items() if path != "2021/quay.txt"},
        "quay.json": json.dumps(
            {"url": "https://post.example/quay", "headline": "Quay closed for repairs", "text": report(6, "quay")}
        ),
    },
    "a record before others goes": lambda files: {**files, "rows.jsonl": lines(*ROWS[:1], *ROWS[2:])},
    "a record comes before others": lambda files: {
        **files,
        "rows.jsonl": lines({"headline": "A new one", "text": report(5, "new one")}, *ROWS),
    },
    "a file is split": lambda files: {**files, "rows.jsonl": lines(*ROWS[:2]), "more.jsonl": lines(*ROWS[2:])},
    "files become records of one": lambda files: {
        **{path: content for path, content in files.items() if not path.startswith("2021/")},
        "2021.jsonl": lines(
            *(
                dict(zip(("headline", "text"), content.split("\n\n", 1), strict=True))
                for path, content in files.items()
                if path.startswith("2021/")
            )
        ),
    },
    "a new file of the same name": lambda files: {
        **renamed(files, "ferry.txt", "ferry-1.txt"),
        "2021/ferry.txt": text("Another ferry sails", "another ferry"),
    },
}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "archive"
    an_archive(folder, config=CONFIG.replace("[backfile]", "[{backfile: {search: none}}]"), articles=FILES)
    assert build(folder).exit_code == 0
    return folder


@pytest.fixture(params=["with a store", "from what is committed"])
def archive(first: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "archive"
    if request.param == "with a store":
        shutil.copytree(first, folder)
        return folder
    for name in COMMITTED:
        if (first / name).is_dir():
            shutil.copytree(first / name, folder / name)
        elif (first / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(first / name, folder / name)
    return folder


@pytest.mark.parametrize("edit", EDITS)
def test_after_any_edit_an_old_address_has_its_article_or_leads_to_it(first: Path, archive: Path, edit: str):
    before = standing(first)
    write(archive, EDITS[edit](FILES))

    result = build(archive)

    assert result.exit_code == 0, result.output
    after = standing(archive)
    for address, words in before.items():
        if words in after.values():
            assert after[leads(archive, address)] == words, address


@pytest.mark.parametrize("edit", ["headline of a text", "headline of an article with an address of its own", "date"])
def test_what_is_known_by_its_id_stays_where_it_is(first: Path, archive: Path, edit: str):
    write(archive, EDITS[edit](FILES))

    build(archive)

    assert standing(archive).keys() == standing(first).keys()


PLACED = (
    *("folder", "file", "folder and headline", "a record before others goes", "a record comes before others"),
    *("a file is split", "files become records of one", "a new file of the same name"),
)


@pytest.mark.parametrize("edit", PLACED)
def test_what_only_its_place_names_keeps_its_address_and_its_id_wherever_it_goes(first: Path, archive: Path, edit: str):
    before = identified(first)
    write(archive, EDITS[edit](FILES))

    build(archive)

    after = identified(archive)
    assert {words: names for words, names in before.items() if words in after}.items() <= after.items()
    assert len({name for names in after.values() for name in names}) == 2 * len(after)


def identified(folder: Path) -> dict[str, tuple[str, str]]:
    """Return id and address of every article by its text."""
    rows = (folder / "docs/archive/data/articles.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["text"]: (row["id"], row["page"]) for row in map(json.loads, rows)}


@pytest.mark.parametrize("edit", EDITS)
def test_the_next_build_and_a_clean_one_say_the_same(archive: Path, tmp_path: Path, edit: str):
    write(archive, EDITS[edit](FILES))
    build(archive)
    ledger = (archive / "addresses.csv").read_bytes()
    pages = _pages(archive)

    build(archive)
    clean = tmp_path / "clean"
    an_archive(clean, config=(archive / "mkdocs.yml").read_text(), articles=EDITS[edit](FILES))
    (clean / "addresses.csv").write_bytes(ledger)
    build(clean)

    assert _pages(archive) == pages == _pages(clean)
    assert (archive / "addresses.csv").read_bytes() == ledger == (clean / "addresses.csv").read_bytes()


def _pages(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in (folder / "docs/archive").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("name", ["address", "id"])
def test_a_withdrawn_text_stays_withdrawn_when_its_folder_is_renamed(archive: Path, name: str):
    [address] = [one for one in standing_of(archive) if "ferry" in one]
    order = f"archive/{address}/" if name == "address" else address[-8:]
    (archive / "withdrawn.csv").write_text(f"{order},2024-05-17,a wish,withhold\n", encoding="utf-8")
    build(archive)

    write(archive, EDITS["folder"](FILES))
    build(archive)

    assert report(6, "ferry") not in standing(archive).values()
    assert not [path for path, content in _pages(archive).items() if report(6, "ferry")[:60].encode() in content]
    assert leads(archive, address)


def test_an_edited_text_in_a_renamed_file_keeps_its_address_and_stays_withdrawn(first: Path, archive: Path):
    [address] = [one for one in standing(first) if "ferry" in one]
    write(archive, EDITS["text and file"](FILES))
    build(archive)
    assert report(1, "correction") in standing(archive)[address]

    (archive / "withdrawn.csv").write_text(f"archive/{address}/,2024-05-17,a wish,withhold\n", encoding="utf-8")
    write(archive, EDITS["a record comes before others"](FILES))
    build(archive)

    assert "ferry" not in " ".join(standing(archive))


def test_a_copy_of_the_old_text_does_not_take_the_address_of_the_edited_one(first: Path, archive: Path):
    [address] = [one for one in standing(first) if "ferry" in one]
    old = report(6, "ferry")
    least = fingerprint((old,)).hashes.min()
    longer = (f"{old}\n\n{report(2, f'more {n}')}" for n in range(99))
    edited = next(words for words in longer if fingerprint(tuple(words.split("\n\n"))).hashes.min() < least)

    write(
        archive,
        {**FILES, "2021/ferry.txt": f"Ferry salis again\n\n{edited}\n", "post/copy.txt": text("A ferry", "ferry")},
    )
    build(archive)

    assert standing(archive)[address] == edited


def test_what_several_records_say_of_one_number_is_no_row(tmp_path: Path):
    folder = tmp_path / "numbered"
    own = {"id": "5", "outlet": "Post", "headline": "Ferry sails"}
    least = [fingerprint((report(6, seed),)).hashes.min() for seed in ("ferry", "harbour")]
    tried = (report(3, f"both {n}") for n in range(99))
    shared = next(words for words in tried if fingerprint((words,)).hashes.min() > max(least))
    captures = [
        {**own, "text": f"{report(6, 'ferry')}\n\n{shared}", "captured": "2021-03-02T00:00:00Z"},
        {**own, "text": f"{report(6, 'harbour')}\n\n{shared}", "captured": "2021-03-01T00:00:00Z"},
    ]
    files = {"a.jsonl": lines(*captures)}
    an_archive(folder, config=CONFIG.replace("[backfile]", "[{backfile: {search: none}}]"), articles=files)
    build(folder)
    before = identified(folder)

    write(folder, {**files, "b.jsonl": lines({**own, "id": "9", "outlet": "Gazette", "text": captures[0]["text"]})})
    assert build(folder).exit_code == 0

    rows = (folder / "docs/archive/data/articles.jsonl").read_text(encoding="utf-8").splitlines()
    of_number = {row["given_id"]: (row["id"], row["page"]) for row in map(json.loads, rows)}
    assert [of_number["5"]] == [*before.values()]


@pytest.mark.parametrize("edit", PLACED)
@pytest.mark.parametrize("gone", [report(6, "ferry"), report(5, "record 3")], ids=["a file", "a row"])
def test_an_order_means_the_text_and_not_what_comes_to_its_place(first: Path, archive: Path, gone: str, edit: str):
    name, _ = identified(first)[gone]
    (archive / "withdrawn.csv").write_text(f"{name},2024-05-17,a wish,remove\n", encoding="utf-8")
    build(archive)

    files = EDITS[edit](FILES)
    write(archive, files)
    build(archive)

    assert not [path for path, content in _pages(archive).items() if gone[:60].encode() in content]
    assert (
        len(standing(archive))
        == sum(len(content.splitlines()) if "jsonl" in path else 1 for path, content in files.items()) - 1
    )


Step = tuple[str, int]


@QUICK
@given(
    steps=st.lists(st.tuples(st.sampled_from(["above", "gone", "last first", "file"]), st.integers(0, 9)), max_size=5),
    withdrawn=st.sets(st.integers(0, 3), max_size=2),
    counted=st.sampled_from(["", "{}", "n{}", "{:040x}"]),
)
def test_however_rows_shift_each_text_keeps_its_id_and_a_withdrawn_one_stays_away(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step], withdrawn: set[int], counted: str
):
    folder = tmp_path_factory.mktemp("shifting") / "archive"
    rows, name = [f"row {n}" for n in range(4)], "rows.jsonl"
    an_archive(
        folder, config=CONFIG.replace("[backfile]", "[{backfile: {search: none}}]"), articles=table(name, rows, counted)
    )
    build(folder)
    first = identified(folder)
    away = {report(4, f"row {n}") for n in withdrawn}
    orders = "".join(f"{first[words][0]},2024-05-17,a wish,withhold\n" for words in sorted(away))
    (folder / "withdrawn.csv").write_text(orders, encoding="utf-8")

    known = dict(first)
    for number, (step, place) in enumerate(steps):
        if step == "above":
            rows.insert(place % (len(rows) + 1), f"added {number}")
        elif step == "gone" and len(rows) > 3:
            del rows[place % len(rows)]
        elif step == "last first":
            rows.insert(0, rows.pop())
        else:
            name = f"rows-{place}.jsonl"
        write(folder, table(name, rows, counted))
        shutil.rmtree(folder / ".backfile") if place % 2 else None
        build(folder, "--allow-removal")
        now = identified(folder)
        assert now.keys() == {report(4, row) for row in rows} - away
        assert {words: known[words] for words in now if words in known} == {
            words: now[words] for words in now if words in known
        }
        known |= now


def table(name: str, rows: list[str], counted: str) -> Files:
    """Return a table whose rows have ids as an export counts them, or none."""
    numbers = ({"id": counted.format(n), "outlet": "Post"} if counted else {} for n in range(len(rows)))
    told = ({"headline": f"Headline of {row}", "text": report(4, row)} for row in rows)
    return {name: lines(*({**number, **one} for number, one in zip(numbers, told, strict=True)))}


# What git merges


def test_ledgers_of_two_branches_that_git_unites_lose_no_address(first: Path, archive: Path, tmp_path: Path):
    branches = {
        "ours": EDITS["folder"](FILES),
        "theirs": {**EDITS["headline of a text"](FILES), "new.txt": text("New things", "new")},
    }
    built = {name: tmp_path / name / "archive" for name in branches}
    for name, folder in built.items():
        shutil.copytree(first, folder)
        write(folder, branches[name])
        assert build(folder).exit_code == 0
    ledgers = [folder / "addresses.csv" for folder in (built["ours"], first, built["theirs"])]
    union = subprocess.run(["git", "merge-file", "-p", "--union", *ledgers], capture_output=True, check=True)

    (archive / "addresses.csv").write_bytes(union.stdout)
    write(archive, {**EDITS["folder"](branches["theirs"])})
    result = build(archive)

    assert "is no line of the ledger" not in result.output
    after = standing(archive)
    for folder in (first, *built.values()):
        for address, words in standing(folder).items():
            assert after[leads(archive, address)] == words, (folder, address)


# Copies, of which nothing tells one from another


COPIED = {f"2021/{name}.txt": text("Ferry sails again", "ferry") for name in ("courier", "gazette", "post")}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "copied"
    config = CONFIG.replace("[backfile]", "[{backfile: {search: none}}]")
    an_archive(folder, config=config, articles={**COPIED, "quay.txt": text("Quay closed", "quay")})
    assert build(folder).exit_code == 0
    return folder


def test_an_old_address_of_one_of_several_copies_leads_to_one_that_has_its_text(copied: Path):
    before = standing(copied)
    write(copied, {**renamed(COPIED, "2021/", "older/"), "quay.txt": text("Quay closed", "quay")})

    build(copied)

    after = standing(copied)
    assert [after[leads(copied, address)] for address in before] == list(before.values())
    assert len({leads(copied, address) for address in before}) == len(before)


def test_where_one_of_several_copies_is_withdrawn_none_of_them_comes_back_by_a_new_name(copied: Path):
    address = next(one for one in sorted(standing(copied)) if "ferry" in one)
    (copied / "withdrawn.csv").write_text(f"archive/{address}/,2024-05-17,a wish,withhold\n", encoding="utf-8")
    write(copied, {**renamed(COPIED, "2021/", "older/"), "quay.txt": text("Quay closed", "quay")})

    build(copied)

    assert ["Quay" in one for one in standing(copied).values()] == [True]
    assert not [path for path, content in _pages(copied).items() if report(6, "ferry")[:60].encode() in content]


@pytest.mark.parametrize("digits", [8, 12, 16])
def test_what_the_curator_ruled_follows_an_article_to_its_new_id(tmp_path: Path, digits: int):
    folder = tmp_path / "ruled"
    files = {"2021/a.txt": text("Ferry sails", "ferry"), "2021/b.txt": text("Ferry again", "ferry"), **FILES}
    an_archive(folder, config=CONFIG.replace("[backfile]", "[{backfile: {search: none}}]"), articles=files)
    build(folder)
    rows = (folder / "docs/archive/data/articles.jsonl").read_text(encoding="utf-8").splitlines()
    ids = [row["id"][:digits] for row in map(json.loads, rows) if row["text"] == report(6, "ferry")]
    (folder / "curation.csv").write_text(f"different,{ids[0]},{ids[1]},two desks,ab\n", encoding="utf-8")
    before = build(folder)

    write(folder, renamed(files, "2021/", "older/"))
    after = build(folder)

    assert "has the id" not in before.output + after.output
    pattern = r"(\d+) clusters? of copies"
    assert re.findall(pattern, after.output) == re.findall(pattern, before.output)


# Another text in an old place


@pytest.mark.parametrize("headline", ["Ferry salis again", "Another ferry"])
def test_another_text_in_an_old_place_does_not_take_its_address_without_a_word(archive: Path, headline: str):
    [address] = [one for one in standing_of(archive) if "ferry" in one]
    write(archive, {**FILES, "2021/ferry.txt": text(headline, "wholly another")})

    said = build(archive).output

    told = "2021/ferry.txt: another text than at the last build, which is no longer there, and its address"
    assert f"{told}, archive/{address}/;" in said
    assert "another text than at the last build" not in build(archive).output


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_loses_no_text_is_not_called_another_text(archive: Path, edit: str):
    write(archive, EDITS[edit](FILES))

    assert "another text than at the last build" not in build(archive).output


def test_a_sentence_more_makes_no_other_text(archive: Path):
    write(archive, {**FILES, "2021/ferry.txt": text("Ferry salis again", "ferry", more=" " + report(1, "late news"))})

    assert "another text than at the last build" not in build(archive).output


def standing_of(folder: Path) -> list[str]:
    rows = (folder / "addresses.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [row.partition(",")[0] for row in rows]


def test_lines_that_git_merged_are_read_and_what_is_no_line_is_a_problem(archive: Path):
    path = archive / "addresses.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*reversed(rows), *rows[1:3], "<<<<<<< ours", ""]), encoding="utf-8")

    result = build(archive)

    assert "'<<<<<<< ours' is no line of the ledger" in result.output
    assert path.read_text(encoding="utf-8").splitlines() == rows


# What would empty an archive


@pytest.mark.parametrize("left", [0, 1, 4], ids="{} of 9 articles".format)
def test_a_build_that_would_remove_more_than_half_stops_and_names_the_option(first: Path, archive: Path, left: int):
    write(archive, {"rows.jsonl": lines(*ROWS[:left])})
    (archive / "articles").mkdir(exist_ok=True)

    refused = build(archive)

    assert refused.exit_code == 2
    assert f"{9 - left} of the 9 articles of the last build are gone, more than half" in refused.output
    assert "--allow-removal" in refused.output
    assert standing_of(archive) == standing_of(first)
    assert build(archive, "--allow-removal").exit_code == 0
    assert len(standing(archive)) == left
    assert build(archive).exit_code == 0


def test_half_of_an_archive_may_go(archive: Path):
    write(archive, {"rows.jsonl": lines(*ROWS)})

    assert build(archive).exit_code == 0


def test_a_strict_build_of_the_site_stops_too_and_the_site_stays(first: Path, tmp_path: Path):
    folder = tmp_path / "archive"
    shutil.copytree(first, folder)
    config = str(folder / "mkdocs.yml")
    engine.build_site(folder / "mkdocs.yml", jobs=1)
    site = {path: path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()}
    write(folder, {})
    (folder / "articles").mkdir()

    result = CliRunner().invoke(cli, ["build", "--strict", "-f", config])

    assert result.exit_code == 2
    assert "--allow-removal" in result.output
    assert {path: path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()} == site


def test_a_dry_run_says_what_would_come_change_and_go_and_writes_nothing(first: Path, tmp_path: Path):
    folder = tmp_path / "archive"
    shutil.copytree(first, folder)
    write(
        folder,
        {**EDITS["headline of a text"](FILES), "new.txt": text("New things", "new"), "rows.jsonl": lines(*ROWS[:4])},
    )
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    result = CliRunner().invoke(cli, ["build", "--dry-run", "--jobs", "1", "-f", str(folder / "mkdocs.yml")])

    assert result.exit_code == 0, result.output
    assert re.search(r"^new: archive/undated/new-things-[0-9a-f]{8}\.md$", result.output, re.MULTILINE)
    assert re.search(r"^made anew: archive/undated/ferry-salis-again-[0-9a-f]{8}\.md$", result.output, re.MULTILINE)
    assert re.search(r"^removed: archive/undated/headline-of-record-4-[0-9a-f]{8}\.md$", result.output, re.MULTILINE)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
