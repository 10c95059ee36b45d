"""The data about an entity: in every format, in every profile, in pages.

Source: RFC 9110 section 12; W3C Content Negotiation by Profile; FAIR Signposting.
"""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, render_template, request

from graph.iris import RDF
from graph.profiles import Profile
from graph.publications import Publication
from graph.terms import NamedNode, Triple
from web import profiled
from web.describe import Description, Wanted, describe
from web.documents import CONTEXT_PATH, Document, context, negotiated, respond, split_suffix
from web.entities import entity_iri, in_use, missing
from web.negotiate import ENTITY_FORMATS, HTML, Choice, Format
from web.origin import state_rows
from web.paging import page_number
from web.rdf import write
from web.responses import Link, represent, vary
from web.site import Site, site

blueprint = Blueprint("data", __name__)


@dataclass(frozen=True)
class Written:
    """A representation as it is sent, and what its head says of it."""

    body: bytes
    triples: int
    types: tuple[str, ...]
    pages: int
    changed: Publication | None

    @property
    def size(self) -> int:
        """The bytes of the body."""
        return len(self.body)


@blueprint.after_request
def by_profile(response: Response) -> Response:
    """All answers here depend on the profile that is asked for, errors too."""
    vary(response, profiled.HEADER)
    return response


@blueprint.get("/data/<kind>/<name>")
def data(kind: str, name: str) -> Response:
    """The data about the entity, in the format of the suffix or as the client accepts it."""
    here = site()
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    iri = entity_iri(here, kind, slug)
    in_use(here, iri)
    return data_about(here, iri, fixed)


def data_about(here: Site, iri: NamedNode, fixed: Format | None) -> Response:
    """The data about an entity in a release, in a format or as the client accepts it."""
    kind, slug = here.iris.parse(iri) or ("", "")
    path, page_path = f"{here.prefix}data/{kind}/{slug}", f"{here.prefix}page/{kind}/{slug}"
    if profiled.lists_all():
        offered = deliverable(here, iri, path)
        if not offered:
            raise missing(here, kind, slug)
        return alternatives(here, iri, path, offered, fixed is not None)
    document = Document(path, iri.value, ENTITY_FORMATS, page_path)
    choice = Choice(fixed, fixed.media_type) if fixed else profiled.media_type()
    choice = choice or negotiated(document)
    number = page_number()
    for profile in profiled.wanted(here):
        wanted = Wanted(iri, path, profile, number)
        key = (path, profile.name, number, choice.format.name)
        try:
            written = here.shelf.get(key, partial(_write, here, wanted, choice))
        except LookupError:
            continue
        return _answer(here, wanted, page_path, choice, written, fixed=fixed is not None)
    offered = deliverable(here, iri, path)
    if not offered:
        raise missing(here, kind, slug)
    raise profiled.unavailable(offered)


def _write(here: Site, wanted: Wanted, choice: Choice) -> Written:
    """The representation. Raises LookupError if there is nothing to represent."""
    found = describe(here, wanted)
    if found is None:
        raise LookupError(wanted.entity.value)
    triples = set(found.triples)
    body = write(triples, choice.format, context(), here.absolute(CONTEXT_PATH))
    return Written(body, len(triples), _types(wanted.entity, found), found.pages, found.changed)


def _types(entity: NamedNode, found: Description) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                one.object.value
                for one in found.triples
                if one.subject == entity
                and one.predicate == RDF.type
                and isinstance(one.object, NamedNode)
            }
        )
    )


def _answer(
    here: Site, wanted: Wanted, page_path: str, choice: Choice, written: Written, *, fixed: bool
) -> Response:
    default = here.profiles[0]
    query = profiled.query_of(wanted.profile, default, wanted.page)
    document = Document(
        wanted.path, wanted.entity.value, ENTITY_FORMATS, page_path, written.types, query
    )
    links = document.links(here, choice.format)
    links.append(Link(wanted.profile.iri, "profile"))
    alternatives_ = f"{wanted.path}?{profiled.PROFILE}={profiled.ALL}"
    links.append(Link(here.absolute(alternatives_), "alternate", HTML.media_type))
    suffix = f".{choice.format.name}" if fixed else ""
    for number, relation in ((wanted.page - 1, "prev"), (wanted.page + 1, "next")):
        if 1 <= number <= written.pages:
            at = profiled.query_of(wanted.profile, default, number)
            links.append(Link(here.absolute(f"{wanted.path}{suffix}{at}"), relation))
    location = None if fixed else document.url(here, choice.format)
    response = represent(written.body, choice, links=links, location=location)
    response.headers[profiled.ANSWER_HEADER] = f"<{wanted.profile.iri}>"
    if written.changed is not None:
        response.last_modified = written.changed.time
    state_rows(response, written.triples)
    vary(response, "Accept")
    return response


def deliverable(here: Site, iri: NamedNode, path: str) -> list[Profile]:
    """The profiles in which there is something to say of the entity."""
    return [one for one in here.profiles if describe(here, Wanted(iri, path, one)) is not None]


def alternatives(
    here: Site, iri: NamedNode, path: str, offered: list[Profile], fixed: bool
) -> Response:
    """The list of profiles with their formats, as a page or as data."""
    query = f"?{profiled.PROFILE}={profiled.ALL}"
    document = Document(path, iri.value, (HTML, *ENTITY_FORMATS), query=query)
    default = here.profiles[0]

    def triples() -> list[Triple]:
        return profiled.listed(here, iri, path, offered)

    def page() -> str:
        entries = [
            (
                one,
                [
                    (
                        here.absolute(f"{path}.{f.name}{profiled.query_of(one, default)}"),
                        f.title,
                        f.media_type,
                    )
                    for f in ENTITY_FORMATS
                ],
            )
            for one in offered
        ]
        links = document.links(here, HTML)
        return render_template("profiles.html", about=iri.value, entries=entries, links=links)

    suffix = split_suffix(request.path, ENTITY_FORMATS)[1] if fixed else None
    more = [
        Link(
            here.absolute(f"{path}{profiled.query_of(one, default)}"),
            "canonical" if one == default else "alternate",
            formats=one.iri,
        )
        for one in offered
    ]
    return respond(here, document, suffix, triples, page, more)
