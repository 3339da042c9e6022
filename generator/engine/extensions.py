"""Tell whether the Markdown extensions of a mkdocs.yml make of generated pages what the generator says they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KNOWN_EXTENSIONS = frozenset(("toc", "tables", "fenced_code", "md_in_html"))
"""Markdown extensions for which the generator writes HTML; the first three MkDocs always turns on."""


def settings_known(extensions: Sequence[str], options: Mapping[str, Any]) -> bool:
    """Return whether Python-Markdown, with these extensions and their options, gives what the generator says."""
    toc = options.get("toc") or {}
    others = any(options.get(name) for name in KNOWN_EXTENSIONS - {"toc"})
    return (
        "md_in_html" in extensions
        and KNOWN_EXTENSIONS.issuperset(extensions)
        and not others
        and (not toc or (toc.keys() == {"permalink"} and toc["permalink"] is False))
    )
