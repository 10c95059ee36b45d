"""Style: every term and concept explains itself, and one that does not is caught."""

import pytest
from pyshacl import validate
from rdflib import Graph

from tests.ontology.files import complaints, shapes, turtle

SHAPES = shapes("style")
TERM = """mlx:good a owl:Class ; rdfs:label "good"@en, "dobro"@sr-Latn ;
    skos:definition "It is good."@en ;
    dcterms:source "MigraLex" ; rdfs:isDefinedBy <https://w3id.org/migralex/ontology> ."""
CONCEPT = """mlxv:good a skos:Concept ; skos:prefLabel "good"@en, "dobro"@sr-Latn ;
    skos:definition "It is good."@en ; skos:inScheme mlxv:topics ;
    skos:topConceptOf mlxv:topics ; dcterms:source "MigraLex" ."""


def beside(ontology: Graph, text: str) -> Graph:
    """What a text adds, with what the ontology says of the nodes in it."""
    added = turtle(text)
    for node in added.all_nodes():
        for triple in ontology.triples((node, None, None)):
            added.add(triple)
    return added


def test_the_ontology_keeps_to_its_style(ontology: Graph) -> None:
    conforms, _, text = validate(ontology, shacl_graph=SHAPES)
    assert conforms, text


@pytest.mark.parametrize("good", [TERM, CONCEPT])
def test_a_new_one_that_explains_itself_passes(ontology: Graph, good: str) -> None:
    assert not complaints(beside(ontology, good), SHAPES)


@pytest.mark.parametrize(
    ("shape", "bad"),
    [
        ("termLabel", TERM.replace('rdfs:label "good"@en, "dobro"@sr-Latn ;', "")),
        ("termLabel", TERM.replace('"good"@en', '"good."@en')),
        ("nameInEnglish", TERM.replace('"good"@en, ', "")),
        ("nameInSerbian", TERM.replace(', "dobro"@sr-Latn', "")),
        ("nameInSerbian", TERM.replace("@sr-Latn", "@sr")),
        ("nameInSerbian", CONCEPT.replace(', "dobro"@sr-Latn', "")),
        ("termDefinition", TERM.replace('"It is good."@en', '"good"@en')),
        ("termSource", TERM.replace('dcterms:source "MigraLex" ;', "")),
        ("termHome", TERM + "mlx:good rdfs:isDefinedBy <http://example.org/> ."),
        ("termReason", TERM + 'mlx:good mlx:editorialReason "No language." .'),
        ("termDomain", TERM + "mlx:good rdfs:domain mlx:Law ."),
        ("termRange", TERM + "mlx:good rdfs:range mlx:Law ."),
        ("termSameAs", TERM + "mlx:good owl:sameAs mlx:Actor ."),
        ("notFunctional", "mlx:date a owl:FunctionalProperty ."),
        ("StyleOfTerms", "[] a owl:Class ."),
        ("StyleOfConcepts", CONCEPT.replace("mlxv:good", "mlxv:Good")),
        ("conceptLabel", CONCEPT.replace('"good"@en', '"good"')),
        ("conceptScheme", CONCEPT + "mlxv:good skos:inScheme mlxv:gazettes ."),
        ("conceptTop", CONCEPT + "mlxv:good skos:topConceptOf mlxv:gazettes ."),
        ("conceptEffect", CONCEPT + "mlxv:good mlx:timeEffect mlxv:asylum ."),
        ("conceptBoundary", CONCEPT + "mlxv:good mlx:boundary mlxv:asylum ."),
        ("StyleOfConcepts", CONCEPT + "mlxv:good mlx:timeEffect mlxv:ends ."),
        ("schemeHasConcepts", "mlxv:empty a skos:ConceptScheme ."),
        ("ontologyImports", "<https://w3id.org/migralex/ontology> owl:imports <http://x.org/> ."),
    ],
)
def test_one_that_does_not_is_caught(ontology: Graph, shape: str, bad: str) -> None:
    assert shape in complaints(beside(ontology, bad), SHAPES)
