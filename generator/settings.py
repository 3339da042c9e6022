"""Settings: every option of the archive, its default and its check, and the authority files that it names."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from .errors import SettingError
from .model import AgencyName, Authorities, OutletName, Rule

ARCHIVE = "archive"
"""Name of the generated folder below the docs folder."""

_HERE = Path(__file__).parent
_LIBRARIES = ("py3langid", "dateparser", "python-slugify", "charset-normalizer", "msgspec", "numpy", "rapidfuzz")
"""What pages depend on besides this package."""

T = TypeVar("T")


class Settings(Struct, frozen=True, kw_only=True):
    """What a build goes by; options are named and checked here alone. Paths are absolute."""

    root: Path
    """The folder of mkdocs.yml, which relative paths start from."""
    docs: Path
    articles: Path
    store: Path
    curation: Path
    withdrawn: Path
    authorities: Path | None = None
    exclude: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    record_mb: int = 16
    file_mb: int = 64
    expanded_mb: int = 16384
    expanded_ratio: int = 100
    min_containment: float = 0.7
    min_shared: int = 15
    repeated_lines: int = 5
    page_entries: int = 200
    newest: int = 12
    data: bool | str = True
    """Or `compressed`."""
    search: str = "pagefind"
    site_limit_mb: int = 1000
    jobs: int = 0
    engine: bool = True

    @property
    def archive(self) -> Path:
        """The generated folder."""
        return self.docs / ARCHIVE

    @classmethod
    def from_mapping(cls, options: Mapping[str, Any], *, root: Path, docs: Path) -> Settings:
        """Check the options of an archive and fill in the defaults.

        Args:
            options: Name -> value as written below `plugins: - backfile:`; None stands for the default.
            root: The folder of mkdocs.yml.
            docs: The docs folder.

        Raises:
            SettingError: If an option is unknown, or a value does not fit; names the option, the value and what fits.
        """
        given = {name: value for name, value in options.items() if value is not None}
        for name in sorted(given.keys() - OPTIONS.keys()):
            raise SettingError(
                f"plugins: backfile: {name}: not an option; expected one of {', '.join(sorted(OPTIONS))}"
            )
        values: dict[str, Any] = {}
        for name, option in OPTIONS.items():
            value = given.get(name, option.default)
            if value is None:
                continue
            checked = option.check(value)
            if checked is None:
                raise SettingError(f"plugins: backfile: {name}: found {value!r}; expected {option.expected}")
            values[name] = root / checked if option.is_path else checked
        return cls(root=root.resolve(), docs=docs.resolve(), **values)


class Option(Struct, frozen=True, kw_only=True):
    """One option as a user writes it."""

    default: Any
    expected: str
    """What fits, for the error message."""
    check: Callable[[Any], Any]
    """Returns the value as `Settings` holds it, or None if it does not fit."""
    help: str
    """What the option does, for the table in the README."""
    is_path: bool = False


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() and "\0" not in value else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _flag_or(word: str) -> Callable[[Any], bool | str | None]:
    def check(value: Any) -> bool | str | None:
        return value if isinstance(value, bool) or value == word else None

    return check


def _texts(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _one_of(*words: str) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        return value if isinstance(value, str) and value in words else None

    return check


def _words(value: Any) -> dict[str, str] | None:
    if isinstance(value, Mapping) and all(isinstance(word, str) and word for pair in value.items() for word in pair):
        return dict(value)
    return None


def _number(least: int, most: int) -> Callable[[Any], int | None]:
    def check(value: Any) -> int | None:
        return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None

    return check


def _share(value: Any) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
    return float(value) if good else None


OPTIONS: Mapping[str, Option] = {
    "articles": Option(
        default="articles", expected="a folder", check=_text, is_path=True, help="Folder of the articles to read."
    ),
    "store": Option(
        default=".backfile",
        expected="a folder",
        check=_text,
        is_path=True,
        help="Folder where a build keeps what the next one can reuse; safe to delete.",
    ),
    "authorities": Option(
        default=None,
        expected="a folder",
        check=_text,
        is_path=True,
        help="Folder with an `agencies.toml`, `outlets.toml` or `boilerplate.toml` of your own, "
        "read before the built-in ones.",
    ),
    "curation": Option(
        default="curation.csv",
        expected="a file",
        check=_text,
        is_path=True,
        help="File with what the curator decided about copies; it need not exist.",
    ),
    "withdrawn": Option(
        default="withdrawn.csv",
        expected="a file",
        check=_text,
        is_path=True,
        help="File with the articles that are withdrawn; it need not exist.",
    ),
    "exclude": Option(
        default=[],
        expected="a list of patterns, as in .gitignore",
        check=_texts,
        help="Files below `articles` to pass over, as patterns like those of `.gitignore`.",
    ),
    "fields": Option(
        default={},
        expected="keys of ours, each with the place that records have it in, such as headline: title",
        check=_words,
        help="Where records of your own making have what Backfile asks for, such as `headline: title`.",
    ),
    "record_mb": Option(
        default=16,
        expected="a whole number from 1 to 1024",
        check=_number(1, 1024),
        help="Largest record, in megabytes (MiB); a worker may need fifty times that in memory.",
    ),
    "file_mb": Option(
        default=64,
        expected="a whole number from 1 to 4096",
        check=_number(1, 4096),
        help="Largest file that is read as a whole, such as a list of records, in megabytes (MiB).",
    ),
    "expanded_mb": Option(
        default=16384,
        expected="a whole number from 1 to 1048576",
        check=_number(1, 1_048_576),
        help="Most that one compressed file may expand to, in megabytes (MiB).",
    ),
    "expanded_ratio": Option(
        default=100,
        expected="a whole number from 10 to 100000",
        check=_number(10, 100_000),
        help="How many times its own size a compressed file of some length may expand to.",
    ),
    "min_containment": Option(
        default=0.7,
        expected="a number above 0 and up to 1",
        check=_share,
        help="How much of the shorter text must stand in the longer for the two to count as copies.",
    ),
    "min_shared": Option(
        default=15,
        expected="a whole number from 1 to 10000",
        check=_number(1, 10_000),
        help="Runs of eight words that two copies must share at least.",
    ),
    "repeated_lines": Option(
        default=5,
        expected="a whole number from 2 to 10000",
        check=_number(2, 10_000),
        help="Articles of one outlet in which a line must open or close the text to count as its boilerplate.",
    ),
    "page_entries": Option(
        default=200,
        expected="a whole number from 10 to 5000",
        check=_number(10, 5000),
        help="Entries on one listing page; longer listings are split by year, month and day.",
    ),
    "newest": Option(
        default=12,
        expected="a whole number from 0 to 100",
        check=_number(0, 100),
        help="Newest articles on the front page.",
    ),
    "data": Option(
        default=True,
        expected="true, false or compressed",
        check=_flag_or("compressed"),
        help="Whether the site carries the articles' texts and the clusters as files in `data/`; `compressed` takes "
        "two fifths of the room, in a file for each year.",
    ),
    "search": Option(
        default="pagefind",
        expected="pagefind, material or none",
        check=_one_of("pagefind", "material", "none"),
        help="Which search the site has: `pagefind` holds any number of articles; `material` is the theme's own, for "
        "some thousand articles at most or for reading without a server, and needs `- search` in `plugins`.",
    ),
    "site_limit_mb": Option(
        default=1000,
        expected="a whole number from 0 to 1000000",
        check=_number(0, 1_000_000),
        help="Megabytes that the place of publishing takes, for the forecast of `backfile check`; 0 if nothing limits "
        "it. GitHub Pages takes 1,000.",
    ),
    "jobs": Option(
        default=0,
        expected="a whole number from 0 to 256",
        check=_number(0, 256),
        help="Worker processes; 0 is one for each core. Changes nothing but time.",
    ),
    "engine": Option(
        default=True,
        expected="true or false",
        check=_flag,
        help="Whether MkDocs makes only the pages that changed, in several processes. Changes nothing but time.",
    ),
}
"""Every option by name, in the order of the README's table."""


