"""Evidence of a whole source: located in its text, or taken from the lock, and always checked.

What is checked is that each date, and each figure that the ontology marks as verbatim, stands
in one of the passages that its statement rests on.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.dates import StatedDate
from loader.faults import Faults, Place, shown
from loader.lock import Lock, read_lock, request_digest
from loader.normalise import RULE, normalised
from loader.passages import Passage, SourceText
from loader.records import Group, PlainValue, Records, Statement
from loader.sources import Source
from loader.wording import has_date, has_words


@dataclass(frozen=True)
class Check:
    """A date or figure that must stand in a passage, and where the record states it."""

    value: StatedDate | str
    place: Place

    @property
    def name(self) -> str:
        """The check in words, the same for the same value; part of the request digest."""
        if isinstance(self.value, str):
            return f"words {self.value}"
        return f"date {self.value.edtf} {self.value.phrase or ''}".rstrip()

    def stands_in(self, passage: str) -> bool:
        """Whether a normalised passage contains it."""
        if isinstance(self.value, str):
            return has_words(passage, self.value)
        return has_date(passage, self.value)


@dataclass(frozen=True)
class Located:
    """Where the evidence of each group lies, in the order of the record, for one source."""

    length: int
    passages: Mapping[str, tuple[Passage, ...]]


def checks_of(records: Records) -> dict[tuple[str, str], list[Check]]:
    """What must stand in the passages of each group, by source and slug of the group."""
    found: defaultdict[tuple[str, str], list[Check]] = defaultdict(list)
    for statement in records.statements:
        value = _checked(statement)
        if value is not None and statement.group.evidence:
            key = (statement.group.source, statement.group.slug)
            found[key].append(Check(value, statement.place))
    return dict(found)


def _checked(statement: Statement) -> StatedDate | str | None:
    if statement.property.reason is not None:
        return None
    if isinstance(statement.value, StatedDate):
        return statement.value
    if statement.property.verbatim and isinstance(statement.value, PlainValue):
        return statement.value.text
    return None


def locate(source: Source, text: str, records: Records, faults: Faults) -> Lock:
    """Finds and checks every passage that the records of a source ask for, in its text."""
    located = SourceText(source, text, faults)
    checks = checks_of(records)
    found: dict[str, Passage] = {}
    for group in _groups(source, records):
        passages = [located.find(one) for one in group.evidence]
        own = checks.get((group.source, group.slug), [])
        names = [check.name for check in own]
        for one, passage in zip(group.evidence, passages, strict=True):
            if passage is not None:
                found[request_digest(one, group.evidence, names)] = passage
        if None not in passages:
            words = [normalised(text[one.start : one.end]).text for one in passages if one]
            _check(own, words, faults)
    return Lock(source.id, RULE, source.sha256, len(text), found)


def _check(checks: list[Check], passages: list[str], faults: Faults) -> None:
    for check in checks:
        if not any(check.stands_in(passage) for passage in passages):
            remedy = "Mend it, or let `evidence` reach the words in which the source says so."
            message = f"the passage does not contain the {check.name}"
            faults.add(check.place, message, remedy)


def _groups(source: Source, records: Records) -> list[Group]:
    return [group for group in records.groups.values() if group.source == source.id]


def located(source: Source, records: Records, faults: Faults) -> Located | None:
    """The evidence of a source by its lock; faults where the lock is not that of the records."""
    lock = read_lock(source.lock, source.id, faults)
    if lock is None:
        return None
    remedy = f"Run `migralex locate --text {source.id}=FILE` with the text of the source."
    if lock.text_sha256 != source.sha256:
        message = "the lock belongs to another text than source.yaml"
        faults.add(Place(shown(source.lock), 3, 1), message, remedy)
        return None
    checks = checks_of(records)
    asked: set[str] = set()
    passages: dict[str, tuple[Passage, ...]] = {}
    for group in _groups(source, records):
        names = [check.name for check in checks.get((group.source, group.slug), [])]
        found: list[Passage] = []
        for one in group.evidence:
            request = request_digest(one, group.evidence, names)
            asked.add(request)
            if (passage := lock.passages.get(request)) is None:
                message = "this evidence is new or changed and not located yet"
                faults.add(one.place, message, remedy)
            else:
                found.append(passage)
        passages[group.slug] = tuple(found)
    for request in sorted(lock.passages.keys() - asked):
        message = f"no record asks for the passage {request} any more"
        faults.add(Place(shown(source.lock)), message, remedy)
    return Located(lock.length, passages)


def verify(source: Source, text: str, records: Records, faults: Faults) -> None:
    """Recomputes every range, digest and check from the text and compares it with the lock."""
    fresh = locate(source, text, records, faults)
    lock = read_lock(source.lock, source.id, faults)
    if lock is None:
        return
    remedy = f"Run `migralex locate --text {source.id}=FILE` and look at what changes."
    place = Place(shown(source.lock))
    if (lock.length, lock.text_sha256) != (fresh.length, fresh.text_sha256):
        faults.add(place, "the lock belongs to another text", remedy)
    for request in sorted(fresh.passages.keys() | lock.passages.keys()):
        mine, theirs = fresh.passages.get(request), lock.passages.get(request)
        if mine != theirs:
            message = f"request {request}: the lock says {_shown(theirs)}, the text {_shown(mine)}"
            faults.add(place, message, remedy)


def _shown(passage: Passage | None) -> str:
    if passage is None:
        return "nothing"
    return f"{passage.start}-{passage.end} with digest {passage.sha256[:12]}"
