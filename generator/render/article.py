"""Lay out an article's page: Article and Links -> Page.

Front matter, the head with the facts, the text as paragraphs and nothing else, and below it what makes the page
checkable: the copies, the earlier versions, where every fact was read, and the lines that cleaning took out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.model import FACTS, Page, parted

from . import places, words
from .card import OPENING_LENGTH, TITLE_LENGTH, headline, value_of
from .changes import version_changes
from .comparison import comparison_path
from .evidence import EVIDENCE_LENGTH, UNSEARCHED, dropped_lines, evidence_of, lender_of, place_of
from .inert import attribute, attributes, direction, inline, isolated, one_line, plain, scalar, sequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from generator.model import Article, Card, Comparison, Copy, Fact, Field, Links, Moment, Version, Withdrawal


COPIES_IN_VIEW = 30
"""Longer lists of copies are folded."""

UNINDEXED = ("robots: noindex", "search: {exclude: true}")
"""Front matter of a page that searches, of the site's own and of the web, leave out."""

_CROSSHEAD = re.compile(r"[-–—]\s+\S.*\S\s+[-–—]\Z")
_CROSSHEAD_LENGTH = 80

_KINDS_IN_A_SENTENCE = dict(words.COPY_KINDS) | {
    "exact": "word for word the main copy",
    "expanded": "longer than the main copy",
    "reordered": "the main copy in another order",
    "merged": "the main copy merged with another text",
}
_RULED = {
    "same": "The curator decided that this is a copy",
    "different": "The curator decided that this is no copy of an article like it",
    "canonical": "The curator decided which copy is the main one",
}


def article_page(article: Article, links: Links, changes: Sequence[Comparison | None] = ()) -> Page:
    """Return the page of an article.

    Args:
        article: What the page shows.
        links: Where it leads to; its addresses are pages of the same archive.
        changes: For each older capture, its text compared with the article's; None where they are the same. Nothing,
            where older texts are to be shown as they were.
    """
    path = f"{article.address}.md"
    blocks = [
        "\n".join(front_matter(article, links)),
        *head(path, article, links),
        *_text(article),
        *topics(path, article, links.own_tags),
        *_copies(path, article, links),
        *_rulings(links),
        *_related(path, article, links),
        *_versions(article, changes or (None,) * len(article.versions)),
        *evidence_of(article, links),
        *dropped_lines(article),
        *period(path, article, links),
    ]
    return Page(path=path, content=("\n\n".join(blocks) + "\n").encode())


def _sample(article: Article) -> str:
    """Return the words that tell the direction of an article in an unknown language."""
    return article.lede or headline(article)


def front_matter(article: Article, links: Links) -> Iterator[str]:
    """Yield the lines of an article's front matter."""
    language = value_of(article.language)
    published = value_of(article.published)
    tags = article.tags.value if article.tags else ()
    yield "---"
    yield f"title: {scalar(plain(headline(article)))}"
    if article.lede:
        yield f"description: {scalar(plain(words.cut(one_line(article.lede), OPENING_LENGTH)))}"
    if published:
        yield f"date: {published[:10]}"
    if tags:
        yield f"tags: {sequence(tuple(map(plain, tags)))}"
    yield "template: article.html"
    if links.withdrawal:
        yield from UNINDEXED
    facts = {name: value_of(getattr(article, name)) for name, fact in FACTS.items() if fact.front}
    own: dict[str, str | tuple[str, ...] | None] = {
        "id": article.id,
        **facts,
        "direction": direction(language, _sample(article)),
        "url": article.url,
        "canonical": links.canonical.id if links.canonical else None,
    }
    for key, value in own.items():
        if value:
            yield f"{key}: {scalar(value) if isinstance(value, str) else sequence(value)}"
    yield "---"


