"""The query editor: a plain form that works without a script, and results with labels and links.

Prefixes and examples are those that the graph itself declares, where any other editor finds them.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Response, render_template, request

from graph.errors import MigralexError
from web.endpoint.asking import LONGEST_ADDRESS, Download, downloads
from web.endpoint.charts import pictures
from web.endpoint.offered import offered
from web.endpoint.permalink import keep
from web.endpoint.protocol import Asked
from web.endpoint.results import MOST_ROWS, Result, run
from web.http.negotiate import HTML, Choice
from web.http.problems import Problem, problem_of
from web.http.responses import Link, represent
from web.site import Site


def editor_page(here: Site, example: str) -> Response:
    """The editor with a question of the library in it, or with a short query to begin with."""
    found = next((one for one in offered().examples if one.name == example), None)
    return _page(here, found.text if found else here.store.library.query("page/starter").text)


def result_page(here: Site, question: Asked, text: str, watch: int | None) -> Response:
    """The editor with the query, and below it the result or what is wrong with the query."""
    try:
        result = run(here, question, text, watch)
        response = _page(here, text, question, result)
        shown = "cut" if result.cut else "complete"
        response.headers["MigraLex-Result"] = f"{shown}; rows={result.total}"
        return response
    except MigralexError as error:
        problem = problem_of(error)
        response = _page(here, text, question, problem=problem)
        response.status_code = problem.status
        response.headers.update(problem.headers)
        response.headers["Cache-Control"] = "no-store" if problem.status >= 500 else "no-cache"
        return response


def place_of(problem: Problem | None, text: str) -> dict[str, Any] | None:
    """The line that a fault stands in, with its number and the column, None where it has none."""
    line, column = (problem.members.get(one) if problem else None for one in ("line", "column"))
    lines = text.splitlines()
    if not line or not column or line > len(lines):
        return None
    return {"line": line, "column": column, "text": lines[line - 1]}


def _page(
    here: Site,
    text: str,
    question: Asked | None = None,
    result: Result | None = None,
    problem: Problem | None = None,
) -> Response:
    files: list[Download] = []
    kept = None
    if question is not None and result is not None:
        files = downloads(here, question, text)
        if result.whole is not None:
            today = datetime.now(UTC).date()
            kept = keep(question, text, here.release.digest, today, result.whole).path
    body = render_template(
        "sparql.html",
        text=text,
        long=len(text) > LONGEST_ADDRESS,
        graphs=question.graphs if question else (),
        result=result,
        pictures=pictures(here, result, request.args) if result else None,
        problem=problem,
        place=place_of(problem, text),
        examples=offered().examples,
        example=request.args.get("example", ""),
        prefixes=offered().prefixes,
        downloads=files,
        kept=kept,
        cited=question.arguments if question else (),
        most=MOST_ROWS,
    )
    links = [Link(here.absolute("sparql"), "canonical")]
    return represent(body, Choice(HTML, HTML.media_type), links=links)
