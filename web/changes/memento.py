"""Every entity and claim as each release that is kept has it, and the list of these copies.

What is frozen is what was said; the page is today's. A copy is not for search engines, whose
readers want what is said now.
Source: RFC 7089 (Memento), sections 2.1.1, 2.2 and 5 (TimeMap); RFC 6690 (link format).
"""

import json
from typing import Any, Final

from flask import Blueprint, Response
from werkzeug.http import http_date

from graph.publications import Publication
from graph.terms import NamedNode
from web.changes.frozen import FrozenSite
from web.changes.timegate import (
    LINK_FORMAT,
    add,
    archive,
    entity_path,
    joined,
    memento_link,
    memento_path,
    neighbours,
    original,
)
from web.http.documents import split_suffix
from web.http.negotiate import ENTITY_FORMATS, PLAIN_JSON, Choice, Format
from web.http.origin import RELEASE
from web.http.problems import Problem, ProblemError, Suggestion, not_found
from web.http.responses import Link, represent, vary
from web.linked.claims import claim_in
from web.linked.data import data_about
from web.linked.entities import led
from web.linked.known import entity_iri
from web.linked.profiled import HEADER as PROFILES
from web.linked.shown import page_about
from web.site import Site, local, site
from web.words.dates import long_day
from web.words.wording import gettext as _

blueprint = Blueprint("memento", __name__)
GONE: Final = 410
TIME: Final = "Memento-Datetime"


@blueprint.get("/release/<digest>/id/<kind>/<slug>")
def thing(digest: str, kind: str, slug: str) -> Response:
    """303 to the page or the data about an entity as a release has it."""
    then = frozen_site(digest)
    iri = entity_then(then, kind, slug)
    return marked(then, iri, led(then, iri))


@blueprint.get("/release/<digest>/page/<kind>/<slug>")
def page(digest: str, kind: str, slug: str) -> Response:
    """The page about an entity as a release has it."""
    then = frozen_site(digest)
    iri = entity_then(then, kind, slug)
    return marked(then, iri, page_about(then, iri))


@blueprint.get("/release/<digest>/data/<kind>/<name>")
def data(digest: str, kind: str, name: str) -> Response:
    """The data about an entity as a release has them."""
    then = frozen_site(digest)
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    iri = entity_then(then, kind, slug)
    response = data_about(then, iri, fixed)
    vary(response, PROFILES)
    return marked(then, iri, response)


@blueprint.get("/release/<digest>/claim/<source>/<name>")
def claim(digest: str, source: str, name: str) -> Response:
    """A claim as a release has it."""
    then = frozen_site(digest)
    return marked(then, None, claim_in(then, source, name))


def frozen_site(digest: str) -> FrozenSite:
    """A release as it was. Raises ProblemError: 404 for one that never was, 410 for one gone."""
    publication = published(digest)
    then = archive().frozen(publication)
    if then is None:
        raise gone(publication)
    return then


def published(digest: str) -> Publication:
    """When a release was first put in force. Raises ProblemError (404)."""
    publication = archive().publication(digest)
    if publication is None:
        found = (Suggestion(local("releases"), _("All releases")),)
        raise not_found(_("There is no release “%(digest)s”.", digest=digest[:80]), found)
    return publication


def gone(publication: Publication) -> ProblemError:
    """410 for a release that is no longer kept."""
    detail = _(
        "The release of %(day)s was removed from this server. What it changed is still told.",
        day=day_of(publication),
    )
    path = f"release/{publication.digest}"
    suggestions = (Suggestion(local(path), _("The release")),)
    return ProblemError(Problem(GONE, detail, suggestions=suggestions))


def day_of(publication: Publication) -> str:
    """The day of a publication in words."""
    return long_day(publication.time.date().isoformat())


