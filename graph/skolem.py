"""Names for blank nodes: parts of the graph or document that holds them (`…/shapes#part-3f09…`).

A name is made of what the node says and of what leads to it, so that whoever reads it can look it
up, the same statements always give the same names, and a change elsewhere changes none. Nodes that
are alike in both are numbered as RDF Dataset Canonicalization 1.0 has them.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

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

HALF: Final = 8
"""Characters of a name for what its node says, and as many for what leads to it."""
_NOWHERE: Final[frozenset[BlankNode]] = frozenset()


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

    names = _names([quad.triple for quad in dataset])

    def named(term: Any) -> Any:
        return NamedNode(f"{whole.value}#{names[term]}") if isinstance(term, BlankNode) else term

    found = {Triple(named(quad.subject), quad.predicate, named(quad.object)) for quad in dataset}
    return tuple(sorted(found, key=str))


def _names(triples: Iterable[Triple]) -> dict[BlankNode, str]:
    """A name for each blank node of a graph in canonical form."""
    links: dict[tuple[Any, bool], list[tuple[str, Any]]] = defaultdict(list)
    for one in triples:
        links[one.subject, True].append((one.predicate.value, one.object))
        links[one.object, False].append((one.predicate.value, one.subject))
    blank = {term for term, _ in links if isinstance(term, BlankNode)}

    @cache
    def told(node: BlankNode, onwards: bool, steps: frozenset[BlankNode]) -> str:
        """What the node says, or what leads to it, as far as there are names on the way."""
        further = steps | {node}
        ends = [
            (link, told(end, onwards, further) if isinstance(end, BlankNode) else str(end))
            for link, end in links[node, onwards]
            if end not in further
        ]
        return _digest(str(sorted(ends)))

    seen: Counter[str] = Counter()
    names = {}
    for node in sorted(blank, key=lambda one: (len(one.value), one.value)):
        name = f"part-{told(node, True, _NOWHERE)[:HALF]}{told(node, False, _NOWHERE)[:HALF]}"
        seen[name] += 1
        names[node] = f"{name}-{seen[name]}" if seen[name] > 1 else name
    return names


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
