"""Settings: each option is checked, and a message says what was found and what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.model.errors import SettingError
from generator.settings import OPTIONS, Settings, load_authorities


def settings(options: dict[str, Any], root: Path = Path("/archive")) -> Settings:
    return Settings.from_mapping(options, root=root, docs=root / "docs")


def test_no_options_at_all_will_do():
    made = settings({})

    assert made.articles == Path("/archive/articles")
    assert made.archive == Path("/archive/docs/archive")


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_has_a_default_that_passes_its_own_check(name: str):
    default = OPTIONS[name].default
    written = str(default) if isinstance(default, Path) else default

    assert OPTIONS[name].checked(written) == default
    assert OPTIONS[name].help.endswith(".")


def test_none_stands_for_the_default():
    assert settings({"page_entries": None}) == settings({})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_containment": 2}, "min_containment: found 2; expected a number above 0 and up to 1"),
        ({"min_containment": True}, "min_containment: found True; expected a number"),
        ({"min_shared": "20"}, "min_shared: found '20'; expected a whole number"),
        ({"page_entries": 3}, "page_entries: found 3; expected a whole number from 10"),
        ({"exclude": "*.txt"}, r"exclude: found '\*.txt'; expected a list of patterns"),
        ({"articles": ""}, "articles: found ''; expected a folder"),
        ({"data": "yes"}, "data: found 'yes'; expected true, false, compressed or whole"),
        ({"data": 1}, "data: found 1; expected true, false, compressed or whole"),
        ({"search": "lunr"}, "search: found 'lunr'; expected pagefind, material or none"),
        ({"engine": "yes"}, "engine: found 'yes'; expected true or false"),
        ({"fields": {"headline": 3}}, "fields: found {'headline': 3}; expected keys of ours"),
        (
            {"archives": {"Harbour": "harbour.example"}},
            "archives: found .*; expected names of archives, each with the add",
        ),
        (
            {"archives": {"Harbour": "https://h.example/; script-src *"}},
            "archives: found .*; expected names of archives",
        ),
        ({"archives": {"Harbour": "https://h.example *"}}, "archives: found .*; expected names of archives"),
        ({"store": "a\0b"}, "store: found 'a\\\\x00b'; expected a folder"),
        ({"curation": "  "}, "curation: found '  '; expected a file"),
        ({"authorities": 3}, "authorities: found 3; expected a folder"),
        ({"artciles": "x"}, "artciles: not an option; expected one of addresses, archives, articles, "),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(options: dict[str, Any], message: str):
    with pytest.raises(SettingError, match=message):
        settings(options)


def test_built_in_authority_files_are_sound():
    authorities = load_authorities(None)

    assert {"AFP", "Reuters", "dpa"} <= {agency.name for agency in authorities.agencies}
    assert authorities.outlets
    assert authorities.rules


def test_an_archives_own_names_come_first(tmp_path: Path):
    (tmp_path / "agencies.toml").write_text('[[agency]]\nname = "Northwire"\nvariants = ["Northwire Agency"]\n')

    authorities = load_authorities(tmp_path)

    assert authorities.agencies[0].name == "Northwire"
    assert len(authorities.agencies) == len(load_authorities(None).agencies) + 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[agency]]\nname = 3\nvariants = []\n", "agencies.toml: Expected `str`"),
        ("[[agency]]\nvariants = []\n", "agencies.toml: .*missing required field `name`"),
        ("[[agency\n", "agencies.toml: .*expected \\[\\[agency\\]\\] tables"),
    ],
)
def test_a_broken_authority_file_is_named(tmp_path: Path, content: str, message: str):
    (tmp_path / "agencies.toml").write_text(content)

    with pytest.raises(SettingError, match=message):
        load_authorities(tmp_path)


def test_a_missing_authorities_folder_is_named(tmp_path: Path):
    with pytest.raises(SettingError, match="authorities: .*nowhere is no folder"):
        load_authorities(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "options",
    [
        {"articles": "docs"}, {"articles": "."}, {"articles": "docs/x/y"}, {"articles": "docs/../docs/x"},
        {"store": "."}, {"store": "docs"}, {"store": "docs/.backfile"}, {"store": "articles"}, {"store": "articles/x"},
        {"articles": "site"}, {"articles": "site/x"}, {"articles": ".backfile/x"}, {"store": "site"},
        {"articles": ".."}, {"articles": "link"}, {"articles": "other", "store": "other/x"},
    ],
    ids=str,
)  # fmt: skip
def test_folders_that_overlap_are_refused(tmp_path: Path, options: dict[str, Any]):
    (tmp_path / "docs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "docs")

    with pytest.raises(SettingError, match="overlaps .*; expected folders apart"):
        Settings.from_mapping(options, root=tmp_path, docs=tmp_path / "docs", site=tmp_path / "site")


@pytest.mark.parametrize("site", ["articles", "articles/site", "docs/site", "."])
def test_a_site_inside_the_articles_or_around_them_is_refused(tmp_path: Path, site: str):
    with pytest.raises(SettingError, match="overlaps"):
        Settings.from_mapping({}, root=tmp_path, docs=tmp_path / "docs", site=tmp_path / site)


@pytest.mark.parametrize("options", [{}, {"articles": "docs2"}, {"articles": "../articles"}, {"store": "x/y"}], ids=str)
def test_folders_side_by_side_are_not(tmp_path: Path, options: dict[str, Any]):
    root = tmp_path / "a"
    store = options.get("store", ".backfile")

    for site in (root / "site", root / store / "served"):
        assert Settings.from_mapping(options, root=root, docs=root / "docs", site=site).root == root
