"""Say where pages stand: paths below the archive folder, the relative links between them, the folders of names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote, urlsplit

from slugify import slugify

ARCHIVE = "archive"
"""The folder of all pages, below the docs folder and in the site."""
FRONT = "index.md"
SEARCH = "search/index.md"
CALENDAR = "calendar/index.md"
STATISTICS = "statistics/index.md"
HOLDINGS = "holdings/index.md"
HOLDINGS_CSV = "holdings/holdings.csv"
CORRECTIONS = "corrections/index.md"
DATA = "open-data/index.md"
COPIES = "copies"
TRANSLATIONS = "translations"
UNDATED = "undated"
FOLDERS = {
    "outlet": "outlets",
    "agency": "agencies",
    "section": "sections",
    "tag": "tags",
    "language": "languages",
}
"""What the search filters by -> the folder of its listings."""

_ARTICLE = re.compile(rf"(?:\d{{4}}/\d\d|{UNDATED})/[^/]+-[0-9a-f]{{8,}}\.md")
LONGEST_KEY = 60
_TAKEN = frozenset(
    # The listings' own files, and the names that Windows keeps to itself.
    ["index", "by", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def is_article(path: str) -> bool:
    """Tell whether a page below the archive is an article's; theme/assets/javascripts/take.js knows them so, too."""
    return _ARTICLE.fullmatch(path) is not None


def every_copy(canonical_id: str) -> str:
    """Return the folder that lists all members of a cluster that is too large for one page."""
    return f"{COPIES}/{canonical_id}/all"


def statistics_of(key: str) -> str:
    """Return the path of the page that counts an outlet's articles.

    Args:
        key: Of the outlet's listing.
    """
    return f"outlets/{key}/statistics/index.md"


def index(folder: str) -> str:
    """Return the path of a folder's page."""
    return f"{folder}/index.md" if folder else FRONT


def relative(start: str, path: str) -> str:
    """Return the link from one page to another.

    Args:
        start: Path of the page that holds the link, below the archive folder.
        path: Path that it leads to, below the archive folder; letters, digits, `-`, `.` and `/` only.
    """
    folder = start[: start.rfind("/") + 1]
    if path.startswith(folder):
        return path[len(folder) :]
    return "../" * folder.count("/") + path


@lru_cache(maxsize=1 << 16)
def url(path: str) -> str:
    """Return where a page or a file stands in the site, below its root; the search page stands directly there.

    Args:
        path: Of the page, below the archive folder.
    """
    if not path.endswith((".md", ".html")):
        return f"{ARCHIVE}/{path}"
    name = path.removesuffix(".md").removesuffix(".html")
    folder = name.removesuffix("index") if f"/{name}".endswith("/index") else f"{name}/"
    return folder if path == SEARCH else f"{ARCHIVE}/{folder}"


def relative_url(start: str, end: str) -> str:
    """Return the link from one place in the site to another; both are folders, with a slash at the end."""
    above = ""
    while not end.startswith(start):
        start = start[: start.rfind("/", 0, -1) + 1]
        above += "../"
    return above + end[len(start) :] or "./"


def period(moment: str | None) -> str:
    """Return the folder of an article's month."""
    return f"{moment[:4]}/{moment[5:7]}" if moment else UNDATED


def paragraph(place: int) -> str:
    """Return the id of a paragraph of an article's text on its page.

    Args:
        place: Its number in the text, from 1.
    """
    return f"p-{place}"


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """Return the folder that lists an outlet, agency, section, tag or language: for ever the same for a name.

    Names in ASCII are their slug, so that `ACME News` and `Acme news` share a listing. Other names lose too much to the
    slug, and too long ones their end: these end in 6 hex digits of the name's digest.
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    slug = slugify(folded, backend="text-unidecode")
    if slug and slug not in _TAKEN and len(slug) <= LONGEST_KEY and folded.isascii():
        return slug
    digest = blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
    return f"{slug[:LONGEST_KEY].strip('-') or 'name'}-{digest}"


@lru_cache(maxsize=4096)
def target(url: str | None) -> str | None:
    """Return the address for a link to the original page, percent-encoded; None if it is not one of the web's.

    The host is as the network knows it, in punycode; a user and a password are nobody's business.
    """
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
        hostname = parts.hostname
    except ValueError:
        return None
    host = _host_on_the_network(hostname or "")
    if parts.scheme not in {"http", "https"} or not host:
        return None
    start, _, rest = url.strip().partition(parts.netloc)
    place = parts.netloc.rpartition("@")[2] if host == hostname else host + _port(parts.netloc)
    whole = f"{start}{place}{rest}"
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(whole, safe="%/:?#[]@!$&'()*+,;=~-._", errors="replace"))


def host(target: str) -> str:
    """Return the host that an address names, without `www.`, and in its own letters where it is in punycode."""
    named = (urlsplit(target).hostname or "").removeprefix("www.")
    if "xn--" not in named:
        return named
    import idna  # noqa: PLC0415 - few archives have such a host

    try:
        return str(idna.decode(named))
    except (idna.IDNAError, UnicodeError):
        return named


def _host_on_the_network(host: str) -> str:
    if host.isascii():
        return host
    import idna  # noqa: PLC0415

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def _port(netloc: str) -> str:
    return match[0] if (match := re.search(r":\d+\Z", netloc)) else ""
