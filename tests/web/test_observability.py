"""An operator sees what the server does, and nobody sees there who asked what."""

import hashlib
import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import free_port
from tests.serving import Endpoint, eventually, serving
from web.server.journal import network

LAWS = "SELECT ?law { ?law a <http://data.europa.eu/eli/ontology#LegalResource> } LIMIT 7"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }"
JSON = {"Accept": "application/sparql-results+json"}
PAGE = "/page/law/asylum-2007"


def target(query: str) -> str:
    return f"/sparql?{urlencode({'query': query})}"


def digest(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "access.jsonl"


@pytest.fixture(scope="module")
def endpoint(var: Path, log: Path, metrics_port: int) -> Iterator[Endpoint]:
    """A server with an access log in a file and with metrics."""
    settings = {
        "access_log": str(log),
        "metrics_port": str(metrics_port),
        "query_seconds": "1",
        "query_rows": "1000",
    }
    with serving(var, log.parent / "server.log", **settings) as running:
        yield running


def lines(log: Path, **like: Any) -> list[dict[str, Any]]:
    """The lines of the log in which these fields have these values."""
    found: list[dict[str, Any]] = [json.loads(line) for line in log.read_text().splitlines()]
    return [line for line in found if like.items() <= line.items()]


def line_of(log: Path, **like: Any) -> dict[str, Any]:
    """The first such line, which may take a moment to be written."""
    eventually(lambda: bool(lines(log, **like)))
    return lines(log, **like)[0]


def test_a_page_is_one_line_of_json(endpoint: Endpoint, log: Path) -> None:
    answer = endpoint.ask("GET", PAGE)
    line = line_of(log, path=PAGE)
    assert set(line) == {
        *("time", "method", "path", "status", "bytes", "ms", "client", "release"),
        *("queue_ms", "engine_ms"),
    }
    assert (line["method"], line["status"], line["bytes"]) == ("GET", 200, len(answer.body))
    assert line["release"] == answer.headers["migralex-release"]
    assert 0 < line["engine_ms"] < line["ms"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


def test_a_query_has_a_digest_its_rows_its_time_and_its_outcome(
    endpoint: Endpoint, log: Path
) -> None:
    assert endpoint.ask("GET", target(LAWS), headers=JSON).status == 200
    line = line_of(log, query=digest(LAWS))
    assert (line["path"], line["rows"], line["outcome"]) == ("/sparql", 7, "ok")
    assert 0 < line["engine_ms"] <= line["ms"]


def test_the_log_has_no_text_of_a_query_no_search_and_no_address(
    endpoint: Endpoint, log: Path
) -> None:
    hidden = "SELECT ?secretive { BIND(<urn:x:secretive> AS ?secretive) }"
    body = urlencode({"query": hidden}).encode()
    form = {**JSON, "Content-Type": "application/x-www-form-urlencoded"}
    assert endpoint.ask("POST", "/sparql", body, form).status == 200
    assert endpoint.ask("GET", "/search?q=secretive").status == 200
    line_of(log, query=digest(hidden))
    line_of(log, path="/search")
    assert "secretive" not in log.read_text()
    assert "127.0.0.1" not in log.read_text()
    assert line_of(log, path="/search")["client"] == "127.0.0.0/24"


@pytest.mark.parametrize(
    ("query", "outcome", "status"),
    [
        ("SELECT ?x {", "syntax", 400),
        ("DROP ALL", "refused", 403),
        ("ASK { SERVICE <http://127.0.0.1/> {} }", "refused", 403),
        (RUNAWAY, "timeout", 504),
        (GREEDY, "too-large", 507),
        ("SELECT (<urn:x:f>(1) AS ?x) {} ORDER BY RAND(", "syntax", 400),
    ],
)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/html"])
def test_a_query_that_is_not_answered_has_an_outcome(
    endpoint: Endpoint, log: Path, query: str, outcome: str, status: int, accept: str
) -> None:
    text = f"{query} # {accept}"
    answer = endpoint.ask("GET", target(text), headers={"Accept": accept})
    assert answer.status == status
    line = line_of(log, query=digest(text))
    assert (line["outcome"], line["status"], line["rows"]) == (outcome, status, None)


def test_an_answer_that_the_client_has_already_is_told_apart(endpoint: Endpoint, log: Path) -> None:
    query = f"{LAWS} # again"
    tag = endpoint.ask("GET", target(query), headers=JSON).headers["etag"]
    assert endpoint.ask("GET", target(query), headers={**JSON, "If-None-Match": tag}).status == 304
    assert line_of(log, query=digest(query), status=304)["outcome"] == "not-modified"


# By the short way a query is answered in the event loop, by the long one in a thread.
@pytest.mark.parametrize("header", ["", "X-Nobody-Looks: 1\r\n"], ids=["short", "long"])
def test_a_client_that_hangs_up_is_told_apart(endpoint: Endpoint, log: Path, header: str) -> None:
    # Every process has to know the short way, however requests fall to them.
    for number in range(24):
        endpoint.ask("GET", target(f"{LAWS} # {number}"))
    query = f"{RUNAWAY} # gone {header}"
    with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
        client.sendall(f"GET {target(query)} HTTP/1.1\r\nHost: a\r\n{header}\r\n".encode())
    line = line_of(log, query=digest(query))
    assert (line["outcome"], line["path"], line["rows"]) == ("client-gone", "/sparql", None)


def test_what_is_no_request_is_written_down_too(endpoint: Endpoint, log: Path) -> None:
    with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
        client.sendall(b"nonsense\r\n\r\n")
        client.recv(1000)
    assert line_of(log, method=None)["status"] == 400


def test_a_path_cannot_forge_a_line(endpoint: Endpoint, log: Path) -> None:
    path = '/nowhere\n{"path":"/forged"}\u2028'
    endpoint.ask("GET", quote(path))
    assert line_of(log, path=path)["status"] == 404
    assert not lines(log, path="/forged")
    assert log.read_text().isascii()


def test_a_log_that_was_moved_away_is_made_anew(endpoint: Endpoint, log: Path) -> None:
    endpoint.ask("GET", "/before-rotation")
    line_of(log, path="/before-rotation")
    old = log.rename(log.with_suffix(".old"))
    try:
        endpoint.ask("GET", "/after-rotation")
        eventually(log.exists)
        line_of(log, path="/after-rotation")
        assert not lines(old, path="/after-rotation")
    finally:
        log.write_text(old.read_text() + log.read_text())


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_client_is_named_by_its_network_only(address: str, names: str) -> None:
    assert network(address) == names


TIMING = re.compile(r"queue;dur=(\d+\.\d), engine;dur=(\d+\.\d), total;dur=(\d+\.\d)")


@pytest.mark.parametrize("path", [PAGE, "/", "/laws", target(LAWS), target("SELECT {"), "/missing"])
def test_a_response_says_where_its_time_went(endpoint: Endpoint, path: str) -> None:
    headers = endpoint.ask("GET", path, headers={"Accept": "text/html"}).headers
    found = TIMING.fullmatch(headers["server-timing"])
    assert found
    queue, engine, total = map(float, found.groups())
    assert queue + engine <= total + 0.2
    assert headers["timing-allow-origin"] == "*"
    assert "Server-Timing" in headers["access-control-expose-headers"]


def test_a_page_that_asks_the_engine_says_how_long_that_took(endpoint: Endpoint) -> None:
    page = endpoint.ask("GET", f"{PAGE}?asOf=2007-03-01")
    found = TIMING.fullmatch(page.headers["server-timing"])
    assert found
    assert float(found[2]) > 0


def test_a_query_that_waits_says_how_long_it_waited(endpoint: Endpoint) -> None:
    answer = endpoint.ask("GET", target(f"{LAWS} # waits"), headers=JSON)
    assert TIMING.fullmatch(answer.headers["server-timing"])


def test_the_server_says_that_it_lives_and_that_it_is_ready(endpoint: Endpoint) -> None:
    lives, ready = endpoint.ask("GET", "/healthz"), endpoint.ask("GET", "/readyz")
    assert (lives.status, ready.status) == (200, 200)
    release = lives.headers["migralex-release"]
    assert json.loads(lives.body) == {"status": "ok", "release": release}
    assert json.loads(ready.body) == {"status": "ready", "release": release}
    assert lives.headers["cache-control"] == ready.headers["cache-control"] == "no-store"


def figures(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    return {
        name: float(value)
        for name, value in (
            line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")
        )
    }


def test_metrics_add_up_all_processes(endpoint: Endpoint, metrics_port: int) -> None:
    page = 'migralex_requests_total{method="GET",route="entities.page",status="200"}'
    ok = 'migralex_queries_total{outcome="ok"}'
    before = figures(metrics_port)
    for number in range(24):
        endpoint.ask("GET", PAGE)
        endpoint.ask("GET", target(f"{LAWS} # metrics {number}"), headers=JSON)
    eventually(lambda: figures(metrics_port)[ok] >= before.get(ok, 0) + 24)
    after = figures(metrics_port)
    assert after[page] == before.get(page, 0) + 24
    assert after["migralex_query_rows_total"] >= before.get("migralex_query_rows_total", 0) + 168
    release = endpoint.ask("GET", "/healthz").headers["migralex-release"]
    assert after[f'migralex_release_processes{{release="{release}"}}'] == 2


def test_what_clients_send_makes_no_new_series(endpoint: Endpoint, metrics_port: int) -> None:
    endpoint.ask("BREW", "/coffee")
    endpoint.ask("GET", "/no-such-page-anywhere")
    other = 'migralex_requests_total{method="other",route="none",status="405"}'
    eventually(lambda: other in figures(metrics_port))
    assert not [name for name in figures(metrics_port) if "BREW" in name or "anywhere" in name]


def test_metrics_are_no_page_of_the_server(endpoint: Endpoint) -> None:
    assert endpoint.ask("GET", "/metrics").status == 404


def test_without_settings_lines_go_to_standard_error(var: Path, tmp_path: Path) -> None:
    with serving(var, tmp_path / "log.txt") as running:
        running.ask("GET", PAGE)
        eventually(lambda: PAGE in running.log.read_text())
    written = [one for one in running.log.read_text().splitlines() if one.startswith("{")]
    assert all(json.loads(one)["status"] for one in written)


def test_a_log_may_be_none(var: Path, tmp_path: Path) -> None:
    with serving(var, tmp_path / "log.txt", access_log="") as running:
        running.ask("GET", PAGE)
    assert PAGE not in running.log.read_text()
