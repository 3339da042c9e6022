"""What the parts of the engine share: the name of the plugin, its log, and the settings that it is given."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model.errors import SettingError
from generator.render import language_for
from generator.settings import Settings

from .mkdocs_private import LOG

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

PLUGIN = "backfile"
"""Name of the plugin in mkdocs.yml."""

SITEMAP = "sitemap.xml"

THEME = Path(__file__).parent.parent / "theme"
"""The folder of our part of the theme."""

_NO_URL = re.compile(r"[\s<>\"'`{}|\\^]")
"""What no address has, and one has where a remark got into it."""

log = logging.getLogger(f"{LOG}.plugins.{PLUGIN}")
"""As MkDocs names it for a plugin."""

notices = logging.getLogger(PLUGIN)
"""What MkDocs need not hear."""


def settings_of(config: MkDocsConfig) -> Settings:
    """Return the settings of an archive from its mkdocs.yml.

    Raises:
        SettingError: If the plugin is not turned on, or an option does not fit.
    """
    config_file = Path(config.config_file_path)
    plugin = config.plugins.get(PLUGIN)
    if plugin is None:
        raise SettingError(f"{config_file.name}: plugins: {PLUGIN} is not turned on; expected '- {PLUGIN}' in the list")
    if not config.use_directory_urls:
        raise SettingError(
            f"{config_file.name}: use_directory_urls: found false; expected true, "
            "the default: the addresses of articles are folders"
        )
    if config.site_url and _NO_URL.search(config.site_url):
        raise SettingError(
            f"{config_file.name}: site_url: found {config.site_url!r}; expected an address without spaces, such as "
            "https://example.org/news/"
        )
    return Settings.from_mapping(
        dict(plugin.config),
        root=config_file.parent,
        docs=Path(config.docs_dir),
        site=Path(config.site_dir),
        language=language_of(config),
        site_name=config.site_name or "",
        site_url=_written_url(config),
    )


def language_of(config: MkDocsConfig) -> str:
    """Return the language of the site's own words: the theme's, if there is a catalogue, else English."""
    return language_for(str(config.theme.get("language") or "en")) or "en"


def _written_url(config: MkDocsConfig) -> str:
    """Return the site's address as mkdocs.yml has it: a server puts its own in the place of that."""
    given = [one.get("site_url") for one in config.user_configs if isinstance(one, dict) and "site_url" in one]
    return str(given[-1] or "") if given else ""


def own_templates(config: MkDocsConfig) -> str | None:
    """Return the folder of the user's own templates; None without one, and where ours is named for other builders."""
    own: str | None = config.theme.custom_dir
    return own if own and Path(own).resolve() != THEME.resolve() else None
