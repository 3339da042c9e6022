"""Settings: every option of the archive, its default and its check, and the authority files that it names."""

from __future__ import annotations

import os
import platform
import sqlite3
import tomllib
import zlib
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

import msgspec
from msgspec import Meta, Struct, field, inspect
from msgspec.inspect import type_info
from msgspec.structs import FieldInfo, replace

from generator.languages import boilerplate
from generator.model import AgencyName, Authorities, Download, FeedKind, OutletName, Rule, Site, TableFormat
from generator.model.errors import SettingError

ARCHIVE = "archive"
"""Name of the generated folder below the docs folder."""

_HERE = Path(__file__).parents[1]
_LIBRARIES = (
    "charset-normalizer",
    "dateparser",
    "ftfy",
    "msgspec",
    "numpy",
    "pagefind",
    "py3langid",
    "python-slugify",
    "pyyaml",
    "rapidfuzz",
    "regex",
    "text-unidecode",
)
"""What pages depend on besides this package."""

_FROM_MKDOCS = frozenset(("language", "root", "docs", "site_name", "site_url"))
"""What settings take from mkdocs.yml itself: no options of ours."""

T = TypeVar("T")


Folder = Annotated[Path, Meta(extra={"expected": "a folder"})]
File = Annotated[Path, Meta(extra={"expected": "a file"})]
Texts = tuple[str, ...]
Words = Annotated[dict[Annotated[str, Meta(min_length=1)], Annotated[str, Meta(min_length=1)]], Meta()]
Sites = Annotated[
    dict[
        Annotated[str, Meta(min_length=1)],
        Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?$")],
    ],
    Meta(),
]
"""Names, each with the address of a site: a host goes into every page's policy, so nothing else may stand there."""

Spots = dict[
    Annotated[str, Meta(min_length=1)],
    Annotated[str, Meta(pattern=r"^ *-?([0-8]?[0-9]|90)(\.[0-9]+)? *, *-?(1[0-7][0-9]|180|[0-9]{1,2})(\.[0-9]+)? *$")],
]
"""Names of places, each with latitude and longitude in degrees."""


def _about(words: str, **bounds: Any) -> Any:
    """Say in the README's words what an option does, and from where to where its numbers go."""
    expected = bounds.pop("expected", None)
    return Meta(description=words, extra={"expected": expected} if expected else None, **bounds)


