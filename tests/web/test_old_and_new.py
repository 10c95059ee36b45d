"""Who asks for what an old release said keeps nobody waiting who asks for what is said now.

The old release is that of the sources of this repository, whole; the one in force is Testland's. A
single web process answers everybody, and nothing that is asked for was answered before.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from werkzeug.http import http_date

from graph.publications import publications
from graph.release import Release
from tests.loader.testland import Testland
from tests.serving import Endpoint, Reply, path_of, serving

OLD = ("law/asylum-2007", "institution/ministry-for-diaspora", "treaty/ccpr", "polity/serbia")
LEAST = 2


@dataclass(frozen=True)
class Answered:
    """That something was asked and answered, from when to when, in seconds."""

    status: int
    begin: float
    end: float


@pytest.fixture
def endpoint(var: Path, tmp_path: Path) -> Iterator[Endpoint]:
    """A server that has just started and has opened no old release."""
    shutil.copytree(var, tmp_path / "var", symlinks=True)
    Testland(tmp_path).make()
    with serving(tmp_path / "var", tmp_path / "log.txt", workers="1") as running:
        yield running


def query(number: int) -> str:
    """A query that was not asked before."""
    return f"/sparql?{urlencode({'query': f'ASK {{ ?s ?p ?o }} # {number}'})}"


def page(number: int) -> str:
    """A page that was not asked for before."""
    return f"/page/law/entry?asOf={1990 + number % 20}-01-01&number={number}"


def data(number: int) -> str:
    """A description that was not asked for before."""
    return f"/data/law/entry.ttl?number={number}"


def followed(endpoint: Endpoint, path: str, **headers: str) -> Reply:
    """The answer at the end of the way from an identifier."""
    reply = endpoint.ask("GET", path, headers=headers)
    while "location" in reply.headers:
        accept = {"Accept": headers["Accept"]}
        reply = endpoint.ask("GET", path_of(reply.headers["location"]), headers=accept)
    return reply


def keep_asking(endpoint: Endpoint, target: Callable[[int], str], ended: Event) -> list[Answered]:
    """Ask one after another until the end."""
    found = []
    for number in count():
        begin = time.monotonic()
        status = endpoint.ask("GET", target(number)).status
        found.append(Answered(status, begin, time.monotonic()))
        if ended.is_set():
            return found
    return found


def test_queries_and_pages_are_answered_while_an_old_release_is_opened(
    endpoint: Endpoint, release: Release, tmp_path: Path
) -> None:
    old, _new = publications(tmp_path / "var")
    assert old.digest == release.digest
    ended = Event()
    targets = (query, page, data)
    with ThreadPoolExecutor(len(targets)) as others:
        asked = [others.submit(keep_asking, endpoint, one, ended) for one in targets]
        try:
            time.sleep(0.2)
            begin = time.monotonic()
            for entity in OLD:
                for accept in ("text/html", "text/turtle"):
                    headers = {"Accept-Datetime": http_date(old.time), "Accept": accept}
                    then = followed(endpoint, f"/id/{entity}", **headers)
                    assert then.status == 200, entity
                    assert then.media_type == accept
                    assert then.headers["memento-datetime"] == http_date(old.time)
            end = time.monotonic()
        finally:
            ended.set()
    for each in (one.result() for one in asked):
        assert {one.status for one in each} == {200}
        meanwhile = [one for one in each if begin < one.begin and one.end < end]
        assert len(meanwhile) >= LEAST
    now = endpoint.ask("GET", "/page/law/asylum-2007", headers={"Accept": "text/html"})
    assert now.status == 404
