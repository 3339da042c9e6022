"""Join scripts that are always asked for together: a reader who searches waits for one file, and not for its remarks.

In the sources the search's half that knows Pagefind's program is a module of its own; each request counts while the
first results are waited for (tests/benchmarks/search.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_FOLDER = "assets/javascripts"
JOINED: Mapping[str, str] = MappingProxyType({f"{_FOLDER}/search-query.js": "search-pagefind.js"})
"""Script of the theme -> the one beside it that it takes up."""
_REMARK = re.compile(r"^[ ]*(?:/\*(?s:.*?)\*/|//.*)\n", re.MULTILINE)
"""Lines that are remarks and nothing else: what stands behind code or within a text is left."""
_OUTWARD = re.compile(r"^export (?=const |class )", re.MULTILINE)


def joined(path: Path, other: str) -> bytes:
    """Return a script with another in the place of the line that asks for that."""
    asked = re.compile(rf'^import .* from "\./{re.escape(other)}"\n', re.MULTILINE)
    script = _REMARK.sub("", path.read_text(encoding="utf-8"))
    taken = _OUTWARD.sub("", _REMARK.sub("", path.with_name(other).read_text(encoding="utf-8")))
    return asked.sub(lambda _: taken, script, count=1).encode()
