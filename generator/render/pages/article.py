"""Lay out an article's page: Article and Links -> Page.

Front matter, the head with the facts, the text as paragraphs and nothing else, and below it what makes the page
checkable: the copies, the earlier versions, where every fact was read, and the lines that cleaning took out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from generator.model import FACTS, Site, parted
from generator.render import places, words
from generator.render.blocks import (
    UNSEARCHED,
    Address,
    Attributes,
    Block,
    Break,
    Disclosure,
    Facts,
    Group,
    Heading,
    Isolated,
    Items,
    Link,
    Marked,
    Paragraph,
    Span,
    Spans,
    Styled,
    Time,
)
from generator.render.direction import direction, foreign, quoted, spoken
from generator.render.inert import one_line
from generator.render.words import joined, say, told
from generator.render.writer import Front, written

from .card import DESCRIPTION_LENGTH, TITLE_LENGTH, headline, title, value_of
from .changes import version_changes
from .cited import cited
from .comparison import comparison_path
from .evidence import EVIDENCE_LENGTH, dropped_lines, evidence_of, lender_of, place_of
from .heads import cite_box, head_of, own_address
from .timeline import timeline
from .work import work_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from generator.model import (
        Article,
        Card,
        Comparison,
        Copy,
        Fact,
        Field,
        Links,
        Page,
        PassageFrom,
        SameEvent,
        TranslatedCopy,
        Version,
        Withdrawal,
    )


NOWHERE = Site()
"""Of a page that stands on no site that is known."""
PASSAGE_LENGTH = 160
"""Characters of a passage that is listed with where it was first."""
MANY_REPORTS = 4
"""Reports of one event from which their course in time is drawn."""
COPIES_IN_VIEW = 5
"""Copies that stand in view; the rest of a longer list is folded below them."""

VERSIONS = "versions"
"""Where on a page its article's older captures stand."""

UNINDEXED: Front = {"robots": "noindex", "search": {"exclude": True}}
"""Front matter of a page that searches, of the site's own and of the web, leave out."""

_ARCHIVES = (
    ("in the Wayback Machine", "https://web.archive.org/web/", "*"),
    ("in Memento", "https://timetravel.mementoweb.org/memento/", "2000"),
)
"""Who holds captures, the start of their addresses, and what stands there for a day that is not known."""
_CROSSHEAD = re.compile(r"[-–—]\s+\S.*\S\s+[-–—]\Z")
_CROSSHEAD_LENGTH = 80


def article_page(
    article: Article, links: Links, changes: Sequence[Comparison | None] = (), site: Site = NOWHERE
) -> Page:
    """Return the page of an article.

    Args:
        article: What the page shows.
        links: Where it leads to; its addresses are pages of the same archive.
        changes: For each older capture, its text compared with the article's; None where they are the same. Nothing,
            where older texts are to be shown as they were.
        site: What it stands on.
    """
    it = cited(article, site)
    blocks = (
        *head(article, links),
        Group("div", "bf-margin", (_facts(article, links), cite_box(article, site, it)), island=True),
        _text(article, links),
        *_break(article, links),
        *topics(article, links.own_tags),
        *_copies(article, links),
        *_translations(links),
        *_rulings(links),
        *_relatives(article, links),
        *_events(article, links),
        *_passages(article, links),
        *_versions(article, changes or (None,) * len(article.versions)),
        evidence_of(article, links),
        *dropped_lines(article),
        period(article, links),
    )
    front = {**front_matter(article, links), "own_address": own_address(article, site)}
    return written(f"{article.address}.md", front, blocks, head_of(article, links, site, it))


def _spoken(article: Article) -> Attributes:
    """Return the attributes of what is in the article's own language."""
    return spoken(value_of(article.language), _sample(article))


def _sample(article: Article) -> str:
    """Return the words that tell the direction of an article in an unknown language."""
    return article.lede or headline(article)


def front_matter(article: Article, links: Links) -> Front:
    """Return an article's front matter."""
    language = value_of(article.language)
    published = value_of(article.published)
    return {
        "title": headline(article),
        "description": words.cut(one_line(article.lede), DESCRIPTION_LENGTH),
        "date": date.fromisoformat(published[:10]) if published else None,
        "tags": article.tags.value if article.tags else None,
        "template": "article.html",
        **(UNINDEXED if links.withdrawal else {}),
        "id": article.id,
        **{name: value_of(getattr(article, name)) for name, fact in FACTS.items() if fact.front},
        "direction": direction(language, _sample(article)),
        "url": article.url,
        "canonical": links.canonical.id if links.canonical else None,
    }


