"""Whether the server lives, and whether it is ready: for those who keep it running."""

import json
import logging
import threading
import time
from typing import Final

from flask import Blueprint, Response, current_app, request

from graph.errors import EngineNonsense, EngineUnavailable, MigralexError
from graph.store import Store
from web.http.negotiate import PLAIN_JSON, Choice
from web.http.responses import represent
from web.site import Site, site

blueprint = Blueprint("health", __name__)
LOG: Final = logging.getLogger(__name__)
EXTENSION: Final = "migralex.readiness"
WITHOUT_ENGINE: Final = frozenset({"static", "health.healthz", "health.readyz"})
# An answer is good for so long, however many ask.
FRESH_SECONDS: Final = 1.0


class Readiness:
    """Asks the engine, one thread at a time; who comes meanwhile is told what was known before."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._until = 0.0
        self._trouble: str | None = "The engine has not answered yet."

    def trouble(self, store: Store) -> str | None:
        """Why requests cannot be answered now, None if they can."""
        if time.monotonic() >= self._until and self._asking.acquire(blocking=False):
            try:
                self._trouble = self._ask(store)
                self._until = time.monotonic() + FRESH_SECONDS
            finally:
                self._asking.release()
        return self._trouble

    @staticmethod
    def _ask(store: Store) -> str | None:
        try:
            return None if store.answers() else "No release has been loaded into the query engine."
        except MigralexError as error:
            return str(error)
        except (OSError, RuntimeError, ValueError):
            return "The engine reports a fault of its own."


def warm_early(here: Site) -> None:
    """Read what every request needs, if the engine can tell it when the server starts."""
    try:
        here.warm()
    except (EngineUnavailable, EngineNonsense) as error:
        LOG.warning("started without the query engine: %s", error)


def warm() -> None:
    """Before a request: make up for what a remote engine could not tell at the start.

    Raises EngineUnavailable or EngineNonsense if it still cannot.
    """
    if request.endpoint not in WITHOUT_ENGINE:
        site().warm()


@blueprint.get("/healthz")
def healthz() -> Response:
    """That the server lives, and which release it serves. It does not ask the engine."""
    return _said({"status": "ok", "release": site().release.digest})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether the release is loaded and the engine answers: 200, or 503 with the reason."""
    here = site()
    readiness = current_app.extensions.setdefault(EXTENSION, Readiness())
    trouble = readiness.trouble(here.store)
    if trouble is None:
        return _said({"status": "ready", "release": here.release.digest})
    said = {"status": "not ready", "release": here.release.digest, "reason": trouble}
    response = _said(said)
    response.status_code = 503
    response.headers["Retry-After"] = "5"
    return response


def _said(document: dict[str, str]) -> Response:
    body = json.dumps(document) + "\n"
    response = represent(body, Choice(PLAIN_JSON, PLAIN_JSON.media_type))
    response.headers["Cache-Control"] = "no-store"
    return response
