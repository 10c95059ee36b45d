"""A page that comes in pieces, as over a slow line, is read from the first: nothing in it moves.

A piece ends with a line of the page, since half a line of text moves when the rest of it comes,
whatever one does; the first holds the head of the page, which is the same for all.
"""

import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import PAGES, path_of
from tests.browser.test_for_everyone import moved
from tests.conftest import Served

PIECES = 6
PAUSE = 0.08
"""Seconds between two pieces: some frames of a screen."""
LONG = [
    "list",
    "list-on-a-day",
    "list-in-serbian",
    "topic",
    "event",
    "law",
    "institution",
    "questions/what-happened-in-a-period",
    "worklist",
    "sentences",
    "review-of-a-source",
    "source",
    "timeline",
    "participation",
    "comparison",
    "landscape",
    "neighbourhood",
]


def pieces(page: bytes) -> Iterator[bytes]:
    """The page in whole lines."""
    head, begun, rest = page.partition(b"<main")
    yield head + begun
    piece, most = b"", len(rest) // PIECES
    for line in rest.splitlines(keepends=True):
        piece += line
        if len(piece) >= most:
            yield piece
            piece = b""
    yield piece


@pytest.fixture(scope="module")
def slow(server: Served) -> Iterator[str]:
    """The address of the same server behind a slow line."""

    class Line(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urllib.request.Request(
                server.url + self.path[1:], headers={"Accept": self.headers["Accept"]}
            )
            with urllib.request.urlopen(asked, timeout=20) as answer:
                body, kind = answer.read(), answer.headers["Content-Type"]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for piece in pieces(body) if "html" in kind else [body]:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(PAUSE)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Keep silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Line) as line:
        thread = threading.Thread(target=line.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{line.server_port}/"
        line.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", LONG)
def test_nothing_moves_in_a_page_that_comes_in_pieces(
    browser: Browser, server: Served, slow: str, kind: str
) -> None:
    path = path_of(server.url, kind) if kind in PAGES else kind
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        page.goto(slow + path)
        assert moved(page) == 0
    finally:
        page.close()
