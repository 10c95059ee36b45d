"""Which claims are accepted: the editors' judgements first, then what the claims' dates and
values say about each other, by the authority of their sources.

Values that agree within their precision (2007 and 2007-11-07) are no conflict: the more precise
one is accepted. Where no source is nearer to the act than the other both stay, in conflict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from graph.iris import MLX, MLXV, Iris
from graph.terms import NamedNode, Triple
from loader.claims import Claims
from loader.conflicts import BY_EDITORS, Conflict, conflict_triples
from loader.records import Records
from loader.rivals import Rival, event_rivals, value_rivals
from loader.schema import Schema
from loader.sources import AUTHORITIES, Source


@dataclass
class Resolution:
    """Status of each claim, the conflicts with their triples, and what is accepted.

    `disputed`: subject and property of which claims give several values though one is the most.
    """

    statuses: dict[NamedNode, NamedNode]
    conflicts: dict[NamedNode, set[Triple]]
    facts: set[Triple] = field(default_factory=set)
    disputed: set[tuple[NamedNode, NamedNode]] = field(default_factory=set)


def resolve(
    claims: Claims, records: Records, schema: Schema, sources: Iterable[Source], iris: Iris
) -> Resolution:
    """The accepted view of all claims."""
    accepted = MLXV["accepted"]
    resolution = Resolution(
        dict.fromkeys(claims.claims, accepted),
        {iri: set(triples) for iri, triples in claims.judgements.items()},
    )
    judged = _judgements(claims, resolution, iris)
    ranks = {source.id: AUTHORITIES.index(source.authority) for source in sources}
    overruled: set[Triple] = set()
    standing = [
        claim
        for iri, claim in sorted(claims.claims.items(), key=lambda item: item[0].value)
        if resolution.statuses[iri] != MLXV.superseded
    ]
    for rival in [
        *event_rivals(standing, schema, iris),
        *value_rivals(standing, records, schema, iris),
    ]:
        if frozenset(claim.iri for claim in rival.claims) not in judged:
            overruled |= _settle(rival, ranks, claims, resolution, schema, iris)
    for claim in standing:
        resolution.facts |= claim.triples - overruled
        if claim.triples <= overruled:
            resolution.statuses[claim.iri] = MLXV.superseded
    return resolution


def _judgements(claims: Claims, resolution: Resolution, iris: Iris) -> set[frozenset[NamedNode]]:
    """Applies the editors' conflicts; returns the pairs of claims that they have judged."""
    judged: set[frozenset[NamedNode]] = set()
    for iri, triples in claims.judgements.items():
        named = {t.object for t in triples if t.predicate == MLX.conflictingClaim}
        conflicting = sorted(
            (one for one in named if isinstance(one, NamedNode)), key=lambda one: one.value
        )
        preferred = {t.object for t in triples if t.predicate == MLX.preferredClaim}
        judged |= {frozenset(pair) for pair in combinations(conflicting, 2)}
        for one in conflicting:
            if preferred and one not in preferred:
                _set(claims, resolution.statuses, one, MLXV.superseded)
            elif not preferred:
                _set(claims, resolution.statuses, one, MLXV["in-conflict"])
        if not any(t.predicate == MLX.concerns for t in triples):
            resolution.conflicts[iri] |= {
                Triple(iri, MLX.concerns, entity)
                for one in conflicting
                if one in claims.claims
                for entity in (iris.reference(claims.claims[one].group.entity),)
            }
        resolution.conflicts[iri].add(Triple(iri, MLX.detectedBy, BY_EDITORS))
    return judged


def _set(
    claims: Claims, statuses: dict[NamedNode, NamedNode], one: NamedNode, status: NamedNode
) -> None:
    """Gives a claim a status; what the editors add to a claim goes where the claim goes."""
    group = claims.claims[one].group
    for claim in claims.claims.values():
        if claim.group is group and statuses[claim.iri] != MLXV.superseded:
            statuses[claim.iri] = status


def _settle(
    rival: Rival,
    ranks: Mapping[str, int],
    claims: Claims,
    resolution: Resolution,
    schema: Schema,
    iris: Iris,
) -> set[Triple]:
    """Notes a conflict; returns the triples that are set aside by it."""
    resolution.disputed |= rival.disputed
    if rival.corroborates:
        return set(rival.weaker)
    best = max(ranks[claim.group.source] for claim in rival.claims)
    nearest = [claim for claim in rival.claims if ranks[claim.group.source] == best]
    preferred = nearest[0] if len(nearest) == 1 else None
    conflict = Conflict(rival.name, rival.kind, rival.concerns, rival.claims, preferred)
    node, triples = conflict_triples(conflict, claims, schema, iris)
    resolution.conflicts.setdefault(node, set()).update(triples)
    for claim in rival.claims:
        if claim is not preferred:
            resolution.statuses[claim.iri] = MLXV["in-conflict"]
    if preferred is None:
        return set()
    return {
        triple for claim in rival.claims if claim is not preferred for triple in rival.of(claim)
    }
