"""What follows: each rule does what its header says, and all of it is what OWL RL says."""

import re

import owlrl
import pytest
import rdflib

from graph.release import current
from graph.rulebook import Rule, read_rules
from graph.terms import NamedNode, RdfFormat, Triple, parse
from loader.axioms import closed
from loader.infer import infer
from loader.validate import to_rdflib
from tests.loader.inferring import BOUNDED, IRIS, ONTOLOGY, follows, triples
from tests.loader.testland import Graph, Testland

BEFORE_AND_AFTER = {
    "owl-subclass": (
        "<institution/a> a org:FormalOrganization .",
        "<institution/a> a org:Organization, mlx:Actor .",
    ),
    "owl-subproperty": (
        "<institution/a> org:unitOf <institution/b> .",
        "<institution/a> org:subOrganizationOf <institution/b> .",
    ),
    "owl-inverse": (
        "<mandate/m> mlx:mandateHolder <institution/a> .",
        "<institution/a> mlx:holdsMandate <mandate/m> .",
    ),
    "owl-chain-of-two": (
        "<treaty/t> mlx:hasAction <event/e> . <event/e> mlx:party <polity/p> .",
        "<treaty/t> mlx:hasParticipant <polity/p> .",
    ),
    "succession-of-institutions": (
        (
            "<event/e> org:resultingOrganization <institution/new> ; mlx:changeType mlxv:merger ;"
            " org:originalOrganization <institution/old> ; mlx:eventStatus mlxv:occurred ."
        ),
        "<institution/new> mlx:succeeds <institution/old> .",
    ),
    "succession-of-polities": (
        "<event/e> mlx:succeededPolity <polity/old> ; mlx:succeedingPolity <polity/new> .",
        "<polity/new> mlx:succeeds <polity/old> .",
    ),
    "owl-transitive": (
        (
            "<institution/c> mlx:succeeds <institution/b> . <institution/b> mlx:succeeds"
            " <institution/a> ."
        ),
        "<institution/c> mlx:transitivelySucceeds <institution/a> .",
    ),
    "time-of-what-an-event-affects": (
        (
            "<event/in> mlx:affects <law/l> ; mlx:eventType mlxv:entry-into-force ."
            " <event/out> mlx:affects <law/l> ; mlx:eventType mlxv:lapse ."
            " <event/first> mlx:affects <law/l> ; mlx:eventType mlxv:adoption ."
            " <event/act> mlx:treaty <agreement/a> ; mlx:actionType mlxv:treaty-entry-into-force ."
        ),
        (
            "<law/l> mlx:beginsWith <event/in> ; mlx:endsWith <event/out> ;"
            " mlx:notBefore <event/first> . <agreement/a> mlx:beginsWith <event/act> ."
        ),
    ),
    "eli-dates-of-events": (
        (
            "<law/l> a eli:LegalResource . <event/e> mlx:affects <law/l> ;"
            f" mlx:eventType mlxv:adoption ; {BOUNDED % ('2007-11-24', '2007-11-24')} ."
        ),
        "<law/l> eli:date_document '2007-11-24'^^xsd:date .",
    ),
    "eli-date-of-publication": (
        (
            "<law/l> a eli:LegalResource ; mlx:publishedInGazette <publication/p> ."
            f" <publication/p> {BOUNDED % ('2007-11-26', '2007-11-26')} ."
        ),
        "<law/l> eli:date_publication '2007-11-26'^^xsd:date .",
    ),
    "eli-last-day-in-force": (
        (
            "<law/l> a eli:LegalResource . <event/e> mlx:affects <law/l> ;"
            f" mlx:eventType mlxv:repeal ; {BOUNDED % ('2008-01-01', '2008-01-01')} ."
        ),
        "<law/l> eli:date_no_longer_in_force '2007-12-31'^^xsd:date .",
    ),
    "time-of-institutions": (
        (
            "<event/e> org:resultingOrganization <institution/new> ; mlx:changeType mlxv:merger ;"
            " org:originalOrganization <institution/old> ."
        ),
        "<institution/new> mlx:beginsWith <event/e> . <institution/old> mlx:endsWith <event/e> .",
    ),
    "time-of-polities": (
        "<event/e> mlx:succeededPolity <polity/old> ; mlx:succeedingPolity <polity/new> .",
        "<polity/new> mlx:beginsWith <event/e> . <polity/old> mlx:endsWith <event/e> .",
    ),
    "time-of-repealed-texts": (
        "<law/new> eli:repeals <law/old> ; mlx:beginsWith <event/e> .",
        "<law/old> mlx:endsWith <event/e> .",
    ),
    "time-of-published-texts": (
        "<law/l> mlx:publishedInGazette <publication/p> .",
        "<law/l> mlx:notBefore <publication/p> .",
    ),
    "time-of-provisions": (
        "<provision/p> eli:is_part_of <law/l> . <law/l> mlx:beginsWith <event/e> .",
        "<provision/p> mlx:beginsWith <event/e> .",
    ),
    "time-of-mandates": (
        "<mandate/m> mlx:conferredBy <law/l> . <law/l> mlx:beginsWith <event/e> .",
        "<mandate/m> mlx:notBefore <event/e> .",
    ),
}
MADE_UP = {
    "owl-symmetric": (
        "mlx:near a owl:ObjectProperty, owl:SymmetricProperty .",
        "<polity/a> mlx:near <polity/b> .",
        "<polity/b> mlx:near <polity/a> .",
    ),
    "owl-domain": (
        "mlx:near a owl:ObjectProperty ; rdfs:domain mlx:Polity . mlx:Polity a owl:Class .",
        "<polity/a> mlx:near <polity/b> .",
        "<polity/a> a mlx:Polity .",
    ),
    "owl-range": (
        "mlx:near a owl:ObjectProperty ; rdfs:range mlx:Polity . mlx:Polity a owl:Class .",
        "<polity/a> mlx:near <polity/b> .",
        "<polity/b> a mlx:Polity .",
    ),
    "owl-chain-of-three": (
        (
            "<x> rdf:first mlx:p ; rdf:rest <y> . <y> rdf:first mlx:q ; rdf:rest <z> ."
            " <z> rdf:first mlx:r ; rdf:rest rdf:nil . mlx:far owl:propertyChainAxiom <x> ."
        ),
        "<polity/a> mlx:p <polity/b> . <polity/b> mlx:q <polity/c> . <polity/c> mlx:r <polity/d> .",
        "<polity/a> mlx:far <polity/d> .",
    ),
}
OWL_PREFIXES = (
    "PREFIX owl: <http://www.w3.org/2002/07/owl#>"
    " PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
)


