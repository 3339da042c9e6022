"""The command: what it prints, what it writes, and how it exits."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator import cli as command
from generator.cli import Progress, cli
from tests.archives import BRIDGE, BROKEN, CONFIG, RECORDS, an_archive, files_of

A_YEAR = "".join(
    json.dumps(
        {"id": f"y{day}", "published": str(date(2021, 1, 1) + timedelta(days=day)), "text": f"Day {day}.\n\n{BRIDGE}"}
    )
    + "\n"
    for day in range(0, 365, 14)
)


def run(*words: str | Path) -> Result:
    """Run the command in this process; a defect in it fails the test with its own traceback."""
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


class TestNew:
    def test_it_writes_all_that_an_archive_needs(self, tmp_path: Path):
        result = run("new", tmp_path / "mine")

        assert result.exit_code == 0
        assert set(files_of(tmp_path / "mine")) == {
            ".gitattributes",
            ".github/workflows/publish.yml",
            ".gitignore",
            "articles/.gitkeep",
            "docs/index.md",
            "docs/verify.md",
            "lock.txt",
            "mkdocs.yml",
            "requirements.txt",
            f"vendor/backfile-{version('backfile')}-py3-none-any.whl",
        }

    def test_the_workflow_installs_this_program_and_nothing_by_its_name_alone(self, tmp_path: Path):
        run("new", tmp_path)

        lines = (tmp_path / "requirements.txt").read_text(encoding="utf-8").splitlines()
        own = [line for line in lines if line and not line.startswith("#")]
        assert own == [f"./vendor/backfile-{version('backfile')}-py3-none-any.whl"]

    def test_the_wheel_that_it_brings_installs_and_starts_archives_of_its_own(self, tmp_path: Path):
        run("new", tmp_path / "first")
        [wheel] = (tmp_path / "first" / "vendor").iterdir()
        target = tmp_path / "installed"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-index", "--no-deps"]
        subprocess.run([*pip, "--target", str(target), str(wheel)], check=True)

        again = [sys.executable, "-m", "generator", "new", str(tmp_path / "second")]
        subprocess.run(again, check=True, cwd=target, env={**os.environ, "PYTHONPATH": str(target)})

        assert files_of(tmp_path / "second" / "docs") == files_of(tmp_path / "first" / "docs")

    @pytest.mark.parametrize(
        ("remote", "expected"),
        [
            ("git@github.com:Ilven/news.git", "https://ilven.github.io/news/"),
            ("https://github.com/ilven/ilven.github.io", "https://ilven.github.io/"),
            ("ssh://git@gitlab.com/ilven/news.git", "https://ilven.gitlab.io/news/"),
            ("https://token@codeberg.org/ilven/pages.git", "https://ilven.codeberg.page/"),
            ("https://git.example/ilven/news.git", None),
            ("../elsewhere", None),
        ],
    )
    def test_a_fresh_clone_knows_where_its_site_will_stand(self, tmp_path: Path, remote: str, expected: str | None):
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", remote], check=True)

        result = run("new", tmp_path)

        assert result.exit_code == 0
        assert yaml.safe_load((tmp_path / "mkdocs.yml").read_text()).get("site_url") == expected
        assert (expected or "has no site_url yet") in result.stdout

    def test_the_url_is_that_of_the_option(self, tmp_path: Path):
        assert run("new", tmp_path, "--url", "https://archive.example/news").exit_code == 0
        assert yaml.safe_load((tmp_path / "mkdocs.yml").read_text())["site_url"] == "https://archive.example/news/"

    @pytest.mark.parametrize(
        "url",
        [
            "archive.example",
            "https://a b/",
            "ftp://a.example/",
            "https://a.example/ # ours",
            "https://",
            "x",
            "https://a/?b",
        ],
    )
    def test_what_is_no_address_of_a_site_is_refused(self, tmp_path: Path, url: str):
        result = run("new", tmp_path / "mine", "--url", url)

        assert result.exit_code == 2
        assert "--url: found" in result.stderr
        assert not (tmp_path / "mine").exists()

    def test_uncommenting_the_line_of_the_site_url_gives_an_address(self, tmp_path: Path):
        run("new", tmp_path)
        path = tmp_path / "mkdocs.yml"

        path.write_text(path.read_text().replace("# site_url:", "site_url:"))

        assert yaml.safe_load(path.read_text())["site_url"] == "https://example.org/"

    def test_an_empty_folder_is_as_good_as_none(self, tmp_path: Path):
        assert run("new", tmp_path).exit_code == 0

    def test_it_refuses_a_folder_that_is_not_empty_and_leaves_it_alone(self, tmp_path: Path):
        (tmp_path / "thesis.txt").write_text("years of work")

        result = run("new", tmp_path)

        assert result.exit_code == 2
        assert "not empty" in result.stderr
        assert files_of(tmp_path) == {"thesis.txt": b"years of work"}

    def test_it_refuses_a_file(self, tmp_path: Path):
        (tmp_path / "thesis.txt").write_text("years of work")

        result = run("new", tmp_path / "thesis.txt")

        assert result.exit_code == 2
        assert result.stderr.startswith("backfile: ")
        assert "thesis.txt" in result.stderr

    @pytest.mark.parametrize("name", ["mine", 'it\'s "ours": {all}', "#1", "أرشيف", "null"])
    def test_the_folder_gives_the_site_its_name(self, tmp_path: Path, name: str):
        run("new", tmp_path / name)

        config = (tmp_path / name / "mkdocs.yml").read_text(encoding="utf-8")
        assert yaml.safe_load(config)["site_name"] == name

    def test_the_new_archive_builds_strictly_before_the_first_article(self, tmp_path: Path):
        run("new", tmp_path, "--url", "https://archive.example/")

        result = run("build", "--strict", "-f", tmp_path / "mkdocs.yml")

        assert (result.exit_code, result.stderr) == (0, "")
        assert (tmp_path / "site" / "index.html").is_file()

    def test_git_ignores_what_a_build_makes_and_nothing_else(self, tmp_path: Path):
        run("new", tmp_path)
        run("build", "-f", tmp_path / "mkdocs.yml")

        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        listed = subprocess.run(
            ["git", "ls-files", "--others", "--exclude-standard"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )

        assert set(listed.stdout.split()) == {
            ".gitattributes",
            ".github/workflows/publish.yml",
            ".gitignore",
            "articles/.gitkeep",
            "docs/index.md",
            "docs/verify.md",
            "lock.txt",
            "mkdocs.yml",
            "requirements.txt",
            f"vendor/backfile-{version('backfile')}-py3-none-any.whl",
        }


class TestBuild:
    def test_it_builds_the_site_and_says_where_it_is(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", config=f"{CONFIG}site_url: https://archive.example/\n")

        result = run("build", "-f", config)

        assert (result.exit_code, result.stderr) == (0, "")
        assert "2 articles" in result.stdout
        assert f"python3 -m http.server -d {config.parent / 'site'}" in result.stdout
        assert "A bridge opens" in (config.parent / "site" / "index.html").read_text(encoding="utf-8")

    def test_a_problem_is_printed_and_the_rest_is_built(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", articles={"records.jsonl": BROKEN + RECORDS})

        result = run("build", "-f", config)

        assert result.exit_code == 0
        assert "records.jsonl:1: " in result.stdout
        assert "2 articles" in result.stdout

    def test_strict_makes_a_problem_an_exit_status_of_a_site_that_is_built(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", articles={"records.jsonl": BROKEN + RECORDS})

        result = run("build", "--strict", "-f", config)

        assert result.exit_code == 1
        assert (config.parent / "site" / "index.html").is_file()

    def test_a_warning_of_mkdocs_is_printed_and_fails_a_strict_build(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")
        (config.parent / "docs" / "about.md").write_text("# About\n\n[gone](gone.md)\n")

        relaxed = run("build", "-f", config)
        strict = run("build", "--strict", "-f", config)

        assert (relaxed.exit_code, strict.exit_code) == (0, 1)
        assert "gone.md" in relaxed.stderr

    def test_a_site_over_its_limit_is_refused_with_size_and_advice(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")

        result = run("build", "--limit-mb", "1", "-f", config)

        assert result.exit_code == 1
        assert "more than the limit of 1 MB" in result.stderr
        assert "exclude" in result.stderr

    def test_a_site_within_its_limit_is_not(self, tmp_path: Path):
        assert run("build", "--limit-mb", "1000", "-f", an_archive(tmp_path / "archive")).exit_code == 0


class TestPages:
    def test_it_writes_pages_and_no_site(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")

        result = run("pages", "-f", config)

        assert result.exit_code == 0
        assert (config.parent / "docs" / "archive" / "index.md").is_file()
        assert not (config.parent / "site").exists()

    def test_a_second_run_writes_nothing(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")
        run("pages", "-f", config)

        result = run("pages", "--json", "-f", config)

        assert (json.loads(result.stdout)["written"], json.loads(result.stdout)["removed"]) == (0, 0)


class TestCheck:
    def test_it_writes_nothing(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", articles={"records.jsonl": BROKEN + RECORDS})
        before = files_of(config.parent)

        result = run("check", "-f", config)

        assert files_of(config.parent) == before
        assert result.exit_code == 0

    def test_each_problem_is_a_line_and_then_comes_the_summary(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", articles={"records.jsonl": RECORDS + BROKEN + BROKEN})

        first, second, *folders, taken, summary, _ = run("check", "-f", config).stdout.splitlines()

        assert [line.split(": ")[0] for line in (first, second)] == ["records.jsonl:3", "records.jsonl:4"]
        assert folders[0] == ".: 2 articles from JSON lines (2)"
        assert taken.split() == "2 articles in 1 file JSON lines".split()
        assert "2 problems" in summary

    def test_it_says_what_each_file_was_taken_for(self, tmp_path: Path):
        files = {
            "records.jsonl": RECORDS,
            "crawl": '{"maintext": "It ran.", "source_domain": "a.example"}',
            "a.png": "x",
        }
        config = an_archive(tmp_path / "archive", articles=files)

        lines = run("check", "--files", "-f", config).stdout.splitlines()
        report = json.loads(run("check", "--json", "-f", config).stdout)

        assert "crawl: JSON: news-please, 1 article" in lines
        assert "records.jsonl: JSON lines, 2 articles" in lines
        assert "1 record passed over     an image" in [line.strip() for line in lines]
        assert report["taken"][0] == {"path": "crawl", "format": "JSON: news-please", "captures": 1}
        assert report["records"] == 4

    def test_an_archive_that_nothing_was_put_into_says_so(self, tmp_path: Path):
        found = run("check", "-f", an_archive(tmp_path / "archive", articles={}))

        assert found.exit_code == 0
        assert found.stdout.startswith("nothing to read in the folder of articles · 0 articles")

    def test_before_the_first_build_it_estimates_how_full_the_place_of_publishing_is(self, tmp_path: Path):
        last = run("check", "-f", an_archive(tmp_path / "archive")).stdout.splitlines()[-1]

        assert re.fullmatch(
            r"site: about 3\.0 MB of 1,000 MB \(less than 1 %\) at 18\.\d kB an article, an estimate before the first "
            r"build; the articles' dates span less than 7 days and tell no pace",
            last,
        )

    def test_after_a_build_it_goes_by_the_site_and_says_when_it_will_be_full(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", articles={"records.jsonl": A_YEAR})

        built = run("build", "-f", config).stdout.splitlines()[-1]
        checked = run("check", "-f", config).stdout.splitlines()[-1]

        size = sum(map(len, files_of(config.parent / "site").values())) / 1_000_000
        assert checked == built
        assert re.fullmatch(
            rf"site: {size:.1f} MB of 1,000 MB \(less than 1 %\) at [\d.]+ kB an article; at 2.2 articles a month, "
            r"the pace of the 12 months to 2021-12-31, full in more than 100 years",
            checked,
        )

    def test_the_place_of_publishing_is_as_large_as_the_settings_say(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", config=CONFIG.replace("backfile", "backfile: {site_limit_mb: 1}"))
        run("build", "-f", config)

        result = run("check", "-f", config)

        assert result.exit_code == 0
        assert re.search(r" of 1\.0 MB \(\d{3} %\) at .*; more than the limit$", result.stdout.strip())

    def test_strict_makes_problems_an_exit_status(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive", articles={"records.jsonl": RECORDS + BROKEN})

        assert run("check", "--strict", "-f", config).exit_code == 1

    def test_strict_is_content_without_problems(self, tmp_path: Path):
        assert run("check", "--strict", "-f", an_archive(tmp_path / "archive")).exit_code == 0


@pytest.mark.parametrize("name", ["build", "pages", "check"])
def test_json_is_all_that_stands_on_stdout(tmp_path: Path, name: str):
    config = an_archive(tmp_path / "archive", articles={"records.jsonl": RECORDS + BROKEN})

    report = json.loads(run(name, "--json", "-f", config).stdout)

    assert (report["records"], report["articles"], report["clusters"]) == (3, 2, 1)
    assert [(problem["path"], problem["record"]) for problem in report["problems"]] == [("records.jsonl", 3)]
    assert ("capacity" in report) == (name != "pages")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_number_of_workers_changes_no_byte(tmp_path: Path, jobs: str):
    """Run from outside: beside other threads, as under pytest-xdist, no worker would be started."""
    one = an_archive(tmp_path / "one")
    other = an_archive(tmp_path / "other")

    run("pages", "-f", one)
    subprocess.run([sys.executable, "-m", "generator", "pages", "--jobs", jobs, "-f", other], check=True)

    assert files_of(one.parent / "docs") == files_of(other.parent / "docs")


class TestExplain:
    def test_it_tells_where_a_field_came_from_and_why_a_copy_is_one(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")

        result = run("explain", "records.jsonl:1", "-f", config)

        assert result.exit_code == 0
        assert "A bridge opens" in result.stdout
        assert "Tram crosses the Alder" in result.stdout

    @pytest.mark.parametrize("name", ["articles/records.jsonl:1", "./articles/records.jsonl:1", "records.jsonl:1"])
    def test_a_file_may_be_named_as_a_shell_completes_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ):
        monkeypatch.chdir(an_archive(tmp_path / "archive").parent)

        result = run("explain", name)

        assert result.exit_code == 0
        assert "A bridge opens" in result.stdout

    def test_an_empty_name_is_an_error_and_no_crash(self, tmp_path: Path):
        result = run("explain", "", "-f", an_archive(tmp_path / "archive"))

        assert result.exit_code == 2
        assert "no article" in result.stderr

    def test_a_name_that_nothing_answers_to_is_said_to_be_so(self, tmp_path: Path):
        result = run("explain", "ffffffffffffffff", "-f", an_archive(tmp_path / "archive"))

        assert result.exit_code == 2
        assert "ffffffffffffffff" in result.stderr

    def test_no_article_can_steer_the_terminal(self, tmp_path: Path):
        record = json.dumps({"headline": "Red \x1b[31malert\x07", "text": "\x1b]0;owned\x07 " + BRIDGE})
        config = an_archive(tmp_path / "archive", articles={"one.jsonl": record})

        result = run("explain", "one.jsonl:1", "-f", config)

        assert result.exit_code == 0
        assert not {"\x1b", "\x07"} & set(result.output)


class TestWhatIsTheUsersToMend:
    """One line on stderr, status 2, no traceback."""

    def test_no_configuration_file(self, tmp_path: Path):
        result = run("build", "-f", tmp_path / "mkdocs.yml")

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backfile: {tmp_path / 'mkdocs.yml'}: no such file")

    @pytest.mark.parametrize(
        ("config", "said"),
        [
            ("site_name: [", "mkdocs.yml"),
            ("theme: material\nplugins: [backfile]\n", "site_name"),
            ("site_name: A\nplugins: [search]\n", "backfile is not turned on"),
            ("site_name: A\nplugins: [{backfile: {newst: 3}}]\n", "newst"),
            ("site_name: A\nplugins: [{backfile: {newest: many}}]\n", "many"),
            ("site_name: A\nplugins: [backfile]\nuse_directory_urls: false\n", "use_directory_urls"),
            ("site_name: A\nplugins: [{backfile: {articles: elsewhere}}]\n", "elsewhere"),
            ("site_name: A\nplugins: [{backfile: {authorities: nowhere}}]\n", "nowhere"),
        ],
        ids=["yaml", "mkdocs", "plugin", "unknown option", "value", "addresses", "articles", "authorities"],
    )
    @pytest.mark.parametrize("name", ["build", "check"])
    def test_a_wrong_configuration(self, tmp_path: Path, name: str, config: str, said: str):
        file = an_archive(tmp_path / "archive", config=config)

        result = run(name, "-f", file)

        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.startswith("backfile: ")
        assert said in result.stderr

    def test_an_option_that_the_command_does_not_have(self):
        assert run("build", "--fast").exit_code == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestProgress:
    @pytest.fixture
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(command, "PATIENCE", 0.0)

    @pytest.mark.usefixtures("impatient")
    def test_a_bar_shows_how_far_long_work_is_and_goes_away(self):
        screen = Terminal()

        with Progress(screen) as progress:
            progress("reading", 500, 2000)

        assert "reading  [#######-----------------------]  500 of 2,000" in screen.getvalue()
        assert screen.getvalue().endswith("\r\x1b[K")

    @pytest.mark.usefixtures("impatient")
    def test_a_total_that_nobody_knows_yet_is_not_invented(self):
        screen = Terminal()

        with Progress(screen) as progress:
            progress("reading", 500, 0)

        assert "[------------------------------]  500\r" in screen.getvalue()

    def test_short_work_shows_no_bar(self):
        screen = Terminal()

        with Progress(screen) as progress:
            progress("reading", 1, 2)

        assert screen.getvalue() == ""

    @pytest.mark.usefixtures("impatient")
    def test_nothing_but_lines_where_there_is_no_terminal(self):
        file = io.StringIO()

        with Progress(file) as progress:
            progress("reading", 500, 2000)

        assert file.getvalue() == ""


def test_the_module_is_the_command():
    helped = subprocess.run([sys.executable, "-m", "generator", "--help"], capture_output=True, text=True, check=True)

    assert helped.stdout.startswith("Usage: backfile [OPTIONS] COMMAND")
    assert all(name in helped.stdout for name in ("new", "build", "pages", "serve", "check", "explain"))
    assert "..." not in helped.stdout.partition("Commands:")[2]  # no sentence about a command is cut


def test_a_terminal_without_unicode_gets_plain_letters(tmp_path: Path):
    """Some terminals speak Latin-1 alone; an Arabic headline must not end the command there."""
    record = json.dumps({"headline": "افتتاح الجسر", "text": BRIDGE})
    config = an_archive(tmp_path / "archive", articles={"one.jsonl": record})

    done = subprocess.run(
        [sys.executable, "-m", "generator", "explain", "one.jsonl:1", "-f", config],
        env={"PYTHONIOENCODING": "iso-8859-1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u0627" in done.stdout


@pytest.mark.parametrize("url", ["https://a.example/   where it is", "https://a.example/#x y", "https://a.example/<b>"])
def test_a_remark_that_got_into_the_site_url_is_refused(tmp_path: Path, url: str):
    config = an_archive(tmp_path / "archive", config=f'{CONFIG}site_url: "{url}"\n')

    result = run("pages", "-f", config)

    assert result.exit_code == 2
    assert "site_url: found" in result.stderr


def test_a_build_says_what_is_missing_without_a_site_url_and_takes_it_from_the_environment(tmp_path: Path):
    config = an_archive(tmp_path / "archive")

    without = run("build", "-f", config)
    given = CliRunner().invoke(cli, ["build", "-f", str(config)], env={"BACKFILE_URL": "https://a.example/news"})

    assert "site_url is missing" in without.stderr
    assert "site_url is missing" not in given.stderr
    assert "https://a.example/news/archive/" in (config.parent / "site" / "sitemap.xml").read_text()
