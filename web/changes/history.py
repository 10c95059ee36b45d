"""What became of entities from release to release, read from the patches of the publications."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from graph.changes import Changes, Sort
from graph.differences import Node, differences, net
from graph.iris import KINDS, RDFS, Iris
from graph.patches import Edit, edits
from graph.publications import Publication
from graph.store import Store
from graph.terms import Literal, NamedNode

CLAIM: Final = "claim"
TERM: Final = "term"
# Entities that are gone of which it is remembered what they were called.
MOST_LABELS: Final = 1024


@dataclass(frozen=True)
class Tally:
    """How many entities of a kind came, went and changed."""

    kind: str
    came: int
    went: int
    changed: int


@dataclass(frozen=True)
class Step:
    """What changed between two publications; `differences` by sort."""

    before: Publication
    after: Publication
    differences: dict[Sort, tuple[Node, ...]]
    labels: dict[str, Literal]
    """Labels that are told of, for what may not be there any more."""

    @property
    def empty(self) -> bool:
        """Whether nothing changed in the end."""
        return not any(self.differences.values())


class History:
    """The history of one deployment up to the release that is served."""

    def __init__(self, var: Path, store: Store, changes: Changes) -> None:
        self._var = var
        self._store = store
        self._iris: Iris = store.iris
        self.changes = changes

    @property
    def publications(self) -> tuple[Publication, ...]:
        """All publications that are known, the first one first."""
        return self.changes.known

    def number(self, digest: str, until: int | None = None) -> int:
        """The number of the last publication of a release, before another one if that is given.

        Raises LookupError if it was not put in force.
        """
        numbers = range(len(self.publications) if until is None else until)
        found = (one for one in reversed(numbers) if self.publications[one].digest == digest)
        if (number := next(found, None)) is None:
            raise LookupError(digest)
        return number

    def nodes(self, iri: NamedNode) -> frozenset[str]:
        """An entity with all that belongs or once belonged to it, and the claims about these."""
        rows = self._store.rows("page/belongs", entity=iri)
        known = {term.value for row in rows for term in row.values()}
        once = self.changes.belongings
        known |= once.get(iri.value, set())
        claims = {
            one
            for node in known
            for one in once.get(node, ())
            if (self._iris.parse(one) or ("",))[0] == CLAIM
        }
        return frozenset({iri.value} | known | claims)

    def of(self, nodes: frozenset[str]) -> list[int]:
        """The numbers of the publications that changed any of the nodes, the last one first."""
        found = self.changes.any_of(self.changes.subjects, nodes)
        return self.changes.numbers(found)

    def step(self, nodes: frozenset[str], before: int, after: int) -> Step:
        """What changed of the nodes from one publication to another."""
        return self._step(self.edits(nodes, before, after), before, after)

    def edits(self, nodes: frozenset[str], before: int, after: int) -> list[Edit]:
        """What leads from one publication to another, of the nodes."""
        touched = self.changes.any_of(self.changes.subjects, nodes)
        return net(
            edit
            for number in range(before + 1, after + 1)
            if touched >> number & 1
            for edit in self._patch(number)
            if edit.subject in nodes
        )

    def all_edits(self, before: int, after: int) -> Iterator[Edit]:
        """All that leads from one publication to another. Raises LookupError if it is not kept."""
        known = self.publications
        return edits(self._var, known[before].digest, known[after].digest)

    def _patch(self, number: int) -> Iterator[Edit]:
        return self.all_edits(number - 1, number)

    def _step(self, found: list[Edit], before: int, after: int) -> Step:
        subjects = {edit.subject for edit in found}
        labels = {
            edit.subject: value
            for edit in sorted(found, key=lambda one: one.added)
            if edit.predicate == RDFS.label.value and isinstance(value := edit.quad.object, Literal)
        }
        came, went = (
            frozenset(one for one in subjects if self.whole(one, before, after) == word)
            for word in ("came", "went")
        )
        told = differences(found, self._iris, came, went)
        return Step(self.publications[before], self.publications[after], told, labels)

    def last_label(self, iri: str) -> Literal | None:
        """What an entity was called when it went, None for one that did not."""
        return self._last_label(iri) if iri in self.changes.went else None

    @cached_property
    def _last_label(self) -> Callable[[str], Literal | None]:
        @lru_cache(maxsize=MOST_LABELS)
        def read(iri: str) -> Literal | None:
            number = self.changes.went[iri].bit_length() - 1
            labels = (
                edit.quad.object
                for edit in self._patch(number)
                if edit.subject == iri and not edit.added and edit.predicate == RDFS.label.value
            )
            return next((one for one in labels if isinstance(one, Literal)), None)

        return read

    def whole(self, iri: str, before: int, after: int) -> str:
        """Whether an entity is new or gone: "came", "went", or "" if both or neither has it."""
        span = (1 << after + 1) - (1 << before + 1)
        came, went = self.changes.came.get(iri, 0) & span, self.changes.went.get(iri, 0) & span
        if not came and not went:
            return ""
        # What came last is there now; what went first was there before.
        there_now = came > went
        first = min(one & -one for one in (came, went) if one)
        was_there = bool(went & first)
        return "" if there_now == was_there else "came" if there_now else "went"

    def changed(self, before: int, after: int) -> dict[str, list[str]]:
        """The entities with changed statements by kind, the kinds in their order.

        Claims are a kind, and so are the terms of the ontology and the shapes.
        """
        span = (1 << after + 1) - (1 << before + 1)
        found: dict[str, list[str]] = {kind: [] for kind in (*KINDS, CLAIM, TERM)}
        for sort, kinds in (
            (Sort.STATED, KINDS),
            (Sort.CLAIMED, (CLAIM,)),
            (Sort.MODEL, (TERM,)),
        ):
            for iri, when in self.changes.sorts[sort].items():
                kind = self._kind(iri) if sort != Sort.MODEL else TERM
                if when & span and kind in kinds:
                    found[kind].append(iri)
        return {kind: sorted(iris) for kind, iris in found.items() if iris}

    def tallies(self, before: int, after: int) -> list[Tally]:
        """How many entities of each kind came, went and changed."""
        found = []
        for kind, iris in self.changed(before, after).items():
            counts = Counter(self.whole(iri, before, after) for iri in iris)
            found.append(Tally(kind, counts["came"], counts["went"], counts[""]))
        return found

    def only(self, sort: Sort, before: int, after: int) -> int:
        """Of how many entities statements of a sort changed, and no accepted ones."""
        span = (1 << after + 1) - (1 << before + 1)
        sorts = self.changes.sorts
        return sum(
            1
            for iri, when in sorts[sort].items()
            if when & span & ~sorts[Sort.STATED].get(iri, 0) and self._kind(iri) in KINDS
        )

    def _kind(self, iri: str) -> str:
        return (self._iris.parse(iri) or ("",))[0]
