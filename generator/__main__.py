"""The command `backfile`, also as `python -m generator`.

A build that would find all as the last one left it ends here, before half a second of imports.
"""

from __future__ import annotations

import gc
import sys

from .kept.still import answer_at_once, asked


def main() -> None:
    """Run the command."""
    words = sys.argv[1:]
    says = answer_at_once(words) if words[:1] == ["build"] else None
    if says is not None:
        for stream, text in zip((sys.stdout, sys.stderr), says, strict=False):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
            stream.write(text)
        sys.exit(says[2])
    gc.disable()  # nothing that is loaded is let go again, and to look for it took a tenth of the time
    from .cli import cli  # noqa: PLC0415 - what the build of an archive at rest must not load

    gc.freeze()
    gc.enable()
    cli(prog_name="backfile", obj=asked(*words))


if __name__ == "__main__":
    main()