def entity_then(then: FrozenSite, kind: str, slug: str) -> NamedNode:
    """The IRI of an entity that a release has. Raises ProblemError (404) with the reason."""
    iri, day = entity_iri(site(), kind, slug), day_of(then.publication)
    retired = then.retired.get(iri.value)
    if retired is None and then.store.ask("page/exists", entity=iri):
        return iri
    name = f"{kind}/{slug}"
    if retired is not None:
        detail = _(
            "In the release of %(day)s, “%(name)s” was no longer in use since %(since)s: %(why)s",
            day=day,
            name=name,
            since=retired.day,
            why=retired.reason,
        )
    else:
        detail = _("The release of %(day)s has no “%(name)s”.", day=day, name=name)
    suggestions = (Suggestion(local(f"history/{name}"), _("What became of it")),)
    raise not_found(detail, suggestions)


def marked(then: FrozenSite, iri: NamedNode | None, response: Response) -> Response:
    """The answer, saying of which time it is, and where the other times are."""
    time = then.publication.time
    response.headers[TIME] = http_date(time)
    response.headers[RELEASE] = then.release.digest
    response.headers["X-Robots-Tag"] = "noindex"
    response.last_modified = time
    if iri is not None:
        here, having = site(), archive().having(iri.value)
        beside = neighbours(here, having, then.publication, iri)
        add(response, joined((*original(here, iri), *beside)))
    return response


@blueprint.get("/timemap/<kind>/<name>")
def timemap(kind: str, name: str) -> Response:
    """The copies of an entity, one for each release that is kept and has it."""
    here = site()
    slug, fixed = split_suffix(name, (PLAIN_JSON,))
    iri = entity_iri(here, kind, slug)
    having = archive().having(iri.value)
    if not having:
        record = entity_path(here, iri)
        raise not_found(_("No release that is kept has “%(name)s”.", name=record))
    return _as_json(here, iri, having) if fixed else _as_links(here, iri, having)


def _as_links(here: Site, iri: NamedNode, having: list[Publication]) -> Response:
    own = here.absolute(f"timemap/{entity_path(here, iri)}")
    start, end = http_date(having[0].time), http_date(having[-1].time)
    rows = [str(one) for one in original(here, iri) if one.rel != "timemap"]
    rows.append(
        f'<{own}>; rel="self"; type="{LINK_FORMAT.media_type}"; from="{start}"; until="{end}"'
    )
    retired = here.retired.get(iri.value)
    if retired is not None and retired.replacement:
        rows.append(str(Link(retired.replacement, "successor-version")))
    for number, one in enumerate(having):
        words = ["first"] * (number == 0) + ["last"] * (number == len(having) - 1)
        rows.append(str(memento_link(here, one, iri, *words)))
    return _mapped(here, iri, ",\n".join(rows) + "\n", LINK_FORMAT, having)


def _as_json(here: Site, iri: NamedNode, having: list[Publication]) -> Response:
    path = f"timemap/{entity_path(here, iri)}"
    mementos = [
        {
            "datetime": one.time.isoformat(),
            "uri": here.absolute(memento_path(here, one, iri)),
            "release": here.iris.release(one.digest).value,
        }
        for one in having
    ]
    uri = here.absolute(f"id/{entity_path(here, iri)}")
    document: dict[str, Any] = {
        "original_uri": uri,
        "timegate_uri": uri,
        "timemap_uri": {
            "link_format": here.absolute(path),
            "json_format": here.absolute(f"{path}.json"),
        },
        "mementos": {"first": mementos[0], "last": mementos[-1], "list": mementos},
    }
    retired = here.retired.get(iri.value)
    if retired is not None:
        document["retired"] = {"day": retired.day, "reason": retired.reason}
        if retired.replacement:
            document["retired"]["replacement"] = retired.replacement
    body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return _mapped(here, iri, body, PLAIN_JSON, having)


def _mapped(
    here: Site, iri: NamedNode, body: str, format_: Format, having: list[Publication]
) -> Response:
    path = f"timemap/{entity_path(here, iri)}"
    other = (
        Link(here.absolute(f"{path}.json"), "alternate", PLAIN_JSON.media_type)
        if format_ == LINK_FORMAT
        else Link(here.absolute(path), "alternate", LINK_FORMAT.media_type)
    )
    response = represent(body, Choice(format_, format_.media_type), links=[other])
    response.last_modified = having[-1].time
    return response
