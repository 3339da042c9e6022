"""List the files of a folder."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator


def files_below(
    folder: str | os.PathLike[str], but: Collection[str] = ()
) -> Iterator[tuple[str, os.stat_result | None]]:
    """Yield every file below a folder, in no promised order.

    Paths are strings here: a site has files by the hundred thousand.

    Args:
        folder: The folder.
        but: Names that are passed over where they stand directly in the folder, with all that is in them.

    Yields:
        POSIX path below the folder, and the file's status; None for what is not a plain file, such as a link.

    Raises:
        OSError: If a folder cannot be read.
    """
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(os.path.join(folder, below)) as entries:
            for entry in entries:
                path = f"{below}{entry.name}"
                if path in but:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                else:
                    yield path, entry.stat(follow_symlinks=False) if entry.is_file(follow_symlinks=False) else None
