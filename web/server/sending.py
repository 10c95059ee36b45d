"""Sends a complete answer from the event loop, piece by piece where it is large."""

import time
from collections.abc import Generator, Iterable
from functools import lru_cache
from typing import Any, Final

from flask import Flask
from gunicorn.util import http_date

from graph.answers import Answer
from web.server.connection import Connection
from web.server.journal import journal_of
from web.server.outbox import Outbox

# Larger answers are sent by a thread, which may wait for a disk.
SMALL: Final = 256 * 1024
Headers = list[tuple[str, str]]


def sending(
    app: Flask,
    connection: Connection,
    environ: dict[str, Any],
    head: bytes,
    pieces: Iterable[bytes],
    length: int,
) -> Generator[None, None, bool]:
    """Send an answer; yields while the client has to read. True: keep the connection."""
    outbox = Outbox(connection.socket)
    sent, gone = 0, True
    try:
        outbox.sendall(head)
        for piece in pieces:
            outbox.sendall(piece)
            if length > SMALL:
                yield from outbox.drain()
            sent += len(piece)
        yield from outbox.drain()
        gone = False
    except OSError:
        return False
    finally:
        if isinstance(pieces, Answer):
            pieces.close()
        journal_of(app).request(environ, 200, sent, connection.began, gone=gone)
    connection.arrival.bytes.clear()
    return True


def head_of(known: bytes, figures: Headers) -> bytes:
    """The head of an answer, of which lines are known."""
    return b"".join((_opening(int(time.time())), known, lines(figures), b"\r\n"))


def lines(headers: Headers) -> bytes:
    """Headers as they are sent."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1")


@lru_cache(maxsize=2)
def _opening(second: int) -> bytes:
    headers = [("Server", "gunicorn"), ("Date", http_date(second)), ("Connection", "keep-alive")]
    return b"HTTP/1.1 200 OK\r\n" + lines(headers)
