"""Weblogs: from what their systems keep of a text to what it says: shortcodes and blocks gone, captions kept."""

from __future__ import annotations

import re

_CAPTION = re.compile(r"\[(?:wp_)?caption\b[^\]]{0,1000}\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
_CAPTION_SAID = re.compile(r"\bcaption=(?:\"([^\"]*)\"|'([^']*)')")
_EMBED = re.compile(r"\[(embed|audio|video|playlist|code)\b[^\]]{0,1000}\][^\[]{0,2000}\[/\1\]")
_SHORTCODE = re.compile(
    r"\[(?P<end>/?)(?P<name>[A-Za-z][\w-]{1,40})(?P<more>(?:\s+[\w:-]{1,40}\s*=\s*(?:\"[^\"\]]{0,2000}\"|'[^'\]]{0,2000}'"
    r"|[^\s\]\"']{1,500})|\s+\"[^\"\]]{0,500}\")*)\s*/?\]"
)
_KNOWN = frozenset("gallery more nextpage audio video playlist embed toc sharethis contact-form caption".split())
_BLANK = re.compile(r"\n[ \t\u00a0]*\n")
_BLOCK = re.compile(r"<(?:p|div|h[1-6]|ul|ol|li|table|blockquote|figure|section)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r">\s*\n\s*(?=</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|section)\b)", re.IGNORECASE
)


_WORDPRESS = re.compile(r"<wp:wxr_version|xmlns:wp=[\"']https?://wordpress\.org/export/|<wp:post_type>")
_BLOGGER = re.compile(r"schemas\.google\.com/(?:blogger/20\d\d|g/2005)#kind|xmlns:blogger=[\"']|<blogger:type>")


_ALONE = re.compile(r"^[ \t]*(?:\[[a-z][a-z0-9]*(?:-[a-z0-9]+)+\]|https?://\S{1,2000})[ \t]*$", re.MULTILINE)
"""What stands alone on a line for something that WordPress puts in its place: a form, a film by its address."""


def is_wordpress(head: str) -> bool:
    """Tell by the start of a file whether it is WordPress's export."""
    return ("<rss" in head or "<item" in head) and _WORDPRESS.search(head) is not None


def is_export(head: str) -> bool:
    """Tell by the start of a file whether it is the export of a weblog, which feeds look like."""
    return is_wordpress(head) or ("<feed" in head and _BLOGGER.search(head) is not None)


def as_html(content: str) -> str:
    """Return a text of WordPress as HTML: its blank lines are paragraphs, its shortcodes gone."""
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    if "[" in content or "://" in content:
        content = without_shortcodes(content)
    if "\n" not in content:
        return content
    content = _BETWEEN.sub(">", content)
    pieces = [piece.strip("\n") for piece in _BLANK.split(content)]
    pieces = [piece if _BLOCK.search(piece) else piece.replace("\n", "<br>") for piece in pieces]
    return "\n<p></p>\n".join(piece for piece in pieces if piece.strip())


def without_shortcodes(content: str) -> str:
    """Return a text without shortcodes: what they wrap stays, and so do words in brackets that are none."""
    content = _CAPTION.sub(_captioned, content) if "caption]" in content else content
    content = _EMBED.sub("", content)
    closed = {match[2] for match in _SHORTCODE.finditer(content) if match["end"]}

    def gone(match: re.Match[str]) -> str:
        known = match["more"] or match["name"] in closed or match["name"] in _KNOWN or "_" in match["name"]
        return "" if known else match[0]

    return _ALONE.sub("", _SHORTCODE.sub(gone, content))


def _captioned(match: re.Match[str]) -> str:
    said = _CAPTION_SAID.search(match[0][:1000])
    words = f"{said[1] or said[2] or ''}" if said else ""
    return f"\n\n{match[1].strip()} {words}\n\n"


_NAMED = r"(?P<name>[A-Za-z][\w-]{0,40})"
_CLOSING = re.compile(rf"\[/{_NAMED}\](?!\()")
_MARK = re.compile(
    rf"\[(?P<end>/?){_NAMED}(?P<more>=[^\]\n]{{0,500}}|(?:\s+[\w:-]{{1,40}}=(?:\"[^\"]{{0,2000}}\"|'[^']{{0,2000}}'"
    r"|[^\s\]\"']{1,500})){1,200})?\s*(?P<alone>/?)\](?![(:])"
)
_PICTURE = re.compile(r"\[(img|video|audio|youtube|media)\b[^\]\n]{0,500}\][^\[\n]{0,2000}\[/\1\]", re.IGNORECASE)


def without_pairs(text: str) -> str:
    """Return a text without marks in square brackets that are closed again: `[b]`, `[url=…]`, `[et_pb_text …]`.

    What they hold stays, but for addresses of pictures and films.
    """
    closed = {match["name"].lower() for match in _CLOSING.finditer(text)}
    opened = {match["name"].lower() for match in _MARK.finditer(text) if not match["end"]} if closed else set()
    if not (pairs := closed & opened):
        return text

    def gone(match: re.Match[str]) -> str:
        return "" if match["name"].lower() in pairs or (match["alone"] and match["more"]) else match[0]

    return _MARK.sub(gone, _PICTURE.sub("", text))
