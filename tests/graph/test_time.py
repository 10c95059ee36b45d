"""As of a day, a thing had effect, possibly had, or had not: never more than is known.

The expected answers come from another way of thinking than the query: all days on which the
events may have been are gone through, and it is asked in which of these worlds the law had
effect. Yes is in all of them, no in none. A law without a known beginning may have begun on any
day; an event that counts is never only foreseen.
"""

import itertools
from collections.abc import Iterator
from datetime import date

import pytest

from graph.iris import MLX
from graph.store import Store
from graph.terms import NamedNode
from graph.time import Standing, standing, standings
from tests.graph.conftest import DAY, IRIS, LAWS, Event, Law

DAYS = range(10)
ASKED = date(2007, 12, DAY)


def possible_days(event: Event) -> Iterator[int]:
    first = DAYS[0] if event.earliest is None else event.earliest
    last = DAYS[-1] if event.latest is None else event.latest
    yield from range(first, last + 1)


def had_effect(begun: int, ended: int | None, end: Event | None) -> bool:
    if ended is None or end is None:
        return begun <= DAY
    return begun <= DAY and (ended >= DAY if end.last_day_in else ended > DAY)


def expected(law: Law) -> str:
    beginning, end, condition = (
        None if event is None or event.foreseen else event
        for event in (law.beginning, law.end, law.condition)
    )
    worlds = [
        (conditioned, had_effect(begun, ended, end), begun)
        for begun, ended, conditioned in itertools.product(
            possible_days(beginning or Event("any")),
            possible_days(end) if end else [None],
            possible_days(condition) if condition else [DAYS[0]],
        )
    ]
    consistent = [effect for conditioned, effect, begun in worlds if conditioned <= begun]
    # Sources that contradict themselves leave no consistent world; the beginning then decides.
    answers = set(consistent or [effect for _, effect, _ in worlds])
    if answers == {False}:
        return "no"
    return "yes" if answers == {True} and beginning is not None else "possibly"


def test_every_combination_of_events_gets_the_answer_that_all_possible_worlds_agree_on(
    store: Store,
) -> None:
    answers = standings(store, MLX.Law, ASKED)
    told = {law.iri: answers[law.iri].status for law in LAWS}
    assert told == {law.iri: expected(law) for law in LAWS}


@pytest.fixture(scope="module")
def alone(store: Store) -> dict[NamedNode, Standing]:
    """The answer for each law, asked about alone."""
    return {law.iri: standing(store, law.iri, ASKED) for law in LAWS}


def test_asking_about_one_thing_gives_the_same_answer_as_asking_about_all(
    store: Store, alone: dict[NamedNode, Standing]
) -> None:
    answers = standings(store, MLX.Law, ASKED)
    assert {iri: one.status for iri, one in alone.items()} == {
        iri: answer.status for iri, answer in answers.items()
    }


def test_the_answer_for_one_of_many_says_why(
    store: Store, alone: dict[NamedNode, Standing]
) -> None:
    for iri, answer in standings(store, MLX.Law, ASKED).items():
        reasons = alone[iri].reasons
        begins = any(one.role == "beginsWith" for one in reasons)
        fitting = {
            "yes": {"begun"},
            "no": {"ended", "not-begun"},
            "possibly": {"open" if begins else "undated"},
        }
        assert answer.because in fitting[answer.status], iri


def test_the_answer_names_the_events_that_count_and_the_passages_that_report_them(
    store: Store,
) -> None:
    law = next(law for law in LAWS if law.iri == IRIS.entity("law", "begun.ended.foreseen"))
    answer = standing(store, law.iri, ASKED)
    assert answer.status == "no"
    assert [(reason.role, reason.label, reason.earliest) for reason in answer.reasons] == [
        ("beginsWith", "begun in Testland", "2007-12-02"),
        ("endsWith", "ended in Testland", "2007-12-03"),
    ]
    assert {
        (evidence.claim, evidence.passage_label)
        for reason in answer.reasons
        for evidence in reason.evidence
    } == {(IRIS.claim("testland", "events"), "Testland, paragraph 1")}


def test_a_thing_that_nobody_knows_is_possible_and_rests_on_nothing(store: Store) -> None:
    answer = standing(store, IRIS.entity("law", "never-heard-of"), ASKED)
    assert (answer.status, answer.reasons) == ("possibly", ())


@pytest.mark.parametrize(
    ("asked", "status"), [(4, "yes"), (5, "yes"), (6, "no")], ids=["before", "on", "after"]
)
def test_what_lapses_on_a_day_has_effect_on_that_day_for_the_last_time(
    store: Store, asked: int, status: str
) -> None:
    law = IRIS.entity("law", "begun.last-day-that-day.none")
    assert standing(store, law, date(2007, 12, asked)).status == status


@pytest.mark.parametrize(
    ("asked", "status"), [(4, "yes"), (5, "no"), (6, "no")], ids=["before", "on", "after"]
)
def test_what_is_repealed_from_a_day_has_no_effect_on_that_day(
    store: Store, asked: int, status: str
) -> None:
    law = IRIS.entity("law", "begun.that-day.none")
    assert standing(store, law, date(2007, 12, asked)).status == status
