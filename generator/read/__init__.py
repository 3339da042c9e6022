"""Read, stage 1: from the files of the articles folder to parts, and from a part to captures.

`parts` cuts the input into parts, each with a digest, without reading a record; `captures` reads one of them, in any
process. What a file holds is told by its content; its name is a hint. A format is one module: a `Format`, listed in
`FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec
from pathspec import GitIgnoreSpec

from generator.errors import ArticleError, SettingError
from generator.model import Passed, Problem

from . import compressed, defaults, feeds, html, parquet, records, sqlite, tables, text, warc, xml
from .defaults import Given
from .detect import HEAD_BYTES, Head, choose, compression
from .mapping import faults
from .opening import ZIP, archive_in, member_of, release, span_bytes, stamp_of, unpack, whole_file
from .part import (
    LIMITS,
    Format,
    Found,
    Limits,
    Part,
    Source,
    Span,
    by_lines,
    changed,
    digest_file,
    digest_of,
    part_digest,
    problem,
    require,
    versions,
)
from .walk import Entry, entries, is_ignored, leads_to_folder, open_inside, printable, refused

__all__ = ["FORMATS", "Cuts", "Format", "Limits", "Part", "captures", "parts", "release"]

FORMATS: tuple[Format, ...] = (
    warc.WARC,
    warc.ARC,
    warc.WACZ,
    parquet.PARQUET,
    sqlite.SQLITE,
    html.HTML,
    xml.XML,
    feeds.FEED,
    feeds.JSON_FEED,
    records.ROWS,
    records.JSON,
    records.LINES,
    tables.CSV,
    text.MARKDOWN,
    text.TEXT,
)
"""Every format; of two that are as sure of a file, the first is taken."""

Cut = Part | Problem | Passed
"""What becomes of files before a record of them is read."""

_CUT: Mapping[str, type] = {"Part": Part, "Problem": Problem, "Passed": Passed}

MOST_LAYERS = 2
"""How often a file may be packed: a compressed file in a zip archive is packed twice."""

ASSETS: Mapping[str, str] = {
    **dict.fromkeys((".css", ".scss", ".map"), "a style sheet"),
    **dict.fromkeys((".js", ".mjs"), "a script"),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf", ".eot"), "a font"),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff"), "an image"
    ),
    **dict.fromkeys((".mp3", ".mp4", ".m4a", ".m4v", ".webm", ".ogg", ".wav", ".mov"), "sound or film"),
}
"""What saved pages bring along: files that nobody misses, by their endings."""

PAGE_FOLDERS = ("_files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_file", "_arquivos", "_filer")
"""Behind the name of a page: the folder in which browsers keep its images and frames."""

_BY_ENDING = {ending: format_ for format_ in FORMATS for ending in format_.endings}
_BY_KIND = {format_.kind: format_ for format_ in FORMATS}


class Cuts(Protocol):
    """Keeps how files are cut; what it has lost costs time only."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value."""


def parts(
    folder: Path,
    *,
    exclude: tuple[str, ...] = (),
    mapping: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
    cuts: Cuts | None = None,
) -> Iterator[Cut]:
    """Cut the files below a folder into parts, and report what cannot be read.

    Hidden files, folder defaults and sidecars are no input of their own. A file that is not an article, or not one
    that Backfile can read, is a problem and never stops the others.

    Args:
        folder: The articles folder.
        exclude: Patterns, as in a `.gitignore` file in that folder, of files and folders to pass over silently.
        mapping: Key of ours -> where records have it, such as `meta.date`.
        limits: How much of a file is taken.
        cuts: Where it is kept how files are cut, so that packed and binary ones are not expanded again.

    Yields:
        Parts in the order of their paths, those of one file in the order of the file; problems, and files that are
        passed over, where they turn up.

    Raises:
        SettingError: If the folder is none or cannot be listed, for an empty archive would be built in good faith;
            or if a pattern or a place is not one.
    """
    if not folder.is_dir():
        raise SettingError(f"articles: {printable(str(folder))} is no folder; expected the folder of the articles")
    excluded = _patterns(exclude)
    for key, message in faults(mapping or {}):
        raise SettingError(f"fields: {key}: {message}")
    first = Given(mapping=mapping or {})
    waiting: list[tuple[Entry, Given, Entry | None]] = [(Entry("", "folder"), first, None)]
    while waiting:
        entry, given, sidecar = waiting.pop()
        if entry.kind != "folder":
            yield from _parts_of(folder, entry, given, sidecar, limits, cuts)
            continue
        try:
            found = entries(folder, entry)
        except ArticleError as error:
            if not entry.name:
                raise SettingError(f"articles: {error.message}") from error
            yield problem(error.path, error.message)
            continue
        listed = [item for item in found if not excluded.match_file(printable(item.key))]
        given, problems = defaults.of_folder(folder, entry, [e for e in listed if defaults.is_defaults(e)], given)
        yield from problems
        given, spare = defaults.of_snapshot(folder, found, given)
        for item in (item for item in spare if item in listed):
            listed.remove(item)
            yield Passed(path=printable(item.name), reason="another form of an ArchiveBox snapshot")
        for item in _page_folders(found, listed):
            listed.remove(item)
            yield Passed(path=printable(item.name), reason="a folder of files that belong to a saved page")
        waiting.extend((item, given, sidecar) for item, sidecar in reversed(_with_sidecars(found, listed)))


