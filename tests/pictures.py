"""Take the pictures of the README and the documentation: `make pictures`, after `make site`."""

from __future__ import annotations

import json
import sys

from tests.browser.reader import browser_path, launched, serving
from tests.sites import ROOT

SITE = ROOT / "site"
WIDTH, HEIGHT = 1280, 820


def _pages() -> dict[str, str]:
    """Return the file of each picture and the address that it shows."""
    rows = [json.loads(line) for line in (SITE / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    [article] = [row for row in rows if (row["input"], row["record"]) == ("ledger/2022.jsonl", 4)]
    return {
        "docs/images/front.png": "",
        "docs/images/article.png": article["page"],
        "docs/images/comparison.png": f"archive/copies/{article['canonical']}/",
        "documentation/pages/images/search.png": "search/?q=river",
    }


def main() -> None:
    """Take them."""
    path = browser_path()
    if path is None:
        sys.exit("no browser on this machine; expected Chromium")
    with launched(path) as browser, serving(SITE) as address:
        for file, place in _pages().items():
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{address}{place}", wait_until="networkidle")
            page.evaluate("document.querySelector('.bf-compared')?.scrollIntoView()")  # of a comparison, its table
            page.screenshot(path=ROOT / file)
            page.close()


if __name__ == "__main__":
    main()
