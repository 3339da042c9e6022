"""Take the README's pictures of the sample archive: `make site`, then `.venv/bin/python -m tests.browser.picture`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.reader import browser_path, launched, serving

ROOT = Path(__file__).parent.parent.parent
IMAGES = ROOT / "docs" / "images"

PICTURES = {
    "front.png": ("", "body"),
    "article.png": ("archive/2022/11/ilven-at-record-high-as-ravelstow-is-evacuated-6691cc58/", "body"),
    "search.png": ("search/?q=river&year=2022", "body"),
    "comparison.png": ("archive/copies/35872390f26b169c/", "h2"),
}
"""File -> page, and what stands at its top."""


def main(site: Path) -> None:
    """Take them as the site looks by day."""
    path = browser_path()
    if path is None or not site.is_dir():
        sys.exit("picture: a browser and a built site are needed; `make site` builds it")
    IMAGES.mkdir(exist_ok=True)
    with serving(site) as address, launched(path) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 820}, color_scheme="light")
        for name, (where, top) in PICTURES.items():
            page.goto(address + where, wait_until="networkidle")
            page.locator(top).first.evaluate("element => element.scrollIntoView()")
            page.screenshot(path=IMAGES / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