def captures(folder: Path, part: Part) -> Iterator[Found]:
    """Read a part: each record gives one capture, one problem that loses it, or the reason why it is passed over.

    Problems with values of a record stand before it. What is yielded depends on the part's path and digest alone, so
    it may be kept under them. Of packed files, the one read last stays open in this process until `release`.

    Args:
        folder: The articles folder.
        part: One of its parts.

    Raises:
        ArticleError: If the file cannot be read any more, or holds other bytes than when it was cut into parts. This
            is about now, not about the part: it must not be kept.
    """
    format_ = _BY_KIND[part.kind]
    try:
        if format_.reads == "file":
            with whole_file(folder, part) as file:
                yield from format_.captures(part, file)
            return
        with span_bytes(folder, part) as (file, digest):
            if part_digest(_span_of(part, digest), format_, _given_of(part)) != part.digest:
                raise changed(part.path)
            yield from format_.captures(part, file)
    except OSError as error:
        raise refused(part.name, error, "a file") from error


def _span_of(part: Part, digest: str) -> Span:
    return Span(
        start=part.start,
        stop=part.stop,
        first_record=part.first_record,
        encoding=part.encoding,
        detail=part.detail,
        digest=digest,
    )


def _given_of(part: Part) -> tuple[object, ...]:
    """Return all that is given to the reading of a part, as its digest covers it."""
    given = Given(fields=part.fields, rules=part.rules, mapping=part.mapping)
    return (*_given_fields(given, part.limits), part.title)