def head(path: str, article: Article, links: Links) -> Iterator[str]:
    """Yield headline, kicker, and what is known of the article.

    The headline comes first, as raw HTML with an id of ours: Material's search takes it for the title of the page's
    one entry, and no address on the page is made of a stranger's words. The theme shows the kicker above it.
    """
    language = attributes(value_of(article.language), _sample(article))
    known = article.headline is not None and bool(one_line(article.headline.value))
    untitled = "" if known else " bf-untitled"
    yield f'<h1 class="bf-headline{untitled}" id="headline"{language}>{inline(headline(article))}</h1>'
    yield _paragraph("bf-kicker", _name(path, "outlets", article.outlet) or words.UNKNOWN_OUTLET)
    yield '<header class="bf-head" markdown>'
    if notes := " ".join(_notes(path, article, links, known=known)):
        yield _paragraph("bf-note", notes, UNSEARCHED)
    if credit := _credit(article):
        yield f'<p class="bf-byline" dir="auto" markdown>{inline(credit)}</p>'
    yield _paragraph("bf-facts", " · ".join(_facts(path, article, links)), UNSEARCHED)
    yield "</header>"


def _paragraph(kind: str, source: str, more: str = "") -> str:
    return f'<p class="{kind}"{more} markdown>{source}</p>'


def _link(path: str, target: str, label: str) -> str:
    return f"[{isolated(label) or words.UNTITLED}]({places.relative(path, target)})"


def _listing(path: str, folder: str, name: str) -> str:
    return _link(path, places.index(f"{folder}/{places.key(name)}"), name)


def _name(path: str, folder: str, field: Field[str] | None) -> str:
    return _listing(path, folder, field.value) if field else ""


def _value(path: str, fact: Fact, field: Field[Any]) -> str:
    if fact.facet in places.FOLDERS:
        names = parted(field.value) if fact.facet == "agency" else (field.value,)
        return ", ".join(_listing(path, places.FOLDERS[fact.facet], name) for name in names)
    if fact.kind == "moment":
        return _time(field.value)
    return isolated(", ".join(field.value) if fact.kind == "names" else field.value)


def _how(field: Field[Any]) -> str:
    """Say in the facts what is not simply printed or given; the table of evidence has the rest."""
    how = _not_given(field)
    return f' <span class="bf-how">({how})</span>' if how else ""


def _not_given(field: Field[Any]) -> str:
    if field.origin == "borrowed":
        return "from a copy"
    if field.origin != "inferred":
        return ""
    if evidence := words.cut(one_line(field.evidence), EVIDENCE_LENGTH):
        return f"inferred from “{isolated(evidence)}”"
    return f"inferred: {inline(field.rule)}"


def _notes(path: str, article: Article, links: Links, *, known: bool) -> Iterator[str]:
    if article.outlet and (how := _not_given(article.outlet)):
        yield f"Outlet {how}" + ("" if how.endswith((".”", "!”", "?”")) else ".")
    if not known:
        yield "No headline in the capture."
    elif article.headline and article.headline.origin == "borrowed":
        lender = lender_of(article.headline, links)
        yield f"Headline from {_in_outlet(path, 'copy', lender) if lender else 'a copy'}."
    if article.incomplete:
        yield f"Not the whole article: {isolated(article.incomplete.value)}."
    if links.withdrawal and links.withdrawal.mode == "noindex":
        yield withdrawal_note("Kept out of searches since", links.withdrawal)


def withdrawal_note(what: str, withdrawal: Withdrawal) -> str:
    """Say what was withdrawn, when and why, as Markdown.

    Args:
        what: The sentence up to the day, with the preposition before it: `Withdrawn on`.
        withdrawal: What was decided.
    """
    said = f"{what} {words.day(withdrawal.date)}" if withdrawal.date else what.rpartition(" ")[0]
    reason = f": {isolated(withdrawal.reason)}" if withdrawal.reason else ""
    return said + reason + ("" if withdrawal.reason.endswith((".", "!", "?")) else ".")


def _in_outlet(path: str, noun: str, card: Card) -> str:
    """Name a copy by its outlet, in a sentence: `the copy in [Harbour Post](x.md)`."""
    if card.outlet:
        return f"the {noun} in {_link(path, f'{card.address}.md', card.outlet)}"
    return _link(path, f"{card.address}.md", f"the {noun} in an unknown outlet")


def _credit(article: Article) -> str:
    if article.byline:
        return article.byline.value
    return f"By {words.listed(article.authors.value)}" if article.authors and article.authors.value else ""


