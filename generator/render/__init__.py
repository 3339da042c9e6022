"""Stage 7, render: Article, Links, Card, Cluster and Report -> Page, and rows of data. Nothing here opens a file.

A page kind is a function from values to blocks (`blocks.py`), which `writer.py` writes; its words are in `messages.py`.
"""

from . import feeds, package, places, tables
from .article import article_page
from .card import card, headline
from .catalogues import language_for, languages
from .comparison import comparison_page, comparison_path
from .data import article_row, cluster_row, compressed, relation_row, report_json, withdrawn_row, work_row
from .data_page import data_page
from .leading import leading_pages, moved_page
from .overviews import overviews
from .scripts import theme_words, words_page
from .shelf import Shelf, shelf_page, shelf_part
from .shelves import shelves
from .statistics import Noted
from .taken import download, download_path
from .tombstone import tombstone_pages
from .words import catalogue_digest, speaking, told
from .work import work_page, work_path

__all__ = [
    "Noted",
    "Shelf",
    "article_page",
    "article_row",
    "card",
    "catalogue_digest",
    "cluster_row",
    "comparison_page",
    "comparison_path",
    "compressed",
    "data_page",
    "download",
    "download_path",
    "feeds",
    "headline",
    "language_for",
    "languages",
    "leading_pages",
    "moved_page",
    "overviews",
    "package",
    "places",
    "relation_row",
    "report_json",
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
