"""Small archives for the tests of the outer layers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

CONFIG = """\
site_name: Test archive
theme: {name: material, font: false}
plugins: [backfile]
markdown_extensions: [md_in_html, toc]
"""

BRIDGE = (
    "The bridge over the Alder opened on Monday after eleven years of work and two changes of plan. "
    "The mayor cut the ribbon at noon, and the first tram crossed it an hour later with every seat taken. "
    "Builders said the last of the old piers would be taken away before the spring floods."
)

RECORDS = "".join(
    json.dumps({"id": name, "outlet": outlet, "headline": headline, "published": published, "text": BRIDGE}) + "\n"
    for name, outlet, headline, published in (
        ("a1", "Alder Post", "A bridge opens", "2021-03-01"),
        ("b7", "Lower Alder News", "Tram crosses the Alder", "2021-03-02"),
    )
)

BROKEN = '{"text": "A record that nobody closed\n'


def an_archive(folder: Path, *, config: str = CONFIG, articles: Mapping[str, str] | None = None) -> Path:
    """Write an archive of two outlets that ran one text, and return its mkdocs.yml.

    Args:
        folder: Where; made if it is not there.
        config: The mkdocs.yml.
        articles: Path below articles/ -> content, in place of the two.
    """
    files = {"records.jsonl": RECORDS} if articles is None else articles
    (folder / "articles").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Home\n\n<!-- backfile: front -->\n", encoding="utf-8")
    for path, content in files.items():
        target = folder / "articles" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    return folder / "mkdocs.yml"


def files_of(folder: Path) -> dict[str, bytes]:
    """Return path -> content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


class Kept:
    """A folder as it was once, to be put back in its place: what a build knows of a site goes by the site's path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.copy = folder.with_name(f"{folder.name}-kept")
        shutil.copytree(folder, self.copy, symlinks=True)

    def put_back(self) -> Path:
        """Make the folder what it was, times of files and all, and return it."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.copy, self.folder, symlinks=True)
        return self.folder
