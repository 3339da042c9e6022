"""A withdrawn text does not return, whatever becomes of its form, and nothing else goes with it unsaid."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import cli
from generator.settings.curator import load_addresses, load_withdrawn
from tests.archives import CONFIG, an_archive
from tests.laws.test_addresses_last import Files, _pages, build, identified, lines, standing, write
from tests.texts import report

BODY = "\n\n".join(report(2, f"ferry {n}") for n in range(4))
CORRECTED = BODY.replace("e", "", 1)
WORDS = " ".join(BODY.split()[20:30])
FOOTER = "Write to the desk of the Harn Courier with tips and corrections, or come to see us at the old mill any day."


def row(name: str, body: str, **more: str) -> dict[str, str]:
    return {"headline": f"Headline of {name}", "text": body, **more}


def others(count: int = 4) -> list[dict[str, str]]:
    return [row(f"other {n}", report(6, f"other {n}")) for n in range(count)]


def numbered(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    """Count rows as exports do, in ways that say nothing of their texts."""
    made = {"n": "n{}", "padded": "ART-{:05}", "digest": "{:040x}", "plain": "{}"}[name]
    return [{"id": made.format(n + 1), "outlet": "Harn Courier", **one} for n, one in enumerate(rows)]


FIRST: dict[str, Files] = {
    "rows": {"rows.jsonl": lines(row("ferry", BODY), *others())},
    **{
        f"ids {name}": {"rows.jsonl": lines(*numbered([row("ferry", BODY), *others()], name))}
        for name in ("n", "padded", "digest", "plain")
    },
    "urls": {
        "rows.jsonl": lines(
            *({**one, "url": f"https://harn.example/{n}"} for n, one in enumerate([row("ferry", BODY), *others()]))
        )
    },
    "files": {
        "ferry.txt": f"Headline of ferry\n\n{BODY}\n",
        **{f"o{n}.txt": f"{one['headline']}\n\n{one['text']}\n" for n, one in enumerate(others())},
    },
}


def table(rows: list[dict[str, str]]) -> str:
    made = io.StringIO()
    writer = csv.DictWriter(made, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def page(body: str) -> str:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
    return f"<!doctype html><html><body><article><h1>A page of its own</h1>{told}</article></body></html>"


def joined(files: Files, **more: str) -> Files:
    return {**files, **{name.replace("_", "."): content for name, content in more.items()}}


NEWCOMER = row("newcomer", report(6, "newcomer"))
RETURNS: dict[str, Callable[[Files], Files]] = {
    "a row above, counted anew": lambda files: {
        "rows.jsonl": lines(*numbered([NEWCOMER, row("ferry", BODY), *others()], "n"))
    },
    "counted anew and corrected": lambda files: {
        "rows.jsonl": lines(*numbered([NEWCOMER, row("ferry", CORRECTED), *others()], "digest"))
    },
    "another table with other ids": lambda files: {
        "all.csv": table(numbered([*others(), row("ferry", BODY)], "padded"))
    },
    "addresses of its own": lambda files: {
        "rows.jsonl": lines(
            *({**one, "url": f"https://new.example/{one['headline'][-7:]}"} for one in [row("ferry", BODY), *others()])
        )
    },
    "a page": lambda files: {"all.csv": table(others()), "page.html": page(BODY)},
    "corrected under another headline": lambda files: {"all.csv": table([*others(), row("vessel", CORRECTED)])},
    "a copy of another outlet, later": lambda files: joined(files, copy_json=json.dumps(row("x", BODY, outlet="Post"))),
    "a page beside it, later": lambda files: joined(files, page_html=page(BODY)),
    "within another article, later": lambda files: {
        "all.csv": table([*others(3), row("other 3", f"{others()[3]['text']}\n\n{BODY}")])
    },
}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives archives whose ferry was withdrawn, by the command or by hand."""
    return cache(lambda name: an_archive_without(tmp_path_factory.mktemp("withdrawn") / "archive", name))


def an_archive_without(folder: Path, first: str) -> Path:
    config = CONFIG.replace("[backfile]", "[{backfile: {search: none}}]")
    an_archive(folder, config=config, articles=FIRST[first])
    build(folder)
    [(name, address)] = [names for text, names in identified(folder).items() if WORDS in " ".join(text.split())]
    if first in ("rows", "ids n", "files"):
        (folder / "withdrawn.csv").write_text(f"{name},2024-05-17,a wish,withhold\n", encoding="utf-8")
    else:
        withdraw(folder, address)
    assert build(folder).exit_code == 0
    assert not traces(folder)
    return folder


