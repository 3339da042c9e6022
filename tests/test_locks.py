"""The locks: what CI, the publish workflows and a new archive install, by digest, is what the other lists say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.sites import ROOT

LOCKS = {"locks/dev.txt": "dev", "generator/template/lock.txt": "all"}
"""Lock -> the extra that it is for."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BUILDS = [Requirement(text) for text in PROJECT["build-system"]["requires"]]

ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\\n]+?))?(?P<digests>(?: \\\n    --hash=\S+)+)\n"
)
DIGEST = re.compile(r"--hash=sha256:[0-9a-f]{64}")

locks = pytest.mark.parametrize("path", LOCKS)


def written(path: str) -> str:
    """Return what a lock holds but for comments."""
    return re.sub(r"^#.*\n", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.MULTILINE)


def locked(path: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in ENTRY.finditer(written(path))}


def constraints() -> Mapping[str, str]:
    rows = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("==") for row in rows if row and not row.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


@locks
def test_a_lock_is_exact_versions_with_digests_and_names_no_place_to_get_them_from(path: str):
    assert ENTRY.sub("", written(path)) == ""
    assert all(DIGEST.fullmatch(one) for one in re.findall(r"--hash=\S+", written(path)))
    assert "://" not in written(path)


@locks
def test_a_lock_has_the_versions_of_the_constraints(path: str):
    builds = {canonicalize_name(one.name) for one in BUILDS}

    assert {name: version for name, version in locked(path).items() if name not in builds}.items() <= (
        constraints().items()
    )


@locks
def test_a_lock_has_all_that_is_required_here_in_versions_that_are_allowed(path: str):
    found = locked(path)

    for one in [*BUILDS, *required("backfile", frozenset({LOCKS[path]}))]:
        assert one.specifier.contains(found[canonicalize_name(one.name)]), one


def test_what_an_archive_is_published_with_is_what_the_tests_ran_with():
    assert locked("generator/template/lock.txt").items() <= locked("locks/dev.txt").items()


def required(name: str, extras: frozenset[str], seen: frozenset[str] = frozenset()) -> Iterator[Requirement]:
    """Yield what a package requires on this system, and what that does, as far as it is installed."""
    try:
        texts = OWN if name == "backfile" else (requires(name) or [])
    except PackageNotFoundError:
        return
    for one in map(Requirement, texts):
        if not any(one.marker is None or one.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            continue
        if one.name != "backfile":
            yield one
        if (again := f"{one.name}{sorted(one.extras)}") not in seen:
            seen |= {again}
            yield from required(one.name, frozenset(one.extras), seen)


OWN = [
    *PROJECT["project"]["dependencies"],
    *(
        f"{text.partition(';')[0]}; extra == '{extra}'" + (f" and ({text.partition(';')[2]})" if ";" in text else "")
        for extra, texts in PROJECT["project"]["optional-dependencies"].items()
        for text in texts
    ),
]
"""As pyproject.toml says it, not as it was when this package was installed."""


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        ".github/workflows/publish.yml",
        "generator/template/dot-github/workflows/publish.yml",
    ],
)
def test_a_workflow_installs_nothing_that_no_lock_has(path: str):
    text = (ROOT / path).read_text(encoding="utf-8").replace("make locked", f"{recipe('locked')}")
    installs = re.findall(r"(?:pip|LOCKED\)) (?:install )?.*", text)

    assert installs
    assert all("--require-hashes" in one or "--no-deps --no-build-isolation" in one for one in installs)


def recipe(target: str) -> str:
    """Return what a target of the Makefile does."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]
