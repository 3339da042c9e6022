"""Backfile: a heap of news articles turned into a lasting, searchable, static archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import Article, Cluster, Report
    from .model.errors import GeneratorError
    from .pipeline import build, check, explain
    from .settings import Settings

__all__ = ["Article", "Cluster", "GeneratorError", "Report", "Settings", "build", "check", "explain"]


def __getattr__(name: str) -> Any:
    """Load what is asked for, and not before: a command that finds nothing to do needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import model, pipeline, settings  # noqa: PLC0415 - half a second
    from .model import errors  # noqa: PLC0415

    return next(getattr(place, name) for place in (model, errors, pipeline, settings) if hasattr(place, name))
