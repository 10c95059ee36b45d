"""The endpoint answers the W3C's SPARQL 1.1 query and result format tests as they ask.

Each test is sent over HTTP to a served endpoint and goes through guard, pool and negotiation.
An evaluation is asked for in every format that the result can have, and every format must hold
the expected result. The engine's own shortfalls are listed in `docs/conformance.md`: a case that
is not listed must pass; a case that is listed must fail, here and in the engine alone.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store

from graph.terms import NamedNode, RdfFormat
from tests.conformance.conftest import MISSING
from tests.conformance.results import (
    Result,
    read_csv,
    read_file,
    read_json,
    read_rdf,
    read_tsv,
    read_xml,
)
from tests.conformance.shortfalls import shortfalls
from tests.conformance.suite import BASE, QUERY_FOLDERS, SUITE, Case, cases, graph, iri
from tests.serving import Endpoint, Reply

NOTHING = f"{BASE}a-graph-that-is-not-there"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
GRAPHS = {"text/turtle": RdfFormat.TURTLE, "application/n-triples": RdfFormat.N_TRIPLES}
ALL = [case for folder in QUERY_FOLDERS for case in cases(folder)] if SUITE.is_dir() else []


def suite(*types: str) -> Sequence[object]:
    """The cases of these types, by name; one that says why there are none if there are none."""
    if not ALL:
        return [pytest.param(None, marks=pytest.mark.skip(reason=MISSING), id="suite")]
    return [pytest.param(case, id=case.name) for case in ALL if case.type in types]


def send(endpoint: Endpoint, text: str, case: Case, accept: str) -> Reply:
    """The query as a direct POST, with the case's dataset in the address."""
    dataset: list[tuple[str, str]] = []
    if not case.describes_dataset:
        dataset = [("default-graph-uri", iri(file)) for file in case.data]
        dataset = dataset or [("default-graph-uri", NOTHING)]
        dataset += [("named-graph-uri", iri(file)) for file in case.graph_data]
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    return endpoint.ask("POST", f"/sparql?{urlencode(dataset)}", text.encode(), headers)


def faults(endpoint: Endpoint, case: Case) -> list[str]:
    """What is wrong with the answers to an evaluation, one line for each format."""
    assert case.result is not None
    if case.result.suffix == ".csv":
        reply = send(endpoint, case.based_text, case, CSV)
        return [] if read_csv(reply.body) == read_csv(case.result.read_bytes()) else [reply.text]
    expected = read_file(case.result, iri(case.result))
    found = []
    for accept in formats(expected, case):
        reply = send(endpoint, case.based_text, case, accept)
        if reply.status != HTTPStatus.OK or reply.media_type != accept:
            found.append(f"{accept}: {reply.status} {reply.media_type} {reply.text}")
        elif not read(reply, case).equals(expected):
            found.append(f"{accept}: {reply.text}")
    return found


def formats(expected: Result, case: Case) -> list[str]:
    """The media types to ask for."""
    if expected.boolean is not None:
        return [JSON, XML]
    if expected.triples:
        return list(GRAPHS)
    return [TSV] if case.result is not None and case.result.suffix == ".tsv" else [JSON, XML]


def read(reply: Reply, case: Case) -> Result:
    if reply.media_type in GRAPHS:
        return read_rdf(reply.body, GRAPHS[reply.media_type], iri(case.query))
    return {JSON: read_json, XML: read_xml, TSV: read_tsv}[reply.media_type](reply.body)


def engine_agrees(case: Case) -> bool:
    """Whether the engine alone, without anything of ours, answers as the suite asks."""
    store = Store()
    for file in case.data:
        for quad in graph(file, "tag:default"):
            store.add(type(quad)(quad.subject, quad.predicate, quad.object))
    for file in case.graph_data:
        store.extend(graph(file, iri(file)))
    assert case.result is not None
    expected = read_file(case.result, iri(case.result))
    try:
        found = store.query(case.text, base_iri=iri(case.query))
        if isinstance(found, QueryBoolean | QuerySolutions):
            if case.result.suffix == ".tsv":
                body = found.serialize(format=QueryResultsFormat.TSV) or b""
                return read_tsv(body).equals(expected)
            body = found.serialize(format=QueryResultsFormat.JSON) or b""
            return read_json(body).equals(expected)
        return Result(triples=tuple(found)).equals(expected)
    except (SyntaxError, RuntimeError):
        return False


@pytest.mark.parametrize("case", suite("QueryEvaluationTest", "CSVResultFormatTest"))
def test_a_query_is_answered_with_the_expected_result(endpoint: Endpoint, case: Case) -> None:
    found = faults(endpoint, case)
    if case.name not in shortfalls():
        assert not found, "\n".join(found)
    else:
        assert found, "this case passes now: take it off the list in docs/conformance.md"
        assert not engine_agrees(case), "the engine alone passes: the fault is ours"


@pytest.mark.parametrize("case", suite("PositiveSyntaxTest11"))
def test_what_is_sparql_is_read(endpoint: Endpoint, case: Case) -> None:
    reply = send(endpoint, case.based_text, case, "*/*")
    if case.name.startswith("syntax-fed/"):
        assert reply.status == HTTPStatus.FORBIDDEN
        assert json.loads(reply.body)["title"] == "SERVICE is not allowed"
    elif reply.status != HTTPStatus.OK:
        # It calls a function that only its author knows: read, but nothing to evaluate.
        problem = json.loads(reply.body)
        assert problem["title"] == "The query cannot be evaluated"
        assert "custom function" in problem["detail"]


@pytest.mark.parametrize("case", suite("NegativeSyntaxTest11"))
def test_what_is_not_sparql_is_refused(endpoint: Endpoint, case: Case) -> None:
    reply = send(endpoint, case.text, case, "*/*")
    assert reply.status == HTTPStatus.BAD_REQUEST, reply.text
    assert json.loads(reply.body)["title"] == "The query cannot be parsed"


def test_every_listed_case_is_one_of_the_suite() -> None:
    if not ALL:
        pytest.skip(MISSING)
    assert set(shortfalls()) <= {case.name for case in ALL}
    assert NamedNode(NOTHING).value not in {iri(file) for case in ALL for file in case.graph_data}
