"""What the engine asks of MkDocs beyond what it promises; what is said of each use is what breaks it.

`differences` compares what is there with what was tested; the engine leaves the site to MkDocs where they differ.
"""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import mkdocs.utils
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

LOG = mkdocs_build.log.name.partition(".")[0]
"""The name of the builder's own logger: `mkdocs`, or that of a builder that stands in for it."""

build_log = mkdocs_build.log
"""The log of the module that builds."""

plain_build = mkdocs_build.build
"""MkDocs' own way to build."""

TESTED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "_populate_page": (mkdocs_build, ("page", "config", "files", "dirty")),
    "_build_page": (mkdocs_build, ("page", "config", "doc_files", "nav", "env", "dirty", "excluded")),
    "_build_template": (mkdocs_build, ("name", "template", "files", "config", "nav")),
    "_build_extra_template": (mkdocs_build, ("template_name", "files", "config", "nav")),
    "get_context": (mkdocs_build, ("nav", "files", "config", "page", "base_url")),
    "write_file": (mkdocs.utils, ("content", "output_path")),
    "_get_dest_path": (File, ("self", "use_directory_urls")),
    "_get_url": (File, ("self", "use_directory_urls")),
    "_set_canonical_url": (Page, ("self", "base")),
    "_set_edit_url": (Page, ("self", "repo_url", "edit_uri", "edit_uri_template")),
    "serve_request": (LiveReloadServer, ("self", "environ", "start_response")),
    "unwatch": (LiveReloadServer, ("self", "path")),
}
"""Name -> where it stands, and its parameters."""


def differences() -> Iterator[str]:
    """Yield what is not as it was tested, by its name."""
    for name, (place, parameters) in TESTED.items():
        member = getattr(place, name, None)
        if member is None or tuple(inspect.signature(member).parameters)[: len(parameters)] != parameters:
            yield f"{place.__name__}.{name}"
    for module in (mkdocs_build, mkdocs_serve):
        if "build" not in vars(module):
            yield f"{module.__name__}.build"
    if "_event_origins" not in inspect.getsource(PluginCollection):
        yield "PluginCollection._event_origins"


# Building


def take_over(build: Callable[..., None]) -> None:
    """Let `mkdocs build` and `mkdocs serve` build another way: no event stands for the whole build.

    Breaks if a command no longer asks for `build` by that name in its module.
    """
    for module in (mkdocs_build, mkdocs_serve):
        vars(module)["build"] = build


def hand_back() -> None:
    """Give MkDocs its own way back."""
    take_over(plain_build)


@contextmanager
def written_by(write: Callable[[bytes, str], None]) -> Iterator[None]:
    """Let something else write what MkDocs and its plugins write, content first and then the path.

    Breaks if MkDocs writes pages and templates by another function than `mkdocs.utils.write_file`.
    """
    real = mkdocs.utils.write_file
    mkdocs.utils.write_file = write  # type: ignore[assignment]  # mypy counts the names of its parameters
    try:
        yield
    finally:
        mkdocs.utils.write_file = real


@contextmanager
def passing_over(passed: Callable[[str, str], bool]) -> Iterator[None]:
    """Let walks leave folders out, given as the folder above and the name: MkDocs has no other way to ask for it.

    Breaks, and only costs time, if MkDocs lists files by another function than `os.walk`.
    """
    walk = os.walk

    def pruned(top: Any, **options: Any) -> Iterator[Any]:
        for folder, folders, names in walk(top, **options):
            folders[:] = [name for name in folders if not passed(folder, name)]
            yield folder, folders, names

    os.walk = pruned  # type: ignore[assignment]
    try:
        yield
    finally:
        os.walk = walk


def populate_page(page: Page, config: MkDocsConfig, files: Any) -> None:
    """Read a page and render its Markdown; breaks if the step or its events are others."""
    mkdocs_build._populate_page(page, config, files, False)


def build_page(page: Page, config: MkDocsConfig, pages: Any, nav: Any, env: Any, *, excluded: bool = False) -> None:
    """Draw a page and write it; breaks if the step or its events are others."""
    mkdocs_build._build_page(page, config, pages, nav, env, False, excluded=excluded)


def context_of(page: Page, config: MkDocsConfig, pages: Any, nav: Any) -> Any:
    """Return what a template is given for a page; breaks if MkDocs gives it from elsewhere."""
    return mkdocs_build.get_context(nav, pages, config, page)


def build_template(name: str, template: Any, pages: Any, config: MkDocsConfig, nav: Any) -> str:
    """Draw a template that is no page; breaks if the step or its events are others."""
    return mkdocs_build._build_template(name, template, pages, config, nav)


def build_extra_template(name: str, files: Any, config: MkDocsConfig, nav: Any) -> None:
    """Draw a template of the user's own and write it; breaks if the step or its events are others."""
    mkdocs_build._build_extra_template(name, files, config, nav)


def events_of(config: MkDocsConfig) -> Iterator[tuple[str, str]]:
    """Yield the name of a plugin or a hook, and an event that it has; breaks if MkDocs forgets whose a method is."""
    for event, methods in config.plugins.events.items():
        for method in methods:
            yield config.plugins._event_origins.get(method, "a plugin"), event


def logger() -> logging.Logger:
    """Return the builder's own logger, which hears all that it and its plugins say."""
    return logging.getLogger(LOG)


# Files


def given_content(file: File) -> bytes | str | None:
    """Return the content that a plugin made a file of; breaks if MkDocs keeps it under another name."""
    return file._content


# Serving


def watched(server: LiveReloadServer) -> list[str]:
    """Return what a server watches; breaks if MkDocs keeps it under another name."""
    return list(server._watch_refs)
