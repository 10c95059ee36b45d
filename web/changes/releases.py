"""The releases: which was in force when, what each changed, and its files while it is kept.

A release answers at its own IRI, as a page and as data: a version of the dataset with its files.
"""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, render_template

from graph.iris import XSD
from graph.publications import Publication
from graph.release import Release
from graph.terms import Literal, NamedNode, Triple
from web.changes.feed import ATOM, PATH, entry, history_of
from web.changes.memento import gone, published
from web.changes.timegate import archive
from web.describing import dumps
from web.describing.dataset import distribution
from web.describing.dumps import File, files_of, send
from web.http.documents import Document, respond, split_suffix
from web.http.negotiate import ENTITY_FORMATS, HTML, Choice
from web.http.origin import RELEASE
from web.http.paging import slice_of
from web.http.responses import Link, represent
from web.pages.kinds import kind_name
from web.site import Site, site

blueprint = Blueprint("releases", __name__)
PER_PAGE: Final = 20
FORMATS: Final = (HTML, *ENTITY_FORMATS)


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
    digest, fixed = split_suffix(digest, ENTITY_FORMATS)
    publication = published(digest)
    known = history_of(here)
    number = known.number(digest)
    document = Document(f"release/{digest}", here.iris.release(digest).value, FORMATS)
    files = files_of(found) if (found := archive().kept(digest)) else []

    def page() -> str:
        return render_template(
            "release.html",
            one=entry(here, number),
            files=files,
            first=publication,
            current=digest == here.release.digest,
            kind_name=kind_name,
            sums=dumps.SUMS,
            links=document.links(here, HTML),
        )

    collection = [Link(here.absolute("releases"), "collection")]
    changed = known.publications[number]
    response = respond(
        here,
        document,
        fixed,
        lambda: described(here, publication, files),
        page,
        collection,
        changed=changed,
    )
    response.last_modified = changed.time
    return response


def described(here: Site, publication: Publication, files: Sequence[File]) -> list[Triple]:
    """A release as a version of the dataset, first put in force with a publication."""
    digest, all_ = publication.digest, archive().releases
    iri, path = here.iris.release(digest), f"release/{digest}"
    before = all_[max(0, all_.index(publication) - 1)]
    found = here.store.triples(
        "dataset/release",
        release=iri,
        dataset=here.dataset,
        label=Literal(f"{here.settings.name} {digest[:12]}"),
        digest=Literal(digest),
        issued=Literal(publication.time.isoformat(), datatype=XSD.dateTime),
        page=NamedNode(here.absolute(path)),
        prior=here.iris.release(before.digest),
    )
    for one in files:
        found += distribution(here, iri, one, path, path, f"{path}/dumps/")
    return list(dict.fromkeys(found))


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
