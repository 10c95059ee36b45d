"""The first page, the search, and what crawlers and operators ask for."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, request

from graph import time
from graph.iris import GRAPHS, MLXV
from graph.terms import NamedNode
from web.changes.feed import ATOM
from web.changes.feed import PATH as FEED
from web.describing.counted import counted
from web.describing.versions import known, path_of
from web.endpoint.results import shown
from web.finding.registry import registry
from web.finding.search import MOST_CHARACTERS, Hit
from web.finding.telling import telling
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import not_found
from web.http.responses import CACHE, INTERFACE_PAGE, Link, represent, see_other, service_links
from web.http.tables import Table, export, wanted
from web.pages.asof import SENTENCES, asked_day
from web.pages.kinds import kind_name, kind_of
from web.site import Site, site
from web.words.wording import gettext as _

blueprint = Blueprint("home", __name__)
PER_PAGE = 50
MOST_ALIKE = 20
# Of one list of pages. Source: the sitemaps protocol.
MOST_ADDRESSES = 50_000
# The pages of which there is one, beside the lists.
PLACES = (
    *("", "ontology", "shapes", "topics", "questions", "dataset", "dumps/", "releases", "review"),
    *("timeline", "compare", "treaties/participation", "institutions/landscape", INTERFACE_PAGE),
)


@blueprint.get("/")
def home() -> Response:
    """What is here and how to get at it; every number is counted in the graph."""
    here = site()
    body = render_template(
        "home.html",
        counts=counted().counts,
        triples=sum(counted().sizes.values()),
        validation=validation(here),
    )
    links = [*_canonical(here, ""), *service_links(here)]
    if here.history is not None:
        links.append(Link(here.absolute(FEED), "alternate", ATOM.media_type))
    return represent(body, Choice(HTML, HTML.media_type), links=links)


def validation(here: Site) -> dict[str, Any]:
    """The counts by severity of the release's validation report; empty if there is none."""
    try:
        report = json.loads(here.release.validation.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    counts = report.get("counts", {})
    return dict(counts) if isinstance(counts, dict) else {}


@blueprint.get("/search")
def search() -> Response:
    """Entities by name, other name, number or task; 303 to what goes by exactly this number."""
    here = site()
    text = request.args.get("q", "")[:MOST_CHARACTERS].strip()
    exact = [iri for iri in here.identifiers.find(text) if here.href(iri)]
    format_ = wanted()
    day = asked_day()
    if len(exact) == 1 and format_ is None:
        return see_other(f"{here.href(exact[0])}{f'?asOf={day}' if day else ''}")
    hits = here.index.search(text) or alike(here, text)
    if format_ is not None:
        rows = [[hit.iri, hit.name.text, kind_of(here, hit.iri), hit.found_by] for hit in hits]
        return export(Table(("id", "name", "kind", "found by"), rows), format_)
    ordered = sorted(hits, key=lambda hit: kind_of(here, hit.iri))
    best = {kind: max(h.score for h in found) for kind, found in _by_kind(here, ordered)}
    ordered.sort(
        key=lambda hit: (-best[kind_of(here, hit.iri)], kind_of(here, hit.iri), -hit.score)
    )
    part = slice_of(ordered, PER_PAGE)
    answers = time.everything(here.store, day) if day and part.items else {}
    groups = [
        (
            kind_name(kind),
            [
                (shown(here, NamedNode(hit.iri)), hit.found_by, answers.get(hit.iri))
                for hit in found
            ],
        )
        for kind, found in _by_kind(here, part.items)
    ]
    body = render_template(
        "search.html",
        text=text,
        shown=part,
        groups=groups,
        day=day.isoformat() if day else "",
        sentences=SENTENCES,
        apart=telling(here, (hit.iri for hit in part.items)),
        exact=[shown(here, NamedNode(iri)) for iri in exact] if part.page == 1 else [],
    )
    response = represent(body, Choice(HTML, HTML.media_type), links=_canonical(here, "search"))
    return state_rows(response, part.total, len(part.items))


def alike(here: Site, text: str) -> list[Hit]:
    """What has a name like the text, where no name has its words."""
    found = registry().matcher.find(text, lambda iri: here.href(iri) is not None, MOST_ALIKE)
    return [Hit(one.iri, here.name(one.iri), one.found_by, one.score) for one in found]


def _by_kind(here: Site, hits: Any) -> Iterator[tuple[str, list[Hit]]]:
    for kind, found in groupby(hits, key=lambda hit: kind_of(here, hit.iri)):
        yield kind, list(found)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read everything but the results of queries."""
    text = render_template("robots.txt", sitemap=site().absolute("sitemap.xml"))
    return _plain(text, "text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All pages, or where there are too many for one list, the lists of them."""
    here = site()
    pages = _pages(here)
    if len(pages) <= MOST_ADDRESSES:
        return _sitemap(here, pages)
    lists = -(-len(pages) // MOST_ADDRESSES)
    parts = [here.absolute(f"sitemap-{number}.xml") for number in range(1, lists + 1)]
    return _plain(render_template("sitemaps.xml", parts=parts), "application/xml")


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One list of pages, where there are several."""
    here = site()
    pages = _pages(here)[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]
    if number < 1 or not pages:
        raise not_found(_("There is no such list of pages."))
    return _sitemap(here, pages)


def _pages(here: Site) -> list[str]:
    """The canonical addresses of all pages that are worth finding."""
    questions = here.store.library.names("questions")
    terms = [one.removeprefix(MLXV.iri) for one in here.terms if one.startswith(MLXV.iri)]
    concepts = [f"vocabulary/{name}" for name in sorted(terms)]
    kept = [path_of(one) for found in known().values() for one in found]
    graphs = [f"graph/{name}" for name in GRAPHS]
    entities = [f"page/{kind}/{slug}" for kind, slug in here.index.entities(here.iris)]
    claims = [f"claim/{slug}" for slug in here.index.claims(here.iris)]
    lists = sorted(here.lists)
    paths = (*PLACES, *lists, *questions, *concepts, *kept, *graphs, *entities, *claims)
    return [here.absolute(path) for path in dict.fromkeys(paths)]


def _sitemap(here: Site, pages: Sequence[str]) -> Response:
    changed = here.published.date().isoformat() if here.published else ""
    return _plain(render_template("sitemap.xml", pages=pages, changed=changed), "application/xml")


def _plain(text: str, content_type: str) -> Response:
    response = Response(text, content_type=content_type)
    response.add_etag()
    response.headers["Cache-Control"] = CACHE
    return response


def _canonical(here: Site, path: str) -> list[Link]:
    return [Link(here.absolute(path), "canonical")]
