"""What the tests of SERVICE share: a store that may call endpoints, and what these answer."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from graph.limits import Limits
from graph.release import Release
from graph.services import Service
from graph.store import Store, open_store
from tests.graph.test_remote import Handler, answering

JSON = "application/sparql-results+json"
ENGINES = ("memory", "disk", "remote")


@contextmanager
def opened(
    release: Release, *services: Service, engine: str = "memory", seconds: float = 30
) -> Iterator[Store]:
    store = open_store(release, engine, Limits(seconds=seconds, megabytes=512, services=services))
    try:
        yield store
    finally:
        store.close()


def ask(store: Store, text: str) -> list[dict[str, Any]]:
    found = json.loads(store.answer(text, media_type=JSON).read())
    rows: list[dict[str, Any]] = found["results"]["bindings"]
    return rows


def results(*rows: dict[str, Any], names: tuple[str, ...] = ("x",)) -> Callable[[Handler], None]:
    document = {"head": {"vars": list(names)}, "results": {"bindings": list(rows)}}
    return answering(200, JSON, json.dumps(document).encode())


def redirecting(url: str, status: int = 307) -> Callable[[Handler], None]:
    def answer(request: Handler) -> None:
        request.send_response(status)
        request.send_header("Location", url)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer
