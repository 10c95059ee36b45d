"""The account of one request: what it waited for, what it took, and how a query ended.

It lies in the request's environment, where the application, the log (web/server/journal.py) and the
server that runs both (web/server/worker.py) find it. It holds no text of a query, only a digest.
Source: Server Timing (W3C), section 3.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flask import Flask, Response, has_request_context, request

from graph import errors
from graph.answers import Answer
from graph.errors import MigralexError
from graph.pool import ClientGoneError
from graph.store import Store

KEY: Final = "migralex.account"
# When the request had arrived, and when a thread took it up: seconds of the monotonic clock.
ARRIVED: Final = "migralex.arrived"
DIGITS: Final = 16
FAILED: Final = "failed"
OUTCOMES: Final[Mapping[type[MigralexError], str]] = MappingProxyType(
    {
        errors.QuerySyntaxError: "syntax",
        errors.UpdateRefused: "refused",
        errors.ServiceRefused: "refused",
        errors.ServiceFailed: "service-failed",
        errors.QueryTimeout: "timeout",
        errors.QueryMemoryExceeded: "memory",
        errors.ResultTooLarge: "too-large",
        errors.Busy: "busy",
        errors.NotAcceptable: "not-acceptable",
        errors.EngineSilent: "engine-silent",
        errors.EngineUnavailable: "engine-down",
        errors.EngineNonsense: "engine-nonsense",
        ClientGoneError: "client-gone",
    }
)


@dataclass
class Account:
    """Times are in seconds. What stands after `route` is told of a query from outside only."""

    arrived: float
    queued: float = 0.0
    engine: float = 0.0
    route: str = ""
    digest: str = ""
    rows: int | None = None
    outcome: str = ""
    origin: str = ""
    """How its answer was had without being evaluated for this request; see graph.pool.Answer."""

    def timing(self) -> str:
        """The header that tells a browser where the time went."""
        total = time.monotonic() - self.arrived
        cache = f"cache;desc={self.origin}, " if self.origin else ""
        return (
            f"{cache}queue;dur={self.queued * 1000:.1f}, engine;dur={self.engine * 1000:.1f}, "
            f"total;dur={total * 1000:.1f}"
        )

    def ending(self, status: int) -> str:
        """How the query ended, if there was one: by its own account, else by the status."""
        if not self.digest or self.outcome:
            return self.outcome
        return {304: "not-modified", 406: "not-acceptable"}.get(status, FAILED)


class Bookkeeper:
    """Writes down what the store tells, in the account of the request that is answered now."""

    def evaluated(self, seconds: float) -> None:
        """See graph.observer.Observer."""
        if (account := account_now()) is not None:
            account.engine += seconds

    def answered(self, answer: Answer) -> None:
        """See graph.observer.Observer."""
        if (account := account_now()) is not None:
            account.queued += answer.waited
            account.engine += answer.seconds
            account.rows = answer.rows
            account.outcome = "ok"
            account.origin = answer.origin

    def failed(self, error: MigralexError) -> None:
        """See graph.observer.Observer."""
        if (account := account_now()) is not None:
            found = (word for kind, word in OUTCOMES.items() if isinstance(error, kind))
            account.outcome = next(found, FAILED)


def account_now() -> Account | None:
    """The account of the request that is answered now, None where there is none."""
    return account_of(request.environ) if has_request_context() else None


def account_of(environ: Mapping[str, Any]) -> Account | None:
    """The account of a request, None if the application has not seen it."""
    account = environ.get(KEY)
    return account if isinstance(account, Account) else None


def note_query(text: str) -> None:
    """Write down that this request asks a query, by the digest of its text."""
    if (account := account_now()) is not None:
        account.digest = query_digest(text)


def query_digest(text: str) -> str:
    """The beginning of a query's digest; who has the query can recognise it by that."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def install(app: Flask, store: Store) -> None:
    """Keep an account of each request. To be installed before all else that answers requests."""
    store.tell(Bookkeeper())

    @app.before_request
    def begin() -> None:
        now = time.monotonic()
        arrived = request.environ.get(ARRIVED, now)
        request.environ[KEY] = Account(arrived, now - arrived, route=request.endpoint or "")

    @app.after_request
    def tell(response: Response) -> Response:
        account = account_now()
        if account is not None and request.endpoint != "static":
            response.headers["Server-Timing"] = account.timing()
            response.headers["Timing-Allow-Origin"] = "*"
        return response
