"""Prepare articles (stages 1-4 as one task): from a part of an input file to articles, edge lines and fingerprints.

A task runs in a worker and returns bytes, which the store keeps as they are. It depends on the part, the folder of the
articles, the recipe and which articles are withdrawn, and on nothing else. The texts of those end here.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr, replace

from generator.clean import EdgeLines, RuleSet, clean, compile_rules, edge_lines, normalise, repaired
from generator.describe import Naming, compile_names, describe, id_of_url, parse_url, with_facts_above, without_cut
from generator.describe.address import host_of
from generator.describe.outlet import without_form
from generator.fingerprint import fingerprint, sketch
from generator.languages import classifier
from generator.model import (
    FACTS,
    Article,
    Authorities,
    Capture,
    Dropped,
    Field,
    Fingerprint,
    Kill,
    Leaf,
    Moment,
    Passed,
    Problem,
    WithdrawalMode,
)
from generator.model.errors import ArticleError
from generator.read import Part, captures
from generator.settings import load_authorities

from .withdrawn import Modes, left_of, mode_of

TASK_BYTES = 1 << 20
"""Bytes of input that one task takes, where its parts are small."""
TASK_PARTS = 200
MANY_BYTES = 4 << 20
"""Bytes of input, some thousand articles: a few are so short or strange that letters must tell their language."""

TITLE_WORDS, TITLE_LETTERS = 4, 20
"""A headline of fewer words and letters may be the name of a section, which many pages have."""
_NUMBERED = re.compile(
    r"[\s\-–—|,:·]*[(\[]?\s*(?:[^\W\d]{1,10}\.?\s*\d{1,2}|\d{1,2}\s?(?:/|of|von|de|sur|di|из|z)\s?\d{1,2}|第?\d{1,2}[页頁ページ]+)\s*[)\]]?\s*\Z"
    r"|\s*[(\[]\d{1,2}[)\]]\s*\Z"
)
"""The number of a page behind a headline."""
_BEHIND_NUMBER = tuple(")]页頁ページ")
"""What ends such a number, where it is no digit."""

PAYWALL = "paywall"
"""Name of the boilerplate rule whose lines stand where a text is cut off."""
CUT_BY_A_PAYWALL = "the text stops at a paywall"


class PreparedLeaf(Struct, frozen=True, kw_only=True, gc=False):
    """What joining the pages of an article needs to know of one; `Leaf` says more."""

    number: int
    series: str
    """Id of the article at the address of all of them, without a number."""
    told: bool
    goes_on: bool
    """Whether the page leads to a next one."""


class Prepared(Struct, frozen=True, kw_only=True, gc=False):
    """What grouping and listing need of an article; the article itself is kept apart, as its body."""

    body: str
    """Key of the article's bytes in the store: their digest."""
    id: str
    given: str = ""
    """The id that its record has."""
    loose: bool
    """Whether no address names it: a row above shifts its place, and an export may count its records anew."""
    by_address: bool
    """Whether the id comes from the article's address; then two captures of it are versions whatever they say."""
    outlet: str | None
    host: str
    """Where its page stands; empty if that is not known."""
    has_headline: bool
    captured: Moment | None
    published: Moment | None
    modified: Moment | None
    path: str
    record: int | None
    edges: EdgeLines
    hashes: bytes
    """Winnowed hashes, little-endian uint64; of a withdrawn text too, so that it is known where it returns."""
    record_key: str = ""
    """Stands for all that the record says, where only its place tells it from others; empty where more does."""
    again: bool = False
    """Whether it is the same record again that another place has: one article, whose id is the other's."""
    sketch: str
    """Stands for the text, and mostly for an edited one, also of a withdrawn article; empty if there is too little."""
    withdrawn: WithdrawalMode | None
    """Why body and edges are without the text; None where they have it."""
    titled: int = 0
    """Stands for the headline of an article that has an address, also of a withdrawn one; 0 if there is too little."""
    leaf: PreparedLeaf | None = None
    """Which page of an article it is; None for one that stands alone."""
    leaves: tuple[Prepared, ...] = ()
    """The pages that it is joined of, in their order; empty for what was read as it is."""
    lines: int
    """Lines of the text before it was described: shown, lifted and dropped ones."""
    shown: int
    lifted: int
    dropped: int

    @property
    def bodies(self) -> tuple[str, ...]:
        """Keys of the bytes of all its pages."""
        return tuple(one.body for one in self.leaves) or (self.body,)

    @property
    def place(self) -> str:
        """What stands for the place of the record."""
        return short(f"{self.path}\0{self.record or ''}".encode("utf-8", "surrogatepass"))

    @property
    def order(self) -> tuple[str, str, str, bool, str, int]:
        """Sorts captures of one article, the oldest first; the same record again before the one whose id it has."""
        moments = (self.captured or "", self.modified or "", self.published or "")
        return (*moments, not self.again, self.path, self.record or 0)


