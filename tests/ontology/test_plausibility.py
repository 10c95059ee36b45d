"""Plausibility: for each rule a case that is in order and one that can hardly be right.

Each case is a few triples beside the ontology; days are those of a country that does not exist.
"""

import pytest
from rdflib import Graph

from tests.ontology.files import complaints, shapes, turtle

SHAPES = shapes("plausibility")


def day(name: str, earliest: str, latest: str = "") -> str:
    """Turtle that bounds an event, on one day if only one is given."""
    return (
        f'<id/event/{name}> mlx:earliest "{earliest}"^^xsd:date ; '
        f'mlx:latest "{latest or earliest}"^^xsd:date .'
    )


SIGNED_AND_RATIFIED = """
    <id/event/signed> a mlx:TreatyAction ; mlx:treaty <id/treaty/t> ; mlx:party <id/polity/p> ;
        mlx:actionType mlxv:signature .
    <id/event/ratified> a mlx:TreatyAction ; mlx:treaty <id/treaty/t> ; mlx:party <id/polity/p> ;
        mlx:actionType mlxv:ratification .
"""
ADOPTED_AND_IN_FORCE = """
    <id/event/adopted> a mlx:LegalEvent ; mlx:affects <id/law/a> ; mlx:eventType mlxv:adoption .
    <id/event/force> a mlx:LegalEvent ; mlx:affects <id/law/a> ;
        mlx:eventType mlxv:entry-into-force .
"""
TWO_LAWS = """
    <id/law/new> eli:repeals <id/provision/old-art-1> .
    <id/provision/old-art-1> eli:is_part_of <id/law/old> .
    <id/event/new> a mlx:LegalEvent ; mlx:affects <id/law/new> ; mlx:eventType mlxv:adoption .
    <id/event/old> a mlx:LegalEvent ; mlx:affects <id/law/old> ; mlx:eventType mlxv:adoption .
"""
TWO_PUBLICATIONS = """
    <id/law/new> eli:repeals <id/law/old> ; mlx:publishedInGazette <id/event/new> .
    <id/law/old> mlx:publishedInGazette <id/event/old>, <id/event/amended> .
"""
BORN = """
    <id/event/birth> a mlx:StateSuccession ; mlx:succeedingPolity <id/polity/young> ;
        mlx:succeededPolity <id/polity/old> .
    <id/event/act> a mlx:TreatyAction .
"""
ATTESTED = """
    <id/event/e> a mlx:LegalEvent .
    <claim/s/e> mlx:claimOf <id/event/e> ; prov:wasDerivedFrom <id/passage/s.1-2> .
    <id/passage/s.1-2> oa:hasSource <id/source/s> .
    <id/source/s> mlx:latest "2008-09-30"^^xsd:date .
"""
MEMBERSHIP = "<id/membership/m> a org:Membership ; org:organization <id/institution/a> ."
LASTING = "<id/law/a> mlx:beginsWith <id/event/from> ; mlx:endsWith <id/event/to> ."

CASES = [
    (
        "TreatyOrder",
        SIGNED_AND_RATIFIED
        + day("signed", "2000-12-12")
        + day("ratified", "2000-01-01", "2001-01-01"),
        SIGNED_AND_RATIFIED + day("signed", "2000-12-12") + day("ratified", "2000-12-11"),
    ),
    (
        "LawOrder",
        ADOPTED_AND_IN_FORCE + day("adopted", "2007-11-24") + day("force", "2008-01-01"),
        ADOPTED_AND_IN_FORCE + day("adopted", "2008-01-02") + day("force", "2008-01-01"),
    ),
    (
        "RepealsEarlier",
        TWO_LAWS + day("new", "2007-11-24") + day("old", "1980-01-01", "1980-12-31"),
        TWO_LAWS + day("new", "1979-12-31") + day("old", "1980-01-01", "1980-12-31"),
    ),
    (
        "RepealsPublished",
        TWO_PUBLICATIONS
        + day("new", "2007-01-01", "2007-12-31")
        + day("old", "1980-01-01", "1980-12-31")
        + day("amended", "2008-01-01", "2008-12-31"),
        TWO_PUBLICATIONS
        + day("new", "1979-01-01", "1979-12-31")
        + day("old", "1980-01-01", "1980-12-31")
        + day("amended", "2008-01-01", "2008-12-31"),
    ),
    (
        "PartyExists",
        BORN
        + "<id/event/act> mlx:party <id/polity/young> ."
        + day("birth", "1992-04-27")
        + day("act", "1992-04-27"),
        BORN
        + "<id/event/act> mlx:party <id/polity/young> ."
        + day("birth", "1992-04-27")
        + day("act", "1992-04-26"),
    ),
    (
        "PartyExists",
        BORN
        + "<id/event/act> mlx:party <id/polity/old> ."
        + day("birth", "1992-04-27")
        + day("act", "1992-04-26"),
        BORN
        + "<id/event/act> mlx:party <id/polity/old> ."
        + day("birth", "1992-04-27")
        + day("act", "1992-04-28"),
    ),
    (
        "SourceSeesPast",
        ATTESTED + day("e", "2008-10-01") + "<id/event/e> mlx:eventStatus mlxv:foreseen .",
        ATTESTED + day("e", "2008-10-01"),
    ),
    (
        "EndAfterBeginning",
        LASTING + day("from", "2001-01-01") + day("to", "2001-01-01"),
        LASTING + day("from", "2001-01-02") + day("to", "2001-01-01"),
    ),
    (
        "plausibleEarliest",
        "<id/event/e> a mlx:LegalEvent ." + day("e", "1815-01-01"),
        "<id/event/e> a mlx:LegalEvent ." + day("e", "0207-01-01", "2007-01-01"),
    ),
    (
        "plausibleLatest",
        "<id/event/e> a mlx:LegalEvent ." + day("e", "2060-12-31"),
        "<id/event/e> a mlx:LegalEvent ." + day("e", "2070-01-01"),
    ),
    (
        "memberIsAnother",
        MEMBERSHIP + "<id/membership/m> org:member <id/institution/b> .",
        MEMBERSHIP + "<id/membership/m> org:member <id/institution/a> .",
    ),
]


@pytest.mark.parametrize(("shape", "in_order", "_"), CASES)
def test_what_is_in_order_passes(ontology: Graph, shape: str, in_order: str, _: str) -> None:
    assert shape not in complaints(ontology + turtle(in_order), SHAPES)


@pytest.mark.parametrize(("shape", "_", "odd"), CASES)
def test_what_can_hardly_be_right_is_reported(
    ontology: Graph, shape: str, _: str, odd: str
) -> None:
    assert shape in complaints(ontology + turtle(odd), SHAPES)


def test_testland_is_plausible(testland: Graph) -> None:
    assert not complaints(testland, SHAPES)