def head(article: Article, links: Links) -> Iterator[Block]:
    """Yield headline, kicker, and what is known of the article.

    The headline comes first, as an island with an id of ours: Material's search takes it for the title of the page's
    one entry, and no address on the page is made of a stranger's words. The theme shows the kicker above it.
    """
    known = article.headline is not None and bool(one_line(article.headline.value))
    kind = "bf-headline" if known else "bf-headline bf-untitled"
    yield Heading(1, headline(article), "headline", kind, _spoken(article))
    yield Paragraph((_name("outlets", article.outlet),) if article.outlet else told("unknown outlet"), "bf-kicker")
    blocks: list[Block] = []
    if notes := joined(_notes(article, links, known=known), told("between sentences")):
        blocks.append(Paragraph(notes, "bf-note", UNSEARCHED))
    if article.byline:
        byline = _with_authors(article.byline.value, links.listed_authors)
        blocks.append(Paragraph(byline, "bf-byline", (("dir", "auto"),)))
    elif article.authors and article.authors.value:
        names = [_author(name, links.listed_authors) for name in article.authors.value]
        authors = words.listed(names, len(names))
        blocks.append(Paragraph(say("by authors", authors=authors), "bf-byline"))
    if blocks:
        yield Group("header", "bf-head", tuple(blocks))


def _author(name: str, listed: Collection[str]) -> str | Spans:
    return (_listing("authors", name),) if name in listed else name


