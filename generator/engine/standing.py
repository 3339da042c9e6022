"""Tell what a site holds besides the pages that the generator's run alone decides, and what each of it is made from.

These are the pages in the navigation, those written by hand, and the theme's own templates. Where nothing but MkDocs,
the theme and this package takes part, what they are made from is known, and they stay while it is as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, InclusionLevel

from generator.settings import ARCHIVE

from .extensions import settings_known
from .files import ArchiveFile
from .names import SITEMAP, own_templates
from .plugins import others
from .sitemaps import is_sitemap

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_TEMPLATES = frozenset(("404.html", SITEMAP))
"""Templates of which is known what they ask for."""
_SAID = re.compile(rb"\.(?:title|meta|content|toc|markdown)\b")
"""What a page has only once it is read."""
_START = len(ARCHIVE) + 1


def may_stay(config: MkDocsConfig) -> bool:
    """Return whether nothing can reach a page but settings, theme, its own source and the paths of the others."""
    own = own_templates(config)
    return (
        not others(config)
        and settings_known(config.markdown_extensions, config.mdx_configs)
        and not config.extra_templates
        and _TEMPLATES.issuperset(config.theme.static_templates)
        and not (own and any(Path(own, name).exists() for name in _TEMPLATES))
    )


def readers(config: MkDocsConfig) -> list[str]:
    """Return the names of the user's own templates that are no page and ask for what pages say, sorted."""
    own = own_templates(config)
    templates = [*((own, name) for name in config.theme.static_templates if own)]
    templates += [(config.docs_dir, name) for name in config.extra_templates]
    return sorted(name for folder, name in templates if _reads(Path(folder, name)))


def _reads(template: Path) -> bool:
    try:
        source = template.read_bytes()
    except OSError:
        return False
    return b"pages" in source and _SAID.search(source) is not None


def is_titled(file: File) -> bool:
    """Return whether a page, once its source is read, has its title from the navigation or its front matter.

    Else it is known when the Markdown is rendered; the titles of pages in the navigation stand on all others.
    """
    page = file.page
    return page is None or "title" in vars(page) or "title" in page.meta


def sources_of(pages: Iterable[File], files: Iterable[File], keys: Mapping[str, str], setup: bytes) -> dict[str, bytes]:
    """Return what pages are made from.

    Args:
        pages: The pages.
        files: All files of the site: a page written by hand may link to any.
        keys: Path below the archive -> digest of what the generator made the file from.
        setup: Digest of all that every page depends on.

    Returns:
        Path of the source -> digest.
    """
    paths = blake2b("\n".join(map(_listing, files)).encode(), digest_size=16).digest()
    front = keys.get("index.md", "")  # a page written by hand may show it
    sources = {}
    for page in pages:
        if isinstance(page, ArchiveFile):
            parts = [keys[page.src_uri[_START:]].encode()]
        else:
            parts = [page.content_bytes, paths, front.encode()]
        digest = blake2b(f"{page.dest_uri}\0{page.inclusion}".encode(), key=setup, digest_size=16)
        for part in parts:
            digest.update(b"\0" + part)
        sources[page.src_uri] = digest.digest()
    return sources


def _listing(file: File) -> str:
    return file.src_uri if file.inclusion is InclusionLevel.NOT_IN_NAV else f"{file.src_uri}\0{file.inclusion}"


def source_of_template(name: str, pages: Iterable[File], told: Iterable[str], setup: bytes) -> bytes:
    """Return the digest of what a template is made from.

    Args:
        name: One of those that `may_stay` knows.
        pages: The pages that it may name.
        told: What else a sitemap is made from.
        setup: Digest of all that every page depends on.
    """
    named = [*(page.dest_uri for page in pages), "", *told] if is_sitemap(name) else []
    return blake2b("\n".join([name, *named]).encode(), key=setup, digest_size=16).digest()
