"""Cut a file into parts: what it holds is told by its content, and what is packed is opened in layers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.model import Passed, Problem
from generator.model.errors import ArticleError
from generator.read.detect import HEAD_BYTES, Head, compression, no_text
from generator.read.part import (
    Beside,
    Format,
    InputFile,
    Limits,
    Part,
    by_lines,
    changed,
    digest_file,
    digest_of,
    part_digest,
    problem,
    require,
    versions,
)

from . import compressed, defaults
from .company import beside, company_inside, format_with_company, target_of
from .defaults import Defaults
from .guard import guarded
from .opening import TAR, ZIP, Archive, archive_in, is_member, member_of, settled, stamp_of, unpack
from .registry import by_ending, choose, known_formats
from .walk import DirEntry, is_ignored, leads_to_folder, open_inside, printable, refused

Cut = Part | Problem | Passed
"""What becomes of files before a record of them is read."""

_CUT: Mapping[str, type] = {"Part": Part, "Problem": Problem, "Passed": Passed}

MOST_LAYERS = 4
"""How often a file may be packed: one in a tar archive that is compressed is packed twice."""

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


class Cuts(Protocol):
    """Keeps how files are cut; what it has lost costs time only."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value."""

    def recall(self, name: str, source: object, make: Callable[[], list[Cut]]) -> list[Cut]:
        """Return the cuts that are made of a source, or that this process made of an equal one."""


def parts_of_file(
    root: Path, entry: DirEntry, given: Defaults, sidecar: DirEntry | None, limits: Limits, cuts: Cuts | None
) -> Iterator[Cut]:
    """Cut one file.

    Args:
        root: The articles folder.
        entry: The file.
        given: What its folders give to its records.
        sidecar: The YAML file of its own, if it has one.
        limits: How much of it is taken.
        cuts: Where it is kept how files are cut.

    Yields:
        Parts in the order of the file; problems, and what is passed over, where they turn up.
    """
    yield from guarded(_parts_of_file(root, entry, given, sidecar, limits, cuts), printable(entry.name))


def _parts_of_file(
    root: Path, entry: DirEntry, given: Defaults, sidecar: DirEntry | None, limits: Limits, cuts: Cuts | None
) -> Iterator[Cut]:
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
            if format_with_company(root, entry):
                cutting = replace(cutting, beside=beside(root, entry.name))
                yield from _cut_before_a_fault(cutting, file, path, entry.base)
            elif cuts is None:
                yield from _cut_before_a_fault(cutting, file, path, entry.base)
            elif (state := settled(file)) is None:
                yield from _kept_cut(cutting, file, path, entry.base, cuts)
            else:
                kept = _kept_cut(cutting, file, path, entry.base, cuts)
                yield from cuts.recall(entry.name, (state, *_given_fields(given, limits)), partial(list, kept))
            if stamp_of(file) != stamp:
                raise changed(path)
    except ArticleError as error:
        yield problem(error.path, error.message)
    except OSError as error:
        yield problem(path, refused(entry.name, error, "a file").message)


def _kept_cut(cutting: _Cutting, file: BinaryIO, path: str, base: str, cuts: Cuts) -> Iterator[Cut]:
    """Cut a file; one that is dear to cut as it was cut before, if its bytes and all else are the same.

    Dear is what costs more than the digest of its bytes: what is packed, and where the format seeks in it.
    """
    told = _head(file, path, base)
    if not told.packed and (told.format_ is None or told.format_.reads != "file"):
        yield from _before_a_fault(_cut_content(cutting, file, told.head, told.format_, path, ()), path)
        return
    about = (digest_file(file), path, _given_fields(cutting.given, cutting.limits), versions(known_formats()))
    file.seek(0)
    key = digest_of(msgspec.json.encode(about))
    kept = cuts.get(key)
    if kept is None:
        made = list(_cut_before_a_fault(cutting, file, path, base))
        if stamp_of(file) == cutting.stamp and not any(
            isinstance(one, Part) and one.ahead for one in made
        ):  # else it is no longer the file of that digest
            cuts.put(key, msgspec.msgpack.encode([(type(one).__name__, one) for one in made]))
        yield from made
        return
    for kind, value in msgspec.msgpack.decode(kept):
        one: Cut = msgspec.convert(value, _CUT[kind])
        yield replace(one, stamp=cutting.stamp, name=cutting.name) if isinstance(one, Part) else one


def _cut_before_a_fault(cutting: _Cutting, file: BinaryIO, path: str, base: str) -> Iterator[Cut]:
    """Cut a file as far as it can be cut."""
    yield from _before_a_fault(_cut_file(cutting, file, path, base, ()), path)


