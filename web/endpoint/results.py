"""A result of a query as a page shows it: terms with their labels, each with a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import request

from graph.answers import Answer
from graph.canonical import Whole, media_type, whole
from graph.guard import Form, read
from graph.terms import Literal, NamedNode, RdfFormat, Term, Triple, serialize
from web.endpoint.protocol import Asked
from web.pages.view import Value
from web.site import Site
from web.words.literals import literal
from web.words.names import Name

MOST_ROWS: Final = 500
MOST_BYTES: Final = 4 * 2**20
TRIPLE: Final = ("subject", "predicate", "object")


@dataclass(frozen=True)
class Result:
    """A result as the page shows it. `cut`: there is more than is shown; `total` counts it all.

    `terms` are those of the rows; `whole` is all of it, None for a result that is too long.
    """

    columns: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    text: str = ""
    boolean: bool | None = None
    cut: bool = False
    total: int = 0
    whole: Whole | None = None


def run(here: Site, question: Asked, text: str, watch: int | None = None) -> Result:
    """The result of a query, as far as a page can show it. Raises a MigralexError."""
    form = here.store.form(text)
    answer = ask(here, question, text, watch)
    if answer.length > MOST_BYTES:
        return _beginning(here, answer, form)
    total, found = answer.rows, whole(text, answer)
    if found.form is Form.ASK:
        return Result(boolean=found.boolean, total=total, whole=found)
    if found.form is not Form.SELECT:
        return Result(text=turtle(found, text), total=total, whole=found)
    terms = tuple(found.rows(found.lines[:MOST_ROWS]))
    cut = len(found.lines) > MOST_ROWS
    rows = values(here, terms)
    return Result(found.columns, terms, rows, cut=cut, total=total, whole=found)


def ask(here: Site, question: Asked, text: str, watch: int | None = None) -> Answer:
    """The answer in the media type that `graph.canonical` reads. Raises a MigralexError."""
    return here.store.answer(
        text,
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        media_type=media_type(here.store.form(text)),
        client=request.remote_addr or "",
        watch=watch,
    )


def _beginning(here: Site, answer: Answer, form: Form | None) -> Result:
    """The first rows or lines of a result that is too long to be read for a page."""
    body = bytearray()
    for chunk in answer:
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    answer.close()
    head, *lines = [line + b"\n" for line in bytes(body).split(b"\n")[:-1]] or [b"\n"]
    if form is not Form.SELECT:
        text = b"".join((head, *lines[:MOST_ROWS])).decode("utf-8", "replace")
        return Result(text=text, cut=True, total=answer.rows)
    part = Whole(Form.SELECT, head, tuple(lines[:MOST_ROWS]), ordered=True)
    terms = tuple(part.rows())
    return Result(part.columns, terms, values(here, terms), cut=True, total=answer.rows)


def turtle(found: Whole, text: str) -> str:
    """A graph as Turtle, with the prefixes of its query."""
    triples = (Triple(*row) for row in found.rows())  # type: ignore[arg-type]
    body = serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(read(text).prefixes))
    return (body or b"").decode("utf-8")


def values(here: Site, rows: Iterable[Iterable[Term | None]]) -> tuple[tuple[Value, ...], ...]:
    """Rows of terms as a table shows them."""
    return tuple(tuple(shown(here, term) for term in row) for row in rows)


def shown(here: Site, term: Term | None) -> Value:
    """A term of a result: a link with its label, a literal in words, nothing for an unbound one."""
    if term is None:
        return Value(Name(""))
    if isinstance(term, Literal):
        parts = _several(here, term)
        return Value(Name(""), parts=parts) if parts else literal(term)
    if isinstance(term, NamedNode):
        return Value(here.name(term.value), href=here.href(term.value) or "", iri=term.value)
    return Value(Name(str(term)))


def _several(here: Site, term: Literal) -> tuple[Value, ...]:
    """The entities in a text that is a list of IRIs of ours, as GROUP_CONCAT makes it."""
    words = term.value.split()
    if not words or any(here.iris.parse(word) is None for word in words):
        return ()
    return tuple(shown(here, NamedNode(word)) for word in words)
