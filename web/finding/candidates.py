"""Candidates for what a client wants reconciled: queries of the API, judged against the graph.

A score is that of the name (web/finding/matching.py). With properties it is six tenths that
and four tenths how well the properties agree on average; with properties alone, what they
agree. Where a type is only preferred, an entity of another type loses ten points.
Source: Reconciliation Service API 0.2, section 4 (reconciliation queries).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.iris import PREFIXES, XSD
from graph.shapes import Property
from graph.terms import Literal, NamedNode, Term
from web.finding.matching import CERTAIN, LEAST, Match, certain, likeness
from web.finding.registry import Registry
from web.http.problems import bad_request
from web.words.names import short

MOST_CANDIDATES: Final = 100
USUAL_CANDIDATES: Final = 10
# Candidates whose properties are looked at; names tell the others well enough apart.
JUDGED: Final = 30
MOST_PROPERTIES: Final = 20
NAME_SHARE: Final = 0.6
OTHER_TYPE: Final = 10.0
STRICT: Final = ("any", "should", "all")
# The beginning of a date or a number says less than all of it.
BEGINNING: Final = 95.0


@dataclass(frozen=True)
class Constraint:
    """What a property should have for a value: one of these."""

    property: Property
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Query:
    """One query of a batch."""

    text: str
    types: frozenset[str]
    strict: str
    constraints: tuple[Constraint, ...]
    limit: int


@dataclass(frozen=True)
class Candidate:
    """An entity with its score, and what the score is made of by name."""

    match: Match
    score: float
    features: Mapping[str, float]


def identifier(reg: Registry, iri: str) -> str:
    """The identifier of an entity in the API: kind and slug."""
    return iri.removeprefix(f"{reg.site.iris.base}id/")


def entity_of(reg: Registry, text: str) -> str | None:
    """The IRI that an identifier or an IRI names, None if the graph has no such entity."""
    iri = text if text.startswith(reg.site.iris.base) else f"{reg.site.iris.base}id/{text}"
    return iri if iri in reg.matcher.classes and reg.site.iris.parse(iri) else None


def expand(text: str) -> str:
    """The IRI that a short form of it, or itself, names."""
    prefix, _, local = text.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else text


def compact(iri: str) -> str:
    """The short form of an IRI, itself where we have no prefix for it."""
    return short(iri) if expand(short(iri)) == iri else iri


def type_named(reg: Registry, text: str) -> str:
    """The IRI of a type of entities. Raises ProblemError (400) if there is none like that."""
    iri = expand(text)
    if iri not in reg.types:
        raise bad_request(f"There is no type “{text[:80]}”; see suggest/type.", parameter="type")
    return iri


def property_named(reg: Registry, text: str) -> Property:
    """The property of that identifier. Raises ProblemError (400) if there is none like that."""
    iri, inverse = expand(text.removeprefix("^")), text.startswith("^")
    for each in reg.site.shapes.properties.values():
        for one in each:
            if (one.iri, one.inverse) == (iri, inverse):
                return one
    raise bad_request(
        f"There is no property “{text[:80]}”; see suggest/property.", parameter="property"
    )


def property_id(one: Property) -> str:
    """The identifier of a property: its short form, after ^ where the entity is the value."""
    return ("^" if one.inverse else "") + compact(one.iri)


def types_of(reg: Registry, iri: str) -> list[dict[str, str]]:
    """The types of an entity that have a kind of their own, each with its name."""
    classes = reg.matcher.classes.get(iri, frozenset())
    return [type_of(reg, one) for one in sorted(classes) if one in reg.site.shapes.kinds]


def type_of(reg: Registry, iri: str) -> dict[str, str]:
    """A type as the API tells it."""
    return {"id": compact(iri), "name": reg.site.name(iri).text}


def query_from(reg: Registry, said: Any) -> Query:
    """The query that a client's JSON is. Raises ProblemError (400) if it is none."""
    if not isinstance(said, Mapping):
        raise bad_request("Each query is an object with “query” or “properties”.")
    text, limit, strict = said.get("query", ""), said.get("limit"), said.get("type_strict", "any")
    types, wanted = said.get("type", []), said.get("properties", [])
    types = [types] if isinstance(types, str) else types
    plain = isinstance(text, str) and isinstance(types, list) and isinstance(wanted, list)
    if not plain or len(wanted) > MOST_PROPERTIES or strict not in STRICT:
        raise bad_request("A query has a text, types, up to 20 properties, and type_strict.")
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)):
        raise bad_request("The limit of a query is a number.")
    constraints = tuple(_constraint(reg, one) for one in wanted)
    if not text.strip() and not constraints:
        raise bad_request("Each query has a text or properties to look for.")
    most = USUAL_CANDIDATES if limit is None else int(max(1, min(limit, MOST_CANDIDATES)))
    named = frozenset(type_named(reg, str(one)) for one in types if one)
    return Query(text, named, strict, constraints, most)


def _constraint(reg: Registry, said: Any) -> Constraint:
    if not isinstance(said, Mapping) or "pid" not in said or "v" not in said:
        raise bad_request("A property to look for has “pid” and “v”.")
    values = said["v"] if isinstance(said["v"], list) else [said["v"]]
    return Constraint(property_named(reg, str(said["pid"])), tuple(values))


