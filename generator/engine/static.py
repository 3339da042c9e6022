"""Write what is no page of Markdown: assets, finished pages, data, and templates such as the sitemap."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jinja2
import mkdocs.utils
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateNotFound
from mkdocs.structure.files import File, InclusionLevel

from generator.settings import ARCHIVE

from . import mkdocs_private
from .files import ArchiveFile, day_of
from .names import SITEMAP
from .record import Writer, digest_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation


class _Compiled(jinja2.BytecodeCache):
    """Templates as Python's code, for a process that builds again and again."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code to Jinja, which compares its source."""
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def write_static(
    files: Iterable[File], inclusion: Callable[[InclusionLevel], bool], writer: Writer, keys: Mapping[str, str]
) -> None:
    """Copy what is no page of Markdown.

    Args:
        files: Those that are written.
        inclusion: Says which are part of it.
        writer: Writes them.
        keys: Path below the archive -> digest of what the generator made the file from.
    """
    start = len(ARCHIVE) + 1
    for file in files:
        if file.is_documentation_page() or not inclusion(file.inclusion):
            continue
        if isinstance(file, ArchiveFile):
            source = keys[file.src_uri[start:]].encode()
            writer.copy(f"{file.src_dir}/{file.src_uri}", file.dest_uri, source)
        elif type(file) is File and (path := writer.path_of(file.abs_dest_path)):
            _write_file(file, path, writer)
        else:
            file.copy_file(False)


def _write_file(file: File, path: str, writer: Writer) -> None:
    if mkdocs_private.given_content(file) is not None:
        writer.write(path, file.content_bytes)
    else:
        assert file.abs_src_path is not None
        writer.copy(file.abs_src_path, path)


def build_template(
    name: str, env: jinja2.Environment, pages: Sequence[File], config: MkDocsConfig, nav: Navigation, writer: Writer
) -> None:
    """Draw a template of the theme that is no page, as MkDocs does; a sitemap also compressed."""
    try:
        template = env.get_template(name)
    except TemplateNotFound:
        mkdocs_private.build_log.warning(f"Template skipped: '{name}' not found in theme directories.")
        return
    listed: Any = pages  # MkDocs would list them anew for every template
    output = mkdocs_private.build_template(name, template, listed, config, nav)
    if not output.strip():
        mkdocs_private.build_log.info(f"Template skipped: '{name}' generated empty output.")
        return
    content = output.encode("utf-8")
    mkdocs.utils.write_file(content, os.path.join(config.site_dir, name))
    if name == SITEMAP:
        _compress(content, f"{name}.gz", _latest(pages), writer)


def _latest(pages: Sequence[File]) -> int:
    """Return the time that MkDocs takes for that of the last change of any page, in seconds since 1970."""
    day = max(map(day_of, pages), default="")
    dated: Any = [SimpleNamespace(update_date=day)] if day else None
    return mkdocs.utils.get_build_timestamp(pages=dated)


def _compress(content: bytes, path: str, moment: int, writer: Writer) -> None:
    """Compress a sitemap with the name and the time that MkDocs gives it."""
    name = os.path.join(writer.site, path)
    source = digest_of(f"{name}\0{moment}\0".encode("utf-8", "surrogateescape") + content)
    if writer.keeps(path, source):
        return
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, filename=name, mode="wb", mtime=moment) as compressed:
        compressed.write(content)
    writer.write(path, buffer.getvalue(), source)