@pytest.mark.parametrize(
    ("rule", "before", "after"), [(name, *pair) for name, pair in BEFORE_AND_AFTER.items()]
)
def test_a_rule_makes_after_from_before(rule: str, before: str, after: str) -> None:
    assert follows(before, after)
    others = [one for one in read_rules() if one.name != rule]
    assert not triples(after) <= infer(triples(before), ONTOLOGY, others)


@pytest.mark.parametrize(
    ("rule", "axioms", "before", "after"), [(name, *case) for name, case in MADE_UP.items()]
)
def test_a_rule_for_an_axiom_that_we_do_not_have_yet_works_too(
    rule: str, axioms: str, before: str, after: str
) -> None:
    ontology = triples(axioms, OWL_PREFIXES)
    assert triples(after) <= infer(triples(before), ontology)
    others = [one for one in read_rules() if one.name != rule]
    assert not triples(after) <= infer(triples(before), ontology, others)


def test_every_rule_has_a_case_and_a_header() -> None:
    rules = read_rules()
    assert {rule.name for rule in rules} == BEFORE_AND_AFTER.keys() | MADE_UP.keys()
    for rule in rules:
        assert re.match(r"# title: .+\n# description: .+\n# source: .+\n", rule.text), rule.name


@pytest.mark.parametrize("status", ["foreseen", "under-way"])
def test_what_has_not_happened_begins_and_ends_nothing(status: str) -> None:
    before = (
        f"<event/a> mlx:affects <law/l> ; mlx:eventType mlxv:entry-into-force ;"
        f" mlx:eventStatus mlxv:{status} ."
        f" <event/b> org:resultingOrganization <institution/i> ;"
        f" mlx:changeType mlxv:establishment ; mlx:eventStatus mlxv:{status} ."
    )
    assert not {t for t in infer(triples(before), ONTOLOGY) if "beginsWith" in str(t.predicate)}


