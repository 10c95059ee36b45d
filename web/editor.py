"""The query editor: a plain form that works without a script, and results with labels and links."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, request

from graph.errors import MigralexError
from graph.guard import Form
from graph.pool import Answer
from graph.terms import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Term,
    parse_query_results,
)
from web.arrange import literal
from web.names import Name
from web.negotiate import CSV, HTML, JSON, TURTLE, Choice, Format
from web.problems import Problem, problem_of
from web.protocol import Asked
from web.responses import Link, represent
from web.site import Site
from web.view import Value

MOST_ROWS = 500
MOST_BYTES = 4 * 2**20


@dataclass(frozen=True)
class Result:
    """A result as the page shows it. `cut`: there is more than is shown; `total` counts it all."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    text: str = ""
    boolean: bool | None = None
    cut: bool = False
    total: int = 0


def editor_page(here: Site, example: str) -> Response:
    """The editor with a question of the library in it, or with a short query to begin with."""
    library = here.store.library
    name = f"questions/{example}"
    if not example or name not in library.names("questions"):
        name = "page/starter"
    return _page(here, library.query(name).text)


def result_page(here: Site, question: Asked, text: str, watch: int | None) -> Response:
    """The editor with the query, and below it the result or what is wrong with the query."""
    try:
        result = run(here, question, text, watch)
        response = _page(here, text, question=question, result=result)
        shown = "cut" if result.cut else "complete"
        response.headers["MigraLex-Result"] = f"{shown}; rows={result.total}"
        return response
    except MigralexError as error:
        problem = problem_of(error)
        response = _page(here, text, question=question, problem=problem)
        response.status_code = problem.status
        response.headers.update(problem.headers)
        response.headers["Cache-Control"] = "no-store" if problem.status >= 500 else "no-cache"
        return response


def run(here: Site, question: Asked, text: str, watch: int | None = None) -> Result:
    """The result of a query, as far as a page can show it. Raises a MigralexError."""
    kind = here.store.form(text)
    triples = kind in (Form.CONSTRUCT, Form.DESCRIBE)
    wanted: Format = TURTLE if triples else JSON
    answer = here.store.answer(
        text,
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        media_type=wanted.media_type,
        client=request.remote_addr or "",
        watch=watch,
    )
    body, cut = _read(answer)
    if triples:
        return Result(text=body.decode("utf-8", "ignore"), cut=cut, total=answer.rows)
    if cut:
        return Result(cut=True, total=answer.rows)
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        return Result(boolean=bool(found), total=answer.rows)
    columns = tuple(one.value for one in found.variables)
    rows: list[tuple[Value, ...]] = []
    for solution in found:
        if len(rows) == MOST_ROWS:
            return Result(columns, tuple(rows), cut=True, total=answer.rows)
        rows.append(tuple(shown(here, solution[name]) for name in columns))
    return Result(columns, tuple(rows), total=answer.rows)


def _read(answer: Answer) -> tuple[bytes, bool]:
    """The bytes of an answer, and whether they are only its beginning."""
    cut = answer.length > MOST_BYTES
    body = bytearray()
    for chunk in answer:
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    answer.close()
    return bytes(body[:MOST_BYTES]), cut


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


def cited(question: Asked, text: str) -> list[tuple[str, str]]:
    """The arguments that name a result: the query and the graphs it was put to."""
    return [
        ("query", text),
        *(("default-graph-uri", one) for one in question.default_graphs),
        *(("named-graph-uri", one) for one in question.named_graphs),
    ]


def _several(here: Site, term: Literal) -> tuple[Value, ...]:
    """The entities in a text that is a list of IRIs of ours, as GROUP_CONCAT makes it."""
    words = term.value.split()
    if not words or any(here.iris.parse(word) is None for word in words):
        return ()
    return tuple(shown(here, NamedNode(word)) for word in words)


def _page(
    here: Site,
    text: str,
    question: Asked | None = None,
    result: Result | None = None,
    problem: Problem | None = None,
) -> Response:
    library = here.store.library
    examples = [
        (name.partition("/")[2], library.query(name).title) for name in library.names("questions")
    ]
    downloads: list[tuple[str, str]] = []
    if question is not None and result is not None:
        formats = (
            (TURTLE,) if result.text else (JSON,) if result.boolean is not None else (CSV, JSON)
        )
        downloads = [
            (f"?{urlencode({'query': text, 'format': one.name})}", one.title) for one in formats
        ]
    body = render_template(
        "sparql.html",
        text=text,
        result=result,
        problem=problem,
        examples=examples,
        example=request.args.get("example", ""),
        downloads=downloads,
        cited=cited(question, text) if question else (),
        most=MOST_ROWS,
    )
    links = [Link(here.absolute("sparql"), "canonical")]
    return represent(body, Choice(HTML, HTML.media_type), links=links)
