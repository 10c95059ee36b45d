"""A plain query is answered by a short way, with the same words as by the long one."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.graph.conftest import IRIS, quads_of_testland
from tests.serving import Endpoint, Reply, eventually, publish, serving

# The times of an answer are its own.
OWN = {"date", "server-timing"}
# A condition that does not hold, and that only the application looks at.
LONG_WAY = {"If-None-Match": '"some-other-tag"'}
# A header that nobody looks at, but for which the answer is made in a thread.
THREAD = {"X-Nobody-Looks": "1"}
QUERIES = {
    "rows": "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 5",
    "no rows": "SELECT ?s { ?s <x:p> ?s }",
    "many rows": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000",
    "yes or no": "ASK { ?s ?p ?o }",
    "triples": "CONSTRUCT { ?s ?p ?o } { { SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3 } }",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quick")


@pytest.fixture(scope="module")
def endpoint(folder: Path) -> Iterator[Endpoint]:
    var = publish(folder / "var", "plain", IRIS.base, quads_of_testland())
    log = folder / "access.jsonl"
    with serving(var, folder / "log.txt", workers="1", access_log=str(log)) as running:
        yield running


def head(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in OWN}


def ask(endpoint: Endpoint, headers: dict[str, str], **parameters: str) -> Reply:
    return endpoint.ask("GET", "/sparql?" + urlencode(parameters), headers=headers)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
@pytest.mark.parametrize(
    "parameters",
    [{}, {"format": "xml"}, {"default-graph-uri": IRIS.graph("facts").value}],
    ids=["as it is", "with a format", "of a graph"],
)
def test_every_way_gives_the_same_answer(
    endpoint: Endpoint, query: str, parameters: dict[str, str]
) -> None:
    ways = [LONG_WAY, {}, {}, THREAD]
    long, *others = [ask(endpoint, way, query=query, **parameters) for way in ways]

    assert long.status == 200
    for other in others:
        assert (other.status, head(other), other.body) == (200, head(long), long.body)


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("SELECT ?s { ?s ?p }", {}, 400),
        ("SELECT ?s { SERVICE <http://localhost:1/> { ?s ?p ?o } }", {}, 403),
        ("INSERT DATA { <x:s> <x:p> <x:o> }", {}, 403),
        ("ASK { ?s ?p ?o }", {"Accept": "image/png"}, 406),
        ("SELECT ?s { ?s ?p ?o }", {"Accept": "text/turtle"}, 406),
    ],
)
def test_every_way_tells_the_same_error(
    endpoint: Endpoint, query: str, headers: dict[str, str], status: int
) -> None:
    for plain in QUERIES.values():
        ask(endpoint, {}, query=plain)
    long, short = (ask(endpoint, way | headers, query=query) for way in (LONG_WAY, {}))

    assert long.status == short.status == status
    assert (head(short), short.body) == (head(long), long.body)


def test_a_tag_from_the_short_way_is_known_on_the_long_one(endpoint: Endpoint) -> None:
    query = QUERIES["rows"]
    ask(endpoint, {}, query=query)
    tag = ask(endpoint, {}, query=query).headers["etag"]

    assert ask(endpoint, {"If-None-Match": tag}, query=query).status == 304


def test_the_first_queries_may_come_all_at_once(folder: Path) -> None:
    var = publish(folder / "first", "first", IRIS.base, quads_of_testland())
    with serving(var, folder / "first.txt", workers="1") as fresh, ThreadPoolExecutor(16) as many:
        ways = [THREAD, {}] * 8
        replies = many.map(lambda way: ask(fresh, way, query=QUERIES["rows"]), ways)

        assert [reply.status for reply in replies] == [200] * 16


def test_every_way_writes_the_same_of_a_client_that_hangs_up(
    endpoint: Endpoint, folder: Path
) -> None:
    ask(endpoint, {}, query=QUERIES["rows"])
    target = "/sparql?" + urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    for header in ("", "X-Nobody-Looks: 1\r\n"):
        with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
            client.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n{header}\r\n".encode())
    eventually(lambda: len(gone(folder)) == 2)
    short, long = sorted(gone(folder), key=lambda line: str(line["time"]))
    assert short.keys() == long.keys()
    assert {name for name in short if short[name] != long[name]} <= {
        *("time", "ms", "queue_ms", "engine_ms"),
    }


def gone(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "access.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line.get("outcome") == "client-gone"]
