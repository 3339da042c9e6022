"""The sample archive's site in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.reader import BROWSERS, Tab, browser_path, launched, serving
from tests.sites import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def address(sample: Site) -> Iterator[str]:
    """Where the site is served."""
    with serving(sample.folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser; without one there is nothing to test."""
    path = browser_path()
    if path is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(BROWSERS)} is installed")
    with launched(path) as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A fresh tab, as wide as a desk's screen unless the test says otherwise; nothing may be wrong at its end."""
    options = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    context.set_default_timeout(300_000)  # a page that never comes, however busy the machine
    tab = Tab(context.new_page(), address)
    yield tab
    context.close()
    assert tab.complaints == []
