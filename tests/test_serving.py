"""A served archive: an edit shows at once, and what no page shows is made when somebody asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn
from wsgiref.util import FileWrapper

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from generator import engine
from generator.engine import record
from generator.engine.building import build
from tests.archives import CONFIG, RECORDS, an_archive, files_of

ADDRESS = "http://127.0.0.1:8000/"
DATA, INDEX = "data/articles.jsonl", "search/index/index.bin"


class Served:
    """An archive as `mkdocs serve` holds it, without threads."""

    def __init__(self, folder: Path, *, settings: str = CONFIG) -> None:
        self.folder = folder
        self.config_file = an_archive(folder, config=settings)
        self.builds = 0
        config = self._config()
        self.plugin: Any = config.plugins[engine.PLUGIN]
        config.plugins.on_startup(command="serve", dirty=False)
        self.server = LiveReloadServer(self._build, "127.0.0.1", 0, str(folder))
        self._build(config)
        self.server.watch(config.docs_dir)
        config.plugins.on_serve(self.server, config=config, builder=self._build)

    def _config(self) -> MkDocsConfig:
        config = load_config(str(self.config_file))
        config.site_url = ADDRESS
        return config

    def _build(self, config: MkDocsConfig | None = None) -> None:
        self.builds += 1
        build(config or self._config(), serve_url=ADDRESS)

    def edit(self, old: str, new: str) -> None:
        """Change the articles, and let the server build as it does when it has heard of that."""
        path = self.folder / "articles" / "records.jsonl"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self.server.builder()

    def get(self, path: str) -> bytes:
        """Return what the server answers."""
        app: Any = self.server.get_app()
        request = {"PATH_INFO": f"/{path}", "REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
        answer = app(request, lambda *_: None)
        content = b"".join(answer)
        if isinstance(answer, FileWrapper):
            answer.close()
        return content

    def file(self, path: str) -> bytes:
        return (self.folder / ".backfile" / "served" / path).read_bytes()

    def close(self) -> None:
        self.server.server_close()
        self.server.observer.unschedule_all()

    @property
    def pages(self) -> str:
        """The articles' pages, one behind the other."""
        folder = self.folder / ".backfile" / "served" / "archive"
        return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/*/*-*/index.html")))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    archive = Served(tmp_path / "archive")
    yield archive
    archive.close()


OLD = json.loads(RECORDS.splitlines()[0])["headline"]
NEW = "Lanterns over the weir"


def test_an_edit_shows_on_the_pages_before_index_and_data_are_made(served: Served):
    before = [served.file(path) for path in (DATA, INDEX)]

    served.edit(OLD, NEW)

    assert NEW in served.pages
    assert OLD not in served.pages
    assert [served.file(path) for path in (DATA, INDEX)] == before


@pytest.mark.parametrize("path", [DATA, INDEX])
def test_who_asks_for_them_gets_them_as_they_should_be(served: Served, path: str):
    served.edit(OLD, NEW)

    answer = served.get(path)

    assert answer == served.file(path)
    assert NEW.encode() in served.file(DATA)
    served.get(path)
    served.get("")
    assert served.builds == 3


def test_what_is_served_is_then_what_a_build_makes(served: Served, tmp_path: Path):
    served.edit(OLD, NEW)
    served.get(DATA)

    other = an_archive(tmp_path / "other", articles={"records.jsonl": RECORDS.replace(OLD, NEW)})
    config = load_config(str(other))
    config.site_url = ADDRESS
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url=ADDRESS)

    assert files_of(served.folder / ".backfile" / "served") == files_of(tmp_path / "other" / ".backfile" / "served")


def test_a_text_that_is_withdrawn_is_gone_from_index_and_data_at_once(served: Served):
    [name] = [row["id"] for row in map(json.loads, served.file(DATA).splitlines()) if row["headline"] == OLD]

    (served.folder / "withdrawn.csv").write_text(f"article,date,reason,mode\n{name},2024-05-17,Asked for,remove\n")
    served.server.builder()

    assert OLD.encode() not in served.file(DATA)
    served.edit("Tram", "Trolley")
    assert OLD.encode() not in served.file(DATA)


