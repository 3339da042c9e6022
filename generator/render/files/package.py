"""Describe the data to programs: the files that there are -> Frictionless, RO-Crate, Croissant and CITATION.cff.

The four say the same in the words of those who read them: data tools, repositories, machine learning, reference
managers. They depend on no clock: the day that they give is the last that the articles have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from generator.model import FACTS
from generator.render.inert import one_line

from .tables import ARTICLES, COPIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.model import Site

    from .tables import Column, DataTable, Kind

FOLDER: Final = "data/"
PACKAGE, CRATE, CROISSANT, CITATION = (
    f"{FOLDER}{name}" for name in ("datapackage.json", "ro-crate-metadata.json", "croissant.json", "CITATION.cff")
)

_PACKED: Final = (".gz", ".zst")
"""Ends of the names of files that are packed."""

_FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "jsonl": ("jsonl", "application/jsonl"),
    "jsonl.zst": ("zst", "application/zstd"),  # a form that frictionless would read it by, it cannot
    "csv": ("csv", "text/csv"),
    "csv.gz": ("csv", "application/gzip"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "json": ("json", "application/json"),
}
_TYPES: Final[Mapping[Kind, str]] = {
    "string": "sc:Text",
    "list": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}

_LINES: Final[Mapping[str, str]] = {
    "articles": "One article a line: its text, its facts, and where each was read.",
    "clusters": "One text with copies a line: its main copy, its members, and the evidence.",
    "related": "Two articles a line that share text and are no copies.",
    "works": "One report in several languages a line, with its evidence.",
    "withdrawn": "One withdrawn article a line: what those who hold a copy of the data should drop.",
}


_FACTS: Final = " ".join(f"{name}:array" if fact.kind == "names" else name for name, fact in FACTS.items())
_KEYS: Final[Mapping[str, str]] = {
    "articles": (
        f"id key given_id input record:integer page url {_FACTS} published_on published_at modified_on modified_at "
        "text canonical versions:array pages:array origins:object dropped:array lifted:array extra:object digest "
        "captured format container:object"
    ),
    "clusters": "canonical reason members:array matches:array related:array",
    "related": (
        "left right shorter kind resemblance:number containment:number shared:integer aligned:number passage:object"
    ),
    "works": "work members:array translations:array",
    "withdrawn": "id page mode date reason",
}
"""What the keys of a line hold, in their order; a text where nothing is said. Programs guess the types of a file that
does not say them from its first lines, and take what later ones hold for a fault."""


class DataFile(Struct, frozen=True, kw_only=True):
    """A file of the data, or several that are parts of one."""

    name: str
    """Such as `articles`."""
    ending: str
    paths: tuple[str, ...]
    """Below the data's folder."""

    @property
    def kind(self) -> str:
        """What it is once it is unpacked."""
        return self.ending.partition(".")[0]

    @property
    def packed(self) -> str:
        """The end of its name, if it is packed."""
        return next(filter(self.ending.endswith, _PACKED), "")

    @property
    def table(self) -> DataTable[Any] | None:
        """Its columns, where it has some."""
        if self.kind not in {"csv", "parquet"}:
            return None
        return ARTICLES if self.name == ARTICLES.name else COPIES

    @property
    def about(self) -> str:
        """What it holds."""
        return self.table.about if self.table else _LINES.get(self.name, "What was read, and what became of it.")

    @property
    def title(self) -> str:
        """Its name among all files."""
        return f"{self.name}-{self.ending.replace('.', '-')}"


class Described(Struct, frozen=True, kw_only=True):
    """A site's data, as they are described."""

    site: Site
    articles: int
    outlets: int
    first: str
    """Day of the oldest article; empty where none has a day."""
    last: str
    """Day of the newest article."""
    languages: tuple[str, ...]
    files: tuple[DataFile, ...]
    rows: Mapping[str, int]
    """Path below the data's folder -> how many rows or lines stand there, where it has some."""

    @property
    def name(self) -> str:
        """What the data are called."""
        return one_line(self.site.name) or "News archive"

    @property
    def about(self) -> str:
        """What the data are, in a sentence."""
        days = f" from {self.first} to {self.last}" if self.first else ""
        many = f"{self.articles:,} news article{'' if self.articles == 1 else 's'}"
        return f"{many} of {self.outlets:,} outlet{'' if self.outlets == 1 else 's'}{days}, with every copy of a text."

    @property
    def citation(self) -> str:
        """How the data are cited, in a line."""
        year = f" ({self.last[:4]})" if self.last else ""
        return f"{self.name}{year}. {self.about} {self.site.url}".strip()

    @property
    def rights(self) -> tuple[str, ...]:
        """Sentences about what may be done with the articles: for all, then for outlets that differ."""
        own = (f"{outlet}: {said}" for outlet, said in (*self.site.outlet_rights, *self.site.outlet_licences))
        return tuple(map(one_line, filter(None, (self.site.rights, *own))))


