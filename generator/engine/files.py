"""List the files of a site as MkDocs does, in a hundredth of its time for the generated ones.

MkDocs makes two objects with some twenty values for each page before it renders any: 4 s of a build of 140,000 pages.
The generator knows its pages, so they need no walk through the folders, and their values are worked out when asked for.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from mkdocs.structure.files import File, Files, InclusionLevel, get_files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date

from generator.render import robots
from generator.settings import ARCHIVE

from .mkdocs_private import passing_over

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig

_HERE = f"{ARCHIVE}/"
AT_ROOT = (f"{_HERE}data/", f"{_HERE}search/")
"""Folders that the plugin moves to the root of the site."""
AT_TOP = f"{_HERE}{robots.FOLDER}"
"""Folder whose files it moves there; names that begin with a dot have none here, since MkDocs passes over those."""
_PROBE = "archive/2020/01/a-page.b/"
_SAFE = re.compile(r"[A-Za-z0-9/._-]*")
"""An address that needs no quoting."""


class Making:
    """What the files and pages of one build share."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.config = config
        self.src_dir = config.docs_dir
        self.dest_dir = config.site_dir
        self.use_directory_urls = config.use_directory_urls
        self.update_date = get_build_date()
        self.with_pages = False
        """Whether files have pages: MkDocs makes them after the navigation's."""
        base = config.site_url or ""
        self.base = base if base.endswith("/") else f"{base}/"
        self.base_path = urlsplit(self.base).path
        self.joins = bool(base) and urljoin(self.base, _PROBE) == f"{self.base}{_PROBE}"
        """Whether the address of a page is that of the site and its own, one behind the other."""

    def address(self, url: str) -> str | None:
        """Return where a page is published, without quoting; None where MkDocs has to work it out."""
        simple = self.joins and _SAFE.fullmatch(url) and "./" not in url and "//" not in url
        return f"{self.base}{url}" if simple else None


class ArchivePage(Page):
    """A page of MkDocs that works out its addresses when they are asked for."""

    children = None
    previous_page = None
    next_page = None
    markdown = None
    content = None
    _title_from_render = None
    _Page__active = False

    def __init__(self, file: ArchiveFile, making: Making) -> None:
        self.file = file
        self._making = making
        self.update_date = making.update_date

    def __getattr__(self, name: str) -> Any:
        """Work out a value that `Page` works out when it is made."""
        if "_making" not in self.__dict__:  # a copy that somebody is about to fill
            raise AttributeError(name)
        config = self._making.config
        if name in {"canonical_url", "abs_url"}:
            if address := self._making.address(self.file.url):
                self.canonical_url, self.abs_url = address, f"{self._making.base_path}{self.file.url}"
            else:
                self._set_canonical_url(config.get("site_url", None))
        elif name == "edit_url":
            self._set_edit_url(config.get("repo_url", None), config.get("edit_uri"), config.get("edit_uri_template"))
        elif name == "toc":
            self.toc: Any = []
        elif name == "meta":
            self.meta = {}
        else:
            raise AttributeError(name)
        return self.__dict__[name]


class ArchiveFile(File):
    """A file that the generator wrote."""

    inclusion = InclusionLevel.NOT_IN_NAV

    def __init__(self, src_uri: str, making: Making) -> None:
        self.src_uri = src_uri
        self.making = making
        if not making.use_directory_urls or "README" in src_uri or not src_uri.endswith(".md"):
            self.dest_uri = str(self._get_dest_path())
        else:
            path = src_uri[:-3]
            self.dest_uri = f"{path}.html" if path.endswith("/index") else f"{path}/index.html"
        self.place = at_root(src_uri, self.dest_uri) or self.dest_uri
        """Where it stands in the site, unless another plugin moves it."""

    def __getattr__(self, name: str) -> Any:
        """Return what all files of a build share."""
        if name in {"src_dir", "dest_dir", "use_directory_urls"} and "making" in self.__dict__:
            return getattr(self.__dict__["making"], name)
        raise AttributeError(name)

    @property
    def page(self) -> Page | None:
        """The page, made when first asked for."""
        page: Page | None = self.__dict__.get("_page")
        if page is None and self.making.with_pages and self.is_documentation_page():
            page = self.__dict__["_page"] = ArchivePage(self, self.making)
        return page

    @page.setter
    def page(self, page: Page | None) -> None:
        self.__dict__["_page"] = page

    @property
    def is_as_made(self) -> bool:
        """Whether nobody has put a page of another kind in place of ours, or has asked for ours yet."""
        return isinstance(self.__dict__.get("_page"), ArchivePage | None)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has asked for the page yet."""
        return "_page" not in self.__dict__

    def is_documentation_page(self) -> bool:
        """Return whether it is Markdown."""
        return self.src_uri.endswith(".md")

    @property  # and no cached one: until Python 3.12 those take a lock
    def url(self) -> str:
        """The address below the site's root."""
        known: str | None = self.__dict__.get("url")
        if known is None:
            uri = self.dest_uri
            simple = uri.endswith("/index.html") and self.making.use_directory_urls and _SAFE.fullmatch(uri)
            known = self.__dict__["url"] = uri[: -len("index.html")] if simple else str(self._get_url())
        return known

    @url.setter
    def url(self, url: str) -> None:
        self.__dict__["url"] = url

    @cached_property
    def abs_dest_path(self) -> str:
        """The path of the file in the site's folder."""
        return os.path.normpath(f"{self.dest_dir}/{self.dest_uri}")


