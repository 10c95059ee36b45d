"""The ontology and the vocabularies: documentation for people, RDF for programs."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, render_template, request

from graph.changes import Changes, Sort
from graph.iris import MLX, MLXS, MLXV
from graph.profiles import Profile, own_iri
from graph.terms import NamedNode, Triple
from graph.versions import ONTOLOGY
from web.describing.classlinks import graph_of
from web.describing.versions import history
from web.http.documents import Document, context_text, format_of, respond, split_suffix
from web.http.negotiate import ENTITY_FORMATS, HTML, JSONLD, Choice
from web.http.paging import page_number
from web.http.problems import ProblemError, not_found
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.linked import profiled
from web.linked.describe import Description, Wanted, describe
from web.linked.representations import Subject, of_triples, send
from web.linked.structured import structured
from web.pages.asof import asked_day
from web.pages.entity import Window, page_of, read
from web.pages.lists import ANSWERS
from web.pages.topic import QUESTION, answers_by_topic, charges_on, is_topic
from web.pages.view import Value
from web.site import Site, site
from web.views.drawing import drawn
from web.words.dates import long_day
from web.words.names import Name, collated
from web.words.wording import gettext as _

blueprint = Blueprint("vocabularies", __name__)
FORMATS = (HTML, *ENTITY_FORMATS)
ELSEWHERE = (MLXV.iri, MLXS.iri)


@blueprint.get("/ontology", defaults={"suffix": ""})
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str) -> Response:
    """The ontology: every class and property with what governs it, and how they hang together."""
    here = site()
    document = Document(ONTOLOGY, MLX.iri.rstrip("#"), FORMATS)

    def page() -> str:
        found = here.documentation
        graph = graph_of(found.links, lambda iri: here.name(iri).text, here.href)
        drawings = drawn(here.shelf, (graph,))
        return render_template(
            "ontology.html",
            documentation=found,
            drawing=drawings[0] if drawings else None,
            schemes=schemes(here),
            history=history(ONTOLOGY),
            links=document.links(here, HTML),
        )

    iri = NamedNode(document.about)
    triples = partial(here.store.triples, "page/data-ontology")

    def changed(known: Changes, _said: Sequence[Triple]) -> int:
        """By its terms: the concepts of the vocabularies and the shapes have documents of their
        own, and the questions and prefixes are parts of the graph."""
        model = known.sorts[Sort.MODEL]
        terms = {one for one in model if not one.startswith(ELSEWHERE) and not here.iris.parse(one)}
        return known.any_of(model, terms)

    describing = of_triples(here, iri, document.path, triples, changed)
    subject = Subject(iri, document.path, describing, html=page)
    return send(
        here, subject, format_of(suffix), lambda: not_found(_("There is no ontology here."))
    )


@blueprint.get("/ontology/profile/<name>")
def profile(name: str) -> Response:
    """What a profile of ours holds."""
    here = site()
    token, fixed = split_suffix(name, ENTITY_FORMATS)
    one = next((one for one in here.profiles if one.iri == own_iri(token)), None)
    if one is None:
        raise not_found(_("There is no profile “%(name)s”.", name=token))
    document = Document(f"ontology/profile/{token}", one.iri, FORMATS)

    def page() -> str:
        links = document.links(here, HTML)
        return render_template("profiles.html", about="", entries=[(one, ())], links=links)

    return respond(here, document, fixed, lambda: profiled.told(one), page)


@blueprint.get("/ontology/context.jsonld")
def context_document() -> Response:
    """The JSON-LD context, for every document of ours and for others' use."""
    return represent(context_text(), Choice(JSONLD, JSONLD.media_type))


@blueprint.get("/vocabulary/<name>")
def concept(name: str) -> Response:
    """A concept scheme with its concepts, or one concept."""
    here = site()
    slug, fixed = split_suffix(name, ENTITY_FORMATS)
    if MLXV.iri + slug not in here.terms:
        raise no_concept(slug)
    iri = MLXV[slug]
    document = Document(f"vocabulary/{slug}", iri.value, FORMATS)

    def page() -> str:
        entity = read(here, iri, Window(request.args.get("links", ""), page_number()))
        if entity is None:
            raise no_concept(slug)
        return render_template(
            "concept.html",
            page=page_of(here, entity),
            kind="concept",
            members=members(here, iri.value),
            charges=charges_on(here, iri) if is_topic(here, iri.value) else None,
            question=QUESTION,
            history=history(slug),
            structured=structured(here, entity),
            links=document.links(here, HTML),
        )

    def described(profile: Profile, number: int) -> Description | None:
        own = here.store.triples("page/data-scheme", entity=iri)
        return describe(here, Wanted(iri, document.path, profile, number), own)

    subject = Subject(iri, document.path, described, html=page)
    return send(here, subject, fixed, lambda: no_concept(slug))


def no_concept(slug: str) -> ProblemError:
    """404 for a concept or scheme."""
    return not_found(_("There is no concept and no scheme “%(slug)s”.", slug=slug))


@blueprint.get("/topics")
def topics() -> Response:
    """The topics, with how much there is on each; as a page, CSV or JSON."""
    here = site()
    rows = here.store.rows("page/topics")
    counted = [(here.terms[row["topic"].value], int(row["count"].value)) for row in rows]
    found = sorted(counted, key=lambda one: collated(one[0].name.text))
    day = asked_day()
    answers = answers_by_topic(here, day) if day else {}
    format_ = wanted()
    if format_ is not None:
        columns = ["topic", "label", "definition", "count", *(ANSWERS if day else ())]
        cells = [
            [
                *(one.iri, one.name.text, one.definition.text, str(n)),
                *(str(answers.get(one.iri, {}).get(key, 0)) for key in columns[4:]),
            ]
            for one, n in found
        ]
        return export(Table(columns, cells), format_)
    entries = [
        (
            Value(one.name, href=here.href(one.iri) or ""),
            one.definition,
            count,
            answers.get(one.iri, {}),
        )
        for one, count in found
    ]
    links = [Link(here.absolute("topics"), "canonical")]
    body = render_template(
        "topics.html",
        entries=entries,
        day=day.isoformat() if day else "",
        day_words=long_day(day.isoformat()) if day else "",
    )
    return represent(body, Choice(HTML, HTML.media_type), links=links)


def members(here: Site, scheme: str) -> list[tuple[Value, Name]]:
    """The concepts of a scheme by label, each with its definition."""
    found = [one for one in here.terms.values() if scheme in one.schemes]
    return [
        (Value(one.name, href=here.href(one.iri) or "", iri=one.iri), one.definition)
        for one in sorted(found, key=lambda one: collated(one.name.text))
    ]


def schemes(here: Site) -> list[Value]:
    """The concept schemes by label."""
    used = {scheme for one in here.terms.values() for scheme in one.schemes}
    values = [Value(here.name(iri), href=here.href(iri) or "", iri=iri) for iri in used]
    return sorted(values, key=lambda one: collated(one.name.text))
