"""No request does harm: each gets a declared answer, soon, that tells nothing of the inside.

After all of them the server lives, answers as before, and has the memory that it had.
"""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPResponse
from urllib.parse import quote

import pytest

from tests.harm.conftest import LIMITS, descriptors, memory
from tests.harm.harm import harm
from tests.harm.hostile import ALL, QUERIES, REQUESTS
from tests.serving import Endpoint, Reply

ASK = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
BIG = f"/sparql?query={quote('SELECT * { ?s ?p ?o . ?x a ?y } LIMIT 20000')}"
SECONDS = float(LIMITS["query_seconds"])
# What a query process may keep of the memory of its last query, and a web process of the answers
# for one client, for each of two, and some.
KEPT_MEGABYTES = 2 * (64 + 16) + 32
DIRECT = "application/sparql-query"
# More than the server holds at the same time in all its processes.
CONNECTIONS = 3000
HTML = "text/html"


@pytest.fixture(scope="module", autouse=True)
def _leaves_no_trace(harmed: Endpoint) -> object:
    """After all tests here: alive, memory and descriptors as before."""
    for _ in range(8):
        assert harmed.ask("GET", ASK).status == HTTPStatus.OK
    before, opened = memory(harmed), descriptors(harmed)
    yield
    until = time.monotonic() + 20
    while (after := memory(harmed)) > before + KEPT_MEGABYTES and time.monotonic() < until:
        time.sleep(0.5)
    assert harmed.ask("GET", ASK).status == HTTPStatus.OK
    assert after <= before + KEPT_MEGABYTES
    assert descriptors(harmed) <= opened + 40
    assert "Traceback" not in harmed.log.read_text()


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("accept", ["*/*", HTML])
def test_a_hostile_query_gets_a_declared_answer_in_time(
    harmed: Endpoint, name: str, accept: str
) -> None:
    began = time.monotonic()
    body = QUERIES[name].encode("utf-8", "surrogatepass")
    reply = harmed.ask("POST", "/sparql", body, {"Content-Type": DIRECT, "Accept": accept})
    assert time.monotonic() - began < SECONDS + 4
    assert not harm(reply)
    assert reply.status != HTTPStatus.BAD_GATEWAY
    assert b"<script>alert" not in reply.body
    assert b"1787569" not in reply.body


def exchange(endpoint: Endpoint, data: bytes) -> Reply:
    """Send the bytes and read the answer, as far as there is one."""
    with socket.create_connection(("127.0.0.1", endpoint.port), timeout=30) as connection:
        with suppress(OSError):  # it has answered before it had heard everything
            connection.sendall(data)
        with HTTPResponse(connection) as response:
            response.begin()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())


@pytest.mark.parametrize("name", REQUESTS)
def test_a_hostile_request_gets_a_declared_answer(harmed: Endpoint, name: str) -> None:
    reply = exchange(harmed, REQUESTS[name])
    assert not harm(reply)
    assert reply.status < HTTPStatus.INTERNAL_SERVER_ERROR
    assert "set-cookie" not in reply.headers
    assert "evil.example" not in str(dict(reply.headers)) + reply.text
    assert b"<script>" not in reply.body.replace(b"<script>alert", b"")


def quick(endpoint: Endpoint) -> bool:
    """Whether a page and a small query are answered at once."""
    began = time.monotonic()
    statuses = {endpoint.ask("GET", path, seconds=5).status for path in ("/healthz", ASK)}
    return statuses == {HTTPStatus.OK} and time.monotonic() - began < 2


@contextmanager
def connected(endpoint: Endpoint, count: int, data: bytes = b"") -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", endpoint.port), timeout=10)
            found.append(stack.enter_context(one))
            one.sendall(data)
        yield found


def test_clients_that_send_a_byte_at_a_time_hold_nobody_up(harmed: Endpoint) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n"
    with connected(harmed, 60, head) as heads, connected(harmed, 60, head + b"\r\nA") as bodies:
        for _ in range(3):
            for one in (*heads, *bodies):
                one.sendall(b"a")
            assert quick(harmed)
            time.sleep(0.2)


def test_clients_that_do_not_read_hold_nobody_up(harmed: Endpoint) -> None:
    asking = f"GET {BIG} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    with ExitStack() as stack:
        # A few at a time, so that none is turned away; each then leaves its answer where it is.
        for _ in range(12):
            stack.enter_context(connected(harmed, 2, asking))
            time.sleep(0.3)
            assert quick(harmed)


def test_clients_that_read_a_byte_at_a_time_hold_nobody_up(harmed: Endpoint) -> None:
    asking = f"GET {BIG} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    with ExitStack() as stack:
        slow: list[socket.socket] = []
        for _ in range(6):
            slow += stack.enter_context(connected(harmed, 2, asking))
            for one in slow:
                assert one.recv(1)
            assert quick(harmed)


def test_thousands_of_connections_that_say_nothing_hold_nobody_up(harmed: Endpoint) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, CONNECTIONS + 1000)), hard))
    with connected(harmed, CONNECTIONS):
        assert quick(harmed)
    assert quick(harmed)


def test_a_client_that_hangs_up_leaves_no_query_behind(harmed: Endpoint) -> None:
    target = f"GET /sparql?query={quote(f'SELECT * {{ {ALL} }}')}"
    with connected(harmed, 4, f"{target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()):
        pass
    time.sleep(0.2)
    assert quick(harmed)


def test_a_request_in_many_pieces_is_one_request(harmed: Endpoint) -> None:
    data = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    data += b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    data += b"3\r\nASK\r\n3;a=b\r\n {}\r\n0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", harmed.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(len(data)):
            connection.sendall(data[place : place + 1])
        with HTTPResponse(connection) as response:
            response.begin()
            assert response.status == HTTPStatus.OK
            assert b"true" in response.read()


def test_requests_sent_in_one_go_are_answered_in_order(harmed: Endpoint) -> None:
    one = f"GET {ASK} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", harmed.port), timeout=10) as connection:
        connection.sendall(one + one + last)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.count(b"HTTP/1.1 200 OK") == 3
    assert received.index(b'"boolean"') < received.index(b'"status"')
