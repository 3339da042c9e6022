"""Layout: bring the markup of old pages to what it means, before anything looks for the text in it.

Pages of the nineties stand in tables without rows of data, part their paragraphs by empty lines and set mail in
`<pre>`. Extractors take the first for data, the second for one line and the third for code. Nothing is taken out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONG_CELL = 300
"""Characters of a cell that holds text and not a value."""
_SENTENCES = 2
"""Ends of sentences in such a cell."""
_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»›」』)\]]{0,3}(?:\s|\Z|(?=[^\W\d_a-zà-ÿ]))")
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
_HOLDERS = ("body", "center", "div", "td", "font", "p", "article", "section", "main", "blockquote", "span")
"""Elements whose lines may be parted by `<br>` alone."""
_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table ul".split()
)
_WEIGHTS = frozenset({"b", "strong", "font", "big", "small"})
_INDENT = re.compile(r"\A[\s]*[\u00a0\u3000]{2,}")
_LONG_LINE = 120
"""Characters from which on a line that ends as a sentence is a paragraph, though one `<br>` alone ends it."""
_BARE = 40
"""Characters of a line that is a paragraph though no element makes it one."""
_BLANK = " \t\r\n\f\u00a0\u3000"
_EMPTY_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*")
_FEWEST_LINES = 3


def unfold(tree: HtmlElement) -> None:
    """Make boxes of the cells of layout tables, and paragraphs of what empty lines part, in place."""
    for table in reversed(list(tree.iter("table"))):
        if _is_layout(table):
            for part in _own_parts(table):
                part.tag = "div"
    for terms in list(tree.iter("dl")):
        _paragraphs_of(terms)
    for pre in list(tree.iter("pre", "xmp", "listing")):
        _split_text(pre)
    for holder in list(tree.iter(*_HOLDERS)):
        if _has_lines(holder) or _has_bare_text(holder):
            _part(holder)


def _own_parts(table: HtmlElement) -> list[HtmlElement]:
    """Return a table with its rows and cells, but not those of a table inside it."""
    parts = [table]
    for child in table:
        if child.tag in _TABLE and child.tag != "table":
            parts += _own_parts(child)
    return parts


def _is_layout(table: HtmlElement) -> bool:
    if _is_column(table):
        return True
    cells = [part for part in _own_parts(table) if part.tag in {"td", "th"}]
    rows = sum(1 for part in _own_parts(table) if part.tag == "tr" and len(part) > 1)
    length = _LONG_CELL if rows >= _FEWEST_LINES else _LONG_LINE
    return any(_holds_text(cell, length) or cell.find(".//table") is not None for cell in cells)


def _is_column(table: HtmlElement) -> bool:
    """Tell whether no row of a table has two cells with words, and some have prose: it only sets a text apart."""
    rows = [part for part in _own_parts(table) if part.tag == "tr"]
    texts = [[text for cell in row if (text := str(cell.xpath("normalize-space()")).strip())] for row in rows]
    return all(len(row) < 2 for row in texts) and any(
        len(text) >= _BARE and _END.search(text) for row in texts for text in row
    )


def _holds_text(cell: HtmlElement, length: int) -> bool:
    """Tell whether a cell holds the text of a page: a heading of the first level, or several sentences."""
    if cell.find(".//h1") is not None:
        return True
    text = str(cell.xpath("normalize-space()"))
    return len(text) >= length and len(_END.findall(text)) >= _SENTENCES


def _split_text(pre: HtmlElement) -> None:
    """Make paragraphs of preformatted text that is parted by empty lines; code stays as it is."""
    if len(pre) and pre.find(".//code") is not None:
        return
    text = "".join(pre.itertext())
    pieces = [piece for piece in _EMPTY_LINE.split(text.strip("\n")) if piece.strip()]
    prose = [piece for piece in pieces if len(piece) >= 2 * _BARE and _END.search(piece.rstrip()[-4:])]
    if len(prose) < _SENTENCES:
        return
    for child in list(pre):
        pre.remove(child)
    pre.tag, pre.text = "div", None
    for piece in pieces:
        paragraph = pre.makeelement("p")
        paragraph.text = " ".join(piece.split()) if _is_wrapped(piece) else piece.strip("\n")
        pre.append(paragraph)


def _is_wrapped(piece: str) -> bool:
    """Tell whether lines were broken where a screen ended: all but the last are long."""
    lines = [line.strip() for line in piece.strip("\n").split("\n")]
    return all(len(line) >= _BARE for line in lines[:-1])


def _paragraphs_of(terms: HtmlElement) -> None:
    """Make paragraphs of a list of terms whose descriptions are the text of the page, as `<dd>` once indented it."""
    described = list(terms.iter("dd"))
    for part in described:  # the parser puts one that is not closed into the one before
        around = part.getparent()
        if around.tag == "dd":
            around.addnext(part)
    prose = sum(len(_END.findall(str(part.xpath("normalize-space()")))) for part in described)
    if len(described) < _FEWEST_LINES or prose < len(described):
        return
    terms.tag = "div"
    for part in terms:
        if part.tag in {"dd", "dt"}:
            part.tag = "div" if any(inner.tag in _BLOCKS for inner in part) else "p"


def _has_lines(holder: HtmlElement) -> bool:
    """Tell whether lines of an element's own text are parted as paragraphs are."""
    breaks = [child for child in holder if child.tag == "br"]
    return len(breaks) >= 2 and any(_ends_paragraph(line) for line in breaks)


