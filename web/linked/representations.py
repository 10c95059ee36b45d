"""Descriptions as they are sent: in every format, in every profile, in pages.

Source: RFC 9110 section 12; W3C Content Negotiation by Profile; FAIR Signposting.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TypeAlias

from flask import Response, render_template, request

from graph.changes import Changes
from graph.iris import RDF
from graph.profiles import Profile, shaped
from graph.publications import Publication
from graph.terms import NamedNode, Triple
from web.http.documents import CONTEXT_PATH, Document, context, negotiated, respond, split_suffix
from web.http.negotiate import ENTITY_FORMATS, HTML, Choice, Format, prefers_html
from web.http.origin import state_rows
from web.http.paging import page_number
from web.http.responses import Link, represent, vary
from web.linked import profiled
from web.linked.describe import Description, no_page
from web.linked.itself import itself, last_change
from web.linked.rdf import write
from web.site import Site

Describing: TypeAlias = Callable[[Profile, int], Description | None]
"""A page, counted from 1, of a description in a profile; None if there is nothing to say."""


@dataclass(frozen=True)
class Subject:
    """What is described at a path, and how.

    `page` is the path of its HTML; where that is None, `html` writes it, at the same path.
    """

    iri: NamedNode
    path: str
    describe: Describing
    page: str | None = None
    html: Callable[[], str] | None = None

    def document(self, types: tuple[str, ...] = (), query: str = "") -> Document:
        """The document about it."""
        formats = ENTITY_FORMATS if self.html is None else (HTML, *ENTITY_FORMATS)
        # A page is of no profile, and all of it is on one.
        page = self.path if query and self.html is not None else self.page
        return Document(self.path, self.iri.value, formats, page, types, query)


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


def by_profile(response: Response) -> Response:
    """Says of all answers of a blueprint, errors too, that they depend on the profile asked for."""
    vary(response, profiled.HEADER)
    return response


def of_triples(
    here: Site,
    iri: NamedNode,
    path: str,
    triples: Callable[[], Sequence[Triple]],
    changed: Callable[[Changes, Sequence[Triple]], int],
) -> Describing:
    """Describes by triples that are all of one page; `changed` are the publications that changed
    what these describe."""
    once = cache(triples)

    def describe(profile: Profile, number: int) -> Description | None:
        found = shaped(here.store.library, profile, iri, once()) if number == 1 else []
        if not found:
            return None
        since = last_change(here, lambda known: changed(known, once()))
        about = itself(here, path, iri, since, profile.iri)
        return Description([*found, *about], changed=since)

    return describe


def send(
    here: Site, subject: Subject, fixed: Format | None, missing: Callable[[], Exception]
) -> Response:
    """The description in the format and the profile that the client asks for.

    Raises what `missing` makes if there is nothing to say of the subject, ProblemError (406) if
    there is nothing in the profiles or formats that the client accepts.
    """
    return by_profile(_sent(here, subject, fixed, missing))


def _sent(
    here: Site, subject: Subject, fixed: Format | None, missing: Callable[[], Exception]
) -> Response:
    if profiled.lists_all():
        offered = deliverable(here, subject)
        if not offered:
            raise missing()
        return alternatives(here, subject, offered, fixed is not None)
    choice = Choice(fixed, fixed.media_type) if fixed else _choice(subject)
    if choice.format == HTML and subject.html is not None:
        return _page(here, subject, choice, subject.html())
    number = page_number()
    for profile in profiled.wanted(here):
        key = (subject.path, profile.name, number, choice.format.name)
        try:
            written = here.shelf.get(key, partial(_write, here, subject, profile, number, choice))
        except LookupError:
            continue
        return _answer(here, subject, profile, number, choice, written, fixed=fixed is not None)
    offered = deliverable(here, subject)
    if not offered:
        raise missing()
    if number > 1:
        raise no_page(number, 1)
    raise profiled.unavailable(offered)


def _choice(subject: Subject) -> Choice:
    """The format that the client accepts. Who asks for a profile wants data, unless HTML is what
    it likes best by name."""
    document = subject.document()
    as_data = profiled.by_argument() or (
        profiled.asked() and not prefers_html(request.headers.get("Accept"))
    )
    if as_data:
        document = replace(document, formats=ENTITY_FORMATS)
    return profiled.media_type() or negotiated(document)


def _page(here: Site, subject: Subject, choice: Choice, body: str) -> Response:
    links = [*subject.document().links(here, HTML), _other_profiles(here, subject)]
    response = represent(body, choice, links=links)
    vary(response, "Accept")
    return response


def _write(here: Site, subject: Subject, profile: Profile, number: int, choice: Choice) -> Written:
    """The representation. Raises LookupError if there is nothing to represent."""
    found = subject.describe(profile, number)
    if found is None:
        raise LookupError(subject.iri.value)
    triples = set(found.triples)
    body = write(triples, choice.format, context(), here.absolute(CONTEXT_PATH))
    return Written(body, len(triples), _types(subject.iri, triples), found.pages, found.changed)


def _types(entity: NamedNode, triples: set[Triple]) -> tuple[str, ...]:
    found = {
        one.object.value
        for one in triples
        if one.subject == entity and one.predicate == RDF.type and isinstance(one.object, NamedNode)
    }
    return tuple(sorted(found))


def _answer(
    here: Site,
    subject: Subject,
    profile: Profile,
    page: int,
    choice: Choice,
    written: Written,
    *,
    fixed: bool,
) -> Response:
    default = here.profiles[0]
    document = subject.document(written.types, profiled.query_of(profile, default, page))
    links = document.links(here, choice.format)
    links += [Link(profile.iri, "profile"), _other_profiles(here, subject)]
    suffix = f".{choice.format.name}" if fixed else ""
    for number, relation in ((page - 1, "prev"), (page + 1, "next")):
        if 1 <= number <= written.pages:
            at = profiled.query_of(profile, default, number)
            links.append(Link(here.absolute(f"{subject.path}{suffix}{at}"), relation))
    location = None if fixed else document.url(here, choice.format)
    response = represent(written.body, choice, links=links, location=location)
    response.headers[profiled.ANSWER_HEADER] = f"<{profile.iri}>"
    if written.changed is not None:
        response.last_modified = written.changed.time
    state_rows(response, written.triples)
    vary(response, "Accept")
    return response


def _other_profiles(here: Site, subject: Subject) -> Link:
    path = f"{subject.path}?{profiled.PROFILE}={profiled.ALL}"
    return Link(here.absolute(path), "alternate", HTML.media_type)


def deliverable(here: Site, subject: Subject) -> list[Profile]:
    """The profiles in which there is something to say."""
    return [one for one in here.profiles if subject.describe(one, 1) is not None]


def alternatives(here: Site, subject: Subject, offered: list[Profile], fixed: bool) -> Response:
    """The list of profiles with their formats, as a page or as data."""
    path, default = subject.path, here.profiles[0]
    query = f"?{profiled.PROFILE}={profiled.ALL}"
    document = Document(path, subject.iri.value, (HTML, *ENTITY_FORMATS), query=query)

    def url(profile: Profile, suffix: str = "") -> str:
        return here.absolute(f"{path}{suffix}{profiled.query_of(profile, default)}")

    def page() -> str:
        entries = [
            (one, [(url(one, f".{f.name}"), f.title, f.media_type) for f in ENTITY_FORMATS])
            for one in offered
        ]
        links = document.links(here, HTML)
        about = subject.iri.value
        return render_template("profiles.html", about=about, entries=entries, links=links)

    suffix = split_suffix(request.path, ENTITY_FORMATS)[1] if fixed else None
    more = [
        Link(url(one), "canonical" if one == default else "alternate", formats=one.iri)
        for one in offered
    ]
    return respond(
        here,
        document,
        suffix,
        lambda: profiled.listed(here, subject.iri, path, offered),
        page,
        more,
    )
