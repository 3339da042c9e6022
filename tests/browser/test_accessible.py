"""The rules of axe-core over every page kind: at a desk, in the dark, and on two phones."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from tests.browser.reader import Tab
from tests.browser.test_browser import DARK, KINDS, PHONE, SMALL_PHONE, path_of
from tests.sites import Site

pytestmark = pytest.mark.browser

EVERY = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHADES = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SHAPES = {**EVERY, "rules": {"color-contrast": {"enabled": False}}}
"""Contrast is what the palette decides and most of what the rules cost; all others depend on the width."""


@pytest.fixture(scope="session")
def axe() -> str:
    """The engine's own source; evaluated in the page, which the site's policy does not concern."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tab", "options"),
    [({}, EVERY), (DARK, SHADES), (PHONE, SHAPES), (SMALL_PHONE, SHAPES)],
    ids=["desk", "desk in the dark", "phone", "small phone"],
    indirect=["tab"],
)
def test_axe_finds_nothing_on_any_kind_of_page(tab: Tab, options: dict[str, Any], sample: Site, axe: str):
    for kind in KINDS:
        page = tab.open(path_of(sample, kind))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(axe)

        faults = page.evaluate(
            """async options => {
              const {violations} = await axe.run(document, {...options, resultTypes: ["violations"]});
              return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target}`));
            }""",
            options,
        )

        assert faults == [], kind
