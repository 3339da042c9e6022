"""Find the outlet of a text that was given none: from its address, else from the outlet's own notices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from generator.model import Field

from .names import Naming, by_domain, only, outlet_named, whole_agency

_WORD = r"[^\W\d_a-zß-ÿ][\w&'’-]*(?:\.[\w&'’-]+)*"
_NAME = rf"(?P<name>(?:The |the )?{_WORD}(?:[ -](?:of |de |da |and |& )?{_WORD}){{0,5}})"
_SIGN = r"(?:(?:©|\(c\)|\([Cc]\)|[Cc]opyright|COPYRIGHT|All content)\s*){1,3}"
_YEARS = r"\d{4}(?:\s?[-–]\s?\d{2,4})?"
FORMS = (
    (
        "disclaimer",
        (
            re.compile(rf"\b[Nn]o {_NAME} (?:[Jj]ournalist|[Rr]eporter|[Ss]taff|[Ee]mployee)s? (?:was|were) involved"),
            re.compile(
                rf"not been (?:edited|verified|created) by (?:the )?{_NAME} (?:[Ss]taff|[Tt]eam|[Jj]ournalists)"
            ),
            re.compile(
                rf"(?:do|does) not (?:necessarily )?(?:reflect|represent) (?:the )?"
                rf"(?:views|those|opinions?|position) of {_NAME}(?=[.,]|$)"
            ),
        ),
    ),
    (
        "copyright line",
        (
            re.compile(r"جميع الحقوق محفوظة (?:لصحيفة|لموقع|لجريدة) (?P<name>[^©.\n\d]{3,40})"),
            re.compile(r"©\s?(?P<name>[^©。]{2,30}?)\s?無断"),
            re.compile(rf"(?:^|[.|] ){_SIGN}(?:by )?{_YEARS},? (?:by )?{_NAME}(?![/\w])"),
            re.compile(rf"(?:^|[.|] ){_SIGN}(?:by )?{_NAME}(?:,? {_YEARS}|\. All rights reserved)"),
        ),
    ),
    (
        "subscription line",
        (
            re.compile(rf"(?:[Ss]ubscribe to|[Tt]hank you for reading) {_NAME}(?=[.,!:]|$| for | and )"),
            re.compile(rf"(?:[Aa]ccess|[Dd]ownload|[Gg]et) (?:the )?{_NAME} (?:[Aa]pp|across devices|on your)\b"),
        ),
    ),
)
"""Forms of an outlet's own lines, the surest first."""
SIGNS = (
    "involved",
    "not been",
    "reflect",
    "represent",
    "الحقوق محفوظة",
    "無断",
    "©",
    "(c)",
    "(C)",
    "opyright",
    "COPYRIGHT",
    "All content",
    "ubscribe to",
    "reading",
    "pp",
    "across devices",
    "on your",
)
"""One of them stands in every line that has such a form: a quick look before the slow ones."""
_COMPANY = re.compile(
    r"[\s,.]+(?:LLC|Inc|Ltd|Limited|GmbH|AG|Corp|Co|Pty|plc|PLC|L\.?P|"
    r"Media Group|All Rights Reserved|All rights reserved)\b.*$"
)
_NOT_OUTLETS = frozenset(
    "all the this no our your us we click image photo getty images newsletter app terms privacy material "
    "syndicate newsource copyright".split()
)
_NOT_OWN = re.compile(
    r"\b(?:photo|image|picture|caption|syndicate|newsource|content agency|features)\b|写真|صورة", re.IGNORECASE
)
"""Words of a line that names the owner of a picture or a seller of columns, not the outlet."""
_LONGEST = 400


_FORMS_OF_PAGES = frozenset(
    {"www", "www1", "www2", "www3", "m", "mobile", "mobil", "amp", "wap", "touch", "edition", "rss", "feeds"}
)
"""First parts of hosts that name a form of a site's pages and not another site."""
_HOST = re.compile(r"(?:https?://)?(?P<host>[\w-]+(?:\.[\w-]+)+)/?", re.IGNORECASE)


_ON_THE_WEB = re.compile(
    r"(?:\s(?:online|digital|nett|web|on the web)|デジタル|電子版|オンライン|온라인|网络版|網路版)\Z", re.IGNORECASE
)
"""What a paper puts behind its name on the web: `Daily Mail Online` is the Daily Mail."""


