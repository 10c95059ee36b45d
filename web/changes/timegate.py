"""From the identifier of an entity to what was said of it at an earlier time.

The identifier is its own TimeGate: with `Accept-Datetime` it leads to the copy of the entity in the
release that was in force then. That is the time of the record; the time of the law is `asOf`.
Source: RFC 7089 (Memento), sections 2.1, 2.2 and 4.1.1 (pattern 1.1: the original resource is its
own TimeGate).
"""

from collections.abc import Iterable
from datetime import UTC
from functools import lru_cache
from http import HTTPStatus
from typing import Final, cast

from flask import Flask, Response, current_app, request
from werkzeug.http import http_date, parse_date

from graph.publications import Publication
from graph.terms import NamedNode
from web.changes.archive import Archive
from web.http.documents import split_suffix
from web.http.negotiate import ENTITY_FORMATS, Format
from web.http.problems import bad_request
from web.http.responses import CACHE, Link, ascii_url, vary
from web.site import Site, local, site
from web.words.wording import gettext as _

EXTENSION: Final = "migralex.archive"
# Entities whose links are remembered.
MOST_LINKS: Final = 4096
HEADER: Final = "Accept-Datetime"
LINK_FORMAT: Final = Format("link", "TimeMap", ("application/link-format",))
# Views of an entity that is in force or was: of which original they are.
VIEWS: Final = {"entities.thing": "slug", "entities.page": "slug", "data.data": "name"}


def archive() -> Archive:
    """The releases of the running application."""
    return cast(Archive, current_app.extensions[EXTENSION])


def as_it_was(iri: NamedNode) -> Response | None:
    """302 to an entity as it was at the time that the client asks for, None if it asks for none.

    Also None if no release that is kept has the entity. Raises ProblemError (400) for what is no
    time.
    """
    text = request.headers.get(HEADER)
    if text is None:
        return None
    time = parse_date(text)
    if time is None:
        raise bad_request(
            _(
                "“%(text)s” is no time. Write it as in “Thu, 31 May 2007 20:35:00 GMT”.",
                text=text[:60],
            ),
            parameter=HEADER,
        )
    here, releases = site(), archive()
    found = releases.in_force(time.astimezone(UTC), iri.value)
    if found is None:
        return None
    target = local(memento_path(here, found, iri))
    response = Response(f"See {target}\n", 302, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = ascii_url(target)
    response.headers["Cache-Control"] = CACHE
    response.headers["Link"] = joined(neighbours(here, releases.having(iri.value), found, iri))
    return response


def entity_path(here: Site, iri: NamedNode) -> str:
    """Kind and slug of an entity, as in its paths."""
    return "/".join(here.iris.parse(iri) or ())


def memento_path(here: Site, publication: Publication, iri: NamedNode) -> str:
    """The path of an entity in a release."""
    return f"release/{publication.digest}/id/{entity_path(here, iri)}"


def original(here: Site, iri: NamedNode) -> list[Link]:
    """The links from anything about an entity to its identifier and its TimeMap."""
    path = entity_path(here, iri)
    return [
        Link(here.absolute(f"id/{path}"), "original timegate"),
        Link(here.absolute(f"timemap/{path}"), "timemap", LINK_FORMAT.media_type),
    ]


def neighbours(
    here: Site, having: list[Publication], shown: Publication, iri: NamedNode
) -> list[Link]:
    """The links to the first and the last copy, and to those beside the one that is shown."""
    if not having:
        return []
    number = next((n for n, one in enumerate(having) if one.digest == shown.digest), 0)
    words: dict[int, list[str]] = {}
    for at, word in ((0, "first"), (number - 1, "prev"), (number + 1, "next")):
        if 0 <= at < len(having):
            words.setdefault(at, []).append(word)
    words.setdefault(len(having) - 1, []).append("last")
    words.setdefault(number, [])
    return [memento_link(here, having[at], iri, *words[at]) for at in sorted(words)]


def memento_link(here: Site, publication: Publication, iri: NamedNode, *words: str) -> Link:
    """The link to an entity in a release, which may be called `first` and `last`."""
    url = here.absolute(memento_path(here, publication, iri))
    relation = " ".join((*words, "memento"))
    return Link(url, relation, datetime=http_date(publication.time))


def joined(links: Iterable[Link]) -> str:
    """The links as a header has them."""
    return ", ".join(map(str, links))


def add(response: Response, links: str) -> None:
    """Add links, as a header has them, to those that an answer has."""
    known = response.headers.get("Link", "")
    response.headers["Link"] = ", ".join(filter(None, (known, links)))


def asked_about(here: Site) -> NamedNode | None:
    """The entity that this request is about, None for other requests."""
    argument = VIEWS.get(request.endpoint or "")
    if argument is None or request.view_args is None:
        return None
    slug, _suffix = split_suffix(request.view_args[argument], ENTITY_FORMATS)
    try:
        return here.iris.entity(request.view_args["kind"], slug)
    except ValueError:
        return None


def install(app: Flask, here: Site) -> None:
    """Have everything about an entity lead to its earlier states."""
    app.extensions[EXTENSION] = Archive(here)

    @lru_cache(maxsize=MOST_LINKS)
    def links(iri: str) -> str:
        return joined(original(here, NamedNode(iri)))

    @app.after_request
    def lead(response: Response) -> Response:
        if here.history is None:
            return response
        iri = asked_about(here)
        if iri is None:
            return response
        if request.endpoint == "entities.thing":
            vary(response, HEADER)
        if response.status_code != HTTPStatus.NOT_FOUND or iri.value in here.history.changes.went:
            add(response, links(iri.value))
        return response
