"""How the tests of the endpoint ask it, and what they ask."""

import json
from http import HTTPStatus
from urllib.parse import urlencode

from tests.serving import Endpoint, Reply

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, NT, RDFXML = "text/turtle", "application/n-triples", "application/rdf+xml"
JSONLD, HTML, PROBLEM = "application/ld+json", "text/html", "application/problem+json"
GRAPH = "http://localhost:8000/graph/"
FACTS, SHAPES = f"{GRAPH}facts", f"{GRAPH}shapes"
ASK, SELECT = "ASK { ?s ?p ?o }", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 2"
DESCRIBE = "DESCRIBE <http://localhost:8000/id/law/asylum-2007>"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# What a well-known client sends besides the query, some of it twice.
WRAPPER = [("format", "json"), ("output", "json"), ("results", "json"), ("format", "json")]


def get(
    endpoint: Endpoint,
    query: str | None,
    *more: tuple[str, str],
    accept: str | None = None,
    method: str = "GET",
    path: str = "/sparql",
    **headers: str,
) -> Reply:
    pairs = ([] if query is None else [("query", query)]) + list(more)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if accept is not None:
        sent["Accept"] = accept
    return endpoint.ask(method, f"{path}?{urlencode(pairs)}" if pairs else path, None, sent)


def post(
    endpoint: Endpoint, body: bytes, content_type: str | None, target: str = "/sparql"
) -> Reply:
    return endpoint.ask(
        "POST", target, body, {"Content-Type": content_type} if content_type else {}
    )


def number(reply: Reply) -> int:
    assert reply.status == HTTPStatus.OK, reply.text
    return int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])
