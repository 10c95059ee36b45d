"""SERVICE calls the endpoints of the allow-list and nothing else, whatever they answer."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.errors import QueryFailed, ServiceFailed, ServiceRefused, ServiceSilent
from graph.limits import Limits
from graph.release import Release
from graph.services import Service, is_public, services_from
from graph.store import Store, open_store
from tests.graph.conftest import IRIS
from tests.graph.test_remote import Handler, answering, endpoint, trickling

JSON = "application/sparql-results+json"
SECONDS = 4.0
LABELS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
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


@pytest.fixture(scope="module", params=ENGINES)
def calling(request: pytest.FixtureRequest, testland: Release, remote: str) -> Iterator[Store]:
    """A store on each engine that may call an endpoint of another make with the same graph."""
    engine = remote if request.param == "remote" else request.param
    with opened(testland, Service(remote, private=True), engine=engine) as store:
        yield store


@pytest.mark.parametrize(
    ("with_service", "without"),
    [
        (
            "SELECT * { ?s a ?class SERVICE <URL> { GRAPH ?g { ?s rdfs:label ?l } } }",
            "SELECT * { ?s a ?class { GRAPH ?g { ?s rdfs:label ?l } } }",
        ),
        (
            "SELECT ?s { ?s a ?c OPTIONAL { SERVICE <URL> { GRAPH ?g { ?s rdfs:label ?l } } } }",
            "SELECT ?s { ?s a ?c OPTIONAL { GRAPH ?g { ?s rdfs:label ?l } } }",
        ),
        (
            "SELECT ?s { ?s a ?c MINUS { SERVICE <URL> { GRAPH ?g { ?s rdfs:label ?l } } } }",
            "SELECT ?s { ?s a ?c MINUS { GRAPH ?g { ?s rdfs:label ?l } } }",
        ),
        (
            """SELECT ?s { ?s a ?c
            FILTER EXISTS { SERVICE <URL> { GRAPH ?g { ?s rdfs:label ?l } } } }""",
            "SELECT ?s { ?s a ?c FILTER EXISTS { GRAPH ?g { ?s rdfs:label ?l } } }",
        ),
        (
            "SELECT (COUNT(*) AS ?n) { { SELECT ?l { sErViCe <URL> { GRAPH ?g { ?s a ?l } } } } }",
            "SELECT (COUNT(*) AS ?n) { { SELECT ?l { GRAPH ?g { ?s a ?l } } } }",
        ),
        (
            """SELECT ?n ?m { SERVICE <URL> { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a a ?b } } }
            SERVICE SILENT <URL> { SELECT (COUNT(*) AS ?m) { GRAPH ?g { ?a ?p ?b } } } }""",
            """SELECT ?n ?m { { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a a ?b } } }
            { SELECT (COUNT(*) AS ?m) { GRAPH ?g { ?a ?p ?b } } } }""",
        ),
        (
            """SELECT * { SERVICE # } <URL> {
            <URL> { GRAPH ?g { ?s rdfs:label ?l } # }
            FILTER(?l != '}') } }""",
            "SELECT * { GRAPH ?g { ?s rdfs:label ?l } FILTER(?l != '}') }",
        ),
    ],
)
def test_a_query_means_the_same_whoever_holds_a_part_of_the_data(
    calling: Store, remote: str, with_service: str, without: str
) -> None:
    found = ask(calling, LABELS + with_service.replace("URL", remote))
    expected = ask(calling, LABELS + without)
    assert found
    assert sorted(map(str, found)) == sorted(map(str, expected))


def results(*rows: dict[str, Any], names: tuple[str, ...] = ("x",)) -> Callable[[Handler], None]:
    document = {"head": {"vars": list(names)}, "results": {"bindings": list(rows)}}
    return answering(200, JSON, json.dumps(document).encode())


@pytest.mark.parametrize(
    "term",
    [
        {"type": "uri", "value": "http://example.org/ä?a=b&c#d"},
        {"type": "literal", "value": "\"quoted\" \\ and\nlines\r\t } UNION { \u2028 é 😀 '''"},
        {"type": "literal", "value": "ulica", "xml:lang": "sr"},
        {
            "type": "literal",
            "value": "2007-12-01",
            "datatype": "http://www.w3.org/2001/XMLSchema#date",
        },
        {"type": "literal", "value": "> SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"},
    ],
)
def test_a_term_of_another_endpoint_arrives_as_it_is(testland: Release, term: Any) -> None:
    with (
        endpoint(results({"x": term})) as (url, _),
        opened(testland, Service(url, private=True)) as store,
    ):
        (row,) = ask(store, f"SELECT * {{ SERVICE <{url}> {{ ?x ?x ?x }} }}")
    assert row == {"x": term}


def test_what_another_endpoint_leaves_unbound_is_unbound(testland: Release) -> None:
    one = {"type": "uri", "value": "x:a"}
    with (
        endpoint(results({"x": one}, {}, names=("x", "y"))) as (url, _),
        opened(testland, Service(url, private=True)) as store,
    ):
        assert ask(store, f"SELECT * {{ SERVICE <{url}> {{ ?x ?y ?z }} }}") == [{"x": one}, {}]


def test_a_blank_node_of_another_endpoint_has_an_iri_that_is_new_in_each_result(
    testland: Release,
) -> None:
    one, two = ({"type": "bnode", "value": name} for name in ("a", "b"))
    rows = results({"x": one, "y": one}, {"x": two, "y": one}, names=("x", "y"))
    with endpoint(rows) as (url, _), opened(testland, Service(url, private=True)) as store:
        query = f"SELECT * {{ SERVICE <{url}> {{ ?x <x:p> ?y }} }}"
        first, again = ask(store, query), ask(store, query)
    named = [row[name]["value"] for row in first for name in ("x", "y")]
    assert all(name.startswith(f"{IRIS.base}.well-known/genid/") for name in named)
    assert named[0] == named[1] == named[3] != named[2]
    assert not set(named) & {row["x"]["value"] for row in again}


REFUSED = {
    "none on the list": "SELECT * { SERVICE <http://example.org/sparql> {} }",
    "another path": "SELECT * { SERVICE <URLx> {} }",
    "another spelling": "SELECT * { SERVICE <HTTP://127.0.0.1:9/> {} }",
    "a variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u {} }",
    "a prefixed name": "PREFIX u: <URL> SELECT * { SERVICE u: {} }",
    "a relative IRI": "BASE <URL> SELECT * { SERVICE <> {} }",
    "in escapes": "SELECT * { \\u0053ERVICE <URL> {} }",
    "an IRI in escapes": "SELECT * { SERVICE <\\u0068ttp://127.0.0.1:9/> {} }",
    "within another": "SELECT * { SERVICE <URL> { SERVICE <http://127.0.0.1:9/> {} } }",
    "one of two": "SELECT * { SERVICE <URL> {} SERVICE <http://127.0.0.1:9/> {} }",
    "silently": "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {} }",
    "very often": "SELECT * { " + "SERVICE <URL> {} " * 11 + "}",
    "in a dialect": "SELECT * { LATERAL { SERVICE <URL> {} } }",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_else_is_ever_called(
    testland: Release, remote: str, name: str, engine: str
) -> None:
    engine = remote if engine == "remote" else engine
    with (
        endpoint(results()) as (url, bodies),
        opened(testland, Service(url, private=True), engine=engine) as store,
        pytest.raises(ServiceRefused),
    ):
        ask(store, REFUSED[name].replace("URL", url))
    assert not bodies


def test_who_is_refused_learns_what_is_on_the_list(testland: Release) -> None:
    open_, closed = Service("https://example.org/sparql"), Service("http://10.0.0.1/", private=True)
    with opened(testland, open_, closed) as store, pytest.raises(ServiceRefused) as refused:
        ask(store, "SELECT * { SERVICE <http://127.0.0.1:9/> {} }")
    assert open_.url in str(refused.value)
    assert closed.url not in str(refused.value)
    assert refused.value.endpoint == "http://127.0.0.1:9/"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_an_address_of_this_machine_is_not_called_unless_the_operator_says_so(
    testland: Release, host: str
) -> None:
    with endpoint(results()) as (called, bodies):
        url = called.replace("127.0.0.1", host)
        query = f"SELECT * {{ SERVICE SILENT <{url}> {{}} }}"
        with opened(testland, Service(url)) as store, pytest.raises(ServiceRefused):
            ask(store, query)
    assert not bodies


def redirecting(url: str, status: int = 307) -> Callable[[Handler], None]:
    def answer(request: Handler) -> None:
        request.send_response(status)
        request.send_header("Location", url)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_to_an_endpoint_of_the_list_only(
    testland: Release, status: int
) -> None:
    one = {"type": "uri", "value": "x:a"}
    with (
        endpoint(results({"x": one})) as (target, bodies),
        endpoint(redirecting(target, status)) as (url, _),
    ):
        query = f"SELECT * {{ SERVICE <{url}> {{ ?x ?x ?x }} }}"
        with opened(testland, Service(url, private=True)) as store:
            with pytest.raises(ServiceRefused):
                ask(store, query)
            assert not bodies
        with opened(testland, Service(url, private=True), Service(target)) as store:
            with pytest.raises(ServiceRefused):
                ask(store, query)
            assert not bodies
        services = (Service(url, private=True), Service(target, private=True))
        with opened(testland, *services) as store:
            assert ask(store, query) == [{"x": one}]
            assert len(bodies) == 1


def endless(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", JSON)
    request.end_headers()
    for _ in range(10_000):
        request.wfile.write(b" " * 65536)


def mute(_request: Handler) -> None:
    time.sleep(20)


def cut(request: Handler) -> None:
    answering(200, JSON, b'{"head":{"vars":[]},', 1000)(request)


_X = {"type": "uri", "value": "x:a"}
FAILING: dict[str, tuple[Callable[[Handler], None], type[ServiceFailed]]] = {
    "an endless body": (endless, ServiceFailed),
    "a byte at a time": (trickling, ServiceSilent),
    "nothing": (mute, ServiceSilent),
    "a part": (cut, ServiceFailed),
    "a page": (answering(200, "text/html", b"<html>"), ServiceFailed),
    "JSON that is no result": (answering(200, JSON, b"[1]"), ServiceFailed),
    "a yes": (answering(200, JSON, b'{"head":{},"boolean":true}'), ServiceFailed),
    "other variables": (results({"o": _X}, names=("o",)), ServiceFailed),
    "an IRI that is none": (
        results({"x": {"type": "uri", "value": "x:a> } SERVICE <x:b> { ?s"}}),
        ServiceFailed,
    ),
    "a language that is none": (
        results({"x": {"type": "literal", "value": "a", "xml:lang": "en } #"}}),
        ServiceFailed,
    ),
    "an error": (answering(500, "text/plain", b"broken"), ServiceFailed),
    "a redirect without end": (redirecting("."), ServiceFailed),
}


@pytest.mark.parametrize("name", FAILING)
def test_an_endpoint_that_fails_fails_the_query_unless_it_is_to_be_silent(
    testland: Release, name: str
) -> None:
    answer, error = FAILING[name]
    with (
        endpoint(answer) as (url, _),
        opened(testland, Service(url, private=True), seconds=SECONDS) as store,
    ):
        began = time.monotonic()
        with pytest.raises(error) as failed:
            ask(store, f"SELECT * {{ SERVICE <{url}> {{ ?x <x:p> 1 }} }}")
        assert failed.value.endpoint == url
        assert time.monotonic() - began < SECONDS
        query = f"SELECT * {{ VALUES ?y {{ 1 }} SERVICE SILENT <{url}> {{ ?x <x:p> 1 }} }}"
        (row,) = ask(store, query)
        assert set(row) == {"y"}


def test_an_endpoint_that_is_down_fails_the_query(testland: Release) -> None:
    with endpoint(results()) as (url, _):
        pass
    with opened(testland, Service(url, private=True)) as store, pytest.raises(ServiceFailed):
        ask(store, f"SELECT * {{ SERVICE <{url}> {{ ?x ?y ?z }} }}")


def test_what_is_no_query_alone_is_not_sent(testland: Release) -> None:
    with (
        endpoint(results()) as (url, bodies),
        opened(testland, Service(url, private=True)) as store,
        pytest.raises(QueryFailed),
    ):
        ask(store, f"SELECT * {{ SERVICE <{url}> {{ BIND(1 AS ?x) BIND(2 AS ?x) }} }}")
    assert not bodies


def test_the_engine_itself_can_open_nothing(testland: Release) -> None:
    with (
        endpoint(results()) as (url, _),
        opened(testland, Service(url, private=True)) as store,
    ):
        ask(store, f"SELECT * {{ SERVICE <{url}> {{ ?x ?x ?x }} }}")
        tasks = Path(f"/proc/{store.zygote}/task/{store.zygote}/children")
        for child in tasks.read_text().split():
            limits = Path(f"/proc/{child}/limits").read_text()
            (line,) = (one for one in limits.splitlines() if one.startswith("Max open files"))
            assert line.split()[3] == "0"


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("", ()),
        (
            "https://example.org/sparql, http://10.0.0.1:7200/repositories/x private",
            (
                Service("https://example.org/sparql"),
                Service("http://10.0.0.1:7200/repositories/x", private=True),
            ),
        ),
    ],
)
def test_the_list_is_written_in_a_setting(text: str, services: tuple[Service, ...]) -> None:
    assert services_from(text) == services


@pytest.mark.parametrize(
    "text",
    [
        *("example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "*"),
        *("http://user:word@example.org/", "http://example.org/#part", "http://a/ public"),
        *("http://example.org:port/", "http://a/>b"),
    ],
)
def test_a_list_that_is_none_is_not_taken(text: str) -> None:
    with pytest.raises(ValueError, match=r"URLs|Port|port|IPv"):
        services_from(text)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        *((one, False) for one in ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1")),
        *((one, False) for one in ("169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1")),  # noqa: S104 - not listened on
        *((one, False) for one in ("255.255.255.255", "198.18.0.1", "240.0.0.1")),
        *((one, False) for one in ("::1", "::", "fe80::1%eth0", "fd00::1", "fec0::1", "ff0e::1")),
        *((one, False) for one in ("::ffff:127.0.0.1", "::ffff:1.1.1.1", "64:ff9b::7f00:1")),
        *((one, False) for one in ("2002:7f00:1::", "2001:db8::1")),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
