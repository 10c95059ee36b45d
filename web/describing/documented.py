"""The documentation of the ontology: every term with what it means and what governs it.

Domains and ranges are those of the shapes, since the ontology itself has none; where no shape
speaks of a property, those that it has in the data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from graph.iris import MLX
from graph.store import Row
from graph.terms import Literal, NamedNode
from web.describing.classlinks import ClassLink, class_links
from web.describing.diagram import Diagram, diagram
from web.pages.view import Value
from web.words.names import Name, TermInfo, short

CLASS = "class"
# The ranks of examples, from 1.
GRAPHS_IN_ORDER = ("facts", "inferred", "provenance", "ontology", "shapes")
# Where what is said links things with each other, and not terms.
LINKING = ("facts", "provenance")
T = TypeVar("T")


@dataclass
class DocumentedTerm:
    """A class or property. `domain` and `range` are the shapes'; if `observed`, those of the data.

    `kinds` are the classes within a class; one without a shape of its own is governed by theirs.
    The example is from the data, and `used` counts the instances or the statements in `said`: the
    facts or, where these have none, another graph; "" where nothing in the release uses the term.
    """

    iri: str
    anchor: str
    label: Name
    definition: Name
    source: str
    broader: list[Value] = field(default_factory=list)
    kinds: list[Value] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    domain: list[Value] = field(default_factory=list)
    range: list[Value] = field(default_factory=list)
    observed: bool = False
    count: str = ""
    rules: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    example: Value | None = None
    example_value: Value | None = None
    used: int = 0
    said: str = ""


@dataclass(frozen=True)
class Documentation:
    """All terms by kind, how the classes lie and are linked, the version and the one before it."""

    groups: Mapping[str, list[DocumentedTerm]]
    classes: Diagram
    links: Sequence[ClassLink]
    version: str
    prior: str


def documentation(
    rows: Callable[[str], Sequence[Row]],
    terms: Mapping[str, TermInfo],
    name: Callable[[str], Name],
) -> Documentation:
    """The documentation for the reader; `rows` answers our queries from the graphs of a release."""
    reader = _Reader(terms, name)
    for row in rows("page/ontology"):
        reader.add_term(row)
    for row in rows("page/governance"):
        reader.add_rule(row)
    for row in rows("page/examples"):
        reader.add_example(row)
    usage = rows("page/usage")
    for row in usage:
        reader.add_usage(row)
    reader.add_kinds()
    about = rows("page/version")
    groups = {kind: list(found.values()) for kind, found in reader.groups.items()}
    classes = groups.get(CLASS, [])
    above = {one.iri: [each.iri for each in one.broader] for one in classes}
    between = (row for row in usage if said_in(row) in LINKING and row["to"].value in above)
    return Documentation(
        groups,
        diagram({one.iri: one.label.text for one in classes}, above),
        [one for one in class_links(between, above) if one.property in terms],
        next((row["version"].value for row in about), ""),
        next((row["prior"].value for row in about if "prior" in row), ""),
    )


def said_in(row: Row) -> str:
    """The name of the graph that a row of usage speaks of."""
    return row["said"].value.rpartition("/")[2]


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
        if row["class"] != row["property"]:
            _once(one.domain, self._value(row["class"].value))
            for key in ("valueClass", "datatype", "scheme"):
                if key in row:
                    _once(one.range, self._value(row[key].value))
            if "nodeKind" in row and not one.range:
                one.range.append(self._value(row["nodeKind"].value))
            least = row["least"].value if "least" in row else "0"
            most = row["most"].value if "most" in row else "n"
            one.count = one.count or f"{least}…{most}"
        _once(one.shapes, row["shape"].value.rpartition("#")[2])
        if "message" in row:
            _once(one.rules, row["message"].value)

    def add_example(self, row: Row) -> None:
        """The first instance or statement, and how many there are."""
        one = self._terms.get(row["term"].value)
        if one is None or one.example is not None:
            return
        one.used = int(row["uses"].value)
        one.said = GRAPHS_IN_ORDER[int(row["rank"].value) - 1]
        one.example = self._value(row["subject"].value)
        value = row.get("value")
        if isinstance(value, Literal):
            one.example_value = Value(Name(value.value, value.language or ""))
        elif isinstance(value, NamedNode):
            one.example_value = self._value(value.value)

    def add_usage(self, row: Row) -> None:
        """What a property leads from and to, where no shape says it."""
        one = self._terms.get(row["property"].value)
        if one is None or (one.domain and one.range and not one.observed):
            return
        one.observed = True
        _once(one.domain, self._value(row["from"].value))
        _once(one.range, self._value(row["to"].value))

    def add_kinds(self) -> None:
        """The classes within each class, and their shapes for the one that has none of its own."""
        classes = self.groups.get(CLASS, {})
        for one in classes.values():
            for parent in one.broader:
                if parent.iri in classes:
                    classes[parent.iri].kinds.append(self._value(one.iri))
        for one in classes.values():
            for below in self._within(one, {one.iri}):
                if one.example is None:
                    one.example, one.used, one.said = below.example, below.used, below.said
                if not one.rules:
                    for shape in below.shapes:
                        _once(one.shapes, shape)

    def _within(self, one: DocumentedTerm, seen: set[str]) -> list[DocumentedTerm]:
        """The classes within a class, the nearer first."""
        new = [kind for kind in one.kinds if kind.iri not in seen]
        seen.update(kind.iri for kind in new)
        found = [self._terms[kind.iri] for kind in new]
        return found + [each for below in found for each in self._within(below, seen)]


def _once(values: list[T], value: T) -> None:
    if value not in values:
        values.append(value)
