"""Draw the generator's pages in the navigation by what it keeps of them: their Markdown is not read once more.

They are drawn one by one, since each shows where in the navigation it stands, by the theme's own template. The first of
each kind is made by MkDocs' own steps, too, and compared, once for all builds of one setup, as in drawing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING

from generator.kept.bodies import bodies_of
from generator.settings import ARCHIVE, code_digest

from .drawing import Headings, Unfit
from .files import ArchiveFile
from .lean import lean
from .mkdocs_private import context_of

if TYPE_CHECKING:
    from pathlib import Path

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.nav import Navigation

    from generator.model import Body

_START = len(ARCHIVE) + 1


def bodies_of_listed(files: Iterable[File], keys: Mapping[str, str], store: Path) -> dict[str, Body]:
    """Return what the generator keeps of its own pages among some, by their sources.

    Args:
        files: The pages.
        keys: Path below the archive -> digest of what the generator made the file from.
        store: Where the generator keeps it.
    """
    ours = [file.src_uri[_START:] for file in files if isinstance(file, ArchiveFile)]
    wanted = {path: keys[path] for path in ours if path in keys}
    found = bodies_of(store, code_digest(), wanted) if wanted else {}
    return {f"{ARCHIVE}/{path}": body for path, body in found.items() if "title" in body.front}


def kind_of(body: Body) -> bytes:
    """Return the digest of what pages of a kind have in common."""
    kind = ("listed", body.front.get("template"), sorted(body.front), bool(body.headings))
    return blake2b(repr(kind).encode(), digest_size=8).digest()


def drawn(
    file: File, body: Body, config: MkDocsConfig, pages: Iterable[File], nav: Navigation, env: jinja2.Environment
) -> bytes | None:
    """Return a page whose source was read, its text from the generator; None if the theme asks for more than that."""
    page = file.page
    assert page is not None
    before = page.content, page.toc
    page.content, page.toc = body.html, Headings(body.headings[0] if body.headings else None)  # type: ignore[assignment]
    page.active = True
    try:
        template = env.get_template(page.meta.get("template", "main.html"))
        return lean(template.render(context_of(page, config, pages, nav))).encode("utf-8", errors="xmlcharrefreplace")
    except Unfit:
        return None
    finally:
        page.active = False
        page.content, page.toc = before
