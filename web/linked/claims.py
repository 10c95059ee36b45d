"""Claims and the other named graphs: documents at their own IRIs, in every format."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from graph.changes import Changes
from graph.iris import GRAPHS, MLX
from graph.terms import NamedNode, Triple
from web.http.documents import Document, split_suffix
from web.http.negotiate import ENTITY_FORMATS, HTML
from web.http.paging import page_number
from web.http.problems import ProblemError, not_found
from web.linked.dated import context
from web.linked.representations import Subject, by_profile, of_triples, send
from web.pages.entity import Window, page_of, read
from web.pages.stated import key_of
from web.pages.statements import Statement
from web.pages.view import Value
from web.reviewing.looked import HOLDS, state
from web.site import Site, site
from web.words.dates import long_day
from web.words.names import Name
from web.words.wording import gettext as _

blueprint = Blueprint("claims", __name__)
FORMATS = (HTML, *ENTITY_FORMATS)
TOLD_WITH_IT = ("claim", "passage", "conflict")
blueprint.after_request(by_profile)


@blueprint.get("/claim/<source>/<name>")
def claim(source: str, name: str) -> Response:
    """What a claim states, who makes it and where it is written."""
    return claim_in(site(), source, name)


def claim_in(here: Site, source: str, name: str) -> Response:
    """A claim as a release has it."""
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    iri = claim_iri(here, source, slug)
    path = f"{here.prefix}claim/{source}/{slug}"
    document = Document(path, iri.value, FORMATS)

    def triples() -> list[Triple]:
        return list(here.store.triples("page/data-claim", claim=iri))

    def changed(known: Changes, said: Sequence[Triple]) -> int:
        """By its own statements, the evidence, what judges it, and the names of what it mentions:
        what other claims say of the same things is no change of this one."""
        named = {one.subject.value for one in said if isinstance(one.subject, NamedNode)}
        told = {one for one in named if (here.iris.parse(one) or ("",))[0] in TOLD_WITH_IT}
        return known.graphs.get(iri.value, 0) | known.of(told, {iri.value}, named)

    subject = Subject(
        iri,
        path,
        of_triples(here, iri, path, triples, changed),
        html=lambda: claim_page(here, iri, document),
    )
    return send(here, subject, fixed, lambda: no_claim(source, slug))


def claim_page(here: Site, iri: NamedNode, document: Document) -> str:
    """The page of a claim: its statements, then what the provenance graph says of it."""
    entity = read(here, iri, Window(request.args.get("links", ""), page_number()))
    if entity is None:
        raise not_found(_("There is no such claim."))
    stated: dict[tuple[str, str, str], Statement] = {}
    for row in here.store.rows("page/claim", claim=iri):
        node, predicate, value = row["node"].value, row["property"].value, row["value"]
        accepted = row["accepted"].value == "true"
        stated[node, predicate, str(value)] = Statement(
            node, predicate, value, (), accepted, inferred=False
        )
    statements = [
        (
            Value(
                here.label(one.node) or here.name(one.node),
                href=here.href(one.node) or "",
                iri=one.node,
            ),
            Name(entity.arranger.property_name(one.predicate)[0]),
            entity.arranger.value(one),
            key_of(Triple(NamedNode(one.node), NamedNode(one.predicate), one.value)),
        )
        for one in stated.values()
    ]
    digests = entity.statements.values(iri.value, (MLX.contentDigest.value,))
    digest = next((one.text for one in digests), "")
    looks = here.looks.get(iri.value, ())
    return render_template(
        "claim.html",
        page=page_of(here, entity),
        looked=state(looks, digest),
        looks=[(one, long_day(one.day), state((one,), digest) == HOLDS) for one in looks],
        statements=statements,
        links=document.links(here, HTML),
        **context(here, document.path.removeprefix(here.prefix)),
    )


@blueprint.get("/graph/<name>")
def graph(name: str) -> Response:
    """What a named graph is for, how large it is and how to get at it."""
    here = site()
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    if slug not in GRAPHS:
        raise no_graph(slug)
    iri = here.iris.graph(slug)
    path = f"graph/{slug}"
    document = Document(path, iri.value, FORMATS)

    def page() -> str:
        sizes = {row["graph"].value: row["triples"].value for row in here.store.rows("page/graphs")}
        return render_template(
            "graph.html",
            name=slug,
            iri=iri.value,
            triples=int(sizes.get(iri.value, "0")),
            links=document.links(here, HTML),
        )

    def triples() -> list[Triple]:
        return list(here.store.triples("page/data-graph", graph=iri, dataset=here.dataset))

    def changed(known: Changes, _said: Sequence[Triple]) -> int:
        return known.graphs.get(iri.value, 0)

    subject = Subject(iri, path, of_triples(here, iri, path, triples, changed), html=page)
    return send(here, subject, fixed, lambda: no_graph(slug))


def claim_iri(here: Site, source: str, slug: str) -> NamedNode:
    """The IRI of a claim. Raises ProblemError (404) for what cannot be one."""
    try:
        return here.iris.claim(source, slug)
    except ValueError:
        raise no_claim(source, slug) from None


def no_claim(source: str, slug: str) -> ProblemError:
    """404 for a claim."""
    return not_found(_("There is no claim “%(source)s/%(slug)s”.", source=source, slug=slug))


def no_graph(slug: str) -> ProblemError:
    """404 for a graph, with those that there are."""
    known = ", ".join(GRAPHS)
    return not_found(
        _("There is no graph “%(slug)s”; there are %(known)s.", slug=slug, known=known)
    )
