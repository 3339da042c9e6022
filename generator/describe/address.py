"""Read addresses and give articles their ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from generator.model import Field, Provenance

MAX_URL = 4096
_TRACKING = re.compile(
    r"utm_.*|.*clid|_ga|_gl|mc_[ce]id|igshid|ns_(?:mchannel|campaign|source|linkname|fee)|cmpid|cmp|ocid|at_(?:medium|campaign)"
    r"|smid|smtyp|ref_src|ref_url|spm|yclid|_hs(?:enc|mi)|mkt_tok|vero_id|wt_mc|wt\.mc_id|xtor|soc_src|soc_trk|guccounter"
    r"|guce_.*|__twitter_impression|amp",
    re.IGNORECASE,
)
_FORM = re.compile(r"\A(?:(?:www\d?|m|mobile|mobil|amp|touch|wap)\.)+(?=[^.]+\.[^.]+)")
"""Names before that of a site under which it shows the same pages."""
_AMP = re.compile(r"(?:/|[._-])amp(?P<ending>\.\w{3,5})?\Z|\A/amp(?=/.)", re.IGNORECASE)
_CACHE = re.compile(r"(?:\A|\.)(?:cdn\.ampproject\.org|google\.[a-z.]{2,6})\Z")
_CACHED = re.compile(r"/(?:amp|[cvr])/(?:s/)?(?P<url>[^/]+\.[^/]+/.*)\Z")
_DATE_PIECE = re.compile(
    r"/((?:1[6-9]|20)\d\d)(?:/(\d{1,2})/(\d{1,2})|-(\d\d)-(\d\d)|(\d\d)(\d\d)|/([a-z]{3})/(\d{1,2}))(?=[/_-]|$)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?!-)[^\s/?#@:\\\[\]<>\"'`{}|^%]{1,253}")


def parse_url(text: str) -> SplitResult | None:
    """Return the parts of a web address; None if it is not one."""
    if len(text) > MAX_URL or not text.isprintable() or " " in text:
        return None
    try:
        parts = urlsplit(text)
        valid_port = (parts.port or 0) >= 0
    except ValueError:
        return None
    host = parts.hostname or ""
    dotted = "." in host.strip(".") or host == "localhost" or ":" in host
    usable = parts.scheme in {"http", "https"} and dotted and (_HOST.fullmatch(host) or ":" in host)
    return parts if usable and valid_port else None


def host_of(parts: SplitResult) -> str:
    """Return the host in lower case, without `www.` and what else names another form of the same site: `m.`, `amp.`."""
    return _FORM.sub("", (parts.hostname or "").lower().strip("."))


def normalised(parts: SplitResult) -> str:
    """Return what is the same in all spellings of an address.

    That is without scheme, `www.`, `m.` and `amp.`, port 80, what tracks readers, a fragment, and marks of AMP.
    """
    parts = _out_of_cache(parts)
    host = host_of(parts)
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._", errors="replace")
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda escape: escape[0].upper(), path).rstrip("/")
    path = _AMP.sub(lambda match: match["ending"] or "", path, count=1)
    query = parse_qsl(parts.query, keep_blank_values=True, errors="replace", max_num_fields=None)
    kept = sorted((key, value) for key, value in query if not _TRACKING.fullmatch(key))
    return f"{host}{port}{path}" + (f"?{urlencode(kept, errors='replace')}" if kept else "")


def _out_of_cache(parts: SplitResult) -> SplitResult:
    """Return the address of the page that an address of Google's AMP cache shows."""
    if not _CACHE.search(parts.hostname or ""):
        return parts
    match = _CACHED.match(parts.path)
    shown = parse_url(f"https://{match['url']}" + (f"?{parts.query}" if parts.query else "")) if match else None
    return shown or parts


def article_id(parts: SplitResult | None, given_id: str | None, outlet: str | None, provenance: Provenance) -> str:
    """Return the id of an article: from its address, else from the id of its record, else from its place.

    The kind of what it is made from goes into the digest, so that an address never meets a path.
    """
    key: tuple[str, ...]
    if parts is not None:
        return id_of_url(parts)
    if given_id is not None:
        key = ("id", outlet or "", given_id, "" if outlet else provenance.path)
    else:
        return id_of_place(provenance.path, provenance.record)
    return _id(key)


def id_of_place(path: str, record: int | None) -> str:
    """Return the id of an article that has no other than the place of its record."""
    return _id(("path", path, str(record or "")))


def id_of_url(parts: SplitResult) -> str:
    """Return the id of the article at an address."""
    return _id(("url", normalised(parts)))


def _id(key: tuple[str, ...]) -> str:
    return blake2b("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def day_in_path(parts: SplitResult, months: Mapping[str, int]) -> Field[str] | None:
    """Return the day that the path of an address names, as in `/2019/12/17/`; None if it names none or several."""
    days: dict[str, str] = {}
    for piece in _DATE_PIECE.finditer(parts.path):
        year, *numbers = (part for part in piece.groups() if part)
        month, day = (months.get(numbers[0].lower(), 0) if numbers[0].isalpha() else int(numbers[0])), int(numbers[1])
        if 1 <= month <= 12 and 1 <= day <= _days_in(int(year), month):
            days.setdefault(f"{year}-{month:02}-{day:02}", piece[0])
    if len(days) != 1:
        return None
    [(moment, evidence)] = days.items()
    return Field(value=moment, origin="inferred", rule="address", evidence=evidence)


def _days_in(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
