"""Small answers are kept and given again, byte for byte, and each says how it was had."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.graph.conftest import IRIS, quads_of_testland
from tests.serving import Endpoint, Reply, eventually, publish, serving

OWN = {"date", "server-timing"}
# Headers for which a request is read by the application, or answered by a thread.
WAYS = {"loop": {}, "thread": {"X-Nobody-Looks": "1"}, "application": {"If-None-Match": '"other"'}}
TAKES_A_WHILE = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000 } } # "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def var(folder: Path) -> Path:
    return publish(folder / "var", "plain", IRIS.base, quads_of_testland())


@pytest.fixture(scope="module")
def endpoint(folder: Path, var: Path) -> Iterator[Endpoint]:
    log = str(folder / "access.jsonl")
    with serving(var, folder / "log.txt", workers="1", access_log=log) as running:
        for way in WAYS.values():
            ask(running, "SELECT * { ?s ?p ?o } LIMIT 1", way)
        yield running


def ask(endpoint: Endpoint, query: str, headers: dict[str, str] | None = None) -> Reply:
    return endpoint.ask("GET", "/sparql?" + urlencode({"query": query}), headers=headers or {})


def origin(reply: Reply) -> str:
    """`kept`, `shared`, or nothing for an answer that was evaluated."""
    first = reply.headers["server-timing"].partition(",")[0]
    return first.removeprefix("cache;desc=") if first.startswith("cache") else ""


def test_what_was_asked_before_is_answered_alike_whoever_asks_and_says_so(
    endpoint: Endpoint, folder: Path
) -> None:
    query = "SELECT ?s { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 9"
    fresh, *others = [ask(endpoint, query, way) for way in ({}, *WAYS.values())]
    body = urlencode({"query": query}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    posted = endpoint.ask("POST", "/sparql", body, form)

    assert origin(fresh) == ""
    for other in others:
        assert origin(other) == "kept"
        assert other.body == fresh.body
        assert told(other) == told(fresh)
    assert (origin(posted), posted.body) == ("kept", fresh.body)

    def kept_or_not() -> list[str | None]:
        lines = [json.loads(line) for line in (folder / "access.jsonl").read_text().splitlines()]
        return [line["cache"] for line in lines if line.get("rows") == 9]

    eventually(lambda: len(kept_or_not()) >= 2)
    assert kept_or_not()[:2] == [None, "kept"]


def told(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in OWN}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?now) {}",
        "SELECT (rand() AS ?chance) {}",
        "SELECT (STRUUID() AS ?name) {}",
    ],
)
def test_the_time_and_chance_are_asked_each_time(endpoint: Endpoint, query: str) -> None:
    replies = [ask(endpoint, query) for _ in range(3)]
    assert [(reply.status, origin(reply)) for reply in replies] == [(200, "")] * 3


def test_another_media_type_or_dataset_is_another_answer(endpoint: Endpoint) -> None:
    parameters = {"query": "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 8"}
    for more in ({}, {"format": "csv"}, {"default-graph-uri": IRIS.graph("facts").value}):
        target = "/sparql?" + urlencode(parameters | more)
        first, second = (endpoint.ask("GET", target) for _ in range(2))
        assert (origin(first), origin(second)) == ("", "kept")


def test_those_who_ask_the_same_at_the_same_time_share_one_evaluation(endpoint: Endpoint) -> None:
    query = TAKES_A_WHILE + "together"
    with ThreadPoolExecutor(6) as clients:
        replies = list(clients.map(lambda _: ask(endpoint, query), range(6)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert sorted(origin(reply) for reply in replies)[:2] != ["", ""]


def test_who_waits_for_the_same_answer_gets_it_though_the_first_hangs_up(
    endpoint: Endpoint,
) -> None:
    query = TAKES_A_WHILE + "left alone"
    target = "/sparql?" + urlencode({"query": query})
    with ThreadPoolExecutor(2) as clients:
        with socket.create_connection(("127.0.0.1", endpoint.port)) as first:
            first.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            time.sleep(0.02)
            others = [clients.submit(ask, endpoint, query) for _ in range(2)]
            time.sleep(0.1)
        replies = [other.result() for other in others]
    assert [reply.status for reply in replies] == [200, 200]
    assert replies[0].body == replies[1].body


def test_an_operator_may_have_every_query_evaluated(folder: Path, var: Path) -> None:
    with serving(var, folder / "none.txt", workers="1", cache_megabytes="0") as running:
        replies = [ask(running, "SELECT * { ?s ?p ?o } LIMIT 3") for _ in range(3)]
    assert [origin(reply) for reply in replies] == [""] * 3
