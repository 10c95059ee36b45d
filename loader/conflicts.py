"""What the resolver writes down about claims that it finds to disagree."""

from dataclasses import dataclass
from typing import Final

from graph.iris import MLX, MLXV, RDF, RDFS, SKOS, Iris
from graph.terms import Literal, NamedNode, Triple
from loader.claims import LABELS, Claim, Claims
from loader.labels import fill
from loader.schema import Schema

BY_EDITORS: Final = Literal("editors")
BY_RESOLVER: Final = Literal("resolver")


@dataclass(frozen=True)
class Conflict:
    """Claims that disagree on `concerns`; `kind` is the name of a concept of conflict kinds."""

    name: str
    kind: str
    concerns: NamedNode
    claims: tuple[Claim, ...]
    preferred: Claim | None


def conflict_triples(
    conflict: Conflict, claims: Claims, schema: Schema, iris: Iris
) -> tuple[NamedNode, set[Triple]]:
    """The node of the conflict and its description."""
    node = iris.entity("conflict", conflict.name)
    triples = {
        Triple(node, RDF.type, MLX.Conflict),
        Triple(node, MLX.conflictKind, MLXV[conflict.kind]),
        Triple(node, MLX.concerns, conflict.concerns),
        Triple(node, MLX.detectedBy, BY_RESOLVER),
        *(Triple(node, MLX.conflictingClaim, claim.iri) for claim in conflict.claims),
    }
    names = {
        "concerns": claims.labels.get(conflict.concerns),
        "conflictKind": schema.concepts[conflict.kind].label,
    }
    label = fill(schema.templates.get(MLX.Conflict, ""), names.get) or conflict.name
    triples.add(Triple(node, RDFS.label, Literal(label, language=LABELS)))
    if conflict.preferred is not None:
        triples.add(Triple(node, MLX.preferredClaim, conflict.preferred.iri))
        # The rule of preference is the definition of the scheme that it goes by.
        triples |= {
            Triple(node, MLX.reason, term)
            for term in schema.index.objects(MLXV.authorities, SKOS.definition)
            if isinstance(term, Literal)
        }
    return node, triples