class Settings(Struct, frozen=True, kw_only=True):
    """What a build goes by; options are named, described and bounded here alone. Paths are absolute."""

    root: Path
    """The folder of mkdocs.yml, which relative paths start from."""
    docs: Path
    language: str = "en"
    """Of the site's own words: the catalogue that `theme.language` asks for."""
    site_name: str = ""
    site_url: str = ""
    """As mkdocs.yml has them: what a server puts in their place changes no page."""
    articles: Annotated[Folder, _about("Folder of the articles to read.")] = Path("articles")
    store: Annotated[Folder, _about("Folder where a build keeps what the next one can reuse; safe to delete.")] = Path(
        ".backfile"
    )
    authorities: Annotated[
        Folder | None,
        _about(
            "Folder with an `agencies.toml`, `outlets.toml` or `boilerplate.toml` of your own, read before the "
            "built-in ones.",
            expected="a folder",
        ),
    ] = None
    curation: Annotated[File, _about("File with what the curator decided about copies; it need not exist.")] = Path(
        "curation.csv"
    )
    withdrawn: Annotated[File, _about("File with the articles that are withdrawn; it need not exist.")] = Path(
        "withdrawn.csv"
    )
    addresses: Annotated[
        File, _about("File in which builds keep the addresses of articles, so that none is lost; commit it.")
    ] = Path("addresses.csv")
    exclude: Annotated[
        Texts,
        _about(
            "Files below `articles` to pass over, as patterns like those of `.gitignore`.",
            expected="a list of patterns, as in .gitignore",
        ),
    ] = ()
    fields: Annotated[
        Words,
        _about(
            "Where records of your own making have what Backfile asks for, such as `headline: title`.",
            expected="keys of ours, each with the place that records have it in, such as headline: title",
        ),
    ] = field(default_factory=dict)
    record_mb: Annotated[
        int,
        _about("Largest record, in megabytes (MiB); a worker may need fifty times that in memory.", ge=1, le=1024),
    ] = 16
    file_mb: Annotated[
        int,
        _about("Largest file that is read as a whole, such as a list of records, in megabytes (MiB).", ge=1, le=4096),
    ] = 64
    expanded_mb: Annotated[
        int, _about("Most that one compressed file may expand to, in megabytes (MiB).", ge=1, le=1_048_576)
    ] = 16384
    expanded_ratio: Annotated[
        int,
        _about("How many times its own size a compressed file of some length may expand to.", ge=10, le=100_000),
    ] = 100
    min_containment: Annotated[
        float,
        _about("How much of the shorter text must stand in the longer for the two to count as copies.", gt=0, le=1),
    ] = 0.7
    min_shared: Annotated[int, _about("Runs of eight words that two copies must share at least.", ge=1, le=10_000)] = 15
    repeated_lines: Annotated[
        int,
        _about(
            "Articles of one outlet in which a line must open or close the text to count as its boilerplate.",
            ge=2,
            le=10_000,
        ),
    ] = 5
    translated: Annotated[
        bool,
        _about(
            "Whether the same report in other languages is found and shown; needs the extra `translated`, which reads "
            "sixteen languages.",
        ),
    ] = False
    events: Annotated[
        bool,
        _about("Whether an article's page lists other reports of the same event, and the names that they share."),
    ] = False
    passages: Annotated[
        bool,
        _about(
            "Whether an article's page says which of its words stand earlier, and which later, in other articles, and "
            "where first."
        ),
    ] = False
    map: Annotated[
        bool | Spots,
        _about(
            "Whether the statistics have a map of the places in datelines. It is a guess by their names and needs the "
            "extra `map`; names whose place you know can stand here, each with latitude and longitude.",
            expected="true, false, or names of places, such as Barcelona: 41.39, 2.17",
        ),
    ] = False
    page_entries: Annotated[
        int,
        _about("Entries on one listing page; longer listings are split by year, month and day.", ge=10, le=5000),
    ] = 200
    newest: Annotated[int, _about("Newest articles on the front page.", ge=0, le=100)] = 12
    lead: Annotated[
        tuple[str, ...],
        _about(
            "Articles that open the front page before the newest, in this order: id, address of the page, or the "
            "article's own address.",
            expected="a list of articles, each as `backfile explain` takes it",
        ),
    ] = ()
    data: Annotated[
        bool | Literal["compressed", "whole"],
        _about(
            "Whether the site carries the articles' texts and the clusters as files in `data/`; `compressed` is for a "
            "site that must be small: lines are packed as zstd and tables as gzip, the articles' in a file for each "
            "year, and searches read texts from the pages; `whole` is one file of articles however many there are.",
        ),
    ] = True
    tables: Annotated[
        tuple[TableFormat, ...],
        _about(
            "Tables of the articles and of the pairs that share text, beside the data: `csv`, without the texts, and "
            "`parquet`, with them, which needs the extra `tables`.",
            expected="a list of csv and parquet",
        ),
    ] = ("csv",)
    downloads: Annotated[
        tuple[Download, ...] | None,
        _about(
            "Files beside each article's page: `ris` for reference managers, `citations` in every style, `json` its "
            "row of the data, `text` its text, `markdown` text and facts. If not set, `[ris]`; with `data: compressed` "
            "nothing, since scripts make citations of the page.",
            expected="a list of ris, citations, json, text and markdown",
        ),
    ] = None
    rights: Annotated[
        str,
        _about(
            "What may be done with the articles, in a sentence; stands in pages, citations and data.",
            expected="a sentence",
        ),
    ] = ""
    licence: Annotated[
        str,
        _about(
            "Address of the licence that the articles are under, if it is one for all.",
            expected="an address, such as https://creativecommons.org/licenses/by/4.0/",
            pattern=r"^(https?://[^\s<>\"']+)?$",
        ),
    ] = ""
    outlet_rights: Annotated[
        Words,
        _about(
            "Outlets of which `rights` says too much or too little, each with a sentence of its own.",
            expected="names of outlets, each with a sentence, such as Harbour Post: all rights reserved",
        ),
    ] = field(default_factory=dict)
    outlet_licences: Annotated[
        Words,
        _about(
            "Outlets whose articles are under another licence, each with its address; one that has rights or a licence "
            "of its own has neither of those for all.",
            expected="names of outlets, each with an address",
        ),
    ] = field(default_factory=dict)
    canonical: Annotated[
        Literal["page", "original"],
        _about(
            "Which address search engines shall take for an article's own: its `page` here, or the `original`.",
            expected="page or original",
        ),
    ] = "page"
    reserve_mining: Annotated[
        bool,
        _about(
            "Whether programs are told that text and data mining, as for training, is reserved: in every page and "
            "`.well-known/tdmrep.json` (TDMRep), in `robots.txt` and in `ai.txt`."
        ),
    ] = False
    feeds: Annotated[
        tuple[FeedKind, ...],
        _about(
            "What has a feed, as Atom and as JSON Feed, where `site_url` is known: the `archive`, each `outlet`, "
            "`agency`, `author`, `section`, `tag` and `language` that has a page, and `corrections`.",
            expected="a list of archive, outlet, agency, author, section, tag, language and corrections",
        ),
    ] = ("archive", "outlet", "agency", "section", "language", "corrections")
    feed_texts: Annotated[bool, _about("Whether feeds hold the whole texts, and not only how they begin.")] = False
    search: Annotated[
        Literal["pagefind", "material", "none"],
        _about(
            "Which search the site has: `pagefind` holds any number of articles; `material` is the theme's own, for "
            "some thousand articles at most or for reading without a server, and needs `- search` in `plugins`.",
            expected="pagefind, material or none",
        ),
    ] = "pagefind"
    archives: Annotated[
        Sites,
        _about(
            "Other archives made with Backfile that readers can search along with this one, by name; the search page "
            "asks their hosts, which must allow it, once a reader chooses them.",
            expected="names of archives, each with the address of its site, such as Harbour: https://harbour.example/",
        ),
    ] = field(default_factory=dict)
    site_limit_mb: Annotated[
        int,
        _about(
            "Megabytes that the place of publishing takes, for the forecast of `backfile check`; 0 if nothing limits "
            "it. GitHub Pages takes 1,000.",
            ge=0,
            le=1_000_000,
        ),
    ] = 1000
    jobs: Annotated[
        int, _about("Worker processes; 0 is one for each core. Changes nothing but time.", ge=0, le=256)
    ] = 0
    engine: Annotated[
        bool,
        _about("Whether MkDocs makes only the pages that changed, in several processes. Changes nothing but time."),
    ] = True

    @property
    def archive(self) -> Path:
        """The generated folder."""
        return self.docs / ARCHIVE

    @property
    def is_compressed(self) -> bool:
        """Whether the site is to be small: its data are packed, and nothing stands twice that scripts can make."""
        return self.data == "compressed"

    @property
    def taken(self) -> tuple[Download, ...]:
        """The files beside each article's page."""
        return self.downloads if self.downloads is not None else () if self.is_compressed else ("ris",)

    @property
    def manifest(self) -> str:
        """Path of the list of all files, below the site."""
        return "data/manifest.json.gz" if self.is_compressed else "data/manifest.json"

    @property
    def told(self) -> Site:
        """What pages say of the site that they stand on."""
        url = f"{self.site_url.rstrip('/')}/" if self.site_url else ""
        return Site(
            name=self.site_name,
            url=url,
            rights=self.rights,
            licence=self.licence,
            outlet_rights=tuple(sorted(self.outlet_rights.items())),
            outlet_licences=tuple(sorted(self.outlet_licences.items())),
            canonical=self.canonical,
            downloads=self.taken,
            manifest=self.manifest,
        )

    @classmethod
    def from_mapping(
        cls,
        options: Mapping[str, Any],
        *,
        root: Path,
        docs: Path,
        site: Path | None = None,
        site_name: str = "",
        site_url: str = "",
        language: str = "en",
    ) -> Settings:
        """Check the options of an archive and fill in the defaults.

        Args:
            options: Name -> value as written below `plugins: - backfile:`; None stands for the default.
            root: The folder of mkdocs.yml.
            docs: The docs folder.
            site: The folder that the site is built into; None if that is not known.
            language: Of the site's own words.
            site_name: Name of the site.
            site_url: Its address on the web; empty if it has none yet.

        Raises:
            SettingError: If an option is unknown, a value does not fit, or folders overlap; names the option, the value
                and what fits.
        """
        given = {name: value for name, value in options.items() if value is not None}
        for name in sorted(given.keys() - OPTIONS.keys()):
            raise SettingError(
                f"plugins: backfile: {name}: not an option; expected one of {', '.join(sorted(OPTIONS))}"
            )
        values = {
            name: option.checked(given[name]) if name in given else option.default for name, option in OPTIONS.items()
        }
        paths = {name: root / value for name, value in values.items() if isinstance(value, Path)}
        named: dict[str, Any] = {"site_name": site_name, "site_url": site_url, "language": language}
        made = cls(root=root.resolve(), docs=docs.resolve(), **{**named, **values, **paths})
        _require_apart(made, site)
        return made


