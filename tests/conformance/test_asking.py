"""What may be asked of the endpoint, and how: requests, datasets, what is refused.

The SPARQL 1.1 Protocol leaves much open, and endpoints in use differ in it. These are our rules,
one group of tests each, shown on a served endpoint with the release of this repository.
"""

import json
from http import HTTPStatus
from urllib.parse import urlencode

import pytest

from tests.conformance.asking import (
    ASK,
    COUNT,
    DIRECT,
    FACTS,
    FORM,
    HTML,
    SELECT,
    SHAPES,
    TURTLE,
    get,
    number,
    post,
)
from tests.serving import Endpoint


# 1. Exactly one query.
def test_more_or_less_than_one_query_is_refused(strict: Endpoint) -> None:
    twice = urlencode([("query", ASK), ("query", ASK)])
    assert get(strict, ASK, ("query", ASK)).status == HTTPStatus.BAD_REQUEST
    assert post(strict, twice.encode(), FORM).status == HTTPStatus.BAD_REQUEST
    assert post(strict, b"query=ASK%7B%7D", FORM, "/sparql?query=ASK%7B%7D").status == 400
    assert post(strict, b"ASK{}", DIRECT, "/sparql?query=ASK%7B%7D").status == 400
    assert post(strict, b"", FORM).status == HTTPStatus.BAD_REQUEST
    assert get(strict, None, ("format", "json")).status == HTTPStatus.BAD_REQUEST


# 2. A form is decoded once.
def test_a_form_is_decoded_once(strict: Endpoint) -> None:
    query = 'SELECT (<http://example.org/a%20b+c> AS ?x) ("%41+ä" AS ?y) {}'
    reply = post(strict, urlencode({"query": query}).encode(), FORM)
    (row,) = json.loads(reply.body)["results"]["bindings"]
    assert row["x"]["value"] == "http://example.org/a%20b+c"
    assert row["y"]["value"] == "%41+ä"


# 3. A query as the body itself, with its dataset in the address.
def test_a_query_may_be_the_body_with_its_dataset_in_the_address(strict: Endpoint) -> None:
    target = f"/sparql?{urlencode({'default-graph-uri': FACTS})}"
    facts = number(post(strict, COUNT.encode(), DIRECT, target))
    assert 0 < facts < number(post(strict, COUNT.encode(), f"{DIRECT}; charset=UTF-8"))


# 4. The media type and the charset of a body are judged.
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"ASK{}", "text/plain", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (b"ASK{}", None, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (b"ASK{}", "application/sparql-update", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        ("ASK{}".encode("utf-16"), f"{DIRECT};charset=utf-16", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        ("ASK{}".encode("utf-16"), DIRECT, HTTPStatus.BAD_REQUEST),
        (b"query=ASK%7B%7D%FF", FORM, HTTPStatus.BAD_REQUEST),
    ],
)
def test_a_body_of_another_kind_is_refused(
    strict: Endpoint, body: bytes, content_type: str | None, status: HTTPStatus
) -> None:
    assert post(strict, body, content_type).status == status


# 5. Methods.
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "LINK"])
def test_other_methods_are_refused_with_those_that_there_are(strict: Endpoint, method: str) -> None:
    reply = get(strict, ASK, method=method)
    assert reply.status == HTTPStatus.METHOD_NOT_ALLOWED
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_is_get_without_the_body(strict: Endpoint) -> None:
    head, got = get(strict, SELECT, method="HEAD"), get(strict, SELECT)
    ignored = {"date", "server-timing"}
    assert head.status == got.status == HTTPStatus.OK
    assert not head.body
    assert {n: v for n, v in head.headers.items() if n not in ignored} == {
        n: v for n, v in got.headers.items() if n not in ignored
    }


# 6. The dataset of the protocol wins over FROM; FROM wins over the default.
def test_the_dataset_of_the_request_is_honoured_everywhere_it_can_stand(strict: Endpoint) -> None:
    facts = number(get(strict, COUNT, ("default-graph-uri", FACTS)))
    shapes = number(get(strict, COUNT, ("default-graph-uri", SHAPES)))
    both = number(get(strict, COUNT, ("default-graph-uri", FACTS), ("default-graph-uri", SHAPES)))
    assert both == facts + shapes
    from_shapes = f"SELECT (COUNT(*) AS ?n) FROM <{SHAPES}> {{ ?s ?p ?o }}"  # noqa: S608
    assert number(get(strict, from_shapes)) == shapes
    assert number(get(strict, from_shapes, ("default-graph-uri", FACTS))) == facts
    form = urlencode([("query", COUNT), ("default-graph-uri", FACTS)]).encode()
    assert number(post(strict, form, FORM)) == facts
    target = f"/sparql?{urlencode({'default-graph-uri': FACTS})}"
    assert number(post(strict, urlencode({"query": COUNT}).encode(), FORM, target)) == facts


