"""Markdown: what a text in Markdown says, without the marks that say how it is to look.

Its dialects are those in which people keep articles: CommonMark, Hugo, Jekyll and Liquid, Eleventy, Obsidian, Pandoc,
MDX. Link targets, images and shortcodes go, captions and the words of links stay. Every step is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from .weblog import without_pairs

_REMARKS = (("<!--", "-->"), ("%%", "%%"), ("{/*", "*/}"), ("{{/*", "*/}}"), ("{{</*", "*/>}}"))
"""Comments, by how they open and close: HTML, Obsidian, MDX, Hugo."""
_SECTIONS = (("{% comment %}", "{% endcomment %}"), ("<script", "</script>"), ("<style", "</style>"))
"""What stands between these is no text either."""
_SHORTCODE = re.compile(r"\{\{[<%](?P<a>[^{}]{0,3000}?)[%>]\}\}|\{%(?P<b>[^{}]{0,3000}?)%\}|\{\{[^{}]{0,1000}\}\}")
_CAPTION = re.compile(
    r"\b(?:caption|title|legende|légende|bildunterschrift)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})[^`]*$")
_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"\s{0,3}(?:={2,}|-{2,})\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_DEFINITION = re.compile(r"\s{0,3}\[(?P<label>[^\]^][^\]]{0,200})\]:\s*\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*$")
_FOOTNOTE = re.compile(r"\A\s{0,3}\[\^[^\]]{1,80}\]:\s*")
_ABBREVIATION = re.compile(r"\s{0,3}\*\[[^\]]{1,80}\]:.*$")
_QUOTE = re.compile(r"\A\s{0,3}(?:>[ \t]?)+")
_CALLOUT = re.compile(r"\A\[![\w-]{1,30}\][+-]?[ \t]*")
_BULLET = re.compile(r"\A\s*[-*+][ \t]+(?:\[[ xX/-]\][ \t]+)?(?=\S)")
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]*[\w -]*(?:\"([^\"]*)\")?[ \t]*$")
_LEFT_OUT = re.compile(
    r"\s*(?::::.*|::(?:[\w-]+(?:\{[^}\n]*\})?)?|\{:[^}]*\}|\[toc\]|\[\[_?toc_?\]\]|\{\{\s*toc\s*\}\}"
    r"|\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?"
    r"|\|\s*:?-{2,}:?\s*\|)\s*$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"^#{1,6}[ \t]+(?:table of contents|contents|toc|目录|目錄|目次|inhaltsverzeichnis|table des mati[èe]res|sommaire"
    r"|[íi]ndice|содержание|оглавление|daftar isi|m[ụu]c l[ụu]c|목차|içindekiler)[ \t]*#*[ \t]*\n\s*(?=#{1,6}[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
"""The heading of a list of contents that a site's generator puts below it."""
_MODULE = re.compile(
    r"(?:import\s+(?:[\w*{}, ]{1,200}\s+from\s+)?['\"][^'\"]*['\"]|export\s+(?:const|let|default)\b.*);?\s*$"
)
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]{0,200}\}|\s\^[\w-]{1,40}(?=\n|\Z)")
_EMBED = re.compile(r"!\[\[[^\[\]\n]{0,500}\]\]")
_WIKI = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_TARGET = r"\((?:[^()\n\\]|\\.|\([^()\n]{0,500}\)){0,2000}\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,1000}}\](?:(?P<to>{_TARGET})|\[[^\]\n]{{0,200}}\])")
_TITLE = re.compile(r"\s(?:\"([^\"]*)\"|'([^']*)')\s*\)$")
_LINK = re.compile(rf"\[([^\[\]]{{0,2000}})\]{_TARGET}")
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,500})\](?:[ ]?\[([^\[\]\n]{0,200})\])?")
_MARK = re.compile(r"\[\^[^\]\s]{1,80}\]")
_INLINE_NOTE = re.compile(r"\^\[([^\[\]\n]{1,500})\]")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^\s<>]{1,1000})>")
_BREAK = re.compile(
    r"<(?:br|hr)\b[^<>]{0,200}>|</?"
    r"(?:p|div|figure|figcaption|blockquote|h[1-6]|li|ul|ol|table|tr|section|aside|details|summary|center)\b[^<>]{0,1000}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][\w.:-]{0,60}(?:\s[^<>]{0,2000})?/?>")
