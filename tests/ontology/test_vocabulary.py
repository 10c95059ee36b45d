"""Concepts: one scheme each, names that are unique, and effects in time that the law has."""

from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Namespace, URIRef

from tests.ontology.files import SCHEMES, read

MLX = Namespace("https://w3id.org/migralex/ontology#")
MLXV = Namespace("https://w3id.org/migralex/vocabulary/")
EUROVOC = "http://eurovoc.europa.eu/"


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_file_holds_the_one_scheme_that_it_is_named_for(path: Path) -> None:
    found = read(path)
    assert list(found.subjects(RDF.type, SKOS.ConceptScheme)) == [MLXV[path.stem]]
    assert set(found.objects(None, SKOS.inScheme)) == {MLXV[path.stem]}


def test_no_name_is_used_twice() -> None:
    names = [
        name
        for path in SCHEMES
        for kind in (SKOS.Concept, SKOS.ConceptScheme)
        for name in set(read(path).subjects(RDF.type, kind))
    ]
    assert len(names) == len(set(names))


def test_topics_are_few_enough_to_choose_from(ontology: Graph) -> None:
    assert len(set(ontology.subjects(SKOS.inScheme, MLXV.topics))) <= 35


def test_readmission_is_narrower_than_anything_in_eurovoc(ontology: Graph) -> None:
    assert (MLXV.readmission, SKOS.broadMatch, URIRef(EUROVOC + "950")) in ontology
    assert (MLXV.readmission, SKOS.exactMatch, None) not in ontology


@pytest.mark.parametrize(
    ("effect", "names"),
    [
        ("begins", "entry-into-force treaty-entry-into-force issuance establishment"),
        ("ends", "repeal lapse withdrawal termination dissolution withdrawal-from-procedure"),
        ("not-before", "adoption publication promulgation signature ratification accession"),
    ],
)
def test_an_event_has_the_effect_in_time_that_the_law_gives_it(
    ontology: Graph, effect: str, names: str
) -> None:
    for name in names.split():
        assert set(ontology.objects(MLXV[name], MLX.timeEffect)) == {MLXV[effect]}, name


@pytest.mark.parametrize(
    "name", ["drafting", "amendment", "start-of-application", "succession", "act-not-stated"]
)
def test_an_event_that_says_nothing_of_force_has_no_effect(ontology: Graph, name: str) -> None:
    assert (MLXV[name], MLX.timeEffect, None) not in ontology


def test_a_lapse_counts_its_day_and_a_repeal_does_not(ontology: Graph) -> None:
    assert ontology.value(MLXV.lapse, MLX.boundary) == MLXV["last-day-in"]
    assert ontology.value(MLXV.repeal, MLX.boundary) == MLXV["first-day-out"]