class PreparedPart(Struct, frozen=True, kw_only=True):
    """What became of one part of an input file."""

    records: int
    articles: tuple[Prepared, ...]
    problems: tuple[Problem, ...]
    passed: tuple[Passed, ...]
    """One for each reason."""
    kills: tuple[Kill, ...]
    """What its records say that their makers withdrew."""
    formats: Mapping[str, int]
    """What it was read from, in words -> captures."""
    whole: bool
    """False where the file changed or went away while it was read: the next build must look again."""


class Shared(Struct, frozen=True, kw_only=True):
    """What all tasks go by: it is handed to each machine once, and not with each task."""

    folder: Path
    authorities: Authorities
    modes: Modes
    """Whose texts are taken out."""


Task = tuple[tuple[str, Part], ...]
"""Parts to prepare, with their keys in the store."""


class Done(Struct, frozen=True, kw_only=True):
    """A prepared part as bytes for the store."""

    key: str
    part: bytes
    bodies: Mapping[str, bytes]


encode_article: Callable[[Article], bytes] = msgspec.msgpack.Encoder().encode
decode_article: Callable[[bytes], Article] = msgspec.msgpack.Decoder(Article).decode
encode_part: Callable[[PreparedPart], bytes] = msgspec.msgpack.Encoder().encode
_decode_part: Callable[[bytes], PreparedPart] = msgspec.msgpack.Decoder(PreparedPart).decode


def decode_part(value: bytes) -> PreparedPart:
    """Return a part from its bytes; what its articles have in common is held once."""
    part = _decode_part(value)
    known: dict[str | None, str | None] = {}
    for one in part.articles:
        for name in _COMMON:
            field = getattr(one, name)
            force_setattr(one, name, known.setdefault(field, field))
    return part


_COMMON = ("path", "outlet", "host", "captured", "published", "modified")


