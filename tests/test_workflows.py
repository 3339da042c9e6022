"""The workflows: of the right shape, within the limits of GitHub Pages, and their commands run in a clean clone."""

from __future__ import annotations

import importlib.resources
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parent.parent
OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATE = ROOT / "generator" / "template" / "dot-github" / "workflows" / "publish.yml"
WORKFLOWS = [*OWN, TEMPLATE]

MINUTES = 30
"""What one command may take at most."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def load(path: Path) -> dict[Any, Any]:
    """Read a workflow; YAML takes the key `on` for a truth value, the schema does not."""
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in workflow.items()}


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in load(path)["jobs"].values():
        yield from job["steps"]


def commands(path: Path) -> dict[str, list[str]]:
    """Return the commands of each job that has any, in order."""
    jobs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in load(path)["jobs"].items()}
    return {name: found for name, found in jobs.items() if found}


@pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
def test_a_workflow_fits_the_schema_of_github_workflows(path: Path):
    vendor = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((vendor / "github-workflows.json").read_text(encoding="utf-8"))

    errors = jsonschema.Draft7Validator(schema).iter_errors(load(path))

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
def test_every_job_ends_within_a_time_limit(path: Path):
    assert all(job["timeout-minutes"] <= 60 for job in load(path)["jobs"].values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
def test_a_workflow_may_write_only_what_it_publishes(path: Path):
    workflow = load(path)
    granted = [job.get("permissions", {}) for job in workflow["jobs"].values()]

    assert workflow["permissions"] == {"contents": "read"}
    assert {scope for permissions in granted for scope in permissions} <= (
        {"contents", "id-token", "attestations"} if path.stem == "release" else {"pages", "id-token"}
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
def test_an_action_is_pinned_by_commit_with_its_version_beside_it(path: Path):
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))

    assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)] == []


def test_all_workflows_use_one_commit_of_an_action():
    used = {action for path in WORKFLOWS for action in re.findall(r"uses: ([^#\n]*)", path.read_text(encoding="utf-8"))}

    assert len(used) == len({action.partition("@")[0] for action in used})


@pytest.mark.parametrize("path", [ROOT / ".github/workflows/publish.yml", TEMPLATE], ids=name_of)
def test_publishing_restores_the_store_and_refuses_a_site_over_the_limit(path: Path):
    [cache] = [step for step in steps(path) if step.get("uses", "").startswith("actions/cache@")]

    assert ".backfile" in cache["with"]["path"].split()
    assert cache["with"]["key"].startswith(cache["with"]["restore-keys"])
    assert "backfile build --limit-mb 1000" in commands(path)["build"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of all that git would commit here, and nothing else."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git repository")
    folder = tmp_path_factory.mktemp("tree")
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return committed(folder)


def committed(folder: Path) -> Path:
    author = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", *author, *command], cwd=folder, check=True, capture_output=True)
    return folder


def clone_of(folder: Path, clone: Path) -> Path:
    subprocess.run(["git", "clone", "-q", str(folder), str(clone)], check=True, capture_output=True)
    return clone


def run(command: str, clone: Path, packages: Path) -> str:
    """Run a step as GitHub does, with the packages that these tests run with in place of an installation."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_", "MAKE"))},
        "PATH": f"{packages}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(clone if (clone / "generator").is_dir() else ROOT),
        "PYTEST_ADDOPTS": "tests/test_gzipped.py -p no:cacheprovider",  # all of them would run this one too
        "PYTEST_XDIST_AUTO_NUM_WORKERS": "0",
        "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),
    }
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", command],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60 * MINUTES,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder of commands like a virtual environment's, where `pip install` only checks that its files are there.

    Installing needs a package index; everything behind it is real.
    """
    scripts = Path(sysconfig.get_path("scripts"))
    folder = tmp_path / "venv" / "bin"
    folder.mkdir(parents=True)
    for name in ("backfile", "mkdocs", "ruff", "mypy", "pytest"):
        (folder / name).write_text(f'#!/bin/sh\nexec "{scripts / name}" "$@"\n')
    (folder / "python").write_text(
        f'#!/bin/sh\nif [ "$1 $2" = "-m pip" ]; then shift 2; exec "{folder}/pip" "$@"; fi\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    (folder / "pip").write_text(
        "#!/bin/sh\nwhile [ $# -gt 0 ]; do\n"
        '  case "$1" in -c|-r) [ -f "$2" ] || { echo "pip: no file $2" >&2; exit 1; }; shift;; esac\n'
        "  shift\ndone\n"
    )
    for script in folder.iterdir():
        script.chmod(0o755)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "job"),
    [pytest.param(path, job, id=f"{path.stem}-{job}") for path in OWN for job in commands(path) if job != "bytes"],
)  # `make pythons` installs for Pythons that are not here; it is its own test
def test_the_commands_of_a_job_run_in_a_clean_clone(path: Path, job: str, tree: Path, packages: Path, tmp_path: Path):
    clone = clone_of(tree, tmp_path / "clone")
    shutil.copytree(packages.parent, clone / ".venv")

    for command in commands(path)[job]:
        run(command, clone, packages)

    left = subprocess.run(["git", "status", "--short"], cwd=clone, capture_output=True, check=True).stdout
    assert left == b"", "what the commands make is not ignored by git"


@pytest.mark.slow
def test_the_workflow_of_a_new_archive_publishes_it(packages: Path, tmp_path: Path):
    archive = tmp_path / "archive"
    run(f"backfile new {archive}", tmp_path, packages)
    (archive / "articles" / "one.txt").write_text("A bridge opens\n\nThe bridge over the Alder opened on Monday.\n")
    clone = clone_of(committed(archive), tmp_path / "clone")

    for command in commands(clone / ".github" / "workflows" / "publish.yml")["build"]:
        run(command, clone, packages)

    assert (clone / "site" / "index.html").is_file()
    assert "A bridge opens" in (clone / "site" / "archive" / "undated" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [TEMPLATE, ROOT / ".github" / "workflows" / "publish.yml"], ids=name_of)
def test_the_whole_site_is_published_with_its_hidden_files(path: Path):
    """`.well-known/` says what is reserved, and stands in the manifest."""
    [upload] = [step for step in steps(path) if step.get("uses", "").startswith("actions/upload-pages-artifact@")]

    assert upload["with"]["include-hidden-files"] is True