def load_authorities(folder: Path | None) -> Authorities:
    """Read the built-in authority files and, before them, those of a folder.

    Raises:
        SettingError: If a file is no TOML or an entry is not as it should be; names file and entry.
    """
    if folder is not None and not folder.is_dir():
        raise SettingError(f"plugins: backfile: authorities: {folder} is no folder")
    folders = (_HERE / "authorities",) if folder is None else (folder, _HERE / "authorities")
    return Authorities(
        agencies=_entries(folders, "agencies.toml", "agency", AgencyName),
        outlets=_entries(folders, "outlets.toml", "outlet", OutletName),
        rules=_entries(folders, "boilerplate.toml", "rule", Rule),
    )


def _entries(folders: tuple[Path, ...], name: str, key: str, kind: type[T]) -> tuple[T, ...]:
    found: list[T] = []
    for path in (folder / name for folder in folders):
        if not path.exists():
            continue
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            found += msgspec.convert(content.get(key, []), list[kind])  # type: ignore[valid-type]
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise SettingError(
                f"{path}: {error}; expected [[{key}]] tables as in {_HERE / 'authorities' / name}"
            ) from error
    return tuple(found)


@cache
def code_digest() -> str:
    """Return the digest of this package's source and its libraries' versions: what earlier results depend on."""
    digest = blake2b(digest_size=16)
    for path in sorted((*_HERE.rglob("*.py"), *(_HERE / "read").glob("*.toml"))):
        digest.update(path.relative_to(_HERE).as_posix().encode() + b"\0" + path.read_bytes())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    return digest.hexdigest()


def recipe(authorities: Authorities) -> str:
    """Return the digest of everything that stages 1-4 depend on except the article."""
    digest = blake2b(code_digest().encode(), digest_size=16)
    digest.update(msgspec.msgpack.encode(authorities))
    return digest.hexdigest()
