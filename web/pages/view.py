"""The parts of a page about an entity: plain data for the templates, which look nothing up."""

from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import shorten

from web.pages.evidence import Note
from web.views.tracks import Track
from web.words.dates import Day
from web.words.names import Name


@dataclass(frozen=True)
class Value:
    """One value: a text, perhaps a link (`href` is ours, `iri` anybody's), perhaps a day.

    `parts` are the values of a cell that holds several; `why` is the path of the page that explains
    an inferred value.
    """

    name: Name
    href: str = ""
    iri: str = ""
    day: Day | None = None
    numeric: bool = False
    marks: tuple[Note, ...] = ()
    inferred: bool = False
    why: str = ""
    accepted: bool = True
    in_conflict: bool = False
    parts: tuple["Value", ...] = ()

    def shortened(self, most: int) -> "Value":
        """The value with its name cut after a word, where it is a link and longer than `most`."""
        if not self.href:
            return self
        text = shorten(self.name.text, most, placeholder=" …")
        return replace(self, name=replace(self.name, text=text))


@dataclass(frozen=True)
class Row:
    """A node that belongs to the entity, on one line: what, in what role, when, and the rest.

    `under`: the heading that it stands under; `track`: its date, drawn among those of other rows.
    """

    href: str
    what: Value
    role: Value | None
    day: Day | None
    status: Value | None
    fields: tuple["Field", ...]
    marks: tuple[Note, ...]
    accepted: bool = True
    in_conflict: bool = False
    under: Value | None = None
    track: Track | None = None


@dataclass(frozen=True)
class Field:
    """A property with its values, and the nodes that it leads to as rows."""

    name: str
    help: str
    values: tuple[Value, ...] = ()
    rows: tuple[Row, ...] = ()
    links: "Links | None" = None

    @property
    def headed(self) -> list[tuple[Value | None, list[Row]]]:
        """The rows, which stand in the order of their headings, by those."""
        return [(under, list(rows)) for under, rows in groupby(self.rows, lambda one: one.under)]


@dataclass(frozen=True)
class Rival:
    """One of the claims of a conflict: what it states, and whether it was preferred."""

    claim: Value
    preferred: bool
    rows: tuple[Row, ...]
    marks: tuple[Note, ...]


@dataclass(frozen=True)
class Section:
    """Fields under a heading."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Links:
    """Entities that point here by one property: one page of them, and how many they are."""

    key: str
    total: int
    page: int
    pages: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Page:
    """All that is shown about an entity."""

    iri: str
    title: Name
    title_marks: tuple[Note, ...]
    kinds: tuple[Value, ...]
    definition: Name | None
    sections: tuple[Section, ...]
    inferred: tuple[Field, ...]
    notes: tuple[Note, ...]
    conflicts: tuple[Value, ...]
