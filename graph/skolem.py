"""Names for blank nodes: parts of the graph or document that holds them (`…/shapes#c14n7`).

They are numbered by RDF Dataset Canonicalization 1.0, so that the same statements always give the
same names, and whoever reads them can look them up.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import CanonicalizationAlgorithm

from graph.terms import (
    BlankNode,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)


def named_triples(paths: Iterable[Path], whole: NamedNode) -> tuple[Triple, ...]:
    """The triples of Turtle files together, sorted; blank nodes are parts of `whole`.

    Raises OSError, or SyntaxError with the place.
    """
    dataset = Dataset()
    for path in paths:
        with path.open("rb") as file:
            for quad in parse(
                file, RdfFormat.TURTLE, base_iri=whole.value, rename_blank_nodes=True
            ):
                dataset.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: Any) -> Any:
        return NamedNode(f"{whole.value}#{term.value}") if isinstance(term, BlankNode) else term

    found = {Triple(named(quad.subject), quad.predicate, named(quad.object)) for quad in dataset}
    return tuple(sorted(found, key=str))
