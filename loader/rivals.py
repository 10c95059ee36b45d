"""Finds claims that cannot all hold: two dates of what happens once, two values of what has one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from graph.iris import MLX, MLXV, ORG, Iris
from graph.terms import Literal, NamedNode, Triple
from loader.claims import Claim
from loader.records import Records
from loader.schema import Property, Schema

TYPES: Final = (MLX.eventType, MLX.actionType, MLX.changeType)
"""Properties that say what kind of event something is."""
TARGETS: Final = (
    MLX.affects,
    MLX.treaty,
    MLX.party,
    ORG.originalOrganization,
    ORG.resultingOrganization,
)
"""Properties that say to what an event happens, or by whom; together with the type its slot."""
DATES: Final = (MLX.date, MLX.earliest, MLX.latest, MLX.dateAsStated)

Bounds = tuple[str, str]
"""First and last possible day as ISO dates; open sides sort before and after every date."""


@dataclass(frozen=True)
class Rival:
    """Claims that disagree, or agree within precision (`corroborates`).

    `triples`: what each claim would lose if another were preferred. `weaker`: what the less
    precise claims lose when they agree. `disputed`: values that stay side by side otherwise.
    """

    name: str
    kind: str
    concerns: NamedNode
    claims: tuple[Claim, ...]
    triples: Mapping[NamedNode, frozenset[Triple]]
    disputed: frozenset[tuple[NamedNode, NamedNode]] = frozenset()
    corroborates: bool = False
    weaker: frozenset[Triple] = frozenset()

    def of(self, claim: Claim) -> frozenset[Triple]:
        """What the claim loses if another is preferred."""
        return self.triples.get(claim.iri, frozenset())


@dataclass(frozen=True)
class _Event:
    node: NamedNode
    claim: Claim
    bounds: Bounds
    slot: frozenset[tuple[NamedNode, NamedNode]]


def event_rivals(claims: Sequence[Claim], schema: Schema, iris: Iris) -> Iterator[Rival]:
    """Two events in the slot of one, in different claims, at times that exclude each other."""
    about: defaultdict[NamedNode, set[Triple]] = defaultdict(set)
    for claim in claims:
        for triple in claim.triples:
            for term in (triple.subject, triple.object):
                if isinstance(term, NamedNode):
                    about[term].add(triple)
    slots: defaultdict[frozenset[tuple[NamedNode, NamedNode]], list[_Event]] = defaultdict(list)
    for event in _events(claims, schema):
        slots[event.slot].append(event)
    for slot, events in slots.items():
        for one, other in combinations(sorted(events, key=lambda each: each.node.value), 2):
            apart = one.node != other.node and one.claim is not other.claim
            if apart and not _overlap(one.bounds, other.bounds):
                target = min(slot, key=_rank)[1]
                yield Rival(
                    f"{_slug(one.node, iris)}-or-{_slug(other.node, iris)}",
                    "date-conflict",
                    target,
                    (one.claim, other.claim),
                    {each.claim.iri: frozenset(about[each.node]) for each in (one, other)},
                )


def _rank(pair: tuple[NamedNode, NamedNode]) -> tuple[int, str]:
    """Puts what an event happens to before who acts, and both before the type of event."""
    predicate, value = pair
    return (TARGETS.index(predicate) if predicate in TARGETS else len(TARGETS)), value.value


def _events(claims: Sequence[Claim], schema: Schema) -> Iterator[_Event]:
    facts: defaultdict[NamedNode, set[tuple[NamedNode, NamedNode]]] = defaultdict(set)
    for claim in claims:
        for triple in claim.triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                facts[triple.subject].add((triple.predicate, triple.object))
    once = {one.iri for one in schema.concepts.values() if one.happens_once}
    for claim in claims:
        for node, bounds in sorted(_dated(claim).items(), key=lambda item: item[0].value):
            said = facts[node]
            slot = frozenset(pair for pair in said if pair[0] in (*TYPES, *TARGETS))
            kinds = {value for predicate, value in said if predicate in TYPES}
            states = {value for predicate, value in said if predicate == MLX.eventStatus}
            planned = bool(states - {MLXV.occurred})
            if kinds & once and not planned and any(p in TARGETS for p, _ in slot):
                yield _Event(node, claim, bounds, slot)


def _dated(claim: Claim) -> dict[NamedNode, Bounds]:
    found: dict[NamedNode, dict[NamedNode, str]] = {}
    for triple in claim.triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            found.setdefault(triple.subject, {})[triple.predicate] = triple.object.value
    return {
        node: (values.get(MLX.earliest, ""), values.get(MLX.latest, "9999-12-31"))
        for node, values in found.items()
        if MLX.date in values
    }


def _overlap(one: Bounds, other: Bounds) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])


def _slug(node: NamedNode, iris: Iris) -> str:
    parsed = iris.parse(node)
    return parsed[1] if parsed else ""


def value_rivals(
    claims: Sequence[Claim], records: Records, schema: Schema, iris: Iris
) -> Iterator[Rival]:
    """Two values, in different claims, of a property that has one value at most."""
    values: defaultdict[tuple[NamedNode, NamedNode], list[tuple[Claim, Triple]]]
    values = defaultdict(list)
    for claim in claims:
        for triple in sorted(claim.triples, key=str):
            if isinstance(triple.subject, NamedNode):
                values[triple.subject, triple.predicate].append((claim, triple))
    for name, entity in records.entities.items():
        node = iris.reference(name)
        for prop in entity.type.properties.values():
            said = values.get((node, prop.iri), [])
            if prop.single and not prop.reverse and len({t.object for _, t in said}) > 1:
                yield _value_rival(node, prop, said, schema, iris)


def _value_rival(
    node: NamedNode,
    prop: Property,
    said: Iterable[tuple[Claim, Triple]],
    schema: Schema,
    iris: Iris,
) -> Rival:
    claims = tuple({claim.iri: claim for claim, _ in said}.values())
    predicates = DATES if prop.iri == MLX.date else (prop.iri,)
    triples = {
        claim.iri: frozenset(
            t for t in claim.triples if t.subject == node and t.predicate in predicates
        )
        for claim in claims
    }
    name = f"{_slug(node, iris)}-{prop.key.lower()}"
    disputed = frozenset((node, predicate) for predicate in predicates)
    if prop.iri == MLX.date:
        bounds = {claim.iri: _dated(claim)[node] for claim in claims}
        if all(_overlap(one, other) for one, other in combinations(bounds.values(), 2)):
            finest = min(bounds, key=lambda iri: (_width(bounds[iri]), iri.value))
            weaker = (
                frozenset(t for iri, lost in triples.items() if iri != finest for t in lost)
                - triples[finest]
            )
            return Rival(name, "", node, claims, triples, disputed, True, weaker)
    return Rival(name, _kind(prop, said, schema), node, claims, triples, disputed)


def _width(bounds: Bounds) -> int:
    """Days between the bounds, roughly; an open side counts as very far away."""
    (year, *rest), (last_year, *last) = (
        tuple(map(int, (side or "0001-01-01").split("-"))) for side in bounds
    )
    return (last_year - year) * 366 + (last[0] - rest[0]) * 31 + last[1] - rest[1]


def _kind(prop: Property, said: Iterable[tuple[Claim, Triple]], schema: Schema) -> str:
    if prop.kind == "date":
        return "date-conflict"
    if prop.verbatim:
        return "count-conflict"
    concepts = {one.iri for one in schema.concepts.values()}
    if any(triple.object in concepts for _, triple in said):
        return "status-conflict"
    return "identity-conflict" if prop.kind == "node" else "naming-conflict"
