"""The data about an entity: in every format, in every profile, in pages."""

from flask import Blueprint, Response

from graph.profiles import Profile
from graph.terms import NamedNode
from web.http.documents import split_suffix
from web.http.negotiate import ENTITY_FORMATS, Format
from web.linked.describe import Description, Wanted, describe
from web.linked.known import entity_iri, in_use, missing
from web.linked.representations import Subject, by_profile, send
from web.site import Site, site

blueprint = Blueprint("data", __name__)
blueprint.after_request(by_profile)


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

    def described(profile: Profile, number: int) -> Description | None:
        return describe(here, Wanted(iri, path, profile, number))

    subject = Subject(iri, path, described, page_path)
    return send(here, subject, fixed, lambda: missing(here, kind, slug))