def _facts(path: str, article: Article, links: Links) -> Iterator[str]:
    published = value_of(article.published)
    month = places.relative(path, places.index(places.period(published)))
    if article.published and published:
        yield f"[{_time(published)}]({month}){_how(article.published)}"
    else:
        yield f"[{words.DATE_UNKNOWN}]({month})"
    if article.modified and article.modified.value != published:
        yield f"Updated {_time(article.modified.value)}"
    for name, fact in FACTS.items():
        field: Field[Any] | None = getattr(article, name)
        if fact.listed and field:
            yield f"{name.capitalize()}: {_value(path, fact, field)}{_how(field)}"
    if links.copies:
        yield f"[{words.counted(_copies_known(links), 'copy', 'copies')}](#copies)"
    if url := places.target(article.url):
        # Raw HTML, since Markdown cannot say `rel`: an archive vouches for no address of its articles.
        host = places.readable_host(url)
        label = f"Original page ({inline(host)})" if host else "Original page"
        yield f'<a class="bf-original" href="{attribute(url)}" rel="noopener nofollow ugc">{label}</a>'


def _time(moment: Moment) -> str:
    return f'<time datetime="{moment}">{words.time(moment)}</time>'


def _text(article: Article) -> Iterator[str]:
    if not article.paragraphs:
        yield f'<p class="bf-note"{UNSEARCHED}>No text in the capture.</p>'
        return
    yield f'<div class="bf-text"{attributes(value_of(article.language), _sample(article))} markdown>'
    for paragraph in article.paragraphs:
        source = inline(paragraph)
        crosshead = len(paragraph) <= _CROSSHEAD_LENGTH and _CROSSHEAD.match(paragraph)
        yield f"**{source}**" if crosshead else source
    yield "</div>"


def topics(path: str, article: Article, own_tags: Collection[str] = ()) -> Iterator[str]:
    """Yield a list of the tags below the text: there may be many, and a reader wants the text first.

    Args:
        path: Of the page.
        article: Whose tags they are.
        own_tags: Those of them that no other article has, and that lead nowhere.
    """
    if article.tags and article.tags.value:
        tags = ", ".join(
            isolated(tag) or words.UNTITLED if tag in own_tags else _listing(path, "tags", tag)
            for tag in article.tags.value
        )
        yield _paragraph("bf-topics", f"Tags: {tags}{_how(article.tags)}", UNSEARCHED)


def _copies(path: str, article: Article, links: Links) -> Iterator[str]:
    if not links.copies:
        return
    yield f'<section class="bf-copies"{UNSEARCHED} markdown>'
    yield f'<h2 id="copies"{UNSEARCHED}>Copies</h2>'
    yield " ".join(_about_copies(path, article, links))
    items = "\n".join(_copy(path, article, copy) for copy in links.copies)
    if len(links.copies) > COPIES_IN_VIEW:
        yield '<details class="bf-more" markdown>'
        yield f"<summary>{'The first ' if links.unlisted else ''}{words.number(len(links.copies))} copies</summary>"
        yield items
        yield "</details>"
    else:
        yield items
    if links.unlisted and links.canonical:
        every = places.index(places.every_copy(links.canonical.id))
        yield f"[All {words.number(_copies_known(links) + 1)} copies]({places.relative(path, every)})"
    yield from _legend(links.copies)
    yield "</section>"


def _copies_known(links: Links) -> int:
    return len(links.copies) + links.unlisted


def _legend(copies: Sequence[Copy]) -> Iterator[str]:
    if any(copy.verified for copy in copies):
        yield _paragraph("bf-legend", "Shared: how much of the shorter text stands in the longer.")


def _rulings(links: Links) -> Iterator[str]:
    """Say what the curator decided: it stands above what the texts show."""
    for ruling in links.rulings:
        note = f": {isolated(ruling.note)}" if ruling.note else ""
        by = f" ({isolated(ruling.by)})" if ruling.by else ""
        yield _paragraph("bf-legend", f"{_RULED[ruling.verdict]}{note}{by}")


def _related(path: str, article: Article, links: Links) -> Iterator[str]:
    """List articles that share a passage and are no copies: a quotation, an item of a roundup."""
    if not links.related:
        return
    yield f'<section class="bf-copies bf-related"{UNSEARCHED} markdown>'
    yield f"<h2{UNSEARCHED}>Shares a passage with</h2>"
    yield "\n".join(_copy(path, article, copy) for copy in links.related)
    yield from _legend(() if links.copies else links.related)
    yield "</section>"