def _patterns(exclude: tuple[str, ...]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(exclude)
    except ValueError as error:
        raise SettingError(f"exclude: {error}; expected patterns such as drafts/ or **/*.bak.txt") from error


def _with_sidecars(found: list[Entry], listed: list[Entry]) -> list[tuple[Entry, Entry | None]]:
    """Pair files with their sidecars.

    Args:
        found: All of a folder.
        listed: What is not excluded of it.

    Returns:
        Entries, each with its sidecar or None, without the folder's defaults and what is some file's sidecar. A YAML
        file beside an excluded text is none either, but nobody misses its values.
    """
    stems = {entry.stem for entry in found if _takes_sidecar(entry)}
    sidecars: dict[str, Entry] = {}
    for entry in listed:
        if _is_file(entry) and entry.ending in defaults.ENDINGS and entry.stem in stems:
            sidecars.setdefault(entry.stem, entry)
    taken = set(sidecars.values())
    return [
        (entry, sidecars.get(entry.stem) if _takes_sidecar(entry) else None)
        for entry in listed
        if entry not in taken and not defaults.is_defaults(entry)
    ]


def _page_folders(found: list[Entry], listed: list[Entry]) -> list[Entry]:
    """Return the folders in which browsers keep what belongs to the pages beside them, excluded or not."""
    pages = {entry.stem for entry in found if _is_file(entry) and entry.ending in (".html", ".htm")}
    names = {stem + tail for stem in pages for tail in PAGE_FOLDERS}
    return [entry for entry in listed if entry.kind == "folder" and entry.base in names]


def _is_file(entry: Entry) -> bool:
    return entry.kind in ("file", "link")


def _takes_sidecar(entry: Entry) -> bool:
    format_ = _BY_ENDING.get(entry.ending)
    return _is_file(entry) and format_ is not None and format_.sidecar


def _parts_of(
    root: Path, entry: Entry, given: Given, sidecar: Entry | None, limits: Limits, cuts: Cuts | None
) -> Iterator[Cut]:
    """Cut one file."""
    path = printable(entry.name)
    try:
        if entry.kind == "link" and leads_to_folder(root, entry):
            yield problem(path, "a symbolic link to a folder is not followed; expected the folder", lost=False)
            return
        if entry.kind == "special":
            yield problem(path, "a pipe, socket or device; expected a file", lost=False)
            return
        if sidecar:
            given, problems = defaults.of_sidecar(root, sidecar, given)
            yield from problems
        with open_inside(root, entry.name) as file, ExitStack() as stack:
            stamp = stamp_of(file)
            cutting = _Cutting(name=entry.name, given=given, limits=limits, stamp=stamp, stack=stack)
            if cuts is None or not _is_dear(file, entry.base):
                yield from _cut(cutting, file, path, entry.base, ())
            else:
                yield from _kept_cut(cutting, file, path, entry.base, cuts)
            if stamp_of(file) != stamp:
                raise changed(path)
    except ArticleError as error:
        yield problem(error.path, error.message)
    except OSError as error:
        yield problem(path, refused(entry.name, error, "a file").message)


def _is_dear(file: BinaryIO, base: str) -> bool:
    """Tell whether cutting a file costs more than the digest of its bytes: it is packed, or its format seeks in it."""
    data = file.read(HEAD_BYTES)
    file.seek(0)
    if compression(data):
        return True
    format_ = choose(FORMATS, Head(data=data, complete=len(data) < HEAD_BYTES, ending=_ending(base)))
    return format_ is not None and format_.reads == "file"


def _kept_cut(cutting: _Cutting, file: BinaryIO, path: str, base: str, cuts: Cuts) -> Iterator[Cut]:
    """Cut a file as it was cut before, if its bytes and all else are the same."""
    about = (digest_file(file), path, _given_fields(cutting.given, cutting.limits), versions(FORMATS))
    file.seek(0)
    key = digest_of(msgspec.json.encode(about))
    kept = cuts.get(key)
    if kept is None:
        made = list(_cut_before_a_fault(cutting, file, path, base))
        cuts.put(key, msgspec.msgpack.encode([(type(one).__name__, one) for one in made]))
        yield from made
        return
    for kind, value in msgspec.msgpack.decode(kept):
        one: Cut = msgspec.convert(value, _CUT[kind])
        yield replace(one, stamp=cutting.stamp, name=cutting.name) if isinstance(one, Part) else one


def _cut_before_a_fault(cutting: _Cutting, file: BinaryIO, path: str, base: str) -> Iterator[Cut]:
    """Cut a file; where it cannot be cut any further, what was cut stays, and the fault is the last."""
    try:
        yield from _cut(cutting, file, path, base, ())
    except ArticleError as error:
        yield problem(error.path, error.message)


def _given_fields(given: Given, limits: Limits) -> tuple[object, ...]:
    return (
        list(given.fields.items()),
        list(given.rules.items()),
        sorted(given.mapping.items()),
        [limits.record, limits.file, limits.expanded, limits.ratio],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cutting:
    """What all parts of one file share."""

    name: str
    given: Given
    limits: Limits
    stamp: tuple[int, ...]
    stack: ExitStack


def _cut(cutting: _Cutting, file: BinaryIO, path: str, base: str, layers: tuple[str, ...]) -> Iterator[Cut]:
    """Cut a file, or what is packed in it.

    Args:
        cutting: What its parts share.
        file: The content so far, at its start.
        path: Its name for messages and provenance.
        base: The same without folders.
        layers: What it has been unpacked from.
    """
    data = file.read(HEAD_BYTES)
    file.seek(0)
    packed = compression(data)
    if packed and len(layers) >= MOST_LAYERS:
        raise ArticleError(path, None, "packed more than twice", f"at most {MOST_LAYERS} layers")
    if packed == "zip":
        yield from _cut_archive(cutting, file, data, path, base, layers)
    elif packed:
        yield from _cut_stream(cutting, file, packed, path, base, layers)
    else:
        head = Head(data=data, complete=len(data) < HEAD_BYTES, ending=_ending(base))
        yield from _cut_content(cutting, file, head, choose(FORMATS, head), path, layers)


def _cut_stream(
    cutting: _Cutting, file: BinaryIO, packed: str, path: str, base: str, layers: tuple[str, ...]
) -> Iterator[Cut]:
    """Cut what is compressed as one stream."""
    stream = unpack(file, packed, cutting.limits, path, cutting.stack)
    fault: ArticleError | None = None
    try:
        data = stream.read(HEAD_BYTES)
    except ArticleError as error:
        data, fault = b"", error  # a format that opens such files itself may find more behind the damage
    head = Head(data=data, complete=len(data) < HEAD_BYTES, ending=_ending(_unpacked(base, packed)))
    format_ = choose(FORMATS, head)
    if fault and not (format_ and packed in format_.opens):
        raise fault
    if format_ and packed in format_.opens:
        file.seek(0)
        yield from _cut_content(cutting, file, head, format_, path, layers)
        return
    stream.seek(0)
    yield from _cut(cutting, stream, path, _unpacked(base, packed), (*layers, packed))


def _cut_archive(
    cutting: _Cutting, file: BinaryIO, data: bytes, path: str, base: str, layers: tuple[str, ...]
) -> Iterator[Cut]:
    """Cut a zip archive: as one, if it is a format's own, else each of its files, whatever becomes of the others."""
    archive = archive_in(file, path, cutting.stack)
    files = compressed.members(archive)
    head = Head(
        data=data,
        complete=len(data) < HEAD_BYTES,
        ending=_ending(base),
        members=tuple(info.filename for info in files),
    )
    format_ = choose((one for one in FORMATS if "zip" in one.opens), head)
    if format_ or head.other:
        file.seek(0)
        yield from _cut_content(cutting, file, head, format_, path, layers)
        return
    if not files:
        raise ArticleError(path, None, "an empty zip archive", "files in it")
    if (size := sum(info.file_size for info in files)) > cutting.limits.expanded:
        raise ArticleError(path, None, f"{size:,} bytes of content", "less, or a larger setting expanded_mb")
    for info in files:
        name = printable(info.filename)
        if any((is_ignored(piece) and piece != "..") or piece == "__MACOSX" for piece in name.split("/")):
            continue
        inside = f"{path}/{name}"
        if compressed.is_special(info):
            yield problem(inside, "a link or device in a zip archive; expected a file", lost=False)
            continue
        try:
            with ExitStack() as stack:
                content = member_of(archive, info.filename, cutting.limits, inside, stack)
                layer = f"{ZIP}{info.filename}"
                yield from _cut(replace(cutting, stack=stack), content, inside, name.split("/")[-1], (*layers, layer))
        except ArticleError as error:
            yield problem(error.path, error.message)


def _cut_content(
    cutting: _Cutting, file: BinaryIO, head: Head, format_: Format | None, path: str, layers: tuple[str, ...]
) -> Iterator[Cut]:
    """Cut a file whose format is known."""
    if format_ is None:
        yield _unread(head, path)
        return
    require(format_.needs, format_.extra, path, f"{_article(format_.title)} {format_.title}")
    if format_.reads == "file" and layers:
        file = cutting.stack.enter_context(compressed.in_a_file(file))
    title = ", ".join([format_.title, *(_layer_words(layer) for layer in layers)])
    if not head.data.strip() and head.complete and format_.cut is by_lines:
        yield problem(path, "empty; expected one record a line", lost=False)
    for span in format_.cut(Source(path=path, file=file, head=head, limits=cutting.limits)):
        part = Part(
            path=path,
            name=cutting.name,
            layers=layers,
            start=span.start,
            stop=span.stop,
            first_record=span.first_record,
            kind=format_.kind,
            detail=span.detail,
            fields=cutting.given.fields,
            rules=cutting.given.rules,
            mapping=cutting.given.mapping,
            limits=cutting.limits,
            encoding=span.encoding,
            title=title,
            size=span.stop - span.start if span.size is None else span.size,
            stamp=cutting.stamp,
            digest="",
        )
        yield replace(part, digest=part_digest(span, format_, _given_of(part)))


def _layer_words(layer: str) -> str:
    return "in a zip archive" if layer.startswith(ZIP) else compressed.WORDS[layer]


def _article(noun: str) -> str:
    """Return `a` or `an`; HTML and XML are spelled out when read."""
    return "an" if noun[0] in "aeiouAEIO" or noun.startswith(("HTML", "XML", "RSS", "xz")) else "a"


def _ending(base: str) -> str:
    """Return the ending of a name in lower case; what a crawler put behind it of an address does not count."""
    ending = Entry(base, "file").ending
    return ending.partition("?")[0]


def _unpacked(base: str, packed: str) -> str:
    """Return a name without the ending that says how the file is compressed."""
    lowered = base.lower()
    for ending in compressed.ENDINGS[packed]:
        if lowered.endswith(ending) and len(base) > len(ending):
            return base[: -len(ending)]
    return base


def _promised(head: Head) -> str:
    """Return what the name of a file in no format says that it is; empty where it says nothing that we read."""
    packed = next((kind for kind, endings in compressed.ENDINGS.items() if head.ending in endings), None)
    title = f"{compressed.WORDS[packed]} file" if packed else ""
    if head.ending and head.ending in _BY_ENDING:
        title = _BY_ENDING[head.ending].title
    return f"{_article(title)} {title}" if title else ""


def _unread(head: Head, path: str) -> Problem | Passed:
    """Say of a file in no format what it is, and whether anybody will miss it."""
    if head.ending in ASSETS:
        return Passed(path=path, reason=ASSETS[head.ending])
    if head.ending in defaults.ENDINGS:
        message = f"a sidecar without a text, or a second one; expected one {head.ending} file for a text of its name"
        return problem(path, message, lost=False)
    if not head.other and (expected := _promised(head)):
        strange = "bytes in no format that Backfile reads" if head.text is None else "a text"
        return problem(path, f"{strange if head.data else 'empty'}; expected {expected}, as its name says")
    named = repr(printable(head.ending)) if head.ending else "a name without ending"
    found = head.other or f"{named} is not a format that Backfile reads"
    return problem(path, f"{found}; expected e.g. .txt, .md, .json, .jsonl, .csv, .html or .warc", lost=False)
