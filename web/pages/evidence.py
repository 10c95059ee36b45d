"""Who says so, and where it is written: claims with their passages, numbered as notes of a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from graph.iris import DCTERMS, EDITORS, MLX, OA, PROV, SPDX, Iris
from graph.terms import Literal, NamedNode, Term, Triple
from web.pages.passages import AROUND, PassageText, Texts
from web.words.names import Name, best, label_in


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
    """A source or an agent; `digest` is the SHA-256 of a source's text, empty without one, and
    `language` the tag of its language, empty unless there is one alone."""

    name: Name | None
    digest: str
    language: str


NOBODY = Voice(None, "", "")


def voices_from(rows: Iterable[Mapping[str, Term]]) -> dict[str, Voice]:
    """Who makes claims, by IRI, from the rows of the query `page/voices`."""
    grouped = _grouped(rows, "voice")
    return {
        iri: Voice(_name(found, "label"), _only(found, "digest"), _only(found, "language"))
        for iri, found in grouped.items()
    }


@dataclass(frozen=True)
class Reader:
    """Reads claims from rows: knows the IRIs, who can make claims, the texts there are, and
    what things are called."""

    iris: Iris
    voices: Mapping[str, Voice]
    texts: Texts
    labels: Mapping[str, Sequence[Triple]]

    def words(self, source: str, start: int, end: int, around: int = AROUND) -> PassageText | None:
        """The words of a passage of a source, in its language; None without the source's text."""
        parsed, voice = self.iris.parse(source), self.voices.get(source, NOBODY)
        if parsed is None:
            return None
        found = self.texts.passage(parsed[1], voice.digest, start, end, around)
        return replace(found, lang=voice.language) if found else None

    def claims(self, rows: Iterable[Mapping[str, Term]]) -> dict[str, Claim]:
        """The claims by IRI from the rows of the query `page/around`."""
        said: _Said = {}
        conflicts: dict[str, set[str]] = {}
        for row in rows:
            node, property_ = row["node"].value, row["property"].value
            said.setdefault(node, {}).setdefault(property_, set()).add(row["value"])
            if property_ == MLX.conflictingClaim.value:
                conflicts.setdefault(row["value"].value, set()).add(node)
        # What has both is a claim; other graphs hold statements, too.
        needed = {PROV.wasAttributedTo.value, DCTERMS.source.value}
        return {
            iri: self._claim(iri, said, sorted(conflicts.get(iri, ())))
            for iri, properties in sorted(said.items())
            if needed <= properties.keys()
        }

    def _claim(self, iri: str, said: "_Said", conflicts: list[str]) -> Claim:
        agent, source = _text(said, iri, PROV.wasAttributedTo), _text(said, iri, DCTERMS.source)
        passages = [
            passage
            for place in _texts(said, iri, PROV.wasDerivedFrom)
            if (passage := self._passage(place, said, source)) is not None
        ]
        return Claim(
            iri,
            _text(said, iri, MLX.claimStatus),
            _names(said, iri, MLX.reason),
            agent,
            self.voices.get(agent, NOBODY).name,
            agent == self.iris.entity("agent", EDITORS).value,
            source,
            self.voices.get(source, NOBODY).name,
            tuple(sorted(passages, key=lambda one: (one.start, one.iri))),
            tuple((conflict, label_in(self.labels, conflict)) for conflict in conflicts),
        )

    def _passage(self, iri: str, said: "_Said", source: str) -> Passage | None:
        selector, checksum = _text(said, iri, OA.hasSelector), _text(said, iri, SPDX.checksum)
        start, end = _text(said, selector, OA.start), _text(said, selector, OA.end)
        if not start:
            return None
        return Passage(
            iri,
            _text(said, iri, MLX.sectionNumber),
            _text(said, iri, MLX.paragraphNumber),
            _text(said, iri, MLX.noteNumber),
            int(start),
            int(end),
            _text(said, checksum, SPDX.checksumValue),
            self.words(source, int(start), int(end)),
        )


_Said: TypeAlias = dict[str, dict[str, set[Term]]]
"""Values by node and property."""


def _texts(said: _Said, node: str, property_: NamedNode) -> list[str]:
    found = said.get(node, {}).get(property_.value, ())
    return sorted(one.value for one in found if isinstance(one, (Literal, NamedNode)))


def _text(said: _Said, node: str, property_: NamedNode) -> str:
    return next(iter(_texts(said, node, property_)), "")


def _names(said: _Said, node: str, property_: NamedNode) -> tuple[Name, ...]:
    found = said.get(node, {}).get(property_.value, ())
    names = {Name(one.value, one.language or "") for one in found if isinstance(one, Literal)}
    return tuple(sorted(names, key=lambda one: (one.lang, one.text)))


def _grouped(
    rows: Iterable[Mapping[str, Term]], column: str
) -> dict[str, list[Mapping[str, Term]]]:
    grouped: dict[str, list[Mapping[str, Term]]] = {}
    for row in rows:
        grouped.setdefault(row[column].value, []).append(row)
    return grouped


def _name(rows: Iterable[Mapping[str, Term]], column: str) -> Name | None:
    return best(term for row in rows if isinstance(term := row.get(column), Literal))


def _only(rows: Iterable[Mapping[str, Term]], column: str) -> str:
    """The value of the column where it is the same in all rows that have one, else nothing."""
    found = {str(row[column].value) for row in rows if column in row}
    return found.pop() if len(found) == 1 else ""