def _with_authors(byline: str, listed: Sequence[str]) -> str | Spans:
    """Return a credit as printed, in which the names of authors who have a listing lead to it."""
    names = sorted(filter(one_line, listed), key=len, reverse=True)
    if not names:
        return byline
    pieces = re.split("(" + "|".join(map(re.escape, names)) + ")", byline)
    if len(pieces) == 1:
        links = joined([(_listing("authors", name),) for name in listed], told("comma"))
        return (Isolated(byline), " · ", *links)
    return tuple(_listing("authors", piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece)


def _link(target: str, label: str) -> Link:
    return Link(label if one_line(label) else told("untitled"), target)


def _listing(folder: str, name: str) -> Link:
    return _link(places.index(f"{folder}/{places.key(name)}"), name)


def _name(folder: str, field: Field[str]) -> Link:
    return _listing(folder, field.value)


def _value(fact: Fact, field: Field[Any]) -> Spans:
    if fact.facet in places.FOLDERS:
        names = parted(field.value) if fact.facet == "agency" else (field.value,)
        return joined([(_listing(places.FOLDERS[fact.facet], name),) for name in names], told("comma"))
    if fact.kind == "moment":
        return (_time(field.value),)
    return (Isolated(told("comma").join(field.value) if fact.kind == "names" else field.value),)


def _how(field: Field[Any]) -> Spans:
    """Say in the facts what is not simply printed or given; the table of evidence has the rest."""
    how = _not_given(field)
    return (" ", Styled("bf-how", say("in brackets", words=how))) if how else ()


def _not_given(field: Field[Any]) -> Spans:
    if field.origin == "borrowed":
        return say("from a copy")
    if field.origin != "inferred":
        return ()
    if evidence := words.cut(one_line(field.evidence), EVIDENCE_LENGTH):
        return say("inferred from words", words=(Isolated(evidence),))
    return say("inferred by rule", rule=(foreign(field.rule, "en"),))


def _notes(article: Article, links: Links, *, known: bool) -> Iterator[Spans]:
    if article.outlet and (how := _not_given(article.outlet)):
        yield words.sentence(say("outlet concluded", how=how))
    if not known:
        yield say("no headline")
    elif article.headline and article.headline.origin == "borrowed":
        lender = lender_of(article.headline, links)
        yield say("headline from", copy=_copy_in_outlet(lender) if lender else say("a copy"))
    if article.incomplete:
        yield words.sentence(say("not the whole article", why=_lacking(article.incomplete.value)))
    if links.withdrawal and links.withdrawal.mode == "noindex":
        yield withdrawal_note("kept out of searches", links.withdrawal)


def _lacking(what: str) -> Spans:
    """Say what an article lacks: in words of ours, or as its source says it."""
    return words.again("lacks", what) or (Isolated(what),)


def withdrawal_note(what: str, withdrawal: Withdrawal) -> Spans:
    """Say what was withdrawn, when and why.

    Args:
        what: Name of the message that says it; that with the day is called the same, with ` on` behind.
        withdrawal: What was decided.
    """
    note = say(f"{what} on", day=words.day(withdrawal.date)) if withdrawal.date else say(what)
    if not withdrawal.reason:
        return words.sentence(note)
    return words.sentence(say("with a reason", note=note, reason=(Isolated(withdrawal.reason),)))


def _copy_in_outlet(card: Card) -> Spans:
    """Name a copy by its outlet, in a sentence: `the copy in Harbour Post`."""
    return _in_outlet(card, "the copy in", "the copy in an unknown outlet")


def _in_outlet(card: Card, known: str, unknown: str, place: str = "") -> Spans:
    path = f"{card.address}.md{place and '#'}{place}"
    if card.outlet:
        return say(known, outlet=(_link(path, card.outlet),))
    return (_link(path, told(unknown)),)


def _facts(article: Article, links: Links) -> Block:
    """Return what is known of the article as a table: on wide screens it stands in the margin."""
    return Facts(tuple(_facts_shown(article, links)), "bf-facts", UNSEARCHED)


def _facts_shown(article: Article, links: Links) -> Iterator[tuple[str, Spans]]:
    published = value_of(article.published)
    month = places.index(places.period(published))
    shown = _time(published) if published else told("date unknown")
    how = _how(article.published) if article.published and published else ()
    yield told("fact published"), (Link((shown,), month), *how)
    if article.modified and article.modified.value != published:
        yield told("fact modified"), (_time(article.modified.value),)
    for name, fact in FACTS.items():
        field: Field[Any] | None = getattr(article, name)
        if fact.listed and field:
            yield told(f"fact {name}"), (*_value(fact, field), *_how(field))
    if links.copies:
        yield told("heading: copies"), (Link(told("copies", _all_copies(links)), "#copies"),)
    if article.versions:
        yield told("heading: versions"), (Link(words.number(len(article.versions)), f"#{VERSIONS}"),)
    if url := places.target(article.url):
        yield told("original page"), (Address((Isolated(places.host(url)),), url, "bf-original"),)
        if captures := tuple(_captures(article, url)):
            yield told("captures of it"), joined(captures, told("comma"))


def _captures(article: Article, url: str) -> Iterator[Spans]:
    """Yield the ways to captures of the original that the archives of the web hold, near the day that ours was made."""
    if ".archive.org/" in url:
        return
    moment = article.provenance.captured or value_of(article.published) or ""
    near = "".join(filter(str.isdigit, moment))[:14]
    for name, start, unknown in _ARCHIVES:
        yield (Address(told(name), f"{start}{near or unknown}/{url}"),)


def _time(moment: str) -> Time:
    return Time(moment, words.time(moment))


def _text(article: Article, links: Links) -> Block:
    if not article.paragraphs:
        return Paragraph(told("no text"), "bf-note", UNSEARCHED)
    paragraphs = tuple(_paragraph(text, place, links.mentioned) for place, text in enumerate(article.paragraphs, 1))
    return Group("div", "bf-text", paragraphs, _spoken(article))


def longer_copy(article: Article, links: Links) -> Card | None:
    """Return the copy that goes on where an article is cut off, if there is one."""
    if article.incomplete and links.canonical and links.canonical.id == article.id:
        return next((copy.card for copy in links.copies if copy.kind == "expanded"), None)
    return links.canonical if links.kind == "truncated" else None


def _break(article: Article, links: Links) -> Iterator[Block]:
    """Say where a text is cut off that it is, and lead to the copy that goes on."""
    longer = longer_copy(article, links)
    if longer and article.paragraphs:
        place = places.paragraph(links.goes_on) if links.goes_on else ""
        copy = _in_outlet(longer, "the one in", "the one in an unknown outlet", place)
        yield Paragraph(say("cut off here", copy=copy), "bf-note", UNSEARCHED)


def _paragraph(text: str, place: int, mentioned: Sequence[tuple[str, str]] = ()) -> Paragraph:
    """Return a paragraph with a place of its own, by its number from 1: citations and searches lead to it."""
    crosshead = len(text) <= _CROSSHEAD_LENGTH and _CROSSHEAD.match(text)
    line = (Marked("strong", text),) if crosshead else _with_links(text, mentioned)
    return Paragraph(line, attributes=(("id", places.paragraph(place)),))


def _with_links(text: str, mentioned: Sequence[tuple[str, str]]) -> str | Spans:
    """Return a text in which addresses of the archive's own articles lead to them."""
    known = {url: address for url, address in mentioned if url in text}
    if not known:
        return text
    longest = sorted(known, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest)) + r")(?![\w/?=&%#-])", text)
    return tuple(
        Link((piece,), f"{known[piece]}.md") if place % 2 else piece for place, piece in enumerate(pieces) if piece
    )


