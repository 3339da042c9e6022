"""Backfile: a heap of news articles turned into a lasting, searchable, static archive."""

from .model import Article, Cluster, Report
from .model.errors import GeneratorError
from .pipeline import build, check, explain
from .settings import Settings

__all__ = ["Article", "Cluster", "GeneratorError", "Report", "Settings", "build", "check", "explain"]
