"""Three engines, one answer: whatever evaluates a query, dataset and formats are the same."""

import json

import pytest

from graph.errors import NotAcceptable, QueryFailed
from graph.iris import MLX, PREFIXES, RDF, RDFS
from graph.store import Store
from graph.terms import NamedNode, Quad, RdfFormat, parse
from tests.graph.conftest import IRIS, LAWS, quads_of_testland

JSON = "application/sparql-results+json"
FACTS, INFERRED, ONTOLOGY, PROVENANCE = (
    IRIS.graph(name).value for name in ("facts", "inferred", "ontology", "provenance")
)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
QUADS = list(quads_of_testland())


def graph_of(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def size(*graphs: str) -> int:
    return len({quad.triple for quad in QUADS if graph_of(quad) in graphs})


def number(store: Store, text: str, *default: str, named: tuple[str, ...] = ()) -> int:
    answer = store.answer(text, media_type=JSON, default_graphs=default, named_graphs=named)
    return int(json.loads(answer.read())["results"]["bindings"][0]["n"]["value"])


def test_the_default_dataset_is_what_is_accepted_and_inferred_and_the_ontology(
    store: Store,
) -> None:
    assert number(store, COUNT) == size(FACTS, INFERRED, ONTOLOGY)


def test_every_graph_can_be_named(store: Store) -> None:
    text = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(store, text) == len({quad.graph_name for quad in QUADS})
    relative = "SELECT (COUNT(*) AS ?n) { GRAPH <graph/provenance> { ?s ?p ?o } }"
    assert number(store, relative) == size(PROVENANCE)


def test_the_dataset_of_the_protocol_is_all_there_is(store: Store) -> None:
    assert number(store, COUNT, FACTS) == size(FACTS)
    assert number(store, COUNT, FACTS, ONTOLOGY) == size(FACTS, ONTOLOGY)
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(store, named, FACTS) == 0
    assert number(store, named, named=(PROVENANCE,)) == size(PROVENANCE)
    assert number(store, COUNT, named=(PROVENANCE,)) == 0


def test_the_dataset_of_the_query_wins_over_the_default_one(store: Store) -> None:
    text = "SELECT (COUNT(*) AS ?n) FROM <graph/facts> FROM <graph/ontology> { ?s ?p ?o }"
    assert number(store, text) == size(FACTS, ONTOLOGY)
    text = "SELECT (COUNT(*) AS ?n) FROM NAMED <graph/facts> { GRAPH ?g { ?s ?p ?o } }"
    assert number(store, text) == size(FACTS)


def test_the_dataset_of_the_protocol_wins_over_that_of_the_query(store: Store) -> None:
    text = "SELECT (COUNT(*) AS ?n) FROM <graph/facts> FROM NAMED <graph/facts> { ?s ?p ?o }"
    assert number(store, text, ONTOLOGY) == size(ONTOLOGY)


def test_an_unknown_graph_is_empty_and_nobody_looks_for_it(store: Store) -> None:
    assert number(store, COUNT, "http://127.0.0.1:9/nowhere") == 0
    text = "SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:9/nowhere> { ?s ?p ?o }"
    assert number(store, text) == 0
    assert number(store, COUNT, "file:///etc/hostname") == 0


def test_a_graph_without_an_absolute_iri_is_an_error(store: Store) -> None:
    with pytest.raises(QueryFailed):
        store.answer(COUNT, media_type=JSON, default_graphs=("graph/facts",))


SELECT = f"SELECT ?law ?no {{ ?law a <{MLX.Law.value}> }} ORDER BY ?law LIMIT 3"
FIRST = sorted(law.iri.value for law in LAWS)[:3]


def test_a_table_is_written_in_four_formats(store: Store) -> None:
    answer = store.answer(SELECT, media_type=JSON)
    assert (answer.rows, answer.media_type) == (3, JSON)
    body = answer.read()
    assert answer.length == len(body)
    document = json.loads(body)
    assert document["head"]["vars"] == ["law", "no"]
    assert [row["law"]["value"] for row in document["results"]["bindings"]] == FIRST
    csv = store.answer(SELECT, media_type="text/csv").read()
    assert csv.decode() == "law,no\r\n" + "".join(f"{iri},\r\n" for iri in FIRST)
    tsv = store.answer(SELECT, media_type="text/tab-separated-values").read()
    assert tsv.decode() == "?law\t?no\n" + "".join(f"<{iri}>\t\n" for iri in FIRST)
    xml = store.answer(SELECT, media_type="application/sparql-results+xml").read()
    assert xml.count(b"<result>") == 3


def test_a_yes_or_no_is_written_in_the_formats_that_have_one(store: Store) -> None:
    ask = f"ASK {{ ?law a <{MLX.Law.value}> }}"
    assert json.loads(store.answer(ask, media_type=JSON).read())["boolean"] is True
    xml = store.answer("ASK { <x:a> ?p ?o }", media_type="application/sparql-results+xml").read()
    assert b"<boolean>false</boolean>" in xml
    for unfit in ("text/csv", "text/tab-separated-values", "text/turtle"):
        with pytest.raises(NotAcceptable):
            store.answer(ask, media_type=unfit)


@pytest.mark.parametrize(
    "rdf",
    [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD, RdfFormat.TRIG],
)
def test_triples_are_written_in_every_rdf_format(store: Store, rdf: RdfFormat) -> None:
    law = LAWS[-1].iri
    expected = {
        quad.triple for quad in QUADS if quad.subject == law and graph_of(quad) in (FACTS, INFERRED)
    }
    for text in (
        f"DESCRIBE <{law.value}>",
        f"CONSTRUCT {{ <{law.value}> ?p ?o }} {{ <{law.value}> ?p ?o }}",
    ):
        answer = store.answer(text, media_type=rdf.media_type)
        assert answer.rows == len(expected)
        assert {quad.triple for quad in parse(answer.read(), format=rdf)} == expected


def test_turtle_is_written_with_the_prefixes_of_the_query(store: Store) -> None:
    law = f"<{LAWS[0].iri.value}>"
    text = f"PREFIX m: <{PREFIXES['mlx']}> CONSTRUCT {{ {law} a m:Law }} {{ {law} a m:Law }}"
    assert "a m:Law" in store.answer(text, media_type="text/turtle").read().decode()


def test_a_table_cannot_be_written_as_rdf_nor_rdf_as_a_table(store: Store) -> None:
    with pytest.raises(NotAcceptable):
        store.answer(SELECT, media_type="text/turtle")
    with pytest.raises(NotAcceptable):
        store.answer("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", media_type="text/csv")


def test_literals_come_back_as_they_are(store: Store) -> None:
    text = 'SELECT * { VALUES ?x { "a\\"b\\n},{" "é"@sr "2007-12"^^<x:edtf> 1 true } }'
    answer = store.answer(text, media_type=JSON)
    values = [row["x"]["value"] for row in json.loads(answer.read())["results"]["bindings"]]
    assert (answer.rows, values) == (5, ['a"b\n},{', "é", "2007-12", "1", "true"])


def test_our_own_queries_give_terms(store: Store) -> None:
    rows = store.rows("time/as-of-all", ofClass=MLX.Law)
    assert len(rows) == len(LAWS)
    assert {row["entity"] for row in rows} == {law.iri for law in LAWS}


def test_what_stands_in_two_graphs_of_the_dataset_is_one_triple(store: Store) -> None:
    labels = f"SELECT (COUNT(?l) AS ?n) {{ ?e <{RDFS.label.value}> ?l ; <{RDF.type.value}> ?t }}"
    events = {
        quad.subject for quad in QUADS if quad.predicate == RDFS.label and graph_of(quad) == FACTS
    }
    assert number(store, labels) == len(events)
