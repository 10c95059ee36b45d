"""What the records of a source say, once read: entities, statements and the groups of claims."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from graph.dates import StatedDate
from graph.terms import NamedNode
from loader.faults import Place
from loader.schema import Concept, Property, RecordType


@dataclass(frozen=True)
class NodeValue:
    """Another entity, by `kind/slug`."""

    id: str


@dataclass(frozen=True)
class ClaimValue:
    """A claim, by its own slug or by the `kind/slug` of an entity that it declares."""

    name: str


@dataclass(frozen=True)
class WordsValue:
    """Words in a language (BCP 47 tag)."""

    text: str
    language: str


@dataclass(frozen=True)
class PlainValue:
    """A value of a datatype, as written."""

    text: str
    datatype: NamedNode


Value: TypeAlias = (
    NodeValue | ClaimValue | WordsValue | PlainValue | Concept | StatedDate | NamedNode
)


@dataclass(frozen=True)
class Evidence:
    """Where a passage stands: anchors of a few words in a section; the rest is computed.

    `first` and `last` are the words that it begins and ends with; `occurrence` counts from 1
    among the matches of `first` in the section, None where there must be one match only.
    """

    section: str
    first: str
    last: str | None
    note: str | None
    occurrence: int | None
    place: Place


@dataclass(frozen=True)
class Group:
    """Statements that stand in one claim graph of a source because they rest on one evidence.

    `entity` is the `kind/slug` that the claim is about. Without evidence the whole group is the
    editors', for `reason`.
    """

    source: str
    slug: str
    entity: str
    evidence: tuple[Evidence, ...]
    reason: str | None
    place: Place


@dataclass(frozen=True)
class Entity:
    """An entity that a record, or a node within one, declares."""

    id: str
    type: RecordType
    group: Group
    place: Place

    @property
    def slug(self) -> str:
        """The part of the id after the kind."""
        return self.id.partition("/")[2]


@dataclass(frozen=True)
class Statement:
    """A subject, a property of it and the value. A reverse property has them the other way."""

    subject: str
    property: Property
    value: Value
    group: Group
    place: Place


@dataclass
class Records:
    """Everything read from the records of all sources, in the order of files and lines."""

    entities: dict[str, Entity] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)
    """How many records there are, by source."""

    def places(self) -> dict[str, Place]:
        """Where each entity is declared, by `kind/slug`."""
        return {name: entity.place for name, entity in self.entities.items()}
