"""Structure: each property refuses a wrong value, each demand and each rule reports its breach.

The passing case of every shape is Testland (cases/testland.ttl), where every property has a value.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pytest
from pyshacl import validate
from rdflib import PROV, RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.paths import InvPath, Path
from rdflib.term import Node

from tests.ontology.files import complaints, shapes, turtle

SHAPES = shapes("structure")
Triple: TypeAlias = tuple[Node, Node, Node]
MLX = Namespace("https://w3id.org/migralex/ontology#")
MLXS = Namespace("https://w3id.org/migralex/shapes#")

ON_CLASSES = sorted(
    (str(shape).split("#")[1], str(one).split("#")[1])
    for shape in SHAPES.subjects(RDF.type, SH.NodeShape)
    for one in SHAPES.objects(shape, SH.property)
    if (shape, SH.targetClass, None) in SHAPES
)
DEMANDS = [pair for pair in ON_CLASSES if (MLXS[pair[1]], SH.minCount, None) in SHAPES]
"""Pairs of a class's shape and one of its property shapes, by name."""


def path_of(shape: str) -> URIRef | Path:
    """The path of a property shape; of a sequence, the way to its first value."""
    path = SHAPES.value(MLXS[shape], SH.path)
    first = SHAPES.value(path, RDF.first) or path
    inverse = SHAPES.value(first, SH.inversePath)
    if isinstance(inverse, URIRef):
        return InvPath(inverse)
    assert isinstance(first, URIRef)
    return first


def entities(graph: Graph, shape: str) -> list[Node]:
    """What is of one of the classes that the shape targets."""
    return [
        entity
        for target in SHAPES.objects(MLXS[shape], SH.targetClass)
        for one in graph.transitive_subjects(RDFS.subClassOf, target)
        for entity in graph.subjects(RDF.type, one)
    ]


def focus_of(graph: Graph, shape: str, path: URIRef | Path) -> Node:
    """An entity of the shape's classes, one with a value at the path where there is one."""
    return max(entities(graph, shape), key=lambda one: (one, path, None) in graph)


def wrong_value(graph: Graph, focus: Node, path: URIRef | Path, shape: str) -> Triple:
    """A triple that gives the entity a value that no property takes."""
    if shape == "passages":
        return (next(graph.subjects(MLX.claimOf, focus)), PROV.wasDerivedFrom, Literal(True))
    if isinstance(path, InvPath):
        assert isinstance(path.arg, URIRef)
        return (BNode(), path.arg, focus)
    assert isinstance(path, URIRef)
    takes_any_text = (MLXS[shape], SH.nodeKind, SH.Literal) in SHAPES
    return (focus, path, BNode() if takes_any_text else Literal(True))


@contextmanager
def changed(
    graph: Graph, more: Iterable[Triple] = (), less: Iterable[Triple] = ()
) -> Iterator[None]:
    """The graph has some triples more, and some less, until the end of the block: a copy for each
    case would take longer than the check."""
    for triple in more:
        graph.add(triple)
    for triple in less:
        graph.remove(triple)
    try:
        yield
    finally:
        for triple in more:
            graph.remove(triple)
        for triple in less:
            graph.add(triple)


def reports(graph: Graph, focus: Node, shape: str) -> bool:
    """Whether checking the one entity has a result from the shape."""
    _, results, _ = validate(graph, shacl_graph=SHAPES, focus_nodes=[str(focus)])
    return (None, SH.sourceShape, MLXS[shape]) in results


def test_testland_has_no_fault(testland: Graph) -> None:
    conforms, _, text = validate(testland, shacl_graph=SHAPES)
    assert conforms, text


@pytest.mark.parametrize("shape", sorted({shape for _, shape in ON_CLASSES}))
def test_testland_has_a_value_for_every_property(testland: Graph, shape: str) -> None:
    assert any(
        (entity, path_of(shape), None) in testland
        for class_shape, one in ON_CLASSES
        if one == shape
        for entity in entities(testland, class_shape)
    )


@pytest.mark.parametrize(("class_shape", "shape"), ON_CLASSES)
def test_a_property_refuses_a_wrong_value(testland: Graph, class_shape: str, shape: str) -> None:
    path = path_of(shape)
    focus = focus_of(testland, class_shape, path)
    wrong = wrong_value(testland, focus, path, shape)
    with changed(testland, more=[wrong]):
        assert reports(testland, focus, shape)


