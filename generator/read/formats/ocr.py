"""Scanned newspapers: ALTO, PAGE XML and hOCR, and the METS of an issue, which says where its articles are.

With a METS, its articles are read from the pages beside it, in the order that it gives. A page alone says nothing of
articles: it is cut by its layout, as a page of a PDF is, and each article is marked as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Dropped, Passed
from generator.model.errors import ArticleError
from generator.read.detect import Certainty, Head
from generator.read.documents.headings import AROUND_DAY, DAY, outcomes
from generator.read.documents.markup import parsed
from generator.read.documents.printed import PrintedPage, document
from generator.read.documents.reading_order import TextBlock, paragraphs_of
from generator.read.documents.scanned import (
    ScannedPage,
    abbyy_pages,
    alto_pages,
    djvu_pages,
    hocr_pages,
    page_xml_pages,
    poppler_pages,
)
from generator.read.files.packages import attribute, guarded, local, xml
from generator.read.hyphens import Vocabulary, joined, vocabulary
from generator.read.meaning.fields import capture
from generator.read.meaning.paths import day_of, page_of
from generator.read.part import (
    MIB,
    Beside,
    ByteSpan,
    Format,
    InputFile,
    Outcome,
    Part,
    digest_of,
    mib,
    problem,
    whole,
    whole_with,
)

MOST_PAGES = 1000
"""Pages of one issue."""
MOST_PAGE = 64 * MIB
"""Bytes of one page's file."""
LARGE = 1.5
"""How many times the size of the text a heading has at least: machines measure heights roughly."""

_ROOT = re.compile(
    r"\s*(?:<\?[^>]{0,400}\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]{0,400}>\s*){0,8}<(?:\w{1,20}:)?(\w+)\b", re.DOTALL
)
_HOCR = re.compile(r"<meta[^>]+name=['\"]ocr-system|class=['\"]ocr_page")
_PLACE = re.compile(r"\s*\([^()]{2,60}\)\Z")
"""Where a paper was printed, as catalogues put it behind its name."""
_CONTAINERS = frozenset(
    "newspaper newspapers periodical serial volume year month day issue edition content contents body section page "
    "pages supplement chapter contentunit structural_unit".split()
)
"""Parts of an issue that hold articles and are none."""
_PASSED = {
    **dict.fromkeys(("advertisement", "ad", "advert", "advertisements", "announcement"), "an advertisement"),
    **dict.fromkeys(("title_section", "titlesection", "masthead", "title_page", "impressum", "imprint"), "a masthead"),
    **dict.fromkeys(("illustration", "image", "picture", "photograph", "cartoon", "map", "chart"), "a picture"),
    **dict.fromkeys(("table_of_contents", "contents_list", "index"), "a table of contents"),
}
_HEADINGS = frozenset("heading title headline main_title title_block".split())
_BYLINES = frozenset("author byline authors".split())


class Issue(Struct, frozen=True, kw_only=True):
    """What a METS says of an issue."""

    facts: Mapping[str, Any]
    files: Mapping[str, str]
    """Id of a file -> its path from the folder of the METS."""
    pages: Mapping[str, str]
    """Id of a file -> number of the page that it is of."""
    articles: Sequence[Any]
    """Elements of the structMap."""
    passed: Sequence[str]
    """Why other parts of it are no articles."""
    described: Mapping[str, Any]
    """Id of a description -> its element."""


def issue(root: Any) -> Issue:
    """Read a METS document."""
    described = {attribute(one, "ID") or "": one for one in root.iter("{*}dmdSec")}
    files: dict[str, str] = {}
    for one in root.iter("{*}file"):
        place = next((attribute(at, "href") for at in one.iter("{*}FLocat")), None)
        if place and re.search(r"\.(?:xml|alto)\Z", place, re.IGNORECASE):
            files[attribute(one, "ID") or ""] = place
    maps = list(root.iter("{*}structMap"))
    logical = next((one for one in maps if (attribute(one, "TYPE") or "").lower() == "logical"), None)
    articles: list[Any] = []
    passed: list[str] = []
    if logical is not None:
        _gather(logical, articles, passed)
    return Issue(
        facts=_issue_facts(root, logical, described),
        files=files,
        pages=_page_numbers(maps),
        articles=articles,
        passed=passed,
        described=described,
    )


