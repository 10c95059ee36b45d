"""The access log: a line of JSON for each request, without what would tell who asked what.

There is the network of a client but no address, the path but no query string, the digest of a
query but not its text. The same figures go to the metrics, where there are any.
"""

import ipaddress
import json
import logging
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from logging.handlers import WatchedFileHandler
from typing import Any, Final, Protocol

from flask import Flask

from web.server.account import account_of
from web.settings import Settings

EXTENSION: Final = "migralex.journal"
STANDARD_ERROR: Final = "-"
LONGEST_PATH: Final = 500
NETWORK_BITS: Final[Mapping[int, int]] = {4: 24, 6: 48}
GONE: Final = "client-gone"


class Counter(Protocol):
    """Counts what lines tell."""

    def count(self, line: Mapping[str, Any], route: str, /) -> None:
        """Count a request."""


class Journal:
    """Writes down requests when they are over. Any thread of any process may do so."""

    def __init__(self, settings: Settings, release: str) -> None:
        self._release = release
        self._log = _log(settings.access_log)
        self._counter = _counter(settings.metrics_port, release)

    def request(
        self, environ: Mapping[str, Any], status: int, length: int, began: float, *, gone: bool
    ) -> None:
        """A request was answered with a status and `length` bytes, or its client was `gone`."""
        account = account_of(environ)
        line = {
            "time": _now(),
            "method": str(environ.get("REQUEST_METHOD", ""))[:20],
            "path": _text(environ.get("PATH_INFO", ""))[:LONGEST_PATH],
            "status": status,
            "bytes": length,
            "ms": _milliseconds(time.monotonic() - began),
            "client": network(str(environ.get("REMOTE_ADDR", ""))),
            "release": self._release,
        }
        if account is not None:
            line["queue_ms"] = _milliseconds(account.queued)
            line["engine_ms"] = _milliseconds(account.engine)
        if account is not None and account.digest:
            line["query"] = account.digest
            line["rows"] = account.rows
            line["outcome"] = GONE if gone else account.ending(status)
            line["cache"] = account.origin or None
        elif gone:
            line["outcome"] = GONE
        self._write(line, account.route if account else "")

    def refused(self, status: int, address: object) -> None:
        """Something arrived that is no request, or was not read to its end."""
        line = {
            "time": _now(),
            "method": None,
            "path": None,
            "status": status,
            "client": network(str(address[0]) if isinstance(address, tuple) else ""),
            "release": self._release,
        }
        self._write(line, "")

    def _write(self, line: dict[str, Any], route: str) -> None:
        if self._log is not None:
            self._log.handle(
                logging.LogRecord(
                    "access", logging.INFO, "", 0, json.dumps(line, ensure_ascii=True), None, None
                )
            )
        if self._counter is not None:
            self._counter.count(line, route)


def install(app: Flask, settings: Settings, release: str) -> None:
    """Have a journal of the application's requests, for the server that runs it."""
    app.extensions[EXTENSION] = Journal(settings, release)


def journal_of(app: Flask) -> Journal:
    """The journal of an application."""
    journal = app.extensions[EXTENSION]
    assert isinstance(journal, Journal)  # noqa: S101 - for the reader and the type checker
    return journal


@lru_cache(maxsize=1024)
def network(address: str) -> str:
    """The network of a client, so wide that it names nobody; "" for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return str(ipaddress.ip_network((parsed, NETWORK_BITS[parsed.version]), strict=False))


def _log(where: str | None) -> logging.Handler | None:
    """Where lines go; a file that was moved away is made anew, so that it can be rotated."""
    if where is None:
        return None
    if where == STANDARD_ERROR:
        return logging.StreamHandler(sys.stderr)
    return WatchedFileHandler(where, encoding="ascii")


def _counter(port: int, release: str) -> Counter | None:
    if not port:
        return None
    # It decides when it is imported whether it counts for several processes.
    from web.server.metrics import Metrics

    return Metrics(release)


def _text(raw: str) -> str:
    """A path as it was meant: WSGI passes the bytes of UTF-8 as if they were Latin-1."""
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _now() -> str:
    now = time.time()
    return f"{_second(int(now))}.{int(now % 1 * 1000):03}Z"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
