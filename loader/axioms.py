"""The axioms of the ontology, closed under OWL 2 RL by owlrl and rid of what says nothing."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import owlrl
import rdflib
from rdflib.namespace import OWL as R_OWL
from rdflib.namespace import RDF as R_RDF
from rdflib.namespace import RDFS as R_RDFS

from graph.iris import OWL, RDF, RDFS
from graph.terms import NamedNode, Triple

RELATIONS: Final = frozenset(
    (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        OWL.inverseOf,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.propertyChainAxiom,
        RDF.first,
        RDF.rest,
    )
)
CLASSES: Final = frozenset(
    (
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.TransitiveProperty,
        OWL.SymmetricProperty,
    )
)


def is_axiom(triple: Triple) -> bool:
    """Whether a triple of the ontology is one of those that are reasoned with."""
    if triple.predicate == RDF.type:
        return triple.object in CLASSES
    return triple.predicate in RELATIONS


def closed(ontology: Iterable[Triple]) -> frozenset[Triple]:
    """The axioms and what follows from them about our terms, reflexive and built-in ones left out.

    Source: OWL 2 Profiles, section 4.3, tables 8 and 9.
    """
    return _closed(frozenset(triple for triple in ontology if is_axiom(triple)))


@lru_cache(maxsize=2)
def _closed(axioms: frozenset[Triple]) -> frozenset[Triple]:
    graph = rdflib.Graph()
    for triple in axioms:
        predicate = _to_rdflib(triple.predicate)
        graph.add((_to_rdflib(triple.subject), predicate, _to_rdflib(triple.object)))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False).expand(graph)
    terms = {triple.subject for triple in axioms} | {triple.object for triple in axioms}
    found = set(axioms)
    relations = {rdflib.URIRef(one.value) for one in RELATIONS - {RDF.first, RDF.rest}}
    for subject, relation, value in graph:
        if relation in relations and subject != value and _ours(subject) and _ours(value):
            triple = Triple(*map(_from_rdflib, (subject, relation, value)))
            if triple.subject in terms and triple.object in terms:
                found.add(triple)
    return frozenset(found)


def _ours(term: rdflib.term.Node) -> bool:
    built_in = (str(R_OWL), str(R_RDF), str(R_RDFS))
    return isinstance(term, rdflib.URIRef) and not any(map(term.startswith, built_in))


def _to_rdflib(term: object) -> rdflib.URIRef:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    raise TypeError(f"{term!r} cannot stand in an axiom")


def _from_rdflib(term: rdflib.term.Node) -> NamedNode:
    return NamedNode(str(term))
