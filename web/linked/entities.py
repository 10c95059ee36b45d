"""Entities: 303 from the thing to its page or its data; the page.

The data is in web/linked/data.py, the making of the page in web/linked/shown.py.
Source: Cool URIs for the Semantic Web, section 4.2; httpRange-14; RFC 9110 section 15.4.4.
"""

from flask import Blueprint, Response, request

from graph.terms import NamedNode
from web.changes.timegate import as_it_was
from web.http.documents import negotiated
from web.http.negotiate import ENTITY_FORMATS, HTML, prefers_html
from web.http.responses import Link, ascii_url, see_other, vary
from web.linked import profiled
from web.linked.known import entity_iri, in_use, missing
from web.linked.shown import document_about, page_about
from web.site import Site, local, site

blueprint = Blueprint("entities", __name__)


@blueprint.after_request
def by_profile(response: Response) -> Response:
    """Where a thing leads to depends on the profile that is asked for, errors too."""
    if request.endpoint == f"{blueprint.name}.{thing.__name__}":
        vary(response, profiled.HEADER)
    return response


@blueprint.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> Response:
    """303 to the page or the data about the entity.

    Who asks for a profile wants data, unless HTML is what it likes best by name.
    """
    here = site()
    iri = entity_iri(here, kind, slug)
    if (earlier := as_it_was(iri)) is not None:
        return earlier
    in_use(here, iri)
    if not here.store.ask("page/exists", entity=iri):
        raise missing(here, kind, slug)
    return led(here, iri)


def led(here: Site, iri: NamedNode) -> Response:
    """303 from an entity that is there to the page or the data about it."""
    as_data = profiled.asked() and not prefers_html(request.headers.get("Accept"))
    formats = (*ENTITY_FORMATS, HTML) if as_data else (HTML, *ENTITY_FORMATS)
    document = document_about(here, iri, formats)
    by_argument = profiled.by_argument()
    choice = profiled.media_type() or negotiated(document)
    shows_page = choice.format == HTML and not by_argument
    target = document.page if shows_page and document.page else document.path
    described = Link(here.absolute(target), "describedby", choice.media_type)
    response = see_other(local(target) + (kept_query() if by_argument else ""), [described])
    vary(response, "Accept", profiled.HEADER)
    return response


def kept_query() -> str:
    """The query string as it came, with its question mark."""
    query = request.query_string.decode("ascii", "replace")
    return f"?{query}" if query else ""


@blueprint.get("/page/<kind>/<slug>")
def page(kind: str, slug: str) -> Response:
    """The page about the entity."""
    here = site()
    iri = entity_iri(here, kind, slug)
    in_use(here, iri)
    return page_about(here, iri)


@blueprint.get("/page/topic/<name>")
def topic(name: str) -> Response:
    """The page of a topic is that of its concept."""
    response = Response(status=308)
    response.headers["Location"] = ascii_url(local(f"vocabulary/{name}"))
    return response


@blueprint.get("/sources/<slug>")
def source(slug: str) -> Response:
    """308 from where one looks for a source, below the list of sources, to its page."""
    here = site()
    if not here.store.ask("page/exists", entity=entity_iri(here, "source", slug)):
        raise missing(here, "source", slug)
    response = Response(status=308)
    response.headers["Location"] = ascii_url(local(f"page/source/{slug}"))
    return response