@pytest.mark.parametrize(("class_shape", "shape"), DEMANDS)
def test_what_must_be_said_is_missed(testland: Graph, class_shape: str, shape: str) -> None:
    path = path_of(shape)
    focus = focus_of(testland, class_shape, path)
    if isinstance(path, InvPath):
        assert isinstance(path.arg, URIRef)
        said = list(testland.triples((None, path.arg, focus)))
    else:
        assert isinstance(path, URIRef)
        said = list(testland.triples((focus, path, None)))
    with changed(testland, less=said):
        assert reports(testland, focus, shape)


def test_a_day_has_no_time_zone(testland: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)  # it would drop the time zone
    addition = '<id/event/x> a mlx:LegalEvent ; mlx:latest "2007-05-01Z"^^xsd:date .'
    assert "latest" in complaints(testland + turtle(addition), SHAPES)


@pytest.mark.parametrize(
    ("shape", "addition"),
    [
        ("label", '<id/law/asylum> rdfs:label "Asylum Law"@en .'),
        ("date", '<id/event/asylum-adoption> mlx:date "2007-06"^^edtf:EDTF .'),
        ("earliest", '<id/event/asylum-adoption> mlx:earliest "2007-09-01"^^xsd:date .'),
        ("eventType", "<id/event/asylum-adoption> mlx:eventType mlxv:signature ."),
        ("start", "<id/passage/profile.10-90#selector> oa:start 90 ."),
        ("start", "<id/passage/profile.10-90#selector> oa:start -1 ."),
        ("detectedBy", '<id/conflict/asylum> mlx:detectedBy "nobody" .'),
        ("Law", '<id/statute/x> a eli:LegalResource ; rdfs:label "X"@en .'),
        ("Polity", '<id/polity/Test%20Land> a mlx:Polity ; rdfs:label "X"@en .'),
        ("MultilateralTreaty", '<id/agreement/x> a mlx:MultilateralTreaty ; rdfs:label "X"@en .'),
        ("Claim", '<id/claim/x> a mlx:Claim ; rdfs:label "X"@en .'),
        ("Review", '<id/review/x> a mlx:Review ; rdfs:label "X"@en .'),
        ("passages", '<id/law/x> a eli:LegalResource ; rdfs:label "X"@en .'),
        ("MembershipNamesMember", "<id/membership/x> a org:Membership ."),
        ("ChangeHasOrganization", "<id/event/x> a org:ChangeEvent ."),
        ("ClaimHasGround", "<claim/profile/x> a mlx:Claim ."),
        ("preferenceReason", "<id/conflict/x> mlx:preferredClaim <claim/profile/rival> ."),
        (
            "ActNotStatedKeepsHeading",
            "<id/event/x> a mlx:TreatyAction ; mlx:actionType mlxv:act-not-stated .",
        ),
        (
            "PassageInText",
            """<id/passage/x.1-2> a oa:SpecificResource ; oa:hasSource <id/source/profile> ;
                oa:hasSelector <id/passage/x.1-2#selector> .
            <id/passage/x.1-2#selector> oa:end 1001 .""",
        ),
        (
            "NoSuccessionCycle",
            "<id/institution/old-ministry> mlx:succeeds <id/institution/ministry> .",
        ),
        (
            "NoSuccessionCycle",
            """<id/event/x> mlx:changeType mlxv:merger ;
                org:resultingOrganization <id/institution/ministry> ;
                org:originalOrganization <id/institution/ministry> .""",
        ),
        (
            "NoSuccessionCycle",
            """<id/event/x> mlx:succeedingPolity <id/polity/oldland> ;
                mlx:succeededPolity <id/polity/testland> .""",
        ),
        ("NoPartCycle", "<id/institution/ministry> org:unitOf <id/institution/unit> ."),
        ("noSameAs", "<id/institution/ministry> owl:sameAs <id/institution/old-ministry> ."),
    ],
)
def test_a_rule_reports_its_breach(testland: Graph, shape: str, addition: str) -> None:
    assert shape in complaints(testland + turtle(addition), SHAPES)


def test_a_competence_may_be_handed_back(testland: Graph) -> None:
    handed_back = turtle(
        """<id/event/x> mlx:changeType mlxv:transfer-of-competence ;
            org:resultingOrganization <id/institution/old-ministry> ;
            org:originalOrganization <id/institution/ministry> ."""
    )
    assert "NoSuccessionCycle" not in complaints(testland + handed_back, SHAPES)
