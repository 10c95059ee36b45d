"""SPARQLWrapper, as its users know it, against the served endpoint.

SELECT and ASK in JSON, XML and CSV, CONSTRUCT and DESCRIBE in Turtle, RDF/XML and JSON-LD, by GET
and by both forms of POST; a mistake in a query reaches the client as the exception it expects.
"""

from typing import Any

import pytest
import rdflib
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.conftest import Served

COUNT = "SELECT (COUNT(*) AS ?statements) WHERE { ?subject ?predicate ?object }"
LAWS = """
PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT ?law ?label WHERE { ?law a eli:LegalResource ; rdfs:label ?label } ORDER BY ?law
"""
HAS_CLAIMS = """
PREFIX mlx: <https://w3id.org/migralex/ontology#>
ASK { GRAPH <http://localhost:8000/graph/provenance> { ?claim a mlx:Claim } }
"""
LABELS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT { ?law rdfs:label ?label } WHERE {
  ?law rdfs:label ?label FILTER(STRSTARTS(STR(?law), "http://localhost:8000/id/law/"))
}
"""
WAYS_TO_ASK = [(GET, URLENCODED), (POST, URLENCODED)]
WAYS_TO_ASK += [(POST, POSTDIRECTLY)]
EVERY_WAY = pytest.mark.parametrize(("method", "form"), WAYS_TO_ASK)


def asking(
    server: Served, query: str, return_format: str, method: str = GET, form: str = ""
) -> Any:
    """A SPARQLWrapper that is ready to send the query."""
    wrapper = SPARQLWrapper(server.sparql, returnFormat=return_format)
    wrapper.setMethod(method)
    if form:
        wrapper.setRequestMethod(form)
    wrapper.setTimeout(30)
    wrapper.setQuery(query)
    return wrapper


@EVERY_WAY
def test_a_select_comes_as_json(server: Served, method: str, form: str) -> None:
    answer = asking(server, COUNT, JSON, method, form).queryAndConvert()
    (row,) = answer["results"]["bindings"]
    assert row["statements"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"
    assert int(row["statements"]["value"]) > 1000


def test_a_select_says_the_same_in_json_xml_and_csv(server: Served) -> None:
    answer = asking(server, LAWS, JSON).queryAndConvert()
    as_json = [
        (row["law"]["value"], row["label"]["value"]) for row in answer["results"]["bindings"]
    ]
    document = asking(server, LAWS, XML).queryAndConvert()
    as_xml = [
        tuple(
            value.firstChild.data
            for name in ("uri", "literal")
            for value in result.getElementsByTagName(name)
        )
        for result in document.getElementsByTagName("result")
    ]
    table = asking(server, LAWS, CSV).queryAndConvert().decode("utf-8")
    assert as_json
    assert as_xml == as_json
    assert len(table.splitlines()) == len(as_json) + 1
    assert table.splitlines()[0] == "law,label"


@EVERY_WAY
def test_an_ask_comes_as_a_boolean(server: Served, method: str, form: str) -> None:
    assert asking(server, HAS_CLAIMS, JSON, method, form).queryAndConvert() == {
        "head": {},
        "boolean": True,
    }


@EVERY_WAY
@pytest.mark.parametrize("return_format", [TURTLE, RDFXML, JSONLD, N3])
def test_a_construct_comes_as_a_graph(
    server: Served, return_format: str, method: str, form: str
) -> None:
    answer = asking(server, LABELS, return_format, method, form).queryAndConvert()
    graph = answer
    if isinstance(answer, bytes):
        graph = rdflib.Graph().parse(data=answer, format="turtle")
    labels = {str(label) for label in graph.objects(predicate=rdflib.RDFS.label)}
    assert "Law on Asylum" in labels


def test_a_describe_comes_as_a_graph(server: Served) -> None:
    query = "DESCRIBE <http://localhost:8000/id/law/asylum-2007>"
    answer = asking(server, query, RDFXML).queryAndConvert()
    assert len(answer) > 3


def test_the_default_dataset_can_be_narrowed_to_what_is_asserted(server: Served) -> None:
    def count(**graphs: str) -> int:
        wrapper = asking(server, COUNT, JSON)
        for name, iri in graphs.items():
            wrapper.addParameter(name.replace("_", "-"), iri)
        (row,) = wrapper.queryAndConvert()["results"]["bindings"]
        return int(row["statements"]["value"])

    asserted = count(default_graph_uri="http://localhost:8000/graph/facts")
    assert 0 < asserted < count()


def test_a_mistake_in_a_query_is_a_bad_query_with_its_place(server: Served) -> None:
    with pytest.raises(QueryBadFormed, match="Line 1, column 21"):
        asking(server, "SELECT ?x WHERE { ?x", JSON).query()


def test_an_update_changes_nothing(server: Served) -> None:
    with pytest.raises(QueryBadFormed):
        asking(server, "DELETE WHERE { ?s ?p ?o }", JSON, POST).query()
    assert asking(server, HAS_CLAIMS, JSON).queryAndConvert()["boolean"] is True
