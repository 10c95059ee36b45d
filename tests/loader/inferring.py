"""What follows from a few triples, written in Turtle with our prefixes."""

from graph.iris import Iris
from graph.terms import RdfFormat, Triple, parse
from loader.infer import infer
from loader.ontology_files import read_ontology
from tests.conftest import ROOT

IRIS = Iris()
ONTOLOGY = read_ontology(IRIS).ontology
PREFIXES = (ROOT / "tests" / "loader" / "prefixes.rq").read_text(encoding="utf-8")
BOUNDED = "mlx:earliest '%s'^^xsd:date ; mlx:latest '%s'^^xsd:date"


def triples(turtle: str, more: str = "") -> set[Triple]:
    quads = parse(PREFIXES + more + turtle, RdfFormat.TURTLE, base_iri=IRIS.base + "id/")
    return {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}


def follows(before: str, after: str) -> bool:
    """Whether every triple of `after` is inferred from those of `before`."""
    return triples(after) <= infer(triples(before), ONTOLOGY)
