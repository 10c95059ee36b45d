"""The library of questions: each a form over a query, with its result as a page, CSV or JSON."""

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request

from graph.iris import XSD
from graph.library import LibraryQuery, Parameter
from graph.terms import Literal, NamedNode, Term
from web.endpoint.results import shown
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.problems import bad_request, not_found
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.site import site
from web.words.wording import gettext as _

blueprint = Blueprint("questions", __name__)
SECTION = "questions"
INPUTS: Mapping[str, str] = {XSD.date.value: "date", XSD.integer.value: "number"}


@blueprint.get("/questions")
def library() -> Response:
    """All questions by title."""
    here = site()
    known = here.store.library
    questions = [known.query(name) for name in known.names(SECTION)]
    body = render_template("questions.html", questions=questions, short=_short)
    links = [Link(here.absolute("questions"), "canonical")]
    return represent(body, Choice(HTML, HTML.media_type), links=links)


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """A question with its answer."""
    here = site()
    known = here.store.library
    if f"{SECTION}/{name}" not in known.names(SECTION):
        raise not_found(_("There is no question “%(name)s”.", name=name))
    asked = known.query(f"{SECTION}/{name}")
    terms = {one.name: term for one in asked.parameters.values() if (term := given(asked, one))}
    rows = here.store.rows(asked.name, **terms)
    columns = asked.columns
    format_ = wanted()
    if format_ is not None:
        return export(
            Table(columns, [[_text(row.get(key)) for key in columns] for row in rows]), format_
        )
    body = render_template(
        "question.html",
        question=asked,
        name=name,
        fields=[
            (
                one,
                INPUTS.get(one.datatype.value if one.datatype else "", "text"),
                _shown(terms, one),
            )
            for one in asked.parameters.values()
        ],
        columns=columns,
        rows=[tuple(shown(here, row.get(key)) for key in columns) for row in rows],
        bound=asked.bind(**terms),
        arguments=request.args.to_dict(),
    )
    links = [Link(here.absolute(f"{SECTION}/{name}"), "canonical")]
    return state_rows(represent(body, Choice(HTML, HTML.media_type), links=links), len(rows))


def given(asked: LibraryQuery, parameter: Parameter) -> Term | None:
    """The term that the query string gives for a parameter, None to use the default.

    Raises ProblemError (400) for a text that is no value of the parameter's kind.
    """
    text = request.args.get(parameter.name, "").strip()
    if not text:
        return None
    if parameter.datatype is None and ":" not in text:
        text = site().iris.base + text.removeprefix("/")
    try:
        return asked.term(parameter.name, text)
    except ValueError as error:
        raise bad_request(
            _(
                "“%(text)s” is no value for “%(description)s”.",
                text=text[:60],
                description=_(parameter.description),
            ),
            parameter=parameter.name,
        ) from error


def _input(parameter: Parameter) -> str:
    """The type of the input element for a parameter."""
    return INPUTS.get(parameter.datatype.value if parameter.datatype else "", "text")


def _shown(terms: Mapping[str, Term], parameter: Parameter) -> str:
    """What stands in the field of a parameter: what was asked, or the default."""
    term = terms.get(parameter.name)
    if term is not None:
        return term.value
    default = parameter.default
    if default.startswith("<"):
        return default[1:-1]
    return default.split('"')[1] if '"' in default else default


def _short(asked: LibraryQuery) -> str:
    return asked.name.partition("/")[2]


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, (Literal, NamedNode)) else ""
