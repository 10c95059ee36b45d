"""SERVICE, evaluated before the query is: each clause becomes the rows that its endpoint gave.

The engine never sees a SERVICE clause and can open no connection; graph/calling.py makes the calls,
to endpoints of the allow-list only. What an endpoint gives is read as terms and written as VALUES,
so nothing in it can become a part of the query.
Source: SPARQL 1.1 Federated Query, sections 2.4 (SILENT) and 4 (semantics); RDF 1.1 Concepts,
section 3.5 (blank nodes replaced by IRIs).
"""

import hashlib
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from graph.calling import call
from graph.errors import QueryFailed, ServiceFailed, ServiceRefused
from graph.guard import PROLOGUE, Form, services_called
from graph.iris import Iris
from graph.limits import Limits
from graph.services import Service
from graph.terms import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Term,
    parse_query_results,
)
from graph.tokens import Kind, Token, tokens

MOST_CALLS: Final = 10
# Of a query's time, the part that all its calls together may take.
SHARE: Final = 0.5
SERVICE: Final = "SERVICE"


@dataclass(frozen=True)
class Clause:
    """A SERVICE clause: code points `start` to `end` of the text, and its group with the braces."""

    start: int
    end: int
    endpoint: str
    silent: bool
    group: str


def federated(text: str, iris: Iris, limits: Limits) -> str:
    """The query with what other endpoints give in place of its SERVICE clauses.

    Raises ServiceRefused, ServiceFailed, ServiceSilent, and QuerySyntaxError.
    """
    called = services_called(text, iris.base)
    if not called:
        return text
    if not limits.services:
        raise ServiceRefused(
            "SERVICE is refused here: this endpoint calls no other endpoint.", called[0]
        )
    found = clauses(text)
    if len(found) != len(called):
        raise ServiceRefused(
            "Write each SERVICE with the endpoint's IRI in full, and none within another."
        )
    if len(found) > MOST_CALLS:
        raise ServiceRefused(f"A query may call other endpoints {MOST_CALLS} times at most.")
    targets = [_listed(one, limits.services) for one in found]
    end = time.monotonic() + limits.seconds * SHARE
    prologue = f"BASE <{iris.base}>\n{_prologue(text)}"
    pieces, place = [], 0
    for clause, service in zip(found, targets, strict=True):
        query = f"{prologue}\nSELECT * WHERE {clause.group}"
        pieces += [text[place : clause.start], _rows(clause, service, query, iris, limits, end)]
        place = clause.end
    whole = "".join([*pieces, text[place:]])
    if any(_is(one, SERVICE) for one in tokens(whole)):
        raise ServiceRefused("A SERVICE clause would be left in this query.")
    return whole


def clauses(text: str) -> list[Clause]:
    """The SERVICE clauses whose endpoint is written as an IRI in full, outermost ones."""
    found, words = [], list(tokens(text))
    place = 0
    while place < len(words):
        clause = _clause(text, words, place) if _is(words[place], SERVICE) else None
        if clause is None:
            place += 1
            continue
        found.append(clause)
        while place < len(words) and words[place].start < clause.end:
            place += 1
    return found


def _clause(text: str, words: Sequence[Token], place: int) -> Clause | None:
    start = words[place].start
    rest = words[place + 1 :]
    silent = bool(rest) and _is(rest[0], "SILENT")
    rest = rest[1:] if silent else rest
    if len(rest) < 2 or rest[0].kind is not Kind.IRI or rest[1].text != "{":
        return None
    depth = 0
    for one in rest[1:]:
        if one.kind is Kind.SIGN:
            depth += {"{": 1, "}": -1}.get(one.text, 0)
        if depth == 0:
            group = text[rest[1].start : one.end]
            return Clause(start, one.end, rest[0].text[1:-1], silent, group)
    return None


def _is(token: Token, word: str) -> bool:
    return token.kind is Kind.WORD and token.text.upper() == word


def _prologue(text: str) -> str:
    """The declarations before the query's form."""
    for one in tokens(text):
        if one.kind is Kind.WORD and one.text.upper() not in PROLOGUE:
            if one.text.upper() not in Form.__members__:
                break
            return text[: one.start]
    raise QueryFailed("This is no query that could call another endpoint.")


def _listed(clause: Clause, allowed: Sequence[Service]) -> Service:
    for one in allowed:
        if one.url == clause.endpoint:
            return one
    public = ", ".join(f"<{one.url}>" for one in allowed if not one.private)
    raise ServiceRefused(
        f"SERVICE <{clause.endpoint}> is refused: it is not on the allow-list"
        + (f", on which there are {public}." if public else "."),
        clause.endpoint,
    )


def _rows(
    clause: Clause, service: Service, query: str, iris: Iris, limits: Limits, end: float
) -> str:
    """What the endpoint gives, as VALUES; a SILENT clause that fails gives one row of nothing."""
    try:
        visible = Store().query(query)
    except SyntaxError as error:
        raise QueryFailed(f"What SERVICE <{service.url}> is asked is no query alone.") from error
    if not isinstance(visible, QuerySolutions):
        raise QueryFailed("A SERVICE clause holds no pattern.")
    names = [one.value for one in visible.variables]
    try:
        solutions = _asked(service, query, names, limits, end)
    except ServiceFailed:
        if not clause.silent:
            raise
        solutions = [[None] * len(names)]
    writer = _Writer(iris)
    rows = (" ".join(map(writer.text, row)) for row in solutions)
    body = " ".join(f"({row})" for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {body} }}"


def _asked(
    service: Service, query: str, names: Sequence[str], limits: Limits, end: float
) -> list[list[Term | None]]:
    body, media_type = call(service, limits.services, query, end)
    known = QueryResultsFormat.from_media_type(media_type)
    if known is None:
        raise ServiceFailed(f"<{service.url}> answered with {media_type[:80]}.", service.url)
    try:
        results = parse_query_results(body, format=known)
        if not isinstance(results, QuerySolutions):
            raise ValueError("a boolean")
        given = [one.value for one in results.variables]
        if not set(given) <= set(names):
            raise ValueError("other variables")
        return [
            [solution[name] if name in given else None for name in names] for solution in results
        ]
    except (SyntaxError, ValueError) as error:
        raise ServiceFailed(
            f"<{service.url}> answered with what is no result of the query.", service.url
        ) from error


class _Writer:
    """Writes terms of one result as VALUES has them."""

    def __init__(self, iris: Iris) -> None:
        self._iris = iris
        self._result = uuid.uuid4().hex

    def text(self, term: Term | None) -> str:
        """A term. A blank node becomes an IRI of ours: the same within the result, new in each."""
        if term is None:
            return "UNDEF"
        if isinstance(term, BlankNode):
            label = f"{self._result} {term.value}"
            return str(self._iris.stand_in(hashlib.sha256(label.encode()).hexdigest()[:32]))
        if isinstance(term, NamedNode | Literal):
            return str(term)
        raise ServiceFailed("Another endpoint gave a triple as a value, which is not taken.")
