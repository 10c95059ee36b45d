"""The query endpoint keeps to the SPARQL 1.1 Protocol and Service Description, to the letter."""

import json
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from graph.iris import SD
from graph.release import Release
from graph.terms import NamedNode
from tests.web.conftest import triples

SELECT = "SELECT ?law WHERE { ?law a <http://data.europa.eu/eli/ontology#LegalResource> } LIMIT 3"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <http://www.w3.org/ns/org#Membership> }"
DESCRIBE = "DESCRIBE <id/law/asylum-2007>"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def number(body: bytes) -> int:
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def test_get_post_form_and_post_direct_give_the_same_answer(client: FlaskClient) -> None:
    query = "SELECT ?s WHERE { ?s ?p \"Niš, 'A+B' & 100%\" } ORDER BY ?s LIMIT 2"
    answers = [
        client.get("/sparql?query=" + quote(query)),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type=DIRECT),
        client.post("/sparql/", data=query.encode(), content_type=f"{DIRECT}; charset=UTF-8"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.data for answer in answers}) == 1


def test_a_percent_sign_in_an_iri_is_decoded_once(client: FlaskClient) -> None:
    query = "SELECT (<http://example.org/a%20b%2Fc> AS ?iri) {}"
    answer = client.post("/sparql", data={"query": query})
    (row,) = answer.get_json(force=True)["results"]["bindings"]
    assert row["iri"]["value"].endswith("/a%20b%2Fc")


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    path = "/sparql?query=" + quote(SELECT)
    head, got = client.head(path), client.get(path)
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.content_type == got.content_type


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "application/xml", "application/xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "text/html", "text/html; charset=utf-8"),
        (ASK, None, "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, None, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (DESCRIBE, "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_the_answer_is_in_the_media_type_that_was_asked_for(
    client: FlaskClient, query: str, accept: str | None, content_type: str
) -> None:
    answer = client.get(
        "/sparql?query=" + quote(query), headers={"Accept": accept} if accept else {}
    )
    assert answer.status_code == 200
    assert answer.content_type == content_type
    assert answer.data
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "image/png"),
        (SELECT, "text/turtle"),
        (ASK, "text/csv"),
        (ASK, "text/tab-separated-values"),
        (CONSTRUCT, "application/sparql-results+xml"),
        (SELECT, "*/*;q=0"),
    ],
)
def test_what_cannot_be_had_is_406_with_what_can(
    client: FlaskClient, query: str, accept: str
) -> None:
    answer = client.get("/sparql?query=" + quote(query), headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.content_type == "application/problem+json"
    assert answer.get_json(force=True)["available"]
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_a_format_parameter_wins_over_accept(client: FlaskClient, name: str) -> None:
    path = "/sparql?" + urlencode({"query": SELECT, name: "csv", "unknown": "x"})
    assert client.get(path, headers={"Accept": "text/html"}).mimetype == "text/csv"


def test_format_parameters_as_sparqlwrapper_sends_them_are_understood(client: FlaskClient) -> None:
    path = "/sparql?" + urlencode(
        [("query", CONSTRUCT), ("format", "turtle"), ("output", "turtle"), ("results", "turtle")]
    )
    assert client.get(path).mimetype == "text/turtle"


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status"),
    [
        ("/sparql", b"", FORM, 400),
        ("/sparql", urlencode([("query", ASK), ("query", ASK)]).encode(), FORM, 400),
        ("/sparql?query=" + quote(ASK), urlencode({"query": ASK}).encode(), FORM, 400),
        ("/sparql?query=" + quote(ASK), ASK.encode(), DIRECT, 400),
        ("/sparql", b"query=ASK+%7B%FF%7D", FORM, 400),
        ("/sparql", b"ASK { ?s ?p '\xff' }", DIRECT, 400),
        ("/sparql", ASK.encode("utf-16"), f"{DIRECT}; charset=utf-16", 415),
        ("/sparql", ASK.encode(), "text/plain", 415),
        ("/sparql", ASK.encode(), "application/sparql-update", 415),
        ("/sparql", ASK.encode(), None, 415),
        ("/sparql", b"query=" + b"x" * 100_000, FORM, 413),
        ("/sparql", b"ASK {" + b" " * 100_000 + b"}", DIRECT, 413),
    ],
)
def test_a_post_that_is_not_one_query_is_refused(
    client: FlaskClient, path: str, body: bytes, content_type: str | None, status: int
) -> None:
    answer = client.post(path, data=body, content_type=content_type)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        (urlencode([("query", ASK), ("query", ASK)]), 400),
        ("format=json", 400),
        ("default-graph-uri=urn:x", 400),
        ("query=%FF", 400),
        ("query=" + "x" * 40_000, 414),
        ("query=" + quote("INSERT DATA { <urn:a> <urn:b> <urn:c> }"), 403),
        ("query=" + quote("LOAD <http://localhost:1/>"), 403),
        ("query=" + quote("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }"), 403),
        ("query=", 400),
    ],
)
def test_a_get_that_is_not_one_query_is_refused(
    client: FlaskClient, query_string: str, status: int
) -> None:
    answer = client.get(f"/sparql?{query_string}")
    assert answer.status_code == status
    assert answer.get_json(force=True)["detail"]


