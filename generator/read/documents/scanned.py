"""Scanned pages: ALTO, PAGE XML and hOCR, as programs write them that read print: blocks of lines with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from generator.read.files.packages import attribute, local

from .reading_order import PrintedLine, TextBlock

_MARGINS = frozenset({"TopMargin", "LeftMargin", "RightMargin", "BottomMargin"})
_POINT = re.compile(r"(-?[\d.]+)[,\s](-?[\d.]+)")
_BOX = re.compile(r"bbox\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)")
_SURE = re.compile(r"x_wconf\s+(\d+)")
_ASIDE = frozenset({"page-number", "header", "footer", "marginalia"})
"""Regions of PAGE XML that are no text."""
_HEADINGS = frozenset({"heading", "header"})


class Sureness(Struct):
    """How sure the program was of the words that it read."""

    count: int = 0
    sure: float = 0.0
    """Sum over the words, each 0 to 1."""

    def add(self, value: str | None, most: float = 1.0) -> None:
        """Count a word."""
        try:
            number = float(value or "") / most
        except ValueError:
            return
        if 0 <= number <= 1:
            self.count += 1
            self.sure += number


class ScannedPage(Struct):
    """A page as the program read it."""

    width: float = 0.0
    height: float = 0.0
    number: str = ""
    """As it is printed, or else its number in the issue; empty if neither is said."""
    blocks: list[TextBlock] = field(default_factory=list)
    places: dict[str, list[TextBlock]] = field(default_factory=dict)
    """Id of a block, of a line or of what holds blocks -> the blocks."""
    words: dict[int, Sureness] = field(default_factory=dict)
    """`id()` of a block -> how sure the program was."""
    aside: list[PrintedLine] = field(default_factory=list)
    """Lines in the margins: running heads and page numbers."""
    ordered: bool = False
    """Whether the file says in which order blocks are read."""

    def confidence(self, blocks: Sequence[TextBlock]) -> float | None:
        """Return how sure the program was of the words of blocks, 0 to 1; None where it does not say."""
        scores = [self.words[id(block)] for block in blocks if id(block) in self.words]
        count = sum(one.count for one in scores)
        return round(sum(one.sure for one in scores) / count, 3) if count else None


def alto_pages(root: Any) -> Iterator[ScannedPage]:
    """Yield the pages of an ALTO document."""
    for element in root.iter("{*}Page"):
        number = attribute(element, "PRINTED_IMG_NR") or attribute(element, "PHYSICAL_IMG_NR") or ""
        page = ScannedPage(_number(element, "WIDTH"), _number(element, "HEIGHT"), number)
        _alto_blocks(page, element, aside=False)
        order = [attribute(one, "REF") or "" for one in root.iter("{*}ElementRef")]
        known = [block for key in order for block in page.places.get(key, ())]
        if known and len(known) == len(page.blocks):
            page.blocks, page.ordered = known, True
        yield page


def _alto_blocks(page: ScannedPage, element: Any, *, aside: bool) -> list[TextBlock]:
    blocks: list[TextBlock] = []
    for child in element:
        name = local(child)
        if name == "TextBlock":
            blocks += _alto_block(page, child, aside=aside)
        elif name in ("PrintSpace", "ComposedBlock") or name in _MARGINS:
            inner = _alto_blocks(page, child, aside=aside or name in _MARGINS)
            page.places[attribute(child, "ID") or ""] = inner
            blocks += inner
    return blocks


def _alto_block(page: ScannedPage, element: Any, *, aside: bool) -> list[TextBlock]:
    words = Sureness()
    lines = [line for one in element.iter("{*}TextLine") if (line := _alto_line(one, words))]
    if aside:
        page.aside += lines
    if not lines:
        return []
    block = _block(lines)
    page.words[id(block)] = words
    page.places[attribute(element, "ID") or ""] = [block]
    if not aside:
        page.blocks.append(block)
    return [block]


def _alto_line(element: Any, words: Sureness) -> PrintedLine | None:
    pieces: list[str] = []
    halved = False
    for child in element:
        name = local(child)
        if name == "String":
            half, whole = child.get("SUBS_TYPE"), child.get("SUBS_CONTENT")
            words.add(child.get("WC"))
            if half == "HypPart2" and whole:
                continue  # it stands on the line before
            pieces.append(whole if half == "HypPart1" and whole else child.get("CONTENT") or "")
            halved = half == "HypPart1" and bool(whole)
        elif name == "SP":
            pieces.append(" ")
        elif name == "HYP" and pieces and not halved:
            pieces.append(child.get("CONTENT") or "-")
    text = "".join(pieces) if " " in pieces else " ".join(pieces)
    text = " ".join(text.split())
    if not text:
        return None
    left, top = _number(element, "HPOS"), _number(element, "VPOS")
    return PrintedLine(text, left, top, left + _number(element, "WIDTH"), top + _number(element, "HEIGHT"))


def _number(element: Any, name: str) -> float:
    try:
        return float(element.get(name) or 0)
    except ValueError:
        return 0.0


def _block(lines: list[PrintedLine]) -> TextBlock:
    return TextBlock(
        lines,
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def page_xml_pages(root: Any) -> Iterator[ScannedPage]:
    """Yield the pages of a PAGE XML document."""
    for element in root.iter("{*}Page"):
        page = ScannedPage(_number(element, "imageWidth"), _number(element, "imageHeight"))
        for region in element.iter("{*}TextRegion"):
            words = Sureness()
            lines = [line for one in region if local(one) == "TextLine" and (line := _page_line(one, words))]
            if not lines and not any(local(one) == "TextRegion" for one in region):
                lines = _as_lines(region)
            if region.get("type") in _ASIDE:
                page.aside += lines
            elif lines:
                block = _block(lines)
                page.blocks.append(block)
                page.words[id(block)] = words
                page.places[region.get("id") or ""] = [block]
        order = [one.get("regionRef") or "" for one in element.iter("{*}RegionRefIndexed", "{*}RegionRef")]
        known = [block for key in order for block in page.places.get(key, ())]
        if known and len(known) == len(page.blocks):
            page.blocks, page.ordered = known, True
        yield page


def _page_line(element: Any, words: Sureness) -> PrintedLine | None:
    said = [one for one in element if local(one) == "TextEquiv"]
    text = _unicode(min(said, key=lambda one: _number(one, "index"))) if said else ""
    if said:
        words.add(said[0].get("conf"))
    if not text:
        text = " ".join(
            _unicode(one) for word in element if local(word) == "Word" for one in word if local(one) == "TextEquiv"
        )
    return PrintedLine(text, *_outline(element)) if text.strip() else None


def _unicode(element: Any) -> str:
    element_of_text = next((one for one in element if local(one) in ("Unicode", "PlainText")), None)
    return " ".join(((element_of_text.text if element_of_text is not None else "") or "").split())


def _as_lines(region: Any) -> list[PrintedLine]:
    """Return the text of a region whose lines have none of their own."""
    said = next((one for one in region if local(one) == "TextEquiv"), None)
    unicode = None if said is None else next((one for one in said if local(one) == "Unicode"), None)
    texts = [text for text in ((unicode.text or "") if unicode is not None else "").split("\n") if text.strip()]
    left, top, right, bottom = _outline(region)
    step = (bottom - top) / max(1, len(texts))
    return [
        PrintedLine(text.strip(), left, top + step * n, right, top + step * (n + 1)) for n, text in enumerate(texts)
    ]


def _outline(element: Any) -> tuple[float, float, float, float]:
    coords = next((one for one in element if local(one) == "Coords"), None)
    points = _POINT.findall((coords.get("points") or "") if coords is not None else "")
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    across, down = [float(x) for x, _ in points], [float(y) for _, y in points]
    return min(across), min(down), max(across), max(down)


def hocr_pages(root: Any) -> Iterator[ScannedPage]:
    """Yield the pages of an hOCR document."""
    for element in root.xpath("//*[contains(concat(' ', @class, ' '), ' ocr_page ')]"):
        left, top, right, bottom = _bbox(element)
        page = ScannedPage(right - left, bottom - top)
        for group in _hocr_groups(element):
            words = Sureness()
            if lines := [line for one in group if (line := _hocr_line(one, words))]:
                block = _block(lines)
                page.blocks.append(block)
                page.words[id(block)] = words
        yield page


def _hocr_groups(page: Any) -> Iterator[list[Any]]:
    """Yield the lines of a page by what holds them: a paragraph, a heading, else an area, else the page itself."""
    held: dict[Any, list[Any]] = {}
    for line in page.iter():
        if _is_line(line) and not any(map(_is_line, line.iterancestors())):
            held.setdefault(_holder(line, page), []).append(line)
    yield from held.values()


def _holder(line: Any, page: Any) -> Any:
    """Return the paragraph or heading that a line stands in, or else the area; lines beside those are a group too."""
    around = [one for one in line.iterancestors() if one is page or page in one.iterancestors()]
    close = next((one for one in around if one.tag in _HEADS or "ocr_par" in _classes(one)), None)
    area = next((one for one in around if "ocr_carea" in _classes(one)), None)
    return next(one for one in (close, area, page) if one is not None)


_HEADS = frozenset(f"h{level}" for level in range(1, 7))


def _classes(element: Any) -> Sequence[str]:
    return (element.get("class") or "").split() if isinstance(element.tag, str) else ()


def djvu_pages(root: Any) -> Iterator[ScannedPage]:
    """Yield the pages of DjVu's XML, as the Internet Archive keeps what it read."""
    for element in root.iter("OBJECT"):
        page = ScannedPage(_number(element, "width"), _number(element, "height"))
        for paragraph in element.iter("PARAGRAPH"):
            _add(page, [_of_words(list(line.iter("WORD")), _coords) for line in paragraph.iter("LINE")])
        yield page


