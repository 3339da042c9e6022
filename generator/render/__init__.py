"""Stage 7, render: Article, Links, Card, Cluster and Report -> Page, and rows of data. Nothing here opens a file."""

from generator.render.article import article_page
from generator.render.card import card, headline
from generator.render.comparison import comparison_page, comparison_path
from generator.render.data import article_row, cluster_row, compressed, report_json, withdrawn_row
from generator.render.inert import inline
from generator.render.leading import leading_pages
from generator.render.shelf import Shelf, shelf_page
from generator.render.shelves import shelves
from generator.render.tombstone import tombstone_pages

__all__ = [
    "Shelf",
    "article_page",
    "article_row",
    "card",
    "cluster_row",
    "comparison_page",
    "comparison_path",
    "compressed",
    "headline",
    "inline",
    "leading_pages",
    "report_json",
    "shelf_page",
    "shelves",
    "tombstone_pages",
    "withdrawn_row",
]
