"""What a set of edits means: which values of which property came, went, or took others' places.

What only follows from another change is not told beside it: the bounds of a date, a name that
differs by the date in it, and in claims what is accepted of them or written by the loader.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.changes import DERIVED, Sort, sort_of
from graph.iris import MLX, RDFS, Iris
from graph.patches import Edit
from graph.terms import Literal, NamedNode, Term

DATE: Final = MLX.date.value
EARLIEST: Final = MLX.earliest.value
LATEST: Final = MLX.latest.value
STATED: Final = MLX.dateAsStated.value
LABEL: Final = RDFS.label.value


class How(StrEnum):
    """How the values of a property changed."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    REFINED = "refined"
    """A date lies within the bounds that it had."""
    WIDENED = "widened"
    """A date is less precise, and its bounds hold those that it had."""


@dataclass(frozen=True)
class Change:
    """A property of a node, what it had that it has no more, and what it has that it had not."""

    node: str
    property: str
    how: How
    before: tuple[Term, ...]
    after: tuple[Term, ...]


@dataclass(frozen=True)
class Node:
    """The changes of a node. `whole`: "came" or "went" if all of it is new, or gone."""

    iri: str
    whole: str
    changes: tuple[Change, ...]


def net(edits: Iterable[Edit]) -> list[Edit]:
    """The edits without those that later ones take back, in the order of their lines."""
    last: dict[bytes, Edit] = {}
    for edit in edits:
        known = last.pop(edit.line, None)
        if known is None or known.added == edit.added:
            last[edit.line] = edit
    return sorted(last.values(), key=lambda one: (one.line, one.added))


def differences(
    edits: Iterable[Edit], iris: Iris, came: frozenset[str], went: frozenset[str]
) -> dict[Sort, tuple[Node, ...]]:
    """The changes by their sort and node, nodes in the order of their IRIs.

    `came` and `went` are the entities that only one of the two releases has.
    """
    values: dict[Sort, dict[str, dict[str, _Values]]] = {
        sort: defaultdict(lambda: defaultdict(_Values)) for sort in Sort
    }
    for edit in edits:
        found = values[sort_of(edit, iris)][edit.subject][edit.predicate]
        value = edit.quad.object
        if isinstance(value, NamedNode | Literal):
            (found.after if edit.added else found.before).add(value)
    told = {sort: _by_node(nodes) for sort, nodes in values.items()}
    accepted = {change for changes in told[Sort.STATED].values() for change in changes}
    claims = told[Sort.CLAIMED]
    for iri, changes in claims.items():
        of_claim = (iris.parse(iri) or ("",))[0] == "claim"
        hidden = DERIVED if of_claim else frozenset()
        claims[iri] = [one for one in changes if one not in accepted and one.property not in hidden]
    return {
        sort: tuple(
            Node(iri, "came" if iri in came else "went" if iri in went else "", tuple(changes))
            for iri, changes in nodes.items()
            if changes
        )
        for sort, nodes in told.items()
    }


class _Values:
    """Values that one property of a node lost and got; what stands in both changed its graph."""

    def __init__(self) -> None:
        self.before: set[Term] = set()
        self.after: set[Term] = set()

    @property
    def lost(self) -> tuple[Term, ...]:
        return tuple(sorted(self.before - self.after, key=str))

    @property
    def got(self) -> tuple[Term, ...]:
        return tuple(sorted(self.after - self.before, key=str))


def _by_node(nodes: Mapping[str, Mapping[str, _Values]]) -> dict[str, list[Change]]:
    return {iri: _changes(iri, properties) for iri, properties in sorted(nodes.items())}


def _changes(iri: str, properties: Mapping[str, _Values]) -> list[Change]:
    found = []
    for property_, values in sorted(properties.items()):
        lost, got = values.lost, values.got
        if not (lost or got) or _follows(property_, properties):
            continue
        found.append(Change(iri, property_, _how(property_, lost, got, properties), lost, got))
    return found


def _how(
    property_: str,
    lost: tuple[Term, ...],
    got: tuple[Term, ...],
    properties: Mapping[str, _Values],
) -> How:
    if not lost:
        return How.ADDED
    if not got:
        return How.REMOVED
    if property_ == DATE:
        within, around = _within(properties, got=True), _within(properties, got=False)
        if within != around:
            return How.REFINED if within else How.WIDENED
    return How.REPLACED


def _within(properties: Mapping[str, _Values], *, got: bool) -> bool:
    """Whether the new bounds lie within the old ones, or the old ones within the new ones."""
    for name, sign in ((EARLIEST, 1), (LATEST, -1)):
        values = properties.get(name)
        if values is None:
            continue
        inner, outer = (values.got, values.lost) if got else (values.lost, values.got)
        if outer and not inner:
            return False
        if inner and outer and (inner[0].value > outer[0].value) != (sign > 0):
            return False
    return True


def _follows(property_: str, properties: Mapping[str, _Values]) -> bool:
    """Whether a change follows from that of the date: one of a bound, or of a name with it."""
    date = properties.get(DATE)
    if date is None or not (date.lost or date.got):
        return False
    if property_ in (EARLIEST, LATEST):
        return True
    if property_ != LABEL:
        return False
    names = properties[LABEL]
    after = {one.value for one in names.got}
    return any(
        {one.value.replace(old, new) for one in names.lost} == after
        for old in _in_words(properties, got=False)
        for new in _in_words(properties, got=True)
    )


def _in_words(properties: Mapping[str, _Values], *, got: bool) -> list[str]:
    """What a date is called in names, before or after."""
    found = [properties[name] for name in (DATE, STATED) if name in properties]
    return [term.value for one in found for term in (one.got if got else one.lost)]