def _coords(word: Any) -> tuple[float, float, float, float]:
    """Return a place as DjVu says it: left, bottom, right, top."""
    points = [float(one) for one in re.findall(r"-?\d+", word.get("coords") or "")[:4]]
    return (points[0], min(points[1::2]), points[2], max(points[1::2])) if len(points) == 4 else (0.0, 0.0, 0.0, 0.0)


def abbyy_pages(root: Any) -> Iterator[ScannedPage]:
    """Yield the pages of ABBYY FineReader's XML."""
    for element in root.iter("{*}page"):
        page = ScannedPage(_number(element, "width"), _number(element, "height"))
        for paragraph in element.iter("{*}par"):
            _add(page, [_of_letters(line) for line in paragraph.iter("{*}line")])
        yield page


def _of_letters(line: Any) -> PrintedLine | None:
    letters = [one.text or "" for one in line.iter("{*}charParams")]  # between them stand but the file's own spaces
    text = "".join(letters or ("".join(one.itertext()) for one in line.iter("{*}formatting")))
    text = " ".join(text.replace("\u00ac", "-").split())
    return PrintedLine(text, *(_number(line, side) for side in "ltrb")) if text else None


def poppler_pages(root: Any) -> Iterator[ScannedPage]:
    """Yield the pages that `pdftotext -bbox-layout` writes."""
    for element in root.iter("{*}page"):
        page = ScannedPage(_number(element, "width"), _number(element, "height"))
        for block in element.iter("{*}block"):
            _add(page, [_of_words(list(line.iter("{*}word")), _sides) for line in block.iter("{*}line")])
        yield page


