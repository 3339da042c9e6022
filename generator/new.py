"""Start an archive: copy the files of `template/` into an empty folder."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from pathlib import Path

from .errors import GeneratorError

_TEMPLATE = Path(__file__).parent / "template"


def new_archive(folder: Path) -> None:
    """Write mkdocs.yml, docs/, articles/, .gitignore and the publish workflow of a new archive.

    A name that starts with a dot is spelled `dot-` in the template, so that git and packaging leave it alone.

    Raises:
        GeneratorError: If the folder is there and not empty, or cannot be written.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise GeneratorError(f"{folder}: the folder is not empty; expected a new or an empty one")
        for source in sorted(path for path in _TEMPLATE.rglob("*") if path.is_file()):
            target = folder.joinpath(*(_real_name(part) for part in source.relative_to(_TEMPLATE).parts))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled_in(source.read_text(encoding="utf-8"), folder), encoding="utf-8")
    except OSError as error:
        raise GeneratorError(f"{error.filename}: {error.strerror}") from error


def _real_name(part: str) -> str:
    return "." + part.removeprefix("dot-") if part.startswith("dot-") else part


def _filled_in(text: str, folder: Path) -> str:
    readable = folder.absolute().name.encode(errors="replace").decode()
    name = json.dumps(readable, ensure_ascii=False)  # a JSON string is a YAML scalar, whatever it holds
    return text.replace("@NAME@", name).replace("@VERSION@", version("backfile"))


def copy_in(place: Path, articles: Path) -> str:
    """Copy a file or a folder into the folder of articles, under its own name, and say so.

    Raises:
        GeneratorError: If something of that name is there, or it cannot be copied.
    """
    target = articles / place.absolute().name
    if target.exists() or articles.absolute().is_relative_to(place.absolute()):
        raise GeneratorError(f"{target}: is there already; expected another name, or one that is free")
    try:
        if place.is_dir():
            shutil.copytree(place, target, symlinks=True)
        else:
            shutil.copy2(place, target)
    except OSError as error:
        raise GeneratorError(f"{error.filename}: {error.strerror}") from error
    return f"Copied to {target}."
