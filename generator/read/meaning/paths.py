"""Paths: what the place of a file says of the text in it, where the text does not say it itself."""

from __future__ import annotations

import re

_YEAR, _MONTH, _DAY = r"(?:1[6-9]|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_SET_APART = re.compile(rf"(?<!\d)(?<!\d-)({_YEAR})([-_.])({_MONTH})\2({_DAY})(?!-?\d)")
_AT_THE_START = re.compile(rf"({_YEAR})()({_MONTH})({_DAY})(?!\d)")
_FOLDERS = re.compile(rf"(?:\A|/)({_YEAR})(/)({_MONTH})\2({_DAY})(?=/)")
_SEQUENCE = re.compile(r"/ed-\d{1,3}/seq-(\d{1,4})/[^/]+\Z")
"""The page in the paths of Chronicling America: `sn83/1911-05-17/ed-1/seq-4/ocr.txt`."""


def day_of(path: str) -> tuple[str, str]:
    """Return the one day in a path, and where it stands: the file's name, or its folders; empty without one."""
    above, _, name = path.rpartition("/")
    places = ((name, "file name", (_SET_APART, _AT_THE_START)), (f"{above}/", "folder", (_FOLDERS, _SET_APART)))
    for words, where, forms in places:
        days_in_path = [
            one for form in forms for one in (form.finditer(words) if form is not _AT_THE_START else _start(words))
        ]
        days = {f"{one[1]}-{one[3]}-{one[4]}" for one in days_in_path}
        if days:
            return (days.pop(), where) if len(days) == 1 else ("", "")
    return "", ""


def _start(words: str) -> list[re.Match[str]]:
    match = _AT_THE_START.match(words)
    return [match] if match else []


_POST = re.compile(rf"({_YEAR})-(\d\d?)-(\d\d?)-(?=[^\W\d])")


def day_of_post(name: str) -> str:
    """Return the day in the name of a post of Jekyll's, `2024-5-7-ferry.md`; empty for other names."""
    match = _POST.match(name)
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}" if match else ""


def page_of(path: str) -> str:
    """Return the number of a page, where the path is one that libraries give the files of pages."""
    match = _SEQUENCE.search(path)
    return match[1] if match else ""
