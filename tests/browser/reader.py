"""A reader: a real browser, and the site served on this machine."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
"""Keeps the browser from asking other hosts for things of its own."""

POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; style-src 'self'"
"""The strictest policy that the site claims to stand; what breaks it is an error on the console."""

ABORTED = "net::ERR_ABORTED"


def browser_path() -> str | None:
    """Return where a browser is installed; None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """Start a browser, and end it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any, **known: Any) -> None:
        """Say nothing of each request."""

    sent: ClassVar[Mapping[str, str]] = {"Content-Security-Policy": POLICY}

    def end_headers(self) -> None:
        for name, value in self.sent.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the site's own page where there is none, as web servers do."""
        del message, explain
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Open(_Handler):
    """Lets other sites read this one, and leaves policies to its pages."""

    sent: ClassVar[Mapping[str, str]] = {"Access-Control-Allow-Origin": "*"}


class _Server(ThreadingHTTPServer):
    """A server that a browser can ask for many files at once while the machine is busy."""

    request_queue_size = 128


@contextmanager
def serving(folder: Path, *, is_open: bool = False) -> Iterator[str]:
    """Serve a site, and say where; an open one can be read by other sites."""
    handler = _Open if is_open else _Handler
    with _Server(("127.0.0.1", 0), partial(handler, directory=os.fspath(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Tab:
    """A page of the browser that remembers what was wrong: errors on the console, requests that left the site."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", lambda line: self._note("console", line.text, line.type in {"error", "warning"}))
        page.on("pageerror", lambda error: self._note("script", str(error)))
        # A request is aborted where the next page is opened before it is answered.
        page.on("requestfailed", lambda request: self._note("failed", request.url, request.failure != ABORTED))
        page.on("request", lambda request: self._note("off the site", request.url, self._is_elsewhere(request.url)))
        page.on("response", lambda answer: self._note(str(answer.status), answer.url, answer.status >= 400))

    def open(self, path: str) -> Page:
        """Open a page of the site and return it."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def here(self) -> str:
        """The path of the page that is shown."""
        return self.page.url.removeprefix(self.address)

    def _is_elsewhere(self, url: str) -> bool:
        return not url.startswith((self.address, "data:", "blob:"))

    def _note(self, kind: str, what: str, wrong: bool = True) -> None:
        if wrong:
            self.complaints.append(f"{kind}: {what}")
