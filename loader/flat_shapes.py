"""The shapes in a form that says the same and is checked faster.

A node shape with a target hands each of its focus nodes, one by one, to each of its property
shapes. When the target stands at the property shape itself all focus nodes are checked at once,
with the same results. What only pages need is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from graph.iris import MLX, RDF, RDFS, SH
from graph.terms import NamedNode, Subject, Triple

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
REFERENCES: Final = (SH.node, SH["not"], SH.qualifiedValueShape, RDF.first)
FOR_PAGES: Final = (
    SH.name,
    SH.description,
    SH.order,
    SH.group,
    RDFS.label,
    MLX.scheme,
    MLX.kind,
    MLX.listPath,
    MLX.labelTemplate,
)


def flattened(shapes: Iterable[Triple]) -> set[Triple]:
    """Shapes with the same results as those given."""
    known = set(shapes)
    referred = {triple.object for triple in known if triple.predicate in REFERENCES}
    targets: defaultdict[Subject | Triple, list[Triple]] = defaultdict(list)
    for triple in known:
        if triple.predicate in TARGETS and triple.subject not in referred:
            targets[triple.subject].append(triple)
    found: set[Triple] = set()
    for triple in known:
        shape = triple.object
        if triple.predicate == SH.property and triple.subject in targets:
            if isinstance(shape, NamedNode):
                found |= {Triple(shape, t.predicate, t.object) for t in targets[triple.subject]}
        elif triple.predicate not in FOR_PAGES:
            found.add(triple)
    return found
