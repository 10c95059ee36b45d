"""A remote engine may be down, slow or wrong: that is said clearly, and it may come back."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.errors import EngineNonsense, EngineUnavailable, MigralexError, QueryFailed
from graph.iris import MLX
from graph.limits import Limits
from graph.release import Release
from graph.store import Store, open_store
from tests.graph.conftest import IRIS

JSON = "application/sparql-results+json"
QUERY = "SELECT * { ?s ?p ?o } LIMIT 1"
Handler = http.server.BaseHTTPRequestHandler
NOTHING = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'


def answering(
    status: int, media_type: str, body: bytes, length: int | None = None
) -> Callable[[Handler], None]:
    def answer(request: Handler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", media_type)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        request.end_headers()
        request.wfile.write(body)

    return answer


@contextmanager
def endpoint(answer: Callable[[Handler], None], port: int = 0) -> Iterator[tuple[str, list[str]]]:
    """A server that answers as told; its URL, and the bodies of the requests it got."""
    bodies: list[str] = []

    class Answering(Handler):
        def do_POST(self) -> None:  # noqa: N802 - the name that http.server looks for
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Answering) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", bodies
        finally:
            server.shutdown()
            thread.join()


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


@contextmanager
def opened(release: Release, url: str, limits: Limits | None = None) -> Iterator[Store]:
    store = open_store(release, url, limits)
    try:
        yield store
    finally:
        store.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answering(200, JSON, b"<html>hello</html>"), EngineNonsense),
        (answering(200, JSON, NOTHING[:40]), EngineNonsense),
        (answering(200, JSON, NOTHING, 5000), EngineNonsense),
        (answering(200, "text/html", b"<html>hello</html>"), EngineNonsense),
        (answering(200, JSON, b"{}"), EngineNonsense),
        (answering(206, JSON, NOTHING), EngineNonsense),
        (answering(500, "text/plain", b"/secret/path"), EngineUnavailable),
        (answering(503, "text/plain", b"/secret/path"), EngineUnavailable),
        (answering(404, "text/plain", b"/secret/path"), EngineUnavailable),
        (answering(401, "text/plain", b"/secret/path"), EngineUnavailable),
        (answering(400, "text/plain", b"/secret/path"), QueryFailed),
    ],
    ids=["html", "cut", "short", "type", "empty", "206", "500", "503", "404", "401", "400"],
)
def test_what_is_no_answer_is_an_error_that_repeats_nothing_of_it(
    testland: Release, answer: Callable[[Handler], None], error: type[MigralexError]
) -> None:
    with endpoint(answer) as (url, _), opened(testland, url) as store:
        with pytest.raises(error) as raised:
            store.answer(QUERY, media_type=JSON)
        assert "secret" not in str(raised.value)
        with pytest.raises(error):
            store.rows("time/as-of-all", ofClass=MLX.Law)


def test_an_engine_may_name_every_graph_in_a_header(testland: Release) -> None:
    def answer(request: Handler) -> None:
        request.send_response(200)
        for number in range(3000):
            request.send_header("X-SPARQL-named-graph", f"http://localhost:8000/claim/a/{number}")
        request.send_header("Content-Type", JSON)
        request.send_header("Content-Length", str(len(NOTHING)))
        request.end_headers()
        request.wfile.write(NOTHING)

    with endpoint(answer) as (url, _), opened(testland, url) as store:
        assert store.answer(QUERY, media_type=JSON).rows == 0


def test_triples_that_are_none_are_nonsense(testland: Release) -> None:
    answer = answering(200, "application/n-triples", b"<a> <b> <c")
    with (
        endpoint(answer) as (url, _),
        opened(testland, url) as store,
        pytest.raises(EngineNonsense),
    ):
        store.answer("DESCRIBE <x:y>", media_type="text/turtle")


def test_an_engine_that_was_down_is_used_again_when_it_is_back(testland: Release) -> None:
    with endpoint(answering(200, JSON, NOTHING)) as (url, _):
        pass
    with opened(testland, url) as store:
        with pytest.raises(EngineUnavailable):
            store.answer(QUERY, media_type=JSON)
        with endpoint(answering(200, JSON, NOTHING), port_of(url)):
            assert store.answer(QUERY, media_type=JSON).rows == 0


def test_an_engine_that_keeps_silent_is_given_up_in_time(testland: Release) -> None:
    silent = endpoint(lambda _: time.sleep(4))
    with silent as (url, _), opened(testland, url, Limits(seconds=1)) as store:
        start = time.monotonic()
        with pytest.raises(MigralexError):
            store.answer(QUERY, media_type=JSON)
        assert time.monotonic() - start < 2


def trickling(request: Handler) -> None:
    """An answer of which a byte comes now and then."""
    request.send_response(200)
    request.send_header("Content-Type", JSON)
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.5)


def test_an_engine_that_trickles_is_given_up_in_time(testland: Release) -> None:
    with endpoint(trickling) as (url, _), opened(testland, url, Limits(seconds=1)) as store:
        start = time.monotonic()
        with pytest.raises(MigralexError):
            store.answer(QUERY, media_type=JSON)
        assert time.monotonic() - start < 2


def test_the_dataset_is_spelled_out_in_every_request(testland: Release) -> None:
    default = [IRIS.graph(name).value for name in ("facts", "inferred", "ontology")]
    with endpoint(answering(200, JSON, NOTHING)) as (url, bodies), opened(testland, url) as store:
        store.answer(QUERY, media_type=JSON).close()
        store.answer(QUERY, media_type=JSON, default_graphs=("urn:x:g",)).close()
        store.answer("SELECT * FROM <urn:x:f> {}", media_type=JSON).close()
    sent = [parse_qs(body) for body in bodies]
    assert [one.get("default-graph-uri") for one in sent] == [default, ["urn:x:g"], None]
    assert [one.get("named-graph-uri") for one in sent] == [None, None, None]
    assert sent[0]["query"][0].endswith(QUERY)


def test_words_in_comments_do_not_make_an_update_of_a_query(testland: Release) -> None:
    text = f"# first\n# LOAD and INSERT and DELETE\n# third\n{QUERY}"
    with endpoint(answering(200, JSON, NOTHING)) as (url, bodies), opened(testland, url) as store:
        store.answer(text, media_type=JSON).close()
    assert parse_qs(bodies[0])["query"][0].endswith(text)


def test_a_syntax_error_is_found_before_anything_is_sent(testland: Release) -> None:
    with endpoint(answering(200, JSON, NOTHING)) as (url, bodies), opened(testland, url) as store:
        for wrong in ("SELECT * {", "DROP ALL", "ASK { SERVICE <urn:x:y> {} }"):
            with pytest.raises(MigralexError):
                store.answer(wrong, media_type=JSON)
    assert bodies == []


@pytest.mark.parametrize("engine", ["file:///etc/hostname", "ftp://127.0.0.1/", "rdflib"])
def test_an_engine_is_memory_or_disk_or_an_http_address(testland: Release, engine: str) -> None:
    with pytest.raises(ValueError, match="engine"):
        open_store(testland, engine)