def test_a_syntax_error_has_its_line_and_column(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=" + quote("SELECT *\nWHERE { ?s ?p }"))
    problem = answer.get_json(force=True)
    assert answer.status_code == 400
    assert (problem["line"], problem["column"]) == (2, 15)
    assert "Traceback" not in answer.text


def test_other_methods_are_405_and_options_says_which_there_are(client: FlaskClient) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = client.open("/sparql", method=method)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    options = client.options("/sparql", headers={"Origin": "http://example.org"})
    assert options.status_code == 204
    assert options.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert "Content-Type" in options.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("query", [SELECT, "SELECT nonsense"])
def test_every_answer_may_be_read_by_scripts_of_other_sites(
    client: FlaskClient, query: str
) -> None:
    answer = client.get("/sparql?query=" + quote(query), headers={"Origin": "http://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_dataset_of_the_protocol_is_honoured_and_wins_over_from(
    client: FlaskClient, release: Release
) -> None:
    facts = release.iris.graph("facts").value
    inferred = release.iris.graph("inferred").value
    whole = number(client.get("/sparql?" + urlencode({"query": COUNT})).data)
    asserted = client.get("/sparql?" + urlencode({"query": COUNT, "default-graph-uri": facts}))
    from_clause = COUNT.replace("WHERE", f"FROM <{inferred}> WHERE")
    both = client.get("/sparql?" + urlencode({"query": from_clause, "default-graph-uri": facts}))
    only_from = client.get("/sparql?" + urlencode({"query": from_clause}))
    assert 0 < number(asserted.data) < whole
    assert number(both.data) == number(asserted.data)
    assert number(only_from.data) != number(asserted.data)


def test_a_graph_that_does_not_exist_is_empty(client: FlaskClient) -> None:
    path = "/sparql?" + urlencode({"query": COUNT, "default-graph-uri": "http://localhost:1/none"})
    assert number(client.get(path).data) == 0


def test_only_the_named_graphs_of_the_request_can_be_named(
    client: FlaskClient, release: Release
) -> None:
    query = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    facts = release.iris.graph("facts").value
    path = "/sparql?" + urlencode({"query": query, "named-graph-uri": facts})
    assert number(client.get(path).data) == 1
    assert number(client.get("/sparql?" + urlencode({"query": query})).data) > 100


def test_an_unchanged_answer_is_304_and_another_query_or_type_has_another_etag(
    client: FlaskClient,
) -> None:
    path = "/sparql?query=" + quote(SELECT)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Accept" in again.headers["Vary"]
    assert not first.headers["ETag"].startswith("W/")
    other_type = client.get(path, headers={"Accept": "text/csv"})
    other_query = client.get("/sparql?query=" + quote(SELECT + " OFFSET 1"))
    tags = {one.headers["ETag"] for one in (first, other_type, other_query)}
    assert len(tags) == 3


def test_answers_say_which_release_and_dataset_they_are_from(
    client: FlaskClient, release: Release
) -> None:
    answer = client.get("/sparql?query=" + quote(SELECT))
    assert answer.headers["MigraLex-Release"] == release.digest
    assert answer.headers["MigraLex-Dataset"].startswith("default")


def test_a_limit_is_an_error_and_never_a_part_of_the_answer(client: FlaskClient) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert client.get("/sparql?query=" + quote(endless)).status_code == 504
    large = client.get("/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert large.status_code == 507
    assert large.get_json(force=True)["limit"] == 5000


SUFFIXES = {
    "text/turtle": "ttl",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "*/*": "ttl",
}


@pytest.mark.parametrize("accept", SUFFIXES)
def test_without_a_query_string_the_service_describes_itself(
    client: FlaskClient, release: Release, accept: str
) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    found = triples(answer, SUFFIXES[accept])
    said = {(one.predicate, one.object) for one in found}
    assert (SD.endpoint, NamedNode(f"{release.base_iri}sparql")) in said
    assert (SD.supportedLanguage, SD.SPARQL11Query) in said
    named = {one.object for one in found if one.predicate == SD["name"]}
    assert release.iris.graph("provenance") in named
    assert any(one.predicate == SD.defaultDataset for one in found)
