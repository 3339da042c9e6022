"""Patterns that are kept between processes: what they match, and which of them are kept."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generator.kept.patterns import known_patterns, lasting

MODULE = r"""
import re

PATTERNS = [
    re.compile(r"(?P<day>\d{1,2})\. (?P<month>[^\W\d_]+)(?:, (\d{4}))?", re.IGNORECASE),
    re.compile(rb"\x00(?P<one>[\x80-\xff]+)"),
    re.compile("[äöüß]|(?x: a b )|(?i:É)"),
    re.compile("(?s).*?(?=[\u4e00-\u9fff])", re.MULTILINE),
]
TEXTS = ["am 5. MÄRZ, 2019", b"a\x00\x80\xfe", "x ab é ß", "zwei\nZeilen 中文"]
"""


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Let `re` remember nothing, and let the module be imported anew."""
    re.purge()
    yield
    sys.modules.pop("of_a_program", None)
    re.purge()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "of_a_program.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    return folder


def imported() -> ModuleType:
    sys.modules.pop("of_a_program", None)
    re.purge()
    return __import__("of_a_program")


def found(module: ModuleType) -> list[object]:
    """Return what the module's patterns are and match."""
    return [
        (one.flags, one.groups, dict(one.groupindex), [match.span() for match in one.finditer(text)])
        for one, text in zip(module.PATTERNS, module.TEXTS, strict=True)
    ]


def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str | bytes]:
    """Return a list to which every pattern is added that Python parses from now on."""
    seen: list[str | bytes] = []
    parser = re._parser  # type: ignore[attr-defined]
    real = parser.parse

    def parse(pattern: str | bytes, *more: Any) -> Any:
        seen.append(pattern)
        return real(pattern, *more)

    monkeypatch.setattr(parser, "parse", parse)
    return seen


@pytest.mark.usefixtures("program")
def test_patterns_of_modules_match_alike_however_they_were_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plain = found(imported())
    with known_patterns(str(tmp_path)):
        first = found(imported())
    seen = parsed(monkeypatch)
    with known_patterns(str(tmp_path)):
        second = found(imported())

    assert first == second == plain
    assert seen == []


@pytest.mark.parametrize("damage", ["cut off", "flipped", "another Python", "empty"])
@pytest.mark.usefixtures("program")
def test_a_file_that_is_not_as_it_was_written_costs_time_only(tmp_path: Path, damage: str):
    plain = found(imported())
    with known_patterns(str(tmp_path)):
        imported()
    path = tmp_path / "patterns"
    content = path.read_bytes()
    flipped = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
    other = content.replace(sys.version[:4].encode(), b"2.7.", 1)
    path.write_bytes({"cut off": content[:-20], "flipped": flipped, "another Python": other, "empty": b""}[damage])

    with known_patterns(str(tmp_path)):
        again = found(imported())

    assert again == plain
    assert path.read_bytes() == content


def test_a_pattern_with_words_of_an_article_is_not_kept(tmp_path: Path):
    with known_patterns(str(tmp_path)):
        lasting(r"the program's own\b")
        re.compile("the mayor never signed the contract")

    content = (tmp_path / "patterns").read_bytes()
    assert b"the program's own" in content
    assert b"mayor" not in content


def test_nothing_is_written_where_there_is_no_store(tmp_path: Path):
    with known_patterns(str(tmp_path / "none")):
        lasting("a pattern of a command without an archive")

    assert not (tmp_path / "none").exists()


def test_re_is_as_it_was_behind_a_command_that_fails(tmp_path: Path):
    before = re._compiler.compile  # type: ignore[attr-defined]

    with pytest.raises(KeyError), known_patterns(str(tmp_path)):
        raise KeyError

    assert re._compiler.compile is before  # type: ignore[attr-defined]