def candidates(reg: Registry, query: Query) -> list[Candidate]:
    """The entities that a query may mean, the likeliest first."""

    def fits(iri: str) -> bool:
        classes = reg.matcher.classes[iri]
        if not query.types or query.strict == "should":
            return bool(classes & (query.types | reg.listed))
        return query.types <= classes if query.strict == "all" else bool(query.types & classes)

    wanted = JUDGED if query.constraints or query.strict == "should" else query.limit
    if query.text.strip():
        matches = reg.matcher.find(query.text, fits, max(wanted, query.limit))
    else:
        iris = {iri for one in query.constraints for iri in _holders(reg, one)}
        known = sorted(iri for iri in iris if iri in reg.matcher.classes and fits(iri))
        matches = [Match(iri, reg.site.name(iri).text, 0.0) for iri in known]
    judged = [_judge(reg, query, match) for match in matches]
    found = [one for one in judged if one.score > 0]
    # Of those that score the same, the order of the matches stays.
    found.sort(key=lambda one: -one.score)
    return found[: query.limit]


def _judge(reg: Registry, query: Query, match: Match) -> Candidate:
    features: dict[str, float] = {"name": match.score} if query.text.strip() else {}
    score = match.score
    if query.constraints:
        agreed = [_agreement(reg, match.iri, one) for one in query.constraints]
        for constraint, value in zip(query.constraints, agreed, strict=True):
            features[f"property:{property_id(constraint.property)}"] = round(value, 1)
        mean = sum(agreed) / len(agreed)
        score = NAME_SHARE * score + (1 - NAME_SHARE) * mean if features.get("name") else mean
    if query.types:
        of_type = bool(reg.matcher.classes[match.iri] & query.types)
        features["type"] = 100.0 if of_type else 0.0
        score -= 0.0 if of_type else OTHER_TYPE
    return Candidate(match, round(max(score, 0.0), 1), features)


def _agreement(reg: Registry, iri: str, constraint: Constraint) -> float:
    values = values_of(reg, iri, constraint.property)
    return max(
        (_alike(reg, value, said) for value in values for said in constraint.values), default=0.0
    )


def values_of(reg: Registry, iri: str, one: Property) -> Sequence[Term]:
    """The values of a property of an entity."""
    inverse = Literal(str(one.inverse).lower(), datatype=XSD.boolean)
    rows = reg.site.store.rows(
        "reconcile/values", entity=NamedNode(iri), property=NamedNode(one.iri), inverse=inverse
    )
    return [row["value"] for row in rows]


def _alike(reg: Registry, value: Term, said: Any) -> float:
    if isinstance(said, Mapping):
        named = str(said.get("id", ""))
        same = isinstance(value, NamedNode) and value.value in (
            entity_of(reg, named),
            expand(named),
        )
        return 100.0 if same else 0.0
    text = str(said).lower() if isinstance(said, bool) else str(said).strip()
    if isinstance(value, NamedNode):
        names = reg.matcher.names(value.value) or [reg.site.name(value.value).text]
        found = max(likeness(text, name) for name in names)
        return found if found >= LEAST else 0.0
    if value.value.startswith(text) and text:
        return 100.0 if value.value == text else BEGINNING
    found = likeness(text, value.value)
    return found if found >= LEAST else 0.0


def _holders(reg: Registry, constraint: Constraint) -> set[str]:
    """The entities that have one of the values, for a query without a text."""
    found: set[str] = set()
    property_ = NamedNode(constraint.property.iri)
    inverse = Literal(str(constraint.property.inverse).lower(), datatype=XSD.boolean)
    for said in constraint.values:
        rows = []
        for iri in _values_named(reg, said):
            rows += reg.site.store.rows(
                "reconcile/holders", value=NamedNode(iri), property=property_, inverse=inverse
            )
        if not isinstance(said, Mapping):
            rows += reg.site.store.rows(
                "reconcile/holders-of-text", text=Literal(str(said)), property=property_
            )
        found |= {row["entity"].value for row in rows if isinstance(row["entity"], NamedNode)}
    return found


def _values_named(reg: Registry, said: Any) -> set[str]:
    if isinstance(said, Mapping):
        named = str(said.get("id", ""))
        iri = entity_of(reg, named) or expand(named)
        return {iri} if iri in reg.site.terms or entity_of(reg, named) else set()
    matches = reg.matcher.find(str(said), lambda _: True, USUAL_CANDIDATES)
    return {one.iri for one in matches if one.score >= CERTAIN}


def as_json(reg: Registry, found: list[Candidate]) -> dict[str, Any]:
    """The candidates of one query as the API tells them."""
    ranked = [Match(one.match.iri, one.match.found_by, one.score) for one in found[:2]]
    sure = certain(ranked)
    return {
        "result": [
            {
                "id": identifier(reg, one.match.iri),
                "name": reg.site.name(one.match.iri).text,
                "description": description(reg, one.match),
                "score": one.score,
                "match": sure and position == 0,
                "type": types_of(reg, one.match.iri),
                "features": [{"id": id_, "value": value} for id_, value in one.features.items()],
            }
            for position, one in enumerate(found)
        ]
    }


def description(reg: Registry, match: Match) -> str:
    """What tells an entity from others of its name: its types, and the name that was found."""
    kinds = ", ".join(one["name"] for one in types_of(reg, match.iri))
    return (
        kinds if match.found_by == reg.site.name(match.iri).text else f"{kinds} · {match.found_by}"
    )
