"""What a build met and made, in words and numbers for whoever ran it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace


class Problem(Struct, frozen=True, kw_only=True, gc=False):
    """Something in the input that kept an article, or a value of it, out of the archive."""

    path: str
    record: int | None
    stage: str
    field: str | None
    message: str
    """What was found and what would be right; lower case, no full stop."""
    lost: bool = True
    """Whether the whole record is left out; False where only a value is."""
    remedy: str = ""
    """Lines of a `_defaults.yml` that would likely set it right; empty where nothing is known."""

    def __str__(self) -> str:
        """Return the problem as one line: where, which field, what."""
        place = self.path if self.record is None else f"{self.path}:{self.record}"
        return ": ".join(part for part in (place, self.field, self.message) if part)


class Kill(Struct, frozen=True, kw_only=True):
    """What a record says that its maker withdrew: the earlier ones of the same id or address."""

    id: str = ""
    url: str = ""
    at: str = ""
    """When, as the record has it."""


class Passed(Struct, frozen=True, kw_only=True):
    """Records that are no articles, and why they were passed over."""

    path: str
    reason: str
    """Few and in plain words, since they are counted by it: `an image`, `a list of articles`."""
    count: int = 1
    kill: Kill | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """What an input file was taken for, and how many captures of articles it gave."""

    path: str
    format: str
    """In words: `JSON lines, gzip: news-please`."""
    captures: int


class FolderSeen(Struct, frozen=True, kw_only=True):
    """What a folder of the articles gave."""

    path: str
    """Below the articles folder; `.` for that itself."""
    formats: Mapping[str, int]
    """What its files were taken for, in words -> captures of articles."""
    articles: int
    missing: Mapping[str, int]
    """Fact -> how many of the articles lack it."""
    examples: tuple[str, ...]
    """A few of its articles, a line each."""

    def lines(self) -> list[str]:
        """Return what there is to say of the folder."""
        formats = ", ".join(f"{name} ({count:,})" for name, count in self.formats.items())
        missing = ", ".join(f"{fact} in {count:,}" for fact, count in self.missing.items())
        return [
            f"{self.path}: {_count(self.articles, 'article')} from {formats}",
            *([f"  missing: {missing}"] if missing and self.articles else []),
            *(f"  e.g. {example}" for example in self.examples),
        ]


class Portion(Struct, frozen=True, kw_only=True):
    """What one machine of several builds of a site."""

    number: int
    """From 1."""
    of: int
    named: frozenset[str] = frozenset()
    """Paths of pages that every portion reads, as the navigation shows their titles on all pages."""

    @property
    def leads(self) -> bool:
        """Whether what stands in a site once is this portion's: assets, pages written by hand, templates."""
        return self.number == 1


WINDOW = 365
"""Days that an archive's pace is taken from: news has its seasons."""

SHORTEST = 7
"""Days that dated articles must span for a pace."""


class Pace(Struct, frozen=True, kw_only=True):
    """How fast an archive grows, by the dates of its own articles."""

    articles: int
    """Published in those days."""
    days: int
    until: str
    """The last of them, `2024-05-17`."""

    @property
    def monthly(self) -> float:
        """Articles in a month of 365/12 days."""
        return self.articles / self.days * 365 / 12


class Weight(Struct, frozen=True, kw_only=True):
    """A built site in numbers."""

    size: int
    """Bytes of all files."""
    fixed: int
    """Bytes of those that do not grow with the archive: the theme's."""
    articles: int
    """Pages of articles."""


class Merged(Struct, frozen=True, kw_only=True):
    """Names that the archive shows as one outlet."""

    name: str
    others: tuple[str, ...]
    """Other spellings of it, and hosts that stand for it; sorted."""
    articles: int
    """How many had one of those."""


