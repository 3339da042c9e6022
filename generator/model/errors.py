"""The exceptions; imports nothing of ours. All of them survive pickling, so workers can raise them."""

from __future__ import annotations


class GeneratorError(Exception):
    """Root of what Backfile raises for its user: the message alone says where, what was found and what is right."""


class SettingError(GeneratorError):
    """A setting, or a file that settings name, is wrong; nothing can be built."""


class OutputError(GeneratorError):
    """The pages cannot be written: two pages claim one path, or the folder refuses."""


class StoreError(GeneratorError):
    """A value that an earlier build put into the store is damaged; with an empty store the build is the same."""


class RemovalError(GeneratorError):
    """More than half of an archive's articles would go, which nobody has said is meant."""


class WorkerError(GeneratorError):
    """A worker process was ended from outside; the next build makes good what this one left."""


class ArticleError(GeneratorError):
    """One record is wrong; it becomes a problem in the report, and the rest is built."""

    def __init__(self, path: str, field: str | None, found: str, expected: str, *, record: int | None = None) -> None:
        super().__init__(path, field, found, expected)
        self.path = path
        self.field = field
        self.found = found
        self.expected = expected
        self.record = record

    def __reduce__(self) -> tuple[object, ...]:
        return (_article_error, (self.path, self.field, self.found, self.expected, self.record))

    @property
    def message(self) -> str:
        """What was found and what would be right."""
        return f"{self.found}; expected {self.expected}"

    def __str__(self) -> str:
        place = self.path if self.record is None else f"{self.path}:{self.record}"
        return ": ".join(part for part in (place, self.field, self.message) if part)


def _article_error(path: str, field: str | None, found: str, expected: str, record: int | None) -> ArticleError:
    return ArticleError(path, field, found, expected, record=record)