def _gather(element: Any, articles: list[Any], passed: list[str]) -> None:
    """Find the outermost parts that are articles."""
    for div in element:
        if local(div) != "div":
            continue
        kind = _kind(div)
        if kind in _PASSED:
            passed.append(_PASSED[kind])
        elif (kind in _CONTAINERS or not kind or _holds_articles(div)) and any(local(one) == "div" for one in div):
            _gather(div, articles, passed)
        elif kind not in _CONTAINERS and next(div.iter("{*}area"), None) is not None:
            articles.append(div)


def _holds_articles(div: Any) -> bool:
    return any(_kind(one) == "article" for one in div.iter("{*}div") if one is not div)


def _kind(div: Any) -> str:
    return (attribute(div, "TYPE") or "").rpartition(":")[2].lower().replace("-", "_").replace(" ", "_")


def _page_numbers(maps: Sequence[Any]) -> dict[str, str]:
    numbers: dict[str, str] = {}
    for one in maps:
        for div in one.iter("{*}div"):
            if _kind(div) == "page":
                number = attribute(div, "ORDERLABEL") or attribute(div, "ORDER") or ""
                for pointer in div.iter("{*}fptr", "{*}area"):
                    numbers.setdefault(attribute(pointer, "FILEID") or "", number)
    return numbers


