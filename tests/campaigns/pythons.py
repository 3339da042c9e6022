"""The sample archive built by every Python that is at hand, and whether they all made the same bytes.

Each Python gets an environment of its own in build/pythons/, with the exact versions of constraints.txt, once.
`make pythons` runs it; tests/laws/test_pythons.py goes by the environments that it left.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sites import ROOT, copy_sample

ENVIRONMENTS = ROOT / "build" / "pythons"
PATTERN = re.compile(r"python3\.(1[1-9]|[2-9]\d)")


def interpreters() -> dict[str, Path]:
    """Return every Python from 3.11 on, by its name: of the path, and those that pyenv keeps."""
    kept = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/3.*/bin"))
    folders = [*map(Path, os.get_exec_path()), *kept]
    found = {path.name: path for folder in folders for path in sorted(folder.glob("python3.*"))}
    return {name: path for name, path in sorted(found.items()) if PATTERN.fullmatch(name) and _runs(path)}


def _runs(path: Path) -> bool:
    return subprocess.run([path, "-c", "import venv, ssl"], capture_output=True, check=False).returncode == 0


def environments() -> Iterator[tuple[str, Path]]:
    """Yield the environments that are there already: the name of the Python, the command `backfile`."""
    for command in sorted(ENVIRONMENTS.glob("python3.*/bin/backfile")):
        yield command.parent.parent.name, command


def install(name: str, interpreter: Path) -> None:
    folder = ENVIRONMENTS / name
    if not (folder / "bin" / "backfile").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([interpreter, "-m", "venv", folder], check=True)
        pip = [str(folder / "bin" / "pip"), "--disable-pip-version-check", "install", "-qq"]
        subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), "-e", f"{ROOT}[all]"], check=True)


def manifest_by(command: Path) -> bytes:
    """Build the sample with one Python, and return the digests of all its files.

    Raises:
        CalledProcessError: The build failed.
    """
    with TemporaryDirectory() as made:
        folder = Path(made)
        copy_sample(folder)
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        subprocess.run([command, "build"], cwd=folder, env=environment, capture_output=True, check=True)
        return (folder / "site" / "data" / "manifest.json").read_bytes()


def differing(manifests: Mapping[str, bytes]) -> list[str]:
    """Name the Pythons whose bytes are not those of the first."""
    first, *others = manifests
    return [name for name in others if manifests[name] != manifests[first]]


def main() -> int:
    for name, interpreter in interpreters().items():
        install(name, interpreter)
    manifests = {}
    for name, command in environments():
        manifests[name] = manifest_by(command)
        print(f"{name}: {len(json.loads(manifests[name])['files'])} files", flush=True)
    if len(manifests) < 2:
        print("one Python says nothing; two are needed, from 3.11 on", file=sys.stderr)
        return 1
    differ = differing(manifests)
    print(f"other bytes: {', '.join(differ)}" if differ else "all the same bytes")
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
