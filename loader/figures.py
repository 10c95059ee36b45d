"""The figures of each source: how much its records say, of what, and on which sections they rest.

Counts only, so that they may be shown where the text of the source is not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from graph.iris import MLX, Iris
from graph.terms import NamedNode, Triple
from loader.claims import Claims
from loader.inputs import Inputs
from loader.locate import Located
from loader.resolve import Resolution
from loader.sources import Source
from loader.survey import surveys


def figures(
    inputs: Inputs,
    claims: Claims,
    resolution: Resolution,
    inferred: Iterable[Triple],
    located: Mapping[str, tuple[Source, Located]],
    reviewed: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """What `reports/coverage.json` holds: `{"sources": {id: figures}}`.

    Figures of a source are `records`, `passages`, `claims` (`source`, `editors`), `statuses`,
    `triples` (`accepted`, `inferred`), `conflicts` by kind, `left_out` by reason, and lists of
    `kinds` (`kind`, `entities`, `claims`, `editors`, `accepted`, `inferred`) and `sections`
    (`section`, `passages`, `claims`, `left_out`). A triple counts under the kind of its subject,
    an inferred one for the source whose records declare that subject. `reviews` counts the claims
    that a person looked at (`holds`) and those that changed since (`changed`); `sentences` is the
    survey of the text (`loader.survey`), None where its sentences were not counted.
    """
    counter = _Figures(inputs, claims, resolution, inferred)
    found = {name: counter.of(*pair) for name, pair in sorted(located.items())}
    counted = surveys(inputs.sources)
    for name, one in found.items():
        reviews = Counter(reviewed.get(name, {}).values())
        one["reviews"] = {"holds": reviews["holds"], "changed": reviews["changed"]}
        one["sentences"] = counted[name].as_json() if name in counted else None
    return {"sources": found}


class _Figures:
    def __init__(
        self,
        inputs: Inputs,
        claims: Claims,
        resolution: Resolution,
        inferred: Iterable[Triple],
    ) -> None:
        self._inputs, self._claims, self._resolution = inputs, claims, resolution
        self._inferred = Counter(
            f"{parsed[0]}/{parsed[1]}" for t in inferred if (parsed := _parsed(inputs.iris, t))
        )

    def of(self, source: Source, located: Located) -> dict[str, Any]:
        """The figures of one source."""
        kinds = self._kinds(source)
        own = [one for one in self._claims.claims.values() if one.group.source == source.id]
        sections = self._sections(source, located)
        left_out = self._inputs.left_out.get(source.id, ())
        cited = {(one.start, one.end) for found in located.passages.values() for one in found}
        return {
            "records": self._inputs.records.read[source.id],
            "passages": len(cited),
            "claims": {
                "source": sum(not one.editorial for one in own),
                "editors": sum(one.editorial for one in own),
            },
            "statuses": _sorted(
                Counter(_name(self._resolution.statuses[one.iri]) for one in own),
            ),
            "triples": {
                "accepted": sum(row["accepted"] for row in kinds),
                "inferred": sum(row["inferred"] for row in kinds),
            },
            "conflicts": self._conflicts({one.iri for one in own}),
            "left_out": _sorted(Counter(one.reason for one in left_out)),
            "kinds": kinds,
            "sections": sections,
            "sections_cited": sum(row["passages"] > 0 for row in sections),
        }

    def _kinds(self, source: Source) -> list[dict[str, Any]]:
        entities: Counter[str] = Counter()
        inferred: Counter[str] = Counter()
        for name, entity in self._inputs.records.entities.items():
            if entity.group.source == source.id:
                kind = name.partition("/")[0]
                entities[kind] += 1
                inferred[kind] += self._inferred[name]
        claimed: Counter[tuple[str, bool]] = Counter()
        accepted: set[Triple] = set()
        for claim in self._claims.claims.values():
            if claim.group.source == source.id:
                claimed[claim.group.entity.partition("/")[0], claim.editorial] += 1
                accepted |= claim.triples & self._resolution.facts
        iris = self._inputs.iris
        kept = Counter(parsed[0] for t in accepted if (parsed := _parsed(iris, t)))
        return [
            {
                "kind": kind,
                "entities": entities[kind],
                "claims": claimed[kind, False],
                "editors": claimed[kind, True],
                "accepted": kept[kind],
                "inferred": inferred[kind],
            }
            for kind in sorted(entities.keys() | kept.keys())
        ]

    def _conflicts(self, own: set[NamedNode]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for triples in self._resolution.conflicts.values():
            if any(t.predicate == MLX.conflictingClaim and t.object in own for t in triples):
                kinds = {t.object for t in triples if t.predicate == MLX.conflictKind}
                found.update(_name(kind) for kind in kinds if isinstance(kind, NamedNode))
        return _sorted(found)

    def _sections(self, source: Source, located: Located) -> list[dict[str, Any]]:
        passages: dict[str, set[tuple[int, int]]] = {}
        claims: Counter[str] = Counter()
        for found in located.passages.values():
            claims.update({one.section for one in found})
            for one in found:
                passages.setdefault(one.section, set()).add((one.start, one.end))
        left_out = Counter(one.evidence.section for one in self._inputs.left_out.get(source.id, ()))
        return [
            {
                "section": section.number,
                "passages": len(passages.get(section.number, ())),
                "claims": claims[section.number],
                "left_out": left_out[section.number],
            }
            for section in source.outline
        ]


def _parsed(iris: Iris, triple: Triple) -> tuple[str, str] | None:
    return iris.parse(triple.subject) if isinstance(triple.subject, NamedNode) else None


def _name(concept: NamedNode) -> str:
    return concept.value.rpartition("/")[2]


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