def test_a_build_after_serving_puts_nothing_off(served: Served):
    served.edit(OLD, NEW)

    site = engine.build_site(served.config_file).folder

    assert NEW.encode() in (site / DATA).read_bytes()


def test_the_site_is_looked_at_once_and_then_known(served: Served, monkeypatch: pytest.MonkeyPatch):
    def walk(site: str, files: object) -> NoReturn:
        raise AssertionError(f"{site} is looked at again")

    monkeypatch.setattr(record, "_files_there", walk)

    served.edit(OLD, NEW)

    assert NEW in served.pages


def test_what_another_process_built_meanwhile_is_looked_at_again(served: Served):
    served.edit(OLD, NEW)
    known, served.plugin.left = served.plugin.left, None  # as another process begins
    served.edit(NEW, OLD)
    served.plugin.left = known

    served.edit(OLD, NEW)

    assert NEW in served.pages
    assert OLD not in served.pages


def test_a_template_that_is_changed_while_serving_is_drawn_anew(tmp_path: Path):
    own = tmp_path / "overrides" / "article.html"
    own.parent.mkdir()
    words = '{{% extends "main.html" %}}{{% block content %}}<p>{0}</p>{{% endblock %}}'
    own.write_text(words.format("Quince"), encoding="utf-8")
    settings = CONFIG.replace("name: material,", f"name: material, custom_dir: {own.parent},")
    archive = Served(tmp_path / "archive", settings=settings)
    assert "Quince" in archive.pages

    own.write_text(words.format("Medlar"), encoding="utf-8")
    archive.server.builder()

    assert "Medlar" in archive.pages
    assert "Quince" not in archive.pages
    archive.close()


def test_what_a_hook_wrote_for_one_build_only_is_gone_after_the_next(tmp_path: Path):
    hook = tmp_path / "hook.py"
    hook.write_text(
        "from pathlib import Path\n"
        "names = iter(['first.txt', 'second.txt'])\n"
        "def on_post_build(config):\n"
        "    Path(config.site_dir, next(names)).write_text('x')\n",
        encoding="utf-8",
    )
    archive = Served(tmp_path / "archive", settings=f"{CONFIG}hooks: [{hook}]\n")
    site = archive.folder / ".backfile" / "served"
    assert [path.name for path in site.glob("*.txt") if path.name != "robots.txt"] == ["first.txt"]

    archive.server.builder()

    assert [path.name for path in site.glob("*.txt") if path.name != "robots.txt"] == ["second.txt"]
    archive.close()


def ask(served: Served, host: str | None, path: str = "/") -> str:
    """Return the status that the server answers."""
    app: Any = served.server.get_app()
    said: list[str] = []
    request = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
    answer = app({**request, **({} if host is None else {"HTTP_HOST": host})}, lambda status, *_: said.append(status))
    if isinstance(answer, FileWrapper):
        answer.close()
    return said[0][:3]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST.", "[::1]:8000", "192.168.0.7", "news.lan", None]
)
def test_a_server_answers_to_its_names_to_addresses_and_to_those_that_are_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str | None
):
    monkeypatch.setattr(engine, "allowed_hosts", {"news.lan"})
    archive = Served(tmp_path / "archive")

    assert ask(archive, host) == "200"
    archive.close()


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example:8000", "a b", "[x", "@", "1.2.3"],
)
def test_a_server_refuses_to_answer_to_any_other_name(served: Served, host: str):
    assert ask(served, host) == "421"
    assert ask(served, host, "/data/articles.jsonl") == "421"


@pytest.mark.parametrize("path", ["/\0", "/a\0b/", "/archive/\0.html"])
def test_a_zero_in_a_path_is_no_fault_of_the_server(served: Served, path: str):
    assert ask(served, "localhost", path) == "400"
