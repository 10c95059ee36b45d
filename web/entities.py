"""Entities: 303 from the thing to its page or its data; the page; the data in every format.

Source: Cool URIs for the Semantic Web, section 4.2; httpRange-14; RFC 9110 section 15.4.4.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from graph.terms import NamedNode, Triple
from web.asof import standing_of
from web.coverage import coverage_of
from web.documents import Document, negotiated, respond, split_suffix
from web.entity import Entity, Window, page_of, read
from web.negotiate import ENTITY_FORMATS, HTML, Choice
from web.paging import page_number
from web.passages import PARAGRAPH, PassageText
from web.problems import Suggestion, not_found
from web.responses import Link, ascii_url, represent, see_other, vary
from web.site import Site, local, site

blueprint = Blueprint("entities", __name__)
MOST_SUGGESTIONS = 5
TEMPLATES = {"passage": "passage.html", "conflict": "conflict.html", "source": "source.html"}


@blueprint.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> Response:
    """303 to the page or the data about the entity."""
    here = site()
    iri = entity_iri(here, kind, slug)
    if not here.store.ask("page/exists", entity=iri):
        raise missing(here, kind, slug)
    formats = (HTML, *ENTITY_FORMATS)
    document = Document(f"data/{kind}/{slug}", iri.value, formats, f"page/{kind}/{slug}")
    choice = negotiated(document)
    target = document.page if choice.format == HTML else document.path
    described = Link(here.absolute(target or document.path), "describedby", choice.media_type)
    response = see_other(local(target or document.path), [described])
    vary(response, "Accept")
    return response


@blueprint.get("/page/<kind>/<slug>")
def page(kind: str, slug: str) -> Response:
    """The page about the entity."""
    here = site()
    iri = entity_iri(here, kind, slug)
    entity = read(here, iri, Window(request.args.get("links", ""), page_number()))
    if entity is None:
        raise missing(here, kind, slug)
    standing = standing_of(here, iri, kind)
    rivals = entity.arranger.rivals(iri.value)
    view = page_of(here, entity)
    types = tuple(one.iri for one in view.kinds)
    document = Document(
        f"data/{kind}/{slug}", iri.value, ENTITY_FORMATS, f"page/{kind}/{slug}", types
    )
    links = document.links(here, HTML)
    body = render_template(
        TEMPLATES.get(kind, "entity.html"),
        page=view,
        kind=kind,
        standing=standing,
        links=links,
        text=words_of(here, entity) if kind == "passage" else None,
        rivals=rivals,
        coverage=coverage_of(here, slug) if kind == "source" else None,
    )
    return represent(body, Choice(HTML, HTML.media_type), links=links)


def words_of(here: Site, entity: Entity) -> PassageText | None:
    """The words of a passage in their paragraph, where the operator has the source's text."""
    arranger = entity.arranger
    source = next((one.text for one in arranger.slot(entity.iri, "source")), "")
    nodes = list(entity.statements.nodes())
    start, end = (
        next((one.text for node in nodes for one in arranger.slot(node, slot)), "")
        for slot in ("start", "end")
    )
    parsed, voice = here.iris.parse(source), here.reader.voices.get(source)
    if not (start and end and parsed and voice):
        return None
    return here.texts.passage(parsed[1], voice.digest, int(start), int(end), PARAGRAPH)


@blueprint.get("/data/<kind>/<name>")
def data(kind: str, name: str) -> Response:
    """The data about the entity, in the format of the suffix or as the client accepts it."""
    here = site()
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    iri = entity_iri(here, kind, slug)
    triples = describe(here, iri, f"data/{kind}/{slug}")
    if not triples:
        raise missing(here, kind, slug)
    document = Document(f"data/{kind}/{slug}", iri.value, ENTITY_FORMATS, f"page/{kind}/{slug}")
    return respond(here, document, fixed, lambda: triples)


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


def describe(here: Site, iri: NamedNode, path: str) -> Sequence[Triple]:
    """What is said about an entity, with its evidence and labels; nothing if nothing is said."""
    statements = here.store.triples(
        "page/data-statements",
        entity=iri,
        document=NamedNode(here.absolute(path)),
        dataset=here.dataset,
    )
    if not statements:
        return ()
    evidence = here.store.triples("page/data-evidence", entity=iri)
    labels = here.store.triples("page/data-labels", entity=iri)
    return (*statements, *evidence, *labels)


def entity_iri(here: Site, kind: str, slug: str) -> NamedNode:
    """The IRI of kind and slug. Raises ProblemError (404) if they cannot be an entity's."""
    try:
        return here.iris.entity(kind, slug)
    except ValueError:
        raise missing(here, kind, slug) from None


def missing(here: Site, kind: str, slug: str) -> Exception:
    """404 with the entities whose names are like the slug's words."""
    words = slug.replace("-", " ").replace(".", " ")
    hits = here.index.search(words) or [
        hit for word in words.split() if len(word) > 2 for hit in here.index.search(word)
    ]
    found: dict[str, Suggestion] = {}
    for hit in hits:
        href = here.href(hit.iri)
        if href is not None and len(found) < MOST_SUGGESTIONS:
            found[hit.iri] = Suggestion(href, hit.name.text)
    return not_found(f"There is no {kind} “{slug}”.", tuple(found.values()))
