"""Watch what people write while the site is served: by the system's own notices, without work while nothing happens.

MkDocs looks at every watched file twice a second: with 20,000 articles that is a core at work around the clock.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from watchdog.events import (
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from generator.model.errors import GeneratorError
from generator.pipeline import LATE

from .mkdocs_private import watched as watched_by
from .names import log

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""What a build must hear of; it opens and closes files itself."""


class _Notices(FileSystemEventHandler):
    """Hands on what concerns a watched file or folder."""

    def __init__(self, handler: FileSystemEventHandler, only: str | None) -> None:
        self._handler = handler
        self._only = only

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Hand on a change; a folder that goes takes its files along, of which nothing else is said."""
        if self._only is not None and self._only not in {event.src_path, event.dest_path}:
            return
        if isinstance(event, DirMovedEvent | DirDeletedEvent):
            event = FileDeletedEvent(event.src_path)
        self._handler.dispatch(event)


class _Observer(Observer):  # type: ignore[misc, valid-type]  # the class is that of the system at hand
    """Watches folders; a file by its folder, since editors put a new file in its place."""

    def schedule(self, event_handler: FileSystemEventHandler, path: str, *, recursive: bool = False, **_: Any) -> Any:
        """Watch a folder or a file, also one that is not there yet."""
        only = None if os.path.isdir(path) else os.path.abspath(path)
        folder = os.path.dirname(only) if only else path
        handler = _Notices(event_handler, only)
        return super().schedule(handler, folder, recursive=recursive and not only, event_filter=_CHANGES)


def require_free(host: str, port: int) -> None:
    """Refuse an address that something else answers at: a server would find out after a whole build.

    Raises:
        GeneratorError: If it cannot be served at.
    """
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
            asked.bind(place)
            asked.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = (
                f"the port is in use; end what is served there, or choose another: backfile serve -a {host}:{port + 1}"
            )
        else:
            why = f"cannot be served at: {error.strerror}"
        raise GeneratorError(f"{host}:{port}: {why}") from error


def watch_people(server: LiveReloadServer, site: str, docs: Path, others: Iterable[Path]) -> None:
    """Let a server watch what people write, and show the folder that the engine builds.

    Args:
        server: MkDocs' server, which watches the whole docs folder.
        site: The folder of the site.
        docs: The docs folder; files directly in it are watched.
        others: Other folders to watch, with all below them, and files.
    """
    server.root = os.path.abspath(site)
    server.error_handler = lambda code: _error_page(site, code)
    watched = watched_by(server)
    for path in watched:
        server.unwatch(path)
    server.observer = _Observer()
    for path in watched:
        if path != os.path.abspath(docs):
            server.watch(path)
    server.watch(str(docs), recursive=False)
    for other in others:
        server.watch(str(other))


def answer_only(server: LiveReloadServer, names: Iterable[str]) -> None:
    """Let a server answer those requests alone that name it as it is bound, or by one of some names.

    A page of any other site can have its own name lead to this machine, and would then read what is served here, which
    may be unpublished. Addresses of IP cannot be taken over so.

    Args:
        server: MkDocs' server.
        names: Host names that count too, without a port.
    """
    host = str(server.server_address[0])
    known = {"localhost", host.lower(), urlsplit(server.url).hostname or host, *map(str.lower, names)}
    real: Any = server.get_app()

    def answer(request: dict[str, Any], start: Any) -> Iterable[bytes]:
        if "\0" in request["PATH_INFO"]:
            return _refusal(start, "400 Bad Request", "no path of this site")
        header = request.get("HTTP_HOST")  # every browser sends one
        asked = _host(header or "")
        if header is not None and asked not in known and not _is_address(asked):
            return _refusal(start, "421 Misdirected Request", "not served by this name; expected --allow-host NAME")
        answered: Iterable[bytes] = real(request, start)
        return answered

    server.set_app(answer)


def _host(header: str) -> str:
    """Return the name in a Host header, without port and a dot at its end."""
    try:
        return (urlsplit(f"//{header.strip()}").hostname or "?").rstrip(".")
    except ValueError:
        return "?"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _refusal(start: Any, status: str, words: str) -> Iterable[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{words}\n".encode()]


def make_when_asked(server: LiveReloadServer, plugin: Any) -> None:
    """Let a server show an edit first, and bring search index and data up to date when somebody asks for them.

    Args:
        server: MkDocs' server.
        plugin: Is told what may be put off, and says what was.
    """
    places = tuple(f"{server.mount_path}{place}" for place in LATE)
    build, answer = server.builder, server.serve_request
    at_work = threading.Lock()  # somebody may ask while an edit is being built

    def build_what_shows() -> None:
        with at_work:
            plugin.put_off = True
            try:
                build()
            finally:
                plugin.put_off = False

    def make_and_answer(request: dict[str, Any], start: Any) -> Iterable[bytes]:
        if request["PATH_INFO"].startswith(places):
            with at_work:
                if plugin.run.behind:
                    _try(build)
        return answer(request, start)

    server.builder = build_what_shows
    server.set_app(make_and_answer)


def _try(build: Callable[[], None]) -> None:
    """Build; where that fails, what an earlier build made is shown, as after any edit."""
    try:
        build()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - as in MkDocs' own loop, whatever a plugin raises
        log.error("%s", error)


def _error_page(site: str, code: int) -> bytes | None:
    page = Path(site, f"{code}.html")
    return page.read_bytes() if code in {404, 500} and page.is_file() else None