class Report(Struct, frozen=True, kw_only=True):
    """What a build did. Every record and every line that was read is in one of the counts: see `adds_up`."""

    records: int = 0
    """Records that were found, counted where they are read."""
    articles: int = 0
    versions: int = 0
    pages: int = 0
    """Records that are further pages of articles."""
    withdrawn: int = 0
    """Records of articles whose text is withdrawn."""
    clusters: int = 0
    parts_read: int = 0
    """Parts of input files read anew."""
    parts_reused: int = 0
    """Parts whose articles the store still had."""
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    paragraphs: int = 0
    """Lines and paragraphs of those records, counted before anything is made of them."""
    shown: int = 0
    lifted: int = 0
    """Lines that became a field."""
    dropped: int = 0
    withheld: int = 0
    """Lines of articles whose text is withdrawn."""
    characters: int = 0
    """Of the articles' texts, older versions left out."""
    pace: Pace | None = None
    """How fast the archive grows; None if its dates do not tell."""
    held_back: tuple[str, ...] = ()
    """A line for each file with records that are not for the public, and why."""
    unlisted: tuple[str, ...] = field(default=())
    """Pages that searches and the sitemap leave out since articles are withdrawn; paths below the archive, sorted."""
    problems: tuple[Problem, ...] = field(default=())
    passed: tuple[Passed, ...] = ()
    """Records that are no articles, by path and reason."""
    taken: tuple[Taken, ...] = ()
    """What each input file was taken for, by path, then format."""
    folders: tuple[FolderSeen, ...] = ()
    """What each folder gave, by path; known where it is asked for."""
    outlets: tuple[Merged, ...] = ()
    """Outlets that were spelled in several ways, by name."""
    alike: tuple[str, ...] = ()
    """Tags that may be one, a line for each pair; known where it is asked for."""
    replaced: tuple[str, ...] = ()
    """What nobody would expect at an address since the last build, a line each: another text, a withdrawn one again."""

    def repeated(self) -> Report:
        """Return the report of the next build, if nothing changes until then."""
        return replace(
            self,
            parts_read=0,
            parts_reused=self.parts_read + self.parts_reused,
            written=0,
            unchanged=self.written + self.unchanged,
            removed=0,
        )

    def remedies(self) -> list[str]:
        """Return what to put into the folders' `_defaults.yml` for records whose keys are not known, as lines."""
        wanted = {
            (problem.path.rpartition("/")[0] or ".", problem.remedy) for problem in self.problems if problem.remedy
        }
        return [
            line
            for folder, remedy in sorted(wanted)
            for line in (f"{folder}/_defaults.yml: what would likely read more of that folder:", *remedy.splitlines())
        ]

    @property
    def passed_over(self) -> int:
        """Records that were passed over."""
        return sum(one.count for one in self.passed)

    def formats(self) -> list[str]:
        """Return a line for each format, each reason to pass a record over, and each outlet of several names."""
        files: Counter[str] = Counter(one.format for one in self.taken)
        captures: Counter[str] = Counter()
        for taken in self.taken:
            captures[taken.format] += taken.captures
        reasons: Counter[str] = Counter()
        for passed in self.passed:
            reasons[passed.reason] += passed.count
        return [
            *(
                f"{_count(captures[name], 'article'):>16} in {_count(files[name], 'file'):<13} {name}"
                for name in sorted(files)
            ),
            *(f"{_count(reasons[why], 'record'):>16} passed over     {why}" for why in sorted(reasons)),
            *(
                f"{_count(one.articles, 'article'):>16} of one outlet   {', '.join(one.others)}: {one.name}"
                for one in self.outlets
            ),
        ]

    def files(self) -> list[str]:
        """Return a line for each input file and format: what it was taken for, what it gave, what broke."""
        broken = {one.path: one.message for one in reversed(self.problems) if one.lost and one.record is None}
        told = [
            f"{one.path}: {one.format}, {_count(one.captures, 'article')}"
            f"{'; ' if one.path in broken else ''}{broken.get(one.path, '')}"
            for one in self.taken
        ]
        never_read = sorted(broken.keys() - {one.path for one in self.taken})
        return [*told, *(f"{path}: not read; {broken[path]}" for path in never_read)]

    @property
    def lost(self) -> int:
        """Records that are left out since something is wrong with them."""
        return sum(problem.lost for problem in self.problems)

    @property
    def adds_up(self) -> bool:
        """Whether nothing that was read is unaccounted for, and nothing is shown that was not read."""
        return (
            self.records == self.articles + self.versions + self.pages + self.withdrawn + self.lost + self.passed_over
            and self.paragraphs == self.shown + self.lifted + self.dropped + self.withheld
        )

    def summary(self) -> str:
        """Return the report in one line of plain words."""
        parts = [
            _count(self.records, "record") if self.records else "nothing to read in the folder of articles",
            _count(self.articles, "article"),
            _count(self.versions, "older version"),
            *([_count(self.pages, "further page")] if self.pages else []),
            *([f"{self.withdrawn:,} withdrawn"] if self.withdrawn else []),
            *([f"{self.lost:,} left out"] if self.lost else []),
            _count(self.clusters, "cluster") + " of copies",
            _count(len(self.problems), "problem"),
            *([f"{self.passed_over:,} passed over"] if self.passed else []),
            *([f"{_count(len(self.outlets), 'outlet')} of several names"] if self.outlets else []),
        ]
        if self.written or self.unchanged or self.removed:
            pages = _count(self.written + self.unchanged, "page")
            parts.append(f"{pages}: {self.written:,} written, {self.removed:,} removed")
        return " · ".join(parts)

    def account(self) -> str:
        """Return the summary with what became of the lines."""
        lines = (
            f"{_count(self.paragraphs, 'line')}: {self.shown:,} shown, {self.lifted:,} made into facts, "
            f"{self.dropped:,} taken out, {self.withheld:,} withdrawn"
        )
        return f"{self.summary()} · {lines}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