def at_root(src_uri: str, dest_uri: str) -> str:
    """Return the place to which the plugin moves a file; empty for one that stays."""
    if src_uri.startswith(AT_ROOT):
        return dest_uri.removeprefix(_HERE)
    if src_uri.startswith(AT_TOP):
        return dest_uri.removeprefix(AT_TOP).replace("well-known/", ".well-known/")
    return ""


def address_of(file: File) -> str | None:
    """Return where a page is published; None in a site that does not say where it is."""
    if isinstance(file, ArchiveFile) and file.is_untouched and (known := file.making.address(file.url)):
        return known
    return file.page.canonical_url or file.page.abs_url if file.page else None


def day_of(file: File) -> str:
    """Return the day that MkDocs takes for that of a page's last change, as YYYY-MM-DD; that of no page is early."""
    if isinstance(file, ArchiveFile) and file.is_untouched:
        return file.making.update_date
    return file.page.update_date if file.page else ""


def set_day(file: File, day: str) -> None:
    """Let MkDocs take a day, as YYYY-MM-DD, for that of a page's last change; pages not asked for yet share one."""
    if isinstance(file, ArchiveFile) and file.is_untouched:
        file.making.update_date = day
    elif file.page:
        file.page.update_date = day


def all_in_place(files: Files, paths: Iterable[str]) -> bool:
    """Return whether every generated page is part of the site and where the generator's links lead.

    Args:
        files: All files of the site.
        paths: Below the archive, of all that the generator made.
    """
    known = files.src_uris
    pages = (known.get(f"{_HERE}{path}") for path in paths if path.endswith(".md"))
    return all(
        isinstance(file, ArchiveFile) and file.dest_uri == file.place and not file.inclusion.is_excluded()
        for file in pages
    )


class SiteFiles(Files):
    """The files of a site; while the navigation is made, generated pages that it does not name are left out."""

    def __init__(self, files: Iterable[File], making: Making) -> None:
        super().__init__(files)
        self.making = making
        self.for_navigation = False

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """Return the pages in order."""
        if self.for_navigation:
            return [
                file
                for file in self
                if not isinstance(file, ArchiveFile) and file.is_documentation_page() and inclusion(file.inclusion)
            ]
        unlisted = inclusion(InclusionLevel.NOT_IN_NAV)  # as nearly all are
        return [
            file
            for file in self
            if (unlisted if file.inclusion is InclusionLevel.NOT_IN_NAV else inclusion(file.inclusion))
            and file.is_documentation_page()
        ]


def list_files(config: MkDocsConfig, generated: Iterable[str], making: Making) -> SiteFiles:
    """List the docs folder.

    Args:
        config: Where it is, and what is left out.
        generated: Paths of the generated files below the archive's folder.
        making: What the files share.

    Returns:
        All files in the order of MkDocs.
    """
    written = _hand_written(config)
    archive = [ArchiveFile(f"{_HERE}{path}", making) for path in _walked(generated)]
    _exclude(archive, config)
    # MkDocs walks the folders by name, the files of each before its folders.
    before = [file for file in written if "/" not in file.src_uri or file.src_uri.partition("/")[0] < ARCHIVE]
    behind = written[len(before) :]
    return SiteFiles([*before, *archive, *behind], making)


def _hand_written(config: MkDocsConfig) -> list[File]:
    """List the docs folder without the archive's."""
    with passing_over(lambda folder, name: name == ARCHIVE and folder == config.docs_dir):
        return list(get_files(config))


def add_files_from_theme(files: Files, env: jinja2.Environment, config: MkDocsConfig) -> None:
    """Add the theme's assets; Material keeps 14,000 icons in a hidden folder, which MkDocs lists and leaves out."""
    with passing_over(lambda _, name: name.startswith(".")):
        files.add_files_from_theme(env, config)


def _walked(paths: Iterable[str]) -> Iterator[str]:
    """Yield paths in the order in which MkDocs walks folders: by name, the index first, folders last."""
    folders: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders[folder].append(name)
    for folder in sorted(folders, key=lambda folder: folder.split("/") if folder else []):
        start = f"{folder}/" if folder else ""
        names = folders[folder]
        names.sort()
        first = [name for name in names if (name.rpartition(".")[0] or name) in {"index", "README"}]
        for name in (*first, *(name for name in names if name not in first)):
            yield start + name


def _exclude(archive: list[ArchiveFile], config: MkDocsConfig) -> None:
    """Set the inclusion of generated files where it is not that of all of them."""
    exclude, drafts = config.get("exclude_docs"), config.get("draft_docs")
    asked = [pattern for spec in (exclude, drafts) if spec for pattern in spec.patterns]
    likely = [pattern.regex for pattern in asked if pattern.include and pattern.regex]
    # The patterns of MkDocs' own are names that begin with a dot, which the generator gives to no file.
    for file in archive:
        if "/." in file.src_uri or any(pattern.search(file.src_uri) for pattern in likely):
            file.inclusion = InclusionLevel.UNDEFINED  # MkDocs looks at every pattern