def test_adoption_begins_a_policy_and_only_bounds_a_law() -> None:
    event = "<event/e> mlx:eventType mlxv:adoption ; mlx:affects "
    assert follows(
        event + "<strategy/s> . <strategy/s> a mlx:PolicyInstrument .",
        "<strategy/s> mlx:beginsWith <event/e> .",
    )
    assert not follows(
        event + "<law/l> . <law/l> a eli:LegalResource .", "<law/l> mlx:beginsWith <event/e> ."
    )


def test_adoption_only_bounds_a_policy_that_enters_into_force() -> None:
    before = (
        "<strategy/s> a mlx:PolicyInstrument ."
        " <event/a> mlx:affects <strategy/s> ; mlx:eventType mlxv:adoption ."
        " <event/b> mlx:affects <strategy/s> ; mlx:eventType mlxv:entry-into-force "
    )
    assert follows(before + ".", "<strategy/s> mlx:notBefore <event/a> .")
    assert not follows(before + ".", "<strategy/s> mlx:beginsWith <event/a> .")
    foreseen = before + "; mlx:eventStatus mlxv:foreseen ."
    assert follows(foreseen, "<strategy/s> mlx:beginsWith <event/a> .")


def test_a_renaming_ends_nothing() -> None:
    before = "<event/e> org:originalOrganization <institution/i> ; mlx:changeType mlxv:renaming ."
    assert not follows(before, "<institution/i> mlx:endsWith <event/e> .")


def test_only_the_first_publication_bounds_a_law() -> None:
    before = (
        "<law/l> mlx:publishedInGazette <publication/a>, <publication/b> ."
        f" <publication/a> {BOUNDED % ('1980-01-01', '1980-12-31')} ."
        f" <publication/b> {BOUNDED % ('1985-01-01', '1985-12-31')} ."
    )
    assert follows(before, "<law/l> mlx:notBefore <publication/a> .")
    assert not follows(before, "<law/l> mlx:notBefore <publication/b> .")


def test_what_is_inferred_is_new_and_says_something(built: Graph) -> None:
    inferred = set(built.rows("GRAPH <graph/inferred> { ?s ?p ?o }"))
    known = built.rows(
        "{ GRAPH <graph/facts> { ?s ?p ?o } } UNION { GRAPH <graph/ontology> { ?s ?p ?o } }"
    )
    assert inferred
    assert not inferred & set(known)
    assert not [row for row in inferred if row[0] == row[2] or row[0] in ("Thing", "Resource")]
    assert not built.rows("GRAPH <graph/inferred> { ?s a ?o FILTER(isBlank(?s)) }")


def test_inference_ends_on_a_circle() -> None:
    circle = "<polity/a> mlx:succeeds <polity/b> . <polity/b> mlx:succeeds <polity/a> ."
    assert follows(circle, "<polity/a> mlx:succeededBy <polity/b> .")


def useful(graph: rdflib.Graph, subjects: set[str]) -> set[tuple[str, str, str]]:
    """What a closure says of our own entities, reflexive and universal statements left out."""
    noise = {str(rdflib.OWL.Thing), str(rdflib.RDFS.Resource)}
    return {
        (str(s), str(p), str(o))
        for s, p, o in graph
        if str(s) in subjects and s != o and str(o) not in noise and p != rdflib.OWL.sameAs
    }


@pytest.mark.parametrize("which", ["published", "var"])
def test_the_rules_say_what_owlrl_says(which: str, request: pytest.FixtureRequest) -> None:
    made = request.getfixturevalue(which)
    made = made.release() if isinstance(made, Testland) else current(made)
    facts = {
        Triple(quad.subject, quad.predicate, quad.object)
        for quad in parse(path=made.nquads, format=RdfFormat.N_QUADS)
        if quad.graph_name == IRIS.graph("facts")
    }
    subjects = {
        term.value
        for triple in facts
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode) and term.value.startswith(IRIS.base)
    }
    axioms = closed(ONTOLOGY)
    reference = to_rdflib(facts | axioms)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(reference)
    owl_only: list[Rule] = [rule for rule in read_rules() if rule.name.startswith("owl-")]
    ours = to_rdflib(facts | infer(facts, ONTOLOGY, owl_only))
    assert useful(ours, subjects) == useful(reference, subjects)
