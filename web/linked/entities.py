"""Entities: 303 from the thing to its page or its data; the page.

The data is in web/linked/data.py.
Source: Cool URIs for the Semantic Web, section 4.2; httpRange-14; RFC 9110 section 15.4.4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph.publications import Publication
from graph.terms import NamedNode
from web.changes.timegate import as_it_was
from web.http.documents import Document, negotiated
from web.http.negotiate import ENTITY_FORMATS, HTML, Choice, Format, prefers_html
from web.http.paging import page_number
from web.http.problems import Suggestion, not_found
from web.http.responses import Link, ascii_url, represent, see_other, vary
from web.linked import profiled
from web.linked.dated import context, page_changed, page_made
from web.linked.retired import RetiredError
from web.linked.structured import structured
from web.pages.asof import standing_of
from web.pages.coming import standing_of_event
from web.pages.coverage import coverage_of
from web.pages.entity import Entity, Window, page_of, read
from web.pages.kinds import kind_word
from web.pages.passages import PARAGRAPH, PassageText
from web.site import Site, local, site
from web.words.languages import language
from web.words.wording import gettext as _

blueprint = Blueprint("entities", __name__)
MOST_SUGGESTIONS = 5
LINKS_BYTES = 4000
# Python computes in one thread at a time: pages made side by side would all be late, so each is
# made at full speed while the others wait. Where a remote engine is waited for, nobody queues.
TURN: Final = Lock()
TEMPLATES = {"passage": "passage.html", "conflict": "conflict.html", "source": "source.html"}


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


def document_about(
    here: Site, iri: NamedNode, formats: tuple[Format, ...], types: tuple[str, ...] = ()
) -> Document:
    """The document about an entity in a release."""
    path = "/".join(here.iris.parse(iri) or ())
    return Document(
        f"{here.prefix}data/{path}", iri.value, formats, f"{here.prefix}page/{path}", types
    )


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


@dataclass(frozen=True)
class Shown:
    """A page as it is sent, the links in its head, and since when it is so, where that is known."""

    body: bytes
    links: Sequence[Link]
    made: Publication | None

    @property
    def size(self) -> int:
        """About what it takes, in bytes."""
        return len(self.body) + LINKS_BYTES


def page_about(here: Site, iri: NamedNode) -> Response:
    """The page about an entity in a release, which is kept where it has no arguments.

    Raises ProblemError (404), EngineUnavailable and EngineNonsense: a remote engine that fails is
    said to fail, so nothing is kept of what it told.
    """

    def in_turn() -> Shown:
        with TURN:
            return show(here, iri)

    key = (Shown, iri.value, language().tag, request.script_root)
    if here.store.is_remote:
        shown = show(here, iri)
    else:
        shown = in_turn() if request.args else here.shelf.get(key, in_turn)
    response = represent(shown.body, Choice(HTML, HTML.media_type), links=shown.links)
    if shown.made is not None:
        response.last_modified = shown.made.time
    return response


def show(here: Site, iri: NamedNode) -> Shown:
    """The page about an entity, made now. Raises ProblemError (404)."""
    kind, slug = here.iris.parse(iri) or ("", "")
    entity = read(here, iri, Window(request.args.get("links", ""), page_number()))
    if entity is None:
        raise missing(here, kind, slug)
    if kind == "event":
        standing = standing_of_event(entity.arranger, iri.value)
    else:
        standing = standing_of(here, iri, kind)
    rivals = entity.arranger.rivals(iri.value)
    view = page_of(here, entity)
    types = tuple(one.iri for one in view.kinds)
    document = document_about(here, iri, ENTITY_FORMATS, types)
    links = document.links(here, HTML)
    body = render_template(
        TEMPLATES.get(kind, "entity.html"),
        page=view,
        kind=kind,
        standing=standing,
        links=links,
        structured="" if here.prefix else structured(here, entity),
        text=words_of(here, entity) if kind == "passage" else None,
        rivals=rivals,
        coverage=coverage_of(here, slug) if kind == "source" else None,
        changed=page_changed(here, entity),
        **context(here, f"{kind}/{slug}"),
    )
    return Shown(body.encode(), links, page_made(here, entity))


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
    return not_found(
        _("There is no %(kind)s “%(slug)s”.", kind=kind_word(kind), slug=slug),
        tuple(found.values()),
    )


def in_use(here: Site, iri: NamedNode) -> None:
    """Raises RetiredError for an identifier that is no longer in use."""
    if iri.value in here.retired:
        raise RetiredError(here.retired[iri.value])
