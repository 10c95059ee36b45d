"""rdflib as a consumer of linked data: it asks for an entity's IRI and gets a graph."""

import rdflib

from tests.conftest import Served

LAW = "http://localhost:8000/id/law/asylum-2007"


def test_an_entity_is_a_graph_at_its_own_address(server: Served) -> None:
    graph = rdflib.Graph().parse(server.at(LAW))
    labels = {str(label) for label in graph.objects(rdflib.URIRef(LAW), rdflib.RDFS.label)}
    assert labels == {"Law on Asylum"}


def test_every_format_of_an_entity_holds_the_same_statements(server: Served) -> None:
    formats = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    address = server.at(LAW.replace("/id/", "/data/"))
    graphs = [
        set(rdflib.Graph().parse(f"{address}.{suffix}", format=name))
        for suffix, name in formats.items()
    ]
    assert graphs[0]
    assert all(graph == graphs[0] for graph in graphs)


def test_the_ontology_is_a_graph_at_its_address(server: Served) -> None:
    graph = rdflib.Graph().parse(f"{server.url}ontology")
    assert (None, rdflib.RDF.type, rdflib.OWL.Class) in graph
