"""The documentation of the ontology: every term with what it means and what governs it.

Domains and ranges are those of the shapes, since the ontology itself has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from graph.iris import MLX
from graph.store import Row, Store
from graph.terms import Literal, NamedNode
from web.diagram import Diagram, diagram
from web.names import Name, TermInfo, short
from web.view import Value

CLASS = "class"
T = TypeVar("T")


@dataclass
class DocumentedTerm:
    """A class or property. `domain` and `range` are those of the shapes; the example is data.

    `used` counts the instances of a class or the statements of a property, as stated.
    """

    iri: str
    anchor: str
    label: Name
    definition: Name
    source: str
    broader: list[Value] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    domain: list[Value] = field(default_factory=list)
    range: list[Value] = field(default_factory=list)
    count: str = ""
    rules: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    example: Value | None = None
    example_value: Value | None = None
    used: int = 0


@dataclass(frozen=True)
class Documentation:
    """All terms by kind, the diagram of the classes, and the version with the one before it."""

    groups: Mapping[str, list[DocumentedTerm]]
    classes: Diagram
    version: str
    prior: str


def documentation(
    store: Store, terms: Mapping[str, TermInfo], name: Callable[[str], Name]
) -> Documentation:
    """The documentation for the reader, read from the graphs of a release by four queries."""
    reader = _Reader(terms, name)
    for row in store.rows("page/ontology"):
        reader.add_term(row)
    for row in store.rows("page/governance"):
        reader.add_rule(row)
    for row in store.rows("page/examples"):
        reader.add_example(row)
    about = store.rows("page/version")
    groups = {kind: list(found.values()) for kind, found in reader.groups.items()}
    classes = groups.get(CLASS, [])
    drawn = diagram(
        {one.iri: one.label.text for one in classes},
        {one.iri: [each.iri for each in one.broader] for one in classes},
    )
    return Documentation(
        groups,
        drawn,
        next((row["version"].value for row in about), ""),
        next((row["prior"].value for row in about if "prior" in row), ""),
    )


def anchor_of(iri: str) -> str:
    """The fragment of a term in the page: its own local name, or its short form."""
    return iri.removeprefix(MLX.iri) if iri.startswith(MLX.iri) else short(iri)


class _Reader:
    def __init__(self, terms: Mapping[str, TermInfo], name: Callable[[str], Name]) -> None:
        self._known = terms
        self._name = name
        self.groups: dict[str, dict[str, DocumentedTerm]] = {}
        self._terms: dict[str, DocumentedTerm] = {}

    def _value(self, iri: str) -> Value:
        return Value(self._name(iri), iri=iri)

    def add_term(self, row: Row) -> None:
        """What the ontology says of a term."""
        iri = row["term"].value
        source = row["source"].value if "source" in row else ""
        one = self._terms.get(iri)
        if one is None:
            known = self._known[iri]
            one = DocumentedTerm(iri, anchor_of(iri), known.name, known.definition, source)
            self._terms[iri] = one
            self.groups.setdefault(row["kind"].value, {})[iri] = one
        if "broader" in row:
            _once(one.broader, self._value(row["broader"].value))
        if "note" in row:
            _once(one.notes, row["note"].value)

    def add_rule(self, row: Row) -> None:
        """What a shape says of a property, and of the class that it stands on."""
        one = self._terms.get(row["property"].value)
        if one is None:
            return
        _once(one.domain, self._value(row["class"].value))
        for key in ("valueClass", "datatype", "scheme"):
            if key in row:
                _once(one.range, self._value(row[key].value))
        least = row["least"].value if "least" in row else "0"
        most = row["most"].value if "most" in row else "n"
        one.count = one.count or f"{least}…{most}"
        _once(one.shapes, short(row["shape"].value))
        if "message" in row:
            _once(one.rules, row["message"].value)

    def add_example(self, row: Row) -> None:
        """The first instance or statement, and how many there are."""
        one = self._terms.get(row["term"].value)
        if one is None or one.example is not None:
            return
        one.used = int(row["uses"].value)
        one.example = self._value(row["subject"].value)
        value = row.get("value")
        if isinstance(value, Literal):
            one.example_value = Value(Name(value.value, value.language or ""))
        elif isinstance(value, NamedNode):
            one.example_value = self._value(value.value)


def _once(values: list[T], value: T) -> None:
    if value not in values:
        values.append(value)