def without_form(host: str) -> str:
    """Return a host without what names a form of its pages: `m.osk.example` and `amp.osk.example` are one site."""
    first, _, rest = host.partition(".")
    return without_form(rest) if first in _FORMS_OF_PAGES and "." in rest else host


def from_given(name: str, naming: Naming) -> str:
    """Return the outlet of a given name: the preferred one where it is known, by the name or as a domain."""
    host = _HOST.fullmatch(name)
    if host:
        plain = without_form(host["host"].lower())
        known = by_domain(plain, naming.domains) or ("" if name[:1].isupper() and plain == name.lower() else plain)
        return known or outlet_named(name, naming) or name
    return outlet_named(name, naming) or outlet_named(_ON_THE_WEB.sub("", name), naming) or name


def from_address(host: str, naming: Naming) -> Field[str]:
    """Return the outlet that publishes at this host; an unknown one is called by the host."""
    host = without_form(host)
    name = by_domain(host, naming.domains) or host
    return Field(value=name, origin="inferred", rule="address", evidence=host)


def passes_on(host: str) -> bool:
    """Tell whether addresses at a host lead to what others publish, and say nothing of who does."""
    return without_form(host) in _SERVICES


def behind_headline(headline: str | None, naming: Naming) -> Field[str] | None:
    """Return the outlet that a service puts behind the headlines of others: `Bridge to close - Marrow Mail`."""
    match = _BEHIND.fullmatch(headline or "")
    if not match:
        return None
    name = outlet_named(match["name"], naming) or match["name"]
    return Field(value=name, origin="inferred", rule="behind the headline", evidence=match["name"])


def from_opening(paragraphs: Sequence[str], naming: Naming) -> Field[str] | None:
    """Return the outlet that opens its texts with its address: `MarrowMail.co.id, JAKARTA - `."""
    match = _OPENS.match(paragraphs[0]) if paragraphs else None
    if not match:
        return None
    name = from_given(match["name"], naming)
    return Field(value=name, origin="inferred", rule="opening of the text", evidence=match[0].strip())


_SERVICES = frozenset(
    """news.google.com feedproxy.google.com feeds.feedburner.com apple.news t.co bit.ly ow.ly buff.ly lnkd.in dlvr.it
    trib.al tinyurl.com flip.it rss.app ift.tt""".split()
)
_BEHIND = re.compile(r".{12,}\s[-–—]\s(?P<name>[^-–—|:?!\s][^–—|:?!]{1,50})", re.DOTALL)
_OPENS = re.compile(
    r"(?:[A-Z][A-Z .'-]{2,40},\s?)?(?P<name>[A-Z][\w-]{1,30}\.(?i:com|co\.id|id|co|net|news|tv|or\.id)),?"
    r"(?:\s[A-Z][\w ()]{1,40}?)?\s?[-–—]{1,2}\s"
)


def from_notices(dropped: Sequence[str], paragraphs: Sequence[str], naming: Naming) -> Field[str] | None:
    """Return the outlet that the lines taken out of the text, or its last paragraphs, name as their own."""
    dropped = [line for line in dropped if _has_sign(line)]
    tail = [paragraph for paragraph in paragraphs[-3:] if len(paragraph) <= _LONGEST and _has_sign(paragraph)]
    for rule, forms in FORMS:
        lines = dropped if rule == "subscription line" else (*dropped, *tail)
        read = [
            (next(filter(None, (_outlet_in(form, line[:_LONGEST], naming) for form in forms)), None), line)
            for line in lines
        ]
        notices = [(name, line) for name, line in read if name]
        if notices:
            [(name, count), *others] = Counter(name for name, _ in notices).most_common(2)
            if others and others[0][1] == count:
                return None
            line = next(line for named, line in notices if named == name)
            return Field(value=name, origin="inferred", rule=rule, evidence=line)
    return None


def _has_sign(line: str) -> bool:
    return any(sign in line[:_LONGEST] for sign in SIGNS)


def _outlet_in(form: re.Pattern[str], line: str, naming: Naming) -> str | None:
    match = form.search(line)
    if not match or _NOT_OWN.search(line):
        return None
    name = _COMPANY.sub("", match["name"].strip(" .,'’-")).strip(" .,")
    words = name.casefold().split()
    if (
        not words
        or (words[0] in _NOT_OUTLETS and len(words) == 1)
        or len(name) < 2
        or not _NOT_OUTLETS.isdisjoint(words[1:])
    ):
        return None
    agency = only(filter(None, [whole_agency(name, naming)]))
    return None if agency else outlet_named(name, naming) or name