def _require_apart(settings: Settings, site: Path | None) -> None:
    """Refuse folders of which one is, or is inside, another: a build would read, publish or remove what it must not."""
    folders = {
        "plugins: backfile: articles": settings.articles,
        "docs_dir": settings.docs,
        "plugins: backfile: store": settings.store,
    }
    if site is not None and not (_is_inside(site, settings.store) and site != settings.store):  # as `serve` has it
        folders["site_dir"] = site
    for (name, folder), (other, place) in combinations(folders.items(), 2):
        if _is_inside(folder, place) or _is_inside(place, folder):
            raise SettingError(f"{name}: {folder} overlaps {other}: {place}; expected folders apart from each other")


def _is_inside(folder: Path, other: Path) -> bool:
    """Tell whether a folder is another or lies below it, wherever links lead."""
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(other))


class Option(Struct, frozen=True, kw_only=True):
    """One option as a user writes it, read from its field of `Settings`."""

    name: str
    default: Any
    type: Any
    expected: str
    """What fits, for the error message."""
    help: str
    """What the option does, for the table in the README."""

    def checked(self, value: object) -> Any:
        """Return a value as `Settings` holds it, a path still relative.

        Raises:
            SettingError: If it does not fit.
        """
        try:
            return msgspec.convert(value, self.type, dec_hook=_path)
        except msgspec.ValidationError as error:
            message = f"plugins: backfile: {self.name}: found {value!r}; expected {self.expected}"
            raise SettingError(message) from error


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str) and value.strip() and "\0" not in value:
        return Path(value)
    raise ValueError("no path")