def _has_bare_text(holder: HtmlElement) -> bool:
    """Tell whether a line of text stands beside paragraphs in an element, in none of its own."""
    if holder.tag in {"p", "span"} or not any(child.tag == "p" for child in holder):
        return False
    return any(len((text or "").strip()) >= _BARE for text in (holder.text, *(child.tail for child in holder)))


def _ends_paragraph(line: HtmlElement) -> bool:
    """Tell whether a `<br>` is the second of two, or has an indented line behind it, or a sentence of a line before."""
    after = line.tail or ""
    following = line.getnext()
    if not after.strip(_BLANK) and following is not None and following.tag == "br":
        return True
    if _is_set_off(line):
        return True
    return bool(_INDENT.match(after) and after.strip(_BLANK))


def _is_set_off(line: HtmlElement) -> bool:
    """Tell whether the line before a `<br>` is one element of another weight or size, as headlines and bylines were."""
    before = line.getprevious()
    if before is None or before.tag not in _WEIGHTS or (before.tail or "").strip(_BLANK):
        return False
    first = before.getprevious()
    around = before.getparent()
    alone = not (around.text or "").strip(_BLANK) if first is None else not (first.tail or "").strip(_BLANK)
    return alone and (first is None or first.tag == "br" or first.tag in _BLOCKS)


def _part(holder: HtmlElement) -> None:
    """Put each run of text and inline elements between empty lines and blocks into a paragraph of its own."""
    runs = list(_runs(holder))
    for child in list(holder):
        holder.remove(child)
    holder.text = None
    if holder.tag in {"p", "font", "span"}:
        holder.tag = "div"
    for run in runs:
        if len(run) == 1 and not isinstance(run[0], str) and run[0].tag in _BLOCKS:
            holder.append(run[0])
            continue
        paragraph = holder.makeelement("p")
        for item in run:
            _add(paragraph, item)
        holder.append(paragraph)


def _runs(holder: HtmlElement) -> Iterator[list[HtmlElement | str]]:
    """Yield what stands between the ends of paragraphs, tails taken off their elements."""
    run: list[HtmlElement | str] = [holder.text] if holder.text else []
    breaks = 0
    for child in holder:
        tail, ends = child.tail, child.tag == "br" and _ends_paragraph(child)
        if child.tag == "br":
            breaks += 1
            if ends and run:
                yield from _unless_blank(run)
                run = []
            elif not ends:
                run.append("\n")
        else:
            block = child.tag in _BLOCKS
            if block:
                yield from _unless_blank(run)
                run = []
            child.tail = None
            if block:
                yield [child]
            else:
                run.append(child)
        if tail:
            run.append(tail)
    yield from _unless_blank(run)


def _unless_blank(run: list[HtmlElement | str]) -> Iterator[list[HtmlElement | str]]:
    if any(not isinstance(item, str) or item.strip(_BLANK) for item in run):
        yield run


def _add(paragraph: HtmlElement, item: HtmlElement | str) -> None:
    if not isinstance(item, str):
        paragraph.append(item)
    elif len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + item
    else:
        paragraph.text = (paragraph.text or "") + item


def show_captions(tree: HtmlElement) -> None:
    """Make paragraphs of the captions of a page whose text they are, as that of a gallery, in place."""
    captions = [caption for caption in tree.iter("figcaption") if caption.getparent() is not None]
    texts = [str(caption.xpath("normalize-space()")) for caption in captions]
    if len(set(texts)) < _FEWEST_LINES:
        return
    prose = sum(len(str(paragraph.xpath("normalize-space()"))) for paragraph in tree.iter("p"))
    if sum(map(len, set(texts))) <= prose:
        return
    for caption in captions:
        figure = next(caption.iterancestors("figure"), None)
        caption.tag = "p"
        if figure is not None:
            figure.tag = "div"
