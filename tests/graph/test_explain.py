"""Why something was inferred: the rules that make it, and the statements that they needed."""

from collections.abc import Iterator

import pytest

from graph.explain import Statement, explain
from graph.iris import MLX, ORG, RDF, RDFS
from graph.release import Release
from graph.rulebook import OF_THE_ONTOLOGY, Rule, read_rules
from graph.store import Store, open_store
from graph.terms import NamedNode, RdfFormat, Triple, parse

SAMPLE = 250


@pytest.fixture(scope="module")
def opened(release: Release) -> Iterator[Store]:
    store = open_store(release)
    yield store
    store.close()


@pytest.fixture(scope="module")
def inferred(release: Release) -> list[Triple]:
    graph = release.iris.graph("inferred")
    quads = parse(path=release.nquads, format=RdfFormat.N_QUADS)
    return [Triple(q.subject, q.predicate, q.object) for q in quads if q.graph_name == graph]


def rules(one: Statement) -> list[str]:
    """The names of the rules that make a statement, each reason's."""
    return [reason.rule.name for reason in one.reasons]


def leaves(one: Statement) -> Iterator[Statement]:
    """The statements at the ends of all explanations."""
    for reason in one.reasons:
        for premise in reason.premises:
            yield from leaves(premise) if premise.inferred else iter([premise])


@pytest.mark.parametrize(
    "rule", [*read_rules(), *read_rules(OF_THE_ONTOLOGY)], ids=lambda r: r.name
)
def test_every_rule_can_be_read(rule: Rule) -> None:
    assert rule.header.keys() == {"title", "description", "source"}
    assert all(way.patterns for way in rule.ways)


def test_each_side_of_a_union_is_a_way_and_what_is_excluded_is_no_premise() -> None:
    rule = next(one for one in read_rules() if one.name == "time-of-institutions")
    assert len(rule.ways) == 2
    properties = {pattern[1] for way in rule.ways for pattern in way.patterns}
    assert MLX.eventStatus not in properties
    assert all("eventStatus" in way.text for way in rule.ways)


def test_a_predecessor_follows_from_the_change_that_led_on(opened: Store) -> None:
    iris = opened.iris
    agency = iris.reference("institution/agency-for-human-and-minority-rights")
    ministry = iris.reference("institution/ministry-for-human-and-minority-rights-2008")
    found = explain(opened, Triple(ministry, MLX.succeeds, agency))
    because = next(one for one in found.reasons if one.rule.name == "succession-of-institutions")
    stated = {one.triple.predicate: one for one in because.premises}
    assert ORG.originalOrganization in stated
    assert MLX.succession in stated
    assert stated[MLX.succession].graphs == {"ontology"}
    evidence = stated[ORG.originalOrganization].evidence
    assert [one for one in evidence if one.passage and "6.1" in one.label]


def test_what_was_inferred_from_something_inferred_is_explained_all_the_way(opened: Store) -> None:
    iris = opened.iris
    found = explain(
        opened,
        Triple(
            iris.reference("polity/serbia"),
            MLX.transitivelySucceeds,
            iris.reference("polity/federal-republic-of-yugoslavia"),
        ),
    )
    assert rules(found) == ["owl-transitive"]
    assert {one.rule.name for premise in found.reasons[0].premises for one in premise.reasons} == {
        "owl-subproperty"
    }
    assert all(one.graphs for one in leaves(found))


def test_nothing_is_explained_by_itself(opened: Store) -> None:
    iris = opened.iris
    new, old = iris.reference("polity/serbia"), iris.reference("polity/serbia-and-montenegro")
    assert rules(explain(opened, Triple(old, MLX.succeededBy, new))) == ["owl-inverse"]
    assert rules(explain(opened, Triple(new, MLX.succeeds, old))) == ["succession-of-polities"]


def test_a_date_is_explained_by_its_event(opened: Store, inferred: list[Triple]) -> None:
    dates = [one for one in inferred if "date_no_longer_in_force" in one.predicate.value]
    assert dates
    for one in dates:
        assert rules(explain(opened, one)) == ["eli-last-day-in-force"]


def test_what_is_stated_is_not_explained(opened: Store) -> None:
    asylum = opened.iris.reference("law/asylum-2007")
    graphs = {q["graph"] for q in opened.rows("explain/support", subject=asylum, property=RDF.type)}
    assert opened.iris.graph("facts") in graphs
    value = next(
        q["value"]
        for q in opened.rows("explain/support", subject=asylum, property=RDF.type)
        if q["graph"] == opened.iris.graph("facts")
    )
    found = explain(opened, Triple(asylum, RDF.type, value))
    assert not found.inferred
    assert not found.reasons
    assert found.evidence


def test_what_nobody_says_stands_nowhere(opened: Store) -> None:
    asylum = opened.iris.reference("law/asylum-2007")
    assert not explain(opened, Triple(asylum, RDF.type, MLX.Polity)).graphs


def test_what_follows_in_the_ontology_is_explained_by_the_ontology(
    opened: Store, inferred: list[Triple]
) -> None:
    schema = [one for one in inferred if one.predicate in RDFS and one.predicate != RDFS.label]
    assert schema
    for one in schema:
        found = explain(opened, one)
        assert found.reasons, one
        assert all(leaf.graphs == {"ontology"} for leaf in leaves(found))


def test_everything_that_was_inferred_can_be_explained(
    opened: Store, inferred: list[Triple]
) -> None:
    sample = inferred[:: max(1, len(inferred) // SAMPLE)]
    kinds = {one.predicate: one for one in inferred if isinstance(one.subject, NamedNode)}
    assert not [one for one in (*kinds.values(), *sample) if not explain(opened, one).reasons]
