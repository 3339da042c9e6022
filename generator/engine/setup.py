"""The digest of everything that a page is made from besides itself: settings, navigation, theme, and the builders."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import importlib.util
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mkdocs.utils import get_build_date, get_build_datetime

from generator.settings import code_digest

from .names import PLUGIN, own_templates

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

_BUILDERS = (
    "mkdocs",
    "properdocs",
    "markdown",
    "jinja2",
    "markupsafe",
    "mkdocs-material",
    "pymdown-extensions",
    "pyyaml",
)
_KNOWN = {"generator", "material", "mkdocs", "properdocs"}
"""Packages whose releases are told apart already."""
_MATTERS_NOT = {"site_dir", "config_file_path", "dev_addr", "watch", "strict", "plugins", "hooks", "theme"}
"""Settings that show on no page; plugins, hooks and theme are taken one by one."""
_TEMPLATES = (".html", ".xml", ".svg", ".txt", ".jinja", ".j2", ".yml", ".css", ".js", ".md", ".json")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_TIME = re.compile(rb"\bbuild_date_utc\b")
_DAY = re.compile(rb"\bupdate_date\b")
_ALL_PAGES = re.compile(rb"\{[%{][^%}]*(?<![.\w])pages\b")


def setup_digest(config: MkDocsConfig, nav: Navigation) -> bytes:
    """Return the digest of all that every page depends on."""
    digest = blake2b(digest_size=16)

    def add(*parts: object) -> None:
        digest.update(repr(parts).encode("utf-8", "surrogatepass") + b"\0")

    add(code_digest(), platform.python_version())
    for name in _BUILDERS:
        add(name, _version(name))
    add("config", stable({key: value for key, value in config.items() if key not in _MATTERS_NOT}))
    for name, plugin in config.plugins.items():
        add("plugin", name, stable({} if name == PLUGIN else getattr(plugin, "config", None)), _source_of(plugin))
    for name in config.markdown_extensions:
        add("extension", name, _extension(name))
    add("theme", stable(dict(config.theme)), config.theme.name, sorted(config.theme.static_templates))
    for part in _templates(config):
        digest.update(part)
    add("nav", navigation(nav.items))
    return digest.digest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def stable(value: Any, depth: int = 0) -> Any:
    """Return a value as plain data that says the same in every process."""
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return value
    if depth > 12:
        return "..."
    if isinstance(value, Mapping):
        return [(str(key), stable(one, depth + 1)) for key, one in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(repr(stable(one, depth + 1)) for one in value)
    if isinstance(value, Iterable) and not callable(value):
        return [stable(one, depth + 1) for one in value]
    if isinstance(value, functools.partial):
        return ["partial", stable(value.func), stable(value.args), stable(value.keywords)]
    if isinstance(value, enum.Enum | dt.date | PurePath):
        return repr(value)
    return _object(value, depth)


def _object(value: Any, depth: int) -> Any:
    """Return a function by its name, anything else by its class and what it holds."""
    if callable(value) and hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    kind = type(value)
    return [f"{kind.__module__}.{kind.__qualname__}", stable(getattr(value, "__dict__", {}), depth + 1), _plain(value)]


def _plain(value: Any) -> str:
    return _ADDRESS.sub("", repr(value))


def _extension(name: str) -> str | None:
    """Return the digest of the module of a Markdown extension; those of Python-Markdown go by its version."""
    try:
        spec = importlib.util.find_spec(name.partition(":")[0])
    except (ImportError, ValueError):
        return None
    return _file_digest(spec.origin) if spec and spec.origin else None


def _source_of(plugin: Any) -> list[str | None]:
    """Return what tells one release of a plugin or a hook from the next."""
    module = plugin.__name__ if hasattr(plugin, "__file__") else type(plugin).__module__
    top = module.partition(".")[0]
    if top in _KNOWN:
        return []
    file = getattr(plugin, "__file__", None) or _origin(module)
    return [*(f"{name} {_version(name)}" for name in packages_distributions().get(top, ())), _file_digest(file)]


def _origin(module: str) -> str | None:
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    return spec.origin if spec else None


def _file_digest(path: str | None) -> str | None:
    if path is None or not os.path.isfile(path):
        return None
    return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()


def _templates(config: MkDocsConfig) -> Iterator[bytes]:
    """Yield the templates of the theme; of installed packages those in HTML, of the user's own all files.

    A template that prints the day or the time of the build makes every page depend on it, one that goes through all
    pages on everything: then nothing stays as it is.
    """
    for folder in config.theme.dirs:
        installed = "site-packages" in folder or "dist-packages" in folder
        for path in _files_below(Path(folder), (".html",) if installed else _TEMPLATES):
            content = path.read_bytes()
            yield f"{path.relative_to(folder).as_posix()}\0".encode() + content
            if _TIME.search(content):
                yield str(get_build_datetime()).encode()
            if _ALL_PAGES.search(content) and path.suffix == ".html":
                yield os.urandom(16)
            if _DAY.search(content):
                yield get_build_date().encode()


def depends_on_time(config: MkDocsConfig) -> bool:
    """Tell whether a template of the user's own prints the day or the time of the build."""
    own = own_templates(config)
    sources = (path.read_bytes() for path in _files_below(Path(own), _TEMPLATES)) if own else ()
    return any(_TIME.search(content) or _DAY.search(content) for content in sources)


def _files_below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    files = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in {"assets", "__pycache__"}]
        files += [Path(top, name) for name in names if name.endswith(endings)]
    return sorted(files)


def navigation(items: Iterable[Any]) -> list[Any]:
    """Return the navigation as plain data, the titles of its pages included."""
    return [
        [type(item).__name__, item.title, getattr(item, "url", None), navigation(item.children or ())] for item in items
    ]
