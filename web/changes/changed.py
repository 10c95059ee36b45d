"""What changed from release to release: of one entity, and of everything.

In words, as JSON, and as an RDF patch or a SPARQL update that leads from the one to the other. That
of two releases that followed one another is read from what was kept when the later was published.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from graph.changes import Sort
from graph.iris import KINDS
from graph.patches import Edit, patch, update
from graph.terms import NamedNode
from web.changes.feed import ATOM, feed_of, history_of
from web.changes.history import CLAIM, TERM, History
from web.changes.memento import published
from web.changes.timegate import entity_path
from web.changes.told import ToldNode, ToldStep, as_json, publication_json, tell
from web.http.documents import split_suffix
from web.http.negotiate import HTML, PLAIN_JSON, Choice, Format, choose
from web.http.paging import slice_of
from web.http.problems import bad_request, not_acceptable, not_found
from web.http.responses import CACHE, Link, add_links, represent, vary
from web.linked.known import entity_iri
from web.pages.kinds import kind_name
from web.site import Site, local, site
from web.words.names import Name
from web.words.wording import gettext as _

blueprint = Blueprint("changed", __name__)
RDF_PATCH: Final = Format("rdfp", "RDF patch", ("application/rdf-patch",), charset=True)
SPARQL_UPDATE: Final = Format("ru", "SPARQL Update", ("application/sparql-update",), charset=True)
OF_TWO: Final = (RDF_PATCH, SPARQL_UPDATE)
"""What leads from one release to another, and not over several."""
PER_PAGE: Final = 10
ENTITIES_PER_PAGE: Final = 50


@blueprint.get("/history/<kind>/<name>")
def history(kind: str, name: str) -> Response:
    """What became of an entity from release to release, or between two of them."""
    here = site()
    known = history_of(here)
    formats: tuple[Format, ...] = (HTML, PLAIN_JSON, ATOM, *OF_TWO)
    slug, fixed = split_suffix(name, formats)
    iri = entity_iri(here, kind, slug)
    nodes = known.nodes(iri)
    numbers = known.of(nodes)
    record = entity_path(here, iri)
    if not numbers and not here.store.ask("page/exists", entity=iri):
        raise not_found(_("No release has “%(name)s”.", name=record))
    path = f"history/{record}"
    pair = between(known)
    query = query_of(known, pair)
    formats = formats if pair else formats[:3]
    choice = chosen(fixed, formats, path, query)
    shown = slice_of(numbers, PER_PAGE)
    pairs = [pair] if pair else [(number - 1, number) for number in shown.items]
    steps = [known.step(nodes, *one) for one in pairs]
    links = [
        *links_of(here, choice, formats, path, query),
        Link(here.absolute(f"id/{record}"), "about"),
    ]
    if choice.format in OF_TWO and pair:
        edits = known.edits(nodes, *pair)
        return patched(here, known, pair, lambda: edits, choice, links, negotiated=not fixed)
    if choice.format == ATOM:
        told = [tell(here, one, iri.value) for one in steps]
        response = feed_of(here, iri, title_of(here, iri), told, links)
    elif choice.format == PLAIN_JSON:
        document = {"entity": iri.value, "steps": [as_json(here, one) for one in steps]}
        response = represent(_json(document), choice, links=links)
    else:
        body = render_template(
            "history.html",
            kind=kind,
            title=title_of(here, iri),
            current=local(f"id/{record}"),
            there=here.index.name(iri.value) is not None,
            told=[tell(here, one, iri.value) for one in steps],
            shown=shown,
            publications=known.publications,
            pair=pair,
            path=path,
            record=f"id/{record}",
            timemap=local(f"timemap/{record}"),
            links=links,
        )
        response = represent(body, choice, links=links)
    if not fixed:
        vary(response, "Accept")
    if not pair:
        newest = numbers[0] if numbers else 0
        response.last_modified = known.publications[newest].time
    return response


def title_of(here: Site, iri: NamedNode) -> Name:
    """The name of an entity, or the one that it had when it went."""
    known = history_of(here)
    gone = known.last_label(iri.value) if here.index.name(iri.value) is None else None
    return Name(gone.value, gone.language or "") if gone else here.name(iri.value)


@blueprint.get("/changes/<before>/<name>")
def changes(before: str, name: str) -> Response:
    """What changed from one release to another: the entities by kind, each with its changes."""
    here = site()
    known = history_of(here)
    formats = (HTML, PLAIN_JSON, *OF_TWO)
    after, fixed = split_suffix(name, formats)
    pair = pair_of(known, before, after)
    path = f"changes/{before}/{after}"
    choice = chosen(fixed, formats, path)
    links = links_of(here, choice, formats, path)
    if choice.format in OF_TWO:
        edits = partial(known.all_edits, *pair)
        return patched(here, known, pair, edits, choice, links, negotiated=not fixed)
    found = known.changed(*pair)
    kind = request.args.get("kind", "")
    if kind and kind not in (*KINDS, CLAIM, TERM):
        raise bad_request(_("There is no kind “%(kind)s”.", kind=kind[:40]), parameter="kind")
    listed = [iri for each, iris in found.items() if kind in ("", each) for iri in iris]
    if choice.format == PLAIN_JSON:
        body = _json(_all(here, known, pair, found))
    else:
        shown = slice_of(listed, ENTITIES_PER_PAGE)
        step = tell(here, known.step(frozenset(shown.items), *pair))
        body = render_template(
            "changes.html",
            step=step,
            groups=groups(step, found),
            shown=shown,
            tallied=known.tallies(*pair),
            inferred=known.only(Sort.INFERRED, *pair),
            claimed=known.only(Sort.CLAIMED, *pair),
            kind_name=kind_name,
            kind=kind,
            path=path,
            links=links,
        )
    response = represent(body, choice, links=links)
    response.last_modified = known.publications[pair[1]].time
    if not fixed:
        vary(response, "Accept")
    return response


def groups(step: ToldStep, found: Mapping[str, list[str]]) -> list[tuple[str, list[ToldNode]]]:
    """The nodes of a step under the words for their kinds, in the order of the kinds.

    Of a claim that is told which is about the claim itself; what it says is told of the entity.
    """
    told: dict[str, list[ToldNode]] = {kind: [] for kind in found}
    for nodes in (step.stated, step.claimed, step.model):
        for node in nodes:
            kind = TERM if nodes is step.model else node.kind
            if kind in told and (kind == CLAIM) == (nodes is step.claimed):
                told[kind].append(node)
    return [(kind_name(kind), nodes) for kind, nodes in told.items() if nodes]


def between(known: History) -> tuple[int, int] | None:
    """The two releases that the query string names, None for none.

    Raises ProblemError: 400 for one of them only, 404 for one that was not put in force.
    """
    named = [request.args.get(name, "") for name in ("from", "to")]
    if not any(named):
        return None
    if not all(named):
        raise bad_request(_("Name two releases, from and to."), parameter="from")
    return pair_of(known, *named)


def pair_of(known: History, before: str, after: str) -> tuple[int, int]:
    """The numbers of two publications. Raises ProblemError (404) where there are none such."""
    for digest in (before, after):
        published(digest)
    try:
        last = known.number(after)
        return known.number(before, last), last
    except LookupError:
        raise not_found(
            _("The one release was not put in force before the other: change their order.")
        ) from None


def query_of(known: History, pair: tuple[int, int] | None) -> str:
    """The query string that names two releases, with its question mark; empty for none."""
    if pair is None:
        return ""
    before, after = (known.publications[one].digest for one in pair)
    return f"?from={before}&to={after}"


def links_of(
    here: Site, shown: Choice, formats: tuple[Format, ...], path: str, query: str = ""
) -> list[Link]:
    """Links to the document and to it in the other formats; `query` names what of it is shown."""
    others = [one for one in formats if one != shown.format]
    return [
        Link(here.absolute(path + query), "canonical"),
        *(
            Link(here.absolute(address(path, one, query)), "alternate", one.media_type)
            for one in others
        ),
    ]


def address(path: str, one: Format, query: str) -> str:
    """The path of a document in one format."""
    return f"{path}{query}" if one == HTML else f"{path}.{one.name}{query}"


def chosen(fixed: Format | None, formats: tuple[Format, ...], path: str, query: str = "") -> Choice:
    """The format of the suffix, else the one that the client accepts. Raises ProblemError (406)."""
    if fixed is not None and fixed in formats:
        return Choice(fixed, fixed.media_type)
    choice = None if fixed else choose(request.headers.get("Accept"), formats)
    if choice is None:
        places = {one.name: local(address(path, one, query)) for one in formats}
        raise not_acceptable(formats, places)
    return choice


def patched(
    here: Site,
    known: History,
    pair: tuple[int, int],
    edits: Callable[[], Iterable[Edit]],
    choice: Choice,
    links: Iterable[Link],
    *,
    negotiated: bool,
) -> Response:
    """The patch or the update, sent as it is read.

    Raises ProblemError (404) if it cannot be told any more.
    """
    before, after = (known.publications[one].digest for one in pair)
    try:
        next(iter(edits()), None)
    except LookupError:
        raise not_found(_("The releases are not kept that this would be told from.")) from None
    as_patch = choice.format == RDF_PATCH
    rows = patch(here.iris, before, after, edits()) if as_patch else update(edits)
    response = Response(rows, content_type=choice.content_type)
    # Both releases are immutable, and so is what leads from one to the other.
    response.set_etag(f"{before[:24]}-{after[:24]}-{choice.format.name}")
    response.headers["Cache-Control"] = CACHE
    response.last_modified = known.publications[pair[1]].time
    add_links(response, links)
    if negotiated:
        vary(response, "Accept")
    return response


def _all(
    here: Site, known: History, pair: tuple[int, int], found: dict[str, list[str]]
) -> dict[str, Any]:
    """The entities that changed, for programs; what changed of each is in its own history."""
    before, after = (publication_json(here, known.publications[one]) for one in pair)

    def entry(iri: str) -> dict[str, str]:
        whole = known.whole(iri, *pair)
        return {"id": iri, "change": whole or "changed"}

    entities = {kind: [entry(iri) for iri in iris] for kind, iris in found.items()}
    return {"from": before, "to": after, "entities": entities}


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
