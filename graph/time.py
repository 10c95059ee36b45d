"""Whether something had effect on a day: yes, possibly or no, and what that rests on.

The rule stands in `graph/queries/time/as-of.rq`, for any engine and any user; this module only
groups its rows for pages.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from graph.iris import MLX, XSD
from graph.store import Row, Store
from graph.terms import Literal, NamedNode, Term


@dataclass(frozen=True)
class Evidence:
    """A claim that reports an event, and a passage from which it is derived."""

    claim: NamedNode
    passage: NamedNode
    passage_label: str | None


@dataclass(frozen=True)
class Reason:
    """An event that counts. `role` is `beginsWith`, `endsWith` or `notBefore`.

    `date` is EDTF; `as_stated` is what the source says where that is more than a date; `earliest`
    and `latest` are None where nothing bounds the event.
    """

    role: str
    event: NamedNode
    label: str | None
    date: str | None
    as_stated: str | None
    earliest: str | None
    latest: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Standing:
    """`status` is `yes`, `possibly` or `no`; the reasons are all events that count, by time."""

    status: str
    reasons: tuple[Reason, ...]


class Answer(NamedTuple):
    """The answer for one of many things, `status` as in Standing.

    `because` is `begun`, `ended`, `not-begun`, `undated` (nothing says when it began) or `open`
    (the dates are too wide to say).
    """

    status: str
    because: str


def standing(store: Store, entity: NamedNode, day: date) -> Standing:
    """Whether the entity had effect on the day. An entity without events is possible."""
    rows = store.rows("time/as-of", entity=entity, asOf=_term(day))
    by_event: dict[tuple[Term, Term], list[Row]] = {}
    for row in rows:
        if "event" in row:
            by_event.setdefault((row["link"], row["event"]), []).append(row)
    return Standing(_text(rows[0], "status") or "", tuple(map(_reason, by_event.values())))


def standings(store: Store, class_: NamedNode, day: date) -> dict[NamedNode, Answer]:
    """The answer for the day for everything of a class, by entity."""
    rows = store.rows("time/as-of-all", ofClass=class_, asOf=_term(day))
    return {_node(row["entity"]): _answer(row) for row in rows}


def everything(store: Store, day: date) -> dict[str, Answer]:
    """The answer for the day for everything that lasts, by IRI."""
    rows = store.rows("time/as-of-everything", asOf=_term(day))
    return {_node(row["entity"]).value: _answer(row) for row in rows}


def between(store: Store, first: date, last: date) -> list[Row]:
    """The rows of the query `page/compare`: what happened, or may have, in the period."""
    return store.rows("page/compare", **{"from": _term(first), "to": _term(last)})


def bound(store: Store, day: date) -> dict[tuple[str, str], Answer]:
    """The answer for the day for each party to each treaty, by the IRIs of treaty and party."""
    rows = store.rows("time/bound", asOf=_term(day))
    return {(_node(row["treaty"]).value, _node(row["party"]).value): _answer(row) for row in rows}


def _answer(row: Row) -> Answer:
    return Answer(_text(row, "status") or "", _text(row, "because") or "")


def _reason(rows: list[Row]) -> Reason:
    row = rows[0]
    return Reason(
        MLX.name(_node(row["link"])),
        _node(row["event"]),
        _text(row, "eventLabel"),
        _text(row, "date"),
        _text(row, "dateAsStated"),
        _text(row, "earliest"),
        _text(row, "latest"),
        tuple(
            dict.fromkeys(
                Evidence(_node(row["claim"]), _node(row["passage"]), _text(row, "passageLabel"))
                for row in rows
                if "claim" in row
            )
        ),
    )


def _term(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _node(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"{term} is no IRI")
    return term


def _text(row: Row, column: str) -> str | None:
    return row[column].value if column in row else None
