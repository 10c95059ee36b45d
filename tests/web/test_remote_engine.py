"""The whole application on a remote engine: the same answers, and clear words when it fails.

The engine is a real server of another make on a loopback port. It is stopped and started, and
another server takes its place that is slow or talks nonsense; ours is never restarted.
"""

import http.server
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from graph.release import Release
from tests.conftest import free_port
from tests.serving import Endpoint, Reply, eventually, serving

SECONDS = 30
PATIENCE = 8
"""How long our server waits for the engine, in seconds."""
JSON = {"Accept": "application/sparql-results+json"}
HTML = {"Accept": "text/html"}
PAGE = "/page/law/asylum-2007"
DATA = "/data/law/asylum-2007.nt"
LAWS = """PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT ?law WHERE { ?law a eli:LegalResource } ORDER BY ?law"""
QUERY = f"/sparql?{urlencode({'query': LAWS})}"
SIZES = "SELECT (COUNT(*) AS ?n) { GRAPH <graph/provenance> { ?s ?p ?o } }"
GRAPHS = f"/sparql?{urlencode({'query': SIZES})}"
Handler = http.server.BaseHTTPRequestHandler


@contextmanager
def oxigraph(release: Release, port: int) -> Iterator[None]:
    """A SPARQL server that holds the release."""
    program = Path(sys.executable).parent / "oxigraph"
    words: list[str | Path] = [program, "serve-read-only", "--location", release.store]
    server = subprocess.Popen(
        [*words, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def another(port: int, answer: Callable[[Handler], None]) -> Iterator[None]:
    """A server that answers in its own way."""

    class Answering(Handler):
        def do_POST(self) -> None:  # noqa: N802 - the name that http.server looks for
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has hung up is no news."""

    with Server(("127.0.0.1", port), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def nonsense(request: Handler) -> None:
    body = b"<html>/secret/path</html>"
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def silence(_request: Handler) -> None:
    time.sleep(2 * PATIENCE)


def trickle(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.end_headers()
    for _ in range(20 * PATIENCE):
        request.wfile.write(b" ")
        time.sleep(0.1)


def fault(request: Handler) -> None:
    request.send_error(500, "/secret/path")


@pytest.fixture(scope="module")
def engine_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def endpoint(
    var: Path, engine_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    """Our server on a remote engine; it starts while the engine is down."""
    log = tmp_path_factory.mktemp("remote") / "log.txt"
    engine = f"http://127.0.0.1:{engine_port}/query"
    with serving(var, log, engine=engine, query_seconds=str(PATIENCE)) as running:
        yield running


def ready(endpoint: Endpoint) -> bool:
    return endpoint.ask("GET", "/readyz").status == 200


def assert_said(reply: Reply, status: int, words: str) -> None:
    """The problem is told in words, as a page or as JSON, with nothing of the engine's own."""
    assert reply.status == status
    assert words in reply.text
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text
    assert reply.headers["cache-control"] == "no-store"
    assert "retry-after" in reply.headers or "nonsense" in words
    if reply.media_type == "application/problem+json":
        problem = json.loads(reply.body)
        assert (problem["status"], problem["title"]) == (status, words)
    else:
        assert reply.media_type == "text/html"
        assert "<h1" in reply.text


def assert_works(endpoint: Endpoint, server: Endpoint) -> None:
    """What is answered on the remote engine is what is answered on ours."""
    for target, headers in ((QUERY, JSON), (GRAPHS, JSON), (DATA, {}), ("/laws?format=csv", {})):
        mine, theirs = (
            endpoint.ask("GET", target, headers=headers),
            server.ask("GET", target, headers=headers),
        )
        assert mine.status == theirs.status == 200, target
        lines = [sorted(one.body.splitlines()) for one in (mine, theirs)]
        here, there = (f"http://127.0.0.1:{one.port}/".encode() for one in (endpoint, server))
        assert lines[0] == [line.replace(there, here) for line in lines[1]], target
    page = endpoint.ask("GET", PAGE, headers=HTML)
    assert page.status == 200
    assert "Law on Asylum" in page.text


@pytest.fixture(scope="module")
def ours(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The same release on the engine in memory."""
    with serving(var, tmp_path_factory.mktemp("ours") / "log.txt") as running:
        yield running


EVERYWHERE = [
    (target, headers)
    for target in (PAGE, "/", "/laws", QUERY, "/id/law/asylum-2007")
    for headers in (HTML, {"Accept": "*/*"})
]


def test_the_server_starts_while_the_engine_is_down_and_says_so(endpoint: Endpoint) -> None:
    for target, headers in EVERYWHERE:
        reply = endpoint.ask("GET", target, headers=headers)
        assert_said(reply, 502, "The query engine does not answer")


def test_it_lives_but_is_not_ready_while_the_engine_is_down(endpoint: Endpoint) -> None:
    assert endpoint.ask("GET", "/healthz").status == 200
    reply = endpoint.ask("GET", "/readyz")
    assert reply.status == 503
    assert reply.headers["retry-after"]
    assert json.loads(reply.body)["status"] == "not ready"


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (nonsense, 502, "The query engine answered with nonsense"),
        (fault, 502, "The query engine does not answer"),
    ],
)
def test_an_engine_that_fails_is_said_to_fail_and_is_used_again_when_it_is_well(
    endpoint: Endpoint,
    ours: Endpoint,
    release: Release,
    engine_port: int,
    answer: Callable[[Handler], None],
    status: int,
    words: str,
) -> None:
    with another(engine_port, answer):
        for target, headers in EVERYWHERE:
            assert_said(endpoint.ask("GET", target, headers=headers), status, words)
        assert not ready(endpoint)
    with oxigraph(release, engine_port):
        eventually(lambda: ready(endpoint))
        assert_works(endpoint, ours)
    eventually(lambda: not ready(endpoint))
    reply = endpoint.ask("GET", PAGE, headers=HTML)
    assert_said(reply, 502, "The query engine does not answer")


@pytest.mark.parametrize(
    ("answer", "target", "headers"), [(silence, PAGE, HTML), (trickle, QUERY, JSON)]
)
def test_an_engine_that_is_too_slow_is_given_up_in_time(
    endpoint: Endpoint,
    ours: Endpoint,
    release: Release,
    engine_port: int,
    answer: Callable[[Handler], None],
    target: str,
    headers: dict[str, str],
) -> None:
    with another(engine_port, answer):
        start = time.monotonic()
        reply = endpoint.ask("GET", target, headers=headers)
        assert reply.status == 504
        assert "too long" in reply.text
        assert time.monotonic() - start < PATIENCE + 4
        assert not ready(endpoint)
    with oxigraph(release, engine_port):
        eventually(lambda: ready(endpoint))
        assert_works(endpoint, ours)


def test_an_engine_into_which_nothing_was_loaded_is_not_ready(
    endpoint: Endpoint, engine_port: int, tmp_path: Path
) -> None:
    program = Path(sys.executable).parent / "oxigraph"
    words: list[str | Path] = [program, "serve", "--location", tmp_path / "empty"]
    with subprocess.Popen(
        [*words, "--bind", f"127.0.0.1:{engine_port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            eventually(lambda: b"No release has been loaded" in endpoint.ask("GET", "/readyz").body)
            assert not ready(endpoint)
        finally:
            server.terminate()


def test_nothing_of_all_this_was_a_fault_of_ours(endpoint: Endpoint) -> None:
    assert "Traceback" not in endpoint.log.read_text()
    assert '"status": 500' not in endpoint.log.read_text()