def _about_copies(path: str, article: Article, links: Links) -> Iterator[str]:
    outlets = {value_of(article.outlet), *(copy.card.outlet for copy in links.copies)}
    if None not in outlets and len(outlets) > 1 and not links.unlisted:
        yield f"{words.number(len(outlets))} outlets ran this text."
    else:
        yield f"The archive holds this text {words.times(_copies_known(links) + 1)}."
    if not links.canonical:
        return
    because = f" ({links.reason})" if links.reason else ""
    if links.canonical.id == article.id:
        yield f"This is the main copy{because}."
    else:
        kind = f"This copy is {_KINDS_IN_A_SENTENCE[links.kind]}. " if links.kind else ""
        yield f"{kind}The main copy is {_in_outlet(path, 'one', links.canonical)}{because}."
    yield _link(path, comparison_path(links.canonical.id), "Compare the copies")


def _copy(path: str, article: Article, copy: Copy) -> str:
    """Return a copy's item: the outlet, and below it what tells the copy from this article."""
    lines = [_link(path, f"{copy.card.address}.md", copy.card.outlet or words.UNKNOWN_OUTLET)]
    if copy.card.headline != headline(article):
        lines.append(f"“{isolated(copy.card.headline)}”")
    lines.append(words.time(copy.card.published) if copy.card.published else "date unknown")
    share = f"{words.share(copy.share)} shared" if copy.verified else "by way of another copy"
    kind = f" · {words.COPY_KINDS[copy.kind]}" if copy.kind else ""
    lines.append(f'<span class="bf-share">{share}</span>{kind}')
    return f"- {'<br>'.join(lines)}"


def _versions(article: Article, changes: Sequence[Comparison | None]) -> Iterator[str]:
    """Show older captures, as raw HTML: long, folded, and nothing that a table of contents or a search needs."""
    if not article.versions:
        return
    lines = [f'<section class="bf-versions"{UNSEARCHED}>', "<h2>Earlier versions</h2>"]
    language = attributes(value_of(article.language), _sample(article))
    for version, comparison in zip(article.versions, changes, strict=True):
        about = _about_version(version)
        if comparison:
            changed = version_changes(version, article, comparison)
            lines.append(f"<details><summary>{about}</summary>\n{changed}\n</details>")
        elif version.paragraphs:
            text = "\n".join(f"<p>{inline(paragraph)}</p>" for paragraph in version.paragraphs)
            lines.append(f"<details><summary>{about}</summary><div{language}>\n{text}\n</div></details>")
        else:
            lines.append(f"<p>{about}: the same text.</p>")
    yield "\n".join((*lines, "</section>"))


def _about_version(version: Version) -> str:
    facts = [
        f"“{isolated(version.headline)}”" if version.headline else "",
        f"published {words.time(version.published)}" if version.published else "",
        f"modified {words.time(version.modified)}" if version.modified else "",
        f"captured {words.time(version.provenance.captured)}" if version.provenance.captured else "",
        place_of(version.provenance.path, version.provenance.record),
    ]
    return ", ".join(filter(None, facts))


def period(path: str, article: Article, links: Links) -> Iterator[str]:
    """Yield the way to the article's month, and to its neighbours there."""
    published = value_of(article.published)
    month = words.month(published) if published else words.DATE_UNKNOWN
    yield f'<nav class="bf-period" aria-label="Older and newer"{UNSEARCHED} markdown>'
    yield from _neighbour(path, "Older", links.older)
    yield _paragraph("bf-month", f"[{month}]({places.relative(path, places.index(places.period(published)))})")
    yield from _neighbour(path, "Newer", links.newer)
    yield "</nav>"


def _neighbour(path: str, label: str, neighbour: Card | None) -> Iterator[str]:
    if neighbour:
        title = words.cut(neighbour.headline, TITLE_LENGTH)
        yield _paragraph(f"bf-{label.lower()}", f"{label}: {_link(path, f'{neighbour.address}.md', title)}")
