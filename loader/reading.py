"""Reads the records of all sources: every entity, statement and group, or every fault in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.iris import SLUG
from loader.evidence import read_evidence
from loader.faults import Faults, Place, did_you_mean, shown
from loader.keys import keys_of
from loader.records import Entity, Group, NodeValue, Records, Statement
from loader.schema import Property, RecordType, Schema
from loader.sources import Source
from loader.strict_yaml import Fields, Items, Node, Text, each, read_yaml
from loader.values import read_value

SPECIAL: Final = ("id", "about", "claim", "type", "key", "evidence", "reason")
"""Keys with a meaning of their own. A type that has one of them as a property keeps it too."""


@dataclass(frozen=True)
class _Waiting:
    """A record about an entity that is declared elsewhere, to be read once all are known."""

    source: Source
    node: Fields
    about: Text


class Reader:
    """Reads one source after another into `records`; `finish` checks what refers to what."""

    def __init__(self, schema: Schema, faults: Faults) -> None:
        self.schema, self.faults = schema, faults
        self.records = Records()
        self._waiting: list[_Waiting] = []

    def read_source(self, source: Source) -> None:
        """Reads the files of records of a source, and the records in its `coverage`."""
        files = source.record_files()
        if not files:
            place = Place(shown(source.folder / "records"))
            self.faults.add(place, "no records", "Write at least one file of records there.")
        for node in source.coverage:
            self._top(source, node)
        for path in files:
            self._read_file(source, path)

    def finish(self) -> Records:
        """The records, once every statement about an entity declared elsewhere is read too."""
        waiting = self._waiting
        while waiting:
            self._waiting = []
            for one in waiting:
                self._read_about(one)
            if len(self._waiting) == len(waiting):
                for one in waiting:
                    remedy = did_you_mean(
                        one.about.value, self.records.entities, "Declare it by a record with `id:`."
                    )
                    message = f"no record declares {one.about.value!r}"
                    self.faults.add(one.about.place, message, remedy)
                break
            waiting = self._waiting
        return self.records

    def _read_file(self, source: Source, path: Path) -> None:
        document = read_yaml(path, self.faults)
        if document is not None and not isinstance(document, Items):
            self.faults.add(document.place, "not a list of records", "Begin each with `- id:`.")
            return
        for node in each(document):
            self._top(source, node)

    def _top(self, source: Source, node: Node) -> None:
        if not isinstance(node, Fields):
            self.faults.add(node.place, "not a record", "Write `- id: kind/name` and its keys.")
            return
        self.records.read[source.id] += 1
        about = node.get("about")
        if isinstance(about, Text):
            self._waiting.append(_Waiting(source, node, about))
            return
        record_type = self._type(node, tuple(self.schema.types))
        name = node.text("id")
        if name is None:
            self.faults.add(node.place, "a record without id", "Write `id: kind/name`.")
        elif record_type is not None and self._fits(name, record_type, node.place):
            slug = name.replace("/", "-")
            group = self._group(source, node, name, slug, None)
            if group is not None:
                self._declare(source, name, record_type, group, node)

    def _read_about(self, one: _Waiting) -> None:
        entity = self.records.entities.get(one.about.value)
        if entity is None:
            self._waiting.append(one)
            return
        claim = one.node.text("claim")
        if claim is None or not SLUG.fullmatch(claim):
            remedy = "Write `claim: a-short-name`, unique among the claims about this entity."
            self.faults.add(one.node.place, "a record with `about` needs `claim`", remedy)
            return
        slug = f"{entity.id.replace('/', '-')}-{claim}"
        group = self._group(one.source, one.node, entity.id, slug, None)
        if group is not None:
            self._fields(one.source, entity.id, entity.type, group, one.node)

    def _type(self, node: Fields, possible: tuple[str, ...]) -> RecordType | None:
        written = node.get("type")
        if written is None and len(possible) == 1:
            return self.schema.types[possible[0]]
        name = written.value if isinstance(written, Text) else None
        if name in possible:
            return self.schema.types[name]
        place = written.place if written else node.place
        message = f"unknown type {name!r}" if name else "no type"
        if name in self.schema.types:
            message = f"a node of type {name} has no place here"
        remedy = did_you_mean(name or "", possible, f"Types are {', '.join(possible)}.")
        self.faults.add(place, message, remedy)
        return None

    def _fits(self, name: str, record_type: RecordType, place: Place) -> bool:
        kind, _, slug = name.partition("/")
        if kind == record_type.kind and SLUG.fullmatch(slug):
            return True
        remedy = f"Write {record_type.kind}/ and a name in small letters, digits and hyphens."
        self.faults.add(place, f"{name!r} is not an id of type {record_type.name}", remedy)
        return False

    def _group(
        self, source: Source, node: Fields, entity: str, slug: str, parent: Group | None
    ) -> Group | None:
        """The group of a node: its own if it has evidence or a reason alone, else its parent's."""
        evidence = read_evidence(source, node.get("evidence"), self.faults)
        reason = node.text("reason")
        if not evidence and "evidence" not in node and reason is None:
            if parent is None:
                remedy = (
                    "Write `evidence: {section: …, from: …, to: …}`, or `reason:` if it is ours."
                )
                self.faults.add(node.place, "a record without evidence", remedy)
            return parent
        group = Group(source.id, slug, entity, evidence, reason, node.place)
        other = self.records.groups.setdefault((source.id, slug), group)
        if other is not group:
            remedy = f"Choose another name for it; the first is at {other.place}."
            self.faults.add(node.place, f"a second claim called {slug!r}", remedy)
            return None
        return group

    def _declare(
        self, source: Source, name: str, record_type: RecordType, group: Group, node: Fields
    ) -> None:
        first = self.records.entities.get(name)
        if first is not None:
            remedy = f"Choose another id or `key:`; the first is at {first.place}."
            self.faults.add(node.place, f"a second record with the id {name!r}", remedy)
            return
        self.records.entities[name] = Entity(name, record_type, group, node.place)
        self._fields(source, name, record_type, group, node)

    def _fields(
        self, source: Source, name: str, record_type: RecordType, group: Group, node: Fields
    ) -> None:
        for key, value in node.entries:
            prop = record_type.properties.get(key.value)
            if prop is not None:
                self._statements(source, name, group, prop, value)
            elif key.value not in SPECIAL:
                self._unknown(key, record_type)

    def _unknown(self, key: Text, record_type: RecordType) -> None:
        known = [*record_type.properties, *SPECIAL]
        message = f"unknown key {key.value!r}"
        if key.value in self.schema.keys:
            message = f"key {key.value!r} has no place in a {record_type.name}"
        remedy = did_you_mean(key.value, known, f"Its keys are {', '.join(sorted(known))}.")
        self.faults.add(key.place, message, remedy)

    def _statements(
        self,
        source: Source,
        name: str,
        group: Group,
        prop: Property,
        value: Node,
    ) -> None:
        nested = [item for item in each(value) if isinstance(item, Fields) and prop.kind == "node"]
        for item in each(value):
            if item not in nested:
                for one in read_value(prop, item, source.language, self.schema, self.faults):
                    self._state(Statement(name, prop, one, group, item.place))
        for child, child_type, child_name in self._nested(name, prop, nested):
            slug = child_name.replace("/", "-")
            own = self._group(source, child, child_name, slug, group)
            if own is not None:
                self._state(Statement(name, prop, NodeValue(child_name), own, child.place))
                self._declare(source, child_name, child_type, own, child)

    def _nested(
        self, name: str, prop: Property, nodes: list[Fields]
    ) -> Iterator[tuple[Fields, RecordType, str]]:
        typed = [
            (node, record_type)
            for node in nodes
            if (record_type := self._type(node, prop.types or tuple(self.schema.types)))
        ]
        for node, record_type in typed:
            written = node.text("id")
            if written is not None and self._fits(written, record_type, node.place):
                yield node, record_type, written
        unnamed = [(node, record_type) for node, record_type in typed if "id" not in node]
        keys = keys_of(unnamed, prop, self.faults)
        for (node, record_type), key in zip(unnamed, keys, strict=True):
            if key is not None:
                yield node, record_type, f"{record_type.kind}/{name.partition('/')[2]}-{key}"

    def _state(self, statement: Statement) -> None:
        self.records.statements.append(statement)
