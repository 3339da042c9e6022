"""Build a portion of a site: what its folder says of itself, and what is needed that sites can be built in portions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import BuildError
from msgspec.structs import replace

from generator.settings import ARCHIVE

from .material_private import search_of
from .merge import Account, account_page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from generator.model import Portion
    from generator.pipeline import Built


_HERE = f"{ARCHIVE}/"
WAYS = {
    "index.md": "archive",
    "calendar/index.md": "heading: calendar",
    "outlets/index.md": "heading: outlets",
    "copies/index.md": "heading: copies",
}
"""Pages below the archive that the navigation of one without a `nav` of its own names -> message of the title."""


def with_named(config: MkDocsConfig, portion: Portion | None) -> Portion | None:
    """Return a portion that knows which pages of the archive the navigation names."""
    if portion is None:
        return None
    named = [one[len(_HERE) :] for one in _strings(config.nav) if one.startswith(_HERE)]
    return replace(portion, named=frozenset((*WAYS, *named)))


def _strings(nav: Any) -> Iterator[str]:
    """Yield every string in a navigation, however deep."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping | list):
        for one in nav.values() if isinstance(nav, Mapping) else nav:
            yield from _strings(one)


def account_of(config: MkDocsConfig, portion: Portion | None, built: Built) -> bytes:
    """Return what a portion's folder says of itself; nothing for a whole site."""
    if portion is None:
        return b""
    site = blake2b(f"{built.whole}\0{config.site_url}\0".encode(), digest_size=16)
    site.update(Path(config.config_file_path).read_bytes())
    return account_page(Account(part=portion.number, of=portion.of, site=site.hexdigest(), index=built.index))


def require_alone(config: MkDocsConfig, portion: Portion | None, together: Sequence[str]) -> None:
    """Refuse to build a portion of a site that has a file of all pages.

    Args:
        config: The settings.
        portion: What is built; None for the whole site.
        together: Plugins and hooks that need every page in one process.

    Raises:
        BuildError: If it does; says which.
    """
    if portion is None:
        return
    if search_of(config):
        raise BuildError("--part: plugin 'search': makes one file of all pages; expected search: pagefind alone")
    if together:
        raise BuildError(f"--part: {', '.join(together)} needs every page in one process; expected a whole build")
