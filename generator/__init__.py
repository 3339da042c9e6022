"""Backfile: a heap of news articles turned into a lasting, searchable, static archive."""

from .errors import GeneratorError
from .model import Article, Cluster, Report
from .pipeline import build, check, explain
from .settings import Settings

__all__ = ["Article", "Cluster", "GeneratorError", "Report", "Settings", "build", "check", "explain"]