def withdraw(folder: Path, name: str, mode: str = "remove") -> None:
    words = ["withdraw", name, "--reason", "a wish", "--mode", mode, "-f", str(folder / "mkdocs.yml")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output


def traces(folder: Path) -> list[str]:
    """Return the files outside the articles that have words of the withdrawn text."""
    found = (path for place in ("docs", ".backfile") for path in (folder / place).rglob("*") if path.is_file())
    plain = (path for path in (*found, folder / "addresses.csv", folder / "withdrawn.csv") if path.is_file())
    return [path.name for path in plain if WORDS.encode() in b" ".join(path.read_bytes().split())]


PAIRS = [(list(FIRST)[(number + step) % len(FIRST)], name) for number, name in enumerate(RETURNS) for step in (0, 4)]


@pytest.mark.parametrize(("first", "returns"), PAIRS)
def test_a_withdrawn_text_does_not_return_in_any_form(
    archives: Callable[[str], Path], tmp_path: Path, first: str, returns: str
):
    folder, cold = tmp_path / "archive", tmp_path / "cold"
    shutil.copytree(archives(first), folder)
    files = RETURNS[returns]({path.name: path.read_text() for path in (folder / "articles").iterdir()})
    write(folder, files)
    shutil.copytree(folder, cold, ignore=shutil.ignore_patterns(".backfile"))
    shutil.rmtree(cold / "docs/archive")

    built = build(folder)
    pages, ledger = _pages(folder), (folder / "addresses.csv").read_bytes()
    build(cold, "--allow-removal")
    build(folder)

    assert built.exit_code == 0, built.output
    assert not traces(folder)
    assert {one["text"] for one in others(3)} <= {*standing(folder).values()}
    assert _pages(folder) == pages == _pages(cold)
    assert (folder / "addresses.csv").read_bytes() == ledger


@pytest.fixture
def archive(archives: Callable[[str], Path], tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    shutil.copytree(archives("ids digest"), folder)
    return folder


def test_copies_that_stood_there_stay_until_they_are_named_too(tmp_path: Path):
    folder = tmp_path / "archive"
    files = {"rows.jsonl": lines(*others(), row("ferry", BODY)), "post/copy.txt": f"Another name for it\n\n{BODY}\n"}
    an_archive(folder, config=CONFIG.replace("[backfile]", "[{backfile: {search: none}}]"), articles=files)
    build(folder)
    [address] = [one for one in standing(folder) if "ferry" in one]
    withdraw(folder, f"archive/{address}/")
    build(folder)
    shutil.rmtree(folder / ".backfile")
    edits: tuple[Files, ...] = (
        {**files, "post/copy.txt": f"Another name for it\n\n{CORRECTED}\n"},
        {"rows.jsonl": lines(NEWCOMER, *others(), row("ferry", BODY)), "2021/copy.txt": files["post/copy.txt"]},
    )

    for edited in edits:
        write(folder, edited)
        said = build(folder).output

        assert [one.split("/")[1][:12] for one in standing(folder) if "name" in one] == ["another-name"]
        assert not [one for one in standing(folder) if "ferry" in one]
        assert "held back" not in said


def test_what_is_held_back_is_said_and_a_ruling_lets_it_go(archive: Path):
    write(archive, {**FIRST["ids digest"], "copy.json": json.dumps(row("copy", BODY))})
    told = build(archive).output
    [ruling] = re.findall(r"write (different,[0-9a-f]{16},[0-9a-f]{16}) into curation.csv", told)
    before = len(standing(archive))

    (archive / "curation.csv").write_text(f"{ruling},two texts,ab\n", encoding="utf-8")

    for _ in range(2):
        assert "held back" not in build(archive).output
        assert len(standing(archive)) == before + 1


def test_a_footer_that_a_withdrawn_text_had_too_holds_nothing_back(tmp_path: Path):
    folder = tmp_path / "archive"
    rows = [row(f"note {n}", f"{report(2, f'note {n}')}\n\n{FOOTER} {FOOTER[::-1]}") for n in range(5)]
    config = CONFIG.replace("[backfile]", "[{backfile: {search: none}}]")
    an_archive(folder, config=config, articles={"rows.jsonl": lines(*rows[:4])})
    build(folder)
    withdraw(folder, min(standing(folder)))
    build(folder)

    write(folder, {"rows.jsonl": lines(*rows)})

    assert "held back" not in build(folder).output
    assert len(standing(folder)) == 4


def test_what_came_to_the_place_of_a_withdrawn_text_is_held_back_and_said(archive: Path):
    rows = numbered([row("ferry", BODY), *others()], "digest")
    rows[0] = {**rows[0], "headline": "Quite another", "text": report(6, "quite another")}
    write(archive, {"rows.jsonl": lines(*rows)})

    for _ in range(2):
        told = build(archive).output

        assert "which is withdrawn, and another text; it is held back too" in told
        assert len(standing(archive)) == len(others())


def test_without_the_list_of_withdrawn_articles_nothing_is_built(archive: Path):
    before = (_pages(archive), (archive / "addresses.csv").read_bytes())
    (archive / "withdrawn.csv").unlink()

    refused = build(archive)

    assert refused.exit_code == 2
    assert "withdrawn.csv: no such file" in refused.output
    assert (_pages(archive), (archive / "addresses.csv").read_bytes()) == before
    (archive / "withdrawn.csv").touch()
    assert "is shown again, since no line says so any more" in build(archive).output
    assert len(standing(archive)) == len(others()) + 1
    assert "shown again" not in build(archive).output


def test_without_the_ledger_the_line_of_the_command_still_means_its_text(archive: Path):
    for kept in (True, False):
        (archive / "addresses.csv").unlink()
        if not kept:
            shutil.rmtree(archive / ".backfile")
        write(archive, {"rows.jsonl": lines(*numbered([NEWCOMER, row("ferry", BODY), *others()], "digest"))})

        told = build(archive, "--allow-removal")

        assert told.exit_code == 0, told.output
        assert not traces(archive)
        assert "held back with it" in told.output


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheet_that_saves_with_other_marks_gives_nothing_back(archive: Path, mark: str):
    lines_before = load_addresses(archive / "addresses.csv")
    orders_before = load_withdrawn(archive / "withdrawn.csv")
    for name in ("addresses.csv", "withdrawn.csv"):
        rows = list(csv.reader((archive / name).read_text(encoding="utf-8").splitlines()))
        saved = "".join(mark.join([*one, *[""] * (len(rows[0]) - len(one))]) + "\r\n" for one in rows)
        (archive / name).write_text(saved, encoding="utf-8-sig")

    assert load_addresses(archive / "addresses.csv") == lines_before
    assert load_withdrawn(archive / "withdrawn.csv") == orders_before


@pytest.mark.parametrize(
    "line",
    [
        "https://harn.example/a,1.html;2024-05-17;at her wish, today;remove",
        '"https://harn.example/a,1.html",2024-05-17,"at her wish, today",remove',
        "https://harn.example/a,1.html\t2024-05-17\tat her wish, today\tremove",
    ],
)
def test_a_line_is_cut_where_a_day_follows_the_name(tmp_path: Path, line: str):
    (tmp_path / "withdrawn.csv").write_text(f"article,date,reason,mode\n{line}\n", encoding="utf-8")

    [order], problems = load_withdrawn(tmp_path / "withdrawn.csv")

    assert not problems
    assert (order.name, order.date, order.reason, order.mode) == (
        *("https://harn.example/a,1.html", "2024-05-17", "at her wish, today"),
        "remove",
    )


def test_a_page_and_the_text_read_from_it_stay_away_together(tmp_path: Path):
    folder = tmp_path / "archive"
    files = {**FIRST["files"], "a/story.txt": f"A page of its own\n\n{CORRECTED}\n", "a/story.html": page(CORRECTED)}
    config = CONFIG.replace("[backfile]", "[{backfile: {search: none}}]")
    an_archive(folder, config=config, articles={name: files[name] for name in files if "ferry" not in name})
    build(folder)
    [address] = [one for one in standing(folder) if "page-of-its-own" in one]
    withdraw(folder, f"archive/{address}/")

    for _ in range(3):
        build(folder)

        assert len(standing(folder)) == len(others())
        assert not traces(folder)


def test_a_record_that_stands_there_twice_keeps_its_address_when_it_is_removed(tmp_path: Path):
    folder = tmp_path / "archive"
    story = json.dumps(row("ferry", BODY, published="2024-05-17"))
    config = CONFIG.replace("[backfile]", "[{backfile: {search: none}}]")
    an_archive(folder, config=config, articles={"0.json": story, "1.json": story})
    build(folder)
    [address] = standing(folder)
    (folder / "addresses.csv").unlink()
    (folder / "withdrawn.csv").write_text(f"{address[-8:]},2024-05-17,a wish,remove\n", encoding="utf-8")

    build(folder)

    assert (folder / f"docs/archive/{address}.md").is_file()
