"""The endpoint passes the W3C's SPARQL 1.1 Protocol tests.

The requests are sent as the manifest spells them, byte for byte, to `/sparql/` of the served
endpoint: all of the query operation, and those of the update operation that ask for a refusal.
Updates that the suite wants done are refused too, by design, with a status of the client.
"""

import json
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest

from tests.conformance.conftest import MISSING
from tests.conformance.suite import SUITE, rows
from tests.serving import Endpoint, Reply

# What follows an update only asks whether it was done.
REQUESTS = """SELECT ?case ?method ?path ?body ?encoding ?boolean ?format ?status WHERE {
  ?case a mf:ProtocolTest ; mf:action/ht:requests/rdf:first ?request .
  ?request ht:methodName ?method ; ht:absolutePath ?path .
  OPTIONAL { ?request ht:body [ cnt:chars ?body ; cnt:characterEncoding ?encoding ] }
  OPTIONAL { ?request ht:resp/mf:expectedBoolean ?boolean }
  OPTIONAL { ?request ht:resp/mf:expectedFormat ?format }
  ?request ht:resp/mf:expectedStatus ?status .
}"""
HEADERS = """SELECT ?case ?name ?value WHERE {
  ?case mf:action/ht:requests/rdf:first ?request .
  ?request ht:headers/rdf:rest*/rdf:first [ ht:fieldName ?name ; ht:fieldValue ?value ] .
}"""
TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
RDF = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}
QUERY_TESTS, UPDATE_TESTS = 20, 14


@dataclass
class Request:
    """A request of the manifest, and what must come of it."""

    case: str
    method: str
    path: str
    body: bytes | None
    boolean: bool | None
    format: str
    statuses: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def of_query(self) -> bool:
        """Whether it is about the query operation."""
        return "quer" in self.case


def requests() -> list[Request]:
    found: dict[str, Request] = {}
    for row in rows("protocol", REQUESTS) if SUITE.is_dir() else ():
        case = row["case"].rpartition("#")[2]
        body = row["body"].encode(row["encoding"]) if "body" in row else None
        boolean = row["boolean"] == "true" if "boolean" in row else None
        request = Request(case, row["method"], row["path"], body, boolean, row.get("format", ""))
        found.setdefault(case, request).statuses.add(row["status"].rpartition("StatusCode")[2])
    for row in rows("protocol", HEADERS) if found else ():
        found[row["case"].rpartition("#")[2]].headers[row["name"]] = row["value"]
    return list(found.values())


ALL = requests()


def send(endpoint: Endpoint, request: Request) -> Reply:
    return endpoint.ask(request.method, request.path, request.body, request.headers)


def parameters(of_query: bool) -> list[object]:
    if not ALL:
        return [pytest.param(None, marks=pytest.mark.skip(reason=MISSING), id="suite")]
    return [pytest.param(one, id=one.case) for one in ALL if one.of_query == of_query]


@pytest.mark.parametrize("request_", parameters(True))
def test_a_request_of_the_query_operation_is_answered_as_expected(
    endpoint: Endpoint, request_: Request
) -> None:
    reply = send(endpoint, request_)
    assert f"{reply.status // 100}xx" in request_.statuses, reply.text
    match request_.format:
        case "boolean":
            assert reply.media_type in TABULAR
        case "tabular":
            assert reply.media_type in TABULAR
            assert json.loads(reply.body)["results"]["bindings"]
        case "RDF":
            assert reply.media_type in RDF
    if request_.boolean is not None:
        assert json.loads(reply.body)["boolean"] is request_.boolean


@pytest.mark.parametrize("request_", parameters(False))
def test_a_request_of_the_update_operation_is_refused(
    endpoint: Endpoint, request_: Request
) -> None:
    reply = send(endpoint, request_)
    assert HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR, reply.text


def test_these_are_all_tests_of_the_suite() -> None:
    if not ALL:
        pytest.skip(MISSING)
    assert sum(one.of_query for one in ALL) == QUERY_TESTS
    assert sum(not one.of_query for one in ALL) == UPDATE_TESTS
