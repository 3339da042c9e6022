"""Every page forbids what it does not need: its Content-Security-Policy, and that it breaks none of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from generator import engine
from tests.archives import an_archive
from tests.sites import Node, Site, site_in, tree

NEEDED = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
"""All that a page may do; whatever else it tried, the browser would refuse."""

LOADING = ("src", "srcset", "poster", "data", "background", "action", "formaction", "manifest", "ping")


def policy_of(page: Node) -> dict[str, str]:
    """Return the policy that stands before everything else in a page's head."""
    first = next(child for child in page.one("head").children if isinstance(child, Node))
    assert first.attributes.get("http-equiv") == "Content-Security-Policy"
    parts = (part.strip().partition(" ") for part in (first.attributes["content"] or "").split(";"))
    return {name: sources for name, _, sources in parts}


def test_every_page_has_the_policy_before_anything_else(sample: Site):
    for address in sample.pages.keys() - sample.leading:
        assert policy_of(sample.pages[address]) == NEEDED, address


def test_a_page_that_only_leads_on_may_do_nothing_at_all(sample: Site):
    assert sample.leading
    for address in sample.leading:
        allowed = {name: sources for name, sources in policy_of(sample.pages[address]).items() if sources != "'none'"}
        assert allowed == {"img-src": "'self'"}, address


def test_no_page_holds_what_the_policy_forbids(sample: Site):
    for address, page in sample.pages.items():
        for node in page.all():
            assert not [name for name in node.attributes if name.startswith("on") or name == "style"], address
            assert node.tag not in {"style", "iframe", "object", "embed", "base", "frame", "applet"}, address
            if node.tag == "script":
                kind = node.attributes.get("type")
                assert node.attributes.get("src") or kind in ("application/json", "application/ld+json"), address
            loaded = [node.attributes[name] or "" for name in LOADING if name in node.attributes]
            if node.tag == "link" and node.attributes.get("rel") != "canonical":
                loaded.append(node.attributes["href"] or "")
            for link in loaded:
                assert sample.own(f"https://here.invalid/{link}") is not None, address
                assert "//" not in link, address
                assert ":" not in link, address


def served(config_file: Path) -> Path:
    """Build a site as `mkdocs serve` does, without a server."""
    config = load_config(str(config_file))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    return Path(config.site_dir)


def test_a_page_that_is_served_has_none_since_mkdocs_puts_a_script_into_it(tmp_path: Path):
    config_file = an_archive(tmp_path / "archive")

    page = tree((served(config_file) / "index.html").read_text(encoding="utf-8"))

    assert not [one for one in page.all("meta") if "http-equiv" in one.attributes]


def _mkdocs(config_file: Path) -> None:
    config = load_config(str(config_file))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)


@pytest.mark.parametrize("build_again", [engine.build_site, _mkdocs], ids=["backfile", "mkdocs"])
def test_a_site_built_after_serving_has_it_again(tmp_path: Path, build_again: Any):
    config_file = an_archive(tmp_path / "archive")
    served(config_file)

    build_again(config_file)

    page = tree((tmp_path / "archive" / "site" / "index.html").read_text(encoding="utf-8"))
    assert policy_of(page) == NEEDED


def test_the_policy_opens_for_exactly_the_hosts_of_other_archives(tmp_path: Path):
    archives = "{Harbour: 'https://harbour.example/news', Log: 'http://log.example:8000/', Other: 'https://harbour.example/b/'}"
    config = an_archive(tmp_path / "archive")
    config.write_text(config.read_text().replace("[backfile]", f"[{{backfile: {{archives: {archives}}}}}]"))

    site = site_in(config.parent)

    for address in ("index.html", "search/index.html"):
        policy = policy_of(tree((site.folder / address).read_text(encoding="utf-8")))
        assert policy == {**NEEDED, "connect-src": "'self' http://log.example:8000 https://harbour.example"}
    [place] = (
        one
        for one in tree((site.folder / "search/index.html").read_text()).all("div")
        if "data-archives" in one.attributes
    )
    assert json.loads(place.attributes["data-archives"] or "") == [
        ["Harbour", "https://harbour.example/news/"],
        ["Log", "http://log.example:8000/"],
        ["Other", "https://harbour.example/b/"],
    ]
