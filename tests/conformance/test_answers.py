"""What the endpoint answers: formats, descriptions, the same bytes every time.

The SPARQL 1.1 Protocol leaves much open, and endpoints in use differ in it. These are our rules,
one group of tests each, shown on a served endpoint with the release of this repository.
"""

import gzip
import json
from http import HTTPStatus

import pytest
from pyoxigraph import Store

from graph.release import Release
from graph.terms import RdfFormat, parse
from tests.conformance.asking import (
    ASK,
    CONSTRUCT,
    CSV,
    DESCRIBE,
    FACTS,
    GRAPH,
    HTML,
    JSON,
    JSONLD,
    NT,
    RDFXML,
    SELECT,
    TSV,
    TURTLE,
    WRAPPER,
    XML,
    get,
    number,
)
from tests.conftest import Served
from tests.serving import Endpoint, Reply


# 8 and 9. Each form of a query in each of its formats; the label is the truth.
@pytest.mark.parametrize(
    ("query", "accepts"),
    [
        (SELECT, [JSON, XML, CSV, TSV]),
        (ASK, [JSON, XML]),
        (CONSTRUCT, [TURTLE, NT, RDFXML, JSONLD]),
        (DESCRIBE, [TURTLE, NT, RDFXML, JSONLD]),
    ],
)
def test_each_form_has_its_formats_and_names_them_when_none_suits(
    strict: Endpoint, query: str, accepts: list[str]
) -> None:
    for accept in accepts:
        reply = get(strict, query, accept=accept)
        assert reply.status == HTTPStatus.OK
        assert reply.media_type == accept
        assert ("charset=utf-8" in reply.headers["content-type"]) is accept.startswith("text/")
        _read(reply)
    refused = {JSON, XML, CSV, TSV, TURTLE, NT, RDFXML, JSONLD} - set(accepts)
    for accept in (*refused, "image/png"):
        reply = get(strict, query, accept=accept)
        assert reply.status == HTTPStatus.NOT_ACCEPTABLE
        available = {one["mediaType"] for one in json.loads(reply.body)["available"]}
        assert available == {*accepts, HTML}


def _read(reply: Reply) -> None:
    """Raises if the body is not what its label says."""
    rdf = {
        TURTLE: RdfFormat.TURTLE,
        NT: RdfFormat.N_TRIPLES,
        RDFXML: RdfFormat.RDF_XML,
        JSONLD: RdfFormat.JSON_LD,
    }
    if reply.media_type in rdf:
        assert list(parse(reply.body, format=rdf[reply.media_type]))
    elif reply.media_type == JSON:
        json.loads(reply.body)
    else:
        assert reply.text.startswith("<?xml") is (reply.media_type == XML)


# 10. The whole grammar of Accept.
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("text/*", CSV),
        (f"{JSON};q=0, */*", XML),
        (f"{XML};q=0.4, {TSV};q=0.8", TSV),
        (f"*/*;q=0.1, {CSV};q=0.2, image/png", CSV),
        ("application/*;q=0.5, text/csv;q=0.4", JSON),
        (f"{JSON};q=0.001", JSON),
    ],
)
def test_accept_is_read_as_http_defines_it(
    strict: Endpoint, accept: str | None, media_type: str
) -> None:
    assert get(strict, SELECT, accept=accept).media_type == media_type


# 11. The parameters that clients send besides.
def test_format_parameters_are_understood_and_unknown_ones_ignored(strict: Endpoint) -> None:
    assert get(strict, SELECT, *WRAPPER, accept="image/png").media_type == JSON
    assert get(strict, SELECT, ("output", "xml")).media_type == XML
    assert get(strict, SELECT, ("format", "csv"), ("timeout", "0"), ("a", "b")).media_type == CSV
    assert get(strict, SELECT, ("format", "nonsense")).media_type == JSON
    assert get(strict, CONSTRUCT, ("format", "turtle")).media_type == TURTLE
    for alias in ("application/json", "text/javascript", "application/xml"):
        assert get(strict, SELECT, accept=alias).media_type == alias
    assert get(strict, CONSTRUCT, accept="application/x-json+ld").status == HTTPStatus.OK