# Frictionless


_UNTABLED: Final = ("json", "parquet")
"""What has no rows, and what has a schema of its own: frictionless takes unknown dates in Parquet for a fault."""
_TABLE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"


def data_package(it: Described) -> bytes:
    """Return `datapackage.json`: a Data Package, version 2."""
    site = it.site
    licences = {one: None for one in (site.licence, *(licence for _, licence in site.outlet_licences)) if one}
    return _json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "data",
            "id": f"{site.url}{PACKAGE}" if site.url else None,
            "title": it.name,
            "description": " ".join((it.about, *it.rights)),
            "homepage": site.url,
            "licenses": [{"path": one} for one in licences],
            "resources": [_resource(one) for one in it.files if one.ending not in _UNTABLED],
        }
    )


def _resource(file: DataFile) -> dict[str, Any]:
    kind, media = _FORMATS[file.ending]
    keys = _KEYS.get(file.name, "") if file.ending == "jsonl" else ""
    resource: dict[str, Any] = {
        "name": file.title,
        "type": "table" if file.table or keys else None,
        "description": file.about,
        "path": file.paths[0] if len(file.paths) == 1 else list(file.paths),
        "format": kind,
        "mediatype": media,
        "compression": "gz" if file.packed == ".gz" else None,
        "encoding": "utf-8" if file.kind in {"csv", "jsonl", "json"} and file.packed != ".zst" else None,
        "schema": _schema(file.table, file.kind) if file.table else _keyed(keys) if keys else None,
    }
    return {key: value for key, value in resource.items() if value}


def _schema(table: DataTable[Any], kind: str) -> dict[str, Any]:
    return {
        "$schema": _TABLE_SCHEMA,
        "fields": [_field(one) for one in table.columns_of(kind)],
        "primaryKey": list(table.keys),
    }


def _keyed(keys: str) -> dict[str, Any]:
    """Return the schema of lines."""
    pairs = (key.partition(":") for key in keys.split())
    return {"$schema": _TABLE_SCHEMA, "fields": [{"name": name, "type": kind or "string"} for name, _, kind in pairs]}


def _field(column: Column[Any]) -> dict[str, Any]:
    kind = "string" if column.kind == "list" else column.kind
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.about}
    if column.values:
        field["constraints"] = {"enum": list(column.values)}
    return field


# RO-Crate


def ro_crate(it: Described) -> bytes:
    """Return `ro-crate-metadata.json`: a research object, as repositories take it."""
    site = it.site
    parts = [(path, one) for one in it.files for path in one.paths]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": it.name,
        "description": it.about,
        "datePublished": it.last or "1970-01-01",
        "license": {"@id": site.licence} if site.licence else " ".join(it.rights) or "No licence is given.",
        "temporalCoverage": _span(it),
        "inLanguage": list(it.languages),
        "url": site.url,
        "publisher": {"@id": "#archive"},
        "hasPart": [{"@id": path} for path, _ in parts],
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {key: value for key, value in root.items() if value},
        {"@id": "#archive", "@type": "Organization", "name": it.name},
        *([{"@id": site.licence, "@type": "CreativeWork", "name": site.licence}] if site.licence else []),
        *(
            {
                "@id": path,
                "@type": "File",
                "name": one.title,
                "description": one.about,
                "encodingFormat": _FORMATS[one.ending][1],
            }
            for path, one in parts
        ),
    ]
    return _json({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph})


def _span(it: Described) -> str:
    return f"{it.first}/{it.last}" if it.first else ""


