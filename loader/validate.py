"""SHACL: the graph against the shapes of the ontology, with the place of the record that is meant.

Source: Shapes Constraint Language (SHACL), W3C Recommendation, section 3.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from graph.iris import Iris
from graph.terms import BlankNode, Literal, NamedNode, Term, Triple
from loader.faults import Place
from loader.flat_shapes import flattened

SEVERITIES: Final = ("Violation", "Warning", "Info")


@dataclass(frozen=True, order=True)
class Finding:
    """One validation result. `path` and `value` are empty where the whole node is meant."""

    severity: str
    focus: str
    path: str
    value: str
    message: str
    shape: str
    component: str

    def as_json(self, place: Place | None, source: str | None) -> dict[str, Any]:
        """The finding for the report; `record` is where the focus node is declared, and `source`
        the source whose records do so."""
        return {
            "severity": self.severity,
            "focus": self.focus,
            "path": self.path or None,
            "value": self.value or None,
            "message": self.message,
            "shape": self.shape,
            "component": self.component,
            "record": str(place) if place else None,
            "source": source,
        }


def validate(
    data: rdflib.Graph, shapes: rdflib.Graph, focus: Sequence[str] | None = None
) -> list[Finding]:
    """Every result, violations first, each once, in a fixed order; of the nodes `focus` only,
    if given (IRIs)."""
    _, report, text = pyshacl.validate(
        data,
        shacl_graph=shapes if focus is None else _narrowed(shapes, data, focus),
        advanced=True,
        inplace=True,
        allow_infos=True,
        allow_warnings=True,
    )
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pyshacl gave no report: {text}")
    found = {_finding(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)}
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one))


def _narrowed(shapes: rdflib.Graph, data: rdflib.Graph, focus: Iterable[str]) -> rdflib.Graph:
    """The shapes with only those of their target nodes that are among `focus`.

    The option of pyshacl for this keeps nodes from the shapes within shapes, too, so that a value
    that breaks one (`sh:node`, `sh:or`) is not reported. Source: SHACL, section 2.1.3.
    """
    wanted = set(map(rdflib.URIRef, focus))
    found = rdflib.Graph()
    for shape, predicate, target in shapes:
        nodes = _targeted(data, predicate, target)
        if nodes is None:
            found.add((shape, predicate, target))
        for node in wanted.intersection(nodes or ()):
            found.add((shape, SH.targetNode, node))
    return found


def _targeted(
    data: rdflib.Graph, predicate: rdflib.term.Node, target: rdflib.term.Node
) -> Iterable[rdflib.term.Node] | None:
    """The nodes that a triple of a shape targets, None if it names no target."""
    match predicate:
        case SH.targetNode:
            return [target]
        case SH.targetClass:
            classes = data.transitive_subjects(rdflib.RDFS.subClassOf, target)
            return (node for one in classes for node in data.subjects(RDF.type, one))
        case SH.targetSubjectsOf:
            return data.subjects(target)
        case SH.targetObjectsOf:
            return data.objects(None, target)
        case _:
            return None


def _finding(report: rdflib.Graph, node: rdflib.term.Node) -> Finding:
    def value(predicate: rdflib.URIRef) -> str:
        return str(report.value(node, predicate) or "")

    messages = sorted(map(str, report.objects(node, SH.resultMessage)))
    path = report.value(node, SH.resultPath)
    return Finding(
        severity=value(SH.resultSeverity).removeprefix(str(SH)),
        focus=value(SH.focusNode),
        path="" if isinstance(path, rdflib.BNode) else str(path or ""),
        value=value(SH.value),
        message=" ".join(messages),
        shape=value(SH.sourceShape),
        component=value(SH.sourceConstraintComponent).removeprefix(str(SH)),
    )


def without_disputes(
    findings: Iterable[Finding], disputed: Iterable[tuple[NamedNode, NamedNode]]
) -> list[Finding]:
    """The findings, save those on values of which a conflict says that they exclude each other."""
    known = {(node.value, predicate.value) for node, predicate in disputed}
    return [one for one in findings if (one.focus, one.path) not in known]


def as_report(
    findings: Iterable[Finding], places: Mapping[str, Place], sources: Mapping[str, str]
) -> dict[str, Any]:
    """The report of a release: figures by severity, and each result with its record and source."""
    listed = list(findings)
    counts = Counter(one.severity for one in listed)
    return {
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "results": [one.as_json(places.get(one.focus), sources.get(one.focus)) for one in listed],
    }


class PreparingGraph(rdflib.Graph):
    """A graph that parses each query once.

    A SPARQL constraint is asked anew for each focus node; parsing it took most of the time.
    """

    def query(self, query_object: str | Query, *arguments: Any, **named: Any) -> Result:
        """As in rdflib; a query in words is parsed the first time only."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object, frozenset(self.namespaces()))
        return super().query(query_object, *arguments, **named)


@cache
def _prepared(text: str, namespaces: frozenset[tuple[str, rdflib.URIRef]]) -> Query:
    return prepareQuery(text, initNs=dict(namespaces))


def shapes_graph(shapes: Iterable[Triple], iris: Iris) -> rdflib.Graph:
    """The shapes to validate with.

    Parts of the graph of shapes were blank nodes and become such again: SHACL takes an IRI for
    a path of one step.
    """
    return _added(rdflib.Graph(), flattened(shapes), f"{iris.graph('shapes').value}#")


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples as a graph of rdflib, which pyshacl works on."""
    return add_triples(PreparingGraph(), triples)


def add_triples(graph: rdflib.Graph, triples: Iterable[Triple]) -> rdflib.Graph:
    """The graph, with the triples added."""
    return _added(graph, triples, None)


def _added(graph: rdflib.Graph, triples: Iterable[Triple], parts: str | None) -> rdflib.Graph:
    for triple in triples:
        subject, value = _term(triple.subject, parts), _term(triple.object, parts)
        graph.add((subject, rdflib.URIRef(triple.predicate.value), value))
    return graph


def _term(term: Term | Triple, parts: str | None) -> rdflib.term.Node:
    match term:
        case NamedNode() if parts and term.value.startswith(parts):
            return rdflib.BNode(term.value.removeprefix(parts))
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case Literal():
            datatype = rdflib.URIRef(term.datatype.value)
            plain = datatype == rdflib.XSD.string
            return rdflib.Literal(term.value, datatype=None if plain else datatype)
    raise TypeError(f"{term!r} has no place in a graph of rdflib")
