"""The shapes, as far as pages need them: which properties a class has, in what order and group.

They are read from the shapes graph of a release, so that a property added in Turtle changes
validation, vocabulary and pages alike. Source: SHACL section 2.3.2 (non-validating properties).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph.terms import Literal, NamedNode, Term

LAST = 10_000.0
Choice = Callable[[Iterable[Literal]], str]
"""What picks the text to show out of those in several languages."""


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


def shapes_from(rows: Iterable[Mapping[str, Term]], choice: Choice) -> Shapes:
    """The shapes from the rows of the query `page/shapes`, with the texts of one language."""
    properties: dict[str, dict[tuple[str, ...], list[Mapping[str, Term]]]] = {}
    kinds: dict[str, str] = {}
    lists: dict[str, set[str]] = {}
    for row in rows:
        class_ = row["class"].value if isinstance(row["class"], NamedNode) else ""
        if "kind" in row:
            kinds[class_] = _text(row, "kind")
        if "listPath" in row:
            lists.setdefault(_text(row, "listPath"), set()).add(class_)
        if "property" in row and isinstance(row["property"], NamedNode):
            same = (row["property"].value, *(_text(row, one) for one in ("inverse", "order")))
            properties.setdefault(class_, {}).setdefault(same, []).append(row)
    return Shapes(
        {
            name: tuple(_property(same[0], together, choice) for same, together in found.items())
            for name, found in properties.items()
        },
        kinds,
        {path: frozenset(classes) for path, classes in lists.items()},
    )


def _property(iri: str, rows: list[Mapping[str, Term]], choice: Choice) -> Property:
    """A property from its rows, which differ in the language of their texts."""
    first = rows[0]
    section = first.get("group")
    group = Group()
    if isinstance(section, NamedNode):
        name = _chosen(rows, "groupName", choice)
        group = Group(section.value, name, _number(first, "groupOrder"))
    return Property(
        iri,
        _text(first, "inverse") == "true",
        _chosen(rows, "name", choice),
        _chosen(rows, "description", choice),
        _number(first, "order"),
        group,
    )


def _chosen(rows: Iterable[Mapping[str, Term]], name: str, choice: Choice) -> str:
    return choice(one for row in rows if isinstance(one := row.get(name), Literal))


def _text(row: Mapping[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else ""


def _number(row: Mapping[str, Term], name: str) -> float:
    text = _text(row, name)
    return float(text) if text else LAST