def topics(article: Article, own_tags: Collection[str] = ()) -> Iterator[Block]:
    """Yield a list of the tags below the text: there may be many, and a reader wants the text first.

    Args:
        article: Whose tags they are.
        own_tags: Those of them that no other article has, and that lead nowhere.
    """
    if article.tags and article.tags.value:
        tags = [_tag(tag, own_tags) for tag in article.tags.value]
        line = say("tags of", tags=joined(tags, told("comma")))
        yield Paragraph((*line, *_how(article.tags)), "bf-topics", UNSEARCHED)


def _tag(tag: str, own_tags: Collection[str]) -> Spans:
    if tag in own_tags:
        return (Isolated(tag if one_line(tag) else told("untitled")),)
    return (_listing("tags", tag),)


def _copies(article: Article, links: Links) -> Iterator[Block]:
    if not links.copies:
        return
    main = links.canonical.id if links.canonical else ""
    # The main copy first, whenever it was published: the others are measured by it.
    ordered = sorted(links.copies, key=lambda copy: copy.card.id != main)
    items = [_copy(article, copy, is_main=copy.card.id == main) for copy in ordered]
    # One copy more than fit is no reason to fold it.
    shown = len(items) if len(items) <= COPIES_IN_VIEW + 1 else COPIES_IN_VIEW
    blocks: list[Block] = [Heading(2, told("heading: copies"), "copies", attributes=UNSEARCHED)]
    if main:
        way = Link(told("compare the copies"), comparison_path(main))
        blocks.append(Paragraph((way,), "bf-compare"))
    blocks += [Paragraph(joined(_about_copies(article, links), told("between sentences"))), Items(tuple(items[:shown]))]
    if rest := tuple(items[shown:]):
        summary = told("first copies", len(items)) if links.unlisted else told("all copies", _all_copies(links))
        blocks.append(Disclosure(summary, (Items(rest),), "bf-more", island=False))
    if links.unlisted and main:
        every = places.index(places.every_copy(main))
        blocks.append(Paragraph((Link(told("all copies", _all_copies(links)), every),)))
    legend = _legend(links.copies, "what shared with the main copy means")
    attributes = (("aria-labelledby", "copies"), *UNSEARCHED)
    yield Group("section", "bf-copies", (*blocks, *legend), attributes)


def _all_copies(links: Links) -> int:
    """Return how many copies the archive has, this one among them: the number that every page gives."""
    return len(links.copies) + links.unlisted + 1


def _legend(copies: Sequence[Copy], message: str = "what shared means") -> Iterator[Block]:
    if any(copy.verified for copy in copies):
        yield Paragraph(told(message), "bf-legend")


def _translations(links: Links) -> Iterator[Block]:
    """List the same report in other languages: verified apart from the copies, and never among them."""
    if not links.translations or not links.work_id:
        return
    blocks = (
        Heading(2, told("in other languages"), "translations", attributes=UNSEARCHED),
        Paragraph((Link(told("compare the translations"), work_path(links.work_id)),), "bf-compare"),
        Items(tuple(map(_translated, links.translations))),
        Paragraph(told("what held means"), "bf-legend"),
    )
    yield Group("section", "bf-copies bf-translations", blocks, (("aria-labelledby", "translations"), *UNSEARCHED))


def _translated(one: TranslatedCopy) -> Spans:
    """Return a translation's item."""
    card = one.card
    which = "same report in" if one.certain else "perhaps the same report in"
    line: list[Span] = [_link(f"{card.address}.md", told(which, language=words.language_name(card.language or "")))]
    line += [Break(), *say("in quotes", words=(foreign(title(card), card.language),))]
    facts = (card.outlet or told("unknown outlet"), words.time(card.published) if card.published else "")
    line += [Break(), *joined([(Isolated(fact),) for fact in facts if fact])]
    held = told("held", share=words.share(one.share)) if one.share is not None else told("by way of a translation")
    line += [Break(), Styled("bf-share", held)]
    return tuple(line)


