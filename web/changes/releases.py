"""The releases: which was in force when, what each changed, and its files while it is kept."""

from typing import Final

from flask import Blueprint, Response, render_template

from graph.release import Release
from web.changes.feed import ATOM, PATH, entry, history_of
from web.changes.memento import gone, published
from web.changes.timegate import archive
from web.describing import dumps
from web.describing.dumps import files_of, send
from web.http.negotiate import HTML, Choice
from web.http.origin import RELEASE
from web.http.paging import slice_of
from web.http.responses import Link, represent
from web.pages.kinds import kind_name
from web.site import site

blueprint = Blueprint("releases", __name__)
PER_PAGE: Final = 20


@blueprint.get("/releases")
def releases() -> Response:
    """All publications, the last one first."""
    here = site()
    known = history_of(here)
    shown = slice_of(list(reversed(range(len(known.publications)))), PER_PAGE)
    body = render_template(
        "releases.html",
        entries=[entry(here, number) for number in shown.items],
        shown=shown,
        kind_name=kind_name,
    )
    links = [
        Link(here.absolute("releases"), "canonical"),
        Link(here.absolute(PATH), "alternate", ATOM.media_type),
    ]
    return represent(body, Choice(HTML, HTML.media_type), links=links)


@blueprint.get("/release/<digest>")
def release(digest: str) -> Response:
    """One release: since when it was in force, what it changed, its files."""
    here = site()
    publication = published(digest)
    number = history_of(here).number(digest)
    body = render_template(
        "release.html",
        one=entry(here, number),
        files=files_of(found) if (found := archive().kept(digest)) else (),
        first=publication,
        iri=here.iris.release(digest).value,
        current=digest == here.release.digest,
        kind_name=kind_name,
        sums=dumps.SUMS,
    )
    links = [
        Link(here.absolute(f"release/{digest}"), "canonical"),
        Link(here.iris.release(digest).value, "cite-as"),
        Link(here.absolute("releases"), "collection"),
    ]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    response.last_modified = history_of(here).publications[number].time
    return response


@blueprint.get(f"/release/<digest>/dumps/{dumps.SUMS}")
def sums(digest: str) -> Response:
    """The digests of the files of a release, as `sha256sum --check` reads them."""
    return dumps.sums_of(kept(digest))


@blueprint.get("/release/<digest>/dumps/<name>")
def dump(digest: str, name: str) -> Response:
    """A file of a release, whole or a range of it."""
    found = kept(digest)
    response = send(site(), found, name)
    response.headers[RELEASE] = found.digest
    return response


def kept(digest: str) -> Release:
    """A release. Raises ProblemError: 404 for one that never was, 410 for one that is gone."""
    publication = published(digest)
    found = archive().kept(digest)
    if found is None:
        raise gone(publication)
    return found
