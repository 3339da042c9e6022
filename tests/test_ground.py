"""The engine's ground: what it asks of MkDocs and Material beyond what they promise stands in one module each."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import generator
from generator import engine
from generator.engine import building, material_private, mkdocs_private
from tests.archives import an_archive, files_of

PACKAGE = Path(generator.__file__).parent
GROUND = {"mkdocs_private.py", "material_private.py"}


def test_what_is_installed_is_as_it_was_tested():
    assert [*mkdocs_private.differences(), *material_private.differences()] == []


def private_uses(tree: ast.Module) -> Iterator[str]:
    """Yield the private names that a module takes from a value that is not its own, and where."""
    own = {"self", "cls"} | {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            of = node.value
            if not (isinstance(of, ast.Name) and of.id in own):
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_no_other_module_of_the_engine_knows_their_private_names():
    offences = [
        f"{path.name}:{use}"
        for path in sorted((PACKAGE / "engine").glob("*.py"))
        if path.name not in GROUND
        for use in private_uses(ast.parse(path.read_bytes()))
        if "os._exit" not in use
    ]

    assert offences == []


@pytest.fixture
def another_release(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """MkDocs in a release that has no step of this name."""
    building.as_tested.cache_clear()
    tested = {**mkdocs_private.TESTED, "_a_step_of_old": (mkdocs_private.TESTED["_build_page"][0], ())}
    monkeypatch.setattr(mkdocs_private, "TESTED", tested)
    yield
    building.as_tested.cache_clear()


def test_on_other_ground_the_site_is_the_same_and_one_line_says_so(
    tmp_path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
):
    before = files_of(engine.build_site(an_archive(tmp_path / "one")).folder)
    request.getfixturevalue("another_release")
    config = an_archive(tmp_path / "two")

    with caplog.at_level(logging.WARNING, logger="backfile"):
        for _ in range(2):
            built = engine.build_site(config, strict=True)

    assert built.passed
    assert files_of(built.folder).keys() == before.keys()
    assert [line for line in caplog.messages if "_a_step_of_old" in line] == [
        "MkDocs or Material is not as tested (mkdocs.commands.build._a_step_of_old): MkDocs builds every page itself"
    ]