# Croissant

_CROISSANT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(it: Described) -> bytes:
    """Return `croissant.json`: the tables as machine learning takes them; an archive that grows is a live data set."""
    site = it.site
    tables = [one for one in it.files if one.table and one.kind == "csv"]
    described = {
        "@context": dict(_CROISSANT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": it.name,
        "description": " ".join((it.about, *it.rights)),
        "url": site.url or "./",
        "license": site.licence or " ".join(it.rights),
        "datePublished": it.last,
        "inLanguage": list(it.languages),
        "isLiveDataset": True,
        "version": it.last.replace("-", "."),
        "citeAs": it.citation,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path,
                "name": path,
                "contentUrl": f"{site.url}{FOLDER}{path}" if site.url else path,
                "encodingFormat": _FORMATS[one.kind if one.packed == ".gz" else one.ending][1],  # gzip they unpack
                "description": one.about,
            }
            for one in it.files
            for path in one.paths
        ],
        "recordSet": [_record_set(one, path) for one in tables for path in one.paths],
    }
    return _json({key: value for key, value in described.items() if value})


def _record_set(file: DataFile, path: str) -> dict[str, Any]:
    assert file.table is not None
    name = path.removesuffix(f".{file.ending}").replace("/", "-")
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": file.about,
        "key": [{"@id": f"{name}/{key}"} for key in file.table.keys],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{one.name}",
                "name": one.name,
                "description": one.about,
                "dataType": _TYPES[one.kind],
                "source": {"fileObject": {"@id": path}, "extract": {"column": one.name}},
            }
            for one in file.table.columns_of(file.kind)
        ],
    }


# CITATION.cff


def citation_file(it: Described) -> bytes:
    """Return `CITATION.cff`: how the data are cited."""
    site = it.site
    lines: list[tuple[str, str]] = [
        ("cff-version", "1.2.0"),
        ("message", _quoted("Please cite these data as below, with the day of their manifest.")),
        ("type", "dataset"),
        ("title", _quoted(it.name)),
        ("abstract", _quoted(it.about)),
        ("authors", f"[{{name: {_quoted(it.name)}}}]"),
    ]
    lines += [("url", _quoted(site.url))] if site.url else []
    lines += [("date-released", it.last)] if it.last else []
    lines += [("license-url", _quoted(site.licence))] if site.licence else []
    return "".join(f"{key}: {value}\n" for key, value in lines).encode("utf-8", "replace")


def _quoted(text: str) -> str:
    """Return a text as YAML and JSON have it both."""
    return json.dumps(one_line(text), ensure_ascii=False)


DESCRIPTIONS: Final = {PACKAGE: data_package, CRATE: ro_crate, CROISSANT: croissant, CITATION: citation_file}
"""Path of each file that describes the data -> what makes it."""


def data_files(parts: tuple[str, ...], endings: tuple[str, ...], held: Collection[str]) -> Iterator[DataFile]:
    """Yield the files of the data.

    Args:
        parts: Names of the articles' parts; empty for all articles.
        endings: Of the files of each.
        held: Names of those that have lines: programs refuse a file without one.
    """
    for ending in endings if "articles" in held else ():
        paths = tuple(f"articles{part and '/'}{part}.{ending}" for part in parts)
        yield DataFile(name="articles", ending=ending, paths=paths)
    for ending in endings:
        if not ending.startswith("jsonl"):
            yield DataFile(name="copies", ending=ending, paths=(f"copies.{ending}",))
    lines = next(ending for ending in endings if ending.startswith("jsonl"))
    for name in [name for name in ("clusters", "related", "works") if name in held]:
        yield DataFile(name=name, ending=lines, paths=(f"{name}.{lines}",))
    if "withdrawn" in held:
        yield DataFile(name="withdrawn", ending="jsonl", paths=("withdrawn.jsonl",))
    yield DataFile(name="report", ending="json", paths=("report.json",))


def _json(value: Mapping[str, Any]) -> bytes:
    given = {key: one for key, one in value.items() if one}
    line = json.dumps(given, ensure_ascii=False).encode("utf-8", "replace")
    return msgspec.json.format(line, indent=1) + b"\n"  # json's own indent is drawn in Python, ten times as slow
