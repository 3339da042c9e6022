"""Stage 7, render: Article, Links, Card, Cluster and Report -> Page, and rows of data. Nothing here opens a file.

A page kind is a function from values to blocks (`blocks.py`), which `writer.py` writes; its words are in `messages.py`.
"""

from . import feeds, package, places, robots, tables
from .article import article_page, longer_copy
from .card import card, headline
from .catalogues import language_for, languages
from .comparison import comparison_csv, comparison_csv_path, comparison_page, comparison_path
from .corrections import Correction, correction_of
from .data import article_row, cluster_row, compressed, event_row, relation_row, report_json, withdrawn_row, work_row
from .data_page import data_page
from .holdings import holdings_csv
from .leading import leading_pages, moved_page
from .overviews import Counted, overviews
from .scripts import theme_words, words_page
from .shelf import Shelf, shelf_page, shelf_part
from .shelves import shelves
from .statistics import Noted
from .taken import download, download_path
from .tombstone import tombstone_pages
from .words import catalogue_digest, speaking, told
from .work import work_page, work_path

__all__ = [
    "Correction",
    "Counted",
    "Noted",
    "Shelf",
    "article_page",
    "article_row",
    "card",
    "catalogue_digest",
    "cluster_row",
    "comparison_csv",
    "comparison_csv_path",
    "comparison_page",
    "comparison_path",
    "compressed",
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
