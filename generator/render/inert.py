"""Make a stranger's text inert: show exactly its characters, whatever syntax they spell.

Every character that a Markdown builder, one of its extensions or a template engine could take for syntax is written
as a numeric character reference, so it never stands in the page literally. References are the one escape that
Markdown, raw HTML and attribute values read alike, that no preprocessor looks into, and that survives being escaped in
any order. Ordinary prose stays readable: where a character is harmless by its neighbours, it stays as it is. Only
`writer.py` asks for any of this; to say which language a text is in is for whoever lays it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

_ALWAYS = "&<>\"'`*_[]{}\\#|~^=+$@/"
"""Syntax wherever they stand. Quotes are syntax to `smarty` alone, which would put other characters in their place; an
archive shows what was printed. Measured on 2,000 news pages, that costs 1 % of size and 0.1 ms of 2.2 ms to convert."""

_HAZARD = re.compile(
    rf"[{re.escape(_ALWAYS)}\-.:!?(0-9]"  # one set first: the engine skips harmless text at full speed
    rf"(?:(?<=[{re.escape(_ALWAYS)}])"
    r"|(?<=-)(?=-)"  # dashes: smarty, rules, tables, comments
    r"|(?<=\.)(?:(?=\.\.)|(?<=[wW]{3}\.))"  # an ellipsis of three; an address without its scheme
    r"|(?<=:)(?=\S)(?!(?<=[0-9]:)[0-9]+(?![0-9:]))"  # addresses, :emoji:, directives; a time or "word: " is prose
    r"|(?<=[!?])(?=[0-9])"  # magiclink's short references to pull requests and discussions
    r"|(?<=\()(?=(?i:c|r|tm)\))"  # smartsymbols
    r"|(?<=[0-9])(?=st|nd|rd|th))"  # smartsymbols' ordinals
)
_COMMIT_LENGTH = 40
_COMMIT = re.compile(rf"([\da-fA-F]{{{_COMMIT_LENGTH},}})")
"""What magiclink takes for a commit of the project's repository, in the digits of any script as it does."""
_THINNED = 5
_COMMIT_THINNED = re.compile(rf"[\da-fA-F]{{{_COMMIT_LENGTH // _THINNED}}}")
"""What is left of any commit where only every fifth character of a text is: that is found in a third of the time."""

_EARLY = re.compile(r"[&<>\"'`\\\[\]{}$+|^*]")

_AMPERSAND = re.compile("&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)

_OPENING = re.compile(r"[-:!?%]|(?:\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)[.)](?=\s|$)|[\w-]+:")
"""What opens a line as a list, definition, admonition, or a key of the `meta` extension; its last character counts."""

_SPACES = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029 ]+")
_UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_REFERENCE = {character: f"&#{ord(character)};" for character in map(chr, range(128))}

_ESCAPED_IN_YAML = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_IN_DATA = re.compile("[<>&=\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

RIGHT_TO_LEFT_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def one_line(text: str) -> str:
    """Return the text as a line: runs of spaces and line ends become one space, what cannot be shown becomes U+FFFD."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _UNSHOWABLE.sub("\ufffd", _SPACES.sub(" ", text).strip(" "))


def inline(text: str) -> str:
    """Return Markdown source, without a line end, that shows as exactly this text.

    It holds in a paragraph, heading, list item, link text, strong text, and in raw HTML between tags and in quotes.

    Args:
        text: Any string; see `one_line` for what happens to its line ends.

    Returns:
        The source; empty for an empty text.
    """
    return _ended(text, _line_start)


@lru_cache(maxsize=4096)
def inside(text: str) -> str:
    """Return the same of a text that opens no line of Markdown: within an element, a label, a mark, behind `#`."""
    return _ended(text, _references)


@lru_cache(maxsize=4096)
def between(text: str) -> str:
    """Return the same of a text that stands between others on a line, and keeps the spaces at its ends."""
    shown = text if text.isprintable() and "  " not in text else _UNSHOWABLE.sub("\ufffd", _SPACES.sub(" ", text))
    return _references(shown)


def _ended(text: str, escape: Callable[[str], str]) -> str:
    line = one_line(text)
    middle = line.strip()
    if middle == line:
        return escape(line)
    # Builders strip wide and no-break spaces from the ends as if they were plain ones.
    before, _, after = line.partition(middle) if middle else (line, "", "")
    return _as_references(before) + escape(middle) + _as_references(after)


def _line_start(line: str) -> str:
    if opening := _OPENING.match(line):
        end = opening.end()
        return _references(line[: end - 1]) + _as_references(line[end - 1]) + _references(line[end:])
    return _references(line)


def _references(text: str) -> str:
    if len(text) < _COMMIT_LENGTH or not _COMMIT_THINNED.search(text[::_THINNED]):
        return _HAZARD.sub(_reference, text)
    prose_and_commits = _COMMIT.split(text)
    prose_and_commits[::2] = [_HAZARD.sub(_reference, some) for some in prose_and_commits[::2]]
    prose_and_commits[1::2] = map(_as_references, prose_and_commits[1::2])
    return "".join(prose_and_commits)


def _reference(match: re.Match[str]) -> str:
    return _REFERENCE[match[0]]


def _as_references(characters: str) -> str:
    return "".join(f"&#{ord(character)};" for character in characters)


def attribute(text: str) -> str:
    """Return the text for a quoted attribute of inline raw HTML, as in a link's target.

    Builders set raw tags aside before they look for most syntax; what they look for earlier is written as references.
    """
    return _EARLY.sub(lambda match: _REFERENCE[match[0]], one_line(text))


def serialised(text: str) -> str:
    """Return the text for an attribute of an element that Python-Markdown reads, as it writes it again."""
    shown = _AMPERSAND.sub("&amp;", one_line(text))
    return shown.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def data(json: str) -> str:
    """Return JSON for an element of the page: no text in it ends the element, and none looks like an attribute."""
    return _IN_DATA.sub(lambda match: f"\\u{ord(match[0]):04x}", whole(json))


def plain(text: str) -> str:
    """Return the text for front matter that MkDocs and themes print into HTML as it stands: titles, descriptions.

    Braces too are escaped, since template plugins run over titles.
    """
    return escape(one_line(text)).replace("{", "&#123;").replace("}", "&#125;")


def whole(text: str) -> str:
    """Return the text as files in UTF-8 can hold it: lone surrogates become U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def scalar(text: str) -> str:
    """Return a YAML scalar, double-quoted as JSON is, that loads as exactly this text, but for lone surrogates."""
    plain = whole(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_ESCAPED_IN_YAML.sub(_yaml_escape, plain)}"'


def _yaml_escape(match: re.Match[str]) -> str:
    return "\\n" if match[0] == "\n" else f"\\u{ord(match[0]):04x}"


def sequence(texts: tuple[str, ...]) -> str:
    """Return a YAML sequence of such scalars, on one line."""
    return f"[{', '.join(map(scalar, texts))}]"
