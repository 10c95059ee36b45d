"""What a reasoner makes of the ontology: the chains fire and nothing is merged."""

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, Graph, Namespace, URIRef

from tests.ontology.files import turtle

MLX = Namespace("https://w3id.org/migralex/ontology#")
ID = Namespace("http://localhost:8000/id/")


@pytest.fixture(scope="module")
def inferred(ontology: Graph) -> Graph:
    closure = ontology + turtle(
        """
        <id/institution/b> mlx:succeeds <id/institution/a> .
        <id/institution/c> mlx:succeeds <id/institution/b> .
        <id/event/one> org:originalOrganization <id/institution/d> ;
            org:resultingOrganization <id/institution/e> .
        <id/event/four> mlx:treaty <id/treaty/t> ; mlx:party <id/polity/new> .
        <id/agreement/b> mlx:contractingParty <id/polity/new> ; a mlx:BilateralAgreement .
        """
    )
    DeductiveClosure(OWLRL_Semantics).expand(closure)
    return closure


def test_no_two_terms_become_one(inferred: Graph) -> None:
    merged = set(inferred.subject_objects(OWL.sameAs))
    assert not {(one, other) for one, other in merged if one != other}


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("institution/a", "succeededBy", "institution/b"),
        ("institution/c", "transitivelySucceeds", "institution/a"),
        ("treaty/t", "hasParticipant", "polity/new"),
        ("agreement/b", "hasParticipant", "polity/new"),
    ],
)
def test_what_follows_is_found(inferred: Graph, subject: str, predicate: str, value: str) -> None:
    assert (ID[subject], MLX[predicate], ID[value]) in inferred


def test_what_does_not_follow_is_not(inferred: Graph) -> None:
    assert (ID["institution/c"], MLX.succeeds, ID["institution/a"]) not in inferred
    assert (ID["institution/e"], MLX.succeeds, ID["institution/d"]) not in inferred
    assert (ID["polity/old"], RDF.type, MLX.Polity) not in inferred


@pytest.mark.parametrize(
    "kind", [OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.Restriction]
)
def test_axioms_that_merge_or_never_fire_are_absent(ontology: Graph, kind: URIRef) -> None:
    assert (None, RDF.type, kind) not in ontology
    assert (None, OWL.imports, None) not in ontology
