"""Descriptions and pages of entities that were sent before, ready to be sent again as they are.

What is answered at `/data/…` and `/page/…` depends on the release, the address and what the client
accepts alone. The application answers the first request; the event loop gives the same again
(web/server/quick.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from web.finding.shelf import Shelf
from web.server.account import account_of
from web.server.glance import ENTITY, PASSED_OVER, TAKEN

EXTENSION: Final = "migralex.ready"
PATH: Final = re.compile(ENTITY.decode())
LARGEST: Final = 256 * 1024
LONGEST_ACCEPT: Final = 300
# An answer may depend on these, and on nothing else that is not the same in all plain requests.
VARIES: Final = frozenset(
    ("accept", "accept-encoding", "accept-language", "accept-profile", "accept-datetime")
)
# Requests of the same address have the same answer if they have the same of these.
ACCEPTED: Final = tuple(TAKEN.values())
# Request headers on which no answer depends; with any other, nothing is kept.
INDIFFERENT: Final = frozenset(
    "HTTP_" + name.decode().upper().replace("-", "_") for name in (*PASSED_OVER, b"connection")
)
# What is told of one answer and not of the next.
OWN: Final = frozenset(("server-timing", "date", "connection", "server"))
OVERHEAD: Final = 2000
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Sent:
    """A complete answer: its head without what is its own, and its bytes."""

    headers: Headers
    body: bytes
    route: str

    @property
    def size(self) -> int:
        """About what it takes, in bytes."""
        return len(self.body) + OVERHEAD


class Ready:
    """The application, watched: what it says of entities is kept, up to `room` bytes.

    Where the engine is elsewhere, the room has to be 0: that it fails is to be told.
    """

    def __init__(self, app: Flask, long: WSGIApplication, room: int) -> None:
        self._long = long
        self._shelf: Shelf[Sent] = Shelf(room)
        self._room = room
        app.extensions[EXTENSION] = self

    def find(self, environ: Mapping[str, Any]) -> Sent | None:
        """What was answered to the same plain request."""
        return self._shelf.find(_key(environ)) if self._room else None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request. See PEP 3333."""
        if not self._room or not _is_plain(environ):
            return self._long(environ, start_response)
        said: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *more: Any) -> Any:
            said.append((status, headers))
            return start_response(status, headers, *more)

        body = self._long(environ, start)
        if not said or not _is_lasting(*said[-1]):
            return body
        try:
            content = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        kept = [one for one in said[-1][1] if one[0].lower() not in OWN]
        account = account_of(environ)
        self._shelf.keep(_key(environ), Sent(kept, content, account.route if account else ""))
        return [content]


def _key(environ: Mapping[str, Any]) -> tuple[str, ...]:
    return environ["PATH_INFO"], *(environ.get(name, "") for name in ACCEPTED)


def _is_plain(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and not environ.get("SCRIPT_NAME")
        and PATH.fullmatch(environ["PATH_INFO"]) is not None
        and all(len(environ.get(name, "")) <= LONGEST_ACCEPT for name in ACCEPTED)
        and all(
            name in INDIFFERENT or name in ACCEPTED for name in environ if name.startswith("HTTP_")
        )
    )


def _is_lasting(status: str, headers: Headers) -> bool:
    """Whether an answer is whole, small, public, and the same for whoever accepts the same."""
    told = {name.lower(): value for name, value in headers}
    length = told.get("content-length", "")
    varies = {name.strip().lower() for name in told.get("vary", "*").split(",")}
    return (
        status.startswith("200")
        and "etag" in told
        and told.get("cache-control", "").startswith("public")
        and length.isdecimal()
        and int(length) <= LARGEST
        and varies <= VARIES
        and "set-cookie" not in told
    )


def ready_of(app: Flask) -> Ready:
    """What is ready of an application."""
    ready = app.extensions[EXTENSION]
    assert isinstance(ready, Ready)  # noqa: S101 - for the reader and the type checker
    return ready
