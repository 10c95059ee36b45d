"""What all publications together changed: when each node changed, came and went.

It is read once from the patches, the last one first, because what was there before a change is
what is there now with all later changes taken back. A set of publications is an integer, whose bit
`i` stands for the publication `i`; a node costs one integer, however long the history is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.iris import ELI, MLX, ORG, RDFS, SKOS, Iris
from graph.lookup import Lookup, looking, states
from graph.patches import Edit, edits, known
from graph.publications import Publication, publications
from graph.release import Release

_NAMING: Final = frozenset(one.value for one in (RDFS.label, SKOS.prefLabel))
BELONGS: Final = frozenset(
    one.value
    for one in (
        *(MLX.affects, MLX.treaty, MLX.mandateHolder, MLX.figureOf, ELI.is_part_of),
        *(ORG.organization, ORG.originalOrganization, ORG.resultingOrganization),
        *(MLX.succeededPolity, MLX.succeedingPolity, MLX.claimOf),
    )
)
"""With these a node says what it belongs to, and is described with it."""
HAS: Final = frozenset(
    one.value for one in (MLX.publishedInGazette, MLX.beginsWith, MLX.endsWith, MLX.notBefore)
)
"""With these an entity says what belongs to it."""
DERIVED: Final = frozenset(one.value for one in (MLX.claimOf, MLX.contentDigest, RDFS.label))
"""What the loader writes of a claim by what is said elsewhere: no change of the claim itself."""
_FRAGMENT: Final = re.compile("#.*")


class Sort(StrEnum):
    """What a statement is: accepted, a consequence, one of a claim, or of the ontology."""

    STATED = "stated"
    INFERRED = "inferred"
    CLAIMED = "claimed"
    MODEL = "model"


def sort_of(edit: Edit, iris: Iris) -> Sort:
    """What sort of statement an edit adds or removes.

    What is said of a claim itself is of the claims; what is said of a source, a passage or a
    conflict is stated of that.
    """
    match iris.parse(edit.graph):
        case ("graph", "facts"):
            return Sort.STATED
        case ("graph", "inferred"):
            return Sort.INFERRED
        case ("graph", "provenance"):
            of_claim = (iris.parse(edit.subject) or ("", ""))[0] == "claim"
            return Sort.CLAIMED if of_claim else Sort.STATED
        case ("claim", _):
            return Sort.CLAIMED
        case _:
            return Sort.MODEL


def whole(iri: str, iris: Iris) -> str:
    """The entity that a part of ours is described with; any other IRI as it is."""
    ours = "#" in iri and iris.parse(iri) is not None
    return _FRAGMENT.sub("", iri) if ours else iri


@dataclass(frozen=True)
class Changes:
    """The publications since `known[0]`, before which nothing is known, and what they changed.

    Each mapping is from an IRI to the set of publications that changed what it names.
    """

    known: tuple[Publication, ...]
    subjects: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Statements of any sort whose subject it is, by the very IRI."""
    values: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Statements whose value it is."""
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Its labels."""
    graphs: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Statements in the graph that it names."""
    sorts: Mapping[Sort, dict[str, int]] = field(
        default_factory=lambda: {one: defaultdict(int) for one in Sort}
    )
    """Statements of a sort whose subject it is, parts counted as their wholes."""
    came: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    went: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    belongings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The nodes that belong to an entity, as far as that was changed."""

    @property
    def first(self) -> Publication:
        """The publication before which nothing is known."""
        return self.known[0]

    @cached_property
    def model(self) -> int:
        """The publications that changed the ontology or the shapes."""
        found = 0
        for publication in self.sorts[Sort.MODEL].values():
            found |= publication
        return found

    @cached_property
    def every(self) -> int:
        """The publications that changed anything."""
        found = 0
        for publication in self.graphs.values():
            found |= publication
        return found

    def of(self, nodes: Set[str], pointed_at: Set[str], named: Set[str]) -> int:
        """The publications that changed the description of nodes.

        That is statements of `nodes`, links to `pointed_at`, or the labels of `named`.
        """
        return (
            self.any_of(self.subjects, nodes)
            | self.any_of(self.values, pointed_at)
            | self.any_of(self.names, named)
        )

    @staticmethod
    def any_of(mapping: Mapping[str, int], iris: Set[str]) -> int:
        """The publications that changed any of these."""
        found = 0
        for iri in iris & mapping.keys():
            found |= mapping[iri]
        return found

    def last(self, found: int) -> Publication:
        """The last one of a set of publications, the first that is known if there is none."""
        return self.known[max(0, found.bit_length() - 1)]

    def numbers(self, found: int) -> list[int]:
        """The numbers of a set of publications, the last one first."""
        return [number for number in reversed(range(len(self.known))) if found >> number & 1]


def changes(var: Path, release: Release) -> Changes | None:
    """What the publications up to the release changed; None if it is not one of them."""
    recorded = publications(var)
    while recorded and recorded[-1].digest != release.digest:
        recorded.pop()
    if not recorded:
        return None
    start = len(recorded) - 1
    while start > 0 and known(var, recorded[start - 1].digest, recorded[start].digest):
        start -= 1
    found = Changes(tuple(recorded[start:]))
    with looking(release.nquads) as dump:
        _read(found, var, release.iris, dump)
    return found


def _read(found: Changes, var: Path, iris: Iris, dump: Lookup) -> None:
    """Take all patches into account, the last one first."""
    statements: dict[str, int] = {}
    for number in reversed(range(1, len(found.known))):
        more: Counter[str] = Counter()
        for edit in edits(var, found.known[number - 1].digest, found.known[number].digest):
            _note(found, iris, edit, 1 << number)
            if states(edit.line, iris) and whole(edit.subject, iris) == edit.subject:
                more[edit.subject] += 1 if edit.added else -1
        for iri, difference in more.items():
            after = statements.get(iri)
            after = dump.stated(iri, iris) if after is None else after
            statements[iri] = before = after - difference
            if before == 0 < after:
                found.came[iri] |= 1 << number
            elif before > 0 == after:
                found.went[iri] |= 1 << number


def _note(found: Changes, iris: Iris, edit: Edit, bit: int) -> None:
    found.subjects[edit.subject] |= bit
    found.graphs[edit.graph] |= bit
    sort = sort_of(edit, iris)
    if sort != Sort.CLAIMED or edit.predicate not in DERIVED:
        found.sorts[sort][whole(edit.subject, iris)] |= bit
    if edit.predicate in _NAMING:
        found.names[edit.subject] |= bit
    if edit.object:
        found.values[edit.object] |= bit
        if edit.predicate in BELONGS:
            found.belongings[edit.object].add(edit.subject)
        elif edit.predicate in HAS:
            found.belongings[edit.subject].add(edit.object)
