"""Documents in several formats: chosen by suffix or by Accept, with links between them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Response, request

from graph.publications import Publication
from graph.terms import NamedNode, Triple
from web.http.negotiate import ENTITY_FORMATS, HTML, Choice, Format, choose
from web.http.origin import state_rows
from web.http.problems import not_acceptable, not_found
from web.http.responses import Link, represent, vary
from web.linked.itself import itself
from web.linked.jsonld import Terms
from web.linked.rdf import write
from web.site import Site, local
from web.words.wording import gettext as _

CONTEXT_PATH = "ontology/context.jsonld"


@cache
def context_text() -> str:
    """The JSON-LD context as it is published."""
    return files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")


@cache
def context() -> Terms:
    """The terms of the JSON-LD context."""
    return Terms(json.loads(context_text())["@context"])


@dataclass(frozen=True)
class Document:
    """A document about something: its path without a suffix, and what it is about.

    `page` is the path of its HTML, None where HTML is one of the formats of the same path.
    """

    path: str
    about: str
    formats: tuple[Format, ...]
    page: str | None = None
    types: tuple[str, ...] = ()
    query: str = ""
    """The query string of this part and profile of the document, with its question mark."""

    def url(self, site: Site, one: Format) -> str:
        """The public URL of one format."""
        if one == HTML and self.page is not None:
            return site.absolute(self.page)
        path = self.path if one == HTML else f"{self.path}.{one.name}"
        return site.absolute(path + self.query)

    def links(self, site: Site, shown: Format) -> list[Link]:
        """Links from the representation in one format: the other formats, and what it is about."""
        offered = (HTML, *(one for one in self.formats if one != HTML))
        links = [
            Link(self.url(site, one), "alternate", one.media_type)
            for one in offered
            if one != shown
        ]
        generic = self.page if shown == HTML and self.page is not None else self.path
        generic = generic.removeprefix(site.prefix)
        query = "" if shown == HTML else self.query
        links.append(Link(site.absolute(generic + query), "canonical"))
        links.append(Link(self.about, "describes"))
        links.append(Link(self.about, "cite-as"))
        links.extend(Link(one, "type") for one in self.types)
        if site.licence:
            links.append(Link(site.licence, "license"))
        return links


def split_suffix(path: str, formats: Sequence[Format]) -> tuple[str, Format | None]:
    """The path without the suffix of a format, and that format; None if it has no such suffix."""
    stem, dot, suffix = path.rpartition(".")
    for one in formats:
        if dot and suffix == one.name:
            return stem, one
    return path, None


def format_of(suffix: str) -> Format | None:
    """The format with this file ending, None without one. Raises ProblemError (404) for another."""
    found = next((one for one in ENTITY_FORMATS if one.name == suffix), None)
    if suffix and found is None:
        raise not_found(_("This is not offered in the format “%(suffix)s”.", suffix=suffix))
    return found


def negotiated(document: Document) -> Choice:
    """The format that the client accepts. Raises ProblemError (406) with the list of formats."""
    choice = choose(request.headers.get("Accept"), document.formats)
    if choice is None:
        links = {
            one.name: local(f"{document.path}.{one.name}{document.query}")
            for one in document.formats
        }
        links[HTML.name] = local(document.page or document.path)
        raise not_acceptable(document.formats, links)
    return choice


def respond(
    site: Site,
    document: Document,
    fixed: Format | None,
    triples: Callable[[], Sequence[Triple]],
    html: Callable[[], str] | None = None,
    more: Sequence[Link] = (),
    *,
    changed: Publication | None = None,
    as_kept: bool = False,
) -> Response:
    """The document in the format of the suffix, else in the one that the client accepts.

    `more` are links beside those that every document has, `changed` is the publication since which
    what it describes is as it is. `as_kept`: it is sent as it was kept, and says nothing of itself.
    """
    choice = Choice(fixed, fixed.media_type) if fixed else negotiated(document)
    found: Sequence[Triple] = ()
    if choice.format == HTML and html is not None:
        body: str | bytes = html()
    else:
        found = [*triples()]
        if not as_kept:
            found += itself(site, document.path, NamedNode(document.about), changed)
        body = write(found, choice.format, context(), site.absolute(CONTEXT_PATH))
    location = None if fixed or choice.format == HTML else document.url(site, choice.format)
    links = [*document.links(site, choice.format), *more]
    response = represent(body, choice, links=links, location=location)
    if found:
        state_rows(response, len(set(found)))
        if changed is not None:
            response.last_modified = changed.time
    if not fixed:
        vary(response, "Accept")
    return response
