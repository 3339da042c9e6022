"""Look for strings that get out of their place, led by which lines of the code they reach: `make fuzz` runs it too.

Needs atheris (`pip install -e '.[fuzz]'`), which watches the code that makes text inert and writes pages.
"""

from __future__ import annotations

import sys
from typing import Any

import atheris
import markdown
import yaml
from selectolax.lexbor import LexborHTMLParser

with atheris.instrument_imports(include=["generator.render.inert", "generator.render.writer"]):
    from generator.render import inert, writer

from generator.render.blocks import Group, Paragraph
from tests.attacks import EVERY
from tests.campaigns.hostile import EVERYTHING, USUAL

RUNS = 100_000
LONGEST = 120
"""Characters of a string."""

_usual = markdown.Markdown(extensions=list(USUAL), extension_configs={name: dict(one) for name, one in USUAL.items()})
_everything = markdown.Markdown(
    extensions=list(EVERYTHING), extension_configs={name: dict(one) for name, one in EVERYTHING.items()}
)


def try_string(text: str) -> None:
    """Require that a string shows as itself and nothing else, wherever it may stand."""
    line = inert.one_line(text)
    source = inert.inline(text)
    if line:
        for builder in (_usual, _everything):
            _require_alone(builder.reset().convert(source), "p", line)
        _require_alone(_usual.reset().convert(f"# {source}"), "h1", line)
    raw = f'<p title="{source}" lang="{inert.attribute(text)}">{source}</p>'
    shown = LexborHTMLParser(raw).css_first("p")
    assert shown is not None
    assert dict(shown.attributes) == {"title": line, "lang": line}, text
    assert shown.text() == line, text
    whole = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    assert yaml.safe_load(f"a: {inert.scalar(text)}") == {"a": whole}, text
    if line:  # there are no paragraphs without words
        page = writer.written(
            "a.md", {"title": text}, [Group("div", "bf-text", (Paragraph(text), Paragraph(text, "bf-x")))]
        )
        assert page.body is not None
        assert page.body.html == _usual.reset().convert(page.content.decode().split("\n---\n\n", 1)[1]), text


def _require_alone(html: str, tag: str, line: str) -> None:
    found = LexborHTMLParser(html).css("body *")
    assert [node.tag for node in found] == [tag], (html, line)
    assert found[0].text() == line, (html, line)


def _try_bytes(data: bytes) -> None:
    provider = atheris.FuzzedDataProvider(data)
    text = provider.ConsumeUnicode(LONGEST)
    if provider.ConsumeBool():
        text += EVERY[provider.ConsumeIntInRange(0, len(EVERY) - 1)][:LONGEST]
    try_string(text)


def main(arguments: list[str]) -> Any:
    """Run so many strings, or as atheris is told."""
    atheris.Setup([arguments[0], f"-atheris_runs={RUNS}", f"-max_len={4 * LONGEST}", *arguments[1:]], _try_bytes)
    return atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
