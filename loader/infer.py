"""What follows from the accepted facts, by the rules in `graph/rules/`, run to a fixpoint.

A rule is a CONSTRUCT query with a header that says what it does and where it comes from. The
rules see the facts, what was inferred so far, the concept schemes and the closed axioms.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Store

from graph.errors import OntologyError
from graph.iris import OWL, RDF, RDFS, SKOS
from graph.rulebook import Rule, read_rules
from graph.terms import DefaultGraph, NamedNode, Quad, QueryTriples, Triple
from loader.axioms import closed, is_axiom

MOST_ROUNDS: Final = 50
EMPTY: Final = frozenset((OWL.Thing, RDFS.Resource, RDFS.Class, RDF.Property, OWL.NamedIndividual))


def infer(
    facts: Iterable[Triple], ontology: Iterable[Triple], rules: Iterable[Rule] | None = None
) -> set[Triple]:
    """What follows from facts and ontology and is in neither. Raises OntologyError."""
    rules = list(read_rules() if rules is None else rules)
    known = set(facts)
    schema = set(ontology)
    axioms = closed(schema)
    store = Store()
    store.extend(_quads(known | axioms | {t for t in schema if not is_axiom(t)}))
    inferred: set[Triple] = set()
    for _ in range(MOST_ROUNDS):
        new = {triple for rule in rules for triple in _run(store, rule) if _says_something(triple)}
        new -= known | inferred | schema | axioms
        if not new:
            return inferred | (axioms - schema)
        store.extend(_quads(new))
        inferred |= new
    raise OntologyError(f"the rules reach no end within {MOST_ROUNDS} rounds")


def _quads(triples: Iterable[Triple]) -> list[Quad]:
    return [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples]


def _run(store: Store, rule: Rule) -> Iterable[Triple]:
    try:
        result = store.query(rule.text)
    except (SyntaxError, RuntimeError) as error:
        raise OntologyError(f"the rule {rule.name} cannot be run: {error}") from error
    if not isinstance(result, QueryTriples):
        raise OntologyError(f"the rule {rule.name} is no CONSTRUCT query")
    return result


def _says_something(triple: Triple) -> bool:
    """Neither about nothing in particular, nor of a thing to itself, nor of terms as such."""
    return (
        isinstance(triple.subject, NamedNode)
        and triple.subject != triple.object
        and triple.object not in EMPTY
        and triple.predicate != OWL.sameAs
        and not (triple.predicate == RDF.type and triple.object in (OWL.Class, SKOS.Concept))
    )