def _issue_facts(root: Any, logical: Any, described: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of the issue: by its own description, by what holds it, by the label of the whole."""
    facts: dict[str, Any] = {}
    kinds = {"newspaper", "newspapers", "periodical", "serial", "volume", "issue", "edition"}
    divs = [div for div in (root if logical is None else logical).iter("{*}div") if _kind(div) in kinds]
    keys = [key for div in reversed(divs) for key in (attribute(div, "DMDID") or "").split()]
    named = {key for div in root.iter("{*}div") for key in (attribute(div, "DMDID") or "").split()}
    for key in keys or [key for key in described if key not in named]:
        if key in described:
            told = _description(described[key])
            for name in ("outlet", "published", "language", "issue", "volume"):
                if value := told.get("headline" if name == "outlet" else name):
                    facts.setdefault(name, value)
    label = attribute(root, "LABEL") or next(filter(None, (attribute(div, "LABEL") for div in divs)), "") or ""
    if day := DAY.search(label):
        facts.setdefault("published", day[0].strip(AROUND_DAY))
    if outlet := _PLACE.sub("", DAY.sub("", label).strip(" ,;:|–—-")):
        facts.setdefault("outlet", outlet)
    return facts


def _description(element: Any) -> dict[str, Any]:
    """Return what MODS or Dublin Core says of an issue or an article."""
    facts: dict[str, Any] = {}
    authors: list[str] = []
    for one in element.iter():
        name, text = local(one), " ".join((one.text or "").split()) if isinstance(one.tag, str) else ""
        if name == "titleInfo" and one.get("type") is None:
            pieces = [" ".join("".join(part.itertext()).split()) for part in one if local(part) in ("nonSort", "title")]
            facts.setdefault("headline", " ".join(filter(None, pieces)))
        elif name == "namePart" and text and one.get("type") != "date":
            authors.append(text)
        elif name in ("dateIssued", "date") and text and "published" not in facts:
            facts["published"] = text
        elif name in ("languageTerm", "language") and text:
            facts.setdefault("language", text)
        elif name == "detail" and one.get("type") in ("issue", "volume"):
            number = " ".join("".join(part.text or "" for part in one if local(part) == "number").split())
            facts.setdefault(one.get("type"), number)
        elif name == "title" and text and "headline" not in facts:
            facts["headline"] = text
        elif name == "creator" and text:
            authors.append(text)
    if authors:
        facts["authors"] = list(dict.fromkeys(authors))
    return {key: value for key, value in facts.items() if value}


# METS


def _company(file: BinaryIO) -> tuple[str, ...]:
    data = file.read(MOST_PAGE)
    return tuple(dict.fromkeys(issue(xml(data, "", "the METS")).files.values()))


def _cut_mets(source: InputFile) -> Iterator[ByteSpan]:
    return whole_with(source, _company)


def _mets_alone(part: Part, _: BinaryIO) -> Iterator[Outcome]:
    yield problem(part.path, "a METS in a tar, whose pages are not read; expected it in a folder, or packed as ZIP")


def _mets(part: Part, file: BinaryIO, beside: Beside) -> Iterator[Outcome]:
    yield from guarded(part, "a METS document", lambda: _issue(part, file, beside))


def _issue(part: Part, file: BinaryIO, beside: Beside) -> Iterator[Outcome]:
    file.seek(0)
    about = issue(xml(file.read(MOST_PAGE), part.path, "the METS"))
    pages: dict[str, ScannedPage] = {}
    for key, name in list(about.files.items())[:MOST_PAGES]:
        try:
            with beside(name) as page:
                read = list(alto_pages(_root_of(page, part, name)))
        except ArticleError as error:
            yield problem(part.path, f"{name[:120]}: {error.message}", lost=False)
            continue
        if read:
            pages[key] = read[0]
    words = vocabulary(line.text for page in pages.values() for block in page.blocks for line in block.lines)
    for reason in about.passed:
        yield Passed(path=part.path, reason=reason)
    if not about.articles:
        yield from _page_by_page(part, about, pages)
    for number, div in enumerate(about.articles, 1):
        yield from _article(part, number, div, about, pages, words)


def _root_of(file: BinaryIO, part: Part, name: str) -> Any:
    data = file.read(MOST_PAGE + 1)
    if len(data) > MOST_PAGE:
        raise ArticleError(part.path, None, f"{name[:120]}: more than {mib(MOST_PAGE)}", "a smaller page")
    return xml(data, part.path, name)


def _page_by_page(part: Part, about: Issue, pages: Mapping[str, ScannedPage]) -> Iterator[Outcome]:
    """Read the pages of an issue whose METS says nothing of articles."""
    if not pages:
        yield problem(part.path, "a METS without articles or pages; expected ALTO files beside it")
    for number, (key, page) in enumerate(pages.items(), 1):
        page.number = about.pages.get(key) or page.number or str(number)
        own = replace(part, path=f"{part.path}/{page.number}")
        yield from _scanned(own, [page], digest_of(key.encode()), about.facts)


def _article(
    part: Part, number: int, div: Any, about: Issue, pages: Mapping[str, ScannedPage], words: Vocabulary
) -> Iterator[Outcome]:
    told: dict[str, Any] = {}
    for key in (attribute(div, "DMDID") or "").split():
        told |= _description(about.described[key]) if key in about.described else {}
    read = _Read(about, pages, words)
    read.take(div, "")
    if not read.lines and not read.heading:
        missing = f"no text in {', '.join(sorted(read.missing)[:4]) or 'its blocks'}"
        yield problem(part.path, f"an article with {missing}; expected the pages beside the METS", record=number)
        return
    heading = " ".join(read.heading)
    label = attribute(div, "LABEL") or ""
    facts = {
        **about.facts,
        "headline": told.get("headline") or label or heading,
        "authors": told.get("authors"),
        "byline": " ".join(read.byline),
        "language": told.get("language") or about.facts.get("language"),
        "page_number": ", ".join(dict.fromkeys(read.numbers)),
        "ocr_confidence": read.confidence(),
        "blocks": read.places,
    }
    rules = dict.fromkeys(("outlet", "published", "language", "headline", "authors", "page_number"), "METS")
    yield from capture(
        part,
        record=number,
        digest=digest_of("\0".join([heading, *read.lines, str(sorted(told))]).encode()),
        text="\n\n".join(read.lines) or heading,
        facts={key: value for key, value in facts.items() if value not in (None, "", [])},
        rule="METS",
        rules={**rules, **({} if told.get("headline") or label else {"headline": "heading of the article"})},
        origins={} if told.get("headline") or label else {"headline": "extracted"},
        source="METS and ALTO",
    )


class _Read:
    """Reads the blocks of an article, in the order of its METS."""

    def __init__(self, about: Issue, pages: Mapping[str, ScannedPage], words: Vocabulary) -> None:
        self._about, self._pages, self._words = about, pages, words
        self.heading: list[str] = []
        self.byline: list[str] = []
        self.lines: list[str] = []
        self.numbers: list[str] = []
        self.places: list[dict[str, Any]] = []
        self.missing: set[str] = set()
        self._sure, self._counted = 0.0, 0

    def take(self, div: Any, kind: str) -> None:
        """Take the blocks of a part of the article, and those of its parts."""
        kind = _kind(div) if not kind or _kind(div) in _HEADINGS | _BYLINES else kind
        blocks: list[TextBlock] = []
        for child in div:
            if local(child) == "div":
                self._add(blocks, kind)
                blocks = []
                self.take(child, kind if kind in _HEADINGS | _BYLINES else "")
            else:
                blocks += [block for area in child.iter("{*}area") for block in self._blocks(area)]
        self._add(blocks, kind)

    def _blocks(self, area: Any) -> Sequence[TextBlock]:
        key = attribute(area, "FILEID") or ""
        page = self._pages.get(key)
        blocks = page.places.get(attribute(area, "BEGIN") or "", ()) if page else ()
        if page is None or not blocks:
            self.missing.add(self._about.files.get(key, key) or "a file without a name")
            return ()
        number = self._about.pages.get(key) or page.number
        if number:
            self.numbers.append(number)
        for block in blocks:
            words = page.words.get(id(block))
            if words:
                self._sure, self._counted = self._sure + words.sure, self._counted + words.count
            place = {
                "x": block.left,
                "y": block.top,
                "width": block.right - block.left,
                "height": block.bottom - block.top,
            }
            self.places.append({"page": number, **{name: round(value) for name, value in place.items()}})
        return blocks

    def _add(self, blocks: Sequence[TextBlock], kind: str) -> None:
        if not blocks:
            return
        if kind in _HEADINGS | _BYLINES:
            target = self.heading if kind in _HEADINGS else self.byline
            target.append(joined([line.text for block in blocks for line in block.lines], self._words))
        else:
            self.lines += [joined(one.lines, self._words) for one in paragraphs_of(blocks)]

    def confidence(self) -> float | None:
        """Return how sure the program was of the article's words, 0 to 1; None where it does not say."""
        return round(self._sure / self._counted, 3) if self._counted else None


# Pages alone


def _scanned(
    part: Part, pages: Sequence[ScannedPage], digest: str, facts: Mapping[str, Any] | None = None, rule: str = "METS"
) -> Iterator[Outcome]:
    """Make captures of pages that no METS speaks of."""
    made = document(
        [PrintedPage([], page.height, page.width, page.blocks) for page in pages], {}, "a scanned page", large=LARGE
    )
    sure = [words for page in pages for words in page.words.values()]
    count = sum(one.count for one in sure)
    day, where = day_of(part.path)
    told = (("published", day), ("page_number", page_of(part.path)))
    place = {key: value for key, value in told if value and key not in part.fields}
    given: dict[str, Any] = {**place, **made.facts, **(facts or {})}
    if count:
        given["ocr_confidence"] = round(sum(one.sure for one in sure) / count, 3)
    if len(pages) == 1 and pages[0].number:
        given["page_number"] = pages[0].number
    aside = [Dropped(text=line.text, rule="running head") for page in pages for line in page.aside]
    made = replace(
        made,
        facts=given,
        rules={**dict.fromkeys(place, where), **made.rules, **dict.fromkeys(facts or (), rule)},
        dropped=[*made.dropped, *aside],
        guess=made.guess or "a scanned page",
    )
    yield from outcomes(part, made, digest, "a scanned page")


def _alto(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    yield from guarded(
        part, "ALTO", lambda: _scanned(part, list(alto_pages(xml(data, part.path, "the page"))), digest_of(data))
    )


def _page_xml(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    yield from guarded(
        part,
        "PAGE XML",
        lambda: _scanned(part, list(page_xml_pages(xml(data, part.path, "the page"))), digest_of(data)),
    )


def _hocr(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)

    def made() -> Iterator[Outcome]:
        root = parsed(data)
        yield from _scanned(part, list(hocr_pages(root)), digest_of(data), _catalogued(root), "Dublin Core")

    yield from guarded(part, "hOCR", made)


_CATALOGUED = {"dc.creator": "authors", "dc.publisher": "outlet", "dc.date": "published", "dc.language": "language"}
"""What a page of hOCR says of the work that it is of -> our key."""


def _catalogued(root: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for meta in root.iter("meta") if root is not None else ():
        key, value = _CATALOGUED.get((meta.get("name") or "").lower()), (meta.get("content") or "").strip()
        if key and value:
            facts.setdefault(key, [value] if key == "authors" else value)
    return facts


_OTHERS: Mapping[str, Callable[[Any], Iterator[ScannedPage]]] = {
    "djvuxml": djvu_pages,
    "document": abbyy_pages,
    "page": abbyy_pages,
    "doc": poppler_pages,
}
"""Name of the root in other XML of programs that read print -> what makes pages of it."""
_TOLD = re.compile(r"<DjVuXML\b|abbyy\.com/FineReader_xml|<block\b[^>]*\bblockType=|<(?:\w+:)?block\b[^>]*\bxMin=")


def _other(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)

    def made() -> Iterator[Outcome]:
        root = xml(data, part.path, "the pages")
        read_pages = _OTHERS.get(local(root).lower(), poppler_pages)
        yield from _scanned(part, list(read_pages(root)), digest_of(data))

    yield from guarded(part, "the text of a scan", made)


def _is_other(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and _TOLD.search(head.text[:8192]) else Certainty.NO


def _root_name(head: Head) -> str:
    match = _ROOT.match(head.text or "")
    return match[1].lower() if match else ""


def _is_mets(head: Head) -> Certainty:
    return Certainty.CERTAIN if _root_name(head) == "mets" else Certainty.NO


def _is_alto(head: Head) -> Certainty:
    return Certainty.CERTAIN if _root_name(head) == "alto" else Certainty.HINT


def _is_page_xml(head: Head) -> Certainty:
    return Certainty.CERTAIN if _root_name(head) == "pcgts" else Certainty.HINT


def _is_hocr(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and _HOCR.search(head.text[:8192]) else Certainty.HINT


METS = Format(
    kind="mets",
    rank=22,
    title="METS and ALTO",
    endings=(".xml", ".mets"),
    recognise=_is_mets,
    cut=_cut_mets,
    captures=_mets_alone,
    captures_with=_mets,
    company=_company,
    reads="file",
    needs=("lxml",),
    extra="documents",
)
ALTO = Format(
    kind="alto",
    rank=23,
    title="ALTO",
    endings=(".alto",),
    recognise=_is_alto,
    cut=whole,
    captures=_alto,
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)
PAGE_XML = Format(
    kind="page xml",
    rank=24,
    title="PAGE XML",
    endings=(".page",),
    recognise=_is_page_xml,
    cut=whole,
    captures=_page_xml,
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)
HOCR = Format(
    kind="hocr",
    rank=25,
    title="hOCR",
    endings=(".hocr",),
    recognise=_is_hocr,
    cut=whole,
    captures=_hocr,
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)

OTHER = Format(
    kind="scanned xml",
    rank=21,
    title="DjVu, ABBYY or pdftotext XML",
    endings=(".djvuxml",),
    recognise=_is_other,
    cut=whole,
    captures=_other,
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)

FORMATS = (OTHER, METS, ALTO, PAGE_XML, HOCR)