def _options() -> dict[str, Option]:
    told = get_type_hints(Settings, include_extras=True)
    named = [one for one in msgspec.structs.fields(Settings) if one.name not in _FROM_MKDOCS]
    return {one.name: _option(one, told[one.name]) for one in named}


def _option(one: FieldInfo, kind: Any) -> Option:
    notes = [note for note in kind.__metadata__ if isinstance(note, Meta)]
    words = next(note.description for note in notes if note.description)
    expected = next((str(note.extra["expected"]) for note in reversed(notes) if note.extra), "")
    default = one.default if one.default_factory is msgspec.NODEFAULT else one.default_factory()
    return Option(
        name=one.name, default=default, type=kind, help=words, expected=expected or _in_words(type_info(kind))
    )


def _in_words(kind: inspect.Type) -> str:
    """Return what values a type has, as messages say it: `a whole number from 1 to 10`, `true, false or compressed`."""
    if isinstance(kind, inspect.Metadata):
        return str(kind.extra["expected"]) if kind.extra else _in_words(kind.type)
    if isinstance(kind, inspect.IntType):
        return f"a whole number from {kind.ge} to {kind.le}"
    if isinstance(kind, inspect.FloatType):
        return f"a number above {kind.gt:g} and up to {kind.le:g}"
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    words = [word for one in kinds for word in _words_of(one)]
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _words_of(kind: inspect.Type) -> tuple[str, ...]:
    """Return every value of a type that has few."""
    return tuple(map(str, kind.values)) if isinstance(kind, inspect.LiteralType) else ("true", "false")


OPTIONS: Mapping[str, Option] = _options()
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
        rules=_merged((*_entries(folders, "boilerplate.toml", "rule", Rule), *boilerplate())),
    )


def _merged(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Put the patterns of rules that have one name and one reach together, in the place of the first."""
    by_name: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        first = by_name.get((rule.name, rule.until))
        by_name[rule.name, rule.until] = replace(first, patterns=first.patterns + rule.patterns) if first else rule
    return tuple(by_name.values())


def _entries(folders: tuple[Path, ...], name: str, key: str, kind: type[T]) -> tuple[T, ...]:
    entries: list[T] = []
    for path in (folder / name for folder in folders):
        if not path.exists():
            continue
        try:
            content = _tables(path.read_text(encoding="utf-8"))
            entries += msgspec.convert(content.get(key, []), list[kind])  # type: ignore[valid-type]
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise SettingError(
                f"{path}: {error}; expected [[{key}]] tables as in {_HERE / 'authorities' / name}"
            ) from error
    return tuple(entries)


@cache
def _tables(text: str) -> Mapping[str, Any]:
    """Return the tables of an authority file: read once, since the built-in ones take 20 ms."""
    return tomllib.loads(text)


@cache
def code_digest() -> str:
    """Return the digest of this package's source and of the versions of what runs it: what results depend on."""
    digest = blake2b(digest_size=16)
    tables = (path for room in ("read", "languages") for path in (_HERE / room).rglob("*.toml"))
    for path in sorted((*_HERE.rglob("*.py"), *tables)):
        digest.update(path.relative_to(_HERE).as_posix().encode() + b"\0" + path.read_bytes())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    digest.update(f"{platform.python_version()} {zlib.ZLIB_RUNTIME_VERSION} {sqlite3.sqlite_version}\0".encode())
    return digest.hexdigest()


def recipe(authorities: Authorities) -> str:
    """Return the digest of everything that stages 1-4 depend on except the article."""
    digest = blake2b(code_digest().encode(), digest_size=16)
    digest.update(msgspec.msgpack.encode(authorities))
    return digest.hexdigest()
