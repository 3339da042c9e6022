"""Stage 7, render: Article, Links, Card, Cluster and Report -> Page, and rows of data. Nothing here opens a file.

A page kind is a function from values to blocks (`blocks.py`), which `writer.py` writes; its words are in `messages.py`.
"""

from . import places
from .catalogues import language_for, languages
from .files import feeds, package, robots, tables
from .files.data import (
    article_row,
    cluster_row,
    event_row,
    packed,
    relation_row,
    report_json,
    withdrawn_row,
    work_row,
)
from .files.data_page import data_page
from .files.tables import comparison_csv
from .files.taken import download, download_path
from .listings.corrections import Correction, correction_of
from .listings.holdings import holdings_csv
from .listings.maps import Gazetteer, Spot
from .listings.overviews import Counted, overviews
from .listings.shelf import Shelf, shelf_page, shelf_part
from .listings.shelves import shelves
from .listings.statistics import Noted
from .pages.article import article_page, longer_copy
from .pages.card import card, headline
from .pages.comparison import comparison_csv_path, comparison_page, comparison_path
from .pages.leading import leading_pages, moved_page
from .pages.tombstone import tombstone_pages
from .pages.work import work_page, work_path
from .scripts import theme_words, words_page
from .words import catalogue_digest, speaking, told

__all__ = [
    "Correction",
    "Counted",
    "Gazetteer",
    "Noted",
    "Shelf",
    "Spot",
    "article_page",
    "article_row",
    "card",
    "catalogue_digest",
    "cluster_row",
    "comparison_csv",
    "comparison_csv_path",
    "comparison_page",
    "comparison_path",
    "correction_of",
    "data_page",
    "download",
    "download_path",
    "event_row",
    "feeds",
    "headline",
    "holdings_csv",
    "language_for",
    "languages",
    "leading_pages",
    "longer_copy",
    "moved_page",
    "overviews",
    "package",
    "packed",
    "places",
    "relation_row",
    "report_json",
    "robots",
    "shelf_page",
    "shelf_part",
    "shelves",
    "speaking",
    "tables",
    "theme_words",
    "told",
    "tombstone_pages",
    "withdrawn_row",
    "words_page",
    "work_page",
    "work_path",
    "work_row",
]
