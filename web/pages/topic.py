"""What a topic's page tells: who is charged with it, in what role, and by which text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph import time
from graph.iris import MLXV
from graph.terms import NamedNode
from web.pages.cited import by, text
from web.pages.lists import ANSWERS
from web.pages.view import Value
from web.site import Site
from web.words.names import Name, collated

FIRST: Final = 50
QUESTION: Final = "questions/who-is-charged-with-a-subject"
"""The question of the library that tells all of it, for a day."""


@dataclass(frozen=True)
class Charge:
    """A mandate on the topic."""

    holder: Value
    role: Value | None
    task: Value
    texts: tuple[Value, ...]


@dataclass(frozen=True)
class Charges:
    """The first mandates on a topic by the names of their holders, and how many there are."""

    first: tuple[Charge, ...]
    total: int


def is_topic(here: Site, iri: str) -> bool:
    """Whether the IRI is that of a topic."""
    return iri in here.terms and MLXV.topics.value in here.terms[iri].schemes


def charges_on(here: Site, topic: NamedNode) -> Charges:
    """Who is charged with a topic."""

    def value(iri: str) -> Value:
        return Value(here.name(iri), href=here.href(iri) or "", iri=iri)

    found = []
    for iri, rows in by(here.store.rows("page/topic", topic=topic), "mandate").items():
        task = text(rows[0], "task")
        role = text(rows[0], "role")
        texts = tuple(map(value, by(rows, "text")))
        for holder in by(rows, "holder"):
            charged = Value(Name(task, "en"), href=here.href(iri) or "") if task else value(iri)
            found.append(Charge(value(holder), value(role) if role else None, charged, texts))
    found.sort(key=lambda one: (collated(one.holder.name.text), one.task.name.text))
    return Charges(tuple(found[:FIRST]), len(found))


def answers_by_topic(here: Site, day: date) -> Mapping[str, Mapping[str, int]]:
    """How many things on each topic had effect on the day, by topic and answer."""
    answers = time.everything(here.store, day)
    counts: dict[str, dict[str, int]] = {}
    for row in here.store.rows("page/topics-on"):
        answer = answers.get(text(row, "thing"))
        if answer:
            own = counts.setdefault(text(row, "topic"), dict.fromkeys(ANSWERS, 0))
            own[answer.status] += 1
    return counts
