"""From statements to claim graphs: one graph for what a source says on one evidence, another for
what the editors add to it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from graph.dates import StatedDate, read_date
from graph.iris import EDITORS, EDTF, MLX, RDF, RDFS, XSD, Iris
from graph.terms import Literal, NamedNode, Term, Triple
from loader.labels import Labeller
from loader.records import (
    ClaimValue,
    Group,
    NodeValue,
    PlainValue,
    Records,
    Statement,
    Value,
    WordsValue,
)
from loader.references import claim_named, is_conflict
from loader.schema import Concept, RecordType, Schema

LABELS: Final = "en"
"""The language of labels that are made by pattern, which is that of the patterns."""
_ISSUE: Final = re.compile(r"\d+/(\d{2}|\d{4})")
FIRST_YEAR_OF_CENTURY: Final = 45
"""Issue numbers end in the year; the journals begin in 1945, so 45 to 99 are of that century."""


@dataclass
class Claim:
    """A claim graph in the making. `editorial`: the editors say it, for `reasons`."""

    iri: NamedNode
    group: Group
    editorial: bool
    triples: set[Triple] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)


@dataclass
class Claims:
    """All claims by IRI, and the judgements on them (conflicts), which are no claims."""

    claims: dict[NamedNode, Claim]
    judgements: dict[NamedNode, set[Triple]]
    labels: dict[NamedNode, str]


def make_claims(records: Records, schema: Schema, iris: Iris) -> Claims:
    """The claim graphs that the records of all sources state."""
    maker = _Maker(records, schema, iris)
    for entity in records.entities.values():
        if is_conflict(entity.type):
            maker.judge(entity.id, Triple(maker.iri(entity.id), RDF.type, entity.type.iri))
        else:
            triple = Triple(maker.iri(entity.id), RDF.type, entity.type.iri)
            maker.claim(entity.group, None).triples.add(triple)
    for statement in records.statements:
        maker.state(statement)
    maker.date_issues()
    maker.make_labels()
    return Claims(maker.claims, maker.judgements, maker.labels)


class _Maker:
    def __init__(self, records: Records, schema: Schema, iris: Iris) -> None:
        self._records, self._schema, self._iris = records, schema, iris
        self.claims: dict[NamedNode, Claim] = {}
        self.judgements: defaultdict[NamedNode, set[Triple]] = defaultdict(set)
        self.labels: dict[NamedNode, str] = {}
        self._facts: dict[Term, dict[NamedNode, list[Term]]] = {}

    def iri(self, name: str) -> NamedNode:
        return self._iris.reference(name)

    def claim(self, group: Group, reason: str | None) -> Claim:
        """The claim that a statement belongs to; one with a reason of its own is editorial."""
        editorial = reason is not None or not group.evidence
        iri = self._iris.claim(group.source, claim_slug(group, editorial=editorial))
        claim = self.claims.setdefault(iri, Claim(iri, group, editorial))
        if editorial:
            claim.reasons.update(why for why in (group.reason, reason) if why)
        return claim

    def judge(self, name: str, triple: Triple) -> None:
        self.judgements[self.iri(name)].add(triple)
        self._remember(triple)

    def state(self, statement: Statement) -> None:
        entity = self._records.entities[statement.subject]
        for triple in self._triples(statement):
            if is_conflict(entity.type):
                self.judge(statement.subject, triple)
            else:
                claim = self.claim(statement.group, statement.property.reason)
                claim.triples.add(triple)
                self._remember(triple)

    def _remember(self, triple: Triple) -> None:
        values = self._facts.setdefault(_term(triple.subject), {})
        values.setdefault(triple.predicate, []).append(_term(triple.object))

    def _triples(self, statement: Statement) -> list[Triple]:
        subject, predicate = self.iri(statement.subject), statement.property.iri
        value = statement.value
        if isinstance(value, StatedDate) and predicate == MLX.date:
            return self._dated(subject, value, statement.subject)
        term = self._value(value, statement.group)
        if statement.property.reverse and isinstance(term, NamedNode):
            return [Triple(term, predicate, subject)]
        return [Triple(subject, predicate, term)]

    def _value(self, value: Value, group: Group) -> Term:
        match value:
            case NodeValue(name):
                return self.iri(name)
            case ClaimValue(name):
                meant = claim_named(name, group, self._records) or group
                return self._iris.claim(meant.source, claim_slug(meant, editorial=False))
            case WordsValue(text, language):
                return Literal(text, language=language)
            case PlainValue(text, datatype):
                return Literal(text, datatype=datatype)
            case Concept():
                return value.iri
            case StatedDate():
                return Literal(value.edtf, datatype=EDTF.EDTF)
            case _:
                return value

    def _dated(self, subject: NamedNode, value: StatedDate, name: str) -> list[Triple]:
        found = [Triple(subject, MLX.date, Literal(value.edtf, datatype=EDTF.EDTF))]
        for predicate, day in ((MLX.earliest, value.earliest), (MLX.latest, value.latest)):
            if day is not None:
                literal = Literal(day.isoformat(), datatype=XSD.date)
                found.append(Triple(subject, predicate, literal))
        if value.phrase is not None and not self._states(name, MLX.dateAsStated):
            found.append(Triple(subject, MLX.dateAsStated, Literal(value.phrase)))
        return found

    def _states(self, name: str, predicate: NamedNode) -> bool:
        return any(
            one.subject == name and one.property.iri == predicate
            for one in self._records.statements
        )

    def date_issues(self) -> None:
        """Dates an entry in an official journal by the year in its number, where it has no date."""
        for statement in list(self._records.statements):
            subject = self.iri(statement.subject)
            if statement.property.iri == MLX.issueNumber and isinstance(
                statement.value, PlainValue
            ):
                year = year_of_issue(statement.value.text)
                if year is not None and MLX.date not in self._facts.get(subject, {}):
                    claim = self.claim(statement.group, statement.property.reason)
                    for triple in self._dated(subject, read_date(year), statement.subject):
                        claim.triples.add(triple)
                        self._remember(triple)

    def make_labels(self) -> None:
        """Gives a label to everything without one: the editors' statement, in their claim."""
        types: dict[Term, RecordType] = {
            self.iri(name): one.type for name, one in self._records.entities.items()
        }
        labeller = Labeller(self._schema, self._facts, types)
        for name, entity in self._records.entities.items():
            subject = self.iri(name)
            label = labeller.label(subject)
            if label is not None:
                self.labels[subject] = label
                triple = Triple(subject, RDFS.label, Literal(label, language=LABELS))
                if labeller.has_label(subject):
                    continue
                if is_conflict(entity.type):
                    self.judge(name, triple)
                else:
                    self.claim(entity.group, self._schema.template_reason).triples.add(triple)


def claim_slug(group: Group, *, editorial: bool) -> str:
    """The slug of the claim that a source makes by a group, or that the editors add to it."""
    return f"{group.slug}-{EDITORS}" if editorial or not group.evidence else group.slug


def year_of_issue(issue: str) -> str | None:
    """The year in an issue number such as 109/07 or 3/2008, None where there is none."""
    match = _ISSUE.fullmatch(issue)
    if match is None:
        return None
    if len(match[1]) == len("2007"):
        return match[1]
    return f"{19 if int(match[1]) >= FIRST_YEAR_OF_CENTURY else 20}{match[1]}"


def _term(term: object) -> Term:
    if isinstance(term, NamedNode | Literal):
        return term
    raise TypeError(f"{term!r} cannot stand in a claim")