def _before_a_fault(cut: Iterator[Cut], path: str) -> Iterator[Cut]:
    """Yield what is cut; where a file cannot be cut any further, what was cut stays, and the fault is the last."""
    try:
        yield from guarded(cut, path)
    except ArticleError as error:
        yield problem(error.path, error.message)


def _given_fields(given: Defaults, limits: Limits) -> tuple[object, ...]:
    return (
        list(given.fields.items()),
        list(given.rules.items()),
        sorted(given.mapping.items()),
        [limits.record, limits.file, limits.expanded, limits.ratio],
    )


_SPLIT = re.compile(
    r"\.(?:(?:zip|7z|rar|tar|t?gz|tgz|bz2|xz)\.(?:part)?\d{1,3}|part\d{1,3}\.rar|z\d\d|r\d\d|(?:zip|7z|rar|gz)\.part)\Z",
    re.IGNORECASE,
)
"""Names of the pieces of an archive that was split."""
UNPACKED = frozenset({"a 7z archive", "a RAR archive"})


class _Cutting(Struct, frozen=True, kw_only=True):
    """What all parts of one file share."""

    name: str
    given: Defaults
    limits: Limits
    stamp: tuple[int, ...]
    stack: ExitStack
    beside: Beside | None = None


def _cut_file(cutting: _Cutting, file: BinaryIO, path: str, base: str, layers: tuple[str, ...]) -> Iterator[Cut]:
    """Cut a file, or what is packed in it.

    Args:
        cutting: What its parts share.
        file: The content so far, at its start.
        path: Its name for messages and provenance.
        base: The same without folders.
        layers: What it has been unpacked from.
    """
    told = _head(file, path, base)
    if told.packed and len(layers) >= MOST_LAYERS:
        raise ArticleError(path, None, f"packed more than {MOST_LAYERS} times", f"at most {MOST_LAYERS} layers")
    if told.packed in ("zip", "tar"):
        yield from _cut_archive(cutting, file, told.head.data, path, base, layers)
    elif told.packed:
        yield from _cut_stream(cutting, file, told.packed, path, base, layers)
    else:
        yield from _cut_content(cutting, file, told.head, told.format_, path, layers)


class _Told(Struct, frozen=True, kw_only=True):
    """What the first bytes of a file tell."""

    head: Head
    packed: str | None
    """How it is packed."""
    format_: Format | None
    """Which it is in; None also where it is packed."""


def _head(file: BinaryIO, path: str, base: str) -> _Told:
    """Look at the start of a file, once: forty formats are asked whether it is one of theirs."""
    if _SPLIT.search(base):
        raise ArticleError(path, None, "a piece of an archive that was split", "its pieces as one file: cat A* > B")
    data = file.read(HEAD_BYTES)
    file.seek(0)
    packed = compression(data)
    head = Head(data=data, complete=len(data) < HEAD_BYTES, ending=_ending(base))
    return _Told(head=head, packed=packed, format_=None if packed else choose(known_formats(), head))


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
    format_ = choose(known_formats(), head)
    if fault and not (format_ and packed in format_.opens):
        raise fault
    if format_ and packed in format_.opens:
        file.seek(0)
        yield from _cut_content(cutting, file, head, format_, path, layers)
        return
    stream.seek(0)
    yield from _cut_file(cutting, stream, path, _unpacked(base, packed), (*layers, packed))


def _cut_archive(
    cutting: _Cutting, file: BinaryIO, data: bytes, path: str, base: str, layers: tuple[str, ...]
) -> Iterator[Cut]:
    """Cut an archive: as one, if it is a format's own, else each of its files, whatever becomes of the others."""
    begin = TAR if compression(data) == "tar" else ZIP
    archive = archive_in(file, begin, path, cutting.stack)
    files = compressed.inside(archive)
    head = Head(
        data=data,
        complete=len(data) < HEAD_BYTES,
        ending=_ending(base),
        members=tuple(one.name for one in files),
    )
    format_ = choose((one for one in known_formats() if begin[:-1] in one.opens), head)
    if format_ or head.other:
        file.seek(0)
        yield from _cut_content(cutting, file, head, format_, path, layers)
        return
    if not files:
        raise ArticleError(path, None, f"an empty {begin[:-1]} archive", "files in it")
    if (size := sum(one.size for one in files)) > cutting.limits.expanded:
        raise ArticleError(path, None, f"{size:,} bytes of content", "less, or a larger setting expanded_mb")
    opened = _members(archive, begin, cutting.limits, path)
    claimed = company_inside([one.name for one in files if not one.special], opened) if begin == ZIP else {}
    for one in files:
        if one.name in claimed:
            inside, holder = f"{path}/{printable(one.name)}", printable(claimed[one.name])
            yield Passed(path=inside, reason=f"read with {holder}")
        else:
            own = replace(cutting, beside=_beside(opened, one.name)) if one.name in claimed.values() else cutting
            yield from _cut_member(own, archive, one, begin, path, layers)
    if isinstance(archive, compressed.TarArchive) and archive.broken:
        raise archive.broken


