"""Say which settings of a mkdocs.yml the archive's theme does not go by, so that nobody waits for what they would do.

Material's pages have two side bars, a header with tabs and a footer with links; an archive's page has one column below
a masthead. Most of Material's settings still hold, and those that do not are told by name, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from generator.render import language_for

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_NAVIGATION: Final = "the navigation is one row below the name of the archive, and a second for the pages of a part"
_CONTENTS: Final = "pages have no side bars"
_FEATURES: Final[Mapping[str, str]] = {
    "navigation.tabs": _NAVIGATION,
    "navigation.sections": _NAVIGATION,
    "navigation.expand": _NAVIGATION,
    "navigation.indexes": _NAVIGATION,
    "navigation.prune": _NAVIGATION,
    "navigation.path": "listings say themselves what they are part of",
    "navigation.top": "pages have no such button",
    "navigation.footer": "articles lead to older and newer ones themselves",
    "toc": _CONTENTS,
    "header.autohide": "the masthead does not stay in view",
    "announce.dismiss": "pages have no bar for announcements",
    "content.action": "articles are generated, and their pages have no buttons to edit them",
    "search": "the archive's own search has all of that",
}
"""Material's feature, or the start of its name -> why it has no effect."""
_POLICY: Final = "the pages' policy (Content-Security-Policy) lets them load nothing from other hosts"
_EXTRA: Final[Mapping[str, str]] = {
    "analytics": f"{_POLICY}, so that nobody is counted",
    "consent": "without analytics there is nothing to consent to",
    "alternate": "pages have no selector of languages; link to the other site in `nav`",
    "version": "pages have no selector of versions",
    "social": "the footer has no row of icons; write links into `copyright`",
}
_ICONS: Final = "the logo is an image: give it as `theme: logo`"


def without_effect(config: MkDocsConfig) -> Iterator[str]:
    """Yield a sentence for each setting that has no effect."""
    theme = config.theme
    for feature in theme.get("features") or ():
        if why := _of_feature(str(feature), own_search="material/search" not in config.plugins):
            yield f"theme: features: {feature} has no effect: {why}"
    if not language_for(language := str(theme.get("language") or "en")):
        what = "there is no catalogue of it; the archive's own words are in English"
        yield f"theme: language: {language!r} has no effect: {what}"
    icon = theme.get("icon")
    if isinstance(icon, Mapping) and icon.get("logo"):
        yield f"theme: icon: logo has no effect: {_ICONS}"
    if isinstance(theme.get("font"), Mapping) and theme["font"]:
        yield f"theme: font has no effect: {_POLICY}; set --bf-serif and --bf-sans in a style sheet of `extra_css`"
    for name, why in _EXTRA.items():
        if config.extra.get(name):
            yield f"extra: {name} has no effect: {why}"
    yield from _blocked(config)


def _of_feature(feature: str, *, own_search: bool) -> str:
    """Return why a feature has no effect; nothing, where it has one."""
    for start, why in _FEATURES.items():
        if (feature == start or feature.startswith(f"{start}.")) and (own_search or start != "search"):
            return why
    return ""


def _blocked(config: MkDocsConfig) -> Iterator[str]:
    """Yield a sentence for each script and style sheet of another host, which no browser will load."""
    given: tuple[tuple[str, list[Any]], ...] = (
        ("extra_javascript", config.extra_javascript),
        ("extra_css", config.extra_css),
    )
    for setting, places in given:
        for place in map(str, places):
            if place.startswith(("http://", "https://", "//")):
                yield f"{setting}: {place} has no effect: {_POLICY}; keep a copy of it in the docs folder"
