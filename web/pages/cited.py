"""Where a dated act is written and what contradicts it: for tables that show many acts at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.iris import MLXV
from graph.terms import Literal, NamedNode, Term
from web.site import Site
from web.words.dates import Day
from web.words.dates import day as in_words

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Place:
    """A passage: its IRI, its page, and section, paragraph and note, each empty without one."""

    iri: str
    href: str
    section: str
    paragraph: str
    note: str

    @property
    def text(self) -> str:
        """The place as a mark has it."""
        paragraph = f" ¶ {self.paragraph}" if self.paragraph else ""
        note = f" n. {self.note}" if self.note else ""
        return f"§ {self.section}{paragraph}{note}"


@dataclass(frozen=True)
class Dispute:
    """A conflict: its IRI, its page and its name."""

    iri: str
    href: str
    text: str


def places(here: Site, rows: Iterable[Row]) -> tuple[Place, ...]:
    """The passages of the rows, each once, in their order."""
    found: dict[str, Place] = {}
    for row in rows:
        iri = text(row, "passage")
        if iri and "section" in row:
            parts = (text(row, key) for key in ("section", "paragraph", "note"))
            found.setdefault(iri, Place(iri, here.href(iri) or iri, *parts))
    return tuple(found.values())


def disputes(here: Site, rows: Iterable[Row]) -> tuple[Dispute, ...]:
    """The conflicts of the rows, each once, by IRI."""
    found = {
        text(row, "conflict"): text(row, "conflictLabel") for row in rows if "conflictLabel" in row
    }
    return tuple(Dispute(iri, here.href(iri) or iri, name) for iri, name in sorted(found.items()))


def by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """The rows that have a value in a column, by that value."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if column in row:
            found.setdefault(text(row, column), []).append(row)
    return found


def when(row: Row) -> Day | None:
    """The date of the row as stated and as bounded, None where nothing dates it."""
    parts = [text(row, key) for key in ("date", "earliest", "latest", "dateAsStated")]
    return in_words(*parts) if any(parts) else None


def text(row: Row, column: str) -> str:
    """The value of a column, empty where the row has none."""
    term = row.get(column)
    return term.value if isinstance(term, (Literal, NamedNode)) else ""


def concept(row: Row, column: str) -> str:
    """The name of the concept in a column, as addresses and exports have it."""
    return text(row, column).removeprefix(MLXV.iri)
