"""The query endpoint: SPARQL 1.1 Protocol, Service Description, and the editor for people.

Source: SPARQL 1.1 Protocol, section 2.1; SPARQL 1.1 Service Description, section 2.
"""

import hashlib

from flask import Blueprint, Response, request

from graph.guard import Form, lasting
from graph.terms import NamedNode
from web.describing.counted import counted
from web.endpoint.editor import editor_page, result_page
from web.endpoint.protocol import Asked, asked, typed
from web.http.compression import known_tag
from web.http.documents import CONTEXT_PATH, context
from web.http.negotiate import (
    ASK_FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSON,
    SELECT_FORMATS,
    Choice,
    Format,
    by_name,
    choose,
)
from web.http.problems import bad_request, not_acceptable
from web.http.responses import Link, add_links, ascii_url, represent, service_links, vary
from web.linked.itself import itself, last_change
from web.linked.rdf import write
from web.server.account import note_query
from web.site import Site, site
from web.words.wording import gettext as _

blueprint = Blueprint("sparql", __name__)
CACHE = "public, max-age=60"


@blueprint.route("/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql/", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer the query; without one, describe the service or show the editor."""
    here = site()
    question = asked(request)
    if question.query is None:
        response = _without_query(here, question)
    else:
        response = _with_query(here, question, question.query)
    vary(response, "Accept", "Accept-Encoding")
    return response


def _without_query(here: Site, question: Asked) -> Response:
    choice = choose(request.headers.get("Accept"), (*GRAPH_FORMATS, HTML))
    if choice is not None and choice.format == HTML and request.method != "POST":
        return editor_page(here, request.args.get("example", ""))
    if question.parameters or request.method == "POST":
        raise bad_request(_("The request has no query; send one as the parameter “query”."))
    if choice is None:
        raise not_acceptable((*GRAPH_FORMATS, HTML), {})
    triples = list(counted().service)
    if here.store.limits.services:
        service = NamedNode(here.absolute("sparql#service"))
        triples += here.store.triples("page/service-calls", service=service)
    changed = last_change(here, lambda known: known.every)
    triples += itself(here, "sparql", NamedNode(here.absolute("sparql#service")), changed)
    body = write(triples, choice.format, context(), here.absolute(CONTEXT_PATH))
    links = [Link(here.absolute("sparql"), "canonical"), *service_links(here)]
    return represent(body, choice, links=links)


def _with_query(here: Site, question: Asked, text: str) -> Response:
    note_query(text)
    choice = chosen_format(question, here.store.form(text))
    lasts = lasting(text)
    if choice.format == HTML:
        response = result_page(here, question, typed(text), connection())
        if not lasts:
            response.headers["Cache-Control"] = "no-cache"
        return labelled(response, here, question)
    tag = etag(here, question, text, choice)
    held = known_tag(tag)
    unchanged = lasts and (held or here.unchanged_since_asked(request))
    if request.method in ("GET", "HEAD") and unchanged:
        response = Response(status=304)
    else:
        answer = here.store.answer(
            text,
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
            media_type=choice.format.media_type,
            client=request.remote_addr or "",
            watch=connection(),
        )
        response = Response(iter(answer), content_type=choice.content_type)
        response.call_on_close(answer.close)
        response.content_length = answer.length
        # A result that reaches a limit is an error: what is answered with 200 is all of it.
        response.headers["MigraLex-Result"] = f"complete; rows={answer.rows}"
    if lasts:
        response.set_etag(held or tag)
        response.last_modified = here.published
    cached = lasts and request.method != "POST"
    response.headers["Cache-Control"] = CACHE if cached else "no-cache"
    if here.licence:
        add_links(response, [Link(here.licence, "license")])
    return labelled(response, here, question)


def labelled(response: Response, here: Site, question: Asked) -> Response:
    """The response with the release and the dataset that it was answered from."""
    response.headers["MigraLex-Release"] = here.release.digest
    response.headers["MigraLex-Dataset"] = dataset_of(here, question)
    return response


def connection() -> int | None:
    """The descriptor of the client's connection, where the server that runs us tells it."""
    socket = request.environ.get("gunicorn.socket")
    return int(socket.fileno()) if socket is not None else None


def chosen_format(question: Asked, kind: Form | None) -> Choice:
    """By a format parameter that names one, else by Accept. Raises ProblemError (406)."""
    if kind is None:
        # No query, which is what has to be said, whatever the client would accept.
        return choose(request.headers.get("Accept"), (JSON, HTML)) or Choice(JSON, JSON.media_type)
    offered = formats_for(kind)
    for name in question.formats:
        named = by_name(name, (*offered, HTML))
        if named is not None:
            return Choice(named, named.media_type)
    choice = choose(request.headers.get("Accept"), (*offered, HTML))
    if choice is None:
        raise not_acceptable((*offered, HTML), {})
    return choice


def formats_for(kind: Form) -> tuple[Format, ...]:
    """What a result of a query of this form can be written in."""
    if kind is Form.ASK:
        return ASK_FORMATS
    return GRAPH_FORMATS if kind in (Form.CONSTRUCT, Form.DESCRIBE) else SELECT_FORMATS


def etag(here: Site, question: Asked, text: str, choice: Choice) -> str:
    """Changes with the release, the query, the dataset and the media type only."""
    parts = (
        here.release.digest,
        text,
        *(f"d{one}" for one in question.default_graphs),
        *(f"n{one}" for one in question.named_graphs),
        choice.media_type,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def dataset_of(here: Site, question: Asked) -> str:
    """The graphs that the request names, or that the default dataset is used."""
    if not question.default_graphs and not question.named_graphs:
        return f"default; {here.dataset.value}"
    graphs = (
        *(f"default={one}" for one in question.default_graphs),
        *(f"named={one}" for one in question.named_graphs),
    )
    return " ".join(ascii_url(one) for one in graphs)[:1000]