def _rulings(links: Links) -> Iterator[Block]:
    """Say what the curator decided: it stands above what the texts show."""
    for ruling in links.rulings:
        line = say(f"ruling {ruling.verdict}")
        if ruling.note:
            line = say("with a reason", note=line, reason=(Isolated(ruling.note),))
        if ruling.by:
            line = (*line, " ", *say("in brackets", words=(Isolated(ruling.by),)))
        yield Paragraph(line, "bf-legend")


def _relatives(article: Article, links: Links) -> Iterator[Block]:
    """List articles that share a passage and are no copies: a quotation, an item of a roundup."""
    if not links.related:
        return
    blocks = (
        Heading(2, told("heading: related"), attributes=UNSEARCHED),
        Items(tuple(_copy(article, copy) for copy in links.related)),
        *_legend(() if links.copies else links.related),
    )
    yield Group("section", "bf-copies bf-related", blocks, UNSEARCHED)


def _passages(article: Article, links: Links) -> Iterator[Block]:
    """List, folded, the words that stand earlier, or later, in other articles; unfolded, scripts mark them."""
    kinds = (("words from elsewhere", "first in", links.passages), ("words elsewhere later", "then in", links.quoted))
    for summary, where, passages in kinds:
        if passages:
            items = tuple(_passage(article, one, where) for one in passages)
            blocks = (Items(items), Paragraph(told("what came from where"), "bf-legend"))
            yield Disclosure(told(summary, len(items)), blocks, "bf-more bf-passages", island=False)


def _passage(article: Article, one: PassageFrom, where: str) -> Spans:
    card = one.card
    language = value_of(article.language)
    copy = (_link(f"{card.address}.md", card.outlet or told("unknown outlet")),)
    moment = words.time(card.published) if card.published else told("of unknown date")
    at = " ".join(f"{place.paragraph + 1}:{place.start}-{place.stop}" for place in one.places)
    shown = Styled("", (foreign(words.cut(one_line(one.text), PASSAGE_LENGTH), language),), (("data-at", at),))
    size = told("words" if len(one.text) > 3 * one.words else "characters", one.words)
    return (*say("in quotes", words=(shown,)), Break(), *say(where, copy=copy, time=moment, size=size))


def _events(article: Article, links: Links) -> Iterator[Block]:
    """List other reports of the same event, each with why it is thought to be one."""
    if not links.events:
        return
    blocks = (
        Heading(2, told("also on this"), "events", attributes=UNSEARCHED),
        Items(tuple(_same_event(article, one) for one in links.events)),
        Paragraph(told("what events are"), "bf-legend"),
        *_course(article, [one.card for one in links.events]),
    )
    yield Group("section", "bf-copies bf-events", blocks, (("aria-labelledby", "events"), *UNSEARCHED))


def _course(article: Article, others: Sequence[Card]) -> Iterator[Block]:
    """Draw when each outlet wrote of an event that many wrote of."""
    if len(others) + 1 < MANY_REPORTS:
        return
    own = (article.id, value_of(article.outlet) or told("unknown outlet"), value_of(article.published))
    dated = [own, *((one.id, one.outlet or told("unknown outlet"), one.published) for one in others)]
    yield Disclosure(told("event over time"), (timeline(dated, "articles"),))


def _same_event(article: Article, one: SameEvent) -> Spans:
    card = one.card
    language = value_of(article.language)
    line: list[Span] = [_link(f"{card.address}.md", card.outlet or told("unknown outlet"))]
    line += [Break(), *say("in quotes", words=(foreign(title(card), card.language),))]
    line += [Break(), words.time(card.published) if card.published else told("of unknown date")]
    shared = joined([_subject(one_line(word), language) for word in one.words], told("comma"))
    line += [Break(), Styled("bf-share", say("both name", words=shared))]
    return tuple(line)


def _subject(word: str, language: str | None) -> Spans:
    """Return a name in its language, or a number, which has none."""
    return (foreign(word, language) if any(map(str.isalpha, word)) else Isolated(word),)


def _about_copies(article: Article, links: Links) -> Iterator[Spans]:
    outlets = {value_of(article.outlet), *(copy.card.outlet for copy in links.copies)}
    if None not in outlets and len(outlets) > 1 and not links.unlisted:
        yield say("outlets ran this", len(outlets))
    else:
        times = _all_copies(links)
        yield say("twice in the archive") if times == 2 else say("times in the archive", times)
    if not links.canonical:
        return
    because: Spans = (" ", *say("in brackets", words=words.reasons(links.reason))) if links.reason else ()
    if links.canonical.id == article.id:
        yield say("this is the main copy", because=because)
    else:
        if links.kind:
            yield say("what this copy is", kind=_kind(links))
        copy = _in_outlet(links.canonical, "the one in", "the one in an unknown outlet")
        yield say("the main copy is", copy=copy, because=because)