def part_key(part: Part, recipe: str) -> str:
    """Return what the store keeps a prepared part under."""
    digest = blake2b(digest_size=16)
    for value in (recipe, part.path, part.digest, str(part.first_record)):
        digest.update(value.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def tasks(parts: Iterable[tuple[str, Part]]) -> Iterator[Task]:
    """Bundle parts into tasks of about equal work, in order."""
    waiting: list[tuple[str, Part]] = []
    size = 0
    for key, part in parts:
        waiting.append((key, part))
        size += part.size
        if size >= TASK_BYTES or len(waiting) >= TASK_PARTS:
            yield tuple(waiting)
            waiting, size = [], 0
    if waiting:
        yield tuple(waiting)


def prepare(shared: Shared, task: Task) -> list[Done]:
    """Read, clean, describe and fingerprint every record of the task's parts, and take withdrawn texts out."""
    rules, names = _rules_and_names(shared.authorities)
    return [_prepare_part(shared, key, part, rules, names) for key, part in task]


def make_ready(authorities: Authorities, parts: Iterable[Part]) -> None:
    """Make ready what tasks need, before worker processes are forked: these have it then, and none makes it anew.

    Compiling the rules takes a quarter of a second; to load the classifier of languages takes half of one, and next to
    no archive of this size does without it.
    """
    _rules_and_names(authorities)
    if sum(part.size for part in parts) >= MANY_BYTES:
        classifier.make_ready()


@cache
def _rules_and_names(authorities: Authorities) -> tuple[RuleSet, Naming]:
    ours = {pattern for rule in load_authorities(None).rules for pattern in rule.patterns}
    return compile_rules(authorities.rules, checked=ours), compile_names(authorities)


def _prepare_part(shared: Shared, key: str, part: Part, rules: RuleSet, names: Naming) -> Done:
    articles: list[Prepared] = []
    problems: list[Problem] = []
    bodies: dict[str, bytes] = {}
    records = 0
    passed: Counter[str] = Counter()
    kills: list[Kill] = []
    formats: Counter[str] = Counter()
    whole = True
    try:
        for outcome in captures(shared.folder, part):
            if isinstance(outcome, Problem):
                records += outcome.lost
                problems.append(outcome)
                continue
            if isinstance(outcome, Passed):
                records += outcome.count
                passed[outcome.reason] += outcome.count
                kills += [outcome.kill] if outcome.kill else []
                continue
            records += 1
            formats[outcome.provenance.format] += 1
            article, lines, noticed = _article_of(outcome, rules, names)
            problems += noticed
            marks = fingerprint(article.paragraphs)
            article = replace(article, sketch=sketch(marks))
            mode = mode_of(shared.modes, article.id)
            content = encode_article(left_of(article, mode) if mode else article)
            body = blake2b(content, digest_size=16).hexdigest()
            prepared = _summary_of(article, body, lines, marks)
            if mode:
                prepared = _bare(prepared, mode)
                problems = [one for one in problems if not _is_about(one, prepared)]
            bodies[body] = content
            articles.append(prepared)
    except ArticleError as error:
        problems.append(_unreadable(error))
        records += 1
        whole = False
    made = PreparedPart(
        records=records,
        articles=tuple(articles),
        problems=tuple(problems),
        passed=tuple(Passed(path=part.path, reason=reason, count=passed[reason]) for reason in sorted(passed)),
        kills=tuple(kills),
        formats=formats or {part.title: 0},
        whole=whole,
    )
    return Done(key=key, part=encode_part(made), bodies=bodies)


def _article_of(capture: Capture, rules: RuleSet, names: Naming) -> tuple[Article, int, list[Problem]]:
    """Return the article, the lines of its text before any of them was lifted, and what was wrong with it."""
    capture, garbled = _repaired(capture)
    capture = without_cut(with_facts_above(capture))
    capture = replace(capture, fields=_normalised_fields(capture))
    cleaned = clean(capture.text, rules)
    if capture.dropped:
        beside = [replace(line, text=" ".join(normalise(line.text).split())) for line in capture.dropped]
        cleaned = replace(cleaned, dropped=(*(line for line in beside if line.text), *cleaned.dropped))
    article, problems = describe(capture, cleaned, names)
    article = _cut_by_a_paywall(article)
    lines = len(cleaned.paragraphs) + len(cleaned.dropped)
    return article, lines, [*garbled, *problems, *([] if article.paragraphs else [_nothing_left(article)])]


def _repaired(capture: Capture) -> tuple[Capture, list[Problem]]:
    """Repair what was UTF-8 and read in another encoding before it came here, and say so."""
    text = repaired(capture.text)
    changed = {key: new for key, value in capture.fields.items() if value and (new := _each(value, repaired)) != value}
    wrong = [*changed, *(["text"] if text != capture.text else [])]
    if not wrong:
        return capture, []
    message = "garbled: UTF-8 that was read in an older encoding before, repaired; expected UTF-8"
    provenance = capture.provenance
    problem = Problem(
        path=provenance.path, record=provenance.record, stage="read", field=wrong[0], message=message, lost=False
    )
    return replace(capture, text=text, fields={**capture.fields, **changed}), [problem]


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """Change every string in a value of a record."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    return value


def _cut_by_a_paywall(article: Article) -> Article:
    """Return an article that says it is not whole where cleaning took a paywall's lines out of it."""
    line = next((line for line in article.dropped if line.rule == PAYWALL), None)
    if line is None or article.incomplete is not None:
        return article
    return replace(article, incomplete=cut_by_a_paywall(line))


def cut_by_a_paywall(line: Dropped) -> Field[str]:
    """Return what an article lacks where a paywall's line was taken out of it."""
    return Field(value=CUT_BY_A_PAYWALL, origin="inferred", rule="boilerplate rule paywall", evidence=line.text[:200])


def _bare(prepared: Prepared, mode: WithdrawalMode) -> Prepared:
    """Return what stays of a withdrawn article: its id and place, what sorts its captures, and how much it was."""
    return replace(prepared, outlet=None, host="", has_headline=False, edges=edge_lines(()), withdrawn=mode)


def _is_about(problem: Problem, prepared: Prepared) -> bool:
    """Tell whether a problem quotes a value of a record that is in the archive."""
    return not problem.lost and (problem.path, problem.record) == (prepared.path, prepared.record)


def _unreadable(error: ArticleError) -> Problem:
    return Problem(path=error.path, record=error.record, stage="read", field=error.field, message=error.message)


def _normalised_fields(capture: Capture) -> dict[str, Any]:
    return {normalise(key): _normalised(value) for key, value in capture.fields.items()}


def _normalised(value: Any) -> Any:
    """Normalise every string in a value of a record; reading has bounded how deep it is nested."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, list | tuple):
        return [_normalised(item) for item in value]
    if isinstance(value, dict):
        return {normalise(str(key)): _normalised(item) for key, item in value.items()}
    return value


def _nothing_left(article: Article) -> Problem:
    return Problem(
        path=article.provenance.path,
        record=article.provenance.record,
        stage="clean",
        field="text",
        message="nothing is left after cleaning; expected at least one line of a report",
        lost=False,
    )


def short(value: bytes) -> str:
    """Return eight characters that stand for bytes, of which nothing can be read back."""
    return base64.b32hexencode(blake2b(value, digest_size=5).digest()).decode("ascii").lower()


def _record_key(article: Article) -> str:
    """Return what stands for all that a record says, empty where an address or an id of its own tells it from others.

    In whichever format it says it. An outlet that only the folder's name tells is a part of it: two outlets' copies are
    no record twice.
    """
    if article.url is not None or (article.given_id is not None and article.outlet is not None):
        return ""
    facts = [(name, field.value) for name in FACTS if (field := getattr(article, name)) is not None]
    extra = sorted((key, str(value)) for key, value in article.extra.items() if value not in (None, ""))
    said = (article.given_id, article.provenance.captured, facts, article.paragraphs, extra)
    return blake2b(msgspec.msgpack.encode(said), digest_size=10).hexdigest()


def _summary_of(article: Article, body: str, lines: int, marks: Fingerprint) -> Prepared:
    hashes = marks.hashes.astype("<u8")
    return Prepared(
        body=body,
        id=article.id,
        given=article.given_id or "",
        loose=article.url is None,
        by_address=article.url is not None,
        outlet=article.outlet.value if article.outlet else None,
        host=without_form(host_of(parts)) if article.url and (parts := parse_url(article.url)) else "",
        has_headline=article.headline is not None,
        captured=article.provenance.captured,
        published=article.published.value if article.published else None,
        modified=article.modified.value if article.modified else None,
        path=article.provenance.path,
        record=article.provenance.record,
        edges=edge_lines(article.paragraphs),
        hashes=hashes.tobytes(),
        record_key=_record_key(article),
        sketch=short(hashes.min().tobytes()) if hashes.size else "",
        withdrawn=None,
        titled=_titled(article),
        leaf=_leaf(article.leaf),
        lines=lines,
        shown=len(article.paragraphs),
        lifted=len(article.lifted),
        dropped=len(article.dropped),
    )


def _leaf(leaf: Leaf | None) -> PreparedLeaf | None:
    parts = parse_url(leaf.series) if leaf else None
    if leaf is None or parts is None:
        return None
    return PreparedLeaf(number=leaf.number, series=id_of_url(parts), told=leaf.told, goes_on=bool(leaf.following))


def _titled(article: Article) -> int:
    """Return what stands for a headline, without the number of a page; 0 for one that many articles may have."""
    if article.url is None or article.headline is None:
        return 0
    headline = article.headline.value.rstrip()
    if headline[-1:].isdecimal() or headline.endswith(_BEHIND_NUMBER):  # the search for a number is slow
        headline = _NUMBERED.sub("", headline)
    words = re.findall(r"\w+", headline.casefold())
    if len(words) < TITLE_WORDS and sum(map(len, words)) < TITLE_LETTERS:
        return 0
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=4).digest())