def test_named_graphs_are_only_those_that_are_named(strict: Endpoint) -> None:
    query = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(get(strict, query)) > 5
    assert number(get(strict, query, ("named-graph-uri", FACTS))) == 1
    assert number(get(strict, query, ("default-graph-uri", FACTS))) == 0
    assert number(get(strict, COUNT, ("named-graph-uri", FACTS))) == 0
    assert get(strict, query, ("named-graph-uri", "no IRI")).status == HTTPStatus.BAD_REQUEST


# 7. A graph that is not there is empty, and never fetched.
def test_an_unknown_graph_is_empty_and_nobody_is_asked_for_it(strict: Endpoint) -> None:
    here = f"{strict.url}data/law/asylum-2007.ttl"
    assert get(strict, None, path=here.removeprefix(strict.url[:-1])).status == HTTPStatus.OK
    assert number(get(strict, COUNT, ("default-graph-uri", here))) == 0
    assert number(get(strict, f"SELECT (COUNT(*) AS ?n) FROM <{here}> {{ ?s ?p ?o }}")) == 0  # noqa: S608
    named = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{here}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"  # noqa: S608
    assert number(get(strict, named)) == 0


# 18. Updates are known from the parse.
@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <tag:a> <tag:b> <tag:c> }",
        "PREFIX select: <tag:> # SELECT\nDELETE WHERE { ?s ?p ?o }",
        "load <http://127.0.0.1:9/>",
        "CLEAR ALL ; DROP SILENT GRAPH <tag:a>",
        "WITH <tag:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_as_one(strict: Endpoint, update: str) -> None:
    for reply in (get(strict, update), get(strict, update, accept=TURTLE)):
        assert reply.status == HTTPStatus.FORBIDDEN
        assert "read" in json.loads(reply.body)["detail"]


def test_a_query_with_the_words_of_an_update_is_a_query(strict: Endpoint) -> None:
    query = 'SELECT ?insert { ?insert ?delete "DROP ALL; LOAD" } # DELETE WHERE {}'
    assert get(strict, query).status == HTTPStatus.OK


# 19. No other endpoint is called.
def test_service_is_refused_wherever_it_stands(strict: Endpoint) -> None:
    for query in (
        f"SELECT * {{ SERVICE <{strict.url}sparql> {{ ?s ?p ?o }} }}",
        "ASK { { SELECT * { OPTIONAL { service silent ?x { ?s ?p ?o } } } } }",
        "ASK { FILTER NOT EXISTS { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
    ):
        assert get(strict, query).status == HTTPStatus.FORBIDDEN
    words = 'SELECT ?service ("SERVICE <a:b> {}" AS ?x) { ?service <tag:service> ?y }'
    assert get(strict, words).status == HTTPStatus.OK


# 20. Prefixes are declared, or the query is not portable.
def test_a_prefix_that_is_not_declared_is_a_mistake(strict: Endpoint) -> None:
    for prefix in ("rdf", "rdfs", "skos", "mlx", "foaf"):
        reply = get(strict, f"ASK {{ ?s {prefix}:type ?o }}")
        assert reply.status == HTTPStatus.BAD_REQUEST
        assert f"“{prefix}:” is not declared" in json.loads(reply.body)["detail"]
    editor = get(strict, None, accept=HTML).text
    assert "PREFIX mlx:" in editor


# 23. With and without a slash.
def test_the_address_works_with_and_without_a_slash(strict: Endpoint) -> None:
    for path in ("/sparql", "/sparql/"):
        assert get(strict, ASK, path=path).status == HTTPStatus.OK
        assert post(strict, ASK.encode(), DIRECT, path).status == HTTPStatus.OK
        assert get(strict, None, path=path, accept=TURTLE).status == HTTPStatus.OK
        assert get(strict, ASK, path=path, method="PUT").status == HTTPStatus.METHOD_NOT_ALLOWED
