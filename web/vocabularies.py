"""The ontology and the vocabularies: documentation for people, RDF for programs."""

from flask import Blueprint, Response, render_template, request

from graph.iris import MLX, MLXV
from graph.profiles import own_iri
from graph.terms import Triple
from graph.versions import ONTOLOGY
from web.classlinks import graph_of
from web.describe import Wanted, describe
from web.documents import Document, context_text, respond, split_suffix
from web.drawing import drawn
from web.entity import Window, page_of, read
from web.names import Name, collated
from web.negotiate import ENTITY_FORMATS, HTML, JSONLD, Choice
from web.paging import page_number
from web.problems import not_found
from web.responses import Link, represent
from web.site import Site, site
from web.structured import structured
from web.tables import Table, export, wanted
from web.versions import history
from web.view import Value

blueprint = Blueprint("vocabularies", __name__)
FORMATS = (HTML, *ENTITY_FORMATS)


@blueprint.get("/ontology")
def ontology() -> Response:
    """The ontology: every class and property with definition and source."""
    return _ontology("ontology")


@blueprint.get("/ontology.<suffix>")
def ontology_in(suffix: str) -> Response:
    """The ontology in one format."""
    return _ontology(f"ontology.{suffix}")


@blueprint.get("/ontology/profile/<name>")
def profile(name: str) -> Response:
    """What a profile of ours holds."""
    here = site()
    entries = [(one, ()) for one in here.profiles if one.iri == own_iri(name)]
    if not entries:
        raise not_found(f"There is no profile “{name}”.")
    links = [Link(here.absolute(f"ontology/profile/{name}"), "canonical")]
    body = render_template("profiles.html", about="", entries=entries, links=links)
    return represent(body, Choice(HTML, HTML.media_type), links=links)


def _ontology(name: str) -> Response:
    here = site()
    path, fixed = split_suffix(name, ENTITY_FORMATS)
    if path != "ontology":
        raise not_found("The ontology is not offered in that format.")
    document = Document(path, MLX.iri.rstrip("#"), FORMATS)

    def page() -> str:
        found = here.documentation
        graph = graph_of(found.links, lambda iri: here.name(iri).text, here.href)
        drawings = drawn(here.shelf, (graph,))
        return render_template(
            "ontology.html",
            documentation=found,
            drawing=drawings[0] if drawings else None,
            schemes=schemes(here),
            history=history(ONTOLOGY),
            links=document.links(here, HTML),
        )

    return respond(
        here, document, fixed, lambda: list(here.store.triples("page/data-ontology")), page
    )


@blueprint.get("/ontology/context.jsonld")
def context_document() -> Response:
    """The JSON-LD context, for every document of ours and for others' use."""
    return represent(context_text(), Choice(JSONLD, JSONLD.media_type))


@blueprint.get("/vocabulary/<name>")
def concept(name: str) -> Response:
    """A concept scheme with its concepts, or one concept."""
    here = site()
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    if MLXV.iri + slug not in here.terms:
        raise not_found(f"There is no concept and no scheme “{slug}”.")
    iri = MLXV[slug]
    document = Document(f"vocabulary/{slug}", iri.value, FORMATS)

    def page() -> str:
        entity = read(here, iri, Window(request.args.get("links", ""), page_number()))
        if entity is None:
            raise not_found(f"There is no concept and no scheme “{slug}”.")
        return render_template(
            "concept.html",
            page=page_of(here, entity),
            kind="concept",
            members=members(here, iri.value),
            history=history(slug),
            structured=structured(here, entity),
            links=document.links(here, HTML),
        )

    def triples() -> list[Triple]:
        own = here.store.triples("page/data-scheme", entity=iri)
        asked = Wanted(iri, f"vocabulary/{slug}", here.profiles[0], page_number())
        found = describe(here, asked, own)
        return list(found.triples) if found else own

    return respond(here, document, fixed, triples, page)


@blueprint.get("/topics")
def topics() -> Response:
    """The topics, with how much there is on each; as a page, CSV or JSON."""
    here = site()
    rows = here.store.rows("page/topics")
    counted = [(here.terms[row["topic"].value], int(row["count"].value)) for row in rows]
    found = sorted(counted, key=lambda one: collated(one[0].name.text))
    format_ = wanted()
    if format_ is not None:
        columns = ("topic", "label", "definition", "count")
        cells = [[one.iri, one.name.text, one.definition.text, str(n)] for one, n in found]
        return export(Table(columns, cells), format_)
    entries = [
        (Value(one.name, href=here.href(one.iri) or ""), one.definition, count)
        for one, count in found
    ]
    links = [Link(here.absolute("topics"), "canonical")]
    body = render_template("topics.html", entries=entries)
    return represent(body, Choice(HTML, HTML.media_type), links=links)


def members(here: Site, scheme: str) -> list[tuple[Value, Name]]:
    """The concepts of a scheme by label, each with its definition."""
    found = [one for one in here.terms.values() if scheme in one.schemes]
    return [
        (Value(one.name, href=here.href(one.iri) or "", iri=one.iri), one.definition)
        for one in sorted(found, key=lambda one: collated(one.name.text))
    ]


def schemes(here: Site) -> list[Value]:
    """The concept schemes by label."""
    used = {scheme for one in here.terms.values() for scheme in one.schemes}
    values = [Value(here.name(iri), href=here.href(iri) or "", iri=iri) for iri in used]
    return sorted(values, key=lambda one: collated(one.name.text))
