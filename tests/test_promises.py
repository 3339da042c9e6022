"""SECURITY.md and ARCHITECTURE.md: each promise names tests, and all that they name is there."""

from __future__ import annotations

import re

import pytest

from tests.sites import ROOT

DOCUMENTS = ("SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
_NAMED = re.compile(r"`(tests(?:/[\w.]+)*)`")
_CAMPAIGN = re.compile(r"`make (\w+)[^`]*`")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_tests_that_a_document_names_are_there(document: str):
    named = _NAMED.findall((ROOT / document).read_text(encoding="utf-8"))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_commands_that_a_document_names_are_in_the_makefile(document: str):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert set(_CAMPAIGN.findall((ROOT / document).read_text(encoding="utf-8"))) <= targets


def test_every_promise_on_security_names_a_test():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    promises = re.findall(r"^- .*\n(?:  .*\n)*", text, re.MULTILINE)

    assert promises
    assert [one for one in promises if not _NAMED.search(one)] == []
