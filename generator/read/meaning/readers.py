"""Readers: which tables of a data base hold what readers and machines wrote, and no articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from .fields import short
from .names import columns_of, fold, refers_to_article, summaries

_WORD = re.compile(r"[^\W_]+")
_TABLES = frozenset(
    """comment comments user users member members subscriber subscribers account accounts profile profiles session
    sessions log logs watchdog cache option options setting settings config migration migrations queue job jobs token
    tokens mail mails email emails contact contacts feedback message messages chat chats order orders notification
    notifications revision revisions meta usermeta commentmeta postmeta termmeta password passwords visitor visitors
    permission permissions role roles menu menus discuss kommentare commentaires comentarios""".split()
)
"""Last words of the names of tables that hold what readers and machines wrote, and not what an outlet published."""
_ENDINGS = ("comments", "messages", "subscribers", "sessions", "settings", "permissions", "revisions")
_PIECES = re.compile(r"field_(?:data|revision)_|node__|node_revision", re.IGNORECASE)
"""Tables that hold the texts of nodes without what says whether a node is published."""


def no_articles(table: str, columns: Iterable[str] = ()) -> str:
    """Return why the rows of a database's table are none; empty if they may be.

    Args:
        table: Its name: what such tables are called tells.
        columns: Without one for headlines, those for the address of whoever wrote a row, or for the article that a row
            is about, tell that they are comments, messages, subscribers.
    """
    words = _WORD.findall(table.casefold())
    by_name = bool(words) and (words[-1] in _TABLES or words[-1].endswith(_ENDINGS) or bool(_PIECES.match(table)))
    if not by_name and not _are_of_readers(tuple(columns)):
        return ""
    return no_articles_in(table)


def no_articles_in(table: str) -> str:
    """Return why a row of a table is no article."""
    return f"a row of the table {short(table)}, which holds no articles"


def _are_of_readers(columns: tuple[str, ...]) -> bool:
    if not columns or "headline" in columns_of(columns):
        return False
    folded = {fold(column) for column in columns}
    signed = not folded.isdisjoint(_WHO) or "authors" in columns_of(columns)
    return not folded.isdisjoint(_OF_READERS) or (signed and any(map(refers_to_article, columns[1:])))


@lru_cache(maxsize=4096)
def is_a_readers(keys: tuple[str, ...]) -> bool:
    """Tell whether a record is a comment: it has the number of an article, its writer's address, and no headline.

    A name, which may be a headline elsewhere, is that of who wrote it.
    """
    head = columns_of(keys).get("headline", "")
    folded = set(map(fold, keys))
    return (not head or fold(head) in _WHO) and not folded.isdisjoint(_OF_READERS) and any(map(refers_to_article, keys))


_OF_READERS = frozenset(
    map(
        fold,
        "email mail e_mail user_email ip ip_address ipaddr user_agent phone telephone telp no_telp telefon telefono "
        "telefone téléphone password passwd senha contraseña mot_de_passe kata_sandi sifre".split(),
    )
)
"""What a table has of the people who wrote its rows, and of no article."""
_WHO = frozenset(
    map(
        fold,
        "name nama nombre nome nom navn imie isim username user user_id id_user userid nickname nick login".split(),
    )
)
"""Who wrote a row about an article."""


def rows_of(table: str, rows: Iterable[Any]) -> list[Any]:
    """Return the rows of a table; those of one that holds no articles are marked as such, and passed over."""
    made = list(rows)
    columns = next((tuple(row) for row in made if isinstance(row, dict)), ())
    texts = "text" in columns_of(columns) or summaries(columns)
    if not columns or (texts and not no_articles(table, columns)):
        return made
    return [{MARK: table, **row} if isinstance(row, dict) else row for row in made]


MARK = "table without articles"
"""Key of a row of such a table."""
