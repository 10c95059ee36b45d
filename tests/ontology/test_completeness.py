"""Completeness: what is bare is listed, what is described is not; each result is an Info."""

import pytest
from rdflib import RDF, SH, Graph

from tests.ontology.files import complaints, shapes, turtle

SHAPES = shapes("completeness")
NAMES = sorted(str(shape).split("#")[1] for shape in SHAPES.subjects(RDF.type, SH.PropertyShape))
DESCRIBED = """
<id/law/a> a eli:LegalResource ; mlx:publishedInGazette <id/publication/g> ; mlx:topic mlxv:asylum ;
    eli:type_document mlxv:law ; mlx:jurisdiction <id/polity/p> .
<id/event/a> a mlx:LegalEvent ; mlx:affects <id/law/a> ; mlx:date "2007"^^edtf:EDTF .
<id/treaty/t> a mlx:MultilateralTreaty ; mlx:topic mlxv:asylum ; eli:type_document mlxv:convention .
<id/event/t> a mlx:TreatyAction ; mlx:treaty <id/treaty/t> ; mlx:date "2007"^^edtf:EDTF .
<id/agreement/b> a mlx:BilateralAgreement ; mlx:topic mlxv:readmission ;
    eli:type_document mlxv:agreement ; mlx:contractingParty <id/polity/p>, <id/polity/q> .
<id/event/b> a mlx:TreatyAction ; mlx:treaty <id/agreement/b> ; mlx:date "2007"^^edtf:EDTF .
<id/mandate/m> a mlx:Mandate ; mlx:conferredBy <id/law/a> ; mlx:mandateRole mlxv:lead ;
    mlx:topic mlxv:asylum .
<id/institution/i> a org:FormalOrganization ; mlx:jurisdiction <id/polity/p> ;
    org:classification mlxv:ministry .
<id/membership/m> a org:Membership ; org:role mlxv:member .
<id/negotiation/n> a mlx:Negotiation ; mlx:stageAsOf "2008"^^edtf:EDTF .
<id/polity/p> a mlx:Polity ; skos:exactMatch <http://example.org/p> .
<id/source/s> a mlx:Source ; mlx:authority mlxv:secondary .
<id/strategy/s> a mlx:PolicyInstrument ; mlx:topic mlxv:asylum ;
    mlx:responsibleInstitution <id/institution/i> .
"""
BARE = """
<id/law/a> a eli:LegalResource .
<id/event/a> a mlx:LegalEvent .
<id/treaty/t> a mlx:MultilateralTreaty .
<id/event/t> a mlx:TreatyAction .
<id/agreement/b> a mlx:BilateralAgreement .
<id/mandate/m> a mlx:Mandate .
<id/institution/i> a org:FormalOrganization .
<id/membership/m> a org:Membership .
<id/negotiation/n> a mlx:Negotiation .
<id/polity/p> a mlx:Polity .
<id/source/s> a mlx:Source .
<id/strategy/s> a mlx:PolicyInstrument .
"""


def test_what_is_described_is_not_listed(ontology: Graph) -> None:
    assert not complaints(ontology + turtle(DESCRIBED), SHAPES)


@pytest.fixture(scope="module")
def listed(ontology: Graph) -> set[str]:
    """The shapes that list what is bare."""
    return complaints(ontology + turtle(BARE), SHAPES)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_bare_is_listed(listed: set[str], name: str) -> None:
    assert {name, name[0].upper() + name[1:]} & listed


def test_every_demand_is_an_info() -> None:
    checked = {*SHAPES.subjects(SH.targetClass), *SHAPES.subjects(RDF.type, SH.PropertyShape)}
    assert {SHAPES.value(shape, SH.severity) for shape in checked} == {SH.Info}