def _members(archive: Archive, begin: str, limits: Limits, path: str) -> Beside:
    """Return what opens the files of an archive by their names, to seek in."""

    @contextmanager
    def opened(name: str) -> Iterator[BinaryIO]:
        with ExitStack() as stack:
            try:
                content = member_of(archive, f"{begin}{name}", limits, path, stack)
            except KeyError:
                raise ArticleError(path, None, f"{printable(name)!r} is not there", "it in the archive") from None
            yield stack.enter_context(compressed.in_a_file(content))

    return opened


def _beside(opened: Beside, name: str) -> Beside:
    """Return what opens the files beside one of an archive, by their paths from its folder."""
    return lambda path: opened(target_of(name, path) or path)


def _cut_member(
    cutting: _Cutting, archive: Archive, one: compressed.Inside, begin: str, path: str, layers: tuple[str, ...]
) -> Iterator[Cut]:
    name = printable(one.name).removeprefix("./")
    if any((is_ignored(piece) and piece != "..") or piece == "__MACOSX" for piece in name.split("/")):
        return
    inside = f"{path}/{name}"
    if one.special:
        yield problem(inside, f"a link or device in a {begin[:-1]} archive; expected a file", lost=False)
        return
    try:
        with ExitStack() as stack:
            layer = f"{begin}{one.name}"
            content = member_of(archive, layer, cutting.limits, inside, stack)
            members = _cut_file(replace(cutting, stack=stack), content, inside, name.split("/")[-1], (*layers, layer))
            yield from guarded(members, inside)
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
    for span in format_.cut(InputFile(path=path, file=file, head=head, limits=cutting.limits, beside=cutting.beside)):
        part = Part(
            path=path,
            name=cutting.name,
            layers=layers,
            start=span.start,
            stop=span.stop,
            first_record=span.first_record,
            kind=format_.kind,
            detail=span.detail,
            ahead=span.ahead,
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
        yield replace(part, digest=part_digest(span, format_, given_of(part)))


def _layer_words(layer: str) -> str:
    return f"in a {layer[:3]} archive" if is_member(layer) else compressed.WORDS[layer]


def _article(noun: str) -> str:
    """Return `a` or `an`; HTML and XML are spelled out when read."""
    return "an" if noun[0] in "aeiouAEIO" or noun.startswith(("HTML", "XML", "RSS", "xz")) else "a"


def _ending(base: str) -> str:
    """Return the ending of a name in lower case; what a crawler put behind it of an address does not count."""
    ending = DirEntry(base, "file").ending
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
    if head.ending and head.ending in by_ending():
        title = by_ending()[head.ending].title
    return f"{_article(title)} {title}" if title else ""


def _unread(head: Head, path: str) -> Problem | Passed:
    """Say of a file in no format what it is, and whether anybody will miss it."""
    if head.ending in ASSETS:
        return Passed(path=path, reason=ASSETS[head.ending])
    if head.ending in defaults.ENDINGS:
        message = f"a sidecar without a text, or a second one; expected one {head.ending} file for a text of its name"
        return problem(path, message, lost=False)
    if told := no_text(head.text or ""):
        return problem(path, told)
    if not head.other and (expected := _promised(head)):
        strange = "bytes in no format that Backfile reads" if head.text is None else "a text"
        return problem(path, f"{strange if head.data else 'empty'}; expected {expected}, as its name says")
    named = repr(printable(head.ending)) if head.ending else "a name without ending"
    found = head.other or f"{named} is not a format that Backfile reads"
    if head.other in UNPACKED:
        return problem(path, f"{found}; expected the files in it, unpacked, or packed anew as ZIP or TAR")
    return problem(path, f"{found}; expected e.g. .txt, .md, .json, .jsonl, .csv, .html or .warc", lost=False)


def given_of(part: Part) -> tuple[object, ...]:
    """Return all that is given to the reading of a part, as its digest covers it."""
    given = Defaults(fields=part.fields, rules=part.rules, mapping=part.mapping)
    return (*_given_fields(given, part.limits), part.title)
