"""Say what sitemaps list: the addresses of pages, with the day on which each article last changed.

One file holds 50,000 addresses, as those who read them ask; a site with more has several, and one that names them. Of a
site that is to be small, these several are gzip alone: whoever reads sitemaps reads that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import mkdocs.utils
from jinja2.loaders import ChoiceLoader, DictLoader

from generator.render import packed, robots
from generator.settings import ARCHIVE

from .files import address_of
from .names import SITEMAP

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

MOST = 50_000
"""Addresses in one file."""
_PLANNED: Final = f"{robots.FOLDER}{robots.NEWS}"
"""The sitemap of news, below the archive."""
_PART = re.compile(r"sitemap-(\d+)\.xml(?:\.gz)?")
_HERE = f"{ARCHIVE}/"


def is_sitemap(name: str) -> bool:
    """Return whether a template is a sitemap, or a part of one."""
    return name == SITEMAP or _PART.fullmatch(name) is not None


def add_parts(env: jinja2.Environment, config: MkDocsConfig, pages: int, *, packed: bool) -> tuple[str, ...]:
    """Return the names of as many more sitemaps as some pages need; those that are not packed the theme draws."""
    if pages <= MOST or env.loader is None:
        return ()
    if packed:
        return tuple(f"sitemap-{number + 1}.xml.gz" for number in range(-(-pages // MOST)))
    names = tuple(f"sitemap-{number + 1}.xml" for number in range(-(-pages // MOST)))
    env.loader = ChoiceLoader([env.loader, DictLoader(dict.fromkeys(names, f"{{% include '{SITEMAP}' %}}"))])
    config.theme.static_templates.update(names)
    return names


def write_packed(
    env: jinja2.Environment,
    context: Mapping[str, Any],
    parts: Iterable[str],
    told: Callable[[str], Mapping[str, object]],
) -> None:
    """Draw those of some parts that are packed as the sitemap itself is drawn, and write them.

    Args:
        env: Where its template is.
        context: What it is told.
        parts: Names of the parts.
        told: What it is told of a part besides.
    """
    site = context["config"].site_dir
    for name in parts:
        if name.endswith(".gz"):
            drawn = env.get_template(SITEMAP).render({**context, **told(name)})
            mkdocs.utils.write_file(packed(name, drawn.encode()), os.path.join(site, name))


def sources(run: Any) -> Iterable[str]:
    """Yield what sitemaps are made from besides the paths of pages."""
    yield from run.report.unlisted
    yield from ("", *(run.pages.keys() & {_PLANNED}))
    yield from (f"{path} {day}" for path, day in sorted(run.days.items()))


def sitemap(name: str, pages: Sequence[File], parts: Sequence[str], run: Any, base: str) -> Mapping[str, object]:
    """Return what the template of a sitemap is told.

    Args:
        name: Of the template.
        pages: Those that are listed in all.
        parts: Names of the parts of the sitemap; none where it is whole.
        run: Which days are known, and what else there is.
        base: Address of the site.
    """
    part = _PART.fullmatch(name)
    if parts and not part:
        news = (robots.NEWS,) if _PLANNED in run.pages else ()
        return {"bf_addresses": [], "bf_sitemaps": [urljoin(base, one) for one in (*parts, *news)]}
    start = MOST * (int(part[1]) - 1) if part else 0
    some = pages[start : start + MOST] if part else pages
    told = ((address_of(file), run.days.get(file.src_uri.removeprefix(_HERE), "")) for file in some)
    return {"bf_addresses": [one for one in told if one[0]], "bf_sitemaps": []}
