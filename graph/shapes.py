"""The shapes, as far as pages need them: which properties a class has, in what order and group.

They are read from the shapes graph of a release, so that a property added in Turtle changes
validation, vocabulary and pages alike. Source: SHACL section 2.3.2 (non-validating properties).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.terms import Literal, NamedNode, Term

LAST = 10_000.0


@dataclass(frozen=True)
class Group:
    """A section of a page. `order` sorts sections; the empty IRI is the group of the rest."""

    iri: str = ""
    name: str = ""
    order: float = LAST


@dataclass(frozen=True)
class Property:
    """A property as a class shows it. `inverse`: the entity is the value, not the subject."""

    iri: str
    inverse: bool
    name: str
    description: str
    order: float
    group: Group


@dataclass(frozen=True)
class Shapes:
    """What the shapes say of each class, by the IRI of the class."""

    properties: Mapping[str, tuple[Property, ...]]
    kinds: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]

    def of(self, classes: Iterable[str]) -> tuple[Property, ...]:
        """The properties of an entity of these classes in order, each path once."""
        found: dict[tuple[str, bool], Property] = {}
        for one in sorted(classes):
            for each in self.properties.get(one, ()):
                key = (each.iri, each.inverse)
                if key not in found or _rank(each) < _rank(found[key]):
                    found[key] = each
        return tuple(sorted(found.values(), key=_rank))


def _rank(one: Property) -> tuple[float, float, str, str]:
    return (one.group.order, one.order, one.name, one.iri)


def shapes_from(rows: Iterable[Mapping[str, Term]]) -> Shapes:
    """The shapes from the rows of the query `page/shapes`."""
    properties: dict[str, list[Property]] = {}
    kinds: dict[str, str] = {}
    lists: dict[str, set[str]] = {}
    for row in rows:
        class_ = row["class"].value if isinstance(row["class"], NamedNode) else ""
        if "kind" in row:
            kinds[class_] = _text(row, "kind")
        if "listPath" in row:
            lists.setdefault(_text(row, "listPath"), set()).add(class_)
        if "property" in row and isinstance(row["property"], NamedNode):
            found = properties.setdefault(class_, [])
            one = _property(row["property"].value, row)
            if one not in found:
                found.append(one)
    return Shapes(
        {name: tuple(found) for name, found in properties.items()},
        kinds,
        {path: frozenset(classes) for path, classes in lists.items()},
    )


def _property(iri: str, row: Mapping[str, Term]) -> Property:
    section = row.get("group")
    group = Group()
    if isinstance(section, NamedNode):
        group = Group(section.value, _text(row, "groupName"), _number(row, "groupOrder"))
    return Property(
        iri,
        _text(row, "inverse") == "true",
        _text(row, "name"),
        _text(row, "description"),
        _number(row, "order"),
        group,
    )


def _text(row: Mapping[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else ""


def _number(row: Mapping[str, Term], name: str) -> float:
    text = _text(row, name)
    return float(text) if text else LAST
