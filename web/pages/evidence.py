"""Who says so, and where it is written: claims with their passages, numbered as notes of a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.iris import EDITORS, Iris
from graph.terms import Literal, NamedNode, Term
from web.pages.passages import PassageText, Texts
from web.words.names import Name, best


@dataclass(frozen=True)
class Passage:
    """A located passage. `start` and `end` are code points, `digest` its SHA-256."""

    iri: str
    section: str
    paragraph: str
    note: str
    start: int
    end: int
    digest: str
    text: PassageText | None


@dataclass(frozen=True)
class Claim:
    """A claim graph and what the provenance graph says of it."""

    iri: str
    status: str
    reasons: tuple[Name, ...]
    agent: str
    agent_name: Name | None
    by_editors: bool
    source: str
    source_name: Name | None
    passages: tuple[Passage, ...]
    conflicts: tuple[tuple[str, Name | None], ...]


@dataclass
class Note:
    """A numbered note: one voice, one reason, the same passages. Holds all claims that share it."""

    number: int
    claim: Claim
    claims: list[str] = field(default_factory=list)


class Notes:
    """The notes of one page, numbered in the order in which the page refers to them."""

    def __init__(self, claims: Mapping[str, Claim]) -> None:
        self.claims = claims
        self._notes: dict[tuple[object, ...], Note] = {}

    def marks(self, claims: Iterable[str]) -> tuple[Note, ...]:
        """The notes for these claims, the source's before the editors'."""
        found: dict[int, Note] = {}
        known = [self.claims[iri] for iri in claims if iri in self.claims]
        for claim in sorted(known, key=lambda one: (one.by_editors, one.iri)):
            note = self._note(claim)
            if claim.iri not in note.claims:
                note.claims.append(claim.iri)
            found[note.number] = note
        return tuple(found.values())

    def _note(self, claim: Claim) -> Note:
        places = tuple(one.iri for one in claim.passages)
        key = (claim.source, claim.agent, claim.status, claim.reasons, places)
        if key not in self._notes:
            self._notes[key] = Note(len(self._notes) + 1, claim)
        return self._notes[key]

    def all(self) -> list[Note]:
        """Every note that was referred to, by number."""
        return sorted(self._notes.values(), key=lambda note: note.number)

    def conflicts(self) -> dict[str, Name | None]:
        """The conflicts in which a claim of the page stands, by IRI."""
        return {iri: name for claim in self.claims.values() for iri, name in claim.conflicts}


@dataclass(frozen=True)
class Voice:
    """A source or an agent; `digest` is the SHA-256 of a source's text, empty without one."""

    name: Name | None
    digest: str


NOBODY = Voice(None, "")


def voices_from(rows: Iterable[Mapping[str, Term]]) -> dict[str, Voice]:
    """Who makes claims, by IRI, from the rows of the query `page/voices`."""
    grouped = _grouped(rows, "voice")
    return {
        iri: Voice(_name(found, "label"), _text(found[0], "digest"))
        for iri, found in grouped.items()
    }


@dataclass(frozen=True)
class Reader:
    """Reads claims from rows: knows the IRIs, who can make claims, and the texts there are."""

    iris: Iris
    voices: Mapping[str, Voice]
    texts: Texts

    def claims(self, rows: Iterable[Mapping[str, Term]]) -> dict[str, Claim]:
        """The claims by IRI from the rows of the query `page/around`."""
        return {iri: self._claim(iri, found) for iri, found in _grouped(rows, "claim").items()}

    def _claim(self, iri: str, rows: list[Mapping[str, Term]]) -> Claim:
        agent, source = _text(rows[0], "agent"), _text(rows[0], "source")
        passages = {_text(row, "passage"): row for row in rows if "start" in row}
        conflicts = {
            _text(row, "conflict"): _name([row], "conflictLabel")
            for row in rows
            if "conflict" in row
        }
        return Claim(
            iri,
            _text(rows[0], "status"),
            _names(rows, "reason"),
            agent,
            self.voices.get(agent, NOBODY).name,
            agent == self.iris.entity("agent", EDITORS).value,
            source,
            self.voices.get(source, NOBODY).name,
            tuple(self._passage(row) for row in passages.values()),
            tuple(sorted(conflicts.items(), key=lambda item: item[0])),
        )

    def _passage(self, row: Mapping[str, Term]) -> Passage:
        start, end = int(_text(row, "start")), int(_text(row, "end"))
        source = _text(row, "source")
        parsed = self.iris.parse(source)
        digest = self.voices.get(source, NOBODY).digest
        return Passage(
            _text(row, "passage"),
            _text(row, "section"),
            _text(row, "paragraph"),
            _text(row, "note"),
            start,
            end,
            _text(row, "digest"),
            self.texts.passage(parsed[1] if parsed else "", digest, start, end),
        )


def _grouped(
    rows: Iterable[Mapping[str, Term]], column: str
) -> dict[str, list[Mapping[str, Term]]]:
    grouped: dict[str, list[Mapping[str, Term]]] = {}
    for row in rows:
        grouped.setdefault(row[column].value, []).append(row)
    return grouped


def _text(row: Mapping[str, Term], column: str) -> str:
    term = row.get(column)
    return term.value if isinstance(term, (Literal, NamedNode)) else ""


def _names(rows: Iterable[Mapping[str, Term]], column: str) -> tuple[Name, ...]:
    found = {
        Name(term.value, term.language or "")
        for row in rows
        if isinstance(term := row.get(column), Literal)
    }
    return tuple(sorted(found, key=lambda one: (one.lang, one.text)))


def _name(rows: Iterable[Mapping[str, Term]], column: str) -> Name | None:
    return best(term for row in rows if isinstance(term := row.get(column), Literal))
