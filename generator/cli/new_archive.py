"""Start an archive: fill in the files of `template/` in an empty folder, and say where its site will stand.

What the publish workflow installs is this very program, from where it was installed from, or else as a wheel that is
made of its files: no package index is asked for it, where anybody may have taken its name. All else is what this
release's lock names, by digest.
"""

from __future__ import annotations

import base64
import configparser
import hashlib
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import Distribution, distribution, distributions, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.model.errors import GeneratorError
from generator.render import language_for, languages, speaking, told

_HERE = Path(__file__).parents[1]
_TEMPLATE = _HERE / "template"
_NAME = "backfile"
_REMOTE = re.compile(
    r"(?:https?://(?:[^/@]+@)?|ssh://[^/@]+@|[^/@:]+@)(?P<host>[\w.-]+)[:/](?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)
_PAGES = {"github.com": "github.io", "gitlab.com": "gitlab.io", "codeberg.org": "codeberg.page"}
"""Where a host of repositories publishes the pages of their owners."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def new_archive(folder: Path, url: str | None = None, language: str = "en") -> str | None:
    """Write mkdocs.yml, docs/, articles/, .gitignore, requirements and the publish workflow of a new archive.

    A name that starts with a dot is spelled `dot-` in the template, so that git and packaging leave it alone.

    Args:
        folder: Where; new, empty, or a fresh clone.
        url: Where the site will be published; None for where the folder's repository is published, if that is known.
        language: Of the site's own words; one that has a catalogue.

    Returns:
        Where the site will be published, as far as it is known.

    Raises:
        GeneratorError: If the folder is there and not empty, or cannot be written, or the URL is none.
    """
    address = required_url(url, "--url") if url else published_at(folder)
    try:
        if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
            raise GeneratorError(f"{folder}: the folder is not empty; expected a new or an empty one")
        filled = {**_filling(folder, address), **_words(language)}
        for source in sorted(path for path in _TEMPLATE.rglob("*") if path.is_file()):
            target = folder.joinpath(*(_real_name(part) for part in source.relative_to(_TEMPLATE).parts))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled_in(source.read_text(encoding="utf-8"), filled), encoding="utf-8")
        if not _origin():
            (folder / _WHEEL).parent.mkdir()
            (folder / _WHEEL).write_bytes(_wheel())
    except OSError as error:
        raise GeneratorError(f"{error.filename}: {error.strerror}") from error
    return address


def required_url(url: str, name: str) -> str:
    """Return the address of a site, with a slash behind it.

    Raises:
        GeneratorError: If it is none; names what gave it.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or re.search(r"[\s<>\"'`{}|\\^]|[^ -~]", url):
        raise GeneratorError(
            f"{name}: found {url!r}; expected the address of a site, such as https://example.org/news/"
        )
    return url if url.endswith("/") else f"{url}/"


def published_at(folder: Path) -> str | None:
    """Return where the repository that a folder is in has its site published; None if nothing tells.

    Told by a CNAME among the hand-written pages, else by the name of git's remote `origin`.
    """
    cname = folder / "docs" / "CNAME"
    if cname.is_file() and (host := cname.read_text(encoding="utf-8", errors="replace").strip()):
        return f"https://{host}/"
    config = configparser.ConfigParser(strict=False, interpolation=None)
    address = next(
        (one / ".git" / "config" for one in (folder, *folder.absolute().parents) if (one / ".git").exists()), None
    )
    try:
        config.read_string(address.read_text(encoding="utf-8") if address else "")
    except (OSError, UnicodeDecodeError, configparser.Error):
        return None
    remote = _REMOTE.fullmatch(config.get('remote "origin"', "url", fallback="").strip())
    pages = _PAGES.get(remote["host"].lower()) if remote else None
    if remote is None or pages is None:
        return None
    host = f"{remote['owner'].lower()}.{pages}"
    return f"https://{host}/" if remote["name"].lower() in (host, "pages") else f"https://{host}/{remote['name']}/"


def _real_name(part: str) -> str:
    return "." + part.removeprefix("dot-") if part.startswith("dot-") else part


def _filling(folder: Path, address: str | None) -> Mapping[str, str]:
    readable = folder.absolute().name.encode(errors="replace").decode()
    site_url = f"site_url: {json.dumps(address)}" if address else "# site_url: https://example.org/"
    return {
        "@NAME@": json.dumps(readable, ensure_ascii=False),  # a JSON string is a YAML scalar, whatever it holds
        "@VERSION@": version(_NAME),
        "@SITE_URL@": site_url,
        "@PYTHON@": f"{sys.version_info.major}.{sys.version_info.minor}",
        "@BACKFILE@": _origin() or f"./{_WHEEL}",
    }


def _words(language: str) -> Mapping[str, str]:
    """Return what the files of a new archive say to its readers.

    Raises:
        GeneratorError: If the language has no catalogue.
    """
    language_file = language_for(language)
    if language_file is None:
        raise GeneratorError(f"--language: found {language!r}; expected one of {', '.join(languages())}")
    with speaking(language_file):
        said = {place: told(message) for place, message in _SAID.items()}
    return {"@LANGUAGE@": json.dumps(language), **{place: _scalar(text) for place, text in said.items()}}


def _scalar(text: str) -> str:
    """Return words as they stand in YAML, and where they are letters and spaces in Markdown as well."""
    return text if text.replace(" ", "").isalpha() else json.dumps(text, ensure_ascii=False)


_SAID = {
    "@HOME@": "home",
    "@ARCHIVE@": "archive",
    "@BY-DATE@": "heading: years",
    "@CALENDAR@": "heading: calendar",
    "@OUTLETS@": "heading: outlets",
    "@AGENCIES@": "heading: agencies",
    "@AUTHORS@": "heading: authors",
    "@HOLDINGS@": "heading: holdings",
    "@STATISTICS@": "heading: statistics",
    "@CORRECTIONS@": "heading: corrections",
    "@COPIES@": "heading: copies",
    "@VERIFY@": "verify this archive",
    "@DARK@": "switch to dark",
    "@LIGHT@": "switch to light",
}


def _filled_in(text: str, filling: Mapping[str, str]) -> str:
    return re.sub("|".join(map(re.escape, filling)), lambda match: filling[match[0]], text)


# What the workflow installs


def _distribution() -> Distribution:
    """Return this package's; where its source is in the way, the one that says where it was installed from."""
    own = [one for one in distributions(name=_NAME) if one.read_text("direct_url.json")]
    return own[0] if own else distribution(_NAME)


def _origin() -> str:
    """Return what installs exactly this program from where others can get it too; empty where they cannot."""
    direct: dict[str, Any] = json.loads(_distribution().read_text("direct_url.json") or "{}")
    url = str(direct.get("url", ""))
    if not url.startswith("https://") or "@" in urlsplit(url).netloc:
        return ""
    revision = direct.get("vcs_info", {}).get("commit_id", "")
    if direct.get("vcs_info", {}).get("vcs") == "git" and re.fullmatch("[0-9a-f]{40}", revision):
        return f"{_NAME} @ git+{url}@{revision}"
    digest = direct.get("archive_info", {}).get("hashes", {}).get("sha256", "")
    return f"{_NAME} @ {url}#sha256={digest}" if digest else ""


_WHEEL = f"vendor/{_NAME}-{version(_NAME)}-py3-none-any.whl"


def _wheel() -> bytes:
    """Return this program as a wheel, made of the files that it runs from: the same bytes from the same files."""
    own = _distribution()
    folder = f"{_NAME}-{own.version}.dist-info"
    files = {
        f"{_HERE.name}/{path.relative_to(_HERE).as_posix()}": path.read_bytes()
        for path in sorted(_HERE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    files[f"{folder}/METADATA"] = (own.read_text("METADATA") or own.read_text("PKG-INFO") or "").encode()
    files[f"{folder}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: backfile\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{folder}/entry_points.txt"] = (own.read_text("entry_points.txt") or "").encode()
    rows = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in files.items()]
    files[f"{folder}/RECORD"] = "\n".join([*rows, f"{folder}/RECORD,,", ""]).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            wheel.writestr(entry, content)
    return made.getvalue()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


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