def _sides(word: Any) -> tuple[float, float, float, float]:
    left, top, right, bottom = (_number(word, side) for side in ("xMin", "yMin", "xMax", "yMax"))
    return left, top, right, bottom


def _of_words(words: list[Any], place: Callable[[Any], tuple[float, float, float, float]]) -> PrintedLine | None:
    text = " ".join(" ".join("".join(word.itertext()).split()) for word in words).strip()
    if not text:
        return None
    lefts, tops, rights, bottoms = zip(*map(place, words), strict=True)
    return PrintedLine(text, min(lefts), min(tops), max(rights), max(bottoms))


def _add(page: ScannedPage, lines: Sequence[PrintedLine | None]) -> None:
    if said := [line for line in lines if line is not None]:
        page.blocks.append(_block(said))


def _is_line(element: Any) -> bool:
    return any(
        kind in ("ocr_line", "ocrx_line", "ocr_textfloat", "ocr_header", "ocr_caption") for kind in _classes(element)
    )


def _hocr_line(element: Any, words: Sureness) -> PrintedLine | None:
    for word in element.iter():
        if isinstance(word.tag, str) and (sure := _SURE.search(word.get("title") or "")):
            words.add(sure[1], 100)
    text = " ".join("".join(element.itertext()).split())
    return PrintedLine(text, *_bbox(element)) if text else None


def _bbox(element: Any) -> tuple[float, float, float, float]:
    match = _BOX.search(element.get("title") or "")
    return (float(match[1]), float(match[2]), float(match[3]), float(match[4])) if match else (0.0, 0.0, 0.0, 0.0)
