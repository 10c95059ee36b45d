"""A query with SERVICE means what it means without, or fails, whatever other endpoints answer."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.errors import QueryFailed, ServiceFailed, ServiceSilent
from graph.release import Release
from graph.services import Service
from graph.store import Store
from tests.graph.conftest import IRIS
from tests.graph.federating import ENGINES, JSON, ask, opened, redirecting, results
from tests.graph.test_remote import Handler, answering, endpoint, trickling

SECONDS = 4.0
LABELS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


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