# 12. Without a query: the service described for programs, the editor for people.
def test_without_a_query_the_service_describes_itself(strict: Endpoint) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    store = Store()
    store.extend(parse(get(strict, None, accept=TURTLE).body, format=RdfFormat.TURTLE))
    found: dict[str, set[str]] = {}
    for quad in store:
        name = quad.predicate.value.removeprefix(sd)
        found.setdefault(name, set()).add(str(quad.object)[1:-1])
    assert found["endpoint"] == {f"{strict.url}sparql"}
    assert len(found["resultFormat"]) == 8
    assert found["name"] == {
        GRAPH + name for name in ("facts", "inferred", "ontology", "provenance", "shapes")
    }
    assert found["defaultEntailmentRegime"] == found["entailmentRegime"]
    assert len(found["defaultDataset"]) == len(found["defaultGraph"]) == 1
    assert found["supportedLanguage"] == {f"{sd}SPARQL11Query"}
    assert get(strict, None, accept=HTML).media_type == HTML
    assert get(strict, None, accept="image/png").status == HTTPStatus.NOT_ACCEPTABLE
    assert get(strict, None, accept=TURTLE, method="HEAD").status == HTTPStatus.OK


# 15. Every result says what it was made from, and whether it is whole.
def test_every_result_tells_release_dataset_and_that_it_is_whole(
    strict: Endpoint, release: Release
) -> None:
    for query, accept in [(SELECT, CSV), (ASK, XML), (CONSTRUCT, NT), (SELECT, HTML)]:
        headers = get(strict, query, accept=accept).headers
        assert headers["migralex-release"] == release.digest
        assert headers["migralex-dataset"].startswith("default; ")
        assert headers["migralex-result"].startswith("complete; rows=")
    headers = get(strict, SELECT, ("default-graph-uri", FACTS)).headers
    assert headers["migralex-dataset"] == f"default={FACTS}"
    assert headers["migralex-result"] == "complete; rows=2"
    assert (
        "cut; "
        in get(strict, "SELECT * { ?s ?p ?o } LIMIT 900", accept=HTML).headers["migralex-result"]
    )


# 21. Answers are reproducible.
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?zebra a ?class . ?zebra ?alpha ?middle } LIMIT 2000",
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
        "CONSTRUCT { ?s a ?c } { ?s a ?c }",
        "SELECT * { { ?s a ?c } UNION { ?o ?b ?s } } LIMIT 3000",
    ],
)
def test_columns_and_rows_come_in_the_same_order_from_every_process(
    strict: Endpoint, server: Served, query: str
) -> None:
    other = Endpoint(int(server.url.rpartition(":")[2].rstrip("/")), 0, strict.log)
    bodies = {get(one, query).body for one in (strict, other) for _ in range(4)}
    assert len(bodies) == 1


# 22. Nothing is nameless: whatever is found can be asked about.
def test_no_node_is_blank(strict: Endpoint) -> None:
    blank = "ASK { %s FILTER(ISBLANK(?s) || ISBLANK(?o)) }"
    for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"):
        assert json.loads(get(strict, blank % pattern).body)["boolean"] is False


# 24. Compression.
@pytest.mark.parametrize("accept", [JSON, CSV, HTML])
def test_a_large_answer_is_compressed_for_those_who_take_it(strict: Endpoint, accept: str) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 3000"
    plain = get(strict, query, accept=accept)
    packed = get(strict, query, accept=accept, Accept_Encoding="br, gzip;q=0.8")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
    assert packed.headers["etag"] != plain.headers["etag"]
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        if accept != HTML or tag == packed.headers["etag"]:
            again = get(strict, query, accept=accept, Accept_Encoding="gzip", If_None_Match=tag)
            assert again.status == HTTPStatus.NOT_MODIFIED
    for encoding in ("identity", "gzip;q=0", "gzip;q=0.1, identity;q=0.9"):
        reply = get(strict, query, accept=accept, Accept_Encoding=encoding)
        assert "content-encoding" not in reply.headers


# 25. What is here is described where tools look.
def test_the_dataset_is_described_at_its_well_known_address(strict: Endpoint) -> None:
    reply = get(strict, None, path="/.well-known/void", accept=TURTLE)
    assert reply.media_type == TURTLE
    assert f"<{strict.url}sparql>" in reply.text


def test_prefixes_and_examples_can_be_asked_for(strict: Endpoint) -> None:
    sh = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    prefixes = f"{sh} SELECT (COUNT(*) AS ?n) {{ ?d sh:prefix ?prefix ; sh:namespace ?namespace }}"
    assert number(get(strict, prefixes)) > 5
    examples = (
        f"{sh} SELECT ?query {{ ?x a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select ?query }}"
    )
    found = json.loads(get(strict, examples).body)["results"]["bindings"]
    assert len(found) > 10
    for row in found:
        reply = get(strict, row["query"]["value"])
        assert reply.status in (HTTPStatus.OK, HTTPStatus.GATEWAY_TIMEOUT), reply.text
