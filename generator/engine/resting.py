"""Say what a build reads and leaves, so that the next one can tell by looking that there is nothing to do.

That is known where nothing takes part but MkDocs, the theme, this package and Markdown extensions that read no files;
everywhere else nothing is said, and every build is a whole one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.kept import still
from generator.write import MARK, Written

from .material_private import is_search
from .names import PLUGIN
from .plugins import others
from .record import Kept, Said
from .setup import depends_on_time, stable
from .standing import may_stay

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_PACKAGE = Path(__file__).parents[1]
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_URL = "BACKFILE_URL"


class Resting(Struct, frozen=True, kw_only=True):
    """What a build read and left."""

    began: int
    """When the settings were read, or earlier; nanoseconds of the epoch."""
    watched: still.Watched
    before: still.Seen | None
    """The first, before anything of it but the settings was read."""
    made: tuple[still.Stands, ...] = ()
    until: int | None = None
    """When the same articles may become another archive; seconds, None for never."""

    def keep(self, question: str, says: Any) -> None:
        """Leave an answer behind for who asks the same again."""
        still.keep(self.watched, self.made, self.before, self.began, question, says, until=self.until)


def resting(config: MkDocsConfig, plugin: Any) -> Resting | None:
    """Look at all that a build is about to read; None where that is not known.

    MkDocs reads its file before it loads any plugin, so that only the system can tell when that was at the earliest.

    Args:
        config: The settings, as the plugins have left them.
        plugin: Ours.
    """
    began = still.process_began() or (still.LOADED if plugin.run.quiet else None)
    text = Path(config.config_file_path).read_text(encoding="utf-8", errors="replace")
    if (
        not may_stay(config)
        or others(config)
        or config.hooks
        or any(name != PLUGIN and not is_search(one) for name, one in config.plugins.items())
        or plugin.run.portion
        or plugin.run.spark
        or plugin.told
        or "INHERIT" in text
        or depends_on_time(config)
        or began is None
    ):
        return None
    settings = plugin.settings
    folders = [folder for folder in map(os.path.abspath, config.theme.dirs) if not _is_below(folder, _PACKAGE)]
    installed = [folder for folder in folders if "site-packages" in folder or "dist-packages" in folder]
    trees = [settings.articles, settings.docs, settings.authorities, *(one for one in folders if one not in installed)]
    watched = still.Watched(
        store=str(settings.store),
        files=(
            *map(str, (config.config_file_path, settings.curation, settings.withdrawn)),
            *(str(folder / ".git" / "config") for folder in (settings.root, *settings.root.parents)),
            *(path for path in sys.path if path and os.path.abspath(path) != os.getcwd()),
        ),
        trees=tuple(str(tree) for tree in trees if tree is not None),
        program=(str(_PACKAGE), *installed),
        but=(str(settings.archive),),
        names=tuple(sorted({_URL, *_NAME.findall(text if "!ENV" in text else "")})),
        own=(str(settings.addresses),),
    )
    return Resting(began=began, watched=watched, before=still.look(watched))


def rested(
    rest: Resting | None, plugin: Any, site: str, files: Mapping[str, Kept], pages: Mapping[str, Written]
) -> Resting | None:
    """Return also what a build left; None where the next one would not say the same of it.

    Args:
        rest: What it read.
        plugin: Ours, with what it answers.
        site: The folder of the site.
        files: Of the site.
        pages: Of the archive's folder.
    """
    if rest is None or plugin.run.behind or plugin.run.outdated or plugin.run.report.replaced:
        return None
    settings = plugin.settings
    try:
        mark = (settings.archive / MARK).stat()
        ledger = settings.addresses.read_bytes() if settings.addresses.exists() else None
    except OSError:
        return None
    if ledger != plugin.ledger and (ledger is not None or plugin.ledger.count(b"\n") >= 2):
        return None
    generated = {path: (kept.size, kept.changed) for path, kept in pages.items()}
    generated[MARK] = (mark.st_size, mark.st_mtime_ns)
    made = (
        still.Stands(site, still.listing({path: (one.size, one.changed) for path, one in files.items()}), True),
        still.Stands(str(settings.archive), still.listing(generated), False),
    )
    return replace(rest, made=made, until=plugin.run.until)


def question(config: MkDocsConfig) -> str:
    """Return what `mkdocs build` asks, for a loaded mkdocs.yml."""
    return still.asked("mkdocs build", config.config_file_path, stable(config.user_configs))


def again(said: list[Said], summary: str, unchanged: str) -> list[Said]:
    """Return what the next build would say, where this one said some lines, one of them its summary."""
    return [
        (name, level, message.replace(summary, unchanged) if summary in message else message)
        for name, level, message in said
    ]


def _is_below(folder: str, other: Path) -> bool:
    return Path(folder).resolve().is_relative_to(other.resolve())
