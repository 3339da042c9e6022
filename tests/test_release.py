"""What a release says of itself agrees with itself."""

from __future__ import annotations

import re
import tomllib

import msgspec

from tests.sites import ROOT


def test_the_citation_names_the_version_of_the_package():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    citation = msgspec.yaml.decode((ROOT / "CITATION.cff").read_bytes())

    assert citation["version"] == version
    assert citation.keys() >= {"cff-version", "message", "title", "authors", "license"}


def test_the_changelog_has_a_section_for_the_version_or_for_what_comes():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    sections = re.findall(r"^## \[?([^]\s,]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sections
    assert {version, "Unreleased"} & set(sections)
