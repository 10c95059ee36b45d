"""The page about an entity, which is made once and kept.

What differs between two requests for it, the answer for a day and the links that keep the day, is
left open in what is kept, and filled in for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from flask import Response, render_template, request
from markupsafe import Markup, escape

from graph.publications import Publication
from graph.terms import NamedNode
from web.http.documents import Document
from web.http.negotiate import ENTITY_FORMATS, HTML, Choice, Format
from web.http.paging import page_number
from web.http.responses import Link, represent
from web.linked.dated import context, page_times
from web.linked.known import missing
from web.linked.structured import structured
from web.linked.turns import Turns
from web.pages.asof import DAY, standing_of
from web.pages.coming import Coming, coming_of, standing_of_event
from web.pages.coverage import coverage_of
from web.pages.entity import Entity, Window, page_of, read
from web.pages.passages import PARAGRAPH, PassageText
from web.site import Site
from web.words.languages import arguments, here_in, language
from web.words.spoken import alternates

LINKS_BYTES: Final = 4000
# Where a remote engine is waited for, nobody queues.
TURNS: Final = Turns()
TEMPLATES: Final = {"passage": "passage.html", "conflict": "conflict.html", "source": "source.html"}
# No text of a page holds these: what is in the graph is written with its brackets escaped.
STANDING: Final = Markup("<!--standing-->")
ARGUMENTS: Final = Markup("<!--arguments-->")


@dataclass(frozen=True)
class Shown:
    """A page with what is left open in it, the links in its head, and since when it is so, where
    that is known. `coming` is when the entity comes, if it is an event."""

    body: bytes
    links: Sequence[Link]
    made: Publication | None
    coming: Coming | None

    @property
    def size(self) -> int:
        """About what it takes, in bytes."""
        return len(self.body) + LINKS_BYTES


def page_about(here: Site, iri: NamedNode) -> Response:
    """The page about an entity in a release.

    Raises ProblemError (404), EngineUnavailable and EngineNonsense: a remote engine that fails is
    said to fail, so nothing is kept of what it told.
    """
    shown = show(here, iri) if here.store.is_remote else _kept(here, iri)
    standing = _standing(here, iri, shown.coming)
    body = shown.body
    for left_open, text in ((STANDING, standing), (ARGUMENTS, escape(arguments()))):
        body = body.replace(left_open.encode(), text.encode())
    response = represent(body, Choice(HTML, HTML.media_type), links=shown.links)
    if shown.made is not None:
        response.last_modified = shown.made.time
    return response


def _kept(here: Site, iri: NamedNode) -> Shown:
    """The page that was made before, or is made now, at full speed while others wait."""
    if request.args.keys() - {DAY}:
        with TURNS:
            return show(here, iri)
    key = (Shown, iri.value, language().tag, request.script_root)
    shown: Shown | None = here.shelf.find(key)
    if shown is None:
        with TURNS:
            # Another request may have had it made meanwhile.
            shown = here.shelf.get(key, lambda: show(here, iri))
    return shown


def _standing(here: Site, iri: NamedNode, coming: Coming | None) -> str:
    """The form that asks for a day, and the answer; nothing where a day means nothing."""
    kind, _slug = here.iris.parse(iri) or ("", "")
    standing = standing_of_event(coming) if coming else standing_of(here, iri, kind)
    if not standing.offered:
        return ""
    return render_template("_standing.html", standing=standing, kind=kind)


def document_about(
    here: Site, iri: NamedNode, formats: tuple[Format, ...], types: tuple[str, ...] = ()
) -> Document:
    """The document about an entity in a release."""
    path = "/".join(here.iris.parse(iri) or ())
    return Document(
        f"{here.prefix}data/{path}", iri.value, formats, f"{here.prefix}page/{path}", types
    )


def show(here: Site, iri: NamedNode) -> Shown:
    """The page about an entity, made now. Raises ProblemError (404)."""
    kind, slug = here.iris.parse(iri) or ("", "")
    entity = read(here, iri, Window(request.args.get("links", ""), page_number()))
    if entity is None:
        raise missing(here, kind, slug)
    rivals = entity.arranger.rivals(iri.value)
    view = page_of(here, entity)
    types = tuple(one.iri for one in view.kinds)
    document = document_about(here, iri, ENTITY_FORMATS, types)
    links = document.links(here, HTML)
    changed, made = page_times(here, entity)
    body = render_template(
        TEMPLATES.get(kind, "entity.html"),
        page=view,
        kind=kind,
        standing=STANDING,
        here_in=partial(here_in, query=ARGUMENTS),
        alternates=partial(alternates, ARGUMENTS),
        links=links,
        structured="" if here.prefix else structured(here, entity),
        text=words_of(here, entity) if kind == "passage" else None,
        rivals=rivals,
        coverage=coverage_of(here, slug) if kind == "source" else None,
        changed=changed,
        **context(here, f"{kind}/{slug}"),
    )
    coming = coming_of(entity.arranger, iri.value) if kind == "event" else None
    return Shown(body.encode(), links, made, coming)


def words_of(here: Site, entity: Entity) -> PassageText | None:
    """The words of a passage in their paragraph, where the operator has the source's text."""
    arranger = entity.arranger
    source = next((one.text for one in arranger.slot(entity.iri, "source")), "")
    nodes = list(entity.statements.nodes())
    start, end = (
        next((one.text for node in nodes for one in arranger.slot(node, slot)), "")
        for slot in ("start", "end")
    )
    if not (start and end):
        return None
    return here.reader.words(source, int(start), int(end), PARAGRAPH)
