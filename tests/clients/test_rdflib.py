"""rdflib as a consumer of linked data: it asks for an entity's IRI and gets a graph."""

from collections.abc import Iterable

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import ORG
from rdflib.term import Node

from graph.iris import MLX
from tests.conftest import Served

LAW = "http://localhost:8000/id/law/asylum-2007"


def looked_up(nodes: Iterable[Node]) -> Graph:
    """What their addresses say of the nodes."""
    found = Graph()
    for node in nodes:
        found.parse(str(node))
    return found


def test_an_entity_is_a_graph_at_its_own_address(server: Served) -> None:
    graph = Graph().parse(server.at(LAW))
    labels = {str(label) for label in graph.objects(URIRef(LAW), RDFS.label)}
    assert labels == {"Law on Asylum"}


def test_links_are_followed_for_three_hops_with_nothing_but_the_addresses(at_home: Served) -> None:
    council = URIRef(at_home.release.iris.entity("institution", "anti-trafficking-council").value)
    first = looked_up([council])
    memberships = set(first.subjects(ORG.organization, council))
    assert len(memberships) > 3
    second = looked_up(memberships)
    posts = set(second.objects(None, URIRef(MLX.memberPost.value)))
    assert len(posts) > 3
    third = looked_up(posts)
    ministries = set(third.objects(None, ORG.postIn))
    assert len(ministries) >= 3
    for ministry in ministries:
        found = looked_up([ministry])
        assert (ministry, ORG.classification, None) in found
        assert found.value(ministry, RDFS.label) == third.value(ministry, RDFS.label)


def test_every_format_of_an_entity_holds_the_same_statements(server: Served) -> None:
    formats = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    address = server.at(LAW.replace("/id/", "/data/"))
    graphs = [
        set(Graph().parse(f"{address}.{suffix}", format=name)) for suffix, name in formats.items()
    ]
    assert graphs[0]
    assert all(graph == graphs[0] for graph in graphs)


def test_the_ontology_is_a_graph_at_its_address(server: Served) -> None:
    graph = Graph().parse(f"{server.url}ontology")
    assert (None, RDF.type, OWL.Class) in graph