def _kind(links: Links) -> Spans:
    """Say what the article is of the main copy, and how much of it the two share."""
    kind = (told(f"this copy {links.kind}"),)
    if links.share is None:
        return kind
    return (*kind, " ", *say("in brackets", words=told("shared", share=words.share(links.share))))


def _copy(article: Article, copy: Copy, *, is_main: bool = False) -> Spans:
    """Return a copy's item: the outlet, and below it what tells the copy from this article and from the main copy."""
    line: list[Span] = [_link(f"{copy.card.address}.md", copy.card.outlet or told("unknown outlet"))]
    if title(copy.card) != headline(article):
        line += [Break(), quoted(title(copy.card), copy.card.language)]
    line += [Break(), words.time(copy.card.published) if copy.card.published else told("of unknown date")]
    line += [Break(), Styled("bf-share", told("the main copy") if is_main else _share(copy))]
    if copy.kind:
        line += [" · ", told(f"copy {copy.kind}")]
    if copy.relation and copy.relation != "passage":  # the list's heading says that
        line += [" · ", told(f"{'shorter' if copy.shorter else 'longer'} {copy.relation}")]
    return tuple(line)


def _share(copy: Copy) -> str:
    return told("shared", share=words.share(copy.share)) if copy.verified else told("by way of another copy")


def _versions(article: Article, changes: Sequence[Comparison | None]) -> Iterator[Block]:
    """Show older captures, as an island: long, folded, and nothing that a table of contents or a search needs."""
    if not article.versions:
        return
    shown = [_version(article, *pair) for pair in zip(article.versions, changes, strict=True)]
    blocks = (Heading(2, told("heading: versions"), VERSIONS), *shown)
    yield Group("section", "bf-versions", blocks, UNSEARCHED, island=True)


def _version(article: Article, version: Version, comparison: Comparison | None) -> Block:
    about = _about_version(article, version)
    if comparison:
        return Disclosure(about, (version_changes(version, article, comparison),))
    if version.paragraphs:
        text = tuple(map(Paragraph, version.paragraphs))
        return Disclosure(about, (Group("div", "", text, _spoken(article), island=True),))
    return Paragraph(say("the same text", version=about))


def _about_version(article: Article, version: Version) -> Spans:
    facts = [
        (quoted(version.headline, value_of(article.language)),) if version.headline else (),
        say("published at", time=words.time(version.published)) if version.published else (),
        say("modified at", time=words.time(version.modified)) if version.modified else (),
        say("captured", time=words.time(version.provenance.captured)) if version.provenance.captured else (),
        place_of(version.provenance.path, version.provenance.record),
    ]
    return joined(facts, told("comma"))


def period(article: Article, links: Links) -> Block:
    """Return the way to the article's month, and to its neighbours there."""
    published = value_of(article.published)
    month = words.month(published) if published else told("date unknown")
    way = Link(month, places.index(places.period(published)))
    blocks = (
        *_neighbour("older", links.older),
        Paragraph((way,), "bf-month"),
        *_neighbour("newer", links.newer),
        *_in_its_outlet(article, links),
    )
    return Group("nav", "bf-period", blocks, (("aria-label", told("older and newer")), *UNSEARCHED))


def _in_its_outlet(article: Article, links: Links) -> Iterator[Block]:
    """Yield the way to the neighbours in the outlet, where they are others."""
    ways = ((links.older_here, "older one"), (links.newer_here, "newer one"))
    ways_told = joined([(_link(f"{address}.md", told(name)),) for address, name in ways if address])
    if ways_told and article.outlet:
        outlet = (Isolated(one_line(article.outlet.value)),)
        yield Paragraph(say("in its outlet", outlet=outlet, pages=ways_told), "bf-same-outlet")


def _neighbour(which: str, neighbour: Card | None) -> Iterator[Block]:
    if neighbour:
        link = _link(f"{neighbour.address}.md", words.cut(neighbour.headline, TITLE_LENGTH))
        yield Paragraph(say(which, page=(link,)), f"bf-{which}")
