"""Reach the folders that every machine of a Spark reaches: here, on NFS, or on a store that has an address.

The process that builds reads and writes data sets by pyarrow, not through the JVM, whose memory they would have to fit
in. Spark is told the same place in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.model.errors import SettingError

_SAME = {"s3a": "s3", "s3n": "s3"}
"""What Hadoop calls a store -> what pyarrow calls it."""
_GLOB = re.compile(r"([\\\[\]{}*?])")
_DONE = "_SUCCESS"
"""What Spark writes beside the files of a data set when all of them are there."""


class SharedFolder:
    """A folder: a path, or an address such as `s3a://bucket/work` or `hdfs://host/work`."""

    def __init__(self, files: Any, path: str, address: str) -> None:
        self._files = files
        self._path = path
        self.address = address
        """As Spark writes to it."""

    @property
    def pattern(self) -> str:
        """As Spark reads from it: there a path is a pattern."""
        return _GLOB.sub(r"\\\1", self.address)

    def __truediv__(self, name: str) -> SharedFolder:
        return SharedFolder(self._files, f"{self._path}/{name}", f"{self.address}/{name}")

    def whole(self) -> bool:
        """Tell whether a data set was written to its end."""
        from pyarrow.fs import FileType  # noqa: PLC0415 - an extra

        return bool(self._files.get_file_info(f"{self._path}/{_DONE}").type == FileType.File)

    def remove(self) -> None:
        """Remove the folder and all that is in it, if it is there."""
        from pyarrow.fs import FileType  # noqa: PLC0415 - an extra

        if self._files.get_file_info(self._path).type == FileType.Directory:
            self._files.delete_dir(self._path)

    def names(self) -> list[str]:
        """Return the names of what is in the folder, sorted."""
        from pyarrow.fs import FileSelector  # noqa: PLC0415 - an extra

        infos = self._files.get_file_info(FileSelector(self._path, allow_not_found=True))
        return sorted(one.base_name for one in infos)

    def mark(self, name: str) -> None:
        """Make an empty file in the folder."""
        self._files.create_dir(self._path)
        self._files.open_output_stream(f"{self._path}/{name}").close()

    def write(self, name: str, table: Any) -> None:
        """Write a table as a file of the data set."""
        from pyarrow import parquet  # noqa: PLC0415 - an extra

        self._files.create_dir(self._path)
        parquet.write_table(table, f"{self._path}/{name}", filesystem=self._files, use_dictionary=False)

    def tables(self) -> Iterator[Any]:
        """Yield the files of the data set as tables, in the order of their first columns' numbers."""
        from pyarrow import parquet  # noqa: PLC0415 - an extra

        first: list[tuple[int, str]] = []
        for name in self.names():
            if name.endswith(".parquet"):
                told = parquet.read_metadata(f"{self._path}/{name}", filesystem=self._files)
                first += [(told.row_group(0).column(0).statistics.min, name)] if told.num_rows else []
        for _, name in sorted(first):
            # As a file, not as a data set: what stands in the names of folders is no column.
            with self._files.open_input_file(f"{self._path}/{name}") as file:
                yield parquet.ParquetFile(file, page_checksum_verification=True).read()


def shared_folder(address: str) -> SharedFolder:
    """Return a folder.

    Raises:
        SettingError: If it has an address of a kind that neither pyarrow nor fsspec knows.
    """
    from pyarrow import ArrowInvalid, fs  # noqa: PLC0415 - an extra

    scheme, separator, rest = address.partition("://")
    if not separator:
        return SharedFolder(fs.LocalFileSystem(), address, f"file://{address}")
    if scheme == "file":
        return SharedFolder(fs.LocalFileSystem(), rest, address)
    try:
        files, path = fs.FileSystem.from_uri(f"{_SAME.get(scheme, scheme)}://{rest}")
    except ArrowInvalid as error:
        try:
            import fsspec  # noqa: PLC0415 - knows more kinds, where it is there

            known, path = fsspec.url_to_fs(address)
        except (ImportError, ValueError):
            raise SettingError(f"{address}: {error}; expected a folder, or hdfs://, s3a:// …") from error
        files = fs.PyFileSystem(fs.FSSpecHandler(known))
    return SharedFolder(files, path.rstrip("/"), address.rstrip("/"))
