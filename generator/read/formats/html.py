"""HTML pages: one article a file, as a browser, wget, SingleFile or ArchiveBox saved it.

Pages that other files hold, such as the responses of a web archive, are read by `read_page` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from generator.model import Passed
from generator.read import press
from generator.read.detect import Certainty, Head
from generator.read.documents.downloads import items_in
from generator.read.meaning.fields import NOTHING, capture
from generator.read.pages.page import PageError, WebPage, read, text_of, unframed
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

__all__ = ["HTML", "WHOLE_PAGE", "read_page", "text_of", "unframed"]

WHOLE_PAGE = re.compile(
    r"\s*(?:<\?xml\b[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*){0,8}<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a page opens."""
_READ_BY_MACHINE = re.compile(r"name=['\"]ocr-system|class=['\"]ocr_page")
"""hOCR, which has a format of its own."""
_ELEMENTS = re.compile(r"<(?:head|body|title|meta|article|main|h1|p|div)\b[^<>]{0,500}>", re.IGNORECASE)

_OF_XML = re.compile(
    r"\s*(?:<\?[^<>]{0,200}\?>\s*|<!DOCTYPE\s+(?!html\b)[^<>]{0,300}>\s*){0,4}<(?!html\b|head\b|body\b)[a-z]",
    re.IGNORECASE,
)
"""A root that is none of a page, in a file whose name says that it is XML."""


def read_page(
    part: Part,
    data: bytes,
    *,
    record: int | None,
    digest: str,
    encoding: str | None = None,
    url: str | None = None,
    captured: str | None = None,
    facts: Mapping[str, object] = NOTHING,
    rules: Mapping[str, str] = NOTHING,
    container: Mapping[str, str] = NOTHING,
    source: str = "",
) -> list[Outcome]:
    """Make a capture of a page.

    Args:
        part: Where the page was found.
        data: Its bytes.
        record: Number of the record that holds it; None where the file is the page.
        digest: Digest of the bytes of file or record.
        encoding: What the HTTP header calls its encoding.
        url: The address it came from, where the file that holds it says so; above what the page says.
        captured: When it was captured, in ISO 8601, where the file that holds it says so.
        facts: Other values that the file gives; above what the page says.
        rules: Key of `facts`, `url` or `captured` -> where it stands.
        container: What the file that holds the page says of it.
        source: What the page came as: `WARC response`.

    Returns:
        The capture behind the problems that its values have; or one problem that loses it; or why it is no article.
    """
    try:
        page = read(data, encoding=encoding, url=url)
    except PageError as error:
        return [problem(part.path, str(error), record=record)]
    outside = {**facts, **{key: value for key, value in (("url", url), ("captured", captured)) if value}}
    doubts = [problem(part.path, doubt, record=record, lost=False) for doubt in page.doubts]
    if page.reports and record is None:
        return _each(part, page, rules)
    if page.passed:
        return [*doubts, Passed(path=part.path, reason=page.passed)]
    return [
        *doubts,
        *capture(
            part,
            record=record,
            digest=digest,
            text=page.text,
            facts={**page.fields, **outside},
            rule="page",
            rules={**page.rules, **{key: rules.get(key, "record") for key in outside}},
            origins={key: origin for key, origin in page.origins.items() if key not in outside},
            container=container,
            source=source,
            leaf=page.leaf,
        ),
    ]


def _each(part: Part, page: WebPage, rules: Mapping[str, str]) -> list[Outcome]:
    """Make a capture of each of the reports that stand side by side on a page."""
    captured = page.fields.get("captured")
    outcomes: list[Outcome] = []
    for number, report in enumerate(page.reports, start=1):
        data = report.encode("utf-8", "replace")
        outcomes += read_page(
            part,
            data,
            record=number,
            digest=digest_of(data),
            encoding="utf-8",
            captured=captured,
            rules={**rules, **({"captured": page.rules["captured"]} if captured else {})},
        )
    return outcomes


def _page(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    if items := items_in(data):
        yield from press.outcomes(part, items)
        return
    yield from read_page(part, data, record=None, digest=digest_of(data))


def _recognise(head: Head) -> Certainty:
    """Tell a page by how it opens; one without the usual opening by its elements."""
    if head.text is None:
        return Certainty.NO
    if WHOLE_PAGE.match(head.text):
        return Certainty.LIKELY if _READ_BY_MACHINE.search(head.text[:4096]) else Certainty.CERTAIN
    opening = head.text.lstrip()[:1]
    if head.ending == ".xml" and _OF_XML.match(head.text):
        return Certainty.HINT
    if opening == "<" and len(_ELEMENTS.findall(head.text[:8192])) >= 3:
        return Certainty.LIKELY
    return Certainty.HINT


HTML = Format(
    kind="html",
    rank=30,
    title="HTML page",
    endings=(".html", ".htm", ".xhtml", ".shtml"),
    recognise=_recognise,
    cut=whole,
    captures=_page,
    needs=("trafilatura", "htmldate", "lxml"),
    extra="html",
    sidecar=True,
)

FORMATS = (HTML,)