_CODE = re.compile(r"(`+)([^`\n]+)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_DELIMITER = re.compile(r"\*{1,3}|_{1,3}|~~|==")
_BLANK = re.compile(r"\n[ \t]*\n")
_HIDDEN = 0xE000
"""Where escaped signs wait, in the area for private use, till the marks are gone."""
_UNHIDE = {_HIDDEN + code: chr(code) for code in range(33, 127)}


def plain(source: str, *, separator: str = "", modules: bool = False) -> str:
    """Return what a text in Markdown says: its blocks, a blank line between, as lines within a block stood.

    Args:
        source: The text, its line ends LF.
        separator: What ends the excerpt, where the site has a mark of its own for that.
        modules: Whether lines may import and export, as in MDX.
    """
    text = without_pairs(source) if "[/" in source else source
    for opening, closing in (*_REMARKS, *_SECTIONS):
        text = _without(text, opening, closing)
    text = _CONTENTS.sub("", _SHORTCODE.sub(_caption, _run_on(text)))
    labels = {match["label"].casefold() for line in text.split("\n") if (match := _DEFINITION.match(line))}
    lines = (line for line in text.split("\n") if not separator or line.strip() != separator)
    blocks = _BLANK.split("\n".join(_lines(iter(unwrapped(list(lines))), modules)))
    return "\n\n".join(said for block in blocks if (said := _block_text(block, labels).rstrip()).strip())


def _run_on(text: str) -> str:
    """Return a text whose paragraphs as HTML stand in a line each: their line ends are spaces, whatever their width."""
    pieces = _PARAGRAPH_TAG.split(text)
    for at in range(2, len(pieces), 2):
        if pieces[at - 1][1] != "/" and not _BLANK.search(inner := pieces[at].rstrip()) and "```" not in inner:
            pieces[at] = inner.replace("\n", " ") + pieces[at][len(inner) :]
    return "".join(pieces)


_PARAGRAPH_TAG = re.compile(r"(</?p(?=[\s>])[^<>]{0,1000}>)", re.IGNORECASE)


def unwrapped(lines: list[str], *, always: bool = False) -> list[str]:
    """Return lines whose paragraphs were broken at a width as one line each; others, of code too, stay.

    The width is that of the source, where links are long, and what they say is short.

    Args:
        lines: Of a whole text.
        always: Whether the line ends of a paragraph are spaces whatever its width, as in reStructuredText.
    """
    made: list[str] = []
    fence = ""
    at = 0
    while at < len(lines):
        stop = at + 1
        if match := _FENCE.match(lines[at]):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
        elif not fence and lines[at].strip():
            while stop < len(lines) and lines[stop].strip() and not _FENCE.match(lines[stop]):
                stop += 1
            made += _run_together(lines[at:stop], always)
            at = stop
            continue
        made += lines[at:stop]
        at = stop
    return made


def _run_together(block: list[str], always: bool) -> list[str]:
    if all(line.startswith(">") for line in block):
        return [f"> {line}" for line in _run_together([_QUOTE.sub("", line) or " " for line in block], always)]
    pairs = [at for at in range(len(block) - 1) if _goes_on(block[at], block[at + 1])]
    width = max(map(len, block))
    if not pairs or (not always and not _NARROWEST <= width <= _WIDEST):
        return block
    filled = [len(block[at]) + 1 + _first(block[at + 1]) > width - _RAGGED for at in pairs]
    unended = sum(not block[at].rstrip().endswith(_ENDS) for at in pairs)
    if not always and (not all(filled) or unended * 2 < len(pairs)):
        return block
    made = [block[0]]
    for at, line in enumerate(block[1:]):
        if at in pairs:
            made[-1] = f"{made[-1].rstrip()} {line.lstrip()}"
        else:
            made.append(line)
    return made


def _first(line: str) -> int:
    """Return how long the first word of a line is."""
    match = _FIRST.match(line.lstrip())
    return len(match[0]) if match else 0


def _goes_on(line: str, after: str) -> bool:
    """Tell whether a line may be the first half of one that goes on behind its end."""
    indent = len(after) - len(after.lstrip())
    inside = indent <= len(line) - len(line.lstrip()) or _BULLET.match(line) or _NUMBER.match(line)
    broken = line.endswith(("  ", "\\", "-", ">")) or line[-1:] > "\u2fff"
    return bool(inside) and not broken and not _STANDS.match(line) and not _OPENS.match(after)


_NARROWEST, _WIDEST, _RAGGED = 60, 130, 12
"""Characters of the longest line of a paragraph that was broken, and how many a line may be short of it."""
_ENDS = (".", "!", "?", ":", ";", '"', "”", "»", "。")
_FIRST = re.compile(r"[^\s\[]*\[[^\[\]\n]{0,300}\][^\s]*|\S+|")
"""The first word of a line; a link is one, since people break a line above it."""
_NUMBER = re.compile(r"\s*\d{1,3}[.)][ \t]")
_STANDS = re.compile(r"\s*(?:#{1,6}[ \t]|[|<=~]|-{2,}|\[[^\]\n]{1,200}\]:|:\w|\.\. |\$\$)|>")
_OPENS = re.compile(
    rf"{_STANDS.pattern}|\s*(?:[-*+•][ \t]|\d{{1,3}}[.)][ \t]|[A-Za-z]\)[ \t]|!\[|\{{[{{%]|>|([^\w\s])\1\1)"
)


_MARKED_HEADING = re.compile(
    r"\s*(?:<!--(?:(?!-->).){0,400}-->\s*)?<h[12]\b[^<>]{0,200}>([^\n]{1,300}?)</h[12]>", re.DOTALL
)
"""A heading as HTML, above which nothing but a remark stands."""


def heading(source: str) -> str:
    """Return the heading of the first level that opens a text; empty without one."""
    if told := _MARKED_HEADING.match(source):
        return plain(f"# {told[1]}").strip()
    opening = source.lstrip("\n").split("\n", 2)
    if opening and re.match(r"#[ \t]+\S", opening[0]):
        return plain(opening[0]).strip()
    if len(opening) > 1 and opening[0].strip() and re.fullmatch(r"={3,}\s*", opening[1]):
        return plain(opening[0]).strip()
    return ""


def _without(text: str, opening: str, closing: str) -> str:
    """Return a text without its remarks; one that is not closed is text."""
    if opening not in text:
        return text
    pieces: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        pieces.append(text[at:start])
        at = end + len(closing)
    return "".join([*pieces, text[at:]])


def _caption(shortcode: re.Match[str]) -> str:
    match = _CAPTION.search(shortcode[0])
    said = (match[1] or match[2] or "") if match else ""
    return f"\n\n{said}\n\n" if said.strip() else ""


def _lines(lines: Iterator[str], modules: bool) -> Iterator[str]:
    """Yield the lines of blocks without the marks that open them; what is code stays as it is."""
    fence, before = "", ""
    for line in lines:
        match = _FENCE.match(line)
        if match and (not fence or (match[1].startswith(fence) and not line.strip().strip(fence[0]))):
            fence = "" if fence else match[1]
            before = ""
            continue
        if fence:
            yield _hide(line)
            continue
        if _UNDERLINE.match(line) and before.strip():
            before = ""
            yield ""
            continue
        before = line
        yield from _line(line, modules)


def _line(line: str, modules: bool) -> Iterator[str]:
    line = _QUOTE.sub("", line, count=1)
    left_out = _RULE, _LEFT_OUT, _DEFINITION, _ABBREVIATION, *([_MODULE] if modules else [])
    if any(pattern.match(line) for pattern in left_out):
        yield ""
    elif match := _HEADING.match(line):
        yield from ("", match[1], "")
    elif match := _ADMONITION.match(line):
        yield from ("", match[1] or "", "")
    elif line.startswith("|") and line.rstrip().endswith("|"):
        yield " | ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    else:
        yield _CALLOUT.sub("", _BULLET.sub("", _FOOTNOTE.sub("", line)), count=1) if line.strip() else ""


def _hide(text: str) -> str:
    return "".join(chr(_HIDDEN + ord(sign)) if sign in "*_~=`[]<>!\\{}^&" else sign for sign in text)


def _block_text(block: str, labels: set[str]) -> str:
    """Return what a block says."""
    block = _ESCAPE.sub(lambda match: chr(_HIDDEN + ord(match[1])), block).replace("\\\n", "\n")
    if "`" in block:
        block = _CODE.sub(lambda match: _hide(match[2]), block)
    if "[" in block:
        block = _MARK.sub("", _EMBED.sub("", _INLINE_NOTE.sub(r" (\1)", block)))
        block = _WIKI.sub(lambda match: match[2] or match[1].rpartition("#")[2], block)
        block = _IMAGE.sub(_title, block)
        for _ in range(2):  # a link around an image, or around brackets
            block = _LINK.sub(lambda match: match[1].replace("\n", " "), block)
        block = _REFERENCE.sub(lambda match: _referred(match, labels), block)
    if "<" in block:
        block = _TAG.sub("", _BREAK.sub("\n\n", _AUTOLINK.sub(r"\1", block)))
    if "{" in block or "^" in block:
        block = _ATTRIBUTES.sub("", block)
    block = unescape(_without_emphasis(block)) if "&" in block else _without_emphasis(block)
    return block.translate(_UNHIDE).strip("\n") if not block.isascii() else block.strip("\n")


def _title(image: re.Match[str]) -> str:
    """Return the caption of an image: its title; the words in its stead are for those who do not see it."""
    match = _TITLE.search(image["to"] or "")
    return f"\n{match[1] or match[2]}\n" if match else ""


def _referred(link: re.Match[str], labels: set[str]) -> str:
    label = link[2] or link[1]
    return link[1] if label.casefold() in labels else link[0]


def _without_emphasis(block: str) -> str:
    """Return a block without the signs that stress words: those that open and close something, in pairs."""
    opened: dict[str, int] = {}
    gone: list[tuple[int, int]] = []
    for match in _DELIMITER.finditer(block):
        sign, start, end = match[0], match.start(), match.end()
        before, after = block[start - 1 : start] or " ", block[end : end + 1] or " "
        loose = sign in ("**", "***", "==", "~~")
        closes = sign in opened and not before.isspace() and (loose or not (after.isalnum() or after == "_"))
        if closes:
            gone += [(opened[sign], opened[sign] + len(sign)), (start, end)]
            del opened[sign]
        elif not after.isspace() and (loose or not before.isalnum()):
            opened[sign] = start
    if not gone:
        return block
    pieces, at = [], 0
    for start, end in sorted(gone):
        pieces.append(block[at:start])
        at = end
    return "".join([*pieces, block[at:]])
